//! Entries: one for every change of a record, read as they were written, and chained: each is appended with a hash over all its columns
//! and the hash of the one before it.

use chrono::{DateTime, SecondsFormat, TimeDelta};
use rusqlite::{Connection, Row, Statement, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::row::{all, first, run};
use super::sites::{End, Sites};
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

/// What an entry says of the change it belongs to and of what it rests on: its column `origin`, in JSON. Older programs wrote none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// It takes back the change that begins with this entry, by its number at its own site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<i64>,
    /// It takes back that undo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redo: Option<i64>,
    /// Its log clock, where that is later than all its site's entries say: entries of other sites had come before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// The beginning of the hash of the entry of another site which said how its record was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
}

impl Origin {
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).expect("numbers and words")
    }

    /// The clock that the text of one tells.
    fn clock_of(text: &str) -> Option<String> {
        if text.contains("\"clock\"") { Origin::read(text)?.clock } else { None }
    }

    /// Whether it takes something back, as older programs said in the reason alone.
    pub(super) fn takes_back(&self) -> bool {
        self.undo.or(self.redo).is_some()
    }

    /// Only what [`Origin::text`] wrote: the hash is over these bytes.
    pub(super) fn read(text: &str) -> Option<Origin> {
        serde_json::from_str(text).ok().filter(|origin: &Origin| origin.text() == text)
    }
}

/// One entry of the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the file, counted from 1: in a file of one site, its number.
    pub seq: i64,
    /// The site that wrote it, by its place among those of the file, 0 where there is one alone; and its number in that chain.
    pub site: i64,
    /// Its number among the entries of its site.
    pub number: i64,
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

/// Reads entries, as [`entry_of`] takes them: in a file of one site, and of several.
pub const READ_ENTRY: &str =
    "SELECT seq, at, actor, os, batch, op, record, reason, body, hash, origin, 0, seq FROM entry";
pub const READ_PLACED: &str = "SELECT seq, at, actor, os, batch, op, record, reason, body, hash, origin, site, number FROM entry JOIN place USING (seq)";

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
        site: row.get(11)?,
        number: row.get(12)?,
    }))
}

/// So many entries are read at once where each is handed over whole.
const AT_ONCE: i64 = 256;

/// Hands over every entry up to the last one wanted with its log clock, as [`follow`] goes through them. None is being read while one is
/// handed over: what is done with it may be taken back.
pub fn walk(connection: &Connection, last: i64, each: &mut impl FnMut(Entry, &str) -> Result<()>) -> Result<()> {
    let mut chains = Chains::of(connection)?;
    let mut read = Vec::new();
    loop {
        chains.follow(connection, (last, AT_ONCE), &mut |seq, row, clock| {
            read.push((entry(row).ok().flatten().ok_or_else(|| altered(seq))?, clock.to_owned()));
            Ok(())
        })?;
        if read.is_empty() {
            return Ok(());
        }
        read.drain(..).try_for_each(|(entry, clock)| each(entry, &clock))?;
    }
}

/// How far the chain of a site has been followed.
#[derive(Default)]
struct Link {
    number: i64,
    hash: Vec<u8>,
    /// The first entry of the last change, and its stamp.
    change: (i64, [Vec<u8>; 3]),
    clock: String,
}

impl Link {
    /// The log clock goes on: it is what the entry says, and never goes back.
    fn tick(&mut self, origin: Option<&[u8]>) {
        let told = origin.and_then(|origin| str::from_utf8(origin).ok()).and_then(Origin::clock_of);
        let at = told.as_deref().map_or(&*self.change.1[0], str::as_bytes);
        if at > self.clock.as_bytes() {
            self.clock = String::from_utf8_lossy(at).into_owned();
        }
    }
}

/// How far the chains of a file have been followed.
struct Chains {
    sites: Option<Sites>,
    /// The place of the last entry.
    seq: i64,
    /// Where that stands in the order of all.
    standing: (String, Uuid),
    /// By the places of their sites.
    links: Vec<Link>,
}

impl Chains {
    fn of(connection: &Connection) -> Result<Chains> {
        let standing = (String::new(), Uuid::nil());
        Ok(Chains { sites: Sites::of(connection)?, seq: 0, standing, links: Vec::new() })
    }

    /// Goes on up to an entry, by no more than so many.
    fn follow(
        &mut self,
        connection: &Connection,
        (last, count): (i64, i64),
        each: &mut impl FnMut(i64, &Row, &str) -> Result<()>,
    ) -> Result<()> {
        let read = if self.sites.is_some() { READ_PLACED } else { READ_ENTRY };
        // An entry before the first is one too many.
        let after = if self.seq == 0 { i64::MIN } else { self.seq };
        let sql = format!("{read} WHERE seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3");
        all(connection, &sql, [after, last, count], |row| {
            self.seq += 1;
            let expected = self.seq;
            let (place, number): (u32, i64) = (row.get(11)?, row.get(12)?);
            let site = place as usize;
            if self.links.len() <= site {
                self.links.resize_with(site + 1, Link::default);
            }
            let end = &mut self.links[site];
            let kept = |at| row.get_ref(at)?.as_bytes_or_null().map_err(rusqlite::Error::from);
            let [at, actor, os, op, id, reason, body, kept, origin] = [1, 2, 3, 5, 6, 7, 8, 9, 10].map(kept);
            let (stamp, first) = ([at?, actor?, os?], row.get::<_, i64>(4)? - expected + number);
            let goes_on =
                end.change.0 == first && end.change.1.each_ref().map(|column| Some(column.as_slice())) == stamp;
            if !goes_on {
                end.change = (first, stamp.map(|column| column.unwrap_or_default().to_vec()));
            }
            let origin = origin?;
            end.tick(origin);
            let numbers = [number, first].map(|number: i64| number.to_string());
            let [seq, batch] = numbers.each_ref().map(|number| Some(number.as_bytes()));
            let said = [seq].into_iter().chain(stamp).chain([batch, op?, id?, reason?, origin, body?]);
            end.hash = chained(&end.hash, said);
            end.number += 1;
            let follows = row.get::<_, i64>(0)? == expected
                && number == end.number
                && kept? == Some(&end.hash)
                && (goes_on || first == number);
            let in_order = self.sites.as_ref().is_none_or(|sites| {
                let now = (end.clock.clone(), sites.id(i64::from(place)));
                let follows = self.standing <= now;
                self.standing = now;
                follows
            });
            if follows && in_order { each(expected, row, &end.clock) } else { Err(altered(expected)) }
        })
    }
}

/// Hands over the row of every entry up to the last one wanted, with its log clock; each must stand where its number says, have the hash
/// that follows from it and the one before in its chain, and belong to the change of that one or begin another. Entries of several sites
/// must be in the one order of all.
pub fn follow(connection: &Connection, last: i64, each: &mut impl FnMut(i64, &Row, &str) -> Result<()>) -> Result<()> {
    Chains::of(connection)?.follow(connection, (last, i64::MAX), each)
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

pub const KEEP: &str = "INSERT INTO entry (seq, at, actor, os, batch, op, record, reason, origin, body, hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// The end of the own chain, to which a change appends its entries: they stand behind all others of the file.
pub struct Chain<'s> {
    connection: &'s Connection,
    pub stamp: Stamp,
    /// The first entry of the change.
    pub batch: i64,
    /// The place of the last entry in the file.
    pub seq: i64,
    /// The hash of the last entry of the chain.
    pub hash: Vec<u8>,
    /// The log clock: that of the last entry of the file.
    clock: String,
    /// What entries say of their change from now on.
    pub origin: Option<Origin>,
    /// Whether entries that are repeated are written; a rebuild has them already.
    pub keeps: bool,
    /// In a file of several sites.
    pub desk: Option<Place>,
    /// The entry to be repeated, which was let in before.
    pub again: Option<Again>,
    /// At hand once it was used: every new record needs it.
    statement: Option<Statement<'s>>,
}

/// Where a chain stands in a file of several sites.
pub struct Place {
    /// Its site.
    pub site: i64,
    /// So many entries of others are in the file.
    pub others: i64,
    /// Whether its last entry is the last one of the file.
    is_last: bool,
}

/// What is known of an entry that is repeated besides what it does.
pub struct Again {
    pub site: i64,
    pub number: i64,
    /// So many entries of its change stand before it.
    pub since_first: i64,
    pub hash: Vec<u8>,
    pub clock: String,
}

impl<'s> Chain<'s> {
    /// A chain that begins.
    pub fn new(connection: &'s Connection, stamp: Stamp) -> Chain<'s> {
        let (hash, clock) = Default::default();
        let (origin, desk, again, statement) = (None, None, None, None);
        Chain { connection, stamp, batch: 1, seq: 0, hash, clock, origin, keeps: true, desk, again, statement }
    }

    /// The own chain of a ledger, which goes on.
    pub fn of(connection: &'s Connection, stamp: Stamp, sites: Option<&Sites>) -> Result<Chain<'s>> {
        let (seq, mut hash, clock) = last(connection)?.unwrap_or_default();
        let desk = sites.map(|sites| {
            let (site, own) = (sites.own_place(), sites.own());
            hash = own.map(|own| own.hash.clone()).unwrap_or_default();
            Place { site, others: seq - own.map_or(0, |own| own.entries), is_last: sites.is_last() }
        });
        Ok(Chain { batch: seq + 1, seq, hash, clock, desk, ..Chain::new(connection, stamp) })
    }

    /// The number in its chain of the entry at a place.
    pub fn number(&self, seq: i64) -> i64 {
        seq - self.desk.as_ref().map_or(0, |desk| desk.others)
    }

    /// How far it goes, in a file of several sites.
    pub fn end(&self) -> Option<End> {
        let desk = self.desk.as_ref()?;
        let (began, entries) = (self.number(self.batch) == 1, self.number(self.seq));
        Some(End { place: desk.site, began, entries, hash: self.hash.clone(), clock: self.clock.clone() })
    }

    /// Appends one entry, or the one that is to be repeated.
    pub fn append(&mut self, op: Op, record: &Record, content: &str, reason: Option<&str>) -> Result<()> {
        self.seq += 1;
        let again = self.again.take();
        match &again {
            Some(again) => {
                self.batch = self.seq - again.since_first;
                self.hash.clone_from(&again.hash);
                mark_clock(self.connection, self.seq, &self.stamp.at, &again.clock)?;
                if !self.keeps {
                    return Ok(());
                }
            }
            None => self.tick()?,
        }
        let body = record.body_around(content);
        let Stamp { at, actor, os } = &self.stamp;
        let (id, op) = (record.id.as_bytes(), op.key());
        let origin = self.origin.as_ref().map(Origin::text);
        if again.is_none() {
            let numbers = [self.seq, self.batch].map(|seq| self.number(seq));
            self.hash = signed(&self.hash, numbers, &self.stamp, (op, record.id), [reason, origin.as_deref()], &body);
        }
        let row = params![self.seq, at, actor, os, self.batch, op, id, reason, origin, body, self.hash];
        let statement = match &mut self.statement {
            Some(statement) => statement,
            none => none.insert(self.connection.prepare(KEEP)?),
        };
        statement.execute(row)?;
        match (&again, &self.desk) {
            (Some(again), _) if again.site > 0 => place(self.connection, self.seq, again.site, again.number),
            (None, Some(desk)) => place(self.connection, self.seq, desk.site, self.number(self.seq)),
            _ => Ok(()),
        }
    }

    /// The log clock of the entry that is about to be appended. Where entries of others stand last and their clock is not behind, it is a
    /// thousandth of a second later than theirs, and the entry says so.
    fn tick(&mut self) -> Result<()> {
        let at = &self.stamp.at;
        let mut clock = if *at < self.clock { &self.clock } else { at }.clone();
        if let Some(desk) = &mut self.desk {
            if !desk.is_last && *at <= self.clock {
                clock = next_moment(&self.clock);
                self.origin.get_or_insert_default().clock = Some(clock.clone());
            }
            desk.is_last = true;
        }
        self.clock = clock;
        mark_clock(self.connection, self.seq, at, &self.clock)
    }
}

/// Keeps whose an entry is, in a file of several sites.
pub(super) fn place(connection: &Connection, seq: i64, site: i64, number: i64) -> Result<()> {
    run(connection, "INSERT INTO place (seq, site, number) VALUES (?1, ?2, ?3)", [seq, site, number]).map(drop)
}

/// Keeps the log clock of an entry, where its own is not that.
pub fn mark_clock(connection: &Connection, seq: i64, at: &str, clock: &str) -> Result<()> {
    if at == clock {
        return Ok(());
    }
    run(connection, "INSERT INTO clock (seq, at) VALUES (?1, ?2)", params![seq, clock]).map(drop)
}

/// A thousandth of a second later.
pub fn next_moment(moment: &str) -> String {
    later(moment, TimeDelta::milliseconds(1))
}

/// A moment so much later.
pub(super) fn later(moment: &str, by: TimeDelta) -> String {
    let then = DateTime::parse_from_rfc3339(moment).ok().and_then(|at| at.to_utc().checked_add_signed(by));
    then.map_or_else(|| moment.to_owned(), |then| then.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// Number and hash of the last entry, and the log clock.
pub fn last(connection: &Connection) -> Result<Option<(i64, Vec<u8>, String)>> {
    let last = "SELECT e.seq, hash, coalesce(c.at, e.at) FROM entry e LEFT JOIN clock c ON c.seq = e.seq ORDER BY e.seq DESC LIMIT 1";
    first(connection, last, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// The hash of an entry after the one before it in its chain: over its number and that of the first of its change, its stamp, what it does
/// to which record, why, what else it says of itself, and the record.
pub(super) fn signed(
    before: &[u8],
    numbers: [i64; 2],
    Stamp { at, actor, os }: &Stamp,
    (op, record): (&str, Uuid),
    said: [Option<&str>; 2],
    body: &str,
) -> Vec<u8> {
    let [number, batch] = numbers.map(|number| number.to_string());
    let stamped = [&number, at, actor, os, &batch, op].map(|column| Some(column.as_bytes()));
    let said = said.map(|words| words.map(str::as_bytes));
    let columns = stamped.into_iter().chain([Some(&record.as_bytes()[..])]).chain(said);
    chained(before, columns.chain([Some(body.as_bytes())]))
}

/// The hash of an entry: SHA-256 over the hash before it and every column with its length.
pub fn chained<'a>(before: &[u8], columns: impl Iterator<Item = Option<&'a [u8]>>) -> Vec<u8> {
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
