//! A neutral document of typed cells. Commands make sheets, formats render them, and neither knows the other.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};

use crate::amount::{Amount, Measure};

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
    /// A heading of the page.
    Heading(String),
    /// A line or paragraph of text.
    Line(String),
    /// A table.
    Table(Table),
    /// A board.
    Board(Board),
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

/// How a word is meant; on a terminal it is coloured so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Done.
    Good,
    /// To be seen to soon.
    Soon,
    /// Late.
    Late,
}

/// Columns and rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows, each with one cell a column.
    pub rows: Vec<Row>,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The key in JSON and CSV.
    pub key: String,
    /// The heading for people.
    pub label: String,
    /// Whether numbers stand in it, so that it is set flush right.
    pub right: bool,
    /// Who gets to see it.
    pub face: Face,
    /// The columns of the tables or objects in its cells, which a table without rows cannot tell.
    pub nested: Vec<Column>,
}

/// Who sees a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Data formats and people.
    Both,
    /// Data formats only.
    Data,
    /// People only.
    Page,
    /// People who open a workbook: what its filter needs and the page says otherwise, such as the section of a row.
    Book,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// A line across the table that names the rows below it; data formats pass over it.
    Section(String),
    /// One cell a column.
    Cells(Vec<Cell>),
}

/// A typed value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing recorded: `null` in JSON, empty in CSV, `—` for people.
    Empty,
    /// Words.
    Text(String),
    /// Words with a tone.
    Marked(Tone, String),
    /// A typed value in the words that people read; data formats and workbooks take the value.
    Worded(String, Box<Cell>),
    /// A whole number that is no amount: a record's number, a number of records.
    Whole(i64),
    /// An amount. In JSON it is the bare number; its bound is a column or member of its own.
    Amount(Amount, Measure),
    /// A decimal number written out exactly, such as a growth in percent.
    Decimal(String),
    /// A day.
    Date(NaiveDate),
    /// A moment of a day, by the clock of the office.
    Moment(NaiveDateTime),
    /// Yes or no.
    Flag(bool),
    /// Several values.
    List(Vec<Cell>),
    /// An object, its members in order.
    Object(Vec<(String, Cell)>),
    /// A table in a cell: an array of objects in JSON; CSV and Markdown repeat the row for each of its rows.
    Table(Table),
}

impl Cell {
    /// Words, or nothing.
    #[must_use]
    pub fn words<T: Into<String>>(words: Option<T>) -> Cell {
        words.map_or(Cell::Empty, |words| Cell::Text(words.into()))
    }

    /// How many there are.
    #[must_use]
    pub fn count(count: usize) -> Cell {
        Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl Column {
    /// A column of words for everyone.
    #[must_use]
    pub fn new(key: &str, label: &str) -> Column {
        Column { key: key.to_owned(), label: label.to_owned(), right: false, face: Face::Both, nested: Vec::new() }
    }

    /// The same column for numbers, set flush right.
    #[must_use]
    pub fn right(mut self) -> Column {
        self.right = true;
        self
    }

    /// Whether data formats have it.
    #[must_use]
    pub fn is_data(&self) -> bool {
        matches!(self.face, Face::Both | Face::Data)
    }

    /// The same column with tables or objects of these columns in its cells.
    #[must_use]
    pub fn holding(mut self, nested: Vec<Column>) -> Column {
        self.nested = nested;
        self
    }

    /// The same column, seen by some only.
    #[must_use]
    pub fn face(mut self, face: Face) -> Column {
        self.face = face;
        self
    }
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new(columns: Vec<Column>) -> Table {
        Table { columns, rows: Vec::new() }
    }

    /// The first row as the members of an object; none of an empty table.
    #[must_use]
    pub fn into_object(self) -> Vec<(String, Cell)> {
        let cells = self.rows.into_iter().find_map(|row| if let Row::Cells(cells) = row { Some(cells) } else { None });
        let members = self.columns.into_iter().zip(cells.unwrap_or_default());
        members.filter(|(column, _)| column.is_data()).map(|(column, cell)| (column.key, cell)).collect()
    }

    /// Adds a row.
    pub fn push(&mut self, cells: Vec<Cell>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "a row has one cell a column");
        self.rows.push(Row::Cells(cells));
    }
}

impl Data {
    /// The rows that line-based formats carry: those of the list, or of the first table of an object, each with the period
    /// that the object is of. None of an object without a table.
    #[must_use]
    pub fn lines(&self) -> Option<Cow<'_, Table>> {
        let members = match self {
            Data::List(table) => return Some(Cow::Borrowed(table)),
            Data::Object(members) => members,
        };
        let mut table = members
            .iter()
            .find_map(|(_, cell)| if let Cell::Table(table) = cell { Some(table.clone()) } else { None })?;
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
    #[must_use]
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
                let mark = match card.tone {
                    Some(tone) => Cell::Marked(tone, card.mark.clone()),
                    None => Cell::Text(card.mark.clone()),
                };
                let no = card.no.parse().map_or_else(|_| Cell::Text(card.no.clone()), Cell::Whole);
                let words = [&card.title, &card.about].map(|words| Cell::Text(words.clone()));
                table.push([label.clone(), no].into_iter().chain(words).chain([mark]).collect());
            }
        }
        table
    }
}

impl Sheet {
    /// A list: people see the same table that scripts get.
    #[must_use]
    pub fn list(table: Table) -> Sheet {
        Sheet { data: Data::List(table.clone()), page: vec![Block::Table(table)] }
    }
}
