//! A table opened: its heading found, what its columns mean, what stands around them; what is no record is taken out.
//! What is taken for granted on the way is told: the year, numbers and the unit of money.

use std::collections::BTreeMap;

use super::cell::number_of;
use super::columns::{Table, is_counted, is_day};
use super::head::joined;
use super::head::{bad_headings, bad_table, heading_row, is_heading_again, refuse_above};
use super::heading::{Mapping, is_heading_of, is_personal};
use super::means::Means;
use super::titles::Titles;
use super::totals::{Role, is_example, is_nothing, is_row_number};
use super::unit::squeezed;
use crate::error::{Error, Result};
use crate::import::file::{Cell, Grid, GridRow, Hidden, Region, UNPACKED, is_unset, letters, put};
use crate::import::files::Told;
use crate::import::incoming::Wishes;
use crate::ledger::{LEDGERS, Ledger};
use crate::lookup::folded;
use crate::period::in_year;
use crate::text::{Message, Text, text};
use crate::vocabulary::Vocabulary;

/// So many rows are named.
const SHOWN_ROWS: usize = 20;

fn listed(rows: impl ExactSizeIterator<Item = String>) -> String {
    let more = if rows.len() > SHOWN_ROWS { "…" } else { "" };
    rows.take(SHOWN_ROWS).collect::<Vec<_>>().join("、") + more
}

/// What is added up from more than the rows of the table, or from others.
const BEYOND: &[&str] = &["累计", "上年", "去年", "上月", "上季", "同期", "结转"];

impl Table {
    /// Finds the heading of a table and what its columns mean; `name` is that of its file. A table without heading is refused, or
    /// with records above it; and all headings that mean nothing or stand twice.
    pub fn of(
        grid: Grid,
        ledger: Option<&'static Ledger>,
        wishes: &Wishes,
        name: Option<&str>,
        told: &mut Told,
    ) -> Result<Table> {
        let (mapping, answers) = (&wishes.mapping(), wishes.answers);
        let (at, ledger_column) = heading_row(&grid, ledger, mapping)?;
        let (head, headings) = joined(&grid, at, ledger, mapping);
        let mut titles = Titles::of(&grid.rows[..head.start], grid.sheet.as_deref().into_iter().chain(name));
        let line = grid.rows[at].number;
        refuse_above(&grid.rows, head.start, at, ledger, mapping)?;
        let mut table = Table {
            sheet: grid.sheet,
            own: headings.len(),
            headings,
            line,
            rows: grid.rows.into_iter().skip(head.end).collect(),
            ledger: ledger.filter(|_| ledger_column.is_none()),
            ledger_column,
            columns: BTreeMap::new(),
            until: None,
            apart: answers.way("columns") == Some("apart"),
            persons: answers.way("persons").or(wishes.persons),
            lacking: Vec::new(),
            money: None,
            years: Box::new(titles.years()),
            opened: grid.opened,
        };
        told.points.extend(table.cut_at_next(mapping));
        let (remarks, totals) = table.pass_over(mapping, &mut told.notes);
        titles.lines.extend(remarks);
        titles.sections = table.take_sections(mapping, &mut told.notes);
        table.until = titles.until();
        table.set(&answers.set, mapping, &mut told.notes);
        let misread = |troubles| bad_headings(troubles, line);
        table.understand(wishes, told).map_err(misread)?;
        let width = table.headings.len();
        table.add_what_is_told(&titles, wishes.words, told);
        table.set(&answers.kept, mapping, &mut told.notes);
        if table.headings.len() > width {
            table.understand(wishes, &mut Told::default()).map_err(misread)?;
        }
        table.clear_nothings();
        table.settle_days(answers.way("serials").is_some(), told);
        let Told { notes, points } = told;
        table.tell_wordy_numbers(mapping.words, notes);
        points.extend(table.fill_merged(&grid.merged, answers.way("merged"), notes)?);
        table.repeat_dittos(notes);
        points.extend(table.settle_hidden(&grid.hidden, answers.way("hidden"), notes));
        table.tell_personal(notes);
        table.tell_year(notes);
        let is_bare_money = |means: &Means| matches!(means.inner(), Means::Field(field, None) if field.is_money());
        if table.column(is_bare_money).is_some() {
            table.money = titles.money()?;
        }
        table.tell_money(notes);
        points.extend(table.compare_totals(&totals, answers.way("totals").is_some(), notes));
        points.extend(table.lumps_of_persons());
        points.extend(table.told_twice());
        points.extend(table.find_lacking(wishes.words));
        Ok(table)
    }

    /// Gives every row what was merged over it, and says how many cells were filled. A cell merged over several columns is refused,
    /// and a number over several rows: nobody knows whether it holds for each of them or for all together.
    fn fill_merged(&mut self, merged: &[Region], way: Option<&str>, notes: &mut Vec<Message>) -> Result<Option<Error>> {
        let (mut filled, mut once, mut troubles, mut weight) = (0, 0, Vec::new(), 0_u64);
        for region in merged {
            let Region { top, bottom, left, right } = *region;
            let Ok(first) = self.rows.binary_search_by_key(&top, |row| row.number) else { continue };
            let rows = first + 1..self.rows.partition_point(|row| row.number <= bottom);
            let Some(value) = self.rows[first].cells.get(left).filter(|cell| !cell.is_empty()).cloned() else {
                continue;
            };
            let columns = left..=right.min(self.own);
            let is_read = |at: usize| self.means(at, |means| !matches!(means, Means::Nothing));
            let (words, range) = (value.words(), format!("{}{top}:{}{bottom}", letters(left), letters(right)));
            let error = if columns.filter(|at| is_read(*at)).count() > 1 {
                refused!("merged_columns": "“{words}”合并在几栏上（{range}），看不出属于哪一栏",
                    "“{words}” is merged over several columns ({range}); it could belong to any of them";
                    "取消合并，写在该写的一栏", "take the merge apart and write it into its column")
            } else if !rows.is_empty() && way.is_none() && self.means(left, |means| means.holds(is_counted)) {
                refused!("merged_number": "“{words}”合并在几行上（{range}），看不出是每行都是，还是合计",
                    "“{words}” is merged over several rows ({range}); it could be each row's or their sum";
                    "每行都是这个数就加 --merged each，几行合起来的就加 --merged once，或取消合并、每行各写各的数",
                    "--merged each takes it for each row's, --merged once for that of all together; or take the merge apart and write every row its own number")
            } else {
                let rows = if is_read(left) { rows } else { 0..0 };
                weight += (rows.len() as u64 + 1) * (words.len() as u64 + 16);
                if weight > UNPACKED {
                    // They lie one over the other, or a long text over many rows.
                    return Err(refused!("merged_too_much" at top: "合并的单元格补出来太多（到{range}为止）",
                        "the merged cells would fill too much (up to {range})"; "取消合并，每行各写各的",
                        "take them apart and write every row its own"));
                }
                let is_once = way == Some("once") && self.means(left, |means| means.holds(is_counted));
                *(if is_once { &mut once } else { &mut filled }) += rows.len();
                let value = if is_once { Cell::of("0") } else { value.clone() };
                self.rows[rows].iter_mut().for_each(|row| put(&mut row.cells, left, value.clone()));
                continue;
            };
            troubles.push(error.line(top).column(&self.name(left)));
        }
        if once > 0 {
            notes.push(message!(
                "合并在几行上的数记在第一行，其余记0（{once}格）",
                "numbers merged over several rows are recorded with the first, the others as 0 (cells: {once})"
            ));
        }
        if filled > 0 {
            notes.push(message!(
                "合并的单元格，每行都按合并的内容读（补了{filled}格）",
                "merged cells were read as the content of each of their rows (cells filled: {filled})"
            ));
        }
        Ok((!troubles.is_empty()).then(|| bad_table(troubles)))
    }

    /// Says which columns of a roster are left out, since nothing more is kept of persons.
    fn tell_personal(&self, notes: &mut Vec<Message>) {
        let is_left_out = |at: &usize| self.means(*at, |means| matches!(means, Means::Nothing));
        let left = (0..self.headings.len()).filter(is_left_out).map(|at| self.headings[at].trim());
        let all = left.filter(|heading| is_personal(heading)).collect::<Vec<_>>().join("、");
        if !all.is_empty() {
            notes.push(message!("不收个人信息，略去：{all}", "nothing more is kept of persons; left out: {all}"));
        }
    }

    /// Says which columns nobody sees but for that of the ids, which exports hide; rows that nobody sees are read or left out
    /// as the person said, or else refused.
    fn settle_hidden(&mut self, hidden: &Hidden, way: Option<&str>, notes: &mut Vec<Message>) -> Option<Error> {
        let is_told = |at: &&usize| self.headings.get(**at).is_some_and(|name| !matches!(&**name, "" | "id"));
        let columns = hidden.columns.iter().filter(is_told);
        let all = columns.map(|at| self.name(*at)).collect::<Vec<_>>().join("、");
        if !all.is_empty() {
            notes.push(message!("隐藏的列照样读：{all}", "hidden columns are read as others are: {all}"));
        }
        let is_hidden = |row: &GridRow| hidden.rows.contains(&row.number);
        let rows: Vec<usize> = self.rows.iter().filter(|row| is_hidden(row)).map(|row| row.number).collect();
        let first = rows.first().copied()?;
        let (count, all) = (rows.len(), listed(rows.iter().map(usize::to_string)));
        match way {
            None => {
                return Some(refused!("hidden_rows" at first: "{count}条记录在隐藏的行里（第{all}行）",
                    "records in hidden rows: {count} (rows {all})";
                    "取消隐藏或删去；或 import --hidden skip 略过，--hidden take 照样记",
                    "show or delete them; or leave them out with import --hidden skip, record them with --hidden take"));
            }
            Some("take") => notes.push(message!(
                "隐藏的行照样读（{count}行：第{all}行）",
                "hidden rows are read as others are (rows: {all})"
            )),
            Some(_) => {
                self.rows.retain(|row| !is_hidden(row));
                notes.push(message!("隐藏的行略过（{count}行：第{all}行）", "hidden rows are left out (rows: {all})"));
            }
        }
        None
    }

    /// Takes out rows that are no records, and says which; answers what the remarks below the table say, and the rows that add up
    /// others.
    fn pass_over(&mut self, mapping: &Mapping, notes: &mut Vec<Message>) -> (Vec<(usize, String)>, Vec<GridRow>) {
        let (mut remarks, mut totals) = (Vec::new(), Vec::new());
        let headings = self.headings.clone();
        let ledger = self.ledger.unwrap_or(LEDGERS[0]);
        let column = |key: &str| {
            let is = |means: &Means| means.key().as_deref() == Some(key);
            headings.iter().position(|heading| is_heading_of(heading, ledger, mapping, is))
        };
        let [date, title, kind, id] = ["date", "title", "kind", "id"].map(column);
        let ignored: Vec<bool> = headings.iter().map(|heading| matches!(&*folded(heading), "序号" | "#")).collect();
        self.rows.retain(|row| {
            let said = || row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
            let is_number = |at: usize, cell: &Cell| ignored.get(at) == Some(&true) && is_row_number(&cell.words());
            let own = said().filter(|(at, cell)| !is_number(*at, cell)).map(|(_, cell)| cell.words());
            let own: Vec<String> = own.collect();
            let dated = row.words(date).starts_with(char::is_numeric);
            // An id comes from an export, where 合计 may be a title.
            let exported = !row.words(id).is_empty();
            let role =
                if exported { Role::Record } else { Role::of(&own, dated, &[row.words(title), row.words(kind)]) };
            let again =
                said().count() > 1 && said().all(|(at, cell)| headings.get(at).is_some_and(|h| *h == cell.words()));
            let number = row.number;
            if said().any(|(at, cell)| ignored.get(at) == Some(&true) && is_example(&cell.words())) {
                let shown = row.words(title.or(date));
                // A row of somebody's own is named; those of a template are said once.
                let note = if is_example(&shown) {
                    message!("填写示例（序号写着“例”的行）略过", "rows that only show how to fill in are left out")
                } else {
                    message!(
                        "第{number}行的序号写着“例”，是填写示例，略过：{shown}",
                        "row {number} only shows how to fill in, by its number, and is left out: {shown}"
                    )
                };
                if !notes.contains(&note) {
                    notes.push(note);
                }
                return false;
            }
            notes.push(match role {
                Role::Total => {
                    if !own.iter().any(|words| BEYOND.iter().any(|word| words.contains(word))) {
                        totals.push(row.clone());
                    }
                    message!("第{number}行是合计，略过", "row {number} is a total and left out")
                }
                Role::Derived => {
                    let first = own.first().map_or("", String::as_str);
                    message!("第{number}行是{first}，略过", "row {number} says “{first}” of the others and is left out")
                }
                Role::Footer => {
                    remarks.push((number, own.join("  ")));
                    message!("第{number}行是表下的说明，略过", "row {number} is a remark below the table and left out")
                }
                Role::Record if again => {
                    message!("第{number}行又是表头，略过", "row {number} is the heading again and left out")
                }
                Role::Record => return !own.is_empty(),
            });
            false
        });
        (remarks, totals)
    }

    /// Cuts off another table that stands below, with headings of its own, which is refused.
    fn cut_at_next(&mut self, mapping: &Mapping) -> Option<Error> {
        let ledger = self.ledger?;
        let is_again = |row: &GridRow| row.cells.iter().zip(&self.headings).all(|(cell, own)| *own == cell.words());
        let at = self.rows.iter().position(|row| !is_again(row) && is_heading_again(row, ledger, mapping))?;
        let (number, words) = (self.rows[at].number, self.rows[at].said().join("，"));
        self.rows.truncate(at);
        Some(refused!("second_table" at number: "这一行又是表头，和上面的不同（{words}），下面像是另一张表",
            "the row is a heading again, and another one ({words}): below it seems to be another table";
            "把它移到另一个工作表或文件；是同一张表就把表头改成和上面一样",
            "move it to another sheet or file; if it is the same table, write the headings as above"))
    }

    /// Takes out rows that say no more than what those below them are about, or that there is nothing of a town; says which, and
    /// answers them.
    fn take_sections(&mut self, mapping: &Mapping, notes: &mut Vec<Message>) -> Vec<(usize, String)> {
        let Some(ledger) = self.ledger.filter(|_| self.own > 2) else { return Vec::new() };
        let of = |is: &dyn Fn(&Means) -> bool| -> Vec<bool> {
            self.headings.iter().map(|heading| is_heading_of(heading, ledger, mapping, is)).collect()
        };
        let numbers = of(&|means| matches!(means, Means::Nothing));
        let places = of(&|means| matches!(means, Means::Nothing) || means.is("date") || means.is("town"));
        let mut sections = Vec::new();
        self.rows.retain(|row| {
            let is_number = |at: usize, words: &str| numbers.get(at) == Some(&true) && is_row_number(words);
            let mut said = row.cells.iter().enumerate().filter(|(at, cell)| {
                let words = cell.words();
                !cell.is_empty() && !is_nothing(&words) && !is_number(*at, &words)
            });
            let (Some((at, Cell::Text(words))), None) = (said.next(), said.next()) else { return true };
            let is_section = places.get(at) == Some(&true) && !words.starts_with(|c: char| c.is_ascii_digit());
            if is_section {
                sections.push((row.number, words.trim().to_owned()));
            }
            !is_section
        });
        if !sections.is_empty() {
            let all = listed(sections.iter().map(|(number, words)| format!("第{number}行“{words}”")));
            let all_en = listed(sections.iter().map(|(number, words)| format!("row {number} “{words}”")));
            notes.push(message!(
                "只写着一格的不是记录，略过：{all}",
                "rows with one cell alone are no records and left out: {all_en}"
            ));
        }
        sections
    }

    /// Empties the cells that only say that there is nothing. A row with an id comes from an export, which leaves them empty
    /// itself, and people's words for nothing may be its text; those of programs are none. A number of records without which there would be one is left to be refused.
    fn clear_nothings(&mut self) {
        let of =
            |is: fn(&Means) -> bool| -> Vec<bool> { (0..self.headings.len()).map(|at| self.means(at, is)).collect() };
        let (counts, read) = (of(|means| means.is("count")), of(|means| !matches!(means, Means::Nothing)));
        let id = self.column(|means| means.is("id"));
        for row in &mut self.rows {
            let exported = !row.words(id).is_empty();
            let cells = row.cells.iter_mut().zip(&counts).zip(&read).filter(|(_, read)| **read || exported);
            for ((cell, counts), _) in cells {
                let says_nothing = if exported || *counts { is_unset } else { is_nothing };
                if matches!(cell, Cell::Text(words) if says_nothing(words)) {
                    *cell = Cell::Empty;
                }
            }
        }
    }

    /// Says that days without a year were given that of the table, and that its names speak of other years than its days.
    fn tell_year(&self, notes: &mut Vec<Message>) {
        let dated: Vec<usize> = self.columns_of(is_day).collect();
        let rows = |is: &dyn Fn(&str) -> bool| {
            self.rows.iter().filter(|row| dated.iter().any(|at| is(&row.words(Some(*at))))).count()
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
    fn tell_wordy_numbers(&self, vocabulary: &Vocabulary, notes: &mut Vec<Message>) {
        let Some(at) = self.column(|means| means.is("no")) else { return };
        let doc = self.column(|means| means.is("doc"));
        let wordy = |row: &&GridRow| {
            let words = row.words(Some(at));
            !words.is_empty() && self.ledger_of(row, vocabulary).is_ok_and(|ledger| number_of(&words, ledger).is_none())
        };
        let (named, kept): (Vec<&GridRow>, Vec<&GridRow>) =
            self.rows.iter().filter(wordy).partition(|row| !row.words(doc).is_empty());
        let heading = squeezed(&self.headings[at]);
        let kept_as = text("记作文号", "are kept as documents");
        let only_named = text(
            "文号已另有一栏，只用来认本文件里的行，不记入台账文件",
            "only name rows of this file and are not kept, for there is another document",
        );
        for (rows, Text { zh, en }) in [(kept, kept_as), (named, only_named)] {
            let Some((count, number)) = rows.first().map(|first| (rows.len(), first.number)) else { continue };
            notes.push(message!(
                "“{heading}”不是数字的，{zh}（{count}行，最前的是第{number}行）",
                "“{heading}” that are no numbers {en} (rows: {count}, the first is {number})"
            ));
        }
    }

    /// Says in which unit bare amounts of money are read. Where there is none anywhere, and the smallest of them is below 1,000
    /// yuan, 万 may be missing.
    fn tell_money(&self, notes: &mut Vec<Message>) {
        if let Some(unit) = &self.money {
            notes.push(message!(
                "表上写着单位：{unit}，没有单位的金额都按它读",
                "the table says 单位：{unit}; amounts of money without a unit are read so"
            ));
            return;
        }
        let bare = |at: usize| matches!(self.first_means(at).map(Means::inner), Some(Means::Field(field, None)) if field.is_money());
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
