//! The figures: named numbers, and what is said of each.
//!
//! A figure's key is what scripts and `--trace` name; families such as `study.<kind>` stand for one figure for each
//! kind or scope of the office's vocabulary.

mod definition;
mod dictionary;
mod family;

pub use definition::{By, Counted, Figure, Member, Part, Reading, Source, Within};
pub use dictionary::{COVERAGE, FIGURES, PROPOSERS, TOWNS};
pub use family::{check_free, figures, find, reading_of};
