//! The shapes of everything that is no record: reports, lists of other things, and what commands say they did.

pub(super) mod exchange;
pub(super) mod keeping;
pub(super) mod office;
mod parts;
pub(super) mod reports;
