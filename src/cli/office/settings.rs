//! `setting`: the office's own rules, listed and changed.

use uuid::Uuid;

use crate::cli::args::given::Given;
use crate::cli::desk::Desk;
use crate::error::{Error, Result};
use crate::ledger::{Record, SETTINGS, Value, known_settings, no_such_setting, read_days};
use crate::message;
use crate::sheet::{Cell, Column, Sheet, Table};
use crate::store::{Change, Query, Store};

/// A setting has the same id in every office's file: it is made from its key.
const NAMESPACE: Uuid = Uuid::from_u128(0x7169_6a69_616e_6770_7063_632d_7365_7474);

/// Runs one verb of `setting`.
pub fn run(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    match given.verb() {
        Some(("list", _)) => list(desk),
        Some(("set", given)) => set(desk, &given),
        Some(("unset", given)) => unset(desk, &given),
        _ => Err(Error::usage("no_command", message!("没有写命令", "there is no command"))),
    }
}

fn list(desk: &mut Desk) -> Result<Sheet> {
    let store = desk.reader()?;
    let kept = store.list(&Query::of(SETTINGS))?;
    let label = |zh, en| desk.lang.pick(zh, en);
    let mut table = Table::new(vec![
        Column::new("key", label("设置项", "setting")),
        Column::new("value", label("值", "value")),
        Column::new("about", label("说明", "about")),
    ]);
    for (key, stage) in known_settings() {
        let value = kept.iter().find(|record| record.text("key") == Some(&key)).and_then(|record| record.text("value"));
        let about = desk.lang.pick(
            format!("到上一环节后，几天内要到{}", stage.zh),
            format!("days from the stage before to the {}", stage.en),
        );
        table.push(vec![Cell::Text(key), Cell::words(value), Cell::Text(about)]);
    }
    Ok(Sheet::list(table))
}

fn set(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (key, value) = (key(given)?, read_days(given.text("value").unwrap_or_default())?);
    let mut store = desk.writer()?;
    let old = store.record(id_of(&key))?;
    let mut record = old.clone().unwrap_or_else(|| Record::blank(SETTINGS));
    record.id = id_of(&key);
    record.set("date", Some(Value::Day(desk.outside.today())));
    record.set("key", Some(Value::Text(key.clone())));
    record.set("value", Some(Value::Text(value.clone())));
    record.check()?;
    desk.change(&mut store, |change| keep(change, old.as_ref(), &mut record))?;
    answer(desk, &store, &key)
}

/// A setting that was cleared comes back with its number.
fn keep(change: &mut Change, old: Option<&Record>, record: &mut Record) -> Result<()> {
    let Some(old) = old else { return change.add(record) };
    change.expect(old)?;
    if old.void.is_some() {
        change.unvoid(old, "setting set")?;
        record.void = None;
    } else if old.text("value") == record.text("value") {
        return Ok(());
    }
    change.edit(record, None)
}

fn unset(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let key = key(given)?;
    let mut store = desk.writer()?;
    if let Some(old) = store.record(id_of(&key))?.filter(|old| old.void.is_none()) {
        desk.change(&mut store, |change| {
            change.expect(&old)?;
            change.void(&old, "setting unset")
        })?;
    }
    answer(desk, &store, &key)
}

fn key(given: &Given) -> Result<String> {
    let key = given.text("key").unwrap_or_default();
    if known_settings().any(|(known, _)| known == key) { Ok(key.to_owned()) } else { Err(no_such_setting(key)) }
}

fn answer(desk: &Desk, store: &Store, key: &str) -> Result<Sheet> {
    let now = store.record(id_of(key))?.filter(|record| record.void.is_none());
    let value = now.as_ref().and_then(|record| record.text("value"));
    let words = match (value, desk.switched("dry-run")) {
        (_, true) => message!("（演练，未写入）{key}", "(dry run, nothing written) {key}"),
        (Some(value), _) => message!("{key} = {value}", "{key} = {value}"),
        (None, _) => message!("{key} 没有设置", "{key} is not set"),
    };
    let members = vec![("key".to_owned(), Cell::Text(key.to_owned())), ("value".to_owned(), Cell::words(value))];
    Ok(desk.done(members, words.lang(desk.lang)))
}

fn id_of(key: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, key.as_bytes())
}
