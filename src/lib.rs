//! `qjcppcc`: a record keeper for the office of a district CPPCC committee.
//!
//! record → entry → posting → figure → sheet → format: see the README's map of the house.

pub mod amount;
pub mod cli;
pub mod counted;
pub mod door;
pub mod error;
pub mod figure;
pub mod form;
pub mod format;
pub mod import;
pub mod ledger;
pub mod lookup;
pub mod outside;
pub mod period;
pub mod report;
pub mod schema;
pub mod sheet;
pub mod store;
pub mod text;
pub mod vocabulary;
