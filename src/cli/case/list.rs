//! `case list`: matters, and where each stands.

use std::rc::Rc;

use crate::amount::Bound;
use crate::cli::args::given::Given;
use crate::cli::case::matter::{Matter, View, marked, standing};
use crate::cli::desk::Desk;
use crate::cli::records::list as reading;
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::words::Shown;
use crate::error::{Error, Result};
use crate::ledger::{Course, Field, Ledger, Record, STAGES, State, Type, Value};
use crate::message;
use crate::sheet::{Cell, Column, Face, Row, Sheet, Table};
use crate::store::Query;
use crate::text::Text;

/// `case list`: matters, or how many there are.
pub fn list(desk: &mut Desk, ledger: &'static Ledger, given: &Given) -> Result<Sheet> {
    let wanted = Wanted::read(given)?;
    let tally = given.switch("tally");
    if wanted.everything() && tally {
        return reading::list(desk, ledger, given);
    }
    let store = Rc::new(desk.reader()?);
    let query = reading::query(desk, &store, ledger, given)?;
    let view = View::new(desk, &store, desk.outside.today())?;
    if tally {
        let mut records = 0;
        wanted.each(&view, &query, &mut |_| {
            records += 1;
            Ok(())
        })?;
        return Ok(tallied(desk, records));
    }
    let listing = Listing::new(desk, ledger, Extent::Glance, given.switch("unmask"));
    Ok(Sheet::list(matters(desk, view, listing, move |view, take| wanted.each(view, &query, take))))
}

/// Matters as a table: what their ledger says of them, and where each stands.
pub fn matters(
    desk: &Desk,
    view: View,
    listing: Listing,
    each: impl Fn(&View, &mut dyn FnMut(Matter) -> Result<()>) -> Result<()> + 'static,
) -> Table {
    let label = |zh, en| desk.lang.pick(zh, en);
    let mut columns = listing.columns();
    let derived = listing.ledger.derived;
    columns.extend(derived.iter().map(|(key, label)| Column::new(key, label.lang(desk.lang)).face(Face::Data)));
    let seen = [("stage", label("环节", "stage")), ("state", label("情况", "state"))];
    columns.extend(seen.map(|(key, label)| Column::new(key, label).face(Face::Page)));
    let table = Table::lazy(columns, move |places, take| {
        let shown = Shown { store: &view.store, lang: view.lang };
        each(&view, &mut |matter| {
            let matter = matter.shown(|record| listing.masked(record));
            let course = matter.course(view.until);
            let mut standing = Vec::new();
            let cells = listing.cells(places, &shown, &matter.record, |at| match at.checked_sub(derived.len()) {
                Some(0) => Cell::Text(view.stage(course.stage).to_owned()),
                Some(_) => marked(view.standing(&course)),
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

fn tallied(desk: &Desk, records: i64) -> Sheet {
    let bound = Cell::Text(Bound::Exact.key().to_owned());
    let members = [("records", Cell::Whole(records)), ("count", Cell::Whole(records)), ("count_bound", bound)];
    let members = members.map(|(key, cell)| (key.to_owned(), cell)).to_vec();
    desk.said(members, &message!("{records}件事项", "matters: {records}"))
}

/// The options of `case list` beyond the fields.
const FILTERS: [&str; 6] = ["stage", "outcome", "proposer", "solved", "unsolved", "late"];

/// What `case list` is asked for beyond the fields.
struct Wanted {
    stage: Option<usize>,
    outcome: Option<String>,
    proposer: Option<String>,
    solved: Option<bool>,
    late: bool,
}

impl Wanted {
    fn read(given: &Given) -> Result<Wanted> {
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

    fn everything(&self) -> bool {
        matches!(self, Wanted { stage: None, outcome: None, proposer: None, solved: None, late: false })
    }

    /// Hands over the matters of a query that are wanted, one at a time, at most as many as it says.
    fn each(&self, view: &View, query: &Query, take: &mut dyn FnMut(Matter) -> Result<()>) -> Result<()> {
        let mut left = query.limit.unwrap_or(usize::MAX);
        view.store.each_while(&Query { limit: None, ..query.clone() }, |record| {
            let matter = Matter::of(&view.store, record)?;
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

/// What a list of children is asked for by an option of the list of matters: the field of theirs that has its name.
pub fn chosen(child: &'static Ledger, given: &Given) -> Result<Vec<(&'static str, String)>> {
    if child.parents != ["case"] {
        return Ok(Vec::new());
    }
    FILTERS
        .iter()
        .filter(|key| given.writes(key))
        .map(|key| match (child.field(key), given.text(key)) {
            (Some(field @ Field { holds: Type::Choice(choices), .. }), Some(word)) => {
                field.choose(word, choices).map(|choice| (field.key, choice))
            }
            _ => Err(no_filter(child, key)),
        })
        .collect()
}

fn no_filter(child: &Ledger, key: &str) -> Error {
    let (zh, en) = (child.label.zh, child.label.en);
    Error::usage("wrong_list", message!("列“{zh}”时不能用 --{key}", "a list of “{en}” takes no --{key}"))
        .hint(message!(
            "--{key} 只筛选事项：qjcppcc case list --{key} …",
            "--{key} is for the list of matters: qjcppcc case list --{key} …"
        ))
        .field(key)
}

fn stage(word: &str) -> Result<usize> {
    let known = Ledger::find("stage").and_then(|ledger| ledger.field("stage"));
    let key = match known.map(|field| (field, field.holds)) {
        Some((field, Type::Choice(choices))) => field.choose(word, choices)?,
        _ => word.to_owned(),
    };
    Ok(STAGES.iter().position(|stage| stage.key == key).unwrap_or(0))
}

/// The outcomes that a list can be asked for.
pub const OUTCOMES: [(&str, Text); 5] = [
    ("open", crate::text::text("在办", "open")),
    ("solved", crate::text::text("已解决", "solved")),
    ("rejected", crate::text::text("不予立案", "rejected")),
    ("merged", crate::text::text("并案", "merged")),
    ("returned", crate::text::text("退回", "returned")),
];

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
