//! Workbooks as tables, of what was found in them: whole or not at all, and never more of it than a list of records can be. Each
//! finding travels from the process that reads the workbook to the one that asked.

use std::collections::BTreeMap;
use std::io::{self, BufReader, ErrorKind, Read, Write};

use super::grid::{Cell, Grid, GridRow, Region, letters, put};
use crate::error::{Error, Kind, Result};
use crate::text::{Message, text};

/// Tables of records end above this row and left of this column; a cell beyond is a mistake or a trap.
pub const LAST_ROW: usize = 300_000;
pub const LAST_COLUMN: usize = 512;
/// The most places for cells that a workbook may have, those before a cell in its row counted with it.
pub const PLACES: usize = 5_000_000;
/// The most that a workbook may hold when it is unpacked, in bytes; the texts of its cells by themselves as well.
pub const UNPACKED: u64 = 200 << 20;

/// A row and a column, counted from 0.
pub type Place = (usize, usize);

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum What {
    /// A sheet begins, with this name.
    Sheet,
    /// A merged cell from here to the row and the column that its words say.
    Merged,
    /// Nothing; such a cell is not told of.
    Empty,
    /// A cell of text, or a number as it was written.
    Text,
    Day,
    /// A cell in which the spreadsheet says that something is wrong.
    Faulty,
    /// A number of which digits are lost.
    Long,
    /// A time or a duration.
    Time,
    /// A date that is no day.
    NoDay,
    /// A formula without a result.
    Uncounted,
    /// A number that is shown otherwise than it is kept, by this format.
    Otherwise,
    Whole,
    Damaged,
    Locked,
    /// It is larger than a list of records may be.
    TooLarge,
    /// A cell lies beyond any table; its words say how many rows are filled before it.
    Far,
    /// The sheet that is wanted is not there; these are.
    NoSheet,
    /// What the cell shows that comes next, where that is not what is read of it.
    Shown,
    /// Its row, its column or its sheet, as the words say, is hidden.
    Hidden,
}

impl What {
    const ALL: [What; 19] = {
        use What::{Damaged, Day, Empty, Far, Faulty, Hidden, Locked, Long, Merged, NoDay, NoSheet, Otherwise, Sheet};
        use What::{Shown, Text, Time, TooLarge, Uncounted, Whole};
        [
            Sheet, Merged, Empty, Text, Day, Faulty, Long, Time, NoDay, Uncounted, Otherwise, Whole, Damaged, Locked,
            TooLarge, Far, NoSheet, Shown, Hidden,
        ]
    };
}

/// One finding.
#[derive(Debug)]
pub struct Finding {
    pub what: What,
    pub place: Place,
    /// What there is to say about it.
    pub words: String,
}

impl Finding {
    /// One in a cell.
    pub fn new(what: What, place: Place, words: impl Into<String>) -> Finding {
        Finding { what, place, words: words.into() }
    }

    /// The last one, which says how the reading ended.
    pub fn end(what: What) -> Finding {
        Finding::new(what, (0, 0), "")
    }

    /// The last one, by what the library says is wrong with a file.
    #[allow(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
    pub fn damaged(fault: impl ToString) -> Finding {
        let is_locked = fault.to_string().to_lowercase().contains("password");
        Finding::end(if is_locked { What::Locked } else { What::Damaged })
    }

    /// Receives the next one; an error where there is none, or it is cut short.
    pub fn read(input: &mut impl Read) -> io::Result<Finding> {
        let mut head = [0; 13];
        input.read_exact(&mut head)?;
        let number = |at: usize| head[at..at + 4].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte));
        let what = *What::ALL.get(usize::from(head[0])).ok_or(ErrorKind::InvalidData)?;
        let mut words = String::new();
        let length = number(9) as u64;
        if length > UNPACKED || input.take(length).read_to_string(&mut words)? as u64 != length {
            return Err(ErrorKind::InvalidData.into());
        }
        Ok(Finding { what, place: (number(1), number(5)), words })
    }
}

/// Sends a finding.
pub fn send(out: &mut impl Write, what: What, (row, column): Place, words: &str) -> io::Result<()> {
    if what == What::Empty {
        return Ok(());
    }
    let mut head = [what as u8; 13];
    for (part, number) in head[1..].chunks_exact_mut(4).zip([row, column, words.len()]) {
        part.copy_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
    }
    out.write_all(&head)?;
    out.write_all(words.as_bytes())
}

/// What a merged cell counts for, in bytes of text: every one is held against every column.
const MERGED: u64 = 1000;

/// Where workbooks are read: given the bytes of one and the name of the only sheet that is wanted, it answers what is found in it. A
/// damaged one can use up any memory or end the process that reads it, so that this had better be another one.
pub type Finder<'a> = &'a dyn Fn(&[u8], Option<&str>) -> io::Result<Box<dyn Read>>;

/// The sheets of a workbook that have anything in them, hidden ones with them, or the one that is named. A file that is no workbook, is locked or
/// damaged, or would unpack to far more than a table of records is refused.
pub fn read(bytes: &[u8], sheet: Option<&str>, find: Finder) -> Result<Vec<Grid>> {
    let found = find(bytes, sheet).map_err(|fault| {
        let what = text("读工作簿的进程启动不了", "the process that reads workbooks cannot be started");
        Error::system(Kind::Failed, "no_reader", what, &fault)
            .hint(message!("再试一次；或另存为 CSV 再导入", "try again, or save it as CSV and import that"))
    })?;
    let mut found = BufReader::with_capacity(1 << 16, found);
    let mut book = Book { grids: Vec::new(), rows: BTreeMap::new(), shown: None, places: PLACES, room: UNPACKED };
    loop {
        // Whoever reads was stopped, or came to grief, before it could say why.
        let finding = Finding::read(&mut found).map_err(|_| book.placed(endless()))?;
        match finding.what {
            What::Whole => {
                book.close();
                return Ok(book.grids);
            }
            What::Sheet => {
                book.close();
                book.grids.push(Grid { sheet: Some(finding.words), ..Grid::default() });
            }
            _ => book.take(finding, sheet).map_err(|error| book.placed(error))?,
        }
    }
}

/// Sheets as they fill.
struct Book {
    grids: Vec<Grid>,
    /// The rows of the last sheet.
    rows: BTreeMap<usize, Vec<Cell>>,
    /// What the next cell shows.
    shown: Option<String>,
    /// How many places for cells are left.
    places: usize,
    /// How many bytes of text are.
    room: u64,
}

impl Book {
    fn close(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if let Some(grid) = self.grids.last_mut() {
            grid.rows = rows.into_iter().map(|(row, cells)| GridRow { number: row + 1, cells }).collect();
        }
    }

    /// An error with the sheet that was being read.
    fn placed(&self, error: Error) -> Error {
        if let Some(Grid { sheet: Some(sheet), .. }) = self.grids.last() { error.sheet(sheet) } else { error }
    }

    fn take(&mut self, finding: Finding, wanted: Option<&str>) -> Result<()> {
        let Finding { what, place: place @ (row, column), words } = finding;
        let cell = match what {
            What::Text => Cell::of(&words),
            What::Day => words.parse().map_or_else(|_| unreadable(What::NoDay, "", false).into(), Cell::Day),
            What::Faulty => Cell::faulty(&words),
            What::Shown => {
                self.weigh(words.len() as u64)?;
                self.shown = Some(words);
                return Ok(());
            }
            What::Merged => {
                self.weigh(MERGED)?;
                let (bottom, right) = words.split_once(' ').unwrap_or_default();
                let number = |text: &str| text.parse().unwrap_or_default();
                let region = Region { top: row, bottom: number(bottom), left: column, right: number(right) };
                self.grids.last_mut().ok_or_else(damaged)?.merged.push(region);
                return Ok(());
            }
            What::Hidden => {
                let hidden = &mut self.grids.last_mut().ok_or_else(damaged)?.hidden;
                match &*words {
                    "row" => drop(hidden.rows.insert(row)),
                    "column" => drop(hidden.columns.insert(column)),
                    _ => hidden.sheet = true,
                }
                return Ok(());
            }
            What::Far => return Err(far(place, words.parse().unwrap_or_default())),
            What::NoSheet => {
                let name = wanted.unwrap_or_default();
                return Err(usage!("no_such_sheet": "没有工作表“{name}”", "there is no sheet “{name}”";
                    "有：{words}", "there are: {words}"));
            }
            What::Locked => {
                return Err(refused!("locked_workbook": "工作簿加了密码", "the workbook is locked with a password";
                    "去掉密码后另存一份", "take the password off and save it"));
            }
            What::TooLarge => return Err(too_large()),
            What::Damaged | What::Empty | What::Sheet | What::Whole => return Err(damaged()),
            _ => unreadable(what, &words, self.shown.as_ref() == Some(&words)).into(),
        };
        let cell = match self.shown.take().map(|shown| Cell::of(&shown)) {
            Some(Cell::Text(shown)) => Cell::Shown(shown, Box::new(cell)),
            _ => cell,
        };
        if cell.is_empty() {
            return Ok(());
        }
        if row >= LAST_ROW || column >= LAST_COLUMN {
            return Err(far(place, self.rows.len()));
        }
        self.weigh(words.len() as u64)?;
        let cells = self.rows.entry(row).or_default();
        let more = (column + 1).saturating_sub(cells.len());
        put(cells, column, cell);
        self.places = self.places.checked_sub(more).ok_or_else(too_large)?;
        Ok(())
    }

    fn weigh(&mut self, bytes: u64) -> Result<()> {
        self.room = self.room.checked_sub(bytes).ok_or_else(too_large)?;
        Ok(())
    }
}

/// A cell that lies beyond any table; or a table that is too long, after so many rows of it.
fn far((row, column): Place, filled: usize) -> Error {
    if column < LAST_COLUMN && filled > LAST_ROW / 2 {
        return refused!("too_many_rows": "超过{LAST_ROW}行，一个工作簿里读不了这么多",
            "there are more than {LAST_ROW} rows, too many for a workbook"; "另存为 CSV，或分成几个工作簿",
            "save it as CSV, or divide it into several workbooks");
    }
    let name = format!("{}{}", letters(column), row + 1);
    refused!("far_cell" at (row + 1): "单元格 {name} 远在表格之外", "the cell {name} lies far outside any table";
        "删去它（选中后按删除键），再存一次", "clear that cell and save the file again")
}

/// A cell whose value cannot be taken as it is; `words` are the format in which it is shown, or what it shows where that `is_shown`.
fn unreadable(what: What, words: &str, is_shown: bool) -> Error {
    match what {
        What::Long => refused!("bad_cell": "数字太长，表格软件只留下前15位",
            "the number is too long; the workbook kept only 15 digits of it"; "把这一格设为文本后重新填写",
            "format the cell as text and write it again"),
        What::Time => {
            refused!("bad_cell": "这一格是时长或时刻，不是日期", "the cell holds a time or duration, and no date";
            "写成文本，如 4.5小时", "write it as text, such as 4.5小时")
        }
        What::NoDay => refused!("bad_cell": "这一格的日期序号不是日子", "the cell's number is no day";
            "写成 2022-05-01", "write it as 2022-05-01"),
        What::Uncounted => {
            refused!("bad_cell": "这一格的公式没有算出结果", "the cell holds a formula without its result";
            "用表格软件打开、重新计算并保存", "open it in a spreadsheet, let it calculate, and save it")
        }
        _ => {
            let Message { zh, en } = if is_shown {
                message!("显示为“{words}”", "shows “{words}”")
            } else {
                message!("用格式“{words}”显示", "is shown in the format “{words}”")
            };
            refused!("bad_cell": "这一格{zh}，看到的和存的不是同一个数",
                "the cell {en}; what it keeps is not what everybody sees"; "把这一列设为常规格式，核对数字，单位写在表头里",
                "format the column as general, check the numbers, and write the unit into the heading")
        }
    }
}

fn too_large() -> Error {
    let (limit, places) = (UNPACKED >> 20, PLACES / 10_000);
    refused!("workbook_too_large": "解开后超过{limit}MB或{places}万格，不像一张台账",
        "unpacked it is larger than {limit} MB or {places}0,000 cells; that is no list of records"; "另存为 CSV，或只留下有记录的行",
        "save it as CSV, or keep only the rows with records")
}

/// A file that cannot be read as the workbook it says it is.
fn damaged() -> Error {
    refused!("damaged_workbook": "工作簿已损坏或不完整", "the workbook is damaged or not whole";
        "用表格软件打开，另存为 xlsx 再导入", "open it in a spreadsheet, save it as xlsx, and import that")
}

fn endless() -> Error {
    refused!("endless_workbook": "读这个工作簿要的内存或时间太多，没有读完",
        "the workbook takes more memory or time than a list of records may, and was not read to its end";
        "多半已损坏，或有单元格远在表格之外：用表格软件打开，把记录复制到新的工作簿，存为 xlsx 再导入",
        "most likely it is damaged, or a cell lies far outside the table: open it, copy the records into a new workbook, save that as xlsx and import it")
}
