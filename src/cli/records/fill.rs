//! The fields of a record filled from the command line.

use crate::cli::args::Given;
use crate::cli::records::evidence::fingerprint;
use crate::error::{Error, Result};
use crate::ledger::{Door, Field, Ledger, Record, Type, Value};
use crate::message;
use crate::store::Store;

/// Reads the fields that are given without their flag. Where the kind has a default, a single word that is no kind is the title.
pub fn fill_loose(store: &Store, home: &'static Ledger, record: &mut Record, door: &Door, given: &Given) -> Result<()> {
    let ledger = record.ledger;
    let fields = ledger.positional.iter().filter_map(|key| ledger.field(key)).filter(|field| ledger.offers(field));
    let mut loose: Vec<(&'static Field, &str)> =
        fields.filter_map(|field| Some((field, given.loose(field)?))).collect();
    if let [(field, word)] = loose.as_slice()
        && field.key == "kind"
        && ledger.defaults.iter().any(|(key, _)| *key == "kind")
        && field.read(word, door).is_err()
        && let Some(title) = ledger.field("title")
    {
        loose = vec![(title, word)];
    }
    for (field, word) in loose {
        if given.field(field).is_some() {
            let key = field.key;
            return Err(Error::usage(
                "given_twice",
                message!("写了两次：“{word}”和 --{key}", "it is given twice: “{word}” and --{key}"),
            )
            .hint(message!("留下一个", "leave one of them"))
            .field(key));
        }
        record.set(field.key, Some(read(field, word, door, store, home)?));
    }
    Ok(())
}

/// Reads every field that is given with its flag.
pub fn fill(store: &Store, home: &'static Ledger, record: &mut Record, door: &Door, given: &Given) -> Result<()> {
    let ledger = record.ledger;
    for field in ledger.all_fields().filter(|field| ledger.offers(field)) {
        if let Some(word) = given.field(field) {
            record.set(field.key, Some(read(field, word, door, store, home)?));
        }
    }
    Ok(())
}

/// Reads one value; files and other records are looked at here, because ledgers touch neither disk nor store.
fn read(field: &Field, word: &str, door: &Door, store: &Store, home: &'static Ledger) -> Result<Value> {
    match field.holds {
        Type::Record(_) => {
            let other = store.find(word, &[home]).map_err(|error| error.field(field.key))?;
            refuse_void(&other).map_err(|error| error.field(field.key))?;
            Ok(Value::Text(other.id.to_string()))
        }
        Type::File => fingerprint(word).map(Value::File).map_err(|error| error.field(field.key)),
        _ => field.read(word, door),
    }
}

/// Nothing hangs on a void record.
pub fn refuse_void(record: &Record) -> Result<()> {
    let Some(reason) = &record.void else { return Ok(()) };
    let name = record.name();
    Err(Error::refused("void_parent", message!("{name} 已作废：{reason}", "{name} is void: {reason}")).hint(message!(
        "先恢复：qjcppcc {} unvoid {} --reason 原因",
        "put it back first: qjcppcc {} unvoid {} --reason WHY",
        record.ledger.key,
        record.no
    )))
}
