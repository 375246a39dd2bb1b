//! Several desks: what this site calls itself, what two sites have both changed, what came after a year was closed, who has sent what.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use uuid::Uuid;

use crate::cli::args::{Given, TOLD, argument, option};
use crate::cli::desk::{Desk, or_none};
use crate::cli::records::words::Shown;
use crate::cli::task::{Task, Work};
use crate::door::admit;
use crate::error::Result;
use crate::import::nearly_titled;
use crate::ledger::{Ledger, Record, SITES, Value, ends_text, is_open, late_change, pair};
use crate::sheet::{Cell, Column, Face, Reader, Sheet, Table};
use crate::store::{Access, ChainEnd, Change, Conflict, Entry, Line, Op, Query, Received, Store, Taken};
use crate::text::Lang;

/// `site name|fork`.
pub const SITE: Task = Task::new("site", Work::Verbs(&[NAME, FORK]));

const NAME: Task = Task::changes("name", name)
    .with(|command, _| command.arg(argument("name", "NAME", TOLD).required(true)).arg(option("role", "ROLE", TOLD)));

const FORK: Task = Task::changes("fork", fork).with(|command, _| command.arg(argument("entry", "ENTRY", TOLD)));

/// `accept [ENTRY…] --late WHY`.
pub const ACCEPT: Task =
    Task::changes("accept", accept).with(|command, _| command.arg(argument("entry", "ENTRY", TOLD).num_args(0..)));

/// `conflicts [--keep NO|--other NO]`.
pub const CONFLICTS: Task = Task::changes("conflicts", conflicts)
    .with(|command, _| command.args([option("keep", "NO", TOLD), option("other", "NO", TOLD).conflicts_with("keep")]));

/// The record that names this site, as a new one or as it is to be from now on.
pub fn naming(desk: &Desk, store: &Store, name: &str, role: Option<&str>) -> Result<Record> {
    let own = store.list(&Query::by_number(SITES))?.into_iter().rfind(|record| record.site.is_none());
    let mut record = own.unwrap_or_else(|| {
        let mut record = Record::blank(SITES);
        record.id = desk.outside.new_id();
        record.set("date", Some(Value::Day(desk.outside.today())));
        record
    });
    let door = desk.door(store, SITES);
    door.put(&mut record, "title", Some(name))?;
    if role.is_some() {
        door.put(&mut record, "role", role)?;
    }
    admit(&record, store.vocabulary())?;
    Ok(record)
}

fn name(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let mut store = desk.writer()?;
    let mut record = naming(desk, &store, given.text("name").unwrap_or_default(), given.text("role"))?;
    let old = store.record(record.id)?;
    if old.as_ref().is_none_or(|old| old.content() != record.content()) {
        desk.change(
            &mut store,
            |change| {
                if old.is_some() { change.edit(&record, None) } else { change.add(&mut record) }
            },
        )?;
    }
    let (name, role) = (record.text("title").unwrap_or_default(), record.text("role"));
    let said = Shown { store: &store, lang: desk.lang }.told(None, &record);
    let words = message!("本站点：{said}", "this site: {said}");
    Ok(desk.tell([("name", Cell::text(name)), ("role", Cell::words(role))], &words))
}

fn fork(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let from = given.read("entry", |text| {
        text.parse::<i64>().ok().filter(|number| *number > 0).ok_or_else(|| {
            usage!("bad_entry": "“{text}”不是流水序号", "“{text}” is no number of an entry";
                "序号见 qjcppcc log", "qjcppcc log shows the numbers")
        })
    })?;
    let (mut store, dry) = (desk.writer()?, desk.switched("dry-run"));
    store.fork(from, &desk.stamp()?.at, dry)?;
    desk.kept |= !dry;
    let words = match from {
        Some(from) => message!(
            "本文件从第{from}条起算作另一个站点；给它起个名字：qjcppcc site name 名称",
            "from entry {from} on this file is that of another site; give it a name: qjcppcc site name NAME"
        ),
        None => message!(
            "本文件从下一条流水起算作另一个站点；给它起个名字：qjcppcc site name 名称",
            "from its next entry on this file is that of another site; give it a name: qjcppcc site name NAME"
        ),
    };
    Ok(desk.tell([("from", from.map_or(Cell::Empty, Cell::Whole))], &words))
}

/// Entries of another office are not taken in, unless this file has nothing of its own yet.
pub fn same_office(store: &Store, office: Option<&str>) -> Result<()> {
    let own = store.vocabulary().office("name").lang(Lang::Zh);
    let Some(other) = office.filter(|office| *office != own) else { return Ok(()) };
    if store.is_bare()? {
        return Ok(());
    }
    Err(refused!("other_office": "这是{other}的流水，本台账文件是{own}的，什么也没有并入",
        "these are entries of {other}, and this ledger file is that of {own}; nothing was taken in";
        "上级机关汇总几个单位：qjcppcc report --by office 文件夹",
        "to add up several offices: qjcppcc report --by office FOLDER"))
}

/// Takes entries in, into a new file where there is no default one yet.
pub fn merged(
    desk: &mut Desk,
    store: &mut Store,
    ends: (&[ChainEnd], &[ChainEnd]),
    lines: impl Iterator<Item = Result<Line>>,
) -> Result<Vec<Taken>> {
    let (now, dry) = (desk.stamp()?.at, desk.switched("dry-run"));
    if store.path().is_none() && !dry {
        let (path, _) = desk.file()?;
        Store::create(&path)?;
        *store = Store::open(&path, Access::Write)?;
    }
    let taken = store.merge(ends, lines, &now, dry)?;
    desk.kept |= !dry && !taken.is_empty();
    Ok(taken)
}

/// What is left to be settled after entries were taken in: records that may be one thing become pairs where this is the office, and what
/// waits and what two sites have changed is told. Answers the numbers of these.
pub fn after_merging(desk: &mut Desk, store: &mut Store, taken: &[Taken]) -> Result<[(&'static str, Cell); 3]> {
    let pairs = if desk.switched("dry-run") { Vec::new() } else { suspects(desk, store, taken)? };
    let (suspects, waiting, conflicts) = (pairs.len(), store.waiting()?.len(), store.conflicts()?.len());
    if suspects > 0 {
        desk.warn(&message!(
            "注意：有{suspects}对可能是同一件，见 qjcppcc duplicate list",
            "note: pairs that may be one thing: {suspects}; see qjcppcc duplicate list"
        ));
    }
    if waiting > 0 {
        desk.warn(&message!(
            "注意：有{waiting}条流水还没有算进去，见 qjcppcc accept",
            "note: entries that do not count yet: {waiting}; see qjcppcc accept"
        ));
    }
    if conflicts > 0 {
        desk.warn(&message!(
            "注意：有{conflicts}条记录两处都改过，见 qjcppcc conflicts",
            "note: records that two sites have changed: {conflicts}; see qjcppcc conflicts"
        ));
    }
    Ok([("suspects", suspects), ("waiting", waiting), ("conflicts", conflicts)]
        .map(|(key, all)| (key, Cell::count(all))))
}

/// The records that came and may be one thing with one of another site, each pair kept for somebody to settle. A desk leaves that to the
/// office.
fn suspects(desk: &mut Desk, store: &mut Store, taken: &[Taken]) -> Result<Vec<Record>> {
    let is_desk = store.sites().and_then(|sites| sites.own()).is_some_and(|own| own.role.as_deref() == Some("desk"));
    let mut pairs = BTreeMap::new();
    for record in if is_desk { Vec::new() } else { store.added_by(taken)? } {
        let Some((twin, _)) = store.twin(&record, nearly_titled, true)? else { continue };
        let (first, second) = if twin.id < record.id { (&twin, &record) } else { (&record, &twin) };
        let pair = pair(first.id, second.id, desk.outside.today(), None);
        if store.record(pair.id)?.is_none() {
            pairs.insert(pair.id, pair);
        }
    }
    let mut pairs: Vec<Record> = pairs.into_values().collect();
    if !pairs.is_empty() {
        desk.change(store, |change| pairs.iter_mut().try_for_each(|pair| change.add(pair)))?;
    }
    pairs.retain(is_open);
    Ok(pairs)
}

/// What an entry is called: `41`, or `41@永兴` where it is another site's.
fn entry_name(store: &Store, entry: &Entry) -> String {
    let named = store.sites().zip(store.identity_of(entry));
    named.map_or_else(|| entry.number.to_string(), |(sites, site)| sites.entry_name(site, entry.number))
}

fn accept(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let named: Vec<&str> = given.texts("entry").collect();
    if named.is_empty() {
        return waiting(desk);
    }
    let mut store = desk.writer()?;
    let all = store.waiting()?;
    let mut chosen: BTreeMap<String, Vec<(Uuid, i64)>> = BTreeMap::new();
    for name in named {
        let mut found = false;
        for (entry, year) in &all {
            if is_meant(name, &entry_name(&store, entry)) {
                found = true;
                let (Some(year), Some(site)) = (year, store.identity_of(entry)) else { continue };
                chosen.entry(year.clone()).or_default().push((site, entry.number));
            }
        }
        if !found {
            return Err(
                error_of!(Missing, "not_waiting": "没有等着接受的流水“{name}”", "no entry “{name}” is waiting";
                "看有哪些：qjcppcc accept", "see which there are: qjcppcc accept"),
            );
        }
    }
    let Some(why) = desk.late()? else {
        return Err(usage!("no_reason": "没有写为什么接受", "it does not say why they are accepted";
            "写上 --late 原因", "give --late WHY"));
    };
    if chosen.is_empty() {
        return Err(refused!("nothing_to_accept": "等的是别的站点的流水，来了就算，不用接受",
            "they wait for entries of other sites, and count when these have come; there is nothing to accept"));
    }
    let count: usize = chosen.values().map(Vec::len).sum();
    let (today, head) = (desk.outside.today(), store.head()?.unwrap_or_default());
    desk.change(&mut store, |change| {
        for (year, entries) in &chosen {
            let mut late = late_change(year.parse().unwrap_or_default(), &why, today, head.as_bytes());
            late.set("entries", Some(Value::Text(ends_text(entries))));
            change.add(&mut late)?;
        }
        Ok(())
    })?;
    let words = message!("已接受{count}条流水", "accepted entries: {count}");
    Ok(desk.tell([("accepted", Cell::count(count))], &words))
}

/// Whether a name means an entry: its own, a range of one site, or `all`.
fn is_meant(name: &str, entry: &str) -> bool {
    let split = |name: &str| {
        name.split_once('@').map_or((name.to_owned(), String::new()), |(no, at)| (no.to_owned(), at.to_owned()))
    };
    let ((numbers, at), (number, site)) = (split(name), split(entry));
    let range =
        numbers.split_once('-').and_then(|(from, to)| Some((from.parse::<i64>().ok()?, to.parse::<i64>().ok()?)));
    let in_range = || {
        range.zip(number.parse().ok()).is_some_and(|((from, to), number)| at == site && (from..=to).contains(&number))
    };
    name == "all" || name == entry || in_range()
}

/// The entries that wait.
fn waiting(desk: &mut Desk) -> Result<Sheet> {
    let store = desk.reader()?;
    let (shown, lang) = (Shown { store: &store, lang: desk.lang }, desk.lang);
    let new = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en));
    let said = |entry: &Entry| shown.told(None, &entry.record.clone().masked());
    let columns: [Reader<&(Entry, Option<String>)>; 7] = [
        (new("entry", "流水", "entry"), &|(entry, _)| Cell::Text(entry_name(&store, entry))),
        (Column::data("at"), &|(entry, _)| Cell::text(&entry.stamp.at)),
        (new("actor", "谁", "who"), &|(entry, _)| Cell::text(&entry.stamp.actor)),
        (new("op", "操作", "did"), &|(entry, _)| {
            Cell::worded(entry.op.label().lang(lang), Cell::text(entry.op.key()))
        }),
        (new("ledger", "台账", "ledger"), &|(entry, _)| {
            let name = entry.record.ledger.called_by(store.vocabulary()).lang(lang).to_owned();
            Cell::worded(name, Cell::text(entry.record.ledger.key))
        }),
        (new("what", "内容", "what"), &|(entry, _)| Cell::Text(said(entry))),
        (new("year", "已关账的年份", "closed year"), &|(_, year)| Cell::words(year.clone())),
    ];
    let sheet = Sheet::list(Table::of(&store.waiting()?, columns));
    Ok(or_none(sheet, lang.pick("没有等着接受的流水", "no entry is waiting")))
}

fn conflicts(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let chosen = given.text("keep").map(|no| (no, true)).or(given.text("other").map(|no| (no, false)));
    let Some((name, keeps)) = chosen else { return listed(desk) };
    let mut store = desk.writer()?;
    let everything: Vec<_> = Ledger::all().collect();
    let record = store.find(name, &everything)?;
    let conflict = store.conflicts()?.into_iter().find(|conflict| conflict.stands.record.id == record.id);
    let Some(Conflict { lost, stands }) = conflict else {
        let name = record.name();
        return Err(refused!("no_conflict": "{name} 没有两处都改过的地方", "{name} was not changed by two sites";
            "看有哪些：qjcppcc conflicts", "see which there are: qjcppcc conflicts"));
    };
    let (name, wanted) = (record.name(), if keeps { stands } else { lost });
    let why = desk.lang.pick("两处都改过，认定", "settled after two sites had changed it");
    desk.change(&mut store, |change| settle(change, &record, &wanted, why))?;
    let words = message!("已认定 {name}", "settled {name}");
    Ok(desk.tell([("record", Cell::Text(name))], &words))
}

/// Has a record be as an entry says, with an entry that knows all before it.
fn settle(change: &mut Change, record: &Record, wanted: &Entry, why: &str) -> Result<()> {
    let mut then = wanted.record.clone();
    (then.no, then.site) = (record.no, record.site.clone());
    let (is_void, was_void) = (wanted.op == Op::Void, record.void.is_some());
    if was_void && !is_void {
        change.unvoid(record, why)?;
    }
    change.edit(&then, Some(why))?;
    if is_void && !was_void {
        change.void(&then, wanted.reason.as_deref().unwrap_or(why))?;
    }
    Ok(())
}

/// The records that two sites have changed, with what stands and what the other one said.
fn listed(desk: &mut Desk) -> Result<Sheet> {
    let store = desk.reader()?;
    let (shown, lang) = (Shown { store: &store, lang: desk.lang }, desk.lang);
    let new = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en));
    let name = |it: &Conflict| store.called(it.stands.record.id).ok().flatten().map(|(name, _)| name);
    let said = |from: &Entry, to: &Entry| {
        let void = if to.op == Op::Void { lang.pick("作废；", "void; ") } else { "" };
        let changes = shown.changes(&from.record, &to.record, false);
        let changes = changes.into_iter().map(|(_, label, _, now)| format!("{label} {now}"));
        format!("{void}{}", changes.collect::<Vec<_>>().join(lang.pick("，", ", ")))
    };
    let by = |entry: &Entry| {
        let actor = &entry.stamp.actor;
        store.site_of(entry).map_or_else(|| actor.clone(), |site| format!("{actor}@{site}"))
    };
    let columns: [Reader<&Conflict>; 8] = [
        (Column::data("id"), &|it| Cell::Text(it.stands.record.id.to_string())),
        (new("record", "记录", "record"), &|it| Cell::words(name(it))),
        (new("title", "标题", "title"), &|it| Cell::words(it.stands.record.text("title"))),
        (new("stands", "现在是", "it says now"), &|it| Cell::Text(said(&it.lost, &it.stands))),
        (new("by", "谁改的", "by"), &|it| Cell::Text(by(&it.stands))),
        (new("other", "另一处改成", "the other said"), &|it| Cell::Text(said(&it.stands, &it.lost))),
        (new("other_by", "谁改的", "by"), &|it| Cell::Text(by(&it.lost))),
        (new("at", "时间", "at").face(Face::Data), &|it| Cell::text(&it.stands.stamp.at)),
    ];
    let sheet = Sheet::list(Table::of(&store.conflicts()?, columns));
    Ok(or_none(sheet, lang.pick("没有两处都改过的记录", "no record was changed by two sites")))
}

/// Who has sent what, up to which day, the silent ones first.
pub fn received(desk: &mut Desk) -> Result<Sheet> {
    let received = desk.reader()?.received()?;
    Ok(or_none(progress(desk, &received), desk.lang.pick("没有别的站点的流水", "there are no entries of other sites")))
}

/// How far the chains of sites go.
pub fn progress(desk: &Desk, sites: &[Received]) -> Sheet {
    let zone = desk.outside.now.timezone();
    let day = |moment: &str| -> Option<NaiveDate> {
        Some(DateTime::parse_from_rfc3339(moment).ok()?.with_timezone(&zone).date_naive())
    };
    let new = |key: &str, zh: &str, en: &str| Column::new(key, desk.lang.pick(zh, en));
    let dated = |moment: Option<&String>| moment.and_then(|moment| day(moment)).map_or(Cell::Empty, Cell::Date);
    let columns: [Reader<&Received>; 6] = [
        (Column::data("id"), &|it| Cell::Text(it.site.to_string())),
        (new("site", "站点", "site"), &|it| Cell::text(&it.name)),
        (new("role", "身份", "role"), &|it| Cell::words(it.role.clone())),
        (new("entries", "流水", "entries").right(), &|it| Cell::Whole(it.entries)),
        (new("until", "记到", "up to"), &|it| dated(Some(&it.clock))),
        (new("received", "收到", "received"), &|it| dated(it.at.as_ref())),
    ];
    Sheet::list(Table::of(sites, columns))
}
