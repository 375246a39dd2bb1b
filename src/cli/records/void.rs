//! `void` and `unvoid`: a record taken out of all figures, with a reason, and put back.

use clap::Command;

use crate::cli::args::{Given, number, reason};
use crate::cli::desk::Desk;
use crate::cli::task::{Verb, Work, of_all};
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::sheet::Sheet;
use crate::text::{Lang, text};

/// `LEDGER void NO --reason WHY`.
pub const VOID: Verb = Verb {
    name: "void",
    about: text("作废一条，留下原因", "take one out of all figures, with a reason"),
    of: of_all,
    options,
    work: Work::Changes(|desk, given| set(desk, given, true)),
};

/// `LEDGER unvoid NO --reason WHY`.
pub const UNVOID: Verb = Verb {
    name: "unvoid",
    about: text("恢复作废的一条", "put a void one back"),
    of: of_all,
    options,
    work: Work::Changes(|desk, given| set(desk, given, false)),
};

fn options(command: Command, ledger: &'static Ledger, lang: Lang) -> Command {
    command.arg(number(ledger, lang)).arg(reason(lang))
}

fn set(desk: &mut Desk, given: &Given, void: bool) -> Result<Sheet> {
    let ledger = given.ledger();
    let reason = given.reason()?;
    let mut store = desk.writer()?;
    let mut record = store.find(given.text("no").unwrap_or_default(), &ledger.with_children())?;
    let name = record.name();
    match (&record.void, void) {
        (Some(old), true) => {
            return Err(refused!("void_already": "{name} 早已作废：{old}", "{name} is void already: {old}";
                "要恢复用 unvoid", "unvoid puts it back"));
        }
        (None, false) => {
            let key = ledger.key;
            return Err(refused!("not_void": "{name} 没有作废", "{name} is not void";
                "看作废的：qjcppcc {key} list --void", "the void ones: qjcppcc {key} list --void"));
        }
        _ => {}
    }
    let again = if void { None } else { store.twin(&record, |_, _| false)? };
    if let Some(again) = again.map(|(twin, _)| twin.name()) {
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
    }
    desk.change(
        &mut store,
        |change| {
            if void { change.void(&record, &reason) } else { change.unvoid(&record, &reason) }
        },
    )?;
    record.void = void.then_some(reason);
    let done = if void { message!("已作废", "voided") } else { message!("已恢复", "put back") };
    Ok(desk.recorded(&store, &record, &done))
}
