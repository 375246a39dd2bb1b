//! The office's own words: a ledger like the others, kept and exported with them.

use chrono::NaiveDate;

use crate::amount::Amount;
use crate::error::Result;
use crate::ledger::field::{COUNT, LEVELS, Type, own_fields};
use crate::ledger::{Field, Ledger, Record};
use crate::text::text;
use crate::vocabulary::{Set, Term, Vocabulary};

own_fields! {
    /// One word: its label is the record's title.
    Word {
        set: Option<String> = Field::new("", text("词表", "set"), Type::Text).required(),
        /// The ledger, for kinds.
        within: Option<String> = Field::new("", text("适用台账", "within"), Type::Text),
        /// What records keep.
        key: Option<String> = Field::new("", text("键", "key"), Type::Text).required(),
        english: Option<String> = Field::new("", text("英文", "English"), Type::Text),
        /// The measure word, for kinds.
        unit: Option<String> = Field::new("", text("量词", "unit"), Type::Text),
        /// What it is counted with: a group of kinds, or the main spelling of a name.
        scope: Option<String> = Field::new("", text("范围", "scope"), Type::Text),
        level: Option<String> = Field::new("", text("级别", "level"), Type::Choice(LEVELS)),
        /// What tells it from its neighbours.
        about: Option<String> = Field::new("", text("说明", "about"), Type::Text),
        /// Its place in the office's order.
        rank: Option<Amount> = Field::new("", text("次序", "rank"), Type::Amount(&COUNT)),
        /// The first day out of use.
        retired: Option<NaiveDate> = Field::new("", text("停用日", "retired"), Type::DayAhead),
    }
}

pub static LEDGER: Ledger = Ledger {
    key: "vocabulary",
    label: text("词表", "vocabulary"),
    about: text("一个词", "one word"),
    fields: Word::FIELDS,
    required: &["title"],
    rule,
    ..Ledger::BLANK
};

/// A word belongs to a set that is there, and its key can stand in figure keys and on command lines.
fn rule(record: &Record) -> Result<()> {
    let word = Word::of(record);
    let (set, within, key) =
        (word.set.unwrap_or_default(), word.within.unwrap_or_default(), word.key.unwrap_or_default());
    let Some(known) = Set::from_key(&set) else {
        let sets = Set::ALL.map(Set::key).join(", ");
        return Err(refused!("no_such_set" in "set": "没有词表“{set}”", "there is no set “{set}”";
            "有：{sets}", "there are: {sets}"));
    };
    let has_kinds = Ledger::find(&within).is_some_and(Ledger::has_kinds);
    if (known == Set::Kind) != has_kinds || (known != Set::Kind && !within.is_empty()) {
        return Err(refused!("no_such_ledger" in "within": "没有分类别的台账“{within}”",
            "there is no ledger “{within}” with kinds"; "只有类别才写 within，写台账的键",
            "within is for kinds only, and takes the key of a ledger"));
    }
    let spelt = key.chars().count() <= 40 && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    if known.is_free() || spelt && !key.chars().all(|c| c.is_ascii_digit()) {
        return Ok(());
    }
    Err(usage!("bad_key" in "key": "“{key}”不能作键", "“{key}” cannot be a key";
        "键用字母、数字或汉字，不用空格和标点，如 river",
        "a key has letters and digits, no spaces or punctuation, such as river"))
}

/// The word that a record of the vocabulary describes; `None` for other records, and where its set is unknown.
pub fn term_of(record: &Record) -> Option<Term> {
    if record.ledger != &LEDGER {
        return None;
    }
    let word = Word::of(record);
    let key = word.key?;
    let label = record.text("title")?.to_owned();
    Some(Term {
        set: Set::from_key(word.set.as_deref()?)?,
        ledger: word.within.unwrap_or_default(),
        english: word.english.unwrap_or_else(|| label.clone()),
        unit_english: word.unit.as_deref().map(english_unit),
        unit: word.unit,
        scope: word.scope,
        level: word.level,
        about: word.about,
        // Without a rank a word comes after the ranked ones and before 其他.
        rank: word.rank.map_or(900, |rank| rank.value),
        retired: word.retired,
        key,
        label,
    })
}

/// The English measure word that the program's own kinds use with a Chinese one.
fn english_unit(unit: &str) -> String {
    let seeds = Ledger::all().flat_map(|ledger| ledger.kinds);
    seeds.map(|seed| seed.unit).find(|seed| seed.zh == unit).map_or(unit, |seed| seed.en).to_owned()
}

/// The words of the vocabulary that a record uses, each with its set and the ledger whose kinds it is among.
pub fn words_of(record: &Record) -> impl Iterator<Item = (Set, &'static str, &str)> {
    record.words().map(|(_, set, key)| (set, if set == Set::Kind { record.ledger.key } else { "" }, key))
}

/// Refuses a record with a word that is not in the vocabulary: it may have been taken back since.
pub fn known_words(record: &Record, vocabulary: &Vocabulary) -> Result<()> {
    let name = record.name();
    for (set, ledger, key) in words_of(record) {
        if vocabulary.term(set, ledger, key).is_none() {
            return Err(refused!("word_taken_back": "{name} 用的词“{key}”已不在词表里",
                "the word “{key}” of {name} is no longer in the vocabulary"; "先把词加回来：qjcppcc vocab add",
                "put the word back first: qjcppcc vocab add"));
        }
    }
    Ok(())
}
