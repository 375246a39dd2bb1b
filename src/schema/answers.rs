//! The shapes of everything that is no record: reports, lists of other things, and what commands say they did.
//!
//! They stand in one table, `answers.json`: under `shapes` what several answers have in common, under `standing` where a matter
//! stands, in the order in which its ledger names that, under `answers` each with its name, what it is, the commands that print it,
//! and its shape. A shape is
//!
//! - a word: the name of another, `NAME?` where it may be null, `[NAME]` any number of it, `NAME:EXAMPLE`, `ONE|TWO` one of these,
//!   `#NAME` one that the answer `defines`
//! - a list of one: any number of it; or a list of three: a shape, and what it says in Chinese and in English
//! - an object, by its members; `...NAME` has all those of another, and with `?` any may be left out.

use std::sync::LazyLock;

use serde_json::Value as Json;

use super::shape::{
    Schema, Shape, day, defined, flag, id, list, many, moment, nothing, number, object, one_of, whole, words,
};
use crate::amount::Bound;
use crate::figure::{By, Reading};
use crate::import::Likeness;
use crate::ledger::{Choice, LEDGERS, Ledger, SETTLED, Type};
use crate::report::{Change, SAID, Wording};
use crate::text::Message;
use crate::vocabulary::{Set, seed_vocabulary};

static TABLE: LazyLock<Json> =
    LazyLock::new(|| serde_json::from_str(include_str!("answers.json")).expect("the table of answers is JSON"));

/// Every answer, in the order of the table.
pub(super) fn schemas() -> Vec<Schema> {
    let matters = || LEDGERS.iter().filter(|ledger| ledger.has_course()).map(|ledger| due(ledger)).collect();
    let answers = TABLE["answers"].as_array().into_iter().flatten();
    answers.flat_map(|answer| if answer == "due" { matters() } else { vec![schema(answer)] }).collect()
}

fn schema(answer: &'static Json) -> Schema {
    let word = |key: &str| answer[key].as_str().unwrap_or_default();
    let commands = |key: &str| {
        let said = answer[key].as_array().into_iter().flatten().filter_map(Json::as_str);
        // What all ledgers print stands there once.
        said.flat_map(|command| match command.strip_prefix('*') {
            Some(verb) => LEDGERS.iter().map(|ledger| format!("{}{verb}", ledger.key)).collect(),
            None => vec![command.to_owned()],
        })
    };
    let defines =
        || answer["defines"].as_object().into_iter().flatten().map(|(name, of)| (name.as_str(), shape(of, None)));
    let about = Message { zh: word("zh").to_owned(), en: word("en").to_owned() };
    let schema = Schema::new(word("name"), about, move || shape(&answer["shape"], None).defines(defines()));
    schema.lists(commands("lists")).objects(commands("objects"))
}

/// What is due of the matters of a ledger.
fn due(home: &'static Ledger) -> Schema {
    let (key, matter) = (home.key, home.procedure.matter.zh);
    let name = if home.derives("assist") { "due_of_units" } else { "due" };
    let about = message!("到期的{matter}", "a matter that is due");
    Schema::new(&format!("{key}-due"), about, move || named(name, Some(home))).lists([format!("{key} due")])
}

/// What follows from other records: where a matter stands, under the names its ledger gives.
pub(super) fn standing(ledger: &'static Ledger) -> Shape {
    let shapes = TABLE["standing"].as_array().into_iter().flatten().map(|said| shape(said, Some(ledger)));
    object(ledger.derived.iter().map(|(key, _)| *key).zip(shapes))
}

/// What a place of the table describes; of the matters of a ledger, if it is about those.
fn shape(said: &Json, of: Option<&Ledger>) -> Shape {
    match said {
        Json::String(word) => named(word, of),
        Json::Object(members) => {
            let all =
                members.iter().filter(|(key, _)| *key != "?").flat_map(|(key, said)| match key.strip_prefix("...") {
                    Some(name) => named(name, of).into_members(),
                    None => vec![(key.clone(), shape(said, of))],
                });
            let whole = object(all);
            if members.contains_key("?") { whole.in_part() } else { whole }
        }
        said => match (&said[0], said[1].as_str(), said[2].as_str()) {
            (inner, Some(zh), Some(en)) => shape(inner, of).about(zh, en),
            (inner, ..) => list(shape(inner, of)),
        },
    }
}

fn named(word: &str, of: Option<&Ledger>) -> Shape {
    if let Some(name) = word.strip_suffix('?') {
        return named(name, of).or_null();
    }
    if let Some(name) = word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return list(named(name, of));
    }
    if let Some(shape) = of.and_then(|ledger| of_matters(word, ledger)) {
        return shape;
    }
    match word {
        "bound" => bound(),
        "by" => one_of(By::PARTS.map(By::key)),
        "changes" => one_of(Change::ALL.map(Change::key)),
        "day" => day(),
        "flag" => flag(),
        "id" => id(),
        "ledgers" => one_of(Ledger::all().map(|ledger| ledger.key)),
        "likenesses" => one_of(Likeness::ALL.map(|sort| sort.said().0)),
        "many" => many(),
        "moment" => moment(),
        "nothing" => nothing(),
        "number" => number(),
        "readings" => one_of(Reading::ALL.map(Reading::key).into_iter().chain(["rate"])),
        "sets" => one_of(Set::ALL.map(Set::key)),
        "settled" => one_of(SETTLED.iter().map(|choice| choice.key).chain(["open", "void"])),
        "sums" => object(SAID.iter().flat_map(|figure| {
            let key = figure.trim_start_matches("case.");
            let number = number().or_null().about(figure, figure);
            [(key.to_owned(), number), (format!("{key}_bound"), bound().or_null())]
        })),
        "whole" => whole(),
        "wordings" => one_of(Wording::ALL.map(Wording::key)),
        "words" => words(),
        _ => match (word.strip_prefix('#'), word.split_once(':')) {
            (Some(name), _) => defined(&[name]),
            (_, Some((name, example))) => named(name, of).such_as([example]),
            _ if word.contains('|') => one_of(word.split('|')),
            _ => shape(TABLE["shapes"].get(word).expect("the table of answers has every shape that it names"), of),
        },
    }
}

/// What is said of the matters of a ledger alone.
fn of_matters(word: &str, ledger: &Ledger) -> Option<Shape> {
    let procedure = &ledger.procedure;
    let told = ledger.step_fields().map(|field| {
        let said = if let Type::Names = field.holds { list(words()) } else { words().or_null() };
        (field.key, said.about(field.label.zh, field.label.en))
    });
    let word_of = |set| words().such_as(examples(set, ledger)).or_null();
    // It is open or went through, or it ended as its outcome says, which may be a word of the office's.
    let fates = ["open", procedure.done.key].into_iter().chain(keys(procedure.outcomes));
    Some(match word {
        "stage" => word_of(Set::Stage),
        "result" => word_of(Set::Result),
        "grade" => word_of(Set::Grade),
        "outcome" if procedure.outcomes.is_empty() => words().such_as(fates.map(str::to_owned)),
        "outcome" => one_of(fates),
        "events" => one_of(procedure.events.iter().copied()),
        "told" => object(told),
        _ => return None,
    })
}

/// The keys of a closed list.
pub(super) fn keys(choices: &'static [Choice]) -> impl Iterator<Item = &'static str> + use<> {
    choices.iter().map(|choice| choice.key)
}

/// How many words of an open list are shown as examples.
const EXAMPLES: usize = 3;

/// Words that a new ledger file starts with.
pub(super) fn examples(set: Set, ledger: &Ledger) -> Vec<String> {
    let most = if set.is_within() { usize::MAX } else { EXAMPLES };
    seed_vocabulary().of(set, ledger.owner_of(set)).take(most).map(|term| term.key.clone()).collect()
}

/// The bound of an amount.
pub(super) fn bound() -> Shape {
    one_of(Bound::ALL.map(Bound::key))
}
