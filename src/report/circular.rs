//! 通报: a line for each part of some figures, below the text that tells of them: units that handle motions, or parts in the order of a figure.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::breakdown::{Broken, part_label};
use super::number::{bound, digits, printed, said, value};
use super::structure::blocks;
use crate::amount::Measure;
use crate::figure::{By, Counted, Figure};
use crate::period::Period;
use crate::sheet::{Block, Cell, Column, Data, Reader, Sheet, Table};
use crate::text::Lang;
use crate::vocabulary::{Set, Vocabulary};

/// Parts, and what figures come to for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circular {
    /// The key of what the parts are.
    pub by: &'static str,
    /// What they are called: 承办单位, 镇街.
    pub label: String,
    /// The key of the figure that ranks them; empty where they have no ranks.
    pub sort: String,
    /// The figures.
    pub columns: Vec<Ranged>,
    /// The parts: those with a rank, those without, and what names none of them.
    pub lines: Vec<PartLine>,
    /// How many parts are left out.
    pub more: usize,
    /// The parts in use for which nothing is recorded of the figure that ranks them, where these are a closed list.
    pub without: Vec<String>,
    /// Whether it tells what came since January, and in the same span of last year.
    pub to_date: bool,
}

/// A figure of a circular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranged {
    /// The figure.
    pub figure: Figure,
    /// What all of it comes to.
    pub whole: Counted,
    /// The same since January, and in that span of last year, where that is told.
    pub spans: [Counted; 2],
    /// The parts with most of it.
    pub first: Vec<(String, Counted)>,
}

/// What one part came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartLine {
    /// Its key; none for what names no part.
    pub part: Option<String>,
    /// What it is called.
    pub name: String,
    /// Its rank, which it shares with those of the same number.
    pub rank: Option<usize>,
    /// What each figure comes to for it.
    pub counted: Vec<(Figure, Counted)>,
    /// What the figure that ranks it came to since January, and in that span of last year.
    pub spans: [Counted; 2],
}

impl PartLine {
    /// What the figure with this key comes to.
    pub fn of(&self, key: &str) -> Option<&(Figure, Counted)> {
        self.counted.iter().find(|(figure, _)| figure.key == key)
    }

    fn number(&self, key: &str) -> Option<i64> {
        self.of(key).and_then(|(_, counted)| counted.amount).map(|amount| amount.value).filter(|value| *value > 0)
    }
}

impl Circular {
    /// The motions by unit, the one that leads most first.
    pub fn of_units(broken: &[Broken], label: &str) -> Circular {
        let mut circular = Circular { label: label.to_owned(), ..Circular::of(By::Unit, broken) };
        circular.lines.sort_by_key(|unit| Reverse(unit.number("motion.unit.lead").unwrap_or_default()));
        circular
    }

    /// Parts in the order of a figure. `spans` are what it came to by part since January and in that span of last year.
    pub fn ranked(
        by: By,
        broken: &[Broken],
        sort: &Figure,
        spans: [Option<Broken>; 2],
        words: &Vocabulary,
        (period, lang): (&Period, Lang),
    ) -> Circular {
        let mut circular = Circular::of(by, broken);
        circular.sort = sort.key.to_string();
        circular.label = part_label(by, words).lang(lang).to_owned();
        let lines = &mut circular.lines;
        if by == By::Town {
            let towns = words.of(Set::Town, "").filter(|town| town.is_in_use(period.to));
            let missed = towns.filter(|town| lines.iter().all(|line| line.part.as_ref() != Some(&town.key)));
            let missed: Vec<_> = missed.map(|town| PartLine::new(Some(&town.key), town.name(lang))).collect();
            lines.extend(missed);
        }
        for (at, span) in spans.iter().enumerate().filter_map(|(at, span)| Some((at, span.as_ref()?))) {
            for (part, name) in &span.parts {
                let known = lines.iter().position(|line| line.part == part.part).unwrap_or_else(|| {
                    lines.push(PartLine::new(part.part.as_deref(), name));
                    lines.len() - 1
                });
                lines[known].spans[at] = part.counted;
            }
        }
        let place = |line: &PartLine| {
            Set::from_key(by.key()).map_or(0, |set| words.rank(set, sort.ledger(), line.part.as_deref()))
        };
        // What names no part stands last, whatever it comes to.
        lines.sort_by_cached_key(|line| {
            (line.part.is_none(), Reverse(line.number(&sort.key)), place(line), line.part.clone())
        });
        let (mut rank, mut last) = (0, None);
        for (at, line) in lines.iter_mut().enumerate().filter(|(_, line)| line.part.is_some()) {
            let Some(number) = line.number(&sort.key) else { break };
            rank = if last == Some(number) { rank } else { at + 1 };
            (line.rank, last) = (Some(rank), Some(number));
        }
        for column in &mut circular.columns {
            column.first = first(lines, &column.figure.key);
        }
        if by == By::Town {
            let without = lines.iter().filter(|line| line.part.is_some() && line.rank.is_none());
            circular.without = without.map(|line| line.name.clone()).collect();
        }
        circular
    }

    /// The figures turned round: a line for each part.
    fn of(by: By, broken: &[Broken]) -> Circular {
        let (mut lines, mut places) = (Vec::new(), HashMap::new());
        for Broken { figure, parts, .. } in broken {
            for (part, name) in parts {
                let at = *places.entry(part.part.as_deref()).or_insert_with(|| {
                    lines.push(PartLine::new(part.part.as_deref(), name));
                    lines.len() - 1
                });
                lines[at].counted.push((figure.clone(), part.counted));
            }
        }
        let column = |Broken { figure, whole, .. }: &Broken| Ranged {
            figure: figure.clone(),
            whole: *whole,
            spans: <_>::default(),
            first: Vec::new(),
        };
        Circular { by: by.key(), lines, columns: broken.iter().map(column).collect(), ..Circular::default() }
    }

    /// Leaves out the parts behind a rank, but for what names none.
    pub fn cut(&mut self, top: usize) {
        let all = self.lines.len();
        self.lines.retain(|line| line.part.is_none() || line.rank.is_some_and(|rank| rank <= top));
        self.more = all - self.lines.len();
    }

    /// The names of its parts, which may hold numbers of persons.
    pub fn words(&mut self) -> impl Iterator<Item = &mut String> {
        let first = self.columns.iter_mut().flat_map(|column| &mut column.first).map(|(name, _)| name);
        first.chain(self.lines.iter_mut().flat_map(|line| line.part.iter_mut().chain([&mut line.name])))
    }

    /// The figure that ranks the parts.
    pub fn sort(&self) -> Option<&Ranged> {
        self.columns.iter().find(|column| column.figure.key == self.sort)
    }

    /// What a figure is called in it: of figures that are by unit as a whole, that is not said again.
    pub fn heading<'a>(&self, figure: &'a Figure, lang: Lang) -> &'a str {
        let name = figure.name(lang);
        if !figure.is_by_unit() {
            return name;
        }
        let alone = lang.pick(name.strip_suffix("件次"), name.strip_suffix(", by unit"));
        figure.family.as_ref().map_or(alone.unwrap_or(name), |member| lang.pick(&member.label, &member.english))
    }

    /// The text and its table, the whole in the last line.
    pub fn page(&self, text: &str, lang: Lang) -> Vec<Block> {
        let is_ranked = !self.sort.is_empty();
        let told = self.sort().or(self.columns.first()).map(|column| &column.figure);
        let heading = |figure: &Figure| {
            let (name, word) = (self.heading(figure, lang), figure.word(lang));
            let differs = told.is_some_and(|told| told.unit != figure.unit) || figure.measure == Measure::Money;
            if differs { phrase!(lang, "{name}（{word}）", "{name} ({word})") } else { name.to_owned() }
        };
        let mut columns = Vec::from_iter(is_ranked.then(|| Column::new("rank", lang.pick("名次", "rank")).right()));
        columns.push(Column::new(self.by, &self.label));
        let of_figures = self.columns.iter().map(|it| Column::new(&it.figure.key, &heading(&it.figure)).right());
        columns.extend(of_figures);
        let spans = [("to_date", "累计", "since January"), ("last_year", "上年同期", "same span of last year")];
        let sort = self.sort().filter(|_| self.to_date);
        columns.extend(spans.into_iter().filter(|_| sort.is_some()).map(|(key, zh, en)| {
            let name = if told.is_some_and(|it| it.measure == Measure::Money) { lang.pick("（元）", " (yuan)") } else { "" };
            Column::new(key, &format!("{}{name}", lang.pick(zh, en))).right()
        }));
        let mut table = Table::new(columns);
        let row = |rank: Cell, name: &str, of: &dyn Fn(&Ranged) -> Option<Counted>, spans: [Counted; 2]| {
            let number = |figure, counted: Option<Counted>| digits(figure, counted.unwrap_or_default().amount);
            let mut cells = Vec::from_iter(is_ranked.then_some(rank));
            cells.push(Cell::text(name));
            cells.extend(self.columns.iter().map(|column| number(&column.figure, of(column))));
            cells.extend(sort.iter().flat_map(|sort| spans.map(|span| digits(&sort.figure, span.amount))));
            cells
        };
        for line in &self.lines {
            let of = |column: &Ranged| line.of(&column.figure.key).map(|(_, counted)| *counted);
            table.push(row(line.rank.map_or_else(|| Cell::text(""), Cell::count), &line.name, &of, line.spans));
        }
        let whole = lang.pick("合计", "all");
        let spans = sort.map_or_else(Default::default, |sort| sort.spans);
        table.push(row(Cell::text(""), whole, &|column| Some(column.whole), spans));
        let mut page = blocks(text, lang);
        page.push(Block::Table(table));
        let more = self.more;
        page.extend((more > 0).then(|| {
            Block::Line(phrase!(lang, "另有{more}个没有列出。", "{more} more are not listed."))
        }));
        page
    }

    /// Adds to the data of a breakdown what ranks its parts, before the parts themselves.
    pub fn rank(ranked: Option<&Circular>, sheet: &mut Sheet, exact: bool, lang: Lang) {
        let Data::Object(members) = &mut sheet.data else { return };
        let member = |key: &str, cell: Option<Cell>| (key.to_owned(), cell.unwrap_or(Cell::Empty));
        let at = members.iter().position(|(key, _)| key == "figures").unwrap_or_default();
        let ranking = ranked.and_then(|circular| Some(Cell::Table(circular.ranking(&circular.sort()?.figure, exact, lang))));
        let added = [
            member("sort", ranked.map(|circular| Cell::text(&circular.sort))),
            member("ranking", ranking),
            member("more", ranked.map(|circular| Cell::count(circular.more))),
        ];
        members.splice(at..at, added);
    }

    fn ranking(&self, figure: &Figure, exact: bool, lang: Lang) -> Table {
        let own = |line: &PartLine| line.of(&figure.key).map_or_else(Counted::default, |(_, counted)| *counted);
        let span = |line: &PartLine, at: usize| {
            let (counted, text) = (line.spans[at], printed(figure, &line.spans[at], exact, lang));
            if self.to_date { said(figure, counted.amount, Some(text)) } else { Cell::Empty }
        };
        let nested = || ["value", "bound", "text"].map(Column::data).to_vec();
        let columns: [Reader<&PartLine>; 8] = [
            (Column::data("rank"), &|line| line.rank.map_or(Cell::Empty, Cell::count)),
            (Column::data("part"), &|line| Cell::words(line.part.clone())),
            (Column::data("name"), &|line| Cell::text(&line.name)),
            (Column::data("value"), &|line| value(figure, own(line).amount)),
            (Column::data("bound"), &|line| bound(own(line).amount)),
            (Column::data("text"), &|line| Cell::Text(printed(figure, &own(line), exact, lang))),
            (Column::data("to_date").holding(nested()), &|line| span(line, 0)),
            (Column::data("last_year").holding(nested()), &|line| span(line, 1)),
        ];
        Table::of(&self.lines, columns)
    }
}

impl PartLine {
    fn new(part: Option<&str>, name: &str) -> PartLine {
        let (part, name) = (part.map(str::to_owned), name.to_owned());
        PartLine { part, name, rank: None, counted: Vec::new(), spans: <_>::default() }
    }
}

/// The parts of the first three ranks of a figure; none of a rank that too many share to be named.
fn first(lines: &[PartLine], key: &str) -> Vec<(String, Counted)> {
    let own = |line: &PartLine| Some((line.name.clone(), line.of(key)?.1, line.number(key)?));
    let mut found: Vec<_> = lines.iter().filter(|line| line.part.is_some()).filter_map(own).collect();
    found.sort_by_key(|(.., number)| Reverse(*number));
    let mut named = 0;
    for rank in found.chunk_by(|(.., one), (.., other)| one == other) {
        if named >= 3 || named + rank.len() > 5 {
            break;
        }
        named += rank.len();
    }
    found.truncate(named);
    found.into_iter().map(|(name, counted, _)| (name, counted)).collect()
}
