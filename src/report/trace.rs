//! 追溯: the records behind a figure.

use std::collections::{BTreeSet, HashMap};
use std::mem::take;

use super::breakdown::{Broken, part_label};
use super::number::{bound, digits, value};
use super::office::Office;
use super::overview::Report;
use crate::amount::{Amount, Measure};
use crate::figure::{By, Counted, Figure, Source};
use crate::period::month_name;
use crate::sheet::{Block, Cell, Column, Face, Reader, Sheet, Table};
use crate::text::text;

/// The records behind one figure.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The figure.
    pub figure: Figure,
    /// What it came to, or the part of it that is wanted.
    pub amount: Option<Amount>,
    /// The part that is wanted.
    pub within: Vec<(By, Option<String>)>,
    /// The records, in order of date.
    pub sources: Vec<Source>,
}

/// The records behind a figure in the period of a report, with what each contributes; for scripts, or as a page.
pub fn traced(report: &Report, traced: &Traced, as_page: bool) -> Sheet {
    let (Traced { figure, amount: whole, within, sources }, Report { period, words, lang, .. }) = (traced, report);
    let lang = *lang;
    let mut table = contributions(report, figure, sources);
    let rows = if as_page { Vec::new() } else { take(&mut table.rows) };
    let number = whole.map_or("—".to_owned(), |amount| amount.digits(figure.measure));
    let records = sources.iter().map(|source| source.id).collect::<BTreeSet<_>>().len();
    let given = Counted { amount: *whole, records: i64::try_from(records).unwrap_or(i64::MAX), ..Counted::default() };
    let said = report.printed(figure, &given);
    let behind = match sources.len() {
        lines if lines == records => phrase!(lang, "{records}条记录", "records: {records}"),
        lines => phrase!(lang, "{records}条记录中的{lines}项", "records: {records}; things in them: {lines}"),
    };
    let parts = within.iter().map(|(by, part)| Broken::name(figure, *by, part.as_deref(), words, lang));
    let head = [period.label(lang), figure.name(lang).to_owned()].into_iter().chain(parts).chain([said]);
    let heading = head.collect::<Vec<_>>().join("　");
    let rule = figure.about.lang(lang);
    let sum = phrase!(lang, "{behind}，合计 {number}。{rule}", "{behind}; in all: {number}; {rule}");
    let narrowed = |(by, part): &(By, Option<String>)| {
        Cell::object([("by", Cell::text(by.key())), ("part", Cell::words(part.clone()))])
    };
    let mut members = vec![
        ("key", Cell::text(&figure.key)),
        ("period", Cell::text(&period.name)),
        ("value", value(figure, *whole)),
        ("bound", bound(*whole)),
        ("records", Cell::Table(Table { rows, ..Table::new(table.columns.clone()) })),
    ];
    // Of several offices nothing is narrowed, and each has its own standing.
    let is_of_one = report.offices.is_empty();
    if is_of_one {
        members.insert(4, ("within", Cell::List(within.iter().map(narrowed).collect())));
    }
    let mut sheet = Sheet::object(members, vec![Block::title(heading), Block::Table(table), Block::Line(sum)]);
    if is_of_one {
        report.kept.mark(&mut sheet, lang);
    }
    sheet
}

/// One row a record, or a thing in it.
pub(super) fn contributions(report: &Report, figure: &Figure, sources: &[Source]) -> Table {
    let Report { words: own, offices, lang, .. } = report;
    let lang = *lang;
    let offices: HashMap<&str, &Office> = offices.iter().map(|office| (&*office.key, office)).collect();
    let office = |source: &Source| source.office.as_deref().and_then(|office| offices.get(office));
    let is_money = figure.measure == Measure::Money;
    let amount = if is_money { text("数量（元）", "amount (yuan)") } else { text("数量", "amount") }.lang(lang);
    let any_thing = sources.iter().any(|source| source.thing.is_some());
    let named = |source: &Source, by, part: &Option<String>| {
        let words = office(source).map_or(own, |office| &office.words);
        let name = Broken::name(figure, by, part.as_deref(), words, lang);
        Cell::Worded(name, Box::new(Cell::words(part.clone())))
    };
    let new = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en));
    let shown_where = |is_shown: bool| if is_shown { Face::Both } else { Face::Data };
    let column = |by: By, of: fn(&Source) -> &Option<String>| {
        // People need not be told of each what all of them have in common.
        let differ = sources.windows(2).any(|pair| of(&pair[0]) != of(&pair[1]));
        Column::new(by.key(), part_label(by, own).lang(lang)).face(shown_where(differ))
    };
    let of_office: [Reader<&Source>; 1] = [(new("office", "单位", "office"), &|source| {
        office(source).map_or(Cell::Empty, |office| Cell::worded(&*office.name, Cell::text(&office.key)))
    })];
    let columns: [Reader<&Source>; 13] = [
        (Column::data("id"), &|source| Cell::Text(source.id.to_string())),
        (new("ledger", "台账", "ledger").face(Face::Data), &|source| Cell::Text(source.ledger.key.to_owned())),
        (new("no", "编号", "no").right().face(Face::Data), &|source| Cell::Whole(source.no)),
        (Column::data("site"), &|source| Cell::words(source.site.clone())),
        (new("date", "日期", "date"), &|it| {
            Cell::worded(if it.of_month { month_name(it.date) } else { it.date.to_string() }, Cell::Date(it.date))
        }),
        (new("name", "编号", "no").face(Face::Page), &|source| Cell::Text(source.name())),
        (new("title", "标题", "title"), &|source| Cell::words(source.title.clone())),
        (new("thing", "对象", "thing").face(shown_where(any_thing)), &|source| Cell::words(source.thing.clone())),
        (column(By::Town, |source| &source.town), &|source| named(source, By::Town, &source.town)),
        (column(By::Kind, |source| &source.kind), &|source| named(source, By::Kind, &source.kind)),
        (Column::new("amount", amount).right().face(Face::Data), &|source| value(figure, Some(source.amount))),
        (Column::data("bound"), &|source| bound(Some(source.amount))),
        (Column::new("digits", amount).right().face(Face::Page), &|source| digits(figure, Some(source.amount))),
    ];
    let (table, row) = Table::by(of_office.into_iter().filter(|_| !offices.is_empty()).chain(columns));
    Table { rows: sources.iter().map(|source| row(&source)).collect(), ..table }
}
