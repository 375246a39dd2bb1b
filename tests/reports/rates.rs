//! Rates, growth and given numbers: what is printed of them is true, wherever it is printed, and what others print is held against it.

use std::io::{Cursor, Read};

use serde_json::Value as Json;

use crate::world::World;

fn recorded(commands: &[&str]) -> World {
    let mut world = World::new();
    for command in commands {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{printed}");
    }
    world
}

fn by_key(list: &Json, key: &str) -> Json {
    let of_key = list.as_array().expect("a list").iter().find(|item| item["key"] == key);
    of_key.unwrap_or_else(|| panic!("{key}")).clone()
}

/// A matter of whose opinions so many were adopted.
fn adopted(adopted: &str, of: &str) -> World {
    recorded(&[
        "case add 甲事 -t 永新 -d 2022-3-1",
        &format!("case meet 1 -n 45 --opinions {of} --adopted {adopted} -d 2022-4-1"),
    ])
}

#[test]
fn all_and_nothing_are_said_of_a_rate_only_where_they_are_true() {
    for (part, whole, value, text) in [
        ("3000", "3000", 100.0, "100%"),
        ("2999", "3000", 99.97, "99.97%"),
        ("1", "3000", 0.03, "0.03%"),
        ("236", "254", 92.9, "92.9%"),
        ("30余", "40", 75.0, "约75%"),
    ] {
        let mut world = adopted(part, whole);
        for command in ["qjcppcc report 2022 --json", "qjcppcc case line 2022 --json"] {
            let rate = by_key(&world.json(command)["rates"], "case.adopted.rate");
            assert_eq!(
                (rate["value"].as_f64(), rate["text"].as_str()),
                (Some(value), Some(text)),
                "{part} of {whole}: {command}"
            );
        }
        for command in ["qjcppcc report 2022 --style table", "qjcppcc case line 2022"] {
            let page = world.run(command);
            assert!(
                page.lines().any(|line| line.starts_with("意见采纳") && line.contains(&format!(" {text} "))),
                "{page}"
            );
        }
    }
}

#[test]
fn growth_is_nothing_or_twice_as_much_only_where_it_is_true() {
    for (before, now, value, zh, column) in [
        ("3000", "3000", 0.0, "持平", "0%"),
        ("3000", "3001", 0.03, "增长0.03%", "0.03%"),
        ("3000", "2999", -0.03, "下降0.03%", "-0.03%"),
        ("3000", "6000", 100.0, "增长100%", "100%"),
        ("3000", "6001", 100.03, "增长100.03%", "100.03%"),
        ("3000", "1", -99.97, "下降99.97%", "-99.97%"),
        ("100", "180", 80.0, "增长80%", "80%"),
        ("3000", "3000余", 0.0, "基本持平", "约0%"),
        ("100", "180余", 80.0, "增长约80%", "约80%"),
    ] {
        let mut world = recorded(&[
            &format!("info add 信息 --count {before} -d 2021-5-1"),
            &format!("info add 信息 --count {now} -d 2022-5-1"),
            "study add 读书 -d 2022-3-1",
        ]);
        let report = world.json("qjcppcc report 2022 --compare --json");
        let info = by_key(&report["figures"], "info.count");
        assert_eq!(info["growth"].as_f64(), Some(value), "{before} and {now}");
        let full = world.run("qjcppcc report 2022 --style full");
        assert!(full.contains(zh) && (zh == "基本持平" || !full.contains("基本")), "{zh}: {full}");
        let table = world.run("qjcppcc report 2022 --compare --style table");
        let line = table.lines().find(|line| line.starts_with("社情民意信息 ")).expect("the line");
        assert!(line.contains(&format!(" {column} ")) || line.ends_with(&format!(" {column}")), "{column}: {line}");
    }
}

#[test]
fn a_figure_of_one_given_lower_bound_keeps_its_digits_and_a_sum_is_cut() {
    let mut world = recorded(&[
        "volunteer add 送春联 --turns 840余 -t 永新 -d 2022-1-5",
        "study add 读书 --turns 1.1万余 -d 2022-3-1",
        "case add 甲事 -t 永新 -d 2022-3-1",
        "case fund 1 1250余万 --source 区财政 -d 2022-5-1",
    ]);
    let text = |world: &mut World, key: &str| {
        by_key(&world.json("qjcppcc report 2022 --json")["figures"], key)["text"].clone()
    };
    assert_eq!(text(&mut world, "volunteer.turns"), "840余人次");
    assert_eq!(text(&mut world, "study.turns"), "1.1万余人次");
    assert_eq!(text(&mut world, "case.funds"), "1250余万元");
    for command in [
        "report 2022 --style table",
        "report 2022 --style full",
        "report 2022 --by town -O csv",
        "report 2022 --trace volunteer.turns",
    ] {
        let page = world.run(&format!("qjcppcc {command}"));
        assert!(page.contains("840余人次") && !page.contains("800余"), "{command}: {page}");
    }
    let by_town = world.run("qjcppcc report 2022 --by town");
    assert!(by_town.contains("840+") && !by_town.contains("800"), "{by_town}");
    assert!(world.run("qjcppcc case line 2022").contains("协调资金1250余万元"));
    assert!(world.run("qjcppcc --lang en report 2022 --style table").contains("over 840 turns"));

    let again = world.run("qjcppcc volunteer add 送春联 --turns 30 -t 永新 -d 2022-1-6");
    assert!(!again.contains("[exit"), "{again}");
    assert_eq!(text(&mut world, "volunteer.turns"), "800余人次", "870 or more is a sum");
}

/// What the ledger file says to a claim, and whether the two agree.
fn claimed(world: &mut World, key: &str, value: &str) -> (bool, String) {
    let claim = world.json(&format!("qjcppcc claim add {key} {value} --period 2022 --source 区报 --json"));
    (claim["agrees"] == true, claim["ledger"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_rate_is_claimed_by_its_key() {
    let mut world = adopted("236", "254");
    for (value, agrees) in [
        ("92.9%", true),
        ("92.9", true),
        ("９２．９％", true),
        ("92.91%", true),
        ("93%", true),
        ("百分之九十三", true),
        ("90%以上", true),
        ("超过90%", true),
        ("约90%", true),
        ("近95%", true),
        ("93.3%", false),
        ("92.90%", false),
        ("95%以上", false),
        ("近90%", false),
        ("100%", false),
    ] {
        assert_eq!(claimed(&mut world, "case.adopted.rate", value), (agrees, "92.9%".to_owned()), "{value}");
    }
    assert_eq!(claimed(&mut world, "case.meetings.each", "1场"), (true, "1场".to_owned()));
    assert_eq!(claimed(&mut world, "case.filed.rate", "50%"), (false, "没有记录".to_owned()));

    let mut world = adopted("2999", "3000");
    assert_eq!(claimed(&mut world, "case.adopted.rate", "100%"), (false, "99.97%".to_owned()));
    assert_eq!(claimed(&mut world, "case.adopted.rate", "99.97%"), (true, "99.97%".to_owned()));
    let said = world.run("qjcppcc verify");
    assert!(said.contains("claim-1：2022 case.adopted.rate，区报说100%，台账文件：99.97%"), "{said}");
    assert!(!said.contains("claim-2"), "{said}");
    let list = world.run("qjcppcc --lang en claim list");
    assert!(list.contains("case.adopted.rate") && list.contains("differs") && list.contains("agrees"), "{list}");
}

#[test]
fn what_is_no_rate_is_refused() {
    let mut world = adopted("9", "12");
    let said = world.run("qjcppcc claim add case.adopted.rate 九成 --period 2022 --source 区报");
    assert!(said.contains("“九成”的单位是“成”，这里要的是“%”") && said.contains("[exit 2]"), "{said}");
    let said = world.run("qjcppcc --lang en claim add case.adopted.rate 九成 --period 2022 --source 区报");
    assert!(said.contains("“九成” is in “成”; “%” is wanted here"), "{said}");
    let said = world.run("qjcppcc claim add case.count 75% --period 2022 --source 区报");
    assert!(said.contains("“75%”的单位是“%”，这里要的是“件”") && said.contains("[exit 2]"), "{said}");
}

#[test]
fn a_claim_in_another_measure_word_of_the_same_thing_agrees() {
    let mut world = recorded(&[
        "case add 甲事 -t 永新 -d 2022-3-1",
        "case add 乙事 -t 三角 -d 2022-3-2",
        "case add 丙事 -t 永新 -d 2022-3-3",
        "case meet 1 -n 45 -d 2022-4-1",
        "info add 信息 --count 13 -d 2022-4-2",
    ]);
    for (key, value, agrees) in [
        ("case.count", "3项", true),
        ("case.count", "3个", true),
        ("case.count", "3份", true),
        ("case.count", "4项", false),
        ("case.meetings", "1次", true),
        ("info.count", "13份", true),
        ("case.turns", "45人次", true),
        ("case.turns", "近百人次", false),
    ] {
        assert_eq!(claimed(&mut world, key, value).0, agrees, "{key} {value}");
    }
    for (key, value) in [("case.turns", "45人"), ("case.count", "3次"), ("info.count", "13名")] {
        let said = world.run(&format!("qjcppcc claim add {key} {value} --period 2022 --source 区报"));
        assert!(said.contains("的单位是") && said.contains("[exit 2]"), "{said}");
    }
}

/// The number format in which a workbook shows the number.
fn shown_in(book: &[u8], number: &str) -> String {
    let mut parts = zip::ZipArchive::new(Cursor::new(book)).expect("a workbook");
    let names: Vec<String> = parts.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let mut part = |name: &str| {
        let mut text = String::new();
        parts.by_name(name).expect(name).read_to_string(&mut text).expect("text");
        text
    };
    let sheets = names.iter().filter(|name| name.starts_with("xl/worksheets/sheet"));
    let cells: String = sheets.map(|name| part(name)).collect();
    let before = cells.split_once(&format!("<v>{number}</v>")).expect("the number").0;
    let style = before.rsplit_once(" s=\"").expect("a style").1.split('"').next().expect("its number");
    let styles = part("xl/styles.xml");
    let formats = styles.split_once("<cellXfs").expect("formats of cells").1;
    let format = formats.split("<xf ").nth(style.parse::<usize>().expect("a number") + 1).expect("the format");
    let id = format.split_once("numFmtId=\"").expect("its id").1.split('"').next().expect("the id");
    let code = styles.split_once(&format!("numFmtId=\"{id}\" formatCode=\"")).expect("the code").1;
    code.split('"').next().expect("the code").to_owned()
}

#[test]
fn a_workbook_shows_every_decimal_that_the_truth_needs() {
    for (part, number, format) in [("2999", "0.9997", "0.0#############%"), ("2700", "0.9", "0.0%")] {
        let mut world = adopted(part, "3000");
        world.run("qjcppcc report 2022 -o report.xlsx");
        let book = std::fs::read(world.path("report.xlsx")).expect("the workbook");
        assert_eq!(shown_in(&book, number), format);
    }
}
