//! `show`: one record with what hangs on it.

use clap::Command;

use crate::cli::args::{Given, TOLD, numbers, switch};
use crate::cli::desk::Desk;
use crate::cli::records::columns::{dated, object};
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::query::masking;
use crate::cli::records::several::joined;
use crate::cli::records::words::Shown;
use crate::cli::task::{Verb, Work, of_plain};
use crate::error::Result;
use crate::ledger::{Ledger, Record};
use crate::sheet::{Block, Cell, Column, Reader, Sheet, Table};
use crate::store::Store;
use crate::text::Lang;

/// `LEDGER show NO`.
pub const VERB: Verb = Verb::new("show", of_plain, Work::Reads(show)).with(options);

/// Which one, and whether numbers of persons are shown.
pub fn options(command: Command, ledger: &'static Ledger, lang: Lang) -> Command {
    command.arg(numbers(ledger, lang)).arg(switch("unmask", TOLD))
}

/// `LEDGER show NO`: one record with what hangs on it.
pub fn show(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let ledger = given.ledger();
    let store = desk.reader()?;
    let records = store.find_all(given.texts("no"), &ledger.with_children())?;
    records.into_iter().map(|record| one(desk, &store, given, record)).collect::<Result<_>>().map(joined)
}

/// The page of one of them.
pub fn one(desk: &Desk, store: &Store, given: &Given, record: Record) -> Result<Sheet> {
    let masked = masking(given);
    let children: Vec<Record> = store.children(record.id, &[])?.into_iter().map(masked).collect();
    Ok(page(desk, store, &masked(record), &children))
}

/// One record with everything that hangs on it; fields in which nothing stands are left out.
pub fn page(desk: &Desk, store: &Store, record: &Record, children: &[Record]) -> Sheet {
    let (lang, shown) = (desk.lang, desk.shown(store));
    // What is shown is masked or not already.
    let listing = Listing::new(desk, store, record.ledger, Extent::Record, true);
    let mut members = listing.members(&shown, record);
    let nested = children.iter().map(|child| Cell::Object(object(child))).collect();
    members.push(("children".to_owned(), Cell::List(nested)));
    let name = shown.called(record);
    let heading = record.text("title").map_or(name.clone(), |title| format!("{name}　{title}"));
    let mut page = vec![Block::heading(heading)];
    if let Some(reason) = &record.void {
        page.push(Block::Line(phrase!(lang, "已作废：{reason}", "void: {reason}")));
    }
    let columns: [Reader<(String, Cell)>; 2] = [
        (Column::new("field", lang.pick("项目", "field")), &|(label, _)| Cell::Text(label.clone())),
        (Column::new("value", lang.pick("内容", "value")), &|(_, cell)| cell.clone()),
    ];
    let fields = listing.fields(&shown, record).filter(|(_, cell)| *cell != Cell::Empty);
    page.push(Block::Table(Table::of(fields, columns)));
    if !children.is_empty() {
        page.push(Block::Table(below(&shown, children)));
    }
    Sheet::object(members, page)
}

fn below(shown: &Shown, children: &[Record]) -> Table {
    let lang = shown.lang;
    let columns: [Reader<&Record>; 4] = [
        (Column::new("date", lang.pick("日期", "date")), &|child| dated(child)),
        (Column::new("no", lang.pick("编号", "no")), &|child| Cell::Text(child.name())),
        (Column::new("what", lang.pick("事项", "what")), &|it| shown.ledger(it.ledger)),
        (Column::new("content", lang.pick("内容", "content")), &|child| Cell::Text(shown.content(child))),
    ];
    Table::of(children, columns)
}
