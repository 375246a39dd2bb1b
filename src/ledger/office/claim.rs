//! Figures that somebody else has given: a printed summary, a notice, a letter. Every `verify` holds them against the
//! ledger.

use crate::amount::{Amount, Measure};
use crate::error::Result;
use crate::ledger::field::Type;
use crate::ledger::{Field, Ledger, Record};
use crate::period::Period;
use crate::text::text;

pub static LEDGER: Ledger = Ledger {
    key: "claim",
    label: text("外部数字", "claim"),
    about: text("一个外面说过的数字", "a figure that was given outside"),
    fields: &[
        Field::new("figure", text("指标", "figure"), Type::Text).required(),
        Field::new("value", text("数字", "value"), Type::Text).required(),
        Field::new("period", text("时段", "period"), Type::Text).required(),
        Field::new("source", text("出处", "source"), Type::Text).required(),
    ],
    positional: &["figure", "value"],
    rule,
    ..Ledger::BLANK
};

/// A figure that somebody else has given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The number of its record.
    pub no: i64,
    /// The key of the figure.
    pub figure: String,
    /// What is said of it, as it is written there.
    pub value: String,
    /// The period it is said of.
    pub period: Period,
    /// Who says so, and where.
    pub source: String,
}

impl Claim {
    /// What a record of this ledger says, unless its period cannot be read.
    pub fn of(record: &Record) -> Result<Claim> {
        let said = |key| record.text(key).unwrap_or_default().to_owned();
        Ok(Claim {
            no: record.no,
            figure: said("figure"),
            value: said("value"),
            period: Period::read(record.text("period").unwrap_or_default(), record.date())?,
            source: said("source"),
        })
    }

    /// The number it gives, read in the measure and the measure words of its figure.
    pub fn amount(&self, measure: Measure, words: &[&str]) -> Result<Amount> {
        Amount::read(&self.value, measure, words)
    }
}

fn rule(record: &Record) -> Result<()> {
    Claim::of(record).map(|_| ()).map_err(|error| error.field("period"))
}
