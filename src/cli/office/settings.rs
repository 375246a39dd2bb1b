//! `setting`: the office's own rules, listed and changed.

use clap::Arg;

use crate::cli::args::{Given, TOLD, argument};
use crate::cli::desk::Desk;
use crate::cli::task::{Task, Work};
use crate::door::admit;
use crate::error::Result;
use crate::ledger::{KnownSetting, Record, SETTINGS, Value, known_setting, known_settings, read_setting, setting_id};
use crate::sheet::{Cell, Column, Reader, Sheet, Table};
use crate::store::{Query, Store};
use crate::text::{Lang, text};
use crate::vocabulary::{Called, Term};

/// `setting list|set|unset`.
pub const TASK: Task = Task::new("setting", Work::Verbs(&[LIST, SET, UNSET]));

const LIST: Task = Task::reads("list", list);

const SET: Task = Task::changes("set", set)
    .with(|command, _| command.arg(key()).arg(argument("value", "VALUE", TOLD).required(true)));

const UNSET: Task = Task::changes("unset", unset).with(|command, _| command.arg(key()));

fn key() -> Arg {
    argument("key", "KEY", TOLD).required(true)
}

fn list(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let kept = store.list(&Query::of(SETTINGS))?;
    let label = |zh, en| desk.lang.pick(zh, en);
    let kept = |key: &str| kept.iter().find(|record| record.text("key") == Some(key));
    let columns: [Reader<KnownSetting>; 3] = [
        (Column::new("key", label("设置项", "setting")), &|it| Cell::Text(it.key.clone())),
        (Column::new("value", label("值", "value")), &|it| Cell::words(kept(&it.key).and_then(|it| it.text("value")))),
        (Column::new("about", label("说明", "about")), &|it| Cell::Text(about(it, desk.lang))),
    ];
    let is_told = |it: &KnownSetting| it.stage.is_none_or(|stage| stage.retired.is_none()) || kept(&it.key).is_some();
    Ok(Sheet::list(Table::of(known_settings(store.vocabulary()).filter(is_told), columns)))
}

/// What a setting decides: with the words that it takes, or the stage that must be reached.
fn about(known: &KnownSetting, lang: Lang) -> String {
    if let Some(rule) = known.rule {
        if rule.choices.is_empty() {
            return rule.about.lang(lang).to_owned();
        }
        let words = rule.choices.iter().map(|choice| format!("{} {}", choice.key, choice.label.lang(lang)));
        let (words, about) = (words.collect::<Vec<_>>().join(lang.pick("、", ", ")), rule.about.lang(lang));
        return phrase!(lang, "{about}：{words}；不设按第一个", "{about}: {words}; unless set, the first");
    }
    let Called { zh, en } = known.stage.map_or(text("", ""), Term::called);
    phrase!(lang, "到上一环节后，几天内要到{zh}", "days from the stage before to the {en}")
}

fn set(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (key, mut store) = (given.text("key").unwrap_or_default(), desk.writer()?);
    known_setting(key, store.vocabulary())?;
    let value = read_setting(given.text("value").unwrap_or_default())?;
    let old = store.record(setting_id(key))?;
    let mut record = old.clone().unwrap_or_else(|| Record::blank(SETTINGS));
    record.id = setting_id(key);
    record.set("date", Some(Value::Day(desk.outside.today())));
    record.set("key", Some(Value::Text(key.to_owned())));
    record.set("value", Some(Value::Text(value.clone())));
    admit(&record, store.vocabulary())?;
    let says_so = |old: &Record| old.void.is_none() && old.text("value") == record.text("value");
    if !old.as_ref().is_some_and(says_so) {
        record.void = None;
        desk.change(&mut store, |change| change.put(&mut record, "setting set"))?;
    }
    answer(desk, &store, key)
}

fn unset(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (key, mut store) = (given.text("key").unwrap_or_default(), desk.writer()?);
    known_setting(key, store.vocabulary())?;
    if let Some(old) = store.record(setting_id(key))?.filter(|old| old.void.is_none()) {
        desk.change(&mut store, |change| change.void(&old, "setting unset"))?;
    }
    answer(desk, &store, key)
}

fn answer(desk: &Desk, store: &Store, key: &str) -> Result<Sheet> {
    let now = store.record(setting_id(key))?.filter(|record| record.void.is_none());
    let value = now.as_ref().and_then(|record| record.text("value"));
    let words = match value {
        _ if desk.switched("dry-run") => message!("{key}", "{key}"),
        Some(value) => message!("{key} = {value}", "{key} = {value}"),
        None => message!("{key} 没有设置", "{key} is not set"),
    };
    Ok(desk.tell([("key", Cell::text(key)), ("value", Cell::words(value))], &words))
}
