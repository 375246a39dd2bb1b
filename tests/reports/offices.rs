//! Other offices: each starts from a profile, and its year comes out in its own words, with the numbers that were added up apart from
//! the program.

use std::fs;
use std::path::Path;

use qjcppcc::vocabulary::Profile;
use serde_json::{Value as Json, json};

use crate::world::World;

const OFFICES: [(&str, &str); 3] = [("yunhe-county", "2024"), ("lanjiang-city", "2023"), ("lingdong-province", "2024")];

fn source(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is there", path.display()))
}

fn lines(path: &str) -> Vec<Json> {
    source(path).lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn good(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

/// A ledger that starts from a profile and has these records.
fn office(profile: &str, records: &str) -> World {
    let mut world = World::with(&[("profile.json", profile), ("records.jsonl", records)]);
    world.set_clock("2025-01-10T09:30:00+08:00");
    good(&mut world, "init o.db --profile profile.json");
    good(&mut world, "--db o.db import records.jsonl --yes");
    world
}

fn of_example(name: &str, year: &str) -> World {
    office(&source(&format!("examples/offices/{name}.json")), &source(&format!("examples/offices/{name}-{year}.jsonl")))
}

#[test]
fn every_figure_of_the_invented_years_is_what_was_added_up_apart() {
    let expected = lines("tests/data/offices.jsonl");
    for (name, year) in OFFICES {
        let mut world = of_example(name, year);
        let figures = world.json(&format!("qjcppcc --db o.db report {year} --json"))["figures"].clone();
        let mut wrong = Vec::new();
        for line in expected.iter().filter(|line| line["office"] == name) {
            let figure = figures.as_array().and_then(|all| all.iter().find(|figure| figure["key"] == line["figure"]));
            let said = figure.map(|figure| (figure["value"].as_f64(), figure["bound"].clone()));
            if said != Some((line["value"].as_f64(), line["bound"].clone())) {
                wrong.push(format!("{line}: {said:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// `OFFICES=write` makes the fixtures anew.
#[test]
fn the_full_texts_have_the_headings_and_the_order_of_their_profiles() {
    for (name, year) in OFFICES {
        let mut world = of_example(name, year);
        let profile: Json = serde_json::from_str(&source(&format!("examples/offices/{name}.json"))).expect("a profile");
        for lang in ["zh", "en"] {
            let text = good(&mut world, &format!("--db o.db report {year} --style full --lang {lang} -q"));
            let office = if lang == "zh" { "label" } else { "english" };
            assert!(text.starts_with(profile["office"]["name"][office].as_str().expect("a name")), "{text}");
            for other in ["綦江", "Qijiang", "镇街", "一镇一事"] {
                assert!(!text.contains(other), "{name} says {other}: {text}");
            }
            let sections = profile["sections"].as_array().expect("sections");
            let headings = sections.iter().filter(|section| section["headings"].as_array().is_none_or(Vec::is_empty));
            let places: Vec<Option<usize>> =
                headings.map(|section| text.find(section[office].as_str().expect("a heading"))).collect();
            assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{name}: {places:?}\n{text}");
            let fixture = format!("tests/data/{name}.{lang}.txt");
            if std::env::var("OFFICES").is_ok_and(|word| word == "write") {
                fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(&fixture), &text).expect("it can be written");
            }
            assert_eq!(text, source(&fixture), "{fixture}");
        }
    }
}

/// What other offices have printed can be recorded, and prints with the same value, bound and measure word.
#[test]
fn what_other_offices_print_can_be_recorded_and_prints_the_same() {
    let mut wrong = Vec::new();
    let (mut named, mut unnamed) = (0, 0);
    for line in lines("tests/data/phrases.jsonl") {
        if line["why"].is_string() {
            unnamed += 1;
            continue;
        }
        named += 1;
        let base = line["profile"].as_str().expect("a profile");
        let whole = |text| Profile::read(text).expect("a profile").document();
        let text = Profile::built_in(base).map_or_else(|| source(&format!("examples/offices/{base}.json")), whole);
        let mut profile: Json = serde_json::from_str(&text).expect("a profile");
        merge(&mut profile, &line["with"]);
        let records = line["records"].as_array().expect("records").iter().map(|record| format!("{record}\n"));
        let year = line["records"][0]["date"].as_str().expect("a date")[..4].to_owned();
        let mut world = World::with(&[("profile.json", profile.to_string()), ("records.jsonl", records.collect())]);
        world.set_clock("2026-01-10T09:30:00+08:00");
        good(&mut world, "init o.db --profile profile.json");
        good(&mut world, "--db o.db import records.jsonl --yes");
        let report = world.json(&format!("qjcppcc --db o.db report {year} --json"));
        let figure =
            report["figures"].as_array().and_then(|all| all.iter().find(|figure| figure["key"] == line["figure"]));
        let printed = figure.map_or(json!(null), |figure| figure["text"].clone());
        if printed != line["printed"] {
            wrong.push(format!("{}: {printed}, not {}", line["phrase"], line["printed"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!((named, unnamed), (44, 1));
}

/// Puts what a clerk changes into a profile: lists are changed by key.
fn merge(profile: &mut Json, with: &Json) {
    match (profile, with) {
        (Json::Object(members), Json::Object(changes)) => {
            for (key, change) in changes {
                merge(members.entry(key.clone()).or_insert(json!(null)), change);
            }
        }
        (Json::Array(items), Json::Array(changes)) if changes.iter().all(|change| change["key"].is_string()) => {
            for change in changes {
                match items.iter_mut().find(|item| item["key"] == change["key"]) {
                    Some(item) => merge(item, change),
                    None => items.push(change.clone()),
                }
            }
        }
        (_, Json::Null) => {}
        (place, change) => *place = change.clone(),
    }
}
