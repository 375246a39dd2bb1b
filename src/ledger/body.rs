//! The canonical JSON in which a record is kept. Its bytes never change: every entry's hash is over them.

use serde::Serialize;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::definition::Record;
use super::field::Value;
use super::record::COUNT;
use crate::amount::{Amount, Bound};
use crate::error::{Error, Kind};

/// The error about a record whose kept body this program cannot have written.
pub fn damaged_entry(id: Uuid) -> Error {
    Error::new(
        Kind::Database,
        "damaged_entry",
        message!("记录{id}的内容已损坏", "the content of record {id} is damaged"),
    )
    .hint(message!("换用备份；verify 说明哪里坏了", "use a backup; verify says what is damaged"))
}

impl Record {
    /// The canonical JSON that an entry keeps: ledger, number, links, then every field that is set, in table order.
    pub fn body(&self) -> String {
        self.body_around(&self.content_text())
    }

    /// The same, where [`Record::content_text`] is known already.
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
                Value::File(file) => object.member(field.key, file),
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
    ///
    /// # Panics
    /// Never: what is read here was just written.
    pub fn content(&self) -> Map<String, Json> {
        serde_json::from_str(&self.content_text()).expect("an object in JSON")
    }
}

/// A JSON object that is written member by member; a tree in between would take several times as long.
struct Object(String);

impl Object {
    fn with_capacity(bytes: usize) -> Object {
        Object(String::with_capacity(bytes) + "{")
    }

    fn member(&mut self, key: &str, value: &(impl Serialize + ?Sized)) {
        self.written(key, &serde_json::to_string(value).expect("memory takes everything"));
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        if is_plain(text) { self.0.extend(["\"", text, "\""]) } else { self.0.push_str(&quoted(text)) }
    }

    /// A member whose value is JSON already.
    fn written(&mut self, key: &str, json: &str) {
        self.key(key);
        self.0.push_str(json);
    }

    /// Keys are plain words.
    fn key(&mut self, key: &str) {
        let comma = if self.0.len() > 1 { "," } else { "" };
        self.0.extend([comma, "\"", key, "\":"]);
    }

    /// Goes on with the members of another object.
    fn join(self, other: &str) -> String {
        match other.strip_prefix('{') {
            Some(members) if members != "}" => self.0 + "," + members,
            _ => self.close(),
        }
    }

    fn close(self) -> String {
        self.0 + "}"
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
