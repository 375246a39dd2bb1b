//! `list` of matters: where each of them stands.

use std::rc::Rc;

use clap::Command;

use crate::amount::Bound;
use crate::cli::args::{Given, option, switch};
use crate::cli::course::matter::{Matter, Take, View, matters};
use crate::cli::desk::Desk;
use crate::cli::records::list::{self, children, narrowed};
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::query::{filters, not_both, query};
use crate::cli::task::{Verb, Work};
use crate::error::Result;
use crate::ledger::{Course, Ledger, Record, Stages, State, Type, Value};
use crate::sheet::{Cell, Sheet};
use crate::store::{Query, Store};
use crate::text::Lang;

/// `LEDGER list [CHILD]`.
pub const VERB: Verb = Verb::new("list", Ledger::has_course, Work::Reads(list))
    .about(list::VERB.about)
    .with(|command, ledger, lang| narrowed(options(children(command, ledger, lang), ledger, lang), ledger, lang));

/// What a list of matters can be asked for beyond what every list can.
fn options(command: Command, ledger: &Ledger, lang: Lang) -> Command {
    command.args(filters(ledger).map(|filter| {
        let about = filter.about.lang(lang);
        match filter.holds {
            Type::Flag => switch(filter.key, about),
            Type::Names => option(filter.key, "NAME", about),
            _ if filter.key == "outcome" => option(filter.key, "OUTCOME", &fates(ledger, lang)),
            _ => option(filter.key, "WORD", about).value_name(filter.key.to_uppercase()),
        }
    }))
}

/// What can become of a matter, for the help.
fn fates(ledger: &Ledger, lang: Lang) -> String {
    let done = ledger.procedure.done.key;
    let ends: Vec<&str> = ledger.procedure.outcomes.iter().map(|outcome| outcome.key).collect();
    let (last, most) = ends.split_last().unwrap_or((&"…", &[]));
    let known = |mark| ["open", done].iter().chain(most).copied().collect::<Vec<_>>().join(mark);
    let (zh, en) = (known("、"), known(", "));
    phrase!(lang, "只列这种结局：{zh}、{last}", "{en} or {last}")
}

/// The matters, or with `--tally` how many there are.
fn list(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = Rc::new(desk.reader()?);
    let tally = given.switch("tally");
    let wanted = Wanted::read(desk, &store, given)?;
    if given.text("child").is_some() || (wanted.0.is_empty() && tally) {
        return list::list(desk, given);
    }
    let query = query(desk, &store, given)?;
    let view = View::new(desk, &store, given.ledger(), desk.outside.today())?;
    if tally {
        let mut records = 0;
        wanted.each(&view, &query, &mut |_| {
            records += 1;
            Ok(())
        })?;
        let (bound, matter) = (Cell::text(Bound::Exact.key()), given.ledger().procedure.matter.zh);
        let members = [("records", Cell::Whole(records)), ("count", Cell::Whole(records)), ("count_bound", bound)];
        return Ok(desk.said(members, &message!("{records}件{matter}", "matters: {records}")));
    }
    let listing = Listing::new(desk, &store, given.ledger(), Extent::Glance, given.switch("unmask"));
    Ok(Sheet::list(matters(desk, view, listing, move |view, take| wanted.each(view, &query, take))))
}

/// What a list is asked for beyond what every list can: each option that was given, with its value.
struct Wanted(Vec<(&'static str, Value)>);

impl Wanted {
    /// Reads the options as the fields of a record are read.
    fn read(desk: &Desk, store: &Store, given: &Given) -> Result<Wanted> {
        let (home, stages) = (given.home(), Stages::of(given.home(), store.vocabulary()));
        let mut wanted = Vec::new();
        for filter in filters(home).filter(|filter| given.writes(filter.key)) {
            let word = || given.field(filter).unwrap_or_default();
            let value = match filter.holds {
                Type::Flag => Value::Flag(true),
                _ if filter.key == "outcome" => Value::Text(outcome(stages, word())?),
                _ => desk.door(store, home).read(filter, word())?,
            };
            wanted.push((filter.key, value));
        }
        let both = |(one, other): (&str, &str)| [one, other].iter().all(|key| wanted.iter().any(|it| it.0 == *key));
        match OPPOSED.into_iter().find(|pair| both(*pair)) {
            Some((one, other)) => Err(not_both(one, other)),
            None => Ok(Wanted(wanted)),
        }
    }

    /// Hands over the matters of a query that are wanted, one at a time, at most as many as it says.
    fn each(&self, view: &View, query: &Query, take: Take) -> Result<()> {
        let mut left = query.limit.unwrap_or(usize::MAX);
        view.store.each_while(&Query { limit: None, ..query.clone() }, |record| {
            let matter = Matter::of(&view.store, record)?;
            if left > 0 && self.wants(&matter.record, &view.course(&matter), view) {
                left -= 1;
                take(matter)?;
            }
            Ok(left > 0)
        })
    }

    fn wants(&self, record: &Record, course: &Course, view: &View) -> bool {
        self.0.iter().all(|(key, value)| match (*key, value) {
            ("stage", Value::Text(stage)) => course.stages.key(course.stage) == Some(stage),
            ("outcome", Value::Text(outcome)) => course.fate() == outcome,
            ("solved" | "unsolved", _) => (course.state == State::Done) == (*key == "solved"),
            ("late", _) => view.due(course).is_some_and(|(_, late)| late > 0),
            (key, Value::List(names)) => match record.get(key) {
                Some(Value::List(known)) => {
                    names.iter().all(|name| known.iter().any(|known| known.contains(name.as_str())))
                }
                _ => false,
            },
            (key, value) => record.get(key) == Some(value),
        })
    }
}

/// Options of which only one has a meaning.
const OPPOSED: [(&str, &str); 1] = [("solved", "unsolved")];

/// The key of an outcome, by its key or its name.
fn outcome(stages: Stages, word: &str) -> Result<String> {
    let fates = stages.fates();
    let known = fates.iter().find(|(key, label)| *key == word || label.zh == word);
    known.map(|(key, _)| (*key).to_owned()).ok_or_else(|| {
        let zh = fates.iter().map(|(key, label)| format!("{}（{key}）", label.zh)).collect::<Vec<_>>().join("、");
        let en = fates.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ");
        usage!("not_a_choice": "没有结局“{word}”", "there is no outcome “{word}”"; "可以写：{zh}", "write one of: {en}")
            .field("outcome")
    })
}
