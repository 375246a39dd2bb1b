//! `void` and `unvoid`: a record taken out of all figures, with a reason, and put back; what is recorded of the office itself taken back.

use clap::Command;

use crate::cli::args::{Given, TOLD, numbers, option};
use crate::cli::desk::Desk;
use crate::cli::records::several::{joined, sure_of_many};
use crate::cli::task::{Verb, Work, of_all};
use crate::error::{Error, Result};
use crate::ledger::{Ledger, Record};
use crate::sheet::{Cell, Sheet};
use crate::store::Store;
use crate::text::Lang;

/// `LEDGER void NO --reason WHY`.
pub const VOID: Verb = Verb::new("void", of_all, Work::Changes(|desk, given| set(desk, given, true))).with(options);

/// `LEDGER unvoid NO --reason WHY`.
pub const UNVOID: Verb =
    Verb::new("unvoid", of_all, Work::Changes(|desk, given| set(desk, given, false))).with(options);

/// Which one, and why.
pub fn options(command: Command, ledger: &'static Ledger, lang: Lang) -> Command {
    command.arg(numbers(ledger, lang)).arg(option("reason", "WHY", TOLD))
}

fn set(desk: &mut Desk, given: &Given, void: bool) -> Result<Sheet> {
    let ledger = given.ledger();
    let reason = given.reason()?;
    let mut store = desk.writer()?;
    let mut records = store.find_all(given.texts("no"), &ledger.with_children())?;
    if let Some(record) = records.iter().find(|record| record.void.is_some() == void) {
        return Err(is_so_already(ledger, record));
    }
    let to_do = if void { message!("作废", "void") } else { message!("恢复", "put back") };
    sure_of_many(desk, &records, &to_do)?;
    for record in records.iter().filter(|_| !void) {
        recorded_again(desk, &store, record)?;
    }
    desk.change(&mut store, |change| {
        let mut set = |record| if void { change.void(record, &reason) } else { change.unvoid(record, &reason) };
        records.iter().try_for_each(&mut set)
    })?;
    for record in &mut records {
        record.void = void.then(|| reason.clone());
    }
    let done = if void { message!("已作废", "voided") } else { message!("已恢复", "put back") };
    Ok(desk.recorded_all(&store, &records, &done))
}

fn is_so_already(ledger: &Ledger, record: &Record) -> Error {
    let (name, key) = (record.name(), ledger.key);
    match &record.void {
        Some(old) => refused!("void_already": "{name} 早已作废：{old}", "{name} is void already: {old}";
            "要恢复用 unvoid", "unvoid puts it back"),
        None => refused!("not_void": "{name} 没有作废", "{name} is not void";
            "看作废的：qjcppcc {key} list --void", "the void ones: qjcppcc {key} list --void"),
    }
}

/// Asks about a void record that was recorded again since.
fn recorded_again(desk: &mut Desk, store: &Store, record: &Record) -> Result<()> {
    let Some((twin, _)) = store.twin(record, |_, _| false, false)? else { return Ok(()) };
    let (name, again) = (record.name(), twin.name());
    let question = message!(
        "{name} 又记过一次（{again}）。恢复以后两条都算，仍要恢复吗？",
        "{name} was recorded again as {again}. Both count once it is put back; put it back?"
    );
    if !desk.agreed(&question, Error::said_no(message!("没有恢复", "nothing was put back")))? {
        desk.warn(&message!(
            "注意：{name} 又记过一次（{again}），现在两条都算；重了就作废一条",
            "note: {name} was recorded again as {again}, and both count now; void one of them if they are the same"
        ));
    }
    Ok(())
}

/// `void NO` of a ledger of the office.
pub fn take_back(desk: &mut Desk, ledger: &'static Ledger, given: &Given) -> Result<Sheet> {
    let reason = given.reason()?;
    let mut store = desk.writer()?;
    let records = store.find_all(given.texts("no"), &[ledger])?;
    if let Some((old, name)) = records.iter().find_map(|record| Some((record.void.as_ref()?, record.name()))) {
        return Err(refused!("void_already": "{name} 早已作废：{old}", "{name} is void already: {old}";
            "要恢复用 qjcppcc undo", "qjcppcc undo puts it back"));
    }
    sure_of_many(desk, &records, &message!("作废", "void"))?;
    desk.change(&mut store, |change| records.iter().try_for_each(|record| change.void(record, &reason)))?;
    let answer = |record: &Record| {
        let name = record.name();
        let words = message!("已作废 {name}：{reason}", "voided {name}: {reason}");
        let members = [("record", Cell::Text(name)), ("void", Cell::Flag(true)), ("reason", Cell::text(&reason))];
        desk.tell(members, &words)
    };
    Ok(joined(records.iter().map(answer).collect()))
}
