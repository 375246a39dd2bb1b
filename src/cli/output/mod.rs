//! The one way out: answer, file, rows, fields.

pub mod answer;
pub mod fields;
pub mod printed;
pub mod relay;
pub mod rows;
