//! What was changed, whether everything is as the entries say, and copies: `log`, `verify`, `rebuild`, `head`, `backup`,
//! `restore`.

use std::path::Path;

use crate::cli::args::given::Given;
use crate::cli::desk::Desk;
use crate::cli::office::claim;
use crate::cli::output::answer::Answer;
use crate::cli::output::printed::Printed;
use crate::cli::output::rows::{Rows, Take};
use crate::cli::records::evidence;
use crate::error::{Error, Kind, Result};
use crate::ledger::{CLAIMS, Ledger, is_free, mask};
use crate::message;
use crate::period::read_day;
use crate::sheet::{Cell, Column, Face, Sheet};
use crate::store::{Access, Entry, Op, Query, Store};
use crate::text::{Message, Text, text};
use chrono::DateTime;

/// `log [NO]`: every change, the latest first.
pub fn log(desk: &Desk, given: &Given, answer: &Answer) -> Result<Printed> {
    let store = desk.reader()?;
    let everything: Vec<&'static Ledger> = Ledger::all().collect();
    let record = given.text("no").map(|name| store.find(name, &everything)).transpose()?;
    let since = given.text("since").map(|day| read_day(day, desk.outside.today())).transpose()?;
    let limit = given.text("limit").map_or(Ok(usize::MAX), crate::cli::records::list::limit)?;
    let wanted = |entry: &Entry| {
        let moment = DateTime::parse_from_rfc3339(&entry.stamp.at).ok();
        let day = moment.map(|moment| moment.with_timezone(&desk.outside.now.timezone()).date_naive());
        since.is_none_or(|since| day.is_some_and(|day| day >= since))
    };
    let full = given.switch("unmask");
    let each = |take: Take| {
        let mut left = limit;
        store.entries_back(record.as_ref().map(|record| record.id), desk.option("actor"), |entry| {
            if left > 0 && wanted(&entry) {
                left -= 1;
                take(cells(desk, &store, &entry, full)?)?;
            }
            Ok(left > 0)
        })
    };
    Rows { columns: columns(desk), each: &each, nothing: desk.lang.pick("没有流水", "no entries") }.give(desk, answer)
}

/// `verify [--head H] [--evidence DIR]`: exit 6 with the first thing that is wrong, or with all that disagrees outside.
pub fn verify(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let checked = store.verify(desk.outside.progress).map_err(|error| match store.path() {
        Some(path) => error.file(&path.display().to_string()),
        None => error,
    })?;
    if let Some(head) = given.text("head").filter(|head| !store.has_been_at(head).unwrap_or(false)) {
        return Err(Error::new(
            Kind::Differs,
            "other_history",
            message!("这份台账从来不是 {head} 这个状态", "this ledger has never been at {head}"),
        )
        .hint(message!(
            "可能被换回旧文件、删去末尾或整个重写；换用备份",
            "an old copy may have been put back, the tail cut, or all of it rewritten; use a backup"
        )));
    }
    let evidence = given.text("evidence").map(|folder| evidence::look(&store, folder)).transpose()?;
    let mut troubles = claim::disagreements(&store, None)?;
    let claims = store.list(&Query::of(CLAIMS))?.len();
    let fine = evidence.as_ref().map(|found| found.fine);
    troubles.extend(evidence.into_iter().flat_map(|found| found.troubles));
    if !troubles.is_empty() {
        return Err(disagreeing(troubles, fine));
    }
    let entries = checked.entries;
    let whole = |count: usize| Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX));
    let head = checked.head.clone().unwrap_or_else(|| "—".to_owned());
    let mut words = message!(
        "完好：{entries}条流水，各表与流水一致。台账状态 {head}",
        "sound: {entries} entries, and every table is what they say. State {head}"
    );
    if claims > 0 {
        words.zh += &format!("。外部数字{claims}个，都相符");
        words.en += &format!(". Claims: {claims}, and all agree");
    }
    if let Some(fine) = fine {
        words.zh += &format!("。佐证{fine}份，都在，没有改动");
        words.en += &format!(". Evidence: {fine} files, all there and unchanged");
    }
    let members = vec![
        ("entries".to_owned(), Cell::Whole(entries)),
        ("head".to_owned(), Cell::words(checked.head)),
        ("claims".to_owned(), whole(claims)),
        ("evidence".to_owned(), fine.map_or(Cell::Empty, whole)),
    ];
    Ok(desk.said(members, &words))
}

/// What is around the ledger does not go with it: figures given by others, files of evidence.
fn disagreeing(troubles: Vec<Error>, fine: Option<usize>) -> Error {
    let count = troubles.len();
    let (mut zh, mut en) = (
        format!("台账本身完好，但有{count}处与外面不符"),
        format!("the ledger itself is sound, but things around it differ: {count}"),
    );
    if let Some(fine) = fine {
        zh += &format!("；佐证完好的{fine}份");
        en += &format!("; evidence in order: {fine} files");
    }
    let mut error = Error::new(Kind::Differs, troubles[0].code, Message { zh, en }).hint(message!(
        "外部数字：核对记录，或 qjcppcc claim void；佐证：找回原文件",
        "claims: check the records, or qjcppcc claim void; evidence: find the file that was recorded"
    ));
    error.more = troubles;
    error
}

/// `rebuild`: all derived rows anew.
pub fn rebuild(desk: &mut Desk) -> Result<Sheet> {
    let mut store = desk.writer()?;
    if desk.switched("dry-run") {
        return Err(Error::usage("no_dry_run", message!("rebuild 不能演练", "rebuild has no dry run"))
            .hint(message!("先用 verify 核对", "verify checks without changing anything")));
    }
    let entries = store.rebuild()?;
    let words = message!("已从{entries}条流水重做各表", "all tables were made anew from {entries} entries");
    Ok(desk.done(vec![("entries".to_owned(), Cell::Whole(entries))], words.lang(desk.lang)))
}

/// `head`: the state of the ledger in one line.
pub fn head(desk: &mut Desk) -> Result<Sheet> {
    let head = desk.reader()?.head()?;
    let words = head.clone().unwrap_or_else(|| "—".to_owned());
    Ok(desk.said(vec![("head".to_owned(), Cell::words(head))], &message!("{words}", "{words}")))
}

/// `backup FILE`: a whole, verified copy, while others go on writing.
pub fn backup(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (path, _) = desk.file()?;
    let target = given.text("file").unwrap_or_default();
    copied(desk, &Store::open(&path, Access::Write)?, target, &message!("已备份到", "backed up to"))
}

/// `restore FILE --to NEW`: never over an existing ledger.
pub fn restore(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let source = given.text("file").unwrap_or_default();
    let Some(target) = given.text("to") else {
        return Err(Error::usage(
            "missing_argument",
            message!("没有写恢复到哪里", "it does not say where to restore to"),
        )
        .hint(message!("加上 --to 新文件；现有的台账不会被覆盖", "add --to NEW; no ledger is ever overwritten"))
        .field("to"));
    };
    let store = Store::open(Path::new(source), Access::Write)?;
    store.verify(desk.outside.progress).map_err(|error| error.file(source))?;
    copied(desk, &store, target, &message!("已恢复到", "restored to"))
}

fn copied(desk: &Desk, store: &Store, target: &str, done: &Message) -> Result<Sheet> {
    if desk.switched("dry-run") {
        return Err(Error::usage("no_dry_run", message!("这个命令不能演练", "this command has no dry run"))
            .hint(message!("它只新建一个文件，不改动台账", "it only makes a new file and changes no ledger")));
    }
    let copy = store.copy_to(Path::new(target), desk.outside.progress)?;
    let (entries, head) = (copy.entries, copy.head.clone().unwrap_or_else(|| "—".to_owned()));
    let done = done.lang(desk.lang);
    let words = desk.lang.pick(
        format!("{done} {target}，核对完好：{entries}条流水，台账状态 {head}"),
        format!("{done} {target} and verified: {entries} entries, state {head}"),
    );
    let members = vec![
        ("file".to_owned(), Cell::Text(target.to_owned())),
        ("entries".to_owned(), Cell::Whole(entries)),
        ("head".to_owned(), Cell::words(copy.head)),
    ];
    Ok(desk.done(members, &words))
}

fn columns(desk: &Desk) -> Vec<Column> {
    let label = |zh, en| desk.lang.pick(zh, en);
    vec![
        Column::new("seq", label("序号", "entry")).right(),
        Column::new("at", label("时间", "at")).face(Face::Data),
        Column::new("when", label("时间", "when")).face(Face::Page),
        Column::new("actor", label("谁", "who")),
        Column::new("os", "os").face(Face::Data),
        Column::new("batch", "batch").face(Face::Data),
        Column::new("op", label("操作", "did")),
        Column::new("id", "id").face(Face::Data),
        Column::new("record", label("记录", "record")),
        Column::new("changes", label("内容", "what")),
        Column::new("reason", label("原因", "why")),
    ]
}

fn cells(desk: &Desk, store: &Store, entry: &Entry, full: bool) -> Result<Vec<Cell>> {
    let shown = desk.shown(store);
    let before = if entry.op == Op::Edit { store.before(entry)? } else { None };
    let mut changes = before.as_ref().map_or_else(Vec::new, |before| shown.changes(before, &entry.record));
    let ledger = entry.record.ledger;
    for (_, _, from, to) in
        changes.iter_mut().filter(|(key, ..)| !full && ledger.field(key).is_some_and(|field| is_free(field.holds)))
    {
        (*from, *to) = (mask(from), mask(to));
    }
    let record = if full { entry.record.clone() } else { entry.record.clone().masked() };
    let reason = entry.reason.as_deref().map(|reason| if full { reason.to_owned() } else { mask(reason) });
    let what = match entry.op {
        Op::Edit => {
            changes.iter().map(|(_, label, from, to)| format!("{label} {from}→{to}")).collect::<Vec<_>>().join(" · ")
        }
        _ => shown.echo(&record).split_once(" · ").map(|(_, rest)| rest.to_owned()).unwrap_or_default(),
    };
    let fields = changes.into_iter().map(|(key, _, from, to)| {
        Cell::Object(vec![
            ("field".to_owned(), Cell::Text(key)),
            ("from".to_owned(), Cell::Text(from)),
            ("to".to_owned(), Cell::Text(to)),
        ])
    });
    let moment = DateTime::parse_from_rfc3339(&entry.stamp.at).ok();
    let local = moment.map(|moment| moment.with_timezone(&desk.outside.now.timezone()).naive_local());
    Ok(vec![
        Cell::Whole(entry.seq),
        Cell::Text(entry.stamp.at.clone()),
        local.map_or(Cell::Empty, Cell::Moment),
        Cell::Text(entry.stamp.actor.clone()),
        Cell::Text(entry.stamp.os.clone()),
        Cell::Whole(entry.batch),
        Cell::Worded(did(entry.op).lang(desk.lang).to_owned(), Box::new(Cell::Text(entry.op.key().to_owned()))),
        Cell::Text(entry.record.id.to_string()),
        Cell::Text(entry.record.name()),
        Cell::Worded(what, Box::new(Cell::List(fields.collect()))),
        Cell::words(reason),
    ])
}

fn did(op: Op) -> Text {
    match op {
        Op::Add => text("新增", "added"),
        Op::Edit => text("修改", "changed"),
        Op::Void => text("作废", "voided"),
        Op::Unvoid => text("恢复", "put back"),
    }
}
