//! The walk over a table that the formats share: which columns somebody sees, and nested tables opened into rows.

use crate::sheet::{Cell, Column, Face, Row, Table};

/// What stands where a row has nothing.
pub(super) static EMPTY: Cell = Cell::Empty;

/// A table with the tables nested in it opened: a row is repeated for each row of a table in one of its cells.
pub(super) struct Flat<'a> {
    /// The columns, those of nested tables among them.
    pub columns: Vec<Column>,
    table: &'a Table,
    slots: Vec<Slot<'a>>,
}

/// A row of a [`Flat`] table.
pub(super) enum FlatRow<'a> {
    /// A line across the table.
    Section(&'a str),
    /// One cell a column.
    Cells(Vec<&'a Cell>),
}

/// A column as it stands in the table: its place in a row, and the columns of the tables nested in it.
struct Slot<'a> {
    at: usize,
    column: &'a Column,
    inner: Vec<Slot<'a>>,
}

/// Whether a face sees a column.
pub(super) fn sees(face: Face, column: &Column) -> bool {
    column.face == Face::Both || column.face == face || (face == Face::Book && column.face == Face::Page)
}

/// The data of a table with the tables nested in it opened.
#[must_use]
pub fn flattened(table: &Table) -> Table {
    let flat = Flat::new(table, Face::Data);
    let rows = flat.rows().map(|row| match row {
        FlatRow::Section(title) => Row::Section(title.to_owned()),
        FlatRow::Cells(cells) => Row::Cells(cells.into_iter().cloned().collect()),
    });
    Table { rows: rows.collect(), columns: flat.columns }
}

impl<'a> Flat<'a> {
    /// Looks through the whole table once to learn the columns of nested tables.
    pub fn new(table: &'a Table, face: Face) -> Flat<'a> {
        let slots = slots(&table.columns, &[table], face);
        let leaves: Vec<_> = slots.iter().flat_map(|slot| slot.leaves(None)).collect();
        let columns = leaves.iter().map(|&(parent, column)| named(parent, column, &leaves)).collect();
        Flat { columns, table, slots }
    }

    /// The rows, one after the other.
    pub fn rows(&self) -> impl Iterator<Item = FlatRow<'a>> {
        self.table.rows.iter().flat_map(|row| match row {
            Row::Section(title) => vec![FlatRow::Section(title)],
            Row::Cells(cells) => opened(&self.slots, cells).into_iter().map(FlatRow::Cells).collect(),
        })
    }
}

impl<'a> Slot<'a> {
    /// The columns it comes to, each with the column it was nested in.
    fn leaves(&self, parent: Option<&'a Column>) -> Vec<(Option<&'a Column>, &'a Column)> {
        if self.inner.is_empty() {
            return vec![(parent, self.column)];
        }
        self.inner.iter().flat_map(|slot| slot.leaves(Some(self.column))).collect()
    }

    /// The cells of one line of a row. A plain cell is repeated on every line, a nested table ends with its rows.
    fn line(&self, cell: &'a Cell, nested_rows: &[Vec<&'a Cell>], line: usize) -> Vec<&'a Cell> {
        if self.inner.is_empty() {
            return vec![cell];
        }
        let mut cells = nested_rows.get(line).cloned().unwrap_or_default();
        cells.resize(self.leaves(None).len(), &EMPTY);
        cells
    }
}

/// The tables of one column are taken to have the same columns; an empty one need not name them.
fn slots<'a>(columns: &'a [Column], tables: &[&'a Table], face: Face) -> Vec<Slot<'a>> {
    debug_assert!(
        tables.iter().all(|table| table.columns.is_empty() || table.columns == columns),
        "nested tables of one column have the same columns"
    );
    let seen = columns.iter().enumerate().filter(|(_, column)| sees(face, column));
    seen.map(|(at, column)| {
        let cells = tables.iter().flat_map(|table| table.rows.iter()).filter_map(|row| match row {
            Row::Section(_) => None,
            Row::Cells(cells) => cells.get(at),
        });
        let inner: Vec<&Table> = cells.filter_map(nested).collect();
        let found = inner.iter().map(|table| table.columns.as_slice()).find(|columns| !columns.is_empty());
        let columns = if column.nested.is_empty() { found.unwrap_or_default() } else { &column.nested };
        Slot { at, column, inner: slots(columns, &inner, face) }
    })
    .collect()
}

fn nested(cell: &Cell) -> Option<&Table> {
    if let Cell::Table(table) = cell { Some(table) } else { None }
}

/// The column under a name of its own: one from a nested table puts its parent's before it where two would clash.
fn named(parent: Option<&Column>, column: &Column, leaves: &[(Option<&Column>, &Column)]) -> Column {
    let mut named = column.clone();
    if let Some(parent) = parent {
        if leaves.iter().filter(|(_, leaf)| leaf.key == column.key).count() > 1 {
            named.key = format!("{}_{}", parent.key, column.key);
        }
        if leaves.iter().filter(|(_, leaf)| leaf.label == column.label).count() > 1 {
            named.label = format!("{} {}", parent.label, column.label);
        }
    }
    named
}

/// The lines that a row comes to. Two nested tables stand side by side, so that no row of either appears twice.
fn opened<'a>(slots: &[Slot<'a>], cells: &'a [Cell]) -> Vec<Vec<&'a Cell>> {
    let parts: Vec<_> = slots
        .iter()
        .map(|slot| {
            let cell = cells.get(slot.at).unwrap_or(&EMPTY);
            (slot, cell, nested_rows(slot, cell))
        })
        .collect();
    let height = parts.iter().map(|(_, _, rows)| rows.len()).max().unwrap_or(0).max(1);
    (0..height).map(|line| parts.iter().flat_map(|(slot, cell, rows)| slot.line(cell, rows, line)).collect()).collect()
}

fn nested_rows<'a>(slot: &Slot<'a>, cell: &'a Cell) -> Vec<Vec<&'a Cell>> {
    match cell {
        Cell::Empty => Vec::new(),
        Cell::Table(table) => {
            let rows = table.rows.iter().filter_map(|row| match row {
                Row::Section(_) => None,
                Row::Cells(cells) => Some(cells),
            });
            rows.flat_map(|cells| opened(&slot.inner, cells)).collect()
        }
        Cell::Object(members) if !slot.inner.is_empty() => {
            vec![slot.inner.iter().map(|inner| members.get(inner.at).map_or(&EMPTY, |(_, cell)| cell)).collect()]
        }
        other => vec![vec![other]],
    }
}
