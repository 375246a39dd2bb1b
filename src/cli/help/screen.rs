//! Screens of help: the first one, all commands, one command in short or in full.

use std::ffi::OsString;

use clap::error::ErrorKind;

use crate::cli::args::{Given, common, usage};
use crate::cli::commands::{about, command_line, groups};
use crate::cli::desk::Desk;
use crate::cli::help::manual;
use crate::error::{Error, Result};
use crate::format::Format;
use crate::guide;
use crate::ledger::{LEDGERS, Ledger};
use crate::sheet::{Block, Cell, Data, Sheet};
use crate::text::{Lang, Message, Text, text};

/// What a clerk does in the first week.
const EVERYDAY: [(Text, &[&str]); 4] = [
    (text("记录", "record"), &["study add", "study edit", "study void", "undo", "import", "template"]),
    (text("看和找", "look and find"), &["study list", "study show", "case board"]),
    (text("年报", "the year's report"), &["report", "missing", "publish"]),
    (text("保管", "keep safe"), &["where", "backup", "verify"]),
];

/// What stands over every list of commands.
fn head(lang: Lang) -> String {
    lang.pick("{about}\n\n用法：qjcppcc 命令 …\n", "{about}\n\nUsage: qjcppcc COMMAND …\n").to_owned()
}

fn line(name: &str, about: &str) -> String {
    format!("  {name:<12}{about}\n")
}

/// The first screen: the everyday commands, and where to find more.
fn first(lang: Lang) -> String {
    let mut page = head(lang);
    for (group, commands) in EVERYDAY {
        page += &format!("\n{}\n", group.lang(lang));
        commands.iter().for_each(|path| page += &line(path, about(path).map_or("", |about| about.lang(lang))));
    }
    page +=
        lang.pick("\n别的台账也这样，把 study 换成\n", "\nother ledgers are kept alike, with their word for study\n");
    for ledgers in LEDGERS.get(1..).unwrap_or_default().chunks(5) {
        let named = |ledger: &&Ledger| lang.pick(format!("{} {}", ledger.key, ledger.label.zh), ledger.key.to_owned());
        let named: Vec<_> = ledgers.iter().map(named).collect();
        page += &format!("  {}\n", named.join(lang.pick("、", ", ")));
    }
    page + lang.pick(
        "\n手册：qjcppcc help，如 qjcppcc help 年报\n全部命令：qjcppcc help commands\n一个命令的说明：qjcppcc help study add",
        "\nthe manual: qjcppcc help, such as qjcppcc help year-end\nall commands: qjcppcc help commands\nmore on a command: qjcppcc help study add",
    )
}

/// All commands by group, one line each.
fn overview(lang: Lang) -> String {
    let mut page = head(lang);
    for (group, commands) in groups(lang) {
        page += &format!("\n{group}\n");
        commands.iter().for_each(|(name, about)| page += &line(name, about));
    }
    page += lang.pick("\n选项\n{options}\n", "\noptions\n{options}\n");
    page += lang.pick(
        "\n例子\n  qjcppcc study add 主席会议 -d 5-1 -n 18\n",
        "\nexamples\n  qjcppcc study add chair -d 5-1 -n 18\n",
    );
    page += "  qjcppcc case add \"清溪河违法建筑整治\" -t 永新\n  qjcppcc report 2022\n  qjcppcc report 2022 --trace case.solved\n";
    page + lang.pick(
        "\n每个命令的说明：qjcppcc 命令 --help\n手册：qjcppcc help",
        "\nmore on a command: qjcppcc COMMAND --help\nthe manual: qjcppcc help",
    )
}

/// The page of the whole program, if it may be wanted: it takes longer to make than most commands run.
pub fn root(arguments: &[OsString], lang: Lang) -> Option<String> {
    let may_be_short = |argument: &OsString| {
        let word = argument.to_string_lossy();
        word.starts_with('-') && !word.starts_with("--") && word.contains('h')
    };
    if is_long(arguments) { Some(overview(lang)) } else { arguments.iter().any(may_be_short).then(|| first(lang)) }
}

fn is_long(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "--help")
}

/// The page that is to be shown instead of doing something: help that was asked for, or the commands there are where none was named.
pub fn shown(objection: &clap::Error, arguments: &[OsString], lang: Lang) -> Option<String> {
    if !objection.use_stderr() {
        return Some(page(objection, !is_long(arguments), lang));
    }
    let asked: Vec<OsString> = arguments.iter().cloned().chain(["-h".into()]).collect();
    let is_bare = objection.kind() == ErrorKind::MissingSubcommand;
    let answer = is_bare.then(|| command_line(lang, root(&asked, lang)).try_get_matches_from(&asked))?.err()?;
    (!answer.use_stderr()).then(|| page(&answer, true, lang))
}

/// Clap's page in the person's language; a short one without the options that all commands have.
fn page(answer: &clap::Error, short: bool, lang: Lang) -> String {
    let text = answer.to_string().replace("\n\n\n", "\n\n");
    let heading = format!("{}:", common(lang));
    let mut page = String::new();
    let mut left_out = false;
    for line in text.lines() {
        if short && line == heading {
            left_out = true;
            page += lang.pick(
                "通用选项（--db、-O、-o、--lang 等）和全部说明：--help\n",
                "common options (--db, -O, -o, --lang …) and all there is to say: --help\n",
            );
        }
        left_out &= !line.is_empty();
        match line.strip_suffix(':').filter(|line| lang == Lang::Zh && !line.starts_with(' ')) {
            _ if left_out => {}
            Some(heading) => page += &format!("{heading}：\n"),
            None => page += &format!("{line}\n"),
        }
    }
    page
}

/// `help`: a page of the manual, or what `--help` says of a command.
pub fn explain(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (lang, words): (_, Vec<&str>) = (desk.lang, given.texts("word").collect());
    let format = desk.format.replace(Format::Table);
    if !matches!(format, None | Some(Format::Table | Format::Md)) {
        return Err(usage!("help_is_text": "说明只写成文字", "help is text and nothing else";
            "去掉 -O，或写 -O md", "leave -O out, or give -O md"));
    }
    let found = guide::find(&words.concat());
    let text = match (&words[..], found) {
        ([], _) => manual::contents(lang),
        (_, Some(page)) if format == Some(Format::Md) => page.text.lang(lang).to_owned(),
        (_, Some(page)) => page.plain(lang),
        (["commands" | "命令"], _) => of_command(&[], lang)?,
        (words, None) => of_command(words, lang)?,
    };
    let data = Data::Object(vec![("text".to_owned(), Cell::Text(text.clone()))]);
    Ok(Sheet { data, page: vec![Block::Verbatim(text)] })
}

/// What `--help` says of the command that these words lead to.
fn of_command(words: &[&str], lang: Lang) -> Result<String> {
    let line: Vec<OsString> = ["qjcppcc"].iter().chain(words).chain(&["--help"]).map(OsString::from).collect();
    let whole = words.is_empty().then(|| overview(lang));
    let Err(answer) = command_line(lang, whole).try_get_matches_from(&line) else {
        return Err(no_such(words, &usage::see_help()));
    };
    if !answer.use_stderr() {
        return Ok(page(&answer, false, lang));
    }
    let error = usage::explain(&answer, &line, lang);
    let is_unknown = error.code == "unknown_command" && words.len() == 1;
    Err(if is_unknown { no_such(words, error.hint.as_deref().unwrap_or(&usage::see_help())) } else { error })
}

/// No page and no command has this name; the nearest pages, and what is said of commands.
fn no_such(words: &[&str], of_commands: &Message) -> Error {
    let word = words.join(" ");
    let pages: Vec<_> = guide::near(&word).collect();
    let named = |lang, between| pages.iter().map(|page| page.name(lang)).collect::<Vec<_>>().join(between);
    let (zh, en) = (named(Lang::Zh, "、"), named(Lang::En, ", "));
    let hint = match (pages.is_empty(), *of_commands == usage::see_help()) {
        (true, true) => {
            message!("看有哪些：qjcppcc help、qjcppcc help commands", "see qjcppcc help, qjcppcc help commands")
        }
        (true, false) => of_commands.clone(),
        (false, true) => message!("手册：是不是 {zh}？", "pages: did you mean {en}?"),
        (false, false) => {
            let Message { zh: command_zh, en: command_en } = of_commands;
            message!("手册：是不是 {zh}？命令：{command_zh}", "pages: did you mean {en}? commands: {command_en}",)
        }
    };
    let what = message!("没有“{word}”这一页，也没有这个命令", "there is no page and no command “{word}”");
    Error::usage("unknown_command", what).hint(hint)
}
