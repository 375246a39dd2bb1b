//! What the texts of a report can speak of: the figures that something was recorded for, and how each is put.

use super::{Line, Report, growth, percent};
use crate::amount::Amount;
use crate::text::Lang;

/// The figures that something was recorded for.
pub(super) struct Recorded<'a> {
    /// The report.
    pub report: &'a Report,
    /// Its figures, in the order of the dictionary.
    pub figures: Vec<Said<'a>>,
}

/// One of them.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    /// Its line in the report.
    pub line: &'a Line,
    report: &'a Report,
    amount: Amount,
}

/// 计划: what is done of the year's plan, in the order in which the texts name it.
pub const PLAN: [&str; 3] = ["consult.consultation", "consult.briefing", "consult.inspection"];

impl<'a> Recorded<'a> {
    /// Those of a report.
    pub fn of(report: &'a Report) -> Recorded<'a> {
        let said = |line: &'a Line| line.counted.amount.map(|amount| Said { line, report, amount });
        Recorded { report, figures: report.lines.iter().filter_map(said).collect() }
    }

    /// The figure with this key.
    pub fn figure(&self, key: &str) -> Option<Said<'a>> {
        self.figures.iter().find(|said| said.key() == key).copied()
    }

    /// The figures of a ledger's kinds, in the office's order.
    pub fn kinds(&self, ledger: &str) -> Vec<Said<'a>> {
        let own = |said: &&Said| {
            let rest = said.key().strip_prefix(ledger).filter(|rest| rest.starts_with('.'));
            rest.is_some() && said.line.figure.family.is_some()
        };
        self.figures.iter().filter(own).copied().collect()
    }

    /// The plan's meetings held by the standing committee and the chair's meetings alone, and the other ones.
    pub fn plan(&self) -> (Vec<Said<'a>>, Vec<Said<'a>>) {
        PLAN.iter().filter_map(|key| self.figure(key)).partition(|said| self.held_by(said.key()).is_some())
    }

    /// Who held all of what the first part of the plan names.
    pub fn hosts(&self) -> Vec<&'static str> {
        let held: Vec<Vec<&str>> = PLAN.iter().filter_map(|key| self.held_by(key)).collect();
        let names =
            [("standing", ("常委会会议", "the standing committee")), ("chair", ("主席会议", "the chair's meetings"))];
        let held_any = |key: &str| held.iter().flatten().any(|host| *host == key);
        names.into_iter().filter(|(key, _)| held_any(key)).map(|(_, (zh, en))| self.report.lang.pick(zh, en)).collect()
    }

    /// The hosts of a figure of the plan, if the standing committee and the chair's meetings held all of it.
    fn held_by(&self, key: &str) -> Option<Vec<&'a str>> {
        let (_, hosts) = self.report.facts.hosts.iter().find(|(figure, _)| figure == key)?;
        let named: Vec<&str> = hosts.iter().flatten().map(String::as_str).collect();
        let only_these = named.len() == hosts.len() && named.iter().all(|host| matches!(*host, "standing" | "chair"));
        (only_these && !named.is_empty()).then_some(named)
    }
}

impl<'a> Said<'a> {
    /// Its key.
    pub fn key(&self) -> &'a str {
        &self.line.figure.key
    }

    /// Its name.
    pub fn label(&self) -> &'a str {
        self.line.figure.name(self.report.lang)
    }

    /// The kind's own name, for families.
    pub fn kind(&self) -> &'a str {
        self.line.figure.family.as_ref().map_or(self.label(), |(zh, en)| self.report.lang.pick(zh, en))
    }

    /// The number with its unit, as printed.
    pub fn text(&self) -> String {
        self.report.printed(&self.line.figure, Some(self.amount))
    }

    /// The number in whole units.
    pub fn value(&self) -> i64 {
        self.amount.value / self.line.figure.measure.parts()
    }

    /// What it came to in the period before; none without a number.
    pub fn before(&self) -> Option<Amount> {
        let (_, counted) = self.report.facts.before.iter().find(|(key, _)| key == self.key())?;
        counted.amount
    }

    /// Growth over the period before, in percent; none without an exact number before.
    pub fn growth(&self) -> Option<String> {
        growth(self.amount, self.before()?).map(percent)
    }

    /// The same in words: 增长80%, 下降5%, 持平.
    pub fn grown(&self) -> Option<String> {
        let growth = growth(self.amount, self.before()?)?;
        let size = percent(growth.abs());
        Some(match (growth.signum(), self.report.lang) {
            (1, Lang::Zh) => format!("增长{size}%"),
            (1, Lang::En) => format!("up {size}%"),
            (-1, Lang::Zh) => format!("下降{size}%"),
            (-1, Lang::En) => format!("down {size}%"),
            (_, lang) => lang.pick("持平", "unchanged").to_owned(),
        })
    }
}
