//! What a table says: which row is its heading, what each column means, and each row as the members of a record.

mod cell;
mod columns;
mod days;
mod head;
mod heading;
mod means;
mod open;
mod repeated;
mod status;
mod titles;
mod totals;
mod unit;
mod whole;

pub use columns::{Table, heading_for, says_day, set_for};
pub use head::{has_headings_of, heading_row, holds_records, is_word_list, names_ledgers, titles, told_by_headings};
pub use heading::{Mapping, understand};
