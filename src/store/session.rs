//! The motions of one session by themselves, in memory, so that every figure of them is counted as ever.

use std::collections::HashSet;

use uuid::Uuid;

use super::change::Change;
use super::connection::Store;
use super::query::Query;
use crate::error::Result;
use crate::ledger::{Ledger, MOTIONS, SETTINGS, WORDINGS};

impl Store {
    /// The motions of a session with what hangs on them, the roster, the office's rules and templates; none where no motion is of it.
    pub fn of_session(&self, session: &str) -> Result<Option<Store>> {
        let mut copy = Store::memory()?;
        copy.vocabulary = self.vocabulary.clone();
        let transaction = copy.connection.transaction()?;
        let mut change = Change::repeated(&transaction, None, self.vocabulary.clone());
        for ledger in [Some(SETTINGS), Some(WORDINGS), Ledger::find("member")].into_iter().flatten() {
            self.each(&Query::by_number(ledger), |mut record| change.add(&mut record))?;
        }
        let mut motions: HashSet<Uuid> = HashSet::new();
        for ledger in MOTIONS.with_children() {
            self.each(&Query::by_number(ledger), |mut record| {
                let is_of = match record.of.first() {
                    Some(motion) => motions.contains(motion),
                    None => record.text("session") == Some(session),
                };
                if !is_of {
                    return Ok(());
                }
                // Merged into a motion of another session it hangs on its own alone.
                record.of.retain(|motion| motions.contains(motion));
                motions.extend((!ledger.is_child()).then_some(record.id));
                change.add(&mut record)
            })?;
        }
        change.finish()?;
        transaction.commit()?;
        Ok((!motions.is_empty()).then_some(copy))
    }
}
