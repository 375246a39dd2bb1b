//! What is recorded of the office itself taken back, with a reason.

use clap::Command;

use crate::cli::args::{Given, numbers, reason};
use crate::cli::desk::Desk;
use crate::cli::records::several::{joined, sure_of_many};
use crate::error::Result;
use crate::ledger::{Ledger, Record};
use crate::sheet::{Cell, Sheet};
use crate::text::{Lang, Text, text};

/// What it does.
pub const ABOUT: Text = text("作废，留下原因", "take back, with a reason");

/// Which one, and why.
pub fn options(command: Command, ledger: &Ledger, lang: Lang) -> Command {
    command.arg(numbers(ledger, lang)).arg(reason(lang))
}

/// `void NO` of a ledger of the office.
pub fn void(desk: &mut Desk, ledger: &'static Ledger, given: &Given) -> Result<Sheet> {
    let reason = given.reason()?;
    let mut store = desk.writer()?;
    let records = store.find_all(given.texts("no"), &[ledger])?;
    if let Some((old, name)) = records.iter().find_map(|record| Some((record.void.as_ref()?, record.name()))) {
        return Err(refused!("void_already": "{name} 早已作废：{old}", "{name} is void already: {old}";
            "要恢复用 qjcppcc undo", "qjcppcc undo puts it back"));
    }
    sure_of_many(desk, &records, &message!("作废", "void"))?;
    desk.change(&mut store, |change| records.iter().try_for_each(|record| change.void(record, &reason)))?;
    let answer = |record: &Record| {
        let name = record.name();
        let words = message!("已作废 {name}：{reason}", "voided {name}: {reason}");
        let members = [("record", Cell::Text(name)), ("void", Cell::Flag(true)), ("reason", Cell::text(&reason))];
        desk.tell(members, &words)
    };
    Ok(joined(records.iter().map(answer).collect()))
}
