//! `schema`: what the program's JSON looks like.

use serde_json::Value as Json;

use crate::cli::args::{Given, TOLD, argument};
use crate::cli::desk::Desk;
use crate::cli::task::Task;
use crate::error::Result;
use crate::format::Format;
use crate::import::ledger_named;
use crate::schema::{Schema, find, schemas};
use crate::sheet::{Block, Cell, Column, Data, Sheet, Table};
use crate::text::{Lang, text};

/// `schema [NAME]`.
pub const TASK: Task = Task::reads("schema", schema).with(|command, _| command.arg(argument("name", "NAME", TOLD)));

/// One schema, always as JSON, or the names of all.
fn schema(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (words, lang) = (desk.words(), desk.report_language());
    let fill = |said: &str| words.filled(said, lang);
    let Some(name) = given.text("name") else { return Ok(list(fill, lang)) };
    let schema = find(ledger_named(name, &words).map_or(name, |ledger| ledger.key))?;
    if *desk.format.get_or_insert(Format::Json) != Format::Json {
        return Err(usage!("schema_is_json": "模式只写成 JSON", "a schema is written as JSON and nothing else";
            "去掉 -O，或写 -o {name}.json", "leave -O out, or give -o {name}.json"));
    }
    Ok(Sheet { data: Data::Object(members(&schema.json(lang), &fill)), page: Vec::new() })
}

/// The members of a JSON object as an answer has them, their words filled in.
pub fn members(json: &Json, fill: &dyn Fn(&str) -> String) -> Vec<(String, Cell)> {
    json.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), cell(value, fill))).collect()
}

fn cell(json: &Json, fill: &dyn Fn(&str) -> String) -> Cell {
    match json {
        Json::Null => Cell::Empty,
        Json::Bool(flag) => Cell::Flag(*flag),
        Json::Number(number) => number.as_i64().map_or_else(|| Cell::Decimal(number.to_string()), Cell::Whole),
        Json::String(words) => Cell::Text(fill(words)),
        Json::Array(items) => Cell::List(items.iter().map(|item| cell(item, fill)).collect()),
        Json::Object(_) => Cell::Object(members(json, fill)),
    }
}

/// The names, and which commands print what they describe.
fn list(fill: impl Fn(&str) -> String, lang: Lang) -> Sheet {
    let heads = [
        ("name", text("名字", "name")),
        ("about", text("是什么", "what it is")),
        ("lists", text("印出若干个", "printed in lists by")),
        ("objects", text("印出一个", "printed by")),
    ];
    let mut data = Table::new(heads.map(|(key, _)| Column::new(key, key)).to_vec());
    let mut page = Table::new(heads.map(|(key, label)| Column::new(key, label.lang(lang))).to_vec());
    for Schema { name, about, lists, objects, .. } in schemas() {
        let about = fill(about.lang(lang));
        let all = |commands: &[String]| Cell::List(commands.iter().cloned().map(Cell::Text).collect());
        data.push(vec![Cell::Text(name.clone()), Cell::Text(about.clone()), all(&lists), all(&objects)]);
        page.push(vec![Cell::Text(name), Cell::Text(about), brief(&lists), brief(&objects)]);
    }
    Sheet { data: Data::List(data), page: vec![Block::Table(page)] }
}

/// Commands on one line, the first few by name.
fn brief(commands: &[String]) -> Cell {
    const NAMED: usize = 4;
    let mut words = commands[..commands.len().min(NAMED)].join(", ");
    if commands.len() > NAMED {
        words += ", …";
    }
    Cell::words(Some(words).filter(|words| !words.is_empty()))
}
