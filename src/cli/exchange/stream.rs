//! One large file of JSON Lines poured into an empty ledger: read on one core while it is kept on another, and never all of it
//! in memory but what hangs on others, which waits for the end.

use std::fs::File;
use std::io::BufReader;
use std::sync::mpsc::{channel, sync_channel};
use std::thread;

use crate::cli::desk::Desk;
use crate::cli::exchange::keep::Manner;
use crate::cli::exchange::tally::{Done, Money};
use crate::error::Result;
use crate::import::{FileType, Piece, Ready, Wishes, interrupted, stream};
use crate::ledger::Ledger;
use crate::message;
use crate::store::Rollup;

/// From so many bytes on it is worth the while.
const LARGE: u64 = 1 << 16;
/// From so many bytes on (about 130,000 records) changes are written to the file before the last of them is made.
const HUGE: u64 = 48 << 20;
/// So many pieces may wait to be kept.
const WAITING: usize = 32;

/// A file to be poured.
pub struct Large {
    file: File,
    bytes: u64,
    ledger: Option<&'static Ledger>,
}

/// What pouring has come to.
pub struct Poured {
    pub done: Done,
    pub money: Money,
    /// Lines that say the same as an earlier one.
    pub repeated: Vec<(usize, usize)>,
}

impl Large {
    /// The file, where it can be poured.
    pub fn find(desk: &Desk, name: &str, wishes: &Wishes, manner: Manner) -> Option<Large> {
        let is_lines = wishes.file_type.or_else(|| FileType::of_ending(name)) == Some(FileType::Jsonl);
        let whole = manner.skip_bad || desk.switched("dry-run") || wishes.sheet.is_some() || wishes.encoding.is_some();
        if name == "-" || !is_lines || whole {
            return None;
        }
        let file = File::open(name).ok()?;
        let facts = file.metadata().ok().filter(|facts| facts.is_file() && facts.len() >= LARGE)?;
        Some(Large { file, bytes: facts.len(), ledger: wishes.ledger })
    }

    /// Pours it. `None`, and nothing is kept, where the ledger is not empty, or the file has to be read as a whole first.
    pub fn pour(self, desk: &mut Desk) -> Result<Option<Poured>> {
        let mut store = desk.writer()?;
        if store.path().is_none() || store.head()?.is_some() {
            return Ok(None);
        }
        let (progress, today) = (desk.outside.progress, desk.outside.today());
        let vocabulary = store.vocabulary().clone();
        if self.bytes >= HUGE {
            let ledger = desk.file()?.0;
            let ledger = ledger.display();
            desk.say_at_once(&message!(
                "文件很大：导入完成以前，不要复制台账文件 {ledger}",
                "a very large file: do not copy the ledger file {ledger} until the import is done"
            ));
            store.write_early()?;
        }
        let mut is_plain = true;
        let poured = thread::scope(|scope| {
            let (send, pieces) = sync_channel::<Piece>(WAITING);
            let input = BufReader::with_capacity(1 << 16, self.file);
            // What has been kept goes back to be cleared away where it was made: two threads that free one another's memory
            // wait for one another.
            let (back, spent) = channel::<Vec<Ready>>();
            let vocabulary = &vocabulary;
            let reader = scope.spawn(move || {
                let mut rollup = Rollup::default();
                let mut hand_over = |piece: Piece| {
                    spent.try_iter().for_each(drop);
                    let alone = piece.records.iter().filter(|ready| !ready.record.ledger.is_child());
                    alone.for_each(|ready| rollup.add(&ready.postings));
                    send.send(piece).is_ok()
                };
                let repeated = stream(input, self.ledger, vocabulary, today, &mut hand_over)?;
                Some((repeated, rollup))
            });
            desk.change(&mut store, |change| {
                let (mut done, mut money, mut voids) = (Done::default(), Money::default(), Vec::new());
                is_plain = change.expect_many()?;
                if !is_plain {
                    return Err(interrupted());
                }
                for Piece { mut records, read } in pieces {
                    if !progress(whole(read), whole(self.bytes)) {
                        return Err(interrupted());
                    }
                    for Ready { record, content, postings } in &mut records {
                        money.note(record);
                        let (void, wanted) = (record.void.take(), record.no);
                        change.add_ready(record, content, postings)?;
                        done.add(record, wanted);
                        voids.extend(void.map(|reason| (record.clone(), reason)));
                    }
                    let _ = back.send(records);
                }
                for (record, reason) in &voids {
                    change.void(record, reason)?;
                }
                match reader.join() {
                    Ok(Some((repeated, rollup))) => {
                        change.add_up(rollup);
                        Ok(Poured { done, money, repeated })
                    }
                    Ok(None) => {
                        is_plain = false;
                        Err(interrupted())
                    }
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            })
        });
        if is_plain { poured.map(Some) } else { Ok(None) }
    }
}

fn whole(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}
