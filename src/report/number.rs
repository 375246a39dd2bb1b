//! One figure of a report: its number as printed and as a cell, the difference from another period, the growth.

use crate::amount::{Amount, Bound, Style};
use crate::figure::{Counted, Figure, Section};
use crate::sheet::Cell;
use crate::text::Lang;

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

    /// Whether a page that leaves nothing out lists it all the same: kinds, scopes and rare ones it does not.
    pub fn is_expected(&self) -> bool {
        self.figure.family.is_none() && !self.figure.rare && self.figure.section != Section::Doubt
    }

    /// The difference from the period before, in the figure's smallest part; none where either is not recorded.
    pub fn change(&self) -> Option<i64> {
        self.counted.amount?.value.checked_sub(self.before?.amount?.value)
    }

    /// The growth over the period before; none where either is not recorded.
    pub fn growth(&self) -> Option<i64> {
        growth(self.counted.amount?, self.before?.amount?)
    }
}

/// A number with its unit, as printed; `—` when nothing was recorded.
pub fn printed(figure: &Figure, amount: Option<Amount>, exact: bool, lang: Lang) -> String {
    let style = if exact { Style::Full } else { figure.style() };
    amount.map_or("—".to_owned(), |amount| amount.printed(style, figure.measure, figure.word(lang), lang))
}

/// The growth in tenths of a percent, rounded half away from nought; none where the number before is nought or not
/// exact.
pub(super) fn growth(now: Amount, before: Amount) -> Option<i64> {
    if before.bound != Bound::Exact || before.value == 0 {
        return None;
    }
    let (change, base) = (i128::from(now.value.checked_sub(before.value)?) * 1000, i128::from(before.value));
    let half = base.abs() / 2 * change.signum() * base.signum();
    i64::try_from((change + half) / base).ok()
}

/// Tenths of a percent as a decimal: `1000` is `100`, `333` is `33.3`.
pub fn percent(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
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
