//! What is known only as a total hangs on nothing: “180期被采用” is one row, at every door, and counts where single ones count.

use std::fs;

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value as Json, json};

use crate::world::World;

/// What is typed, the same as a row of a table, and what it comes to.
struct Total {
    typed: &'static str,
    ledger: &'static str,
    row: &'static [(&'static str, &'static str)],
    figures: &'static [(&'static str, &'static str)],
}

#[rustfmt::skip]
const TOTALS: &[Total] = &[
    Total { typed: "info adopt 市 --count 180 -d 3-1", ledger: "adoption",
        row: &[("日期", "2022-03-01"), ("采用数", "180期"), ("级别", "市级")], figures: &[("info.city", "180篇")] },
    Total { typed: "info adopt --level 国 --count 20余 -d 3-1", ledger: "adoption",
        row: &[("日期", "2022-03-01"), ("数量", "20余"), ("采用级别", "国家级")], figures: &[("info.nation", "20余篇")] },
    Total { typed: "info forward 市 --count 4 -d 3-1", ledger: "forwarding",
        row: &[("日期", "2022-03-01"), ("转送数", "4"), ("级别", "市级")], figures: &[("info.forwarded", "4篇")] },
    Total { typed: "advice endorse --count 16 --who 市领导 --level 市 -d 3-1", ledger: "endorsement",
        row: &[("日期", "2022-03-01"), ("批示件次", "16件次"), ("签批人", "市领导"), ("级别", "市级"), ("签批对象", "建言成果")],
        figures: &[("advice.endorsed", "16篇"), ("advice.endorsements", "16件次")] },
    Total { typed: "info endorse --count 5 --who 市领导 --level 市 -d 3-1", ledger: "endorsement",
        row: &[("日期", "2022-03-01"), ("数量", "5"), ("签批人", "市领导"), ("级别", "市级"), ("签批对象", "info")],
        figures: &[("info.endorsed", "5篇")] },
    Total { typed: "case solve --count 38余 -t 三角 -d 3-1", ledger: "solution",
        row: &[("日期", "2022-03-01"), ("办结件数", "38余"), ("镇街", "三角")], figures: &[("case.solved", "38件以上")] },
    Total { typed: "advice add 微建议 --count 22 -d 3-1", ledger: "advice",
        row: &[("日期", "2022-03-01"), ("数量", "22篇"), ("类别", "委员微建议")],
        figures: &[("advice.count", "22篇"), ("advice.micro", "22篇")] },
];

fn good(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

/// The figures that something was recorded for, with how each is printed.
fn figures(world: &mut World, options: &str) -> Vec<(String, String)> {
    let report = world.json(&format!("qjcppcc report 2022 --json --exact {options}"));
    let all = report["figures"].as_array().expect("a list");
    let told = all.iter().filter(|figure| !figure["value"].is_null() && figure["records"] != json!(0));
    told.map(|figure| ["key", "text"].map(|key| figure[key].as_str().expect("text").to_owned()))
        .map(|[key, text]| (key, text))
        .collect()
}

fn records(world: &mut World) -> Vec<Json> {
    let lines = good(world, "export");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn a_total_is_one_row_at_every_door_and_counts_where_single_ones_count() {
    for Total { typed, ledger, row, figures: expected } in TOTALS {
        let expected: Vec<(String, String)> =
            expected.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
        let mut world = World::new();
        good(&mut world, typed);
        assert_eq!(figures(&mut world, ""), expected, "{typed}");
        let all = world.json("qjcppcc report 2022 --json");
        assert!(all["full"].as_str().expect("text").len() > 40, "{typed}: {all}");
        let trace = good(&mut world, &format!("report 2022 --trace {}", expected[0].0));
        assert!(trace.contains(&format!("{ledger}-1")) && trace.contains("1条记录"), "{trace}");
        let mut kept = records(&mut world).pop().expect("a record");
        assert!(kept["of"].is_null() || kept["of"] == json!([]), "{kept}");
        good(&mut world, "export -o 全.jsonl");
        assert_eq!(figures(&mut world, "--from 全.jsonl"), expected, "{typed}");
        good(&mut world, "undo");
        assert_eq!(figures(&mut world, ""), [], "{typed}");
        good(&mut world, "redo");
        assert_eq!(figures(&mut world, ""), expected, "{typed}");
        // The same as a table and as JSON.
        let (heads, cells): (Vec<&str>, Vec<&str>) = row.iter().copied().unzip();
        fs::write(world.path("表.csv"), format!("{}\n{}\n", heads.join(","), cells.join(","))).expect("a file");
        kept.as_object_mut().expect("an object").retain(|key, value| {
            !value.is_null() && !matches!(key.as_str(), "id" | "no" | "of" | "void") && !key.ends_with("_bound")
        });
        let bound = if typed.contains('余') { "at_least" } else { "exact" };
        kept["count_bound"] = json!(bound);
        fs::write(world.path("行.jsonl"), kept.to_string()).expect("a file");
        for file in [format!("表.csv --ledger {ledger}"), "行.jsonl".to_owned()] {
            let mut other =
                World::with(&["表.csv", "行.jsonl"].map(|name| (name, fs::read(world.path(name)).expect("it"))));
            let printed = good(&mut other, &format!("import {file}"));
            assert!(printed.contains("新增1条"), "{printed}");
            assert_eq!(figures(&mut other, ""), expected, "{file}: {row:?}");
        }
    }
}

#[test]
fn totals_and_single_ones_are_added_and_no_matter_is_named() {
    let mut world = World::new();
    for command in [
        "info add 甲息 -d 3-1",
        "info adopt 1 市 -d 3-2",
        "info adopt 1 市 -d 3-3",
        "info adopt 市 --count 180 -d 3-4",
        "advice add 微建议 甲文 -d 3-1",
        "advice endorse 1 --who 区委主要领导 --level 区 -d 3-2",
        "case add 甲事 -t 永新 -d 2021-3-1 --yes",
        "case solve 1 -d 3-2",
    ] {
        good(&mut world, command);
    }
    let full = good(&mut world, "report 2022 --style full");
    assert!(full.contains("1篇建言成果获签批1件次：1篇委员微建议获区委主要领导签批。"), "{full}");
    for command in ["advice endorse --count 16 --who 市领导 --level 市 -d 3-3", "case solve --count 3 -t 三角 -d 3-3"]
    {
        good(&mut world, command);
    }
    let told = figures(&mut world, "");
    for (key, text) in [
        ("info.city", "181篇"),
        ("advice.endorsed", "17篇"),
        ("advice.endorsements", "17件次"),
        ("case.solved", "4件"),
        ("case.carried", "1件"),
        ("warn.evidence", "1件"),
        ("warn.meeting", "1件"),
    ] {
        assert!(told.contains(&(key.to_owned(), text.to_owned())), "{key} {text}: {told:?}");
    }
    assert!(told.iter().all(|(key, _)| key != "case.filed.solved"), "{told:?}");
    // Who endorsed what is said only where all of it is known.
    let full = good(&mut world, "report 2022 --style full");
    assert!(full.contains("17篇建言成果获签批17件次。") && full.contains("推进解决4件（其中期前结转1件）"), "{full}");
    let towns = good(&mut world, "report 2022 --by town -O csv");
    assert!(towns.contains("case.solved,4,exact,三角,3,exact,3件"), "{towns}");
    let endorsed = ["advice", "info"].map(|home| good(&mut world, &format!("{home} list endorsement")));
    assert!(endorsed[0].contains("建言成果") && endorsed[0].contains("advice-1"), "{}", endorsed[0]);
    assert_eq!(endorsed[1], "没有记录\n");
    // One total among many cannot be taken for single ones.
    let single = world.json("qjcppcc info show adoption-1 --json");
    assert_eq!((&single["mode"], &single["count"]), (&json!("single"), &json!(null)));
    assert_eq!(world.json("qjcppcc info show adoption-3 --json")["mode"], json!(null));
}

#[test]
fn a_total_names_no_record_and_what_names_none_is_a_total() {
    let mut world = World::new();
    good(&mut world, "info add 甲息 -d 3-1");
    good(&mut world, "info endorse 1 --who 市领导 --level 市 -d 3-2");
    for (command, zh, en, code) in [
        (
            "info adopt 1 市 --count 3 -d 3-2",
            "数量：写了编号就是那一条，不能再写数量",
            "with a number it is about that one record, and has no count",
            4,
        ),
        ("info edit endorsement-1 --count 2", "去掉编号", "leave the number out where only the total is known", 4),
        (
            "info endorse 1 --who 市领导 --level 市 --piece info -d 3-3",
            "签批对象：写了编号就是那一条，不能再写签批对象",
            "has no sort of pieces",
            4,
        ),
        (
            "info adopt --level 市 -d 3-2",
            "写上编号（导入时 of 写编号、ref 或 id）；只知道总数的不写编号",
            "known only as a total have none",
            2,
        ),
        ("info adopt 5 --count 3 -d 3-2", "没有级别“5”", "“5”", 4),
    ] {
        for (lang, said) in [("", zh), (" --lang en", en)] {
            let printed = world.run(&format!("qjcppcc {command}{lang}"));
            assert!(printed.contains(said) && printed.contains(&format!("[exit {code}]")), "{command}: {printed}");
        }
    }
    fs::write(world.path("批示.csv"), "日期,数量,签批人,级别\n2022-03-01,5,市领导,市级\n").expect("a file");
    let printed = world.run("qjcppcc import 批示.csv --ledger endorsement");
    assert!(printed.contains("签批对象：没有编号，也没有写签批对象"), "{printed}");
    assert!(printed.contains("写 advice（建言成果）或 info（社情民意信息）"), "{printed}");
    let printed = world.run("qjcppcc import 批示.csv --ledger endorsement --lang en");
    assert!(printed.contains("neither a number nor what was endorsed (piece)"), "{printed}");
}

#[test]
fn a_terminal_asks_for_no_number_beside_a_total_and_a_template_lets_it_out() {
    let mut world = World::new();
    world.answer.set(Some(true));
    let printed = world.run("qjcppcc info adopt 市 --count 180 -d 3-1");
    assert!(printed.contains("已记 采用 adoption-1 · 2022-03-01 · 数量 180 · 市级"), "{printed}");
    assert!(world.asked.borrow().is_empty(), "{:?}", world.asked.borrow());
    for (ledger, heading) in [("adoption", "所属编号"), ("stage", "所属编号*")] {
        good(&mut world, &format!("template {ledger} -o {ledger}.xlsx"));
        let bytes = fs::read(world.path(&format!("{ledger}.xlsx"))).expect("the template");
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
        let name = book.sheet_names()[0].clone();
        let range = book.worksheet_range(&name).expect("the sheet");
        let headings: Vec<String> = range.rows().next().expect("a heading").iter().map(Data::to_string).collect();
        assert_eq!(headings[0], heading, "{ledger}");
        assert_eq!(headings.contains(&"数量".to_owned()), ledger == "adoption", "{headings:?}");
    }
}
