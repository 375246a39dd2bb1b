//! `missing`: records that lack what will be asked for at year end, by department.

use chrono::NaiveDate;
use clap::Command;
use uuid::Uuid;

use crate::cli::args::{self, Given, option};
use crate::cli::desk::{Desk, Opened};
use crate::cli::records::query::period;
use crate::cli::task::{Task, Work};
use crate::error::Result;
use crate::ledger::{Ledger, Record};
use crate::period::Period;
use crate::sheet::{Block, Cell, Column, Data, Face, Row, Sheet, Table};
use crate::store::{Query, Sort, Store};
use crate::text::Lang;
use crate::text::text;
use crate::vocabulary::Set;

/// `missing [PERIOD]`.
pub const TASK: Task = Task {
    name: "missing",
    about: text("缺文号、佐证、镇街、来源的记录，按部门", "records that lack document, evidence, town or source"),
    options,
    work: Work::Reads(missing),
};

fn options(command: Command, lang: Lang) -> Command {
    let department = option("department", "DEPARTMENT", lang.pick("只列这个部门", "of this department"));
    command.arg(args::period(lang)).arg(department)
}

/// A record that lacks something, without what else it says: there may be very many.
struct Gap {
    ledger: &'static Ledger,
    id: Uuid,
    no: i64,
    date: NaiveDate,
    title: Option<String>,
    town: Option<String>,
    department: Option<String>,
    lacks: Vec<&'static str>,
}

fn missing(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let period = period(given, desk.outside.today())?;
    let gaps = gaps(&store, &period, given)?;
    let nothing = message!("{}没有缺项的记录", "{}: nothing is missing", period.label(desk.lang));
    let said = gaps.is_empty().then(|| Block::Line(nothing.lang(desk.lang).to_owned()));
    let table = table(store, gaps, desk.lang);
    let page = match said {
        Some(said) => vec![Block::Table(Table::new(table.columns.clone())), said],
        None => vec![Block::Table(table.clone())],
    };
    Ok(Sheet { data: Data::List(table), page })
}

/// What lacks something, by department in the office's order.
fn gaps(store: &Store, period: &Period, given: &Given) -> Result<Vec<Gap>> {
    let department = given.read("department", |word| store.vocabulary().read(Set::Department, "", word))?;
    let mut gaps = Vec::new();
    for ledger in Ledger::all() {
        let sort = Sort { by: "date", backwards: false };
        store.each(&Query { period: Some(period.clone()), sort, ..Query::of(ledger) }, |record| {
            let gap = gap(store, &record.masked())?;
            gaps.extend(gap.filter(|gap| department.is_none() || gap.department == department));
            Ok(())
        })?;
    }
    let rank = |gap: &Gap| {
        let key = gap.department.as_deref();
        key.map_or(usize::MAX, |key| {
            store.vocabulary().of(Set::Department, "").position(|term| term.key == key).unwrap_or(usize::MAX - 1)
        })
    };
    gaps.sort_by_key(rank);
    Ok(gaps)
}

/// What a record lacks of what its ledger is asked for; a child has town, title and department from what it hangs on. Nothing
/// is asked of what hangs on void records only.
fn gap(store: &Store, record: &Record) -> Result<Option<Gap>> {
    let asked = (record.ledger.asked)(record);
    let mut lacks: Vec<&'static str> = asked.iter().copied().filter(|key| record.get(key).is_none()).collect();
    if lacks.is_empty() {
        return Ok(None);
    }
    let parents = if record.of.is_empty() { Vec::new() } else { store.parents(record.id)? };
    let counts = parents.into_iter().find(|parent| parent.void.is_none()).map(Record::masked);
    if counts.is_none() && !record.of.is_empty() {
        return Ok(None);
    }
    let own = |key: &str| {
        let inherited = || counts.as_ref().and_then(|parent| parent.text(key));
        record.text(key).or_else(inherited).map(str::to_owned)
    };
    let (title, town, department) = (own("title"), own("town"), own("department"));
    lacks.retain(|key| *key != "town" || town.is_none());
    let (ledger, id, no, date) = (record.ledger, record.id, record.no, record.date());
    Ok((!lacks.is_empty()).then_some(Gap { ledger, id, no, date, title, town, department, lacks }))
}

/// The records by department: what scripts get of each, and what people read.
fn table(store: Opened, gaps: Vec<Gap>, lang: Lang) -> Table {
    let label = move |zh, en| lang.pick(zh, en);
    let data = ["ledger", "id", "no", "date", "title", "town", "department", "missing"];
    // The number alone stands in no table for people: there it has its ledger before it.
    let data = data.map(|key| Column::new(key, if key == "no" { label("编号", "no") } else { key }).face(Face::Data));
    let said = [
        Column::new("department", label("部门", "department")).face(Face::Book),
        Column::new("name", label("编号", "no")).face(Face::Page),
        Column::new("ledger", label("台账", "ledger")).face(Face::Page),
        Column::new("date", label("日期", "date")).face(Face::Page),
        Column::new("title", label("标题", "title")).face(Face::Page),
        Column::new("town", label("镇街", "town")).face(Face::Page),
        Column::new("missing", label("缺", "lacks")).face(Face::Page),
    ];
    Table::lazy(data.into_iter().chain(said).collect(), move |places, take| {
        let department = |gap: &Gap| name(&store, Set::Department, gap.department.as_deref(), lang);
        for group in gaps.chunk_by(|one, next| one.department == next.department) {
            let count = group.len();
            let section = department(&group[0]).unwrap_or_else(|| label("未注明部门", "no department").to_owned());
            take(Row::Section(lang.pick(format!("{section}　{count}条"), format!("{section}: {count}"))))?;
            for gap in group {
                let mut cells = cells(gap);
                cells.extend(words(gap, &store, &section, lang));
                take(Row::Cells(
                    places.iter().map(|place| std::mem::replace(&mut cells[*place], Cell::Empty)).collect(),
                ))?;
            }
        }
        Ok(())
    })
}

fn cells(gap: &Gap) -> Vec<Cell> {
    vec![
        Cell::Text(gap.ledger.key.to_owned()),
        Cell::Text(gap.id.to_string()),
        Cell::Whole(gap.no),
        Cell::Date(gap.date),
        Cell::words(gap.title.clone()),
        Cell::words(gap.town.clone()),
        Cell::words(gap.department.clone()),
        Cell::List(gap.lacks.iter().map(|key| Cell::Text((*key).to_owned())).collect()),
    ]
}

fn words(gap: &Gap, store: &Store, department: &str, lang: Lang) -> [Cell; 7] {
    let labels = gap.lacks.iter().filter_map(|key| gap.ledger.field(key)).map(|field| field.label.lang(lang));
    [
        Cell::Text(department.to_owned()),
        Cell::Text(format!("{}-{}", gap.ledger.key, gap.no)),
        Cell::Text(gap.ledger.label.lang(lang).to_owned()),
        Cell::Date(gap.date),
        Cell::words(gap.title.clone()),
        Cell::words(name(store, Set::Town, gap.town.as_deref(), lang)),
        Cell::Text(labels.collect::<Vec<_>>().join(lang.pick("、", ", "))),
    ]
}

fn name(store: &Store, set: Set, key: Option<&str>, lang: Lang) -> Option<String> {
    key.map(|key| store.vocabulary().name(set, "", key, lang).to_owned())
}
