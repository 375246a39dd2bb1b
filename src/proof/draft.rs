//! A draft, as its numbers are read: its lines and the cells of its tables, with what stands over and before them.

use std::borrow::Cow;

use super::claim::SENTENCE;
use super::docx::Document;
use super::number::{Plain, plain};
use crate::error::Result;
use crate::import::{GridRow, decode, read_csv};

/// A draft.
pub struct Draft {
    /// Its lines, the first one first.
    pub lines: Vec<Line>,
    /// The Word document that it is, if it is one.
    pub document: Option<Document>,
}

/// A paragraph, a line or a cell of a draft.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Which line, row or paragraph of the file it is, counted from 1.
    pub number: usize,
    /// Of a piece of a very long one: how many characters stand before it.
    pub from: usize,
    /// The page, where the file says so.
    pub page: Option<usize>,
    /// What it says.
    pub text: String,
    /// The same in plain characters.
    pub plain: Plain,
    /// The heading over it, or the names of the row and the column of a cell.
    pub lead: Plain,
    /// What the row and the column of a cell are called; nothing of a line that is no cell.
    pub cell: Option<[String; 2]>,
    /// Whether its numbers count nothing of the office's: those of the rows themselves.
    pub is_of_rows: bool,
}

/// Columns whose numbers are not the office's.
const OF_ROWS: &[&str] = &[
    "记录数",
    "序号",
    "编号",
    "排名",
    "名次",
    "行号",
    "前期",
    "增减",
    "增长",
    "no",
    "no.",
    "records",
    "rank",
    "before",
    "change",
    "growth",
    "#",
];

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Word.
    Docx,
    /// A page for a browser.
    Html,
    /// Text with marks of headings and tables.
    Markdown,
    /// Rows of cells.
    Csv,
    /// Plain text.
    Text,
}

impl Sort {
    /// By the ending of the name, or by how the file begins.
    pub fn of(name: &str, bytes: &[u8]) -> Sort {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        match &*ending {
            "html" | "htm" => Sort::Html,
            "md" | "markdown" => Sort::Markdown,
            "csv" | "tsv" => Sort::Csv,
            _ if bytes.starts_with(b"PK\x03\x04") || ending == "docx" => Sort::Docx,
            "txt" => Sort::Text,
            _ if bytes.trim_ascii_start().starts_with(b"<!") || bytes.trim_ascii_start().starts_with(b"<html") => {
                Sort::Html
            }
            _ => Sort::Markdown,
        }
    }
}

impl Draft {
    /// Reads a draft. Exit 4 when it is damaged, too large unpacked, or in no known encoding.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Draft> {
        let sort = Sort::of(name, bytes);
        if sort == Sort::Docx {
            let document = Document::read(bytes)?;
            return Ok(Draft { lines: settled(document.lines()), document: Some(document) });
        }
        let saved =
            message!("在 Word、WPS 或记事本里另存为 docx 或 UTF-8 的 txt", "save it as docx, or as txt in UTF-8");
        let text = decode(bytes, None).map_err(|error| error.hint(saved))?.text;
        let lines = match sort {
            Sort::Html => cells_and_lines(&of_html(&text), '\t'),
            Sort::Csv => of_csv(&text)?,
            _ => cells_and_lines(&of_text(&text, sort == Sort::Markdown), '\t'),
        };
        Ok(Draft { lines: settled(lines), document: None })
    }
}

impl Line {
    /// A line that is no cell.
    pub fn new(number: usize, text: &str) -> Line {
        Line { number, plain: plain(text), text: text.to_owned(), ..Line::default() }
    }

    /// The same in pieces that end with a sentence where they can, so that a text without lines is no more work than one with them.
    fn pieces(self) -> Vec<Line> {
        if self.plain.len() <= LONGEST {
            return vec![self];
        }
        let (mut pieces, mut from, mut rest) = (Vec::new(), 0, &*self.text);
        while from < self.plain.len() {
            let most = (from + LONGEST).min(self.plain.len());
            let is_end = |at: &usize| SENTENCE.contains(self.plain[*at]);
            let end = (from + LONGEST / 2..most).rev().find(is_end).filter(|_| most < self.plain.len());
            let plain = self.plain[from..end.map_or(most, |end| end + 1)].to_vec();
            let (text, behind) = rest.split_at(rest.char_indices().nth(plain.len()).map_or(rest.len(), |(at, _)| at));
            let (lead, cell) = (self.lead.clone(), self.cell.clone());
            rest = behind;
            from += plain.len();
            pieces.push(Line { from: from - plain.len(), text: text.to_owned(), plain, lead, cell, ..self });
        }
        pieces
    }
}

/// A line of more characters is read in pieces.
const LONGEST: usize = 2_000;

/// Rows with the numbers that they have in the file.
type Rows = Vec<(usize, Vec<String>)>;

/// The cells of a table, each with the name of its row and of its column. `over` is the head of the rows before it, which goes on where
/// these begin with none of their own; the head that they had is left there.
pub fn cells(rows: Rows, over: &mut Vec<String>) -> Vec<Line> {
    let mut lines = Vec::new();
    let Some((_, first)) = rows.first() else { return lines };
    // A year may be the name of a column.
    let digits = |cell: &String| cell.chars().filter(char::is_ascii_digit).count();
    let is_head = first.iter().filter(|cell| !cell.trim().is_empty()).count() > 1
        && first.iter().all(|cell| matches!(digits(cell), 0 | 4));
    if is_head {
        over.clone_from(first);
    } else if over.len() != first.len() {
        over.clear();
    }
    for (at, (number, row)) in rows.into_iter().enumerate() {
        let is_word = |cell: &&String| !cell.chars().any(|c| c.is_ascii_digit()) && !cell.trim().is_empty();
        let name = row.iter().find(is_word).cloned().unwrap_or_default();
        for (place, cell) in row.into_iter().enumerate() {
            let column = over.get(place).map_or("", |column| column.trim());
            let is_of_rows = (at == 0 && is_head) || OF_ROWS.contains(&&*column.to_lowercase());
            let lead = if cell == name { Plain::new() } else { plain(&format!("{name} {column}")) };
            let names = [name.trim().to_owned(), column.to_owned()];
            lines.push(Line { lead, cell: Some(names), is_of_rows, ..Line::new(number, &cell) });
        }
    }
    lines
}

/// Lines, of which those that follow one another with a mark between cells are rows of one table.
fn cells_and_lines(lines: &[(usize, String)], mark: char) -> Vec<Line> {
    let mut head = Vec::new();
    let groups = lines.chunk_by(|(_, one), (_, next)| one.contains(mark) && next.contains(mark));
    let each = groups.flat_map(|group| {
        let row =
            |(number, text): &(usize, String)| (*number, text.split(mark).map(|cell| cell.trim().to_owned()).collect());
        if group[0].1.contains(mark) {
            cells(group.iter().map(row).collect(), &mut head)
        } else {
            group.iter().map(|(number, text)| Line::new(*number, text)).collect()
        }
    });
    each.collect()
}

fn of_csv(text: &str) -> Result<Vec<Line>> {
    let grid = read_csv(text, None)?;
    let words = |row: &GridRow| (0..row.cells.len()).map(|at| row.words(Some(at))).collect();
    let rows = grid.rows.iter().map(|row| (row.number, words(row)));
    Ok(cells(rows.collect(), &mut Vec::new()))
}

/// Text whose marks are taken off, if it has some; the cells of a row are divided by tabs, and what is set in columns is such a row.
fn of_text(text: &str, is_marked: bool) -> Vec<(usize, String)> {
    let numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let shown = numbered.filter(|(_, line)| line.is_empty() || !line.chars().all(|c| "|-: ─".contains(c)));
    let plain = shown.map(|(number, line)| {
        let marked = line.trim_start_matches(['#', '>', '*', '-', ' ']).replace("**", "");
        let row = marked.strip_prefix('|').filter(|_| is_marked);
        let row = row.map(|row| row.strip_suffix('|').unwrap_or(row).replace('|', "\t"));
        let line = if is_marked { &marked } else { line };
        let in_columns =
            || line.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\t");
        (number, row.unwrap_or_else(in_columns))
    });
    plain.collect()
}

/// The text of a page for a browser, a line for each of its blocks, with the cells of a row divided by tabs.
fn of_html(page: &str) -> Vec<(usize, String)> {
    let (mut lines, mut line, mut rest, mut hidden) = (Vec::new(), String::new(), page, None);
    while let Some((words, behind)) = rest.split_once('<') {
        if hidden.is_none() {
            line += &unescaped(words);
        }
        let (tag, after) = behind.split_once('>').unwrap_or((behind, ""));
        rest = after;
        let is_end = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase();
        match (&*name, hidden.is_some()) {
            ("head" | "script" | "style" | "svg" | "template", _) if !tag.ends_with('/') => {
                if hidden.as_ref() == Some(&name) && is_end {
                    hidden = None;
                } else if hidden.is_none() && !is_end {
                    hidden = Some(name);
                }
            }
            (_, true) => {}
            ("td" | "th", _) if is_end => line.push('\t'),
            (
                "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "tr" | "br" | "table" | "section"
                | "summary",
                _,
            ) => {
                lines.push(std::mem::take(&mut line));
            }
            _ => {}
        }
    }
    lines.push(line + &unescaped(rest));
    let shown = lines.into_iter().map(|line| line.split_inclusive('\t').map(squeezed).collect::<Vec<_>>().join("\t"));
    shown.filter(|line| !line.trim().is_empty()).enumerate().map(|(at, line)| (at + 1, line)).collect()
}

/// Words with one blank between them.
fn squeezed(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unescaped(words: &str) -> String {
    if !words.contains('&') {
        return words.to_owned();
    }
    quick_xml::escape::unescape(&words.replace("&nbsp;", " ")).map_or_else(|_| words.to_owned(), Cow::into_owned)
}

/// Gives every line that is no cell the heading that it stands under, and takes very long ones apart.
fn settled(mut lines: Vec<Line>) -> Vec<Line> {
    let mut heading = Plain::new();
    for line in lines.iter_mut().filter(|line| line.cell.is_none()) {
        let is_heading = line.plain.len() <= 30 && !line.plain.iter().any(|c| "。，；,;".contains(*c));
        if is_heading && !line.plain.is_empty() {
            heading.clone_from(&line.plain);
        }
        line.lead.clone_from(&heading);
    }
    lines.into_iter().flat_map(Line::pieces).collect()
}
