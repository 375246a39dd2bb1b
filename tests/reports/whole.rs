//! Nothing that is recorded disappears: every number counts in a figure, and every figure that the table prints stands in the full text.

use proptest::prelude::*;
use qjcppcc::ledger::{Ledger, Type};
use qjcppcc::vocabulary::{Set, seed_vocabulary};
use serde_json::Value as Json;

use crate::world::World;

/// What makes a record of each ledger, and for those that hang on another one what it hangs on.
const RECORDS: &[(&str, &str, &[&str])] = &[
    ("study", "study add chair -d 2022-5-1", &[]),
    ("consult", "consult add briefing 甲通报 -d 2022-5-1", &[]),
    ("advice", "advice add report 甲报告 -d 2022-5-1", &[]),
    ("endorsement", "advice endorse --who 市领导 --level 市 -d 2022-5-1", &[]),
    ("adoption", "info adopt 市 -d 2022-5-1", &[]),
    ("forwarding", "info forward 市 -d 2022-5-1", &[]),
    ("solution", "case solve -d 2022-5-1", &[]),
    ("volunteer", "volunteer add forest -d 2022-5-1", &[]),
    ("aid", "aid add call -d 2022-5-1", &[]),
    ("motion", "motion add 甲提案 -d 2022-5-1", &[]),
    ("review", "motion review -d 2022-5-2", &[]),
    ("assignment", "motion assign -d 2022-5-2", &[]),
    ("reply", "motion reply -d 2022-5-2", &[]),
    ("feedback", "motion feedback --as 满意 -d 2022-5-2", &[]),
    ("chasing", "motion key -d 2022-5-2", &[]),
    ("commendation", "motion award -d 2022-5-2", &[]),
    ("case", "case add 甲事 -t 永新 -d 2022-5-1", &[]),
    ("meeting", "case meet 1 --stage onsite -d 2022-5-2", &["case add 甲事 -t 永新 -d 2022-5-1"]),
    ("fund", "case fund 1 -d 2022-5-2", &["case add 甲事 -t 永新 -d 2022-5-1"]),
    ("benefit", "case benefit 1 -d 2022-5-2", &["case add 甲事 -t 永新 -d 2022-5-1"]),
    ("liaison", "liaison add received -d 2022-5-1", &[]),
    ("info", "info add received -d 2022-5-1", &[]),
    ("media", "media add 国家级 甲稿 --outlets 人民网 -d 2022-5-1", &[]),
    ("submission", "submission add -d 2022-5-1", &[]),
    ("member", "member add member 甲 -d 2022-5-1", &[]),
    ("station", "station add studio 甲 -d 2022-5-1", &[]),
    ("activity", "activity add given -d 2022-5-1", &[]),
];

fn good(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

/// What all figures of the year come to.
fn figures(world: &mut World) -> Json {
    world.json("qjcppcc report 2022 --json")["figures"].clone()
}

/// The field tables themselves say which numbers there are: a new one that counts in nothing fails here.
#[test]
fn every_number_field_counts_in_a_figure() {
    let mut tried = 0;
    for ledger in Ledger::all().filter(|ledger| !ledger.is_of_office()) {
        for field in ledger.all_fields().filter(|field| matches!(field.holds, Type::Amount(_))) {
            let (_, command, before) = RECORDS
                .iter()
                .find(|(key, ..)| *key == ledger.key)
                .unwrap_or_else(|| panic!("{} has the number {}, and no record is tried here", ledger.key, field.key));
            let made = |number: &str| {
                let mut world = World::new();
                for command in *before {
                    good(&mut world, command);
                }
                // Service that says nothing but how often is refused; some numbers are parts of a total.
                let besides = match (ledger.key, field.key) {
                    ("volunteer", "count") => " -n 1",
                    ("review", "groups") => " --as merged --count 12",
                    ("review", _) => " --as filed",
                    ("reply", "ontime") => " --count 12",
                    _ => "",
                };
                let flag = field.flag.unwrap_or(field.key);
                good(&mut world, &format!("{command}{besides} --{flag} {number}"));
                figures(&mut world)
            };
            assert_ne!(made("3"), made("5"), "{}: {} counts in nothing", ledger.key, field.key);
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn persons_are_the_turns_of_an_event_that_names_none() {
    let mut world = World::new();
    let said = good(&mut world, "volunteer add 送春联 --persons 12人 -d 2022-1-5");
    assert!(said.contains("人数 12人（计为人次）"), "{said}");
    let said = good(&mut world, "volunteer add 送春联 -n 30 --persons 8 -d 2022-1-6");
    assert!(said.contains("30人次 · 人数 8人（已有人次，不计）"), "{said}");
    let said = good(&mut world, "volunteer add 送春联 -n 30 --persons 8 -d 2022-1-7 --lang en");
    assert!(said.contains("8 persons (not counted beside turns)"), "{said}");
    let all = figures(&mut world);
    let text = |key: &str| {
        let found = all.as_array().expect("a list").iter().find(|figure| figure["key"] == key);
        found.expect("a figure")["text"].as_str().expect("text").to_owned()
    };
    assert_eq!((text("volunteer.turns"), text("volunteer.count")), ("72人次".to_owned(), "3次".to_owned()));
    let note = good(&mut world, "report 2022 --style note");
    assert_eq!(note, "2022年，在送春联行动中提供志愿服务72人次。\n");
}

#[test]
fn what_is_void_is_in_no_live_view_and_the_district_itself_is_a_word_in_lines() {
    let mut world = World::new();
    good(&mut world, "volunteer add 送春联 -n 71 -d 2022-1-5");
    good(&mut world, "volunteer add 送春联 -n 37 -d 2022-1-6");
    good(&mut world, "volunteer void 1 --reason 记错");
    good(&mut world, "views");
    let connection = rusqlite::Connection::open(world.path("data/qjcppcc/ledger.db")).expect("plain SQLite");
    for (view, sum) in [("ledger_volunteer", 108), ("live_volunteer", 37)] {
        let found: i64 =
            connection.query_row(&format!("SELECT sum(turns) FROM {view}"), [], |row| row.get(0)).expect("a sum");
        assert_eq!(found, sum, "{view}");
    }
    let live: i64 = connection.query_row("SELECT count(*) FROM live_all", [], |row| row.get(0)).expect("a sum");
    assert_eq!(live, 1);
    drop(connection);
    let lines = good(&mut world, "report 2022 --by town -O csv");
    assert!(lines.contains("volunteer.turns,37,exact,区本级,37,exact,37人次,1"), "{lines}");
    let part = &world.json("qjcppcc report 2022 --by town --json")["figures"][0]["parts"][0]["part"];
    assert!(part.is_null(), "{part}");
    let rates = good(&mut world, "figures -O csv");
    assert!(rates.contains("case.filed.rate,当期立案、期末已解决,%,rate,"), "{rates}");
}

#[test]
fn kinds_without_a_scope_and_ledgers_alone_in_a_year_stand_in_the_full_text() {
    for (commands, text) in [
        (
            &[
                "volunteer add 其他 -n 40 -d 2022-5-1",
                "vocab add kind volunteer elders 敬老",
                "volunteer add elders -n 30 -d 2022-5-2",
            ][..],
            "一、志愿服务\n\n开展志愿服务活动2次，志愿服务共70人次。\n",
        ),
        (&["study add 其他 -d 2022-5-1"], "一、学习与党建\n\n学习活动：其他学习1次。\n"),
        (&["info add 收集 --count 12 -d 2022-5-1"], "一、联谊、信息与宣传\n\n信息收集12条。\n"),
        (
            &["info add 甲建议 -d 2022-5-1", "info endorse 1 --who 市主要领导 --level 市 -d 2022-5-2"],
            "一、联谊、信息与宣传\n\n编成社情民意信息1篇，获批示1篇。\n",
        ),
        (
            &["media add 区级 甲稿 --outlets 綦江日报 -d 2022-5-1 --highlight"],
            "一、联谊、信息与宣传\n\n见报见网稿件1篇：区级1篇，刊登媒体1家。亮点有《甲稿》。\n",
        ),
        (&["aid add 走访 --count 10余 -d 2022-5-1"], "一、助企\n\n开展助企纾困10余次。\n"),
        (
            &[
                "vocab add kind consult hearing 听证",
                "consult add hearing 甲听证 -d 2022-5-1",
                "consult add 其他 乙 -d 2022-5-1",
            ],
            "一、协商与建言\n\n开展听证1次、其他协商议政1次。\n",
        ),
        (
            &["consult add 重点协商 甲 -d 2022-5-1", "consult add 视察 《读〈史〉》 -d 2022-5-1 --highlight"],
            "一、协商与建言\n\n举行重点协商1次、视察1次，列入计划的共2次。亮点有《读〈史〉》。\n",
        ),
        (
            &[
                "advice add 微建议 《甲》 -d 2022-5-1 --highlight",
                "advice endorse 1 --who 区委主要领导 --level 区 -d 2022-5-2",
                "advice endorse 1 --who 区政府主要领导 --level 区 -d 2022-5-3",
            ],
            "一、协商与建言\n\n提交建言成果1篇，均为委员微建议。1篇建言成果获签批2件次：1篇委员微建议获区委主要领导签批，1篇委员微建议获区政府主要领导签批。亮点有《甲》。\n",
        ),
    ] {
        let mut world = World::new();
        for command in commands {
            good(&mut world, command);
        }
        let full = good(&mut world, "report 2022 --style full");
        assert!(full.contains(text), "{commands:?}\n{full}");
    }
}

/// The ledgers whose records stand by themselves and have kinds.
const LEDGERS: [&str; 12] = [
    "study",
    "consult",
    "advice",
    "volunteer",
    "aid",
    "liaison",
    "info",
    "media",
    "submission",
    "member",
    "station",
    "activity",
];

/// One record of any ledger and kind, built in or added, that a year may have.
fn record() -> impl Strategy<Value = String> {
    let kinds: Vec<(&str, String)> = LEDGERS
        .into_iter()
        .flat_map(|key| {
            let ledger = Ledger::find(key).expect("a ledger");
            let built_in = seed_vocabulary().of(Set::Kind, ledger.key).map(|kind| kind.key.clone());
            built_in.chain(["added".to_owned()]).map(move |kind| (key, kind))
        })
        .collect();
    (proptest::sample::select(kinds), 1..40_u32, 1..12_u32).prop_map(|((ledger, kind), number, month)| {
        let own = match ledger {
            "study" | "liaison" => format!("-n {number}"),
            "volunteer" => {
                format!("-n {number} --donated {number}万 --hours {number} --suggestions {number} --helped {number}")
            }
            "consult" => format!("甲{number} -n {number} --members 1 --findings {number} --measures 2"),
            "aid" => format!("--firms {number} --loan {number}万"),
            "media" => {
                format!("甲{number} --outlets 某报{}", if kind == "added" || kind == "other" { "" } else { &*kind })
            }
            "advice" | "member" => format!("甲{number}"),
            "station" => format!("甲{number} -t 永新"),
            "activity" => format!("-n {number} --things {number} --money {number}万"),
            _ => format!("--count {number}"),
        };
        let platform = if number % 2 == 0 && ledger != "media" { " --platform 委员茶读" } else { "" };
        format!("{ledger} add {kind} {own} -d 2022-{month}-5{platform} --yes")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_figure_of_the_table_stands_in_the_full_text(records in proptest::collection::vec(record(), 1..6)) {
        let mut world = World::new();
        for ledger in LEDGERS {
            good(&mut world, &format!("vocab add kind {ledger} added 添的"));
        }
        for level in ["nation", "city", "district", ""] {
            let level = if level.is_empty() { String::new() } else { format!(" --level {level}") };
            good(&mut world, &format!("vocab add outlet paper{} 某报{}{level}", level.len(), level.trim_start_matches(" --level ")));
        }
        for record in &records {
            good(&mut world, record);
        }
        let report = world.json("qjcppcc report 2022 --json");
        let full = report["full"].as_str().expect("text");
        for figure in report["figures"].as_array().expect("a list").iter().filter(|figure| !figure["value"].is_null()) {
            let (key, text) = (figure["key"].as_str().expect("a key"), figure["text"].as_str().expect("text"));
            // What a platform did hangs on the figures of the ledgers in which it was recorded.
            let is_beside = key.starts_with("warn.") || key.starts_with("platform.");
            prop_assert!(is_beside || full.contains(text), "{records:?}: {key} {text} is not in\n{full}");
            prop_assert!(!key.starts_with("platform.") || !full.contains("委员茶读"), "{records:?}: {full}");
        }
    }
}
