//! `undo`: the last change of this person, or one that is named, taken back.

use crate::cli::args::{Given, argument, examples};
use crate::cli::desk::Desk;
use crate::cli::task::{Task, Work};
use crate::error::{Error, Kind, Result};
use crate::ledger::Record;
use crate::sheet::{Cell, Sheet};
use crate::store::{Entry, Op, Store};
use crate::text::{Message, text};

/// `undo [ENTRY]`.
pub const TASK: Task = Task {
    name: "undo",
    about: text("撤销自己上一次改动，或写明的一次", "take back your last change, or the one you name"),
    options: |command, lang| {
        let about = lang.pick(
            "流水序号（见 log）；不写是自己上一次改动",
            "the number of an entry (see log); none: your last change",
        );
        command
            .arg(argument("entry", "ENTRY", about))
            .after_help(examples(&["qjcppcc undo", "qjcppcc undo --dry-run", "qjcppcc undo 12 --yes"], lang))
    },
    work: Work::Changes(undo),
};

/// How many records an answer names.
const NAMED: usize = 8;

fn undo(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let mut store = desk.writer()?;
    let named = given.text("entry");
    let batch = match named {
        Some(text) => batch_at(&store, text)?,
        None => last_batch(desk, &store)?,
    };
    if named.is_some() && !desk.switched("dry-run") {
        sure(desk, &batch)?;
    }
    let (entry, who) = batch.first().map_or((0, ""), |first| (first.batch, first.stamp.actor.as_str()));
    let nothing_left = || {
        refused!("nothing_to_undo": "第{entry}条没有什么可撤销的", "entry {entry} leaves nothing to undo";
            "看流水：qjcppcc log", "see the entries: qjcppcc log")
    };
    let done = desk.change(&mut store, |change| {
        let done = change.undo(&batch)?;
        if done.is_empty() { Err(nothing_left()) } else { Ok(done) }
    })?;
    let words = message!(
        "{}已撤销第{entry}条（{who}）：{}",
        "{}undone: entry {entry} ({who}): {}",
        desk.rehearsed(),
        said(&done).lang(desk.lang)
    );
    let changes = done.iter().map(|(op, record)| {
        let members = [("op", op.key().to_owned()), ("record", record.name())];
        Cell::Object(members.map(|(key, words)| (key.to_owned(), Cell::Text(words))).to_vec())
    });
    let members = vec![
        ("entry".to_owned(), Cell::Whole(entry)),
        ("actor".to_owned(), Cell::Text(who.to_owned())),
        ("changes".to_owned(), Cell::List(changes.collect())),
    ];
    Ok(desk.done(members, words.lang(desk.lang)))
}

fn batch_at(store: &Store, text: &str) -> Result<Vec<Entry>> {
    let seq: i64 = text.parse().map_err(|_| {
        usage!("bad_entry": "“{text}”不是流水序号", "“{text}” is no number of an entry";
            "序号见 qjcppcc log", "qjcppcc log shows the numbers")
    })?;
    let batch = store.batch_of(seq)?;
    if batch.is_empty() {
        return Err(missing("no_such_entry", message!("没有第{seq}条流水", "there is no entry {seq}")));
    }
    Ok(batch)
}

fn last_batch(desk: &Desk, store: &Store) -> Result<Vec<Entry>> {
    let actor = desk.stamp()?.actor;
    match store.last_entry_by(&actor)? {
        Some(seq) => store.batch_of(seq),
        None => Err(missing("nothing_to_undo", message!("{actor} 还没有改动过", "{actor} has changed nothing yet"))),
    }
}

fn missing(code: &'static str, what: Message) -> Error {
    Error::new(Kind::Missing, code, what).hint(message!("看流水：qjcppcc log", "see the entries: qjcppcc log"))
}

/// Somebody else's change, or an old one, is taken back only after a yes.
fn sure(desk: &mut Desk, batch: &[Entry]) -> Result<()> {
    let (Some(first), count) = (batch.first(), batch.len()) else { return Ok(()) };
    let (entry, who, name) = (first.batch, &first.stamp.actor, first.record.name());
    let question = message!(
        "撤销 {who} 的第{entry}条（{name} 等共{count}条流水）吗？",
        "undo entry {entry} by {who} ({name}; entries: {count})?"
    );
    if desk.agreed(&question, Error::said_no(message!("没有撤销", "nothing was undone")))? {
        return Ok(());
    }
    Err(usage!("not_confirmed": "撤销写明的一条要先确认；没有改动",
        "undoing a named entry needs a yes; nothing was changed"; "先用 --dry-run 看一看，再加 --yes",
        "look with --dry-run, then add --yes"))
}

/// What was done to which records, grouped, the first few by name.
fn said(done: &[(Op, Record)]) -> Message {
    let mut all = Message::default();
    let words = [(Op::Void, "作废", "voided"), (Op::Edit, "改回", "changed back"), (Op::Unvoid, "恢复", "put back")];
    for (op, zh, en) in words {
        let names: Vec<String> = done.iter().filter(|(did, _)| *did == op).map(|(_, record)| record.name()).collect();
        if names.is_empty() {
            continue;
        }
        let (list, more) = (&names[..names.len().min(NAMED)], names.len().saturating_sub(NAMED));
        let (zh_gap, en_gap) = if all.zh.is_empty() { ("", "") } else { ("；", "; ") };
        all.zh += &format!("{zh_gap}{zh} {}", list.join("、"));
        all.en += &format!("{en_gap}{en} {}", list.join(", "));
        if more > 0 {
            all.zh += &format!("等{}条", names.len());
            all.en += &format!(" and {more} more");
        }
    }
    all
}
