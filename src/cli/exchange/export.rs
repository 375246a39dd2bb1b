//! `export`: all records, row by row.

use std::rc::Rc;

use crate::cli::args::{Given, TOLD, argument, option};
use crate::cli::desk::{Desk, Opened};
use crate::cli::exchange::bundle::{is_bundle, packed};
use crate::cli::exchange::keep::asked;
use crate::cli::exchange::read::ledger;
use crate::cli::records::columns::{cells, columns};
use crate::cli::records::listing::{Extent, Listing};
use crate::cli::task::Task;
use crate::error::Result;
use crate::format::Format;
use crate::ledger::{Copyist, Ledger, VOCABULARY};
use crate::sheet::{Block, Cell, Column, Data, Row, Sheet, Table};
use crate::store::{Query, Store};
use crate::text::Lang;

/// `export [LEDGER]`.
pub const TASK: Task = Task::reads("export", export).with(|command, _| {
    let from = option("from", "FILE", TOLD);
    command.args([argument("ledger", "LEDGER", TOLD), from, option("since", "HEAD", TOLD)])
});

/// Every record, void ones too: one ledger by number, or all of them in the order in which they were recorded.
fn export(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    if desk.output().is_some_and(is_bundle) {
        return packed(desk, given);
    }
    if given.writes("since") {
        return Err(usage!("since_of_bundle" in "since": "--since 只用于流水包", "--since is for bundles";
            "写明流水包：-o 名称.qjb", "name a bundle: -o NAME.qjb"));
    }
    let ledgers: Vec<&'static Ledger> = match given.text("ledger") {
        Some(name) => vec![ledger(desk, name)?],
        None => Ledger::all().collect(),
    };
    let format = *desk.format.get_or_insert(Format::Jsonl);
    if matches!(format, Format::Csv | Format::Tsv) && ledgers.len() > 1 {
        return Err(usage!("export_format": "一个 CSV 或 TSV 文件只能放一个台账",
            "one file of CSV or TSV holds one ledger"; "写明台账：qjcppcc export case -O csv；全部用 jsonl、json、xlsx",
            "name it: qjcppcc export case -O csv; all of them: jsonl, json or xlsx"));
    }
    let store = Rc::new(asked(desk, given)?);
    let mut page = Vec::new();
    for ledger in &ledgers {
        // One ledger has its head, that it can be filled in; all of them are those in which something stands.
        if desk.shows_page() && (ledgers.len() == 1 || store.has_any(ledger)?) {
            page.push(Block::heading(ledger.called_by(store.vocabulary()).lang(desk.lang).to_owned()));
            page.push(Block::Table(one(desk, &store, ledger)));
        }
    }
    let data = if let [ledger] = ledgers[..] { one(desk, &store, ledger) } else { all(store, ledgers, desk.lang) };
    if page.is_empty() {
        page.push(Block::Line(desk.lang.pick("没有记录", "no records").to_owned()));
    }
    Ok(Sheet { data: Data::List(data), page })
}

fn everything(ledger: &'static Ledger) -> Query {
    Query { void: None, ..Query::by_number(ledger) }
}

fn one(desk: &Desk, store: &Rc<Opened>, ledger: &'static Ledger) -> Table {
    let table = Listing::new(desk, store, ledger, Extent::Whole, true).table(store, everything(ledger));
    table.or(desk.lang.pick("没有记录", "no records"))
}

/// The records of several ledgers, in the columns of all of them.
fn all(store: Rc<Opened>, ledgers: Vec<&'static Ledger>, lang: Lang) -> Table {
    let mut union: Vec<Column> = Vec::new();
    for column in ledgers.iter().flat_map(|ledger| columns(ledger, store.vocabulary(), lang)) {
        if !union.iter().any(|known| known.key == column.key) {
            union.push(column);
        }
    }
    let keys: Vec<String> = union.iter().map(|column| column.key.clone()).collect();
    let copied = Rc::clone(&store);
    let table = Table::lazy(union, move |places, take| {
        ledgers.iter().try_for_each(|ledger| {
            let own = columns(ledger, store.vocabulary(), lang);
            let place = |at: &usize| own.iter().position(|column| column.key == keys[*at]);
            let places: Vec<Option<usize>> = places.iter().map(place).collect();
            store.each(&everything(ledger), |record| {
                let cells = cells(&record);
                take(Row::Cells(places.iter().map(|place| place.map_or(Cell::Empty, |at| cells[at].clone())).collect()))
            })
        })
    });
    table.with_objects(move |indented, take| as_recorded(&copied, indented, take))
}

/// Hands over the records of all ledgers in the order in which they were recorded: the office's words, then what stands by
/// itself, then what hangs on others. An import keeps this order, so that what was made from an export is exported alike.
fn as_recorded(store: &Store, indented: bool, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut groups: [Vec<Copyist>; 4] = Default::default();
    for ledger in Ledger::all() {
        if store.has_any(ledger)? {
            let group = if ledger == VOCABULARY { 0 } else { 1 + ledger.depth() };
            groups[group].push(Copyist::new(ledger, indented, false));
        }
    }
    let groups: Vec<_> = groups.iter().filter(|copyists| !copyists.is_empty()).collect();
    groups.iter().try_for_each(|copyists| store.copies_of_all(copyists, groups.len() == 1, &mut *take))
}
