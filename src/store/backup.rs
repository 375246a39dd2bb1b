//! Whole copies of a ledger, made while others write: a backup, and a ledger restored from one.

use std::path::Path;

use super::connection::Store;
use super::file::{self, Access};
use super::verify::{Progress, Verified};
use crate::error::Result;

impl Store {
    /// Copies the ledger file as it is now into a new file with mode 0600. The copy is verified and synced before it gets
    /// its name, and its folder is synced after. Exit 4 when something is there already; exit 5 when the copy cannot be
    /// made, exit 6 when it is not sound. Then nothing is left behind.
    pub fn copy_to(&self, target: &Path, progress: Progress) -> Result<Verified> {
        // From here on an interrupt is waited for: what is being made is cleared away.
        progress(0, 1);
        file::make(target, |beside| {
            self.connection.execute("VACUUM INTO ?1", [beside.to_string_lossy()])?;
            Store::open(beside, Access::Read)?.verify(progress)
        })
    }
}
