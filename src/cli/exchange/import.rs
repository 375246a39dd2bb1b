//! `import`: files read, compared with what is there, and kept in one change, or not at all.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::Datelike;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::cli::args::given::Given;
use crate::cli::desk::Desk;
use crate::cli::exchange::doubles as doubts;
use crate::cli::exchange::refused::{self, SHOWN, Waiting, endings, placed, report_errors};
use crate::cli::exchange::stream::{Large, Poured};
use crate::cli::exchange::tally::{Beside, Done, Money, TOLD, Tally, answer};
use crate::cli::output::answer::refuse_ledger;
use crate::error::{Error, Kind, Result};
use crate::import::{
    Batch, Files, Incoming, Shape, Source, Spot, Trouble, Wishes, encoding_named, interrupted, ledger_named, open,
    spoken,
};
use crate::ledger::{Ledger, Record};
use crate::lookup::{Candidate, Pick, offer, pick};
use crate::message;
use crate::sheet::Sheet;
use crate::store::{Change, Store};
use crate::text::{Message, text};

/// Between two looks at whether to go on lie so many records.
const STEP: usize = 256;

/// How records that are known already are treated.
#[derive(Clone, Copy)]
pub struct Manner {
    pub update: bool,
    pub skip_bad: bool,
}

/// A ledger that the person names.
pub fn ledger(name: &str) -> Result<&'static Ledger> {
    ledger_named(name).ok_or_else(|| {
        let candidates: Vec<Candidate> =
            Ledger::all().map(|ledger| Candidate::new(ledger.key, &[ledger.label.zh, ledger.label.en])).collect();
        let error = Error::usage("no_such_ledger", message!("没有台账“{name}”", "there is no ledger “{name}”"));
        let offered = || Ledger::all().filter(|ledger| !ledger.is_of_office());
        let all = offered().map(|ledger| format!("{} {}", ledger.key, ledger.label.zh)).collect::<Vec<_>>().join("、");
        let keys = offered().map(|ledger| ledger.key).collect::<Vec<_>>().join(", ");
        match pick(name, &candidates) {
            Pick::One(near) | Pick::None(Some(near)) => {
                let label = Ledger::find(near).map_or(near, |ledger| ledger.label.zh);
                error.hint(message!("是不是 {near}（{label}）？", "did you mean {near}?"))
            }
            _ => error.hint(message!("台账：{all}", "ledgers: {keys}")),
        }
    })
}

/// Fills a ledger from one file, whole or not at all.
pub fn fill(desk: &mut Desk, store: &mut Store, file: &str) -> Result<()> {
    let bytes = slurp(desk, file)?;
    let files = open(&[Source { name: file, bytes: &bytes }], &Wishes::default())?;
    for note in &files.notes {
        desk.remark(note);
    }
    let mut batch = understood(desk, store, &files, 1)?;
    whole(&files, &batch).map_err(|error| error.file(file))?;
    let manner = Manner { update: false, skip_bad: false };
    let progress = desk.outside.progress;
    let kept = store.change(&desk.stamp()?, false, |change| {
        keep(change, &mut batch, manner, progress).and_then(|done| agreed(&files, &done.troubles, manner))
    });
    kept.map_err(|error| error.file(file))
}

/// `import FILE…|-`.
pub fn import(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let names = named_files(desk, given);
    let wishes = wishes(given)?;
    let mapping = mapping(given)?;
    let manner = Manner { update: given.switch("update"), skip_bad: given.switch("skip-bad") };
    outputs(desk, given, &names)?;
    if mapping.is_empty()
        && let [name] = names[..]
        && let Some(sheet) = poured(desk, given, name, &wishes, manner)?
    {
        return Ok(sheet);
    }
    let contents = names.iter().map(|name| slurp(desk, name)).collect::<Result<Vec<_>>>()?;
    let sources: Vec<Source> = names.iter().zip(&contents).map(|(name, bytes)| Source { name, bytes }).collect();
    let mut store = desk.writer()?;
    let files = open(&sources, &Wishes { mapping: &mapping, ..wishes })?;
    for note in &files.notes {
        desk.remark(note);
    }
    let mut batch = understood(desk, &store, &files, 2)?;
    let about = |error: Error| match names[..] {
        [name] if error.kind != Kind::Database => error.file(name),
        _ => error,
    };
    if !manner.skip_bad && !batch.troubles.is_empty() {
        report_errors(desk, given, placed(&files, &batch.troubles))?;
        if desk.switched("dry-run") {
            foretell(desk, &mut store, &mut batch, manner)?;
        }
        return Err(about(refusal(&files, &batch.troubles, given.text("errors"))));
    }
    let doubts = doubts::settle(desk, &store, &files, &batch, SHOWN)?;
    let late = in_closed_years(&store, &files, &batch)?;
    let bad = std::mem::take(&mut batch.troubles);
    let progress = desk.outside.progress;
    let (dry_run, lang) = (desk.switched("dry-run"), desk.lang);
    let money = Money::of(&batch);
    let (mut waiting, mut differing) = (Vec::new(), Vec::new());
    let ledger = desk.file()?.0;
    let done = desk.change(&mut store, |change| {
        let mut done = keep(change, &mut batch, manner, progress)?;
        if let Err(error) = agreed(&files, &done.troubles, manner) {
            differing = done.troubles;
            return Err(error);
        }
        done.troubles.extend(bad);
        done.troubles.sort_by_key(|trouble| trouble.spot);
        let troubles = std::mem::take(&mut done.troubles);
        done.refuse(&troubles);
        if manner.skip_bad && !dry_run {
            let why = |error: &Error| error.message.lang(lang).to_owned();
            let tab = given.text("refused").is_some_and(|file| file.to_lowercase().ends_with(".tsv"));
            waiting = refused::wait(given, &ledger, &files.leftovers(&troubles, &why, tab))?;
        }
        done.troubles = troubles;
        Ok(done)
    });
    if !differing.is_empty() {
        report_errors(desk, given, placed(&files, &differing))?;
    }
    let done = done.map_err(|error| with_rows(about(error), late))?;
    let kept = waiting.into_iter().map(Waiting::take_place).collect::<Result<Vec<_>>>()?;
    report_errors(desk, given, placed(&files, &done.troubles))?;
    refused::tell(desk, &files, &done.troubles, &kept);
    done.tell_renumbered(desk);
    Ok(answer(desk, &names, &done, money, Beside { doubts, unread: files.unread }))
}

/// The files to import, without those that Excel keeps beside a workbook while it is open.
fn named_files<'a>(desk: &mut Desk, given: &Given<'a>) -> Vec<&'a str> {
    let all = given.texts("file");
    let is_lock =
        |file: &&str| Path::new(file).file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
    let (locks, names): (Vec<&str>, Vec<&str>) = all.partition(is_lock);
    if names.is_empty() {
        return locks;
    }
    for lock in locks {
        desk.remark(&message!(
            "{lock} 是表格软件打开文件时留下的，略过",
            "{lock} is only what a spreadsheet keeps beside an open file, and is left out"
        ));
    }
    names
}

/// A large file of lines that goes into an empty ledger bit by bit; none where it does not.
fn poured(desk: &mut Desk, given: &Given, name: &str, wishes: &Wishes, manner: Manner) -> Result<Option<Sheet>> {
    let Some(large) = Large::find(desk, name, wishes, manner) else { return Ok(None) };
    let Some(Poured { done, money, repeated }) = large.pour(desk)? else { return Ok(None) };
    for (line, first) in repeated {
        repeats(desk, (name, line), (name, first));
    }
    report_errors(desk, given, std::iter::empty())?;
    done.tell_renumbered(desk);
    Ok(Some(answer(desk, &[name], &done, money, Beside::default())))
}

/// Which rows of the files belong to years that are closed.
fn in_closed_years(store: &Store, files: &Files, batch: &Batch) -> Result<Option<Message>> {
    let closed: Vec<i32> = store.closed()?.iter().map(|closed| closed.year).collect();
    let is_late = |incoming: &&Incoming| closed.contains(&incoming.record.date().year());
    let mut spots: Vec<Spot> = batch.records.iter().filter(is_late).map(|incoming| incoming.spot).collect();
    spots.sort();
    let Some(first) = spots.first() else { return Ok(None) };
    let ((file, line), count) = (files.place(*first), spots.len());
    let several = files.names().len() > 1;
    let (zh, en) = if several { (spoken(file).0, format!(" {}", spoken(file).1)) } else { ("", String::new()) };
    Ok(Some(message!(
        "已关账年份的有{count}行，最前的是{zh}第{line}行；也可以删去这些行再导入",
        "rows of closed years: {count}, the first of them{en} line {line}; or take them out and import again"
    )))
}

/// A refusal for a closed year with the rows it is about.
fn with_rows(mut error: Error, late: Option<Message>) -> Error {
    if let (true, Some(late), Some(hint)) = (error.code == "closed_year", late, error.hint.as_mut()) {
        hint.zh = format!("{}。{}", hint.zh, late.zh);
        hint.en = format!("{}; {}", hint.en, late.en);
    }
    error
}

/// The error about all bad rows: the first of them, and how many more there are.
fn refusal(files: &Files, troubles: &[Trouble], written: Option<&str>) -> Error {
    let error = files.refusal(troubles, SHOWN);
    let more = troubles.len().saturating_sub(SHOWN);
    if more == 0 {
        return error;
    }
    if let Some(file) = written {
        return error.hint(message!(
            "以上是前{SHOWN}处，另有{more}处，全部在 {file}",
            "these are the first {SHOWN}, and {more} more; all of them are in {file}"
        ));
    }
    error.hint(message!(
        "以上是前{SHOWN}处，另有{more}处；全部写成文件：--errors 错误.csv",
        "these are the first {SHOWN}, and {more} more; all of them in a file: --errors errors.csv"
    ))
}

fn whole(files: &Files, batch: &Batch) -> Result<()> {
    if batch.troubles.is_empty() { Ok(()) } else { Err(refusal(files, &batch.troubles, None)) }
}

fn wishes<'a>(given: &Given<'a>) -> Result<Wishes<'a>> {
    let shape = match given.text("shape") {
        None => None,
        Some(name) => Some(Shape::from_key(name).ok_or_else(|| {
            Error::usage("unknown_format", message!("没有格式“{name}”", "there is no format “{name}”"))
                .hint(offer(name, &Shape::ALL.map(Shape::key)))
        })?),
    };
    let ledger = given.text("ledger").map(ledger).transpose()?;
    let encoding = given.text("encoding").map(encoding_named).transpose()?;
    Ok(Wishes { shape, ledger, sheet: given.text("sheet"), mapping: &[], encoding })
}

fn mapping(given: &Given) -> Result<Vec<(String, String)>> {
    let given = given.texts("map");
    given
        .map(|pair| match pair.split_once(['=', '＝']) {
            Some((heading, field)) if !heading.trim().is_empty() => Ok((heading.to_owned(), field.to_owned())),
            _ => Err(Error::usage(
                "bad_map",
                message!("--map 要写成 表头=字段，不是“{pair}”", "--map wants HEADING=FIELD, not “{pair}”"),
            )
            .hint(message!("例如 --map 来源=部门", "such as --map 来源=部门"))),
        })
        .collect()
}

/// Whatever the import is to write is neither the ledger nor a file that is being read.
fn outputs(desk: &Desk, given: &Given, names: &[&str]) -> Result<()> {
    if names.iter().filter(|name| **name == "-").count() > 1 {
        return Err(Error::usage("given_twice", message!("标准输入只能读一次", "stdin can be read only once"))
            .hint(message!("只写一个 -", "give - once")));
    }
    let from_stdin = names.contains(&"-");
    if given.switch("skip-bad") && from_stdin && given.text("refused").is_none() {
        return Err(Error::usage(
            "no_refused",
            message!("从标准输入读，要写明略过的行放在哪里", "reading from stdin, the rows left out need a file"),
        )
        .hint(message!("加 --refused 文件", "give --refused FILE")));
    }
    endings(given)?;
    let ledger = desk.file()?.0;
    for file in ["errors", "refused"].iter().filter_map(|name| given.text(name)) {
        refuse_ledger(Path::new(file), &ledger)?;
        let same = |name: &&str| matches!((Path::new(name).canonicalize(), Path::new(file).canonicalize()), (Ok(a), Ok(b)) if a == b);
        if names.iter().any(same) {
            return Err(Error::usage(
                "output_is_input",
                message!("这是要导入的文件，不能覆盖", "this is a file to be imported; it is not overwritten"),
            )
            .hint(message!("换一个文件名", "choose another name"))
            .file(file));
        }
    }
    Ok(())
}

fn slurp(desk: &Desk, file: &str) -> Result<Vec<u8>> {
    let bytes = if file == "-" { (desk.outside.stdin)() } else { std::fs::read(file) };
    bytes.map_err(|fault| {
        Error::system(Kind::Failed, "unreadable_file", text("文件读不了", "the file cannot be read"), &fault)
            .hint(message!("检查路径和权限", "check the path and the permissions"))
            .file(file)
    })
}

/// Reads files against what the ledger has; repeated rows are pointed out. The reading is one of `stages` of the work.
fn understood(desk: &mut Desk, store: &Store, files: &Files, stages: usize) -> Result<Batch> {
    let everything: Vec<&'static Ledger> = Ledger::all().collect();
    let known = |name: &str| match store.find(name, &everything) {
        Err(error) if error.kind == Kind::Missing => Ok(None),
        found => found.map(Some),
    };
    let progress = |done, total: usize| (desk.outside.progress)(done, total * stages);
    let batch = files.read(store.vocabulary(), desk.outside.today(), &known, &progress)?;
    for note in &batch.notes {
        desk.remark(note);
    }
    tell_numbered(desk, &batch.numbered);
    for (spot, first) in &batch.repeated {
        repeats(desk, files.place(*spot), files.place(*first));
    }
    Ok(batch)
}

/// Says which records of the ledger bare numbers were taken for: a list may count from 1 on its own.
fn tell_numbered(desk: &mut Desk, numbered: &[Record]) {
    let name = |record: &Record| match record.text("title") {
        Some(title) => format!("{}“{title}”", record.name()),
        None => record.name(),
    };
    let named: Vec<String> = numbered.iter().take(TOLD).map(name).collect();
    let (count, more) = (numbered.len(), numbered.len().saturating_sub(TOLD));
    let (zh, en) = if more > 0 { (format!("等{count}条"), format!(" and {more} more")) } else { Default::default() };
    if count > 0 {
        let (zh_names, en_names) = (named.join("、"), named.join(", "));
        desk.remark(&message!(
            "所属只写了编号的，按台账里的记录读：{zh_names}{zh}",
            "bare numbers of what rows belong to were read as records of the ledger: {en_names}{en}"
        ));
    }
}

/// Points out a line that says the same as an earlier one.
fn repeats(desk: &mut Desk, (file, line): (&str, usize), (first_file, first): (&str, usize)) {
    let (zh, en) = spoken(file);
    let (zh_other, en_other) = if file == first_file { ("", "") } else { spoken(first_file) };
    let en_gap = if en_other.is_empty() { "" } else { " " };
    desk.warn(&message!(
        "注意：{zh}第{line}行与{zh_other}第{first}行相同，两条都算",
        "note: {en} line {line} says the same as {en_other}{en_gap}line {first}; both count"
    ));
}

/// Keeps a batch: new records are added, known ones compared. Its records are gone afterwards.
fn keep(
    change: &mut Change,
    batch: &mut Batch,
    manner: Manner,
    progress: &dyn Fn(usize, usize) -> bool,
) -> Result<Done> {
    let mut done = Done::default();
    for ledger in &batch.known {
        done.of(Some(ledger)).unchanged += 1;
    }
    let total = batch.records.len();
    if total >= Change::MANY {
        change.expect_many()?;
    }
    for (at, mut incoming) in std::mem::take(&mut batch.records).into_iter().enumerate() {
        if at % STEP == 0 && !progress(total + at, total * 2) {
            return Err(interrupted());
        }
        let ledger = Some(incoming.record.ledger);
        let Some(old) = change.record(incoming.record.id)? else {
            let wanted = incoming.record.no;
            change.add_as_it_stands(&mut incoming.record)?;
            done.add(&incoming.record, wanted);
            continue;
        };
        if old.ledger == incoming.record.ledger {
            incoming.record.unmask_from(&old);
            if !incoming.says_void {
                incoming.record.void.clone_from(&old.void);
            }
        }
        let differences = differences(change, &old, &incoming)?;
        // Without an id of its own a row is known by its content: what has become of the record since is no concern of the file.
        let is_same = !incoming.given && !manner.update && old.ledger == incoming.record.ledger;
        if differences.is_empty() || is_same {
            done.of(ledger).unchanged += 1;
        } else if manner.update && old.ledger == incoming.record.ledger {
            replace_record(change, &old, incoming.record)?;
            done.of(ledger).updated += 1;
        } else {
            let spot = incoming.spot;
            done.troubles.extend(differences.into_iter().map(|error| Trouble { spot, ledger, error }));
        }
    }
    Ok(done)
}

/// Refuses files that differ from what is in the ledger.
fn agreed(files: &Files, troubles: &[Trouble], manner: Manner) -> Result<()> {
    if troubles.is_empty() || manner.skip_bad {
        return Ok(());
    }
    let count = troubles.len();
    let mut error = files.refusal(troubles, SHOWN);
    error.code = "differs";
    error.message = message!(
        "有{count}处与台账里的不同，一条也没有导入",
        "differences from what is in the ledger: {count}; nothing was imported"
    );
    if !troubles.iter().any(|trouble| trouble.error.code == "differs") {
        return Err(error);
    }
    Err(error.hint(message!("以文件为准，加 --update", "if the file is right, add --update")))
}

fn replace_record(change: &mut Change, old: &Record, mut record: Record) -> Result<()> {
    let void = record.void.take();
    record.no = old.no;
    change.edit(&record, Some("import --update"))?;
    match (&old.void, void) {
        (_, Some(reason)) => change.void(&record, &reason),
        (Some(_), None) => change.unvoid(&record, "import --update"),
        (None, None) => Ok(()),
    }
}

/// Field by field, where a row differs from the record that has its id.
fn differences(change: &mut Change, old: &Record, incoming: &Incoming) -> Result<Vec<Error>> {
    let new = &incoming.record;
    let name = old.name();
    let differs = |key: &str, before: String, now: String| {
        Error::refused(
            "differs",
            message!("{name} 里是 {before}，文件里是 {now}", "{name} has {before}, the file has {now}"),
        )
        .field(key)
    };
    if old.ledger != new.ledger {
        let (zh, en) = (old.ledger.label.zh, old.ledger.label.en);
        let error = Error::refused("other_ledger", message!("{name} 已在{zh}台账里", "{name} is in the ledger {en}"));
        let hint = message!(
            "一条记录不能换台账；去掉 id 就记为新的一条",
            "a record stays in its ledger; without its id the row is a new one"
        );
        return Ok(vec![error.hint(hint).field("ledger")]);
    }
    let mut troubles = Vec::new();
    let (before, now) = (old.content(), new.content());
    let keys: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    for key in keys {
        if before.get(key) != now.get(key) {
            troubles.push(differs(key, words(before.get(key)), words(now.get(key))));
        }
    }
    if old.of != new.of {
        troubles.push(differs("of", names(change, &old.of)?, names(change, &new.of)?));
    }
    if old.void.is_some() != new.void.is_some() {
        troubles.push(differs("void", old.void.is_some().to_string(), new.void.is_some().to_string()));
    }
    Ok(troubles)
}

/// A kept value as a person would write it.
fn words(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => "—".to_owned(),
        Some(Json::String(text)) => text.clone(),
        Some(Json::Array(list)) => list.iter().map(|one| words(Some(one))).collect::<Vec<_>>().join("、"),
        Some(other) => other.to_string(),
    }
}

/// What people call some records, as they stand in the middle of a change.
fn names(change: &mut Change, ids: &[Uuid]) -> Result<String> {
    let mut names = Vec::new();
    for id in ids {
        names.push(change.record(*id)?.map_or_else(|| id.to_string(), |record| record.name()));
    }
    Ok(if names.is_empty() { "—".to_owned() } else { names.join("、") })
}

/// Before a refusal, a dry run says what the good rows would do.
fn foretell(desk: &mut Desk, store: &mut Store, batch: &mut Batch, manner: Manner) -> Result<()> {
    let (progress, stamp) = (desk.outside.progress, desk.stamp());
    let manner = Manner { skip_bad: true, ..manner };
    let done = stamp.and_then(|stamp| store.change(&stamp, true, |change| keep(change, batch, manner, progress)));
    let mut done = match done {
        Ok(done) => done,
        // The refusal that follows says more than a second one of the good rows alone.
        Err(error) if error.kind == Kind::Refused => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut troubles = std::mem::take(&mut done.troubles);
    troubles.extend(batch.troubles.iter().cloned());
    troubles.sort_by_key(|trouble| trouble.spot);
    done.refuse(&troubles);
    for (ledger, tally) in done.ledgers() {
        let (zh, en) = ledger.map_or(("看不出的", "unknown"), |ledger| (ledger.label.zh, ledger.label.en));
        let Tally { added, unchanged, refused, .. } = tally;
        desk.remark(&message!(
            "{zh}：新{added}，已有{unchanged}，不对{refused}",
            "{en}: {added} new, {unchanged} known, {refused} bad"
        ));
    }
    Ok(())
}
