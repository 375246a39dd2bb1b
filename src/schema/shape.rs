//! Shapes, the few words for answers: the JSON Schema of a value, described in both languages until somebody reads it.

use std::rc::Rc;

use serde_json::{Map, Value as Json, json};

use crate::text::{Lang, Message};

/// What a value looks like.
#[derive(Clone, Debug)]
pub(super) struct Shape(Map<String, Json>);

impl Shape {
    fn new(schema: Json) -> Shape {
        Shape(if let Json::Object(schema) = schema { schema } else { Map::new() })
    }

    /// The same shape, or `null`.
    pub(super) fn or_null(self) -> Shape {
        self.null_if(true)
    }

    /// The same shape, `null` where something may be unset: it joins the types, and the values where they are listed.
    pub(super) fn null_if(mut self, unset: bool) -> Shape {
        if let Some(kind) = self.0.get_mut("type").filter(|kind| unset && kind.is_string() && **kind != "null") {
            *kind = json!([kind.take(), "null"]);
            if let Some(Json::Array(keys)) = self.0.get_mut("enum") {
                keys.push(Json::Null);
            }
        }
        self
    }

    /// What it says, in both languages.
    pub(super) fn about(self, zh: &str, en: &str) -> Shape {
        self.said(&Message { zh: zh.to_owned(), en: en.to_owned() })
    }

    /// What it says, in a sentence made elsewhere.
    pub(super) fn said(mut self, about: &Message) -> Shape {
        self.0.shift_insert(0, "description".to_owned(), json!(about));
        self
    }

    /// A few values it may have where the office can add others.
    pub(super) fn such_as(mut self, examples: impl IntoIterator<Item = impl Into<Json>>) -> Shape {
        let examples: Json = examples.into_iter().map(Into::into).collect();
        self.0.extend(Some(examples).filter(|list| *list != json!([])).map(|list| ("examples".to_owned(), list)));
        self
    }

    /// The same shape, with what it calls by name.
    pub(super) fn defines(mut self, shapes: impl IntoIterator<Item = (&'static str, Shape)>) -> Shape {
        let shapes: Map<_, _> = shapes.into_iter().map(|(name, shape)| (name.to_owned(), shape.0.into())).collect();
        self.0.extend((!shapes.is_empty()).then(|| ("$defs".to_owned(), shapes.into())));
        self
    }

    /// An object any of whose keys may be left out.
    pub(super) fn in_part(mut self) -> Shape {
        self.0.shift_remove("required");
        self
    }

    /// An object with the keys of both.
    pub(super) fn and(self, other: Shape) -> Shape {
        object(self.into_members().into_iter().chain(other.into_members()))
    }

    /// The members of an object.
    pub(super) fn into_members(self) -> Vec<(String, Shape)> {
        self.members().map(|(key, shape)| (key.clone(), Shape::new(shape.clone()))).collect()
    }

    /// The keys of an object.
    pub(super) fn keys(&self) -> Vec<String> {
        self.members().map(|(key, _)| key.clone()).collect()
    }

    /// The keys of the objects in the first list of an object that is one of objects.
    pub(super) fn row_keys(&self) -> Vec<String> {
        let rows = self.members().filter_map(|(_, shape)| shape["items"]["properties"].as_object());
        rows.map(|row| row.keys().cloned().collect()).next().unwrap_or_default()
    }

    fn members(&self) -> impl Iterator<Item = (&String, &Json)> {
        self.0.get("properties").and_then(Json::as_object).into_iter().flatten()
    }

    /// The shape as JSON Schema, described in one language.
    pub(super) fn json(&self, lang: Lang) -> Map<String, Json> {
        self.0.iter().map(|(key, json)| (key.clone(), described(json, lang))).collect()
    }
}

/// The same JSON, in which nothing but a message has its words under the key of a language.
fn described(json: &Json, lang: Lang) -> Json {
    match json {
        Json::Object(members) => match members.get(lang.key()) {
            Some(words @ Json::String(_)) => words.clone(),
            _ => members.iter().map(|(key, json)| (key.clone(), described(json, lang))).collect(),
        },
        Json::Array(items) => items.iter().map(|item| described(item, lang)).collect(),
        other => other.clone(),
    }
}

/// The dialect in which schemas are written.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The description of one object.
#[derive(Clone)]
pub struct Schema {
    /// Its name: a ledger's key, or the words of a command with hyphens.
    pub name: String,
    /// What the object is.
    pub about: Message,
    /// The commands that print any number of them: an array, or lines.
    pub lists: Vec<String>,
    /// The commands that print one.
    pub objects: Vec<String>,
    /// Made for whoever reads it: most are only looked for by name.
    shape: Rc<dyn Fn() -> Shape>,
}

impl Schema {
    pub(super) fn new(name: &str, about: Message, shape: impl Fn() -> Shape + 'static) -> Schema {
        Schema { name: name.to_owned(), about, lists: Vec::new(), objects: Vec::new(), shape: Rc::new(shape) }
    }

    /// The form of the object.
    pub(super) fn shape(&self) -> Shape {
        (self.shape)()
    }

    pub(super) fn lists(mut self, commands: impl IntoIterator<Item = impl Into<String>>) -> Schema {
        self.lists = commands.into_iter().map(Into::into).collect();
        self
    }

    pub(super) fn objects(mut self, commands: impl IntoIterator<Item = impl Into<String>>) -> Schema {
        self.objects = commands.into_iter().map(Into::into).collect();
        self
    }

    /// The JSON Schema, described in one language. Its `$id` changes only when a key means something else.
    pub fn json(&self, lang: Lang) -> Json {
        let (id, title) = (format!("urn:qjcppcc:1:{}", self.name), self.about.lang(lang));
        let head = [("$schema", DIALECT), ("$id", &id), ("title", title)];
        let head = head.map(|(key, words)| (key.to_owned(), words.into()));
        head.into_iter().chain(self.shape().json(lang)).collect()
    }
}

/// Shapes of one form, each with what it is.
macro_rules! shapes {
    ($($(#[$about:meta])+ $name:ident($($given:ident: $of:ty)?) $schema:tt)*) => {
        $(
            $(#[$about])+
            pub(super) fn $name($($given: $of)?) -> Shape {
                Shape::new(json!($schema))
            }
        )*
    };
}

shapes! {
    /// Nothing, ever.
    nothing() { "type": "null" }
    /// Words.
    words() { "type": "string" }
    /// Words that people wrote, at least one character and at most so many.
    upto(characters: usize) { "type": "string", "minLength": 1, "maxLength": characters }
    /// Words of a certain form, as a regular expression.
    pattern(pattern: &str) { "type": "string", "pattern": pattern }
    /// A day: 2022-05-01.
    day() { "type": "string", "format": "date" }
    /// A moment, in RFC 3339.
    moment() { "type": "string", "format": "date-time" }
    /// The id of a record.
    id() { "type": "string", "format": "uuid" }
    /// A whole number.
    whole() { "type": "integer" }
    /// How many: a whole number, nought at least.
    many() { "type": "integer", "minimum": 0 }
    /// A decimal number, exact digit by digit.
    number() { "type": "number" }
    /// Yes or no.
    flag() { "type": "boolean" }
    /// Any number of one shape.
    list(item: Shape) { "type": "array", "items": (item.0) }
    /// A list that never has anything in it.
    empty() { "type": "array", "maxItems": 0 }
}

/// One of a closed list.
pub(super) fn one_of(keys: impl IntoIterator<Item = impl Into<Json>>) -> Shape {
    let keys: Json = keys.into_iter().map(Into::into).collect();
    Shape::new(json!({ "type": "string", "enum": keys }))
}

/// An object with exactly these keys.
pub(super) fn object(members: impl IntoIterator<Item = (impl Into<String>, Shape)>) -> Shape {
    let members: Map<_, _> = members.into_iter().map(|(key, shape)| (key.into(), Json::Object(shape.0))).collect();
    let keys: Vec<&String> = members.keys().collect();
    Shape::new(json!({ "type": "object", "properties": members, "required": keys, "additionalProperties": false }))
}

/// One of the shapes that the schema defines under these names.
pub(super) fn defined(names: &[&str]) -> Shape {
    let all: Vec<Json> = names.iter().map(|name| json!({ "$ref": format!("#/$defs/{name}") })).collect();
    Shape::new(if let [one] = &all[..] { one.clone() } else { json!({ "oneOf": all }) })
}
