//! Reports as sheets: the overview of a period, a breakdown, a trace.

use std::collections::BTreeSet;
use std::mem::take;

use super::{Broken, Line, OFFICE, Report, Traced, percent, printed, rate};
use crate::amount::{Amount, Measure};
use crate::counted::{By, Counted, Source};
use crate::figure::{Figure, Section};
use crate::period::day_label;
use crate::sheet::{Block, Cell, Column, Data, Face, Row, Sheet, Table};
use crate::text::{Lang, Text, text};

/// The report of a period. `note` and `full` are its texts; the page shows what `show` names, or nothing where no page
/// is wanted.
#[must_use]
pub fn overview(report: &Report, note: &str, full: &str, show: Option<Show>) -> Sheet {
    let warnings = report
        .warnings
        .iter()
        .chain(&report.doubts)
        .map(|warning| Cell::Text(warning.lang(report.lang).to_owned()))
        .collect();
    let mut members = vec![
        ("period".to_owned(), Cell::Text(report.period.name.clone())),
        ("from".to_owned(), Cell::Date(report.period.from)),
        ("to".to_owned(), Cell::Date(report.period.to)),
        ("head".to_owned(), Cell::words(report.head.clone())),
        ("figures".to_owned(), Cell::Table(figures(report, Face::Data))),
        ("note".to_owned(), Cell::Text(note.to_owned())),
        ("full".to_owned(), Cell::Text(full.to_owned())),
        ("rates".to_owned(), Cell::Table(rate::rates(report))),
        ("warnings".to_owned(), Cell::List(warnings)),
    ];
    members.extend(report.kept.members(report));
    let page = show.map_or_else(Vec::new, |show| page(report, note, full, show));
    Sheet { data: Data::Object(members), page }
}

fn page(report: &Report, note: &str, full: &str, show: Show) -> Vec<Block> {
    let lines =
        |words: &str| words.lines().filter(|line| !line.is_empty()).map(|line| Block::Line(line.to_owned())).collect();
    let mut page: Vec<Block> = match show {
        Show::Note => lines(note),
        Show::Full => lines(full),
        Show::Table | Show::All if report.is_empty() => Vec::new(),
        Show::Table | Show::All | Show::Book => {
            let mut page = vec![Block::Heading(heading(report)), Block::Table(figures(report, Face::Page))];
            page.extend(Some(rate::rates(report)).filter(|rates| !rates.rows.is_empty()).map(Block::Table));
            page.extend((show != Show::Table && !note.is_empty()).then(|| Block::Line(note.to_owned())));
            let doubts = report.said.iter().map(|doubt| doubt.lang(report.lang)).collect::<Vec<_>>().join("\n");
            page.extend((!doubts.is_empty()).then_some(Block::Line(doubts)));
            page
        }
    };
    page.extend(report.warnings.iter().map(|warning| Block::Line(warning.lang(report.lang).to_owned())));
    let with_standing = !matches!(show, Show::Note | Show::Full);
    if with_standing {
        page.extend(report.kept.page(report));
    }
    if let (Some(head), true) = (&report.head, with_standing) {
        page.push(Block::Line(report.lang.pick(format!("台账状态 {head}"), format!("state of the ledger {head}"))));
    }
    page
}

/// What the page of a report shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Figures, then the note.
    All,
    /// The same in a workbook, which has its figures even where nothing was recorded.
    Book,
    /// The figures.
    Table,
    /// The note.
    Note,
    /// The full text.
    Full,
}

/// Figures broken down; the parts of each add up to it.
#[must_use]
pub fn breakdown(period: &str, by: By, broken: &[Broken], exact: bool, lang: Lang) -> Sheet {
    let column = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en)).face(Face::Data);
    let [value_column, bound_column] = [column("value", "实数", "number"), column("bound", "界", "bound")];
    let of_parts = vec![
        Column::new("part", part_label(by).lang(lang)).face(Face::Data),
        value_column.clone(),
        bound_column.clone(),
        column("text", "印发数", "printed"),
        column("records", "记录数", "records"),
    ];
    let parts = column("parts", "分项", "parts").holding(of_parts.clone());
    let mut figures = Table::new(vec![column("key", "键", "key"), value_column, bound_column, parts]);
    let mut page = Table::new(vec![
        Column::new("figure", lang.pick("指标", "figure")).face(Face::Book),
        Column::new("key", lang.pick("键", "key")).face(Face::Book),
        Column::new("part", part_label(by).lang(lang)),
        Column::new("text", lang.pick("印发数", "printed")).right(),
        Column::new("digits", lang.pick("实数", "number")).right(),
        Column::new("unit", lang.pick("单位", "unit")).face(Face::Book),
        Column::new("records", lang.pick("记录数", "records")).right(),
    ]);
    for Broken { figure, whole, parts } in broken {
        let mut nested = Table::new(of_parts.clone());
        let text = |counted: &Counted| Cell::Text(printed(figure, counted.amount, exact, lang));
        let whole_text = printed(figure, whole.amount, exact, lang);
        if !parts.is_empty() {
            page.rows.push(Row::Section(format!("{}　{whole_text}　{}", figure.name(lang), figure.key)));
        }
        for (part, name) in parts {
            nested.push(vec![
                Cell::words(part.part.clone()),
                value(figure, part.counted.amount),
                bound(part.counted.amount),
                text(&part.counted),
                Cell::Whole(part.counted.records),
            ]);
            page.push(vec![
                Cell::Text(figure.name(lang).to_owned()),
                Cell::Text(figure.key[..].to_owned()),
                Cell::Text(name.clone()),
                text(&part.counted),
                digits(figure, part.counted.amount),
                Cell::Text(figure.word(lang).to_owned()),
                Cell::Whole(part.counted.records),
            ]);
        }
        figures.push(vec![
            Cell::Text(figure.key.to_string()),
            value(figure, whole.amount),
            bound(whole.amount),
            Cell::Table(nested),
        ]);
    }
    let data = Data::Object(vec![
        ("period".to_owned(), Cell::Text(period.to_owned())),
        ("by".to_owned(), Cell::Text(by.key().to_owned())),
        ("figures".to_owned(), Cell::Table(figures)),
    ]);
    let nothing = page.rows.is_empty().then(|| Block::Line(lang.pick("没有记录", "no records").to_owned()));
    Sheet { data, page: std::iter::once(Block::Table(page)).chain(nothing).collect() }
}

/// The records behind a figure, with what each contributes; for scripts, or as a page.
#[must_use]
pub fn traced(traced: &Traced, as_page: bool, exact: bool, lang: Lang) -> Sheet {
    let Traced { figure, period, amount: whole, within, sources, vocabulary } = traced;
    let mut table = contributions(traced, lang);
    let rows = if as_page { Vec::new() } else { take(&mut table.rows) };
    let words = printed(figure, *whole, exact, lang);
    let number = whole.map_or("—".to_owned(), |amount| amount.digits(figure.measure));
    let records = sources.iter().map(|source| source.id).collect::<BTreeSet<_>>().len();
    let behind = match sources.len() {
        lines if lines == records => lang.pick(format!("{records}条记录"), format!("records: {records}")),
        lines => {
            lang.pick(format!("{records}条记录中的{lines}项"), format!("records: {records}; things in them: {lines}"))
        }
    };
    let parts = within.iter().map(|(by, part)| Broken::name(figure, *by, part.as_deref(), vocabulary, lang));
    let head = [period.label(lang), figure.name(lang).to_owned()].into_iter().chain(parts).chain([words]);
    let heading = head.collect::<Vec<_>>().join("　");
    let rule = figure.about.lang(lang);
    let sum = lang.pick(format!("{behind}，合计 {number}。{rule}"), format!("{behind}; in all: {number}; {rule}"));
    let data = Data::Object(vec![
        ("key".to_owned(), Cell::Text(figure.key.to_string())),
        ("period".to_owned(), Cell::Text(period.name.clone())),
        ("value".to_owned(), value(figure, *whole)),
        ("bound".to_owned(), bound(*whole)),
        ("within".to_owned(), Cell::List(within.iter().map(narrowed).collect())),
        ("records".to_owned(), Cell::Table(Table { rows, ..Table::new(table.columns.clone()) })),
    ]);
    Sheet { data, page: vec![Block::Heading(heading), Block::Table(table), Block::Line(sum)] }
}

/// One row a record, or a thing in it.
fn contributions(traced: &Traced, lang: Lang) -> Table {
    let Traced { figure, sources, vocabulary, .. } = traced;
    let is_money = figure.measure == Measure::Money;
    let amount = if is_money { text("数量（元）", "amount (yuan)") } else { text("数量", "amount") };
    let any_thing = sources.iter().any(|source| source.thing.is_some());
    let named = |by, part: &Option<String>| {
        let name = Broken::name(figure, by, part.as_deref(), vocabulary, lang);
        Cell::Worded(name, Box::new(Cell::words(part.clone())))
    };
    let column = |by: By, of: fn(&Source) -> &Option<String>| {
        // People need not be told of each what all of them have in common.
        let differ = sources.windows(2).any(|pair| of(&pair[0]) != of(&pair[1]));
        Column::new(by.key(), part_label(by).lang(lang)).face(if differ { Face::Both } else { Face::Data })
    };
    let mut table = Table::new(vec![
        Column::new("id", "id").face(Face::Data),
        Column::new("ledger", lang.pick("台账", "ledger")).face(Face::Data),
        Column::new("no", lang.pick("编号", "no")).right().face(Face::Data),
        Column::new("date", lang.pick("日期", "date")),
        Column::new("name", lang.pick("编号", "no")).face(Face::Page),
        Column::new("title", lang.pick("标题", "title")),
        Column::new("thing", lang.pick("对象", "thing")).face(if any_thing { Face::Both } else { Face::Data }),
        column(By::Town, |source| &source.town),
        column(By::Kind, |source| &source.kind),
        Column::new("amount", amount.lang(lang)).right().face(Face::Data),
        Column::new("bound", "bound").face(Face::Data),
        Column::new("digits", amount.lang(lang)).right().face(Face::Page),
    ]);
    for source in sources {
        table.push(vec![
            Cell::Text(source.id.to_string()),
            Cell::Text(source.ledger.key.to_owned()),
            Cell::Whole(source.no),
            Cell::Date(source.date),
            Cell::Text(format!("{}-{}", source.ledger.key, source.no)),
            Cell::words(source.title.clone()),
            Cell::words(source.thing.clone()),
            named(By::Town, &source.town),
            named(By::Kind, &source.kind),
            Cell::Amount(source.amount, figure.measure),
            Cell::Text(source.amount.bound.key().to_owned()),
            digits(figure, Some(source.amount)),
        ]);
    }
    table
}

fn narrowed((by, part): &(By, Option<String>)) -> Cell {
    let members = [("by", Cell::Text(by.key().to_owned())), ("part", Cell::words(part.clone()))];
    Cell::Object(members.map(|(key, cell)| (key.to_owned(), cell)).to_vec())
}

fn heading(report: &Report) -> String {
    let lang = report.lang;
    let office = OFFICE.lang(lang);
    let period = report.period.label(lang);
    let compared = report.compared.as_ref().map(|before| before.label(lang));
    let mut heading = lang.pick(format!("{office}　{period}"), format!("{office}: {period}"));
    if let Some(before) = compared {
        heading += &lang.pick(format!("（与{before}比较）"), format!(" compared with {before}"));
    }
    if report.period.is_running(report.today) {
        let today = day_label(report.today, lang);
        heading += &lang.pick(format!("（截至{today}）"), format!(" (as of {today})"));
    }
    heading
}

/// The figures in their sections: in data every one of the dictionary, on a page all but kinds, scopes and rare ones
/// that nothing was recorded for.
fn figures(report: &Report, face: Face) -> Table {
    let lang = report.lang;
    let label = |zh, en| lang.pick(zh, en);
    let compared = report.compared.is_some();
    let mut columns = vec![
        Column::new("key", label("键", "key")).face(Face::Data),
        Column::new("label", label("指标", "figure")),
        Column::new("value", label("实数", "number")).right().face(Face::Data),
        Column::new("bound", label("界", "bound")).face(Face::Data),
        Column::new("unit", label("单位", "unit")).face(Face::Data),
        Column::new("text", label("印发数", "printed")).right(),
        Column::new("digits", label("实数", "number")).right().face(Face::Page),
        Column::new("records", label("记录数", "records")).right(),
        Column::new("basis", label("依据", "basis")).face(Face::Page),
    ];
    if compared {
        columns.extend([
            Column::new("before", label("前期", "before")).face(Face::Data).holding(vec![
                Column::new("value", label("前期实数", "before, number")).right(),
                Column::new("bound", label("前期界", "before, bound")),
                Column::new("text", label("前期印发数", "before, printed")).right(),
            ]),
            Column::new("change", label("增减", "change")).right().face(Face::Data),
            Column::new("growth", label("增长%", "growth %")).right().face(Face::Data),
            Column::new("before_text", label("前期", "before")).right().face(Face::Page),
            Column::new("change_text", label("增减", "change")).right().face(Face::Page),
            Column::new("growth_text", label("增长", "growth")).right().face(Face::Page),
        ]);
    }
    columns.insert(0, Column::new("section", label("章节", "section")).face(Face::Book));
    columns.push(Column::new("measure", label("单位", "unit")).face(Face::Book));
    let mut table = Table::new(columns);
    let doubts = (face == Face::Data).then_some(Section::Doubt);
    for section in Section::ALL.into_iter().chain(doubts) {
        table.rows.push(Row::Section(section.label().lang(lang).to_owned()));
        let said = |line: &&Line| {
            let recorded = line.counted.amount.or(line.before.and_then(|before| before.amount)).is_some();
            recorded || (line.figure.family.is_none() && !line.figure.rare) || face == Face::Data
        };
        for line in report.lines.iter().filter(|line| line.figure.section == section).filter(said) {
            table.push(cells(report, line, face));
        }
    }
    table
}

/// The cells of a line. Those that a face does not see are left empty.
fn cells(report: &Report, line: &Line, face: Face) -> Vec<Cell> {
    let lang = report.lang;
    let Line { figure, counted, .. } = line;
    let seen = |by: Face, cell: &dyn Fn() -> Cell| if by == face { cell() } else { Cell::Empty };
    let mut cells = vec![
        seen(Face::Data, &|| Cell::Text(figure.key.to_string())),
        Cell::Text(figure.name(lang).to_owned()),
        seen(Face::Data, &|| value(figure, counted.amount)),
        seen(Face::Data, &|| bound(counted.amount)),
        seen(Face::Data, &|| Cell::Text(figure.word(lang).to_owned())),
        Cell::Text(report.printed(figure, counted.amount)),
        seen(Face::Page, &|| digits(figure, counted.amount)),
        Cell::Whole(counted.records),
        seen(Face::Page, &|| Cell::words(basis(counted).map(|basis| basis.lang(lang)))),
    ];
    if report.compared.is_some() {
        let before = line.before.and_then(|before| before.amount);
        let members = || {
            Cell::Object(vec![
                ("value".to_owned(), value(figure, before)),
                ("bound".to_owned(), bound(before)),
                ("text".to_owned(), Cell::Text(report.printed(figure, before))),
            ])
        };
        let change = line.change().map(Amount::exact);
        let growth = line.growth().map(percent);
        cells.extend([
            seen(Face::Data, &members),
            seen(Face::Data, &|| value(figure, change)),
            seen(Face::Data, &|| growth.clone().map_or(Cell::Empty, Cell::Decimal)),
            seen(Face::Page, &|| {
                before.map_or(Cell::Empty, |amount| {
                    Cell::Worded(report.printed(figure, before), Box::new(Cell::Amount(amount, figure.measure)))
                })
            }),
            seen(Face::Page, &|| digits(figure, change)),
            seen(Face::Page, &|| Cell::words(growth.as_ref().map(|growth| format!("{growth}%")))),
        ]);
    }
    cells.insert(0, Cell::Text(figure.section.label().lang(lang).to_owned()));
    cells.push(Cell::Text(figure.word(lang).to_owned()));
    cells
}

/// 依据: whether single records or lump sums are behind a figure.
fn basis(counted: &Counted) -> Option<Text> {
    match (counted.amount, counted.lumps) {
        (None, _) => None,
        (Some(_), 0) => Some(text("逐条记录", "single records")),
        (Some(_), _) => Some(text("汇总填报", "lump sums")),
    }
}

fn value(figure: &Figure, amount: Option<Amount>) -> Cell {
    amount.map_or(Cell::Empty, |amount| Cell::Amount(amount, figure.measure))
}

fn bound(amount: Option<Amount>) -> Cell {
    Cell::words(amount.map(|amount| amount.bound.key()))
}

fn digits(figure: &Figure, amount: Option<Amount>) -> Cell {
    amount.map_or(Cell::Empty, |amount| {
        Cell::Worded(amount.digits(figure.measure), Box::new(Cell::Amount(amount, figure.measure)))
    })
}

fn part_label(by: By) -> Text {
    match by {
        By::Town => text("镇街", "town"),
        By::Month => text("月份", "month"),
        By::Kind => text("类别", "kind"),
        By::Platform => text("履职平台", "platform"),
        By::Department => text("部门", "department"),
        By::Subject => text("对象", "subject"),
    }
}
