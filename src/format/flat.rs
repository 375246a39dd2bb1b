//! The walk over a table that the formats share: which columns somebody sees, and nested tables opened into rows.

use std::io;

use crate::sheet::{Cell, Column, Face, Row, Table};

/// What stands where a row has nothing.
pub(super) const EMPTY: &Cell = &Cell::Empty;

/// A table with the tables nested in it opened: a row is repeated for each row of a table in one of its cells.
pub(super) struct Flat<'a> {
    /// The columns, those of nested tables among them.
    pub columns: Vec<Column>,
    table: &'a Table,
    slots: Vec<Slot<'a>>,
    /// Rows made on demand, where they are so few that they need not be made again, and the places of their cells.
    held: Option<(Vec<usize>, Vec<Row>)>,
}

/// So many rows made on demand are held, so that a short list is made once however often it is walked through.
const FEW: usize = 300;

/// A row of a [`Flat`] table.
pub(super) enum FlatRow<'a> {
    Section(&'a str),
    /// One cell a column.
    Cells(Vec<&'a Cell>),
}

/// Takes a row; what it cannot do with it ends the walk.
pub(super) type Take<'t> = &'t mut dyn FnMut(&FlatRow) -> io::Result<()>;

/// A column as it stands in the table: its place in a row, and the columns of the tables nested in it.
struct Slot<'a> {
    at: usize,
    column: &'a Column,
    inner: Vec<Slot<'a>>,
    /// How many columns it comes to.
    width: usize,
}

/// Whether a face sees a column.
pub(super) fn sees(face: Face, column: &Column) -> bool {
    column.face == Face::Both || column.face == face || (face == Face::Book && column.face == Face::Page)
}

/// The data of a table with the tables nested in it opened.
pub fn flattened(table: &Table) -> Table {
    let flat = Flat::new(table, Face::Data);
    let mut rows = Vec::new();
    let kept = flat.each(&mut |row| {
        rows.push(match row {
            FlatRow::Section(title) => Row::Section((*title).to_owned()),
            FlatRow::Cells(cells) => Row::Cells(cells.iter().map(|cell| (*cell).clone()).collect()),
        });
        Ok(())
    });
    debug_assert!(kept.is_ok(), "rows at hand are only taken");
    Table { rows, ..Table::new(flat.columns) }
}

impl<'a> Flat<'a> {
    /// Looks through the rows at hand once to learn the columns of nested tables; those of rows made on demand are named by
    /// their columns.
    pub fn new(table: &'a Table, face: Face) -> Flat<'a> {
        let slots = slots(&table.columns, &[table], face);
        let leaves: Vec<_> = slots.iter().flat_map(|slot| slot.leaves(None)).collect();
        let columns = leaves.iter().map(|&(parent, column)| named(parent, column, &leaves)).collect();
        Flat { columns, table, slots, held: None }
    }

    /// Looks at every row before the first is written, then leaves out the columns in which nothing stands, if they are such;
    /// where there is no row, all stay. Answers which stay, if that was asked of the rows at all.
    pub fn settle(&mut self, mut look: Option<&mut dyn FnMut(&FlatRow)>) -> io::Result<Option<Vec<bool>>> {
        let sparse = self.columns.iter().any(|column| column.sparse);
        if !sparse && look.is_none() {
            return Ok(None);
        }
        self.hold();
        let mut filled = vec![false; self.columns.len()];
        self.each(&mut |row| {
            if let FlatRow::Cells(cells) = row {
                for (filled, cell) in filled.iter_mut().zip(cells) {
                    *filled |= **cell != Cell::Empty;
                }
            }
            if let Some(look) = &mut look {
                look(row);
            }
            Ok(())
        })?;
        if !sparse || !filled.contains(&true) {
            return Ok(None);
        }
        let stay: Vec<bool> =
            self.columns.iter().zip(filled).map(|(column, filled)| filled || !column.sparse).collect();
        // A column that is left out has nothing nested in it.
        let mut each = stay.iter();
        self.columns.retain(|_| each.next() == Some(&true));
        let mut each = stay.iter();
        self.slots.retain(|slot| each.by_ref().take(slot.width).filter(|stays| !**stays).count() == 0);
        Ok(Some(stay))
    }

    /// Makes the rows, as long as they are few; what goes wrong is met again when they are walked through.
    fn hold(&mut self) {
        let Some(made) = &self.table.made else { return };
        let (places, mut rows) = (self.places(), Vec::new());
        let whole = made.each(&places, &mut |row| {
            rows.push(row);
            if rows.len() > FEW { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
        });
        self.held = whole.ok().map(|()| (places, rows));
    }

    fn places(&self) -> Vec<usize> {
        self.slots.iter().map(|slot| slot.at).collect()
    }

    /// Hands over the rows, one after the other.
    pub fn each(&self, take: Take) -> io::Result<()> {
        for row in &self.table.rows {
            match row {
                Row::Section(title) => take(&FlatRow::Section(title))?,
                Row::Cells(cells) => self.open(&|slot| cells.get(self.slots[slot].at).unwrap_or(EMPTY), take)?,
            }
        }
        let Some(made) = &self.table.made else { return Ok(()) };
        let places = self.places();
        let mut open = |row: &Row, at: &dyn Fn(usize) -> usize| match row {
            Row::Section(title) => take(&FlatRow::Section(title)),
            Row::Cells(cells) => self.open(&|slot| cells.get(at(slot)).unwrap_or(EMPTY), take),
        };
        let Some((held, rows)) = &self.held else { return made.each(&places, &mut |row| open(&row, &|slot| slot)) };
        // Columns that were left out since have cells here still.
        let at = places.iter().map(|place| held.iter().position(|known| known == place).unwrap_or(held.len()));
        let at: Vec<usize> = at.collect();
        rows.iter().try_for_each(|row| open(row, &|slot| at[slot]))
    }

    /// Hands over the lines that a row comes to, given the cell of each slot. Two nested tables stand side by side, so that no
    /// row of either appears twice.
    fn open<'c>(&self, cell_of: &dyn Fn(usize) -> &'c Cell, take: Take) -> io::Result<()> {
        if self.slots.iter().all(|slot| slot.inner.is_empty()) {
            return take(&FlatRow::Cells((0..self.slots.len()).map(cell_of).collect()));
        }
        opened(&self.slots, cell_of).into_iter().try_for_each(|cells| take(&FlatRow::Cells(cells)))
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
    fn line<'c>(&self, cell: &'c Cell, nested_rows: &[Vec<&'c Cell>], line: usize) -> Vec<&'c Cell> {
        if self.inner.is_empty() {
            return vec![cell];
        }
        let mut cells = nested_rows.get(line).cloned().unwrap_or_default();
        cells.resize(self.width, EMPTY);
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
        let cells = tables.iter().flat_map(|table| table.cells()).filter_map(|cells| cells.get(at));
        let inner: Vec<&Table> = cells.filter_map(Cell::table).collect();
        let found = inner.iter().map(|table| table.columns.as_slice()).find(|columns| !columns.is_empty());
        let columns = if column.nested.is_empty() { found.unwrap_or_default() } else { &column.nested };
        let inner = slots(columns, &inner, face);
        let width = inner.iter().map(|slot| slot.width).sum::<usize>().max(1);
        Slot { at, column, inner, width }
    })
    .collect()
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

/// The lines that a row comes to, given the cell of each slot.
fn opened<'c>(slots: &[Slot], cell_of: &dyn Fn(usize) -> &'c Cell) -> Vec<Vec<&'c Cell>> {
    let cells = slots.iter().enumerate().map(|(at, slot)| (slot, cell_of(at)));
    let parts: Vec<_> = cells.map(|(slot, cell)| (slot, cell, nested_rows(slot, cell))).collect();
    let height = parts.iter().map(|(_, _, rows)| rows.len()).max().unwrap_or(0).max(1);
    (0..height).map(|line| parts.iter().flat_map(|(slot, cell, rows)| slot.line(cell, rows, line)).collect()).collect()
}

fn nested_rows<'c>(slot: &Slot, cell: &'c Cell) -> Vec<Vec<&'c Cell>> {
    match cell {
        Cell::Empty => Vec::new(),
        Cell::Table(table) => {
            let open = |cells| opened(&slot.inner, &|at| <[_]>::get(cells, slot.inner[at].at).unwrap_or(EMPTY));
            table.cells().flat_map(open).collect()
        }
        Cell::Object(members) if !slot.inner.is_empty() => {
            vec![slot.inner.iter().map(|inner| members.get(inner.at).map_or(EMPTY, |(_, cell)| cell)).collect()]
        }
        other => vec![vec![other]],
    }
}
