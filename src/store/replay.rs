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
use crate::vocabulary::Vocabulary;

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

/// Told how many entries have been gone through, and of how many; answers whether to go on.
pub type Progress<'a> = &'a dyn Fn(usize, usize) -> bool;

/// Between two looks at whether to go on lie so many entries.
const STEP: i64 = 512;

impl Store {
    /// Every entry, the first one first, handed over one by one.
    ///
    /// # Errors
    /// Exit 6 when an entry cannot have been written by this program, and what `each` says.
    pub fn entries(&self, mut each: impl FnMut(Entry) -> Result<()>) -> Result<()> {
        walk(&self.connection, i64::MAX, &mut each)
    }

    /// Every entry, or those of one record or of one person, the latest first, handed over one by one while they are wanted.
    ///
    /// # Errors
    /// Exit 6 when an entry cannot have been written by this program, or is missing from all of them, and what `each` says.
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
        let mut rows = statement.query(rusqlite::params![record.map(Uuid::into_bytes), actor])?;
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
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn before(&self, entry: &Entry) -> Result<Option<Record>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT body FROM entry WHERE seq IN ({HISTORY}) AND seq < ?2 ORDER BY seq DESC LIMIT 1"
        ))?;
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
        let transaction = copy.connection.transaction()?;
        let mut replay = Replay::into(&transaction, &copy.vocabulary)?;
        walk(&self.connection, seq, &mut |entry| replay.take(&entry))?;
        let words = replay.finish()?.1;
        transaction.commit()?;
        copy.vocabulary = words;
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

    /// Checks the file, the chain of entries, and every row derived from them. `progress` is told how much of the work is
    /// done, and answers whether to go on.
    ///
    /// # Errors
    /// Exit 6, with the first thing that is wrong.
    pub fn verify(&self, progress: Progress) -> Result<Verified> {
        let total =
            self.connection.query_row("SELECT coalesce(max(seq), 0) FROM entry", [], |row| row.get::<_, i64>(0))?;
        let go_on = |done: i64| {
            let [done, total] = [done, total].map(|entries| usize::try_from(entries).unwrap_or(0));
            if progress(done, total) { Ok(()) } else { Err(interrupted()) }
        };
        go_on(0)?;
        // Every index is held against its table, entry by entry: with the file in memory that takes half as long.
        self.connection.pragma_update(None, "cache_size", -65_536)?;
        let health: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if health != "ok" {
            return Err(differs(
                "damaged_page",
                message!("文件内部损坏：{health}", "the file is damaged inside: {health}"),
            ));
        }
        let mut copy = Store::memory()?;
        let transaction = copy.connection.transaction()?;
        let mut replay = Replay::into(&transaction, &copy.vocabulary)?.of_entries_in(&self.connection);
        walk(&self.connection, i64::MAX, &mut |entry| {
            replay.take(&entry)?;
            if entry.seq % STEP == 0 { go_on(entry.seq) } else { Ok(()) }
        })?;
        let entries = replay.finish()?.0;
        transaction.commit()?;
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
        let words = vocabulary(&transaction)?;
        let mut replay = Replay::into(&transaction, &words)?.of_entries_in(&transaction);
        walk(&transaction, i64::MAX, &mut |entry| replay.take(&entry))?;
        let entries = replay.finish()?.0;
        transaction.commit()?;
        self.vocabulary = vocabulary(&self.connection)?;
        Ok(entries)
    }
}

/// Entries that are gone through again, each of which must come out as it is. Rows are derived when all are in: what a
/// record contributes depends on the others as they stand in the end.
struct Replay<'c> {
    change: Change<'c>,
    /// The first entry of the change that is being gone through.
    first: Option<(i64, Stamp)>,
}

impl<'c> Replay<'c> {
    /// A replay into empty tables.
    fn into(target: &'c Connection, words: &Vocabulary) -> Result<Replay<'c>> {
        let nobody = Stamp { at: String::new(), actor: String::new(), os: String::new() };
        let mut change = Change::after(target, nobody, words.clone(), 0, Vec::new());
        change.expect_many()?;
        Ok(Replay { change, first: None })
    }

    /// The same replay, which leaves the entries where they are.
    fn of_entries_in(self, archive: &'c Connection) -> Replay<'c> {
        Replay { change: self.change.of_entries_in(archive), ..self }
    }

    fn take(&mut self, entry: &Entry) -> Result<()> {
        let seq = entry.seq;
        let is_next = self.first.as_ref().is_some_and(|(batch, stamp)| *batch == entry.batch && *stamp == entry.stamp);
        if !is_next {
            if entry.batch != seq {
                return Err(altered(seq));
            }
            self.change.turn_to(&entry.stamp, entry.batch);
            self.first = Some((entry.batch, entry.stamp.clone()));
        }
        repeat(&mut self.change, entry).map_err(|error| altered(seq).hint(error.message))?;
        if self.change.last_entry() == (seq, entry.hash.as_slice()) { Ok(()) } else { Err(altered(seq)) }
    }

    /// How many entries there were, and the words they have left.
    fn finish(self) -> Result<(i64, Vocabulary)> {
        let (entries, _, words) = self.change.finish()?;
        Ok((entries, words))
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

/// The numbers of the entries of the record `?1`.
pub(super) const HISTORY: &str =
    "SELECT added FROM record WHERE id = ?1 UNION ALL SELECT seq FROM entry WHERE record = ?1 AND op <> 'add'";

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
                    if have.get_ref(at)? != want.get_ref(at)? {
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

fn interrupted() -> Error {
    Error::new(
        Kind::Interrupted,
        "interrupted",
        message!("已中断，没有核对完", "interrupted; not everything was checked"),
    )
    .hint(message!("重新核对即可", "check again"))
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
