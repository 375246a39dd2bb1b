//! `add`, and the verbs of what hangs on a record, such as `case meet`: one record more. Days that may not be the ones that were meant are
//! asked about before it is kept, and refused where nobody can be asked.

use chrono::Datelike;
use clap::{Arg, Command};

use crate::amount::Measure;
use crate::cli::args::{Given, TOLD, argument, flag, loose, switch};
use crate::cli::desk::Desk;
use crate::cli::records::ask;
use crate::cli::records::evidence::{self, Attached};
use crate::cli::records::several::sure_of_many;
use crate::cli::task::{Verb, Work, of_all};
use crate::door::{admit, are_persons, date, fall_due, hang, place_due, refuse_void};
use crate::error::{Error, Result};
use crate::import::nearly_titled;
use crate::ledger::{Completion, Door, Family, Field, Ledger, Record, Type, Value, mask, pair};
use crate::period::{Period, as_written, coming, is_long_ago, lacks_year, unclear_year};
use crate::sheet::Sheet;
use crate::store::Store;
use crate::text::{Lang, Message};
use crate::vocabulary::{Called, Set, Term, Vocabulary};

/// `LEDGER add`.
pub const VERB: Verb = Verb::new("add", of_all, Work::Asks(add)).with(options);

/// What it hangs on, fields without flags, then a flag for each field.
fn options(command: Command, ledger: &'static Ledger, lang: Lang) -> Command {
    // Filled with the office's words where help is printed.
    let is_plain = !ledger.kinds && !ledger.fields.iter().any(Field::has_choices);
    let mut command = if is_plain { command } else { command.after_help(format!("{{words:{}}}", ledger.key)) };
    if ledger.is_child() {
        let mut about = if ledger.home().field("code").is_some() {
            lang.pick(
                "编号，即清单第一栏；按提案号的写 提案号118",
                "the number, first in its list; by its code: code:118",
            )
        } else {
            lang.pick("所属记录的编号", "the number of the record it hangs on")
        }
        .to_owned();
        if ledger.is_one_for_each() {
            about += lang.pick("；几条各记一条：12-15,20", "; one for each of several: 12-15,20");
        }
        if ledger.counted {
            about += lang.pick("；只知道总数的不写", "; none for a total");
        }
        let parent = argument("of", "NO", &about).required(!ledger.counted);
        command = command.arg(if ledger.several { parent.num_args(0..) } else { parent });
    }
    // What each is stands beside its flag.
    for key in ledger.positional.iter().filter(|key| ledger.field(key).is_some_and(|field| ledger.offers(field))) {
        let argument = Arg::new(loose(key)).value_name(key.to_uppercase()).hide(true);
        command = command.arg(argument.allow_negative_numbers(true));
    }
    for field in ledger.all_fields().filter(|field| ledger.offers(field)) {
        let arg = flag(field, ledger, lang, ledger.must_be_told(field));
        command = command.arg(match field.flag {
            Some(word) => arg.long(word).alias(field.key).value_name(word.to_uppercase()),
            None => arg,
        });
    }
    if ledger.key == "meeting" {
        command = command.arg(switch("next", TOLD).conflicts_with("stage"));
    }
    command.arg(switch("again", TOLD))
}

/// What can stand in the fields of a ledger, for the end of its help.
pub fn words(ledger: &'static Ledger, vocabulary: &Vocabulary, lang: Lang) -> String {
    kinds(ledger, vocabulary, lang) + &choices(ledger, vocabulary, lang)
}

/// So many kinds are told apart in the help.
const MANY: usize = 12;

/// The kinds of a ledger, each with what tells it from its neighbours.
fn kinds(ledger: &Ledger, vocabulary: &Vocabulary, lang: Lang) -> String {
    let heading =
        lang.pick("类别（键、名称或只合一个的简写）", "kinds (key, name, or a short form that fits only one)");
    let mut page = format!("\n{heading}\n");
    let kinds: Vec<&Term> = vocabulary.of(Set::Kind, ledger.key).filter(|kind| kind.retired.is_none()).collect();
    if kinds.is_empty() {
        return String::new();
    }
    let all = format!("qjcppcc vocab list kind {}", ledger.key);
    // What tells so many from each other would not fit on a screen.
    if kinds.len() > MANY {
        for some in kinds.chunks(4) {
            let named = some.iter().map(|kind| format!("{} {}", kind.key, kind.name(lang)));
            page += &format!("  {}\n", named.collect::<Vec<_>>().join(lang.pick("、", "; ")));
        }
        return page + &phrase!(lang, "  怎样区分，看 {all}", "  what tells them apart: {all}");
    }
    for kind in kinds {
        let (key, label, about) = (&kind.key, kind.name(lang), kind.note(lang));
        let mark = if about.is_empty() { "" } else { lang.pick("：", ": ") };
        page += &format!("  {key:<14}{label}{mark}{about}\n");
    }
    page + &phrase!(lang, "  全部，连同停用的：{all}", "  all of them, retired ones too: {all}")
}

/// The closed lists that a ledger's fields take from.
fn choices(ledger: &'static Ledger, vocabulary: &Vocabulary, lang: Lang) -> String {
    let mut page = String::new();
    for field in ledger.fields {
        let Some(choices) = field.choices(ledger, vocabulary) else { continue };
        let label = field.label.lang(lang);
        let words = choices.into_iter().map(|(key, Called { zh, en })| match lang {
            Lang::Zh => format!("{key} {zh}"),
            Lang::En => format!("{key} {zh} {en}"),
        });
        let words = words.collect::<Vec<_>>().join(lang.pick("、", ", "));
        let how = lang.pick("（键、名称或只合一个的简写）", " (key, name, or a short form that fits only one)");
        page += &format!("\n{label}{how}\n  {words}\n");
    }
    page.trim_end().to_owned()
}

/// A record that is about to be kept, with what follows from it.
struct Draft {
    record: Record,
    completion: Completion,
    pair: Option<Record>,
}

/// One record, or one for each of several that it is to hang on: all of them, or none.
fn add(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (home, ledger) = (given.home(), given.ledger());
    ask::for_new(desk, given)?;
    let evidence = evidence::given(ledger.all_fields().filter(|field| ledger.offers(field)), given)?;
    let mut store = desk.writer()?;
    let parents = given.parents().map(|name| store.find_all([name], &[home])).collect::<Result<Vec<_>>>()?;
    let parents: Vec<Record> = parents.into_iter().flatten().collect();
    parents.iter().try_for_each(refuse_void)?;
    let groups: Vec<&[Record]> = match &parents[..] {
        [_, _, ..] if ledger.is_one_for_each() => {
            sure_of_many(desk, &parents, &message!("分别记到", "record one for each of"))?;
            parents.chunks(1).collect()
        }
        [_, other, ..] if !ledger.several => {
            let (Called { zh, en }, name) = (ledger.called_by(store.vocabulary()), other.name());
            return Err(usage!("one_parent" in "of": "{zh}只属于一条记录，这里还有 {name}",
                "{en} belongs to one record, and here is {name}, too"; "一条一条记", "record them one by one"));
        }
        all => vec![all],
    };
    let mut drafts = Vec::new();
    for parents in groups {
        drafts.push(draft(desk, &store, given, parents, evidence.clone())?);
    }
    desk.change(&mut store, |change| {
        drafts.iter_mut().try_for_each(|Draft { record, completion, pair }| {
            change.add(record)?;
            completion.records.iter_mut().try_for_each(|follower| change.add(follower))?;
            pair.as_mut().map_or(Ok(()), |pair| change.add(pair))
        })
    })?;
    for Draft { completion, .. } in &drafts {
        completion.remarks.iter().for_each(|remark| desk.remark(remark));
        completion.warnings.iter().for_each(|warning| desk.warn(warning));
    }
    let records: Vec<Record> = drafts.into_iter().map(|draft| draft.record).collect();
    Ok(desk.recorded_all(&store, &records, &message!("已记", "recorded")))
}

/// The record that a command line describes, checked and asked about.
fn draft(desk: &mut Desk, store: &Store, given: &Given, parents: &[Record], file: Attached) -> Result<Draft> {
    let ledger = given.ledger();
    let mut record = Record::blank(ledger);
    record.id = desk.outside.new_id();
    parents.iter().try_for_each(|parent| hang(&mut record, parent.id, &parent.name()))?;
    let door = desk.door(store, ledger);
    fill_loose(store, &mut record, &door, given)?;
    fill(store, &mut record, &door, given)?;
    if let Some((key, file)) = file {
        record.set(key, Some(file));
    }
    let today = door.today;
    if date(&mut record, today) && chrono::Datelike::month(&today) <= 2 {
        desk.warn(&message!(
            "注意：没有写日期，按今天{today}记；补记上年的事请用 -d",
            "note: no date given, recorded as of today, {today}; for something of last year give -d"
        ));
    }
    let persons = persons_as_turns(&record, given)?;
    place_due(&mut record, ledger.field("due").and_then(|due| given.field(due)));
    record.fill_defaults(store.vocabulary());
    if record.of.is_empty() && record.get("piece").is_none() {
        record.set("piece", Some(Value::Text(given.home().key.to_owned())));
    }
    let next = ledger.key == "meeting" && given.switch("next");
    let mut completion = complete(store, &mut record, parents, next)?;
    completion.remarks.extend(persons);
    if let Some(days) = fall_due(&mut record, |id| store.record(id))? {
        completion.remarks.push(message!("期限按设置：{days}天", "due by the office's limit of {days} days"));
    }
    admit(&record, store.vocabulary())?;
    settle_days(desk, &record, given)?;
    settle_doubts(desk, &record)?;
    let pair = twin(desk, store, &record, given.switch("again"))?;
    completion.records.iter_mut().for_each(|follower| follower.id = desk.outside.new_id());
    Ok(Draft { record, completion, pair })
}

/// What is said of turns that were given as persons: of one event they are as many.
pub fn persons_as_turns(record: &Record, given: &Given) -> Result<Option<Message>> {
    for field in record.ledger.fields {
        let Some(words) = given.field(field).filter(|words| words.contains('人')) else { continue };
        if are_persons(record, field, words)? {
            return Ok(Some(message!("“{words}”按一场一次记作人次", "“{words}” at one event are recorded as turns")));
        }
    }
    Ok(None)
}

/// Reads the fields that are given without their flag. Where the kind need not be given, a single word is the title if it is no kind,
/// or stands beside `--kind`.
pub fn fill_loose(store: &Store, record: &mut Record, door: &Door, given: &Given) -> Result<()> {
    let ledger = record.ledger;
    let fields = ledger.positional.iter().filter_map(|key| ledger.field(key)).filter(|field| ledger.offers(field));
    let mut loose: Vec<(&'static Field, &str)> =
        fields.filter_map(|field| Some((field, given.loose(field)?))).collect();
    if let [(field, word)] = loose.as_slice()
        && field.key == "kind"
        && !ledger.must_be_told(field)
        && (given.field(field).is_some() || door.read(field, word).is_err())
        && let Some(title) = ledger.field("title")
    {
        loose = vec![(title, word)];
    }
    for (field, word) in loose {
        if given.field(field).is_some() {
            let key = field.key;
            return Err(usage!("given_twice": "写了两次：“{word}”和 --{key}",
                "it is given twice: “{word}” and --{key}"; "留下一个", "leave one of them")
            .field(key));
        }
        put(record, field, word, door, store)?;
    }
    Ok(())
}

/// Reads every field that is given with its flag, but evidence, which has been looked at before.
pub fn fill(store: &Store, record: &mut Record, door: &Door, given: &Given) -> Result<()> {
    let ledger = record.ledger;
    for field in ledger.all_fields().filter(|field| ledger.offers(field) && !matches!(field.holds, Type::File)) {
        if let Some(word) = given.field(field) {
            put(record, field, word, door, store)?;
        }
    }
    record.hang_on_linked();
    Ok(())
}

/// Reads one value; other records are looked at here, because ledgers touch no store.
fn put(record: &mut Record, field: &Field, word: &str, door: &Door, store: &Store) -> Result<()> {
    match field.holds {
        Type::Record(key) => {
            let ledgers: Vec<&Ledger> = Ledger::find(key).into_iter().collect();
            let other = store.find(word, &ledgers).and_then(|other| refuse_void(&other).map(|()| other));
            let other = other.map_err(|error| error.field(field.key))?;
            record.set(field.key, Some(Value::Text(other.id.to_string())));
            Ok(())
        }
        _ => door.put(record, field.key, Some(word)),
    }
}

/// Lets the ledger fill in what follows from the relatives.
fn complete(store: &Store, record: &mut Record, parents: &[Record], next: bool) -> Result<Completion> {
    let children = parents.iter().map(|parent| store.children(parent.id, &[])).collect::<Result<Vec<_>>>()?;
    let families = parents.iter().zip(&children).map(|(parent, children)| {
        let children = children.iter().filter(|child| child.void.is_none()).collect();
        Family { parent, children }
    });
    (record.ledger.complete)(record, &families.collect::<Vec<_>>(), store.vocabulary(), next)
}

/// Asks about what looks like a slip: an amount of money that lacks its 万.
fn settle_doubts(desk: &mut Desk, record: &Record) -> Result<()> {
    let looks_short = |field: &&Field| match record.get(field.key) {
        Some(Value::Amount(amount)) if field.measure() == Measure::Money => {
            amount.value > 0 && amount.value < 1_000 * Measure::Money.parts()
        }
        _ => false,
    };
    if let Some(field) = record.ledger.all_fields().find(looks_short) {
        let label = field.label.lang(desk.lang);
        let question = message!(
            "{label}不到1000元。是不是漏了“万”？仍按元记吗？",
            "{label}: less than 1,000 yuan. Was 万 (ten thousand) meant? Record it as yuan all the same?"
        );
        if !desk.agreed(&question, Error::said_no(message!("没有记录", "nothing was recorded")))? {
            desk.warn(&message!(
                "注意：{label}不到1000元；要记万元，请写“35万”",
                "note: {label} is less than 1,000 yuan; write 35万 for ten thousands"
            ));
        }
    }
    Ok(())
}

/// The pair that a record makes with one that is there already. The same again is recorded only where the person says that it is
/// another thing, which settles the pair; one that is nearly the same is asked about, and otherwise the pair stays open.
fn twin(desk: &mut Desk, store: &Store, record: &Record, again: bool) -> Result<Option<Record>> {
    let Some((twin, is_same)) = store.twin(record, nearly_titled, false)? else { return Ok(None) };
    let (name, title) = (twin.name(), mask(twin.text("title").unwrap_or_default()));
    let question = if is_same {
        message!("已有一条同样的（{name}）。仍要再记一条吗？", "there is one just like it ({name}). Record another?")
    } else {
        message!(
            "已有一条差不多的（{name}“{title}”）。仍要再记一条吗？",
            "there is one nearly like it ({name} “{title}”). Record another?"
        )
    };
    // Whoever answers all questions beforehand has not said that this is another thing.
    let no = Error::said_no(message!("没有记录", "nothing was recorded"));
    let settled = again || (!desk.switched("yes") && desk.agreed(&question, no)?);
    if is_same && !settled {
        return Err(refused!("recorded_already": "同样的记录已有：{name}", "it is recorded already: {name}";
            "确实是另一件的，加 --again", "if it is another one, add --again"));
    }
    if !settled {
        desk.warn(&message!(
            "注意：与 {name}“{title}”可能是同一件；认定：qjcppcc duplicate list",
            "note: it may be the same as {name} “{title}”; settle it: qjcppcc duplicate list"
        ));
    }
    Ok(Some(pair(twin.id, record.id, record.date(), settled.then_some("different"))))
}

/// Settles the days that were written for a record; says in which year one lies that was written without, if it is not this year.
pub fn settle_days(desk: &mut Desk, record: &Record, given: &Given) -> Result<()> {
    let (ledger, today) = (record.ledger, desk.outside.today());
    // What is due follows from the day of the record.
    for field in ledger.all_fields().filter(|field| ledger.offers(field) && field.key != "due") {
        let plans = matches!(field.holds, Type::DayAhead);
        let Some(Value::Day(day)) = record.get(field.key).filter(|_| plans || matches!(field.holds, Type::Day)) else {
            continue;
        };
        let Some(words) = given.field(field) else { continue };
        if let Some(coming) = coming(words, today, plans) {
            let refusal = unclear_year(words, *day, coming).field(field.key);
            let (day, coming) = (as_written(words, *day), as_written(words, coming));
            let question = message!(
                "“{words}”没有写年份：是{day}吗？（{coming}还没有到）",
                "“{words}” has no year: is it {day}? ({coming} is yet to come)"
            );
            agree(desk, &question, refusal)?;
        } else if lacks_year(words) && day.year() != today.year() {
            let day = as_written(words, *day);
            desk.warn(&message!(
                "注意：“{words}”没有写年份，按最近的{day}记",
                "note: “{words}” has no year and is recorded as the nearest one past, {day}"
            ));
        }
        if field.key == "date" && record.is_of_month() {
            let (month, name) = (Period::month(*day).label(Lang::Zh), record.dated());
            desk.remark(&message!("记为{month}，只知道月份", "recorded as of {name}: only the month is known"));
        }
        // People on a roster came when they came, and words of the office hold from any day on.
        if !plans && is_long_ago(*day, today) && !ledger.is_roster() && !ledger.is_of_office() {
            let question = message!(
                "{day}离今天已两年多。就记在这一天吗？",
                "{day} is more than two years back. Record it on that day?"
            );
            let refusal = usage!("long_ago": "{day}离今天已两年多", "{day} is more than two years back";
                "核对年份；没有错就加 --yes", "check the year; if it is right, add --yes");
            agree(desk, &question, refusal.field(field.key))?;
        }
    }
    Ok(())
}

/// Goes on where the person agreed; nobody being there is no agreement.
fn agree(desk: &mut Desk, question: &Message, refusal: Error) -> Result<()> {
    let no = Error::said_no(message!("没有记录", "nothing was recorded"));
    let no = no.hint(message!("写上年份再记一次，如 -d 2022-05-01", "write the year, such as -d 2022-05-01"));
    if desk.agreed(question, no)? { Ok(()) } else { Err(refusal) }
}
