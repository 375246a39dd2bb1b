//! Figures by part for breakdowns and circulars, and the figure that ranks the parts.

use clap::Arg;

use crate::cli::args::{Given, option, switch};
use crate::cli::desk::Desk;
use crate::cli::records::query::limit;
use crate::cli::reports::broken;
use crate::cli::reports::wanted::Wanted;
use crate::error::Result;
use crate::figure::{By, Counted, Figure, Part, find};
use crate::period::Period;
use crate::report::{Broken, Circular, SAID};
use crate::text::Lang;
use crate::vocabulary::Set;

/// What ranks the parts of a breakdown; its help tells of all three.
pub fn options(lang: Lang) -> [Arg; 3] {
    let sort = lang.pick(
        "通报：--by 的各部分按这个指标排名次；可加 --top N 只列前几名，--to-date 加累计和上年同期",
        "a circular: the parts of --by ranked by it; --top N for the first, --to-date since January and last year",
    );
    [option("sort", "KEY", sort), option("top", "N", "").hide(true), switch("to-date", "").hide(true)]
}

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
pub fn ranked(desk: &Desk, given: &Given, wanted: &Wanted, (by, sort): (By, &str), all: &[Broken]) -> Result<Circular> {
    let Wanted { store, dictionary, period, .. } = wanted;
    let (lang, words) = (desk.report_language(), store.vocabulary());
    let named = dictionary.iter().find(|figure| [&figure.label, &figure.english].iter().any(|name| **name == sort));
    let sort = named.map_or_else(|| find(dictionary, sort), Ok).map_err(|error| error.field("sort"))?;
    broken::has_parts(sort, by).map_err(|error| error.field("sort"))?;
    let mut beside: Vec<Broken> = all.iter().filter(|one| is_beside(one, sort)).cloned().collect();
    let at = beside.iter().position(|one| one.figure.key == sort.key).unwrap_or_else(|| {
        beside.insert(0, nothing(sort));
        0
    });
    // Towns are told of even where they have nothing.
    for town in words.of(Set::Town, "").filter(|town| by == By::Town && town.is_in_use(period.to)) {
        if beside[at].parts.iter().all(|(part, _)| part.part.as_ref() != Some(&town.key)) {
            let part = Part { part: Some(town.key.clone()), counted: Counted::default() };
            beside[at].parts.push((part, town.name(lang).to_owned()));
        }
    }
    let of_span = |span: &Period, one: &Broken| {
        Ok(broken::one(store, &one.figure, span, by, lang)?.unwrap_or_else(|| nothing(&one.figure)))
    };
    let spans = given.switch("to-date").then(|| period.to_date(desk.outside.today()));
    let spans = spans.iter().flatten().map(|span| beside.iter().map(|one| of_span(span, one)).collect());
    let spans = spans.collect::<Result<Vec<_>>>()?;
    Ok(Circular { top: given.read("top", limit)?, ..Circular::of(by, (beside, Some(at), spans), words, lang) })
}

fn nothing(figure: &Figure) -> Broken {
    Broken { figure: figure.clone(), whole: Counted::default(), parts: Vec::new() }
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
