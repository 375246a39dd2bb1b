//! The tables of a ledger file, and its versions.
//!
//! Entries are kept as they were written for ever; everything else is derived from them. Whatever changes what is derived (a table,
//! a view, a field, a figure, what a record posts) is a new version: a file of an older one gets all of it anew ([`super::growth`]).

use rusqlite::Connection;

use crate::error::Result;
use crate::text::{count, divided};

/// `QJCP`: tells a ledger file from other programs' SQLite files.
pub const APPLICATION_ID: i64 = 0x514a_4350;

/// The version this program writes; a file of each stands in `tests/golden`. 2 keeps the log clock, 3 pairs that may be one, what breaks the
/// rules of a course, and which change an undo takes back, 4 all that is different from office to office, stations, activities, what
/// platforms did, turns by role, whom service helped, and totals of what hangs on others, 5 motions, 6 the days on which began what is still
/// there, which motions are open, and which pieces were endorsed by whom, 7 entries of several sites.
pub const VERSION: i64 = 7;

/// What makes the tables and indexes, as SQLite keeps it: the table of entries, the same in every version, then all that is derived from
/// them. `clock` is the log clock of an entry, where its own clock was behind that of an earlier one; `record_date` has what a list needs
/// of a record besides its entry.
const SQL: &str = include_str!("schema.sql");
static STATEMENTS: [&str; count(SQL, b";")] = divided(SQL, b";");
const OF_VIEWS: &str = include_str!("views.sql");
const OF_SITES: &str = include_str!("sites.sql");
static SITES: [&str; count(OF_SITES, b";")] = divided(OF_SITES, b";");
static VIEWS: [&str; count(OF_VIEWS, b";")] = divided(OF_VIEWS, b";");

/// Every statement that makes a ledger file, but for the [`views`]: the table of entries first, then all that is derived from them.
pub fn statements() -> impl Iterator<Item = &'static str> {
    STATEMENTS.iter().map(|statement| statement.trim_start())
}

/// The statements that make the tables of a file in which several sites have recorded; one with a single site has none of them. `place`
/// says whose an entry is, and its number in that chain, `here` which site the file is of, `arrival` how far the chains of others were when
/// the own one had so many entries; `site` and `waiting` are derived: how far each chain goes, and entries that do not count yet, because
/// the year is closed, or because what they rest on has not come.
pub fn of_sites() -> impl Iterator<Item = &'static str> {
    SITES.iter().map(|statement| statement.trim_start())
}

/// The tables that are derived from the entries.
pub fn tables() -> impl Iterator<Item = &'static str> {
    statements().skip(1).filter(|statement| statement.starts_with("CREATE TABLE"))
}

/// The indexes.
pub fn indexes() -> impl Iterator<Item = &'static str> {
    statements().filter(|statement| !statement.starts_with("CREATE TABLE"))
}

/// What a statement of these makes: the word after what sort of thing it is.
pub fn name_of(statement: &str) -> &str {
    statement.split(' ').skip_while(|word| !matches!(*word, "TABLE" | "INDEX" | "VIEW")).nth(1).unwrap_or_default()
}

/// The columns that are the key of a table of these: an order that does not depend on how it was filled.
pub fn key_of(table: &str) -> &str {
    let listed = table.split_once("PRIMARY KEY (").and_then(|(_, key)| key.split_once(')'));
    listed.map_or("1", |(key, _)| key)
}

/// Makes the tables of a new ledger file, inside the caller's transaction.
pub fn create(connection: &Connection) -> Result<()> {
    statements().take(1).try_for_each(|entries| connection.execute_batch(entries))?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    derive(connection)
}

/// Makes the tables and indexes of all that is derived, empty, and says of which version they are.
pub fn derive(connection: &Connection) -> Result<()> {
    statements().skip(1).try_for_each(|statement| connection.execute_batch(statement))?;
    Ok(connection.pragma_update(None, "user_version", VERSION)?)
}

/// The statements that make the views of a ledger file. It has all of them, for those who ask it in SQL, or none: every command would
/// have SQLite read them. `ledger_all` has what the records of all ledgers have in common, and the first record that each hangs on,
/// from which it has kind, town, platform and department in the figures, too; `ledger_case` the ledger's own fields as well, `live_case`
/// the same without what is void; `figure_by_year` every figure of every year, a stock as it is at the end of each.
pub fn views() -> impl Iterator<Item = &'static str> {
    VIEWS.iter().map(|statement| statement.trim_start())
}
