//! The postings of the records that a change touches, what hangs together with them, and the roll-up that follows them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use foldhash::{HashMap, HashSet};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::bulk::{ENTER, Sorted, WITHDRAW, lost};
use super::closed_years::Guard;
use super::entry::Op;
use super::rollup::Rollup;
use super::row::{first_column, record_and_head, run};
use crate::door::refuse_void;
use crate::error::Result;
use crate::ledger::{Breach, Family, Kin, Place, Posting, Record, alone, postings};
use crate::text::Message;
use crate::vocabulary::Vocabulary;

/// What a record contributed before a change.
pub enum Before {
    /// This.
    Known(Vec<Posting>),
    /// What it does by itself: it is new in this change, and was not changed in it.
    Alone,
    /// What it did before some records were switched in this change; nothing else of it or its relatives has changed.
    Switched,
}

/// What a change does to the postings.
pub struct Postings<'s> {
    connection: &'s Connection,
    archive: &'s Connection,
    /// Records whose postings may change, each with those it had before.
    pub touched: BTreeMap<i64, Before>,
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
    /// Those of a change of very many records wait here.
    pub sorted: Option<Sorted>,
    /// In an undo: its first entry, and the words before it.
    pub undo: Option<(i64, Vocabulary)>,
    /// The records that are marked with all that hangs on them.
    pub heads: HashSet<i64>,
}

/// So many records are at hand while families are settled one after another.
const AT_HAND: usize = 4_096;

impl<'s> Postings<'s> {
    /// Those in the tables of `connection`; what the records say stands in the entries of `archive`.
    pub fn of(connection: &'s Connection, archive: &'s Connection) -> Postings<'s> {
        let ((touched, answers, breaches, rollup, given), (sorted, undo, heads)) = Default::default();
        let others_bear = false;
        Postings { connection, archive, touched, answers, others_bear, breaches, rollup, given, sorted, undo, heads }
    }

    /// Marks records whose postings the next step may change. What they contribute until then is made from what they say:
    /// nothing of theirs, or of their relatives, has changed yet, or they would have been marked.
    pub fn touch(&mut self, keys: impl IntoIterator<Item = i64>, vocabulary: &Vocabulary) -> Result<()> {
        let mut known = Known::of(self.connection, self.archive);
        for key in keys {
            match self.touched.entry(key) {
                Entry::Vacant(place) => drop(place.insert(Before::Known(known.postings(key, vocabulary, false)?.0))),
                Entry::Occupied(mut place) if matches!(place.get(), Before::Alone) => {
                    place.insert(Before::Known(alone(&known.seen(key)?.record, vocabulary)));
                }
                Entry::Occupied(_) => {}
            }
        }
        Ok(())
    }

    /// Puts in the postings of one record.
    pub fn enter(&mut self, key: i64, fresh: &[Posting]) -> Result<()> {
        if let Some(sorted) = &mut self.sorted {
            return sorted.note(self.connection, key, fresh, false);
        }
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
        self.put_in()?;
        let mut known = Known::of(self.connection, self.archive);
        known.since = self.undo.as_ref().map_or(i64::MAX, |(since, _)| *since);
        let mut breaches = Vec::new();
        while let Some((key, before)) = self.touched.pop_first() {
            // What hangs on it is settled while it is at hand.
            let mut family = vec![(key, before)];
            if !self.touched.is_empty() {
                let children = known.family(key)?;
                family.extend(children.iter().filter_map(|child| self.touched.remove_entry(child)));
            }
            for (key, before) in family {
                let old = match (before, &self.undo) {
                    (Before::Known(old), _) => old,
                    (Before::Switched, Some((_, words))) => known.postings(key, words, true)?.0,
                    _ => alone(&known.seen(key)?.record, vocabulary),
                };
                let (fresh, broken) = known.postings(key, vocabulary, false)?;
                for breach in broken {
                    breaches.extend(self.asked(&known.seen(key)?.record, key, &old, breach).map(|it| (key, it)));
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
            if known.records.len() > AT_HAND {
                (known.records, known.families) = Default::default();
            }
        }
        breaches.sort_by_key(|(key, _)| *key);
        self.breaches.extend(breaches.into_iter().map(|(_, breach)| breach));
        self.answers.clear();
        self.put_in()?;
        for rollup in [&mut self.given, &mut self.rollup] {
            std::mem::take(rollup).write(self.connection)?;
        }
        Ok(())
    }

    /// Puts in and takes out what has waited for that.
    fn put_in(&mut self) -> Result<()> {
        self.sorted.as_mut().map_or(Ok(()), |sorted| sorted.settle(self.connection))
    }

    /// A rule that a record newly breaks and has to answer for: all of them when it is new or changed, its place among
    /// others when it or one of them is.
    fn asked(&self, record: &Record, key: i64, old: &[Posting], mut breach: Breach) -> Option<(Uuid, Breach)> {
        let op = self.answers.get(&key).copied();
        let asked = match (breach.figure, op) {
            (VOID, _) => matches!(op, Some(Op::Add | Op::Unvoid)),
            (_, Some(Op::Add | Op::Edit)) => true,
            (figure, _) => figure == "warn.course" && !self.others_bear,
        };
        if !asked || old.iter().any(|posting| posting.figure == breach.figure) {
            return None;
        }
        if op.is_none() {
            let (name, Message { zh, en }) = (record.name(), &breach.error.message);
            breach.error.message = message!("{name}：{zh}", "{name}: {en}");
        }
        Some((record.id, breach))
    }

    /// Takes out the postings that a record had.
    pub fn withdraw(&mut self, key: i64, old: &[Posting]) -> Result<()> {
        self.rollup.take(old, -1);
        if let Some(sorted) = &mut self.sorted {
            return sorted.note(self.connection, key, old, true);
        }
        for Posting { figure, date, subject, .. } in old {
            if run(self.connection, WITHDRAW, params![figure, date.to_string(), key, subject])? == 0 {
                return Err(lost(figure));
            }
        }
        Ok(())
    }
}

/// The rule that nothing hangs on void records alone; no figure counts what breaks it.
pub const VOID: &str = "void";

/// Records, each read once.
pub struct Known<'s> {
    connection: &'s Connection,
    archive: &'s Connection,
    /// The first entry of an undo, whose entries have only made records void or not.
    since: i64,
    records: HashMap<i64, Rc<Seen>>,
    families: HashMap<i64, Rc<Vec<i64>>>,
}

/// A record as if it were live; why it is not, and whether that was otherwise before an undo.
struct Seen {
    record: Record,
    void: Option<String>,
    is_switched: bool,
}

impl<'s> Known<'s> {
    fn of(connection: &'s Connection, archive: &'s Connection) -> Known<'s> {
        let (records, families) = Default::default();
        Known { connection, archive, since: i64::MAX, records, families }
    }

    fn seen(&mut self, key: i64) -> Result<Rc<Seen>> {
        if let Some(seen) = self.records.get(&key) {
            return Ok(Rc::clone(seen));
        }
        let (mut record, head) = record_and_head(self.connection, self.archive, key)?;
        let void = record.void.take();
        let seen = Rc::new(Seen { record, void, is_switched: head >= self.since });
        self.records.insert(key, Rc::clone(&seen));
        Ok(seen)
    }

    /// What hangs on a record, void or not, in order of date, then of number.
    fn family(&mut self, key: i64) -> Result<Rc<Vec<i64>>> {
        if let Some(family) = self.families.get(&key) {
            return Ok(Rc::clone(family));
        }
        let mut placed = Vec::new();
        for child in children(self.connection, key)? {
            let Record { ledger, no, .. } = self.seen(child)?.record;
            placed.push((self.seen(child)?.record.date(), ledger.rank(), no, child));
        }
        placed.sort_by_key(|(date, rank, no, _)| (*date, *rank, *no));
        let family = Rc::new(placed.into_iter().map(|(.., child)| child).collect::<Vec<_>>());
        self.families.insert(key, Rc::clone(&family));
        Ok(family)
    }

    fn children(&mut self, key: i64, before: bool) -> Result<Vec<Rc<Seen>>> {
        let all = self.family(key)?.iter().map(|child| self.seen(*child)).collect::<Result<Vec<_>>>()?;
        Ok(all.into_iter().filter(|seen| seen.is_live(before)).collect())
    }

    /// What a record contributes, or did `before` an undo, and the rules that it breaks; nothing when it is void, or when all it
    /// hangs on is.
    fn postings(&mut self, key: i64, vocabulary: &Vocabulary, before: bool) -> Result<(Vec<Posting>, Vec<Breach>)> {
        let seen = self.seen(key)?;
        let (mut families, mut breaches) = (Vec::new(), Vec::new());
        if !seen.is_live(before) {
            return Ok(Default::default());
        }
        for parent in if seen.record.of.is_empty() { Vec::new() } else { parents(self.connection, key)? } {
            let one = self.seen(parent)?;
            if !before && one.void.is_some() {
                let mut void = one.record.clone();
                void.void.clone_from(&one.void);
                breaches.extend(refuse_void(&void).err().map(|error| Breach { figure: VOID, error }));
            }
            if one.is_live(before) {
                families.push((one, self.children(parent, before)?));
            }
        }
        if families.is_empty() && !seen.record.of.is_empty() {
            return Ok((Vec::new(), breaches));
        }
        let children = self.children(key, before)?;
        let parents =
            families.iter().map(|(one, children)| Family { parent: &one.record, children: records_of(children) });
        let kin = Kin { parents: parents.collect(), children: records_of(&children) };
        Ok(postings(&seen.record, &kin, vocabulary))
    }
}

impl Seen {
    fn is_live(&self, before: bool) -> bool {
        self.void.is_none() != (before && self.is_switched)
    }
}

fn records_of(all: &[Rc<Seen>]) -> Vec<&Record> {
    all.iter().map(|seen| &seen.record).collect()
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
