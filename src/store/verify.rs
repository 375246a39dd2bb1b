//! What is derived from the entries, held against them and derived anew; whether the tables, indexes and views in a ledger file are
//! exactly those that this program makes.

use std::path::Path;
use std::thread;
use std::time::Duration;

use foldhash::HashMap;
use rusqlite::{Connection, InterruptHandle};

use super::connection::Store;
use super::entry::{altered, differs};
use super::file::{self, Access};
use super::growth::renew;
use super::proof::{Sum, compare, prove};
use super::replay::replay;
use super::row::one;
use super::schema::{name_of, of_sites, statements, tables, views};
use super::state::State;
use crate::error::{Kind, Result};

/// What a check found in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub entries: i64,
    /// The state of the ledger file in one line.
    pub head: Option<String>,
}

/// What is derived in a file of several sites; whose entries are this file's own, and when others came, no entry says.
const DERIVED_OF_SITES: [&str; 2] = ["site", "waiting"];

/// Told how many entries have been gone through, and of how many; answers whether to go on.
pub type Progress<'a> = &'a dyn Fn(usize, usize) -> bool;

/// Between two looks at whether to go on lie so many entries.
const STEP: i64 = 512;
/// A number of entries that stands for all.
const AFTER_ALL: i64 = STEP << 32;
/// So long is waited between two looks whether SQLite is done.
const PAUSE: Duration = Duration::from_millis(5);

impl Store {
    /// Checks the file, the chain of entries, and every row derived from them. `progress` is told how much of the work
    /// is done, and answers whether to go on. Exit 6, with the first thing that is wrong.
    pub fn verify(&self, progress: Progress) -> Result<Verified> {
        let total: i64 = one(&self.connection, "SELECT coalesce(max(seq), 0) FROM entry", [], |row| Ok(row.get(0)?))?;
        let go_on = |done: i64| {
            let [step, total] = [done.min(total), total].map(|entries| usize::try_from(entries).unwrap_or(0));
            let interrupted = || {
                error_of!(Interrupted, "interrupted": "已中断，没有核对完", "interrupted; not everything was checked";
                    "重新核对即可", "check again")
            };
            (done % STEP != 0 || progress(step, total)).then_some(()).ok_or_else(interrupted)
        };
        go_on(0)?;
        let repeated =
            |doubt| self.repeat(&go_on).inspect(|_| debug_assert!(false, "sound, and not proven: {doubt:?}"));
        let entries = if self.sites.is_some() {
            is_healthy(&self.connection).and_then(|()| self.repeat(&go_on))?
        } else {
            self.proven(&go_on)?.or_else(repeated)?
        };
        Ok(Verified { entries, head: self.head()? })
    }

    /// Has SQLite look at the file while the entries are gone through, on a connection of its own that sees the same state: as long as
    /// one of the two reads, nobody commits. Answers how many entries there are, if all is as they say.
    fn proven(&self, go_on: &dyn Fn(i64) -> Result<()>) -> Result<Result<i64>> {
        let sum = Sum::default();
        let look = |connection: &Connection| is_healthy(connection).and_then(|()| sum.clone().of(connection));
        let second = self.second();
        let stop = second.as_ref().map(Connection::get_interrupt_handle);
        thread::scope(|scope| {
            let beside = second.map(|second| scope.spawn(move || look(&second)));
            let mut proven = prove(self, sum.clone(), go_on);
            let is_interrupted = |proven: &Result<_>| proven.as_ref().is_err_and(|it| it.kind == Kind::Interrupted);
            while beside.as_ref().is_some_and(|beside| !beside.is_finished()) {
                if is_interrupted(&proven) {
                    stop.iter().for_each(InterruptHandle::interrupt);
                } else if let Err(interrupted) = go_on(AFTER_ALL) {
                    proven = Err(interrupted);
                }
                thread::sleep(PAUSE);
            }
            if is_interrupted(&proven) {
                return proven.map(|(entries, _)| Ok(entries));
            }
            let kept = beside.map_or_else(|| look(&self.connection), |beside| beside.join().expect("an answer"))?;
            Ok(proven
                .and_then(|(entries, said)| if kept.sums == said.sums { Ok(entries) } else { Err(altered(entries)) }))
        })
    }

    /// Another connection to the file, where others cannot commit while this one reads.
    fn second(&self) -> Option<Connection> {
        let path = self.connection.path().filter(|path| !path.is_empty())?;
        let journal: String = self.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).ok()?;
        if journal == "wal" || self.connection.is_autocommit() {
            return None;
        }
        let second = file::connect(Path::new(path), Access::Read).ok()?;
        // Who waits to commit keeps new readers out until this one has done.
        second.busy_timeout(Duration::ZERO).ok()?;
        second.execute_batch("BEGIN; SELECT 1 FROM sqlite_schema").ok()?;
        Some(second)
    }

    /// Goes through the entries again from the first one, and names the first row that is not what they say.
    fn repeat(&self, go_on: &dyn Fn(i64) -> Result<()>) -> Result<i64> {
        let mut copy = Store::memory()?;
        copy.lock()?;
        let (from, to) = (&self.connection, &copy.connection);
        let several = self.sites.is_some();
        let entries = replay(from, &State::All, to, several, &copy.vocabulary, go_on)?.0;
        let of_sites = of_sites().filter(|table| several && DERIVED_OF_SITES.contains(&name_of(table)));
        tables().chain(of_sites).try_for_each(|table| compare(from, to, table)).map(|()| entries)
    }

    /// Makes everything derived anew from the entries, in one transaction. Answers how many entries there are. Exit 6
    /// when an entry is damaged; then nothing is changed.
    pub fn rebuild(&mut self) -> Result<i64> {
        self.lock()?;
        let entries = renew(&self.connection);
        self.connection.execute_batch(if entries.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        self.read_again(self.sites.is_some())?;
        entries
    }
}

/// Has SQLite look at the file from the inside.
pub fn is_healthy(connection: &Connection) -> Result<()> {
    // Every index is held against its table, entry by entry: with the file in memory that takes half as long.
    connection.pragma_update(None, "cache_size", -65_536)?;
    let health: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if health == "ok" {
        return Ok(());
    }
    let damaged = error_of!(Differs, "damaged_page": "文件内部损坏：{health}", "the file is damaged inside: {health}");
    Err(differs(damaged))
}

/// So many names are said; the others are counted.
const NAMED: usize = 5;

/// Holds what a ledger file is made of against the statements that this program makes one with; of the views it has all, or none.
/// Whatever else stands in it acts on what is kept: a trigger by itself, an index by what it takes for unique, a view or table by its
/// name. Answers whether it has the tables of several sites. Exit 5, naming what was altered, what is missing, and what is not this program's.
pub fn check_tables(connection: &Connection) -> Result<bool> {
    let by_name = |statement| (name_of(statement), statement);
    let mut ours: HashMap<&str, &str> = statements().map(by_name).collect();
    let (mut altered, mut foreign, mut has_views, mut has_sites) = (Vec::new(), Vec::new(), false, false);
    let mut statement = connection.prepare("SELECT type, name, sql FROM sqlite_schema")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let text = |column| row.get_ref(column).ok().and_then(|value| value.as_str().ok());
        let (sort, name, sql) = (text(0).unwrap_or_default(), text(1).unwrap_or_default(), text(2));
        if sort == "view" && !has_views {
            has_views = true;
            ours.extend(views().map(by_name));
        }
        if name == "site" {
            has_sites = true;
            ours.extend(of_sites().map(by_name));
        }
        match ours.remove(name) {
            Some(expected) if sql == Some(expected) => {}
            Some(_) => altered.push(name.to_owned()),
            None if is_of_sqlite(sort, name, sql) => {}
            None => foreign.push(format!("{sort} {name}")),
        }
    }
    if views().all(|view| ours.contains_key(name_of(view))) {
        ours.retain(|_, statement| !statement.starts_with("CREATE VIEW"));
    }
    let mut missing: Vec<String> = ours.into_keys().map(str::to_owned).collect();
    missing.sort();
    if altered.is_empty() && missing.is_empty() && foreign.is_empty() {
        return Ok(has_sites);
    }
    let all =
        [("被改动", "altered", altered), ("缺", "missing", missing), ("不是本程序的", "not this program's", foreign)];
    let told = all.into_iter().filter(|(.., names)| !names.is_empty()).map(|(zh, en, names)| {
        let names = listed(&names);
        (format!("{zh}：{names}"), format!("{en}: {names}"))
    });
    let (zh, en): (Vec<_>, Vec<_>) = told.unzip();
    let (zh, en) = (zh.join("；"), en.join("; "));
    Err(error_of!(Database, "altered_tables":
        "台账文件的表结构被改动过，未作任何操作（{zh}）", "the tables of this file were altered; nothing was done ({en})";
        "换用备份；不是本程序的，用改它的程序删去（DROP）",
        "use a backup; what is not this program's can be dropped with the program that put it there"))
}

/// What SQLite makes of its own accord: what ANALYZE has counted, which only weighs one way to an answer against another, and
/// the index of a key, which has no statement.
fn is_of_sqlite(sort: &str, name: &str, sql: Option<&str>) -> bool {
    match sort {
        "table" => matches!(name, "sqlite_stat1" | "sqlite_stat4"),
        "index" => sql.is_none() && name.starts_with("sqlite_autoindex_"),
        _ => false,
    }
}

/// Some names, each short enough to be read.
fn listed(names: &[String]) -> String {
    let short = |name: &String| name.chars().take(60).collect::<String>();
    let mut list = names.iter().take(NAMED).map(short).collect::<Vec<_>>().join(", ");
    if names.len() > NAMED {
        list += &format!(" … {}", names.len());
    }
    list
}
