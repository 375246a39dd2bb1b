//! The figures: named numbers, and what is said of each.
//!
//! A figure's key is what scripts and `--trace` name; families such as `study.<kind>` stand for one figure for each
//! kind or scope of the office's vocabulary.

mod definition;
mod family;

pub use definition::{By, COVERAGE, Counted, FIGURES, Figure, Member, PROPOSERS, Part, Reading, Source, TOWNS, Within};
pub use family::{check_free, figures, find, reading_of};
