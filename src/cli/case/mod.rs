//! The case platform: matters, their board, what is due, the line that is published.

pub mod board;
pub mod due;
pub mod line;
pub mod list;
pub mod matter;
pub mod show;
