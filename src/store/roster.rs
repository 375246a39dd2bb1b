//! The roster of members: whom a name on a motion means, and how many of those on it proposed one.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use foldhash::HashMap;
use rusqlite::Connection;
use uuid::Uuid;

use super::connection::Store;
use super::row::{all, record_by_key};
use crate::amount::Amount;
use crate::error::{Error, Result};
use crate::figure::{By, Counted, PROPOSERS, Source, Within};
use crate::ledger::Record;
use crate::lookup::folded;
use crate::period::Period;

/// What tells members of one name apart, written in brackets behind it.
const APART: [&str; 5] = ["sector", "party", "committee", "group", "duty"];

/// The members on the roster on a day, by name.
pub struct Roster<'s> {
    connection: &'s Connection,
    archive: &'s Connection,
    names: HashMap<String, Vec<i64>>,
    /// The day.
    pub day: NaiveDate,
}

impl<'s> Roster<'s> {
    /// Those who had come by a day; whether they have left is seen where one is asked for.
    pub fn on(connection: &'s Connection, archive: &'s Connection, day: NaiveDate) -> Result<Roster<'s>> {
        let sql = "SELECT title, key FROM record WHERE ledger = 'member' AND kind = 'member' AND void = 0
             AND date <= ?1 AND title IS NOT NULL ORDER BY date, no";
        let rows: Vec<(String, i64)> = all(connection, sql, [day.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut names: HashMap<String, Vec<i64>> = HashMap::default();
        for (name, key) in rows {
            names.entry(name).or_default().push(key);
        }
        Ok(Roster { connection, archive, names, day })
    }

    /// Those whom a name may mean: 张三, or 张三（农业界） where there are several.
    pub fn who(&self, name: &str) -> Result<Vec<Record>> {
        let (bare, apart) = name.split_once(['（', '(']).unwrap_or((name, ""));
        let (keys, apart) = match (self.names.get(name), self.names.get(bare.trim())) {
            (Some(keys), _) => (keys, String::new()),
            (None, Some(keys)) => (keys, folded(apart)),
            (None, None) => return Ok(Vec::new()),
        };
        let mut found = Vec::new();
        for key in keys {
            let member = record_by_key(self.connection, self.archive, *key)?;
            let is_here = member.day("until").is_none_or(|until| until >= self.day);
            let is_meant = |key: &&str| member.text(key).is_some_and(|own| folded(own).contains(&apart));
            if is_here && (apart.is_empty() || APART.iter().any(is_meant)) {
                found.push(member);
            }
        }
        Ok(found)
    }

    /// What is to be said of a name that several go by.
    pub fn doubt(&self, name: &str) -> Result<Option<Error>> {
        let found = self.who(name)?;
        let [first, _, ..] = &found[..] else { return Ok(None) };
        let told = |member: &Record| {
            let apart = APART.iter().find_map(|key| member.text(key)).unwrap_or_default();
            format!("{}（{apart}，{}）", member.text("title").unwrap_or_default(), member.name())
        };
        let names = found.iter().map(told).collect::<Vec<_>>().join("、");
        let example = APART.iter().find_map(|key| first.text(key)).unwrap_or("界别");
        Ok(Some(refused!("which_person" in "proposer":
            "名册上有几位“{name}”：{names}", "several on the roster are called “{name}”: {names}";
            "写明是哪一位，如 {name}（{example}）；不写明的不计入覆盖率",
            "say which one, such as {name}（{example}）; unless said, none of them counts as having proposed")))
    }
}

impl Store {
    /// How many of those who are on the roster at the end of a period proposed or joined a motion in it.
    pub(super) fn proposed(&self, period: &Period) -> Result<Counted> {
        let names = self.names(period)?;
        let roster =
            "SELECT 1 FROM record WHERE ledger = 'member' AND kind = 'member' AND void = 0 AND date <= ?1 LIMIT 1";
        // Before there was a roster nothing is known of those on it.
        if names.is_empty() || !self.connection.prepare_cached(roster)?.exists([period.to.to_string()])? {
            return Ok(Counted::default());
        }
        let records = i64::try_from(self.who_proposed(names, period)?.len()).unwrap_or(i64::MAX);
        Ok(Counted { amount: Some(Amount::exact(records)), records, ..Counted::default() })
    }

    /// The motions of those who count so, each with the name that it has them by.
    pub(super) fn proposals(&self, period: &Period, within: &Within) -> Result<Vec<Source>> {
        let names: Vec<String> = self.who_proposed(self.names(period)?, period)?.into_values().collect();
        let mut sources = self.trace(&PROPOSERS, period, within)?;
        sources.retain(|source| source.thing.as_ref().is_some_and(|name| names.contains(name)));
        Ok(sources)
    }

    fn names(&self, period: &Period) -> Result<Vec<String>> {
        Ok(self.occurring(&PROPOSERS, period, By::Subject)?.into_iter().flatten().collect())
    }

    /// Each member whom one of these names means, with the first of those that motions have him by.
    fn who_proposed(&self, names: Vec<String>, period: &Period) -> Result<BTreeMap<Uuid, String>> {
        let mut found = BTreeMap::new();
        let roster = Roster::on(&self.connection, &self.connection, period.to)?;
        for name in names {
            if let [member] = &roster.who(&name)?[..] {
                found.entry(member.id).or_insert(name);
            }
        }
        Ok(found)
    }
}
