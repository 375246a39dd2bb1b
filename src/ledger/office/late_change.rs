//! Late changes: what was done to a year after it was closed, and why.

use chrono::NaiveDate;
use uuid::Uuid;

use super::closing;
use crate::ledger::field::Type;
use crate::ledger::{Field, Ledger, Record, Value};
use crate::text::text;

/// A late change has its id from the entry before it, because the store draws no lots.
const NAMESPACE: Uuid = Uuid::from_u128(0x7169_6a69_616e_6770_7063_632d_6c61_7465);

pub static LEDGER: Ledger = Ledger {
    key: "late",
    label: text("关账后改动", "late change"),
    about: text("关账后的一次改动", "one change to a closed year"),
    fields: &[Field::new("why", text("原因", "why"), Type::Text).required()],
    positional: &["title", "why"],
    required: &["title"],
    rule: closing::rule,
    ..Ledger::BLANK
};

/// The trace that a change leaves which touches a closed year.
pub fn late_change(year: i32, why: &str, today: NaiveDate, hash: &[u8]) -> Record {
    let id = Uuid::new_v5(&NAMESPACE, &[hash, year.to_string().as_bytes()].concat());
    let mut record = closing::of_year(&LEDGER, id, year, today);
    record.set("why", Some(Value::Text(why.to_owned())));
    record
}
