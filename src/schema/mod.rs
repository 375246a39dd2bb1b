//! What the program's JSON looks like, as JSON Schema: records from the field tables of their ledgers, and every other answer.
//!
//! One schema describes one object. Where a command prints an array, or lines, each of its objects is one. Nothing in here
//! reads, writes or knows a command line; the commands are named for the reader only.

mod answers;
mod ledgers;
mod shape;

use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::lookup::{Candidate, Pick, pick};
use crate::message;
use crate::text::{Lang, Message};

use shape::Shape;

/// More names than this are no hint.
const FEW: usize = 4;

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
    shape: Shape,
    defines: Vec<(String, Shape)>,
}

impl Schema {
    fn new(name: &str, about: Message, shape: Shape) -> Schema {
        Schema { name: name.to_owned(), about, lists: Vec::new(), objects: Vec::new(), shape, defines: Vec::new() }
    }

    fn lists(mut self, commands: impl IntoIterator<Item = impl Into<String>>) -> Schema {
        self.lists = commands.into_iter().map(Into::into).collect();
        self
    }

    fn objects(mut self, commands: impl IntoIterator<Item = impl Into<String>>) -> Schema {
        self.objects = commands.into_iter().map(Into::into).collect();
        self
    }

    fn defines(mut self, shapes: impl IntoIterator<Item = (impl Into<String>, Shape)>) -> Schema {
        self.defines = shapes.into_iter().map(|(name, shape)| (name.into(), shape)).collect();
        self
    }

    /// The keys of every object that a command may print, each with the name of its schema.
    #[must_use]
    pub fn members_of(command: &str) -> Vec<(String, String)> {
        let keys = |schema: Schema| schema.shape.keys().into_iter().map(move |key| (schema.name.clone(), key));
        Schema::printed_by(command).flat_map(keys).collect()
    }

    /// The keys of the rows in the objects that a command prints.
    #[must_use]
    pub fn rows_of(command: &str) -> Vec<String> {
        Schema::printed_by(command).flat_map(|schema| schema.shape.row_keys()).collect()
    }

    fn printed_by(command: &str) -> impl Iterator<Item = Schema> {
        schemas().into_iter().filter(move |schema| schema.objects.iter().any(|known| known == command))
    }

    /// The JSON Schema, described in one language. Its `$id` changes only when a key means something else.
    #[must_use]
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

/// Every schema: the ledgers first, then the other answers.
#[must_use]
pub fn schemas() -> Vec<Schema> {
    ledgers::schemas().into_iter().chain(answers::schemas()).collect()
}

/// The schema with this name, or of the ledger with this Chinese name.
///
/// # Errors
/// Exit 2 for a name that nothing has, with the nearest.
pub fn find(name: &str) -> Result<Schema> {
    let ledger = Ledger::all().find(|ledger| ledger.label.zh == name);
    let key = ledger.map_or(name, |ledger| ledger.key);
    let all = schemas();
    if let Some(schema) = all.iter().find(|schema| schema.name == key) {
        return Ok(schema.clone());
    }
    let error = Error::usage("no_such_schema", message!("没有“{name}”的模式", "there is no schema “{name}”"));
    let near = nearest(name, &all).join(", ");
    Err(if near.is_empty() {
        error.hint(message!("看全部：qjcppcc schema", "see them all: qjcppcc schema"))
    } else {
        error.hint(message!(
            "是不是 {near}？看全部：qjcppcc schema",
            "did you mean {near}? see them all: qjcppcc schema"
        ))
    })
}

/// The schemas that may be meant: by a part of their name, by a word of a command that prints them, or by a slip of the pen.
fn nearest<'a>(name: &str, all: &'a [Schema]) -> Vec<&'a str> {
    // Half a name of a ledger is near its `show`, too, but means the ledger.
    let meant = all.iter().filter(|schema| name.contains('-') || !schema.name.ends_with("-show"));
    let candidates: Vec<Candidate> = meant.map(|schema| Candidate::new(&schema.name, &[])).collect();
    let near = match pick(name, &candidates) {
        Pick::One(near) => return vec![near],
        Pick::Several(names) => return names,
        Pick::None(near) => near,
    };
    let prints = |schema: &&Schema| {
        let mut commands = schema.lists.iter().chain(&schema.objects);
        commands.any(|command| command.split(' ').any(|word| word == name))
    };
    let printed: Vec<&str> = all.iter().filter(prints).map(|schema| schema.name.as_str()).collect();
    if (1..=FEW).contains(&printed.len()) { printed } else { near.into_iter().collect() }
}
