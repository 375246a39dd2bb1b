//! A copy of a ledger file that goes on as another site, from now on or from an entry on: those entries are signed anew, in a chain of
//! their own.

use uuid::Uuid;

use super::connection::Store;
use super::entry::{Origin, next_moment};
use super::growth::renew;
use super::merge::{Line, hash_of};
use super::row::{first, run};
use super::sites::{self, Sites, identity};
use crate::error::Result;

impl Store {
    /// Makes this file that of another site, from the entry of its own chain with that number on; without one, from the next entry on.
    /// `now` is the moment in UTC. Exit 4 where no change begins with that entry.
    pub fn fork(&mut self, from: Option<i64>, now: &str, dry: bool) -> Result<()> {
        self.lock()?;
        let forked = self.go_own_way(from, now);
        if dry || forked.is_err() {
            self.let_go();
            return forked;
        }
        self.connection.execute_batch("COMMIT")?;
        self.read_again(true)
    }

    fn go_own_way(&mut self, from: Option<i64>, now: &str) -> Result<()> {
        let is_first = self.sites.is_none();
        if is_first {
            sites::begin(&self.connection)?;
            self.sites = Some(Sites::read(&self.connection)?);
        }
        let own = self.sites.as_ref().and_then(Sites::own).map(|own| (own.id, own.place));
        let (mut moved, mut before) = (Vec::new(), None);
        if let (Some(from), Some((own, place))) = (from, own) {
            self.lines_since(&[(own, from - 1)], |line| {
                moved.extend((line.site == own).then_some(line));
                Ok(())
            })?;
            if moved.first().is_none_or(|first| first.batch != from) {
                return Err(refused!("no_change_there": "第{from}条不是本站点一次改动的第一条",
                    "entry {from} is not the first one of a change of this site"; "看流水：qjcppcc log", "see the entries: qjcppcc log"));
            }
            let clock = "SELECT coalesce(c.at, e.at) FROM entry e LEFT JOIN clock c ON c.seq = e.seq
                 WHERE e.seq < (SELECT seq FROM place WHERE site = ?1 AND number = ?2) ORDER BY e.seq DESC LIMIT 1";
            before = first(&self.connection, clock, [place, from], |row| Ok(row.get::<_, String>(0)?))?;
            let later = "DELETE FROM entry WHERE seq IN (SELECT seq FROM place WHERE site = ?1 AND number >= ?2)";
            run(&self.connection, later, [place, from])?;
            run(&self.connection, "DELETE FROM place WHERE site = ?1 AND number >= ?2", [place, from])?;
        }
        run(&self.connection, "UPDATE here SET site = x''", [])?;
        sites::write(&self.connection)?;
        self.sites = Some(Sites::read(&self.connection)?);
        let Some(from) = from else { return if is_first { renew(&self.connection).map(drop) } else { Ok(()) } };
        let lines = signed_anew(moved, from, before.as_deref());
        let site = lines.first().map(|line| line.site).unwrap_or_default();
        self.take_in(&[], &[], lines.into_iter().map(Ok), now)?;
        run(&self.connection, "DELETE FROM arrival WHERE site = ?1", [site.as_bytes()])?;
        run(&self.connection, "UPDATE here SET site = ?1", [site.as_bytes()]).map(drop)
    }
}

/// The same entries as the chain of a site of their own.
fn signed_anew(moved: Vec<Line>, from: i64, before: Option<&str>) -> Vec<Line> {
    let (mut hash, mut lines, mut site) = (Vec::new(), Vec::with_capacity(moved.len()), Uuid::nil());
    for mut line in moved {
        line.number -= from - 1;
        line.batch -= from - 1;
        // What takes back an entry of before takes back one of another site now, which only its reason says.
        let here = |number: Option<i64>| number.map(|number| number - from + 1).filter(|number| *number > 0);
        let mut origin = line.origin.as_deref().and_then(Origin::read);
        origin = origin.map(|it| Origin { undo: here(it.undo), redo: here(it.redo), ..it });
        // It comes after all that it may rest on.
        if let Some(before) = before.filter(|before| line.number == 1 && *line.stamp.at <= **before) {
            origin.get_or_insert_default().clock = Some(next_moment(before));
        }
        line.origin = origin.map(|origin| origin.text());
        hash = hash_of(&hash, &line);
        if line.number == 1 {
            site = identity(&hash);
        }
        lines.push(Line { site, ..line });
    }
    lines
}
