//! The verbs that every ledger has.

pub mod add;
pub mod ask;
pub mod columns;
pub mod edit;
pub mod evidence;
pub mod list;
pub mod listing;
pub mod query;
pub mod search;
pub mod several;
pub mod show;
pub mod void;
pub mod words;
