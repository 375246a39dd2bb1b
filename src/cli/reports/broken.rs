//! Figures broken down: each with its parts, named and in the office's order.

use crate::cli::reports::wanted::Wanted;
use crate::error::Result;
use crate::figure::{By, Figure, Part};
use crate::period::Period;
use crate::report::{Broken, Report, rank};
use crate::store::Store;
use crate::text::Lang;

/// The figures of a breakdown; those by unit have parts of no other sort, and not all have authors.
pub fn all(wanted: &Wanted, by: By) -> Result<Vec<Broken>> {
    let Wanted { store, dictionary, report: Report { period, lang, .. } } = wanted;
    let parted = dictionary.iter().filter(|figure| has_parts(figure, by).is_ok());
    let all: Vec<Broken> = parted.map(|figure| one(store, figure, period, by, *lang)).collect::<Result<_>>()?;
    Ok(all.into_iter().filter(|one| one.whole.amount.is_some()).collect())
}

/// A figure and its parts; without a number it has none.
pub fn one(store: &Store, figure: &Figure, period: &Period, by: By, lang: Lang) -> Result<Broken> {
    let (whole, vocabulary) = (store.count(figure, period)?, store.vocabulary());
    let mut parts = if whole.amount.is_some() { store.parts(figure, period, by)? } else { Vec::new() };
    parts.sort_by_key(|it| (rank(by, figure.ledger(), it.part.as_deref(), vocabulary), it.part.clone()));
    let name = |part: &Part| Broken::name(figure, by, part.part.as_deref(), vocabulary, lang);
    let parts = parts.into_iter().map(|part| (part.clone(), name(&part)));
    Ok(Broken { figure: figure.clone(), whole, parts: parts.collect() })
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
            Err(usage!("by_unit_only": "“{zh}”只按承办单位计", "“{en}” is counted by unit only";
                "用 --by unit", "use --by unit"))
        }
        _ => Ok(()),
    }
}
