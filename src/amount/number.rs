//! A number and how far it can be trusted, kept and added.

use crate::error::{Error, Result};

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
