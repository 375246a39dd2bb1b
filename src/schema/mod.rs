//! What the program's JSON looks like, as JSON Schema: records from the field tables of their ledgers, and every other answer.
//!
//! One schema describes one object. Where a command prints an array, or lines, each of its objects is one. Nothing in here
//! reads, writes or knows a command line; the commands are named for the reader only.

mod answers;
mod catalogue;
mod ledgers;
mod shape;

pub use catalogue::{find, schemas};
pub use shape::Schema;
