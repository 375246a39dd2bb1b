//! A ledger file that was written once and is never written again: every later program must open it, find it sound, and
//! report the same from it, byte by byte.
//!
//! `GOLDEN=write cargo test golden` makes file and report anew. That is right before a version is given out, and
//! wrong ever after: then a new version gets a file of its own beside the old one. `GOLDEN=report` writes only the report
//! anew, after figures were added to the dictionary; what was there must not change, so read the difference.

use std::fs;
use std::path::PathBuf;

use crate::world::World;

/// What was done to the ledger of version 1.
const SCRIPT: &[&str] = &[
    "init v1.db",
    "vocab add kind volunteer river 巡河护河 --scope community --db v1.db",
    "study add 主席会议 -d 5-1 -n 18 --doc 示例1号 -m 电话13800138000 --db v1.db",
    "study add 党组会议 --count 15余 -d 5-2 --db v1.db",
    "consult add consultation 乡村振兴示范带建设 --host chair -d 6-10 -n 32 --db v1.db",
    "volunteer add river -t 永新 -n 3126 -d 5-2 --highlight --db v1.db",
    "volunteer add 抗疫 --count 30余 -n 3000余 -d 5-3 --department 办公室 --db v1.db",
    "case add 甲事 -t 永新 -d 3-4 --db v1.db",
    "case add 乙事 -t 三角 -d 3-4 --db v1.db",
    "case meet 1 2 --stage onsite -n 45 --members 6 -d 4-5 --db v1.db",
    "case fund 1 35万 --source 区水利局 -d 5-6 --db v1.db",
    "case benefit 1 1200人 -d 9-1 --db v1.db",
    "case solve 1 -d 9-7 --evidence 验收.txt --db v1.db",
    "case add 丙事 -t 三角 -d 3-5 --db v1.db",
    "case advance 3 assignment --skip 合并立案 -d 3-20 --lead 区水利局 --db v1.db",
    "case end 3 --as merged --into 1 --reason 同一河段 -d 4-1 --db v1.db",
    "case reopen 3 --reason 另有一段 -d 5-1 --db v1.db",
    "setting set case.limit.assignment 15d --db v1.db",
    "study edit 1 --turns 19 --reason 数错 --db v1.db",
    "case void fund-1 --reason 重复 --db v1.db",
    "case unvoid fund-1 --reason 没有重复 --actor 王 --db v1.db",
    "undo --actor 王 --db v1.db",
    "undo --actor 王 --db v1.db",
    "publish 2022 --through 2022-11-30 -m 区报 --db v1.db",
    "close 2022 --db v1.db",
    "study add 委员读书活动 -d 12-1 -n 21 --late 漏记 --db v1.db",
    "claim add volunteer.turns 6000余 --period 2022 --source 区报 --db v1.db",
];

/// What is asked of it.
const QUESTIONS: &[&str] = &[
    "report 2022 --db v1.db",
    "report 2022 --style full --db v1.db",
    "report 2022 --by town --db v1.db",
    "case show 3 --db v1.db",
    "case line 2022 --db v1.db",
    "report 2022 --lang en --json --db v1.db",
    "verify --db v1.db",
    "export --db v1.db",
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

#[test]
fn a_ledger_of_version_1_opens_is_sound_and_reports_the_same() {
    let mut world = World::new();
    let mode = std::env::var("GOLDEN").unwrap_or_default();
    if mode == "write" {
        fs::write(world.path("验收.txt"), "验收\n").expect("a file");
        for command in SCRIPT {
            let printed = world.run(&format!("qjcppcc {command}"));
            assert!(!printed.contains("[exit"), "{command}: {printed}");
        }
        fs::create_dir_all(golden("")).expect("the folder");
        fs::copy(world.path("v1.db"), golden("v1.db")).expect("the ledger");
    }
    fs::copy(golden("v1.db"), world.path("v1.db")).expect("the ledger");
    let before = fs::read(world.path("v1.db")).expect("the ledger");
    let printed = answers(&mut world);
    if mode == "write" || mode == "report" {
        fs::write(golden("v1.txt"), &printed).expect("the report");
    }
    let expected = fs::read_to_string(golden("v1.txt")).expect("the report");
    for (printed, expected) in printed.lines().zip(expected.lines()) {
        assert_eq!(printed, expected);
    }
    assert_eq!(printed, expected);
    assert!(printed.contains("完好"), "{printed}");
    assert_eq!(fs::read(world.path("v1.db")).expect("the ledger"), before, "reading changes no byte");
    // Whoever goes on writing finds it in order.
    assert!(world.run("qjcppcc study add 主席会议 -d 2021-5-1 -n 9 --db v1.db").starts_with("已记"));
    assert!(world.run("qjcppcc verify --db v1.db").starts_with("完好"));
}
