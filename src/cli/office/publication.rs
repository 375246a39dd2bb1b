//! `publish` and `publication`: what was given out, and what has changed since.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::amount::Amount;
use crate::cli::args::{Given, TOLD, argument, option};
use crate::cli::desk::{Desk, or_none};
use crate::cli::records::void;
use crate::cli::task::{Task, Work};
use crate::door::{admit, date};
use crate::error::Result;
use crate::figure::{Figure, Source, figures};
use crate::ledger::{PUBLICATIONS, Printed, Publication, Record, Value, mask};
use crate::period::{Period, read_sure_day};
use crate::report::{Change, Line, Moved, Published, printed};
use crate::sheet::{Cell, Column, Face, Reader, Sheet, Table};
use crate::store::{Query, Store, ThenAndNow};
use crate::text::Lang;

/// `publish PERIOD`.
pub const PUBLISH: Task = Task::changes("publish", publish).with(|command, _| {
    command
        .arg(argument("period", "PERIOD", TOLD).required(true))
        .args([option("through", "DAY", TOLD), option("note", "TEXT", TOLD).short('m')])
});

/// `publication`.
pub const PUBLICATION: Task = Task::new("publication", Work::Verbs(&[LIST, VOID]));

const LIST: Task = Task::reads("list", list);

const VOID: Task = Task::changes("void", |desk, given| void::take_back(desk, PUBLICATIONS, given))
    .with(|command, lang| void::options(command, PUBLICATIONS, lang));

/// Nothing is blocked by it; reports of the period say from now on what has changed since.
fn publish(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let today = desk.outside.today();
    let period = Period::read(given.text("period").unwrap_or_default(), today)?;
    let through = given.read("through", |text| {
        let (day, name) = (read_sure_day(text, today, true)?, &period.name);
        let outside = usage!("outside_period": "{day} 不在 {name} 里", "{day} is not in {name}";
            "写这一期里的一天", "give a day of the period");
        if period.contains(day) { Ok(day) } else { Err(outside) }
    })?;
    let mut store = desk.writer()?;
    let counted = Period { to: through.unwrap_or(period.to), ..period.clone() };
    let lines = as_printed(&store, &counted, desk.report_language())?;
    if lines.is_empty() {
        let name = &period.name;
        return Err(refused!("nothing_recorded": "{name} 没有记录，没有什么可公布",
            "nothing is recorded of {name}; there is nothing to publish"; "看有数字的：qjcppcc report",
            "see what there is: qjcppcc report"));
    }
    let mut record = Record::blank(PUBLICATIONS);
    record.id = desk.outside.new_id();
    date(&mut record, today);
    record.set("period", Some(Value::Text(period.name.clone())));
    record.set("through", through.map(Value::Day));
    record.set("head", store.head()?.map(Value::Text));
    record.set("ends", store.ends_text().map(Value::Text));
    let count = lines.len();
    let door = desk.door(&store, PUBLICATIONS);
    door.put(&mut record, "figures", Some(&lines.join("\n")))?;
    door.put(&mut record, "note", given.text("note"))?;
    admit(&record, store.vocabulary())?;
    desk.change(&mut store, |change| change.add(&mut record))?;
    let (no, name, head) = (record.no, &period.name, record.text("head").unwrap_or("—"));
    let words = message!(
        "已记 公布 publication-{no}：{name}，{count}个数字，台账文件状态 {head}",
        "recorded publication-{no}: {name}, {count} figures, state {head}"
    );
    let given = Publication::of(&record)?;
    Ok(desk.tell(table(desk.lang, &[(record, given)]).into_object(), &words))
}

/// The figures with a number, a line each, as the report prints them.
fn as_printed(store: &Store, period: &Period, lang: Lang) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for figure in figures(store.vocabulary()).into_iter().filter(|figure| !figure.is_unprinted()) {
        let counted = store.count(&figure, period)?;
        if let Some(amount) = counted.amount {
            let (key, value) = (figure.key.to_string(), amount.decimal(figure.measure));
            let text = printed(&figure, &counted, false, lang);
            lines.push(Printed { key, value, bound: amount.bound, text }.line());
        }
    }
    Ok(lines)
}

fn list(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let sheet = Sheet::list(table(desk.lang, &kept(&store)?));
    Ok(or_none(sheet, desk.lang.pick("没有公布过", "nothing was published")))
}

/// The live publications, the first one first.
fn kept(store: &Store) -> Result<Vec<(Record, Publication)>> {
    let records = store.list(&Query::by_number(PUBLICATIONS))?;
    records.into_iter().map(|record| Publication::of(&record).map(|given| (record, given))).collect()
}

fn table(lang: Lang, kept: &[(Record, Publication)]) -> Table {
    let label = |zh, en| lang.pick(zh, en);
    let figures = |given: &Publication| {
        let figures = given.figures.iter().map(|Printed { key, value, bound, text }| {
            Cell::object([
                ("key", Cell::Text(key.clone())),
                ("value", Cell::Decimal(value.clone())),
                ("bound", Cell::text(bound.key())),
                ("text", Cell::Text(text.clone())),
            ])
        });
        Cell::List(figures.collect())
    };
    let count = |given: &Publication| Cell::count(given.figures.len());
    let columns: [Reader<&(Record, Publication)>; 8] = [
        (Column::new("no", label("编号", "no")).right(), &|(_, given)| Cell::Whole(given.no)),
        (Column::new("date", label("日期", "date")), &|(_, given)| Cell::Date(given.on)),
        (Column::new("period", label("时段", "period")), &|(_, given)| Cell::Text(given.period.name.clone())),
        (Column::new("through", label("截至", "through")), &|(_, it)| it.through.map_or(Cell::Empty, Cell::Date)),
        (Column::new("head", label("台账文件状态", "state")), &|(_, given)| Cell::words(given.head.clone())),
        (Column::new("count", label("数字", "figures")).right().face(Face::Page), &|(_, it)| count(it)),
        (Column::data("figures"), &|(_, given)| figures(given)),
        (Column::new("note", label("说明", "note")), &|(record, _)| Cell::words(record.text("note").map(mask))),
    ];
    Table::of(kept, columns)
}

/// What has changed in a period since it was last published; none where it never was.
pub fn since(store: &Store, lines: &[Line], period: &Period) -> Result<Option<Published>> {
    let same = |given: &Publication| (given.period.from, given.period.to) == (period.from, period.to);
    let Some((_, last)) = kept(store)?.into_iter().rev().find(|(_, given)| same(given)) else { return Ok(None) };
    let state = store.published_state(last.head.as_deref(), last.ends.as_deref())?;
    let mut moved = Vec::new();
    if let Some(ThenAndNow { then, now }) = store.then_and_now(&state, last.counted().to, period.to)? {
        let now_of_these = now.as_ref().unwrap_or(store);
        for figure in lines.iter().map(|line| &line.figure) {
            let changes = changes(figure, (&then, &last.counted()), (now_of_these, period))?;
            let now = store.count(figure, period)?;
            let given = last.figures.iter().find(|given| given.key == figure.key);
            let before = given.and_then(|given| given.amount(figure.measure));
            // A figure that a program did not know when it published has not changed by being known.
            if (before.is_some() && before != now.amount) || !changes.is_empty() {
                let text = given.map(|given| given.text.clone());
                moved.push(Moved { figure: figure.clone(), before, text, now, changes });
            }
        }
    }
    Ok(Some(Published { given: last, moved }))
}

/// The records that a figure had before, has now, or has with another number: `case-12`, and what became of it.
fn changes(figure: &Figure, then: (&Store, &Period), now: (&Store, &Period)) -> Result<Vec<(String, Change)>> {
    let trace = |(store, period): (&Store, &Period)| store.trace(figure, period, &[]);
    let (old, new) = (trace(then)?, trace(now)?);
    let (had, has) = (lines(&old), lines(&new));
    let mut seen = HashSet::new();
    let changes = new.iter().chain(&old).filter(|source| seen.insert(source.id)).filter_map(|source| {
        let change = match (had.get(&source.id), has.get(&source.id)) {
            (had, has) if had == has => return None,
            (None, _) => Change::Added,
            (_, None) => Change::Gone,
            _ => Change::Changed,
        };
        Some((source.name(), change))
    });
    Ok(changes.collect())
}

/// What each record contributes on which day.
fn lines(sources: &[Source]) -> HashMap<Uuid, Vec<(NaiveDate, Amount)>> {
    let mut lines: HashMap<Uuid, Vec<(NaiveDate, Amount)>> = HashMap::new();
    for source in sources {
        lines.entry(source.id).or_default().push((source.date, source.amount));
    }
    lines
}
