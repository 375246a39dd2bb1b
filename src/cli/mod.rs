//! The command line: arguments in, text and exit code out. The only place that names clap.

mod args;
mod commands;
mod course;
mod desk;
mod exchange;
mod help;
mod keeping;
mod office;
mod output;
mod records;
mod reports;
mod task;
mod verbs;

use std::ffi::OsString;
use std::io::Write;

use clap::error::ErrorKind;

use crate::cli::args::usage;
use crate::cli::commands::{chosen, command_line};
use crate::cli::desk::{Anew, Desk, words};
use crate::cli::help::screen;
use crate::cli::output::answer::Answer;
use crate::cli::output::fields;
use crate::cli::output::file::is_stream;
use crate::cli::reports::letter;
use crate::cli::task::Work;
use crate::error::{Error, Kind, Result};
use crate::format::Format;
use crate::ledger::{CLAIMS, CLOSINGS, Ledger, SETTINGS, VOCABULARY, WORDINGS};
use crate::outside::Outside;
use crate::text::{Lang, Text, quoted, shown, text};
use crate::vocabulary::Vocabulary;
use crate::windows::spelled_out;

pub use crate::cli::output::printed::Printed;

/// What a run of the program leaves: text and exit code.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The answer.
    pub stdout: Printed,
    /// Remarks, warnings and errors.
    pub stderr: String,
    /// The exit code of the process.
    pub code: u8,
    /// Whether something was recorded, whatever becomes of the answer.
    pub kept: bool,
}

/// The whole program: arguments, with the program's name first, and the outside world in; text and exit code out.
pub fn run(arguments: &[OsString], outside: &Outside) -> Outcome {
    let arguments = &*spelled_out(arguments);
    let lang = wanted_language(arguments, outside);
    let objected = |objection: &clap::Error| {
        let is_page = objection.kind() != ErrorKind::DisplayVersion;
        let words = if is_page { words(values(arguments, "--db").last(), outside) } else { Vocabulary::default() };
        objected(objection, arguments, &words, lang)
    };
    let (matches, lacking) = match command_line(lang, screen::whole(arguments, lang)).try_get_matches_from(arguments) {
        Ok(matches) => (matches, None),
        // What is missing may be asked for.
        Err(lacking) if lacking.kind() == ErrorKind::MissingRequiredArgument && outside.ask.is_some() => {
            match command_line(lang, None).ignore_errors(true).try_get_matches_from(arguments) {
                Ok(matches) => (matches, Some(lacking)),
                Err(_) => return objected(&lacking),
            }
        }
        Err(objection) => return objected(&objection),
    };
    let Some((work, path, given)) = chosen(&matches) else { return Outcome::default() };
    let (remarks, anew, answers, streams, code, kept, refused, missed, format, paper) = Default::default();
    let changes = work.changes();
    let mut desk = Desk {
        command_line,
        outside,
        lang,
        given,
        changes,
        remarks,
        anew,
        answers,
        streams,
        code,
        kept,
        refused,
        missed,
        format,
        ready: None,
        paper,
    };
    if let Some(lacking) = lacking.filter(|_| !matches!(work, Work::Asks(_)) || desk.asks_for_more().is_none()) {
        return objected(&lacking);
    }
    let json = desk.switched("json") || desk.option("format") == Some("json");
    let answer = answered(&mut desk, work, &path);
    if let Some(Anew::Told(more)) = desk.anew.take() {
        return with_more(arguments, more, outside, lang);
    }
    let (stdout, error) = match answer {
        Ok(stdout) => (stdout, desk.refused.take()),
        Err(error) => (Printed::default(), Some(error)),
    };
    let Some(error) = error else { return Outcome { stdout, stderr: desk.remarks, code: desk.code, kept: desk.kept } };
    let error = if desk.kept { all_the_same(error) } else { error };
    let error = in_words(desk.asking_again(desk.about_ledger_file(error)), &path, &desk);
    Outcome { stdout, ..failed(&error, lang, json, desk.remarks) }
}

/// Shows what is shown instead of doing something, or says what clap objects to.
fn objected(objection: &clap::Error, arguments: &[OsString], words: &Vocabulary, lang: Lang) -> Outcome {
    // A script that names no command is told so.
    let json = asks_for_json(arguments);
    let page = match objection.kind() {
        ErrorKind::DisplayVersion => Some(screen::version(json)),
        _ if json && objection.use_stderr() => None,
        _ => screen::shown(objection, arguments, words, lang).map(Ok),
    };
    let mut stdout = Printed::default();
    let written = page.map(|page| stdout.write_all(page?.as_bytes()).map_err(Error::unwritten));
    match written.unwrap_or_else(|| Err(usage::explain(objection, arguments, words, lang))) {
        Ok(()) => Outcome { stdout, ..Outcome::default() },
        Err(error) => failed(&error, lang, json, String::new()),
    }
}

/// Runs the command line that came of asking the person, and says what it is: next time it can be written at once.
fn with_more(arguments: &[OsString], more: Vec<String>, outside: &Outside, lang: Lang) -> Outcome {
    let mut line: Vec<OsString> = arguments.iter().filter(|word| *word != "--editor").cloned().collect();
    let end = line.iter().position(|word| word == "--").unwrap_or(line.len());
    line.splice(end..end, more.into_iter().map(OsString::from));
    let words = line.iter().skip(1).map(|word| quoted(&word.to_string_lossy())).collect::<Vec<_>>().join(" ");
    let said = shown(&phrase!(lang, "命令：qjcppcc {words}", "command: qjcppcc {words}"));
    let mut outcome = run(&line, outside);
    // Memory takes a line.
    let _ = writeln!(outcome.stdout, "{said}");
    outcome
}

/// Does what a command is for, and gives its answer out.
fn answered(desk: &mut Desk, work: Work, path: &str) -> Result<Printed> {
    if let Some(lang) = desk.option("lang").filter(|lang| Lang::read(lang).is_none()) {
        return Err(usage!("bad_language": "没有语言“{lang}”", "there is no language “{lang}”";
            "写 zh 或 en", "write zh or en"));
    }
    let given = desk.given[0];
    if let Work::Writes(write) = work {
        return write(desk, &given).map(|()| Printed::default());
    }
    if let Some(name) = desk.given.last().and_then(|before| usage::idle(before, desk.changes)) {
        return Err(usage::unknown_option(&format!("--{name}"), ""));
    }
    let fields = desk.option("fields").map(fields::read).transpose()?;
    if let Some(names) = fields.as_ref().filter(|_| desk.changes) {
        fields::foresee(names, path, &desk.words(), desk.lang)?;
    }
    // A wrong format or file name is refused before anything is written.
    let answer = Answer::of(desk)?;
    answer.foresee(desk, path)?;
    desk.format = answer.format;
    let mut sheet = match work {
        Work::Reads(work) | Work::Changes(work) | Work::Asks(work) | Work::ChangesOr(work, _) => {
            desk.doing(|desk| work(desk, &given))?
        }
        Work::Explains => screen::explain(desk, &given)?,
        // Files are written already, and of verbs the last one is the work.
        Work::Writes(_) | Work::Verbs(_) => return Ok(Printed::default()),
    };
    if let Some(names) = fields {
        fields::keep(&mut sheet, &names, &desk.words(), desk.lang)?;
    }
    letter::put(desk, &mut sheet)?;
    let printed =
        answer.give(sheet, desk.ready.as_deref(), desk.format.unwrap_or(Format::Table), &desk.paper.borrow())?;
    tell_of_file(desk);
    tell_of_missing(desk, path);
    Ok(printed)
}

/// A dry run is about the ledger file; one that was asked for is written all the same. Whoever is at a terminal is told of any.
fn tell_of_file(desk: &mut Desk) {
    let Some(file) = desk.output() else { return };
    if desk.switched("dry-run") {
        desk.remark(&message!(
            "演练只是不动台账文件，{file} 已写出",
            "a dry run leaves the ledger file alone; {file} was written"
        ));
    } else if desk.outside.width.is_some() && !is_stream(file.as_ref()) {
        desk.remark(&message!("已写出 {file}", "wrote {file}"));
    }
}

/// Says that a report, an export or a list found no ledger file where it looked. Words and figures are there without one.
fn tell_of_missing(desk: &mut Desk, path: &str) {
    let noun = path.split(' ').next().unwrap_or_default();
    let lists = path.ends_with(" list") || Ledger::find(noun).is_some();
    let reads =
        matches!(noun, "report" | "export" | "missing") || (lists && !matches!(noun, "vocab" | "setting" | "office"));
    let missed = desk.missed.borrow_mut().take();
    if let Some(path) = missed.filter(|_| reads && !desk.changes) {
        let path = path.display();
        desk.remark(&message!(
            "注意：没有台账文件 {path}，什么记录也没有读到；文件在别处就用 --db 写明",
            "note: there is no ledger file {path}, so no records were read; if it is elsewhere, name it with --db"
        ));
    }
}

/// What is left to say when the answer cannot be printed.
pub fn not_printed(arguments: &[OsString], outside: &Outside, kept: bool, fault: &std::io::Error) -> Outcome {
    let what = text("标准输出没有写成", "stdout could not be written");
    let error = Error::system(Kind::Failed, "not_written", what, fault).hint(message!(
        "检查剩余空间；用 -o 文件 写文件，写不成时原有的不动",
        "check the space on the disk; -o FILE writes a file, and an old one stays until the new one is whole"
    ));
    let error = if kept { all_the_same(error) } else { error };
    failed(&error, wanted_language(arguments, outside), asks_for_json(arguments), String::new())
}

/// An answer that could not be given, of a change that was made: nobody is to make it again.
fn all_the_same(mut error: Error) -> Error {
    let words = message!("；改动已经记下，不要再记一次", "; the change was kept all the same, do not make it again");
    error.message.zh += &words.zh;
    error.message.en += &words.en;
    error.hint(message!("看记下了什么：qjcppcc log", "see what was kept: qjcppcc log"))
}

/// The program came to grief somewhere: a fault of its own.
pub fn broken(arguments: &[OsString], outside: &Outside, place: &str) -> Outcome {
    let error = error_of!(Failed, "broken": "程序自己出了错（{place}）", "the program itself is at fault ({place})";
        "先看 qjcppcc log 和 qjcppcc verify；把命令和这一行告诉管程序的人",
        "look at qjcppcc log and qjcppcc verify; tell the command and this line to whoever keeps the program");
    failed(&error, wanted_language(arguments, outside), asks_for_json(arguments), String::new())
}

/// Help and errors are written before the arguments are understood, so the language is looked for by hand.
fn wanted_language(arguments: &[OsString], outside: &Outside) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| outside.variable(name)).unwrap_or_default();
    let chosen = values(arguments, "--lang").find_map(Lang::read);
    let chosen = chosen.or_else(|| outside.variable("QJCPPCC_LANG").and_then(Lang::read));
    chosen.unwrap_or_else(|| Lang::of_locale(locale))
}

/// What stands behind an option, wherever it stands.
fn values<'a>(arguments: &'a [OsString], option: &'a str) -> impl Iterator<Item = &'a str> {
    arguments.iter().enumerate().filter_map(move |(at, word)| match word.to_str()?.strip_prefix(option)? {
        "" => arguments.get(at + 1)?.to_str(),
        value => value.strip_prefix('='),
    })
}

fn asks_for_json(arguments: &[OsString]) -> bool {
    arguments.windows(2).any(|pair| (pair[0] == "-O" || pair[0] == "--format") && pair[1] == "json")
        || arguments.iter().any(|argument| ["--json", "-Ojson", "--format=json"].iter().any(|word| argument == word))
}

fn failed(error: &Error, lang: Lang, json: bool, mut stderr: String) -> Outcome {
    stderr += &if json { format!("{}\n", error.for_scripts(lang)) } else { error.for_people(lang) };
    Outcome { stderr, code: error.kind.exit_code(), ..Outcome::default() }
}

/// An error whose fields are called what people call them, in the ledger that the command is about.
fn in_words(error: Error, path: &str, desk: &Desk) -> Error {
    let words = std::cell::LazyCell::new(|| desk.words());
    let noun = path.split(' ').next().unwrap_or_default();
    let own = match noun {
        "vocab" => Some(VOCABULARY),
        "claim" => Some(CLAIMS),
        "setting" => Some(SETTINGS),
        "office" => Some(WORDINGS),
        "close" | "reopen" => Some(CLOSINGS),
        _ => desk.given[0].about(),
    };
    error.labelled(&|key| {
        let asked = ASKED.iter().find(|(known, _)| *known == key).map(|(_, label)| *label);
        let option = || OPTIONS.into_iter().find(|option| option.strip_prefix("--") == Some(key));
        let asked = asked.or_else(|| option().map(|option| text(option, option)));
        let any = || Ledger::all().find_map(|ledger| ledger.called(key, &words));
        own.and_then(|ledger| ledger.called(key, &words)).or(asked).or_else(any)
    })
}

/// What people call options that are no fields.
const ASKED: [(&str, Text); 5] = [
    ("actor", text("录入人（--actor）", "--actor")),
    ("outcome", text("结果", "outcome")),
    ("period", text("时段", "period")),
    ("reason", text("原因", "reason")),
    ("year", text("年份", "year")),
];

/// Options that go by their own names.
const OPTIONS: [&str; 8] = ["--as-of", "--bom", "--fields", "--from", "--late", "--on", "--since", "--through"];
