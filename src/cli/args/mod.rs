//! Options given and understood.

pub mod given;
pub mod usage;
