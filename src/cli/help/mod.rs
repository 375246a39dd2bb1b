//! Help: the manual, the first screen, the page of each command.

pub mod completions;
pub mod man;
pub mod screen;
