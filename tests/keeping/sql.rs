//! The ledger file as plain SQL: its views say what the program says, and the queries of the guide work.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use crate::world::World;
use qjcppcc::figure::{Reading, figures};
use qjcppcc::ledger::{Ledger, Type};
use qjcppcc::vocabulary::seed_vocabulary;
use rusqlite::types::Value as Sql;
use serde_json::Value as Json;

/// Three questions of the guide, each with how its answer begins.
const QUERIES: &[(&str, &str)] = &[
    (
        "SELECT year, value, bound FROM figure_by_year WHERE figure = 'case.funds' ORDER BY year DESC",
        "2022|12340000.0|exact",
    ),
    (
        "SELECT town, count(*) AS matters FROM live_case WHERE date LIKE '2022-%' GROUP BY town ORDER BY matters DESC, town",
        "古南|3",
    ),
    (
        "SELECT c.no, c.title, f.date, f.amount FROM live_fund f JOIN live_case c ON c.no = f.of_no ORDER BY f.amount DESC LIMIT 5",
        "11|扶欢河防洪堤破损修复|2022-05-13|960000",
    ),
];

fn example(world: &mut World) -> rusqlite::Connection {
    world.run("qjcppcc init year.db");
    world.run("qjcppcc --db year.db import examples/qijiang-2022.jsonl");
    assert_eq!(world.run("qjcppcc --db year.db views"), "已建65个视图，供 SQL 查询\n");
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
    let all = world.run("qjcppcc --db year.db export");
    let all = all.lines().map(|line| serde_json::from_str::<Json>(line).expect("a line of JSON"));
    let parents: HashMap<String, Json> = all.map(|line| (line["id"].to_string(), line)).collect();
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
            let parent = parents.get(&line["of"][0].to_string());
            assert_eq!(cell("of_no"), Some(parent.map_or(Json::Null, |parent| parent["no"].clone())), "{}", ledger.key);
            let of_ledger = parent.map_or(Json::Null, |parent| parent["ledger"].clone());
            assert_eq!(cell("of_ledger"), Some(of_ledger), "{}", ledger.key);
            // What came after the views were made is in the body of the entry.
            assert_eq!(cell("span"), None);
            for field in ledger.all_fields().filter(|field| field.key != "span") {
                let inherits = line[field.key].is_null() && matches!(field.holds, Type::Term(_));
                let kept = &parent.filter(|_| inherits).unwrap_or(line)[field.key];
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
    let compared: usize = [2021, 2022].map(|year| compare(&mut world, &connection, "year.db", year)).iter().sum();
    assert!(compared > 80, "{compared}");
}

/// Holds the view against the report of a year: the same figures, each the same. Answers how many there are.
fn compare(world: &mut World, connection: &rusqlite::Connection, file: &str, year: i32) -> usize {
    let report = world.json(&format!("qjcppcc --db {file} report {year} --json"));
    let figures = report["figures"].as_array().expect("figures").iter();
    let said: BTreeSet<String> = figures
        .filter(|figure| !figure["value"].is_null())
        .map(|figure| format!("{} {} {} {}", figure["key"], figure["value"], figure["bound"], figure["records"]))
        .collect();
    let sql = format!("SELECT figure, value, bound, records FROM figure_by_year WHERE year = {year}");
    let shown = rows(connection, &sql)
        .into_iter()
        .map(|row| row.iter().map(|(_, value)| json(value).to_string()).collect::<Vec<_>>().join(" "));
    assert_eq!(shown.collect::<BTreeSet<_>>(), said, "{year}");
    said.len()
}

#[test]
fn what_is_in_stock_is_there_in_quiet_years() {
    let mut world = World::new();
    world.run("qjcppcc init quiet.db");
    let said = world.run("qjcppcc --db quiet.db member add member 张三 -d 2019-01-10 --until 2023-12-31");
    assert!(said.starts_with("已记"), "{said}");
    world.run("qjcppcc --db quiet.db case add 甲事 -t 永新 -d 2020-05-01 --yes");
    world.run("qjcppcc --db quiet.db study add chair -n 18 -d 2017-05-01 --yes");
    world.run("qjcppcc --db quiet.db views");
    let connection = rusqlite::Connection::open(world.path("quiet.db")).expect("the ledger opens as plain SQLite");
    for year in 2017..=2024 {
        compare(&mut world, &connection, "quiet.db", year);
    }
    let years = "SELECT group_concat(year || ':' || value, ' ') FROM figure_by_year WHERE figure = 'case.open'";
    let open = json(&rows(&connection, years)[0][0].1);
    assert_eq!(open, "2020:1 2021:1 2022:1 2023:1 2024:1");
}

#[test]
fn the_queries_of_the_guide_work() {
    let mut world = World::new();
    let connection = example(&mut world);
    for page in ["src/guide/zh/scripts.md", "src/guide/en/scripts.md"] {
        let told = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).expect(page);
        for (sql, beginning) in QUERIES {
            assert!(told.contains(sql), "{page} does not show {sql}");
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

#[test]
fn views_are_made_on_demand_and_taken_away_without_a_trace_in_the_log() {
    let mut world = World::new();
    world.run("qjcppcc init x.db");
    world.run("qjcppcc --db x.db study add chair -n 18 -d 2022-05-01");
    let plain = std::fs::read(world.path("x.db")).expect("the ledger");
    let head = world.run("qjcppcc --db x.db head");
    let views = |world: &World, file: &str| -> i64 {
        let connection = rusqlite::Connection::open(world.path(file)).expect("plain SQLite");
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'view'";
        connection.query_row(sql, [], |row| row.get(0)).expect("a number")
    };
    let answer = |world: &mut World, command: &str| {
        world.json(&format!("qjcppcc --db x.db views {command} --json"))["views"].as_i64().expect("a number")
    };
    assert_eq!(answer(&mut world, "--dry-run"), 65);
    assert_eq!(world.run("qjcppcc --db x.db views --remove --lang en"), "there are no views\n");
    assert!(std::fs::read(world.path("x.db")).expect("the ledger") == plain);
    assert_eq!((answer(&mut world, ""), views(&world, "x.db")), (65, 65));
    assert_eq!(world.run("qjcppcc --db x.db views"), "65个视图都在\n");
    // Whatever makes the file anew leaves them, and no entry tells of them.
    assert!(world.run("qjcppcc --db x.db backup safe.db").contains("核对完好"));
    assert!(world.run("qjcppcc --db x.db rebuild").starts_with("已从"));
    assert!(world.run("qjcppcc --db x.db verify").starts_with("完好：1条"));
    assert_eq!([views(&world, "safe.db"), views(&world, "x.db")], [65, 65]);
    assert_eq!(world.run("qjcppcc --db x.db head"), head);
    let said = world.run("qjcppcc --db x.db views --remove --dry-run");
    assert_eq!((said.as_str(), views(&world, "x.db")), ("（演练，未写入）视图已删去，记录没有变\n", 65));
    assert_eq!((answer(&mut world, "--remove"), views(&world, "x.db")), (0, 0));
    assert!(world.run("qjcppcc --db x.db study add chair -n 18 -d 2022-06-01").starts_with("已记"));
    // All of them, or none.
    let connection = rusqlite::Connection::open(world.path("safe.db")).expect("plain SQLite");
    connection.execute_batch("DROP VIEW live_case").expect("dropped");
    drop(connection);
    for command in ["study list", "views", "views --remove"] {
        let said = world.run(&format!("qjcppcc --db safe.db {command}"));
        assert!(said.contains("（缺：live_case）") && said.contains("[exit 5]"), "{command}: {said}");
    }
    // No file is made for them.
    assert!(world.run("qjcppcc views").contains("[exit 5]"));
}

#[test]
fn the_view_of_figures_reads_every_figure_as_the_dictionary_does() {
    let mut world = World::new();
    world.run("qjcppcc init x.db");
    world.run("qjcppcc --db x.db views");
    let connection = rusqlite::Connection::open(world.path("x.db")).expect("plain SQLite");
    let put = |sql: &str, key: &str| connection.execute(sql, [key]).expect("a row");
    let all = figures(seed_vocabulary());
    for figure in &all {
        let sql = match figure.reading {
            Reading::Present => {
                "INSERT INTO posting VALUES (?1, '2019-03-01', 1, 'x', NULL, NULL, NULL, NULL, 10000, 0, 0)"
            }
            Reading::Stock => "INSERT INTO total VALUES (?1, '2020-03', 0, 10000, 1, 0, 1)",
            _ => "INSERT INTO year_total VALUES ('2021', ?1, 0, 10000, 1, 0, 1)",
        };
        put(sql, &figure.key);
    }
    put("INSERT INTO total VALUES (?1, '2020-01', 0, 0, 0, 0, 0)", "first");
    put("INSERT INTO total VALUES (?1, '2021-12', 0, 0, 0, 0, 0)", "none");
    let sql = "SELECT figure || year, value FROM figure_by_year";
    let mut shown: HashMap<String, i64> = HashMap::new();
    for row in rows(&connection, sql) {
        shown.insert(json(&row[0].1).as_str().expect("a key").to_owned(), json(&row[1].1).as_i64().expect("a number"));
    }
    for figure in &all {
        let whole = Some(10000 / figure.measure.parts());
        let expected = match figure.reading {
            Reading::Stock => [whole, whole],
            Reading::Present => [Some(1), Some(1)],
            _ => [None, whole],
        };
        let said = [2020, 2021].map(|year| shown.get(&format!("{}{year}", figure.key)).copied());
        assert_eq!(said, expected, "{}", figure.key);
    }
}
