//! The states of a ledger file: in a file of one site the end of its chain, in one of several the ends of all chains. A head names one in
//! a few letters.

use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::connection::Store;
use super::entry::Entry;
use super::row::{all, first};
use super::sites::{Ends, Site, Sites, head_of};
use crate::error::Result;
use crate::ledger::{CLOSINGS, PUBLICATIONS, ends_of, ends_text};

/// A state that a ledger file has been in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// All entries, as it is now.
    All,
    /// Those up to a place in the file.
    Upto(i64),
    /// Those of each site up to a number.
    Ends(Ends),
}

impl State {
    /// The place after which it has no entries.
    pub fn last(&self) -> i64 {
        if let State::Upto(seq) = self { *seq } else { i64::MAX }
    }

    /// Whether it has an entry up to that place.
    pub(super) fn has(&self, sites: Option<&Sites>, entry: &Entry) -> bool {
        let (State::Ends(ends), Some(sites)) = (self, sites) else { return true };
        let id = sites.id(entry.site);
        ends.iter().any(|(site, entries)| *site == id && entry.number <= *entries)
    }
}

/// So many letters of a hash are in a head, at least.
const LETTERS: usize = 12;

impl Store {
    /// The state of the ledger file in one line: the number of entries and the beginning of the last one's hash, or of one over the ends
    /// of all chains. `None` while nothing is recorded.
    pub fn head(&self) -> Result<Option<String>> {
        if let Some(sites) = &self.sites {
            return self.head_at(sites, &sites.ends());
        }
        first(&self.connection, "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1", [], |row| {
            Ok(head_of(&[(Uuid::nil(), row.get(0)?, row.get(1)?)]))
        })
        .map(Option::flatten)
    }

    /// Whether the ledger file has gone through the state that a head names: `898-67052861a293`.
    pub fn has_been_at(&self, head: &str) -> Result<bool> {
        Ok(self.state_of(head)?.is_some())
    }

    /// The state that a head names, if the ledger file has been in it: one of its own, or one in which a year was published or closed.
    pub fn state_of(&self, head: &str) -> Result<Option<State>> {
        let head = head.trim().to_lowercase();
        let Some((count, hash)) = head.split_once('-') else { return Ok(None) };
        let (Ok(count), LETTERS..) = (count.parse::<i64>(), hash.len()) else { return Ok(None) };
        let Some(sites) = &self.sites else {
            let kept = "SELECT lower(hex(hash)) FROM entry WHERE seq = ?1";
            let kept: Option<String> = first(&self.connection, kept, [count], |row| Ok(row.get(0)?))?;
            return Ok(kept.filter(|kept| kept.starts_with(hash)).map(|_| State::Upto(count)));
        };
        let one = sites.all.iter().filter(|site| site.entries >= count).map(|site| vec![(site.id, count)]);
        let kept = "SELECT body ->> 'ends' FROM record JOIN entry ON seq = head WHERE ledger IN (?1, ?2) AND body ->> 'ends' IS NOT NULL";
        let kept: Vec<String> = all(&self.connection, kept, [PUBLICATIONS.key, CLOSINGS.key], |row| Ok(row.get(0)?))?;
        let kept = kept.iter().map(|ends| ends_of(ends));
        for ends in one.chain(kept).chain(self.own_states(sites, count)?).chain([sites.ends()]) {
            let is_it = |found: String| found.starts_with(&head) || head.starts_with(&found);
            if ends.iter().map(|(_, entries)| entries).sum::<i64>() == count
                && self.head_at(sites, &ends)?.is_some_and(is_it)
            {
                return Ok(Some(State::Ends(ends)));
            }
        }
        Ok(None)
    }

    /// The state in which something was published: what was kept of it decides, and else its head. An unknown one is that before all.
    pub fn published_state(&self, head: Option<&str>, ends: Option<&str>) -> Result<State> {
        if let (Some(ends), Some(_)) = (ends, &self.sites) {
            return Ok(State::Ends(ends_of(ends)));
        }
        let entries = head.and_then(|head| head.split('-').next()?.parse().ok()).unwrap_or(0);
        match (&self.sites, head) {
            (None, _) => Ok(State::Upto(entries)),
            (Some(_), Some(head)) => Ok(self.state_of(head)?.unwrap_or(State::Ends(Ends::new()))),
            (Some(_), None) => Ok(State::Ends(Ends::new())),
        }
    }

    /// How far the chains go, in the words of publications and closings; `None` in a file of one site.
    pub fn ends_text(&self) -> Option<String> {
        self.sites.as_ref().map(|sites| ends_text(&sites.ends()))
    }

    /// What the site of an entry is called, unless it is this one.
    pub fn site_of(&self, entry: &Entry) -> Option<String> {
        let sites = self.sites.as_ref()?;
        let site = sites.at(entry.site)?;
        (sites.own() != Some(site)).then(|| sites.label(site))
    }

    /// States of so many entries that the own chain and the arrivals of others have led to.
    fn own_states(&self, sites: &Sites, count: i64) -> Result<Vec<Ends>> {
        let arrivals = "SELECT own, site, entries FROM arrival ORDER BY own, at, entries";
        let arrivals: Vec<(i64, [u8; 16], i64)> =
            all(&self.connection, arrivals, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let own = sites.own();
        let (mut states, mut others) = (Vec::new(), Ends::new());
        for (at, (since, site, entries)) in arrivals.iter().enumerate() {
            let site = Uuid::from_bytes(*site);
            others.retain(|(id, _)| *id != site);
            others.push((site, *entries));
            let until = arrivals.get(at + 1).map_or(own.map_or(0, |own| own.entries), |(own, ..)| *own);
            let left = count - others.iter().map(|(_, entries)| entries).sum::<i64>();
            if (*since..=until).contains(&left) {
                states.push(others.iter().copied().chain(own.map(|own: &Site| (own.id, left))).collect());
            }
        }
        Ok(states)
    }

    /// The head of a state; `None` where the file has not all of its entries.
    fn head_at(&self, sites: &Sites, ends: &Ends) -> Result<Option<String>> {
        let mut found = Vec::new();
        for (id, entries) in ends.iter().filter(|(_, entries)| *entries > 0) {
            let Some(site) = sites.with_id(*id) else { return Ok(None) };
            let hash = "SELECT hash FROM place JOIN entry USING (seq) WHERE site = ?1 AND number = ?2";
            let hash = self.connection.query_row(hash, params![site.place, entries], |row| row.get::<_, Vec<u8>>(0));
            let Some(hash) = hash.optional()? else { return Ok(None) };
            found.push((*id, *entries, hash));
        }
        Ok(head_of(&found))
    }
}
