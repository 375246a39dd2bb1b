//! The way that matters of one sort go, as data: how they begin and end. Another sort is one more constant.

use crate::ledger::Choice;
use crate::text::{Text, text};

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

impl Procedure {
    /// That of records which go nowhere.
    pub(in crate::ledger) const NONE: Procedure =
        Procedure { matter: text("", ""), opening: text("", ""), outcomes: &[] };

    /// What an outcome is called.
    pub fn outcome_label(&self, key: &str) -> Text {
        self.outcomes.iter().find(|outcome| outcome.key == key).map_or(text("办结", "ended"), |outcome| outcome.label)
    }
}
