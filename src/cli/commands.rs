//! The one table of commands: command line, help, “did you mean” and work are read from it. A new one has its file, and a name here.

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::args::{self, Given, common_options, dressed, writing_options};
use crate::cli::exchange::{export, import, schema, sync, template, views};
use crate::cli::help::screen::HELP;
use crate::cli::help::{completions, man};
use crate::cli::keeping::file::{BACKUP, INIT, RESTORE, WHERE};
use crate::cli::keeping::log;
use crate::cli::keeping::undo::{REDO, UNDO};
use crate::cli::keeping::verify::{HEAD, REBUILD, VERIFY};
use crate::cli::office::closing::{CLOSE, REOPEN};
use crate::cli::office::publication::{PUBLICATION, PUBLISH};
use crate::cli::office::site::{ACCEPT, CONFLICTS, SITE};
use crate::cli::office::{claim, duplicate, profile, settings, vocab};
use crate::cli::records::search;
use crate::cli::reports::{figures, missing, proofread, report};
use crate::cli::task::{Task, Work};
use crate::cli::verbs;
use crate::ledger::{LEDGERS, Ledger};
use crate::text::{Lang, Text, text};
use crate::vocabulary::{Called, Vocabulary};

/// The commands that are no ledger, by group.
const COMMANDS: &[(Text, &[Task])] = &[
    (text("查找", "look up"), &[search::TASK]),
    (text("指标", "figures"), &[report::TASK, proofread::TASK, missing::TASK, figures::TASK]),
    (text("交换", "exchange"), &[import::TASK, template::TASK, export::TASK, schema::TASK, views::TASK]),
    (text("保管", "safekeeping"), &[INIT, WHERE, BACKUP, RESTORE, log::TASK, VERIFY, REBUILD, HEAD]),
    (text("几处共记", "several desks"), &[sync::TASK, SITE, CONFLICTS, ACCEPT]),
    (text("留痕", "in the open"), &[UNDO, REDO, PUBLISH, PUBLICATION, CLOSE, REOPEN, claim::TASK, duplicate::TASK]),
    (text("设置", "settings"), &[vocab::TASK, settings::TASK, profile::TASK]),
    (text("手册", "manual"), &[HELP, man::TASK, completions::TASK]),
];

fn tasks() -> impl Iterator<Item = &'static Task> {
    COMMANDS.iter().flat_map(|(_, tasks)| *tasks)
}

/// What the command does that was chosen (clap has seen to it that there is one), its words, such as `study add`, and what was said
/// at each of them, the last first.
pub fn chosen(matches: &ArgMatches) -> Option<(Work, String, Vec<Given<'_>>)> {
    let steps = std::iter::successors(matches.subcommand(), |(_, inner)| inner.subcommand());
    let steps: Vec<(&str, &ArgMatches)> = steps.collect();
    let words: Vec<&str> = steps.iter().map(|(word, _)| *word).collect();
    let ((first, _), (last, said)) = (steps.first()?, steps.last()?);
    let (work, own) = if let Some(home) = LEDGERS.iter().find(|ledger| ledger.key == *first) {
        let named = verbs::of(home).find(|named| named.name == *last)?;
        (named.verb.work, Given::of_verb(said, home, named.ledger))
    } else {
        (found(tasks(), &words)?, Given::of(said))
    };
    let before = steps.iter().rev().skip(1).map(|(_, said)| *said).chain([matches]).map(Given::of);
    Some((work, words.join(" "), std::iter::once(own).chain(before).collect()))
}

/// What is done by the command that the words lead to.
fn found(mut tasks: impl Iterator<Item = &'static Task>, words: &[&str]) -> Option<Work> {
    let (word, rest) = words.split_first()?;
    let task = tasks.find(|task| task.name == *word)?;
    match task.work {
        Work::Verbs(verbs) => found(verbs.iter(), rest),
        Work::ChangesOr(_, verbs) if !rest.is_empty() => found(verbs.iter(), rest),
        _ => Some(task.work),
    }
}

/// Puts its options into a command when it is written.
type Fill = fn(Command) -> Command;

/// The command line. Of a command there is the name alone until it is written: making all of them takes longer than most
/// commands run. `overview` is the help of the whole program, if it may be wanted.
pub fn command_line(lang: Lang, overview: Option<String>) -> Command {
    // Clap takes functions that know nothing but the command, so each language has its own.
    let (ledger, task): (Fill, Fill) = match lang {
        Lang::Zh => (|command| of_ledger(command, Lang::Zh), |command| of_task(command, Lang::Zh)),
        Lang::En => (|command| of_ledger(command, Lang::En), |command| of_task(command, Lang::En)),
    };
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let root = Command::new("qjcppcc")
        .version(env!("CARGO_PKG_VERSION"))
        .about(lang.pick(
            "{name}履职台账：记录一年的工作，汇总成可追溯的数字",
            "A record keeper whose every printed figure can be traced to its records",
        ))
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .args(common_options(lang))
        .args(writing_options(lang))
        .arg(version.display_order(usize::MAX).help(lang.pick("显示版本", "show the version")))
        .subcommands(LEDGERS.iter().map(|one| Command::new(one.key).defer(ledger)))
        .subcommands(tasks().map(|one| Command::new(one.name).defer(task)));
    if let Some(overview) = overview { root.help_template(overview) } else { root }
}

fn of_ledger(command: Command, lang: Lang) -> Command {
    match Ledger::find(command.get_name()) {
        Some(ledger) => verbs::fill(command, ledger, lang),
        None => command,
    }
}

fn of_task(command: Command, lang: Lang) -> Command {
    match tasks().find(|task| task.name == command.get_name()) {
        Some(task) => fill(command, task, task.name, lang),
        None => command,
    }
}

/// A command with its options, or with its verbs. `path` is what leads to it.
fn fill(command: Command, task: &Task, path: &str, lang: Lang) -> Command {
    let command = (task.options)(command.about(args::about(path).lang(lang)), lang);
    let command = match task.work {
        Work::Verbs(verbs) => with_verbs(command.subcommand_required(true), verbs, path, lang),
        Work::ChangesOr(_, verbs) => with_verbs(command.subcommand_negates_reqs(true), verbs, path, lang),
        _ => command,
    };
    dressed(command, path, task.work.changes(), lang)
}

fn with_verbs(command: Command, verbs: &'static [Task], path: &str, lang: Lang) -> Command {
    command.subcommands(verbs.iter().map(|verb| {
        let path = format!("{path} {}", verb.name);
        fill(Command::new(verb.name), verb, &path, lang)
    }))
}

/// The commands, each with what the office calls its ledger.
pub fn names(own: &Vocabulary) -> impl Iterator<Item = (&'static str, Called<'_>)> {
    let ledgers = LEDGERS.iter().map(|ledger| (ledger.key, ledger.called_by(own)));
    ledgers.chain(tasks().map(|task| (task.name, text("", ""))))
}

/// The commands by group, each with what it does.
pub fn groups(lang: Lang) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let ledgers = LEDGERS.iter().map(|ledger| (ledger.key, ledger.slots(lang)));
    let ledgers = (lang.pick("台账", "ledgers"), ledgers.collect());
    let line = |task: &Task| (task.name, args::about(task.name).lang(lang).to_owned());
    let others = COMMANDS.iter().map(|(group, tasks)| (group.lang(lang), tasks.iter().map(line).collect()));
    std::iter::once(ledgers).chain(others).collect()
}

/// What a command does, such as `report` or `study add`.
pub fn about(path: &str, lang: Lang) -> String {
    let (first, verb) = path.split_once(' ').unwrap_or((path, ""));
    let verb = Ledger::find(first).and_then(|ledger| verbs::of(ledger).find(|named| named.name == verb));
    verb.map_or_else(|| args::about(path), |named| named.about).lang(lang).to_owned()
}

/// Where a word is found below the commands: as a command of theirs (`case fund`), else as an option (`report --trace`).
pub fn below(word: &str, lang: Lang) -> Vec<String> {
    let ledgers = LEDGERS.iter().map(|ledger| of_ledger(Command::new(ledger.key), lang));
    let commands: Vec<Command> = ledgers.chain(tasks().map(|task| of_task(Command::new(task.name), lang))).collect();
    let found = |mark: &str, has: &dyn Fn(&Command) -> bool| -> Vec<String> {
        let with_it = commands.iter().filter(|command| has(command));
        with_it.map(|command| format!("qjcppcc {} {mark}{word}", command.get_name())).collect()
    };
    let below = found("", &|command| command.find_subcommand(word).is_some());
    let common = common_options(lang);
    let is_own = |argument: &&Arg| {
        argument.get_long() == Some(word) && !common.iter().any(|one| one.get_id() == argument.get_id())
    };
    let option = |command: &Command| command.get_arguments().any(|argument| is_own(&argument));
    if below.is_empty() { found("--", &option) } else { below }
}
