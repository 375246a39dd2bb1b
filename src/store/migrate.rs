//! Leading an older file to the tables of this program: a backup first, then step by step, each all or nothing.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::file::{self, Access};
use crate::error::Result;

/// Leads a file through the steps that it has not gone yet. The first step leads from version 1 to version 2. A file
/// that is only to be read is refused (exit 5); a step that failed has changed nothing.
pub fn lead(connection: &mut Connection, path: &Path, access: Access, steps: &[&str]) -> Result<()> {
    let behind = |connection: &Connection| -> Result<usize> {
        let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        Ok(version.saturating_sub(1) as usize)
    };
    let done = behind(connection)?;
    if done >= steps.len() {
        return Ok(());
    }
    let version = done + 1;
    if access == Access::Read {
        return Err(error_of!(Database, "older_file": "这份台账文件是旧版（第{version}版）的，读之前要先升级",
            "this ledger file is of an older version ({version}) and has to be brought up first";
            "运行一次 qjcppcc rebuild；会先自动备份", "run qjcppcc rebuild once; it makes a backup first"));
    }
    back_up(connection, path, version)?;
    for (at, step) in steps.iter().enumerate() {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Somebody else may have gone this step in the meantime.
        if behind(&transaction)? == at {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", u32::try_from(at + 2).unwrap_or(u32::MAX))?;
            transaction.commit()?;
        }
    }
    Ok(())
}

/// `x.db.v1.backup-20221231T093000000Z`: the file as it was after its last entry. One that is there already is the same.
fn back_up(connection: &Connection, path: &Path, version: usize) -> Result<()> {
    let last: Option<String> =
        connection.query_row("SELECT at FROM entry ORDER BY seq DESC LIMIT 1", [], |row| row.get(0)).optional()?;
    let moment = last.map_or_else(|| "0".to_owned(), |at| at.chars().filter(char::is_ascii_alphanumeric).collect());
    let backup = file::beside(path, &format!(".v{version}.backup-{moment}"));
    let made = file::make(&backup, |beside| {
        connection.execute("VACUUM INTO ?1", params![beside.to_string_lossy()])?;
        let health: String = Connection::open(beside)?.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if health == "ok" { Ok(()) } else { Err(rusqlite::Error::InvalidQuery.into()) }
    });
    match made {
        Err(error) if error.code == "exists_already" => Ok(()),
        made => made,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::store::Store;

    const STEPS: &[&str] =
        &["CREATE TABLE one (a INTEGER) STRICT; INSERT INTO one VALUES (1)", "ALTER TABLE one ADD COLUMN b TEXT"];

    fn store() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        Store::create(&path).expect("a ledger");
        (folder, path)
    }

    fn number(path: &Path, sql: &str) -> i64 {
        let connection = Connection::open(path).expect("a file");
        connection.query_row(sql, [], |row| row.get(0)).expect("a number")
    }

    fn version(path: &Path) -> i64 {
        number(path, "PRAGMA user_version")
    }

    fn led(path: &Path, access: Access, steps: &[&str]) -> Result<()> {
        lead(&mut file::connect(path, Access::Write).expect("the ledger"), path, access, steps)
    }

    fn backups(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).expect("the folder").flatten().map(|entry| entry.path());
        entries.filter(|path| path.to_string_lossy().contains(".v1.backup-")).collect()
    }

    #[test]
    fn a_file_is_led_through_every_step_after_a_backup_and_only_once() {
        let (folder, path) = store();
        led(&path, Access::Write, &[]).expect("nothing to do");
        assert_eq!(backups(folder.path()), Vec::<PathBuf>::new());
        led(&path, Access::Write, STEPS).expect("led");
        assert_eq!(version(&path), 3);
        let [backup] = backups(folder.path()).try_into().expect("one backup");
        assert_eq!(version(&backup), 1);
        assert!(Store::open(&backup, Access::Read).expect("a ledger").verify(&|_, _| true).is_ok());
        led(&path, Access::Write, STEPS).expect("nothing left to do");
        assert_eq!(number(&path, "SELECT count(b) + count(*) FROM one"), 1);
    }

    #[test]
    fn a_step_that_fails_changes_nothing_and_can_be_gone_again() {
        let (folder, path) = store();
        let broken = [STEPS[0], "CREATE TABLE two (a INTEGER) STRICT; CREATE TABLE one (b TEXT) STRICT"];
        assert!(led(&path, Access::Write, &broken).is_err());
        assert_eq!(version(&path), 2);
        led(&path, Access::Write, STEPS).expect("led");
        assert_eq!(version(&path), 3);
        assert_eq!(backups(folder.path()).len(), 1);
        assert_eq!(number(&path, "SELECT count(*) FROM sqlite_schema WHERE name = 'two'"), 0);
    }

    #[test]
    fn reading_leads_nowhere() {
        let (folder, path) = store();
        let before = std::fs::read(&path).expect("the ledger");
        assert_eq!(led(&path, Access::Read, STEPS).expect_err("refused").code, "older_file");
        assert_eq!(std::fs::read(&path).expect("the ledger"), before);
        assert_eq!(backups(folder.path()), Vec::<PathBuf>::new());
    }
}
