//! The texts of a report are templates that an office can start from: what `office wording show` prints makes the same text,
//! every name that it lists is there, and whatever is recorded, no text has a gap in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::world::World;
use fastrand::Rng;
use serde_json::{Map, Value, json};

const EXAMPLE: &str = "examples/qijiang-2022.jsonl";
const PERIODS: [&str; 7] = ["2022", "2021", "2023", "2022H1", "2022Q4", "2022-05", "2021-10-01..2022-03-31"];
const LEDGERS: u64 = 12;

/// Names that a template could use from the first, so that no office's own breaks.
const LONG_KNOWN: [&str; 26] = [
    "office",
    "period",
    "before",
    "f",
    "kinds",
    "held",
    "hosts",
    "others",
    "service",
    "outlets",
    "titles",
    "endorsers",
    "note",
    "numerals",
    "f[KEY].key",
    "f[KEY].label",
    "f[KEY].kind",
    "f[KEY].text",
    "f[KEY].value",
    "f[KEY].records",
    "f[KEY].before",
    "f[KEY].growth",
    "f[KEY].grown",
    "endorsers[N].kind",
    "endorsers[N].who",
    "endorsers[N].text",
];

type Line = Map<String, Value>;

#[test]
fn a_template_that_is_shown_makes_the_same_text() {
    let mut world = recorded();
    for (lang, text) in [("zh", "note"), ("zh", "full"), ("en", "note"), ("en", "full")] {
        assert_eq!(world.run(&format!("qjcppcc office wording show {text} --lang {lang} > my.j2")), "");
        for period in PERIODS {
            let report = format!("qjcppcc report {period} --lang {lang}");
            let (built_in, ..) = world.streams(&format!("{report} --style {text}"));
            let own = world.streams(&format!("{report} --template my.j2"));
            assert_eq!(own, (built_in, String::new(), 0), "{text} of {period}, {lang}");
            // What is compared with the period before is in the data, too.
            let json = |options: &str| answer(&mut world, &format!("{report} --json {options}"));
            let [built_in, own] = ["", "--template my.j2"].map(json);
            assert_eq!(built_in[text], own["note"], "{text} of {period}, {lang}");
        }
    }
}

#[test]
fn every_template_of_the_house_is_shown() {
    let mut world = World::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/wording");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the wording").map(|entry| entry.expect("a template").path()).collect();
    files.sort();
    let list = answer(&mut world, "qjcppcc office wording list --json");
    let listed = |wording: &Value| wording["languages"].as_array().map_or(0, Vec::len);
    assert_eq!(files.len(), list.as_array().expect("a list").iter().map(listed).sum::<usize>());
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (text, lang) = name.trim_end_matches(".j2").split_once('.').expect("named by text and language");
        let shown = world.run(&format!("qjcppcc office wording show {text} --lang {lang}"));
        assert!(shown.ends_with(&fs::read_to_string(&file).expect("it is UTF-8")), "{name}");
    }
}

#[test]
fn every_name_that_is_listed_is_handed_over_and_no_other() {
    let mut world = recorded();
    for lang in ["zh", "en"] {
        let listed = names(&mut world, lang);
        let unknown: Vec<&str> =
            LONG_KNOWN.into_iter().filter(|known| !listed.iter().any(|name| name == known)).collect();
        assert_eq!(unknown, Vec::<&str>::new());
        for name in &listed {
            let written = name.replace("[KEY]", "[\"info.city\"]").replace("[N]", "[0]");
            let asked = format!("{{{{ {written} is defined and {written} is not none }}}}{{{{ {written} }}}}");
            let shown = filled(&mut world, &asked, lang);
            assert!(shown.len() > "True".len() && shown.starts_with("True"), "{name}: {shown}");
        }
        for (thing, prefix) in [("f[\"info.city\"]", "f[KEY]."), ("endorsers[0]", "endorsers[N].")] {
            let handed = filled(&mut world, &format!("{{{{ {thing}|sort|join(' ') }}}}"), lang);
            let mut documented: Vec<&str> = listed.iter().filter_map(|name| name.strip_prefix(prefix)).collect();
            documented.sort_unstable();
            assert_eq!(handed, documented.join(" "));
        }
        let comment = world.run(&format!("qjcppcc office wording show full --lang {lang}"));
        let missing: Vec<&String> = listed.iter().filter(|name| !comment.contains(&format!("  {name} "))).collect();
        assert_eq!(missing, Vec::<&String>::new(), "the comment names all of them");
    }
}

#[test]
fn a_template_from_an_editor_or_a_pipe_is_read() {
    let mut world = recorded();
    fs::write(world.path("marked.j2"), "\u{feff}{{ period }}").expect("a file");
    assert_eq!(world.run("qjcppcc report 2022 --template marked.j2"), "2022年\n");
    assert_eq!(world.run("qjcppcc report 2022 --template - <<'END'\n{{ period }}\nEND"), "2022年\n");
    let twice = world.run("qjcppcc report 2022 --from - --template - <<'END'\n{{ period }}\nEND");
    assert_eq!(twice, "错误：标准输入只能读一次\n提示：把模板存成文件\n[exit 2]\n");
}

#[test]
fn no_text_has_a_gap() {
    let (mut world, example) = (World::new(), example());
    let mut clauses = BTreeSet::new();
    for seed in 0..LEDGERS {
        let mut rng = Rng::with_seed(seed);
        let lines: Vec<String> =
            some_of(&example, &mut rng).into_iter().map(|line| Value::from(line).to_string()).collect();
        fs::write(world.path("part.jsonl"), lines.join("\n")).expect("a file");
        let period = PERIODS[rng.usize(..PERIODS.len())];
        for lang in ["zh", "en"] {
            let report = answer(&mut world, &format!("qjcppcc report {period} --from part.jsonl --json --lang {lang}"));
            for text in ["note", "full"] {
                let words = report[text].as_str().expect("words");
                assert_eq!(gap(words), None, "seed {seed}, {text} of {period}, {lang}: {words}");
                clauses.extend(words.split(['；', '。', '\n', ';', '.']).map(str::to_owned));
            }
        }
    }
    assert!(clauses.len() > 100, "the ledgers are too much alike: {}", clauses.len());
}

/// What cannot stand in a text: marks without words between them, brackets around nothing, what a template says of nothing.
fn gap(words: &str) -> Option<&str> {
    let marks = ["，", "；", "。", "：", "、", "; ", ", ", ": "];
    let first = |line: &&str| marks.iter().any(|mark| line.starts_with(mark.trim_end()));
    if let Some(line) = words.lines().find(first) {
        return Some(line);
    }
    let pairs = ["（", "("]
        .into_iter()
        .chain(marks)
        .flat_map(|mark| ["，", "；", "。", "：", "、", ";", ",", ":", ")", "）"].map(|next| format!("{mark}{next}")));
    let others = ["none", "undefined", "  ", "{", "}", " ,", " ;", "\n\n\n"].map(str::to_owned);
    let found = pairs.chain(others).find_map(|gap| words.find(&gap));
    found.map(|at| &words[at..])
}

/// A world in whose ledger the example year is.
fn recorded() -> World {
    let mut world = World::new();
    world.run(&format!("qjcppcc import {EXAMPLE}"));
    world
}

fn answer(world: &mut World, command: &str) -> Value {
    let (stdout, stderr, code) = world.streams(command);
    assert_eq!(code, 0, "{stderr}");
    serde_json::from_str(&stdout).expect("it is JSON")
}

fn names(world: &mut World, lang: &str) -> Vec<String> {
    let shown = answer(world, &format!("qjcppcc office wording show note --json --lang {lang}"));
    let names = shown["names"].as_array().expect("names").iter();
    names.map(|name| name["name"].as_str().expect("a name").to_owned()).collect()
}

/// A template filled from the example year.
fn filled(world: &mut World, template: &str, lang: &str) -> String {
    fs::write(world.path("asked.j2"), template).expect("a file");
    let (stdout, stderr, code) = world.streams(&format!("qjcppcc report 2022 --template asked.j2 --lang {lang}"));
    assert_eq!(code, 0, "{stderr}");
    stdout.trim_end().to_owned()
}

fn example() -> Vec<Line> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PathBuf::from(EXAMPLE));
    let text = fs::read_to_string(path).expect("the example");
    text.lines().map(|line| serde_json::from_str(line).expect("a record")).collect()
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
