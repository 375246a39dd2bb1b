//! A record: the values of one ledger's fields, and the canonical JSON in which it is kept.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Number, Value as Json};
use uuid::Uuid;

use super::field::{self, COMMON_LEN, Type};
use super::{Evidence, Field, Ledger, Value};
use crate::amount::{Amount, Bound};
use crate::error::{Error, Result};
use crate::message;
use crate::text::Message;
use crate::vocabulary::Vocabulary;

/// The places of some common fields in their table, for what is asked for all the time.
const DATE: u8 = 0;
const KIND: u8 = 2;
const TOWN: u8 = 3;
const PLATFORM: u8 = 4;
const DEPARTMENT: u8 = 5;
const COUNT: u8 = 10;

/// One record of one ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its identity, the same in every office's file.
    pub id: Uuid,
    /// The ledger it belongs to.
    pub ledger: &'static Ledger,
    /// The short number people use; 0 until the store has given one.
    pub no: i64,
    /// The records it hangs on.
    pub of: Vec<Uuid>,
    /// Why it no longer counts; `None` while it does.
    pub void: Option<String>,
    /// The fields that are set, each with its place in the tables of fields, in that order: most are not.
    values: Vec<(u8, Value)>,
}

/// Where a record belongs, for breaking a figure down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its kind, as a key.
    pub kind: Option<String>,
    /// Its town; none is the district itself.
    pub town: Option<String>,
    /// 履职平台.
    pub platform: Option<String>,
    /// Who organised it.
    pub department: Option<String>,
}

/// The error about a record whose kept body this program cannot have written.
#[must_use]
pub fn damaged_entry(id: Uuid) -> Error {
    Error::new(
        crate::error::Kind::Database,
        "damaged_entry",
        message!("记录{id}的内容已损坏", "the content of record {id} is damaged"),
    )
    .hint(message!("换用备份；verify 说明哪里坏了", "use a backup; verify says what is damaged"))
}

impl Record {
    /// The largest number that a record can bring with it.
    pub const LAST_NUMBER: i64 = 999_999_999;

    /// A record with nothing in it.
    #[must_use]
    pub fn blank(ledger: &'static Ledger) -> Record {
        Record { id: Uuid::nil(), ledger, no: 0, of: Vec::new(), void: None, values: Vec::with_capacity(8) }
    }

    /// The value of a field; `None` when unset or no field of this ledger.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.slot(key).and_then(|slot| self.at(slot))
    }

    /// Sets or clears a field. A key that is no field of this ledger is passed over.
    pub fn set(&mut self, key: &str, value: Option<Value>) {
        let Some(slot) = self.slot(key) else { return };
        match (self.values.binary_search_by_key(&slot, |(at, _)| *at), value) {
            (Ok(found), Some(value)) => self.values[found].1 = value,
            (Ok(found), None) => drop(self.values.remove(found)),
            (Err(place), Some(value)) => self.values.insert(place, (slot, value)),
            (Err(_), None) => {}
        }
    }

    /// The value of the ledger's own field at a place in its table.
    #[must_use]
    pub(super) fn own(&self, index: usize) -> Option<&Value> {
        self.at(u8::try_from(COMMON_LEN + index).ok()?)
    }

    /// Text, or the key of a choice or word.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The day it is dated.
    ///
    /// # Panics
    /// Never for a record that came through the door: every record has a date.
    #[must_use]
    pub fn date(&self) -> NaiveDate {
        match self.at(DATE) {
            Some(Value::Day(day)) => *day,
            _ => panic!("a record without a date was let in"),
        }
    }

    /// How many it stands for: one unless said otherwise.
    #[must_use]
    pub fn count(&self) -> Amount {
        match self.at(COUNT) {
            Some(Value::Amount(amount)) => *amount,
            _ => Amount::exact(1),
        }
    }

    /// 汇总填报: whether it stands for many that are recorded nowhere one by one.
    #[must_use]
    pub fn is_lump(&self) -> bool {
        self.count() != Amount::exact(1)
    }

    /// Where it belongs by its own fields.
    #[must_use]
    pub fn place(&self) -> Place {
        let own = |slot| match self.at(slot) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        Place { kind: own(KIND), town: own(TOWN), platform: own(PLATFORM), department: own(DEPARTMENT) }
    }

    /// What people and other programs call it: `case-12`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}-{}", self.ledger.key, self.no)
    }

    /// Gives back the memory that is no longer needed once every field is set.
    pub fn settle(&mut self) {
        self.values.shrink_to_fit();
    }

    /// Fills in the ledger's defaults where nothing was said.
    pub fn fill_defaults(&mut self) {
        for (key, value) in self.ledger.defaults {
            if self.get(key).is_none() {
                self.set(key, Some(Value::Text((*value).to_owned())));
            }
        }
    }

    /// Everything that must hold within one record: required fields, what it hangs on, and the ledger's own rule. Only
    /// what stands for many that are known only as a number hangs on nothing.
    ///
    /// # Errors
    /// Names the first field that is missing, or what the rule says.
    pub fn check(&self) -> Result<()> {
        for field in self.ledger.all_fields().filter(|field| self.ledger.requires(field)) {
            let named_by_count = field.key == "title" && self.get("count").is_some();
            if self.get(field.key).is_none() && !named_by_count {
                return Err(missing(self.ledger, field));
            }
        }
        if self.ledger.is_child() && self.of.is_empty() && self.get("count").is_none() {
            return Err(homeless(self.ledger));
        }
        (self.ledger.rule)(self)
    }

    /// Refuses words that were out of use on the day of the record.
    ///
    /// # Errors
    /// Exit 4, with the word and the day from which it is out of use.
    pub fn in_use(&self, vocabulary: &Vocabulary) -> Result<()> {
        let day = self.date();
        for (slot, value) in &self.values {
            let field = self.field_at(*slot);
            let (set, keys) = match (field.holds, value) {
                (Type::Term(set), Value::Text(key)) => (set, std::slice::from_ref(key)),
                (Type::Terms(set), Value::List(keys)) => (set, keys.as_slice()),
                _ => continue,
            };
            let terms = keys.iter().filter_map(|key| vocabulary.term(set, self.ledger.key, key));
            for term in terms {
                if let Some(retired) = term.retired.filter(|retired| *retired <= day) {
                    let label = &term.label;
                    return Err(Error::refused(
                        "retired_word",
                        message!("“{label}”自{retired}起停用", "“{label}” is out of use from {retired}"),
                    )
                    .hint(message!("换一个在用的，或核对日期", "use another word, or check the date"))
                    .field(field.key));
                }
            }
        }
        Ok(())
    }

    /// The canonical JSON that an entry keeps: ledger, number, links, then every field that is set, in table order.
    #[must_use]
    pub fn body(&self) -> String {
        self.body_around(&self.content_text())
    }

    /// The same, where [`Record::content_text`] is known already.
    #[must_use]
    pub fn body_around(&self, content: &str) -> String {
        let mut object = Object::with_capacity(content.len() + 64);
        object.written("ledger", &quoted(self.ledger.key));
        object.written("no", &self.no.to_string());
        if self.ledger.is_child() {
            object.member("of", &self.of.iter().map(Uuid::to_string).collect::<Vec<_>>());
        }
        object.join(content)
    }

    /// The fields that are set, as the text of a JSON object, in table order.
    #[must_use]
    pub fn content_text(&self) -> String {
        let mut object = Object::with_capacity(512);
        for (slot, value) in &self.values {
            let field = self.field_at(*slot);
            if *slot == COUNT && !self.ledger.counted {
                continue;
            }
            match value {
                Value::Text(text) => object.text(field.key, text),
                Value::Day(day) => object.text(field.key, &day.to_string()),
                Value::Amount(amount) => object.written(field.key, &amount.decimal(field.measure())),
                Value::List(list) => object.member(field.key, list),
                Value::Flag(flag) => object.member(field.key, flag),
                Value::File(file) => object.member(field.key, &file.json()),
            }
            if let Value::Amount(Amount { bound, .. }) = value
                && *bound != Bound::Exact
            {
                object.text(&format!("{}_bound", field.key), bound.key());
            }
        }
        object.close()
    }

    /// The fields that are set, as JSON, in table order.
    #[must_use]
    pub fn content(&self) -> Map<String, Json> {
        let mut map = Map::new();
        for field in self.ledger.all_fields() {
            let Some(value) = self.get(field.key) else { continue };
            map.insert(field.key.into(), value.json(field));
            if let Value::Amount(Amount { bound, .. }) = value
                && *bound != Bound::Exact
            {
                map.insert(format!("{}_bound", field.key), bound.key().into());
            }
        }
        map
    }

    /// Reads back what [`Record::body`] wrote.
    ///
    /// # Errors
    /// A body that this program cannot have written is a damaged ledger file.
    pub fn from_body(id: Uuid, body: &str) -> Result<Record> {
        let damaged = || damaged_entry(id);
        let map: Map<String, Json> = serde_json::from_str(body).map_err(|_| damaged())?;
        let ledger = map.get("ledger").and_then(Json::as_str).and_then(Ledger::find).ok_or_else(damaged)?;
        let mut record = Record::blank(ledger);
        record.id = id;
        record.no = map.get("no").and_then(Json::as_i64).ok_or_else(damaged)?;
        for parent in map.get("of").and_then(Json::as_array).into_iter().flatten() {
            record.of.push(parent.as_str().and_then(|text| Uuid::parse_str(text).ok()).ok_or_else(damaged)?);
        }
        for field in ledger.all_fields() {
            if let Some(json) = map.get(field.key) {
                let bound = map.get(&format!("{}_bound", field.key)).and_then(Json::as_str);
                record.set(field.key, Some(Value::restore(field, json, bound).ok_or_else(damaged)?));
            }
        }
        if record.get("date").is_none() { Err(damaged()) } else { Ok(record) }
    }

    fn slot(&self, key: &str) -> Option<u8> {
        let common = super::field::COMMON.iter();
        let slot = common.chain(self.ledger.fields.iter()).position(|field| field.key == key)?;
        u8::try_from(slot).ok()
    }

    fn field_at(&self, slot: u8) -> &'static Field {
        let slot = usize::from(slot);
        field::COMMON.get(slot).unwrap_or_else(|| &self.ledger.fields[slot - COMMON_LEN])
    }

    fn at(&self, slot: u8) -> Option<&Value> {
        let found = self.values.binary_search_by_key(&slot, |(at, _)| *at).ok()?;
        Some(&self.values[found].1)
    }
}

/// A JSON object that is written member by member; a tree in between would take several times as long.
struct Object(String);

impl Object {
    fn with_capacity(bytes: usize) -> Object {
        let mut text = String::with_capacity(bytes);
        text.push('{');
        Object(text)
    }

    fn member(&mut self, key: &str, value: &(impl Serialize + ?Sized)) {
        self.written(key, &serde_json::to_string(value).expect("memory takes everything"));
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        if is_plain(text) {
            self.0.push('"');
            self.0.push_str(text);
            self.0.push('"');
        } else {
            self.0.push_str(&quoted(text));
        }
    }

    /// A member whose value is JSON already.
    fn written(&mut self, key: &str, json: &str) {
        self.key(key);
        self.0.push_str(json);
    }

    /// Keys are plain words.
    fn key(&mut self, key: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(key);
        self.0.push_str("\":");
    }

    /// Goes on with the members of another object.
    fn join(mut self, other: &str) -> String {
        match other.strip_prefix('{') {
            Some(members) if members != "}" => {
                self.0.push(',');
                self.0.push_str(members);
                self.0
            }
            _ => self.close(),
        }
    }

    fn close(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// Whether a text stands in JSON as it is.
#[expect(clippy::needless_bitwise_bool, reason = "without branches many bytes are looked at in one go")]
fn is_plain(text: &str) -> bool {
    !text.bytes().fold(false, |found, byte| found | (byte < 0x20) | (byte == b'"') | (byte == b'\\'))
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("memory takes everything")
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

    fn restore(field: &Field, json: &Json, bound: Option<&str>) -> Option<Value> {
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

impl Field {
    /// The measure of an amount field; a count for every other.
    #[must_use]
    pub fn measure(&self) -> crate::amount::Measure {
        match self.holds {
            Type::Amount(unit) => unit.measure,
            _ => crate::amount::Measure::Count,
        }
    }
}

/// A JSON number with exactly these digits.
fn decimal_number(digits: &str) -> Number {
    Number::from_string_unchecked(digits.to_owned())
}

fn homeless(ledger: &Ledger) -> Error {
    let Message { zh, en } = Ledger::labels(ledger.parents);
    let error = Error::usage(
        "no_parent",
        message!("没有写属于哪条记录（{zh}）", "it does not say which record it belongs to ({en})"),
    )
    .field("of");
    if ledger.counted {
        error.hint(message!(
            "写上编号；只知道总数的，用 -t 镇街 --count 31余",
            "give the number; many that are known only as a total: -t TOWN --count 31余"
        ))
    } else {
        error.hint(message!("写上编号；导入时 of 写 ref 或 id", "give the number; in an import, of takes a ref or id"))
    }
}

fn missing(ledger: &Ledger, field: &Field) -> Error {
    let (zh, en, key) = (field.label.zh, field.label.en, field.key);
    let kinds = ledger.kinds.iter().map(|kind| kind.label.zh).collect::<Vec<_>>().join("、");
    let error = Error::usage("missing_field", message!("缺少{zh}（{key}）", "the {en} ({key}) is missing")).field(key);
    match key {
        "kind" => error.hint(message!("类别可写：{kinds}", "kinds: {kinds}")),
        "title" if ledger.counted => error.hint(message!(
            "写上标题；只知道总数的，用 --count 30余",
            "give a title; a list known only as a number is entered with --count 30余"
        )),
        _ => {
            let flag = field.flag.unwrap_or(key);
            error.hint(message!("用 --{flag} 写上", "give it with --{flag}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_are_those_of_the_table() {
        let places = [DATE, KIND, TOWN, PLATFORM, DEPARTMENT, COUNT];
        let keys = places.map(|place| field::COMMON[usize::from(place)].key);
        assert_eq!(keys, ["date", "kind", "town", "platform", "department", "count"]);
        assert_eq!(field::COMMON.len(), COMMON_LEN);
    }

    #[test]
    fn text_in_a_body_is_escaped_as_json_is() {
        let mut record = Record::blank(Ledger::find("study").expect("a ledger"));
        record.set("title", Some(Value::Text("“引”\"号\"与\\和\n换行".to_owned())));
        assert_eq!(record.content_text(), r#"{"title":"“引”\"号\"与\\和\n换行"}"#);
        assert_eq!(record.body(), r#"{"ledger":"study","no":0,"title":"“引”\"号\"与\\和\n换行"}"#);
        assert_eq!(Record::blank(record.ledger).body(), r#"{"ledger":"study","no":0}"#);
    }
}
