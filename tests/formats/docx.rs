//! Word documents, read part by part: their structure, what is set in which way, and that nothing in a record acts.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use qjcppcc::error::Error;
use qjcppcc::format::{Canvas, Font, Format, Paper, write};
use qjcppcc::sheet::{Block, Cell, Column, Data, Formal, Rank, Row, Sheet, Table};
use qjcppcc::text::{Lang, is_unsafe};
use zip::ZipArchive;

use crate::world::World;

const FILE: Canvas = Canvas { width: None, colour: false, marked: true, lang: Lang::Zh };

/// The order of elements in the schema of `WordprocessingML` (ECMA-376, transitional), for those that are written.
const ORDERS: [(&str, &str); 20] = [
    ("w:document", "w:body"),
    ("w:p", "w:pPr w:r|w:fldSimple"),
    (
        "w:pPr",
        "w:pStyle w:keepNext w:keepLines w:pageBreakBefore w:widowControl w:pBdr w:shd w:tabs w:overflowPunct w:autoSpaceDE w:autoSpaceDN \
         w:adjustRightInd w:snapToGrid w:spacing w:ind w:jc w:outlineLvl w:rPr w:sectPr",
    ),
    ("w:r", "w:rPr w:t|w:tab|w:br"),
    ("w:rPr", "w:rFonts w:b w:bCs w:i w:color w:spacing w:kern w:sz w:szCs w:lang"),
    ("w:sectPr", "w:footerReference w:type w:pgSz w:pgMar w:pgNumType w:titlePg w:docGrid"),
    ("w:tbl", "w:tblPr w:tblGrid w:tr"),
    ("w:tblPr", "w:tblStyle w:tblW w:jc w:tblInd w:tblBorders w:shd w:tblLayout w:tblCellMar w:tblLook"),
    ("w:tblBorders", "w:top w:left w:bottom w:right w:insideH w:insideV"),
    ("w:tblCellMar", "w:top w:left w:bottom w:right"),
    ("w:tr", "w:trPr w:tc"),
    ("w:tc", "w:tcPr w:p"),
    ("w:tcPr", "w:tcW w:gridSpan w:tcBorders w:shd w:noWrap w:vAlign"),
    ("w:styles", "w:docDefaults w:style"),
    ("w:docDefaults", "w:rPrDefault w:pPrDefault"),
    ("w:style", "w:name w:basedOn w:next w:uiPriority w:semiHidden w:qFormat w:pPr w:rPr w:tblPr w:trPr w:tcPr"),
    ("w:settings", "w:zoom w:defaultTabStop w:evenAndOddHeaders w:characterSpacingControl w:compat"),
    ("w:compat", "w:doNotExpandShiftReturn w:useFELayout w:compatSetting"),
    ("w:fonts", "w:font"),
    ("w:font", "w:altName w:charset w:family w:pitch"),
];

/// The parts of a document by their names.
pub type Parts = BTreeMap<String, String>;

pub fn parts(bytes: &[u8]) -> Parts {
    let mut package = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let count = package.len();
    let part = |at| {
        let mut part = package.by_index(at).expect("a part");
        let (name, mut text) = (part.name().expect("a name").into_owned(), String::new());
        part.read_to_string(&mut text).expect("UTF-8");
        (name, text)
    };
    (0..count).map(part).collect()
}

fn packed(page: Vec<Block>, paper: &Paper) -> Vec<u8> {
    let mut out = Vec::new();
    write(&Sheet { data: Data::Object(Vec::new()), page }, Format::Docx, &FILE, paper, &mut out)
        .expect("memory takes it");
    out
}

fn made(page: Vec<Block>) -> Parts {
    let parts = parts(&packed(page, &Paper::default()));
    in_order(&parts);
    parts
}

/// The text of the pages of what is made of them.
fn text_of(page: Vec<Block>) -> String {
    made(page).remove("word/document.xml").expect("the text")
}

/// What a command writes into a file, all of it in order.
fn run(world: &mut World, command: &str) -> Parts {
    let said = world.run(&format!("qjcppcc {command} -o it.docx"));
    assert!(!said.contains("[exit"), "{command}: {said}");
    let parts = parts(&std::fs::read(world.path("it.docx")).expect("the file"));
    in_order(&parts);
    parts
}

/// Reads each part as XML: every element ends where it must, and those of each element stand in the order of the schema.
fn in_order(parts: &Parts) {
    for (name, part) in parts {
        // The names of the elements that are open, each with the place of the last one in it.
        let mut open: Vec<(&str, usize)> = Vec::new();
        for tag in part.split('<').skip(1) {
            let (tag, words) = tag.split_once('>').unwrap_or_else(|| panic!("{name}: {tag}"));
            let known = |rest: &str| ["amp;", "lt;", "gt;", "quot;"].iter().any(|entity| rest.starts_with(entity));
            assert!([tag, words].iter().all(|text| text.split('&').skip(1).all(known)), "{name}: {tag} {words}");
            if tag.starts_with('?') {
                continue;
            }
            if let Some(ended) = tag.strip_prefix('/') {
                assert_eq!(open.pop().map(|(name, _)| name), Some(ended), "{name}");
                continue;
            }
            let element = tag.trim_end_matches('/').split(' ').next().unwrap_or_default();
            if let Some((parent, last)) = open.last_mut()
                && let Some((_, order)) = ORDERS.iter().find(|(known, _)| known == parent)
            {
                let place = order.split_whitespace().position(|names| names.split('|').any(|name| name == element));
                let place = place.unwrap_or_else(|| panic!("{name}: {element} in {parent}"));
                assert!(place >= *last, "{name}: {element} in {parent} comes too late");
                *last = place;
            }
            if !tag.ends_with('/') {
                open.push((element, 0));
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

/// The words of each paragraph, with the style that it is set in.
fn paragraphs(text: &str) -> Vec<(String, String)> {
    let of = |paragraph: &str| {
        let style =
            paragraph.split_once("w:pStyle w:val=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap_or(""));
        let words = paragraph.replace("<w:tab/>", "\t").replace("<w:br/>", "\n");
        let words = words.split('<').filter_map(|piece| piece.split_once('>').map(|(_, words)| words));
        (style.to_owned(), words.collect::<String>())
    };
    text.trim_end().split("<w:p>").skip(1).map(of).filter(|(style, _)| style != "Gap").collect()
}

fn styled<'p>(paragraphs: &'p [(String, String)], style: &str) -> Vec<&'p str> {
    paragraphs.iter().filter(|(known, _)| known == style).map(|(_, words)| &**words).collect()
}

/// A table of so many columns, each with these words.
fn table(columns: usize, words: &str) -> Table {
    let mut table = Table::new((0..columns).map(|at| Column::new("key", &format!("第{at}栏"))).collect());
    table.push((0..columns).map(|_| Cell::Text(words.to_owned())).collect());
    table
}

fn line(words: &str) -> Block {
    Block::Line(words.to_owned())
}

const LANDSCAPE: &str = r#"<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>"#;
const PORTRAIT: &str = r#"<w:pgSz w:w="11906" w:h="16838"/>"#;

#[test]
fn a_page_is_set_as_the_standard_has_it() {
    let parts = made(vec![
        Block::title("某区政协2022年工作综述"),
        Block::heading("一、学习与党建"),
        Block::Heading(Rank::Second, "（一）学习".to_owned()),
        Block::Heading(Rank::Third, "1. 中心组".to_owned()),
        line("第一段。\n　　第二段。\n"),
        Block::Verbatim("$ qjcppcc\n  x\n────".to_owned()),
    ]);
    let text = &parts["word/document.xml"];
    let margins = r#"<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1587" w:gutter="0"/>"#;
    assert!(text.contains(&format!("{PORTRAIT}{margins}<w:docGrid w:type=\"lines\" w:linePitch=\"579\"/>")), "{text}");
    let said = paragraphs(text);
    let styles: Vec<&str> = said.iter().map(|(style, _)| &**style).collect();
    assert_eq!(styles, ["Title", "Heading1", "Heading2", "Heading3", "BodyText", "BodyText", "PlainText"]);
    assert_eq!(styled(&said, "BodyText"), ["第一段。", "第二段。"]);
    // A line of a box is as wide as a Chinese character.
    assert_eq!(styled(&said, "PlainText"), ["$ qjcppcc\n  x\n──"]);
    let style = |id: &str| {
        let style =
            parts["word/styles.xml"].split("<w:style ").find(|style| style.contains(&format!("styleId=\"{id}\"")));
        style.unwrap_or_else(|| panic!("the style {id}")).to_owned()
    };
    for (at, (id, font)) in
        [("Heading1", "黑体"), ("Heading2", "楷体_GB2312"), ("Heading3", "")].into_iter().enumerate()
    {
        let (style, name) = (style(id), format!(r#"<w:name w:val="heading {}"/>"#, at + 1));
        assert!(style.contains(&name) && style.contains(&format!(r#"<w:outlineLvl w:val="{at}"/>"#)), "{style}");
        assert!(style.contains(r#"w:firstLineChars="200""#) && style.contains(font), "{style}");
    }
    for (id, wanted) in [
        ("Normal", r#"<w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/>"#),
        ("Normal", r#"<w:spacing w:val="-5"/>"#),
        ("Title", r#"w:line="660" w:lineRule="exact"/><w:jc w:val="center"/>"#),
        ("Title", r#"<w:rFonts w:eastAsia="方正小标宋简体"/><w:spacing w:val="0"/><w:sz w:val="44"/>"#),
        ("BodyText", r#"<w:ind w:firstLineChars="200" w:firstLine="630"/>"#),
        ("Footer", r#"<w:spacing w:line="320" w:lineRule="exact"/>"#),
    ] {
        assert!(style(id).contains(wanted), "{id}: {}", style(id));
    }
    assert!(parts["word/styles.xml"].contains(r#"w:eastAsia="仿宋_GB2312""#));
    assert!(parts["word/settings.xml"].contains("<w:evenAndOddHeaders/>"));
    for (footer, kind, edge) in [("word/footer1.xml", "default", "right"), ("word/footer2.xml", "even", "left")] {
        assert_eq!(paragraphs(&parts[footer]), [("Footer".to_owned(), "— 1 —".to_owned())]);
        assert!(parts[footer].contains(&format!(r#"<w:ind w:{edge}="280"/><w:jc w:val="{edge}"/>"#)));
        assert!(text.contains(&format!("<w:footerReference w:type=\"{kind}\" ")));
    }
    let fonts = &parts["word/fontTable.xml"];
    assert!(fonts.contains(r#"<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>"#), "{fonts}");
    assert!(!parts.keys().any(|name| name.contains("fonts/")), "no font is handed out");
    assert!(parts["docProps/core.xml"].contains("<dc:title>某区政协2022年工作综述</dc:title>"));
}

#[test]
fn a_title_of_two_lines_is_broken_near_its_middle() {
    let breaks = |title: &str| text_of(vec![Block::title(title), line("完")]).matches("<w:br/>").count();
    let long = "綦江区政协2022年12月社情民意信息情况通报";
    let text = text_of(vec![Block::title(long), line("完")]);
    assert!(text.contains("12月</w:t><w:br/><w:t"), "{text}");
    assert_eq!((breaks(long), breaks("綦江区政协2022年工作综述"), breaks(&"很长的标题".repeat(12))), (1, 0, 0));
}

#[test]
fn an_empty_page_and_a_table_alone_are_documents() {
    assert_eq!(paragraphs(&text_of(Vec::new())), []);
    assert!(text_of(Vec::new()).contains(r#"<w:body><w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p><w:sectPr>"#));
    let nothing = text_of(vec![Block::Table(Table::new(vec![Column::new("a", "甲")]).or("没有记录"))]);
    assert_eq!(styled(&paragraphs(&nothing), "BodyText"), ["没有记录"]);
    // Word wants a paragraph behind a table.
    let alone = text_of(vec![Block::Table(table(2, "甲"))]);
    assert!(alone.contains(r#"</w:tbl><w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p><w:sectPr>"#), "{alone}");
}

#[test]
fn a_table_repeats_its_head_and_keeps_its_rows_whole() {
    let mut rows = Table::new(vec![Column::new("a", "指标"), Column::new("b", "印发数").right()]);
    rows.rows.push(Row::Section("一、学习".to_owned()));
    rows.push(vec![Cell::text("学习人次"), Cell::text("1500余人次")]);
    rows.push(vec![Cell::Text("长".repeat(900)), Cell::Empty]);
    let text = text_of(vec![Block::heading("数字"), Block::Table(rows)]);
    let rows: Vec<&str> = text.split("<w:tr>").skip(1).collect();
    assert_eq!(rows.len(), 4);
    assert!(rows[0].starts_with("<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"), "{}", rows[0]);
    assert!(rows[1].starts_with("<w:trPr><w:cantSplit/></w:trPr>") && rows[1].contains(r#"<w:gridSpan w:val="2"/>"#));
    assert!(rows[1].contains(r#"<w:pStyle w:val="CellSection"/>"#), "{}", rows[1]);
    assert!(rows[2].starts_with("<w:trPr><w:cantSplit/></w:trPr>") && rows[2].contains(r#""CellNumber"/>"#));
    assert!(rows[2].contains("<w:keepNext/>") && !rows[3].contains("<w:keepNext/>"));
    // All of a long text stands there; one that no page has room for is broken by whoever sets it.
    assert!(rows[3].contains(&"长".repeat(900)) && rows[3].contains(">—<"));
    // The columns fill the page, the one with more to say is wider.
    let widths: Vec<usize> = text
        .split(r#"<w:gridCol w:w=""#)
        .skip(1)
        .map(|rest| rest.split('"').next().and_then(|width| width.parse().ok()).expect("a width"))
        .collect();
    let whole: usize = widths.iter().sum();
    assert!(widths[0] > widths[1] && (8_800..=8_844).contains(&whole), "{widths:?}");
}

#[test]
fn a_wide_table_lies_on_pages_of_its_own() {
    let wide = || Block::Table(table(9, "二十个字的标题二十个字的标题二十个字的"));
    let long = "说明".repeat(200);
    let text = text_of(vec![
        Block::title("标题"),
        line(&long),
        Block::heading("一、宽表"),
        wide(),
        line("表后的一句话。"),
        Block::heading("二、正文"),
        line(&long),
    ]);
    let sections: Vec<&str> = text.split("<w:sectPr>").collect();
    assert_eq!(sections.len(), 4, "{text}");
    // Upright; on its side, with the heading before the table; upright again to the end.
    assert!(sections[1].contains(PORTRAIT) && sections[2].contains(LANDSCAPE) && sections[3].contains(PORTRAIT));
    assert!(sections[0].contains(&long) && !sections[0].contains("宽表") && sections[1].contains("宽表"));
    assert!(sections[3].ends_with("</w:sectPr></w:body></w:document>"));
    assert!(sections[2].contains(&long) && !sections[1].contains(&long));
    for section in &sections[1..] {
        assert_eq!(section.matches("<w:footerReference ").count(), 2, "{section}");
    }
    let side = r#"<w:pgMar w:top="1588" w:right="2098" w:bottom="1474" w:left="1984" w:header="851" w:footer="1077" w:gutter="0"/>"#;
    assert!(sections[2].contains(side));
    // What is said in brief behind it stays with it, and a narrow table does not turn the page.
    let text = text_of(vec![wide(), line("表后的一句话。")]);
    assert_eq!((text.matches("<w:sectPr>").count(), text.contains(LANDSCAPE)), (1, true));
    let text = text_of(vec![Block::Table(table(3, "甲")), line("乙")]);
    assert_eq!((text.matches("<w:sectPr>").count(), text.contains(LANDSCAPE)), (1, false));
    // However many columns there are, all stand on the page, in smaller type.
    let text = text_of(vec![Block::Table(table(60, "甲乙丙丁戊己庚辛"))]);
    assert!(text.contains(r#"<w:sz w:val="15"/>"#) && text.matches("<w:gridCol ").count() == 60);
    assert_eq!(text.matches("甲乙丙丁戊己庚辛").count(), 60);
}

#[test]
fn rows_that_are_made_go_through_one_by_one_and_a_fault_ends_the_document() {
    let columns = || vec![Column::new("a", "甲"), Column::new("b", "乙").sparse()];
    let many = Table::lazy(columns(), |places, take| {
        for at in 0..1_000 {
            take(Row::Cells(
                places.iter().map(|place| if *place == 0 { Cell::Whole(at) } else { Cell::Empty }).collect(),
            ))?;
        }
        Ok(())
    });
    let text = text_of(vec![Block::Table(many)]);
    assert_eq!((text.matches("<w:tr>").count(), text.contains("乙")), (1_001, false));
    let broken = Table::lazy(columns(), |_, _| Err(Error::usage("gone", qjcppcc::message!("没有了", "it is gone"))));
    let sheet = Sheet { data: Data::Object(Vec::new()), page: vec![Block::Table(broken)] };
    assert!(write(&sheet, Format::Docx, &FILE, &Paper::default(), &mut Vec::new()).is_err());
}

#[test]
fn nothing_in_a_record_acts() {
    let hostile = "<w:fldSimple w:instr=\"DDE\">&amp;\u{1b}[31m\u{202e}\u{200b}\u{0}\u{fffe}\u{ffff}]]>{office}{title}";
    let mut rows = Table::new(vec![Column::new("a", hostile)]);
    rows.rows.push(Row::Section(hostile.to_owned()));
    rows.push(vec![Cell::Text(format!("{hostile}\r\n第二行\r第三行"))]);
    let page = vec![
        Block::title(hostile),
        line(hostile),
        Block::Formal(Formal::Addressee, hostile.to_owned()),
        Block::Formal(Formal::Attachments, format!("附件：1. {hostile}\n2. {hostile}")),
        Block::Formal(Formal::Signature, format!("{hostile}\n{hostile}")),
        Block::Verbatim(hostile.to_owned()),
        Block::Table(rows),
    ];
    let paper = Paper { office: hostile.to_owned(), title: Font::of("a\"b<c&d, e\"f"), ..Paper::default() };
    let parts = parts(&packed(page, &paper));
    in_order(&parts);
    let written = "&lt;w:fldSimple w:instr=&quot;DDE&quot;&gt;&amp;amp;\\u{1b}[31m\\u{202e}\\u{200b}\\u{0}\\u{fffe}\\u{ffff}]]&gt;{office}{title}";
    for (name, part) in &parts {
        assert!(!part.chars().any(|c| is_unsafe(c) && c != '\n'), "{name}");
        assert!(!part.contains(['\u{fffe}', '\u{ffff}']) && !part.contains("hyperlink"), "{name}");
        assert_eq!(part.contains("<w:fldSimple"), name.contains("footer"), "{name}");
    }
    assert_eq!(parts["word/document.xml"].matches(written).count(), 11);
    assert!(parts["word/document.xml"].contains("<w:br/><w:t xml:space=\"preserve\">第二行</w:t><w:br/>"));
    assert_eq!(parts["docProps/core.xml"].matches(written).count(), 2);
    assert!(parts["word/styles.xml"].contains(r#"w:eastAsia="a&quot;b&lt;c&amp;d""#));
    assert!(parts["word/fontTable.xml"].contains(r#"<w:altName w:val="e&quot;f"/>"#));
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let page = || vec![Block::title("标题"), line("正文。"), Block::Table(table(3, "甲"))];
    assert_eq!(packed(page(), &Paper::default()), packed(page(), &Paper::default()));
}

#[test]
fn fonts_are_the_offices_own() {
    let mut world = World::new();
    world.run("qjcppcc study add 主席会议 -d 2022-5-1 -n 18");
    world.run("qjcppcc setting set print.title 华文中宋，宋体");
    world.run("qjcppcc setting set print.heading ，");
    let parts = run(&mut world, "report 2022 --style full");
    let (styles, fonts) = (&parts["word/styles.xml"], &parts["word/fontTable.xml"]);
    assert!(styles.contains(r#"<w:rFonts w:eastAsia="华文中宋"/>"#) && !styles.contains("小标宋"), "{styles}");
    assert!(fonts.contains(r#"<w:font w:name="华文中宋"><w:altName w:val="宋体"/>"#), "{fonts}");
    assert!(styles.contains(r#"<w:rFonts w:eastAsia="黑体"/>"#), "nothing but a comma names no type");
    assert!(parts["docProps/core.xml"].contains("<dc:creator>綦江区政协</dc:creator>"));
    // They come along with the records of an office.
    world.run("qjcppcc export -o all.jsonl");
    let parts = run(&mut world, "report 2022 --from all.jsonl");
    assert!(parts["word/styles.xml"].contains("华文中宋"));
    world.run("qjcppcc setting unset print.title");
    assert!(run(&mut world, "study list")["word/styles.xml"].contains("方正小标宋简体"));
    let listed = world.run("qjcppcc setting list");
    assert!(listed.contains("print.signature") && listed.contains("落款"), "{listed}");
    assert!(world.run("qjcppcc setting set print.body ' '").contains("这里没有写内容"));
    assert!(world.run("qjcppcc setting set case.limit.filing 很久").contains("“很久”不是天数"));
}

#[test]
fn a_report_goes_out_as_a_letter() {
    let mut world = World::new();
    let report = "report 2022 --from examples/qijiang-2022.jsonl --style full -q";
    let said = paragraphs(
        &run(&mut world, &format!("{report} --to 区委办公室 --sign --attach 数据表 --attach 清单"))["word/document.xml"],
    );
    assert_eq!((said[0].0.as_str(), said[1].clone()), ("Title", ("Addressee".to_owned(), "区委办公室：".to_owned())));
    let end: Vec<&str> = said.iter().rev().take(4).rev().map(|(_, words)| &**words).collect();
    assert_eq!(end, ["附件：\t1.\t数据表", "2.\t清单", "綦江区政协", "2022年12月31日"]);
    assert_eq!(styled(&said, "Signature").len(), 2);
    assert!(styled(&said, "Heading1").len() > 4, "{said:?}");
    // The same on every page, with the lines of a letter as lines.
    let page = world.run(&format!("qjcppcc {report} --to 区委： --sign 某办公室 --dated 2023-1-5 --attach 数据表"));
    assert!(page.contains("工作综述\n\n区委：\n\n一、"), "{page}");
    assert!(page.ends_with("\n\n附件：数据表\n\n某办公室\n2023年1月5日\n"), "{page}");
    let page = world.run(&format!("qjcppcc {report} -O md --dated 2022-12-30 --attach a --attach b --lang en"));
    assert!(page.contains("\nAttachments: 1. a\\\n2\\. b\n\n"), "{page}");
    assert!(page.ends_with("Qijiang District CPPCC Committee\\\n30 December 2022\n"), "{page}");
    // Those whom the office writes to, and who signs for it, are its settings.
    world.run("qjcppcc study add 主席会议 -d 2022-5-1 -n 18");
    let refused = world.run("qjcppcc report 2022 --style note --to");
    assert!(refused.contains("没有写主送机关") && refused.contains("setting set print.addressee"), "{refused}");
    assert!(world.run("qjcppcc --lang en report 2022 --style note --to").contains("nobody is named to whom it goes"));
    world.run("qjcppcc setting set print.addressee 区委办公室");
    world.run("qjcppcc setting set print.signature 政协綦江区委员会办公室");
    let page = world.run("qjcppcc report 2022 --style note --to --sign -q");
    assert!(
        page.starts_with("区委办公室：\n\n") && page.ends_with("\n政协綦江区委员会办公室\n2022年12月31日\n"),
        "{page}"
    );
    let line = world.run("qjcppcc case line 2022 --to --sign --dated 2022-12-1");
    assert!(line.starts_with("区委办公室：\n\n") && line.contains("委员会办公室\n2022年12月1日\n"), "{line}");
    let by = run(&mut world, "report 2022 --by kind --to --sign");
    assert_eq!(styled(&paragraphs(&by["word/document.xml"]), "Signature").len(), 2);
    for (command, wrong) in [
        ("report 2022 --json --sign", "对 json 不起作用"),
        ("report 2022 --by town -O csv --lang en --attach a", "have no effect on csv"),
        ("report 2022 --dated 2022-13-1 --style note", "2022-13-1"),
    ] {
        let refused = world.run(&format!("qjcppcc {command}"));
        assert!(refused.contains(wrong) && refused.ends_with("[exit 2]\n"), "{command}: {refused}");
    }
}

#[test]
fn a_signature_stands_at_the_right_its_lines_in_their_middle() {
    let rights = |words: &str| -> Vec<usize> {
        let text = text_of(vec![line("正文。"), Block::Formal(Formal::Signature, words.to_owned())]);
        let right = |rest: &str| rest.split('"').next().and_then(|right| right.parse().ok()).expect("an indent");
        text.split(r#"<w:ind w:right=""#).skip(1).map(right).collect()
    };
    // Four characters right of the day; the office, ten cells to its fourteen, two cells more on each side.
    assert_eq!(rights("綦江区政协\n2022年12月31日"), [1_575, 1_260]);
    // A long name stands two characters from the edge, and the day moves to its middle.
    let long = rights("中国人民政治协商会议某某市某某区委员会办公室\n2022年12月31日");
    assert_eq!(long, [630, 2_992]);
}

#[test]
fn everything_that_people_print_is_a_document() {
    let mut world = World::new();
    world.run("qjcppcc import examples/qijiang-2022.jsonl");
    for command in [
        "report 2022",
        "report 2022 --style note",
        "report 2022 --style table",
        "report 2022 --compare",
        "report 2022 --by town",
        "report 2022 --by unit",
        "report 2022 --trace case.solved",
        "case line 2022",
        "case list",
        "case show 1",
        "case board",
        "case due",
        "missing 2022",
        "study list",
        "study show 1",
        "figures",
        "setting list",
        "vocab list town",
        "log --limit 5",
        "search 清溪",
        "claim list",
        "office wording",
        "office show",
        "export case",
        "help commands",
        "help study add",
    ] {
        let parts = run(&mut world, command);
        assert!(parts["word/document.xml"].contains("<w:t "), "{command}");
    }
    let whole = run(&mut world, "case list --year 2022");
    assert!(whole["word/document.xml"].contains(LANDSCAPE));
    let english = run(&mut world, "report 2022 --lang en");
    assert!(english["word/document.xml"].contains("Qijiang District CPPCC Committee: 2022"));
    assert!(english["word/document.xml"].contains(r#"<w:pStyle w:val="Title"/></w:pPr><w:r><w:rPr><w:b/></w:rPr>"#));
    world.width.set(Some(80));
    let refused = world.run("qjcppcc report 2022 -O docx");
    assert!(refused.contains("Word 文稿不能显示在终端上") && refused.contains("-o 文件.docx"), "{refused}");
    let refused = world.run("qjcppcc report 2022 -O docx --json --lang en");
    assert!(refused.contains("given_twice"), "{refused}");
    assert!(
        world.run("qjcppcc report 2022 -O docx --lang en").contains("a Word document cannot be shown on a terminal")
    );
}

#[test]
fn a_page_of_the_manual_is_set_in_blocks() {
    let mut world = World::new();
    for (page, lang) in [("年报", "zh"), ("offices", "en"), ("recording", "zh"), ("scripts", "en")] {
        let parts = run(&mut world, &format!("help {page} --lang {lang}"));
        let said = paragraphs(&parts["word/document.xml"]);
        let markdown = world.run(&format!("qjcppcc help {page} --lang {lang} -O md"));
        let headings: Vec<&str> = markdown.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!((said[0].0.as_str(), styled(&said, "Heading1").len()), ("Title", headings.len()), "{page}");
        let fences = markdown.lines().filter(|line| line.starts_with("```")).count() / 2;
        assert!(styled(&said, "PlainText").len() >= fences, "{page}");
        let rows = markdown.lines().filter(|line| line.starts_with('|') && !line.starts_with("| -")).count();
        assert_eq!(parts["word/document.xml"].matches("<w:tr>").count(), rows, "{page}");
        for (style, words) in said.iter().filter(|(style, _)| style != "PlainText") {
            assert!(!words.contains('`') && !words.starts_with(['#', '|']), "{page}: {style}: {words}");
        }
    }
    // Nothing is lost: the words of the page, without its marks, are those of the document.
    let markdown = world.run("qjcppcc help 年报 -O md");
    let text = &run(&mut world, "help 年报")["word/document.xml"];
    let plain = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let markdown = markdown
        .lines()
        .filter(|line| !line.starts_with("```") && !line.starts_with("!["))
        .map(plain)
        .collect::<String>();
    let words = paragraphs(text)
        .iter()
        .map(|(_, words)| plain(&words.replace("&lt;", "<").replace("&gt;", ">")))
        .collect::<String>();
    assert_eq!(words.replace("quot", ""), markdown);
}
