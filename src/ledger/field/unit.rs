//! The units in which amounts are counted, each with the measure words that people write.

use crate::amount::Measure::{self, Count, Hours, Money};
use crate::amount::{Amount, OwnUnit, same_thing};
use crate::error::Result;
use crate::text::{Text, text};

/// The unit of an amount.
#[derive(Debug)]
pub struct Unit {
    /// Decides the smallest part that is kept.
    pub measure: Measure,
    /// The measure word, as printed.
    pub word: Text,
    /// The measure words that may be written behind a number.
    pub accepts: &'static [&'static str],
}

const fn unit(measure: Measure, zh: &'static str, en: &'static str, accepts: &'static [&'static str]) -> Unit {
    Unit { measure, word: text(zh, en), accepts }
}

/// 次, 场 and so on: how many a record stands for. The measure word differs from kind to kind, so all are accepted.
pub static COUNT: Unit = unit(
    Count,
    "次",
    "times",
    &[
        "次", "场", "场次", "件次", "期", "篇", "份", "条", "则", "件", "项", "册", "本", "批", "批次", "个", "名",
        "位", "人", "家", "笔", "幅", "辑",
    ],
);
/// 人次: every attendance counts; never added to persons.
pub static TURNS: Unit = unit(Count, "人次", "turns", &["人次", "turns"]);
/// 人: persons.
pub static PERSONS: Unit = unit(Count, "人", "persons", &["人", "名", "位", "persons", "people"]);
/// 名: people named or commended.
pub static NAMED: Unit = unit(Count, "名", "persons", &["名", "人", "位", "persons", "people"]);
/// 户: households; never added to persons.
pub static HOUSEHOLDS: Unit = unit(Count, "户", "households", &["户", "households"]);
/// 小时: hours of service, to the hundredth.
pub static HOURS: Unit = unit(Hours, "小时", "hours", &["小时", "时", "hours", "h"]);
/// 元: yuan, to the fen.
pub static YUAN: Unit = unit(Money, "元", "yuan", &["元", "圆", "块", "yuan"]);
/// 条: opinions and suggestions.
pub static OPINIONS: Unit = unit(Count, "条", "opinions", &["条", "件", "个", "opinions"]);
/// 个: what supervision found to be wrong.
pub static FINDINGS: Unit = unit(Count, "个", "findings", &["个", "条", "项", "件", "处", "findings"]);
/// 项: policies, projects and mechanisms.
pub static MEASURES: Unit = unit(Count, "项", "measures", &["项", "个", "件", "条", "measures"]);
/// 个: jobs.
pub static JOBS: Unit = unit(Count, "个", "jobs", &["个", "jobs"]);
/// 册: books.
pub static BOOKS: Unit = unit(Count, "册", "books", &["册", "本", "books"]);
/// 家: firms.
pub static FIRMS: Unit = unit(Count, "家", "firms", &["家", "户", "个", "firms"]);
/// 个: districts and counties.
pub static PLACES: Unit = unit(Count, "个", "places", &["个", "处", "个区县", "places"]);

impl Unit {
    /// Whether a number in this measure word may be meant: one of its own, or another word of the same thing.
    pub fn takes(&self, word: &str) -> bool {
        self.accepts.contains(&word) || self.accepts.iter().any(|own| same_thing(word, own))
    }

    /// Whether it counts whatever records stand for, so that its word differs from kind to kind.
    pub fn is_of_records(&self) -> bool {
        std::ptr::eq(self, &raw const COUNT)
    }

    /// Reads a number in it. 45人 are as many turns: of one event each person is there once.
    pub fn read(&self, text: &str) -> Result<Amount> {
        let accepts = if self.are_persons(text) { &["人"] } else { self.accepts };
        Amount::read(text, self.measure, accepts)
    }

    /// Whether turns are written as persons: 45人.
    pub fn are_persons(&self, text: &str) -> bool {
        let said = || matches!(Amount::own_unit(text, self.measure), OwnUnit::Written(word) if word == "人");
        self.counts_turns() && text.contains('人') && said()
    }

    /// Whether it counts attendances.
    pub fn counts_turns(&self) -> bool {
        std::ptr::eq(self, &raw const TURNS)
    }
}
