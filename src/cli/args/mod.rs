//! Arguments and options: what commands have in common, what was said, and what is said of a slip.

mod given;
mod options;
pub mod usage;
mod wrong_word;

pub use given::{Given, loose};
pub use options::{
    LETTER, WRITING, argument, common, common_options, dressed, examples, flag, from, letter, numbers, of_town, option,
    period, reason, switch, unmask, writing_options,
};
