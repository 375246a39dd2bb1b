//! Entries of other sites that wait: those into a year that was closed before they came, until somebody accepts them, and those whose
//! record, or what it hangs on, has not come.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::connection::Store;
use super::entry::{Entry, Op, READ_PLACED, entry_of};
use super::row::{all, first, run};
use super::sites::Sites;
use super::state::State;
use crate::error::Result;
use crate::ledger::{CLOSINGS, LATE, Record, ends_of};

/// What decides which entries wait.
#[derive(Default)]
pub struct Late {
    closed: Vec<Closing>,
    accepted: HashSet<(i64, i64)>,
}

/// A year that is closed in the end, by a site that knew the chains of all up to some entries.
struct Closing {
    year: i32,
    site: i64,
    known: HashMap<i64, i64>,
}

impl Late {
    /// Reads it from the entries of a state.
    pub(super) fn of(from: &Connection, sites: &Sites, state: &State) -> Result<Late> {
        let sql = format!(
            "{READ_PLACED} WHERE body GLOB '{{\"ledger\":\"{}\"*' OR body GLOB '{{\"ledger\":\"{}\"*' ORDER BY seq",
            CLOSINGS.key, LATE.key
        );
        let entries: Vec<Entry> = all(from, &sql, [], entry_of)?;
        let place = |id: Uuid| sites.with_id(id).map(|site| site.place);
        let (mut closed, mut accepted) = (BTreeMap::new(), BTreeMap::new());
        for entry in entries.iter().filter(|entry| state.has(Some(sites), entry) && entry.seq <= state.last()) {
            let (id, ends) = (entry.record.id, ends_of(told(&entry.record)));
            let places = ends.into_iter().filter_map(|(id, number)| Some((place(id)?, number)));
            if entry.op == Op::Void {
                closed.remove(&id);
                accepted.remove(&id);
            } else if entry.record.ledger == LATE {
                accepted.insert(id, places.collect::<Vec<_>>());
            } else if let Some(year) = entry.record.text("title").and_then(|year| year.parse().ok()) {
                let known = places.chain([(entry.site, entry.number)]).collect();
                closed.insert(id, Closing { year, site: entry.site, known });
            }
        }
        let accepted = accepted.into_values().flatten().collect();
        Ok(Late { closed: closed.into_values().collect(), accepted })
    }

    /// The years that an entry may not touch before somebody accepts it.
    pub(super) fn years(&self, site: i64, number: i64) -> Vec<i32> {
        let waits =
            |closing: &&Closing| closing.site != site && closing.known.get(&site).is_none_or(|known| number > *known);
        let closed = self.closed.iter().filter(waits).map(|closing| closing.year);
        if self.accepted.contains(&(site, number)) { Vec::new() } else { closed.collect() }
    }
}

/// The ends of chains that a closing tells, or the entries that were accepted.
fn told(record: &Record) -> &str {
    record.text(if record.ledger == LATE { "entries" } else { "ends" }).unwrap_or_default()
}

/// Has an entry wait, for a year or for what it rests on.
pub(super) fn wait(connection: &Connection, seq: i64, year: Option<i32>) -> Result<()> {
    let year = year.map(|year| year.to_string());
    run(connection, "INSERT INTO waiting (seq, year) VALUES (?1, ?2)", params![seq, year]).map(drop)
}

/// The year for which that waits on which an entry rests.
pub(super) fn year_of(connection: &Connection, entry: &Entry) -> Result<Option<i32>> {
    let year = "SELECT year FROM waiting JOIN entry USING (seq) WHERE record = ?1 AND year IS NOT NULL LIMIT 1";
    for id in [entry.record.id].iter().chain(&entry.record.of) {
        let year: Option<String> = first(connection, year, [id.as_bytes()], |row| Ok(row.get(0)?))?;
        if year.is_some() {
            return Ok(year.and_then(|year| year.parse().ok()));
        }
    }
    Ok(None)
}

impl Store {
    /// The entries that wait, each with the closed year that it touches; without one, what it rests on has not come.
    pub fn waiting(&self) -> Result<Vec<(Entry, Option<String>)>> {
        if self.sites.is_none() {
            return Ok(Vec::new());
        }
        let sql = READ_PLACED.replace(" FROM ", ", year FROM ") + " JOIN waiting USING (seq) ORDER BY seq";
        all(&self.connection, &sql, [], |row| Ok((entry_of(row)?, row.get(13)?)))
    }
}
