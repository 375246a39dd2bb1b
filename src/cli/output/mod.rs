//! The one way out: answer, file, rows, fields.

pub mod answer;
pub mod fields;
pub mod file;
pub mod printed;
