//! One large file of JSON Lines poured into an empty ledger file: read on one core while it is kept on another, and never all of it
//! in memory but what hangs on others, which waits for the end.

use std::fs::File;
use std::io::BufReader;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread;

use crate::cli::desk::Desk;
use crate::cli::exchange::tally::{Done, Money};
use crate::error::Result;
use crate::import::{FileType, Piece, Ready, Wishes, interrupted, stream};
use crate::store::{Change, Rollup};

/// From so many bytes on it is worth the while.
const LARGE: u64 = 1 << 16;
/// From so many bytes on (about 130,000 records) changes are written to the file before the last of them is made.
const HUGE: u64 = 48 << 20;
/// So many pieces may wait to be kept.
const WAITING: usize = 16;

/// What pouring has come to.
pub struct Poured {
    pub done: Done,
    pub money: Money,
    /// Lines that say the same as an earlier one.
    pub repeated: Vec<(usize, usize)>,
}

/// A file that can be poured, and how many bytes are in it.
fn large(desk: &Desk, name: &str, wishes: &Wishes) -> Option<(File, u64)> {
    let is_lines = wishes.file_type.or_else(|| FileType::of_ending(name)) == Some(FileType::Jsonl);
    let whole = desk.switched("dry-run") || wishes.sheet.is_some() || wishes.answers.encoding.is_some();
    if name == "-" || !is_lines || whole {
        return None;
    }
    let file = File::open(name).ok()?;
    let facts = file.metadata().ok().filter(|facts| facts.is_file() && facts.len() >= LARGE)?;
    Some((file, facts.len()))
}

/// Pours a file; nothing is kept of a small one, of one to be read as a whole first, or where the ledger file has more than what the office
/// has set.
pub fn pour(desk: &mut Desk, name: &str, wishes: &Wishes) -> Result<Option<Poured>> {
    let Some((file, bytes)) = large(desk, name, wishes) else { return Ok(None) };
    let mut store = desk.writer()?;
    if store.path().is_none() || !store.is_bare()? {
        return Ok(None);
    }
    let is_new = store.head()?.is_none();
    if bytes >= HUGE {
        let ledger = desk.file()?.0;
        let ledger = ledger.display();
        desk.say_at_once(&message!(
            "文件很大：导入完成以前，不要复制台账文件 {ledger}",
            "a very large file: do not copy the ledger file {ledger} until the import is done"
        ));
        store.write_early()?;
    }
    let (progress, today, ledger) = (desk.outside.progress, desk.outside.today(), wishes.ledger);
    let vocabulary = &store.vocabulary().clone();
    let mut is_plain = true;
    let poured = thread::scope(|scope| {
        let (send, pieces) = sync_channel(WAITING);
        let (back, spent) = channel();
        // Records are made ready on one core and sent, with what they add up to. What has been kept comes back to be cleared away where
        // it was made: two threads that free one another's memory wait for one another.
        let reader = scope.spawn(move || {
            let mut rollup = Rollup::default();
            let mut hand_over = |piece: Piece| {
                spent.try_iter().for_each(drop);
                let alone = piece.records.iter().filter(|ready| !ready.record.ledger.is_child());
                alone.for_each(|ready| rollup.add(&ready.postings));
                send.send(piece).is_ok()
            };
            let input = BufReader::with_capacity(1 << 16, file);
            let repeated = stream(input, ledger, vocabulary, today, &mut hand_over)?;
            Some((repeated, rollup))
        });
        desk.change(&mut store, |change| {
            is_plain = change.expect_many()?;
            if !is_plain {
                return Err(interrupted());
            }
            let whole = |bytes| usize::try_from(bytes).unwrap_or(usize::MAX);
            let go_on = |read| progress(whole(read), whole(bytes));
            let Some((done, money)) = keep(change, pieces, &back, (&go_on, is_new))? else {
                is_plain = false;
                return Err(interrupted());
            };
            let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            is_plain = read.is_some();
            let (repeated, rollup) = read.ok_or_else(interrupted)?;
            change.add_up(rollup);
            // Whoever reads the file as a whole says on which lines rules are broken.
            is_plain = change.breaches()?.is_empty();
            if is_plain { Ok(Poured { done, money, repeated }) } else { Err(interrupted()) }
        })
    });
    if is_plain { poured.map(Some) } else { Ok(None) }
}

/// Keeps on the other core what comes; nothing where the office says something of its own anew, which has to be held against what it has.
fn keep(
    change: &mut Change,
    pieces: Receiver<Piece>,
    back: &Sender<Vec<Ready>>,
    (go_on, is_new): (&dyn Fn(u64) -> bool, bool),
) -> Result<Option<(Done, Money)>> {
    let (mut done, mut money, mut voids) = (Done::default(), Money::default(), Vec::new());
    for Piece { mut records, read } in pieces {
        if !go_on(read) {
            return Err(interrupted());
        }
        for Ready { record, given, content, postings } in &mut records {
            if !is_new && record.ledger.is_of_office() {
                return Ok(None);
            }
            money.note(record);
            record.forget_foreign_number();
            let (void, wanted) = (record.void.take(), record.no);
            change.exported = *given;
            change.add_ready(record, content, postings)?;
            done.add(0, record, wanted);
            voids.extend(void.map(|reason| (record.clone(), reason)));
        }
        let _ = back.send(records);
    }
    for (record, reason) in &voids {
        change.void(record, reason)?;
    }
    Ok(Some((done, money)))
}
