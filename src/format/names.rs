//! The names of records alone, one a line: case-12, for the variables of a shell.

use std::io::{self, Write};

use super::flat::{Flat, FlatRow};
use super::words::{Reader, one_line, words};
use crate::sheet::{Data, Face, Table};

/// The ledger and the number of each record that is answered, and nothing else; none where something else is answered.
pub fn names(data: &Data) -> Option<Table> {
    let table = match data {
        Data::List(table) => table,
        Data::Object(members) => &Table::of_object(members),
    };
    let place = |key: &str| table.columns.iter().position(|column| column.is_data() && column.key == key);
    let places = [Some(place("ledger")?), Some(place("no")?), place("site")].into_iter().flatten();
    let places = places.map(|at| (at, table.columns[at].clone().face(Face::Both)));
    Some(table.select(places.collect()))
}

pub(super) fn write(data: &Data, out: &mut impl Write) -> io::Result<()> {
    let Some(table) = names(data) else { return Ok(()) };
    Flat::new(&table, Face::Data).each(&mut |row| {
        let FlatRow::Cells(cells) = row else { return Ok(()) };
        let parts: Vec<String> = cells.iter().map(|cell| words(cell, Reader::Program)).collect();
        let site = parts.get(2).filter(|site| !site.is_empty()).map(|site| format!("@{site}")).unwrap_or_default();
        writeln!(out, "{}", one_line(&(parts[..2].join("-") + &site)))
    })
}
