//! Figures by part for breakdowns and circulars, and the figure that ranks the parts.

use crate::cli::args::Given;
use crate::cli::records::query::limit;
use crate::cli::reports::broken;
use crate::cli::reports::wanted::Wanted;
use crate::error::Result;
use crate::figure::{By, Counted, Figure, Part, find};
use crate::report::{Broken, Circular, Report, SAID};
use crate::vocabulary::Set;

/// The key or name of the figure that ranks the parts; authors are ranked by what they wrote, unless something else is said.
pub fn ranked_by<'a>(given: &Given<'a>, by: Option<By>) -> Result<Option<&'a str>> {
    let sort = given.text("sort").or((by == Some(By::Author)).then_some("info.count"));
    let depends =
        [("top", given.text("top").is_some()), ("to-date", given.switch("to-date")), ("sort", sort.is_some())];
    match (depends.into_iter().find(|(_, is_given)| *is_given), by) {
        (Some(_), Some(By::Month)) => Err(usage!("no_ranking": "月份不排名次", "months are not ranked";
            "去掉 --sort，只写 --by month", "leave --sort out, and give --by month alone")),
        (Some((name, _)), by) if by.is_none() || sort.is_none() => {
            let other = if by.is_none() { "by" } else { "sort" };
            Err(usage!("no_ranking": "--{name} 要和 --{other} 一起用", "--{name} goes with --{other} only";
                "如 qjcppcc report 2022-03 --by author --sort info.count",
                "such as qjcppcc report 2022-03 --by author --sort info.count"))
        }
        _ => Ok(sort),
    }
}

/// The parts in the order of a figure, among the figures of its ledger that are told beside it.
pub fn ranked(given: &Given, wanted: &Wanted, (by, sort): (By, &str), all: &[Broken]) -> Result<Circular> {
    let Wanted { store, dictionary, report: Report { period, today, words, lang, .. } } = wanted;
    let lang = *lang;
    let named = dictionary.iter().find(|figure| [&figure.label, &figure.english].iter().any(|name| **name == sort));
    let sort = named.map_or_else(|| find(dictionary, sort), Ok).map_err(|error| error.field("sort"))?;
    broken::has_parts(sort, by).map_err(|error| error.field("sort"))?;
    let mut beside: Vec<Broken> = all.iter().filter(|one| is_beside(one, sort)).cloned().collect();
    if !beside.iter().any(|one| one.figure.key == sort.key) {
        beside.insert(0, broken::one(store, sort, period, by, lang)?);
    }
    let at = beside.iter().position(|one| one.figure.key == sort.key).unwrap_or_default();
    // Towns are told of even where they have nothing.
    for town in words.of(Set::Town, "").filter(|town| by == By::Town && town.is_in_use(period.to)) {
        if beside[at].of(Some(&town.key)).is_none() {
            let part = Part { part: Some(town.key.clone()), counted: Counted::default() };
            beside[at].parts.push((part, town.name(lang).to_owned()));
        }
    }
    let to_date = period.to_date(*today);
    let of_span = |span| beside.iter().map(|one| broken::one(store, &one.figure, span, by, lang)).collect();
    let spans = to_date.iter().filter(|_| given.switch("to-date")).map(of_span).collect::<Result<Vec<_>>>()?;
    let (since, top) = (period.from != to_date[0].from, given.read("top", limit)?);
    Ok(Circular { since, top, ..Circular::of(by, (beside, Some(at), spans), words, lang) })
}

/// Whether a figure stands beside the one that ranks: what platforms publish of matters, else what is of the same ledger and as usual, not
/// deeper, and known of parts.
fn is_beside(Broken { figure, parts, .. }: &Broken, sort: &Figure) -> bool {
    let depth = |figure: &Figure| figure.key.matches('.').count();
    let is_said = SAID.iter().any(|key| key.starts_with(sort.ledger()));
    let is_usual = if is_said { SAID.contains(&&*figure.key) } else { !figure.rare || sort.rare };
    let is_like = is_usual && depth(figure) <= depth(sort) && parts.iter().any(|(part, _)| part.part.is_some());
    figure.key == sort.key || figure.is_by_unit() || (figure.ledger() == sort.ledger() && is_like)
}
