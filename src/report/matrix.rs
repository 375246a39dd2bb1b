//! 分解表: figures by town, month, kind and so on, a row a part and a column a figure, the total last.

use chrono::NaiveDate;
use unicode_width::UnicodeWidthStr;

use super::breakdown::{Broken, part_label};
use super::number::{bound, digits, own_name, printed, value};
use super::overview::{label, running};
use crate::amount::{Amount, Bound};
use crate::figure::{By, Counted, Figure};
use crate::period::Period;
use crate::sheet::{Block, Cell, Column, Table};
use crate::text::Lang;
use crate::vocabulary::{Set, Vocabulary};

/// What figures came to in parts, for tables that are read across and down.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    /// What they are broken down by.
    pub by: By,
    /// The period.
    pub period: &'a Period,
    /// The session whose motions alone it is about.
    pub session: Option<&'a str>,
    /// The day on which it is made.
    pub today: NaiveDate,
    /// The office's words.
    pub words: &'a Vocabulary,
    /// The figures, in the order of their sections.
    pub broken: &'a [Broken],
    /// Whether every number is printed in full.
    pub exact: bool,
    /// The language of names and numbers.
    pub lang: Lang,
}

/// A part as a row: its ledger, where kinds are of one, its key and its name.
type Part<'a> = (&'a str, Option<&'a str>, &'a str);

/// The cells that the columns of a table have at most: one page across, and a terminal of usual width.
const ACROSS: usize = 100;

/// The cells in which a name is broken into lines, as a terminal does it.
const NAME: usize = 8;

impl<'a> Matrix<'a> {
    /// A page of tables, one a section of the summary or several where it has many figures. What is all in one part is said in a line.
    pub fn page(&self) -> Vec<Block> {
        let (lang, by) = (self.lang, part_label(self.by, self.words).lang(self.lang));
        let (office, period) = (self.words.office("name").lang(lang), label(self.period, self.session, lang));
        let title = phrase!(lang, "{office}　{period}　按{by}", "{office}: {period}, by {by}");
        let mut page = vec![Block::title(title + &running(self.period, self.today, lang))];
        let shown: Vec<&Broken> = self.broken.iter().filter(|one| !one.parts.is_empty()).collect();
        let all = self.parts(shown.iter().copied().filter(|one| !self.is_apart(one)));
        for group in shown.chunk_by(|one, next| self.heading(&one.figure) == self.heading(&next.figure)) {
            let heading = self.heading(&group[0].figure);
            page.extend((!heading.is_empty()).then(|| Block::heading(heading)));
            let (apart, wide): (Vec<&Broken>, Vec<&Broken>) = group.iter().copied().partition(|one| self.is_apart(one));
            let own = (self.by == By::Kind).then(|| self.parts(wide.iter().copied()));
            for (at, columns) in self.pages(&wide).into_iter().enumerate() {
                page.extend(
                    (at > 0).then(|| Block::heading(phrase!(lang, "{heading}（续）", "{heading} (continued)"))),
                );
                page.push(Block::Table(self.table(own.as_ref().unwrap_or(&all), columns)));
            }
            page.extend(self.apart(&apart));
        }
        page.extend(shown.is_empty().then(|| Block::Line(lang.pick("没有记录", "no records").to_owned())));
        page
    }

    /// One table of all figures, for scripts: they add the parts up.
    pub fn data(&self) -> Table {
        let is_of_ledger = self.by == By::Kind;
        let mut columns: Vec<Column> = is_of_ledger.then(|| Column::data("ledger")).into_iter().collect();
        columns.extend([Column::data("part"), Column::data("name")]);
        let is_loose = |one: &Broken| one.parts.iter().any(|(part, _)| is_loose(part.counted.amount));
        for one in self.broken {
            let key = &*one.figure.key;
            columns.push(Column::new(key, one.figure.name(self.lang)).right());
            columns.extend(is_loose(one).then(|| Column::data(&format!("{key}_bound"))));
        }
        let mut table = Table::new(columns);
        for part @ (ledger, key, name) in self.parts(self.broken.iter()) {
            let mut cells: Vec<Cell> = is_of_ledger.then(|| Cell::text(ledger)).into_iter().collect();
            cells.extend([key.map_or_else(|| Cell::Unset(name.to_owned()), Cell::text), Cell::text(name)]);
            for one in self.broken {
                let amount = self.of(one, part).and_then(|counted| counted.amount);
                cells.push(value(&one.figure, amount));
                cells.extend(is_loose(one).then(|| bound(amount)));
            }
            table.push(cells);
        }
        table
    }

    /// The parts that occur, in the office's order; of towns all that are in use, and what is in none last.
    fn parts<'b>(&'b self, broken: impl Iterator<Item = &'b Broken>) -> Vec<Part<'b>> {
        let set = Set::from_key(self.by.key());
        let in_use =
            self.words.of(Set::Town, "").filter(|town| self.by == By::Town && town.is_in_use(self.period.from));
        let mut parts: Vec<Part> = in_use.map(|town| ("", Some(&*town.key), town.name(self.lang))).collect();
        for one in broken {
            parts.extend(one.parts.iter().map(|(part, name)| (self.ledger(one), part.part.as_deref(), &**name)));
        }
        // Sorting keeps the order of the ledgers.
        let rank = |(ledger, key, _): &Part| match set {
            Some(set) => self.words.rank(set, ledger, *key),
            None => key.map_or(usize::MAX, |_| 0),
        };
        let ledgers: Vec<&str> = parts.iter().map(|(ledger, ..)| *ledger).collect();
        let place = |ledger: &str| ledgers.iter().position(|known| *known == ledger);
        parts.sort_by_cached_key(|part| (place(part.0), rank(part), part.1));
        parts.dedup_by_key(|part| (part.0, part.1));
        parts
    }

    /// The ledger by which parts of the same key are told apart: kinds are of one.
    fn ledger<'b>(&self, one: &'b Broken) -> &'b str {
        if self.by == By::Kind { one.figure.ledger() } else { "" }
    }

    fn of(&self, one: &Broken, (ledger, key, _): Part) -> Option<Counted> {
        let part = one.parts.iter().find(|(part, _)| part.part.as_deref() == key);
        part.filter(|_| self.ledger(one) == ledger).map(|(part, _)| part.counted)
    }

    /// What stands above a figure: its section, or its ledger where parts are of one.
    fn heading(&self, figure: &'a Figure) -> &'a str {
        let (lang, section) = (self.lang, self.words.term(Set::Section, "", &figure.section));
        let ledger = self.words.ledger(figure.ledger()).filter(|_| self.by == By::Kind);
        match (ledger, section) {
            (Some(ledger), _) => ledger.lang(lang),
            (None, Some(section)) => section.name(lang),
            (None, None) if figure.is_doubt() => lang.pick("存疑", "doubtful"),
            (None, None) => self.words.set_label(Set::Platform).lang(lang),
        }
    }

    /// Whether a figure has nothing to compare: all of it is in no part, or it is of one kind itself.
    fn is_apart(&self, one: &Broken) -> bool {
        let is_of_kind = || self.by == By::Kind && one.figure.family.as_ref().is_some_and(|it| it.set == Set::Kind);
        matches!(&one.parts[..], [(part, _)] if part.part.is_none() || is_of_kind())
    }

    /// Figures that are all in one part, by its name.
    fn apart(&self, apart: &[&Broken]) -> Option<Block> {
        let lang = self.lang;
        let of = |one: &Broken| if one.parts[0].0.part.is_none() { one.parts[0].1.clone() } else { String::new() };
        let mut lines = Vec::new();
        for group in apart.chunk_by(|one, next| of(one) == of(next)) {
            let said = group.iter().map(|one| {
                let (name, number) = (one.figure.name(lang), printed(&one.figure, &one.whole, self.exact, lang));
                phrase!(lang, "{name}{number}", "{name}: {number}")
            });
            let said = said.collect::<Vec<_>>().join(lang.pick("、", "; "));
            let name = of(group[0]);
            lines.push(if name.is_empty() { said } else { phrase!(lang, "{name}：{said}", "{name}: {said}") });
        }
        (!lines.is_empty()).then(|| Block::Line(lines.join("\n")))
    }

    /// The figures of a section as they fit across a page, in tables that are about as wide.
    fn pages<'b>(&self, figures: &'b [&'b Broken]) -> Vec<&'b [&'b Broken]> {
        let split = |room: usize| {
            let (mut pages, mut start, mut filled) = (Vec::new(), 0, NAME);
            for (at, one) in figures.iter().enumerate() {
                let width = 2 + self.width(one);
                if filled + width > room && at > start {
                    pages.push(&figures[start..at]);
                    (start, filled) = (at, NAME);
                }
                filled += width;
            }
            pages.extend((start < figures.len()).then(|| &figures[start..]));
            pages
        };
        let fewest = split(ACROSS).len();
        (NAME..=ACROSS).map(split).find(|pages| pages.len() == fewest).unwrap_or_default()
    }

    /// The cells that a figure needs across: its total has the most digits.
    fn width(&self, one: &Broken) -> usize {
        let number = one.whole.amount.map_or(0, |amount| amount.digits(one.figure.measure).width());
        number.max(self.column(&one.figure).width().min(NAME))
    }

    /// The heading of a figure's column, with its measure word where the name does not say it.
    fn column(&self, figure: &Figure) -> String {
        let (lang, word) = (self.lang, figure.word(self.lang));
        let is_of_kind = figure.family.as_ref().is_some_and(|it| it.set == Set::Kind);
        // 学习（主席会议） stands among its like.
        let is_alone = is_of_kind && figure.key.matches('.').count() == 1;
        let name = if is_alone { own_name(figure, lang) } else { figure.name(lang) };
        if name.contains(word) { name.to_owned() } else { phrase!(lang, "{name}（{word}）", "{name} ({word})") }
    }

    fn table(&self, parts: &[Part], figures: &[&Broken]) -> Table {
        let mut columns = vec![Column::new("part", part_label(self.by, self.words).lang(self.lang))];
        columns.extend(figures.iter().map(|one| Column::new(&one.figure.key, &self.column(&one.figure)).right()));
        let mut table = Table::new(columns);
        let mut row = |name: &str, of: &dyn Fn(&Broken) -> Option<Amount>| {
            let numbers = figures.iter().map(|one| digits(&one.figure, of(one)));
            table.push(std::iter::once(Cell::text(name)).chain(numbers).collect());
        };
        for part in parts {
            row(part.2, &|one| self.of(one, *part).and_then(|counted| counted.amount));
        }
        row(self.lang.pick("合计", "total"), &|one| one.whole.amount);
        table
    }
}

fn is_loose(amount: Option<Amount>) -> bool {
    amount.is_some_and(|amount| amount.bound != Bound::Exact)
}
