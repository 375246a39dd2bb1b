//! What a figure is: a name, a unit, how postings become its number, and where it stands in the report; what it comes to: the number, its
//! parts, and the records behind it; and the dictionary of all figures.
//!
//! To add a figure, write a line for it into `figures.txt`, in the order of the report, and post to it in the `post` of its ledger.

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::amount::{Amount, Measure, Style};
use crate::error::Result;
use crate::ledger::{Ledger, name_of};
use crate::text::{Lang, Text, count, divided, text};
use crate::vocabulary::{Called, Set, Vocabulary};

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
    /// The phrases by which it goes in print, divided by `;`: words with blanks between them, `~` before one that may stand far from
    /// the number, `_` for a blank in a word, slots such as `{kind}`. Where there are none its name is one.
    pub in_print: &'static str,
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

    /// Whether it tells what happened, and not what is there whenever that began.
    pub fn is_of_days(&self) -> bool {
        !matches!(self.reading, Reading::Stock | Reading::Present)
    }

    /// How it is printed unless every number is wanted in full.
    pub fn style(&self) -> Style {
        if self.house { Style::House } else { Style::Plain }
    }
}

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
    /// Which of several offices, each with a ledger file of its own.
    Office,
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
    /// The other site that has given it.
    pub site: Option<String>,
    /// The key of the office whose record it is, where several are added up.
    pub office: Option<String>,
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

impl Source {
    /// What people call the record.
    pub fn name(&self) -> String {
        name_of(self.ledger, self.no, self.site.as_deref())
    }
}

impl By {
    /// What records and figures can be narrowed to.
    pub const OFFERED: [By; 5] = [By::Town, By::Month, By::Kind, By::Platform, By::Department];

    /// What figures can be broken down by.
    pub const PARTS: [By; 7] = [By::Town, By::Month, By::Kind, By::Platform, By::Department, By::Unit, By::Author];

    /// Its key.
    pub fn key(self) -> &'static str {
        ["town", "month", "kind", "platform", "department", "unit", "author", "subject", "office"][self as usize]
    }

    /// The list whose words the parts are, where they are of one.
    pub fn set(self) -> Option<Set> {
        Set::from_key(self.key()).filter(|_| self != By::Office)
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

const LINES: &str = include_str!("figures.txt");

/// So many things says a line; the first one has what they are called.
const WIDTH: usize = 10;

static CELLS: [&str; count(LINES, b"|\n")] = divided(LINES, b"|\n");

/// The dictionary, in the order of the report.
pub static FIGURES: LazyLock<Vec<Figure>> = LazyLock::new(|| CELLS.as_chunks().0[1..].iter().map(figure).collect());

/// The figure of everybody who is named on a motion.
pub static PROPOSERS: LazyLock<&Figure> =
    LazyLock::new(|| FIGURES.iter().find(|figure| figure.key == "motion.people").expect("it has a line"));

/// The parts of the office: no record counts them, so that they are in no report by themselves; a rate is of them.
pub static TOWNS: LazyLock<Figure> = LazyLock::new(|| {
    let about = ["期末当日在用的（vocab list town）", "those in use on the last day (vocab list town)"];
    figure(&["town.count", "在用的属地", "parts in use", "个", "places", "stock", "", about[0], about[1], ""])
});

/// The rate of [`TOWNS`], whose key no kind of station may take.
pub const COVERAGE: &str = "station.coverage";

fn figure(
    [key, zh, en, word, word_en, reading, print, about_zh, about_en, in_print]: &[&'static str; WIDTH],
) -> Figure {
    Figure {
        key: Cow::Borrowed(key),
        label: Cow::Borrowed(zh),
        english: Cow::Borrowed(en),
        renamed: false,
        unit: Cow::Borrowed(word),
        unit_english: Cow::Borrowed(word_en),
        measure: match *word {
            "元" => Measure::Money,
            "小时" => Measure::Hours,
            _ => Measure::Count,
        },
        reading: Reading::from_key(reading).expect("a reading"),
        house: print.starts_with("rounded"),
        section: Cow::Borrowed(""),
        // Few offices have it, or something is wrong where there is any.
        rare: print.ends_with("rare"),
        about: text(about_zh, about_en),
        in_print,
        family: None,
    }
}
