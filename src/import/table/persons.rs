//! Persons where turns are wanted: of one event they are as many turns; of several, or beside turns, only the office knows.

use super::columns::Table;
use super::means::Means;
use crate::amount::Amount;
use crate::door::persons_and_turns;
use crate::error::Error;
use crate::import::file::Row;
use crate::ledger::{Field, Ledger};

/// Whether a column has persons as turns: 参加人数.
pub fn of_persons(means: Option<&Means>) -> bool {
    matches!(means, Some(Means::Field(field, Some(unit))) if unit == "人" && field.counts_turns())
}

/// Whether a word says that there are persons, and not turns.
fn says_persons(words: &str) -> bool {
    words.contains('人') && !words.contains("人次")
}

/// How many events a row stands for, in its words.
pub fn count_of(ledger: &Ledger, words: &str) -> Option<Amount> {
    ledger.field("count").and_then(Field::unit).and_then(|unit| unit.read(words).ok())
}

/// Whether words for the number of events of a row say that there are several.
fn are_several(ledger: &Ledger, words: &str) -> bool {
    count_of(ledger, words).is_some_and(|number| number.value > 1)
}

impl Table {
    /// The open point of rows that stand for several events and have persons for turns.
    pub(super) fn lumps_of_persons(&self) -> Option<Error> {
        let count = self.column(|means| means.is("count")).filter(|_| self.persons.is_none())?;
        let ledger = self.ledger?;
        let counts_turns = |at: &usize| self.means(*at, |means| means.holds(Field::counts_turns));
        let turns: Vec<usize> = (0..self.headings.len()).filter(counts_turns).collect();
        let is_of_persons = |at: usize, words: &str| {
            !words.is_empty() && !words.contains("人次") && (says_persons(words) || of_persons(self.first_means(at)))
        };
        let lumps = self.rows.iter().filter(|row| are_several(ledger, &row.words(Some(count))));
        let mut found = lumps.filter_map(|row| {
            let at = turns.iter().copied().find(|at| is_of_persons(*at, &row.words(Some(*at))))?;
            Some((row, at))
        });
        let (first, at) = found.next()?;
        let (rows, key) = (found.count() + 1, self.first_means(at).and_then(Means::key).unwrap_or_default());
        let (events, words) = (first.words(Some(count)), first.words(Some(at)));
        let what = message!(
            "数量是{events}，写的是人数“{words}”（这样的有{rows}行）",
            "“{words}” persons at {events} events (such rows: {rows})"
        );
        Some(persons_and_turns(&key, what).line(first.number).column(&self.name(at)))
    }

    /// Takes persons out of a row where they are no turns: beside turns, and of several events where the office does not count them.
    pub(super) fn settle_persons(&self, row: &mut Row) {
        let ledger = row.ledger;
        let words = |at: usize| row.members[at].1.as_str().unwrap_or_default();
        let is_turns = |at: usize| ledger.field(&row.members[at].0).is_some_and(Field::counts_turns);
        let persons: Vec<usize> =
            (0..row.members.len()).filter(|at| says_persons(words(*at)) && is_turns(*at)).collect();
        let count = row.members.iter().find(|(key, _)| key == "count").and_then(|(_, count)| count.as_str());
        let is_lump = !persons.is_empty() && count.is_some_and(|count| are_several(ledger, count));
        for at in persons.into_iter().rev() {
            let (key, value) = &row.members[at];
            let is_beside = row.members.iter().filter(|(other, _)| other == key).count() > 1;
            if is_beside || (is_lump && self.persons == Some("skip")) {
                row.members.remove(at);
            } else if is_lump && self.persons.is_some() {
                let turns = value.as_str().unwrap_or_default().replace('人', "人次");
                row.members[at].1 = turns.into();
            }
        }
    }
}
