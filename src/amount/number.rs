//! A number and how far it can be trusted: kept, added, and printed by the rules of the office's house style.

use crate::error::{Error, Result};
use crate::text::Lang;

/// Amounts of this many whole units (yuan, persons, turns) or more are refused at the door: 10^15.
pub const LIMIT: i64 = 1_000_000_000_000_000;

/// How a written number relates to the true one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bound {
    /// The number itself.
    Exact,
    /// 余、多、以上: the number or more.
    AtLeast,
    /// 约、左右: near the number.
    About,
    /// 近、不到: somewhat less.
    Below,
}

/// What is measured; decides the smallest part that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Whole things.
    Count,
    /// Hours, to the hundredth.
    Hours,
    /// Yuan, to the fen.
    Money,
}

/// A value in the measure's smallest part, and its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    /// The number, in the smallest part of its measure (whole things, hundredths of an hour, fen).
    pub value: i64,
    /// How it relates to the true one.
    pub bound: Bound,
}

impl Bound {
    /// Every bound, in the order of their codes.
    pub const ALL: [Bound; 4] = [Bound::Exact, Bound::AtLeast, Bound::About, Bound::Below];

    /// Its key in JSON.
    pub fn key(self) -> &'static str {
        ["exact", "at_least", "about", "below"][self as usize]
    }

    /// The bound with this key.
    pub fn from_key(key: &str) -> Option<Bound> {
        Bound::ALL.into_iter().find(|bound| bound.key() == key)
    }

    /// Its code in the ledger file: 0 to 3.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The bound with this code.
    pub fn from_code(code: i64) -> Option<Bound> {
        Bound::ALL.into_iter().find(|bound| bound.code() == code)
    }

    /// The bound of a sum: what is only bounded from opposite sides is no longer bounded at all.
    #[expect(clippy::should_implement_trait, reason = "named as the addition of amounts, which can fail")]
    pub fn add(self, other: Bound) -> Bound {
        match (self, other) {
            (Bound::Exact, bound) | (bound, Bound::Exact) => bound,
            (Bound::AtLeast, Bound::AtLeast) => Bound::AtLeast,
            (Bound::Below, Bound::Below) => Bound::Below,
            _ => Bound::About,
        }
    }
}

impl Measure {
    /// How many of the smallest parts make one unit.
    pub fn parts(self) -> i64 {
        match self {
            Measure::Count => 1,
            Measure::Hours | Measure::Money => 100,
        }
    }
}

/// A sum that does not fit (exit 4).
pub(crate) fn too_large() -> Error {
    refused!("overflow": "合计超出可表示的范围", "the sum is too large to be kept";
        "查一查有没有录错的大数", "look for a number that was entered wrongly")
}

impl Amount {
    /// An exact amount.
    pub const fn exact(value: i64) -> Amount {
        Amount { value, bound: Bound::Exact }
    }

    /// An amount with its bound.
    pub const fn new(value: i64, bound: Bound) -> Amount {
        Amount { value, bound }
    }

    /// The sum of two amounts; one that does not fit is an error (exit 4).
    #[expect(clippy::should_implement_trait, reason = "an operator could not return an error as plainly")]
    pub fn add(self, other: Amount) -> Result<Amount> {
        let value = self.value.checked_add(other.value).ok_or_else(too_large)?;
        Ok(Amount { value, bound: self.bound.add(other.bound) })
    }

    /// The sum of amounts; `None` of none.
    pub fn sum<I: IntoIterator<Item = Amount>>(amounts: I) -> Result<Option<Amount>> {
        amounts.into_iter().try_fold(None, |sum: Option<Amount>, amount| match sum {
            None => Ok(Some(amount)),
            Some(sum) => sum.add(amount).map(Some),
        })
    }
}

/// How an amount is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// 取整: as summaries print turns, money and people: 3000余人次.
    House,
    /// As it is, but for what only a lower bound is known of, which is cut: 30余次.
    Plain,
    /// The same, but a lower bound that somebody gave keeps its digits where 余 can stand behind them: 840余.
    Given,
    /// Every digit, with its bound.
    Full,
}

/// Units of large numbers with their names, the larger one first.
type Units = [(i64, &'static str); 2];

const CHINESE: Units = [(100_000_000, "亿"), (10_000, "万")];
const ENGLISH: Units = [(1_000_000_000, "billion"), (1_000_000, "million")];

impl Amount {
    /// The amount with its measure word, as printed in a style.
    pub fn printed(self, style: Style, measure: Measure, word: &str, lang: Lang) -> String {
        if self.value < 0 {
            let size = Amount { value: self.value.saturating_neg(), ..self };
            return format!("-{}", size.printed(style, measure, word, lang));
        }
        match lang {
            Lang::Zh => chinese(self, style, measure, word),
            Lang::En => english(self, style, measure, word),
        }
    }

    /// Whether this number, as somebody else gives it, agrees with one that was counted: it is what printing the counted
    /// one would give, in a style of ours, in full, or with the bound it is given with. A lower bound may also keep more
    /// digits than the house style does (3100余 of 3126); what is about or nearly the number lies within a tenth of it.
    pub fn agrees(self, counted: Amount, measure: Measure) -> bool {
        let styles = [Style::House, Style::Plain, Style::Full];
        let bounds = [counted.bound, self.bound];
        let prints = |style| bounds.map(|bound| cut(Amount::new(counted.value, bound), style, measure));
        if styles.into_iter().flat_map(prints).any(|print| print == self) {
            return true;
        }
        let (given, ours) = (i128::from(self.value), i128::from(counted.value));
        let near = (given - ours).abs() * 10 <= given.abs();
        match self.bound {
            Bound::Exact => false,
            Bound::AtLeast => near && is_cut_of(self.value, counted.value, measure),
            Bound::About => near,
            Bound::Below => near && ours < given,
        }
    }

    /// The bare number for a column of numbers: `3,126`, `3,000+`, `约380`, `<3,000`.
    pub fn digits(self, measure: Measure) -> String {
        let number = grouped(&self.decimal(measure));
        match self.bound {
            Bound::Exact => number,
            Bound::AtLeast => format!("{number}+"),
            Bound::About => format!("约{number}"),
            Bound::Below => format!("<{number}"),
        }
    }

    /// The exact number for other programs: `1234.5`, no separators, no trailing noughts.
    pub fn decimal(self, measure: Measure) -> String {
        let parts = measure.parts().unsigned_abs();
        let (whole, rest) = (self.value.unsigned_abs() / parts, self.value.unsigned_abs() % parts);
        let sign = if self.value < 0 { "-" } else { "" };
        if rest == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{rest:02}").trim_end_matches('0').to_owned()
        }
    }
}

/// Cuts a number to the digits that a style prints: at least that much. The value stays in the smallest part.
fn cut(amount: Amount, style: Style, measure: Measure) -> Amount {
    let parts = measure.parts();
    let whole = amount.value / parts;
    let kept = |digits: u32| leading(whole, digits) * parts;
    let loses_little = |value: i64| i128::from(amount.value - value) * 10 <= i128::from(amount.value);
    match (amount.bound, style) {
        (Bound::Exact, Style::House) if whole >= 100 => match (1..=19).map(kept).find(|value| loses_little(*value)) {
            Some(value) if value != amount.value => Amount::new(value, Bound::AtLeast),
            _ => amount,
        },
        (Bound::AtLeast, Style::Given) if with_more(amount.value, measure, "").is_some() => amount,
        (Bound::AtLeast, Style::House | Style::Plain | Style::Given) if whole >= 10 => {
            let one = kept(1);
            Amount { value: if loses_little(one) || whole < 100 { one } else { kept(2) }, ..amount }
        }
        _ => amount,
    }
}

/// Whether a number is another one with some of its last digits turned to noughts.
fn is_cut_of(cut: i64, amount: i64, measure: Measure) -> bool {
    let whole = amount / measure.parts();
    (1..=19).any(|digits| leading(whole, digits) * measure.parts() == cut)
}

/// The number with all but its first digits turned to noughts.
fn leading(number: i64, digits: u32) -> i64 {
    let unit = 10_i64.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(digits - 1));
    number / unit * unit
}

fn chinese(amount: Amount, style: Style, measure: Measure, word: &str) -> String {
    let Amount { value, bound } = cut(amount, style, measure);
    // Without 余 counts are printed digit by digit, money in 亿 or 万 where one decimal says it fully.
    let plain = match counted_in(CHINESE, 10, value, measure).filter(|_| measure == Measure::Money) {
        Some((head, name)) => format!("{head}{name}{word}"),
        None => format!("{}{word}", Amount::exact(value).decimal(measure)),
    };
    match bound {
        Bound::Exact => plain,
        Bound::AtLeast => with_more(value, measure, word).unwrap_or_else(|| format!("{plain}以上")),
        Bound::About => format!("约{plain}"),
        Bound::Below => format!("近{plain}"),
    }
}

/// The number counted in the first of these units in which tenths or hundredths say it fully.
fn counted_in(units: Units, finest: i64, value: i64, measure: Measure) -> Option<(String, &'static str)> {
    units.into_iter().find_map(|(unit, name)| {
        let part = unit / finest * measure.parts();
        let whole = value >= part * finest && value % part == 0;
        whole.then(|| (Amount::exact(value / part * (100 / finest)).decimal(Measure::Hours), name))
    })
}

/// A number with 余 in its place; `None` where 余 has none: behind a units digit that is not nought.
fn with_more(value: i64, measure: Measure, word: &str) -> Option<String> {
    if let Some((head, name)) = counted_in(CHINESE, 10, value, measure) {
        let round = !head.contains('.') && head.len() > 1 && head.ends_with('0');
        return Some(if round { format!("{head}余{name}{word}") } else { format!("{head}{name}余{word}") });
    }
    let whole = value / measure.parts();
    let round = value % measure.parts() == 0 && whole >= 10 && whole % 10 == 0;
    round.then(|| format!("{whole}余{word}"))
}

fn english(amount: Amount, style: Style, measure: Measure, word: &str) -> String {
    let Amount { value, bound } = cut(amount, style, measure);
    let word = match word {
        "people" if value == measure.parts() => "person",
        word if value == measure.parts() => word.trim_end_matches('s'),
        word => word,
    };
    // Money from a million on is said in millions or billions where two decimals say it fully.
    let number = match counted_in(ENGLISH, 100, value, measure).filter(|_| measure == Measure::Money) {
        Some((head, name)) => format!("{head} {name} {word}"),
        None => format!("{} {word}", grouped(&Amount::exact(value).decimal(measure))),
    };
    let number = number.trim_end();
    let small = value < 10 * measure.parts();
    match bound {
        Bound::Exact => number.to_owned(),
        Bound::AtLeast if small || style == Style::Full => format!("at least {number}"),
        Bound::AtLeast => format!("over {number}"),
        Bound::About => format!("about {number}"),
        Bound::Below => format!("nearly {number}"),
    }
}

/// A decimal number with a comma before every third digit of its whole part.
pub(crate) fn grouped(decimal: &str) -> String {
    let (first, end) = (usize::from(decimal.starts_with('-')), decimal.find('.').unwrap_or(decimal.len()));
    let mut grouped = String::with_capacity(decimal.len() * 4 / 3);
    for (at, c) in decimal.char_indices() {
        if at > first && at < end && (end - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped
}
