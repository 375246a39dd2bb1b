//! `undo` and `redo`: a change of this person taken back, step by step, or one that is named; and the latest undo taken back.

use crate::cli::args::{TOLD, argument};
use crate::cli::desk::Desk;
use crate::cli::records::several::{self, MANY};
use crate::cli::records::words::Shown;
use crate::cli::task::Task;
use crate::error::{Error, Kind, Result};
use crate::ledger::Record;
use crate::sheet::{Cell, Sheet};
use crate::store::{Batch, Op, Store, Undone};
use crate::text::Message;

/// `undo [ENTRY]`.
pub const UNDO: Task = Task::changes("undo", |desk, given| undo(desk, given.text("entry"), false))
    .with(|command, _| command.arg(argument("entry", "ENTRY", TOLD)));

/// `redo`.
pub const REDO: Task = Task::changes("redo", |desk, _| undo(desk, None, true));

/// How many records an answer names, and of how many it tells what they say.
const NAMED: usize = 8;
const IN_WORDS: usize = 3;
/// From so many entries on changes are written to the file before the last of them is made.
const HUGE: i64 = 1 << 17;

fn undo(desk: &mut Desk, named: Option<&str>, redo: bool) -> Result<Sheet> {
    let mut store = desk.writer()?;
    let mut batch = meant(desk, &store, named, redo)?;
    let mut last = store.end_of(batch.entry)?;
    if last - batch.entry >= HUGE && !desk.switched("dry-run") {
        let ledger = desk.file()?.0;
        let ledger = ledger.display();
        desk.say_at_once(&message!(
            "改动很多：做完以前，不要复制台账文件 {ledger}",
            "very many changes: do not copy the ledger file {ledger} until they are made"
        ));
        store.write_early()?;
        batch = meant(desk, &store, named, redo)?;
        last = store.end_of(batch.entry)?;
    }
    let count = usize::try_from(last + 1 - batch.entry).unwrap_or_default();
    let few = store.entries_in(batch.entry, if count > IN_WORDS { batch.entry } else { last })?;
    // What an undo had taken back is done again.
    let entry = batch.origin.undo.filter(|_| redo).or(batch.number).unwrap_or(batch.entry);
    let did = if redo { message!("重做", "redo") } else { message!("撤销", "undo") };
    if let Some(first) = few.first().filter(|_| (named.is_some() || count > MANY) && !desk.switched("dry-run")) {
        sure(desk, &did, entry, &batch.actor, (&first.record.name(), count))?;
    }
    let nothing_left = || {
        refused!("nothing_to_undo": "第{entry}条没有什么可撤销的", "entry {entry} leaves nothing to undo";
            "看流水：qjcppcc log", "see the entries: qjcppcc log")
    };
    let few = if count > IN_WORDS { &[][..] } else { &few[..] };
    let before = few.iter().map(|entry| store.record(entry.record.id)).collect::<Result<Vec<_>>>()?;
    let done = desk.change(&mut store, |change| {
        let done = change.undo(&batch, last, redo)?;
        if done.is_empty() { Err(nothing_left()) } else { Ok(done) }
    })?;
    let (zh, who, en) = (did.zh, &batch.actor, if redo { "redone" } else { "undone" });
    let words = said(&desk.shown(&store), &done, &before);
    let words = message!("已{zh}第{entry}条（{who}）：{words}", "{en}: entry {entry} ({who}): {words}");
    let change = |one: &Undone| Cell::object([("op", Cell::text(one.0.key())), ("record", Cell::text(&one.1))]);
    // A page names the first of them, whatever there are.
    let is_page = desk.format.is_none() && !desk.chooses();
    let changes = Cell::List(done.iter().take(if is_page { 0 } else { done.len() }).map(change).collect());
    let members = [("entry", Cell::Whole(entry)), ("actor", Cell::Text(who.clone())), ("changes", changes)];
    Ok(desk.tell(members, &words))
}

/// The change that is named, or the next one of this person.
fn meant(desk: &Desk, store: &Store, named: Option<&str>, redo: bool) -> Result<Batch> {
    named.map_or_else(|| next(desk, store, redo), |text| named_change(store, text))
}

fn named_change(store: &Store, text: &str) -> Result<Batch> {
    if text.contains('@') {
        return Err(refused!("undo_elsewhere": "“{text}”是别的站点的流水，不能在这里撤销",
            "“{text}” is an entry of another site, and is not undone here";
            "要改回去，修改或作废那条记录", "edit or void the record instead"));
    }
    let seq: i64 = text.parse().map_err(|_| {
        usage!("bad_entry": "“{text}”不是流水序号", "“{text}” is no number of an entry";
            "序号见 qjcppcc log", "qjcppcc log shows the numbers")
    })?;
    let none = || missing("no_such_entry", message!("没有第{seq}条流水", "there is no entry {seq}"));
    store.entry_at(seq)?.map_or(Ok(None), |seq| store.change_at(seq))?.ok_or_else(none)
}

fn next(desk: &Desk, store: &Store, redo: bool) -> Result<Batch> {
    let actor = desk.stamp()?.actor;
    let none = || {
        if redo {
            let none = message!(
                "{actor} 没有可以重做的：没有撤销过，或撤销以后又改动过",
                "{actor} has nothing to redo: nothing was undone, or something was changed since"
            );
            missing("nothing_to_redo", none)
        } else {
            missing("nothing_to_undo", message!("{actor} 没有可以撤销的改动", "{actor} has no change left to undo"))
        }
    };
    store.next_undo(&actor, redo)?.ok_or_else(none)
}

fn missing(code: &'static str, what: Message) -> Error {
    Error::new(Kind::Missing, code, what).hint(message!("看流水：qjcppcc log", "see the entries: qjcppcc log"))
}

/// A change that is named, and a large one, is taken back only after a yes.
fn sure(desk: &mut Desk, did: &Message, entry: i64, who: &str, (name, count): (&str, usize)) -> Result<()> {
    let Message { zh, en } = did;
    let question = message!(
        "{zh} {who} 的第{entry}条（{name} 等共{count}条流水）吗？",
        "{en} entry {entry} by {who} ({name}; entries: {count})?"
    );
    several::sure(desk, &question, message!("没有{zh}", "nothing was changed"))
}

/// What was done to which records: the first few by name, and what very few say, which are known as they were `before`.
fn said(shown: &Shown, done: &[Undone], before: &[Option<Record>]) -> String {
    let lang = shown.lang;
    let words = [(Op::Void, "作废", "voided"), (Op::Edit, "改回", "changed back"), (Op::Unvoid, "恢复", "put back")];
    let mut groups = Vec::new();
    for (op, zh, en) in words {
        let all: Vec<&Undone> = done.iter().filter(|(did, ..)| *did == op).collect();
        let names = all.iter().take(NAMED).map(|one| {
            let name = &one.1;
            let both =
                one.2.as_deref().and_then(|now| Some((before.iter().flatten().find(|was| was.id == now.id)?, now)));
            let told = both.map(|(was, now)| told(shown, op, was, now));
            let told = told.filter(|told| !told.is_empty() && !told.contains('\n'));
            told.map_or(name.clone(), |told| phrase!(lang, "{name}（{told}）", "{name} ({told})"))
        });
        let (list, more) = (names.collect::<Vec<_>>().join(lang.pick("、", ", ")), all.len().saturating_sub(NAMED));
        let count = all.len();
        let rest = if more > 0 { phrase!(lang, "等{count}条", " and {more} more") } else { String::new() };
        groups.extend((count > 0).then(|| phrase!(lang, "{zh} {list}{rest}", "{en} {list}{rest}")));
    }
    groups.join(lang.pick("；", "; "))
}

/// What is different in a record now, or what it says.
fn told(shown: &Shown, op: Op, before: &Record, after: &Record) -> String {
    let changes = (op == Op::Edit).then(|| shown.changes(before, after, false));
    shown.told(changes.as_deref(), &after.clone().masked())
}
