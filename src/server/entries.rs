//! The entries of an office on a server: how far each chain goes, what is new there, and what is sent.

use std::collections::HashMap;

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::connection::{Answer, Fault, Server};
use crate::error::{Error, Result};
use crate::store::{ChainEnd, LEDGER_VERSION, Line, Stamp, Store, Taken, hash_of};

/// So many entries go one way at a time.
const AT_ONCE: usize = 300;

/// What the server has that is not here.
#[derive(Default)]
pub struct There {
    /// Entries that both have, with the hashes that the server has.
    pub starts: Vec<ChainEnd>,
    /// How far its chains go.
    pub ends: Vec<ChainEnd>,
    /// What is new.
    pub lines: Vec<Line>,
    /// The sites whose chains go on otherwise there than here.
    pub forked: Vec<Uuid>,
    /// Whether something there is of a newer program.
    pub is_newer: bool,
}

/// An entry as it stands on the server: the entry, the version of the ledger file that it was written for, and its hash.
struct Kept {
    line: Line,
    ledger: i64,
    hash: Vec<u8>,
}

const COLUMNS: &str = "number, ledger, batch, at, actor, os, op, record, reason, origin, body, hash";

impl Server {
    /// Sees to it that this login belongs to the office: of any other the server would say that nothing is there.
    pub fn admits(&self, office: &str) -> Answer<()> {
        let member = "SELECT 1 FROM pg_catalog.pg_roles
             WHERE rolname = $1::text::name AND pg_catalog.pg_has_role(oid, 'MEMBER')";
        if self.ask(member, &[&office])?.is_empty() {
            return Err(refused!("not_of_office": "服务器上没有单位“{office}”，或这个登录不属于它",
                "there is no office “{office}” on the server, or this login does not belong to it";
                "核对名称；或请管理员执行 qjcppcc sync init 印出的语句",
                "check the name, or have its keeper run what qjcppcc sync init prints")
            .into());
        }
        Ok(())
    }

    /// Reads what is new for a ledger file, from one and the same state of the server.
    pub fn look(&self, office: &str, store: &mut Store) -> Answer<There> {
        self.tell("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
        let mut there = There::default();
        let here = read(store, Store::chain_ends)?;
        for mut last in self.ends(office)? {
            let known = here.iter().find(|end| end.site == last.site);
            let (mine, before) = known.map_or((0, Vec::new()), |end| (end.entries, end.hash.clone()));
            last.name = known.map_or_else(String::new, |end| end.name.clone());
            if last.hash == before {
                continue;
            }
            if let Some(parted) = self.parted(office, store, &last, mine.min(last.entries))? {
                there.forked.push(last.site);
                there.starts.push(parted);
                continue;
            }
            if last.entries > mine {
                there.is_newer |= self.follow(office, (&mut last, mine, before), &mut there.lines)?;
            }
            there.ends.push(last);
        }
        self.tell("COMMIT")?;
        Ok(there)
    }

    /// How far each chain goes.
    fn ends(&self, office: &str) -> Answer<Vec<ChainEnd>> {
        // The key alone says how far each goes, and is read without the entries.
        let ends = "SELECT e.site, e.number, e.hash FROM qjcppcc.entry e
             JOIN (SELECT site, max(number) AS number FROM qjcppcc.entry WHERE office = $1 GROUP BY site) last
               ON e.site = last.site AND e.number = last.number
             WHERE e.office = $1 ORDER BY e.site";
        let mut found = Vec::new();
        for row in self.ask(ends, &[&office])? {
            let (site, entries, hash) = (self.cell::<String>(&row, 0)?, self.cell(&row, 1)?, self.cell(&row, 2)?);
            let Ok(site) = site.parse() else { continue };
            found.push(ChainEnd { site, name: String::new(), entries, hash });
        }
        Ok(found)
    }

    fn hash_at(&self, office: &str, site: Uuid, number: i64) -> Answer<Option<Vec<u8>>> {
        let hash = "SELECT hash FROM qjcppcc.entry WHERE office = $1 AND site = $2 AND number = $3";
        self.ask(hash, &[&office, &site.to_string(), &number])?.first().map(|row| self.cell(row, 0)).transpose()
    }

    /// The first entry up to this one that is another one there than here.
    fn parted(&self, office: &str, store: &mut Store, end: &ChainEnd, upto: i64) -> Answer<Option<ChainEnd>> {
        let mut other = |entries: i64| -> Answer<Option<ChainEnd>> {
            let is_last = entries == end.entries;
            let hash = if is_last { Some(end.hash.clone()) } else { self.hash_at(office, end.site, entries)? };
            let here = read(store, |store| hash_at(store, end.site, entries))?;
            Ok(hash.filter(|hash| *hash != here).map(|hash| ChainEnd { entries, hash, ..end.clone() }))
        };
        let mut found = if upto == 0 { None } else { other(upto)? };
        let mut same = 0;
        while let Some(first) = found.as_ref().map(|found| found.entries).filter(|first| first - same > 1) {
            let middle = i64::midpoint(same, first);
            match other(middle)? {
                None => same = middle,
                earlier => found = earlier,
            }
        }
        Ok(found)
    }

    /// Reads a chain from an entry on, up to its end, or to the first entry that does not follow from those before: there it ends.
    /// Answers whether a newer program has written some of it.
    fn follow(
        &self,
        office: &str,
        (end, mut number, mut before): (&mut ChainEnd, i64, Vec<u8>),
        lines: &mut Vec<Line>,
    ) -> Answer<bool> {
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
                    return Ok(true);
                }
                let is_next = line.number == number + 1;
                number = line.number;
                before = hash_of(&before, &line);
                lines.push(line);
                if !is_next || before != hash {
                    (end.entries, end.hash) = (number, hash);
                    return Ok(false);
                }
            }
        }
        Ok(false)
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

    /// Sends what the server lacks of the chains that this login may write, but for those, in one transaction; a rehearsal sends nothing.
    /// Answers what it was.
    pub fn send(&self, office: &str, store: &mut Store, but: &[Uuid], dry: bool) -> Answer<Vec<Taken>> {
        let writable = self.writable(&read(store, Store::chain_ends)?)?;
        self.tell("BEGIN")?;
        let there = self.ends(office)?;
        let lacking = read(store, |store| {
            let (mut since, mut hashes, mut sent, mut rows) = (Vec::new(), HashMap::new(), Vec::new(), Vec::new());
            let here = store.chain_ends()?;
            for ChainEnd { site, name, entries, .. } in &here {
                let kept = there.iter().find(|end| end.site == *site);
                let number = kept.map_or(0, |end| end.entries);
                since.push((*site, number));
                if number >= *entries || but.contains(site) {
                    continue;
                }
                if writable.contains(site) {
                    let hash = hash_at(store, *site, number)?;
                    if kept.is_some_and(|kept| kept.hash != hash) {
                        // Somebody else has sent another chain just now.
                        return Ok(None);
                    }
                    hashes.insert(*site, hash);
                    sent.push(Taken { site: *site, name: name.clone(), from: number + 1, to: *entries });
                } else if is_own(store, *site) {
                    return Err(not_writable(name, *site));
                }
            }
            let signed = |line: Line| {
                if let Some(hash) = hashes.get_mut(&line.site) {
                    *hash = hash_of(hash, &line);
                    rows.push(Kept { hash: hash.clone(), line, ledger: LEDGER_VERSION });
                }
                Ok(())
            };
            if !sent.is_empty() {
                store.lines_since(&since, signed)?;
            }
            let altered = here.iter().find(|end| hashes.get(&end.site).is_some_and(|hash| *hash != end.hash));
            altered.map_or(Ok(Some((sent, rows))), |end| Err(altered_here(&end.name)))
        })?;
        let Some((sent, rows)) = lacking else { return Err(Fault::Again) };
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

fn altered_here(name: &str) -> Error {
    refused!("altered_here": "{name} 的流水在本机被改动过，什么也没有送出", "entries of {name} were altered here; nothing was sent";
        "先核对：qjcppcc verify", "check them first: qjcppcc verify")
}
