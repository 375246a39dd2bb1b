//! `board`: the matters of a year, a lane for each stage.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::cli::args::{Given, TOLD, option};
use crate::cli::course::matter::{Matter, View, is_handled, matters};
use crate::cli::desk::Desk;
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::query;
use crate::cli::task::{Verb, Work};
use crate::error::Result;
use crate::figure::By;
use crate::ledger::{Course, Ledger, Record, Stages, State};
use crate::period::Period;
use crate::sheet::{Block, Board, Card, Data, Lane, Sheet};
use crate::store::{Query, Sort, Store};
use crate::text::{Lang, text};
use crate::vocabulary::Set;
use chrono::{Datelike, NaiveDate};
use clap::Command;

/// `LEDGER board`.
pub const VERB: Verb = Verb::new("board", Ledger::has_course, Work::Reads(board)).with(options);

fn options(command: Command, _: &'static Ledger, lang: Lang) -> Command {
    command.arg(option("year", "YEAR", TOLD)).arg(option("town", "TOWN", TOLD).short('t')).after_help(lang.pick(
        "\n终端够宽（七个环节要96格）时各环节并排，不够时逐个列出。办结的、迟的、等了几天的都写明。",
        "\nOn a wide terminal (96 cells for seven of them) the stages stand side by side, else one under the other.",
    ))
}

/// The matters that are on the board of a year.
struct Asked {
    year: Period,
    until: NaiveDate,
    query: Query,
}

impl Asked {
    fn read(desk: &Desk, store: &Store, given: &Given) -> Result<Asked> {
        let today = desk.outside.today();
        let year = given.text("year").map_or_else(|| Ok(Period::year(today.year())), query::year)?;
        let until = year.to.min(today);
        let town = given.read("town", |word| store.vocabulary().read(Set::Town, "", word))?;
        let query = Query {
            period: Some(Period { from: NaiveDate::MIN, to: until, ..year.clone() }),
            within: town.map(|town| (By::Town, Some(town))).into_iter().collect(),
            open: until.succ_opt().map(|after| (year.from.min(after), until)),
            sort: Sort { by: "date", backwards: false },
            ..Query::of(given.ledger())
        };
        Ok(Asked { year, until, query })
    }

    /// Hands over those that were open in the year, one at a time.
    fn each(&self, view: &View, mut take: impl FnMut(&Matter, &Course) -> Result<()>) -> Result<()> {
        view.store.each(&self.query, |record| {
            let matter = Matter::of(&view.store, record)?.shown(Record::masked);
            let course = view.course(&matter);
            let is_there = course.state == State::Open || course.settled() >= self.year.from;
            // A number of matters is at no stage.
            if is_there && !matter.record.is_lump() {
                take(&matter, &course)?;
            }
            Ok(())
        })
    }
}

/// What waits longest is on top, what is settled below.
fn rank(course: &Course) -> (bool, NaiveDate, i64) {
    (course.state != State::Open, course.since, course.matter.no)
}

/// Those that were open in the year, in the order of the board; as cards to people.
fn board(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = Rc::new(desk.reader()?);
    let asked = Asked::read(desk, &store, given)?;
    let view = View::new(desk, &store, given.ledger(), asked.until)?;
    let page = if desk.shows_page() { page(&view, given.ledger(), &asked)? } else { Vec::new() };
    let listing = Listing::new(desk, &store, given.ledger(), Extent::Glance, false);
    let data = matters(desk, view, listing, move |view, take| {
        let mut found = Vec::new();
        asked.each(view, |matter, course| {
            found.push((rank(course), matter.record.id));
            Ok(())
        })?;
        found.sort_unstable();
        found.into_iter().try_for_each(|(_, id)| match view.store.record(id)? {
            Some(record) => take(Matter::of(&view.store, record)?),
            None => Ok(()),
        })
    });
    Ok(Sheet { data: Data::List(data), page })
}

fn page(view: &View, ledger: &'static Ledger, asked: &Asked) -> Result<Vec<Block>> {
    let lang = view.lang;
    let mut cards = Vec::new();
    let mut apart: Vec<(String, usize)> = Vec::new();
    asked.each(view, |matter, course| {
        match course.state {
            State::Ended(outcome) => count(&mut apart, course.stages.outcome(outcome).lang(lang)),
            _ => cards.push((rank(course), course.stage, card(view, matter, course))),
        }
        Ok(())
    })?;
    cards.sort_by_key(|(rank, ..)| *rank);
    let on_board = cards.len();
    let stages = Stages::of(ledger, view.store.vocabulary());
    let mut lanes: BTreeMap<usize, Vec<Card>> = stages.ahead(0, view.until).map(|(at, _)| (at, Vec::new())).collect();
    for (_, stage, card) in cards {
        lanes.entry(stage).or_default().push(card);
    }
    let lanes = lanes.into_iter().map(|(stage, cards)| {
        let (label, count) = (stages.called(stage).lang(lang), cards.len());
        Lane { label: phrase!(lang, "{label} {count}件", "{label} ({count})"), cards }
    });
    let lanes = lanes.collect();
    let words = view.store.vocabulary();
    let about = if is_handled(ledger) { text("承办单位", "lead") } else { words.set_label(Set::Town) };
    let head = [("编号", "no"), ("标题", "title"), (about.zh, about.en), ("情况", "state"), ("环节", "stage")];
    let head = head.map(|(zh, en)| lang.pick(zh, en).to_owned());
    let (name, until, label) = (asked.year.label(lang), asked.until, ledger.called_by(words).zh);
    let heading =
        phrase!(lang, "{name}　{label}　{on_board}件（截至{until}）", "{name} as of {until}, matters: {on_board}");
    let mut page = vec![Block::heading(heading)];
    if !apart.is_empty() {
        let words = apart.iter().map(|(label, matters)| phrase!(lang, "{label}{matters}件", "{label}: {matters}"));
        let words = words.collect::<Vec<_>>().join(lang.pick("、", ", "));
        // Beside the number that it explains; below a long board nobody would see it.
        page.push(Block::Line(phrase!(lang, "不在看板上：{words}", "not on the board: {words}")));
    }
    if on_board > 0 {
        page.push(Block::Board(Board { head, lanes }));
    }
    Ok(page)
}

/// Counts a matter that ended otherwise, by its outcome.
fn count(apart: &mut Vec<(String, usize)>, label: &str) {
    match apart.iter_mut().find(|(known, _)| *known == label) {
        Some((_, matters)) => *matters += 1,
        None => apart.push((label.to_owned(), 1)),
    }
}

fn card(view: &View, matter: &Matter, course: &Course) -> Card {
    let (tone, mark) = view.standing(course);
    let title = matter.record.text("title").unwrap_or_default().to_owned();
    let is_handled = is_handled(matter.record.ledger);
    let about = if is_handled { course.leads().join(view.lang.pick("、", ", ")) } else { view.town(&matter.record) };
    Card { no: matter.record.no.to_string(), title, about, mark, tone }
}
