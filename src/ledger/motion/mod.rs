//! 提案: motions, what becomes of each, and what they contribute to the figures.

mod code;
mod count;
mod handling;
mod lists;
mod rules;
mod session;

pub use code::{Codes, is_code, name_by_code, spoken_code};
pub use handling::Handling;
pub use session::{read_session, session_name};

pub(super) use lists::LEDGER;
