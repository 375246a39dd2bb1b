//! Sheets given out in each format, read the way their readers would read them.

use std::cell::Cell as StdCell;
use std::rc::Rc;

use calamine::{Data as Found, Reader, Xlsx};
use chrono::NaiveDate;
use qjcppcc::amount::{Amount, Bound, Measure};
use qjcppcc::error::Error;
use qjcppcc::format::{Canvas, Format, Paper, write};
use qjcppcc::sheet::{Block, Board, Card, Cell, Column, Data, Face, Lane, Row, Sheet, Table};
use qjcppcc::text::{Lang, is_unsafe};
use unicode_width::UnicodeWidthStr;

const FILE: Canvas = Canvas { width: None, colour: false, marked: true, lang: Lang::Zh };

/// Everything that must not act: escape codes, a bell, a C1 code, a change of direction, a zero-width space and
/// a tag character beyond the 16-bit plane.
const HOSTILE: &str = "a\u{1b}[31mb\u{7}\u{9b}c\u{202e}d\u{200b}\u{e0001}e\u{7f}";

fn rendered(sheet: &Sheet, format: Format, canvas: Canvas) -> String {
    let mut out = Vec::new();
    write(sheet, format, &canvas, &Paper::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn filed(sheet: &Sheet, format: Format) -> String {
    rendered(sheet, format, FILE)
}

fn at_width(sheet: &Sheet, width: usize) -> String {
    rendered(sheet, Format::Table, Canvas { width: Some(width), ..FILE })
}

fn words(words: &str) -> Cell {
    Cell::Text(words.to_owned())
}

fn exact(value: i64, measure: Measure) -> Cell {
    Cell::Amount(Amount { value, bound: Bound::Exact }, measure)
}

fn day(year: i32, month: u32, day: u32) -> Cell {
    Cell::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
}

fn page(blocks: Vec<Block>) -> Sheet {
    Sheet { data: Data::Object(Vec::new()), page: blocks }
}

fn one_cell(cell: Cell) -> Sheet {
    let mut table = Table::new(vec![Column::new("title", "名称")]);
    table.push(vec![cell]);
    Sheet::list(table)
}

/// The figures of a year, as a report shows them.
fn figures() -> Sheet {
    let mut table = Table::new(vec![
        Column::new("key", "指标键").face(Face::Data),
        Column::new("label", "指标"),
        Column::new("value", "数值").right(),
        Column::new("bound", "界").face(Face::Data),
        Column::new("shown", "印作").face(Face::Page),
        Column::new("growth", "同比").right(),
    ]);
    let mut figure = |section: Option<&str>, key: &str, label: &str, cell: Cell, bound: &str, growth: Cell| {
        table.rows.extend(section.map(|title| Row::Section(title.to_owned())));
        table.push(vec![words(key), words(label), cell, words(bound), words(&format!("“{label}”")), growth]);
    };
    let least = Cell::Amount(Amount { value: 3000, bound: Bound::AtLeast }, Measure::Count);
    figure(
        Some("一、学习"),
        "study.turns",
        "学习人次",
        exact(3126, Measure::Count),
        "exact",
        Cell::Decimal("12.50".into()),
    );
    figure(None, "study.readers", "委员读书", least, "at_least", Cell::Empty);
    figure(
        Some("二、议事 for all"),
        "fund.paid",
        "帮扶资金",
        exact(123_456, Measure::Money),
        "exact",
        Cell::Decimal("-3.1".into()),
    );
    Sheet::list(table)
}

/// Cases with their meetings nested.
fn cases() -> Sheet {
    let meetings = |rows: Vec<(u32, &str)>| {
        let mut table = Table::new(vec![Column::new("date", "日期"), Column::new("place", "地点")]);
        for (on, place) in rows {
            table.push(vec![day(2022, 5, on), words(place)]);
        }
        Cell::Table(table)
    };
    let mut table = Table::new(vec![
        Column::new("no", "编号").right(),
        Column::new("date", "日期"),
        Column::new("meetings", "会议"),
        Column::new("title", "议题"),
    ]);
    table.push(vec![Cell::Whole(1), day(2022, 4, 1), meetings(vec![(1, "社区"), (3, "村委")]), words("背街小巷")]);
    table.push(vec![Cell::Whole(2), day(2022, 4, 2), meetings(vec![]), words("老旧小区")]);
    table.push(vec![Cell::Whole(3), day(2022, 4, 3), Cell::Empty, words("停车难")]);
    Sheet::list(table)
}

/// A list as wide as real ones, with long words, long Chinese and numbers.
fn wide() -> Sheet {
    let mut table = Table::new(vec![
        Column::new("no", "编号").right(),
        Column::new("date", "日期"),
        Column::new("title", "议题"),
        Column::new("town", "镇街"),
        Column::new("paid", "资金（元）").right(),
        Column::new("note", "备注"),
    ]);
    for no in 1..4 {
        table.push(vec![
            Cell::Whole(no),
            day(2022, 5, 1),
            words("关于推进老旧小区加装电梯，破解“停车难”问题（第二次）；会后回访。"),
            words("景芝街道"),
            exact(123_456_789, Measure::Money),
            words("see https://example.org/a/very/long/address/that/has/no/space and 通知"),
        ]);
        table.rows.push(Row::Section("这一行横跨整张表格，比四十个格子还要长一些，所以也要折行才放得下。".to_owned()));
    }
    Sheet::list(table)
}

/// The cell of a line at which a word begins.
fn cell_of(line: &str, word: &str) -> usize {
    line[..line.find(word).unwrap_or_else(|| panic!("{word} in {line}"))].width()
}

fn cell_after(line: &str, word: &str) -> usize {
    cell_of(line, word) + word.width()
}

#[test]
fn keys_and_endings_name_formats() {
    for format in Format::ALL {
        assert_eq!(Format::from_key(format.key()), Some(format));
    }
    assert_eq!(Format::from_key("yaml"), None);
    for (path, format) in [
        ("a.txt", Some(Format::Table)),
        ("a.json", Some(Format::Json)),
        ("a.jsonl", Some(Format::Jsonl)),
        ("a.ndjson", Some(Format::Jsonl)),
        ("2022.年报.CSV", Some(Format::Csv)),
        ("dir.md/a.md", Some(Format::Md)),
        ("dir.md/a", None),
        ("csv", None),
        (".csv", None),
        ("a.pdf", None),
    ] {
        assert_eq!(Format::from_ending(path), format, "{path}");
    }
}

#[test]
fn a_table_is_light_and_its_columns_line_up() {
    let text = filed(&figures(), Format::Table);
    assert_eq!(
        text,
        "\
指标          数值  印作         同比
─────────────────────────────────────
一、学习
学习人次     3,126  “学习人次”  12.50
委员读书    3,000+  “委员读书”      —
二、议事 for all
帮扶资金  1,234.56  “帮扶资金”   -3.1
"
    );
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(cell_after(lines[0], "数值"), cell_after(lines[3], "3,126"));
    assert_eq!(cell_after(lines[3], "3,126"), cell_after(lines[6], "1,234.56"));
    assert_eq!(cell_of(lines[0], "印作"), cell_of(lines[3], "“学"));
    assert_eq!(lines[1].width(), lines[3].width());
}

#[test]
fn people_read_their_own_language() {
    let mut table = Table::new(vec![Column::new("open", "Open"), Column::new("towns", "Towns")]);
    table.push(vec![Cell::Flag(true), Cell::List(vec![words("A"), Cell::Whole(2)])]);
    table.push(vec![Cell::Flag(false), Cell::Empty]);
    let sheet = Sheet::list(table);
    assert!(filed(&sheet, Format::Table).ends_with("是    A、2\n否    —\n"));
    let english = rendered(&sheet, Format::Table, Canvas { lang: Lang::En, ..FILE });
    assert!(english.ends_with("yes   A, 2\nno    —\n"), "{english}");
}

#[test]
fn blocks_stand_apart_by_one_line() {
    let mut table = Table::new(vec![Column::new("no", "编号")]);
    table.push(vec![Cell::Whole(1)]);
    let sheet = page(vec![
        Block::heading("年度报告"),
        Block::Line("第一行\n第二行".into()),
        Block::Table(table),
        Block::Line("完".into()),
    ]);
    assert_eq!(filed(&sheet, Format::Table), "年度报告\n\n第一行\n第二行\n\n编号\n────\n1\n\n完\n");
    assert_eq!(filed(&sheet, Format::Md), "## 年度报告\n\n第一行\\\n第二行\n\n| 编号 |\n| --- |\n| 1 |\n\n完\n");
    assert_eq!(filed(&page(Vec::new()), Format::Table), "");
}

#[test]
fn colour_is_bold_and_only_on_request() {
    let mut sheet = figures();
    sheet.page.insert(0, Block::heading("年报"));
    let coloured = rendered(&sheet, Format::Table, Canvas { colour: true, ..FILE });
    for line in ["年报", "一、学习", "指标          数值  印作         同比"] {
        assert!(coloured.contains(&format!("\u{1b}[1m{line}\u{1b}[0m\n")), "{coloured}");
    }
    assert_eq!(coloured.replace("\u{1b}[1m", "").replace("\u{1b}[0m", ""), filed(&sheet, Format::Table));
    for format in Format::ALL.into_iter().filter(|format| !format.is_packed()) {
        assert!(!filed(&sheet, format).contains('\u{1b}'), "{format:?}");
    }
}

#[test]
fn nothing_is_wider_than_the_terminal() {
    let mut sheet = wide();
    sheet.page.insert(0, Block::heading("一个很长很长的标题，".repeat(10)));
    sheet.page.push(Block::Line("全年共组织委员学习3,126人次，word after word。".repeat(5)));
    for width in [20, 40, 53, 80, 120] {
        for line in at_width(&sheet, width).lines() {
            assert!(line.width() <= width, "{width}: {line} is {}", line.width());
            assert_eq!(line, line.trim_end());
        }
    }
}

#[test]
fn a_wrapped_table_loses_nothing_and_keeps_numbers_whole() {
    let text = at_width(&wide(), 80);
    assert_eq!(text.matches("2022-05-01").count(), 3);
    assert_eq!(text.matches("1,234,567.89").count(), 3);
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        letters.sort_unstable();
        letters
    };
    assert_eq!(letters(&text), letters(&filed(&wide(), Format::Table)));
}

#[test]
fn a_table_too_wide_for_the_terminal_stands_upright() {
    let mut table = Table::new(vec![
        Column::new("date", "日期"),
        Column::new("until", "截止"),
        Column::new("paid", "金额").right(),
    ]);
    table.rows.push(Row::Section("一".into()));
    table.push(vec![day(2022, 5, 1), day(2022, 6, 1), exact(123, Measure::Money)]);
    table.push(vec![day(2022, 5, 2), Cell::Empty, exact(456, Measure::Money)]);
    assert_eq!(
        at_width(&Sheet::list(table), 24),
        "一\n日期  2022-05-01\n截止  2022-06-01\n金额  1.23\n\n日期  2022-05-02\n截止  —\n金额  4.56\n"
    );
}

#[test]
fn chinese_lines_break_where_they_may() {
    let broken = |text: &str, width| at_width(&page(vec![Block::Line(text.into())]), width);
    assert_eq!(broken("一二三四五，六七。", 10), "一二三四\n五，六七。\n");
    assert_eq!(broken("学习（第二次）结束", 6), "学习\n（第二\n次）结\n束\n");
    assert_eq!(broken("共有members参加", 8), "共有\nmembers\n参加\n");
    assert_eq!(broken("one two  three", 8), "one two\nthree\n");
    assert_eq!(broken("abcdefghij", 4), "abcd\nefgh\nij\n");
    assert_eq!(broken("中文", 1), "中\n文\n");
    assert_eq!(broken("一二三四五，六七。", 18), "一二三四五，六七。\n");
    assert_eq!(filed(&page(vec![Block::Line("长".repeat(500))]), Format::Table), "长".repeat(500) + "\n");
}

#[test]
fn lists_may_be_empty() {
    let sheet = Sheet::list(Table::new(vec![Column::new("no", "编号").right(), Column::new("title", "名称")]));
    assert_eq!(filed(&sheet, Format::Json), "[]\n");
    assert_eq!(filed(&sheet, Format::Jsonl), "");
    assert_eq!(filed(&sheet, Format::Csv), "\u{feff}no,title\r\n");
    assert_eq!(filed(&sheet, Format::Table), "编号  名称\n──────────\n");
    assert_eq!(filed(&sheet, Format::Md), "| 编号 | 名称 |\n| --: | --- |\n");
}

#[test]
fn json_has_every_key_in_order_and_exact_numbers() {
    let text = filed(&figures(), Format::Json);
    assert!(text.starts_with("[\n  {\n    \"key\": \"study.turns\",\n    \"label\": \"学习人次\",\n"), "{text}");
    assert!(text.contains("\"value\": 1234.56,") && text.contains("\"growth\": 12.50\n"), "{text}");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows = value.as_array().unwrap();
    assert_eq!(rows.len(), 3);
    for row in rows {
        let keys: Vec<_> = row.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["key", "label", "value", "bound", "growth"]);
    }
    assert!(rows[1]["growth"].is_null());
}

#[test]
fn money_is_exact_beyond_a_float() {
    let sheet = one_cell(exact(i64::MAX, Measure::Money));
    assert_eq!(filed(&sheet, Format::Jsonl), "{\"title\":92233720368547758.07}\n");
    assert_eq!(filed(&sheet, Format::Csv), "\u{feff}title\r\n92233720368547758.07\r\n");
    assert!(filed(&sheet, Format::Table).contains("92,233,720,368,547,758.07\n"));
    assert_eq!(filed(&one_cell(Cell::Decimal("n/a".into())), Format::Jsonl), "{\"title\":\"n/a\"}\n");
}

#[test]
fn an_object_keeps_its_members() {
    let mut towns = Table::new(vec![Column::new("town", "镇街"), Column::new("seen", "看").face(Face::Page)]);
    towns.push(vec![words("景芝"), words("x")]);
    towns.push(vec![words("凌河"), words("y")]);
    let plain = vec![
        ("open".to_owned(), Cell::Flag(true)),
        ("on".to_owned(), day(2022, 5, 1)),
        ("tags".to_owned(), Cell::List(vec![words("a"), words("b")])),
        ("place".to_owned(), Cell::Object(vec![("x".to_owned(), Cell::Whole(1)), ("y".to_owned(), Cell::Empty)])),
    ];
    let sheet = |members| Sheet { data: Data::Object(members), page: Vec::new() };
    assert_eq!(
        filed(&sheet(plain.clone()), Format::Jsonl),
        "{\"open\":true,\"on\":\"2022-05-01\",\"tags\":[\"a\",\"b\"],\"place\":{\"x\":1,\"y\":null}}\n"
    );
    assert_eq!(
        filed(&sheet(plain.clone()), Format::Csv),
        "\u{feff}open,on,tags,place\r\ntrue,2022-05-01,a、b,\"{\"\"x\"\":1,\"\"y\"\":null}\"\r\n"
    );
    let with_table = [plain, vec![("towns".to_owned(), Cell::Table(towns))]].concat();
    assert_eq!(filed(&sheet(with_table.clone()), Format::Jsonl), "{\"town\":\"景芝\"}\n{\"town\":\"凌河\"}\n");
    assert_eq!(filed(&sheet(with_table.clone()), Format::Csv), "\u{feff}town\r\n景芝\r\n凌河\r\n");
    let json: serde_json::Value = serde_json::from_str(&filed(&sheet(with_table), Format::Json)).unwrap();
    assert_eq!(json["towns"], serde_json::json!([{ "town": "景芝" }, { "town": "凌河" }]));
}

#[test]
fn nested_tables_open_into_rows() {
    assert_eq!(
        filed(&cases(), Format::Csv),
        "\u{feff}no,date,meetings_date,place,title\r\n\
         1,2022-04-01,2022-05-01,社区,背街小巷\r\n\
         1,2022-04-01,2022-05-03,村委,背街小巷\r\n\
         2,2022-04-02,,,老旧小区\r\n\
         3,2022-04-03,,,停车难\r\n"
    );
    assert_eq!(
        filed(&cases(), Format::Table),
        "\
编号  日期        会议 日期   地点  议题
────────────────────────────────────────────
   1  2022-04-01  2022-05-01  社区  背街小巷
   1  2022-04-01  2022-05-03  村委  背街小巷
   2  2022-04-02  —           —     老旧小区
   3  2022-04-03  —           —     停车难
"
    );
    assert!(filed(&cases(), Format::Md).contains("| 1 | 2022-04-01 | 2022-05-03 | 村委 | 背街小巷 |\n"));
    let lines: Vec<serde_json::Value> =
        filed(&cases(), Format::Jsonl).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["meetings"][1], serde_json::json!({ "date": "2022-05-03", "place": "村委" }));
    assert_eq!(lines[1]["meetings"], serde_json::json!([]));
    assert!(lines[2]["meetings"].is_null());
}

#[test]
fn nested_tables_stand_side_by_side_and_within_each_other() {
    let column = |key: &str, cells: Vec<Cell>| {
        let mut table = Table::new(vec![Column::new(key, key)]);
        for cell in cells {
            table.push(vec![cell]);
        }
        Cell::Table(table)
    };
    let deep = column("b", vec![column("c", vec![Cell::Whole(1), Cell::Whole(2)]), column("c", vec![Cell::Whole(3)])]);
    let mut table = Table::new(vec![Column::new("a", "a"), Column::new("x", "x"), Column::new("y", "y")]);
    table.push(vec![Cell::Whole(0), deep, column("d", vec![Cell::Whole(7), Cell::Whole(8)])]);
    table.push(vec![Cell::Whole(9), Cell::Table(Table::default()), column("d", vec![])]);
    assert_eq!(filed(&Sheet::list(table), Format::Csv), "\u{feff}a,c,d\r\n0,1,7\r\n0,2,8\r\n0,3,\r\n9,,\r\n");
}

#[test]
fn spreadsheets_calculate_no_text() {
    for (text, field) in [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-cmd|x", "'-cmd|x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\u{3000}=1", "'\u{3000}=1"),
        ("\n=1", "\"'\n=1\""),
        ("\t=1", "\"'\t=1\""),
        ("\r=1", "\"'\r=1\""),
        ("'=1", "''=1"),
        ("''-1", "'''-1"),
        ("'-1.5", "''-1.5"),
        ("'a", "'a"),
        ("#REF!", "'#REF!"),
        ("'###", "''###"),
        ("#1", "#1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("-", "'-"),
        ("-1-1", "'-1-1"),
        ("+1.", "'+1."),
        ("-12.50", "-12.50"),
        ("+8", "+8"),
        ("a=1", "a=1"),
        ("第一行\r\n第二行", "\"第一行\r\n第二行\""),
        ("甲；乙", "甲；乙"),
        ("甲;乙", "\"甲;乙\""),
        ("甲\u{200b}乙", "甲\u{200b}乙"),
    ] {
        let csv = filed(&one_cell(words(text)), Format::Csv);
        assert_eq!(csv, format!("\u{feff}title\r\n{field}\r\n"), "{text:?}");
    }
    let list = Cell::List(vec![words("=1"), words("b")]);
    assert_eq!(filed(&one_cell(list), Format::Csv), "\u{feff}title\r\n'=1、b\r\n");
    assert_eq!(filed(&one_cell(Cell::Decimal("-3.1".into())), Format::Csv), "\u{feff}title\r\n-3.1\r\n");
    assert_eq!(filed(&one_cell(Cell::Whole(-3)), Format::Csv), "\u{feff}title\r\n-3\r\n");
}

#[test]
fn csv_reads_back_as_written() {
    let fields = ["a,b", "说\"好\"", " 前后 ", "", "；、", "'x", "1"];
    let mut table = Table::new((0..fields.len()).map(|at| Column::new(&format!("k{at}"), "")).collect());
    table.push(fields.iter().map(|field| words(field)).collect());
    table.push(vec![Cell::Empty; fields.len()]);
    let text = filed(&Sheet::list(table), Format::Csv);
    let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(reader.headers().unwrap(), &["k0", "k1", "k2", "k3", "k4", "k5", "k6"][..]);
    assert_eq!(records, [csv::StringRecord::from(&fields[..]), csv::StringRecord::from(&[""; 7][..])]);
}

#[test]
fn hostile_text_is_harmless_in_every_format() {
    let mut table = Table::new(vec![Column::new("title", HOSTILE), Column::new("list", "列")]);
    table.rows.push(Row::Section(HOSTILE.to_owned()));
    let object = Cell::Object(vec![(HOSTILE.to_owned(), words(HOSTILE))]);
    table.push(vec![words(HOSTILE), Cell::List(vec![words(HOSTILE), object])]);
    let mut sheet = Sheet::list(table);
    sheet.page.extend([Block::heading(HOSTILE.to_owned()), Block::Line(format!("{HOSTILE}\r{HOSTILE}"))]);
    for format in Format::ALL.into_iter().filter(|format| !format.is_packed()) {
        // In a file CSV keeps text as it is: it is data, and an import takes it back.
        for width in [None, Some(40)].into_iter().skip(usize::from(matches!(format, Format::Csv | Format::Tsv))) {
            let text = rendered(&sheet, format, Canvas { width, ..FILE });
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let acting: Vec<char> = text
                .chars()
                .filter(|c| is_unsafe(*c) && !matches!((c, format), ('\n' | '\r', _) | ('\t', Format::Tsv)))
                .collect();
            assert_eq!(acting, Vec::<char>::new(), "{format:?}");
            assert_eq!(text.contains('\r'), matches!(format, Format::Csv | Format::Tsv), "{format:?}");
        }
    }
    let json: serde_json::Value = serde_json::from_str(&filed(&sheet, Format::Json)).unwrap();
    assert_eq!(json[0]["title"], HOSTILE);
    assert_eq!(json[0]["list"][1][HOSTILE], HOSTILE);
    assert!(filed(&sheet, Format::Jsonl).contains("\\u202ed\\u200b\\udb40\\udc01e\\u007f"));
}

#[test]
fn markdown_shows_records_and_runs_nothing() {
    let text = filed(&figures(), Format::Md);
    assert_eq!(
        text,
        "\
| 指标 | 数值 | 印作 | 同比 |
| --- | --: | --- | --: |
| **一、学习** |  |  |  |
| 学习人次 | 3,126 | “学习人次” | 12.50 |
| 委员读书 | 3,000+ | “委员读书” | — |
| **二、议事 for all** |  |  |  |
| 帮扶资金 | 1,234.56 | “帮扶资金” | -3.1 |
"
    );
    for (words, markdown) in [
        ("a|b\\c\nd", "a\\|b\\\\c\\\nd"),
        ("<script>&`x`", "&lt;script&gt;&amp;\\`x\\`"),
        ("![p](http://x)", "!\\[p\\](http://x)"),
        ("*a*_b_~c~$d$", "\\*a\\*\\_b\\_\\~c\\~\\$d\\$"),
        ("# no heading", "\\# no heading"),
        ("- no list", "\\- no list"),
        ("12. no list", "12\\. no list"),
        ("    no code", "no code"),
        ("2022年", "2022年"),
    ] {
        assert_eq!(filed(&page(vec![Block::Line(words.into())]), Format::Md), format!("{markdown}\n"));
    }
}

#[test]
fn a_closed_pipe_is_reported_as_one() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut table = Table::new(["ledger", "no"].map(|key| Column::new(key, "名称")).to_vec());
    for _ in 0..20_000 {
        table.push(vec![words("老旧小区"), Cell::Whole(1)]);
    }
    for format in Format::ALL {
        let error = write(&Sheet::list(table.clone()), format, &FILE, &Paper::default(), &mut Closed).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe, "{format:?}");
    }
}

#[test]
fn a_workbook_has_typed_cells_and_text_that_never_acts() {
    let mut table = Table::new(vec![
        Column::new("title", "名称"),
        Column::new("date", "日期"),
        Column::new("turns", "人次").right(),
        Column::new("loan", "贷款").right(),
        Column::new("no", "编号"),
    ]);
    let amount = |value, bound| Box::new(Cell::Amount(Amount::new(value, bound), Measure::Count));
    table.push(vec![
        words(&format!("=1+1{HOSTILE}")),
        day(2022, 5, 1),
        Cell::Worded("45人次".to_owned(), amount(45, Bound::Exact)),
        Cell::Amount(Amount::exact(123_456), Measure::Money),
        Cell::Whole(7),
    ]);
    table.push(vec![
        Cell::Empty,
        Cell::Empty,
        Cell::Worded("30余人次".to_owned(), amount(30, Bound::AtLeast)),
        Cell::Empty,
        Cell::Empty,
    ]);
    let mut bytes = Vec::new();
    let mut sheet = Sheet::list(table);
    sheet.page.insert(0, Block::heading("学习[1]:a/b".to_owned()));
    write(&sheet, Format::Xlsx, &FILE, &Paper::default(), &mut bytes).expect("memory takes it");
    let mut again = Vec::new();
    write(&sheet, Format::Xlsx, &FILE, &Paper::default(), &mut again).expect("memory takes it");
    assert_eq!(bytes, again, "the same sheet gives the same bytes");
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range("学习1ab").expect("the worksheet is named by its heading");
    let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or(Found::Empty);
    assert_eq!(cell(0, 2), Found::String("人次".to_owned()));
    let Found::String(text) = cell(1, 0) else { panic!("text is text") };
    assert!(text.starts_with("=1+1") && !text.chars().any(char::is_control), "{text:?}");
    assert!(
        text.contains("d\u{200b}\u{e0001}e"),
        "a workbook is a file and keeps what is no control character: {text:?}"
    );
    assert!(matches!(cell(1, 1), Found::DateTime(moment) if moment.to_ymd_hms_milli().0 == 2022), "{:?}", cell(1, 1));
    assert_eq!(cell(1, 2), Found::Float(45.0));
    assert_eq!(cell(1, 3), Found::Float(1234.56));
    assert_eq!(cell(1, 4), Found::Float(7.0));
    assert_eq!(cell(2, 2), Found::Float(30.0), "sums work");
    assert_eq!(cell(2, 0), Found::Empty);
}

#[test]
fn days_and_numbers_are_never_broken() {
    let day = NaiveDate::from_ymd_opt(2022, 3, 1).expect("a day");
    let said = |words: &str, cell| Cell::Worded(words.to_owned(), Box::new(cell));
    let money = |yuan: i64| Cell::Amount(Amount::exact(yuan * 100), Measure::Money);
    for columns in 2..12 {
        let heads = ["日期", "标题", "捐款"].iter().cycle().take(columns).map(|head| Column::new(head, head)).collect();
        let mut table = Table::new(heads);
        let row = [
            said("2022-03-01", Cell::Date(day)),
            Cell::Text("村居疫情防控值守和物资配送".to_owned()),
            said("1,234,567元", money(1_234_567)),
        ];
        table.push(row.iter().cycle().take(columns).cloned().collect());
        for width in [40, 80, 100] {
            let printed = at_width(&Sheet::list(table.clone()), width);
            let (days, amounts) = (columns.div_ceil(3), columns / 3);
            assert_eq!(printed.matches("2022-03-01").count(), days, "{columns} at {width}:\n{printed}");
            assert_eq!(printed.matches("1,234,567元").count(), amounts, "{columns} at {width}:\n{printed}");
            assert!(printed.lines().all(|line| line.width() <= width), "{columns} at {width}:\n{printed}");
        }
    }
}

/// So many rows: at hand, or made on demand with a count of how often.
fn rows_made_on_demand(count: i64) -> (Sheet, Sheet, Rc<StdCell<i64>>) {
    let columns = [
        Column::new("id", "id").face(Face::Data),
        Column::new("no", "编号").right(),
        Column::new("title", "名称").sparse(),
        Column::new("note", "备注").sparse(),
    ];
    let row = |at: i64| {
        let title = if at % 3 == 0 { Cell::Empty } else { words("清溪河") };
        [words(&format!("id-{at}")), Cell::Whole(at), title, Cell::Empty]
    };
    let mut table = Table::new(columns.to_vec());
    for at in 1..=count {
        table.push(row(at).to_vec());
    }
    let made = Rc::new(StdCell::new(0));
    let counted = Rc::clone(&made);
    let lazy = Table::lazy(columns.to_vec(), move |places, take| {
        (1..=count).try_for_each(|at| {
            counted.set(counted.get() + 1);
            let row = row(at);
            take(Row::Cells(places.iter().map(|place| row[*place].clone()).collect()))
        })
    });
    (Sheet::list(table.or("没有记录")), Sheet::list(lazy.or("没有记录")), made)
}

#[test]
fn rows_made_on_demand_are_written_as_those_at_hand() {
    for count in [0, 1, 5, 700] {
        let (at_hand, on_demand, _) = rows_made_on_demand(count);
        for format in Format::ALL {
            let bytes = |sheet: &Sheet| {
                let mut out = Vec::new();
                write(sheet, format, &FILE, &Paper::default(), &mut out).unwrap();
                out
            };
            assert!(bytes(&at_hand) == bytes(&on_demand), "{count} rows, {format:?}");
        }
        assert_eq!(at_width(&at_hand, 30), at_width(&on_demand, 30));
    }
    let (at_hand, ..) = rows_made_on_demand(5);
    assert!(!filed(&at_hand, Format::Table).contains("备注"), "a column in which nothing stands is not shown");
    assert!(filed(&rows_made_on_demand(0).1, Format::Table).contains("没有记录"));
}

#[test]
fn a_short_list_is_made_once_and_a_long_one_is_never_held() {
    let walks = |count: i64, format: Format| {
        let (_, sheet, made) = rows_made_on_demand(count);
        filed(&sheet, format);
        made.get()
    };
    assert_eq!(walks(50, Format::Table), 50, "seen twice, made once");
    assert_eq!(walks(700, Format::Csv), 700, "data is walked through once");
    assert!(walks(700, Format::Table) > 2 * 700, "a long list is made again instead of being held");
}

#[test]
fn an_error_met_while_rows_are_made_comes_back_as_it_was() {
    let table = Table::lazy(["ledger", "no"].map(|key| Column::new(key, "编号")).to_vec(), |_, take| {
        take(Row::Cells(vec![Cell::Whole(1), Cell::Whole(1)]))?;
        Err(Error::refused("too_many_rows", qjcppcc::message!("太多", "too many")))
    });
    for format in Format::ALL {
        let fault = write(&Sheet::list(table.clone()), format, &FILE, &Paper::default(), &mut Vec::new())
            .expect_err("an error");
        assert_eq!(Error::unwritten(fault).code, "too_many_rows", "{format:?}");
    }
}

#[test]
fn titles_on_a_board_are_cut_by_cells_and_never_through_a_character() {
    let title = |title: &str, width| {
        let [no, about, mark] = ["1", "镇", "已等1天"].map(str::to_owned);
        let card = Card { no, title: title.to_owned(), about, mark, tone: None };
        let lanes = vec![Lane { label: "立案".to_owned(), cards: vec![card] }];
        let board = Board { head: Default::default(), lanes };
        at_width(&page(vec![Block::Board(board)]), width).lines().nth(3).unwrap().to_owned()
    };
    assert_eq!(title("清溪河违法建筑整治", 12), "清溪河违法…");
    assert_eq!(title("清溪河违法建筑整治", 13), "清溪河违法建…");
    assert_eq!(title("清溪河违法", 12), "清溪河违法");
    assert_eq!(title("12 清溪河 违法建筑", 12), "12 清溪河 …");
    assert!((12..40).all(|width| title("清溪河abc违法建筑整治", width).width() <= width));
}
