//! The columns of a table: what each means in every ledger whose rows stand in it.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::head::bad_headings;
use super::heading::{UNKNOWN, is_known, is_meant, understand};
use super::means::Means;
use super::titles::Years;
use super::unit::squeezed;
use crate::error::{Error, Result};
use crate::import::file::{GridRow, letters};
use crate::import::files::Told;
use crate::import::hints::in_words_of_tables;
use crate::import::incoming::Wishes;
use crate::import::ledger_name::{ledger_named, no_ledger};
use crate::ledger::{Field, LEDGERS, Ledger, Type};
use crate::lookup::folded;
use crate::vocabulary::Vocabulary;

/// A table that was understood as far as its headings.
pub struct Table {
    pub sheet: Option<String>,
    /// The headings: those of several rows joined, and behind them those of columns that were said.
    pub headings: Vec<String>,
    /// How many columns stand in the file.
    pub(super) own: usize,
    /// The line of the heading.
    pub(super) line: usize,
    pub rows: Vec<GridRow>,
    /// The ledger of every row; `None` where a column says it.
    pub ledger: Option<&'static Ledger>,
    pub(super) ledger_column: Option<usize>,
    pub(super) columns: BTreeMap<&'static str, Vec<Option<Means>>>,
    /// The last day that its titles say it tells of.
    pub(super) until: Option<NaiveDate>,
    /// Whether numbers of one field in several columns are records of their own; they are added otherwise.
    pub(super) apart: bool,
    /// The fields that every record needs and no column says.
    pub lacking: Vec<&'static Field>,
    /// What persons are where turns are wanted and they may be others.
    pub(super) persons: Option<&'static str>,
    /// The unit of money that is said beside the table.
    pub(super) money: Option<String>,
    /// The years that its titles and names say.
    pub(super) years: Box<Years>,
    /// Cells of a text file that go over several lines, by row and column, and the line on which each begins.
    pub(super) opened: BTreeMap<(usize, usize), usize>,
}

impl Table {
    /// Whether a column means this in any of its ledgers.
    pub(super) fn means(&self, at: usize, is: impl Fn(&Means) -> bool) -> bool {
        self.columns.values().filter_map(|columns| columns.get(at)?.as_ref()).any(is)
    }

    /// The first column that means this in any of its ledgers.
    pub(super) fn column(&self, is: impl Fn(&Means) -> bool) -> Option<usize> {
        (0..self.headings.len()).find(|at| self.means(*at, &is))
    }

    /// The columns of such fields.
    pub(super) fn columns_of(&self, such: fn(&Field) -> bool) -> impl Iterator<Item = usize> {
        (0..self.headings.len()).filter(move |at| self.means(*at, |means| means.holds(such)))
    }

    /// Whether its rows name what they hang on by its code: so they do what else they name.
    pub(super) fn is_by_code(&self) -> bool {
        self.column(|means| matches!(means, Means::Code(None)) || means.is("code")).is_some()
    }

    /// What a column means in the first ledger that has it.
    pub(super) fn first_means(&self, at: usize) -> Option<&Means> {
        self.columns.values().find_map(|columns| columns.get(at)?.as_ref())
    }

    /// Whether a mapping is about one of its columns.
    pub fn has(&self, heading: &str) -> bool {
        self.headings.iter().any(|own| is_meant(heading, own))
    }

    /// Whether a heading, or a word below it, is Chinese that is known: a wrong encoding has none.
    pub fn speaks_chinese(&self, vocabulary: &Vocabulary) -> bool {
        let chinese = |words: &str| !words.is_ascii();
        let mut means = self.columns.values().flat_map(|columns| self.headings.iter().zip(columns));
        let by_heading = means.any(|(heading, means)| means.is_some() && chinese(heading));
        let known = |words: &str| {
            let words = folded(words);
            words.chars().count() >= 2
                && chinese(&words)
                && vocabulary.terms().iter().any(|term| term.label.starts_with(&words))
        };
        by_heading || self.rows.iter().flat_map(|row| &row.cells).any(|cell| known(&cell.words()))
    }

    /// The ledgers its rows belong to.
    fn ledgers(&self, vocabulary: &Vocabulary) -> Vec<&'static Ledger> {
        if let Some(ledger) = self.ledger {
            return vec![ledger];
        }
        let mut seen = HashSet::new();
        let ledgers = self.rows.iter().flat_map(|row| self.ledger_of(row, vocabulary));
        ledgers.filter(|ledger| seen.insert(ledger.key)).collect()
    }

    pub(super) fn ledger_of(&self, row: &GridRow, vocabulary: &Vocabulary) -> Result<&'static Ledger> {
        if let Some(ledger) = self.ledger {
            return Ok(ledger);
        }
        let cell = row.words(self.ledger_column);
        ledger_named(&cell, vocabulary).ok_or_else(|| {
            let all = LEDGERS.iter().map(|ledger| ledger.called_by(vocabulary).zh).collect::<Vec<_>>().join("、");
            no_ledger(Some(cell.as_str()).filter(|cell| !cell.is_empty()), "台账", &all)
        })
    }

    /// Finds what the columns mean in every ledger of the rows. An error tells of all headings that mean nothing or stand twice, and
    /// of columns without a heading.
    pub(super) fn understand(&mut self, wishes: &Wishes, told: &mut Told) -> std::result::Result<(), Vec<Error>> {
        let (mapping, rest) = (&wishes.mapping(), wishes.answers.way("rest"));
        let ledgers = self.ledgers(mapping.words);
        let alone = ledgers.len() == 1 && self.rows.iter().all(|row| self.ledger_of(row, mapping.words).is_ok());
        let mut unknown = Vec::new();
        for ledger in ledgers {
            let mut troubles = Vec::new();
            let read = |(at, heading): (usize, &String)| match understand(heading, ledger, mapping) {
                _ if heading.is_empty() => None,
                Err(error) if error.code == UNKNOWN && alone => Some(match rest {
                    _ if self.counts_rows(at) => Means::Nothing,
                    Some("note") => Means::Aside,
                    Some(_) => Means::Nothing,
                    None => {
                        unknown.push(error.column(&self.name(at)));
                        Means::Nothing
                    }
                }),
                // Where rows of several ledgers stand together, it may mean nothing in one.
                Err(error) if error.code == UNKNOWN && is_known(heading, None, mapping) => None,
                means => means.map_err(|error| troubles.push(error.column(&self.name(at)))).ok(),
            };
            let mut columns: Vec<Option<Means>> = self.headings.iter().enumerate().map(read).collect();
            self.settle_parts(&mut columns, ledger, mapping);
            troubles.extend(self.settle_doubled(&mut columns, wishes.answers, self.persons, told));
            if alone {
                troubles.extend(self.unheaded());
            }
            if !troubles.is_empty() {
                troubles.append(&mut unknown);
                return Err(troubles);
            }
            self.columns.insert(ledger.key, columns);
        }
        told.points.extend((!unknown.is_empty()).then(|| bad_headings(unknown, self.line)));
        Ok(())
    }

    /// Whether a column only counts the rows: 1, 2, 3 …
    fn counts_rows(&self, at: usize) -> bool {
        let numbers = self.rows.iter().map(|row| row.words(Some(at)).trim_end_matches(".0").parse::<usize>().ok());
        self.rows.len() > 1 && numbers.zip(1..).all(|(number, wanted)| number == Some(wanted))
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
        let mut troubles = Vec::new();
        if self.sheet.is_none()
            && let Some(row) = found.split_off(&width).into_values().next()
        {
            // A comma in a cell of text divided it.
            let count = row.cells.len();
            troubles.push(refused!("no_heading" at (row.number): "有{count}格，表头只有{width}格",
                "it has {count} cells, and the heading has {width}";
                "一格里有逗号的，要放在双引号里；真是多一列，就补上表头",
                "a cell with a comma in it stands in double quotes; if it is one more column, give it a heading"));
        }
        let error = |(at, row): (usize, &GridRow)| {
            refused!("no_heading" at (row.number): "这一列有内容，却没有表头", "the column has cells and no heading";
                "补上表头，或清空这一列", "give it a heading or clear it")
            .column(&self.name(at))
        };
        troubles.extend(found.into_iter().map(error));
        troubles
    }

    /// An error with the column of its field.
    pub fn placed(&self, error: Error, ledger: Option<&'static Ledger>) -> Error {
        let key = error.place.field.clone().unwrap_or_default();
        let is = |means: &Means| means.key().as_ref() == Some(&key) || (key == "ref" && means.is("no"));
        let columns = ledger.and_then(|ledger| self.columns.get(ledger.key)).map_or(&[][..], Vec::as_slice);
        let is_part =
            |means: &Means| matches!(means, Means::Part(part) if Some(part.ledger) == ledger && is(&part.means));
        let at = match key.as_str() {
            _ if error.place.column.is_some() => None,
            "ledger" => self.ledger_column,
            _ => columns.iter().position(|means| means.as_ref().is_some_and(is)).or_else(|| self.column(is_part)),
        };
        let error = in_words_of_tables(error);
        if let Some(at) = at { error.column(&self.name(at)) } else { error }
    }

    /// How a column is named in errors: its letter and its heading.
    pub fn name(&self, at: usize) -> String {
        if at >= self.own {
            return format!("--set {}", self.headings.get(at).map_or("", String::as_str));
        }
        format!("{}（{}）", letters(at), squeezed(self.headings.get(at).map_or("", String::as_str)))
    }
}

/// Whether a field holds days.
pub fn is_day(field: &Field) -> bool {
    matches!(field.holds, Type::Day | Type::DayAhead)
}

/// Whether a field holds numbers.
pub fn is_counted(field: &Field) -> bool {
    matches!(field.holds, Type::Amount(_))
}
