//! A long table given out row by row, in any format.

use crate::cli::desk::Desk;
use crate::cli::output::answer::{Answer, not_written};
use crate::cli::output::fields::{keys, take};
use crate::cli::output::printed::Printed;
use crate::error::Result;
use crate::format::Format;
use crate::sheet::{Cell, Column, Face, Table};

/// How many rows are in memory at once.
const PART: usize = 500;

/// Takes the cells of one row.
pub type Take<'t> = &'t mut dyn FnMut(Vec<Cell>) -> Result<()>;

/// Rows that can be gone through more than once.
pub struct Rows<'a> {
    /// Their columns.
    pub columns: Vec<Column>,
    /// Hands them over one at a time.
    pub each: &'a dyn Fn(Take) -> Result<()>,
    /// What people read where there are none.
    pub nothing: &'a str,
}

impl Rows<'_> {
    /// Gives them out in the columns that are wanted.
    ///
    /// # Errors
    /// Exit 2 for a column that is not there; what handing them over reports; exit 1 when they cannot be written.
    pub fn give(&self, desk: &Desk, answer: &Answer) -> Result<Printed> {
        let fields = desk.fields()?.map(|names| keys(&names, &self.columns)).transpose()?;
        let format = answer.format.unwrap_or(Format::Table);
        if answer.stream(format).is_some() {
            self.give_data(fields.as_deref(), format, answer)
        } else {
            self.give_page(fields.as_deref(), format, answer)
        }
    }

    fn give_data(&self, fields: Option<&[String]>, format: Format, answer: &Answer) -> Result<Printed> {
        let Some(mut stream) = answer.stream(format) else { return Ok(Printed::default()) };
        answer.give_out(|out| {
            let empty = Table::new(self.columns.clone());
            let mut part = empty.clone();
            let mut push = |mut part: Table| {
                if let Some(fields) = fields {
                    take(&mut part, fields);
                }
                stream.push(&part, out).map_err(|fault| not_written(None, &fault))
            };
            (self.each)(&mut |cells| {
                part.push(cells);
                if part.rows.len() < PART { Ok(()) } else { push(std::mem::replace(&mut part, empty.clone())) }
            })?;
            push(part)?;
            stream.end(out).map_err(|fault| not_written(None, &fault))
        })
    }

    fn give_page(&self, fields: Option<&[String]>, format: Format, answer: &Answer) -> Result<Printed> {
        let Some(mut page) = answer.page(format)? else { return Ok(Printed::default()) };
        let places = self.places(fields);
        let columns: Vec<Column> = places.iter().map(|place| self.columns[*place].clone()).collect();
        let shown = |cells: Vec<Cell>| places.iter().map(|place| cells[*place].clone()).collect::<Vec<_>>();
        let mut survey = page.survey(&columns);
        if page.looks_first() {
            (self.each)(&mut |cells| {
                survey.look(&shown(cells));
                Ok(())
            })?;
        }
        answer.give_out(|out| {
            let mut begun = false;
            (self.each)(&mut |cells| {
                if !std::mem::replace(&mut begun, true) {
                    page.begin(None, &columns, &survey, out).map_err(|fault| not_written(None, &fault))?;
                }
                page.push(&shown(cells), out).map_err(|fault| not_written(None, &fault))
            })?;
            if !begun && page.is_workbook() {
                page.begin(None, &columns, &survey, out).map_err(|fault| not_written(None, &fault))?;
            }
            page.end(self.nothing, out).map_err(|fault| not_written(None, &fault))
        })
    }

    /// The places of the columns that people see: those that are wanted of the data, or those made for them.
    fn places(&self, fields: Option<&[String]>) -> Vec<usize> {
        let each = || self.columns.iter().enumerate();
        let data = |key: &String| each().find(|(_, column)| column.key == *key && column.is_data());
        match fields {
            Some(keys) => keys.iter().filter_map(data).map(|(place, _)| place).collect(),
            None => each().filter(|(_, column)| column.face != Face::Data).map(|(place, _)| place).collect(),
        }
    }
}
