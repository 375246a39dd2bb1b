//! The cells of a workbook: how they are set, and what Excel can hold of text and numbers.

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::canvas::wrap;
use super::paper::{Font, Paper};
use super::words::{Reader, one_line, words};
use crate::amount::{Amount, Bound, Measure};
use crate::sheet::Cell;
use crate::text::{CUT, Lang};

/// The widest a column is made, in cells.
pub(super) const WIDEST: usize = 40;

pub(super) type Result<T> = std::result::Result<T, XlsxError>;

/// The longest text that Excel takes in one cell, in halves of a character of UTF-16: emoji and rare characters have two.
pub(super) const LONGEST: usize = 32_767;

/// Amounts beyond this lose digits in Excel's numbers and are written as text.
pub(super) const EXACT: i64 = 900_000_000_000_000;

/// The rows that a worksheet has room for, its head not counted.
pub const ROOM: usize = 1_048_575;

/// How cells are set, made once for all of them.
pub(super) struct Forms {
    pub lang: Lang,
    /// The title of the page, headings of each rank, and text.
    pub ranks: [Format; 4],
    pub text: Format,
    /// Of words, and of numbers.
    pub head: [Format; 2],
    pub plain: Format,
    pub section: Format,
    /// Whole, and with its parts.
    pub amount: [Format; 2],
    /// Rounded, and with all the decimals that there are: 99.97% is not to be shown as 100.0%.
    pub percent: [Format; 2],
    pub decimal: [Format; 2],
    pub day: Format,
    pub moment: Format,
    pub right: Format,
    pub wrapped: Format,
}

impl Forms {
    pub fn new(lang: Lang, paper: &Paper) -> Forms {
        let line = |form: Format| form.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x80_8080));
        let cell = line(set_in(&paper.body, 11));
        let number = |form: &str| cell.clone().set_num_format(form);
        let head = line(set_in(&paper.heading, 11)).set_text_wrap().set_background_color("E7E6E6");
        let title = set_in(&paper.title, 16).set_align(FormatAlign::Center).set_text_wrap();
        let heading = |font, size| set_in(font, size).set_text_wrap();
        let body = heading(&paper.body, 12);
        Forms {
            lang,
            ranks: [title, heading(&paper.heading, 14), heading(&paper.subheading, 12), body.clone().set_bold()],
            text: body,
            head: [head.clone().set_indent(1), head.set_align(FormatAlign::Right)],
            // Words stand apart from a number before them.
            plain: cell.clone().set_indent(1),
            section: cell.clone().set_bold(),
            amount: ["#,##0", "#,##0.00"].map(number),
            percent: ["0.0%", "0.0#############%"].map(number),
            decimal: ["#,##0.0#", "#,##0.0#############"].map(number),
            day: number("yyyy-mm-dd").set_align(FormatAlign::Center),
            moment: number("yyyy-mm-dd hh:mm").set_align(FormatAlign::Center),
            right: cell.clone().set_align(FormatAlign::Right),
            wrapped: cell.set_text_wrap().set_indent(1),
        }
    }

    /// Writes a cell with its type, a number that is not exact in a format that says so. Answers how wide it is, how
    /// many lines it has, and whether it had to be cut.
    pub fn write(
        &self,
        sheet: &mut Worksheet,
        (row, at): (u32, u16),
        cell: &Cell,
        right: bool,
    ) -> Result<(usize, usize, bool)> {
        let lang = self.lang;
        let shown = text(&words(cell, Reader::Person(lang)), lang);
        let width = shown.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        let typed = if let Cell::Worded(_, inner) = cell { inner } else { cell };
        match typed {
            Cell::Empty if *cell == Cell::Empty => {
                sheet.write_blank(row, at, &self.plain)?;
                return Ok((0, 1, false));
            }
            Cell::Whole(number) if number.abs() < EXACT => {
                sheet.write_number_with_format(row, at, exact(*number, 1), &self.right)?;
            }
            Cell::Amount(amount, measure) if amount.value.abs() < EXACT => {
                let place = usize::from(amount.value % measure.parts() != 0);
                let ([before, behind], digits) = (around(*amount, *measure, lang), ["#,##0", "#,##0.00"][place]);
                let bounded = || self.right.clone().set_num_format(format!("{before}{digits}{behind}"));
                let form = if amount.bound == Bound::Exact { &self.amount[place] } else { &bounded() };
                sheet.write_number_with_format(row, at, exact(amount.value, measure.parts()), form)?;
                return Ok((amount.digits(*measure).width() + before.width() + behind.width(), 1, false));
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
                    Err(_) => sheet.write_string_with_format(row, at, &day, &self.day)?,
                };
            }
            Cell::Moment(moment) => {
                match ExcelDateTime::parse_from_str(&moment.format("%Y-%m-%dT%H:%M:%S").to_string()) {
                    Ok(moment) => drop(sheet.write_datetime_with_format(row, at, &moment, &self.moment)?),
                    Err(_) => drop(sheet.write_string_with_format(row, at, &shown, &self.moment)?),
                }
            }
            _ => {
                let is_long = width > WIDEST || shown.contains('\n');
                let form = if is_long { &self.wrapped } else { &self.plain };
                sheet.write_string_with_format(row, at, &shown, if right { &self.right } else { form })?;
                let cut = shown.ends_with(lang.pick(CUT.zh, CUT.en)) && units(&shown) + 1 >= LONGEST;
                let lines = if is_long { shown.lines().map(|line| wrap(line, WIDEST - 3).len()).sum() } else { 1 };
                // Words are set in.
                return Ok((width + if right { 0 } else { 2 }, lines, cut));
            }
        }
        Ok((width, 1, false))
    }
}

/// What a font is set in.
pub(super) fn set_in(font: &Font, size: u8) -> Format {
    let name = font.names.first().map_or("宋体", |name| name);
    Format::new().set_font_name(name).set_font_size(size).set_align(FormatAlign::VerticalCenter)
}

/// What stands before and behind the digits of a number that is not exact, as people read it and as it comes in again: 余 has no
/// place behind a units digit that is not nought.
fn around(amount: Amount, measure: Measure, lang: Lang) -> [&'static str; 2] {
    let is_round = amount.value % (10 * measure.parts()) == 0;
    match amount.bound {
        Bound::Exact => ["", ""],
        Bound::AtLeast if is_round => lang.pick(["", "\"余\""], ["\"over \"", ""]),
        Bound::AtLeast => lang.pick(["", "\"以上\""], ["\"at least \"", ""]),
        Bound::About => lang.pick(["\"约\"", ""], ["\"about \"", ""]),
        Bound::Below => lang.pick(["\"近\"", ""], ["\"nearly \"", ""]),
    }
}

/// A name that no other worksheet has, without the characters that Excel forbids, at most 31 long.
pub fn sheet_name(wanted: &str, names: &mut Vec<String>) -> String {
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
pub(super) fn share(words: &str) -> Option<f64> {
    words.strip_suffix('%').and_then(|percent| number(&format!("{percent}e-2")))
}

/// How many digits stand behind the point.
pub(super) fn decimals(number: &str) -> usize {
    number.split_once('.').map_or(0, |(_, rest)| rest.trim_end_matches('%').len())
}

pub(super) fn number(decimal: &str) -> Option<f64> {
    decimal.parse().ok()
}

/// Excel has no numbers but floats; below [`EXACT`] every hundredth comes out as it went in.
#[expect(clippy::cast_precision_loss, reason = "the caller keeps to what a float holds exactly")]
pub(super) fn exact(value: i64, parts: i64) -> f64 {
    value as f64 / parts as f64
}

/// Text as it is, but for line ends and for control characters, which a workbook cannot hold; cut where it is too long.
pub(super) fn text(words: &str, lang: Lang) -> String {
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
pub(super) fn units(words: &str) -> usize {
    words.chars().map(char::len_utf16).sum()
}
