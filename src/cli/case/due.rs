//! `case due`: what must have come to its next stage, and by when.

use std::rc::Rc;

use chrono::NaiveDate;
use clap::Command;

use crate::cli::args::{Given, examples, option, switch};
use crate::cli::case::matter::{Matter, SOON, View, lateness, marked, tone};
use crate::cli::desk::{Desk, or_none};
use crate::cli::task::{Verb, Work, of_course};
use crate::error::{Kind, Result};
use crate::ledger::{Course, Due, Ledger, Record, STAGES, Value};
use crate::period::{Period, read_day};
use crate::sheet::{Cell, Column, Face, Sheet, Table};
use crate::store::Query;
use crate::text::{Lang, text};

/// `case due`.
pub const VERB: Verb = Verb {
    name: "due",
    about: text("到期的：谁的哪一步迟了、快到了", "what is due, soon due and late"),
    of: of_course,
    options,
    work: Work::Reads(due),
};

fn options(command: Command, _: &'static Ledger, lang: Lang) -> Command {
    command
        .arg(option("on", "DAY", lang.pick("按哪一天看，默认今天", "as of this day, default today")))
        .arg(switch("fail", lang.pick("有迟的就以 6 退出，供 cron 用", "exit with 6 when something is late, for cron")))
        .after_help(examples(&["qjcppcc setting set case.limit.assignment 15d", "qjcppcc case due --fail"], lang))
}

fn due(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = Rc::new(desk.reader()?);
    let lang = desk.lang;
    let today = desk.outside.today();
    let on = given.read("on", |day| read_day(day, today))?;
    let view = View::new(desk, &store, on.unwrap_or(today))?;
    if view.limits.is_empty() {
        desk.remark(&message!(
            "还没有设环节时限；例如：qjcppcc setting set case.limit.assignment 15d",
            "no limits are set; for example: qjcppcc setting set case.limit.assignment 15d"
        ));
    }
    let query = Query {
        period: Some(Period { from: NaiveDate::MIN, to: view.until, name: String::new() }),
        ..Query::of(given.ledger())
    };
    let mut rows = Vec::new();
    store.each(&query, |record| {
        let matter = Matter::of(&store, record)?.shown(Record::masked);
        let course = matter.course(view.until);
        if let Some((due, late)) = view.due(&course) {
            rows.push(((due.day, matter.record.no), late, cells(&view, &course, due, late)));
        }
        Ok(())
    })?;
    rows.sort_by_key(|(place, ..)| *place);
    let any_late = rows.iter().any(|(_, late, _)| *late > 0);
    let mut table = Table::new(columns(lang));
    for (.., cells) in rows {
        table.push(cells);
    }
    if given.switch("fail") && any_late {
        desk.code = Kind::Differs.exit_code();
    }
    Ok(or_none(Sheet::list(table), lang.pick("没有到期的事项", "nothing is due")))
}

fn columns(lang: Lang) -> Vec<Column> {
    let label = |zh, en| lang.pick(zh, en);
    vec![
        Column::new("id", "id").face(Face::Data),
        Column::new("no", label("编号", "no")).right(),
        Column::new("title", label("标题", "title")),
        Column::new("town", "town").face(Face::Data),
        Column::new("town_name", label("镇街", "town")).face(Face::Page),
        Column::new("stage", "stage").face(Face::Data),
        Column::new("stage_name", label("现在", "now at")).face(Face::Page),
        Column::new("since", "since").face(Face::Data),
        Column::new("next", "next").face(Face::Data),
        Column::new("next_name", label("下一环节", "next")).face(Face::Page),
        Column::new("due", label("期限", "due")),
        Column::new("late", "late").face(Face::Data),
        Column::new("status", "status").face(Face::Data),
        Column::new("state", label("情况", "state")).face(Face::Page),
        Column::new("lead", label("承办单位", "lead")),
        Column::new("proposer", "proposer").face(Face::Data),
    ]
}

fn cells(view: &View, course: &Course, due: Due, late: i64) -> Vec<Cell> {
    let matter = course.matter;
    let status = match late {
        1.. => "late",
        0 => "today",
        _ if late >= -SOON => "soon",
        _ => "later",
    };
    let tone = (late >= -SOON).then(|| tone(late));
    let proposer = if let Some(Value::List(names)) = matter.get("proposer") { names.as_slice() } else { &[] };
    vec![
        Cell::Text(matter.id.to_string()),
        Cell::Whole(matter.no),
        Cell::words(matter.text("title")),
        Cell::words(matter.text("town")),
        Cell::Text(view.town(matter)),
        Cell::Text(STAGES[course.stage].key.to_owned()),
        Cell::Text(view.stage(course.stage).to_owned()),
        Cell::Date(course.since),
        Cell::Text(STAGES[due.stage].key.to_owned()),
        Cell::Text(view.stage(due.stage).to_owned()),
        Cell::Date(due.day),
        Cell::Whole(late),
        Cell::Text(status.to_owned()),
        marked((tone, lateness(late, view.lang))),
        Cell::words(course.lead()),
        Cell::List(proposer.iter().cloned().map(Cell::Text).collect()),
    ]
}
