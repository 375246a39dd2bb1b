//! SQLite as it is built in here: its version and options, what is set however it was built, and what it reports, said so that a person
//! knows what to do.

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::ffi::{ErrorCode, SQLITE_IOERR_DELETE, SQLITE_READONLY_ROLLBACK};
use rusqlite::functions::FunctionFlags;

use crate::error::{Error, Result};

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
    name_sites(connection, Vec::new())?;
    // A change that takes back many records goes round and round through more statements than are kept by default.
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Has SQL know what the other sites of a file are called, by their places.
pub(super) fn name_sites(connection: &Connection, labels: Vec<Option<String>>) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("site_name", 1, flags, move |call| {
        let place = usize::try_from(call.get::<i64>(0)?).unwrap_or_default();
        Ok(labels.get(place).cloned().flatten())
    })
}

#[cfg(debug_assertions)]
thread_local! {
    /// So many steps SQLite has taken on this thread: work that tests compare on any machine. No build that is given out counts them.
    pub static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

#[cfg(debug_assertions)]
pub(super) fn count_steps(connection: &mut Connection) -> rusqlite::Result<()> {
    // At each fiftieth step it asks whether to stop.
    connection.progress_handler(50, Some(|| STEPS.replace(STEPS.get() + 50) == u64::MAX))
}

impl From<rusqlite::Error> for Error {
    fn from(fault: rusqlite::Error) -> Error {
        let (code, extended) = match &fault {
            rusqlite::Error::SqliteFailure(failure, _) => (failure.code, failure.extended_code),
            _ => (ErrorCode::Unknown, 0),
        };
        match (code, extended) {
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => error_of!(Database, "busy":
                "别人一直占用着这份台账文件，等了30秒；什么也没有写入",
                "somebody else has kept the ledger file busy for 30 seconds; nothing was written";
                "稍后再试", "try again in a while"),
            (ErrorCode::DiskFull, _) => error_of!(Database, "disk_full": "磁盘已满", "the disk is full";
                "腾出空间后再试", "free some space and try again"),
            // A save was cut off, and its journal can be neither rolled back nor taken away here.
            (_, SQLITE_READONLY_ROLLBACK | SQLITE_IOERR_DELETE) => error_of!(Database, "cut_off":
                "有一次写入中断了，旁边的 -journal 文件在这里清不掉",
                "a save was cut off, and the -journal file beside the ledger file cannot be cleared away here";
                "检查文件夹能不能写，或把文件和 -journal 一起复制到能写的地方再打开；不要自己删 -journal",
                "check whether the folder can be written, or copy the file with its -journal to where it can be; do not delete the -journal yourself"),
            (ErrorCode::ReadOnly, _) => error_of!(Database, "read_only":
                "台账文件可以读，不能写", "the ledger file can be read here, not written";
                "检查文件、文件夹和U盘是否只读", "check whether the file, its folder or the medium is read-only"),
            (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => error_of!(Database, "damaged":
                "台账文件已损坏，未作改动", "the ledger file is damaged; it was left as it is";
                "不要再往里录入，换用备份", "enter nothing more into it; use a backup"),
            (ErrorCode::CannotOpen | ErrorCode::PermissionDenied, _) => error_of!(Database, "cannot_open":
                "打不开台账文件", "the ledger file cannot be opened"; "检查路径和权限", "check the path and the permissions"),
            (ErrorCode::SystemIoFailure, _) => error_of!(Database, "disk_error":
                "读写磁盘出错", "the disk could not be read or written"; "换一个接口或磁盘再试，先不要当作文件损坏",
                "try another port or disk before taking the file for damaged"),
            _ if fault.to_string().contains("integer overflow") => error_of!(Database, "overflow":
                "合计超出可表示的范围", "the sum is too large to be kept";
                "查一查有没有录错的大数", "look for a number that was entered wrongly"),
            _ => error_of!(Database, "database_error":
                "台账文件操作失败：{fault}", "the ledger file could not be used: {fault}";
                "台账文件未改动；可换一份备份再试", "nothing was changed; try with a backup"),
        }
    }
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
