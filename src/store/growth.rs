//! Files of older versions: all that is derived from their entries is made anew, as this program derives it.
//!
//! Whoever writes has it done in the file, after a backup and in one transaction; whoever only reads has it done in memory, and
//! the file keeps every byte.

use std::path::Path;

use rusqlite::{Connection, params};

use super::connection::Store;
use super::file::{self, Access};
use super::replay::replay;
use super::row::{first, first_column};
use super::schema::{self, indexes, name_of, tables};
use super::state::State;
use super::terms;
use super::verify::{check_tables, is_healthy};
use crate::error::Result;
use crate::vocabulary::{Vocabulary, seed_vocabulary};

/// What older versions had and this one no longer has.
const RETIRED: &[&str] = &[];

/// The version of a file that is older than this program.
pub fn older(connection: &Connection) -> Result<Option<i64>> {
    Ok(Some(version(connection)?).filter(|version| *version < schema::VERSION))
}

/// The version of a file.
pub fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Leads a file of an older version to this one. A backup is made first; after an error nothing has changed.
pub fn grow(connection: &mut Connection, path: &Path, version: i64) -> Result<()> {
    back_up(connection, path, version)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    // Somebody else may have led it here in the meantime.
    let done = older(connection).and_then(|version| version.map_or(Ok(()), |_| renew(connection).map(drop)));
    connection.execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

/// The records of a file of an older version, in memory. Exit 5 when the file is damaged inside, exit 6 when an entry is.
pub fn in_memory(connection: Connection, path: &Path) -> Result<Store> {
    is_healthy(&connection)?;
    let old = Store { connection, path: None, vocabulary: Vocabulary::new(Vec::new()), sites: None };
    let mut store = old.replayed(&State::All)?;
    store.path = Some(path.to_owned());
    Ok(store)
}

/// Makes everything derived anew from the entries, inside the caller's transaction. Answers how many entries there are. Exit 5
/// when there is something in the file that this program does not make, exit 6 when an entry is damaged.
pub fn renew(connection: &Connection) -> Result<i64> {
    let objects = "SELECT type || ' ' || name FROM sqlite_schema WHERE type <> 'trigger' ORDER BY type = 'table'";
    let objects: Vec<String> = first_column(connection, objects, [])?;
    for object in objects.iter().filter(|object| is_derived(object)) {
        connection.execute_batch(&format!("DROP {object}"))?;
    }
    schema::derive(connection)?;
    // Whoever asked it in SQL goes on asking.
    if objects.iter().any(|object| object.starts_with("view ")) {
        schema::views().try_for_each(|view| connection.execute_batch(view))?;
    }
    terms::begin(connection, seed_vocabulary())?;
    let words = terms::read(connection)?;
    let entries = replay(connection, &State::All, connection, false, &words, &|_| Ok(()))?.0;
    check_tables(connection)?;
    Ok(entries)
}

/// Whether a table, index or view, `table total`, is one that this program or an older one derives.
fn is_derived(object: &str) -> bool {
    let Some((sort, name)) = object.split_once(' ') else { return false };
    let has = |statement: &&str| name_of(statement) == name;
    match sort {
        "view" => name.starts_with("ledger_") || name.starts_with("live_") || name == "figure_by_year",
        "table" => tables().any(|it| has(&it)) || RETIRED.contains(&name),
        _ => indexes().any(|it| has(&it)) || RETIRED.contains(&name),
    }
}

/// `x.db.v1.backup-20221231T093000000Z`: the file as it was after its last entry. What has that name already is the same file, or
/// else it is left alone and the backup is numbered.
fn back_up(connection: &Connection, path: &Path, version: i64) -> Result<()> {
    let last = |connection: &Connection| -> Result<Option<(i64, String, Vec<u8>)>> {
        let last = "SELECT seq, at, hash FROM entry ORDER BY seq DESC LIMIT 1";
        first(connection, last, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    };
    let now = last(connection)?;
    let moment = now.as_ref().map_or("0", |(_, at, _)| at);
    let moment: String = moment.chars().filter(char::is_ascii_alphanumeric).collect();
    for number in 1.. {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let backup = file::beside(path, &format!(".v{version}.backup-{moment}{number}"));
        let made = file::make(&backup, |beside| {
            connection.execute("VACUUM INTO ?1", params![beside.to_string_lossy()])?;
            Store::open(beside, Access::Read).map(drop)
        });
        match made {
            Err(error) if error.code == "exists_already" => {
                let there = file::examine(&backup).and_then(|_| file::connect(&backup, Access::Read));
                if there.and_then(|there| Ok((older(&there)?, last(&there)?))).ok()
                    == Some((Some(version), now.clone()))
                {
                    return Ok(());
                }
            }
            made => return made,
        }
    }
    Ok(())
}
