//! Screens of help: the first one, all commands, one command in short or in full; the list of the pages of the manual; and what program
//! this is.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::json;

use crate::cli::args::{Given, TOLD, argument, common, usage};
use crate::cli::commands::{about, command_line, groups};
use crate::cli::desk::Desk;
use crate::cli::records::add;
use crate::cli::task::{Task, Work};
use crate::cli::verbs;
use crate::error::{Error, Result};
use crate::format::Format;
use crate::guide::{self, PAGES};
use crate::ledger::{LEDGERS, Ledger};
use crate::sheet::{Block, Cell, Sheet};
use crate::store::{Engine, LEDGER_VERSION};
use crate::text::{Lang, Text, text};
use crate::vocabulary::Vocabulary;

/// What a clerk does in the first week.
const EVERYDAY: [(Text, &[&str]); 4] = [
    (text("记录", "record"), &["study add", "study edit", "study void", "undo", "import", "template"]),
    (text("看和找", "look and find"), &["search", "study list", "case board"]),
    (text("年报", "the year's report"), &["report", "missing", "publish"]),
    (text("保管", "keep safe"), &["where", "backup", "verify"]),
];

/// Commands by group, one line each.
fn list<'a>(groups: impl IntoIterator<Item = (&'a str, Vec<(&'a str, String)>)>, lang: Lang) -> String {
    let mut page = lang.pick("{about}\n\n用法：qjcppcc 命令 …\n", "{about}\n\nUsage: qjcppcc COMMAND …\n").to_owned();
    for (group, commands) in groups {
        page += &format!("\n{group}\n");
        for (name, about) in commands {
            page += &format!("  {name:<12}{about}\n");
        }
    }
    page
}

/// The first screen: the everyday commands, and where to find more.
fn first(lang: Lang) -> String {
    let line = |path: &&'static str| (*path, about(path, lang));
    let mut page = list(EVERYDAY.map(|(group, paths)| (group.lang(lang), paths.iter().map(line).collect())), lang);
    page +=
        lang.pick("\n别的台账也这样，把 study 换成\n", "\nother ledgers are kept alike, with their word for study\n");
    for some in LEDGERS.get(1..).unwrap_or_default().chunks(5) {
        let slot = |key: &str, label: &str| format!("{key} {{ledger:{key}:{label}}}");
        let named = some.iter().map(|one| lang.pick(slot(one.key, one.label.zh), one.key.to_owned()));
        page += &format!("  {}\n", named.collect::<Vec<_>>().join(lang.pick("、", ", ")));
    }
    page + lang.pick(
        "\n手册：qjcppcc help，如 qjcppcc help 年报\n全部命令：qjcppcc help commands\n一个命令的说明：qjcppcc help study add",
        "\nthe manual: qjcppcc help, such as qjcppcc help year-end\nall commands: qjcppcc help commands\nmore on a command: qjcppcc help study add",
    )
}

/// All commands, with the options that every command has.
fn overview(lang: Lang) -> String {
    let examples = "  qjcppcc case add \"清溪河违法建筑整治\" -t {town}\n  qjcppcc report 2022\n  qjcppcc report 2022 --trace case.solved\n";
    let (options, more) = lang.pick(
        (
            "\n选项\n{options}\n\n例子\n  qjcppcc study add 主席会议 -d 5-1 -n 18\n",
            "\n每个命令的说明：qjcppcc 命令 --help\n手册：qjcppcc help",
        ),
        (
            "\noptions\n{options}\n\nexamples\n  qjcppcc study add chair -d 5-1 -n 18\n",
            "\nmore on a command: qjcppcc COMMAND --help\nthe manual: qjcppcc help",
        ),
    );
    [&list(groups(lang), lang), options, examples, more].concat()
}

fn is_long(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "--help")
}

/// The help of the whole program, if it may be wanted: it takes longer to make than most commands run.
pub fn whole(arguments: &[OsString], lang: Lang) -> Option<String> {
    let is_short = |word: &str| word.starts_with('-') && !word.starts_with("--") && word.contains('h');
    let may_be = arguments.iter().any(|argument| is_short(&argument.to_string_lossy()));
    if is_long(arguments) { Some(overview(lang)) } else { may_be.then(|| first(lang)) }
}

/// What is shown instead of doing something: help that was asked for, or the commands there are where none was named.
pub fn shown(objection: &clap::Error, arguments: &[OsString], words: &Vocabulary, lang: Lang) -> Option<String> {
    if !objection.use_stderr() {
        return Some(page(objection, !is_long(arguments), words, lang));
    }
    let asked: Vec<OsString> = arguments.iter().cloned().chain(["-h".into()]).collect();
    // `sync` has commands, and an address in place of one.
    let lacks = objection.get(ContextKind::InvalidArg);
    let is_sync = matches!(lacks, Some(ContextValue::Strings(lacks)) if *lacks == ["<URL>"]);
    let is_bare = objection.kind() == ErrorKind::MissingSubcommand || is_sync;
    let answer = is_bare.then(|| command_line(lang, whole(&asked, lang)).try_get_matches_from(&asked))?.err()?;
    (!answer.use_stderr()).then(|| page(&answer, true, words, lang))
}

/// What stands in a help of a ledger, in the office's words.
type OfLedger = fn(&'static Ledger, &Vocabulary, Lang) -> String;

/// Help with the office's words in their places: what can stand in the fields of a ledger, its stages, and all names.
pub fn filled(help: &str, own: &Vocabulary, lang: Lang) -> String {
    let mut help = help.to_owned();
    for (slot, block) in [("{words:", add::words as OfLedger), ("{stages:", verbs::course)] {
        if let Some((before, rest)) = help.split_once(slot)
            && let Some((ledger, after)) =
                rest.split_once('}').and_then(|(key, after)| Some((Ledger::find(key)?, after)))
        {
            help = [before, &block(ledger, own, lang), after].concat();
        }
    }
    own.filled(&help, lang)
}

/// Clap's page in the person's language, with the office's words; a short one without the options that all commands have.
fn page(answer: &clap::Error, short: bool, words: &Vocabulary, lang: Lang) -> String {
    let page = filled(&answer.to_string(), words, lang).replace("\n\n\n", "\n\n");
    let page = page.replace(":\n", lang.pick("：\n", ":\n"));
    let heading = format!("{}{}\n", common(lang), lang.pick("：", ":"));
    let Some((own, rest)) = page.split_once(&heading).filter(|_| short) else { return page };
    let after = rest.find("\n\n").map_or("", |at| &rest[at + 1..]);
    let more = lang.pick(
        "通用选项（--db、-O、-o、--lang 等）和全部说明：--help\n",
        "common options (--db, -O, -o, --lang …) and all there is to say: --help\n",
    );
    [own, more, after].concat()
}

/// `help`: a page of the manual, or what `--help` says of a command.
pub fn explain(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (lang, words): (_, Vec<&str>) = (desk.lang, given.texts("word").collect());
    let format = desk.format.unwrap_or(Format::Table);
    let is_set = matches!(format, Format::Docx | Format::Html);
    if let (Some(page), true) = (guide::find(&words.concat()), is_set) {
        return Ok(Sheet::object([("text", Cell::text(page.text.lang(lang)))], page.blocks(lang)));
    }
    let format = if is_set { Format::Table } else { desk.format.replace(Format::Table).unwrap_or(Format::Table) };
    let text = match (&words[..], guide::find(&words.concat()), format) {
        (_, Some(page), Format::Md) => page.text.lang(lang).to_owned(),
        (.., Format::Md | Format::Table) if words.is_empty() => contents(lang),
        (_, Some(page), Format::Table) => page.plain(lang),
        (["commands" | "命令"], _, Format::Md | Format::Table) => of_command(&[], &desk.words(), lang)?,
        (words, _, Format::Md | Format::Table) => of_command(words, &desk.words(), lang)?,
        _ => {
            return Err(usage!("help_is_text": "说明只写成文字", "help is text and nothing else";
                "去掉 -O，或写 -O md", "leave -O out, or give -O md"));
        }
    };
    Ok(Sheet::object([("text", Cell::Text(text.clone()))], vec![Block::Verbatim(text)]))
}

/// What `--help` says of the command that these words lead to.
fn of_command(words: &[&str], own: &Vocabulary, lang: Lang) -> Result<String> {
    let line: Vec<OsString> = ["qjcppcc"].iter().chain(words).chain(&["--help"]).map(OsString::from).collect();
    let whole = words.is_empty().then(|| overview(lang));
    let Err(answer) = command_line(lang, whole).try_get_matches_from(&line) else { return Ok(contents(lang)) };
    if !answer.use_stderr() {
        return Ok(page(&answer, false, own, lang));
    }
    let error = usage::explain(&answer, &line, own, lang);
    Err(match words {
        [word] if error.code == "unknown_command" => {
            let message = message!("没有“{word}”这一页，也没有这个命令", "there is no page and no command “{word}”");
            Error { message, ..error }
        }
        _ => error,
    })
}

/// `help [PAGE]`, `help COMMAND`, `help commands`.
pub const HELP: Task =
    Task::new("help", Work::Explains).with(|command, _| command.arg(argument("word", "WORD", TOLD).num_args(1..)));

/// The list of the pages.
pub fn contents(lang: Lang) -> String {
    let mut list = lang.pick("手册\n", "The manual\n").to_owned();
    for page in &PAGES {
        let name = lang.pick(format!("{:\u{3000}<4}  ", page.name(lang)), String::new());
        list += &format!("  {:<13}{name}{}\n", page.key, page.about.lang(lang));
    }
    list + lang.pick(
        "\n看一页：qjcppcc help year-end，或 qjcppcc help 年报\n看一个命令：qjcppcc help study add\n全部命令：qjcppcc help commands",
        "\nread a page: qjcppcc help year-end\nread about a command: qjcppcc help study add\nall commands: qjcppcc help commands",
    )
}

/// One line for people, or an object for scripts. The commit is known where the program was built for handing out; elsewhere it is null.
pub fn version(is_json: bool) -> Result<String> {
    let engine = Engine::built_in()?;
    let (version, commit) = (env!("CARGO_PKG_VERSION"), option_env!("QJCPPCC_COMMIT"));
    if is_json {
        let sqlite = json!({"version": engine.version, "lacks": engine.lacks, "has_beside": engine.has_beside, "compile_options": engine.options});
        let all = json!({"name": "qjcppcc", "version": version, "commit": commit, "ledger_version": LEDGER_VERSION, "sqlite": sqlite});
        return Ok(format!("{all:#}\n"));
    }
    let commit = commit.map(|commit| format!("commit {commit}, ")).unwrap_or_default();
    Ok(format!("qjcppcc {version} ({commit}SQLite {})\n", engine.version))
}
