//! The postings of the records that a change touches, what hangs together with them, and the roll-up that follows them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::bulk::ENTER;
use super::closed_years::Guard;
use super::entry::Op;
use super::rollup::Rollup;
use super::row::{first_column, record_by_key};
use crate::door::refuse_void;
use crate::error::Result;
use crate::ledger::{Breach, Family, Kin, Place, Posting, Record, postings};
use crate::text::Message;
use crate::vocabulary::Vocabulary;

/// What a change does to the postings.
pub struct Postings<'s> {
    connection: &'s Connection,
    archive: &'s Connection,
    /// Records whose postings may change, each with those it had before; a new one had none.
    pub touched: BTreeMap<i64, Vec<Posting>>,
    /// What was done to records that answer for the rules they break.
    pub answers: BTreeMap<i64, Op>,
    /// Whether something comes in as it stood, or back with what hangs on it: the others bear with it.
    pub others_bear: bool,
    /// Rules that the change breaks, each with the id of the record that does.
    pub breaches: Vec<(Uuid, Breach)>,
    /// What is added to the roll-up.
    pub rollup: Rollup,
    /// What others have added up.
    pub given: Rollup,
}

impl<'s> Postings<'s> {
    /// Those in the tables of `connection`; what the records say stands in the entries of `archive`.
    pub fn of(connection: &'s Connection, archive: &'s Connection) -> Postings<'s> {
        let (touched, answers, breaches, rollup, given) = Default::default();
        Postings { connection, archive, touched, answers, others_bear: false, breaches, rollup, given }
    }

    /// Marks records whose postings the next step may change. What they contribute until then is made from what they say:
    /// nothing of theirs, or of their relatives, has changed yet, or they would have been marked.
    pub fn touch(&mut self, keys: impl IntoIterator<Item = i64>, vocabulary: &Vocabulary) -> Result<()> {
        let mut known = Known::of(self.connection, self.archive);
        for key in keys {
            if let Entry::Vacant(place) = self.touched.entry(key) {
                place.insert(known.postings(key, vocabulary)?.0);
            }
        }
        Ok(())
    }

    /// Puts in the postings of one record.
    pub fn enter(&self, key: i64, fresh: &[Posting]) -> Result<()> {
        let mut statement = self.connection.prepare_cached(ENTER)?;
        for Posting { figure, date, place, subject, amount, lump, .. } in fresh {
            let Place { kind, town, platform, department } = &**place;
            let (date, value, bound) = (date.to_string(), amount.value, amount.bound.code());
            statement
                .execute(params![figure, date, key, subject, kind, town, platform, department, value, bound, lump])?;
        }
        Ok(())
    }

    /// Makes the postings of everything touched anew, then brings the roll-up up to date. The guard is told what a
    /// record had and what it has from now on.
    pub fn settle(&mut self, vocabulary: &Vocabulary, mut guard: Option<&mut Guard>) -> Result<()> {
        let mut known = Known::of(self.connection, self.archive);
        for (key, old) in std::mem::take(&mut self.touched) {
            let (fresh, breaches) = known.postings(key, vocabulary)?;
            for breach in breaches {
                self.note(&*known.record(key)?, key, &old, breach);
            }
            if fresh != old {
                if let Some(guard) = &mut guard {
                    guard.note(&old, &fresh);
                }
                self.withdraw(key, &old)?;
                self.enter(key, &fresh)?;
                self.rollup.add(&fresh);
            }
        }
        self.answers.clear();
        for rollup in [&mut self.given, &mut self.rollup] {
            std::mem::take(rollup).write(self.connection)?;
        }
        Ok(())
    }

    /// Keeps a rule that a record newly breaks and has to answer for: all of them when it is new or changed, its place among
    /// others when it or one of them is.
    fn note(&mut self, record: &Record, key: i64, old: &[Posting], mut breach: Breach) {
        let op = self.answers.get(&key).copied();
        let asked = match (breach.figure, op) {
            (VOID, _) => matches!(op, Some(Op::Add | Op::Unvoid)),
            (_, Some(Op::Add | Op::Edit)) => true,
            (figure, _) => figure == "warn.course" && !self.others_bear,
        };
        if !asked || old.iter().any(|posting| posting.figure == breach.figure) {
            return;
        }
        if op.is_none() {
            let (name, Message { zh, en }) = (record.name(), &breach.error.message);
            breach.error.message = message!("{name}：{zh}", "{name}: {en}");
        }
        self.breaches.push((record.id, breach));
    }

    /// Takes out the postings of one record.
    pub fn withdraw(&mut self, key: i64, old: &[Posting]) -> Result<()> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM posting WHERE figure = ?1 AND date = ?2 AND record = ?3 AND subject = ?4")?;
        for Posting { figure, date, subject, .. } in old {
            if statement.execute(params![figure, date.to_string(), key, subject])? == 0 {
                return Err(error_of!(Differs, "lost_posting": "数字 {figure} 的账与流水不符，什么也没有写入",
                    "what the ledger file has for the figure {figure} is not what its entries say; nothing was written";
                    "有人绕过程序改过文件：用 verify 核对，用 rebuild 从流水重做各表",
                    "the file was changed around the program: check with verify, make the tables anew from the entries with rebuild"));
            }
        }
        self.rollup.take(old, -1);
        Ok(())
    }
}

/// The rule that nothing hangs on void records alone; no figure counts what breaks it.
pub const VOID: &str = "void";

/// Records, each read once.
pub struct Known<'s> {
    connection: &'s Connection,
    archive: &'s Connection,
    records: HashMap<i64, Rc<Record>>,
}

impl<'s> Known<'s> {
    pub fn of(connection: &'s Connection, archive: &'s Connection) -> Known<'s> {
        Known { connection, archive, records: HashMap::new() }
    }

    pub fn record(&mut self, key: i64) -> Result<Rc<Record>> {
        if let Some(record) = self.records.get(&key) {
            return Ok(Rc::clone(record));
        }
        let record = Rc::new(record_by_key(self.connection, self.archive, key)?);
        self.records.insert(key, Rc::clone(&record));
        Ok(record)
    }

    fn live(&mut self, keys: Vec<i64>) -> Result<Vec<Rc<Record>>> {
        let records = keys.into_iter().map(|key| self.record(key)).collect::<Result<Vec<_>>>()?;
        Ok(records.into_iter().filter(|record| record.void.is_none()).collect())
    }

    fn children(&mut self, key: i64) -> Result<Vec<Rc<Record>>> {
        let mut children = self.live(children(self.connection, key)?)?;
        children.sort_by_key(|child| (child.date(), child.ledger.rank(), child.no));
        Ok(children)
    }

    /// What a record contributes, and the rules that it breaks; nothing when it is void, or when all it hangs on is.
    pub fn postings(&mut self, key: i64, vocabulary: &Vocabulary) -> Result<(Vec<Posting>, Vec<Breach>)> {
        let record = self.record(key)?;
        let (mut families, mut breaches) = (Vec::new(), Vec::new());
        if record.void.is_some() {
            return Ok(Default::default());
        }
        for parent in parents(self.connection, key)? {
            let void = refuse_void(&*self.record(parent)?).err();
            breaches.extend(void.map(|error| Breach { figure: VOID, error }));
            for live in self.live(vec![parent])? {
                families.push((live, self.children(parent)?));
            }
        }
        if families.is_empty() && !record.of.is_empty() {
            return Ok((Vec::new(), breaches));
        }
        let children = self.children(key)?;
        let parents = families
            .iter()
            .map(|(parent, children)| Family { parent, children: children.iter().map(Rc::as_ref).collect() });
        let kin = Kin { parents: parents.collect(), children: children.iter().map(Rc::as_ref).collect() };
        Ok(postings(&record, &kin, vocabulary))
    }
}

/// A record, what it hangs on, and everything that hangs on any of these.
pub fn family(connection: &Connection, key: i64) -> Result<BTreeSet<i64>> {
    let mut heads = parents(connection, key)?;
    heads.push(key);
    let mut members: BTreeSet<i64> = heads.iter().copied().collect();
    for head in heads {
        members.extend(children(connection, head)?);
    }
    Ok(members)
}

/// What a record hangs on.
pub fn parents(connection: &Connection, key: i64) -> Result<Vec<i64>> {
    first_column(connection, "SELECT parent FROM link WHERE child = ?1 ORDER BY rank", [key])
}

/// What hangs on a record.
pub fn children(connection: &Connection, key: i64) -> Result<Vec<i64>> {
    first_column(connection, "SELECT child FROM link WHERE parent = ?1 ORDER BY child", [key])
}
