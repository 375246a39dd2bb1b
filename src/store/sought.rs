//! Words that are sought in what records say: first in the text in which they are kept, then in what people read of it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::connection::Store;
use super::row::{body, first, record};
use crate::error::Result;
use crate::ledger::{Choice, Evidence, Field, Ledger, Record, Type, Value};
use crate::text::Lang;
use crate::vocabulary::Vocabulary;

/// Words, each of which has to stand somewhere, capital letters or not.
pub(super) struct Sought<'v> {
    words: Vec<Word>,
    vocabulary: &'v Vocabulary,
}

/// One of them.
struct Word {
    /// In small letters.
    word: String,
    /// The same as it stands in JSON.
    kept: String,
    /// The keys of what is called so, as they stand in JSON.
    keys: Vec<String>,
}

impl<'v> Sought<'v> {
    /// The words between blanks, in records of these ledgers.
    pub fn new(words: &str, ledgers: impl Iterator<Item = &'static Ledger>, vocabulary: &'v Vocabulary) -> Sought<'v> {
        let quoted = |word: &str| serde_json::Value::from(word).to_string();
        let mut called: BTreeMap<(String, &str), ()> = BTreeMap::new();
        for (ledger, field) in ledgers.flat_map(|ledger| ledger.all_fields().map(move |field| (ledger, field))) {
            let keys: Vec<&str> = match field.holds {
                Type::Term(set) | Type::Terms(set) => {
                    vocabulary.list(set, ledger.owner_of(set)).iter().map(|term| &*term.key).collect()
                }
                Type::Choice(choices) => choices.iter().map(|choice| choice.key).collect(),
                _ => continue,
            };
            called
                .extend(keys.into_iter().map(|key| ((names(vocabulary, ledger, field, key).to_lowercase(), key), ())));
        }
        let word = |word: &str| {
            let word = word.to_lowercase();
            let keys = called.keys().filter(|(names, _)| names.contains(&word)).map(|(_, key)| quoted(key)).collect();
            Word { kept: quoted(&word).trim_matches('"').to_owned(), keys, word }
        };
        Sought { words: words.split_whitespace().map(word).collect(), vocabulary }
    }

    /// Whether a record can say all of them that is kept so: most need not be read.
    pub fn may_be_in(&self, kept: &str) -> bool {
        let has_letters = self.words.iter().any(|word| word.word.contains(char::is_lowercase));
        let small = if has_letters { Cow::Owned(kept.to_lowercase()) } else { Cow::Borrowed(kept) };
        let is_there = |word: &Word| small.contains(&word.kept) || word.keys.iter().any(|key| kept.contains(key));
        self.words.iter().all(is_there)
    }

    /// Whether each stands in some text of the record, or in what a word of the office is called there.
    pub fn is_in(&self, record: &Record) -> bool {
        let named = |field: &Field, key: &str| names(self.vocabulary, record.ledger, field, key);
        let fields = record.ledger.all_fields().filter_map(|field| Some((field, record.get(field.key)?)));
        let texts = fields.map(|(field, value)| match value {
            Value::Text(text) => named(field, text),
            Value::List(list) => list.iter().map(|text| named(field, text)).collect::<Vec<_>>().join("\n"),
            Value::File(Evidence { name, .. }) => name.clone(),
            Value::Day(_) | Value::Amount(_) | Value::Flag(_) => String::new(),
        });
        let said = texts.collect::<Vec<_>>().join("\n").to_lowercase();
        self.words.iter().all(|word| said.contains(&word.word))
    }
}

/// A text of a field; a key with all that it is called.
fn names(vocabulary: &Vocabulary, ledger: &Ledger, field: &Field, key: &str) -> String {
    match field.holds {
        Type::Term(set) | Type::Terms(set) => {
            let name = |lang| vocabulary.name(set, ledger.owner_of(set), key, lang);
            [key, name(Lang::Zh), name(Lang::En)].join("\n")
        }
        Type::Choice(choices) => {
            let choice: Option<&Choice> = choices.iter().find(|choice| choice.key == key);
            choice.map_or(key.to_owned(), |choice| [key, choice.label.zh, choice.label.en].join("\n"))
        }
        _ => key.to_owned(),
    }
}

impl Store {
    /// Hands over the live records of all ledgers but the office's own that say these words, one at a time, in no order. The file
    /// is read once, from front to back.
    pub fn search(&self, words: &str, mut take: impl FnMut(Record) -> Result<()>) -> Result<()> {
        let sought = Sought::new(words, Ledger::all().filter(|ledger| !ledger.is_of_office()), self.vocabulary());
        let mut statement = self.connection.prepare_cached("SELECT seq, body FROM entry")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if !sought.may_be_in(body(row, 1)?) {
                continue;
            }
            let live = "SELECT e.record, r.void, e.body, e.reason FROM entry e JOIN record r ON r.id = e.record AND r.head = e.seq
                WHERE e.seq = ?1 AND r.void = 0";
            let found = first(&self.connection, live, [row.get::<_, i64>(0)?], record)?;
            let is_wanted = |record: &Record| !record.ledger.is_of_office() && sought.is_in(record);
            found.filter(is_wanted).map_or(Ok(()), &mut take)?;
        }
        Ok(())
    }
}
