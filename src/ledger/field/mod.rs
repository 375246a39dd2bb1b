//! Fields: the table from which flags, columns, JSON keys and readers of every ledger are made.

mod definition;
mod read;
mod shared;
mod unit;
mod value;

pub use definition::{Choice, Field, Type};
pub use read::{Door, NOTE_LIMIT, TEXT_LIMIT, flag, one_line};
pub use unit::Unit;
pub use value::{Evidence, Value};

pub(super) use shared::{ADVICE_GIVEN, ATTENDANCE, AUTHORS, COMMON, COMMON_LEN, SPAN};
pub(super) use unit::{
    BOOKS, COUNT, FINDINGS, FIRMS, HOURS, HOUSEHOLDS, JOBS, MEASURES, NAMED, OPINIONS, PERSONS, PLACES, TURNS, YUAN,
};
