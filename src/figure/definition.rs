//! What a figure is: a name, a unit, how postings become its number, and where it stands in the report.

use std::borrow::Cow;

use crate::amount::{Measure, Style};
use crate::text::{Lang, Text, text};

/// How the postings of a period become its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The amounts of the period are added.
    Sum,
    /// A thing counts once a period, however often it happens: its first posting counts. Postings about no thing in
    /// particular are added.
    Once,
    /// What is there on the last day: everything posted until then is added.
    Stock,
    /// Of what is there on the last day, each thing once: the subject is the thing.
    Present,
    /// Of what happened in the period, that which began before it: the subject is the day of the beginning.
    Carried,
    /// Of what began in the period, that which was done by its end: the subject is the day on which it was done.
    Cohort,
}

/// The parts of the report, in the order of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Study and Party work.
    Study,
    /// Consultation and advice.
    Consult,
    /// The epidemic, volunteers and help to firms.
    Service,
    /// The case platform.
    Case,
    /// Liaison, information and the press.
    Liaison,
    /// What platforms did, which the ledgers count, too; not in the report's tables and texts.
    Platform,
    /// What looks wrong about records; said in warnings, not in the report's tables.
    Doubt,
}

/// One number of the report; in the dictionary also a family of them, whose key names the `<kind>` or a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its key, such as `study.center`, or the pattern of its family's keys: `study.<kind>`.
    pub key: Cow<'static, str>,
    /// Its name.
    pub label: Cow<'static, str>,
    /// Its English name.
    pub english: Cow<'static, str>,
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
    /// Its part of the report.
    pub section: Section,
    /// Whether a page leaves it out when nothing was recorded.
    pub rare: bool,
    /// What exactly it counts.
    pub about: Text,
    /// The name of the kind or scope, Chinese and English, of a figure that stands for one of a family.
    pub family: Option<(Cow<'static, str>, Cow<'static, str>)>,
}

impl Section {
    /// Every section of the report's tables, in order.
    pub const ALL: [Section; 5] = [Section::Study, Section::Consult, Section::Service, Section::Case, Section::Liaison];

    /// Its key in templates.
    pub fn key(self) -> &'static str {
        match self {
            Section::Study => "study",
            Section::Consult => "consult",
            Section::Service => "service",
            Section::Case => "case",
            Section::Liaison => "liaison",
            Section::Platform => "platform",
            Section::Doubt => "doubt",
        }
    }

    /// Its heading.
    pub fn label(self) -> Text {
        match self {
            Section::Study => text("学习与党建", "Study and Party work"),
            Section::Consult => text("协商议政与建言", "Consultation and advice"),
            Section::Service => text("志愿服务与助企", "Volunteers and aid to firms"),
            Section::Case => text("一镇一事商量办", "The case platform"),
            Section::Platform => text("履职平台", "Platforms"),
            Section::Doubt => text("核对", "Doubts"),
            Section::Liaison => text("联谊、信息与宣传", "Liaison, information and press"),
        }
    }
}

impl Reading {
    /// Every reading.
    pub const ALL: [Reading; 6] =
        [Reading::Sum, Reading::Once, Reading::Stock, Reading::Present, Reading::Carried, Reading::Cohort];

    /// Its key.
    pub fn key(self) -> &'static str {
        match self {
            Reading::Sum => "sum",
            Reading::Once => "once",
            Reading::Stock => "stock",
            Reading::Present => "present",
            Reading::Carried => "carried",
            Reading::Cohort => "cohort",
        }
    }

    /// Its name.
    pub fn label(self) -> Text {
        match self {
            Reading::Sum => text("求和", "sum"),
            Reading::Once => text("期内一次", "once a period"),
            Reading::Stock => text("期末存量", "stock on the last day"),
            Reading::Present => text("期末有的，各计一次", "there on the last day, each once"),
            Reading::Carried => text("期前结转", "begun before the period"),
            Reading::Cohort => text("期内起、期末了", "begun in the period, done by its end"),
        }
    }
}

impl Figure {
    /// The key of the ledger whose records it counts.
    pub fn ledger(&self) -> &str {
        self.key.split('.').next().unwrap_or_default()
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
