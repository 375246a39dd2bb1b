//! CSV and TSV: with a byte-order mark and CRLF for Excel, with neither for a pipe, and with no cell that Excel would take for a formula
//! or an error.
//!
//! In a file text stays as it is, line breaks and all, so that an import gets back what was recorded; the guard before a
//! cell that would act is the only mark that is added, and the import takes it off again. Only a terminal gets cleaned text.

use std::borrow::Cow;
use std::io::{self, Write};

use super::canvas::Canvas;
use super::flat::{Flat, FlatRow};
use super::words::{Reader, one_line, words};
use crate::sheet::{Cell, Data, Face, Table};
use crate::text::is_guarded;

/// What tells Excel that a file is UTF-8.
pub const MARK: &str = "\u{feff}";

/// The mark, if there is to be one, the head and the rows.
pub(super) fn write(data: &Data, separator: char, canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    let (mark, end) = if canvas.marked { (MARK, "\r\n") } else { ("", "\n") };
    out.write_all(mark.as_bytes())?;
    // An object without a table is a row itself.
    let of_object = || if let Data::Object(members) = data { Table::of_object(members) } else { Table::default() };
    let table = data.table().map_or_else(|| Cow::Owned(of_object()), Cow::Borrowed);
    let flat = Flat::new(&table, Face::Data);
    let clean = |words: String| if canvas.width.is_some() { one_line(&words) } else { words };
    let head = flat.columns.iter().map(|column| clean(guarded(&column.key)));
    out.write_all((line(head, separator) + end).as_bytes())?;
    let field = |cell: &&Cell| match (cell, words(cell, Reader::Program)) {
        (Cell::Text(_) | Cell::List(_), words) => clean(guarded(&words)),
        (_, words) => clean(words),
    };
    flat.each(&mut |row| {
        let FlatRow::Cells(cells) = row else { return Ok(()) };
        out.write_all((line(cells.iter().map(field), separator) + end).as_bytes())
    })
}

/// Text with a `'` before it where a spreadsheet would calculate it, or take it for an error. A plain number may stand.
fn guarded(words: &str) -> String {
    let is_number = || {
        let digits = words.strip_prefix(['+', '-']).unwrap_or(words);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let guard = if is_guarded(words) && !is_number() { "'" } else { "" };
    format!("{guard}{words}")
}

/// One line, without its end. Whatever could be taken for a mark between cells or lines stands in quotes.
pub fn line(cells: impl IntoIterator<Item = String>, separator: char) -> String {
    let mut line = String::new();
    for (at, cell) in cells.into_iter().enumerate() {
        line.extend((at > 0).then_some(separator));
        let divides = |c: char| c == separator || c == '"' || c.is_control() || (c == ';' && separator != '\t');
        if cell.contains(divides) || cell.starts_with(' ') || cell.ends_with(' ') {
            line.extend(["\"", &cell.replace('"', "\"\""), "\""]);
        } else {
            line.push_str(&cell);
        }
    }
    // A line with nothing in it would be no row.
    if line.is_empty() { "\"\"".to_owned() } else { line }
}
