//! `case line`: the line that every such platform prints.

use chrono::NaiveDate;

use crate::cli::args::{self, Given, TOLD, examples, option, switch};
use crate::cli::desk::Desk;
use crate::cli::exchange::keep::asked;
use crate::cli::records::query::period;
use crate::cli::reports::texts;
use crate::cli::task::{Verb, Work};
use crate::error::Result;
use crate::figure::{By, figures, find};
use crate::period::Period;
use crate::report::{APART, Line, PlatformLine, SAID, Subject, Told, Wording, rated};
use crate::sheet::Sheet;
use crate::store::Store;
use crate::text::Lang;
use crate::vocabulary::{Set, Term};

/// `case line [PERIOD]`.
pub const VERB: Verb = Verb::new("line", |ledger| ledger.key == "case", Work::Reads(line)).with(|command, _, lang| {
    command
        .arg(args::period(lang))
        .arg(option("town", "TOWN", TOLD).short('t'))
        .args([switch("exact", TOLD), option("template", "FILE", TOLD), option("from", "FILE", TOLD)])
        .args(args::letter(lang))
        .after_help(examples(&["qjcppcc case line 2022", "qjcppcc case line 2022 --town {town} --lang en"], lang))
});

fn line(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (lang, today) = (desk.report_language(), desk.outside.today());
    let period = period(given, today)?;
    let template = texts::given(desk, given)?;
    let store = asked(desk, given)?;
    let head = if given.text("from").is_some() { None } else { store.head()? };
    let town = given.read("town", |word| store.vocabulary().read(Set::Town, "", word))?;
    let line = PlatformLine {
        exact: given.switch("exact"),
        typed: desk.is_workbook(),
        head,
        ..count(&store, period, town.as_deref(), today, lang)?
    };
    let kept = texts::kept(&store)?;
    // All has been read: others may write, however long a template takes.
    store.let_go();
    let text = texts::only(desk, &kept, template, Wording::Line, Subject::Line(&line))?;
    Ok(line.sheet(&text))
}

/// What the line of a period says, for all towns or for one.
pub fn count(store: &Store, period: Period, town: Option<&str>, today: NaiveDate, lang: Lang) -> Result<PlatformLine> {
    let vocabulary = store.vocabulary();
    let dictionary = figures(vocabulary);
    let counted = |key: &str| -> Result<Told> {
        let figure = find(&dictionary, key)?.clone();
        let towns = store.parts(&figure, &period, By::Town)?;
        let whole = match town {
            None => store.count(&figure, &period)?,
            town => towns.iter().find(|it| it.part.as_deref() == town).map(|it| it.counted).unwrap_or_default(),
        };
        Ok(Told { figure, whole, towns })
    };
    let told: Vec<Told> = SAID.iter().chain(&APART).map(|key| counted(key)).collect::<Result<_>>()?;
    let rated = rated().map(|key| {
        let Told { figure, whole, .. } = counted(key)?;
        Ok(Line { figure, counted: whole, before: None })
    });
    // What was out of use by then has no line, unless something was recorded of it.
    let has = |town: &Term| told.iter().flat_map(|told| &told.towns).any(|part| part.part.as_ref() == Some(&town.key));
    let towns = vocabulary.of(Set::Town, "").filter(|town| town.is_in_use(period.from) || has(town));
    let towns = towns.map(|term| (term.key.clone(), term.name(lang).to_owned())).collect();
    Ok(PlatformLine {
        told,
        rated: rated.collect::<Result<Vec<_>>>()?,
        towns,
        town: town.map(|key| (key.to_owned(), vocabulary.name(Set::Town, "", key, lang).to_owned())),
        today,
        lang,
        exact: false,
        typed: false,
        head: None,
        vocabulary: vocabulary.clone(),
        period,
    })
}
