//! The office's own words: a ledger like the others, kept and exported with them.

use chrono::NaiveDate;
use uuid::Uuid;

use super::same_everywhere;
use crate::amount::Amount;
use crate::error::Result;
use crate::ledger::field::{COUNT, Type};
use crate::ledger::{Field, Ledger, Record, Value};
use crate::text::text;
use crate::vocabulary::{Set, Term, Vocabulary, is_common, seed_vocabulary};

pub static LEDGER: Ledger = Ledger {
    key: "vocabulary",
    label: text("词表", "vocabulary"),
    about: text("一个词", "one word"),
    fields: &[
        Field::new("set", text("词表", "set"), Type::Text).required(),
        Field::new("within", text("适用台账", "within"), Type::Text),
        Field::new("key", text("键", "key"), Type::Text).required(),
        Field::new("english", text("英文", "English"), Type::Text),
        Field::new("unit", text("量词", "unit"), Type::Text),
        Field::new("scope", text("范围", "scope"), Type::Text),
        Field::new("level", text("级别", "level"), Type::Text),
        Field::new("about", text("说明", "about"), Type::Text),
        Field::new("rank", text("次序", "rank"), Type::Amount(&COUNT)),
        Field::new("retired", text("停用日", "retired"), Type::DayAhead),
        Field::new("counter", text("英文量词", "English unit"), Type::Text),
        Field::new("remark", text("英文说明", "about, in English"), Type::Text),
        Field::new("section", text("章节", "section"), Type::Text),
    ],
    required: &["title"],
    rule,
    ..Ledger::BLANK
};

/// The id of the record of a word.
pub fn word_id(set: Set, within: &str, key: &str) -> Uuid {
    same_everywhere(b"qijiangppcc-word", format!("{}\n{within}\n{key}", set.key()).as_bytes())
}

/// The id of the first record of a ledger file that starts from a profile of its own: the name of the office.
pub fn profile_id() -> Uuid {
    word_id(Set::Office, "", "name")
}

/// Whether figures can be of a ledger with this key. What platforms did stands in no ledger of its own, but is counted.
pub fn is_counted(key: &str) -> bool {
    key == "platform" || Ledger::find(key).is_some_and(|ledger| !ledger.is_of_office())
}

/// A word belongs to a set that is there, and its key can stand in figure keys and on command lines.
fn rule(record: &Record) -> Result<()> {
    let [set, within, key] = ["set", "within", "key"].map(|field| record.text(field).unwrap_or_default());
    let Some(known) = Set::from_key(set) else {
        let sets = Set::ALL.map(Set::key).join(", ");
        return Err(refused!("no_such_set" in "set": "没有词表“{set}”", "there is no set “{set}”";
            "有：{sets}", "there are: {sets}"));
    };
    let named = if known == Set::Ledger { key } else { within };
    let ledger = Ledger::find(named);
    let fits = match known {
        Set::Ledger => within.is_empty() && is_counted(key),
        _ if known.is_closed() || matches!(known, Set::Kind | Set::Scope) => {
            ledger.is_some_and(|ledger| ledger.has_words(known))
        }
        Set::Heading => !within.is_empty(),
        _ => within.is_empty(),
    };
    if !fits {
        return Err(refused!("no_such_ledger" in "within": "词表 {set} 不能适用于“{named}”",
            "words of the set {set} do not belong to “{named}”"; "类别、范围写台账的键，环节、审查结果、办理结果、满意程度写有环节的台账的键，章节标题写章节的键，其他不写",
            "kinds and scopes take the key of a ledger, stages, outcomes, results and grades that of one with stages, headings that of a section, others none"));
    }
    let has_dots = matches!(known, Set::Heading | Set::Figure);
    let fits = |c: char| c.is_alphanumeric() || c == '_' || (has_dots && c == '.');
    let spelt = key.chars().count() <= 40 && key.chars().all(fits);
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
    let said = |key| record.text(key).map(str::to_owned);
    let (label, unit) = (said("title")?, said("unit"));
    Some(Term {
        set: Set::from_key(record.text("set")?)?,
        ledger: said("within").unwrap_or_default(),
        key: said("key")?,
        english: said("english").unwrap_or_else(|| label.clone()),
        label,
        unit_english: said("counter").or_else(|| unit.as_deref().map(english_unit)),
        unit,
        scope: said("scope"),
        level: said("level"),
        about: said("about"),
        about_english: said("remark"),
        section: said("section"),
        // Without a rank a word comes after the ranked ones and before 其他.
        rank: record.amount("rank").map_or(900, |rank| rank.value),
        retired: record.day("retired"),
    })
}

/// The record that says a word is as it is, from a day on.
pub fn word_record(term: &Term, day: NaiveDate) -> Record {
    let mut record = Record { id: word_id(term.set, &term.ledger, &term.key), ..Record::blank(&LEDGER) };
    let own = |word: &&str| term.unit.as_deref().map(english_unit).as_deref() != Some(word);
    for (field, text) in [
        ("title", Some(&*term.label)),
        ("set", Some(term.set.key())),
        ("within", Some(&*term.ledger).filter(|within| !within.is_empty())),
        ("key", Some(&*term.key)),
        ("english", Some(&*term.english)),
        ("unit", term.unit.as_deref()),
        ("scope", term.scope.as_deref()),
        ("level", term.level.as_deref()),
        ("about", term.about.as_deref()),
        ("counter", term.unit_english.as_deref().filter(own)),
        ("remark", term.about_english.as_deref()),
        ("section", term.section.as_deref()),
    ] {
        record.set(field, text.map(|text| Value::Text(text.to_owned())));
    }
    record.set("date", Some(Value::Day(day)));
    record.set("rank", Some(Value::Amount(Amount::exact(term.rank))));
    record.set("retired", term.retired.map(Value::Day));
    record
}

/// The English measure word that the program's own kinds use with a Chinese one, but for those that came later than what is read so.
fn english_unit(unit: &str) -> String {
    let mut seed = seed_vocabulary().terms().iter().filter(|term| !is_common(&term.ledger));
    let seed = seed.find(|term| term.unit.as_deref() == Some(unit));
    seed.and_then(|term| term.unit_english.as_deref()).unwrap_or(unit).to_owned()
}

/// The words of the vocabulary that a record uses, each with its set and the ledger whose word it is.
pub fn words_of(record: &Record) -> impl Iterator<Item = (Set, &'static str, &str)> {
    record.words().map(|(_, set, key)| (set, record.ledger.owner_of(set), key))
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
