//! What a field holds, and its JSON.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The file's name, without its folder.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

impl Value {
    /// The value that is kept as this JSON: days as ISO dates, amounts as exact numbers beside their bound.
    pub(in crate::ledger) fn restore(field: &Field, json: &Json, bound: Option<&str>) -> Option<Value> {
        Some(match field.holds {
            Type::Day | Type::DayAhead => Value::Day(json.as_str()?.parse().ok()?),
            Type::Amount(unit) => {
                let bound = bound.map_or(Some(Bound::Exact), Bound::from_key)?;
                Value::Amount(Amount::new(Amount::parts_of_decimal(json.as_number()?.as_str(), unit.measure)?, bound))
            }
            Type::Terms(_) | Type::Names => Value::List(Vec::deserialize(json).ok()?),
            Type::Flag => Value::Flag(json.as_bool()?),
            Type::File => Value::File(Evidence::from_json(json)?),
            Type::Text | Type::Note | Type::Choice(_) | Type::Term(_) | Type::Record(_) => {
                Value::Text(json.as_str()?.to_owned())
            }
        })
    }
}

impl Evidence {
    /// Reads `{"name","size","sha256"}`; anything else is `None`.
    pub fn from_json(json: &Json) -> Option<Evidence> {
        let file = Evidence::deserialize(json).ok().filter(|_| json.is_object())?;
        let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (file.sha256.len() == 64 && file.sha256.bytes().all(is_digit)).then_some(file)
    }
}
