//! A workbook: a worksheet a table, with typed cells, a frozen head and a filter. All text is written as text, so that
//! nothing in a record is ever calculated.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::walk::{Flat, FlatRow};
use super::{Reader, one_line, words};
use crate::amount::Bound;
use crate::sheet::{Block, Cell, Column, Face, Table};
use crate::text::Lang;

/// The widest a column is made, in cells.
const WIDEST: usize = 60;

/// The longest text that Excel takes in one cell, in characters.
const LONGEST: usize = 32_000;

/// Amounts beyond this lose digits in Excel's numbers and are written as text.
const EXACT: i64 = 900_000_000_000_000;

pub(super) fn write(page: &[Block], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let mut workbook = Workbook::new();
    fill(&mut workbook, page, lang).map_err(io::Error::other)?;
    out.write_all(&workbook.save_to_buffer().map_err(io::Error::other)?)
}

/// A table takes the heading before it as the name of its worksheet; words stand on one of their own, the last.
fn fill(workbook: &mut Workbook, page: &[Block], lang: Lang) -> Result<(), XlsxError> {
    // The same sheet gives the same bytes: no moment of making is written into the file.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let mut names: Vec<String> = Vec::new();
    let mut said: Vec<&str> = Vec::new();
    let mut heading: Option<&str> = None;
    for block in page {
        match block {
            Block::Heading(words) => {
                heading = Some(words);
                said.push(words);
            }
            Block::Line(words) => said.extend(words.lines()),
            Block::Table(table) => write_table(workbook, table, &named(heading.take(), &mut names, lang), lang)?,
            Block::Board(board) => {
                write_table(workbook, &board.table(), &named(heading.take(), &mut names, lang), lang)?;
            }
        }
    }
    let tables = names.len();
    if tables == 0 || said.len() > tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(named(Some(lang.pick("说明", "notes")), &mut names, lang))?;
        sheet.set_column_width(0, 100)?;
        let wrapped = Format::new().set_text_wrap();
        for (row, line) in (0u32..).zip(said) {
            sheet.write_string_with_format(row, 0, text(line), &wrapped)?;
        }
    }
    Ok(())
}

/// A name that no other worksheet has, without the characters that Excel forbids, at most 31 long.
fn named(heading: Option<&str>, names: &mut Vec<String>, lang: Lang) -> String {
    let wanted = heading.unwrap_or(lang.pick("表", "table"));
    let plain: String =
        wanted.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).collect();
    let plain = one_line(&plain);
    let mut name: String = plain.chars().take(28).collect();
    let mut turn = 1;
    while names.iter().any(|known| known.eq_ignore_ascii_case(&name)) || name.trim().is_empty() {
        turn += 1;
        name = format!("{}{turn}", plain.chars().take(25).collect::<String>());
    }
    names.push(name.clone());
    name
}

fn write_table(workbook: &mut Workbook, table: &Table, name: &str, lang: Lang) -> Result<(), XlsxError> {
    let flat = Flat::new(table, Face::Page);
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    let head = Format::new().set_bold();
    let mut widths: Vec<usize> = flat.columns.iter().map(|column| column.label.width()).collect();
    for (at, column) in (0u16..).zip(&flat.columns) {
        sheet.write_string_with_format(0, at, text(&column.label), &head)?;
    }
    let mut last = 0;
    for (row, line) in (1u32..).zip(flat.rows()) {
        last = row;
        match line {
            FlatRow::Section(title) => {
                sheet.write_string_with_format(row, 0, text(title), &head)?;
            }
            FlatRow::Cells(cells) => {
                for ((at, cell), column) in (0u16..).zip(cells).zip(&flat.columns) {
                    let width = write_cell(sheet, (row, at), cell, column, lang)?;
                    widths[usize::from(at)] = widths[usize::from(at)].max(width);
                }
            }
        }
    }
    for (at, width) in (0u16..).zip(&widths) {
        sheet.set_column_width(at, f64::from(u16::try_from((*width).min(WIDEST) + 2).unwrap_or(20)))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Some(right) = flat.columns.len().checked_sub(1) {
        sheet.autofilter(0, 0, last, u16::try_from(right).unwrap_or(0))?;
    }
    Ok(())
}

/// Writes a cell with its type; a number that is not exact stays in words, so that its bound is not lost.
fn write_cell(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    cell: &Cell,
    column: &Column,
    lang: Lang,
) -> Result<usize, XlsxError> {
    let shown = text(&words(cell, Reader::Person(lang)));
    let typed = if let Cell::Worded(_, inner) = cell { inner } else { cell };
    match typed {
        Cell::Empty => return Ok(0),
        Cell::Whole(number) if number.abs() < EXACT => {
            sheet.write_number(row, at, exact(*number, 1))?;
        }
        Cell::Amount(amount, measure) if amount.bound == Bound::Exact && amount.value.abs() < EXACT => {
            let grouped = Format::new().set_num_format("#,##0.##");
            let plain = Format::new().set_num_format("#,##0");
            let whole = amount.value % measure.parts() == 0;
            let number = exact(amount.value, measure.parts());
            sheet.write_number_with_format(row, at, number, if whole { &plain } else { &grouped })?;
        }
        Cell::Date(day) => {
            let day = day.to_string();
            let date = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left);
            match ExcelDateTime::parse_from_str(&day) {
                Ok(moment) => sheet.write_datetime_with_format(row, at, &moment, &date)?,
                // Excel knows no day before 1900.
                Err(_) => sheet.write_string(row, at, &day)?,
            };
        }
        _ if column.right => {
            let right = Format::new().set_align(FormatAlign::Right);
            sheet.write_string_with_format(row, at, &shown, &right)?;
        }
        _ => {
            sheet.write_string(row, at, &shown)?;
        }
    }
    Ok(shown.lines().map(UnicodeWidthStr::width).max().unwrap_or(0))
}

/// Excel has no numbers but floats; below [`EXACT`] every hundredth comes out as it went in.
#[expect(clippy::cast_precision_loss, reason = "the caller keeps to what a float holds exactly")]
fn exact(value: i64, parts: i64) -> f64 {
    value as f64 / parts as f64
}

fn text(words: &str) -> String {
    crate::text::shown(&words.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\u{1}"))
        .replace("\\u{1}", "\n")
        .chars()
        .take(LONGEST)
        .collect()
}
