//! Which records a list is asked for, and what figures are narrowed to.

use chrono::{Datelike, NaiveDate};

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::error::{Error, Result};
use crate::figure::By;
use crate::ledger::{Field, Ledger, Record, Type, Value};
use crate::lookup::offer;
use crate::period::Period;
use crate::store::{Query, Sort, Store};
use crate::text::{Message, Text, text};
use crate::vocabulary::Set;

const SORTS: &[&str] = &["date", "no", "title", "kind", "town", "platform", "department"];

/// What the list of any matters can be asked for beyond what every list can.
const OF_MATTERS: &[Field] = &[
    Field::new("stage", text("环节", "stage"), Type::Term(Set::Stage)),
    Field::new("outcome", text("结局", "outcome"), Type::Text),
    Field::new("proposer", text("提出人", "proposer"), Type::Names),
];
const LATE: &[Field] = &[Field::new("late", text("迟了", "late"), Type::Flag)];

/// The options of a ledger's list of matters beyond those of every list, as fields.
pub fn filters(ledger: &Ledger) -> impl Iterator<Item = &'static Field> {
    OF_MATTERS.iter().chain(ledger.filters).chain(LATE)
}

/// What the flags of a list ask for, of the records of a ledger or of one sort of its children.
pub fn query(desk: &Desk, store: &Store, given: &Given) -> Result<Query> {
    let home = given.home();
    let ledger = listed(given)?;
    let limits = match (given.text("year"), given.text("period")) {
        (Some(_), Some(_)) => return Err(not_both("year", "period")),
        (Some(text), None) => Some(year(text)?),
        (None, period) => period.map(|text| Period::read(text, desk.outside.today())).transpose()?,
    };
    // Records have a day instead of a month.
    let has = |by: &By| *by != By::Month && (*by != By::Kind || home.kinds);
    Ok(Query {
        home: Some(home),
        period: limits,
        within: within(desk, store, home.key, By::OFFERED.into_iter().filter(has), given)?,
        chosen: if ledger != home && home.has_course() { chosen(desk, store, ledger, given)? } else { Vec::new() },
        search: given.text("search").map(str::to_owned),
        void: Some(given.switch("void")),
        sort: given.text("sort").map_or(Ok(Query::of(ledger).sort), sort)?,
        limit: given.text("limit").map(limit).transpose()?,
        ..Query::of(ledger)
    })
}

/// The ledger whose records are listed: that of the command, or one of those that hang on it.
pub fn listed(given: &Given) -> Result<&'static Ledger> {
    let ledger = given.home();
    let child = if ledger.children.is_empty() { None } else { given.text("child") };
    let Some(key) = child else { return Ok(ledger) };
    let child = ledger.children.iter().find(|child| child.key == key || child.verb == key || child.label.zh == key);
    child.copied().ok_or_else(|| {
        let keys: Vec<&str> = ledger.children.iter().map(|child| child.key).collect();
        usage!("no_such_child": "没有子记录“{key}”", "there are no children “{key}”").hint(offer(key, &keys))
    })
}

/// What a list of children is asked for by an option of the list of matters: the field of theirs that has its name.
fn chosen(desk: &Desk, store: &Store, child: &'static Ledger, given: &Given) -> Result<Vec<(&'static str, String)>> {
    let written = filters(given.home()).map(|filter| filter.key).filter(|key| given.writes(key));
    let choice = |key: &str| {
        let is_word = |field: &&Field| matches!(field.holds, Type::Text | Type::Choice(_) | Type::Term(_));
        let field = child.field(key).filter(is_word).ok_or_else(|| no_filter(child, key))?;
        match desk.door(store, child).read(field, given.field(field).unwrap_or_default())? {
            Value::Text(choice) => Ok((field.key, choice)),
            _ => Err(no_filter(child, key)),
        }
    };
    written.map(choice).collect()
}

fn no_filter(child: &'static Ledger, key: &str) -> Error {
    let (Text { zh, en }, home) = (child.label, child.home());
    let own = home.filters.iter().find(|filter| filter.key == key && !matches!(filter.holds, Type::Flag));
    let (matter, home) = (home.procedure.matter.zh, home.key);
    usage!("wrong_list": "列“{zh}”时不能用 --{key}", "a list of “{en}” takes no --{key}";
        "--{key} 只筛选{matter}：qjcppcc {home} list --{key} …",
        "--{key} is for the list of matters: qjcppcc {home} list --{key} …")
    .field(key)
    .label(own.map(|filter| filter.label))
}

/// How records are shown: with the numbers of persons masked, unless `--unmask` says otherwise.
pub fn masking(given: &Given) -> fn(Record) -> Record {
    if given.switch("unmask") { |record| record } else { Record::masked }
}

/// The town, kind … that records or figures are narrowed to; kinds are those of `home`, of several ledgers by key only.
pub fn within(
    desk: &Desk,
    store: &Store,
    home: &str,
    parts: impl Iterator<Item = By>,
    given: &Given,
) -> Result<Vec<(By, Option<String>)>> {
    let vocabulary = store.vocabulary();
    let read = |by: By, word: &str| {
        let unset = by.unset(vocabulary);
        match by.set() {
            Some(Set::Town) if vocabulary.is_itself(word) => Ok(None),
            _ if word == unset.zh || word == unset.en => Ok(None),
            Some(set) if set.is_free() => Ok(Some(vocabulary.main(set, word).to_owned())),
            Some(set) if set != Set::Kind || Ledger::find(home).is_some() => vocabulary.read(set, home, word).map(Some),
            Some(_) => Ok(Some(word.to_owned())),
            None if by == By::Author => Ok(Some(word.to_owned())),
            None => month(word, desk.outside.today()).map(Some),
        }
    };
    let given = parts.filter_map(|by| Some((by, given.text(by.key())?)));
    given.map(|(by, word)| Ok((by, read(by, word).map_err(|error| error.field(by.key()))?))).collect()
}

/// A month as breakdowns name it.
fn month(text: &str, today: NaiveDate) -> Result<String> {
    let months = Period::read(text, today).ok().and_then(|period| period.months());
    months.filter(|(first, last)| first == last).map(|(month, _)| month).ok_or_else(|| {
        usage!("bad_month": "“{text}”不是月份", "“{text}” is no month";
            "写年和月，如 2022-03", "write year and month, such as 2022-03")
    })
}

/// The period that was written; this year where none was.
pub fn period(given: &Given, today: NaiveDate) -> Result<Period> {
    given.text("period").map_or_else(|| Ok(Period::year(today.year())), |text| Period::read(text, today))
}

/// Of two options, only one has a meaning.
pub fn not_both(one: &str, two: &str) -> Error {
    usage!("given_twice": "--{one} 和 --{two} 只能写一个", "give --{one} or --{two}, not both";
        "留下一个", "leave one of them")
}

/// A calendar year.
pub fn year(text: &str) -> Result<Period> {
    match text.parse() {
        Ok(year @ 1900..=9999) => Ok(Period::year(year)),
        _ => Err(usage!("bad_year": "“{text}”不是年份", "“{text}” is no year";
            "写四位数，如 2022", "write four digits, such as 2022")),
    }
}

fn sort(text: &str) -> Result<Sort> {
    let (name, backwards) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
    let by = SORTS.iter().find(|sort| **sort == name).ok_or_else(|| {
        let Message { zh, en } = offer(name, SORTS);
        usage!("bad_sort": "不能按“{name}”排序", "lists cannot be sorted by “{name}”";
            "{zh}；前面加 - 为倒序", "{en}; - in front turns the order round")
    })?;
    Ok(Sort { by, backwards })
}

/// A number of records or entries.
pub fn limit(text: &str) -> Result<usize> {
    text.parse().map_err(|_| {
        usage!("bad_limit": "“{text}”不是条数", "“{text}” is no number of records";
            "写一个整数，如 20", "write a whole number, such as 20")
    })
}
