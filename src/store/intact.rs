//! Whether the tables, indexes and views in a ledger file are exactly those that this program makes, and which are not.

use foldhash::HashMap;
use rusqlite::Connection;

use super::schema::{name_of, statements};
use super::views::views;
use crate::error::Result;

/// So many names are said; the others are counted.
const NAMED: usize = 5;

/// Holds what a ledger file is made of against the statements that this program makes one with. Whatever else stands in it acts on what is kept: a
/// trigger by itself, an index by what it takes for unique, a view or table by its name. Exit 5, naming what was altered, what
/// is missing, and what is not this program's.
pub fn check(connection: &Connection) -> Result<()> {
    let views = views();
    let mut ours: HashMap<&str, &str> = statements(&views).map(|statement| (name_of(statement), statement)).collect();
    let (mut altered, mut foreign) = (Vec::new(), Vec::new());
    let mut statement = connection.prepare("SELECT type, name, sql FROM sqlite_schema")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let text = |column| row.get_ref(column).ok().and_then(|value| value.as_str().ok());
        let (sort, name, sql) = (text(0).unwrap_or_default(), text(1).unwrap_or_default(), text(2));
        match ours.remove(name) {
            Some(expected) if sql == Some(expected) => {}
            Some(_) => altered.push(name.to_owned()),
            None if is_of_sqlite(sort, name, sql) => {}
            None => foreign.push(format!("{sort} {name}")),
        }
    }
    let mut missing: Vec<String> = ours.into_keys().map(str::to_owned).collect();
    missing.sort();
    if altered.is_empty() && missing.is_empty() && foreign.is_empty() {
        return Ok(());
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
