//! Rates: always with both numbers, and never a part that passes its whole.

use super::number::{Line, bound, printed, value, worded};
use super::ratio::Ratio;
use crate::amount::{Amount, Bound, Measure};
use crate::error::Result;
use crate::figure::{COVERAGE, Counted, TOWNS};
use crate::period::Period;
use crate::sheet::{Cell, Column, Face, Reader, Table};
use crate::text::{Lang, Text, plain, text};
use crate::vocabulary::{Set, Vocabulary};

/// How a rate is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    /// Of a whole, in percent.
    Share,
    /// So many to each.
    Each,
}

/// A rate of two figures.
#[derive(Debug)]
pub struct Rate {
    /// Its key.
    pub key: &'static str,
    /// The keys of the part and of the whole.
    pub figures: [&'static str; 2],
    reads: Reads,
    /// Its name.
    pub label: Text,
}

/// The rates of the case platform, by cohort: what was filed in the period, what was voiced, what met; and of the towns in use
/// those in which a station stands.
pub static RATES: [Rate; 4] = [
    rate("case.filed.rate", ["case.filed.solved", "case.filed"], Reads::Share, FILED),
    rate("case.adopted.rate", ["case.adopted", "case.opinions"], Reads::Share, text("意见采纳", "opinions adopted")),
    rate("case.meetings.each", ["case.meetings", "case.met"], Reads::Each, text("平均每件开会", "meetings a matter")),
    rate(COVERAGE, ["station.towns", "town.count"], Reads::Share, text("履职阵地覆盖", "covered by stations")),
];

const FILED: Text = text("当期立案、期末已解决", "filed in the period and solved by its end");

const fn rate(key: &'static str, figures: [&'static str; 2], reads: Reads, label: Text) -> Rate {
    Rate { key, figures, reads, label }
}

/// The figures that the rates of the case platform are made of.
pub fn rated() -> impl Iterator<Item = &'static str> {
    RATES.iter().filter(|rate| rate.key.starts_with("case.")).flat_map(|rate| rate.figures)
}

/// The towns of the office that are in use on the last day of a period.
pub fn towns(vocabulary: &Vocabulary, period: &Period) -> Line {
    let records = vocabulary.of(Set::Town, "").filter(|town| town.is_in_use(period.to)).map(|_| 1).sum();
    Line {
        figure: TOWNS,
        counted: Counted { amount: Some(Amount::exact(records)), records, ..Counted::default() },
        before: None,
    }
}

impl Rate {
    /// The rate with this key.
    pub fn find(key: &str) -> Option<&'static Rate> {
        RATES.iter().find(|rate| rate.key == key)
    }

    /// What it is counted in.
    pub fn unit(&self, lang: Lang) -> &'static str {
        match self.reads {
            Reads::Share => "%",
            Reads::Each => lang.pick("场", "meetings"),
        }
    }

    /// What it comes to; none where a number is missing, the whole is nought or smaller than its part. A lump of
    /// meetings names no matters, so that nothing can be said of each.
    fn ratio(&self, part: &Counted, whole: &Counted) -> Option<Ratio> {
        let (few, many) = (part.amount?.value, whole.amount?.value);
        match self.reads {
            Reads::Share if few <= many => Ratio::percent(few, many),
            Reads::Each if part.lumps == 0 => Ratio::each(few, many),
            _ => None,
        }
    }

    /// The rate in words, such as 92.9%; `—` where nothing can be said.
    pub fn printed(&self, part: &Counted, whole: &Counted, lang: Lang) -> String {
        let Some(ratio) = self.ratio(part, whole) else { return "—".to_owned() };
        let (number, about) = (ratio.decimal(), if is_sure(part, whole) { "" } else { lang.pick("约", "about ") });
        match self.reads {
            Reads::Share => format!("{about}{number}%"),
            Reads::Each => phrase!(lang, "{about}{number}场", "{about}{number}"),
        }
    }

    /// Reads a rate as somebody gives it, in hundredths: 92.9%, 百分之九十, 90%以上, 2.5场.
    pub fn read(&self, text: &str) -> Result<Amount> {
        let words: &[&str] = match self.reads {
            Reads::Share => &["%"],
            Reads::Each => &["场", "meetings"],
        };
        // Hours are kept to the hundredth, as rates are given.
        Amount::read(&text.replace("百分之", ""), Measure::Hours, words)
    }

    /// Whether a rate that was given as `text` agrees with the numbers: rounded to the decimals that it has it is the
    /// same, and nothing or all is said only where it is true. What is about the rate lies within a tenth of it.
    pub fn agrees(&self, text: &str, part: &Counted, whole: &Counted) -> bool {
        let (Ok(given), Some(ratio)) = (self.read(text), self.ratio(part, whole)) else { return false };
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
        let places = plain(text).collect::<String>().split_once('.').map_or(0, |(_, places)| digits(places));
        let decimals = u32::try_from(places).unwrap_or(0).min(2);
        let (said, ours) = (i128::from(given.value), ratio.rounded(2));
        let near = (said - ours).abs() * 10 <= said;
        match given.bound {
            Bound::Exact if !is_sure(part, whole) => near,
            Bound::Exact => {
                said == ratio.rounded(decimals) * 10_i128.pow(2 - decimals) && !ratio.is_false_with(decimals)
            }
            Bound::AtLeast => near && !ratio.is_less_than(said),
            Bound::About => near,
            Bound::Below => near && ratio.is_less_than(said),
        }
    }
}

/// Whether both numbers can be relied on.
fn is_sure(part: &Counted, whole: &Counted) -> bool {
    [part, whole].iter().all(|counted| counted.amount.is_none_or(|amount| amount.bound == Bound::Exact))
}

/// The rates of some figures; those whose figures were not recorded are left out.
pub(super) fn rates(lines: &[&Line], exact: bool, lang: Lang) -> Table {
    let found = RATES.iter().filter_map(|rate| {
        let [part, whole] = rate.figures.map(|key| lines.iter().find(|line| line.figure.key == key));
        let (part, whole) = (part?, whole?);
        part.counted.amount.and(whole.counted.amount).map(|_| (rate, part, whole))
    });
    let number =
        |line: &Line| worded(&line.figure, line.counted.amount, |_| printed(&line.figure, &line.counted, exact, lang));
    let decimal = |rate: &Rate, part: &Line, whole: &Line| {
        rate.ratio(&part.counted, &whole.counted).map_or(Cell::Empty, |ratio| Cell::Decimal(ratio.decimal()))
    };
    let new = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en));
    let columns: [Reader<(&Rate, &&Line, &&Line)>; 10] = [
        (Column::data("key"), &|(rate, ..)| Cell::Text(rate.key.to_owned())),
        (new("label", "比率", "rate"), &|(rate, part, _)| {
            // An office that calls the part otherwise calls the rate so.
            let renamed = part.figure.renamed.then(|| part.figure.name(lang));
            Cell::Text(renamed.unwrap_or(rate.label.lang(lang)).to_owned())
        }),
        (Column::data("value"), &|(rate, part, whole)| decimal(rate, part, whole)),
        (new("text", "值", "value").right(), &|(rate, part, whole)| {
            Cell::Text(rate.printed(&part.counted, &whole.counted, lang))
        }),
        (Column::data("part"), &|(_, part, _)| value(&part.figure, part.counted.amount)),
        (Column::data("part_bound"), &|(_, part, _)| bound(part.counted.amount)),
        (Column::data("whole"), &|(.., whole)| value(&whole.figure, whole.counted.amount)),
        (Column::data("whole_bound"), &|(.., whole)| bound(whole.counted.amount)),
        (new("part_text", "分子", "part").right().face(Face::Page), &|(_, part, _)| number(part)),
        (new("whole_text", "分母", "whole").right().face(Face::Page), &|(.., whole)| number(whole)),
    ];
    Table::of(found, columns)
}
