//! `log`: every change, the latest first.

use chrono::{DateTime, FixedOffset};
use clap::Command;

use crate::cli::args::{Given, argument, option, unmask};
use crate::cli::desk::Desk;
use crate::cli::records::query;
use crate::cli::records::words::Shown;
use crate::cli::task::{Task, Work};
use crate::error::Result;
use crate::ledger::{Ledger, is_free, mask};
use crate::period::read_day;
use crate::sheet::{Cell, Column, Face, Row, Sheet, Table};
use crate::store::{Entry, Op};
use crate::text::{Lang, Text, text};

/// `log [NO]`.
pub const TASK: Task = Task {
    name: "log",
    about: text("谁在什么时候改了什么、为什么", "who changed what, when and why"),
    options,
    work: Work::Reads(log),
};

fn options(command: Command, lang: Lang) -> Command {
    command
        .arg(argument(
            "no",
            "NO",
            lang.pick("只看一条记录：case-12、fund-7 或 id", "one record: case-12, fund-7 or an id"),
        ))
        .arg(option("since", "DAY", lang.pick("从这一天起", "from this day on")))
        .arg(option("limit", "N", lang.pick("最近几条", "the latest so many")))
        .arg(unmask(lang))
        .after_help(lang.pick("只看某人的：--actor 姓名", "by one person only: --actor NAME"))
}

fn log(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let everything: Vec<&'static Ledger> = Ledger::all().collect();
    let record = given.text("no").map(|name| store.find(name, &everything)).transpose()?.map(|record| record.id);
    let since = given.text("since").map(|day| read_day(day, desk.outside.today())).transpose()?;
    let limit = given.text("limit").map_or(Ok(usize::MAX), query::limit)?;
    let actor = desk.option("actor").map(str::to_owned);
    let (full, lang, zone) = (given.switch("unmask"), desk.lang, desk.outside.now.timezone());
    let wanted = move |entry: &Entry| {
        let moment = DateTime::parse_from_rfc3339(&entry.stamp.at).ok();
        let day = moment.map(|moment| moment.with_timezone(&zone).date_naive());
        since.is_none_or(|since| day.is_some_and(|day| day >= since))
    };
    let table = Table::lazy(columns(lang), move |places, take| {
        let shown = Shown { store: &store, lang };
        let mut left = limit;
        store.entries_back(record, actor.as_deref(), |entry| {
            if left > 0 && wanted(&entry) {
                left -= 1;
                let mut cells = cells(&shown, &entry, full, zone)?;
                take(Row::Cells(
                    places.iter().map(|place| std::mem::replace(&mut cells[*place], Cell::Empty)).collect(),
                ))?;
            }
            Ok(left > 0)
        })
    });
    Ok(Sheet::list(table.or(lang.pick("没有流水", "no entries"))))
}

fn columns(lang: Lang) -> Vec<Column> {
    let label = |zh, en| lang.pick(zh, en);
    vec![
        Column::new("seq", label("序号", "entry")).right(),
        Column::new("at", label("时间", "at")).face(Face::Data),
        Column::new("when", label("时间", "when")).face(Face::Page),
        Column::new("actor", label("谁", "who")),
        Column::new("os", "os").face(Face::Data),
        Column::new("batch", "batch").face(Face::Data),
        Column::new("op", label("操作", "did")),
        Column::new("id", "id").face(Face::Data),
        Column::new("record", label("记录", "record")),
        Column::new("changes", label("内容", "what")),
        Column::new("reason", label("原因", "why")),
    ]
}

fn cells(shown: &Shown, entry: &Entry, full: bool, zone: FixedOffset) -> Result<Vec<Cell>> {
    let before = if entry.op == Op::Edit { shown.store.before(entry)? } else { None };
    let mut changes = before.as_ref().map_or_else(Vec::new, |before| shown.changes(before, &entry.record));
    let ledger = entry.record.ledger;
    for (_, _, from, to) in
        changes.iter_mut().filter(|(key, ..)| !full && ledger.field(key).is_some_and(|field| is_free(field.holds)))
    {
        (*from, *to) = (mask(from), mask(to));
    }
    let record = if full { entry.record.clone() } else { entry.record.clone().masked() };
    let reason = entry.reason.as_deref().map(|reason| if full { reason.to_owned() } else { mask(reason) });
    let what = match entry.op {
        Op::Edit => {
            changes.iter().map(|(_, label, from, to)| format!("{label} {from}→{to}")).collect::<Vec<_>>().join(" · ")
        }
        _ => shown.echo(&record).split_once(" · ").map(|(_, rest)| rest.to_owned()).unwrap_or_default(),
    };
    let fields = changes.into_iter().map(|(key, _, from, to)| {
        Cell::Object(vec![
            ("field".to_owned(), Cell::Text(key)),
            ("from".to_owned(), Cell::Text(from)),
            ("to".to_owned(), Cell::Text(to)),
        ])
    });
    let moment = DateTime::parse_from_rfc3339(&entry.stamp.at).ok();
    let local = moment.map(|moment| moment.with_timezone(&zone).naive_local());
    Ok(vec![
        Cell::Whole(entry.seq),
        Cell::Text(entry.stamp.at.clone()),
        local.map_or(Cell::Empty, Cell::Moment),
        Cell::Text(entry.stamp.actor.clone()),
        Cell::Text(entry.stamp.os.clone()),
        Cell::Whole(entry.batch),
        Cell::Worded(did(entry.op).lang(shown.lang).to_owned(), Box::new(Cell::Text(entry.op.key().to_owned()))),
        Cell::Text(entry.record.id.to_string()),
        Cell::Text(entry.record.name()),
        Cell::Worded(what, Box::new(Cell::List(fields.collect()))),
        Cell::words(reason),
    ])
}

fn did(op: Op) -> Text {
    match op {
        Op::Add => text("新增", "added"),
        Op::Edit => text("修改", "changed"),
        Op::Void => text("作废", "voided"),
        Op::Unvoid => text("恢复", "put back"),
    }
}
