//! Matters in a table: what their ledger says of them, and where each stands.

use crate::cli::case::matter::{Matter, View, marked, standing};
use crate::cli::desk::Desk;
use crate::cli::records::listing::Listing;
use crate::cli::records::words::Shown;
use crate::error::Result;
use crate::sheet::{Cell, Column, Face, Row, Table};

/// Matters as a table: what their ledger says of them, and where each stands.
pub fn matters(
    desk: &Desk,
    view: View,
    listing: Listing,
    each: impl Fn(&View, &mut dyn FnMut(Matter) -> Result<()>) -> Result<()> + 'static,
) -> Table {
    let label = |zh, en| desk.lang.pick(zh, en);
    let mut columns = listing.columns();
    let derived = listing.ledger.derived;
    columns.extend(derived.iter().map(|(key, label)| Column::new(key, label.lang(desk.lang)).face(Face::Data)));
    let seen = [("stage", label("环节", "stage")), ("state", label("情况", "state"))];
    columns.extend(seen.map(|(key, label)| Column::new(key, label).face(Face::Page)));
    let table = Table::lazy(columns, move |places, take| {
        let shown = Shown { store: &view.store, lang: view.lang };
        each(&view, &mut |matter| {
            let matter = matter.shown(|record| listing.masked(record));
            let course = matter.course(view.until);
            let mut standing = Vec::new();
            let cells = listing.cells(places, &shown, &matter.record, |at| match at.checked_sub(derived.len()) {
                Some(0) => Cell::Text(view.stage(course.stage).to_owned()),
                Some(_) => marked(view.standing(&course)),
                None => {
                    if standing.is_empty() {
                        standing = self::standing(&view, &course);
                    }
                    std::mem::replace(&mut standing[at].1, Cell::Empty)
                }
            });
            take(Row::Cells(cells))
        })
    });
    table.or(label("没有记录", "no records"))
}
