//! What is told about a table before its rows are read: the year, numbers and unit of money that were taken for granted.

use super::cell::number_of;
use super::columns::{Table, is_day};
use super::heading::Means;
use super::unit::squeezed;
use crate::import::file::{Cell, GridRow};
use crate::period::in_year;
use crate::text::Message;
use crate::vocabulary::Vocabulary;

impl Table {
    /// Says that days without a year were given that of the table, and that its names speak of other years than its days.
    pub(super) fn tell_year(&self, notes: &mut Vec<Message>) {
        let dated: Vec<bool> = (0..self.headings.len()).map(|at| self.means(at, |means| means.holds(is_day))).collect();
        let rows = |is: &dyn Fn(&str) -> bool| {
            let has = |row: &&GridRow| {
                let mut cells = row.cells.iter().zip(&dated);
                cells.any(|(cell, dated)| *dated && is(&cell.words()))
            };
            self.rows.iter().filter(has).count()
        };
        if let Some(year) = self.years.only() {
            let count = rows(&|day| in_year(day, year).is_some());
            if count > 0 {
                notes.push(message!(
                    "{count}行的日子没有写年份，按表上写的{year}年读",
                    "days without a year (rows: {count}) are read as of {year}, which the table says"
                ));
            }
        }
        let (count, years) = (rows(&|day| self.years.belie(day)), self.years.of_names());
        if count > 0 {
            notes.push(message!(
                "文件或工作表的名字写着{years}年，{count}行的日子是别的年份",
                "the name of the file or sheet says {years}; days of other years, rows: {count}"
            ));
        }
    }

    /// Says what becomes of 编号 that are no numbers.
    pub(super) fn tell_wordy_numbers(&self, vocabulary: &Vocabulary, notes: &mut Vec<Message>) {
        let Some(at) = self.column(|means| matches!(means, Means::Number)) else { return };
        let doc = self.column(|means| means.is("doc"));
        let wordy = |row: &&GridRow| {
            let words = row.words(Some(at));
            !words.is_empty() && self.ledger_of(row, vocabulary).is_ok_and(|ledger| number_of(&words, ledger).is_none())
        };
        let (named, kept): (Vec<&GridRow>, Vec<&GridRow>) =
            self.rows.iter().filter(wordy).partition(|row| !row.words(doc).is_empty());
        let heading = squeezed(&self.headings[at]);
        if let Some(first) = kept.first() {
            let (count, number) = (kept.len(), first.number);
            notes.push(message!(
                "“{heading}”不是数字的，记作文号（{count}行，最前的是第{number}行）",
                "“{heading}” that are no numbers are kept as documents (rows: {count}, the first is {number})"
            ));
        }
        if let Some(first) = named.first() {
            let (count, number) = (named.len(), first.number);
            notes.push(message!(
                "“{heading}”不是数字的，文号已另有一栏，只用来认本文件里的行，不记入台账文件（{count}行，最前的是第{number}行）",
                "“{heading}” that are no numbers only name rows of this file and are not kept, for there is another document (rows: {count}, the first is {number})"
            ));
        }
    }

    /// Says in which unit bare amounts of money are read. Where there is none anywhere, and the smallest of them is below 1,000
    /// yuan, 万 may be missing.
    pub(super) fn tell_money(&self, notes: &mut Vec<Message>) {
        if let Some(unit) = &self.money {
            notes.push(message!(
                "表上写着单位：{unit}，没有单位的金额都按它读",
                "the table says 单位：{unit}; amounts of money without a unit are read so"
            ));
            return;
        }
        let bare = |at: usize| matches!(self.first_means(at), Some(Means::Field(field, None)) if field.is_money());
        let number = |cell: &Cell| cell.words().replace([',', '，', ' '], "").parse::<f64>().ok();
        let cells = self.rows.iter().flat_map(|row| row.cells.iter().enumerate().map(move |cell| (row, cell)));
        let small = cells.filter_map(|(row, (at, cell))| {
            let value = number(cell).filter(|value| bare(at) && *value > 0.0 && *value < 1000.0)?;
            Some((value, row.number, at, cell.words()))
        });
        let Some((_, row, at, words)) = small.min_by(|one, other| one.0.total_cmp(&other.0)) else { return };
        let heading = squeezed(&self.headings[at]);
        notes.push(message!(
            "“{heading}”没有写单位，按元读；最小的是第{row}行的{words}元。若是万元，把表头写成 {heading}（万元）",
            "“{heading}” has no unit and is read as yuan; the smallest is {words} yuan in row {row}. If 万元 is meant, write the heading {heading}（万元）"
        ));
    }
}
