//! What a field holds, and its JSON.

use chrono::NaiveDate;
use serde_json::{Number, Value as Json};

use super::definition::{Field, Type};
use crate::amount::{Amount, Bound};

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A line of text, a note, the key of a choice or of a word of the vocabulary.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// A number with its bound.
    Amount(Amount),
    /// Several names or keys.
    List(Vec<String>),
    /// Yes or no.
    Flag(bool),
    /// What is kept of a file.
    File(Evidence),
}

/// 佐证: what is kept of a file that proves a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The file's name, without its folder.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

impl Value {
    /// The value as JSON: days as ISO dates, amounts as exact numbers without their bound.
    #[must_use]
    pub fn json(&self, field: &Field) -> Json {
        match self {
            Value::Text(text) => text.as_str().into(),
            Value::Day(day) => day.to_string().into(),
            Value::Amount(amount) => Json::Number(decimal_number(&amount.decimal(field.measure()))),
            Value::List(list) => list.iter().map(String::as_str).collect(),
            Value::Flag(flag) => (*flag).into(),
            Value::File(file) => file.json(),
        }
    }

    pub(in crate::ledger) fn restore(field: &Field, json: &Json, bound: Option<&str>) -> Option<Value> {
        Some(match field.holds {
            Type::Day | Type::DayAhead => Value::Day(json.as_str()?.parse().ok()?),
            Type::Amount(unit) => {
                let bound = bound.map_or(Some(Bound::Exact), Bound::from_key)?;
                Value::Amount(Amount::new(Amount::parts_of_decimal(json.as_number()?.as_str(), unit.measure)?, bound))
            }
            Type::Terms(_) | Type::Names => Value::List(
                json.as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect::<Option<_>>()?,
            ),
            Type::Flag => Value::Flag(json.as_bool()?),
            Type::File => Value::File(Evidence::from_json(json)?),
            Type::Text | Type::Note | Type::Choice(_) | Type::Term(_) | Type::Record(_) => {
                Value::Text(json.as_str()?.to_owned())
            }
        })
    }
}

impl Evidence {
    /// `{"name","size","sha256"}`.
    #[must_use]
    pub fn json(&self) -> Json {
        serde_json::json!({ "name": self.name, "size": self.size, "sha256": self.sha256 })
    }

    /// Reads `{"name","size","sha256"}`; anything else is `None`.
    #[must_use]
    pub fn from_json(json: &Json) -> Option<Evidence> {
        let map = json.as_object().filter(|map| map.len() == 3)?;
        let sha256 = map.get("sha256")?.as_str()?.to_owned();
        let hexadecimal = sha256.len() == 64 && sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let name = map.get("name")?.as_str()?.to_owned();
        hexadecimal.then_some(Evidence { name, size: map.get("size")?.as_u64()?, sha256 })
    }
}

/// A JSON number with exactly these digits.
fn decimal_number(digits: &str) -> Number {
    Number::from_string_unchecked(digits.to_owned())
}
