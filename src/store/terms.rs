//! The office's words as the ledger file has them.

use rusqlite::{Connection, Row, params};

use super::row::{all, run};
use crate::error::Result;
use crate::ledger::VOCABULARY;
use crate::vocabulary::{Set, Term, Vocabulary, seed_vocabulary};

/// Writes the words a ledger file starts with, in place of all that are there.
pub fn begin(connection: &Connection, words: &Vocabulary) -> Result<()> {
    run(connection, "DELETE FROM vocabulary", [])?;
    words.terms().iter().try_for_each(|term| keep(connection, term))
}

/// Keeps a word, in place of what was said of it before.
fn keep(connection: &Connection, term: &Term) -> Result<()> {
    let sql =
        "REPLACE INTO vocabulary (name, ledger, key, label, english, unit, unit_english, scope, level, about, about_english, section, rank, retired)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    let Term { set, ledger, key, label, english, unit, unit_english: unit_en, scope, level, about, .. } = term;
    let Term { about_english: about_en, section, rank, retired, .. } = term;
    let (set, day) = (set.key(), retired.map(|day| day.to_string()));
    let word =
        params![set, ledger, key, label, english, unit, unit_en, scope, level, about, about_en, section, rank, day];
    run(connection, sql, word).map(drop)
}

/// Takes a word out.
fn forget(connection: &Connection, term: &Term) -> Result<()> {
    let sql = "DELETE FROM vocabulary WHERE name = ?1 AND ledger = ?2 AND key = ?3";
    run(connection, sql, params![term.set.key(), term.ledger, term.key]).map(drop)
}

/// Whether any record can count otherwise where a word of a set was one thing and is another.
pub fn count_otherwise(set: Set, old: Option<&Term>, new: Option<&Term>) -> bool {
    // The order of levels, and of what matters go through, counts, too.
    let ordered = set == Set::Level || set.is_closed();
    let weight = |term: Option<&Term>| {
        let in_use = |term: &Term| term.retired.filter(|_| set == Set::Town || ordered);
        let in_yuan = |term: &Term| term.unit.as_deref() == Some("元");
        term.map(|it| (it.scope.clone(), it.level.clone(), ordered.then_some(it.rank), in_use(it), in_yuan(it)))
    };
    (old.is_some() || ordered || set.is_free()) && weight(old) != weight(new)
}

/// Keeps what a record says of a word, or takes that back if it is void: then the word is what a new file says of it. Answers what holds.
pub fn learn(connection: &Connection, base: &Vocabulary, said: &Term, void: bool) -> Result<Option<Term>> {
    let term = if void { base.term(said.set, &said.ledger, &said.key) } else { Some(said) };
    match term {
        Some(term) => keep(connection, term)?,
        None => forget(connection, said)?,
    }
    Ok(term.cloned())
}

/// Reads all words. Where none was ever recorded they are those that a file starts with, which nobody need read.
pub fn read(connection: &Connection) -> Result<Vocabulary> {
    let any = connection.prepare("SELECT 1 FROM record WHERE ledger = ?1 LIMIT 1")?.exists([VOCABULARY.key])?;
    if !any {
        return Ok(seed_vocabulary().clone());
    }
    let sql = "SELECT name, ledger, key, label, english, unit, unit_english, scope, level, about, about_english, section, rank, retired FROM vocabulary";
    let terms: Vec<Option<Term>> = all(connection, sql, [], |row| Ok(term(row)?))?;
    Ok(Vocabulary::new(terms.into_iter().flatten().collect()))
}

fn term(row: &Row) -> rusqlite::Result<Option<Term>> {
    let Some(set) = Set::from_key(row.get_ref(0)?.as_str()?) else { return Ok(None) };
    let texts = (1..12).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Option<String>>>>()?;
    let retired: Option<String> = row.get(13)?;
    Ok(Some(Term::of(set, texts.into_iter(), row.get(12)?, retired.and_then(|day| day.parse().ok()))))
}
