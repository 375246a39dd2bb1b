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

/// The parts that hold the text of no page. Each goes through [`filled`].
const BESIDE: [(&str, &str); 9] = [
    ("[Content_Types].xml", include_str!("docx/types.xml")),
    ("_rels/.rels", include_str!("docx/package.xml")),
    ("docProps/core.xml", include_str!("docx/core.xml")),
    ("word/_rels/document.xml.rels", include_str!("docx/related.xml")),
    ("word/styles.xml", include_str!("docx/styles.xml")),
    ("word/settings.xml", include_str!("docx/settings.xml")),
    ("word/fontTable.xml", include_str!("docx/fonts.xml")),
    ("word/footer1.xml", include_str!("docx/footer.xml")),
    ("word/footer2.xml", include_str!("docx/footer.xml")),
];

/// How the text of all pages begins.
const BEGIN: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#;

/// The paper of an upright page and its margins; and of one that lies on its side.
const PAPER: [&str; 2] = [
    r#"<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1587" w:gutter="0"/>"#,
    r#"<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1588" w:right="2098" w:bottom="1474" w:left="1984" w:header="851" w:footer="1077" w:gutter="0"/>"#,
];

/// The text of a page is so wide, in twentieths of a point: upright, and on its side.
const ROOM: [usize; 2] = [8_844, 12_756];

/// A character of the text is so wide; half of it is a cell.
const CHARACTER: usize = 315;

/// A column of words may be narrowed to so many cells before the page is turned, or the type made smaller.
const NARROW: usize = 24;

/// How a table is set: on its side or not, in type of so many half-points.
type Way = (bool, usize);

/// The ways to set a table, of which the first that has room for it is taken.
const WAYS: [Way; 4] = [(false, 21), (true, 21), (true, 18), (true, 15)];

/// So many characters of text before or behind a table are turned with it.
const BRIEF: usize = 200;

/// A word of more letters is long.
const LONG: usize = 14;

/// A row of more lines than this may go over two pages.
const TALL: usize = 12;

pub(super) fn write(page: &[Block], lang: Lang, paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    // Only in a file can the packer go back.
    let mut package = ZipWriter::new(BufWriter::new(tempfile::tempfile()?));
    let blocks: Vec<&Block> = read(page).collect();
    let title =
        blocks.iter().find_map(|block| if let Block::Heading(_, words) = block { Some(&**words) } else { None });
    for (name, part) in BESIDE {
        package.start_file(name, SimpleFileOptions::default())?;
        let edge = if name == "word/footer2.xml" { "left" } else { "right" };
        package.write_all(filled(part, title.unwrap_or_default(), edge, paper).as_bytes())?;
    }
    package.start_file("word/document.xml", SimpleFileOptions::default())?;
    package.write_all(BEGIN.as_bytes())?;
    let mut document = Document { out: &mut package, on_side: false, begun: false, lang };
    document.write(&blocks)?;
    let last = section(document.on_side);
    write!(package, "{last}</w:body></w:document>")?;
    let mut whole = package.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    whole.rewind()?;
    io::copy(&mut whole, out).map(|_| ())
}

/// A part with what it is called, whose it is, in which types it is set, and at which edge its number stands.
fn filled(part: &str, title: &str, edge: &str, paper: &Paper) -> String {
    let fonts = [&paper.title, &paper.heading, &paper.subheading, &paper.body];
    let mut pieces = part.split('{');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for (slot, after) in pieces.filter_map(|piece| piece.split_once('}')) {
        let at = ["title", "heading", "subheading", "body"].iter().position(|known| *known == slot);
        text += &match slot {
            "called" => escaped(title),
            "office" => escaped(&paper.office),
            "fonts" => fonts_of(fonts),
            "edge" => edge.to_owned(),
            _ => at.and_then(|at| fonts[at].names.first()).map_or_else(String::new, |name| escaped(name)),
        };
        text += after;
    }
    text
}

/// The types by name, each with those that do where a machine has it not.
fn fonts_of(fonts: [&Font; 4]) -> String {
    let others = ["宋体, SimSun", "新宋体, NSimSun, Noto Sans Mono CJK SC"].map(Font::of);
    let (mut list, mut known) = (String::new(), Vec::new());
    for (name, others) in fonts.into_iter().chain(&others).filter_map(|font| font.names.split_first()) {
        if !known.contains(&name) {
            let others = if others.is_empty() { name } else { &others.join(",") };
            let (plain, others) = (escaped(name), escaped(others));
            list += &format!(
                r#"<w:font w:name="{plain}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>"#
            );
        }
        known.push(name);
    }
    list
}

/// The end of a section, which says on what paper it stands.
fn section(on_side: bool) -> String {
    let paper = PAPER[usize::from(on_side)];
    format!(
        r#"<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>{paper}<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>"#
    )
}

/// A document under way.
struct Document<'a> {
    out: &'a mut dyn Write,
    /// Whether the page lies on its side.
    on_side: bool,
    /// Whether something stands in the section.
    begun: bool,
    lang: Lang,
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
                        // Between long words of other scripts a full line would be torn apart.
                        let is_torn = line.split(|c: char| !c.is_ascii_graphic()).any(|word| word.len() > LONG);
                        let manner = if is_torn { r#"<w:jc w:val="left"/>"# } else { "" };
                        self.write_paragraph("BodyText", manner, &run(line, ""))?;
                    }
                }
                Block::Formal(Formal::Addressee, words) => self.write_paragraph("Addressee", "", &run(words, ""))?,
                Block::Formal(Formal::Attachments, words) => self.write_attachments(words)?,
                Block::Formal(Formal::Signature, words) => self.write_signature(words)?,
                // In Chinese type a line of a box is twice as wide as on a terminal.
                Block::Verbatim(words) => {
                    self.write_paragraph("PlainText", "", &run(&words.replace("──", "─"), ""))?;
                }
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
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        let label = words.split_inclusive(['：', ':']).next().unwrap_or_default();
        let several = words.lines().count() > 1;
        // A tab goes further than where it stands.
        let number = CHARACTER * 2 + label.width() * CHARACTER / 2 + 20;
        let name = number + if several { CHARACTER * 5 / 4 } else { 0 };
        for (at, line) in words.lines().enumerate() {
            let (label, line) = line.split_at(if at == 0 { label.len() } else { 0 });
            let name_of = if several { line.trim().trim_start_matches(is_number) } else { line };
            let digits = line.trim().trim_end_matches(name_of);
            let parts = [label, digits, name_of.trim()].map(|part| run(part, ""));
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let above = if at == 0 { r#"<w:spacing w:before="579"/>"# } else { "" };
            let hanging = name - if at == 0 { CHARACTER * 2 } else { number };
            let stop = format!(r#"<w:tabs><w:tab w:val="left" w:pos="{number}"/></w:tabs>"#);
            let manner = format!(r#"{stop}{above}<w:ind w:left="{name}" w:hanging="{hanging}"/>"#);
            self.write_paragraph("Attachments", &manner, &parts.join("<w:r><w:tab/></w:r>"))?;
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
        let room = |(on_side, size): Way| ROOM[usize::from(on_side)] / (size * 5) - usize::from(GAP);
        // What has no heading of its own stays on the page as it lies.
        let lies = self.on_side && !before.iter().any(|block| matches!(block, Block::Heading(..)));
        let ways = &WAYS[usize::from(lies)..];
        let has_room = |way: &&Way| total(&survey.columns, NARROW) <= room(**way);
        let way = *ways.iter().find(has_room).unwrap_or(&WAYS[WAYS.len() - 1]);
        let cells = rules(&survey.columns, room(way)).into_iter().map(|rule| rule.width + usize::from(GAP) + 1);
        let (cells, wide): (Vec<usize>, usize) = (cells.collect(), ROOM[usize::from(way.0)]);
        let widths: Vec<usize> = cells.iter().map(|cell| cell * wide / cells.iter().sum::<usize>()).collect();
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
    let manner =
        if hint.is_empty() && manner.is_empty() { String::new() } else { format!("<w:rPr>{hint}{manner}</w:rPr>") };
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
