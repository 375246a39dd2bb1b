//! The command line: arguments in, text and exit code out. The only place that names clap.

mod args;
mod case;
mod commands;
mod desk;
mod exchange;
mod hint;
mod keeping;
mod office;
mod output;
mod records;
mod reports;

use std::ffi::OsString;
use std::io::Write;

use clap::ArgMatches;

use crate::cli::args::given::Given;
use crate::cli::args::usage;
use crate::cli::commands as command;
use crate::cli::commands::Extent;
use crate::cli::desk::Desk;
use crate::cli::exchange::export;
use crate::cli::exchange::import as intake;
use crate::cli::exchange::schema;
use crate::cli::keeping::{copies as safekeeping, place, undo};
use crate::cli::office::{claim, closing, publication, settings, vocab, wording};
use crate::cli::output::answer::{self, Answer};
use crate::cli::output::fields;
use crate::cli::records::edit as ledgers;
use crate::cli::records::list as reading;
use crate::cli::reports::{figures, missing, report};
use crate::error::{Error, Kind, Result};
use crate::format::Format;
use crate::message;
use crate::outside::Outside;
use crate::text::{Lang, text};

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
}

/// The whole program: arguments, with the program's name first, and the outside world in; text and exit code out.
#[must_use]
pub fn run(arguments: &[OsString], outside: &Outside) -> Outcome {
    let lang = wanted_language(arguments, outside);
    let wants_json = asks_for_json(arguments);
    let read = |extent: Extent| command::command(lang, extent).try_get_matches_from(arguments);
    let matches = read(Extent::named(arguments))
        .or_else(|error| if error.use_stderr() { read(Extent::whole(arguments)) } else { Err(error) });
    let matches = match matches {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => {
            let mut stdout = Printed::default();
            return match write!(stdout, "{error}") {
                Ok(()) => Outcome { stdout, ..Outcome::default() },
                Err(fault) => failed(&answer::not_written(None, &fault), lang, wants_json, String::new()),
            };
        }
        Err(error) => {
            return failed(&usage::explain(&error, arguments, lang), lang, wants_json, String::new());
        }
    };
    let own = last(&matches);
    let writing = may_change(own).then(|| Given::of(own));
    let common = Given::of(&matches);
    let mut desk = Desk { outside, lang, common, writing, remarks: String::new(), code: 0, workbook: false };
    let json = desk.switched("json") || desk.option("format") == Some("json");
    match work(&mut desk, &matches) {
        Ok(stdout) => {
            tell_of_file(&mut desk, matches.subcommand_name() == Some("template"));
            Outcome { stdout, stderr: desk.remarks, code: desk.code }
        }
        Err(error) => {
            let error = desk.asking_again(desk.about_ledger(error));
            failed(&error, lang, json, desk.remarks)
        }
    }
}

/// What is left to say when the answer cannot be printed.
#[must_use]
pub fn not_printed(arguments: &[OsString], outside: &Outside, fault: &std::io::Error) -> Outcome {
    let what = text("标准输出没有写成", "stdout could not be written");
    let error = Error::system(Kind::Failed, "not_written", what, fault).hint(message!(
        "检查剩余空间；用 -o 文件 写文件，写不成时原有的不动",
        "check the space on the disk; -o FILE writes a file, and an old one stays until the new one is whole"
    ));
    failed(&error, wanted_language(arguments, outside), asks_for_json(arguments), String::new())
}

/// Does what a command is for.
fn work(desk: &mut Desk, matches: &ArgMatches) -> Result<Printed> {
    let Some((name, inner)) = matches.subcommand() else { return Ok(Printed::default()) };
    let changes = desk.writing.is_some();
    let given = &Given::of(inner);
    if let Some(lang) = desk.option("lang").filter(|lang| Lang::read(lang).is_none()) {
        return Err(Error::usage("bad_language", message!("没有语言“{lang}”", "there is no language “{lang}”"))
            .hint(message!("写 zh 或 en", "write zh or en")));
    }
    if name == "template" {
        return exchange::form::template(desk, given);
    }
    if let Some(name) = usage::idle(&desk.common, changes) {
        return Err(usage::unknown_option(&format!("--{name}"), ""));
    }
    if let Some(names) = desk.fields()?.filter(|_| changes) {
        fields::foresee(&names, &path(matches).join(" "), desk.lang)?;
    }
    // A wrong format or file name is refused before anything is written.
    let answer = Answer::of(desk)?;
    desk.workbook = answer.format == Some(Format::Xlsx);
    let mut sheet = match name {
        "report" => report::report(desk, given, &answer)?,
        "missing" => match missing::flow(desk, given, &answer)? {
            Some(printed) => return Ok(printed),
            None => missing::missing(desk, given)?,
        },
        "figures" => figures::list(desk, given)?,
        "import" => intake::import(desk, given)?,
        "export" => return export::export(desk, given, &answer),
        "schema" => match schema::named(desk, given, &answer)? {
            Some(printed) => return Ok(printed),
            None => schema::list(desk),
        },
        "init" => place::init(desk, given)?,
        "where" => place::whereabouts(desk, given)?,
        "log" => return safekeeping::log(desk, given, &answer),
        "verify" => safekeeping::verify(desk, given)?,
        "rebuild" => safekeeping::rebuild(desk)?,
        "head" => safekeeping::head(desk)?,
        "backup" => safekeeping::backup(desk, given)?,
        "restore" => safekeeping::restore(desk, given)?,
        "undo" => undo::undo(desk, given)?,
        "publish" => publication::publish(desk, given)?,
        "publication" => publication::run(desk, given)?,
        "close" => closing::close(desk, given)?,
        "reopen" => closing::reopen(desk, given)?,
        "claim" => claim::run(desk, given)?,
        "vocab" => vocab::run(desk, given)?,
        "setting" => settings::run(desk, given)?,
        "office" => match wording::printed(desk, given, &answer)? {
            Some(printed) => return Ok(printed),
            None => wording::run(desk, given)?,
        },
        ledger => match reading::flow(desk, ledger, given, &answer)? {
            Some(printed) => return Ok(printed),
            None => ledgers::run(desk, ledger, given)?,
        },
    };
    if let Some(names) = desk.fields()? {
        fields::keep(&mut sheet, &names, desk.lang)?;
    }
    answer.give(&sheet)
}

/// The words of the command, such as `study add`.
fn path(matches: &ArgMatches) -> Vec<&str> {
    std::iter::successors(matches.subcommand(), |(_, inner)| inner.subcommand()).map(|(name, _)| name).collect()
}

/// A dry run is about the ledger; a file that was asked for is written all the same.
fn tell_of_file(desk: &mut Desk, is_template: bool) {
    if let Some(file) = desk.output().filter(|_| desk.switched("dry-run") && !is_template) {
        desk.remark(&message!(
            "演练只是不动台账，{file} 已写出",
            "a dry run leaves the ledger alone; {file} was written"
        ));
    }
}

/// Whether a command may change something: only such commands have the switch `--dry-run`, which is on or off. Asking clap for the
/// name alone will not do: where there is no such name, that is an error in a debug build only.
fn may_change(command: &ArgMatches) -> bool {
    matches!(command.try_get_one::<bool>("dry-run"), Ok(Some(_)))
}

/// What was said of the command itself, such as `add` of `study add`.
fn last(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, inner)| last(inner))
}

/// Help and errors are written before the arguments are understood, so the language is looked for by hand.
fn wanted_language(arguments: &[OsString], outside: &Outside) -> Lang {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(word) = words.next() {
        let value = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        if let Some(lang) = value.and_then(Lang::read) {
            return lang;
        }
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| outside.variable(name)).unwrap_or_default();
    outside.variable("QJCPPCC_LANG").and_then(Lang::read).unwrap_or_else(|| Lang::of_locale(locale))
}

fn asks_for_json(arguments: &[OsString]) -> bool {
    arguments.windows(2).any(|pair| (pair[0] == "-O" || pair[0] == "--format") && pair[1] == "json")
        || arguments.iter().any(|argument| ["--json", "-Ojson", "--format=json"].iter().any(|word| argument == word))
}

fn failed(error: &Error, lang: Lang, json: bool, mut stderr: String) -> Outcome {
    if json {
        stderr.push_str(&error.for_scripts(lang).to_string());
        stderr.push('\n');
    } else {
        stderr.push_str(&error.for_people(lang));
    }
    Outcome { stdout: Printed::default(), stderr, code: error.kind.exit_code() }
}
