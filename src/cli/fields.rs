//! `--fields a,b`: only these columns, in this order.

use crate::error::{Error, Result};
use crate::message;
use crate::sheet::{Block, Cell, Data, Face, Row, Sheet, Table};

/// The keys that were asked for.
pub fn read(text: &str) -> Vec<String> {
    let keys = text.split([',', '，', '、']).map(str::trim).filter(|key| !key.is_empty());
    keys.map(str::to_owned).collect()
}

/// Leaves only the columns with these keys: of the list, of the first table of an object, else of its members.
///
/// # Errors
/// Exit 2 for a key that is not there, with those that are.
pub fn keep(sheet: &mut Sheet, keys: &[String]) -> Result<()> {
    match &mut sheet.data {
        Data::List(table) => keep_columns(table, keys)?,
        Data::Object(members) => match members.iter_mut().find_map(|(_, cell)| as_table(cell)) {
            Some(table) => keep_columns(table, keys)?,
            None => keep_members(members, keys)?,
        },
    }
    for block in &mut sheet.page {
        if let Block::Table(table) = block {
            let known =
                |key: &String| table.columns.iter().any(|column| column.key == *key && column.face != Face::Data);
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
    let places = keys.iter().map(|key| {
        let place = table.columns.iter().position(|column| column.key == *key && column.face != Face::Page);
        let place = place.or_else(|| table.columns.iter().position(|column| column.key == *key));
        place.ok_or_else(|| unknown(key, table.columns.iter().map(|column| column.key.as_str())))
    });
    let places = places.collect::<Result<Vec<usize>>>()?;
    table.columns = places.iter().map(|place| table.columns[*place].clone()).collect();
    for row in &mut table.rows {
        if let Row::Cells(cells) = row {
            *cells = places.iter().map(|place| cells[*place].clone()).collect();
        }
    }
    Ok(())
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
    let all = known.collect::<Vec<_>>().join(", ");
    Error::usage("no_such_column", message!("没有列“{key}”", "there is no column “{key}”"))
        .hint(message!("有：{all}", "there are: {all}"))
        .field("fields")
}
