//! Claims held against the figures of an office: which figure each of them speaks of, and whether the two agree.

use super::claim::Claim;
use super::draft::Draft;
use super::office::{Meant, Office, Subject};
use super::phrase::{Found, Hit};
use super::place::{Place, is_growth, named_before, year_in};
use crate::amount::{Amount, Bound, Measure};
use crate::error::Result;
use crate::figure::{Counted, Figure};
use crate::period::Period;
use crate::report::{Growth, Line, Rate};
use crate::text::Lang;

/// How a number without records is printed.
const NOTHING: &str = "—";

/// What is said of a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is what a figure comes to.
    Agrees(Basis),
    /// It is what a figure was published with, and no longer comes to.
    Published(Basis),
    /// It is not.
    Differs(Basis),
    /// The figure has no record here.
    Unrecorded(Basis),
    /// No figure is known to be meant.
    Unknown,
}

/// What a verdict rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// The key of the figure or rate.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Whether it is the growth of the figure.
    pub is_growth: bool,
    /// Whether it is but a part of the figure, such as what one post endorsed.
    pub is_part: bool,
    /// The part of the office that it is of.
    pub town: Option<String>,
    /// The period that it is of, where that is not the one that was asked.
    pub period: Option<String>,
    /// What it comes to, as printed.
    pub ours: String,
}

impl Verdict {
    /// Whether a claim agrees with what it rests on, if there is anything.
    fn of(agrees: bool, basis: Basis) -> Verdict {
        match agrees {
            true => Verdict::Agrees(basis),
            false if basis.ours == NOTHING => Verdict::Unrecorded(basis),
            false => Verdict::Differs(basis),
        }
    }

    /// Its key in JSON.
    pub fn key(&self) -> &'static str {
        match self {
            Verdict::Agrees(_) => "agrees",
            Verdict::Published(_) => "published",
            Verdict::Differs(_) => "differs",
            Verdict::Unrecorded(_) => "unrecorded",
            Verdict::Unknown => "unknown",
        }
    }

    /// What it rests on; nothing where no figure is known.
    pub fn basis(&self) -> Option<&Basis> {
        match self {
            Verdict::Agrees(basis)
            | Verdict::Published(basis)
            | Verdict::Differs(basis)
            | Verdict::Unrecorded(basis) => Some(basis),
            Verdict::Unknown => None,
        }
    }
}

impl Basis {
    /// Whether it is a figure or rate as a whole, in the period that was asked.
    pub fn is_whole(&self) -> bool {
        !self.is_growth && !self.is_part && self.town.is_none() && self.period.is_none()
    }

    /// What it is called, with the part of the office that it is of.
    pub fn about(&self, lang: Lang) -> String {
        let (town, name) = (self.town.as_deref().unwrap_or_default(), &self.name);
        let growth = if self.is_growth { lang.pick("的增长", ", growth") } else { "" };
        phrase!(lang, "{town}{name}{growth}", "{name}{growth} {town}").trim().to_owned()
    }
}

/// Counts a figure in a period, of one part of the office alone if one is named.
pub type Count<'a> = &'a dyn Fn(&Figure, &Period, Option<&str>) -> Result<Counted>;

impl Office<'_> {
    /// What is to be said of each claim of a draft.
    pub fn verdicts(&self, draft: &Draft, claims: &[Claim], found: &[Found]) -> Result<Vec<Verdict>> {
        let mut verdicts: Vec<Verdict> = Vec::with_capacity(claims.len());
        for (at, claim) in claims.iter().enumerate() {
            let names = draft.lines[claim.line].cell.as_ref();
            if let Some(verdict) = names.map_or(Ok(None), |names| self.of_row(claim, names))? {
                verdicts.push(verdict);
                continue;
            }
            let place = Place::of(draft, found, claim);
            let before = at.checked_sub(1).map(|last| (&claims[last], &verdicts[last]));
            let before = before.filter(|(before, _)| before.line == claim.line && before.span.start >= claim.sentence);
            verdicts.push(self.verdict(&place, before)?);
        }
        Ok(verdicts)
    }

    /// What is to be said of a number in a row that has the name of a figure or a rate; in a column of another year it is of that.
    fn of_row(&self, claim: &Claim, [row, column]: &[String; 2]) -> Result<Option<Verdict>> {
        let Some(named) = self.named.get(row) else { return Ok(None) };
        let mut subjects = named.iter().map(|at| &self.subjects[*at]);
        let side = match &**column {
            "分子" | "part" => Some(0),
            "分母" | "whole" => Some(1),
            _ => None,
        };
        if let Some(side) = side {
            let rate = subjects.find_map(|subject| if let Subject::Rate(rate) = subject { Some(rate) } else { None });
            return Ok(rate.and_then(|rate| self.is_figure(claim, &rate.figures[side])));
        }
        let fits = |subject: &&Subject| self.counts_in(subject, &claim.unit);
        let Some(subject) = subjects.find(fits) else { return Ok(Some(Verdict::Unknown)) };
        let other = year_in(column)
            .map(Period::year)
            .filter(|year| year.from > self.report.period.to || year.to < self.report.period.from);
        let (agrees, basis) = match (other, subject) {
            (None, _) => self.holds(claim, subject, Scope::default())?,
            (Some(year), Subject::Figure(at)) if year == self.report.period.before() => {
                let figure = &self.report.lines[*at].figure;
                let counted = self.before(figure).unwrap_or_default();
                let agrees = counted.amount.is_some_and(|ours| agrees(claim.amount, ours, figure.measure));
                let basis = self.basis(&figure.key, self.report.printed(figure, &counted));
                (agrees, Basis { period: Some(year.name), ..basis })
            }
            _ => return Ok(Some(Verdict::Unknown)),
        };
        Ok(Some(Verdict::of(agrees, basis)))
    }

    fn verdict(&self, place: &Place, before: Option<(&Claim, &Verdict)>) -> Result<Verdict> {
        let claim = place.claim;
        if claim.is_percent() {
            return self.percent(place, before);
        }
        if let Some(verdict) = self.within_rate(place, before) {
            return Ok(verdict);
        }
        // 参与人次达3000余名: turns, whatever the measure word.
        let before: String = place.text[claim.before.clone()].iter().collect();
        let unit = if before.contains("人次") { "人次" } else { &claim.unit };
        let mut meant = self.meant(place, |subject| self.counts_in(subject, unit));
        if meant.is_empty() {
            return Ok(Verdict::Unknown);
        }
        meant.sort_by_key(|one| std::cmp::Reverse(one.score));
        let town = place.town(&self.towns).filter(|_| !self.is_named_by_town(&meant[0]));
        let Ok(other) = named_before(&place.text[claim.sentence..claim.span.start], &self.report.period) else {
            return Ok(Verdict::Unknown);
        };
        let other = other.or_else(|| claim.is_of_before.then(|| self.report.period.before()));
        let part = Scope { town, period: other.as_ref() };
        let best = meant[0].score;
        let mut nearest = None;
        for one in &meant {
            let (agrees, basis) = self.holds(claim, &self.subjects[one.of], part)?;
            if one.score < best && !(agrees && one.has_nearest && one.score * 3 >= best) {
                continue;
            }
            if agrees {
                return Ok(Verdict::Agrees(basis));
            }
            if let Some(published) = self.published(claim, &self.subjects[one.of]).filter(|_| part.is_whole()) {
                return Ok(Verdict::Published(Basis { ours: published, ..basis }));
            }
            nearest.get_or_insert(basis);
        }
        Ok(nearest
            .filter(|_| place.is_sure(&self.book) && !self.is_of_more(place, &meant[0], unit))
            .map_or(Verdict::Unknown, |basis| Verdict::of(false, basis)))
    }

    /// Whether a word behind the number speaks of something else that is counted so: 32篇信息被省政协采用 are no 信息编报.
    fn is_of_more(&self, place: &Place, best: &Meant, unit: &str) -> bool {
        let Claim { before, after, .. } = place.claim;
        let behind = place.hits.iter().filter(|hit| !hit.is_part && hit.from >= after.start && hit.to <= after.end);
        let phrases = |hit: &Hit| self.book.near.get(&hit.word).into_iter().flatten().map(|at| &self.book.phrases[*at]);
        let fits = |of: usize| self.counts_in(&self.subjects[of], unit);
        let mut behind = behind.filter(|_| place.text[before.clone()].iter().all(|c| !c.is_alphanumeric()));
        behind.any(|hit| phrases(hit).all(|phrase| phrase.of != best.of) && phrases(hit).any(|phrase| fits(phrase.of)))
    }

    fn is_named_by_town(&self, one: &Meant) -> bool {
        matches!(&self.subjects[one.of], Subject::Figure(at) if self.report.lines[*at].figure.key == "liaison.places")
    }

    /// Whether a claim is what a subject comes to, and what that is.
    fn holds(&self, claim: &Claim, subject: &Subject, part: Scope) -> Result<(bool, Basis)> {
        let (town, period) = (part.town.map(str::to_owned), part.period.map(|period| period.name.clone()));
        let basis = |key: &str, ours: String| Basis { town, period, ..self.basis(key, ours) };
        Ok(match subject {
            Subject::Figure(at) => {
                let line = &self.report.lines[*at];
                let period = part.period.unwrap_or(&self.report.period);
                let counted =
                    if part.is_whole() { line.counted } else { (self.count)(&line.figure, period, part.town)? };
                let agrees = counted.amount.is_some_and(|ours| agrees(claim.amount, ours, line.figure.measure));
                (agrees, basis(&line.figure.key, self.report.printed(&line.figure, &counted)))
            }
            Subject::Rate(rate) => {
                let (agrees, ours) = self.rate(claim, rate);
                (agrees && part.is_whole(), basis(&rate.key, ours))
            }
            Subject::Part(key, number, word) => (
                part.is_whole() && agrees(claim.amount, Amount::exact(*number), Measure::Count),
                Basis { is_part: true, ..basis(key, format!("{number}{word}")) },
            ),
        })
    }

    fn rate(&self, claim: &Claim, rate: &Rate) -> (bool, String) {
        let [part, whole] =
            rate.figures.each_ref().map(|key| self.report.line(key).map_or_else(Counted::default, |line| line.counted));
        let said = claim.amount.decimal(Measure::Hours) + if rate.unit(Lang::Zh) == "%" { "%" } else { "场" };
        (rate.agrees(&said, &part, &whole), rate.printed(&part, &whole, self.report.lang))
    }

    /// A rate, a share or a growth.
    fn percent(&self, place: &Place, before: Option<(&Claim, &Verdict)>) -> Result<Verdict> {
        let claim = place.claim;
        let clause: String = place.text[claim.before.start..claim.clause].iter().collect();
        if is_growth(&clause) {
            let meant = self.best(place, |subject| matches!(subject, Subject::Figure(_)));
            let key = meant
                .map(|subject| self.key(subject).to_owned())
                .or_else(|| before.and_then(|(_, verdict)| key_of(verdict)));
            let line = key.and_then(|key| self.report.line(&key));
            return Ok(line.map_or(Verdict::Unknown, |line| self.growth(claim, line)));
        }
        if let Some(subject) =
            self.best(place, |subject| matches!(subject, Subject::Rate(rate) if rate.unit(Lang::Zh) == "%"))
        {
            let (agrees, basis) = self.holds(claim, subject, Scope::default())?;
            return Ok(Verdict::of(agrees, basis));
        }
        // 个人提案12件（24%）: the share of what was just said.
        let share = before.and_then(|(_, verdict)| Rate::find(&format!("{}.rate", key_of(verdict)?)));
        let Some(rate) = share else { return Ok(Verdict::Unknown) };
        let (agrees, ours) = self.rate(claim, &rate);
        let basis = self.basis(&rate.key, ours);
        Ok(Verdict::of(agrees, basis))
    }

    fn growth(&self, claim: &Claim, line: &Line) -> Verdict {
        let before = self.before(&line.figure).and_then(|before| before.amount);
        let Some(growth) = line.counted.amount.zip(before).and_then(|(now, before)| Growth::of(now, before)) else {
            return Verdict::Unknown;
        };
        let ours = growth.digits(self.report.lang);
        let basis = Basis { is_growth: true, ..self.basis(&line.figure.key, ours) };
        let decimals = decimals(claim.amount);
        Verdict::of(growth.is(claim.amount, decimals), basis)
    }

    /// What a figure came to in the period before.
    fn before(&self, figure: &Figure) -> Option<Counted> {
        self.report.facts.before.iter().find(|(key, _)| *key == figure.key).map(|(_, before)| *before)
    }

    /// Both numbers that stand in brackets behind a rate: 93.3%（236件/254件）.
    fn within_rate(&self, place: &Place, before: Option<(&Claim, &Verdict)>) -> Option<Verdict> {
        let (last, verdict) = before?;
        let between: String = place.text[last.span.end..place.claim.span.start].iter().collect();
        let key = key_of(verdict)?;
        let rate = Rate::find(&key).filter(|_| last.is_percent() || last.unit == "场");
        let key = match (between.trim(), rate) {
            ("(", Some(rate)) => rate.figures[0].to_string(),
            ("/" | "of", None) => {
                let rates =
                    self.subjects.iter().filter_map(|it| if let Subject::Rate(rate) = it { Some(rate) } else { None });
                let mut wholes = rates.filter(|rate| rate.figures[0] == key).map(|rate| rate.figures[1].to_string());
                let claim = place.claim;
                return wholes.find_map(|whole| self.is_figure(claim, &whole));
            }
            _ => return None,
        };
        self.is_figure(place.claim, &key)
    }

    /// That a claim is what a figure comes to, if it is.
    fn is_figure(&self, claim: &Claim, key: &str) -> Option<Verdict> {
        let line = self.report.line(key)?;
        let ours = self.report.printed(&line.figure, &line.counted);
        let basis = self.basis(key, ours);
        let is_it = agrees(claim.amount, line.counted.amount?, line.figure.measure);
        Some(Verdict::of(is_it, basis))
    }

    fn basis(&self, key: &str, ours: String) -> Basis {
        let name_of = |key: &str| self.report.line(key).map(|line| &line.figure);
        let lang = self.report.lang;
        let name = match Rate::find(key) {
            Some(rate) => name_of(&rate.figures[0]).map(|part| rate.name(part, lang)),
            None => name_of(key).map(|figure| figure.name(lang).to_owned()),
        };
        Basis {
            key: key.to_owned(),
            name: name.unwrap_or_default(),
            is_growth: false,
            is_part: false,
            town: None,
            period: None,
            ours,
        }
    }

    /// What a figure was published with, where a claim agrees with that.
    fn published(&self, claim: &Claim, subject: &Subject) -> Option<String> {
        let Subject::Figure(at) = subject else { return None };
        let figure = &self.report.lines[*at].figure;
        let given = &self.report.kept.published.as_ref()?.given;
        let printed = given.figures.iter().find(|printed| printed.key == figure.key)?;
        agrees(claim.amount, printed.amount(figure.measure)?, figure.measure).then(|| printed.text.clone())
    }
}

/// The part of the office and the other period that a claim names.
#[derive(Clone, Copy, Default)]
struct Scope<'a> {
    town: Option<&'a str>,
    period: Option<&'a Period>,
}

impl Scope<'_> {
    fn is_whole(self) -> bool {
        self.town.is_none() && self.period.is_none()
    }
}

/// Whether a claim in hundredths is what a number comes to.
fn agrees(claim: Amount, ours: Amount, measure: Measure) -> bool {
    let parts = 100 / measure.parts();
    let given = Amount { value: claim.value / parts, ..claim };
    // 超过10亿元 of 11.7 is little, and true: the first digit, and noughts.
    let step = 10_i64.checked_pow(given.value.max(1).ilog10()).unwrap_or(i64::MAX);
    let is_true =
        given.bound == Bound::AtLeast && given.value % step == 0 && (0..step).contains(&(ours.value - given.value));
    claim.value % parts == 0 && (is_true || given.agrees(ours, measure))
}

/// With how many decimals a number in hundredths is written, as far as it shows.
fn decimals(amount: Amount) -> u32 {
    match amount.value % 100 {
        0 => 0,
        rest if rest % 10 == 0 => 1,
        _ => 2,
    }
}

fn key_of(verdict: &Verdict) -> Option<String> {
    verdict.basis().map(|basis| basis.key.clone())
}
