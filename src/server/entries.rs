//! The entries of an office on a server: how far each chain goes, what is new there, and what is sent.

use std::collections::HashMap;

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::connection::{Answer, Fault, Server, newer};
use crate::error::{Error, Result};
use crate::store::{ChainEnd, LEDGER_VERSION, Line, Stamp, Store, Taken, hash_of};

/// So many entries go one way at a time.
const AT_ONCE: usize = 300;

/// What the server has that is not here: where its chains part from those here, where they end, and the entries between.
pub struct There {
    /// Entries that both have, with the hashes that the server has.
    pub starts: Vec<ChainEnd>,
    /// How far its chains go.
    pub ends: Vec<ChainEnd>,
    /// What is new.
    pub lines: Vec<Line>,
    /// Whether a chain goes on otherwise there than here.
    pub is_forked: bool,
}

/// An entry as it stands on the server: the entry, the version of the ledger file that it was written for, and its hash.
struct Kept {
    line: Line,
    ledger: i64,
    hash: Vec<u8>,
}

const COLUMNS: &str = "number, ledger, batch, at, actor, os, op, record, reason, origin, body, hash";

impl Server {
    /// Reads what is new for a ledger file, from one and the same state of the server.
    pub fn look(&self, office: &str, store: &mut Store) -> Answer<There> {
        self.tell("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
        let mut there = There { starts: Vec::new(), ends: Vec::new(), lines: Vec::new(), is_forked: false };
        let here = read(store, Store::chain_ends)?;
        for (site, entries) in self.ends(office)? {
            let known = here.iter().find(|end| end.site == site);
            let (name, mine) = known.map_or((String::new(), 0), |end| (end.name.clone(), end.entries));
            let end = |entries, hash| ChainEnd { site, name: name.clone(), entries, hash };
            let common = entries.min(mine);
            let parted = self.parted(office, store, site, common)?;
            let number = parted.unwrap_or(common);
            let start = if number > 0 { self.hash_at(office, site, number)? } else { None };
            there.starts.extend(start.map(|hash| end(number, hash)));
            if parted.is_some() {
                there.is_forked = true;
                continue;
            }
            let last = self.hash_at(office, site, entries)?.unwrap_or_default();
            let mut last = end(entries, last);
            if entries > mine {
                let before = known.map_or_else(Vec::new, |end| end.hash.clone());
                self.follow(office, (&mut last, mine, before), &mut there.lines)?;
            }
            there.ends.push(last);
        }
        self.tell("COMMIT")?;
        Ok(there)
    }

    /// How many entries of each site there are.
    fn ends(&self, office: &str) -> Answer<Vec<(Uuid, i64)>> {
        let ends = "SELECT site, max(number) FROM qjcppcc.entry WHERE office = $1 GROUP BY site";
        let mut found = Vec::new();
        for row in self.ask(ends, &[&office])? {
            let (site, entries): (String, i64) = (self.cell(&row, 0)?, self.cell(&row, 1)?);
            found.extend(site.parse().ok().map(|site| (site, entries)));
        }
        found.sort_unstable();
        Ok(found)
    }

    fn hash_at(&self, office: &str, site: Uuid, number: i64) -> Answer<Option<Vec<u8>>> {
        let hash = "SELECT hash FROM qjcppcc.entry WHERE office = $1 AND site = $2 AND number = $3";
        self.ask(hash, &[&office, &site.to_string(), &number])?.first().map(|row| self.cell(row, 0)).transpose()
    }

    /// The first entry up to this one that is another one there than here.
    fn parted(&self, office: &str, store: &mut Store, site: Uuid, upto: i64) -> Answer<Option<i64>> {
        let mut differs = |number| -> Answer<bool> {
            let here = read(store, |store| hash_at(store, site, number))?;
            Ok(self.hash_at(office, site, number)?.is_some_and(|hash| hash != here))
        };
        if upto == 0 || !differs(upto)? {
            return Ok(None);
        }
        let (mut same, mut other) = (0, upto);
        while other - same > 1 {
            let middle = i64::midpoint(same, other);
            *(if differs(middle)? { &mut other } else { &mut same }) = middle;
        }
        Ok(Some(other))
    }

    /// Reads a chain from an entry on, up to its end, or to the first entry that does not follow from those before: there it ends.
    fn follow(
        &self,
        office: &str,
        (end, mut number, mut before): (&mut ChainEnd, i64, Vec<u8>),
        lines: &mut Vec<Line>,
    ) -> Answer<()> {
        let some = format!(
            "SELECT {COLUMNS} FROM qjcppcc.entry WHERE office = $1 AND site = $2 AND number > $3 ORDER BY number LIMIT {AT_ONCE}"
        );
        while number < end.entries {
            let rows = self.ask(&some, &[&office, &end.site.to_string(), &number])?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let Kept { line, ledger, hash } = self.entry(&row, end.site)?;
                if ledger > LEDGER_VERSION {
                    return Err(newer().into());
                }
                let is_next = line.number == number + 1;
                number = line.number;
                before = hash_of(&before, &line);
                lines.push(line);
                if !is_next || before != hash {
                    (end.entries, end.hash) = (number, hash);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn entry(&self, row: &Row, site: Uuid) -> Answer<Kept> {
        let stamp = Stamp { at: self.cell(row, 3)?, actor: self.cell(row, 4)?, os: self.cell(row, 5)? };
        // What is no id is none of an entry, which its hash says.
        let record = Uuid::from_slice(self.cell(row, 7)?).unwrap_or_default();
        let (number, batch, op) = (self.cell(row, 0)?, self.cell(row, 2)?, self.cell(row, 6)?);
        let (reason, origin, body) = (self.cell(row, 8)?, self.cell(row, 9)?, self.cell(row, 10)?);
        let line = Line { site, number, batch, stamp, op, record, reason, origin, body };
        Ok(Kept { line, ledger: self.cell(row, 1)?, hash: self.cell(row, 11)? })
    }

    /// Sends what the server lacks of the chains that this login may write, in one transaction; a rehearsal sends nothing. Answers what it
    /// was.
    pub fn send(&self, office: &str, store: &mut Store, dry: bool) -> Answer<Vec<Taken>> {
        let writable = self.writable(&read(store, Store::chain_ends)?)?;
        self.tell("BEGIN")?;
        let there = self.ends(office)?;
        let (mut sent, mut before, mut rows) = (Vec::new(), HashMap::new(), Vec::new());
        let here = read(store, |store| {
            let here = store.chain_ends()?;
            let mut since = Vec::new();
            for ChainEnd { site, name, entries, .. } in &here {
                let kept = there.iter().find(|(id, _)| id == site).map_or(0, |(_, kept)| *kept);
                let lacks = kept < *entries;
                if lacks && writable.contains(site) {
                    before.insert(*site, (kept, hash_at(store, *site, kept)?));
                    sent.push(Taken { site: *site, name: name.clone(), from: kept + 1, to: *entries });
                } else if lacks && is_own(store, *site) {
                    return Err(not_writable(name, *site));
                }
                since.push((*site, kept));
            }
            let mut hashes = before.clone();
            let signed = |line: Line| {
                if let Some((_, hash)) = hashes.get_mut(&line.site) {
                    *hash = hash_of(hash, &line);
                    rows.push(Kept { hash: hash.clone(), line, ledger: LEDGER_VERSION });
                }
                Ok(())
            };
            if !sent.is_empty() {
                store.lines_since(&since, signed)?;
            }
            Ok(here.into_iter().map(|end| (end.site, end.hash)).collect::<HashMap<_, _>>())
        })?;
        for (site, (kept, hash)) in before {
            let leads = rows.iter().rfind(|row| row.line.site == site).map(|row| &row.hash);
            // Somebody else was here meanwhile, or there.
            let is_same = kept == 0 || self.hash_at(office, site, kept)?.as_ref() == Some(&hash);
            if !is_same || leads != here.get(&site) {
                return Err(Fault::Again);
            }
        }
        if !dry {
            rows.chunks(AT_ONCE).try_for_each(|rows| self.put(office, rows))?;
        }
        self.tell("COMMIT")?;
        Ok(sent)
    }

    /// The sites whose chains this login may write: it is a member of their roles.
    fn writable(&self, ends: &[ChainEnd]) -> Answer<Vec<Uuid>> {
        let member = "SELECT rolname::text FROM pg_catalog.pg_roles
             WHERE rolname::text = ANY($1) AND pg_catalog.pg_has_role(oid, 'MEMBER')";
        let names: Vec<String> = ends.iter().map(|end| end.site.to_string()).collect();
        let rows = self.ask(member, &[&names])?;
        let site = |row: &Row| self.cell::<String>(row, 0).map(|site| site.parse().unwrap_or_default());
        rows.iter().map(site).collect()
    }

    fn put(&self, office: &str, rows: &[Kept]) -> Answer<()> {
        let sites: Vec<String> = rows.iter().map(|row| row.line.site.to_string()).collect();
        let mut values: Vec<&(dyn ToSql + Sync)> = vec![&office];
        let mut places = Vec::with_capacity(rows.len());
        let records: Vec<&[u8]> = rows.iter().map(|row| &row.line.record.as_bytes()[..]).collect();
        for ((Kept { line, ledger, hash }, site), record) in rows.iter().zip(&sites).zip(&records) {
            let Line { number, batch, stamp: Stamp { at, actor, os }, op, reason, origin, body, .. } = line;
            let first = values.len() + 1;
            values.extend([site as &(dyn ToSql + Sync), number, ledger, batch, at, actor, os, op]);
            values.extend([record as &(dyn ToSql + Sync), reason, origin, body, hash]);
            let numbers: Vec<String> = (first..=values.len()).map(|number| format!("${number}")).collect();
            places.push(format!("($1, {})", numbers.join(", ")));
        }
        let places = places.join(", ");
        let put = format!("INSERT INTO qjcppcc.entry (office, site, {COLUMNS}) VALUES {places}");
        self.ask(&put, &values).map(drop)
    }
}

/// Reads from one state of the ledger file, and lets go of it before the server is asked again.
fn read<T>(store: &mut Store, work: impl FnOnce(&Store) -> Result<T>) -> Result<T> {
    store.read_on()?;
    let read = work(store);
    store.let_go();
    read
}

/// The hash of an entry of a site, as it is here.
fn hash_at(store: &Store, site: Uuid, number: i64) -> Result<Vec<u8>> {
    let ends = store.ends_at(&[(site, number)])?;
    Ok(ends.into_iter().find(|end| end.site == site).map_or_else(Vec::new, |end| end.hash))
}

/// Whether a site is that of this file.
fn is_own(store: &Store, site: Uuid) -> bool {
    store.sites().is_none_or(|sites| sites.own().is_some_and(|own| own.id == site))
}

fn not_writable(name: &str, site: Uuid) -> Error {
    refused!("site_not_writable": "服务器没有让这个登录写站点 {name}（{site}），什么也没有送出",
        "the server does not let this login write the site {name} ({site}); nothing was sent";
        "请管理员执行 qjcppcc sync init 在本机印出的“每个站点一次”",
        "have its keeper run what qjcppcc sync init prints here for each site")
}
