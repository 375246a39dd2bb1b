//! What a table says: which row is its heading, what each column means, and each row as the members of a record.

mod cell;
mod columns;
mod head;
mod heading;
mod means;
mod open;
mod parts;
mod role;
mod status;
mod titles;
mod totals;
mod unit;
mod whole;

pub use columns::Table;
pub use head::{holds_records, names_ledgers, told_by_headings};
pub use heading::Mapping;
