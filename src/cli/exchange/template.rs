//! `template`: an empty workbook to hand out, which an import reads when it is filled in.

use std::path::Path;

use clap::Command;

use crate::cli::args::{Given, argument, examples};
use crate::cli::desk::Desk;
use crate::cli::exchange::read::ledger;
use crate::cli::output::file::Named;
use crate::cli::task::{Task, Work};
use crate::error::Result;
use crate::form;
use crate::text::{Lang, quoted, text};
use crate::vocabulary::Called;

/// `template LEDGER -o FILE.xlsx`.
pub const TASK: Task = Task::new("template", Work::Writes(write))
    .about(text("生成空白填报表（xlsx）", "make an empty workbook to be filled in"))
    .with(options);

fn options(command: Command, lang: Lang) -> Command {
    let about = lang.pick("台账，如 study、fund", "a ledger, such as study or fund");
    command
        .arg(argument("ledger", "LEDGER", about).required(true))
        .after_help(examples(&["qjcppcc template study -o 学习.xlsx"], lang))
}

fn write(desk: &mut Desk, given: &Given) -> Result<()> {
    let name = given.text("ledger").unwrap_or_default();
    let ledger = ledger(desk, name)?;
    if ledger.is_of_office() {
        let key = ledger.key;
        return Err(usage!("no_template": "{key} 没有填报表", "there is no template of {key}";
            "词表用 qjcppcc vocab，设置用 qjcppcc setting", "words: qjcppcc vocab; settings: qjcppcc setting"));
    }
    let Some(file) = desk.option("output") else {
        return Err(usage!("no_output": "没有写文件", "there is no file to write";
            "写 -o {name}.xlsx", "give -o {name}.xlsx"));
    };
    if !file.to_lowercase().ends_with(".xlsx") || desk.option("format").is_some_and(|format| format != "xlsx") {
        return Err(usage!("unknown_ending": "填报表只写成 xlsx", "a template is written as xlsx only";
            "写 -o {name}.xlsx", "give -o {name}.xlsx")
        .file(file));
    }
    let (store, path, paths) = (desk.reader()?, Path::new(file), Named::of(desk));
    paths.may_write("output", path)?;
    let bytes = form::workbook(ledger, store.vocabulary(), desk.outside.today(), desk.lang)?;
    let Called { zh, en } = ledger.called_by(store.vocabulary());
    if desk.switched("dry-run") {
        desk.remark(&message!(
            "（演练，未写入）填报表（{zh}）会写在 {file}",
            "(dry run, nothing written) the template ({en}) would be in {file}"
        ));
        return Ok(());
    }
    store.let_go();
    paths.write(path, &bytes)?;
    let again = quoted(file);
    desk.remark(&message!(
        "填报表（{zh}）写在 {file}；填好后 qjcppcc import {again}",
        "the template ({en}) is in {file}; when it is filled in: qjcppcc import {again}"
    ));
    Ok(())
}
