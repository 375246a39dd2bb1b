//! The model: what was recorded, as plain maps.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qjcppcc::amount::{Amount, Bound};
use qjcppcc::ledger::{Ledger, Record, Value};
use uuid::Uuid;

/// A number in the smallest part, and its bound.
pub type Sum = (i64, Bound);
pub type Fields = BTreeMap<&'static str, Said>;

#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Word(String),
    Day(NaiveDate),
    Number(Sum),
    Names(Vec<String>),
    Yes,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub id: Uuid,
    pub ledger: &'static str,
    pub no: i64,
    pub of: Vec<Uuid>,
    pub void: bool,
    pub fields: Fields,
}

impl Row {
    pub fn word(&self, key: &str) -> Option<&str> {
        if let Some(Said::Word(word)) = self.fields.get(key) { Some(word) } else { None }
    }

    pub fn number(&self, key: &str) -> Option<Sum> {
        if let Some(Said::Number(sum)) = self.fields.get(key) { Some(*sum) } else { None }
    }

    pub fn names(&self, key: &str) -> &[String] {
        if let Some(Said::Names(names)) = self.fields.get(key) { names } else { &[] }
    }

    pub fn day(&self, key: &str) -> Option<NaiveDate> {
        if let Some(Said::Day(day)) = self.fields.get(key) { Some(*day) } else { None }
    }

    pub fn date(&self) -> NaiveDate {
        self.day("date").expect("every row is dated")
    }

    pub fn is_of_month(&self) -> bool {
        self.word("span") == Some("month")
    }

    /// Its day, or the last one of its month where that is all that is known.
    pub fn last_day(&self) -> NaiveDate {
        let next = self.date() + chrono::Months::new(1);
        if self.is_of_month() { next.pred_opt().expect("a day") } else { self.date() }
    }

    pub fn count(&self) -> Sum {
        self.number("count").unwrap_or((1, Bound::Exact))
    }

    pub fn record(&self) -> Record {
        let mut record = Record::blank(Ledger::find(self.ledger).expect("a known ledger"));
        (record.id, record.no) = (self.id, self.no);
        record.of.clone_from(&self.of);
        for (key, said) in &self.fields {
            let value = match said {
                Said::Word(word) => Value::Text(word.clone()),
                Said::Day(day) => Value::Day(*day),
                Said::Number((value, bound)) => Value::Amount(Amount::new(*value, *bound)),
                Said::Names(names) => Value::List(names.clone()),
                Said::Yes => Value::Flag(true),
            };
            record.set(key, Some(value));
        }
        record
    }
}
