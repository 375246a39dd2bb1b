//! What a figure is: a name, a unit, how postings become its number, and where it stands in the report.

use std::borrow::Cow;

use crate::amount::{Measure, Style};
use crate::ledger::Ledger;
use crate::text::{Lang, Text};
use crate::vocabulary::Set;

named! {
    /// How the postings of a period become its number.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Reading {
        /// The amounts of the period are added.
        Sum = "sum" "求和" "sum",
        /// A thing counts once a period, however often it happens: its first posting counts. Postings about no thing in
        /// particular are added.
        Once = "once" "期内一次" "once a period",
        /// What is there on the last day: everything posted until then is added.
        Stock = "stock" "期末存量" "stock on the last day",
        /// Of what is there on the last day, each thing once: the subject is the thing.
        Present = "present" "期末有的，各计一次" "there on the last day, each once",
        /// Of what happened in the period, that which began before it: the subject is the day of the beginning.
        Carried = "carried" "期前结转" "begun before the period",
        /// Of those who are on a roster on the last day, those who are named in the period.
        Named = "named" "期末在册、期内有的" "on the roster on the last day, named in the period",
        /// Of what began in the period, that which was done by its end: the subject is the day on which it was done,
        /// with the unit that did it behind it where it is counted by unit.
        Cohort = "cohort" "期内起、期末了" "begun in the period, done by its end",
    }
}

/// One number of the report; in the dictionary also a family of them, whose key names a set of words: `<kind>`, `<level>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its key, such as `study.center`, or the pattern of its family's keys: `study.<kind>`.
    pub key: Cow<'static, str>,
    /// Its name.
    pub label: Cow<'static, str>,
    /// Its English name.
    pub english: Cow<'static, str>,
    /// Whether that is what the office calls it, and not the dictionary.
    pub renamed: bool,
    /// Its measure word.
    pub unit: Cow<'static, str>,
    /// Its English measure word.
    pub unit_english: Cow<'static, str>,
    /// What is measured.
    pub measure: Measure,
    /// How postings become the number.
    pub reading: Reading,
    /// Whether it is rounded in print.
    pub house: bool,
    /// The key of its section in the report; empty where no page has it, and in the dictionary.
    pub section: Cow<'static, str>,
    /// Whether a page leaves it out when nothing was recorded.
    pub rare: bool,
    /// What exactly it counts.
    pub about: Text,
    /// The word that it stands for, of a figure that is one of a family.
    pub family: Option<Member>,
}

/// What tells one figure of a family from the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The list of the word.
    pub set: Set,
    /// What it is called.
    pub label: String,
    /// What it is called in English.
    pub english: String,
}

impl Figure {
    /// The key of the ledger whose records it counts.
    pub fn ledger(&self) -> &str {
        self.key.split('.').next().unwrap_or_default()
    }

    /// Whether it counts what looks wrong about records: said in warnings, not in the report's tables.
    pub fn is_doubt(&self) -> bool {
        self.key.starts_with("warn.")
    }

    /// Whether it counts what a platform did, all of which counts in a figure of a ledger, too.
    pub fn is_of_platform(&self) -> bool {
        self.key.starts_with("platform.")
    }

    /// Whether it is counted by unit, so that a matter that several handle counts for each of them.
    pub fn is_by_unit(&self) -> bool {
        self.key.starts_with("motion.unit.")
    }

    /// Whether what it counts has an author, or hangs on what has one.
    pub fn is_by_author(&self) -> bool {
        Ledger::find(self.ledger()).is_some_and(|ledger| ledger.field("author").is_some())
    }

    /// Whether no page has it, since it stands in no section and nothing is wrong.
    pub fn is_unprinted(&self) -> bool {
        self.section.is_empty() && !self.is_doubt()
    }

    /// The set over whose words it is a family, with the mark that stands for one of them in its key.
    pub(super) fn over(&self) -> Option<(Set, &str)> {
        let mark = &self.key[self.key.find('<')?..=self.key.find('>')?];
        Some((Set::from_key(&mark[1..mark.len() - 1])?, mark))
    }

    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.label, &self.english)
    }

    /// Its measure word in a language.
    pub fn word(&self, lang: Lang) -> &str {
        lang.pick(&self.unit, &self.unit_english)
    }

    /// How it is printed unless every number is wanted in full.
    pub fn style(&self) -> Style {
        if self.house { Style::House } else { Style::Plain }
    }
}
