//! A matter with what hangs on it, and how it stands: in words for people, in cells for scripts.

use std::rc::Rc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::cli::desk::{Desk, Opened};
use crate::cli::records::columns::dated;
use crate::cli::records::listing::Listing;
use crate::cli::records::words::Shown;
use crate::error::Result;
use crate::ledger::{
    Course, Due, Field, Handling, Ledger, Procedure, Record, SETTINGS, Stages, State, Type, Value, limit_of, mask,
};
use crate::sheet::{Cell, Column, Face, Row, Table, Tone};
use crate::store::{Query, Store};
use crate::text::Lang;
use crate::vocabulary::Set;

/// How many days ahead a limit is called soon.
pub const SOON: i64 = 7;

/// A matter with what hangs on it.
pub struct Matter {
    pub record: Record,
    /// What hangs on it.
    pub children: Vec<Record>,
}

impl Matter {
    /// Reads what tells where it stands.
    pub fn of(store: &Store, record: Record) -> Result<Matter> {
        let Procedure { events, beside, .. } = record.ledger.procedure;
        Ok(Matter { children: store.children(record.id, &[*events, *beside].concat())?, record })
    }

    /// The same, with the numbers of persons masked, or not.
    pub fn shown(self, masked: impl Fn(Record) -> Record) -> Matter {
        let children = self.children.into_iter().map(&masked).collect();
        Matter { record: masked(self.record), children }
    }
}

/// What the commands of matters know of the office: its words, its limits, the day.
pub struct View {
    pub store: Rc<Opened>,
    pub lang: Lang,
    /// How many days the office gives each stage of these matters.
    pub limits: Vec<(String, i64)>,
    /// The last day that is looked at.
    pub until: NaiveDate,
}

impl View {
    /// Everything of a ledger as of a day.
    pub fn new(desk: &Desk, store: &Rc<Opened>, ledger: &Ledger, until: NaiveDate) -> Result<View> {
        let settings = store.list(&Query::of(SETTINGS))?;
        let own = settings.iter().filter_map(limit_of).filter(|limit| limit.ledger == ledger.key);
        let limits = own.map(|limit| (limit.stage, limit.days)).collect();
        Ok(View { store: Rc::clone(store), lang: desk.lang, limits, until })
    }

    /// Where a matter stands after everything dated up to the last day.
    pub fn course<'m>(&'m self, matter: &'m Matter) -> Course<'m> {
        let stages = Stages::of(matter.record.ledger, self.store.vocabulary());
        Course::of(&matter.record, matter.children.iter().filter(|child| child.date() <= self.until), stages)
    }

    /// Its next limit, and how many days it is late; a number of matters has none.
    pub fn due(&self, course: &Course) -> Option<(Due, i64)> {
        let due = course.due(&self.limits, self.until).filter(|_| !course.matter.is_lump())?;
        Some((due, (self.until - due.day).num_days()))
    }

    /// How a matter stands, in a word or two.
    pub fn standing(&self, course: &Course) -> (Option<Tone>, String) {
        let lang = self.lang;
        let waited = (self.until - course.since).num_days();
        match (course.state, self.due(course)) {
            (State::Done, _) => (Some(Tone::Good), course.procedure.done.label.lang(lang).to_owned()),
            (State::Ended(outcome), _) => (None, course.stages.outcome(outcome).lang(lang).to_owned()),
            (State::Open, Some((_, late))) if late > -SOON - 1 => (Some(tone(late)), lateness(late, lang)),
            (State::Open, _) => (None, lang.pick(format!("已等{waited}天"), format!("waits {}", days(waited)))),
        }
    }

    /// What a stage of a course is called.
    pub fn stage<'c>(&self, course: &Course<'c>, stage: usize) -> &'c str {
        course.stages.called(stage).lang(self.lang)
    }

    /// What a word of the ledger of a matter is called.
    pub fn word<'w>(&'w self, matter: &Record, set: Set, key: &'w str) -> &'w str {
        self.store.vocabulary().name(set, matter.ledger.key, key, self.lang)
    }

    /// Another matter, by its number and its title.
    pub fn other(&self, id: Uuid) -> String {
        match self.store.called(id).ok().flatten() {
            Some((name, title)) => format!("{name} {}", mask(&title.unwrap_or_default())).trim_end().to_owned(),
            None => id.to_string(),
        }
    }

    /// What the town of a record is called.
    pub fn town(&self, record: &Record) -> String {
        let name = |key| self.store.vocabulary().name(Set::Town, "", key, self.lang).to_owned();
        record.text("town").map(name).unwrap_or_default()
    }
}

/// Whether the matters of a ledger are handed over to units.
pub fn is_handled(ledger: &Ledger) -> bool {
    ledger.derives("assist")
}

/// Whether a unit of a motion is meant by a name: one of its spellings, or a part of it.
pub fn means(handling: &Handling, name: &str, unit: &str) -> bool {
    handling.is_same(name, unit) || unit.contains(name)
}

/// Late, or soon.
pub fn tone(late: i64) -> Tone {
    if late > 0 { Tone::Late } else { Tone::Soon }
}

/// How late a matter is, in words.
pub fn lateness(late: i64, lang: Lang) -> String {
    match late {
        1.. => lang.pick(format!("迟{late}天"), format!("{} late", days(late))),
        0 => lang.pick("今天到期", "due today").to_owned(),
        _ => lang.pick(format!("{}天后到期", -late), format!("due in {}", days(-late))),
    }
}

/// A number of days in English.
pub fn days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// Words with the tone in which they are meant.
pub fn marked((tone, words): (Option<Tone>, String)) -> Cell {
    match tone {
        Some(tone) => Cell::Marked(tone, words),
        None => Cell::Text(words),
    }
}

/// Takes matters, one at a time.
pub type Take<'t> = &'t mut dyn FnMut(Matter) -> Result<()>;

/// How people are told where a matter stands.
type Seen = fn(&View, &Course) -> Cell;

/// Matters as a table: what their ledger says of them, and where each stands.
pub fn matters(desk: &Desk, view: View, listing: Listing, each: impl Fn(&View, Take) -> Result<()> + 'static) -> Table {
    let label = |zh, en| desk.lang.pick(zh, en);
    let mut columns = listing.columns();
    let derived = listing.ledger.derived;
    columns.extend(derived.iter().map(|(key, label)| Column::new(key, label.lang(desk.lang)).face(Face::Data)));
    let page = |key: &str, label: &str| Column::new(key, label).face(Face::Page);
    let mut seen: Vec<(Column, Seen)> =
        vec![(page("stage", label("环节", "stage")), |view, course| Cell::text(view.stage(course, course.stage)))];
    if let Some((key, label)) = derived.iter().find(|(key, _)| *key == "lead") {
        seen.push((page(key, label.lang(desk.lang)).sparse(), |view, course| joined(&course.leads(), view.lang)));
    }
    seen.push((page("state", label("情况", "state")), |view, course| marked(view.standing(course))));
    let (on_page, seen): (Vec<Column>, Vec<Seen>) = seen.into_iter().unzip();
    columns.extend(on_page);
    let table = Table::lazy(columns, move |places, take| {
        let shown = Shown { store: &view.store, lang: view.lang };
        each(&view, &mut |matter| {
            let matter = matter.shown(|record| listing.masked(record));
            let course = view.course(&matter);
            let mut standing = Vec::new();
            let cells = listing.cells(places, &shown, &matter.record, |at| match at.checked_sub(derived.len()) {
                // A number of matters is nowhere.
                Some(_) if matter.record.is_lump() => Cell::Empty,
                Some(at) => seen[at](&view, &course),
                None => {
                    if standing.is_empty() {
                        standing = self::standing(&view, &course);
                    }
                    std::mem::replace(&mut standing[at].1, Cell::Empty)
                }
            });
            take(Row::Cells(cells))
        })
    });
    table.or(label("没有记录", "no records"))
}

/// The members that say where a matter stands, as its ledger names them.
pub fn standing(view: &View, course: &Course) -> Vec<(String, Cell)> {
    let (lang, due, key) = (view.lang, view.due(course), course.fate());
    let settled = (course.state != State::Open).then(|| course.settled());
    let fates = course.stages.fates();
    let outcome = fates.iter().find(|(known, _)| *known == key).map_or(key, |(_, label)| label.lang(lang));
    let steps = course.steps.iter().skip(1).map(|step| {
        let ledger = step.record.ledger;
        let called = ledger.called_by(view.store.vocabulary());
        let what = if ledger.key == "stage" { course.stages.called(step.stage) } else { called };
        format!("{} {}", what.lang(lang), step.record.dated())
    });
    let cells = [
        Cell::worded(view.stage(course, course.stage), Cell::words(course.stages.key(course.stage))),
        Cell::Date(course.since),
        Cell::worded(outcome, Cell::text(key)),
        settled.map_or(Cell::Empty, Cell::Date),
        due.map_or(Cell::Empty, |(due, _)| Cell::Date(due.day)),
        due.map_or(Cell::Empty, |(_, late)| Cell::Whole(late.max(0))),
        Cell::worded(
            steps.collect::<Vec<_>>().join(lang.pick("；", "; ")),
            Cell::List((1..course.steps.len()).map(|at| history(course, at)).collect()),
        ),
    ];
    let handled = is_handled(course.matter.ledger).then(|| handled(view, course));
    let cells = cells.into_iter().chain(handled.into_iter().flatten());
    course.matter.ledger.derived.iter().map(|(key, _)| (*key).to_owned()).zip(cells).collect()
}

/// What the units made of a motion: who leads and assists, when and how it was answered, how that was judged, what it was chosen
/// for, where it went.
fn handled(view: &View, Course { matter: motion, handling, .. }: &Course) -> [Cell; 9] {
    let word = |set: Set, key: Option<&str>| {
        key.map_or(Cell::Empty, |key| Cell::worded(view.word(motion, set, key), Cell::text(key)))
    };
    let names = |names: &[&str]| Cell::List(names.iter().map(|name| Cell::text(name)).collect());
    [
        names(&handling.leads),
        names(&handling.assists),
        handling.replied.map_or(Cell::Empty, Cell::Date),
        word(Set::Result, handling.result()),
        word(Set::Grade, handling.grade(0)),
        word(Set::Grade, handling.grade(1)),
        Cell::Flag(handling.chased.is_some()),
        Cell::Flag(handling.awarded.is_some()),
        handling.merged.map_or(Cell::Empty, |(_, into)| Cell::worded(view.other(into), Cell::Text(into.to_string()))),
    ]
}

/// Names as one word, divided by 、 in data; nothing where there are none.
pub fn joined(names: &[&str], lang: Lang) -> Cell {
    match names {
        [] => Cell::Empty,
        [one] => Cell::text(one),
        several => Cell::worded(several.join(lang.pick("、", ", ")), Cell::Text(several.join("、"))),
    }
}

/// One step of a course for scripts.
fn history(course: &Course, at: usize) -> Cell {
    let (before, step) = (&course.steps[at - 1], &course.steps[at]);
    let members = [
        ("name", Cell::Text(step.record.name())),
        ("ledger", Cell::text(step.record.ledger.key)),
        ("date", dated(step.record)),
        ("days", Cell::Whole((step.day - before.day).num_days())),
        ("stage", Cell::words(course.stages.key(step.stage))),
        ("outcome", Cell::text(course.fate_of(step.state))),
    ];
    let own = course.matter.ledger.step_fields().map(|field| (field.key, said(step.record, field)));
    Cell::object(members.into_iter().chain(own))
}

fn said(event: &Record, field: &Field) -> Cell {
    match (event.get(field.key), field.holds) {
        (Some(Value::List(names)), _) => Cell::List(names.iter().map(|name| Cell::text(name)).collect()),
        (_, Type::Names) => Cell::List(Vec::new()),
        _ => Cell::words(event.text(field.key)),
    }
}
