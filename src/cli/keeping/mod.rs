//! The ledger file kept safe: copies, entries, checks.

pub mod copies;
pub mod place;
pub mod undo;
