//! 提案: motions, what becomes of each, and what they contribute to the figures.

mod code;
mod count;
mod lists;
mod rules;

pub use code::{Codes, is_code, name_by_code, read_session, session_name, spoken_code};

pub(super) use lists::LEDGER;
