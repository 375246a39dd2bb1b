//! Options given and understood.

pub mod usage;
