//! The page as text for a terminal: light tables, Chinese two cells wide, nothing wider than the terminal.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::board;
use super::canvas::{Canvas, wrap};
use super::flat::{Flat, FlatRow};
use super::grid::{self, MOST, Rule, Survey, in_words, rules, total};
use super::words::{one_line, read};
use crate::sheet::{Block, Cell, Face, Table};
use crate::text::shown;

pub(super) fn write(page: &[Block], canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    for (index, block) in read(page).enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        match block {
            Block::Heading(_, words) => write_bold(words, canvas, out)?,
            Block::Verbatim(words) => words.lines().try_for_each(|line| writeln!(out, "{}", shown(line)))?,
            Block::Line(words) | Block::Formal(_, words) => {
                let mut lines = words.lines().flat_map(|line| fitted(line, canvas));
                lines.try_for_each(|line| writeln!(out, "{line}"))?;
            }
            Block::Table(table) => write_table(table, canvas, out)?,
            Block::Board(board) => match board::lane_width(board, canvas) {
                Some(width) => board::write(board, width, canvas, out)?,
                None => write_table(&board.table(), canvas, out)?,
            },
            Block::Chart(_) => {}
        }
    }
    Ok(())
}

fn write_table(table: &Table, canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    let mut flat = Flat::new(table, Face::Page);
    let survey = Survey::of(&mut flat, canvas.lang)?;
    if let Some(nothing) = table.nothing.as_ref().filter(|_| survey.rows == 0) {
        return writeln!(out, "{nothing}");
    }
    let mut ruler = Ruler::new(&survey, *canvas);
    // Rows that are made anew each time are not gone through once more for a few spaces.
    if table.made.is_none() && ruler.wraps {
        ruler.tighten(&flat)?;
    }
    ruler.write_head(out)?;
    flat.each(&mut |row| ruler.write_row(row, out))
}

/// Sets rows in columns whose widths are settled.
struct Ruler {
    head: Vec<String>,
    rules: Vec<Rule>,
    /// Whether there is a column in which something has to be wrapped.
    wraps: bool,
    /// Each row as lines of label and words, for a terminal that is too narrow for the columns side by side.
    upright: bool,
    /// Whether the row before was one of cells.
    below_cells: bool,
    canvas: Canvas,
}

impl Ruler {
    fn new(survey: &Survey, canvas: Canvas) -> Ruler {
        let room = canvas.width.unwrap_or(MOST);
        let upright = canvas.width.is_some() && total(&survey.columns, 0) > room;
        let columns = if upright { &survey.upright[..] } else { &survey.columns };
        let rules = rules(columns, room);
        let wraps = columns.iter().zip(&rules).any(|(fit, rule)| fit.most > rule.width);
        let head = survey.columns.iter().map(|fit| fit.label.clone()).collect();
        Ruler { head, rules, wraps, upright, below_cells: false, canvas }
    }

    /// Takes room away that no line needs once everything is wrapped.
    fn tighten(&mut self, flat: &Flat) -> io::Result<()> {
        let mut needed = vec![0; self.rules.len()];
        let mut hold = |cells: &[String]| {
            for ((needed, words), rule) in needed.iter_mut().zip(cells).zip(&self.rules) {
                *needed = wrap(words, rule.width).iter().map(|line| line.width()).chain([*needed]).max().unwrap_or(0);
            }
        };
        if !self.upright {
            hold(&self.head);
        }
        flat.each(&mut |row| {
            if let FlatRow::Cells(cells) = row {
                self.rows_of(cells).iter().for_each(|cells| hold(cells));
            }
            Ok(())
        })?;
        for (rule, needed) in self.rules.iter_mut().zip(needed) {
            rule.width = needed;
        }
        Ok(())
    }

    fn write_head(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.upright || self.rules.is_empty() {
            return Ok(());
        }
        let mut lines = grid::lines(&self.rules, Some(self.wrapped(&self.head)), []);
        let rule = lines.pop().unwrap_or_default();
        lines.iter().try_for_each(|line| writeln!(out, "{}", self.canvas.bold(line.trim_end())))?;
        writeln!(out, "{rule}")
    }

    fn write_row(&mut self, row: &FlatRow, out: &mut dyn Write) -> io::Result<()> {
        if self.rules.is_empty() {
            return Ok(());
        }
        if self.upright && self.below_cells {
            writeln!(out)?;
        }
        self.below_cells = matches!(row, FlatRow::Cells(_));
        match row {
            FlatRow::Section(title) => write_bold(title, &self.canvas, out),
            FlatRow::Cells(cells) => {
                let tone = |cell: &&Cell| if let Cell::Marked(tone, _) = cell { Some(*tone) } else { None };
                let tone = cells.iter().find_map(tone);
                let rows = self.rows_of(cells);
                let lines = grid::lines(&self.rules, None, rows.iter().map(|cells| self.wrapped(cells)));
                lines.iter().try_for_each(|line| writeln!(out, "{}", self.canvas.coloured(line.trim_end(), tone)))
            }
        }
    }

    /// A row in words: itself, or a line of label and words for each of its cells.
    fn rows_of(&self, cells: &[&Cell]) -> Vec<Vec<String>> {
        let words = cells.iter().map(|cell| in_words(cell, self.canvas.lang));
        if self.upright {
            self.head.iter().zip(words).map(|(label, words)| vec![label.clone(), words]).collect()
        } else {
            vec![words.collect()]
        }
    }

    /// Words broken where Chinese type allows it, for which comfy-table has no eye.
    fn wrapped(&self, cells: &[String]) -> comfy_table::Row {
        cells.iter().zip(&self.rules).map(|(words, rule)| wrap(words, rule.width).join("\n")).into()
    }
}

fn fitted(line: &str, canvas: &Canvas) -> Vec<String> {
    let line = shown(line);
    canvas.width.map_or_else(|| vec![line.trim_end().to_owned()], |width| wrap(&line, width))
}

fn write_bold(words: &str, canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    fitted(&one_line(words), canvas).iter().try_for_each(|line| writeln!(out, "{}", canvas.bold(line)))
}
