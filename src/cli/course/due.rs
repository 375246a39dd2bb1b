//! `due`: what must have come to its next stage, and by when.

use std::rc::Rc;

use crate::cli::args::{Given, examples, option, switch};
use crate::cli::course::matter::{Matter, SOON, View, lateness, marked, tone};
use crate::cli::desk::{Desk, or_none};
use crate::cli::task::{Verb, Work};
use crate::error::{Kind, Result};
use crate::ledger::{Course, Due, Ledger, Record, Value};
use crate::period::{Period, read_sure_day};
use crate::sheet::{Cell, Column, Face, Sheet, Table};
use crate::store::Query;
use crate::text::{Lang, text};
use crate::vocabulary::{Set, Vocabulary};
use chrono::NaiveDate;

/// `LEDGER due`.
pub const VERB: Verb = Verb::new("due", Ledger::has_course, Work::Reads(due))
    .about(text("到期的：谁的哪一步迟了、快到了", "what is due, soon due and late"))
    .with(|command, ledger, lang| {
        let fail = lang.pick("有迟的就以 6 退出，供 cron 用", "exit with 6 when something is late, for cron");
        command
            .arg(option("on", "DAY", lang.pick("按哪一天看，默认今天", "as of this day, default today")))
            .arg(switch("fail", fail))
            .after_help(examples(&[&setting(ledger), &format!("qjcppcc {} due --fail", ledger.key)], lang))
    });

/// How a limit is set, for example.
fn setting(ledger: &Ledger) -> String {
    format!("qjcppcc setting set {}.limit.{{stage}} 15d", ledger.key)
}

fn due(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = Rc::new(desk.reader()?);
    let lang = desk.lang;
    let today = desk.outside.today();
    let on = given.read("on", |day| read_sure_day(day, today, true))?;
    let view = View::new(desk, &store, given.ledger(), on.unwrap_or(today))?;
    if view.limits.is_empty() {
        let set = store.vocabulary().filled(&setting(given.ledger()), lang);
        desk.remark(&message!("还没有设环节时限；例如：{set}", "no limits are set; for example: {set}"));
    }
    let query = Query {
        period: Some(Period { from: NaiveDate::MIN, to: view.until, name: String::new() }),
        ..Query::of(given.ledger())
    };
    let (columns, readers): (Vec<Column>, Vec<Reader>) = columns(store.vocabulary(), lang).into_iter().unzip();
    let (mut rows, mut any_late) = (Vec::new(), false);
    store.each(&query, |record| {
        let matter = Matter::of(&store, record)?.shown(Record::masked);
        let course = view.course(&matter);
        if let Some((due, late)) = view.due(&course) {
            any_late |= late > 0;
            let waiting = Waiting { view: &view, course: &course, matter: &matter.record, due, late };
            rows.push(((due.day, matter.record.no), readers.iter().map(|read| read(&waiting)).collect()));
        }
        Ok(())
    })?;
    rows.sort_by_key(|(place, _)| *place);
    let mut table = Table::new(columns);
    for (_, cells) in rows {
        table.push(cells);
    }
    if given.switch("fail") && any_late {
        desk.code = Kind::Differs.exit_code();
    }
    let matter = given.ledger().procedure.matter.zh;
    Ok(or_none(Sheet::list(table), &phrase!(lang, "没有到期的{matter}", "nothing is due")))
}

/// A matter whose next stage is due some day.
struct Waiting<'a> {
    view: &'a View,
    course: &'a Course<'a>,
    matter: &'a Record,
    due: Due,
    late: i64,
}

impl Waiting<'_> {
    fn status(&self) -> &'static str {
        match self.late {
            1.. => "late",
            0 => "today",
            late if late >= -SOON => "soon",
            _ => "later",
        }
    }
}

/// How a column is read from what waits.
type Reader = fn(&Waiting) -> Cell;

fn columns(vocabulary: &Vocabulary, lang: Lang) -> [(Column, Reader); 16] {
    let part = vocabulary.set_label(Set::Town);
    let said = |key: &str, zh, en| Column::new(key, lang.pick(zh, en));
    [
        (Column::data("id"), |it| Cell::Text(it.matter.id.to_string())),
        (said("no", "编号", "no").right(), |it| Cell::Whole(it.matter.no)),
        (said("title", "标题", "title"), |it| Cell::words(it.matter.text("title"))),
        (Column::data("town"), |it| Cell::words(it.matter.text("town"))),
        (said("town_name", part.zh, part.en).face(Face::Page), |it| Cell::Text(it.view.town(it.matter))),
        (Column::data("stage"), |it| Cell::words(it.course.stages.key(it.course.stage))),
        (said("stage_name", "现在", "now at").face(Face::Page), |it| {
            Cell::text(it.view.stage(it.course, it.course.stage))
        }),
        (Column::data("since"), |it| Cell::Date(it.course.since)),
        (Column::data("next"), |it| Cell::words(it.course.stages.key(it.due.stage))),
        (said("next_name", "下一环节", "next").face(Face::Page), |it| {
            Cell::text(it.view.stage(it.course, it.due.stage))
        }),
        (said("due", "期限", "due"), |it| Cell::Date(it.due.day)),
        (Column::data("late"), |it| Cell::Whole(it.late)),
        (Column::data("status"), |it| Cell::text(it.status())),
        (said("state", "情况", "state").face(Face::Page), |it| {
            marked(((it.late >= -SOON).then(|| tone(it.late)), lateness(it.late, it.view.lang)))
        }),
        (said("lead", "承办单位", "lead"), |it| {
            Cell::words(Some(it.course.leads().join("、")).filter(|it| !it.is_empty()))
        }),
        (Column::data("proposer"), |it| match it.matter.get("proposer") {
            Some(Value::List(names)) => Cell::List(names.iter().cloned().map(Cell::Text).collect()),
            _ => Cell::List(Vec::new()),
        }),
    ]
}
