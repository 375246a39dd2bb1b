//! `--fields a,b`: only these columns, in this order.

use super::records::columns;
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::lookup::{Candidate, Pick, pick};
use crate::message;
use crate::sheet::{Block, Cell, Column, Data, Face, Row, Sheet, Table};

/// The keys that were asked for, each once.
pub fn read(text: &str) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for key in text.split([',', '，', '、']).map(str::trim).filter(|key| !key.is_empty()) {
        if !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }
    keys
}

/// Refuses keys that the records of none of these ledgers have.
///
/// # Errors
/// Exit 2 for such a key, with the nearest one that is there.
pub fn known(keys: &[String], ledgers: &[&'static Ledger]) -> Result<()> {
    let mut all: Vec<String> = Vec::new();
    for column in ledgers.iter().flat_map(|ledger| columns(ledger)) {
        if !all.contains(&column.key) {
            all.push(column.key);
        }
    }
    keys.iter().find(|key| !all.contains(key)).map_or(Ok(()), |key| Err(unknown(key, all.iter().map(String::as_str))))
}

/// Leaves only the columns with these keys: of the list, of the first table of an object, else of its members. The page of
/// one record is made with them in mind.
///
/// # Errors
/// Exit 2 for a key that is not there, with those that are.
pub fn keep(sheet: &mut Sheet, keys: &[String]) -> Result<()> {
    match &mut sheet.data {
        Data::List(table) => keep_columns(table, keys)?,
        Data::Object(members) => match members.iter_mut().find_map(|(_, cell)| as_table(cell)) {
            Some(table) => keep_columns(table, keys)?,
            None => return keep_members(members, keys),
        },
    }
    for block in &mut sheet.page {
        if let Block::Table(table) = block {
            let known = |key: &String| {
                table.columns.iter().any(|column| column.key == *key && matches!(column.face, Face::Both | Face::Page))
            };
            let shown: Vec<String> = keys.iter().filter(|key| known(key)).cloned().collect();
            if !shown.is_empty() {
                keep_columns(table, &shown)?;
            }
        }
    }
    Ok(())
}

/// Leaves only the columns with these keys, in this order.
///
/// # Errors
/// As for [`keep`].
pub fn keep_columns(table: &mut Table, keys: &[String]) -> Result<()> {
    let named = table.columns.iter().filter(|column| column.face != Face::Book);
    let stranger = keys.iter().find(|key| !table.columns.iter().any(|column| column.key == **key));
    stranger.map_or(Ok(()), |key| Err(unknown(key, named.map(|column| column.key.as_str()))))?;
    take(table, keys);
    Ok(())
}

/// Leaves only the columns with these keys, in this order; in one that is not there nothing stands.
pub fn take(table: &mut Table, keys: &[String]) {
    let place = |key: &String| {
        let named = |column: &Column| column.key == *key;
        let data = table.columns.iter().position(|column| named(column) && column.is_data());
        data.or_else(|| table.columns.iter().position(named))
    };
    let places: Vec<Option<usize>> = keys.iter().map(place).collect();
    let column = |(place, key): (&Option<usize>, &String)| {
        place.map_or_else(|| Column::new(key, key).face(Face::Data), |place| table.columns[place].clone())
    };
    table.columns = places.iter().zip(keys).map(column).collect();
    for row in &mut table.rows {
        if let Row::Cells(cells) = row {
            *cells = places.iter().map(|place| place.map_or(Cell::Empty, |place| cells[place].clone())).collect();
        }
    }
}

fn keep_members(members: &mut Vec<(String, Cell)>, keys: &[String]) -> Result<()> {
    let kept = keys.iter().map(|key| {
        let member = members.iter().find(|(known, _)| known == key);
        member.cloned().ok_or_else(|| unknown(key, members.iter().map(|(key, _)| key.as_str())))
    });
    *members = kept.collect::<Result<_>>()?;
    Ok(())
}

fn as_table(cell: &mut Cell) -> Option<&mut Table> {
    if let Cell::Table(table) = cell { Some(table) } else { None }
}

fn unknown<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.collect();
    let candidates: Vec<Candidate> = known.iter().map(|known| Candidate::new(known, &[])).collect();
    let all = known.join(", ");
    let hint = match pick(key, &candidates) {
        Pick::One(near) | Pick::None(Some(near)) => {
            message!("是不是 {near}？有：{all}", "did you mean {near}? there are: {all}")
        }
        Pick::Several(_) | Pick::None(None) => message!("有：{all}", "there are: {all}"),
    };
    Error::usage("no_such_column", message!("没有列“{key}”", "there is no column “{key}”")).hint(hint).field("fields")
}
