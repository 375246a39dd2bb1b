//! Sheets made into text: a table for a terminal, JSON, JSON lines, CSV and TSV, Markdown, HTML, names alone; and into a
//! workbook or a Word document.
//!
//! A format knows sheets and nothing of where they came from. What is common to them, the columns somebody sees
//! and nested tables opened into rows, is written once in [`flat`]. No format lets a character through that could
//! act on a terminal, and none lets a float near a number.

mod board;
mod canvas;
mod chart;
pub(crate) mod csv;
mod docx;
mod excel;
mod flat;
mod grid;
mod html;
mod json;
mod md;
mod names;
mod paper;
mod table;
mod words;
mod xlsx;

use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::sheet::Sheet;

pub use canvas::Canvas;
pub use excel::{ROOM, sheet_name};
pub use flat::flattened;
pub use names::names;
pub use paper::{Font, Paper};

/// The forms in which a sheet can be given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The page as text, for a terminal.
    Table,
    /// The data as one indented JSON value.
    Json,
    /// The data as JSON, one object a line.
    Jsonl,
    /// The data as CSV; a file of it opens in Excel with a double click.
    Csv,
    /// The same, divided by tabs.
    Tsv,
    /// The page as Markdown.
    Md,
    /// The page as one file for a browser, with its charts.
    Html,
    /// The page as a workbook with typed cells.
    Xlsx,
    /// The page as a Word document.
    Docx,
    /// The names of the records alone, one a line: `case-12`.
    Id,
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Format; 10] = {
        use Format::{Csv, Docx, Html, Id, Json, Jsonl, Md, Table, Tsv, Xlsx};
        [Table, Json, Jsonl, Csv, Tsv, Md, Html, Xlsx, Docx, Id]
    };

    /// The word for it after `-O`.
    pub fn key(self) -> &'static str {
        ["table", "json", "jsonl", "csv", "tsv", "md", "html", "xlsx", "docx", "id"][self as usize]
    }

    /// Whether it shows the page of a sheet; the others carry its data.
    pub fn shows_page(self) -> bool {
        matches!(self, Format::Table | Format::Md) || self.is_for_paper()
    }

    /// Whether its pages are for paper.
    pub fn is_for_paper(self) -> bool {
        matches!(self, Format::Html | Format::Xlsx | Format::Docx)
    }

    /// Whether it is packed, and so not to be read on a terminal.
    pub fn is_packed(self) -> bool {
        matches!(self, Format::Xlsx | Format::Docx)
    }

    /// Whether it draws charts.
    pub fn draws(self) -> bool {
        matches!(self, Format::Html | Format::Xlsx)
    }

    /// The format with this key.
    pub fn from_key(key: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.key() == key)
    }

    /// The format that the ending of a file's name asks for, in capitals or not.
    pub fn from_ending(path: &str) -> Option<Format> {
        match Path::new(path).extension()?.to_str()?.to_ascii_lowercase().as_str() {
            // Templates are text, too.
            "txt" | "j2" => Some(Format::Table),
            "htm" => Some(Format::Html),
            "ndjson" => Some(Format::Jsonl),
            "table" | "id" => None,
            key => Format::from_key(key),
        }
    }
}

/// Writes a sheet in a format; what is for paper is set as that says.
pub fn write(sheet: &Sheet, format: Format, canvas: &Canvas, paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match format {
        Format::Table => table::write(&sheet.page, canvas, &mut out)?,
        Format::Json => json::write(&sheet.data, &mut out)?,
        Format::Jsonl => json::write_lines(&sheet.data, &mut out)?,
        Format::Csv => csv::write(&sheet.data, ',', canvas, &mut out)?,
        Format::Tsv => csv::write(&sheet.data, '\t', canvas, &mut out)?,
        Format::Md => md::write(&sheet.page, canvas.lang, &mut out)?,
        Format::Html => html::write(&sheet.page, canvas.lang, paper, &mut out)?,
        Format::Xlsx => xlsx::write(&sheet.page, canvas.lang, paper, &mut out)?,
        Format::Docx => docx::write(&sheet.page, canvas.lang, paper, &mut out)?,
        Format::Id => names::write(&sheet.data, &mut out)?,
    }
    out.flush()
}
