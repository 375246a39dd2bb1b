//! Ledger files that were written once, by every version that was given out, and are never written again: every later program must
//! open them, find them sound, and report the same from them, byte by byte. What is derived in the newest of them is what this program
//! derives.
//!
//! `GOLDEN=write cargo test --test main -- keeping::golden` makes the file and the report of the newest version. That is right once,
//! when the version has just risen, and wrong ever after. `GOLDEN=report` writes only the reports anew, after figures were added to the
//! dictionary; what was there must not change, so read the difference.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;

use crate::world::{World, rows, rows_of_tables};

/// The newest version.
const NEWEST: u32 = 7;

/// What was done to the ledger of every version. `x.db` stands for its file.
const SCRIPT: &[&str] = &[
    "init x.db",
    "views --db x.db",
    "vocab add kind volunteer river 巡河护河 --scope community --db x.db",
    "study add 主席会议 -d 5-1 -n 18 --doc 示例1号 -m 电话13800138000 --db x.db",
    "study add 党组会议 --count 15余 -d 5-2 --db x.db",
    "consult add consultation 乡村振兴示范带建设 --host chair -d 6-10 -n 32 --db x.db",
    "volunteer add river -t 永新 -n 3126 -d 5-2 --highlight --db x.db",
    "volunteer add 抗疫 --count 30余 -n 3000余 -d 5-3 --department 办公室 --db x.db",
    "case add 甲事 -t 永新 -d 3-4 --db x.db",
    "case add 乙事 -t 三角 -d 3-4 --db x.db",
    "case meet 1 2 --stage onsite -n 45 --members 6 -d 4-5 --db x.db",
    "case fund 1 35万 --source 区水利局 -d 5-6 --db x.db",
    "case benefit 1 1200人 -d 9-1 --db x.db",
    "case solve 1 -d 9-7 --evidence 验收.txt --db x.db",
    "case add 丙事 -t 三角 -d 3-5 --db x.db",
    "case advance 3 assignment --skip 合并立案 -d 3-20 --lead 区水利局 --db x.db",
    "case end 3 --as merged --into 1 --reason 同一河段 -d 4-1 --db x.db",
    "case reopen 3 --reason 另有一段 -d 5-1 --db x.db",
    "setting set case.limit.assignment 15d --db x.db",
    "study edit 1 --turns 19 --reason 数错 --db x.db",
    "case void fund-1 --reason 重复 --db x.db",
    "case unvoid fund-1 --reason 没有重复 --actor 王 --db x.db",
    "undo --actor 王 --db x.db",
    "redo --actor 王 --db x.db",
    "publish 2022 --through 2022-11-30 -m 区报 --db x.db",
    "close 2022 --db x.db",
    "study add 委员读书活动 -d 12-1 -n 21 --late 漏记 --db x.db",
    "claim add volunteer.turns 6000余 --period 2022 --source 区报 --db x.db",
];

/// What was done, beside that, to the ledger of version 2, so that every ledger and every field with a number is there.
const SINCE_2: &[&str] = &[
    "study edit 1 --turns 17 --late 又数错 --db x.db",
    "study add 党组会议 -d 2021-5-2 --count 3 -n 30 --db x.db",
    "consult add consultation 城市更新 --host committee -d 2021-6-10 -n 32 --opinions 12余 --count 2 --db x.db",
    "volunteer add river 巡河 -d 2021-5-2 -n 40 --persons 12 --hours 3.5 --donated 1.25万 --suggestions 6 --commended 2 --db x.db",
    "info add 农村客运 --author 农业界委员小组 -d 2021-3-1 --db x.db",
    "info adopt 1 市 --mode 单篇 -d 2021-4-1 --db x.db",
    "info forward 1 市 -d 2021-4-2 --db x.db",
    "info endorse 1 --who 市主要领导 --level 市 -d 2021-4-3 --db x.db",
    "info add 收集 --count 120余 -d 2021-12-1 --db x.db",
    "liaison add received --partner 渝北区政协、南川区政协 -n 30 -d 2021-4-4 --db x.db",
    "liaison add outing --places 2 -n 9 -d 2021-4-5 --db x.db",
    "media add 国家级 一篇报道 --outlets 人民政协报 -d 2021-5-5 --count 2 --db x.db",
    "member add 委员 甲 --sector 农业界 --committee 经济委 -d 2020-1-1 --until 2021-6-30 --db x.db",
    "advice add 大会发言 城乡融合 --author 经济界委员小组 -d 2021-1-5 --db x.db",
    "aid add 走访 --firm 甲公司 -d 2021-2-2 --db x.db",
    "aid add loan --firms 3余 --loan 300万 -d 2021-2-3 --db x.db",
    "submission add -d 2021-7-1 --count 4 --db x.db",
];

/// What was done, beside that, to the ledger of version 3: persons without turns; pairs that may be one thing, open and settled.
const SINCE_3: &[&str] = &[
    "volunteer add river 捡拾 -d 2021-5-3 --persons 12 --db x.db",
    "study add 党组会议 秋季集中学习 -d 2021-9-1 -n 20 --db x.db",
    "study add 党组会议 秋季集中学习会 -d 2021-9-1 -n 20 --db x.db",
    "study add 党组会议 秋季集中学习会 -d 2021-9-1 -n 20 --again --db x.db",
    "volunteer add river 清理河道 -t 永新 -d 2021-9-2 -n 8 --db x.db",
    "volunteer add river 清理河道活动 -t 永新 -d 2021-9-2 -n 8 --db x.db",
    "duplicate settle 3 same --db x.db",
];

/// What was done, beside that, to the ledger of version 4: whom service helped, turns by role, totals, stations, activities, platforms.
const SINCE_4: &[&str] = &[
    "volunteer add 公益 送温暖 -d 2021-9-3 --helped 30 --served 200余 --households 12 --jobs 5 --books 300 --goods 大米200袋 --db x.db",
    "consult add 视察 污水处理 -d 2021-9-4 -n 45 --members 6 --leaders 3 --officials 8 --public 20余 --experts 2 --findings 12 --measures 3 --db x.db",
    "case add 丁事 -t 三江 -d 2021-9-5 --db x.db",
    "case meet 4 --stage onsite -n 40 --members 5 --leaders 1 --officials 4 --public 20 --experts 2 -d 2021-9-6 --db x.db",
    "case solve --count 3余 -t 三江 -d 2021-9-7 --db x.db",
    "info adopt 市 --count 18 -d 2021-9-8 --db x.db",
    "info forward 市 --count 4 -d 2021-9-8 --db x.db",
    "info endorse --count 5 --who 市领导 --level 市 -d 2021-9-9 --db x.db",
    "advice add 微建议 --count 22 -d 2021-9-9 --db x.db",
    "advice endorse --count 16 --who 市领导 --level 市 -d 2021-9-9 --db x.db",
    "station add studio 永新工作室 -t 永新 -d 2021-3-1 --db x.db",
    "station add workstation --count 20余 -t 三江 -d 2021-4-1 --db x.db",
    "station add hall 古南议事厅 -t 古南 -d 2021-5-1 --until 2021-9-30 --db x.db",
    "activity add lecture 反诈讲堂 -n 120 --place 文化馆 --platform 委员茶读 -d 2021-5-6 --db x.db",
    "activity add given --things 1000多册 -d 2021-6-1 --db x.db",
    "activity add paid --count 3 --money 1.2亿 -d 2021-9-1 --db x.db",
];

/// What was done, beside that, to the ledger of version 5: motions with all that hangs on them, in numbers, too, and their roster.
const SINCE_5: &[&str] = &[
    "member add 委员 乙 --sector 教育界 --party 民盟 --group 第一组 --duty 召集人 -d 2021-1-1 --db x.db",
    "motion add 社会建设 甲提案 --form joint --proposer 乙、丙 --session 15-1 --code 1 -d 2021-1-10 --db x.db",
    "motion add 经济建设 乙提案 --form individual --proposer 乙 --session 15-1 --code 2 -d 2021-1-10 --db x.db",
    "motion add 经济建设 丙提案 --form collective --proposer 民盟区委 --between -d 2021-3-10 --db x.db",
    "motion add 经济建设 丁提案 --session 15-1 -d 2021-1-10 --db x.db",
    "motion review 1-2 --as filed -d 2021-1-20 --db x.db",
    "motion review 4 --as merged --into 2 -d 2021-1-20 --db x.db",
    "motion review 3 --as opinion --reason 不属提案 -d 2021-3-20 --db x.db",
    "motion assign 1 --lead 甲局、乙局 --separate --due 2021-6-30 -d 2021-2-1 --db x.db",
    "motion assign 2 --lead 甲局 --assist 丙局 --due 2021-4-1 -d 2021-2-1 --db x.db",
    "motion reply 1 --unit 甲局 --result A --contact visit -d 2021-5-1 --db x.db",
    "motion reply 1 --unit 乙局 --result C -d 2021-7-1 --db x.db",
    "motion feedback 1 --as not -d 2021-7-20 --db x.db",
    "motion reopen 1 --reason 不满意 --due 2021-9-30 -d 2021-8-1 --db x.db",
    "motion reply 1 --unit 乙局 --result B -d 2021-9-1 --db x.db",
    "motion reply 1 --unit 甲局 --result A -d 2021-9-2 --db x.db",
    "motion feedback 1 --as basically --on result -d 2021-9-9 --db x.db",
    "motion key 1 --leader 区委主要领导 -d 2021-3-1 --db x.db",
    "motion award 1 -d 2021-12-1 --db x.db",
    "motion add --count 40余 --proposers 55 --form joint -d 2021-1-11 --db x.db",
    "motion review --as filed --count 30 -d 2021-1-21 --db x.db",
    "motion review --as merged --count 8 --groups 3 -d 2021-1-21 --db x.db",
    "motion assign --count 25 --lead 丁局 --form joint -d 2021-2-2 --db x.db",
    "motion reply --count 24 --result A --contact meeting --ontime 20 -d 2021-6-1 --db x.db",
    "motion feedback --as satisfied --count 23 -d 2021-7-1 --db x.db",
];

/// What was done, beside that, to the ledger of version 6: who endorsed which pieces; matters that are open, and one that is not.
const SINCE_6: &[&str] = &[
    "advice add 调研报告 城乡融合二 -d 2021-9-10 --db x.db",
    "advice endorse 1 --who 区委主要领导 --level 区 -d 2021-9-11 --db x.db",
    "advice endorse 1 --who 区委主要领导 --level 区 -d 2021-9-12 --db x.db",
    "advice endorse 3 --who 区委主要领导 --level 区 -d 2021-9-12 --db x.db",
    "case add 戊事 -t 三江 -d 2021-9-13 --db x.db",
    "case end 5 --as rejected --reason 不属 -d 2021-9-14 --db x.db",
];

/// What was done, beside that, to the ledger of version 7: another site that records beside this one; what it has of a closed year.
const SINCE_7: &[&str] = &[
    "site name 办公室 --role office --db x.db",
    "init y.db --site 永兴 --role desk",
    "export -o x.qjb --db x.db",
    "import x.qjb --db y.db",
    "study add 主席会议 -d 2021-10-1 -n 7 --db y.db",
    "study edit study-1@办公室 --title 甲 --db y.db",
    "study edit 1 --title 乙 --db x.db",
    "close 2020 --db x.db",
    "study add 主席会议 -d 2020-10-1 -n 7 --yes --db y.db",
    "export -o y.qjb --db y.db",
    "import y.qjb --db x.db",
];

/// What is asked of it.
const QUESTIONS: &[&str] = &[
    "report 2022 --db x.db",
    "report 2022 --style full --db x.db",
    "report 2022 --by town --db x.db",
    "case show 3 --db x.db",
    "case line 2022 --db x.db",
    "report 2022 --lang en --json --db x.db",
    "verify --db x.db",
    "export --db x.db",
];

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn answers(world: &mut World) -> String {
    let mut all = String::new();
    for question in QUESTIONS {
        all += &format!("$ qjcppcc {question}\n{}", world.run(&format!("qjcppcc {question}")));
    }
    all
}

/// Files in an old clock's hands: a month behind, a record, and a month on again.
fn made(world: &mut World) {
    fs::write(world.path("验收.txt"), "验收\n").expect("a file");
    for command in
        SCRIPT.iter().chain(SINCE_2).chain(SINCE_3).chain(SINCE_4).chain(SINCE_5).chain(SINCE_6).chain(SINCE_7)
    {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
    world.wait_days(-30);
    assert!(world.run("qjcppcc submission add -d 2021-8-1 --db x.db").contains("慢"));
    world.wait_days(30);
}

#[test]
fn a_ledger_of_every_version_opens_is_sound_and_reports_the_same() {
    let mode = std::env::var("GOLDEN").unwrap_or_default();
    for version in 1..=NEWEST {
        let mut world = World::new();
        let [file, report] = ["db", "txt"].map(|ending| golden(&format!("v{version}.{ending}")));
        if mode == "write" && version == NEWEST {
            made(&mut world);
            fs::copy(world.path("x.db"), &file).expect("the ledger");
        }
        fs::copy(&file, world.path("x.db")).expect("the ledger");
        let before = fs::read(world.path("x.db")).expect("the ledger");
        let printed = answers(&mut world).replace("x.db", &format!("v{version}.db"));
        if mode == "report" || (mode == "write" && version == NEWEST) {
            fs::write(&report, &printed).expect("the report");
        }
        let expected = fs::read_to_string(&report).expect("the report");
        for (printed, expected) in printed.lines().zip(expected.lines()) {
            assert_eq!(printed, expected);
        }
        assert_eq!(printed, expected);
        assert!(printed.contains("完好"), "{printed}");
        assert_eq!(fs::read(world.path("x.db")).expect("the ledger"), before, "reading changes no byte");
        // Whoever goes on writing finds it in order.
        assert!(world.run("qjcppcc study add 主席会议 -d 2021-5-1 -n 9 --db x.db").starts_with("已记"));
        assert!(world.run("qjcppcc verify --db x.db").starts_with("完好"));
    }
}

/// All that is derived in a file, tables, indexes, views and rows, one a line.
fn derived(file: &std::path::Path) -> String {
    let connection = Connection::open(file).expect("plain SQLite");
    let made = rows(&connection, "SELECT type, name, sql FROM sqlite_schema ORDER BY name");
    made.into_iter().chain(rows_of_tables(&connection, &["entry"])).collect::<Vec<_>>().join("\n")
}

#[test]
fn whatever_changes_what_is_derived_raises_the_version() {
    let mut world = World::new();
    let newest = golden(&format!("v{NEWEST}.db"));
    fs::copy(&newest, world.path("x.db")).expect("the ledger");
    assert!(world.run("qjcppcc rebuild --db x.db").starts_with("已从"));
    let (kept, said) = (derived(&newest), derived(&world.path("x.db")));
    for (kept, said) in kept.lines().zip(said.lines()) {
        assert_eq!(kept, said, "raise VERSION in src/store/schema.rs and NEWEST here, then GOLDEN=write this test");
    }
    assert_eq!(kept, said);
}
