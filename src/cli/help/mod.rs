//! Help: the manual, the first screen, the page of each command.

pub mod completions;
pub mod man;
pub mod manual;
pub mod screen;
pub mod version;
