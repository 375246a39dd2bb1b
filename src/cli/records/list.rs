//! `list`: the records of a ledger, or how many there are.

use std::rc::Rc;

use clap::Command;

use crate::amount::{Amount, Measure, Style};
use crate::cli::args::{Given, TOLD, argument, option, switch};
use crate::cli::desk::Desk;
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::query::{listed, query};
use crate::cli::task::{Verb, Work, of_plain};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::sheet::{Block, Cell, Sheet};
use crate::text::{Lang, Message};

/// `LEDGER list [CHILD]`.
pub const VERB: Verb = Verb::new("list", of_plain, Work::Reads(list))
    .with(|command, ledger, lang| narrowed(children(command, ledger, lang), ledger));

/// Which of those that hang on the records are listed instead.
pub fn children(command: Command, ledger: &Ledger, lang: Lang) -> Command {
    let keys = ledger.children.iter().map(|child| child.key).collect::<Vec<_>>().join(", ");
    let about = lang.pick(format!("列子记录：{keys}"), format!("list children: {keys}"));
    if keys.is_empty() { command } else { command.arg(argument("child", "CHILD", &about)) }
}

/// Which of all records are listed, in which order, and how.
pub fn narrowed(command: Command, ledger: &Ledger) -> Command {
    command
        .args(ledger.kinds.then(|| option("kind", "KIND", TOLD)))
        .arg(option("year", "YEAR", TOLD))
        .arg(option("period", "PERIOD", TOLD))
        .arg(option("town", "TOWN", TOLD).short('t'))
        .arg(option("platform", "PLATFORM", TOLD))
        .arg(option("department", "DEPARTMENT", TOLD))
        .arg(option("search", "WORDS", TOLD))
        .arg(option("sort", "FIELD", TOLD).allow_hyphen_values(true))
        .arg(option("limit", "N", TOLD))
        .args([switch("tally", TOLD), switch("void", TOLD), switch("unmask", TOLD)])
}

/// The records, or with `--tally` how many there are.
pub fn list(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    if given.switch("tally") {
        return tally(desk, given);
    }
    let listed = listed(given)?;
    let store = Rc::new(desk.reader()?);
    let query = query(desk, &store, given)?;
    let heading = listed.called_by(store.vocabulary()).lang(desk.lang).to_owned();
    let listing = Listing::new(desk, &store, listed, Extent::Glance, given.switch("unmask"));
    let mut sheet = Sheet::list(listing.table(&store, query).or(desk.lang.pick("没有记录", "no records")));
    if desk.is_workbook() {
        // A worksheet has a name, a page of one table needs none.
        sheet.page.insert(0, Block::heading(heading));
    }
    Ok(sheet)
}

/// `LEDGER list --tally`: how many records there are, and how many things they stand for.
pub fn tally(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let tally = store.tally(&query(desk, &store, given)?)?;
    let records = tally.records;
    Ok(tallied(desk, records, tally.count, |sum| {
        message!("{records}条记录，数量合计{sum}", "records: {records}; they stand for {sum}")
    }))
}

/// So many records, and what they stand for, of which people read what `said` makes.
pub fn tallied(desk: &Desk, records: usize, count: Option<Amount>, said: impl Fn(&str) -> Message) -> Sheet {
    let count = count.unwrap_or(Amount::exact(0));
    let members = [
        ("records", Cell::count(records)),
        ("count", Cell::Amount(count, Measure::Count)),
        ("count_bound", Cell::text(count.bound.key())),
    ];
    desk.said(members, &said(&count.printed(Style::Full, Measure::Count, "", desk.lang)))
}
