//! `close` and `reopen`: years that are changed only with a reason.

use chrono::Datelike;
use clap::Arg;

use crate::cli::args::{Given, TOLD, argument, option};
use crate::cli::desk::Desk;
use crate::cli::task::Task;
use crate::error::Result;
use crate::ledger::{closing, year_of};
use crate::sheet::{Cell, Sheet};
use crate::store::Store;

/// `close YEAR`.
pub const CLOSE: Task = Task::changes("close", close).with(|command, _| command.arg(year()));

/// `reopen YEAR --reason WHY`.
pub const REOPEN: Task =
    Task::changes("reopen", reopen).with(|command, _| command.arg(year()).arg(option("reason", "WHY", TOLD)));

fn year() -> Arg {
    argument("year", "YEAR", TOLD).required(true)
}

fn close(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (year, today) = (named(given)?, desk.outside.today());
    if year > today.year() {
        return Err(refused!("year_ahead": "{year}年还没有到", "{year} has not begun";
            "只关已开始的年份", "only years that have begun are closed"));
    }
    let mut store = desk.writer()?;
    let mut record = closing(year, today, store.ends_text());
    let old = store.record(record.id)?;
    if old.as_ref().is_some_and(|old| old.void.is_none()) {
        return Err(refused!("closed_already": "{year}年早已关账", "{year} is closed already";
            "要重新开账：qjcppcc reopen {year} --reason 原因", "qjcppcc reopen {year} --reason WHY opens it again"));
    }
    desk.change(&mut store, |change| {
        let Some(old) = &old else { return change.add(&mut record) };
        change.unvoid(old, "close")?;
        record.no = old.no;
        if old.date() == today && record.text("ends") == old.text("ends") { Ok(()) } else { change.edit(&record, None) }
    })?;
    answer(desk, &store, year, true)
}

fn reopen(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (year, reason) = (named(given)?, given.reason()?);
    let mut store = desk.writer()?;
    let Some(old) = store.record(closing(year, desk.outside.today(), None).id)?.filter(|old| old.void.is_none()) else {
        return Err(refused!("not_closed": "{year}年没有关账", "{year} is not closed";
            "关账用 qjcppcc close {year}", "qjcppcc close {year} closes it"));
    };
    desk.change(&mut store, |change| change.void(&old, &reason))?;
    answer(desk, &store, year, false)
}

fn named(given: &Given) -> Result<i32> {
    year_of(given.text("year").unwrap_or_default())
}

fn answer(desk: &Desk, store: &Store, year: i32, closed: bool) -> Result<Sheet> {
    let head = store.head()?;
    let shown = head.as_deref().unwrap_or("—");
    let (zh, en) = if closed { ("已关账", "is closed") } else { ("已重新开账", "is open again") };
    let words = message!("{year}年{zh}，台账文件状态 {shown}", "{year} {en}, state {shown}");
    let members = [("year", Cell::Whole(year.into())), ("closed", Cell::Flag(closed)), ("head", Cell::words(head))];
    Ok(desk.tell(members, &words))
}
