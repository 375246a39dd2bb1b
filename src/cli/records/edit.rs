//! The verbs that every ledger has, each written once.

use crate::cli::args::given::Given;
use crate::cli::case::board;
use crate::cli::case::list as matters;
use crate::cli::case::matter as platform;
use crate::cli::desk::Desk;
use crate::cli::records::evidence::fingerprint;
use crate::cli::records::list as reading;
use crate::cli::records::words::object;
use crate::error::{Error, Kind, Result};
use crate::ledger::{Completion, Door, Family, Field, Ledger, Record, Type, Value, one_line};
use crate::lookup::pick;
use crate::message;
use crate::sheet::Sheet;
use crate::store::Store;

/// Runs one verb of one ledger.
pub fn run(desk: &mut Desk, ledger: &str, given: &Given) -> Result<Sheet> {
    let (Some(ledger), Some((verb, given))) = (Ledger::find(ledger), given.verb()) else {
        return Err(Error::usage("no_command", message!("没有写命令", "there is no command")));
    };
    match verb {
        "board" => board::board(desk, ledger, &given),
        "due" => platform::due(desk, ledger, &given),
        "line" => platform::line(desk, &given),
        "show" if ledger.key == "case" => platform::show(desk, ledger, &given),
        "list" if ledger.key == "case" && given.text("child").is_none() => matters::list(desk, ledger, &given),
        "list" => reading::tally(desk, ledger, &given),
        "show" => reading::show(desk, ledger, &given),
        "edit" => edit(desk, ledger, &given),
        "void" => switch(desk, ledger, &given, true),
        "unvoid" => switch(desk, ledger, &given, false),
        "add" => add(desk, ledger, ledger, &given),
        verb => match ledger.children.iter().find(|child| child.verb == verb) {
            Some(child) => add(desk, child, ledger, &given),
            None => Err(Error::usage("no_command", message!("没有命令“{verb}”", "there is no command “{verb}”"))),
        },
    }
}

/// Records one. `home` is the ledger whose command it is: a child's number means one of its records.
fn add(desk: &mut Desk, ledger: &'static Ledger, home: &'static Ledger, given: &Given) -> Result<Sheet> {
    let mut store = desk.writer()?;
    let mut record = Record::blank(ledger);
    record.id = desk.outside.new_id();
    let parents = if ledger.is_child() { parents(&store, home, given)? } else { Vec::new() };
    record.of = parents.iter().map(|parent| parent.id).collect();
    let door = Door { vocabulary: store.vocabulary(), ledger, today: desk.outside.today(), pick };
    fill_loose(&store, home, &mut record, &door, given)?;
    fill(&store, home, &mut record, &door, given)?;
    if record.get("date").is_none() {
        let today = desk.outside.today();
        record.set("date", Some(Value::Day(today)));
        if chrono::Datelike::month(&today) <= 2 {
            desk.warn(&message!(
                "注意：没有写日期，按今天{today}记；补记上年的事请用 -d",
                "note: no date given, recorded as of today, {today}; for something of last year give -d"
            ));
        }
    }
    record.fill_defaults();
    let completion = complete(&store, &mut record, &parents)?;
    record.check()?;
    record.in_use(store.vocabulary())?;
    completion.remarks.iter().for_each(|remark| desk.remark(remark));
    completion.warnings.iter().for_each(|warning| desk.warn(warning));
    settle_doubts(desk, &store, &record, given.switch("again"))?;
    let mut followers = completion.records;
    for follower in &mut followers {
        follower.id = desk.outside.new_id();
    }
    desk.change(&mut store, |change| {
        parents.iter().try_for_each(|parent| change.expect(parent))?;
        change.add(&mut record)?;
        followers.iter_mut().try_for_each(|follower| change.add(follower))
    })?;
    Ok(recorded(desk, &store, &record, &message!("已记", "recorded")))
}

/// The records that a child hangs on, as named on the command line.
fn parents(store: &Store, home: &'static Ledger, given: &Given) -> Result<Vec<Record>> {
    let mut parents: Vec<Record> = Vec::new();
    for name in given.texts("of") {
        let parent = store.find(name, &[home])?;
        let name = parent.name();
        refuse_void(&parent)?;
        if parents.iter().any(|known| known.id == parent.id) {
            return Err(Error::usage("given_twice", message!("{name} 写了两次", "{name} is given twice"))
                .hint(message!("留下一个", "leave one of them")));
        }
        parents.push(parent);
    }
    Ok(parents)
}

fn refuse_void(record: &Record) -> Result<()> {
    let Some(reason) = &record.void else { return Ok(()) };
    let name = record.name();
    Err(Error::refused("void_parent", message!("{name} 已作废：{reason}", "{name} is void: {reason}")).hint(message!(
        "先恢复：qjcppcc {} unvoid {} --reason 原因",
        "put it back first: qjcppcc {} unvoid {} --reason WHY",
        record.ledger.key,
        record.no
    )))
}

/// Reads the fields that are given without their flag. Where the kind has a default, a single word that is no kind is the title.
fn fill_loose(store: &Store, home: &'static Ledger, record: &mut Record, door: &Door, given: &Given) -> Result<()> {
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
fn fill(store: &Store, home: &'static Ledger, record: &mut Record, door: &Door, given: &Given) -> Result<()> {
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

/// Lets the ledger fill in what follows from the relatives.
fn complete(store: &Store, record: &mut Record, parents: &[Record]) -> Result<Completion> {
    let children = parents.iter().map(|parent| store.children(parent.id)).collect::<Result<Vec<_>>>()?;
    let families: Vec<Family> = parents
        .iter()
        .zip(&children)
        .map(|(parent, children)| Family {
            parent,
            children: children.iter().filter(|child| child.void.is_none()).collect(),
        })
        .collect();
    (record.ledger.complete)(record, &families)
}

/// Asks about what looks like a slip: the same record again, or an amount of money that lacks its 万.
fn settle_doubts(desk: &mut Desk, store: &Store, record: &Record, again: bool) -> Result<()> {
    if let Some(field) = record.ledger.all_fields().find(|field| looks_short_of_wan(record, field)) {
        let label = field.label;
        let question = message!(
            "{}不到1000元。是不是漏了“万”？仍按元记吗？",
            "{}: less than 1,000 yuan. Was 万 (ten thousand) meant? Record it as yuan all the same?",
            label.lang(desk.lang)
        );
        match desk.ask(&question) {
            Some(false) => return Err(said_no()),
            Some(true) => {}
            None => desk.warn(&message!(
                "注意：{}不到1000元；要记万元，请写“35万”",
                "note: {} is less than 1,000 yuan; write 35万 for ten thousands",
                label.lang(desk.lang)
            )),
        }
    }
    if again {
        return Ok(());
    }
    let Some(twin) = store.twin(record)? else { return Ok(()) };
    let name = twin.name();
    match desk.ask(&message!(
        "已有一条同样的（{name}）。仍要再记一条吗？",
        "there is one just like it ({name}). Record another?"
    )) {
        Some(true) => Ok(()),
        Some(false) => Err(said_no()),
        None => Err(Error::refused(
            "recorded_already",
            message!("同样的记录已有：{name}", "it is recorded already: {name}"),
        )
        .hint(message!("确实是另一件的，加 --again", "if it is another one, add --again"))),
    }
}

/// Money below 1,000 yuan is rare in these ledgers; a forgotten 万 is not.
fn looks_short_of_wan(record: &Record, field: &Field) -> bool {
    match (record.get(field.key), field.holds) {
        (Some(Value::Amount(amount)), Type::Amount(unit)) => {
            unit.measure == crate::amount::Measure::Money
                && amount.value > 0
                && amount.value < 1_000 * unit.measure.parts()
        }
        _ => false,
    }
}

fn said_no() -> Error {
    Error::new(Kind::Failed, "said_no", message!("没有记录", "nothing was recorded"))
}

fn edit(desk: &mut Desk, ledger: &'static Ledger, given: &Given) -> Result<Sheet> {
    let mut store = desk.writer()?;
    let mut record = store.find(given.text("no").unwrap_or_default(), &ledger.with_children())?;
    let name = record.name();
    if let Some(reason) = &record.void {
        return Err(Error::refused("void_record", message!("{name} 已作废：{reason}", "{name} is void: {reason}"))
            .hint(message!(
                "先恢复：qjcppcc {} unvoid {name} --reason 原因",
                "put it back first: qjcppcc {} unvoid {name} --reason WHY",
                ledger.key
            )));
    }
    let before = record.clone();
    let reason = given.text("reason").map(one_line).transpose().map_err(|error| error.field("reason"))?;
    let has = |field: &&Field| record.ledger.field(field.key).is_some_and(|own| record.ledger.offers(own));
    let foreign = offered(ledger).map(|(_, field)| field).find(|field| !has(field) && given.field(field).is_some());
    if let Some(field) = foreign {
        return Err(no_such_field(&record, field.key));
    }
    let door = Door { vocabulary: store.vocabulary(), ledger: record.ledger, today: desk.outside.today(), pick };
    fill(&store, ledger, &mut record, &door, given)?;
    for key in given.texts("unset") {
        let Some(field) = record.ledger.field(key) else { return Err(no_such_field(&record, key)) };
        if record.ledger.offers(field) && given.field(field).is_some() {
            return Err(Error::usage("given_twice", message!("又写又清空", "it is both given and cleared")).field(key));
        }
        record.set(key, None);
    }
    record.check()?;
    record.in_use(store.vocabulary())?;
    if record == before {
        desk.remark(&message!("{name} 没有变化", "{name} is as it was"));
        return Ok(recorded(desk, &store, &record, &message!("未改", "unchanged")));
    }
    desk.change(&mut store, |change| {
        change.expect(&before)?;
        change.edit(&record, reason.as_deref())
    })?;
    Ok(recorded(desk, &store, &record, &message!("已改", "changed")))
}

/// The fields that a record of a ledger, or of what hangs on it, can be given.
pub fn offered(ledger: &'static Ledger) -> impl Iterator<Item = (&'static Ledger, &'static Field)> {
    ledger
        .with_children()
        .into_iter()
        .flat_map(|of| of.all_fields().filter(move |field| of.offers(field)).map(move |field| (of, field)))
}

fn no_such_field(record: &Record, key: &str) -> Error {
    let fields = record
        .ledger
        .all_fields()
        .filter(|field| record.ledger.offers(field))
        .map(|field| field.key)
        .collect::<Vec<_>>()
        .join(", ");
    let label = record.ledger.label;
    let (zh, en) = (label.zh, label.en);
    Error::usage("no_such_field", message!("{zh}没有字段“{key}”", "{en} has no field “{key}”"))
        .hint(message!("有：{fields}", "there are: {fields}"))
        .field(key)
}

fn switch(desk: &mut Desk, ledger: &'static Ledger, given: &Given, void: bool) -> Result<Sheet> {
    let Some(reason) = given.text("reason").filter(|reason| !reason.trim().is_empty()) else {
        return Err(Error::usage("missing_reason", message!("没有写原因", "there is no reason"))
            .hint(message!("加上 --reason 原因，日后查得到", "add --reason WHY; it is kept with the record"))
            .field("reason"));
    };
    let reason = one_line(reason).map_err(|error| error.field("reason"))?;
    let mut store = desk.writer()?;
    let mut record = store.find(given.text("no").unwrap_or_default(), &ledger.with_children())?;
    let name = record.name();
    match (&record.void, void) {
        (Some(old), true) => {
            return Err(Error::refused(
                "void_already",
                message!("{name} 早已作废：{old}", "{name} is void already: {old}"),
            )
            .hint(message!("要恢复用 unvoid", "unvoid puts it back")));
        }
        (None, false) => {
            return Err(Error::refused("not_void", message!("{name} 没有作废", "{name} is not void")).hint(message!(
                "看作废的：qjcppcc {} list --void",
                "the void ones: qjcppcc {} list --void",
                ledger.key
            )));
        }
        _ => {}
    }
    desk.change(&mut store, |change| {
        change.expect(&record)?;
        if void { change.void(&record, &reason) } else { change.unvoid(&record, &reason) }
    })?;
    record.void = void.then_some(reason);
    let done = if void { message!("已作废", "voided") } else { message!("已恢复", "put back") };
    Ok(recorded(desk, &store, &record, &done))
}

/// The answer of a command that writes: the record, and for people one line that repeats what was understood.
fn recorded(desk: &Desk, store: &Store, record: &Record, done: &crate::text::Message) -> Sheet {
    let shown = desk.shown(store);
    let rehearsed = if desk.switched("dry-run") {
        desk.lang.pick("（演练，未写入）", "(dry run, nothing written) ")
    } else {
        ""
    };
    let record = record.clone().masked();
    let line = format!("{rehearsed}{} {}", done.lang(desk.lang), shown.echo(&record));
    desk.done(object(&record), &line)
}
