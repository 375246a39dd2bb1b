//! Entries gone through again from the first one, and stores in memory: as the ledger stood once, some of its records then and now, the
//! motions of one session.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::change::{Change, Finished, base};
use super::connection::Store;
use super::engine;
use super::entry::{Again, Entry, HISTORY, Op, Stamp, altered, follow, last, walk};
use super::log::record_at;
use super::postings::{Before, Postings, children, family};
use super::query::Query;
use super::record_table::RecordTable;
use super::row::{all, first_column, key_of, one, record_by_key, run};
use super::sites::{self, Site, Sites};
use super::state::State;
use super::terms::{self, count_otherwise};
use super::waiting::{self, Late};
use crate::error::Result;
use crate::figure::{Reading, figures};
use crate::ledger::{
    CLAIMS, CLOSINGS, LATE, Ledger, MOTIONS, PUBLICATIONS, RECIPES, Record, SETTINGS, VOCABULARY, WORDINGS, term_of,
};
use crate::vocabulary::Vocabulary;

impl Store {
    /// The store as it stood once, in memory. Exit 6 when an entry up to there is damaged.
    pub fn as_of(&self, state: &State) -> Result<Store> {
        let State::Upto(seq) = *state else { return self.replayed(state) };
        if self.sites.is_some() {
            return self.replayed(state);
        }
        let last = last(&self.connection)?.map_or(0, |(seq, ..)| seq);
        if last.saturating_sub(seq) > last / 5 || self.words_count_otherwise(seq, true).unwrap_or(true) {
            return self.replayed(state);
        }
        follow(&self.connection, seq, &mut |_, _, _| Ok(()))?;
        // Where what is derived is not what it should be, it can only be made anew.
        self.copied().and_then(|copy| copy.taken_back(seq)).or_else(|_| self.replayed(state))
    }

    /// All of it, page by page, in memory.
    fn copied(&self) -> Result<Store> {
        let mut connection = Connection::open_in_memory()?;
        engine::harden(&connection)?;
        let page: i64 = self.connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        connection.pragma_update(None, "page_size", page)?;
        // Of what is just being changed there is no copy.
        if Backup::new(&self.connection, &mut connection)?.step(-1)? != StepResult::Done {
            return Err(altered(0));
        }
        Ok(Store { connection, path: None, vocabulary: self.vocabulary.clone(), sites: None })
    }

    /// Takes back what was changed after an entry, where no word has other records count otherwise since.
    fn taken_back(mut self, seq: i64) -> Result<Store> {
        self.lock()?;
        let connection = &self.connection;
        let touched = "SELECT key FROM entry e JOIN record r ON r.id = e.record WHERE e.seq > ?1";
        let touched: BTreeSet<i64> = first_column(connection, touched, [seq])?;
        let (mut records, mut postings) = (RecordTable::of(connection), Postings::of(connection, connection));
        let mut earlier = Vec::new();
        for key in touched {
            let record = self.record_at(key, seq)?;
            postings.touch(family(connection, key)?, &self.vocabulary)?;
            for parent in record.iter().flat_map(|record| &record.of) {
                let parent = records.key_of(*parent)?;
                postings.touch(children(connection, parent)?.into_iter().chain([parent]), &self.vocabulary)?;
            }
            earlier.push((key, record));
        }
        let base = base(connection)?;
        for (key, record) in earlier {
            if let Some(now) = term_of(&record_by_key(connection, connection, key)?) {
                let then = record.as_ref().filter(|record| record.void.is_none()).and_then(term_of);
                terms::learn(connection, base, then.as_ref().unwrap_or(&now), then.is_none())?;
            }
            if let Some(record) = record {
                let head = format!("SELECT max(added) FROM ({HISTORY}) WHERE added <= ?2");
                let head: i64 = one(connection, &head, params![record.id.as_bytes(), seq], |row| Ok(row.get(0)?))?;
                records.update(key, &record, head)?;
                records.switch(key, record.void.is_some(), head)?;
            } else {
                let old = if let Some(Before::Known(old)) = postings.touched.remove(&key) { old } else { Vec::new() };
                postings.withdraw(key, &old)?;
                run(connection, "DELETE FROM link WHERE child = ?1", [key])?;
                run(connection, "DELETE FROM record WHERE key = ?1", [key])?;
            }
        }
        run(connection, "DELETE FROM entry WHERE seq > ?1", [seq])?;
        run(connection, "DELETE FROM clock WHERE seq > ?1", [seq])?;
        self.vocabulary = terms::read(connection)?;
        postings.settle(&self.vocabulary, None)?;
        connection.execute_batch("COMMIT")?;
        drop((records, postings));
        Ok(self)
    }

    /// The same, made anew from the entries up to there, of whatever version they are.
    pub(super) fn replayed(&self, state: &State) -> Result<Store> {
        let mut copy = Store::memory()?;
        copy.lock()?;
        replay(&self.connection, state, &copy.connection, true, &copy.vocabulary, &|_| Ok(()))?;
        copy.connection.execute_batch("COMMIT")?;
        let has_sites = sites::are_several(&copy.connection)?;
        copy.read_again(has_sites)?;
        Ok(copy)
    }
}

/// Goes through the entries of `from` again that a state has, each of which must come out as it is, and makes the rows of empty
/// `tables`; those of the entries, too, if it `keeps` them there. Rows are derived when all are in: what a record contributes
/// depends on the others as they stand in the end. `go_on` is asked after each. Answers how many entries there were, and the words
/// they have left.
pub fn replay(
    from: &Connection,
    state: &State,
    tables: &Connection,
    keeps: bool,
    words: &Vocabulary,
    go_on: &dyn Fn(i64) -> Result<()>,
) -> Result<(i64, Vocabulary)> {
    let sites = Sites::of(from)?;
    let mut words = words.clone();
    if let Some(sites) = &sites {
        words = base(from)?.clone();
        terms::begin(tables, &words)?;
        if keeps { sites.begin_beside(tables)? } else { run(tables, "DELETE FROM waiting", []).map(drop)? }
    }
    let late = sites.as_ref().map_or_else(|| Ok(Late::default()), |sites| Late::of(from, sites, state))?;
    let mut change = Change::repeated(tables, Some(from).filter(|_| !keeps), words);
    change.expect_many()?;
    walk(from, state.last(), &mut |entry, clock| {
        if !state.has(sites.as_ref(), &entry) {
            return Ok(());
        }
        let seq = entry.seq;
        change.repeat(&entry, clock, &late).map_err(|error| altered(seq).hint(error.message))?;
        go_on(seq)
    })?;
    let Finished { seq: entries, vocabulary: words, .. } = change.finish()?;
    if sites.is_some() {
        sites::write(tables)?;
    }
    Ok((entries, words))
}

impl Change<'_> {
    /// Repeats an entry that was let in before; one of several sites may have to wait.
    fn repeat(&mut self, entry: &Entry, clock: &str, late: &Late) -> Result<()> {
        let (site, number, since_first) = (entry.site, entry.number, entry.seq - entry.batch);
        let again = || Again { site, number, since_first, hash: entry.hash.clone(), clock: clock.to_owned() };
        self.chain.stamp = entry.stamp.clone();
        self.chain.origin.clone_from(&entry.origin);
        self.chain.again = Some(again());
        self.records.site = site;
        if site == 0 {
            return self.redo(entry, false);
        }
        let years = late.years(site, number);
        let rests = self.rests(entry)?;
        if let Some(known) = rests
            && years.is_empty()
        {
            return self.redo(entry, known);
        }
        let mut year = if rests.is_none() { waiting::year_of(self.connection, entry)? } else { None };
        if let Some(known) = rests {
            year = self.tried(years, |change| change.redo(entry, known))?;
            if year.is_none() {
                return Ok(());
            }
            self.chain.seq -= 1;
            self.chain.again = Some(again());
        }
        let content = entry.record.content_text();
        self.chain.append(entry.op, &entry.record, &content, entry.reason.as_deref())?;
        waiting::wait(self.connection, self.chain.seq, year)
    }

    /// Whether what an entry changes was there before it; `None` where that, or what it hangs on, has not come or is waiting.
    fn rests(&mut self, entry: &Entry) -> Result<Option<bool>> {
        let known = self.records.known_key(entry.record.id)?.is_some();
        for parent in &entry.record.of {
            if self.records.known_key(*parent)?.is_none() {
                return Ok(None);
            }
        }
        Ok((known || entry.op == Op::Add).then_some(known))
    }

    /// Does again what an entry says, of a record that is `known` already where two sites have added it.
    fn redo(&mut self, Entry { op, record, reason, .. }: &Entry, known: bool) -> Result<()> {
        let reason = reason.as_deref();
        match op {
            Op::Add if known => self.add_again(record, reason),
            Op::Add => {
                let mut added = record.clone();
                self.add_because(&mut added, reason)?;
                if added.no == record.no { Ok(()) } else { Err(altered(self.chain.seq)) }
            }
            Op::Edit => self.edit(record, reason),
            Op::Void => self.void(record, reason.unwrap_or_default()),
            Op::Unvoid => self.unvoid(record, reason.unwrap_or_default()),
        }
    }
}

/// The records touched after entry `?1` that can count up to the day `?3`: those of before, and the new ones that are of that day
/// or hang on one of before. What else is new counts on later days alone: on its own, on that of what hangs on it, or on one that
/// may not lie before these. Keys follow the order in which records were added.
const TOUCHED: &str = "
    WITH old (key) AS (SELECT coalesce((SELECT r.key FROM entry e JOIN record r ON r.id = e.record
        WHERE e.seq <= ?1 AND e.op = 'add' ORDER BY e.seq DESC LIMIT 1), 0)),
    touched (key, ledger) AS (
        SELECT r.key, r.ledger FROM record r NOT INDEXED WHERE r.key > (SELECT key FROM old) AND r.date <= ?3
        UNION SELECT r.key, r.ledger FROM link l JOIN record r ON r.key = l.child
            WHERE l.child > (SELECT key FROM old) AND l.parent <= (SELECT key FROM old)
        UNION SELECT r.key, r.ledger FROM entry e INDEXED BY entry_change CROSS JOIN record r ON r.id = e.record
            WHERE e.op <> 'add' AND e.seq > ?1 AND r.key <= (SELECT key FROM old))
    SELECT key FROM touched WHERE ledger NOT IN (SELECT value FROM json_each(?2))";

/// What moves no figure.
const SETTLED: [&Ledger; 7] = [PUBLICATIONS, CLAIMS, CLOSINGS, LATE, SETTINGS, WORDINGS, RECIPES];

fn listed(keys: &[&str]) -> String {
    keys.iter().copied().collect::<serde_json::Value>().to_string()
}

/// Some records of a ledger as they stood at two moments.
pub struct ThenAndNow {
    /// As they stood then.
    pub then: Store,
    /// As they stand now; `None` where the whole store has to be looked at.
    pub now: Option<Store>,
}

impl Store {
    /// The records that were touched after an entry and can count up to the `last` day of a period, counted `through` one of its
    /// days, and all that decide with them what they contribute, as they stood then and as they stand now. Whatever else there is
    /// contributes the same as then up to that day, so that a figure's records differ by what differs between the two. `None`
    /// where nothing that can move a figure was touched. Exit 5 when the file cannot be read; exit 6 when an entry is damaged.
    pub fn then_and_now(&self, state: &State, through: NaiveDate, last: NaiveDate) -> Result<Option<ThenAndNow>> {
        let State::Upto(seq) = *state else { return self.whole_then(state) };
        let touched = "SELECT 1 FROM entry e JOIN record r ON r.id = e.record
             WHERE e.seq > ?1 AND r.ledger NOT IN (SELECT value FROM json_each(?2)) LIMIT 1";
        let (settled, names) = (SETTLED.map(|ledger| ledger.key), listed);
        if !self.connection.prepare(touched)?.exists(params![seq, names(&settled)])? {
            return Ok(None);
        }
        if self.words_count_otherwise(seq, through == last)? {
            return Ok(Some(ThenAndNow { then: self.as_of(state)?, now: None }));
        }
        let settled = names(&[&settled[..], &[VOCABULARY.key]].concat());
        let mut keys: BTreeSet<i64> = first_column(&self.connection, TOUCHED, params![seq, settled, last.to_string()])?;
        for key in keys.clone() {
            let parents = self.record_at(key, seq)?.map(|record| record.of).unwrap_or_default();
            for parent in parents {
                keys.extend(key_of(&self.connection, parent)?);
            }
        }
        let small = self.both(&keys, seq)?;
        let all = self.sharing(&small, &keys, last)?;
        if all == keys { Ok(Some(small)) } else { self.both(&all, seq).map(Some) }
    }

    /// The same in a file of several sites, where the whole store has to be looked at.
    fn whole_then(&self, state: &State) -> Result<Option<ThenAndNow>> {
        let (State::Ends(ends), Some(sites)) = (state, &self.sites) else { return Ok(None) };
        let end = |site: &Site| ends.iter().find(|(id, _)| *id == site.id).map_or(0, |(_, entries)| *entries);
        let ends: serde_json::Map<_, _> =
            sites.all.iter().map(|site| (site.place.to_string(), end(site).into())).collect();
        let touched =
            "SELECT 1 FROM json_each(?1) n JOIN place p ON p.site = CAST(n.key AS INTEGER) AND p.number > n.value
             JOIN entry e ON e.seq = p.seq JOIN record r ON r.id = e.record
             WHERE r.ledger NOT IN (SELECT value FROM json_each(?2)) LIMIT 1";
        let settled = listed(&SETTLED.map(|ledger| ledger.key));
        let is_touched =
            self.connection.prepare(touched)?.exists(params![serde_json::Value::from(ends).to_string(), settled])?;
        if is_touched { Ok(Some(ThenAndNow { then: self.as_of(state)?, now: None })) } else { Ok(None) }
    }

    /// Whether what was said of words after an entry decides what records of before contribute; of a period that was not counted
    /// as a whole, any word does.
    fn words_count_otherwise(&self, seq: i64, is_whole: bool) -> Result<bool> {
        let said = "SELECT r.key, EXISTS (SELECT 1 FROM entry e WHERE e.record = r.id AND e.op <> 'add' AND e.op <> 'edit' AND e.seq > ?1)
             FROM record r WHERE r.ledger = ?2 AND r.head > ?1";
        let said: Vec<(i64, bool)> =
            all(&self.connection, said, params![seq, VOCABULARY.key], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let base = base(&self.connection)?;
        for (key, came_or_went) in said {
            let now = record_by_key(&self.connection, &self.connection, key)?;
            let (then, Some(said)) = (self.record_at(key, seq)?, term_of(&now)) else { continue };
            let is_void = then.as_ref().is_some_and(|then| then.void.is_some());
            let then = then.as_ref().and_then(term_of);
            let old = then.as_ref().or_else(|| base.term(said.set, &said.ledger, &said.key));
            if !is_whole || came_or_went || is_void || count_otherwise(said.set, old, Some(&said)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Some records and all that hangs together with them, at both moments.
    fn both(&self, keys: &BTreeSet<i64>, seq: i64) -> Result<ThenAndNow> {
        let (mut then, mut now) = (Vec::new(), Vec::new());
        for key in self.kin(keys)? {
            then.extend(self.record_at(key, seq)?);
            now.push(record_by_key(&self.connection, &self.connection, key)?);
        }
        Ok(ThenAndNow { then: self.of_records(then)?, now: Some(self.of_records(now)?) })
    }

    /// Records with all that they hang on, that hangs on them, and so on.
    fn kin(&self, keys: &BTreeSet<i64>) -> Result<BTreeSet<i64>> {
        let keys = keys.iter().copied().collect::<serde_json::Value>().to_string();
        first_column(
            &self.connection,
            "WITH RECURSIVE kin (key) AS (
                SELECT value FROM json_each(?1)
                UNION SELECT child FROM kin JOIN link ON parent = kin.key
                UNION SELECT parent FROM kin JOIN link ON child = kin.key)
             SELECT key FROM kin",
            [keys],
        )
    }

    /// These and the records that count once with one of them up to a day, at either moment: which is the first depends on all.
    fn sharing(&self, small: &ThenAndNow, keys: &BTreeSet<i64>, last: NaiveDate) -> Result<BTreeSet<i64>> {
        let once = figures(&self.vocabulary).into_iter();
        let once = once.filter(|figure| matches!(figure.reading, Reading::Once | Reading::Present));
        let once = once.map(|figure| figure.key.into_owned()).collect::<serde_json::Value>().to_string();
        let subjects = "SELECT figure, subject FROM posting
             WHERE figure IN (SELECT value FROM json_each(?1)) AND date <= ?2 AND subject <> ''";
        let last = last.to_string();
        let mut things: BTreeSet<(String, String)> = BTreeSet::new();
        for store in [Some(&small.then), small.now.as_ref()].into_iter().flatten() {
            let found: Vec<_> = all(&store.connection, subjects, [&once, &last], |row| Ok((row.get(0)?, row.get(1)?)))?;
            things.extend(found);
        }
        let mut others = keys.clone();
        let records = "SELECT record FROM posting WHERE figure = ?1 AND date <= ?2 AND subject = ?3";
        for (figure, subject) in things {
            others.extend(first_column::<i64, Vec<_>>(&self.connection, records, [&figure, &last, &subject])?);
        }
        Ok(others)
    }

    fn record_at(&self, key: i64, seq: i64) -> Result<Option<Record>> {
        let id = one(&self.connection, "SELECT id FROM record WHERE key = ?1", [key], |row| Ok(row.get(0)?))?;
        record_at(&self.connection, Uuid::from_bytes(id), seq)
    }

    /// A store in memory with these records and the words of this one.
    fn of_records(&self, mut records: Vec<Record>) -> Result<Store> {
        let mut copy = Store::memory()?;
        copy.lock()?;
        copy.vocabulary = self.vocabulary.clone();
        records.sort_by_key(|record| record.ledger.depth());
        copy.change(&Stamp::nobody(), false, |change: &mut Change| {
            if records.len() >= Change::MANY {
                change.expect_many()?;
            }
            change.exported = true;
            records.iter_mut().try_for_each(|record| change.add_as_it_stands(record))
        })?;
        Ok(copy)
    }
}

impl Store {
    /// The motions of a session with what hangs on them, the roster, the office's rules and templates; none where no motion is of it.
    pub fn of_session(&self, session: &str) -> Result<Option<Store>> {
        let mut copy = Store::memory()?;
        copy.vocabulary = self.vocabulary.clone();
        let transaction = copy.connection.transaction()?;
        let mut change = Change::repeated(&transaction, None, self.vocabulary.clone());
        // Each of them keeps its number and the site that has given it.
        let labels = self.sites.as_ref().map_or_else(Vec::new, Sites::labels);
        let place = |record: &Record| {
            let site =
                labels.iter().position(|label| record.site.is_some() && label.as_deref() == record.site.as_deref());
            site.and_then(|site| i64::try_from(site).ok()).unwrap_or_default()
        };
        for ledger in [Some(SETTINGS), Some(WORDINGS), Ledger::find("member")].into_iter().flatten() {
            self.each(&Query::by_number(ledger), |mut record| {
                change.records.site = place(&record);
                change.add(&mut record)
            })?;
        }
        let mut motions: HashSet<Uuid> = HashSet::new();
        for ledger in MOTIONS.with_children() {
            self.each(&Query::by_number(ledger), |mut record| {
                let is_of = match record.of.first() {
                    Some(motion) => motions.contains(motion),
                    None => record.text("session") == Some(session),
                };
                if !is_of {
                    return Ok(());
                }
                // Merged into a motion of another session it hangs on its own alone.
                record.of.retain(|motion| motions.contains(motion));
                motions.extend((!ledger.is_child()).then_some(record.id));
                change.records.site = place(&record);
                change.add(&mut record)
            })?;
        }
        change.finish()?;
        transaction.commit()?;
        engine::name_sites(&copy.connection, labels)?;
        Ok((!motions.is_empty()).then_some(copy))
    }
}
