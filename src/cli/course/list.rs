//! `list` of matters: where each of them stands.

use std::cell::LazyCell;
use std::rc::Rc;

use clap::Command;

use crate::amount::Amount;
use crate::cli::args::{Given, TOLD, option, switch};
use crate::cli::course::matter::{Matter, Take, View, matters, means};
use crate::cli::desk::Desk;
use crate::cli::records::list::{self, children, narrowed};
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::query::{filters, not_both, query};
use crate::cli::task::{Verb, Work};
use crate::error::Result;
use crate::ledger::{Handling, Ledger, Record, Stages, State, Type, Value};
use crate::sheet::Sheet;
use crate::store::{Query, Store};
use crate::text::Lang;

/// `LEDGER list [CHILD]`.
pub const VERB: Verb = Verb::new("list", Ledger::has_course, Work::Reads(list))
    .with(|command, ledger, lang| narrowed(options(children(command, ledger, lang), ledger, lang), ledger));

/// What a list of matters can be asked for beyond what every list can.
fn options(command: Command, ledger: &Ledger, lang: Lang) -> Command {
    command.args(filters(ledger).map(|filter| match filter.holds {
        Type::Flag => switch(filter.key, TOLD),
        Type::Names => option(filter.key, "NAME", TOLD),
        _ if filter.key == "outcome" => option(filter.key, "OUTCOME", &fates(ledger, lang)),
        _ => option(filter.key, "WORD", TOLD).value_name(filter.key.to_uppercase()),
    }))
}

/// What can become of a matter, for the help: where the program does not know it, the office's words do.
fn fates(ledger: &Ledger, lang: Lang) -> String {
    let (key, outcomes) = (ledger.key, ledger.procedure.outcomes);
    let own = phrase!(
        lang,
        "审查结果（qjcppcc vocab list outcome {key}）",
        "an outcome of the review (qjcppcc vocab list outcome {key})"
    );
    let known = ["open", ledger.procedure.done.key].into_iter().chain(outcomes.iter().map(|outcome| outcome.key));
    let mut known: Vec<&str> = known.chain(outcomes.is_empty().then_some(&*own)).collect();
    let last = known.pop().unwrap_or_default();
    let most = known.join(lang.pick("、", ", "));
    phrase!(lang, "只列这种结局：{most}、{last}", "{most} or {last}")
}

/// The matters, or with `--tally` how many there are.
fn list(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = Rc::new(desk.reader()?);
    let (tally, is_of_children) = (given.switch("tally"), given.text("child").is_some());
    let wanted = if is_of_children { Wanted(Vec::new()) } else { Wanted::read(desk, &store, given)? };
    if is_of_children || (wanted.0.is_empty() && tally) {
        return list::list(desk, given);
    }
    let query = query(desk, &store, given)?;
    let view = View::new(desk, &store, given.ledger(), desk.outside.today())?;
    if tally {
        let mut counts = Vec::new();
        wanted.each(&view, &query, &mut |matter| {
            counts.push(matter.record.count());
            Ok(())
        })?;
        let (records, matter) = (counts.len(), given.ledger().procedure.matter.zh);
        let said = |sum: &str| message!("{sum}件{matter}", "matters: {sum}");
        return Ok(list::tallied(desk, records, Amount::sum(counts)?, said));
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
        let is_said = |(key, _): &&(&str, Value)| query.ledger.field(key).is_some();
        let (said, told): (Vec<_>, Vec<_>) = self.0.iter().partition(is_said);
        let asks = |key, value: &Value| self.0.iter().any(|it| (it.0, &it.1) == (key, value));
        let is_of_open = asks("late", &Value::Flag(true)) || asks("outcome", &Value::Text("open".to_owned()));
        let open = view.until.succ_opt().filter(|_| is_of_open).map(|after| (after, view.until));
        view.store.each_while(&Query { limit: None, open, ..query.clone() }, |record| {
            if left > 0 && said.iter().all(|(key, value)| says(&record, key, value)) {
                let matter = Matter::of(&view.store, record)?;
                if told.is_empty() || stands(view, &matter, &told) {
                    left -= 1;
                    take(matter)?;
                }
            }
            Ok(left > 0)
        })
    }
}

/// Whether a field of a record is what is wanted; a name may be a part of what stands there.
fn says(record: &Record, key: &str, wanted: &Value) -> bool {
    match (record.get(key), wanted) {
        (Some(Value::List(known)), Value::List(names)) => {
            names.iter().all(|name| known.iter().any(|known| known.contains(name.as_str())))
        }
        (value, wanted) => value == Some(wanted),
    }
}

/// Whether all that is wanted follows from what hangs on a matter; of a number of matters nothing does.
fn stands(view: &View, matter: &Matter, wanted: &[&(&str, Value)]) -> bool {
    let course = LazyCell::new(|| view.course(matter));
    let is = |(key, value): &&(&str, Value)| match (*key, value) {
        ("stage", Value::Text(stage)) => course.stages.key(course.stage) == Some(stage),
        ("outcome", Value::Text(outcome)) => course.fate() == outcome,
        ("solved" | "unsolved", _) => (course.state == State::Done) == (*key == "solved"),
        ("late", _) => view.due(&course).is_some_and(|(_, late)| late > 0),
        ("unit", Value::Text(name)) => {
            let Handling { leads, assists, .. } = &course.handling;
            leads.iter().chain(assists).any(|unit| means(&course.handling, name, unit))
        }
        ("result", Value::Text(result)) => course.handling.result() == Some(result),
        ("feedback", Value::Text(grade)) => [0, 1].map(|at| course.handling.grade(at)).contains(&Some(grade)),
        ("key", _) => course.handling.chased.is_some(),
        ("award", _) => course.handling.awarded.is_some(),
        _ => false,
    };
    !matter.record.is_lump() && wanted.iter().all(is)
}

/// Options of which only one has a meaning.
const OPPOSED: [(&str, &str); 2] = [("solved", "unsolved"), ("session", "between")];

/// The key of an outcome, by its key, its name, or the beginning of one alone: 立案 in the middle of 不予立案 would be its contrary.
fn outcome(stages: Stages, word: &str) -> Result<String> {
    let fates = stages.fates();
    let whole = fates.iter().find(|(key, label)| [key, label.zh, label.en].contains(&word));
    let mut begun = fates.iter().filter(|(_, label)| !word.is_empty() && label.zh.starts_with(word));
    let known = whole.or_else(|| begun.next().filter(|_| begun.next().is_none()));
    known.map(|(key, _)| (*key).to_owned()).ok_or_else(|| {
        let zh = fates.iter().map(|(key, label)| format!("{}（{key}）", label.zh)).collect::<Vec<_>>().join("、");
        let en = fates.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ");
        usage!("not_a_choice": "没有结局“{word}”", "there is no outcome “{word}”"; "可以写：{zh}", "write one of: {en}")
            .field("outcome")
    })
}
