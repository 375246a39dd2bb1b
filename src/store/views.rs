//! Views for other programs: the records of every ledger under the keys of its fields, and what figures come to by year.

use crate::amount::{Bound, Measure};
use crate::figure::{FIGURES, Reading};
use crate::ledger::{Ledger, Type};

/// Every view of a ledger file: its name, and the statement that makes it.
pub fn views() -> Vec<(String, String)> {
    let ledgers = Ledger::all().filter(|ledger| !ledger.is_of_office());
    ledgers.map(of_ledger).chain(std::iter::once(("figure_by_year".to_owned(), by_year()))).collect()
}

/// The id as it is written everywhere else.
const ID: &str = "lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4) || '-' || \
                  substr(hex(id), 17, 4) || '-' || substr(hex(id), 21, 12))";

/// `ledger_case`: id, number, what it hangs on, the fields, and whether it is void. The bound of an exact number is null.
/// Every command reads these statements, so they are as short as they can be; and makes them, so they are put together
/// without detours.
fn of_ledger(ledger: &Ledger) -> (String, String) {
    let name = format!("ledger_{}", ledger.key);
    let mut sql = String::with_capacity(2048);
    let mut write = |parts: &[&str]| parts.iter().for_each(|part| sql.push_str(part));
    write(&["CREATE VIEW ", &name, " AS SELECT\n    ", ID, " AS id,\n    no"]);
    if ledger.is_child() {
        write(&[",\n    body ->> 'of' AS \"of\""]);
    }
    for field in ledger.all_fields() {
        let key = field.key;
        let name = if matches!(field.holds, Type::File) { " ->> 'name'" } else { "" };
        write(&[",\n    body ->> '", key, "'", name, " AS \"", key, "\""]);
        if matches!(field.holds, Type::Amount(_)) {
            write(&[",\n    body ->> '", key, "_bound' AS \"", key, "_bound\""]);
        }
    }
    write(&[",\n    void\nFROM record JOIN entry ON seq = head WHERE ledger = '", ledger.key, "'"]);
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
    CASE WHEN {money} THEN sum(value) / {in_money}.0 WHEN {hours} THEN sum(value) / {in_hours}.0 ELSE sum(value) END AS value,
    CASE max(bound) WHEN 0 THEN '{exact}' ELSE CASE min(nullif(bound, 0)) WHEN max(bound) THEN
        CASE max(bound) WHEN 1 THEN '{at_least}' WHEN 3 THEN '{below}' ELSE '{about}' END ELSE '{about}' END END AS bound,
    sum(records) AS records
FROM line GROUP BY figure, year"
    )
}
