//! The sections of a report to look at: of each its charts, and its figures with those of the years before beside them.

use super::charts::{Page, charts};
use super::number::{Line, printed, worded};
use super::trace::{Traced, contributions};
use crate::figure::Counted;
use crate::sheet::{Block, Cell, Column, Reader, Row, Table};
use crate::vocabulary::Set;

/// The sections of which something is recorded.
pub(super) fn sections(page: &Page) -> Vec<Block> {
    let (mut blocks, mut charts) = (Vec::new(), charts(page));
    for section in page.words.of(Set::Section, "") {
        let says = |at: usize, line: &Line| {
            let before = || page.drawn.years.iter().any(|(_, before)| before[at].amount.is_some());
            line.figure.section == section.key && (line.is_recorded() || before())
        };
        let lines: Vec<_> = page.lines.iter().enumerate().filter(|(at, line)| says(*at, line)).collect();
        if !lines.is_empty() {
            blocks.push(Block::heading(section.name(page.lang)));
            blocks.extend(charts.extract_if(.., |(of, _)| *of == section.key).map(|(_, chart)| Block::Chart(chart)));
            blocks.push(Block::Table(figures(page, &lines)));
        }
    }
    blocks
}

/// The figures of a section, those of the years before, and the records behind them.
fn figures(page: &Page, lines: &[(usize, &Line)]) -> Table {
    let lang = page.lang;
    let new = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en));
    let before: Vec<_> = page
        .drawn
        .years
        .iter()
        .map(|(period, before)| {
            let read = move |(at, line): &(usize, &Line)| number(page, line, &before[*at]);
            (Column::new(&period.name, &period.label(lang)).right(), read)
        })
        .collect();
    let own: [Reader<(usize, &Line)>; 2] = [
        (new("label", "指标", "figure"), &|(_, line)| Cell::text(line.figure.name(lang))),
        (Column::new("text", &page.period.label(lang)).right(), &|(_, line)| number(page, line, &line.counted)),
    ];
    let records: [Reader<(usize, &Line)>; 1] =
        [(new("records", "记录数", "records").right(), &|(_, line)| behind(page, line))];
    let before = before.iter().map(|(column, read)| (column.clone(), read as &dyn Fn(&_) -> Cell));
    let (table, row) = Table::by(own.into_iter().chain(before).chain(records));
    Table { rows: lines.iter().map(row).collect(), ..table }
}

fn number(page: &Page, line: &Line, counted: &Counted) -> Cell {
    worded(&line.figure, counted.amount, |_| printed(&line.figure, counted, page.exact, page.lang))
}

/// How many records are behind a figure; they themselves, where they are wanted.
fn behind(page: &Page, line: &Line) -> Cell {
    let (figure, lang) = (&line.figure, page.lang);
    let Some((_, sources, more)) = page.drawn.behind.iter().find(|(key, ..)| *key == figure.key) else {
        return Cell::Whole(line.counted.records);
    };
    let traced = Traced {
        figure: figure.clone(),
        period: page.period.clone(),
        amount: line.counted.amount,
        within: Vec::new(),
        sources: sources.clone(),
        vocabulary: page.words,
    };
    let mut table = contributions(&traced, lang);
    if *more > 0 {
        let (period, key, again) = (&page.period.name, &figure.key, &page.drawn.again);
        table.rows.push(Row::Section(phrase!(
            lang,
            "另有{more}条：qjcppcc report {period} --trace {key}{again}",
            "and {more} more: qjcppcc report {period} --trace {key}{again}"
        )));
    }
    Cell::worded(line.counted.records.to_string(), Cell::Table(table))
}
