//! How work grows with a ledger: a command of every day takes as many steps where ten times as much is recorded of other years. What is
//! counted is what SQLite does, so that no machine is too slow or too fast for it.
#![cfg(all(unix, debug_assertions))]

use std::collections::HashSet;
use std::fs;

use qjcppcc::ledger::LEDGERS;
use qjcppcc::store::STEPS;
use serde_json::{Value as Json, json};

use crate::stories::commands::{EXAMPLE, Known, Ledger};
use crate::world::World;

/// Commands that go through all that is recorded by their nature, each with how it is called so that it does not, if it can be. What
/// changes words counts anew what is recorded with them; what words stand in is looked for in all that is said. A new command is none
/// of these: it is one of every day, however it is called in `NEEDED` of `stories::commands`.
const WHOLE: &[(&str, &str)] = &[
    ("backup", ""),
    ("export", ""),
    ("log", "log --limit 20"),
    ("office apply", ""),
    ("office wording set", ""),
    ("rebuild", ""),
    ("restore", ""),
    ("search", ""),
    ("site fork", ""),
    ("verify", ""),
    ("vocab alias", ""),
    ("vocab preset", ""),
];

/// What is asked of a ledger every day beyond one use of each command; `{id}` is the beginning of one.
const DAILY: &[&str] = &[
    "case board --year 2019",
    "case board --year 2022 --json",
    "case due --on 2022-12-31",
    "case list --late",
    "case list --outcome open",
    "case list --year 2022 --tally",
    "case list --year 2022 --search 饮水",
    "case list fund --year 2022",
    "case show fund-1",
    "log case-3",
    "log {id}",
    "missing 2022",
    "missing 2022 --department 办公室",
    "motion board --year 2019",
    "motion board --year 2022",
    "motion due --on 2022-12-31",
    "motion list --late",
    "motion list --outcome open",
    "report 2022 --by town",
    "report 2022 --style full",
    "report 2022 --trace case.funds",
    "report 2022-06",
    "report 2022 -o year.html",
    "study list --limit 20 --json",
    "study list --year 2022 --tally",
    "study show {id}",
];

/// The example nine times over, or a part of each, and motions, each time of a year before the one that is closed: all that was begun
/// then is done.
fn older(part: usize) -> String {
    let example = fs::read_to_string(EXAMPLE).expect("the example");
    let example: Vec<Json> = example.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut lines = String::new();
    for years in 4..13 {
        let mut write = |record: &Json| lines += &format!("{record}\n");
        let (mut kept, mut open) = (HashSet::new(), HashSet::new());
        for (number, record) in example.iter().enumerate() {
            let mut record = record.clone();
            let of: Vec<Json> = record["of"].as_array().cloned().unwrap_or_default();
            if !(if of.is_empty() { number % part == 0 } else { of.iter().all(|parent| kept.contains(parent)) }) {
                continue;
            }
            let begun = record.get("ref").cloned();
            match record["ledger"].as_str() {
                Some("case") => open.extend(begun.clone()),
                Some("solution") => drop(open.remove(&of[0])),
                _ => {}
            }
            kept.extend(begun);
            let date = record["date"].as_str().expect("a day");
            let year: i32 = date[..4].parse().expect("a year");
            record["date"] = json!(format!("{}{}", year - years, &date[4..]));
            let moved = |name: &Json| json!(format!("{years}-{}", name.as_str().expect("a name")));
            for key in ["ref", "title", "into"].into_iter().filter(|key| example[number].get(key).is_some()) {
                record[key] = moved(&record[key]);
            }
            if !of.is_empty() {
                record["of"] = of.iter().map(moved).collect();
            }
            write(&record);
        }
        let day = |month: &str| format!("{}-{month}", 2022 - years);
        for case in open {
            let of = format!("{years}-{}", case.as_str().expect("a name"));
            write(&json!({"ledger": "solution", "of": [of], "date": day("12-31")}));
        }
        for motion in (0..20).step_by(part) {
            let of = [format!("{years}-M{motion}")];
            write(&json!({"ledger": "motion", "ref": of[0], "title": of[0], "date": day("01-10"), "kind": "economy"}));
            write(&json!({"ledger": "review", "of": of, "date": day("02-10"), "outcome": "filed"}));
            write(
                &json!({"ledger": "assignment", "of": of, "date": day("03-10"), "lead": ["区水利局"], "due": day("09-10")}),
            );
            write(&json!({"ledger": "reply", "of": of, "date": day("08-10"), "unit": "区水利局", "result": "a"}));
        }
    }
    lines
}

/// A ledger with these lines in another world, where commands are run in this process, and the beginning of an id.
fn world(ledger: &Ledger) -> (World, String) {
    let files: Vec<_> = ledger.files().into_iter().collect();
    let mut world = World::with(&files.iter().map(|(name, bytes)| (&**name, bytes)).collect::<Vec<_>>());
    let id = world.json("qjcppcc --db x.db study show 1 --json")["id"].as_str().expect("an id")[..12].to_owned();
    (world, id)
}

#[test]
fn daily_commands_take_no_more_steps_where_ten_times_as_much_is_recorded() {
    let ledgers = [10, 1].map(|part| Ledger::with(&older(part)));
    let mut worlds = ledgers.each_ref().map(world);
    let mut lines: Vec<String> = DAILY.iter().map(|line| (*line).to_owned()).collect();
    let (commands, mut whole) = (Known::all(ledgers[0].home.path()), 0);
    for known in &commands {
        let line = known.line(&ledgers[0]);
        match WHOLE.iter().find(|(name, _)| *name == known.path) {
            Some((_, instead)) => {
                whole += 1;
                lines.extend(Some((*instead).to_owned()).filter(|line| !line.is_empty()));
            }
            None if known.writes => lines.push(line + " --dry-run"),
            None if LEDGERS.iter().any(|ledger| known.path == format!("{} list", ledger.key)) => {
                lines.push(line + " --limit 20");
            }
            None => lines.push(line),
        }
    }
    assert_eq!(whole, WHOLE.len(), "no such command");
    let mut grown = Vec::new();
    for line in lines {
        let [few, many] = worlds.each_mut().map(|(world, id)| {
            let before = STEPS.get();
            let printed = world.run(&format!("qjcppcc --db x.db {}", line.replace("{id}", id)));
            assert!(!printed.contains("[exit 2]"), "{line}: {printed}");
            STEPS.get() - before
        });
        assert!(few > 0 || !line.starts_with("report"), "nothing is counted");
        // A thousand steps may come of months in which something is recorded now and nothing was before, or of a list that was not full.
        if many > few * 3 / 2 + 1000 {
            grown.push(format!("{line}: {few} steps, then {many}"));
        }
    }
    assert!(grown.is_empty(), "{grown:#?}");
}
