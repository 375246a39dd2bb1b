//! Figures from postings: one number, its parts, and the records behind it.
//!
//! Years, and whole months where a reading allows it, come from the roll-up; everything finer reads the postings. A sum
//! too large to be kept is an error.

use chrono::Datelike;
use rusqlite::{Row, Rows, params, params_from_iter};
use uuid::Uuid;

use super::connection::Store;
use super::rollup::year_name;
use super::row::first_column;
use crate::amount::{Amount, Bound};
use crate::error::Result;
use crate::figure::{By, Counted, Figure, Part, Reading, Source, Within};
use crate::ledger::Ledger;
use crate::period::Period;

/// What the figures from one key to another come to in a year.
const OF_YEAR: &str =
    "SELECT bound, value, records, lumps, figure FROM year_total WHERE year = ?1 AND figure BETWEEN ?2 AND ?3";

/// No key of a figure comes after it.
const LAST_KEY: &str = "\u{10ffff}";

impl Store {
    /// What a figure comes to.
    pub fn count(&self, figure: &Figure, period: &Period) -> Result<Counted> {
        match (figure.reading, period.months()) {
            (Reading::Stock, Some((_, last))) => self.totalled(&figure.key, "", &last),
            (_, Some(_)) if period.is_year() => {
                let year = year_name(period.from.year());
                let mut statement = self.connection.prepare_cached(OF_YEAR)?;
                summed(statement.query(params![year, figure.key, figure.key])?)
            }
            (Reading::Sum, Some((first, last))) => self.totalled(&figure.key, &first, &last),
            _ => self.from_postings(figure, period),
        }
    }

    /// What several figures come to, in their order.
    pub fn count_all(&self, figures: &[Figure], period: &Period) -> Result<Vec<Counted>> {
        if !period.is_year() {
            return figures.iter().map(|figure| self.count(figure, period)).collect();
        }
        let (mut all, mut places) = (Vec::new(), Vec::new());
        for figure in figures {
            if figure.reading == Reading::Stock {
                all.push(self.count(figure, period)?);
            } else {
                places.push((figure.key.as_bytes(), all.len()));
                all.push(Counted::default());
            }
        }
        places.sort_unstable();
        let mut statement = self.connection.prepare_cached(OF_YEAR)?;
        let mut rows = statement.query(params![year_name(period.from.year()), "", LAST_KEY])?;
        while let Some(row) = rows.next()? {
            let figure = row.get_ref(4)?.as_bytes().map_err(rusqlite::Error::from)?;
            if let Ok(found) = places.binary_search_by_key(&figure, |(key, _)| key) {
                let whole = &mut all[places[found].1];
                *whole = whole.plus(counted(row)?)?;
            }
        }
        Ok(all)
    }

    /// The same number from the postings alone.
    pub fn from_postings(&self, figure: &Figure, period: &Period) -> Result<Counted> {
        let sql = format!(
            "SELECT NULL, bound, sum(value), {}, sum(lump) FROM ({}) GROUP BY bound",
            records(figure.reading),
            behind(figure.reading)
        );
        let mut whole = Counted::default();
        for (_, counted) in self.parts_of(&sql, figure, period)? {
            whole = whole.plus(counted)?;
        }
        if whole.amount.is_none() && figure.reading == Reading::Stock && self.was_ever_posted(figure, period)? {
            whole.amount = Some(Amount::exact(0));
        }
        Ok(whole)
    }

    /// A figure broken down; the parts add up to it.
    pub fn parts(&self, figure: &Figure, period: &Period, by: By) -> Result<Vec<Part>> {
        let column = column(by);
        let sql = format!(
            "SELECT {column}, bound, sum(value), {}, sum(lump) FROM ({}) GROUP BY 1, 2 ORDER BY 1, 2",
            records(figure.reading),
            behind(figure.reading)
        );
        let mut parts: Vec<Part> = Vec::new();
        for (part, counted) in self.parts_of(&sql, figure, period)? {
            match parts.iter_mut().find(|known| known.part == part) {
                Some(known) => known.counted = known.counted.plus(counted)?,
                None => parts.push(Part { part, counted }),
            }
        }
        Ok(parts)
    }

    /// The kinds or subjects of a figure that occur in a period; `None` stands for those without.
    pub fn occurring(&self, figure: &Figure, period: &Period, by: By) -> Result<Vec<Option<String>>> {
        if !(period.is_year() && matches!(by, By::Kind | By::Subject)) {
            return Ok(self.parts(figure, period, by)?.into_iter().map(|part| part.part).collect());
        }
        let parts = "SELECT nullif(part, '') FROM part WHERE figure = ?1 AND year = ?2 AND facet = ?3 ORDER BY part";
        first_column(&self.connection, parts, params![figure.key, year_name(period.from.year()), by.key()])
    }

    /// The records behind a figure, or behind one of its parts, in order of date; their amounts add up to it.
    pub fn trace(&self, figure: &Figure, period: &Period, within: &Within) -> Result<Vec<Source>> {
        let tests: Vec<String> = within.iter().map(|(by, _)| format!(" AND {} IS ?", column(*by))).collect();
        let parts = within.iter().map(|(_, part)| part.clone());
        let span = [figure.key.to_string(), period.from.to_string(), period.to.to_string()];
        let values = span.into_iter().map(Some).chain(parts);
        let sql = format!(
            "SELECT r.id, r.ledger, r.no, p.date, coalesce(r.title, (SELECT q.title FROM link l JOIN record q ON q.key = l.parent
                WHERE l.child = r.key ORDER BY l.rank LIMIT 1)), p.value, p.bound, p.subject, p.town, p.kind
             FROM (SELECT * FROM ({}) WHERE 1{}) p JOIN record r ON r.key = p.record
             ORDER BY p.date, r.ledger, r.no, p.subject",
            behind(figure.reading),
            tests.concat()
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut sources: Vec<Source> = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(mut source) = source(row)? else { continue };
            if figure.reading == Reading::Once {
                source.thing = Some(row.get(7)?).filter(|thing: &String| !thing.is_empty());
            }
            // What one record contributes on one day stands together.
            match sources.last_mut().filter(|known| known.is_with(&source)) {
                Some(known) => known.amount = known.amount.add(source.amount)?,
                None => sources.push(source),
            }
        }
        Ok(sources)
    }

    /// The names of the first records behind a figure whose amounts are added, at most so many.
    pub fn some_behind(&self, figure: &Figure, period: &Period, most: usize) -> Result<Vec<String>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        first_column(
            &self.connection,
            "SELECT r.ledger || '-' || r.no FROM posting p JOIN record r ON r.key = p.record
             WHERE p.figure = ?1 AND p.date BETWEEN ?2 AND ?3 ORDER BY p.date, p.record LIMIT ?4",
            params![figure.key, period.from.to_string(), period.to.to_string(), most],
        )
    }

    /// Titles of live records marked as highlights, in order of date, at most so many.
    pub fn highlights(&self, ledger: &str, kind: &str, period: &Period, most: usize) -> Result<Vec<String>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        first_column(
            &self.connection,
            "SELECT title FROM record INDEXED BY record_highlight WHERE ledger = ?1 AND date BETWEEN ?2 AND ?3 AND highlight = 1 AND void = 0
               AND kind = ?4 AND title IS NOT NULL ORDER BY date, no LIMIT ?5",
            params![ledger, period.from.to_string(), period.to.to_string(), kind, most],
        )
    }

    /// Whether a ledger has any record, void ones too.
    pub fn has_any(&self, ledger: &Ledger) -> Result<bool> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM record WHERE ledger = ?1 LIMIT 1")?;
        Ok(statement.exists(params![ledger.key])?)
    }

    /// How many pieces of advice of each kind each post endorsed, the most first: kind, post, pieces.
    pub fn endorsers(&self, period: &Period) -> Result<Vec<(String, String, i64)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.kind, p.subject, count(DISTINCT l.parent) FROM posting p JOIN link l ON l.child = p.record
             WHERE p.figure = 'advice.endorsements' AND p.date BETWEEN ?1 AND ?2 AND p.kind IS NOT NULL
             GROUP BY p.kind, p.subject",
        )?;
        let mut found = statement
            .query_map(params![period.from.to_string(), period.to.to_string()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?
            .collect::<rusqlite::Result<Vec<(String, String, i64)>>>()?;
        found.sort_by(|(kind, who, pieces), other| (other.2, kind, who).cmp(&(*pieces, &other.0, &other.1)));
        Ok(found)
    }

    fn totalled(&self, figure: &str, first: &str, last: &str) -> Result<Counted> {
        let mut statement = self.connection.prepare_cached(
            "SELECT bound, sum(value), sum(records), sum(lumps) FROM total WHERE figure = ?1 AND month BETWEEN ?2 AND ?3
             GROUP BY bound",
        )?;
        summed(statement.query(params![figure, first, last])?)
    }

    fn parts_of(&self, sql: &str, figure: &Figure, period: &Period) -> Result<Vec<(Option<String>, Counted)>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![figure.key, period.from.to_string(), period.to.to_string()])?;
        let mut parts = Vec::new();
        while let Some(row) = rows.next()? {
            let bound = bound(row.get(1)?);
            let amount = Some(Amount::new(row.get(2)?, bound));
            let records = row.get(3)?;
            parts.push((row.get(0)?, Counted { amount, records, lumps: row.get(4)?, loose: loose(bound, records) }));
        }
        Ok(parts)
    }

    fn was_ever_posted(&self, figure: &Figure, period: &Period) -> Result<bool> {
        let mut statement =
            self.connection.prepare_cached("SELECT 1 FROM posting WHERE figure = ?1 AND date <= ?2 LIMIT 1")?;
        Ok(statement.exists(params![figure.key, period.to.to_string()])?)
    }
}

/// A figure from its rows of the roll-up.
fn summed(mut rows: Rows) -> Result<Counted> {
    let mut whole = Counted::default();
    while let Some(row) = rows.next()? {
        whole = whole.plus(counted(row)?)?;
    }
    Ok(whole)
}

/// A part of a figure from a row of the roll-up: bound, value, records, lumps.
fn counted(row: &Row) -> Result<Counted> {
    let (value, records): (i64, i64) = (row.get(1)?, row.get(2)?);
    // What has left a stock leaves no bound behind.
    let gone = value == 0 && records == 0;
    let bound = if gone { Bound::Exact } else { bound(row.get(0)?) };
    let amount = Some(Amount::new(value, bound));
    Ok(Counted { amount, records, lumps: row.get(3)?, loose: loose(bound, records) })
}

/// What a breakdown groups postings by.
fn column(by: By) -> &'static str {
    match by {
        By::Month => "substr(date, 1, 7)",
        By::Subject => "nullif(subject, '')",
        _ => by.key(),
    }
}

/// The postings that make up a figure: they add up to it, under every reading. Of several on one day the record with
/// the lowest number comes first, so that a ledger made from an export has the same parts.
fn behind(reading: Reading) -> &'static str {
    match reading {
        Reading::Sum => "SELECT * FROM posting WHERE figure = ?1 AND date BETWEEN ?2 AND ?3",
        Reading::Carried => "SELECT * FROM posting WHERE figure = ?1 AND date BETWEEN ?2 AND ?3 AND subject < ?2",
        Reading::Cohort => "SELECT * FROM posting WHERE figure = ?1 AND date BETWEEN ?2 AND ?3 AND subject <= ?3",
        Reading::Once => {
            "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY subject
                    ORDER BY date, (SELECT no FROM record WHERE key = posting.record)) AS turn
                FROM posting WHERE figure = ?1 AND date BETWEEN ?2 AND ?3) WHERE subject = '' OR turn = 1"
        }
        Reading::Stock => {
            "SELECT figure, min(date) AS date, record, subject, kind, town, platform, department, sum(value) AS value, bound,
                max(lump) AS lump FROM posting WHERE figure = ?1 AND ?2 = ?2 AND date <= ?3
             GROUP BY record, bound HAVING sum(value) <> 0"
        }
    }
}

/// How many records are behind a figure. Of things that count once, each stands for itself: it was met in many records.
fn records(reading: Reading) -> &'static str {
    if reading == Reading::Once { "count(*)" } else { "count(DISTINCT record)" }
}

fn loose(bound: Bound, records: i64) -> i64 {
    if bound == Bound::Exact { 0 } else { records }
}

fn source(row: &Row) -> Result<Option<Source>> {
    let id: [u8; 16] = row.get(0)?;
    let ledger: String = row.get(1)?;
    let date: String = row.get(3)?;
    let (Some(ledger), Ok(date)) = (Ledger::find(&ledger), date.parse()) else { return Ok(None) };
    Ok(Some(Source {
        id: Uuid::from_bytes(id),
        ledger,
        no: row.get(2)?,
        date,
        title: row.get(4)?,
        amount: Amount::new(row.get(5)?, bound(row.get(6)?)),
        thing: None,
        town: row.get(8)?,
        kind: row.get(9)?,
    }))
}

/// The store writes only the four codes; a fifth would have been put in by hand and is read as the vaguest bound.
fn bound(code: i64) -> Bound {
    Bound::from_code(code).unwrap_or(Bound::About)
}
