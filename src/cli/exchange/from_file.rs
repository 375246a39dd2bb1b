//! What `--from` reads: a store in memory, filled from one file, whole or not at all.

use crate::cli::args::Given;
use crate::cli::desk::{Desk, Opened};
use crate::cli::exchange::keep::{Manner, agreed, keep, tell};
use crate::cli::exchange::read::{refusal, settle_days, slurp, understood};
use crate::cli::exchange::refused::SHOWN;
use crate::error::Result;
use crate::import::{Source, Wishes, open};
use crate::store::Store;

/// The store that a command asks: one in memory, filled from the file that it was given, or that of the office.
pub fn asked(desk: &mut Desk, given: &Given) -> Result<Opened> {
    if let Some(file) = given.text("from") { from_file(desk, file) } else { desk.reader() }
}

/// A store in memory, filled from a file, whole or not at all.
fn from_file(desk: &mut Desk, file: &str) -> Result<Opened> {
    if desk.option("db").is_some() {
        return Err(usage!("from_and_db": "--from 和 --db 不能一起用", "--from and --db cannot be used together";
            "--from 只读文件里的记录，不用台账文件", "--from reads the records of a file and needs no ledger file"));
    }
    let mut store = desk.hold(Store::memory()?);
    let bytes = slurp(desk, file)?;
    let files = open(&[Source { name: file, bytes: &bytes }], &Wishes::default(), desk.outside.workbook)?;
    let mut batch = understood(desk, &store, &files, 1)?;
    if !files.told.points.is_empty() {
        return Err(files.open_page(&batch.troubles, SHOWN));
    }
    if !batch.troubles.is_empty() {
        return Err(refusal(&files, &batch.troubles, None).file(file));
    }
    settle_days(desk, &files, &batch)?;
    let manner = Manner { update: false, restore: false, skip_bad: false };
    let progress = desk.outside.progress;
    let kept = store.change(&desk.stamp()?, false, |change| {
        let done = keep(change, &mut batch, manner, progress)?;
        agreed(&files, &done.troubles, manner).map(|()| done)
    });
    let done = kept.map_err(|error| error.file(file))?;
    tell(desk, &files, &done);
    desk.take_paper(&store);
    Ok(store)
}
