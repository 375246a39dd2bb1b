//! What a report says beside its answer, and with which code it ends: for people, and for cron.

use crate::world::World;

/// A ledger with a sum of which one part is not exact.
fn doubtful() -> World {
    let mut world = World::new();
    world.run("qjcppcc aid add loan 助企 --money 30余万元 -d 2022-05-01");
    world.run("qjcppcc aid add loan 助企二 --money 30万元 -d 2022-05-02");
    world
}

#[test]
fn a_quiet_report_says_nothing_beside_its_answer() {
    let mut world = doubtful();
    for style in ["note", "full"] {
        let (_, stderr, _) = world.streams(&format!("qjcppcc report 2022 --style {style}"));
        assert!(stderr.contains("注意："), "{style}: {stderr}");
        let (stdout, stderr, code) = world.streams(&format!("qjcppcc report 2022 --style {style} -q"));
        assert!(!stdout.is_empty() && stderr.is_empty() && code == 0, "{style}: {stderr}");
    }
    let warnings = world.json("qjcppcc report 2022 --json -q")["warnings"].clone();
    assert!(!warnings.as_array().expect("a list").is_empty(), "{warnings}");
    let twice = "{\"ledger\":\"study\",\"kind\":\"chair\",\"date\":\"2022-05-01\",\"title\":\"甲\"}\n".repeat(2);
    std::fs::write(world.path("two.jsonl"), twice).expect("a file");
    assert!(world.streams("qjcppcc report 2022 --from two.jsonl").1.contains("两条都算"));
    assert_eq!(world.streams("qjcppcc report 2022 --from two.jsonl -q").1, "");
    let (_, stderr, code) = world.streams("qjcppcc report 2022Q9 -q");
    assert!(stderr.contains("不是一个时段") && code == 2, "{stderr}");
}

#[test]
fn a_report_fails_for_cron_where_something_is_doubtful() {
    let mut world = World::new();
    assert_eq!(world.streams("qjcppcc report 2022 --fail").2, 6, "nothing is recorded");
    assert_eq!(world.streams("qjcppcc report 2022").2, 0);
    world.run("qjcppcc study add chair 甲 -d 2022-05-01");
    assert_eq!(world.streams("qjcppcc report 2022 --fail").2, 0);
    world.run("qjcppcc case add 修路 -t 永新 -d 2022-03-01");
    world.run("qjcppcc case solve 1 -d 2022-04-01");
    assert_eq!(world.streams("qjcppcc report 2022 --fail").2, 6, "{}", world.run("qjcppcc report 2022 --style note"));
    for view in ["--json", "--by month", "--trace case.solved", "--style full -q"] {
        let (stdout, _, code) = world.streams(&format!("qjcppcc report 2022 --fail {view}"));
        assert!(code == 6 && !stdout.is_empty(), "{view}: {code}");
    }
    assert_eq!(world.streams("qjcppcc report 2021 --fail").2, 6, "nothing was recorded in it");
}

#[test]
fn a_missing_ledger_file_is_told_also_beside_a_file() {
    let mut world = World::new();
    for command in [
        "report 2022 -o r.xlsx",
        "report 2022 --json",
        "export -o e.jsonl",
        "study list -o l.csv",
        "study list",
        "case board",
    ] {
        let (_, stderr, code) = world.streams(&format!("qjcppcc {command}"));
        let says = "注意：没有台账文件 ";
        assert!(
            stderr.contains(says) && stderr.contains("ledger.db，什么记录也没有读到") && code == 0,
            "{command}: {stderr}"
        );
        let (_, stderr, _) = world.streams(&format!("qjcppcc {command} --lang en"));
        assert!(stderr.contains("note: there is no ledger file ") && stderr.contains("name it with --db"), "{stderr}");
        assert_eq!(world.streams(&format!("qjcppcc {command} -q")).1, "", "{command}");
    }
    world.run("qjcppcc study add chair 甲 -d 2022-05-01");
    assert_eq!(world.streams("qjcppcc study list -o l.csv").1, "");
}
