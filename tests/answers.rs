//! What is asked for is what is given: columns, typed cells, files.

mod world;

use std::fs;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value as Json;
use world::World;

fn year() -> World {
    let mut world = World::new();
    world.run("qjcppcc import examples/qijiang-2022.jsonl -q");
    world
}

/// The rows of the first sheet of a workbook, and all its names.
fn first_sheet(world: &World, file: &str) -> (Vec<Vec<Data>>, Vec<String>) {
    let bytes = fs::read(world.path(file)).expect("the workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let range = book.worksheet_range(&names[0]).expect("a sheet");
    (range.rows().map(<[Data]>::to_vec).collect(), names)
}

fn words(row: &[Data]) -> String {
    row.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

#[test]
fn an_export_of_all_ledgers_takes_every_field_that_one_of_them_has() {
    let mut world = year();
    let printed = world.run("qjcppcc export --fields ledger,no,turns");
    let lines: Vec<Json> = printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 898);
    let keys = |line: &Json| line.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert!(lines.iter().all(|line| keys(line) == ["ledger", "no", "turns"]));
    assert!(lines.iter().any(|line| line["ledger"] == "fund" && line["turns"].is_null()));
    assert!(lines.iter().any(|line| line["ledger"] == "study" && line["turns"].is_u64()));
    let json: Json = serde_json::from_str(&world.run("qjcppcc export -O json --fields turns")).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(898));
    let refused = world.run("qjcppcc export --fields ledger,turnz");
    assert!(refused.contains("没有列“turnz”") && refused.contains("是不是 turns？"), "{refused}");
    assert!(refused.ends_with("[exit 2]\n"), "{refused}");
    assert!(world.run("qjcppcc case list fund --fields turns").contains("没有列“turns”"));
    world.run("qjcppcc export -o turns.xlsx --fields turns,title");
    assert_eq!(words(&first_sheet(&world, "turns.xlsx").0[0]), "人次,标题");
    world.run("qjcppcc export -o turns.xlsx --fields turns");
    let (rows, names) = first_sheet(&world, "turns.xlsx");
    assert_eq!(words(&rows[0]), "人次");
    assert!(!names.contains(&"协调资金".to_owned()), "{names:?}");
}

#[test]
fn a_field_asked_for_twice_is_given_once() {
    let mut world = year();
    let printed = world.run("qjcppcc study list --fields title,title,no --json --limit 1");
    assert_eq!(printed.matches("\"title\"").count(), 1, "{printed}");
    assert_eq!(world.run("qjcppcc study list --fields no,no --limit 1 -O csv").lines().next(), Some("\u{feff}no"));
}

#[test]
fn the_fields_of_one_record_are_cut_and_not_what_hangs_on_it() {
    let mut world = year();
    let shown = world.run("qjcppcc case show 2 --fields date,title");
    let mut lines = shown.lines().skip(2);
    assert!(lines.next().is_some_and(|line| line.starts_with("项目")), "{shown}");
    let labels: Vec<&str> = lines.skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(labels, ["日期", "标题"]);
    let markdown = world.run("qjcppcc case show 2 --fields title,children -O md");
    assert!(markdown.contains("| 标题 |") && !markdown.contains("| 镇街 |"), "{markdown}");
    assert!(markdown.contains("| 政协立案"), "what hangs on it, where it is asked for: {markdown}");
    assert!(world.run("qjcppcc case show 2 --fields stage").contains("环节："));
    assert!(world.run("qjcppcc case show 2 --fields turns").contains("没有列“turns”"));
    let fund = world.run("qjcppcc case show fund-1 --fields amount");
    assert!(fund.contains("金额") && !fund.contains("来源"), "{fund}");
}

#[test]
fn lists_of_objects_are_json_in_csv() {
    let mut world = year();
    let printed = world.run("qjcppcc case show 1 -O csv");
    let mut reader = csv::Reader::from_reader(printed.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().expect("a head").clone();
    let row = reader.records().next().expect("a row").expect("it reads");
    for key in ["stages", "children"] {
        let at = heads.iter().position(|head| head == key).expect("the column");
        let list: Json = serde_json::from_str(&row[at]).unwrap_or_else(|_| panic!("{key}: {}", &row[at]));
        assert!(list.as_array().is_some_and(|list| list.len() > 1), "{key}");
    }
}

#[test]
fn a_breakdown_and_a_comparison_are_typed_in_a_workbook() {
    let mut world = year();
    world.run("qjcppcc report 2022 --by town -o towns.xlsx");
    let (rows, _) = first_sheet(&world, "towns.xlsx");
    assert_eq!(words(&rows[0]), "指标,键,镇街,印发数,实数,单位,记录数");
    assert!(rows.iter().skip(1).all(|row| row.iter().all(|cell| *cell != Data::Empty)), "the filter sees whole rows");
    assert!(rows.iter().any(|row| words(row).starts_with("学习人次,study.turns,")));
    world.run("qjcppcc report 2022 --compare -o compared.xlsx");
    let (rows, names) = first_sheet(&world, "compared.xlsx");
    assert_eq!(words(&rows[0]), "章节,指标,印发数,实数,记录数,依据,前期,增减,增长,单位");
    assert!(rows[1][6..9].iter().all(|cell| matches!(cell, Data::Float(_))), "{:?}", rows[1]);
    assert!(rows.iter().skip(1).all(|row| !row[0].to_string().is_empty()));
    let bytes = fs::read(world.path("compared.xlsx")).expect("the workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let rates = book.worksheet_range(&names[1]).expect("the rates");
    let rows: Vec<&[Data]> = rates.rows().collect();
    assert_eq!(rows[1][1], Data::Float(0.854));
    assert!(rows[1][2..].iter().all(|cell| matches!(cell, Data::Float(_))), "{:?}", rows[1]);
    world.run("qjcppcc case show 1 -o show.xlsx");
    let (rows, _) = first_sheet(&world, "show.xlsx");
    assert!(matches!(rows[1][1], Data::DateTime(_)), "{:?}", rows[1]);
    world.run("qjcppcc case board --year 2022 -o board.xlsx");
    let (rows, _) = first_sheet(&world, "board.xlsx");
    assert_eq!(words(&rows[0]), "环节,编号,标题,镇街,情况");
    assert!(rows.iter().all(|row| row.iter().all(|cell| *cell != Data::Empty)));
    world.run("qjcppcc case list fund -o funds.xlsx");
    let (rows, names) = first_sheet(&world, "funds.xlsx");
    assert_eq!((words(&rows[0]).as_str(), names[0].as_str()), ("编号,所属,日期,金额（元）,来源", "协调资金"));
}

#[test]
fn a_dry_run_says_which_files_it_writes() {
    let mut world = year();
    let said = world.run("qjcppcc template study -o 学习.xlsx --dry-run");
    assert_eq!(said, "（演练，未写入）填报表（学习）会写在 ~/学习.xlsx\n");
    assert!(!world.path("学习.xlsx").exists());
    let said = world.run("qjcppcc template study -o 学习.xlsx --dry-run --lang en");
    assert_eq!(said, "(dry run, nothing written) the template (study) would be in ~/学习.xlsx\n");
    assert_eq!(world.run("qjcppcc export -o 全部.jsonl --dry-run"), "演练只是不动台账，~/全部.jsonl 已写出\n");
    assert!(world.path("全部.jsonl").exists());
    assert_eq!(
        world.run("qjcppcc report 2022 -o 报告.md --dry-run --lang en"),
        "a dry run leaves the ledger alone; ~/报告.md was written\n"
    );
}
