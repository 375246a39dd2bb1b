//! The tables of a ledger file, and the steps that lead from one version of them to the next.
//!
//! Steps only grow: a step that has been released is never changed.

use rusqlite::Connection;

use super::views::views;
use crate::error::Result;

/// `QJCP`: tells a ledger file from other programs' SQLite files.
pub const APPLICATION_ID: i64 = 0x514a_4350;

/// What leads from version 1 to 2, from 2 to 3 and so on, a batch of statements each.
pub const STEPS: &[&str] = &[];

/// The version this program writes.
#[expect(clippy::cast_possible_wrap, reason = "there will never be so many steps")]
pub const VERSION: i64 = 1 + STEPS.len() as i64;

/// The tables of version 1, each statement as SQLite keeps it.
pub const TABLES: &[&str] = &[
    "CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    os TEXT NOT NULL,
    batch INTEGER NOT NULL,
    op TEXT NOT NULL,
    record BLOB NOT NULL,
    reason TEXT,
    origin TEXT,
    body TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT",
    "CREATE TABLE record (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    ledger TEXT NOT NULL,
    no INTEGER NOT NULL,
    date TEXT NOT NULL,
    kind TEXT,
    title TEXT,
    town TEXT,
    platform TEXT,
    department TEXT,
    highlight INTEGER NOT NULL,
    added INTEGER NOT NULL,
    head INTEGER NOT NULL,
    void INTEGER NOT NULL
) STRICT",
    "CREATE TABLE link (
    child INTEGER NOT NULL,
    parent INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    PRIMARY KEY (child, parent)
) STRICT, WITHOUT ROWID",
    "CREATE TABLE posting (
    figure TEXT NOT NULL,
    date TEXT NOT NULL,
    record INTEGER NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT,
    town TEXT,
    platform TEXT,
    department TEXT,
    value INTEGER NOT NULL,
    bound INTEGER NOT NULL,
    lump INTEGER NOT NULL,
    PRIMARY KEY (figure, date, record, subject)
) STRICT, WITHOUT ROWID",
    "CREATE TABLE total (
    figure TEXT NOT NULL,
    month TEXT NOT NULL,
    bound INTEGER NOT NULL,
    value INTEGER NOT NULL,
    records INTEGER NOT NULL,
    lumps INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (figure, month, bound)
) STRICT, WITHOUT ROWID",
    "CREATE TABLE year_total (
    year TEXT NOT NULL,
    figure TEXT NOT NULL,
    bound INTEGER NOT NULL,
    value INTEGER NOT NULL,
    records INTEGER NOT NULL,
    lumps INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (year, figure, bound)
) STRICT, WITHOUT ROWID",
    "CREATE TABLE part (
    figure TEXT NOT NULL,
    year TEXT NOT NULL,
    facet TEXT NOT NULL,
    part TEXT NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (figure, year, facet, part)
) STRICT, WITHOUT ROWID",
    "CREATE TABLE vocabulary (
    name TEXT NOT NULL,
    ledger TEXT NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    english TEXT NOT NULL,
    unit TEXT,
    unit_english TEXT,
    scope TEXT,
    level TEXT,
    about TEXT,
    rank INTEGER NOT NULL,
    retired TEXT,
    PRIMARY KEY (name, ledger, key)
) STRICT, WITHOUT ROWID",
];

/// The indexes of version 1, as SQLite keeps them.
pub const INDEXES: &[&str] = &[
    "CREATE INDEX entry_change ON entry (record) WHERE op <> 'add'",
    "CREATE UNIQUE INDEX record_id ON record (id)",
    "CREATE UNIQUE INDEX record_no ON record (ledger, no)",
    // With what a list needs of a record besides its entry.
    "CREATE INDEX record_date ON record (ledger, date, no, void, head)",
    "CREATE INDEX record_highlight ON record (ledger, date) WHERE highlight = 1 AND void = 0",
    "CREATE INDEX link_parent ON link (parent)",
];

/// What a statement of these makes: the word after what sort of thing it is.
pub fn name_of(statement: &str) -> &str {
    statement.split(' ').skip_while(|word| !matches!(*word, "TABLE" | "INDEX" | "VIEW")).nth(1).unwrap_or_default()
}

/// Every statement that makes a ledger file; `views` are those of [`views`].
pub fn statements(views: &[String]) -> impl Iterator<Item = &str> {
    TABLES.iter().chain(INDEXES).copied().chain(views.iter().map(String::as_str))
}

/// Makes the tables and views of a new ledger file, inside the caller's transaction.
pub fn create(connection: &Connection) -> Result<()> {
    let views = views();
    for statement in statements(&views) {
        connection.execute_batch(statement)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(connection.pragma_update(None, "user_version", VERSION)?)
}
