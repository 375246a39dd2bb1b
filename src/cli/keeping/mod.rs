//! The ledger file kept safe: copies, entries, checks.

pub mod file;
pub mod log;
pub mod undo;
pub mod verify;
