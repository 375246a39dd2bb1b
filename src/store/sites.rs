//! The sites whose entries a ledger file has: each has its own chain of them. A file in which only one site has ever recorded has no table
//! of sites, and needs none.

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::row::{all, first, one, run};
use super::schema;
use crate::error::Result;
use crate::text::hex;

/// A site, and how far its chain goes in this file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its place among those of the file, counted from 1, in the order of their first entries.
    pub(super) place: i64,
    /// Its identity, which follows from its first entry.
    pub id: Uuid,
    /// What it calls itself.
    pub name: Option<String>,
    /// `office` or `desk`, if it has said which.
    pub role: Option<String>,
    /// So many entries of it are here.
    pub entries: i64,
    pub(super) hash: Vec<u8>,
    /// The log clock of the last of them, in UTC.
    pub clock: String,
}

/// How far the chains of some sites go: a state of a ledger file.
pub type Ends = Vec<(Uuid, i64)>;

/// The sites of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sites {
    /// In the order of their first entries.
    pub all: Vec<Site>,
    own: Option<Uuid>,
    is_last: bool,
}

impl Sites {
    /// Those of a file of several sites.
    pub(super) fn of(connection: &Connection) -> Result<Option<Sites>> {
        are_several(connection)?.then(|| Sites::read(connection)).transpose()
    }

    /// Reads those of a file of several sites.
    pub(super) fn read(connection: &Connection) -> Result<Sites> {
        let sql = "SELECT site, id, name, role, entries, hash, clock FROM site ORDER BY site";
        let all: Vec<Site> = all(connection, sql, [], |row| {
            let (place, id, name, role) = (row.get(0)?, Uuid::from_bytes(row.get(1)?), row.get(2)?, row.get(3)?);
            Ok(Site { place, id, name, role, entries: row.get(4)?, hash: row.get(5)?, clock: row.get(6)? })
        })?;
        let own: Option<Vec<u8>> = first(connection, "SELECT site FROM here", [], |row| Ok(row.get(0)?))?;
        let last = "SELECT site FROM place ORDER BY seq DESC LIMIT 1";
        let last: Option<i64> = first(connection, last, [], |row| Ok(row.get(0)?))?;
        let mut sites = Sites { all, own: own.and_then(|own| Uuid::from_slice(&own).ok()), is_last: false };
        sites.is_last = last == Some(sites.own_place());
        Ok(sites)
    }

    /// The own site, once it has recorded something.
    pub fn own(&self) -> Option<&Site> {
        self.with_id(self.own?)
    }

    /// The place of the own site, or the one it will have.
    pub(super) fn own_place(&self) -> i64 {
        self.own().map_or_else(|| (self.all.last().map_or(0, |site| site.place)) + 1, |own| own.place)
    }

    /// Whether the last entry of the file is one of its own.
    pub(super) fn is_last(&self) -> bool {
        self.is_last
    }

    /// The site with an identity.
    pub(super) fn with_id(&self, id: Uuid) -> Option<&Site> {
        self.all.iter().find(|site| site.id == id)
    }

    /// The site at a place.
    pub(super) fn at(&self, place: i64) -> Option<&Site> {
        self.all.iter().find(|site| site.place == place)
    }

    /// The identity of the site at a place.
    pub(super) fn id(&self, place: i64) -> Uuid {
        self.at(place).map_or(Uuid::nil(), |site| site.id)
    }

    /// What a site is called here, so that it is told from the others.
    pub fn label(&self, site: &Site) -> String {
        let short = short(site.id);
        let Some(name) = &site.name else { return short };
        let is_alone = self.all.iter().all(|other| other.id == site.id || other.name.as_ref() != Some(name));
        if is_alone { name.clone() } else { format!("{name}-{short}") }
    }

    /// What an entry is called: `41`, or `41@永兴` where it is another site's.
    pub fn entry_name(&self, id: Uuid, number: i64) -> String {
        let label = || self.with_id(id).map_or_else(|| short(id), |site| self.label(site));
        if self.own == Some(id) { number.to_string() } else { format!("{number}@{}", label()) }
    }

    /// The site that is called so.
    pub fn called(&self, label: &str) -> Option<&Site> {
        let named = |site: &&Site| self.label(site) == label || site.id.to_string() == label;
        self.all.iter().find(named)
    }

    /// What the sites but the own one are called, by their places.
    pub(super) fn labels(&self) -> Vec<Option<String>> {
        let label = |site: &Site| (Some(site.id) != self.own).then(|| self.label(site));
        std::iter::once(None).chain(self.all.iter().map(label)).collect()
    }

    /// How far all chains go.
    pub fn ends(&self) -> Ends {
        self.all.iter().map(|site| (site.id, site.entries)).collect()
    }
}

impl Sites {
    /// Makes the tables of several sites in a copy, which is of the same site.
    pub(super) fn begin_beside(&self, copy: &Connection) -> Result<()> {
        begin(copy)?;
        let own = self.own.map(|own| own.into_bytes().to_vec()).unwrap_or_default();
        run(copy, "UPDATE here SET site = ?1", params![own]).map(drop)
    }
}

/// Whether a file has the tables of several sites.
pub(super) fn are_several(connection: &Connection) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM sqlite_schema WHERE name = 'site'")?.exists([])?)
}

/// What a site is called that has no name.
pub(super) fn short(id: Uuid) -> String {
    id.simple().to_string()[..4].to_owned()
}

/// The identity of a site, from the hash of its first entry.
pub fn identity(hash: &[u8]) -> Uuid {
    Uuid::new_v5(&Uuid::from_bytes(*b"qijiangppcc-site"), hash)
}

/// How far the own chain goes after a change.
pub(super) struct End {
    pub place: i64,
    /// Whether the change has begun it.
    pub began: bool,
    pub entries: i64,
    pub hash: Vec<u8>,
    pub clock: String,
}

/// Keeps how far the own chain goes, and anew what the sites are called, where the change says so.
pub(super) fn go_on(connection: &Connection, end: &End, names: bool) -> Result<()> {
    let End { place, began, entries, hash, clock } = end;
    if *began {
        let first_hash = "SELECT hash FROM place JOIN entry USING (seq) WHERE site = ?1 AND number = 1";
        let first_hash: Vec<u8> = one(connection, first_hash, [place], |row| Ok(row.get(0)?))?;
        run(connection, "UPDATE here SET site = ?1", params![identity(&first_hash).into_bytes()])?;
    }
    if *began || names {
        return write(connection);
    }
    let sql = "UPDATE site SET entries = ?2, hash = ?3, clock = ?4 WHERE site = ?1";
    run(connection, sql, params![place, entries, hash, clock]).map(drop)
}

/// The state that some ends are: how many entries there are, and the beginning of a hash over the ends, which for one site is that of
/// its last entry.
pub fn head_of(ends: &[(Uuid, i64, Vec<u8>)]) -> Option<String> {
    let mut ends: Vec<_> = ends.iter().filter(|(_, entries, _)| *entries > 0).collect();
    ends.sort_unstable();
    let hash = match &ends[..] {
        [] => return None,
        [(.., hash)] => hash.clone(),
        several => {
            let mut digest = Sha256::new_with_prefix(b"qjcppcc state, sha-256, 1");
            for (id, entries, hash) in several {
                digest.update(id.as_bytes());
                digest.update(entries.to_le_bytes());
                digest.update(hash);
            }
            digest.finalize().to_vec()
        }
    };
    let entries: i64 = ends.iter().map(|(_, entries, _)| entries).sum();
    Some(format!("{entries}-{}", hex(&hash[..hash.len().min(6)])))
}

/// Makes the tables of a file of several sites, with those that have entries in it so far: one, or none.
pub(super) fn begin(connection: &Connection) -> Result<()> {
    schema::of_sites().try_for_each(|statement| connection.execute_batch(statement))?;
    run(connection, "INSERT INTO place (seq, site, number) SELECT seq, 1, seq FROM entry", [])?;
    let first_hash: Option<Vec<u8>> =
        first(connection, "SELECT hash FROM entry WHERE seq = 1", [], |row| Ok(row.get(0)?))?;
    let own = first_hash.map(|hash| identity(&hash).into_bytes().to_vec()).unwrap_or_default();
    run(connection, "INSERT INTO here (site) VALUES (?1)", params![own])?;
    write(connection)
}

/// Keeps how far the chain of every site goes, and what each calls itself.
pub(super) fn write(connection: &Connection) -> Result<()> {
    type Reached = (i64, Vec<u8>, i64, Vec<u8>, String);
    let places: Vec<Reached> = all(
        connection,
        "SELECT f.site, a.hash, l.number, z.hash, coalesce(c.at, z.at) FROM place f
             JOIN (SELECT site, max(number) number FROM place GROUP BY site) m USING (site)
             JOIN place l ON l.site = f.site AND l.number = m.number
             JOIN entry a ON a.seq = f.seq JOIN entry z ON z.seq = l.seq LEFT JOIN clock c ON c.seq = l.seq
         WHERE f.number = 1 ORDER BY f.site",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
    )?;
    run(connection, "DELETE FROM site", [])?;
    for (site, first_hash, entries, hash, clock) in places {
        let said = "SELECT title, body ->> 'role' FROM record r JOIN entry e ON e.seq = r.head
             WHERE r.ledger = 'site' AND r.site = ?1 AND r.void = 0 ORDER BY r.no DESC LIMIT 1";
        let said: Option<(Option<String>, Option<String>)> =
            first(connection, said, [site], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let ((name, role), id) = (said.unwrap_or_default(), identity(&first_hash).into_bytes());
        let sql = "INSERT INTO site (site, id, name, role, entries, hash, clock) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        run(connection, sql, params![site, id, name, role, entries, hash, clock])?;
    }
    Ok(())
}
