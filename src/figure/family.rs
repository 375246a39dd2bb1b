//! The figures of an office: those of the dictionary, and of each family one for every word of the office's that it stands for.

use std::collections::HashMap;

use super::definition::{COVERAGE, FIGURES, Figure, Member, Reading};
use crate::amount::Measure;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::lookup::{Candidate, pick};
use crate::text::{Lang, text};
use crate::vocabulary::{Called, Set, Term, Vocabulary, seed_vocabulary};

/// All figures of a vocabulary, in the order of the report.
pub fn figures(vocabulary: &Vocabulary) -> Vec<Figure> {
    let mut all: Vec<Figure> = Vec::new();
    // Measures of one scope stand together: the dictionary lists them measure by measure.
    let together = |one: &Figure, next: &Figure| one.over() == next.over() && one.ledger() == next.ledger();
    for group in FIGURES.chunk_by(|one, next| one.over().is_some() && together(one, next)) {
        match group[0].over() {
            Some((set, mark)) => {
                let slot = mark.replace('<', "{").replace('>', "}");
                for word in words(&group[0], set, vocabulary) {
                    all.extend(group.iter().map(|figure| word.of(figure, set, mark, &slot)));
                }
            }
            None => all.extend(group.iter().map(|figure| plain(figure, vocabulary))),
        }
    }
    for term in vocabulary.of(Set::Figure, "") {
        if let Some(figure) = all.iter_mut().find(|figure| figure.key == term.key) {
            figure.put_as(term);
        }
    }
    in_sections(all, vocabulary)
}

/// A figure of the dictionary that stands for itself, in the office's words.
fn plain(figure: &Figure, vocabulary: &Vocabulary) -> Figure {
    let mut figure = figure.clone();
    if figure.label.contains('{') {
        let (party, part) = (vocabulary.office("party"), vocabulary.office("part"));
        let several = vocabulary.term(Set::Office, "", "part").and_then(|term| term.word(Lang::En));
        figure.label = figure.label.replace("{party}", party.zh).replace("{part}", part.zh).into();
        figure.english =
            figure.english.replace("{party}", party.en).replace("{part}", several.unwrap_or(part.en)).into();
    }
    figure
}

/// Puts every figure into its section: that of its kind where the kind has one, else that of its ledger, or the last one.
fn in_sections(mut all: Vec<Figure>, vocabulary: &Vocabulary) -> Vec<Figure> {
    let sections: Vec<&str> = vocabulary.of(Set::Section, "").map(|term| &*term.key).collect();
    let ledgers: HashMap<&str, (usize, &Term)> =
        vocabulary.of(Set::Ledger, "").enumerate().map(|(at, term)| (&*term.key, (at, term))).collect();
    for figure in &mut all {
        let ledger = figure.ledger();
        let of_kind = match &figure.family {
            Some(member) if member.set == Set::Kind => {
                let key = figure.key.split('.').nth(1).unwrap_or_default();
                vocabulary.term(Set::Kind, ledger, key).and_then(|term| term.section.as_deref())
            }
            _ => None,
        };
        let is_ledger = Ledger::find(ledger).is_some() || ledgers.contains_key(ledger);
        let is_there = |key: &&str| sections.contains(key);
        let of_ledger = || ledgers.get(ledger).and_then(|(_, term)| term.section.as_deref()).filter(is_there);
        let own = of_kind.filter(is_there).or_else(of_ledger);
        let section = own.or_else(|| sections.last().copied().filter(|_| is_ledger)).unwrap_or_default();
        figure.section = section.to_owned().into();
    }
    all.sort_by_cached_key(|figure| {
        let of = |key: &str| sections.iter().position(|section| *section == key).unwrap_or(usize::MAX);
        let place = ledgers.get(figure.ledger()).map_or(usize::MAX, |(at, _)| *at);
        (figure.is_doubt(), of(&figure.section), place)
    });
    all
}

/// How the postings to a key become its number: as its own figure is read, or else that of its family; those to a key that no
/// figure has are added. What counts once says so itself where it is posted, since the keys of a level and of a kind look alike.
pub fn reading_of(key: &str) -> Reading {
    let is_like = |figure: &&Figure| {
        let of_words = figure.over().filter(|(set, _)| *set != Set::Level);
        let ends = of_words.and_then(|(_, mark)| figure.key.split_once(mark));
        ends.is_some_and(|(start, end)| key.starts_with(start) && key.ends_with(end))
    };
    let own = FIGURES.iter().find(|figure| figure.key == key);
    let family = || FIGURES.iter().filter(|figure| figure.reading != Reading::Sum).find(is_like);
    // Of a stock that no figure has, what is there is all that is asked.
    let unseen = if key.starts_with("open.") { Reading::Present } else { Reading::Sum };
    own.or_else(family).map_or(unseen, |figure| figure.reading)
}

/// Refuses a word that would make the key of a figure that is there already, or the name of another level.
pub fn check_free(term: &Term, vocabulary: &Vocabulary) -> Result<()> {
    let (ledger, other) = match term.set {
        Set::Kind => (&*term.ledger, Some(Set::Level).filter(|_| term.ledger == "info")),
        Set::Level => ("info", Some(Set::Kind)),
        Set::Stage | Set::Scope | Set::Outcome => (&*term.ledger, None),
        _ => return Ok(()),
    };
    let scope = term.scope.as_ref().filter(|_| term.set == Set::Kind);
    for part in [Some(&term.key), scope].into_iter().flatten() {
        let key = format!("{ledger}.{part}");
        let by_topic = format!("{ledger}.filed.{part}");
        // What came with the program has its place among the figures.
        let is_new = seed_vocabulary().term(term.set, &term.ledger, part).is_none();
        let is_word = other.is_some_and(|set| vocabulary.term(set, ledger, part).is_some());
        let is_taken = || FIGURES.iter().any(|figure| figure.key == key || figure.key == by_topic);
        if is_word || key == COVERAGE || is_new && is_taken() {
            return Err(refused!("key_taken": "“{part}”会与指标 {key} 混淆",
                "“{part}” would be mistaken for the figure {key}"; "换一个键", "choose another key"));
        }
    }
    let label = &term.label;
    let twin = vocabulary.of(Set::Level, "").find(|level| level.key != term.key && level.label == *label);
    let Some(Term { key, .. }) = twin.filter(|_| term.set == Set::Level) else { return Ok(()) };
    Err(refused!("label_taken": "级别“{label}”已有（{key}）", "there is a level “{label}” already ({key})";
        "本级的前面加“本”字", "put 本 before the name of the own level"))
}

/// A word that a figure of a family stands for, as the figure is put.
struct Word<'a> {
    key: &'a str,
    label: Called<'a>,
    /// What its ledger is called.
    ledger: Called<'a>,
    unit: Option<(&'a str, &'a str)>,
    /// Whether it is out of use from some day on, so that no page waits for it.
    retired: bool,
}

impl Word<'_> {
    fn of(&self, figure: &Figure, set: Set, mark: &str, slot: &str) -> Figure {
        let (Called { zh, en }, Called { zh: zh_of, en: en_of }) = (self.label, self.ledger);
        let is_other = set == Set::Kind && self.key == "other";
        let (label, english) = if is_other && figure.label == slot {
            // “Other” alone would say nothing outside its section.
            (format!("{zh_of}（{zh}）"), format!("{en_of}: {en}"))
        } else {
            (figure.label.replace(slot, zh), figure.english.replace(slot, en))
        };
        let alone = if is_other {
            (format!("其他{zh_of}"), format!("other {en_of}"))
        } else {
            (zh.to_owned(), en.to_owned())
        };
        let unit = self.unit.filter(|_| figure.measure == Measure::Count && matches!(set, Set::Kind | Set::Stage));
        let in_yuan = figure.key == "activity.<kind>" && unit.is_some_and(|(zh, _)| zh == "元");
        Figure {
            key: figure.key.replace(mark, self.key).into(),
            label: label.into(),
            english: english.into(),
            measure: if in_yuan { Measure::Money } else { figure.measure },
            unit: unit.map_or(figure.unit.clone(), |(zh, _)| zh.to_owned().into()),
            unit_english: unit.map_or(figure.unit_english.clone(), |(_, en)| en.to_owned().into()),
            rare: figure.rare || self.retired,
            family: Some(Member { set, label: alone.0, english: alone.1 }),
            ..figure.clone()
        }
    }
}

impl Figure {
    /// Takes over what the office says of it.
    fn put_as(&mut self, term: &Term) {
        if term.label != term.key {
            self.label = term.label.clone().into();
            self.english = term.english.clone().into();
            self.renamed = true;
        }
        if let Some(unit) = &term.unit {
            self.unit = unit.clone().into();
            self.unit_english = term.word(Lang::En).unwrap_or(unit).to_owned().into();
        }
        match term.scope.as_deref() {
            Some("exact") => self.house = false,
            Some("rounded") => self.house = true,
            _ => {}
        }
    }
}

/// The words that a family has a figure for, in the office's order.
fn words<'a>(figure: &Figure, set: Set, vocabulary: &'a Vocabulary) -> Vec<Word<'a>> {
    let key = figure.ledger();
    let neutral = Ledger::find(key).map_or(text("", ""), |ledger| ledger.label);
    let ledger = vocabulary.ledger(key).unwrap_or(neutral);
    let word = |term: &'a Term| {
        let unit = term.unit.as_deref().zip(term.unit_english.as_deref().or(term.unit.as_deref()));
        // English puts an adoption in its own way (by the city, nationally), and may call the meetings of a stage otherwise.
        let other = if set == Set::Level { &term.unit_english } else { &term.about_english };
        let english = other.as_deref().filter(|_| matches!(set, Set::Level | Set::Stage)).unwrap_or(&term.english);
        let retired = term.retired.is_some();
        Word { key: &term.key, label: Called { zh: &term.label, en: english }, ledger, unit, retired }
    };
    // 信息 of kind piece is the ledger's main count and has a key of its own; stages are counted by their meetings.
    let is_other = |term: &&Term| set == Set::Kind && key == "info" && term.key == "piece";
    // Of motions, those filed and merged are figures of their own.
    let is_own = |term: &&Term| set == Set::Outcome && matches!(&*term.key, "filed" | "merged");
    let has = |term: &&Term| !is_other(term) && !is_own(term) && (set != Set::Stage || term.has_meetings());
    let mut words: Vec<Word> = vocabulary.of(set, key).filter(has).map(word).collect();
    if set == Set::Scope {
        // Only scopes that kinds have are counted; one that was never named goes by its key.
        let mut used: Vec<&str> = Vec::new();
        for scope in vocabulary.of(Set::Kind, key).filter_map(|term| term.scope.as_deref()) {
            if !used.contains(&scope) {
                used.push(scope);
            }
        }
        words.retain(|word| used.contains(&word.key));
        used.retain(|key| words.iter().all(|word| word.key != *key));
        words.extend(used.into_iter().map(|key| Word {
            key,
            label: Called { zh: key, en: key },
            ledger,
            unit: None,
            retired: false,
        }));
    }
    words
}

/// The figure with this key; the error about a key that no figure has names the nearest one.
pub fn find<'a>(figures: &'a [Figure], key: &str) -> Result<&'a Figure> {
    if let Some(figure) = figures.iter().find(|figure| figure.key == key) {
        return Ok(figure);
    }
    let candidates: Vec<Candidate> =
        figures.iter().map(|figure| Candidate::new(&figure.key, &[&figure.label, &figure.english])).collect();
    let (zh, en) = match pick(key, &candidates).keys().join(", ").as_str() {
        "" => Default::default(),
        near => (format!("是不是 {near}？"), format!("did you mean {near}? ")),
    };
    Err(usage!("no_such_figure": "没有指标“{key}”", "there is no figure “{key}”";
        "{zh}看全部指标：qjcppcc figures", "{en}all figures: qjcppcc figures"))
}
