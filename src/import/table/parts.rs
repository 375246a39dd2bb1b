//! One row that is several records: a matter with its stages, meetings, money; a motion with its review, hand-over, reply.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use super::means::{LOCAL, Means, Part, bare};
use crate::ledger::{Field, Ledger};
use crate::lookup::{Candidate, Pick, pick_surely};
use crate::vocabulary::{Set, Term, Vocabulary};

/// Headings that mean a part wherever else they may be known: of a ledger, the part, its field (none: whether there is one at
/// all), what follows from it.
type Preferred =
    (&'static str, &'static str, &'static str, Option<(&'static str, &'static str)>, &'static [&'static str]);
const PREFERRED: &[Preferred] = &[
    ("case", "solution", "", None, &["是否解决", "解决情况", "完成情况", "办理情况", "办结情况", "办理结果"]),
    ("case", "solution", "", None, &["是否办结", "是否已解决", "推进解决", "是否推进解决", "推进解决情况"]),
    ("case", "solution", "", None, &["是否得到解决", "解决与否"]),
    ("case", "benefit", "amount", None, &["受益人次", "惠及人口", "惠及群众人数"]),
    ("motion", "review", "date", Some(("outcome", "filed")), &["立案日期", "立案时间"]),
    ("motion", "assignment", "lead", None, &["主办单位", "承办单位", "主办部门", "承办部门", "牵头单位", "责任单位"]),
    ("motion", "assignment", "due", None, &["期限", "答复期限", "办结期限", "办理时限", "截止日期"]),
    ("motion", "chasing", "", None, &["重点提案", "是否重点提案", "是否重点督办"]),
    ("motion", "commendation", "", None, &["优秀提案", "是否优秀提案"]),
];

/// What is said before the name of a common field, of a part: 会议日期.
const CALLED: &[(&str, &[&str])] = &[
    ("meeting", &["会议", "协商会", "协商"]),
    ("fund", &["资金", "协调资金", "到位"]),
    ("benefit", &["受益", "受益群众"]),
    ("solution", &["解决", "推进解决", "办结"]),
    ("adoption", &["采用"]),
    ("forwarding", &["转送", "转办"]),
    ("endorsement", &["批示", "签批"]),
    ("review", &["审查"]),
    ("assignment", &["交办"]),
    ("reply", &["答复", "办复"]),
    ("feedback", &["反馈"]),
    ("chasing", &["督办"]),
    ("commendation", &["表彰", "优秀提案"]),
];

/// What takes a matter back has to come in its order, which a row does not tell.
const NO_PARTS: [&str; 3] = ["reopening", "rehandling", "stage"];

/// What is something else in the list of the matters themselves.
const ELSEWHERE: [&str; 3] = ["联系方式", "地点", "场所"];

const DAYS: [&str; 2] = ["日期", "时间"];
/// How many meetings there were at a stage.
const MEETINGS: [&str; 8] = ["场次", "次数", "场数", "会议次数", "会议场次", "协商次数", "召开次数", "会场次"];

/// What a bare heading means in a ledger's parts, before anything else that it may mean.
pub fn preferred(name: &str, ledger: &'static Ledger) -> Option<Means> {
    let (_, part, field, implied, _) =
        PREFERRED.iter().find(|(of, .., names)| *of == ledger.key && names.contains(&name))?;
    let part = ledger.children.iter().copied().find(|child| child.key == *part)?;
    let means = part.field(field).map_or(Means::Happened, |field| Means::Field(field, None));
    Some(Part { ledger: part, stage: None, means, implied: *implied }.into())
}

/// What a bare heading that means nothing in a ledger itself means in its parts.
pub fn named_in_parts(name: &str, ledger: &'static Ledger, words: &Vocabulary) -> Option<Means> {
    static NAMES: LazyLock<Vec<OnceLock<Names>>> = LazyLock::new(|| Ledger::all().map(|_| OnceLock::new()).collect());
    if ledger.children.is_empty() {
        return None;
    }
    if is_status(name, ledger) {
        return Some(Means::Status);
    }
    let names = NAMES.get(ledger.rank())?.get_or_init(|| names(ledger));
    if let Some(found) = names.get(name) {
        let (ledger, field) = (*found)?;
        return Some(Part { ledger, stage: None, means: Means::Field(field, None), implied: None }.into());
    }
    of_stage(name, ledger, names, words)
}

/// The names of parts' fields; none for a name that several have.
type Names = HashMap<String, Option<(&'static Ledger, &'static Field)>>;

fn names(ledger: &'static Ledger) -> Names {
    let mut all = Names::new();
    for part in ledger.children.iter().copied().filter(|part| !NO_PARTS.contains(&part.key)) {
        let mut enter = |field: &'static Field, name: &str| {
            let known = all.entry(bare(name)).or_insert(Some((part, field)));
            known.take_if(|(other, of)| *other != part || of.key != field.key);
        };
        for field in part.fields.iter().filter(|field| !field.of_total) {
            let own = [field.label.zh, field.label.en].into_iter().chain(field.synonyms());
            own.filter(|name| !ELSEWHERE.contains(name)).for_each(|name| enter(field, name));
        }
        let local = LOCAL.iter().filter(|(key, of, _)| *key == part.key && (*of != "count" || part.several));
        for (_, key, names) in local {
            let names = names.iter().filter(|name| !ELSEWHERE.contains(name));
            part.field(key).into_iter().for_each(|field| names.clone().for_each(|name| enter(field, name)));
        }
        let called = CALLED.iter().filter(|(key, _)| *key == part.key).flat_map(|(_, names)| *names).copied();
        for called in called.chain([part.label.zh]) {
            let common = [("date", &DAYS[..]), ("doc", &["文号"]), ("note", &["备注", "说明"])].into_iter();
            let common =
                common.flat_map(|(key, names)| names.iter().filter_map(move |name| Some((part.field(key)?, *name))));
            let own = part.fields.iter().filter(|field| !field.of_total).map(|field| (field, field.label.zh));
            common.chain(own).for_each(|(field, name)| enter(field, &format!("{called}{name}")));
        }
        if part.several {
            part.field("count").into_iter().for_each(|field| MEETINGS.iter().for_each(|name| enter(field, name)));
        }
    }
    all
}

/// 议前协商时间, 现场场次, 议前协商: the day of a stage, the number of meetings at it, or either, as its cells are. The day of the first
/// stage is that of the matter itself.
fn of_stage(name: &str, ledger: &'static Ledger, names: &Names, words: &Vocabulary) -> Option<Means> {
    let child = |key: &str| ledger.children.iter().copied().find(|child| child.key == key);
    let (stages, meetings) = (child("stage")?, child("meeting")?);
    if name.chars().count() > 20 {
        return None;
    }
    let part = |part: &'static Ledger, stage: &Term, means: Means| {
        Some(Part { ledger: part, stage: Some(stage.key.clone()), means, implied: None }.into())
    };
    let first = words.of(Set::Stage, ledger.key).next()?;
    let day = |stage: &Term| match ledger.field("date") {
        date if *stage == *first => date.map(|date| Means::Field(date, None)),
        _ => part(stages, stage, Means::Field(stages.field("date")?, None)),
    };
    for (at, _) in name.char_indices().skip(1) {
        let (head, tail) = name.split_at(at);
        let of_meeting = names.get(tail).copied().flatten().filter(|(part, _)| *part == meetings);
        let is_day = DAYS.contains(&tail);
        if !is_day && of_meeting.is_none() {
            continue;
        }
        match (stage_called(head, ledger, words), of_meeting) {
            (Some(stage), _) if is_day => return day(stage),
            (Some(stage), Some((_, field))) if stage.has_meetings() => {
                return part(meetings, stage, Means::Field(field, None));
            }
            _ => {}
        }
    }
    let is_called =
        |stage: &&Term| name.strip_prefix(&*bare(&stage.label)).is_some_and(|end| ["", "会", "会议"].contains(&end));
    let stage = words.of(Set::Stage, ledger.key).find(is_called)?;
    if *stage == *first { day(stage) } else { part(stages, stage, Means::Happened) }
}

/// The stage that words mean: by its name, or the beginning or end of it that no other has: 议前, 立案.
fn stage_called<'v>(name: &str, ledger: &'static Ledger, words: &'v Vocabulary) -> Option<&'v Term> {
    let stages = || words.of(Set::Stage, ledger.key);
    let candidates: Vec<Candidate> = stages().map(|stage| Candidate::new(&stage.key, &[&stage.label])).collect();
    let found = |name: &str| match pick_surely(name, &candidates) {
        Pick::One(key) => stages().find(|stage| stage.key == key),
        _ => None,
    };
    found(name).or_else(|| found(name.trim_end_matches("会议").trim_end_matches('会')))
}

/// What a column of words says that tell what became of a piece, and what they may be joined with.
const FATES: [&str; 12] =
    ["采用", "录用", "刊用", "批示", "签批", "转办", "转送", "转化", "办理", "领导", "成果", "信息"];

/// 采用及批示情况, 采用/转办情况: whether a heading says in words what became of a piece.
fn is_status(name: &str, ledger: &Ledger) -> bool {
    let Some(mut rest) = name.strip_suffix("情况").filter(|rest| !rest.is_empty() && name.chars().count() <= 20)
    else {
        return false;
    };
    let fates = if ledger.key == "info" { &FATES[..] } else { &["批示", "签批", "转化", "领导", "成果"] };
    let says_fate = FATES[..9].iter().any(|fate| rest.contains(fate));
    while !rest.is_empty() {
        let next = fates.iter().find_map(|fate| rest.strip_prefix(fate));
        let Some(behind) = next else { return false };
        rest = behind.trim_start_matches(['及', '和', '与', '、', '/', '或', ',']);
    }
    says_fate && ledger.children.iter().any(|child| child.key == "endorsement")
}
