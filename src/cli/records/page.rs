//! The page of one record, with what hangs on it.

use crate::cli::desk::Desk;
use crate::cli::records::columns::object;
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::words::Shown;
use crate::ledger::Record;
use crate::sheet::{Block, Cell, Column, Data, Sheet, Table};
use crate::store::Store;

/// One record with everything that hangs on it; fields in which nothing stands are left out.
pub fn page(desk: &Desk, store: &Store, record: &Record, children: &[Record]) -> Sheet {
    let (lang, shown) = (desk.lang, desk.shown(store));
    // What is shown is masked or not already.
    let listing = Listing::new(desk, record.ledger, Extent::Record, true);
    let mut members = listing.members(&shown, record);
    let nested = children.iter().map(|child| Cell::Object(object(child))).collect();
    members.push(("children".to_owned(), Cell::List(nested)));
    let mut page = vec![Block::Heading(heading(&shown, record))];
    if let Some(reason) = &record.void {
        page.push(Block::Line(lang.pick(format!("已作废：{reason}"), format!("void: {reason}"))));
    }
    let mut table = Table::new(vec![
        Column::new("field", lang.pick("项目", "field")),
        Column::new("value", lang.pick("内容", "value")),
    ]);
    for (label, cell) in listing.fields(&shown, record).filter(|(_, cell)| *cell != Cell::Empty) {
        table.push(vec![Cell::Text(label), cell]);
    }
    page.push(Block::Table(table));
    if !children.is_empty() {
        page.push(Block::Table(below(&shown, children)));
    }
    Sheet { data: Data::Object(members), page }
}

fn heading(shown: &Shown, record: &Record) -> String {
    let name = record.name();
    let name = shown.lang.pick(format!("{} {name}", record.ledger.label.zh), name);
    record.text("title").map_or(name.clone(), |title| format!("{name}　{title}"))
}

/// What hangs on a record.
fn below(shown: &Shown, children: &[Record]) -> Table {
    let lang = shown.lang;
    let mut table = Table::new(vec![
        Column::new("date", lang.pick("日期", "date")),
        Column::new("no", lang.pick("编号", "no")),
        Column::new("what", lang.pick("事项", "what")),
        Column::new("content", lang.pick("内容", "content")),
    ]);
    for child in children {
        table.push(vec![
            Cell::Date(child.date()),
            Cell::Text(child.name()),
            Cell::Text(child.ledger.label.lang(lang).to_owned()),
            Cell::Text(shown.content(child)),
        ]);
    }
    table
}
