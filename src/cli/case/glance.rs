//! Matters in a table for people, with where each stands.

use crate::cli::case::matter::{Matter, View, cells, columns, marked};
use crate::cli::desk::Desk;
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::words::Shown;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::sheet::{Block, Cell, Column, Data, Row, Sheet, Table};

/// Matters in a table for people, with where each stands. What scripts get is beside it only where columns of it are asked for,
/// which people get in their words.
pub struct Glance<'a> {
    listing: Listing<'a>,
    rows: Vec<Vec<Cell>>,
    standings: Vec<[Cell; 2]>,
    data: Table,
    chosen: bool,
}

impl<'a> Glance<'a> {
    /// No matters yet.
    pub fn new(desk: &Desk, shown: &'a Shown<'a>, ledger: &'static Ledger) -> Result<Glance<'a>> {
        let fields = desk.fields_of(&[ledger], true)?;
        let listing = Listing::new(shown, ledger, Extent::Glance, desk.workbook, fields.as_deref());
        let data = Table::new(columns(ledger, desk.lang));
        Ok(Glance { listing, rows: Vec::new(), standings: Vec::new(), data, chosen: fields.is_some() })
    }

    /// One matter more.
    pub fn push(&mut self, view: &View, matter: &Matter) {
        let course = matter.course(view.until);
        self.rows.push(self.listing.row(&matter.record));
        self.standings.push([Cell::Text(view.stage(course.stage).to_owned()), marked(view.standing(&course))]);
        if self.chosen {
            self.data.push(cells(view, matter));
        }
    }

    /// All of them.
    pub fn sheet(self, desk: &Desk) -> Sheet {
        let Glance { listing, rows, standings, data, .. } = self;
        let label = |zh, en| desk.lang.pick(zh, en);
        let nothing = rows.is_empty().then(|| Block::Line(label("没有记录", "no records").to_owned()));
        let mut table = listing.table(rows);
        table
            .columns
            .extend([Column::new("stage", label("环节", "stage")), Column::new("state", label("情况", "state"))]);
        for (row, standing) in table.rows.iter_mut().zip(standings) {
            if let Row::Cells(cells) = row {
                cells.extend(standing);
            }
        }
        Sheet { data: Data::List(data), page: std::iter::once(Block::Table(table)).chain(nothing).collect() }
    }
}
