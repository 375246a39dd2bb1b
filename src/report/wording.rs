//! An office's own wording: a template filled from the figures of a report.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use super::prose::NUMERALS;
use super::said::{Recorded, Said};
use super::{OFFICE, Report};
use crate::error::{Error, Result};
use crate::{message, phrase};

/// One figure as a template sees it; figures that nothing was recorded for are not there at all.
#[derive(Clone, Debug, Serialize)]
struct Figure<'a> {
    key: &'a str,
    label: &'a str,
    /// The kind's own name, for families.
    kind: &'a str,
    /// The number with its unit, as printed.
    text: String,
    /// The number in whole units, for comparisons within a template.
    value: i64,
    records: i64,
    /// What it came to before, as printed; none without a number.
    before: Option<String>,
    /// Growth over the period before in percent; none without an exact number before.
    growth: Option<String>,
    /// The same in words: 增长80%, 下降5%, 持平.
    grown: Option<String>,
}

/// How a post endorsed one kind of advice.
#[derive(Serialize)]
struct Endorsed<'a> {
    kind: &'a str,
    who: &'a str,
    text: String,
}

/// The ledgers whose kinds a template can name.
const FAMILIES: [&str; 7] = ["study", "consult", "advice", "liaison", "member", "info", "media"];

/// Fills a template. `name` is said in errors; `note` is the built-in note, for texts that end with it.
///
/// # Errors
/// A template that cannot be read or filled, with its line.
pub fn fill(report: &Report, source: &str, name: &str, note: &str) -> Result<String> {
    let known = known(report, note);
    let filled = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().and_then(|syntax| {
        let mut environment = Environment::new();
        environment.set_syntax(syntax);
        environment.template_from_named_str(name, source)?.render(known)
    });
    filled.map(|text| text.trim().to_owned()).map_err(|fault| {
        let detail = fault.detail().map_or_else(|| fault.kind().to_string(), str::to_owned);
        let error =
            Error::usage("bad_template", message!("模板填不成：{detail}", "the template cannot be filled: {detail}"))
                .hint(message!("模板里可用的名字见 README", "the README lists the names a template can use"))
                .file(name);
        fault.line().map_or(error.clone(), |line| error.line(line))
    })
}

/// The names that a template can use.
fn known(report: &Report, note: &str) -> Value {
    let (recorded, facts, lang) = (Recorded::of(report), &report.facts, report.lang);
    let figures: BTreeMap<&str, Figure> =
        recorded.figures.iter().map(|said| (said.key(), figure(report, said))).collect();
    let kinds: BTreeMap<&str, Vec<Figure>> =
        FAMILIES.iter().map(|ledger| (*ledger, all(report, &recorded.kinds(ledger)))).collect();
    let (held, others) = recorded.plan();
    let endorsers: Vec<Endorsed> = facts
        .endorsers
        .iter()
        .map(|(kind, who, pieces)| Endorsed { kind, who, text: phrase!(lang, "{pieces}篇", "{pieces}") })
        .collect();
    context! {
        office => OFFICE.lang(lang),
        period => report.period.label(lang),
        before => report.period.before_label(lang),
        f => Value::from(Serde(&figures)),
        kinds => Value::from(Serde(&kinds)),
        held => Value::from(Serde(&all(report, &held))),
        hosts => recorded.hosts(),
        others => Value::from(Serde(&all(report, &others))),
        service => facts.service.clone(),
        outlets => facts.outlets.clone(),
        titles => facts.titles.clone(),
        endorsers => Value::from(Serde(&endorsers)),
        note => note,
        numerals => NUMERALS,
    }
}

fn all<'a>(report: &Report, figures: &[Said<'a>]) -> Vec<Figure<'a>> {
    figures.iter().map(|said| figure(report, said)).collect()
}

fn figure<'a>(report: &Report, said: &Said<'a>) -> Figure<'a> {
    Figure {
        key: said.key(),
        label: said.label(),
        kind: said.kind(),
        text: said.text(),
        value: said.value(),
        records: said.line.counted.records,
        before: said.before().map(|before| report.printed(&said.line.figure, Some(before))),
        growth: said.growth(),
        grown: said.grown(),
    }
}
