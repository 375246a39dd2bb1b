//! `list` and `show`.

use clap::ArgMatches;

use super::answer::{Answer, not_written};
use super::listing::{Extent, Listing};
use super::printed::Printed;
use super::{Desk, or_none, text_of};
use crate::amount::{Bound, Measure, Style};
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

/// The fields a list can be sorted by.
const SORTS: &[&str] = &["date", "no", "title", "kind", "town", "platform", "department"];

/// `LEDGER list`: records of the ledger, or of one sort of its children.
pub fn list(desk: &mut Desk, ledger: &'static Ledger, matches: &ArgMatches) -> Result<Sheet> {
    let store = desk.reader()?;
    let query = query(desk, &store, listed(ledger, matches)?, matches)?;
    if matches.get_flag("tally") {
        let tally = store.tally(&query)?;
        let count = tally.count.map(|count| count.printed(Style::Full, Measure::Count, "", desk.lang));
        let sum = count.unwrap_or_else(|| "0".to_owned());
        let members = vec![
            ("records".to_owned(), Cell::Whole(i64::try_from(tally.records).unwrap_or(i64::MAX))),
            ("count".to_owned(), tally.count.map_or(Cell::Whole(0), |count| Cell::Amount(count, Measure::Count))),
            ("count_bound".to_owned(), Cell::words(Some(tally.count.map_or(Bound::Exact, |count| count.bound).key()))),
        ];
        let records = tally.records;
        return Ok(
            desk.said(members, &message!("{records}条记录，数量合计{sum}", "records: {records}; they stand for {sum}"))
        );
    }
    let records: Vec<Record> = store.list(&query)?.into_iter().map(masking(matches)).collect();
    let fields = desk.fields_of(&[query.ledger], false)?;
    let sheet = desk.shown(&store).list(query.ledger, &records, fields.as_deref());
    Ok(or_none(sheet, desk.lang.pick("没有记录", "no records")))
}

/// `LEDGER list`: records go from the store to the answer part by part, however many they are. `None` where all of them
/// must be seen first.
pub fn flow(desk: &Desk, ledger: &str, matches: &ArgMatches, answer: &Answer) -> Result<Option<Printed>> {
    let (Some(ledger), Some(("list", matches))) = (Ledger::find(ledger), matches.subcommand()) else { return Ok(None) };
    let listed = listed(ledger, matches)?;
    if listed.key == "case" || matches.get_flag("tally") {
        return Ok(None);
    }
    let store = desk.reader()?;
    let query = query(desk, &store, listed, matches)?;
    let fields = desk.fields_of(&[listed], false)?;
    let format = answer.format.unwrap_or(Format::Table);
    let printed = match (answer.stream(format), answer.page(format)?) {
        (Some(mut stream), _) => answer.give_out(|out| {
            let masked = !matches.get_flag("unmask");
            super::records::stream(&store, &query, masked, fields.as_deref(), &mut stream, out)?;
            stream.end(out).map_err(|fault| not_written(None, &fault))
        }),
        (None, Some(mut page)) => answer.give_out(|out| {
            let shown = desk.shown(&store);
            let listing = Listing::new(&shown, listed, Extent::Glance, desk.workbook, fields.as_deref());
            // A worksheet has a name, a page of one table needs none.
            let heading = desk.workbook.then_some(listed.label.lang(desk.lang));
            listing.write(&query, masking(matches), heading, &mut page, out)?;
            page.end(desk.lang.pick("没有记录", "no records"), out).map_err(|fault| not_written(None, &fault))
        }),
        (None, None) => return Ok(None),
    };
    printed.map(Some)
}

/// `LEDGER show NO`: one record with what hangs on it.
pub fn show(desk: &mut Desk, ledger: &'static Ledger, matches: &ArgMatches) -> Result<Sheet> {
    let store = desk.reader()?;
    let record = store.find(text_of(matches, "no").unwrap_or_default(), &ledger.with_children())?;
    let fields = desk.fields_of(&[record.ledger], true)?;
    let children = store.children(record.id)?;
    let shown = desk.shown(&store);
    let masked = masking(matches);
    let children: Vec<Record> = children.into_iter().map(masked).collect();
    Ok(shown.page(&masked(record), &children, fields.as_deref()))
}

/// How records are shown: with the numbers of persons masked, unless `--unmask` says otherwise.
pub fn masking(matches: &ArgMatches) -> fn(Record) -> Record {
    if matches.get_flag("unmask") { |record| record } else { Record::masked }
}

fn listed(ledger: &'static Ledger, matches: &ArgMatches) -> Result<&'static Ledger> {
    let Some(key) = text_of(matches, "child") else { return Ok(ledger) };
    let child = ledger.children.iter().find(|child| child.key == key || child.verb == key || child.label.zh == key);
    child.copied().ok_or_else(|| {
        let keys: Vec<&str> = ledger.children.iter().map(|child| child.key).collect();
        Error::usage("no_such_child", message!("没有子记录“{key}”", "there are no children “{key}”"))
            .hint(offer(key, &keys))
    })
}

/// What the flags of a list ask for.
pub fn query(desk: &Desk, store: &Store, ledger: &'static Ledger, matches: &ArgMatches) -> Result<Query> {
    let word = |set: Set| {
        let named = text_of(matches, set.key());
        named
            .map(|word| store.vocabulary().read(set, ledger.key, word))
            .transpose()
            .map_err(|error| error.field(set.key()))
    };
    let void = matches.get_flag("void");
    Ok(Query {
        period: period(desk, matches)?,
        kind: word(Set::Kind)?,
        town: word(Set::Town)?,
        platform: word(Set::Platform)?,
        department: word(Set::Department)?,
        search: text_of(matches, "search").map(str::to_owned),
        void: Some(void),
        sort: text_of(matches, "sort").map_or(Ok(Query::of(ledger).sort), sort)?,
        limit: text_of(matches, "limit").map(limit).transpose()?,
        ..Query::of(ledger)
    })
}

fn period(desk: &Desk, matches: &ArgMatches) -> Result<Option<Period>> {
    let today = desk.setting.today();
    match (text_of(matches, "year"), text_of(matches, "period")) {
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
