//! What clap objects to, said in the person's language; words that other programs have for what is done here.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::args::given::Given;
use crate::cli::args::options::WRITING;
use crate::cli::commands::{below, names};
use crate::error::Error;
use crate::guide;
use crate::ledger::LEDGERS;
use crate::lookup::{Candidate, Pick, is_near, pick};
use crate::text::{Lang, Message, quoted};
use crate::vocabulary::Vocabulary;

/// More commands than this are no hint.
const FEW: usize = 4;

/// Clap's objection to these arguments as one of our own errors (exit 2).
pub fn explain(objection: &clap::Error, arguments: &[OsString], own: &Vocabulary, lang: Lang) -> Error {
    let about = |kind| objection.get(kind).map(ContextValue::to_string).unwrap_or_default();
    let argument = plain(&about(ContextKind::InvalidArg));
    let value = about(ContextKind::InvalidValue);
    let see = |code, message| Error::usage(code, message).hint(see_help());
    match objection.kind() {
        ErrorKind::UnknownArgument if !argument.starts_with('-') => {
            usage!("unexpected_value": "“{argument}”是多出来的", "“{argument}” is one word too many";
                "有空格的文字要加引号；看说明：在命令后加 --help",
                "put words with spaces in quotes; see the command's --help")
        }
        ErrorKind::UnknownArgument => {
            let error = unknown_option(&argument, &plain(&about(ContextKind::SuggestedArg)));
            meant_as_words(&argument, arguments).into_iter().fold(error, Error::hint)
        }
        ErrorKind::InvalidSubcommand => {
            let word = about(ContextKind::InvalidSubcommand);
            let near = about(ContextKind::SuggestedSubcommand);
            let before = arguments.iter().take_while(|argument| **argument != *word);
            let within = before.skip(1).any(|argument| names(own).any(|(name, _)| argument == name));
            let hint = meant_here(&word, arguments, within).unwrap_or_else(|| {
                several(&if within && is_near(&near, &word) { vec![near] } else { meant(&word, within, own, lang) })
            });
            Error::usage("unknown_command", message!("没有命令“{word}”", "there is no command “{word}”")).hint(hint)
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            see("no_command", message!("没有写命令", "there is no command"))
        }
        ErrorKind::MissingRequiredArgument => {
            let argument = argument.replace("...", "").replace('[', "<").replace(']', ">");
            see("missing_argument", message!("缺少 {argument}", "{argument} is missing"))
        }
        ErrorKind::ArgumentConflict => {
            usage!("given_twice": "{argument} 写了两次", "{argument} is given twice"; "留下一个", "leave one of them")
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            see("missing_value", message!("{argument} 后面没有内容", "nothing follows {argument}"))
        }
        ErrorKind::TooManyValues | ErrorKind::InvalidValue => {
            see("unexpected_value", message!("“{value}”放错了地方", "“{value}” is out of place"))
        }
        ErrorKind::InvalidUtf8 => {
            usage!("not_utf8": "命令行里有不是 UTF-8 的字符", "the command line is not valid UTF-8";
                "把终端的编码设为 UTF-8", "set the terminal to UTF-8")
        }
        _ => {
            let words = objection.to_string();
            let words = words.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            see("usage", message!("命令行看不懂：{words}", "{words}"))
        }
    }
}

/// Clap writes `--town <TOWN>`; the option's name is enough.
fn plain(argument: &str) -> String {
    argument.split(" <").next().unwrap_or_default().trim().to_owned()
}

/// How to write words that begin with `-`, where those are meant and no option.
fn meant_as_words(argument: &str, arguments: &[OsString]) -> Option<Message> {
    if arguments.iter().any(|word| word == "--") {
        return Some(message!(
            "-- 后面的都是文字：选项写在它前面",
            "behind -- everything is words: options stand before it"
        ));
    }
    let written = arguments.iter().filter_map(|word| word.to_str()).find(|word| word.starts_with(argument))?;
    let is_words = |c: char| !c.is_ascii() || c == ' ' || c.is_ascii_digit();
    written.contains(is_words).then(|| {
        let words = quoted(written);
        message!(
            "以 - 开头的文字写在最后，前面加 --：… -- {words}；是选项的值就用等号：--选项={words}",
            "words that begin with - stand last, behind --: … -- {words}; as the value of an option: --OPTION={words}"
        )
    })
}

/// An option that a command does not have; those that only go with a change are told from a slip of the pen.
pub fn unknown_option(option: &str, near: &str) -> Error {
    let for_changes = WRITING.iter().any(|name| option.strip_prefix("--") == Some(name)) || option == "-y";
    let hint = if for_changes {
        message!("它只用于会改动台账文件的命令", "it goes with commands that change something")
    } else {
        nearest(if is_near(near.trim_start_matches('-'), option.trim_start_matches('-')) { near } else { "" })
    };
    Error::usage("unknown_option", message!("没有选项“{option}”", "there is no option “{option}”")).hint(hint)
}

/// An option for changes that stands before a command that makes none.
pub fn idle(given: &Given, changes: bool) -> Option<&'static str> {
    WRITING.into_iter().find(|name| !changes && given.writes(name))
}

/// The commands that a word may mean: one of that name below another, or an option; else the nearest.
fn meant(word: &str, within: bool, own: &Vocabulary, lang: Lang) -> Vec<String> {
    let below = below(word, lang);
    if !below.is_empty() || within {
        return below;
    }
    let candidates: Vec<_> = names(own).map(|(name, label)| Candidate::new(name, &[label.zh, label.en])).collect();
    let commands = pick(word, &candidates);
    // Where no command is surely meant, it may be a page.
    let pages = if let Pick::None(_) = commands { guide::near(word, lang) } else { Vec::new() };
    let pages = pages.into_iter().map(|page| format!("qjcppcc help {page}"));
    pages.chain(commands.keys().into_iter().map(str::to_owned)).collect()
}

/// Of many only the first is an example of how it is written.
fn several(near: &[String]) -> Message {
    match near {
        [] | [_] => nearest(near.first().map_or("", String::as_str)),
        [first, ..] if near.len() > FEW => message!("例如 {first}", "such as {first}"),
        few => {
            let (zh, en) = (few.join("、"), few.join(", "));
            message!("是不是其中之一：{zh}", "did you mean one of: {en}?")
        }
    }
}

fn nearest(near: &str) -> Message {
    if near.is_empty() { see_help() } else { message!("是不是 {near}？", "did you mean {near}?") }
}

fn see_help() -> Message {
    message!("看说明：在命令后加 --help", "see the command's --help")
}

/// Words, what they mean, and what they mean of a ledger; where that is left out, it is the same. What was written behind the word
/// stands in brackets; a word in them stands where there was nothing.
const WORDS: &[(&str, &str, &str)] = &[
    ("delete del rm remove erase 删除 删", "LEDGER void [NO] --reason WHY", ""),
    ("find search grep 查找 搜索 查", "search [WORDS]", "LEDGER list --search [WORDS]"),
    ("total sum summary count 汇总 统计 合计", "report []", "LEDGER list --tally []"),
    ("new create insert 新增 新建 录入", "LEDGER add []", ""),
    ("view 查看 看", "LEDGER show [NO]", ""),
    ("change modify 修改 改", "LEDGER edit [NO]", ""),
    ("print 打印", "report [] -o FILE", "LEDGER list [] -o FILE"),
    ("config settings 设置 配置", "setting list", ""),
    ("help manual guide 帮助 手册 说明", "help []", "help LEDGER"),
];

/// What stands for something to be written, in Chinese.
const CHINESE: [(&str, &str); 5] =
    [("LEDGER", "台账"), ("NO", "编号"), ("WHY", "原因"), ("WORDS", "文字"), ("FILE", "文件")];

/// The command that a wrong word in these arguments means, in place of it; `within` says whether it stands behind a command.
fn meant_here(word: &str, arguments: &[OsString], within: bool) -> Option<Message> {
    let (_, alone, of_ledger) = WORDS.iter().find(|(words, ..)| words.split(' ').any(|one| one == word))?;
    let arguments: Vec<_> = arguments.iter().skip(1).map(|argument| argument.to_string_lossy()).collect();
    let (before, rest) = arguments.split_at(arguments.iter().position(|argument| argument == word)?);
    let ledger = before.iter().find(|word| LEDGERS.iter().any(|ledger| *word == ledger.key));
    if within && ledger.is_none() {
        return None;
    }
    let pattern = if ledger.is_none() || of_ledger.is_empty() { alone } else { of_ledger };
    let mut rest: Vec<String> = rest.iter().skip(1).filter(|word| *word != "--help").map(ToString::to_string).collect();
    let words = rest.iter().take_while(|word| !word.starts_with('-')).count();
    if pattern.contains("--search") && words > 1 {
        // One option takes them all.
        let all = rest.drain(..words).collect::<Vec<_>>().join(" ");
        rest.insert(0, all);
    }
    let rest: Vec<_> = rest.iter().map(|word| quoted(word)).collect();
    // An option that is written already is not written twice.
    let is_written = rest.iter().any(|word| word.starts_with('-') && pattern.contains(word.as_str()));
    let bare = pattern.split(['[', '-']).next().unwrap_or_default().to_owned() + "[]";
    let mut command: Vec<String> =
        before.iter().filter(|word| Some(*word) != ledger).map(|word| quoted(word)).collect();
    for part in if is_written { &bare } else { *pattern }.split(' ') {
        match part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) {
            Some(needed) if rest.is_empty() && !needed.is_empty() => command.push(needed.to_owned()),
            Some(_) => command.extend(rest.iter().cloned()),
            None if part == "LEDGER" => command.push(ledger.map_or(part, |key| key).to_owned()),
            None => command.push(part.to_owned()),
        }
    }
    let which = command.iter().any(|part| part == "LEDGER");
    let chinese = |part| CHINESE.iter().find(|(name, _)| *name == part).map_or(part, |(_, name)| (*name).to_owned());
    let (en, zh) = (command.join(" "), command.into_iter().map(chinese).collect::<Vec<String>>().join(" "));
    Some(if which {
        message!("用 qjcppcc {zh}（台账如 study、case）", "use qjcppcc {en} (LEDGER: such as study, case)")
    } else {
        message!("用 qjcppcc {zh}", "use qjcppcc {en}")
    })
}
