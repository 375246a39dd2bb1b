//! JSON: an array of objects or one object, indented, numbers exact.

use std::io::{self, Write};
use std::iter;

use serde_json::Number;

use super::flat::{EMPTY, sees};
use crate::sheet::{Cell, Column, Data, Face, Row, Table};
use crate::text::is_unsafe;

pub(super) fn write(data: &Data, out: &mut impl Write) -> io::Result<()> {
    match data {
        Data::List(table) => write_rows(table, out),
        Data::Object(members) => {
            Pen::indenting(out).members(members)?;
            writeln!(out)
        }
    }
}

/// The rows of a table as an array.
pub(super) fn write_rows(table: &Table, out: &mut impl Write) -> io::Result<()> {
    Pen::indenting(out).rows(table)?;
    writeln!(out)
}

/// An object without line breaks.
pub(super) fn write_compact(members: &[(String, Cell)], out: &mut impl Write) -> io::Result<()> {
    Pen::compact(out).members(members)
}

/// Each row of a table as an object, on a line of its own.
pub(super) fn write_lines(table: &Table, out: &mut impl Write) -> io::Result<()> {
    for cells in rows(table) {
        Pen::compact(out).object(&table.columns, cells)?;
        writeln!(out)?;
    }
    Ok(())
}

/// A cell as JSON without line breaks.
pub(super) fn compact(cell: &Cell) -> String {
    let mut json = Vec::new();
    Pen::compact(&mut json).cell(cell).expect("memory takes what is written to it");
    String::from_utf8(json).expect("JSON is UTF-8")
}

/// The rows of a table; sections are for people.
fn rows(table: &Table) -> impl Iterator<Item = &[Cell]> {
    table.rows.iter().filter_map(|row| match row {
        Row::Section(_) => None,
        Row::Cells(cells) => Some(cells.as_slice()),
    })
}

/// Writes JSON, each value on a line of its own or all on one line.
struct Pen<'a, W> {
    out: &'a mut W,
    /// How deep the values stand that are written next; none on one line.
    depth: Option<usize>,
}

impl<W: Write> Pen<'_, W> {
    fn indenting(out: &mut W) -> Pen<'_, W> {
        Pen { out, depth: Some(0) }
    }

    fn compact(out: &mut W) -> Pen<'_, W> {
        Pen { out, depth: None }
    }

    fn cell(&mut self, cell: &Cell) -> io::Result<()> {
        match cell {
            Cell::Empty => self.out.write_all(b"null"),
            Cell::Text(words) | Cell::Marked(_, words) => self.string(words),
            Cell::Worded(_, cell) => self.cell(cell),
            Cell::Whole(number) => write!(self.out, "{number}"),
            Cell::Amount(amount, measure) => self.out.write_all(amount.decimal(*measure).as_bytes()),
            // What is no number in JSON stays a string, so that the file can still be read.
            Cell::Decimal(decimal) => match decimal.parse::<Number>() {
                Ok(number) => write!(self.out, "{number}"),
                Err(_) => self.string(decimal),
            },
            Cell::Date(day) => write!(self.out, "\"{day}\""),
            Cell::Moment(moment) => write!(self.out, "\"{}\"", moment.format("%Y-%m-%dT%H:%M:%S")),
            Cell::Flag(yes) => write!(self.out, "{yes}"),
            Cell::List(items) => self.within(b'[', items.iter(), b']', Pen::cell),
            Cell::Object(members) => self.members(members),
            Cell::Table(table) => self.rows(table),
        }
    }

    fn rows(&mut self, table: &Table) -> io::Result<()> {
        self.within(b'[', rows(table), b']', |pen, cells| pen.object(&table.columns, cells))
    }

    /// A row as an object.
    fn object(&mut self, columns: &[Column], cells: &[Cell]) -> io::Result<()> {
        let members = columns.iter().zip(cells.iter().chain(iter::repeat(&EMPTY)));
        let members = members.filter(|(column, _)| sees(Face::Data, column));
        self.within(b'{', members, b'}', |pen, (column, cell)| pen.member(&column.key, cell))
    }

    fn members(&mut self, members: &[(String, Cell)]) -> io::Result<()> {
        self.within(b'{', members.iter(), b'}', |pen, (key, cell)| pen.member(key, cell))
    }

    fn member(&mut self, key: &str, cell: &Cell) -> io::Result<()> {
        self.string(key)?;
        self.out.write_all(if self.depth.is_some() { b": " } else { b":" })?;
        self.cell(cell)
    }

    /// Items between brackets, or the brackets alone where there is none.
    fn within<T>(
        &mut self,
        open: u8,
        items: impl Iterator<Item = T>,
        close: u8,
        write_one: impl Fn(&mut Self, T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.out.write_all(&[open])?;
        let outside = self.depth;
        self.depth = outside.map(|depth| depth + 1);
        let mut is_empty = true;
        for item in items {
            if !std::mem::replace(&mut is_empty, false) {
                self.out.write_all(b",")?;
            }
            self.break_line()?;
            write_one(self, item)?;
        }
        self.depth = outside;
        if !is_empty {
            self.break_line()?;
        }
        self.out.write_all(&[close])
    }

    fn break_line(&mut self) -> io::Result<()> {
        const LINE: &[u8] = b"\n                ";
        let Some(depth) = self.depth else { return Ok(()) };
        let width = 2 * depth;
        match LINE.get(..=width) {
            Some(line) => self.out.write_all(line),
            None => write!(self.out, "\n{:width$}", ""),
        }
    }

    /// A string; characters that could act on a terminal are written as `\uXXXX`.
    fn string(&mut self, words: &str) -> io::Result<()> {
        self.out.write_all(b"\"")?;
        let mut written = 0;
        if !words.bytes().all(is_plain) {
            for (at, c) in words.char_indices().filter(|(_, c)| matches!(c, '"' | '\\') || is_unsafe(*c)) {
                self.out.write_all(&words.as_bytes()[written..at])?;
                self.escaped(c)?;
                written = at + c.len_utf8();
            }
        }
        self.out.write_all(&words.as_bytes()[written..])?;
        self.out.write_all(b"\"")
    }

    fn escaped(&mut self, c: char) -> io::Result<()> {
        match c {
            '"' => self.out.write_all(br#"\""#),
            '\\' => self.out.write_all(br"\\"),
            '\n' => self.out.write_all(br"\n"),
            '\r' => self.out.write_all(br"\r"),
            '\t' => self.out.write_all(br"\t"),
            '\u{8}' => self.out.write_all(br"\b"),
            '\u{c}' => self.out.write_all(br"\f"),
            _ => c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(self.out, "\\u{unit:04x}")),
        }
    }
}

/// Whether a byte of a string stands for itself and is no part of a character that could act.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')
}
