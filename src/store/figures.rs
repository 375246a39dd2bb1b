//! Figures from postings: one number, its parts, and the records behind it.
//!
//! Years, and whole months where a reading allows it, come from the roll-up; everything finer reads the postings. A sum
//! too large to be kept is an error.

use chrono::Datelike;
use foldhash::{HashMap, HashMapExt};
use rusqlite::{Params, Row, params, params_from_iter};
use uuid::Uuid;

use super::connection::Store;
use super::rollup::year_name;
use super::row::{all, first_column};
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
            (Reading::Named, _) => self.proposed(period),
            (Reading::Stock, Some((_, last))) => self.totalled(&figure.key, "", &last),
            (reading, Some(_)) if period.is_year() && reading != Reading::Present => {
                let counted = self.summed(OF_YEAR, params![year_name(period.from.year()), figure.key, figure.key])?;
                Ok(if is_undone(reading, &counted) { Counted::default() } else { counted })
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
        let (mut all, mut places) = (Vec::new(), HashMap::new());
        for figure in figures {
            if matches!(figure.reading, Reading::Stock | Reading::Present | Reading::Named) {
                all.push(self.count(figure, period)?);
            } else {
                places.insert(figure.key.as_bytes(), all.len());
                all.push(Counted::default());
            }
        }
        let mut statement = self.connection.prepare_cached(OF_YEAR)?;
        let mut rows = statement.query(params![year_name(period.from.year()), "", LAST_KEY])?;
        while let Some(row) = rows.next()? {
            let figure = row.get_ref(4)?.as_bytes().map_err(rusqlite::Error::from)?;
            if let Some(place) = places.get(figure) {
                let counted = counted(row)?;
                if !is_undone(figures[*place].reading, &counted) {
                    all[*place] = all[*place].plus(counted)?;
                }
            }
        }
        Ok(all)
    }

    /// The same number from the postings alone.
    pub fn from_postings(&self, figure: &Figure, period: &Period) -> Result<Counted> {
        let (records, behind) = (records(figure.reading), behind(figure.reading));
        let sql = format!("SELECT bound, sum(value), {records} FROM ({behind}) GROUP BY bound");
        let (from, to) = (period.from.to_string(), period.to.to_string());
        let mut whole = self.summed(&sql, params![figure.key, from, to])?;
        if whole.amount.is_none() && matches!(figure.reading, Reading::Stock | Reading::Present) {
            // What has left a stock was there once.
            let posted = "SELECT 1 FROM posting WHERE figure = ?1 AND date <= ?2 LIMIT 1";
            if self.connection.prepare_cached(posted)?.exists(params![figure.key, to])? {
                whole.amount = Some(Amount::exact(0));
            }
        }
        Ok(whole)
    }

    /// A figure broken down; the parts add up to it.
    pub fn parts(&self, figure: &Figure, period: &Period, by: By) -> Result<Vec<Part>> {
        let (records, behind, column) = (records(figure.reading), behind(figure.reading), column(by));
        let sql = format!(
            "SELECT bound, sum(value), {records}, {column} FROM ({behind}) AS posted GROUP BY 5, 1 ORDER BY 5, 1"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![figure.key, period.from.to_string(), period.to.to_string()])?;
        let mut parts: Vec<Part> = Vec::new();
        while let Some(row) = rows.next()? {
            let (part, counted) = (row.get(4)?, counted(row)?);
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
        if figure.reading == Reading::Named {
            return self.proposals(period, within);
        }
        let tests: Vec<String> = within.iter().map(|(by, _)| format!(" AND {} IS ?", column(*by))).collect();
        let parts = within.iter().map(|(_, part)| part.clone());
        let span = [figure.key.to_string(), period.from.to_string(), period.to.to_string()];
        let values = span.into_iter().map(Some).chain(parts);
        let sql = format!(
            "SELECT r.id, r.ledger, r.no, p.date, coalesce(r.title, (SELECT q.title FROM link l JOIN record q ON q.key = l.parent
                WHERE l.child = r.key ORDER BY l.rank LIMIT 1)), p.value, p.bound, p.subject, p.town, p.kind,
                p.date = r.date AND p.date LIKE '%-01' AND (SELECT body ->> 'span' FROM entry WHERE seq = r.head) IS NOT NULL,
                iif(r.site, site_name(r.site), NULL)
             FROM (SELECT * FROM ({}) AS posted WHERE 1{}) p JOIN record r ON r.key = p.record
             ORDER BY p.date, r.ledger, r.site, r.no, p.subject",
            behind(figure.reading),
            tests.concat()
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut sources: Vec<Source> = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(mut source) = source(row)? else { continue };
            if counts_things(figure.reading) {
                source.thing = Some(self.spoken(&row.get::<_, String>(7)?)?).filter(|thing| !thing.is_empty());
            }
            // What one record contributes on one day stands together.
            match sources.last_mut().filter(|known| known.is_with(&source)) {
                Some(known) => known.amount = known.amount.add(source.amount)?,
                None => sources.push(source),
            }
        }
        Ok(sources)
    }

    /// The names of the first records behind a doubt, or of what they are in doubt about, at most so many.
    pub fn some_behind(&self, figure: &Figure, period: &Period, most: usize) -> Result<Vec<String>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let sql = format!(
            "SELECT coalesce(nullif(subject, ''), hex(id))
             FROM (SELECT subject, date, record FROM ({}) ORDER BY date, record LIMIT ?4) p JOIN record ON key = record
             ORDER BY p.date, record",
            behind(figure.reading)
        );
        let period = params![figure.key, period.from.to_string(), period.to.to_string(), most];
        all(&self.connection, &sql, period, |row| self.spoken(&row.get::<_, String>(0)?))
    }

    /// What a posting is about, in words: records by their names.
    fn spoken(&self, subject: &str) -> Result<String> {
        let mut words = Vec::new();
        for part in subject.split(" = ") {
            let id = if part.len() == 32 { Uuid::try_parse(part).ok() } else { None };
            let name = id.map_or(Ok(None), |id| self.called(id))?;
            words.push(name.map_or_else(|| part.to_owned(), |(name, _)| name));
        }
        Ok(words.join(" = "))
    }

    /// Titles of live records marked as highlights, in order of date, at most so many: of one kind of the ledger, or of all but one.
    pub fn highlights(&self, ledger: &str, kind: &str, but: bool, period: &Period, most: usize) -> Result<Vec<String>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        first_column(
            &self.connection,
            "SELECT title FROM record INDEXED BY record_highlight WHERE ledger = ?1 AND date BETWEEN ?2 AND ?3 AND highlight = 1 AND void = 0
               AND (kind IS ?4) <> ?5 AND title IS NOT NULL ORDER BY date, no LIMIT ?6",
            params![ledger, period.from.to_string(), period.to.to_string(), kind, but, most],
        )
    }

    /// How many live records are dated by a month alone, this one.
    pub fn of_month(&self, month: &Period) -> Result<i64> {
        let sql = "SELECT count(*) FROM record CROSS JOIN entry ON seq = head
            WHERE ledger IN (SELECT value FROM json_each(?2)) AND date = ?1 AND void = 0 AND body ->> 'span' IS NOT NULL";
        let ledgers: serde_json::Value = Ledger::all().map(|ledger| ledger.key).collect();
        Ok(self.connection.query_row(sql, params![month.from.to_string(), ledgers.to_string()], |row| row.get(0))?)
    }

    /// Whether a ledger has any record, void ones too.
    pub fn has_any(&self, ledger: &Ledger) -> Result<bool> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM record WHERE ledger = ?1 LIMIT 1")?;
        Ok(statement.exists(params![ledger.key])?)
    }

    /// How many pieces of advice of each kind each post endorsed, the most first: kind, post, pieces. What names no piece is of no kind.
    pub fn endorsers(&self, period: &Period) -> Result<Vec<(Option<String>, String, i64)>> {
        let of_year = "SELECT part ->> 0, part ->> 1, count(nullif(part ->> 2, '')) FROM part
             WHERE figure = 'advice.endorsed' AND year BETWEEN substr(?1, 1, 4) AND substr(?2, 1, 4) AND facet = 'endorsed'
             GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2";
        let of_days =
            "SELECT p.kind, p.subject, count(DISTINCT l.parent) FROM posting p LEFT JOIN link l ON l.child = p.record
             WHERE p.figure = 'advice.endorsements' AND p.date BETWEEN ?1 AND ?2
             GROUP BY p.kind, p.subject ORDER BY 3 DESC, 1, 2";
        let sql = if period.is_year() { of_year } else { of_days };
        let span = [period.from.to_string(), period.to.to_string()];
        all(&self.connection, sql, span, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    fn totalled(&self, figure: &str, first: &str, last: &str) -> Result<Counted> {
        let sql = "SELECT bound, sum(value), sum(records), sum(lumps) FROM total
             WHERE figure = ?1 AND month BETWEEN ?2 AND ?3 GROUP BY bound";
        self.summed(sql, params![figure, first, last])
    }

    /// A figure from rows that add up to it.
    fn summed(&self, sql: &str, params: impl Params) -> Result<Counted> {
        let parts: Vec<Counted> = all(&self.connection, sql, params, counted)?;
        parts.into_iter().try_fold(Counted::default(), Counted::plus)
    }
}

/// Whether nothing is left in a cohort: what was done in it was undone again.
fn is_undone(reading: Reading, counted: &Counted) -> bool {
    reading == Reading::Cohort && counted.records == 0
}

/// A part of a figure from a row: bound, value, records, lumps.
fn counted(row: &Row) -> Result<Counted> {
    let (value, records): (i64, i64) = (row.get(1)?, row.get(2)?);
    // What has left a stock leaves no bound behind.
    let bound = if value == 0 && records == 0 { Bound::Exact } else { bound(row.get(0)?) };
    let loose = if bound == Bound::Exact { 0 } else { records };
    Ok(Counted { amount: Some(Amount::new(value, bound)), records, lumps: row.get(3)?, loose })
}

/// What a breakdown groups postings by.
fn column(by: By) -> &'static str {
    match by {
        By::Month => "substr(date, 1, 7)",
        By::Subject => "nullif(subject, '')",
        By::Unit => "nullif(substr(subject, 11), '')",
        By::Author => AUTHOR,
        _ => by.key(),
    }
}

/// The author of the record of a posting, or of what it hangs on: of the one that the posting is about, if it hangs on several.
const AUTHOR: &str = "coalesce(
    (SELECT body ->> 'author' FROM record r JOIN entry ON seq = r.head WHERE r.key = posted.record),
    (SELECT body ->> 'author' FROM link l JOIN record r ON r.key = l.parent JOIN entry ON seq = r.head
        WHERE l.child = posted.record ORDER BY hex(r.id) = posted.subject DESC, l.rank LIMIT 1))";

/// The postings that make up a figure: they add up to it, under every reading. Of several on one day the record with
/// the lowest number comes first, so that a ledger file made from an export has the same parts.
fn behind(reading: Reading) -> &'static str {
    match reading {
        Reading::Sum | Reading::Named => "SELECT * FROM posting WHERE figure = ?1 AND date BETWEEN ?2 AND ?3",
        Reading::Carried => "SELECT * FROM posting WHERE figure = ?1 AND date BETWEEN ?2 AND ?3 AND subject < ?2",
        // What was taken back by the end of the period was not done by then. A unit may stand behind the day.
        Reading::Cohort => {
            "SELECT figure, date, record, max(subject) AS subject, kind, town, platform, department, sum(value) AS value, bound,
                max(lump) AS lump FROM posting WHERE figure = ?1 AND date BETWEEN ?2 AND ?3 AND substr(subject, 1, 10) <= ?3
             GROUP BY record, date, bound, substr(subject, 11) HAVING sum(value) <> 0"
        }
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
        Reading::Present => {
            "SELECT * FROM (SELECT *, 1 AS value, 0 AS bound, 0 AS lump, row_number() OVER (PARTITION BY subject
                    ORDER BY date, (SELECT no FROM record WHERE key = held.record)) AS turn
                FROM (SELECT figure, min(date) AS date, record, subject, kind, town, platform, department
                    FROM posting WHERE figure = ?1 AND ?2 = ?2 AND date <= ?3
                    GROUP BY record, subject HAVING sum(value) > 0) AS held) WHERE turn = 1"
        }
    }
}

/// How many records are behind a figure, and how many of them stand for many. Of things that count once, each stands for itself: it
/// was met in many records.
fn records(reading: Reading) -> &'static str {
    if counts_things(reading) {
        "count(*), sum(lump)"
    } else {
        "count(DISTINCT record), count(DISTINCT record) FILTER (WHERE lump)"
    }
}

/// Whether what is counted are the subjects of postings.
fn counts_things(reading: Reading) -> bool {
    matches!(reading, Reading::Once | Reading::Present)
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
        site: row.get(11)?,
        office: None,
        date,
        of_month: row.get(10)?,
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
