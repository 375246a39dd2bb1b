//! The office's words: what it calls itself, its parts, levels, kinds and sections, in its own order, and other spellings of names.
//!
//! Slots in help and examples, such as `{town}` or `{ledger:case:cases}`, are filled with them. A ledger file starts with the
//! words of a [`Profile`] and keeps every change of them; keys never change.

mod profile;
mod seed;
mod set;

pub use crate::text::Called;
pub use profile::{Limit, PRESETS, Profile, Template, is_common, results_of};
pub use seed::{common_vocabulary, seed_vocabulary};
pub use set::Set;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::error::{Error, Result};
use crate::lookup::{Candidate, Pick, Picker, folded, pick};
use crate::text::{Lang, Message, quoted, text};

/// One word of the vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// Its list.
    pub set: Set,
    /// The ledger or section that it belongs to; empty where its set has no such parts.
    pub ledger: String,
    /// What records keep; never changes.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Its English name.
    pub english: String,
    /// The measure word of its number; of a scope, what its service is called in a sentence.
    pub unit: Option<String>,
    /// The English measure word.
    pub unit_english: Option<String>,
    /// What it is counted with: a group of kinds, or the main spelling of the same thing. `own` marks the office's own level,
    /// `meeting` a stage at which meetings are held, `exact` and `rounded` how a figure is printed.
    pub scope: Option<String>,
    /// The level of an outlet.
    pub level: Option<String>,
    /// What tells it from its neighbours.
    pub about: Option<String>,
    /// The same in English.
    pub about_english: Option<String>,
    /// The section of the report in which a ledger or kind stands.
    pub section: Option<String>,
    /// Its place in the office's order.
    pub rank: i64,
    /// The first day on which it is out of use.
    pub retired: Option<NaiveDate>,
}

impl Term {
    /// One of a set, with its texts from the ledger to the section in their order.
    pub fn of(
        set: Set,
        mut texts: impl Iterator<Item = Option<String>>,
        rank: i64,
        retired: Option<NaiveDate>,
    ) -> Term {
        let mut next = || texts.next().flatten();
        Term {
            set,
            ledger: next().unwrap_or_default(),
            key: next().unwrap_or_default(),
            label: next().unwrap_or_default(),
            english: next().unwrap_or_default(),
            unit: next(),
            unit_english: next(),
            scope: next(),
            level: next(),
            about: next(),
            about_english: next(),
            section: next(),
            rank,
            retired,
        }
    }

    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.label, &self.english)
    }

    /// Whether another is the same word, whatever is said of it.
    pub fn is_same_word(&self, other: &Term) -> bool {
        (self.set, &self.ledger, &self.key) == (other.set, &other.ledger, &other.key)
    }

    /// The ledger that it belongs to, or is the name of; empty where it is of none.
    pub fn of_ledger(&self) -> &str {
        match self.set {
            Set::Ledger => &self.key,
            Set::Heading => "",
            _ => &self.ledger,
        }
    }

    /// Its name in both languages.
    pub fn called(&self) -> Called<'_> {
        Called { zh: &self.label, en: &self.english }
    }

    /// Its measure word in a language, where it has one.
    pub fn word(&self, lang: Lang) -> Option<&str> {
        lang.pick(&self.unit, &self.unit_english).as_deref()
    }

    /// What tells it from its neighbours, in a language; empty where nothing is said.
    pub fn note(&self, lang: Lang) -> &str {
        let english = self.about_english.as_deref().filter(|_| lang == Lang::En);
        english.or(self.about.as_deref()).unwrap_or_default()
    }

    /// Whether it is a stage at which meetings are held.
    pub fn has_meetings(&self) -> bool {
        self.set == Set::Stage && self.scope.as_deref() == Some("meeting")
    }

    /// Whether it is in use on a day.
    pub fn is_in_use(&self, day: NaiveDate) -> bool {
        self.retired.is_none_or(|retired| day < retired)
    }
}

/// All words in use, in the office's order within each set.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// None, if they are those that a ledger file starts with.
    terms: Option<Arc<[Term]>>,
    /// Where the words of each set begin, and behind the last one where they end.
    starts: [usize; Set::ALL.len() + 1],
}

impl Default for Vocabulary {
    fn default() -> Vocabulary {
        Vocabulary::new(Vec::new())
    }
}

impl Vocabulary {
    const SEED: Vocabulary = Vocabulary { terms: None, starts: [0; Set::ALL.len() + 1] };

    /// A vocabulary of these words, put in order.
    pub fn new(mut terms: Vec<Term>) -> Vocabulary {
        fn place(term: &Term) -> (Set, &str, i64, &str) {
            (term.set, &term.ledger, term.rank, &term.key)
        }
        terms.sort_by(|a, b| place(a).cmp(&place(b)));
        let mut starts = [terms.len(); Set::ALL.len() + 1];
        for (at, term) in terms.iter().enumerate().rev() {
            starts[..=term.set as usize].fill(at);
        }
        Vocabulary { terms: Some(terms.into()), starts }
    }

    /// Every word.
    pub fn terms(&self) -> &[Term] {
        self.terms.as_deref().unwrap_or_else(|| seed::all())
    }

    /// The words of one set, in order; of a set whose words belong to ledgers or sections, those of one.
    pub fn list(&self, set: Set, ledger: &str) -> &[Term] {
        let Some(terms) = &self.terms else { return seed::list(set, if set.is_within() { ledger } else { "" }) };
        let all = &terms[self.starts[set as usize]..self.starts[set as usize + 1]];
        if !set.is_within() {
            return all;
        }
        let start = all.partition_point(|term| *term.ledger < *ledger);
        let length = all[start..].partition_point(|term| *term.ledger == *ledger);
        &all[start..start + length]
    }

    /// The words of one set, but for what the office no longer calls so: it does not call so of any year.
    pub fn of(&self, set: Set, ledger: &str) -> impl Iterator<Item = &Term> {
        self.list(set, ledger).iter().filter(move |term| !set.is_of_office() || term.retired.is_none())
    }

    /// The word with this key.
    pub fn term(&self, set: Set, ledger: &str, key: &str) -> Option<&Term> {
        self.of(set, ledger).find(|term| term.key == key)
    }

    /// The section in which a ledger stands: its own, or the last one where it has none that is there.
    pub fn section_of(&self, ledger: &str) -> Option<&str> {
        let own = self.term(Set::Ledger, "", ledger).and_then(|term| term.section.as_deref());
        let last = || self.of(Set::Section, "").last().map(|section| &*section.key);
        own.filter(|key| self.term(Set::Section, "", key).is_some()).or_else(last)
    }

    /// What the office calls itself, those above it its parts or its like elsewhere: name, full, party,
    /// government, itself, part, area, peers.
    pub fn office(&self, key: &str) -> Called<'_> {
        let unnamed = || match key {
            "part" => text("属地", "part"),
            "itself" => text("本级", "the office itself"),
            "party" => text("党委", "the Party committee"),
            "government" => text("政府", "the government"),
            "area" => text("全域", "the whole area"),
            "peers" => text("地方", "places"),
            _ => text("本单位", "the office"),
        };
        self.term(Set::Office, "", key).map_or_else(unnamed, Term::called)
    }

    /// What several of its parts are called.
    pub fn parts(&self, lang: Lang) -> String {
        let several = self.term(Set::Office, "", "part").and_then(|part| part.unit_english.clone());
        let Called { zh, en } = self.office("part");
        lang.pick(zh.to_owned(), several.unwrap_or_else(|| format!("{en}s")))
    }

    /// Whether these words say that something belongs to none of the office's parts: 本级, or the name of its own level.
    pub fn is_itself(&self, words: &str) -> bool {
        let own = self.of(Set::Level, "").filter(|level| level.scope.as_deref() == Some("own"));
        let Called { zh, en } = self.office("itself");
        let names = [zh, en, "本级", "the office itself"].into_iter().chain(own.map(|level| &*level.label));
        names.map(folded).any(|name| name == folded(words))
    }

    /// What the office calls a ledger, if it calls it anything of its own.
    pub fn ledger(&self, key: &str) -> Option<Called<'_>> {
        self.term(Set::Ledger, "", key).map(Term::called)
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
        let candidates = self.of(set, ledger).map(|term| {
            let about = term.about.as_deref().unwrap_or_default();
            Candidate::new(&term.key, &[&term.label, &term.english]).about(about)
        });
        match pick(text, &candidates.collect::<Vec<_>>()) {
            Pick::One(key) => Ok(key.to_owned()),
            Pick::Several(keys) => {
                let Message { zh: zh_list, en: en_list } = self.names(set, ledger, &keys);
                let Called { zh, en } = self.set_label(set);
                Err(refused!("ambiguous_word": "{zh}“{text}”不止一个：{zh_list}",
                    "{en} “{text}” fits several: {en_list}"; "请写全名或键", "write the whole name or the key"))
            }
            Pick::None(near) => Err(self.unknown(set, ledger, text, near)),
        }
    }

    /// What one word of a set is called; of a town, what the office calls its parts.
    pub fn set_label(&self, set: Set) -> Called<'_> {
        if set == Set::Town { self.office("part") } else { set.label() }
    }

    fn unknown(&self, set: Set, ledger: &str, text: &str, near: Option<&str>) -> Error {
        let Called { zh, en } = self.set_label(set);
        let place = if set.is_within() { format!("{} {}", set.key(), ledger) } else { set.key().to_owned() };
        let all = self.of(set, ledger).map(|term| term.key.as_str()).collect::<Vec<_>>();
        let Message { zh: zh_list, en: en_list } = self.names(set, ledger, &all);
        let (zh_near, en_near) = match near.map(|key| self.name(set, ledger, key, Lang::Zh)) {
            Some(near) => (format!("是不是“{near}”？"), format!("did you mean “{near}”? ")),
            None if all.is_empty() => <_>::default(),
            None => (format!("现有：{zh_list}。"), format!("there are: {en_list}; ")),
        };
        let word = quoted(text);
        if set > Set::Scope {
            return refused!("unknown_word": "没有{zh}“{text}”", "there is no {en} “{text}”";
                "{zh_near}全部：qjcppcc office show", "{en_near}all of them: qjcppcc office show");
        }
        refused!("unknown_word": "词表里没有{zh}“{text}”", "there is no {en} “{text}” in the vocabulary";
            "{zh_near}看全部：qjcppcc vocab list {place}；新增：qjcppcc vocab add {place} 英文键 {word}",
            "{en_near}all of them: qjcppcc vocab list {place}; a new one: qjcppcc vocab add {place} KEY {word}")
    }

    /// The names of some words, the first of many; those that share one with their keys.
    fn names(&self, set: Set, ledger: &str, keys: &[&str]) -> Message {
        let shown = &keys[..keys.len().min(8)];
        let name = |key: &str, lang| {
            let name = self.name(set, ledger, key, lang);
            let is_shared = shown.iter().any(|other| *other != key && self.name(set, ledger, other, lang) == name);
            if is_shared { phrase!(lang, "{name}（{key}）", "{name} ({key})") } else { name.to_owned() }
        };
        let Message { zh, en } =
            Message::list(shown.iter().map(|key| Message { zh: name(key, Lang::Zh), en: name(key, Lang::En) }));
        if shown.len() < keys.len() { message!("{zh}等", "{en}, …") } else { Message { zh, en } }
    }
}

impl Vocabulary {
    /// Help with its slots filled. What stands between braces and is no slot is left as it is.
    pub fn filled(&self, words: &str, lang: Lang) -> String {
        let (mut said, mut rest) = (String::with_capacity(words.len()), words);
        while let Some((before, behind)) = rest.split_once('{') {
            said += before;
            let filled = behind.split_once('}').and_then(|(slot, after)| Some((self.slot(slot, lang)?, after)));
            let (word, after) = filled.unwrap_or_else(|| ("{".to_owned(), behind));
            said += &word;
            rest = after;
        }
        said + rest
    }

    /// What a slot stands for: a name of the office, in Chinese behind `zh:`; one of its parts; what a ledger is called or about,
    /// with what is said where the office says nothing.
    fn slot(&self, slot: &str, lang: Lang) -> Option<String> {
        let (name, of) = slot.split_once(':').unwrap_or((slot, ""));
        let (key, neutral) = of.split_once(':').unwrap_or((of, ""));
        let of_ledger = |said: fn(&Term, Lang) -> &str| {
            let own = self.term(Set::Ledger, "", key).map_or("", |term| said(term, lang));
            if own.is_empty() { neutral } else { own }.to_owned()
        };
        Some(match name {
            "name" | "party" | "itself" | "part" | "area" => self.office(name).lang(lang).to_owned(),
            "parts" => self.parts(lang),
            "zh" => self.office(key).zh.to_owned(),
            // From the middle of the list; by its key, if that is Chinese.
            "town" => {
                let towns: Vec<&Term> = self.of(Set::Town, "").filter(|town| town.retired.is_none()).collect();
                let word = |town: &&Term| if town.key.is_ascii() { town.label.clone() } else { town.key.clone() };
                towns.get(towns.len() / 2).map_or_else(|| self.office("part").zh.to_owned(), word)
            }
            // The office's own level, or one above it; a stage that another comes before.
            "level" => {
                let mut levels = self.of(Set::Level, "").filter(|level| of.is_empty() == (level.scope.is_some()));
                levels.next().map_or("LEVEL", |level| &level.label).to_owned()
            }
            "stage" => self.of(Set::Stage, "case").take(3).last().map_or("STAGE", |stage| &stage.key).to_owned(),
            "ledger" => of_ledger(Term::name),
            "about" => of_ledger(Term::note),
            _ => return None,
        })
    }
}
