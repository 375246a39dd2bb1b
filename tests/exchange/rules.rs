//! The same rules at every door: what a command refuses is refused in a table, a workbook, JSON, `--from`, an edit, an undo. What was
//! exported comes in as it stood, and is counted as a doubt.

use std::fs;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use qjcppcc::ledger::Ledger;
use qjcppcc::vocabulary::seed_vocabulary;
use serde_json::{Map, Value as Json, json};

use super::files::{row, sheet};
use crate::world::World;

/// A rule: what stands before, what makes the record wrong (it may be nothing), the record by command and as a row.
struct Rule {
    before: &'static [&'static str],
    block: &'static str,
    command: &'static str,
    ledger: &'static str,
    row: &'static str,
    said: &'static str,
    warns: &'static str,
}

const CASE: &[&str] = &["case add 甲事 -t 永新 -d 1-1"];
const FILED: &[&str] =
    &["case add 甲事 -t 永新 -d 1-1", "case advance 1 filing -d 1-2", "case reopen 1 proposal -d 1-3 --reason 退"];

#[rustfmt::skip]
const RULES: &[Rule] = &[
    Rule { before: CASE, block: "case end 1 --as rejected --reason 不属 -d 2-1", command: "case fund 1 3万 -d 3-1 --source 局",
        ledger: "fund", row: r#"{"of":"case-1","date":"2022-03-01","amount":"3","source":"局"}"#,
        said: "事项1已于2022-02-01不予立案", warns: "warn.course" },
    // Nothing was ever taken up, so that the day of the money does not matter.
    Rule { before: CASE, block: "case end 1 --as rejected --reason 不属 -d 2-1", command: "case fund 1 3万 -d 1-5 --source 局",
        ledger: "fund", row: r#"{"of":"case-1","date":"2022-01-05","amount":"3","source":"局"}"#,
        said: "事项1已于2022-02-01不予立案", warns: "warn.course" },
    Rule { before: CASE, block: "case end 1 --as returned --reason 不属 -d 2-1", command: "case benefit 1 3人 -d 3-1 --source 镇",
        ledger: "benefit", row: r#"{"of":"case-1","date":"2022-03-01","amount":"3","source":"镇"}"#,
        said: "事项1已于2022-02-01退回", warns: "warn.course" },
    Rule { before: CASE, block: "case end 1 --as returned --reason 不属 -d 2-1", command: "case meet 1 --stage onsite -n 9 -d 3-1",
        ledger: "meeting", row: r#"{"of":"case-1","date":"2022-03-01","stage":"onsite","turns":"9"}"#,
        said: "事项1已于2022-02-01退回", warns: "warn.course" },
    Rule { before: CASE, block: "case end 1 --as returned --reason 不属 -d 2-1", command: "case advance 1 filing -d 3-1",
        ledger: "stage", row: r#"{"of":"case-1","date":"2022-03-01","stage":"filing"}"#,
        said: "事项1已于2022-02-01退回", warns: "warn.course" },
    Rule { before: CASE, block: "case edit 1 -d 4-1", command: "case solve 1 -d 3-1",
        ledger: "solution", row: r#"{"of":"case-1","date":"2022-03-01"}"#,
        said: "2022-03-01早于事项1的提案（2022-04-01）", warns: "warn.course" },
    Rule { before: CASE, block: "case solve 1 -d 3-1", command: "case solve 1 -d 4-1",
        ledger: "solution", row: r#"{"of":"case-1","date":"2022-04-01"}"#,
        said: "事项1已在2022-03-01记为推进解决", warns: "warn.course" },
    Rule { before: CASE, block: "case solve 1 -d 3-1", command: "case end 1 --as returned --reason 误 -d 4-1",
        ledger: "outcome", row: r#"{"of":"case-1","date":"2022-04-01","outcome":"returned","grounds":"误"}"#,
        said: "事项1已在2022-03-01推进解决", warns: "warn.course" },
    Rule { before: FILED, block: "case advance 1 assignment --skip 急 -d 1-20", command: "case advance 1 filing -d 2-1",
        ledger: "stage", row: r#"{"of":"case-1","date":"2022-02-01","stage":"filing"}"#,
        said: "事项1已在政府交办，不能再进入政协立案", warns: "warn.course" },
    Rule { before: CASE, block: "case void 1 --reason 误", command: "case fund 1 3万 -d 3-1 --source 局",
        ledger: "fund", row: r#"{"of":"case-1","date":"2022-03-01","amount":"3","source":"局"}"#,
        said: "case-1 已作废：误", warns: "" },
    Rule { before: CASE, block: "", command: "case meet 1 --stage onsite -n 60 --members 70 -d 3-1",
        ledger: "meeting", row: r#"{"of":"case-1","date":"2022-03-01","stage":"onsite","turns":"60","members":"70"}"#,
        said: "委员人次（70）多于人次（60）", warns: "warn.members" },
    Rule { before: CASE, block: "", command: "case meet 1 --stage onsite -n 60 --leaders 30余 --experts 31 -d 3-1",
        ledger: "meeting", row: r#"{"of":"case-1","date":"2022-03-01","stage":"onsite","turns":"60","leaders":"30余","experts":"31"}"#,
        said: "领导人次、专家人次合计（61+）多于人次（60）", warns: "warn.members" },
    Rule { before: &[], block: "", command: "consult add 视察 甲视察 -n 10 --members 6 --leaders 5 -d 3-1",
        ledger: "consult", row: r#"{"date":"2022-03-01","kind":"inspection","title":"甲视察","turns":"10","members":"6","leaders":"5"}"#,
        said: "委员人次、领导人次合计（11）多于人次（10）", warns: "warn.roles" },
    Rule { before: CASE, block: "", command: "case solve 1 --count 3 -d 3-1",
        ledger: "solution", row: r#"{"of":"case-1","date":"2022-03-01","count":"3"}"#,
        said: "写了编号就是那一条，不能再写数量", warns: "" },
    Rule { before: CASE, block: "", command: "case meet 1 --stage onsite --opinions 近8 --adopted 9余 -d 3-1",
        ledger: "meeting", row: r#"{"of":"case-1","date":"2022-03-01","stage":"onsite","opinions":"近8","adopted":"9余"}"#,
        said: "采纳（9+）多于意见建议（<8）", warns: "warn.adopted" },
    Rule { before: &[], block: "", command: "media add 区级 甲稿 --outlets 人民网、綦江日报 -d 3-1",
        ledger: "media", row: r#"{"date":"2022-03-01","kind":"district","title":"甲稿","outlets":"人民网、綦江日报"}"#,
        said: "所登媒体中最高的是国家级，不是区级", warns: "warn.level" },
    Rule { before: &[], block: "", command: "media add 国家级 甲稿 --outlets 綦江日报 -d 3-1",
        ledger: "media", row: r#"{"date":"2022-03-01","kind":"nation","title":"甲稿","outlets":"綦江日报"}"#,
        said: "所登媒体中最高的是区级，不是国家级", warns: "warn.level" },
];

/// A ledger file after some commands.
fn after(commands: &[&str]) -> World {
    let mut world = World::new();
    world.run("qjcppcc init");
    for command in commands.iter().filter(|command| !command.is_empty()) {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
    world
}

impl Rule {
    fn blocked(&self) -> World {
        after(&[self.before, &[self.block]].concat())
    }

    fn refuses(&self, world: &mut World, command: &str) {
        let before = world.run("qjcppcc export");
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains(self.said) && printed.contains("[exit 4]"), "{command}: {printed}");
        assert_eq!(world.run("qjcppcc export"), before, "{command}");
    }

    fn row(&self) -> Map<String, Json> {
        let mut row = Map::from_iter([("ledger".to_owned(), json!(self.ledger))]);
        row.extend(serde_json::from_str::<Map<String, Json>>(self.row).expect("JSON"));
        row
    }
}

/// The files that say one row, each with the options with which it is read.
fn files(world: &mut World, mut row: Map<String, Json>) -> Vec<String> {
    let ledger = Ledger::find(row["ledger"].as_str().expect("a ledger")).expect("a ledger");
    fs::write(world.path("行.jsonl"), Json::Object(row.clone()).to_string()).expect("a file");
    fs::write(world.path("行.json"), Json::Array(vec![Json::Object(row.clone())]).to_string()).expect("a file");
    row.remove("ledger");
    let cells: Vec<&str> = row.values().filter_map(Json::as_str).collect();
    let (keys, words) = (row.keys().cloned().collect::<Vec<_>>().join(","), cells.join(","));
    fs::write(world.path("行.csv"), format!("{keys}\n{words}\n")).expect("a file");
    let made = world.run(&format!("qjcppcc template {} -o 行.xlsx", ledger.key));
    assert!(made.contains("填报表"), "{made}");
    let bytes = fs::read(world.path("行.xlsx")).expect("the template");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range(ledger.called_by(seed_vocabulary()).zh).expect("the sheet");
    let headings: Vec<String> = range.rows().next().expect("a heading").iter().map(Data::to_string).collect();
    let filled = sheet(ledger.called_by(seed_vocabulary()).zh, |sheet| {
        row_of(sheet, &headings, |heading| {
            let key = row
                .keys()
                .find(|key| ledger.called(key, seed_vocabulary()).is_some_and(|label| label.zh == heading))?;
            row[key].as_str().map(str::to_owned)
        })
    });
    fs::write(world.path("行.xlsx"), filled).expect("filled in");
    let csv = format!("行.csv --ledger {}", ledger.key);
    ["行.jsonl".to_owned(), "行.json".to_owned(), csv, "行.xlsx".to_owned()].to_vec()
}

fn row_of(
    sheet: &mut rust_xlsxwriter::Worksheet,
    headings: &[String],
    said: impl Fn(&str) -> Option<String>,
) -> Result<(), rust_xlsxwriter::XlsxError> {
    row(sheet, 0, &headings.iter().map(String::as_str).collect::<Vec<_>>())?;
    for (at, heading) in (0..).zip(headings) {
        let heading = heading.split(['*', '（']).next().expect("a heading");
        sheet.write_string(1, at, said(heading).unwrap_or_default())?;
    }
    Ok(())
}

#[test]
fn a_rule_holds_for_commands_and_for_files_of_every_sort() {
    for rule in RULES {
        let mut world = rule.blocked();
        rule.refuses(&mut world, rule.command);
        let files = files(&mut world, rule.row());
        for file in &files {
            rule.refuses(&mut world, &format!("import {file}"));
        }
        // Beside good rows it would be left out; alone it is all there is.
        let printed = world.run(&format!("qjcppcc import {} --skip-bad --dry-run", files[2]));
        assert!(printed.contains("略过1行") && printed.contains("[exit 4]"), "{printed}");
        // A report reads what the ledger file has together with the row.
        world.run("qjcppcc export -o 全.jsonl");
        let all = fs::read_to_string(world.path("全.jsonl")).expect("the export");
        let case = all.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
        let case = case.into_iter().find(|record| record["ledger"] == "case");
        let mut row = rule.row();
        row.extend(case.map(|case| ("of".to_owned(), case["id"].clone())));
        let all = all + &Json::Object(row).to_string();
        fs::write(world.path("全.jsonl"), all).expect("a file");
        rule.refuses(&mut world, "report 2022 --from 全.jsonl");
    }
}

#[test]
fn a_rule_holds_for_what_is_put_back_and_for_what_would_break_it_afterwards() {
    for rule in RULES.iter().filter(|rule| !rule.block.is_empty()) {
        let name = format!("{}-1", rule.ledger);
        let name = if rule.said.contains("再进入") { "stage-2" } else { &name };
        let void = format!("case void {name} --reason 记错");
        let mut world = after(&[rule.before, &[rule.command, &void]].concat());
        let entry = world.run("qjcppcc head").split('-').next().expect("a number").to_owned();
        let printed = world.run(&format!("qjcppcc {}", rule.block));
        assert!(!printed.contains("[exit"), "{}: {printed}", rule.block);
        rule.refuses(&mut world, &format!("case unvoid {name} --reason 没错"));
        rule.refuses(&mut world, &format!("undo {entry} --yes"));
        // The other way round: what the rule would then be broken by is refused, or takes the record with it.
        let mut world = after(&[rule.before, &[rule.command]].concat());
        let printed = world.run(&format!("qjcppcc {}", rule.block));
        assert_eq!(printed.contains("[exit 4]"), !rule.block.starts_with("case void"), "{}: {printed}", rule.block);
    }
}

#[test]
fn a_rule_holds_for_an_edit() {
    for (before, edit, said) in [
        ("case end 1 --as returned --reason 误 -d 4-1", "case edit fund-1 -d 5-1", "事项1已于2022-04-01退回"),
        ("case solve 1 -d 4-1", "case edit solution-1 -d 2021-12-1", "2021-12-01早于事项1的提案（2022-01-01）"),
        ("case meet 1 --stage pre -n 9 -d 4-1", "case edit meeting-1 --members 10", "委员人次（10）多于人次（9）"),
        (
            "media add 甲稿 --outlets 重庆日报 -d 4-1",
            "media edit 1 --outlets 新华社",
            "所登媒体中最高的是国家级，不是市级",
        ),
    ] {
        let mut world = World::new();
        for command in [CASE[0], "case fund 1 3万 -d 3-1", before] {
            let printed = world.run(&format!("qjcppcc {command}"));
            assert!(!printed.contains("[exit"), "{command}: {printed}");
        }
        let kept = world.run("qjcppcc export");
        let printed = world.run(&format!("qjcppcc {edit}"));
        assert!(printed.contains(said) && printed.contains("[exit 4]"), "{edit}: {printed}");
        // An edit that stands in an exported table is one, too.
        assert_eq!(world.run("qjcppcc export"), kept);
    }
    let mut world = World::new();
    world.run(&format!("qjcppcc {}", CASE[0]));
    world.run("qjcppcc case meet 1 --stage pre -n 9 --members 9 -d 4-1");
    world.run("qjcppcc export meeting -o 会.jsonl");
    let more =
        fs::read_to_string(world.path("会.jsonl")).expect("the export").replace("\"members\":9", "\"members\":10");
    fs::write(world.path("会.jsonl"), more).expect("a file");
    let printed = world.run("qjcppcc import 会.jsonl --update");
    assert!(printed.contains("第1行，委员人次：委员人次（10）多于人次（9）"), "{printed}");
}

#[test]
fn what_was_exported_comes_in_as_it_stood_and_is_counted_as_a_doubt() {
    for rule in RULES {
        let mut world = rule.blocked();
        let mut row = rule.row();
        row.insert("id".to_owned(), json!("018565d0-0000-7000-8000-000000000009"));
        for file in files(&mut world, row).into_iter().take(3) {
            let printed = world.run(&format!("qjcppcc import {file}"));
            let by_number = rule.warns.is_empty();
            assert_eq!(printed.contains("[exit 4]"), by_number, "{file}: {printed}");
        }
        let report = world.json("qjcppcc report 2022 --json -q");
        let figures = report["figures"].as_array().expect("figures");
        let warned: Vec<&str> = figures
            .iter()
            .filter(|figure| {
                ["warn.course", "warn.members", "warn.roles", "warn.adopted", "warn.level"]
                    .contains(&figure["key"].as_str().expect("a key"))
            })
            .filter(|figure| figure["value"] == json!(1))
            .filter_map(|figure| figure["key"].as_str())
            .collect();
        let expected: Vec<&str> = Some(rule.warns).into_iter().filter(|key| !key.is_empty()).collect();
        assert_eq!(warned, expected, "{}", rule.command);
        // What was broken before does not keep anybody from mending something else, and all of it goes round.
        if !rule.warns.is_empty() {
            let home = if matches!(rule.ledger, "media" | "consult") { rule.ledger } else { "case" };
            let name = if rule.block.starts_with("case solve") && rule.ledger == "solution" {
                "solution-2"
            } else {
                &format!("{}-1", rule.ledger)
            };
            let name = if rule.said.contains("再进入") { "stage-3" } else { name };
            let printed = world.run(&format!("qjcppcc {home} edit {name} -m 核对过"));
            assert!(printed.contains("已改"), "{printed}");
        }
        world.run("qjcppcc export -o 全.jsonl");
        world.run("qjcppcc init 二.db");
        let printed = world.run("qjcppcc import 全.jsonl --db 二.db");
        assert!(!printed.contains("[exit"), "{printed}");
    }
}

#[test]
fn a_matter_and_what_hangs_on_it_go_and_come_back_together_whatever_rules_they_break() {
    let mut world = World::new();
    for command in [CASE[0], "case solve 1 -d 3-1"] {
        world.run(&format!("qjcppcc {command}"));
    }
    let line = r#"{"ledger":"solution","id":"018565d0-0000-7000-8000-000000000009","of":"case-1","date":"2022-04-01"}"#;
    fs::write(world.path("行.jsonl"), line).expect("a file");
    assert!(world.run("qjcppcc import 行.jsonl").contains("新增1条"));
    for command in ["case void 1 --reason 误", "case unvoid 1 --reason 不误", "undo --yes"] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
    // By itself it is a second solution.
    world.run("qjcppcc case unvoid 1 --reason 不误");
    world.run("qjcppcc case void solution-2 --reason 重");
    assert!(world.run("qjcppcc case unvoid solution-2 --reason 不重").contains("事项1已在2022-03-01记为推进解决"));
}

#[test]
fn a_table_that_breaks_rules_says_each_line_and_the_good_ones_come_in_without_them() {
    let funds = "事项编号,日期,金额（万元）\n1,2022-03-01,3\n2,2022-03-01,4\n1,2022-03-02,5\n";
    let mut world = World::with(&[("钱.csv", funds), ("杂.csv", &funds.replace("2022-03-02", "2022-03-32"))]);
    for command in [CASE[0], "case add 乙事 -t 三角 -d 1-1", "case end 1 --as rejected --reason 误 -d 2-1"] {
        world.run(&format!("qjcppcc {command}"));
    }
    let printed = world.run("qjcppcc import 钱.csv --ledger fund --lang en");
    assert!(printed.contains("problems: 2; nothing was imported"), "{printed}");
    assert!(
        printed.contains("line 2: case 1 was rejected on 2022-02-01") && printed.contains("line 4: case 1"),
        "{printed}"
    );
    // What cannot be read and what breaks a rule are said at once.
    let printed = world.run("qjcppcc import 杂.csv --ledger fund");
    assert!(printed.contains("第2行：事项1已于2022-02-01不予立案") && printed.contains("第4行 B（日期）"), "{printed}");
    let printed = world.run("qjcppcc import 钱.csv --ledger fund --skip-bad");
    assert!(printed.contains("新增1条") && printed.contains("略过2行"), "{printed}");
    let left = fs::read_to_string(world.path("钱.csv.refused.csv")).expect("the rows left out");
    assert!(left.contains("不予立案") && left.lines().count() == 3, "{left}");
    // Poured or read as a whole.
    let note = "虚构".repeat(20_000);
    let line = |of: &str| {
        format!(
            "{{\"ledger\":\"fund\",\"of\":\"{of}\",\"date\":\"2022-03-01\",\"amount\":1,\"note\":\"{}\"}}\n",
            &note[..3_000]
        )
    };
    let case = "{\"ledger\":\"case\",\"ref\":\"a\",\"date\":\"2022-01-01\",\"title\":\"丙\",\"town\":\"永新\"}\n";
    let void = case.replace("\"a\"", "\"b\"").replace('}', ",\"void\":true,\"reason\":\"误\"}");
    let many = [case, &void, &line("a").repeat(30), &line("b")].concat();
    assert!(many.len() > 1 << 16);
    fs::write(world.path("多.jsonl"), many).expect("a file");
    world.run("qjcppcc init 空.db");
    let printed = world.run("qjcppcc import 多.jsonl --db 空.db");
    assert!(printed.contains("第33行：case-2 已作废：误") && printed.contains("[exit 4]"), "{printed}");
}

#[test]
fn a_stage_that_a_table_skips_is_said_and_not_refused() {
    let stages = "事项编号,日期,环节\n1,2022-02-01,政府交办\n1,2022-03-01,议前协商\n1,2022-04-01,督办协商\n";
    let mut world = World::with(&[("环节.csv", stages)]);
    world.run(&format!("qjcppcc {}", CASE[0]));
    let printed = world.run("qjcppcc import 环节.csv --ledger stage");
    assert!(printed.contains("新增3条"), "{printed}");
    assert!(printed.contains("环节.csv第2行：事项1会略过政协立案；照表记下"), "{printed}");
    assert!(
        printed.contains("环节.csv第4行：事项1会略过现场协商；照表记下") && !printed.contains("第3行："),
        "{printed}"
    );
    let mut world = World::with(&[("环节.csv", stages)]);
    world.run(&format!("qjcppcc {}", CASE[0]));
    let printed = world.run("qjcppcc import 环节.csv --ledger stage --lang en");
    assert!(printed.contains("line 2: case 1 would skip: filing; recorded as the table has it"), "{printed}");
}

#[test]
fn parts_that_may_be_smaller_than_their_whole_are_let_in() {
    let mut world = World::new();
    world.run(&format!("qjcppcc {}", CASE[0]));
    for (turns, members) in [("9", "9"), ("9余", "12"), ("约9", "12"), ("9", "约12"), ("9", "近12"), ("近9", "9")]
    {
        let printed = world.run(&format!("qjcppcc case meet 1 --stage pre -n {turns} --members {members} -d 3-1"));
        assert!(!printed.contains("[exit"), "{members} of {turns}: {printed}");
    }
}

#[test]
fn a_piece_has_the_level_of_its_highest_outlet() {
    let table = "日期,标题,媒体\n2022-05-01,甲稿,重庆日报、綦江日报\n2022-05-02,乙稿,镇报\n";
    let mut world = World::with(&[("稿.csv", table)]);
    world.run("qjcppcc vocab add outlet 镇报 镇报");
    let printed = world.run("qjcppcc media add 巡河 --outlets 綦江日报、新华社 -d 5-1");
    assert!(printed.contains("国家级"), "{printed}");
    // Nobody knows how high that one is.
    let printed = world.run("qjcppcc media add 巡林 --outlets 镇报、綦江日报 -d 5-1");
    assert!(printed.contains("缺少类别") && printed.contains("[exit 2]"), "{printed}");
    for kind in ["市级", "区级", "其他"] {
        assert!(
            world.run(&format!("qjcppcc media add {kind} 巡林{kind} --outlets 镇报、綦江日报 -d 5-1")).contains("已记")
        );
    }
    let printed = world.run("qjcppcc media add 区级 --outlets 人民网 -d 5-1 --title 甲");
    assert!(printed.contains("类别：所登媒体中最高的是国家级，不是区级") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc media add 区级 --outlets 人民网 -d 5-1 --title 甲 --lang en");
    assert!(printed.contains("the highest of its outlets is of the level national, not district"), "{printed}");
    let printed = world.run("qjcppcc import 稿.csv --ledger media");
    assert!(printed.contains("有1处不对") && printed.contains("第3行") && printed.contains("缺少类别"), "{printed}");
    let printed = world.run("qjcppcc import 稿.csv --ledger media --skip-bad");
    assert!(printed.contains("新增1条"), "{printed}");
    assert!(
        world.run("qjcppcc media list --kind city --tally").contains("2条记录"),
        "the one that was told and the one of the table"
    );
    assert!(world.run("qjcppcc verify").starts_with("完好"));
}

#[test]
fn the_level_of_an_outlet_that_changes_changes_what_is_in_doubt() {
    let outlet = |level: &str| {
        format!(
            r#"{{"ledger":"vocabulary","id":"018565d0-0000-7000-8000-000000000009","date":"2022-01-01","set":"outlet","key":"镇报","title":"镇报","level":"{level}"}}"#
        )
    };
    let mut world = World::with(&[("一.jsonl", outlet("city")), ("二.jsonl", outlet("district"))]);
    world.run("qjcppcc import 一.jsonl");
    assert!(world.run("qjcppcc media add 甲稿 --outlets 镇报 -d 5-1").contains("市级"));
    let printed = world.run("qjcppcc import 二.jsonl --update");
    assert!(printed.contains("更新1条"), "{printed}");
    assert!(world.run("qjcppcc report 2022 --trace warn.level").contains("media-1"));
    assert!(world.run("qjcppcc verify").starts_with("完好"));
    assert!(world.run("qjcppcc media edit 1 --kind 区级").contains("已改"));
    assert!(world.run("qjcppcc verify").starts_with("完好"));
}

#[test]
fn a_meeting_stays_at_a_stage_of_meetings_unless_the_next_one_is_asked_for() {
    let mut world = World::new();
    for command in [CASE[0], "case advance 1 filing -d 1-2", "case advance 1 assignment -d 1-3"] {
        world.run(&format!("qjcppcc {command}"));
    }
    let first = world.run("qjcppcc case meet 1 -n 9 -d 2-1");
    assert!(first.contains("议前协商") && first.contains("事项1随之进入议前协商"), "{first}");
    let second = world.run("qjcppcc case meet 1 -n 9 -d 2-2");
    assert!(second.contains("议前协商") && second.contains("事项1仍在议前协商；往下一环节加 --next"), "{second}");
    let next = world.run("qjcppcc case meet 1 -n 9 -d 2-3 --next");
    assert!(next.contains("现场协商") && next.contains("事项1随之进入现场协商"), "{next}");
    let english = world.run("qjcppcc case meet 1 -n 9 -d 2-4 --lang en");
    assert!(english.contains("case 1 stays at the on-site consultation; --next is for the next stage"), "{english}");
    let told = world.run("qjcppcc case meet 1 -n 9 -d 2-5 --stage pre");
    assert!(told.contains("议前协商") && !told.contains("仍在"), "{told}");
    assert!(world.run("qjcppcc case meet 1 -n 9 -d 2-5 --stage pre --next").contains("[exit 2]"));
    world.run("qjcppcc case meet 1 -n 9 -d 2-6 --next");
    world.run("qjcppcc case meet 1 -n 9 -d 2-7 --next");
    let last = world.run("qjcppcc case meet 1 -n 9 -d 2-8 --next");
    assert!(last.contains("事项1仍在总结协商\n"), "{last}");
}

#[test]
fn nothing_is_said_to_have_moved_where_nothing_was_recorded() {
    let mut world = World::new();
    for command in [CASE[0], "case advance 1 filing -d 1-2", "case advance 1 assignment -d 1-3"] {
        world.run(&format!("qjcppcc {command}"));
    }
    let printed = world.run("qjcppcc case meet 1 -n 9 --members 10 -d 2-1 --lang en");
    assert!(printed.contains("members (10) are more than turns (9)") && !printed.contains("moves on"), "{printed}");
}

#[test]
fn what_was_recorded_again_is_said_when_the_first_is_put_back() {
    let mut world = World::new();
    for command in ["study add chair 题目 -d 5-1", "study void 1 --reason 误", "study add chair 题目 -d 5-1"] {
        world.run(&format!("qjcppcc {command}"));
    }
    let printed = world.run("qjcppcc study unvoid 1 --reason 不误 --dry-run");
    assert!(printed.contains("study-1 又记过一次（study-2），现在两条都算"), "{printed}");
    world.run("qjcppcc study void 2 --reason 误");
    let printed = world.run("qjcppcc study unvoid 1 --reason 不误 --lang en");
    assert!(!printed.contains("again"), "{printed}");
    let printed = world.run("qjcppcc study unvoid 2 --reason 不误 --lang en");
    assert!(printed.contains("note: study-2 was recorded again as study-1, and both count now"), "{printed}");
}
