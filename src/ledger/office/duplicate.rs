//! Pairs of records that may be one thing recorded twice: each hangs on both, and is doubtful until somebody settles it.

use chrono::NaiveDate;
use uuid::Uuid;

use super::same_everywhere;
use crate::amount::Amount;
use crate::error::Result;
use crate::ledger::field::{Choice, Type};
use crate::ledger::{Book, Field, Kin, Ledger, Record, Value};
use crate::text::text;

/// What a pair is settled as.
pub static SETTLED: &[Choice] = &[
    Choice { key: "same", label: text("同一件", "the same") },
    Choice { key: "different", label: text("两件", "different") },
];

pub static LEDGER: Ledger = Ledger {
    key: "duplicate",
    label: text("疑似重复", "duplicate"),
    about: text("可能记了两次的两条", "two records that may be one thing"),
    fields: &[Field::new("settled", text("认定", "settled"), Type::Choice(SETTLED))],
    positional: &["settled"],
    parents: PARENTS,
    several: true,
    rule,
    post,
    ..Ledger::BLANK
};

/// Whatever is counted can be recorded twice.
#[rustfmt::skip]
const PARENTS: &[&str] = &[
    "study", "consult", "advice", "info", "case", "volunteer", "aid", "media", "liaison", "submission", "member",
    "station", "activity", "endorsement",
    "adoption", "forwarding", "stage", "meeting", "fund", "benefit", "solution", "outcome", "reopening",
    "motion", "review", "assignment", "reply", "feedback", "rehandling", "chasing", "commendation",
];

/// The pair of two records of a day, the earlier one first; open, or settled as one of [`SETTLED`].
pub fn pair(first: Uuid, second: Uuid, day: NaiveDate, settled: Option<&str>) -> Record {
    let mut ids = [first, second];
    ids.sort_unstable();
    let mut record = Record::blank(&LEDGER);
    record.id = same_everywhere(b"qijiangppcc-pair", &ids.map(Uuid::into_bytes).concat());
    record.of = vec![first, second];
    record.set("date", Some(Value::Day(day)));
    record.set("settled", settled.map(|word| Value::Text(word.to_owned())));
    record
}

/// Whether two live records of a pair are still counted as two in doubt.
pub fn is_open(pair: &Record) -> bool {
    pair.text("settled").is_none_or(|settled| settled != "different")
}

fn rule(record: &Record) -> Result<()> {
    if record.of.len() == 2 {
        return Ok(());
    }
    Err(refused!("no_pair" in "of": "疑似重复要写两条记录", "a duplicate names two records";
        "of 写两条的编号或 id", "of takes the numbers or ids of both"))
}

/// Doubtful as long as both count: a record that is put back after all makes the pair doubtful again.
fn post(record: &Record, kin: &Kin, book: &mut Book) {
    if let [first, second] = &kin.parents[..]
        && is_open(record)
    {
        let names = format!("{} = {}", first.parent.subject(), second.parent.subject());
        book.post("warn.duplicate", second.parent.date(), Amount::exact(1), names);
    }
}
