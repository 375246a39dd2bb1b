//! What an import reads: files as they are named, all tables of a folder, all tables of a packed folder; read against what the ledger file
//! has, and what is said of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::rc::Rc;

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::cli::exchange::refused::{SHOWN, warn_of};
use crate::cli::exchange::tally::TOLD;
use crate::error::{Error, Kind, Result};
use crate::import::{
    Batch, FileType, Files, LARGEST, Titles, Trouble, Unsure, by_title, ledger_named, names_archive, packed_folder,
    spoken, unpack,
};
use crate::ledger::{Codes, Ledger, Record, is_code};
use crate::lookup::{Candidate, pick};
use crate::period::{as_written, unclear_year};
use crate::store::{Query, Store};
use crate::text::{Message, text};

/// So many sentences are read on a page.
const ONE_PAGE: usize = 12;

/// A ledger that the person names.
pub fn ledger(desk: &Desk, name: &str) -> Result<&'static Ledger> {
    // A key needs no ledger file.
    if let Some(ledger) = Ledger::find(name) {
        return Ok(ledger);
    }
    let words = desk.words();
    ledger_named(name, &words).ok_or_else(|| {
        let label = |ledger: &'static Ledger| ledger.called_by(&words);
        let candidate = |one: &'static Ledger| Candidate::new(one.key, &[label(one).zh, label(one).en]);
        let candidates: Vec<Candidate> = Ledger::all().map(candidate).collect();
        let error = usage!("no_such_ledger": "没有台账“{name}”", "there is no ledger “{name}”");
        let offered = || Ledger::all().filter(|ledger| !ledger.is_of_office());
        let all = offered().map(|ledger| format!("{} {}", ledger.key, label(ledger).zh)).collect::<Vec<_>>().join("、");
        let keys = offered().map(|ledger| ledger.key).collect::<Vec<_>>().join(", ");
        match pick(name, &candidates).near() {
            Some(near) => {
                let label = Ledger::find(near).map_or(near, |ledger| label(ledger).zh);
                error.hint(message!("是不是 {near}（{label}）？", "did you mean {near}?"))
            }
            None => error.hint(message!("台账：{all}", "ledgers: {keys}")),
        }
    })
}

/// All that is in a file.
pub fn slurp(desk: &Desk, file: &str) -> Result<Rc<Vec<u8>>> {
    let limit = LARGEST >> 20;
    let unreadable = |fault: std::io::Error| match fault.kind() {
        ErrorKind::FileTooLarge => {
            refused!("file_too_large": "超过{limit}MB，一次读不了这么多", "it is larger than {limit} MB, too much at once";
                "分成几个文件再导入", "divide it into several files")
        }
        _ => Error::system(Kind::Failed, "unreadable_file", text("文件读不了", "the file cannot be read"), &fault)
            .hint(message!("检查路径和权限", "check the path and the permissions")),
    };
    desk.bytes(file).map_err(|fault| unreadable(fault).file(file))
}

/// Reads files against what the ledger file has, and points out what was taken for granted and repeated rows, unless something is to be
/// answered before that. The reading is one of `stages` of the work.
pub fn understood(desk: &mut Desk, store: &Store, files: &mut Files, stages: usize) -> Result<Batch> {
    let everything: Vec<&'static Ledger> = Ledger::all().collect();
    let codes = RefCell::new(None::<Codes>);
    let titles = RefCell::new(BTreeMap::new());
    let known = |name: &str| {
        if is_code(name) {
            let mut codes = codes.borrow_mut();
            if codes.is_none() {
                *codes = Some(store.codes()?);
            }
            return codes.get_or_insert_default().find(name)?.map_or(Ok(None), |id| store.record(id));
        }
        if let Some(ledger) = by_title(name) {
            return titled(store, ledger, &mut titles.borrow_mut())
                .and_then(|titles| titles.find(name))?
                .map_or(Ok(None), |id| store.record(id));
        }
        match store.find(name, &everything) {
            Err(error) if error.kind == Kind::Missing => Ok(None),
            found => found.map(Some),
        }
    };
    let progress = |done, total: usize| (desk.outside.progress)(done, total * stages);
    let mut batch = files.read(store.vocabulary(), desk.outside.today(), &known, &progress)?;
    if !files.told.points.is_empty() {
        files.leave_certain(&mut batch.troubles);
        return Ok(batch);
    }
    tell_notes(desk, files.told.notes.iter().chain(&batch.notes));
    tell_numbered(desk, &batch.numbered);
    repeats(desk, batch.repeated.iter().map(|(spot, first)| (files.place(*spot), files.place(*first))));
    Ok(batch)
}

/// Says what was taken for granted. Of more than a page, a rehearsal says every sentence, and an import each only once.
fn tell_notes<'n>(desk: &mut Desk, notes: impl Iterator<Item = &'n Message> + Clone) {
    if notes.clone().count() <= ONE_PAGE || desk.switched("dry-run") {
        notes.for_each(|note| desk.remark(note));
        return;
    }
    let mut kinds: Vec<(String, &Message, usize)> = Vec::new();
    for note in notes {
        // Without the file that it is about, its numbers and what it quotes.
        let said = note.zh.split_once('：').map_or(&*note.zh, |(_, said)| said);
        let mut is_quoted = false;
        let is_told = |c: &char| {
            is_quoted = *c == '“' || (is_quoted && *c != '”');
            !is_quoted && !c.is_ascii_digit()
        };
        let sentence: String = said.chars().filter(is_told).collect();
        match kinds.iter_mut().find(|(known, ..)| *known == sentence) {
            Some((.., count)) => *count += 1,
            None => kinds.push((sentence, note, 0)),
        }
    }
    for (_, note @ Message { zh, en }, more) in kinds {
        let several = message!(
            "{zh}（另有{more}处这样，--dry-run 逐处说）",
            "{en} (and {more} more like it; --dry-run says each)"
        );
        desk.remark(if more == 0 { note } else { &several });
    }
}

/// The records of a ledger by their titles, made when the first is asked for.
fn titled<'t>(store: &Store, key: &str, known: &'t mut BTreeMap<String, Titles>) -> Result<&'t Titles> {
    let mut titles = Titles::default();
    if let Some(ledger) = Ledger::find(key).filter(|_| !known.contains_key(key)) {
        for record in &store.list(&Query::by_number(ledger))? {
            titles.note(record, Message { zh: record.name(), en: record.name() });
        }
    }
    Ok(known.entry(key.to_owned()).or_insert(titles))
}

/// Asks about days without a year that may be others; where nobody can be asked, or a command only reads, they are refused.
pub fn settle_days(desk: &mut Desk, files: &Files, batch: &Batch) -> Result<()> {
    let Some(first) = batch.unsure.first() else { return Ok(()) };
    let several = files.names.len() > 1;
    let said = |Unsure { spot, words, day, coming }: &Unsure| {
        let (file, line) = files.place(*spot);
        let (zh, en) = if several { spoken(file) } else { ("", "") };
        let (gap, day) = (if several { " " } else { "" }, as_written(words, *day));
        match coming.map(|coming| as_written(words, coming)) {
            Some(coming) => message!(
                "{zh}第{line}行“{words}”：是{day}，还是{coming}",
                "{en}{gap}line {line}, “{words}”: {day} or {coming}"
            ),
            None => message!("{zh}第{line}行“{words}”：{day}", "{en}{gap}line {line}, “{words}”: {day}"),
        }
    };
    let more = batch.unsure.len().saturating_sub(SHOWN);
    let rest = (more > 0).then(|| message!("另有{more}行", "and {more} more"));
    let Message { zh, en } = Message::lines(batch.unsure.iter().take(SHOWN).map(said).chain(rest));
    let question = message!(
        "这些日子没有写年份，按最近的过去的日子读：\n  {zh}\n都这样记吗？",
        "these days have no year and are read as the nearest ones past:\n  {en}\nrecord them so?"
    );
    let no = Error::said_no(message!("没有导入", "nothing was imported"));
    let no = no.hint(message!("在文件里写上年份再导入", "write the years in the file and import again"));
    // A command that only reads has nothing to be answered with yes.
    if desk.changes && desk.agreed(&question, no)? {
        return Ok(());
    }
    let count = batch.unsure.len();
    let mut error = usage!("unclear_year": "有{count}行的日子没有写年份，不止一种读法",
        "days without a year that may be others, rows: {count}");
    let trouble = |Unsure { spot, words, day, coming }: &Unsure| {
        let error = match coming {
            Some(coming) => unclear_year(words, *day, *coming),
            None => usage!("long_ago": "“{words}”没有写年份，最近的是{day}",
                "“{words}” has no year; the nearest one past is {day}"),
        };
        files.placed(*spot, Error { hint: None, ..error })
    };
    error.more = batch.unsure.iter().take(SHOWN).map(trouble).collect();
    let file = files.place(first.spot).0;
    let hint = if desk.changes {
        message!(
            "在文件里写上年份；都是过去的日子就加 --yes",
            "write the years in the file; if all of them are past, add --yes"
        )
    } else {
        message!("在文件里写上年份", "write the years in the file")
    };
    Err(if several { error } else { error.file(file) }.hint(hint))
}

/// Says which records of the ledger file bare numbers were taken for: a list may count from 1 on its own.
fn tell_numbered(desk: &mut Desk, numbered: &[Record]) {
    let name = |it: &Record| it.name() + &it.text("title").map_or(String::new(), |title| format!("“{title}”"));
    let named: Vec<String> = numbered.iter().take(TOLD).map(name).collect();
    let (count, more) = (numbered.len(), numbered.len().saturating_sub(TOLD));
    let rest = if more > 0 { message!("等{count}条", " and {more} more") } else { Message::default() };
    let (zh, en) = (named.join("、") + &rest.zh, named.join(", ") + &rest.en);
    if count > 0 {
        desk.remark(&message!(
            "所属只写了编号的，按台账文件里的记录读：{zh}",
            "bare numbers of what rows belong to were read as records of the ledger file: {en}"
        ));
    }
}

/// Points out lines that say the same as an earlier one, the first of them by name.
pub fn repeats<'f>(desk: &mut Desk, pairs: impl ExactSizeIterator<Item = ((&'f str, usize), (&'f str, usize))>) {
    let one = |((file, line), (first_file, first))| {
        let (zh, en) = spoken(file);
        let (zh_other, en_other) = if file == first_file { ("", "") } else { spoken(first_file) };
        let en_gap = if en_other.is_empty() { "" } else { " " };
        message!(
            "注意：{zh}第{line}行与{zh_other}第{first}行相同，两条都算",
            "note: {en} line {line} says the same as {en_other}{en_gap}line {first}; both count"
        )
    };
    let more = |more: usize| {
        message!(
            "注意：另有{more}行与前面的行相同，都算",
            "note: {more} more lines say the same as an earlier one; all of them count"
        )
    };
    warn_of(desk, pairs.map(one), more);
}

/// The error about all bad rows: the first of them, and how many more there are.
pub fn refusal(files: &Files, troubles: &[Trouble], written: Option<&str>) -> Error {
    let error = files.refusal(troubles, SHOWN);
    let more = troubles.len().saturating_sub(SHOWN);
    if more == 0 {
        return error;
    }
    error.hint(match written {
        Some(file) => message!(
            "以上是前{SHOWN}处，另有{more}处，全部在 {file}",
            "these are the first {SHOWN}, and {more} more; all of them are in {file}"
        ),
        None => message!(
            "以上是前{SHOWN}处，另有{more}处；全部写成文件：--errors 错误.csv",
            "these are the first {SHOWN}, and {more} more; all of them in a file: --errors errors.csv"
        ),
    })
}

/// So many files that are not read are named.
const NAMED: usize = 20;

/// The files to import: of folders all tables, in the order of their names. What Excel keeps beside a workbook while it is open is
/// none.
pub fn named_files(desk: &mut Desk, given: &Given) -> Result<Vec<String>> {
    let all = given.texts("file");
    let is_lock =
        |file: &&str| Path::new(file).file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
    let (locks, words): (Vec<&str>, Vec<&str>) = all.partition(is_lock);
    if words.is_empty() {
        return Ok(locks.into_iter().map(str::to_owned).collect());
    }
    for lock in locks {
        desk.remark(&message!(
            "{lock} 是表格软件打开文件时留下的，略过",
            "{lock} is only what a spreadsheet keeps beside an open file, and is left out"
        ));
    }
    let (mut names, mut others) = (Vec::new(), Vec::new());
    for word in words {
        if !Path::new(word).is_dir() {
            names.push(word.to_owned());
            continue;
        }
        let before = names.len();
        walk(Path::new(word), &mut names, &mut others).map_err(|fault| {
            let what = text("文件读不了", "the file cannot be read");
            Error::system(Kind::Failed, "unreadable_file", what, &fault).file(word)
        })?;
        if names.len() == before {
            return Err(no_tables().file(word));
        }
    }
    tell_others(desk, &others);
    Ok(names)
}

/// Takes down the tables of a folder and of those in it, and what else is there.
fn walk(folder: &Path, names: &mut Vec<String>, others: &mut Vec<String>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.path().to_string_lossy().into_owned());
        if is_left_out(&name) {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => walk(&path, names, others)?,
            false if path.is_dir() => {}
            false if FileType::of_ending(&name).is_some() || name.to_lowercase().ends_with(".zip") => names.push(name),
            false => others.push(name),
        }
    }
    Ok(())
}

/// What is in the files, each with its name; packed folders are unpacked.
pub fn contents(desk: &mut Desk, names: Vec<String>) -> Result<Vec<(String, Rc<Vec<u8>>)>> {
    let (mut all, mut others) = (Vec::new(), Vec::new());
    for name in names {
        let bytes = slurp(desk, &name)?;
        let Some(archive) = packed_folder(&bytes) else {
            all.push((name, bytes));
            continue;
        };
        let mut wanted = |file: &str| {
            let is_left_out = file.split('/').any(is_left_out);
            let is_wanted = !is_left_out && (FileType::of_ending(file).is_some() || names_archive(file));
            others.extend((!is_left_out && !is_wanted).then(|| format!("{name}/{file}")));
            is_wanted
        };
        let files = unpack(archive, &mut wanted).map_err(|error| error.file(&name))?;
        if files.is_empty() {
            return Err(no_tables().file(&name));
        }
        all.extend(files.into_iter().map(|(file, bytes)| (format!("{name}/{file}"), Rc::new(bytes))));
    }
    tell_others(desk, &others);
    Ok(all)
}

/// What nobody means by the files of a folder: hidden ones, those of programs, and rows that an import has left out before.
fn is_left_out(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.starts_with('.') || name.starts_with("~$") || name == "__MACOSX" || name.contains(".refused.")
}

fn no_tables() -> Error {
    let types = FileType::ALL.map(FileType::key).join("、");
    refused!("no_tables": "里面没有表格", "there are no tables in it"; "能读的有：{types}", "types that are read: {types}")
}

fn tell_others(desk: &mut Desk, others: &[String]) {
    let (count, all) = (others.len(), others.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("、"));
    let more =
        if count > NAMED { message!("等{count}个", " and others, {count} in all") } else { Message::default() };
    let Message { zh, en } = more;
    if count > 0 {
        desk.remark(&message!("不是表格，没有读：{all}{zh}", "no tables, not read: {all}{en}"));
    }
}
