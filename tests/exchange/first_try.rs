//! Six tables of an office as they came: each goes in with at most one question, and comes to what its own total row prints.

use serde_json::Value;

use crate::world::World;

/// A table, what is answered about it, and figures of the year with what they come to.
type Case = (&'static str, &'static [u8], &'static [&'static str], &'static [(&'static str, i64)]);

const VOLUNTEERS: &[u8] = include_bytes!("../data/tables/2志愿服务.xlsx");
const MATTERS: &[u8] = include_bytes!("../data/tables/4一镇一事.xlsx");
const AID: &[u8] = include_bytes!("../data/tables/6助企.xlsx");
const DITTO: &[u8] = include_bytes!("../data/tables/10同上.xlsx");
const HIDDEN: &[u8] = include_bytes!("../data/tables/11隐藏.xlsx");
const MERGED: &[u8] = include_bytes!("../data/tables/12合并数.xlsx");

/// Read off the files by hand.
const CASES: &[Case] = &[
    (
        "2志愿服务.xlsx",
        VOLUNTEERS,
        &["--columns add"],
        &[("volunteer.count", 4), ("volunteer.turns", 267), ("volunteer.donated", 90_000)],
    ),
    ("2志愿服务.xlsx", VOLUNTEERS, &["--columns apart"], &[("volunteer.count", 5), ("volunteer.donated", 90_000)]),
    (
        "4一镇一事.xlsx",
        MATTERS,
        &[],
        &[
            ("case.count", 4),
            ("case.filed", 4),
            ("case.pre", 14),
            ("case.onsite", 6),
            ("case.turns", 550),
            ("case.funds", 1_075_000),
            ("case.benefited", 7000),
            ("case.solved", 3),
            ("case.open", 1),
        ],
    ),
    (
        "6助企.xlsx",
        AID,
        &["--set 类别=协助贷款"],
        &[("aid.count", 5), ("aid.loans", 64_000_000), ("aid.firms", 1 + 1 + 12 + 2)],
    ),
    ("10同上.xlsx", DITTO, &[], &[("volunteer.count", 3), ("volunteer.turns", 60), ("volunteer.epidemic.turns", 60)]),
    ("11隐藏.xlsx", HIDDEN, &["--hidden skip"], &[("study.group", 2), ("study.turns", 40)]),
    ("11隐藏.xlsx", HIDDEN, &["--hidden take"], &[("study.group", 4), ("study.turns", 159)]),
    ("12合并数.xlsx", MERGED, &["--merged once"], &[("volunteer.turns", 60), ("volunteer.donated", 30_000)]),
    ("12合并数.xlsx", MERGED, &["--merged each"], &[("volunteer.turns", 180), ("volunteer.donated", 90_000)]),
];

#[test]
fn each_goes_in_with_at_most_one_question_and_comes_to_its_total() {
    for (name, bytes, answers, figures) in CASES {
        let mut world = World::with(&[(name, bytes)]);
        let asked = world.run(&format!("qjcppcc import {name}"));
        assert_eq!(asked.contains("[exit 4]"), !answers.is_empty(), "{name}: {asked}");
        if let [answer] = answers {
            let option = answer.split_whitespace().next().unwrap_or_default();
            assert!(asked.contains(option), "{name} does not offer {option}: {asked}");
            let printed = world.run(&format!("qjcppcc import {name} {answer}"));
            assert!(printed.contains("新增") && !printed.contains("[exit"), "{name}: {printed}");
        }
        let report = world.json("qjcppcc report 2022 --json");
        for (key, value) in *figures {
            let lines = report["figures"].as_array().into_iter().flatten();
            let line = lines.filter(|line| line["key"] == *key).map(|line| &line["value"]).next();
            assert_eq!(line.and_then(Value::as_i64), Some(*value), "{name} {answers:?}: {key}");
        }
        if *answers == ["--columns apart"] {
            let kept = world.run("qjcppcc volunteer list --search 捐物折价");
            assert!(kept.contains("1.2万元") && !kept.contains("3.5万元"), "{kept}");
        }
        let again = world.run(&format!("qjcppcc import {name} {}", answers.concat()));
        assert!(again.contains("没有变化"), "{name}: {again}");
    }
}

#[test]
fn what_may_be_shared_or_rounded_keeps_its_bound() {
    let mut world = World::with(&[("4一镇一事.xlsx", MATTERS)]);
    world.run("qjcppcc import 4一镇一事.xlsx");
    let report = world.json("qjcppcc report 2022 --json");
    let bound = |key: &str| {
        let lines = report["figures"].as_array().into_iter().flatten();
        lines.filter(|line| line["key"] == key).map(|line| line["bound"].clone()).next()
    };
    for key in ["case.turns", "case.funds", "case.benefited"] {
        assert_eq!(bound(key), Some("at_least".into()), "{key}");
    }
    assert_eq!(bound("case.pre"), Some("exact".into()));
    // 推进中 is not solved, and its matter is open.
    assert!(world.run("qjcppcc case list --unsolved").contains("古镇停车难"));
}
