//! JSON: an array of objects or one object, indented, numbers exact.

use std::io::{self, Write};

use serde_json::Number;

use super::flat::{EMPTY, sees};
use crate::sheet::{Cell, Column, Data, Face, Row, Table};
use crate::text::is_unsafe;

pub(super) fn write(data: &Data, out: &mut impl Write) -> io::Result<()> {
    match data {
        Data::List(table) => Pen::indenting(out).rows(table)?,
        Data::Object(members) => Pen::indenting(out).members(members)?,
    }
    writeln!(out)
}

/// An object without line breaks.
pub(super) fn write_compact(members: &[(String, Cell)], out: &mut impl Write) -> io::Result<()> {
    Pen::compact(out).members(members)
}

/// Each row of a table as an object, on a line of its own.
pub(super) fn write_lines(table: &Table, out: &mut impl Write) -> io::Result<()> {
    each_object(table, false, &mut |object| {
        match object {
            Object::Whole(json) => out.write_all(json)?,
            Object::Cells(columns, cells) => Pen::compact(out).object(columns, cells)?,
        }
        out.write_all(b"\n")
    })
}

/// A cell as JSON without line breaks.
pub(super) fn compact(cell: &Cell) -> String {
    let mut json = Vec::new();
    Pen::compact(&mut json).cell(cell).expect("memory takes what is written to it");
    String::from_utf8(json).expect("JSON is UTF-8")
}

/// A row of a table for programs.
enum Object<'a> {
    /// As JSON already.
    Whole(&'a [u8]),
    /// Its cells in these columns.
    Cells(&'a [&'a Column], &'a [&'a Cell]),
}

/// Hands over the rows of a table in its columns of data; sections are for people. Whole objects are elements of an indented
/// array, or on one line.
fn each_object(table: &Table, indented: bool, take: &mut dyn FnMut(Object) -> io::Result<()>) -> io::Result<()> {
    let seen = || table.columns.iter().enumerate().filter(|(_, column)| sees(Face::Data, column));
    let columns: Vec<&Column> = seen().map(|(_, column)| column).collect();
    let places: Vec<usize> = seen().map(|(place, _)| place).collect();
    for row in &table.rows {
        if let Row::Cells(cells) = row {
            let cells: Vec<&Cell> = places.iter().map(|place| cells.get(*place).unwrap_or(EMPTY)).collect();
            take(Object::Cells(&columns, &cells))?;
        }
    }
    let Some(made) = &table.made else { return Ok(()) };
    made.objects(indented, &mut |json| take(Object::Whole(json))).unwrap_or_else(|| {
        made.each(&places, &mut |row| match &row {
            Row::Section(_) => Ok(()),
            Row::Cells(cells) => take(Object::Cells(&columns, &cells.iter().collect::<Vec<_>>())),
        })
    })
}

/// Writes JSON, each value on a line of its own or all on one line.
struct Pen<'a, W> {
    out: &'a mut W,
    /// How deep the values stand that are written next; none on one line.
    depth: Option<usize>,
}

/// What stands between brackets so far.
struct Items {
    /// How deep the brackets stand.
    outside: Option<usize>,
    is_empty: bool,
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
        let mut items = self.open(b'[')?;
        each_object(table, self.depth.is_some(), &mut |object| match object {
            Object::Whole(json) => {
                self.divide(&mut items)?;
                self.out.write_all(json)
            }
            Object::Cells(columns, cells) => {
                self.next(&mut items)?;
                self.object(columns, cells)
            }
        })?;
        self.close(items, b']')
    }

    /// A row as an object.
    fn object(&mut self, columns: &[&Column], cells: &[&Cell]) -> io::Result<()> {
        let members = columns.iter().zip(cells.iter());
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
        let mut written = self.open(open)?;
        for item in items {
            self.next(&mut written)?;
            write_one(self, item)?;
        }
        self.close(written, close)
    }

    fn open(&mut self, bracket: u8) -> io::Result<Items> {
        let items = Items { outside: self.depth, is_empty: true };
        self.depth = self.depth.map(|depth| depth + 1);
        self.out.write_all(&[bracket])?;
        Ok(items)
    }

    fn next(&mut self, items: &mut Items) -> io::Result<()> {
        self.divide(items)?;
        self.break_line()
    }

    fn divide(&mut self, items: &mut Items) -> io::Result<()> {
        if std::mem::replace(&mut items.is_empty, false) { Ok(()) } else { self.out.write_all(b",") }
    }

    fn close(&mut self, items: Items, bracket: u8) -> io::Result<()> {
        self.depth = items.outside;
        if !items.is_empty {
            self.break_line()?;
        }
        self.out.write_all(&[bracket])
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
