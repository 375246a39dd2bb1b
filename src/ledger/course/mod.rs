//! The course of a matter: the way it goes, where it stands, what may come next.

mod procedure;
mod steps;

pub(super) mod rules;

pub use procedure::Procedure;
pub use steps::{Course, Due, Stages, State, Step, in_order};

pub(super) use steps::{first_solution, met};
