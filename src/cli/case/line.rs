//! `case line`: the line that every such platform publishes.

use chrono::Datelike;

use crate::cli::args::given::Given;
use crate::cli::desk::Desk;
use crate::counted::By;
use crate::error::Result;
use crate::figure::{figures, find};
use crate::period::Period;
use crate::report::{APART, Line, PlatformLine, RATED, SAID, Told};
use crate::sheet::Sheet;
use crate::vocabulary::Set;

/// `case line [PERIOD]`: the line that every such platform prints.
pub fn line(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let lang = desk.report_language();
    let today = desk.outside.today();
    let period =
        given.text("period").map_or_else(|| Ok(Period::year(today.year())), |text| Period::read(text, today))?;
    let from = given.text("from");
    let store = match from {
        Some(file) => crate::cli::exchange::form::from_file(desk, file)?,
        None => desk.reader()?,
    };
    let head = if from.is_none() { store.head()? } else { None };
    let vocabulary = store.vocabulary();
    let town = given.text("town").map(|word| vocabulary.read(Set::Town, "", word)).transpose();
    let town = town.map_err(|error| error.field("town"))?;
    let dictionary = figures(vocabulary);
    let counted = |key: &str| -> Result<Told> {
        let figure = find(&dictionary, key)?.clone();
        let towns = store.parts(&figure, &period, By::Town)?;
        let whole = match &town {
            None => store.count(&figure, &period)?,
            Some(town) => {
                towns.iter().find(|part| part.part.as_ref() == Some(town)).map(|part| part.counted).unwrap_or_default()
            }
        };
        Ok(Told { figure, whole, towns })
    };
    let told = SAID.iter().chain(&APART).map(|key| counted(key)).collect::<Result<Vec<_>>>()?;
    let rated = RATED.iter().map(|key| {
        let Told { figure, whole, .. } = counted(key)?;
        Ok(Line { figure, counted: whole, before: None })
    });
    let name = |key: &str| vocabulary.name(Set::Town, "", key, lang).to_owned();
    let sheet = PlatformLine {
        told,
        rated: rated.collect::<Result<Vec<_>>>()?,
        towns: vocabulary.of(Set::Town, "").map(|term| (term.key.clone(), term.name(lang).to_owned())).collect(),
        town: town.as_deref().map(|key| (key.to_owned(), name(key))),
        today,
        lang,
        exact: given.switch("exact"),
        typed: desk.is_workbook(),
        head,
        period,
    };
    Ok(sheet.sheet())
}
