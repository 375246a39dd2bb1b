//! `import`: files read, compared with what is there, and kept in one change, or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use clap::ArgMatches;

use super::answer::{not_written, refuse_ledger, replace};
use super::pouring::{Large, Poured};
use super::{Desk, doubts, text_of};
use crate::amount::{Amount, Measure};
use crate::error::{Error, Kind, Result};
use crate::import::{
    Batch, Files, Incoming, Leftover, Shape, Source, Spot, Trouble, Wishes, interrupted, ledger_named, open, spoken,
};
use crate::ledger::{Field, Ledger, Record, Type, Value};
use crate::message;
use crate::sheet::{Block, Cell, Column, Data, Face, Sheet, Table};
use crate::store::{Change, Store};
use crate::text::{Lang, text};

/// The most troubles, and the most likely doubles, that are shown at once; files hold all of them.
const SHOWN: usize = 50;
/// Between two looks at whether to go on lie so many records.
const STEP: usize = 256;
/// From so many records on an empty ledger is filled in one go.
const MANY: usize = 1_000;

/// What an import did, for one ledger.
#[derive(Clone, Copy, Default)]
struct Tally {
    added: usize,
    updated: usize,
    unchanged: usize,
    refused: usize,
}

/// What an import did.
#[derive(Default)]
pub(super) struct Done {
    ledgers: BTreeMap<usize, (Option<&'static Ledger>, Tally)>,
    troubles: Vec<Trouble>,
}

impl Done {
    /// One more record that is new.
    pub fn add(&mut self, ledger: &'static Ledger) {
        self.of(Some(ledger)).added += 1;
    }

    fn of(&mut self, ledger: Option<&'static Ledger>) -> &mut Tally {
        let rank = ledger.map_or(usize::MAX, Ledger::rank);
        &mut self.ledgers.entry(rank).or_insert((ledger, Tally::default())).1
    }

    fn sum(&self, part: fn(&Tally) -> usize) -> usize {
        self.ledgers.values().map(|(_, tally)| part(tally)).sum()
    }

    /// Counts the rows with troubles, each once.
    fn refuse(&mut self, troubles: &[Trouble]) {
        let rows: BTreeSet<Spot> = troubles.iter().map(|trouble| trouble.spot).collect();
        for row in rows {
            let ledger = troubles.iter().find(|trouble| trouble.spot == row).and_then(|trouble| trouble.ledger);
            self.of(ledger).refused += 1;
        }
    }
}

/// How records that are known already are treated.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub update: bool,
    pub skip_bad: bool,
}

/// A ledger that the person names.
pub fn ledger(name: &str) -> Result<&'static Ledger> {
    ledger_named(name).ok_or_else(|| {
        let all = Ledger::all().map(|ledger| ledger.key).collect::<Vec<_>>().join(", ");
        Error::usage("no_such_ledger", message!("没有台账“{name}”", "there is no ledger “{name}”"))
            .hint(message!("台账：{all}", "ledgers: {all}"))
    })
}

/// Fills a ledger from one file, whole or not at all.
pub fn fill(desk: &mut Desk, store: &mut Store, file: &str) -> Result<()> {
    let bytes = slurp(desk, file)?;
    let files = open(&[Source { name: file, bytes: &bytes }], &Wishes::default())?;
    let mut batch = understood(desk, store, &files, 1)?;
    whole(&files, &batch).map_err(|error| error.file(file))?;
    let manner = Manner { update: false, skip_bad: false };
    let progress = desk.setting.progress;
    let kept = store.change(&desk.stamp()?, false, |change| {
        keep(change, &mut batch, manner, progress).and_then(|done| agreed(&files, &done.troubles, manner))
    });
    kept.map_err(|error| error.file(file))
}

/// `import FILE…|-`.
pub fn import(desk: &mut Desk, matches: &ArgMatches) -> Result<Sheet> {
    let names: Vec<&str> = matches.get_many::<String>("file").into_iter().flatten().map(String::as_str).collect();
    let wishes = wishes(matches)?;
    let mapping = mapping(matches)?;
    let manner = Manner { update: matches.get_flag("update"), skip_bad: matches.get_flag("skip-bad") };
    outputs(desk, matches, &names)?;
    if let [name] = names[..]
        && let Some(large) = Large::find(desk, name, &wishes, manner)
        && let Some(Poured { done, money, repeated }) = large.pour(desk)?
    {
        for (line, first) in repeated {
            repeats(desk, (name, line), (name, first));
        }
        return Ok(answer(desk, &names, &done, money));
    }
    let contents = names.iter().map(|name| slurp(desk, name)).collect::<Result<Vec<_>>>()?;
    let sources: Vec<Source> = names.iter().zip(&contents).map(|(name, bytes)| Source { name, bytes }).collect();
    let mut store = desk.writer()?;
    let files = open(&sources, &Wishes { mapping: &mapping, ..wishes })?;
    for note in &files.notes {
        desk.remark(note);
    }
    let mut batch = understood(desk, &store, &files, 2)?;
    let about = |error: Error| if let [name] = names[..] { error.file(name) } else { error };
    if !manner.skip_bad && !batch.troubles.is_empty() {
        report_errors(matches, &files, &batch.troubles, desk)?;
        if desk.switched("dry-run") {
            foretell(desk, &mut store, &mut batch, manner);
        }
        return Err(about(refusal(&files, &batch.troubles)));
    }
    doubts::settle(desk, &store, &files, &batch, SHOWN)?;
    let refused = std::mem::take(&mut batch.troubles);
    let progress = desk.setting.progress;
    let (dry_run, lang) = (desk.switched("dry-run"), desk.lang);
    let money = Money::of(&batch);
    let (mut written, mut differing) = (Vec::new(), Vec::new());
    let ledger = desk.file()?.0;
    let done = desk.change(&mut store, |change| {
        let mut done = keep(change, &mut batch, manner, progress)?;
        if let Err(error) = agreed(&files, &done.troubles, manner) {
            differing = done.troubles;
            return Err(error);
        }
        done.troubles.extend(refused);
        done.troubles.sort_by_key(|trouble| trouble.spot);
        let troubles = std::mem::take(&mut done.troubles);
        done.refuse(&troubles);
        if manner.skip_bad && !dry_run {
            let why = |error: &Error| error.message.lang(lang).to_owned();
            written = write_leftovers(matches, &ledger, &files.leftovers(&troubles, &why))?;
        }
        done.troubles = troubles;
        Ok(done)
    });
    if !differing.is_empty() {
        report_errors(matches, &files, &differing, desk)?;
    }
    let done = done.map_err(about)?;
    report_errors(matches, &files, &done.troubles, desk)?;
    tell_refused(desk, &files, &done.troubles, &written);
    Ok(answer(desk, &names, &done, money))
}

/// The error about all bad rows: the first of them, and how many more there are.
fn refusal(files: &Files, troubles: &[Trouble]) -> Error {
    let error = files.refusal(troubles, SHOWN);
    let more = troubles.len().saturating_sub(SHOWN);
    if more == 0 {
        return error;
    }
    error.hint(message!(
        "以上是前{SHOWN}处，另有{more}处；全部写成文件：--errors 错误.csv",
        "these are the first {SHOWN}, and {more} more; all of them in a file: --errors errors.csv"
    ))
}

fn whole(files: &Files, batch: &Batch) -> Result<()> {
    if batch.troubles.is_empty() { Ok(()) } else { Err(refusal(files, &batch.troubles)) }
}

fn wishes(matches: &ArgMatches) -> Result<Wishes<'_>> {
    let shape = match text_of(matches, "shape") {
        None => None,
        Some(name) => Some(Shape::from_key(name).ok_or_else(|| {
            let all = Shape::ALL.map(Shape::key).join(", ");
            Error::usage("unknown_format", message!("没有格式“{name}”", "there is no format “{name}”"))
                .hint(message!("可用：{all}", "there are: {all}"))
        })?),
    };
    let ledger = text_of(matches, "ledger").map(ledger).transpose()?;
    Ok(Wishes { shape, ledger, sheet: text_of(matches, "sheet"), mapping: &[] })
}

fn mapping(matches: &ArgMatches) -> Result<Vec<(String, String)>> {
    let given = matches.get_many::<String>("map").into_iter().flatten();
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
fn outputs(desk: &Desk, matches: &ArgMatches, names: &[&str]) -> Result<()> {
    if names.iter().filter(|name| **name == "-").count() > 1 {
        return Err(Error::usage("given_twice", message!("标准输入只能读一次", "stdin can be read only once"))
            .hint(message!("只写一个 -", "give - once")));
    }
    let from_stdin = names.contains(&"-");
    if matches.get_flag("skip-bad") && from_stdin && text_of(matches, "refused").is_none() {
        return Err(Error::usage(
            "no_refused",
            message!("从标准输入读，要写明略过的行放在哪里", "reading from stdin, the rows left out need a file"),
        )
        .hint(message!("加 --refused 文件", "give --refused FILE")));
    }
    let ledger = desk.file()?.0;
    for file in ["errors", "refused"].iter().filter_map(|name| text_of(matches, name)) {
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
    let bytes = if file == "-" { (desk.setting.stdin)() } else { std::fs::read(file) };
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
    let progress = |done, total: usize| (desk.setting.progress)(done, total * stages);
    let batch = files.read(store.vocabulary(), desk.setting.today(), &known, &progress)?;
    for (spot, first) in &batch.repeated {
        repeats(desk, files.place(*spot), files.place(*first));
    }
    Ok(batch)
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
    if total >= MANY {
        change.expect_many()?;
    }
    for (at, incoming) in std::mem::take(&mut batch.records).into_iter().enumerate() {
        if at % STEP == 0 && !progress(total + at, total * 2) {
            return Err(interrupted());
        }
        let ledger = Some(incoming.record.ledger);
        let Some(old) = change.record(incoming.record.id)? else {
            add(change, incoming.record)?;
            done.of(ledger).added += 1;
            continue;
        };
        let differences = differences(&old, &incoming);
        // Without an id of its own a row is known by its content: what has become of the record since is no concern of the file.
        let is_same = !incoming.given && !manner.update && old.ledger == incoming.record.ledger;
        if differences.is_empty() || is_same {
            done.of(ledger).unchanged += 1;
        } else if manner.update {
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
    Err(error.hint(message!("以文件为准，加 --update", "if the file is right, add --update")))
}

fn add(change: &mut Change, mut record: Record) -> Result<()> {
    let void = record.void.take();
    change.add(&mut record)?;
    match void {
        Some(reason) => change.void(&record, &reason),
        None => Ok(()),
    }
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
fn differences(old: &Record, incoming: &Incoming) -> Vec<Error> {
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
        return vec![differs("ledger", old.ledger.key.to_owned(), new.ledger.key.to_owned())];
    }
    let mut troubles = Vec::new();
    let (before, now) = (old.content(), new.content());
    let said = |value: Option<&serde_json::Value>| value.map_or("—".to_owned(), ToString::to_string);
    let keys: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
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

/// Writes refused rows beside their files; an older file of such rows, perhaps half mended, is not overwritten unless it is named.
fn write_leftovers(matches: &ArgMatches, ledger: &Path, leftovers: &[Leftover]) -> Result<Vec<(String, usize)>> {
    let named = text_of(matches, "refused");
    let several = |one: &Leftover, all: &[Leftover]| {
        all.iter().filter(|other| named.is_some() || other.source == one.source).count() > 1
    };
    let mut written = Vec::new();
    for (number, one) in (1..).zip(leftovers) {
        let ending = if one.is_table { "csv" } else { "jsonl" };
        let mark = match &one.sheet {
            _ if !several(one, leftovers) => String::new(),
            Some(sheet) if named.is_none() => {
                format!(".{}", sheet.replace(|c: char| !c.is_alphanumeric(), "_"))
            }
            _ => format!(".{number}"),
        };
        let file = match named {
            None => format!("{}{mark}.refused.{ending}", one.source),
            Some(name) => match name.rsplit_once('.').filter(|(_, tail)| !tail.contains('/')) {
                Some((stem, tail)) => format!("{stem}{mark}.{tail}"),
                None => format!("{name}{mark}"),
            },
        };
        let path = Path::new(&file);
        refuse_ledger(path, ledger)?;
        if named.is_none() && path.exists() {
            return Err(Error::refused(
                "exists_already",
                message!("上次略过的行还在这里", "the rows left out before are still there"),
            )
            .hint(message!(
                "改好导入后移走它，或用 --refused 写明别的文件",
                "import and remove it first, or name another file with --refused"
            ))
            .file(&file));
        }
        replace(path, &one.bytes).map_err(|fault| not_written(Some(path), &fault))?;
        written.push((file, one.rows));
    }
    Ok(written)
}

/// Writes all troubles to the file of `--errors`: CSV by its ending, else JSON Lines.
fn report_errors(matches: &ArgMatches, files: &Files, troubles: &[Trouble], desk: &Desk) -> Result<()> {
    let Some(file) = text_of(matches, "errors") else { return Ok(()) };
    let lang = desk.lang;
    let columns = ["file", "sheet", "line", "column", "field", "code", "message", "hint"];
    let mut lines = Vec::new();
    for trouble in troubles {
        let error = files.placed(trouble.spot, trouble.error.clone()).file(files.place(trouble.spot).0);
        let place = &error.place;
        let words = |word: &Option<String>| word.clone().unwrap_or_default();
        lines.push([
            words(&place.file),
            words(&place.sheet),
            place.line.map_or(String::new(), |line| line.to_string()),
            words(&place.column),
            words(&place.field),
            error.code.to_owned(),
            error.message.lang(lang).to_owned(),
            error.hint.as_ref().map_or(String::new(), |hint| hint.lang(lang).to_owned()),
        ]);
    }
    let bytes = if file.to_lowercase().ends_with(".csv") {
        let mut table = Table::new(columns.iter().map(|key| Column::new(key, key)).collect());
        for line in lines {
            table.push(line.map(Cell::Text).to_vec());
        }
        let mut bytes = Vec::new();
        crate::format::write(
            &Sheet::list(table),
            crate::format::Format::Csv,
            &crate::format::Canvas::default(),
            &mut bytes,
        )
        .map_err(|fault| not_written(Some(Path::new(file)), &fault))?;
        bytes
    } else {
        let object = |line: [String; 8]| {
            let members = columns.iter().zip(line).map(|(key, word)| {
                let value = match word.parse::<u64>() {
                    Ok(number) if *key == "line" => number.into(),
                    _ if word.is_empty() => serde_json::Value::Null,
                    _ => word.into(),
                };
                ((*key).to_owned(), value)
            });
            format!("{}\n", serde_json::Value::Object(members.collect()))
        };
        lines.into_iter().map(object).collect::<String>().into_bytes()
    };
    replace(Path::new(file), &bytes).map_err(|fault| not_written(Some(Path::new(file)), &fault))
}

/// Says which rows were left out, and where they are now.
fn tell_refused(desk: &mut Desk, files: &Files, troubles: &[Trouble], written: &[(String, usize)]) {
    for trouble in troubles.iter().take(SHOWN) {
        let error = files.placed(trouble.spot, trouble.error.clone());
        desk.warn(&message!("略过：{}", "left out: {}", error.sentence(desk.lang)));
    }
    let more = troubles.len().saturating_sub(SHOWN);
    if more > 0 {
        desk.warn(&message!("略过：另有{more}处不对", "left out: {more} more troubles"));
    }
    for (file, rows) in written {
        desk.warn(&message!(
            "略过的{rows}行写在 {file}，改好后可再导入",
            "the {rows} rows left out are in {file}; mend them and import that"
        ));
    }
}

/// Before a refusal, a dry run says what the good rows would do.
fn foretell(desk: &mut Desk, store: &mut Store, batch: &mut Batch, manner: Manner) {
    let (progress, stamp) = (desk.setting.progress, desk.stamp());
    let manner = Manner { skip_bad: true, ..manner };
    let Ok(mut done) =
        stamp.and_then(|stamp| store.change(&stamp, true, |change| keep(change, batch, manner, progress)))
    else {
        return;
    };
    let mut troubles = std::mem::take(&mut done.troubles);
    troubles.extend(batch.troubles.iter().cloned());
    done.refuse(&troubles);
    for (ledger, tally) in done.ledgers.values() {
        let (zh, en) = ledger.map_or(("看不出的", "unknown"), |ledger| (ledger.label.zh, ledger.label.en));
        let Tally { added, unchanged, refused, .. } = tally;
        desk.remark(&message!(
            "{zh}：新{added}，已有{unchanged}，不对{refused}",
            "{en}: {added} new, {unchanged} known, {refused} bad"
        ));
    }
}

/// The answer: how many of what; in a dry run ledger by ledger, and between which bounds the money lies.
fn answer(desk: &Desk, names: &[&str], done: &Done, money: Money) -> Sheet {
    let (added, updated) = (done.sum(|tally| tally.added), done.sum(|tally| tally.updated));
    let (unchanged, refused) = (done.sum(|tally| tally.unchanged), done.sum(|tally| tally.refused));
    let lang = desk.lang;
    let whole = |count: usize| Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX));
    let (by_ledger, money) = (by_ledger(done, lang), money.table(lang));
    let members = vec![
        ("file".to_owned(), Cell::words((names.len() == 1).then(|| names[0]))),
        ("added".to_owned(), whole(added)),
        ("updated".to_owned(), whole(updated)),
        ("unchanged".to_owned(), whole(unchanged)),
        ("refused".to_owned(), whole(refused)),
        ("files".to_owned(), Cell::List(names.iter().map(|name| Cell::Text((*name).to_owned())).collect())),
        ("ledgers".to_owned(), Cell::Table(by_ledger.clone())),
        ("money".to_owned(), Cell::Table(money.clone())),
    ];
    let dry_run = desk.switched("dry-run");
    let (zh, en) = if dry_run { ("（演练，未写入）", "(dry run, nothing written) ") } else { ("", "") };
    let count = names.len();
    let (zh_file, en_file) = match names {
        [name] => (spoken(name).0.to_owned(), spoken(name).1.to_owned()),
        _ => (format!("{count}个文件"), format!("{count} files")),
    };
    let (zh_left, en_left) = if refused == 0 {
        (String::new(), String::new())
    } else {
        (format!("，略过{refused}行"), format!(", {refused} left out"))
    };
    let words = if added + updated + refused + unchanged == 0 {
        message!("{zh_file}：没有记录", "{en_file}: there are no records")
    } else if added + updated + refused == 0 {
        message!(
            "{zh_file}：{unchanged}条都已在台账里，没有变化",
            "{en_file}: all {unchanged} records are in the ledger already; nothing changed"
        )
    } else {
        message!(
            "{zh}{zh_file}：新增{added}条，更新{updated}条，未变{unchanged}条{zh_left}",
            "{en}{en_file}: {added} added, {updated} updated, {unchanged} unchanged{en_left}"
        )
    };
    let mut page = Vec::new();
    if !desk.switched("quiet") {
        page.push(Block::Line(words.lang(lang).to_owned()));
        let tables = [by_ledger, money].into_iter().filter(|table| dry_run && !table.rows.is_empty());
        page.extend(tables.map(Block::Table));
    }
    Sheet { data: Data::Object(members), page }
}

fn by_ledger(done: &Done, lang: Lang) -> Table {
    let mut table = Table::new(vec![
        Column::new("ledger", "ledger").face(Face::Data),
        Column::new("label", lang.pick("台账", "ledger")).face(Face::Page),
        Column::new("added", lang.pick("新", "new")).right(),
        Column::new("updated", lang.pick("更新", "updated")).right(),
        Column::new("unchanged", lang.pick("已有", "known")).right(),
        Column::new("refused", lang.pick("不对", "bad")).right(),
    ]);
    let whole = |count: usize| Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX));
    for (ledger, tally) in done.ledgers.values() {
        table.push(vec![
            Cell::words(ledger.map(|ledger| ledger.key)),
            Cell::words(ledger.map(|ledger| ledger.label.lang(lang))),
            whole(tally.added),
            whole(tally.updated),
            whole(tally.unchanged),
            whole(tally.refused),
        ]);
    }
    table
}

/// The amounts of every money column.
#[derive(Default)]
pub(super) struct Money {
    columns: BTreeMap<(usize, &'static str), (&'static Ledger, &'static Field, Vec<Amount>)>,
}

impl Money {
    fn of(batch: &Batch) -> Money {
        let mut money = Money::default();
        batch.records.iter().for_each(|incoming| money.note(&incoming.record));
        money
    }

    pub fn note(&mut self, record: &Record) {
        let ledger = record.ledger;
        for field in ledger.fields.iter().filter(|field| field.measure() == Measure::Money) {
            if let (Type::Amount(_), Some(Value::Amount(amount))) = (field.holds, record.get(field.key)) {
                let place = (ledger.rank(), field.key);
                self.columns.entry(place).or_insert((ledger, field, Vec::new())).2.push(*amount);
            }
        }
    }

    /// Of every column the smallest, the middle and the largest amount: a 万 too few or too many is seen at once.
    fn table(self, lang: Lang) -> Table {
        let mut table = Table::new(vec![
            Column::new("ledger", "ledger").face(Face::Data),
            Column::new("field", "field").face(Face::Data),
            Column::new("label", lang.pick("金额", "money")).face(Face::Page),
            Column::new("smallest", lang.pick("最小（元）", "smallest (yuan)")).right(),
            Column::new("median", lang.pick("中位（元）", "median (yuan)")).right(),
            Column::new("largest", lang.pick("最大（元）", "largest (yuan)")).right(),
        ]);
        for (ledger, field, mut amounts) in self.columns.into_values() {
            amounts.sort_by_key(|amount| amount.value);
            let cell = |at: usize| Cell::Amount(amounts[at], Measure::Money);
            table.push(vec![
                Cell::Text(ledger.key.to_owned()),
                Cell::Text(field.key.to_owned()),
                Cell::Text(lang.pick(
                    format!("{}·{}", ledger.label.zh, field.label.zh),
                    format!("{}: {}", ledger.label.en, field.label.en),
                )),
                cell(0),
                cell((amounts.len() - 1) / 2),
                cell(amounts.len() - 1),
            ]);
        }
        table
    }
}
