//! What a command answers: data for scripts, and a page of blocks for people.

use std::borrow::Cow;

use super::table::{Cell, Column, Face, Row, Table, Tone};
use crate::amount::Measure;

/// What a command answers, ready for every format.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What data formats (json, jsonl, csv) carry.
    pub data: Data,
    /// What people see (table, md), from top to bottom.
    pub page: Vec<Block>,
}

/// The two shapes of data a script can receive.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// An array of objects; `[]` when empty.
    List(Table),
    /// One object, its members in order. A member may be a table.
    Object(Vec<(String, Cell)>),
}

/// A part of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading of this rank.
    Heading(Rank, String),
    /// A line or paragraph of text.
    Line(String),
    /// What a letter has beside its text.
    Formal(Formal, String),
    /// Text whose lines are left as they are.
    Verbatim(String),
    /// A table.
    Table(Table),
    /// A board.
    Board(Board),
    /// A chart.
    Chart(Chart),
}

/// The rank of a heading, as GB/T 9704 numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The title of the whole.
    Title,
    /// 一、
    First,
    /// （一）
    Second,
    /// 1.
    Third,
}

/// What a letter has beside its text, each on lines of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formal {
    /// 主送机关: to whom it goes, flush left below the title.
    Addressee,
    /// 附件说明: what is attached, below the text.
    Attachments,
    /// 落款: who signs and on which day, on the right at the end.
    Signature,
}

/// Numbers to be drawn. They stand in words or tables, too: formats without pictures pass over it.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What is drawn.
    pub title: String,
    /// How.
    pub form: Form,
    /// In what it is measured.
    pub measure: Measure,
    /// The measure word, for an axis.
    pub unit: String,
    /// What is told of each item: one thing, whose name is the title, or several.
    pub series: Vec<String>,
    /// What it is told of, in order: towns, stages, months.
    pub items: Vec<Item>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Bars to the right, an item below the other: names may be long.
    Bars,
    /// Columns upwards, an item after the other, as in time.
    Columns,
}

/// One item of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its name.
    pub label: String,
    /// One point for each series; none where nothing was recorded.
    pub points: Vec<Option<Point>>,
}

/// One number of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The number, in parts of the measure.
    pub value: i64,
    /// The number as printed.
    pub text: String,
}

/// Cards in lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    /// The headings of the cards' parts where they are set one under the other: number, title, about, mark; and of the lane
    /// in a workbook.
    pub head: [String; 5],
    /// The lanes, from left to right.
    pub lanes: Vec<Lane>,
}

/// One lane of a board.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Its heading.
    pub label: String,
    /// Its cards, from top to bottom.
    pub cards: Vec<Card>,
}

/// One card of a board.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its number.
    pub no: String,
    /// Its title.
    pub title: String,
    /// A few words on it.
    pub about: String,
    /// How it stands.
    pub mark: String,
    /// How that is meant.
    pub tone: Option<Tone>,
}

impl Data {
    /// The list, or the first table of an object.
    pub fn table(&self) -> Option<&Table> {
        match self {
            Data::List(table) => Some(table),
            Data::Object(members) => members.iter().find_map(|(_, cell)| cell.table()),
        }
    }

    /// The rows that line-based formats carry: those of its table, in an object each with the period that it is of.
    pub fn lines(&self) -> Option<Cow<'_, Table>> {
        let table = self.table()?;
        let Data::Object(members) = self else { return Some(Cow::Borrowed(table)) };
        let mut table = table.clone();
        if let Some((key, period)) = members.iter().find(|(key, _)| key == "period") {
            table.columns.insert(0, Column::new(key, key).face(Face::Data));
            for row in &mut table.rows {
                if let Row::Cells(cells) = row {
                    cells.insert(0, period.clone());
                }
            }
        }
        Some(Cow::Owned(table))
    }
}

impl Board {
    /// The same as a table, lane by lane; lanes without a card are left out.
    pub fn table(&self) -> Table {
        let [no, title, about, mark, lane] = &self.head;
        let mut table = Table::new(vec![
            Column::new("lane", lane).face(Face::Book),
            Column::new("no", no),
            Column::new("title", title),
            Column::new("about", about),
            Column::new("mark", mark),
        ]);
        for lane in self.lanes.iter().filter(|lane| !lane.cards.is_empty()) {
            let label = Cell::Text(lane.label.clone());
            table.rows.push(Row::Section(lane.label.clone()));
            for card in &lane.cards {
                let text = |words: &String| Cell::Text(words.clone());
                let no = card.no.parse().map_or_else(|_| text(&card.no), Cell::Whole);
                let mark = card.tone.map_or_else(|| text(&card.mark), |tone| Cell::Marked(tone, card.mark.clone()));
                table.push(vec![label.clone(), no, text(&card.title), text(&card.about), mark]);
            }
        }
        table
    }
}

impl Sheet {
    /// One object with these members, beside what people see.
    pub fn object(members: impl IntoIterator<Item = (impl Into<String>, Cell)>, page: Vec<Block>) -> Sheet {
        Sheet { data: Data::Object(members.into_iter().map(|(key, cell)| (key.into(), cell)).collect()), page }
    }

    /// A list: people see the same table that scripts get.
    pub fn list(table: Table) -> Sheet {
        Sheet { data: Data::List(table.clone()), page: vec![Block::Table(table)] }
    }
}

impl Block {
    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table> {
        if let Block::Table(table) = self { Some(table) } else { None }
    }

    /// A heading of a part of the page.
    pub fn heading(words: impl Into<String>) -> Block {
        Block::Heading(Rank::First, words.into())
    }

    /// The title of the page.
    pub fn title(words: impl Into<String>) -> Block {
        Block::Heading(Rank::Title, words.into())
    }
}
