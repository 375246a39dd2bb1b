//! 通报: a line for each part of some figures, below the text that tells of them: units that handle motions, or parts in the order of a figure.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::breakdown::{Broken, part_label, rank};
use super::number::{bound, digits, printed, said, value};
use super::structure::blocks;
use crate::amount::Measure;
use crate::figure::{By, Counted, Figure};
use crate::sheet::{Block, Cell, Column, Face, Reader, Table};
use crate::text::Lang;
use crate::vocabulary::Vocabulary;

/// Parts, and what figures come to for each.
#[derive(Clone, Debug, Default)]
pub struct Circular {
    /// The key of what the parts are.
    pub by: &'static str,
    /// What they are called.
    pub label: String,
    /// The figures.
    pub figures: Vec<Broken>,
    /// Which of them ranks the parts; none where they have no ranks.
    pub sort: Option<usize>,
    /// The figures since January and in that span of last year, where that is told.
    pub spans: Vec<Vec<Broken>>,
    /// Whether more days are told of since January than those of the period.
    pub since: bool,
    /// The last rank that is listed.
    pub top: Option<usize>,
    /// The parts: those with a rank, those without, and what names none of them.
    pub lines: Vec<PartLine>,
}

/// What one part came to.
#[derive(Clone, Debug)]
pub struct PartLine {
    /// Its key; none for what names no part.
    pub part: Option<String>,
    /// What it is called.
    pub name: String,
    /// Its rank, which it shares with those of the same number.
    pub rank: Option<usize>,
    /// What each figure comes to for it, then the one that ranks in each span.
    pub counted: Vec<Counted>,
}

impl PartLine {
    fn number(&self, at: usize) -> Option<i64> {
        self.counted[at].amount.map(|amount| amount.value).filter(|value| *value > 0 && self.part.is_some())
    }
}

impl Circular {
    /// The figures turned round: a line for each part, in the order of the figure that ranks them; else the unit first that leads most.
    pub fn of(
        by: By,
        (figures, sort, spans): (Vec<Broken>, Option<usize>, Vec<Vec<Broken>>),
        words: &Vocabulary,
        lang: Lang,
    ) -> Circular {
        let label = part_label(by, words).lang(lang).to_owned();
        let mut circular = Circular { by: by.key(), label, figures, sort, spans, ..Circular::default() };
        let (mut lines, mut places) = (Vec::new(), HashMap::new());
        let width = circular.columns().count();
        for (at, one) in circular.columns().enumerate() {
            for (part, name) in &one.parts {
                let line = *places.entry(part.part.clone()).or_insert_with(|| {
                    let (part, counted) = (part.part.clone(), vec![Counted::default(); width]);
                    lines.push(PartLine { part, name: name.clone(), rank: None, counted });
                    lines.len() - 1
                });
                lines[line].counted[at] = part.counted;
            }
        }
        circular.lines = lines;
        if let Some(sort) = sort {
            circular.ranked(sort, by, words);
        } else {
            let lead = circular.place("motion.unit.lead").unwrap_or_default();
            circular.lines.sort_by_key(|unit| Reverse(unit.number(lead)));
        }
        circular
    }

    fn ranked(&mut self, sort: usize, by: By, words: &Vocabulary) {
        let ledger = self.figures[sort].figure.ledger();
        let place = |part: &Option<String>| rank(by, ledger, part.as_deref(), words);
        // What names no part stands last, whatever it comes to.
        self.lines.sort_by_cached_key(|line| {
            (line.part.is_none(), Reverse(line.number(sort)), place(&line.part), line.part.clone())
        });
        let (mut rank, mut last) = (0, None);
        for (before, line) in self.lines.iter_mut().enumerate() {
            let Some(number) = line.number(sort) else { break };
            rank = if last == Some(number) { rank } else { before + 1 };
            (line.rank, last) = (Some(rank), Some(number));
        }
    }

    /// The figure that ranks the parts.
    pub fn sort(&self) -> Option<&Figure> {
        self.sort.map(|sort| &self.figures[sort].figure)
    }

    /// Where the figure with this key stands.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.figures.iter().position(|one| one.figure.key == key)
    }

    /// The figures, then the one that ranks in each span.
    fn columns(&self) -> impl Iterator<Item = &Broken> {
        let of_sort = self.sort.map(|sort| self.spans.iter().map(move |span| &span[sort]));
        self.figures.iter().chain(of_sort.into_iter().flatten())
    }

    /// The parts that are listed: those behind the last rank are not, but for what names none.
    pub fn listed(&self) -> impl Iterator<Item = &PartLine> {
        let is_listed = |line: &&PartLine| line.rank.is_some_and(|rank| self.top.is_none_or(|top| rank <= top));
        self.lines.iter().filter(move |line| self.top.is_none() || line.part.is_none() || is_listed(line))
    }

    /// How many parts are not.
    pub fn more(&self) -> usize {
        self.lines.len() - self.listed().count()
    }

    /// The towns that have nothing of the figure that ranks them.
    pub fn without(&self) -> impl Iterator<Item = &str> {
        let without = self.lines.iter().filter(|line| line.part.is_some() && line.rank.is_none());
        without.filter(|_| self.by == By::Town.key()).map(|line| &*line.name)
    }

    /// The parts of the first three ranks of a figure; none of a rank that too many share to be named.
    pub fn first(&self, at: usize) -> Vec<(&str, Counted)> {
        let mut found: Vec<_> = self.lines.iter().filter(|line| line.number(at).is_some()).collect();
        found.sort_by_key(|line| Reverse(line.number(at)));
        let mut named = 0;
        for rank in found.chunk_by(|one, other| one.number(at) == other.number(at)) {
            if named >= 3 || named + rank.len() > 5 {
                break;
            }
            named += rank.len();
        }
        found[..named].iter().map(|line| (&*line.name, line.counted[at])).collect()
    }

    /// The text and its table, the whole in the last line.
    pub(super) fn page(&self, text: &str, lang: Lang) -> Vec<Block> {
        let told = self.sort().or(self.figures.first().map(|one| &one.figure));
        let right = |figure: &Figure, key: &str, label: &str| {
            let (word, is_money) = (figure.word(lang), figure.measure == Measure::Money);
            let is_told = label.contains(word) || told.is_some_and(|told| told.unit == figure.unit);
            let unit = if is_told && !is_money { String::new() } else { phrase!(lang, "（{word}）", " ({word})") };
            Column::new(key, &format!("{label}{unit}")).right()
        };
        let rank = self.sort.map(|_| Column::new("rank", lang.pick("名次", "rank")).right());
        let mut columns = Vec::from_iter(rank);
        columns.push(Column::new(self.by, &self.label));
        columns.extend(self.figures.iter().map(|one| right(&one.figure, &one.figure.key, label(&one.figure, lang))));
        let spans = [("to_date", "累计", "since January"), ("last_year", "上年同期", "last year to date")];
        let spans = self.columns().skip(self.figures.len()).zip(spans);
        columns.extend(spans.map(|(span, (key, zh, en))| right(&span.figure, key, lang.pick(zh, en))));
        let mut table = Table::new(columns);
        let mut row = |rank: Option<usize>, name: &str, counted: &mut dyn Iterator<Item = &Counted>| {
            let rank = self.sort.map(|_| rank.map_or_else(|| Cell::text(""), Cell::count));
            let numbers = self.columns().zip(counted).map(|(one, counted)| digits(&one.figure, counted.amount));
            table.push(rank.into_iter().chain([Cell::text(name)]).chain(numbers).collect());
        };
        for line in self.listed() {
            row(line.rank, &line.name, &mut line.counted.iter());
        }
        row(None, lang.pick("合计", "all"), &mut self.columns().map(|one| &one.whole));
        // Since January is the period itself where it begins there.
        let told = table.columns.iter().cloned().enumerate().filter(|(_, it)| self.since || it.key != "to_date");
        let mut page = blocks(text, lang);
        page.push(Block::Table(table.select(told.collect())));
        let more = self.more();
        let rest = (more > 0).then(|| phrase!(lang, "另有{more}个没有列出。", "{more} more are not listed."));
        page.extend(rest.map(Block::Line));
        page
    }

    /// The parts that are listed, as data.
    pub(super) fn ranking(&self, at: usize, exact: bool, lang: Lang) -> Table {
        let sort = &self.figures[at].figure;
        let text = |counted: &Counted| printed(sort, counted, exact, lang);
        let span = |line: &PartLine, span: usize| {
            let counted = line.counted.get(self.figures.len() + span);
            counted.map_or(Cell::Empty, |counted| said(sort, counted.amount, Some(text(counted))))
        };
        let new = |key, zh, en| Column::new(key, lang.pick(zh, en)).face(Face::Data);
        let nested = || ["value", "bound", "text"].map(Column::data).to_vec();
        let columns: [Reader<&PartLine>; 8] = [
            (new("rank", "名次", "rank"), &|line| line.rank.map_or(Cell::Empty, Cell::count)),
            (new("part", &self.label, &self.label), &|line| Cell::words(line.part.clone())),
            (new("name", "名称", "name"), &|line| Cell::text(&line.name)),
            (new("value", "实数", "number"), &|line| value(sort, line.counted[at].amount)),
            (new("bound", "界", "bound"), &|line| bound(line.counted[at].amount)),
            (new("text", "印发数", "printed"), &|line| Cell::Text(text(&line.counted[at]))),
            (new("to_date", "累计", "since January").holding(nested()), &|line| span(line, 0)),
            (new("last_year", "上年同期", "last year to date").holding(nested()), &|line| span(line, 1)),
        ];
        Table::of(self.listed(), columns)
    }
}

/// What a figure is called in a circular: of figures that are by unit as a whole, that is not said again.
pub(super) fn label(figure: &Figure, lang: Lang) -> &str {
    let name = figure.name(lang);
    if !figure.is_by_unit() {
        return name;
    }
    let alone = lang.pick(name.strip_suffix("件次"), name.strip_suffix(", by unit"));
    figure.family.as_ref().map_or(alone.unwrap_or(name), |member| lang.pick(&member.label, &member.english))
}
