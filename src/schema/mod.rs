//! What the program's JSON looks like, as JSON Schema: records from the field tables of their ledgers, and every other answer.
//!
//! One schema describes one object. Where a command prints an array, or lines, each of its objects is one. Nothing in here
//! reads, writes or knows a command line; the commands are named for the reader only.

mod answers;
mod ledgers;
mod shape;

pub use shape::Schema;

use crate::error::{Error, Result};
use crate::lookup::{Candidate, Pick, pick};

/// More names than this are no hint.
const FEW: usize = 4;

impl Schema {
    /// The keys of every object that a command may print, each with the name of its schema.
    pub fn members_of(command: &str) -> Vec<(String, String)> {
        let keys = |schema: Schema| schema.shape().keys().into_iter().map(move |key| (schema.name.clone(), key));
        Schema::printed_by(command).flat_map(keys).collect()
    }

    /// The keys of the rows in the objects that a command prints.
    pub fn rows_of(command: &str) -> Vec<String> {
        Schema::printed_by(command).flat_map(|schema| schema.shape().row_keys()).collect()
    }

    fn printed_by(command: &str) -> impl Iterator<Item = Schema> {
        schemas().into_iter().filter(move |schema| schema.objects.iter().any(|known| known == command))
    }
}

/// Every schema: the ledgers first, then the other answers.
pub fn schemas() -> Vec<Schema> {
    [ledgers::schemas(), answers::schemas()].concat()
}

/// The schema with this name.
pub fn find(name: &str) -> Result<Schema> {
    let all = schemas();
    if let Some(schema) = all.iter().find(|schema| schema.name == name) {
        return Ok(schema.clone());
    }
    let error = Error::usage("no_such_schema", message!("没有“{name}”的模式", "there is no schema “{name}”"));
    let (zh, en) = match nearest(name, &all).join(", ").as_str() {
        "" => Default::default(),
        near => (format!("是不是 {near}？"), format!("did you mean {near}? ")),
    };
    Err(error.hint(message!("{zh}看全部：qjcppcc schema", "{en}see them all: qjcppcc schema")))
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
