//! Whole copies of a ledger, made while others write: a backup, and a ledger restored from one.

use std::fs::File;
use std::path::Path;

use super::{Access, Store, Verified, file};
use crate::error::{Error, Kind, Result};
use crate::message;
use crate::text::text;

impl Store {
    /// Copies the ledger as it is now into a new file with mode 0600. The copy is synced and verified before it gets its
    /// name, and its folder is synced after.
    ///
    /// # Errors
    /// Exit 4 when something is there already; exit 5 when the copy cannot be made, exit 6 when it is not sound. Then
    /// nothing is left behind.
    pub fn copy_to(&self, target: &Path) -> Result<Verified> {
        if target.exists() {
            return Err(file::exists_already(target));
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let not_made = |fault: std::io::Error| {
            Error::system(Kind::Database, "cannot_create", text("副本没有做成", "the copy could not be made"), &fault)
                .hint(message!("检查路径、权限和剩余空间", "check path, permissions and space"))
                .file(&target.display().to_string())
        };
        let beside = tempfile::Builder::new().prefix(".qjcppcc-").tempfile_in(folder).map_err(not_made)?;
        let name = beside.path().to_string_lossy().into_owned();
        self.connection.execute("VACUUM INTO ?1", [&name])?;
        beside.as_file().sync_all().map_err(not_made)?;
        let verified = Store::open(beside.path(), Access::Read)?.verify()?;
        beside.persist_noclobber(target).map_err(|fault| not_made(fault.error))?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(not_made)?;
        Ok(verified)
    }
}
