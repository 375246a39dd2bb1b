//! Claims held against the figures of an office: which figure each of them speaks of, and whether the two agree.

use std::collections::HashMap;

use chrono::Datelike;

use super::claim::{Claim, names};
use super::draft::Draft;
use super::number::Plain;
use super::phrase::{Book, Hit};
use crate::amount::{Amount, Measure, same_thing};
use crate::error::Result;
use crate::figure::{Counted, Figure};
use crate::period::Period;
use crate::report::{Growth, Line, RATES, Rate, Report};
use crate::text::Lang;
use crate::vocabulary::{Set, Term, Vocabulary};

/// What is said of a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is what a figure comes to.
    Agrees(Basis),
    /// It is what a figure was published with, and no longer comes to.
    Published(Basis),
    /// It is not.
    Differs(Basis),
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
    /// The part of the office that it is of.
    pub town: Option<String>,
    /// The period that it is of, where that is not the one that was asked.
    pub period: Option<String>,
    /// What it comes to, as printed.
    pub ours: String,
}

impl Verdict {
    /// Its key in JSON.
    pub fn key(&self) -> String {
        match self {
            Verdict::Agrees(_) => "agrees",
            Verdict::Published(_) => "published",
            Verdict::Differs(_) => "differs",
            Verdict::Unknown => "unknown",
        }
        .to_owned()
    }

    /// What it rests on; nothing where no figure is known.
    pub fn basis(&self) -> Option<&Basis> {
        match self {
            Verdict::Agrees(basis) | Verdict::Published(basis) | Verdict::Differs(basis) => Some(basis),
            Verdict::Unknown => None,
        }
    }
}

impl Basis {
    /// What it is called, with the part of the office that it is of.
    pub fn about(&self, lang: Lang) -> String {
        let (town, name) = (self.town.as_deref().unwrap_or_default(), &self.name);
        let growth = if self.is_growth { lang.pick("的增长", ", growth") } else { "" };
        phrase!(lang, "{town}{name}{growth}", "{name}{growth} {town}").trim().to_owned()
    }
}

/// Counts a figure in a period, of one part of the office alone if one is named.
pub type Count<'a> = &'a dyn Fn(&Figure, &Period, Option<&str>) -> Result<Counted>;

/// What a phrase speaks of.
#[derive(Clone, Debug)]
enum Subject {
    Figure(usize),
    Rate(Rate),
    /// Something that a text counts beyond the figures: the key of the figure it is part of, the number, its measure word.
    Part(&'static str, i64, &'static str),
}

/// The office's figures, with the phrases by which they go in print.
pub struct Office<'a> {
    report: &'a Report,
    count: Count<'a>,
    subjects: Vec<Subject>,
    book: Book,
    /// Words that say that a share is a growth.
    growth: Vec<usize>,
    /// Parts of the office, by their names.
    towns: HashMap<usize, String>,
    /// What rows of tables may be called: the names and keys of figures and rates.
    named: HashMap<String, Vec<usize>>,
}

/// Other words for those of the phrases, a line for each.
const SYNONYMS: &str = include_str!("synonyms.txt");
const GROWTH: &[&str] = &["增长", "提高", "上升", "下降", "减少", "增加", "同比", "较上年", "持平", "up ", "down ", "翻番"];

impl<'a> Office<'a> {
    /// The figures of a report, which knows how they go in print.
    pub fn of(report: &'a Report, count: Count<'a>) -> Office<'a> {
        let mut office = Office {
            report,
            count,
            subjects: Vec::new(),
            book: Book::default(),
            growth: Vec::new(),
            towns: HashMap::new(),
            named: HashMap::new(),
        };
        office.growth = GROWTH.iter().filter_map(|word| office.book.word(word)).collect();
        for town in report.words.list(Set::Town, "") {
            for name in [&town.label, &town.key, &town.english] {
                if let Some(word) = office.book.word(name) {
                    office.towns.insert(word, town.key.clone());
                }
            }
        }
        for (at, line) in report.lines.iter().enumerate().filter(|(_, line)| !line.figure.is_doubt()) {
            office.learn(at, line);
        }
        let lines = report.rated();
        let line = |key: &str| lines.iter().find(|line| line.figure.key == key);
        let shares = report.lines.iter().filter_map(|line| Rate::find(&format!("{}.rate", line.figure.key)));
        for rate in RATES.iter().cloned().chain(shares) {
            let [Some(part), Some(_)] = rate.figures.each_ref().map(|key| line(key)) else { continue };
            let names = [Lang::Zh, Lang::En].map(|lang| rate.name(&part.figure, lang));
            for name in names.iter().chain([&rate.key.to_string()]) {
                office.named.entry(name.clone()).or_default().push(office.subjects.len());
            }
            let names = names.map(|name| name.split(['（', '(']).next().unwrap_or_default().trim().replace(' ', "_"));
            office.put(Subject::Rate(rate), &names.join(";"), None);
        }
        for (kind, who, pieces) in &report.facts.endorsers {
            let named = |term: &&Term| [&term.label, &term.english].contains(&kind);
            let [zh, en] = report.words.of(Set::Kind, "advice").find(named).map_or([kind; 2], |term| [&term.label, &term.english]);
            let [zh, en, who] = [zh, en, who].map(|word| word.replace(' ', "_"));
            let part = Subject::Part("advice.endorsed", *pieces, "篇");
            office.put(part, &format!("{zh} ~{who} 签批;{en} ~{who} endorsed"), None);
        }
        if let Ok(outlets @ 1..) = i64::try_from(report.facts.outlets.len()) {
            office.put(Subject::Part("media.outlets", outlets, "家"), "国家级媒体;national_press", None);
        }
        office
    }

    fn learn(&mut self, at: usize, line: &Line) {
        let figure = &line.figure;
        for name in [&figure.label, &figure.english, &figure.key] {
            self.named.entry(name.to_string()).or_default().push(self.subjects.len());
        }
        let name = || [&figure.label, &figure.english].map(|name| name.replace(' ', "_")).join(";");
        let phrases = if figure.in_print.is_empty() { name() } else { figure.in_print.to_owned() };
        let own = if figure.renamed { name() } else { String::new() };
        self.put(Subject::Figure(at), &format!("{phrases};{own}"), Some(figure));
    }

    fn put(&mut self, subject: Subject, phrases: &str, figure: Option<&Figure>) {
        let at = self.subjects.len();
        self.subjects.push(subject);
        let words = &self.report.words;
        for phrase in phrases.split(';') {
            // What names a kind or a scope means that rather than the whole.
            let weight = if phrase.contains('{') { 3 } else { 0 };
            self.book.phrase(at, phrase, weight, &|word| forms(word, figure, words));
        }
    }

    /// What is to be said of each claim of a draft.
    pub fn verdicts(&self, draft: &Draft, claims: &[Claim]) -> Result<Vec<Verdict>> {
        let mut verdicts: Vec<Verdict> = Vec::with_capacity(claims.len());
        let mut last: Option<(usize, Vec<Hit>, Vec<Hit>)> = None;
        for (at, claim) in claims.iter().enumerate() {
            let line = &draft.lines[claim.line];
            let (_, hits, lead) = match last.take() {
                Some(known) if known.0 == claim.line => last.insert(known),
                _ => last.insert((claim.line, self.hits(&line.plain), self.book.hits(&line.lead))),
            };
            let place = Place { claim, hits, lead, text: &line.plain, is_cell: line.cell.is_some() };
            if let Some(verdict) = line.cell.as_ref().map_or(Ok(None), |names| self.of_row(claim, names))? {
                verdicts.push(verdict);
                continue;
            }
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
        let other = year_in(column).map(Period::year).filter(|year| year.from > self.report.period.to || year.to < self.report.period.from);
        let (agrees, basis) = match (other, subject) {
            (None, _) => self.holds(claim, subject, Scope::default())?,
            (Some(year), Subject::Figure(at)) if year == self.report.period.before() => {
                let figure = &self.report.lines[*at].figure;
                let before = self.report.facts.before.iter().find(|(key, _)| *key == figure.key).map(|(_, before)| *before);
                let counted = before.unwrap_or_default();
                let agrees = counted.amount.is_some_and(|ours| agrees(claim.amount, ours, figure.measure));
                let basis = self.basis(&figure.key, self.report.printed(figure, &counted));
                (agrees, Basis { period: Some(year.name), ..basis })
            }
            _ => return Ok(Some(Verdict::Unknown)),
        };
        Ok(Some(if agrees { Verdict::Agrees(basis) } else { Verdict::Differs(basis) }))
    }

    /// The words of the book in a line, but for those in titles.
    fn hits(&self, text: &Plain) -> Vec<Hit> {
        let names = names(text);
        let mut hits = self.book.hits(text);
        hits.retain(|hit| !names.iter().any(|name| name.contains(&hit.from)));
        hits
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
        Ok(nearest.filter(|_| place.is_sure(&self.book)).map_or(Verdict::Unknown, Verdict::Differs))
    }

    fn is_named_by_town(&self, one: &Meant) -> bool {
        matches!(&self.subjects[one.of], Subject::Figure(at) if self.report.lines[*at].figure.key == "liaison.places")
    }

    /// Whether numbers in a measure word can be of a subject.
    fn counts_in(&self, subject: &Subject, unit: &str) -> bool {
        let same = |word: &str| unit.is_empty() || same_thing(unit, word) || same_thing(word, unit) || is_loose(unit, word);
        match subject {
            Subject::Figure(at) => {
                let figure = &self.report.lines[*at].figure;
                same(&figure.unit) || unit == "元" && figure.measure == Measure::Money || is_english(unit, &figure.unit_english)
            }
            Subject::Rate(rate) => unit.is_empty() || rate.unit(Lang::Zh) == unit,
            Subject::Part(_, _, word) => same(word) || is_english(unit, "outlets") || is_english(unit, "pieces"),
        }
    }

    /// Whether a claim is what a subject comes to, and what that is.
    fn holds(&self, claim: &Claim, subject: &Subject, part: Scope) -> Result<(bool, Basis)> {
        let (town, period) = (part.town.map(str::to_owned), part.period.map(|period| period.name.clone()));
        let basis = |key: &str, ours: String| Basis { town, period, ..self.basis(key, ours) };
        Ok(match subject {
            Subject::Figure(at) => {
                let line = &self.report.lines[*at];
                let period = part.period.unwrap_or(&self.report.period);
                let counted = if part.is_whole() { line.counted } else { (self.count)(&line.figure, period, part.town)? };
                let agrees = counted.amount.is_some_and(|ours| agrees(claim.amount, ours, line.figure.measure));
                (agrees, basis(&line.figure.key, self.report.printed(&line.figure, &counted)))
            }
            Subject::Rate(rate) => {
                let (agrees, ours) = self.rate(claim, rate);
                (agrees && part.is_whole(), basis(&rate.key, ours))
            }
            Subject::Part(key, number, word) => {
                (part.is_whole() && agrees(claim.amount, Amount::exact(*number), Measure::Count), basis(key, format!("{number}{word}")))
            }
        })
    }

    fn rate(&self, claim: &Claim, rate: &Rate) -> (bool, String) {
        let lines = self.report.rated();
        let [part, whole] = rate.figures.each_ref().map(|key| lines.iter().find(|line| line.figure.key == *key));
        let counted = |line: Option<&&Line>| line.map_or_else(Counted::default, |line| line.counted);
        let (part, whole) = (counted(part), counted(whole));
        let said = claim.amount.decimal(Measure::Hours) + if rate.unit(Lang::Zh) == "%" { "%" } else { "场" };
        (rate.agrees(&said, &part, &whole), rate.printed(&part, &whole, self.report.lang))
    }

    /// A rate, a share or a growth.
    fn percent(&self, place: &Place, before: Option<(&Claim, &Verdict)>) -> Result<Verdict> {
        let claim = place.claim;
        let near = |hit: &&Hit| (claim.before.start..claim.clause).contains(&hit.from);
        if place.hits.iter().filter(near).any(|hit| self.growth.contains(&hit.word)) {
            let meant = self.best(place, |subject| matches!(subject, Subject::Figure(_)));
            let key = meant.map(|subject| self.key(subject).to_owned()).or_else(|| before.and_then(|(_, verdict)| key_of(verdict)));
            let line = key.and_then(|key| self.report.lines.iter().find(|line| line.figure.key == key));
            return Ok(line.map_or(Verdict::Unknown, |line| self.growth(claim, line)));
        }
        if let Some(subject) = self.best(place, |subject| matches!(subject, Subject::Rate(rate) if rate.unit(Lang::Zh) == "%")) {
            let (agrees, basis) = self.holds(claim, subject, Scope::default())?;
            return Ok(if agrees { Verdict::Agrees(basis) } else { Verdict::Differs(basis) });
        }
        // 个人提案12件（24%）: the share of what was just said.
        let share = before.and_then(|(_, verdict)| Rate::find(&format!("{}.rate", key_of(verdict)?)));
        let Some(rate) = share else { return Ok(Verdict::Unknown) };
        let (agrees, ours) = self.rate(claim, &rate);
        let basis = self.basis(&rate.key, ours);
        Ok(if agrees { Verdict::Agrees(basis) } else { Verdict::Differs(basis) })
    }

    fn growth(&self, claim: &Claim, line: &Line) -> Verdict {
        let before = self.report.facts.before.iter().find(|(key, _)| *key == line.figure.key).and_then(|(_, before)| before.amount);
        let Some(growth) = line.counted.amount.zip(before).and_then(|(now, before)| Growth::of(now, before)) else {
            return Verdict::Unknown;
        };
        let ours = growth.digits(self.report.lang);
        let basis = Basis { is_growth: true, ..self.basis(&line.figure.key, ours) };
        let decimals = decimals(claim.amount);
        if growth.is(claim.amount.value, decimals) { Verdict::Agrees(basis) } else { Verdict::Differs(basis) }
    }

    /// Both numbers that stand in brackets behind a rate: 93.3%（236件/254件）.
    fn within_rate(&self, place: &Place, before: Option<(&Claim, &Verdict)>) -> Option<Verdict> {
        let (last, verdict) = before?;
        let between: String = place.text[last.span.end..place.claim.span.start].iter().collect();
        let key = key_of(verdict)?;
        let rate = Rate::find(&key).filter(|_| last.is_percent() || last.unit == "场");
        let key = match (between.trim(), rate) {
            ("(" | "（", Some(rate)) => rate.figures[0].to_string(),
            ("/" | "of", None) => {
                let rates = self.subjects.iter().filter_map(|it| if let Subject::Rate(rate) = it { Some(rate) } else { None });
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
        let lines = self.report.rated();
        let line = lines.iter().find(|line| line.figure.key == key)?;
        let ours = self.report.printed(&line.figure, &line.counted);
        let basis = self.basis(key, ours);
        let is_it = agrees(claim.amount, line.counted.amount?, line.figure.measure);
        Some(if is_it { Verdict::Agrees(basis) } else { Verdict::Differs(basis) })
    }

    fn basis(&self, key: &str, ours: String) -> Basis {
        let lines = self.report.rated();
        let name_of = |key: &str| lines.iter().find(|line| line.figure.key == key).map(|line| &line.figure);
        let lang = self.report.lang;
        let name = match Rate::find(key) {
            Some(rate) => name_of(&rate.figures[0]).map(|part| rate.name(part, lang)),
            None => name_of(key).map(|figure| figure.name(lang).to_owned()),
        };
        Basis { key: key.to_owned(), name: name.unwrap_or_default(), is_growth: false, town: None, period: None, ours }
    }

    /// The figure that a claim most likely speaks of; the ledger alone where several of its figures are as likely.
    pub fn topic(&self, draft: &Draft, claim: &Claim) -> Option<String> {
        let line = &draft.lines[claim.line];
        let (hits, lead) = (self.hits(&line.plain), self.book.hits(&line.lead));
        let place = Place { claim, hits: &hits, lead: &lead, text: &line.plain, is_cell: line.cell.is_some() };
        let meant = self.meant(&place, |subject| self.counts_in(subject, &claim.unit));
        let best = meant.iter().map(|one| one.score).max()?;
        let mut keys = meant.iter().filter(|one| one.score == best).map(|one| self.key(&self.subjects[one.of]));
        let (key, ledger) = (keys.next()?, |key: &str| key.split('.').next().map(str::to_owned));
        let others: Vec<&str> = keys.filter(|other| *other != key).collect();
        match others.as_slice() {
            [] => Some(key.to_owned()),
            others => ledger(key).filter(|own| others.iter().all(|other| ledger(other).as_ref() == Some(own))),
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

    fn key<'s>(&'s self, subject: &'s Subject) -> &'s str {
        match subject {
            Subject::Figure(at) => &self.report.lines[*at].figure.key,
            Subject::Rate(rate) => &rate.key,
            Subject::Part(key, ..) => key,
        }
    }

    fn best(&self, place: &Place, fits: impl Fn(&Subject) -> bool) -> Option<&Subject> {
        let meant = self.meant(place, fits);
        meant.iter().max_by_key(|one| one.score).map(|one| &self.subjects[one.of])
    }

    /// What a claim may speak of: first by the words before it, or else by those behind it, too.
    fn meant(&self, place: &Place, fits: impl Fn(&Subject) -> bool) -> Vec<Meant> {
        let first = self.meant_by(place, false, &fits);
        if first.is_empty() { self.meant_by(place, true, &fits) } else { first }
    }

    fn meant_by(&self, place: &Place, behind: bool, fits: &impl Fn(&Subject) -> bool) -> Vec<Meant> {
        let near = place.near(behind);
        let nearest = near.first().map(|hit| hit.word);
        let mut phrases: Vec<usize> = near.iter().filter_map(|hit| self.book.near.get(&hit.word)).flatten().copied().collect();
        phrases.sort_unstable();
        phrases.dedup();
        let mut meant: HashMap<usize, Meant> = HashMap::new();
        for phrase in phrases.into_iter().map(|at| &self.book.phrases[at]) {
            if !fits(&self.subjects[phrase.of]) {
                continue;
            }
            let (mut score, mut has_nearest) = (0, false);
            let stands = |forms: &[usize], weigh: &mut dyn FnMut(&Hit), hits: &[Hit]| {
                let hit = hits.iter().filter(|hit| forms.contains(&hit.word)).max_by_key(|hit| hit.to - hit.from);
                hit.inspect(|hit| weigh(hit)).is_some()
            };
            let is_near = phrase.near.iter().all(|forms| {
                stands(forms, &mut |hit| {
                    let is_nearest = Some(hit.word) == nearest;
                    has_nearest |= is_nearest;
                    score += (hit.to - hit.from) * if is_nearest { 4 } else { 2 };
                }, &near)
            });
            let all = place.far();
            if is_near && phrase.far.iter().all(|forms| stands(forms, &mut |hit| score += hit.to - hit.from, &all)) {
                let score = score + phrase.weight;
                let one = Meant { of: phrase.of, score, has_nearest };
                let known = meant.entry(phrase.of).or_insert(one);
                if known.score < score {
                    *known = one;
                }
            }
        }
        let mut meant: Vec<Meant> = meant.into_values().collect();
        meant.sort_by_key(|one| one.of);
        meant
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

/// Something that a claim may speak of.
#[derive(Clone, Copy)]
struct Meant {
    of: usize,
    /// How well it fits.
    score: usize,
    /// Whether the word that stands nearest to the number speaks of it.
    has_nearest: bool,
}

/// A claim where it stands, with the words of the book around it.
struct Place<'a> {
    claim: &'a Claim,
    hits: &'a [Hit],
    lead: &'a [Hit],
    text: &'a Plain,
    is_cell: bool,
}

impl Place<'_> {
    /// The words near the number, the nearest first.
    fn near(&self, behind: bool) -> Vec<Hit> {
        let Claim { before, after, .. } = self.claim;
        let whole = |hit: &&Hit| !hit.is_part;
        // A phrase with a comma in it begins before the clause.
        let within = |hit: &&Hit, from: usize, to: usize| hit.to > from && hit.to <= to;
        let mut near: Vec<Hit> =
            self.hits.iter().rev().filter(whole).filter(|hit| within(hit, before.start, before.end)).copied().collect();
        near.sort_by_key(|hit| std::cmp::Reverse(hit.to));
        if near.is_empty() && self.is_cell && self.text[before.clone()].iter().all(|c| c.is_whitespace()) {
            near.extend(self.lead.iter().rev().filter(whole));
        }
        if behind {
            let more = self.hits.iter().filter(whole).filter(|hit| within(hit, after.start, after.end));
            near = more.copied().chain(near).collect();
        }
        near
    }

    /// The words of the sentence so far, of the clause, and of what stands over it.
    fn far(&self) -> Vec<Hit> {
        let Claim { sentence, clause, .. } = self.claim;
        let of_sentence = self.hits.iter().filter(|hit| hit.from >= *sentence && hit.to <= *clause);
        of_sentence.chain(self.lead).copied().collect()
    }

    /// The part of the office that the clause names.
    fn town<'t>(&self, towns: &'t HashMap<usize, String>) -> Option<&'t str> {
        let Claim { before, clause, .. } = self.claim;
        let of_clause = self.hits.iter().filter(|hit| hit.from >= before.start && hit.to <= *clause);
        let named = of_clause.chain(self.lead.iter().filter(|_| before.is_empty())).find_map(|hit| towns.get(&hit.word));
        named.map(String::as_str)
    }

    /// Whether nothing else can be meant: a word of the book stands right behind the number, or such words are most of what stands before it.
    fn is_sure(&self, book: &Book) -> bool {
        let Claim { before, span, .. } = self.claim;
        let of_zone = self.hits.iter().filter(|hit| !hit.is_part && hit.to > before.start && hit.to <= before.end);
        let known: usize = of_zone.map(|hit| book.length(hit.word)).sum();
        if known == 0 {
            return self.is_cell || self.hits.iter().any(|hit| hit.from == span.end);
        }
        let said: String = self.text[before.clone()].iter().filter(|c| c.is_alphanumeric()).collect();
        let said = FILLERS.iter().fold(said, |said, filler| said.replace(filler, ""));
        said.chars().count() <= known * 2
    }
}

/// Words that say nothing of what is counted.
const FILLERS: &[&str] = &[
    "全年", "一年来", "今年", "上半年", "下半年", "季度", "累计", "共计", "开展", "举行", "举办", "召开", "组织", "完成", "形成", "提交", "提出", "编报", "编成", "实现", "其中", "先后",
    "达到", "各类", "共", "达", "等", "的", "了", "为",
];

/// The forms in which a word goes in print; those of a slot are the office's own words.
fn forms(word: &str, figure: Option<&Figure>, words: &Vocabulary) -> Vec<String> {
    let mut forms = Vec::new();
    match (word, word.find('{')) {
        ("{scope}", _) => {
            let key = figure.and_then(|figure| figure.key.split('.').nth(1)).unwrap_or_default();
            for scope in words.of(Set::Scope, "volunteer").filter(|scope| scope.key == key) {
                let names = [Some(&scope.label), Some(&scope.english), scope.unit.as_ref(), scope.unit_english.as_ref()];
                forms.extend(names.into_iter().flatten().cloned());
            }
            for kind in words.of(Set::Kind, "volunteer").filter(|kind| kind.scope.as_deref() == Some(key)) {
                forms.extend([kind.label.clone(), kind.english.clone()]);
            }
        }
        (_, Some(from)) => {
            let (ahead, slot) = word.split_at(from);
            let (slot, behind) = slot.split_once('}').unwrap_or((slot, ""));
            let names = match (&slot[1..], figure.and_then(|figure| figure.family.as_ref())) {
                (name @ ("party" | "part" | "peers"), _) => {
                    let called = words.office(name);
                    vec![called.zh.to_owned(), called.en.to_owned()]
                }
                (_, Some(member)) => vec![member.label.clone(), member.english.clone()],
                _ => Vec::new(),
            };
            forms.extend(names.into_iter().map(|name| format!("{ahead}{name}{behind}")));
        }
        _ => forms.push(word.to_owned()),
    }
    let others: Vec<String> = forms.iter().flat_map(|form| synonyms(form, words)).collect();
    forms.extend(others);
    forms
}

/// Other words for one: those that everybody uses, and the office's own.
fn synonyms(word: &str, words: &Vocabulary) -> Vec<String> {
    let known = SYNONYMS.lines().map(|line| line.split(' ').map(|word| word.replace('_', " ")));
    let known = known.filter(|line| line.clone().next().is_some_and(|first| first == word)).flat_map(|line| line.skip(1));
    let own = words.of(Set::Phrase, "").filter(|term| term.scope.as_deref() == Some(word)).map(|term| term.label.clone());
    known.chain(own).collect()
}

/// Whether a claim in hundredths is what a number comes to.
fn agrees(claim: Amount, ours: Amount, measure: Measure) -> bool {
    let parts = 100 / measure.parts();
    claim.value % parts == 0 && Amount { value: claim.value / parts, ..claim }.agrees(ours, measure)
}

/// With how many decimals a number in hundredths is written, as far as it shows.
fn decimals(amount: Amount) -> u32 {
    match amount.value % 100 {
        0 => 0,
        rest if rest % 10 == 0 => 1,
        _ => 2,
    }
}

/// Measure words that drafts use for one another without saying anything else by it; turns are never persons.
fn is_loose(unit: &str, word: &str) -> bool {
    const LOOSE: &[&[&str]] = &[&["个", "家", "户"], &["个", "件", "项"], &["件次", "次"], &["篇", "期", "条", "份", "件"]];
    LOOSE.iter().any(|words| words.contains(&unit) && words.contains(&word))
}

fn is_english(unit: &str, word: &str) -> bool {
    unit.is_ascii() && !unit.is_empty() && (unit == word || word.strip_suffix('s') == Some(unit) || unit.strip_suffix('s') == Some(word))
}

fn key_of(verdict: &Verdict) -> Option<String> {
    verdict.basis().map(|basis| basis.key.clone())
}

/// The other period that a sentence has named last so far; an error where it names one that is not clear, such as since when.
fn named_before(said: &[char], own: &Period) -> std::result::Result<Option<Period>, ()> {
    let said: String = said.iter().collect();
    let Some((at, word)) = PERIODS.iter().filter_map(|word| Some((said.rfind(word)?, *word))).max_by_key(|(at, word)| at + word.len()) else {
        return Ok(None);
    };
    let (ahead, behind) = (&said[..at], &said[at + word.len()..]);
    if ["较", "比", "同"].iter().any(|mark| ahead.ends_with(mark)) {
        return Ok(None);
    }
    let digits = ahead.chars().rev().take_while(char::is_ascii_digit).count();
    let (rest, number) = ahead.split_at(ahead.len() - digits);
    let year = own.from.year();
    let name = match (word, number) {
        ("上半年", _) => format!("{year}H1"),
        ("下半年", _) => format!("{year}H2"),
        ("去年" | "上年", _) => (year - 1).to_string(),
        ("年", number) if number.len() == 4 => number.to_owned(),
        ("月", number @ ("1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | "11" | "12")) => format!("{year}-{number:0>2}"),
        ("季度", "") => match rest.chars().last().and_then(|c| "一二三四".chars().position(|known| known == c)) {
            Some(quarter) => format!("{year}Q{}", quarter + 1),
            None => return Err(()),
        },
        _ => return Ok(None),
    };
    let is_open = ["以来", "起", "至", "到", "—", "-", "日"].iter().any(|mark| behind.starts_with(mark));
    let is_open = is_open || ["自", "从", "至", "到", "—", "-", "截"].iter().any(|mark| rest.ends_with(mark));
    let period = Period::read(&name, own.to).map_err(|_| ())?;
    match is_open {
        _ if period == *own => Ok(None),
        true => Err(()),
        false => Ok(Some(period)),
    }
}

/// How sentences name periods.
const PERIODS: &[&str] = &["上半年", "下半年", "季度", "去年", "上年", "年", "月"];

/// The period that a draft names first, where it names a year.
pub fn period_of(draft: &Draft) -> Option<Period> {
    draft.lines.iter().take(20).find_map(|line| year_in(&line.text)).map(Period::year)
}

/// The year that a text names first: 2022年, 2022.
fn year_in(text: &str) -> Option<i32> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.filter_map(|digits| digits.parse().ok()).find(|year| (1950..2100).contains(year))
}
