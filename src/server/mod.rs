//! A PostgreSQL server on which the sites of an office share their entries: one table, in which each site writes its own chain, and the
//! only SQL beside that of the ledger file. Nothing that it answers is believed before the chains are followed in the ledger file.

mod setup;

#[cfg(feature = "server")]
mod address;
#[cfg(feature = "server")]
mod certificate;
#[cfg(feature = "server")]
mod connection;
#[cfg(feature = "server")]
mod entries;
#[cfg(feature = "server")]
mod password;

pub use setup::setup;

#[cfg(feature = "server")]
pub use address::Address;
#[cfg(feature = "server")]
pub use connection::{Fault, Server, newer};
#[cfg(feature = "server")]
pub use entries::There;
