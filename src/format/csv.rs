//! CSV for Excel: a byte-order mark, CRLF, and no cell that Excel would take for a formula.

use std::borrow::Cow;
use std::io::{self, Write};

use ::csv::{ErrorKind, Terminator, WriterBuilder};

use super::walk::{Flat, FlatRow, first_table};
use super::{Reader, one_line, words};
use crate::sheet::{Cell, Column, Data, Face, Table};

pub(super) fn write(data: &Data, out: &mut dyn Write) -> io::Result<()> {
    write_table(&table(data), out)
}

/// The mark, the head and the rows.
pub(super) fn write_table(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let flat = Flat::new(table, Face::Data);
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    csv.write_record(flat.columns.iter().map(|column| guarded(&column.key))).map_err(io_error)?;
    for row in flat.rows() {
        if let FlatRow::Cells(cells) = row {
            csv.write_record(cells.into_iter().map(field)).map_err(io_error)?;
        }
    }
    csv.flush()
}

/// The list, the first table of an object, or else the object as a table of one row.
fn table(data: &Data) -> Cow<'_, Table> {
    match data {
        Data::List(table) => Cow::Borrowed(table),
        Data::Object(members) => first_table(members).map_or_else(
            || {
                let mut table = Table::new(members.iter().map(|(key, _)| Column::new(key, key)).collect());
                table.push(members.iter().map(|(_, cell)| cell.clone()).collect());
                Cow::Owned(table)
            },
            Cow::Borrowed,
        ),
    }
}

fn field(cell: &Cell) -> String {
    let words = words(cell, Reader::Program);
    match cell {
        Cell::Text(_) | Cell::List(_) => guarded(&words),
        _ => one_line(&words),
    }
}

/// Text on one line, with a `'` before it where a spreadsheet would calculate it. A plain number may stand.
fn guarded(words: &str) -> String {
    let first = words.chars().find(|c| matches!(c, '\t' | '\r') || !c.is_whitespace());
    let formula = first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠'));
    let guard = if formula && !is_number(words) { "'" } else { "" };
    format!("{guard}{}", one_line(words))
}

fn is_number(words: &str) -> bool {
    let digits = words.strip_prefix(['+', '-']).unwrap_or(words);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Keeps the kind of an error, so that a closed pipe is known as one.
fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
