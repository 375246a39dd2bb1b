//! What a report is asked of: a store, the days, and perhaps one session's motions alone.

use chrono::Datelike;

use crate::cli::args::Given;
use crate::cli::desk::{Desk, Opened};
use crate::cli::exchange::keep::asked;
use crate::cli::records::query;
use crate::cli::reports::as_of;
use crate::error::Result;
use crate::figure::{Figure, figures};
use crate::ledger::{MOTIONS, Record, read_session};
use crate::period::Period;
use crate::report::Report;
use crate::store::{Query, Sort, Store};
use crate::text::quoted;

/// What a report is of.
pub struct Wanted {
    pub store: Opened,
    /// The figures that it can have.
    pub dictionary: Vec<Figure>,
    /// The report itself, with the days that it counts and its standing; nothing is counted yet.
    pub report: Report,
}

impl Wanted {
    /// Reads it from the options.
    pub fn read(desk: &mut Desk, given: &Given) -> Result<Wanted> {
        let period = period(desk, given)?;
        let store = asked(desk, given)?;
        let then = given.text("as-of").map(|text| as_of::as_of(desk, &store, text)).transpose()?;
        let (store, as_of) = then.map_or((store, None), |(then, name)| (then, Some(name)));
        let mut dictionary = figures(store.vocabulary());
        let head = if given.text("from").is_some() { None } else { store.head()? };
        let session = given.read("session", read_session)?;
        let (store, period) = match &session {
            Some(session) => {
                // The roster is what the members who proposed are of.
                let is_of = |figure: &Figure| figure.ledger() == "motion" || figure.key == "member.member";
                dictionary.retain(|figure| is_of(figure) || figure.key.starts_with("warn.motion."));
                of_session(desk, &store, session, given.text("period").map(|_| period))?
            }
            None => (store, period),
        };
        let kept = as_of::closed(&store, &period, as_of)?;
        let (today, lang) = (desk.outside.today(), desk.report_language());
        let report = Report::new(period, today, lang, store.vocabulary(), Vec::new());
        let report = Report { session, head, exact: given.switch("exact"), kept, ..report };
        Ok(Wanted { store, dictionary, report })
    }
}

/// The motions of a session by themselves, and the days from the first of them until today unless a period was said.
fn of_session(desk: &Desk, store: &Store, session: &str, said: Option<Period>) -> Result<(Opened, Period)> {
    let Some(copy) = store.of_session(session)? else {
        return Err(
            usage!("no_such_session": "没有届次是 {session} 的提案", "there are no motions of session {session}";
            "看有哪些届次：qjcppcc motion list", "to see the sessions: qjcppcc motion list")
            .field("session"),
        );
    };
    let today = desk.outside.today();
    let first = Query { sort: Sort { by: "date", backwards: false }, limit: Some(1), ..Query::of(MOTIONS) };
    let from = copy.list(&first)?.first().map_or(today, Record::date);
    let days = || Period { from, to: today.max(from), name: format!("{from}..{}", today.max(from)) };
    Ok((desk.hold(copy), said.unwrap_or_else(days)))
}

/// What a command has to repeat to be about the same file.
pub fn again(given: &Given) -> String {
    given.text("from").map_or_else(String::new, |file| format!(" --from {}", quoted(file)))
}

/// The period; this year unless said, and in the first months a word on where last year's report is.
fn period(desk: &mut Desk, given: &Given) -> Result<Period> {
    match given.text("session") {
        Some(_) => query::period(given, desk.outside.today()),
        None => this_year_or(desk, given.text("period"), &again(given)),
    }
}

/// The same where the period was written so, or not at all.
pub fn this_year_or(desk: &mut Desk, said: Option<&str>, again: &str) -> Result<Period> {
    let today = desk.outside.today();
    if said.is_none() && today.month() <= 3 {
        let (this, last) = (today.year(), today.year() - 1);
        desk.remark(&message!(
            "这是{this}年的；上一年的用 qjcppcc report {last}{again}",
            "this is {this}; for last year: qjcppcc report {last}{again}"
        ));
    }
    said.map_or_else(|| Ok(Period::year(today.year())), |said| Period::read(said, today))
}
