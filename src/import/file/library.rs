//! Workbooks of Excel, WPS and `LibreOffice` read by a library that a damaged file can drive into anything: what it finds is told
//! finding by finding, so that all of this can be done by another process, which may come to any end.

use std::collections::{HashMap, HashSet};
use std::io::{self, BufWriter, Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Dimensions, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Style, Xls, Xlsx};
use chrono::{Datelike, NaiveDate};

use super::beside::{Found, old_sheets, sheets};
use super::file_type::FileType;
use super::grid::{Hidden, Region};
use super::number_format::{NumberFormat, Seen, kinds, read_of_words, shown, shows_month};
use super::packed::{FAULT, Parts, plainly};
use super::workbook::{Finding, Place, What, send};
use crate::period::{first_of_month, month_name};
use crate::text::is_fault;

/// The largest whole number that a cell keeps exactly.
const EXACT: f64 = 1e15;

type Bytes<'a> = Cursor<&'a [u8]>;

/// What ends the reading before its end.
type Result<T> = std::result::Result<T, Finding>;

/// Reads a workbook, the sheets that people can see or make visible, or the one that is named, and tells what it finds. The last finding says whether that
/// was all, or what was wrong.
pub fn find(bytes: &[u8], sheet: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let mut told = Told(BufWriter::with_capacity(1 << 16, out));
    // A damaged file may drive a reader into a corner; that is an error like any other.
    let read = catch_unwind(AssertUnwindSafe(|| all(bytes, sheet, &mut told)));
    let last = read
        .unwrap_or_else(|_| Err(Finding::end(What::Damaged)))
        .map_or_else(|why| why, |()| Finding::end(What::Whole));
    send(&mut told.0, last.what, last.place, &last.words)?;
    told.0.flush()
}

/// Where findings are told.
struct Told<'a>(BufWriter<&'a mut dyn Write>);

impl Told<'_> {
    fn tell(&mut self, what: What, place: Place, words: &str) -> Result<()> {
        // Nobody is left to tell when nobody listens.
        send(&mut self.0, what, place, words).map_err(|_| Finding::end(What::Damaged))
    }

    /// Tells what is read of a cell, and what it shows where that is something else.
    fn tell_cell(&mut self, place: Place, shown: Option<String>, (what, words): (What, String)) -> Result<()> {
        let is_read = matches!(what, What::Text | What::Day);
        if let Some(shown) = shown.filter(|shown| !is_read || *shown != words) {
            self.tell(What::Shown, place, &shown)?;
        }
        self.tell(what, place, &words)
    }
}

fn all(bytes: &[u8], sheet: Option<&str>, told: &mut Told) -> Result<()> {
    let file_type = FileType::of(None, bytes).map_err(|_| Finding::end(What::Damaged))?;
    if file_type == FileType::Xls {
        // One with a password is an encrypted package in the clothes of an old one.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if bytes.windows(name.len()).any(|part| part == name) {
            return Err(Finding::end(What::Locked));
        }
        let workbook = Xls::new(Cursor::new(bytes)).map_err(Finding::damaged)?;
        let mut sheets = old_sheets(bytes);
        let found = |workbook: &Xls<Bytes>, name: &str| {
            let merged = workbook.merge_cells_by_sheet_name(name).map(|regions| as_regions(&regions));
            let at = workbook.sheets_metadata().iter().position(|sheet| sheet.name == name);
            let own = at.and_then(|at| sheets.get_mut(at)).map(std::mem::take).unwrap_or_default();
            Found { merged: merged.unwrap_or_default(), ..own }
        };
        return whole(workbook, sheet, found, told);
    }
    let (mut parts, mut content) = (Parts::default(), Err(Finding::end(What::Damaged)));
    let plain = plainly(bytes, &mut |name, xml| match name {
        "content.xml" if file_type == FileType::Ods => content = sheets(xml),
        _ => parts.take(name, xml),
    })?;
    let bytes = plain.as_deref().unwrap_or(bytes);
    if file_type == FileType::Xlsx {
        return packed(bytes, sheet, parts.by_sheet(), told);
    }
    let mut sheets = content?;
    let found = |_: &Ods<Bytes>, name: &str| sheets.remove(name).unwrap_or_default();
    whole(Ods::new(Cursor::new(bytes)).map_err(Finding::damaged)?, sheet, found, told)
}

/// The sheets to read, and whether each is hidden: those that people can make visible, or the one that is named.
fn chosen(sheets: &[calamine::Sheet], named: Option<&str>) -> Result<Vec<(String, bool)>> {
    let tables = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let Some(name) = named else {
        let theirs = tables.filter(|sheet| sheet.visible != SheetVisible::VeryHidden);
        return Ok(theirs.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Hidden)).collect());
    };
    if let Some(sheet) = tables.clone().find(|sheet| sheet.name.trim() == name.trim()) {
        return Ok(vec![(sheet.name.clone(), false)]);
    }
    let all = tables.map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join("、");
    Err(Finding::new(What::NoSheet, (0, 0), all))
}

/// Reads an xlsx file cell by cell, so that an empty table as large as the whole sheet costs nothing.
fn packed(bytes: &[u8], sheet: Option<&str>, mut hidden: HashMap<String, Hidden>, told: &mut Told) -> Result<()> {
    let opened = || Xlsx::new(Cursor::new(bytes)).map_err(Finding::damaged);
    let mut workbook: Xlsx<Bytes> = opened()?;
    // The reader of values knows no formats: another one goes beside it, where there are any.
    let mut other: Option<Xlsx<Bytes>> = None;
    for (name, is_hidden) in chosen(workbook.sheets_metadata(), sheet)? {
        told.tell(What::Sheet, (0, 0), &name)?;
        let merged = workbook.merge_cells_by_sheet_name(&name).map_err(Finding::damaged)?;
        let hidden = Hidden { sheet: is_hidden, ..hidden.remove(&name).unwrap_or_default() };
        tell_around(&hidden, &as_regions(&merged), told)?;
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(Finding::damaged)?;
        let format = |style: &Style| NumberFormat::of(&style.number_format.as_ref()?.format_code);
        let formats: Vec<Option<NumberFormat>> = cells.styles().iter().map(format).collect();
        if other.is_none() && formats.iter().any(Option::is_some) {
            other = Some(opened()?);
        }
        let mut styles =
            other.as_mut().map(|other| other.worksheet_cells_reader(&name)).transpose().map_err(Finding::damaged)?;
        while let Some(cell) = cells.next_cell_with_formula().map_err(Finding::damaged)? {
            let style = styles.as_mut().map(calamine::XlsxCellReader::next_cell_with_style_id);
            let style = style.transpose().map_err(Finding::damaged)?.flatten();
            let format = style.and_then(|(_, style)| formats.get(style)?.as_ref());
            let place = (cell.pos.0 as usize, cell.pos.1 as usize);
            let has_formula = cell.formula.is_some_and(|formula| !formula.is_empty());
            match Data::from(cell.value) {
                Data::Empty if has_formula => told.tell(What::Uncounted, place, "")?,
                Data::String(words) if words.starts_with(FAULT) || (has_formula && is_fault(words.trim())) => {
                    told.tell(What::Faulty, place, words.trim_start_matches(FAULT).trim())?;
                }
                value => {
                    let (shown, read) = seen(value, format);
                    told.tell_cell(place, shown, read)?;
                }
            }
        }
    }
    Ok(())
}

/// Tells what is hidden and what is merged in a sheet.
fn tell_around(hidden: &Hidden, merged: &[Region], told: &mut Told) -> Result<()> {
    hidden.rows.iter().try_for_each(|row| told.tell(What::Hidden, (*row, 0), "row"))?;
    hidden.columns.iter().try_for_each(|column| told.tell(What::Hidden, (0, *column), "column"))?;
    if hidden.sheet {
        told.tell(What::Hidden, (0, 0), "sheet")?;
    }
    let mut tell = |at: &Region| told.tell(What::Merged, (at.top, at.left), &format!("{} {}", at.bottom, at.right));
    merged.iter().try_for_each(&mut tell)
}

/// Reads the sheets of a workbook that come as a whole.
fn whole<'a, R: Reader<Bytes<'a>, Error: ToString>>(
    mut workbook: R,
    sheet: Option<&str>,
    mut found: impl FnMut(&R, &str) -> Found,
    told: &mut Told,
) -> Result<()> {
    for (name, is_hidden) in chosen(workbook.sheets_metadata(), sheet)? {
        told.tell(What::Sheet, (0, 0), &name)?;
        let range = workbook.worksheet_range(&name).map_err(Finding::damaged)?;
        let mut formulas = HashSet::new();
        if let Ok(found) = workbook.worksheet_formula(&name) {
            let (top, left) = found.start().unwrap_or_default();
            let there = found.used_cells().filter(|(_, _, formula)| !formula.is_empty());
            formulas.extend(there.map(|(row, column, _)| (row + top as usize, column + left as usize)));
        }
        let Found { merged, empty_texts, mut shown, formats, hidden } = found(&workbook, &name);
        tell_around(&Hidden { sheet: is_hidden, ..hidden }, &merged, told)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.cells() {
            let place = (row + top as usize, column + left as usize);
            let shown = shown.remove(&place);
            let (what, words) = match value {
                Data::Empty if empty_texts.contains(&place) => continue,
                Data::Empty if shown.is_none() && formulas.contains(&place) => (What::Uncounted, String::new()),
                // An ods file says what went wrong in words.
                Data::String(words) if is_fault(words.trim()) => (What::Faulty, words.trim().to_owned()),
                _ if shown.as_deref().is_some_and(|shown| is_fault(shown.trim())) => {
                    (What::Faulty, shown.as_deref().unwrap_or_default().trim().to_owned())
                }
                value => {
                    let (shown, read) = match formats.get(&place) {
                        Some(format) => seen(value.clone(), Some(&**format)),
                        None => seen_as(value, shown.as_deref()),
                    };
                    told.tell_cell(place, shown, read)?;
                    continue;
                }
            };
            told.tell(what, place, &words)?;
        }
        // Cells that do not say what they are lie outside of what the library reads.
        for (place, words) in shown {
            told.tell(if is_fault(words.trim()) { What::Faulty } else { What::Text }, place, words.trim())?;
        }
    }
    Ok(())
}

/// What a cell shows in a format, and what is read of it.
fn seen(value: Data, format: Option<&NumberFormat>) -> Seen {
    match value {
        Data::Float(number) if number.abs() < EXACT => number_in(number, format),
        #[expect(clippy::cast_precision_loss, reason = "short numbers of Excel 97 have thirty bits")]
        Data::Int(number) => number_in(number as f64, format),
        Data::DateTime(moment) => moment_in(moment, format),
        value => (None, read_cell(&value)),
    }
}

fn number_in(number: f64, format: Option<&NumberFormat>) -> Seen {
    let kept = decimal(number);
    if let Some(format) = format { format.number(number, &kept) } else { (None, (What::Text, kept)) }
}

fn moment_in(moment: ExcelDateTime, format: Option<&NumberFormat>) -> Seen {
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let has_time = (hour, minute, second, milli) != (0, 0, 0, 0);
    let code = format.map_or("m/d/yy h:mm", NumberFormat::code);
    let (dated, timed) = kinds(code);
    let read = match NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()) {
        _ if !moment.is_datetime() || !(dated || format.is_none()) => (What::Time, String::new()),
        Some(day) if day.day() == 1 && !has_time && shows_month(code) => (What::Text, month_name(day)),
        Some(day) if moment.as_f64() >= 1.0 => (What::Day, day.to_string()),
        _ => (What::NoDay, String::new()),
    };
    let shows_time = if format.is_some() { timed } else { has_time };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "hours are not negative, and few")]
    let hours = (moment.as_f64() * 24.0 + 1e-6).max(0.0) as u32;
    let parts = [year.into(), month.into(), day.into(), hour.into(), minute.into(), second.into()];
    (shows_time.then(|| shown(code, parts, hours)), read)
}

/// What a cell shows in these words, and what is read of it.
fn seen_as(value: &Data, shown: Option<&str>) -> Seen {
    let Some(shown) = shown.map(str::trim) else { return (None, read_cell(value)) };
    match value {
        Data::Empty => (None, (What::Text, shown.to_owned())),
        Data::Float(number) if number.abs() < EXACT => {
            (Some(shown.to_owned()), read_of_words(shown, *number, &decimal(*number)))
        }
        // Only the month of it is shown.
        Data::DateTimeIso(day) if day.ends_with("-01") && first_of_month(shown, NaiveDate::MAX).is_some() => {
            (None, (What::Text, day[..7].to_owned()))
        }
        // A day without a time is that day however it is shown.
        Data::DateTimeIso(day) if day.len() > 10 => (Some(shown.to_owned()), read_cell(value)),
        Data::DurationIso(_) => (Some(shown.to_owned()), read_cell(value)),
        value => (None, read_cell(value)),
    }
}

fn as_regions(merged: &[Dimensions]) -> Vec<Region> {
    let region = |area: &Dimensions| Region {
        top: area.start.0 as usize + 1,
        bottom: area.end.0 as usize + 1,
        left: area.start.1 as usize,
        right: area.end.1 as usize,
    };
    merged.iter().map(region).collect()
}

fn read_cell(value: &Data) -> (What, String) {
    let what = match value {
        Data::Empty => What::Empty,
        Data::String(text) => return (What::Text, text.clone()),
        Data::Int(number) => return (What::Text, number.to_string()),
        Data::Float(number) if number.abs() >= EXACT => What::Long,
        Data::Float(number) => return (What::Text, decimal(*number)),
        Data::Bool(truth) => return (What::Text, if *truth { "是" } else { "否" }.to_owned()),
        Data::DateTime(moment) => return moment_in(*moment, None).1,
        Data::DateTimeIso(text) => match text.get(..10) {
            Some(day) if day.parse::<NaiveDate>().is_ok() => return (What::Day, day.to_owned()),
            _ => What::Time,
        },
        Data::DurationIso(_) => What::Time,
        Data::Error(fault) => return (What::Faulty, fault.to_string()),
    };
    (what, String::new())
}

/// A number as the spreadsheet shows it: fifteen digits, no noise behind them.
fn decimal(number: f64) -> String {
    let digits = format!("{:.0}", number.abs().trunc()).trim_start_matches('0').len();
    let text = format!("{number:.*}", 15_usize.saturating_sub(digits.max(1)));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
