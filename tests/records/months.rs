//! Days of which only the month is known: kept and shown as months, counted in them, and in nobody's way in a course.

use serde_json::Value;

use crate::world::World;

const ADD: &str = "qjcppcc study add 主席会议 甲 --turns 18 -d";

fn record(world: &mut World, key: &str) -> Value {
    world.json("qjcppcc study show 1 --json")[key].clone()
}

#[test]
fn a_month_in_place_of_a_day_is_kept_and_shown_as_the_month() {
    for month in ["2022-03", "2022年3月", "2022.3", "2022/3", "3月", "三月", "2022年3月上旬", "2022年3月底"]
    {
        let mut world = World::new();
        let printed = world.run(&format!("{ADD} {month}"));
        assert!(
            printed.contains("· 2022-03 · 甲") && printed.contains("记为2022年3月，只知道月份"),
            "{month}: {printed}"
        );
        assert_eq!((record(&mut world, "date"), record(&mut world, "span")), ("2022-03-01".into(), "month".into()));
    }
    let mut world = World::new();
    let printed = world.run(&format!("{ADD} 2022-03 --lang en"));
    assert!(printed.contains("recorded as of 2022-03: only the month is known"), "{printed}");
    for command in ["study list", "study show 1", "log", "report 2022 --trace study.chair", "missing 2022", "search 甲"]
    {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains("2022-03") && !printed.contains("2022-03-01"), "{command}: {printed}");
    }
    let csv = world.run("qjcppcc study list -O csv --fields date,span");
    assert_eq!(csv.lines().nth(1), Some("2022-03-01,month"), "{csv}");
    assert_eq!(world.json("qjcppcc report 2022-03 --trace study.chair --json")["records"][0]["date"], "2022-03-01");
}

#[test]
fn a_day_written_later_is_the_day() {
    let mut world = World::new();
    world.run(&format!("{ADD} 2022-03"));
    assert!(world.run("qjcppcc study edit 1 --turns 19").contains("· 2022-03 ·"));
    let printed = world.run("qjcppcc study edit 1 -d 2022-03-01");
    assert!(printed.contains("· 2022-03-01 ·"), "{printed}");
    assert_eq!(record(&mut world, "span"), Value::Null);
    assert!(world.run("qjcppcc log --limit 1").contains("日期 2022-03→2022-03-01"));
    assert!(world.run("qjcppcc study edit 1 -d 2022-04").contains("· 2022-04 ·"));
    assert!(world.run("qjcppcc undo").contains("已撤销"));
    assert_eq!((record(&mut world, "date"), record(&mut world, "span")), ("2022-03-01".into(), Value::Null));
}

#[test]
fn a_month_to_come_and_one_without_its_year_are_as_days_are() {
    let mut world = World::new();
    world.wait_days(-32);
    let printed = world.run(&format!("{ADD} 12月"));
    assert!(
        printed.contains("“12月”没有写年份：是2021-12，还是2022-12？") && printed.contains("[exit 2]"),
        "{printed}"
    );
    let printed = world.run(&format!("{ADD} 2022-12"));
    assert!(printed.contains("2022-12还没有到（今天是2022-11-29）") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run(&format!("{ADD} 2022-13"));
    assert!(printed.contains("没有“2022-13”这一天") && printed.contains("一年有12个月"), "{printed}");
}

#[test]
fn only_the_day_of_a_record_can_be_a_month() {
    let mut world = World::new();
    for command in [
        "member add 委员 张三 -d 2022-01-01 --until 2023-03",
        "vocab retire town 永新 --from 2022-03",
        "publish 2022 --through 2022-03",
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains("[exit 2]"), "{command}: {printed}");
    }
    let keys = |line: &str| serde_json::from_str::<Value>(line).expect("JSON").get("span").is_some();
    world.run("qjcppcc vocab add town new 新镇");
    let printed = world.run("qjcppcc export vocabulary");
    assert!(printed.lines().all(|line| !keys(line)), "{printed}");
}

#[test]
fn lines_say_month_and_span_or_either() {
    let line = |rest: &str| format!(r#"{{"ledger":"study","kind":"chair","title":"甲",{rest}}}"#);
    for rest in [
        r#""date":"2022-03""#,
        r#""date":"2022-03","span":null"#,
        r#""date":"2022-03-01","span":"month""#,
        r#""span":"month","date":"2022-03-01""#,
    ] {
        let mut world = World::new();
        std::fs::write(world.path("in.jsonl"), line(rest)).expect("a file");
        assert!(world.run("qjcppcc import in.jsonl").contains("新增1条"), "{rest}");
        assert_eq!((record(&mut world, "date"), record(&mut world, "span")), ("2022-03-01".into(), "month".into()));
    }
    let mut world = World::new();
    std::fs::write(world.path("in.jsonl"), line(r#""date":"2022-03-05","span":"month""#)).expect("a file");
    let printed = world.run("qjcppcc import in.jsonl");
    assert!(printed.contains("只知道月份的，日期写当月1日，这里是2022-03-05"), "{printed}");
    assert!(printed.contains("知道是哪一天的，去掉 span"), "{printed}");
    let printed = world.run("qjcppcc import in.jsonl --lang en");
    assert!(printed.contains("where only the month is known, the date is its first day"), "{printed}");
}

#[test]
fn a_period_that_cuts_through_a_month_says_so() {
    let mut world = World::new();
    world.run(&format!("{ADD} 2022-03"));
    world.run("qjcppcc study add 主席会议 乙 --turns 18 -d 2022-03-20");
    let note = "注意：有1条记录只知道月份（2022年3月），时段从月中切开，按当月1日算";
    for (period, says) in [
        ("2022", false),
        ("2022-03", false),
        ("2022-02-10..2022-03-31", false),
        ("2022-03-10..2022-12-31", true),
        ("2022-01-01..2022-03-10", true),
        ("2022-03-25..2022-12-31", true),
    ] {
        for style in ["note", "table", "full"] {
            let printed = world.run(&format!("qjcppcc report {period} --style {style}"));
            assert_eq!(printed.contains(note), says, "{period} {style}: {printed}");
        }
        let printed = world.run(&format!("qjcppcc report {period} --trace study.chair"));
        assert_eq!(printed.contains(note), says, "{period}: {printed}");
        let warnings = world.json(&format!("qjcppcc report {period} --json"))["warnings"].to_string();
        assert_eq!(warnings.contains(note), says, "{period}: {warnings}");
    }
    let printed = world.run("qjcppcc report 2022-03-10..2022-12-31 --lang en --style note");
    assert!(printed.contains("cuts through months (March 2022)") && printed.contains("records (1)"), "{printed}");
    // Its month has it.
    assert!(world.run("qjcppcc report 2022-03 --trace study.chair").contains("2条记录"));
}

#[test]
fn a_month_breaks_no_order_that_some_day_of_it_keeps() {
    let mut world = World::new();
    world.run("qjcppcc case add 甲事 -t 永新 -d 2022-03-10");
    for command in ["advance 1 -d 2022-03", "advance 1 -d 2022-03-20", "meet 1 -d 2022-03", "solve 1 -d 2022-03"] {
        let printed = world.run(&format!("qjcppcc case {command}"));
        assert!(printed.contains("已记") && !printed.contains("早于"), "{command}: {printed}");
    }
    let printed = world.run("qjcppcc case solve 1 -d 2022-02");
    assert!(printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc report 2022 --style table");
    assert!(!printed.contains("早于") && !printed.contains("次序"), "{printed}");
    assert_eq!(world.json("qjcppcc report 2022 --trace warn.early --json")["records"], serde_json::json!([]));
    assert_eq!(world.json("qjcppcc report 2022 --trace warn.course --json")["records"], serde_json::json!([]));

    world.run("qjcppcc motion add 甲案 -d 2022-03-05 --code 1");
    for command in
        ["review 1 --as filed -d 2022-03-10", "assign 1 --lead 甲局 -d 2022-03", "reply 1 --result A -d 2022-03-25"]
    {
        let printed = world.run(&format!("qjcppcc motion {command}"));
        assert!(printed.contains("已记") && !printed.contains("早于"), "{command}: {printed}");
    }
    let shown = world.json("qjcppcc motion show 1 --json");
    assert_eq!((&shown["outcome"], &shown["stage"]), (&"replied".into(), &"replied".into()), "{shown}");
    assert_eq!(world.json("qjcppcc report 2022 --trace warn.motion.course --json")["records"], serde_json::json!([]));
    let printed = world.run("qjcppcc motion review 1 --as withdrawn -d 2022-02");
    assert!(printed.contains("2022-02早于提案1的收到日（2022-03-05）"), "{printed}");
}

#[test]
fn a_list_in_a_workbook_comes_back_unchanged() {
    let mut world = World::new();
    world.run(&format!("{ADD} 2022-03"));
    for file in ["a.xlsx", "a.csv", "a.jsonl"] {
        world.run(&format!("qjcppcc export study -o {file}"));
        let printed = world.run(&format!("qjcppcc import {file} --ledger study"));
        assert!(printed.contains("没有变化") && !printed.contains("按月记"), "{file}: {printed}");
    }
    let mut other = World::new();
    std::fs::copy(world.path("a.csv"), other.path("a.csv")).expect("a file");
    assert!(other.run("qjcppcc import a.csv --ledger study").contains("新增1条"));
    assert_eq!(record(&mut other, "span"), "month");
}
