//! The course of a matter: where it stands after all that was recorded of it, and what may come next.

use chrono::NaiveDate;
use uuid::Uuid;

use super::case::{MEETING, MEETING_STAGES, OUTCOME, REOPENING, SOLUTION, STAGE, STAGES};
use super::{Completion, Family, Record, Value};
use crate::error::{Error, Result};
use crate::message;
use crate::text::Text;

/// Where a matter stands.
#[derive(Clone, Debug)]
pub struct Course<'a> {
    /// The matter.
    pub matter: &'a Record,
    /// Its events in their order, the proposal first.
    pub steps: Vec<Step<'a>>,
    /// The stage it is at: a place in [`STAGES`].
    pub stage: usize,
    /// The day on which it came to this stage.
    pub since: NaiveDate,
    /// What became of it.
    pub state: State<'a>,
}

/// One event in the course of a matter.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// What was recorded: the matter itself, a stage, a solution, an outcome, a reopening.
    pub record: &'a Record,
    /// The day it counts on: never before the matter's own.
    pub day: NaiveDate,
    /// The stage the matter is at after it.
    pub stage: usize,
    /// What has become of the matter after it.
    pub state: State<'a>,
}

/// What became of a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State<'a> {
    /// It is on its way.
    Open,
    /// 推进解决.
    Solved,
    /// Rejected, merged or returned: the key of its outcome.
    Ended(&'a str),
}

/// The next stage of a matter, and when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The stage, a place in [`STAGES`].
    pub stage: usize,
    /// The last day on which it is in time.
    pub day: NaiveDate,
}

impl<'a> Course<'a> {
    /// The course that the live children of a matter make.
    #[must_use]
    pub fn of(matter: &'a Record, children: impl IntoIterator<Item = &'a Record>) -> Course<'a> {
        let mut events: Vec<&Record> =
            children.into_iter().filter(|child| child.void.is_none() && rank(child) < OTHERS).collect();
        in_order(&mut events);
        let start = Step { record: matter, day: matter.date(), stage: 0, state: State::Open };
        let mut steps = vec![start];
        let mut since = start.day;
        for event in events {
            let last = steps[steps.len() - 1];
            let named = event.text("stage").and_then(stage_rank);
            let (stage, fate) = match rank(event) {
                0 => (named.unwrap_or(0).max(last.stage), last.state),
                1 if last.state == State::Open => (last.stage, State::Solved),
                2 => (last.stage, State::Ended(event.text("outcome").unwrap_or_default())),
                3 => (named.unwrap_or(last.stage), State::Open),
                _ => (last.stage, last.state),
            };
            let day = event.date().max(last.day);
            if stage != last.stage {
                since = day;
            }
            steps.push(Step { record: event, day, stage, state: fate });
        }
        let last = steps[steps.len() - 1];
        Course { matter, steps, stage: last.stage, since, state: last.state }
    }

    /// The day on which it got its state; for an open matter, that of its last event.
    #[must_use]
    pub fn settled(&self) -> NaiveDate {
        let same = self.steps.iter().rev().take_while(|step| step.state == self.state);
        same.last().map_or(self.matter.date(), |step| step.day)
    }

    /// The day on which it was filed: when it first came past the proposal.
    #[must_use]
    pub fn filed(&self) -> Option<NaiveDate> {
        self.steps.iter().find(|step| step.stage > 0).map(|step| step.day)
    }

    /// When the next stage is due: the day it came to the stage it is at, and the days allowed for the next. Nothing is
    /// due of a matter that is not open, and where the office has set no limit.
    #[must_use]
    pub fn due(&self, limits: &[(String, i64)]) -> Option<Due> {
        let next = STAGES.get(self.stage + 1).filter(|_| self.state == State::Open)?;
        let (_, days) = limits.iter().find(|(stage, _)| stage == next.key)?;
        Some(Due { stage: self.stage + 1, day: self.since + chrono::Duration::days(*days) })
    }

    /// 承办单位: who has it in hand, by the last stage that names somebody.
    #[must_use]
    pub fn lead(&self) -> Option<&'a str> {
        self.steps.iter().rev().find_map(|step| step.record.text("lead"))
    }

    fn last(&self) -> &Step<'a> {
        &self.steps[self.steps.len() - 1]
    }
}

impl<'a> State<'a> {
    /// Its key in JSON and for `--outcome`.
    #[must_use]
    pub fn key(self) -> &'a str {
        match self {
            State::Open => "open",
            State::Solved => "solved",
            State::Ended(outcome) => outcome,
        }
    }
}

/// A stage's place in [`STAGES`].
#[must_use]
pub fn stage_rank(key: &str) -> Option<usize> {
    STAGES.iter().position(|stage| stage.key == key)
}

/// The first live solution of a matter; later ones add nothing to the figures.
pub(super) fn first_solution<'a>(children: &[&'a Record]) -> Option<&'a Record> {
    children.iter().find(|child| child.ledger == &SOLUTION).copied()
}

const OTHERS: usize = 4;

/// The order of events of one day that nothing else puts in order.
fn rank(event: &Record) -> usize {
    [&STAGE, &SOLUTION, &OUTCOME, &REOPENING].into_iter().position(|ledger| event.ledger == ledger).unwrap_or(OTHERS)
}

/// On one day what was recorded first comes first; ids made at the keyboard say when that was.
fn place(event: &Record) -> (NaiveDate, u64, usize, Option<usize>, i64) {
    let recorded = recorded(event.id);
    (event.date(), recorded, rank(event), event.text("stage").and_then(stage_rank), event.no)
}

/// Puts what hangs on a matter in order: by day, on one day what was recorded first.
pub fn in_order(records: &mut [&Record]) {
    records.sort_by_key(|record| place(record));
}

/// The millisecond at which an id was made; 0 for one that was made from a line's content.
fn recorded(id: Uuid) -> u64 {
    let (seconds, nanos) = id.get_timestamp().map_or((0, 0), |moment| moment.to_unix());
    seconds * 1000 + u64::from(nanos / 1_000_000)
}

fn course<'a>(family: &Family<'a>) -> Course<'a> {
    Course::of(family.parent, family.children.iter().copied())
}

/// The stage defaults to the one after the last; what is skipped is said, with the reason.
pub(super) fn next_stage(record: &mut Record, parents: &[Family]) -> Result<Completion> {
    let Some(family) = parents.first() else { return Ok(Completion::default()) };
    let course = course(family);
    let no = course.matter.no;
    refuse_ended(&course)?;
    let target = match record.text("stage").and_then(stage_rank) {
        Some(target) => target,
        None if course.stage + 1 < STAGES.len() => course.stage + 1,
        None => return Err(course_ended(no)),
    };
    let (zh, en) = said(STAGES[target].label);
    if target <= course.stage {
        let (now_zh, now_en) = said(STAGES[course.stage].label);
        let key = STAGES[target].key;
        return Err(Error::refused(
            "stage_passed",
            message!("事项{no}已在{now_zh}，不能再进入{zh}", "case {no} is at the {now_en} and has passed the {en}"),
        )
        .hint(message!(
            "要退回，用 qjcppcc case reopen {no} {key} --reason 原因",
            "to go back: qjcppcc case reopen {no} {key} --reason WHY"
        ))
        .field("stage"));
    }
    refuse_skipping(record, &course, target)?;
    refuse_earlier(record, &course)?;
    record.set("stage", Some(Value::Text(STAGES[target].key.to_owned())));
    Ok(Completion::default())
}

fn refuse_skipping(record: &Record, course: &Course, target: usize) -> Result<()> {
    let no = course.matter.no;
    let skipped = &STAGES[course.stage + 1..target];
    if skipped.is_empty() {
        return match record.get("skip") {
            None => Ok(()),
            Some(_) => Err(Error::refused(
                "nothing_skipped",
                message!("没有略过环节，不用写 --skip", "no stage is skipped; --skip is not needed"),
            )
            .hint(message!("去掉 --skip", "leave --skip out"))
            .field("skip")),
        };
    }
    if record.get("skip").is_some() {
        return Ok(());
    }
    let zh = skipped.iter().map(|stage| stage.label.zh).collect::<Vec<_>>().join("、");
    let en = skipped.iter().map(|stage| stage.label.en).collect::<Vec<_>>().join(", ");
    Err(Error::refused("stage_skipped", message!("事项{no}会略过{zh}", "case {no} would skip: {en}"))
        .hint(message!(
            "逐个记：qjcppcc case advance {no} -d 日期；确实略过的，加 --skip 原因",
            "record them one by one: qjcppcc case advance {no} -d DAY; if they are left out indeed, add --skip WHY"
        ))
        .field("skip"))
}

fn refuse_ended(course: &Course) -> Result<()> {
    let State::Ended(outcome) = course.state else { return Ok(()) };
    let (no, day) = (course.matter.no, course.settled());
    let (zh, en) = said(super::case::outcome_label(outcome));
    Err(Error::refused("case_ended", message!("事项{no}已于{day}{zh}", "case {no} was {en} on {day}")).hint(message!(
        "要接着办，先用 qjcppcc case reopen {no} --reason 原因",
        "to go on with it: qjcppcc case reopen {no} --reason WHY"
    )))
}

/// Events follow one another: none is dated before the last.
fn refuse_earlier(record: &Record, course: &Course) -> Result<()> {
    let last = course.last();
    if record.get("date").is_none() || record.date() >= last.day {
        return Ok(());
    }
    let (day, before, name, no) = (record.date(), last.day, last.record.name(), course.matter.no);
    Err(Error::refused(
        "date_before_last",
        message!(
            "{day}早于事项{no}的上一步（{before}，{name}）",
            "{day} is before the last step of case {no} ({before}, {name})"
        ),
    )
    .hint(message!(
        "核对日期；上一步的日期不对，用 qjcppcc case edit {name} -d 日期",
        "check the date; if that of the last step is wrong: qjcppcc case edit {name} -d DAY"
    ))
    .field("date"))
}

fn course_ended(no: i64) -> Error {
    Error::refused(
        "course_ended",
        message!(
            "事项{no}已到最后一个环节：总结协商",
            "case {no} has reached its last stage, the concluding consultation"
        ),
    )
    .hint(message!(
        "得到解决的，用 qjcppcc case solve {no}；要退回，用 qjcppcc case reopen {no} 环节 --reason 原因",
        "record a solution with: qjcppcc case solve {no}; to go back: qjcppcc case reopen {no} STAGE --reason WHY"
    ))
}

/// The stage of a meeting defaults to the first matter's next meeting stage; matters whose next stage it is move on with it.
pub(super) fn next_meeting(record: &mut Record, parents: &[Family]) -> Result<Completion> {
    let mut completion = Completion::default();
    let courses: Vec<Course> = parents.iter().map(course).collect();
    courses.iter().try_for_each(refuse_ended)?;
    if record.get("stage").is_none() {
        let reached = courses.first().map_or(0, |course| course.stage);
        let after = STAGES.iter().skip(reached + 1);
        let next = after.clone().find(|stage| MEETING_STAGES.iter().any(|meeting| meeting.key == stage.key));
        let next = next.or(STAGES.last()).map(|stage| Value::Text(stage.key.to_owned()));
        record.set("stage", next);
    }
    if record.get("town").is_none() {
        let town = courses.first().and_then(|course| course.matter.get("town"));
        record.set("town", town.cloned());
    }
    let Some(stage) = record.text("stage").and_then(stage_rank) else { return Ok(completion) };
    for course in &courses {
        attend(record, course, stage, &mut completion);
    }
    Ok(completion)
}

/// What a meeting at a stage does to one matter.
fn attend(record: &Record, course: &Course, stage: usize, completion: &mut Completion) {
    let (no, day) = (course.matter.no, record.date());
    let (zh, en) = said(STAGES[stage].label);
    if day < course.matter.date() {
        let opened = course.matter.date();
        completion.warnings.push(message!(
            "注意：会议（{day}）早于事项{no}的提案（{opened}）",
            "note: the meeting ({day}) is before the proposal of case {no} ({opened})"
        ));
    } else if course.stage + 1 < stage {
        let (now_zh, now_en) = said(STAGES[course.stage].label);
        completion.warnings.push(message!(
            "注意：事项{no}还在{now_zh}，会议先记下，环节没有动",
            "note: case {no} is still at the {now_en}; the meeting is recorded and moves nothing"
        ));
    } else if course.stage + 1 == stage && day < course.last().day {
        let last = course.last().day;
        completion.warnings.push(message!(
            "注意：会议早于事项{no}的上一步（{last}），会议先记下，环节没有动",
            "note: the meeting is before the last step of case {no} ({last}); it is recorded and moves nothing"
        ));
    } else if course.stage + 1 == stage {
        let mut moved = Record::blank(&STAGE);
        moved.of = vec![course.matter.id];
        moved.set("date", record.get("date").cloned());
        moved.set("stage", record.get("stage").cloned());
        completion.remarks.push(message!("事项{no}随之进入{zh}", "case {no} moves on with it to the {en}"));
        completion.records.push(moved);
    }
}

/// A matter that is solved is not solved again, unless it was reopened.
pub(super) fn solve(record: &mut Record, parents: &[Family]) -> Result<Completion> {
    for family in parents {
        let course = course(family);
        refuse_ended(&course)?;
        let solved = course.steps.iter().rev().find(|step| step.record.ledger == &SOLUTION);
        if let Some(step) = solved.filter(|_| course.state == State::Solved) {
            let (no, day, solution) = (course.matter.no, step.day, step.record.name());
            return Err(Error::refused(
                "solved_already",
                message!("事项{no}已在{day}记为推进解决（{solution}）", "case {no} is recorded as solved on {day} ({solution})"),
            )
            .hint(message!(
                "要改，用 qjcppcc case edit {solution}；记错了，用 qjcppcc case void {solution} --reason 原因",
                "change it with: qjcppcc case edit {solution}; take it back with: qjcppcc case void {solution} --reason WHY"
            )));
        }
        refuse_before_matter(record, &course)?;
    }
    Ok(Completion::default())
}

fn refuse_before_matter(record: &Record, course: &Course) -> Result<()> {
    let (day, opened, no) = (record.date(), course.matter.date(), course.matter.no);
    if day >= opened {
        return Ok(());
    }
    Err(Error::refused(
        "date_before_case",
        message!("{day}早于事项{no}的提案（{opened}）", "{day} is before the proposal of case {no} ({opened})"),
    )
    .hint(message!("核对日期", "check the date"))
    .field("date"))
}

/// Only an open matter can end, and only a merged one names another.
pub(super) fn end(record: &mut Record, parents: &[Family]) -> Result<Completion> {
    for family in parents {
        let course = course(family);
        let no = course.matter.no;
        refuse_ended(&course)?;
        if course.state == State::Solved {
            let day = course.settled();
            return Err(Error::refused(
                "solved_already",
                message!("事项{no}已在{day}推进解决", "case {no} was solved on {day}"),
            )
            .hint(message!(
                "没有解决的，先用 qjcppcc case reopen {no} --reason 原因",
                "if it is not: qjcppcc case reopen {no} --reason WHY"
            )));
        }
        if record.text("into") == Some(&course.matter.id.to_string()) {
            return Err(Error::refused(
                "merged_into_itself",
                message!("事项{no}不能并入自己", "case {no} cannot be merged into itself"),
            )
            .hint(message!("--into 写并入的另一件", "--into takes the other matter"))
            .field("into"));
        }
        refuse_earlier(record, &course)?;
    }
    Ok(Completion::default())
}

/// A matter goes back: an ended or solved one to the stage it was at, an open one to an earlier stage.
pub(super) fn reopen(record: &mut Record, parents: &[Family]) -> Result<Completion> {
    let Some(family) = parents.first() else { return Ok(Completion::default()) };
    let course = course(family);
    let no = course.matter.no;
    let latest = match course.state {
        State::Open => course.stage.checked_sub(1),
        State::Solved | State::Ended(_) => Some(course.stage),
    };
    let Some(latest) = latest else {
        return Err(Error::refused(
            "nothing_to_reopen",
            message!(
                "事项{no}还在委员提案，没有可退回的",
                "case {no} is at its proposal; there is nothing to go back to"
            ),
        )
        .hint(message!("往下走用 qjcppcc case advance {no}", "to go on: qjcppcc case advance {no}")));
    };
    let target = record.text("stage").and_then(stage_rank).unwrap_or(latest);
    if target > latest {
        let (zh, en) = said(STAGES[target].label);
        let (now_zh, now_en) = said(STAGES[course.stage].label);
        return Err(Error::refused(
            "not_back",
            message!("事项{no}在{now_zh}，{zh}不在它之前", "case {no} is at the {now_en}; the {en} is not before that"),
        )
        .hint(message!("往下走用 qjcppcc case advance {no}", "to go on: qjcppcc case advance {no}"))
        .field("stage"));
    }
    refuse_earlier(record, &course)?;
    record.set("stage", Some(Value::Text(STAGES[target].key.to_owned())));
    Ok(Completion::default())
}

/// Whether a meeting was held for a matter.
pub(super) fn met(children: &[&Record]) -> bool {
    children.iter().any(|child| child.ledger == &MEETING)
}

fn said(label: Text) -> (&'static str, &'static str) {
    (label.zh, label.en)
}
