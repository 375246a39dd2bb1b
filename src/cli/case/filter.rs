//! Which matters are wanted: by stage, by outcome, by who proposed them, by whether they are late.

use crate::cli::args::Given;
use crate::cli::case::matter::{Matter, OUTCOMES, View};
use crate::error::{Error, Result};
use crate::ledger::{Course, Ledger, Record, STAGES, State, Type, Value};
use crate::message;
use crate::store::Query;

/// What `case list` is asked for beyond the fields.
pub struct Wanted {
    stage: Option<usize>,
    outcome: Option<String>,
    proposer: Option<String>,
    solved: Option<bool>,
    late: bool,
}

impl Wanted {
    /// Reads the options.
    pub fn read(given: &Given) -> Result<Wanted> {
        let stage = given.text("stage").map(stage).transpose()?;
        let outcome = given.text("outcome").map(outcome).transpose()?;
        let solved = match (given.switch("solved"), given.switch("unsolved")) {
            (true, true) => {
                return Err(Error::usage(
                    "given_twice",
                    message!("--solved 和 --unsolved 只能写一个", "give --solved or --unsolved, not both"),
                )
                .hint(message!("留下一个", "leave one of them")));
            }
            (false, false) => None,
            (solved, _) => Some(solved),
        };
        let proposer = given.text("proposer").map(str::to_owned);
        Ok(Wanted { stage, outcome, proposer, solved, late: given.switch("late") })
    }

    /// Whether nothing is left out.
    pub fn everything(&self) -> bool {
        matches!(self, Wanted { stage: None, outcome: None, proposer: None, solved: None, late: false })
    }

    /// Hands over the matters of a query that are wanted, one at a time, at most as many as it says.
    pub fn each(&self, view: &View, query: &Query, mut take: impl FnMut(Matter) -> Result<()>) -> Result<()> {
        let mut left = query.limit.unwrap_or(usize::MAX);
        view.store.each_while(&Query { limit: None, ..query.clone() }, |record| {
            let matter = Matter::of(view.store, record)?;
            if left > 0 && self.wants(&matter.record, &matter.course(view.until), view) {
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
            && self.outcome.as_deref().is_none_or(|outcome| course.state.key() == outcome)
            && self.proposer.as_ref().is_none_or(proposed)
            && self.solved.is_none_or(|solved| (course.state == State::Solved) == solved)
            && (!self.late || view.due(course).is_some_and(|(_, late)| late > 0))
    }
}

fn stage(word: &str) -> Result<usize> {
    let known = Ledger::find("stage").and_then(|ledger| ledger.field("stage"));
    let key = match known.map(|field| (field, field.holds)) {
        Some((field, Type::Choice(choices))) => field.choose(word, choices)?,
        _ => word.to_owned(),
    };
    Ok(STAGES.iter().position(|stage| stage.key == key).unwrap_or(0))
}

fn outcome(word: &str) -> Result<String> {
    let known = OUTCOMES.iter().find(|(key, label)| *key == word || label.zh == word);
    known.map(|(key, _)| (*key).to_owned()).ok_or_else(|| {
        let zh = OUTCOMES.map(|(key, label)| format!("{}（{key}）", label.zh)).join("、");
        let en = OUTCOMES.map(|(key, _)| key).join(", ");
        Error::usage("not_a_choice", message!("没有结局“{word}”", "there is no outcome “{word}”"))
            .hint(message!("可以写：{zh}", "write one of: {en}"))
            .field("outcome")
    })
}
