//! Rows of a table written again: under headings that can be read without being asked anything.

use super::columns::{Table, is_day};
use super::heading::Means;
use crate::text::Lang;
use crate::vocabulary::Vocabulary;

impl Table {
    /// The headings under which a row can be written again and read without being asked anything: the ledger in front, units in
    /// the headings, fields by name; and whether each column is kept.
    pub fn again(&self, vocabulary: &Vocabulary, lang: Lang) -> (Vec<String>, Vec<bool>) {
        let mut head: Vec<String> = self.ledger.iter().map(|_| lang.pick("台账", "ledger").to_owned()).collect();
        let mut kept = Vec::new();
        for (at, heading) in self.headings.iter().enumerate() {
            let (name, keep) = match self.first_means(at) {
                Some(Means::Field(field, unit)) => {
                    let unit = unit.clone().or_else(|| self.money.clone().filter(|_| field.is_money()));
                    let label = field.called_by(vocabulary).lang(lang);
                    (unit.map_or(label.to_owned(), |unit| format!("{label}（{unit}）")), true)
                }
                Some(Means::Nothing) | None => (String::new(), false),
                Some(_) => (heading.clone(), true),
            };
            kept.push(keep);
            if keep {
                head.push(name);
            }
        }
        (head, kept)
    }

    /// The row with this number, as words, under the headings of [`Table::again`].
    pub fn words_again(&self, number: usize, kept: &[bool]) -> Option<Vec<String>> {
        let row = self.rows.binary_search_by_key(&number, |row| row.number).ok().map(|at| &self.rows[at])?;
        let mut words: Vec<String> = self.ledger.iter().map(|ledger| ledger.key.to_owned()).collect();
        for (at, _) in kept.iter().enumerate().filter(|(_, keep)| **keep) {
            let cell = row.words(Some(at));
            // The title that says the year is not written again.
            words.push(if self.means(at, |means| means.holds(is_day)) { self.dated(cell) } else { cell });
        }
        Some(words)
    }
}
