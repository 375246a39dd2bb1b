//! `import`: files read, compared with what is there, and kept in one change, or not at all.

use std::path::Path;

use clap::{Arg, ArgAction, Command};

use crate::cli::args::{Given, TOLD, argument, common, option, switch};
use crate::cli::desk::Desk;
use crate::cli::exchange::bundle::{is_bundle, unpacked};
use crate::cli::exchange::interview::{answering, answers_of};
use crate::cli::exchange::keep::{Manner, agreed, foretell, in_closed_years, keep, sort_out, tell, with_rows};
use crate::cli::exchange::read::{contents, named_files};
use crate::cli::exchange::read::{ledger, refusal, repeats, settle_days, understood};
use crate::cli::exchange::refused::{self, SHOWN, Waiting, endings, placed, report_errors};
use crate::cli::exchange::stream::{Poured, pour};
use crate::cli::exchange::tally::{Beside, Done, Money, answer, by_file};
use crate::cli::exchange::{doubles, interview, recipes};
use crate::cli::office::site::received;
use crate::cli::output::answer::unknown_format;
use crate::cli::output::file::Named;
use crate::cli::task::Task;
use crate::error::{Error, Kind, Result};
use crate::import::{Answers, Batch, FileType, Files, QUESTIONS, Question, Source, Trouble, Wishes, open};
use crate::ledger::{SETTINGS, persons_rule};
use crate::sheet::{Block, Sheet};
use crate::store::{Query, Store};
use crate::text::Lang;
use crate::vocabulary::Vocabulary;

/// `import FILE…|-`.
pub const TASK: Task = Task::changes("import", import).with(options);

/// The longest list of values that stands behind an option.
const LONGEST_VALUE: usize = 12;

fn options(command: Command, lang: Lang) -> Command {
    let types = FileType::ALL.map(FileType::key).join(", ");
    // `--format` says how the files are written; how the answer is written is said with `-O` alone.
    let answer = argument("format", "FORMAT", TOLD).short('O');
    let file_type = phrase!(lang, "文件怎样写成（扩展名没说时）：{types}", "their type if no ending says it: {types}");
    let answer_to = |question: &'static Question| {
        let mut ways = question.ways.iter().map(|(way, _)| *way).collect::<Vec<_>>().join("|");
        // Where there are many, the line says each.
        if ways.len() > LONGEST_VALUE {
            "HOW".clone_into(&mut ways);
        }
        option(question.key, "WAY", TOLD).value_name(ways)
    };
    let file = argument("file", "FILE", TOLD).required_unless_present_any(["recipes", "received"]).num_args(1..);
    let reading = [
        argument("shape", "FORMAT", &file_type).long("format"),
        option("ledger", "LEDGER", TOLD),
        option("sheet", "NAME", TOLD),
        option("map", "HEADING=FIELD", TOLD).action(ArgAction::Append),
        option("encoding", "NAME", TOLD),
        option("set", "FIELD=VALUE", TOLD).action(ArgAction::Append),
    ];
    let keeping = [
        switch("update", TOLD),
        switch("restore", TOLD),
        switch("skip-bad", TOLD),
        option("refused", "FILE", TOLD),
        option("errors", "FILE", TOLD),
    ];
    // The options that ask, and those that keep what was answered.
    let asking = [
        switch("interactive", TOLD),
        option("keep-recipe", "NAME", TOLD),
        switch("no-recipe", TOLD),
        option("recipes", "NAME", TOLD).num_args(0..=1).default_missing_value("").conflicts_with("file"),
        switch("remove", TOLD).requires("recipes"),
        switch("received", TOLD).conflicts_with("file"),
    ];
    let under = |heading: &'static str| move |arg: Arg| arg.help_heading(heading);
    let questions = QUESTIONS.iter().map(answer_to);
    command
        .arg(file)
        .args(reading.into_iter().chain(questions).map(under(lang.pick("表怎样读", "how tables are read"))))
        .args(keeping.map(under(lang.pick("已有的和不对的行", "rows that are known or bad"))))
        .args(asking.map(under(lang.pick("问答、配方、流水包", "questions, recipes, bundles"))))
        .arg(answer.help_heading(common(lang)))
}

fn import(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    if given.writes("recipes") {
        return recipes::shown(desk, given);
    }
    if given.switch("received") {
        return received(desk);
    }
    let bundles: Vec<String> = given.texts("file").filter(|name| is_bundle(name)).map(str::to_owned).collect();
    if !bundles.is_empty() {
        return taken_in(desk, given, &bundles);
    }
    interview::foresee(desk, given)?;
    let names = named_files(desk, given)?;
    let answers = answers_of(given)?;
    let wishes = wishes(desk, given)?;
    let manner =
        Manner { update: given.switch("update"), restore: given.switch("restore"), skip_bad: given.switch("skip-bad") };
    outputs(desk, given, &names)?;
    if answers == Answers::default()
        && !manner.skip_bad
        && given.text("keep-recipe").is_none()
        && let [name] = &names[..]
        && let Some(sheet) = poured(desk, given, name, &wishes)?
    {
        return Ok(sheet);
    }
    let contents = contents(desk, names)?;
    let sources: Vec<Source> = contents.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    let mut store = desk.writer()?;
    let words = store.vocabulary().clone();
    let recipes = if given.switch("no-recipe") { Vec::new() } else { recipes::kept(&store)? };
    let persons = persons_rule(&store.list(&Query::of(SETTINGS))?);
    let (workbook, wishes) = (desk.outside.workbook, Wishes { words: &words, recipes: &recipes, persons, ..wishes });
    let opens = |answers: &Answers| open(&sources, &Wishes { answers, ..wishes }, workbook);
    let mut files = interview::opened(desk, given, &store, &answers, &opens)?;
    files.keeps_rows = manner.skip_bad;
    let batch = understood(desk, &store, &mut files, 2)?;
    take_in(desk, given, &mut store, (&files, batch), manner)
}

/// Takes bundles in, and nothing beside them.
fn taken_in(desk: &mut Desk, given: &Given, bundles: &[String]) -> Result<Sheet> {
    if given.texts("file").count() > bundles.len() {
        return Err(
            usage!("bundle_with_others": "流水包和别的文件要分开导入", "bundles and other files are taken in apart";
            "先导入流水包", "take in the bundles first"),
        );
    }
    unpacked(desk, bundles)
}

/// Keeps all rows of files, or refuses them.
fn take_in(
    desk: &mut Desk,
    given: &Given,
    store: &mut Store,
    (files, mut batch): (&Files, Batch),
    manner: Manner,
) -> Result<Sheet> {
    let words = store.vocabulary().clone();
    let names: Vec<&str> = files.names.iter().map(String::as_str).collect();
    let about = |error: Error| match names[..] {
        [name] if error.kind != Kind::Database => error.file(name),
        _ => error,
    };
    let is_open = !files.told.points.is_empty();
    let is_bad = is_open || !batch.troubles.is_empty();
    let good = if manner.skip_bad || is_bad { sort_out(desk, store, &mut batch, manner)? } else { None };
    if is_open || (!manner.skip_bad && is_bad) {
        store.let_go();
        return refuse(desk, given, &words, files, &batch.troubles, good);
    }
    settle_days(desk, files, &batch)?;
    let doubts = doubles::settle(desk, store, files, &mut batch).map_err(about)?;
    interview::agree(desk, given, store, files, &batch, manner)?;
    let late = in_closed_years(store, files, &batch)?;
    let bad = std::mem::take(&mut batch.troubles);
    let (progress, paths, today) = (desk.outside.progress, Named::of(desk), desk.outside.today());
    let (dry_run, lang, money) = (desk.switched("dry-run"), desk.lang, Money::of(&batch));
    let (mut waiting, mut differing, mut days) = (Vec::new(), Vec::new(), Answers::default());
    let done = desk.change(store, |change| {
        let mut done = keep(change, &mut batch, manner, progress)?;
        if let Err(error) = agreed(files, &done.troubles, manner) {
            differing = done.troubles;
            return Err(error);
        }
        done.refuse(bad);
        if let Some(name) = given.text("keep-recipe") {
            days = recipes::keep(change, name, files, today)?;
        }
        if manner.skip_bad && !dry_run {
            let tab = given.text("refused").is_some_and(|file| file.to_lowercase().ends_with(".tsv"));
            waiting = refused::wait(given, &paths, &files.refused_rows(&done.troubles, (&words, lang, tab)))?;
        }
        Ok(done)
    });
    if !differing.is_empty() {
        report_errors(desk, given, placed(files, &differing))?;
    }
    let done = done.map_err(|error| with_rows(about(error), late))?;
    let take_place = |(new, file, rows): Waiting| new.take_place().map(|()| (file, rows));
    let kept = waiting.into_iter().map(take_place).collect::<Result<Vec<_>>>()?;
    report_errors(desk, given, placed(files, &done.troubles))?;
    refused::tell(desk, files, &done.troubles, &kept);
    done.tell_renumbered(desk);
    tell(desk, files, &done);
    recipes::tell(desk, &days);
    if done.kept_nothing() {
        desk.code = Kind::Refused.exit_code();
    }
    let beside = Beside { doubts, by_file: by_file(files, &done, &words, lang), unread: files.unread.clone() };
    Ok(answer(desk, &words, &names, &done, money, beside))
}

/// Refuses what has to be answered or mended first, all on one page; a rehearsal of several files says what each of them holds.
fn refuse(
    desk: &mut Desk,
    given: &Given,
    words: &Vocabulary,
    files: &Files,
    troubles: &[Trouble],
    good: Option<Done>,
) -> Result<Sheet> {
    let points = files.open_points();
    let all: Vec<Error> = points.iter().cloned().chain(placed(files, troubles)).collect();
    report_errors(desk, given, all.into_iter())?;
    let error = match &files.names[..] {
        _ if !points.is_empty() => {
            let page = files.open_page(troubles, SHOWN);
            let several = page.code == "open_points";
            answering(given, &points, files, words)?.filter(|_| several).into_iter().fold(page, Error::hint)
        }
        [name] => refusal(files, troubles, given.text("errors")).file(name),
        _ => refusal(files, troubles, given.text("errors")),
    };
    let Some(mut done) = good.filter(|_| desk.switched("dry-run")) else { return Err(error) };
    done.refuse(troubles.to_vec());
    if points.is_empty() {
        foretell(desk, words, &done);
    }
    if files.names.len() == 1 {
        return Err(error);
    }
    desk.refused = Some(error);
    let (names, by_file) =
        (files.names.iter().map(String::as_str).collect::<Vec<_>>(), by_file(files, &done, words, desk.lang));
    let page = Block::Table(by_file.clone());
    let beside = Beside { by_file, unread: files.unread.clone(), ..Beside::default() };
    Ok(Sheet { page: vec![page], ..answer(desk, words, &names, &done, Money::default(), beside) })
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

/// Whatever the import is to write is neither the ledger file nor one that is being read.
fn outputs(desk: &Desk, given: &Given, names: &[String]) -> Result<()> {
    if names.iter().filter(|name| *name == "-").count() > 1 {
        return Err(usage!("given_twice": "标准输入只能读一次", "stdin can be read only once";
            "只写一个 -", "give - once"));
    }
    if given.switch("skip-bad") && names.iter().any(|name| name == "-") && given.text("refused").is_none() {
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
