//! The description of one object as JSON Schema.

use serde_json::{Map, Value as Json};

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
    defines: Vec<(String, Shape)>,
}

impl Schema {
    pub(super) fn new(name: &str, about: Message, shape: Shape) -> Schema {
        Schema { name: name.to_owned(), about, lists: Vec::new(), objects: Vec::new(), shape, defines: Vec::new() }
    }

    pub(super) fn lists(mut self, commands: impl IntoIterator<Item = impl Into<String>>) -> Schema {
        self.lists = commands.into_iter().map(Into::into).collect();
        self
    }

    pub(super) fn objects(mut self, commands: impl IntoIterator<Item = impl Into<String>>) -> Schema {
        self.objects = commands.into_iter().map(Into::into).collect();
        self
    }

    pub(super) fn defines(mut self, shapes: impl IntoIterator<Item = (impl Into<String>, Shape)>) -> Schema {
        self.defines = shapes.into_iter().map(|(name, shape)| (name.into(), shape)).collect();
        self
    }

    /// The JSON Schema, described in one language. Its `$id` changes only when a key means something else.
    pub fn json(&self, lang: Lang) -> Json {
        let mut schema = Map::new();
        schema.insert("$schema".to_owned(), DIALECT.into());
        schema.insert("$id".to_owned(), format!("urn:qjcppcc:1:{}", self.name).into());
        schema.insert("title".to_owned(), self.about.lang(lang).into());
        if let Json::Object(mut shape) = self.shape.json(lang) {
            schema.append(&mut shape);
        }
        if !self.defines.is_empty() {
            let shapes: Map<String, Json> =
                self.defines.iter().map(|(name, shape)| (name.clone(), shape.json(lang))).collect();
            schema.insert("$defs".to_owned(), shapes.into());
        }
        Json::Object(schema)
    }
}
