//! Matters of any ledger whose records go through stages: their lists, the life of one, the board, what is due.

pub mod board;
pub mod due;
pub mod line;
pub mod list;
pub mod matter;
pub mod show;
