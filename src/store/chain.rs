//! The chain: every entry is appended with a hash over all its columns and the hash of the one before it.

use rusqlite::{Connection, Statement, params};
use sha2::{Digest, Sha256};

use super::entry::{Op, Origin, Stamp};
use super::row::{first, run};
use crate::error::Result;
use crate::ledger::Record;

const KEEP: &str = "INSERT INTO entry (seq, at, actor, os, batch, op, record, reason, origin, body, hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// The end of the chain, to which a change appends its entries.
pub struct Chain<'s> {
    connection: &'s Connection,
    stamp: Stamp,
    /// The first entry of the change.
    pub batch: i64,
    /// The number of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// The log clock: the latest moment that any entry so far says it was made.
    clock: String,
    /// What entries say of their change from now on.
    pub origin: Option<Origin>,
    /// Whether entries are written; a rebuild has them already.
    pub keeps: bool,
    /// At hand once it was used: every new record needs it.
    statement: Option<Statement<'s>>,
}

impl<'s> Chain<'s> {
    /// A chain that begins.
    pub fn new(connection: &'s Connection, stamp: Stamp) -> Chain<'s> {
        let (hash, clock) = Default::default();
        Chain { connection, stamp, batch: 1, seq: 0, hash, clock, origin: None, keeps: true, statement: None }
    }

    /// The chain of a ledger, which goes on.
    pub fn of(connection: &'s Connection, stamp: Stamp) -> Result<Chain<'s>> {
        let (seq, hash, clock) = last(connection)?.unwrap_or_default();
        Ok(Chain { batch: seq + 1, seq, hash, clock, ..Chain::new(connection, stamp) })
    }

    /// Goes on with the entries of another change.
    pub fn turn_to(&mut self, stamp: &Stamp, batch: i64) {
        self.stamp.clone_from(stamp);
        self.batch = batch;
    }

    /// Appends one entry.
    pub fn append(&mut self, op: Op, record: &Record, content: &str, reason: Option<&str>) -> Result<()> {
        self.seq += 1;
        let body = record.body_around(content);
        let Stamp { at, actor, os } = &self.stamp;
        let (id, op) = (record.id.as_bytes(), op.key());
        let (seq, batch) = (self.seq.to_string(), self.batch.to_string());
        let origin = self.origin.map(Origin::text);
        let stamped = [&seq, at, actor, os, &batch, op].map(|column| Some(column.as_bytes()));
        let said =
            [Some(&id[..]), reason.map(str::as_bytes), origin.as_deref().map(str::as_bytes), Some(body.as_bytes())];
        self.hash = chained(&self.hash, stamped.into_iter().chain(said));
        if *at < self.clock {
            run(self.connection, "INSERT INTO clock (seq, at) VALUES (?1, ?2)", params![self.seq, self.clock])?;
        } else if *at != self.clock {
            self.clock.clone_from(at);
        }
        if !self.keeps {
            return Ok(());
        }
        let statement = match &mut self.statement {
            Some(statement) => statement,
            none => none.insert(self.connection.prepare(KEEP)?),
        };
        statement.execute(params![self.seq, at, actor, os, self.batch, op, id, reason, origin, body, self.hash])?;
        Ok(())
    }
}

/// Number and hash of the last entry, and the log clock.
pub fn last(connection: &Connection) -> Result<Option<(i64, Vec<u8>, String)>> {
    let last = "SELECT e.seq, hash, coalesce(c.at, e.at) FROM entry e LEFT JOIN clock c ON c.seq = e.seq ORDER BY e.seq DESC LIMIT 1";
    first(connection, last, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// The hash of an entry: SHA-256 over the hash before it and every column with its length.
fn chained<'a>(before: &[u8], columns: impl Iterator<Item = Option<&'a [u8]>>) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(b"qjcppcc entry, sha-256, 1");
    digest.update(before);
    for column in columns {
        // No column is this long: an absent one cannot be taken for an empty one.
        digest.update(column.map_or(u64::MAX, |column| column.len() as u64).to_le_bytes());
        digest.update(column.unwrap_or_default());
    }
    digest.finalize().to_vec()
}
