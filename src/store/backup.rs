//! Whole copies of a ledger, made while others write: a backup, and a ledger restored from one.

use std::path::Path;

use super::connection::Store;
use super::file::{self, Access};
use super::growth::older;
use super::intact;
use super::verify::{Progress, Verified};
use crate::error::Result;

impl Store {
    /// Copies a ledger file as it is now into a new file with mode 0600. The copy is verified and synced before it gets
    /// its name, and its folder is synced after. Exit 4 when something is there already; exit 5 when the copy cannot be
    /// made, exit 6 when it is not sound. Then nothing is left behind.
    pub fn copy(source: &Path, target: &Path, progress: Progress) -> Result<Verified> {
        let connected = file::examine(source).and_then(|_| file::connect(source, Access::DryRun));
        let connection = connected.map_err(|error| error.file(&source.display().to_string()))?;
        if older(&connection)?.is_none() {
            intact::check(&connection).map_err(|error| error.file(&source.display().to_string()))?;
        }
        // From here on an interrupt is waited for: what is being made is cleared away.
        progress(0, 1);
        file::make(target, |beside| {
            connection.execute("VACUUM INTO ?1", [beside.to_string_lossy()])?;
            Store::open(beside, Access::Read)?.verify(progress)
        })
    }
}
