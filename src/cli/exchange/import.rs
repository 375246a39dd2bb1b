//! `import`: files read, compared with what is there, and kept in one change, or not at all.

use std::path::Path;

use clap::{ArgAction, Command};

use crate::cli::args::{Given, argument, common, examples, option, switch};
use crate::cli::desk::Desk;
use crate::cli::exchange::doubles;
use crate::cli::exchange::keep::{Manner, agreed, foretell, in_closed_years, keep, sort_out, tell, with_rows};
use crate::cli::exchange::read::{ledger, refusal, repeats, settle_days, slurp, understood};
use crate::cli::exchange::refused::{self, Waiting, endings, placed, report_errors};
use crate::cli::exchange::stream::{Poured, pour};
use crate::cli::exchange::tally::{Beside, Money, answer};
use crate::cli::output::answer::unknown_format;
use crate::cli::output::file::Named;
use crate::cli::task::Task;
use crate::error::{Error, Kind, Result};
use crate::import::{Answers, FileType, QUESTIONS, Question, Source, Wishes, encoding_named, open};
use crate::sheet::Sheet;
use crate::text::{Lang, text};

/// `import FILE…|-`.
pub const TASK: Task = Task::changes("import", import)
    .about(text("导入表格、工作簿、JSON", "read records from tables, workbooks and JSON"))
    .with(options);

fn options(command: Command, lang: Lang) -> Command {
    let types = FileType::ALL.map(FileType::key).join(", ");
    // `--format` says how the files are written; how the answer is written is said with `-O` alone.
    let answer = argument("format", "FORMAT", lang.pick("回答的格式", "the format of the answer")).short('O');
    let file_type = phrase!(
        lang,
        "文件怎样写成（扩展名没说时）：{types}",
        "how the files are written, where their endings do not say: {types}"
    );
    let file = lang
        .pick("表格、工作簿或 JSON 文件，可写几个；- 为标准输入", "tables, workbooks or JSON, several; - for stdin");
    let map = lang
        .pick("表头是哪一项，可写多次；=- 略去这一列", "what a heading means, repeatable; =- leaves the column out");
    let encoding = lang.pick(
        "文本的编码，如 gb18030、big5（不写则自己找）",
        "the encoding of text, such as gb18030 or big5 (found if not given)",
    );
    let duplicates = lang.pick(
        "可能已经记过的行：ask 问（默认）、skip 略过、replace 按文件改、keep 照记",
        "rows that may be recorded already: ask (default), skip, replace (correct what is there), keep",
    );
    let errors =
        lang.pick("所有不对之处写到这里（csv、tsv 或 jsonl）", "the file for all troubles (csv, tsv or jsonl)");
    let set = lang.pick("各行都一样的，如 镇街=永新，可写多次", "what is the same for all rows, repeatable: town=永新");
    let answer_to = |question: &'static Question| {
        let ways = question.ways.iter().map(|(way, _)| *way).collect::<Vec<_>>().join("|");
        option(question.key, "WAY", question.about.lang(lang)).value_name(ways)
    };
    let lines = [
        "qjcppcc import 学习.xlsx --dry-run",
        "qjcppcc import 一季度.csv --ledger study --map 来源=部门",
        "qjcppcc import *.xlsx --skip-bad --errors 错误.csv",
    ];
    command
        .arg(argument("file", "FILE", file).required(true).num_args(1..))
        .arg(argument("shape", "FORMAT", &file_type).long("format"))
        .arg(option("ledger", "LEDGER", lang.pick("哪个台账（文件没说时）", "the ledger, where the file does not say")))
        .arg(option("sheet", "NAME", lang.pick("只读这个工作表", "read this sheet only")))
        .arg(option("map", "HEADING=FIELD", map).action(ArgAction::Append))
        .arg(option("encoding", "NAME", encoding))
        .arg(option("set", "FIELD=VALUE", set).action(ArgAction::Append))
        .args(QUESTIONS.iter().map(answer_to))
        .arg(switch("update", lang.pick("内容不同的，改成文件里的", "change records whose content differs")))
        .arg(switch("restore", lang.pick("台账文件里已作废的，恢复", "put back what is void in the ledger file")))
        .arg(option("duplicates", "HOW", duplicates))
        .arg(switch("skip-bad", lang.pick("略过不对的行，另写成文件", "leave bad rows out and write them to a file")))
        .arg(option("refused", "FILE", lang.pick("略过的行写到这里", "the file for the rows left out")))
        .arg(option("errors", "FILE", errors))
        .arg(answer.help_heading(common(lang)))
        .after_help(examples(&lines, lang))
}

fn import(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let names = named_files(desk, given);
    let answers = answers(given)?;
    let wishes = Wishes { answers: &answers, ..wishes(desk, given)? };
    let manner =
        Manner { update: given.switch("update"), restore: given.switch("restore"), skip_bad: given.switch("skip-bad") };
    outputs(desk, given, &names)?;
    if answers == Answers::default()
        && !manner.skip_bad
        && let [name] = names[..]
        && let Some(sheet) = poured(desk, given, name, &wishes)?
    {
        return Ok(sheet);
    }
    let contents = names.iter().map(|name| slurp(desk, name)).collect::<Result<Vec<_>>>()?;
    let sources: Vec<Source> = names.iter().zip(&contents).map(|(name, bytes)| Source { name, bytes }).collect();
    let mut store = desk.writer()?;
    let words = store.vocabulary().clone();
    let files = open(&sources, &Wishes { words: &words, ..wishes }, desk.outside.workbook)?;
    if let Some(page) = files.open_points() {
        return Err(page);
    }
    let mut batch = understood(desk, &store, &files, 2)?;
    let about = |error: Error| match names[..] {
        [name] if error.kind != Kind::Database => error.file(name),
        _ => error,
    };
    let is_bad = !batch.troubles.is_empty();
    let good = if manner.skip_bad || is_bad { sort_out(desk, &mut store, &mut batch, manner)? } else { None };
    if !manner.skip_bad && is_bad {
        store.let_go();
        report_errors(desk, given, placed(&files, &batch.troubles))?;
        if let Some(done) = good.filter(|_| desk.switched("dry-run")) {
            foretell(desk, &words, done, &batch);
        }
        return Err(about(refusal(&files, &batch.troubles, given.text("errors"))));
    }
    settle_days(desk, &files, &batch)?;
    let doubts = doubles::settle(desk, &store, &files, &mut batch, given).map_err(about)?;
    let late = in_closed_years(&store, &files, &batch)?;
    let bad = std::mem::take(&mut batch.troubles);
    let (progress, paths) = (desk.outside.progress, Named::of(desk));
    let (dry_run, lang, money) = (desk.switched("dry-run"), desk.lang, Money::of(&batch));
    let (mut waiting, mut differing) = (Vec::new(), Vec::new());
    let done = desk.change(&mut store, |change| {
        let mut done = keep(change, &mut batch, manner, progress)?;
        if let Err(error) = agreed(&files, &done.troubles, manner) {
            differing = done.troubles;
            return Err(error);
        }
        done.refuse(bad);
        if manner.skip_bad && !dry_run {
            let tab = given.text("refused").is_some_and(|file| file.to_lowercase().ends_with(".tsv"));
            waiting = refused::wait(given, &paths, &files.refused_rows(&done.troubles, (&words, lang, tab)))?;
        }
        Ok(done)
    });
    if !differing.is_empty() {
        report_errors(desk, given, placed(&files, &differing))?;
    }
    let done = done.map_err(|error| with_rows(about(error), late))?;
    let take_place = |(new, file, rows): Waiting| new.take_place().map(|()| (file, rows));
    let kept = waiting.into_iter().map(take_place).collect::<Result<Vec<_>>>()?;
    report_errors(desk, given, placed(&files, &done.troubles))?;
    refused::tell(desk, &files, &done.troubles, &kept);
    done.tell_renumbered(desk);
    tell(desk, &files, &done);
    if done.kept_nothing() {
        desk.code = Kind::Refused.exit_code();
    }
    Ok(answer(desk, &words, &names, &done, money, Beside { doubts, unread: files.unread }))
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

/// A large file of lines that goes into an empty ledger file bit by bit; none where it does not.
fn poured(desk: &mut Desk, given: &Given, name: &str, wishes: &Wishes) -> Result<Option<Sheet>> {
    let Some(Poured { done, money, repeated }) = pour(desk, name, wishes)? else { return Ok(None) };
    repeats(desk, repeated.into_iter().map(|(line, first)| ((name, line), (name, first))));
    report_errors(desk, given, std::iter::empty())?;
    done.tell_renumbered(desk);
    Ok(Some(answer(desk, &desk.words(), &[name], &done, money, Beside::default())))
}

fn wishes<'a>(desk: &Desk, given: &Given<'a>) -> Result<Wishes<'a>> {
    let unknown = |name: &str| unknown_format(name, &FileType::ALL.map(FileType::key));
    let shape = given.text("shape");
    let file_type = shape.map(|name| FileType::from_key(name).ok_or_else(|| unknown(name))).transpose()?;
    let ledger = given.text("ledger").map(|name| ledger(desk, name)).transpose()?;
    let sheet = given.text("sheet");
    Ok(Wishes { file_type, ledger, sheet, ..Wishes::default() })
}

/// What was answered about tables on the command line.
fn answers(given: &Given) -> Result<Answers> {
    let encoding = given.text("encoding").map(encoding_named).transpose()?;
    let mut answers = Answers { map: pairs(given, "map")?, set: pairs(given, "set")?, encoding, ..Answers::default() };
    for Question { key, ways, .. } in &QUESTIONS {
        let ways: Vec<&'static str> = ways.iter().map(|(way, _)| *way).collect();
        answers.ways.extend(given.one_of(key, &ways)?.map(|way| (*key, way)));
    }
    Ok(answers)
}

/// What an option says in pairs: 来源=部门.
fn pairs(given: &Given, option: &'static str) -> Result<Vec<(String, String)>> {
    let pair = |pair: &str| match pair.split_once(['=', '＝']) {
        Some((one, other)) if !one.trim().is_empty() => Ok((one.trim().to_owned(), other.trim().to_owned())),
        _ if option == "set" => Err(usage!("bad_set": "--set 要写成 字段=值，不是“{pair}”",
            "--set wants FIELD=VALUE, not “{pair}”"; "例如 --set 镇街=永新", "such as --set town=永新")),
        _ => Err(usage!("bad_map": "--map 要写成 表头=字段，不是“{pair}”",
            "--map wants HEADING=FIELD, not “{pair}”"; "例如 --map 来源=部门", "such as --map 来源=部门")),
    };
    given.texts(option).map(pair).collect()
}

/// Whatever the import is to write is neither the ledger file nor one that is being read.
fn outputs(desk: &Desk, given: &Given, names: &[&str]) -> Result<()> {
    if names.iter().filter(|name| **name == "-").count() > 1 {
        return Err(usage!("given_twice": "标准输入只能读一次", "stdin can be read only once";
            "只写一个 -", "give - once"));
    }
    if given.switch("skip-bad") && names.contains(&"-") && given.text("refused").is_none() {
        return Err(usage!("no_refused": "从标准输入读，要写明略过的行放在哪里",
            "reading from stdin, the rows left out need a file"; "加 --refused 文件", "give --refused FILE"));
    }
    endings(given)?;
    let paths = Named::of(desk);
    let written = ["errors", "refused"].iter().filter_map(|name| Some((name, given.text(name)?)));
    for (name, file) in written {
        paths.may_write(name, Path::new(file))?;
    }
    Ok(())
}
