//! Entries of other sites taken in: what is there afterwards is the union of both, in one order that is the same in every file, by log
//! clock, site and number.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::arrival::Taken;
use super::connection::Store;
use super::entry::{KEEP, Op, Origin, Stamp, last, later, mark_clock, place, signed};
use super::growth::renew;
use super::row::{all, first, one, run};
use super::sites::{self, Site, identity, short};
use crate::error::{Error, Result};
use crate::ledger::Record;

/// An entry on its way from one file to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whose it is.
    pub site: Uuid,
    /// Its number in the chain of that site.
    pub number: i64,
    /// The number of the first entry of its change.
    pub batch: i64,
    /// When and by whom it was made.
    pub stamp: Stamp,
    /// The key of what it does.
    pub op: String,
    /// Its record.
    pub record: Uuid,
    /// Why.
    pub reason: Option<String>,
    /// What else it says of itself, in JSON.
    pub origin: Option<String>,
    /// The record from then on, in JSON.
    pub body: String,
}

/// How far the chain of a site goes, with the hash of that entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainEnd {
    /// The site.
    pub site: Uuid,
    /// What it is called.
    pub name: String,
    /// So many entries.
    pub entries: i64,
    /// The hash of the last of them; empty where there is none.
    pub hash: Vec<u8>,
}

/// So far may a log clock be ahead of this machine's: it cannot be put back again.
const AHEAD: TimeDelta = TimeDelta::days(1);

/// What is known of a chain while entries are taken in.
pub(super) struct Chain {
    place: i64,
    name: String,
    pub(super) number: i64,
    hash: Vec<u8>,
    clock: String,
    /// The first entry of the last change, and its stamp.
    change: (i64, Option<Stamp>),
    pub(super) began: i64,
}

/// Where an entry stands in the order of all: log clock, site, number; then its place so far, and that of the first of its change before it.
type Standing = (String, Uuid, i64, i64, i64);

impl Store {
    /// How far the chain of every site goes that has entries here.
    pub fn chain_ends(&self) -> Result<Vec<ChainEnd>> {
        if let Some(sites) = &self.sites {
            let end = |site: &Site| ChainEnd {
                site: site.id,
                name: sites.label(site),
                entries: site.entries,
                hash: site.hash.clone(),
            };
            return Ok(sites.all.iter().map(end).collect());
        }
        let ends = "SELECT (SELECT hash FROM entry WHERE seq = 1), seq, hash, (SELECT title FROM record WHERE ledger = 'site' AND void = 0 ORDER BY no DESC LIMIT 1)
             FROM entry ORDER BY seq DESC LIMIT 1";
        let end = first(&self.connection, ends, [], |row| {
            let (site, name): (_, Option<String>) = (identity(&row.get::<_, Vec<u8>>(0)?), row.get(3)?);
            let name = name.unwrap_or_else(|| short(site));
            Ok(ChainEnd { site, name, entries: row.get(1)?, hash: row.get(2)? })
        })?;
        Ok(end.into_iter().collect())
    }

    /// How far chains go that end at these numbers; of each that has so many entries here.
    pub fn ends_at(&self, ends: &[(Uuid, i64)]) -> Result<Vec<ChainEnd>> {
        let (mut found, several) = (Vec::new(), self.sites.is_some());
        for (place, end) in (1..).zip(self.chain_ends()?) {
            let entries = ends.iter().find(|(site, _)| *site == end.site).map_or(0, |(_, entries)| *entries);
            let hash = hash_at(&self.connection, several, place, entries)?.unwrap_or_default();
            found.push(ChainEnd { entries, hash, ..end });
        }
        Ok(found)
    }

    /// Hands over the entries of each site that come after these ends, site by site.
    pub fn lines_since(&self, ends: &[(Uuid, i64)], mut take: impl FnMut(Line) -> Result<()>) -> Result<()> {
        let read = "seq - batch, at, actor, os, op, record, reason, origin, body FROM entry";
        let sql = match self.sites {
            Some(_) => {
                format!("SELECT number, {read} JOIN place USING (seq) WHERE site = ?1 AND number > ?2 ORDER BY number")
            }
            None => format!("SELECT seq, {read} WHERE ?1 = 1 AND seq > ?2 ORDER BY seq"),
        };
        let mut statement = self.connection.prepare(&sql)?;
        for (place, ChainEnd { site, .. }) in (1i64..).zip(self.chain_ends()?) {
            let since = ends.iter().find(|(id, _)| *id == site).map_or(0, |(_, entries)| *entries);
            let mut rows = statement.query([place, since])?;
            while let Some(row) = rows.next()? {
                let number: i64 = row.get(0)?;
                let stamp = Stamp { at: row.get(2)?, actor: row.get(3)?, os: row.get(4)? };
                let (batch, record) = (number - row.get::<_, i64>(1)?, Uuid::from_bytes(row.get(6)?));
                let (op, reason, origin, body) = (row.get(5)?, row.get(7)?, row.get(8)?, row.get(9)?);
                take(Line { site, number, batch, stamp, op, record, reason, origin, body })?;
            }
        }
        Ok(())
    }

    /// Takes in entries of other sites, which go on from `starts` and lead to `ends`: all of them, or none. Those that are here already
    /// are only compared. `now` is the moment in UTC. Answers what was new.
    pub fn merge(
        &mut self,
        (starts, ends): (&[ChainEnd], &[ChainEnd]),
        lines: impl Iterator<Item = Result<Line>>,
        now: &str,
        dry: bool,
    ) -> Result<Vec<Taken>> {
        self.lock()?;
        let merged = self.take_in(starts, ends, lines, now);
        let taken = match merged {
            Ok(taken) if !dry && !taken.is_empty() => taken,
            other => {
                self.let_go();
                return other;
            }
        };
        let (seq, hash, _) = last(&self.connection)?.unwrap_or_default();
        if let Err(fault) = self.connection.execute_batch("COMMIT") {
            return Err(self.look_again(seq, &hash, fault.into()));
        }
        self.read_again(true)?;
        Ok(taken)
    }

    pub(super) fn take_in(
        &mut self,
        starts: &[ChainEnd],
        ends: &[ChainEnd],
        lines: impl Iterator<Item = Result<Line>>,
        now: &str,
    ) -> Result<Vec<Taken>> {
        let (seq, _, clock) = last(&self.connection)?.unwrap_or_default();
        let mut chains = self.chains(&clock)?;
        let (connection, several) = (&self.connection, self.sites.is_some());
        for start in starts.iter().filter(|start| start.entries > 0) {
            goes_on(connection, several, &chains, start)?;
        }
        let mut union = Union { connection, several, standing: Vec::new(), next: seq + 1, limit: later(now, AHEAD) };
        for line in lines {
            let line = line?;
            let next_place = i64::try_from(chains.len()).unwrap_or(i64::MAX - 1) + 1;
            let named = ends.iter().find(|end| end.site == line.site).map_or_else(String::new, |end| end.name.clone());
            let chain = chains.entry(line.site).or_insert_with(|| Chain::new(next_place, named));
            union.take(chain, line)?;
        }
        for end in ends {
            if !union.reaches(&chains, end)? {
                return Err(not_reached(&chains, end));
            }
        }
        let standing = union.standing;
        if standing.is_empty() {
            return Ok(Vec::new());
        }
        self.place_all(standing)?;
        sites::write(&self.connection)?;
        renew(&self.connection)?;
        self.arrived(&chains, now)
    }
}

impl Chain {
    fn new(place: i64, name: String) -> Chain {
        let (hash, clock) = Default::default();
        Chain { place, name, number: 0, hash, clock, change: (0, None), began: 1 }
    }

    fn called(&self, site: Uuid) -> String {
        if self.name.is_empty() { short(site) } else { self.name.clone() }
    }
}

/// Entries that are being taken in.
struct Union<'s> {
    connection: &'s Connection,
    /// Whether the tables of several sites are there.
    several: bool,
    standing: Vec<Standing>,
    next: i64,
    /// No log clock is later than this.
    limit: String,
}

impl Union<'_> {
    /// Takes one in, if it is not here.
    fn take(&mut self, chain: &mut Chain, line: Line) -> Result<()> {
        let (name, number) = (chain.called(line.site), line.number);
        if number <= chain.number {
            return self.is_the_same(chain, &name, &line);
        }
        if number > chain.number + 1 {
            let (from, to) = (chain.number + 1, number - 1);
            return Err(missing(&name, from, to));
        }
        let goes_on = chain.change.0 == line.batch && chain.change.1.as_ref() == Some(&line.stamp);
        let hash = hash_of(&chain.hash, &line);
        let is_sound =
            is_sound(&line) && (goes_on || line.batch == number) && (number > 1 || identity(&hash) == line.site);
        if !is_sound {
            return Err(bad_entry(&name, number));
        }
        let told = line.origin.as_deref().and_then(Origin::read).and_then(|origin| origin.clock);
        let clock = told.unwrap_or_else(|| line.stamp.at.clone()).max(chain.clock.clone());
        if clock > self.limit {
            return Err(
                refused!("clock_ahead": "{name} 的第{number}条流水的时钟是 {clock}，比本机快一天以上，什么也没有并入",
                "the clock of entry {number} of {name} is {clock}, more than a day ahead of this machine; nothing was taken in";
                "核对两台机器的日期；{name} 那份的时钟错了的，要用出错以前的备份，把后来的重录",
                "check the dates of both machines; if that of {name} was wrong, it needs its backup from before, and what came after anew"),
            );
        }
        self.keep(chain, &line, &hash, &clock)?;
        (chain.number, chain.hash, chain.clock) = (number, hash, clock);
        chain.change = (line.batch, Some(line.stamp));
        Ok(())
    }

    fn keep(&mut self, chain: &Chain, line: &Line, hash: &[u8], clock: &str) -> Result<()> {
        let connection = self.connection;
        if !self.several {
            sites::begin(connection)?;
            self.several = true;
        }
        let (seq, since_first) = (self.next, line.number - line.batch);
        let Line { stamp: Stamp { at, actor, os }, op, record, reason, origin, body, .. } = line;
        let row = params![seq, at, actor, os, seq - since_first, op, record.as_bytes(), reason, origin, body, hash];
        run(connection, KEEP, row)?;
        place(connection, seq, chain.place, line.number)?;
        // Until all is derived anew, every entry that is new has its clock here.
        mark_clock(connection, seq, at, clock)?;
        self.standing.push((clock.to_owned(), line.site, line.number, seq, since_first));
        self.next += 1;
        Ok(())
    }

    fn hash_at(&self, chain: &Chain, number: i64) -> Result<Option<Vec<u8>>> {
        hash_at(self.connection, self.several, chain.place, number)
    }

    /// An entry with the number of one that is here is that one.
    fn is_the_same(&self, chain: &Chain, name: &str, line: &Line) -> Result<()> {
        let before = self.hash_at(chain, line.number - 1)?.unwrap_or_default();
        if self.hash_at(chain, line.number)?.is_some_and(|hash| hash == hash_of(&before, line)) {
            return Ok(());
        }
        Err(forked(name, line.number))
    }

    /// Whether what is here and has come leads to where it should.
    fn reaches(&self, chains: &HashMap<Uuid, Chain>, end: &ChainEnd) -> Result<bool> {
        Ok(match chains.get(&end.site) {
            _ if end.entries == 0 => true,
            Some(chain) if chain.number == end.entries => chain.hash == end.hash,
            Some(chain) if chain.number > end.entries => {
                self.hash_at(chain, end.entries)?.is_some_and(|hash| hash == end.hash)
            }
            _ => false,
        })
    }
}

/// Whether an entry is as this program writes them.
fn is_sound(line: &Line) -> bool {
    let Line { op, record, reason, origin, body, stamp, .. } = line;
    let op = Op::from_key(op);
    let told = origin.as_deref().is_none_or(|origin| Origin::read(origin).is_some());
    let at = DateTime::parse_from_rfc3339(&stamp.at).is_ok() && stamp.at.len() == 24 && stamp.at.ends_with('Z');
    let has_reason = reason.is_some() || matches!(op, Some(Op::Add | Op::Edit));
    let record = Record::of_body(*record, body);
    op.is_some()
        && told
        && at
        && has_reason
        && record.is_some_and(|record| (1..=Record::LAST_NUMBER).contains(&record.no))
}

/// The hash that an entry has after another one of its chain.
pub fn hash_of(before: &[u8], line: &Line) -> Vec<u8> {
    let Line { number, batch, stamp, op, record, reason, origin, body, .. } = line;
    signed(before, [*number, *batch], stamp, (op, *record), [reason.as_deref(), origin.as_deref()], body)
}

fn missing(name: &str, from: i64, to: i64) -> Error {
    refused!("entries_missing": "缺 {name} 的第{from}至{to}条流水，什么也没有并入",
        "entries {from} to {to} of {name} are missing; nothing was taken in";
        "请对方不带 --since 再导出一份，或先导入更早的那一份",
        "ask for a bundle without --since, or import the earlier one first")
}

fn bad_entry(name: &str, number: i64) -> Error {
    refused!("bad_entry": "{name} 的第{number}条流水被改动过，或已损坏，什么也没有并入",
        "entry {number} of {name} was altered or is damaged; nothing was taken in";
        "请对方用 verify 核对后重新导出", "ask them to check with verify and to export it again")
}

fn forked(name: &str, number: i64) -> Error {
    refused!("forked_site": "{name} 的第{number}条流水有两种：一份台账文件复制以后，在两处接着录了；什么也没有并入",
        "there are two entries {number} of {name}: a ledger file was copied, and both copies were gone on with; nothing was taken in";
        "在后来复制的那一份里用 site fork {number}，从第{number}条起算作另一个站点，再交换",
        "in the copy, site fork {number} makes its entries from {number} on those of another site; then exchange again")
}

/// What has come does not lead to where it should.
fn not_reached(chains: &HashMap<Uuid, Chain>, end: &ChainEnd) -> Error {
    match chains.get(&end.site) {
        Some(chain) if chain.began <= chain.number => bad_entry(&end.name, chain.number),
        Some(chain) if chain.number >= end.entries => forked(&end.name, end.entries),
        _ => bad_entry(&end.name, end.entries),
    }
}

/// What comes goes on from an entry that is here.
fn goes_on(connection: &Connection, several: bool, chains: &HashMap<Uuid, Chain>, start: &ChainEnd) -> Result<()> {
    let ChainEnd { site, name, entries, hash } = start;
    let here = chains.get(site).filter(|chain| chain.number >= *entries);
    let Some(chain) = here else {
        return Err(missing(name, chains.get(site).map_or(0, |chain| chain.number) + 1, *entries));
    };
    if hash_at(connection, several, chain.place, *entries)?.as_ref() == Some(hash) {
        return Ok(());
    }
    Err(forked(name, *entries))
}

/// The hash of an entry of the site at a place, which in a file of one site is the only one.
fn hash_at(connection: &Connection, several: bool, place: i64, number: i64) -> Result<Option<Vec<u8>>> {
    let kept = if several {
        "SELECT hash FROM entry WHERE seq = (SELECT seq FROM place WHERE site = ?1 AND number = ?2)"
    } else {
        "SELECT hash FROM entry WHERE ?1 = 1 AND seq = ?2"
    };
    first(connection, kept, [place, number], |row| Ok(row.get(0)?))
}

impl Store {
    /// The chains as they are here; `clock` is that of the last entry of the file.
    fn chains(&self, clock: &str) -> Result<HashMap<Uuid, Chain>> {
        let of_site = |site| self.sites.as_ref().and_then(|sites| Some(sites.with_id(site)?.clock.clone()));
        let chain = |(place, ChainEnd { site, name, entries: number, hash })| {
            let clock = of_site(site).unwrap_or_else(|| clock.to_owned());
            (site, Chain { place, name, number, hash, clock, change: (0, None), began: number + 1 })
        };
        Ok((1..).zip(self.chain_ends()?).map(chain).collect())
    }

    /// Puts new entries in their places among all.
    fn place_all(&self, mut standing: Vec<Standing>) -> Result<()> {
        let connection = &self.connection;
        standing.sort_unstable();
        let (clock, site) = standing.first().map(|(clock, site, ..)| (clock.clone(), *site)).unwrap_or_default();
        let first_new = standing.iter().map(|standing| standing.3).min().unwrap_or_default();
        // What stands before the first new one stays.
        let tail = "SELECT coalesce(c.at, e.at), s.id, p.number, e.seq, e.seq - e.batch FROM entry e JOIN place p ON p.seq = e.seq
             JOIN site s ON s.site = p.site LEFT JOIN clock c ON c.seq = e.seq WHERE e.seq < ?1 ORDER BY e.seq DESC";
        let mut statement = connection.prepare(tail)?;
        let mut rows = statement.query([first_new])?;
        while let Some(row) = rows.next()? {
            let one: (String, [u8; 16], i64, i64, i64) = row.try_into()?;
            if (&one.0, Uuid::from_bytes(one.1)) < (&clock, site) {
                break;
            }
            standing.push((one.0, Uuid::from_bytes(one.1), one.2, one.3, one.4));
        }
        drop(rows);
        standing.sort_unstable();
        let kept = "SELECT count(*) FROM entry";
        let kept: i64 = one(connection, kept, [], |row| Ok(row.get(0)?))?;
        let start = kept - i64::try_from(standing.len()).unwrap_or_default() + 1;
        let moved = (start..).zip(&standing).filter(|(place, standing)| *place != standing.3);
        let moved: Vec<(i64, i64, i64)> = moved.map(|(place, standing)| (place, standing.3, standing.4)).collect();
        for (place, was, since_first) in &moved {
            run(connection, "UPDATE entry SET seq = -?1, batch = ?1 - ?3 WHERE seq = ?2", [place, was, since_first])?;
            run(connection, "UPDATE place SET seq = -?1 WHERE seq = ?2", [place, was])?;
        }
        if !moved.is_empty() {
            connection.execute_batch(
                "UPDATE entry SET seq = -seq WHERE seq < 0; UPDATE place SET seq = -seq WHERE seq < 0;",
            )?;
        }
        self.order_sites()
    }

    /// Counts the sites in the order of their first entries.
    fn order_sites(&self) -> Result<()> {
        let connection = &self.connection;
        let order = "SELECT site FROM place WHERE number = 1 ORDER BY seq";
        let order: Vec<i64> = all(connection, order, [], |row| Ok(row.get(0)?))?;
        if order.is_sorted() {
            return Ok(());
        }
        for (place, was) in (1i64..).zip(order) {
            run(connection, "UPDATE place SET site = -?1 WHERE site = ?2", [place, was])?;
        }
        Ok(connection.execute_batch("UPDATE place SET site = -site WHERE site < 0")?)
    }
}
