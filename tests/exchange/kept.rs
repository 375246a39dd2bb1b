//! What an import has kept, and what it says where it kept nothing; answers that were lost after a change.

use crate::world::World;

#[test]
fn an_import_that_keeps_nothing_ends_with_four() {
    let bad = "日期,类别,人次\n2022-05-01,没有的,3\n";
    let good = "日期,类别,人次\n2022-05-01,主席会议,3\n2022-05-02,没有的,3\n";
    let mut world = World::with(&[("study.csv", bad), ("学习.csv", good)]);
    let printed = world.run("qjcppcc import study.csv --skip-bad");
    assert!(
        printed.contains("略过1行") && printed.contains("study.csv.refused.csv") && printed.contains("[exit 4]"),
        "{printed}"
    );
    let printed = world.run("qjcppcc import 学习.csv --skip-bad");
    assert!(printed.contains("新增1条") && !printed.contains("[exit"), "{printed}");
    std::fs::remove_file(world.path("学习.csv.refused.csv")).expect("it was written");
    let printed = world.run("qjcppcc import 学习.csv --skip-bad");
    assert!(printed.contains("未变1条") && !printed.contains("[exit"), "what was there already is there: {printed}");
}

#[test]
fn an_empty_workbook_comes_in_again() {
    for language in ["zh", "en"] {
        let mut world = World::new();
        world.run(&format!("qjcppcc export -o 空.xlsx --lang {language}"));
        let printed = world.run("qjcppcc import 空.xlsx");
        assert!(printed.contains("空.xlsx：没有记录") && !printed.contains("[exit"), "{printed}");
    }
}

#[test]
fn differences_name_fields_as_people_call_them() {
    let line = |turns: u32| {
        let id = "018f0000-0000-7000-8000-000000000001";
        format!(r#"{{"ledger":"study","id":"{id}","date":"2022-05-01","kind":"chair","turns":{turns}}}"#)
    };
    let mut world = World::with(&[("一.jsonl", line(18)), ("二.jsonl", line(20))]);
    world.run("qjcppcc import 一.jsonl");
    let printed = world.run("qjcppcc import 二.jsonl");
    assert!(printed.contains("第1行，人次：study-1 里是 18，文件里是 20"), "{printed}");
    let printed = world.run("qjcppcc import 二.jsonl --lang en");
    assert!(printed.contains("line 1, turns: study-1 has 18, the file has 20"), "{printed}");
    let (_, error, _) = world.streams("qjcppcc import 二.jsonl --json");
    let error: serde_json::Value = serde_json::from_str(&error).expect("an object");
    assert_eq!(error["error"]["more"][0]["field"], "turns", "scripts read keys: {error}");
}

#[test]
fn fields_are_called_what_people_call_them() {
    let mut world = World::new();
    world.run("qjcppcc case add 修路 -t 永新 -d 2022-03-01");
    world.run("qjcppcc study add chair 甲 -d 2022-05-01 --note 说明");
    for (command, zh, en) in [
        ("case add 修桥 -t 没有镇", "错误：镇街：", "error: town: "),
        ("case edit 1 -t 没有镇", "错误：镇街：", "error: town: "),
        ("study add chair -d 胡说", "错误：日期：", "error: date: "),
        ("study add chair -n 许多", "错误：人次：", "error: turns: "),
        ("vocab add town x \"\"", "错误：标题：", "error: title: "),
        ("report 2022 --as-of 昨", "错误：--as-of：", "error: --as-of: "),
        ("study void 1 --reason \"\"", "错误：作废原因：", "error: reason: "),
        ("study edit 1 --unset 人", "学习没有字段“人”", "study has no field “人”"),
        ("study edit 1 --unset 备注们", "提示：是不是 备注？", "hint: did you mean note?"),
        ("study edit 1 --unset turn", "提示：是不是 人次？", "hint: did you mean turns?"),
        ("study edit 1 --unset 说不清的", "提示：有：日期、标题、类别", "hint: there are: date, title, kind"),
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains(zh), "{command}: {printed}");
        let printed = world.run(&format!("qjcppcc {command} --lang en"));
        assert!(printed.contains(en), "{command}: {printed}");
    }
    let (_, error, _) = world.streams("qjcppcc case add 修桥 -t 没有镇 --json");
    assert!(error.contains("\"field\":\"town\""), "{error}");
    assert!(world.run("qjcppcc study edit 1 --unset 备注").contains("已改"));
    assert!(world.json("qjcppcc study show 1 --json")["note"].is_null());
    std::fs::write(world.path("k.jsonl"), r#"{"ledger":"study","date":"2022-05-01","kind":"chair","turn":3}"#)
        .expect("a file");
    assert!(world.run("qjcppcc import k.jsonl").contains("是不是 turns（人次）？"));
}
