//! The office's own words, settings, publications, claims and closed years.

pub mod claim;
pub mod closing;
pub mod open;
pub mod publication;
pub mod settings;
pub mod vocab;
