//! Whether what is derived is what the entries say, found out by going once through both: of the large tables sums of rows are compared,
//! under keys that nobody knows beforehand.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use chrono::NaiveDate;
use foldhash::{HashMap, HashSet};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use uuid::Uuid;

use super::change::base;
use super::connection::Store;
use super::entry::{Entry, Op, altered, differs, entry_of, follow, mark_clock};
use super::postings;
use super::record_table::WORDS;
use super::rollup::Rollup;
use super::row::{all, first_column, key_of, record, record_by_key};
use super::schema::{self, name_of, tables};
use super::terms;
use crate::error::Result;
use crate::ledger::{Family, Kin, Ledger, Place, Posting, Record, postings, term_of};
use crate::vocabulary::Vocabulary;

/// What rows come to, in whatever order they stand.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    keys: [RandomState; 2],
    pub sums: [u64; 2],
    row: Vec<u8>,
}

impl Sum {
    /// What the rows of the large tables come to.
    pub fn of(mut self, connection: &Connection) -> Result<Sum> {
        for sql in ROWS {
            let mut statement = connection.prepare(sql)?;
            let (columns, mut rows) = (statement.column_count(), statement.query([])?);
            while let Some(row) = rows.next()? {
                self.row((0..columns).map(|column| row.get_ref(column).unwrap_or(ValueRef::Null)));
            }
        }
        Ok(self)
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

/// The rows of the large tables, as [`Proof`] tells them.
const ROWS: [&str; 3] = [
    "SELECT 1, child, parent, rank FROM link",
    "SELECT 2, key, id, ledger, no, date, kind, title, town, platform, department, highlight, added, head, void, site FROM record",
    "SELECT 3, figure, date, record, subject, kind, town, platform, department, value, bound, lump FROM posting",
];
/// The last entry of every record that was changed.
const HEADS: &str = "SELECT record, max(seq) FROM entry WHERE op <> 'add' GROUP BY record";
/// What hangs on something, after what it hangs on.
const CHILDREN: &str =
    "SELECT e.record, r.void, e.body, e.reason, r.no, NULL, l.parent, l.child FROM link l INDEXED BY link_parent
    CROSS JOIN record r ON r.key = l.child CROSS JOIN entry e ON e.seq = r.head ORDER BY l.parent, l.child";
/// So many records that hang on several are looked at with what is remembered of others.
const REMEMBERED: usize = 256;

/// What the entries say, as far as they have been gone through.
struct Proof<'s> {
    connection: &'s Connection,
    vocabulary: &'s Vocabulary,
    base: &'s Vocabulary,
    /// The small tables as the entries make them.
    copy: Connection,
    /// On these something hangs.
    parents: HashSet<i64>,
    /// Those on which something can hang.
    keys: HashMap<Uuid, i64>,
    heads: HashMap<Uuid, i64>,
    /// Those that later entries change.
    changed: HashMap<Uuid, Known>,
    last_key: i64,
    sum: Sum,
    rollup: Rollup,
}

/// What is known of a record besides what it says.
struct Known {
    key: i64,
    ledger: &'static Ledger,
    no: i64,
    added: i64,
    void: bool,
}

/// Goes through the entries of a store and what hangs together, and answers how many entries there are and what the rows of the large
/// tables come to. Some error where the small ones are not what they say, or it cannot be told in this way.
pub fn prove(store: &Store, sum: Sum, go_on: &dyn Fn(i64) -> Result<()>) -> Result<(i64, Sum)> {
    let Store { connection, vocabulary, .. } = store;
    let (base, Store { connection: copy, .. }) = (base(connection)?, Store::memory()?);
    copy.execute_batch("BEGIN")?;
    terms::begin(&copy, base)?;
    let parents = first_column(connection, "SELECT parent FROM link", [])?;
    let heads = all(connection, HEADS, [], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?)))?;
    let (keys, changed, last_key, rollup) = Default::default();
    let mut proof = Proof { connection, vocabulary, base, copy, parents, keys, heads, changed, last_key, sum, rollup };
    let mut entries = 0;
    follow(connection, i64::MAX, &mut |seq, row, clock| {
        let entry = entry_of(row)?;
        mark_clock(&proof.copy, seq, &entry.stamp.at, clock)?;
        entries = seq;
        proof.take(entry)?;
        go_on(seq * 3 / 4)
    })?;
    sure(proof.changed.is_empty(), entries)?;
    proof.families(&|parent| go_on((entries * 3 + parent) / 4))?;
    proof.rollup.write(&proof.copy)?;
    for table in tables().filter(|table| !matches!(name_of(table), "record" | "link" | "posting")) {
        compare(connection, &proof.copy, table)?;
    }
    Ok((entries, proof.sum))
}

impl Proof<'_> {
    fn take(&mut self, entry: Entry) -> Result<()> {
        let Entry { seq, op, reason, record, .. } = entry;
        let parents = self.parents_of(&record, seq)?;
        let (ledger, no) = (record.ledger, record.no);
        let mut known = if op == Op::Add {
            self.last_key += 1;
            if !ledger.children.is_empty() {
                self.keys.insert(record.id, self.last_key);
            }
            Known { key: self.last_key, ledger, no, added: seq, void: false }
        } else {
            self.changed.remove(&record.id).ok_or_else(|| altered(seq))?
        };
        known.void = if op == Op::Edit { known.void } else { op == Op::Void };
        sure(known.ledger == ledger && no > 0 && (reason.is_some() || matches!(op, Op::Add | Op::Edit)), seq)?;
        if self.heads.get(&record.id).is_none_or(|head| *head == seq) {
            return self.settle(&known, &record, &parents, seq);
        }
        sure(self.changed.insert(record.id, known).is_none(), seq)
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
    fn settle(&mut self, known: &Known, record: &Record, parents: &[i64], head: i64) -> Result<()> {
        let Known { key, no, added, void, .. } = *known;
        for (rank, parent) in (0..).zip(parents) {
            self.sum.row([1, key, *parent, rank].map(ValueRef::Integer));
        }
        let ([id, ledger], date) =
            ([ValueRef::Blob(record.id.as_bytes()), record.ledger.key.into()], record.date().to_string());
        let [kind, title, town, platform, department] = WORDS.map(|key| text(record.text(key)));
        let numbers = [2, key, no, record.says("highlight").into(), added, head, void.into()];
        let [table, place, no, highlight, added, head, is_void] = numbers.map(ValueRef::Integer);
        let date = ValueRef::from(&*date);
        self.sum.row([
            table,
            place,
            id,
            ledger,
            no,
            date,
            kind,
            title,
            town,
            platform,
            department,
            highlight,
            added,
            head,
            is_void,
            ValueRef::Integer(0),
        ]);
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
            let numbers = [3, key, amount.value, amount.bound.code(), i64::from(*lump)];
            let [table, key, value, bound, lump] = numbers.map(ValueRef::Integer);
            let [figure, date, subject] = [figure, &*day.1, subject].map(ValueRef::from);
            self.sum.row([table, figure, date, key, subject, kind, town, platform, department, value, bound, lump]);
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
            let next = row.map_or(Ok(0), |row| row.get(6))?;
            if next != parent {
                go_on(parent)?;
                self.family(parent, &std::mem::take(&mut children), &mut several)?;
                parent = next;
            }
            let Some(row) = row else { break };
            children.push((row.get(7)?, record(row)?));
        }
        let mut known = postings::Known::of(self.connection, self.connection);
        for (at, key) in several.into_iter().enumerate() {
            if at % REMEMBERED == 0 {
                known = postings::Known::of(self.connection, self.connection);
            }
            let fresh = known.postings(key, self.vocabulary, false)?.0;
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

fn sure(holds: bool, seq: i64) -> Result<()> {
    if holds { Ok(()) } else { Err(altered(seq)) }
}

/// Row by row and column by column: what is kept against what the entries say.
pub fn compare(kept: &Connection, said: &Connection, made: &str) -> Result<()> {
    let (table, order) = (name_of(made), schema::key_of(made));
    let sql = format!("SELECT * FROM {table} ORDER BY {order}");
    let (mut kept, mut said) = (kept.prepare(&sql)?, said.prepare(&sql)?);
    let columns: Vec<String> = kept.column_names().map(str::to_owned).collect();
    let (mut kept, mut said) = (kept.query([])?, said.query([])?);
    for number in 1.. {
        let wrong = match (kept.next()?, said.next()?) {
            (None, None) => break,
            (Some(have), Some(want)) => {
                let mut all = columns.iter().enumerate();
                let Some((_, column)) = all.find(|(at, _)| have.get_ref(*at) != want.get_ref(*at)) else { continue };
                error_of!(Differs, "altered_row": "表 {table} 第{number}行的 {column} 与记录不符",
                    "{column} in row {number} of the table {table} is not what the entries say")
            }
            (Some(_), None) => error_of!(Differs, "extra_row": "表 {table} 多出第{number}行",
                "the table {table} has a row {number} too many"),
            (None, Some(_)) => error_of!(Differs, "missing_row": "表 {table} 缺第{number}行",
                "row {number} of the table {table} is missing"),
        };
        return Err(differs(wrong));
    }
    Ok(())
}
