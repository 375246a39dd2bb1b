//! What scripts get of a record: the columns of its ledger, and what stands in them.

use crate::ledger::{Evidence, Field, Ledger, Record, Type, Value};
use crate::sheet::{Cell, Column, Face};
use crate::text::Lang;
use crate::vocabulary::Vocabulary;

/// The JSON object of a record: every key always there, in table order.
pub fn object(record: &Record) -> Vec<(String, Cell)> {
    let columns = columns(record.ledger, &Vocabulary::default(), Lang::Zh);
    columns.into_iter().map(|column| column.key).zip(cells(record)).collect()
}

/// What a record says in the columns of its ledger's data.
pub fn cells(record: &Record) -> Vec<Cell> {
    let (id, site) = (record.id.to_string(), Cell::words(record.site.as_deref()));
    let mut cells = vec![Cell::text(record.ledger.key), Cell::Text(id), Cell::Whole(record.no), site];
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
    cells.extend([Cell::Flag(record.void.is_some()), Cell::words(record.void.clone())]);
    cells
}

/// The columns of a ledger's data: identity, fields, each amount with its bound, and whether it is void.
pub fn columns(ledger: &'static Ledger, vocabulary: &Vocabulary, lang: Lang) -> Vec<Column> {
    let column = |key: &str| Column::new(key, label(ledger, key, vocabulary, lang).unwrap_or(key)).face(Face::Data);
    let mut columns = vec![column("ledger"), column("id"), column("no"), column("site")];
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

/// What people call a key of a record, if it has a name.
pub fn label<'v>(ledger: &Ledger, key: &str, vocabulary: &'v Vocabulary, lang: Lang) -> Option<&'v str> {
    ledger.called(key, vocabulary).map(|label| label.lang(lang))
}

/// The day of a record, for people no more exactly than it is known.
pub fn dated(record: &Record) -> Cell {
    Cell::worded(record.dated(), Cell::Date(record.date()))
}

/// A value with its type.
pub fn data(field: &Field, value: &Value) -> Cell {
    match value {
        Value::Text(text) => Cell::Text(text.clone()),
        Value::Day(day) => Cell::Date(*day),
        Value::Amount(amount) => Cell::Amount(*amount, field.measure()),
        Value::List(list) => Cell::List(list.iter().cloned().map(Cell::Text).collect()),
        Value::Flag(flag) => Cell::Flag(*flag),
        Value::File(Evidence { name, size, sha256 }) => Cell::object([
            ("name", Cell::Text(name.clone())),
            ("size", Cell::Whole(i64::try_from(*size).unwrap_or(i64::MAX))),
            ("sha256", Cell::Text(sha256.clone())),
        ]),
    }
}
