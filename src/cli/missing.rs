//! `missing`: records that lack what will be asked for at year end, by department.

use chrono::Datelike;
use clap::ArgMatches;

use super::{Desk, or_none, text_of};
use crate::error::Result;
use crate::ledger::{Ledger, Record};
use crate::message;
use crate::period::Period;
use crate::sheet::{Block, Cell, Column, Data, Face, Row, Sheet, Table};
use crate::store::{Query, Sort, Store};
use crate::vocabulary::Set;

/// A record that lacks something.
struct Gap {
    record: Record,
    title: Option<String>,
    town: Option<String>,
    department: Option<String>,
    lacks: Vec<&'static str>,
}

/// `missing [PERIOD]`.
pub fn missing(desk: &mut Desk, matches: &ArgMatches) -> Result<Sheet> {
    let store = desk.reader()?;
    let today = desk.setting.today();
    let period = match text_of(matches, "period") {
        Some(text) => Period::read(text, today)?,
        None => Period::year(today.year()),
    };
    let department = text_of(matches, "department").map(|word| store.vocabulary().read(Set::Department, "", word));
    let department = department.transpose().map_err(|error| error.field("department"))?;
    let mut gaps = Vec::new();
    for ledger in Ledger::all() {
        let sort = Sort { by: "date", backwards: false };
        for record in store.list(&Query { period: Some(period.clone()), sort, ..Query::of(ledger) })? {
            gaps.extend(
                gap(&store, record.masked())?.filter(|gap| department.is_none() || gap.department == department),
            );
        }
    }
    let rank = |gap: &Gap| {
        let key = gap.department.as_deref();
        key.map_or(usize::MAX, |key| {
            store.vocabulary().of(Set::Department, "").position(|term| term.key == key).unwrap_or(usize::MAX - 1)
        })
    };
    gaps.sort_by_key(rank);
    let words = message!("{}没有缺项的记录", "{}: nothing is missing", period.label(desk.lang));
    Ok(or_none(sheet(desk, &store, &gaps), words.lang(desk.lang)))
}

/// What a record lacks of what its ledger is asked for; a child has town, title and department from what it hangs on.
fn gap(store: &Store, record: Record) -> Result<Option<Gap>> {
    let asked = (record.ledger.asked)(&record);
    let mut lacks: Vec<&'static str> = asked.iter().copied().filter(|key| record.get(key).is_none()).collect();
    if lacks.is_empty() {
        return Ok(None);
    }
    let parent = if record.of.is_empty() { None } else { store.parents(record.id)?.into_iter().next() };
    let own = |key: &str| {
        let inherited = || parent.as_ref().and_then(|parent| parent.text(key));
        record.text(key).or_else(inherited).map(str::to_owned)
    };
    let (title, town, department) = (own("title"), own("town"), own("department"));
    lacks.retain(|key| *key != "town" || town.is_none());
    Ok((!lacks.is_empty()).then_some(Gap { record, title, town, department, lacks }))
}

fn sheet(desk: &Desk, store: &Store, gaps: &[Gap]) -> Sheet {
    let lang = desk.lang;
    let label = |zh, en| lang.pick(zh, en);
    let mut data = Table::new(
        ["ledger", "id", "no", "date", "title", "town", "department", "missing"]
            .map(|key| Column::new(key, if key == "no" { label("编号", "no") } else { key }).face(Face::Data))
            .to_vec(),
    );
    let mut page = Table::new(vec![
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
        let department = department.unwrap_or_else(|| label("未注明部门", "no department").to_owned());
        let count = group.len();
        page.rows.push(Row::Section(lang.pick(format!("{department}　{count}条"), format!("{department}: {count}"))));
        for Gap { record, title, town, department, lacks } in group {
            let labels = lacks.iter().filter_map(|key| record.ledger.field(key)).map(|field| field.label.lang(lang));
            data.push(vec![
                Cell::Text(record.ledger.key.to_owned()),
                Cell::Text(record.id.to_string()),
                Cell::Whole(record.no),
                Cell::Date(record.date()),
                Cell::words(title.clone()),
                Cell::words(town.clone()),
                Cell::words(department.clone()),
                Cell::List(lacks.iter().map(|key| Cell::Text((*key).to_owned())).collect()),
            ]);
            page.push(vec![
                Cell::Text(record.name()),
                Cell::Text(record.ledger.label.lang(lang).to_owned()),
                Cell::Date(record.date()),
                Cell::words(title.clone()),
                Cell::words(name(Set::Town, town)),
                Cell::Text(labels.collect::<Vec<_>>().join(lang.pick("、", ", "))),
            ]);
        }
    }
    Sheet { data: Data::List(data), page: vec![Block::Table(page)] }
}
