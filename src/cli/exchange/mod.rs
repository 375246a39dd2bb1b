//! What comes from files and goes to them.

pub mod bundle;
pub mod doubles;
pub mod export;
pub mod import;
pub mod interview;
pub mod keep;
pub mod read;
pub mod recipes;
pub mod refused;
pub mod schema;
pub mod stream;
pub mod sync;
pub mod tally;
pub mod template;
pub mod views;
