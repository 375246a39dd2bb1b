//! The fields of a record filled from the command line.

use crate::cli::args::Given;
use crate::cli::records::evidence::fingerprint;
use crate::door::refuse_void;
use crate::error::Result;
use crate::ledger::{Door, Field, Ledger, Record, Type, Value};
use crate::store::Store;

/// Reads the fields that are given without their flag. Where the kind has a default, a single word that is no kind is the title.
pub fn fill_loose(store: &Store, record: &mut Record, door: &Door, given: &Given) -> Result<()> {
    let ledger = record.ledger;
    let fields = ledger.positional.iter().filter_map(|key| ledger.field(key)).filter(|field| ledger.offers(field));
    let mut loose: Vec<(&'static Field, &str)> =
        fields.filter_map(|field| Some((field, given.loose(field)?))).collect();
    if let [(field, word)] = loose.as_slice()
        && field.key == "kind"
        && ledger.defaults.iter().any(|(key, _)| *key == "kind")
        && door.read(field, word).is_err()
        && let Some(title) = ledger.field("title")
    {
        loose = vec![(title, word)];
    }
    for (field, word) in loose {
        if given.field(field).is_some() {
            let key = field.key;
            return Err(
                usage!("given_twice": "写了两次：“{word}”和 --{key}", "it is given twice: “{word}” and --{key}";
                "留下一个", "leave one of them")
                .field(key),
            );
        }
        record.set(field.key, Some(read(field, word, door, store)?));
    }
    Ok(())
}

/// Reads every field that is given with its flag.
pub fn fill(store: &Store, record: &mut Record, door: &Door, given: &Given) -> Result<()> {
    let ledger = record.ledger;
    for field in ledger.all_fields().filter(|field| ledger.offers(field)) {
        if let Some(word) = given.field(field) {
            record.set(field.key, Some(read(field, word, door, store)?));
        }
    }
    Ok(())
}

/// Reads one value; files and other records are looked at here, because ledgers touch neither disk nor store.
fn read(field: &Field, word: &str, door: &Door, store: &Store) -> Result<Value> {
    match field.holds {
        Type::Record(key) => {
            let ledgers: Vec<&Ledger> = Ledger::find(key).into_iter().collect();
            let other = store.find(word, &ledgers).and_then(|other| refuse_void(&other).map(|()| other));
            other.map(|other| Value::Text(other.id.to_string())).map_err(|error| error.field(field.key))
        }
        Type::File => fingerprint(word).map(Value::File).map_err(|error| error.field(field.key)),
        _ => door.read(field, word),
    }
}
