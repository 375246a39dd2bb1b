//! What the reader of a workbook of `LibreOffice` passes over: merged cells, formulas with an empty result, repeated rows.

use std::collections::{HashMap, HashSet};

use super::grid::Region;

/// What is found in one sheet.
#[derive(Clone, Default)]
pub struct Found {
    /// Its merged cells.
    pub merged: Vec<Region>,
    /// The formulas whose result is an empty text: row and column, counted from 0.
    pub empty_texts: HashSet<(usize, usize)>,
}

/// What is found in every sheet, by its name.
pub fn sheets(content: &str) -> HashMap<String, Found> {
    let mut sheets = HashMap::new();
    for table in tables(content) {
        let Some(name) = attribute(tag_of(table), "table:name") else { continue };
        let mut found = Found::default();
        for CellTag { row, column, tag, .. } in cells(table) {
            let (down, across) = (number(tag, "number-rows-spanned"), number(tag, "number-columns-spanned"));
            if down > 1 || across > 1 {
                let (bottom, right) = (row.saturating_add(down), column.saturating_add(across.saturating_sub(1)));
                found.merged.push(Region { top: row.saturating_add(1), bottom, left: column, right });
            }
            if tag.contains("table:formula") && tag.contains("value-type=\"string\"") {
                found.empty_texts.insert((row, column));
            }
        }
        sheets.insert(plain(name), found);
    }
    sheets
}

/// The sheets of a workbook.
pub fn tables(content: &str) -> impl Iterator<Item = &str> {
    content.split("<table:table ").skip(1).map(|table| table.split("</table:table>").next().unwrap_or_default())
}

/// A cell of a sheet, with its place counted from 0.
pub struct CellTag<'a> {
    pub row: usize,
    pub column: usize,
    /// How often it stands there, one beside the other.
    pub times: usize,
    /// How often its row does.
    pub rows: usize,
    /// How long it is in the file.
    pub length: usize,
    tag: &'a str,
    /// Whether it has something in it.
    pub filled: bool,
}

/// The cells of a sheet, one after the other.
pub fn cells(table: &str) -> impl Iterator<Item = CellTag<'_>> {
    let mut next = 0_usize;
    table.split("<table:table-row").skip(1).flat_map(move |line| {
        let (row, rows) = (next, number(tag_of(line), "number-rows-repeated"));
        next = next.saturating_add(rows);
        let line = line.split("</table:table-row>").next().unwrap_or_default();
        let is_cell = |part: &&str| part.starts_with("table-cell") || part.starts_with("covered-table-cell");
        let mut column = 0_usize;
        line.split("<table:").skip(1).filter(is_cell).map(move |part| {
            let (tag, at) = (tag_of(part), column);
            let times = number(tag, "number-columns-repeated");
            column = column.saturating_add(times);
            let filled = ["office:value", "<text:p", "table:formula"].iter().any(|sign| part.contains(sign));
            CellTag { row, column: at, times, rows, length: part.len(), tag, filled }
        })
    })
}

/// The number of an attribute; 1 where it is not there.
fn number(tag: &str, name: &str) -> usize {
    attribute(tag, name).map_or(1, |number| number.parse().unwrap_or(usize::MAX))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(name).and_then(|(_, rest)| rest.split('"').nth(1))
}

fn tag_of(part: &str) -> &str {
    part.split('>').next().unwrap_or_default()
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}
