//! What has changed since a publication is found without going through the whole ledger, and is what that would find.

use std::collections::BTreeMap;

use crate::world::World;
use qjcppcc::figure::{Source, figures};
use qjcppcc::period::Period;
use qjcppcc::store::{Access, Store};
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
    let then = now.as_of(entries).expect("the ledger as it was");
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
