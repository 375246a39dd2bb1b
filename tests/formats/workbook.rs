//! What a workbook is on paper: titles, borders, pages, whole paragraphs, bounds in the formats of numbers, charts.

use std::io::{Cursor, Read};

use calamine::{Data as Found, Reader, Xlsx};
use qjcppcc::amount::{Amount, Bound, Measure};
use qjcppcc::format::{Canvas, Font, Format, Paper, write};
use qjcppcc::sheet::{Block, Cell, Chart, Column, Data, Form, Formal, Item, Point, Sheet, Table};
use qjcppcc::text::Lang;

use crate::world::World;

const FILE: Canvas = Canvas { width: None, colour: false, marked: true, lang: Lang::Zh };

fn book(page: Vec<Block>, lang: Lang) -> Vec<u8> {
    let sheet = Sheet { data: Data::Object(Vec::new()), page };
    let paper = Paper { office: "某&区政协".to_owned(), title: Font::of("甲标宋, 宋体"), ..Paper::default() };
    let bytes = || {
        let mut out = Vec::new();
        write(&sheet, Format::Xlsx, &Canvas { lang, ..FILE }, &paper, &mut out).expect("memory takes it");
        out
    };
    assert_eq!(bytes(), bytes(), "the same sheet gives the same bytes");
    bytes()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a packed file");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

fn rows(bytes: &[u8], sheet: &str) -> Vec<Vec<Found>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range(sheet).unwrap_or_else(|_| panic!("{sheet} of {:?}", book.sheet_names()));
    range.rows().map(<[Found]>::to_vec).collect()
}

fn names(bytes: &[u8]) -> Vec<String> {
    Xlsx::new(Cursor::new(bytes)).expect("a workbook").sheet_names()
}

fn words(words: &str) -> Cell {
    Cell::Text(words.to_owned())
}

fn amounts() -> Table {
    let mut table = Table::new(vec![
        Column::new("id", "id"),
        Column::new("title", "名称"),
        Column::new("turns", "人次").right(),
        Column::new("paid", "金额（元）").right(),
    ]);
    for (at, (value, bound)) in
        [(30, Bound::AtLeast), (32, Bound::AtLeast), (380, Bound::About), (3000, Bound::Below), (7, Bound::Exact)]
            .into_iter()
            .enumerate()
    {
        let paid = Cell::Amount(Amount::new(value * 100 + 50, bound), Measure::Money);
        table.push(vec![
            words(&format!("u-{at}")),
            words("事"),
            Cell::Amount(Amount::new(value, bound), Measure::Count),
            paid,
        ]);
    }
    table
}

#[test]
fn a_number_keeps_its_bound_in_its_format_and_sums_work() {
    for (lang, formats) in [
        (Lang::Zh, ["#,##0\"余\"", "#,##0\"以上\"", "\"约\"#,##0", "\"近\"#,##0", "#,##0.00\"以上\""]),
        (
            Lang::En,
            ["\"over \"#,##0", "\"at least \"#,##0", "\"about \"#,##0", "\"nearly \"#,##0", "\"about \"#,##0.00"],
        ),
    ] {
        let bytes = book(vec![Block::heading("数"), Block::Table(amounts())], lang);
        let styles = part(&bytes, "xl/styles.xml").replace("&quot;", "\"");
        for format in formats {
            assert!(styles.contains(&format!("formatCode=\"{format}\"")), "{format}: {styles}");
        }
        let rows = rows(&bytes, "数");
        let sum: f64 =
            rows[1..].iter().map(|row| if let Found::Float(number) = row[2] { number } else { panic!() }).sum();
        assert!((sum - 3449.0).abs() < f64::EPSILON, "{rows:?}");
        assert_eq!(rows[4][3], Found::Float(3000.5));
    }
}

#[test]
fn what_was_exported_comes_in_again_as_it_went_out() {
    for lang in ["zh", "en"] {
        let mut world = World::new();
        for (count, day) in [("30余", 1), ("5以上", 2), ("约380", 3), ("近3000", 4), ("45", 5)] {
            world.run(&format!("qjcppcc submission add report 报告{day} --count {count} -d 2022-11-0{day}"));
        }
        let before = world.run("qjcppcc export -O jsonl");
        world.run(&format!("qjcppcc export -o 全部.xlsx --lang {lang}"));
        let said = world.run("qjcppcc import 全部.xlsx");
        assert_eq!(said, "~/全部.xlsx：5条都已在台账文件里，没有变化\n");
        world.run("qjcppcc --db b.db init");
        world.run("qjcppcc --db b.db import 全部.xlsx");
        let again = world.run("qjcppcc --db b.db export -O jsonl");
        let kept = |lines: &str| {
            lines.lines().map(|line| line.split("\"actor\"").next().map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(kept(&before), kept(&again));
    }
}

#[test]
fn a_table_is_set_for_paper() {
    let page = vec![Block::title("某区政协　2022年"), Block::heading("学习"), Block::Table(amounts())];
    let bytes = book(page, Lang::Zh);
    let (sheet, styles, all) =
        (part(&bytes, "xl/worksheets/sheet1.xml"), part(&bytes, "xl/styles.xml"), part(&bytes, "xl/workbook.xml"));
    assert_eq!(names(&bytes), ["学习"]);
    let rows = rows(&bytes, "学习");
    assert_eq!((&rows[0][0], &rows[1][0]), (&Found::String("某区政协　2022年".into()), &Found::String("学习".into())));
    assert_eq!(rows[2][1], Found::String("名称".into()));
    for set in [
        "<mergeCell ref=\"A1:D1\"/>",
        "fitToPage=\"1\"",
        "<pane ySplit=\"3\" topLeftCell=\"A4\"",
        "<autoFilter ref=\"A3:D8\"/>",
        "paperSize=\"9\"",
        "orientation=\"portrait\"",
        "第 &amp;P 页 / 共 &amp;N 页",
    ] {
        assert!(sheet.contains(set), "{set}: {sheet}");
    }
    assert!(sheet.split("<col ").nth(1).expect("a column").contains("hidden=\"1\""), "ids are hidden: {sheet}");
    assert!(all.contains("_xlnm.Print_Titles") && all.contains("学习!$3:$3"), "{all}");
    assert!(styles.contains("<name val=\"甲标宋\"/>") && styles.contains("<name val=\"仿宋_GB2312\"/>"), "{styles}");
    assert!(styles.contains("<left style=\"thin\">"), "{styles}");
    let about = part(&bytes, "docProps/core.xml");
    assert!(about.contains("<dc:title>某区政协　2022年</dc:title>"), "{about}");
    assert!(about.contains("<dc:creator>某&amp;区政协</dc:creator>") && about.contains("2000-01-01T"), "{about}");
    // Without a title the first row is the head, and paper says whose table it is.
    let bytes = book(vec![Block::heading("学习"), Block::Table(amounts())], Lang::En);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("&amp;C某&amp;&amp;区政协　&amp;A") && sheet.contains("page &amp;P of &amp;N"), "{sheet}");
    assert!(sheet.contains("<pane ySplit=\"1\""), "{sheet}");
}

#[test]
fn a_wide_table_lies_and_long_words_are_whole() {
    let mut table = Table::new((0..8).map(|at| Column::new(&format!("c{at}"), &format!("列{at}"))).collect());
    table.push((0..8).map(|_| words(&"字".repeat(50))).collect());
    let bytes = book(vec![Block::heading("宽"), Block::Table(table)], Lang::Zh);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("orientation=\"landscape\""), "{sheet}");
    let row = sheet.split("<row r=\"2\" ht=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a height");
    assert!(row.parse::<f64>().expect("points") > 3.0 * 14.0, "three lines: {row}");
}

#[test]
fn paragraphs_are_whole_and_parts_of_a_letter_have_their_places() {
    let long = "又一句话，说的是这一年里做过的各种各样的事情和说过的话。".repeat(60);
    let page = vec![
        Block::title("工作综述"),
        Block::Formal(Formal::Addressee, "区委：".to_owned()),
        Block::heading("一、学习"),
        Block::Line(format!("{}\n短的一段。", "二十二个字的一句话，有这么长就够了。".repeat(8))),
        Block::Line(long.clone()),
        Block::Formal(Formal::Signature, "某区政协\n2022年12月31日".to_owned()),
    ];
    let bytes = book(page, Lang::Zh);
    assert_eq!(names(&bytes), ["工作综述"]);
    let rows = rows(&bytes, "工作综述");
    let said: Vec<String> = rows.iter().map(|row| row[0].to_string()).collect();
    assert_eq!([&said[0], &said[1], &said[2], &said[4]], ["工作综述", "区委：", "一、学习", "短的一段。"]);
    assert_eq!(said[5..said.len() - 2].concat(), long, "a row that would be too high is divided");
    assert!(said.len() > 8, "{said:?}");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let heights = sheet.split("<row ").skip(1).map(|row| row.split("ht=\"").nth(1).expect("a height"));
    let heights: Vec<f64> = heights.map(|it| it.split('"').next().unwrap().parse().expect("points")).collect();
    assert!(heights[3] > 4.0 * 18.0 && heights[4] < 30.0, "{heights:?}");
    assert!(heights.iter().all(|height| *height < 409.5), "{heights:?}");
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains("horizontal=\"right\"") && styles.contains("<name val=\"黑体\"/>"), "{styles}");
}

#[test]
fn headings_with_words_below_them_stand_beside_the_tables() {
    let line = |words: &str| Block::Line(words.to_owned());
    let page = vec![
        Block::title("按镇街"),
        Block::heading("学习"),
        Block::Table(amounts()),
        line("区本级：3次"),
        Block::heading("协商"),
        line("区本级：4次"),
        Block::heading("信息"),
        Block::Table(amounts()),
    ];
    let bytes = book(page, Lang::Zh);
    assert_eq!(names(&bytes), ["学习", "信息", "说明"]);
    let below = rows(&bytes, "学习").pop().expect("a row");
    assert_eq!(below[0], Found::String("区本级：3次".into()));
    let said: Vec<String> = rows(&bytes, "说明").iter().map(|row| row[0].to_string()).collect();
    assert_eq!(said, ["按镇街", "协商", "区本级：4次"]);
}

#[test]
fn charts_are_drawn_by_the_workbook_beside_their_numbers() {
    let point = |value: i64| Some(Point { value, text: value.to_string() });
    let item = |label: &str, points: Vec<Option<Point>>| Item { label: label.to_owned(), points };
    let chart = |title: &str, form, measure, series: &[&str], items| Chart {
        title: title.to_owned(),
        form,
        measure,
        unit: "件".to_owned(),
        series: series.iter().map(|name| (*name).to_owned()).collect(),
        items,
    };
    let towns = vec![item("古南街道", vec![point(300)]), item("永新镇", vec![None]), item("三角镇", vec![point(150)])];
    let months = vec![item("1月", vec![point(2), point(3)]), item("2月", vec![point(4), None])];
    let page = vec![
        Block::Chart(chart("各镇街", Form::Bars, Measure::Money, &["资金"], towns)),
        Block::Line("说的话".to_owned()),
        Block::Chart(chart("各月", Form::Columns, Measure::Count, &["立案", "解决"], months)),
    ];
    let bytes = book(page.clone(), Lang::Zh);
    assert_eq!(names(&bytes), ["图表", "说明"]);
    let rows = rows(&bytes, "图表");
    assert_eq!(rows[0][0], Found::String("各镇街（件）".into()));
    assert_eq!((&rows[2][1], &rows[3][1], &rows[4][1]), (&Found::Float(3.0), &Found::Empty, &Found::Float(1.5)));
    let bars = part(&bytes, "xl/charts/chart1.xml");
    assert!(bars.contains("<c:barDir val=\"bar\"/>") && bars.contains("图表!$B$3:$B$5"), "{bars}");
    assert!(bars.contains("<c:orientation val=\"maxMin\"/>") && bars.contains("<c:showVal val=\"1\"/>"), "{bars}");
    let columns = part(&bytes, "xl/charts/chart2.xml");
    assert!(columns.contains("<c:barDir val=\"col\"/>") && columns.matches("<c:ser>").count() == 2, "{columns}");
    let english = book(page, Lang::En);
    assert_eq!(names(&english), ["Charts", "notes"]);
    assert!(part(&english, "xl/charts/chart1.xml").contains("各镇街 (件)"));
}
