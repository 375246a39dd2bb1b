//! Rows read: above all a record, from its row and the entry that says how it is now.

use rusqlite::types::FromSql;
use rusqlite::{Connection, Params, Row};
use uuid::Uuid;

use crate::error::Result;
use crate::ledger::{Copyist, Known, Record, damaged_entry};

/// The columns of a record, as [`record`] and [`copy`] read them.
pub const READ: &str = "SELECT e.record, r.void, e.body, e.reason, r.no, iif(r.site, site_name(r.site), NULL)
    FROM record r JOIN entry e ON e.seq = r.head";

/// What the record `r` is called.
pub const NAME: &str = "r.ledger || '-' || r.no || coalesce('@' || iif(r.site, site_name(r.site), NULL), '')";

/// The first column of all rows that a statement finds.
pub fn first_column<T: FromSql, C: FromIterator<T>>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<C> {
    all(connection, sql, params, |row| Ok(row.get(0)?))
}

/// All rows that a statement finds, as `read` reads them.
pub fn all<T, C: FromIterator<T>>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row) -> Result<T>,
) -> Result<C> {
    connection.prepare_cached(sql)?.query_and_then(params, read)?.collect()
}

/// The first row that a statement finds, as `read` reads it.
pub fn first<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row) -> Result<T>,
) -> Result<Option<T>> {
    connection.prepare_cached(sql)?.query_and_then(params, read)?.next().transpose()
}

/// The first row of a statement that always finds one.
pub fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row) -> Result<T>,
) -> Result<T> {
    first(connection, sql, params, read)?.ok_or_else(|| rusqlite::Error::QueryReturnedNoRows.into())
}

/// Does what a statement says. Answers how many rows it has touched.
pub fn run(connection: &Connection, sql: &str, params: impl Params) -> Result<usize> {
    Ok(connection.prepare_cached(sql)?.execute(params)?)
}

/// The key of the record with this id.
pub fn key_of(connection: &Connection, id: Uuid) -> Result<Option<i64>> {
    first(connection, "SELECT key FROM record WHERE id = ?1", [id.as_bytes()], |row| Ok(row.get(0)?))
}

/// A record by its key in the tables of `connection`; its body stands in the entries of `archive`.
pub fn record_by_key(connection: &Connection, archive: &Connection, key: i64) -> Result<Record> {
    Ok(record_and_head(connection, archive, key)?.0)
}

/// The same with the entry that says how it is now.
pub fn record_and_head(connection: &Connection, archive: &Connection, key: i64) -> Result<(Record, i64)> {
    let kept = "SELECT id, void, head, no, iif(site, site_name(site), NULL) FROM record WHERE key = ?1";
    let (id, void, head, no, site): ([u8; 16], bool, i64, i64, Option<String>) =
        one(connection, kept, [key], |row| Ok(row.try_into()?))?;
    let sql = "SELECT body, reason FROM entry WHERE seq = ?1";
    let mut record = one(archive, sql, [head], |row| record_from(id, void, row, 0))?;
    (record.no, record.site) = (no, site.map(String::into_boxed_str));
    Ok((record, head))
}

/// Reads the columns of [`READ`].
pub fn record(row: &Row) -> Result<Record> {
    let mut record = record_from(row.get(0)?, row.get(1)?, row, 2)?;
    (record.no, record.site) = (row.get(4)?, row.get(5)?);
    Ok(record)
}

/// A record whose body stands in a column, and the reason after it.
fn record_from(id: [u8; 16], void: bool, row: &Row, column: usize) -> Result<Record> {
    let mut record = Record::from_body(Uuid::from_bytes(id), body(row, column)?)?;
    if void {
        record.void = Some(row.get::<_, Option<String>>(column + 1)?.unwrap_or_default());
    }
    Ok(record)
}

/// The JSON object of the record in the columns of [`READ`].
pub fn copy(row: &Row, copyist: &Copyist, object: &mut Vec<u8>) -> Result<()> {
    let id = Uuid::from_bytes(row.get(0)?);
    let void: bool = row.get(1)?;
    let (body, no) = (body(row, 2)?, row.get(4)?);
    let void = if void { Some(row.get::<_, Option<String>>(3)?.unwrap_or_default()) } else { None };
    let site = row.get_ref(5)?.as_str_or_null().map_err(rusqlite::Error::from)?;
    let known = Known { id, no, site, void };
    object.clear();
    if copyist.copy(&known, body, object).is_none() {
        let record = Record::from_body(id, body)?;
        object.clear();
        copyist.copy(&known, &record.body(), object).ok_or_else(|| damaged_entry(id))?;
    }
    Ok(())
}

/// A body, where it stands.
pub fn body<'r>(row: &'r Row, column: usize) -> Result<&'r str> {
    let text = row.get_ref(column)?;
    let known = text.as_bytes().ok().and_then(|bytes| simdutf8::basic::from_utf8(bytes).ok());
    Ok(known.map_or_else(|| text.as_str(), Ok).map_err(rusqlite::Error::from)?)
}
