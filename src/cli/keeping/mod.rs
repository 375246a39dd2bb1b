//! The ledger file kept safe: copies, entries, checks.

pub mod copies;
pub mod log;
pub mod place;
pub mod undo;
pub mod verify;
