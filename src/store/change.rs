//! A change under way: an entry for every record that is new or says something else, and all that follows from it.

use chrono::NaiveDate;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::bulk::Bulk;
use super::closed_years::Guard;
use super::conflict::rests_on;
use super::entry::{Chain, Op, Origin, Stamp};
use super::postings::{Before, Postings, children, family, parents};
use super::record_table::RecordTable;
use super::rollup::Rollup;
use super::roster::Roster;
use super::row::{first, first_column, record_by_key};
use super::sites::{self, Sites};
use super::terms;
use super::undo::undo_by_reason;
use crate::error::Result;
use crate::ledger::{
    Breach, CLOSINGS, Kin, LATE, Ledger, MOTIONS, PUBLICATIONS, Posting, Record, SETTINGS, SITES, VOCABULARY, WORDINGS,
    alone, known_words, postings, profile_id, term_of,
};
use crate::vocabulary::{Set, Vocabulary, common_vocabulary, seed_vocabulary};

/// The words that a file starts with: the default ones, or those of every office where the first entry of a site begins a profile of its own.
pub(super) fn base(entries: &Connection) -> Result<&'static Vocabulary> {
    let begins =
        if sites::are_several(entries)? { "seq IN (SELECT seq FROM place WHERE number = 1)" } else { "seq = 1" };
    let begins = format!("SELECT 1 FROM entry WHERE {begins} AND record = ?1");
    let is_own = entries.prepare_cached(&begins)?.exists([profile_id().as_bytes()])?;
    Ok(if is_own { common_vocabulary() } else { seed_vocabulary() })
}

/// What only the office says.
const OF_THE_OFFICE: [&Ledger; 6] = [VOCABULARY, SETTINGS, WORDINGS, PUBLICATIONS, CLOSINGS, LATE];

/// A change under way. Nothing is kept until the work is done and everything derived from it is in place.
pub struct Change<'s> {
    pub(super) connection: &'s Connection,
    /// Where the entries stand: a check replays those of one file into the tables of another.
    archive: &'s Connection,
    vocabulary: Vocabulary,
    pub(super) chain: Chain<'s>,
    pub(super) records: RecordTable<'s>,
    pub(super) postings: Postings<'s>,
    /// The new names on motions, each with the motion and its day.
    proposers: Vec<(Uuid, NaiveDate, String)>,
    /// What it takes back, if it is an undo or redo.
    pub(super) undoing: Option<Origin>,
    /// What a new change has to answer for; entries that are repeated were let in before.
    guard: Option<Guard>,
    /// Whether what is added now was let in before, as what an export has was: it comes in as it stood.
    pub exported: bool,
    /// Of a repeated entry of another site, what it does to closed years.
    watch: Option<Guard>,
    /// Whether all that is derived has to be made anew: other entries of other sites count after it.
    renews: bool,
    /// Whether it says what the site is called.
    names: bool,
}

/// What a change leaves behind.
pub(super) struct Finished {
    /// The place of its last entry, and the hash.
    pub seq: i64,
    pub hash: Vec<u8>,
    /// The words from now on.
    pub vocabulary: Vocabulary,
    /// Whether all that is derived has to be made anew.
    pub renews: bool,
}

impl<'s> Change<'s> {
    /// From so many new records on an empty store is better filled in one go.
    pub const MANY: usize = 1_000;

    /// A change of a ledger.
    pub(super) fn begin(
        connection: &'s Connection,
        stamp: &Stamp,
        vocabulary: Vocabulary,
        sites: Option<&Sites>,
    ) -> Result<Change<'s>> {
        let (chain, guard) = (Chain::of(connection, stamp.clone(), sites)?, Some(Guard::of(connection)?));
        let mut change = Change { chain, guard, ..Change::repeated(connection, None, vocabulary) };
        change.records.site = sites.map_or(0, Sites::own_place);
        change.records.some_wait = sites.is_some();
        Ok(change)
    }

    /// A change that repeats what was let in before. It makes the rows of `connection`; entries are written to the same place,
    /// unless they stand in the `archive` already.
    pub(super) fn repeated(
        connection: &'s Connection,
        archive: Option<&'s Connection>,
        words: Vocabulary,
    ) -> Change<'s> {
        let mut chain = Chain::new(connection, Stamp::nobody());
        chain.keeps = archive.is_none();
        let archive = archive.unwrap_or(connection);
        let (records, postings) = (RecordTable::of(connection), Postings::of(connection, archive));
        let (vocabulary, proposers, undoing, guard, watch) = (words, Vec::new(), None, None, None);
        let (exported, renews, names) = Default::default();
        Change {
            connection,
            archive,
            vocabulary,
            chain,
            records,
            postings,
            proposers,
            undoing,
            guard,
            exported,
            watch,
            renews,
            names,
        }
    }

    /// Puts everything derived from it in place.
    pub(super) fn finish(mut self) -> Result<Finished> {
        self.breaches()?;
        // A closed year is touched only with a reason, which is kept in the same change.
        if let Some(guard) = self.guard.take() {
            let theirs = self.closed_elsewhere()?;
            // What touches a year that another site has closed waits until that accepts it.
            self.renews |= guard.touches(&theirs);
            for mut record in guard.late_records(&theirs, &self.chain.hash)? {
                self.add(&mut record)?;
            }
        }
        if let Some(end) = self.chain.end().filter(|_| self.has_recorded()) {
            sites::go_on(self.connection, &end, self.names)?;
        }
        let Change { chain, vocabulary, renews, .. } = self;
        Ok(Finished { seq: chain.seq, hash: chain.hash, vocabulary, renews })
    }

    /// The years that other sites have closed.
    fn closed_elsewhere(&self) -> Result<Vec<i32>> {
        let Some(desk) = &self.chain.desk else { return Ok(Vec::new()) };
        let closed = "SELECT title FROM record r JOIN place p ON p.seq = r.head
             WHERE r.ledger = ?1 AND r.void = 0 AND p.site <> ?2";
        let years: Vec<String> = first_column(self.connection, closed, params![CLOSINGS.key, desk.site])?;
        Ok(years.iter().filter_map(|year| year.parse().ok()).collect())
    }

    /// The rules that the change breaks so far, each with the id of the record that does; whoever lets records in asks. What was
    /// broken before is left out.
    pub fn breaches(&mut self) -> Result<Vec<(Uuid, Breach)>> {
        if let Some(bulk) = self.records.bulk.take() {
            bulk.end(self.connection)?;
        }
        self.records.first = None;
        self.postings.settle(&self.vocabulary, self.guard.as_mut().or(self.watch.as_mut()))?;
        let mut breaches = std::mem::take(&mut self.postings.breaches);
        let mut proposers = std::mem::take(&mut self.proposers);
        proposers.sort_by_key(|(_, day, _)| *day);
        let mut roster: Option<Roster> = None;
        for (id, day, name) in proposers {
            let known = roster.take().filter(|roster| roster.day == day);
            let known = known.map_or_else(|| Roster::on(self.connection, self.archive, day), Ok)?;
            let doubt = roster.insert(known).doubt(&name)?;
            breaches.extend(doubt.map(|error| (id, Breach { figure: "", error })));
        }
        Ok(breaches)
    }

    /// Takes down whom a motion names, so that it can be said where several are called so.
    fn name(&mut self, record: &Record) {
        if record.ledger == MOTIONS && self.guard.is_some() && !self.exported {
            let names = record.names("proposer").iter();
            self.proposers.extend(names.map(|name| (record.id, record.date(), name.clone())));
        }
    }

    /// Lets the change touch closed years, and says why.
    pub fn allow_late(&mut self, why: &str, today: NaiveDate) {
        if let Some(guard) = &mut self.guard {
            guard.late = Some((why.to_owned(), today));
        }
    }

    /// Prepares for so many new records that they are better put in in one go. Answers whether the store is empty.
    pub fn expect_many(&mut self) -> Result<bool> {
        self.postings.sorted.get_or_insert_default();
        if self.records.bulk.is_none() {
            self.records.bulk = Bulk::begin(self.connection)?;
        }
        Ok(self.records.bulk.is_some())
    }

    /// Whether anything was recorded so far.
    pub fn has_recorded(&self) -> bool {
        self.chain.seq >= self.chain.batch
    }

    /// The words, with those this change has added.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The record with this id, as it stands in the middle of this change.
    pub fn record(&mut self, id: Uuid) -> Result<Option<Record>> {
        self.records.known_key(id)?.map(|key| record_by_key(self.connection, self.archive, key)).transpose()
    }

    /// Keeps a new record and gives it a number, unless it brings one that is free. Exit 4 when a record it hangs on is
    /// not there.
    pub fn add(&mut self, record: &mut Record) -> Result<()> {
        self.add_because(record, None)
    }

    /// Keeps a new record as it stands, void or not.
    pub fn add_as_it_stands(&mut self, record: &mut Record) -> Result<()> {
        self.add(record)?;
        match record.void.clone() {
            Some(reason) => self.void(record, &reason),
            None => Ok(()),
        }
    }

    /// Keeps a new record, with a reason.
    pub(super) fn add_because(&mut self, record: &mut Record, reason: Option<&str>) -> Result<()> {
        let content = record.content_text();
        let fresh = alone(record, &self.vocabulary);
        if !record.ledger.is_child() {
            self.postings.rollup.add(&fresh);
        }
        self.keep_new(record, &content, &fresh, reason)
    }

    /// Keeps a new record of which others have made ready what it says ([`Record::content_text`]) and what it
    /// contributes as long as nothing hangs on it ([`alone`]). If it hangs on nothing itself, they add that up, too
    /// ([`Change::add_up`]). Exit 4 when a record it hangs on is not there.
    pub fn add_ready(&mut self, record: &mut Record, content: &str, fresh: &[Posting]) -> Result<()> {
        self.keep_new(record, content, fresh, None)
    }

    /// Takes over what others have added up of the records that were made ready.
    pub fn add_up(&mut self, rollup: Rollup) {
        self.postings.given = rollup;
    }

    fn keep_new(&mut self, record: &mut Record, content: &str, fresh: &[Posting], reason: Option<&str>) -> Result<()> {
        record.no = self.records.free_number(record)?;
        self.name(record);
        self.touch_parents(record)?;
        self.keep_entry(Op::Add, record, content, reason)?;
        let key = self.records.insert(record, self.chain.seq)?;
        if record.ledger.is_child() {
            self.postings.touched.insert(key, Before::Known(Vec::new()));
            self.answer(key, Op::Add);
        } else {
            let doubtful = !self.exported && fresh.iter().any(|posting| posting.figure.starts_with("warn."));
            if doubtful && self.guard.is_some() {
                let (_, breaches) = postings(record, &Kin::default(), &self.vocabulary);
                self.postings.breaches.extend(breaches.into_iter().map(|breach| (record.id, breach)));
            }
            if let Some(guard) = self.guard.as_mut().or(self.watch.as_mut()) {
                guard.note(&[], fresh);
            }
            self.postings.enter(key, fresh)?;
        }
        self.learn(key, record)
    }

    /// Keeps what another site says of a record that is there already: it says that from now on, under the number that it has.
    pub(super) fn add_again(&mut self, record: &Record, reason: Option<&str>) -> Result<()> {
        let key = self.touch_family(record.id)?;
        self.touch_parents(record)?;
        self.keep_entry(Op::Add, record, &record.content_text(), reason)?;
        self.records.update(key, record, self.chain.seq)?;
        self.records.switch(key, false, self.chain.seq)?;
        self.learn(key, record)
    }

    /// Does some work and answers which of these years it touches: then nothing of it is left.
    pub(super) fn tried(&mut self, years: Vec<i32>, work: impl FnOnce(&mut Self) -> Result<()>) -> Result<Option<i32>> {
        self.breaches()?;
        self.connection.execute_batch("SAVEPOINT tried")?;
        let words = self.vocabulary.clone();
        self.watch = Some(Guard::against(years));
        work(self)?;
        self.breaches()?;
        let touched = self.watch.take().and_then(|guard| guard.first());
        if touched.is_some() {
            self.connection.execute_batch("ROLLBACK TO tried")?;
            self.vocabulary = words;
            self.records.forget_numbers();
        }
        self.connection.execute_batch("RELEASE tried")?;
        Ok(touched)
    }

    /// Keeps a record as it is now. Exit 4 when a record it hangs on is not there, or when it would move into another
    /// store.
    pub fn edit(&mut self, record: &Record, reason: Option<&str>) -> Result<()> {
        self.check_words(record)?;
        let key = self.touch_family(record.id)?;
        self.answer(key, Op::Edit);
        self.touch_parents(record)?;
        self.name(record);
        self.keep_entry(Op::Edit, record, &record.content_text(), reason)?;
        self.records.update(key, record, self.chain.seq)?;
        self.learn(key, record)
    }

    /// Keeps a record of the office's own in place of the old one, which comes back with its number if it was taken back. The record
    /// may be void, which takes the old one back.
    pub fn put(&mut self, record: &mut Record, why: &str) -> Result<()> {
        let Some(old) = self.record(record.id)? else { return self.add(record) };
        record.no = old.no;
        if record.void.is_some() {
            return self.void(&old, why);
        }
        if old.void.is_some() {
            self.unvoid(&old, why)?;
        }
        self.edit(record, None)
    }

    /// Takes a record out of every figure; it is kept with the reason.
    pub fn void(&mut self, record: &Record, reason: &str) -> Result<()> {
        self.switch(Op::Void, record, reason)
    }

    /// Puts a void record back exactly as it was. Exit 4 when it uses a word that is no longer there.
    pub fn unvoid(&mut self, record: &Record, reason: &str) -> Result<()> {
        self.check_words(record)?;
        self.switch(Op::Unvoid, record, reason)
    }

    fn switch(&mut self, op: Op, record: &Record, reason: &str) -> Result<()> {
        let key = self.touch_family(record.id)?;
        self.turn(op, key, record, &record.content_text(), reason)
    }

    /// Switches a record that is marked already.
    pub(super) fn turn(&mut self, op: Op, key: i64, record: &Record, content: &str, reason: &str) -> Result<()> {
        if op == Op::Unvoid {
            self.answer(key, op);
            self.postings.others_bear |= !record.ledger.is_child();
        }
        self.keep_entry(op, record, content, Some(reason))?;
        self.records.switch(key, op == Op::Void, self.chain.seq)?;
        self.learn(key, record)
    }

    /// Marks a record that an undo is about to switch, and its relatives: what they have contributed is made when all is done. One
    /// without relatives is settled at once.
    pub(super) fn mark(&mut self, op: Op, key: i64, record: &Record) -> Result<()> {
        let mut heads = if record.of.is_empty() { Vec::new() } else { parents(self.connection, key)? };
        // A total of what hangs on others hangs on nothing, and is no record by itself.
        let may_be_alone = heads.is_empty() && !record.ledger.is_child();
        if may_be_alone && !self.postings.touched.contains_key(&key) && children(self.connection, key)?.is_empty() {
            let all = alone(record, &self.vocabulary);
            let (old, fresh) = if op == Op::Void { (&all[..], &[][..]) } else { (&[][..], &all[..]) };
            if let Some(guard) = &mut self.guard {
                guard.note(old, fresh);
            }
            self.postings.withdraw(key, old)?;
            self.postings.rollup.add(fresh);
            return self.postings.enter(key, fresh);
        }
        heads.push(key);
        for head in heads {
            if self.postings.heads.insert(head) {
                for member in children(self.connection, head)?.into_iter().chain([head]) {
                    self.postings.touched.entry(member).or_insert(Before::Switched);
                }
            }
        }
        Ok(())
    }

    /// A record answers for the rules that it breaks, unless it was let in before; one that is changed and put back, as a new one.
    fn answer(&mut self, key: i64, op: Op) {
        if op == Op::Add && self.exported {
            self.postings.others_bear = true;
        } else if self.guard.is_some() {
            self.postings.answers.entry(key).and_modify(|op| *op = Op::Add).or_insert(op);
        }
    }

    /// A word may have been taken back since a record last used it.
    pub(super) fn check_words(&self, record: &Record) -> Result<()> {
        if self.guard.is_some() { known_words(record, &self.vocabulary) } else { Ok(()) }
    }

    /// What is done late is done for that reason, unless it has one of its own.
    fn keep_entry(&mut self, op: Op, record: &Record, content: &str, reason: Option<&str>) -> Result<()> {
        self.names |= record.ledger == SITES;
        let late = self.guard.as_ref().and_then(|guard| guard.late.as_ref());
        let reason = reason.or(late.map(|(why, _)| why.as_str()));
        if self.guard.is_some() {
            // Before undos said so themselves, they were known by their reason, which anybody can write.
            let plain = reason.and_then(undo_by_reason).map(|_| Origin::default());
            self.chain.origin = self.undoing.clone().or(plain);
            self.may_write(record)?;
            // Other entries wait from now on, or no longer.
            let is_of_closed = record.ledger == CLOSINGS && op != Op::Add;
            let accepts = record.ledger == LATE && record.text("entries").is_some();
            self.renews |= self.chain.desk.is_some() && (is_of_closed || accepts);
            if let Some(site) = self.chain.desk.as_ref().map(|desk| desk.site).filter(|_| op != Op::Add)
                && let Some(on) = rests_on(self.connection, record.id, site)?
            {
                self.chain.origin.get_or_insert_default().on = Some(on);
            }
        }
        self.chain.append(op, record, content, reason)
    }

    /// Words, settings, templates, publications and closed years are the office's: a site that is a desk leaves them to it.
    fn may_write(&self, record: &Record) -> Result<()> {
        if !OF_THE_OFFICE.contains(&record.ledger) {
            return Ok(());
        }
        let role = "SELECT body ->> 'role' FROM record r JOIN entry e ON e.seq = r.head
             WHERE r.ledger = ?1 AND r.site = ?2 AND r.void = 0 ORDER BY r.no DESC LIMIT 1";
        let role: Option<Option<String>> =
            first(self.connection, role, params![SITES.key, self.records.site], |row| Ok(row.get(0)?))?;
        if role.flatten().as_deref() != Some("desk") {
            return Ok(());
        }
        Err(refused!("office_only": "这里是站点（desk）：词语、设置、文稿模板、公布和关账由机关来做",
            "this is a desk: words, settings, templates, publications and closed years are up to the office";
            "请机关改好以后导入它的流水包；确实是机关的：qjcppcc site name 名称 --role office",
            "have the office do it and take in its bundle; if this is the office: qjcppcc site name NAME --role office"))
    }

    /// A word of the vocabulary is in force at once; one whose record is void is again what a new file says of it.
    fn learn(&mut self, key: i64, record: &Record) -> Result<()> {
        if record.ledger != VOCABULARY {
            return Ok(());
        }
        let Some(said) = term_of(record) else { return Ok(()) };
        let void = record_by_key(self.connection, self.archive, key)?.void.is_some();
        if self.chain.seq == 1 && record.id == profile_id() {
            // From here on the words are those of the office's own profile, and of every office.
            self.vocabulary = common_vocabulary().clone();
            terms::begin(self.connection, &self.vocabulary)?;
        }
        let term = terms::learn(self.connection, base(self.archive)?, &said, void)?;
        let old = self.vocabulary.term(said.set, &said.ledger, &said.key);
        if terms::count_otherwise(said.set, old, term.as_ref()) {
            // What records contribute depends on the scope of their kind, the levels of their outlets, main spellings,
            // closed lists, whether the town in which something stands is in use, and whether a kind is a sum of money.
            let counted = "SELECT key FROM record WHERE (ledger = ?1 AND kind = ?2) OR ledger = ?3";
            let counting = match said.set {
                Set::Town => "station",
                set if set.is_closed() => &said.ledger,
                set => set.counted_in(),
            };
            let keys: Vec<i64> = first_column(self.connection, counted, [&said.ledger, &said.key, counting])?;
            for key in keys {
                self.postings.touch(family(self.connection, key)?, &self.vocabulary)?;
            }
        }
        let others = self.vocabulary.terms().iter();
        let kept = others.filter(|old| !old.is_same_word(&said));
        self.vocabulary = Vocabulary::new(kept.cloned().chain(term).collect());
        Ok(())
    }

    /// Marks a record and, as they are linked now, its relatives.
    pub(super) fn touch_family(&mut self, id: Uuid) -> Result<i64> {
        let key = self.records.key_of(id)?;
        self.postings.touch(family(self.connection, key)?, &self.vocabulary)?;
        Ok(key)
    }

    /// Marks what a record is about to hang on, and what hangs on that.
    pub(super) fn touch_parents(&mut self, record: &Record) -> Result<()> {
        for parent in &record.of {
            let parent = self.records.key_of(*parent)?;
            if self.records.is_new(parent) {
                // So is all that hangs on it, or it was changed: that is marked.
                self.postings.touched.entry(parent).or_insert(Before::Alone);
                continue;
            }
            let with_children = children(self.connection, parent)?.into_iter().chain([parent]);
            self.postings.touch(with_children, &self.vocabulary)?;
        }
        Ok(())
    }
}
