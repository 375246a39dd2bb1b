//! The texts of a report: templates filled from its figures. The built-in ones and an office's own see the same things.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use super::{Line, OFFICE, Report, percent};
use crate::error::{Error, Result};
use crate::message;
use crate::text::Lang;

/// The built-in note (手记), by language.
pub const NOTE: fn(Lang) -> &'static str = |lang| lang.pick(include_str!("note.zh.j2"), include_str!("note.en.j2"));

/// The built-in full text (综述), by language.
pub const FULL: fn(Lang) -> &'static str = |lang| lang.pick(include_str!("full.zh.j2"), include_str!("full.en.j2"));

/// One figure as a template sees it; figures that nothing was recorded for are not there at all.
#[derive(Clone, Debug, Serialize)]
struct Said {
    key: String,
    label: String,
    /// The kind's own name, for families.
    kind: String,
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

/// Fills a template. `name` is said in errors; `note` is the note, for texts that end with it.
///
/// # Errors
/// A template that cannot be read or filled, with its line.
pub fn render(report: &Report, source: &str, name: &str, note: &str) -> Result<String> {
    let figures: BTreeMap<&str, Said> =
        report.lines.iter().filter_map(|line| Some((line.figure.key.as_str(), said(report, line)?))).collect();
    let families: BTreeMap<&str, Vec<Said>> = FAMILIES.iter().map(|ledger| (*ledger, family(report, ledger))).collect();
    let (held, others) = plan(report);
    let endorsers: Vec<Endorsed> = report
        .facts
        .endorsers
        .iter()
        .map(|(kind, who, pieces)| Endorsed {
            kind,
            who,
            text: report.lang.pick(format!("{pieces}篇"), pieces.to_string()),
        })
        .collect();
    let facts = &report.facts;
    let known = context! {
        office => OFFICE.lang(report.lang),
        period => report.period.label(report.lang),
        before => report.period.before_label(report.lang),
        f => Value::from(Serde(&figures)),
        kinds => Value::from(Serde(&families)),
        held => Value::from(Serde(&held)),
        hosts => hosts(report),
        others => Value::from(Serde(&others)),
        service => facts.service.clone(),
        outlets => facts.outlets.clone(),
        titles => facts.titles.clone(),
        endorsers => Value::from(Serde(&endorsers)),
        note => note,
        numerals => ["一", "二", "三", "四", "五", "六", "七"],
    };
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

/// The ledgers whose kinds the texts name.
const FAMILIES: [&str; 7] = ["study", "consult", "advice", "liaison", "member", "info", "media"];

/// 计划: what is done of the year's plan, in the order in which the note names it.
const PLAN: [&str; 3] = ["consult.consultation", "consult.briefing", "consult.inspection"];

fn said(report: &Report, line: &Line) -> Option<Said> {
    let amount = line.counted.amount?;
    let figure = &line.figure;
    let label = figure.name(report.lang).to_owned();
    let kind = figure.family.as_ref().map_or(label.clone(), |(zh, en)| report.lang.pick(zh, en).clone());
    Some(Said {
        key: figure.key.clone(),
        kind,
        text: report.printed(figure, Some(amount)),
        value: amount.value / figure.measure.parts(),
        records: line.counted.records,
        before: line.before.and_then(|before| before.amount).map(|before| report.printed(figure, Some(before))),
        growth: line.growth().map(percent),
        grown: line.growth().map(|growth| in_words(growth, report.lang)),
        label,
    })
}

fn in_words(growth: i64, lang: Lang) -> String {
    let size = percent(growth.abs());
    match growth.signum() {
        1 => lang.pick(format!("增长{size}%"), format!("up {size}%")),
        -1 => lang.pick(format!("下降{size}%"), format!("down {size}%")),
        _ => lang.pick("持平", "unchanged").to_owned(),
    }
}

/// The figures of a ledger's kinds that something was recorded for, in the office's order.
fn family(report: &Report, ledger: &str) -> Vec<Said> {
    let own = |line: &&Line| line.figure.family.is_some() && line.figure.key.split('.').next() == Some(ledger);
    report.lines.iter().filter(own).filter_map(|line| said(report, line)).collect()
}

/// The plan's meetings held by the standing committee and the chair's meetings alone, and the other ones.
fn plan(report: &Report) -> (Vec<Said>, Vec<Said>) {
    let lines = PLAN.iter().filter_map(|key| report.lines.iter().find(|line| line.figure.key == *key));
    let said = lines.filter_map(|line| said(report, line));
    said.partition(|said| report.held_by(&said.key).is_some())
}

/// Who held all of what `held` names.
fn hosts(report: &Report) -> Vec<&'static str> {
    let held: Vec<Vec<&str>> = PLAN.iter().filter_map(|key| report.held_by(key)).collect();
    let names =
        [("standing", ("常委会会议", "the standing committee")), ("chair", ("主席会议", "the chair's meetings"))];
    let held_any = |key: &str| held.iter().flatten().any(|host| *host == key);
    names.into_iter().filter(|(key, _)| held_any(key)).map(|(_, (zh, en))| report.lang.pick(zh, en)).collect()
}

impl Report {
    /// The hosts of a figure of the plan, if the standing committee and the chair's meetings held all of it.
    fn held_by(&self, key: &str) -> Option<Vec<&str>> {
        let (_, hosts) = self.facts.hosts.iter().find(|(figure, _)| figure == key)?;
        let named: Vec<&str> = hosts.iter().flatten().map(String::as_str).collect();
        let only_these = named.len() == hosts.len() && named.iter().all(|host| matches!(*host, "standing" | "chair"));
        (only_these && !named.is_empty()).then_some(named)
    }
}
