//! The postings of the records that a change touches, and the roll-up that follows them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rusqlite::{Connection, params};

use super::bulk::ENTER;
use super::family::Known;
use super::rollup::Rollup;
use crate::error::{Error, Kind, Result};
use crate::ledger::Posting;
use crate::vocabulary::Vocabulary;

/// What a change does to the postings.
pub struct Postings<'s> {
    connection: &'s Connection,
    archive: &'s Connection,
    /// Records whose postings may change, each with those it had before.
    touched: BTreeMap<i64, Vec<Posting>>,
    /// What is added to the roll-up.
    pub rollup: Rollup,
    /// What others have added up.
    pub given: Rollup,
}

impl<'s> Postings<'s> {
    /// Those in the tables of `connection`; what the records say stands in the entries of `archive`.
    pub fn of(connection: &'s Connection, archive: &'s Connection) -> Postings<'s> {
        let (rollup, given) = Default::default();
        Postings { connection, archive, touched: BTreeMap::new(), rollup, given }
    }

    /// Marks records whose postings the next step may change. What they contribute until then is made from what they say:
    /// nothing of theirs, or of their relatives, has changed yet, or they would have been marked.
    pub fn touch(&mut self, keys: impl IntoIterator<Item = i64>, vocabulary: &Vocabulary) -> Result<()> {
        let mut known = Known::of(self.connection, self.archive);
        for key in keys {
            if let Entry::Vacant(place) = self.touched.entry(key) {
                place.insert(known.postings(key, vocabulary)?);
            }
        }
        Ok(())
    }

    /// Marks a new record, which has contributed nothing yet.
    pub fn touch_new(&mut self, key: i64) {
        self.touched.insert(key, Vec::new());
    }

    /// Puts in the postings of one record.
    pub fn enter(&self, key: i64, fresh: &[Posting]) -> Result<()> {
        let mut statement = self.connection.prepare_cached(ENTER)?;
        for Posting { figure, date, place, subject, amount, lump } in fresh {
            statement.execute(params![
                figure,
                date.to_string(),
                key,
                subject,
                place.kind,
                place.town,
                place.platform,
                place.department,
                amount.value,
                amount.bound.code(),
                lump,
            ])?;
        }
        Ok(())
    }

    /// Makes the postings of everything touched anew, then brings the roll-up up to date. `note` is told what a record had
    /// and what it has from now on.
    pub fn settle(&mut self, vocabulary: &Vocabulary, mut note: impl FnMut(&[Posting], &[Posting])) -> Result<()> {
        let mut known = Known::of(self.connection, self.archive);
        for (key, old) in std::mem::take(&mut self.touched) {
            let fresh = known.postings(key, vocabulary)?;
            if fresh != old {
                note(&old, &fresh);
                self.withdraw(key, &old)?;
                self.enter(key, &fresh)?;
                self.rollup.add(&fresh);
            }
        }
        for rollup in [&mut self.given, &mut self.rollup] {
            std::mem::take(rollup).write(self.connection)?;
        }
        Ok(())
    }

    fn withdraw(&mut self, key: i64, old: &[Posting]) -> Result<()> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM posting WHERE figure = ?1 AND date = ?2 AND record = ?3 AND subject = ?4")?;
        for Posting { figure, date, subject, .. } in old {
            if statement.execute(params![figure, date.to_string(), key, subject])? == 0 {
                return Err(lost_posting(figure));
            }
        }
        self.rollup.subtract(old);
        Ok(())
    }
}

/// A posting is not where the entries say.
fn lost_posting(figure: &str) -> Error {
    Error::new(
        Kind::Differs,
        "lost_posting",
        message!(
            "数字 {figure} 的账与流水不符，什么也没有写入",
            "what the ledger file has for the figure {figure} is not what its entries say; nothing was written"
        ),
    )
    .hint(message!(
        "有人绕过程序改过文件：用 verify 核对，用 rebuild 从流水重做各表",
        "the file was changed around the program: check with verify, make the tables anew from the entries with rebuild"
    ))
}
