//! The course of a matter: the way it goes, where it stands after all that was recorded of it, and what may come next.

mod handling;

pub(super) mod rules;

pub use handling::Handling;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::amount::Amount;
use crate::ledger::{Book, Choice, Family, Ledger, Record, Value};
use crate::text::{Text, text};
use crate::vocabulary::{Called, Set, Term, Vocabulary};

/// How one sort of matters goes, as data: another sort is one more constant.
pub struct Procedure {
    /// What one of them is called.
    pub matter: Text,
    /// What its first day is the day of.
    pub opening: Text,
    /// Where it gets in the end, if it goes through: the key for scripts, and what is said of it.
    pub done: Choice,
    /// How a matter ends that does not go through, where that is no word of the office's; each is counted apart.
    pub outcomes: &'static [Choice],
    /// The key of the stock of those that are open. Where no figure has it, it tells which to look at, and no more.
    pub open: &'static str,
    /// The keys of the ledgers whose records move a matter, in the order of events of one day that nothing else puts in order.
    pub events: &'static [&'static str],
    /// The keys of those whose records move none and are told of its [`Handling`] all the same.
    pub beside: &'static [&'static str],
    /// Where a matter stands after one more event: the stage, a place in the stages, and what became of it.
    pub step: for<'a> fn(&Course<'a>, &'a Record) -> (usize, State<'a>),
}

impl Procedure {
    /// That of records which go nowhere.
    pub(in crate::ledger) const NONE: Procedure = Procedure {
        matter: text("", ""),
        opening: text("", ""),
        done: Choice { key: "", label: text("", "") },
        outcomes: &[],
        open: "",
        events: &[],
        beside: &[],
        step: |course, _| (course.stage, course.state),
    };

    fn rank(&self, event: &Record) -> usize {
        self.events.iter().position(|key| *key == event.ledger.key).unwrap_or(self.events.len())
    }

    fn moves(&self, event: &Record) -> bool {
        self.rank(event) < self.events.len()
    }
}

/// What lists of matters say of where each stands.
pub(in crate::ledger) const STANDING: [(&str, Text); 7] = [
    ("stage", text("环节", "stage")),
    ("since", text("自何日", "since")),
    ("outcome", text("结局", "outcome")),
    ("settled", text("办结日", "settled")),
    ("due", text("期限", "due")),
    ("late", text("迟几天", "days late")),
    ("stages", text("经过", "course")),
];

/// Where a matter stands.
#[derive(Clone)]
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
    /// What the units that a motion is handed over to made of it.
    pub handling: Handling<'a>,
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
    /// 推进解决, 办复: it went through.
    Done,
    /// Rejected, merged, returned, withdrawn: the key of its outcome.
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
    words: &'v Vocabulary,
    /// The ledger of the matters.
    ledger: &'static Ledger,
}

impl<'v> Stages<'v> {
    /// Those that the matters of a ledger go through.
    pub fn of(ledger: &'static Ledger, words: &'v Vocabulary) -> Stages<'v> {
        let ledger = ledger.home();
        Stages { terms: words.list(Set::Stage, ledger.key), words, ledger }
    }

    /// Those from a place on that are in use on a day, each with its place.
    pub fn ahead(self, from: usize, day: NaiveDate) -> impl Iterator<Item = (usize, &'v Term)> {
        self.terms.iter().enumerate().skip(from).filter(move |(_, stage)| stage.is_in_use(day))
    }

    /// The place of the stage that a record names.
    pub fn named_by(self, record: &Record) -> Option<usize> {
        self.at(record.text("stage")?)
    }

    /// The place of the stage with a key.
    pub fn at(self, key: &str) -> Option<usize> {
        self.terms.iter().position(|stage| stage.key == key)
    }

    /// What an outcome is called: by the program, or by the office.
    pub fn outcome(self, key: &'v str) -> Called<'v> {
        let own = self.words.term(Set::Outcome, self.ledger.key, key).map(Term::called);
        let known = self.ledger.procedure.outcomes.iter().find(|outcome| outcome.key == key);
        known.map(|outcome| outcome.label).or(own).unwrap_or(Called { zh: key, en: key })
    }

    /// What can become of a matter, each with its key.
    pub fn fates(self) -> Vec<(&'v str, Called<'v>)> {
        let Procedure { done, outcomes, .. } = self.ledger.procedure;
        let known = outcomes.iter().map(|outcome| (outcome.key, outcome.label));
        let words = self.words.of(Set::Outcome, self.ledger.key).filter(|word| word.key != FILED);
        let own = words.map(|word| (&*word.key, word.called()));
        [("open", text("在办", "open")), (done.key, done.label)].into_iter().chain(known).chain(own).collect()
    }

    /// The key of the stage at a place; none where the office has no stages.
    pub fn key(self, place: usize) -> Option<&'v str> {
        self.terms.get(place).map(|stage| &*stage.key)
    }

    /// What the stage at a place is called; where the office has no stages, every matter is at its opening.
    pub fn called(self, place: usize) -> Called<'v> {
        self.terms.get(place).map_or(self.ledger.procedure.opening, Term::called)
    }
}

impl<'a> Course<'a> {
    /// The course that the live children of a matter make. It begins at the first stage that was in use then.
    pub fn of(matter: &'a Record, children: impl IntoIterator<Item = &'a Record>, stages: Stages<'a>) -> Course<'a> {
        Course::as_far(matter, children, stages, |_| true)
    }

    /// The course as far as its events stand at such places. All of them are put in order first: where only the month is known, those
    /// that follow say where an event stands.
    fn as_far(
        matter: &'a Record,
        children: impl IntoIterator<Item = &'a Record>,
        stages: Stages<'a>,
        is_so_far: impl Fn(&Place) -> bool,
    ) -> Course<'a> {
        let procedure = matter.ledger.procedure;
        let tells = |child: &Record| procedure.moves(child) || procedure.beside.contains(&child.ledger.key);
        let is_own = |child: &&Record| child.void.is_none() && child.of.first() == Some(&matter.id) && tells(child);
        let all: Vec<&Record> = children.into_iter().filter(is_own).collect();
        let placed = all.iter().map(|event| (place(event, &all, stages), *event));
        let mut events: Vec<(Place, &Record)> = placed.filter(|(place, _)| is_so_far(place)).collect();
        events.sort_by_key(|(place, _)| *place);
        let (stage, since) = (stages.ahead(0, matter.date()).next().map_or(0, |(place, _)| place), matter.date());
        let steps = vec![Step { record: matter, day: since, stage, state: State::Open }];
        let handling = Handling::new(stages.words);
        let mut course = Course { matter, procedure, steps, stages, stage, since, state: State::Open, handling };
        for (_, event) in events {
            course.handling.take(event);
            if procedure.moves(event) {
                let (stage, fate) = (procedure.step)(&course, event);
                let day = event.date().max(course.last().day);
                if stage != course.stage {
                    course.since = day;
                }
                course.steps.push(Step { record: event, day, stage, state: fate });
                (course.stage, course.state) = (stage, fate);
            }
        }
        course
    }

    /// The course of a matter up to a record of it. What a table brings has no order within a day: a meeting then comes before
    /// what ends the matter, and money after it.
    pub(in crate::ledger) fn before(record: &Record, family: &Family<'a>, stages: Stages<'a>) -> Course<'a> {
        let Family { parent, children } = family;
        let mut own = place(record, children, stages);
        match record.ledger.key {
            "meeting" => own.2 = 0,
            "fund" | "benefit" if own.1 == 0 => own.1 = u64::MAX,
            _ => {}
        }
        Course::as_far(parent, children.iter().copied(), stages, |place| *place < own)
    }

    /// A matter is open from its first day until the day on which it is solved or ends, and again once it is reopened; what
    /// a day ends with is what counts. What has left a stock must have come into it, so that the lines have different
    /// subjects and stay apart on one day.
    pub(super) fn post_open(&self, book: &mut Book) {
        let (open, mut was_open) = (self.procedure.open, true);
        book.count(open);
        for day in self.steps.chunk_by(|step, next| step.day == next.day) {
            let Some(last) = day.last() else { continue };
            let is_open = last.state == State::Open;
            match (was_open, is_open) {
                (true, false) => book.post(open, last.day, Amount::exact(-1), "left"),
                (false, true) => book.post(open, last.day, Amount::exact(1), "back"),
                _ => {}
            }
            was_open = is_open;
        }
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
        // A day that was set goes before the days that are allowed.
        if let Some(day) = self.handling.due {
            return Some(Due { stage, day });
        }
        let (_, days) = limits.iter().find(|(stage, _)| *stage == next.key)?;
        Some(Due { stage, day: self.since + chrono::Duration::days(*days) })
    }

    /// The stages that would be left out if it came to a place in the list on a day.
    pub(super) fn skipped(&self, to: usize, day: NaiveDate) -> impl Iterator<Item = &'a Term> {
        self.stages.ahead(self.stage + 1, day).take_while(move |(place, _)| *place < to).map(|(_, stage)| stage)
    }

    /// 承办单位: who has it in hand, by the last record that names somebody.
    pub fn leads(&self) -> Vec<&'a str> {
        match self.steps.iter().rev().find_map(|step| step.record.get("lead")) {
            Some(Value::List(names)) => names.iter().map(String::as_str).collect(),
            Some(Value::Text(name)) => vec![name],
            _ => Vec::new(),
        }
    }

    /// The key of what became of it, in JSON and for `--outcome`.
    pub fn fate(&self) -> &'a str {
        self.fate_of(self.state)
    }

    /// The key of a state of it.
    pub fn fate_of(&self, state: State<'a>) -> &'a str {
        match state {
            State::Open => "open",
            State::Done => self.procedure.done.key,
            State::Ended(outcome) => outcome,
        }
    }

    pub(super) fn last(&self) -> &Step<'a> {
        &self.steps[self.steps.len() - 1]
    }
}

/// The outcome of a review with which a matter goes on.
pub(in crate::ledger) const FILED: &str = "filed";

/// The first live solution of a matter; later ones add nothing to the figures.
pub(in crate::ledger) fn first_solution<'a>(children: &[&'a Record]) -> Option<&'a Record> {
    children.iter().find(|child| child.ledger.key == "solution").copied()
}

/// Puts what hangs on a matter in order: by day, on one day what was recorded first; ids made at the keyboard say when that was.
pub fn in_order(records: &mut [&Record], stages: Stages) {
    let all = records.to_vec();
    records.sort_by_cached_key(|event| place(event, &all, stages));
}

fn place(event: &Record, all: &[&Record], stages: Stages) -> Place {
    let (rank, stage) = turn(event, stages);
    (day_of(event, all, stages), recorded(event.id), rank, stage, event.no)
}

/// A day and, of what is known by its month, whether it stands before or behind what was on that day; the millisecond of recording,
/// rank, stage and number.
type Place = ((NaiveDate, i8), u64, usize, Option<usize>, i64);

/// Which comes first of two events that no day puts in order.
fn turn(event: &Record, stages: Stages) -> (usize, Option<usize>) {
    (stages.ledger.procedure.rank(event), stages.named_by(event))
}

/// The day of an event. One of which only the month is known came before the first one in that month that follows it in a course, or else
/// by the end of the month.
fn day_of(event: &Record, all: &[&Record], stages: Stages) -> (NaiveDate, i8) {
    let moves = |event: &Record| stages.ledger.procedure.moves(event);
    if !event.is_of_month() || !moves(event) {
        return (event.date(), 0);
    }
    let (days, own) = (event.date()..=event.last_day(), turn(event, stages));
    let follows = |other: &&&Record| {
        let is_older = recorded(other.id) > 0 && recorded(other.id) < recorded(event.id);
        let is_next = turn(other, stages) > own && !is_older;
        let is_there = other.void.is_none() && other.of.first() == event.of.first() && moves(other);
        is_next && is_there && !other.is_of_month() && days.contains(&other.date())
    };
    let next = all.iter().filter(follows).map(|other| other.date()).min();
    next.map_or((event.last_day(), 1), |day| (day, -1))
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
