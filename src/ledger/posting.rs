//! Postings: the lines a record contributes to the figures.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Place, Record};
use crate::amount::Amount;
use crate::vocabulary::{Set, Term, Vocabulary};

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
}

/// A live record and the live records that hang on it.
#[derive(Clone, Debug)]
pub struct Family<'a> {
    /// The record.
    pub parent: &'a Record,
    /// What hangs on it, in order of date, then of number.
    pub children: Vec<&'a Record>,
}

/// The live relatives of a record.
#[derive(Clone, Debug, Default)]
pub struct Kin<'a> {
    /// The records it hangs on, in the order in which it names them.
    pub parents: Vec<Family<'a>>,
    /// The records that hang on it, in order of date, then of number.
    pub children: Vec<&'a Record>,
}

/// Takes down what one record contributes.
pub struct Book<'a> {
    record: &'a Record,
    vocabulary: &'a Vocabulary,
    place: Arc<Place>,
    postings: Vec<Posting>,
}

/// Everything that a live record contributes to the figures, given its live relatives.
#[must_use]
pub fn postings(record: &Record, kin: &Kin, vocabulary: &Vocabulary) -> Vec<Posting> {
    let mut place = record.place();
    if let Some(family) = kin.parents.first() {
        let inherited = family.parent.place();
        place.kind = place.kind.or(inherited.kind);
        place.town = place.town.or(inherited.town);
        place.platform = place.platform.or(inherited.platform);
        place.department = place.department.or(inherited.department);
    }
    let mut book = Book { record, vocabulary, place: Arc::new(place), postings: Vec::new() };
    (record.ledger.post)(record, kin, &mut book);
    book.postings
}

/// What a new record contributes as long as nothing hangs on it; what hangs on others contributes nothing by itself.
#[must_use]
pub fn alone(record: &Record, vocabulary: &Vocabulary) -> Vec<Posting> {
    if record.ledger.is_child() { Vec::new() } else { postings(record, &Kin::default(), vocabulary) }
}

impl Book<'_> {
    /// Adds the record's count to `<ledger>.<kind>`.
    pub fn count_kind(&mut self) {
        let kind = self.place.kind.clone().unwrap_or_default();
        self.count(format!("{}.{kind}", self.record.ledger.key));
    }

    /// Adds the record's count to a figure.
    pub fn count(&mut self, figure: impl Into<Cow<'static, str>>) {
        self.post(figure, self.record.date(), self.record.count(), String::new());
    }

    /// Adds an amount to a figure, if it is set.
    pub fn sum(&mut self, figure: impl Into<Cow<'static, str>>, amount: Option<Amount>) {
        if let Some(amount) = amount {
            self.post(figure, self.record.date(), amount, String::new());
        }
    }

    /// Takes down that something about the record looks wrong.
    pub fn warn_if(&mut self, wrong: bool, figure: impl Into<Cow<'static, str>>) {
        if wrong {
            self.post(figure, self.record.date(), Amount::exact(1), String::new());
        }
    }

    /// Counts a thing that is counted once a period, however often it happens. It is one thing even where the record
    /// stands for many.
    pub fn once(&mut self, figure: impl Into<Cow<'static, str>>, subject: &str) {
        let (figure, date) = (figure.into(), self.record.date());
        if self.posted(&figure, date, subject).is_none() {
            self.take_down(figure, date, Amount::exact(1), subject.to_owned(), false);
        }
    }

    /// Adds an amount on a day of its own, with what it is about. What meets on one figure, day and subject is one
    /// posting.
    pub fn post(&mut self, figure: impl Into<Cow<'static, str>>, date: NaiveDate, amount: Amount, subject: String) {
        let figure = figure.into();
        if let Some(posting) = self.posted(&figure, date, &subject) {
            // Two amounts of one record stay far below the limit at the door, so that their sum cannot overflow.
            posting.amount = posting.amount.add(amount).unwrap_or(posting.amount);
            return;
        }
        self.take_down(figure, date, amount, subject, self.record.is_lump());
    }

    fn posted(&mut self, figure: &str, date: NaiveDate, subject: &str) -> Option<&mut Posting> {
        self.postings
            .iter_mut()
            .find(|posting| posting.figure == figure && posting.date == date && posting.subject == subject)
    }

    fn take_down(&mut self, figure: Cow<'static, str>, date: NaiveDate, amount: Amount, subject: String, lump: bool) {
        let place = Arc::clone(&self.place);
        self.postings.push(Posting { figure, date, place, subject, amount, lump });
    }

    /// The group of kinds this record's kind is counted with.
    #[must_use]
    pub fn scope(&self) -> Option<String> {
        self.kind().and_then(|term| term.scope.clone())
    }

    fn kind(&self) -> Option<&Term> {
        self.vocabulary.term(Set::Kind, self.record.ledger.key, self.place.kind.as_deref()?)
    }
}
