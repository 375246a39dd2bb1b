//! Matters of another office: five stages, meetings at the third and the last, by the same commands as the seven.

use qjcppcc::ledger::word_id;
use qjcppcc::vocabulary::Set;
use serde_json::{Value, json};

use crate::world::World;

/// The stages of 有事好商量, each with its English name and whether meetings are held at it.
const STAGES: [(&str, &str, &str, bool); 5] = [
    ("topic", "群众选题", "topic", false),
    ("survey", "议题调研", "survey", false),
    ("talk", "商量议事", "talk", true),
    ("handling", "成果办理", "handling", false),
    ("visit", "回访评议", "visit", true),
];

/// A word of the vocabulary as an export has it.
fn word(set: Set, within: &str, key: &str, rest: &Value) -> String {
    let mut word = json!({ "ledger": "vocabulary", "id": word_id(set, within, key).to_string(), "date": "2022-01-01",
        "set": set.key(), "within": within, "key": key });
    word.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
    if within.is_empty() {
        word["within"] = Value::Null;
    }
    word.to_string() + "\n"
}

fn stage(at: usize, meeting: bool, rank: usize) -> String {
    let (key, label, english, _) = STAGES[at];
    let unit = meeting.then_some("场");
    let scope = meeting.then_some("meeting");
    let rest = json!({ "title": label, "english": english, "unit": unit, "scope": scope, "rank": rank });
    word(Set::Stage, "case", key, &rest)
}

/// An office with these words beside its name and its towns.
fn office(words: &str) -> World {
    let name = word(Set::Office, "", "name", &json!({ "title": "云河县政协", "english": "Yunhe" }));
    let town = word(Set::Town, "", "城关", &json!({ "title": "城关镇", "english": "Chengguan", "rank": 10 }));
    let section = word(Set::Section, "", "talks", &json!({ "title": "有事好商量", "english": "Talks", "rank": 10 }));
    let mut world = World::with(&[("词.jsonl", name + &town + &section + words)]);
    let printed = world.run("qjcppcc import 词.jsonl");
    assert!(!printed.contains("[exit"), "{printed}");
    world
}

fn of_five() -> World {
    office(&(0..5).map(|at| stage(at, STAGES[at].3, at * 10 + 10)).collect::<String>())
}

/// What a figure comes to in 2022, as JSON; null where the office has no such figure.
fn figure(world: &mut World, period: &str, key: &str) -> Value {
    let report = world.json(&format!("qjcppcc report {period} --json"));
    let found = report["figures"].as_array().expect("a list").iter().find(|figure| figure["key"] == key);
    found.map_or(Value::Null, |figure| figure["value"].clone())
}

/// One matter on its way to the fourth stage.
fn with_a_matter() -> World {
    let mut world = of_five();
    for line in [
        "case add 老旧小区停车 -t 城关 -d 2022-01-05",
        "case advance 1 -d 2022-01-10 --doc 云政协〔2022〕1号",
        "case meet 1 -n 20 -d 2022-02-20",
        "case advance 1 -d 2022-03-01 --lead 县城管局",
    ] {
        let printed = world.run(&format!("qjcppcc {line}"));
        assert!(!printed.contains("[exit"), "{line}: {printed}");
    }
    world
}

#[test]
fn a_matter_goes_through_five_stages_as_through_seven() {
    let mut world = of_five();
    let mut says = |line: &str, wanted: &[&str]| {
        let printed = world.run(&format!("qjcppcc {line}"));
        for words in wanted {
            assert!(printed.contains(words), "{line}: {words}\n{printed}");
        }
        printed
    };
    says("case add 老旧小区停车 -t 城关 -d 2022-01-05", &["case-1"]);
    says("case advance 1 talk -d 2022-01-08", &["事项1会略过议题调研", "[exit 4]"]);
    says("case advance 1 -d 2022-01-10", &["议题调研"]);
    says("case meet 1 -n 20 -d 2022-01-20", &["商量议事", "事项1随之进入商量议事"]);
    says("case meet 1 -n 9 -d 2022-01-21", &["事项1仍在商量议事；往下一环节加 --next"]);
    let printed =
        says("case meet 1 --next -n 5 -d 2022-01-22", &["回访评议", "事项1还在商量议事，会议先记下，环节没有动"]);
    assert!(!printed.contains("随之"), "{printed}");
    says("case reopen 1 visit --reason 再议 -d 2022-01-23", &["回访评议不在它之前", "[exit 4]"]);
    says("case advance 1 -d 2022-02-01", &["成果办理"]);
    says("case meet 1 -n 5 -d 2022-02-10", &["事项1随之进入回访评议"]);
    says("case advance 1 -d 2022-02-11", &["事项1已到最后一个环节：回访评议", "[exit 4]"]);
    says("case meet 1 --next -n 5 -d 2022-02-12", &["事项1仍在回访评议"]);
    says("case advance 1 办理 -d 2022-02-13", &["不能再进入成果办理", "case reopen 1 handling"]);
    says("case reopen 1 --reason 没有办好 -d 2022-02-14", &["成果办理"]);
    says("case solve 1 -d 2022-03-01", &["solution-1"]);
    says("case show 1", &["环节：成果办理", "已解决", "已解决（2022-03-01，历时55天）"]);
    says("case list --stage 办理", &["老旧小区停车"]);
    says("case list --stage 调研", &["没有记录"]);
    says(
        "case list --stage 立案",
        &[
            "“立案”不是环节",
            "群众选题（topic）、议题调研（survey）、商量议事（talk）、成果办理（handling）、回访评议（visit）",
            "[exit 2]",
        ],
    );
    says("case list meeting --stage talk --tally", &["2条记录"]);
    says("case list meeting --search 商量议事 --tally", &["2条记录"]);
    let board = says("case board --year 2022", &["成果办理 1件"]);
    assert!(!board.contains("政协立案"), "{board}");
    // What is done by paper is asked for its number: the second and the fourth stage, not those with meetings.
    says("verify", &[]);
    let missing = world.json("qjcppcc missing 2022 --json");
    let missing = missing.as_array().expect("a list").iter().filter(|gap| gap["ledger"] == "stage");
    assert_eq!(missing.map(|gap| gap["no"].as_i64()).collect::<Vec<_>>(), [Some(1), Some(3)]);
}

#[test]
fn meetings_are_held_at_the_stages_that_have_them_alone() {
    let mut world = with_a_matter();
    let refused = world.run("qjcppcc case meet 1 --stage survey -d 2022-03-02");
    let wanted = "错误：环节：“survey”不是环节\n提示：可以写：商量议事（talk）、回访评议（visit）\n[exit 2]\n";
    assert_eq!(refused, wanted);
    let refused = world.run("qjcppcc case meet 1 --stage survey -d 2022-03-02 --lang en");
    assert!(refused.contains("write one of: talk (商量议事), visit (回访评议)"), "{refused}");
    let row = r#"{"ledger":"meeting","of":"case-1","date":"2022-03-02","stage":"handling"}"#;
    std::fs::write(world.path("会.jsonl"), row).expect("a file");
    let refused = world.run("qjcppcc import 会.jsonl");
    assert!(refused.contains("可以写：商量议事（talk）、回访评议（visit）"), "{refused}");
    assert!(world.run("qjcppcc case meet --stage visit -t 城关 --count 3 -d 2022-03-02").contains("meeting-2"));

    let mut world = office(&(stage(0, false, 10) + &stage(1, false, 20)));
    world.run("qjcppcc case add 老旧小区停车 -t 城关 -d 2022-01-05");
    let refused = world.run("qjcppcc case meet 1 -d 2022-01-06");
    assert!(refused.starts_with("错误：环节：词表里没有开会的环节，会议记不上\n"), "{refused}");
    assert!(refused.contains("范围写 meeting\n[exit 4]"), "{refused}");
    let refused = world.run("qjcppcc case meet 1 -d 2022-01-06 --lang en");
    assert!(refused.contains("no stage of the vocabulary has meetings"), "{refused}");
    assert!(world.run("qjcppcc case advance 1 -d 2022-01-07").contains("议题调研"));
    assert_eq!(figure(&mut world, "2022", "case.filed"), json!(1));
}

#[test]
fn an_office_without_stages_has_matters_all_the_same() {
    let mut world = office("");
    assert!(world.run("qjcppcc case add 老旧小区停车 -t 城关 -d 2022-01-05").contains("case-1"));
    let refused = world.run("qjcppcc case advance 1 -d 2022-01-06");
    assert!(refused.contains("事项1已到最后一个环节：提案"), "{refused}");
    assert!(world.run("qjcppcc case board --year 2022").contains("提案 1件"));
    assert_eq!(world.json("qjcppcc case show 1 --json")["stage"], Value::Null);
    assert!(world.run("qjcppcc case solve 1 -d 2022-02-01").contains("solution-1"));
    assert_eq!(figure(&mut world, "2022", "case.solved"), json!(1));
}

#[test]
fn limits_and_figures_are_those_of_the_offices_stages() {
    let mut world = with_a_matter();
    let listed = world.run("qjcppcc setting list");
    for key in ["survey", "talk", "handling", "visit"] {
        assert!(listed.contains(&format!("case.limit.{key}")), "{listed}");
    }
    assert!(!listed.contains("filing") && !listed.contains("topic"), "{listed}");
    let refused = world.run("qjcppcc setting set case.limit.filing 9d");
    assert!(refused.contains("没有设置项“case.limit.filing”") && refused.contains("[exit 2]"), "{refused}");
    let row = r#"{"ledger":"setting","date":"2022-01-01","key":"case.limit.filing","value":"9d"}"#;
    std::fs::write(world.path("设.jsonl"), row).expect("a file");
    assert!(world.run("qjcppcc import 设.jsonl").contains("没有设置项“case.limit.filing”"));
    world.run("qjcppcc setting set case.limit.visit 10d");
    let due = world.json("qjcppcc case due --on 2022-03-20 --json");
    assert_eq!(due[0]["stage"], "handling");
    assert_eq!((&due[0]["next"], &due[0]["due"], &due[0]["late"]), (&json!("visit"), &json!("2022-03-11"), &json!(9)));

    world.run("qjcppcc export > 全.jsonl");
    world.run("qjcppcc init 又.db");
    let printed = world.run("qjcppcc --db 又.db import 全.jsonl");
    assert!(!printed.contains("[exit"), "{printed}");
    assert_eq!(world.json("qjcppcc --db 又.db case due --on 2022-03-20 --json"), due);

    let keys = |printed: &str| {
        let figures: Value = serde_json::from_str(printed).expect("JSON");
        let keys = figures
            .as_array()
            .expect("a list")
            .iter()
            .map(|figure| figure["key"].as_str().unwrap_or_default().to_owned());
        keys.filter(|key| key.starts_with("case.")).collect::<Vec<_>>()
    };
    let known = keys(&world.run("qjcppcc figures --json"));
    let of = |key: &str| known.iter().any(|known| known == key);
    assert!(of("case.talk") && of("case.visit") && !of("case.survey") && !of("case.pre"), "{known:?}");
    assert_eq!(figure(&mut world, "2022", "case.talk"), json!(1));
    let page = world.run("qjcppcc report 2022 --all");
    assert!(page.contains("商量议事") && page.contains("1场") && page.contains("回访评议"), "{page}");
    assert!(world.run("qjcppcc report 2022 --trace case.talk").contains("meeting-1"));
}

#[test]
fn what_changes_of_a_stage_recounts_the_matters() {
    let mut world = with_a_matter();
    assert_eq!(figure(&mut world, "2022-01", "case.filed"), json!(1));
    let head = world.json("qjcppcc report 2022-01 --json")["head"].as_str().expect("a state").to_owned();
    // Research comes first from now on: the matter is filed when it is talked over.
    std::fs::write(world.path("次序.jsonl"), stage(1, false, 5)).expect("a file");
    let printed = world.run("qjcppcc import 次序.jsonl --update --yes");
    assert!(!printed.contains("[exit"), "{printed}");
    assert_eq!(figure(&mut world, "2022-01", "case.filed"), Value::Null);
    assert_eq!(figure(&mut world, "2022-02", "case.filed"), json!(1));
    let sound = world.run("qjcppcc verify");
    assert!(!sound.contains("[exit"), "{sound}");
    world.run("qjcppcc undo");
    assert_eq!(figure(&mut world, "2022-01", "case.filed"), json!(1));
    world.run("qjcppcc redo");
    assert_eq!(figure(&mut world, "2022-02", "case.filed"), json!(1));
    let before = world.json(&format!("qjcppcc report 2022-01 --as-of {head} --json"));
    assert!(
        before["figures"].as_array().expect("a list").iter().any(|it| it["key"] == "case.filed" && it["value"] == 1),
        "{before}"
    );

    // A stage that has no meetings any more is no figure; what was held counts in all the same.
    std::fs::write(world.path("不开.jsonl"), stage(2, false, 30)).expect("a file");
    world.run("qjcppcc import 不开.jsonl --update --yes");
    assert_eq!(figure(&mut world, "2022", "case.talk"), Value::Null);
    assert_eq!(figure(&mut world, "2022", "case.meetings"), json!(1));
    let sound = world.run("qjcppcc verify");
    assert!(!sound.contains("[exit"), "{sound}");
}

#[test]
fn a_stage_out_of_use_is_gone_from_what_comes_later() {
    let mut world = with_a_matter();
    assert!(world.run("qjcppcc vocab retire stage case survey --from 2022-06-01").contains("survey"));
    world.run("qjcppcc case add 夜市噪声 -t 城关 -d 2022-06-05");
    let moved = world.run("qjcppcc case meet 2 -n 9 -d 2022-06-10");
    assert!(moved.contains("事项2随之进入商量议事"), "{moved}");
    let refused = world.run("qjcppcc case advance 2 survey -d 2022-06-11");
    assert!(refused.contains("[exit 4]"), "{refused}");
    let board = world.run("qjcppcc case board --year 2022");
    assert!(!board.contains("议题调研"), "{board}");
    assert!(world.run("qjcppcc case show 1").contains("议题调研"));
    assert!(!world.run("qjcppcc setting list").contains("case.limit.survey"));
    assert!(world.run("qjcppcc vocab rename stage case talk 商量").contains("talk 商量"));
    assert!(world.run("qjcppcc report 2022").contains("商量"));
    let sound = world.run("qjcppcc verify");
    assert!(!sound.contains("[exit"), "{sound}");
}

#[test]
fn a_stage_cannot_have_the_key_of_another_figure() {
    let mut world = of_five();
    for key in ["open", "solved", "turns"] {
        let taken = word(Set::Stage, "case", key, &json!({ "title": "某环节", "scope": "meeting", "rank": 60 }));
        std::fs::write(world.path("键.jsonl"), taken).expect("a file");
        let refused = world.run("qjcppcc import 键.jsonl");
        assert!(refused.contains(&format!("“{key}”会与指标 case.{key} 混淆")), "{refused}");
    }
}
