//! `search`: records of all ledgers, and what hangs on them, in whose text some words stand.

use std::cmp::Reverse;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgAction, Command};

use crate::cli::args::{Given, TOLD, argument, option, switch};
use crate::cli::desk::Desk;
use crate::cli::records::columns::dated;
use crate::cli::records::query::{self, masking};
use crate::cli::task::Task;
use crate::error::Result;
use crate::ledger::{Record, mask};
use crate::period::Period;
use crate::sheet::{Cell, Column, Face, Reader, Sheet, Table};
use crate::text::Lang;

/// `search WORDS…`.
pub const TASK: Task = Task::reads("search", search).with(options);

fn options(command: Command, _: Lang) -> Command {
    let words = argument("words", "WORDS", TOLD).required(true).num_args(1..).action(ArgAction::Append);
    command.arg(words.value_parser(NonEmptyStringValueParser::new())).args([
        option("period", "PERIOD", TOLD),
        option("limit", "N", TOLD),
        switch("unmask", TOLD),
    ])
}

/// The records with these words, the newest first.
fn search(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (store, lang, seen) = (desk.reader()?, desk.lang, masking(given));
    let period = given.read("period", |text| Period::read(text, desk.outside.today()))?;
    let limit = given.text("limit").map(query::limit).transpose()?;
    let words = given.texts("words").collect::<Vec<_>>().join(" ");
    let mut found: Vec<Record> = Vec::new();
    store.search(&words, |record| {
        if period.as_ref().is_none_or(|period| (period.from..=period.to).contains(&record.date())) {
            found.push(seen(record));
        }
        Ok(())
    })?;
    found.sort_by_key(|record| (Reverse(record.date()), record.ledger.rank(), Reverse(record.no)));
    found.truncate(limit.unwrap_or(usize::MAX));
    let shown = desk.shown(&store);
    let said = |key, zh, en| Column::new(key, lang.pick(zh, en));
    let home = |record: &Record| {
        let home = record.of.first().and_then(|id| store.called(*id).ok().flatten());
        let masked = |title: String| if given.switch("unmask") { title } else { mask(&title) };
        Cell::words(home.map(|(name, title)| title.map_or(name.clone(), |title| format!("{name} {}", masked(title)))))
    };
    let columns: [Reader<Record>; 9] = [
        (Column::data("ledger"), &|it| Cell::text(it.ledger.key)),
        (Column::data("id"), &|it| Cell::Text(it.id.to_string())),
        (Column::data("no"), &|it| Cell::Whole(it.no)),
        (Column::data("site"), &|it| Cell::words(it.site.as_deref())),
        (said("name", "编号", "no").face(Face::Page), &|it| Cell::Text(it.name())),
        (said("date", "日期", "date"), &dated),
        (Column::data("title"), &|it| Cell::words(it.text("title"))),
        (said("text", "内容", "what"), &|it| Cell::Text(shown.content(it))),
        (said("of", "所属", "belongs to").sparse(), &home),
    ];
    Ok(Sheet::list(Table::of(found, columns).or(lang.pick("没有找到", "nothing was found"))))
}
