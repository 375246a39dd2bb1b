//! Reading the entries: all of them, those of one record, person or change, and the state they have come to.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::connection::Store;
use super::entry::{COLUMNS, Entry, HISTORY, Op, altered, entry_of, walk};
use crate::error::Result;
use crate::ledger::Record;

impl Store {
    /// Every entry, the first one first, handed over one by one. Exit 6 when an entry cannot have been written by this
    /// program, and what `each` says.
    pub fn entries(&self, mut each: impl FnMut(Entry) -> Result<()>) -> Result<()> {
        walk(&self.connection, i64::MAX, &mut each)
    }

    /// Every entry, or those of one record or of one person, the latest first, handed over one by one while they are
    /// wanted. Exit 6 when an entry cannot have been written by this program, or is missing from all of them, and what
    /// `each` says.
    pub fn entries_back(
        &self,
        record: Option<Uuid>,
        actor: Option<&str>,
        mut each: impl FnMut(Entry) -> Result<bool>,
    ) -> Result<()> {
        let of_record = record.map_or("?1 IS NULL".to_owned(), |_| format!("seq IN ({HISTORY})"));
        let mut statement = self.connection.prepare(&format!(
            "SELECT {COLUMNS} FROM entry WHERE {of_record} AND (?2 IS NULL OR actor = ?2) ORDER BY seq DESC"
        ))?;
        let mut rows = statement.query(params![record.map(Uuid::into_bytes), actor])?;
        let all = record.is_none() && actor.is_none();
        let mut expected = None;
        while let Some(row) = rows.next()? {
            let entry = entry_of(row)?;
            let seq = entry.seq;
            if let Some(number) = expected.filter(|number| *number != seq) {
                return Err(altered(number));
            }
            expected = all.then_some(seq - 1);
            if !each(entry)? {
                return Ok(());
            }
        }
        expected.filter(|number| *number > 0).map_or(Ok(()), |number| Err(altered(number)))
    }

    /// The record as it was before an entry; none before its first.
    pub fn before(&self, entry: &Entry) -> Result<Option<Record>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT body FROM entry WHERE seq IN ({HISTORY}) AND seq < ?2 ORDER BY seq DESC LIMIT 1"
        ))?;
        let mut rows = statement.query(params![entry.record.id.as_bytes(), entry.seq])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Record::from_body(entry.record.id, &row.get::<_, String>(0)?).map(Some)
    }

    /// Whether the ledger has gone through the state that a head names: `898-67052861a293`.
    pub fn has_been_at(&self, head: &str) -> Result<bool> {
        let Some((seq, hash)) = head.trim().split_once('-') else { return Ok(false) };
        let Ok(seq) = seq.parse::<i64>() else { return Ok(false) };
        let mut statement = self.connection.prepare_cached("SELECT hex(hash) FROM entry WHERE seq = ?1")?;
        let mut rows = statement.query(params![seq])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        let kept: String = row.get(0)?;
        Ok(hash.len() >= 12 && kept.to_lowercase().starts_with(&hash.to_lowercase()))
    }

    /// The last entry made before a moment in UTC; 0 where there is none.
    pub fn last_before(&self, moment: &str) -> Result<i64> {
        let mut statement = self.connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM entry WHERE at < ?1")?;
        Ok(statement.query_row(params![moment], |row| row.get(0))?)
    }

    /// The state of the ledger in one line: the number of entries and the beginning of the last one's hash. `None`
    /// while nothing is recorded.
    pub fn head(&self) -> Result<Option<String>> {
        let mut statement =
            self.connection.prepare_cached("SELECT seq, hex(hash) FROM entry ORDER BY seq DESC LIMIT 1")?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let (entries, hash): (i64, String) = (row.get(0)?, row.get(1)?);
        Ok(Some(format!("{entries}-{}", hash.chars().take(12).collect::<String>().to_lowercase())))
    }

    /// The entries of the change that an entry belongs to; none where there is no such entry. Exit 6 when an entry
    /// cannot have been written by this program.
    pub fn batch_of(&self, seq: i64) -> Result<Vec<Entry>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM entry WHERE batch = (SELECT batch FROM entry WHERE seq = ?1) AND seq >= batch ORDER BY seq"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![seq])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(entry_of(row)?);
        }
        Ok(entries)
    }

    /// The last entry that somebody made.
    pub fn last_entry_by(&self, actor: &str) -> Result<Option<i64>> {
        let mut statement =
            self.connection.prepare_cached("SELECT seq FROM entry WHERE actor = ?1 ORDER BY seq DESC LIMIT 1")?;
        Ok(statement.query_row(params![actor], |row| row.get(0)).optional()?)
    }
}

/// A record as it stood after an entry, void or not; none before its first.
pub fn record_at(connection: &Connection, id: Uuid, seq: i64) -> Result<Option<Record>> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM entry WHERE seq IN ({HISTORY}) AND seq <= ?2 ORDER BY seq"))?;
    let mut rows = statement.query(params![id.as_bytes(), seq])?;
    let mut last: Option<Record> = None;
    while let Some(row) = rows.next()? {
        let Entry { op, reason, mut record, .. } = entry_of(row)?;
        record.void = match op {
            Op::Void => Some(reason.unwrap_or_default()),
            Op::Edit => last.and_then(|last| last.void),
            Op::Add | Op::Unvoid => None,
        };
        last = Some(record);
    }
    Ok(last)
}
