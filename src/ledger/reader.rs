//! Reading a kept body back, member by member, in the one way in which [`Record::body`] writes it.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::body::damaged_entry;
use super::field::{COMMON, SPAN};
use super::record::{COUNT, SPANNED};
use super::{Evidence, Field, Ledger, Record, Type, Value};
use crate::amount::{Amount, Bound};
use crate::error::Result;

impl Record {
    /// The record of which [`Record::body`] writes this very body.
    pub fn of_body(id: Uuid, body: &str) -> Option<Record> {
        read(id, body, true)
    }

    /// Reads back what [`Record::body`] wrote, however it is written; what cannot be read is a damaged ledger file.
    pub fn from_body(id: Uuid, body: &str) -> Result<Record> {
        let read = Record::of_body(id, body).or_else(|| read(id, &in_order(body)?, false));
        read.ok_or_else(|| damaged_entry(id))
    }
}

fn read(id: Uuid, body: &str, strict: bool) -> Option<Record> {
    let mut rest = Rest { text: body.strip_prefix("{\"ledger\":")?, strict };
    let ledger = Ledger::find(&rest.text()?)?;
    let mut record = Record { id, ..Record::blank(ledger) };
    rest.take(",\"no\":")?;
    let no = rest.number();
    record.no = no.parse().ok().filter(|number: &i64| number.to_string() == no)?;
    if ledger.is_child() {
        rest.take(",\"of\":")?;
        record.of = rest.list()?.iter().map(|text| parent(text)).collect::<Option<_>>()?;
    }
    // Fields stand in the order of their table, each at most once.
    let mut fields = fields(ledger);
    while rest.take(",\"").is_some() {
        let (key, behind) = rest.text.split_once("\":")?;
        let (field, slot) = fields.find(|(field, _)| field.key == key)?;
        rest.text = behind;
        record.values.push((slot, rest.value(field)?));
    }
    (rest.text == "}" && matches!(record.values.first(), Some((0, Value::Day(_))))).then_some(record)
}

/// The fields of a ledger with their places in its tables.
fn fields(ledger: &'static Ledger) -> impl Iterator<Item = (&'static Field, u8)> {
    let span = (!ledger.is_of_office()).then_some((&SPAN, SPANNED));
    let own = COMMON.iter().chain(ledger.fields).zip(0..).filter(|(_, slot)| *slot != COUNT || ledger.counted);
    own.chain(span)
}

/// The members of a body that this program knows, in its order.
fn in_order(body: &str) -> Option<String> {
    let map: Map<String, Json> = serde_json::from_str(body).ok()?;
    let ledger = Ledger::find(map.get("ledger")?.as_str()?)?;
    let of = ledger.is_child().then(|| "of".to_owned());
    let own = fields(ledger).flat_map(|(field, _)| [field.key.to_owned(), format!("{}_bound", field.key)]);
    let keys = ["ledger", "no"].map(str::to_owned).into_iter().chain(of).chain(own);
    let members: Map<String, Json> = keys.filter_map(|key| Some((key.clone(), map.get(&key)?.clone()))).collect();
    Some(Json::Object(members).to_string())
}

/// The id of what a record hangs on.
fn parent(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (*id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == *text).then_some(id)
}

/// What is left of a body, and whether numbers in it may be written in one way only.
struct Rest<'b> {
    text: &'b str,
    strict: bool,
}

impl<'b> Rest<'b> {
    /// Takes this off the beginning.
    fn take(&mut self, beginning: &str) -> Option<()> {
        self.text = self.text.strip_prefix(beginning)?;
        Some(())
    }

    fn value(&mut self, field: &Field) -> Option<Value> {
        Some(match field.holds {
            Type::Day | Type::DayAhead => Value::Day(day(&self.text()?)?),
            Type::Amount(unit) => {
                let number = self.number();
                let amount = Amount::exact(Amount::parts_of_decimal(number, unit.measure)?);
                let is_whole =
                    number == "0" || !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
                if self.strict && !is_whole && amount.decimal(unit.measure) != number {
                    return None;
                }
                let bound = self
                    .text
                    .strip_prefix(",\"")
                    .and_then(|rest| rest.strip_prefix(field.key)?.strip_prefix("_bound\":"));
                let Some(rest) = bound else { return Some(Value::Amount(amount)) };
                self.text = rest;
                let bound = Bound::from_key(&self.text()?).filter(|bound| !self.strict || *bound != Bound::Exact)?;
                Value::Amount(Amount::new(amount.value, bound))
            }
            Type::Terms(_) | Type::Names => Value::List(self.list()?),
            Type::Flag => Value::Flag(self.json()?),
            Type::File => Value::File(self.json().filter(Evidence::is_whole)?),
            Type::Text | Type::Note | Type::Choice(_) | Type::Term(_) | Type::Record(_) => {
                Value::Text(self.text()?.into_owned())
            }
        })
    }

    fn text(&mut self) -> Option<Cow<'b, str>> {
        let inside = self.text.strip_prefix('"')?;
        let end = inside.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\')?;
        if inside.as_bytes()[end] != b'"' {
            return self.json().map(Cow::Owned);
        }
        self.text = &inside[end + 1..];
        Some(Cow::Borrowed(&inside[..end]))
    }

    fn list(&mut self) -> Option<Vec<String>> {
        self.take("[")?;
        let mut list = Vec::new();
        while self.take("]").is_none() {
            if !list.is_empty() {
                self.take(",")?;
            }
            list.push(self.text()?.into_owned());
        }
        Some(list)
    }

    /// The characters that a number is made of.
    fn number(&mut self) -> &'b str {
        let (number, rest) =
            self.text.split_at(self.text.bytes().take_while(|byte| b"-.0123456789".contains(byte)).count());
        self.text = rest;
        number
    }

    /// Whatever else stands in JSON, if it is written in just this way.
    fn json<T: DeserializeOwned + Serialize>(&mut self) -> Option<T> {
        let mut values = serde_json::Deserializer::from_str(self.text).into_iter();
        let value = values.next()?.ok()?;
        let (written, rest) = self.text.split_at(values.byte_offset());
        self.text = rest;
        (serde_json::to_string(&value).ok()? == written).then_some(value)
    }
}

/// A day as it is written: 2022-05-01.
fn day(text: &str) -> Option<NaiveDate> {
    let digit = |number: u32, byte: &u8| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'));
    let number = |digits: &[u8]| digits.iter().try_fold(0, digit);
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let year = number(&[*y1, *y2, *y3, *y4])?;
    NaiveDate::from_ymd_opt(year.cast_signed(), number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}
