//! Pages for a browser: their structure, that nothing in them acts, and where things stand in charts.

use std::collections::BTreeMap;

use qjcppcc::amount::Measure;
use qjcppcc::format::{Canvas, Format, Paper, write};
use qjcppcc::sheet::{
    Block, Board, Card, Cell, Chart, Column, Data, Form, Formal, Item, Lane, Point, Row, Sheet, Table,
};
use qjcppcc::text::Lang;
use serde_json::Value as Json;
use unicode_width::UnicodeWidthChar;

use crate::world::World;

fn written(page: Vec<Block>, lang: Lang) -> String {
    let sheet = Sheet { data: Data::Object(Vec::new()), page };
    let mut out = Vec::new();
    write(&sheet, Format::Html, &Canvas { lang, ..Canvas::default() }, &Paper::default(), &mut out).expect("memory");
    String::from_utf8(out).expect("text")
}

/// The elements of a page, as they begin and end; every one that begins ends.
fn elements(html: &str) -> Vec<&str> {
    let (_, body) = html.split_once("</style>").expect("a style");
    let (mut open, mut all) = (Vec::new(), Vec::new());
    for tag in body.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("a tag ends");
        let name = tag.split(' ').next().expect("a name");
        match name.strip_prefix('/') {
            Some(name) if open.is_empty() => assert!(["head", "html"].contains(&name), "{name} was not begun"),
            Some(name) => assert_eq!(open.pop(), Some(name), "{tag} ends what was begun last"),
            None if tag.ends_with('/') || name == "br" => all.push(tag),
            None => {
                open.push(name);
                all.push(tag);
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    all
}

/// Nothing is fetched, nothing runs, and the page itself says that nothing may.
fn assert_still(html: &str) {
    for word in
        ["<script", "http:", "https:", "//", " src=", " href=", "url(", "<img", "<a ", "<iframe", "@import", " on"]
    {
        let body = html.split_once("</style>").map_or(html, |(_, body)| body);
        let tags = body.split('<').skip(1).filter_map(|tag| tag.split_once('>'));
        let tags = tags.map(|(tag, _)| ["<", tag].concat()).collect::<String>();
        assert!(!tags.contains(word), "{word}");
        let style = html.split("</style>").next().and_then(|head| head.split("<style>").last()).expect("a style");
        assert!(word == "//" || word == " on" || !style.contains(word), "{word} in the style");
    }
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">";
    assert!(html.contains(policy), "the policy");
    assert!(html.contains("<meta charset=\"utf-8\">") && html.contains("name=\"viewport\""), "the head");
}

const HOSTILE: &str = "</title><script>alert(1)</script>\"' onload=x &amp; \u{202e}https://a.b <img src=x>";

fn table(cell: Cell) -> Table {
    let mut table = Table::new(vec![Column::new("title", "标题"), Column::new("count", "数").right()]);
    table.push(vec![cell, Cell::Whole(1)]);
    table
}

#[test]
fn nothing_in_a_record_acts() {
    let text = || HOSTILE.to_owned();
    let mut inner = table(Cell::Text(text()));
    inner.rows.push(Row::Section(text()));
    let card = Card { no: text(), title: text(), about: text(), mark: text(), tone: None };
    let lanes = vec![Lane { label: text(), cards: vec![card] }];
    let item = Item { label: text(), points: vec![Some(Point { value: 3, text: text() })] };
    let chart = Chart {
        title: text(),
        form: Form::Bars,
        measure: Measure::Count,
        unit: text(),
        series: vec![text()],
        items: vec![item],
    };
    let html = written(
        vec![
            Block::title(text()),
            Block::heading(text()),
            Block::Line(text()),
            Block::Formal(Formal::Addressee, text()),
            Block::Verbatim(text()),
            Block::Table(table(Cell::worded(text(), Cell::Table(inner)))),
            Block::Board(Board { head: [(); 5].map(|()| text()), lanes }),
            Block::Chart(chart),
        ],
        Lang::Zh,
    );
    assert_still(&html);
    let all = elements(&html);
    assert!(!all.iter().any(|tag| tag.starts_with("script") || tag.starts_with("img")), "{all:?}");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=x &amp;amp; \\u{202e}"), "{html}");
    assert!(!html.contains('\u{202e}'));
}

#[test]
fn a_page_is_a_document_of_its_own() {
    let mut list = table(Cell::Text("一行\n两行".into()));
    list.rows.insert(0, Row::Section("一、".into()));
    let page = || {
        vec![
            Block::title("年报 & 台账"),
            Block::Formal(Formal::Addressee, "区委：".into()),
            Block::Line("一\n二".into()),
            Block::Table(list.clone()),
            Block::Formal(Formal::Signature, "办公室\n2022年".into()),
        ]
    };
    let html = written(page(), Lang::En);
    assert_still(&html);
    assert_eq!(html, written(page(), Lang::En), "the same page is the same bytes");
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"zh-CN\">"), "its columns are Chinese");
    assert!(html.contains("<title>年报 &amp; 台账</title>") && html.contains("<h1>年报 &amp; 台账</h1>"));
    assert!(html.contains("<p class=\"to\">区委：</p>") && html.contains("<p class=\"sign\">办公室<br>2022年</p>"));
    assert!(
        html.contains("<th scope=\"col\" class=\"n\">数</th>") && html.contains("<td class=\"n\">1</td>"),
        "{html}"
    );
    assert!(html.contains("<th class=\"part\" colspan=\"2\" scope=\"rowgroup\">一、</th>"));
    assert!(html.contains("一行<br>两行"));
    for part in [
        "@page { size: A4",
        "thead { display: table-header-group; }",
        "tr, li { break-inside: avoid; }",
        ".box { overflow-x: auto;",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(written(vec![Block::Line("nothing".into())], Lang::En).contains("<html lang=\"en\">"));
    elements(&html);
}

#[test]
fn broad_tables_lie_on_their_side_on_paper() {
    let broad = |columns: i64| {
        let unseen = (0..20).map(|at| Column::data(&format!("data{at}")));
        let seen = (0..columns).map(|at| Column::new(&at.to_string(), &format!("第{at}栏")).right());
        let mut table = Table::new(unseen.chain(seen).collect());
        table.push((0..20 + columns).map(Cell::Whole).collect());
        written(vec![Block::Table(table)], Lang::Zh)
    };
    assert!(broad(9).contains("<body class=\"wide\">") && broad(9).contains("<table class=\"many\">"));
    assert!(broad(8).contains("<body class=\"\">") && broad(8).contains("<table class=\"many\">"));
    assert!(broad(6).contains("<table class=\"sums\">"));
    assert!(broad(9).contains("@page wide { size: A4 landscape;") && broad(9).contains("body.wide { page: wide; }"));
}

#[test]
fn what_opens_stands_below_its_row() {
    let open = table(Cell::worded("12条", Cell::Table(table(Cell::text("甲")))));
    let html = written(vec![Block::Table(open.clone())], Lang::Zh);
    let (row, opened) = html.split_once("<tr class=\"open\">").expect("a row that opens");
    assert!(row.contains("<td class=\"k\">12条</td>"), "{row}");
    assert!(opened.starts_with("<td colspan=\"2\"><details><summary>标题：12条</summary>"), "{opened}");
    assert!(opened.contains("<td class=\"k\">甲</td>"));
    elements(&html);
    let sheet = Sheet { data: Data::Object(Vec::new()), page: vec![Block::Table(open)] };
    let mut out = Vec::new();
    write(&sheet, Format::Md, &Canvas::default(), &Paper::default(), &mut out).expect("memory");
    assert!(String::from_utf8(out).expect("text").ends_with("| 12条 | 1 |\n"), "others print the words");
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let (_, rest) = tag.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("{name} in {tag}"));
    rest.split('"').next().unwrap_or_default()
}

/// The boxes of the words in the pictures of a page: left, top, right, bottom, in type of 12 units; with the words.
fn boxes(html: &str) -> Vec<Vec<([i64; 4], String)>> {
    let number = |tag: &str, name: &str| attribute(tag, name).parse::<i64>().expect("a number");
    let pictures =
        html.split("<svg viewBox=\"0 0 340 ").skip(1).map(|rest| rest.split("</svg>").next().expect("an end"));
    let boxes = |picture: &str| -> Vec<([i64; 4], String)> {
        let texts = picture.split("<text").skip(1).map(|text| text.split_once('>').expect("a tag"));
        let boxed = |(tag, rest): (&str, &str)| {
            let words = rest.split('<').next().expect("words").to_owned();
            let width = words.chars().map(|c| if c.width() == Some(2) { 24 } else { 13 }).sum::<i64>() / 2;
            let (x, y) = (number(tag, "x"), number(tag, "y"));
            let left = x - match attribute(tag, "class") {
                "e" => width,
                "m" => width / 2,
                _ => 0,
            };
            ([left, y - 10, left + width, y + 2], words)
        };
        texts.map(boxed).collect()
    };
    pictures.map(boxes).collect()
}

/// No words of a picture meet, and all of them are in it.
fn assert_apart(html: &str) -> usize {
    let pictures = boxes(html);
    for words in &pictures {
        for (at, (one, said)) in words.iter().enumerate() {
            assert!(one[0] >= -1 && one[2] <= 341, "{said} is in the picture: {one:?}");
            for (other, next) in &words[at + 1..] {
                let is_apart = one[2] <= other[0] || other[2] <= one[0] || one[3] <= other[1] || other[3] <= one[1];
                assert!(is_apart, "{said} {one:?} meets {next} {other:?}");
            }
        }
    }
    pictures.len()
}

fn chart(form: Form, series: usize, items: &[(&str, i64, &str)]) -> Chart {
    let item = |(label, value, text): &(&str, i64, &str)| {
        let point = |at: usize| {
            (at < 2).then(|| Point { value: value * (1 + i64::try_from(at).unwrap()), text: (*text).to_owned() })
        };
        Item { label: (*label).to_owned(), points: (0..series).map(point).collect() }
    };
    let series = (0..series).map(|at| format!("{}年", 2020 + at)).collect();
    let items = items.iter().map(item).collect();
    Chart { title: "图".into(), form, measure: Measure::Count, unit: "件".into(), series, items }
}

#[test]
fn words_in_charts_never_meet() {
    let towns: Vec<String> = (0..21).map(|at| format!("{}街道", ["永新", "经济技术开发区", "石"][at % 3])).collect();
    let towns: Vec<(&str, i64, &str)> =
        towns.iter().zip(0..).map(|(town, at)| (&**town, 1 << (at * 2), "1200余万元")).collect();
    let english = [("matters that were opened before", 3, "over 12.34 million yuan"), ("a", 1, "at least 1 yuan")];
    let months: Vec<String> = (1..=12).map(|month| format!("{month}月")).collect();
    let months =
        |text: &'static str| months.iter().zip(1..).map(|(month, at)| (&**month, at, text)).collect::<Vec<_>>();
    for form in [Form::Bars, Form::Columns] {
        for series in 1..=3 {
            for items in [&towns[..], &english, &months("128"), &months("3000余")] {
                assert_eq!(assert_apart(&written(vec![Block::Chart(chart(form, series, items))], Lang::Zh)), 1);
            }
        }
    }
    let upright = written(vec![Block::Chart(chart(Form::Columns, 1, &months("128")))], Lang::Zh);
    assert!(upright.contains("class=\"axis\""), "twelve months stand side by side");
    assert!(!written(vec![Block::Chart(chart(Form::Columns, 1, &towns))], Lang::Zh).contains("class=\"axis\""));
    // The longest is as long as it can be, and half of it is half as long.
    let lengths = |html: &str| -> Vec<i64> {
        html.split("<rect").skip(1).map(|tag| attribute(tag, "width").parse().expect("a number")).collect()
    };
    let two = written(vec![Block::Chart(chart(Form::Bars, 1, &[("甲", 50, "50"), ("乙", 100, "100")]))], Lang::Zh);
    assert_eq!(lengths(&two), [148, 297]);
    assert!(two.contains("role=\"img\"><title>图</title><desc>甲: 50; 乙: 100</desc>"), "{two}");
}

const EXAMPLE: &str = "--from examples/qijiang-2022.jsonl";

fn filed(world: &mut World, command: &str) -> String {
    let said = world.run(&format!("qjcppcc {command} -o page.html"));
    assert!(!said.contains("[exit"), "{command}: {said}");
    std::fs::read_to_string(world.path("page.html")).expect("a page")
}

#[test]
fn the_page_of_a_year_has_its_sections_and_its_numbers() {
    let mut world = World::new();
    let html = filed(&mut world, &format!("report 2022 {EXAMPLE}"));
    assert_still(&html);
    elements(&html);
    assert_eq!(html, filed(&mut world, &format!("report 2022 {EXAMPLE}")), "the same bytes");
    assert!(
        html.contains("<h1>綦江区政协　2022年</h1>") && html.contains("2022年，常委会会议、主席会议举行重点协商9次")
    );
    for heading in
        ["学习与党建", "协商议政与建言", "志愿服务与助企", "一镇一事商量办", "联谊、信息与宣传", "比率", "需要留意"]
    {
        assert!(html.contains(&format!("<h2>{heading}</h2>")), "{heading}");
    }
    assert!(!html.contains("<h2>提案</h2>"), "there are no motions");
    assert_eq!(assert_apart(&html), 9, "charts");
    let told = |title: &str| {
        let (_, rest) = html.split_once(&format!("<title>{title}</title><desc>")).unwrap_or_else(|| panic!("{title}"));
        rest.split('<').next().expect("an end").to_owned()
    };
    let broken = |world: &mut World, by: &str, key: &str| -> BTreeMap<String, String> {
        let all = world.json(&format!("qjcppcc report 2022 {EXAMPLE} --by {by} --json"));
        let figure =
            all["figures"].as_array().expect("figures").iter().find(|it| it["key"] == key).expect("it").clone();
        let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
        figure["parts"]
            .as_array()
            .expect("parts")
            .iter()
            .map(|part| (text(&part["part"]), text(&part["text"])))
            .collect()
    };
    let funds = broken(&mut world, "town", "case.funds");
    let drawn = told("协调资金（按镇街）");
    assert_eq!(drawn.split("; ").count(), funds.len());
    for printed in funds.values() {
        assert!(drawn.contains(&format!(": {printed}")), "{printed} in {drawn}");
    }
    assert!(drawn.starts_with("赶水镇: 110余万元; 东溪镇: 110余万元; "), "the largest is on top: {drawn}");
    let meetings = broken(&mut world, "month", "case.meetings");
    for (at, part) in told("协商会合计（按月份）").split("; ").enumerate() {
        let printed = meetings.get(&format!("2022-{:02}", at + 1)).map_or("—", |text| text.trim_end_matches("场次"));
        assert_eq!(part, format!("{}月: {printed}", at + 1));
    }
    assert_eq!(told("信息采用（按级别）"), "区级: —, 20; 市级: 6, 12; 国家级: —, 1");
    assert!(told("事项推进").contains("推进解决: —, 38件; 其中期前结转: —, 3件"), "{}", told("事项推进"));
    assert!(told("事项到了哪个环节").contains("现场协商: 2件, 19件"), "{}", told("事项到了哪个环节"));
    // Every figure of the report that was recorded, as it is printed.
    let report = world.json(&format!("qjcppcc report 2022 {EXAMPLE} --json -q"));
    let figures = report["figures"].as_array().expect("figures").iter();
    let mut printed = 0;
    for figure in figures.filter(|figure| !figure["value"].is_null() && figure["section"] != "核对") {
        let (label, text) = (figure["label"].as_str().expect("a label"), figure["text"].as_str().expect("a number"));
        if figure["key"].as_str().is_some_and(|key| !key.starts_with("warn.") && !key.starts_with("platform.")) {
            let row = html
                .split("<tr><td")
                .find(|row| row.contains(&format!(">{label}</td>")))
                .unwrap_or_else(|| panic!("{label}"));
            assert!(row.contains(&format!("<td class=\"n\">{text}</td>")), "{label} {text}: {row}");
            printed += 1;
        }
    }
    assert!(printed > 70, "{printed}");
    assert!(
        html.contains("<th scope=\"col\" class=\"n\">2021年</th>")
            && html.contains("<td class=\"n\">6次</td><td class=\"n\">8</td>")
    );
}

#[test]
fn the_page_is_english_where_that_is_asked_for() {
    let mut world = World::new();
    let html = filed(&mut world, &format!("report 2022 --lang en --with-records 2 {EXAMPLE}"));
    assert!(
        html.contains("<html lang=\"en\">")
            && html.contains("<h2>Rates</h2>")
            && html.contains("matters, by the stage they have reached")
    );
    assert_eq!(assert_apart(&html), 9);
    assert!(html.contains("<summary>records: 8</summary>"));
    assert!(html.contains("and 6 more: qjcppcc report 2022 --trace study.center --from "), "{html}");
    let quarter = filed(&mut world, &format!("report 2022Q1 --lang en {EXAMPLE}"));
    assert!(quarter.contains(">the first quarter of 2022</th>"), "{quarter}");
}

#[test]
fn figures_open_to_their_records_which_are_masked() {
    let mut world = World::new();
    for day in 1..=3 {
        world.run(&format!(
            "qjcppcc study add chair -d 2022-03-0{day} --title 联系人13812345678第{day}次 -n 30 --again"
        ));
    }
    let html = filed(&mut world, "report 2022 --with-records 2");
    let (_, opened) = html.split_once("<details><summary>记录数：3</summary>").expect("records");
    let opened = opened.split("</details>").next().expect("an end");
    assert_eq!(opened.matches("2022-03-0").count(), 2, "{opened}");
    assert!(
        opened.contains("study-1") && opened.contains("另有1条：qjcppcc report 2022 --trace study.chair"),
        "{opened}"
    );
    assert!(!html.contains("13812345678") && html.contains("138****5678"), "{opened}");
    assert!(filed(&mut world, "report 2022 --with-records --unmask").contains("13812345678"));
    assert!(!filed(&mut world, "report 2022").contains("<details"), "figures only");
    for (command, error) in [
        ("report 2022 --with-records", "错误：--with-records 只用于整份报告的网页"),
        ("report 2022 --with-records -O json", "--with-records 只用于整份报告的网页"),
        ("report 2022 --with-records --style note -o a.html", "错误：--with-records 只用于整份报告的网页"),
        ("report 2022 --with-records --by town -o a.html", "错误：--with-records 只用于整份报告的网页"),
        ("report 2022 --with-records 多 -o a.html", "“多”不是条数"),
    ] {
        let said = world.run(&format!("qjcppcc {command}"));
        assert!(said.contains(error) && said.contains("[exit 2]"), "{command}: {said}");
    }
}

#[test]
fn what_stands_published_and_motions_are_on_the_page() {
    let mut world = World::new();
    world.run("qjcppcc motion add --count 30 -d 2022-01-10");
    for at in 1..=3 {
        let said = world.run(&format!("qjcppcc motion add economy 虚构提案之{at} -d 2022-01-1{at} --proposer 委员甲"));
        assert!(said.contains("已记"), "{said}");
        world.run(&format!("qjcppcc motion review motion-{} --as filed -d 2022-01-20", at + 1));
    }
    world.run("qjcppcc publish 2022");
    world.run("qjcppcc motion add society 虚构提案之四 -d 2022-02-11 --proposer 委员甲");
    world.run("qjcppcc motion review motion-5 --as filed -d 2022-02-20");
    let html = filed(&mut world, "report 2022");
    assert!(html.contains("<h2>提案</h2>") && html.contains("公布过（publication-1"), "{html}");
    assert!(html.contains("<desc>经济建设: 3件; 社会建设: 1件</desc>"), "{html}");
    let (published, sections) = html.split_once("<h2>").expect("sections");
    assert!(published.contains("33件</td><td class=\"n\">34件"), "{published}");
    assert!(sections.contains(">34件</td>"));
    assert!(world.run("qjcppcc help year-end -O html").contains("<h1>"), "the manual, too");
    let page = world.run("qjcppcc report 2022 -O html");
    assert_eq!(page, html, "a pipe gets the same");
    assert!(filed(&mut world, "motion list").contains("虚构提案之四"));
    assert!(filed(&mut world, "motion board").contains("<div class=\"board\">"));
}
