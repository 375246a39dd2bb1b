//! A table as rows of records: which row is the heading, what each column means, and what each cell says.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde_json::Value as Json;

use super::around::Around;
use super::grid::{Cell, Grid, GridRow, Region};
use super::heading::{Mapping, Means, column_name, is_known, is_meant, understand, with_heading_unit};
use super::lines::Member;
use super::rows::{self, Role, above_heading, is_record};
use super::wording::in_words_of_tables;
use crate::amount::Measure;
use crate::error::{Error, Result};
use crate::ledger::{Field, LEDGERS, Ledger, Record, Type, seed_vocabulary};
use crate::lookup::folded;
use crate::message;
use crate::period::in_year;
use crate::text::Message;
use crate::vocabulary::Set;

/// Above the heading there are at most so many rows of titles.
const TITLE_ROWS: usize = 30;
/// What is written into the column of towns for the district itself, which is no town.
const THE_DISTRICT: &[&str] = &["区本级", "本级", "区级", "thedistrictitself"];

/// A table that was understood as far as its headings.
pub(super) struct Table {
    pub sheet: Option<String>,
    headings: Vec<String>,
    rows: Vec<GridRow>,
    /// The ledger of every row; `None` where a column says it.
    ledger: Option<&'static Ledger>,
    ledger_column: Option<usize>,
    columns: BTreeMap<&'static str, Vec<Option<Means>>>,
    /// The unit of money that is said beside the table.
    money: Option<String>,
    /// The year that its titles and names say.
    year: Option<i32>,
    /// Cells of a text file that go over several lines, by row and column, and the line on which each begins.
    opened: BTreeMap<(usize, usize), usize>,
}

/// What one row of a table says.
pub(super) struct Row {
    pub ledger: &'static Ledger,
    pub members: Vec<Member<'static>>,
    pub troubles: Vec<Error>,
}

/// The ledger that a word names: its key, or its label with or without 台账 behind it.
#[must_use]
pub fn ledger_named(text: &str) -> Option<&'static Ledger> {
    static NAMES: LazyLock<HashMap<String, &'static Ledger>> = LazyLock::new(|| {
        let mut names = HashMap::new();
        for ledger in Ledger::all() {
            for name in [ledger.key, ledger.label.zh, ledger.label.en] {
                names.entry(folded(name)).or_insert(ledger);
            }
        }
        names
    });
    let plain = folded(text);
    let stem = plain.strip_suffix("台账").or_else(|| plain.strip_suffix("台帐")).unwrap_or(&plain);
    let named = [NAMES.get(&plain), NAMES.get(stem)];
    named.into_iter().flatten().min_by_key(|ledger| ledger.rank()).copied()
}

/// The ledger that the name of a sheet or file begins with: 志愿服务2026, 2026年志愿服务（永新）, case-2022.
#[must_use]
pub fn ledger_of_name(name: &str) -> Option<&'static Ledger> {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | ' ' | '.');
    let start = name.trim().trim_start_matches(digits).trim_start_matches(['年', '度', ' ']);
    let begins = |label: &str| {
        let behind = start.strip_prefix(label).map(|rest| rest.trim_start_matches("台账").trim_start_matches("台帐"));
        behind.is_some_and(|rest| rest.is_empty() || rest == "表" || !rest.starts_with(char::is_alphabetic))
    };
    let names =
        |ledger: &Ledger| [ledger.key, ledger.label.zh].into_iter().filter(|label| begins(label)).map(str::len).max();
    ledger_named(name).or_else(|| {
        let fitting = Ledger::all().filter_map(|ledger| names(ledger).map(|length| (length, ledger)));
        fitting.max_by_key(|(length, _)| *length).map(|(_, ledger)| ledger)
    })
}

impl Table {
    /// Finds the heading of a table and what its columns mean.
    ///
    /// # Errors
    /// A table without heading; all headings that mean nothing or stand twice.
    pub fn of(
        grid: Grid,
        ledger: Option<&'static Ledger>,
        mapping: &Mapping,
        name: Option<&str>,
        notes: &mut Vec<Message>,
    ) -> Result<Table> {
        let (at, named_by_column) = heading_row(&grid, ledger, mapping)?;
        let two_rows = is_two_rows(&grid.rows, at, ledger, mapping);
        let mut around = Around::of(&grid.rows[..at], grid.sheet.as_deref().into_iter().chain(name));
        let head = &grid.rows[at];
        refuse_above(&grid.rows[..at], head, ledger, mapping)?;
        let mut table = Table {
            sheet: grid.sheet.clone(),
            headings: head.cells.iter().map(Cell::words).collect(),
            rows: Vec::new(),
            ledger: ledger.filter(|_| named_by_column.is_none()),
            ledger_column: named_by_column,
            columns: BTreeMap::new(),
            money: None,
            year: around.year(),
            opened: grid.opened,
        };
        let line = head.number;
        table.rows = grid.rows.into_iter().skip(at + 1).collect();
        around.lines.extend(table.pass_over(mapping, notes));
        let ledgers = table.ledgers();
        let alone = ledgers.len() == 1 && table.rows.iter().all(|row| table.ledger_of(row).is_ok());
        for ledger in &ledgers {
            let columns = table.understood(ledger, mapping, alone);
            let mut troubles = Vec::new();
            let columns: Vec<Option<Means>> = columns
                .into_iter()
                .map(|column| {
                    column.unwrap_or_else(|error| {
                        troubles.push(error.line(line));
                        None
                    })
                })
                .collect();
            troubles.extend(table.doubled(&columns).into_iter().map(|error| error.line(line)));
            if alone {
                troubles.extend(table.unheaded());
            }
            if !troubles.is_empty() {
                return Err(bad_headings(troubles, two_rows));
            }
            table.columns.insert(ledger.key, columns);
        }
        table.clear_nothings();
        table.tell_wordy_numbers(notes);
        let merged: Vec<Region> = grid.merged.into_iter().filter(|region| region.top > line).collect();
        table.fill_merged(&merged, notes)?;
        table.tell_year(notes);
        if table.has_bare_money() {
            table.money = around.money()?;
        }
        if let Some(note) = table.small_money() {
            notes.push(note);
        }
        if let Some(unit) = &table.money {
            notes.push(message!(
                "表上写着单位：{unit}，没有单位的金额都按它读",
                "the table says 单位：{unit}; amounts of money without a unit are read so"
            ));
        }
        Ok(table)
    }

    /// Whether a column means this in any of its ledgers.
    fn means(&self, at: usize, is: impl Fn(&Means) -> bool) -> bool {
        self.columns.values().filter_map(|columns| columns.get(at)?.as_ref()).any(is)
    }

    /// Empties the cells that only say that there is nothing. A row with an id comes from an export, which leaves them empty
    /// itself; a number of records without which there would be one is left to be refused.
    fn clear_nothings(&mut self) {
        let width = self.headings.len();
        let may_lack = |means: &Means| match means {
            Means::Nothing => false,
            Means::Field(field, _) => field.key != "count",
            _ => true,
        };
        let read: Vec<bool> = (0..width).map(|at| self.means(at, may_lack)).collect();
        let id = (0..width).find(|at| self.means(*at, |means| matches!(means, Means::Id)));
        let exported = |row: &GridRow| id.and_then(|at| row.cells.get(at)).is_some_and(|cell| !cell.is_empty());
        for row in self.rows.iter_mut().filter(|row| !exported(row)) {
            for (cell, _) in row.cells.iter_mut().zip(&read).filter(|(_, read)| **read) {
                if matches!(cell, Cell::Text(words) if rows::is_nothing(words)) {
                    *cell = Cell::Empty;
                }
            }
        }
    }

    /// Says that days without a year were given that of the table.
    fn tell_year(&self, notes: &mut Vec<Message>) {
        let Some(year) = self.year else { return };
        let dated: Vec<bool> = (0..self.headings.len())
            .map(|at| self.means(at, |means| matches!(means, Means::Field(field, _) if is_day(field))))
            .collect();
        let lacks = |row: &GridRow| {
            let cells = row.cells.iter().zip(&dated);
            cells.filter(|(_, dated)| **dated).any(|(cell, _)| in_year(&cell.words(), year).is_some())
        };
        let count = self.rows.iter().filter(|row| lacks(row)).count();
        if count > 0 {
            notes.push(message!(
                "{count}行的日子没有写年份，按表上写的{year}年读",
                "days without a year (rows: {count}) are read as of {year}, which the table says"
            ));
        }
    }

    /// Says what becomes of 编号 that are no numbers.
    fn tell_wordy_numbers(&self, notes: &mut Vec<Message>) {
        let Some(at) = (0..self.headings.len()).find(|at| self.means(*at, |means| matches!(means, Means::Number)))
        else {
            return;
        };
        let doc = (0..self.headings.len())
            .find(|at| self.means(*at, |means| matches!(means, Means::Field(field, _) if field.key == "doc")));
        let filled = |row: &GridRow, at: usize| row.cells.get(at).is_some_and(|cell| !cell.is_empty());
        let wordy = |row: &&GridRow| {
            filled(row, at)
                && self.ledger_of(row).is_ok_and(|ledger| number_of(&row.cells[at].words(), ledger).is_none())
        };
        let (named, kept): (Vec<&GridRow>, Vec<&GridRow>) =
            self.rows.iter().filter(wordy).partition(|row| doc.is_some_and(|doc| filled(row, doc)));
        let heading = self.headings[at].split_whitespace().collect::<String>();
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
                "“{heading}”不是数字的，文号已另有一栏，只用来认本文件里的行，不记入台账（{count}行，最前的是第{number}行）",
                "“{heading}” that are no numbers only name rows of this file and are not kept, for there is another document (rows: {count}, the first is {number})"
            ));
        }
    }

    /// Gives every row what was merged over it.
    fn fill_merged(&mut self, merged: &[Region], notes: &mut Vec<Message>) -> Result<()> {
        let columns = &self.columns;
        let column = |at: usize| {
            let means = || columns.values().filter_map(|columns| columns.get(at)?.as_ref());
            if means().any(|means| matches!(means, Means::Field(field, _) if matches!(field.holds, Type::Amount(_)))) {
                rows::Column::Counted
            } else if means().any(|means| !matches!(means, Means::Nothing)) {
                rows::Column::Said
            } else {
                rows::Column::Ignored
            }
        };
        let headings = &self.headings;
        let name = |at: usize| column_name(at, headings.get(at).map_or("", String::as_str));
        let filled = rows::fill(&mut self.rows, merged, &column, &name).map_err(bad_table)?;
        if filled > 0 {
            notes.push(message!(
                "合并的单元格，每行都按合并的内容读（补了{filled}格）",
                "merged cells were read as the content of each of their rows (cells filled: {filled})"
            ));
        }
        Ok(())
    }

    /// Whether a mapping is about one of its columns.
    pub fn has(&self, heading: &str) -> bool {
        self.headings.iter().any(|own| is_meant(heading, own))
    }

    /// Whether a heading, or a word below it, is Chinese that is known: a wrong encoding has none.
    pub fn speaks_chinese(&self) -> bool {
        let chinese = |words: &str| !words.is_ascii();
        let mut means = self.columns.values().flat_map(|columns| self.headings.iter().zip(columns));
        let by_heading = means.any(|(heading, means)| means.is_some() && chinese(heading));
        let vocabulary = seed_vocabulary();
        let known = |words: &str| {
            let words = folded(words);
            words.chars().count() >= 2
                && chinese(&words)
                && vocabulary.terms().iter().any(|term| term.label.starts_with(&words))
        };
        by_heading || self.rows.iter().flat_map(|row| &row.cells).any(|cell| known(&cell.words()))
    }

    /// The headings, as they stand.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The ledger of every row, where they share one.
    pub fn ledger(&self) -> Option<&'static Ledger> {
        self.ledger
    }

    /// The rows, with their numbers.
    pub fn rows(&self) -> impl Iterator<Item = &GridRow> {
        self.rows.iter()
    }

    /// Takes out rows that are no records, and says which; answers what the remarks below the table say.
    fn pass_over(&mut self, mapping: &Mapping, notes: &mut Vec<Message>) -> Vec<(usize, String)> {
        let mut remarks = Vec::new();
        let headings = self.headings.clone();
        let ledger = self.ledger.unwrap_or(LEDGERS[0]);
        let column = |key: &str| {
            let is = |heading: &String| matches!(understand(heading, ledger, mapping), Ok(Means::Field(field, _)) if field.key == key);
            headings.iter().position(is)
        };
        let [date, title, kind] = ["date", "title", "kind"].map(column);
        let id = headings.iter().position(|heading| matches!(understand(heading, ledger, mapping), Ok(Means::Id)));
        let ignored: Vec<bool> = headings.iter().map(|heading| folded(heading) == "序号").collect();
        self.rows.retain(|row| {
            let said = || row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
            let words = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map(Cell::words).unwrap_or_default();
            let is_number =
                |at: usize, cell: &Cell| ignored.get(at) == Some(&true) && rows::is_row_number(&cell.words());
            let own = said().filter(|(at, cell)| !is_number(*at, cell)).map(|(_, cell)| cell.words());
            let own: Vec<String> = own.collect();
            let dated = words(date).starts_with(char::is_numeric);
            // An id comes from an export, where 合计 may be a title.
            let exported = !words(id).is_empty();
            let role = if exported { Role::Record } else { Role::of(&own, dated, &[words(title), words(kind)]) };
            let again =
                said().count() > 1 && said().all(|(at, cell)| headings.get(at).is_some_and(|h| *h == cell.words()));
            let number = row.number;
            if role == Role::Total {
                notes.push(message!("第{number}行是合计，略过", "row {number} is a total and left out"));
            } else if role == Role::Footer {
                remarks.push((number, own.join("  ")));
                notes.push(message!(
                    "第{number}行是表下的说明，略过",
                    "row {number} is a remark below the table and left out"
                ));
            } else if again {
                notes.push(message!("第{number}行又是表头，略过", "row {number} is the heading again and left out"));
            }
            role == Role::Record && !again && !own.is_empty()
        });
        remarks
    }

    /// The ledgers its rows belong to.
    fn ledgers(&self) -> Vec<&'static Ledger> {
        let mut ledgers: Vec<&'static Ledger> = self.ledger.into_iter().collect();
        for row in self.rows.iter().filter(|_| self.ledger_column.is_some()) {
            if let Ok(ledger) = self.ledger_of(row)
                && !ledgers.contains(&ledger)
            {
                ledgers.push(ledger);
            }
        }
        ledgers
    }

    fn ledger_of(&self, row: &GridRow) -> Result<&'static Ledger> {
        if let Some(ledger) = self.ledger {
            return Ok(ledger);
        }
        let cell = self.ledger_column.and_then(|at| row.cells.get(at)).map(Cell::words).unwrap_or_default();
        let all = LEDGERS.iter().map(|ledger| ledger.label.zh).collect::<Vec<_>>().join("、");
        let error = if cell.is_empty() {
            Error::refused("no_ledger", message!("没有写台账", "there is no ledger"))
        } else {
            Error::refused("no_such_ledger", message!("没有台账“{cell}”", "there is no ledger “{cell}”"))
        };
        ledger_named(&cell).ok_or_else(|| error.hint(message!("台账：{all}", "ledgers: {all}")).field("ledger"))
    }

    /// What each column means in a ledger. Where rows of several ledgers stand together, a column may mean nothing in one.
    fn understood(&self, ledger: &'static Ledger, mapping: &Mapping, alone: bool) -> Vec<Result<Option<Means>>> {
        let columns = self.headings.iter().enumerate();
        columns
            .map(|(at, heading)| {
                if heading.is_empty() {
                    return Ok(None);
                }
                match understand(heading, ledger, mapping) {
                    Ok(means) => Ok(Some(means)),
                    Err(error) if alone || !is_known_in(heading, None, mapping) || error.code != "unknown_heading" => {
                        Err(error.column(&column_name(at, heading)))
                    }
                    Err(_) => Ok(None),
                }
            })
            .collect()
    }

    fn doubled(&self, columns: &[Option<Means>]) -> Vec<Error> {
        let mut first: HashMap<String, usize> = HashMap::new();
        let mut troubles = Vec::new();
        for (at, means) in columns.iter().enumerate() {
            let Some(key) = means.as_ref().and_then(key_of) else { continue };
            if let Some(earlier) = first.insert(key.clone(), at) {
                let (one, two) = (column_name(earlier, &self.headings[earlier]), column_name(at, &self.headings[at]));
                troubles.push(
                    Error::refused(
                        "doubled_heading",
                        message!("{one}和{two}说的是同一项（{key}）", "{one} and {two} mean the same ({key})"),
                    )
                    .hint(message!(
                        "改一个表头，或用 --map 表头=- 略去一列",
                        "change one, or leave a column out with --map HEADING=-"
                    ))
                    .column(&two)
                    .field(&key),
                );
            }
        }
        troubles
    }

    /// Columns without heading that have something in them: nothing is swallowed.
    fn unheaded(&self) -> Vec<Error> {
        let width = self.headings.len();
        let mut found: BTreeMap<usize, &GridRow> = BTreeMap::new();
        for row in &self.rows {
            for (at, cell) in row.cells.iter().enumerate() {
                if !cell.is_empty() && self.headings.get(at).is_none_or(String::is_empty) {
                    found.entry(at).or_insert(row);
                }
            }
        }
        let too_wide = found.range(width..).next().map(|(_, row)| *row).filter(|_| self.sheet.is_none());
        if too_wide.is_some() {
            found.split_off(&width);
        }
        let error = |(at, row): (usize, &GridRow)| {
            Error::refused("no_heading", message!("这一列有内容，却没有表头", "the column has cells and no heading"))
                .hint(message!("补上表头，或清空这一列", "give it a heading or clear it"))
                .column(&column_name(at, ""))
                .line(row.number)
        };
        too_wide.map(|row| cells_too_many(row, width)).into_iter().chain(found.into_iter().map(error)).collect()
    }

    fn has_bare_money(&self) -> bool {
        self.columns.values().flatten().any(|means| matches!(means, Some(Means::Field(field, None)) if is_money(field)))
    }

    /// The smallest of the amounts of money that have no unit anywhere, where it is below 1,000 yuan: 万 may be missing.
    fn small_money(&self) -> Option<Message> {
        let bare = |at: usize| {
            let means = self.columns.values().find_map(|columns| columns.get(at)?.as_ref());
            matches!(means, Some(Means::Field(field, None)) if is_money(field) && self.money.is_none())
        };
        let number = |cell: &Cell| cell.words().replace([',', '，', ' '], "").parse::<f64>().ok();
        let cells =
            self.rows.iter().flat_map(|row| row.cells.iter().enumerate().map(move |(at, cell)| (row, at, cell)));
        let small = cells.filter(|(_, at, _)| bare(*at)).filter_map(|(row, at, cell)| {
            number(cell)
                .filter(|value| *value > 0.0 && *value < 1000.0)
                .map(|value| (value, row.number, at, cell.words()))
        });
        let (_, row, at, words) = small.min_by(|one, other| one.0.total_cmp(&other.0))?;
        let heading = self.headings[at].split_whitespace().collect::<String>();
        Some(message!(
            "“{heading}”没有写单位，按元读；最小的是第{row}行的{words}元。若是万元，把表头写成 {heading}（万元）",
            "“{heading}” has no unit and is read as yuan; the smallest is {words} yuan in row {row}. If 万元 is meant, write the heading {heading}（万元）"
        ))
    }

    /// What a row says, with the cells that cannot be read.
    pub fn row(&self, row: &GridRow) -> Result<Row> {
        let ledger = self.ledger_of(row).map_err(|error| self.placed(error, None))?;
        let mut read = Row { ledger, members: Vec::new(), troubles: Vec::new() };
        let columns = self.columns.get(ledger.key).map_or(&[][..], Vec::as_slice);
        for (at, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let opened = self.opened.get(&(row.number, at)).copied();
            let done = if let Some(means) = columns.get(at).and_then(Option::as_ref) {
                match opened.filter(|_| takes_one_line(means)) {
                    Some(line) => Err(broken_line(line)),
                    None => self.cell(cell, means, &mut read),
                }
            } else {
                let (zh, en) = (ledger.label.zh, ledger.label.en);
                Err(Error::refused("not_of_ledger", message!("{zh}没有这一栏", "{en} has no such column"))
                    .hint(message!("清空这一格", "clear the cell")))
            };
            if let Err(error) = done {
                let heading = self.headings.get(at).map_or("", String::as_str);
                read.troubles.push(error.column(&column_name(at, heading)));
            }
        }
        // A number in words would be forgotten otherwise.
        let wordy = columns.iter().position(|means| matches!(means, Some(Means::Number)));
        let wordy = wordy.and_then(|at| row.cells.get(at)).map(Cell::words).filter(|words| !words.is_empty());
        if let Some(words) = wordy.filter(|words| number_of(words, ledger).is_none())
            && !read.members.iter().any(|(key, _)| key == "doc")
        {
            read.members.push(("doc".into(), words.into()));
        }
        if read.members.iter().any(|(key, _)| key == "id") {
            // A row with an id comes from an export, where an empty cell says that nothing is recorded.
            let empty = columns.iter().enumerate().filter(|(at, _)| row.cells.get(*at).is_none_or(Cell::is_empty));
            read.members.extend(empty.filter_map(|(_, means)| match means {
                Some(Means::Field(field, _)) => Some((Cow::Borrowed(field.key), Json::Null)),
                _ => None,
            }));
        }
        Ok(read)
    }

    fn cell(&self, cell: &Cell, means: &Means, row: &mut Row) -> Result<()> {
        if let Cell::Broken(why) = cell {
            let (what, hint) = (**why).clone();
            let error = Error::refused("bad_cell", what).hint(hint);
            let key = key_of(means);
            return if matches!(means, Means::Nothing) {
                Ok(())
            } else {
                Err(key.iter().fold(error, |error, key| error.field(key)))
            };
        }
        let words = cell.words();
        let mut put = |key: Cow<'static, str>, value: Json| row.members.push((key, value));
        match means {
            Means::Field(field, unit) => {
                let value = self.field(cell, field, unit.as_deref())?;
                put(field.key.into(), value);
            }
            Means::Bound(key) => put(format!("{key}_bound").into(), words.into()),
            Means::Id => put("id".into(), words.into()),
            Means::Ref => put("ref".into(), words.into()),
            Means::Reason => put("reason".into(), words.into()),
            Means::Of(ledger) => put("of".into(), names(&words, *ledger)),
            Means::Number => match number_of(&words, row.ledger) {
                Some(number) => {
                    put("no".into(), number.into());
                    put("ref".into(), format!("{}-{number}", row.ledger.key).into());
                }
                None => put("ref".into(), words.into()),
            },
            Means::Void => match words.as_str() {
                "true" | "TRUE" | "是" | "yes" | "1" | "√" => put("void".into(), true.into()),
                "false" | "FALSE" | "否" | "no" | "0" => put("void".into(), false.into()),
                _ => {
                    return Err(Error::refused(
                        "not_a_flag",
                        message!("“{words}”不是“是”或“否”", "“{words}” is neither yes nor no"),
                    )
                    .hint(message!("写 是 或 否", "write yes or no"))
                    .field("void"));
                }
            },
            Means::Ledger | Means::Nothing => {}
        }
        Ok(())
    }

    fn field(&self, cell: &Cell, field: &Field, unit: Option<&str>) -> Result<Json> {
        let words = cell.words();
        if matches!(field.holds, Type::Term(Set::Town)) && THE_DISTRICT.contains(&folded(&words).as_str()) {
            return Ok(Json::Null);
        }
        let dated = is_day(field);
        if dated && is_dotted(&words) {
            return Err(dotted_day(&words).field(field.key));
        }
        let serial = dated && words.len() == 5 && words.bytes().all(|byte| byte.is_ascii_digit());
        if serial {
            return Err(Error::refused(
                "serial_date",
                message!("“{words}”是日期序号，不是日期", "“{words}” is the number of a day and no date"),
            )
            .hint(message!(
                "把这一列设为日期格式，或写成 2022-05-01",
                "format the column as dates, or write 2022-05-01"
            ))
            .field(field.key));
        }
        Ok(match (field.holds, cell) {
            (Type::Amount(_), Cell::Day(day)) => {
                return Err(Error::refused(
                    "date_for_number",
                    message!("这里要数字，写的却是日期{day}", "a number is wanted, and there is the day {day}"),
                )
                .hint(message!("把这一格设为常规格式后重新填写", "format the cell as general and write it again"))
                .field(field.key));
            }
            (Type::Amount(_), _) => {
                let unit = unit.or_else(|| self.money.as_deref().filter(|_| is_money(field)));
                unit.map_or(Ok(words.clone()), |unit| with_heading_unit(&words, field, unit))?.into()
            }
            (Type::Day | Type::DayAhead, _) => {
                let full = self.year.and_then(|year| in_year(&words, year));
                full.unwrap_or(words).into()
            }
            (Type::Flag, _) => match words.as_str() {
                "√" | "✓" | "✔" | "TRUE" => "是".into(),
                "×" | "✗" | "FALSE" => "否".into(),
                _ => words.into(),
            },
            (Type::File, _) if words.starts_with('{') => serde_json::from_str(&words).unwrap_or(Json::String(words)),
            _ => words.into(),
        })
    }

    /// An error with the column of its field.
    pub fn placed(&self, error: Error, ledger: Option<&'static Ledger>) -> Error {
        let key = error.place.field.clone();
        let columns = ledger.and_then(|ledger| self.columns.get(ledger.key));
        let at = match (&key, columns) {
            (Some(key), _) if key == "ledger" => self.ledger_column,
            (Some(key), Some(columns)) => {
                let is = |means: &Means| {
                    key_of(means).as_ref() == Some(key) || (key == "ref" && matches!(means, Means::Number))
                };
                columns.iter().position(|means| means.as_ref().is_some_and(is))
            }
            _ => None,
        };
        let error = in_words_of_tables(error);
        match at {
            Some(at) => error.column(&column_name(at, &self.headings[at])),
            None => error,
        }
    }

    /// The headings under which a row can be written again and read without being asked anything: the ledger in front, units in
    /// the headings, fields by name; and whether each column is kept.
    pub fn again(&self) -> (Vec<String>, Vec<bool>) {
        let one = self.ledger.and_then(|ledger| self.columns.get(ledger.key));
        let mut head: Vec<String> = self.ledger.iter().map(|_| "台账".to_owned()).collect();
        let mut kept = Vec::new();
        for (at, heading) in self.headings.iter().enumerate() {
            let means = match one {
                Some(columns) => columns.get(at).and_then(Option::as_ref),
                None => self.columns.values().find_map(|columns| columns.get(at).and_then(Option::as_ref)),
            };
            let (name, keep) = match means {
                Some(Means::Field(field, unit)) => {
                    let unit = unit.clone().or_else(|| self.money.clone().filter(|_| is_money(field)));
                    (unit.map_or(field.label.zh.to_owned(), |unit| format!("{}（{unit}）", field.label.zh)), true)
                }
                Some(Means::Nothing) | None => (String::new(), false),
                Some(_) => (heading.clone(), true),
            };
            kept.push(keep);
            if keep {
                head.push(name);
            }
        }
        (head, kept)
    }

    /// The row with this number, as words, under the headings of [`Table::again`].
    pub fn words_again(&self, number: usize, kept: &[bool]) -> Option<Vec<String>> {
        let row = self.rows.binary_search_by_key(&number, |row| row.number).ok().map(|at| &self.rows[at])?;
        let mut words: Vec<String> = self.ledger.iter().map(|ledger| ledger.key.to_owned()).collect();
        for (at, _) in kept.iter().enumerate().filter(|(_, keep)| **keep) {
            let cell = row.cells.get(at).map(Cell::words).unwrap_or_default();
            let is_day = self.means(at, |means| matches!(means, Means::Field(field, _) if is_day(field)));
            // The title that says the year is not written again.
            let full = self.year.filter(|_| is_day).and_then(|year| in_year(&cell, year));
            words.push(full.unwrap_or(cell));
        }
        Some(words)
    }
}

/// Whether a column's cells are one line each.
fn takes_one_line(means: &Means) -> bool {
    !matches!(means, Means::Nothing) && !matches!(means, Means::Field(field, _) if matches!(field.holds, Type::Note))
}

fn broken_line(line: usize) -> Error {
    Error::refused("line_break", message!("这一格里换了行", "there is a line end in the cell"))
        .hint(message!(
            "多半是引号没有收尾，把后面的行并进来了：补上或删去引号；真要换行的写在备注里",
            "most likely a quote was not closed and rows were swallowed: close it or take it out; only notes have several lines"
        ))
        .line(line)
}

/// Refuses a table with records above its heading: they would be passed over as titles.
fn refuse_above(above: &[GridRow], head: &GridRow, ledger: Option<&'static Ledger>, mapping: &Mapping) -> Result<()> {
    let is_date = |cell: &Cell, ledger: &'static Ledger| matches!(understand(&cell.words(), ledger, mapping), Ok(Means::Field(field, _)) if field.key == "date");
    let date = head.cells.iter().position(|cell| is_date(cell, ledger.unwrap_or(LEDGERS[0])));
    let records = above.iter().filter(|row| is_record(row, head, date));
    let troubles: Vec<Error> = records.map(|row| above_heading(row, head.number)).collect();
    if troubles.is_empty() { Ok(()) } else { Err(bad_table(troubles)) }
}

/// All troubles of a table as one error.
fn bad_table(troubles: Vec<Error>) -> Error {
    let count = troubles.len();
    let mut error = Error::refused(
        "bad_table",
        message!("表里有{count}处不对，一条也没有导入", "troubles in the table: {count}; nothing was imported"),
    )
    .hint(message!("改好后重新导入", "mend them and import again"));
    error.place.line = troubles[0].place.line;
    error.more = troubles;
    error
}

/// 3.1 in a column of days: a spreadsheet may have dropped a nought of 3.10.
fn is_dotted(words: &str) -> bool {
    let number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    words.split_once('.').is_some_and(|(month, day)| number(month) && number(day))
}

fn dotted_day(words: &str) -> Error {
    Error::refused(
        "dotted_day",
        message!(
            "“{words}”看不出是哪一天：表格软件会把 3.10 存成 3.1",
            "“{words}” may be two days: a spreadsheet makes 3.1 of 3.10"
        ),
    )
    .hint(message!("写成 2022-03-10", "write it as 2022-03-10"))
}

fn is_day(field: &Field) -> bool {
    matches!(field.holds, Type::Day | Type::DayAhead)
}

fn is_money(field: &Field) -> bool {
    matches!(field.holds, Type::Amount(unit) if unit.measure == Measure::Money)
}

/// The key that a column's cells are read for; none where they are passed over.
fn key_of(means: &Means) -> Option<String> {
    Some(match means {
        Means::Field(field, _) => field.key.to_owned(),
        Means::Bound(key) => format!("{key}_bound"),
        Means::Ledger => "ledger".to_owned(),
        Means::Id => "id".to_owned(),
        Means::Ref => "ref".to_owned(),
        Means::Number => "no".to_owned(),
        Means::Of(_) => "of".to_owned(),
        Means::Void => "void".to_owned(),
        Means::Reason => "reason".to_owned(),
        Means::Nothing => return None,
    })
}

/// The number of a record: 12, case-12.
fn number_of(words: &str, ledger: &Ledger) -> Option<i64> {
    let digits = words.strip_prefix(ledger.key).and_then(|rest| rest.strip_prefix('-')).unwrap_or(words);
    digits.parse().ok().filter(|number| (1..=Record::LAST_NUMBER).contains(number))
}

/// What a row hangs on; bare numbers are those of the ledger that the heading names.
fn names(words: &str, ledger: Option<&str>) -> Json {
    let names = words.split(['、', '，', ',', ';', '；', '\n']).map(str::trim).filter(|name| !name.is_empty());
    let full = |name: &str| match ledger {
        Some(ledger) if name.bytes().all(|byte| byte.is_ascii_digit()) => format!("{ledger}-{name}"),
        _ => name.to_owned(),
    };
    names.map(full).collect()
}

/// Whether a heading means something: in a ledger, or in any.
fn is_known_in(heading: &str, ledger: Option<&'static Ledger>, mapping: &Mapping) -> bool {
    match ledger {
        Some(ledger) => is_known(heading, ledger, mapping),
        None => Ledger::all()
            .filter(|ledger| !ledger.is_of_office() || heading == "set")
            .any(|ledger| is_known(heading, ledger, mapping)),
    }
}

/// Whether a column of the table says the ledger.
pub(super) fn names_ledgers(grid: &Grid, mapping: &Mapping) -> bool {
    matches!(heading_row(grid, None, mapping), Ok((_, Some(_))))
}

/// Whether a sheet has a heading like that of records and something below it: most of its words known in one ledger, a day
/// among them.
pub(super) fn holds_records(grid: &Grid, mapping: &Mapping) -> bool {
    Ledger::all().filter(|ledger| !ledger.is_of_office()).any(|ledger| {
        let Ok((at, _)) = heading_row(grid, Some(ledger), mapping) else { return false };
        let words: Vec<String> = grid.rows[at].cells.iter().map(Cell::words).filter(|word| !word.is_empty()).collect();
        let known = words.iter().filter(|word| is_known(word, ledger, mapping)).count();
        let dated = words
            .iter()
            .any(|word| matches!(understand(word, ledger, mapping), Ok(Means::Field(field, _)) if field.key == "date"));
        dated && known >= 2 && known * 2 > words.len() && grid.rows.len() > at + 1
    })
}

/// The heading row: the first in which most cells are known headings; else the one with most of them. With it, the column
/// that names the ledger row by row.
fn heading_row(grid: &Grid, ledger: Option<&'static Ledger>, mapping: &Mapping) -> Result<(usize, Option<usize>)> {
    let width = grid.rows.iter().map(|row| row.cells.iter().filter(|cell| !cell.is_empty()).count()).max().unwrap_or(0);
    let mut best: Option<(usize, usize)> = None;
    for (at, row) in grid.rows.iter().take(TITLE_ROWS).enumerate() {
        let words: Vec<String> = row.cells.iter().filter(|cell| !cell.is_empty()).map(Cell::words).collect();
        let known = words.iter().filter(|word| is_known_in(word, ledger, mapping)).count();
        if known * 2 > words.len() && (known > 1 || width <= 1) {
            best = Some((at, known));
            break;
        }
        if known > best.map_or(0, |(_, most)| most) {
            best = Some((at, known));
        }
    }
    let Some((at, _)) = best.filter(|_| width > 0) else { return Err(no_headings(grid, ledger)) };
    let column = grid.rows[at]
        .cells
        .iter()
        .position(|cell| matches!(understand(&cell.words(), LEDGERS[0], mapping), Ok(Means::Ledger)));
    if column.is_none() && ledger.is_none() {
        let all = LEDGERS
            .iter()
            .map(|ledger| format!("{}（{}）", ledger.key, ledger.label.zh))
            .collect::<Vec<_>>()
            .join("、");
        return Err(Error::refused("no_ledger", message!("看不出是哪个台账", "it does not say which ledger it is"))
            .hint(message!("用 --ledger 写明：{all}", "say it with --ledger: {all}"))
            .field("ledger"));
    }
    Ok((at, column))
}

fn no_headings(grid: &Grid, ledger: Option<&'static Ledger>) -> Error {
    let Some(first) = grid.rows.first() else {
        return Error::refused("empty_table", message!("表里什么也没有", "the table is empty")).hint(message!(
            "空表可用 qjcppcc template 台账 -o 文件.xlsx 生成",
            "qjcppcc template LEDGER -o FILE.xlsx makes one to fill in"
        ));
    };
    let wanted = ledger.map_or_else(
        || "日期、标题、类别".to_owned(),
        |ledger| {
            ledger
                .all_fields()
                .filter(|field| ledger.offers(field))
                .map(|field| field.label.zh)
                .collect::<Vec<_>>()
                .join("、")
        },
    );
    Error::refused("no_headings", message!("找不到表头", "there is no heading row"))
        .hint(message!("表头要有这些中的几个：{wanted}", "the heading has some of: {wanted}"))
        .line(first.number)
}

/// A row of text with more cells than the heading: a comma in one of them divided it.
fn cells_too_many(row: &GridRow, width: usize) -> Error {
    let count = row.cells.len();
    Error::refused(
        "no_heading",
        message!("有{count}格，表头只有{width}格", "it has {count} cells, and the heading has {width}"),
    )
    .hint(message!(
        "一格里有逗号的，要放在双引号里；真是多一列，就补上表头",
        "a cell with a comma in it stands in double quotes; if it is one more column, give it a heading"
    ))
    .line(row.number)
}

/// Whether the heading goes over two rows: groups such as 参加情况 above 人次 and 人数.
fn is_two_rows(rows: &[GridRow], at: usize, ledger: Option<&'static Ledger>, mapping: &Mapping) -> bool {
    let known = |row: &GridRow| {
        let words: Vec<String> = row.cells.iter().filter(|cell| !cell.is_empty()).map(Cell::words).collect();
        let known = words.iter().filter(|word| is_known_in(word, ledger, mapping)).count();
        (known, words.len())
    };
    let above = at.checked_sub(1).and_then(|above| rows.get(above)).map(known);
    let below = rows.get(at + 1).map(known);
    above.is_some_and(|(known, all)| known >= 2 && known * 2 > all)
        || below.is_some_and(|(known, all)| known == all && all > 0)
}

fn bad_headings(troubles: Vec<Error>, two_rows: bool) -> Error {
    let count = troubles.len();
    let mut error = Error::refused(
        "bad_headings",
        message!("表头有{count}处不对，一条也没有导入", "troubles in the heading: {count}; nothing was imported"),
    )
    .hint(if two_rows {
        message!("表头有两行，合成一行再导入", "the heading has two rows: make one of them and import again")
    } else {
        message!("改表头，或用 --map 写明", "change the heading, or say what it means with --map")
    });
    error.place.line = troubles[0].place.line;
    error.more = troubles;
    error
}
