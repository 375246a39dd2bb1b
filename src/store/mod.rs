//! The ledger file: the only place with SQL.
//!
//! Entries are the truth, kept in one chain and never changed; every other table is derived from them. The file has a
//! rollback journal and `synchronous=EXTRA`, because it is copied around by hand and a power cut must not take the last
//! record with it. Whatever is asked of it ends with exit 5 when the file cannot be read or written; functions say only
//! what else they report.

mod arrival;
mod bulk;
mod change;
mod closed_years;
mod conflict;
mod connection;
mod engine;
mod entry;
mod figures;
mod file;
mod fork;
mod growth;
mod log;
mod merge;
mod postings;
mod proof;
mod query;
mod record_table;
mod records;
mod replay;
mod rollup;
mod roster;
mod row;
mod schema;
mod sites;
mod state;
mod terms;
mod transaction;
mod undo;
mod verify;
mod waiting;

pub use arrival::{Received, Taken};
pub use change::Change;
pub use conflict::Conflict;
pub use connection::Store;
pub use engine::Engine;
#[cfg(debug_assertions)]
pub use engine::STEPS;
pub use entry::{Entry, Op, Stamp};
pub use file::{Access, folder_of, is_sidecar, nothing_in_the_way, reserved_name, sync_folder};
pub use merge::{ChainEnd, Line, hash_of};
pub use query::{Query, Sort, Tally};
pub use records::Outline;
pub use replay::ThenAndNow;
pub use rollup::Rollup;
pub use schema::VERSION as LEDGER_VERSION;
pub use sites::{Ends, Site, Sites};
pub use state::State;
pub use undo::{Batch, Undone};
pub use verify::{Progress, Verified};
