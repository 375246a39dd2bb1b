//! The office's own rules: settings, each a record like the others, kept and exported with them.

use uuid::Uuid;

use crate::error::{Error, Result};
use crate::ledger::field::{Type, own_fields};
use crate::ledger::{Field, Ledger, Record};
use crate::lookup::{Candidate, Pick, pick};
use crate::text::text;
use crate::vocabulary::{Limit, Set, Term, Vocabulary};

own_fields! {
    /// One setting.
    Rule {
        key: Option<String> = Field::new("", text("设置项", "key"), Type::Text).required(),
        /// What it is set to, as [`read_days`] writes it.
        value: Option<String> = Field::new("", text("值", "value"), Type::Text).required(),
    }
}

pub static LEDGER: Ledger = Ledger {
    key: "setting",
    label: text("设置", "setting"),
    about: text("一项设置", "one setting"),
    fields: Rule::FIELDS,
    positional: &["key", "value"],
    rule: |record| read_days(&Rule::of(record).value.unwrap_or_default()).map(|_| ()),
    ..Ledger::BLANK
};

/// What stands between the ledger and the stage in the key of a limit; none is set until the office does.
const LIMIT: &str = ".limit.";

/// A setting has the same id in every office's file: it is made from its key.
const NAMESPACE: Uuid = Uuid::from_u128(0x7169_6a69_616e_6770_7063_632d_7365_7474);

/// The id of the record of a setting.
pub fn setting_id(key: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, key.as_bytes())
}

/// The longest limit, in days.
const LONGEST: i64 = 3_650;

/// The keys that can be set, each with the stage that it is about.
pub fn known_settings(words: &Vocabulary) -> impl Iterator<Item = (String, &Term)> {
    let ledgers = Ledger::all().filter(|ledger| ledger.has_course()).map(|ledger| ledger.key);
    let of_ledger = move |ledger| words.of(Set::Stage, ledger).skip(1).map(move |stage| (ledger, stage));
    ledgers.flat_map(of_ledger).map(|(ledger, stage)| (format!("{ledger}{LIMIT}{}", stage.key), stage))
}

/// Calendar days within which a matter that reached a stage must reach the next one: none where another setting is meant.
pub fn limit_of(record: &Record) -> Option<Limit> {
    let own = Rule::of(record);
    let key = own.key?;
    let (ledger, stage) = key.split_once(LIMIT)?;
    Some(Limit { ledger: ledger.to_owned(), stage: stage.to_owned(), days: days(&own.value?)? })
}

/// Reads a span of days as people write it (15d, 15天, 15), from 1 to 3,650 days, and gives the way it is kept: 15d.
pub fn read_days(text: &str) -> Result<String> {
    match days(text) {
        Some(days) => Ok(format!("{days}d")),
        None => Err(usage!("bad_days" in "value": "“{text}”不是天数", "“{text}” is no number of days";
            "写成 15d 或 15天，最多{LONGEST}天", "write 15d; at most {LONGEST} days")),
    }
}

fn days(text: &str) -> Option<i64> {
    let digits = text.trim().trim_end_matches(['d', 'D', '天', '日']).trim_end();
    digits.parse().ok().filter(|days| (1..=LONGEST).contains(days))
}

/// Refuses a key that nothing is known by, with the nearest one.
pub fn known_setting(key: &str, words: &Vocabulary) -> Result<()> {
    let known: Vec<String> = known_settings(words).map(|(known, _)| known).collect();
    if known.iter().any(|known| known == key) {
        return Ok(());
    }
    let candidates: Vec<Candidate> = known.iter().map(|known| Candidate::new(known, &[])).collect();
    let error =
        Error::usage("no_such_setting", message!("没有设置项“{key}”", "there is no setting “{key}”")).field("key");
    Err(match pick(key, &candidates) {
        Pick::One(near) | Pick::None(Some(near)) => error.hint(message!("是不是 {near}？", "did you mean {near}?")),
        _ => error.hint(message!("看全部：qjcppcc setting list", "see them all: qjcppcc setting list")),
    })
}
