//! Views for other programs: the records of every ledger under the keys of its fields, and what figures come to by year.

use crate::amount::{Bound, Measure};
use crate::figure::{FIGURES, Reading};
use crate::ledger::{Ledger, Type};

/// Every view of a ledger file: its name, and the statement that makes it.
///
/// Every command reads these statements, and makes them to compare, so they are as short as they can be, and put together
/// without detours.
pub fn views() -> Vec<(String, String)> {
    let ledgers = Ledger::all().filter(|ledger| !ledger.is_of_office());
    let of_all = std::iter::once(("ledger_all".to_owned(), OF_ALL.to_owned()));
    of_all.chain(ledgers.map(of_ledger)).chain(std::iter::once(("figure_by_year".to_owned(), by_year()))).collect()
}

/// `ledger_all`: what the records of all ledgers have in common: the id as it is written everywhere else, number, fields,
/// whether it is void, and the entry that says so.
const OF_ALL: &str = "CREATE VIEW ledger_all AS SELECT
    lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4) || '-' ||
        substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) id,
    ledger, no, date, title, kind, town, platform, department, body ->> 'doc' doc, body ->> 'evidence' ->> 'name' evidence,
    body ->> 'highlight' highlight, body ->> 'note' note, void, seq entry
FROM record JOIN entry ON seq = head";

/// `ledger_case`: the same, what it hangs on, and the ledger's own fields. Amounts are numbers in comparisons, too; the bound of
/// an exact one is null.
fn of_ledger(ledger: &Ledger) -> (String, String) {
    let name = format!("ledger_{}", ledger.key);
    let mut sql = String::with_capacity(1024);
    let mut write = |parts: &[&str]| parts.iter().for_each(|part| sql.push_str(part));
    write(&["CREATE VIEW ", &name, " AS SELECT a.*"]);
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
    (name, sql)
}

/// `figure_by_year`: figure, year, value in whole units, bound, records. A stock is what is there at the end of a year in
/// which it changed.
fn by_year() -> String {
    let any = |patterns: Vec<String>| {
        let tests: Vec<String> = patterns.iter().map(|pattern| format!("figure LIKE '{pattern}'")).collect();
        format!("({})", tests.join(" OR "))
    };
    let pattern = |key: &str| key.replace("<kind>", "%").replace("<scope>", "%");
    let measured = |measure: Measure| {
        any(FIGURES.iter().filter(|entry| entry.measure() == measure).map(|entry| pattern(entry.key())).collect())
    };
    let stocks = FIGURES.iter().filter(|entry| entry.reading() == Reading::Stock);
    let stock = any(stocks.map(|entry| pattern(entry.key())).collect());
    let (hours, money) = (measured(Measure::Hours), measured(Measure::Money));
    let parts = |measure: Measure| measure.parts();
    let (in_hours, in_money) = (parts(Measure::Hours), parts(Measure::Money));
    let [exact, at_least, about, below] = [Bound::Exact, Bound::AtLeast, Bound::About, Bound::Below].map(Bound::key);
    format!(
        "CREATE VIEW figure_by_year AS
WITH line (figure, year, value, bound, records) AS (
    SELECT figure, year, value, bound, records FROM year_total
    UNION ALL SELECT t.figure, y.year, t.value, iif(t.value = 0 AND t.records = 0, 0, t.bound), t.records
        FROM total t JOIN (SELECT DISTINCT figure, substr(month, 1, 4) AS year FROM total WHERE {stock}) y
        ON y.figure = t.figure AND substr(t.month, 1, 4) <= y.year
)
SELECT figure, CAST(year AS INTEGER) AS year,
    CAST(CASE WHEN {money} THEN sum(value) / {in_money}.0 WHEN {hours} THEN sum(value) / {in_hours}.0 ELSE sum(value) END AS NUMERIC) AS value,
    CASE max(bound) WHEN 0 THEN '{exact}' ELSE CASE min(nullif(bound, 0)) WHEN max(bound) THEN
        CASE max(bound) WHEN 1 THEN '{at_least}' WHEN 3 THEN '{below}' ELSE '{about}' END ELSE '{about}' END END AS bound,
    sum(records) AS records
FROM line GROUP BY figure, year"
    )
}
