//! Arguments and options: what commands have in common, what was said, and what is said of a slip.

mod given;
mod options;
pub mod usage;

pub use given::{Given, loose};
pub use options::{
    TOLD, WRITING, about, argument, common, common_options, dressed, examples, flag, letter, numbers, option, switch,
    writing_options,
};
