//! The way that matters of one sort go, as data: the office's stages, and how a matter ends. Another sort is one more constant.

use chrono::NaiveDate;

use crate::ledger::{Choice, Ledger, Record};
use crate::text::{Text, text};
use crate::vocabulary::{Called, Set, Term, Vocabulary};

/// How one sort of matters begins and ends.
#[derive(Debug)]
pub struct Procedure {
    /// What one of them is called.
    pub matter: Text,
    /// What its first day is the day of.
    pub opening: Text,
    /// How a matter ends that does not go through; each is counted apart.
    pub outcomes: &'static [Choice],
}

/// The stages of one sort of matters, in the office's order. A stage that is out of use keeps its place: matters of earlier
/// years went through it.
#[derive(Clone, Copy, Debug)]
pub struct Stages<'v> {
    terms: &'v [Term],
    opening: Text,
}

impl Procedure {
    /// That of records which go nowhere.
    pub(in crate::ledger) const NONE: Procedure =
        Procedure { matter: text("", ""), opening: text("", ""), outcomes: &[] };

    /// What an outcome is called.
    pub fn outcome_label(&self, key: &str) -> Text {
        self.outcomes.iter().find(|outcome| outcome.key == key).map_or(text("办结", "ended"), |outcome| outcome.label)
    }
}

impl<'v> Stages<'v> {
    /// Those that the matters of a ledger go through.
    pub fn of(ledger: &'static Ledger, vocabulary: &'v Vocabulary) -> Stages<'v> {
        let terms = vocabulary.list(Set::Stage, ledger.owner_of(Set::Stage));
        Stages { terms, opening: ledger.home().procedure.opening }
    }

    /// Those that a matter which is at one place of the list may still come to on a day, each with its place.
    pub fn ahead(self, from: usize, day: NaiveDate) -> impl Iterator<Item = (usize, &'v Term)> {
        self.terms.iter().enumerate().skip(from).filter(move |(_, stage)| stage.is_in_use(day))
    }

    /// The place of the stage that a record names.
    pub fn named_by(self, record: &Record) -> Option<usize> {
        let key = record.text("stage")?;
        self.terms.iter().position(|stage| stage.key == key)
    }

    /// The stage at a place; none where the office has no stages.
    pub fn at(self, place: usize) -> Option<&'v Term> {
        self.terms.get(place)
    }

    /// The key of the stage at a place.
    pub fn key(self, place: usize) -> Option<&'v str> {
        self.at(place).map(|stage| &*stage.key)
    }

    /// What the stage at a place is called; where the office has no stages, every matter is at its opening.
    pub fn called(self, place: usize) -> Called<'v> {
        self.at(place).map_or(self.opening.into(), Term::called)
    }
}
