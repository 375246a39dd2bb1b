//! `qjcppcc`: a record keeper for the office of a district CPPCC committee.
//!
//! record → entry → posting → figure → sheet → format: see the README's map of the house.

pub mod amount;
pub mod error;
pub mod figure;
pub mod ledger;
pub mod period;
pub mod sheet;
pub mod text;
pub mod vocabulary;
