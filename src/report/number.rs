//! One figure of a report: its number as printed and as a cell, the difference from another period, the growth.

use super::ratio::Ratio;
use crate::amount::{Amount, Bound, Style};
use crate::figure::{Counted, Figure, Member};
use crate::sheet::Cell;
use crate::text::Lang;
use crate::vocabulary::Set;

/// One figure of a report.
#[derive(Clone, Debug)]
pub struct Line {
    /// The figure.
    pub figure: Figure,
    /// What it came to.
    pub counted: Counted,
    /// What it came to in the period it is compared with.
    pub before: Option<Counted>,
}

impl Line {
    /// Whether there is a number of either period.
    pub fn is_recorded(&self) -> bool {
        self.counted.amount.or(self.before.and_then(|before| before.amount)).is_some()
    }

    /// Whether a page that leaves nothing out lists it all the same: levels and stages, but not kinds, scopes and rare ones.
    pub fn is_expected(&self) -> bool {
        let is_usual = |member: &Member| matches!(member.set, Set::Level | Set::Stage);
        self.figure.family.as_ref().is_none_or(is_usual) && !self.figure.rare && !self.figure.section.is_empty()
    }

    /// The difference from the period before, in the figure's smallest part; none where either is not recorded.
    pub fn change(&self) -> Option<i64> {
        self.counted.amount?.value.checked_sub(self.before?.amount?.value)
    }

    /// The growth over the period before; none where either is not recorded.
    pub fn growth(&self) -> Option<Growth> {
        Growth::of(self.counted.amount?, self.before?.amount?)
    }
}

/// How a number has grown.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    ratio: Ratio,
    /// Whether the number now is one that can be relied on.
    sure: bool,
}

impl Growth {
    /// The growth from one number to another; none where the number before is nought or not exact.
    pub fn of(now: Amount, before: Amount) -> Option<Growth> {
        let change = now.value.checked_sub(before.value).filter(|_| before.bound == Bound::Exact)?;
        Some(Growth { ratio: Ratio::percent(change, before.value)?, sure: now.bound == Bound::Exact })
    }

    /// Whether it is so many hundredths of a percent, up or down, as far as so many decimals say; nearly, where either cannot be relied on.
    pub fn is(self, said: Amount, decimals: u32) -> bool {
        let (given, ours) = (i128::from(said.value), self.ratio.abs());
        let near = (given - ours.rounded(2)).abs() * 10 <= given;
        let is_sure = self.sure && said.bound == Bound::Exact;
        ours.rounded(decimals) * 10_i128.pow(2 - decimals) == given || (!is_sure && near)
    }

    /// In percent, as a decimal.
    pub fn decimal(self) -> String {
        self.ratio.decimal()
    }

    /// In a column: 80%, 约80%.
    pub fn digits(self, lang: Lang) -> String {
        format!("{}{}%", self.about(lang), self.ratio.decimal())
    }

    /// In a sentence: 增长80%, 下降约5%, 持平.
    pub(super) fn words(self, lang: Lang) -> String {
        let (size, about) = (self.ratio.abs().decimal(), self.about(lang));
        match (self.ratio.signum(), self.sure) {
            (1, _) => phrase!(lang, "增长{about}{size}%", "up {about}{size}%"),
            (-1, _) => phrase!(lang, "下降{about}{size}%", "down {about}{size}%"),
            (_, true) => lang.pick("持平", "unchanged").to_owned(),
            (_, false) => lang.pick("基本持平", "nearly unchanged").to_owned(),
        }
    }

    fn about(self, lang: Lang) -> &'static str {
        if self.sure { "" } else { lang.pick("约", "about ") }
    }
}

/// A number with its unit, as printed; `—` when nothing was recorded. A lower bound that a single record gave keeps its
/// digits: cutting is for sums.
pub fn printed(figure: &Figure, counted: &Counted, exact: bool, lang: Lang) -> String {
    printed_in(figure, counted, figure.word(lang), exact, lang)
}

/// The same in another measure word.
pub(super) fn printed_in(figure: &Figure, counted: &Counted, word: &str, exact: bool, lang: Lang) -> String {
    let Some(amount) = counted.amount else { return "—".to_owned() };
    let style = match (exact, amount.bound, counted.records) {
        (true, ..) => Style::Full,
        (false, Bound::AtLeast, 1) => Style::Given,
        _ => figure.style(),
    };
    amount.printed(style, figure.measure, word, lang)
}

/// What it counts of its family, such as a kind; of no family, its name.
pub(super) fn own_name(figure: &Figure, lang: Lang) -> &str {
    figure.family.as_ref().map_or(figure.name(lang), |member| lang.pick(&member.label, &member.english))
}

pub(super) fn value(figure: &Figure, amount: Option<Amount>) -> Cell {
    amount.map_or(Cell::Empty, |amount| Cell::Amount(amount, figure.measure))
}

pub(super) fn bound(amount: Option<Amount>) -> Cell {
    Cell::words(amount.map(|amount| amount.bound.key()))
}

/// The number, its bound, and how it is or was printed.
pub(super) fn said(figure: &Figure, amount: Option<Amount>, text: Option<String>) -> Cell {
    Cell::object([("value", value(figure, amount)), ("bound", bound(amount)), ("text", Cell::words(text))])
}

pub(super) fn digits(figure: &Figure, amount: Option<Amount>) -> Cell {
    worded(figure, amount, |amount| amount.digits(figure.measure))
}

/// A number in the words that people read; nothing when nothing was recorded.
pub(super) fn worded(figure: &Figure, amount: Option<Amount>, words: impl Fn(Amount) -> String) -> Cell {
    amount.map_or(Cell::Empty, |amount| Cell::Worded(words(amount), Box::new(Cell::Amount(amount, figure.measure))))
}
