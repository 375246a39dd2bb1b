//! The days of a table: what stands in their columns in ways that only all of its cells together make certain.

use chrono::{Days, NaiveDate};

use super::columns::{Table, is_day};
use crate::day::{Written, first_of_days};
use crate::import::file::Cell;
use crate::import::files::Told;
use crate::text::Message;

impl Table {
    /// Settles the numbers of days (44682) as the person said, or asks; takes 3.1 as it stands where the column keeps noughts; and
    /// tells of cells that say several days, or a month.
    pub(super) fn settle_days(&mut self, read_serials: bool, told: &mut Told) {
        for at in self.columns_of(is_day).collect::<Vec<_>>() {
            self.keep_noughts(at);
            let is_serial = |cell: &Cell| if let Cell::Text(words) = cell.read() { serial(words) } else { None };
            let cells = self.rows.iter().enumerate().map(|(row, it)| (row, it.cells.get(at)));
            let found: Vec<_> = cells.filter_map(|(row, cell)| Some((row, is_serial(cell?)?))).collect();
            let Some((row, day)) = found.first().copied() else { continue };
            let (count, line) = (found.len(), self.rows[row].number);
            let (words, name) = (self.rows[row].words(Some(at)), self.name(at));
            if read_serials {
                for (row, day) in found {
                    self.rows[row].cells[at] = Cell::Day(day);
                }
                told.notes.push(message!(
                    "{name}的日期序号按日期读（{count}格；最前的是第{line}行，{words} 是{day}）",
                    "{name}: numbers of days are read as days (cells: {count}; the first is in row {line}, {words} is {day})"
                ));
                continue;
            }
            let point = refused!("serial_date" at line: "{count}格是日期序号，不是日期（{words} 是{day}）",
                "numbers of days and no dates, cells: {count} ({words} is {day})";
                "按日期读就加 --serials days；或把这一列设为日期格式",
                "add --serials days to read them as days; or format the column as dates");
            told.points.push(point.column(&name));
        }
        if let Some(at) = self.column(|means| means.is("date")) {
            self.tell_days(at, &mut told.notes);
        }
    }

    /// A spreadsheet makes 3.1 of 3.10: not where it has kept another 3.10 or 3.05.
    fn keep_noughts(&mut self, at: usize) {
        let keeps = |words: &str| {
            let behind = dotted(words).map_or("", |(_, behind)| behind);
            matches!(behind, "10" | "20" | "30") || (behind.len() == 2 && behind.starts_with('0'))
        };
        if !self.rows.iter().any(|row| keeps(&row.words(Some(at)))) {
            return;
        }
        for cell in self.rows.iter_mut().filter_map(|row| row.cells.get_mut(at)) {
            let words = cell.words();
            if let Some((before, behind)) = dotted(&words).filter(|_| is_doubtful(&words)) {
                let sure = if before.len() == 4 {
                    format!("{before}年{behind}月")
                } else {
                    format!("{before}月{behind}日")
                };
                *cell = Cell::of(&sure);
            }
        }
    }

    fn tell_days(&self, at: usize, notes: &mut Vec<Message>) {
        let said = |is: &dyn Fn(&str) -> bool| {
            let rows = self.rows.iter().map(|row| (row.number, row.words(Some(at))));
            let found: Vec<(usize, String)> = rows.filter(|(_, words)| is(words)).collect();
            found.first().cloned().map(|(row, words)| (found.len(), row, words))
        };
        if let Some((count, row, words)) = said(&|words| first_of_days(words).is_some()) {
            notes.push(message!(
                "{count}行写着几天（最前的是第{row}行“{words}”）：记在第一天，原文记进备注",
                "several days in a cell (rows: {count}, the first is row {row}, “{words}”): recorded on the first, with the words in the note"
            ));
        }
        let is_month = |words: &str| Written::read(words).is_some_and(|written| written.day.is_none());
        // What this program wrote says so itself.
        let is_exported = self.column(|means| means.is("id")).is_some();
        if let Some((count, row, words)) = said(&is_month).filter(|_| !is_exported) {
            notes.push(message!(
                "{count}行只写到月（最前的是第{row}行“{words}”）：按月记",
                "no more than the month is written (rows: {count}, the first is row {row}, “{words}”): recorded as of the month"
            ));
        }
    }
}

/// Whether a spreadsheet may have made it of another day: 3.1 of 3.10, 2022.1 of 2022.10.
pub(super) fn is_doubtful(words: &str) -> bool {
    dotted(words).is_some_and(|(before, behind)| behind == "1" || (before.len() < 4 && matches!(behind, "2" | "3")))
}

/// Two numbers with a point between them: month and day, or year and month.
fn dotted(words: &str) -> Option<(&str, &str)> {
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (before, behind) = words.split_once('.').filter(|(before, behind)| is_number(before) && is_number(behind))?;
    (matches!(before.len(), 1 | 2 | 4) && matches!(behind.len(), 1 | 2)).then_some((before, behind))
}

/// The day of which a spreadsheet kept the number, with the time of the day behind it.
fn serial(words: &str) -> Option<NaiveDate> {
    let number = words.split_once('.').map_or(words, |(number, _)| number);
    let is_number = number.len() == 5 && words.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    // The day before the first one of spreadsheets, which know a 29th of February 1900.
    let before = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    before.checked_add_days(Days::new(number.parse().ok().filter(|_| is_number)?))
}
