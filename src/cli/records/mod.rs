//! The verbs that every ledger has.

pub mod columns;
pub mod edit;
pub mod evidence;
pub mod list;
pub mod listing;
pub mod page;
pub mod words;
