//! A workbook: a worksheet a table, with typed cells, a frozen head and a filter. All text is written as text, so that
//! nothing in a record is ever calculated.

use std::any::Any;
use std::io::{self, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::flat::{Flat, FlatRow};
use super::paper::Paper;
use super::words::{Reader, one_line, words};
use crate::amount::Bound;
use crate::sheet::{Block, Cell, Face, Table};
use crate::text::{CUT, Lang};

/// The widest a column is made, in cells.
const WIDEST: usize = 60;

/// What the button of the filter takes of a heading, in cells.
const BUTTON: usize = 2;

/// How Excel calls the paper.
const A4: u8 = 9;

/// The longest text that Excel takes in one cell, in halves of a character of UTF-16: emoji and rare characters have two.
const LONGEST: usize = 32_767;

/// Amounts beyond this lose digits in Excel's numbers and are written as text.
const EXACT: i64 = 900_000_000_000_000;

/// The rows that a worksheet has room for, its head not counted.
pub const ROOM: usize = 1_048_575;

type Result<T> = std::result::Result<T, XlsxError>;

/// A table takes the heading before it as the name of its worksheet; words stand on one of their own, the last.
pub(super) fn write(page: &[Block], lang: Lang, paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    let done = catch_unwind(AssertUnwindSafe(|| written(page, lang, paper, out)));
    done.unwrap_or_else(|panic| Err(XlsxError::IoError(torn(panic)))).map_err(fault)
}

/// What the system said when a temporary file could not be written: there the library panics. Any other panic goes on.
fn torn(panic: Box<dyn Any + Send>) -> io::Error {
    let words = panic.downcast_ref::<String>().and_then(|words| words.split_once("Os { code: "));
    let code = words.and_then(|(_, rest)| rest.split(',').next()?.parse().ok());
    code.map_or_else(|| resume_unwind(panic), io::Error::from_raw_os_error)
}

fn written(page: &[Block], lang: Lang, paper: &Paper, out: &mut dyn Write) -> Result<()> {
    let mut book = Book::new(lang, paper)?;
    for block in page {
        match block {
            Block::Heading(_, words) => {
                book.said.push(words.clone());
                book.heading = Some(words);
            }
            Block::Line(words) | Block::Formal(_, words) | Block::Verbatim(words) => {
                book.said.extend(words.lines().map(str::to_owned));
            }
            Block::Table(table) => book.write_table(table)?,
            Block::Board(board) => book.write_table(&board.table())?,
            Block::Chart(_) => {}
        }
    }
    book.finish(out)
}

/// A workbook under way. Its rows wait in a temporary file and not in memory, however many they are.
struct Book<'a> {
    workbook: Workbook,
    forms: Forms,
    names: Vec<String>,
    /// What stands on a worksheet of its own.
    said: Vec<String>,
    /// How many cells have no room for all of their text.
    cut: usize,
    /// A heading that no table has taken yet.
    heading: Option<&'a str>,
}

/// How cells are set, made once for all of them.
struct Forms {
    lang: Lang,
    /// Of words, and of numbers.
    head: [Format; 2],
    plain: Format,
    section: Format,
    /// Whole, and with its parts.
    amount: [Format; 2],
    /// Rounded, and with all the decimals that there are: 99.97% is not to be shown as 100.0%.
    percent: [Format; 2],
    decimal: [Format; 2],
    day: Format,
    moment: Format,
    right: Format,
    wrapped: Format,
}

impl<'a> Book<'a> {
    fn new(lang: Lang, paper: &Paper) -> Result<Book<'a>> {
        let mut workbook = Workbook::new();
        // The same sheet gives the same bytes: no moment of making is written into the file.
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_author(&paper.office).set_creation_datetime(&made));
        Ok(Book { workbook, forms: Forms::new(lang), names: Vec::new(), said: Vec::new(), cut: 0, heading: None })
    }

    fn write_table(&mut self, table: &Table) -> Result<()> {
        let mut flat = Flat::new(table, Face::Book);
        flat.settle(None)?;
        let name = sheet_name(self.heading.take(), &mut self.names, self.forms.lang);
        let sheet = self.workbook.add_worksheet_with_constant_memory()?.set_name(name)?;
        for (at, column) in (0u16..).zip(&flat.columns) {
            let form = &self.forms.head[usize::from(column.right)];
            sheet.write_string_with_format(0, at, text(&column.label, self.forms.lang), form)?;
        }
        // On paper a row stays on one page, under its head.
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        let mut widths: Vec<usize> = flat.columns.iter().map(|column| column.label.width() + BUTTON).collect();
        // Where a column says the section of each row, the filter has no use for lines between the rows.
        let in_columns = flat.columns.iter().any(|column| column.face == Face::Book);
        let mut last = 0;
        flat.each(&mut |row| {
            if in_columns && matches!(row, FlatRow::Section(_)) {
                return Ok(());
            }
            last += 1;
            match row {
                FlatRow::Section(title) => {
                    let section = &self.forms.section;
                    sheet.write_string_with_format(last, 0, text(title, self.forms.lang), section).map_err(fault)?;
                }
                FlatRow::Cells(cells) => {
                    for (((at, cell), column), width) in (0u16..).zip(cells).zip(&flat.columns).zip(&mut widths) {
                        let written = self.forms.write(sheet, (last, at), cell, column.right);
                        let (needed, is_cut) = written.map_err(fault)?;
                        *width = needed.max(*width);
                        self.cut += usize::from(is_cut);
                    }
                }
            }
            Ok(())
        })?;
        for (at, width) in (0u16..).zip(widths) {
            sheet.set_column_width(at, f64::from(u16::try_from(width.min(WIDEST) + 2).unwrap_or(20)))?;
        }
        sheet.set_freeze_panes(1, 0)?;
        if let Some(right) = flat.columns.len().checked_sub(1) {
            sheet.autofilter(0, 0, last, u16::try_from(right).unwrap_or(0))?;
        }
        Ok(())
    }

    /// Ends the workbook and writes it. It is put together in a file, because only a file can be handed to the packer.
    fn finish(mut self, out: &mut dyn Write) -> Result<()> {
        let tables = self.names.len();
        if self.cut > 0 {
            let (count, lang) = (self.cut, self.forms.lang);
            let zh = format!("有{count}格的文字超过 Excel 一格的{LONGEST}字，没有写全；全文见 JSON 或 CSV");
            let one = format!(
                "of {count} texts longer than the {LONGEST} characters of a cell of Excel only the beginning is here"
            );
            self.said.push(lang.pick(zh, format!("{one}; JSON and CSV have all of them")));
        }
        if tables == 0 || self.said.len() > tables {
            let name = sheet_name(Some(self.forms.lang.pick("说明", "notes")), &mut self.names, self.forms.lang);
            let sheet = self.workbook.add_worksheet().set_name(name)?.set_column_width(0, 100)?;
            for (row, line) in (0u32..).zip(&self.said) {
                sheet.write_string_with_format(row, 0, text(line, self.forms.lang), &self.forms.wrapped)?;
            }
        }
        let mut whole = tempfile::tempfile()?;
        self.workbook.save_to_writer(&whole)?;
        whole.rewind()?;
        io::copy(&mut whole, out)?;
        Ok(())
    }
}

impl Forms {
    fn new(lang: Lang) -> Forms {
        let number = |form: &str| Format::new().set_num_format(form);
        let head = Format::new().set_bold().set_background_color("E7E6E6");
        Forms {
            lang,
            head: [head.clone().set_indent(1), head.set_align(FormatAlign::Right)],
            // Words stand apart from a number before them.
            plain: Format::new().set_indent(1),
            section: Format::new().set_bold(),
            amount: ["#,##0", "#,##0.00"].map(number),
            percent: ["0.0%", "0.0#############%"].map(number),
            decimal: ["#,##0.0#", "#,##0.0#############"].map(number),
            day: number("yyyy-mm-dd").set_align(FormatAlign::Center),
            moment: number("yyyy-mm-dd hh:mm").set_align(FormatAlign::Center),
            right: Format::new().set_align(FormatAlign::Right),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top).set_indent(1),
        }
    }

    /// Writes a cell with its type; a number that is not exact stays in words, so that its bound is not lost. Answers how wide
    /// it is, and whether it had to be cut.
    fn write(&self, sheet: &mut Worksheet, (row, at): (u32, u16), cell: &Cell, right: bool) -> Result<(usize, bool)> {
        let lang = self.lang;
        let shown = text(&words(cell, Reader::Person(lang)), lang);
        let width = shown.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        let typed = if let Cell::Worded(_, inner) = cell { inner } else { cell };
        match typed {
            Cell::Empty if *cell == Cell::Empty => return Ok((0, false)),
            Cell::Whole(number) if number.abs() < EXACT => {
                sheet.write_number(row, at, exact(*number, 1))?;
            }
            Cell::Amount(amount, measure) if amount.bound == Bound::Exact && amount.value.abs() < EXACT => {
                let form = &self.amount[usize::from(amount.value % measure.parts() != 0)];
                sheet.write_number_with_format(row, at, exact(amount.value, measure.parts()), form)?;
                return Ok((amount.digits(*measure).width(), false));
            }
            Cell::Decimal(decimal) if number(decimal).is_some() => {
                let form = &self.decimal[usize::from(decimals(decimal) > 2)];
                sheet.write_number_with_format(row, at, number(decimal).unwrap_or_default(), form)?;
            }
            Cell::Text(words) if right && share(words).is_some() => {
                let form = &self.percent[usize::from(decimals(words) > 1)];
                sheet.write_number_with_format(row, at, share(words).unwrap_or_default(), form)?;
            }
            // Of a day of which only the month is known people see the month, and it comes in again.
            Cell::Date(day) if shown == day.to_string() => {
                let day = day.to_string();
                match ExcelDateTime::parse_from_str(&day) {
                    Ok(moment) => sheet.write_datetime_with_format(row, at, &moment, &self.day)?,
                    // Excel knows no day before 1900.
                    Err(_) => sheet.write_string(row, at, &day)?,
                };
            }
            Cell::Moment(moment) => {
                match ExcelDateTime::parse_from_str(&moment.format("%Y-%m-%dT%H:%M:%S").to_string()) {
                    Ok(moment) => drop(sheet.write_datetime_with_format(row, at, &moment, &self.moment)?),
                    Err(_) => drop(sheet.write_string(row, at, &shown)?),
                }
            }
            _ => {
                let is_long = width > WIDEST || shown.contains('\n');
                let form = if is_long { &self.wrapped } else { &self.plain };
                sheet.write_string_with_format(row, at, &shown, if right { &self.right } else { form })?;
            }
        }
        Ok((width, shown.ends_with(lang.pick(CUT.zh, CUT.en)) && units(&shown) + 1 >= LONGEST))
    }
}

/// A name that no other worksheet has, without the characters that Excel forbids, at most 31 long.
pub fn sheet_name(heading: Option<&str>, names: &mut Vec<String>, lang: Lang) -> String {
    let wanted = heading.unwrap_or(lang.pick("表", "table"));
    let plain = one_line(&wanted.replace(['[', ']', ':', '*', '?', '/', '\\', '\''], ""));
    let mut name: String = plain.chars().take(28).collect();
    let mut turn = 1;
    while names.iter().any(|known| known.eq_ignore_ascii_case(&name)) || name.trim().is_empty() {
        turn += 1;
        name = format!("{}{turn}", plain.chars().take(25).collect::<String>());
    }
    names.push(name.clone());
    name
}

/// What a percentage in a column of numbers comes to; none where anything else is said, such as 约.
fn share(words: &str) -> Option<f64> {
    words.strip_suffix('%').and_then(|percent| number(&format!("{percent}e-2")))
}

/// How many digits stand behind the point.
fn decimals(number: &str) -> usize {
    number.split_once('.').map_or(0, |(_, rest)| rest.trim_end_matches('%').len())
}

fn number(decimal: &str) -> Option<f64> {
    decimal.parse().ok()
}

/// Excel has no numbers but floats; below [`EXACT`] every hundredth comes out as it went in.
#[expect(clippy::cast_precision_loss, reason = "the caller keeps to what a float holds exactly")]
fn exact(value: i64, parts: i64) -> f64 {
    value as f64 / parts as f64
}

/// Text as it is, but for line ends and for control characters, which a workbook cannot hold; cut where it is too long.
fn text(words: &str, lang: Lang) -> String {
    let lines = words.replace("\r\n", "\n").replace('\r', "\n");
    let held = |c: char| {
        if c.is_control() && !matches!(c, '\n' | '\t') { c.escape_unicode().collect() } else { c.to_string() }
    };
    let whole: String = lines.chars().map(held).collect();
    if whole.len() <= LONGEST || units(&whole) <= LONGEST {
        return whole;
    }
    let mark = lang.pick(CUT.zh, CUT.en);
    let fitting = whole.chars().scan(LONGEST - units(mark), |room, c| {
        *room = room.checked_sub(c.len_utf16())?;
        Some(c)
    });
    fitting.chain(mark.chars()).collect()
}

/// How long Excel takes a text for.
fn units(words: &str) -> usize {
    words.chars().map(char::len_utf16).sum()
}

/// What could not be written; what the system said about it is kept.
fn fault(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(fault) | XlsxError::TempFileError(_, fault) => fault,
        other => io::Error::other(other),
    }
}
