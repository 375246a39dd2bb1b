//! What is exported can be imported again: into an empty ledger it gives the same records, into its own nothing changes.

use std::fs;
use std::io::Cursor;

use crate::world::World;
use calamine::{Data, Reader, Xlsx};
use qjcppcc::ledger::Ledger;

/// Lines that are hard on a table: text that a spreadsheet would calculate, take for an error or cut, bounds, several parents,
/// numbers that two ledgers share, a field that was cleared, void records, words of the office's own.
const HARD: &str = r####"
{"ledger":"vocabulary","date":"2022-01-01","set":"kind","within":"volunteer","key":"river","title":"巡河护河","scope":"community"}
{"ledger":"setting","date":"2022-01-01","key":"case.limit.filing","value":"15"}
{"ledger":"study","date":"2022-05-01","kind":"chair","title":"=1+1","note":"第一行\n第二行，有\"引号\"；\t制表","turns":"300余","doc":"綦政协〔2022〕1号"}
{"ledger":"study","date":"2022-05-02","kind":"group","title":"'=1+1","note":"'-5","turns":12}
{"ledger":"study","date":"2022-05-03","kind":"center","title":"''＠甲","note":"#REF!","turns":"约380","highlight":true}
{"ledger":"study","date":"2022-05-04","kind":"reading","title":"甲\u200b乙\ufeff丙","note":"###","turns":"近3000"}
{"ledger":"study","date":"2022-05-05","kind":"standing","title":"-5","note":"'#N/A","turns":"5以上","void":true,"reason":"=重复"}
{"ledger":"study","date":"2022-05-06","kind":"training","title":"'平常的引号","note":"+86 开头","evidence":{"name":"纪要, 第1号.pdf","size":12,"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}
{"ledger":"case","ref":"a","date":"2022-03-01","title":"清溪河整治","town":"永新","proposer":["-甲","乙"],"platform":null}
{"ledger":"case","ref":"b","date":"2022-03-02","title":"饮水管网改造","town":"石角","void":true,"reason":"转办"}
{"ledger":"case","ref":"c","date":"2022-03-03","title":"停车","town":"古南"}
{"ledger":"outcome","of":"c","date":"2022-04-01","outcome":"merged","into":"a","grounds":"同一河段"}
{"ledger":"meeting","of":["a","b"],"date":"2022-05-01","stage":"onsite","turns":"60余","members":6,"town":"永新"}
{"ledger":"fund","of":"a","date":"2022-05-10","amount":"350000.55","source":"区水利局"}
{"ledger":"fund","of":"a","date":"2022-05-11","amount":"1200余万"}
{"ledger":"fund","of":"a","date":"2022-05-12","amount":"12345.67元以上"}
{"ledger":"fund","of":"a","date":"2022-05-13","amount":"约11.7亿"}
{"ledger":"benefit","of":"a","date":"2022-05-12","amount":"3万余","households":"近200"}
{"ledger":"info","ref":"i","date":"2022-06-01","kind":"piece","title":"建议"}
{"ledger":"advice","ref":"o","date":"2022-06-01","kind":"opinion","title":"意见"}
{"ledger":"endorsement","of":"i","date":"2022-06-02","who":"区委主要领导","level":"district"}
{"ledger":"endorsement","of":"o","date":"2022-06-03","who":"区委主要领导","level":"district"}
{"ledger":"volunteer","date":"2022-08-01","kind":"river","turns":12,"hours":4.5,"donated":"0.5"}
{"ledger":"volunteer","date":"2022-08-02","kind":"forest","turns":"3000余","count":"30余"}
{"ledger":"volunteer","date":"2022-08-03","kind":"drought","suggestions":"7以上","commended":1}
{"ledger":"aid","date":"2022-08-04","kind":"loan","title":"合计","loan":"3亿余"}
{"ledger":"media","date":"2022-08-05","kind":"nation","title":"见报","outlets":["人民网","新华社"]}
{"ledger":"liaison","date":"2022-08-06","kind":"outing","title":"考察","places":"约9"}
{"ledger":"member","date":"2022-01-01","kind":"member","title":"甲","until":"2023-06-01"}
"####;

fn hard() -> World {
    let mut world = World::new();
    let printed = world.run(&format!("qjcppcc import - <<'END'\n{}\nEND", HARD.trim()));
    assert!(printed.starts_with("标准输入：新增"), "{printed}");
    for command in [
        "publish 2022",
        "claim add study.turns 3900余 --period 2022 --source 年报",
        "close 2022 --yes",
        "study void 1 --reason 重复 --late 核对 --yes",
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
    world
}

/// All records as lines, in an order that does not depend on when they were recorded.
fn lines(world: &mut World, command: &str) -> Vec<String> {
    let mut lines: Vec<String> = world.run(command).lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

fn assert_takes_back(world: &mut World, file: &str, records: usize) {
    let again = world.run(&format!("qjcppcc import {file}"));
    assert!(again.contains(&format!("{records}条都已在台账文件里，没有变化")), "{file}: {again}");
}

#[test]
fn a_workbook_of_everything_goes_round() {
    for lang in ["zh", "en"] {
        let mut world = hard();
        let before = lines(&mut world, "qjcppcc export");
        assert_eq!(world.run(&format!("qjcppcc export -o 全部.xlsx --lang {lang}")), "");
        assert_takes_back(&mut world, "全部.xlsx", before.len());
        world.run("qjcppcc init other.db");
        let taken = world.run("qjcppcc --db other.db import 全部.xlsx");
        assert!(taken.contains(&format!("新增{}条", before.len())), "{lang}: {taken}");
        assert_eq!(lines(&mut world, "qjcppcc --db other.db export"), before, "{lang}");
        let figures = |world: &mut World, db: &str| -> serde_json::Value {
            let report = world.run(&format!("qjcppcc {db} report 2022 --json"));
            serde_json::from_str::<serde_json::Value>(&report).expect("JSON")["figures"].take()
        };
        assert_eq!(figures(&mut world, "--db other.db"), figures(&mut world, ""), "{lang}");
    }
}

#[test]
fn a_csv_of_each_ledger_goes_round() {
    let mut world = hard();
    let everything = lines(&mut world, "qjcppcc export");
    world.run("qjcppcc init other.db");
    let mut ledgers: Vec<&Ledger> = Ledger::all().collect();
    // What others hang on comes first; nothing is imported into a year that is closed.
    ledgers.sort_by_key(|ledger| (ledger.key == "closing", ledger.is_child()));
    for ledger in ledgers.iter().map(|ledger| ledger.key) {
        let before = lines(&mut world, &format!("qjcppcc export {ledger}"));
        if before.is_empty() {
            continue;
        }
        assert_eq!(world.run(&format!("qjcppcc export {ledger} -o {ledger}.csv")), "");
        assert_takes_back(&mut world, &format!("{ledger}.csv"), before.len());
        let taken = world.run(&format!("qjcppcc --db other.db import {ledger}.csv"));
        assert!(taken.contains(&format!("新增{}条", before.len())), "{ledger}: {taken}");
    }
    assert_eq!(lines(&mut world, "qjcppcc --db other.db export"), everything);
}

#[test]
fn a_csv_keeps_what_was_written_and_guards_what_would_act() {
    let mut world = hard();
    world.run("qjcppcc export study -o s.csv");
    let text = fs::read_to_string(world.path("s.csv")).expect("UTF-8");
    for kept in [
        "\"第一行\n第二行，有\"\"引号\"\"；\t制表\"",
        ",'=1+1,",
        ",''=1+1,",
        "'''＠甲",
        "甲\u{200b}乙\u{feff}丙",
        "'#REF!",
        "'###",
        "''#N/A",
        ",-5,",
        "''-5",
        "'平常的引号",
        "'+86 开头",
    ] {
        assert!(text.contains(kept), "{kept:?}: {text}");
    }
}

#[test]
fn the_sheets_of_an_export_say_everything_under_headings_that_people_read() {
    let mut world = hard();
    world.run("qjcppcc export -o 全部.xlsx");
    let bytes = fs::read(world.path("全部.xlsx")).expect("the workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let mut rows = |sheet: &str| -> Vec<Vec<Data>> {
        let range = book.worksheet_range(sheet).unwrap_or_else(|_| panic!("the sheet {sheet}"));
        range.rows().map(<[Data]>::to_vec).collect()
    };
    let words = |row: &[Data]| row.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let funds = rows("协调资金");
    assert_eq!(
        words(&funds[0]),
        "编号,所属编号,日期,标题,镇街,履职平台,部门,文号,佐证,亮点,备注,金额（元）,来源,作废,作废原因,id"
    );
    assert_eq!((&funds[1][1], &funds[1][11]), (&Data::Float(1.0), &Data::Float(350_000.55)));
    assert_eq!(funds[2][11], Data::Float(12_000_000.0), "its bound is in the format of the number");
    assert!(matches!(funds[1][2], Data::DateTime(_)));
    assert_eq!(rows("协商会")[1][1], Data::String("1、2".to_owned()));
    let endorsed: Vec<Data> = rows("签批").into_iter().skip(1).map(|row| row[1].clone()).collect();
    assert_eq!(endorsed, [Data::String("info-1".to_owned()), Data::String("advice-1".to_owned())]);
    let studies = rows("学习");
    assert_eq!(studies[3][10], Data::String("#REF!".to_owned()));
    assert_eq!(studies[1][10], Data::String("第一行\n第二行，有\"引号\"；\t制表".to_owned()));
    let void = studies[5].iter().rev().take(3).rev().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(&void[..2], ["是", "=重复"]);
    let mut empty = World::new();
    empty.run("qjcppcc export -o 空.xlsx");
    let bytes = fs::read(empty.path("空.xlsx")).expect("the workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(
        book.worksheet_range("说明").expect("the sheet").get_value((0, 0)),
        Some(&Data::String("没有记录".to_owned()))
    );
}
