//! Whether what is derived is what the entries say, found out by going once through both. Rows that stand in the order of the entries are
//! held against them one by one; of the others sums are compared, under keys that nobody knows beforehand.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use chrono::NaiveDate;
use foldhash::{HashMap, HashSet};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Rows, params};
use uuid::Uuid;

use super::change::base;
use super::connection::Store;
use super::entry::{Entry, Op, Stamp, altered, entry_of, follow};
use super::postings::Known;
use super::record_table::WORDS;
use super::rollup::Rollup;
use super::row::{first_column, key_of, one, record, record_by_key, run};
use super::schema::{self, name_of, tables};
use super::terms;
use super::verify::compare;
use crate::error::Result;
use crate::ledger::{Family, Kin, Place, Posting, Record, postings, term_of};
use crate::vocabulary::Vocabulary;

/// What rows come to, in whatever order.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    keys: [RandomState; 2],
    sums: [u64; 2],
    row: Vec<u8>,
}

impl PartialEq for Sum {
    fn eq(&self, other: &Sum) -> bool {
        self.sums == other.sums
    }
}

impl Sum {
    /// What a statement finds.
    pub fn of(&self, connection: &Connection, sql: &str) -> Result<Sum> {
        let (mut sum, mut statement) = (self.clone(), connection.prepare(sql)?);
        let (columns, mut rows) = (statement.column_count(), statement.query([])?);
        while let Some(row) = rows.next()? {
            sum.row((0..columns).map(|column| row.get_ref(column).unwrap_or(ValueRef::Null)));
        }
        Ok(sum)
    }

    /// Adds a row.
    fn row<'v>(&mut self, columns: impl IntoIterator<Item = ValueRef<'v>>) {
        for column in columns {
            let (number, bytes) = match column {
                ValueRef::Integer(number) => (number, &[][..]),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => (bytes.len().cast_signed() as i64, bytes),
                ValueRef::Null | ValueRef::Real(_) => (-1, &[][..]),
            };
            self.row.extend_from_slice(&number.to_le_bytes());
            self.row.extend_from_slice(bytes);
        }
        for (sum, key) in self.sums.iter_mut().zip(&self.keys) {
            *sum = sum.wrapping_add(key.hash_one(&self.row));
        }
        self.row.clear();
    }
}

/// The columns of a posting, as [`Proof::post`] tells them.
pub const POSTINGS: &str =
    "SELECT figure, date, record, subject, kind, town, platform, department, value, bound, lump FROM posting";
const ROWS: &str = "SELECT id, ledger, no, kind, title, town, platform, department, date, highlight, key, added, head, void FROM record";
/// What hangs on something, after what it hangs on.
const CHILDREN: &str = "SELECT e.record, r.void, e.body, e.reason, l.parent, l.child FROM link l INDEXED BY link_parent
    CROSS JOIN record r ON r.key = l.child CROSS JOIN entry e ON e.seq = r.head ORDER BY l.parent, l.child";
/// So many records that hang on several are looked at with what is remembered of others.
const REMEMBERED: usize = 256;

/// What the entries say, as far as they have been gone through.
struct Proof<'s> {
    connection: &'s Connection,
    vocabulary: &'s Vocabulary,
    base: &'s Vocabulary,
    /// Small tables as the entries make them.
    copy: Connection,
    /// On these something hangs.
    parents: HashSet<i64>,
    /// Those on which something can hang.
    keys: HashMap<Uuid, i64>,
    /// Those that later entries change, and whether they are void so far.
    changed: HashMap<Uuid, (i64, bool)>,
    last_key: i64,
    links: Sum,
    postings: Sum,
    rollup: Rollup,
}

/// Goes through the entries of a store and what hangs together, and answers how many entries there are and what their postings come to.
/// Some error where anything else is not what they say, or cannot be told in this way.
pub fn prove(store: &Store, sum: &Sum, go_on: &dyn Fn(i64) -> Result<()>) -> Result<(i64, Sum)> {
    let Store { connection, vocabulary, .. } = store;
    let (base, Store { connection: copy, .. }) = (base(connection)?, Store::memory()?);
    copy.execute_batch("BEGIN")?;
    terms::begin(&copy, base)?;
    let parents = first_column(connection, "SELECT parent FROM link", [])?;
    let (links, postings) = (sum.clone(), sum.clone());
    let (keys, changed, last_key, rollup) = Default::default();
    let mut proof =
        Proof { connection, vocabulary, base, copy, parents, keys, changed, last_key, links, postings, rollup };
    let mut rows = connection.prepare(&format!("{ROWS} ORDER BY key"))?;
    let mut rows = rows.query([])?;
    let (mut entries, mut clock, mut change) = (0, String::new(), (0, Stamp::nobody()));
    follow(connection, i64::MAX, &mut |seq, row| {
        let entry = entry_of(row)?;
        if (change.0, &change.1) != (entry.batch, &entry.stamp) {
            sure(entry.batch == seq, seq)?;
            change = (seq, entry.stamp.clone());
        }
        if entry.stamp.at < clock {
            run(&proof.copy, "INSERT INTO clock (seq, at) VALUES (?1, ?2)", params![seq, clock])?;
        } else if entry.stamp.at != clock {
            clock.clone_from(&entry.stamp.at);
        }
        entries = seq;
        proof.take(entry, &mut rows)?;
        go_on(seq * 3 / 4)
    })?;
    sure(proof.changed.is_empty() && rows.next()?.is_none(), entries)?;
    sure(proof.links == sum.of(connection, "SELECT child, parent, rank FROM link")?, entries)?;
    proof.families(&|parent| go_on((entries * 3 + parent) / 4))?;
    proof.rollup.write(&proof.copy)?;
    for table in tables().filter(|table| !matches!(name_of(table), "record" | "link" | "posting")) {
        compare(connection, &proof.copy, name_of(table), schema::key_of(table))?;
    }
    Ok((entries, proof.postings))
}

impl Proof<'_> {
    fn take(&mut self, entry: Entry, rows: &mut Rows) -> Result<()> {
        let Entry { seq, op, reason, record, .. } = entry;
        let parents = self.parents_of(&record, seq)?;
        if op == Op::Add {
            self.last_key += 1;
            let row = rows.next()?.ok_or_else(|| altered(seq))?;
            let (key, added, head): (i64, i64, i64) = (row.get(10)?, row.get(11)?, row.get(12)?);
            sure(is_of(row, &record) && record.no > 0 && (self.last_key, seq) == (key, added), seq)?;
            if !record.ledger.children.is_empty() {
                self.keys.insert(record.id, key);
            }
            if head != seq {
                self.changed.insert(record.id, (key, false));
                return Ok(());
            }
            sure(says(row, &record, false), seq)?;
            return self.settle(key, &record, &parents, false);
        }
        let (key, was_void) = self.changed.remove(&record.id).ok_or_else(|| altered(seq))?;
        let void = if op == Op::Edit { was_void } else { op == Op::Void };
        let is_last = one(self.connection, &format!("{ROWS} WHERE key = ?1"), [key], |row| {
            let is_last = row.get::<_, i64>(12)? == seq;
            let is_sure = is_of(row, &record) && (!is_last || says(row, &record, void));
            sure(is_sure && (op == Op::Edit || reason.is_some()), seq).map(|()| is_last)
        })?;
        if is_last {
            return self.settle(key, &record, &parents, void);
        }
        self.changed.insert(record.id, (key, void));
        Ok(())
    }

    /// The keys of what a record hangs on, which must be there by then.
    fn parents_of(&self, record: &Record, seq: i64) -> Result<Vec<i64>> {
        let mut parents = Vec::with_capacity(record.of.len());
        for id in &record.of {
            let known = self.keys.get(id).copied();
            let key = known.map_or_else(|| key_of(self.connection, *id), |key| Ok(Some(key)))?;
            let key = key.filter(|key| *key <= self.last_key && !parents.contains(key)).ok_or_else(|| altered(seq))?;
            parents.push(key);
        }
        Ok(parents)
    }

    /// Takes down what follows from what a record says now, but for what follows from others with it.
    fn settle(&mut self, key: i64, record: &Record, parents: &[i64], void: bool) -> Result<()> {
        for (rank, parent) in (0..).zip(parents) {
            self.links.row([key, *parent, rank].map(ValueRef::Integer));
        }
        if let Some(said) = term_of(record) {
            terms::learn(&self.copy, self.base, &said, void)?;
        }
        if !void && parents.is_empty() && !self.parents.contains(&key) {
            self.post(key, &postings(record, &Kin::default(), self.vocabulary).0);
        }
        Ok(())
    }

    fn post(&mut self, key: i64, fresh: &[Posting]) {
        let mut day = (NaiveDate::MIN, String::new());
        for Posting { figure, date, place, subject, amount, lump, .. } in fresh {
            if day.0 != *date {
                day = (*date, date.to_string());
            }
            let Place { kind, town, platform, department } = &**place;
            let [kind, town, platform, department] =
                [kind, town, platform, department].map(|part| text(part.as_deref()));
            let [key, value, bound, lump] =
                [key, amount.value, amount.bound.code(), i64::from(*lump)].map(ValueRef::Integer);
            let [figure, date, subject] = [figure, &*day.1, subject].map(ValueRef::from);
            self.postings.row([figure, date, key, subject, kind, town, platform, department, value, bound, lump]);
        }
        self.rollup.add(fresh);
    }

    /// What follows from records that hang together: from each on which something hangs, with what hangs on it.
    fn families(&mut self, go_on: &dyn Fn(i64) -> Result<()>) -> Result<()> {
        let mut statement = self.connection.prepare(CHILDREN)?;
        let mut rows = statement.query([])?;
        let (mut parent, mut children, mut several) = (0, Vec::new(), BTreeSet::new());
        loop {
            let row = rows.next()?;
            let next = row.map_or(Ok(0), |row| row.get(4))?;
            if next != parent {
                go_on(parent)?;
                self.family(parent, &std::mem::take(&mut children), &mut several)?;
                parent = next;
            }
            let Some(row) = row else { break };
            children.push((row.get(5)?, record(row)?));
        }
        let mut known = Known::of(self.connection, self.connection);
        for (at, key) in several.into_iter().enumerate() {
            if at % REMEMBERED == 0 {
                known = Known::of(self.connection, self.connection);
            }
            let fresh = known.postings(key, self.vocabulary)?.0;
            self.post(key, &fresh);
        }
        Ok(())
    }

    /// A record and what hangs on it. Those that hang on several, or stand between others, are left for later.
    fn family(&mut self, key: i64, children: &[(i64, Record)], several: &mut BTreeSet<i64>) -> Result<()> {
        if children.is_empty() {
            return Ok(());
        }
        let parent = record_by_key(self.connection, self.connection, key)?;
        let mut live: Vec<&(i64, Record)> = children.iter().filter(|(_, child)| child.void.is_none()).collect();
        live.sort_by_key(|(_, child)| (child.date(), child.ledger.rank(), child.no));
        let kin = Kin { parents: Vec::new(), children: live.iter().map(|(_, child)| child).collect() };
        if !parent.of.is_empty() {
            several.insert(key);
        } else if parent.void.is_none() {
            self.post(key, &postings(&parent, &kin, self.vocabulary).0);
        }
        let kin = Kin { parents: vec![Family { parent: &parent, children: kin.children }], children: Vec::new() };
        for (key, child) in live {
            if child.of.len() > 1 || self.parents.contains(key) {
                several.insert(*key);
            } else if parent.void.is_none() {
                self.post(*key, &postings(child, &kin, self.vocabulary).0);
            }
        }
        Ok(())
    }
}

fn text(text: Option<&str>) -> ValueRef<'_> {
    text.map_or(ValueRef::Null, ValueRef::from)
}

/// Whether a row is that of a record.
fn is_of(row: &Row, record: &Record) -> bool {
    let id = ValueRef::Blob(record.id.as_bytes());
    has(row, 0, [id, record.ledger.key.into(), ValueRef::Integer(record.no)])
}

/// Whether it says what the record does.
fn says(row: &Row, record: &Record, void: bool) -> bool {
    let date = record.date().to_string();
    let rest = [ValueRef::from(&*date), ValueRef::Integer(record.says("highlight").into())];
    has(row, 3, WORDS.map(|key| text(record.text(key))))
        && has(row, 8, rest)
        && has(row, 13, [ValueRef::Integer(void.into())])
}

fn has<const N: usize>(row: &Row, from: usize, values: [ValueRef; N]) -> bool {
    values.into_iter().zip(from..).all(|(value, at)| row.get_ref(at) == Ok(value))
}

fn sure(holds: bool, seq: i64) -> Result<()> {
    if holds { Ok(()) } else { Err(altered(seq)) }
}
