//! What comes from files and goes to them.

pub mod doubles;
pub mod export;
pub mod form;
pub mod import;
pub mod refused;
pub mod schema;
pub mod stream;
pub mod tally;
