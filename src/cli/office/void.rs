//! What is recorded of the office itself taken back, with a reason.

use clap::Command;

use crate::cli::args::{Given, number, reason};
use crate::cli::desk::Desk;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::sheet::{Cell, Sheet};
use crate::text::{Lang, Text, text};

/// What it does.
pub const ABOUT: Text = text("作废一条，留下原因", "take one back, with a reason");

/// Which one, and why.
pub fn options(command: Command, ledger: &Ledger, lang: Lang) -> Command {
    command.arg(number(ledger, lang)).arg(reason(lang))
}

/// `void NO` of a ledger of the office.
pub fn void(desk: &mut Desk, ledger: &'static Ledger, given: &Given) -> Result<Sheet> {
    let reason = given.reason()?;
    let mut store = desk.writer()?;
    let record = store.find(given.text("no").unwrap_or_default(), &[ledger])?;
    let name = record.name();
    if let Some(old) = &record.void {
        return Err(refused!("void_already": "{name} 早已作废：{old}", "{name} is void already: {old}";
            "要恢复用 qjcppcc undo", "qjcppcc undo puts it back"));
    }
    desk.change(&mut store, |change| change.void(&record, &reason))?;
    let words = message!("{}已作废 {name}：{reason}", "{}voided {name}: {reason}", desk.rehearsed());
    let members = vec![
        ("record".to_owned(), Cell::Text(name.clone())),
        ("void".to_owned(), Cell::Flag(true)),
        ("reason".to_owned(), Cell::Text(reason.clone())),
    ];
    Ok(desk.done(members, words.lang(desk.lang)))
}
