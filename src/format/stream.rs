//! A long list given out part by part, to the byte as if it were written at once.

use std::io::{self, Write};

use super::canvas::Canvas;
use super::{Format, csv, json};
use crate::sheet::Table;

/// A list under way.
#[derive(Debug)]
pub struct Stream {
    format: Format,
    canvas: Canvas,
    begun: bool,
}

impl Stream {
    /// `None` for formats that must see everything before they write anything.
    #[must_use]
    pub fn new(format: Format, canvas: Canvas) -> Option<Stream> {
        matches!(format, Format::Json | Format::Jsonl | Format::Csv).then_some(Stream { format, canvas, begun: false })
    }

    /// The format it is written in.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Writes some more rows; the columns are those of the first part.
    ///
    /// # Errors
    /// Only what `out` itself reports.
    pub fn push(&mut self, part: &Table, mut out: &mut dyn Write) -> io::Result<()> {
        if part.rows.is_empty() && (self.begun || self.format != Format::Csv) {
            return Ok(());
        }
        let first = !std::mem::replace(&mut self.begun, true);
        match self.format {
            Format::Jsonl => json::write_lines(part, &mut out),
            Format::Csv if first => csv::write_table(part, &self.canvas, out),
            Format::Csv => {
                let mut text = Vec::new();
                csv::write_table(part, &self.canvas, &mut text)?;
                let head = text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| at + 1);
                out.write_all(&text[head..])
            }
            _ => {
                let mut text = Vec::new();
                json::write_rows(part, &mut text)?;
                let rows = text.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"\n]\n")).unwrap_or(&text);
                out.write_all(if first { b"[" } else { b"," })?;
                out.write_all(rows)
            }
        }
    }

    /// Writes one more object, already set as an element of this list. Only for JSON, indented or in lines.
    ///
    /// # Errors
    /// Only what `out` itself reports.
    pub fn push_object(&mut self, object: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let first = !std::mem::replace(&mut self.begun, true);
        match (self.format, first) {
            (Format::Json, true) => out.write_all(b"[")?,
            (Format::Json, false) => out.write_all(b",")?,
            _ => {}
        }
        out.write_all(object)?;
        if self.format == Format::Json { Ok(()) } else { out.write_all(b"\n") }
    }

    /// Ends the list.
    ///
    /// # Errors
    /// Only what `out` itself reports.
    pub fn end(self, out: &mut dyn Write) -> io::Result<()> {
        match (self.format, self.begun) {
            (Format::Json, true) => out.write_all(b"\n]\n"),
            (Format::Json, false) => out.write_all(b"[]\n"),
            _ => Ok(()),
        }
    }
}
