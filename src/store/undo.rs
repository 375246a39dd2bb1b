//! Taking a change back: the records it touched are put back as they were before it, with entries of their own. An undo is known by
//! what its entries have in `origin`; those of older programs by their reason, where it is true.

use std::collections::HashSet;

use rusqlite::params;
use uuid::Uuid;

use super::change::{Change, base};
use super::connection::Store;
use super::entry::{Entry, Op, Origin, last};
use super::log::record_at;
use super::row::{READ, first, one, record};
use crate::error::Result;
use crate::ledger::{CLOSINGS, DUPLICATES, LATE, Ledger, Record, profile_id, term_of, words_of};
use crate::vocabulary::{Set, Term};

/// A change as a whole.
pub struct Batch {
    /// Its first entry.
    pub entry: i64,
    /// Who made it.
    pub actor: String,
    /// What it takes back, if it is an undo or redo.
    pub origin: Origin,
}

impl Store {
    /// What somebody's `undo` takes back: their latest change that is neither undo nor redo and has not been undone; what their
    /// `redo` takes back: their latest undo, unless they have changed something since.
    pub fn next_undo(&self, actor: &str, redo: bool) -> Result<Option<Batch>> {
        let (mut undone, mut seq) = (HashSet::new(), last(&self.connection)?.map_or(0, |(seq, ..)| seq));
        while let Some(batch) = self.change_at(seq)? {
            seq = batch.entry - 1;
            let (stands, is_theirs) = (!undone.remove(&batch.entry), batch.actor == actor);
            let target = batch.origin.undo.or(batch.origin.redo);
            if redo && is_theirs && target.is_none() {
                return Ok(None);
            }
            if stands && is_theirs && if redo { batch.origin.undo.is_some() } else { target.is_none() } {
                return Ok(Some(batch));
            }
            undone.extend(target.filter(|_| stands));
        }
        Ok(None)
    }

    /// The change that an entry belongs to.
    pub fn change_at(&self, seq: i64) -> Result<Option<Batch>> {
        let sql =
            "SELECT f.seq, f.actor, f.origin, f.reason FROM entry e JOIN entry f ON f.seq = e.batch WHERE e.seq = ?1";
        let found = first(&self.connection, sql, [seq], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<String>>(2)?, row.get::<_, Option<String>>(3)?))
        })?;
        let Some((entry, actor, origin, reason)) = found else { return Ok(None) };
        let old = reason.as_deref().filter(|_| origin.is_none()).and_then(undo_by_reason);
        let undo = match old {
            Some(undone) if self.has_undone(entry, undone)? => old,
            _ => None,
        };
        let origin = origin.as_deref().and_then(Origin::read).unwrap_or(Origin { undo, redo: None });
        Ok(Some(Batch { entry, actor, origin }))
    }

    /// Whether a change, of which only the reason says so, has put everything back that another one had touched, and done nothing
    /// else.
    fn has_undone(&self, undo: i64, change: i64) -> Result<bool> {
        let (undo, changed) = (self.batch_of(undo)?, self.batch_of(change)?);
        let ids = changed.iter().filter(|entry| entry.record.ledger != LATE).map(|entry| entry.record.id);
        let ids: HashSet<Uuid> = ids.collect();
        let says_so = |entry: &Entry| entry.reason.as_deref().and_then(undo_by_reason) == Some(change);
        let mut put_back = undo.iter().filter(|entry| entry.record.ledger != LATE);
        let Some(end) = undo.last().filter(|end| end.seq > change).map(|end| end.seq) else { return Ok(false) };
        let is_whole = changed.first().is_some_and(|first| first.seq == change) && !ids.is_empty();
        if !is_whole || !put_back.all(|it| it.op != Op::Add && says_so(it) && ids.contains(&it.record.id)) {
            return Ok(false);
        }
        for id in ids {
            let then = record_at(&self.connection, id, change - 1)?;
            if counting(then) != counting(record_at(&self.connection, id, end)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// What an older program wrote as the reason of an undo: `undo 12`, behind the reason of what is void again.
pub(super) fn undo_by_reason(reason: &str) -> Option<i64> {
    let (_, last) = reason.strip_suffix(')').and_then(|reason| reason.rsplit_once(" (")).unwrap_or(("", reason));
    last.strip_prefix("undo ")?.parse().ok()
}

/// What a record says, as far as it counts.
fn counting(record: Option<Record>) -> Option<String> {
    record.filter(|record| record.void.is_none()).map(|record| record.body())
}

impl Change<'_> {
    /// Puts every record that a change touched back as it was before. Answers what was done to which. Exit 4 where
    /// something later rests on the change; then nothing is written.
    pub fn undo(&mut self, batch: &[Entry], redo: bool) -> Result<Vec<(Op, Record)>> {
        let (Some(first), Some(last)) = (batch.first(), batch.last()) else { return Ok(Vec::new()) };
        let (entry, word) = (Some(first.batch), if redo { "redo" } else { "undo" });
        self.undoing = Some(Origin { undo: entry.filter(|_| !redo), redo: entry.filter(|_| redo) });
        let reason = format!("{word} {}", first.batch);
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

    /// When a void record became so, and whether by an undo.
    pub fn void_since(&self, id: Uuid) -> Result<(String, bool)> {
        let entry = "SELECT at, origin, reason FROM entry WHERE seq = (SELECT head FROM record WHERE id = ?1)";
        one(self.connection, entry, [id.as_bytes()], |row| {
            let (origin, reason): (Option<String>, String) = (row.get(1)?, row.get(2)?);
            let undone = origin.map_or(undo_by_reason(&reason).is_some(), |origin| origin != Origin::default().text());
            Ok((row.get(0)?, undone))
        })
    }

    fn put_back(&mut self, now: &Record, then: Option<Record>, reason: &str, last: i64) -> Result<Vec<(Op, Record)>> {
        let mut done = Vec::new();
        let was_void = then.as_ref().is_none_or(|record| record.void.is_some());
        let mut record = then.unwrap_or_else(|| now.clone());
        let old_reason = record.void.take();
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
            self.void(&record, old_reason.as_deref().unwrap_or(reason))?;
            done.push((Op::Void, record));
        }
        Ok(done)
    }

    /// Refuses to take back what says something else since, and what has a command of its own.
    fn rests_nothing(&self, entry: &Entry, last: i64) -> Result<()> {
        let (seq, name, id) = (entry.batch, entry.record.name(), entry.record.id);
        if entry.record.ledger == CLOSINGS {
            let year = entry.record.text("title").unwrap_or_default().to_owned();
            return Err(refused!("undo_closing": "关账和重新开账不能撤销",
                "closing and reopening a year are not undone";
                "用 qjcppcc reopen {year} --reason 原因，或 qjcppcc close {year}",
                "there are qjcppcc reopen {year} --reason WHY and qjcppcc close {year}"));
        }
        if entry.seq == 1 && id == profile_id() {
            return Err(refused!("undo_profile": "台账文件由这份单位配置开始，不能撤销",
                "the ledger file starts from this profile, which is not undone";
                "换一份：qjcppcc office apply 文件", "take over another one: qjcppcc office apply FILE"));
        }
        let head = "SELECT head FROM record WHERE id = ?1";
        let head: i64 = one(self.connection, head, [id.as_bytes()], |row| Ok(row.get(0)?))?;
        if head <= last || record_at(self.connection, id, last)? == record_at(self.connection, id, head)? {
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
        if term.set.is_free() || base(self.connection)?.term(term.set, &term.ledger, &term.key).is_some() {
            return Ok(());
        }
        let Some(user) = self.user_of(&term)? else { return Ok(()) };
        let label = &term.label;
        Err(refused!("word_in_use": "不能撤销：{user} 用着“{label}”这个词",
            "it cannot be undone: {user} uses the word “{label}”"; "先改 {user}；不再用的词可以停用（vocab retire）",
            "change {user} first; a word no longer wanted can be retired (vocab retire)"))
    }

    fn user_of(&self, term: &Term) -> Result<Option<String>> {
        let ledger = Some(&term.ledger).filter(|_| term.set == Set::Kind);
        let mut statement = self.connection.prepare_cached(&format!(
            "{READ} WHERE r.void = 0 AND (?1 IS NULL OR (r.ledger = ?1 AND r.kind = ?2)) ORDER BY r.key"
        ))?;
        let mut rows = statement.query(params![ledger, term.key])?;
        while let Some(row) = rows.next()? {
            let record = record(row)?;
            let uses = |word: (Set, &str, &str)| word == (term.set, &term.ledger, &term.key);
            if !Ledger::is_of_office(record.ledger) && words_of(&record).any(uses) {
                return Ok(Some(record.name()));
            }
        }
        Ok(None)
    }
}
