//! What is in stock at the end of a day, whatever went on during it.

use crate::world::World;
use qjcppcc::figure::{Reading, figures, reading_of};
use qjcppcc::vocabulary::{Set, seed_vocabulary};
use serde_json::Value as Json;

/// Number and records of the matters open at the end of 2022, after these commands.
fn open_after(commands: &[&str]) -> (Json, Json) {
    let mut world = World::new();
    for command in commands {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{printed}");
    }
    let report = world.json("qjcppcc report 2022 --json");
    let figures = report["figures"].as_array().expect("figures");
    let open = figures.iter().find(|figure| figure["key"] == "case.open").expect("the figure");
    (open["value"].clone(), open["records"].clone())
}

const OPENED: &str = "case add 甲事 -t 永新 -d 5-1";

#[test]
fn a_matter_that_came_and_went_on_one_day_was_never_open() {
    let open = open_after(&[OPENED, "case end 1 --as returned --reason 不属本级 -d 5-1"]);
    assert_eq!(open, (0.into(), 0.into()));
}

#[test]
fn a_matter_reopened_twice_on_one_day_is_open_once() {
    let ends = |day: &str| format!("case end 1 --as returned --reason 不属本级 -d {day}");
    let opens = |day: &str| format!("case reopen 1 --reason 仍归本级 -d {day} --again");
    let (first, back, again) = (ends("5-2"), opens("5-3"), ends("5-3"));
    let open = open_after(&[OPENED, &first, &back, &again, &back]);
    assert_eq!(open, (1.into(), 1.into()));
}

#[test]
fn a_figure_is_read_in_its_own_way_before_that_of_its_family() {
    for figure in figures(seed_vocabulary()) {
        let is_of_level = figure.family.as_ref().is_some_and(|member| member.set == Set::Level);
        let once = figure.reading == Reading::Once;
        if !is_of_level && !figure.is_doubt() {
            assert!(once || reading_of(&figure.key) == figure.reading, "{}", figure.key);
        }
    }
    // Not of any kind, and so read like one.
    assert_eq!(reading_of("station.pavilion"), Reading::Stock);
    assert_eq!(reading_of("station.towns"), Reading::Present);
    assert_eq!(reading_of("nothing.of.the.kind"), Reading::Sum);
}
