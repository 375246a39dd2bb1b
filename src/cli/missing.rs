//! `missing`: records that lack what will be asked for at year end, by department.

use chrono::{Datelike, NaiveDate};
use clap::ArgMatches;
use uuid::Uuid;

use super::{Desk, or_none, text_of};
use crate::error::Result;
use crate::ledger::{Ledger, Record};
use crate::message;
use crate::period::Period;
use crate::sheet::{Block, Cell, Column, Data, Face, Row, Sheet, Table};
use crate::store::{Query, Sort, Store};
use crate::vocabulary::Set;

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
        store.each(&Query { period: Some(period.clone()), sort, ..Query::of(ledger) }, |record| {
            gaps.extend(
                gap(&store, record.masked())?.filter(|gap| department.is_none() || gap.department == department),
            );
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
    let words = message!("{}没有缺项的记录", "{}: nothing is missing", period.label(desk.lang));
    Ok(or_none(sheet(desk, &store, &gaps), words.lang(desk.lang)))
}

/// What a record lacks of what its ledger is asked for; a child has town, title and department from what it hangs on. Nothing
/// is asked of what hangs on void records only.
fn gap(store: &Store, record: Record) -> Result<Option<Gap>> {
    let asked = (record.ledger.asked)(&record);
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

fn sheet(desk: &Desk, store: &Store, gaps: &[Gap]) -> Sheet {
    let lang = desk.lang;
    let label = |zh, en| lang.pick(zh, en);
    let mut data = Table::new(
        ["ledger", "id", "no", "date", "title", "town", "department", "missing"]
            .map(|key| Column::new(key, key).face(Face::Data))
            .to_vec(),
    );
    let mut page = Table::new(vec![
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
        page.rows.push(Row::Section(lang.pick(format!("{section}　{count}条"), format!("{section}: {count}"))));
        for gap @ Gap { title, town, lacks, .. } in group {
            let labels = lacks.iter().filter_map(|key| gap.ledger.field(key)).map(|field| field.label.lang(lang));
            data.push(vec![
                Cell::Text(gap.ledger.key.to_owned()),
                Cell::Text(gap.id.to_string()),
                Cell::Whole(gap.no),
                Cell::Date(gap.date),
                Cell::words(title.clone()),
                Cell::words(town.clone()),
                Cell::words(gap.department.clone()),
                Cell::List(lacks.iter().map(|key| Cell::Text((*key).to_owned())).collect()),
            ]);
            page.push(vec![
                Cell::words(department.clone()),
                Cell::Text(format!("{}-{}", gap.ledger.key, gap.no)),
                Cell::Text(gap.ledger.label.lang(lang).to_owned()),
                Cell::Date(gap.date),
                Cell::words(title.clone()),
                Cell::words(name(Set::Town, town)),
                Cell::Text(labels.collect::<Vec<_>>().join(lang.pick("、", ", "))),
            ]);
        }
    }
    Sheet { data: Data::List(data), page: vec![Block::Table(page)] }
}
