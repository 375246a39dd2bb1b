//! The one door: what people write is read, and records are let in, by the same rules and in the same words, whether they come
//! from a keyboard or from a file.
//!
//! It has no records itself: whoever has them says which one a name means.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::figure::check_free;
use crate::ledger::{
    CLAIMS, Door, Field, Record, SETTINGS, Type, Value, known_setting, limit_of, read_session, read_setting,
    setting_id, term_of,
};
use crate::period::{Period, first_from};
use crate::text::Message;
use crate::vocabulary::{Set, Vocabulary};

impl Door<'_> {
    /// Reads what was written for a field. Of files and of other records it knows only what kept ones are called. An
    /// error names the field.
    pub fn read(&self, field: &Field, words: &str) -> Result<Value> {
        // Kept in one spelling, however it is written: 15天 as 15d, 2022年 as 2022.
        let text = if self.ledger == SETTINGS && field.key == "value" {
            read_setting(words)
        } else if field.key == "session" {
            read_session(words)
        } else if self.ledger == CLAIMS && field.key == "period" {
            Period::read(words, self.today).map(|period| period.name)
        } else {
            return field.read(words, self);
        };
        text.map(Value::Text).map_err(|error| error.field(field.key))
    }

    /// Reads what was written for a field into a record; nothing where nothing was.
    pub fn put(&self, record: &mut Record, key: &str, words: Option<&str>) -> Result<()> {
        if let (Some(words), Some(field)) = (words, record.ledger.field(key)) {
            record.set(key, self.value(field, words)?);
            if key == "date" {
                record.set("span", None);
            }
            self.put_span(record, field, words);
        }
        Ok(())
    }

    /// Says of a record that only the month of its day was written, if it was so.
    pub fn put_span(&self, record: &mut Record, field: &Field, words: &str) {
        if field.month(words, self).is_some() {
            record.set("span", Some(Value::Text("month".to_owned())));
        }
    }

    /// Reads what was written for a field; nothing where a town is wanted and the office itself is named.
    pub fn value(&self, field: &Field, words: &str) -> Result<Option<Value>> {
        let is_none = matches!(field.holds, Type::Term(Set::Town)) && self.vocabulary.is_itself(words);
        if is_none { Ok(None) } else { self.read(field, words).map(Some) }
    }
}

/// Persons where turns are wanted, and they may be others.
pub fn persons_and_turns(key: &str, Message { zh, en }: Message) -> Error {
    refused!("persons_and_turns" in key: "{zh}：人数不一定是人次", "{en}: persons need not be turns";
        "就是人次的加 --persons turns，不计的加 --persons skip；以后都这样：qjcppcc setting set import.persons turns",
        "--persons turns takes them for turns, --persons skip leaves them out; for ever: qjcppcc setting set import.persons turns")
}

/// Whether turns were written as persons, which of one event are as many turns; of several they are refused.
pub fn are_persons(record: &Record, field: &Field, words: &str) -> Result<bool> {
    if !field.unit().is_some_and(|unit| unit.are_persons(words)) {
        return Ok(false);
    }
    let Some(count) = record.amount("count").filter(|count| count.value > 1) else { return Ok(true) };
    let (events, number, key) = (count.value, words.replace('人', "人次"), field.key);
    Err(refused!("persons_and_turns" in key: "{events}场共“{words}”：人数不一定是人次",
        "“{words}” at {events} events: persons need not be turns";
        "就是人次的写 {number}，不是的不写", "write {number} if they are turns, or leave them out"))
}

/// A due day that was written without its year is the first one on or after the record's own day.
pub fn place_due(record: &mut Record, words: Option<&str>) {
    if let Some(day) = words.filter(|_| record.get("date").is_some()).and_then(|words| first_from(words, record.date()))
    {
        record.set("due", Some(Value::Day(day)));
    }
}

/// Sets the day on which something is due that is handed over, where it was not told and the office has a limit; answers the limit in
/// days. `setting` finds a record of the settings by its id.
pub fn fall_due(record: &mut Record, setting: impl FnOnce(Uuid) -> Result<Option<Record>>) -> Result<Option<i64>> {
    let Some(key) = record.ledger.limit.filter(|_| !record.of.is_empty() && record.get("due").is_none()) else {
        return Ok(None);
    };
    let limit = setting(setting_id(key))?.filter(|setting| setting.void.is_none());
    let days = limit.as_ref().and_then(limit_of).map(|limit| limit.days);
    if let Some(days) = days {
        record.set("due", Some(Value::Day(record.date() + chrono::Duration::days(days))));
    }
    Ok(days)
}

/// Dates a record today where it has no day yet; answers whether it had none.
pub fn date(record: &mut Record, today: NaiveDate) -> bool {
    let missing = record.get("date").is_none();
    if missing {
        record.set("date", Some(Value::Day(today)));
    }
    missing
}

/// Hangs a record on another, which was named so, once.
pub fn hang(record: &mut Record, parent: Uuid, name: &str) -> Result<()> {
    if record.of.contains(&parent) {
        return Err(usage!("given_twice": "{name} 写了两次", "{name} is given twice"; "留下一个", "leave one of them"));
    }
    record.of.push(parent);
    Ok(())
}

/// Refuses a void record as one that another names.
pub fn refuse_void(record: &Record) -> Result<()> {
    let Some(reason) = &record.void else { return Ok(()) };
    let (name, key, no) = (record.name(), record.ledger.home().key, record.no);
    Err(refused!("void_parent": "{name} 已作废：{reason}", "{name} is void: {reason}";
        "先恢复：qjcppcc {key} unvoid {no} --reason 原因", "put it back first: qjcppcc {key} unvoid {no} --reason WHY"))
}

/// Everything that must hold before a record is kept, by itself and with the office's words.
pub fn admit(record: &Record, vocabulary: &Vocabulary) -> Result<()> {
    record.check(vocabulary)?;
    record.in_use(vocabulary)?;
    if record.ledger == SETTINGS {
        known_setting(record.text("key").unwrap_or_default(), vocabulary)?;
    }
    term_of(record).map_or(Ok(()), |term| check_free(&term, vocabulary))
}
