//! The course of a matter: the way it goes, where it stands, what may come next.

mod procedure;
mod steps;

pub(super) mod rules;

pub use procedure::{Procedure, Stages};
pub use steps::{Course, Due, State, Step, in_order};

pub(super) use steps::{first_solution, met};
