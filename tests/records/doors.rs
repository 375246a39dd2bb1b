//! What comes in at every door: numbers with blanks, a megabyte of anything, and names that a shell would act on.

use crate::world::World;

/// So many characters of three bytes each.
const MEGABYTE: usize = 350_000;

#[test]
fn a_number_with_a_blank_is_refused_at_every_door() {
    let mut world = World::with(&[
        ("n.csv", "台账,日期,类别,人次\n学习,2022-05-01,主席会议,12 30\n"),
        ("m.csv", "台账,日期,类别,人次（万）\n学习,2022-05-01,主席会议,12 30\n"),
        ("n.json", "[{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"turns\":\"12 30\"}]"),
        ("n.jsonl", "{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"turns\":\"12\\n30\"}\n"),
        ("d.csv", "台账,日期,类别,人次\n学习,2022-05-1 2,主席会议,12\n"),
    ]);
    world.run("qjcppcc study add chair -d 5-1 -n 18");
    for command in [
        "study add chair -d 5-1 -n \"12 30\"",
        "study edit 1 -n \"12 30\"",
        "claim add study.chair \"12 30\" --period 2022 --source 年报",
        "import n.csv",
        "import m.csv",
        "import n.json",
        "import n.jsonl",
        "report 2022 --from n.csv",
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains("里的空白不是三位一组") && printed.contains("[exit "), "{command}: {printed}");
    }
    for command in ["study add chair -d \"5-1 2\"", "import d.csv", "report \"20 22\"", "study list --year \"20 22\""] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains("错误：") && printed.contains("不是"), "{command}: {printed}");
    }
    assert_eq!(world.run("qjcppcc study list --tally"), "1条记录，数量合计1\n");
}

/// A command line for every door, with this at the door.
fn lines(much: &str) -> Vec<String> {
    vec![
        format!("study add chair {much}"),
        format!("study add chair -m {much}{much}{much}{much}"),
        format!("study add {much}"),
        format!("study add chair -d {much}"),
        format!("study add chair -n {much}"),
        format!("study add chair -t {much}"),
        format!("study add chair --evidence {much}"),
        format!("study add chair --actor {much}"),
        format!("study edit {much}"),
        format!("study edit 1 --unset {much}"),
        format!("study void 1 --reason {much}"),
        format!("study show {much}"),
        format!("study list --sort {much}"),
        format!("study list --fields {much}"),
        format!("study list --year {much}"),
        format!("study list -O {much}"),
        format!("study list -o {much}"),
        format!("study list --color {much}"),
        format!("study list --limit {much}"),
        format!("study list --db {much}"),
        format!("study list --lang {much}"),
        format!("study {much}"),
        format!("study list --{much}"),
        format!("study list {much}"),
        much.to_owned(),
        format!("--{much}"),
        format!("report {much}"),
        format!("report 2022 --trace {much}"),
        format!("report 2022 --by {much}"),
        format!("report 2022 --style {much}"),
        format!("report 2022 --as-of {much}"),
        format!("report 2022 --template {much}"),
        format!("report 2022 --from {much}"),
        "report 2022 --template filter.j2".to_owned(),
        "import kind.csv amount.csv".to_owned(),
        "import kind.csv".to_owned(),
        "import amount.csv".to_owned(),
        "import title.csv".to_owned(),
        "import day.csv".to_owned(),
        "import heading.csv".to_owned(),
        "import key.json".to_owned(),
        "import ledger.jsonl".to_owned(),
        "import value.jsonl".to_owned(),
        "import words.jsonl".to_owned(),
        format!("import {much}"),
        format!("import day.csv --ledger {much}"),
        format!("import day.csv --map {much}"),
        format!("import day.csv --map {much}={much}"),
        format!("import day.csv --encoding {much}"),
        format!("vocab add kind study x {much}"),
        format!("vocab add kind study {much} 词"),
        format!("vocab add {much} x 词"),
        format!("vocab list {much}"),
        format!("setting set {much} 15d"),
        format!("setting set case.limit.find {much}"),
        format!("close {much}"),
        format!("undo {much}"),
        format!("schema {much}"),
        format!("export {much}"),
        format!("template {much} -o x.xlsx"),
        format!("office wording show {much}"),
        format!("restore {much} --to y.db"),
        format!("backup {much}"),
        format!("verify --head {much}"),
        format!("verify --evidence {much}"),
        format!("figures {much}"),
        format!("case stage 1 {much}"),
    ]
}

#[test]
fn a_megabyte_at_any_door_is_not_given_back() {
    let much = "长".repeat(MEGABYTE);
    let long_key = "k".repeat(MEGABYTE);
    let row = |cell: &str| format!("日期,类别,人次,题目\n2022-05-01,{cell}\n");
    let mut world = World::with(&[
        ("kind.csv", row(&format!("{much},1,题"))),
        ("amount.csv", row(&format!("主席会议,{much},题"))),
        ("title.csv", row(&format!("主席会议,1,{much}"))),
        ("day.csv", format!("日期,类别\n{much},主席会议\n")),
        ("heading.csv", format!("日期,类别,{much}\n2022-05-01,主席会议,1\n")),
        ("key.json", format!("[{{\"ledger\":\"study\",\"{long_key}\":1}}]")),
        ("ledger.jsonl", format!("{{\"ledger\":\"{much}\"}}\n")),
        ("value.jsonl", format!("{{\"ledger\":\"study\",\"date\":\"{much}\",\"kind\":\"chair\"}}\n")),
        ("words.jsonl", format!("{much}\n")),
        ("filter.j2", format!("{{{{ 1|{} }}}}", "k".repeat(60_000))),
    ]);
    // Systems take no megabyte in a word of a command line.
    let much = "长".repeat(5_001);
    world.run("qjcppcc study add chair 题目 -d 5-1");
    for command in lines(&much) {
        for form in ["", " --json"] {
            let (stdout, stderr, code) = world.streams(&format!("qjcppcc {command}{form}"));
            let shown: String = command.chars().take(60).collect();
            assert!(code > 0 && stdout.is_empty(), "{shown}{form}: {code}");
            assert!(stderr.chars().count() < 6_000, "{shown}{form}: {} characters", stderr.chars().count());
        }
    }
    let (_, stderr, _) = world.streams(&format!("qjcppcc study add chair -d {much}"));
    let words = format!("错误：日期：“{}…”（共5001字）不是日期\n", "长".repeat(100));
    assert!(stderr.starts_with(&words), "{stderr}");
    let (_, stderr, _) = world.streams(&format!("qjcppcc report 2022 --from {much} --lang en"));
    let (before, behind) = stderr.split_once('…').expect("it is cut");
    assert!(before.ends_with('长') && behind.contains("the file cannot be read"), "{stderr}");
    assert!(behind.lines().next().is_some_and(|line| line.ends_with(" characters)")), "{behind}");
    let (_, stderr, _) = world.streams("qjcppcc import day.csv --ledger study");
    assert!(stderr.contains("长…”（共350000字）"), "{stderr}");
}
