//! `case list`: matters, and where each stands.

use crate::amount::Bound;
use crate::cli::args::given::Given;
use crate::cli::case::matter::{Matter, View, marked, standing};
use crate::cli::desk::Desk;
use crate::cli::output::answer::Answer;
use crate::cli::output::printed::Printed;
use crate::cli::output::rows::{Rows, Take};
use crate::cli::records::list as reading;
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::words as records;
use crate::cli::records::words::Shown;
use crate::error::{Error, Result};
use crate::ledger::{Course, Field, Ledger, Record, STAGES, State, Type, Value};
use crate::message;
use crate::sheet::{Block, Cell, Column, Data, Face, Row, Sheet, Table};
use crate::store::Query;
use crate::text::{Lang, Text};

/// `case list` as people read it, or how many there are.
pub fn list(desk: &mut Desk, ledger: &'static Ledger, given: &Given) -> Result<Sheet> {
    let wanted = Wanted::read(given)?;
    let tally = given.switch("tally");
    if wanted.everything() && tally {
        return reading::tally(desk, ledger, given);
    }
    let store = desk.reader()?;
    let query = reading::query(desk, &store, ledger, given)?;
    let view = View::new(desk, &store, desk.outside.today())?;
    if tally {
        let mut records = 0;
        wanted.each(&view, &query, |_| {
            records += 1;
            Ok(())
        })?;
        return Ok(tallied(desk, records));
    }
    let shown = desk.shown(&store);
    let mut glance = Glance::new(desk, &shown, ledger)?;
    let masked = reading::masking(given);
    wanted.each(&view, &query, |matter| {
        glance.push(&view, &matter.shown(masked));
        Ok(())
    })?;
    Ok(glance.sheet(desk))
}

/// Matters in a table for people, with where each stands. What scripts get is beside it only where columns of it are asked for,
/// which people get in their words.
pub struct Glance<'a> {
    listing: Listing<'a>,
    rows: Vec<Vec<Cell>>,
    standings: Vec<[Cell; 2]>,
    data: Table,
    chosen: bool,
}

impl<'a> Glance<'a> {
    /// No matters yet.
    pub fn new(desk: &Desk, shown: &'a Shown<'a>, ledger: &'static Ledger) -> Result<Glance<'a>> {
        let fields = desk.fields_of(&[ledger], true)?;
        let listing = Listing::new(shown, ledger, Extent::Glance, desk.workbook, fields.as_deref());
        let data = Table::new(columns(ledger, desk.lang));
        Ok(Glance { listing, rows: Vec::new(), standings: Vec::new(), data, chosen: fields.is_some() })
    }

    /// One matter more.
    pub fn push(&mut self, view: &View, matter: &Matter) {
        let course = matter.course(view.until);
        self.rows.push(self.listing.row(&matter.record));
        self.standings.push([Cell::Text(view.stage(course.stage).to_owned()), marked(view.standing(&course))]);
        if self.chosen {
            self.data.push(cells(view, matter));
        }
    }

    /// All of them.
    pub fn sheet(self, desk: &Desk) -> Sheet {
        let Glance { listing, rows, standings, data, .. } = self;
        let label = |zh, en| desk.lang.pick(zh, en);
        let nothing = rows.is_empty().then(|| Block::Line(label("没有记录", "no records").to_owned()));
        let mut table = listing.table(rows);
        table
            .columns
            .extend([Column::new("stage", label("环节", "stage")), Column::new("state", label("情况", "state"))]);
        for (row, standing) in table.rows.iter_mut().zip(standings) {
            if let Row::Cells(cells) = row {
                cells.extend(standing);
            }
        }
        Sheet { data: Data::List(data), page: std::iter::once(Block::Table(table)).chain(nothing).collect() }
    }
}

fn tallied(desk: &Desk, records: i64) -> Sheet {
    let bound = Cell::Text(Bound::Exact.key().to_owned());
    let members = [("records", Cell::Whole(records)), ("count", Cell::Whole(records)), ("count_bound", bound)];
    let members = members.map(|(key, cell)| (key.to_owned(), cell)).to_vec();
    desk.said(members, &message!("{records}件事项", "matters: {records}"))
}

/// `case list` for scripts: each matter is written before the next is read.
pub fn flow(desk: &Desk, ledger: &'static Ledger, given: &Given, answer: &Answer) -> Result<Printed> {
    let wanted = Wanted::read(given)?;
    let store = desk.reader()?;
    let query = reading::query(desk, &store, ledger, given)?;
    let view = View::new(desk, &store, desk.outside.today())?;
    let masked = reading::masking(given);
    let each = |take: Take| wanted.each(&view, &query, |matter| take(cells(&view, &matter.shown(masked))));
    Rows { columns: columns(ledger, desk.lang), each: &each, nothing: "" }.give(desk, answer)
}

/// The columns of the data: those of the record, and what its ledger says beyond.
pub fn columns(ledger: &'static Ledger, lang: Lang) -> Vec<Column> {
    let derived = ledger.derived.iter().map(|(key, label)| Column::new(key, label.lang(lang)).face(Face::Data));
    records::columns(ledger, lang).into_iter().chain(derived).collect()
}

/// What a matter says in these columns.
pub fn cells(view: &View, matter: &Matter) -> Vec<Cell> {
    let standing = standing(view, &matter.course(view.until)).into_iter().map(|(_, cell)| cell);
    records::cells(&matter.record).into_iter().chain(standing).collect()
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
    fn each(&self, view: &View, query: &Query, mut take: impl FnMut(Matter) -> Result<()>) -> Result<()> {
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
