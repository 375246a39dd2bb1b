//! 章节: a report to look at, section by section: its charts, and its figures with those of the years before beside them.

use chrono::Datelike;

use super::breakdown::{Broken, part_label};
use super::number::{Line, own_name, printed_in, worded};
use super::overview::Report;
use super::trace::contributions;
use crate::figure::{By, Counted, Figure};
use crate::period::Period;
use crate::sheet::{Block, Cell, Chart, Column, Form, Item, Point, Row, Table};
use crate::vocabulary::Set;

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

impl Report {
    /// The sections of which something is recorded.
    pub(super) fn sections(&self) -> Vec<Block> {
        let (mut blocks, mut charts) = (Vec::new(), self.charts());
        for section in self.words.of(Set::Section, "") {
            let lines = self.told(&|figure| figure.section == section.key);
            if !lines.is_empty() {
                blocks.push(Block::heading(section.name(self.lang)));
                blocks
                    .extend(charts.extract_if(.., |(of, _)| *of == section.key).map(|(_, chart)| Block::Chart(chart)));
                blocks.push(Block::Table(self.table(&lines)));
            }
        }
        blocks
    }

    /// Figures of which something is recorded, in the period or beside it, each with its place.
    fn told(&self, is: &dyn Fn(&Figure) -> bool) -> Vec<(usize, &Line)> {
        let before = |at: usize| self.drawn.years.iter().any(|(_, before)| before[at].amount.is_some());
        let lines = self.lines.iter().enumerate().filter(|(_, line)| is(&line.figure));
        lines.filter(|(at, line)| line.is_recorded() || before(*at)).collect()
    }

    /// Figures, those of the years before, and the records behind them.
    fn table(&self, lines: &[(usize, &Line)]) -> Table {
        let new = |key: &str, zh: &str, en: &str| Column::new(key, self.lang.pick(zh, en));
        let years = [&self.period].into_iter().chain(self.drawn.years.iter().map(|(period, _)| period));
        let years = years.map(|period| Column::new(&period.name, &period.label(self.lang)).right());
        let records = new("records", "记录数", "records").right();
        let mut table =
            Table::new([new("label", "指标", "figure")].into_iter().chain(years).chain([records]).collect());
        for (at, line) in lines {
            let counted = [&line.counted].into_iter().chain(self.drawn.years.iter().map(|(_, before)| &before[*at]));
            let number = |it: &Counted| worded(&line.figure, it.amount, |_| self.printed(&line.figure, it));
            let name = Cell::text(line.figure.name(self.lang));
            table.push([name].into_iter().chain(counted.map(number)).chain([self.behind(line)]).collect());
        }
        table
    }

    /// How many records are behind a figure; they themselves, where they are wanted.
    fn behind(&self, Line { figure, counted, .. }: &Line) -> Cell {
        let Some((key, sources, more)) = self.drawn.behind.iter().find(|(key, ..)| *key == figure.key) else {
            return Cell::Whole(counted.records);
        };
        let mut table = contributions(self, figure, sources);
        let (period, again) = (&self.period.name, &self.drawn.again);
        let more = (*more > 0).then(|| {
            phrase!(
                self.lang,
                "另有{more}条：qjcppcc report {period} --trace {key}{again}",
                "and {more} more: qjcppcc report {period} --trace {key}{again}"
            )
        });
        table.rows.extend(more.map(Row::Section));
        Cell::worded(counted.records.to_string(), Cell::Table(table))
    }

    /// The charts, each with the key of its section; none where nothing is drawn.
    pub(super) fn charts(&self) -> Vec<(String, Chart)> {
        if !self.drawn.draws {
            return Vec::new();
        }
        let of = |prefix: &'static str, set: Set| {
            move |figure: &Figure| {
                let is_one = figure.key.strip_prefix(prefix).is_some_and(|rest| !rest.contains('.'));
                is_one && figure.family.as_ref().is_some_and(|member| member.set == set)
            }
        };
        let abreast = |zh, en, form, is: &dyn Fn(&Figure) -> bool| self.abreast(self.lang.pick(zh, en), form, is);
        let own = [
            abreast("协商议政（按类别）", "consultation, by kind", Form::Bars, &of("consult.", Set::Kind)),
            abreast("提案立案（按类别）", "motions filed, by topic", Form::Bars, &of("motion.filed.", Set::Kind)),
            abreast("提案办理结果", "results of motions", Form::Bars, &of("motion.result.", Set::Result)),
            abreast("事项推进", "course of the matters", Form::Bars, &|figure| COURSE.contains(&&*figure.key)),
            self.stages(),
            abreast("信息采用（按级别）", "information adopted, by level", Form::Columns, &of("info.", Set::Level)),
        ];
        let all = own.into_iter().chain(PARTED.map(|(keys, by)| self.parted(keys, by)));
        // One number alone says nothing in a picture.
        let numbers = |chart: &Chart| chart.items.iter().flat_map(|item| &item.points).flatten().count();
        all.flatten().filter(|(_, chart)| numbers(chart) > 1).collect()
    }

    /// Figures side by side, and those of the years before beside them.
    fn abreast(&self, title: &str, form: Form, is: &dyn Fn(&Figure) -> bool) -> Option<(String, Chart)> {
        let lines = self.told(is);
        let is_told = |before: &[Counted]| lines.iter().any(|(at, _)| before[*at].amount.is_some());
        let years: Vec<_> = self.drawn.years.iter().rev().filter(|(_, before)| is_told(before)).collect();
        let periods = years.iter().map(|(period, _)| period).chain([&self.period]);
        let series = periods.map(|period| period.label(self.lang)).collect();
        let items = lines.iter().map(|(at, line)| {
            let points = years.iter().map(|(_, before)| before[*at]).chain([line.counted]);
            let points = points.map(|counted| self.point(&line.figure, &counted, form)).collect();
            Item { label: own_name(&line.figure, self.lang).to_owned(), points }
        });
        Some(self.chart(&lines.first()?.1.figure, title, form, series, items.collect()))
    }

    /// The matters by the stage at which they stand on the last day.
    fn stages(&self) -> Option<(String, Chart)> {
        let opened = &self.lines.iter().find(|line| line.figure.key == "case.count")?.figure;
        let item = |(label, numbers): &(String, [Counted; 2])| {
            let points = numbers.iter().map(|counted| self.point(opened, counted, Form::Bars)).collect();
            Item { label: label.clone(), points }
        };
        let items = self.drawn.stages.iter().map(item).collect();
        let series = self.lang.pick(["在办", "已解决"], ["open", "solved"]).map(str::to_owned).to_vec();
        let title = self.lang.pick("事项到了哪个环节", "matters, by the stage they have reached");
        Some(self.chart(opened, title, Form::Bars, series, items))
    }

    /// Figures by their parts: towns with the largest number on top, the months of one year as they come.
    fn parted(&self, keys: &[&str], by: By) -> Option<(String, Chart)> {
        let Period { from, to, .. } = &self.period;
        let (is_month, is_one_year) = (by == By::Month, from.year() == to.year());
        let form = if is_month { Form::Columns } else { Form::Bars };
        let parts = self.drawn.parts.iter().filter(|(known, it)| *known == by && keys.contains(&&*it.figure.key));
        let all: Vec<&Broken> = parts.map(|(_, broken)| broken).collect();
        let figure = &all.first().filter(|_| is_one_year || !is_month)?.figure;
        let month = |month| (Some(format!("{}-{month:02}", from.year())), phrase!(self.lang, "{month}月", "{month}"));
        let months = (from.month()..=to.month()).filter(|_| is_month).map(month);
        let mut labels: Vec<(Option<String>, String)> = months.collect();
        for (part, name) in all.iter().flat_map(|broken| &broken.parts) {
            if !labels.iter().any(|(key, _)| *key == part.part) {
                labels.push((part.part.clone(), name.clone()));
            }
        }
        let point =
            |broken: &Broken, key: &Option<String>| self.point(&broken.figure, &broken.of(key.as_deref())?, form);
        let item = |(key, label)| Item { label, points: all.iter().map(|broken| point(broken, &key)).collect() };
        let mut items: Vec<Item> = labels.into_iter().map(item).collect();
        if !is_month {
            // What is equal stays in the office's order.
            let values = |item: &Item| item.points.iter().map(|it| it.as_ref().map(|it| it.value)).collect::<Vec<_>>();
            items.sort_by_key(|item| std::cmp::Reverse(values(item)));
        }
        let series: Vec<String> = all.iter().map(|broken| broken.figure.name(self.lang).to_owned()).collect();
        let names = series.join(self.lang.pick("、", ", "));
        let part = part_label(by, &self.words).lang(self.lang);
        let title = phrase!(self.lang, "{names}（按{part}）", "{names}, by {part}");
        Some(self.chart(figure, &title, form, series, items))
    }

    /// A number as it is drawn; beside columns its measure word has no room.
    fn point(&self, figure: &Figure, counted: &Counted, form: Form) -> Option<Point> {
        let word = if form == Form::Bars { figure.word(self.lang) } else { "" };
        let text = printed_in(figure, counted, word, self.exact, self.lang);
        Some(Point { value: counted.amount?.value, text })
    }

    fn chart(&self, of: &Figure, title: &str, form: Form, series: Vec<String>, items: Vec<Item>) -> (String, Chart) {
        let (title, unit) = (title.to_owned(), of.word(self.lang).to_owned());
        (of.section.to_string(), Chart { title, form, measure: of.measure, unit, series, items })
    }
}
