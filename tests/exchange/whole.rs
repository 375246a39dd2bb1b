//! Files as offices keep them: every encoding, separator and heading; workbooks, templates, and more than sixty kinds of
//! damage, each with its message.

use std::fs;
use std::io::{Cursor, Write};

use crate::world::World;
use calamine::{Data, Reader, SheetVisible, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};
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
fn a_formula_that_gives_an_empty_text_is_an_empty_cell() {
    let text = |word: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{word}</text:p></table:table-cell>")
    };
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let of = |formula: &str| {
        let head = ["日期", "类别", "标题"].map(text).concat();
        let first = ["2022-05-01", "主席会议"].map(text).concat();
        ods(&(row(head) + &row(first + formula)))
    };
    let empty = "<table:table-cell table:formula=\"of:=IF(1;&quot;&quot;;1)\" office:value-type=\"string\" office:string-value=\"\"/>";
    let mut world = written("学习.ods", &of(empty));
    let printed = world.run("qjcppcc import 学习.ods");
    assert!(printed.contains("新增1条"), "{printed}");
    let printed =
        written("学习.ods", &of("<table:table-cell table:formula=\"of:=A1\"/>")).run("qjcppcc import 学习.ods");
    assert!(printed.contains("这一格的公式没有算出结果"), "{printed}");
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

/// What the only fund of a ledger with one case came to, or what was printed instead.
fn fund_of(csv: &str, more: &str) -> Result<String, String> {
    let mut world = written("fund.csv", csv.as_bytes());
    world.run("qjcppcc case add 甲事 -t 永新 -d 3-1");
    let printed = world.run(&format!("qjcppcc import fund.csv {more}"));
    if !printed.contains("新增1条") {
        return Err(printed);
    }
    let shown = world.run("qjcppcc case show fund-1 --json");
    let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    Ok(json["amount"].to_string())
}

#[test]
fn a_unit_of_money_is_read_however_it_is_written_and_never_passed_over() {
    for heading in [
        "资金 （ 万 元 ）",
        "资金（人民币万元）",
        "资金（人民币 万元）",
        "资金（万元人民币）",
        "资金（到位，万元）",
        "资金（到位 万元）",
        "资金（到位）（万元）",
        "资金（币种：人民币；单位：万元）",
        "资金（萬元）",
        "资金〔万元〕",
        "资金_万元",
        "资金-万元",
        "资金，万元",
        "资金 人民币万元",
    ] {
        let csv = format!("事项编号,日期,\"{heading}\"\n1,2022-05-01,12.5\n");
        assert_eq!(fund_of(&csv, "").as_deref(), Ok("125000"), "{heading}");
    }
    for heading in ["资金（到位）", "资金（含配套）", "资金（2022年）"] {
        let csv = format!("事项编号,日期,{heading}\n1,2022-05-01,12500\n");
        assert_eq!(fund_of(&csv, "").as_deref(), Ok("12500"), "{heading}");
    }
    for (heading, says) in [
        ("资金（万元/年）", "表头里的单位“万元/年”看不明白"),
        ("资金（RMB）", "表头里的单位“RMB”看不明白"),
        ("资金（人民币）", "表头里的单位“人民币”看不明白"),
        ("资金（w）", "看不明白"),
        ("资金（元、万元）", "看不明白"),
        ("资金（20万以上）", "看不明白"),
        ("资金（美元）", "表头写的是外币“美元”"),
        ("资金（万美元）", "表头写的是外币“万美元”"),
        ("资金($)", "外币“$”"),
        ("资金-美元", "外币“美元”"),
        ("资金（人）", "表头的单位是“人”"),
    ] {
        let csv = format!("事项编号,日期,{heading}\n1,2022-05-01,12.5\n");
        let printed = fund_of(&csv, "").expect_err(heading);
        assert!(printed.contains(says) && printed.contains("第1行 C（"), "{heading}: {printed}");
        assert!(printed.contains("金额（万元）") || printed.contains("--map"), "{heading}: {printed}");
    }
}

#[test]
fn a_remark_behind_a_heading_that_counts_is_no_unit_but_a_power_is() {
    let count = |heading: &str| {
        let csv = format!("日期,类别,标题,{heading}\n2022-05-01,主席会议,甲,3\n");
        let mut world = written("study.csv", csv.as_bytes());
        let printed = world.run("qjcppcc import study.csv");
        if !printed.contains("新增1条") {
            return printed;
        }
        let json: serde_json::Value = serde_json::from_str(&world.run("qjcppcc study list --json")).expect("JSON");
        json[0]["turns"].to_string()
    };
    assert_eq!(count("人次（含委员）"), "3");
    assert_eq!(count("人次（百人次）"), "300");
    assert_eq!(count("参加人数（人）"), "3");
    assert!(count("人次（上千）").contains("看不明白"));
}

#[test]
fn the_unit_above_a_table_is_read_however_it_is_written() {
    for line in [
        "单位：万元",
        "金额单位：人民币万元",
        "（单位：万元、人次）",
        "计量单位 万元",
        "填报单位：百节镇  单位：万元",
        "单位：万元    2022年12月",
        "永新镇资金台账（万元）",
        "单位：,万元",
    ] {
        let csv = format!("{line}\n事项编号,日期,资金\n1,2022-05-01,12.5\n");
        assert_eq!(fund_of(&csv, "").as_deref(), Ok("125000"), "{line}");
    }
    for line in ["填报单位：百节镇", "单位：万盛经开区", "永新镇资金台账（2022年）"] {
        let csv = format!("{line}\n事项编号,日期,资金\n1,2022-05-01,12500\n");
        assert_eq!(fund_of(&csv, "").as_deref(), Ok("12500"), "{line}");
    }
    for line in ["单位：美元", "金额单位：万美元", "单位：元、万元", "单位：元,,单位：万元"]
    {
        let csv = format!("{line}\n事项编号,日期,资金\n1,2022-05-01,12500\n");
        let printed = fund_of(&csv, "").expect_err(line);
        assert!(printed.contains("第1行：表上的单位") && printed.contains("看不明白"), "{line}: {printed}");
    }
    let csv = "单位：元\n单位：万元\n事项编号,日期,资金\n1,2022-05-01,3\n";
    let printed = fund_of(csv, "").expect_err("two units");
    assert!(printed.contains("表上写了两个单位：元和万元"), "{printed}");
}

#[test]
fn an_explained_heading_keeps_its_unit_and_one_that_is_nowhere_is_an_error() {
    let csv = |heading: &str| format!("事项编号,日期,{heading}\n1,2022-05-01,12.5\n");
    for (heading, map) in [
        ("支持_万元", "支持_万元=金额"),
        ("支持资金万元", "支持资金万元=金额"),
        ("支持（万元）", "支持=金额"),
        ("支持", "支持=金额（万元）"),
        ("资金美元", "资金美元=金额（万元）"),
        ("支持-万元", "支持-万元=金额（万元）"),
    ] {
        assert_eq!(fund_of(&csv(heading), &format!("--map {map}")).as_deref(), Ok("125000"), "{heading} {map}");
    }
    for (heading, map, says) in [
        ("支持_万元", "支持_万元=金额（元）", "表头的单位是“万元”，--map 写的是“元”"),
        ("资金美元", "资金美元=金额", "外币“资金美元”"),
        ("万盛支持", "万盛支持=金额", "看不明白"),
        ("资金", "资今=金额", "没有一列的表头是“资今”"),
        ("资金", "资今=金额", "是不是“资金”？写 --map 资金=金额"),
        ("资金", "天气=金额", "表头有：事项编号、日期、资金"),
        ("支持", "支持=天气", "留作备注就写 --map 支持=备注"),
    ] {
        let printed = fund_of(&csv(heading), &format!("--map {map}")).expect_err(heading);
        assert!(printed.contains(says), "{heading} {map}: {printed}");
    }
    let mut world = written("a.jsonl", b"{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\"}\n");
    assert!(world.run("qjcppcc import a.jsonl --map 来源=部门").contains("只有表格才用 --map"));
}

#[test]
fn records_above_the_heading_are_refused_and_titles_are_not() {
    let refused = [
        ("2022-05-01,主席会议,18,学习甲\n2022-05-03,党组会议,30,学习乙\n日期,类别,人次,标题\n", "第1行："),
        ("綦江区政协\n5月1日,主席会议,18,学习甲\n日期,类别,人次,标题\n2022-05-03,党组会议,30,学习乙\n", "第2行："),
        ("2022/5/1,主席会议,,\n日期,类别,人次,标题\n2022-05-03,党组会议,30,学习乙\n", "第1行："),
    ];
    for (csv, place) in refused {
        let mut world = written("study.csv", csv.as_bytes());
        let printed = world.run("qjcppcc import study.csv");
        assert!(printed.contains(place) && printed.contains("上面，像一条记录"), "{csv}{printed}");
        assert!(printed.contains("把表头移到第一条记录上面") && printed.contains("[exit 4]"), "{printed}");
    }
    for title in [
        "綦江区政协2022年学习台账,,,\n",
        "填报单位,永新镇,填报日期,2022-12-31\n",
        "填报单位：永新镇,,,填报日期：2022-12-31\n",
        "镇街：永新镇,,,时间：2022年5月\n",
        "綦江区政协,2022年12月,,\n",
    ] {
        let csv = format!("{title}日期,类别,人次,标题\n2022-05-03,党组会议,30,学习乙\n");
        let mut world = written("study.csv", csv.as_bytes());
        let printed = world.run("qjcppcc import study.csv");
        assert!(printed.contains("新增1条"), "{csv}{printed}");
    }
}

#[test]
fn a_quote_that_swallows_rows_is_found_by_what_it_swallowed() {
    let head = "日期,类别,人次,标题,备注\n";
    for (rows, says) in [
        (
            "2022-05-01,主席会议,18,\"春季学习\n2022-05-02,主席会议,21,夏季学习\n2022-05-03,主席会议,12,屏幕12\"\n",
            "第2行：引号里有几行像是表里的行",
        ),
        (
            "2022-05-01,主席会议,18,春季学习,\"备注\n2022-05-02,主席会议,21,夏季学习,屏幕12\"\n",
            "第2行：引号里有几行像是表里的行",
        ),
        ("2022-05-01,主席会议,18,\"春季\n学习\",\n", "第2行 D（标题）：这一格里换了行"),
        ("2022-05-01,主席会议,18,甲,\"一\n二\"\n2022-05-02,\"主席\n会议\",18,甲,\n", "第4行 B（类别）：这一格里换了行"),
    ] {
        let mut world = written("study.csv", format!("{head}{rows}").as_bytes());
        let printed = world.run("qjcppcc import study.csv");
        assert!(printed.contains(says) && printed.contains("引号没有收尾"), "{rows}{printed}");
    }
    for end in ["\n", "\r\n", "\r"] {
        let rows =
            format!("{head}2022-05-01,主席会议,18,甲,\"一、学习\n二、2022年讨论，三人\"\n2022-05-02,主席会议,9,乙,\n");
        let mut world = written("study.csv", rows.replace('\n', end).as_bytes());
        let printed = world.run("qjcppcc import study.csv");
        assert!(printed.contains("新增2条") && printed.contains("1格里有换行，"), "{end:?} {printed}");
        assert!(world.run("qjcppcc study show 1 --json").contains("一、学习\\n二、2022年讨论"), "{end:?}");
    }
}

#[test]
fn merged_cells_hold_for_every_row_they_cover() {
    let filled = |merge: &dyn Fn(&mut Worksheet) -> Result<(), XlsxError>| {
        sheet("志愿服务", |sheet| {
            let plain = Format::new();
            sheet.merge_range(0, 0, 0, 4, "綦江区政协志愿服务台账", &plain)?;
            row(sheet, 1, &["序号", "日期", "类别", "人次", "镇街"])?;
            for (at, day) in (2..).zip(["2022-05-01", "2022-05-02", "2022-05-03"]) {
                row(sheet, at, &["", day, "森林防火"])?;
            }
            merge(sheet)
        })
    };
    let good = filled(&|sheet| {
        sheet.merge_range(2, 4, 4, 4, "永新镇", &Format::new())?;
        (2..5).try_for_each(|at| sheet.write_string(at, 3, "12").map(|_| ()))?;
        sheet.merge_range(5, 0, 5, 2, "合计", &Format::new())?;
        row(sheet, 5, &["", "", "", "36"])
    });
    let mut world = written("x.xlsx", &good);
    let printed = world.run("qjcppcc import x.xlsx");
    assert!(printed.contains("新增3条") && printed.contains("（补了2格）"), "{printed}");
    assert_eq!(world.run("qjcppcc volunteer list --json").matches("\"town\": \"永新\"").count(), 3);
    let sums = filled(&|sheet| sheet.merge_range(2, 3, 4, 3, "36", &Format::new()).map(|_| ()));
    let wide = filled(&|sheet| sheet.merge_range(2, 3, 2, 4, "36", &Format::new()).map(|_| ()));
    for (bytes, says) in [
        (sums, "“志愿服务”第3行 D（人次）：“36”合并在几行上（D3:D5），看不出是每行都是，还是合计"),
        (wide, "“志愿服务”第3行 D（人次）：“36”合并在几栏上（D3:E3），看不出属于哪一栏"),
    ] {
        let printed = written("x.xlsx", &bytes).run("qjcppcc import x.xlsx");
        assert!(printed.contains(says) && printed.contains("[exit 4]"), "{printed}");
    }
    let cell = |word: &str, more: &str| {
        format!("<table:table-cell {more} office:value-type=\"string\"><text:p>{word}</text:p></table:table-cell>")
    };
    let line = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let covered = "<table:covered-table-cell/>".to_owned();
    let odf = ods(&[
        line(&[cell("日期", ""), cell("类别", ""), cell("镇街", ""), cell("人次", "")]),
        line(&[
            cell("2022-05-01", ""),
            cell("主席会议", ""),
            cell("永新", "table:number-rows-spanned=\"2\""),
            cell("3", ""),
        ]),
        line(&[cell("2022-05-02", ""), cell("主席会议", ""), covered, cell("4", "")]),
    ]
    .concat());
    let mut world = written("x.ods", &odf);
    assert!(world.run("qjcppcc import x.ods").contains("新增2条"));
    assert_eq!(world.run("qjcppcc study list --json").matches("\"town\": \"永新\"").count(), 2);
}

#[test]
fn a_sheet_with_records_is_read_or_refused_and_never_left_out() {
    let book = |second: &'static str, heading: &'static [&'static str]| {
        workbook(move |workbook| {
            let first = workbook.add_worksheet();
            first.set_name("学习")?;
            row(first, 0, &["日期", "类别", "人次"])?;
            row(first, 1, &["2022-05-01", "主席会议", "3"])?;
            let sheet = workbook.add_worksheet();
            sheet.set_name(second)?;
            row(sheet, 0, heading)?;
            row(sheet, 1, &["2022-05-01", "森林防火", "3"])
        })
    };
    let heading = &["日期", "类别", "人次"];
    for name in ["志愿服务2026", "志愿服务（永新）", "2026年志愿服务", "志愿服务台账-永新", "volunteer_2026"]
    {
        let printed = written("x.xlsx", &book(name, heading)).run("qjcppcc import x.xlsx");
        assert!(printed.contains("新增2条"), "{name}: {printed}");
    }
    for name in ["永新镇", "志愿", "志愿服务队名册"] {
        let printed = written("x.xlsx", &book(name, heading)).run("qjcppcc import x.xlsx");
        let says = format!("工作表“{name}”有记录，却没有写是哪个台账");
        assert!(printed.contains(&says) && printed.contains("--sheet") && printed.contains("[exit 4]"), "{printed}");
    }
    let mut world = written("x.xlsx", &book("更新说明", &["版本", "内容", "经手"]));
    assert!(world.run("qjcppcc import x.xlsx").contains("工作表“更新说明”没有写是哪个台账，没有读"));
}

#[test]
fn an_encoding_that_is_only_guessed_must_show_words_that_are_known() {
    let big5 = encoding_rs::BIG5.encode("date,kind,title\n2022-05-01,chair,學習會議\n").0.into_owned();
    let mut world = written("study.csv", &big5);
    let printed = world.run("qjcppcc import study.csv");
    assert!(printed.contains("看不出是什么编码") && printed.contains("--encoding big5"), "{printed}");
    assert!(printed.contains("首行是：date，kind，title") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc import study.csv --encoding big5");
    assert!(printed.contains("新增1条") && printed.contains("按 Big5 编码读"), "{printed}");
    assert!(world.run("qjcppcc study list --json").contains("學習會議"));
    for (bytes, more, says) in [
        (gb18030("date,kind,title\n2022-05-01,chair,某某\n"), "--encoding gbk", "新增1条"),
        (gb18030("date,kind,title,town\n2022-05-01,chair,某某,永新\n"), "", "按 GB18030 编码读，首行：date，kind"),
        (gb18030(STUDY), "--encoding utf-8", "不是 UTF-8 编码"),
        (gb18030(STUDY), "--encoding klingon", "没有编码“klingon”"),
        (gb18030(STUDY), "", "首行：活动日期，学习类别"),
    ] {
        let printed = written("study.csv", &bytes).run(&format!("qjcppcc import study.csv {more}"));
        assert!(printed.contains(says), "{more}: {printed}");
    }
    let line = gb18030("{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"title\":\"甲\"}\n");
    assert!(written("a.jsonl", &line).run("qjcppcc import a.jsonl --encoding gbk").contains("新增1条"));
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
        assert!(world.asked.borrow()[0].starts_with("有1条可能已经记过：\n  "));
    }
    let mut world = written("consult.csv", csv.as_bytes());
    fs::write(world.path("second.csv"), csv.replace("视察清溪河的", "视察清溪河")).expect("a file");
    let printed = world.run("qjcppcc import consult.csv second.csv --ledger consult");
    assert!(printed.contains("可能已经记过") && printed.contains("2个文件：新增3条，更新0条，未变1条"), "{printed}");
}

#[test]
fn titles_that_nearly_agree_are_asked_about_and_a_series_is_not() {
    let asked = |one: &str, other: &str, town: &str| {
        let csv = format!("日期,类别,标题,镇街,人次\n2022-05-01,森林防火,{other},{town},9\n");
        let mut world = written("volunteer.csv", csv.as_bytes());
        world.run(&format!("qjcppcc volunteer add forest {one} -t 永新 -d 5-1 -n 3"));
        let printed = world.run("qjcppcc import volunteer.csv");
        assert!(printed.contains("新增1条"), "{printed}");
        printed.contains("可能已经记过")
    };
    for (one, other) in [
        ("森林防火巡查", "森林防火巡察"),
        ("森林防火巡查", "开展森林防火巡查"),
        ("集中学习", "集中学习会"),
        ("学习二十大", "学习二十大精神"),
        ("学习二十大精神", "学习二十大报告"),
        ("第3期巡山护林", "第3期巡山护林活动"),
    ] {
        assert!(asked(one, other, "永新"), "{one} {other}");
        assert!(!asked(one, other, "石角"), "{one} {other}");
    }
    for (one, other) in [
        ("学习甲", "学习乙"),
        ("森林防火巡查", "关爱老人"),
        ("第3期巡山护林", "第4期巡山护林"),
        ("第三次巡山护林", "第四次巡山护林"),
        ("走访慰问老党员", "走访困难企业"),
    ] {
        assert!(!asked(one, other, "永新"), "{one} {other}");
    }
}

#[test]
fn doubts_are_listed_one_a_line_and_told_to_scripts() {
    let rows: String =
        (1..=25).map(|at| format!("2022-05-01,森林防火,巡山护林{at}号点,永新,9\n")).collect::<Vec<_>>().concat();
    let csv = format!("日期,类别,标题,镇街,人次\n{rows}");
    let mut world = written("volunteer.csv", csv.as_bytes());
    (1..=25).for_each(|at| {
        world.run(&format!("qjcppcc volunteer add forest 巡山护林{at}号 -t 永新 -d 5-1 -n 3"));
    });
    let json: serde_json::Value = serde_json::from_str(
        world.run("qjcppcc import volunteer.csv --dry-run --json -q").split("\n注意").next().expect("JSON"),
    )
    .expect("JSON");
    assert_eq!(json["doubts"].as_array().map(Vec::len), Some(25));
    assert_eq!(json["doubts"][0]["record"], "volunteer-1");
    assert_eq!((json["doubts"][0]["line"].as_i64(), json["unread"].as_array().map(Vec::len)), (Some(2), Some(0)));
    world.answer.set(Some(false));
    assert!(world.run("qjcppcc import volunteer.csv").contains("没有导入"));
    let asked = world.asked.borrow()[0].clone();
    let lines: Vec<&str> = asked.lines().collect();
    assert_eq!(lines.len(), 23, "{asked}");
    assert_eq!(lines[0], "有25条可能已经记过：");
    assert!(
        lines[1].ends_with("volunteer.csv第2行“巡山护林1号点”（2022-05-01）与 volunteer-1“巡山护林1号”"),
        "{asked}"
    );
    assert_eq!(lines[21..], ["  另有5条（全部列出：--dry-run）", "仍要全部导入吗？"]);
}

#[test]
fn files_of_troubles_and_of_rows_left_out_are_what_their_endings_say() {
    let csv = "日期,类别,标题\n2022-05-01,主席会议,甲\n2022-05-02,舞会,\"乙,丙\"\n";
    for (option, ending) in [
        ("--errors 错误.xlsx", "xlsx"),
        ("--refused 退回.xlsx", "xlsx"),
        ("--errors 错误.json", "json"),
        ("--refused 退回", ""),
    ] {
        let mut world = written("study.csv", csv.as_bytes());
        let printed = world.run(&format!("qjcppcc import study.csv --skip-bad {option}"));
        assert!(printed.contains(&format!("的文件不能以“{ending}”结尾")) && printed.contains("[exit 2]"), "{printed}");
        assert!(world.run("qjcppcc study list --tally").starts_with("0条"));
    }
    let mut world = written("study.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import study.csv --errors e.csv");
    assert!(printed.contains("不对之处（1处）写在 ") && !printed.contains("--errors"), "{printed}");
    fs::write(world.path("a.jsonl"), "{\"ledger\":\"study\",\"date\":\"2022-05-03\",\"kind\":\"ball\"}\n")
        .expect("a file");
    let printed = world.run("qjcppcc import study.csv a.jsonl --skip-bad --refused r.tsv");
    assert!(printed.contains("r.1.tsv") && printed.contains("r.2.jsonl"), "{printed}");
    for (file, from, to) in [("r.1.tsv", "舞会", "党组会议"), ("r.2.jsonl", "ball", "group")] {
        let text = fs::read_to_string(world.path(file)).expect("the rows left out");
        fs::write(world.path(file), text.replacen(from, to, 1)).expect("mended");
        let printed = world.run(&format!("qjcppcc import {file}"));
        assert!(printed.contains("新增1条"), "{file}: {printed}");
    }
    assert!(world.run("qjcppcc study list --json").contains("乙,丙"));
}

#[test]
fn money_without_a_unit_that_is_small_is_pointed_out() {
    let csv = "日期,类型,企业,贷款\n2022-05-01,贷款,甲厂,500\n2022-05-02,贷款,乙厂,30\n2022-05-03,贷款,丙厂,5元\n";
    let printed = written("aid.csv", csv.as_bytes()).run("qjcppcc import aid.csv");
    assert!(printed.contains("“贷款”没有写单位，按元读；最小的是第3行的30元"), "{printed}");
    assert!(printed.contains("把表头写成 贷款（万元）") && printed.contains("新增3条"), "{printed}");
    for csv in [csv.replace("贷款\n", "贷款（元）\n"), csv.replace(",500", ",5000").replace(",30", ",3000")] {
        let printed = written("aid.csv", csv.as_bytes()).run("qjcppcc import aid.csv");
        assert!(!printed.contains("没有写单位"), "{printed}");
    }
}

#[test]
fn the_district_itself_is_no_unknown_town() {
    let csv = "日期,类别,镇街,人次\n2022-05-01,森林防火,区本级,3\n2022-05-02,森林防火,永新,3\n";
    let mut world = written("volunteer.csv", csv.as_bytes());
    assert!(world.run("qjcppcc import volunteer.csv").contains("新增2条"));
    assert!(world.run("qjcppcc volunteer show 1 --json").contains("\"town\": null"));
    let csv = "日期,标题,镇街\n2022-05-01,甲事,区本级\n";
    let printed = written("case.csv", csv.as_bytes()).run("qjcppcc import case.csv");
    assert!(printed.contains("第2行 C（镇街）：缺少镇街") && printed.contains("填上这一格"), "{printed}");
}

#[test]
fn troubles_of_rows_are_told_in_the_words_of_a_table_and_in_its_order() {
    let mut wrong = Vec::new();
    for (file, csv, says) in [
        ("volunteer.csv", "日期,类别\n2022-05-01,森林防火\n".to_owned(), "例如人次写 40"),
        (
            "fund.csv",
            "日期,事项编号,资金（元）\n2022-05-01,,3000\n".to_owned(),
            "写上它所属记录的编号，如 12 或 case-12",
        ),
        ("study.csv", format!("日期,类别,标题\n2022-05-01,主席会议,{}\n", "长".repeat(600)), "      请缩短\n"),
        ("study.csv", "日期,类别,人次\n2022-05-01,主席会议,十几\n".to_owned(), "“十几”不是一个数"),
        ("study.csv", "日期,类别,人次\n2022-05-01,主席会议,几十人次\n".to_owned(), "“几十人次”不是一个数"),
        (
            "study.csv",
            "活动开展日,类别,人次,标题\n2022-05-01,主席会议,3,甲\n".to_owned(),
            "写 --map 活动开展日=-，留作备注就写 --map 活动开展日=备注",
        ),
    ] {
        let printed = written(file, csv.as_bytes()).run(&format!("qjcppcc import {file}"));
        if !printed.contains(says) || printed.contains("--evidence") || printed.contains(" -n ") {
            wrong.push(format!("wanted “{says}”, got\n{printed}"));
        }
    }
    let csv = "人次,类别,日期\n三,舞会,2022-13-01\n";
    let printed = written("study.csv", csv.as_bytes()).run("qjcppcc import study.csv");
    let places: Vec<Option<usize>> =
        ["A（人次）", "B（类别）", "C（日期）"].iter().map(|place| printed.find(place)).collect();
    if !places.is_sorted() || places[1].is_none() {
        wrong.push(printed);
    }
    let csv = "date,kind,speaker of day\n2022-05-01,chair,x\n";
    let printed = written("study.csv", csv.as_bytes()).run("qjcppcc import study.csv --lang en");
    if !printed.contains("fields: date, title, kind") {
        wrong.push(printed);
    }
    let mut world = World::new();
    for (command, says) in
        [("template stdy -o x.xlsx", "是不是 study（学习）？"), ("import x.csv --ledger xuexi", "台账：study 学习、")]
    {
        let printed = world.run(&format!("qjcppcc {command}"));
        if !printed.contains(says) {
            wrong.push(format!("wanted “{says}”, got\n{printed}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_closed_year_names_the_rows_that_belong_to_it() {
    let csv = "日期,类别,人次\n2022-05-01,主席会议,3\n2021-05-01,主席会议,3\n2021-05-02,主席会议,3\n";
    let mut world = written("study.csv", csv.as_bytes());
    world.run("qjcppcc study add chair -d 2021-03-01 -n 1");
    let closed = world.run("qjcppcc close 2021 --yes");
    let printed = world.run("qjcppcc import study.csv");
    assert!(
        printed.contains("2021年已关账") && printed.contains("已关账年份的有2行，最前的是第3行"),
        "{closed}{printed}"
    );
}

#[test]
fn faults_of_an_array_are_told_once_and_for_what_they_are() {
    let object = |day: u32| format!("{{\"ledger\":\"study\",\"date\":\"2022-05-0{day}\",\"kind\":\"chair\"}}");
    let (one, two) = (object(1), object(2));
    for (text, says) in [
        (format!("[{one}\n{two}]"), "第2行：前面少了一个逗号"),
        (format!("[{one},,\n{two}]"), "第1行：多了一个逗号"),
        (format!("[{one},\n{two},\n]"), "第3行：多了一个逗号"),
        (format!("[,{one}]"), "第1行：多了一个逗号"),
        (format!("[{one},\n{two}"), "第2行：文件没有写完，缺少最后的 ]"),
        (format!("[{one},\n{}", &two[..20]), "第2行：不是一个完整的 JSON 对象：没有写完就断了"),
        (format!("[{one},\noops]"), "第2行：不是一个完整的 JSON 对象（第1列）"),
    ] {
        let printed = written("a.json", text.as_bytes()).run("qjcppcc import a.json");
        assert!(
            printed.contains(says) && printed.contains("有1处不对") && !printed.contains("第0列"),
            "{text}\n{printed}"
        );
    }
    for text in [format!("[{one},\n{two}]\n"), format!(" [ {one} , {two} ] "), format!("{one}\n{two}")] {
        assert!(written("a.json", text.as_bytes()).run("qjcppcc import a.json").contains("新增2条"), "{text}");
    }
}

#[test]
fn a_far_cell_and_a_list_that_is_too_long_are_told_apart() {
    let cell = |word: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{word}</text:p></table:table-cell>")
    };
    let head = format!("<table:table-row>{}{}</table:table-row>", cell("日期"), cell("类别"));
    let gap = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>";
    let far = ods(&format!("{head}{gap}<table:table-row>{}</table:table-row>", cell("x")));
    let printed = written("x.ods", &far).run("qjcppcc import x.ods");
    assert!(printed.contains("第1048002行：单元格 A1048002 远在表格之外"), "{printed}");
    let rows: String = (2..300_010)
        .map(|at| format!("<row r=\"{at}\"><c r=\"A{at}\"><v>1</v></c></row>"))
        .collect::<Vec<_>>()
        .concat();
    let printed = written("x.xlsx", &raw(&rows)).run("qjcppcc import x.xlsx");
    assert!(printed.contains("超过300000行") && printed.contains("另存为 CSV，或分成几个工作簿"), "{printed}");
    let truth = ods(&format!(
        "<table:table-row>{}{}{}</table:table-row><table:table-row>{}{}<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>TRUE</text:p></table:table-cell></table:table-row>",
        cell("日期"),
        cell("类别"),
        cell("人次"),
        cell("2022-05-01"),
        cell("主席会议")
    ));
    let printed = written("x.ods", &truth).run("qjcppcc import x.ods");
    assert!(printed.contains("“是”不是一个数"), "{printed}");
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
        "标题" | "姓名" | "作者" | "承办单位" | "提案人" | "地点" | "来源" | "签批人" | "界别" | "专委会" | "链接"
        | "备注" | "理由" => "某某",
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
    for (ledger, says, silent) in [
        ("case", "必填。从列表中选。", "不填即区本级"),
        ("meeting", "从列表中选。", "onsite"),
        ("endorsement", "所属记录（建言成果、社情民意信息）的编号", "（advice"),
        ("aid", "写了企业就不写企业数", "nothing"),
        ("member", "姓名*", ">标题"),
    ] {
        world.run(&format!("qjcppcc template {ledger} -o {ledger}.xlsx"));
        let mut archive =
            zip::ZipArchive::new(fs::File::open(world.path(&format!("{ledger}.xlsx"))).expect("the template"))
                .expect("a packed file");
        let mut text = String::new();
        for part in ["xl/comments1.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"] {
            std::io::Read::read_to_string(&mut archive.by_name(part).expect("a part"), &mut text).expect("text");
        }
        assert!(text.contains(says) && !text.contains(silent), "{ledger}: {text}");
        assert!(text.contains("orientation=\"landscape\"") && text.contains("fitToHeight=\"0\""), "{ledger}: {text}");
    }
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
        csv("no date", ",主席会议,3,甲", "第2行 A（日期）：缺少日期"),
        csv("no such day", "2022-02-30,主席会议,3,甲", "第2行 A（日期）：没有“2022-02-30”这一天"),
        csv("month 13", "2022-13-01,主席会议,3,甲", "没有“2022-13-01”这一天"),
        csv("a day ahead", "2023-05-01,主席会议,3,甲", "2023-05-01还没有到"),
        csv("a serial date", "44682,主席会议,3,甲", "“44682”是日期序号，不是日期"),
        csv("a date in words", "去年春天,主席会议,3,甲", "“去年春天”"),
        csv("a year of two digits", "5/1/22,主席会议,3,甲", "“5/1/22”"),
        csv("an unknown kind", "2022-05-01,舞会,3,甲", "第2行 B（类别）：词表里没有类别“舞会”"),
        csv("an ambiguous kind", "2022-05-01,会议,3,甲", "不止一个"),
        csv("no kind", "2022-05-01,,3,甲", "第2行 B（类别）：缺少类别"),
        csv("a negative number", "2022-05-01,主席会议,-3,甲", "第2行 C（人次）：“-3”是负数"),
        csv("half a person", "2022-05-01,主席会议,3.5,甲", "“3.5”的小数太细"),
        csv("another unit", "2022-05-01,主席会议,30名,甲", "“30名”的单位是“名”"),
        csv("no number", "2022-05-01,主席会议,若干,甲", "“若干”不是一个数"),
        csv("a range", "2022-05-01,主席会议,30-40,甲", "“30-40”不是一个数"),
        csv("two numbers", "2022-05-01,主席会议,\"30,40\",甲", "“30,40”不是一个数"),
        csv("too large", "2022-05-01,主席会议,9999999999999999,甲", "太大"),
        csv("an error value", "2022-05-01,主席会议,#REF!,甲", "第2行 C（人次）：这一格是出错的公式（#REF!）"),
        csv("an error in the title", "2022-05-01,主席会议,3,#N/A", "这一格是出错的公式（#N/A）"),
        csv("too narrow a column", "########,主席会议,3,甲", "这一格是出错的公式（########）"),
        csv("a control character", "2022-05-01,主席会议,3,甲\u{1b}[2J", "含有控制字符 U+001B"),
        csv("a title too long", &format!("2022-05-01,主席会议,3,{}", "长".repeat(501)), "有501个字，最多500个"),
        csv("an unclosed quote", "2022-05-01,主席会议,3,\"甲\n2022-05-02,主席会议,4,乙", "第2行：引号没有收尾"),
        csv("a stray quote", "2022-05-01,主席会议,3,\"甲\"乙", "第2行：收尾的引号后面还有“乙”"),
        csv(
            "a quote that swallows",
            &format!("2022-05-01,主席会议,3,\"甲{}\"", "\n2022-05-02,主席会议,4,乙".repeat(51)),
            "第2行：引号里有几行像是表里的行",
        ),
        csv("a cell too many", "2022-05-01,主席会议,3,甲,乙", "第2行：有5格，表头只有4格"),
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
            "日期,类别,参加人此,标题\n2022-05-01,主席会议,3,甲\n".into(),
            "",
            "是不是“人次”？写 --map 参加人此=人次",
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
            "第2行 A（台账）：没有台账“ball”",
        ),
        (
            "no ledger in a row",
            "x.csv",
            "台账,日期,类别\n学习,2022-05-01,主席会议\n,2022-05-01,主席会议\n".into(),
            "",
            "第3行 A（台账）：没有写台账",
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
            "第2行 B（所属）：找不到所属的记录“99”",
        ),
        (
            "a parent of another ledger",
            "fund.csv",
            "日期,所属,金额\n2022-05-01,study-1,3万\n".into(),
            "",
            "协调资金不能属于学习",
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
            "第3行 A（编号）：编号“case-1”在文件里出现两次",
        ),
        ("no UUID", "study.csv", "id,日期,类别\n7,2022-05-01,主席会议\n".into(), "", "“7”不是 UUID"),
        (
            "evidence as text",
            "study.csv",
            "日期,类别,佐证材料\n2022-05-01,主席会议,签到表\n".into(),
            "",
            "C（佐证材料）：佐证要写成一个对象",
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
            "第2行 C（作废）：“也许”不是“是”或“否”",
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
            "第1行：文件没有写完，缺少最后的 ]",
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
            "“学习”第2行 C（人次）：这一格的公式没有算出结果",
        ),
        xlsx(
            "an error cell",
            body("<c r=\"C2\" t=\"e\"><v>#REF!</v></c>"),
            "“学习”第2行 C（人次）：这一格是出错的公式（#REF!）",
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
            "A（日期）：这一格",
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

#[test]
fn troubles_of_lines_of_json_are_told_without_the_words_of_the_command_line() {
    let long = "长".repeat(600);
    for (line, says) in [
        (r#"{"ledger":"case","date":"2022-05-01","title":"甲事"}"#.to_owned(), "give the key town"),
        (format!(r#"{{"ledger":"case","date":"2022-05-01","town":"永新","title":"{long}"}}"#), "shorten it"),
        (r#"{"ledger":"case","date":"2022-05-01","town":"永新","title":" "}"#.to_owned(), "leave the key out"),
    ] {
        let printed = written("case.jsonl", line.as_bytes()).run("qjcppcc import case.jsonl --lang en");
        assert!(printed.contains(says) && !printed.contains("--evidence") && !printed.contains("--unset"), "{printed}");
    }
}
