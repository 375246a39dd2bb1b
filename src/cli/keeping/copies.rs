//! `backup` and `restore`: whole, verified copies of a ledger, made while others go on writing.

use std::path::Path;

use clap::Command;

use crate::cli::args::{Given, argument, option};
use crate::cli::desk::Desk;
use crate::cli::task::{Task, Work};
use crate::error::{Error, Result};
use crate::sheet::{Cell, Sheet};
use crate::store::{Access, Store};
use crate::text::{Lang, Message, text};

/// `backup FILE`.
pub const BACKUP: Task = Task {
    name: "backup",
    about: text("备份成一个新文件", "copy the ledger file into a new one"),
    options: options_of_backup,
    work: Work::Changes(backup),
};

/// `restore FILE --to NEW`.
pub const RESTORE: Task = Task {
    name: "restore",
    about: text("从备份恢复成一个新台账文件", "make a new ledger file from a backup"),
    options: options_of_restore,
    work: Work::Changes(restore),
};

fn options_of_backup(command: Command, lang: Lang) -> Command {
    let about = lang.pick("备份文件，不能已有", "the backup; nothing may be there yet");
    command.arg(argument("file", "FILE", about).required(true))
}

fn options_of_restore(command: Command, lang: Lang) -> Command {
    let to = lang.pick("新台账文件，不能已有（必填）", "the new ledger file; nothing may be there yet (required)");
    let file = argument("file", "FILE", lang.pick("备份文件", "the backup"));
    command.arg(file.required(true)).arg(option("to", "NEW", to))
}

fn backup(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (path, _) = desk.file()?;
    let target = given.text("file").unwrap_or_default();
    copied(desk, &Store::open(&path, Access::Write)?, target, &message!("已备份到", "backed up to"))
}

/// Never over an existing ledger.
fn restore(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let source = given.text("file").unwrap_or_default();
    let Some(target) = given.text("to") else {
        return Err(usage!("missing_argument": "没有写恢复到哪里", "it does not say where to restore to";
            "加上 --to 新文件；现有的台账文件不会被覆盖", "add --to NEW; no ledger file is ever overwritten")
        .field("to"));
    };
    let store = Store::open(Path::new(source), Access::Write)?;
    store.verify(desk.outside.progress).map_err(|error| error.file(source))?;
    copied(desk, &store, target, &message!("已恢复到", "restored to"))
}

fn copied(desk: &Desk, store: &Store, target: &str, done: &Message) -> Result<Sheet> {
    if desk.switched("dry-run") {
        return Err(Error::usage("no_dry_run", message!("这个命令不能演练", "this command has no dry run")).hint(
            message!("它只新建一个文件，不改动台账文件", "it only makes a new file and changes no ledger file"),
        ));
    }
    let copy = store.copy_to(Path::new(target), desk.outside.progress)?;
    let (entries, head) = (copy.entries, copy.head.clone().unwrap_or_else(|| "—".to_owned()));
    let done = done.lang(desk.lang);
    let words = desk.lang.pick(
        format!("{done} {target}，核对完好：{entries}条流水，台账文件状态 {head}"),
        format!("{done} {target} and verified: {entries} entries, state {head}"),
    );
    let members = vec![
        ("file".to_owned(), Cell::Text(target.to_owned())),
        ("entries".to_owned(), Cell::Whole(entries)),
        ("head".to_owned(), Cell::words(copy.head)),
    ];
    Ok(desk.done(members, &words))
}
