//! `init`, `where`, `backup` and `restore`: ledger files made, found, and copied whole while others go on writing.

use std::path::{Path, PathBuf};

use crate::cli::args::{Given, TOLD, argument, option};
use crate::cli::desk::Desk;
use crate::cli::office::profile::{first_records, profile};
use crate::cli::office::site::naming;
use crate::cli::task::Task;
use crate::error::Result;
use crate::sheet::{Cell, Sheet};
use crate::store::{Access, Store, nothing_in_the_way};
use crate::text::Message;
use crate::vocabulary::{Profile, Vocabulary};

/// `init [FILE]`.
pub const INIT: Task = Task::changes("init", init).with(|command, lang| {
    let names = Profile::names().collect::<Vec<_>>().join(", ");
    let profile = phrase!(lang, "从一份配置开始：文件，或 {names}", "start from a profile: a file, or one of {names}");
    let site = [option("site", "NAME", TOLD), option("role", "ROLE", TOLD).requires("site")];
    command.arg(argument("file", "FILE", TOLD)).arg(option("profile", "FILE|NAME", &profile)).args(site)
});

/// `where`.
pub const WHERE: Task = Task::reads("where", whereabouts);

fn init(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let path = match (given.text("file"), desk.option("db")) {
        (Some(_), Some(_)) => {
            return Err(usage!("given_twice": "文件写了两次", "the file is given twice";
                "只写一次：qjcppcc init 文件", "once is enough: qjcppcc init FILE"));
        }
        (Some(file), None) => PathBuf::from(file),
        _ => desk.file()?.0,
    };
    let profile = given.text("profile").map(|named| profile(desk, named)).transpose()?;
    let (dry, today) = (desk.switched("dry-run"), desk.outside.today());
    let mut records = profile.as_ref().map_or(Ok(Vec::new()), |profile| first_records(profile, today))?;
    if let Some(name) = given.text("site") {
        records.push(naming(desk, &Store::memory()?, name, given.text("role"))?);
    }
    if dry {
        nothing_in_the_way(&path)?;
    } else if records.is_empty() {
        Store::create(&path)?;
    } else {
        Store::create_with(&path, &desk.stamp()?, &mut records)?;
    }
    let file = path.display();
    let named = |profile: Profile| Vocabulary::new(profile.terms()).office("name").lang(desk.lang).to_owned();
    let office = profile.map_or_else(String::new, |profile| format!(" · {}", named(profile)));
    let words = message!("已新建台账文件 {file}{office}", "made the ledger file {file}{office}");
    Ok(desk.tell([("file", Cell::Text(file.to_string()))], &words))
}

fn whereabouts(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let (path, _) = desk.file()?;
    let (file, exists) = (path.display().to_string(), Cell::Flag(path.exists()));
    let words = message!("{file}", "{file}");
    Ok(desk.said([("file", Cell::Text(file)), ("exists", exists)], &words))
}

/// `backup FILE`.
pub const BACKUP: Task =
    Task::changes("backup", backup).with(|command, _| command.arg(argument("file", "FILE", TOLD).required(true)));

/// `restore FILE --to NEW`.
pub const RESTORE: Task = Task::changes("restore", restore)
    .with(|command, _| command.arg(argument("file", "FILE", TOLD).required(true)).arg(option("to", "NEW", TOLD)));

fn backup(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (path, _) = desk.file()?;
    let target = given.text("file").unwrap_or_default();
    copied(desk, &path, target, &message!("已备份到", "backed up to"))
}

/// Never over an existing ledger file.
fn restore(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let source = given.text("file").unwrap_or_default();
    let Some(target) = given.text("to") else {
        return Err(usage!("missing_argument": "没有写恢复到哪里", "it does not say where to restore to";
            "加上 --to 新文件；现有的台账文件不会被覆盖", "add --to NEW; no ledger file is ever overwritten")
        .field("to"));
    };
    let store = Store::open(Path::new(source), Access::Read)?;
    store.verify(desk.outside.progress).map_err(|error| error.file(source))?;
    drop(store);
    copied(desk, Path::new(source), target, &message!("已恢复到", "restored to"))
}

fn copied(desk: &Desk, source: &Path, target: &str, done: &Message) -> Result<Sheet> {
    if desk.switched("dry-run") {
        return Err(usage!("no_dry_run": "这个命令不能演练", "this command has no dry run";
            "它只新建一个文件，不改动台账文件", "it only makes a new file and changes no ledger file"));
    }
    let copy = Store::copy(source, Path::new(target), desk.outside.progress)?;
    let (entries, head, Message { zh, en }) = (copy.entries, copy.head.as_deref().unwrap_or("—"), done);
    let words = message!(
        "{zh} {target}，核对完好：{entries}条流水，台账文件状态 {head}",
        "{en} {target} and verified: {entries} entries, state {head}"
    );
    let members = [("file", Cell::text(target)), ("entries", Cell::Whole(entries)), ("head", Cell::words(copy.head))];
    Ok(desk.tell(members, &words))
}
