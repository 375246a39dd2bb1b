//! Help: the manual, the first screen, the page of each command.

pub mod manual;
pub mod screen;
pub mod version;
