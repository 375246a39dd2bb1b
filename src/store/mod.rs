//! The ledger file: the only place with SQL.
//!
//! Entries are the truth, kept in one chain and never changed; every other table is derived from them. The file has a
//! rollback journal and `synchronous=EXTRA`, because it is copied around by hand and a power cut must not take the last
//! record with it.

mod bulk;
mod change;
mod closed;
mod copy;
mod fault;
mod figures;
mod file;
mod migrate;
mod query;
mod replay;
mod rollup;
mod schema;
mod since;
mod undo;
mod views;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row};

use crate::error::Result;
use crate::ledger::seed_vocabulary;
use crate::vocabulary::{Set, Term, Vocabulary};

pub use change::{Change, Op, Stamp};
pub use query::{Query, Sort, Tally};
pub use replay::{Entry, Progress, Verified};
pub use rollup::Rollup;
pub use since::ThenAndNow;

/// An open ledger.
pub struct Store {
    connection: Connection,
    path: Option<PathBuf>,
    vocabulary: Vocabulary,
}

/// What a ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// No byte of the file is changed.
    Read,
    /// Entries may be added.
    Write,
}

impl Store {
    /// Makes a new, empty ledger file with mode 0600, and its folder where that is missing.
    ///
    /// # Errors
    /// Refuses when something is there already; exit 5 when the file cannot be made.
    pub fn create(path: &Path) -> Result<()> {
        file::make(path, Store::fill)
    }

    /// Opens a ledger file.
    ///
    /// # Errors
    /// Exit 5 when there is none, or when it is damaged, foreign, newer, or cannot be read; it is left as it was.
    pub fn open(path: &Path, access: Access) -> Result<Store> {
        let name = path.display().to_string();
        let keeping = file::examine(path).map_err(|error| error.file(&name))?;
        let store = Store::connect(path, access).map_err(|error| error.file(&name))?;
        if access == Access::Write && keeping == file::Keeping::LogBeside {
            file::keep_in_itself(&store.connection);
        }
        Ok(store)
    }

    /// A ledger in memory, gone when the program ends.
    ///
    /// # Errors
    /// Only when memory runs out.
    pub fn memory() -> Result<Store> {
        let mut connection = Connection::open_in_memory()?;
        let transaction = connection.transaction()?;
        schema::create(&transaction)?;
        seed(&transaction)?;
        transaction.commit()?;
        let vocabulary = vocabulary(&connection)?;
        Ok(Store { connection, path: None, vocabulary })
    }

    /// Ends the reading of one and the same state, so that others can write; what is read afterwards may be newer.
    pub fn let_go(&self) {
        if !self.connection.is_autocommit() {
            // Nothing was written, and what cannot be let go is let go when the process ends.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    /// The file, unless the ledger is in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The office's words.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn fill(path: &Path) -> Result<()> {
        let mut connection = file::connect(path, Access::Write)?;
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        schema::create(&transaction)?;
        seed(&transaction)?;
        transaction.commit()?;
        Ok(())
    }

    fn connect(path: &Path, access: Access) -> Result<Store> {
        let mut connection = file::connect(path, access)?;
        // Everything is read from one and the same state of the file, however many statements it takes.
        if access == Access::Read {
            connection.execute_batch("BEGIN")?;
        }
        migrate::lead(&mut connection, path, access, schema::STEPS)?;
        file::check_schema(&connection)?;
        let vocabulary = vocabulary(&connection)?;
        Ok(Store { connection, path: Some(path.to_owned()), vocabulary })
    }
}

/// Writes the words a new ledger file starts with.
fn seed(connection: &Connection) -> Result<()> {
    for term in seed_vocabulary().terms() {
        keep_term(connection, term)?;
    }
    Ok(())
}

fn keep_term(connection: &Connection, term: &Term) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO vocabulary (name, ledger, key, label, english, unit, unit_english, scope, level, about, rank, retired)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (name, ledger, key) DO UPDATE SET label = ?4, english = ?5, unit = ?6, unit_english = ?7, scope = ?8,
            level = ?9, about = ?10, rank = ?11, retired = ?12",
    )?;
    statement.execute(rusqlite::params![
        term.set.key(),
        term.ledger,
        term.key,
        term.label,
        term.english,
        term.unit,
        term.unit_english,
        term.scope,
        term.level,
        term.about,
        term.rank,
        term.retired.map(|day| day.to_string()),
    ])?;
    Ok(())
}

fn forget_term(connection: &Connection, term: &Term) -> Result<()> {
    let mut statement =
        connection.prepare_cached("DELETE FROM vocabulary WHERE name = ?1 AND ledger = ?2 AND key = ?3")?;
    statement.execute(rusqlite::params![term.set.key(), term.ledger, term.key])?;
    Ok(())
}

fn vocabulary(connection: &Connection) -> Result<Vocabulary> {
    let mut statement = connection.prepare(
        "SELECT name, ledger, key, label, english, unit, unit_english, scope, level, about, rank, retired FROM vocabulary",
    )?;
    let mut rows = statement.query([])?;
    let mut terms = Vec::new();
    while let Some(row) = rows.next()? {
        terms.extend(term(row)?);
    }
    Ok(Vocabulary::new(terms))
}

fn term(row: &Row) -> rusqlite::Result<Option<Term>> {
    let words = |at| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str()?.to_owned());
    let words_or_none = |at| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str_or_null()?.map(str::to_owned));
    let Some(set) = Set::from_key(row.get_ref(0)?.as_str()?) else { return Ok(None) };
    Ok(Some(Term {
        set,
        ledger: words(1)?,
        key: words(2)?,
        label: words(3)?,
        english: words(4)?,
        unit: words_or_none(5)?,
        unit_english: words_or_none(6)?,
        scope: words_or_none(7)?,
        level: words_or_none(8)?,
        about: words_or_none(9)?,
        rank: row.get(10)?,
        retired: row.get_ref(11)?.as_str_or_null()?.and_then(|day| day.parse().ok()),
    }))
}
