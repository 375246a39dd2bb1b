//! The columns of a table: what each means in every ledger whose rows stand in it; and what is the same for all rows, as a column more:
//! said by the person, or by the titles and the names of sheet and file.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::head::bad_headings;
use super::heading::{Mapping, UNKNOWN, is_heading_of, is_known, is_meant, understand};
use super::means::{Means, bare, named_in_parts};
use super::titles::{Titles, Years};
use super::unit::squeezed;
use crate::error::{Error, Result};
use crate::import::file::{Cell, GridRow, letters, put};
use crate::import::files::Told;
use crate::import::hints::in_words_of_tables;
use crate::import::incoming::Wishes;
use crate::import::ledger_name::{ledger_named, no_ledger};
use crate::ledger::{Field, LEDGERS, Ledger, Type};
use crate::lookup::folded;
use crate::text::{Lang, Message, quoted};
use crate::vocabulary::{Called, Set, Term, Vocabulary};

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
        let is_bare = |at: usize| self.headings.get(at).is_none_or(String::is_empty);
        let filled = |row: &GridRow, at: usize| !row.cells[at].is_empty() && is_bare(at);
        // Of each column the first row is told.
        let rows = self.rows.iter().rev();
        let cells = rows.flat_map(|row| (0..row.cells.len()).filter(|at| filled(row, *at)).map(move |at| (at, row)));
        let mut found: BTreeMap<usize, &GridRow> = cells.collect();
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

impl Table {
    /// Adds what the person said of all rows (`--set`). A column that is there already keeps what its cells say; its empty ones are filled.
    pub(super) fn set(&mut self, said: &[(String, String)], mapping: &Mapping, notes: &mut Vec<Message>) {
        let Some(ledger) = self.ledger else {
            let what =
                message!("表上有“台账”一栏，不用 --set", "a column says the ledgers: --set is not for this table");
            return notes.extend((!said.is_empty()).then_some(what));
        };
        let key = |heading: &str| understand(heading, ledger, mapping).ok().and_then(|means| means.key());
        for (heading, value) in said {
            let Some(heading) = heading_for(heading, ledger, mapping.words) else { continue };
            let Some(wanted) = key(heading) else { continue };
            // 会议日期 beside the day of the matter is that of what hangs on it.
            let names_part = named_in_parts(&bare(heading), ledger, mapping.words).is_some();
            let is_it =
                |own: &String| key(own).as_ref() == Some(&wanted) && (!names_part || bare(own) == bare(heading));
            let column = self.headings.iter().position(is_it);
            let (mut kept, mut filled) = (0, self.rows.len());
            if let Some(at) = column {
                let empty = self.rows.iter_mut().filter(|row| row.cells.get(at).is_none_or(Cell::is_empty));
                let set = empty.map(|row| put(&mut row.cells, at, Cell::of(value))).count();
                (kept, filled) = (filled - set, set);
            } else {
                self.add_column(heading, value);
            }
            let label = ledger.field(&wanted).filter(|field| field.key == heading);
            let heading = label.map_or(heading, |field| field.called_by(mapping.words).zh);
            let Message { zh, en } = match (kept, filled) {
                (0, _) => Message::default(),
                (_, 0) => {
                    notes.push(message!(
                        "--set：各行都写了“{heading}”，照表",
                        "--set: all rows say “{heading}” themselves"
                    ));
                    continue;
                }
                _ => message!("；表上写了的{kept}行照表", "; rows that say it themselves: {kept}"),
            };
            notes.push(message!(
                "--set：{filled}行的“{heading}”都是“{value}”{zh}",
                "--set: “{heading}” is “{value}” (rows: {filled}){en}"
            ));
        }
    }

    /// Adds what the titles and names say of all rows and no column says: kind, town, level, the month.
    pub(super) fn add_what_is_told(&mut self, titles: &Titles, words: &Vocabulary, told: &mut Told) {
        let Some(ledger) = self.ledger.filter(|ledger| !ledger.is_of_office()) else { return };
        for field in ledger.all_fields().filter(|field| ledger.offers(field)) {
            let Told { notes, points } = &mut *told;
            let told = match field.holds {
                _ if self.column(|means| means.is(field.key)).is_some() => None,
                Type::Term(set @ (Set::Kind | Set::Town | Set::Level)) => {
                    let spoken_of = |text| spoken_of(text, set, ledger, words);
                    if titles.sections.iter().any(|(_, text)| spoken_of(text).is_some()) {
                        points.extend(self.add_sections(&titles.sections, field, spoken_of, words, notes));
                        continue;
                    }
                    titles.texts().find_map(spoken_of).map(|(term, text)| (term.called().into(), text))
                }
                Type::Day if field.key == "date" && !ledger.is_roster() => {
                    titles.month().map(|(month, text)| (Message { zh: month.clone(), en: month }, text))
                }
                _ => None,
            };
            let Some((Message { zh: value, en: value_en }, text)) = told else { continue };
            let Called { zh, en } = field.called_by(words);
            notes.push(message!("按“{text}”，各行的{zh}是{value}", "by “{text}”, the {en} of all rows is {value_en}"));
            self.add_column(field.label.zh, &value);
        }
    }

    /// Adds a column of what the line above each row says, which has to be said by all such lines.
    fn add_sections<'t>(
        &mut self,
        sections: &'t [(usize, String)],
        field: &Field,
        spoken_of: impl Fn(&'t str) -> Option<(&'t Term, &'t str)>,
        words: &Vocabulary,
        notes: &mut Vec<Message>,
    ) -> Option<Error> {
        let Called { zh, en } = field.called_by(words);
        let (mut values, mut silent) = (Vec::new(), None);
        for (number, text) in sections {
            match spoken_of(text) {
                Some((term, _)) => values.push((*number, term)),
                None => silent = silent.or(Some((*number, text.clone()))),
            }
        }
        self.add_column(field.label.zh, "");
        let at = self.headings.len() - 1;
        for row in &mut self.rows {
            let above = values.partition_point(|(number, _)| *number < row.number);
            if let Some((_, term)) = above.checked_sub(1).map(|last| values[last]) {
                row.cells[at] = Cell::of(&term.label);
            }
        }
        let bare = self.rows.iter().find(|row| row.cells[at].is_empty()).map(|row| (row.number, row.said().join("，")));
        if let Some((number, text)) = silent.or(bare) {
            return Some(refused!("unclear_section" at number: "有的小标题写着{zh}，这里（“{text}”）看不出{zh}",
                "some lines between the rows say the {en}, here (“{text}”) it is not clear";
                "在表上加一列{zh}", "add a column {en} to the table"));
        }
        let one = |(number, term): &(usize, &Term)| {
            let Called { zh, en } = term.called();
            message!("第{number}行{zh}", "row {number} {en}")
        };
        let Message { zh: all, en: all_en } = Message::list(values.iter().map(one));
        notes.push(message!(
            "各行的{zh}按上面的小标题：{all}",
            "the {en} of the rows is that of the line above them: {all_en}"
        ));
        None
    }

    fn add_column(&mut self, heading: &str, value: &str) {
        let at = self.rows.iter().map(|row| row.cells.len()).chain([self.headings.len()]).max().unwrap_or(0);
        self.headings.resize(at, String::new());
        self.headings.push(heading.to_owned());
        self.rows.iter_mut().for_each(|row| put(&mut row.cells, at, Cell::of(value)));
    }

    /// Finds the fields that every record needs and no column says: one answer would do for all rows. Answers the error about each.
    pub(super) fn find_lacking(&mut self, words: &Vocabulary) -> Vec<Error> {
        let Some(ledger) = self.ledger.filter(|_| !self.rows.is_empty()) else { return Vec::new() };
        let is_needed = |field: &&Field| field.key == "date" || ledger.must_be_told(field);
        let may_lack =
            |field: &Field| field.key == "title" && ledger.counted && self.column(|means| means.is("count")).is_some();
        let is_said = |field: &Field| self.column(|means| means.key().as_deref() == Some(field.key)).is_some();
        self.lacking =
            ledger.all_fields().filter(is_needed).filter(|field| !may_lack(field) && !is_said(field)).collect();
        let error = |field: &&'static Field| {
            let Called { zh, en } = field.called_by(words);
            let all = field.words(ledger, words, Lang::Zh).iter().map(|(_, name)| *name).collect::<Vec<_>>().join("、");
            let Message { zh: may, en: may_en } = match field.holds {
                Type::Day => message!("，如 2022-12-31", ", such as 2022-12-31"),
                _ if all.is_empty() => Message::default(),
                _ => message!("，可写：{all}", ", one of: {all}"),
            };
            let pair = set_for(field, ledger, words, false);
            refused!("no_column" in (field.key) at (self.line): "没有“{zh}”这一栏", "there is no column “{en}”";
                "各行都一样的，加 {pair}{may}；不一样的，在表上加一栏",
                "where it is the same for all rows, give {pair}{may_en}; else add the column to the table")
        };
        self.lacking.iter().map(error).collect()
    }
}

/// What `--set` means for tables of a ledger: 助企纾困.类别 is for those of 助企纾困 alone.
pub fn heading_for<'s>(said: &'s str, ledger: &'static Ledger, words: &Vocabulary) -> Option<&'s str> {
    let of = |(name, heading)| Some((ledger_named(name, words)?, heading));
    match said.split_once('.').and_then(of) {
        Some((named, heading)) => (named == ledger).then_some(heading),
        None => Some(said),
    }
}

/// Whether `--set` says a day of tables of a ledger, which is another one in the next of them.
pub fn says_day(said: &str, ledger: &'static Ledger, words: &Vocabulary) -> bool {
    let is = |means: &Means| means.holds(is_day) || means.is("as of");
    let mapping = Mapping { said: &[], words };
    heading_for(said, ledger, words).is_some_and(|heading| is_heading_of(heading, ledger, &mapping, is))
}

/// The option that says a field of all rows, or of those of its ledger alone, with room for the value.
pub fn set_for(field: &Field, ledger: &'static Ledger, words: &Vocabulary, is_alone: bool) -> String {
    let of = if is_alone { format!("{}.", ledger.called_by(words).zh) } else { String::new() };
    format!("--set {}", quoted(&format!("{of}{}=…", field.called_by(words).zh)))
}

/// The only word of a set that a text has in it, and the text.
fn spoken_of<'t>(text: &'t str, set: Set, ledger: &Ledger, words: &'t Vocabulary) -> Option<(&'t Term, &'t str)> {
    let ledger_names = [ledger.called_by(words).zh, ledger.label.zh];
    let plain = ledger_names.iter().fold(folded(text), |plain, name| plain.replace(&folded(name), "\n"));
    let stem = |term: &Term| {
        let whole = folded(&term.label);
        let ranks = if set == Set::Town { &["街道", "镇", "乡", "区", "县", "市"][..] } else { &[] };
        let end = ranks.iter().find_map(|rank| whole.strip_suffix(rank));
        end.filter(|stem| stem.chars().count() >= 2).unwrap_or(&whole).to_owned()
    };
    let terms = words.of(set, ledger.owner_of(set)).filter(|term| term.key != "other");
    let mut found: Vec<(String, &Term)> =
        terms.map(|term| (stem(term), term)).filter(|(stem, _)| plain.contains(stem)).collect();
    // 基本满意 has 满意 in it.
    found.sort_by_key(|(stem, _)| std::cmp::Reverse(stem.len()));
    let (longest, term) = found.first()?;
    found.iter().all(|(stem, _)| longest.contains(stem.as_str())).then_some((*term, text))
}
