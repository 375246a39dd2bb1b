//! The command lines of what is kept in the open: `undo`, `publish`, `publication`, `close`, `reopen`, `claim`.

use clap::{Arg, Command};

use crate::cli::commands::{dressed, examples, number, option, reason};
use crate::ledger::{CLAIMS, Ledger, PUBLICATIONS};
use crate::text::{Lang, Text, text};

/// The commands, each with what it does.
pub const COMMANDS: &[(&str, Text)] = &[
    ("undo", text("撤销自己上一次改动，或写明的一次", "take back your last change, or the one you name")),
    ("publish", text("记下一期公布的数字", "record that the figures of a period were given out")),
    ("publication", text("公布过的数字", "figures that were given out")),
    ("close", text("一年关账：以后改动要写原因", "close a year: later changes need a reason")),
    ("reopen", text("重新开账", "open a closed year again")),
    ("claim", text("外面说过的数字，verify 时核对", "figures given by others, checked by verify")),
];

/// The command line of one of them.
pub fn command(command: Command, lang: Lang) -> Command {
    let period = || {
        let about = lang.pick("2022、2022H1、2022Q1、2022-03、a..b", "2022, 2022H1, 2022Q1, 2022-03, a..b");
        Arg::new("period").value_name("PERIOD").required(true).help(about)
    };
    let year = || Arg::new("year").value_name("YEAR").required(true).help(lang.pick("年份，如 2022", "such as 2022"));
    match command.get_name() {
        "undo" => command
            .arg(Arg::new("entry").value_name("ENTRY").help(lang.pick(
                "流水序号（见 log）；不写是自己上一次改动",
                "the number of an entry (see log); none: your last change",
            )))
            .after_help(examples(&["qjcppcc undo", "qjcppcc undo --dry-run", "qjcppcc undo 12 --yes"], lang)),
        "publish" => command
            .arg(period())
            .arg(option(
                "through",
                "DAY",
                lang.pick(
                    "数到这一天为止（报纸先出的）",
                    "counted to this day only (printed before the period was over)",
                ),
            ))
            .arg(option("note", "TEXT", lang.pick("登在哪里、给了谁", "where it was printed, who got it")).short('m'))
            .after_help(examples(&["qjcppcc publish 2022 -m 年报", "qjcppcc report 2022"], lang)),
        "publication" => voidable(command.subcommand_required(true), PUBLICATIONS, lang),
        "close" => command.arg(year()),
        "reopen" => command.arg(year()).arg(reason(lang)),
        "claim" => claim(command, lang),
        _ => command,
    }
}

fn claim(command: Command, lang: Lang) -> Command {
    let add = Command::new("add")
        .about(lang.pick("记一个外面说过的数字", "record a figure that somebody else has given"))
        .arg(
            Arg::new("key")
                .value_name("KEY")
                .required(true)
                .help(lang.pick("指标的键（见 figures）", "the key of a figure (see figures)")),
        )
        .arg(
            Arg::new("value")
                .value_name("VALUE")
                .required(true)
                .help(lang.pick("照原文写：3000余、11.7亿元、38", "as it is written there: 3000余, 11.7亿元, 38")),
        )
        .arg(option("period", "PERIOD", lang.pick("说的是哪一期（必填）", "the period it is said of (required)")))
        .arg(option("source", "TEXT", lang.pick("谁在哪里说的（必填）", "who says so, and where (required)")))
        .arg(option("note", "TEXT", lang.pick("备注", "note")).short('m'));
    let lines = ["qjcppcc claim add volunteer.turns 3000余 --period 2022 --source 区报2023-01-12", "qjcppcc verify"];
    let command = command.subcommand_required(true).after_help(examples(&lines, lang)).subcommand(dressed(
        add,
        "claim add",
        lang,
    ));
    voidable(command, CLAIMS, lang)
}

/// Adds `list` and `void`.
fn voidable(command: Command, ledger: &Ledger, lang: Lang) -> Command {
    let name = ledger.key;
    let list = Command::new("list").about(lang.pick("列出", "list them"));
    let void = Command::new("void")
        .about(lang.pick("作废一条，留下原因", "take one back, with a reason"))
        .arg(number(ledger, lang))
        .arg(reason(lang));
    command.subcommand(dressed(list, &format!("{name} list"), lang)).subcommand(dressed(
        void,
        &format!("{name} void"),
        lang,
    ))
}
