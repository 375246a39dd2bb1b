//! Figures by part for breakdowns and circulars, and the figure that ranks the parts.

use clap::Arg;

use crate::cli::args::{Given, option, switch};
use crate::cli::desk::Desk;
use crate::cli::records::query::limit;
use crate::cli::reports::wanted::Wanted;
use crate::error::Result;
use crate::figure::{By, Counted, Figure, Part, find};
use crate::period::Period;
use crate::report::{Broken, Circular, SAID};
use crate::store::Store;
use crate::text::Lang;
use crate::vocabulary::Set;

/// What ranks the parts of a breakdown.
pub fn options(lang: Lang) -> [Arg; 3] {
    let sort = lang.pick(
        "通报：按这个指标排名次（和 --by 一起用；只要前几名：--top N）",
        "a circular: ranks the parts of --by by this figure (the first ranks alone: --top N)",
    );
    let to_date = lang.pick("通报加上1月以来累计和上年同期", "with what came since January, this year and last year");
    [option("sort", "KEY", sort), option("top", "N", "").hide(true), switch("to-date", to_date)]
}

/// The key or name of the figure that ranks the parts; authors are ranked by what they wrote, unless something else is said.
pub fn ranked_by<'a>(given: &Given<'a>, by: Option<By>) -> Result<Option<&'a str>> {
    let sort = given.text("sort").or((by == Some(By::Author)).then_some("info.count"));
    let depends = [("top", given.text("top").is_some()), ("to-date", given.switch("to-date"))];
    let asks = depends.iter().find(|(_, is_given)| *is_given).map(|(name, _)| *name);
    match (sort.map(|_| "sort").or(asks), by) {
        (Some(name), None) => Err(usage!("no_ranking": "--{name} 要和 --by 一起用", "--{name} goes with --by only";
            "如 qjcppcc report 2022-03 --by author --sort info.count",
            "such as qjcppcc report 2022-03 --by author --sort info.count")),
        (Some(_), Some(By::Month)) => Err(usage!("no_ranking": "月份不排名次", "months are not ranked";
            "只写 --by month", "give --by month alone")),
        (Some(name), Some(by)) if sort.is_none() => {
            let by = by.key();
            let example = if by == By::Unit.key() { "motion.unit.lead" } else { "case.solved" };
            Err(usage!("no_ranking": "--{name} 要和 --sort 一起用", "--{name} goes with --sort only";
                "写明按哪个指标排名次，如 --by {by} --sort {example}",
                "say which figure ranks them, such as --by {by} --sort {example}"))
        }
        _ => Ok(sort),
    }
}

/// Refuses a figure that has no such parts.
pub fn has_parts(figure: &Figure, by: By) -> Result<()> {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| figure.name(lang));
    match by {
        By::Unit if !figure.is_by_unit() => {
            Err(usage!("not_by_unit" in "unit": "“{zh}”不按承办单位计", "“{en}” is not counted by unit";
                "按单位的是 motion.unit.lead 等：qjcppcc report --by unit",
                "motion.unit.lead and the like are: qjcppcc report --by unit"))
        }
        By::Author if !figure.is_by_author() => {
            Err(usage!("not_by_author" in "author": "“{zh}”没有作者", "“{en}” has no authors";
                "有作者的是 info.count、advice.count 等", "info.count, advice.count and the like have"))
        }
        By::Unit => Ok(()),
        _ if figure.is_by_unit() => {
            Err(usage!("by_unit_only" in "by": "“{zh}”只按承办单位计", "“{en}” is counted by unit only";
                "用 --by unit", "use --by unit"))
        }
        _ => Ok(()),
    }
}

/// The figures of a breakdown; those by unit have parts of no other sort, and not all have authors.
pub fn all_broken(wanted: &Wanted, by: By, lang: Lang) -> Result<Vec<Broken>> {
    let Wanted { store, dictionary, period, .. } = wanted;
    let parted = dictionary.iter().filter(|figure| has_parts(figure, by).is_ok());
    parted.filter_map(|figure| broken(store, figure, period, by, lang).transpose()).collect()
}

/// A figure and its parts, where it has a number.
fn broken(store: &Store, figure: &Figure, period: &Period, by: By, lang: Lang) -> Result<Option<Broken>> {
    let whole = store.count(figure, period)?;
    if whole.amount.is_none() {
        return Ok(None);
    }
    let vocabulary = store.vocabulary();
    let rank = |key: Option<&str>| match Set::from_key(by.key()) {
        Some(set) => vocabulary.rank(set, figure.ledger(), key),
        None => key.map_or(usize::MAX, |_| 0),
    };
    let mut parts = store.parts(figure, period, by)?;
    parts.sort_by_key(|part| (rank(part.part.as_deref()), part.part.clone()));
    let name = |part: &Part| Broken::name(figure, by, part.part.as_deref(), vocabulary, lang);
    let parts = parts.into_iter().map(|part| (part.clone(), name(&part)));
    Ok(Some(Broken { figure: figure.clone(), whole, parts: parts.collect() }))
}

/// The parts in the order of a figure, among the figures of its ledger that are told beside it.
pub fn ranked(desk: &Desk, given: &Given, wanted: &Wanted, (by, sort): (By, &str), all: &[Broken]) -> Result<Circular> {
    let Wanted { store, dictionary, period, .. } = wanted;
    let lang = desk.report_language();
    let named = dictionary.iter().find(|figure| [&figure.label, &figure.english].iter().any(|name| **name == sort));
    let sort = named.map_or_else(|| find(dictionary, sort), Ok).map_err(|error| error.field("sort"))?;
    has_parts(sort, by)?;
    let mut columns: Vec<Broken> = all.iter().filter(|one| is_beside(one, sort)).cloned().collect();
    if columns.iter().all(|one| one.figure.key != sort.key) {
        columns.insert(0, Broken { figure: sort.clone(), whole: Counted::default(), parts: Vec::new() });
    }
    let spans = given.switch("to-date").then(|| period.to_date(desk.outside.today()));
    let of_span = |at: usize| {
        let span = spans.as_ref().map(|spans| broken(store, sort, &spans[at], by, lang));
        span.transpose().map(Option::flatten)
    };
    let told = [of_span(0)?, of_span(1)?];
    let mut circular = Circular::ranked(by, &columns, sort, told, store.vocabulary(), (period, lang));
    if let Some(spans) = &spans {
        circular.to_date = true;
        for column in &mut circular.columns {
            column.spans = [store.count(&column.figure, &spans[0])?, store.count(&column.figure, &spans[1])?];
        }
    }
    if let Some(top) = given.read("top", limit)? {
        circular.cut(top);
    }
    Ok(circular)
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
