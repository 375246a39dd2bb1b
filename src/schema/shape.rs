//! Shapes: the few words in which an answer is described, and how they are written as JSON Schema.

use serde_json::{Map, Value as Json, json};

use crate::text::{Lang, Message};

/// What a value looks like.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    holds: Holds,
    null: bool,
    about: Message,
    examples: Vec<String>,
}

#[derive(Clone, Debug)]
enum Holds {
    Null,
    Words(Option<&'static str>),
    Upto(usize),
    Pattern(&'static str),
    OneOf(Vec<String>),
    Whole(Option<i64>),
    Number,
    Flag,
    List(Box<Shape>),
    Empty,
    Object(Vec<(String, Shape)>),
    Defined(Vec<String>),
}

impl Shape {
    fn new(holds: Holds) -> Shape {
        Shape { holds, null: false, about: Message::default(), examples: Vec::new() }
    }

    /// The same shape, or `null`.
    pub(super) fn or_null(mut self) -> Shape {
        self.null = true;
        self
    }

    /// The same shape, `null` where something may be unset.
    pub(super) fn null_if(mut self, unset: bool) -> Shape {
        self.null |= unset;
        self
    }

    /// What it says, in both languages.
    pub(super) fn about(self, zh: &str, en: &str) -> Shape {
        self.said(Message { zh: zh.to_owned(), en: en.to_owned() })
    }

    /// What it says, in a sentence made elsewhere.
    pub(super) fn said(mut self, about: Message) -> Shape {
        self.about = about;
        self
    }

    /// A few values it may have where the office can add others.
    pub(super) fn such_as(mut self, examples: impl IntoIterator<Item = impl Into<String>>) -> Shape {
        self.examples = examples.into_iter().map(Into::into).collect();
        self
    }

    /// The keys of an object.
    pub(super) fn keys(&self) -> Vec<String> {
        match &self.holds {
            Holds::Object(members) => members.iter().map(|(key, _)| key.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// The keys of the objects in the first list of an object that is one of objects.
    pub(super) fn row_keys(&self) -> Vec<String> {
        let Holds::Object(members) = &self.holds else { return Vec::new() };
        let rows =
            members.iter().filter_map(|(_, shape)| if let Holds::List(row) = &shape.holds { Some(row) } else { None });
        rows.map(|row| row.keys()).find(|keys| !keys.is_empty()).unwrap_or_default()
    }

    /// The shape as JSON Schema, described in one language.
    pub(super) fn json(&self, lang: Lang) -> Json {
        let mut schema = self.holds.json(lang);
        if self.null {
            or_null(&mut schema);
        }
        let mut described = Map::new();
        if !self.about.zh.is_empty() {
            described.insert("description".to_owned(), self.about.lang(lang).into());
        }
        described.append(&mut schema);
        if !self.examples.is_empty() {
            described.insert("examples".to_owned(), self.examples.clone().into());
        }
        Json::Object(described)
    }
}

impl Holds {
    fn json(&self, lang: Lang) -> Map<String, Json> {
        let schema = match self {
            Holds::Null => json!({ "type": "null" }),
            Holds::Words(None) => json!({ "type": "string" }),
            Holds::Words(Some(format)) => json!({ "type": "string", "format": format }),
            Holds::Upto(characters) => json!({ "type": "string", "minLength": 1, "maxLength": characters }),
            Holds::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
            Holds::OneOf(keys) => json!({ "type": "string", "enum": keys }),
            Holds::Whole(None) => json!({ "type": "integer" }),
            Holds::Whole(Some(least)) => json!({ "type": "integer", "minimum": least }),
            Holds::Number => json!({ "type": "number" }),
            Holds::Flag => json!({ "type": "boolean" }),
            Holds::List(item) => json!({ "type": "array", "items": item.json(lang) }),
            Holds::Empty => json!({ "type": "array", "maxItems": 0 }),
            Holds::Object(members) => {
                let keys: Vec<&String> = members.iter().map(|(key, _)| key).collect();
                let properties: Map<String, Json> =
                    members.iter().map(|(key, shape)| (key.clone(), shape.json(lang))).collect();
                json!({
                    "type": "object", "properties": properties, "required": keys, "additionalProperties": false
                })
            }
            Holds::Defined(names) => {
                let all: Vec<Json> = names.iter().map(|name| json!({ "$ref": format!("#/$defs/{name}") })).collect();
                if let [one] = all.as_slice() { one.clone() } else { json!({ "oneOf": all }) }
            }
        };
        if let Json::Object(schema) = schema { schema } else { Map::new() }
    }
}

/// `null` joins the types, and the values where they are listed.
fn or_null(schema: &mut Map<String, Json>) {
    if let Some(kind) = schema.get_mut("type").filter(|kind| **kind != "null") {
        *kind = json!([kind.take(), "null"]);
    }
    if let Some(Json::Array(keys)) = schema.get_mut("enum") {
        keys.push(Json::Null);
    }
}

/// Nothing, ever.
pub(super) fn nothing() -> Shape {
    Shape::new(Holds::Null)
}

/// Words.
pub(super) fn words() -> Shape {
    Shape::new(Holds::Words(None))
}

/// Words that people wrote, at least one character and at most so many.
pub(super) fn upto(characters: usize) -> Shape {
    Shape::new(Holds::Upto(characters))
}

/// Words of a certain form, as a regular expression.
pub(super) fn pattern(pattern: &'static str) -> Shape {
    Shape::new(Holds::Pattern(pattern))
}

/// A day: 2022-05-01.
pub(super) fn day() -> Shape {
    Shape::new(Holds::Words(Some("date")))
}

/// A moment, in RFC 3339.
pub(super) fn moment() -> Shape {
    Shape::new(Holds::Words(Some("date-time")))
}

/// The id of a record.
pub(super) fn id() -> Shape {
    Shape::new(Holds::Words(Some("uuid")))
}

/// One of a closed list.
pub(super) fn one_of(keys: impl IntoIterator<Item = impl Into<String>>) -> Shape {
    Shape::new(Holds::OneOf(keys.into_iter().map(Into::into).collect()))
}

/// A whole number.
pub(super) fn whole() -> Shape {
    Shape::new(Holds::Whole(None))
}

/// How many: a whole number, nought at least.
pub(super) fn many() -> Shape {
    Shape::new(Holds::Whole(Some(0)))
}

/// A decimal number, exact digit by digit.
pub(super) fn number() -> Shape {
    Shape::new(Holds::Number)
}

/// Yes or no.
pub(super) fn flag() -> Shape {
    Shape::new(Holds::Flag)
}

/// Any number of one shape.
pub(super) fn list(item: Shape) -> Shape {
    Shape::new(Holds::List(Box::new(item)))
}

/// A list that never has anything in it.
pub(super) fn empty() -> Shape {
    Shape::new(Holds::Empty)
}

/// An object with exactly these keys.
pub(super) fn object(members: impl IntoIterator<Item = (impl Into<String>, Shape)>) -> Shape {
    Shape::new(Holds::Object(members.into_iter().map(|(key, shape)| (key.into(), shape)).collect()))
}

/// One of the shapes that the schema defines under these names.
pub(super) fn defined(names: impl IntoIterator<Item = impl Into<String>>) -> Shape {
    Shape::new(Holds::Defined(names.into_iter().map(Into::into).collect()))
}
