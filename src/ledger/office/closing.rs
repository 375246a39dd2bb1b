//! Closed years: from its closing on, a year is changed only with a reason, and what was done to it and why is kept.

use chrono::NaiveDate;
use uuid::Uuid;

use super::same_everywhere;
use crate::error::Result;
use crate::ledger::field::Type;
use crate::ledger::{Field, Ledger, Record, Value};
use crate::text::text;

pub static LEDGER: Ledger = Ledger {
    key: "closing",
    label: text("关账", "closing"),
    about: text("一年关账", "a year that is closed"),
    fields: &[ENDS],
    positional: &["title"],
    required: &["title"],
    rule,
    ..Ledger::BLANK
};

/// How far the chains of entries had come, where several sites have any.
pub const ENDS: Field = Field::new("ends", text("各站点流水到第几条", "ends of the chains"), Type::Note);

/// The record that closes a year, in a state of several sites.
pub fn closing(year: i32, today: NaiveDate, ends: Option<String>) -> Record {
    let id = same_everywhere(b"qijiangppcc-clos", year.to_string().as_bytes());
    let mut record = of_year(&LEDGER, id, year, today);
    record.set("ends", ends.map(Value::Text));
    record
}

/// A record of today about a year, which is its title.
fn of_year(ledger: &'static Ledger, id: Uuid, year: i32, today: NaiveDate) -> Record {
    let mut record = Record { id, ..Record::blank(ledger) };
    record.set("date", Some(Value::Day(today)));
    record.set("title", Some(Value::Text(year.to_string())));
    record
}

/// A closed year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The year.
    pub year: i32,
    /// The day on which it was closed.
    pub on: NaiveDate,
    /// How many changes have touched it since.
    pub late: i64,
}

/// Its title is a year.
fn rule(record: &Record) -> Result<()> {
    year_of(record.text("title").unwrap_or_default()).map(|_| ()).map_err(|error| error.field("title"))
}

/// Reads a year: four digits, with 年 if you like; only years can be closed.
pub fn year_of(text: &str) -> Result<i32> {
    let digits = text.trim().trim_end_matches('年');
    let year = digits.parse().ok().filter(|year| digits.len() == 4 && (1900..=9999).contains(year));
    year.ok_or_else(|| {
        usage!("bad_year": "“{text}”不是年份", "“{text}” is no year";
            "关账只关整年，写四位数，如 2022", "only whole years are closed: four digits, such as 2022")
    })
}

pub static LATE: Ledger = Ledger {
    key: "late",
    label: text("关账后改动", "late change"),
    about: text("关账后的一次改动", "one change to a closed year"),
    fields: &[
        Field::new("why", text("原因", "why"), Type::Text).required(),
        // Entries of other sites that are accepted with it.
        Field::new("entries", text("接受的流水", "accepted entries"), Type::Note),
    ],
    positional: &["title", "why"],
    required: &["title"],
    rule,
    ..Ledger::BLANK
};

/// The trace that a change leaves which touches a closed year. It has its id from the entry before it, because the store draws no lots.
pub fn late_change(year: i32, why: &str, today: NaiveDate, hash: &[u8]) -> Record {
    let id = same_everywhere(b"qijiangppcc-late", &[hash, year.to_string().as_bytes()].concat());
    let mut record = of_year(&LATE, id, year, today);
    record.set("why", Some(Value::Text(why.to_owned())));
    record
}
