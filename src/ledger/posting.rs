//! Postings: the lines a record contributes to the figures of its ledger, and to those of 履职平台, over all ledgers.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::Record;
use super::definition::Kin;
use crate::amount::Amount;
use crate::error::{Error, Result};
use crate::vocabulary::{Set, Vocabulary};

/// One line that a record contributes to one figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The key of the figure.
    pub figure: Cow<'static, str>,
    /// The day on which it counts.
    pub date: NaiveDate,
    /// Where it belongs, the same for all that a record contributes.
    pub place: Arc<Place>,
    /// What it is about, where that matters: the thing counted once, the host, the endorser, the day a matter began.
    pub subject: String,
    /// How much.
    pub amount: Amount,
    /// 汇总填报: whether it stands for many that are recorded nowhere one by one.
    pub lump: bool,
    /// Whether its subject is a thing that counts once a period.
    pub once: bool,
}

/// Where a record belongs, for breaking a figure down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its kind, as a key.
    pub kind: Option<String>,
    /// Its town; none is the district itself.
    pub town: Option<String>,
    /// 履职平台.
    pub platform: Option<String>,
    /// Who organised it.
    pub department: Option<String>,
}

/// A rule that a record breaks: what counts it, and what is said where it is recorded. One without a figure is only said.
#[derive(Debug)]
pub struct Breach {
    /// The figure of `warn.*` that counts it.
    pub figure: &'static str,
    /// What is wrong.
    pub error: Error,
}

/// Takes down what one record contributes.
pub struct Book<'a> {
    /// The key of the record's ledger.
    pub(super) ledger: &'static str,
    pub(super) date: NaiveDate,
    pub(super) count: Amount,
    pub(super) place: Arc<Place>,
    pub(super) vocabulary: &'a Vocabulary,
    /// What was taken down so far.
    pub(super) postings: Vec<Posting>,
    /// The rules that it breaks.
    pub(super) breaches: Vec<Breach>,
}

impl Book<'_> {
    /// Adds the record's count to `<ledger>.<kind>`.
    pub fn count_kind(&mut self) {
        let kind = self.place.kind.as_deref().unwrap_or_default();
        self.count(format!("{}.{kind}", self.ledger));
    }

    /// Adds the record's count to a figure.
    pub fn count(&mut self, figure: impl Into<Cow<'static, str>>) {
        self.sum(figure, Some(self.count));
    }

    /// Adds an amount to a figure, if it is set.
    pub fn sum(&mut self, figure: impl Into<Cow<'static, str>>, amount: Option<Amount>) {
        if let Some(amount) = amount {
            self.post(figure, self.date, amount, "");
        }
    }

    /// Takes down that something about the record looks wrong.
    pub fn warn_if(&mut self, wrong: bool, figure: impl Into<Cow<'static, str>>) {
        self.sum(figure, wrong.then_some(Amount::exact(1)));
    }

    /// Takes down that the record breaks a rule: the door refuses it, and what came in before is counted as looking wrong.
    pub fn hold(&mut self, rule: Result<()>, figure: &'static str) {
        if let Err(error) = rule {
            self.warn_if(!figure.is_empty() && self.breaches.iter().all(|other| other.figure != figure), figure);
            self.breaches.push(Breach { figure, error });
        }
    }

    /// Counts a thing that is counted once a period, however often it happens. It is one thing even where the record
    /// stands for many.
    pub fn once(&mut self, figure: impl Into<Cow<'static, str>>, subject: &str) {
        let (figure, date) = (figure.into(), self.date);
        if self.posted(&figure, date, subject).is_none() {
            self.take_down(figure, date, Amount::exact(1), subject.to_owned(), false);
            self.postings.last_mut().into_iter().for_each(|posting| posting.once = true);
        }
    }

    /// The same on another day.
    pub(super) fn once_on(&mut self, figure: impl Into<Cow<'static, str>>, date: NaiveDate, subject: &str) {
        let own = std::mem::replace(&mut self.date, date);
        self.once(figure, subject);
        self.date = own;
    }

    /// Counts once whatever the record hangs on; what hangs on nothing is a number of things that are named nowhere.
    pub fn once_each(&mut self, figure: &str, kin: &Kin) {
        if kin.parents.is_empty() {
            self.count(figure.to_owned());
        }
        for family in &kin.parents {
            self.once(figure.to_owned(), &family.parent.subject());
        }
    }

    /// Puts the record's count, as one of the subject, into a stock on its day, and takes it out on the day after the last.
    pub fn lasting(&mut self, figure: impl Into<Cow<'static, str>>, last: Option<NaiveDate>, subject: &str) {
        let (figure, Amount { value, bound }) = (figure.into(), self.count);
        self.post(figure.clone(), self.date, self.count, subject);
        if let Some(after) = last.and_then(|last| last.checked_add_days(Days::new(1))) {
            self.post(figure, after, Amount::new(-value, bound), subject);
        }
    }

    /// Counts a place, firm or outlet once, by its main spelling.
    pub fn thing(&mut self, figure: &'static str, set: Set, name: &str) {
        let vocabulary = self.vocabulary;
        self.once(figure, vocabulary.main(set, name));
    }

    /// Adds an amount on a day of its own, with what it is about. What meets on one figure, day and subject is one
    /// posting.
    pub fn post(
        &mut self,
        figure: impl Into<Cow<'static, str>>,
        date: NaiveDate,
        amount: Amount,
        subject: impl Into<String>,
    ) {
        let (figure, subject) = (figure.into(), subject.into());
        if let Some(posting) = self.posted(&figure, date, &subject) {
            // Two amounts of one record stay far below the limit at the door, so that their sum cannot overflow.
            posting.amount = posting.amount.add(amount).unwrap_or(posting.amount);
            return;
        }
        self.take_down(figure, date, amount, subject, self.count != Amount::exact(1));
    }

    fn posted(&mut self, figure: &str, date: NaiveDate, subject: &str) -> Option<&mut Posting> {
        self.postings
            .iter_mut()
            .find(|posting| posting.figure == figure && posting.date == date && posting.subject == subject)
    }

    fn take_down(&mut self, figure: Cow<'static, str>, date: NaiveDate, amount: Amount, subject: String, lump: bool) {
        let place = Arc::clone(&self.place);
        self.postings.push(Posting { figure, date, place, subject, amount, lump, once: false });
    }

    /// The group of kinds this record's kind is counted with.
    pub fn scope(&self) -> Option<String> {
        self.vocabulary.term(Set::Kind, self.ledger, self.place.kind.as_deref()?)?.scope.clone()
    }
}

/// The ledgers whose records a platform holds.
const EVENTS: [&str; 7] = ["study", "consult", "liaison", "volunteer", "aid", "activity", "meeting"];

/// What counts on a platform of that which a record contributes to the figures of its ledger.
fn measure(figure: &str) -> Option<&'static str> {
    match figure {
        "case.count" => Some("matters"),
        "advice.count" | "info.count" | "case.solved" => Some("results"),
        // The turns of a ledger, not those of a scope, which are among them.
        _ => (figure.split_once('.')?.1 == "turns").then_some("turns"),
    }
}

/// Adds what a record contributes to its platform, its own or that of what it hangs on.
pub fn post_platform(record: &Record, book: &mut Book) {
    let Some(platform) = book.place.platform.clone() else { return };
    let held = EVENTS.contains(&record.ledger.key).then_some(("events", book.count));
    let brought = book.postings.iter().filter_map(|posting| Some((measure(&posting.figure)?, posting.amount)));
    let told: Vec<(&str, Amount)> = held.into_iter().chain(brought).collect();
    for (what, amount) in &told {
        book.sum(format!("platform.{platform}.{what}"), Some(*amount));
    }
    if !told.is_empty() {
        book.once("platform.count", &platform);
    }
}
