//! What may come next in the course of a matter: the rules for a stage, a meeting, a solution, an outcome, a reopening.

use super::{Course, Procedure, Stages, State};
use crate::error::{Error, Result};
use crate::ledger::{Book, Completion, Family, Kin, Ledger, Record, Value};
use crate::text::{Message, Text};
use crate::vocabulary::{Called, Term, Vocabulary};

/// The stage defaults to the one after the last; what is skipped is said, with the reason.
pub fn next_stage(record: &mut Record, parents: &[Family], words: &Vocabulary, _: bool) -> Result<Completion> {
    let stages = Stages::of(record.ledger, words);
    let Some(family) = parents.first() else { return Ok(Completion::default()) };
    let course = course(family, stages);
    refuse_ended(&course)?;
    let next = || stages.ahead(course.stage + 1, record.date()).next().map(|(place, _)| place);
    let Some(target) = stages.named_by(record).or_else(next) else {
        let ((matter, case), Called { zh, en }) = (named(&course), stages.called(course.stage));
        let (solve, reopen) = (command(&course, "solve"), command(&course, "reopen"));
        return Err(refused!("course_ended": "{matter}已到最后一个环节：{zh}",
            "{case} has reached its last stage, the {en}";
            "得到解决的，用 {solve}；要退回，用 {reopen} 环节 --reason 原因",
            "record a solution with: {solve}; to go back: {reopen} STAGE --reason WHY"));
    };
    if target <= course.stage {
        return Err(stage_passed(&course, target));
    }
    refuse_skipping(record, &course, target)?;
    refuse_earlier(record, &course)?;
    put(record, stages.key(target));
    Ok(Completion::default())
}

fn put(record: &mut Record, stage: Option<&str>) {
    record.set("stage", stage.map(|stage| Value::Text(stage.to_owned())));
}

fn stage_passed(course: &Course, target: usize) -> Error {
    let ((matter, case), stages) = (named(course), course.stages);
    let (Called { zh, en }, Called { zh: now_zh, en: now_en }) = (stages.called(target), stages.called(course.stage));
    let back = format!("{} {}", command(course, "reopen"), stages.key(target).unwrap_or_default());
    refused!("stage_passed" in "stage": "{matter}已在{now_zh}，不能再进入{zh}",
        "{case} is at the {now_en} and has passed the {en}"; "要退回，用 {back} --reason 原因",
        "to go back: {back} --reason WHY")
}

/// What is held to the course of its matter.
const HELD: [&str; 6] = ["stage", "meeting", "fund", "benefit", "solution", "outcome"];

/// Takes down the rules that a record breaks in the courses of its matters, as they were before it.
pub fn hold(record: &Record, kin: &Kin, book: &mut Book) {
    if !HELD.contains(&record.ledger.key) {
        return;
    }
    let stages = Stages::of(record.ledger, book.vocabulary);
    for family in &kin.parents {
        let before = Course::before(record, family, stages);
        let target = stages.named_by(record).unwrap_or(before.stage);
        let rule = match record.ledger.key {
            "stage" if target < before.stage => Err(stage_passed(&before, target)),
            "solution" => may_solve(record, &before),
            "outcome" => may_end(record, &before),
            // Nothing is paid for what was never taken up, before or after.
            "fund" | "benefit" => {
                let after = course(family, stages);
                refuse_ended(if after.state == State::Ended("rejected") { &after } else { &before })
            }
            _ => refuse_ended(&before),
        };
        book.hold(rule, "warn.course");
        if record.ledger.key == "stage" && record.get("skip").is_none() && target > before.stage {
            book.hold(refuse_skipping(record, &before, target), "");
        }
    }
}

/// Stages are recorded one by one; one that was left out indeed needs a reason.
fn refuse_skipping(record: &Record, course: &Course, target: usize) -> Result<()> {
    let skipped: Vec<&Term> = course.skipped(target, record.date()).collect();
    match (skipped.is_empty(), record.get("skip")) {
        (true, None) | (false, Some(_)) => Ok(()),
        (true, Some(_)) => Err(refused!("nothing_skipped" in "skip": "没有略过环节，不用写 --skip",
            "no stage is skipped; --skip is not needed"; "去掉 --skip", "leave --skip out")),
        (false, None) => {
            let (matter, case) = named(course);
            let Message { zh, en } = Message::list(skipped.into_iter().map(Term::called));
            let advance = command(course, "advance");
            Err(refused!("stage_skipped" in "skip": "{matter}会略过{zh}", "{case} would skip: {en}";
                "逐个记：{advance} -d 日期；确实略过的，加 --skip 原因",
                "record them one by one: {advance} -d DAY; if they are left out indeed, add --skip WHY"))
        }
    }
}

/// Nothing follows an outcome until the matter is taken up again.
fn refuse_ended(course: &Course) -> Result<()> {
    let State::Ended(outcome) = course.state else { return Ok(()) };
    let ((matter, case), day, reopen) = (named(course), course.settled(), command(course, "reopen"));
    let Called { zh, en } = course.stages.outcome(outcome);
    Err(refused!("case_ended": "{matter}已于{day}{zh}", "{case} was {en} on {day}";
        "要接着办，先用 {reopen} --reason 原因", "to go on with it: {reopen} --reason WHY"))
}

/// Events follow one another: none is dated before the last.
fn refuse_earlier(record: &Record, course: &Course) -> Result<()> {
    let last = course.last();
    if record.get("date").is_none() || record.last_day() >= last.day {
        return Ok(());
    }
    let (day, before, name, (matter, case)) = (record.dated(), last.day, last.record.name(), named(course));
    let ledger = course.matter.ledger.key;
    Err(refused!("date_before_last" in "date": "{day}早于{matter}的上一步（{before}，{name}）",
        "{day} is before the last step of {case} ({before}, {name})";
        "核对日期；上一步的日期不对，用 qjcppcc {ledger} edit {name} -d 日期",
        "check the date; if that of the last step is wrong: qjcppcc {ledger} edit {name} -d DAY"))
}

/// A meeting is held at the stage that the first matter is at, where meetings are held at it and the next one is not asked for;
/// otherwise at the next one. Matters whose next stage it is move on with it.
pub fn next_meeting(record: &mut Record, parents: &[Family], words: &Vocabulary, next: bool) -> Result<Completion> {
    let mut completion = Completion::default();
    let stages = Stages::of(record.ledger, words);
    let courses: Vec<Course> = parents.iter().map(|family| course(family, stages)).collect();
    courses.iter().try_for_each(refuse_ended)?;
    let is_told = record.get("stage").is_some();
    if !is_told {
        let from = courses.first().map_or(0, |course| course.stage + usize::from(next));
        let held = || stages.ahead(0, record.date()).filter(|(_, stage)| stage.has_meetings());
        let Some((_, stage)) = held().find(|(place, _)| *place >= from).or_else(|| held().last()) else {
            return Err(refused!("no_meetings" in "stage": "词表里没有开会的环节，会议记不上",
                "no stage of the vocabulary has meetings, so that none can be recorded";
                "环节见 qjcppcc vocab list stage case；开会的环节，范围写 meeting",
                "see: qjcppcc vocab list stage case; a stage that has meetings is of the scope meeting"));
        };
        put(record, Some(&stage.key));
    }
    if record.get("town").is_none() {
        let town = courses.first().and_then(|course| course.matter.get("town"));
        record.set("town", town.cloned());
    }
    for course in &courses {
        if let Some(stage) = stages.named_by(record) {
            if !is_told && stage == course.stage {
                let ((matter, case), Called { zh, en }) = (named(course), stages.called(stage));
                completion.remarks.push(if stages.ahead(stage + 1, record.date()).next().is_some() {
                    message!(
                        "{matter}仍在{zh}；往下一环节加 --next",
                        "{case} stays at the {en}; --next is for the next stage"
                    )
                } else {
                    message!("{matter}仍在{zh}", "{case} stays at the {en}")
                });
            }
            attend(record, course, stage, &mut completion);
        }
    }
    Ok(completion)
}

/// What a meeting at a stage does to one matter.
fn attend(record: &Record, course: &Course, stage: usize, completion: &mut Completion) {
    let ((matter, case), day) = (named(course), record.date());
    let (Procedure { opening, .. }, stages) = (course.procedure, course.stages);
    let (last, opened) = (course.last().day, course.matter.date());
    let is_next = course.stage < stage && course.skipped(stage, day).next().is_none();
    if record.last_day() < opened {
        let Text { zh, en } = opening;
        completion.warnings.push(message!(
            "注意：会议（{day}）早于{matter}的{zh}（{opened}）",
            "note: the meeting ({day}) is before the {en} of {case} ({opened})"
        ));
    } else if course.stage < stage && !is_next {
        let Called { zh, en } = stages.called(course.stage);
        completion.warnings.push(message!(
            "注意：{matter}还在{zh}，会议先记下，环节没有动",
            "note: {case} is still at the {en}; the meeting is recorded and moves nothing"
        ));
    } else if is_next && record.last_day() < last {
        completion.warnings.push(message!(
            "注意：会议早于{matter}的上一步（{last}），会议先记下，环节没有动",
            "note: the meeting is before the last step of {case} ({last}); it is recorded and moves nothing"
        ));
    } else if is_next && let Some(ledger) = Ledger::find("stage") {
        let mut moved = Record::blank(ledger);
        moved.of = vec![course.matter.id];
        moved.set("date", record.get("date").cloned());
        moved.set("span", record.get("span").cloned());
        moved.set("stage", record.get("stage").cloned());
        let Called { zh, en } = stages.called(stage);
        completion.remarks.push(message!("{matter}随之进入{zh}", "{case} moves on with it to the {en}"));
        completion.records.push(moved);
    }
}

/// A matter that is solved is not solved again, unless it was reopened.
pub fn solve(record: &mut Record, parents: &[Family], words: &Vocabulary, _: bool) -> Result<Completion> {
    let stages = Stages::of(record.ledger, words);
    parents.iter().try_for_each(|family| may_solve(record, &course(family, stages))).map(|()| Completion::default())
}

fn may_solve(record: &Record, course: &Course) -> Result<()> {
    refuse_ended(course)?;
    let solved = course.steps.iter().rev().find(|step| step.record.ledger.key == "solution");
    if let Some(step) = solved.filter(|_| course.state == State::Done) {
        let ((matter, case), day, solution) = (named(course), step.day, step.record.name());
        let ledger = course.matter.ledger.key;
        return Err(refused!("solved_already": "{matter}已在{day}记为推进解决（{solution}）",
            "{case} is recorded as solved on {day} ({solution})";
            "要改，用 qjcppcc {ledger} edit {solution}；记错了，用 qjcppcc {ledger} void {solution} --reason 原因",
            "change it with: qjcppcc {ledger} edit {solution}; take it back with: qjcppcc {ledger} void {solution} --reason WHY"));
    }
    let (day, opened) = (record.dated(), course.matter.dated());
    if record.last_day() >= course.matter.date() {
        return Ok(());
    }
    let ((matter, case), Text { zh, en }) = (named(course), course.procedure.opening);
    Err(refused!("date_before_case" in "date": "{day}早于{matter}的{zh}（{opened}）",
        "{day} is before the {en} of {case} ({opened})"; "核对日期", "check the date"))
}

/// Only an open matter can end, and only a merged one names another.
pub fn end(record: &mut Record, parents: &[Family], words: &Vocabulary, _: bool) -> Result<Completion> {
    let stages = Stages::of(record.ledger, words);
    for course in parents.iter().map(|family| course(family, stages)) {
        may_end(record, &course)?;
        refuse_earlier(record, &course)?;
    }
    Ok(Completion::default())
}

fn may_end(record: &Record, course: &Course) -> Result<()> {
    let (matter, case) = named(course);
    refuse_ended(course)?;
    if course.state == State::Done {
        let (day, reopen) = (course.settled(), command(course, "reopen"));
        return Err(refused!("solved_already": "{matter}已在{day}推进解决", "{case} was solved on {day}";
            "没有解决的，先用 {reopen} --reason 原因", "if it is not: {reopen} --reason WHY"));
    }
    if record.text("into") == Some(&course.matter.id.to_string()) {
        return Err(refused!("merged_into_itself" in "into": "{matter}不能并入自己",
            "{case} cannot be merged into itself"; "--into 写并入的另一件", "--into takes the other matter"));
    }
    Ok(())
}

/// A matter goes back: an ended or solved one to the stage it was at, an open one to an earlier stage.
pub fn reopen(record: &mut Record, parents: &[Family], words: &Vocabulary, _: bool) -> Result<Completion> {
    let stages = Stages::of(record.ledger, words);
    let Some(family) = parents.first() else { return Ok(Completion::default()) };
    let course = course(family, stages);
    let ((matter, case), advance) = (named(&course), command(&course, "advance"));
    let Called { zh: now_zh, en: now_en } = stages.called(course.stage);
    let onwards = message!("往下走用 {advance}", "to go on: {advance}");
    let latest = match course.state {
        State::Open => {
            stages.ahead(0, record.date()).map(|(place, _)| place).take_while(|it| *it < course.stage).last()
        }
        State::Done | State::Ended(_) => Some(course.stage),
    };
    let Some(latest) = latest else {
        return Err(refused!("nothing_to_reopen": "{matter}还在{now_zh}，没有可退回的",
            "{case} is at its {now_en}; there is nothing to go back to")
        .hint(onwards));
    };
    let target = stages.named_by(record).unwrap_or(latest);
    if target > latest {
        let Called { zh, en } = stages.called(target);
        return Err(refused!("not_back": "{matter}在{now_zh}，{zh}不在它之前",
            "{case} is at the {now_en}; the {en} is not before that")
        .hint(onwards)
        .field("stage"));
    }
    refuse_earlier(record, &course)?;
    put(record, stages.key(target));
    Ok(Completion::default())
}

fn course<'a>(family: &Family<'a>, stages: Stages<'a>) -> Course<'a> {
    Course::of(family.parent, family.children.iter().copied(), stages)
}

/// What a matter is called in a sentence: 事项12, case 12.
fn named(course: &Course) -> (String, String) {
    let (Text { zh, en }, no) = (course.procedure.matter, course.matter.no);
    (format!("{zh}{no}"), format!("{en} {no}"))
}

/// The command that records something of a matter.
fn command(course: &Course, verb: &str) -> String {
    format!("qjcppcc {} {verb} {}", course.matter.ledger.key, course.matter.no)
}
