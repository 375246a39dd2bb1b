//! Rows read: above all a record, from its row and the entry that says how it is now.

use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use uuid::Uuid;

use crate::error::Result;
use crate::ledger::{Copyist, Record, damaged_entry};

/// The columns of a record, as [`record`] and [`copy`] read them.
pub const READ: &str = "SELECT e.record, r.void, e.body, e.reason FROM record r JOIN entry e ON e.seq = r.head";

/// The first column of all rows that a statement finds.
pub fn first_column<T: FromSql, C: FromIterator<T>>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<C> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map(params, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The key of the record with this id.
pub fn key_of(connection: &Connection, id: Uuid) -> Result<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT key FROM record WHERE id = ?1")?;
    Ok(statement.query_row(params![id.as_bytes()], |row| row.get(0)).optional()?)
}

/// A record by its key in the tables of `connection`; its body stands in the entries of `archive`.
pub fn record_by_key(connection: &Connection, archive: &Connection, key: i64) -> Result<Record> {
    let mut kept = connection.prepare_cached("SELECT id, void, head FROM record WHERE key = ?1")?;
    let (id, void, head): ([u8; 16], bool, i64) =
        kept.query_row(params![key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut said = archive.prepare_cached("SELECT body, reason FROM entry WHERE seq = ?1")?;
    let mut rows = said.query(params![head])?;
    let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let mut record = Record::from_body(Uuid::from_bytes(id), body(row, 0)?)?;
    if void {
        record.void = Some(row.get::<_, Option<String>>(1)?.unwrap_or_default());
    }
    Ok(record)
}

/// Reads the columns of [`READ`].
pub fn record(row: &Row) -> Result<Record> {
    let id: [u8; 16] = row.get(0)?;
    let void: bool = row.get(1)?;
    let body = body(row, 2)?;
    let mut record = Record::from_body(Uuid::from_bytes(id), body)?;
    if void {
        record.void = Some(row.get::<_, Option<String>>(3)?.unwrap_or_default());
    }
    Ok(record)
}

/// The JSON object of the record in the columns of [`READ`].
pub fn copy(row: &Row, copyist: &Copyist, object: &mut Vec<u8>) -> Result<()> {
    let id = Uuid::from_bytes(row.get(0)?);
    let void: bool = row.get(1)?;
    let body = body(row, 2)?;
    let reason: Option<String> = if void { row.get(3)? } else { None };
    let reason = void.then(|| reason.unwrap_or_default());
    object.clear();
    if copyist.copy(id, body, reason.as_deref(), object).is_none() {
        let record = Record::from_body(id, body)?;
        object.clear();
        copyist.copy(id, &record.body(), reason.as_deref(), object).ok_or_else(|| damaged_entry(id))?;
    }
    Ok(())
}

/// A body, where it stands.
fn body<'r>(row: &'r Row, column: usize) -> Result<&'r str> {
    let text = row.get_ref(column)?;
    let known = text.as_bytes().ok().and_then(|bytes| simdutf8::basic::from_utf8(bytes).ok());
    Ok(known.map_or_else(|| text.as_str(), Ok).map_err(rusqlite::Error::from)?)
}
