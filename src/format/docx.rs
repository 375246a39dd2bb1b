//! A Word document as GB/T 9704-2012 sets it: A4, 22 lines of 28 characters, page numbers on the outer edge. Its parts are written
//! by hand, in the order of elements that the schema wants, and the rows of a table as they come.

use std::collections::HashSet;
use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::flat::{Flat, FlatRow};
use super::grid::{GAP, Survey, rules, total};
use super::paper::{Font, Paper};
use super::words::{Reader, escaped, read, title, words};
use crate::sheet::{Block, Face, Formal, Rank, Table};
use crate::text::Lang;

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

/// So many rows of a table are not parted at its beginning, nor at its end.
const FEW: usize = 4;

/// So many characters of text before or behind a table are turned with it.
const BRIEF: usize = 200;

/// The cells in a line of a title, where some room is left between Chinese and numbers.
const TITLE: usize = 38;

/// A word of more letters is long.
const LONG: usize = 14;

pub(super) fn write(page: &[Block], lang: Lang, paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    let mut package = ZipWriter::new_stream(out);
    let blocks: Vec<&Block> = read(page).collect();
    for (name, part) in BESIDE {
        package.start_file(name, SimpleFileOptions::default())?;
        let edge = if name == "word/footer2.xml" { "left" } else { "right" };
        package.write_all(filled(part, title(page).unwrap_or_default(), edge, paper).as_bytes())?;
    }
    package.start_file("word/document.xml", SimpleFileOptions::default())?;
    package.write_all(BEGIN.as_bytes())?;
    let mut document = Document { out: &mut package, on_side: false, begun: false, owes: false, lang };
    document.write(&blocks)?;
    let last = section(document.on_side);
    write!(package, "{last}</w:body></w:document>")?;
    package.finish().map(drop).map_err(io::Error::from)
}

/// A part with what it is called, whose it is, in which types it is set, and at which edge its number stands.
fn filled(part: &str, title: &str, edge: &str, paper: &Paper) -> String {
    let fonts = [&paper.title, &paper.heading, &paper.subheading, &paper.body];
    let mut pieces = part.split('{');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for (slot, after) in pieces.filter_map(|piece| piece.split_once('}')) {
        let at = ["title", "heading", "subheading", "body"].iter().position(|known| *known == slot);
        text += &match slot {
            "called" => escaped(title, " "),
            "office" => escaped(&paper.office, " "),
            "fonts" => fonts_of(fonts),
            "edge" => edge.to_owned(),
            _ => at.and_then(|at| fonts[at].names.first()).map_or_else(String::new, |name| escaped(name, " ")),
        };
        text += after;
    }
    text
}

/// The types by name, each with those that do where a machine has it not.
fn fonts_of(fonts: [&Font; 4]) -> String {
    let others = ["宋体, SimSun", "新宋体, NSimSun"].map(Font::of);
    let mut known = HashSet::new();
    let each = fonts.into_iter().chain(&others).filter_map(|font| font.names.split_first());
    let each = each.filter(|(name, _)| known.insert(*name)).map(|(name, others)| {
        let (name, others) = (escaped(name, " "), escaped(&others.join(","), " "));
        let others = if others.is_empty() { others } else { format!(r#"<w:altName w:val="{others}"/>"#) };
        format!(
            r#"<w:font w:name="{name}">{others}<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>"#
        )
    });
    each.collect()
}

/// A title that takes two lines, broken near its middle, after a word where one ends there: no line is left to a last character.
fn in_halves(title: &str) -> String {
    let whole = title.width();
    let uneven = |(first, second): &(&str, &str)| {
        let is_torn = first.ends_with(|c: char| c.is_ascii()) || second.starts_with(|c: char| c.is_ascii());
        let cost = match first.ends_with(['年', '月', '日', '）', '　', ' ']) {
            true => 0,
            false if is_torn => whole,
            false => TITLE / 2,
        };
        first.width().abs_diff(second.width()) + cost
    };
    let halves = title.char_indices().skip(1).map(|(at, _)| title.split_at(at)).min_by_key(uneven);
    match halves.filter(|(first, second)| whole > TITLE && first.width().max(second.width()) <= TITLE) {
        Some((first, second)) => format!("{}\n{second}", first.trim_end()),
        None => title.to_owned(),
    }
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
    /// Whether a table stands last, which needs a paragraph behind it.
    owes: bool,
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
        self.end_table(blocks.is_empty())
    }

    /// Begins a section whose pages lie on their side, or upright, unless they do.
    fn turn(&mut self, on_side: bool) -> io::Result<()> {
        if self.on_side != on_side && self.begun {
            self.write_paragraph("Gap", &section(self.on_side), "")?;
            (self.begun, self.owes) = (false, false);
        }
        self.on_side = on_side;
        Ok(())
    }

    /// Writes the paragraph behind a table, where one is wanted at all.
    fn end_table(&mut self, wanted: bool) -> io::Result<()> {
        if std::mem::take(&mut self.owes) || wanted { self.write_paragraph("Gap", "", "") } else { Ok(()) }
    }

    fn write_texts(&mut self, blocks: &[&Block]) -> io::Result<()> {
        if blocks.is_empty() {
            return Ok(());
        }
        self.begun = true;
        self.end_table(false)?;
        for block in blocks {
            match block {
                Block::Heading(rank, words) => {
                    let style = ["Title", "Heading1", "Heading2", "Heading3"][*rank as usize];
                    let words = if *rank == Rank::Title { &in_halves(words) } else { words };
                    self.write_paragraph(style, "", &run(words, bold(words)))?;
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
        let label = words.split_inclusive(['：', ':']).next().unwrap_or_default();
        let several = words.lines().count() > 1;
        // A tab goes further than where it stands.
        let number = CHARACTER * 2 + label.width() * CHARACTER / 2 + 20;
        let name = number + if several { CHARACTER * 5 / 4 } else { 0 };
        for (at, line) in words.lines().enumerate() {
            let (label, line) = line.split_at(if at == 0 { label.len() } else { 0 });
            let line = line.trim();
            let (digits, named) = line.split_at(line.find(' ').filter(|_| several).unwrap_or(0));
            let parts = [label, digits, named.trim_start()].map(|part| run(part, ""));
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
        let widths: Vec<usize> = words.lines().map(UnicodeWidthStr::width).collect();
        let (widest, last) = (widths.iter().max().unwrap_or(&0), widths.last().unwrap_or(&0));
        // In halves of a cell, so that the middle is one.
        let middle = (16 + last).max(8 + widest);
        for (at, (line, width)) in words.lines().zip(&widths).enumerate() {
            let right = (middle - width) * CHARACTER / 4;
            let place = if at == 0 { r#"<w:keepNext/><w:spacing w:before="579"/>"# } else { "" };
            self.write_paragraph("Signature", &format!(r#"{place}<w:ind w:right="{right}"/>"#), &run(line, ""))?;
        }
        Ok(())
    }

    /// A table with what stands before it, on a page that lies on its side where an upright one has no room for it.
    fn write_table(&mut self, before: &[&Block], table: &Table) -> io::Result<()> {
        let mut flat = Flat::new(table, Face::Page);
        let survey = Survey::of(&mut flat, self.lang)?;
        let nothing = table.nothing.clone().filter(|_| survey.rows == 0).map(Block::Line);
        if nothing.is_some() || flat.columns.is_empty() {
            self.write_texts(before)?;
            return self.write_texts(&nothing.iter().collect::<Vec<_>>());
        }
        let gap = usize::from(GAP);
        let room = |(on_side, size): Way| ROOM[usize::from(on_side)] / (size * 5) - gap;
        let has_room = |way: &&Way| total(&survey.columns, NARROW) <= room(**way);
        let way = *WAYS[usize::from(self.on_side)..].iter().find(has_room).unwrap_or(&WAYS[WAYS.len() - 1]);
        let rules = rules(&survey.columns, room(way));
        let all: usize = rules.iter().map(|rule| rule.width + gap + 1).sum();
        let columns = rules.iter().map(|rule| ((rule.width + gap + 1) * ROOM[usize::from(way.0)] / all, rule.right));
        let rows = Rows { columns: columns.collect(), size: way.1, lang: self.lang };
        self.turn(way.0)?;
        self.write_texts(before)?;
        self.end_table(false)?;
        (self.begun, self.owes) = (true, true);
        let out = &mut *self.out;
        write!(out, "{}", rows.head(flat.columns.iter().map(|column| &*column.label)))?;
        let mut at = 0;
        flat.each(&mut |row| {
            at += 1;
            write!(out, "{}", rows.row(row, at < survey.rows && (at < FEW || survey.rows < at + FEW)))
        })?;
        write!(out, "</w:tbl>")
    }
}

/// How the rows of a table are set.
struct Rows {
    /// How wide each column is, and whether it is set flush right.
    columns: Vec<(usize, bool)>,
    /// The type, in half-points.
    size: usize,
    lang: Lang,
}

impl Rows {
    /// The table as it begins, and its head, which stands on every page.
    fn head<'l>(&self, labels: impl Iterator<Item = &'l str>) -> String {
        let grid = self.columns.iter().map(|(width, _)| format!(r#"<w:gridCol w:w="{width}"/>"#));
        let grid = grid.collect::<Vec<_>>().concat();
        let cells = labels.zip(&self.columns).map(|(label, (width, _))| self.cell("CellHead", *width, "", label));
        format!(
            r#"<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{}</w:tr>"#,
            self.whole(),
            cells.collect::<String>()
        )
    }

    fn whole(&self) -> usize {
        self.columns.iter().map(|(width, _)| width).sum()
    }

    /// A row, on the page of the next one or not.
    fn row(&self, row: &FlatRow, keeps: bool) -> String {
        let cells = match row {
            FlatRow::Section(title) => {
                let span = format!(r#"<w:gridSpan w:val="{}"/>"#, self.columns.len());
                self.cell("CellSection", self.whole(), &span, title.trim())
            }
            FlatRow::Cells(cells) => {
                let set = cells.iter().zip(&self.columns).map(|(cell, (width, right))| {
                    let style = if *right { "CellNumber" } else { "Cell" };
                    self.cell(style, *width, "", &words(cell, Reader::Person(self.lang)))
                });
                set.collect()
            }
        };
        // What the first paragraph of a row says holds for all of it.
        let cells = if keeps { cells.replacen("/></w:pPr>", "/><w:keepNext/></w:pPr>", 1) } else { cells };
        format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    }

    fn cell(&self, style: &str, width: usize, span: &str, words: &str) -> String {
        let size = self.size;
        let size = if size == WAYS[0].1 { String::new() } else { format!(r#"<w:sz w:val="{size}"/>"#) };
        let bold = if matches!(style, "Cell" | "CellNumber") { "" } else { bold(words) };
        let run = run(words, &[bold, &size].concat());
        format!(
            r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p></w:tc>"#
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

/// Chinese headings have a type of their own, others are bold.
fn bold(words: &str) -> &'static str {
    if has_wide(words) { "" } else { "<w:b/>" }
}

/// Text in lines, set in this manner beside that of its paragraph.
fn run(words: &str, manner: &str) -> String {
    let hint = if words.contains(SHARED) && has_wide(words) { r#"<w:rFonts w:hint="eastAsia"/>"# } else { "" };
    let manner =
        if hint.is_empty() && manner.is_empty() { String::new() } else { format!("<w:rPr>{hint}{manner}</w:rPr>") };
    let lines = escaped(&words.replace("\r\n", "\n").replace('\r', "\n"), r#"</w:t><w:br/><w:t xml:space="preserve">"#);
    if words.is_empty() { lines } else { format!(r#"<w:r>{manner}<w:t xml:space="preserve">{lines}</w:t></w:r>"#) }
}
