//! `case line`: the line that every such platform prints.

use chrono::NaiveDate;

use crate::cli::args::{self, Given, TOLD, argument, option, switch};
use crate::cli::desk::Desk;
use crate::cli::exchange::keep::asked;
use crate::cli::records::query::period;
use crate::cli::reports::{broken, texts};
use crate::cli::task::{Verb, Work};
use crate::error::Result;
use crate::figure::{By, figures, find};
use crate::period::Period;
use crate::report::{APART, Broken, Line, PlatformLine, Report, SAID, Subject, Wording, rated};
use crate::sheet::Sheet;
use crate::store::Store;
use crate::text::Lang;
use crate::vocabulary::{Set, Term};

/// `case line [PERIOD]`.
pub const VERB: Verb = Verb::new("line", |ledger| ledger.key == "case", Work::Reads(line)).with(|command, _, lang| {
    command
        .arg(argument("period", "PERIOD", TOLD))
        .arg(option("town", "TOWN", TOLD).short('t'))
        .args([switch("exact", TOLD), option("template", "FILE", TOLD), option("from", "FILE", TOLD)])
        .args(args::letter(lang))
});

fn line(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (lang, today) = (desk.report_language(), desk.outside.today());
    let period = period(given, today)?;
    let template = texts::given(desk, given)?;
    let store = asked(desk, given)?;
    let head = if given.text("from").is_some() { None } else { store.head()? };
    let town = given.read("town", |word| store.vocabulary().read(Set::Town, "", word))?;
    let mut line = PlatformLine { typed: desk.is_workbook(), ..count(&store, period, town.as_deref(), today, lang)? };
    (line.report.exact, line.report.head) = (given.switch("exact"), head);
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
    let counted = |key: &str| -> Result<Broken> {
        let mut told = broken::one(store, find(&dictionary, key)?, &period, By::Town, lang)?;
        told.whole = if town.is_some() { told.of(town).unwrap_or_default() } else { told.whole };
        Ok(told)
    };
    let told: Vec<Broken> = SAID.iter().chain(&APART).map(|key| counted(key)).collect::<Result<_>>()?;
    let rated = rated().map(|key| {
        let Broken { figure, whole, .. } = counted(key)?;
        Ok(Line { figure, counted: whole, before: None })
    });
    let rated = rated.collect::<Result<Vec<_>>>()?;
    // What was out of use by then has no line, unless something was recorded of it.
    let has = |town: &Term| told.iter().any(|told| told.of(Some(&town.key)).is_some());
    let towns = vocabulary.of(Set::Town, "").filter(|town| town.is_in_use(period.from) || has(town));
    let towns = towns.map(|term| (term.key.clone(), term.name(lang).to_owned())).collect();
    let town = town.map(|key| (key.to_owned(), vocabulary.name(Set::Town, "", key, lang).to_owned()));
    Ok(PlatformLine { report: Report::new(period, today, lang, vocabulary, rated), typed: false, town, told, towns })
}
