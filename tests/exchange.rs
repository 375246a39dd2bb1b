//! Files as offices keep them: every encoding, separator and heading; workbooks, templates, and more than sixty kinds of
//! damage, each with its message.

mod world;

use std::fs;
use std::io::{Cursor, Write};

use calamine::{Data, Reader, SheetVisible, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};
use world::World;
use zip::write::SimpleFileOptions;

const STUDY: &str =
    "活动日期,学习类别,参加人数,学习主题\n2022-05-01,主席会议,18,学习甲\n2022/5/3,党组会议,30余,学习乙\n";

fn written(name: &str, bytes: &[u8]) -> World {
    let world = World::new();
    fs::write(world.path(name), bytes).expect("the file can be written");
    world
}

fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let text = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn workbook(fill: impl Fn(&mut Workbook) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook).expect("a workbook");
    workbook.save_to_buffer().expect("a workbook")
}

/// A workbook with one sheet.
fn sheet(name: &str, fill: impl Fn(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    workbook(|workbook| {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        fill(sheet)
    })
}

fn row(sheet: &mut Worksheet, row: u32, cells: &[&str]) -> Result<(), XlsxError> {
    for (at, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        sheet.write_string(row, at, *cell)?;
    }
    Ok(())
}

/// A workbook whose only sheet is these rows of XML.
fn raw(rows: &str) -> Vec<u8> {
    let whole = sheet("学习", |_| Ok(()));
    replaced(&whole, "xl/worksheets/sheet1.xml", |_| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
        )
        .into_bytes()
    })
}

/// A packed file with one part changed.
fn replaced(bytes: &[u8], part: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a packed file");
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a part");
        let mut content = Vec::new();
        std::io::copy(&mut file, &mut content).expect("it can be read");
        let name = file.name().expect("a name").into_owned();
        if name == part {
            content = change(content);
        }
        packed.start_file(name, SimpleFileOptions::default()).expect("a part");
        packed.write_all(&content).expect("it can be packed");
    }
    packed.finish().expect("a packed file").into_inner()
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let plain = SimpleFileOptions::default();
        let way = if *name == "mimetype" { plain.compression_method(zip::CompressionMethod::Stored) } else { plain };
        packed.start_file(name.to_owned(), way).expect("a part");
        packed.write_all(content).expect("it can be packed");
    }
    packed.finish().expect("a packed file").into_inner()
}

/// A workbook of `LibreOffice` with these rows.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.3\"><office:body><office:spreadsheet><table:table table:name=\"学习\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";
    packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

#[test]
fn every_encoding_and_separator_is_found_without_asking() {
    let bom = format!("\u{feff}{STUDY}");
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("UTF-8", STUDY.into()),
        ("BOM", bom.into()),
        ("CRLF", STUDY.replace('\n', "\r\n").into()),
        ("CR", STUDY.replace('\n', "\r").into()),
        ("tab", STUDY.replace(',', "\t").into()),
        ("semicolon", STUDY.replace(',', ";").into()),
        ("sep=", format!("sep=;\n{}", STUDY.replace(',', ";")).into()),
        ("GBK", gb18030(STUDY)),
        ("UTF-16LE with mark", utf16(STUDY, true, true)),
        ("UTF-16BE with mark", utf16(STUDY, false, true)),
        ("UTF-16LE", utf16(STUDY, true, false)),
        ("UTF-16BE", utf16(STUDY, false, false)),
        ("quotes", STUDY.replace("学习甲", "\"学习甲\"").into()),
        ("title rows", format!("綦江区政协2022年学习台账,,,\n制表日期：2022年底,,,\n{STUDY}合计,,48余,\n").into()),
        ("empty rows", format!(",,,\n{STUDY},,,\n,,,\n").into()),
        ("full-width heading", STUDY.replace("参加人数", " 参 加 人 数 ").into()),
        ("number column", STUDY.lines().flat_map(|line| ["序号,", line, "\n"]).collect::<String>().into()),
    ];
    let mut expected = None;
    for (name, bytes) in files {
        let mut world = written("学习.csv", &bytes);
        let printed = world.run("qjcppcc import 学习.csv");
        assert!(printed.contains("新增2条"), "{name}: {printed}");
        let exported = world.run("qjcppcc export");
        assert_eq!(*expected.get_or_insert(exported.clone()), exported, "{name}");
        let again = world.run("qjcppcc import 学习.csv");
        assert!(again.contains("2条都已在台账里，没有变化"), "{name}: {again}");
    }
}

#[test]
fn the_same_row_has_the_same_id_in_every_shape() {
    let xlsx = sheet("学习", |sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.merge_range(0, 0, 0, 3, "綦江区政协2022年学习台账", &Format::new())?;
        row(sheet, 1, &["日期", "类别", "人次", "标题"])?;
        row(sheet, 2, &["", "主席会议", "", "学习甲"])?;
        row(sheet, 3, &["2022年5月3日", "党组会议", "30余", "学习乙"])?;
        sheet.write_datetime_with_format(2, 0, &ExcelDateTime::from_ymd(2022, 5, 1)?, &day)?;
        sheet.write_number(2, 2, 18)?;
        row(sheet, 5, &["合计", "", "48", ""])
    });
    let cell = |word: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{word}</text:p></table:table-cell>")
    };
    let line = |words: &[&str]| {
        format!("<table:table-row>{}</table:table-row>", words.iter().map(|word| cell(word)).collect::<String>())
    };
    let first = format!(
        "<table:table-row><table:table-cell office:value-type=\"date\" office:date-value=\"2022-05-01\"><text:p>x</text:p></table:table-cell>{}<table:table-cell office:value-type=\"float\" office:value=\"18\"><text:p>18</text:p></table:table-cell>{}</table:table-row>",
        cell("主席会议"),
        cell("学习甲")
    );
    let odf = ods(&format!(
        "{}{first}{}",
        line(&["日期", "类别", "人次", "标题"]),
        line(&["2022-5-3", "党组会议", "30余", "学习乙"])
    ));
    let jsonl = "{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"turns\":18,\"title\":\"学习甲\"}\n{\"ledger\":\"study\",\"date\":\"2022-05-03\",\"kind\":\"group\",\"turns\":\"30余\",\"title\":\"学习乙\"}\n";
    let json = format!("[\n{}\n]\n", jsonl.trim().replace('\n', ",\n"));
    let mut world = written("学习.csv", STUDY.as_bytes());
    let others: [(&str, &[u8]); 5] = [
        ("a.xlsx", &xlsx),
        ("saved as the other.xls", &xlsx),
        ("b.ods", &odf),
        ("c.jsonl", jsonl.as_bytes()),
        ("d.json", json.as_bytes()),
    ];
    assert!(world.run("qjcppcc import 学习.csv").contains("新增2条"));
    for (name, bytes) in others {
        fs::write(world.path("file"), bytes).expect("a file");
        let ending = name.rsplit('.').next().expect("an ending");
        fs::copy(world.path("file"), world.path(&format!("x.{ending}"))).expect("a copy");
        let printed = world.run(&format!("qjcppcc import x.{ending}"));
        assert!(printed.contains("2条都已在台账里"), "{name}: {printed}");
    }
}

#[test]
fn units_of_headings_are_part_of_the_value() {
    let cases = [
        ("金额", "350000", "350000"),
        ("金额（元）", "350,000", "350000"),
        ("金额（万元）", "35", "350000"),
        ("资金（万元）", "35", "350000"),
        ("资金 (单位：万元)", "35", "350000"),
        ("协调资金/万元", "35", "350000"),
        ("资金：万元", "35", "350000"),
        ("金额万元", "35", "350000"),
        ("金额[亿元]", "0.0035", "350000"),
        ("金额（千元）", "350", "350000"),
        ("金额（百万元）", "0.35", "350000"),
        ("金额（万元）", "35万", "350000"),
        ("金额（万元）", "35万元", "350000"),
        ("金额（万元）", "350000元", "350000"),
        ("金额（万元）", "三十五", "350000"),
        ("金额（元）", "35万", "350000"),
        ("金额（含配套）", "35万", "350000"),
    ];
    for (heading, cell, expected) in cases {
        let csv = format!("日期,所属,{heading}\n2022-05-01,1,\"{cell}\"\n");
        let mut world = written("fund.csv", csv.as_bytes());
        world.run("qjcppcc case add 甲事 -t 永新 -d 3-1");
        let printed = world.run("qjcppcc import fund.csv");
        assert!(printed.contains("新增1条"), "{heading} {cell}: {printed}");
        let json: serde_json::Value =
            serde_json::from_str(&world.run("qjcppcc case show fund-1 --json")).expect("JSON");
        assert_eq!(json["amount"].to_string(), expected, "{heading} {cell}");
    }
    for (cell, value, bound) in [
        ("30余", 300_000, "at_least"),
        ("约30", 300_000, "about"),
        ("30以上", 300_000, "at_least"),
        ("30左右", 300_000, "about"),
        ("近30", 300_000, "below"),
        ("30+", 300_000, "at_least"),
    ] {
        let csv = format!("单位：万元,,\n日期,所属编号,金额\n2022-05-01,case-1,{cell}\n");
        let mut world = written("fund.csv", csv.as_bytes());
        world.run("qjcppcc case add 甲事 -t 永新 -d 3-1");
        let printed = world.run("qjcppcc import fund.csv");
        assert!(printed.contains("新增1条") && printed.contains("表上写着单位：万元"), "{cell}: {printed}");
        let json: serde_json::Value =
            serde_json::from_str(&world.run("qjcppcc case show fund-1 --json")).expect("JSON");
        assert_eq!((json["amount"].as_i64(), json["amount_bound"].as_str()), (Some(value), Some(bound)), "{cell}");
    }
}

#[test]
fn text_keeps_its_noughts_and_a_dry_run_shows_the_bounds_of_money() {
    let csv = "日期,类型,企业,贷款（万元）,文号\n2022-05-01,贷款,甲厂,500,007\n2022-05-02,贷款,乙厂,30,013\n2022-05-03,贷款,丙厂,1200,0019\n";
    let mut world = written("aid.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import aid.csv --dry-run");
    assert!(printed.contains("300,000元") || printed.contains("300,000") || printed.contains("30万"), "{printed}");
    let json: serde_json::Value =
        serde_json::from_str(&world.run("qjcppcc import aid.csv --dry-run --json")).expect("JSON");
    assert_eq!(json["money"][0]["smallest"], 300_000);
    assert_eq!(json["money"][0]["median"], 5_000_000);
    assert_eq!(json["money"][0]["largest"], 12_000_000);
    assert_eq!(json["ledgers"][0]["added"], 3);
    assert!(world.run("qjcppcc aid list --tally").starts_with("0条"));
    world.run("qjcppcc import aid.csv");
    let list = world.run("qjcppcc aid list --json");
    assert!(["\"007\"", "\"013\"", "\"0019\""].iter().all(|doc| list.contains(doc)), "{list}");
}

#[test]
fn one_workbook_holds_a_sheet_a_ledger_and_children_name_their_parents_by_number() {
    let bytes = workbook(|workbook| {
        let cases = workbook.add_worksheet();
        cases.set_name("一镇一事商量办")?;
        row(cases, 0, &["编号", "日期", "事项名称", "乡镇"])?;
        row(cases, 1, &["1", "2022-03-01", "清溪河整治", "永新"])?;
        row(cases, 2, &["YX-2", "2022-03-02", "饮水改造", "石角"])?;
        let funds = workbook.add_worksheet();
        funds.set_name("fund")?;
        row(funds, 0, &["事项编号", "时间", "资金（万元）", "资金来源"])?;
        row(funds, 1, &["1", "2022-05-01", "35", "区水利局"])?;
        row(funds, 2, &["YX-2", "2022-05-02", "12", "区水利局"])?;
        let meetings = workbook.add_worksheet();
        meetings.set_name("协商会台账")?;
        row(meetings, 0, &["事项编号", "时间", "阶段", "参加人数", "委员人数"])?;
        row(meetings, 1, &["1、YX-2", "2022-05-03", "现场协商", "60", "8"])?;
        let other = workbook.add_worksheet();
        other.set_name("说明")?;
        row(other, 0, &["本表由各镇街填写"])
    });
    let mut world = written("全部.xlsx", &bytes);
    // The ledger already has a case 1: the workbook's own 1 is meant all the same.
    world.run("qjcppcc case add 旧事 -t 三江 -d 1-5");
    let printed = world.run("qjcppcc import 全部.xlsx");
    assert!(printed.contains("新增5条") && printed.contains("工作表“说明”没有写是哪个台账，没有读"), "{printed}");
    let shown = world.run("qjcppcc case list --json");
    assert!(shown.contains("清溪河整治"), "{shown}");
    let money = world.run("qjcppcc case show fund-1 --json");
    assert!(money.contains("350000"), "{money}");
    let one = world.run("qjcppcc import 全部.xlsx --sheet fund --dry-run");
    assert!(one.contains("[exit 4]") || one.contains("fund"), "{one}");
    let again = world.run("qjcppcc import 全部.xlsx");
    assert!(again.contains("5条都已在台账里"), "{again}");
}

#[test]
fn a_column_may_name_the_ledger_and_a_heading_may_be_explained() {
    let csv = "台账,日期,类别,标题,人次,来源\n学习,2022-05-01,主席会议,甲,18,办公室\n志愿服务台账,2022-05-02,森林防火,,12,办公室\nconsult,2022-05-03,视察,丙,9,\n";
    let mut world = written("混合.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import 混合.csv --map 来源=部门");
    assert!(printed.contains("新增3条"), "{printed}");
    assert!(world.run("qjcppcc volunteer list --json").contains("\"turns\": 12"));
    let printed = world.run("qjcppcc import 混合.csv --map 来源=- --map 人次=- --dry-run");
    assert!(printed.contains("[exit 4]") && printed.contains("至少要填一项"), "{printed}");
}

#[test]
fn a_table_that_list_wrote_is_read_again() {
    let mut world = World::new();
    world.run("qjcppcc import examples/qijiang-2022.jsonl");
    let before = world.run("qjcppcc export");
    for ledger in
        ["study", "consult", "advice", "info", "case", "volunteer", "aid", "media", "liaison", "submission", "member"]
    {
        world.run(&format!("qjcppcc {ledger} list -O csv -o {ledger}.csv"));
        let printed = world.run(&format!("qjcppcc import {ledger}.csv"));
        assert!(printed.contains("都已在台账里，没有变化"), "{ledger}: {printed}");
    }
    assert_eq!(world.run("qjcppcc export"), before);
}

#[test]
fn bad_rows_are_left_out_mended_and_imported() {
    let csv = "綦江区政协捐款表（单位：万元）,,,\n序号,日期,类别,捐款,经手\n1,2022-05-01,公益,3,甲\n2,2022-13-01,公益,5,乙\n3,2022-05-03,舞会,=1+1,丙\n";
    let mut world = written("volunteer.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import volunteer.csv --map 经手=备注");
    assert!(printed.contains("有3处不对，一条也没有导入") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc import volunteer.csv --map 经手=备注 --skip-bad --errors e.csv");
    assert!(
        printed.contains("新增1条") && printed.contains("略过2行") && printed.contains("volunteer.csv.refused.csv"),
        "{printed}"
    );
    let refused = world.path("volunteer.csv.refused.csv");
    let text = fs::read_to_string(&refused).expect("the rows left out");
    assert_eq!(
        text,
        "\u{feff}台账,日期,类别,捐款捐物（万元）,备注,拒收原因\r\nvolunteer,2022-13-01,公益,5,乙,没有“2022-13-01”这一天\r\nvolunteer,2022-05-03,舞会,'=1+1,丙,“=1+1”不是一个数；词表里没有类别“舞会”\r\n".replace("“=1+1”不是一个数；词表里没有类别“舞会”", "词表里没有类别“舞会”；“=1+1”不是一个数")
    );
    let errors = fs::read_to_string(world.path("e.csv")).expect("the errors");
    assert!(
        errors.contains("bad_date") && errors.contains("unknown_word") && errors.contains("bad_amount"),
        "{errors}"
    );
    let again = world.run("qjcppcc import volunteer.csv --map 经手=备注 --skip-bad");
    assert!(again.contains("上次略过的行还在这里") && again.contains("[exit 4]"), "{again}");
    fs::write(&refused, text.replace("13-01", "12-01").replace("舞会", "森林防火").replace("'=1+1", "2000元"))
        .expect("mended");
    let printed = world.run("qjcppcc import volunteer.csv.refused.csv");
    assert!(printed.contains("新增2条"), "{printed}");
    let total = world.run("qjcppcc volunteer list --json");
    assert!(
        total.contains("\"donated\": 50000")
            && total.contains("\"donated\": 2000")
            && total.contains("\"donated\": 30000"),
        "{total}"
    );
}

#[test]
fn bad_lines_of_json_are_left_out_as_lines() {
    let lines = "{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\"}\nnot json\n{\"ledger\":\"study\",\"date\":\"2022-05-02\",\"kind\":\"ball\"}\n";
    let mut world = written("a.jsonl", lines.as_bytes());
    let printed = world.run("qjcppcc import a.jsonl --skip-bad --errors e.jsonl");
    assert!(printed.contains("新增1条") && printed.contains("略过2行"), "{printed}");
    let text = fs::read_to_string(world.path("a.jsonl.refused.jsonl")).expect("the lines left out");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("{\"raw\": \"not json\", \"why\": "), "{text}");
    assert!(lines[1].contains("\"kind\":\"ball\", \"why\": "), "{text}");
    assert_eq!(fs::read_to_string(world.path("e.jsonl")).expect("the errors").lines().count(), 2);
    fs::write(world.path("a.jsonl.refused.jsonl"), lines[1].replace("ball", "group")).expect("mended");
    assert!(world.run("qjcppcc import a.jsonl.refused.jsonl").contains("新增1条"));
}

#[test]
fn what_differs_is_listed_in_the_file_of_errors_too() {
    let line = |turns: u32| {
        format!(
            "{{\"ledger\":\"study\",\"id\":\"018565d0-0000-7000-8000-000000000001\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"turns\":{turns}}}\n"
        )
    };
    let mut world = written("a.jsonl", line(3).as_bytes());
    world.run("qjcppcc import a.jsonl");
    fs::write(world.path("a.jsonl"), line(4)).expect("a file");
    let printed = world.run("qjcppcc import a.jsonl --errors e.jsonl");
    assert!(printed.contains("study-1 里是 3，文件里是 4") && printed.contains("加 --update"), "{printed}");
    assert!(fs::read_to_string(world.path("e.jsonl")).expect("the errors").contains("\"code\":\"differs\""));
    let printed = world.run("qjcppcc import a.jsonl --skip-bad --refused r.jsonl");
    assert!(printed.contains("略过1行"), "{printed}");
    assert!(world.run("qjcppcc import a.jsonl --update").contains("更新1条"));
}

#[test]
fn more_troubles_than_a_screen_holds_are_counted_and_all_are_in_the_file() {
    let csv: String =
        std::iter::once("日期,类别\n".to_owned()).chain((0..60).map(|_| "2022-13-01,主席会议\n".to_owned())).collect();
    let mut world = written("study.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import study.csv --errors e.csv");
    assert_eq!(printed.matches("没有“2022-13-01”这一天").count(), 50);
    assert!(printed.contains("有60处不对") && printed.contains("以上是前50处，另有10处"), "{printed}");
    assert_eq!(fs::read_to_string(world.path("e.csv")).expect("the errors").lines().count(), 61);
}

#[test]
fn a_change_since_the_import_is_kept_when_the_file_comes_again() {
    let mut world = written("学习.csv", STUDY.as_bytes());
    world.run("qjcppcc import 学习.csv");
    world.run("qjcppcc study edit 1 --turns 20");
    let printed = world.run("qjcppcc import 学习.csv");
    assert!(printed.contains("2条都已在台账里"), "{printed}");
    assert!(world.run("qjcppcc study show 1 --json").contains("\"turns\": 20"));
}

#[test]
fn what_another_desk_may_have_recorded_is_asked_about_or_pointed_out() {
    let csv =
        "日期,类别,标题,镇街\n2022-05-01,视察,视察清溪河的违法建筑整治工作情况,永新\n2022-05-01,视察,别的事,永新\n";
    let known = "qjcppcc consult add inspection \"视察清溪河违法建筑整治工作情况\" -t 永新 -d 5-1";
    let mut world = written("consult.csv", csv.as_bytes());
    world.run(known);
    let printed = world.run("qjcppcc import consult.csv");
    assert!(
        printed.contains("可能已经记过") && printed.contains("与 consult-1“视察清溪河违法建筑整治工作情况”"),
        "{printed}"
    );
    assert!(printed.contains("新增2条"), "{printed}");
    assert!(world.run("qjcppcc import consult.csv").contains("2条都已在台账里"));
    for (answer, expected) in [(true, "新增2条"), (false, "没有导入")] {
        let mut world = written("consult.csv", csv.as_bytes());
        world.answer.set(Some(answer));
        world.run(known);
        let printed = world.run("qjcppcc import consult.csv");
        assert!(printed.contains(expected), "{printed}");
        assert_eq!(world.asked.borrow().len(), 1);
        assert!(world.asked.borrow()[0].starts_with("有1条可能已经记过："));
    }
    let mut world = written("consult.csv", csv.as_bytes());
    fs::write(world.path("second.csv"), csv.replace("视察清溪河的", "视察清溪河")).expect("a file");
    let printed = world.run("qjcppcc import consult.csv second.csv --ledger consult");
    assert!(printed.contains("可能已经记过") && printed.contains("2个文件：新增3条，更新0条，未变1条"), "{printed}");
}

#[test]
fn a_template_that_was_filled_in_comes_back_without_a_mapping() {
    for ledger in qjcppcc::ledger::Ledger::all().filter(|ledger| !ledger.is_of_office()) {
        let mut world = World::new();
        world.run("qjcppcc case add 甲事 -t 永新 -d 3-1");
        world.run("qjcppcc advice add report 甲文 -d 3-1");
        world.run("qjcppcc info add 甲息 -d 3-1");
        let printed = world.run(&format!("qjcppcc template {} -o t.xlsx", ledger.key));
        assert!(printed.contains("填报表"), "{printed}");
        assert!(world.run("qjcppcc import t.xlsx").contains("没有记录"), "{}", ledger.key);
        let bytes = fs::read(world.path("t.xlsx")).expect("the template");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        assert!(book.sheets_metadata().iter().skip(1).all(|sheet| sheet.visible == SheetVisible::Hidden));
        let range = book.worksheet_range(ledger.label.zh).expect("the sheet");
        let headings: Vec<String> = range.rows().next().expect("a heading").iter().map(Data::to_string).collect();
        let filled = sheet(ledger.label.zh, |sheet| {
            row(sheet, 0, &headings.iter().map(String::as_str).collect::<Vec<_>>())?;
            for (at, heading) in (0..).zip(&headings) {
                let filled = example(ledger, heading.split(['*', '（']).next().expect("a heading"));
                sheet.write_string(1, at, filled)?;
            }
            Ok(())
        });
        fs::write(world.path("t.xlsx"), filled).expect("filled in");
        let printed = world.run("qjcppcc import t.xlsx");
        assert!(printed.contains("新增1条"), "{}: {printed}", ledger.key);
    }
}

fn example(ledger: &qjcppcc::ledger::Ledger, heading: &str) -> String {
    let first_kind = ledger.kinds.first().map_or("", |kind| kind.label.zh);
    let word = match heading {
        "所属编号" if ledger.parents.contains(&"advice") => "advice-1",
        "所属编号" => "1",
        "日期" => "2022-05-01",
        "截至" => "2022-06-01",
        "类别" => first_kind,
        "镇街" => "永新镇",
        "环节" => "议前协商",
        "级别" => "市级",
        "主持" => "主席会议",
        "方式" => "单篇",
        "结局" => "退回",
        "媒体" => "人民网",
        "标题" | "作者" | "承办单位" | "提案人" | "地点" | "来源" | "签批人" | "界别" | "专委会" | "链接" | "备注"
        | "理由" => "某某",
        "人次" | "金额" | "受益人数" | "人数" | "贷款" => "3",
        "企业" => "甲厂",
        _ => "",
    };
    word.to_owned()
}

#[test]
fn a_template_says_what_is_wanted() {
    let mut world = World::new();
    world.run("qjcppcc template fund -o t.xlsx");
    let bytes = fs::read(world.path("t.xlsx")).expect("the template");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range("协调资金").expect("the sheet");
    let headings: Vec<String> = range.rows().next().expect("a heading").iter().map(Data::to_string).collect();
    assert_eq!(headings[0], "所属编号*");
    assert!(headings.contains(&"日期*".to_owned()) && headings.contains(&"金额（万元）*".to_owned()), "{headings:?}");
    let towns = book.worksheet_range("选项").expect("the lists");
    assert_eq!(towns.get_value((20, 0)), Some(&Data::String("横山镇".to_owned())));
    for (command, expected) in [
        ("template fund", "没有写文件"),
        ("template nobody -o x.xlsx", "没有台账“nobody”"),
        ("template fund -o x.csv", "填报表只写成 xlsx"),
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains(expected) && printed.contains("[exit 2]"), "{command}: {printed}");
    }
}

/// One damaged file: what it is, its name, its bytes, what is added to the command, and what the message says.
type Damage = (&'static str, &'static str, Vec<u8>, &'static str, &'static str);

#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn damaged_text() -> Vec<Damage> {
    let head = "日期,类别,人次,标题\n";
    let rows = |rows: &str| format!("{head}{rows}\n").into_bytes();
    let csv = |name, row: &str, says| -> Damage { (name, "study.csv", rows(row), "", says) };
    vec![
        csv("no date", ",主席会议,3,甲", "第2行 A（日期），date：缺少日期"),
        csv("no such day", "2022-02-30,主席会议,3,甲", "第2行 A（日期），date：没有“2022-02-30”这一天"),
        csv("month 13", "2022-13-01,主席会议,3,甲", "没有“2022-13-01”这一天"),
        csv("a day ahead", "2023-05-01,主席会议,3,甲", "2023-05-01还没有到"),
        csv("a serial date", "44682,主席会议,3,甲", "“44682”是日期序号，不是日期"),
        csv("a date in words", "去年春天,主席会议,3,甲", "“去年春天”"),
        csv("a year of two digits", "5/1/22,主席会议,3,甲", "“5/1/22”"),
        csv("an unknown kind", "2022-05-01,舞会,3,甲", "第2行 B（类别），kind：词表里没有类别“舞会”"),
        csv("an ambiguous kind", "2022-05-01,会议,3,甲", "不止一个"),
        csv("no kind", "2022-05-01,,3,甲", "第2行 B（类别），kind：缺少类别"),
        csv("a negative number", "2022-05-01,主席会议,-3,甲", "第2行 C（人次），turns：“-3”是负数"),
        csv("half a person", "2022-05-01,主席会议,3.5,甲", "“3.5”的小数太细"),
        csv("another unit", "2022-05-01,主席会议,30名,甲", "“30名”的单位是“名”"),
        csv("no number", "2022-05-01,主席会议,若干,甲", "“若干”不是一个数"),
        csv("a range", "2022-05-01,主席会议,30-40,甲", "“30-40”不是一个数"),
        csv("two numbers", "2022-05-01,主席会议,\"30,40\",甲", "“30,40”不是一个数"),
        csv("too large", "2022-05-01,主席会议,9999999999999999,甲", "太大"),
        csv("an error value", "2022-05-01,主席会议,#REF!,甲", "第2行 C（人次），turns：这一格是出错的公式（#REF!）"),
        csv("an error in the title", "2022-05-01,主席会议,3,#N/A", "这一格是出错的公式（#N/A）"),
        csv("too narrow a column", "########,主席会议,3,甲", "这一格是出错的公式（########）"),
        csv("a control character", "2022-05-01,主席会议,3,甲\u{1b}[2J", "含有控制字符 U+001B"),
        csv("a title too long", &format!("2022-05-01,主席会议,3,{}", "长".repeat(501)), "有501个字，最多500个"),
        csv("an unclosed quote", "2022-05-01,主席会议,3,\"甲\n2022-05-02,主席会议,4,乙", "第2行：引号没有收尾"),
        csv("a stray quote", "2022-05-01,主席会议,3,\"甲\"乙", "第2行：收尾的引号后面还有“乙”"),
        csv(
            "a quote that swallows",
            &format!("2022-05-01,主席会议,3,\"甲{}\"", "\n2022-05-02,主席会议,4,乙".repeat(201)),
            "第2行：引号没有收尾",
        ),
        csv("a cell too many", "2022-05-01,主席会议,3,甲,乙", "第2行 E（）：这一列有内容，却没有表头"),
        (
            "a doubled heading",
            "study.csv",
            "日期,时间,类别\n2022-05-01,2022-05-02,主席会议\n".into(),
            "",
            "A（日期）和B（时间）说的是同一项（date）",
        ),
        (
            "an unknown heading",
            "study.csv",
            "日期,类别,人次,标题,天气\n2022-05-01,主席会议,3,甲,晴\n".into(),
            "",
            "E（天气）：学习没有“天气”这一栏",
        ),
        (
            "a slip in a heading",
            "study.csv",
            "日期,类别,人此,标题\n2022-05-01,主席会议,3,甲\n".into(),
            "",
            "是不是“人次”？写 --map 人此=人次",
        ),
        (
            "a heading in another unit",
            "fund.csv",
            "日期,所属,金额（人）\n2022-05-01,1,3\n".into(),
            "",
            "表头的单位是“人”，金额要的是“元”",
        ),
        (
            "a cell in another unit than its heading",
            "study.csv",
            "日期,类别,数量（场）\n2022-05-01,主席会议,3篇\n".into(),
            "",
            "“3篇”的单位是“篇”，表头的是“场”",
        ),
        ("no heading", "study.csv", "2022-05-01,主席会议,3,甲\n".into(), "", "找不到表头"),
        ("an empty file", "study.csv", Vec::new(), "", "表里什么也没有"),
        ("only blanks", "study.csv", b"\n\n , , \n".to_vec(), "", "表里什么也没有"),
        ("a ledger unsaid", "x.csv", rows("2022-05-01,主席会议,3,甲"), "", "看不出是哪个台账"),
        ("a ledger unknown", "x.csv", rows("2022-05-01,主席会议,3,甲"), "--ledger ball", "没有台账“ball”"),
        (
            "a ledger unknown in a row",
            "x.csv",
            "台账,日期,类别\nball,2022-05-01,主席会议\n".into(),
            "",
            "第2行 A（台账），ledger：没有台账“ball”",
        ),
        (
            "no ledger in a row",
            "x.csv",
            "台账,日期,类别\n学习,2022-05-01,主席会议\n,2022-05-01,主席会议\n".into(),
            "",
            "第3行 A（台账），ledger：没有写台账",
        ),
        (
            "a cell of another ledger",
            "x.csv",
            "台账,日期,类别,贷款,标题\n学习,2022-05-01,主席会议,5万,甲\n助企,2022-05-01,贷款,5万,甲\n".into(),
            "--ledger aid",
            "没有台账“助企”",
        ),
        (
            "a column of another ledger",
            "x.csv",
            "台账,日期,类别,贷款,标题\n学习,2022-05-01,主席会议,5万,甲\n助企纾困,2022-05-01,贷款,5万,甲\n".into(),
            "",
            "D（贷款）：学习没有这一栏",
        ),
        ("a bad map", "study.csv", rows("2022-05-01,主席会议,3,甲"), "--map 来源", "--map 要写成 表头=字段"),
        ("a map to nowhere", "study.csv", rows("2022-05-01,主席会议,3,甲"), "--map 标题=天气", "学习没有“天气”这一栏"),
        ("no such format", "study.csv", rows(""), "--format pdf", "没有格式“pdf”"),
        ("a sheet of a CSV file", "study.csv", rows(""), "--sheet 一", "不是工作簿，没有工作表“一”"),
        ("a child without parent", "fund.csv", "日期,所属,金额\n2022-05-01,,3万\n".into(), "", "没有写属于哪条记录"),
        (
            "a parent nowhere",
            "fund.csv",
            "日期,所属,金额\n2022-05-01,99,3万\n".into(),
            "",
            "第2行 B（所属），of：of 里的“99”找不到",
        ),
        (
            "a parent of another ledger",
            "fund.csv",
            "日期,所属,金额\n2022-05-01,study-1,3万\n".into(),
            "",
            "协调资金不能属于 study",
        ),
        (
            "two parents for one",
            "fund.csv",
            "日期,所属,金额\n2022-05-01,1、2,3万\n".into(),
            "",
            "协调资金只能属于一条记录",
        ),
        (
            "the same number twice",
            "case.csv",
            "编号,日期,标题,镇街\n1,2022-05-01,甲,永新\n1,2022-05-01,乙,永新\n".into(),
            "",
            "第3行，ref：ref “case-1”在文件里出现两次",
        ),
        ("no UUID", "study.csv", "id,日期,类别\n7,2022-05-01,主席会议\n".into(), "", "“7”不是 UUID"),
        (
            "evidence as text",
            "study.csv",
            "日期,类别,佐证材料\n2022-05-01,主席会议,签到表\n".into(),
            "",
            "C（佐证材料），evidence：佐证要写成一个对象",
        ),
        (
            "neither yes nor no",
            "study.csv",
            "日期,类别,亮点\n2022-05-01,主席会议,也许\n".into(),
            "",
            "“也许”不是“是”或“否”",
        ),
        (
            "a word that does not fit its void",
            "study.csv",
            "日期,类别,作废\n2022-05-01,主席会议,也许\n".into(),
            "",
            "void：“也许”不是“是”或“否”",
        ),
        (
            "half a character",
            "study.csv",
            [gb18030(head), vec![0xb0, b'\n']].concat(),
            "",
            "既不是 UTF-8、UTF-16，也不是 GB18030",
        ),
        (
            "half of a UTF-16 unit",
            "study.csv",
            [utf16(STUDY, true, true), vec![0x41]].concat(),
            "",
            "既不是 UTF-8、UTF-16，也不是 GB18030",
        ),
        ("Big5", "study.csv", b"\xa4\xe9\xb4\xc1,\xc3\xfe\xa7O\n2022-05-01,x\n".to_vec(), "", "找不到表头"),
    ]
}

fn damaged_json() -> Vec<Damage> {
    let line = |name, line: &str, says| -> Damage { (name, "x.jsonl", format!("{line}\n").into_bytes(), "", says) };
    vec![
        line("no object", "[1]", "第1行：不是一个完整的 JSON 对象"),
        line("cut off", "{\"ledger\":\"study\"", "不是一个完整的 JSON 对象"),
        line(
            "doubled key",
            "{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"date\":\"2022-05-02\"}",
            "键“date”写了两次",
        ),
        line("NaN", "{\"ledger\":\"study\",\"turns\":NaN}", "不是一个完整的 JSON 对象"),
        line("nested too deep", &format!("{}{}", "{\"a\":".repeat(200), "}".repeat(200)), "不是一个完整的 JSON 对象"),
        line(
            "an unknown key",
            "{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"weather\":\"晴\"}",
            "学习没有键“weather”",
        ),
        (
            "an array cut off",
            "x.json",
            b"[{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\"}".to_vec(),
            "",
            "不是一个完整的 JSON 对象",
        ),
        (
            "text in an array",
            "x.json",
            b"[\n{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\"},\noops]".to_vec(),
            "",
            "第3行：不是一个完整的 JSON 对象",
        ),
        ("JSON in GBK", "x.jsonl", gb18030("{\"ledger\":\"study\",\"title\":\"甲\"}"), "", "第1行：不是 UTF-8 编码"),
    ]
}

#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn damaged_workbooks() -> Vec<Damage> {
    let good = |sheet: &mut Worksheet| row(sheet, 0, &["日期", "类别", "人次", "标题"]);
    let xlsx = |name, bytes, says| -> Damage { (name, "x.xlsx", bytes, "", says) };
    let string = |cell: &str, word: &str| format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{word}</t></is></c>");
    let head = format!("<row r=\"1\">{}{}{}</row>", string("A1", "日期"), string("B1", "类别"), string("C1", "人次"));
    let body = |rest: &str| {
        raw(&format!("{head}<row r=\"2\">{}{}{rest}</row>", string("A2", "2022-05-01"), string("B2", "主席会议")))
    };
    let two = |first: &'static str, second: &'static str| {
        workbook(move |workbook| {
            for name in [first, second] {
                let sheet = workbook.add_worksheet();
                sheet.set_name(name)?;
                row(sheet, 0, &["日期", "类别"])?;
                row(sheet, 1, &["2022-05-01", "主席会议"])?;
            }
            Ok(())
        })
    };
    let long = packed(&[("xl/workbook.xml", &vec![b' '; 210 << 20])]);
    let whole = sheet("学习", good);
    let ods_row = |attributes: &str, cell: &str| {
        ods(&format!(
            "<table:table-row {attributes}><table:table-cell {cell} office:value-type=\"string\"><text:p>日期</text:p></table:table-cell></table:table-row>"
        ))
    };
    let locked: Vec<u8> = [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
        vec![0; 600],
        utf16("EncryptedPackage", true, false),
        vec![0; 600],
    ]
    .concat();
    vec![
        xlsx(
            "a far cell",
            raw(&format!("{head}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>")),
            "“学习”第1048576行：单元格 XFD1048576 远在表格之外",
        ),
        xlsx("a wide cell", raw(&format!("{head}<row r=\"2\"><c r=\"ZZZ2\"><v>1</v></c></row>")), "远在表格之外"),
        xlsx(
            "a formula without value",
            body("<c r=\"C2\"><f>SUM(A1:A9)</f></c>"),
            "“学习”第2行 C（人次），turns：这一格的公式没有算出结果",
        ),
        xlsx(
            "an error cell",
            body("<c r=\"C2\" t=\"e\"><v>#REF!</v></c>"),
            "“学习”第2行 C（人次），turns：这一格是出错的公式（#REF!）",
        ),
        xlsx(
            "a division by nought",
            body("<c r=\"C2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"),
            "这一格是出错的公式（#DIV/0!）",
        ),
        xlsx("sixteen digits", body("<c r=\"C2\"><v>1234567890123456789</v></c>"), "数字太长，表格软件只留下前15位"),
        xlsx("a truth for a number", body("<c r=\"C2\" t=\"b\"><v>1</v></c>"), "“是”不是一个数"),
        xlsx(
            "a number for a date",
            raw(&format!("{head}<row r=\"2\"><c r=\"A2\"><v>44682</v></c>{}</row>", string("B2", "主席会议"))),
            "“44682”是日期序号，不是日期",
        ),
        xlsx("a zip bomb", long, "解开后超过200MB"),
        xlsx("half a file", whole[..whole.len() / 2].to_vec(), "工作簿已损坏或不完整"),
        xlsx("a part missing", packed(&[("xl/other.xml", b"<a/>")]), "工作簿已损坏或不完整"),
        xlsx(
            "broken XML",
            replaced(&whole, "xl/workbook.xml", |_| b"<workbook><sheets".to_vec()),
            "工作簿已损坏或不完整",
        ),
        xlsx("a web page", b"<html><table><tr><td>1</td></tr></table></html>".to_vec(), "其实是网页，不是工作簿"),
        xlsx("plain text", STUDY.into(), "不是工作簿"),
        xlsx("nothing", Vec::new(), "是空文件"),
        xlsx("an empty workbook", sheet("学习", |_| Ok(())), "工作簿里没有记录"),
        xlsx("a locked workbook", locked, "工作簿加了密码"),
        xlsx("several sheets", two("一月", "二月"), "有几个工作表：一月、二月"),
        xlsx("one sheet without ledger", sheet("一月", good), "看不出是哪个台账"),
        ("no such sheet", "x.xlsx", two("学习", "二月"), "--sheet 三月", "没有工作表“三月”"),
        (
            "another ledger than the sheet says",
            "x.xlsx",
            sheet("学习", good),
            "--ledger consult",
            "工作表名是学习，--ledger 却写 consult",
        ),
        xlsx("an unknown heading", sheet("学习", |sheet| row(sheet, 0, &["日期", "类别", "天气"])), "“学习”"),
        xlsx(
            "a date for a number",
            sheet("学习", |sheet| {
                row(sheet, 0, &["日期", "类别", "人次"])?;
                row(sheet, 1, &["2022-05-01", "主席会议"])?;
                sheet.write_datetime_with_format(
                    1,
                    2,
                    &ExcelDateTime::from_ymd(1900, 1, 18)?,
                    &Format::new().set_num_format("yyyy-mm-dd"),
                )?;
                Ok(())
            }),
            "这里要数字，写的却是日期1900-01-18",
        ),
        xlsx(
            "a time for a date",
            sheet("学习", |sheet| {
                row(sheet, 0, &["日期", "类别", "人次"])?;
                row(sheet, 1, &["", "主席会议", "3"])?;
                sheet.write_datetime_with_format(
                    1,
                    0,
                    &ExcelDateTime::from_hms(8, 30, 0.0)?,
                    &Format::new().set_num_format("hh:mm"),
                )?;
                Ok(())
            }),
            "A（日期），date：这一格",
        ),
        xlsx(
            "a formula that gives an error as text",
            sheet("学习", |sheet| {
                row(sheet, 0, &["日期", "类别", "人次"])?;
                row(sheet, 1, &["2022-05-01", "主席会议"])?;
                sheet.write_formula(1, 2, Formula::new("=VLOOKUP(1,A1:B2,9)").set_result("#N/A"))?;
                Ok(())
            }),
            "这一格是出错的公式（#N/A）",
        ),
        ("endless rows", "x.ods", ods_row("table:number-rows-repeated=\"1048576\"", ""), "", "解开后超过200MB"),
        ("an endless row", "x.ods", ods_row("", "table:number-columns-repeated=\"16384\""), "", "解开后超过200MB"),
        (
            "broken content",
            "x.ods",
            packed(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<a")]),
            "",
            "工作簿已损坏或不完整",
        ),
        (
            "an old workbook cut short",
            "x.xls",
            [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![7; 300]].concat(),
            "",
            "工作簿已损坏或不完整",
        ),
    ]
}

#[test]
fn damage_is_named_with_its_place_and_nothing_is_imported() {
    let cases: Vec<Damage> = damaged_text().into_iter().chain(damaged_json()).chain(damaged_workbooks()).collect();
    assert!(cases.len() >= 90, "{}", cases.len());
    let mut wrong = Vec::new();
    for (name, file, bytes, more, says) in cases {
        let mut world = written(file, &bytes);
        world.run("qjcppcc case add 甲事 -t 永新 -d 3-1");
        world.run("qjcppcc case add 乙事 -t 永新 -d 3-1");
        world.run("qjcppcc study add chair -d 3-1 -n 1");
        let before = world.run("qjcppcc export");
        let printed = world.run(&format!("qjcppcc import {file} {more}"));
        let refused = printed.contains("[exit 4]") || printed.contains("[exit 2]");
        if !printed.contains(says) || !refused || !printed.contains("提示：") {
            wrong.push(format!("{name}: wanted “{says}”, got\n{printed}"));
        }
        assert_eq!(world.run("qjcppcc export"), before, "{name}");
        let json = world.run(&format!("qjcppcc import {file} {more} --json"));
        let error: serde_json::Value =
            serde_json::from_str(json.lines().find(|line| line.starts_with('{')).unwrap_or_default())
                .unwrap_or_default();
        if !error["error"]["code"].is_string() || error["error"]["hint"].is_null() {
            wrong.push(format!("{name}: no error for scripts\n{json}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How long the reading of 100,000 lines takes, and how much memory its drafts hold:
/// `cargo test --release --test exchange -- --ignored --nocapture reading_alone`.
#[test]
#[ignore = "a measurement"]
fn reading_alone() {
    let mut text = String::new();
    for at in 0..100_000 {
        let (month, day, turns) = (at % 12 + 1, at % 28 + 1, at % 90 + 1);
        text.push_str(&format!(
            "{{\"ledger\":\"volunteer\",\"date\":\"2022-{month:02}-{day:02}\",\"kind\":\"forest\",\"town\":\"永新\",\"title\":\"第{at}号活动记录\",\"turns\":{turns}}}\n"
        ));
    }
    let sources = [qjcppcc::import::Source { name: "-", bytes: text.as_bytes() }];
    let wishes = qjcppcc::import::Wishes { shape: Some(qjcppcc::import::Shape::Jsonl), ..Default::default() };
    let vocabulary = qjcppcc::ledger::seed_vocabulary();
    let today = chrono::NaiveDate::from_ymd_opt(2022, 12, 31).expect("a day");
    let before = resident();
    let start = std::time::Instant::now();
    let files = qjcppcc::import::open(&sources, &wishes).expect("it opens");
    let batch = files.read(&vocabulary, today, &|_| Ok(None), &|_, _| true).expect("it is read");
    let (took, grown) = (start.elapsed(), resident() - before);
    assert_eq!((batch.records.len(), batch.troubles.len()), (100_000, 0));
    writeln!(std::io::stdout(), "100,000 lines: {took:?}, {grown} kB more in memory").expect("a line");
}

/// Memory in use, in kB, where the system tells.
fn resident() -> i64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

#[test]
fn an_exported_workbook_has_the_columns_that_were_asked_for_with_their_types() {
    let mut world = World::new();
    world.run("qjcppcc import examples/qijiang-2022.jsonl");
    assert_eq!(world.run("qjcppcc export fund --fields amount,date -o 资金.xlsx"), "");
    let bytes = fs::read(world.path("资金.xlsx")).expect("the workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range("协调资金").expect("the sheet");
    let rows: Vec<&[Data]> = range.rows().collect();
    assert_eq!(rows[0], [Data::String("金额（元）".to_owned()), Data::String("日期".to_owned())]);
    assert!(matches!(rows[1], [Data::Float(_), Data::DateTime(_)]), "{:?}", rows[1]);
    assert_eq!(rows.len(), 30);
}
