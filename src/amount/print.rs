//! Amounts printed, by the rules of the office's house style.

use super::number::{Amount, Bound, Measure};
use crate::text::Lang;

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
