//! What was changed, whether everything is as the entries say, and copies: `log`, `verify`, `rebuild`, `head`, `backup`,
//! `restore`.

use std::path::Path;

use chrono::DateTime;
use clap::ArgMatches;

use super::records::Shown;
use super::{Desk, or_none, text_of};
use crate::error::{Error, Kind, Result};
use crate::ledger::Ledger;
use crate::message;
use crate::period::read_day;
use crate::sheet::{Cell, Column, Face, Sheet, Table};
use crate::store::{Access, Entry, Op, Store};
use crate::text::{Message, Text, text};

/// `log [NO]`: every change, the latest first.
pub fn log(desk: &mut Desk, matches: &ArgMatches) -> Result<Sheet> {
    let store = desk.reader()?;
    let everything: Vec<&'static Ledger> = Ledger::all().collect();
    let record = text_of(matches, "no").map(|name| store.find(name, &everything)).transpose()?;
    let since = text_of(matches, "since").map(|day| read_day(day, desk.setting.today())).transpose()?;
    let limit = text_of(matches, "limit").map_or(Ok(usize::MAX), super::reading::limit)?;
    let wanted = |entry: &Entry| {
        let moment = DateTime::parse_from_rfc3339(&entry.stamp.at).ok();
        let day = moment.map(|moment| moment.with_timezone(&desk.setting.now.timezone()).date_naive());
        record.as_ref().is_none_or(|record| record.id == entry.record.id)
            && since.is_none_or(|since| day.is_some_and(|day| day >= since))
            && text_of(matches, "by").is_none_or(|name| entry.stamp.actor == name)
    };
    let mut entries = std::collections::VecDeque::new();
    store.entries(|entry| {
        if wanted(&entry) {
            entries.push_front(entry);
            entries.truncate(limit);
        }
        Ok(())
    })?;
    let mut table = Table::new(columns(desk));
    for entry in &entries {
        table.push(cells(desk, &store, entry)?);
    }
    Ok(or_none(Sheet::list(table), desk.lang.pick("没有流水", "no entries")))
}

/// `verify [--head H]`: exit 6 with the first thing that is wrong.
pub fn verify(desk: &mut Desk, matches: &ArgMatches) -> Result<Sheet> {
    let store = desk.reader()?;
    let checked = store.verify().map_err(|error| match store.path() {
        Some(path) => error.file(&path.display().to_string()),
        None => error,
    })?;
    if let Some(head) = text_of(matches, "head").filter(|head| !store.has_been_at(head).unwrap_or(false)) {
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
    let entries = checked.entries;
    let head = checked.head.clone().unwrap_or_else(|| "—".to_owned());
    let members = vec![("entries".to_owned(), Cell::Whole(entries)), ("head".to_owned(), Cell::words(checked.head))];
    Ok(desk.said(
        members,
        &message!(
            "完好：{entries}条流水，各表与流水一致。台账状态 {head}",
            "sound: {entries} entries, and every table is what they say. State {head}"
        ),
    ))
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
pub fn backup(desk: &mut Desk, matches: &ArgMatches) -> Result<Sheet> {
    let (path, _) = desk.file()?;
    let target = text_of(matches, "file").unwrap_or_default();
    copied(desk, &Store::open(&path, Access::Write)?, target, &message!("已备份到", "backed up to"))
}

/// `restore FILE --to NEW`: never over an existing ledger.
pub fn restore(desk: &mut Desk, matches: &ArgMatches) -> Result<Sheet> {
    let source = text_of(matches, "file").unwrap_or_default();
    let Some(target) = text_of(matches, "to") else {
        return Err(Error::usage(
            "missing_argument",
            message!("没有写恢复到哪里", "it does not say where to restore to"),
        )
        .hint(message!("加上 --to 新文件；现有的台账不会被覆盖", "add --to NEW; no ledger is ever overwritten"))
        .field("to"));
    };
    let store = Store::open(Path::new(source), Access::Write)?;
    store.verify().map_err(|error| error.file(source))?;
    copied(desk, &store, target, &message!("已恢复到", "restored to"))
}

fn copied(desk: &Desk, store: &Store, target: &str, done: &Message) -> Result<Sheet> {
    if desk.switched("dry-run") {
        return Err(Error::usage("no_dry_run", message!("这个命令不能演练", "this command has no dry run"))
            .hint(message!("它只新建一个文件，不改动台账", "it only makes a new file and changes no ledger")));
    }
    let copy = store.copy_to(Path::new(target))?;
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
        Column::new("at", "at").face(Face::Data),
        Column::new("when", label("时间", "when")).face(Face::Page),
        Column::new("actor", label("谁", "who")),
        Column::new("os", "os").face(Face::Data),
        Column::new("batch", "batch").face(Face::Data),
        Column::new("op", "op").face(Face::Data),
        Column::new("did", label("操作", "did")).face(Face::Page),
        Column::new("id", "id").face(Face::Data),
        Column::new("record", label("记录", "record")),
        Column::new("changes", "changes").face(Face::Data),
        Column::new("what", label("内容", "what")).face(Face::Page),
        Column::new("reason", label("原因", "why")),
    ]
}

fn cells(desk: &Desk, store: &Store, entry: &Entry) -> Result<Vec<Cell>> {
    let shown = Shown { store, lang: desk.lang };
    let before = if entry.op == Op::Edit { store.before(entry)? } else { None };
    let changes = before.as_ref().map_or_else(Vec::new, |before| shown.changes(before, &entry.record));
    let what = match entry.op {
        Op::Edit => {
            changes.iter().map(|(_, label, from, to)| format!("{label} {from}→{to}")).collect::<Vec<_>>().join(" · ")
        }
        _ => shown.echo(&entry.record).split_once(" · ").map(|(_, rest)| rest.to_owned()).unwrap_or_default(),
    };
    let fields = changes.into_iter().map(|(key, _, from, to)| {
        Cell::Object(vec![
            ("field".to_owned(), Cell::Text(key)),
            ("from".to_owned(), Cell::Text(from)),
            ("to".to_owned(), Cell::Text(to)),
        ])
    });
    let moment = DateTime::parse_from_rfc3339(&entry.stamp.at).ok();
    let local =
        moment.map(|moment| moment.with_timezone(&desk.setting.now.timezone()).format("%Y-%m-%d %H:%M").to_string());
    Ok(vec![
        Cell::Whole(entry.seq),
        Cell::Text(entry.stamp.at.clone()),
        Cell::words(local),
        Cell::Text(entry.stamp.actor.clone()),
        Cell::Text(entry.stamp.os.clone()),
        Cell::Whole(entry.batch),
        Cell::Text(entry.op.key().to_owned()),
        Cell::Text(did(entry.op).lang(desk.lang).to_owned()),
        Cell::Text(entry.record.id.to_string()),
        Cell::Text(entry.record.name()),
        Cell::List(fields.collect()),
        Cell::Text(what),
        Cell::words(entry.reason.clone()),
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
