//! The texts of a report: templates that are handed facts. The words stand in `report/wording/*.j2`.

mod facts;
mod names;
mod wording;

pub use facts::is_held;
pub use names::Subject;
pub use wording::{GROWN, LISTED, Wording, fill};
