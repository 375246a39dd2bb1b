//! What is in stock at the end of a day, whatever went on during it.

use crate::world::World;
use chrono::NaiveDate;
use qjcppcc::figure::{Reading, figures, reading_of};
use qjcppcc::ledger::{Course, Ledger, Stages, State};
use qjcppcc::store::{Access, Query, Store};
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

/// Matters that go to and fro over three years, some of them void, some known by months or as a number.
fn to_and_fro(world: &mut World) {
    let (mut seed, mut done) = (7_u64, 0);
    let mut draw = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("a number") % most
    };
    let days = NaiveDate::from_ymd_opt(2019, 1, 1).expect("a day").iter_days().step_by(7);
    for (at, day) in days.take(150).enumerate() {
        if at % 12 == 0 {
            world.run(&format!("qjcppcc case add 事{at} -t 永新 -d {day} --yes"));
            world.run(&format!("qjcppcc motion add 提案{at} -d {day} --yes"));
        }
        let no = 1 + draw(at / 12 + 1);
        let day = day.format(if draw(3) == 0 { "%Y-%m" } else { "%Y-%m-%d" });
        let command = match draw(12) {
            0 => format!("case advance {no} -d {day}"),
            1 | 2 => format!("case solve {no} -d {day}"),
            3 => format!("case end {no} --as {} --reason 不属 -d {day}", ["returned", "rejected"][draw(2)]),
            4 | 5 => format!("case reopen {no} --reason 再议 -d {day}"),
            6 => format!("motion review {no} --as {} -d {day}", ["立案", "撤回"][draw(2)]),
            7 | 8 => format!("motion assign {no} --lead 区水利局 -d {day}"),
            9 => format!("motion reply {no} --result A -d {day}"),
            10 => format!("motion reopen {no} --reason 不满意 -d {day}"),
            _ => format!("case void {}-1 --reason 错", ["stage", "solution", "outcome", "case"][draw(4)]),
        };
        done += usize::from(!world.run(&format!("qjcppcc {command} --yes")).contains("[exit"));
    }
    assert!(done > 50, "{done}");
    world.run("qjcppcc case add 一批 --count 3 -t 永新 -d 2020-2-1 --yes");
}

#[test]
fn what_was_open_or_closed_between_two_days_is_looked_at() {
    let mut world = World::new();
    to_and_fro(&mut world);
    let store = Store::open(&world.path("data/qjcppcc/ledger.db"), Access::Read).expect("the ledger");
    let (mut left_out, mut seen) = (0, 0);
    for ledger in ["case", "motion"].map(|key| Ledger::find(key).expect("a ledger")) {
        let all = store.list(&Query::of(ledger)).expect("all of them");
        let days = NaiveDate::from_ymd_opt(2019, 1, 1).expect("a day").iter_days().step_by(17).take(90);
        for (from, until) in days.flat_map(|day| [0, 1, 40, 365].map(|span| (day, day + chrono::Days::new(span)))) {
            for (from, until) in [(from, until), (until.succ_opt().expect("a day"), until)] {
                let asked = Query { open: Some((from, until)), ..Query::of(ledger) };
                let looked_at: Vec<i64> = store.list(&asked).expect("a list").iter().map(|it| it.no).collect();
                for matter in &all {
                    let children = store.children(matter.id, &[]).expect("what hangs on it");
                    let known = children.iter().filter(|child| child.date() <= until);
                    let course = Course::of(matter, known, Stages::of(ledger, store.vocabulary()));
                    let is_there = course.state == State::Open || course.settled() >= from;
                    let is_there = is_there && matter.date() <= until && !matter.is_lump();
                    seen += usize::from(is_there);
                    left_out += usize::from(!looked_at.contains(&matter.no));
                    assert!(!is_there || looked_at.contains(&matter.no), "{} {from} {until}", matter.name());
                }
            }
        }
    }
    assert!(seen > 1_000 && left_out > 1_000, "{seen} {left_out}");
}
