//! What a cell of a workbook shows is what is read of it, or it is refused by its place.

use std::fs;

use serde_json::{Value, json};

use super::files::{cell, line, ods_of, packed, replaced, sheet};
use crate::world::World;

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// What a workbook came to: its records, or what was printed instead.
fn imported(name: &str, bytes: &[u8], ledger: &str) -> Result<Vec<Value>, String> {
    let mut world = World::with(&[(name, bytes)]);
    world.run("qjcppcc init");
    let printed = world.run(&format!("qjcppcc import {name} --ledger {ledger}"));
    if !printed.contains("新增") {
        return Err(printed);
    }
    Ok(world.json(&format!("qjcppcc {ledger} list --json")).as_array().expect("a list").clone())
}

/// A workbook of one gift with a document and a note; the cell under `heading` is written in XML, in a style of this format.
fn xlsx(heading: &str, format: &str, cell: &str) -> Vec<u8> {
    let format = format.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let styles = format!(
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="170" formatCode="{format}"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="170" applyNumberFormat="1"/></cellXfs></styleSheet>"#
    );
    let word = |place: &str, word: &str| format!(r#"<c r="{place}" t="inlineStr"><is><t>{word}</t></is></c>"#);
    let head: String =
        [("A1", "日期"), ("B1", "类别"), ("C1", "标题"), ("D1", heading)].map(|(at, name)| word(at, name)).concat();
    let row: String = [("A2", "2022-01-05"), ("B2", "公益"), ("C2", "甲")].map(|(at, name)| word(at, name)).concat();
    // Every record of service has a number.
    let more = [word("E1", "人次"), r#"<c r="E2"><v>5</v></c>"#.to_owned()];
    let [heading_more, cell_more] = if heading == "人次" { Default::default() } else { more };
    let rows = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">{head}{heading_more}</row><row r="2">{row}{cell}{cell_more}</row></sheetData></worksheet>"#
    );
    let whole = replaced(&sheet("志愿服务", |_| Ok(())), SHEET, |_| rows.clone().into_bytes());
    replaced(&whole, "xl/styles.xml", |_| styles.clone().into_bytes())
}

fn number(value: &str) -> String {
    format!(r#"<c r="D2" s="1"><v>{value}</v></c>"#)
}

const OTHER: &str = "看到的和存的不是同一个数";

/// A heading, a format, a number, what `LibreOffice` shows of it, the key that is asked for, and its value or what is said.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str, Result<Value, &'static str>);

fn cases() -> Vec<Case> {
    vec![
        ("捐款（元）", "General", "35", "35", "donated", Ok(json!(35))),
        ("捐款（元）", "#,##0.00", "35000", "35,000.00", "donated", Ok(json!(35000))),
        ("捐款（元）", "0.00", "35.5", "35.50", "donated", Ok(json!(35.5))),
        ("捐款（千元）", "#,##0,", "35000", "35", "donated", Err(OTHER)),
        ("捐款（元）", "0.0,", "35000", "35.0", "donated", Err(OTHER)),
        ("捐款（元）", "0,,", "35000000", "35", "donated", Err(OTHER)),
        ("捐款（元）", "0\"千元\"", "35", "35千元", "donated", Ok(json!(35000))),
        ("捐款（元）", "0\"百元\"", "35", "35百元", "donated", Ok(json!(3500))),
        ("捐款（元）", "0\"万\"", "35", "35万", "donated", Ok(json!(350_000))),
        ("捐款（元）", "\"$\"#,##0.00", "35", "$35.00", "donated", Err("$35")),
        ("捐款（元）", "[$$-409]#,##0.00", "35", "$35.00", "donated", Err("$35")),
        ("捐款（元）", "[$€-2] #,##0", "35", "€ 35", "donated", Err("€35")),
        ("捐款（元）", "[$￥-804]#,##0.00", "35", "￥35.00", "donated", Ok(json!(35))),
        ("捐款（元）", "0\"美元\"", "35", "35美元", "donated", Err("美元")),
        ("捐款（元）", "0%", "0.12", "12%", "donated", Err("12%")),
        ("捐款（元）", "0", "35.6", "36", "donated", Err(OTHER)),
        ("捐款（元）", "0.00E+00", "35", "3.50E+01", "donated", Err(OTHER)),
        ("捐款（元）", "# ?/?", "35.5", "35 1/2", "donated", Err(OTHER)),
        ("捐款（元）", "#,##0;;", "0", "", "donated", Ok(Value::Null)),
        ("捐款（元）", "#,##0;-#,##0;\"-\"", "0", "-", "donated", Ok(Value::Null)),
        ("人次", "0\"余\"", "35", "35余", "turns_bound", Ok(json!("at_least"))),
        ("人次", "0\"余人次\"", "35", "35余人次", "turns_bound", Ok(json!("at_least"))),
        ("人次", "0\"人次\"", "35", "35人次", "turns", Ok(json!(35))),
        ("人次", "000", "7", "007", "turns", Ok(json!(7))),
        ("人次", "0_ ;[Red]-0", "35", "35", "turns", Ok(json!(35))),
        ("文号", "000", "7", "007", "doc", Ok(json!("007"))),
        ("备注", "0.0%", "0.125", "12.5%", "note", Ok(json!("12.5%"))),
        ("备注", "#,##0", "12345", "12,345", "note", Ok(json!("12,345"))),
        ("备注", "\"约\"0\"人\"", "35", "约35人", "note", Ok(json!("约35人"))),
        ("备注", "0", "35.6", "36", "note", Ok(json!("36"))),
    ]
}

/// Holds what a file came to against what is expected.
fn check(case: &Case, read: Result<Vec<Value>, String>) {
    let (heading, format, value, _, key, expected) = case;
    match (expected, read) {
        (Ok(expected), Ok(records)) => assert_eq!(records[0][key], *expected, "{heading} {format} {value}"),
        (Err(says), Err(printed)) => {
            assert!(printed.contains(says), "{heading} {format}: {printed}");
            assert!(printed.contains("第2行 D（"), "{printed}");
        }
        (expected, read) => panic!("{heading} {format} {value}: {expected:?}, and there is {read:?}"),
    }
}

#[test]
fn a_number_is_read_as_its_format_shows_it() {
    for case in cases() {
        check(&case, imported("x.xlsx", &xlsx(case.0, case.1, &number(case.2)), "volunteer"));
    }
}

#[test]
fn libreoffice_shows_numbers_as_excel_does() {
    for case in cases() {
        let (heading, _, value, shown, ..) = case;
        let kind = if shown.ends_with('%') { "percentage" } else { "float" };
        let cell = format!(
            r#"<table:table-cell office:value-type="{kind}" office:value="{value}"><text:p>{shown}</text:p></table:table-cell>"#
        );
        if !shown.is_empty() {
            let rows =
                line(&["日期", "类别", "标题", heading, "时长"]) + &line(&["2022-01-05", "公益", "甲", &cell, "5"]);
            check(&case, imported("x.ods", &named(&rows), "volunteer"));
        }
    }
}

#[test]
fn a_number_that_is_shown_otherwise_is_told_in_both_languages() {
    let cell =
        r#"<table:table-cell office:value-type="float" office:value="35000"><text:p>35</text:p></table:table-cell>"#;
    let ods = named(&(line(&["日期", "类别", "捐款"]) + &line(&["2022-01-05", "公益", cell])));
    for (name, bytes, zh, en) in [
        (
            "x.ods",
            ods,
            "这一格显示为“35”，看到的和存的不是同一个数",
            "the cell shows “35”; what it keeps is not what everybody sees",
        ),
        (
            "x.xlsx",
            xlsx("捐款", "0,", &number("35000")),
            "这一格用格式“0,”显示，看到的和存的不是同一个数",
            "the cell is shown in the format “0,”; what it keeps is not what everybody sees",
        ),
    ] {
        let mut world = World::with(&[(name, bytes)]);
        world.run("qjcppcc init");
        for (lang, says) in [("zh", zh), ("en", en)] {
            let printed = world.run(&format!("qjcppcc import {name} --lang {lang}"));
            assert!(printed.contains(says) && printed.contains("[exit 4]"), "{printed}");
        }
    }
}

/// A workbook of `LibreOffice` with a sheet of service.
fn named(rows: &str) -> Vec<u8> {
    ods_of("志愿服务", rows)
}

/// The numbers of [`cases`] and others in an old workbook, as `LibreOffice` wrote it: as money and as a note.
const OLD: &[u8] = include_bytes!("shown.xls");

#[test]
fn an_old_workbook_shows_numbers_as_a_new_one_does() {
    let printed = imported("x.xls", OLD, "volunteer").expect_err("bad cells");
    assert!(printed.contains("有7处不对"), "{printed}");
    for row in [4, 7, 9, 10, 11, 15] {
        assert!(printed.contains(&format!("第{row}行 D（捐款（元））")), "{row}: {printed}");
    }
    assert!(printed.contains("第7行 D") && printed.contains("$35"), "{printed}");
    assert!(printed.contains("第9行 D") && printed.contains("12%"), "{printed}");
    let mut world = World::with(&[("x.xls", OLD)]);
    world.run("qjcppcc init");
    world.run("qjcppcc import x.xls --skip-bad");
    let listed = world.json("qjcppcc volunteer list --json");
    let all: Vec<_> = listed
        .as_array()
        .expect("a list")
        .iter()
        .map(|record| {
            (
                record["title"].as_str().expect("a title").to_owned(),
                record["donated"].clone(),
                record["note"].as_str().map(str::to_owned),
            )
        })
        .collect();
    for (row, donated, note) in [
        (2, json!(35), "35"),
        (3, json!(35000), "35,000.00"),
        (5, json!(35000), "35千元"),
        (6, json!(350_000), "35万"),
        (8, json!(35), "￥35.00"),
        (14, json!(7), "007"),
        (16, Value::Null, "2022/1/5 14:30"),
        (17, Value::Null, "14:30"),
        (18, Value::Null, "37:30"),
    ] {
        let wanted = (format!("第{row}行"), donated, Some(note.to_owned()));
        assert!(all.contains(&wanted), "{wanted:?} in {all:?}");
    }
}

#[test]
fn days_and_times_are_shown_in_words_as_the_workbook_shows_them() {
    for (format, value, expected) in [
        ("yyyy/m/d h:mm", "44566.604166666664", "2022/1/5 14:30"),
        ("yyyy\"年\"m\"月\"d\"日\" hh\"时\"mm\"分\"", "44566.604166666664", "2022年1月5日 14时30分"),
        ("h:mm", "0.604166666666667", "14:30"),
        ("h:mm AM/PM", "0.604166666666667", "2:30 PM"),
        ("上午/下午h\"时\"mm\"分\"", "0.604166666666667", "下午2时30分"),
        ("h:mm:ss", "0.604166666666667", "14:30:00"),
        ("[h]:mm", "1.5625", "37:30"),
        ("yyyy-mm-dd", "44566", "2022-01-05"),
    ] {
        let records = imported("x.xlsx", &xlsx("备注", format, &number(value)), "volunteer").expect(format);
        assert_eq!(records[0]["note"], expected, "{format}");
    }
    let cell = |attributes: &str, shown: &str| {
        let cell = format!(r"<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>");
        named(&(line(&["日期", "类别", "标题", "备注", "人次"]) + &line(&["2022-01-05", "公益", "甲", &cell, "5"])))
    };
    for (attributes, shown) in [
        (r#"office:value-type="time" office:time-value="PT14H30M00S""#, "14:30"),
        (r#"office:value-type="date" office:date-value="2022-01-05T14:30:00""#, "2022/1/5 14:30"),
        ("", "没有类型的备注"),
        (r#"table:style-name="a""#, "甲&amp;乙<text:s text:c=\"2\"/>丙"),
        (r#"office:value-type="string""#, "<![CDATA[甲<乙]]>"),
    ] {
        let records = imported("x.ods", &cell(attributes, shown), "volunteer").expect(shown);
        let plain = shown.replace("<text:s text:c=\"2\"/>", "  ").replace("&amp;", "&");
        let plain = plain.trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        assert_eq!(records[0]["note"], plain);
    }
    // A time is no day, and a day that shows only its time is none either.
    let day = |format: &str, value: &str| {
        let bytes = xlsx("日期", format, &number(value));
        let bytes = replaced(&bytes, SHEET, |part| {
            String::from_utf8(part)
                .expect("XML")
                .replace("日期</t></is></c><c r=\"B1\"", "序号</t></is></c><c r=\"B1\"")
                .into_bytes()
        });
        imported("x.xlsx", &bytes, "volunteer")
    };
    assert_eq!(day("yyyy/m/d h:mm", "44566.604166666664").expect("a day")[0]["date"], "2022-01-05");
    for (format, value) in [("h:mm", "0.604166666666667"), ("h:mm", "44566.604166666664")] {
        let printed = day(format, value).expect_err("no day");
        assert!(printed.contains("这一格是时长或时刻，不是日期"), "{printed}");
    }
}

#[test]
fn xml_that_the_library_reads_wrongly_is_read_rightly() {
    for (heading, cell, key, expected) in [
        ("备注", r#"<c r="D2"><v><![CDATA[42]]></v></c>"#, "note", json!("42")),
        ("人次", r#"<c r="D2"><v><![CDATA[42]]></v></c>"#, "turns", json!(42)),
        ("人次", r#"<c r="D2"><v>4<!-- x -->2</v></c>"#, "turns", json!(42)),
        ("人次", r#"<c r="D2"><v>4<?x y?>2</v></c>"#, "turns", json!(42)),
        ("人次", r#"<c r="D2"><v>4&#50;</v></c>"#, "turns", json!(42)),
        ("人次", r#"<c r="D2"><v> 42 </v></c>"#, "turns", json!(42)),
        (
            "人次",
            r#"<c r="D2" t="n"><v xml:space="preserve"> 42
</v></c>"#,
            "turns",
            json!(42),
        ),
        ("备注", r#"<c r="D2" t="inlineStr"><is><t>甲乙</t></is><v>甲乙</v></c>"#, "note", json!("甲乙")),
        ("备注", r#"<c r="D2" t="inlineStr"><is><t>甲<!-- x -->乙</t></is></c>"#, "note", json!("甲乙")),
        ("备注", r#"<c r="D2" t="str"><f>A1</f><v><![CDATA[甲<乙]]></v></c>"#, "note", json!("甲<乙")),
        ("备注", r#"<c r="D2" t="s"><v> 1 </v></c>"#, "note", json!("丙丁")),
        ("文号", r#"<c r="D2" s=" 1 "><v>7</v></c>"#, "doc", json!("007")),
    ] {
        let strings = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>甲乙</t></si><si><t>丙<!-- x -->丁</t></si></sst>"#;
        let bytes = replaced(&with_strings(&xlsx(heading, "000", cell)), "xl/sharedStrings.xml", |_| strings.into());
        let records = imported("x.xlsx", &bytes, "volunteer").unwrap_or_else(|printed| panic!("{cell}: {printed}"));
        assert_eq!(records[0][key], expected, "{cell}");
    }
    for (cell, says) in [
        (r#"<c r="D2"><v>4 2</v></c>"#, "第2行 D（人次）"),
        (r#"<c r="D2" t="n"><v>4 2</v></c>"#, "第2行 D（人次）"),
        (r#"<c r="D2" t="s"><v>x</v></c>"#, "第2行 D（人次）：这一格是出错的公式（#REF!）"),
    ] {
        let printed = imported("x.xlsx", &xlsx("人次", "0", cell), "volunteer").expect_err(cell);
        assert!(printed.contains(says) && printed.contains("[exit 4]"), "{printed}");
    }
}

/// The workbook with a part for its texts, which one without any has not.
fn with_strings(bytes: &[u8]) -> Vec<u8> {
    let text = |part: Vec<u8>| String::from_utf8(part).expect("XML");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a packed file");
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a part");
        let mut content = Vec::new();
        std::io::copy(&mut file, &mut content).expect("it can be read");
        parts.push((file.name().expect("a name").into_owned(), content));
    }
    if !parts.iter().any(|(name, _)| name == "xl/sharedStrings.xml") {
        parts.push(("xl/sharedStrings.xml".to_owned(), Vec::new()));
        for (name, part) in &mut parts {
            let (end, more) = match name.as_str() {
                "[Content_Types].xml" => (
                    "</Types>",
                    r#"<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>"#,
                ),
                "xl/_rels/workbook.xml.rels" => (
                    "</Relationships>",
                    r#"<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>"#,
                ),
                _ => continue,
            };
            *part = text(std::mem::take(part)).replace(end, &format!("{more}{end}")).into_bytes();
        }
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, part)| (&**name, &**part)).collect();
    packed(&parts)
}

#[test]
fn every_error_of_a_spreadsheet_is_named_by_its_cell() {
    for fault in [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
        "#EXTERNAL!",
        "#PYTHON!",
        "#TIMEOUT!",
    ] {
        for kind in ["e", "str"] {
            let cell = format!(r#"<c r="D2" t="{kind}"><f>A1</f><v>{fault}</v></c>"#);
            let printed = imported("x.xlsx", &xlsx("人次", "0", &cell), "volunteer").expect_err(fault);
            let named = if kind == "e" && fault == "#GETTING_DATA" { "#" } else { fault };
            let says = format!("“志愿服务”第2行 D（人次）：这一格是出错的公式（{named}");
            assert!(printed.contains(&says) && printed.contains("[exit 4]"), "{kind} {fault}: {printed}");
        }
    }
    for fault in ["Err:501", "Err:502", "Err:504", "Err:508", "Err:511", "Err:522", "Err:532", "#DIV/0!", "#MACRO?"] {
        for cell in [
            format!(
                r#"<table:table-cell table:formula="of:=A1" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>{fault}</text:p></table:table-cell>"#
            ),
            format!(
                r#"<table:table-cell table:formula="of:=A1" office:value-type="float" office:value="0"><text:p>{fault}</text:p></table:table-cell>"#
            ),
            cell(fault),
        ] {
            let rows = line(&["日期", "类别", "标题", "人次"]) + &line(&["2022-01-05", "公益", "甲", &cell]);
            let printed = imported("x.ods", &named(&rows), "volunteer").expect_err(fault);
            assert!(printed.contains("第2行 D（人次）：这一格是出错的公式"), "{cell}: {printed}");
        }
    }
}

#[test]
fn json_numbers_are_read_in_any_legal_spelling() {
    for (number, key, expected) in [
        ("1e5", "donated", json!(100_000)),
        ("1E+2", "donated", json!(100)),
        ("1.0", "donated", json!(1)),
        ("-0", "donated", json!(0)),
        ("-0.0e9", "donated", json!(0)),
        ("0e999", "donated", json!(0)),
        ("1234e-2", "donated", json!(12.34)),
        ("0.00012e5", "donated", json!(12)),
        ("1e2", "turns", json!(100)),
        ("30.0", "turns", json!(30)),
        ("300e-1", "turns", json!(30)),
        ("2.50e1", "turns", json!(25)),
        ("7.0", "no", json!(7)),
        ("7e0", "no", json!(7)),
        ("1.50", "note", json!("1.50")),
    ] {
        let turns = if key == "turns" { "" } else { r#""turns":1,"# };
        let object =
            format!(r#"{{"ledger":"volunteer","date":"2022-01-01","kind":"charity",{turns}"{key}":{number}}}"#);
        for (name, text) in [("x.jsonl", format!("{object}\n")), ("x.json", format!("[{object}]"))] {
            let records =
                imported(name, text.as_bytes(), "volunteer").unwrap_or_else(|printed| panic!("{object}: {printed}"));
            assert_eq!(records[0][key], expected, "{number}");
        }
    }
    for (number, says) in [
        ("1e400", "“1e+400”太大或太小，不是台账里的数"),
        ("1e-400", "“1e-400”太大或太小，不是台账里的数"),
        ("1e99999999999", "太大或太小"),
        ("1e20", "100000000000000000000"),
        ("5e-1", "0.5"),
        ("-1e2", "负数"),
    ] {
        let object = format!(r#"{{"ledger":"volunteer","date":"2022-01-01","kind":"charity","turns":{number}}}"#);
        let printed = imported("x.jsonl", object.as_bytes(), "volunteer").expect_err(number);
        assert!(printed.contains(says) && printed.contains("第1行"), "{number}: {printed}");
    }
    let mut world =
        World::with(&[("x.jsonl", r#"{"ledger":"volunteer","date":"2022-01-01","kind":"charity","turns":1e400}"#)]);
    world.run("qjcppcc init");
    let printed = world.run("qjcppcc import x.jsonl --lang en");
    assert!(printed.contains("“1e+400” is too large or too small for any record"), "{printed}");
    let family = concat!(
        r#"{"ledger":"case","no":1.0,"ref":"a","date":"2022-01-01","town":"永新","title":"甲"}"#,
        "\n",
        r#"{"ledger":"fund","of":"a","date":"2022-02-01","amount":35e4}"#,
        "\n",
    );
    let records = imported("x.jsonl", family.as_bytes(), "case").expect("a matter and its money");
    assert_eq!(records[0]["no"], 1);
}

#[test]
fn a_text_that_excel_has_no_room_for_is_cut_with_a_mark_and_kept_whole() {
    let note = "😀".repeat(16_384);
    let line = format!(
        r#"{{"ledger":"volunteer","date":"2022-01-01","kind":"forest","turns":1,"title":"x","note":"{note}"}}"#
    );
    let mut world = World::with(&[("in.jsonl", line)]);
    world.run("qjcppcc init");
    assert!(world.run("qjcppcc import in.jsonl").contains("新增1条"));
    for (lang, mark, said) in [
        (
            "zh",
            "…（Excel 一格放不下，全文见 JSON 或 CSV）",
            "有1格的文字超过 Excel 一格的32767字，没有写全；全文见 JSON 或 CSV",
        ),
        (
            "en",
            "… (too long for a cell of Excel; JSON and CSV have all of it)",
            "of 1 texts longer than the 32767 characters",
        ),
    ] {
        let printed = world.run(&format!("qjcppcc export volunteer --lang {lang} -o {lang}.xlsx"));
        assert!(!printed.contains("[exit"), "{printed}");
        let bytes = fs::read(world.path(&format!("{lang}.xlsx"))).expect("a workbook");
        let text = texts(&bytes);
        let units: usize = 32_767 - mark.encode_utf16().count();
        assert!(text.contains(&format!("{}{mark}", "😀".repeat(units / 2))), "{lang}");
        assert!(text.contains(said), "{lang}");
        // What was cut is no change.
        let again = world.run(&format!("qjcppcc import {lang}.xlsx --update"));
        assert!(again.contains("1条都已在台账文件里"), "{again}");
    }
    assert_eq!(world.json("qjcppcc volunteer list --json")[0]["note"], note);
    world.run("qjcppcc export volunteer -o all.csv");
    assert!(fs::read_to_string(world.path("all.csv")).expect("CSV").contains(&note));
    // One unit less has room.
    let exact = format!(
        r#"{{"ledger":"volunteer","date":"2022-01-02","kind":"forest","turns":1,"note":"{}a"}}"#,
        "😀".repeat(16_383)
    );
    fs::write(world.path("more.jsonl"), exact).expect("a file");
    world.run("qjcppcc import more.jsonl");
    world.run("qjcppcc export volunteer -o two.xlsx");
    assert!(
        texts(&fs::read(world.path("two.xlsx")).expect("a workbook")).contains(&format!("{}a<", "😀".repeat(16_383)))
    );
}

/// All XML of a workbook.
fn texts(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a packed file");
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut content = Vec::new();
        std::io::copy(&mut archive.by_index(at).expect("a part"), &mut content).expect("it can be read");
        text.push_str(&String::from_utf8_lossy(&content));
    }
    text
}
