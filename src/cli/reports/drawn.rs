//! What a report draws, and what stands beside its figures: parts, the years before, stages, the records behind them.

use std::collections::BTreeMap;

use crate::amount::Amount;
use crate::cli::args::Given;
use crate::cli::course::matter::Matter;
use crate::cli::records::query::limit;
use crate::cli::reports::broken;
use crate::cli::reports::wanted::again;
use crate::error::Result;
use crate::figure::{Counted, Figure, Source};
use crate::ledger::{Course, Ledger, Stages, State, mask};
use crate::period::Period;
use crate::report::{Drawn, Line, PARTED, Report};
use crate::store::{Query, Store};

/// How many years stand beside that of a report.
const YEARS: usize = 2;

/// How many records stand behind a figure, unless somebody says.
pub const RECORDS: &str = "50";

/// What the charts of a report are made of. Where the page is the report's own, the years before stand in it, too, and the records
/// behind each figure where they are wanted.
pub fn of(store: &Store, report: &Report, given: &Given) -> Result<Drawn> {
    let (period, lang) = (&report.period, report.lang);
    let mut drawn = Drawn { again: again(given), ..Drawn::default() };
    for (keys, by) in PARTED {
        for line in report.lines.iter().filter(|it| it.counted.amount.is_some() && keys.contains(&&*it.figure.key)) {
            drawn.parts.push((by, broken::one(store, &line.figure, period, by, lang)?));
        }
    }
    if report.session.is_none() {
        drawn.years = years(store, report)?;
        drawn.stages = stages(store, report)?;
    }
    if let Some(most) = given.read("with-records", limit)? {
        for Line { figure, .. } in report.lines.iter().filter(|line| line.counted.records > 0) {
            let mut sources = store.trace(figure, period, &[])?;
            let more = sources.len().saturating_sub(most);
            sources.truncate(most);
            masked(&mut sources, given);
            drawn.behind.push((figure.key.to_string(), sources, more));
        }
    }
    Ok(drawn)
}

/// Hides the numbers of persons in what people read of records, unless they are wanted.
pub fn masked(sources: &mut [Source], given: &Given) {
    if !given.switch("unmask") {
        for source in sources {
            source.title = source.title.as_deref().map(mask);
            source.thing = source.thing.as_deref().map(mask);
        }
    }
}

/// What the figures came to in the same span of the years before, as far as something was recorded then.
fn years(store: &Store, report: &Report) -> Result<Vec<(Period, Vec<Counted>)>> {
    let figures: Vec<Figure> = report.lines.iter().map(|line| line.figure.clone()).collect();
    let before = std::iter::successors(report.period.year_before(), Period::year_before).take(YEARS);
    let counted = before.map(|period| Ok((store.count_all(&figures, &period)?, period)));
    // What stands is there in later years, too.
    let is_of_days = |(figure, counted): (&Figure, &Counted)| counted.amount.is_some() && figure.is_of_days();
    let recorded = |counted: &[Counted]| figures.iter().zip(counted).any(is_of_days);
    let years = counted.filter(|year| year.as_ref().map_or(true, |(counted, _)| recorded(counted)));
    years.map(|year| year.map(|(counted, period)| (period, counted))).collect()
}

/// Where the matters that were open in the period stand on its last day: those on their way, and those that went through.
fn stages(store: &Store, report: &Report) -> Result<Vec<(String, [Counted; 2])>> {
    let Some(ledger) = Ledger::find("case") else { return Ok(Vec::new()) };
    let (from, until) = (report.period.from, report.period.to.min(report.today));
    let stages = Stages::of(ledger, store.vocabulary());
    let mut numbers = BTreeMap::<usize, [Counted; 2]>::new();
    let one = Counted { amount: Some(Amount::exact(1)), records: 1, ..Counted::default() };
    store.each(&Query { open: Some((from.min(until), until)), ..Query::of(ledger) }, |record| {
        let matter = Matter::of(store, record)?;
        let known = matter.children.iter().filter(|child| child.date() <= until);
        let course = Course::of(&matter.record, known, stages);
        let place = match course.state {
            _ if matter.record.date() > until || matter.record.is_lump() => return Ok(()),
            State::Open => 0,
            State::Done if course.settled() >= from => 1,
            _ => return Ok(()),
        };
        let number = &mut numbers.entry(course.stage).or_default()[place];
        *number = number.plus(one)?;
        Ok(())
    })?;
    let called = |stage| stages.called(stage).lang(report.lang).to_owned();
    Ok(numbers.into_iter().map(|(stage, numbers)| (called(stage), numbers)).collect())
}
