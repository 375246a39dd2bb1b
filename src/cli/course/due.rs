//! `due`: what must have come to its next stage, and by when.

use std::rc::Rc;

use crate::cli::args::{Given, TOLD, examples, option, switch};
use crate::cli::course::matter::{Matter, SOON, View, is_handled, joined, lateness, marked, means, tone};
use crate::cli::desk::{Desk, or_none};
use crate::cli::records::query::filters;
use crate::cli::task::{Verb, Work};
use crate::error::{Kind, Result};
use crate::ledger::{Course, Due, Field, Handling, Ledger, Record, Value};
use crate::period::{Period, read_sure_day};
use crate::sheet::{Cell, Column, Face, Sheet, Table};
use crate::store::Query;
use crate::text::Lang;
use crate::vocabulary::{Set, Vocabulary};
use chrono::NaiveDate;

/// `LEDGER due`.
pub const VERB: Verb = Verb::new("due", Ledger::has_course, Work::Reads(due)).with(|command, ledger, lang| {
    command
        .args(narrowed(ledger).map(|unit| option(unit.key, "UNIT", TOLD)))
        .args([option("on", "DAY", TOLD), switch("fail", TOLD)])
        .after_help(examples(&[&setting(ledger), &format!("qjcppcc {} due --fail", ledger.key)], lang))
});

/// The filter for a unit, where matters are handed over to units.
fn narrowed(ledger: &Ledger) -> Option<&'static Field> {
    filters(ledger).find(|filter| filter.key == "unit")
}

/// How a limit is set, for example.
fn setting(ledger: &Ledger) -> String {
    match ledger.children.iter().find_map(|child| child.limit) {
        Some(limit) => format!("qjcppcc setting set {limit} 90d"),
        None => format!("qjcppcc setting set {}.limit.{{stage}} 15d", ledger.key),
    }
}

fn due(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = Rc::new(desk.reader()?);
    let lang = desk.lang;
    let today = desk.outside.today();
    let on = given.read("on", |day| read_sure_day(day, today, true))?;
    let view = View::new(desk, &store, given.ledger(), on.unwrap_or(today))?;
    let (home, mut is_any) = (given.ledger(), false);
    let door = desk.door(&store, home);
    let unit = narrowed(home).and_then(|field| Some(door.read(field, given.field(field)?))).transpose()?;
    let query = Query {
        period: Some(Period { from: NaiveDate::MIN, to: view.until, name: String::new() }),
        open: view.until.succ_opt().map(|after| (after, view.until)),
        // Nothing is due where no limit is set, and nobody sets the day of an answer.
        limit: (view.limits.is_empty() && !is_handled(home)).then_some(0),
        ..Query::of(home)
    };
    let (columns, readers): (Vec<Column>, Vec<Reader>) = columns(home, store.vocabulary(), lang).into_iter().unzip();
    let (mut rows, mut any_late) = (Vec::new(), false);
    store.each(&query, |record| {
        let matter = Matter::of(&store, record)?.shown(Record::masked);
        let course = view.course(&matter);
        let Some((due, late)) = view.due(&course) else { return Ok(()) };
        is_any = true;
        if awaited(&course.handling, unit.as_ref()) {
            any_late |= late > 0;
            let waiting = Waiting { view: &view, course: &course, due, late };
            rows.push(((due.day, matter.record.no), readers.iter().map(|read| read(&waiting)).collect()));
        }
        Ok(())
    })?;
    if view.limits.is_empty() && !is_any {
        let set = store.vocabulary().filled(&setting(home), lang);
        desk.remark(&message!("还没有设环节时限；例如：{set}", "no limits are set; for example: {set}"));
    }
    rows.sort_by_key(|(place, _)| *place);
    let mut table = Table::new(columns);
    for (_, cells) in rows {
        table.push(cells);
    }
    if given.switch("fail") && any_late {
        desk.code = Kind::Differs.exit_code();
    }
    let matter = home.procedure.matter.zh;
    Ok(or_none(Sheet::list(table), &phrase!(lang, "没有到期的{matter}", "nothing is due")))
}

/// Whether somebody waits for the unit that is asked for, if one is: of several that answer by themselves, for those that have not.
fn awaited(handling: &Handling, unit: Option<&Value>) -> bool {
    let Some(Value::Text(name)) = unit else { return true };
    handling.waits_for().iter().chain(&handling.assists).any(|unit| means(handling, name, unit))
}

/// A matter whose next stage is due some day.
struct Waiting<'a> {
    view: &'a View,
    course: &'a Course<'a>,
    due: Due,
    late: i64,
}

impl Waiting<'_> {
    /// Units that have a part in it, as one word for people; nothing where there are none.
    fn units(&self, of: for<'u> fn(&'u Handling) -> Vec<&'u str>) -> Cell {
        let names = of(&self.course.handling);
        let data = Cell::List(names.iter().map(|name| Cell::text(name)).collect());
        let words = names.join(self.view.lang.pick("、", ", "));
        if names.is_empty() { Cell::Empty } else { Cell::worded(words, data) }
    }

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

fn columns(ledger: &Ledger, vocabulary: &Vocabulary, lang: Lang) -> Vec<(Column, Reader)> {
    let part = vocabulary.set_label(Set::Town);
    let said = |key: &str, zh, en| Column::new(key, lang.pick(zh, en));
    let mut columns: Vec<(Column, Reader)> = vec![
        (Column::data("id"), |it| Cell::Text(it.course.matter.id.to_string())),
        (said("no", "编号", "no").right(), |it| Cell::Whole(it.course.matter.no)),
        (said("title", "标题", "title"), |it| Cell::words(it.course.matter.text("title"))),
        (Column::data("town"), |it| Cell::words(it.course.matter.text("town"))),
        (said("town_name", part.zh, part.en).face(Face::Page).sparse(), |it| {
            Cell::words(Some(it.view.town(it.course.matter)).filter(|town| !town.is_empty()))
        }),
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
        (said("lead", "承办单位", "lead"), |it| joined(&it.course.leads(), it.view.lang)),
        (Column::data("proposer"), |it| {
            Cell::List(it.course.matter.names("proposer").iter().cloned().map(Cell::Text).collect())
        }),
    ];
    if is_handled(ledger) {
        let units: [(Column, Reader); 2] = [
            (said("assist", "协办", "assisting").sparse(), |it| it.units(|units| units.assists.clone())),
            (said("awaited", "还没答复", "no answer from").sparse(), |it| {
                it.units(|units| if units.separate { units.waits_for() } else { Vec::new() })
            }),
        ];
        columns.extend(units);
    }
    columns
}
