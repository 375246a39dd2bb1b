//! Tables as they come out of a file: rows of cells, before anybody asks what they mean.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::error::Error;

/// One table of a file: the only one of a CSV file, or a sheet of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The name of the sheet; `None` for a file that is one table.
    pub sheet: Option<String>,
    /// Its rows, empty ones left out.
    pub rows: Vec<GridRow>,
    /// Cells of text that go over several lines, by row and column: the line on which each begins.
    pub opened: BTreeMap<(usize, usize), usize>,
    pub merged: Vec<Region>,
    pub hidden: Hidden,
}

/// Cells that were merged into one: rows counted from 1, columns from 0, the last of each included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub top: usize,
    pub bottom: usize,
    pub left: usize,
    pub right: usize,
}

/// What is hidden of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Hidden {
    /// Whether all of it is.
    pub sheet: bool,
    /// Its rows, counted from 1.
    pub rows: BTreeSet<usize>,
    /// Its columns, counted from 0.
    pub columns: BTreeSet<usize>,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct GridRow {
    /// The line or row, counted from 1.
    pub number: usize,
    /// Its cells, from the first column on.
    pub cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    /// Words, or a number as it was written.
    Text(Box<str>),
    /// A day of a cell that the workbook itself shows as a date.
    Day(NaiveDate),
    /// A number or a moment that the workbook shows in these words, and what it is to a column of numbers or days.
    Shown(Box<str>, Box<Cell>),
    /// Something that cannot be read, and why.
    Broken(Box<Error>),
}

impl Cell {
    /// Text without the blanks around it; nothing where only blanks stand.
    pub fn of(text: &str) -> Cell {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
    }

    /// A cell in which the spreadsheet itself says that something is wrong.
    pub fn faulty(fault: &str) -> Cell {
        Cell::from(refused!("bad_cell": "这一格是出错的公式（{fault}）", "the cell holds an error ({fault})";
            "在表格软件里改好公式，或填上数值", "mend the formula in the spreadsheet, or write the value"))
    }

    pub fn is_empty(&self) -> bool {
        *self == Cell::Empty
    }

    /// What stands in it, as words.
    pub fn words(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Shown(shown, read) if matches!(**read, Cell::Broken(_)) => shown.to_string(),
            Cell::Shown(_, read) => read.words(),
            Cell::Broken(_) => "#N/A".to_owned(),
        }
    }

    /// What stands in it for a column of words: what everybody sees.
    pub fn seen(&self) -> Cell {
        if let Cell::Shown(shown, _) = self { Cell::of(shown) } else { self.clone() }
    }

    /// What stands in it for a column of numbers or days.
    pub fn read(&self) -> &Cell {
        if let Cell::Shown(_, read) = self { read } else { self }
    }
}

impl From<Error> for Cell {
    fn from(why: Error) -> Cell {
        Cell::Broken(Box::new(why))
    }
}

impl GridRow {
    /// The words of its cells that have any.
    pub fn said(&self) -> Vec<String> {
        self.cells.iter().filter(|cell| !cell.is_empty()).map(Cell::words).collect()
    }

    /// The words in a column; none where the row does not reach it, or there is no such column.
    pub fn words(&self, column: Option<usize>) -> String {
        column.and_then(|at| self.cells.get(at)).map(Cell::words).unwrap_or_default()
    }
}

/// Puts a cell into a row, which grows as far as that.
pub fn put(cells: &mut Vec<Cell>, column: usize, cell: Cell) {
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    cells[column] = cell;
}

/// The letters of a column, counted from 0: A, B, … Z, AA.
pub fn letters(column: usize) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).unwrap_or_default());
    let before = (column / 26).checked_sub(1).map_or(String::new(), letters);
    format!("{before}{last}")
}

/// Whether words look like a day: numbers with the signs of dates between them.
pub fn is_dated(words: &str) -> bool {
    let words = words.trim();
    let digits = words.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let lengths: Vec<usize> = digits.map(str::len).collect();
    let signs = words.chars().all(|c| c.is_ascii_digit() || "年月日号-/.－／． ".contains(c));
    signs && (2..=3).contains(&lengths.len()) && lengths.iter().all(|length| *length <= 4)
}
