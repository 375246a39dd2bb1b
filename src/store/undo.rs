//! Taking a change back: the records it touched are put back as they were before it, with entries of their own.

use std::collections::HashSet;

use rusqlite::params;

use super::change::Change;
use super::entry::{Entry, Op};
use super::log::record_at;
use super::row::{READ, first, one, record};
use crate::error::Result;
use crate::ledger::{CLOSINGS, DUPLICATES, LATE, Ledger, Record, seed_vocabulary, term_of, words_of};
use crate::vocabulary::{Set, Term};

impl Change<'_> {
    /// Puts every record that a change touched back as it was before. Answers what was done to which. Exit 4 where
    /// something later rests on the change; then nothing is written.
    pub fn undo(&mut self, batch: &[Entry]) -> Result<Vec<(Op, Record)>> {
        let (Some(first), Some(last)) = (batch.first(), batch.last()) else { return Ok(Vec::new()) };
        let reason = format!("undo {}", first.batch);
        let (mut ids, mut seen) = (Vec::new(), HashSet::new());
        for entry in batch.iter().rev().filter(|entry| entry.record.ledger != LATE) {
            if seen.insert(entry.record.id) {
                ids.push(entry.record.id);
                self.rests_nothing(entry, last.seq)?;
            }
        }
        let mut done = Vec::new();
        for id in ids {
            let now = self.record(id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
            let earlier = record_at(self.connection, id, first.seq - 1)?;
            done.extend(self.put_back(&now, earlier, &reason, last.seq)?);
        }
        Ok(done)
    }

    fn put_back(
        &mut self,
        now: &Record,
        earlier: Option<Record>,
        reason: &str,
        last: i64,
    ) -> Result<Vec<(Op, Record)>> {
        let mut done = Vec::new();
        let was_void = earlier.as_ref().is_none_or(|record| record.void.is_some());
        let old_reason = earlier.as_ref().and_then(|record| record.void.clone());
        let mut record = earlier.unwrap_or_else(|| now.clone());
        record.void = None;
        if now.void.is_some() && !was_void {
            self.unvoid(now, reason)?;
            done.push((Op::Unvoid, record.clone()));
        }
        if record.body() != now.body() {
            self.edit(&record, Some(reason))?;
            done.push((Op::Edit, record.clone()));
        }
        if now.void.is_none() && was_void {
            self.free_of_children(&record, last)?;
            self.out_of_use(&record)?;
            let reason = old_reason.map_or_else(|| reason.to_owned(), |old| format!("{old} ({reason})"));
            self.void(&record, &reason)?;
            done.push((Op::Void, record));
        }
        Ok(done)
    }

    /// Refuses to take back what has been changed since, and what has a command of its own.
    fn rests_nothing(&self, entry: &Entry, last: i64) -> Result<()> {
        let (seq, name) = (entry.batch, entry.record.name());
        if entry.record.ledger == CLOSINGS {
            let year = entry.record.text("title").unwrap_or_default().to_owned();
            return Err(
                refused!("undo_closing": "关账和重新开账不能撤销", "closing and reopening a year are not undone";
                "用 qjcppcc reopen {year} --reason 原因，或 qjcppcc close {year}",
                "there are qjcppcc reopen {year} --reason WHY and qjcppcc close {year}"),
            );
        }
        let head = "SELECT head FROM record WHERE id = ?1";
        let head: i64 = one(self.connection, head, [entry.record.id.as_bytes()], |row| Ok(row.get(0)?))?;
        if head <= last {
            return Ok(());
        }
        Err(refused!("changed_since": "第{seq}条不能撤销：{name} 后来又改过（第{head}条）",
            "entry {seq} cannot be undone: {name} was changed after it (entry {head})";
            "先撤销后来的：qjcppcc undo {head}", "undo the later change first: qjcppcc undo {head}"))
    }

    /// Refuses to void what a live record hangs on that was recorded later.
    fn free_of_children(&self, parent: &Record, last: i64) -> Result<()> {
        let sql = format!(
            "{READ} JOIN link l ON l.child = r.key JOIN record p ON p.key = l.parent WHERE p.id = ?1 AND r.void = 0
               AND r.added > ?2 AND r.ledger <> ?3 ORDER BY r.key"
        );
        let child = first(self.connection, &sql, params![parent.id.as_bytes(), last, DUPLICATES.key], record)?;
        let Some(child) = child.map(|child| child.name()) else { return Ok(()) };
        let name = parent.name();
        Err(refused!("has_children": "不能撤销：后来的 {child} 属于 {name}",
            "it cannot be undone: {child}, which was recorded later, belongs to {name}"; "先作废或撤销 {child}",
            "void or undo {child} first"))
    }

    /// Refuses to take a word out of the vocabulary that a live record uses.
    fn out_of_use(&self, word: &Record) -> Result<()> {
        let Some(term) = term_of(word) else { return Ok(()) };
        if term.set.is_free() || seed_vocabulary().term(term.set, &term.ledger, &term.key).is_some() {
            return Ok(());
        }
        let Some(user) = self.user_of(&term)? else { return Ok(()) };
        let label = &term.label;
        Err(refused!("word_in_use": "不能撤销：{user} 用着“{label}”这个词",
            "it cannot be undone: {user} uses the word “{label}”"; "先改 {user}；不再用的词可以停用（vocab retire）",
            "change {user} first; a word no longer wanted can be retired (vocab retire)"))
    }

    /// The name of a live record that uses a word.
    fn user_of(&self, term: &Term) -> Result<Option<String>> {
        let ledger = Some(&term.ledger).filter(|_| term.set == Set::Kind);
        let mut statement = self.connection.prepare_cached(&format!(
            "{READ} WHERE r.void = 0 AND (?1 IS NULL OR (r.ledger = ?1 AND r.kind = ?2)) ORDER BY r.key"
        ))?;
        let mut rows = statement.query(params![ledger, term.key])?;
        while let Some(row) = rows.next()? {
            let record = record(row)?;
            let uses =
                |(set, ledger, key): (Set, &str, &str)| (set, ledger, key) == (term.set, &term.ledger, &term.key);
            if !Ledger::is_of_office(record.ledger) && words_of(&record).any(uses) {
                return Ok(Some(record.name()));
            }
        }
        Ok(None)
    }
}
