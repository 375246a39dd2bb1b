//! Lists of records: what scripts get of each, what people see of it, and what both can ask for beyond. Row by row, however long.

use std::rc::Rc;

use uuid::Uuid;

use crate::cli::desk::{Desk, Opened};
use crate::cli::records::columns::{cells, columns, data, dated, label};
use crate::cli::records::words::{BACKGROUND, Shown};
use crate::error::Result;
use crate::format::ROOM;
use crate::ledger::{Copyist, Field, Ledger, Record, Type, Value, mask};
use crate::sheet::{Cell, Column, Face, Row, Table};
use crate::store::{Query, Store};
use crate::text::Lang;
use crate::vocabulary::{Called, Vocabulary};

/// How much of each record people see unless they say which columns they want.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What is said at a glance; columns in which nothing stands are left out.
    Glance,
    /// Everything that an import can take back.
    Whole,
    /// The fields of one record.
    Record,
}

/// How the records of one ledger are listed.
pub struct Listing {
    pub ledger: &'static Ledger,
    extent: Extent,
    lang: Lang,
    /// Whether cells have types, so that their unit has to stand in the heading.
    typed: bool,
    /// Whether the numbers of persons are shown in full.
    unmasked: bool,
    /// The columns of data.
    data: Vec<Column>,
    /// What people see, and behind it what they can ask for.
    parts: Vec<Part>,
    /// How many of the parts people see unasked.
    seen: usize,
}

/// One thing that is said of a record: its column, and the field that it is about, if it is about one.
struct Part {
    head: Column,
    field: Option<&'static Field>,
}

impl Listing {
    /// A list in the language of this run, with the numbers of persons in full or masked.
    pub fn new(desk: &Desk, store: &Store, ledger: &'static Ledger, extent: Extent, unmasked: bool) -> Listing {
        let (lang, typed, words) = (desk.lang, desk.is_workbook(), store.vocabulary());
        let first = ["no", "of"].into_iter();
        let said: Vec<&str> = match extent {
            Extent::Glance => {
                // What a list is asked for with an option of its own need not stand in every line.
                let asked_for = |key: &&str| ledger.filters.iter().any(|filter| filter.key == *key);
                let said = ledger.all_fields().map(|field| field.key);
                let said = said.filter(|key| *key != "span" && !BACKGROUND.contains(key) && !asked_for(key));
                first.chain(said).chain(["reason"]).collect()
            }
            Extent::Whole => {
                let offered = ledger.all_fields().filter(|field| ledger.offers(field)).map(|field| field.key);
                first.chain(offered).chain(["void", "reason"]).chain(typed.then_some("id")).collect()
            }
            Extent::Record => ledger.all_fields().map(|field| field.key).filter(|key| *key != "span").collect(),
        };
        let said: Vec<&str> = said.into_iter().filter(|key| *key != "of" || ledger.is_child()).collect();
        let (seen, data) = (said.len(), columns(ledger, words, lang));
        let mut listing = Listing { ledger, extent, lang, typed, unmasked, data, parts: Vec::new(), seen };
        let asked = listing.data.iter().map(|column| &*column.key).filter(|key| !said.contains(key));
        listing.parts = said.iter().copied().chain(asked).map(|key| listing.part(key, words)).collect();
        listing
    }

    /// The columns of data, those that people see, and those that they can ask for, with headings that an import understands.
    pub fn columns(&self) -> Vec<Column> {
        let whole = self.typed && self.extent == Extent::Whole;
        let said = self.parts.iter().enumerate().map(|(at, Part { head, .. })| {
            let column = head.clone();
            let column = if whole || head.key == "no" { column } else { column.sparse() };
            column.face(if at < self.seen { Face::Page } else { Face::Asked })
        });
        self.data.iter().cloned().chain(said).collect()
    }

    /// What a record says in these places of the columns; `beyond` says what stands in places behind them.
    pub fn cells(
        &self,
        places: &[usize],
        shown: &Shown,
        record: &Record,
        mut beyond: impl FnMut(usize) -> Cell,
    ) -> Vec<Cell> {
        let count = self.data.len();
        let mut data = if places.iter().any(|place| *place < count) { cells(record) } else { Vec::new() };
        let cell = |place: &usize| match place.checked_sub(count) {
            None => std::mem::replace(&mut data[*place], Cell::Empty),
            Some(at) => match self.parts.get(at) {
                Some(Part { head, field }) => self.cell(&head.key, *field, shown, record),
                None => beyond(at - self.parts.len()),
            },
        };
        places.iter().map(cell).collect()
    }

    /// The fields of a record under their headings, in words.
    pub fn fields(&self, shown: &Shown, record: &Record) -> impl Iterator<Item = (String, Cell)> {
        let seen = self.parts.iter().take(self.seen);
        seen.map(|Part { head, field }| (head.label.clone(), self.cell(&head.key, *field, shown, record)))
    }

    /// The members of a record for scripts, with the words in which people read each.
    pub fn members(&self, shown: &Shown, record: &Record) -> Vec<(String, Cell)> {
        let member = |(column, cell): (&Column, Cell)| {
            let words = match self.cell(&column.key, self.field(&column.key), shown, record) {
                Cell::Text(words) | Cell::Worded(words, _) => Cell::Worded(words, Box::new(cell)),
                Cell::Empty if cell != Cell::Empty => Cell::Worded("—".to_owned(), Box::new(cell)),
                _ => cell,
            };
            (column.key.clone(), words)
        };
        self.data.iter().zip(cells(record)).map(member).collect()
    }

    /// A record as it may be shown.
    pub fn masked(&self, record: Record) -> Record {
        if self.unmasked { record } else { record.masked() }
    }

    /// The records of a query as a table.
    pub fn table(self, store: &Rc<Opened>, query: Query) -> Table {
        let columns = self.columns();
        let (copied, unmasked) = ((!query.looks_inside()).then(|| (Rc::clone(store), query.clone())), self.unmasked);
        let store = Rc::clone(store);
        let table = Table::lazy(columns, move |places, take| {
            let shown = Shown { store: &store, lang: self.lang };
            let mut rows = 0;
            store.each(&query, |record| {
                rows += 1;
                within(rows, self.typed.then_some(ROOM), self.ledger, store.vocabulary())?;
                take(Row::Cells(self.cells(places, &shown, &self.masked(record), |_| Cell::Empty)))
            })
        });
        let Some((store, query)) = copied else { return table };
        table.with_objects(move |indented, take| {
            let copyist = Copyist::new(query.ledger, indented, !unmasked);
            store.copies(&query, &copyist, |object| take(object))
        })
    }

    /// The field that a key of the data is about, if it is about one: its own, or that of the amount whose bound it is.
    fn field(&self, key: &str) -> Option<&'static Field> {
        self.ledger.field(key).or_else(|| self.ledger.field(key.strip_suffix("_bound")?))
    }

    fn part(&self, key: &str, words: &Vocabulary) -> Part {
        let (lang, field) = (self.lang, self.field(key));
        let column = |key: &str| Column::new(key, label(self.ledger, key, words, lang).unwrap_or(key));
        let head = match (key, field) {
            ("no", _) => column("no").right(),
            ("of", _) if self.extent == Extent::Glance => Column::new("of", lang.pick("所属", "belongs to")),
            ("of", _) => Column::new("of", lang.pick("所属编号", "of")).right(),
            ("reason", _) if self.extent != Extent::Whole => Column::new("reason", lang.pick("作废原因", "why void")),
            (_, Some(field)) if field.key == key => {
                let called = field.called_by(words).lang(lang);
                let heading = if self.typed { with_unit(field, called, lang) } else { called.to_owned() };
                let column = Column::new(field.key, &heading);
                if matches!(field.holds, Type::Amount(_)) { column.right() } else { column }
            }
            _ => column(key),
        };
        Part { head, field }
    }

    fn cell(&self, key: &str, field: Option<&Field>, shown: &Shown, record: &Record) -> Cell {
        match (key, field) {
            ("ledger", _) => Cell::text(self.ledger.called_by(shown.store.vocabulary()).lang(self.lang)),
            ("id", _) => Cell::Text(record.id.to_string()),
            ("no", _) => match &record.site {
                Some(site) => Cell::Text(format!("{}@{site}", record.no)),
                None => Cell::Whole(record.no),
            },
            ("of", _) if self.extent == Extent::Glance => self.homes(shown, record),
            ("of", _) => self.parents(shown, record),
            ("void", _) => record.void.as_ref().map_or(Cell::Empty, |_| Cell::Flag(true)),
            (_, None) => Cell::words(record.void.clone()),
            (_, Some(field)) if field.key != key => match record.get(field.key) {
                Some(Value::Amount(amount)) => Cell::text(amount.bound.key()),
                _ => Cell::Empty,
            },
            (_, Some(field)) => {
                let Some(value) = record.get(field.key) else { return Cell::Empty };
                match (value, data(field, value)) {
                    // Only the file's fingerprint makes it evidence, and only in full can it be taken back.
                    (Value::File(_), typed) if self.typed && self.extent == Extent::Whole => typed,
                    // The words of a bound are read in Chinese only.
                    (Value::Amount(_), typed) if self.typed && self.extent == Extent::Whole => {
                        let chinese = Shown { lang: Lang::Zh, ..*shown };
                        Cell::worded(chinese.words(self.ledger, field, value), typed)
                    }
                    (Value::Day(_), _) if field.key == "date" => dated(record),
                    (Value::Amount(_) | Value::Day(_), typed) => {
                        Cell::worded(shown.words(self.ledger, field, value), typed)
                    }
                    _ => Cell::Text(shown.words(self.ledger, field, value)),
                }
            }
        }
    }

    /// What it hangs on, by name and title.
    fn homes(&self, shown: &Shown, record: &Record) -> Cell {
        let called = |id: &Uuid| match shown.store.called(*id).ok().flatten() {
            Some((name, Some(title))) => format!("{name} {}", if self.unmasked { title } else { mask(&title) }),
            Some((name, None)) => name,
            None => id.to_string(),
        };
        // What one of its fields names is in the column of that field.
        let own = if self.ledger.linked.is_some() { 1 } else { record.of.len() };
        let homes: Vec<String> = record.of.iter().take(own).map(called).collect();
        Cell::words(Some(homes.join(self.lang.pick("、", ", "))).filter(|homes| !homes.is_empty()))
    }

    /// The numbers of what it hangs on; with the ledger where several could be meant.
    fn parents(&self, shown: &Shown, record: &Record) -> Cell {
        let short = |name: String| match (self.ledger.parents, name.split_once('-')) {
            ([only], Some((ledger, number))) if ledger == *only => number.to_owned(),
            _ => name,
        };
        let names: Vec<String> = record.of.iter().map(|id| short(shown.name_of(&id.to_string()))).collect();
        match names.as_slice() {
            [] => Cell::Empty,
            [one] => one.parse().map_or_else(|_| Cell::Text(one.clone()), Cell::Whole),
            several => Cell::Text(several.join("、")),
        }
    }
}

/// The heading of a field with its unit, where the heading itself does not say it.
fn with_unit(field: &Field, label: &str, lang: Lang) -> String {
    match field.holds {
        Type::Amount(unit) if !unit.is_of_records() && !label.ends_with(unit.word.lang(lang)) => {
            let word = unit.word.lang(lang);
            phrase!(lang, "{label}（{word}）", "{label} ({word})")
        }
        _ => label.to_owned(),
    }
}

/// Refuses a row beyond the end of a worksheet.
fn within(rows: usize, room: Option<usize>, ledger: &Ledger, vocabulary: &Vocabulary) -> Result<()> {
    let Some(room) = room.filter(|room| rows > *room) else { return Ok(()) };
    let (Called { zh, en }, key) = (ledger.called_by(vocabulary), ledger.key);
    Err(refused!("too_many_rows": "{zh}超过{room}条，一张工作表放不下",
        "{en}: more than {room} records do not fit on a worksheet";
        "按年分开：qjcppcc {key} list --year 2022 -o 文件.xlsx；或写成 csv、jsonl",
        "year by year: qjcppcc {key} list --year 2022 -o FILE.xlsx; or as csv or jsonl"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worksheet_ends_somewhere() {
        let (ledger, words) = (Ledger::find("volunteer").expect("the ledger"), crate::vocabulary::seed_vocabulary());
        assert!(within(3, Some(3), ledger, words).is_ok() && within(4, None, ledger, words).is_ok());
        let error = within(4, Some(3), ledger, words).expect_err("one too many").for_people(Lang::Zh);
        assert!(error.contains("志愿服务超过3条，一张工作表放不下"), "{error}");
    }
}
