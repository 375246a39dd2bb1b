//! The office's words as the ledger file has them.

use rusqlite::{Connection, Row, params};

use super::row::{all, run};
use crate::error::Result;
use crate::ledger::seed_vocabulary;
use crate::vocabulary::{Set, Term, Vocabulary};

/// Writes the words a new ledger file starts with.
pub fn seed(connection: &Connection) -> Result<()> {
    seed_vocabulary().terms().iter().try_for_each(|term| keep(connection, term))
}

/// Keeps a word, in place of what was said of it before.
pub fn keep(connection: &Connection, term: &Term) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO vocabulary (name, ledger, key, label, english, unit, unit_english, scope, level, about, rank, retired)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (name, ledger, key) DO UPDATE SET label = ?4, english = ?5, unit = ?6, unit_english = ?7, scope = ?8,
            level = ?9, about = ?10, rank = ?11, retired = ?12",
    )?;
    let Term { set, ledger, key, label, english, unit, unit_english, scope, level, about, rank, retired } = term;
    let (set, day) = (set.key(), retired.map(|day| day.to_string()));
    statement.execute(params![set, ledger, key, label, english, unit, unit_english, scope, level, about, rank, day])?;
    Ok(())
}

/// Takes a word out.
pub fn forget(connection: &Connection, term: &Term) -> Result<()> {
    let sql = "DELETE FROM vocabulary WHERE name = ?1 AND ledger = ?2 AND key = ?3";
    run(connection, sql, params![term.set.key(), term.ledger, term.key])?;
    Ok(())
}

/// Reads all words.
pub fn read(connection: &Connection) -> Result<Vocabulary> {
    let sql = "SELECT name, ledger, key, label, english, unit, unit_english, scope, level, about, rank, retired FROM vocabulary";
    let terms: Vec<Option<Term>> = all(connection, sql, [], |row| Ok(term(row)?))?;
    Ok(Vocabulary::new(terms.into_iter().flatten().collect()))
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
