//! What `--from` reads: a ledger in memory, filled from one file, whole or not at all.

use crate::cli::desk::{Desk, Opened};
use crate::cli::exchange::keep::{Manner, agreed, keep};
use crate::cli::exchange::read::{refusal, slurp, understood};
use crate::error::Result;
use crate::import::{Batch, Files, Source, Wishes, open};
use crate::store::Store;

/// A ledger in memory, filled from a file.
pub fn from_file(desk: &mut Desk, file: &str) -> Result<Opened> {
    if desk.option("db").is_some() {
        return Err(usage!("from_and_db": "--from 和 --db 不能一起用", "--from and --db cannot be used together";
            "--from 只读文件里的记录，不用台账文件", "--from reads the records of a file and needs no ledger file"));
    }
    let mut store = desk.hold(Store::memory()?);
    fill(desk, &mut store, file)?;
    Ok(store)
}

/// Fills a ledger from one file, whole or not at all.
fn fill(desk: &mut Desk, store: &mut Store, file: &str) -> Result<()> {
    let bytes = slurp(desk, file)?;
    let files = open(&[Source { name: file, bytes: &bytes }], &Wishes::default())?;
    for note in &files.notes {
        desk.remark(note);
    }
    let mut batch = understood(desk, store, &files, 1)?;
    whole(&files, &batch).map_err(|error| error.file(file))?;
    let manner = Manner { update: false, skip_bad: false };
    let progress = desk.outside.progress;
    let kept = store.change(&desk.stamp()?, false, |change| {
        keep(change, &mut batch, manner, progress).and_then(|done| agreed(&files, &done.troubles, manner))
    });
    kept.map_err(|error| error.file(file))
}

fn whole(files: &Files, batch: &Batch) -> Result<()> {
    if batch.troubles.is_empty() { Ok(()) } else { Err(refusal(files, &batch.troubles, None)) }
}
