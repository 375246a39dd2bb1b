//! `export`: all records, bit by bit.

use std::io::Write;

use clap::Command;

use crate::cli::args::{self, Given, argument};
use crate::cli::desk::Desk;
use crate::cli::exchange::from_file::from_file;
use crate::cli::exchange::read::ledger;
use crate::cli::output::answer::{Answer, not_written};
use crate::cli::output::printed::Printed;
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::records::words as records;
use crate::cli::records::words::{Shown, layout, stream_all};
use crate::cli::task::{Reply, Task, Work};
use crate::error::{Error, Result};
use crate::format::{Format, Page, Stream};
use crate::ledger::Ledger;
use crate::message;
use crate::store::{Query, Sort, Store};
use crate::text::{Lang, text};

/// `export [LEDGER]`.
pub const TASK: Task = Task {
    name: "export",
    about: text("导出全部记录", "write out all records"),
    options,
    work: Work::Answers(|desk, given, answer| export(desk, given, answer).map(Reply::Printed)),
};

fn options(command: Command, lang: Lang) -> Command {
    let ledger = argument("ledger", "LEDGER", lang.pick("只导出这个台账", "this ledger only"));
    command.arg(ledger).arg(args::from(lang))
}

/// Every record, void ones too, a line each: one ledger by number, or all of them in the order of
/// [`stream_all`].
fn export(desk: &mut Desk, given: &Given, answer: &Answer) -> Result<Printed> {
    let ledgers = ledgers(given)?;
    let format = answer.format.unwrap_or(Format::Jsonl);
    if format == Format::Csv && ledgers.len() > 1 {
        return Err(Error::usage(
            "export_format",
            message!("一个 CSV 文件只能放一个台账", "one CSV file holds one ledger"),
        )
        .hint(message!(
            "写明台账：qjcppcc export case -O csv；全部用 jsonl、json、xlsx",
            "name it: qjcppcc export case -O csv; all of them: jsonl, json or xlsx"
        )));
    }
    let store = match given.text("from") {
        Some(file) => from_file(desk, file)?,
        None => desk.reader()?,
    };
    let fields = desk.fields_of(&ledgers, false)?;
    match (answer.stream(format), answer.page(format)?) {
        (Some(stream), _) => answer.give_out(|out| all(&store, &ledgers, fields.as_deref(), stream, out)),
        (None, Some(page)) => answer.give_out(|out| whole(&desk.shown(&store), &ledgers, fields.as_deref(), page, out)),
        (None, None) => Ok(Printed::default()),
    }
}

fn ledgers(given: &Given) -> Result<Vec<&'static Ledger>> {
    match given.text("ledger") {
        Some(name) => ledger(name).map(|ledger| vec![ledger]),
        None => Ok(Ledger::all().collect()),
    }
}

fn everything(ledger: &'static Ledger) -> Query {
    Query { void: None, sort: Sort { by: "no", backwards: false }, ..Query::of(ledger) }
}

fn all(
    store: &Store,
    ledgers: &[&'static Ledger],
    fields: Option<&[String]>,
    mut stream: Stream,
    out: &mut dyn Write,
) -> Result<()> {
    match layout(stream.format()) {
        Some(layout) if ledgers.len() > 1 && fields.is_none() => stream_all(store, layout, &mut stream, out)?,
        _ => {
            for ledger in ledgers {
                records::stream(store, &everything(ledger), false, fields, &mut stream, out)?;
            }
        }
    }
    stream.end(out).map_err(|fault| not_written(None, &fault))
}

/// A page with a table for each ledger that has records.
fn whole(
    shown: &Shown,
    ledgers: &[&'static Ledger],
    fields: Option<&[String]>,
    mut page: Page,
    out: &mut dyn Write,
) -> Result<()> {
    for ledger in ledgers {
        let listing = Listing::new(shown, ledger, Extent::Whole, shown.typed, fields);
        // One ledger has its head, that it can be filled in; all of them are those in which something stands.
        let is_wanted = ledgers.len() == 1 || shown.store.has_any(ledger)?;
        if is_wanted && !listing.is_empty() {
            let heading = ledger.label.lang(shown.lang);
            listing.write(&everything(ledger), |record| record, Some(heading), &mut page, out)?;
        }
    }
    page.end(shown.lang.pick("没有记录", "no records"), out).map_err(|fault| not_written(None, &fault))
}
