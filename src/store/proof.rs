//! Whether what is derived is what the entries say, found out by going once through both. Rows that stand in the order of the entries are
//! held against them one by one; of the others sums are compared, under keys that nobody knows beforehand.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};

use chrono::NaiveDate;
use foldhash::HashSet;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Rows, Statement, params};
use uuid::Uuid;

use super::connection::Store;
use super::entry::{Entry, Op, Stamp, altered, entry_of, follow};
use super::postings::Known;
use super::record_table::WORDS;
use super::rollup::Rollup;
use super::row::{first_column, key_of, record, record_by_key, run};
use super::schema::{key_of as order_of, name_of, tables};
use super::terms::{self, Words};
use super::verify::compare;
use crate::error::Result;
use crate::ledger::{Family, Kin, Ledger, Place, Posting, Record, postings};
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
    pub fn of(mut self, connection: &Connection, sql: &str) -> Result<Sum> {
        let mut statement = connection.prepare(sql)?;
        let (columns, mut rows) = (statement.column_count(), statement.query([])?);
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                match row.get_ref(column)? {
                    ValueRef::Integer(number) => self.number(number),
                    value => self.text(value.as_bytes_or_null().map_err(rusqlite::Error::from)?),
                }
            }
            self.add();
        }
        Ok(self)
    }

    fn text(&mut self, text: Option<&[u8]>) {
        self.number(text.map_or(-1, |text| i64::try_from(text.len()).unwrap_or(i64::MAX)));
        self.row.extend_from_slice(text.unwrap_or_default());
    }

    fn number(&mut self, number: i64) {
        self.row.extend_from_slice(&number.to_le_bytes());
    }

    /// Adds the row whose columns were told.
    fn add(&mut self) {
        for (sum, key) in self.sums.iter_mut().zip(&self.keys) {
            *sum = sum.wrapping_add(key.hash_one(&self.row));
        }
        self.row.clear();
    }
}

/// The columns of a posting, as [`Proof::post`] tells them.
pub const POSTINGS: &str =
    "SELECT figure, date, record, subject, kind, town, platform, department, value, bound, lump FROM posting";
/// These are held against the entries by themselves.
const ALONE: [&str; 3] = ["record", "link", "posting"];
const TICK: &str = "INSERT INTO clock (seq, at) VALUES (?1, ?2)";
const LINKS: &str = "SELECT child, parent, rank FROM link";
const ROWS: &str = "SELECT kind, title, town, platform, department, id, ledger, no, date, highlight, key, added, head, void FROM record";
/// What hangs on something, after what it hangs on.
const CHILDREN: &str = "SELECT e.record, r.void, e.body, e.reason, l.parent, l.child FROM link l INDEXED BY link_parent
    CROSS JOIN record r ON r.key = l.child CROSS JOIN entry e ON e.seq = r.head ORDER BY l.parent, l.child";
/// So many records that hang on several are looked at with what is remembered of others.
const REMEMBERED: usize = 256;

/// A record that was changed after it was added.
struct Changed {
    key: i64,
    ledger: &'static Ledger,
    head: i64,
    void: i64,
    is_void: bool,
}

/// What the entries say, as far as they have been gone through.
struct Proof<'s> {
    connection: &'s Connection,
    vocabulary: &'s Vocabulary,
    by_key: Statement<'s>,
    /// On these something hangs.
    parents: HashSet<i64>,
    /// Those on which something can hang.
    keys: HashMap<Uuid, i64, foldhash::fast::RandomState>,
    changed: HashMap<Uuid, Changed>,
    last_key: i64,
    links: Sum,
    postings: Sum,
    rollup: Rollup,
}

/// Goes through the entries of a store and what hangs together, and answers how many entries there are and what their postings come to.
/// Some error where anything else is not what they say, or cannot be told in this way.
pub fn prove(store: &Store, sum: Sum, go_on: &dyn Fn(i64) -> Result<()>) -> Result<(i64, Sum)> {
    let connection = &store.connection;
    let mut copy = Store::memory()?;
    copy.lock()?;
    let parents = first_column(connection, "SELECT parent FROM link", [])?;
    let mut proof = Proof {
        connection,
        vocabulary: &store.vocabulary,
        by_key: connection.prepare(&format!("{ROWS} WHERE key = ?1"))?,
        parents,
        keys: HashMap::default(),
        changed: HashMap::new(),
        last_key: 0,
        links: sum.clone(),
        postings: sum.clone(),
        rollup: Rollup::default(),
    };
    let mut rows = connection.prepare(&format!("{ROWS} ORDER BY key"))?;
    let mut rows = rows.query([])?;
    let (mut words, mut entries, mut clock) = (Words::begin(), 0, String::new());
    let mut change = (0, Stamp::nobody());
    follow(connection, i64::MAX, &mut |seq, row| {
        let entry = entry_of(row)?;
        if (change.0, &change.1) != (entry.batch, &entry.stamp) {
            sure(entry.batch == seq, seq)?;
            change = (seq, entry.stamp.clone());
        }
        if entry.stamp.at < clock {
            run(&copy.connection, TICK, params![seq, clock])?;
        } else if entry.stamp.at != clock {
            clock.clone_from(&entry.stamp.at);
        }
        words.learn(seq, entry.op, &entry.record);
        entries = seq;
        proof.take(entry, &mut rows)?;
        go_on(seq * 3 / 4)
    })?;
    sure(proof.changed.is_empty() && rows.next()?.is_none(), entries)?;
    sure(proof.links == sum.of(connection, LINKS)?, entries)?;
    proof.families(&|parent| go_on((entries * 3 + parent) / 4))?;
    proof.rollup.write(&copy.connection)?;
    terms::begin(&copy.connection, &words.end())?;
    for table in tables().filter(|table| !ALONE.contains(&name_of(table))) {
        compare(connection, &copy.connection, name_of(table), order_of(table))?;
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
            let (id, ledger, no): ([u8; 16], _, i64) = (row.get(5)?, row.get_ref(6)?, row.get(7)?);
            let (key, added, head, void) = (row.get(10)?, row.get(11)?, row.get(12)?, row.get(13)?);
            let is_it = (&id, ledger, no) == (record.id.as_bytes(), record.ledger.key.into(), record.no);
            sure(is_it && no > 0 && (self.last_key, seq) == (key, added), seq)?;
            if !record.ledger.children.is_empty() {
                self.keys.insert(record.id, key);
            }
            if head != seq {
                let changed = Changed { key, ledger: record.ledger, head, void, is_void: false };
                self.changed.insert(record.id, changed);
                return Ok(());
            }
            sure(void == 0 && says(row, &record)?, seq)?;
            self.settle(key, &record, &parents, false);
            return Ok(());
        }
        let changed = self.changed.get_mut(&record.id).ok_or_else(|| altered(seq))?;
        changed.is_void = if op == Op::Edit { changed.is_void } else { op == Op::Void };
        sure(changed.ledger == record.ledger && (op == Op::Edit || reason.is_some()), seq)?;
        let Changed { key, head, void, is_void, .. } = *changed;
        if head == seq {
            let is_said = self.by_key.query_row([key], |row| says(row, &record))?;
            sure(is_said && void == i64::from(is_void), seq)?;
            self.changed.remove(&record.id);
            self.settle(key, &record, &parents, is_void);
        }
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
    fn settle(&mut self, key: i64, record: &Record, parents: &[i64], void: bool) {
        for (rank, parent) in (0..).zip(parents) {
            [key, *parent, rank].into_iter().for_each(|number| self.links.number(number));
            self.links.add();
        }
        if !void && parents.is_empty() && !self.parents.contains(&key) {
            self.post(key, &postings(record, &Kin::default(), self.vocabulary).0);
        }
    }

    fn post(&mut self, key: i64, fresh: &[Posting]) {
        let mut day = (NaiveDate::MIN, String::new());
        for Posting { figure, date, place, subject, amount, lump, .. } in fresh {
            if day.0 != *date {
                day = (*date, date.to_string());
            }
            let Place { kind, town, platform, department } = &**place;
            let sum = &mut self.postings;
            [&**figure, &day.1].into_iter().for_each(|text| sum.text(Some(text.as_bytes())));
            sum.number(key);
            sum.text(Some(subject.as_bytes()));
            [kind, town, platform, department]
                .into_iter()
                .for_each(|part| sum.text(part.as_ref().map(String::as_bytes)));
            [amount.value, amount.bound.code(), i64::from(*lump)].into_iter().for_each(|number| sum.number(number));
            sum.add();
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

/// Whether the row of a record says what the record does.
fn says(row: &Row, record: &Record) -> rusqlite::Result<bool> {
    for (at, key) in WORDS.into_iter().enumerate() {
        if row.get_ref(at)?.as_str_or_null()? != record.text(key) {
            return Ok(false);
        }
    }
    let (ledger, no, date) = (row.get_ref(6)?.as_str()?, row.get::<_, i64>(7)?, row.get_ref(8)?.as_str()?);
    let is_same = (ledger, no, date) == (record.ledger.key, record.no, &record.date().to_string());
    Ok(is_same && row.get::<_, i64>(9)? == i64::from(record.says("highlight")))
}

fn sure(holds: bool, seq: i64) -> Result<()> {
    if holds { Ok(()) } else { Err(altered(seq)) }
}
