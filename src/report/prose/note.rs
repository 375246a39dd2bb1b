//! 手记: the note, one paragraph.

use super::{joined, some};
use crate::phrase;
use crate::report::Report;
use crate::report::said::{Recorded, Said};

/// The note of a report; empty when nothing was recorded that it speaks of.
#[must_use]
pub fn note(report: &Report) -> String {
    let (said, lang) = (Recorded::of(report), report.lang);
    let consulted = joined([consulted(&said), surveyed(&said), advised(&said)], lang.pick("，", "; "));
    let clauses = joined([consulted, served(&said), helped(&said), published(&said)], lang.pick("；", "; "));
    let period = report.period.label(lang);
    clauses.map_or_else(String::new, |clauses| phrase!(lang, "{period}，{clauses}。", "In {period}: {clauses}."))
}

fn consulted(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let (held, others) = said.plan();
    let hosts = said.hosts().join(lang.pick("、", " and "));
    Some(match (said.named(&held), said.named(&others)) {
        (Some(held), Some(others)) => {
            phrase!(lang, "{hosts}举行{held}，另有{others}", "{hosts} held {held}; besides, there were {others}")
        }
        (Some(held), None) => phrase!(lang, "{hosts}举行{held}", "{hosts} held {held}"),
        (None, Some(others)) => phrase!(lang, "{others}", "there were {others}"),
        (None, None) => return None,
    })
}

fn surveyed(said: &Recorded) -> Option<String> {
    let surveys = said.text("consult.survey")?;
    Some(phrase!(said.report.lang, "开展调研{surveys}", "surveys were made ({surveys})"))
}

fn advised(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let pieces = said.text("advice.count")?;
    let kinds: Vec<&str> = said.kinds("advice").iter().map(Said::kind).collect();
    let some = some(lang, &kinds);
    Some(match kinds.len() {
        0 => phrase!(lang, "提交建言成果{pieces}", "written advice was handed in ({pieces})"),
        1 => phrase!(lang, "提交{some}{pieces}", "written advice was handed in ({pieces}): {some}"),
        _ => phrase!(lang, "提交{some}建言成果{pieces}", "written advice was handed in ({pieces}): {some}"),
    })
}

fn served(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let turns = said.text("volunteer.community.turns")?;
    let kinds = &said.report.facts.service;
    let some = some(lang, kinds);
    Some(match kinds.len() {
        0 => phrase!(lang, "提供志愿服务{turns}", "volunteers gave {turns} of service"),
        _ => phrase!(lang, "在{some}行动中提供志愿服务{turns}", "volunteers gave {turns} of service in {some}"),
    })
}

fn helped(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let firms = said.text("aid.firms").map(|firms| phrase!(lang, "为{firms}企业排忧解难", "{firms} were helped"));
    let loans = said.text("aid.loans");
    let loans = loans.map(|loans| phrase!(lang, "促成银行贷款{loans}", "bank loans of {loans} were arranged"));
    joined([firms, loans], lang.pick("，", " and "))
}

fn published(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let national = said.figure("media.nation")?;
    let pieces = national.text();
    let outlets = &said.report.facts.outlets;
    let some = some(lang, outlets);
    let press = match outlets.len() {
        0 => phrase!(lang, "国家级媒体", "the national press"),
        count => phrase!(lang, "{some}{count}家国家级媒体", "the national press ({some})"),
    };
    Some(match titled(said, national.value()) {
        Some(titles) => {
            phrase!(lang, "{titles}{pieces}稿件登上{press}", "{pieces} in {press}, among them {titles}")
        }
        None => phrase!(lang, "{pieces}稿件登上{press}", "{pieces} in {press}"),
    })
}

/// The first two titles of so many pieces. Chinese says 等 only where something is left unnamed.
fn titled(said: &Recorded, pieces: i64) -> Option<String> {
    let (lang, titles) = (said.report.lang, &said.report.facts.titles);
    let named = titles.iter().take(2).map(|title| Some(format!("《{title}》")));
    let named = joined(named, lang.pick("", " and "))?;
    let all_named = titles.len() <= 2 && i64::try_from(titles.len()).is_ok_and(|titles| titles >= pieces);
    let more = if all_named { "" } else { "等" };
    Some(phrase!(lang, "{named}{more}", "{named}"))
}
