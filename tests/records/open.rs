//! Matters that are open: found without those being read that were closed long ago, and none is missed.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::world::World;

/// Matters of five years that are solved, returned and taken up again, on one day, too, or in a month of which the day is not known.
fn courses() -> String {
    let (mut random, mut moment) = (7_u64, 1_600_000_000_000_u64);
    let mut draw = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    let mut id = || {
        moment += 1;
        let ms = format!("{moment:012x}");
        format!("{}-{}-7000-8000-000000000000", &ms[..8], &ms[8..])
    };
    let first = chrono::NaiveDate::from_ymd_opt(2018, 1, 1).expect("a day");
    let last = chrono::NaiveDate::from_ymd_opt(2022, 12, 31).expect("a day");
    let mut lines = String::new();
    for no in 1..=120 {
        let (mut day, matter, mut is_open) = (first + chrono::Days::new(draw(1500)), id(), true);
        let said = json!({ "ledger": "case", "id": matter, "no": no, "date": day.to_string(), "title": format!("事{no}"), "town": "永新" });
        lines += &format!("{said}\n");
        for _ in 0..draw(6) {
            let away = [0, 0, 9, 40, 400][usize::try_from(draw(5)).expect("small")];
            day = day + chrono::Days::new(away);
            if day > last {
                break;
            }
            let mut event = match (is_open, draw(3)) {
                (true, 0) => json!({ "ledger": "outcome", "outcome": "returned", "grounds": "不属本级" }),
                (true, _) => json!({ "ledger": "solution" }),
                _ => json!({ "ledger": "reopening", "stage": "proposal", "grounds": "又堵了" }),
            };
            is_open = !is_open;
            let whole = away == 40 && draw(2) == 0;
            event["date"] = json!(day.format(if whole { "%Y-%m" } else { "%Y-%m-%d" }).to_string());
            event["id"] = json!(id());
            event["of"] = json!(matter);
            lines += &format!("{event}\n");
            // What follows comes after the month of which the day is not known.
            day = if whole { day + chrono::Days::new(31) } else { day };
        }
    }
    lines
}

fn numbers<'a>(rows: impl IntoIterator<Item = &'a Value>) -> Vec<i64> {
    let mut numbers: Vec<i64> = rows.into_iter().filter_map(|row| row["no"].as_i64()).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn board_due_and_late_have_what_the_whole_list_says_on_any_day() {
    let mut world = World::with(&[("事.jsonl", courses())]);
    let printed = world.run("qjcppcc import 事.jsonl --yes");
    assert!(!printed.contains("[exit"), "{printed}");
    assert!(!world.run("qjcppcc setting set case.limit.filing 90d").contains("[exit"));
    let mut known = [0; 4];
    for day in ["2018-06-14", "2019-03-31", "2020-02-20", "2020-12-31", "2021-08-09", "2022-12-31"] {
        world.set_clock(&format!("{day}T09:30:00+08:00"));
        let all = world.json("qjcppcc case list --json");
        let all: Vec<&Value> = all.as_array().expect("a list").iter().collect();
        let there = |row: &&&Value| row["date"].as_str().expect("a day") <= day;
        let of = |is: &dyn Fn(&Value) -> bool| numbers(all.iter().filter(there).copied().filter(|row| is(row)));
        let new_year = &format!("{}-01-01", &day[..4])[..];
        let expected = [
            of(&|row| row["outcome"] == "open" || row["settled"].as_str().is_some_and(|day| day >= new_year)),
            of(&|row| !row["due"].is_null()),
            of(&|row| row["late"].as_i64().is_some_and(|late| late > 0)),
            numbers(all.iter().copied().filter(|row| row["outcome"] == "open")),
        ];
        let asked = ["board", "due", "list --late", "list --outcome open"];
        for (at, (asked, expected)) in asked.into_iter().zip(expected).enumerate() {
            let rows = world.json(&format!("qjcppcc case {asked} --json"));
            assert_eq!(numbers(rows.as_array().expect("a list")), expected, "{asked} on {day}");
            known[at] += expected.len();
        }
        // A later board of the same year is none of what came after it.
        let year = &day[..4];
        let board = world.run("qjcppcc case board --json");
        assert_eq!(world.run(&format!("qjcppcc case board --year {year} --json")), board);
    }
    assert!(known.iter().all(|rows| *rows > 50), "{known:?}");
    assert_eq!(world.run("qjcppcc case list --late --void"), "没有记录\n");
}

#[test]
fn what_was_closed_long_ago_is_not_read() {
    let closed = (1..=2000).flat_map(|no| {
        let id = format!("{no:08x}-0000-4000-8000-000000000000");
        let matter =
            json!({ "ledger": "case", "id": id, "date": "2019-03-01", "title": format!("旧事{no}"), "town": "永新" });
        let solution = json!({ "ledger": "solution", "of": id, "date": "2019-05-01" });
        [format!("{matter}\n"), format!("{solution}\n")]
    });
    let mut world = World::with(&[("旧.jsonl", closed.collect::<String>())]);
    world.run("qjcppcc init x.db");
    assert!(world.run("qjcppcc --db x.db import 旧.jsonl --yes").contains("新增4000条"));
    let last = "SELECT max(seq) FROM entry";
    let connection = Connection::open(world.path("x.db")).expect("plain SQLite");
    let last: i64 = connection.query_row(last, [], |row| row.get(0)).expect("a number");
    world.run("qjcppcc --db x.db case add 新事 -t 永新 -d 2021-3-1");
    world.run("qjcppcc --db x.db case add 又一事 -t 永新 -d 2022-3-1");
    world.run("qjcppcc --db x.db case solve 2002 -d 2022-4-1");
    world.run("qjcppcc --db x.db setting set case.limit.filing 90d");
    let asked = ["board", "due", "list --late", "list --outcome open", "due --on 2022-06-01"];
    let before = asked.map(|asked| world.run(&format!("qjcppcc --db x.db case {asked} --json")));
    assert!(before.iter().all(|printed| printed.contains("新事") && !printed.contains("旧事")), "{before:?}");
    // Whoever read one of them would stop at it.
    connection.execute("UPDATE entry SET body = '{' WHERE seq <= ?1", [last]).expect("changed");
    assert_eq!(asked.map(|asked| world.run(&format!("qjcppcc --db x.db case {asked} --json"))), before);
    assert!(world.run("qjcppcc --db x.db case list --json").contains("[exit 5]"));
}
