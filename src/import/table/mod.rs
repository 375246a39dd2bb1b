//! What a table says: which row is its heading, what each column means, and each row as the members of a record.

mod cell;
mod columns;
mod head;
mod heading;
mod open;
mod role;
mod titles;
mod totals;
mod unit;

pub use columns::Table;
pub use head::{heading_row, holds_records, names_ledgers, told_by_headings};
pub use heading::Mapping;
