//! `edit`: some fields of a record given or cleared.

use std::collections::HashSet;

use clap::{Arg, ArgAction, Command};

use crate::cli::args::{Given, TOLD, flag, numbers, option, switch};
use crate::cli::desk::Desk;
use crate::cli::records::add::{fill, persons_as_turns, settle_days};
use crate::cli::records::ask::{self, named_field, offered};
use crate::cli::records::evidence;
use crate::cli::records::evidence::Attached;
use crate::cli::records::several::sure_of_many;
use crate::cli::task::{Verb, Work, of_all};
use crate::door::{admit, place_due};
use crate::error::{Error, Result};
use crate::ledger::{Field, Ledger, Record, one_line};
use crate::lookup::{Candidate, pick};
use crate::sheet::Sheet;
use crate::store::Store;
use crate::text::{Lang, Message};
use crate::vocabulary::{Called, Vocabulary};

/// `LEDGER edit NO`.
pub const VERB: Verb = Verb::new("edit", of_all, Work::Asks(edit)).with(options);

/// What verbs call the field that says how something ended: the one of a change may be called so, too.
pub const AS: &str = "as";

fn options(command: Command, ledger: &'static Ledger, lang: Lang) -> Command {
    let mut known = HashSet::new();
    let fields = offered(ledger).filter(|(_, field)| known.insert(field.key));
    let flags: Vec<Arg> = fields.map(|(of, field)| flag(field, of, lang, false).hide(field.of_total)).collect();
    command
        .arg(numbers(ledger, lang))
        .args(flags)
        .arg(option(AS, "WORD", TOLD).hide(true))
        .arg(option("unset", "FIELD", TOLD).action(ArgAction::Append))
        .arg(switch("editor", TOLD))
        .arg(option("reason", "WHY", TOLD))
}

fn edit(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let ledger = given.ledger();
    ask::for_changes(desk, given)?;
    let evidence = evidence::given(offered(ledger).map(|(_, field)| field), given)?;
    let mut store = desk.writer()?;
    let reason = given.read("reason", one_line)?;
    let records = store.find_all(given.texts("no"), &ledger.with_children())?;
    let mut edited = records.clone();
    for record in &mut edited {
        fill_again(desk, &store, given, record, evidence.clone())?;
    }
    let changed: Vec<&Record> =
        records.iter().zip(&edited).filter(|(before, after)| before != after).map(|(_, after)| after).collect();
    for record in edited.iter().filter(|record| !changed.iter().any(|changed| changed.id == record.id)) {
        let name = record.name();
        desk.remark(&message!("{name} 没有变化", "{name} is as it was"));
    }
    if changed.is_empty() {
        return Ok(desk.recorded_all(&store, &edited, &message!("未改", "unchanged")));
    }
    changed.iter().try_for_each(|record| settle_days(desk, record, given))?;
    sure_of_many(desk, &edited, &message!("改", "change"))?;
    desk.change(&mut store, |change| changed.iter().try_for_each(|record| change.edit(record, reason.as_deref())))?;
    Ok(desk.recorded_all(&store, &edited, &message!("已改", "changed")))
}

/// Reads what is given into a record that is there, and clears what is to be cleared.
fn fill_again(desk: &mut Desk, store: &Store, given: &Given, record: &mut Record, file: Attached) -> Result<()> {
    let (name, ledger, words) = (record.name(), given.ledger(), store.vocabulary());
    if let Some(reason) = &record.void {
        let key = ledger.key;
        return Err(refused!("void_record": "{name} 已作废：{reason}", "{name} is void: {reason}";
            "先恢复：qjcppcc {key} unvoid {name} --reason 原因",
            "put it back first: qjcppcc {key} unvoid {name} --reason WHY"));
    }
    let has = |field: &&Field| record.ledger.field(field.key).is_some_and(|own| record.ledger.offers(own));
    let foreign = offered(ledger).map(|(_, field)| field).find(|field| !has(field) && given.field(field).is_some());
    if let Some(field) = foreign {
        return Err(no_such_field(record, field.called_by(words).lang(desk.lang), words).field(field.key));
    }
    let door = desk.door(store, record.ledger);
    if let Some(word) = given.text(AS) {
        let Some(field) = record.ledger.all_fields().find(|field| field.flag == Some(AS)) else {
            return Err(no_such_field(record, AS, words));
        };
        door.put(record, field.key, Some(word))?;
    }
    fill(store, record, &door, given)?;
    let persons = persons_as_turns(record, given)?;
    place_due(record, record.ledger.field("due").and_then(|due| given.field(due)));
    if let Some((key, file)) = file {
        record.set(key, Some(file));
    }
    for key in given.texts("unset") {
        let Some(field) = named_field(record.ledger, key, words) else { return Err(no_such_field(record, key, words)) };
        if record.ledger.offers(field) && given.field(field).is_some() {
            return Err(usage!("given_twice": "又写又清空", "it is both given and cleared").field(key));
        }
        record.set(field.key, None);
    }
    record.hang_on_linked();
    if let Some(said) = &persons {
        desk.remark(said);
    }
    admit(record, store.vocabulary())
}

/// The error about a field that a record does not have; the nearest is offered, or all of them.
fn no_such_field(record: &Record, name: &str, words: &Vocabulary) -> Error {
    let Called { zh, en } = record.ledger.called_by(words);
    let fields: Vec<&Field> = record.ledger.all_fields().filter(|field| record.ledger.offers(field)).collect();
    let names = |field: &&Field| field.called_by(words);
    let candidates: Vec<Candidate> =
        fields.iter().map(|field| Candidate::new(field.key, &[names(field).zh, names(field).en])).collect();
    let error = usage!("no_such_field": "{zh}没有字段“{name}”", "{en} has no field “{name}”");
    error.hint(if let Some(near) = pick(name, &candidates).near().and_then(|near| record.ledger.field(near)) {
        let Message { zh, en } = names(&near).into();
        message!("是不是 {zh}？", "did you mean {en}?")
    } else {
        let Message { zh, en } = Message::list(fields.iter().map(names));
        message!("有：{zh}", "there are: {en}")
    })
}
