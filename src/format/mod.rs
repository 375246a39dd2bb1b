//! Sheets made into text: a table for a terminal, JSON, JSON lines, CSV for Excel, Markdown; and into a workbook.
//!
//! A format knows sheets and nothing of where they came from. What is common to them, the columns somebody sees
//! and nested tables opened into rows, is written once in [`flat`]. No format lets a character through that could
//! act on a terminal, and none lets a float near a number.

mod board;
mod csv;
mod flat;
mod json;
mod jsonl;
mod md;
mod page;
mod stream;
mod table;
mod wrap;
mod xlsx;

use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::sheet::{Block, Cell, Sheet, Tone};
use crate::text::{self, Lang};

pub use page::{Page, Survey};
pub use stream::Stream;
pub use flat::flattened;

/// The forms in which a sheet can be given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The page as text, for a terminal.
    Table,
    /// The data as one indented JSON value.
    Json,
    /// The data as JSON, one object a line.
    Jsonl,
    /// The data as CSV that Excel opens with a double click.
    Csv,
    /// The page as Markdown.
    Md,
    /// The page as a workbook with typed cells.
    Xlsx,
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Format; 6] = [Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Md, Format::Xlsx];

    /// The word for it after `-O`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Md => "md",
            Format::Xlsx => "xlsx",
        }
    }

    /// Whether it shows the page of a sheet; the others carry its data.
    #[must_use]
    pub fn shows_page(self) -> bool {
        matches!(self, Format::Table | Format::Md | Format::Xlsx)
    }

    /// The format with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.key() == key)
    }

    /// The format that the ending of a file's name asks for, in capitals or not.
    #[must_use]
    pub fn from_ending(path: &str) -> Option<Format> {
        match Path::new(path).extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Format::Table),
            "json" => Some(Format::Json),
            "jsonl" | "ndjson" => Some(Format::Jsonl),
            "csv" => Some(Format::Csv),
            "md" => Some(Format::Md),
            "xlsx" => Some(Format::Xlsx),
            _ => None,
        }
    }
}

/// What the page is written on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Canvas {
    /// The cells in a line of the terminal; `None` where nothing needs to be wrapped, as in a file or a pipe.
    pub width: Option<usize>,
    /// Whether headings may be set in bold, and marks in colour, with terminal codes.
    pub colour: bool,
    /// The language of the few words that the formats add: yes and no, and the mark between the values of a list.
    pub lang: Lang,
}

/// Writes a sheet in a format.
///
/// # Errors
/// Only what `out` itself reports, a closed pipe among them.
pub fn write(sheet: &Sheet, format: Format, canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match format {
        Format::Table => table::write(&sheet.page, canvas, &mut out)?,
        Format::Json => json::write(&sheet.data, &mut out)?,
        Format::Jsonl => jsonl::write(&sheet.data, &mut out)?,
        Format::Csv => csv::write(&sheet.data, canvas, &mut out)?,
        Format::Md => md::write(&sheet.page, canvas.lang, &mut out)?,
        Format::Xlsx => xlsx::write(&sheet.page, canvas.lang, &mut out)?,
    }
    out.flush()
}

/// The parts of a page that people read as text. Where more is said, a table without rows is for workbooks, which have its head.
fn read(page: &[Block]) -> impl Iterator<Item = &Block> {
    let is_empty = |block: &Block| matches!(block, Block::Table(table) if table.rows.is_empty());
    page.iter().filter(move |block| page.len() == 1 || !is_empty(block))
}

/// To whom a cell is put into words.
#[derive(Clone, Copy)]
enum Reader {
    Person(Lang),
    Program,
}

/// A cell in words, not yet escaped for any format.
fn words(cell: &Cell, reader: Reader) -> String {
    match (cell, reader) {
        (Cell::Empty, Reader::Person(_)) => "—".to_owned(),
        (Cell::Empty, Reader::Program) => String::new(),
        (Cell::Text(words) | Cell::Marked(_, words) | Cell::Decimal(words), _)
        | (Cell::Worded(words, _), Reader::Person(_)) => words.clone(),
        (Cell::Worded(words, cell), Reader::Program) if is_list_of_objects(cell) => words.clone(),
        (Cell::Worded(_, cell), Reader::Program) => self::words(cell, reader),
        (Cell::Whole(number), _) => number.to_string(),
        (Cell::Amount(amount, measure), Reader::Person(_)) => amount.digits(*measure),
        (Cell::Amount(amount, measure), Reader::Program) => amount.decimal(*measure),
        (Cell::Date(day), _) => day.to_string(),
        (Cell::Moment(moment), _) => moment.format("%Y-%m-%d %H:%M").to_string(),
        (Cell::Flag(yes), Reader::Person(lang)) => {
            if *yes { lang.pick("是", "yes") } else { lang.pick("否", "no") }.to_owned()
        }
        (Cell::Flag(yes), Reader::Program) => yes.to_string(),
        (Cell::List(_), _) if is_list_of_objects(cell) => json::compact(cell),
        (Cell::List(items), _) => {
            let mark = if let Reader::Person(Lang::En) = reader { ", " } else { "、" };
            items.iter().map(|item| words(item, reader)).collect::<Vec<_>>().join(mark)
        }
        (Cell::Object(_) | Cell::Table(_), _) => json::compact(cell),
    }
}

/// A line has no room for objects; where there are words for them, those stand in it.
fn is_list_of_objects(cell: &Cell) -> bool {
    matches!(cell, Cell::List(items) if items.iter().any(|item| matches!(item, Cell::Object(_) | Cell::Table(_))))
}

/// A line in the colour of its tone.
fn coloured(line: &str, tone: Option<Tone>, canvas: &Canvas) -> String {
    let code = match tone.filter(|_| canvas.colour && !line.trim().is_empty()) {
        None => return line.to_owned(),
        Some(Tone::Good) => 32,
        Some(Tone::Soon) => 33,
        Some(Tone::Late) => 31,
    };
    format!("\u{1b}[{code}m{line}\u{1b}[0m")
}

/// Text on one line, without a character that could act.
fn one_line(words: &str) -> String {
    text::shown(&words.replace("\r\n", " ").replace(['\n', '\r'], " "))
}
