//! One transaction for every command that writes, and a look at the file after a commit that failed.

use rusqlite::Connection;

use super::change::{Change, Finished};
use super::connection::Store;
use super::entry::Stamp;
use super::file::Access;
use super::growth::renew;
use super::row::first;
use super::sites;
use crate::error::{Error, Result};

/// So much of the file stays in memory (64 MB, in the terms of SQLite) while the rest is written early.
pub(super) const CACHE: i64 = -65_536;

impl Store {
    /// Does the work in one transaction: all of it is kept, or, after an error or with `dry`, nothing.
    pub fn change<T>(&mut self, stamp: &Stamp, dry: bool, work: impl FnOnce(&mut Change) -> Result<T>) -> Result<T> {
        self.lock()?;
        let change = Change::begin(&self.connection, stamp, self.vocabulary.clone(), self.sites.as_ref());
        let worked = change.and_then(|mut change| {
            let answer = work(&mut change)?;
            let done = change.finish()?;
            if done.renews {
                renew(&self.connection)?;
            }
            Ok((answer, done))
        });
        match worked {
            Ok((answer, Finished { seq, hash, vocabulary, .. })) if !dry => {
                if let Err(fault) = self.connection.execute_batch("COMMIT") {
                    return Err(self.look_again(seq, &hash, fault.into()));
                }
                self.vocabulary = vocabulary;
                if self.sites.is_some() {
                    self.read_again(true)?;
                }
                Ok(answer)
            }
            worked => {
                self.let_go();
                worked.map(|(answer, _)| answer)
            }
        }
    }

    /// Keeps others from writing, unless they are kept from it already since the file was opened.
    pub(super) fn lock(&mut self) -> Result<()> {
        if self.connection.is_autocommit() {
            self.connection.execute_batch("BEGIN IMMEDIATE")?;
            let has_sites = sites::are_several(&self.connection)?;
            self.read_again(has_sites)?;
        }
        Ok(())
    }

    /// Reads one and the same state again after [`Store::let_go`], with whatever others have done meanwhile.
    pub fn read_on(&mut self) -> Result<()> {
        self.let_go();
        self.connection.execute_batch("BEGIN")?;
        let has_sites = sites::are_several(&self.connection)?;
        self.read_again(has_sites)
    }

    /// Lets what does not fit into memory go to the file before all is done. Until then a plain copy of the file is of no
    /// use, and nobody else can read it. Whatever was read before may have changed: SQLite hears this only between transactions.
    pub fn write_early(&mut self) -> Result<()> {
        self.let_go();
        self.connection.pragma_update(None, "cache_size", CACHE)?;
        self.connection.pragma_update(None, "cache_spill", true)?;
        self.lock()
    }

    /// After a commit that failed nobody knows whether it was kept. The file is opened anew, looked at, and the error says
    /// which it is.
    pub(super) fn look_again(&mut self, seq: i64, hash: &[u8], fault: Error) -> Error {
        let Some(path) = self.path.clone() else { return fault };
        if let Ok(nothing) = Connection::open_in_memory() {
            // The old connection is closed first: it may hold a lock or an unfinished rollback.
            drop(std::mem::replace(&mut self.connection, nothing));
        }
        let kept = Store::open(&path, Access::Read).and_then(|store| {
            let hash = "SELECT hash FROM entry WHERE seq = ?1";
            first::<Vec<u8>>(&store.connection, hash, [seq], |row| Ok(row.get(0)?))
        });
        let (zh, en) = (fault.message.zh, fault.message.en);
        match kept {
            Ok(Some(kept)) if kept == hash => error_of!(Database, "failed_but_kept":
                "已经存下了，但随后出错：{zh}", "it was kept, but then: {en}";
                "不要重录；用 verify 核对一下", "do not record it again; check with verify"),
            Ok(_) => error_of!(Database, "not_kept": "没有存下：{zh}", "nothing was kept: {en}";
                "排除原因后重做", "do it again when the cause is gone"),
            Err(_) => error_of!(Database, "unknown_whether_kept":
                "不知道有没有存下：{zh}", "nobody knows whether it was kept: {en}";
                "能读台账文件时先看一看，再决定重不重做", "look at the ledger file when it can be read again, then decide"),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::*;
    use crate::error::Kind;
    use crate::ledger::{Ledger, Record, Value};
    use crate::vocabulary::Vocabulary;

    fn stamp() -> Stamp {
        Stamp { at: "2022-12-31T01:00:00.000Z".to_owned(), actor: "test".to_owned(), os: "test@test".to_owned() }
    }

    fn note(connection: &Connection, stamp: &Stamp, vocabulary: &Vocabulary) -> (i64, Vec<u8>) {
        let mut change = Change::begin(connection, stamp, vocabulary.clone(), None).expect("a change");
        let mut record = Record::blank(Ledger::find("submission").expect("a ledger"));
        record.id = Uuid::from_u128(1);
        record.set("date", NaiveDate::from_ymd_opt(2022, 5, 1).map(Value::Day));
        change.add(&mut record).expect("kept");
        let done = change.finish().expect("in place");
        (done.seq, done.hash)
    }

    fn fault() -> Error {
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR), None).into()
    }

    fn store() -> (tempfile::TempDir, Store, Vocabulary) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        Store::create(&path).expect("a ledger");
        let store = Store::open(&path, Access::Write).expect("the ledger");
        store.let_go();
        let vocabulary = store.vocabulary.clone();
        (folder, store, vocabulary)
    }

    /// What a commit rests on; `tests/stories/syncs.rs` looks at what becomes of it on the disk.
    #[test]
    fn a_commit_waits_for_the_disk_however_much_is_written() {
        let (_folder, mut store, _) = store();
        let number = |store: &Store, name| {
            store.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).expect(name)
        };
        let extra = 3;
        assert_eq!(["synchronous", "cache_spill", "mmap_size"].map(|name| number(&store, name)), [extra, 0, 0]);
        let journal: String =
            store.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).expect("a mode");
        assert_eq!(journal, "delete");
        store.write_early().expect("a large change");
        assert_eq!(number(&store, "synchronous"), extra);
        assert!(number(&store, "cache_spill") > 0);
    }

    /// A commit reports a failure; whether it was kept is up to the case.
    fn failed(kept: bool, file_is_there: bool) -> Error {
        let (folder, mut store, vocabulary) = store();
        let transaction = store.connection.transaction().expect("a transaction");
        let (seq, hash) = note(&transaction, &stamp(), &vocabulary);
        if kept {
            transaction.commit().expect("kept");
        } else {
            transaction.rollback().expect("rolled back");
        }
        if !file_is_there {
            std::fs::remove_file(folder.path().join("x.db")).expect("removed");
        }
        store.look_again(seq, &hash, fault())
    }

    #[test]
    fn after_a_failed_commit_the_file_is_looked_at_and_the_error_says_whether_it_was_kept() {
        for (kept, there, code, said) in [
            (true, true, "failed_but_kept", "it was kept, but then"),
            (false, true, "not_kept", "nothing was kept"),
            (true, false, "unknown_whether_kept", "nobody knows whether it was kept"),
        ] {
            let (error, said) = (failed(kept, there), format!("{said}: the disk could not be read or written"));
            assert_eq!((error.kind, error.code, &error.message.en), (Kind::Database, code, &said));
            assert!(error.hint.is_some());
        }
    }

    #[test]
    fn another_entry_in_the_same_place_is_not_taken_for_ones_own() {
        let (_folder, mut store, vocabulary) = store();
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
