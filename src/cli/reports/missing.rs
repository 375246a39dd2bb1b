//! `missing`: records that lack what will be asked for at year end, by department.

use chrono::NaiveDate;
use clap::Command;
use uuid::Uuid;

use crate::cli::args::{self, Given, option};
use crate::cli::desk::Desk;
use crate::cli::output::answer::Answer;
use crate::cli::output::printed::Printed;
use crate::cli::output::rows::{Rows, Take};
use crate::cli::records::query::period;
use crate::cli::task::{Reply, Task, Work};
use crate::error::Result;
use crate::ledger::{Ledger, Record};
use crate::message;
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
    work: Work::Answers(|desk, given, answer| match flow(desk, given, answer)? {
        Some(printed) => Ok(Reply::Printed(printed)),
        None => missing(desk, given).map(Reply::Sheet),
    }),
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

/// As people read it.
fn missing(desk: &Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let period = period(given, desk.outside.today())?;
    let gaps = gaps(&store, &period, given)?;
    let mut data = Table::new(columns(desk.lang));
    // Of what scripts get, people see the columns that they ask for.
    if desk.option("fields").is_some() {
        for gap in &gaps {
            data.push(cells(gap));
        }
    }
    let mut page = vec![Block::Table(table(desk, &store, &gaps))];
    if gaps.is_empty() {
        let words = message!("{}没有缺项的记录", "{}: nothing is missing", period.label(desk.lang));
        page.push(Block::Line(words.lang(desk.lang).to_owned()));
    }
    Ok(Sheet { data: Data::List(data), page })
}

/// For scripts: each row is written before the next is made. `None` where it is read by people.
fn flow(desk: &Desk, given: &Given, answer: &Answer) -> Result<Option<Printed>> {
    if answer.shows_page() {
        return Ok(None);
    }
    let store = desk.reader()?;
    let gaps = gaps(&store, &period(given, desk.outside.today())?, given)?;
    let each = |take: Take| gaps.iter().try_for_each(|gap| take(cells(gap)));
    Rows { columns: columns(desk.lang), each: &each, nothing: "" }.give(desk, answer).map(Some)
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

fn columns(lang: Lang) -> Vec<Column> {
    let keys = ["ledger", "id", "no", "date", "title", "town", "department", "missing"];
    // The number alone stands in no table for people: there it has its ledger before it.
    let label = |key| if key == "no" { lang.pick("编号", "no") } else { key };
    keys.map(|key| Column::new(key, label(key)).face(Face::Data)).to_vec()
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

fn table(desk: &Desk, store: &Store, gaps: &[Gap]) -> Table {
    let lang = desk.lang;
    let label = |zh, en| lang.pick(zh, en);
    let mut table = Table::new(vec![
        Column::new("department", label("部门", "department")).face(Face::Book),
        Column::new("name", label("编号", "no")),
        Column::new("ledger", label("台账", "ledger")),
        Column::new("date", label("日期", "date")),
        Column::new("title", label("标题", "title")),
        Column::new("town", label("镇街", "town")),
        Column::new("missing", label("缺", "lacks")),
    ]);
    let name =
        |set, key: &Option<String>| key.as_deref().map(|key| store.vocabulary().name(set, "", key, lang).to_owned());
    for group in gaps.chunk_by(|one, next| one.department == next.department) {
        let department = name(Set::Department, &group[0].department);
        let count = group.len();
        let section = department.as_deref().unwrap_or(label("未注明部门", "no department"));
        table.rows.push(Row::Section(lang.pick(format!("{section}　{count}条"), format!("{section}: {count}"))));
        for gap in group {
            let labels = gap.lacks.iter().filter_map(|key| gap.ledger.field(key)).map(|field| field.label.lang(lang));
            table.push(vec![
                Cell::Text(section.to_owned()),
                Cell::Text(format!("{}-{}", gap.ledger.key, gap.no)),
                Cell::Text(gap.ledger.label.lang(lang).to_owned()),
                Cell::Date(gap.date),
                Cell::words(gap.title.clone()),
                Cell::words(name(Set::Town, &gap.town)),
                Cell::Text(labels.collect::<Vec<_>>().join(lang.pick("、", ", "))),
            ]);
        }
    }
    table
}
