//! Fields: the table from which flags, columns, JSON keys and readers of every ledger are made; the units in which amounts are counted, and
//! what a field holds.

mod read;
mod shared;

pub use read::{Door, NOTE_LIMIT, TEXT_LIMIT, flag, one_line};

pub(super) use shared::{ADVICE_GIVEN, ATTENDANCE, AUTHORS, COMMON, COMMON_LEN, SPAN};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::amount::Measure::{self, Count, Hours, Money};
use crate::amount::{Amount, OwnUnit, same_thing};
use crate::error::Result;
use crate::text::{Text, text};
use crate::vocabulary::{Called, Set, Term, Vocabulary};

/// One field of a ledger: struct field, flag, column and JSON key in one.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// One lower-case English word.
    pub key: &'static str,
    /// What people call it.
    pub label: Text,
    /// How it is read, kept and shown.
    pub holds: Type,
    /// Whether every record of the ledger must have it.
    pub required: bool,
    /// The letter of its short flag.
    pub short: Option<char>,
    /// The word people use for its flag, where the key cannot be one or says less.
    pub flag: Option<&'static str>,
    /// What else the heading of its column may say in people's tables, divided by 、.
    synonyms: &'static str,
    /// What else people write for the words of its closed list: the key of each, and the spellings, divided by 、.
    pub spelt: &'static [(&'static str, &'static str)],
    /// A line for the help, where the label does not say enough.
    pub about: Text,
    /// The unit in which what it names is counted: a number of them is no name.
    pub naming: Option<&'static Unit>,
    /// Which words of its set it takes, where it does not take all of them.
    pub only: Option<fn(&Term) -> bool>,
    /// Whether it is for what is known as a total: what hangs on a single record has none, and the help of `edit` leaves it out.
    pub of_total: bool,
    /// The number in whose stead it counts where that is not given; beside it, it counts in nothing.
    pub instead_of: Option<&'static str>,
}

/// What a field can hold.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// One line of text.
    Text,
    /// Text of several lines.
    Note,
    /// A day, not after today.
    Day,
    /// A day that may lie ahead, such as the end of an office.
    DayAhead,
    /// A number with its bound, in a unit.
    Amount(&'static Unit),
    /// One of a closed list that the program itself relies on.
    Choice(&'static [Choice]),
    /// One word of the office's vocabulary.
    Term(Set),
    /// Several words of the vocabulary.
    Terms(Set),
    /// Several names, as they are.
    Names,
    /// Yes or no.
    Flag,
    /// A file of which name, size and SHA-256 are kept.
    File,
    /// Another record of the ledger with this key; its id is kept.
    Record(&'static str),
}

/// One value of a closed list.
#[derive(Debug)]
pub struct Choice {
    /// The key, as kept and as in JSON.
    pub key: &'static str,
    /// Its name.
    pub label: Text,
}

/// Makes the functions that say one thing more of a field in a table.
macro_rules! says {
    ($($(#[$doc:meta])* $name:ident($($told:ident: $of:ty)?) $part:ident = $value:expr;)*) => {
        $($(#[$doc])*
        pub const fn $name(mut self $(, $told: $of)?) -> Field {
            self.$part = $value;
            self
        })*
    };
}

impl Field {
    /// A field with neither short flag nor help.
    pub const fn new(key: &'static str, label: Text, holds: Type) -> Field {
        Field {
            key,
            label,
            holds,
            required: false,
            short: None,
            flag: None,
            synonyms: "",
            spelt: &[],
            about: text("", ""),
            naming: None,
            only: None,
            of_total: false,
            instead_of: None,
        }
    }

    says! {
        /// The same field, required.
        required() required = true;
        /// The same field with a short flag.
        short(letter: char) short = Some(letter);
        /// The same field with another word for its flag.
        flag(word: &'static str) flag = Some(word);
        /// The same field with further headings that mean it, divided by 、.
        also(synonyms: &'static str) synonyms = synonyms;
        /// The same field, whose closed list is written in these ways, too.
        spelt(spelt: &'static [(&'static str, &'static str)]) spelt = spelt;
        /// The same field with a line for the help.
        about(about: Text) about = about;
        /// The same field, for names of what is counted in this unit.
        naming(unit: &'static Unit) naming = Some(unit);
        /// The same field, only for what is known as a total.
        of_total() of_total = true;
        /// The same field, which takes only such words of its set.
        only(fits: fn(&Term) -> bool) only = Some(fits);
        /// The same field, for a number that counts where another is not given.
        instead_of(key: &'static str) instead_of = Some(key);
    }

    /// What the office calls it: of the town, whatever it calls its parts.
    pub fn called_by<'v>(&self, vocabulary: &'v Vocabulary) -> Called<'v> {
        if let Type::Term(set @ Set::Town) = self.holds { vocabulary.set_label(set) } else { self.label }
    }

    /// The same where help and schemas are made, before the office's words are filled in.
    pub fn slot(&self) -> Text {
        if let Type::Term(Set::Town) = self.holds { text("{part}", "{part}") } else { self.label }
    }

    /// What else the heading of its column may say in people's tables.
    pub fn synonyms(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.synonyms.split('、').filter(|heading| !heading.is_empty())
    }

    /// The measure of an amount field; a count for every other.
    pub fn measure(&self) -> Measure {
        if let Type::Amount(unit) = self.holds { unit.measure } else { Measure::Count }
    }

    /// The unit of an amount field.
    pub fn unit(&self) -> Option<&'static Unit> {
        if let Type::Amount(unit) = self.holds { Some(unit) } else { None }
    }

    /// Whether it holds numbers of attendances.
    pub fn counts_turns(&self) -> bool {
        self.unit().is_some_and(Unit::counts_turns)
    }

    /// Whether it holds amounts of money.
    pub fn is_money(&self) -> bool {
        self.measure() == Measure::Money
    }
}

/// The unit of an amount.
#[derive(Debug)]
pub struct Unit {
    /// Decides the smallest part that is kept.
    pub measure: Measure,
    /// The measure word, as printed.
    pub word: Text,
    /// The measure words that may be written behind a number.
    pub accepts: &'static [&'static str],
}

const fn unit(measure: Measure, zh: &'static str, en: &'static str, accepts: &'static [&'static str]) -> Unit {
    Unit { measure, word: text(zh, en), accepts }
}

/// 次, 场 and so on: how many a record stands for. The measure word differs from kind to kind, so all are accepted.
pub static COUNT: Unit = unit(
    Count,
    "次",
    "times",
    &[
        "次", "场", "场次", "件次", "期", "篇", "份", "条", "则", "件", "项", "册", "本", "批", "批次", "个", "名",
        "位", "人", "家", "笔", "幅", "辑",
    ],
);
/// 人次: every attendance counts; never added to persons.
pub static TURNS: Unit = unit(Count, "人次", "turns", &["人次", "turns"]);
/// 人: persons.
pub static PERSONS: Unit = unit(Count, "人", "persons", &["人", "名", "位", "persons", "people"]);
/// 名: people named or commended.
pub static NAMED: Unit = unit(Count, "名", "persons", &["名", "人", "位", "persons", "people"]);
/// 户: households; never added to persons.
pub static HOUSEHOLDS: Unit = unit(Count, "户", "households", &["户", "households"]);
/// 小时: hours of service, to the hundredth.
pub static HOURS: Unit = unit(Hours, "小时", "hours", &["小时", "时", "hours", "h"]);
/// 元: yuan, to the fen.
pub static YUAN: Unit = unit(Money, "元", "yuan", &["元", "圆", "块", "yuan"]);
/// 条: opinions and suggestions.
pub static OPINIONS: Unit = unit(Count, "条", "opinions", &["条", "件", "个", "opinions"]);
/// 个: what supervision found to be wrong.
pub static FINDINGS: Unit = unit(Count, "个", "findings", &["个", "条", "项", "件", "处", "findings"]);
/// 项: policies, projects and mechanisms.
pub static MEASURES: Unit = unit(Count, "项", "measures", &["项", "个", "件", "条", "measures"]);
/// 个: jobs.
pub static JOBS: Unit = unit(Count, "个", "jobs", &["个", "jobs"]);
/// 册: books.
pub static BOOKS: Unit = unit(Count, "册", "books", &["册", "本", "books"]);
/// 家: firms.
pub static FIRMS: Unit = unit(Count, "家", "firms", &["家", "户", "个", "firms"]);
/// 个: districts and counties.
pub static PLACES: Unit = unit(Count, "个", "places", &["个", "处", "个区县", "places"]);

impl Unit {
    /// Whether a number in this measure word may be meant: one of its own, or another word of the same thing.
    pub fn takes(&self, word: &str) -> bool {
        self.accepts.contains(&word) || self.accepts.iter().any(|own| same_thing(word, own))
    }

    /// Whether it counts whatever records stand for, so that its word differs from kind to kind.
    pub fn is_of_records(&self) -> bool {
        std::ptr::eq(self, &raw const COUNT)
    }

    /// Reads a number in it. 45人 are as many turns: of one event each person is there once.
    pub fn read(&self, text: &str) -> Result<Amount> {
        let accepts = if self.are_persons(text) { &["人"] } else { self.accepts };
        Amount::read(text, self.measure, accepts)
    }

    /// Whether turns are written as persons: 45人.
    pub fn are_persons(&self, text: &str) -> bool {
        let said = || matches!(Amount::own_unit(text, self.measure), OwnUnit::Written(word) if word == "人");
        self.counts_turns() && text.contains('人') && said()
    }

    /// Whether it counts attendances.
    pub fn counts_turns(&self) -> bool {
        std::ptr::eq(self, &raw const TURNS)
    }
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A line of text, a note, the key of a choice or of a word of the vocabulary.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// A number with its bound.
    Amount(Amount),
    /// Several names or keys.
    List(Vec<String>),
    /// Yes or no.
    Flag(bool),
    /// What is kept of a file.
    File(Evidence),
}

/// 佐证: what is kept of a file that proves a record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The file's name, without its folder.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

impl Evidence {
    /// Reads `{"name","size","sha256"}`; anything else is `None`.
    pub fn from_json(json: &Json) -> Option<Evidence> {
        Evidence::deserialize(json).ok().filter(|file: &Evidence| json.is_object() && file.is_whole())
    }

    /// Whether it has a SHA-256.
    pub(in crate::ledger) fn is_whole(&self) -> bool {
        let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        self.sha256.len() == 64 && self.sha256.bytes().all(is_digit)
    }
}
