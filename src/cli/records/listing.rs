//! Lists of records as people see them and as workbooks hold them, row by row, however long they are.

use std::io::Write;

use uuid::Uuid;

use crate::cli::output::answer::not_written;
use crate::cli::records::words::{BACKGROUND, Shown, data, label};
use crate::error::{Error, Result};
use crate::format::Page;
use crate::ledger::{Field, Ledger, Record, Type, Value, mask};
use crate::message;
use crate::sheet::{Cell, Column, Table};
use crate::store::{Query, Store};
use crate::text::Lang;

/// How much of each record a list shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What is said at a glance; columns in which nothing stands are left out.
    Glance,
    /// Everything that an import can take back.
    Whole,
    /// The fields of one record.
    Record,
}

/// The columns of a list of records of one ledger.
pub struct Listing<'a> {
    shown: &'a Shown<'a>,
    ledger: &'static Ledger,
    parts: Vec<Part>,
    extent: Extent,
    /// Whether cells have types, so that their unit has to stand in the heading.
    typed: bool,
    /// Whether somebody has named the columns, so that empty ones stay.
    asked: bool,
    /// Whether titles of what records hang on show the numbers of persons.
    unmasked: bool,
}

/// One thing that is said of a record.
#[derive(Clone, Copy)]
enum Part {
    Ledger,
    Id,
    No,
    Of,
    Field(&'static Field),
    Bound(&'static Field),
    Void,
    Reason,
}

impl Part {
    /// What a key of the data means, if the ledger has it.
    fn named(key: &str, ledger: &'static Ledger) -> Option<Part> {
        Some(match key {
            "ledger" => Part::Ledger,
            "id" => Part::Id,
            "no" => Part::No,
            "of" if ledger.is_child() => Part::Of,
            "void" => Part::Void,
            "reason" => Part::Reason,
            key => match ledger.field(key) {
                Some(field) => Part::Field(field),
                None => Part::Bound(ledger.field(key.strip_suffix("_bound")?)?),
            },
        })
    }
}

impl<'a> Listing<'a> {
    /// The columns that are asked for, or all that the extent has.
    pub fn new(
        shown: &'a Shown<'a>,
        ledger: &'static Ledger,
        extent: Extent,
        typed: bool,
        fields: Option<&[String]>,
    ) -> Listing<'a> {
        let offered = || ledger.all_fields().filter(|field| ledger.offers(field)).map(Part::Field);
        let parts: Vec<Part> = match (fields, extent) {
            (Some(keys), _) => keys.iter().filter_map(|key| Part::named(key, ledger)).collect(),
            (None, Extent::Glance) => {
                let said = ledger.all_fields().filter(|field| !BACKGROUND.contains(&field.key)).map(Part::Field);
                let first = [Part::No].into_iter().chain(ledger.is_child().then_some(Part::Of));
                first.chain(said).chain([Part::Reason]).collect()
            }
            (None, Extent::Record) => ledger.all_fields().map(Part::Field).collect(),
            (None, Extent::Whole) => {
                let first = [Part::No].into_iter().chain(ledger.is_child().then_some(Part::Of));
                let last = [Part::Void, Part::Reason].into_iter().chain(typed.then_some(Part::Id));
                first.chain(offered()).chain(last).collect()
            }
        };
        Listing { shown, ledger, parts, extent, typed, asked: fields.is_some(), unmasked: false }
    }

    /// The same, with the numbers of persons in full, or not.
    pub fn unmasked(self, unmasked: bool) -> Listing<'a> {
        Listing { unmasked, ..self }
    }

    /// Whether the ledger has any of the columns that were asked for.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The columns, with the headings that people read and an import understands.
    pub fn columns(&self) -> Vec<Column> {
        self.parts.iter().map(|part| self.column(*part)).collect()
    }

    fn column(&self, part: Part) -> Column {
        let lang = self.shown.lang;
        let column = |key: &str| Column::new(key, label(self.ledger, key, lang).unwrap_or(key));
        match part {
            Part::Ledger => column("ledger"),
            Part::Id => column("id"),
            Part::No => column("no").right(),
            Part::Of if self.extent == Extent::Glance => Column::new("of", lang.pick("所属", "belongs to")),
            Part::Of => Column::new("of", lang.pick("所属编号", "of")).right(),
            Part::Void => column("void"),
            Part::Reason if self.extent == Extent::Whole => column("reason"),
            Part::Reason => Column::new("reason", lang.pick("作废原因", "why void")),
            Part::Bound(field) => column(&format!("{}_bound", field.key)),
            Part::Field(field) => {
                let heading = if self.typed { with_unit(field, lang) } else { field.label.lang(lang).to_owned() };
                let column = Column::new(field.key, &heading);
                if matches!(field.holds, Type::Amount(_)) { column.right() } else { column }
            }
        }
    }

    /// What a record says in these columns.
    pub fn row(&self, record: &Record) -> Vec<Cell> {
        self.parts.iter().map(|part| self.cell(*part, record)).collect()
    }

    fn cell(&self, part: Part, record: &Record) -> Cell {
        match part {
            Part::Ledger => Cell::Text(self.ledger.label.lang(self.shown.lang).to_owned()),
            Part::Id => Cell::Text(record.id.to_string()),
            Part::No => Cell::Whole(record.no),
            Part::Of if self.extent == Extent::Glance => self.homes(record),
            Part::Of => self.parents(record),
            Part::Void if record.void.is_some() => Cell::Flag(true),
            Part::Void => Cell::Empty,
            Part::Reason => Cell::words(record.void.clone()),
            Part::Bound(field) => match record.get(field.key) {
                Some(Value::Amount(amount)) => Cell::Text(amount.bound.key().to_owned()),
                _ => Cell::Empty,
            },
            Part::Field(field) => {
                let Some(value) = record.get(field.key) else { return Cell::Empty };
                match (value, data(field, value)) {
                    // Only the file's fingerprint makes it evidence, and only in full can it be taken back.
                    (Value::File(_), typed) if self.typed && self.extent == Extent::Whole => typed,
                    // The words of a bound are read in Chinese only.
                    (Value::Amount(_), typed) if self.typed && self.extent == Extent::Whole => {
                        let chinese = Shown { lang: Lang::Zh, ..*self.shown };
                        Cell::Worded(chinese.words(self.ledger, field, value), Box::new(typed))
                    }
                    (Value::Amount(_) | Value::Day(_), typed) => {
                        Cell::Worded(self.shown.words(self.ledger, field, value), Box::new(typed))
                    }
                    _ => Cell::Text(self.shown.words(self.ledger, field, value)),
                }
            }
        }
    }

    /// What it hangs on, by name and title.
    fn homes(&self, record: &Record) -> Cell {
        let called = |id: &Uuid| match self.shown.store.called(*id).ok().flatten() {
            Some((name, Some(title))) => format!("{name} {}", if self.unmasked { title } else { mask(&title) }),
            Some((name, None)) => name,
            None => id.to_string(),
        };
        let homes: Vec<String> = record.of.iter().map(called).collect();
        Cell::words(Some(homes.join(self.shown.lang.pick("、", ", "))).filter(|homes| !homes.is_empty()))
    }

    /// The numbers of what it hangs on; with the ledger where several could be meant.
    fn parents(&self, record: &Record) -> Cell {
        let short = |name: String| match (self.ledger.parents, name.split_once('-')) {
            ([only], Some((ledger, number))) if ledger == *only => number.to_owned(),
            _ => name,
        };
        let names: Vec<String> = record.of.iter().map(|id| short(self.shown.name_of(&id.to_string()))).collect();
        match names.as_slice() {
            [] => Cell::Empty,
            [one] => one.parse().map_or_else(|_| Cell::Text(one.clone()), Cell::Whole),
            several => Cell::Text(several.join("、")),
        }
    }

    /// Which columns stay, after all records were looked at; all of them where there was none to look at.
    fn wanted(&self, filled: &[bool]) -> Vec<bool> {
        let all = self.asked || (self.typed && self.extent == Extent::Whole) || !filled.contains(&true);
        let stays = |part: &Part| all || matches!(part, Part::No);
        self.parts.iter().zip(filled).map(|(part, filled)| *filled || stays(part)).collect()
    }

    fn keep(&mut self, wanted: &[bool]) {
        let mut each = wanted.iter();
        self.parts.retain(|_| each.next() == Some(&true));
    }

    /// Rows that are all at hand, as a table.
    pub fn table(mut self, cells: Vec<Vec<Cell>>) -> Table {
        let filled: Vec<bool> =
            (0..self.parts.len()).map(|at| cells.iter().any(|row| row[at] != Cell::Empty)).collect();
        let wanted = self.wanted(&filled);
        self.keep(&wanted);
        let mut table = Table::new(self.columns());
        for row in cells {
            table.push(row.into_iter().zip(&wanted).filter(|(_, wanted)| **wanted).map(|(cell, _)| cell).collect());
        }
        table
    }

    /// Writes the records of a query as a table of a page, under a heading perhaps; where there are none, nothing or the head of
    /// a worksheet.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read, exit 1 when the answer cannot be written.
    pub fn write(
        mut self,
        query: &Query,
        masked: fn(Record) -> Record,
        heading: Option<&str>,
        page: &mut Page,
        out: &mut dyn Write,
    ) -> Result<()> {
        let store: &Store = self.shown.store;
        let mut survey = page.survey(&self.columns());
        let settled = self.asked || (self.typed && self.extent == Extent::Whole);
        if !settled || page.looks_first() {
            store.each(query, |record| {
                survey.look(&self.row(&masked(record)));
                Ok(())
            })?;
            let wanted = self.wanted(survey.filled());
            survey.keep(&wanted);
            self.keep(&wanted);
        }
        let mut rows = 0;
        let room = page.room();
        store.each(query, |record| {
            if rows == 0 {
                page.begin(heading, &self.columns(), &survey, out).map_err(|fault| not_written(None, &fault))?;
            }
            rows += 1;
            within(rows, room, self.ledger)?;
            page.push(&self.row(&masked(record)), out).map_err(|fault| not_written(None, &fault))
        })?;
        if rows == 0 && page.is_workbook() {
            page.begin(heading, &self.columns(), &survey, out).map_err(|fault| not_written(None, &fault))?;
        }
        Ok(())
    }
}

/// The heading of a field with its unit, where the heading itself does not say it.
fn with_unit(field: &Field, lang: Lang) -> String {
    let label = field.label.lang(lang);
    match field.holds {
        Type::Amount(unit) if !unit.is_of_records() && !label.ends_with(unit.word.lang(lang)) => {
            let word = unit.word.lang(lang);
            lang.pick(format!("{label}（{word}）"), format!("{label} ({word})"))
        }
        _ => label.to_owned(),
    }
}

/// Refuses a row beyond the end of a worksheet.
fn within(rows: usize, room: Option<usize>, ledger: &Ledger) -> Result<()> {
    let Some(room) = room.filter(|room| rows > *room) else { return Ok(()) };
    let (zh, en, key) = (ledger.label.zh, ledger.label.en, ledger.key);
    Err(Error::refused(
        "too_many_rows",
        message!("{zh}超过{room}条，一张工作表放不下", "{en}: more than {room} records do not fit on a worksheet"),
    )
    .hint(message!(
        "按年分开：qjcppcc {key} list --year 2022 -o 文件.xlsx；或写成 csv、jsonl",
        "year by year: qjcppcc {key} list --year 2022 -o FILE.xlsx; or as csv or jsonl"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worksheet_ends_somewhere() {
        let ledger = Ledger::find("volunteer").expect("the ledger");
        assert!(within(3, Some(3), ledger).is_ok() && within(4, None, ledger).is_ok());
        let error = within(4, Some(3), ledger).expect_err("one too many").for_people(Lang::Zh);
        assert!(error.contains("志愿服务超过3条，一张工作表放不下"), "{error}");
    }
}
