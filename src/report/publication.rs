//! What a report says of its own standing: as of when, which years are closed, and what has changed since it was
//! published.

use super::number::{printed, said};
use crate::amount::Amount;
use crate::figure::{Counted, Figure};
use crate::ledger::{Closed, Publication};
use crate::sheet::{Block, Cell, Column, Data, Reader, Sheet, Table};
use crate::text::{Lang, Text, text};

/// How many figures and how many records of each the page names; data has them all.
const FIGURES: usize = 12;
const RECORDS: usize = 3;

/// The standing of a report.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The day or state whose figures these are; none for those of now.
    pub as_of: Option<String>,
    /// The closed years of the period.
    pub closed: Vec<Closed>,
    /// The last publication of the period.
    pub published: Option<Published>,
}

/// A publication, and what has changed since.
#[derive(Clone, Debug)]
pub struct Published {
    /// The publication.
    pub given: Publication,
    /// The figures that are not what they were.
    pub moved: Vec<Moved>,
}

/// A figure that is not what was published.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The figure.
    pub figure: Figure,
    /// The number that was published; none where there was none.
    pub before: Option<Amount>,
    /// As it was printed then.
    pub text: Option<String>,
    /// What it comes to now.
    pub now: Counted,
    /// The records that made the difference, such as `case-12`.
    pub changes: Vec<(String, Change)>,
}

/// What became of a record behind a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not counted then.
    Added,
    /// It counts otherwise.
    Changed,
    /// It is no longer counted.
    Gone,
}

impl Change {
    /// Every one, in the order in which the page names them.
    pub const ALL: [Change; 3] = [Change::Added, Change::Changed, Change::Gone];

    /// Its key in JSON.
    pub fn key(self) -> &'static str {
        ["added", "changed", "gone"][self as usize]
    }

    fn label(self) -> Text {
        [text("增", "added"), text("改", "changed"), text("减", "gone")][self as usize]
    }
}

impl Kept {
    /// Says on a sheet which years are closed, where nothing else of this is said.
    pub(super) fn mark(&self, sheet: &mut Sheet, lang: Lang) {
        if let Data::Object(members) = &mut sheet.data {
            members.extend(self.standing());
        }
        sheet.page.extend(self.lines(lang));
    }

    /// The keys it adds to the data of a report.
    pub(super) fn members(&self, exact: bool, lang: Lang) -> Vec<(String, Cell)> {
        let published = self.published.as_ref().map_or(Cell::Empty, |published| published.cell(exact, lang));
        self.standing().into_iter().chain([("published".to_owned(), published)]).collect()
    }

    /// As of when it speaks, and what is closed.
    fn standing(&self) -> [(String, Cell); 2] {
        let year = |Closed { year, on, late }: &Closed| {
            Cell::object([("year", Cell::Whole((*year).into())), ("on", Cell::Date(*on)), ("late", Cell::Whole(*late))])
        };
        let closed = Cell::List(self.closed.iter().map(year).collect());
        [("as_of".to_owned(), Cell::words(self.as_of.clone())), ("closed".to_owned(), closed)]
    }

    /// What it adds to the page of a report.
    pub(super) fn page(&self, exact: bool, lang: Lang) -> Vec<Block> {
        let published = self.published.iter().flat_map(|published| published.page(exact, lang));
        self.lines(lang).into_iter().chain(published).collect()
    }

    fn lines(&self, lang: Lang) -> Vec<Block> {
        let as_of = self.as_of.iter().map(|as_of| match lang {
            Lang::Zh => format!("这是台账文件在 {as_of} 时的数字。"),
            Lang::En => format!("These are the figures as the ledger file stood at {as_of}."),
        });
        let closed = self.closed.iter().map(|Closed { year, on, late }| match (lang, late) {
            (Lang::Zh, 0) => format!("{year}年已于{on}关账，此后没有改动。"),
            (Lang::Zh, _) => format!("{year}年已于{on}关账，此后改动{late}次（见 log）。"),
            (Lang::En, 0) => format!("{year} was closed on {on}; nothing was changed since."),
            (Lang::En, _) => format!("{year} was closed on {on}; late changes since: {late} (see log)."),
        });
        as_of.chain(closed).map(Block::Line).collect()
    }
}

impl Published {
    fn cell(&self, exact: bool, lang: Lang) -> Cell {
        let Publication { no, on, through, head, .. } = &self.given;
        Cell::object([
            ("no", Cell::Whole(*no)),
            ("on", Cell::Date(*on)),
            ("through", through.map_or(Cell::Empty, Cell::Date)),
            ("head", Cell::words(head.clone())),
            ("changes", Cell::List(self.moved.iter().map(|moved| moved.cell(exact, lang)).collect())),
        ])
    }

    fn page(&self, exact: bool, lang: Lang) -> Vec<Block> {
        let Publication { no, on, through, head, .. } = &self.given;
        let moved: Vec<&Moved> = self.moved.iter().filter(|moved| !moved.figure.is_unprinted()).collect();
        let head = head.as_deref().unwrap_or("—");
        let through = through.map_or_else(String::new, |day| phrase!(lang, "，数到{day}", ", counted to {day}"));
        let first = phrase!(
            lang,
            "{on}公布过（publication-{no}{through}，台账文件状态 {head}），",
            "Published on {on} (publication-{no}{through}, state {head}); "
        );
        if moved.is_empty() {
            return vec![Block::Line(first + lang.pick("此后没有变化。", "nothing has changed since."))];
        }
        let new = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en));
        let columns: [Reader<&&Moved>; 5] = [
            (new("label", "指标", "figure"), &|moved| Cell::Text(moved.figure.name(lang).to_owned())),
            (new("published", "公布", "published").right(), &|it| Cell::text(it.text.as_deref().unwrap_or("—"))),
            (new("now", "现在", "now").right(), &|moved| Cell::Text(printed(&moved.figure, &moved.now, exact, lang))),
            (new("digits", "实数", "number").right(), &|moved| Cell::Text(moved.digits())),
            (new("records", "记录", "records"), &|moved| Cell::Text(moved.records(lang))),
        ];
        let table = Table::of(moved.iter().take(FIGURES), columns);
        let mut page = vec![Block::Line(first + lang.pick("此后有变化：", "changed since:")), Block::Table(table)];
        if let Some(more @ 1..) = moved.len().checked_sub(FIGURES) {
            let more = phrase!(
                lang,
                "另有{more}个指标有变化，全部见 --json。",
                "Figures not shown: {more}; --json has them all."
            );
            page.push(Block::Line(more));
        }
        page
    }
}

impl Moved {
    fn cell(&self, exact: bool, lang: Lang) -> Cell {
        let Moved { figure, before, text, now, changes } = self;
        let record = |(record, change): &(String, Change)| {
            Cell::object([("record", Cell::Text(record.clone())), ("change", Cell::Text(change.key().to_owned()))])
        };
        Cell::object([
            ("key", Cell::Text(figure.key.to_string())),
            ("published", said(figure, *before, text.clone())),
            ("now", said(figure, now.amount, now.amount.map(|_| printed(figure, now, exact, lang)))),
            ("records", Cell::List(changes.iter().map(record).collect())),
        ])
    }

    fn digits(&self) -> String {
        let digits = |amount: Option<Amount>| amount.map_or("—".to_owned(), |it| it.digits(self.figure.measure));
        format!("{}→{}", digits(self.before), digits(self.now.amount))
    }

    fn records(&self, lang: Lang) -> String {
        let mut words = Vec::new();
        for change in Change::ALL {
            let changed = self.changes.iter().filter(|(_, what)| *what == change);
            let names: Vec<&str> = changed.map(|(name, _)| name.as_str()).collect();
            let count = names.len();
            if count == 0 {
                continue;
            }
            let list = names[..count.min(RECORDS)].join(lang.pick("、", ", "));
            let more = match count.checked_sub(RECORDS) {
                Some(more @ 1..) => phrase!(lang, "等{count}条", " and {more} more"),
                _ => String::new(),
            };
            words.push(format!("{} {list}{more}", change.label().lang(lang)));
        }
        words.join(lang.pick("；", "; "))
    }
}
