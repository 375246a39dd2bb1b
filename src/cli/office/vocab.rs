//! `vocab`: the office's words, listed and changed.

use chrono::NaiveDate;
use clap::{Arg, Command};
use uuid::Uuid;

use crate::amount::Amount;
use crate::cli::args::{Given, TOLD, argument, option};
use crate::cli::desk::{Desk, or_none};
use crate::cli::task::{Task, Work};
use crate::door::{admit, date};
use crate::error::{Error, Result};
use crate::ledger::{Door, LEDGERS, Ledger, Record, VOCABULARY, Value, term_of, word_id, word_record};
use crate::lookup::offer;
use crate::outside::Question;
use crate::period::read_sure_day;
use crate::sheet::{Block, Cell, Column, Data, Reader, Sheet, Table};
use crate::store::Store;
use crate::text::{Lang, Message, Text, text};
use crate::vocabulary::{Called, PRESETS, Set, Term, results_of};

/// `vocab list|add|edit|rename|retire|alias|preset`.
pub const TASK: Task = Task::new("vocab", Work::Verbs(&[LIST, ADD, EDIT, RENAME, RETIRE, ALIAS, PRESET]));

const LIST: Task =
    Task::reads("list", list).with(|command, lang| command.arg(words("", lang).required(false).num_args(0..=2)));

const ADD: Task = Task::changes("add", add).with(|command, lang| traits(command.arg(words("KEY LABEL", lang))));

const TRAITS: [&str; 8] = ["english", "unit", "scope", "level", "section", "about", "rank", "counter"];

fn traits(command: Command) -> Command {
    command
        .args([option("scope", "SCOPE", TOLD), option("unit", "WORD", TOLD), option("counter", "WORD", TOLD)])
        .args([option("level", "LEVEL", TOLD), option("section", "SECTION", TOLD), option("about", "TEXT", TOLD)])
        .args(named_and_placed())
}

/// What else a word is called, and where it stands.
fn named_and_placed() -> [Arg; 2] {
    [option("english", "NAME", TOLD), option("rank", "N", TOLD)]
}

const EDIT: Task = Task::changes("edit", edit).with(|command, lang| traits(command.arg(words("KEY", lang))));

const RENAME: Task = Task::changes("rename", rename)
    .with(|command, lang| command.arg(words("KEY LABEL", lang)).args(named_and_placed()));

const RETIRE: Task = Task::changes("retire", retire)
    .with(|command, lang| command.arg(words("KEY", lang)).arg(option("from", "DAY", TOLD)));

const ALIAS: Task = Task::changes("alias", alias).with(|command, lang| command.arg(words("NAME SPELLING…", lang)));

const PRESET: Task = Task::changes("preset", preset).with(|command, _| {
    command.arg(argument("preset", "PRESET", &PRESETS.map(|(name, _)| name).join(", ")).required(true))
});

/// A set, and the words behind it.
fn words(tail: &str, lang: Lang) -> Arg {
    let [sets, within] = [|_: &Set| true, |set: &Set| set.is_within()]
        .map(|fits| Set::of_words().filter(fits).map(Set::key).collect::<Vec<_>>().join(", "));
    let about = phrase!(
        lang,
        "词表（{sets}；后面写台账的：{within}）{tail}",
        "the set ({sets}; followed by a ledger: {within}) {tail}"
    );
    argument("words", "SET", &about).num_args(1..).required(true)
}

/// A set, and the ledger whose its words are if they are of one.
#[derive(Clone, Copy)]
struct Place {
    set: Set,
    ledger: &'static str,
}

impl Place {
    fn word(self, key: &str, label: &str, door: &Door) -> Result<Record> {
        let mut record = Record::blank(VOCABULARY);
        let within = Some(self.ledger).filter(|key| !key.is_empty());
        let said = [("set", Some(self.set.key())), ("within", within), ("title", Some(label)), ("key", Some(key))];
        said.into_iter().try_for_each(|(field, words)| door.put(&mut record, field, words))?;
        record.id = self.id(record.text("key").unwrap_or_default());
        Ok(record)
    }

    /// As the command line names it.
    fn name(self) -> String {
        format!("{} {}", self.set.key(), self.ledger).trim_end().to_owned()
    }

    fn id(self, key: &str) -> Uuid {
        word_id(self.set, self.ledger, key)
    }
}

/// The set that is named, and the words behind it.
fn place<'a>(given: &Given<'a>) -> Result<(Place, Vec<&'a str>)> {
    let mut words = given.texts("words");
    let first = words.next().unwrap_or_default();
    let set = Set::of_words().find(|set| set.key() == first).ok_or_else(|| {
        usage!("no_such_set": "没有词表“{first}”", "there is no set “{first}”")
            .hint(offer(first, &Set::of_words().map(Set::key).collect::<Vec<_>>()))
    })?;
    if !set.is_within() {
        return Ok((Place { set, ledger: "" }, words.collect()));
    }
    let named = words.next().unwrap_or_default();
    let fits = |ledger: &&&Ledger| ledger.has_words(set);
    let keys: Vec<&str> = LEDGERS.iter().filter(fits).map(|ledger| ledger.key).collect();
    let Some(ledger) = keys.iter().find(|key| **key == named) else {
        let (set, Text { zh, en }) = (set.key(), set.label());
        let what = if named.is_empty() {
            message!("{set} 后面要写台账", "{set} is followed by a ledger")
        } else {
            message!("没有分{zh}的台账“{named}”", "there is no ledger “{named}” with {en}s")
        };
        return Err(Error::usage("no_such_ledger", what).hint(offer(named, &keys)));
    };
    Ok((Place { set, ledger }, words.collect()))
}

/// The same with exactly the words that a verb wants.
fn named<'a, const N: usize>(given: &Given<'a>, verb: &str, wanted: Text) -> Result<(Place, [&'a str; N])> {
    let (place, words) = place(given)?;
    if place.set.is_free() {
        let (set, Text { zh, en }) = (place.name(), place.set.label());
        return Err(usage!("free_names": "{zh}的名字不用先列入词表", "a {en} needs no word in the vocabulary";
            "一个有几种写法：qjcppcc vocab alias {set} 名称 写法", "spellings of one: qjcppcc vocab alias {set} NAME SPELLING"));
    }
    let words = words.try_into().map_err(|_| {
        let (name, Text { zh, en }) = (place.name(), wanted);
        usage!("missing_argument": "后面应写：{zh}", "it is followed by: {en}";
            "qjcppcc vocab {verb} {name} {zh}", "qjcppcc vocab {verb} {name} {en}")
    })?;
    Ok((place, words))
}

fn list(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (store, lang) = (desk.reader()?, desk.lang);
    let chosen = given.texts("words").next().is_some().then(|| place(given)).transpose()?;
    let is_chosen = |term: &&Term| match &chosen {
        Some((place, _)) => term.set == place.set && term.ledger == place.ledger,
        None => !term.set.is_of_office(),
    };
    let wanted: Vec<&Term> = store.vocabulary().terms().iter().filter(is_chosen).collect();
    let table = table(lang, &wanted);
    let is_worth = |(at, Column { key, .. }): &(usize, Column)| {
        let of_set = chosen.is_none() || !matches!(&**key, "set" | "ledger");
        let of_language = !matches!((&**key, lang), ("unit_english" | "about_english", _) | ("english", Lang::Zh));
        of_set && of_language && table.cells().any(|cells| cells[*at] != Cell::Empty)
    };
    let page = table.select(table.columns.iter().cloned().enumerate().filter(is_worth).collect());
    let sheet = Sheet { data: Data::List(table), page: vec![Block::Table(page)] };
    Ok(or_none(sheet, lang.pick("没有词", "no words")))
}

fn table(lang: Lang, terms: &[&Term]) -> Table {
    let label = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en));
    let ledger = |it: &Term| Cell::words(Some(it.ledger.clone()).filter(|ledger| !ledger.is_empty()));
    let columns: [Reader<&&Term>; 14] = [
        (label("set", "词表", "set"), &|it| Cell::text(it.set.key())),
        (label("ledger", "台账", "ledger"), &|it| ledger(it)),
        (label("key", "键", "key"), &|it| Cell::text(&it.key)),
        (label("label", "名称", "label"), &|it| Cell::text(&it.label)),
        (label("english", "英文", "English"), &|it| Cell::text(&it.english)),
        (label("unit", "量词", "unit"), &|it| Cell::words(it.unit.clone())),
        (label("unit_english", "英文量词", "English unit"), &|it| Cell::words(it.unit_english.clone())),
        (label("scope", "范围", "scope"), &|it| Cell::words(it.scope.clone())),
        (label("level", "级别", "level"), &|it| Cell::words(it.level.clone())),
        (label("section", "章节", "section"), &|it| Cell::words(it.section.clone())),
        (label("rank", "次序", "rank").right(), &|it| Cell::Whole(it.rank)),
        (label("retired", "停用日", "retired"), &|it| it.retired.map_or(Cell::Empty, Cell::Date)),
        (label("about", "怎样区分", "what tells it apart"), &|it| Cell::words(it.about.clone())),
        (label("about_english", "英文说明", "what tells it apart"), &|it| Cell::words(it.about_english.clone())),
    ];
    Table::of(terms, columns)
}

fn add(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (place, [key, label]) = named(given, "add", text("键 名称", "KEY LABEL"))?;
    let scope = scope(desk, given, place)?;
    let mut store = desk.writer()?;
    let known = || store.vocabulary().of(place.set, place.ledger);
    if let Some(term) = known().find(|term| term.key == key || term.label == label) {
        let (key, label) = (&term.key, &term.label);
        return Err(refused!("word_exists": "词表里已有“{label}”（{key}）",
            "“{label}” ({key}) is in the vocabulary already"; "改名称用 vocab rename", "vocab rename changes a label"));
    }
    let last = known().map(|term| term.rank).filter(|rank| *rank < 1000).max();
    let unit = known().find_map(|term| term.unit.as_deref());
    let door = desk.door(&store, VOCABULARY);
    let mut record = place.word(key, label, &door)?;
    door.put(&mut record, "unit", given.text("unit").or(unit))?;
    for option in TRAITS.into_iter().filter(|option| *option != "unit") {
        door.put(&mut record, option, said(option, given, &door)?.as_deref())?;
    }
    door.put(&mut record, "scope", scope.as_deref())?;
    if record.get("rank").is_none() {
        record.set("rank", Some(Value::Amount(Amount::exact(last.unwrap_or(0) + 10))));
    }
    keep(desk, &mut store, record, place, &message!("已新增", "added"))
}

/// What a new kind is counted with: said, or asked of the person where the ledger's kinds are counted in groups.
fn scope(desk: &Desk, given: &Given, place: Place) -> Result<Option<String>> {
    if let Some(scope) = given.text("scope") {
        return Ok(Some(scope.to_owned()));
    }
    let Some(ask) = desk.asks_for_more().filter(|_| place.set == Set::Kind) else { return Ok(None) };
    let store = desk.reader()?;
    let scopes: Vec<&Term> = store.vocabulary().of(Set::Scope, place.ledger).collect();
    if scopes.is_empty() {
        return Ok(None);
    }
    let none = desk.lang.pick("（都不）", "(none)").to_owned();
    let names = scopes.iter().map(|scope| scope.name(desk.lang).to_owned()).chain([none]).collect();
    let question = desk.lang.pick("和哪一范围合计？", "which group is it counted with?");
    let said = ask(question, Question::Choice(names))
        .ok_or_else(|| Error::said_no(message!("没有改动", "nothing was changed")))?;
    Ok(scopes.iter().find(|scope| scope.name(desk.lang) == said).map(|scope| scope.key.clone()))
}

/// What is said of a trait; a level may be named in any way, and a section must be there.
fn said(option: &str, given: &Given, door: &Door) -> Result<Option<String>> {
    given.read(option, |word| {
        let set = match option {
            "level" => Set::Level,
            "section" => Set::Section,
            _ => return Ok(word.to_owned()),
        };
        door.vocabulary.read(set, "", word).map_err(|error| error.field(option))
    })
}

fn edit(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (place, [key]) = named(given, "edit", text("键", "KEY"))?;
    let mut store = desk.writer()?;
    let mut record = existing(&store, place, key, desk.outside.today())?;
    let door = desk.door(&store, VOCABULARY);
    if TRAITS.iter().all(|option| given.text(option).is_none()) {
        return Err(usage!("nothing_to_change": "没有写改什么", "it does not say what to change";
            "例如 --unit 期；改名称用 vocab rename", "for example --unit 期; vocab rename changes the label"));
    }
    for option in TRAITS {
        door.put(&mut record, option, said(option, given, &door)?.as_deref())?;
    }
    keep(desk, &mut store, record, place, &message!("已改", "changed"))
}

fn rename(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (place, [key, label]) = named(given, "rename", text("键 名称", "KEY LABEL"))?;
    let mut store = desk.writer()?;
    let door = desk.door(&store, VOCABULARY);
    let mut record = existing(&store, place, key, desk.outside.today())?;
    door.put(&mut record, "title", Some(label))?;
    for option in ["english", "rank"] {
        door.put(&mut record, option, given.text(option))?;
    }
    keep(desk, &mut store, record, place, &message!("已改名", "renamed"))
}

fn retire(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (place, [key]) = named(given, "retire", text("键", "KEY"))?;
    let (mut store, today) = (desk.writer()?, desk.outside.today());
    let mut record = existing(&store, place, key, today)?;
    let day = given.read("from", |day| read_sure_day(day, today, true))?.unwrap_or(today);
    record.set("retired", Some(Value::Day(day)));
    keep(desk, &mut store, record, place, &message!("已停用", "retired"))
}

fn alias(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (place, words) = place(given)?;
    let (mut store, set) = (desk.writer()?, place.set);
    let (vocabulary, door) = (store.vocabulary(), desk.door(&store, VOCABULARY));
    if !set.has_spellings() {
        let (Called { zh, en }, set) = (vocabulary.set_label(set), set.key());
        let several = Set::of_words().filter(|set| set.has_spellings()).map(Set::key).collect::<Vec<_>>();
        let (zh_list, en_list) = (several.join("、"), several.join(", "));
        return Err(usage!("no_spellings": "{zh}不并写法", "a {en} has one spelling";
            "可以并的：{zh_list}；改名称用 qjcppcc vocab rename {set}",
            "these have several: {en_list}; a label is changed by qjcppcc vocab rename {set}"));
    }
    let read = |word: &&str| if set.is_free() { Ok(word.trim().to_owned()) } else { vocabulary.read(set, "", word) };
    let names = words.iter().map(read).collect::<Result<Vec<String>>>()?;
    let Some((name, spellings)) = names.split_first().filter(|(_, spellings)| !spellings.is_empty()) else {
        let set = set.key();
        return Err(usage!("missing_argument": "后面应写：名称 写法", "it is followed by: NAME SPELLING";
            "qjcppcc vocab alias {set} 名称 写法…", "qjcppcc vocab alias {set} NAME SPELLING…"));
    };
    let (name, mut records) = (vocabulary.main(set, name).to_owned(), Vec::new());
    for spelling in spellings {
        if vocabulary.main(set, spelling) == name {
            let set = set.key();
            return Err(refused!("one_already": "“{spelling}”已经算作“{name}”",
                "“{spelling}” counts as “{name}” already";
                "有哪些：qjcppcc vocab list {set}；要取消，用 qjcppcc log 查序号，再 undo",
                "all of them: qjcppcc vocab list {set}; qjcppcc log shows the entry, undo takes it back"));
        }
        let mut record = if vocabulary.term(set, "", spelling).is_some() {
            existing(&store, place, spelling, desk.outside.today())?
        } else {
            place.word(spelling, spelling, &door)?
        };
        door.put(&mut record, "scope", Some(&name))?;
        records.push(record);
    }
    keep_all(desk, &mut store, &mut records)?;
    let terms: Vec<Term> = records.iter().filter_map(term_of).collect();
    let (Text { zh, en }, spellings) = (set.label(), spellings.join(desk.lang.pick("、", ", ")));
    let done = message!("已算作{zh}“{name}”：{spellings}", "counted as the {en} “{name}”: {spellings}");
    Ok(changed(desk, &terms, &done))
}

/// The answer about several words.
fn changed(desk: &Desk, terms: &[Term], done: &Message) -> Sheet {
    let data = Data::List(table(desk.lang, &terms.iter().collect::<Vec<_>>()));
    Sheet { data, ..desk.tell(Vec::<(&str, Cell)>::new(), done) }
}

/// Takes over the results of a preset; what all presets say alike stays as the office has it.
fn preset(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let named = given.text("preset").unwrap_or_default().to_lowercase();
    let Some((_, chosen)) = PRESETS.into_iter().find(|(name, _)| *name == named) else {
        return Err(usage!("no_such_preset": "没有“{named}”这一套", "there is no preset “{named}”")
            .hint(offer(&named, &PRESETS.map(|(name, _)| name))));
    };
    let (mut store, today) = (desk.writer()?, desk.outside.today());
    let (words, wanted) = (store.vocabulary(), results_of(chosen));
    let all: Vec<Term> = PRESETS.into_iter().flat_map(|(_, preset)| results_of(preset)).collect();
    let now = |term: &Term| words.term(term.set, &term.ledger, &term.key).filter(|word| word.is_in_use(today));
    let is_shared = |term: &Term| all.iter().all(|other| other == term || !other.is_same_word(term));
    let stays = |term: &Term| now(term).is_some_and(|word| word == term || is_shared(term));
    let gone = all.iter().filter(|other| !wanted.iter().any(|term| term.is_same_word(other))).filter_map(now);
    let mut terms: Vec<Term> = wanted.iter().filter(|term| !stays(term)).cloned().collect();
    terms.extend(gone.map(|word| Term { retired: Some(today), ..word.clone() }));
    let mut records: Vec<Record> = terms.iter().map(|term| word_record(term, today)).collect();
    if !records.is_empty() {
        keep_all(desk, &mut store, &mut records)?;
    }
    let Message { zh, en } = Message::list(wanted.iter().map(Term::called));
    let none = message!("和现在的一样，没有改动", "it is what is there already; nothing changed");
    let done = message!("已换用 {named}：{zh}", "took over {named}: {en}");
    Ok(changed(desk, &terms, if terms.is_empty() { &none } else { &done }))
}

/// The record of a word; one that came with the program gets its first record now.
fn existing(store: &Store, place: Place, word: &str, today: NaiveDate) -> Result<Record> {
    let key = store.vocabulary().read(place.set, place.ledger, word)?;
    if let Some(record) = store.record(place.id(&key))?.filter(|record| record.void.is_none()) {
        return Ok(record);
    }
    let term = store.vocabulary().term(place.set, place.ledger, &key);
    Ok(term.map_or_else(|| Record::blank(VOCABULARY), |term| word_record(term, today)))
}

fn keep(desk: &mut Desk, store: &mut Store, record: Record, place: Place, done: &Message) -> Result<Sheet> {
    let of_press = if place.set == Set::Level { of_press(store, &record, desk.outside.today()) } else { None };
    let mut records: Vec<Record> = std::iter::once(record).chain(of_press).collect();
    keep_all(desk, store, &mut records)?;
    let record = &records[0];
    let object = table(desk.lang, &term_of(record).iter().collect::<Vec<_>>()).into_object();
    let word = |key| record.text(key).unwrap_or_default();
    let (key, label, name, Message { zh, en }) = (word("key"), word("title"), place.name(), done);
    Ok(desk.tell(object, &message!("{zh} {name} {key} {label}", "{en} {name} {key} {label}")))
}

/// The kind of manuscript that goes with a level.
fn of_press(store: &Store, level: &Record, today: NaiveDate) -> Option<Record> {
    let level = term_of(level)?;
    let words = store.vocabulary();
    let old = words.term(Set::Kind, "media", &level.key);
    // The highest comes first: its place is between that of the level below and the one before that.
    let lower = words.of(Set::Level, "").filter(|other| other.rank < level.rank && other.key != level.key);
    let below =
        lower.filter_map(|other| words.term(Set::Kind, "media", &other.key)).last().map_or(990, |kind| kind.rank);
    let before = words.of(Set::Kind, "media").map(|kind| kind.rank).filter(|rank| *rank < below).max();
    let rank = (below + before.unwrap_or(below - 20)).div_euclid(2);
    let kind = old.cloned().unwrap_or_else(|| Term { rank, ..level.of_press() });
    let was = store.vocabulary().term(Set::Level, "", &level.key).map(Term::of_press);
    let now = level.of_press();
    // What the office says of the kind in its own words stays.
    let told = if was.is_some_and(|was| was.about != kind.about) { &kind } else { &now };
    let (about, about_english) = (told.about.clone(), told.about_english.clone());
    let Term { label, english, retired, .. } = level;
    Some(word_record(&Term { label, english, about, about_english, retired, ..kind }, today))
}

fn keep_all(desk: &mut Desk, store: &mut Store, records: &mut [Record]) -> Result<()> {
    for record in records.iter_mut() {
        date(record, desk.outside.today());
        admit(record, store.vocabulary())?;
    }
    desk.change(store, |change| records.iter_mut().try_for_each(|record| change.put(record, "vocab")))
}
