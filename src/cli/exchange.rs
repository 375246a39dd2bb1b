//! `export`, what `--from` reads, and templates to be filled in.

use std::path::Path;

use clap::ArgMatches;

use super::answer::{Answer, not_written, refuse_ledger, replace};
use super::intake;
use super::records::Shown;
use super::{Desk, text_of};
use crate::error::{Error, Kind, Result};
use crate::format::{Canvas, Format, write};
use crate::ledger::Ledger;
use crate::message;
use crate::store::{Query, Sort, Store};
use crate::template;
use crate::text::text;

/// A ledger in memory, filled from a file.
pub fn from_file(desk: &mut Desk, file: &str) -> Result<Store> {
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
    let mut store = Store::memory()?;
    intake::fill(desk, &mut store, file)?;
    Ok(store)
}

/// `export`: every record of every ledger, void ones too, a line each.
pub fn export(desk: &mut Desk, matches: &ArgMatches, answer: &Answer) -> Result<Vec<u8>> {
    let json = match answer.format {
        None | Some(Format::Jsonl) => false,
        Some(Format::Json) => true,
        Some(other) => {
            let name = other.key();
            return Err(Error::usage(
                "export_format",
                message!("export 不能写成 {name}", "export does not write {name}"),
            )
            .hint(message!(
                "可用 jsonl、json；单个台账用 list -O {name}",
                "there are jsonl and json; one ledger: list -O {name}"
            )));
        }
    };
    let store = match text_of(matches, "from") {
        Some(file) => from_file(desk, file)?,
        None => desk.reader()?,
    };
    let shown = Shown { vocabulary: store.vocabulary(), lang: desk.lang };
    let mut bytes = Vec::new();
    for ledger in Ledger::all() {
        let query = Query { void: None, sort: Sort { by: "no", backwards: false }, ..Query::of(ledger) };
        let sheet = shown.list(ledger, &store.list(&query)?);
        write(&sheet, Format::Jsonl, &Canvas::default(), &mut bytes).map_err(|fault| {
            Error::system(Kind::Failed, "not_written", text("没有写成", "it could not be written"), &fault)
        })?;
    }
    if json {
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        bytes = [b"[".to_vec(), lines.join(&b",\n"[..]), b"]\n".to_vec()].concat();
    }
    answer.give_bytes(bytes)
}

/// `template LEDGER -o FILE.xlsx`: an empty workbook to hand out.
pub fn template(desk: &mut Desk, matches: &ArgMatches) -> Result<Vec<u8>> {
    let name = text_of(matches, "ledger").unwrap_or_default();
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
    let bytes = template::workbook(ledger, store.vocabulary(), desk.setting.today())?;
    if !desk.switched("dry-run") {
        replace(path, &bytes).map_err(|fault| not_written(Some(path), &fault))?;
    }
    let (zh, en) = (ledger.label.zh, ledger.label.en);
    desk.remark(&message!(
        "填报表（{zh}）写在 {file}；填好后 qjcppcc import {file}",
        "the template ({en}) is in {file}; when it is filled in: qjcppcc import {file}"
    ));
    Ok(Vec::new())
}
