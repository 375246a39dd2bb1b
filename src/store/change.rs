//! Writing: one transaction a command, an entry for every change, and the postings that follow from it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Statement, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::bulk::{Bulk, ENTER};
use super::closed::Guard;
use super::query::record_by_key;
use super::rollup::Rollup;
use super::{Access, Store, forget_term, keep_term};
use crate::error::{Error, Kind, Result};
use crate::ledger::{Family, Kin, Posting, Record, VOCABULARY, alone, known_words, postings, seed_vocabulary, term_of};
use crate::message;
use crate::vocabulary::{Term, Vocabulary};

/// So much of the file stays in memory (64 MB, in the terms of SQLite) while the rest is written early.
const CACHE: i64 = -65_536;

/// When a change is made, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The moment in UTC, `2022-05-01T08:30:00.123Z`.
    pub at: String,
    /// Who says they make it.
    pub actor: String,
    /// The operating system's user and host.
    pub os: String,
}

/// A change under way. Nothing is kept until the work is done and everything derived from it is in place.
pub struct Change<'s> {
    pub(super) connection: &'s Connection,
    /// Where the entries stand: a check replays those of one file into the tables of another.
    archive: &'s Connection,
    stamp: Stamp,
    vocabulary: Vocabulary,
    seq: i64,
    hash: Vec<u8>,
    batch: i64,
    /// What a new change has to answer for; entries that are repeated were let in before.
    guard: Option<Guard>,
    /// Whether entries are written; a rebuild has them already.
    keeps_entries: bool,
    last_numbers: HashMap<&'static str, i64>,
    /// Records whose postings may change, each with those it had before.
    touched: BTreeMap<i64, Vec<Posting>>,
    rollup: Rollup,
    /// What others have added up.
    given: Rollup,
    /// Set while an empty ledger is being filled.
    bulk: Option<Bulk>,
    statements: Statements<'s>,
}

/// The statements that every new record needs, at hand once they were used.
#[derive(Default)]
struct Statements<'s> {
    entry: Option<Statement<'s>>,
    record: Option<Statement<'s>>,
}

const KEEP_ENTRY: &str = "INSERT INTO entry (seq, at, actor, os, batch, op, record, reason, origin, body, hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL, ?9, ?10)";

const KEEP_RECORD: &str =
    "INSERT INTO record (id, ledger, no, date, kind, title, town, platform, department, highlight, added, head, void)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, 0)";

fn held<'a, 's>(
    place: &'a mut Option<Statement<'s>>,
    connection: &'s Connection,
    sql: &str,
) -> Result<&'a mut Statement<'s>> {
    match place {
        Some(statement) => Ok(statement),
        empty => Ok(empty.insert(connection.prepare(sql)?)),
    }
}

/// What an entry does to its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// It is new.
    Add,
    /// It says something else now.
    Edit,
    /// It no longer counts.
    Void,
    /// It counts again.
    Unvoid,
}

impl Op {
    const ALL: [Op; 4] = [Op::Add, Op::Edit, Op::Void, Op::Unvoid];

    /// Its key in the ledger file and in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Op::Add => "add",
            Op::Edit => "edit",
            Op::Void => "void",
            Op::Unvoid => "unvoid",
        }
    }

    /// The operation with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Op> {
        Op::ALL.into_iter().find(|op| op.key() == key)
    }
}

/// The hash of an entry: SHA-256 over the hash before it and every column with its length.
fn chained(before: &[u8], columns: &[Option<&[u8]>]) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(b"qjcppcc entry, sha-256, 1");
    digest.update(before);
    for column in columns {
        // No column is this long: an absent one cannot be taken for an empty one.
        digest.update(column.map_or(u64::MAX, |column| column.len() as u64).to_le_bytes());
        digest.update(column.unwrap_or_default());
    }
    digest.finalize().to_vec()
}

/// Only a file that was changed around the program has such a number: what comes in is at most [`Record::LAST_NUMBER`].
fn no_number_left() -> Error {
    Error::new(
        Kind::Database,
        "no_number_left",
        message!("编号已用到最大，不能再编", "the largest number is in use; there is none left"),
    )
    .hint(message!("用 verify 核对文件，换用备份", "check the file with verify, and use a backup"))
}

/// A record stays in the ledger it was recorded in.
fn other_ledger(id: Uuid) -> Error {
    Error::refused("other_ledger", message!("记录{id}在另一个台账里", "the record {id} is in another ledger"))
        .hint(message!("作废那一条，再录一条新的", "make that one void and record a new one"))
}

impl Store {
    /// Does the work in one transaction: all of it is kept, or, after an error or with `dry_run`, nothing.
    ///
    /// # Errors
    /// Those of the work, and exit 5 when the file cannot be written.
    pub fn change<T>(
        &mut self,
        stamp: &Stamp,
        dry_run: bool,
        work: impl FnOnce(&mut Change) -> Result<T>,
    ) -> Result<T> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut change = Change::begin(&transaction, stamp, self.vocabulary.clone())?;
        let answer = work(&mut change)?;
        let (seq, hash, vocabulary) = change.finish()?;
        if dry_run {
            transaction.rollback()?;
            return Ok(answer);
        }
        if let Err(fault) = transaction.commit() {
            return Err(self.look_again(seq, &hash, fault.into()));
        }
        self.vocabulary = vocabulary;
        Ok(answer)
    }

    /// Lets what does not fit into memory go to the file before all is done. Until then a plain copy of the file is of no
    /// use, and nobody else can read it. It has to be said before the change begins: SQLite does not hear it later.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn write_early(&self) -> Result<()> {
        self.connection.pragma_update(None, "cache_size", CACHE)?;
        Ok(self.connection.pragma_update(None, "cache_spill", true)?)
    }

    /// After a commit that failed nobody knows whether it was kept. The file is opened anew, looked at, and the error says
    /// which it is.
    fn look_again(&mut self, seq: i64, hash: &[u8], fault: Error) -> Error {
        let Some(path) = self.path.clone() else { return fault };
        if let Ok(nothing) = Connection::open_in_memory() {
            // The old connection is closed first: it may hold a lock or an unfinished rollback.
            drop(std::mem::replace(&mut self.connection, nothing));
        }
        let kept = Store::open(&path, Access::Read).and_then(|store| store.hash_of(seq));
        let (zh, en) = (fault.message.zh, fault.message.en);
        let error = |code, message| Error::new(Kind::Database, code, message);
        match kept {
            Ok(Some(kept)) if kept == hash => {
                error("failed_but_kept", message!("已经存下了，但随后出错：{zh}", "it was kept, but then: {en}"))
                    .hint(message!("不要重录；用 verify 核对一下", "do not record it again; check with verify"))
            }
            Ok(_) => error("not_kept", message!("没有存下：{zh}", "nothing was kept: {en}"))
                .hint(message!("排除原因后重做", "do it again when the cause is gone")),
            Err(_) => error(
                "unknown_whether_kept",
                message!("不知道有没有存下：{zh}", "nobody knows whether it was kept: {en}"),
            )
            .hint(message!(
                "能读台账时先看一看，再决定重不重做",
                "look at the ledger when it can be read again, then decide"
            )),
        }
    }

    fn hash_of(&self, seq: i64) -> Result<Option<Vec<u8>>> {
        let mut statement = self.connection.prepare_cached("SELECT hash FROM entry WHERE seq = ?1")?;
        Ok(statement.query_row(params![seq], |row| row.get(0)).optional()?)
    }
}

impl<'s> Change<'s> {
    /// From so many new records on an empty ledger is better filled in one go.
    pub const MANY: usize = 1_000;

    fn begin(connection: &'s Connection, stamp: &'s Stamp, vocabulary: Vocabulary) -> Result<Change<'s>> {
        let last = connection
            .query_row("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let (seq, hash) = last.unwrap_or((0, Vec::new()));
        let mut change = Change::after(connection, stamp.clone(), vocabulary, seq, hash);
        change.guard = Some(Guard::of(connection)?);
        Ok(change)
    }

    /// A change that follows the entry `seq`.
    pub(super) fn after(
        connection: &'s Connection,
        stamp: Stamp,
        vocabulary: Vocabulary,
        seq: i64,
        hash: Vec<u8>,
    ) -> Change<'s> {
        Change {
            connection,
            archive: connection,
            stamp,
            vocabulary,
            seq,
            hash,
            batch: seq + 1,
            guard: None,
            keeps_entries: true,
            last_numbers: HashMap::new(),
            touched: BTreeMap::new(),
            rollup: Rollup::default(),
            given: Rollup::default(),
            bulk: None,
            statements: Statements::default(),
        }
    }

    /// The same change, which makes derived rows for entries that are there already.
    pub(super) fn of_entries_in(mut self, archive: &'s Connection) -> Change<'s> {
        self.archive = archive;
        self.keeps_entries = false;
        self
    }

    /// Goes on with the entries of another change.
    pub(super) fn turn_to(&mut self, stamp: &Stamp, batch: i64) {
        self.stamp.clone_from(stamp);
        self.batch = batch;
    }

    /// The number and hash of its last entry.
    pub(super) fn last_entry(&self) -> (i64, &[u8]) {
        (self.seq, &self.hash)
    }

    /// What it leaves behind when everything derived is in place.
    pub(super) fn finish(mut self) -> Result<(i64, Vec<u8>, Vocabulary)> {
        self.settle()?;
        Ok((self.seq, self.hash, self.vocabulary))
    }

    /// Lets the change touch closed years, and says why.
    pub fn allow_late(&mut self, why: &str, today: NaiveDate) {
        if let Some(guard) = &mut self.guard {
            guard.late = Some((why.to_owned(), today));
        }
    }

    /// Prepares for so many new records that an empty ledger is better filled in one go. Answers whether it is empty.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be written.
    pub fn expect_many(&mut self) -> Result<bool> {
        if self.bulk.is_none() {
            self.bulk = Bulk::begin(self.connection)?;
        }
        Ok(self.bulk.is_some())
    }

    /// The words, with those this change has added.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The record with this id, as it stands in the middle of this change.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn record(&mut self, id: Uuid) -> Result<Option<Record>> {
        self.known_key(id)?.map(|key| record_by_key(self.connection, self.archive, key)).transpose()
    }

    /// Makes sure that a record is still as it was when it was looked at, before this change began.
    ///
    /// # Errors
    /// Exit 4 when somebody has changed it since.
    pub fn expect(&mut self, seen: &Record) -> Result<()> {
        let key = self.key_of(seen.id)?;
        if record_by_key(self.connection, self.archive, key)? == *seen {
            return Ok(());
        }
        let name = seen.name();
        Err(Error::refused(
            "changed_meanwhile",
            message!("{name} 刚刚被别人改过，什么也没有写入", "somebody has just changed {name}; nothing was written"),
        )
        .hint(message!("先看一看现在的内容，再重做", "look at it as it is now, then do it again")))
    }

    /// Keeps a new record and gives it a number, unless it brings one that is free.
    ///
    /// # Errors
    /// Exit 4 when a record it hangs on is not there.
    pub fn add(&mut self, record: &mut Record) -> Result<()> {
        self.add_because(record, None)
    }

    /// Keeps a new record as it stands, void or not.
    ///
    /// # Errors
    /// As for [`Change::add`].
    pub fn add_as_it_stands(&mut self, record: &mut Record) -> Result<()> {
        self.add(record)?;
        match record.void.clone() {
            Some(reason) => self.void(record, &reason),
            None => Ok(()),
        }
    }

    /// Keeps a new record, with a reason.
    pub(super) fn add_because(&mut self, record: &mut Record, reason: Option<&str>) -> Result<()> {
        let content = record.content_text();
        let fresh = alone(record, &self.vocabulary);
        if !record.ledger.is_child() {
            self.rollup.add(&fresh);
        }
        self.keep_new(record, &content, &fresh, reason)
    }

    /// Keeps a new record of which others have made ready what it says ([`Record::content_text`]) and what it contributes
    /// as long as nothing hangs on it ([`alone`]). If it hangs on nothing itself, they add that up, too ([`Change::add_up`]).
    ///
    /// # Errors
    /// Exit 4 when a record it hangs on is not there.
    pub fn add_ready(&mut self, record: &mut Record, content: &str, fresh: &[Posting]) -> Result<()> {
        self.keep_new(record, content, fresh, None)
    }

    /// Takes over what others have added up of the records that were made ready.
    pub fn add_up(&mut self, rollup: Rollup) {
        self.given = rollup;
    }

    fn keep_new(&mut self, record: &mut Record, content: &str, fresh: &[Posting], reason: Option<&str>) -> Result<()> {
        record.no = self.free_number(record)?;
        self.touch_parents(record)?;
        self.keep_entry(Op::Add, record, content, reason)?;
        let statement = held(&mut self.statements.record, self.connection, KEEP_RECORD)?;
        statement.execute(params![
            record.id.as_bytes(),
            record.ledger.key,
            record.no,
            record.date().to_string(),
            record.text("kind"),
            record.text("title"),
            record.text("town"),
            record.text("platform"),
            record.text("department"),
            i64::from(is_highlight(record)),
            self.seq,
        ])?;
        let key = self.connection.last_insert_rowid();
        if let Some(bulk) = self.bulk.as_mut().filter(|_| !record.ledger.children.is_empty()) {
            bulk.know(record.id, key);
        }
        self.keep_links(key, record)?;
        if record.ledger.is_child() {
            self.touched.insert(key, Vec::new());
        } else {
            self.note_years(&[], fresh);
            self.enter(key, fresh)?;
        }
        self.learn(key, record)
    }

    /// Keeps a record as it is now.
    ///
    /// # Errors
    /// Exit 4 when a record it hangs on is not there, or when it would move into another ledger.
    pub fn edit(&mut self, record: &Record, reason: Option<&str>) -> Result<()> {
        self.check_words(record)?;
        let key = self.touch_family(record.id)?;
        self.touch_parents(record)?;
        self.keep_entry(Op::Edit, record, &record.content_text(), reason)?;
        let place = record.place();
        let stays = self.connection.execute(
            "UPDATE record SET date = ?2, kind = ?3, title = ?4, town = ?5, platform = ?6, department = ?7, highlight = ?8, head = ?9
             WHERE key = ?1 AND ledger = ?10",
            params![
                key,
                record.date().to_string(),
                place.kind,
                record.text("title"),
                place.town,
                place.platform,
                place.department,
                i64::from(is_highlight(record)),
                self.seq,
                record.ledger.key,
            ],
        )?;
        if stays == 0 {
            return Err(other_ledger(record.id));
        }
        self.connection.execute("DELETE FROM link WHERE child = ?1", params![key])?;
        self.keep_links(key, record)?;
        self.learn(key, record)
    }

    /// Takes a record out of every figure; it is kept with the reason.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be written.
    pub fn void(&mut self, record: &Record, reason: &str) -> Result<()> {
        self.switch(Op::Void, record, reason)
    }

    /// Puts a void record back exactly as it was.
    ///
    /// # Errors
    /// Exit 4 when it uses a word that is no longer there; exit 5 when the file cannot be written.
    pub fn unvoid(&mut self, record: &Record, reason: &str) -> Result<()> {
        self.check_words(record)?;
        self.switch(Op::Unvoid, record, reason)
    }

    fn switch(&mut self, op: Op, record: &Record, reason: &str) -> Result<()> {
        let void = i64::from(op == Op::Void);
        let key = self.touch_family(record.id)?;
        self.keep_entry(op, record, &record.content_text(), Some(reason))?;
        self.connection
            .prepare_cached("UPDATE record SET void = ?2, head = ?3 WHERE key = ?1")?
            .execute(params![key, void, self.seq])?;
        self.learn(key, record)
    }

    /// A word may have been taken back since a record last used it.
    fn check_words(&self, record: &Record) -> Result<()> {
        if self.guard.is_some() { known_words(record, &self.vocabulary) } else { Ok(()) }
    }

    /// Appends one entry to the chain. The hash covers every column and the hash before.
    fn keep_entry(&mut self, op: Op, record: &Record, content: &str, reason: Option<&str>) -> Result<()> {
        self.seq += 1;
        let late = self.guard.as_ref().and_then(|guard| guard.late.clone());
        let reason = reason.or(late.as_ref().map(|(why, _)| why.as_str()));
        let body = record.body_around(content);
        let seq = self.seq.to_string();
        let batch = self.batch.to_string();
        self.hash = chained(
            &self.hash,
            &[
                Some(seq.as_bytes()),
                Some(self.stamp.at.as_bytes()),
                Some(self.stamp.actor.as_bytes()),
                Some(self.stamp.os.as_bytes()),
                Some(batch.as_bytes()),
                Some(op.key().as_bytes()),
                Some(record.id.as_bytes()),
                reason.map(str::as_bytes),
                None,
                Some(body.as_bytes()),
            ],
        );
        if !self.keeps_entries {
            return Ok(());
        }
        let statement = held(&mut self.statements.entry, self.connection, KEEP_ENTRY)?;
        statement.execute(params![
            self.seq,
            self.stamp.at,
            self.stamp.actor,
            self.stamp.os,
            self.batch,
            op.key(),
            record.id.as_bytes(),
            reason,
            body,
            self.hash,
        ])?;
        Ok(())
    }

    fn keep_links(&mut self, key: i64, record: &Record) -> Result<()> {
        for (rank, parent) in (0i64..).zip(&record.of) {
            let parent = self.key_of(*parent)?;
            let mut statement =
                self.connection.prepare_cached("INSERT INTO link (child, parent, rank) VALUES (?1, ?2, ?3)")?;
            statement.execute(params![key, parent, rank])?;
        }
        Ok(())
    }

    /// A word of the vocabulary is in force at once; one whose record is void is again what a new file says of it.
    fn learn(&mut self, key: i64, record: &Record) -> Result<()> {
        if record.ledger != VOCABULARY {
            return Ok(());
        }
        let Some(said) = term_of(record) else { return Ok(()) };
        let void = record_by_key(self.connection, self.archive, key)?.void.is_some();
        let seeded = || seed_vocabulary().term(said.set, &said.ledger, &said.key).cloned();
        let term = if void { seeded() } else { Some(said.clone()) };
        match &term {
            Some(term) => keep_term(self.connection, term)?,
            None => forget_term(self.connection, &said)?,
        }
        let scope = |term: Option<&Term>| term.and_then(|term| term.scope.clone());
        let old = self.vocabulary.term(said.set, &said.ledger, &said.key);
        if old.is_some() && scope(old) != scope(term.as_ref()) {
            // What its records contribute depends on the scope they are counted with.
            let mut statement = self.connection.prepare("SELECT key FROM record WHERE ledger = ?1 AND kind = ?2")?;
            let keys = statement.query_map(params![said.ledger, said.key], |row| row.get::<_, i64>(0))?;
            for key in keys.collect::<rusqlite::Result<Vec<_>>>()? {
                self.touch(family(self.connection, key)?)?;
            }
        }
        let others = self.vocabulary.terms().iter();
        let kept = others.filter(|old| (old.set, &old.ledger, &old.key) != (said.set, &said.ledger, &said.key));
        self.vocabulary = Vocabulary::new(kept.cloned().chain(term).collect());
        Ok(())
    }

    fn free_number(&mut self, record: &Record) -> Result<i64> {
        let ledger = record.ledger.key;
        if record.no > 0 {
            let last = self.last_number(ledger)?;
            if record.no <= last
                && let Some(bulk) = &mut self.bulk
            {
                bulk.make(self.connection, "record_no")?;
            }
            let mut statement = self.connection.prepare_cached("SELECT 1 FROM record WHERE ledger = ?1 AND no = ?2")?;
            if record.no > last || !statement.exists(params![ledger, record.no])? {
                self.last_numbers.insert(ledger, last.max(record.no));
                return Ok(record.no);
            }
        }
        let next = self.last_number(ledger)?.checked_add(1).ok_or_else(no_number_left)?;
        self.last_numbers.insert(ledger, next);
        Ok(next)
    }

    fn last_number(&self, ledger: &'static str) -> Result<i64> {
        if let Some(last) = self.last_numbers.get(ledger) {
            return Ok(*last);
        }
        let mut statement = self.connection.prepare_cached("SELECT max(no) FROM record WHERE ledger = ?1")?;
        let last: Option<i64> = statement.query_row(params![ledger], |row| row.get(0))?;
        Ok(last.unwrap_or(0))
    }

    fn known_key(&mut self, id: Uuid) -> Result<Option<i64>> {
        if let Some(bulk) = &mut self.bulk {
            if let Some(key) = bulk.key(id) {
                return Ok(Some(key));
            }
            bulk.make(self.connection, "record_id")?;
        }
        let mut statement = self.connection.prepare_cached("SELECT key FROM record WHERE id = ?1")?;
        Ok(statement.query_row(params![id.as_bytes()], |row| row.get(0)).optional()?)
    }

    fn key_of(&mut self, id: Uuid) -> Result<i64> {
        self.known_key(id)?.ok_or_else(|| {
            Error::refused(
                "no_such_parent",
                message!("所属的记录{id}不存在", "the record {id} that it belongs to is not there"),
            )
        })
    }

    /// Marks records whose postings the next step may change. What they contribute until then is made from what they say:
    /// nothing of theirs, or of their relatives, has changed yet, or they would have been marked.
    fn touch(&mut self, keys: impl IntoIterator<Item = i64>) -> Result<()> {
        let mut known = Known::of(self.connection, self.archive);
        for key in keys {
            if let Entry::Vacant(place) = self.touched.entry(key) {
                place.insert(known.postings(key, &self.vocabulary)?);
            }
        }
        Ok(())
    }

    /// Marks a record and, as they are linked now, its relatives.
    fn touch_family(&mut self, id: Uuid) -> Result<i64> {
        let key = self.key_of(id)?;
        self.touch(family(self.connection, key)?)?;
        Ok(key)
    }

    /// Marks what a record is about to hang on, and what hangs on that.
    fn touch_parents(&mut self, record: &Record) -> Result<()> {
        for parent in &record.of {
            let parent = self.key_of(*parent)?;
            self.touch(children(self.connection, parent)?)?;
            self.touch([parent])?;
        }
        Ok(())
    }

    /// Makes the postings of everything touched anew, then brings the roll-up up to date.
    fn settle(&mut self) -> Result<()> {
        if let Some(bulk) = self.bulk.take() {
            bulk.end(self.connection)?;
        }
        let mut known = Known::of(self.connection, self.archive);
        for (key, old) in std::mem::take(&mut self.touched) {
            let fresh = known.postings(key, &self.vocabulary)?;
            if fresh != old {
                self.note_years(&old, &fresh);
                self.withdraw(key, &old)?;
                self.enter(key, &fresh)?;
                self.rollup.add(&fresh);
            }
        }
        for rollup in [&mut self.given, &mut self.rollup] {
            std::mem::take(rollup).write(self.connection)?;
        }
        self.answer_for_closed_years()
    }

    /// Takes down the closed years in which a record's postings are about to change.
    fn note_years(&mut self, old: &[Posting], fresh: &[Posting]) {
        if let Some(guard) = &mut self.guard {
            guard.note(old, fresh);
        }
    }

    /// A closed year is touched only with a reason, which is kept in the same change.
    fn answer_for_closed_years(&mut self) -> Result<()> {
        let Some(guard) = self.guard.take() else { return Ok(()) };
        for mut record in guard.late_records(&self.hash)? {
            self.add(&mut record)?;
        }
        Ok(())
    }

    fn enter(&mut self, key: i64, fresh: &[Posting]) -> Result<()> {
        match &mut self.bulk {
            Some(bulk) => bulk.enter(self.connection, key, fresh)?,
            None => enter(self.connection, key, fresh)?,
        }
        Ok(())
    }

    fn withdraw(&mut self, key: i64, old: &[Posting]) -> Result<()> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM posting WHERE figure = ?1 AND date = ?2 AND record = ?3 AND subject = ?4")?;
        for Posting { figure, date, subject, .. } in old {
            if statement.execute(params![figure, date.to_string(), key, subject])? == 0 {
                return Err(lost_posting(figure));
            }
        }
        self.rollup.subtract(old);
        Ok(())
    }
}

/// A posting is not where the entries say.
fn lost_posting(figure: &str) -> Error {
    Error::new(
        Kind::Differs,
        "lost_posting",
        message!(
            "数字 {figure} 的账与流水不符，什么也没有写入",
            "what the ledger has for the figure {figure} is not what its entries say; nothing was written"
        ),
    )
    .hint(message!(
        "有人绕过程序改过文件：用 verify 核对，用 rebuild 从流水重做各表",
        "the file was changed around the program: check with verify, make the tables anew from the entries with rebuild"
    ))
}

fn enter(connection: &Connection, key: i64, fresh: &[Posting]) -> Result<()> {
    let mut statement = connection.prepare_cached(ENTER)?;
    for Posting { figure, date, place, subject, amount, lump } in fresh {
        statement.execute(params![
            figure,
            date.to_string(),
            key,
            subject,
            place.kind,
            place.town,
            place.platform,
            place.department,
            amount.value,
            amount.bound.code(),
            lump,
        ])?;
    }
    Ok(())
}

/// Records, each read once.
struct Known<'s> {
    connection: &'s Connection,
    archive: &'s Connection,
    records: HashMap<i64, Rc<Record>>,
}

impl<'s> Known<'s> {
    fn of(connection: &'s Connection, archive: &'s Connection) -> Known<'s> {
        Known { connection, archive, records: HashMap::new() }
    }

    fn record(&mut self, key: i64) -> Result<Rc<Record>> {
        if let Some(record) = self.records.get(&key) {
            return Ok(Rc::clone(record));
        }
        let record = Rc::new(record_by_key(self.connection, self.archive, key)?);
        self.records.insert(key, Rc::clone(&record));
        Ok(record)
    }

    fn live(&mut self, keys: Vec<i64>) -> Result<Vec<Rc<Record>>> {
        let records = keys.into_iter().map(|key| self.record(key)).collect::<Result<Vec<_>>>()?;
        Ok(records.into_iter().filter(|record| record.void.is_none()).collect())
    }

    fn children(&mut self, key: i64) -> Result<Vec<Rc<Record>>> {
        let mut children = self.live(children(self.connection, key)?)?;
        children.sort_by_key(|child| (child.date(), child.ledger.rank(), child.no));
        Ok(children)
    }

    /// What a record contributes; nothing when it is void, or when all it hangs on is.
    fn postings(&mut self, key: i64, vocabulary: &Vocabulary) -> Result<Vec<Posting>> {
        let record = self.record(key)?;
        let mut families = Vec::new();
        for parent in parents(self.connection, key)? {
            for live in self.live(vec![parent])? {
                families.push((live, self.children(parent)?));
            }
        }
        if record.void.is_some() || (families.is_empty() && !record.of.is_empty()) {
            return Ok(Vec::new());
        }
        let children = self.children(key)?;
        let kin = Kin {
            parents: families
                .iter()
                .map(|(parent, children)| Family { parent, children: children.iter().map(Rc::as_ref).collect() })
                .collect(),
            children: children.iter().map(Rc::as_ref).collect(),
        };
        Ok(postings(&record, &kin, vocabulary))
    }
}

/// A record, what it hangs on, and everything that hangs on any of these.
fn family(connection: &Connection, key: i64) -> Result<BTreeSet<i64>> {
    let mut heads = parents(connection, key)?;
    heads.push(key);
    let mut members: BTreeSet<i64> = heads.iter().copied().collect();
    for head in heads {
        members.extend(children(connection, head)?);
    }
    Ok(members)
}

fn parents(connection: &Connection, key: i64) -> Result<Vec<i64>> {
    keys(connection, "SELECT parent FROM link WHERE child = ?1 ORDER BY rank", key)
}

fn children(connection: &Connection, key: i64) -> Result<Vec<i64>> {
    keys(connection, "SELECT child FROM link WHERE parent = ?1 ORDER BY child", key)
}

fn keys(connection: &Connection, sql: &'static str, key: i64) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map(params![key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn is_highlight(record: &Record) -> bool {
    record.get("highlight") == Some(&crate::ledger::Value::Flag(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use crate::ledger::{Ledger, Value};

    fn stamp() -> Stamp {
        Stamp { at: "2022-12-31T01:00:00.000Z".to_owned(), actor: "test".to_owned(), os: "test@test".to_owned() }
    }

    fn note(connection: &Connection, stamp: &Stamp, vocabulary: &Vocabulary) -> (i64, Vec<u8>) {
        let mut change = Change::begin(connection, stamp, vocabulary.clone()).expect("a change");
        let mut record = Record::blank(Ledger::find("submission").expect("a ledger"));
        record.id = Uuid::from_u128(1);
        record.set("date", NaiveDate::from_ymd_opt(2022, 5, 1).map(Value::Day));
        change.add(&mut record).expect("kept");
        let (seq, hash, _) = change.finish().expect("in place");
        (seq, hash)
    }

    fn fault() -> Error {
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR), None).into()
    }

    /// A commit reports a failure; whether it was kept is up to the case.
    fn failed(kept: bool, file_is_there: bool) -> Error {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        Store::create(&path).expect("a ledger");
        let mut store = Store::open(&path, Access::Write).expect("the ledger");
        let vocabulary = store.vocabulary.clone();
        let transaction =
            store.connection.transaction_with_behavior(TransactionBehavior::Immediate).expect("a transaction");
        let (seq, hash) = note(&transaction, &stamp(), &vocabulary);
        if kept {
            transaction.commit().expect("kept");
        } else {
            transaction.rollback().expect("rolled back");
        }
        if !file_is_there {
            std::fs::remove_file(&path).expect("removed");
        }
        store.look_again(seq, &hash, fault())
    }

    #[test]
    fn after_a_failed_commit_the_file_is_looked_at_and_the_error_says_whether_it_was_kept() {
        for (kept, there, code, said) in [
            (true, true, "failed_but_kept", "it was kept, but then: the disk could not be read or written"),
            (false, true, "not_kept", "nothing was kept: the disk could not be read or written"),
            (
                true,
                false,
                "unknown_whether_kept",
                "nobody knows whether it was kept: the disk could not be read or written",
            ),
        ] {
            let error = failed(kept, there);
            assert_eq!((error.kind, error.code, error.message.en.as_str()), (Kind::Database, code, said));
            assert!(error.hint.is_some());
        }
    }

    #[test]
    fn another_entry_in_the_same_place_is_not_taken_for_ones_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        Store::create(&path).expect("a ledger");
        let mut store = Store::open(&path, Access::Write).expect("the ledger");
        let vocabulary = store.vocabulary.clone();
        let transaction = store.connection.transaction().expect("a transaction");
        let (seq, hash) = note(&transaction, &stamp(), &vocabulary);
        transaction.rollback().expect("rolled back");
        let other = Stamp { actor: "other".to_owned(), ..stamp() };
        let transaction = store.connection.transaction().expect("a transaction");
        note(&transaction, &other, &vocabulary);
        transaction.commit().expect("kept");
        assert_eq!(store.look_again(seq, &hash, fault()).code, "not_kept");
    }
}
