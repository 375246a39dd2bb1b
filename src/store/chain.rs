//! The chain: every entry is appended with a hash over all its columns and the hash of the one before it.

use rusqlite::{Connection, OptionalExtension, Statement, params};
use sha2::{Digest, Sha256};

use super::entry::{Op, Stamp};
use crate::error::Result;
use crate::ledger::Record;

const KEEP: &str = "INSERT INTO entry (seq, at, actor, os, batch, op, record, reason, origin, body, hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL, ?9, ?10)";

/// The end of the chain, to which a change appends its entries.
pub struct Chain<'s> {
    connection: &'s Connection,
    stamp: Stamp,
    batch: i64,
    /// The number of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// Whether entries are written; a rebuild has them already.
    pub keeps: bool,
    /// At hand once it was used: every new record needs it.
    statement: Option<Statement<'s>>,
}

impl<'s> Chain<'s> {
    /// A chain that begins.
    pub fn new(connection: &'s Connection, stamp: Stamp) -> Chain<'s> {
        Chain { connection, stamp, batch: 1, seq: 0, hash: Vec::new(), keeps: true, statement: None }
    }

    /// The chain of a ledger, which goes on.
    pub fn of(connection: &'s Connection, stamp: Stamp) -> Result<Chain<'s>> {
        let last = connection
            .query_row("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let (seq, hash) = last.unwrap_or((0, Vec::new()));
        Ok(Chain { batch: seq + 1, seq, hash, ..Chain::new(connection, stamp) })
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
        let seq = self.seq.to_string();
        let batch = self.batch.to_string();
        let Stamp { at, actor, os } = &self.stamp;
        self.hash = chained(
            &self.hash,
            &[
                Some(seq.as_bytes()),
                Some(at.as_bytes()),
                Some(actor.as_bytes()),
                Some(os.as_bytes()),
                Some(batch.as_bytes()),
                Some(op.key().as_bytes()),
                Some(record.id.as_bytes()),
                reason.map(str::as_bytes),
                None,
                Some(body.as_bytes()),
            ],
        );
        if !self.keeps {
            return Ok(());
        }
        let statement = match &mut self.statement {
            Some(statement) => statement,
            none => none.insert(self.connection.prepare(KEEP)?),
        };
        let (id, op) = (record.id.as_bytes(), op.key());
        statement.execute(params![self.seq, at, actor, os, self.batch, op, id, reason, body, self.hash])?;
        Ok(())
    }
}

/// The hash of an entry: SHA-256 over the hash before it and every column with its length.
fn chained(before: &[u8], columns: &[Option<&[u8]>]) -> Vec<u8> {
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
