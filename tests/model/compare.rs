//! The comparison: store and model, sums and parts, before and after.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;
use qjcppcc::amount::{Amount, Bound};
use qjcppcc::figure::{By, Counted, Figure, Reading, figures};
use qjcppcc::period::Period;
use qjcppcc::store::Store;

use super::draw::{Step, note_down};
use super::figure::{View, total};
use super::library::{keep, stamp};
use super::motion;
use super::office::{TOWNS, UNITS};
use super::row::{Row, Sum};

fn bare(counted: Counted) -> Option<Sum> {
    counted.amount.map(|Amount { value, bound }| (value, bound))
}

pub fn check(store: &Store, rows: &[Row], periods: &[Period]) -> TestCaseResult {
    let figures = figures(store.vocabulary());
    let model = View { rows, town: None };
    for period in periods {
        for figure in &figures {
            let (key, span) = (&figure.key, &period.name);
            let whole = store.count(figure, period).expect("a number");
            prop_assert_eq!(bare(whole), model.figure(key, period), "{} in {}", key, span);
            // Whoever is on a roster and named elsewhere is in no posting.
            if figure.reading != Reading::Named {
                let posted = store.from_postings(figure, period).expect("a number");
                prop_assert_eq!(posted, whole, "roll-up of {} in {}", key, span);
            }
        }
        let one_by_one: Vec<_> = figures.iter().map(|figure| store.count(figure, period).expect("a number")).collect();
        prop_assert_eq!(store.count_all(&figures, period).expect("numbers"), one_by_one, "all of {}", period.name);
        for figure in &figures {
            check_trace(store, figure, period)?;
            check_occurring(store, figure, period)?;
        }
    }
    // Breakdowns are the slow part: the year and the odd span show what the others would.
    for period in periods.first().into_iter().chain(periods.last()) {
        for by in By::OFFERED {
            for figure in figures.iter().filter(|figure| figure.reading != Reading::Named) {
                check_parts(store, rows, figure, period, by)?;
            }
        }
        for figure in figures.iter().filter(|figure| figure.is_by_unit()) {
            check_parts(store, rows, figure, period, By::Unit)?;
        }
    }
    Ok(())
}

fn check_trace(store: &Store, figure: &Figure, period: &Period) -> TestCaseResult {
    let whole = bare(store.count(figure, period).expect("a number"));
    let trace = store.trace(figure, period, &[]).expect("a trace");
    let sum = total(trace.iter().map(|source| (source.amount.value, source.amount.bound)));
    prop_assert_eq!(sum.or(emptied(figure, whole)), whole, "trace of {} in {}", figure.key, period.name);
    Ok(())
}

/// The kinds and subjects of a figure are those of its parts.
fn check_occurring(store: &Store, figure: &Figure, period: &Period) -> TestCaseResult {
    for by in [By::Kind, By::Subject] {
        if matches!(figure.reading, Reading::Sum | Reading::Once) {
            let parts = store.parts(figure, period, by).expect("parts").into_iter().map(|part| part.part);
            let occurring = store.occurring(figure, period, by).expect("parts");
            let (parts, occurring): (BTreeSet<_>, BTreeSet<_>) = (parts.collect(), occurring.into_iter().collect());
            prop_assert!(parts.is_subset(&occurring), "{:?} of {} in {}", by, figure.key, period.name);
            if by == By::Subject {
                prop_assert_eq!(parts, occurring, "subjects of {} in {}", figure.key, period.name);
            }
        }
    }
    Ok(())
}

/// A stock that everything has left is nought without a record behind it, and so is a roster of which nobody is named.
fn emptied(figure: &Figure, whole: Option<Sum>) -> Option<Sum> {
    let may_be = matches!(figure.reading, Reading::Stock | Reading::Present | Reading::Named);
    whole.filter(|whole| may_be && *whole == (0, Bound::Exact))
}

fn check_parts(store: &Store, rows: &[Row], figure: &Figure, period: &Period, by: By) -> TestCaseResult {
    let (key, span) = (&figure.key, &period.name);
    let whole = bare(store.count(figure, period).expect("a number"));
    let parts = store.parts(figure, period, by).expect("parts");
    let sum = total(parts.iter().filter_map(|part| bare(part.counted)));
    prop_assert_eq!(sum.or(emptied(figure, whole)), whole, "parts of {} by {} in {}", key, by.key(), span);
    for part in &parts {
        let trace = store.trace(figure, period, &[(by, part.part.clone())]).expect("a trace");
        let sum = total(trace.iter().map(|source| (source.amount.value, source.amount.bound)));
        prop_assert_eq!(sum, bare(part.counted), "trace of {:?} of {} in {}", part.part, key, span);
    }
    if by == By::Unit {
        for unit in UNITS {
            let part = parts.iter().find(|part| part.part.as_deref() == Some(unit));
            let what = key.trim_start_matches("motion.unit.");
            let expected = motion::of_unit(&View { rows, town: None }, what, unit, period);
            prop_assert_eq!(part.and_then(|part| bare(part.counted)), expected, "{} of {} in {}", key, unit, span);
        }
    }
    if by != By::Town || !matches!(figure.reading, Reading::Sum | Reading::Carried | Reading::Cohort) {
        return Ok(());
    }
    for town in TOWNS.iter().copied().map(Some).chain([None]) {
        let part = parts.iter().find(|part| part.part.as_deref() == town);
        let expected = View { rows, town: Some(town) }.figure(key, period);
        prop_assert_eq!(part.and_then(|part| bare(part.counted)), expected, "{} of {:?} in {}", key, town, span);
    }
    Ok(())
}

/// Every figure and breakdown, to be held against a later one.
pub fn picture(store: &Store, periods: &[Period]) -> Vec<String> {
    let mut seen = Vec::new();
    for period in periods {
        for figure in figures(store.vocabulary()) {
            let counted = store.count(&figure, period).expect("a number");
            let parts = store.parts(&figure, period, By::Town).expect("parts");
            seen.push(format!("{} in {}: {counted:?} {parts:?}", figure.key, period.name));
        }
    }
    seen
}

/// Voids some records, parents and children as they come, and puts them back in another order.
pub fn there_and_back(store: &mut Store, rows: &mut Vec<Row>, which: &[Index], periods: &[Period]) -> TestCaseResult {
    let before = picture(store, periods);
    let mut live: Vec<usize> = (0..rows.len()).filter(|at| !rows[*at].void).collect();
    let mut gone = Vec::new();
    for index in which.iter().take(live.len()) {
        gone.push(live.swap_remove(index.index(live.len())));
    }
    let steps = gone.iter().map(|at| Step::Void(*at)).collect::<Vec<_>>();
    let middle = gone.len() / 2;
    gone.rotate_left(middle);
    let back = gone.iter().map(|at| Step::Unvoid(*at));
    for mut step in steps.into_iter().chain(back) {
        store.change(&stamp(), false, |change| keep(change, rows, &mut step)).expect("kept");
        note_down(rows, step);
    }
    prop_assert_eq!(picture(store, periods), before, "after voiding {:?} and putting it back", gone);
    Ok(())
}
