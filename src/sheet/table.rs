//! Tables of typed cells, whose rows may be made on demand.

use std::fmt::{self, Debug};
use std::io;
use std::rc::Rc;

use chrono::{NaiveDate, NaiveDateTime};

use crate::amount::{Amount, Measure};
use crate::error::{Error, Result};

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
    /// The rows at hand, each with one cell a column.
    pub rows: Vec<Row>,
    /// Rows after them that are made on demand.
    pub made: Option<Made>,
    /// What people read where there is no row; where nothing is said, they see the head alone, as in a workbook.
    pub nothing: Option<String>,
}

/// Rows that are made anew whenever somebody walks through them, so that a long table never stands in memory. They can only be
/// walked through as long as what they are made from is open, which they therefore hold.
#[derive(Clone)]
pub struct Made {
    rows: Rc<MakeRows>,
    objects: Option<Rc<MakeObjects>>,
}

/// Takes one row after the other.
type Take<'t> = &'t mut dyn FnMut(Row) -> Result<()>;

/// Hands over row by row, of each only the cells in these places of the columns, in this order.
type MakeRows = dyn Fn(&[usize], Take) -> Result<()>;

/// Hands over the same rows as JSON objects of all columns of data, indented as elements of an array or on one line each.
type MakeObjects = dyn Fn(bool, &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>;

/// One column of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// The key in JSON and CSV.
    pub key: String,
    /// The heading for people.
    pub label: String,
    /// Whether numbers stand in it, so that it is set flush right.
    pub right: bool,
    /// Who gets to see it.
    pub face: Face,
    /// Whether people do not see it where nothing stands in it.
    pub sparse: bool,
    /// The columns of the tables or objects in its cells, which a table without rows cannot tell.
    pub nested: Vec<Column>,
}

/// A column with how its cell is read from a thing.
pub type Reader<'a, T> = (Column, &'a dyn Fn(&T) -> Cell);

/// Who sees a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Face {
    /// Data formats and people.
    #[default]
    Both,
    /// Data formats only.
    Data,
    /// People only.
    Page,
    /// People who open a workbook: what its filter needs and the page says otherwise, such as the section of a row.
    Book,
    /// People who ask for it by name.
    Asked,
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
    /// Nothing, which has a name: `null` in JSON, the name everywhere else.
    Unset(String),
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
    pub fn words<T: Into<String>>(words: Option<T>) -> Cell {
        words.map_or(Cell::Empty, |words| Cell::Text(words.into()))
    }

    /// An object with these members.
    pub fn object(members: impl IntoIterator<Item = (impl Into<String>, Cell)>) -> Cell {
        Cell::Object(members.into_iter().map(|(key, cell)| (key.into(), cell)).collect())
    }

    /// Words that are somebody else's.
    pub fn text(words: &str) -> Cell {
        Cell::Text(words.to_owned())
    }

    /// What data says, in words for people.
    pub fn worded(words: impl Into<String>, data: Cell) -> Cell {
        Cell::Worded(words.into(), Box::new(data))
    }

    /// The table in it, if it is one.
    pub fn table(&self) -> Option<&Table> {
        if let Cell::Table(table) = self { Some(table) } else { None }
    }

    /// How many there are.
    pub fn count(count: usize) -> Cell {
        Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl Column {
    /// A column of words for everyone.
    pub fn new(key: &str, label: &str) -> Column {
        Column { key: key.to_owned(), label: label.to_owned(), ..Column::default() }
    }

    /// A column that only data formats have.
    pub fn data(key: &str) -> Column {
        Column::new(key, key).face(Face::Data)
    }

    /// The same column for numbers, set flush right.
    pub fn right(mut self) -> Column {
        self.right = true;
        self
    }

    /// Whether data formats have it.
    pub fn is_data(&self) -> bool {
        matches!(self.face, Face::Both | Face::Data)
    }

    /// The same column with tables or objects of these columns in its cells.
    pub fn holding(mut self, nested: Vec<Column>) -> Column {
        self.nested = nested;
        self
    }

    /// The same column, which people do not see where nothing stands in it.
    pub fn sparse(mut self) -> Column {
        self.sparse = true;
        self
    }

    /// The same column, seen by some only.
    pub fn face(mut self, face: Face) -> Column {
        self.face = face;
        self
    }
}

impl Table {
    /// An empty table.
    pub fn new(columns: Vec<Column>) -> Table {
        Table { columns, ..Table::default() }
    }

    /// A table with a row for each of these things, and a column for each of these ways to read a cell from one.
    pub fn of<T, const N: usize>(things: impl IntoIterator<Item = T>, columns: [Reader<T>; N]) -> Table {
        let (table, row) = Table::by(columns);
        Table { rows: things.into_iter().map(|thing| row(&thing)).collect(), ..table }
    }

    /// The same without a row, and what makes a row of a thing.
    pub fn by<'r, T: 'r>(columns: impl IntoIterator<Item = Reader<'r, T>>) -> (Table, impl Fn(&T) -> Row) {
        let (columns, readers): (Vec<Column>, Vec<_>) = columns.into_iter().unzip();
        (Table::new(columns), move |thing| Row::Cells(readers.iter().map(|read| read(thing)).collect()))
    }

    /// A table of one row: the members of an object.
    pub fn of_object(members: &[(String, Cell)]) -> Table {
        let mut table = Table::new(members.iter().map(|(key, _)| Column::new(key, key)).collect());
        table.push(members.iter().map(|(_, cell)| cell.clone()).collect());
        table
    }

    /// A table whose rows are made on demand: `make` hands over row by row, of each only the cells in the places it is given.
    pub fn lazy(columns: Vec<Column>, make: impl Fn(&[usize], Take) -> Result<()> + 'static) -> Table {
        Table { made: Some(Made { rows: Rc::new(make), objects: None }), ..Table::new(columns) }
    }

    /// The same table, whose made rows can also be had as JSON objects at once: indented as elements of an array, or on one
    /// line each.
    pub fn with_objects(
        mut self,
        make: impl Fn(bool, &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> + 'static,
    ) -> Table {
        if let Some(made) = &mut self.made {
            made.objects = Some(Rc::new(make));
        }
        self
    }

    /// Whether there is surely no row, and nothing that is said in its place.
    pub fn is_blank(&self) -> bool {
        self.rows.is_empty() && self.made.is_none() && self.nothing.is_none()
    }

    /// The same table with what people read where there is no row.
    pub fn or(mut self, nothing: &str) -> Table {
        self.nothing = Some(nothing.to_owned());
        self
    }

    /// The same rows in other columns, each with the place here that it is taken from. Lines across the table go.
    pub fn select(&self, columns: Vec<(usize, Column)>) -> Table {
        let (places, columns): (Vec<usize>, Vec<Column>) = columns.into_iter().unzip();
        let kept = self.cells().map(|cells| Row::Cells(places.iter().map(|place| cells[*place].clone()).collect()));
        let rows = kept.collect();
        let made = self.made.clone().map(|made| Made { rows: Rc::new(made.selected(places)), objects: None });
        Table { columns, rows, made, nothing: self.nothing.clone() }
    }

    /// The same table with every cell changed, by the place of its column.
    pub fn with_cells(mut self, change: impl Fn(usize, Cell) -> Cell + 'static) -> Table {
        for row in &mut self.rows {
            if let Row::Cells(cells) = row {
                *cells = std::mem::take(cells).into_iter().enumerate().map(|(at, cell)| change(at, cell)).collect();
            }
        }
        self.made = self.made.map(|made| Made {
            rows: Rc::new(move |places: &[usize], take: Take| {
                made.rows.as_ref()(places, &mut |row| match row {
                    Row::Cells(cells) => {
                        take(Row::Cells(places.iter().zip(cells).map(|(at, cell)| change(*at, cell)).collect()))
                    }
                    line @ Row::Section(_) => take(line),
                })
            }),
            objects: None,
        });
        self
    }

    /// The first row as the members of an object; none of an empty table.
    pub fn into_object(self) -> Vec<(String, Cell)> {
        let cells = self.rows.into_iter().find_map(|row| if let Row::Cells(cells) = row { Some(cells) } else { None });
        let members = self.columns.into_iter().zip(cells.unwrap_or_default());
        members.filter(|(column, _)| column.is_data()).map(|(column, cell)| (column.key, cell)).collect()
    }

    /// The rows at hand but for the lines across the table, which are for people.
    pub fn cells(&self) -> impl Iterator<Item = &[Cell]> {
        self.rows.iter().filter_map(|row| if let Row::Cells(cells) = row { Some(&cells[..]) } else { None })
    }

    /// Adds a row.
    pub fn push(&mut self, cells: Vec<Cell>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "a row has one cell a column");
        self.rows.push(Row::Cells(cells));
    }
}

impl Made {
    /// Goes through all rows, making only the cells in these places. What goes wrong while they are made passes through whoever
    /// writes them, see [`Error::unwritten`].
    pub fn each(&self, places: &[usize], take: &mut dyn FnMut(Row) -> io::Result<()>) -> io::Result<()> {
        Ok((self.rows)(places, &mut |row| take(row).map_err(Error::unwritten))?)
    }

    /// Goes through all rows as JSON objects, indented as elements of an array or not; `None` where they cannot be had so.
    pub fn objects(&self, indented: bool, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> Option<io::Result<()>> {
        let make = self.objects.as_ref()?;
        Some(make(indented, &mut |object| take(object).map_err(Error::unwritten)).map_err(io::Error::from))
    }

    fn selected(self, from: Vec<usize>) -> impl Fn(&[usize], Take) -> Result<()> {
        move |wanted, take| {
            let places: Vec<usize> = wanted.iter().map(|at| from[*at]).collect();
            (self.rows)(&places, &mut |row| if let Row::Cells(_) = row { take(row) } else { Ok(()) })
        }
    }
}

impl Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Made")
    }
}

impl PartialEq for Made {
    fn eq(&self, other: &Made) -> bool {
        Rc::ptr_eq(&self.rows, &other.rows)
    }
}
