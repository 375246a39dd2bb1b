//! `template`: an empty workbook to hand out, which an import reads when it is filled in.

use std::path::Path;

use crate::cli::args::{Given, TOLD, argument, option, switch};
use crate::cli::desk::Desk;
use crate::cli::exchange::read::ledger;
use crate::cli::output::file::Named;
use crate::cli::task::{Task, Work};
use crate::error::Result;
use crate::form;
use crate::ledger::Ledger;
use crate::text::{Lang, Message, quoted};
use crate::vocabulary::Set;

/// `template LEDGER… -o FILE.xlsx`, `template --all --town NAME -o FILE.xlsx`.
pub const TASK: Task = Task::new("template", Work::Writes(write)).with(|command, _| {
    command
        .arg(argument("ledger", "LEDGER", TOLD).num_args(0..).required_unless_present("all"))
        .args([switch("all", TOLD), option("town", "NAME", TOLD).short('t')])
});

fn write(desk: &mut Desk, given: &Given) -> Result<()> {
    let mut ledgers: Vec<&'static Ledger> = Vec::new();
    let named = given.texts("ledger").map(|name| ledger(desk, name)).collect::<Result<Vec<_>>>()?;
    let of_towns = form::of_towns().filter(|_| given.switch("all"));
    for ledger in of_towns.chain(named) {
        if ledger.is_of_office() {
            let key = ledger.key;
            return Err(usage!("no_template": "{key} 没有填报表", "there is no template of {key}";
                "词表用 qjcppcc vocab，设置用 qjcppcc setting", "words: qjcppcc vocab; settings: qjcppcc setting"));
        }
        if !ledgers.contains(&ledger) {
            ledgers.push(ledger);
        }
    }
    ledgers.sort_by_key(|ledger| ledger.rank());
    let name = given.text("town").or(given.text("ledger")).unwrap_or("all");
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
    let words = store.vocabulary();
    let key = given.read("town", |name| words.read(Set::Town, "", name))?;
    let town = key.and_then(|key| words.term(Set::Town, "", &key));
    paths.may_write("output", path)?;
    let called = town.map(|town| town.name(desk.lang)).or(given.switch("all").then_some(""));
    let bytes = form::workbook(&ledgers, called, words, desk.outside.today(), desk.lang)?;
    let of_town = |lang| town.map_or("", |town| town.name(lang));
    let (zh_town, en_town) = (of_town(Lang::Zh), of_town(Lang::En));
    let Message { zh, en } = Message::list(ledgers.iter().map(|ledger| ledger.called_by(words)));
    let (gap, zh) = (if town.is_some() { " " } else { "" }, format!("{zh_town}{zh}"));
    let en = format!("{en_town}{gap}{en}");
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
