//! Publications: the figures of a period as they were given out, so that later changes can be told from them.

use chrono::NaiveDate;

use super::closing::ENDS;
use crate::amount::{Amount, Bound, Measure};
use crate::error::Result;
use crate::ledger::field::Type;
use crate::ledger::{Field, Ledger, Record};
use crate::period::Period;
use crate::text::text;

pub static LEDGER: Ledger = Ledger {
    key: "publication",
    label: text("公布", "publication"),
    about: text("一次对外公布的数字", "figures that were given to the public"),
    fields: &[
        Field::new("period", text("时段", "period"), Type::Text).required(),
        Field::new("through", text("截至", "through"), Type::DayAhead),
        Field::new("head", text("台账文件状态", "state"), Type::Text),
        // The figures, a line each: key, value, bound, text.
        Field::new("figures", text("数字", "figures"), Type::Note).required(),
        ENDS,
    ],
    positional: &["period"],
    rule,
    ..Ledger::BLANK
};

/// Figures that were given to the public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The number of its record.
    pub no: i64,
    /// The day on which it was recorded.
    pub on: NaiveDate,
    /// The period.
    pub period: Period,
    /// The last day that was counted, where it is not the period's own.
    pub through: Option<NaiveDate>,
    /// The state of the ledger file; none where it was empty.
    pub head: Option<String>,
    /// The same as the ends of the chains, where several sites have any.
    pub ends: Option<String>,
    /// The figures as printed.
    pub figures: Vec<Printed>,
}

/// A figure as it was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Its key.
    pub key: String,
    /// The number in whole units, exact: `1234.5`.
    pub value: String,
    /// Its bound.
    pub bound: Bound,
    /// As it was printed, with its measure word.
    pub text: String,
}

impl Printed {
    /// The number, in the smallest part of a measure.
    pub fn amount(&self, measure: Measure) -> Option<Amount> {
        Amount::parts_of_decimal(&self.value, measure).map(|value| Amount::new(value, self.bound))
    }

    /// The line in which it is kept.
    pub fn line(&self) -> String {
        format!("{} {} {} {}", self.key, self.value, self.bound.key(), self.text)
    }

    fn read(line: &str) -> Option<Printed> {
        let mut words = line.splitn(4, ' ');
        let (key, value, bound) = (words.next()?, words.next()?, Bound::from_key(words.next()?)?);
        Some(Printed { key: key.to_owned(), value: value.to_owned(), bound, text: words.next()?.to_owned() })
    }
}

impl Publication {
    /// What a record of this ledger says, unless its period or a line cannot be read.
    pub fn of(record: &Record) -> Result<Publication> {
        let lines = record.text("figures").unwrap_or_default();
        let figures = lines.lines().map(|line| {
            Printed::read(line).ok_or_else(|| {
                refused!("bad_figures" in "figures": "“{line}”不是一个公布的数字", "“{line}” is no published figure";
                    "每行：键 数值 界 印发数", "a line each: key, value, bound, text")
            })
        });
        Ok(Publication {
            no: record.no,
            on: record.date(),
            period: Period::read(record.text("period").unwrap_or_default(), record.date())
                .map_err(|error| error.field("period"))?,
            through: record.day("through"),
            head: record.text("head").map(str::to_owned),
            ends: record.text("ends").map(str::to_owned),
            figures: figures.collect::<Result<_>>()?,
        })
    }

    /// What was counted: the period, to the last day that counted.
    pub fn counted(&self) -> Period {
        Period { to: self.through.unwrap_or(self.period.to), ..self.period.clone() }
    }
}

fn rule(record: &Record) -> Result<()> {
    Publication::of(record).map(|_| ())
}
