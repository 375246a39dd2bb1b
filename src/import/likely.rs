//! Whether two records of different desks may be one and the same.

use crate::ledger::Record;

/// From this likeness on two titles may mean the same thing.
const NEAR: f64 = 0.85;

/// Whether two records of one ledger may be the same thing recorded twice: the same day and town, and nearly the same title;
/// without titles, the same kind. What hangs on others is told apart by them.
#[must_use]
pub fn nearly_same(one: &Record, other: &Record) -> bool {
    if one.id == other.id || one.ledger != other.ledger || one.ledger.is_child() || one.date() != other.date() {
        return false;
    }
    if one.text("town") != other.text("town") {
        return false;
    }
    match (one.text("title"), other.text("title")) {
        (Some(one), Some(other)) => {
            let (one, other) = (letters(one), letters(other));
            one == other || strsim::normalized_levenshtein(&one, &other) >= NEAR
        }
        (None, None) => one.text("kind") == other.text("kind") && !one.is_lump() && !other.is_lump(),
        _ => false,
    }
}

/// A title without blanks and punctuation.
fn letters(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
