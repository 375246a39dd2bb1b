//! JSON: an array of objects or one object, indented, numbers exact.

use std::io::{self, Write};
use std::iter;

use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::Number;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::walk::{EMPTY, sees};
use crate::sheet::{Cell, Column, Data, Face, Row, Table};
use crate::text::is_unsafe;

pub(super) fn write(data: &Data, out: &mut dyn Write) -> io::Result<()> {
    match data {
        Data::List(table) => write_rows(table, out),
        Data::Object(members) => write_indented(&Members(members), out),
    }
}

/// The rows of a table as an array.
pub(super) fn write_rows(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    write_indented(&Rows(table), out)
}

fn write_indented(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Safe(PrettyFormatter::new())))?;
    writeln!(out)
}

/// Writes a value without line breaks.
pub(super) fn write_compact(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Safe(CompactFormatter)))?;
    Ok(())
}

/// A cell as JSON without line breaks.
pub(super) fn compact(cell: &Cell) -> String {
    let mut json = Vec::new();
    write_compact(&Value(cell), &mut json).expect("memory takes what is written to it");
    String::from_utf8(json).expect("JSON is UTF-8")
}

struct Value<'a>(&'a Cell);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Cell::Empty => to.serialize_none(),
            Cell::Text(words) | Cell::Marked(_, words) => to.serialize_str(words),
            Cell::Worded(_, cell) => Value(cell).serialize(to),
            Cell::Whole(number) => to.serialize_i64(*number),
            Cell::Amount(amount, measure) => number(&amount.decimal(*measure), to),
            Cell::Decimal(decimal) => number(decimal, to),
            Cell::Date(day) => to.collect_str(day),
            Cell::Flag(yes) => to.serialize_bool(*yes),
            Cell::List(items) => to.collect_seq(items.iter().map(Value)),
            Cell::Object(members) => Members(members).serialize(to),
            Cell::Table(table) => Rows(table).serialize(to),
        }
    }
}

/// A number digit by digit. What is no number in JSON stays a string, so that the file can still be read.
fn number<S: Serializer>(decimal: &str, to: S) -> Result<S::Ok, S::Error> {
    match decimal.parse::<Number>() {
        Ok(number) => number.serialize(to),
        Err(_) => to.serialize_str(decimal),
    }
}

/// An object.
pub(super) struct Members<'a>(pub &'a [(String, Cell)]);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(key, cell)| (key, Value(cell))))
    }
}

/// A table as an array of objects.
struct Rows<'a>(&'a Table);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut rows = to.serialize_seq(None)?;
        for object in objects(self.0) {
            rows.serialize_element(&object)?;
        }
        rows.end()
    }
}

/// A row as an object.
pub(super) struct Object<'a> {
    columns: &'a [Column],
    cells: &'a [Cell],
}

/// The rows of a table as objects; sections are for people.
pub(super) fn objects(table: &Table) -> impl Iterator<Item = Object<'_>> {
    table.rows.iter().filter_map(|row| match row {
        Row::Section(_) => None,
        Row::Cells(cells) => Some(Object { columns: &table.columns, cells }),
    })
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let members = self.columns.iter().zip(self.cells.iter().chain(iter::repeat(&EMPTY)));
        to.collect_map(
            members.filter(|(column, _)| sees(Face::Data, column)).map(|(column, cell)| (&column.key, Value(cell))),
        )
    }
}

/// Writes the characters that could act on a terminal as `\uXXXX`, and leaves everything else to another formatter.
struct Safe<F>(F);

/// Hands calls on to the formatter inside.
macro_rules! hand_on {
    ($($call:ident($($name:ident: $type:ty)?);)*) => {
        $(fn $call<W: ?Sized + Write>(&mut self, out: &mut W $(, $name: $type)?) -> io::Result<()> {
            self.0.$call(out $(, $name)?)
        })*
    };
}

impl<F: Formatter> Formatter for Safe<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        for (at, found) in fragment.match_indices(is_unsafe) {
            out.write_all(&fragment.as_bytes()[written..at])?;
            for unit in found.encode_utf16() {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + found.len();
        }
        out.write_all(&fragment.as_bytes()[written..])
    }

    hand_on! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }
}
