//! The report of a period: figures as people and scripts read them. Pure functions over what the store counted.

mod breakdown;
mod circular;
mod matrix;
mod number;
mod office;
mod overview;
mod platform_line;
mod publication;
mod rate;
mod ratio;
mod sections;
mod structure;
mod text;
mod trace;

pub use breakdown::{Broken, part_label, rank};
pub use circular::Circular;
pub use matrix::{above, breakdown};
pub use number::{Growth, Line, printed};
pub use office::{OWN, Office};
pub use overview::{Drawn, Facts, Report, Show, overview};
pub use platform_line::{APART, PlatformLine, SAID};
pub use publication::{Change, Kept, Moved, Published};
pub use rate::{Basis, RATES, Rate, rated, towns};
pub use ratio::Ratio;
pub use sections::PARTED;
pub use text::{GROWN, LISTED, Subject, Wording, fill, is_held};
pub use trace::{Traced, traced};
