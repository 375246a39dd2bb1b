//! `man`: a page for each command in the form of the system's manual, in both languages.

use std::path::Path;

use clap::{Arg, Command};

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::cli::help::screen::filled;
use crate::cli::output::file::{Named, folder};
use crate::cli::task::{Task, Work};
use crate::error::Result;
use crate::text::{Lang, quoted};
use crate::vocabulary::seed_vocabulary;

/// `man -o DIR`.
pub const TASK: Task = Task::new("man", Work::Writes(write));

fn write(desk: &mut Desk, _: &Given) -> Result<()> {
    let Some(place) = desk.output() else {
        return Err(usage!("no_output": "没有写放在哪个文件夹", "it does not say into which folder";
            "写 -o 文件夹，如 qjcppcc man -o ~/.local/share/man", "give -o DIR, such as qjcppcc man -o ~/.local/share/man"));
    };
    let paths = Named::of(desk);
    // What is built for handing out is of a commit's day, on whichever day.
    let epoch = desk.outside.variable("SOURCE_DATE_EPOCH").and_then(|said| said.parse().ok());
    let built = epoch.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0)).map(|at| at.date_naive());
    let day = built.unwrap_or(desk.outside.today());
    for (lang, below) in [(Lang::Zh, "zh_CN/man1"), (Lang::En, "man1")] {
        let mut whole = (desk.command_line)(lang, None);
        whole.build();
        let mut pages = Vec::new();
        gather(&whole, &[], &mut pages);
        for (name, command) in pages {
            let file = Path::new(place).join(below).join(format!("{name}.1"));
            if !desk.switched("dry-run") {
                folder(&file)?;
                paths.write(&file, page(&name, command, &day.to_string(), lang).as_bytes())?;
            }
        }
    }
    let (dry, again) = (desk.rehearsed(), quoted(place));
    desk.remark(&message!(
        "{dry}手册页写在 {place}；看：man -M {again} qjcppcc-study-add",
        "{dry}the pages are in {place}; look at one: man -M {again} qjcppcc-study-add"
    ));
    Ok(())
}

/// Every command with its name as a page, such as `qjcppcc-study-add`.
fn gather<'a>(command: &'a Command, above: &[&str], pages: &mut Vec<(String, &'a Command)>) {
    let path = [above, &[command.get_name()]].concat();
    pages.push((path.join("-"), command));
    command.get_subcommands().for_each(|below| gather(below, &path, pages));
}

fn page(name: &str, command: &Command, day: &str, lang: Lang) -> String {
    let said = |words: &str| plain(&filled(words, seed_vocabulary(), lang));
    let heading = |zh, en| format!(".SH {}\n", lang.pick(zh, en));
    let words = |words: Option<&clap::builder::StyledStr>| words.map_or_else(String::new, |it| said(&it.to_string()));
    let about = words(command.get_about());
    let mut page = format!(".TH {} 1 {day} \"qjcppcc {}\"\n", name.to_uppercase(), env!("CARGO_PKG_VERSION"));
    page += &format!("{}{} \\- {about}\n", heading("名称", "NAME"), plain(name));
    let usage = command.clone().render_usage().to_string();
    page += &format!("{}{}\n", heading("用法", "SYNOPSIS"), plain(usage.trim_start_matches("Usage: ")));
    let mut last = None;
    let mut arguments: Vec<&Arg> = command.get_arguments().filter(|arg| !arg.is_hide_set()).collect();
    arguments.sort_by_key(|arg| arg.get_long().is_some());
    for arg in arguments {
        let under = arg.get_help_heading().unwrap_or(lang.pick("选项", "options"));
        if last.replace(under) != Some(under) {
            page += &format!(".SH {}\n", plain(&under.to_uppercase()));
        }
        let short = arg.get_short().map_or_else(String::new, |short| format!("-{short}, "));
        page += &format!(".TP\n.B {}\n{}\n", plain(&format!("{short}{arg}")), words(arg.get_help()));
    }
    if command.has_subcommands() {
        page += &heading("命令", "COMMANDS");
    }
    for below in command.get_subcommands() {
        page +=
            &format!(".TP\n.BR {} (1)\n{}\n", plain(&format!("{name}-{}", below.get_name())), words(below.get_about()));
    }
    let more = command.get_after_help().map_or_else(String::new, ToString::to_string);
    if !more.is_empty() {
        page += &format!("{}.nf\n{}\n.fi\n", heading("说明", "NOTES"), said(more.trim_matches('\n')));
    }
    page
}

/// Words that mean nothing to the formatter.
fn plain(words: &str) -> String {
    let words = words.replace('\\', "\\e").replace('-', "\\-").replace('\n', "\n\\&");
    if words.starts_with(['.', '\'']) { format!("\\&{words}") } else { words }
}
