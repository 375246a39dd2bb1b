//! Persons where turns are wanted: of one event they are as many; of several, or beside turns, the office says it once.

use serde_json::Value;

use super::files::written;
use crate::world::World;

/// The turns of all records of a ledger, the first first.
fn turns(world: &mut World, ledger: &str) -> Vec<Value> {
    let listed = world.json(&format!("qjcppcc {ledger} list --json"));
    listed.as_array().expect("a list").iter().rev().map(|record| record["turns"].clone()).collect()
}

#[test]
fn persons_of_one_event_are_turns_which_is_said() {
    let mut world = World::new();
    let printed = world.run("qjcppcc study add 主席会议 甲 -n 45人");
    assert!(printed.contains("“45人”按一场一次记作人次") && printed.contains("45人次"), "{printed}");
    let printed = world.run("qjcppcc study edit 1 -n 约50人");
    assert!(printed.contains("“约50人”按一场一次记作人次") && printed.contains("约50人次"), "{printed}");
    assert!(!world.run("qjcppcc study add 主席会议 乙 -n 45人次").contains("按一场一次"));
    for (command, says) in [
        ("study add 主席会议 丙 -n 500人 --count 30", "30场共“500人”：人数不一定是人次"),
        ("study edit 1 -n 500人 --count 30", "就是人次的写 500人次"),
        ("study add 主席会议 丙 -n 30名", "“30名”的单位是“名”"),
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains(says) && printed.contains("[exit"), "{command}: {printed}");
    }
    assert_eq!(turns(&mut world, "study"), [50, 45]);
}

#[test]
fn a_file_with_persons_says_once_that_they_are_turns() {
    let head = "日期,类别,标题";
    for (name, text) in [
        ("学习.csv", format!("{head},参加人数\n2022-05-01,主席会议,甲,18\n2022-05-02,主席会议,乙,30余人\n合计,,,48\n")),
        ("学习.csv", format!("{head},人次\n2022-05-01,主席会议,甲,18人\n2022-05-02,主席会议,乙,30余人\n")),
        (
            "学习.jsonl",
            [("2022-05-01", "甲", "18人"), ("2022-05-02", "乙", "30余人")]
                .map(|(day, title, turns)| {
                    format!("{{\"ledger\":\"study\",\"date\":\"{day}\",\"kind\":\"chair\",\"title\":\"{title}\",\"turns\":\"{turns}\"}}\n")
                })
                .concat(),
        ),
    ] {
        let mut world = written(name, text.as_bytes());
        let printed = world.run(&format!("qjcppcc import {name}"));
        assert_eq!(printed.matches("“人数”按一场一次记作人次（2行）").count(), 1, "{printed}");
        assert_eq!(turns(&mut world, "study"), [18, 30], "{printed}");
    }
    let text = format!("{head},人次\n2022-05-01,主席会议,甲,18\n");
    assert!(!written("学习.csv", text.as_bytes()).run("qjcppcc import 学习.csv").contains("人数"));
}

#[test]
fn persons_of_several_events_are_asked_about_once_an_office() {
    let lumps = "日期,类别,标题,数量,参加人数\n2022-05-01,主席会议,甲,30,500\n2022-05-02,主席会议,乙,2,40人\n2022-05-03,主席会议,丙,1,18\n2022-05-04,主席会议,丁,2,30人次\n";
    let both = "日期,类别,标题,人数,人次\n2022-05-01,主席会议,甲,500,600\n2022-05-02,主席会议,乙,40,\n";
    for (text, says, as_turns, skipped) in [
        (
            lumps,
            "第2行 E（参加人数）：数量是30，写的是人数“500”（这样的有2行）",
            vec![500.into(), 40.into(), 18.into(), 30.into()],
            vec![Value::Null, Value::Null, 18.into(), 30.into()],
        ),
        (
            both,
            "E（人次）：D（人数）是一项，E（人次）又是一项：人数不一定是人次",
            vec![600.into(), 40.into()],
            vec![600.into(), Value::Null],
        ),
    ] {
        let mut world = written("学习.csv", text.as_bytes());
        let printed = world.run("qjcppcc import 学习.csv");
        assert!(
            printed.contains(says) && printed.contains("--persons turns") && printed.contains("[exit 4]"),
            "{printed}"
        );
        let code = world.run("qjcppcc import 学习.csv --json");
        assert!(code.contains("\"persons_and_turns\""), "{code}");
        for (settings, wanted) in [
            (vec!["import 学习.csv --persons turns"], &as_turns),
            (vec!["import 学习.csv --persons skip"], &skipped),
            (vec!["setting set import.persons turns", "import 学习.csv"], &as_turns),
            (vec!["setting set import.persons 不计人数", "import 学习.csv"], &skipped),
            (vec!["setting set import.persons skip", "import 学习.csv --persons turns"], &as_turns),
        ] {
            let mut world = written("学习.csv", text.as_bytes());
            let printed: String = settings.iter().map(|command| world.run(&format!("qjcppcc {command}"))).collect();
            assert_eq!(turns(&mut world, "study"), **wanted, "{settings:?}: {printed}");
        }
    }
    let mut world = World::new();
    let printed = world.run("qjcppcc setting set import.persons maybe");
    assert!(printed.contains("[exit 2]"), "{printed}");
    let printed = world.run("qjcppcc import x.csv --persons maybe");
    assert!(printed.contains("--persons 没有“maybe”"), "{printed}");
    let line = "{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"count\":30,\"turns\":\"500人\"}\n";
    let printed = written("a.jsonl", line.as_bytes()).run("qjcppcc import a.jsonl");
    assert!(printed.contains("30场共“500人”") && printed.contains("写 500人次"), "{printed}");
}

#[test]
fn a_ledger_that_keeps_both_is_asked_nothing() {
    let text = "日期,类别,标题,数量,参加人数,参加人次\n2022-05-01,公益,甲,3,40,120\n";
    let mut world = written("志愿服务.csv", text.as_bytes());
    let printed = world.run("qjcppcc import 志愿服务.csv");
    assert!(printed.contains("新增1条") && !printed.contains("按一场一次"), "{printed}");
    let listed = world.json("qjcppcc volunteer list --json");
    assert_eq!((&listed[0]["persons"], &listed[0]["turns"]), (&40.into(), &120.into()));
}
