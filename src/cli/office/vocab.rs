//! `vocab`: the office's words, listed and changed.

use clap::{Arg, Command};
use uuid::Uuid;

use crate::cli::args::{Given, argument, examples, option};
use crate::cli::desk::Desk;
use crate::cli::desk::or_none;
use crate::cli::task::{Task, Work};
use crate::door::{admit, date};
use crate::error::{Error, Result};
use crate::ledger::{Door, Ledger, Record, VOCABULARY, Value, term_of};
use crate::lookup::offer;
use crate::period::read_day;
use crate::sheet::{Block, Cell, Column, Data, Sheet, Table};
use crate::store::Store;
use crate::text::{Lang, Message, Text, text};
use crate::vocabulary::{Set, Term};

/// `vocab list|add|rename|retire`.
pub const TASK: Task = Task {
    name: "vocab",
    about: text("词表：类别、镇街、平台、部门、媒体", "the vocabulary: kinds, towns, platforms, departments, outlets"),
    options,
    work: Work::Verbs(&[LIST, ADD, RENAME, RETIRE]),
};

const LIST: Task = Task {
    name: "list",
    about: text("列出", "list words"),
    options: |command, lang| command.arg(words("", lang).num_args(0..=2)),
    work: Work::Reads(list),
};

const ADD: Task =
    Task { name: "add", about: text("新增一个词", "add a word"), options: of_add, work: Work::Changes(add) };

const RENAME: Task = Task {
    name: "rename",
    about: text("改名称；键不变", "change a label; the key stays"),
    options: |command, lang| {
        let words = words("KEY LABEL", lang).num_args(1..).required(true);
        command.arg(words).arg(english(lang)).arg(rank(lang))
    },
    work: Work::Changes(rename),
};

const RETIRE: Task = Task {
    name: "retire",
    about: text("从某日起停用", "take out of use from a day on"),
    options: |command, lang| {
        let from = lang.pick("停用的第一天，默认今天", "the first day out of use, default today");
        command.arg(words("KEY", lang).num_args(1..).required(true)).arg(option("from", "DAY", from))
    },
    work: Work::Changes(retire),
};

fn options(command: Command, lang: Lang) -> Command {
    command.after_help(examples(
        &[
            "qjcppcc vocab list kind volunteer",
            "qjcppcc vocab add kind volunteer river 巡河护河 --scope community",
            "qjcppcc vocab rename town 通惠 通惠新街道",
            "qjcppcc vocab retire department 办公室 --from 2023-01-01",
        ],
        lang,
    ))
}

fn of_add(command: Command, lang: Lang) -> Command {
    let scope = lang.pick("与哪一范围合计（类别）", "the group it is counted with (kinds)");
    let level = lang.pick("级别：district、city、nation（媒体）", "level: district, city, nation (outlets)");
    command
        .arg(words("KEY LABEL", lang).num_args(1..).required(true))
        .arg(option("scope", "SCOPE", scope))
        .arg(option("unit", "WORD", lang.pick("量词（类别）", "measure word (kinds)")))
        .arg(option("level", "LEVEL", level))
        .arg(option("about", "TEXT", lang.pick("与相近的词怎样区分", "what tells it from its neighbours")))
        .arg(english(lang))
        .arg(rank(lang))
}

/// A set, and the words behind it.
fn words(tail: &str, lang: Lang) -> Arg {
    let sets = Set::ALL.map(Set::key).join(", ");
    let about = lang.pick(
        format!("词表（{sets}；kind 后面写台账）{tail}"),
        format!("the set ({sets}; kind is followed by a ledger) {tail}"),
    );
    argument("words", "SET", &about)
}

fn english(lang: Lang) -> Arg {
    option("english", "NAME", lang.pick("英文名", "English name"))
}

fn rank(lang: Lang) -> Arg {
    option("rank", "N", lang.pick("排在第几（现有的相隔10）", "its place (existing ones are ten apart)"))
}

/// Words of the vocabulary have the same id in every office's file: it is made from set, ledger and key.
const NAMESPACE: Uuid = Uuid::from_u128(0x7169_6a69_616e_6770_7063_632d_776f_7264);

/// A set as the command line names it, and the words behind it.
struct Place {
    set: Set,
    ledger: &'static Ledger,
    rest: Vec<String>,
}

impl Place {
    /// Says in a record which list its word belongs to.
    fn put(&self, record: &mut Record, door: &Door) -> Result<()> {
        door.put(record, "set", Some(self.set.key()))?;
        door.put(record, "within", Some(self.ledger_key()).filter(|key| !key.is_empty()))
    }

    fn ledger_key(&self) -> &'static str {
        if self.set == Set::Kind { self.ledger.key } else { "" }
    }

    fn name(&self) -> String {
        if self.set == Set::Kind {
            format!("{} {}", self.set.key(), self.ledger.key)
        } else {
            self.set.key().to_owned()
        }
    }
}

fn place(given: &Given) -> Result<Place> {
    let mut words: Vec<String> = given.texts("words").map(str::to_owned).collect();
    let first = words.first().cloned().unwrap_or_default();
    let set = Set::from_key(&first).ok_or_else(|| {
        Error::usage("no_such_set", message!("没有词表“{first}”", "there is no set “{first}”"))
            .hint(offer(&first, &Set::ALL.map(Set::key)))
    })?;
    words.remove(0);
    let mut ledger = VOCABULARY;
    if set == Set::Kind {
        let named = if words.is_empty() { String::new() } else { words.remove(0) };
        ledger = crate::ledger::LEDGERS
            .iter()
            .copied()
            .find(|ledger| ledger.key == named && ledger.has_kinds())
            .ok_or_else(|| {
                let with_kinds = crate::ledger::LEDGERS.iter().filter(|ledger| ledger.has_kinds());
                let all: Vec<&str> = with_kinds.map(|ledger| ledger.key).collect();
                let what = if named.is_empty() {
                    message!("kind 后面要写台账", "kind is followed by a ledger")
                } else {
                    message!("没有分类别的台账“{named}”", "there is no ledger “{named}” with kinds")
                };
                Error::usage("no_such_ledger", what).hint(offer(&named, &all))
            })?;
    }
    Ok(Place { set, ledger, rest: words })
}

fn list(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let chosen = given.texts("words").next().is_some().then(|| place(given)).transpose()?;
    let terms = store.vocabulary().terms().iter();
    let wanted: Vec<&Term> = match &chosen {
        Some(place) => terms.filter(|term| term.set == place.set && term.ledger == place.ledger_key()).collect(),
        None => terms.collect(),
    };
    let data = table(desk, &wanted, Columns::All);
    let page = table(desk, &wanted, if chosen.is_some() { Columns::OfOneSet } else { Columns::OfAllSets });
    let sheet = Sheet { data: Data::List(data), page: vec![Block::Table(page)] };
    Ok(or_none(sheet, desk.lang.pick("没有词", "no words")))
}

/// How a column of the table is read from a word.
type Reader = fn(&Term) -> Cell;

#[derive(Clone, Copy)]
enum Columns {
    All,
    OfOneSet,
    OfAllSets,
}

fn table(desk: &Desk, terms: &[&Term], which: Columns) -> Table {
    let lang = desk.lang;
    let all: [(&str, &str, &str, Reader); 12] = [
        ("set", "词表", "set", |term| Cell::Text(term.set.key().to_owned())),
        ("ledger", "台账", "ledger", |term| {
            Cell::words(Some(term.ledger.clone()).filter(|ledger| !ledger.is_empty()))
        }),
        ("key", "键", "key", |term| Cell::Text(term.key.clone())),
        ("label", "名称", "label", |term| Cell::Text(term.label.clone())),
        ("english", "英文", "English", |term| Cell::Text(term.english.clone())),
        ("unit", "量词", "unit", |term| Cell::words(term.unit.clone())),
        ("unit_english", "英文量词", "English unit", |term| Cell::words(term.unit_english.clone())),
        ("scope", "范围", "scope", |term| Cell::words(term.scope.clone())),
        ("level", "级别", "level", |term| Cell::words(term.level.clone())),
        ("rank", "次序", "rank", |term| Cell::Whole(term.rank)),
        ("retired", "停用日", "retired", |term| term.retired.map_or(Cell::Empty, Cell::Date)),
        ("about", "怎样区分", "what tells it apart", |term| Cell::words(term.about.clone())),
    ];
    let worth = |key: &str, read: Reader| match which {
        Columns::All => true,
        Columns::OfOneSet | Columns::OfAllSets => {
            let of_set = matches!(which, Columns::OfAllSets) || !matches!(key, "set" | "ledger");
            let of_language = !matches!((key, lang), ("unit_english", _) | ("english", Lang::Zh));
            of_set && of_language && terms.iter().any(|term| read(term) != Cell::Empty)
        }
    };
    let shown: Vec<_> = all.into_iter().filter(|(key, _, _, read)| worth(key, *read)).collect();
    let columns = shown.iter().map(|(key, zh, en, _)| {
        let column = Column::new(key, lang.pick(zh, en));
        if *key == "rank" { column.right() } else { column }
    });
    let mut table = Table::new(columns.collect());
    for term in terms {
        table.push(shown.iter().map(|(_, _, _, read)| read(term)).collect());
    }
    table
}

fn add(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let place = place(given)?;
    let [key, label] = place.rest.as_slice() else {
        return Err(too_few(&place, "add", text("键 名称", "KEY LABEL")));
    };
    let mut store = desk.writer()?;
    let vocabulary = store.vocabulary();
    if let Some(term) =
        vocabulary.of(place.set, place.ledger_key()).find(|term| term.key == *key || term.label == *label)
    {
        let (key, label) = (&term.key, &term.label);
        return Err(refused!("word_exists": "词表里已有“{label}”（{key}）",
            "“{label}” ({key}) is in the vocabulary already"; "改名称用 vocab rename", "vocab rename changes a label"));
    }
    let last = vocabulary.of(place.set, place.ledger_key()).map(|term| term.rank).filter(|rank| *rank < 1000).max();
    let unit = vocabulary.of(place.set, place.ledger_key()).find_map(|term| term.unit.as_deref());
    let (mut record, door) = (Record::blank(VOCABULARY), desk.door(&store, VOCABULARY));
    place.put(&mut record, &door)?;
    door.put(&mut record, "title", Some(label))?;
    door.put(&mut record, "key", Some(key))?;
    door.put(&mut record, "unit", given.text("unit").or(unit))?;
    for option in ["english", "scope", "about", "level", "rank"] {
        door.put(&mut record, option, given.text(option))?;
    }
    if record.get("rank").is_none() {
        record.set("rank", Some(Value::Amount(crate::amount::Amount::exact(last.unwrap_or(0) + 10))));
    }
    keep(desk, &mut store, record, &place, &message!("已新增", "added"))
}

fn rename(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let place = place(given)?;
    let [key, label] = place.rest.as_slice() else {
        return Err(too_few(&place, "rename", text("键 名称", "KEY LABEL")));
    };
    let mut store = desk.writer()?;
    let door = desk.door(&store, VOCABULARY);
    let mut record = existing(&store, &place, key, &door)?;
    door.put(&mut record, "title", Some(label))?;
    for option in ["english", "rank"] {
        door.put(&mut record, option, given.text(option))?;
    }
    keep(desk, &mut store, record, &place, &message!("已改名", "renamed"))
}

fn retire(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let place = place(given)?;
    let [key] = place.rest.as_slice() else { return Err(too_few(&place, "retire", text("键", "KEY"))) };
    let mut store = desk.writer()?;
    let mut record = existing(&store, &place, key, &desk.door(&store, VOCABULARY))?;
    let today = desk.outside.today();
    let day = given.read("from", |day| read_day(day, today))?.unwrap_or(today);
    record.set("retired", Some(Value::Day(day)));
    keep(desk, &mut store, record, &place, &message!("已停用", "retired"))
}

/// The record of a word; one that came with the program gets its first record now.
fn existing(store: &Store, place: &Place, word: &str, door: &Door) -> Result<Record> {
    let key = store.vocabulary().read(place.set, place.ledger_key(), word)?;
    if let Some(record) = store.record(id(place, &key))?.filter(|record| record.void.is_none()) {
        return Ok(record);
    }
    let mut record = Record::blank(VOCABULARY);
    let Some(term) = store.vocabulary().term(place.set, place.ledger_key(), &key) else { return Ok(record) };
    place.put(&mut record, door)?;
    let words = [
        ("title", Some(&term.label)),
        ("key", Some(&term.key)),
        ("english", Some(&term.english)),
        ("unit", term.unit.as_ref()),
        ("scope", term.scope.as_ref()),
        ("level", term.level.as_ref()),
        ("about", term.about.as_ref()),
    ];
    for (field, value) in words {
        door.put(&mut record, field, value.map(String::as_str))?;
    }
    record.set("rank", Some(Value::Amount(crate::amount::Amount::exact(term.rank))));
    record.set("retired", term.retired.map(Value::Day));
    Ok(record)
}

fn keep(desk: &mut Desk, store: &mut Store, mut record: Record, place: &Place, done: &Message) -> Result<Sheet> {
    let key = record.text("key").unwrap_or_default().to_owned();
    record.id = id(place, &key);
    let old = store.record(record.id)?;
    date(&mut record, desk.outside.today());
    admit(&record, store.vocabulary())?;
    let term = term_of(&record);
    desk.change(store, |change| {
        let Some(old) = &old else { return change.add(&mut record) };
        change.expect(old)?;
        if old.void.is_some() {
            // A word that was taken back comes again with its number.
            change.unvoid(old, "vocab")?;
        }
        record.no = old.no;
        change.edit(&record, None)
    })?;
    let object = table(desk, &term.iter().collect::<Vec<_>>(), Columns::All).into_object();
    let label = record.text("title").unwrap_or_default();
    let name = place.name();
    let line = format!("{}{} {name} {key} {label}", desk.rehearsed(), done.lang(desk.lang));
    Ok(desk.done(object, &line))
}

fn id(place: &Place, key: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{}\n{}\n{key}", place.set.key(), place.ledger_key()).as_bytes())
}

fn too_few(place: &Place, verb: &str, wanted: Text) -> Error {
    let (name, zh, en) = (place.name(), wanted.zh, wanted.en);
    Error::usage("missing_argument", message!("后面应写：{zh}", "it is followed by: {en}"))
        .hint(message!("qjcppcc vocab {verb} {name} {zh}", "qjcppcc vocab {verb} {name} {en}"))
}
