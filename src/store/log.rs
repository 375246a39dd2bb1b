//! Reading the entries: all of them, those of one record, person or change, and the state they have come to.

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::connection::Store;
use super::entry::{Entry, HISTORY, Op, READ_ENTRY, READ_PLACED, altered, entry_of, last, walk};
use super::row::{all, first, one};
use crate::error::Result;
use crate::ledger::Record;

impl Store {
    /// Every entry, the first one first, handed over one by one. Exit 6 when an entry cannot have been written by this
    /// program, and what `each` says.
    pub fn entries(&self, mut each: impl FnMut(Entry) -> Result<()>) -> Result<()> {
        walk(&self.connection, i64::MAX, &mut |entry, _| each(entry))
    }

    /// The place in the file of an entry of this site, by its number.
    pub fn entry_at(&self, number: i64) -> Result<Option<i64>> {
        let Some(sites) = &self.sites else { return Ok(Some(number)) };
        let place = "SELECT seq FROM place WHERE site = ?1 AND number = ?2";
        first(&self.connection, place, [sites.own_place(), number], |row| Ok(row.get(0)?))
    }

    /// How entries are read.
    fn read_entry(&self) -> &'static str {
        if self.sites.is_some() { READ_PLACED } else { READ_ENTRY }
    }

    /// Every entry, or those of some records or of one person, the latest first, handed over one by one while they are
    /// wanted. Exit 6 when an entry cannot have been written by this program, or is missing from all of them, and what
    /// `each` says.
    pub fn entries_back(
        &self,
        records: Option<&[Uuid]>,
        actor: Option<&str>,
        mut each: impl FnMut(Entry) -> Result<bool>,
    ) -> Result<()> {
        let ids = records.map(|ids| ids.iter().map(|id| format!("{:X}", id.simple())).collect::<serde_json::Value>());
        let of_records = if records.is_none() { "?1 IS NULL" } else { OF_RECORDS };
        let mut statement = self.connection.prepare(&format!(
            "{} WHERE {of_records} AND (?2 IS NULL OR actor = ?2) ORDER BY seq DESC",
            self.read_entry()
        ))?;
        let mut rows = statement.query(params![ids.map(|ids| ids.to_string()), actor])?;
        let all = records.is_none() && actor.is_none();
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
        let sql = format!("SELECT body FROM entry WHERE seq IN ({HISTORY}) AND seq < ?2 ORDER BY seq DESC LIMIT 1");
        let id = entry.record.id;
        first(&self.connection, &sql, params![id.as_bytes(), entry.seq], |row| {
            Record::from_body(id, &row.get::<_, String>(0)?)
        })
    }

    /// The last entry made before a moment in UTC by the log clock, which no slow clock of a machine turns back; 0 where there is
    /// none.
    pub fn last_before(&self, moment: &str) -> Result<i64> {
        let (mut before, mut after) = (0, last(&self.connection)?.map_or(0, |(seq, ..)| seq) + 1);
        while before + 1 < after {
            let middle = i64::midpoint(before, after);
            let at = "SELECT coalesce((SELECT at FROM clock WHERE seq = ?1), at) FROM entry WHERE seq = ?1";
            let clock: Option<String> = first(&self.connection, at, [middle], |row| Ok(row.get(0)?))?;
            if clock.ok_or_else(|| altered(middle))?.as_str() < moment { before = middle } else { after = middle }
        }
        Ok(before)
    }

    /// How many entries say that they were made before a moment although they stand after that entry, because a clock before them was
    /// ahead.
    pub fn said_before(&self, moment: &str, after: i64) -> Result<i64> {
        let late = "SELECT count(*) FROM clock JOIN entry USING (seq) WHERE seq > ?1 AND entry.at < ?2";
        one(&self.connection, late, params![after, moment], |row| Ok(row.get(0)?))
    }

    /// The log clock: the latest moment in UTC that any entry says it was made; `None` while nothing is recorded.
    pub fn clock(&self) -> Result<Option<String>> {
        Ok(last(&self.connection)?.map(|(_, _, clock)| clock))
    }

    /// The last entry of the change that begins with an entry.
    pub fn end_of(&self, first: i64) -> Result<i64> {
        let end = "SELECT coalesce((SELECT seq - 1 FROM entry WHERE seq > ?1 AND seq = batch ORDER BY seq LIMIT 1),
            (SELECT max(seq) FROM entry), 0)";
        one(&self.connection, end, [first], |row| Ok(row.get(0)?))
    }

    /// Some entries, one after another. Exit 6 when one of them cannot have been written by this program.
    pub fn entries_in(&self, first: i64, last: i64) -> Result<Vec<Entry>> {
        entries_in(&self.connection, first, last)
    }
}

/// Some entries, one after another, without whose they are.
pub fn entries_in(connection: &Connection, first: i64, last: i64) -> Result<Vec<Entry>> {
    let sql = format!("{READ_ENTRY} WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq");
    all(connection, &sql, [first, last], entry_of)
}

/// The entries of the records whose ids are in the array `?1`.
const OF_RECORDS: &str = "seq IN (WITH id (id) AS (SELECT unhex(value) FROM json_each(?1))
    SELECT added FROM id JOIN record r ON r.id = id.id
    UNION ALL SELECT seq FROM id JOIN entry e ON e.record = id.id AND op <> 'add')";

/// A record as it stood after an entry, void or not; none before its first.
pub fn record_at(connection: &Connection, id: Uuid, seq: i64) -> Result<Option<Record>> {
    let sql = format!("{READ_ENTRY} WHERE seq IN ({HISTORY}) AND seq <= ?2 ORDER BY seq");
    let entries: Vec<Entry> = all(connection, &sql, params![id.as_bytes(), seq], entry_of)?;
    Ok(entries.into_iter().fold(None, |last: Option<Record>, Entry { op, reason, mut record, .. }| {
        record.void = match op {
            Op::Void => Some(reason.unwrap_or_default()),
            Op::Edit => last.and_then(|last| last.void),
            Op::Add | Op::Unvoid => None,
        };
        Some(record)
    }))
}
