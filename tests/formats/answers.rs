//! What is asked for is what is given: columns, typed cells, files.

use std::fs;
use std::io::Cursor;

use crate::world::World;
use calamine::{Data, Reader, Xlsx};
use serde_json::Value as Json;

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
    let json = world.json("qjcppcc export -O json --fields turns");
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
    assert_eq!(world.run("qjcppcc study list --fields no,no --limit 1 -O csv").lines().next(), Some("no"));
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
    let shown = world.run("qjcppcc case show 2 --fields outcome,title,late,stage");
    let rows: Vec<String> =
        shown.lines().skip(4).take(4).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(rows, ["结局 已解决", "标题 太平桥周边雨污分流整治", "迟几天 —", "环节 总结协商"], "{shown}");
    assert!(world.run("qjcppcc case show 2 --fields turns").contains("没有列“turns”"));
    let fund = world.run("qjcppcc case show fund-1 --fields amount");
    assert!(fund.contains("金额") && !fund.contains("来源"), "{fund}");
}

#[test]
fn csv_has_words_for_a_course_and_json_where_there_are_none() {
    let mut world = year();
    let printed = world.run("qjcppcc case show 1 -O csv");
    let mut reader = csv::Reader::from_reader(printed.as_bytes());
    let heads = reader.headers().expect("a head").clone();
    let row = reader.records().next().expect("a row").expect("it reads");
    let at = |key: &str| heads.iter().position(|head| head == key).expect("the column");
    let list: Json = serde_json::from_str(&row[at("children")]).expect("JSON");
    assert!(list.as_array().is_some_and(|list| list.len() > 1));
    assert!(row[at("stages")].starts_with("政协立案 2021-11-01；政府交办 2021-11-08；"), "{}", &row[at("stages")]);
    let compared = world.run("qjcppcc report 2022 --compare -O csv");
    assert!(
        compared
            .lines()
            .next()
            .is_some_and(|head| head.contains("records,before_value,before_bound,before_text,change"))
    );
    assert!(compared.contains("study.center,学习（党组理论学习中心组）,8,exact,次,8次,8,6,exact,6次,2,33.3\n"));
    world.run("qjcppcc study edit 1 --turns 7");
    assert!(world.run("qjcppcc log --limit 1 -O csv").contains(",人次 "), "what was changed is said in words");
}

#[test]
fn fields_are_the_same_in_every_format() {
    let mut world = year();
    world.run("qjcppcc setting set case.limit.pre 30d");
    let commands = [
        ("case list", "no,late,due,settled,outcome,since,stages", "编号 迟几天 期限 办结日 结局 自何日 经过"),
        ("case board --year 2022", "no,title,stage", "编号 标题 环节"),
        ("case due --on 2022-12-31", "no,stage,late", "编号 stage late"),
        ("case line 2022", "town,funds", "镇街 协调资金（元）"),
        ("report 2022", "key,text", "键 印发数"),
        ("report 2022", "value,key", "实数 键"),
        ("report 2022 --compare", "key,before_value,growth", "键 前期实数 增长%"),
        ("report 2022 --by town", "key,part,text", "键 镇街 印发数"),
        ("report 2022 --by town --sort case.solved", "rank,part,text", "名次 镇街 印发数"),
        ("report 2022 --trace case.funds", "no,amount", "编号 数量（元）"),
        ("missing 2022", "no,title", "编号 标题"),
        ("log", "at,os", "时间 os"),
        ("figures", "reading,key", "reading 键"),
        ("vocab list town", "key,rank", "键 次序"),
        ("schema", "about,name", "是什么 名字"),
    ];
    for (command, keys, labels) in commands {
        let json = world.json(&format!("qjcppcc {command} --fields {keys} --json"));
        let rows = json.as_array().expect("an array");
        for row in rows {
            assert_eq!(
                row.as_object().expect("an object").keys().map(String::as_str).collect::<Vec<_>>().join(","),
                keys
            );
        }
        let csv = world.run(&format!("qjcppcc {command} --fields {keys} -O csv"));
        assert_eq!(csv.lines().next(), Some(keys), "{command}");
        assert_eq!(csv.lines().count(), rows.len() + 1, "{command}");
        let lines = world.run(&format!("qjcppcc {command} --fields {keys} -O jsonl"));
        assert!(
            lines.lines().all(|line| line.starts_with(&format!("{{\"{}\":", keys.split(',').next().expect("a key"))))
        );
        let table = world.run(&format!("qjcppcc {command} --fields {keys}"));
        let head = table.lines().next().expect("a head").split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!((head.as_str(), table.lines().count()), (labels, rows.len() + 2), "{command}");
        let markdown = world.run(&format!("qjcppcc {command} --fields {keys} -O md"));
        assert_eq!(markdown.lines().count(), rows.len() + 2, "{command}");
        world.run(&format!("qjcppcc {command} --fields {keys} -o fields.xlsx"));
        let (sheet, _) = first_sheet(&world, "fields.xlsx");
        assert_eq!((words(&sheet[0]).replace(',', " ").as_str(), sheet.len()), (labels, rows.len() + 1), "{command}");
    }
    assert_eq!(world.run("qjcppcc study list --tally --fields records"), "项目     内容\n─────────────\nrecords  62\n");
}

#[test]
fn an_option_that_would_do_nothing_is_refused() {
    let mut world = year();
    let refused = world.run("qjcppcc report 2022 --style note -O csv");
    assert_eq!(refused, "错误：--style 对 csv 不起作用\n提示：csv 只有数字；文字用 -O table、md 或 json\n[exit 2]\n");
    assert!(world.run("qjcppcc report 2022 --style full --json --lang en").contains("--style has no effect on json"));
    for options in ["--template examples/own-wording.j2 -O jsonl", "--style table -o x.json", "--style note -O jsonl"] {
        assert!(
            world.run(&format!("qjcppcc report 2022 {options} --lang en")).contains("no effect on json"),
            "{options}"
        );
    }
    for options in
        ["--style note --by town", "--trace case.funds --style full", "--template examples/own-wording.j2 --style note"]
    {
        assert!(world.run(&format!("qjcppcc report 2022 {options}")).contains("不能一起用"), "{options}");
    }
    let json = world.json("qjcppcc report 2022 --template examples/own-wording.j2 --json");
    assert!(json["note"].as_str().is_some_and(|note| note.starts_with("綦江区政协2022年小结")));
    assert!(world.run("qjcppcc report 2022 --style note -O md").starts_with("2022年，"));
}

#[test]
fn fields_go_by_key_or_label_and_strangers_are_refused() {
    let mut world = year();
    let head = |printed: String| printed.lines().next().unwrap_or_default().to_owned();
    assert_eq!(head(world.run("qjcppcc study list --fields 日期,标题 -O csv")), "date,title");
    assert_eq!(head(world.run("qjcppcc report 2022 --fields 指标，印发数 -O csv")), "label,text");
    assert_eq!(head(world.run("qjcppcc study list --fields date,TITLE -O csv --lang en")), "date,title");
    for (command, name, near) in [
        ("study list", "日其", "date"),
        ("figures", "printed", ""),
        ("figures", "read", "reading"),
        ("report 2022", "basis", ""),
        ("report 2022", "digits", ""),
        ("log", "did", ""),
        ("log", "when", ""),
        ("case list", "state", ""),
        ("study list", "stage", ""),
        ("case list", "children", ""),
    ] {
        for format in ["table", "json", "csv", "md"] {
            let refused = world.run(&format!("qjcppcc {command} --fields {name} -O {format}"));
            assert!(refused.contains("exit 2") || refused.contains("[exit 2]"), "{command} {name} {format}: {refused}");
            assert!(refused.contains(&format!("没有列“{name}”")), "{refused}");
            assert!(near.is_empty() || refused.contains(&format!("是不是 {near}？")), "{refused}");
        }
    }
    for command in ["study add chair -d 5-9", "study edit 1 --turns 7", "vocab add outlet 区报 綦江报", "close 2022"]
    {
        let refused = world.run(&format!("qjcppcc {command} --fields turnz"));
        assert!(refused.contains("没有列“turnz”") && refused.ends_with("[exit 2]\n"), "{command}: {refused}");
    }
    assert!(world.run("qjcppcc head").starts_with("898-"), "what is refused has changed nothing");
    assert_eq!(world.run("qjcppcc study add chair -d 5-9 --fields no,人次 -O csv"), "no,turns\n63,\n");
    let counted = world.run("qjcppcc import examples/qijiang-2022.jsonl --fields file,unchanged -O csv");
    assert_eq!(counted, "file,unchanged\n~/examples/qijiang-2022.jsonl,898\n");
    assert!(world.run("qjcppcc import examples/qijiang-2022.jsonl --fields ledger,added -O csv").contains("study,0\n"));
    let refused = world.run("qjcppcc import examples/qijiang-2022.jsonl --fields smallest --db new.db --json");
    assert!(refused.contains("no_such_column"), "{refused}");
    let whole = world.run("qjcppcc report 2022 --fields period,note -O json --lang en");
    assert!(whole.starts_with("{\n  \"period\": \"2022\",\n  \"note\": \"In 2022: "), "{whole}");
    for nothing in ["''", ","] {
        let refused = world.run(&format!("qjcppcc study list --fields {nothing} --json"));
        assert!(refused.contains("没有写要哪些列") && refused.ends_with("[exit 2]\n"), "{refused}");
    }
}

#[test]
fn a_workbook_of_a_list_has_its_types() {
    let mut world = year();
    world.run("qjcppcc case line 2022 -o line.xlsx");
    let (rows, _) = first_sheet(&world, "line.xlsx");
    assert_eq!(
        words(&rows[0]),
        "镇街,事项,协商会,各方参与,委员,意见建议,采纳,推进解决,上年结转,协调资金（元）,受益群众"
    );
    assert!(rows[1][1..].iter().all(|cell| matches!(cell, Data::Float(_))), "{:?}", rows[1]);
    assert_eq!(rows[1][9], Data::Float(905_000.0));
    world.run("qjcppcc case board --year 2022 -o board.xlsx");
    assert!(first_sheet(&world, "board.xlsx").0[1..].iter().all(|row| matches!(row[1], Data::Float(_))));
    world.run("qjcppcc log --limit 3 -o log.xlsx");
    assert!(first_sheet(&world, "log.xlsx").0[1..].iter().all(|row| matches!(row[1], Data::DateTime(_))));
    world.run("qjcppcc report 2022 --trace case.funds -o funds.xlsx");
    let (rows, _) = first_sheet(&world, "funds.xlsx");
    assert_eq!(words(&rows[0]), "2022年　协调资金　1200余万元,,,,");
    assert_eq!((words(&rows[1]).as_str(), &rows[2][4]), ("日期,编号,标题,镇街,数量（元）", &Data::Float(480_000.0)));
}

#[test]
fn what_is_empty_has_the_shape_of_what_is_full() {
    let mut world = year();
    let head = |printed: String| printed.lines().next().unwrap_or_default().to_owned();
    let full = head(world.run("qjcppcc report 2022 --by town -O csv"));
    assert_eq!(head(world.run("qjcppcc report 1990 --by town -O csv")), full);
    assert_eq!(full, "key,value,bound,part,parts_value,parts_bound,text,records");
    assert_eq!(world.run("qjcppcc report 1990 --by town"), "没有记录\n");
    for command in ["study list", "case list", "case list fund", "missing"] {
        world.run(&format!("qjcppcc {command} -o empty.xlsx --db new.db"));
        world.run("qjcppcc init new.db -q");
        assert_eq!(world.run(&format!("qjcppcc {command} -o empty.xlsx --db new.db")), "");
        let (rows, _) = first_sheet(&world, "empty.xlsx");
        assert!(rows.len() == 1 && rows[0].len() > 2, "{command}: {rows:?}");
    }
    world.run("qjcppcc export reopening -o reopening.xlsx --db new.db");
    assert!(words(&first_sheet(&world, "reopening.xlsx").0[0]).starts_with("编号,所属编号,日期"));
    assert!(!world.run("qjcppcc import reopening.xlsx --ledger reopening").contains("[exit"));
    assert_eq!(world.run("qjcppcc export -o all.xlsx --db new.db"), "");
    world.run("qjcppcc report 1990 -o 1990.xlsx");
    let (rows, _) = first_sheet(&world, "1990.xlsx");
    assert_eq!(words(&rows[0]), "綦江区政协　1990年,,,,,,");
    assert_eq!((words(&rows[1]).as_str(), rows.len()), ("章节,指标,印发数,实数,记录数,依据,单位", 48));
    world.run("qjcppcc report 1990 --trace case.funds -o trace.xlsx");
    assert_eq!(words(&first_sheet(&world, "trace.xlsx").0[1]), "日期,编号,标题,数量（元）");
}

#[test]
fn a_breakdown_and_a_comparison_are_typed_in_a_workbook() {
    let mut world = year();
    world.run("qjcppcc report 2022 --by town -o towns.xlsx");
    let (rows, names) = first_sheet(&world, "towns.xlsx");
    assert_eq!([&rows[0], &rows[1]].map(|row| words(row)), ["綦江区政协　2022年　按镇街,,", "学习与党建,,"]);
    assert_eq!(words(&rows[2]), "镇街,委员读书活动\n（场）,学习人次");
    assert!(
        rows[3..26]
            .iter()
            .all(|row| row[0] != Data::Empty && row[1..].iter().all(|cell| !matches!(cell, Data::String(_))))
    );
    assert_eq!(words(&rows[25]), "合计,10,1524");
    assert!(rows[26][0].to_string().starts_with("区本级：学习（党组理论学习中心组）8次、"), "{:?}", rows[26]);
    assert_eq!(names[..4], ["学习与党建", "志愿服务与助企", "志愿服务与助企（续）", "一镇一事商量办"]);
    world.run("qjcppcc report 2022 --compare -o compared.xlsx");
    let (rows, names) = first_sheet(&world, "compared.xlsx");
    assert_eq!(names, ["綦江区政协　2022年（与2021年比较）", "比率", "图表", "说明"]);
    assert_eq!(words(&rows[1]), "章节,指标,印发数,实数,记录数,依据,前期,增减,增长,单位");
    assert!(rows[2][6..9].iter().all(|cell| matches!(cell, Data::Float(_))), "{:?}", rows[2]);
    assert!(rows.iter().skip(2).all(|row| !row[0].to_string().is_empty()));
    let bytes = fs::read(world.path("compared.xlsx")).expect("the workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let rates = book.worksheet_range(&names[1]).expect("the rates");
    let rows: Vec<&[Data]> = rates.rows().collect();
    assert_eq!(rows[2][1], Data::Float(0.854));
    assert!(rows[2][2..].iter().all(|cell| matches!(cell, Data::Float(_))), "{:?}", rows[2]);
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
    assert_eq!(
        world.run("qjcppcc study add chair -d 5-9 --dry-run -o 学习.json"),
        "演练只是不动台账文件，~/学习.json 已写出\n"
    );
    assert!(world.path("学习.json").exists());
    assert_eq!(
        world.run("qjcppcc study add chair -d 5-9 -o study.md --dry-run --lang en"),
        "a dry run leaves the ledger file alone; ~/study.md was written\n"
    );
}

#[test]
fn an_amount_that_is_asked_for_alone_keeps_its_bound() {
    let mut world = World::new();
    world.run("qjcppcc case add 甲事 -t 永新 -d 2022-01-01");
    for (amount, day) in [("12余万", 1), ("约380元", 2), ("近3000元", 3), ("5000元", 4)] {
        world.run(&format!("qjcppcc case fund 1 {amount} --source 区水利局 -d 2022-05-0{day}"));
    }
    for command in ["case list fund", "export fund", "report 2022 --trace case.funds"] {
        let printed = world.run(&format!("qjcppcc {command} --fields amount -O csv"));
        let mut lines: Vec<&str> = printed.lines().skip(1).collect();
        lines.sort_unstable();
        assert_eq!(lines, ["120000余", "5000", "约380", "近3000"], "{command}");
    }
    let json = world.json("qjcppcc export fund -O json --fields amount");
    assert_eq!(json[0]["amount"], "120000余");
    assert_eq!(json[3]["amount"], 5000);
    let json = world.json("qjcppcc case show fund-1 --json --fields amount");
    assert_eq!(json, serde_json::json!({"amount": "120000余"}));
    let json = world.json("qjcppcc export fund -O json --fields amount,amount_bound");
    assert_eq!(json[0], serde_json::json!({"amount": 120_000, "amount_bound": "at_least"}));
    assert!(world.run("qjcppcc report 2022 --fields key,value -O csv").contains("case.funds,约128380\n"));
    assert!(world.run("qjcppcc report 2022 --fields key,value,bound -O csv").contains("case.funds,128380,about\n"));
    assert!(world.run("qjcppcc case line 2022 --fields town,funds -O csv").contains(",约128380\n"));
    // What was left out of a list can be read again.
    world.run("qjcppcc export fund -O csv --fields of,date,amount,source -o 钱.csv");
    world.run("qjcppcc --db b.db init");
    world.run("qjcppcc export case -o 事.jsonl");
    world.run("qjcppcc --db b.db import 事.jsonl");
    assert!(world.run("qjcppcc --db b.db import 钱.csv --ledger fund").contains("新增4条"));
    let kept = world.json("qjcppcc --db b.db case list fund --json");
    assert!(kept.as_array().expect("a list").iter().any(|fund| fund["amount_bound"] == "at_least"), "{kept}");
}

/// The headings of the tables that a command prints.
fn headings(printed: &str) -> Vec<String> {
    let lines: Vec<&str> = printed.lines().collect();
    let heads = lines.windows(2).filter(|pair| pair[1].starts_with('|') && pair[1].chars().all(|c| "|-: ".contains(c)));
    heads.flat_map(|pair| pair[0].trim_matches('|').split('|')).map(|head| head.trim().to_owned()).collect()
}

#[test]
fn every_heading_that_a_table_prints_can_be_asked_for() {
    let mut world = year();
    for command in [
        "case list",
        "case list fund",
        "case list meeting",
        "info list adoption",
        "volunteer list",
        "log --limit 3",
        "report 2022",
        "report 2022 --by town",
        "case line 2022",
        "figures",
        "vocab list town",
        "setting list",
    ] {
        for lang in ["zh", "en"] {
            let heads = headings(&world.run(&format!("qjcppcc {command} --lang {lang} -O md")));
            assert!(heads.len() > 1, "{command}");
            for head in heads {
                let printed = world.run(&format!("qjcppcc {command} --lang {lang} -O md --fields \"{head}\""));
                assert!(!printed.contains("[exit") && !headings(&printed).is_empty(), "{command} {head}: {printed}");
            }
        }
    }
}

#[test]
fn the_log_tells_people_the_time_of_their_clock() {
    let mut world = World::new();
    world.run("qjcppcc study add chair 甲 -d 2022-05-01");
    let whole = world.run("qjcppcc log");
    let printed = world.run("qjcppcc log --fields at");
    let time = printed.lines().last().expect("a time").trim();
    assert!(whole.contains(time) && !time.contains('T'), "{printed}{whole}");
    assert_eq!(world.run("qjcppcc log --fields 时间"), printed);
    assert!(world.run("qjcppcc log --fields at -O csv").trim_end().ends_with('Z'));
}
