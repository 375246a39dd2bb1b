//! What the reader of a workbook of `LibreOffice` passes over: merged cells, formulas with an empty result, repeated rows, and what
//! cells show.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::grid::{Hidden, Region};
use super::old::Formats;
use super::packed::{said, unescaped};
use super::workbook::{Finding, LAST_COLUMN, LAST_ROW, PLACES, UNPACKED, What};

/// What is found in one sheet.
#[derive(Clone, Default)]
pub struct Found {
    pub merged: Vec<Region>,
    /// The formulas whose result is an empty text: row and column, counted from 0.
    pub empty_texts: HashSet<(usize, usize)>,
    /// What cells show that are no text, or do not say what they are.
    pub shown: HashMap<(usize, usize), Rc<str>>,
    /// The formats of its numbers, in a workbook of Excel 97.
    pub formats: Formats,
    pub hidden: Hidden,
}

/// What is found in every sheet, by its name. A row with something in it, repeated many times, fills the memory from a few bytes; so
/// does a cell far away: these are refused.
pub fn sheets(content: &str) -> Result<HashMap<String, Found>, Finding> {
    let (mut sheets, mut places, mut letters) = (HashMap::new(), 0_usize, 0_usize);
    for table in content.split("<table:table ").skip(1) {
        let table = table.split("</table:table>").next().unwrap_or_default();
        let mut found = Found::default();
        found.hidden.columns = hidden_columns(table);
        let (mut last, mut filled, mut wide) = (None, 0_usize, 0_usize);
        for cell @ CellTag { row, column, times, rows, tag, .. } in cells(table) {
            if cell.filled {
                if last != Some(row) {
                    filled += usize::from(last.is_some());
                    (last, wide) = (Some(row), 0);
                }
                wide = wide.saturating_add(times);
                if wide <= LAST_COLUMN && (row >= LAST_ROW || column >= LAST_COLUMN) {
                    return Err(Finding::new(What::Far, (row, column), filled.to_string()));
                }
                places = places.saturating_add(times.saturating_mul(rows));
                letters = letters.saturating_add(times.saturating_mul(rows).saturating_mul(cell.length));
                if wide > LAST_COLUMN || rows > 1000 || places > PLACES || letters as u64 > UNPACKED {
                    return Err(Finding::end(What::TooLarge));
                }
                found.hidden.rows.extend((row + 1..=row + rows).filter(|_| cell.hidden));
            }
            let (down, across) =
                (number(tag, "table:number-rows-spanned"), number(tag, "table:number-columns-spanned"));
            if down > 1 || across > 1 {
                let (bottom, right) = (row.saturating_add(down), column.saturating_add(across.saturating_sub(1)));
                found.merged.push(Region { top: row.saturating_add(1), bottom, left: column, right });
            }
            let is_text = tag.contains("value-type=\"string\"");
            if tag.contains("table:formula") && is_text {
                found.empty_texts.insert((row, column));
            }
            if cell.filled && !is_text && !tag.contains("value-type=\"error\"") {
                let words: Rc<str> = words(cell.inside).into();
                let places = (0..rows).flat_map(|down| (0..times).map(move |across| (row + down, column + across)));
                if !words.trim().is_empty() {
                    found.shown.extend(places.map(|place| (place, Rc::clone(&words))));
                }
            }
        }
        sheets.insert(unescaped(said(tag_of(table), "table:name").unwrap_or_default()), found);
    }
    Ok(sheets)
}

/// A cell of a sheet, with its place counted from 0.
struct CellTag<'a> {
    row: usize,
    column: usize,
    /// How often it stands there, one beside the other.
    times: usize,
    /// How often its row does.
    rows: usize,
    /// How long it is in the file.
    length: usize,
    tag: &'a str,
    inside: &'a str,
    filled: bool,
    /// Whether nobody sees its row.
    hidden: bool,
}

/// Whether a row or a column is folded away or filtered out.
fn is_hidden(tag: &str) -> bool {
    said(tag, "table:visibility").is_some_and(|how| how != "visible")
}

fn hidden_columns(table: &str) -> BTreeSet<usize> {
    let (mut hidden, mut next) = (BTreeSet::new(), 0_usize);
    for tag in table.split("<table:table-column").skip(1).map(tag_of).filter(|tag| tag.starts_with([' ', '/'])) {
        let end = next.saturating_add(number(tag, "table:number-columns-repeated"));
        hidden.extend((next..end.min(LAST_COLUMN)).filter(|_| is_hidden(tag)));
        next = end;
    }
    hidden
}

/// The cells of a sheet, one after the other.
fn cells(table: &str) -> impl Iterator<Item = CellTag<'_>> {
    let mut next = 0_usize;
    // A group of rows is no row.
    let lines = table.split("<table:table-row").skip(1).filter(|line| line.starts_with([' ', '>', '/']));
    lines.flat_map(move |line| {
        let hidden = is_hidden(tag_of(line));
        let (row, rows) = (next, number(tag_of(line), "table:number-rows-repeated"));
        next = next.saturating_add(rows);
        let line = line.split("</table:table-row>").next().unwrap_or_default();
        let is_cell = |part: &&str| part.starts_with("table-cell") || part.starts_with("covered-table-cell");
        let mut column = 0_usize;
        line.split("<table:").skip(1).filter(is_cell).map(move |part| {
            let (tag, at) = (tag_of(part), column);
            let times = number(tag, "table:number-columns-repeated");
            column = column.saturating_add(times);
            let filled = ["office:value", "<text:p", "table:formula"].iter().any(|sign| part.contains(sign));
            let inside = part.get(tag.len() + 1..).and_then(|rest| rest.split("</table:").next()).unwrap_or_default();
            CellTag { row, column: at, times, rows, length: part.len(), tag, inside, filled, hidden }
        })
    })
}

/// The number of an attribute; 1 where it is not there.
fn number(tag: &str, name: &str) -> usize {
    said(tag, name).map_or(1, |number| number.parse().unwrap_or(usize::MAX))
}

fn tag_of(part: &str) -> &str {
    part.split('>').next().unwrap_or_default()
}

/// The words of a cell, without what is remarked on it.
fn words(inside: &str) -> String {
    let mut words = String::new();
    let remarks = inside.split("<office:annotation");
    let said = remarks.enumerate().map(|(at, part)| match at {
        0 => part,
        _ => part.split_once("</office:annotation>").map_or("", |(_, rest)| rest),
    });
    for piece in said.flat_map(|part| part.split('<')) {
        let (tag, text) = piece.split_once('>').unwrap_or(("", ""));
        match tag.split([' ', '/']).next().unwrap_or_default() {
            "text:p" if !words.is_empty() => words.push('\n'),
            "text:line-break" => words.push('\n'),
            "text:tab" => words.push('\t'),
            "text:s" => words.extend(std::iter::repeat_n(' ', number(tag, "text:c").min(1000))),
            _ => {}
        }
        if tag != "/text:p" {
            words.push_str(&unescaped(text));
        }
    }
    words
}
