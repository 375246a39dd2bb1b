//! The description of one object as JSON Schema.

use serde_json::{Value as Json, json};

use super::shape::Shape;
use crate::text::{Lang, Message};

/// The dialect in which schemas are written.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The description of one object.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Its name: a ledger's key, or the words of a command with hyphens.
    pub name: String,
    /// What the object is.
    pub about: Message,
    /// The commands that print any number of them: an array, or lines.
    pub lists: Vec<String>,
    /// The commands that print one.
    pub objects: Vec<String>,
    pub(super) shape: Shape,
}

impl Schema {
    pub(super) fn new(name: &str, about: Message, shape: Shape) -> Schema {
        Schema { name: name.to_owned(), about, lists: Vec::new(), objects: Vec::new(), shape }
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
        let id = format!("urn:qjcppcc:1:{}", self.name);
        let mut schema = json!({ "$schema": DIALECT, "$id": id, "title": self.about.lang(lang) });
        schema.as_object_mut().expect("an object").append(&mut self.shape.json(lang));
        schema
    }
}
