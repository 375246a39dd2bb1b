//! The built-in texts of a report and the templates that an office can start from (`examples/wording`) say the same, byte
//! by byte and in both languages: of the example year, of parts of it, and of ledgers with next to nothing in them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::world::World;
use fastrand::Rng;
use serde_json::{Map, Value, json};

const PERIODS: [&str; 7] = ["2022", "2021", "2023", "2022H1", "2022Q4", "2022-05", "2021-10-01..2022-03-31"];
const LEDGERS: u64 = 24;

type Line = Map<String, Value>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn example() -> Vec<Line> {
    let text = fs::read_to_string(root().join("examples/qijiang-2022.jsonl")).expect("the example");
    text.lines().map(|line| serde_json::from_str(line).expect("a record")).collect()
}

#[test]
fn the_example_year_reads_the_same() {
    let mut world = World::new();
    for period in PERIODS {
        let told = hold(&mut world, "examples/qijiang-2022.jsonl", period);
        assert_eq!(told.is_empty(), period == "2023", "{period}");
    }
}

#[test]
fn other_ledgers_read_the_same() {
    let (mut world, example) = (World::new(), example());
    let mut clauses = BTreeSet::new();
    for seed in 0..LEDGERS {
        let mut rng = Rng::with_seed(seed);
        let lines: Vec<String> =
            some_of(&example, &mut rng).into_iter().map(|line| Value::from(line).to_string()).collect();
        fs::write(world.path("part.jsonl"), lines.join("\n")).expect("a file");
        let full = hold(&mut world, "part.jsonl", PERIODS[rng.usize(..PERIODS.len())]);
        clauses.extend(full.split(['；', '。', '\n']).map(str::to_owned));
    }
    assert!(clauses.len() > 100, "the ledgers are too much alike: {}", clauses.len());
}

/// Holds both texts of a period against the templates, in both languages; answers the Chinese full text.
fn hold(world: &mut World, file: &str, period: &str) -> String {
    let mut answer = |options: &str| -> Value {
        let (stdout, stderr, code) = world.streams(&format!("qjcppcc report {period} --from {file} --json {options}"));
        assert_eq!(code, 0, "{stderr}");
        serde_json::from_str(&stdout).expect("it is JSON")
    };
    let mut chinese = String::new();
    for lang in ["en", "zh"] {
        let report = answer(&format!("--lang {lang}"));
        for text in ["note", "full"] {
            let template = root().join(format!("examples/wording/{text}.{lang}.j2"));
            let filled = answer(&format!("--lang {lang} --template {}", quoted(&template)));
            assert_eq!(report[text], filled["note"], "{text} of {period} in {file}, {lang}");
        }
        report["full"].as_str().expect("words").clone_into(&mut chinese);
    }
    chinese
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.display())
}

/// Some records of the example, some of them with something left out or said otherwise; nothing hangs on a record that
/// is not there.
fn some_of(example: &[Line], rng: &mut Rng) -> Vec<Line> {
    let word = |line: &Line, key: &str| line.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let sort = |line: &Line| (word(line, "ledger"), word(line, "kind"));
    let few = rng.u32(1..=12);
    let mut sorts: BTreeSet<_> = example.iter().map(sort).collect();
    sorts.retain(|_| rng.u8(..4) != 0);
    let mut lines: Vec<Line> = example.to_vec();
    lines.retain(|line| sorts.contains(&sort(line)) && rng.u32(..few) == 0);
    for line in &mut lines {
        twist(line, rng);
    }
    let parents = |line: &Line| line.get("of").and_then(Value::as_array).cloned().unwrap_or_default();
    // What hangs on a record hangs on one that hangs on none, so that one pass is enough.
    let there: BTreeSet<String> = lines.iter().map(|line| word(line, "ref")).collect();
    lines.retain(|line| parents(line).iter().all(|of| of.as_str().is_some_and(|of| there.contains(of))));
    lines
}

fn twist(line: &mut Line, rng: &mut Rng) {
    let left_out = ["members", "opinions", "adopted"];
    if rng.u8(..4) == 0 {
        line.remove(left_out[rng.usize(..left_out.len())]);
    }
    if line.contains_key("turns") && rng.u8(..8) == 0 {
        line["turns"] = json!("约40");
    }
    if line.contains_key("host") && rng.u8(..8) == 0 {
        line["host"] = json!(["committee", "standing", "chair"][rng.usize(..3)]);
    }
    if let Some(Value::Array(outlets)) = line.get_mut("outlets") {
        outlets.truncate(rng.usize(1..=4));
    }
    if line["ledger"] == "media" {
        line.insert("highlight".to_owned(), json!(rng.u8(..4) == 0));
    }
}
