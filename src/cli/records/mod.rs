//! The verbs that every ledger has.

pub mod edit;
pub mod evidence;
pub mod list;
pub mod listing;
pub mod words;
