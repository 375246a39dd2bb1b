//! Drills: the program as processes on a ledger that is already in use, while everything goes wrong that can.
//!
//! `cargo test` runs the quick ones. The long ones are left out until they are asked for:
//!
//!     cargo test --release drills:: -- --ignored --nocapture --test-threads 1
//!
//! `QJCPPCC_DRILL_ROUNDS` says how many rounds each drill runs, `QJCPPCC_DRILL_SECONDS` how long the busy day lasts,
//! `QJCPPCC_DRILL_SEED` repeats the drill that printed it.
#![allow(clippy::print_stderr, reason = "a drill says what it drew and what it saw")]

mod at_once;
mod bustle;
mod faults;
mod full;
mod fuzz;
pub mod ground;
mod killed;
mod read_only;
mod together;
mod trouble;
mod unsound;
