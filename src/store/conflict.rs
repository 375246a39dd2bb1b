//! Records that two sites have changed without knowing of each other: the later entry stands, both stay in the log, until a further one that
//! knows both settles it.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::connection::Store;
use super::entry::{Entry, HISTORY, Op, READ_PLACED, entry_of};
use super::row::{all, first};
use crate::error::Result;
use crate::text::hex;

/// A record that two sites have changed.
pub struct Conflict {
    /// What no longer holds.
    pub lost: Entry,
    /// What stands.
    pub stands: Entry,
}

/// The records that entries of several sites have changed, and those that were added again.
const CHANGED: &str = "SELECT e.record, NULL FROM entry e INDEXED BY entry_change JOIN place p ON p.seq = e.seq JOIN record r ON r.id = e.record
        JOIN place a ON a.seq = r.added WHERE e.op <> 'add' AND p.site <> a.site
    UNION SELECT e.record, e.seq FROM entry e JOIN record r ON r.id = e.record WHERE e.op = 'add' AND e.seq <> r.added";

/// So many letters of a hash name the entry that another one rests on.
const LETTERS: usize = 12;

/// The beginning of the hash of the entry that says how a record is, where that is one of another site.
pub(super) fn rests_on(connection: &Connection, record: Uuid, own: i64) -> Result<Option<String>> {
    let head = "SELECT lower(substr(hex(e.hash), 1, 12)), p.site FROM record r JOIN place p ON p.seq = r.head
         JOIN entry e ON e.seq = r.head WHERE r.id = ?1";
    let head: Option<(String, i64)> =
        first(connection, head, [record.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(head.filter(|(_, site)| *site != own).map(|(hash, _)| hash))
}

impl Store {
    /// What two sites have changed without knowing of each other, and nobody has settled; the earliest first.
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        if self.sites.is_none() {
            return Ok(Vec::new());
        }
        let changed: Vec<([u8; 16], Option<i64>)> =
            all(&self.connection, CHANGED, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut shared: BTreeMap<[u8; 16], Vec<i64>> = BTreeMap::new();
        for (id, again) in changed {
            shared.entry(id).or_default().extend(again);
        }
        let entries = format!(
            "{READ_PLACED} WHERE (seq IN ({HISTORY}) OR seq IN (SELECT value FROM json_each(?2)))
             AND seq NOT IN (SELECT seq FROM waiting) ORDER BY seq"
        );
        let mut found = Vec::new();
        for (id, again) in shared {
            let again = serde_json::Value::from(again).to_string();
            let entries: Vec<Entry> = all(&self.connection, &entries, params![id, again], entry_of)?;
            found.extend(unsettled(&entries));
        }
        found.sort_by_key(|conflict| conflict.stands.seq);
        Ok(found)
    }
}

/// The last two entries of a record of which the later does not know the earlier and says something else, unless a later one knows it.
fn unsettled(entries: &[Entry]) -> Option<Conflict> {
    let mut open = None;
    for (at, entry) in entries.iter().enumerate().skip(1) {
        let head = &entries[at - 1];
        let own_last = entries[..at].iter().rev().find(|before| before.site == entry.site);
        let on = entry.origin.as_ref().and_then(|origin| origin.on.as_deref());
        let knows = on.map_or_else(|| own_last.is_some_and(|own| own.seq == head.seq), |on| hash_of(head) == on);
        if knows {
            open = None;
        } else if (head.op == Op::Void, head.record.body()) != (entry.op == Op::Void, entry.record.body()) {
            open = Some((at - 1, at));
        }
    }
    let (lost, stands) = open?;
    Some(Conflict { lost: entries[lost].clone(), stands: entries[stands].clone() })
}

fn hash_of(entry: &Entry) -> String {
    hex(&entry.hash[..entry.hash.len().min(LETTERS / 2)])
}
