//! Above the offices: what three of them have under one key is added, what is one's own is not, and every number leads to a record.

use std::fs;

use serde_json::{Value, json};

use crate::world::World;

fn good(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

fn profile(name: &str, like: &str, label: &str, english: &str) -> String {
    let office = json!({ "name": { "label": label, "english": english } });
    let towns = json!([{ "key": "河边", "label": "河边镇" }]);
    json!({ "profile": 1, "name": name, "like": like, "office": office, "towns": towns }).to_string()
}

/// A district, a county, and a county that has not said its name, in one folder.
fn city() -> World {
    let mut world = World::with(&[
        ("dong.json", profile("dong", "district", "东山区政协", "Dongshan District CPPCC Committee")),
        ("xi.json", profile("xi", "county", "西河县政协", "Xihe County CPPCC Committee")),
    ]);
    for command in [
        "init offices/1-东山.db --profile dong.json",
        "init offices/2-西河.db --profile xi.json",
        "init offices/3-南溪.db --profile county",
    ] {
        good(&mut world, command);
    }
    for (file, commands) in [
        (
            "1-东山",
            &[
                "study add 主席会议 -d 2022-3-1 -n 20",
                "study add 主席会议 -d 2022-3-2 -n 30余",
                "vocab add kind study salon 沙龙",
                "study add salon -d 2022-3-3 -n 5",
                "vocab add kind study night 夜校",
                "study add night -d 2022-3-4 -n 6",
                "aid add 走访 --firm 甲公司 -d 2022-4-1",
                "aid add 走访 --firm 乙公司 -d 2022-4-2",
                "case add 修桥 -t 河边 -d 2022-5-1",
                "case fund 1 100万 -d 2022-5-2",
                "info add 一篇 -d 2022-6-1",
                "info adopt 1 区 -d 2022-6-2",
                "close 2022",
            ][..],
        ),
        (
            "2-西河",
            &[
                "study add 主席会议 -d 2022-3-5 -n 15",
                "vocab add kind study salon 读书会",
                "study add salon -d 2022-3-6 -n 7",
                "study add salon -d 2022-3-7 -n 8",
                "aid add 走访 --firm 甲公司 -d 2022-4-3",
                "case add 修路 -t 河边 -d 2022-5-3",
                "case fund 1 200余万 -d 2022-5-4",
                "info add 二篇 -d 2022-6-3",
                "info adopt 1 县 -d 2022-6-4",
            ][..],
        ),
        ("3-南溪", &["member add 委员 张三 -d 2021-1-1"][..]),
    ] {
        for command in commands {
            good(&mut world, &format!("--db offices/{file}.db {command}"));
        }
    }
    world
}

/// A figure of the report: its number, its bound, and the number of each office that has it.
fn figure(report: &Value, key: &str) -> (Value, Value, Vec<(String, Value)>) {
    let all = report["figures"].as_array().expect("a list");
    let found = all.iter().find(|figure| figure["key"] == key).unwrap_or_else(|| panic!("{key} in {report:#}"));
    let parts = found["parts"].as_array().expect("a list").iter();
    let parts = parts.map(|part| (part["part"].as_str().expect("an office").to_owned(), part["value"].clone()));
    (found["value"].clone(), found["bound"].clone(), parts.collect())
}

#[test]
fn what_has_the_same_key_is_added_and_what_is_an_offices_own_is_not() {
    let mut world = city();
    let report = world.json("qjcppcc report 2022 --by office offices/ --json");
    let part = |office: &str, value: i64| (office.to_owned(), json!(value));
    let (dong, xi, nan) = ("1-东山", "2-西河", "3-南溪");
    for (key, value, bound, parts) in [
        ("study.chair", 3, "exact", vec![part(dong, 2), part(xi, 1)]),
        // 20 + 30余 + 5 + 6, and 15 + 7 + 8: what an office counts in its own kinds is in its totals.
        ("study.turns", 91, "at_least", vec![part(dong, 61), part(xi, 30)]),
        ("study.salon@1-东山", 1, "exact", vec![part(dong, 1)]),
        ("study.salon@2-西河", 2, "exact", vec![part(xi, 2)]),
        ("study.night@1-东山", 1, "exact", vec![part(dong, 1)]),
        // A firm that two offices helped is counted by each.
        ("aid.firms", 3, "exact", vec![part(dong, 2), part(xi, 1)]),
        ("case.funds", 3_000_000, "at_least", vec![part(dong, 1_000_000), part(xi, 2_000_000)]),
        ("info.count", 2, "exact", vec![part(dong, 1), part(xi, 1)]),
        // Districts and counties have levels of their own, which the program knows.
        ("info.district", 1, "exact", vec![part(dong, 1)]),
        ("info.county", 1, "exact", vec![part(xi, 1)]),
        ("member.member", 1, "exact", vec![part(nan, 1)]),
    ] {
        assert_eq!(figure(&report, key), (json!(value), json!(bound), parts), "{key}");
    }
    let keys: Vec<&str> =
        report["figures"].as_array().into_iter().flatten().filter_map(|figure| figure["key"].as_str()).collect();
    assert!(!keys.contains(&"study.salon"), "{keys:?}");
    let offices = report["offices"].as_array().expect("a list").iter();
    let offices =
        offices.map(|it| (it["office"].clone(), it["name"].clone(), it["recorded"].clone(), it["closed"].clone()));
    assert_eq!(
        offices.collect::<Vec<_>>(),
        [
            (json!(dong), json!("东山区政协"), json!(true), json!(true)),
            (json!(xi), json!("西河县政协"), json!(true), json!(false)),
            (json!(nan), json!(nan), json!(false), json!(false)),
        ]
    );
}

#[test]
fn the_sums_are_those_of_the_offices_own_reports() {
    let mut world = city();
    let above = world.json("qjcppcc report 2022 --by office offices/ --json");
    let mut seen = 0;
    for office in ["1-东山", "2-西河", "3-南溪"] {
        let own = world.json(&format!("qjcppcc --db offices/{office}.db report 2022 --json"));
        let recorded = own["figures"].as_array().expect("a list").iter().filter(|figure| !figure["value"].is_null());
        for one in recorded {
            let key = one["key"].as_str().expect("a key");
            let all = above["figures"].as_array().expect("a list");
            let own_key = format!("{key}@{office}");
            let sum = all.iter().find(|sum| sum["key"] == key || sum["key"] == *own_key).expect("it is in the sum");
            let parts = sum["parts"].as_array().expect("a list");
            let part = parts.iter().find(|part| part["part"] == office).expect("the office has a part");
            for member in ["value", "bound", "text", "records"] {
                assert_eq!(part[member], one[member], "{office} {key} {member}");
            }
            seen += 1;
        }
    }
    let parts = above["figures"].as_array().expect("a list").iter();
    assert_eq!(parts.map(|sum| sum["parts"].as_array().expect("a list").len()).sum::<usize>(), seen);
}

#[test]
fn the_page_has_a_line_for_each_office_and_says_who_is_missing() {
    let mut world = city();
    let page = good(&mut world, "report 2022 --by office offices/");
    assert!(page.starts_with("各单位　2022年　按单位\n"), "{page}");
    for said in [
        "东山区政协另有：学习（沙龙）1次、学习（夜校）1次\n西河县政协另有：学习（读书会）2次\n",
        "东山区政协  ~/offices/1-东山.db  ",
        "注意：没有2022年记录的单位：3-南溪\n",
        "各计一次，几个单位都有的，合计里就有几次",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // On the last day of the year it can still be closed.
    assert!(!page.contains("还没有关账"), "{page}");
    world.wait_days(40);
    let page = good(&mut world, "report 2022 --by office offices/ --lang en");
    for said in [
        "all offices: 2022, by office\n",
        "Dongshan District CPPCC Committee alone: ",
        "note: offices without a record of 2022: 3-南溪\n",
        "note: offices that have not closed 2022, whose figures may change: Xihe County CPPCC Committee\n",
        "what several offices have counts in the sum for each of them: firms helped",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // Data that has no page says the same beside it.
    let (csv, beside, _) = world.streams("qjcppcc report 2022 --by office offices/ -O csv");
    assert!(csv.contains("\nstudy.chair,学习（主席会议）,次,3,exact,2-西河,1,exact,1次,1\n"), "{csv}");
    assert!(beside.contains("注意：没有2022年记录的单位：3-南溪\n"), "{beside}");
    let matrix = good(&mut world, "report 2022 --by office offices/ -O csv --matrix -q");
    let head: Vec<&str> = matrix.lines().next().unwrap_or_default().split(',').collect();
    let at = head.iter().position(|key| *key == "study.salon@2-西河").expect("a column");
    let cells: Vec<&str> = matrix.lines().skip(1).map(|line| line.split(',').nth(at).unwrap_or_default()).collect();
    assert_eq!(cells, ["", "2", ""], "{matrix}");
}

#[test]
fn a_month_that_a_period_cuts_is_said_of_each_office() {
    let mut world = city();
    good(&mut world, "--db offices/2-西河.db study add 主席会议 -d 2022-7 -n 5");
    let page = good(&mut world, "report 2022-01-01..2022-07-15 --by office offices/");
    assert!(page.contains("西河县政协：注意：有1条记录只知道月份"), "{page}");
    assert!(!page.contains("东山区政协：注意"), "{page}");
}

#[test]
fn a_number_leads_to_the_records_of_the_offices() {
    let mut world = city();
    let traced = world.json("qjcppcc report 2022 --by office offices/ --trace case.funds --json");
    assert_eq!((&traced["value"], &traced["bound"]), (&json!(3_000_000), &json!("at_least")));
    let records = traced["records"].as_array().expect("a list").iter();
    let records =
        records.map(|it| (it["office"].clone(), it["ledger"].clone(), it["no"].clone(), it["amount"].clone()));
    assert_eq!(
        records.collect::<Vec<_>>(),
        [
            (json!("1-东山"), json!("fund"), json!(1), json!(1_000_000)),
            (json!("2-西河"), json!("fund"), json!(1), json!(2_000_000)),
        ]
    );
    let page = good(&mut world, "report 2022 --by office offices/ --trace study.salon@2-西河");
    assert!(page.contains("读书会") && page.contains("西河县政协") && page.contains("study-2"), "{page}");
    assert!(page.contains("2条记录，合计 2。") && !page.contains("东山"), "{page}");
    // Every number of the report is the sum of what stands behind it.
    let report = world.json("qjcppcc report 2022 --by office offices/ --json");
    for figure in report["figures"].as_array().expect("a list") {
        let key = figure["key"].as_str().expect("a key");
        let traced = world.json(&format!("qjcppcc report 2022 --by office offices/ --trace {key} --json"));
        let sum: f64 =
            traced["records"].as_array().expect("a list").iter().filter_map(|it| it["amount"].as_f64()).sum();
        assert_eq!((figure["value"].as_f64(), &figure["value"]), (Some(sum), &traced["value"]), "{key}");
    }
}

#[test]
fn numbers_of_persons_stay_masked_above_the_office() {
    let mut world = city();
    good(&mut world, "--db offices/2-西河.db info add 来电13800138000反映 -d 2022-6-5");
    let page = good(&mut world, "report 2022 --by office offices/ --trace info.count");
    assert!(page.contains("来电138****8000反映"), "{page}");
    let page = good(&mut world, "report 2022 --by office offices/ --trace info.count --unmask");
    assert!(page.contains("来电13800138000反映"), "{page}");
}

/// What the city's own words know is the city's, where an office calls it the same.
#[test]
fn kinds_of_the_city_are_added_where_offices_mean_the_same() {
    let mut world = city();
    good(&mut world, "init city.db --profile city");
    good(&mut world, "--db city.db vocab add kind study salon 读书会");
    good(&mut world, "--db offices/3-南溪.db vocab add kind study salon 读书会");
    good(&mut world, "--db offices/3-南溪.db study add salon -d 2022-3-8 -n 9");
    let report = world.json("qjcppcc --db city.db report 2022 --by office offices/ --json");
    let part = |office: &str, value: i64| (office.to_owned(), json!(value));
    let sum = (json!(3), json!("exact"), vec![part("2-西河", 2), part("3-南溪", 1)]);
    assert_eq!(figure(&report, "study.salon"), sum);
    assert_eq!(figure(&report, "study.salon@1-东山").0, json!(1));
    let page = good(&mut world, "--db city.db report 2022 --by office offices/");
    assert!(page.starts_with("本市政协　2022年　按单位\n"), "{page}");
}

/// C is one thing where there are three results, and another where there are four.
#[test]
fn results_are_added_by_what_they_say() {
    let mut world = city();
    good(&mut world, "--db offices/2-西河.db vocab preset abcd");
    for office in ["1-东山", "2-西河"] {
        for command in [
            "motion add 一件 -d 2022-1-5",
            "motion review 1 --as filed -d 2022-1-6",
            "motion assign 1 --lead 住建局 -d 2022-1-7",
            "motion reply 1 --result C -d 2022-2-7",
        ] {
            good(&mut world, &format!("--db offices/{office}.db {command} --late 补记"));
        }
    }
    let report = world.json("qjcppcc report 2022 --by office offices/ --json");
    let result: Vec<&str> = report["figures"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|figure| figure["key"].as_str())
        .filter(|key| key.starts_with("motion.result."))
        .collect();
    assert_eq!(result.len(), 2, "{result:?}");
    assert_eq!(figure(&report, "motion.filed").0, json!(2));
}

#[test]
fn files_of_older_programs_are_added_and_none_is_changed() {
    let mut world = city();
    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/v4.db");
    fs::copy(old, world.path("offices/4-北岭.db")).expect("a copy");
    for beside in [".hidden", "4-北岭.qjb", "4-北岭.db.v4.backup-20220101T000000000Z"] {
        fs::write(world.path("offices").join(beside), "no ledger").expect("it can be written");
    }
    let files = ["1-东山", "2-西河", "3-南溪", "4-北岭"].map(|name| world.path(&format!("offices/{name}.db")));
    let before = files.each_ref().map(|file| fs::read(file).expect("it can be read"));
    let own = world.json("qjcppcc --db offices/4-北岭.db report 2021 --json");
    let report = world.json("qjcppcc report 2021 --by office offices/ --json");
    let count = |key: &str| {
        let all = own["figures"].as_array().expect("a list");
        all.iter().find(|figure| figure["key"] == key).expect("a figure")["value"].clone()
    };
    for key in ["info.count", "case.count", "study.turns"] {
        assert_eq!(figure(&report, key).0, count(key), "{key}");
        assert_ne!(count(key), Value::Null, "{key}");
    }
    assert_eq!(files.each_ref().map(|file| fs::read(file).expect("it can be read")), before);
}

#[test]
fn the_folder_alone_is_enough_and_stands_where_it_may() {
    let mut world = city();
    let year = world.json("qjcppcc report 2022 --by office offices/ --json");
    assert_eq!(world.json("qjcppcc report --by office offices/ --json"), year);
    assert_eq!(world.json("qjcppcc report --by office 2022 offices/ --json"), year);
    assert_eq!(year["period"], "2022");
    world.wait_days(20);
    let (_, said, _) = world.streams("qjcppcc report --by office offices/ --json");
    assert!(said.starts_with("这是2023年的；上一年的用 qjcppcc report 2022 --by office "), "{said}");
}

fn refused(world: &mut World, command: &str, code: &str, zh: &str, en: &str) {
    let error = world.run(&format!("qjcppcc {command} --json"));
    let error: Value = serde_json::from_str(error.lines().next().unwrap_or_default()).expect(&error);
    assert_eq!(error["error"]["code"], code, "{command}: {error}");
    for (said, options) in [(zh, ""), (en, " --lang en")] {
        let printed = world.run(&format!("qjcppcc {command}{options}"));
        assert!(printed.contains(said), "{said}: {printed}");
        assert!(printed.contains("提示：") || printed.contains("hint: "), "{printed}");
    }
}

#[test]
fn what_is_missing_or_too_much_on_the_line_is_said() {
    let mut world = city();
    for (command, code, zh, en) in [
        ("report --by office", "no_folder", "没有写各单位的台账文件在哪个文件夹", "in which folder"),
        ("report 2022 --by office", "no_folder", "没有写各单位的台账文件在哪个文件夹", "in which folder"),
        ("report 2022 offices/", "folder_alone", "是多写的", "is one word too many"),
        ("report 2022 offices/ --by town", "folder_alone", "是多写的", "is one word too many"),
        (
            "report 2022 --by office offices/ --sort case.count",
            "not_of_offices",
            "--sort 不能和 --by office 一起用",
            "--sort cannot be used with --by office",
        ),
        (
            "report 2022 --by office offices/ --trace case.count -t 永兴",
            "not_of_offices",
            "--town 不能和 --by office 一起用",
            "--town cannot be used with --by office",
        ),
        ("report 2022 --by office offices/ --as-of 2022-1-1", "not_of_offices", "--as-of 不能", "--as-of cannot"),
        ("report 2022 --by office offices/ --style note", "one_view", "不能一起用", "cannot be used together"),
        ("report 2022 --by town --trace case.count", "one_view", "不能一起用", "cannot be used together"),
        (
            "report 2022 --by office offices/ --trace study.salo",
            "no_such_figure",
            "study.salon@",
            "there is no figure “study.salo”",
        ),
        (
            "report 2022 --by office none/",
            "unreadable_folder",
            "文件夹读不了：没有这个文件",
            "the folder cannot be read",
        ),
        ("report 2022 --by offices offices/", "bad_breakdown", "office", "office"),
    ] {
        refused(&mut world, command, code, zh, en);
    }
}

#[test]
fn a_folder_without_a_ledger_file_is_refused() {
    let mut world = World::new();
    fs::create_dir(world.path("none")).expect("a folder");
    fs::write(world.path("none/云河.qjb"), "").expect("it can be written");
    let command = "report 2022 --by office none/";
    refused(&mut world, command, "no_offices", "文件夹里没有台账文件", "there is no ledger file in the folder");
}

#[test]
fn of_files_that_cannot_be_read_all_are_named_and_nothing_is_counted() {
    let mut world = city();
    fs::write(world.path("offices/说明.txt"), "三个单位\n").expect("it can be written");
    let mut newer = fs::read(world.path("offices/2-西河.db")).expect("it can be read");
    // The version of the tables stands here in every SQLite file.
    newer[60..64].copy_from_slice(&999_i32.to_be_bytes());
    fs::write(world.path("offices/2-西河.db"), newer).expect("it can be written");
    let command = "report 2022 --by office offices/";
    refused(
        &mut world,
        command,
        "unreadable_offices",
        "有2个文件不能汇总，什么也没有算",
        "that cannot be added up: 2;",
    );
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(printed.contains("  ~/offices/2-西河.db：") && printed.contains("  ~/offices/说明.txt："), "{printed}");
    assert!(printed.ends_with("[exit 5]\n") && !printed.contains("东山"), "{printed}");
}

#[test]
fn an_office_is_not_counted_twice() {
    let mut world = city();
    fs::copy(world.path("offices/1-东山.db"), world.path("offices/9-旧.db")).expect("a copy");
    let command = "report 2022 --by office offices/";
    refused(
        &mut world,
        command,
        "one_office_twice",
        "都是东山区政协的台账文件",
        "are both ledger files of Dongshan District",
    );
    fs::remove_file(world.path("offices/9-旧.db")).expect("it is there");
    // One that has not said its name is known by its entries.
    fs::copy(world.path("offices/3-南溪.db"), world.path("offices/9-旧.db")).expect("a copy");
    let command = "report 2022 --by office offices/";
    refused(&mut world, command, "one_office_twice", "都是3-南溪的台账文件", "are both ledger files of 3-南溪");
    // Two that began as one file are two offices once they say so, and whoever reads their sum is told.
    good(&mut world, "--db offices/9-旧.db office apply xi.json --yes");
    fs::remove_file(world.path("offices/2-西河.db")).expect("it is there");
    let page = good(&mut world, "report 2022 --by office offices/");
    assert!(
        page.contains("注意：这些单位的台账文件有同样的流水，其中若有另一份的副本，就算了两遍：3-南溪、西河县政协\n"),
        "{page}"
    );
    let page = good(&mut world, "report 2022 --by office offices/ --lang en");
    assert!(page.contains("it is counted twice: 3-南溪, Xihe County CPPCC Committee\n"), "{page}");
}
