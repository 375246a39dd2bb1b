//! The course of a matter: the way it goes, where it stands, what may come next.

mod steps;

pub(super) mod rules;

pub use steps::{Course, Due, Procedure, Stages, State, Step, in_order};

pub(super) use steps::{STANDING, first_solution, met};
