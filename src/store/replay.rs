//! The entries from the first to the last: shown, checked against everything derived from them, and derived anew.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Row, TransactionBehavior};
use uuid::Uuid;

use super::change::{Change, Op};
use super::{Stamp, Store, seed, vocabulary};
use crate::error::{Error, Kind, Result};
use crate::ledger::Record;
use crate::message;
use crate::text::Message;

/// One entry of the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the chain, counted from 1.
    pub seq: i64,
    /// When, by whom, on which machine.
    pub stamp: Stamp,
    /// The first entry of the change it belongs to.
    pub batch: i64,
    /// What it did.
    pub op: Op,
    /// Why.
    pub reason: Option<String>,
    /// The record as it was from then on.
    pub record: Record,
    hash: Vec<u8>,
}

/// What a check found in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub entries: i64,
    /// The state of the ledger in one line.
    pub head: Option<String>,
}

/// The tables that are derived from the entries, each in an order that does not depend on how it was filled.
const DERIVED: &[(&str, &str)] = &[
    ("vocabulary", "name, ledger, key"),
    ("record", "key"),
    ("link", "child, parent"),
    ("posting", "figure, date, record, subject"),
    ("total", "figure, month, bound"),
    ("year_total", "year, figure, bound"),
    ("part", "figure, year, facet, part"),
];

impl Store {
    /// Every entry, the first one first, handed over one by one.
    ///
    /// # Errors
    /// Exit 6 when an entry cannot have been written by this program, and what `each` says.
    pub fn entries(&self, mut each: impl FnMut(Entry) -> Result<()>) -> Result<()> {
        walk(&self.connection, i64::MAX, &mut each)
    }

    /// The record as it was before an entry; none before its first.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn before(&self, entry: &Entry) -> Result<Option<Record>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT body FROM entry WHERE record = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1")?;
        let mut rows = statement.query(rusqlite::params![entry.record.id.as_bytes(), entry.seq])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Record::from_body(entry.record.id, &row.get::<_, String>(0)?).map(Some)
    }

    /// Whether the ledger has gone through the state that a head names: `898-67052861a293`.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn has_been_at(&self, head: &str) -> Result<bool> {
        let Some((seq, hash)) = head.trim().split_once('-') else { return Ok(false) };
        let Ok(seq) = seq.parse::<i64>() else { return Ok(false) };
        let mut statement = self.connection.prepare_cached("SELECT hex(hash) FROM entry WHERE seq = ?1")?;
        let mut rows = statement.query(rusqlite::params![seq])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        let kept: String = row.get(0)?;
        Ok(hash.len() >= 12 && kept.to_lowercase().starts_with(&hash.to_lowercase()))
    }

    /// The ledger as it stood after an entry, in memory.
    ///
    /// # Errors
    /// Exit 6 when an entry up to there is damaged.
    pub fn as_of(&self, seq: i64) -> Result<Store> {
        let mut copy = Store::memory()?;
        replayed(&self.connection, seq, &mut copy)?;
        Ok(copy)
    }

    /// The last entry made before a moment in UTC; 0 where there is none.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn last_before(&self, moment: &str) -> Result<i64> {
        let mut statement = self.connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM entry WHERE at < ?1")?;
        Ok(statement.query_row(rusqlite::params![moment], |row| row.get(0))?)
    }

    /// Checks the file, the chain of entries, and every row derived from them.
    ///
    /// # Errors
    /// Exit 6, with the first thing that is wrong.
    pub fn verify(&self) -> Result<Verified> {
        let health: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if health != "ok" {
            return Err(differs(
                "damaged_page",
                message!("文件内部损坏：{health}", "the file is damaged inside: {health}"),
            ));
        }
        let mut copy = Store::memory()?;
        let entries = replayed(&self.connection, i64::MAX, &mut copy)?;
        for (table, order) in DERIVED {
            compare(&self.connection, &copy.connection, table, order)?;
        }
        Ok(Verified { entries, head: self.head()? })
    }

    /// Makes everything derived anew from the entries, in one transaction. Answers how many entries there are.
    ///
    /// # Errors
    /// Exit 6 when an entry is damaged; then nothing is changed.
    pub fn rebuild(&mut self) -> Result<i64> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (table, _) in DERIVED {
            transaction.execute(&format!("DELETE FROM {table}"), [])?;
        }
        seed(&transaction)?;
        let mut batches = Batches { words: vocabulary(&transaction)?, seq: 0, hash: Vec::new(), waiting: Vec::new() };
        walk(&transaction, i64::MAX, &mut |entry| batches.take(entry, &transaction, false))?;
        batches.apply(&transaction, false)?;
        let entries = batches.seq;
        transaction.commit()?;
        self.vocabulary = vocabulary(&self.connection)?;
        Ok(entries)
    }
}

/// Replays a ledger's entries into an empty one, up to the last one wanted; every hash must come out the same.
fn replayed(source: &Connection, last: i64, copy: &mut Store) -> Result<i64> {
    let transaction = copy.connection.transaction()?;
    let mut batches = Batches { words: copy.vocabulary.clone(), seq: 0, hash: Vec::new(), waiting: Vec::new() };
    walk(source, last, &mut |entry| batches.take(entry, &transaction, true))?;
    batches.apply(&transaction, true)?;
    let entries = batches.seq;
    copy.vocabulary = batches.words;
    transaction.commit()?;
    Ok(entries)
}

/// Entries are replayed change by change, because a change derives its rows when it is complete.
struct Batches {
    words: crate::vocabulary::Vocabulary,
    seq: i64,
    hash: Vec<u8>,
    waiting: Vec<Entry>,
}

impl Batches {
    fn take(&mut self, entry: Entry, target: &Connection, keep: bool) -> Result<()> {
        if self.waiting.first().is_some_and(|first| first.batch != entry.batch) {
            self.apply(target, keep)?;
        }
        self.waiting.push(entry);
        Ok(())
    }

    fn apply(&mut self, target: &Connection, keep: bool) -> Result<()> {
        let entries = std::mem::take(&mut self.waiting);
        let Some(first) = entries.first() else { return Ok(()) };
        let stamp = first.stamp.clone();
        let change = Change::after(target, &stamp, self.words.clone(), self.seq, std::mem::take(&mut self.hash));
        let mut change = if keep { change } else { change.without_entries() };
        for entry in &entries {
            let seq = entry.seq;
            repeat(&mut change, entry).map_err(|error| altered(seq).hint(error.message))?;
            if change.last_entry() != (seq, entry.hash.as_slice()) || entry.batch != first.seq || entry.stamp != stamp {
                return Err(altered(seq));
            }
        }
        (self.seq, self.hash, self.words) = change.finish()?;
        Ok(())
    }
}

fn repeat(change: &mut Change, entry: &Entry) -> Result<()> {
    let mut record = entry.record.clone();
    let reason = entry.reason.as_deref();
    match entry.op {
        Op::Add => change.add_because(&mut record, reason),
        Op::Edit => change.edit(&record, reason),
        Op::Void => change.void(&record, reason.unwrap_or_default()),
        Op::Unvoid => change.unvoid(&record, reason.unwrap_or_default()),
    }
}

/// Hands over every entry up to the last one wanted; each must stand where its number says.
fn walk(connection: &Connection, last: i64, each: &mut impl FnMut(Entry) -> Result<()>) -> Result<()> {
    let mut statement = connection.prepare(&format!("SELECT {COLUMNS} FROM entry WHERE seq <= ?1 ORDER BY seq"))?;
    let mut rows = statement.query(rusqlite::params![last])?;
    let mut expected = 0;
    while let Some(row) = rows.next()? {
        expected += 1;
        each(entry(row).ok().flatten().filter(|entry| entry.seq == expected).ok_or_else(|| altered(expected))?)?;
    }
    Ok(())
}

/// The columns of an entry, as [`entry_of`] reads them.
pub(super) const COLUMNS: &str = "seq, at, actor, os, batch, op, record, reason, body, hash, origin";

/// An entry; one that cannot have been written by this program is an error (exit 6).
pub(super) fn entry_of(row: &Row) -> Result<Entry> {
    let seq = row.get(0)?;
    entry(row).ok().flatten().ok_or_else(|| altered(seq))
}

fn entry(row: &Row) -> Result<Option<Entry>> {
    let (op, id, body): (String, [u8; 16], String) = (row.get(5)?, row.get(6)?, row.get(8)?);
    let Some(op) = Op::from_key(&op) else { return Ok(None) };
    // Entries from other offices' files are not taken in yet, so that an origin can only have been put in by hand.
    if row.get::<_, Sql>(10)? != Sql::Null {
        return Ok(None);
    }
    Ok(Some(Entry {
        seq: row.get(0)?,
        stamp: Stamp { at: row.get(1)?, actor: row.get(2)?, os: row.get(3)? },
        batch: row.get(4)?,
        op,
        reason: row.get(7)?,
        record: Record::from_body(Uuid::from_bytes(id), &body)?,
        hash: row.get(9)?,
    }))
}

/// Row by row and column by column: what is kept against what the entries say.
fn compare(kept: &Connection, said: &Connection, table: &str, order: &str) -> Result<()> {
    let sql = format!("SELECT * FROM {table} ORDER BY {order}");
    let (mut kept, mut said) = (kept.prepare(&sql)?, said.prepare(&sql)?);
    let columns: Vec<String> = kept.column_names().map(str::to_owned).collect();
    let (mut kept, mut said) = (kept.query([])?, said.query([])?);
    for number in 1.. {
        let (have, want) = (kept.next()?, said.next()?);
        match (have, want) {
            (None, None) => break,
            (Some(have), Some(want)) => {
                for (at, column) in columns.iter().enumerate() {
                    if have.get::<_, Sql>(at)? != want.get::<_, Sql>(at)? {
                        return Err(differs(
                            "altered_row",
                            message!(
                                "表 {table} 第{number}行的 {column} 与记录不符",
                                "{column} in row {number} of the table {table} is not what the entries say"
                            ),
                        ));
                    }
                }
            }
            (Some(_), None) => {
                return Err(differs(
                    "extra_row",
                    message!("表 {table} 多出第{number}行", "the table {table} has a row {number} too many"),
                ));
            }
            (None, Some(_)) => {
                return Err(differs(
                    "missing_row",
                    message!("表 {table} 缺第{number}行", "row {number} of the table {table} is missing"),
                ));
            }
        }
    }
    Ok(())
}

fn altered(seq: i64) -> Error {
    differs(
        "altered_entry",
        message!("第{seq}条流水被改动、删去或调换过", "entry {seq} was changed, taken out or swapped"),
    )
}

fn differs(code: &'static str, what: Message) -> Error {
    Error::new(Kind::Differs, code, what).hint(message!(
        "有人绕过程序改过文件，或文件已损坏；换用备份，或用 rebuild 从流水重做各表",
        "the file was changed around the program, or is damaged; use a backup, or make the tables anew from the entries with rebuild"
    ))
}
