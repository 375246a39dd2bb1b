//! CSV and TSV: text divided into rows and cells, strictly, so that a lost quote swallows nothing.

use std::collections::BTreeMap;

use super::grid::{Cell, Grid, GridRow, is_dated};
use super::workbook::LAST_COLUMN;
use crate::error::{Error, Result};
use crate::text::{is_fault, is_guarded};

/// The most lines that one cell in quotes may have: more is a quote that was never closed.
const CELL_LINES: usize = 200;
/// The most places for cells that a table may have, and how many a row takes by itself.
const PLACES: usize = 20_000_000;
const ROW: usize = 4;
/// How an export as CSV or TSV begins.
const EXPORTED: [(char, &str); 2] = [(',', "ledger,id,no,"), ('\t', "ledger\tid\tno\t")];
/// Cells that a spreadsheet would calculate or take for an error are written with this mark before them.
const GUARD: char = '\'';

/// Divides a text into rows. The separator is found when it is not given; `sep=;` in the first line names it. A quote that is not
/// closed, or is in a later row, and text behind a closing one are refused.
pub fn read(text: &str, separator: Option<char>) -> Result<Grid> {
    let text = text.trim_start_matches('\u{feff}');
    let named = text.lines().next().and_then(|line| line.trim().strip_prefix("sep="));
    let named = named.and_then(|rest| rest.chars().next());
    // Our own export closes its quotes, and its notes may hold anything.
    let ours = EXPORTED.into_iter().find(|(_, head)| text.starts_with(head)).map(|(separator, _)| separator);
    let is_ours = ours.is_some();
    let separator = named.or(separator).or(ours).unwrap_or_else(|| find_separator(text));
    let cell_lines = if is_ours { usize::MAX } else { CELL_LINES };
    let mut reader = Reader { rest: text, separator, line: 1, cell_lines, places: PLACES, opened: Vec::new() };
    let mut grid = Grid::default();
    while !reader.rest.is_empty() {
        let number = reader.line;
        let cells = reader.row()?;
        let marks = number == 1 && named.is_some();
        if !marks && cells.iter().any(|cell| !cell.is_empty()) {
            grid.opened.extend(reader.opened.drain(..).map(|(column, line)| ((number, column), line)));
            grid.rows.push(GridRow { number, cells });
            reader.places = reader.places.checked_sub(ROW).ok_or_else(too_many)?;
        } else {
            reader.places += cells.len();
        }
        reader.opened.clear();
    }
    if separator == '|' {
        // The frame of a table that was drawn with strokes: its rules are no rows, what stands before the first stroke is no column.
        grid.rows.retain(|row| !row.said().iter().all(|words| words.chars().all(|c| "-:=+".contains(c))));
        let is_framed = |row: &GridRow| row.cells.first().is_some_and(Cell::is_empty);
        if grid.opened.is_empty() && grid.rows.iter().all(is_framed) {
            grid.rows.iter_mut().for_each(|row| drop(row.cells.remove(0)));
        }
    }
    if !is_ours {
        refuse_swallowed(&grid, separator)?;
    }
    Ok(grid)
}

/// A cell with lines in it that are rows of the table: its quote was never closed, and a later one closed it.
fn refuse_swallowed(grid: &Grid, separator: char) -> Result<()> {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for row in grid.rows.iter().filter(|_| !grid.opened.is_empty()) {
        *widths.entry(row.cells.len()).or_default() += 1;
    }
    let width = widths.iter().max_by_key(|(_, rows)| **rows).map_or(0, |(width, _)| *width);
    for ((number, column), line) in &grid.opened {
        let row = grid.rows.binary_search_by_key(number, |row| row.number).ok().and_then(|at| grid.rows.get(at));
        let words = row.and_then(|row| row.cells.get(*column)).map(Cell::words).unwrap_or_default();
        let is_row = |text: &str| {
            let parts: Vec<&str> = text.split(separator).map(|part| part.trim_matches(['"', ' '])).collect();
            let as_wide = parts.len() == width || parts.len() == column + 1;
            parts.len() > 1 && (is_dated(parts[0]) || (as_wide && parts.iter().any(|part| is_dated(part))))
        };
        if words.split('\n').skip(1).any(is_row) {
            return Err(refused!("swallowed_rows" at (*line): "引号里有几行像是表里的行",
                "some lines in the quotes look like rows of the table";
                "多半是引号没有收尾：补上或删去它；真是备注的，把行里的逗号写成中文逗号",
                "most likely a quote was not closed: close it or take it out; if it is a note, write its commas as ，"));
        }
    }
    Ok(())
}

/// The separator that divides most of the first lines, and then the one that stands there most often: comma, tab, semicolon or stroke.
fn find_separator(text: &str) -> char {
    let mut quoted = false;
    let is_plain = |c: &char| {
        quoted ^= *c == '"';
        !quoted || *c == '\n'
    };
    let plain: String = text.lines().take(20).flat_map(|line| line.chars().chain(['\n'])).filter(is_plain).collect();
    let rank = |separator: &char| {
        let counts = plain.lines().map(|line| line.matches(*separator).count());
        (counts.clone().filter(|count| *count > 0).count(), counts.sum::<usize>(), *separator == ',')
    };
    [',', '\t', ';', '|'].into_iter().max_by_key(rank).unwrap_or(',')
}

struct Reader<'a> {
    rest: &'a str,
    separator: char,
    line: usize,
    /// The most lines that one cell may have.
    cell_lines: usize,
    /// How many places for cells are left.
    places: usize,
    /// The cells of the row with line ends in them: column and first line.
    opened: Vec<(usize, usize)>,
}

impl Reader<'_> {
    /// One row, with its line end.
    fn row(&mut self) -> Result<Vec<Cell>> {
        let mut cells = Vec::new();
        loop {
            let opened = self.line;
            let cell = self.cell()?;
            // Spreadsheets write separators up to their last column; they are no cells.
            if cells.len() < LAST_COLUMN {
                cells.push(cell);
                self.places = self.places.checked_sub(1).ok_or_else(too_many)?;
            } else if !cell.is_empty() {
                return Err(refused!("too_many_columns" at opened: "超过{LAST_COLUMN}格",
                    "there are more than {LAST_COLUMN} cells"; "一行记录没有这么多格：看看是不是少了换行，或分隔符不对",
                    "no record has so many: see whether a line end is missing or the separator is another"));
            }
            if self.line > opened {
                self.opened.push((cells.len() - 1, opened));
            }
            let mut chars = self.rest.chars();
            let next = chars.next();
            self.rest = chars.as_str();
            if next == Some(self.separator) {
                continue;
            }
            if next == Some('\r') {
                self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
            }
            self.line += 1;
            return Ok(cells);
        }
    }

    /// One cell, up to its separator or the line's end.
    fn cell(&mut self) -> Result<Cell> {
        let separator = self.separator;
        let ends = |c: char| c == separator || c == '\n' || c == '\r';
        let blank = |c: char| c == ' ' && c != separator;
        let Some(quoted) = self.rest.trim_start_matches(blank).strip_prefix('"') else {
            let end = self.rest.find(ends).unwrap_or(self.rest.len());
            let (cell, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Ok(unguarded(cell));
        };
        let opened = self.line;
        let mut words = String::new();
        let mut rest = quoted;
        loop {
            let Some((part, behind)) = rest.split_once('"') else { return Err(unclosed(opened)) };
            self.line += part.matches(['\n', '\r']).count() - part.matches("\r\n").count();
            if self.line - opened > self.cell_lines {
                return Err(unclosed(opened));
            }
            words.push_str(part);
            let Some(more) = behind.strip_prefix('"') else {
                self.rest = behind.trim_start_matches(blank);
                break;
            };
            words.push('"');
            rest = more;
        }
        if self.rest.is_empty() || self.rest.starts_with(ends) {
            return Ok(unguarded(&words.replace("\r\n", "\n").replace('\r', "\n")));
        }
        let stray: String = self.rest.chars().take_while(|c| !ends(*c)).take(20).collect();
        Err(refused!("stray_quote" at (self.line): "收尾的引号后面还有“{stray}”",
            "behind the closing quote stands “{stray}”"; "引号要成对，单元格里的引号写两个；从第{opened}行查起",
            "quotes come in pairs, one inside a cell is doubled; look from line {opened} on"))
    }
}

/// A cell without the mark that kept a spreadsheet from calculating it, or a reader from taking it for an error. Web sites
/// write ="0012" to keep the noughts.
fn unguarded(words: &str) -> Cell {
    let kept = words.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    if let Some(kept) = kept.filter(|kept| !kept.contains('"')) {
        return Cell::of(kept);
    }
    match words.strip_prefix(GUARD) {
        Some(rest) if is_guarded(rest) => Cell::of(rest),
        _ if is_fault(words.trim()) => Cell::faulty(words.trim()),
        _ => Cell::of(words),
    }
}

fn too_many() -> Error {
    let places = PLACES / 10_000;
    refused!("too_many_cells": "超过{places}万格，一次读不了这么多", "there are more than {places}0,000 cells, too many at once";
        "分成几个文件再导入", "divide it into several files")
}

fn unclosed(line: usize) -> Error {
    refused!("unclosed_quote" at line: "引号没有收尾", "a quote is not closed";
        "补上引号，或删去它；不补会把后面的行都并进一格",
        "close it or take it out; all rows behind it would be swallowed by one cell")
}
