//! The texts that an office words by itself, by templates in its ledger file or in a file beside it.

use chrono::NaiveDate;

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::error::{Error, Kind, Result};
use crate::ledger::{Door, Record, Value, WORDINGS, template_of, wording_id};
use crate::lookup::pick;
use crate::report::{Subject, Wording, fill};
use crate::store::{Query, Store};
use crate::text::{Lang, Message, text};
use crate::vocabulary::Template;

/// Every template that the office keeps.
pub fn kept(store: &Store) -> Result<Vec<Template>> {
    Ok(store.list(&Query::of(WORDINGS))?.iter().filter_map(template_of).collect())
}

/// The records with which an office keeps these templates, where they say something new.
pub fn wordings_as(store: &Store, own: &[Template], today: NaiveDate) -> Result<Vec<Record>> {
    let mut records = Vec::new();
    for own in own {
        let mut record = record_of(store, own, today)?;
        let old = keeping(store, record.text("name").unwrap_or_default(), record.text("lang").unwrap_or_default())?;
        if let Some(old) = &old {
            (record.id, record.no) = (old.id, old.no);
        }
        if old.as_ref().and_then(template_of) != template_of(&record) {
            records.push(record);
        }
    }
    Ok(records)
}

/// The record of a template, read as every door reads it.
fn record_of(store: &Store, own: &Template, today: NaiveDate) -> Result<Record> {
    let door = Door { vocabulary: store.vocabulary(), ledger: WORDINGS, today, pick };
    let mut record = Record::blank(WORDINGS);
    record.set("date", Some(Value::Day(today)));
    for (key, words) in [("name", &own.name), ("lang", &own.lang), ("template", &own.template)] {
        door.put(&mut record, key, Some(words))?;
    }
    record.id = wording_id(record.text("name").unwrap_or_default(), record.text("lang").unwrap_or_default());
    Ok(record)
}

/// The record that keeps the template of a text and a language now, or did last; a file may have given it an id of its own.
pub fn keeping(store: &Store, name: &str, lang: &str) -> Result<Option<Record>> {
    let is_of = |old: &Record| old.text("name") == Some(name) && old.text("lang") == Some(lang);
    let live = store.list(&Query::of(WORDINGS))?.into_iter().find(is_of);
    live.map_or_else(|| store.record(wording_id(name, lang)), |live| Ok(Some(live)))
}

/// The template of a text among those that the office keeps.
pub fn own(kept: &[Template], wording: Wording, lang: Lang) -> Option<&str> {
    let own = kept.iter().find(|own| own.name == wording.key() && own.lang == lang.key());
    own.map(|own| &*own.template)
}

/// A text in the office's own wording, or in the built-in one where it has none. One that cannot be filled any more stops nobody: the
/// built-in text stands in its place, and why is added to the faults.
pub fn worded(kept: &[Template], wording: Wording, subject: Subject, faults: &mut Vec<Message>) -> Result<String> {
    let Some(template) = own(kept, wording, subject.lang()) else { return wording.fill(subject) };
    fill(subject, template, wording.key()).or_else(|error| {
        let (zh, en, key) = (error.sentence(Lang::Zh), error.sentence(Lang::En), wording.key());
        faults.push(message!(
            "注意：本单位的模板 {zh}；印的是内置的。改好再存：qjcppcc office wording set {key} 文件；用回内置的：qjcppcc office wording reset {key}",
            "note: the office's template {en}; the built-in text stands in its place. Mend it: qjcppcc office wording set {key} FILE, or take it back: qjcppcc office wording reset {key}"
        ));
        wording.fill(subject)
    })
}

/// The text of a command that has but one: by the template that it is given, or else as [`worded`] has it, with its faults said.
pub fn only(
    desk: &mut Desk,
    kept: &[Template],
    own: Option<(&str, String)>,
    wording: Wording,
    subject: Subject,
) -> Result<String> {
    if let Some((path, own)) = own {
        return fill(subject, &own, path);
    }
    let mut faults = Vec::new();
    let text = worded(kept, wording, subject, &mut faults)?;
    for fault in &faults {
        desk.warn(fault);
    }
    Ok(text)
}

/// The template that a command is given in place of any other, with the name of its file.
pub fn given<'a>(desk: &Desk, given: &Given<'a>) -> Result<Option<(&'a str, String)>> {
    if ["from", "template"].iter().all(|name| given.text(name) == Some("-")) {
        return Err(usage!("given_twice": "标准输入只能读一次", "stdin can be read only once";
            "把模板存成文件", "keep the template in a file"));
    }
    given.text("template").map(|path| template(desk, path).map(|words| (path, words))).transpose()
}

/// A template as text, whatever mark stands before it.
pub fn template(desk: &Desk, path: &str) -> Result<String> {
    let text = desk.bytes(path).and_then(|bytes| std::io::read_to_string(bytes.as_slice())).map_err(|fault| {
        Error::system(Kind::Failed, "unreadable_file", text("模板读不了", "the template cannot be read"), &fault)
            .hint(message!("检查路径；模板要用 UTF-8 编码", "check the path; a template is UTF-8"))
            .file(path)
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
