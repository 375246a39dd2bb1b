//! Closed years: a change that touches one needs a reason, and the reason is kept.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use rusqlite::Connection;

use super::connection::Store;
use super::row::{all, first_column};
use crate::error::Result;
use crate::figure::{Reading, reading_of};
use crate::ledger::{CLOSINGS, Closed, LATE, Posting, Record, late_change};

/// What a change has to answer for: the years that are closed, those it has touched, and why it may.
pub(super) struct Guard {
    closed: Vec<i32>,
    touched: BTreeSet<i32>,
    /// Why closed years are touched, and the day on which it is done.
    pub late: Option<(String, NaiveDate)>,
}

impl Guard {
    pub fn of(connection: &Connection) -> Result<Guard> {
        let closed = "SELECT title FROM record WHERE ledger = ?1 AND void = 0 ORDER BY title";
        let years: Vec<Option<String>> = first_column(connection, closed, [CLOSINGS.key])?;
        let closed = years.into_iter().flatten().filter_map(|year| year.parse().ok()).collect();
        Ok(Guard { closed, touched: BTreeSet::new(), late: None })
    }

    /// One that only tells which of some years are touched.
    pub fn against(closed: Vec<i32>) -> Guard {
        Guard { closed, touched: BTreeSet::new(), late: None }
    }

    /// The first year that was touched.
    pub fn first(&self) -> Option<i32> {
        self.touched.first().copied()
    }

    /// Compares the postings a record has with those it is about to get.
    pub fn note(&mut self, old: &[Posting], fresh: &[Posting]) {
        if self.closed.is_empty() {
            return;
        }
        let gone = old.iter().filter(|posting| !fresh.contains(posting));
        let new = fresh.iter().filter(|posting| !old.contains(posting));
        let years = gone.chain(new).filter(|it| !it.figure.starts_with("open.")).map(counts_from);
        self.touched.extend(years.filter(|year| self.closed.contains(year)));
    }

    /// Whether one of these years was touched.
    pub fn touches(&self, years: &[i32]) -> bool {
        years.iter().any(|year| self.touched.contains(year))
    }

    /// One record for every closed year that was touched; without a reason none may be. Of years that others have closed there is none:
    /// they accept it, or not.
    pub fn late_records(self, theirs: &[i32], hash: &[u8]) -> Result<Vec<Record>> {
        if let Some((why, today)) = self.late {
            let own = self.touched.iter().filter(|year| !theirs.contains(year));
            return Ok(own.map(|year| late_change(*year, &why, today, hash)).collect());
        }
        let Some(year) = self.touched.first() else { return Ok(Vec::new()) };
        Err(refused!("closed_year": "{year}年已关账，什么也没有写入", "{year} is closed; nothing was written";
            "确需改动的，加 --late 原因；或先 qjcppcc reopen {year} --reason 原因",
            "where it has to be, add --late WHY; or first qjcppcc reopen {year} --reason WHY"))
    }
}

/// The first year whose figures a posting is in: of what began in one year and was done in a later one, that in which it was done.
fn counts_from(posting: &Posting) -> i32 {
    let year = posting.date.year();
    let done = posting.subject.get(..4).filter(|_| reading_of(&posting.figure) == Reading::Cohort);
    done.and_then(|done| done.parse().ok()).map_or(year, |done: i32| done.max(year))
}

impl Store {
    /// The closed years, the earliest first.
    pub fn closed(&self) -> Result<Vec<Closed>> {
        let sql = "SELECT c.title, c.date, (SELECT count(*) FROM record l WHERE l.ledger = ?2 AND l.title = c.title
                AND l.void = 0 AND l.head > c.head) FROM record c WHERE c.ledger = ?1 AND c.void = 0 ORDER BY c.title";
        let closed: Vec<Option<Closed>> = all(&self.connection, sql, [CLOSINGS.key, LATE.key], |row| {
            let (year, on): (String, String) = (row.get(0)?, row.get(1)?);
            let (Ok(year), Ok(on)) = (year.parse(), on.parse()) else { return Ok(None) };
            Ok(Some(Closed { year, on, late: row.get(2)? }))
        })?;
        Ok(closed.into_iter().flatten().collect())
    }
}
