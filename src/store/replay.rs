//! Entries gone through again from the first one, so that everything derived from them is made anew.

use rusqlite::Connection;

use super::change::Change;
use super::connection::Store;
use super::entry::{Entry, Op, Stamp, altered, walk};
use crate::error::Result;
use crate::vocabulary::Vocabulary;

impl Store {
    /// The store as it stood after an entry, in memory. Exit 6 when an entry up to there is damaged.
    pub fn as_of(&self, seq: i64) -> Result<Store> {
        let mut copy = Store::memory()?;
        let transaction = copy.connection.transaction()?;
        let mut replay = Replay::into(&transaction, None, &copy.vocabulary)?;
        walk(&self.connection, seq, &mut |entry| replay.take(&entry))?;
        let words = replay.finish()?.1;
        transaction.commit()?;
        copy.vocabulary = words;
        Ok(copy)
    }
}

/// Entries that are gone through again, each of which must come out as it is. Rows are derived when all are in: what a
/// record contributes depends on the others as they stand in the end.
pub struct Replay<'c> {
    change: Change<'c>,
    /// The first entry of the change that is being gone through.
    first: Option<(i64, Stamp)>,
}

impl<'c> Replay<'c> {
    /// A replay into empty tables, which writes the entries, too, unless they stand in an `archive`.
    pub fn into(tables: &'c Connection, archive: Option<&'c Connection>, words: &Vocabulary) -> Result<Replay<'c>> {
        let mut change = Change::repeated(tables, archive, words.clone());
        change.expect_many()?;
        Ok(Replay { change, first: None })
    }

    /// Goes through one entry.
    pub fn take(&mut self, entry: &Entry) -> Result<()> {
        let seq = entry.seq;
        let is_next = self.first.as_ref().is_some_and(|(batch, stamp)| *batch == entry.batch && *stamp == entry.stamp);
        if !is_next {
            if entry.batch != seq {
                return Err(altered(seq));
            }
            self.change.chain.turn_to(&entry.stamp, entry.batch);
            self.first = Some((entry.batch, entry.stamp.clone()));
        }
        self.change.chain.origin = entry.origin;
        let (mut record, reason) = (entry.record.clone(), entry.reason.as_deref());
        let repeated = match entry.op {
            Op::Add => self.change.add_because(&mut record, reason),
            Op::Edit => self.change.edit(&record, reason),
            Op::Void => self.change.void(&record, reason.unwrap_or_default()),
            Op::Unvoid => self.change.unvoid(&record, reason.unwrap_or_default()),
        };
        repeated.map_err(|error| altered(seq).hint(error.message))?;
        let chain = &self.change.chain;
        if (chain.seq, &chain.hash) == (seq, &entry.hash) { Ok(()) } else { Err(altered(seq)) }
    }

    /// How many entries there were, and the words they have left.
    pub fn finish(self) -> Result<(i64, Vocabulary)> {
        let (entries, _, words) = self.change.finish()?;
        Ok((entries, words))
    }
}
