//! 图: which charts the report of a period has, from what was counted.

use super::breakdown::{Broken, part_label};
use super::number::{Line, own_name, printed, printed_in};
use crate::figure::{By, Counted, Figure, Source};
use crate::period::Period;
use crate::sheet::{Chart, Form, Item, Point};
use crate::text::Lang;
use crate::vocabulary::{Set, Vocabulary};

/// What is drawn beyond the figures of the period, and what stands beside them.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// The same span of the years before of which something is recorded, the last one first, with what each figure came to.
    pub years: Vec<(Period, Vec<Counted>)>,
    /// The figures of [`PARTED`], each with its parts.
    pub parts: Vec<(By, Broken)>,
    /// Each stage at which matters stand on the last day, in order: its name, how many are open, how many done.
    pub stages: Vec<(String, [i64; 2])>,
    /// The records behind each figure, where they are wanted, and how many more there are.
    pub behind: Vec<(String, Vec<Source>, usize)>,
    /// What a command has to repeat to be about the same records.
    pub again: String,
}

/// What charts and sections are made from.
pub(super) struct Page<'a> {
    pub period: &'a Period,
    pub lang: Lang,
    pub exact: bool,
    pub words: &'a Vocabulary,
    pub lines: &'a [Line],
    pub drawn: &'a Drawn,
}

/// The figures that charts show by town or by month; those in one chart stand together.
pub const PARTED: [(&[&str], By); 6] = [
    (&["consult.total"], By::Month),
    (&["motion.received"], By::Month),
    (&["case.funds"], By::Town),
    (&["case.meetings"], By::Month),
    (&["case.count", "case.solved"], By::Town),
    (&["info.count"], By::Month),
];

/// What became of the matters of a period.
const COURSE: [&str; 5] = ["case.count", "case.filed", "case.solved", "case.carried", "case.open"];

/// The charts of a report, each with the key of its section.
pub(super) fn charts(page: &Page) -> Vec<(String, Chart)> {
    let lang = page.lang;
    let is = |prefix: &'static str, set: Set| {
        move |figure: &Figure| {
            figure.key.strip_prefix(prefix).is_some_and(|rest| !rest.contains('.'))
                && figure.family.as_ref().is_some_and(|member| member.set == set)
        }
    };
    let told = |zh, en, form, is: &dyn Fn(&Figure) -> bool| told(page, lang.pick(zh, en), form, is);
    let mut charts = vec![
        told("协商议政（按类别）", "consultation, by kind", Form::Bars, &is("consult.", Set::Kind)),
        told("提案立案（按类别）", "motions filed, by topic", Form::Bars, &is("motion.filed.", Set::Kind)),
        told("提案办理结果", "results of motions", Form::Bars, &is("motion.result.", Set::Result)),
        told("事项推进", "course of the matters", Form::Bars, &|figure| COURSE.contains(&&*figure.key)),
        stages(page),
        told("信息采用（按级别）", "information adopted, by level", Form::Columns, &is("info.", Set::Level)),
    ];
    charts.extend(PARTED.map(|(keys, by)| parted(page, keys, by)));
    let is_telling = |chart: &Chart| chart.items.iter().flat_map(|item| &item.points).flatten().count() > 1;
    charts.into_iter().flatten().filter(|(_, chart)| is_telling(chart)).collect()
}

/// Figures one beside the other, and those of the years before beside them.
fn told(page: &Page, title: &str, form: Form, is: &dyn Fn(&Figure) -> bool) -> Option<(String, Chart)> {
    let (lang, years) = (page.lang, &page.drawn.years);
    let lines = page.lines.iter().enumerate().filter(|(_, line)| is(&line.figure));
    let recorded = |at: usize, counted: &Counted| {
        counted.amount.is_some() || years.iter().any(|(_, before)| before[at].amount.is_some())
    };
    let lines: Vec<_> = lines.filter(|(at, line)| recorded(*at, &line.counted)).collect();
    let first = &lines.first()?.1.figure;
    let years: Vec<_> =
        years.iter().rev().filter(|(_, before)| lines.iter().any(|(at, _)| before[*at].amount.is_some())).collect();
    let items = lines.iter().map(|(at, line)| {
        let before = years.iter().map(|(_, before)| before[*at]);
        let points = before.chain([line.counted]).map(|counted| point(page, &line.figure, &counted, form));
        Item { label: own_name(&line.figure, lang).to_owned(), points: points.collect() }
    });
    let periods = years.iter().map(|(period, _)| period).chain([page.period]).map(|period| period.label(lang));
    let series = if years.is_empty() { vec![title.to_owned()] } else { periods.collect() };
    Some(chart(first, title.to_owned(), form, series, items.collect(), lang))
}

/// Figures by their parts: towns with the largest number on top, months as they come.
fn parted(page: &Page, keys: &[&str], by: By) -> Option<(String, Chart)> {
    let (lang, form) = (page.lang, if by == By::Month { Form::Columns } else { Form::Bars });
    let is_one = |(known, broken): &&(By, Broken)| *known == by && keys.contains(&&*broken.figure.key);
    let all: Vec<&Broken> = page.drawn.parts.iter().filter(is_one).map(|(_, broken)| broken).collect();
    let first = &all.first()?.figure;
    let mut labels: Vec<(Option<String>, String)> = Vec::new();
    if by == By::Month {
        labels = months(page).into_iter().map(|(key, label)| (Some(key), label)).collect();
    }
    for (part, name) in all.iter().flat_map(|broken| &broken.parts) {
        if !labels.iter().any(|(key, _)| *key == part.part) {
            labels.push((part.part.clone(), name.clone()));
        }
    }
    let items = labels.into_iter().map(|(key, label)| {
        let of = |broken: &&Broken| {
            let part = broken.parts.iter().find(|(part, _)| part.part == key)?;
            point(page, &broken.figure, &part.0.counted, form)
        };
        Item { label, points: all.iter().map(of).collect() }
    });
    let mut items: Vec<Item> = items.collect();
    if by == By::Town {
        // What is equal stays in the office's order.
        let values =
            |item: &Item| item.points.iter().map(|it| it.as_ref().map_or(0, |it| it.value)).collect::<Vec<_>>();
        items.sort_by_key(|item| std::cmp::Reverse(values(item)));
    }
    let series: Vec<String> = all.iter().map(|broken| broken.figure.name(lang).to_owned()).collect();
    let (names, part) = (series.join(lang.pick("、", ", ")), part_label(by, page.words).lang(lang));
    let title = phrase!(lang, "{names}（按{part}）", "{names}, by {part}");
    Some(chart(first, title, form, series, items, lang))
}

/// The months of a period that has several, as the keys of parts, and what they are called in one year.
fn months(page: &Page) -> Vec<(String, String)> {
    use chrono::{Datelike, Months};
    let Period { from, to, .. } = page.period;
    let days = (0..).map_while(|month| from.checked_add_months(Months::new(month))).take_while(|day| day <= to);
    let one_year = from.year() == to.year();
    let label = |day: chrono::NaiveDate| match page.lang {
        _ if !one_year => day.format("%Y-%m").to_string(),
        Lang::Zh => format!("{}月", day.month()),
        Lang::En => day.format("%b").to_string(),
    };
    days.map(|day| (crate::period::month_name(day), label(day))).collect()
}

/// The matters of a period by the stage at which they stand on its last day.
fn stages(page: &Page) -> Option<(String, Chart)> {
    let lang = page.lang;
    let opened = &page.lines.iter().find(|line| line.figure.key == "case.count")?.figure;
    let item = |(label, numbers): &(String, [i64; 2])| {
        let text = |value: i64| Point { value, text: amount(opened, value, lang) };
        Item { label: label.clone(), points: numbers.map(|number| (number > 0).then(|| text(number))).to_vec() }
    };
    let items = page.drawn.stages.iter().map(item).collect();
    let series = lang.pick(["在办", "已解决"], ["open", "solved"]).map(str::to_owned).to_vec();
    let title = lang.pick("事项到了哪个环节", "matters, by the stage they have reached").to_owned();
    Some(chart(opened, title, Form::Bars, series, items, lang))
}

fn amount(figure: &Figure, value: i64, lang: Lang) -> String {
    let counted = Counted { amount: Some(crate::amount::Amount::exact(value)), ..Counted::default() };
    printed(figure, &counted, true, lang)
}

/// A number as it is drawn; beside columns its measure word has no room.
fn point(page: &Page, figure: &Figure, counted: &Counted, form: Form) -> Option<Point> {
    let value = counted.amount?.value;
    let text = match form {
        Form::Bars => printed(figure, counted, page.exact, page.lang),
        Form::Columns => printed_in(figure, counted, "", page.exact, page.lang),
    };
    Some(Point { value, text })
}

fn chart(
    figure: &Figure,
    title: String,
    form: Form,
    series: Vec<String>,
    items: Vec<Item>,
    lang: Lang,
) -> (String, Chart) {
    let unit = figure.word(lang).to_owned();
    (figure.section.to_string(), Chart { title, form, measure: figure.measure, unit, series, items })
}
