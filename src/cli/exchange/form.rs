//! What `--from` reads, and templates to be filled in.

use std::path::Path;

use crate::cli::args::given::Given;
use crate::cli::desk::Desk;
use crate::cli::desk::Opened;
use crate::cli::exchange::import as intake;
use crate::cli::output::answer::{not_written, refuse_ledger, replace};
use crate::cli::output::printed::Printed;
use crate::error::{Error, Result};
use crate::form;
use crate::message;
use crate::store::Store;

/// A ledger in memory, filled from a file.
pub fn from_file(desk: &mut Desk, file: &str) -> Result<Opened> {
    if desk.option("db").is_some() {
        return Err(Error::usage(
            "from_and_db",
            message!("--from 和 --db 不能一起用", "--from and --db cannot be used together"),
        )
        .hint(message!(
            "--from 只读文件里的记录，不用台账",
            "--from reads the records of a file and needs no ledger"
        )));
    }
    let mut store = desk.hold(Store::memory()?);
    intake::fill(desk, &mut store, file)?;
    Ok(store)
}

/// `template LEDGER -o FILE.xlsx`: an empty workbook to hand out.
pub fn template(desk: &mut Desk, given: &Given) -> Result<Printed> {
    let name = given.text("ledger").unwrap_or_default();
    let ledger = intake::ledger(name)?;
    if ledger.is_of_office() {
        let key = ledger.key;
        return Err(Error::usage("no_template", message!("{key} 没有填报表", "there is no template of {key}")).hint(
            message!("词表用 qjcppcc vocab，设置用 qjcppcc setting", "words: qjcppcc vocab; settings: qjcppcc setting"),
        ));
    }
    let Some(file) = desk.option("output") else {
        return Err(Error::usage("no_output", message!("没有写文件", "there is no file to write"))
            .hint(message!("写 -o {name}.xlsx", "give -o {name}.xlsx")));
    };
    if !file.to_lowercase().ends_with(".xlsx") || desk.option("format").is_some_and(|format| format != "xlsx") {
        return Err(Error::usage(
            "unknown_ending",
            message!("填报表只写成 xlsx", "a template is written as xlsx only"),
        )
        .hint(message!("写 -o {name}.xlsx", "give -o {name}.xlsx"))
        .file(file));
    }
    let (store, path) = (desk.reader()?, Path::new(file));
    refuse_ledger(path, &desk.file()?.0)?;
    let bytes = form::workbook(ledger, store.vocabulary(), desk.outside.today())?;
    let (zh, en) = (ledger.label.zh, ledger.label.en);
    if desk.switched("dry-run") {
        desk.remark(&message!(
            "（演练，未写入）填报表（{zh}）会写在 {file}",
            "(dry run, nothing written) the template ({en}) would be in {file}"
        ));
        return Ok(Printed::default());
    }
    replace(path, &bytes).map_err(|fault| not_written(Some(path), &fault))?;
    desk.remark(&message!(
        "填报表（{zh}）写在 {file}；填好后 qjcppcc import {file}",
        "the template ({en}) is in {file}; when it is filled in: qjcppcc import {file}"
    ));
    Ok(Printed::default())
}
