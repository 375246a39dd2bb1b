//! Amounts: a number and how far it can be trusted (30余次, 约380, 近3000), read, added and printed as the office does.
//!
//! Everything is whole numbers of the smallest part, never a float. A sum that does not fit is an error.

mod number;
mod read;

pub use number::{Amount, Bound, LIMIT, Measure, Style};
pub use read::{OwnUnit, same_thing};

pub(crate) use number::{grouped, too_large};
