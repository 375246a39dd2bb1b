//! Records in words and in cells: the JSON object of one, the table of many.

use std::io::Write;

use uuid::Uuid;

use crate::amount::{Measure, Style};
use crate::cli::desk::Desk;
use crate::cli::output::answer::not_written;
use crate::cli::output::fields::take;
use crate::error::Result;
use crate::format::{Format, Stream};
use crate::ledger::{Copyist, Evidence, Field, Layout, Ledger, Record, Type, VOCABULARY, Value};
use crate::sheet::{Cell, Column, Face, Sheet, Table};
use crate::store::{Query, Store};
use crate::text::{Lang, Message, Text, text};
use crate::vocabulary::Set;

/// Columns that lists show only when somebody asks for them.
pub const BACKGROUND: &[&str] = &["doc", "evidence", "note", "platform", "department", "highlight", "link"];

/// Shows records in one language, with the office's names for keys.
pub struct Shown<'a> {
    /// The ledger, for the office's words and the names of other records.
    pub store: &'a Store,
    /// The language of labels and names.
    pub lang: Lang,
    /// Whether lists have typed cells, as workbooks do.
    pub typed: bool,
}

impl Desk<'_> {
    /// Shows records of a store in the language of this run.
    pub fn shown<'s>(&self, store: &'s Store) -> Shown<'s> {
        Shown { store, lang: self.lang, typed: self.workbook }
    }

    /// The answer of a command that writes: the record, and for people one line that repeats what was understood.
    pub fn recorded(&self, store: &Store, record: &Record, done: &Message) -> Sheet {
        let record = record.clone().masked();
        let line = format!("{}{} {}", self.rehearsed(), done.lang(self.lang), self.shown(store).echo(&record));
        self.done(object(&record), &line)
    }
}

impl Shown<'_> {
    /// One line that repeats what was understood.
    pub fn echo(&self, record: &Record) -> String {
        let name = record.name();
        let mut parts = vec![self.lang.pick(format!("{} {name}", record.ledger.label.zh), name)];
        parts.extend(self.said(record));
        parts.join(" · ")
    }

    /// Field by field, what was changed: key, label, before, after.
    pub fn changes(&self, before: &Record, after: &Record) -> Vec<(String, &'static str, String, String)> {
        let ledger = after.ledger;
        let words = |record: &Record, field: &Field| {
            record.get(field.key).map_or("—".to_owned(), |value| self.words(ledger, field, value))
        };
        ledger
            .all_fields()
            .filter(|field| before.get(field.key) != after.get(field.key))
            .map(|field| (field.key.to_owned(), field.label.lang(self.lang), words(before, field), words(after, field)))
            .collect()
    }

    /// What a child says, without its day.
    pub fn content(&self, child: &Record) -> String {
        let mut content = self.said(child);
        content.remove(0);
        if let Some(reason) = &child.void {
            content.push(self.lang.pick(format!("（已作废：{reason}）"), format!("(void: {reason})")));
        }
        content.join(" · ")
    }

    /// The short name of another record; its id where it is not in this ledger.
    pub fn name_of(&self, id: &str) -> String {
        let found = Uuid::parse_str(id).ok().and_then(|id| self.store.called(id).ok().flatten());
        found.map_or_else(|| id.to_owned(), |(name, _)| name)
    }

    /// The fields that are set, in words: the date first, what is behind them last.
    fn said(&self, record: &Record) -> Vec<String> {
        let ledger = record.ledger;
        let fields = ledger.all_fields().filter_map(|field| record.get(field.key).map(|value| (field, value)));
        let (behind, said): (Vec<_>, Vec<_>) = fields.partition(|(field, _)| BACKGROUND.contains(&field.key));
        said.into_iter()
            .chain(behind)
            .map(|(field, value)| {
                let words = self.words(ledger, field, value);
                match field.holds {
                    // “18人次” says what it is; “人次 18人次” would say it twice.
                    Type::Amount(unit) if unit.word.lang(self.lang) == field.label.lang(self.lang) => words,
                    Type::Amount(_) | Type::Flag | Type::DayAhead | Type::Note => {
                        format!("{} {words}", field.label.lang(self.lang))
                    }
                    _ => words,
                }
            })
            .collect()
    }

    /// A value as people read it.
    pub fn words(&self, ledger: &Ledger, field: &Field, value: &Value) -> String {
        let lang = self.lang;
        let joined = |list: &[String]| list.join(lang.pick("、", ", "));
        let vocabulary = self.store.vocabulary();
        match (value, field.holds) {
            (Value::Text(id), Type::Record(_)) => self.name_of(id),
            (Value::Text(key), Type::Term(set)) => vocabulary.name(set, kinds_of(ledger, set), key, lang).to_owned(),
            (Value::Text(key), Type::Choice(choices)) => choices
                .iter()
                .find(|choice| choice.key == key)
                .map_or(key.as_str(), |choice| choice.label.lang(lang))
                .to_owned(),
            (Value::List(keys), Type::Terms(set)) => {
                joined(&keys.iter().map(|key| vocabulary.name(set, "", key, lang).to_owned()).collect::<Vec<_>>())
            }
            (Value::Amount(amount), Type::Amount(unit)) if field.key == "count" => {
                amount.printed(Style::Full, unit.measure, "", lang)
            }
            (Value::Amount(amount), Type::Amount(unit)) => {
                amount.printed(Style::Full, unit.measure, unit.word.lang(lang), lang)
            }
            (Value::Text(text), _) => text.clone(),
            (Value::Day(day), _) => day.to_string(),
            (Value::List(list), _) => joined(list),
            (Value::Amount(amount), _) => amount.digits(Measure::Count),
            (Value::Flag(flag), _) => if *flag { lang.pick("是", "yes") } else { lang.pick("否", "no") }.to_owned(),
            (Value::File(Evidence { name, size, .. }), _) => {
                lang.pick(format!("{name}（{size}字节）"), format!("{name} ({size} bytes)"))
            }
        }
    }
}

/// How many records of a long list are in memory at once.
const PART: usize = 500;

/// Writes the records of a query part by part.
///
/// # Errors
/// Exit 5 when the file cannot be read, exit 1 when the answer cannot be written.
pub fn stream(
    store: &Store,
    query: &Query,
    masking: bool,
    fields: Option<&[String]>,
    stream: &mut Stream,
    out: &mut dyn Write,
) -> Result<()> {
    if let (Some(layout), None, false) = (layout(stream.format()), fields, query.looks_inside()) {
        let copyist = Copyist::new(query.ledger, layout, masking);
        return store.copies(query, &copyist, |object| {
            stream.push_object(object, out).map_err(|fault| not_written(None, &fault))
        });
    }
    let empty = Table::new(columns(query.ledger, Lang::Zh));
    let mut part = empty.clone();
    let mut give = |mut part: Table| {
        if let Some(fields) = fields {
            take(&mut part, fields);
        }
        stream.push(&part, out).map_err(|fault| not_written(None, &fault))
    };
    store.each(query, |record| {
        part.push(cells(&if masking { record.masked() } else { record }));
        if part.rows.len() >= PART {
            give(std::mem::replace(&mut part, empty.clone()))?;
        }
        Ok(())
    })?;
    give(part)
}

/// Writes the records of all ledgers in the order in which they were recorded: the office's words, then what stands by itself,
/// then what hangs on others. An import keeps this order, so that what was made from an export is exported alike.
///
/// # Errors
/// Exit 5 when the file cannot be read, exit 1 when the answer cannot be written.
pub fn stream_all(store: &Store, layout: Layout, stream: &mut Stream, out: &mut dyn Write) -> Result<()> {
    let mut groups: [Vec<Copyist>; 3] = Default::default();
    for ledger in Ledger::all() {
        if store.has_any(ledger)? {
            let group = if ledger == VOCABULARY { 0 } else { 1 + usize::from(ledger.is_child()) };
            groups[group].push(Copyist::new(ledger, layout, false));
        }
    }
    let groups: Vec<_> = groups.iter().filter(|copyists| !copyists.is_empty()).collect();
    for copyists in &groups {
        store.copies_of_all(copyists, groups.len() == 1, |object| {
            stream.push_object(object, out).map_err(|fault| not_written(None, &fault))
        })?;
    }
    Ok(())
}

/// How whole records are set in a format that is made of JSON objects.
pub fn layout(format: Format) -> Option<Layout> {
    match format {
        Format::Json => Some(Layout::Indented),
        Format::Jsonl => Some(Layout::Line),
        _ => None,
    }
}

/// The JSON object of a record: every key always there, in table order.
pub fn object(record: &Record) -> Vec<(String, Cell)> {
    columns(record.ledger, Lang::Zh).into_iter().map(|column| column.key).zip(cells(record)).collect()
}

/// Children inherit the kinds of what they hang on; only a ledger's own records have one of their own.
fn kinds_of(ledger: &Ledger, set: Set) -> &'static str {
    if set == Set::Kind { Ledger::find(ledger.key).map_or("", |ledger| ledger.key) } else { "" }
}

/// What a record says in the columns of its ledger's data.
pub fn cells(record: &Record) -> Vec<Cell> {
    let mut cells =
        vec![Cell::Text(record.ledger.key.to_owned()), Cell::Text(record.id.to_string()), Cell::Whole(record.no)];
    if record.ledger.is_child() {
        cells.push(Cell::List(record.of.iter().map(|id| Cell::Text(id.to_string())).collect()));
    }
    for field in record.ledger.all_fields() {
        let value = record.get(field.key);
        cells.push(value.map_or(Cell::Empty, |value| data(field, value)));
        if let Type::Amount(_) = field.holds {
            let bound = if let Some(Value::Amount(amount)) = value { Some(amount.bound.key()) } else { None };
            cells.push(Cell::words(bound));
        }
    }
    cells.push(Cell::Flag(record.void.is_some()));
    cells.push(Cell::words(record.void.clone()));
    cells
}

/// The columns of a ledger's data: identity, fields, each amount with its bound, and whether it is void.
pub fn columns(ledger: &'static Ledger, lang: Lang) -> Vec<Column> {
    let column = |key: &str| Column::new(key, label(ledger, key, lang).unwrap_or(key)).face(Face::Data);
    let mut columns = vec![column("ledger"), column("id"), column("no")];
    if ledger.is_child() {
        columns.push(column("of"));
    }
    for field in ledger.all_fields() {
        columns.push(column(field.key));
        if let Type::Amount(_) = field.holds {
            columns.push(column(&format!("{}_bound", field.key)));
        }
    }
    columns.extend([column("void"), column("reason")]);
    columns
}

/// What people call what stands in a record beside its fields.
const AROUND: [(&str, Text); 6] = [
    ("ledger", text("台账", "ledger")),
    ("no", text("编号", "no")),
    ("of", text("所属编号", "of")),
    ("void", text("作废", "void")),
    ("reason", text("作废原因", "reason")),
    ("children", text("子记录", "children")),
];

/// What people call a key of a record, if it has a name.
pub fn label(ledger: &Ledger, key: &str, lang: Lang) -> Option<&'static str> {
    let field = ledger.field(key).map(|field| field.label);
    let named = AROUND.iter().chain(ledger.derived).find(|(known, _)| *known == key).map(|(_, label)| *label);
    field.or(named).map(|label| label.lang(lang))
}

/// A value with its type.
pub fn data(field: &Field, value: &Value) -> Cell {
    match value {
        Value::Text(text) => Cell::Text(text.clone()),
        Value::Day(day) => Cell::Date(*day),
        Value::Amount(amount) => Cell::Amount(*amount, field.measure()),
        Value::List(list) => Cell::List(list.iter().cloned().map(Cell::Text).collect()),
        Value::Flag(flag) => Cell::Flag(*flag),
        Value::File(Evidence { name, size, sha256 }) => Cell::Object(vec![
            ("name".to_owned(), Cell::Text(name.clone())),
            ("size".to_owned(), Cell::Whole(i64::try_from(*size).unwrap_or(i64::MAX))),
            ("sha256".to_owned(), Cell::Text(sha256.clone())),
        ]),
    }
}
