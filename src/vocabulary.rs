//! The office's words: kinds, towns, platforms, departments and outlets, in the office's own order, and other spellings of names.
//!
//! A ledger file starts with the program's own words and keeps every change of them; keys never change.

use chrono::NaiveDate;

use crate::error::{Error, Result};
use crate::lookup::{Candidate, Pick, Picker, pick};
use crate::text::{Lang, Message, Text, quoted, text};

/// The lists of words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Set {
    /// The kinds of one ledger.
    #[default]
    Kind,
    /// 镇街.
    Town,
    /// 履职平台.
    Platform,
    /// Who organises and records.
    Department,
    /// Newspapers, agencies and sites, each with its level.
    Outlet,
    /// Places and offices met; only names that are other spellings of one stand there.
    Place,
    /// Firms, in the same way.
    Firm,
}

impl Set {
    /// Every set.
    pub const ALL: [Set; 7] =
        [Set::Kind, Set::Town, Set::Platform, Set::Department, Set::Outlet, Set::Place, Set::Firm];

    /// Its key on the command line and in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Set::Kind => "kind",
            Set::Town => "town",
            Set::Platform => "platform",
            Set::Department => "department",
            Set::Outlet => "outlet",
            Set::Place => "place",
            Set::Firm => "firm",
        }
    }

    /// What one word of it is called.
    pub fn label(self) -> Text {
        match self {
            Set::Kind => text("类别", "kind"),
            Set::Town => text("镇街", "town"),
            Set::Platform => text("履职平台", "platform"),
            Set::Department => text("部门", "department"),
            Set::Outlet => text("媒体", "outlet"),
            Set::Place => text("地方", "place"),
            Set::Firm => text("企业", "firm"),
        }
    }

    /// Whether records use any name, so that no word has to be there before it is used.
    pub fn is_free(self) -> bool {
        matches!(self, Set::Place | Set::Firm)
    }

    /// The ledger whose records count its things once each; empty where none does.
    pub fn counted_in(self) -> &'static str {
        match self {
            Set::Outlet => "media",
            Set::Place => "liaison",
            Set::Firm => "aid",
            Set::Kind | Set::Town | Set::Platform | Set::Department => "",
        }
    }

    /// The set with this key.
    pub fn from_key(key: &str) -> Option<Set> {
        Set::ALL.into_iter().find(|set| set.key() == key)
    }
}

/// One word of the vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// Its list.
    pub set: Set,
    /// The ledger, for kinds; empty otherwise.
    pub ledger: String,
    /// What records keep; never changes.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Its English name.
    pub english: String,
    /// The measure word of its number, for kinds.
    pub unit: Option<String>,
    /// The English measure word.
    pub unit_english: Option<String>,
    /// What it is counted with: a group of kinds, or the main spelling of the same thing.
    pub scope: Option<String>,
    /// The level of an outlet.
    pub level: Option<String>,
    /// What tells it from its neighbours.
    pub about: Option<String>,
    /// Its place in the office's order.
    pub rank: i64,
    /// The first day on which it is out of use.
    pub retired: Option<NaiveDate>,
}

impl Term {
    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.label, &self.english)
    }
}

/// All words in use, in the office's order within each set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    terms: Vec<Term>,
}

impl Vocabulary {
    /// A vocabulary of these words, put in order.
    pub fn new(mut terms: Vec<Term>) -> Vocabulary {
        fn place(term: &Term) -> (u8, &str, i64, &str) {
            (term.set as u8, &term.ledger, term.rank, &term.key)
        }
        terms.sort_by(|a, b| place(a).cmp(&place(b)));
        Vocabulary { terms }
    }

    /// Every word.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The words of one set, in order; for kinds, those of one ledger.
    pub fn of(&self, set: Set, ledger: &str) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(move |term| term.set == set && (set != Set::Kind || term.ledger == ledger))
    }

    /// The word with this key.
    pub fn term(&self, set: Set, ledger: &str, key: &str) -> Option<&Term> {
        self.of(set, ledger).find(|term| term.key == key)
    }

    /// Where a key stands in the office's order: unknown ones behind all words, and what has no key last.
    pub fn rank(&self, set: Set, ledger: &str, key: Option<&str>) -> usize {
        let place = |key| self.of(set, ledger).position(|term| term.key == key).unwrap_or(usize::MAX - 1);
        key.map_or(usize::MAX, place)
    }

    /// The main spelling of a thing that is counted once. Spellings that stand for one another, as files of two desks may have
    /// them, have the first of them.
    pub fn main<'a>(&'a self, set: Set, name: &'a str) -> &'a str {
        let mut names = vec![name];
        while let Some(next) = names.last().and_then(|name| self.term(set, "", name)?.scope.as_deref()) {
            if let Some(at) = names.iter().position(|name| *name == next) {
                return names[at..].iter().min().copied().unwrap_or(name);
            }
            names.push(next);
        }
        names.last().copied().unwrap_or(name)
    }

    /// The name of a key, or the key itself where the word is unknown.
    pub fn name<'a>(&'a self, set: Set, ledger: &str, key: &'a str, lang: Lang) -> &'a str {
        self.term(set, ledger, key).map_or(key, |term| term.name(lang))
    }

    /// Reads a word that somebody wrote, as key, label or unique short form; answers the key. One that is not in the
    /// vocabulary is refused with the nearest one and the command that adds it.
    pub fn read(&self, set: Set, ledger: &str, text: &str) -> Result<String> {
        self.read_by(pick, set, ledger, text)
    }

    /// Reads a word, looking it up in this way.
    pub fn read_by(&self, pick: Picker, set: Set, ledger: &str, text: &str) -> Result<String> {
        // A key means itself; most of what is read in bulk is keys.
        if self.term(set, ledger, text).is_some() {
            return Ok(text.to_owned());
        }
        let Text { zh, en } = set.label();
        match pick(text, &self.candidates(set, ledger)) {
            Pick::One(key) => Ok(key.to_owned()),
            Pick::Several(keys) => {
                let Message { zh: zh_list, en: en_list } = self.names(set, ledger, &keys);
                Err(refused!("ambiguous_word": "{zh}“{text}”不止一个：{zh_list}",
                    "{en} “{text}” fits several: {en_list}"; "请写全名", "write the whole name"))
            }
            Pick::None(near) => Err(self.unknown(set, ledger, text, near)),
        }
    }

    fn unknown(&self, set: Set, ledger: &str, text: &str, near: Option<&str>) -> Error {
        let Text { zh, en } = set.label();
        let place = if set == Set::Kind { format!("{} {}", set.key(), ledger) } else { set.key().to_owned() };
        let all = self.of(set, ledger).map(|term| term.key.as_str()).collect::<Vec<_>>();
        let shown = &all[..all.len().min(8)];
        let Message { zh: zh_list, en: en_list } = self.names(set, ledger, shown);
        let (zh_more, en_more) = if shown.len() < all.len() { ("等", ", …") } else { ("", "") };
        let (zh_near, en_near) = match near.map(|key| self.name(set, ledger, key, Lang::Zh)) {
            Some(near) => (format!("是不是“{near}”？"), format!("did you mean “{near}”? ")),
            None => (format!("现有：{zh_list}{zh_more}。"), format!("there are: {en_list}{en_more}; ")),
        };
        let word = quoted(text);
        refused!("unknown_word": "词表里没有{zh}“{text}”", "there is no {en} “{text}” in the vocabulary";
            "{zh_near}看全部：qjcppcc vocab list {place}；新增：qjcppcc vocab add {place} 英文键 {word}",
            "{en_near}all of them: qjcppcc vocab list {place}; a new one: qjcppcc vocab add {place} KEY {word}")
    }

    fn candidates(&self, set: Set, ledger: &str) -> Vec<Candidate<'_>> {
        self.of(set, ledger)
            .map(|term| {
                let about = term.about.as_deref().unwrap_or_default();
                Candidate::new(&term.key, &[&term.label, &term.english]).about(about)
            })
            .collect()
    }

    fn names(&self, set: Set, ledger: &str, keys: &[&str]) -> Message {
        let name = |key, lang| self.name(set, ledger, key, lang).to_owned();
        Message::list(keys.iter().map(|key| Message { zh: name(key, Lang::Zh), en: name(key, Lang::En) }))
    }
}
