//! Workbooks of Excel, WPS and `LibreOffice` as tables. What a small file can blow up to is found out before it is read.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Dimensions, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Style, Xls, Xlsx};
use chrono::NaiveDate;
use zip::ZipArchive;

use super::file_type::FileType;
use super::grid::{Cell, Grid, GridRow, Region, letters, put};
use super::number_format::Shown;
use super::ods::{self, Found};
use crate::error::{Error, Result};
use crate::text::is_fault;

/// The most that a workbook may hold when it is unpacked, in bytes.
const UNPACKED_LIMIT: u64 = 200 << 20;
/// The most parts a workbook may be packed of.
const PARTS_LIMIT: usize = 10_000;
/// Tables of records end above this row and left of this column; a cell beyond is a mistake or a trap.
const LAST_ROW: usize = 300_000;
const LAST_COLUMN: usize = 512;
/// The largest whole number that a cell keeps exactly.
const EXACT: f64 = 1e15;

type Bytes<'a> = Cursor<&'a [u8]>;

/// The visible sheets of a workbook that have anything in them, or the one that is named. A file that is no workbook, is locked or
/// damaged, or would unpack to far more than a table of records is refused.
pub fn read(bytes: &[u8], file_type: FileType, sheet: Option<&str>) -> Result<Vec<Grid>> {
    if file_type != FileType::Xls {
        weigh(bytes)?;
    } else if is_locked(bytes) {
        return Err(locked());
    }
    // A damaged file may drive a reader into a corner; that is an error like any other.
    let read = catch_unwind(AssertUnwindSafe(|| match file_type {
        FileType::Xlsx => packed(bytes, sheet),
        FileType::Ods => {
            let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
            let mut content = String::new();
            archive.by_name("content.xml").map_err(damaged)?.read_to_string(&mut content).map_err(damaged)?;
            refuse_endless_rows(&content)?;
            let sheets = ods::sheets(&content);
            let found = |_: &Ods<Bytes>, name: &str| sheets.get(name).cloned().unwrap_or_default();
            whole(Ods::new(Cursor::new(bytes)).map_err(damaged)?, sheet, found)
        }
        _ => {
            let found = |workbook: &Xls<Bytes>, name: &str| {
                let merged = workbook.merge_cells_by_sheet_name(name).map(|regions| as_regions(&regions));
                Found { merged: merged.unwrap_or_default(), ..Found::default() }
            };
            whole(Xls::new(Cursor::new(bytes)).map_err(damaged)?, sheet, found)
        }
    }));
    read.unwrap_or_else(|_| Err(damaged("panic")))
}

/// Refuses a packed file whose parts, by its own directory or in truth, are too large. Each part is unpacked once, into nothing.
fn weigh(bytes: &[u8]) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > PARTS_LIMIT {
        return Err(too_large());
    }
    let mut total = 0;
    for part in 0..archive.len() {
        let mut file = match archive.by_index(part) {
            Err(fault) if fault.to_string().to_lowercase().contains("password") => return Err(locked()),
            file => file.map_err(damaged)?,
        };
        let room = UNPACKED_LIMIT - total;
        if file.size() <= room {
            total += std::io::copy(&mut file.by_ref().take(room + 1), &mut std::io::sink()).map_err(damaged)?;
        }
        if file.size() > room || total > UNPACKED_LIMIT {
            return Err(too_large());
        }
    }
    Ok(())
}

/// A row with something in it, repeated many times, fills the memory from a few bytes; so does a cell far away.
fn refuse_endless_rows(content: &str) -> Result<()> {
    for table in ods::tables(content) {
        let (mut last, mut filled, mut wide) = (None, 0_usize, 0_usize);
        for cell in ods::cells(table).filter(|cell| cell.filled) {
            if last != Some(cell.row) {
                filled += usize::from(last.is_some());
                (last, wide) = (Some(cell.row), 0);
            }
            wide = wide.saturating_add(cell.times);
            if wide <= LAST_COLUMN {
                refuse_far(cell.row, cell.column, filled)?;
            }
            if wide > LAST_COLUMN || cell.rows > 1000 {
                return Err(too_large());
            }
        }
    }
    Ok(())
}

/// Refuses a cell, counted from 0, that lies beyond any table; and a table that is too long, after so many rows of it.
fn refuse_far(row: usize, column: usize, filled: usize) -> Result<()> {
    if row < LAST_ROW && column < LAST_COLUMN {
        return Ok(());
    }
    if column < LAST_COLUMN && filled > LAST_ROW / 2 {
        return Err(refused!("too_many_rows": "超过{LAST_ROW}行，一个工作簿里读不了这么多",
            "there are more than {LAST_ROW} rows, too many for a workbook"; "另存为 CSV，或分成几个工作簿",
            "save it as CSV, or divide it into several workbooks"));
    }
    let name = format!("{}{}", letters(column), row + 1);
    Err(refused!("far_cell": "单元格 {name} 远在表格之外", "the cell {name} lies far outside any table";
        "删去它（选中后按删除键），再存一次", "clear that cell and save the file again")
    .line(row + 1))
}

/// The sheets to read: the visible ones, or the one that is named.
fn chosen(sheets: &[calamine::Sheet], named: Option<&str>) -> Result<Vec<String>> {
    let tables = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let Some(name) = named else {
        let visible = tables.filter(|sheet| sheet.visible == SheetVisible::Visible);
        return Ok(visible.map(|sheet| sheet.name.clone()).collect());
    };
    if let Some(sheet) = tables.clone().find(|sheet| sheet.name.trim() == name.trim()) {
        return Ok(vec![sheet.name.clone()]);
    }
    let all = tables.map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join("、");
    Err(usage!("no_such_sheet": "没有工作表“{name}”", "there is no sheet “{name}”"; "有：{all}", "there are: {all}"))
}

/// Reads an xlsx file cell by cell, so that an empty table as large as the whole sheet costs nothing.
fn packed(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<Grid>> {
    let mut workbook: Xlsx<Bytes> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut grids = Vec::new();
    for name in chosen(workbook.sheets_metadata(), sheet)? {
        let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|fault| damaged(fault).sheet(&name))?;
        let shown = shown_in(&mut workbook, &name).map_err(|error| error.sheet(&name))?;
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(|fault| damaged(fault).sheet(&name))?;
        let mut rows = Rows::default();
        while let Some(cell) = cells.next_cell_with_formula().map_err(|fault| damaged(fault).sheet(&name))? {
            let read = match (Data::from(cell.value), cell.formula) {
                (Data::Empty, Some(formula)) if !formula.is_empty() => uncounted(),
                (value @ (Data::Float(_) | Data::Int(_)), _) => match shown.get(&cell.pos) {
                    Some(shown) => shown.cell(&read_cell(&value)),
                    None => read_cell(&value),
                },
                (value, _) => read_cell(&value),
            };
            rows.put(cell.pos, read).map_err(|error| error.sheet(&name))?;
        }
        grids.push(rows.into_grid(name, as_regions(&merged)));
    }
    Ok(grids)
}

/// The cells of a sheet that are shown with 万 or 亿; hardly any workbook has one, and the others are not read twice.
fn shown_in(workbook: &mut Xlsx<Bytes>, name: &str) -> Result<HashMap<(u32, u32), Shown>> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let format = |style: &Style| Shown::of(&style.number_format.as_ref()?.format_code);
    let formats: Vec<Option<Shown>> = cells.styles().iter().map(format).collect();
    let mut found = HashMap::new();
    if formats.iter().all(Option::is_none) {
        return Ok(found);
    }
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged)? {
        if let Some(Some(shown)) = formats.get(style) {
            found.insert(cell.get_position(), shown.clone());
        }
    }
    Ok(found)
}

/// Reads the sheets of a workbook that come as a whole.
fn whole<'a, R: Reader<Bytes<'a>>>(
    mut workbook: R,
    sheet: Option<&str>,
    found: impl Fn(&R, &str) -> Found,
) -> Result<Vec<Grid>>
where
    R::Error: ToString,
{
    let mut grids = Vec::new();
    for name in chosen(workbook.sheets_metadata(), sheet)? {
        let range = workbook.worksheet_range(&name).map_err(|fault| damaged(fault.to_string()).sheet(&name))?;
        let mut formulas = HashSet::new();
        if let Ok(found) = workbook.worksheet_formula(&name) {
            let (top, left) = found.start().unwrap_or_default();
            let there = found.used_cells().filter(|(_, _, formula)| !formula.is_empty());
            formulas.extend(there.map(|(row, column, _)| (row + top as usize, column + left as usize)));
        }
        let Found { merged, empty_texts } = found(&workbook, &name);
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = Rows::default();
        for (row, column, value) in range.cells() {
            let place = (row + top as usize, column + left as usize);
            let read = match value {
                Data::Empty if empty_texts.contains(&place) => Cell::Empty,
                Data::Empty if formulas.contains(&place) => uncounted(),
                // An ods file says what went wrong in words.
                Data::String(words) if is_fault(words.trim()) => Cell::faulty(words.trim()),
                value => read_cell(value),
            };
            let place = (u32::try_from(place.0).unwrap_or(u32::MAX), u32::try_from(place.1).unwrap_or(u32::MAX));
            rows.put(place, read).map_err(|error| error.sheet(&name))?;
        }
        grids.push(rows.into_grid(name, merged));
    }
    Ok(grids)
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

/// Rows as they fill.
#[derive(Default)]
struct Rows(BTreeMap<usize, Vec<Cell>>);

impl Rows {
    fn put(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<()> {
        if cell.is_empty() {
            return Ok(());
        }
        let (row, column) = (row as usize, column as usize);
        refuse_far(row, column, self.0.len())?;
        put(self.0.entry(row).or_default(), column, cell);
        Ok(())
    }

    fn into_grid(self, name: String, merged: Vec<Region>) -> Grid {
        let rows = self.0.into_iter().map(|(row, cells)| GridRow { number: row + 1, cells }).collect();
        Grid { sheet: Some(name), rows, merged, ..Grid::default() }
    }
}

fn read_cell(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::of(text),
        Data::Int(number) => Cell::Text(number.to_string().into()),
        Data::Float(number) if number.abs() >= EXACT => Cell::from(refused!(
            "bad_cell": "数字太长，表格软件只留下前15位", "the number is too long; the workbook kept only 15 digits of it";
            "把这一格设为文本后重新填写", "format the cell as text and write it again")),
        Data::Float(number) => Cell::Text(decimal(*number).into()),
        Data::Bool(true) => Cell::of("是"),
        Data::Bool(false) => Cell::of("否"),
        Data::DateTime(moment) if moment.is_datetime() => day(moment),
        Data::DateTimeIso(text) => text.get(..10).and_then(|day| day.parse().ok()).map_or_else(no_date, Cell::Day),
        Data::DateTime(_) | Data::DurationIso(_) => no_date(),
        Data::Error(fault) => Cell::faulty(&fault.to_string()),
    }
}

fn no_date() -> Cell {
    Cell::from(refused!("bad_cell": "这一格是时长或时刻，不是日期", "the cell holds a time or duration, and no date";
        "写成文本，如 4.5小时", "write it as text, such as 4.5小时"))
}

fn uncounted() -> Cell {
    Cell::from(refused!("bad_cell": "这一格的公式没有算出结果", "the cell holds a formula without its result";
        "用表格软件打开、重新计算并保存", "open it in a spreadsheet, let it calculate, and save it"))
}

fn day(moment: &ExcelDateTime) -> Cell {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    match NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()) {
        Some(day) if moment.as_f64() >= 1.0 => Cell::Day(day),
        _ => Cell::from(refused!("bad_cell": "这一格的日期序号不是日子", "the cell's number is no day";
            "写成 2022-05-01", "write it as 2022-05-01")),
    }
}

/// A number as the spreadsheet shows it: fifteen digits, no noise behind them.
fn decimal(number: f64) -> String {
    let digits = format!("{:.0}", number.abs().trunc()).trim_start_matches('0').len();
    let text = format!("{number:.*}", 15_usize.saturating_sub(digits.max(1)));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A workbook with a password is an encrypted package in the clothes of an old one.
fn is_locked(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|part| part == name)
}

fn locked() -> Error {
    refused!("locked_workbook": "工作簿加了密码", "the workbook is locked with a password";
        "去掉密码后另存一份", "take the password off and save it")
}

fn too_large() -> Error {
    let limit = UNPACKED_LIMIT >> 20;
    refused!("workbook_too_large": "解开后超过{limit}MB，不像一张台账",
        "unpacked it is larger than {limit} MB; that is no list of records"; "另存为 CSV，或只留下有记录的行",
        "save it as CSV, or keep only the rows with records")
}

/// A file that cannot be read as the workbook it says it is.
#[allow(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
fn damaged(fault: impl ToString) -> Error {
    let fault = fault.to_string();
    if fault.to_lowercase().contains("password") {
        return locked();
    }
    refused!("damaged_workbook": "工作簿已损坏或不完整", "the workbook is damaged or not whole";
        "用表格软件打开，另存为 xlsx 再导入", "open it in a spreadsheet, save it as xlsx, and import that")
}
