//! The office's figures with the phrases by which they go in print, and which of them a claim may speak of.

use std::collections::HashMap;

use super::claim::{Claim, names};
use super::draft::{Draft, Line};
use super::held::Count;
use super::number::Plain;
use super::phrase::{Book, Found, Hit};
use super::place::Place;
use crate::amount::{Measure, same_thing};
use crate::figure::Figure;
use crate::report::{RATES, Rate, Report};
use crate::text::Lang;
use crate::vocabulary::{Set, Term, Vocabulary};

/// What a phrase speaks of.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    Figure(usize),
    Rate(Rate),
    /// Something that a text counts beyond the figures: the key of the figure it is part of, the number, its measure word.
    Part(&'static str, i64, &'static str),
}

/// The office's figures, with the phrases by which they go in print.
pub struct Office<'a> {
    pub(super) report: &'a Report,
    pub(super) count: Count<'a>,
    pub(super) subjects: Vec<Subject>,
    pub(super) book: Book,
    /// Parts of the office, by their names.
    pub(super) towns: HashMap<usize, String>,
    /// What rows of tables may be called: the names and keys of figures and rates.
    pub(super) named: HashMap<String, Vec<usize>>,
}

/// Other words for those of the phrases, a line for each.
const SYNONYMS: &str = include_str!("synonyms.txt");

impl<'a> Office<'a> {
    /// The figures of a report, which knows how they go in print.
    pub fn of(report: &'a Report, count: Count<'a>) -> Office<'a> {
        let mut office = Office {
            report,
            count,
            subjects: Vec::new(),
            book: Book::default(),
            towns: HashMap::new(),
            named: HashMap::new(),
        };
        for town in report.words.list(Set::Town, "") {
            for name in [&town.label, &town.key, &town.english] {
                if let Some(word) = office.book.word(name) {
                    office.towns.insert(word, town.key.clone());
                }
            }
        }
        for (at, line) in report.lines.iter().enumerate() {
            office.learn(at, &line.figure);
        }
        let shares = report.lines.iter().filter_map(|line| Rate::find(&format!("{}.rate", line.figure.key)));
        for rate in RATES.iter().cloned().chain(shares) {
            let [Some(part), Some(_)] = rate.figures.each_ref().map(|key| report.line(key)) else { continue };
            let names = [Lang::Zh, Lang::En].map(|lang| rate.name(&part.figure, lang));
            for name in names.iter().chain([&rate.key.to_string()]) {
                office.named.entry(name.clone()).or_default().push(office.subjects.len());
            }
            let names = names.map(|name| name.split(['（', '(']).next().unwrap_or_default().trim().replace(' ', "_"));
            office.put(Subject::Rate(rate), &names.join(";"), None);
        }
        for (kind, who, pieces) in &report.facts.endorsers {
            let named = |term: &&Term| [&term.label, &term.english].contains(&kind);
            let [zh, en] =
                report.words.of(Set::Kind, "advice").find(named).map_or([kind; 2], |term| [&term.label, &term.english]);
            let [zh, en, who] = [zh, en, who].map(|word| word.replace(' ', "_"));
            let part = Subject::Part("advice.endorsed", *pieces, "篇");
            office.put(part, &format!("{zh} ~{who} 签批;{en} ~{who} endorsed"), None);
        }
        if let Ok(outlets @ 1..) = i64::try_from(report.facts.outlets.len()) {
            office.put(Subject::Part("media.outlets", outlets, "家"), "国家级媒体;national_press", None);
        }
        office
    }

    fn learn(&mut self, at: usize, figure: &Figure) {
        for name in [&figure.label, &figure.english, &figure.key] {
            self.named.entry(name.to_string()).or_default().push(self.subjects.len());
        }
        let name = || [&figure.label, &figure.english].map(|name| name.replace(' ', "_")).join(";");
        if figure.is_doubt() {
            // What looks wrong is told in tables; no text speaks of it.
            return self.subjects.push(Subject::Figure(at));
        }
        let phrases = if figure.in_print.is_empty() { name() } else { figure.in_print.to_owned() };
        let own = if figure.renamed { name() } else { String::new() };
        self.put(Subject::Figure(at), &format!("{phrases};{own}"), Some(figure));
    }

    fn put(&mut self, subject: Subject, phrases: &str, figure: Option<&Figure>) {
        let at = self.subjects.len();
        self.subjects.push(subject);
        let words = &self.report.words;
        for phrase in phrases.split(';') {
            // What names a kind or a scope means that rather than the whole.
            let weight = if phrase.contains('{') { 3 } else { 0 };
            self.book.phrase(at, phrase, weight, &|word| forms(word, figure, words));
        }
    }

    /// The words of the book around the claims of a draft, line by line.
    pub fn found(&self, draft: &Draft, claims: &[Claim]) -> Vec<Found> {
        let mut found: Vec<Found> = draft.lines.iter().map(|_| Found::default()).collect();
        for on_line in claims.chunk_by(|one, next| one.line == next.line) {
            let at = on_line[0].line;
            let Line { plain, lead, .. } = &draft.lines[at];
            found[at] = Found { hits: self.hits(plain), lead: self.book.hits(lead) };
        }
        found
    }

    /// The words of the book in a text, but for those in titles.
    fn hits(&self, text: &Plain) -> Vec<Hit> {
        let names = names(text);
        let mut hits = self.book.hits(text);
        hits.retain(|hit| !names.iter().any(|name| name.contains(&hit.from)));
        hits
    }

    /// Whether numbers in a measure word can be of a subject.
    pub(super) fn counts_in(&self, subject: &Subject, unit: &str) -> bool {
        let same =
            |word: &str| unit.is_empty() || same_thing(unit, word) || same_thing(word, unit) || is_loose(unit, word);
        match subject {
            Subject::Figure(at) => {
                let figure = &self.report.lines[*at].figure;
                same(&figure.unit)
                    || unit == "元" && figure.measure == Measure::Money
                    || is_english(unit, &figure.unit_english)
            }
            Subject::Rate(rate) => unit.is_empty() || rate.unit(Lang::Zh) == unit,
            Subject::Part(_, _, word) => same(word) || is_english(unit, "outlets") || is_english(unit, "pieces"),
        }
    }

    /// The figure that a claim most likely speaks of; the ledger alone where several of its figures are as likely.
    pub fn topic(&self, draft: &Draft, found: &[Found], claim: &Claim) -> Option<String> {
        let place = Place::of(draft, found, claim);
        let meant = self.meant(&place, |subject| self.counts_in(subject, &claim.unit));
        let best = meant.iter().map(|one| one.score).max()?;
        let mut keys = meant.iter().filter(|one| one.score == best).map(|one| self.key(&self.subjects[one.of]));
        let (key, ledger) = (keys.next()?, |key: &str| key.split('.').next().map(str::to_owned));
        let others: Vec<&str> = keys.filter(|other| *other != key).collect();
        match others.as_slice() {
            [] => Some(key.to_owned()),
            others => ledger(key).filter(|own| others.iter().all(|other| ledger(other).as_ref() == Some(own))),
        }
    }

    pub(super) fn key<'s>(&'s self, subject: &'s Subject) -> &'s str {
        match subject {
            Subject::Figure(at) => &self.report.lines[*at].figure.key,
            Subject::Rate(rate) => &rate.key,
            Subject::Part(key, ..) => key,
        }
    }

    pub(super) fn best(&self, place: &Place, fits: impl Fn(&Subject) -> bool) -> Option<&Subject> {
        let meant = self.meant(place, fits);
        meant.iter().max_by_key(|one| one.score).map(|one| &self.subjects[one.of])
    }

    /// What a claim may speak of: first by the words before it, or else by those behind it, too.
    pub(super) fn meant(&self, place: &Place, fits: impl Fn(&Subject) -> bool) -> Vec<Meant> {
        let first = self.meant_by(place, false, &fits);
        if first.is_empty() { self.meant_by(place, true, &fits) } else { first }
    }

    fn meant_by(&self, place: &Place, behind: bool, fits: &impl Fn(&Subject) -> bool) -> Vec<Meant> {
        let near = place.near(behind);
        let (nearest, all) = (near.first().map(|hit| hit.word), place.far());
        let mut phrases: Vec<usize> =
            near.iter().filter_map(|hit| self.book.near.get(&hit.word)).flatten().copied().collect();
        phrases.sort_unstable();
        phrases.dedup();
        let mut meant: HashMap<usize, Meant> = HashMap::new();
        for phrase in phrases.into_iter().map(|at| &self.book.phrases[at]) {
            if !fits(&self.subjects[phrase.of]) {
                continue;
            }
            let (mut score, mut has_nearest) = (0, false);
            let stands = |forms: &[usize], weigh: &mut dyn FnMut(&Hit), hits: &[Hit]| {
                let hit = hits.iter().filter(|hit| forms.contains(&hit.word)).max_by_key(|hit| hit.to - hit.from);
                hit.inspect(|hit| weigh(hit)).is_some()
            };
            let is_near = phrase.near.iter().all(|forms| {
                stands(
                    forms,
                    &mut |hit| {
                        let is_nearest = Some(hit.word) == nearest;
                        has_nearest |= is_nearest;
                        score += (hit.to - hit.from) * if is_nearest { 4 } else { 2 };
                    },
                    &near,
                )
            });
            if is_near && phrase.far.iter().all(|forms| stands(forms, &mut |hit| score += hit.to - hit.from, &all)) {
                let score = score + phrase.weight;
                let one = Meant { of: phrase.of, score, has_nearest };
                let known = meant.entry(phrase.of).or_insert(one);
                if known.score < score {
                    *known = one;
                }
            }
        }
        let mut meant: Vec<Meant> = meant.into_values().collect();
        meant.sort_by_key(|one| one.of);
        meant
    }
}

/// Something that a claim may speak of.
#[derive(Clone, Copy)]
pub(super) struct Meant {
    pub(super) of: usize,
    /// How well it fits.
    pub(super) score: usize,
    /// Whether the word that stands nearest to the number speaks of it.
    pub(super) has_nearest: bool,
}

/// The forms in which a word goes in print; those of a slot are the office's own words.
fn forms(word: &str, figure: Option<&Figure>, words: &Vocabulary) -> Vec<String> {
    let mut forms = Vec::new();
    match (word, word.find('{')) {
        ("{scope}", _) => {
            let key = figure.and_then(|figure| figure.key.split('.').nth(1)).unwrap_or_default();
            for scope in words.of(Set::Scope, "volunteer").filter(|scope| scope.key == key) {
                let names =
                    [Some(&scope.label), Some(&scope.english), scope.unit.as_ref(), scope.unit_english.as_ref()];
                forms.extend(names.into_iter().flatten().cloned());
            }
            for kind in words.of(Set::Kind, "volunteer").filter(|kind| kind.scope.as_deref() == Some(key)) {
                forms.extend([kind.label.clone(), kind.english.clone()]);
            }
        }
        (_, Some(from)) => {
            let (ahead, slot) = word.split_at(from);
            let (slot, behind) = slot.split_once('}').unwrap_or((slot, ""));
            let names = match (&slot[1..], figure.and_then(|figure| figure.family.as_ref())) {
                (name @ ("party" | "part" | "peers"), _) => {
                    let called = words.office(name);
                    vec![called.zh.to_owned(), called.en.to_owned()]
                }
                (_, Some(member)) => vec![member.label.clone(), member.english.clone()],
                _ => Vec::new(),
            };
            forms.extend(names.into_iter().map(|name| format!("{ahead}{name}{behind}")));
        }
        _ => forms.push(word.to_owned()),
    }
    let others: Vec<String> = forms.iter().flat_map(|form| synonyms(form, words)).collect();
    forms.extend(others);
    forms
}

/// Other words for one: those that everybody uses, and the office's own.
fn synonyms(word: &str, words: &Vocabulary) -> Vec<String> {
    let known = SYNONYMS.lines().map(|line| line.split(' ').map(|word| word.replace('_', " ")));
    let known =
        known.filter(|line| line.clone().next().is_some_and(|first| first == word)).flat_map(|line| line.skip(1));
    let own =
        words.of(Set::Phrase, "").filter(|term| term.scope.as_deref() == Some(word)).map(|term| term.label.clone());
    known.chain(own).collect()
}

/// Measure words that drafts use for one another without saying anything else by it; turns are never persons.
fn is_loose(unit: &str, word: &str) -> bool {
    const LOOSE: &[&[&str]] =
        &[&["个", "家", "户"], &["个", "件", "项"], &["件次", "次"], &["篇", "期", "条", "份", "件"]];
    LOOSE.iter().any(|words| words.contains(&unit) && words.contains(&word))
}

fn is_english(unit: &str, word: &str) -> bool {
    unit.is_ascii()
        && !unit.is_empty()
        && (unit == word || word.strip_suffix('s') == Some(unit) || unit.strip_suffix('s') == Some(word))
}
