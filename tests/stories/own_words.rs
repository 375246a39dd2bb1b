//! Whatever an office prints speaks its own words: help, lists, reports, tables to fill in and what is said of a slip.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};

use crate::exchange::files::{row, sheet};
use crate::world::World;

/// Words of the default office, the neutral ones, and slots that nobody filled.
const FOREIGN: [&str; 16] = [
    "綦",
    "镇街",
    "区委",
    "区本级",
    "全区",
    "一镇一事",
    "永新",
    "属地",
    "{name",
    "{part",
    "{itself",
    "{zh:",
    "{town",
    "{ledger:",
    "{kinds:",
    "{stages:",
];

/// An invented county, whose words are in its ledger file.
fn county() -> World {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/offices/yunhe-county.json");
    let mut world = World::with(&[("o.json", fs::read(example).expect("the example"))]);
    world.set_clock("2025-01-10T09:30:00+08:00");
    for command in [
        "init o.db --profile o.json",
        "--db o.db study add center -d 2024-05-01",
        "--db o.db case add 村道 -t 河口 -d 2024-03-01",
        "--db o.db case add 水渠 -t 青石 -d 2024-04-01",
        "--db o.db case meet 1 --stage talk -d 2024-05-06 -n 30 --opinions 4",
        "--db o.db volunteer add medical -n 40 -d 2024-05-01",
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
    world
}

/// What a command prints in a language, which has no word of another office.
fn own(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc --db o.db {command}"));
    let foreign = FOREIGN.iter().find(|word| printed.contains(**word));
    assert_eq!(foreign, None, "{command}: {printed}");
    printed
}

fn has(world: &mut World, command: &str, wanted: &[&str]) {
    let printed = own(world, command);
    for words in wanted {
        assert!(printed.contains(words), "{command} has no {words}: {printed}");
    }
}

#[test]
fn help_is_titled_and_exemplified_with_the_office_of_the_ledger_file() {
    let mut world = county();
    for command in ["", "--help", "help commands"] {
        has(&mut world, command, &["云河县政协履职台账"]);
    }
    has(&mut world, "-h", &["case 有事好商量"]);
    has(&mut world, "--help", &["-t 双龙", "case        有事好商量："]);
    has(
        &mut world,
        "case --help",
        &["征集议题 → 确定议题 → 议前调研 → 协商议事 → 跟踪评议", "-t 双龙", "--source 县政府"],
    );
    has(&mut world, "case --help --lang en", &["call for topics → settling of the topic", "-t 双龙"]);
    has(&mut world, "case add --help", &["乡镇（必填）"]);
    has(&mut world, "volunteer add --help", &["乡镇：不填即县本级"]);
    has(&mut world, "volunteer add --help --lang en", &["town: none: the county itself"]);
    has(&mut world, "study list --help", &["只要这个乡镇的；县本级：没有乡镇的"]);
    has(&mut world, "advice endorse --help", &["县委主要领导"]);
    has(&mut world, "missing --help", &["缺文号、佐证、乡镇、来源的记录"]);
    has(&mut world, "case line --help", &["全县一句话，各乡镇一张表"]);
    let schema = world.run("qjcppcc --db o.db schema case");
    assert!(schema.contains("有事好商量：") && schema.contains("乡镇（词表里的键"), "{schema}");
    // Its own kinds, and one that it adds.
    own(&mut world, "vocab add kind study tour 现场教学 --unit 场");
    has(&mut world, "study add --help", &["  tour          现场教学\n"]);
    own(&mut world, "vocab retire kind study tour --from 2020-01-01");
    assert!(!own(&mut world, "study add --help").contains("现场教学"));
    // Where there is no ledger file, or none that can be read, help is there all the same.
    fs::write(world.path("broken.db"), "no ledger file").expect("a file");
    for db in ["nowhere.db", "broken.db"] {
        assert!(world.run(&format!("qjcppcc --db {db} --help")).starts_with("綦江区政协履职台账"), "{db}");
    }
    for (line, title) in [("--db o.db case -h", "有事好商量：一个乡镇的"), ("-h", "綦江区政协履职台账")]
    {
        let page = world.run(&format!("qjcppcc {line}"));
        assert!(page.starts_with(title), "{line}: {page}");
    }
}

#[test]
fn lists_and_reports_are_in_the_words_of_their_office() {
    let mut world = county();
    has(&mut world, "case list", &["乡镇"]);
    has(&mut world, "case list -O csv", &["town"]);
    has(&mut world, "case list -O md", &["| 乡镇"]);
    has(&mut world, "case list --fields no,乡镇", &["乡镇"]);
    has(&mut world, "case show 1", &["有事好商量 case-1", "乡镇"]);
    has(&mut world, "case show 1 --fields no,town", &["乡镇"]);
    has(&mut world, "case board --year 2024 -O csv", &["town"]);
    has(&mut world, "case board --year 2024", &["有事好商量"]);
    has(&mut world, "case line 2024", &["云河县政协2024年", "乡镇"]);
    has(&mut world, "case line 2024 --lang en", &["Yunhe County CPPCC Committee, 2024", "town"]);
    has(&mut world, "report 2024", &["云河县政协　2024年"]);
    has(&mut world, "report 2024 --style full", &["云河县政协"]);
    has(&mut world, "report 2024 --by town", &["乡镇", "县本级"]);
    has(&mut world, "report 2024 --by town --lang en", &["the county itself"]);
    has(&mut world, "missing 2024", &["乡镇"]);
    has(&mut world, "export case -O md", &["有事好商量", "| 乡镇"]);
    let all = own(&mut world, "study list --tally");
    for itself in ["县本级", "本级", "县级", "the county itself"] {
        assert_eq!(own(&mut world, &format!("study list -t '{itself}' --tally")), all, "{itself}");
    }
    has(&mut world, "case add 甲事 -t 河口 -d 1-5 -q -O id", &["case-"]);
    has(&mut world, "case add 乙事 -t 城关 -d 1-5", &["有事好商量 case-"]);
}

#[test]
fn slips_are_told_in_the_words_of_the_office() {
    let mut world = county();
    has(&mut world, "case add 甲事", &["错误：乡镇：缺少乡镇（town）"]);
    has(&mut world, "case add 甲事 -t 没有镇", &["错误：乡镇：词表里没有乡镇“没有镇”"]);
    has(&mut world, "report 2024 --trace case.count -t 没有镇", &["错误：乡镇：词表里没有乡镇“没有镇”"]);
    has(&mut world, "case edit 1 --unset 乡里", &["有事好商量没有字段“乡里”"]);
    has(&mut world, "case meet -n 3", &["没有写属于哪条记录（有事好商量）"]);
    has(&mut world, "study show case-1", &["“case-1”在有事好商量里"]);
    has(&mut world, "export 有事好", &["case（有事好商量）"]);
    has(&mut world, "有事好商量", &["是不是 case？"]);
    has(&mut world, "vocab alias town 城关 城关乡", &["乡镇不并写法"]);
    for (name, table, wanted) in [
        ("有事好商量2024.csv", "标题,乡镇名,甲\n甲事,河口,1\n", "有事好商量没有“甲”这一栏"),
        ("有事好商量.csv", "标题,日期\n甲事,2024-05-01\n", "没有“乡镇”这一栏"),
        ("甲.csv", "标题,日期\n甲事,2024-05-01\n", "case（有事好商量）"),
    ] {
        fs::write(world.path(name), table).expect("a table");
        has(&mut world, &format!("import {name}"), &[wanted]);
    }
    fs::write(world.path("一.jsonl"), "{\"ledger\":\"case\",\"date\":\"2024-05-01\",\"title\":\"甲\",\"twn\":1}\n")
        .expect("lines");
    has(&mut world, "import 一.jsonl", &["有事好商量没有键“twn”", "是不是 town（乡镇）？"]);
}

#[test]
fn tables_are_understood_by_the_names_of_the_office_beside_the_general_ones() {
    let mut world = county();
    has(&mut world, "template 有事好商量 -o 表.xlsx", &["填报表（有事好商量）"]);
    let bytes = fs::read(world.path("表.xlsx")).expect("the template");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range("有事好商量").expect("the sheet");
    let heading = range.rows().next().expect("a heading");
    assert!(heading.iter().map(Data::to_string).any(|cell| cell == "乡镇*"), "{heading:?}");
    for (at, (name, part)) in
        [("有事好商量", "乡镇"), ("有事好商量2024", "镇街"), ("民生事项台账", "属地"), ("cases", "town")]
            .iter()
            .enumerate()
    {
        let filled = sheet(name, |sheet| {
            row(sheet, 0, &["日期", "标题", part])?;
            row(sheet, 1, &["2024-05-01", &format!("第{at}件事"), "河口镇"])
        });
        fs::write(world.path("填.xlsx"), filled).expect("a workbook");
        let printed = world.run("qjcppcc --db o.db import 填.xlsx --yes");
        assert!(printed.contains("新增1条"), "{name}: {printed}");
    }
    let table = "台账,日期,标题,乡镇\n有事好商量,2024-06-01,混表的事,城关\n学习,2024-06-02,学习一次,\n";
    fs::write(world.path("混.csv"), table).expect("a table");
    let printed = world.run("qjcppcc --db o.db import 混.csv --map 标题=标题");
    assert!(printed.contains("类别"), "the ledger of each row is known: {printed}");
    // What the office exports in its words comes back as it was.
    for form in ["csv", "xlsx"] {
        assert!(!own(&mut world, &format!("export case -o 出.{form}")).contains("[exit"));
        let again = world.run(&format!("qjcppcc --db o.db import 出.{form} --ledger 有事好商量"));
        assert!(again.contains("没有变化"), "{again}");
    }
    let mut qijiang = World::new();
    for (name, part) in [("一镇一事商量办", "镇街"), ("民生事项", "属地")] {
        let filled = sheet(name, |sheet| {
            row(sheet, 0, &["日期", "标题", part])?;
            row(sheet, 1, &["2022-05-01", name, "永新镇"])
        });
        fs::write(qijiang.path("填.xlsx"), filled).expect("a workbook");
        assert!(qijiang.run("qjcppcc import 填.xlsx --yes").contains("新增1条"), "{name}");
    }
}
