//! `help`: the pages of the manual.

use crate::cli::args::argument;
use crate::cli::task::{Task, Work};
use crate::guide::PAGES;
use crate::text::{Lang, text};

/// `help [PAGE]`, `help COMMAND`, `help commands`.
pub const TASK: Task = Task::new("help", Work::Explains)
    .about(text("手册，和每个命令的说明", "the manual, and the help of every command"))
    .with(|command, lang| {
        let about = lang.pick(
            "手册的一页或一个命令；commands：全部命令（不写则列出各页）",
            "a page of the manual, or a command; commands: all of them (none: lists the pages)",
        );
        command.arg(argument("word", "WORD", about).num_args(1..))
    })
    .examples(&[
        "qjcppcc help 年报",
        "qjcppcc help year-end -o year-end.md",
        "qjcppcc help study add",
        "qjcppcc help commands",
    ]);

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
