//! `import` and `export`: JSON Lines in and out.

use clap::ArgMatches;

use super::{Desk, text_of};
use crate::error::{Error, Kind, Result};
use crate::import::{self, Batch, Incoming};
use crate::ledger::{Ledger, Record};
use crate::message;
use crate::sheet::{Cell, Sheet};
use crate::store::{Change, Store};
use crate::text::text;

/// What an import did.
#[derive(Default)]
struct Done {
    added: usize,
    updated: usize,
    unchanged: usize,
}

/// `import FILE|-`.
pub fn import(desk: &mut Desk, matches: &ArgMatches) -> Result<Sheet> {
    let file = text_of(matches, "file").unwrap_or_default();
    let text = slurp(desk, file)?;
    let mut store = desk.writer()?;
    let batch = understood(desk, &store, &text, file)?;
    let update = matches.get_flag("update");
    let dry_run = desk.switched("dry-run");
    let done = desk.change(&mut store, |change| keep(change, &batch, update)).map_err(|error| error.file(file))?;
    let Done { added, updated, unchanged } = done;
    let whole = |count: usize| Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX));
    let members = vec![
        ("file".to_owned(), Cell::Text(file.to_owned())),
        ("added".to_owned(), whole(added)),
        ("updated".to_owned(), whole(updated)),
        ("unchanged".to_owned(), whole(unchanged)),
    ];
    let (zh, en) = if dry_run { ("（演练，未写入）", "(dry run, nothing written) ") } else { ("", "") };
    let (zh_file, en_file) = spoken(file);
    let words = if added + updated == 0 {
        message!(
            "{zh_file}：{unchanged}条都已在台账里，没有变化",
            "{en_file}: all {unchanged} records are in the ledger already; nothing changed"
        )
    } else {
        message!(
            "{zh}{zh_file}：新增{added}条，更新{updated}条，未变{unchanged}条",
            "{en}{en_file}: {added} added, {updated} updated, {unchanged} unchanged"
        )
    };
    Ok(desk.done(members, words.lang(desk.lang)))
}

/// What a file is called in a sentence.
fn spoken(file: &str) -> (&str, &str) {
    if file == "-" { ("标准输入", "stdin") } else { (file, file) }
}

/// A ledger in memory, filled from a file.
pub fn from_file(desk: &mut Desk, file: &str) -> Result<Store> {
    if desk.option("db").is_some() {
        return Err(Error::usage(
            "from_and_db",
            message!("--from 和 --db 不能一起用", "--from and --db cannot be used together"),
        )
        .hint(message!(
            "--from 只读文件里的记录，不用台账",
            "--from reads the records of a file and needs no ledger"
        )));
    }
    let text = slurp(desk, file)?;
    let mut store = Store::memory()?;
    let batch = understood(desk, &store, &text, file)?;
    store.change(&desk.stamp()?, false, |change| keep(change, &batch, false)).map_err(|error| error.file(file))?;
    Ok(store)
}

fn slurp(desk: &Desk, file: &str) -> Result<String> {
    let bytes = if file == "-" { (desk.setting.stdin)() } else { std::fs::read(file) };
    let bytes = bytes.map_err(|fault| {
        Error::system(Kind::Failed, "unreadable_file", text("文件读不了", "the file cannot be read"), &fault)
            .hint(message!("检查路径和权限", "check the path and the permissions"))
            .file(file)
    })?;
    String::from_utf8(bytes).map_err(|fault| {
        let good = &fault.as_bytes()[..fault.utf8_error().valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        Error::refused("not_utf8", message!("不是 UTF-8 编码", "it is not UTF-8"))
            .hint(message!("另存为 UTF-8 再导入", "save it as UTF-8 and import again"))
            .file(file)
            .line(line)
    })
}

/// Reads a file against what the ledger has; repeated lines are pointed out.
fn understood(desk: &mut Desk, store: &Store, text: &str, file: &str) -> Result<Batch> {
    let everything: Vec<&'static Ledger> = Ledger::all().collect();
    let known = |name: &str| match store.find(name, &everything) {
        Err(error) if error.kind == Kind::Missing => Ok(None),
        found => found.map(Some),
    };
    let batch =
        import::read(text, store.vocabulary(), desk.setting.today(), &known).map_err(|error| error.file(file))?;
    let (zh, en) = spoken(file);
    for (line, first) in &batch.repeated {
        desk.warn(&message!(
            "注意：{zh}第{line}行与第{first}行相同，两条都算",
            "note: {en} line {line} says the same as line {first}; both count"
        ));
    }
    Ok(batch)
}

/// Keeps a batch: new records are added, known ones compared.
fn keep(change: &mut Change, batch: &Batch, update: bool) -> Result<Done> {
    let mut done = Done::default();
    let mut troubles = Vec::new();
    for incoming in &batch.records {
        match change.record(incoming.record.id)? {
            None => {
                add(change, &incoming.record)?;
                done.added += 1;
            }
            Some(old) => match differences(&old, incoming) {
                differences if differences.is_empty() => done.unchanged += 1,
                _ if update => {
                    replace(change, &old, &incoming.record)?;
                    done.updated += 1;
                }
                differences => troubles.extend(differences),
            },
        }
    }
    let Some(first) = troubles.first() else { return Ok(done) };
    let count = troubles.len();
    let mut error = Error::refused(
        "differs",
        message!(
            "有{count}处与台账里的不同，一条也没有导入",
            "differences from what is in the ledger: {count}; nothing was imported"
        ),
    )
    .hint(message!("以文件为准，加 --update", "if the file is right, add --update"));
    error.place.clone_from(&first.place);
    error.more = troubles;
    Err(error)
}

fn add(change: &mut Change, incoming: &Record) -> Result<()> {
    let mut record = incoming.clone();
    record.void = None;
    change.add(&mut record)?;
    match &incoming.void {
        Some(reason) => change.void(&record, reason),
        None => Ok(()),
    }
}

fn replace(change: &mut Change, old: &Record, incoming: &Record) -> Result<()> {
    let mut record = incoming.clone();
    (record.no, record.void) = (old.no, None);
    change.edit(&record, Some("import --update"))?;
    match (&old.void, &incoming.void) {
        (_, Some(reason)) => change.void(&record, reason),
        (Some(_), None) => change.unvoid(&record, "import --update"),
        (None, None) => Ok(()),
    }
}

/// Field by field, where a line differs from the record that has its id.
fn differences(old: &Record, incoming: &Incoming) -> Vec<Error> {
    let new = &incoming.record;
    let name = old.name();
    let differs = |key: &str, before: String, now: String| {
        Error::refused(
            "differs",
            message!("{name} 里是 {before}，文件里是 {now}", "{name} has {before}, the file has {now}"),
        )
        .field(key)
        .line(incoming.line)
    };
    if old.ledger != new.ledger {
        return vec![differs("ledger", old.ledger.key.to_owned(), new.ledger.key.to_owned())];
    }
    let mut troubles = Vec::new();
    let (before, now) = (old.content(), new.content());
    let said = |value: Option<&serde_json::Value>| value.map_or("—".to_owned(), ToString::to_string);
    let keys: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    for key in keys {
        if before.get(key) != now.get(key) {
            troubles.push(differs(key, said(before.get(key)), said(now.get(key))));
        }
    }
    if old.of != new.of {
        troubles.push(differs("of", format!("{:?}", old.of), format!("{:?}", new.of)));
    }
    if old.void.is_some() != new.void.is_some() {
        troubles.push(differs("void", old.void.is_some().to_string(), new.void.is_some().to_string()));
    }
    troubles
}
