//! One record: by its number or id, what hangs on it, what it hangs on, and another that says the same.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use rusqlite::params;
use uuid::Uuid;

use super::bulk::is_bare;
use super::connection::Store;
use super::row::{NAME, READ, all, first, first_column, record, record_by_key};
use super::sites::Sites;
use crate::error::{Error, Result};
use crate::ledger::{Codes, Ledger, Record, is_code};
use crate::text::{Message, plain};
use crate::vocabulary::{Called, Vocabulary};

/// What a record is known by at first sight.
pub struct Outline {
    /// Its id.
    pub id: Uuid,
    kind: Option<String>,
    town: Option<String>,
}

impl Outline {
    /// Whether it can be the same as a record of its ledger and day.
    pub fn may_be(&self, record: &Record) -> bool {
        let of_town = self.town.as_deref().zip(record.text("town")).is_none_or(|(one, other)| one == other);
        of_town && self.kind.as_deref() == record.text("kind")
    }
}

impl Store {
    /// Whether there is nothing yet but what the office has set and calls by its own names.
    pub fn is_bare(&self) -> Result<bool> {
        is_bare(&self.connection)
    }

    /// The live records of a ledger on a day, in order of their numbers.
    pub fn of_day(&self, ledger: &Ledger, day: NaiveDate) -> Result<Vec<Outline>> {
        let sql = "SELECT id, kind, town FROM record WHERE ledger = ?1 AND date = ?2 AND void = 0 ORDER BY no";
        all(&self.connection, sql, [ledger.key, &day.to_string()], |row| {
            Ok(Outline { id: Uuid::from_bytes(row.get(0)?), kind: row.get(1)?, town: row.get(2)? })
        })
    }
}

impl Store {
    /// The record that people call `12`, `case-12`, by its UUID or by a beginning of it. Exit 3 when there is none
    /// among these ledgers; exit 2 when a beginning fits several.
    pub fn find(&self, name: &str, ledgers: &[&'static Ledger]) -> Result<Record> {
        let (whole, (name, site)) = (name.trim(), self.numbered_by(name.trim())?);
        let (key, number) = match name.rsplit_once('-') {
            Some((key, number)) if Ledger::find(key).is_some() => (key, number),
            _ => (ledgers.first().map_or("", |ledger| ledger.key), name),
        };
        let named = match number.parse::<i64>() {
            Ok(number) if number.to_string() == name.rsplit('-').next().unwrap_or(name) => {
                let sql = format!("{READ} WHERE r.ledger = ?1 AND r.site = ?2 AND r.no = ?3");
                first(&self.connection, &sql, params![key, site, number], record)?
            }
            _ if is_code(name) => self.codes()?.find(name)?.map_or(Ok(None), |id| self.record(id))?,
            _ => self.by_id(name)?,
        };
        match named {
            Some(record) if ledgers.contains(&record.ledger) => Ok(record),
            Some(record) => Err(elsewhere(whole, &record, self.vocabulary())),
            None => Err(no_such_record(whole, key, ledgers)),
        }
    }

    /// A name without the site that has given the number, `case-12@永兴`, and the place of that: without one it is this one's.
    fn numbered_by<'n>(&self, name: &'n str) -> Result<(&'n str, i64)> {
        let Some((name, label)) = name.rsplit_once(['@', '＠']) else {
            return Ok((name, self.sites.as_ref().map_or(0, Sites::own_place)));
        };
        match self.sites.as_ref().and_then(|sites| sites.called(label)) {
            Some(site) => Ok((name, site.place)),
            None => Err(no_such_site(label)),
        }
    }

    /// The records that some names mean, each once: names as of [`Store::find`], several divided by commas, and ranges of numbers
    /// (`12-15`, `case-12-15`), also of another site (`12-15@永兴`). One that is not there is an error, as there.
    pub fn find_all<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
        ledgers: &[&'static Ledger],
    ) -> Result<Vec<Record>> {
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        let is_gap = |c: char| c.is_whitespace() || [',', '，', '、'].contains(&c);
        for name in names.into_iter().flat_map(|name| name.split(is_gap)).filter(|name| !name.is_empty()) {
            let name: String = plain(name).collect();
            let (bare, at) = name.find(['@', '＠']).map_or((&*name, ""), |at| name.split_at(at));
            let (key, numbers) = range_of(bare)?.unwrap_or((&name, 0..=0));
            for number in numbers {
                let one = if number == 0 { key.to_owned() } else { format!("{key}{number}{at}") };
                let record = self.find(&one, ledgers)?;
                if seen.insert(record.id) {
                    found.push(record);
                }
            }
        }
        if found.is_empty() { self.find("", ledgers).map(|record| vec![record]) } else { Ok(found) }
    }

    /// All motions by their codes.
    pub fn codes(&self) -> Result<Codes> {
        let motions: Vec<Record> = all(&self.connection, &format!("{READ} WHERE r.ledger = 'motion'"), [], record)?;
        let mut codes = Codes::default();
        for motion in &motions {
            codes.note(motion, Message { zh: motion.name(), en: motion.name() });
        }
        Ok(codes)
    }

    /// The record with this id.
    pub fn record(&self, id: Uuid) -> Result<Option<Record>> {
        first(&self.connection, &format!("{READ} WHERE r.id = ?1"), [id.as_bytes()], record)
    }

    /// What a record is called: its short name, and its title.
    pub fn called(&self, id: Uuid) -> Result<Option<(String, Option<String>)>> {
        let sql = format!("SELECT {NAME}, title FROM record r WHERE id = ?1");
        first(&self.connection, &sql, [id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Who recorded it first.
    pub fn recorded_by(&self, id: Uuid) -> Result<Option<String>> {
        let sql = "SELECT actor FROM entry WHERE seq = (SELECT added FROM record WHERE id = ?1)";
        first(&self.connection, sql, [id.as_bytes()], |row| Ok(row.get(0)?))
    }

    /// Whether a record says something else than when it was recorded.
    pub fn is_edited(&self, id: Uuid) -> Result<bool> {
        let sql = "SELECT 1 FROM entry WHERE record = ?1 AND op <> 'add' AND op = 'edit'";
        Ok(self.connection.prepare_cached(sql)?.exists([id.as_bytes()])?)
    }

    /// What hangs on a record, but for pairs of the office, in order of date, then of number; all of it, or that of some ledgers.
    pub fn children(&self, id: Uuid, only: &[&str]) -> Result<Vec<Record>> {
        let only = only.iter().map(|key| format!("'{key}'")).collect::<Vec<_>>().join(", ");
        let only = if only.is_empty() { only } else { format!(" AND r.ledger IN ({only})") };
        let sql =
            format!("{READ} JOIN link l ON l.child = r.key JOIN record p ON p.key = l.parent WHERE p.id = ?1{only}");
        let mut children: Vec<Record> = all(&self.connection, &sql, [id.as_bytes()], record)?;
        children.retain(|child| !child.ledger.is_of_office());
        children.sort_by_key(|child| (child.date(), child.ledger.rank(), child.no));
        Ok(children)
    }

    /// What a record hangs on, in the order in which it names them.
    pub fn parents(&self, id: Uuid) -> Result<Vec<Record>> {
        let sql = format!(
            "{READ} JOIN link l ON l.parent = r.key JOIN record c ON c.key = l.child WHERE c.id = ?1 ORDER BY l.rank"
        );
        all(&self.connection, &sql, [id.as_bytes()], record)
    }

    /// A live record that says the same thing: ledger, kind, day, town and title; without a title, and for a child,
    /// everything must be the same. Where there is none, one of nearly the same title; and whether it is the same. `elsewhere`: only
    /// one that another site than that of the record has added.
    pub fn twin(
        &self,
        draft: &Record,
        nearly: fn(&str, &str) -> bool,
        elsewhere: bool,
    ) -> Result<Option<(Record, bool)>> {
        let (date, place, title) = (draft.date().to_string(), draft.place(), draft.text("title"));
        let sql =
            "SELECT key, title FROM record WHERE ledger = ?1 AND date = ?2 AND void = 0 AND kind IS ?3 AND town IS ?4
             AND id <> ?5 AND (NOT ?6 OR site <> (SELECT site FROM record WHERE id = ?5)) ORDER BY no";
        let mut statement = self.connection.prepare_cached(sql)?;
        let id = draft.id.as_bytes();
        let mut rows = statement.query(params![draft.ledger.key, date, place.kind, place.town, id, elsewhere])?;
        let (titled, mut near) = (!draft.ledger.is_child() && title.is_some(), None);
        while let Some(row) = rows.next()? {
            let (key, other): (i64, Option<String>) = (row.get(0)?, row.get(1)?);
            let record = || record_by_key(&self.connection, &self.connection, key);
            match (title, other.as_deref()) {
                (one, other) if one == other => {
                    let other = record()?;
                    if titled || (other.of == draft.of && other.content() == draft.content()) {
                        return Ok(Some((other, true)));
                    }
                }
                (Some(one), Some(other)) if titled && near.is_none() && nearly(one, other) => near = Some(record()?),
                _ => {}
            }
        }
        Ok(near.map(|near| (near, false)))
    }

    fn by_id(&self, text: &str) -> Result<Option<Record>> {
        if let Ok(id) = Uuid::parse_str(text) {
            return self.record(id);
        }
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        let filled = |with: &str| digits.clone() + &with.repeat(32_usize.saturating_sub(digits.len()));
        let [first, last] = ["0", "f"].map(|with| u128::from_str_radix(&filled(with), 16).map(u128::to_be_bytes));
        let (4.., Ok(first), Ok(last)) = (digits.len(), first, last) else { return Ok(None) };
        let beginning = "SELECT id FROM record WHERE id BETWEEN ?1 AND ?2 LIMIT 2";
        let found: Vec<[u8; 16]> = first_column(&self.connection, beginning, [first, last])?;
        match found.as_slice() {
            [] => Ok(None),
            [id] => self.record(Uuid::from_bytes(*id)),
            _ => Err(usage!("ambiguous_id": "“{text}”是几条记录的开头", "“{text}” is the beginning of several ids";
                "多写几位", "write more of it")),
        }
    }
}

/// What a range of numbers has before them (`case-`, or nothing), and the numbers. The beginning of an id is none: it has eight
/// digits before its first dash, or begins with nought.
fn range_of(name: &str) -> Result<Option<(&str, RangeInclusive<i64>)>> {
    let number = |text: &str| text.parse::<i64>().ok().filter(|number| text.len() < 8 && number.to_string() == text);
    let Some((first, last)) = name.rsplit_once(['-', '–', '—', '~', '至']) else { return Ok(None) };
    let (key, first) = first.split_at(first.rfind('-').map_or(0, |dash| dash + 1));
    let (Some(from), Some(to)) = (number(first), number(last)) else { return Ok(None) };
    if !key.is_empty() && Ledger::find(key.trim_end_matches('-')).is_none() {
        return Ok(None);
    }
    if from == 0 || from > to {
        return Err(usage!("bad_range" in "no": "“{name}”不是从小到大的编号", "“{name}” is no range of numbers";
            "小的写在前，如 12-15", "the smaller number stands first: 12-15"));
    }
    Ok(Some((key, from..=to)))
}

fn no_such_record(name: &str, key: &str, ledgers: &[&'static Ledger]) -> Error {
    let home = ledgers.first().copied();
    // Where a record of any ledger could be meant, a name without one tells nothing of where to look.
    let anywhere = home.is_some_and(|home| home.is_of_office() && ledgers.len() > 1) && !name.starts_with(key);
    let lists = match (Ledger::find(key), home) {
        (Some(ledger), Some(home)) if !anywhere => ledger.listed_by(home),
        _ => "log".to_owned(),
    };
    error_of!(Missing, "no_such_record": "没有编号为“{name}”的记录", "there is no record “{name}”";
        "看有哪些：qjcppcc {lists}", "see what there is: qjcppcc {lists}")
}

/// No site is called so.
pub fn no_such_site(label: &str) -> Error {
    error_of!(Missing, "no_such_site": "没有叫“{label}”的站点", "no site is called “{label}”";
        "看有哪些：qjcppcc sync status", "see which there are: qjcppcc sync status")
}

/// A record that is there, but not where it was looked for.
fn elsewhere(name: &str, record: &Record, vocabulary: &Vocabulary) -> Error {
    let home = record.ledger.home();
    let (Called { zh, en }, key) = (home.called_by(vocabulary), record.name());
    let see = if home.is_of_office() { home.listed_by(home) } else { format!("{} show {key}", home.key) };
    error_of!(Missing, "no_such_record": "“{name}”在{zh}里", "“{name}” is in the ledger {en}";
        "看：qjcppcc {see}", "see it: qjcppcc {see}")
}
