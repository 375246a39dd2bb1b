//! SQLite as it is built in here: its version, the options it was built with, and what is set however it was built.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::error::Result;

/// What `.cargo/config.toml` asks of SQLite and a run cannot: a build that never read it (`cargo install --git`) lacks these.
const ASKED: [&str; 4] = ["LIKE_DOESNT_MATCH_BLOBS", "OMIT_DEPRECATED", "OMIT_LOAD_EXTENSION", "OMIT_SHARED_CACHE"];
/// What it leaves out, since no ledger uses it and a hostile file finds more to play with.
const LEFT_OUT: [&str; 6] =
    ["ENABLE_DBSTAT_VTAB", "ENABLE_FTS3", "ENABLE_FTS5", "ENABLE_LOAD_EXTENSION", "ENABLE_RTREE", "SOUNDEX"];

/// SQLite as it is built in here.
pub struct Engine {
    /// Its version.
    pub version: &'static str,
    /// What it was built with.
    pub options: Vec<String>,
    /// Of what the house asks of a build, what this one lacks.
    pub lacks: Vec<&'static str>,
    /// Of what the house leaves out, what this one has.
    pub has_beside: Vec<&'static str>,
}

impl Engine {
    /// Asks SQLite itself.
    pub fn built_in() -> Result<Engine> {
        let connection = Connection::open_in_memory()?;
        let mut asked = connection.prepare("PRAGMA compile_options")?;
        let options = asked.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let has = |name: &&str| options.iter().any(|option| option == name);
        let lacks = ASKED.into_iter().filter(|name| !has(name)).collect();
        let has_beside = LEFT_OUT.into_iter().filter(has).collect();
        Ok(Engine { version: rusqlite::version(), options, lacks, has_beside })
    }
}

/// Sets what can be set on a connection, so that it holds however SQLite was built: a file's own tables and views cannot be rewritten
/// behind SQLite's back nor call what has effects, and a word in double quotes is never taken for a text.
pub(super) fn harden(connection: &Connection) -> rusqlite::Result<()> {
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        // Otherwise a statement is planned anew for every value that is bound to it.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ] {
        connection.set_db_config(setting, on)?;
    }
    // A change that takes back many records goes round and round through more statements than are kept by default.
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connection_is_hardened_however_sqlite_was_built() {
        let connection = Connection::open_in_memory().expect("SQLite");
        for setting in [DbConfig::SQLITE_DBCONFIG_DQS_DML, DbConfig::SQLITE_DBCONFIG_DQS_DDL] {
            connection.set_db_config(setting, true).expect("as a build without the house's options has it");
        }
        harden(&connection).expect("SQLite");
        let told = connection.prepare("SELECT \"no column\"").expect_err("a word in double quotes is a name");
        assert!(told.to_string().contains("no such column"), "{told}");
        let told =
            connection.execute_batch("CREATE TABLE t (a); PRAGMA writable_schema = ON; DELETE FROM sqlite_schema");
        assert!(told.is_err(), "the schema is written by nobody but SQLite");
        assert!(!connection.db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA).expect("SQLite"));
    }

    #[test]
    fn a_build_in_this_house_has_what_the_house_asks_for() {
        let engine = Engine::built_in().expect("SQLite");
        assert_eq!((engine.lacks, engine.has_beside), (vec![], vec![]));
    }
}
