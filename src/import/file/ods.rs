//! Merged cells of a workbook of `LibreOffice`, which the reader of its cells passes over.

use std::collections::{HashMap, HashSet};

use super::grid::Region;

/// The merged cells of every sheet, by its name.
pub(super) fn merged(content: &str) -> HashMap<String, Vec<Region>> {
    let mut sheets = HashMap::new();
    for table in content.split("<table:table ").skip(1) {
        let table = table.split("</table:table>").next().unwrap_or_default();
        let Some(name) = attribute(tag_of(table), "table:name") else { continue };
        sheets.insert(plain(name), regions(table));
    }
    sheets
}

/// The formulas of every sheet, by its name, whose result is an empty text: row and column, counted from 0.
pub(super) fn empty_texts(content: &str) -> HashMap<String, HashSet<(usize, usize)>> {
    let mut sheets = HashMap::new();
    for table in content.split("<table:table ").skip(1) {
        let table = table.split("</table:table>").next().unwrap_or_default();
        let Some(name) = attribute(tag_of(table), "table:name") else { continue };
        let is_text = |tag: &str| tag.contains("table:formula") && tag.contains("value-type=\"string\"");
        let cells = cells(table).into_iter().filter(|cell| is_text(cell.tag)).map(|cell| (cell.row, cell.column));
        sheets.insert(plain(name), cells.collect());
    }
    sheets
}

/// A cell of a sheet, with its place counted from 0.
struct CellTag<'a> {
    row: usize,
    column: usize,
    tag: &'a str,
}

fn cells(table: &str) -> Vec<CellTag<'_>> {
    let mut found = Vec::new();
    let mut row = 0_usize;
    for line in table.split("<table:table-row").skip(1) {
        let mut column = 0_usize;
        let inside = |tag: &&str| tag.starts_with("table-cell") || tag.starts_with("covered-table-cell");
        for tag in line.split("<table:").skip(1).map(tag_of).filter(inside) {
            found.push(CellTag { row, column, tag });
            column = column.saturating_add(number(tag, "number-columns-repeated"));
        }
        row = row.saturating_add(number(tag_of(line), "number-rows-repeated"));
    }
    found
}

/// The number of an attribute; 1 where it is not there.
pub(super) fn number(tag: &str, name: &str) -> usize {
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

fn regions(table: &str) -> Vec<Region> {
    let region = |CellTag { row, column, tag }: CellTag| {
        let (down, across) = (number(tag, "number-rows-spanned"), number(tag, "number-columns-spanned"));
        (down > 1 || across > 1).then(|| Region {
            top: row.saturating_add(1),
            bottom: row.saturating_add(down),
            left: column,
            right: column.saturating_add(across - 1),
        })
    };
    cells(table).into_iter().filter_map(region).collect()
}
