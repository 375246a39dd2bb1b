//! What figures come to: the number, its parts, and the records behind it.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::amount::Amount;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::text::text;
use crate::vocabulary::{Called, Vocabulary};

/// What a figure comes to in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The number; `None` when nothing was recorded.
    pub amount: Option<Amount>,
    /// How many records are behind it; where things count once, how many things and records of unnamed ones.
    pub records: i64,
    /// 汇总填报: how many of them stand for many that are recorded nowhere one by one.
    pub lumps: i64,
    /// How many of them are no exact numbers.
    pub loose: i64,
}

/// What a figure can be broken down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Which of the office's parts.
    Town,
    /// The month of the posting.
    Month,
    /// The kind of the record, or of what it hangs on.
    Kind,
    /// 履职平台.
    Platform,
    /// Who organised it.
    Department,
    /// 承办单位: who handles motions.
    Unit,
    /// 作者: who wrote the record, or what it hangs on.
    Author,
    /// What it is about: a host, an endorser, a thing counted once.
    Subject,
}

/// What records or parts of figures are narrowed to: only where the town, kind … is this one; `None`: where it is unset.
pub type Within = [(By, Option<String>)];

/// One part of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The key of the town, kind …, or the month; `None` where it is unset.
    pub part: Option<String>,
    /// What the part comes to.
    pub counted: Counted,
}

/// One record behind a figure, with what it contributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: Uuid,
    /// Its ledger.
    pub ledger: &'static Ledger,
    /// Its number.
    pub no: i64,
    /// The day on which it counts.
    pub date: NaiveDate,
    /// Whether only the month of that day is known.
    pub of_month: bool,
    /// Its title, or that of what it hangs on.
    pub title: Option<String>,
    /// What it contributes.
    pub amount: Amount,
    /// The thing that counts once, for a figure that counts things: a firm, a place, a matter.
    pub thing: Option<String>,
    /// The town it counts for.
    pub town: Option<String>,
    /// The kind it counts for.
    pub kind: Option<String>,
}

impl By {
    /// What records and figures can be narrowed to.
    pub const OFFERED: [By; 5] = [By::Town, By::Month, By::Kind, By::Platform, By::Department];

    /// What figures can be broken down by.
    pub const PARTS: [By; 7] = [By::Town, By::Month, By::Kind, By::Platform, By::Department, By::Unit, By::Author];

    /// Its key.
    pub fn key(self) -> &'static str {
        ["town", "month", "kind", "platform", "department", "unit", "author", "subject"][self as usize]
    }

    /// What the part is called for which it is unset: what names no town belongs to the office itself.
    pub fn unset(self, vocabulary: &Vocabulary) -> Called<'_> {
        match self {
            By::Town => vocabulary.office("itself"),
            _ => text("未注明", "not said"),
        }
    }
}

impl Source {
    /// Whether this and the next line of a trace are one: what one record contributes on one day stands together, but
    /// for things that count by themselves.
    pub fn is_with(&self, next: &Source) -> bool {
        self.id == next.id && self.date == next.date && self.thing.is_none() && next.thing.is_none()
    }
}

impl Counted {
    /// The sum of two parts of one figure; one that does not fit is an error.
    pub fn plus(self, other: Counted) -> Result<Counted> {
        let amount = match (self.amount, other.amount) {
            (Some(one), Some(two)) => Some(one.add(two)?),
            (one, two) => one.or(two),
        };
        Ok(Counted {
            amount,
            records: self.records + other.records,
            lumps: self.lumps + other.lumps,
            loose: self.loose + other.loose,
        })
    }
}
