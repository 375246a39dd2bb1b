//! An open ledger file, or one in memory alone: the connection to it, and the office's words; whole copies, made while others write.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::entry::Stamp;
use super::file::{self, Access};
use super::growth::{self, older};
use super::sites::Sites;
use super::verify::{Progress, Verified, check_tables};
use super::{engine, schema, terms};
use crate::error::Result;
use crate::ledger::Record;
use crate::vocabulary::{Vocabulary, seed_vocabulary};

/// An open ledger file, or one in memory alone.
pub struct Store {
    pub(super) connection: Connection,
    pub(super) path: Option<PathBuf>,
    pub(super) vocabulary: Vocabulary,
    /// In a file of several sites.
    pub(super) sites: Option<Sites>,
}

impl Store {
    /// Makes a new, empty ledger file with mode 0600, and its folder where that is missing. Refuses when something is
    /// there already; exit 5 when the file cannot be made.
    pub fn create(path: &Path) -> Result<()> {
        file::make(path, |beside| fill(&mut file::connect(beside, Access::Write)?))
    }

    /// Makes a new ledger file that begins with these records; one that cannot be kept leaves no file.
    pub fn create_with(path: &Path, stamp: &Stamp, records: &mut [Record]) -> Result<()> {
        file::make(path, |beside| {
            fill(&mut file::connect(beside, Access::Write)?)?;
            let mut store = Store::connect(beside, Access::Write)?;
            store.change(stamp, false, |change| records.iter_mut().try_for_each(|record| change.add(record)))
        })
    }

    /// Opens a ledger file. For writing it is locked at once: nobody else changes what a change depends on until the change is made,
    /// or let go. Exit 5 when there is none, or when it is damaged, foreign, newer, or cannot be read; it is left as it was.
    pub fn open(path: &Path, access: Access) -> Result<Store> {
        Store::connect(path, access).map_err(|error| error.file(&path.display().to_string()))
    }

    /// One in memory, gone when the program ends.
    pub fn memory() -> Result<Store> {
        let mut connection = Connection::open_in_memory()?;
        engine::harden(&connection)?;
        fill(&mut connection)?;
        Store::of(connection, None, false)
    }

    /// What is open so far, with its words, and the sites of a file that has several.
    pub(super) fn of(connection: Connection, path: Option<PathBuf>, has_sites: bool) -> Result<Store> {
        let mut store = Store { connection, path, vocabulary: Vocabulary::new(Vec::new()), sites: None };
        store.read_again(has_sites)?;
        Ok(store)
    }

    /// Reads words and sites as they are now.
    pub(super) fn read_again(&mut self, has_sites: bool) -> Result<()> {
        self.vocabulary = terms::read(&self.connection)?;
        self.sites = has_sites.then(|| Sites::read(&self.connection)).transpose()?;
        if let Some(sites) = &self.sites {
            engine::name_sites(&self.connection, sites.labels())?;
        }
        Ok(())
    }

    /// The sites of a file of several.
    pub fn sites(&self) -> Option<&Sites> {
        self.sites.as_ref()
    }

    /// Ends the reading of one and the same state, or a change that was not made, so that others can write; what is read afterwards
    /// may be newer.
    pub fn let_go(&self) {
        if !self.connection.is_autocommit() {
            // Nothing was written, and what cannot be let go is let go when the process ends.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    /// The file, unless it is in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Makes the views for those who ask in SQL, or takes them away; no entry says so. Answers how many there are now, and whether that
    /// is new.
    pub fn with_views(&mut self, wanted: bool, dry: bool) -> Result<(usize, bool)> {
        self.lock()?;
        let there = self.connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'view'")?.exists([])?;
        for view in schema::views().filter(|_| there != wanted) {
            let gone = format!("DROP VIEW {}", schema::name_of(view));
            self.connection.execute_batch(if wanted { view } else { &gone })?;
        }
        self.connection.execute_batch(if dry { "ROLLBACK" } else { "COMMIT" })?;
        Ok((if wanted { schema::views().count() } else { 0 }, there != wanted))
    }

    /// The office's words.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn connect(path: &Path, access: Access) -> Result<Store> {
        let log_beside = file::examine(path)?;
        let mut connection = file::connect(path, access)?;
        if access == Access::Write && log_beside {
            // While the other program still has it open this cannot be done, and need not: its log is synced, too.
            let _ = connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()));
        }
        // Everything is read from one and the same state of the file, however many statements it takes; and what a change depends on
        // stays as it was read until the change is made.
        connection.execute_batch(if access == Access::Read { "BEGIN" } else { "BEGIN IMMEDIATE" })?;
        let version = growth::version(&connection)?;
        if version != schema::VERSION {
            connection.execute_batch("ROLLBACK")?;
            match access {
                _ if version > schema::VERSION => {}
                Access::Write => growth::grow(&mut connection, path, version)?,
                _ => return growth::in_memory(connection, path),
            }
            // Or a newer program has led it further in this very moment. Its file is not opened twice at a time.
            drop(connection);
            return Store::connect(path, access);
        }
        let has_sites = check_tables(&connection)?;
        Store::of(connection, Some(path.to_owned()), has_sites)
    }
}

/// Makes the tables of a new ledger file, with the words it starts with.
fn fill(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    schema::create(&transaction)?;
    terms::begin(&transaction, seed_vocabulary())?;
    Ok(transaction.commit()?)
}

impl Store {
    /// Copies a ledger file as it is now into a new file with mode 0600. The copy is verified and synced before it gets
    /// its name, and its folder is synced after. Exit 4 when something is there already; exit 5 when the copy cannot be
    /// made, exit 6 when it is not sound. Then nothing is left behind.
    pub fn copy(source: &Path, target: &Path, progress: Progress) -> Result<Verified> {
        let connected = file::examine(source).and_then(|_| file::connect(source, Access::DryRun));
        let connection = connected.map_err(|error| error.file(&source.display().to_string()))?;
        if older(&connection)?.is_none() {
            check_tables(&connection).map(drop).map_err(|error| error.file(&source.display().to_string()))?;
        }
        // From here on an interrupt is waited for: what is being made is cleared away.
        progress(0, 1);
        file::make(target, |beside| {
            connection.execute("VACUUM INTO ?1", [beside.to_string_lossy()])?;
            Store::open(beside, Access::Read)?.verify(progress)
        })
    }
}
