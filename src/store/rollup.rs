//! The roll-up: what postings come to by month and by year, kept beside them so that a report need not read them all.

use chrono::Datelike;
use foldhash::HashMap;
use rusqlite::{Connection, params};

use super::row::{first, run};
use crate::amount::too_large;
use crate::error::Result;
use crate::figure::{By, Reading, reading_of};
use crate::ledger::Posting;

/// What a change adds to the roll-up, and takes away from it.
#[derive(Default)]
pub struct Rollup {
    figures: Vec<(String, Reading)>,
    places: [HashMap<String, usize>; 2],
    months: HashMap<(usize, i32, u32, i64), Delta>,
    years: HashMap<(usize, i32, i64), Delta>,
    parts: HashMap<(usize, i32, &'static str), HashMap<String, i64>>,
}

/// What is added to a row. On the way to a sum that fits, a value may be larger than one that does.
#[derive(Clone, Copy, Default)]
struct Delta {
    value: i128,
    records: i64,
    lumps: i64,
    lines: i64,
}

impl Rollup {
    /// Adds all postings of one record.
    pub fn add(&mut self, postings: &[Posting]) {
        self.take(postings, 1);
    }

    /// Adds all postings of one record, or with the sign -1 takes them away.
    pub(super) fn take(&mut self, postings: &[Posting], sign: i64) {
        let mut counted: Vec<((usize, i32, i64), i64)> = Vec::new();
        for posting in postings {
            let (figure, reading) = self.figure(&posting.figure, posting.once);
            // What is still there is found by the day on which it began.
            if matches!(reading, Reading::Stock | Reading::Present) {
                let first = postings.iter().find(|first| first.figure == posting.figure).unwrap_or(posting).date;
                let left = posting.amount.value.signum() * sign;
                self.add_part((figure, first.year(), "begun"), &first.to_string(), left);
            }
            // Things that are there are few, and no sum of months or years tells how many.
            if reading == Reading::Present {
                continue;
            }
            let (year, month) = (posting.date.year(), posting.date.month());
            let (subject, bound) = (posting.subject.as_str(), posting.amount.bound.code());
            let value = posting.amount.value * sign;
            // A posting that takes something out of a stock takes its record out, too; what came and went on one day was
            // never in stock.
            let records = if reading == Reading::Stock { value.signum() } else { sign };
            let delta = Delta { value: value.into(), records, lumps: i64::from(posting.lump) * records, lines: sign };
            self.months.entry((figure, year, month, bound)).or_default().add(delta);
            if matches!(reading, Reading::Sum | Reading::Once) {
                let kind = posting.place.kind.as_deref().unwrap_or_default();
                for (by, part) in [(By::Kind, kind), (By::Subject, subject)] {
                    self.add_part((figure, year, by.key()), part, sign);
                }
                let is_endorsed = posting.figure == "advice.endorsed";
                let by = postings.iter().find(|by| is_endorsed && by.figure == "advice.endorsements");
                if let Some(Posting { subject: by, .. }) = by {
                    let part = serde_json::json!([posting.place.kind, by, subject]).to_string();
                    self.add_part((figure, year, "endorsed"), &part, sign);
                }
            }
            if counts_in_its_year(reading, subject, year) {
                let place = (figure, year, bound);
                // A record is behind a figure once, however many lines it contributes, and behind a cohort while any is left there.
                let at = counted.iter().position(|(known, _)| *known == place);
                let left = at.map_or(0, |at| counted[at].1);
                let records = match reading {
                    Reading::Cohort => (left + value).signum() - left.signum(),
                    _ if at.is_none() => sign,
                    _ => 0,
                };
                match at {
                    Some(at) => counted[at].1 += value,
                    None => counted.push((place, value)),
                }
                let lumps = i64::from(posting.lump) * records;
                self.years.entry(place).or_default().add(Delta { records, lumps, ..delta });
            }
        }
    }

    fn add_part(&mut self, place: (usize, i32, &'static str), part: &str, lines: i64) {
        let parts = self.parts.entry(place).or_default();
        match parts.get_mut(part) {
            Some(known) => *known += lines,
            None => drop(parts.insert(part.to_owned(), lines)),
        }
    }

    /// The place of a figure. What is added to one that counts things has a place of its own there.
    fn figure(&mut self, key: &str, once: bool) -> (usize, Reading) {
        let places = &mut self.places[usize::from(once)];
        let at = places.get(key).copied().unwrap_or_else(|| {
            self.figures.push((key.to_owned(), if once { Reading::Once } else { reading_of(key) }));
            places.insert(key.to_owned(), self.figures.len() - 1);
            self.figures.len() - 1
        });
        (at, self.figures[at].1)
    }

    /// Brings the tables up to date.
    pub(super) fn write(mut self, connection: &Connection) -> Result<()> {
        self.write_parts(connection)?;
        let figures = &self.figures;
        let mut months: Vec<_> = self.months.iter().collect();
        months.sort_by_key(|((figure, year, month, bound), _)| (&figures[*figure].0, *year, *month, *bound));
        let table = Sums::of("total", "month");
        for ((figure, year, month, bound), delta) in months {
            table.add(connection, &figures[*figure].0, &format!("{year:04}-{month:02}"), *bound, *delta)?;
        }
        let mut years: Vec<_> = self.years.iter().collect();
        years.sort_by_key(|((figure, year, bound), _)| (*year, &figures[*figure].0, *bound));
        let table = Sums::of("year_total", "year");
        for ((figure, year, bound), delta) in years {
            table.add(connection, &figures[*figure].0, &year_name(*year), *bound, *delta)?;
        }
        Ok(())
    }

    /// A thing that comes into a year, or leaves it, counts in the year's number of things.
    fn write_parts(&mut self, connection: &Connection) -> Result<()> {
        let figures = &self.figures;
        let mut facets: Vec<_> = self.parts.drain().collect();
        facets.sort_by_key(|((figure, year, facet), _)| (&figures[*figure].0, *year, *facet));
        for ((figure, year, facet), parts) in facets {
            let (name, reading) = &figures[figure];
            let counts = *reading == Reading::Once && facet == By::Subject.key();
            let mut parts: Vec<_> = parts.into_iter().collect();
            parts.sort();
            for (part, lines) in parts {
                let change = write_part(connection, name, &year_name(year), facet, &part, lines)?;
                if counts && !part.is_empty() {
                    let things = Delta { value: change.into(), records: change, lumps: 0, lines: change };
                    self.years.entry((figure, year, 0)).or_default().add(things);
                }
            }
        }
        Ok(())
    }
}

impl Delta {
    fn add(&mut self, other: Delta) {
        self.value += other.value;
        self.records += other.records;
        self.lumps += other.lumps;
        self.lines += other.lines;
    }
}

/// Whether a posting is added to its year by itself. Things that count once a year are counted by their parts, and a
/// stock is what all years up to the last day have left.
fn counts_in_its_year(reading: Reading, subject: &str, year: i32) -> bool {
    let then = || subject.get(..4).unwrap_or_default().to_owned();
    match reading {
        Reading::Sum => true,
        Reading::Once => subject.is_empty(),
        Reading::Carried => then() < year_name(year),
        Reading::Cohort => then() <= year_name(year),
        Reading::Stock | Reading::Present | Reading::Named => false,
    }
}

/// A year as the tables have it: `2022`.
pub(super) fn year_name(year: i32) -> String {
    format!("{year:04}")
}

/// How a table of sums is read and written: figure, span, bound.
struct Sums {
    read: String,
    keep: String,
    remove: String,
}

impl Sums {
    fn of(table: &str, span: &str) -> Sums {
        let place = format!("{table} WHERE figure = ?1 AND {span} = ?2 AND bound = ?3");
        Sums {
            read: format!("SELECT value, records, lumps, lines FROM {place}"),
            keep: format!(
                "REPLACE INTO {table} (figure, {span}, bound, value, records, lumps, lines)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
            ),
            remove: format!("DELETE FROM {place}"),
        }
    }

    fn add(&self, connection: &Connection, figure: &str, span: &str, bound: i64, delta: Delta) -> Result<()> {
        let place = params![figure, span, bound];
        let mut sum = first(connection, &self.read, place, |row| {
            let value = row.get::<_, i64>(0)?.into();
            Ok(Delta { value, records: row.get(1)?, lumps: row.get(2)?, lines: row.get(3)? })
        })?
        .unwrap_or_default();
        sum.add(delta);
        let Delta { value, records, lumps, lines } = sum;
        let value = i64::try_from(value).map_err(|_| too_large())?;
        let done = match lines {
            0 => run(connection, &self.remove, place),
            _ => run(connection, &self.keep, params![figure, span, bound, value, records, lumps, lines]),
        };
        done.map(drop)
    }
}

/// Answers 1 when the part is new to its figure and year, -1 when nothing of it is left, and otherwise 0.
fn write_part(connection: &Connection, figure: &str, year: &str, facet: &str, part: &str, change: i64) -> Result<i64> {
    let place = params![figure, year, facet, part];
    let read = "SELECT lines FROM part WHERE figure = ?1 AND year = ?2 AND facet = ?3 AND part = ?4";
    let old: i64 = first(connection, read, place, |row| Ok(row.get(0)?))?.unwrap_or_default();
    let lines = old + change;
    if lines == 0 {
        let remove = "DELETE FROM part WHERE figure = ?1 AND year = ?2 AND facet = ?3 AND part = ?4";
        run(connection, remove, place)?;
    } else {
        let keep = "REPLACE INTO part (figure, year, facet, part, lines) VALUES (?1, ?2, ?3, ?4, ?5)";
        run(connection, keep, params![figure, year, facet, part, lines])?;
    }
    Ok(i64::from(lines > 0) - i64::from(old > 0))
}
