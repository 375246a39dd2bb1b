//! The tables of a ledger file, and its versions.
//!
//! Entries are kept as they were written for ever; everything else is derived from them. Whatever changes what is derived (a table,
//! a view, a field, a figure, what a record posts) is a new version: a file of an older one gets all of it anew ([`super::growth`]).

use rusqlite::Connection;

use super::views::views;
use crate::error::Result;

/// `QJCP`: tells a ledger file from other programs' SQLite files.
pub const APPLICATION_ID: i64 = 0x514a_4350;

/// The version this program writes; a file of each stands in `tests/golden`. 2 keeps the log clock, 3 pairs that may be one, what breaks the
/// rules of a course, and which change an undo takes back, 4 all that is different from office to office, stations, activities, what
/// platforms did, turns by role, whom service helped, and totals of what hangs on others.
pub const VERSION: i64 = 5;

/// The table of entries, as SQLite keeps its statement; the same in every version.
pub const ENTRIES: &str = "CREATE TABLE entry (
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
) STRICT";

/// The tables that are derived from the entries.
pub const DERIVED: &[&str] = &[
    // The log clock of an entry, where its own clock was behind that of an earlier one.
    "CREATE TABLE clock (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL
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
    about_english TEXT,
    section TEXT,
    rank INTEGER NOT NULL,
    retired TEXT,
    PRIMARY KEY (name, ledger, key)
) STRICT, WITHOUT ROWID",
];

/// The indexes, as SQLite keeps them.
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

/// The columns that are the key of a table of these: an order that does not depend on how it was filled.
pub fn key_of(table: &str) -> &str {
    let listed = table.split_once("PRIMARY KEY (").and_then(|(_, key)| key.split_once(')'));
    listed.map_or("1", |(key, _)| key)
}

/// Every statement that makes a ledger file, the entries first, then all that is derived from them; `views` are those of [`views`].
pub fn statements(views: &[String]) -> impl Iterator<Item = &str> {
    let tables = std::iter::once(ENTRIES).chain(DERIVED.iter().copied());
    tables.chain(INDEXES.iter().copied()).chain(views.iter().map(String::as_str))
}

/// Makes the tables and views of a new ledger file, inside the caller's transaction.
pub fn create(connection: &Connection) -> Result<()> {
    connection.execute_batch(ENTRIES)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    derive(connection)
}

/// Makes the tables, indexes and views of all that is derived, empty, and says of which version they are.
pub fn derive(connection: &Connection) -> Result<()> {
    let views = views();
    statements(&views).skip(1).try_for_each(|statement| connection.execute_batch(statement))?;
    Ok(connection.pragma_update(None, "user_version", VERSION)?)
}
