//! What the texts of a report can speak of: the figures that something was recorded for, and how each is put.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::amount::Amount;
use crate::figure::Counted;
use crate::report::number::{Growth, Line};
use crate::report::overview::Report;

/// What a text can mention: the figures that something was recorded for, and the note.
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
    report: Arc<Report>,
    /// Which of the report's lines it is.
    at: usize,
    amount: Amount,
    /// Whether the text has asked how it is printed.
    said: Arc<AtomicBool>,
}

/// 计划: what is done of the year's plan, in the order in which the texts name it.
pub const PLAN: [&str; 3] = ["consult.consultation", "consult.briefing", "consult.inspection"];

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
        let own = |mention: &&Mention| {
            let rest = mention.key().strip_prefix(ledger).filter(|rest| rest.starts_with('.'));
            // What is said of a kind beside its number has a figure of its own.
            rest.is_some_and(|rest| !rest[1..].contains('.')) && mention.line().figure.family.is_some()
        };
        self.figures.iter().filter(own).collect()
    }

    /// Those of a section that the text has not spoken of so far: so it can end with them, and leaves nothing out.
    pub fn unsaid<'a>(figures: &'a [Mention], section: &str) -> Vec<&'a Mention> {
        let is_left = |mention: &&Mention| {
            mention.line().figure.section.key() == section && !mention.said.load(Ordering::Relaxed)
        };
        figures.iter().filter(is_left).collect()
    }

    /// The plan's meetings held by the standing committee and the chair's meetings alone, and the other ones.
    pub fn plan(&self) -> (Vec<&Mention>, Vec<&Mention>) {
        let named = |key| self.figures.iter().find(|mention| mention.key() == key);
        PLAN.into_iter().filter_map(named).partition(|mention| self.held_by(mention.key()).is_some())
    }

    /// Who held all of what the first part of the plan names.
    pub fn hosts(&self) -> Vec<&'static str> {
        let held: Vec<&str> = PLAN.iter().filter_map(|key| self.held_by(key)).flatten().collect();
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

    /// Its name.
    pub fn label(&self) -> &str {
        self.line().figure.name(self.report.lang)
    }

    /// The kind's own name, for families.
    pub fn kind(&self) -> &str {
        self.line().figure.family.as_ref().map_or(self.label(), |(zh, en)| self.report.lang.pick(zh, en))
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

    /// Growth over the period before, in percent; none without an exact number before.
    pub fn growth(&self) -> Option<String> {
        self.change().map(Growth::decimal)
    }

    /// The same in words: 增长80%, 下降5%, 持平.
    pub fn grown(&self) -> Option<String> {
        Some(self.change()?.words(self.report.lang))
    }

    fn change(&self) -> Option<Growth> {
        Growth::of(self.amount, self.counted_before()?.amount?)
    }

    fn counted_before(&self) -> Option<&Counted> {
        self.report.facts.before.iter().find(|(key, _)| key == self.key()).map(|(_, counted)| counted)
    }
}
