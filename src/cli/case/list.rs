//! `case list`: matters, and where each stands.

use std::rc::Rc;

use clap::Command;

use crate::amount::Bound;
use crate::cli::args::{Given, option, switch};
use crate::cli::case::matter::{Matter, Take, View, matters};
use crate::cli::desk::Desk;
use crate::cli::records::list::{self, children, narrowed};
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::query::{not_both, query};
use crate::cli::task::{Verb, Work, of_course};
use crate::error::Result;
use crate::ledger::{Course, Ledger, Record, Stages, State, Value};
use crate::sheet::{Cell, Sheet};
use crate::store::{Query, Store};
use crate::text::Lang;

/// `case list [CHILD]`.
pub const VERB: Verb = Verb::new("list", of_course, Work::Reads(list))
    .about(list::VERB.about)
    .with(|command, ledger, lang| narrowed(filters(children(command, ledger, lang), lang), ledger, lang));

/// What a list of matters can be asked for beyond what every list can.
fn filters(command: Command, lang: Lang) -> Command {
    let (zh, en) =
        ("只列这种结局：open、solved、rejected、merged、returned", "open, solved, rejected, merged or returned");
    command
        .arg(option("stage", "STAGE", lang.pick("只列在这个环节的", "at this stage")))
        .arg(option("outcome", "OUTCOME", lang.pick(zh, en)))
        .arg(option("proposer", "NAME", lang.pick("只列此人（此组）提的", "proposed by")))
        .arg(switch("solved", lang.pick("只列已解决的", "the solved ones")))
        .arg(switch("unsolved", lang.pick("只列没解决的", "those not solved")))
        .arg(switch("late", lang.pick("只列迟了的", "the late ones")))
}

/// The matters, or with `--tally` how many there are.
fn list(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = Rc::new(desk.reader()?);
    let wanted = Wanted::read(desk, &store, given)?;
    let tally = given.switch("tally");
    if given.text("child").is_some() || (wanted.everything() && tally) {
        return list::list(desk, given);
    }
    let query = query(desk, &store, given)?;
    let view = View::new(desk, &store, desk.outside.today())?;
    if tally {
        let mut records = 0;
        wanted.each(&view, &query, &mut |_| {
            records += 1;
            Ok(())
        })?;
        let bound = Cell::text(Bound::Exact.key());
        let members = [("records", Cell::Whole(records)), ("count", Cell::Whole(records)), ("count_bound", bound)];
        return Ok(desk.said(members, &message!("{records}件事项", "matters: {records}")));
    }
    let listing = Listing::new(desk, &store, given.ledger(), Extent::Glance, given.switch("unmask"));
    Ok(Sheet::list(matters(desk, view, listing, move |view, take| wanted.each(view, &query, take))))
}

/// What `case list` is asked for beyond the fields.
struct Wanted {
    stage: Option<usize>,
    outcome: Option<String>,
    proposer: Option<String>,
    solved: Option<bool>,
    late: bool,
}

impl Wanted {
    /// Reads the options.
    fn read(desk: &Desk, store: &Store, given: &Given) -> Result<Wanted> {
        let stage = given.text("stage").map(|word| stage(desk, store, word)).transpose()?.flatten();
        let outcome = given
            .text("outcome")
            .map(|word| outcome(Stages::of(given.ledger(), store.vocabulary()), word))
            .transpose()?;
        let solved = match (given.switch("solved"), given.switch("unsolved")) {
            (true, true) => return Err(not_both("solved", "unsolved")),
            (false, false) => None,
            (solved, _) => Some(solved),
        };
        let proposer = given.text("proposer").map(str::to_owned);
        Ok(Wanted { stage, outcome, proposer, solved, late: given.switch("late") })
    }

    /// Whether nothing is left out.
    fn everything(&self) -> bool {
        matches!(self, Wanted { stage: None, outcome: None, proposer: None, solved: None, late: false })
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
        let proposed = |name: &String| match record.get("proposer") {
            Some(Value::List(names)) => names.iter().any(|known| known.contains(name)),
            _ => false,
        };
        self.stage.is_none_or(|stage| course.stage == stage)
            && self.outcome.as_deref().is_none_or(|outcome| course.fate() == outcome)
            && self.proposer.as_ref().is_none_or(proposed)
            && self.solved.is_none_or(|solved| (course.state == State::Done) == solved)
            && (!self.late || view.due(course).is_some_and(|(_, late)| late > 0))
    }
}

fn stage(desk: &Desk, store: &Store, word: &str) -> Result<Option<usize>> {
    let Some(ledger) = Ledger::find("stage") else { return Ok(None) };
    let mut wanted = Record::blank(ledger);
    desk.door(store, ledger).put(&mut wanted, "stage", Some(word))?;
    Ok(Stages::of(ledger, store.vocabulary()).named_by(&wanted))
}

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
