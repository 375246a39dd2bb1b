//! Views for other programs: the records of every ledger under the keys of its fields, and what figures come to by year.

use crate::amount::{Bound, Measure};
use crate::figure::{FIGURES, Reading};
use crate::ledger::{Ledger, Type};

/// Every view of a ledger file: its name, and the statement that makes it.
pub fn views() -> Vec<(String, String)> {
    let ledgers = Ledger::all().filter(|ledger| !ledger.is_of_office());
    ledgers.map(of_ledger).chain(std::iter::once(("figure_by_year".to_owned(), by_year()))).collect()
}

/// `ledger_case`: id, number, what it hangs on, the fields, and whether it is void. The bound of an exact number is null.
/// Every command reads these statements, so they are as short as they can be.
fn of_ledger(ledger: &Ledger) -> (String, String) {
    let name = format!("ledger_{}", ledger.key);
    let parts = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)];
    let id = parts.map(|(from, length)| format!("substr(hex(id), {from}, {length})")).join(" || '-' || ");
    let mut columns = vec![format!("lower({id}) AS id"), "no".to_owned()];
    if ledger.is_child() {
        columns.push("body ->> 'of' AS \"of\"".to_owned());
    }
    for field in ledger.all_fields() {
        let key = field.key;
        let name = if matches!(field.holds, Type::File) { " ->> 'name'" } else { "" };
        columns.push(format!("body ->> '{key}'{name} AS \"{key}\""));
        if matches!(field.holds, Type::Amount(_)) {
            columns.push(format!("body ->> '{key}_bound' AS \"{key}_bound\""));
        }
    }
    columns.push("void".to_owned());
    let columns = columns.join(",\n    ");
    let key = ledger.key;
    let sql = format!(
        "CREATE VIEW {name} AS SELECT\n    {columns}\nFROM record JOIN entry ON seq = head WHERE ledger = '{key}'"
    );
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
