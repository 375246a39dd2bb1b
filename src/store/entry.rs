//! Entries: one for every change of a record, read as they were written, and chained: each is appended with a hash over all its columns
//! and the hash of the one before it.

use rusqlite::{Connection, Row, Statement, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::row::{all, first, run};
use crate::error::{Error, Result};
use crate::ledger::Record;

/// When a change is made, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The moment in UTC, `2022-05-01T08:30:00.123Z`.
    pub at: String,
    /// Who says they make it.
    pub actor: String,
    /// The operating system's user and host.
    pub os: String,
}

impl Stamp {
    /// The stamp of what is only repeated, or kept in memory.
    pub(super) fn nobody() -> Stamp {
        Stamp { at: String::new(), actor: String::new(), os: String::new() }
    }
}

named! {
    /// What an entry does to its record.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Op {
        /// It is new.
        Add = "add" "新增" "added",
        /// It says something else now.
        Edit = "edit" "修改" "changed",
        /// It no longer counts.
        Void = "void" "作废" "voided",
        /// It counts again.
        Unvoid = "unvoid" "恢复" "put back",
    }
}

/// What an entry says of the change it belongs to: its column `origin`, in JSON. Older programs wrote none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// It takes back the change that begins with this entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<i64>,
    /// It takes back that undo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redo: Option<i64>,
}

impl Origin {
    pub(super) fn text(self) -> String {
        serde_json::to_string(&self).expect("two numbers")
    }

    /// Only what [`Origin::text`] wrote: the hash is over these bytes.
    pub(super) fn read(text: &str) -> Option<Origin> {
        serde_json::from_str(text).ok().filter(|origin: &Origin| origin.text() == text)
    }
}

/// One entry of the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the chain, counted from 1.
    pub seq: i64,
    /// When, by whom, on which machine.
    pub stamp: Stamp,
    /// The first entry of the change it belongs to.
    pub batch: i64,
    /// What it did.
    pub op: Op,
    /// Why.
    pub reason: Option<String>,
    /// What its change is, where that has to be said.
    pub origin: Option<Origin>,
    /// The record as it was from then on.
    pub record: Record,
    pub(super) hash: Vec<u8>,
}

/// The numbers of the entries of the record `?1`.
pub const HISTORY: &str =
    "SELECT added FROM record WHERE id = ?1 UNION ALL SELECT seq FROM entry WHERE record = ?1 AND op <> 'add'";

/// The columns of an entry, as [`entry_of`] reads them.
pub const COLUMNS: &str = "seq, at, actor, os, batch, op, record, reason, body, hash, origin";

/// An entry; one that cannot have been written by this program is an error (exit 6).
pub fn entry_of(row: &Row) -> Result<Entry> {
    let seq = row.get(0)?;
    entry(row).ok().flatten().ok_or_else(|| altered(seq))
}

fn entry(row: &Row) -> Result<Option<Entry>> {
    let text = |at| row.get_ref(at)?.as_str_or_null().map_err(rusqlite::Error::from);
    let (op, id, origin) = (text(5)?.and_then(Op::from_key), row.get(6)?, text(10)?);
    let (Some(op), known) = (op, origin.and_then(Origin::read)) else { return Ok(None) };
    if origin.is_some() && known.is_none() {
        return Ok(None);
    }
    // The hash is over these bytes, and views read them: no others that would be read alike may stand in their place.
    let Some(record) = text(8)?.and_then(|body| Record::of_body(Uuid::from_bytes(id), body)) else { return Ok(None) };
    Ok(Some(Entry {
        seq: row.get(0)?,
        stamp: Stamp { at: row.get(1)?, actor: row.get(2)?, os: row.get(3)? },
        batch: row.get(4)?,
        op,
        reason: row.get(7)?,
        origin: known,
        record,
        hash: row.get(9)?,
    }))
}

/// Hands over every entry up to the last one wanted, as [`follow`] goes through them.
pub fn walk(connection: &Connection, last: i64, each: &mut impl FnMut(Entry) -> Result<()>) -> Result<()> {
    follow(connection, last, &mut |seq, row| each(entry(row).ok().flatten().ok_or_else(|| altered(seq))?))
}

/// Hands over the row of every entry up to the last one wanted; each must stand where its number says, have the hash that follows from
/// it and the one before, and belong to the change of that one or begin another.
pub fn follow(connection: &Connection, last: i64, each: &mut impl FnMut(i64, &Row) -> Result<()>) -> Result<()> {
    let (mut expected, mut hash, mut change) = (0, Vec::new(), (0, [const { Vec::new() }; 3]));
    all(connection, &format!("SELECT {COLUMNS} FROM entry WHERE seq <= ?1 ORDER BY seq"), [last], |row| {
        expected += 1;
        let kept = |at| row.get_ref(at)?.as_bytes_or_null().map_err(rusqlite::Error::from);
        let [at, actor, os, op, id, reason, body, kept, origin] = [1, 2, 3, 5, 6, 7, 8, 9, 10].map(kept);
        let (stamp, first) = ([at?, actor?, os?], row.get::<_, i64>(4)?);
        let goes_on = change.0 == first && change.1.each_ref().map(|column| Some(column.as_slice())) == stamp;
        if !goes_on {
            change = (first, stamp.map(|column| column.unwrap_or_default().to_vec()));
        }
        let numbers = [expected, first].map(|number: i64| number.to_string());
        let [seq, batch] = numbers.each_ref().map(|number| Some(number.as_bytes()));
        let said = [seq].into_iter().chain(stamp).chain([batch, op?, id?, reason?, origin?, body?]);
        hash = chained(&hash, said);
        let follows = row.get::<_, i64>(0)? == expected && kept? == Some(&hash) && (goes_on || first == expected);
        if follows { each(expected, row) } else { Err(altered(expected)) }
    })
}

/// An entry is not as it was written.
pub fn altered(seq: i64) -> Error {
    error_of!(Differs, "altered_entry":
        "第{seq}条流水被改动、删去或调换过", "entry {seq} was changed, taken out or swapped";
        "有人绕过程序改过文件，或文件已损坏；流水不能重做，换用备份",
        "the file was changed around the program, or is damaged; entries cannot be made anew: use a backup")
}

/// Something kept is not what the entries say: what to do then.
pub fn differs(error: Error) -> Error {
    error.hint(message!(
        "有人绕过程序改过文件，或文件已损坏；换用备份，或用 rebuild 从流水重做各表",
        "the file was changed around the program, or is damaged; use a backup, or make the tables anew from the entries with rebuild"
    ))
}

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
