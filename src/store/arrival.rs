//! What other sites have sent: how far each had come when, and the records that it has added.

use std::collections::HashMap;

use rusqlite::params;
use uuid::Uuid;

use super::connection::Store;
use super::entry::Entry;
use super::merge::Chain;
use super::row::{READ, all, one, record, run};
use super::sites::{Site, Sites};
use crate::error::Result;
use crate::ledger::Record;

/// What was taken in of one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The site.
    pub site: Uuid,
    /// What it is called.
    pub name: String,
    /// The numbers of its first and last new entries.
    pub from: i64,
    /// The last of them.
    pub to: i64,
}

/// What another site has sent.
pub struct Received {
    /// The site.
    pub site: Uuid,
    /// What it is called.
    pub name: String,
    /// `office` or `desk`, if it has said which.
    pub role: Option<String>,
    /// So many entries.
    pub entries: i64,
    /// The log clock of the last of them, in UTC.
    pub clock: String,
    /// When they came, in UTC.
    pub at: Option<String>,
}

impl Store {
    /// Keeps how far others have come, and answers what was new.
    pub(super) fn arrived(&self, chains: &HashMap<Uuid, Chain>, now: &str) -> Result<Vec<Taken>> {
        let sites = Sites::read(&self.connection)?;
        let own = sites.own();
        let mut taken = Vec::new();
        for site in &sites.all {
            let Some(chain) = chains.get(&site.id).filter(|chain| chain.began <= chain.number) else { continue };
            if own != Some(site) {
                let sql = "REPLACE INTO arrival (own, site, entries, at) VALUES (?1, ?2, ?3, ?4)";
                let entries = own.map_or(0, |own| own.entries);
                run(&self.connection, sql, params![entries, site.id.as_bytes(), chain.number, now])?;
            }
            taken.push(Taken { site: site.id, name: sites.label(site), from: chain.began, to: chain.number });
        }
        Ok(taken)
    }

    /// The other sites, with what they have sent; who has been silent longest first.
    pub fn received(&self) -> Result<Vec<Received>> {
        let Some(sites) = &self.sites else { return Ok(Vec::new()) };
        let mut received = Vec::new();
        for site in sites.all.iter().filter(|site| sites.own() != Some(site)) {
            let at = "SELECT max(at) FROM arrival WHERE site = ?1";
            let at = one(&self.connection, at, [site.id.as_bytes()], |row| Ok(row.get(0)?))?;
            let Site { id, role, entries, clock, .. } = site.clone();
            received.push(Received { site: id, name: sites.label(site), role, entries, clock, at });
        }
        received.sort_by(|one, other| one.clock.cmp(&other.clock));
        Ok(received)
    }

    /// The live records, but for the office's own, that entries of others have added.
    pub fn added_by(&self, taken: &[Taken]) -> Result<Vec<Record>> {
        let sql = format!(
            "{READ} JOIN place p ON p.seq = r.added JOIN site s ON s.site = p.site
             WHERE r.void = 0 AND s.id = ?1 AND p.number BETWEEN ?2 AND ?3 ORDER BY r.key"
        );
        let mut records = Vec::new();
        for Taken { site, from, to, .. } in taken {
            let some: Vec<Record> = all(&self.connection, &sql, params![site.as_bytes(), from, to], record)?;
            records.extend(some.into_iter().filter(|record| !record.ledger.is_of_office()));
        }
        Ok(records)
    }

    /// The site of an entry.
    pub fn identity_of(&self, entry: &Entry) -> Option<Uuid> {
        self.sites.as_ref()?.at(entry.site).map(|site| site.id)
    }
}
