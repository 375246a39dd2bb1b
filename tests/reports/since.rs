//! What has changed since a publication is found without going through the whole ledger, and is what that would find.

use std::collections::BTreeMap;

use crate::world::World;
use qjcppcc::figure::{Source, figures};
use qjcppcc::period::Period;
use qjcppcc::store::{Access, State, Store};
use serde_json::Value as Json;

type Lines = BTreeMap<String, Vec<String>>;

/// What each record contributes, as text.
fn lines(sources: &[Source]) -> Lines {
    let mut lines = Lines::new();
    for source in sources {
        let name = format!("{}-{}", source.ledger.key, source.no);
        lines.entry(name).or_default().push(format!("{} {:?}", source.date, source.amount));
    }
    lines
}

/// Figure by figure, which records differ between the whole ledger as it was and as it is.
fn expected(world: &World, entries: i64) -> BTreeMap<String, Vec<(String, &'static str)>> {
    let now = Store::open(&world.path("year.db"), Access::Read).expect("a ledger");
    let then = now.as_of(&State::Upto(entries)).expect("the ledger as it was");
    let year = Period::year(2022);
    let mut all = BTreeMap::new();
    for figure in figures(now.vocabulary()) {
        let [had, has] = [&then, &now].map(|store| lines(&store.trace(&figure, &year, &[]).expect("a trace")));
        let mut changes: Vec<(String, &str)> = Vec::new();
        for name in had.keys().chain(has.keys().filter(|name| !had.contains_key(*name))) {
            match (had.get(name), has.get(name)) {
                (one, other) if one == other => {}
                (None, _) => changes.push((name.clone(), "added")),
                (_, None) => changes.push((name.clone(), "gone")),
                _ => changes.push((name.clone(), "changed")),
            }
        }
        if !changes.is_empty() {
            changes.sort();
            all.insert(figure.key.to_string(), changes);
        }
    }
    all
}

/// The same as the report says it.
fn said(world: &mut World) -> BTreeMap<String, Vec<(String, String)>> {
    let report = world.json("qjcppcc --db year.db report 2022 --json -q");
    let text = |json: &Json| json.as_str().expect("text").to_owned();
    let figures = report["published"]["changes"].as_array().expect("changes");
    let changes = figures.iter().map(|figure| {
        let records = figure["records"].as_array().expect("records");
        let mut records: Vec<_> =
            records.iter().map(|record| (text(&record["record"]), text(&record["change"]))).collect();
        records.sort();
        (text(&figure["key"]), records)
    });
    changes.filter(|(_, records)| !records.is_empty()).collect()
}

#[test]
fn what_changed_since_a_publication_is_what_the_whole_ledger_says() {
    let mut world = World::new();
    world.run("qjcppcc init year.db");
    world.run("qjcppcc --db year.db import examples/qijiang-2022.jsonl");
    let added = world.run("qjcppcc --db year.db aid add firm --firm 虚构企业甲 -d 2022-02-01");
    assert!(added.contains("已记"), "{added}");
    world.run("qjcppcc --db year.db publish 2022");
    let entries = world.run("qjcppcc --db year.db head").split('-').next().and_then(|seq| seq.parse().ok());
    // Records alone and with children, things that count once and the day on which they are met first, what moves from one
    // parent to another, what goes and comes back.
    for change in [
        "aid add firm --firm 虚构企业甲 -d 2022-01-05 --again",
        "aid void 25 --reason 重复",
        "aid edit 2 --firm 虚构企业乙",
        "liaison edit 4 --partner 南川区、涪陵区",
        "liaison void 7 --reason 未去",
        "study add chair -d 2022-06-01 -n 30",
        "study edit 3 --turns 99",
        "case void 2 --reason 误",
        "case edit fund-1 --amount 9万",
        "case edit 5 -t 石角",
        "case edit 7 -d 2022-06-12",
        "volunteer edit 1 --turns 1000余",
        "volunteer void 2 --reason 误",
        "volunteer unvoid 2 --reason 不误",
        "advice void 3 --reason 误",
        "info edit 1 -d 2021-12-31",
        "media edit 3 --outlets 人民网、新华社",
        "member edit 2 -d 2022-06-30",
        "consult add inspection 虚构视察 -d 2022-07-01",
        "vocab add kind volunteer river 巡河护河",
    ] {
        let printed = world.run(&format!("qjcppcc --db year.db {change}"));
        assert!(!printed.contains("[exit"), "{change}: {printed}");
        let expected = expected(&world, entries.expect("a number of entries"));
        let said = said(&mut world);
        let words = |(key, records): (&String, &Vec<(String, &str)>)| {
            (key.clone(), records.iter().map(|(name, change)| (name.clone(), (*change).to_owned())).collect())
        };
        assert_eq!(said, expected.iter().map(words).collect(), "after {change}");
    }
    assert!(said(&mut world).len() > 20, "the changes were of many figures");
}

/// The beginning of the example, two years later.
fn later() -> String {
    let example = std::fs::read_to_string("examples/qijiang-2022.jsonl").expect("the example");
    let later: String = example.split_inclusive('\n').take(300).collect();
    later.replace("\"2022-", "\"2024-").replace("\"2021-", "\"2023-")
}

/// A change at random: of what is later, of what is of the year, or of what came before.
fn change(random: &mut fastrand::Rng) -> String {
    let year = [2021, 2022, 2022, 2023, 2023, 2024][random.usize(..6)];
    let day = format!("{year}-{:02}-{:02}", random.u32(1..13), random.u32(1..29));
    let (no, motion, town) = (random.u32(1..60), random.u32(1..13), ["石角", "永新", "古南"][random.usize(..3)]);
    let new = random.u32(..);
    let words = match random.u32(..32) {
        0 => format!("case add 事{new} -t {town} -d {day}"),
        1 => format!("case solve {no} -d {day}"),
        2 => format!("case meet {no} --stage onsite -n 5 -d {day}"),
        3 => format!("case fund {no} 3万 --source 区水利局 -d {day}"),
        4 => format!("case advance {no} -d {day}"),
        5 => format!("case reopen {no} --reason 再议 -d {day}"),
        6 => format!("case end {no} --as rejected --reason 不属于 -d {day}"),
        7 => format!("case void {no} --reason 误"),
        8 => format!("case unvoid {no} --reason 不误"),
        9 => format!("case edit {no} -d {day}"),
        10 => format!("case edit {no} -t {town}"),
        11 => format!("motion add 社会建设 提案{new} --form joint --proposer 委员{motion} -d {day}"),
        12 => format!("motion review {motion} --as 立案 -d {day}"),
        13 => format!("motion review {motion} --as merged --into {} -d {day}", random.u32(1..13)),
        14 => format!("motion assign {motion} --lead 区水利局 -d {day}"),
        15 | 16 => format!("motion reply {motion} --result {} --contact visit -d {day}", ["A", "B"][random.usize(..2)]),
        17 => format!("motion feedback {motion} --as 满意 -d {day}"),
        18 => format!("motion void {motion} --reason 误"),
        19 => format!("motion edit {motion} -d {day}"),
        20 => format!("info adopt {no} 市级 -d {day}"),
        21 => format!("info edit {no} -d {day}"),
        22 => format!("media add 市级 报{new} --outlets 重庆日报 -d {day}"),
        23 => format!("consult void {no} --reason 误"),
        24 => format!("aid add firm --firm 虚构企业甲 -d {day} --again"),
        25 => format!("aid edit {no} -d {day}"),
        26 => format!("liaison edit {no} --partner 南川区"),
        27 => format!("station add 工作室 站{new} -t {town} -d {day}"),
        28 => format!("volunteer edit {no} --turns {new}"),
        29 => format!("study void {no} --reason 误"),
        30 => format!("advice endorse {no} --who 区委主要领导 --level district -d {day}"),
        _ => "undo".to_owned(),
    };
    format!("qjcppcc --db year.db {words} --yes")
}

#[test]
fn what_is_later_and_new_words_are_left_out_without_a_difference() {
    let sets = [
        "vocab add town 新镇 新镇",
        "vocab add outlet 新报 新报 --level city",
        "vocab add kind volunteer river 巡河护河 --scope community",
        "vocab add kind activity lecture 宣讲",
        "vocab add department 新室 新室",
        "vocab add platform 新台 新台",
        "vocab rename town 通惠 通惠新街道",
        "vocab edit kind study reading --unit 期",
        "vocab alias firm 虚构企业甲 虚构企业乙",
        "vocab edit kind volunteer forest --scope epidemic",
        "vocab retire town 永新",
    ];
    let mut random = fastrand::Rng::with_seed(22);
    let (mut done, mut differed) = (0, 0);
    for _ in 0..3 {
        let mut world = World::with(&[("later.jsonl", later())]);
        world.set_clock("2025-01-10T09:00:00+08:00");
        world.run("qjcppcc init year.db");
        world.run("qjcppcc --db year.db import examples/qijiang-2022.jsonl --yes");
        for no in 1..9 {
            world.run(&format!("qjcppcc --db year.db motion add 社会建设 提案{no} --form joint --proposer 委员{no} -d 2022-0{no}-03 --yes"));
            world.run(&format!("qjcppcc --db year.db motion review {no} --as 立案 -d 2022-0{no}-20 --yes"));
            world.run(&format!("qjcppcc --db year.db motion assign {no} --lead 区水利局 -d 2022-0{no}-25 --yes"));
        }
        world.run("qjcppcc --db year.db publish 2022");
        let entries = world.run("qjcppcc --db year.db head").split('-').next().and_then(|seq| seq.parse().ok());
        let printed = world.run("qjcppcc --db year.db import later.jsonl --yes");
        assert!(!printed.contains("[exit"), "{printed}");
        let mut made = Vec::new();
        for _ in 0..4 {
            for _ in 0..8 {
                let change = change(&mut random);
                done += usize::from(!world.run(&change).contains("[exit"));
                made.push(change);
            }
            if random.bool() {
                let change = sets[random.usize(..sets.len())];
                let printed = world.run(&format!("qjcppcc --db year.db {change} --yes"));
                assert!(!printed.contains("[exit 2]"), "{change}: {printed}");
                made.push(change.to_owned());
            }
            let expected = expected(&world, entries.expect("a number of entries"));
            let said = said(&mut world);
            let words = |(key, records): (&String, &Vec<(String, &str)>)| {
                (key.clone(), records.iter().map(|(name, change)| (name.clone(), (*change).to_owned())).collect())
            };
            assert_eq!(said, expected.iter().map(words).collect(), "after {made:#?}");
            differed += said.len();
        }
    }
    assert!(done > 40 && differed > 200, "{done} changes were made, {differed} figures differed");
}
