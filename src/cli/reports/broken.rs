//! Figures broken down: each with its parts, named and in the office's order.

use crate::cli::reports::wanted::Wanted;
use crate::error::Result;
use crate::figure::{By, Figure, Part};
use crate::period::Period;
use crate::report::Broken;
use crate::store::Store;
use crate::text::Lang;
use crate::vocabulary::Set;

/// The figures of a breakdown; those by unit have parts of no other sort, and not all have authors.
pub fn all(wanted: &Wanted, by: By, lang: Lang) -> Result<Vec<Broken>> {
    let Wanted { store, dictionary, period, .. } = wanted;
    let parted = dictionary.iter().filter(|figure| has_parts(figure, by).is_ok());
    parted.filter_map(|figure| one(store, figure, period, by, lang).transpose()).collect()
}

/// A figure and its parts, where it has a number.
pub fn one(store: &Store, figure: &Figure, period: &Period, by: By, lang: Lang) -> Result<Option<Broken>> {
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
