//! What hangs together: a record, what it hangs on, what hangs on it, and what all of them make it contribute.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use rusqlite::Connection;

use super::row::{first_column, record_by_key};
use crate::door::refuse_void;
use crate::error::Result;
use crate::ledger::{Breach, Family, Kin, Posting, Record, postings};
use crate::vocabulary::Vocabulary;

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
