//! Taking a change back: the records it touched are put back as they were before it, with entries of their own. An undo is known by
//! what its entries have in `origin`; those of older programs by their reason, where it is true.

use std::cmp::Reverse;
use std::collections::HashSet;

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::bulk::Bulk;
use super::change::{Change, base};
use super::connection::Store;
use super::entry::{Entry, Op, Origin, altered, last};
use super::log::{entries_in, record_at};
use super::row::{NAME, READ, all, first, one, record};
use super::sites::Sites;
use super::transaction::CACHE;
use crate::error::Result;
use crate::ledger::{CLOSINGS, DUPLICATES, LATE, Ledger, Record, profile_id, term_of, words_of};
use crate::vocabulary::{Set, Term};

/// A change as a whole.
pub struct Batch {
    /// The place of its first entry in the file.
    pub entry: i64,
    /// The number of that among the entries of this site; `None` where it is another's.
    pub number: Option<i64>,
    /// Who made it.
    pub actor: String,
    /// What it takes back, if it is an undo or redo.
    pub origin: Origin,
}

impl Store {
    /// What somebody's `undo` takes back: their latest change at this site that is neither undo nor redo and has not been undone; what their
    /// `redo` takes back: their latest undo, unless they have changed something since.
    pub fn next_undo(&self, actor: &str, redo: bool) -> Result<Option<Batch>> {
        let (mut undone, mut seq) = (HashSet::new(), last(&self.connection)?.map_or(0, |(seq, ..)| seq));
        while let Some(batch) = self.change_at(seq)? {
            seq = batch.entry - 1;
            let Some(number) = batch.number else { continue };
            let (stands, is_theirs) = (!undone.remove(&number), batch.actor == actor);
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
        let number = own_number(&self.connection, self.sites.as_ref(), entry)?;
        let undo = match old {
            Some(undone) if number == Some(entry) && self.has_undone(entry, undone)? => old,
            _ => None,
        };
        let origin = origin.as_deref().and_then(Origin::read).unwrap_or(Origin { undo, ..Origin::default() });
        Ok(Some(Batch { entry, number, actor, origin }))
    }

    /// Whether a change, of which only the reason says so, has put everything back that another one had touched, and done nothing
    /// else.
    fn has_undone(&self, undo: i64, change: i64) -> Result<bool> {
        let [undo, changed] = [undo, change].map(|first| self.entries_in(first, self.end_of(first)?));
        let (undo, changed) = (undo?, changed?);
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

/// The number of an entry of the own site, by its place in the file.
pub(super) fn own_number(connection: &Connection, sites: Option<&Sites>, seq: i64) -> Result<Option<i64>> {
    let Some(sites) = sites else { return Ok(Some(seq)) };
    let own = "SELECT number FROM place WHERE seq = ?1 AND site = ?2";
    first(connection, own, [seq, sites.own_place()], |row| Ok(row.get(0)?))
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

/// What an undo did to a record: how, its name, and, where only a few were touched, what it says then.
pub type Undone = (Op, String, Option<Box<Record>>);

/// So many entries are few.
const FEW: i64 = 8;

/// The records that the entries from `?1` to `?2` touch, each with its entry: its key; whether it was there before; whether something
/// has to be looked at before it is put back; whether it says something else than before.
const TOUCHED: &str = "
    SELECT e.seq, r.key, r.added < ?1,
        r.ledger = ?3 OR e.seq = 1 OR iif(r.head > ?2, r.void OR e.op NOT IN ('add', 'unvoid') OR e.body <> (SELECT body FROM entry WHERE seq = r.head), 0),
        iif(r.added < ?1, (SELECT body FROM entry WHERE seq = r.head) <> (SELECT body FROM entry WHERE seq < ?1 AND seq IN (SELECT r.added UNION ALL
            SELECT seq FROM entry WHERE record = r.id AND op <> 'add') ORDER BY seq DESC LIMIT 1), 0)
    FROM entry e CROSS JOIN record r ON r.id = e.record
    WHERE e.seq BETWEEN ?1 AND ?2 AND r.ledger <> ?4";

/// One of them, so.
type Touched = (i64, i64, bool, bool, bool);

impl Change<'_> {
    /// Puts every record that a change of this site, from its first entry to its `last`, touched back as it was before, the latest first. Answers
    /// what was done to which. Exit 4 where something later rests on the change; then nothing is written.
    pub fn undo(&mut self, batch: &Batch, last: i64, redo: bool) -> Result<Vec<Undone>> {
        let (first, number, word) = (batch.entry, batch.number, if redo { "redo" } else { "undo" });
        let (undo, redo_of) = (number.filter(|_| !redo), number.filter(|_| redo));
        self.undoing = Some(Origin { undo, redo: redo_of, ..Origin::default() });
        let touched = self.touched_by(first, last)?;
        for (seq, ..) in touched.iter().filter(|one| one.3) {
            for entry in entries_in(self.connection, *seq, *seq)? {
                self.rests_nothing(&entry, last)?;
            }
        }
        // What they contribute, and their relatives, is known only as long as nothing has changed.
        for (_, key, ..) in touched.iter().filter(|one| one.4) {
            let (now, _) = self.now(*key)?;
            self.touch_family(now.id)?;
            if let Some(then) = record_at(self.connection, now.id, first - 1)? {
                self.touch_parents(&then)?;
            }
        }
        self.postings.undo = Some((self.chain.seq + 1, self.vocabulary().clone()));
        self.many_of(&touched)?;
        let (reason, mut done) = (format!("{word} {}", number.unwrap_or(first)), Vec::with_capacity(touched.len()));
        for one in touched {
            self.put_back(one, (first, last), &reason, &mut done)?;
        }
        Ok(done)
    }

    /// What the entries of a change touched, each record once, the latest first.
    fn touched_by(&self, first: i64, last: i64) -> Result<Vec<Touched>> {
        let facts = params![first, last, CLOSINGS.key, LATE.key];
        let mut touched: Vec<Touched> = all(self.connection, TOUCHED, facts, |row| Ok(row.try_into()?))?;
        touched.sort_unstable_by_key(|(seq, key, ..)| (*key, Reverse(*seq)));
        touched.dedup_by_key(|(_, key, ..)| *key);
        touched.sort_unstable_by_key(|(seq, ..)| Reverse(*seq));
        Ok(touched)
    }

    /// Prepares for very many records: where they are most of all, indexes that change as a whole are made anew.
    fn many_of(&mut self, touched: &[Touched]) -> Result<()> {
        if touched.len() < Change::MANY {
            return Ok(());
        }
        self.expect_many()?;
        self.connection.pragma_update(None, "cache_size", CACHE)?;
        let all: i64 = one(self.connection, "SELECT max(key) FROM record", [], |row| Ok(row.get(0)?))?;
        if all < 2 * i64::try_from(touched.len()).unwrap_or(i64::MAX) {
            // Whatever was there before is looked up by its changes.
            let are_new = touched.iter().all(|(_, _, was_there, ..)| !was_there);
            let goes = |index: &str| index == "record_date" || (are_new && index == "entry_change");
            self.records.bulk = Some(Bulk::without(self.connection, goes)?);
        }
        Ok(())
    }

    /// A record as it is now, and its body.
    fn now(&self, key: i64) -> Result<(Record, String)> {
        let sql = format!("{READ} WHERE r.key = ?1");
        one(self.connection, &sql, [key], |row| Ok((record(row)?, row.get(2)?)))
    }

    /// When a void record became so, and whether by an undo.
    pub fn void_since(&self, id: Uuid) -> Result<(String, bool)> {
        let entry = "SELECT at, origin, reason FROM entry WHERE seq = (SELECT head FROM record WHERE id = ?1)";
        one(self.connection, entry, [id.as_bytes()], |row| {
            let (origin, reason): (Option<String>, String) = (row.get(1)?, row.get(2)?);
            let origin = origin.as_deref().and_then(Origin::read);
            let undone = origin.map_or(undo_by_reason(&reason).is_some(), |origin| origin.takes_back());
            Ok((row.get(0)?, undone))
        })
    }

    fn put_back(
        &mut self,
        (seq, key, was_there, ..): Touched,
        (first, last): (i64, i64),
        reason: &str,
        done: &mut Vec<Undone>,
    ) -> Result<()> {
        let (mut now, body) = self.now(key)?;
        let (is_void, mut content) = (now.void.take().is_some(), now.content_text());
        if now.body_around(&content) != body {
            return Err(altered(seq));
        }
        let mut then = if was_there { record_at(self.connection, now.id, first - 1)? } else { None };
        let was_void = then.as_ref().is_none_or(|record| record.void.is_some());
        let old_reason = then.as_mut().and_then(|record| record.void.take());
        let is_edited = then.as_ref().is_some_and(|record| record.body() != body);
        let is_few = last - first < FEW;
        let mut note = |op, record: &Record| {
            done.push((op, record.name(), is_few.then(|| Box::new(record.clone()))));
        };
        if is_void && !was_void {
            self.check_words(&now)?;
            self.mark(Op::Unvoid, key, &now)?;
            self.turn(Op::Unvoid, key, &now, &content, reason)?;
            note(Op::Unvoid, then.as_ref().unwrap_or(&now));
        }
        let record = then.unwrap_or(now);
        if is_edited {
            self.edit(&record, Some(reason))?;
            note(Op::Edit, &record);
            content = record.content_text();
        }
        if !is_void && was_void {
            self.free_of_children(key, &record, last)?;
            self.out_of_use(&record)?;
            self.mark(Op::Void, key, &record)?;
            self.turn(Op::Void, key, &record, &content, old_reason.as_deref().unwrap_or(reason))?;
            note(Op::Void, &record);
        }
        Ok(())
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
    fn free_of_children(&self, key: i64, parent: &Record, last: i64) -> Result<()> {
        let sql = format!(
            "SELECT {NAME} FROM link l CROSS JOIN record r ON r.key = l.child
             WHERE l.parent = ?1 AND r.void = 0 AND r.added > ?2 AND r.ledger <> ?3 ORDER BY l.child"
        );
        let child: Option<String> =
            first(self.connection, &sql, params![key, last, DUPLICATES.key], |row| Ok(row.get(0)?))?;
        let Some(child) = child else { return Ok(()) };
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
