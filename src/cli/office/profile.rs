//! `office show|apply|export`: all that is different from office to office, shown, taken over from a document, and given out as one.

use chrono::NaiveDate;

use crate::cli::args::{Given, argument};
use crate::cli::desk::Desk;
use crate::cli::exchange::schema::members;
use crate::cli::office::wording::{WORDING, tried};
use crate::cli::records::several::sure;
use crate::cli::reports::texts::{kept, wordings_as};
use crate::cli::task::{Task, Work};
use crate::door::admit;
use crate::error::{Error, Kind, Result};
use crate::figure::check_free;
use crate::import::decode;
use crate::ledger::{Door, Field, Record, SETTINGS, VOCABULARY, Value, is_counted, limit_of, setting_id, word_record};
use crate::lookup::{offer, pick};
use crate::sheet::{Block, Cell, Column, Data, Sheet, Table};
use crate::store::{Query, Store};
use crate::text::{Lang, Message, Text, text};
use crate::vocabulary::{Limit, Profile, Set, Term, Vocabulary, common_vocabulary, is_common};

/// `office`.
pub const TASK: Task = Task::new("office", Work::Verbs(&[SHOW, APPLY, EXPORT, WORDING]));

const SHOW: Task = Task::reads("show", show);

const EXPORT: Task = Task::reads("export", |desk, _| {
    let document = current(&*desk.reader()?, desk.outside.today())?;
    Ok(Sheet { data: data(&document), page: vec![Block::Verbatim(document.trim_end().to_owned())] })
});

const APPLY: Task = Task::changes("apply", apply).with(|command, lang| {
    let names = Profile::names().collect::<Vec<_>>().join(", ");
    let about = phrase!(lang, "配置文件，或内置的：{names}", "a file, or one of {names}");
    command.arg(argument("profile", "FILE|NAME", &about).required(true))
});

/// The profile that a name or a file means.
pub fn profile(desk: &Desk, named: &str) -> Result<Profile> {
    if let Some(text) = Profile::built_in(named) {
        return Profile::read(text);
    }
    let known: Vec<&str> = Profile::names().collect();
    let bytes = desk.bytes(named).map_err(|fault| {
        if fault.kind() == std::io::ErrorKind::NotFound {
            return usage!("no_such_profile": "没有配置文件“{named}”，也没有内置的这份配置",
                "there is no file “{named}”, and no profile of this name is built in")
            .hint(offer(named, &known));
        }
        Error::system(Kind::Failed, "unreadable_file", text("配置文件读不了", "the profile cannot be read"), &fault)
            .file(named)
    })?;
    let read = decode(&bytes, None).and_then(|read| Profile::read(&read.text));
    read.and_then(|profile| fills(desk, &profile).map(|()| profile)).map_err(|error| error.file(named))
}

/// Fills the templates of a profile in its own words, where nothing is recorded.
fn fills(desk: &Desk, profile: &Profile) -> Result<()> {
    if profile.wordings.is_empty() {
        return Ok(());
    }
    let (mut store, today) = (Store::memory()?, desk.outside.today());
    let mut records = first_records(profile, today)?;
    store.change(&desk.stamp()?, false, |change| records.iter_mut().try_for_each(|record| change.add(record)))?;
    profile.wordings.iter().try_for_each(|own| tried(&store, own, &own.name, today))
}

/// The document of the ledger file as it is today.
fn current(store: &Store, today: NaiveDate) -> Result<String> {
    Ok(Profile::of(store.vocabulary(), today, &limits(store)?, kept(store)?).document())
}

fn limits(store: &Store) -> Result<Vec<Limit>> {
    Ok(store.list(&Query::of(SETTINGS))?.iter().filter_map(limit_of).collect())
}

fn data(document: &str) -> Data {
    Data::Object(members(&serde_json::from_str(document).unwrap_or_default(), &str::to_owned))
}

fn show(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let (store, lang, today) = (desk.reader()?, desk.lang, desk.outside.today());
    let (words, document) = (store.vocabulary(), current(&store, today)?);
    let mut page = Vec::new();
    let mut list = |heading: Text, columns: [Text; 3], rows: Vec<[String; 3]>| {
        let mut table = Table::new(columns.map(|label| Column::new(label.en, label.lang(lang))).to_vec());
        rows.into_iter().map(|row| row.map(Cell::Text).to_vec()).for_each(|row| table.push(row));
        if !table.rows.is_empty() {
            page.extend([Block::heading(heading.lang(lang).to_owned()), Block::Table(table)]);
        }
    };
    let used = |set, within: &str| words.of(set, within).filter(|term| term.is_in_use(today)).collect::<Vec<&Term>>();
    let name = |term: &Term| term.name(lang).to_owned();
    let joined =
        |terms: &[&Term]| terms.iter().map(|term| term.name(lang)).collect::<Vec<_>>().join(lang.pick("、", ", "));
    let [key, level, own] = [text("键", "key"), text("级别", "level"), text("本级", "own")];
    let calls = used(Set::Office, "").into_iter().map(|it| [it.key.clone(), it.label.clone(), it.english.clone()]);
    list(
        text("称谓", "what it calls itself"),
        [key, text("中文", "Chinese"), text("英文", "English")],
        calls.collect(),
    );
    let marked = |term: &Term, mark: &str, label: Text| {
        let is_marked = term.scope.as_deref() == Some(mark);
        [term.key.clone(), name(term), if is_marked { label.lang(lang).to_owned() } else { String::new() }]
    };
    let levels = used(Set::Level, "").into_iter().map(|it| marked(it, "own", own)).collect();
    list(text("级别，由低到高", "levels, the lowest first"), [key, level, own], levels);
    let ledgers = used(Set::Ledger, "").into_iter().map(|ledger| {
        let section = words.name(Set::Section, "", ledger.section.as_deref().unwrap_or_default(), lang).to_owned();
        [section, format!("{} {}", ledger.key, name(ledger)), joined(&used(Set::Kind, &ledger.key))]
    });
    let columns = [text("章节", "section"), text("台账", "ledger"), text("类别", "kinds")];
    list(text("章节和台账", "sections and ledgers"), columns, ledgers.collect());
    let meetings = text("开会", "meetings");
    let stages = used(Set::Stage, "case").into_iter().map(|it| marked(it, "meeting", meetings)).collect();
    list(text("商量事项的环节", "stages of a matter"), [key, text("环节", "stage"), meetings], stages);
    let counted = |set: Set, within: &str| {
        let terms = used(set, within);
        [words.set_label(set).lang(lang).to_owned(), terms.len().to_string(), joined(&terms)]
    };
    let columns = [text("词表", "set"), text("个数", "number"), text("名称", "names")];
    let motions = Set::ALL.into_iter().filter(|set| set.is_closed()).map(|set| counted(set, "motion")).collect();
    list(text("提案的环节和结果", "stages and results of motions"), columns, motions);
    let others = [Set::Town, Set::Department, Set::Platform, Set::Outlet].map(|set| counted(set, ""));
    list(text("词表", "vocabulary"), columns, others.to_vec());
    Ok(Sheet { data: data(&document), page })
}

/// What taking over a profile does to a word: its record, and what is said of it: what is done, the word's set, its name.
type Step = (Record, (Message, Set, String));

fn apply(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let named = given.text("profile").unwrap_or_default();
    let (profile, today) = (profile(desk, named)?, desk.outside.today());
    let mut store = desk.writer()?;
    let (mut records, said): (Vec<Record>, Vec<_>) =
        steps(&store, &profile, today).map_err(|error| error.file(named))?.into_iter().unzip();
    let mut lines = told(&said, store.vocabulary(), desk.lang);
    let limits = limits_as(&store, &profile, today)?;
    let wordings = wordings_as(&store, &profile.wordings, today).map_err(|error| error.file(named))?;
    lines.extend(limits.iter().chain(&wordings).map(|record| other(record, desk.lang)));
    records.extend(limits.into_iter().chain(wordings));
    let changed = records.len();
    if changed > 0 {
        let list = lines.join("\n");
        if !desk.switched("dry-run") {
            let question =
                message!("{list}\n换用这份配置，改{changed}处吗？", "{list}\ntake it over, {changed} changes?");
            sure(desk, &question, message!("没有改动", "nothing was changed"))?;
        }
        desk.change(&mut store, |change| records.iter_mut().try_for_each(|record| change.put(record, "office apply")))?;
    }
    let done = message!("已换用 {named}，改了{changed}处", "took over {named}; changes: {changed}");
    let none = message!("和现在的一样，没有改动", "it is what is there already; nothing changed");
    let members = [("profile", Cell::text(named)), ("changed", Cell::count(changed))];
    let mut sheet = desk.tell(members, if changed == 0 { &none } else { &done });
    if desk.switched("dry-run") && !lines.is_empty() {
        sheet.page.insert(0, Block::Verbatim(lines.join("\n")));
    }
    Ok(sheet)
}

/// The records with which a new ledger file begins that starts from a profile: all of it, the office's name first.
pub fn first_records(profile: &Profile, today: NaiveDate) -> Result<Vec<Record>> {
    let store = Store::memory()?;
    let terms = profile.terms();
    let words = Vocabulary::new(terms.clone());
    terms.iter().try_for_each(|term| checked(term, &words))?;
    let gone = gone(common_vocabulary(), &terms, today);
    let words = terms.iter().chain(&gone).map(|term| word_record(term, today));
    let others = limits_as(&store, profile, today)?.into_iter().chain(wordings_as(&store, &profile.wordings, today)?);
    Ok(words.chain(others).collect())
}

/// The words that a profile puts out of use: those it does not name. Spellings of names belong to what was recorded, not to the
/// office, and a ledger of every office keeps its words where the profile does not know it at all.
fn gone(words: &Vocabulary, wanted: &[Term], today: NaiveDate) -> Vec<Term> {
    let is_known = |ledger: &str| !is_common(ledger) || wanted.iter().any(|new| new.of_ledger() == ledger);
    let ours = words.terms().iter().filter(|term| !term.set.is_free() && term.is_in_use(today));
    let gone = ours.filter(|term| is_known(term.of_ledger()) && !wanted.iter().any(|new| new.is_same_word(term)));
    gone.map(|term| Term { retired: Some(today), ..term.clone() }).collect()
}

/// What it takes until the words are those of the profile: new ones, changed ones, and those it does not name put out of use.
fn steps(store: &Store, profile: &Profile, today: NaiveDate) -> Result<Vec<Step>> {
    let (words, wanted) = (store.vocabulary(), profile.terms());
    let retired = gone(words, &wanted, today);
    let after =
        Vocabulary::new(words.terms().iter().filter(|term| term.set.is_free()).chain(&wanted).cloned().collect());
    let mut steps = Vec::new();
    for term in wanted.iter().chain(&retired) {
        let old = words.terms().iter().find(|old| old.is_same_word(term));
        // One that stays as it is may name another that goes.
        if term.retired.is_none() {
            checked(term, &after)?;
        }
        if old == Some(term) {
            continue;
        }
        let did = match (old, term.retired) {
            (_, Some(_)) => message!("停用", "out of use"),
            (None, _) => message!("新增", "new"),
            (Some(_), _) => message!("改为", "changed"),
        };
        steps.push((word_record(term, today), (did, term.set, term.label.clone())));
    }
    Ok(steps)
}

/// A word holds by itself and among the others, and what it names is there.
fn checked(term: &Term, words: &Vocabulary) -> Result<()> {
    let (set, key) = (term.set.key(), &term.key);
    for (other, name) in [(Set::Section, &term.section), (Set::Level, &term.level)] {
        let Some(name) = name.as_ref().filter(|name| words.term(other, "", name).is_none()) else { continue };
        let other = other.key();
        return Err(refused!("bad_profile": "{set} {key} 用的 {other}“{name}”不在配置里",
            "{set} {key} names the {other} “{name}”, which is not in the profile"; "加上它，或改用已有的", "add it, or name one that is there"));
    }
    let is_print = matches!(term.scope.as_deref(), None | Some("exact" | "rounded"));
    if term.set == Set::Figure && !(is_print && key.split('.').next().is_some_and(is_counted)) {
        return Err(refused!("bad_profile": "没有指标“{key}”，或它的 print 看不懂",
            "there is no figure “{key}”, or its print is not understood";
            "看全部：qjcppcc figures；print 写 exact 或 rounded", "all of them: qjcppcc figures; print is exact or rounded"));
    }
    let twin = words.of(term.set, &term.ledger).find(|other| other.key != *key && other.label == term.label);
    if let Some(Term { key: other, label, .. }) = twin.filter(|_| term.set <= Set::Scope) {
        return Err(refused!("label_taken": "{set} {key}：“{label}”已有（{other}）",
            "{set} {key}: there is “{label}” already ({other})"; "改一个名称", "call one of them otherwise"));
    }
    let record = word_record(term, NaiveDate::MIN);
    let door = Door { vocabulary: words, ledger: VOCABULARY, today: NaiveDate::MIN, pick };
    let fits = |field: &Field| match record.text(field.key).filter(|said| !said.is_empty()) {
        Some(said) if door.read(field, said)? != Value::Text(said.to_owned()) => Err(refused!("bad_profile":
            "“{said}”的前后有空格，或当中有换行", "“{said}” has spaces around it, or a line break in it"; "去掉", "take them out")),
        _ => Ok(()),
    };
    let checked = VOCABULARY.all_fields().try_for_each(fits).and_then(|()| record.check(words));
    checked.and_then(|()| check_free(term, words)).map_err(|error| {
        let Message { zh, en } = &error.message;
        Error { message: message!("{set} {key}：{zh}", "{set} {key}: {en}"), ..error }
    })
}

/// The settings with which the limits become those of the profile; one that it does not name is cleared.
fn limits_as(store: &Store, profile: &Profile, today: NaiveDate) -> Result<Vec<Record>> {
    let (mut records, limits, words) = (Vec::new(), profile.limits(), Vocabulary::new(profile.terms()));
    for Limit { ledger, stage, days } in &limits {
        let (key, value) = (format!("{ledger}.limit.{stage}"), format!("{days}d"));
        let mut record = Record::blank(SETTINGS);
        record.id = setting_id(&key);
        record.set("date", Some(Value::Day(today)));
        record.set("key", Some(Value::Text(key)));
        record.set("value", Some(Value::Text(value)));
        admit(&record, &words)?;
        let old = store.record(record.id)?;
        if old.as_ref().is_none_or(|old| old.void.is_some() || old.text("value") != record.text("value")) {
            records.push(record);
        }
    }
    let is_gone = |it: &Limit| limits.iter().all(|kept| (&kept.ledger, &kept.stage) != (&it.ledger, &it.stage));
    let is_limit = |old: &Record| limit_of(old).is_some_and(|limit| is_gone(&limit));
    for mut cleared in store.list(&Query::of(SETTINGS))?.into_iter().filter(is_limit) {
        cleared.void = Some("office apply".to_owned());
        records.push(cleared);
    }
    Ok(records)
}

/// What is said of a limit or a template that changes.
fn other(record: &Record, lang: Lang) -> String {
    let (label, said) = (record.ledger.label.lang(lang), |key| record.text(key).unwrap_or_default());
    let (what, value) =
        if record.ledger == SETTINGS { (said("key"), said("value")) } else { (said("name"), said("lang")) };
    match &record.void {
        Some(_) => phrase!(lang, "取消 {label}：{what}", "cleared, {label}: {what}"),
        None => phrase!(lang, "改为 {label}：{what} {value}", "changed, {label}: {what} {value}"),
    }
}

/// So many words of one sort are named.
const NAMED: usize = 6;

/// What changes, a line for each sort of change and set.
fn told(said: &[(Message, Set, String)], words: &Vocabulary, lang: Lang) -> Vec<String> {
    let mut groups: Vec<(&Message, Set, Vec<&str>)> = Vec::new();
    for (did, set, name) in said {
        match groups.iter_mut().find(|(known, of, _)| *known == did && of == set) {
            Some((.., names)) => names.push(name),
            None => groups.push((did, *set, vec![name])),
        }
    }
    let line = |(did, set, names): &(&Message, Set, Vec<&str>)| {
        let (did, set, count) = (did.lang(lang), words.set_label(*set).lang(lang), names.len());
        let more = if count > NAMED { lang.pick("等", ", …") } else { "" };
        let names = names[..count.min(NAMED)].join(lang.pick("、", ", "));
        phrase!(lang, "{did} {set}（{count}）：{names}{more}", "{did}, {set} ({count}): {names}{more}")
    };
    groups.iter().map(line).collect()
}
