//! What comes from files and goes to them.

pub mod doubles;
pub mod export;
pub mod from_file;
pub mod import;
pub mod keep;
pub mod read;
pub mod refused;
pub mod schema;
pub mod stream;
pub mod tally;
pub mod template;
