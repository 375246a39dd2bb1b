//! The course of a matter: where it stands after all that was recorded of it.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::ledger::{Choice, Family, Ledger, Record};
use crate::text::{Text, text};
use crate::vocabulary::{Called, Set, Term, Vocabulary};

/// How one sort of matters begins and ends, as data: another sort is one more constant.
#[derive(Debug)]
pub struct Procedure {
    /// What one of them is called.
    pub matter: Text,
    /// What its first day is the day of.
    pub opening: Text,
    /// How a matter ends that does not go through; each is counted apart.
    pub outcomes: &'static [Choice],
}

impl Procedure {
    /// That of records which go nowhere.
    pub(in crate::ledger) const NONE: Procedure =
        Procedure { matter: text("", ""), opening: text("", ""), outcomes: &[] };

    /// What an outcome is called.
    pub fn outcome_label(&self, key: &str) -> Text {
        self.outcomes.iter().find(|outcome| outcome.key == key).map_or(text("办结", "ended"), |outcome| outcome.label)
    }
}

/// Where a matter stands.
#[derive(Clone, Debug)]
pub struct Course<'a> {
    /// The matter.
    pub matter: &'a Record,
    /// The way that it goes.
    pub procedure: &'static Procedure,
    /// Its events in their order, the proposal first.
    pub steps: Vec<Step<'a>>,
    /// The office's stages.
    pub stages: Stages<'a>,
    /// The stage it is at: a place in the stages.
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
    /// The stage, a place in the stages.
    pub stage: usize,
    /// The last day on which it is in time.
    pub day: NaiveDate,
}

/// The stages of one sort of matters, in the office's order. One that is out of use keeps its place: matters went through it.
#[derive(Clone, Copy, Debug)]
pub struct Stages<'v> {
    terms: &'v [Term],
    opening: Text,
}

impl<'v> Stages<'v> {
    /// Those that the matters of a ledger go through.
    pub fn of(ledger: &'static Ledger, words: &'v Vocabulary) -> Stages<'v> {
        let terms = words.list(Set::Stage, ledger.owner_of(Set::Stage));
        Stages { terms, opening: ledger.home().procedure.opening }
    }

    /// Those from a place on that are in use on a day, each with its place.
    pub fn ahead(self, from: usize, day: NaiveDate) -> impl Iterator<Item = (usize, &'v Term)> {
        self.terms.iter().enumerate().skip(from).filter(move |(_, stage)| stage.is_in_use(day))
    }

    /// The place of the stage that a record names.
    pub fn named_by(self, record: &Record) -> Option<usize> {
        let key = record.text("stage")?;
        self.terms.iter().position(|stage| stage.key == key)
    }

    /// The key of the stage at a place; none where the office has no stages.
    pub fn key(self, place: usize) -> Option<&'v str> {
        self.terms.get(place).map(|stage| &*stage.key)
    }

    /// What the stage at a place is called; where the office has no stages, every matter is at its opening.
    pub fn called(self, place: usize) -> Called<'v> {
        self.terms.get(place).map_or(self.opening.into(), Term::called)
    }
}

impl<'a> Course<'a> {
    /// The course that the live children of a matter make. It begins at the first stage that was in use then.
    pub fn of(matter: &'a Record, children: impl IntoIterator<Item = &'a Record>, stages: Stages<'a>) -> Course<'a> {
        let mut events: Vec<&Record> =
            children.into_iter().filter(|child| child.void.is_none() && rank(child) < EVENTS.len()).collect();
        in_order(&mut events, stages);
        let first = stages.ahead(0, matter.date()).next().map_or(0, |(place, _)| place);
        let start = Step { record: matter, day: matter.date(), stage: first, state: State::Open };
        let mut steps = vec![start];
        let mut since = start.day;
        for event in events {
            let last = steps[steps.len() - 1];
            let named = stages.named_by(event);
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
        let procedure = matter.ledger.procedure;
        Course { matter, procedure, stages, steps, stage: last.stage, since, state: last.state }
    }

    /// The course of a matter up to a record of it. What a table brings has no order within a day: a meeting then comes before
    /// what ends the matter, and money after it.
    pub(super) fn before(record: &Record, family: &Family<'a>, stages: Stages<'a>) -> Course<'a> {
        let Family { parent, children } = family;
        let mut own = place(record, stages);
        match record.ledger.key {
            "meeting" => own.2 = 0,
            "fund" | "benefit" if own.1 == 0 => own.1 = u64::MAX,
            _ => {}
        }
        Course::of(parent, children.iter().copied().filter(|child| place(child, stages) < own), stages)
    }

    /// The day on which it got its state; for an open matter, that of its last event.
    pub fn settled(&self) -> NaiveDate {
        let same = self.steps.iter().rev().take_while(|step| step.state == self.state);
        same.last().map_or(self.matter.date(), |step| step.day)
    }

    /// The day on which it was filed: when it first came past its first stage.
    pub fn filed(&self) -> Option<NaiveDate> {
        self.steps.iter().find(|step| step.stage > self.steps[0].stage).map(|step| step.day)
    }

    /// When the stage that is the next one on a day is due: the day it came to the stage it is at, and the days allowed for the
    /// next. Nothing is due of a matter that is not open, and where the office has set no limit.
    pub fn due(&self, limits: &[(String, i64)], on: NaiveDate) -> Option<Due> {
        let (stage, next) = self.stages.ahead(self.stage + 1, on).next().filter(|_| self.state == State::Open)?;
        let (_, days) = limits.iter().find(|(stage, _)| *stage == next.key)?;
        Some(Due { stage, day: self.since + chrono::Duration::days(*days) })
    }

    /// The stages that would be left out if it came to a place in the list on a day.
    pub(super) fn skipped(&self, to: usize, day: NaiveDate) -> impl Iterator<Item = &'a Term> {
        self.stages.ahead(self.stage + 1, day).take_while(move |(place, _)| *place < to).map(|(_, stage)| stage)
    }

    /// 承办单位: who has it in hand, by the last stage that names somebody.
    pub fn lead(&self) -> Option<&'a str> {
        self.steps.iter().rev().find_map(|step| step.record.text("lead"))
    }

    pub(super) fn last(&self) -> &Step<'a> {
        &self.steps[self.steps.len() - 1]
    }
}

impl<'a> State<'a> {
    /// Its key in JSON and for `--outcome`.
    pub fn key(self) -> &'a str {
        match self {
            State::Open => "open",
            State::Solved => "solved",
            State::Ended(outcome) => outcome,
        }
    }
}

/// The first live solution of a matter; later ones add nothing to the figures.
pub(in crate::ledger) fn first_solution<'a>(children: &[&'a Record]) -> Option<&'a Record> {
    children.iter().find(|child| child.ledger.key == "solution").copied()
}

/// What moves a matter, in the order of events of one day that nothing else puts in order; what else hangs on it comes after.
const EVENTS: [&str; 4] = ["stage", "solution", "outcome", "reopening"];

fn rank(event: &Record) -> usize {
    EVENTS.iter().position(|key| *key == event.ledger.key).unwrap_or(EVENTS.len())
}

/// Puts what hangs on a matter in order: by day, on one day what was recorded first; ids made at the keyboard say when that was.
pub fn in_order(records: &mut [&Record], stages: Stages) {
    records.sort_by_key(|event| place(event, stages));
}

fn place(event: &Record, stages: Stages) -> (NaiveDate, u64, usize, Option<usize>, i64) {
    (event.date(), recorded(event.id), rank(event), stages.named_by(event), event.no)
}

/// The millisecond at which an id was made; 0 for one that was made from a line's content.
fn recorded(id: Uuid) -> u64 {
    let (seconds, nanos) = id.get_timestamp().map_or((0, 0), |moment| moment.to_unix());
    seconds * 1000 + u64::from(nanos / 1_000_000)
}

/// Whether a meeting was held for a matter.
pub(in crate::ledger) fn met(children: &[&Record]) -> bool {
    children.iter().any(|child| child.ledger.key == "meeting")
}
