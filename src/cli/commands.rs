//! The command line, made from the field tables. Texts for people come in the language that was asked for.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

use crate::cli::args::given::loose;
use crate::cli::office::open;
use crate::counted::By;
use crate::format::Format;
use crate::import::Shape;
use crate::ledger::{Field, LEDGERS, Ledger, STAGES, Type};
use crate::text::{Lang, Text, text};
use crate::vocabulary::Set;

/// The commands that are no ledger, by group: key and what it does.
const GROUPS: &[(Text, &[(&str, Text)])] = &[
    (
        text("指标", "figures"),
        &[
            (
                "report",
                text(
                    "年度、季度、月度的数字，每个数都可追溯",
                    "the figures of a period, each traceable to its records",
                ),
            ),
            (
                "missing",
                text("缺文号、佐证、镇街、来源的记录，按部门", "records that lack document, evidence, town or source"),
            ),
            ("figures", text("指标词典：每个数到底数什么", "the dictionary: what exactly each figure counts")),
        ],
    ),
    (
        text("交换", "exchange"),
        &[
            ("import", text("导入表格、工作簿、JSON", "read records from tables, workbooks and JSON")),
            ("template", text("生成空白填报表（xlsx）", "make an empty workbook to be filled in")),
            ("export", text("导出全部记录", "write out all records")),
            ("schema", text("JSON 的样子（JSON Schema）", "what the JSON looks like (JSON Schema)")),
        ],
    ),
    (
        text("保管", "safekeeping"),
        &[
            ("init", text("新建台账文件", "make a new ledger file")),
            ("where", text("台账文件在哪里", "where the ledger file is")),
            ("backup", text("备份成一个新文件", "copy the ledger into a new file")),
            ("restore", text("从备份恢复成一个新台账", "make a new ledger from a backup")),
            ("log", text("谁在什么时候改了什么、为什么", "who changed what, when and why")),
            (
                "verify",
                text(
                    "核对文件、流水和由流水得出的各表",
                    "check the file, the entries, and all that is derived from them",
                ),
            ),
            ("rebuild", text("从流水重做各表", "make all derived tables anew from the entries")),
            (
                "head",
                text("台账状态：流水条数和最后一条的哈希", "the state of the ledger: number of entries and a hash"),
            ),
        ],
    ),
    (text("留痕", "in the open"), open::COMMANDS),
    (
        text("设置", "settings"),
        &[
            (
                "vocab",
                text(
                    "词表：类别、镇街、平台、部门、媒体",
                    "the vocabulary: kinds, towns, platforms, departments, outlets",
                ),
            ),
            ("setting", text("本单位的规定，如环节时限", "the office's own rules, such as limits between stages")),
            ("office", text("本单位的文稿模板", "the wording of the office's texts")),
        ],
    ),
];

/// Which commands of the command line are made. Clap copies the common options into every one of them, which takes
/// longer than most commands run.
#[derive(Clone, Copy)]
pub struct Extent<'a> {
    arguments: &'a [OsString],
    whole: bool,
}

impl<'a> Extent<'a> {
    /// The commands that the arguments name: enough to read what is right, and for the help.
    pub fn named(arguments: &'a [OsString]) -> Extent<'a> {
        Extent { arguments, whole: false }
    }

    /// All of them, so that an objection can name the nearest one.
    pub fn whole(arguments: &'a [OsString]) -> Extent<'a> {
        Extent { arguments, whole: true }
    }

    fn names(self, key: &str) -> bool {
        self.arguments.iter().any(|argument| argument == key)
    }

    /// Whether a verb of a ledger is needed. The help of a ledger lists them all.
    fn takes(self, verb: &str) -> bool {
        self.whole || self.names(verb) || self.may_show_help()
    }

    fn may_show_help(self) -> bool {
        self.arguments.iter().any(|argument| {
            let word = argument.to_string_lossy();
            word == "--help" || (word.starts_with('-') && !word.starts_with("--") && word.contains('h'))
        })
    }
}

/// The command line.
pub fn command(lang: Lang, extent: Extent) -> Command {
    let mut root = Command::new("qjcppcc")
        .version(env!("CARGO_PKG_VERSION"))
        .about(lang.pick(
            "綦江区政协履职台账：记录一年的工作，汇总成可追溯的数字",
            "A record keeper whose every printed figure can be traced to its records",
        ))
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .args(common_options(lang))
        .args(writing_options(lang))
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .display_order(usize::MAX)
                .help(lang.pick("显示版本", "show the version")),
        );
    if extent.may_show_help() {
        root = root.help_template(overview(lang));
    }
    for ledger in LEDGERS {
        if extent.names(ledger.key) {
            root = root.subcommand(ledger_command(ledger, lang, extent));
        } else if extent.whole {
            root = root.subcommand(Command::new(ledger.key));
        }
    }
    for (name, about) in GROUPS.iter().flat_map(|(_, commands)| *commands) {
        if extent.names(name) {
            root = root.subcommand(other_command(Command::new(*name).about(about.lang(lang)), lang));
        } else if extent.whole {
            root = root.subcommand(Command::new(*name));
        }
    }
    root
}

/// The commands, each with what its ledger is called.
pub fn names() -> impl Iterator<Item = (&'static str, Text)> {
    let ledgers = LEDGERS.iter().map(|ledger| (ledger.key, ledger.label));
    ledgers.chain(GROUPS.iter().flat_map(|(_, commands)| *commands).map(|(name, _)| (*name, text("", ""))))
}

/// Where a word is found below the commands: as a command of theirs (`case fund`), else as an option (`report --trace`).
pub fn below(word: &str, lang: Lang) -> Vec<String> {
    let whole = Extent::whole(&[]);
    let ledgers = LEDGERS.iter().map(|ledger| ledger_command(ledger, lang, whole));
    let others = names().skip(LEDGERS.len()).map(|(name, _)| other_command(Command::new(name), lang));
    let commands: Vec<Command> = ledgers.chain(others).collect();
    let found = |mark: &str, has: &dyn Fn(&Command) -> bool| -> Vec<String> {
        let with_it = commands.iter().filter(|command| has(command));
        with_it.map(|command| format!("qjcppcc {} {mark}{word}", command.get_name())).collect()
    };
    let below = found("", &|command| command.find_subcommand(word).is_some());
    let option = |command: &Command| command.get_arguments().any(|argument| argument.get_long() == Some(word));
    if below.is_empty() { found("--", &option) } else { below }
}

/// The help of the whole program: its commands by group, one line each.
fn overview(lang: Lang) -> String {
    let line = |key: &str, about: &str| format!("  {key:<12}{about}\n");
    let mut page = String::from("{about}\n\n");
    page += lang.pick("用法：qjcppcc 命令 …\n", "Usage: qjcppcc COMMAND …\n");
    page += lang.pick("\n台账\n", "\nledgers\n");
    for ledger in LEDGERS {
        let (label, about) = (ledger.label.lang(lang), ledger.about.lang(lang));
        page += &line(ledger.key, &lang.pick(format!("{label}：{about}"), format!("{label}: {about}")));
    }
    for (name, commands) in GROUPS {
        page.push('\n');
        page += name.lang(lang);
        page.push('\n');
        for (key, about) in *commands {
            page += &line(key, about.lang(lang));
        }
    }
    page += lang.pick("\n选项\n{options}\n", "\noptions\n{options}\n");
    page += lang.pick(
        "\n例子\n  qjcppcc study add 主席会议 -d 5-1 -n 18\n  qjcppcc case add \"清溪河违法建筑整治\" -t 永新\n  qjcppcc report 2022\n  qjcppcc report 2022 --trace case.solved\n\n每个命令的说明：qjcppcc 命令 --help",
        "\nexamples\n  qjcppcc study add chair -d 5-1 -n 18\n  qjcppcc case add \"清溪河违法建筑整治\" -t 永新\n  qjcppcc report 2022\n  qjcppcc report 2022 --trace case.solved\n\nmore on a command: qjcppcc COMMAND --help",
    );
    page
}

/// Options of every command.
fn common_options(lang: Lang) -> Vec<Arg> {
    let formats = Format::ALL.map(Format::key).join(", ");
    let options = [
        option(
            "db",
            "FILE",
            lang.pick(
                "台账文件（否则用 QJCPPCC_DB，再用默认位置）",
                "the ledger file (else QJCPPCC_DB, else the default place)",
            ),
        ),
        option("format", "FORMAT", &lang.pick(format!("输出格式：{formats}"), format!("output format: {formats}")))
            .short('O'),
        switch("json", lang.pick("等于 -O json", "the same as -O json")),
        option(
            "output",
            "FILE",
            lang.pick(
                "写入文件，格式看扩展名（txt 是表）；- 为标准输出",
                "write to a file; its ending says the format (txt: a table); - for stdout",
            ),
        )
        .short('o'),
        option(
            "fields",
            "KEYS",
            lang.pick("只要这些列（键或表头），用逗号分开", "only these columns, by key or heading, divided by commas"),
        ),
        option("lang", "LANG", lang.pick("语言：zh 或 en", "language: zh or en")),
        option(
            "actor",
            "NAME",
            lang.pick("谁在录入（否则用 QJCPPCC_ACTOR）", "who makes the change (else QJCPPCC_ACTOR)"),
        ),
        switch("quiet", lang.pick("不说多余的话，注意和错误照说", "say only what was asked for, and what is wrong"))
            .short('q'),
        option("color", "WHEN", lang.pick("颜色：auto、always、never", "colour: auto, always, never")),
        Arg::new("help").short('h').long("help").action(ArgAction::Help).help(lang.pick("显示说明", "show this help")),
    ];
    let placed = options.into_iter().zip(COMMON..).map(|(option, place)| {
        // The help stands last.
        let place = if option.get_id() == "help" { usize::MAX } else { place };
        option.display_order(place)
    });
    placed.map(|option| option.global(true).help_heading(common(lang))).collect()
}

/// Where the common options begin among those of a command.
const COMMON: usize = 1_000;

fn common(lang: Lang) -> &'static str {
    lang.pick("通用选项", "common options")
}

/// Options of every command that may change something.
pub const WRITING: [&str; 3] = ["dry-run", "late", "yes"];

fn writing_options(lang: Lang) -> [Arg; 3] {
    let [dry_run, late, yes] = WRITING;
    let options = [
        switch(dry_run, lang.pick("只演练，不写入", "show what would happen, write nothing")),
        option(late, "WHY", lang.pick("已关账的年份仍要改，写明原因", "why a closed year is changed all the same")),
        switch(yes, lang.pick("对提问一律答“是”", "answer every question with yes")).short('y'),
    ];
    options.map(|option| option.display_order(COMMON + 100).help_heading(common(lang)))
}

/// The commands that change nothing, whatever they are commands of.
const READING: [&str; 14] = [
    "list", "show", "board", "due", "line", "report", "missing", "figures", "export", "schema", "where", "log",
    "verify", "head",
];

/// A command with everything in the person's language. `path` is what leads to it from the program's name.
pub fn dressed(command: Command, path: &str, lang: Lang) -> Command {
    let (arguments, options) = (lang.pick("参数", "arguments"), lang.pick("选项", "options"));
    let mut place = 0;
    let command = command.mut_args(|argument| {
        place += 1;
        let argument = argument.display_order(place);
        let heading = if argument.is_positional() { arguments } else { options };
        if argument.get_help_heading().is_none() { argument.help_heading(heading) } else { argument }
    });
    let changes = !command.has_subcommands() && !READING.contains(&path.rsplit(' ').next().unwrap_or_default());
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
            "{about}\n\n用法：{usage}\n\n{all-args}{after-help}",
            "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
        ))
}

fn ledger_command(ledger: &'static Ledger, lang: Lang, extent: Extent) -> Command {
    let with = |command: Command, name: &'static str, about: &'static str, fill: &dyn Fn(Command) -> Command| {
        if !extent.takes(name) {
            return command;
        }
        let path = format!("{} {name}", ledger.key);
        command.subcommand(dressed(fill(Command::new(name)), &path, lang).about(about))
    };
    let mut command = Command::new(ledger.key)
        .subcommand_required(true)
        .about(format!("{}{}{}", ledger.label.lang(lang), lang.pick("：", ": "), ledger.about.lang(lang)))
        .after_help(course(ledger, lang) + &examples(ledger.examples, lang));
    command = with(command, "add", lang.pick("记一条", "record one"), &|verb| entry_command(verb, ledger, lang));
    for child in ledger.children {
        command = with(command, child.verb, child.about.lang(lang), &|verb| entry_command(verb, child, lang));
    }
    for (name, about, fill) in VERBS {
        command = with(command, name, about.lang(lang), &|verb| fill(verb, ledger, lang));
    }
    if ledger.key == "case" {
        for (name, about, fill) in PLATFORM {
            command = with(command, name, about.lang(lang), &|verb| fill(verb, lang));
        }
    }
    dressed(command, ledger.key, lang)
}

/// A verb of every ledger: its name, what it does, its options.
type Verb = (&'static str, Text, fn(Command, &'static Ledger, Lang) -> Command);

/// What every ledger has beyond the recording of its records and their children.
const VERBS: [Verb; 5] = [
    ("list", text("列出", "list records"), list_command),
    ("show", text("看一条，连同它的子记录", "show one with what hangs on it"), |command, ledger, lang| {
        command.arg(number(ledger, lang)).arg(unmask(lang))
    }),
    ("edit", text("改一条", "change one"), edit_command),
    (
        "void",
        text("作废一条，留下原因", "take one out of all figures, with a reason"),
        |command, ledger, lang| command.arg(number(ledger, lang)).arg(reason(lang)),
    ),
    ("unvoid", text("恢复作废的一条", "put a void one back"), |command, ledger, lang| {
        command.arg(number(ledger, lang)).arg(reason(lang))
    }),
];

/// The seven stages, in one line.
fn course(ledger: &Ledger, lang: Lang) -> String {
    if ledger.key != "case" {
        return String::new();
    }
    let stages = STAGES.iter().map(|stage| lang.pick(stage.label.zh, stage.label.en)).collect::<Vec<_>>().join(" → ");
    let heading =
        lang.pick("七个环节（advance 往下走，reopen 退回）", "the seven stages (advance goes on, reopen goes back)");
    format!("\n{heading}\n  {stages}\n")
}

/// A command of the case platform: its name, what it does, its options.
type PlatformCommand = (&'static str, Text, fn(Command, Lang) -> Command);

/// What the case platform has beyond the verbs of every ledger.
const PLATFORM: [PlatformCommand; 3] = [
    ("board", text("看板：各环节有哪些事项", "a board of the seven stages"), board_command),
    ("due", text("到期的：谁的哪一步迟了、快到了", "what is due, soon due and late"), due_command),
    (
        "line",
        text("平台数据：全区一句话，各镇街一张表", "the line that is published, with a table of the towns"),
        line_command,
    ),
];

fn board_command(command: Command, lang: Lang) -> Command {
    command
        .arg(option(
            "year",
            "YEAR",
            lang.pick("哪一年，默认今年；往年按年底的样子", "which year, default this one; a past one as it ended"),
        ))
        .arg(option("town", "TOWN", lang.pick("只看这个镇街", "of this town")).short('t'))
        .after_help(lang.pick(
            "\n终端够宽（96格）时七个环节并排，不够时逐个列出。已解决、迟、等了几天都写明。",
            "\nOn a wide terminal (96 cells) the seven stages stand side by side, else one under the other.",
        ))
}

fn due_command(command: Command, lang: Lang) -> Command {
    command
        .arg(option("on", "DAY", lang.pick("按哪一天看，默认今天", "as of this day, default today")))
        .arg(switch("fail", lang.pick("有迟的就以 6 退出，供 cron 用", "exit with 6 when something is late, for cron")))
        .after_help(examples(&["qjcppcc setting set case.limit.assignment 15d", "qjcppcc case due --fail"], lang))
}

fn line_command(command: Command, lang: Lang) -> Command {
    command
        .arg(Arg::new("period").value_name("PERIOD").help(lang.pick(
            "2022、2022H1、2022Q1、2022-03、a..b；默认今年",
            "2022, 2022H1, 2022Q1, 2022-03, a..b; default this year",
        )))
        .arg(option("town", "TOWN", lang.pick("只写这个镇街", "of this town")).short('t'))
        .arg(switch("exact", lang.pick("印实数，不取整", "print every number in full")))
        .arg(option(
            "from",
            "FILE",
            lang.pick("从 JSON Lines 文件读，不动台账", "read records from a JSON Lines file, no ledger needed"),
        ))
        .after_help(examples(&["qjcppcc case line 2022", "qjcppcc case line 2022 --town 永新 --lang en"], lang))
}

/// What `case list` can be asked for beyond the fields.
fn course_filters(command: Command, lang: Lang) -> Command {
    command
        .arg(option("stage", "STAGE", lang.pick("只列在这个环节的", "at this stage")))
        .arg(option(
            "outcome",
            "OUTCOME",
            lang.pick(
                "只列这种结局：open、solved、rejected、merged、returned",
                "open, solved, rejected, merged or returned",
            ),
        ))
        .arg(option("proposer", "NAME", lang.pick("只列此人（此组）提的", "proposed by")))
        .arg(switch("solved", lang.pick("只列已解决的", "the solved ones")))
        .arg(switch("unsolved", lang.pick("只列没解决的", "those not solved")))
        .arg(switch("late", lang.pick("只列迟了的", "the late ones")))
}

/// `add`, or a child's own command: what it hangs on, fields without flags, then a flag for each field.
fn entry_command(command: Command, ledger: &'static Ledger, lang: Lang) -> Command {
    let mut command = command.after_help(kinds(ledger, lang) + &choices(ledger, lang));
    if ledger.is_child() {
        let parent =
            Arg::new("of").value_name("NO").help(lang.pick("所属记录的编号", "the number of the record it hangs on"));
        let many = ledger.several;
        command =
            command.arg(if many { parent.num_args(0..).required(!ledger.counted) } else { parent.required(true) });
    }
    for key in ledger.positional {
        let Some(field) = ledger.field(key).filter(|field| ledger.offers(field)) else { continue };
        let about = lang.pick(format!("{}，也可写 --{key}", field.label.zh), format!("{}, or --{key}", field.label.en));
        command =
            command.arg(Arg::new(loose(key)).value_name(key.to_uppercase()).help(about).allow_negative_numbers(true));
    }
    for field in ledger.all_fields().filter(|field| ledger.offers(field)) {
        let arg = flag(field, ledger, lang, ledger.must_be_told(field));
        command = command.arg(match field.flag {
            Some(word) => arg.long(word).alias(field.key).value_name(word.to_uppercase()),
            None => arg,
        });
    }
    command
        .arg(switch("again", lang.pick("同样的记录已有，仍要再记一条", "record it although there is one just like it")))
}

fn edit_command(command: Command, ledger: &'static Ledger, lang: Lang) -> Command {
    let mut command = command.arg(number(ledger, lang));
    let mut known: Vec<&str> = Vec::new();
    let fields = ledger.with_children().into_iter().flat_map(|ledger| {
        ledger.all_fields().filter(move |field| ledger.offers(field)).map(move |field| (ledger, field))
    });
    for (of, field) in fields {
        if !known.contains(&field.key) {
            known.push(field.key);
            command = command.arg(flag(field, of, lang, false));
        }
    }
    command
        .arg(
            option("unset", "FIELD", lang.pick("清空一个字段，可写多次", "clear a field; may be given several times"))
                .action(ArgAction::Append),
        )
        .arg(option("reason", "WHY", lang.pick("为什么改", "why it is changed")))
}

fn list_command(command: Command, ledger: &'static Ledger, lang: Lang) -> Command {
    let mut command = command;
    if !ledger.children.is_empty() {
        let keys = ledger.children.iter().map(|child| child.key).collect::<Vec<_>>().join(", ");
        command = command.arg(
            Arg::new("child")
                .value_name("CHILD")
                .help(lang.pick(format!("列子记录：{keys}"), format!("list children: {keys}"))),
        );
    }
    if ledger.key == "case" {
        command = course_filters(command, lang);
    }
    if ledger.has_kinds() {
        command = command.arg(option("kind", "KIND", lang.pick("只列这一类", "of this kind")));
    }
    command
        .arg(option("year", "YEAR", lang.pick("只列这一年", "of this year")))
        .arg(option(
            "period",
            "PERIOD",
            lang.pick(
                "只列这一期：2022、2022H1、2022Q1、2022-03、a..b",
                "of this period: 2022, 2022H1, 2022Q1, 2022-03, a..b",
            ),
        ))
        .arg(option("town", "TOWN", of_town(lang)).short('t'))
        .arg(option("platform", "PLATFORM", lang.pick("只列这个平台", "of this platform")))
        .arg(option("department", "DEPARTMENT", lang.pick("只列这个部门", "of this department")))
        .arg(option("search", "WORDS", lang.pick("文字里含有", "with these words in their text")))
        .arg(
            option(
                "sort",
                "FIELD",
                lang.pick(
                    "排序：date、no、title、kind、town、platform、department；-date 倒序（默认）",
                    "order: date, no, title, kind, town, platform, department; -date for the latest first (default)",
                ),
            )
            .allow_hyphen_values(true),
        )
        .arg(option("limit", "N", lang.pick("最多列几条", "at most so many")))
        .arg(switch("tally", lang.pick("只报条数和数量之和", "only the number of rows and the sum of their counts")))
        .arg(switch("void", lang.pick("列作废的", "the void ones")))
        .arg(unmask(lang))
}

fn other_command(command: Command, lang: Lang) -> Command {
    let from = || {
        option(
            "from",
            "FILE",
            lang.pick(
                "从 JSON Lines 文件（- 为标准输入）读，不动台账",
                "read records from a JSON Lines file (- for stdin), no ledger needed",
            ),
        )
    };
    let name = command.get_name().to_owned();
    let command = match name.as_str() {
        "report" => report_command(command, lang).arg(from()),
        "import" => import_command(command, lang),
        "template" => command
            .arg(
                Arg::new("ledger")
                    .value_name("LEDGER")
                    .required(true)
                    .help(lang.pick("台账，如 study、fund", "a ledger, such as study or fund")),
            )
            .after_help(examples(&["qjcppcc template study -o 学习.xlsx"], lang)),
        "missing" => command
            .arg(Arg::new("period").value_name("PERIOD").help(lang.pick(
                "2022、2022H1、2022Q1、2022-03、a..b；默认今年",
                "2022, 2022H1, 2022Q1, 2022-03, a..b; default this year",
            )))
            .arg(option("department", "DEPARTMENT", lang.pick("只列这个部门", "of this department"))),
        "export" => command
            .arg(Arg::new("ledger").value_name("LEDGER").help(lang.pick("只导出这个台账", "this ledger only")))
            .arg(from()),
        "schema" => schema_command(command, lang),
        "init" => command.arg(Arg::new("file").value_name("FILE").help(lang.pick(
            "新文件（否则 --db、QJCPPCC_DB、默认位置）",
            "the new file (else --db, QJCPPCC_DB, the default place)",
        ))),
        "backup" => command.arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .help(lang.pick("备份文件，不能已有", "the backup; nothing may be there yet")),
        ),
        "restore" => command
            .arg(Arg::new("file").value_name("FILE").required(true).help(lang.pick("备份文件", "the backup")))
            .arg(option(
                "to",
                "NEW",
                lang.pick("新台账文件，不能已有（必填）", "the new ledger; nothing may be there yet (required)"),
            )),
        "log" => log_command(command, lang),
        "verify" => verify_command(command, lang),
        "vocab" => vocab_command(command, lang),
        "setting" => setting_command(command, lang),
        "office" => office_command(command, lang),
        _ => open::command(command, lang),
    };
    dressed(command, &name, lang)
}

fn schema_command(command: Command, lang: Lang) -> Command {
    command
        .arg(Arg::new("name").value_name("NAME").help(lang.pick(
            "台账，或一种输出的名字（不写则列出全部）",
            "a ledger, or the name of an answer (none: lists them all)",
        )))
        .after_help(examples(&["qjcppcc schema", "qjcppcc schema study", "qjcppcc schema report -o report.json"], lang))
}

fn verify_command(command: Command, lang: Lang) -> Command {
    command
        .arg(option(
            "head",
            "HEAD",
            lang.pick(
                "报表上印的台账状态，查有没有被换回旧文件或删去末尾",
                "a state printed on a report: finds an old copy put back and a cut tail",
            ),
        ))
        .arg(option(
            "evidence",
            "DIR",
            lang.pick("存放佐证文件的文件夹，逐个核对", "the folder with the evidence: checks every file"),
        ))
}

fn import_command(command: Command, lang: Lang) -> Command {
    let shapes = Shape::ALL.map(Shape::key).join(", ");
    // `--format` says how the files are written; how the answer is written is said with `-O` alone.
    let answer = option("format", "FORMAT", lang.pick("回答的格式", "the format of the answer"));
    let answer =
        Arg::new("format").short('O').value_name("FORMAT").help(answer.get_help().cloned().unwrap_or_default());
    let shape = lang.pick(
        format!("文件怎样写成（扩展名没说时）：{shapes}"),
        format!("how the files are written, where their endings do not say: {shapes}"),
    );
    command
        .arg(Arg::new("file").value_name("FILE").required(true).num_args(1..).help(lang.pick(
            "表格、工作簿或 JSON 文件，可写几个；- 为标准输入",
            "tables, workbooks or JSON, several; - for stdin",
        )))
        .arg(answer.global(true).help_heading(common(lang)))
        .arg(Arg::new("shape").long("format").value_name("FORMAT").help(shape))
        .arg(option("ledger", "LEDGER", lang.pick("哪个台账（文件没说时）", "the ledger, where the file does not say")))
        .arg(option("sheet", "NAME", lang.pick("只读这个工作表", "read this sheet only")))
        .arg(
            option(
                "map",
                "HEADING=FIELD",
                lang.pick(
                    "表头是哪一项，可写多次；=- 略去这一列",
                    "what a heading means, repeatable; =- leaves the column out",
                ),
            )
            .action(ArgAction::Append),
        )
        .arg(option(
            "encoding",
            "NAME",
            lang.pick(
                "文本的编码，如 gb18030、big5（不写则自己找）",
                "the encoding of text, such as gb18030 or big5 (found if not given)",
            ),
        ))
        .arg(switch("update", lang.pick("内容不同的，改成文件里的", "change records whose content differs")))
        .arg(switch("skip-bad", lang.pick("略过不对的行，另写成文件", "leave bad rows out and write them to a file")))
        .arg(option("refused", "FILE", lang.pick("略过的行写到这里", "the file for the rows left out")))
        .arg(option(
            "errors",
            "FILE",
            lang.pick("所有不对之处写到这里（csv 或 jsonl）", "the file for all troubles (csv or jsonl)"),
        ))
        .after_help(examples(
            &[
                "qjcppcc import 学习.xlsx --dry-run",
                "qjcppcc import 一季度.csv --ledger study --map 来源=部门",
                "qjcppcc import *.xlsx --skip-bad --errors 错误.csv",
            ],
            lang,
        ))
}

fn log_command(command: Command, lang: Lang) -> Command {
    command
        .arg(
            Arg::new("no")
                .value_name("NO")
                .help(lang.pick("只看一条记录：case-12、fund-7 或 id", "one record: case-12, fund-7 or an id")),
        )
        .arg(option("since", "DAY", lang.pick("从这一天起", "from this day on")))
        .arg(option("limit", "N", lang.pick("最近几条", "the latest so many")))
        .arg(unmask(lang))
        .after_help(lang.pick("只看某人的：--actor 姓名", "by one person only: --actor NAME"))
}

fn report_command(command: Command, lang: Lang) -> Command {
    let parts = By::OFFERED.map(By::key).join(", ");
    command
        .arg(Arg::new("period").value_name("PERIOD").help(lang.pick(
            "2022、2022H1、2022Q1、2022-03、a..b；默认今年",
            "2022, 2022H1, 2022Q1, 2022-03, a..b; default this year",
        )))
        .arg(option(
            "style",
            "STYLE",
            lang.pick("只要其一：note 手记、full 综述、table 表", "one of: note, full, table"),
        ))
        .arg(switch("exact", lang.pick("印实数，不取整", "print every number in full")))
        .arg(option(
            "template",
            "FILE",
            lang.pick("用自己的文稿模板（minijinja）", "use the office's own wording (minijinja)"),
        ))
        .arg(option("by", "PART", &lang.pick(format!("分解：{parts}"), format!("break down by: {parts}"))))
        .arg(
            Arg::new("compare")
                .long("compare")
                .value_name("PERIOD")
                .num_args(0..=1)
                .require_equals(false)
                .default_missing_value("")
                .help(lang.pick("与上一期（或写明的一期）比较", "compare with the period before, or the one named")),
        )
        .arg(option("trace", "KEY", lang.pick("一个指标背后的记录", "the records behind a figure")))
        .args(narrowing(lang))
        .arg(option(
            "as-of",
            "DAY|HEAD",
            lang.pick(
                "按台账那时的样子（某日终了，或报表上印的台账状态）",
                "the ledger as it stood (at the end of a day, or at a printed state)",
            ),
        ))
        .arg(unmask(lang))
        .after_help(examples(
            &[
                "qjcppcc report 2022 --from examples/qijiang-2022.jsonl",
                "qjcppcc report 2022 --trace case.solved",
                "qjcppcc report 2022 --trace case.funds -t 永新",
                "qjcppcc report 2022 --by town -o 2022.csv",
                "qjcppcc report 2022 --compare --style table",
            ],
            lang,
        ))
}

/// What a trace can be narrowed to: the parts of a breakdown, each by its name there.
fn narrowing(lang: Lang) -> [Arg; 5] {
    let narrow = |by: By| {
        let (value, about) = match by {
            By::Month => ("MONTH", lang.pick("只要这个月的，如 2022-03", "of this month, such as 2022-03")),
            By::Kind => ("KIND", lang.pick("只要这一类的", "of this kind")),
            By::Platform => ("PLATFORM", lang.pick("只要这个平台的", "of this platform")),
            By::Department => ("DEPARTMENT", lang.pick("只要这个部门的", "of this department")),
            By::Town | By::Subject => ("TOWN", of_town(lang)),
        };
        let arg = option(by.key(), value, about)
            .help_heading(lang.pick("只追溯一部分（和 --trace 一起用）", "a part of the figure (with --trace)"));
        if by == By::Town { arg.short('t') } else { arg }
    };
    By::OFFERED.map(narrow)
}

fn of_town(lang: Lang) -> &'static str {
    lang.pick("只要这个镇街的；区本级：没有镇街的", "of this town; “the district itself”: those without one")
}

fn vocab_command(command: Command, lang: Lang) -> Command {
    let sets = Set::ALL.map(Set::key).join(", ");
    let words = |tail: &str| {
        let about = lang.pick(
            format!("词表（{sets}；kind 后面写台账）{tail}"),
            format!("the set ({sets}; kind is followed by a ledger) {tail}"),
        );
        Arg::new("words").num_args(1..).required(true).value_name("SET").help(about)
    };
    let verb = |name: &'static str, about: Text, tail: &str, options: Vec<Arg>| {
        let command = Command::new(name).about(about.lang(lang)).arg(words(tail)).args(options);
        dressed(command, &format!("vocab {name}"), lang)
    };
    let english = || option("english", "NAME", lang.pick("英文名", "English name"));
    let rank = || option("rank", "N", lang.pick("排在第几（现有的相隔10）", "its place (existing ones are ten apart)"));
    let for_kinds_and_outlets = [
        ("scope", "SCOPE", text("与哪一范围合计（类别）", "the group it is counted with (kinds)")),
        ("unit", "WORD", text("量词（类别）", "measure word (kinds)")),
        ("level", "LEVEL", text("级别：district、city、nation（媒体）", "level: district, city, nation (outlets)")),
        ("about", "TEXT", text("与相近的词怎样区分", "what tells it from its neighbours")),
    ];
    let own = for_kinds_and_outlets.into_iter().map(|(name, value, about)| option(name, value, about.lang(lang)));
    let from = option("from", "DAY", lang.pick("停用的第一天，默认今天", "the first day out of use, default today"));
    let list =
        Command::new("list").about(lang.pick("列出", "list words")).arg(words("").required(false).num_args(0..=2));
    command
        .subcommand_required(true)
        .after_help(examples(
            &[
                "qjcppcc vocab list kind volunteer",
                "qjcppcc vocab add kind volunteer river 巡河护河 --scope community",
                "qjcppcc vocab rename town 通惠 通惠新街道",
                "qjcppcc vocab retire department 办公室 --from 2023-01-01",
            ],
            lang,
        ))
        .subcommand(dressed(list, "vocab list", lang))
        .subcommand(verb(
            "add",
            text("新增一个词", "add a word"),
            "KEY LABEL",
            own.chain([english(), rank()]).collect(),
        ))
        .subcommand(verb(
            "rename",
            text("改名称；键不变", "change a label; the key stays"),
            "KEY LABEL",
            vec![english(), rank()],
        ))
        .subcommand(verb("retire", text("从某日起停用", "take out of use from a day on"), "KEY", vec![from]))
}

fn setting_command(command: Command, lang: Lang) -> Command {
    let key = || {
        let about = lang.pick("设置项，如 case.limit.assignment", "such as case.limit.assignment");
        Arg::new("key").value_name("KEY").required(true).help(about)
    };
    let value =
        Arg::new("value").value_name("VALUE").required(true).help(lang.pick("天数，如 15d", "days, such as 15d"));
    let verb = |command: Command| {
        let path = format!("setting {}", command.get_name());
        dressed(command, &path, lang)
    };
    command
        .subcommand_required(true)
        .after_help(examples(&["qjcppcc setting set case.limit.assignment 15d", "qjcppcc setting list"], lang))
        .subcommand(verb(Command::new("list").about(lang.pick("列出", "list the settings"))))
        .subcommand(verb(Command::new("set").about(lang.pick("设置", "set one")).arg(key()).arg(value)))
        .subcommand(verb(Command::new("unset").about(lang.pick("取消设置", "clear one")).arg(key())))
}

fn office_command(command: Command, lang: Lang) -> Command {
    let name =
        Arg::new("name").value_name("NAME").required(true).help(lang.pick("note 手记或 full 综述", "note or full"));
    let list = Command::new("list").about(lang.pick("列出内置的文稿", "list the texts that are built in"));
    let show = Command::new("show").about(lang.pick("印出一份模板", "print the template of one")).arg(name);
    let wording = Command::new("wording")
        .about(lang.pick("文稿模板，可以照着改", "the templates of the texts, to start an own one from"))
        .subcommand_required(true)
        .after_help(examples(
            &["qjcppcc office wording show note > 手记.j2", "qjcppcc report 2022 --template 手记.j2"],
            lang,
        ))
        .subcommand(dressed(list, "office wording list", lang))
        .subcommand(dressed(show, "office wording show", lang));
    command.subcommand_required(true).subcommand(dressed(wording, "office wording", lang))
}

/// The flag of a field.
fn flag(field: &Field, ledger: &Ledger, lang: Lang, required: bool) -> Arg {
    let about = ledger.about_field(field).lang(lang);
    let mut help = field.label.lang(lang).to_owned();
    if required {
        help += lang.pick("（必填）", " (required)");
    }
    if !about.is_empty() {
        help = format!("{help}{}{about}", lang.pick("：", ": "));
    }
    let arg = Arg::new(field.key)
        .long(field.key)
        .help(help)
        .value_name(field.key.to_uppercase())
        .allow_negative_numbers(true);
    let arg = match field.short {
        Some(letter) => arg.short(letter),
        None => arg,
    };
    match field.holds {
        Type::Flag => arg.num_args(0..=1).require_equals(true).default_missing_value("yes"),
        _ => arg,
    }
}

/// The kinds that a new ledger file starts with, each with what tells it from its neighbours.
fn kinds(ledger: &Ledger, lang: Lang) -> String {
    if !ledger.has_kinds() {
        return String::new();
    }
    let mut page = lang
        .pick("\n类别（键、名称或只合一个的简写）\n", "\nkinds (key, name, or a short form that fits only one)\n")
        .to_owned();
    for kind in ledger.kinds {
        let (label, about) = (kind.label.lang(lang), kind.about.lang(lang));
        page += &lang
            .pick(format!("  {:<14}{label}：{about}\n", kind.key), format!("  {:<14}{label}: {about}\n", kind.key));
    }
    let all = format!("qjcppcc vocab list kind {}", ledger.key);
    page + &lang
        .pick(format!("  全部，连同本单位新增的：{all}"), format!("  all of them, with the office's own: {all}"))
}

/// The closed lists that a ledger's fields take from.
fn choices(ledger: &Ledger, lang: Lang) -> String {
    let mut page = String::new();
    for field in ledger.fields {
        let Type::Choice(choices) = field.holds else { continue };
        let label = field.label.lang(lang);
        let words = choices.iter().map(|choice| match lang {
            Lang::Zh => format!("  {:<14}{}", choice.key, choice.label.zh),
            Lang::En => format!("  {:<14}{} {}", choice.key, choice.label.zh, choice.label.en),
        });
        let words = words.collect::<Vec<_>>().join("\n");
        page += &lang.pick(
            format!("\n{label}（键、名称或只合一个的简写）\n{words}\n"),
            format!("\n{label} (key, name, or a short form that fits only one)\n{words}\n"),
        );
    }
    page.trim_end().to_owned()
}

pub fn option(name: &'static str, value: &'static str, about: &str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(about.to_owned())
}

fn switch(name: &'static str, about: &str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(about.to_owned())
}

fn unmask(lang: Lang) -> Arg {
    switch("unmask", lang.pick("电话和身份证号不遮", "show telephone and identity numbers in full"))
}

pub fn number(ledger: &Ledger, lang: Lang) -> Arg {
    let of_ledger = std::iter::once(ledger.key).chain(ledger.children.first().map(|child| child.key));
    let named: Vec<String> = of_ledger.zip([12, 7]).map(|(key, number)| format!("{key}-{number}")).collect();
    let about =
        lang.pick(format!("编号：12、{} 或 id", named.join("、")), format!("12, {} or an id", named.join(", ")));
    Arg::new("no").value_name("NO").required(true).help(about)
}

pub fn reason(lang: Lang) -> Arg {
    option("reason", "WHY", lang.pick("原因（必填）", "the reason (required)"))
}

pub fn examples(lines: &[&str], lang: Lang) -> String {
    if lines.is_empty() {
        return String::new();
    }
    format!(
        "\n{}\n{}",
        lang.pick("例子", "examples"),
        lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
    )
}
