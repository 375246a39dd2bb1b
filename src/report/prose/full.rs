//! 综述: the full text, in sections that stand in a fixed order; the note comes last.

use super::joined;
use crate::phrase;
use crate::report::said::{Recorded, Said};
use crate::report::{OFFICE, Report};
use crate::text::Lang;

/// The figures of which the full text says how they have grown over the period before.
pub const GROWN: [&str; 5] = ["advice.count", "info.count", "info.district", "info.city", "info.nation"];

/// The numbers of the sections.
pub(in crate::report) const NUMERALS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "七"];

/// The full text of a report, with its note; empty when nothing was recorded that it begins with.
#[must_use]
pub fn full(report: &Report, note: &str) -> String {
    let (said, lang) = (Recorded::of(report), report.lang);
    let note = (!note.is_empty()).then(|| note.to_owned());
    let (study, consultation, cases, liaison) = (study(&said), consultation(&said), cases(&said), liaison(&said));
    if [&note, &study, &consultation, &cases, &liaison].iter().all(|section| section.is_none()) {
        return String::new();
    }
    let epidemic = epidemic(&said);
    let service = match epidemic {
        Some(_) => lang.pick("抗疫与志愿服务", "The epidemic and volunteers"),
        None => lang.pick("志愿服务", "Volunteers"),
    };
    let sections = [
        (lang.pick("学习与党建", "Study and Party work"), study),
        (lang.pick("协商与建言", "Consultation and advice"), consultation),
        (service, paragraph(lang, [epidemic, community(&said)])),
        (lang.pick("一镇一事商量办", "The case platform"), cases),
        (
            lang.pick("联谊、信息与宣传", "Liaison, information and press"),
            paragraph(lang, [liaison, information(&said), press(&said)]),
        ),
        (lang.pick("手记", "Note"), note),
    ];
    let (office, period) = (OFFICE.lang(lang), report.period.label(lang));
    let mut text = phrase!(lang, "{office}{period}工作综述", "{office}: the work of {period}");
    let there = sections.into_iter().filter_map(|(heading, section)| Some((heading, section?)));
    for ((heading, section), (numeral, number)) in there.zip(NUMERALS.iter().zip(1..)) {
        text += &phrase!(lang, "\n\n{numeral}、{heading}\n\n{section}", "\n\n{number}. {heading}\n\n{section}");
    }
    text
}

fn study(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let kinds = said.kinds_listed("study").map(|kinds| phrase!(lang, "学习活动：{kinds}", "Study: {kinds}"));
    let submitted =
        said.clause("向区委请示报告", "Requests and reports to the district Party committee: ", "submission.count");
    paragraph(
        lang,
        [sentence(lang, [kinds, said.clause("参加学习", "attendance: ", "study.turns")]), sentence(lang, [submitted])],
    )
}

fn consultation(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let (held, others) = said.plan();
    let hosts = said.hosts().join(lang.pick("、", " and "));
    let held = said.named(&held).map(|held| phrase!(lang, "{hosts}举行{held}", "{hosts} held {held}"));
    let surveyed = said.clause("开展调研", "surveys: ", "consult.survey");
    let watched = said.clause("民主监督", "oversight: ", "consult.oversight");
    paragraph(
        lang,
        [
            sentence(lang, [held, said.named(&others), surveyed, watched]),
            sentence(lang, [advised(said)]),
            sentence(lang, [endorsed(said)]),
        ],
    )
}

fn advised(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let pieces = grown(said, said.figure("advice.count")?);
    Some(match said.kinds_listed("advice") {
        Some(kinds) => {
            phrase!(lang, "提交建言成果{pieces}，其中{kinds}", "Written advice: {pieces}, of which {kinds}")
        }
        None => phrase!(lang, "提交建言成果{pieces}", "Written advice: {pieces}"),
    })
}

fn endorsed(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let clauses = said.report.facts.endorsers.iter().map(|(kind, who, pieces)| {
        Some(phrase!(lang, "{pieces}篇{kind}获{who}签批", "{pieces} of {kind} endorsed by {who}"))
    });
    joined(clauses, lang.pick("，", ", "))
}

fn epidemic(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let commended = said.text("volunteer.epidemic.commended");
    let commended =
        commended.map(|people| phrase!(lang, "{people}志愿者受到通报表扬", "volunteers commended: {people}"));
    sentence(
        lang,
        [
            said.clause("抗疫一线志愿服务", "Service at the epidemic front line: ", "volunteer.epidemic.turns"),
            said.clause("捐款捐物", "money and goods given: ", "volunteer.epidemic.donated"),
            said.clause("提出意见建议", "suggestions: ", "volunteer.epidemic.suggestions"),
            commended,
        ],
    )
}

fn community(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let kinds = said.report.facts.service.join(lang.pick("、", ", "));
    let turns = said.text("volunteer.community.turns").map(|turns| match kinds.as_str() {
        "" => phrase!(lang, "社区志愿服务{turns}", "Community service: {turns}"),
        kinds => phrase!(lang, "社区志愿服务（{kinds}）{turns}", "Community service ({kinds}): {turns}"),
    });
    sentence(lang, [turns, said.clause("捐款捐物", "money and goods given: ", "volunteer.community.donated")])
}

fn cases(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let meetings = ["case.pre", "case.onsite", "case.followup", "case.conclusion"].map(|key| {
        let meetings = said.figure(key)?;
        let (label, text) = (meetings.label(), meetings.text());
        Some(phrase!(lang, "{label}{text}", "{label}: {text}"))
    });
    paragraph(
        lang,
        [
            sentence(
                lang,
                [
                    said.clause("各镇街新开民生事项", "Matters opened by the towns: ", "case.count"),
                    joined(meetings, lang.pick("、", ", ")),
                    attended(said),
                    voiced(said),
                ],
            ),
            sentence(
                lang,
                [
                    said.clause("协调资金", "Money coordinated: ", "case.funds"),
                    solved(said),
                    said.clause("受益群众", "people who benefit: ", "case.benefited"),
                ],
            ),
        ],
    )
}

fn attended(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let turns = said.text("case.turns")?;
    Some(match said.text("case.members") {
        Some(members) => {
            phrase!(lang, "各方参与{turns}（其中委员{members}）", "attendance: {turns} (of them members: {members})")
        }
        None => phrase!(lang, "各方参与{turns}", "attendance: {turns}"),
    })
}

/// Chinese names what was adopted only behind what was voiced.
fn voiced(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    match (said.text("case.opinions"), said.text("case.adopted"), lang) {
        (Some(voiced), Some(adopted), _) => {
            Some(phrase!(lang, "收到意见{voiced}、采纳{adopted}", "opinions: {voiced}; adopted: {adopted}"))
        }
        (Some(voiced), None, _) => Some(phrase!(lang, "收到意见{voiced}", "opinions: {voiced}")),
        (None, Some(adopted), Lang::En) => Some(format!("adopted: {adopted}")),
        (None, ..) => None,
    }
}

fn solved(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let solved = said.text("case.solved")?;
    Some(match said.text("case.carried") {
        Some(carried) => phrase!(
            lang,
            "推进解决{solved}（其中期前结转{carried}）",
            "solved: {solved} (of them opened before: {carried})"
        ),
        None => phrase!(lang, "推进解决{solved}", "solved: {solved}"),
    })
}

fn liaison(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let places = said.text("liaison.places");
    let places = places.map(|places| phrase!(lang, "考察所到{places}区县", "places visited: {places}"));
    sentence(lang, [said.kinds_listed("liaison"), places])
}

fn information(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let people = [("member.correspondent", "Correspondents"), ("member.special", "special correspondents")];
    let people = people.map(|(key, english)| {
        let people = said.figure(key)?;
        let (label, text) = (people.label(), people.text());
        Some(phrase!(lang, "{label}{text}", "{english}: {text}"))
    });
    let pieces = said.figure("info.count").map(|pieces| grown(said, pieces));
    let pieces = pieces.map(|pieces| phrase!(lang, "编成社情民意信息{pieces}", "Information: {pieces}"));
    let adopted = ["info.district", "info.city", "info.nation"].map(|key| {
        let adopted = said.figure(key)?;
        let (label, pieces) = (adopted.label(), grown(said, adopted));
        Some(phrase!(lang, "{label}{pieces}", "{label}: {pieces}"))
    });
    let adopted = joined(adopted, lang.pick("、", ", "));
    let endorsed = said.clause("获批示", "endorsed: ", "info.endorsed");
    paragraph(
        lang,
        [
            sentence(lang, [joined(people, lang.pick("、", "; "))]),
            sentence(lang, [pieces, said.kinds_listed("info"), adopted, endorsed]),
        ],
    )
}

fn press(said: &Recorded) -> Option<String> {
    let lang = said.report.lang;
    let pieces = said.text("media.count")?;
    Some(match said.kinds_listed("media") {
        Some(kinds) => phrase!(lang, "见报见网稿件{pieces}：{kinds}。", "In the press: {pieces}: {kinds}."),
        None => phrase!(lang, "见报见网稿件{pieces}。", "In the press: {pieces}."),
    })
}

/// A figure as printed, with its growth over the period before.
fn grown(said: &Recorded, figure: Said) -> String {
    let (lang, text) = (said.report.lang, figure.text());
    let before = said.report.period.before_label(lang);
    match figure.grown() {
        Some(grown) => phrase!(lang, "{text}（较{before}{grown}）", "{text} ({grown} on {before})"),
        None => text,
    }
}

fn sentence<const CLAUSES: usize>(lang: Lang, clauses: [Option<String>; CLAUSES]) -> Option<String> {
    let clauses = joined(clauses, lang.pick("，", "; "))?;
    Some(capital(&phrase!(lang, "{clauses}。", "{clauses}.")))
}

/// A sentence begins with a capital letter, where its script has one.
fn capital(words: &str) -> String {
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

fn paragraph<const SENTENCES: usize>(lang: Lang, sentences: [Option<String>; SENTENCES]) -> Option<String> {
    joined(sentences, lang.pick("", " "))
}
