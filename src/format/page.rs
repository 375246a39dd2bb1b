//! A page given out table by table and part by part, however long its tables are.

use std::io::{self, Write};

use super::canvas::Canvas;
use super::table::{Ruler, Survey as Widths, write_bold};
use super::walk::FlatRow;
use super::xlsx::{Book, ROOM};
use super::{Format, md};
use crate::sheet::{Cell, Column};

/// A page under way.
#[derive(Debug)]
pub struct Page {
    form: Form,
    canvas: Canvas,
    begun: bool,
}

#[derive(Debug)]
enum Form {
    Table(Option<Ruler>),
    Md(usize),
    Xlsx(Box<Book>),
}

/// What is learnt of a table by looking at all its rows before the first of them is written.
#[derive(Debug)]
pub struct Survey {
    filled: Vec<bool>,
    widths: Option<Widths>,
}

impl Page {
    /// `None` for the formats of data.
    ///
    /// # Errors
    /// Only when a workbook cannot be begun.
    pub fn new(format: Format, canvas: Canvas) -> io::Result<Option<Page>> {
        let form = match format {
            Format::Table => Form::Table(None),
            Format::Md => Form::Md(0),
            Format::Xlsx => Form::Xlsx(Box::new(Book::new(canvas.lang)?)),
            Format::Json | Format::Jsonl | Format::Csv => return Ok(None),
        };
        Ok(Some(Page { form, canvas, begun: false }))
    }

    /// Whether it is a workbook, whose cells have types.
    #[must_use]
    pub fn is_workbook(&self) -> bool {
        matches!(self.form, Form::Xlsx(_))
    }

    /// How many rows a table can have; `None` where there is no end.
    #[must_use]
    pub fn room(&self) -> Option<usize> {
        self.is_workbook().then_some(ROOM)
    }

    /// Whether every row has to be looked at before the first is written.
    #[must_use]
    pub fn looks_first(&self) -> bool {
        matches!(self.form, Form::Table(_))
    }

    /// A survey of rows with these columns, none seen yet.
    #[must_use]
    pub fn survey(&self, columns: &[Column]) -> Survey {
        let widths = self.looks_first().then(|| Widths::new(columns, self.canvas.lang));
        Survey { filled: vec![false; columns.len()], widths }
    }

    /// Begins a table, under a heading perhaps.
    ///
    /// # Errors
    /// Only what `out` itself reports.
    pub fn begin(
        &mut self,
        heading: Option<&str>,
        columns: &[Column],
        survey: &Survey,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if let Some(words) = heading {
            self.part(out)?;
            match &mut self.form {
                Form::Table(_) => write_bold(words, &self.canvas, out)?,
                Form::Md(_) => md::write_heading(words, out)?,
                Form::Xlsx(book) => book.head(words),
            }
        }
        self.part(out)?;
        match &mut self.form {
            Form::Table(ruler) => {
                let widths = survey.widths.as_ref().map(|widths| Ruler::new(widths, self.canvas));
                *ruler = widths;
                ruler.as_ref().map_or(Ok(()), |ruler| ruler.write_head(out))
            }
            Form::Md(width) => {
                *width = columns.len();
                md::write_head(columns, out)
            }
            Form::Xlsx(book) => book.begin(columns.to_vec()),
        }
    }

    /// Writes one more row of the table.
    ///
    /// # Errors
    /// Only what `out` itself reports.
    pub fn push(&mut self, cells: &[Cell], out: &mut dyn Write) -> io::Result<()> {
        let row = FlatRow::Cells(cells.iter().collect());
        match &mut self.form {
            Form::Table(ruler) => ruler.as_mut().map_or(Ok(()), |ruler| ruler.write_row(&row, out)),
            Form::Md(width) => md::write_line(&row, *width, self.canvas.lang, out),
            Form::Xlsx(book) => book.write_row(&row),
        }
    }

    /// Ends the page; where there was no table, with these words.
    ///
    /// # Errors
    /// Only what `out` itself reports.
    pub fn end(self, nothing: &str, out: &mut dyn Write) -> io::Result<()> {
        match self.form {
            Form::Xlsx(mut book) => {
                if !self.begun {
                    book.say(nothing);
                }
                book.finish(out)
            }
            _ if !self.begun => writeln!(out, "{nothing}"),
            _ => Ok(()),
        }
    }

    /// An empty line between two blocks of text.
    fn part(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let first = !std::mem::replace(&mut self.begun, true);
        if first || self.is_workbook() { Ok(()) } else { writeln!(out) }
    }
}

impl Survey {
    /// Looks at one more row.
    pub fn look(&mut self, cells: &[Cell]) {
        for (filled, cell) in self.filled.iter_mut().zip(cells) {
            *filled |= *cell != Cell::Empty;
        }
        if let Some(widths) = &mut self.widths {
            widths.look(&FlatRow::Cells(cells.iter().collect()));
        }
    }

    /// Which columns have something in them.
    #[must_use]
    pub fn filled(&self) -> &[bool] {
        &self.filled
    }

    /// Leaves only the columns that are wanted.
    pub fn keep(&mut self, wanted: &[bool]) {
        if let Some(widths) = &mut self.widths {
            widths.keep(wanted);
        }
        let mut each = wanted.iter();
        self.filled.retain(|_| each.next() == Some(&true));
    }
}
