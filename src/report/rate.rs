//! Rates: always with both numbers, and never a part that passes its whole.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::number::{Line, bound, printed, value, worded};
use super::ratio::Ratio;
use crate::amount::{Amount, Bound, Measure};
use crate::error::Result;
use crate::figure::{Counted, Figure, TOWNS};
use crate::ledger::{CHOOSING, Record};
use crate::period::Period;
use crate::sheet::{Cell, Column, Face, Reader, Table};
use crate::text::{Lang, Text, count, divided, plain, text};
use crate::vocabulary::{Set, Vocabulary};

/// A rate of two figures.
#[derive(Clone, Debug)]
pub struct Rate {
    /// Its key.
    pub key: Cow<'static, str>,
    /// The keys of the part and of the whole.
    pub figures: [Cow<'static, str>; 2],
    /// Whether it is so many to each; otherwise it is a share of a whole, in percent.
    is_each: bool,
    /// Its name; of a share, that of the part says it.
    pub label: Option<Text>,
    /// The setting that decides whether it is shown, and what that has to say.
    chosen: Option<(&'static str, &'static str)>,
}

/// What the office divides by where offices do otherwise: what each of [`CHOOSING`] is set to.
#[derive(Clone, Copy, Debug)]
pub struct Basis([&'static str; CHOOSING.len()]);

impl Basis {
    /// What these settings say.
    pub fn of(settings: &[Record]) -> Basis {
        Basis(CHOOSING.each_ref().map(|rule| rule.chosen(settings)))
    }

    /// Whether the report of an office that divides so shows a rate.
    fn shows(&self, rate: &Rate) -> bool {
        rate.chosen
            .is_none_or(|(key, word)| CHOOSING.iter().zip(self.0).any(|(rule, it)| (rule.key, it) == (key, word)))
    }
}

/// A rate a line: its key, the figures that are its part and its whole, whether it is so many to each or shown where the report
/// counts satisfaction by this, and its name in both languages.
const LINES: &str = include_str!("rates.txt");
static CELLS: [&str; count(LINES, b"|\n")] = divided(LINES, b"|\n");

/// The rates of two figures that are known beforehand: of the case platform by cohort, what was filed in the period, what was voiced,
/// what met; of motions by cohort, too; of the towns in use those in which a station stands.
pub static RATES: LazyLock<Vec<Rate>> = LazyLock::new(|| {
    let rate = |[key, part, whole, how, zh, en, _]: &[&'static str; 7]| Rate {
        key: Cow::Borrowed(key),
        figures: [Cow::Borrowed(part), Cow::Borrowed(whole)],
        is_each: *how == "each",
        label: Some(text(zh, en)),
        chosen: (!matches!(*how, "" | "each")).then_some((SATISFIED_OF, how)),
    };
    CELLS.as_chunks().0[1..].iter().map(rate).collect()
});

const ASSIGNED: &str = "motion.assigned";
const SATISFIED_OF: &str = "motion.satisfied.of";

/// The share that one of several parts is of their whole, such as the motions on a topic; none of a figure that is no such part.
fn share(figure: &str) -> Option<Rate> {
    let (base, part) = figure.strip_prefix("motion.")?.split_once('.')?;
    let (whole, chosen) = match base {
        "filed" => ("motion.filed", Some(("motion.share.of", "filed"))),
        "assigned" => (ASSIGNED, Some(("motion.share.of", "assigned"))),
        "result" => ("motion.replied", None),
        _ => return None,
    };
    // Only the base of a family has one part behind it.
    (!part.contains('.')).then(|| Rate {
        key: format!("{figure}.rate").into(),
        figures: [figure.to_owned().into(), whole.into()],
        is_each: false,
        label: None,
        chosen,
    })
}

/// The figures that the rates of the case platform are made of.
pub fn rated() -> impl Iterator<Item = &'static str> {
    RATES.iter().filter(|rate| rate.key.starts_with("case.")).flat_map(|rate| rate.figures.each_ref().map(|key| &**key))
}

/// The towns of the office that are in use on the last day of a period.
pub fn towns(vocabulary: &Vocabulary, period: &Period) -> Line {
    let records = vocabulary.of(Set::Town, "").filter(|town| town.is_in_use(period.to)).map(|_| 1).sum();
    Line {
        figure: TOWNS.clone(),
        counted: Counted { amount: Some(Amount::exact(records)), records, ..Counted::default() },
        before: None,
    }
}

impl Rate {
    /// The rate with this key.
    pub fn find(key: &str) -> Option<Rate> {
        RATES.iter().find(|rate| rate.key == key).cloned().or_else(|| share(key.strip_suffix(".rate")?))
    }

    /// Its name; that of a share is made from the name of its part.
    pub fn name(&self, part: &Figure, lang: Lang) -> String {
        match self.label {
            // An office that calls the part otherwise calls the rate so.
            Some(_) if part.renamed && !self.key.starts_with("motion.") => part.name(lang).to_owned(),
            Some(label) => label.lang(lang).to_owned(),
            None => {
                let name = part.name(lang);
                phrase!(lang, "{name}占比", "share of {name}")
            }
        }
    }

    /// What it is counted in.
    pub fn unit(&self, lang: Lang) -> &'static str {
        if self.is_each { lang.pick("场", "meetings") } else { "%" }
    }

    /// What it comes to; none where a number is missing, the whole is nought or smaller than its part. A lump of
    /// meetings names no matters, so that nothing can be said of each.
    fn ratio(&self, part: &Counted, whole: &Counted) -> Option<Ratio> {
        let (few, many) = (part.amount?.value, whole.amount?.value);
        match self.is_each {
            true if part.lumps == 0 => Ratio::each(few, many),
            false if few <= many => Ratio::percent(few, many),
            _ => None,
        }
    }

    /// The rate in words, such as 92.9%; `—` where nothing can be said.
    pub fn printed(&self, part: &Counted, whole: &Counted, lang: Lang) -> String {
        let Some(ratio) = self.ratio(part, whole) else { return "—".to_owned() };
        let (number, about) = (ratio.decimal(), if is_sure(part, whole) { "" } else { lang.pick("约", "about ") });
        let unit = if self.is_each { lang.pick("场", "") } else { "%" };
        format!("{about}{number}{unit}")
    }

    /// Reads a rate as somebody gives it, in hundredths: 92.9%, 百分之九十, 90%以上, 2.5场.
    pub fn read(&self, text: &str) -> Result<Amount> {
        let words: &[&str] = if self.is_each { &["场", "meetings"] } else { &["%"] };
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

/// A rate of a report, with its part and its whole.
pub(super) type Rated<'a> = (Rate, &'a Line, &'a Line);

/// The rates of some figures that an office shows; those whose figures were not recorded are left out.
pub(super) fn rates_of<'a>(lines: &[&'a Line], basis: Basis) -> Vec<Rated<'a>> {
    let line = |key: &str| lines.iter().copied().find(|line| line.figure.key == key && line.counted.amount.is_some());
    let shares = lines.iter().filter(|line| line.counted.amount.is_some()).filter_map(|line| share(&line.figure.key));
    let all = RATES.iter().cloned().chain(shares).filter(|rate| basis.shows(rate));
    all.filter_map(|rate| {
        let [part, whole] = [&rate.figures[0], &rate.figures[1]].map(|key| line(key));
        Some((rate, part?, whole?))
    })
    .collect()
}

/// The same as a table.
pub(super) fn rates(lines: &[&Line], basis: Basis, exact: bool, lang: Lang) -> Table {
    let found = rates_of(lines, basis);
    let number =
        |line: &Line| worded(&line.figure, line.counted.amount, |_| printed(&line.figure, &line.counted, exact, lang));
    let decimal = |rate: &Rate, part: &Line, whole: &Line| {
        rate.ratio(&part.counted, &whole.counted).map_or(Cell::Empty, |ratio| Cell::Decimal(ratio.decimal()))
    };
    let new = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en));
    let columns: [Reader<Rated>; 10] = [
        (Column::data("key"), &|(rate, ..)| Cell::text(&rate.key)),
        (new("label", "比率", "rate"), &|(rate, part, _)| Cell::Text(rate.name(&part.figure, lang))),
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
