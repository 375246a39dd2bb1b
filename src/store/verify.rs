//! What is derived from the entries, held against them, and derived anew.

use rusqlite::Connection;

use super::connection::Store;
use super::entry::differs;
use super::growth::renew;
use super::replay::replay;
use super::row::one;
use super::schema::{DERIVED, key_of, name_of};
use super::terms;
use crate::error::Result;

/// What a check found in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub entries: i64,
    /// The state of the ledger file in one line.
    pub head: Option<String>,
}

/// Told how many entries have been gone through, and of how many; answers whether to go on.
pub type Progress<'a> = &'a dyn Fn(usize, usize) -> bool;

/// Between two looks at whether to go on lie so many entries.
const STEP: i64 = 512;

impl Store {
    /// Checks the file, the chain of entries, and every row derived from them. `progress` is told how much of the work
    /// is done, and answers whether to go on. Exit 6, with the first thing that is wrong.
    pub fn verify(&self, progress: Progress) -> Result<Verified> {
        let total: i64 = one(&self.connection, "SELECT coalesce(max(seq), 0) FROM entry", [], |row| Ok(row.get(0)?))?;
        let go_on = |done: i64| {
            let [done, total] = [done, total].map(|entries| usize::try_from(entries).unwrap_or(0));
            let interrupted = || {
                error_of!(Interrupted, "interrupted": "已中断，没有核对完", "interrupted; not everything was checked";
                    "重新核对即可", "check again")
            };
            progress(done, total).then_some(()).ok_or_else(interrupted)
        };
        go_on(0)?;
        self.is_healthy()?;
        let mut copy = Store::memory()?;
        copy.lock()?;
        let (from, tables) = (&self.connection, &copy.connection);
        let look = |entry: i64| if entry % STEP == 0 { go_on(entry) } else { Ok(()) };
        let entries = replay(from, i64::MAX, tables, false, &copy.vocabulary, &look)?.0;
        for table in DERIVED {
            compare(&self.connection, &copy.connection, name_of(table), key_of(table))?;
        }
        Ok(Verified { entries, head: self.head()? })
    }

    /// Makes everything derived anew from the entries, in one transaction. Answers how many entries there are. Exit 6
    /// when an entry is damaged; then nothing is changed.
    pub fn rebuild(&mut self) -> Result<i64> {
        self.lock()?;
        let entries = renew(&self.connection);
        self.connection.execute_batch(if entries.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        self.vocabulary = terms::read(&self.connection)?;
        entries
    }

    /// Has SQLite look at the file from the inside.
    pub(super) fn is_healthy(&self) -> Result<()> {
        // Every index is held against its table, entry by entry: with the file in memory that takes half as long.
        self.connection.pragma_update(None, "cache_size", -65_536)?;
        let health: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if health == "ok" {
            return Ok(());
        }
        let damaged =
            error_of!(Differs, "damaged_page": "文件内部损坏：{health}", "the file is damaged inside: {health}");
        Err(differs(damaged))
    }
}

/// Row by row and column by column: what is kept against what the entries say.
fn compare(kept: &Connection, said: &Connection, table: &str, order: &str) -> Result<()> {
    let sql = format!("SELECT * FROM {table} ORDER BY {order}");
    let (mut kept, mut said) = (kept.prepare(&sql)?, said.prepare(&sql)?);
    let columns: Vec<String> = kept.column_names().map(str::to_owned).collect();
    let (mut kept, mut said) = (kept.query([])?, said.query([])?);
    for number in 1.. {
        let wrong = match (kept.next()?, said.next()?) {
            (None, None) => break,
            (Some(have), Some(want)) => {
                let mut all = columns.iter().enumerate();
                let Some((_, column)) = all.find(|(at, _)| have.get_ref(*at) != want.get_ref(*at)) else { continue };
                error_of!(Differs, "altered_row": "表 {table} 第{number}行的 {column} 与记录不符",
                    "{column} in row {number} of the table {table} is not what the entries say")
            }
            (Some(_), None) => error_of!(Differs, "extra_row": "表 {table} 多出第{number}行",
                "the table {table} has a row {number} too many"),
            (None, Some(_)) => error_of!(Differs, "missing_row": "表 {table} 缺第{number}行",
                "row {number} of the table {table} is missing"),
        };
        return Err(differs(wrong));
    }
    Ok(())
}
