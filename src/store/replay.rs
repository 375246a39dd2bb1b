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
        copy.lock()?;
        copy.vocabulary = replay(&self.connection, seq, &copy.connection, true, &copy.vocabulary, &|_| Ok(()))?.1;
        copy.connection.execute_batch("COMMIT")?;
        Ok(copy)
    }
}

/// Goes through the entries of `from` again up to the last one wanted, each of which must come out as it is, and makes the rows of
/// empty `tables`; those of the entries, too, if it `keeps` them there. Rows are derived when all are in: what a record contributes
/// depends on the others as they stand in the end. `go_on` is asked after each. Answers how many entries there were, and the words
/// they have left.
pub fn replay(
    from: &Connection,
    last: i64,
    tables: &Connection,
    keeps: bool,
    words: &Vocabulary,
    go_on: &dyn Fn(i64) -> Result<()>,
) -> Result<(i64, Vocabulary)> {
    let mut change = Change::repeated(tables, Some(from).filter(|_| !keeps), words.clone());
    change.expect_many()?;
    // The first entry of the change that is being gone through.
    let mut first: Option<(i64, Stamp)> = None;
    walk(from, last, &mut |Entry { seq, stamp, batch, op, reason, origin, mut record, hash }| {
        if first.as_ref().is_none_or(|first| (first.0, &first.1) != (batch, &stamp)) {
            if batch != seq {
                return Err(altered(seq));
            }
            change.chain.turn_to(&stamp, batch);
            first = Some((batch, stamp));
        }
        change.chain.origin = origin;
        let reason = reason.as_deref();
        let repeated = match op {
            Op::Add => change.add_because(&mut record, reason),
            Op::Edit => change.edit(&record, reason),
            Op::Void => change.void(&record, reason.unwrap_or_default()),
            Op::Unvoid => change.unvoid(&record, reason.unwrap_or_default()),
        };
        repeated.map_err(|error| altered(seq).hint(error.message))?;
        if (change.chain.seq, &change.chain.hash) == (seq, &hash) { go_on(seq) } else { Err(altered(seq)) }
    })?;
    let (entries, _, words) = change.finish()?;
    Ok((entries, words))
}
