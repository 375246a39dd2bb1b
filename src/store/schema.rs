//! The tables of a ledger file, and its versions.
//!
//! Entries are kept as they were written for ever; everything else is derived from them. Whatever changes what is derived (a table,
//! a view, a field, a figure, what a record posts) is a new version: a file of an older one gets all of it anew ([`super::growth`]).

use rusqlite::Connection;

use crate::amount::{Bound, Measure};
use crate::error::Result;
use crate::figure::{FIGURES, Figure, Reading};
use crate::ledger::{Ledger, Type};
use crate::text::{count, divided};

/// `QJCP`: tells a ledger file from other programs' SQLite files.
pub const APPLICATION_ID: i64 = 0x514a_4350;

/// The version this program writes; a file of each stands in `tests/golden`. 2 keeps the log clock, 3 pairs that may be one, what breaks the
/// rules of a course, and which change an undo takes back, 4 all that is different from office to office, stations, activities, what
/// platforms did, turns by role, whom service helped, and totals of what hangs on others.
pub const VERSION: i64 = 5;

/// What makes the tables and indexes, as SQLite keeps it: the table of entries, the same in every version, then all that is derived from
/// them. `clock` is the log clock of an entry, where its own clock was behind that of an earlier one; `record_date` has what a list needs
/// of a record besides its entry.
const SQL: &str = include_str!("schema.sql");
static STATEMENTS: [&str; count(SQL, b";")] = divided(SQL, b";");

/// Every statement that makes a ledger file, but for the [`views`]: the table of entries first, then all that is derived from them.
pub fn statements() -> impl Iterator<Item = &'static str> {
    STATEMENTS.iter().map(|statement| statement.trim_start())
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
/// have SQLite read them.
pub fn views() -> Vec<String> {
    let ledgers = Ledger::all().filter(|ledger| !ledger.is_of_office());
    let of_ledgers = ledgers.flat_map(|ledger| [of_ledger(ledger), live(ledger.key)]);
    [OF_ALL.to_owned(), live("all")].into_iter().chain(of_ledgers).chain([by_year()]).collect()
}

/// `live_case`: `ledger_case` without what is void, for whoever adds up.
fn live(name: &str) -> String {
    ["CREATE VIEW live_", name, " AS SELECT * FROM ledger_", name, " WHERE void = 0"].concat()
}

/// `ledger_all`: what the records of all ledgers have in common: the id as it is written everywhere else, number, fields,
/// whether it is void, the entry that says so, and the first record that it hangs on, from which it has kind, town, platform
/// and department in the figures, too.
const OF_ALL: &str = "CREATE VIEW ledger_all AS SELECT
    lower(substr(hex(r.id), 1, 8) || '-' || substr(hex(r.id), 9, 4) || '-' || substr(hex(r.id), 13, 4) || '-' ||
        substr(hex(r.id), 17, 4) || '-' || substr(hex(r.id), 21)) id,
    r.ledger, r.no, r.date, r.title, coalesce(r.kind, p.kind) kind, coalesce(r.town, p.town) town,
    coalesce(r.platform, p.platform) platform, coalesce(r.department, p.department) department,
    body ->> 'doc' doc, body ->> 'evidence' ->> 'name' evidence, body ->> 'highlight' highlight, body ->> 'note' note,
    r.void, seq entry, p.ledger of_ledger, p.no of_no
FROM record r JOIN entry ON seq = r.head LEFT JOIN record p ON p.key =
    (SELECT parent FROM link JOIN record ON key = parent WHERE child = r.key ORDER BY void, rank LIMIT 1)";

/// `ledger_case`: the same, what it hangs on, and the ledger's own fields. Amounts are numbers in comparisons, too; the bound of
/// an exact one is null.
fn of_ledger(ledger: &Ledger) -> String {
    let mut sql = String::with_capacity(1024);
    let mut write = |parts: &[&str]| parts.iter().for_each(|part| sql.push_str(part));
    write(&["CREATE VIEW ledger_", ledger.key, " AS SELECT a.*"]);
    if ledger.is_child() {
        write(&[", body ->> 'of' \"of\""]);
    }
    let count = ledger.field("count").filter(|_| ledger.counted);
    for field in count.into_iter().chain(ledger.fields) {
        let key = field.key;
        if matches!(field.holds, Type::Amount(_)) {
            write(&[", CAST(body ->> '", key, "' AS NUMERIC) ", key, ", body ->> '", key, "_bound' ", key, "_bound"]);
        } else {
            write(&[", body ->> '", key, "' \"", key, "\""]);
        }
    }
    write(&[" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = '", ledger.key, "'"]);
    sql
}

/// `figure_by_year`: figure, year, value in whole units, bound, records. A stock is what is there at the end of every year from
/// its first to the last in which anything is recorded; so are things that are there.
fn by_year() -> String {
    let read = |reading| among(FIGURES.iter().filter(move |figure| figure.reading == reading));
    let (stock, present) = (read(Reading::Stock), read(Reading::Present));
    let divisors = [Measure::Hours, Measure::Money].map(Measure::parts);
    debug_assert_eq!(divisors[0], divisors[1], "one divisor is written for both");
    let in_yuan = "figure IN (SELECT 'activity.' || key FROM vocabulary WHERE ledger = 'activity' AND unit = '元')";
    let divided = among(FIGURES.iter().filter(|figure| matches!(figure.measure, Measure::Hours | Measure::Money)));
    let divisor = divisors[0];
    let [exact, at_least, about, below] = [Bound::Exact, Bound::AtLeast, Bound::About, Bound::Below].map(Bound::key);
    format!(
        "CREATE VIEW figure_by_year AS
WITH span(year) AS (
    SELECT min(month) + 0 FROM total UNION ALL SELECT year + 1 FROM span WHERE year < (SELECT max(month) + 0 FROM total)
), line AS (
    SELECT figure, year, value, bound, records FROM year_total
    UNION ALL SELECT figure, year, value, iif(value OR records, bound, 0), records
        FROM span JOIN total ON month <= year || '-12' WHERE {stock}
    UNION ALL SELECT figure, year, sum(held > 0), 0, sum(held > 0) FROM (SELECT figure, year, sum(value) held
        FROM span JOIN posting ON date <= year || '-12-31' WHERE {present} GROUP BY figure, year, subject) GROUP BY figure, year
)
SELECT figure, CAST(year AS INTEGER) year, CAST(sum(value) / iif({divided} OR {in_yuan}, {divisor}.0, 1) AS NUMERIC) value,
    CASE iif(min(nullif(bound, 0)) < max(bound), 2, max(bound))
        WHEN 0 THEN '{exact}' WHEN 1 THEN '{at_least}' WHEN 3 THEN '{below}' ELSE '{about}' END bound,
    sum(records) records
FROM line GROUP BY figure, year"
    )
}

/// A test in SQL: whether a figure is one of these. The pattern of a family takes in the figure of all its members.
fn among<'a>(figures: impl Iterator<Item = &'a Figure>) -> String {
    let (families, alone): (Vec<_>, Vec<_>) = figures.map(|figure| &*figure.key).partition(|key| key.contains('<'));
    let families: Vec<(&str, &str)> =
        families.into_iter().filter_map(|key| Some((key.split_once(".<")?.0, key.split_once('>')?.1))).collect();
    let is_member = |key: &str, (start, end): &(&str, &str)| {
        key.strip_prefix(start).and_then(|rest| rest.strip_prefix('.')).is_some_and(|rest| rest.ends_with(end))
    };
    let of_family = |key: &&str| families.iter().any(|family| is_member(key, family));
    let mut tests: Vec<String> = families.iter().map(|(start, end)| format!("figure LIKE '{start}.%{end}'")).collect();
    tests.extend(alone.iter().filter(|key| !of_family(key)).map(|key| format!("figure = '{key}'")));
    tests.join(" OR ")
}
