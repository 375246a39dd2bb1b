//! `list` and `show`.

use crate::amount::{Bound, Measure, Style};
use crate::cli::args::given::Given;
use crate::cli::case::board;
use crate::cli::case::list as matters;
use crate::cli::desk::Desk;
use crate::cli::output::answer::{Answer, not_written};
use crate::cli::output::printed::Printed;
use crate::cli::records::listing::{Extent, Listing};
use crate::counted::By;
use crate::error::{Error, Result};
use crate::format::Format;
use crate::ledger::{Ledger, Record};
use crate::lookup::offer;
use crate::message;
use crate::period::Period;
use crate::sheet::{Cell, Sheet};
use crate::store::{Query, Sort, Store};
use crate::text::Message;
use crate::vocabulary::Set;
use chrono::NaiveDate;

/// The fields a list can be sorted by.
const SORTS: &[&str] = &["date", "no", "title", "kind", "town", "platform", "department"];

/// `LEDGER list --tally`: how many records there are, and how many things they stand for.
pub fn tally(desk: &mut Desk, ledger: &'static Ledger, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let tally = store.tally(&query(desk, &store, ledger, given)?)?;
    let count = tally.count.map(|count| count.printed(Style::Full, Measure::Count, "", desk.lang));
    let sum = count.unwrap_or_else(|| "0".to_owned());
    let members = vec![
        ("records".to_owned(), Cell::Whole(i64::try_from(tally.records).unwrap_or(i64::MAX))),
        ("count".to_owned(), tally.count.map_or(Cell::Whole(0), |count| Cell::Amount(count, Measure::Count))),
        ("count_bound".to_owned(), Cell::words(Some(tally.count.map_or(Bound::Exact, |count| count.bound).key()))),
    ];
    let records = tally.records;
    Ok(desk.said(members, &message!("{records}条记录，数量合计{sum}", "records: {records}; they stand for {sum}")))
}

/// `LEDGER list`, and a board as data: records go from the store to the answer part by part, however many they are. `None` where
/// all of them must be seen first.
pub fn flow(desk: &Desk, ledger: &str, given: &Given, answer: &Answer) -> Result<Option<Printed>> {
    let (Some(ledger), Some((verb, given))) = (Ledger::find(ledger), given.verb()) else { return Ok(None) };
    let given = &given;
    let is_data = answer.stream(answer.format.unwrap_or(Format::Table)).is_some();
    match verb {
        "board" if is_data => return board::flow(desk, ledger, given, answer).map(Some),
        "list" if !given.switch("tally") => {}
        _ => return Ok(None),
    }
    let listed = listed(ledger, given)?;
    if listed.key == "case" {
        return if is_data { matters::flow(desk, ledger, given, answer).map(Some) } else { Ok(None) };
    }
    let store = desk.reader()?;
    let query = query(desk, &store, ledger, given)?;
    let fields = desk.fields_of(&[listed], false)?;
    let format = answer.format.unwrap_or(Format::Table);
    let printed = match (answer.stream(format), answer.page(format)?) {
        (Some(mut stream), _) => answer.give_out(|out| {
            let masked = !given.switch("unmask");
            crate::cli::records::words::stream(&store, &query, masked, fields.as_deref(), &mut stream, out)?;
            stream.end(out).map_err(|fault| not_written(None, &fault))
        }),
        (None, Some(mut page)) => answer.give_out(|out| {
            let shown = desk.shown(&store);
            let listing = Listing::new(&shown, listed, Extent::Glance, desk.workbook, fields.as_deref())
                .unmasked(given.switch("unmask"));
            // A worksheet has a name, a page of one table needs none.
            let heading = desk.workbook.then_some(listed.label.lang(desk.lang));
            listing.write(&query, masking(given), heading, &mut page, out)?;
            page.end(desk.lang.pick("没有记录", "no records"), out).map_err(|fault| not_written(None, &fault))
        }),
        (None, None) => return Ok(Some(Printed::default())),
    };
    printed.map(Some)
}

/// `LEDGER show NO`: one record with what hangs on it.
pub fn show(desk: &mut Desk, ledger: &'static Ledger, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let record = store.find(given.text("no").unwrap_or_default(), &ledger.with_children())?;
    let fields = desk.fields_of(&[record.ledger], true)?;
    let children = store.children(record.id)?;
    let shown = desk.shown(&store);
    let masked = masking(given);
    let children: Vec<Record> = children.into_iter().map(masked).collect();
    Ok(shown.page(&masked(record), &children, fields.as_deref()))
}

/// How records are shown: with the numbers of persons masked, unless `--unmask` says otherwise.
pub fn masking(given: &Given) -> fn(Record) -> Record {
    if given.switch("unmask") { |record| record } else { Record::masked }
}

fn listed(ledger: &'static Ledger, given: &Given) -> Result<&'static Ledger> {
    let child = if ledger.children.is_empty() { None } else { given.text("child") };
    let Some(key) = child else { return Ok(ledger) };
    let child = ledger.children.iter().find(|child| child.key == key || child.verb == key || child.label.zh == key);
    child.copied().ok_or_else(|| {
        let keys: Vec<&str> = ledger.children.iter().map(|child| child.key).collect();
        Error::usage("no_such_child", message!("没有子记录“{key}”", "there are no children “{key}”"))
            .hint(offer(key, &keys))
    })
}

/// What the flags of a list ask for, of the records of a ledger or of one sort of its children.
pub fn query(desk: &Desk, store: &Store, home: &'static Ledger, given: &Given) -> Result<Query> {
    let ledger = listed(home, given)?;
    let void = given.switch("void");
    Ok(Query {
        home: Some(home),
        period: period(desk, given)?,
        within: within(desk, store, home.key, narrowing(home), given)?,
        chosen: if ledger == home || home.key != "case" { Vec::new() } else { matters::chosen(ledger, given)? },
        search: given.text("search").map(str::to_owned),
        void: Some(void),
        sort: given.text("sort").map_or(Ok(Query::of(ledger).sort), sort)?,
        limit: given.text("limit").map(limit).transpose()?,
        ..Query::of(ledger)
    })
}

/// What a list can be narrowed to: records have a day instead of a month.
fn narrowing(ledger: &'static Ledger) -> impl Iterator<Item = By> {
    let has = |by: &By| *by != By::Month && (*by != By::Kind || ledger.has_kinds());
    By::OFFERED.into_iter().filter(has)
}

/// The town, kind … that records or figures are narrowed to. `home` is the ledger whose kinds are meant; figures of several
/// ledgers have kinds by key only.
pub fn within(
    desk: &Desk,
    store: &Store,
    home: &str,
    parts: impl Iterator<Item = By>,
    given: &Given,
) -> Result<Vec<(By, Option<String>)>> {
    let vocabulary = store.vocabulary();
    let read = |by: By, word: &str| {
        let unset = by.unset();
        match Set::from_key(by.key()) {
            _ if word == unset.zh || word == unset.en => Ok(None),
            Some(set) if set != Set::Kind || Ledger::find(home).is_some() => vocabulary.read(set, home, word).map(Some),
            Some(_) => Ok(Some(word.to_owned())),
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
        Error::usage("bad_month", message!("“{text}”不是月份", "“{text}” is no month"))
            .hint(message!("写年和月，如 2022-03", "write year and month, such as 2022-03"))
    })
}

fn period(desk: &Desk, given: &Given) -> Result<Option<Period>> {
    let today = desk.outside.today();
    match (given.text("year"), given.text("period")) {
        (Some(_), Some(_)) => Err(Error::usage(
            "given_twice",
            message!("--year 和 --period 只能写一个", "give --year or --period, not both"),
        )
        .hint(message!("留下一个", "leave one of them"))),
        (Some(text), None) => year(text).map(Some),
        (None, Some(text)) => Period::read(text, today).map(Some),
        (None, None) => Ok(None),
    }
}

/// A calendar year.
pub fn year(text: &str) -> Result<Period> {
    match text.parse() {
        Ok(year @ 1900..=9999) => Ok(Period::year(year)),
        _ => Err(Error::usage("bad_year", message!("“{text}”不是年份", "“{text}” is no year"))
            .hint(message!("写四位数，如 2022", "write four digits, such as 2022"))),
    }
}

fn sort(text: &str) -> Result<Sort> {
    let (name, backwards) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
    let by = SORTS.iter().find(|sort| **sort == name).ok_or_else(|| {
        let Message { zh, en } = offer(name, SORTS);
        Error::usage("bad_sort", message!("不能按“{name}”排序", "lists cannot be sorted by “{name}”"))
            .hint(message!("{zh}；前面加 - 为倒序", "{en}; - in front turns the order round"))
    })?;
    Ok(Sort { by, backwards })
}

/// A number of records or entries.
pub fn limit(text: &str) -> Result<usize> {
    text.parse().map_err(|_| {
        Error::usage("bad_limit", message!("“{text}”不是条数", "“{text}” is no number of records"))
            .hint(message!("写一个整数，如 20", "write a whole number, such as 20"))
    })
}
