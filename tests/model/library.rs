//! One hand: changes through the store.

use qjcppcc::store::{Change, Stamp, Store};

use super::draw::{Command, Step, made_out, note_down};
use super::row::Row;

pub fn stamp() -> Stamp {
    Stamp { at: "2024-06-01T01:00:00.000Z".to_owned(), actor: "test".to_owned(), os: "test@test".to_owned() }
}

pub fn keep(change: &mut Change, rows: &[Row], step: &mut Step) -> qjcppcc::error::Result<()> {
    match step {
        Step::Add(row) => {
            let mut record = row.record();
            record.check(change.vocabulary())?;
            change.add(&mut record)?;
            row.no = record.no;
            Ok(())
        }
        Step::Edit(_, row) => {
            let record = row.record();
            record.check(change.vocabulary())?;
            change.edit(&record, None)
        }
        Step::Void(at) => change.void(&rows[*at].record(), "错记"),
        Step::Unvoid(at) => change.unvoid(&rows[*at].record(), "没有错"),
    }
}

/// Several commands in one change; a rehearsal leaves store and model as they were.
pub fn keep_all(
    store: &mut Store,
    rows: &mut Vec<Row>,
    commands: &[Command],
    focus: &[&'static str],
    rehearsal: bool,
    serial: &mut u128,
) {
    let mut after = rows.clone();
    let done = store.change(&stamp(), rehearsal, |change| {
        for command in commands {
            if let Some(mut step) = made_out(command, &after, focus, serial) {
                keep(change, &after, &mut step)?;
                note_down(&mut after, step);
            }
        }
        Ok(())
    });
    done.expect("the store takes what keeps the rules");
    if !rehearsal {
        *rows = after;
    }
}
