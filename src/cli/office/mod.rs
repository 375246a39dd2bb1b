//! The office's own words, wording, settings, publications, claims and closed years.

pub mod claim;
pub mod closing;
pub mod duplicate;
pub mod profile;
pub mod publication;
pub mod settings;
pub mod site;
pub mod vocab;
pub mod wording;
