//! One place, firm or outlet under several spellings: counted once when the office has said so, at every door and by every way back.

use serde_json::Value as Json;

use crate::world::World;

const TOUR: &str = "liaison add 外出考察 --partner";

/// A ledger file with these commands done.
fn after(commands: &[&str]) -> World {
    let mut world = World::new();
    world.run("qjcppcc init");
    for command in commands {
        let said = world.run(&format!("qjcppcc {command}"));
        assert!(!said.contains("[exit"), "{command}: {said}");
    }
    world
}

/// Three outings to one place, each time written otherwise.
fn outings() -> World {
    let outing = |name, month| format!("{TOUR} {name} -d 2022-{month}-01");
    let outings = [outing("巴南", 3), outing("巴南区、云阳县", 4), outing("巴南区政协", 5)];
    after(&outings.each_ref().map(String::as_str))
}

/// What a figure comes to in 2022, and the things behind it.
fn counted(world: &mut World, figure: &str, more: &str) -> (Json, Vec<String>) {
    let traced = world.json(&format!("qjcppcc report 2022 --trace {figure} --json -q {more}"));
    let records = traced["records"].as_array().expect("records");
    let things = records.iter().filter_map(|record| record["thing"].as_str()).map(str::to_owned).collect();
    (traced["value"].clone(), things)
}

fn places(world: &mut World, more: &str) -> (i64, Vec<String>) {
    let (value, things) = counted(world, "liaison.places", more);
    (value.as_i64().expect("a number"), things)
}

fn apart() -> (i64, Vec<String>) {
    (4, ["巴南", "云阳县", "巴南区", "巴南区政协"].map(str::to_owned).to_vec())
}

fn together() -> (i64, Vec<String>) {
    (2, ["巴南区", "云阳县"].map(str::to_owned).to_vec())
}

fn sorted((count, mut things): (i64, Vec<String>)) -> (i64, Vec<String>) {
    things.sort();
    (count, things)
}

#[test]
fn spellings_of_a_place_are_one_thing_until_that_is_undone() {
    let mut world = outings();
    let head = |world: &mut World| world.json("qjcppcc report 2022 --json -q")["head"].as_str().map(str::to_owned);
    let before = head(&mut world).expect("a head");
    assert_eq!(sorted(places(&mut world, "")), sorted(apart()));
    assert_eq!(world.run("qjcppcc vocab alias place 巴南区 巴南 巴南区政协"), "已算作地方“巴南区”：巴南、巴南区政协\n");
    assert_eq!(places(&mut world, ""), together());
    let alias = head(&mut world).expect("a head");
    // What is recorded afterwards, and what a report of a few months says, agree with it.
    world.run(&format!("qjcppcc {TOUR} 巴南、巴南区政协 -d 2022-06-01"));
    assert_eq!(places(&mut world, ""), together());
    let half = world.json("qjcppcc report 2022H1 --trace liaison.places --json -q");
    assert_eq!(half["value"], 2);
    assert!(world.run("qjcppcc verify").starts_with("完好"));
    // As it stood before the alias, and as it stands now.
    assert_eq!(sorted(places(&mut world, &format!("--as-of {before}"))), sorted(apart()));
    assert_eq!(places(&mut world, &format!("--as-of {alias}")), together());
    assert!(world.run("qjcppcc rebuild").contains('6'));
    assert_eq!(places(&mut world, ""), together());
    world.run("qjcppcc undo");
    world.run("qjcppcc undo 4 --yes");
    assert_eq!(sorted(places(&mut world, "")), sorted(apart()));
    assert!(world.run("qjcppcc verify").starts_with("完好"));
    // Said once more it is so again, with the numbers the words had.
    world.run("qjcppcc vocab alias place 巴南区 巴南 巴南区政协");
    assert_eq!(places(&mut world, ""), together());
}

#[test]
fn an_export_brings_the_spellings_along_in_whatever_order() {
    let mut world = outings();
    world.run("qjcppcc vocab alias place 巴南区 巴南 巴南区政协");
    let export = world.run("qjcppcc export");
    let backwards: Vec<&str> = export.lines().rev().collect();
    for (name, lines) in [("as_it_is.jsonl", export.clone()), ("backwards.jsonl", backwards.join("\n"))] {
        std::fs::write(world.path(name), lines).expect("written");
        let db = format!("--db {name}.db");
        world.run(&format!("qjcppcc {db} init"));
        let said = world.run(&format!("qjcppcc {db} import {name}"));
        assert!(!said.contains("[exit"), "{said}");
        assert_eq!(places(&mut world, &db), together(), "{name}");
        assert!(world.run(&format!("qjcppcc {db} verify")).starts_with("完好"));
    }
    // Two desks may each have taken another spelling for the main one: still one thing.
    world.run("qjcppcc --db other.db init");
    let line = |key: &str, main: &str| {
        format!(
            r#"{{"ledger":"vocabulary","date":"2022-12-31","set":"place","key":"{key}","title":"{key}","scope":"{main}"}}"#
        )
    };
    let tours: Vec<&str> = export.lines().filter(|line| line.contains(r#""ledger":"liaison""#)).collect();
    let other = [line("巴南", "巴南区"), line("巴南区", "巴南"), line("巴南区政协", "巴南"), tours.join("\n")];
    std::fs::write(world.path("other.jsonl"), other.join("\n")).expect("written");
    let said = world.run("qjcppcc --db other.db import other.jsonl");
    assert!(!said.contains("[exit"), "{said}");
    assert_eq!(sorted(places(&mut world, "--db other.db")), (2, vec!["云阳县".to_owned(), "巴南".to_owned()]));
}

#[test]
fn a_spelling_follows_the_main_one_of_its_own() {
    let mut world = outings();
    world.run("qjcppcc vocab alias place 巴南区 巴南");
    world.run("qjcppcc vocab alias place 巴南区政协 巴南区");
    assert_eq!(places(&mut world, "").0, 2);
    // A name that is itself another spelling means the main one.
    world.run("qjcppcc vocab alias place 巴南 云阳县");
    assert_eq!(places(&mut world, ""), (1, vec!["巴南区政协".to_owned()]));
}

#[test]
fn firms_and_outlets_too() {
    let mut world = after(&[
        "aid add 贷款 --firm 示例机械（重庆）有限公司 --loan 5万 -d 2022-03-01",
        "aid add 走访企业 --firm 示例机械(重庆) -d 2022-04-01",
        "aid add 走访企业 --firm 另一家 -d 2022-04-02",
        "vocab add outlet 人民网重庆 人民网重庆 --level nation",
        "media add 国家级 甲稿 --outlets 人民网 -d 2022-03-01",
        "media add 国家级 乙稿 --outlets 人民网重庆 -d 2022-04-01",
    ]);
    assert_eq!(
        (counted(&mut world, "aid.firms", "").0, counted(&mut world, "media.outlets", "").0),
        (3.into(), 2.into())
    );
    let suspects = world.run("qjcppcc missing 2022");
    let command = "vocab alias firm 示例机械（重庆）有限公司 '示例机械(重庆)'";
    assert!(
        suspects.contains(&format!("示例机械（重庆）有限公司、示例机械(重庆) 像是同一个；是就写：qjcppcc {command}\n")),
        "{suspects}"
    );
    world.run(&format!("qjcppcc {command}"));
    world.run("qjcppcc vocab alias outlet 人民网 人民网重庆");
    let (firms, names) = counted(&mut world, "aid.firms", "");
    assert_eq!((firms, names), (2.into(), vec!["示例机械（重庆）有限公司".to_owned(), "另一家".to_owned()]));
    assert_eq!(counted(&mut world, "media.outlets", ""), (1.into(), vec!["人民网".to_owned()]));
    assert!(!world.run("qjcppcc missing 2022").contains("像是"));
    assert!(world.run("qjcppcc verify").starts_with("完好"));
    world.run("qjcppcc undo");
    assert_eq!(counted(&mut world, "media.outlets", "").0, 2);
}

#[test]
fn suspects_are_listed_with_the_command_until_they_are_one() {
    let mut world = outings();
    // A visit received from there is one more spelling of the same thing, another year's is not asked about.
    world.run("qjcppcc liaison add 来访接待 --partner '巴 南' -d 2022-07-01");
    world.run("qjcppcc liaison add 来访接待 --partner 云阳 -d 2021-07-01");
    let said = world.run("qjcppcc missing 2022");
    let command = "qjcppcc vocab alias place 巴南区 巴南区政协 '巴 南' 巴南";
    assert!(said.ends_with(&format!("\n巴南区、巴南区政协、巴 南、巴南 像是同一个；是就写：{command}\n")), "{said}");
    assert!(!said.contains("云阳"), "{said}");
    let said = world.run("qjcppcc --lang en missing 2022");
    assert!(said.ends_with(&format!("巴南区, 巴南区政协, 巴 南, 巴南 may be one; if so: {command}\n")), "{said}");
    // Scripts have their list as it was, and the rest beside it.
    let (list, beside, _) = world.streams("qjcppcc missing 2022 --json");
    assert_eq!(serde_json::from_str::<Json>(&list).expect("a list").as_array().map(Vec::len), Some(4));
    assert!(beside.contains(command), "{beside}");
    world.run(command);
    assert!(!world.run("qjcppcc missing 2022").contains("像是"));
    let all = world.run("qjcppcc missing 2021-07-01..2022-12-31");
    assert!(all.contains("vocab alias place 云阳县 云阳\n"), "{all}");
}

#[test]
fn what_cannot_be_one_is_refused_in_words() {
    let mut world = outings();
    world.run("qjcppcc vocab alias place 巴南区 巴南");
    for (command, zh, en) in [
        (
            "alias place 巴南区",
            "错误：后面应写：名称 写法\n提示：qjcppcc vocab alias place 名称 写法…\n[exit 2]\n",
            "error: it is followed by: NAME SPELLING\nhint: qjcppcc vocab alias place NAME SPELLING…\n[exit 2]\n",
        ),
        (
            "alias place 巴南区 巴南",
            "错误：“巴南”已经算作“巴南区”\n提示：有哪些：qjcppcc vocab list place；要取消，用 qjcppcc log 查序号，再 undo\n[exit 4]\n",
            "error: “巴南” counts as “巴南区” already\nhint: all of them: qjcppcc vocab list place; qjcppcc log shows the entry, undo takes it back\n[exit 4]\n",
        ),
        (
            "alias town 三江 石角",
            "错误：镇街不并写法\n提示：可以并的：outlet、place、firm、unit、sector、party、committee、group、duty、phrase；改名称用 qjcppcc vocab rename town\n[exit 2]\n",
            "error: a town has one spelling\nhint: these have several: outlet, place, firm, unit, sector, party, committee, group, duty, phrase; a label is changed by qjcppcc vocab rename town\n[exit 2]\n",
        ),
        (
            "add firm 甲 甲厂",
            "错误：企业的名字不用先列入词表\n提示：一个有几种写法：qjcppcc vocab alias firm 名称 写法\n[exit 2]\n",
            "error: a firm needs no word in the vocabulary\nhint: spellings of one: qjcppcc vocab alias firm NAME SPELLING\n[exit 2]\n",
        ),
    ] {
        assert_eq!(world.run(&format!("qjcppcc vocab {command}")), zh);
        assert_eq!(world.run(&format!("qjcppcc --lang en vocab {command}")), en);
    }
    // The other way round it says the same: whichever was first stays the main one.
    assert!(world.run("qjcppcc vocab alias place 巴南 巴南区").starts_with("错误：“巴南区”已经算作“巴南区”"));
    assert!(world.run("qjcppcc vocab alias outlet 人民网 某报").contains("词表里没有媒体“某报”"));
    // A closed year keeps its figures, unless there is a reason.
    world.run("qjcppcc close 2022");
    assert!(world.run("qjcppcc vocab alias place 巴南区 巴南区政协").contains("[exit 4]"));
    assert_eq!(places(&mut world, "").0, 3);
}
