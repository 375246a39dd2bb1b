//! What a command that met trouble may leave behind: all of its work or nothing of it, and it says which.

use std::collections::{BTreeMap, BTreeSet};

use super::ground::{Ground, Kept, Said, titles};

/// A command that writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Add,
    Import,
    Undo,
    /// Only looks; where a save was cut off before, it has to be rolled back first.
    Look,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Kept,
    NotKept,
    FailedButKept,
    Unknown,
    Killed,
}

/// How many records the file of [`Work::Import`] has.
const IMPORTED: usize = 300;

impl Work {
    /// Readies the ground: there is a file to import, and a last change that can be undone.
    pub fn ready(ground: &mut Ground) {
        ground.file("imported", IMPORTED);
        ground.add("the last one").succeeds();
        ground.start += 1;
        ground.start_from_here();
    }

    pub fn words(self, ground: &Ground) -> Vec<String> {
        let imported = ground.outside("imported.jsonl").display().to_string();
        let words: &[&str] = match self {
            Work::Add => &["study", "add", "chair", "added", "-d", "2022-05-01", "--yes", "--json"],
            Work::Import => &["import", &imported, "--json"],
            Work::Undo => &["undo", "--json"],
            Work::Look => &["export", "--json"],
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    /// The records when all of the work is done.
    fn done(self, mut records: BTreeMap<i64, Kept>) -> BTreeMap<i64, Kept> {
        let next = records.keys().next_back().map_or(1, |last| last + 1);
        let new = match self {
            Work::Add => BTreeSet::from(["added".to_owned()]),
            Work::Import => titles("imported", IMPORTED),
            Work::Undo => {
                records.values_mut().filter(|kept| kept.title == "the last one").for_each(|kept| kept.void = true);
                BTreeSet::new()
            }
            Work::Look => BTreeSet::new(),
        };
        records.extend((next..).zip(new.into_iter().map(|title| Kept { title, void: false })));
        records
    }

    /// Whether all of the work is in the ledger, or none of it. Which number which record of a file was given is not looked
    /// at, only that none was given twice.
    fn is_kept(self, before: &BTreeMap<i64, Kept>, after: &BTreeMap<i64, Kept>, round: &str) -> bool {
        let contents = |records: &BTreeMap<i64, Kept>| -> BTreeSet<(String, bool)> {
            records.values().map(|kept| (kept.title.clone(), kept.void)).collect()
        };
        let whole = contents(after) == contents(&self.done(before.clone()));
        assert!(whole || after == before, "{round}: {self:?} was kept in part");
        whole
    }

    /// Holds what was answered against what is there, and sees that everything goes on.
    pub fn judge(self, ground: &Ground, before: &BTreeMap<i64, Kept>, said: &Said, round: &str) -> Fate {
        let acknowledged = before.values().map(|kept| kept.title.clone()).collect();
        let after = ground.is_sound_with(&acknowledged, round);
        let kept = self.is_kept(before, &after, round);
        let error = said.error();
        let fate = match (said.code(), error.as_str()) {
            (None, _) => Fate::Killed,
            (Some(0), _) => Fate::Kept,
            (Some(5), "failed_but_kept") => Fate::FailedButKept,
            (Some(5), "unknown_whether_kept") => Fate::Unknown,
            (Some(5), code) if !code.is_empty() => Fate::NotKept,
            _ => panic!("{round}: neither done nor a clear error: {said:?}"),
        };
        match fate {
            Fate::Kept | Fate::FailedButKept => assert!(kept, "{round}: said to be kept and is not: {said:?}"),
            Fate::NotKept if self != Work::Look => assert!(!kept, "{round}: kept, and not said to be: {said:?}"),
            _ => {}
        }
        ground.goes_on(round);
        fate
    }
}

/// How often a drill saw what.
pub fn tally<T: Ord + std::fmt::Debug>(drill: &str, seen: impl IntoIterator<Item = T>) {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for one in seen {
        *counts.entry(one).or_default() += 1;
    }
    eprintln!("{drill}: {counts:?}");
}
