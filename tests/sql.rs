//! The ledger file as plain SQL: its views say what the program says, and the queries of the README work.

mod world;

use qjcppcc::ledger::{Ledger, Type};
use rusqlite::types::Value as Sql;
use serde_json::Value as Json;
use world::World;

/// Three questions of the README, each with how its answer begins.
const QUERIES: &[(&str, &str)] = &[
    (
        "SELECT year, value, bound FROM figure_by_year WHERE figure = 'case.funds' ORDER BY year DESC",
        "2022|12340000|exact",
    ),
    (
        "SELECT town, count(*) AS matters FROM ledger_case WHERE date LIKE '2022-%' AND NOT void GROUP BY town ORDER BY matters DESC, town",
        "古南|3",
    ),
    (
        "SELECT c.no, c.title, f.date, f.amount FROM ledger_case c JOIN ledger_fund f ON json_extract(f.\"of\", '$[0]') = c.id WHERE NOT f.void ORDER BY f.amount DESC LIMIT 5",
        "",
    ),
];

fn example(world: &mut World) -> rusqlite::Connection {
    world.run("qjcppcc init year.db");
    world.run("qjcppcc --db year.db import examples/qijiang-2022.jsonl");
    rusqlite::Connection::open(world.path("year.db")).expect("the ledger opens as plain SQLite")
}

fn rows(connection: &rusqlite::Connection, sql: &str) -> Vec<Vec<(String, Sql)>> {
    let mut statement = connection.prepare(sql).expect("the statement is understood");
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row| {
        names.iter().enumerate().map(|(at, name)| Ok((name.clone(), row.get::<_, Sql>(at)?))).collect()
    };
    statement.query_map([], read).expect("rows").collect::<rusqlite::Result<_>>().expect("every row")
}

fn json(value: &Sql) -> Json {
    match value {
        Sql::Null => Json::Null,
        Sql::Integer(number) => (*number).into(),
        Sql::Real(number) if number.fract() == 0.0 => serde_json::from_str(&format!("{number:.0}")).expect("a number"),
        Sql::Real(number) => serde_json::from_str(&number.to_string()).expect("a number"),
        Sql::Text(text) => text.as_str().into(),
        Sql::Blob(_) => panic!("a view shows no blob"),
    }
}

#[test]
fn every_view_of_a_ledger_shows_its_records_under_the_keys_of_its_fields() {
    let mut world = World::new();
    let connection = example(&mut world);
    for ledger in Ledger::all().filter(|ledger| !ledger.is_of_office()) {
        let exported = world.run(&format!("qjcppcc --db year.db export {}", ledger.key));
        let exported: Vec<Json> =
            exported.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
        let shown = rows(&connection, &format!("SELECT * FROM ledger_{}", ledger.key));
        assert_eq!(shown.len(), exported.len(), "{}", ledger.key);
        for row in &shown {
            let cell = |key: &str| row.iter().find(|(name, _)| name == key).map(|(_, value)| json(value));
            let id = cell("id").expect("an id");
            let line = exported.iter().find(|line| line["id"] == id).expect("the record");
            for field in ledger.all_fields() {
                let kept = &line[field.key];
                let expected = match field.holds {
                    Type::File => kept["name"].clone(),
                    Type::Flag if kept.is_boolean() => i64::from(kept == true).into(),
                    Type::Names | Type::Terms(_) if kept.is_array() => kept.to_string().into(),
                    _ => kept.clone(),
                };
                assert_eq!(cell(field.key), Some(expected), "{} {}", ledger.key, field.key);
                if matches!(field.holds, Type::Amount(_)) {
                    let bound = format!("{}_bound", field.key);
                    let expected = if line[&bound] == "exact" { &Json::Null } else { &line[&bound] };
                    assert_eq!(cell(&bound).as_ref(), Some(expected), "{} {bound}", ledger.key);
                }
            }
        }
    }
}

#[test]
fn figures_by_year_are_those_of_the_report() {
    let mut world = World::new();
    let connection = example(&mut world);
    let mut compared = 0;
    for year in [2021, 2022] {
        let report = world.run(&format!("qjcppcc --db year.db report {year} --json"));
        let report: Json = serde_json::from_str(&report).expect("JSON");
        let shown = rows(&connection, &format!("SELECT figure, value, bound FROM figure_by_year WHERE year = {year}"));
        for row in &shown {
            let [key, value, bound] = [0, 1, 2].map(|at| json(&row[at].1));
            let figures = report["figures"].as_array().expect("figures");
            let figure = figures.iter().find(|figure| figure["key"] == key);
            let figure = figure.unwrap_or_else(|| panic!("{key} is no figure of the report"));
            assert_eq!((&figure["value"], &figure["bound"]), (&value, &bound), "{year} {key}");
            compared += 1;
        }
    }
    assert!(compared > 80, "{compared}");
}

#[test]
fn the_queries_of_the_readme_work() {
    let mut world = World::new();
    let connection = example(&mut world);
    for readme in [include_str!("../README.md"), include_str!("../README.zh.md")] {
        for (sql, beginning) in QUERIES {
            assert!(readme.contains(sql), "the README does not show {sql}");
            let answer = rows(&connection, sql);
            let first = answer.first().expect("a row").iter().map(|(_, value)| match value {
                Sql::Real(number) => format!("{number:?}"),
                value => json(value).to_string().trim_matches('"').to_owned(),
            });
            let first = first.collect::<Vec<_>>().join("|");
            assert!(first.starts_with(beginning), "{first}");
        }
    }
}
