//! What the texts of a report can speak of: the figures that something was recorded for, and how each is put.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::amount::Amount;
use crate::figure::{Counted, Figure};
use crate::report::number::{Growth, Line};
use crate::report::overview::Report;
use crate::text::Lang;
use crate::vocabulary::{Set, Term, Vocabulary};

/// What a text can mention: the figures that something was recorded for, and the note.
#[derive(Debug)]
pub(super) struct Mentions {
    /// The report.
    pub report: Arc<Report>,
    /// Its figures, in the order of the dictionary.
    pub figures: Vec<Mention>,
    /// The built-in note, for texts that end with it.
    pub note: String,
}

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// The report.
    pub report: Arc<Report>,
    /// Which of the report's lines it is.
    at: usize,
    amount: Amount,
    /// Whether the text has asked how it is printed.
    said: Arc<AtomicBool>,
}

/// 计划: whether a figure counts a kind of consultation that is of the year's plan.
pub fn is_planned(figure: &Figure, words: &Vocabulary) -> bool {
    let kind = figure.family.as_ref().filter(|member| member.set == Set::Kind).and(figure.key.strip_prefix("consult."));
    let term = kind.and_then(|kind| words.term(Set::Kind, "consult", kind));
    term.is_some_and(|term| term.scope.as_deref() == Some("plan"))
}

/// The same of what somebody holds; a survey is made by those who write it.
pub fn is_held(figure: &Figure, words: &Vocabulary) -> bool {
    is_planned(figure, words) && figure.key != "consult.survey"
}

/// Who can hold what is planned, as the texts name them.
const HOSTS: [(&str, &str, &str); 2] =
    [("standing", "常委会会议", "the standing committee"), ("chair", "主席会议", "the chair's meetings")];

impl Mentions {
    /// What a text of a report can mention.
    pub fn of(report: &Arc<Report>, note: &str) -> Mentions {
        let mention = |(at, line): (usize, &Line)| {
            line.counted.amount.map(|amount| Mention { report: Arc::clone(report), at, amount, said: Arc::default() })
        };
        let figures = report.lines.iter().enumerate().filter_map(mention).collect();
        Mentions { report: Arc::clone(report), figures, note: note.to_owned() }
    }

    /// The figures of a ledger's kinds, in the office's order.
    pub fn kinds(&self, ledger: &str) -> Vec<&Mention> {
        // A kind that stands in another section is told of there.
        let home = self.report.words.section_of(ledger);
        let own = |mention: &&Mention| {
            let rest = mention.key().strip_prefix(ledger).filter(|rest| rest.starts_with('.'));
            let figure = &mention.line().figure;
            let is_kind = figure.family.as_ref().is_some_and(|member| member.set == Set::Kind);
            // What is said of a kind beside its number has a figure of its own.
            rest.is_some_and(|rest| !rest[1..].contains('.'))
                && is_kind
                && home.is_none_or(|home| figure.section == home)
        };
        self.figures.iter().filter(own).collect()
    }

    /// The figures of a ledger that stand for words of a set: its levels, its stages.
    pub fn over(&self, set: Set, ledger: &str) -> Vec<&Mention> {
        let is_of = |figure: &Figure| {
            figure.ledger() == ledger && figure.family.as_ref().is_some_and(|member| member.set == set)
        };
        self.figures.iter().filter(|mention| is_of(&mention.line().figure)).collect()
    }

    /// The kinds of consultation that are of the year's plan.
    pub fn planned(&self) -> Vec<&Mention> {
        self.figures.iter().filter(|mention| is_planned(&mention.line().figure, &self.report.words)).collect()
    }

    /// A section's heading in a text: made of the words of what was recorded, where the office says of which.
    pub fn heading(&self, section: &Term) -> String {
        let (lang, words) = (self.report.lang, &self.report.words);
        let is_told = |word: &&Term| {
            let has =
                |mention: &Mention| mention.key().strip_prefix(&*word.key).is_some_and(|rest| rest.starts_with('.'));
            word.key == section.key || self.figures.iter().any(has)
        };
        let told: Vec<&str> =
            words.of(Set::Heading, &section.key).filter(is_told).map(|word| word.name(lang)).collect();
        let heading = match (told.as_slice(), lang) {
            ([], _) => section.name(lang).to_owned(),
            ([first @ .., last], Lang::Zh) if !first.is_empty() => format!("{}与{last}", first.join("、")),
            _ => told.join(", "),
        };
        let mut letters = heading.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
    }

    /// Those whose keys have one part more than a key, of words of a set if one is named.
    pub fn below<'a>(figures: &'a [Mention], key: &str, set: Option<&str>) -> Vec<&'a Mention> {
        let is_below = |mention: &&Mention| {
            let rest = mention.key().strip_prefix(key).and_then(|rest| rest.strip_prefix('.'));
            let of = mention.line().figure.family.as_ref().map(|member| member.set.key());
            rest.is_some_and(|rest| !rest.contains('.')) && set.is_none_or(|set| of == Some(set))
        };
        figures.iter().filter(is_below).collect()
    }

    /// Those of a section that the text has not spoken of so far: so it can end with them, and leaves nothing out.
    pub fn unsaid<'a>(figures: &'a [Mention], section: &str) -> Vec<&'a Mention> {
        let is_left =
            |mention: &&Mention| mention.line().figure.section == section && !mention.said.load(Ordering::Relaxed);
        // What units did is said of the motions that they handled.
        figures.iter().filter(is_left).filter(|mention| !mention.line().figure.is_by_unit()).collect()
    }

    /// The plan's meetings held by the standing committee and the chair's meetings alone, and the other ones.
    pub fn plan(&self) -> (Vec<&Mention>, Vec<&Mention>) {
        let held = self.figures.iter().filter(|mention| is_held(&mention.line().figure, &self.report.words));
        held.partition(|mention| self.held_by(mention.key()).is_some())
    }

    /// Who held all of what the first part of the plan names.
    pub fn hosts(&self) -> Vec<&'static str> {
        let hosted = self.report.facts.hosts.iter();
        let held: Vec<&str> = hosted.filter_map(|(key, _)| self.held_by(key)).flatten().collect();
        let hosts = HOSTS.into_iter().filter(|(key, ..)| held.contains(key));
        hosts.map(|(_, zh, en)| self.report.lang.pick(zh, en)).collect()
    }

    /// The hosts of a figure of the plan, if the standing committee and the chair's meetings held all of it.
    fn held_by(&self, key: &str) -> Option<Vec<&'static str>> {
        let (_, hosts) = self.report.facts.hosts.iter().find(|(figure, _)| figure == key)?;
        let known =
            |host: &'_ Option<String>| HOSTS.iter().map(|(key, ..)| *key).find(|key| Some(*key) == host.as_deref());
        let named: Option<Vec<&str>> = hosts.iter().map(known).collect();
        named.filter(|named| !named.is_empty())
    }
}

impl Mention {
    /// Its line in the report.
    pub fn line(&self) -> &Line {
        &self.report.lines[self.at]
    }

    /// Its key.
    pub fn key(&self) -> &str {
        &self.line().figure.key
    }

    /// The number with its unit, as printed: so it is spoken of.
    pub fn text(&self) -> String {
        self.said.store(true, Ordering::Relaxed);
        self.report.printed(&self.line().figure, &self.line().counted)
    }

    /// The number in whole units.
    pub fn value(&self) -> i64 {
        self.amount.value / self.line().figure.measure.parts()
    }

    /// What it came to in the period before, as printed; none without a number.
    pub fn before(&self) -> Option<String> {
        let before = self.counted_before().filter(|before| before.amount.is_some())?;
        Some(self.report.printed(&self.line().figure, before))
    }

    /// Growth over the period before; none without an exact number before.
    pub fn change(&self) -> Option<Growth> {
        Growth::of(self.amount, self.counted_before()?.amount?)
    }

    fn counted_before(&self) -> Option<&Counted> {
        self.report.facts.before.iter().find(|(key, _)| key == self.key()).map(|(_, counted)| counted)
    }
}
