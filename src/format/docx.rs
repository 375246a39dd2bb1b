//! A Word document as GB/T 9704-2012 sets it: A4, 22 lines of 28 characters, page numbers on the outer edge. Its parts are written
//! by hand, in the order of elements that the schema wants, and the rows of a table as they come.

use std::io::{self, BufWriter, Seek, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::flat::{Flat, FlatRow};
use super::grid::{GAP, Survey, rules, total};
use super::paper::{Font, Paper};
use super::words::{Reader, read, words};
use crate::sheet::{Block, Face, Formal, Rank, Table};
use crate::text::{Lang, shown};

/// What every part begins with.
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// The words of `WordprocessingML`, and what parts hang together by.
const WORDS: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Parts that are the same in every document.
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{}</Types>"#;
const SETTINGS: &str = r#"<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:doNotExpandShiftReturn/><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>"#;

/// Parts of a document beside its text: name, kind, and the number by which the text refers to it.
const BESIDE: [(&str, &str, u8); 5] = [
    ("styles", "styles", 1),
    ("settings", "settings", 2),
    ("fontTable", "fontTable", 3),
    ("footer1", "footer", 4),
    ("footer2", "footer", 5),
];

/// The text of a page is so wide, in twentieths of a point: upright, and on its side.
const ROOM: [usize; 2] = [8_844, 12_756];

/// A character of the text is so wide; half of it is a cell.
const CHARACTER: usize = 315;

/// A column of words may be narrowed to so many cells before the page is turned, or the type made smaller.
const NARROW: usize = 24;

/// The ways to set a table, the first that has room for it is taken: on its side or not, in type of so many half-points.
const WAYS: [(bool, usize); 4] = [(false, 21), (true, 21), (true, 18), (true, 15)];

/// So many characters of text before or behind a table are turned with it.
const BRIEF: usize = 200;

/// A row of more lines than this may go over two pages.
const TALL: usize = 12;

pub(super) fn write(page: &[Block], lang: Lang, paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    // Only a file can be gone back in, which the packer does.
    let mut package = ZipWriter::new(BufWriter::new(tempfile::tempfile()?));
    let blocks: Vec<&Block> = read(page).collect();
    let title = blocks.iter().find_map(|block| if let Block::Heading(_, words) = block { Some(&**words) } else { None });
    for (name, text) in beside(title, paper) {
        package.start_file(name, SimpleFileOptions::default())?;
        package.write_all(HEAD.as_bytes())?;
        package.write_all(text.as_bytes())?;
    }
    package.start_file("word/document.xml", SimpleFileOptions::default())?;
    write!(package, "{HEAD}<w:document {WORDS}><w:body>")?;
    let mut document = Document { out: &mut package, lang, on_side: false, begun: false };
    document.write(&blocks)?;
    let last = section(document.on_side);
    write!(package, "{last}</w:body></w:document>")?;
    let mut whole = package.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    whole.rewind()?;
    io::copy(&mut whole, out).map(|_| ())
}

/// The parts beside the text.
fn beside(title: Option<&str>, paper: &Paper) -> Vec<(String, String)> {
    let main = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let relation = |number: u8, kind: &str, target: &str| {
        format!(r#"<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>"#)
    };
    let related = |relations: String| {
        let space = "http://schemas.openxmlformats.org/package/2006/relationships";
        format!(r#"<Relationships xmlns="{space}">{relations}</Relationships>"#)
    };
    let types = BESIDE.map(|(name, kind, _)| {
        format!(r#"<Override PartName="/word/{name}.xml" ContentType="{main}.{kind}+xml"/>"#)
    });
    let properties = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    let whole = relation(1, &format!("{RELATED}/officeDocument"), "word/document.xml")
        + &relation(2, properties, "docProps/core.xml");
    let parts = BESIDE.map(|(name, kind, number)| relation(number, &format!("{RELATED}/{kind}"), &format!("{name}.xml")));
    let fonts = [&paper.title, &paper.heading, &paper.subheading, &paper.body];
    let styles = ["title", "heading", "subheading", "body"].iter().zip(fonts);
    let styles = styles.fold(include_str!("docx/styles.xml").to_owned(), |styles, (slot, font)| {
        styles.replace(&format!("{{{slot}}}"), &escaped(font.names.first().map_or("", |name| name)))
    });
    let (_, styles) = styles.split_once("?>").unwrap_or_default();
    vec![
        ("[Content_Types].xml".to_owned(), TYPES.replace("{}", &types.concat())),
        ("_rels/.rels".to_owned(), related(whole)),
        ("docProps/core.xml".to_owned(), properties_of(title, &paper.office)),
        ("word/_rels/document.xml.rels".to_owned(), related(parts.concat())),
        ("word/styles.xml".to_owned(), styles.to_owned()),
        ("word/settings.xml".to_owned(), format!("<w:settings {WORDS}>{SETTINGS}</w:settings>")),
        ("word/fontTable.xml".to_owned(), format!("<w:fonts {WORDS}>{}</w:fonts>", fonts_of(fonts))),
        ("word/footer1.xml".to_owned(), footer(r#"<w:ind w:right="280"/><w:jc w:val="right"/>"#)),
        ("word/footer2.xml".to_owned(), footer(r#"<w:ind w:left="280"/><w:jc w:val="left"/>"#)),
    ]
}

/// What the document is called and whose it is.
fn properties_of(title: Option<&str>, office: &str) -> String {
    let member = |name: &str, words: &str| match words {
        "" => String::new(),
        words => format!("<dc:{name}>{}</dc:{name}>", escaped(words)),
    };
    let (title, creator) = (member("title", title.unwrap_or_default()), member("creator", office));
    let space = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    format!(
        r#"<cp:coreProperties xmlns:cp="{space}" xmlns:dc="http://purl.org/dc/elements/1.1/">{title}{creator}</cp:coreProperties>"#
    )
}

/// The types by name, each with those that do where a machine has it not.
fn fonts_of(fonts: [&Font; 4]) -> String {
    let song = Font::of("宋体, SimSun, NSimSun");
    let mut known: Vec<&str> = Vec::new();
    let mut list = String::new();
    for font in fonts.into_iter().chain([&song]) {
        let Some((name, others)) = font.names.split_first().filter(|(name, _)| !known.contains(&&***name)) else { continue };
        known.push(name);
        let others = escaped(&others.join(","));
        let others = if others.is_empty() { others } else { format!(r#"<w:altName w:val="{others}"/>"#) };
        let name = escaped(name);
        list += &format!(r#"<w:font w:name="{name}">{others}<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>"#);
    }
    list + r#"<w:font w:name="Times New Roman"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>"#
}

/// The number of a page between dashes, at this edge.
fn footer(edge: &str) -> String {
    let dash = |words: &str| format!(r#"<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>"#);
    let (before, behind) = (dash("— "), dash(" —"));
    format!(
        r#"<w:ftr {WORDS}><w:p><w:pPr><w:pStyle w:val="Footer"/>{edge}</w:pPr>{before}<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>{behind}</w:p></w:ftr>"#
    )
}

/// The paper of a section and its margins. On its side it lies as in a bound book, its head at the back.
fn section(on_side: bool) -> String {
    let paper = if on_side {
        r#"<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1588" w:right="2098" w:bottom="1474" w:left="1984" w:header="851" w:footer="1077" w:gutter="0"/>"#
    } else {
        r#"<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1587" w:gutter="0"/>"#
    };
    format!(
        r#"<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>{paper}<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>"#
    )
}

/// A document under way.
struct Document<'a> {
    out: &'a mut dyn Write,
    lang: Lang,
    /// Whether the page lies on its side.
    on_side: bool,
    /// Whether something stands in the section.
    begun: bool,
}

impl Document<'_> {
    /// What is said in brief before a table, or behind it, stays on its page, upright or not.
    fn write(&mut self, blocks: &[&Block]) -> io::Result<()> {
        let mut from = 0;
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Table(table) => self.write_table(&blocks[from..at], table)?,
                Block::Board(board) => self.write_table(&blocks[from..at], &board.table())?,
                _ if blocks[from..=at].iter().map(|block| length(block)).sum::<usize>() > BRIEF => {
                    self.turn(false)?;
                    self.write_texts(&blocks[from..=at])?;
                }
                _ => continue,
            }
            from = at + 1;
        }
        self.write_texts(&blocks[from..])?;
        if blocks.is_empty() { write!(self.out, "<w:p/>") } else { Ok(()) }
    }

    /// Begins a section whose pages lie on their side, or upright, unless they do.
    fn turn(&mut self, on_side: bool) -> io::Result<()> {
        if self.on_side != on_side && self.begun {
            self.write_gap(&section(self.on_side))?;
            self.begun = false;
        }
        self.on_side = on_side;
        Ok(())
    }

    /// A paragraph that is not seen: a table needs one behind it, and so does a section.
    fn write_gap(&mut self, section: &str) -> io::Result<()> {
        write!(self.out, r#"<w:p><w:pPr><w:pStyle w:val="Gap"/>{section}</w:pPr></w:p>"#)
    }

    fn write_texts(&mut self, blocks: &[&Block]) -> io::Result<()> {
        self.begun |= !blocks.is_empty();
        for block in blocks {
            match block {
                Block::Heading(rank, words) => {
                    let style = ["Title", "Heading1", "Heading2", "Heading3"][*rank as usize];
                    let is_apart = matches!(rank, Rank::Title | Rank::First) && !has_wide(words);
                    self.write_paragraph(style, "", &run(words, if is_apart { "<w:b/>" } else { "" }))?;
                }
                Block::Line(words) => {
                    for line in words.lines().map(str::trim).filter(|line| !line.is_empty()) {
                        self.write_paragraph("BodyText", "", &run(line, ""))?;
                    }
                }
                Block::Formal(Formal::Addressee, words) => self.write_paragraph("Addressee", "", &run(words, ""))?,
                Block::Formal(Formal::Attachments, words) => self.write_attachments(words)?,
                Block::Formal(Formal::Signature, words) => self.write_signature(words)?,
                Block::Verbatim(words) => self.write_paragraph("PlainText", "", &run(words, ""))?,
                Block::Table(_) | Block::Board(_) | Block::Chart(_) => {}
            }
        }
        Ok(())
    }

    fn write_paragraph(&mut self, style: &str, manner: &str, runs: &str) -> io::Result<()> {
        write!(self.out, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{manner}</w:pPr>{runs}</w:p>"#)
    }

    /// 附件说明, below an empty line and set in by two characters; each name stands below the first one.
    fn write_attachments(&mut self, words: &str) -> io::Result<()> {
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ' ');
        let label = words.find(['：', ':']).map_or(0, |at| at + words[at..].chars().next().map_or(0, char::len_utf8));
        let label = words.get(..label).unwrap_or_default();
        let numbered = words.lines().count() > 1;
        let number = if numbered { CHARACTER + CHARACTER / 4 } else { 0 };
        let name = CHARACTER * 2 + label.width() * CHARACTER / 2 + number;
        for (at, line) in words.lines().enumerate() {
            let (before, line) = if at == 0 { (label, &line[label.len()..]) } else { ("", line) };
            let line = line.trim();
            let rest = if numbered { line.trim_start_matches(is_number) } else { line };
            let digits = line[..line.len() - rest.len()].trim();
            let above = if at == 0 { r#"<w:spacing w:before="579"/>"# } else { "" };
            let hanging = name - if at == 0 { CHARACTER * 2 } else { name - number };
            let manner = format!(r#"{above}<w:ind w:left="{name}" w:hanging="{hanging}"/>"#);
            let tab = if numbered { "<w:r><w:tab/></w:r>" } else { "" };
            let runs = [&run(&[before, digits].concat(), ""), tab, &run(rest, "")].concat();
            self.write_paragraph("Attachments", &manner, &runs)?;
        }
        Ok(())
    }

    /// 落款: the day stands four characters from the right, the office above it in its middle; a longer name moves both.
    fn write_signature(&mut self, words: &str) -> io::Result<()> {
        let widest = words.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        let last = words.lines().last().map_or(0, UnicodeWidthStr::width);
        // In halves of a cell, so that the middle is one.
        let middle = (16 + last).max(8 + widest);
        for (at, line) in words.lines().enumerate() {
            let right = (middle - line.width()) * CHARACTER / 4;
            let (keep, above) = (at + 1 < words.lines().count(), at == 0);
            let keep = if keep { "<w:keepNext/>" } else { "" };
            let above = if above { r#"<w:spacing w:before="579"/>"# } else { "" };
            self.write_paragraph("Signature", &format!(r#"{keep}{above}<w:ind w:right="{right}"/>"#), &run(line, ""))?;
        }
        Ok(())
    }

    /// A table with what stands before it, on a page that lies on its side where an upright one has no room for it.
    fn write_table(&mut self, before: &[&Block], table: &Table) -> io::Result<()> {
        let mut flat = Flat::new(table, Face::Page);
        let mut survey = Survey::new(&flat.columns, self.lang);
        let mut is_empty = true;
        let look = &mut |row: &FlatRow| {
            is_empty = false;
            survey.look(row);
        };
        if let Some(stay) = flat.settle(Some(look))? {
            survey.keep(&stay);
        }
        if let Some(nothing) = table.nothing.as_ref().filter(|_| is_empty) {
            self.write_texts(before)?;
            return self.write_texts(&[&Block::Line(nothing.clone())]);
        }
        if flat.columns.is_empty() {
            return self.write_texts(before);
        }
        let gaps = usize::from(GAP) * flat.columns.len();
        let room = |(on_side, size): (bool, usize)| ROOM[usize::from(on_side)] / (size * 5) - gaps.min(80);
        let has_room = |way: &&(bool, usize)| total(&survey.columns, NARROW) <= room(**way);
        let way = *WAYS.iter().find(has_room).unwrap_or(&WAYS[WAYS.len() - 1]);
        let cells: Vec<usize> =
            rules(&survey.columns, room(way)).iter().map(|rule| rule.width + usize::from(GAP)).collect();
        let (all, room) = (cells.iter().sum::<usize>().max(1), ROOM[usize::from(way.0)]);
        let widths: Vec<usize> = cells.iter().map(|cell| cell * room / all).collect();
        self.turn(way.0)?;
        self.write_texts(before)?;
        self.begun = true;
        let right = flat.columns.iter().map(|column| column.right).collect();
        let mut rows = Rows { widths, right, size: way.1, lang: self.lang };
        let out = &mut *self.out;
        write!(out, "{}", rows.head(flat.columns.iter().map(|column| &*column.label)))?;
        flat.each(&mut |row| write!(out, "{}", rows.row(row)))?;
        write!(out, "</w:tbl>")?;
        self.write_gap("")
    }
}

/// How the rows of a table are set.
struct Rows {
    /// Of each column.
    widths: Vec<usize>,
    /// Which columns are set flush right.
    right: Vec<bool>,
    /// The type, in half-points.
    size: usize,
    lang: Lang,
}

impl Rows {
    /// The table as it begins, and its head, which stands on every page.
    fn head<'l>(&mut self, labels: impl Iterator<Item = &'l str>) -> String {
        let columns = self.widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect::<String>();
        let all: usize = self.widths.iter().sum();
        let cells = labels.zip(&self.widths).map(|(label, width)| self.cell("CellHead", (*width, 1), false, label));
        let cells = cells.collect::<String>();
        format!(
            r#"<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{all}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"#
        )
    }

    fn row(&self, row: &FlatRow) -> String {
        let whole = "<w:trPr><w:cantSplit/></w:trPr>";
        match row {
            FlatRow::Section(title) => {
                let cell = self.cell("CellSection", (self.widths.iter().sum(), self.widths.len()), false, title.trim());
                format!("<w:tr>{whole}{cell}</w:tr>")
            }
            FlatRow::Cells(cells) => {
                let words: Vec<String> = cells.iter().map(|cell| words(cell, Reader::Person(self.lang))).collect();
                let lines = words.iter().zip(&self.widths).map(|(words, width)| self.lines(words, *width)).max();
                let whole = if lines > Some(TALL) { "" } else { whole };
                let set = words.iter().zip(self.widths.iter().zip(&self.right));
                let cells = set.map(|(words, (width, right))| self.cell("Cell", (*width, 1), *right, words));
                format!("<w:tr>{whole}{}</w:tr>", cells.collect::<String>())
            }
        }
    }

    /// How many lines words come to in a column.
    fn lines(&self, words: &str, width: usize) -> usize {
        let cells = (width / (self.size * 5)).saturating_sub(usize::from(GAP)).max(1);
        words.lines().map(|line| line.width() / cells + 1).sum()
    }

    fn cell(&self, style: &str, (width, span): (usize, usize), right: bool, words: &str) -> String {
        let span = if span > 1 { format!(r#"<w:gridSpan w:val="{span}"/>"#) } else { String::new() };
        let edge = if right { r#"<w:jc w:val="right"/>"# } else { "" };
        let size = self.size;
        let size = if size == WAYS[0].1 { String::new() } else { format!(r#"<w:sz w:val="{size}"/>"#) };
        let bold = if style == "Cell" || has_wide(words) { "" } else { "<w:b/>" };
        let run = run(words, &[bold, &size].concat());
        format!(
            r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{edge}</w:pPr>{run}</w:p></w:tc>"#
        )
    }
}

/// How long a text is, in characters.
fn length(block: &Block) -> usize {
    match block {
        Block::Heading(_, words) | Block::Line(words) | Block::Formal(_, words) | Block::Verbatim(words) => {
            words.chars().count()
        }
        Block::Table(_) | Block::Board(_) | Block::Chart(_) => 0,
    }
}

/// Marks that Chinese and other texts share; whose they are is said to Word.
const SHARED: [char; 8] = ['“', '”', '‘', '’', '…', '—', '·', '×'];

fn has_wide(words: &str) -> bool {
    words.chars().any(|c| c.width() == Some(2))
}

/// Text in lines, set in this manner beside that of its paragraph.
fn run(words: &str, manner: &str) -> String {
    let hint = if words.contains(SHARED) && has_wide(words) { r#"<w:rFonts w:hint="eastAsia"/>"# } else { "" };
    let manner = if hint.is_empty() && manner.is_empty() { String::new() } else { format!("<w:rPr>{hint}{manner}</w:rPr>") };
    let lines = words.replace("\r\n", "\n").replace('\r', "\n");
    let lines = lines.lines().map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(line)));
    let lines = lines.collect::<Vec<_>>().join("<w:br/>");
    if lines.is_empty() { lines } else { format!("<w:r>{manner}{lines}</w:r>") }
}

/// Words on a line as XML: nothing acts, nothing is lost that XML cannot hold.
fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in shown(words).chars() {
        match c {
            '&' => text += "&amp;",
            '<' => text += "&lt;",
            '>' => text += "&gt;",
            '"' => text += "&quot;",
            '\u{fffe}' | '\u{ffff}' => text.extend(c.escape_unicode()),
            _ => text.push(c),
        }
    }
    text
}
