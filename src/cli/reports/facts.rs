//! What the texts of a report say beyond its figures: hosts, kinds and outlets in use, titles, endorsers, the period before.

use chrono::NaiveDate;

use crate::error::Result;
use crate::figure::{By, Counted, Figure, figures};
use crate::period::Period;
use crate::report::{self, Facts, Line, Report};
use crate::store::Store;
use crate::text::Lang;
use crate::vocabulary::{Set, Term};

/// How many highlight titles a text may ask for: one more than it names, so that it knows whether to write 等.
const TITLES: usize = 3;

/// The report of a period with all that a template of the office's own may ask for, to try one.
pub fn report(store: &Store, period: Period, today: NaiveDate, lang: Lang) -> Result<Report> {
    let dictionary = figures(store.vocabulary());
    let counted = store.count_all(&dictionary, &period)?;
    let line = |(figure, counted)| Line { figure, counted, before: None };
    let lines: Vec<Line> = dictionary.into_iter().zip(counted).map(line).collect();
    let facts = of(store, &lines, &period, Some(true), lang)?;
    Ok(Report { facts, ..Report::new(period, today, lang, store.vocabulary(), lines) })
}

/// What the texts speak of. `beyond` are the facts beyond the note, and whether a text of the office's own may ask for all of them.
pub fn of(store: &Store, lines: &[Line], period: &Period, beyond: Option<bool>, lang: Lang) -> Result<Facts> {
    let facts = of_note(store, lines, period, lang)?;
    // The note, which most reports end with, speaks of none of this.
    let Some(is_own) = beyond else { return Ok(facts) };
    let (endorsers, highlights) = (endorsers(store, lines, period, lang)?, highlights(store, lines, period)?);
    Ok(Facts { endorsers, highlights, before: earlier(store, lines, period, is_own)?, ..facts })
}

/// What the texts compare with, whatever the tables compare with: an office's own may speak of every figure.
fn earlier(store: &Store, lines: &[Line], period: &Period, all: bool) -> Result<Vec<(String, Counted)>> {
    let before = period.before();
    let grown = |figure: &&Figure| all || report::GROWN.contains(&&*figure.key);
    let recorded = lines.iter().filter(|line| line.counted.amount.is_some()).map(|line| &line.figure);
    recorded.filter(grown).map(|figure| Ok((figure.key.to_string(), store.count(figure, &before)?))).collect()
}

/// What the note speaks of: hosts, kinds and outlets in use, a few titles.
fn of_note(store: &Store, lines: &[Line], period: &Period, lang: Lang) -> Result<Facts> {
    let vocabulary = store.vocabulary();
    let line = |key: &str| lines.iter().find(|line| line.figure.key == key && line.counted.amount.is_some());
    let mut facts = Facts::default();
    let is_held = |line: &&Line| line.counted.amount.is_some() && report::is_held(&line.figure, vocabulary);
    for held in lines.iter().filter(is_held) {
        let hosts = store.occurring(&held.figure, period, By::Subject)?;
        facts.hosts.push((held.figure.key.to_string(), hosts));
    }
    // The words in use, in the office's order.
    let used = |line: &Line, by, set, ledger| -> Result<Vec<&Term>> {
        let keys = store.occurring(&line.figure, period, by)?;
        let is_used = |term: &&Term| keys.iter().flatten().any(|key| *key == term.key);
        Ok(vocabulary.of(set, ledger).filter(is_used).collect())
    };
    let scopes =
        vocabulary.of(Set::Scope, "volunteer").map(|scope| (&*scope.key, format!("volunteer.{}.turns", scope.key)));
    for (scope, turns) in scopes.chain([("", "volunteer.turns".to_owned())]) {
        let Some(turns) = line(&turns) else { continue };
        let kinds = used(turns, By::Kind, Set::Kind, "volunteer")?.into_iter();
        facts.service.push((scope.to_owned(), kinds.map(|kind| kind.name(lang).to_owned()).collect()));
    }
    let top = vocabulary.of(Set::Level, "").last().map_or("", |level| &level.key);
    if let Some(outlets) = line("media.outlets") {
        let outlets = used(outlets, By::Subject, Set::Outlet, "")?.into_iter();
        let national = outlets.filter(|outlet| outlet.level.as_deref() == Some(top));
        facts.outlets = national.map(|outlet| outlet.name(lang).to_owned()).collect();
    }
    if line(&format!("media.{top}")).is_some() {
        facts.titles = store.highlights("media", top, false, period, TITLES)?;
    }
    Ok(facts)
}

/// Titles marked as highlights, by section; the national press has its own, which the note names.
fn highlights(store: &Store, lines: &[Line], period: &Period) -> Result<Vec<(String, Vec<String>)>> {
    let (mut sections, words) = (Vec::new(), store.vocabulary());
    let top = words.of(Set::Level, "").last().map_or("", |level| &level.key);
    for section in words.of(Set::Section, "") {
        let figures = lines.iter().map(|line| &line.figure).filter(|figure| figure.section == section.key);
        let mut ledgers: Vec<&str> = figures.map(Figure::ledger).collect();
        ledgers.dedup();
        let mut titles = Vec::new();
        for ledger in ledgers {
            titles.extend(store.highlights(ledger, top, true, period, TITLES)?);
        }
        titles.truncate(TITLES);
        sections.push((section.key.clone(), titles));
    }
    Ok(sections)
}

/// Who endorsed how many pieces of which kind of advice; nothing is said of it where some are known only as a number.
fn endorsers(store: &Store, lines: &[Line], period: &Period, lang: Lang) -> Result<Vec<(String, String, i64)>> {
    if !lines.iter().any(|line| line.figure.key == "advice.endorsements" && line.counted.amount.is_some()) {
        return Ok(Vec::new());
    }
    let kind = |key: String| store.vocabulary().name(Set::Kind, "advice", &key, lang).to_owned();
    let known = store.endorsers(period)?.into_iter().map(|(key, who, pieces)| Some((kind(key?), who, pieces)));
    Ok(known.collect::<Option<_>>().unwrap_or_default())
}
