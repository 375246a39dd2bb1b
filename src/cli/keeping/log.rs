//! `log`: every change, the latest first.

use crate::cli::args::{Given, TOLD, argument, option, switch};
use crate::cli::desk::Desk;
use crate::cli::records::query;
use crate::cli::records::words::Shown;
use crate::cli::task::Task;
use crate::error::Result;
use crate::ledger::{Ledger, mask, name_of};
use crate::period::read_sure_day;
use crate::sheet::{Cell, Column, Face, Row, Sheet, Table};
use crate::store::{Entry, Op};
use crate::text::Lang;
use chrono::{DateTime, FixedOffset, NaiveDateTime};

/// `log [NO]`.
pub const TASK: Task = Task::reads("log", log).with(|command, lang| {
    command
        .arg(argument("no", "NO", TOLD).num_args(0..))
        .args([option("since", "DAY", TOLD), option("limit", "N", TOLD), switch("unmask", TOLD)])
        .after_help(lang.pick("只看某人的：--actor 姓名", "by one person only: --actor NAME"))
});

fn log(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let everything: Vec<&'static Ledger> = Ledger::all().collect();
    let mut names = given.texts("no").peekable();
    let records = names.peek().is_some().then(|| store.find_all(names, &everything)).transpose()?;
    let records = records.map(|records| records.iter().map(|record| record.id).collect::<Vec<_>>());
    let since = given.text("since").map(|day| read_sure_day(day, desk.outside.today(), false)).transpose()?;
    let limit = given.text("limit").map_or(Ok(usize::MAX), query::limit)?;
    let actor = desk.option("actor").map(str::to_owned);
    let (full, lang, zone) = (given.switch("unmask"), desk.lang, desk.outside.now.timezone());
    let wanted = move |entry: &Entry| {
        since.is_none_or(|since| moment(entry, zone).is_some_and(|moment| moment.date_naive() >= since))
    };
    let (columns, readers): (Vec<Column>, Vec<Reader>) = columns(lang).into_iter().unzip();
    let table = Table::lazy(columns, move |places, take| {
        let shown = Shown { store: &store, lang };
        let mut left = limit;
        store.entries_back(records.as_deref(), actor.as_deref(), |entry| {
            if left > 0 && wanted(&entry) {
                left -= 1;
                let told = told(&shown, &entry, full, zone)?;
                take(Row::Cells(places.iter().map(|place| readers[*place](&told)).collect()))?;
            }
            Ok(left > 0)
        })
    });
    Ok(Sheet::list(table.or(lang.pick("没有流水", "no entries"))))
}

/// An entry as it may be shown.
struct Told<'a> {
    entry: &'a Entry,
    /// Its site, unless that is this one; and what its record is called here.
    site: Option<String>,
    name: String,
    local: Option<NaiveDateTime>,
    did: &'static str,
    what: Cell,
    reason: Option<String>,
}

type Reader = fn(&Told) -> Cell;

fn columns(lang: Lang) -> [(Column, Reader); 14] {
    let said = |key, zh, en| Column::new(key, lang.pick(zh, en));
    [
        (said("seq", "序号", "entry").right(), |it| {
            let number = Cell::Whole(it.entry.number);
            let named = it.site.as_ref().map(|site| format!("{}@{site}", it.entry.number));
            named.map_or(number.clone(), |name| Cell::worded(name, number))
        }),
        (Column::data("site"), |it| Cell::words(it.site.clone())),
        (said("at", "时间", "at").face(Face::Data), |it| Cell::Text(it.entry.stamp.at.clone())),
        (said("at", "时间", "when").face(Face::Page), |it| it.local.map_or(Cell::Empty, Cell::Moment)),
        (said("actor", "谁", "who"), |it| Cell::Text(it.entry.stamp.actor.clone())),
        (Column::data("os"), |it| Cell::Text(it.entry.stamp.os.clone())),
        (Column::data("batch"), |it| Cell::Whole(it.entry.number - (it.entry.seq - it.entry.batch))),
        (said("op", "操作", "did"), |it| Cell::worded(it.did, Cell::text(it.entry.op.key()))),
        (Column::data("id"), |it| Cell::Text(it.entry.record.id.to_string())),
        (said("record", "记录", "record"), |it| Cell::Text(it.name.clone())),
        (said("changes", "内容", "what"), |it| it.what.clone()),
        (said("reason", "原因", "why"), |it| Cell::words(it.reason.clone())),
        (Column::data("undo"), |it| whole(it.entry.origin.as_ref().and_then(|origin| origin.undo))),
        (Column::data("redo"), |it| whole(it.entry.origin.as_ref().and_then(|origin| origin.redo))),
    ]
}

fn whole(number: Option<i64>) -> Cell {
    number.map_or(Cell::Empty, Cell::Whole)
}

fn told<'a>(shown: &Shown, entry: &'a Entry, full: bool, zone: FixedOffset) -> Result<Told<'a>> {
    let before = if entry.op == Op::Edit { shown.store.before(entry)? } else { None };
    let changes = before.as_ref().map_or_else(Vec::new, |before| shown.changes(before, &entry.record, full));
    let record = if full { entry.record.clone() } else { entry.record.clone().masked() };
    let what = shown.told(before.as_ref().map(|_| &changes[..]), &record);
    let fields = changes.into_iter().map(|(key, _, from, to)| {
        Cell::object([("field", key), ("from", from), ("to", to)].map(|(key, words)| (key, Cell::Text(words))))
    });
    let site = shown.store.site_of(entry);
    let is_shared = shown.store.sites().is_some();
    let called = if is_shared { shown.store.called(entry.record.id)? } else { None };
    // What waits is not among the records yet.
    let own = || name_of(record.ledger, record.no, site.as_deref());
    Ok(Told {
        entry,
        name: called.map_or_else(own, |(name, _)| name),
        site,
        local: moment(entry, zone).map(|moment| moment.naive_local()),
        did: entry.op.label().lang(shown.lang),
        what: Cell::worded(what, Cell::List(fields.collect())),
        reason: entry.reason.as_deref().map(|reason| if full { reason.to_owned() } else { mask(reason) }),
    })
}

/// When an entry was made, by the clock of the office.
fn moment(entry: &Entry, zone: FixedOffset) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(&entry.stamp.at).ok().map(|moment| moment.with_timezone(&zone))
}
