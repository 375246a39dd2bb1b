//! The names of records alone, one a line: case-12, for the variables of a shell.

use std::io::{self, Write};

use super::flat::{Flat, FlatRow};
use super::words::{Reader, one_line, words};
use crate::sheet::{Data, Face, Table};

/// The ledger and the number, of which a name is made.
const PARTS: [&str; 2] = ["ledger", "no"];

/// Whether all that is answered has names.
pub fn has_names(data: &Data) -> bool {
    parts(data).is_some()
}

/// What the names are made of, and nothing else.
fn parts(data: &Data) -> Option<Table> {
    let table = match data {
        Data::List(table) => table,
        Data::Object(members) => &Table::of_object(members),
    };
    let place = |key: &str| table.columns.iter().position(|column| column.is_data() && column.key == key);
    let [ledger, no] = PARTS.map(place);
    let places = [ledger?, no?].map(|at| (at, table.columns[at].clone().face(Face::Both)));
    Some(table.select(places.to_vec()))
}

pub(super) fn write(data: &Data, out: &mut impl Write) -> io::Result<()> {
    let Some(table) = parts(data) else { return Ok(()) };
    Flat::new(&table, Face::Data).each(&mut |row| match row {
        FlatRow::Cells(cells) => {
            let parts: Vec<String> = cells.iter().map(|cell| words(cell, Reader::Program)).collect();
            writeln!(out, "{}", one_line(&parts.join("-")))
        }
        FlatRow::Section(_) => Ok(()),
    })
}
