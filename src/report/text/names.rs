//! The names that a template can use, each with what it stands for. What people are told of them stands beside this file, name by
//! name in the order of the tables here.

use std::sync::{Arc, OnceLock};

use minijinja::Value;
use minijinja::value::{Enumerator, Object};

use super::facts::{Mention, Mentions};
use crate::figure::{By, Counted, Figure};
use crate::ledger::LEDGERS;
use crate::report::breakdown::Broken;
use crate::report::circular::{PartLine, label};
use crate::report::number::{Growth, own_name};
use crate::report::overview::Report;
use crate::report::platform_line::{APART, Clause, PlatformLine, SAID};
use crate::report::rate::rates_of;
use crate::text::Lang;
use crate::vocabulary::{Set, Term, is_common};

/// A name, and what it stands for.
type Entry<T> = (&'static str, fn(&T) -> Value);

/// What a text speaks of.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A report, with the note that the full text ends with.
    Report(&'a Arc<Report>, &'a str),
    /// The line of a platform.
    Line(&'a PlatformLine),
}

/// How a post endorsed one kind of advice: kind, post, how many pieces, and the language in which that is said.
type Endorsed = (String, String, i64, Lang);

/// The numbers of sections.
const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

static OF_TEXT: [Entry<Mentions>; 31] = [
    ("office", |all| named(all, "name")),
    ("period", |all| all.report.label().into()),
    ("before", |all| all.report.period.before_label(all.report.lang).into()),
    ("f", |all| Value::from_pairs(all.figures.iter().map(|mention| (mention.key(), figure(mention))))),
    ("kinds", |all| {
        let with_kinds = LEDGERS.iter().filter(|ledger| ledger.kinds);
        Value::from_pairs(with_kinds.map(|ledger| (ledger.key, figures(&all.kinds(ledger.key)))))
    }),
    ("rates", |all| {
        let report = &all.report;
        let rates = rates_of(&report.rated(), report.basis).into_iter().filter_map(|(rate, part, whole)| {
            let text = rate.printed(&part.counted, &whole.counted, report.lang);
            let said = [
                ("key", Value::from(&*rate.key)),
                ("label", rate.name(&part.figure, report.lang).into()),
                ("text", Value::from(&*text)),
                ("part", Value::from(&*part.figure.key)),
                ("whole", Value::from(&*whole.figure.key)),
            ];
            (text != "—").then(|| (rate.key.to_string(), Value::from_pairs(said)))
        });
        Value::from_pairs(rates)
    }),
    ("below", |all| {
        let all = all.figures.clone();
        Value::from_function(move |key: &str, set: Option<&str>| figures(&Mentions::below(&all, key, set)))
    }),
    ("held", |all| figures(&all.plan().0)),
    ("hosts", |all| all.hosts().into()),
    ("others", |all| figures(&all.plan().1)),
    ("plan", |all| figures(&all.planned())),
    ("levels", |all| figures(&all.over(Set::Level, "info"))),
    ("stages", |all| figures(&all.over(Set::Stage, "case"))),
    ("top", |all| {
        let level = all.report.words.of(Set::Level, "").last();
        let key = level.map(|level| format!("media.{}", level.key));
        all.figures.iter().find(|mention| Some(mention.key()) == key.as_deref()).map_or(Value::UNDEFINED, figure)
    }),
    ("service", |all| {
        let has_community = all.report.words.term(Set::Scope, "volunteer", "community").is_some();
        of_scope(all, if has_community { "community" } else { "" }).into()
    }),
    ("scopes", |all| {
        let (lang, words) = (all.report.lang, &all.report.words);
        let scope = |term: &Term| {
            let several = words.of(Set::Kind, "volunteer").filter(|kind| kind.scope.as_ref() == Some(&term.key)).nth(1);
            let kinds = several.map_or(Vec::new(), |_| of_scope(all, &term.key));
            let name = term.name(lang);
            let phrase =
                term.word(lang).map_or_else(|| phrase!(lang, "{name}志愿服务", "service: {name}"), str::to_owned);
            Value::from_pairs([
                ("key", Value::from(&*term.key)),
                ("label", term.name(lang).into()),
                ("phrase", phrase.into()),
                ("kinds", kinds.into()),
            ])
        };
        words.of(Set::Scope, "volunteer").map(scope).collect()
    }),
    ("part", |all| named(all, "part")),
    ("parts", |all| all.report.words.parts(all.report.lang).into()),
    ("party", |all| named(all, "party")),
    ("peers", |all| named(all, "peers")),
    ("sections", |all| all.report.words.of(Set::Section, "").map(|section| self::section(all, section)).collect()),
    ("outlets", |all| all.report.facts.outlets.clone().into()),
    ("titles", |all| titles(&all.report.facts.titles)),
    ("endorsers", |all| {
        let endorsers = all.report.facts.endorsers.iter().cloned();
        endorsers.map(|(kind, who, pieces)| pairs(&OF_ENDORSER, &(kind, who, pieces, all.report.lang))).collect()
    }),
    ("units", |all| {
        let units = all.report.facts.circular.lines.iter().filter(|_| all.report.facts.circular.by == By::Unit.key());
        units.map(|unit| self::unit(&all.report, unit)).collect()
    }),
    ("ranking", |all| ranking(&all.report)),
    ("columns", |all| (0..all.report.facts.circular.figures.len()).map(|at| ranged(&all.report, at)).collect()),
    ("highlights", |all| {
        Value::from_pairs(
            all.report.facts.highlights.iter().map(|(section, titles)| (&**section, self::titles(titles))),
        )
    }),
    ("rest", |all| {
        let all = all.figures.clone();
        Value::from_function(move |section: &str| figures(&Mentions::unsaid(&all, section)))
    }),
    ("note", |all| all.note.as_str().into()),
    ("numerals", |_| NUMERALS.map(Value::from).to_vec().into()),
];

static OF_FIGURE: [Entry<Mention>; 10] = [
    ("key", |mention| mention.key().into()),
    ("label", |mention| mention.line().figure.name(mention.report.lang).into()),
    ("renamed", |mention| mention.line().figure.renamed.into()),
    ("kind", |mention| own_name(&mention.line().figure, mention.report.lang).into()),
    ("text", |mention| mention.text().into()),
    ("value", |mention| mention.value().into()),
    ("records", |mention| mention.line().counted.records.into()),
    ("before", |mention| mention.before().into()),
    ("growth", |mention| mention.change().map(Growth::decimal).into()),
    ("grown", |mention| mention.change().map(|growth| growth.words(mention.report.lang)).into()),
];

static OF_ENDORSER: [Entry<Endorsed>; 3] = [
    ("kind", |(kind, ..)| kind.into()),
    ("who", |(_, who, ..)| who.into()),
    ("text", |(_, _, pieces, lang)| phrase!(*lang, "{pieces}篇", "{pieces}").into()),
];

static OF_LINE: [Entry<PlatformLine>; 7] = [
    ("office", |line| line.report.words.office("name").lang(line.report.lang).into()),
    ("town", |line| line.town.as_ref().map(|(_, name)| name.as_str()).into()),
    ("who", |line| {
        let office = line.report.words.office("name").lang(line.report.lang);
        line.town.as_ref().map_or(office, |(_, name)| name).into()
    }),
    ("period", |line| line.counted_period().into()),
    ("figures", |line| clauses(line, &SAID).collect()),
    ("apart", |line| clauses(line, &APART).collect()),
    ("f", |line| {
        let all = line.clauses(&[&SAID[..], &APART].concat());
        Value::from_pairs(all.iter().map(|clause| (clause.key.as_str(), pairs(&OF_CLAUSE, clause))))
    }),
];

static OF_CLAUSE: [Entry<Clause>; 5] = [
    ("key", |clause| clause.key.as_str().into()),
    ("label", |clause| clause.label.as_str().into()),
    ("text", |clause| clause.text[0].as_str().into()),
    ("number", |clause| clause.text[1].as_str().into()),
    ("value", |clause| clause.value.into()),
];

fn clauses(line: &PlatformLine, keys: &[&str]) -> impl Iterator<Item = Value> {
    line.clauses(keys).into_iter().map(|clause| pairs(&OF_CLAUSE, &clause))
}

/// Every name that the template of a report can use, in the order of the tables; or of those, the ones for the platform's line.
pub(super) fn names(of_line: bool) -> Vec<String> {
    fn of<T>(entries: &[Entry<T>], before: &str) -> Vec<String> {
        entries.iter().map(|(name, _)| format!("{before}{name}")).collect()
    }
    if of_line {
        return [of(&OF_LINE, ""), of(&OF_CLAUSE, "f[KEY].")].concat();
    }
    [of(&OF_TEXT, ""), of(&OF_FIGURE, "f[KEY]."), of(&OF_ENDORSER, "endorsers[N].")].concat()
}

/// What the office calls itself, its parts or those above it.
fn named(all: &Mentions, key: &str) -> Value {
    all.report.words.office(key).lang(all.report.lang).into()
}

/// The kinds of service of a scope that were recorded.
fn of_scope(all: &Mentions, scope: &str) -> Vec<String> {
    let service = all.report.facts.service.iter().find(|(of, _)| of == scope);
    service.map_or(Vec::new(), |(_, kinds)| kinds.clone())
}

/// What a unit did of motions.
fn unit(report: &Report, unit: &PartLine) -> Value {
    let figures = &report.facts.circular.figures;
    let said = |at: usize| {
        let (figure, counted) = (&figures[at].figure, &unit.counted[at]);
        let label = own_name(figure, report.lang);
        let number = counted.amount.map_or(0, |amount| amount.value);
        Value::from_pairs([
            ("kind", Value::from(label)),
            ("text", printed(report, figure, counted)),
            ("value", number.into()),
        ])
    };
    let none = || Value::from_pairs([("text", Value::from("")), ("value", 0.into())]);
    let place = |key: &str| report.facts.circular.place(key).filter(|at| unit.counted[*at].amount.is_some());
    let of = |key: &'static str| (key, place(&format!("motion.unit.{key}")).map_or_else(none, said));
    let results = figures.iter().filter(|one| one.figure.key.starts_with("motion.unit.result."));
    let results: Vec<Value> = results.filter_map(|one| place(&one.figure.key)).map(said).collect();
    let numbers = ["lead", "assist", "replied", "ontime", "satisfied"].map(of);
    let name = ("name", Value::from(&*unit.name));
    Value::from_pairs(numbers.into_iter().chain([name, ("results", results.into())]))
}

/// What a circular ranks.
fn ranking(report: &Report) -> Value {
    let circular = &report.facts.circular;
    let row = |line: &PartLine| {
        let text = circular.sort.map(|at| printed(report, &circular.figures[at].figure, &line.counted[at]));
        Value::from_pairs([("rank", Value::from(line.rank)), ("name", (&*line.name).into()), ("text", text.into())])
    };
    let own = circular.sort().map_or("", |sort| sort.name(report.lang));
    let ledger = circular.sort().and_then(|sort| report.words.ledger(sort.ledger()));
    Value::from_pairs([
        ("by", Value::from(circular.by)),
        ("label", (&*circular.label).into()),
        ("key", circular.sort().map_or("", |sort| &sort.key).into()),
        ("title", ledger.map_or(own, |ledger| ledger.lang(report.lang)).into()),
        ("since", circular.since.into()),
        ("without", circular.without().collect()),
        ("more", circular.more().into()),
        ("rows", circular.listed().map(row).collect()),
    ])
}

/// A figure of a circular, as a whole.
fn ranged(report: &Report, at: usize) -> Value {
    let circular = &report.facts.circular;
    let Broken { figure, whole, .. } = &circular.figures[at];
    let [now, before] = [0, 1].map(|span| circular.spans.get(span).map_or_else(Counted::default, |all| all[at].whole));
    let grown = now.amount.zip(before.amount).and_then(|(now, before)| Growth::of(now, before));
    let first = circular.first(at).into_iter().map(|(name, counted)| {
        Value::from_pairs([("name", Value::from(name)), ("text", printed(report, figure, &counted))])
    });
    let is_level = figure.family.as_ref().is_some_and(|member| member.set == Set::Level);
    Value::from_pairs([
        ("key", Value::from(&*figure.key)),
        ("label", label(figure, report.lang).into()),
        ("level", is_level.into()),
        ("text", printed(report, figure, whole)),
        ("to_date", printed(report, figure, &now)),
        ("last_year", printed(report, figure, &before)),
        ("grown", grown.map(|growth| growth.words(report.lang)).into()),
        ("first", first.collect()),
    ])
}

/// A number with its unit; empty where nothing was recorded.
fn printed(report: &Report, figure: &Figure, counted: &Counted) -> Value {
    counted.amount.map_or_else(String::new, |_| report.printed(figure, counted)).into()
}

/// A section of the text: its heading, and the ledgers that stand in it.
fn section(all: &Mentions, section: &Term) -> Value {
    let words = &all.report.words;
    let unnamed = LEDGERS.iter().map(|ledger| ledger.key).filter(|key| words.term(Set::Ledger, "", key).is_none());
    let ledgers = words.of(Set::Ledger, "").map(|ledger| &*ledger.key).chain(unnamed);
    // An office's own template from before there was a ledger says nothing of it, and need not where nothing is recorded.
    let is_told = |key: &&str| !is_common(key) || all.figures.iter().any(|it| it.line().figure.ledger() == *key);
    let of_section = |key: &&str| words.section_of(key) == Some(&*section.key);
    let ledgers: Vec<Value> = ledgers.filter(of_section).filter(is_told).map(Value::from).collect();
    Value::from_pairs([
        ("key", Value::from(&*section.key)),
        ("heading", all.heading(section).into()),
        ("ledgers", ledgers.into()),
    ])
}

impl Subject<'_> {
    /// The language in which it is spoken of.
    pub fn lang(self) -> Lang {
        match self {
            Subject::Report(report, _) => report.lang,
            Subject::Line(line) => line.report.lang,
        }
    }

    /// What a template is handed.
    pub(super) fn handed(self) -> Value {
        match self {
            Subject::Report(report, note) => {
                let made = std::array::from_fn(|_| OnceLock::new());
                Value::from_object(Handed { mentions: Mentions::of(report, note), made })
            }
            Subject::Line(line) => pairs(&OF_LINE, line),
        }
    }

    /// The keys of the figures that it can speak of, whether or not something was recorded for them.
    pub(super) fn figures(self) -> Vec<String> {
        match self {
            Subject::Report(report, _) => report.lines.iter().map(|line| line.figure.key.to_string()).collect(),
            Subject::Line(line) => line.told.iter().map(|told| told.figure.key.to_string()).collect(),
        }
    }
}

/// What a template of a report is handed. It asks for a part of it, so that each is made when it is first asked for.
#[derive(Debug)]
struct Handed {
    mentions: Mentions,
    made: [OnceLock<Value>; OF_TEXT.len()],
}

impl Object for Handed {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let at = OF_TEXT.iter().position(|(name, _)| key.as_str() == Some(name))?;
        Some(self.made[at].get_or_init(|| (OF_TEXT[at].1)(&self.mentions)).clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(OF_TEXT.iter().map(|(name, _)| Value::from(*name)).collect())
    }
}

fn pairs<T>(entries: &[Entry<T>], of: &T) -> Value {
    Value::from_pairs(entries.iter().map(|(name, value)| (*name, value(of))))
}

fn figures(mentions: &[&Mention]) -> Value {
    mentions.iter().map(|mention| figure(mention)).collect()
}

/// Titles without the marks that the text puts round them; marks within are those for a title in a title.
fn titles(titles: &[String]) -> Value {
    let bare = |title: &String| {
        let whole =
            title.strip_prefix('《').and_then(|rest| rest.strip_suffix('》')).filter(|it| !it.contains(['《', '》']));
        whole.unwrap_or(title).replace('《', "〈").replace('》', "〉")
    };
    titles.iter().map(bare).collect()
}

fn figure(mention: &Mention) -> Value {
    Value::from_object(mention.clone())
}

/// A template asks for little of what can be said of a figure, so that it is said when asked.
impl Object for Mention {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let (_, value) = OF_FIGURE.iter().find(|(name, _)| key.as_str() == Some(name))?;
        Some(value(self))
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(OF_FIGURE.iter().map(|(name, _)| Value::from(*name)).collect())
    }
}
