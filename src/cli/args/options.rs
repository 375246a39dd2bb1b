//! Arguments and options, as more than one command has them, in the person's language.

use clap::{Arg, ArgAction, Command};

use crate::format::Format;
use crate::ledger::{Field, Ledger, Type};
use crate::text::{Lang, Text, count, divided, text};

/// What help says, a line each: of which commands (a path, its first word, a verb of all ledgers, or any), of which of their arguments
/// and options, and the words in both languages. What has no name says what the command does, and $ stands before a line to copy.
const LINES: &str = include_str!("words.txt");
static CELLS: [&str; count(LINES, b"|\n")] = divided(LINES, b"|\n");

/// What a command does, where the table says it: with its path, or as a verb of all ledgers.
pub fn about(command: &str) -> Text {
    said_of(command, "").next().map_or(text("", ""), |[.., zh, en]| text(zh, en))
}

/// Command lines to copy, where the table has some of a command.
fn lines(command: &str) -> Vec<&'static str> {
    said_of(command, "$").map(|[.., line, _]| *line).collect()
}

fn said_of(command: &str, name: &str) -> impl Iterator<Item = &'static [&'static str; 4]> {
    CELLS.as_chunks::<4>().0.iter().filter(move |[of, known, ..]| *of == command && *known == name)
}

/// What stands in place of what is said of an argument or option where the table says it.
pub const TOLD: &str = "";

/// An argument or option of a command with what the table says of it.
fn told(argument: Arg, path: &str, lang: Lang) -> Arg {
    if argument.get_help().is_some() {
        return argument;
    }
    let (first, verb) = path.split_once(' ').unwrap_or((path, ""));
    let is_said =
        |of: &str| ["*", first, path].contains(&of) || of.strip_prefix("LEDGER ").is_some_and(|known| known == verb);
    let found = CELLS.as_chunks::<4>().0.iter().find(|[of, name, ..]| argument.get_id() == name && is_said(of));
    match found {
        Some([.., zh, en]) => argument.help(lang.pick(*zh, *en)),
        None => argument,
    }
}

/// An option with a value.
pub fn option(name: &'static str, value: &'static str, about: &str) -> Arg {
    argument(name, value, about).long(name)
}

/// A switch.
pub fn switch(name: &'static str, about: &str) -> Arg {
    said(Arg::new(name).long(name).action(ArgAction::SetTrue), about)
}

/// An argument: what is written without a name before it.
pub fn argument(name: &'static str, value: &'static str, about: &str) -> Arg {
    said(Arg::new(name).value_name(value), about)
}

fn said(argument: Arg, about: &str) -> Arg {
    if about == TOLD { argument } else { argument.help(about.to_owned()) }
}

/// Which records of a ledger: one, several, and ranges of numbers.
pub fn numbers(ledger: &Ledger, lang: Lang) -> Arg {
    let of_ledger = std::iter::once(ledger.key).chain(ledger.children.first().map(|child| child.key));
    let named: Vec<String> = of_ledger.zip([12, 7]).map(|(key, number)| format!("{key}-{number}")).collect();
    let (zh, en) = (named.join("、"), named.join(", "));
    argument("no", "NO", &phrase!(lang, "编号：12、{zh} 或 id；几个：12-15,20", "12, {en} or an id; several: 12-15,20"))
        .required(true)
        .num_args(1..)
}

/// What a letter has beside its text; `--to` of other commands names a file.
pub const LETTER: [&str; 4] = ["addressee", "sign", "dated", "attach"];

/// The same, as options.
pub fn letter(lang: Lang) -> [Arg; 4] {
    let may_be_bare = |option: Arg| option.num_args(0..=1).default_missing_value("");
    let options = [
        may_be_bare(option("addressee", "OFFICE", TOLD).long("to")),
        may_be_bare(option("sign", "OFFICE", TOLD)),
        option("dated", "DAY", TOLD).hide(true),
        option("attach", "NAME", TOLD).action(ArgAction::Append).hide(true),
    ];
    options.map(|option| option.help_heading(lang.pick("公文要素", "as a letter")))
}

/// The flag of a field.
pub fn flag(field: &Field, ledger: &Ledger, lang: Lang, required: bool) -> Arg {
    let about = ledger.about_field(field).lang(lang);
    let mut help = field.slot().lang(lang).to_owned();
    if required {
        help += lang.pick("（必填）", " (required)");
    }
    if !about.is_empty() {
        help = format!("{help}{}{about}", lang.pick("：", ": "));
    }
    let arg = Arg::new(field.key).long(field.key).help(help).value_name(field.key.to_uppercase());
    let arg = arg.short(field.short).allow_negative_numbers(true);
    match field.holds {
        Type::Flag => arg.num_args(0..=1).require_equals(true).default_missing_value("yes"),
        _ => arg,
    }
}

/// Command lines to copy, at the end of a help.
pub fn examples(lines: &[&str], lang: Lang) -> String {
    if lines.is_empty() {
        return String::new();
    }
    format!("\n{}\n  {}", lang.pick("例子", "examples"), lines.join("\n  "))
}

/// Options of every command.
pub fn common_options(lang: Lang) -> Vec<Arg> {
    let formats = Format::ALL.map(Format::key).join(", ");
    let formats = phrase!(lang, "输出格式：{formats}", "output format: {formats}");
    let options = [
        option("db", "FILE", TOLD),
        option("format", "FORMAT", &formats).short('O'),
        switch("json", TOLD),
        option("output", "FILE", TOLD).short('o'),
        option("fields", "KEYS", TOLD),
        option("lang", "LANG", TOLD),
        option("actor", "NAME", TOLD),
        switch("quiet", TOLD).short('q'),
        option("bom", "YES", TOLD).num_args(0..=1).require_equals(true).default_missing_value("yes"),
        option("color", "WHEN", TOLD),
        Arg::new("help").short('h').long("help").action(ArgAction::Help),
    ];
    // The help stands last.
    let places = (COMMON..COMMON + options.len() - 1).chain([usize::MAX]);
    let dressed =
        |(option, place): (Arg, usize)| told(option, "", lang).display_order(place).help_heading(common(lang));
    options.into_iter().zip(places).map(dressed).collect()
}

/// Where the common options begin among those of a command.
const COMMON: usize = 1_000;

/// The heading over the options of every command.
pub fn common(lang: Lang) -> &'static str {
    lang.pick("通用选项", "common options")
}

/// The arguments and options that name files.
pub const FILES: [&str; 8] = ["errors", "evidence", "file", "from", "output", "refused", "template", "to"];

/// Options of every command that may change something.
pub const WRITING: [&str; 4] = ["dry-run", "late", "no-input", "yes"];

/// The same, as options.
pub fn writing_options(lang: Lang) -> [Arg; 4] {
    let options = [
        switch("dry-run", TOLD),
        option("late", "WHY", TOLD),
        switch("no-input", TOLD),
        switch("yes", TOLD).short('y'),
    ];
    options.map(|option| told(option, "", lang).display_order(COMMON + 100).help_heading(common(lang)))
}

/// A command with all in the person's language. `path` leads to it from the program's name; `changes` says if it may change something.
pub fn dressed(command: Command, path: &str, changes: bool, lang: Lang) -> Command {
    let (arguments, options) = (lang.pick("参数", "arguments"), lang.pick("选项", "options"));
    let mut place = 0;
    let command = command.mut_args(|argument| {
        place += 1;
        let argument = told(argument, path, lang).display_order(place);
        let heading = if argument.is_positional() { arguments } else { options };
        if argument.get_help_heading().is_none() { argument.help_heading(heading) } else { argument }
    });
    let own: Vec<_> = command.get_arguments().map(|argument| argument.get_id().clone()).collect();
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default() + &examples(&lines(path), lang);
    let command = if after.is_empty() { command } else { command.after_help(after) };
    let common = common_options(lang).into_iter().filter(|option| !own.contains(option.get_id()));
    let command = command.args(common);
    let command = if changes { command.args(writing_options(lang)) } else { command };
    let mut usage = format!("qjcppcc {path}");
    for argument in command.get_positionals() {
        let name = argument.get_value_names().and_then(<[_]>::first).map_or_else(String::new, ToString::to_string);
        usage += &if argument.is_required_set() { format!(" {name}") } else { format!(" [{name}]") };
    }
    usage += if command.has_subcommands() {
        lang.pick(" 命令 …", " COMMAND …")
    } else {
        lang.pick(" [选项]", " [OPTIONS]")
    };
    command
        .override_usage(usage)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(lang.pick("命令", "commands"))
        .help_template(lang.pick(
            "{about}\n用法：{usage}\n\n{all-args}{after-help}",
            "{about}\nUsage: {usage}\n\n{all-args}{after-help}",
        ))
}
