//! Mistakes mended: undo and redo step by step, several records at once, and what was undone imported again.

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use crate::world::World;

/// What a ledger says of each command; the expected words stand behind it, with the exit code where there is one.
fn told(world: &mut World, story: &[(&str, &str)]) {
    for (command, expected) in story {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains(expected), "{command}: {printed}");
        assert_eq!(printed.contains("[exit"), expected.contains("[exit"), "{command}: {printed}");
    }
}

#[test]
fn undo_goes_back_step_by_step_and_redo_comes_forward_until_something_is_changed() {
    let mut world = World::new();
    told(
        &mut world,
        &[
            ("study add 主席会议 -d 5-1 -n 18", "study-1"),
            ("study edit 1 -n 19 -m 电话13800138000", "study-1"),
            ("study edit 1 -n 20", "study-1"),
            // Others' changes in between are theirs.
            ("volunteer add 送春联 -n 3 -d 5-2 --actor 王", "volunteer-1"),
            ("undo", "已撤销第3条（zhang）：改回 study-1（人次 20人次→19人次）"),
            (
                "undo --lang en",
                "undone: entry 2 (zhang): changed back study-1 (note 电话138****8000→— · turns 19 turns→18 turns)",
            ),
            ("redo", "已重做第2条（zhang）：改回 study-1（备注 —→电话138****8000 · 人次 18人次→19人次）"),
            ("redo", "已重做第3条（zhang）：改回 study-1（人次 19人次→20人次）"),
            ("redo", "错误：zhang 没有可以重做的：没有撤销过，或撤销以后又改动过\n提示：看流水：qjcppcc log\n[exit 3]"),
            ("undo", "已撤销第3条"),
            ("undo", "已撤销第2条"),
            ("undo", "已撤销第1条（zhang）：作废 study-1（2022-05-01 · 主席会议 · 18人次）"),
            ("undo --lang en", "error: zhang has no change left to undo\nhint: see the entries: qjcppcc log\n[exit 3]"),
            ("redo", "已重做第1条（zhang）：恢复 study-1（2022-05-01 · 主席会议 · 18人次）"),
            // What somebody else takes back is undone, too, and something new ends the way forward.
            ("redo", "已重做第2条"),
            ("undo 2 --actor 王 --yes", "已撤销第2条（zhang）：改回 study-1"),
            ("study add 党组会议 -d 5-3 -n 9", "study-2"),
            (
                "redo --lang en",
                "error: zhang has nothing to redo: nothing was undone, or something was changed since\nhint: see the entries: qjcppcc log\n[exit 3]",
            ),
            ("undo", "作废 study-2"),
            ("undo", "已撤销第1条"),
        ],
    );
    // Which change is meant stands in the entries.
    let log = world.json("qjcppcc log --json");
    let marks: Vec<_> =
        log.as_array().expect("entries").iter().map(|it| (it["undo"].as_i64(), it["redo"].as_i64())).collect();
    assert_eq!(marks[..3], [(Some(1), None), (Some(15), None), (None, None)]);
    assert_eq!(marks[3..6], [(Some(2), None), (None, Some(10)), (None, Some(11))]);
    assert!(world.run("qjcppcc verify").starts_with("完好"));
}

#[test]
fn a_reason_that_somebody_types_is_no_undo() {
    let mut world = World::new();
    told(
        &mut world,
        &[
            ("init x.db", "x.db"),
            ("study add 主席会议 -d 5-1 -n 18 --db x.db", "study-1"),
            ("study edit 1 -n 19 --db x.db", "study-1"),
        ],
    );
    let mut edit = |turns: &str| {
        let printed = world.run(&format!("qjcppcc --db x.db study edit 1 -n {turns} --reason \"undo 2\""));
        assert!(printed.contains("已改"), "{printed}");
        world.run("qjcppcc --db x.db undo --dry-run")
    };
    assert!(edit("18").contains("已撤销第3条（zhang）：改回 study-1（人次 18人次→19人次）"));
    // As an older program would have written it, it counts as an undo where it is one.
    without_origin(&world, 3);
    assert!(world.run("qjcppcc --db x.db verify").starts_with("完好"));
    assert!(world.run("qjcppcc --db x.db undo --dry-run").contains("已撤销第1条"));
    let printed = world.run("qjcppcc --db x.db study edit 1 -n 17 --reason \"undo 2\"");
    assert!(printed.contains("已改"), "{printed}");
    without_origin(&world, 4);
    assert!(world.run("qjcppcc --db x.db verify").starts_with("完好"));
    assert!(world.run("qjcppcc --db x.db undo").contains("已撤销第4条（zhang）：改回 study-1（人次 17人次→18人次）"));
}

/// Writes the last entry anew without its origin, with the hash that it would have then.
fn without_origin(world: &World, seq: i64) {
    type Columns = (Vec<u8>, [String; 3], i64, String, [u8; 16], [String; 3]);
    let connection = Connection::open(world.path("x.db")).expect("plain SQLite");
    let sql = "SELECT p.hash, e.at, e.actor, e.os, e.batch, e.op, e.record, e.reason, e.body, e.origin
        FROM entry e JOIN entry p ON p.seq = e.seq - 1 WHERE e.seq = ?1";
    let (before, stamp, batch, op, record, [reason, body, origin]): Columns = connection
        .query_row(sql, [seq], |row| {
            Ok((
                row.get(0)?,
                [row.get(1)?, row.get(2)?, row.get(3)?],
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
                [row.get(7)?, row.get(8)?, row.get(9)?],
            ))
        })
        .expect("an entry");
    assert_eq!(origin, "{}");
    let [at, actor, os] = stamp;
    let (number, batch) = (seq.to_string(), batch.to_string());
    let words = [&number, &at, &actor, &os, &batch, &op].map(|words| Some(words.as_bytes()));
    let rest = [Some(&record[..]), Some(reason.as_bytes()), None, Some(body.as_bytes())];
    let mut digest = Sha256::new();
    digest.update(b"qjcppcc entry, sha-256, 1");
    digest.update(before);
    for column in words.into_iter().chain(rest) {
        digest.update(column.map_or(u64::MAX, |column| column.len() as u64).to_le_bytes());
        digest.update(column.unwrap_or_default());
    }
    let change = "UPDATE entry SET origin = NULL, hash = ?2 WHERE seq = ?1";
    connection.execute(change, params![seq, digest.finalize().to_vec()]).expect("changed");
}

#[test]
fn an_undo_by_an_older_program_counts_and_a_false_mark_is_found() {
    let mut world = World::new();
    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/v2.db");
    std::fs::copy(old, world.path("x.db")).expect("the ledger");
    // 王 has put fund-1 back, undone that, and undone the undo.
    let undo = "qjcppcc --db x.db undo --actor 王 --late 又错 --dry-run";
    assert!(world.run(undo).contains("（王）：作废 fund-1"), "{}", world.run(undo));
    assert!(world.run("qjcppcc --db x.db study add 主席会议 -d 2021-5-1 -n 8").contains("已记"));
    let connection = Connection::open(world.path("x.db")).expect("plain SQLite");
    connection.execute("UPDATE entry SET origin = '{\"undo\": 1}' WHERE seq = 2", []).expect("changed");
    drop(connection);
    assert!(world.run("qjcppcc --db x.db verify").contains("[exit 6]"));
}

#[test]
fn many_records_are_changed_only_after_a_yes() {
    let mut world = World::new();
    let rows: Vec<String> = (1..=25).map(|no| format!("学习,2022-5-{no},学习{no},主席会议,19\n")).collect();
    std::fs::write(world.path("in.csv"), format!("台账,日期,标题,类别,人次\n{}", rows.concat())).expect("a file");
    world.run("qjcppcc import in.csv");
    let refused = "错误：要先确认，没有改动：撤销 zhang 的第1条（study-1 等共25条流水）吗？\n提示：先用 --dry-run 看一看，再加 --yes\n[exit 2]";
    told(
        &mut world,
        &[
            ("undo", refused),
            (
                "undo --dry-run",
                "作废 study-25、study-24、study-23、study-22、study-21、study-20、study-19、study-18等25条",
            ),
            ("undo --yes", "等25条"),
        ],
    );
    assert!(
        world
            .run("qjcppcc redo --lang en")
            .contains("nothing was changed: redo entry 1 by zhang (study-25; entries: 25)?")
    );
    assert!(world.run("qjcppcc redo --yes").contains("恢复 study-1"));
    let refused = world.run("qjcppcc study void 1-21 --reason 重");
    assert!(
        refused.contains("要先确认，没有改动：作废 study-1 到 study-21 共21条吗？\n") && refused.contains("[exit 2]")
    );
    world.answer.set(Some(false));
    assert!(world.run("qjcppcc study edit 5-25 -n 8").contains("没有改动\n[exit 1]"));
    assert_eq!(world.asked.borrow().last().expect("a question"), "改 study-5 到 study-25 共21条吗？");
    let printed = world.run("qjcppcc study void 5-25 --reason 重 --yes");
    assert!(printed.ends_with("· 学习24 · 主席会议 · 19人次\n另有1条\n"), "{printed}");
    assert!(world.run("qjcppcc study list --tally").starts_with("4条记录"));
}

#[test]
fn several_and_ranges_do_where_a_number_stands_all_of_them_or_none() {
    let mut world = World::new();
    for (day, town) in [(1, "永新"), (2, "三角"), (3, "石角"), (4, "永新")] {
        world.run(&format!("qjcppcc case add 事{day} -t {town} -d 3-{day}"));
    }
    world.run("qjcppcc case fund 1 35万 --source 区水利局 -d 3-3");
    let head = world.run("qjcppcc head");
    told(
        &mut world,
        &[
            ("case void 2-5 --reason 重", "没有编号为“5”的记录\n提示：看有哪些：qjcppcc case list\n[exit 3]"),
            ("case void 3-2 --reason 重", "错误：编号：“3-2”不是从小到大的编号\n提示：小的写在前，如 12-15\n[exit 2]"),
        ],
    );
    let refused = world.run("qjcppcc case edit fund-1 1 --source 区交通局");
    assert!(refused.contains("一镇一事商量办没有字段“来源”") && refused.contains("[exit 2]"), "{refused}");
    assert!(world.run("qjcppcc case void 3-2 --reason x --lang en").contains("“3-2” is no range of numbers"));
    assert!(world.run("qjcppcc case show ，").contains("[exit 3]"));
    let refused = world.run("qjcppcc case fund 2-3 35万");
    assert!(refused.contains("协调资金只属于一条记录，这里还有 case-3\n提示：一条一条记\n[exit 2]"), "{refused}");
    let refused = world.run("qjcppcc case fund 2-3 35万 --lang en");
    assert!(refused.contains("belongs to one record, and here is case-3, too"), "{refused}");
    assert_eq!(world.run("qjcppcc head"), head);
    told(
        &mut world,
        &[
            ("case void 1-2,２ case-4 fund-1 --reason 重", "已作废 一镇一事商量办 case-4 · 2022-03-04 · 事4"),
            ("case list --tally", "1条记录"),
            ("case unvoid case-1-2、fund-1 --reason 没有重", "已恢复 协调资金 fund-1"),
            ("case edit 1-3 --platform 渝事好商量 -m 三件", "case-3 · 2022-03-03"),
            ("case show 2～3", "一镇一事商量办 case-3　事3"),
            ("log case-2-3 fund-1 --limit 3 --fields record,op", "case-2"),
        ],
    );
    let shown = world.json("qjcppcc case show 1 3 --json");
    let names: Vec<_> = shown.as_array().expect("two").iter().map(|one| one["no"].as_i64()).collect();
    assert_eq!(names, [Some(1), Some(3)]);
    assert_eq!(world.json("qjcppcc case edit 1,3 --note 两件 --json")[1]["note"], "两件");
    let logged = world.json("qjcppcc log case-4 fund-1 --json");
    let logged: Vec<_> =
        logged.as_array().expect("entries").iter().map(|it| it["record"].as_str().expect("a name")).collect();
    assert_eq!(logged, ["fund-1", "fund-1", "case-4", "fund-1", "case-4"]);
    assert!(world.run("qjcppcc case meet 2-3 --stage pre -n 8 -d 4-1").contains("meeting-1"));
    let met = world.json("qjcppcc case show meeting-1 --json");
    assert_eq!(met["of"].as_array().expect("ids").len(), 2);
    world.run("qjcppcc claim add case.count 3 --period 2022 --source 区报");
    world.run("qjcppcc claim add case.funds 35万 --period 2022 --source 区报");
    assert!(world.run("qjcppcc claim void 1-2 --reason 旧").contains("已作废 claim-2：旧"));
    assert!(world.run("qjcppcc undo").contains("恢复 claim-"));
}

#[test]
fn what_is_said_of_several_matters_is_recorded_for_each_or_for_none() {
    let mut world = World::new();
    for title in ["甲事", "乙事", "丙事", "丁事"] {
        assert!(!world.run(&format!("qjcppcc case add {title} -t 永新 -d 3-1")).contains("[exit"));
    }
    told(
        &mut world,
        &[
            ("case advance 1-2,4 filing -d 4-1 --doc 示例1号", "stage-3 · 2022-04-01 · 政协立案 · 示例1号 · case-4\n"),
            ("case advance 1-4 -d 5-1", "stage-6 · 2022-05-01 · 政协立案 · case-3\n"),
            ("case show 4", "政府交办"),
            ("case solve 2-3 -d 6-1", "solution-2"),
        ],
    );
    // One of them is solved already: the other is not, either.
    let refused = world.run("qjcppcc case solve 4,2 -d 6-2");
    assert!(refused.contains("事项2已在2022-06-01记为推进解决") && refused.contains("[exit 4]"), "{refused}");
    assert_eq!(world.json("qjcppcc case list solution --json").as_array().map(Vec::len), Some(2));
    // They were one change, and are one undo.
    told(&mut world, &[("undo", "作废 solution-2（2022-06-01）、solution-1（2022-06-01）")]);
    assert!(world.run("qjcppcc case advance --help").contains("几条各记一条：12-15,20"));
    // What holds for all of them is said once.
    world.wait_days(10);
    let said = world.run("qjcppcc case advance 2,3");
    assert_eq!(said.matches("没有写日期").count(), 1, "{said}");
    assert!(said.contains("议前协商 · case-2\n") && said.contains("政府交办 · case-3\n"), "{said}");
}

#[test]
fn what_was_undone_and_comes_again_is_said_to_be_void() {
    let mut world = World::new();
    let head = "台账,日期,标题,类别,人次\n";
    let rows = "学习,2022-5-1,老城步道,主席会议,19\n学习,2022-5-2,甲,主席会议,9\n";
    std::fs::write(world.path("in.csv"), format!("{head}{rows}")).expect("a file");
    std::fs::write(world.path("longer.csv"), format!("{head}{rows}学习,2022-5-3,乙,主席会议,7\n")).expect("a file");
    let void =
        "2条都已在台账文件里，没有变化；其中2条已作废（study-1 是2022-12-31撤销的），要恢复就加 --restore\n[exit 4]";
    told(
        &mut world,
        &[
            ("import in.csv", "新增2条"),
            ("import in.csv", "2条都已在台账文件里，没有变化\n"),
            ("undo", "作废 study-2"),
            ("import in.csv", void),
            (
                "import longer.csv --lang en",
                "1 added, 0 updated, 2 unchanged; 2 of them are void (study-1 was undone on 2022-12-31); --restore puts them back\n",
            ),
            ("import longer.csv --restore --dry-run", "未变3条；恢复2条"),
            ("import longer.csv --restore", "未变3条；恢复2条"),
            ("study list --tally", "3条记录"),
            ("undo", "作废 study-2（2022-05-02 · 甲 · 主席会议 · 9人次）、study-1"),
            ("redo", "恢复 study-1"),
            ("study void 3 --reason 重复", "study-3"),
        ],
    );
    let json = world.run("qjcppcc import longer.csv --json");
    for said in ["\"unchanged\": 3,", "\"void\": 1,", "\"restored\": 0,", "[exit 4]"] {
        assert!(json.contains(said), "{json}");
    }
    assert!(world.run("qjcppcc import longer.csv").contains("（study-3 是2022-12-31作废的）"));
    // What the export says of the record is the last word, once somebody clears it.
    world.run("qjcppcc export study -o all.csv");
    let exported = std::fs::read_to_string(world.path("all.csv")).expect("the export");
    std::fs::write(world.path("all.csv"), exported.replace(",true,重复", ",,")).expect("a file");
    let refused = world.run("qjcppcc import all.csv");
    assert!(refused.contains("study-3 里是 true，文件里是 false") && refused.contains("[exit 4]"), "{refused}");
    assert!(world.run("qjcppcc import all.csv --update").contains("更新1条，未变2条"));
    assert!(world.run("qjcppcc study list --tally").starts_with("3条记录"));
    assert!(world.run("qjcppcc verify").starts_with("完好"));
}
