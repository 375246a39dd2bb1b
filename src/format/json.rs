//! JSON: an array of objects or one object, indented, or one object a line, for `jq` and friends. Numbers are exact, and no
//! character could act on a terminal.

use std::io::{self, Write};
use std::iter;

use serde::{Serialize, Serializer};
use serde_json::Number;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::flat::{EMPTY, sees};
use crate::sheet::{Cell, Column, Data, Face, Row, Table};
use crate::text::is_unsafe;

pub(super) fn write(data: &Data, out: &mut impl Write) -> io::Result<()> {
    match data {
        Data::List(table) => write_rows(table, out)?,
        Data::Object(members) => print(&Members(members), &mut PrettyFormatter::new(), out)?,
    }
    writeln!(out)
}

/// The rows of a table as an array, one after the other.
fn write_rows(table: &Table, out: &mut impl Write) -> io::Result<()> {
    let mut pretty = PrettyFormatter::new();
    let mut first = true;
    pretty.begin_array(out)?;
    each_object(table, true, &mut |object| {
        let first = std::mem::replace(&mut first, false);
        match object {
            Element::Whole(json) => {
                out.write_all(if first { b"" } else { b"," })?;
                out.write_all(json)?;
            }
            Element::Cells(object) => {
                pretty.begin_array_value(out, first)?;
                print(&object, &mut pretty, out)?;
            }
        }
        pretty.end_array_value(out)
    })?;
    pretty.end_array(out)
}

/// Of an object with a table, the rows of its first table with the period they are of, each on a line of its own; of any
/// other, the object itself on one line.
pub(super) fn write_lines(data: &Data, out: &mut impl Write) -> io::Result<()> {
    let Some(table) = data.lines() else {
        let Data::Object(members) = data else { return Ok(()) };
        print(&Members(members), &mut CompactFormatter, out)?;
        return writeln!(out);
    };
    each_object(&table, false, &mut |object| {
        match object {
            Element::Whole(json) => out.write_all(json)?,
            Element::Cells(object) => print(&object, &mut CompactFormatter, out)?,
        }
        writeln!(out)
    })
}

/// A cell as JSON without line breaks.
pub(super) fn compact(cell: &Cell) -> String {
    let mut json = Vec::new();
    print(cell, &mut CompactFormatter, &mut json).expect("memory takes what is written to it");
    String::from_utf8(json).expect("JSON is UTF-8")
}

fn print(value: &impl Serialize, formatter: &mut impl Formatter, out: &mut impl Write) -> io::Result<()> {
    Ok(value.serialize(&mut serde_json::Serializer::with_formatter(out, Harmless(formatter)))?)
}

/// An element of an array of rows.
enum Element<'a> {
    Whole(&'a [u8]),
    Cells(Object<'a>),
}

/// Hands over the rows of a table, those made on demand whole where they can be had so: as elements of an indented array, or on
/// one line.
fn each_object(table: &Table, indented: bool, take: &mut dyn FnMut(Element) -> io::Result<()>) -> io::Result<()> {
    table.cells().try_for_each(|cells| take(Element::Cells(Object(&table.columns, cells))))?;
    let Some(made) = &table.made else { return Ok(()) };
    made.objects(indented, &mut |json| take(Element::Whole(json))).unwrap_or_else(|| {
        let seen = |place: &usize| sees(Face::Data, &table.columns[*place]);
        let places: Vec<usize> = (0..table.columns.len()).filter(seen).collect();
        let columns: Vec<Column> = places.iter().map(|place| table.columns[*place].clone()).collect();
        made.each(&places, &mut |row| match &row {
            Row::Section(_) => Ok(()),
            Row::Cells(cells) => take(Element::Cells(Object(&columns, cells))),
        })
    })
}

/// A row as an object, with the columns that data formats have.
struct Object<'a>(&'a [Column], &'a [Cell]);

/// The members of an object.
struct Members<'a>(&'a [(String, Cell)]);

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.cells().map(|cells| Object(&self.columns, cells)))
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let members = self.0.iter().zip(self.1.iter().chain(iter::repeat(EMPTY)));
        to.collect_map(members.filter(|(column, _)| sees(Face::Data, column)).map(|(column, cell)| (&column.key, cell)))
    }
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(key, cell)| (key, cell)))
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // What is no number in JSON stays a string, so that the file can still be read.
        let number = |decimal: &str, to: S| match decimal.parse::<Number>() {
            Ok(number) => number.serialize(to),
            Err(_) => to.serialize_str(decimal),
        };
        match self {
            Cell::Empty | Cell::Unset(_) => to.serialize_unit(),
            Cell::Text(words) | Cell::Marked(_, words) => to.serialize_str(words),
            Cell::Worded(_, cell) => cell.serialize(to),
            Cell::Whole(whole) => to.serialize_i64(*whole),
            Cell::Amount(amount, measure) => number(&amount.decimal(*measure), to),
            Cell::Decimal(decimal) => number(decimal, to),
            Cell::Date(day) => to.collect_str(day),
            Cell::Moment(moment) => to.collect_str(&moment.format("%Y-%m-%dT%H:%M:%S")),
            Cell::Flag(yes) => to.serialize_bool(*yes),
            Cell::List(items) => to.collect_seq(items),
            Cell::Object(members) => Members(members).serialize(to),
            Cell::Table(table) => table.serialize(to),
        }
    }
}

/// Another formatter that writes characters of strings that could act on a terminal as `\uXXXX`.
struct Harmless<'f, F>(&'f mut F);

/// Hands a call on as it is.
macro_rules! as_usual {
    ($($name:ident($($first:ident)?))*) => {
        $(fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $first: bool)?) -> io::Result<()> {
            self.0.$name(out $(, $first)?)
        })*
    };
}

impl<F: Formatter> Formatter for Harmless<'_, F> {
    as_usual!(begin_array() begin_array_value(first) end_array_value() end_array());
    as_usual!(begin_object() begin_object_key(first) begin_object_value() end_object_value() end_object());

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, words: &str) -> io::Result<()> {
        let mut written = 0;
        if !words.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            for (at, c) in words.char_indices().filter(|(_, c)| is_unsafe(*c)) {
                out.write_all(&words.as_bytes()[written..at])?;
                c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))?;
                written = at + c.len_utf8();
            }
        }
        out.write_all(&words.as_bytes()[written..])
    }
}
