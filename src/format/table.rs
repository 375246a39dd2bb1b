//! The page as text for a terminal: light tables, Chinese two cells wide, nothing wider than the terminal.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::board;
use super::canvas::Canvas;
use super::flat::{Flat, FlatRow};
use super::grid::{self, GAP, Rule};
use super::words::{Reader, one_line, read, words};
use super::wrap::wrap;
use crate::sheet::{Block, Cell, Column, Face, Table};
use crate::text::{Lang, shown};

/// The cells below which a column of words is not narrowed: four Chinese characters.
const LEAST: usize = 8;

/// The cells beyond which even a table without a width is wrapped.
const MOST: usize = 60_000;

pub(super) fn write(page: &[Block], canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    for (index, block) in read(page).enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        match block {
            Block::Heading(words) => write_bold(words, canvas, out)?,
            Block::Verbatim(words) => words.lines().try_for_each(|line| writeln!(out, "{}", shown(line)))?,
            Block::Line(words) => {
                let mut lines = words.lines().flat_map(|line| fitted(line, canvas));
                lines.try_for_each(|line| writeln!(out, "{line}"))?;
            }
            Block::Table(table) => write_table(table, canvas, out)?,
            Block::Board(board) => match board::lane_width(board, canvas) {
                Some(width) => board::write(board, width, canvas, out)?,
                None => write_table(&board.table(), canvas, out)?,
            },
        }
    }
    Ok(())
}

fn write_table(table: &Table, canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    let mut flat = Flat::new(table, Face::Page);
    let mut survey = Survey::new(&flat.columns, canvas.lang);
    let mut is_empty = true;
    let look = &mut |row: &FlatRow| {
        is_empty = false;
        survey.look(row);
    };
    if let Some(stay) = flat.settle(Some(look))? {
        survey.keep(&stay);
    }
    if let Some(nothing) = table.nothing.as_ref().filter(|_| is_empty) {
        return writeln!(out, "{nothing}");
    }
    let mut ruler = Ruler::new(&survey, *canvas);
    // Rows that are made anew each time are not gone through once more for a few spaces.
    if table.made.is_none() {
        ruler.tighten(&flat)?;
    }
    ruler.write_head(out)?;
    flat.each(&mut |row| ruler.write_row(row, out))
}

/// How wide the columns of a table have to be, learnt row by row before the first of them is written.
struct Survey {
    columns: Vec<Fit>,
    lang: Lang,
    /// Labels and words, for rows that are set upright.
    upright: [Fit; 2],
}

/// How wide a column can be.
#[derive(Default)]
struct Fit {
    label: String,
    least: usize,
    most: usize,
    right: bool,
}

impl Fit {
    /// Makes room for words; those that may not be broken, such as numbers and days, need all of theirs.
    fn hold(&mut self, words: &str, whole: bool) {
        let width = words.width().min(MOST);
        self.most = self.most.max(width);
        self.least = self.least.max(if whole { width } else { width.min(LEAST) });
    }
}

impl Survey {
    fn new(columns: &[Column], lang: Lang) -> Survey {
        let fit = |column: &Column| {
            let label = one_line(&column.label);
            let mut fit = Fit { right: column.right, ..Fit::default() };
            fit.hold(&label, false);
            Fit { label, ..fit }
        };
        Survey { columns: columns.iter().map(fit).collect(), lang, upright: Default::default() }
    }

    /// Looks at one more row.
    fn look(&mut self, row: &FlatRow) {
        let FlatRow::Cells(cells) = row else { return };
        for (fit, cell) in self.columns.iter_mut().zip(cells) {
            let words = in_words(cell, self.lang);
            fit.hold(&words, fit.right || is_whole(cell));
            self.upright[0].hold(&fit.label, false);
            self.upright[1].hold(&words, false);
        }
    }

    /// Leaves only the columns that are wanted.
    fn keep(&mut self, wanted: &[bool]) {
        let mut each = wanted.iter();
        self.columns.retain(|_| each.next() == Some(&true));
    }
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
        if !self.wraps {
            return Ok(());
        }
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

/// The cells that columns take together where none is wider than `cap`, unless it has to be.
fn total(columns: &[Fit], cap: usize) -> usize {
    let gaps = usize::from(GAP) * columns.len().saturating_sub(1);
    gaps + columns.iter().map(|fit| fit.most.min(cap).max(fit.least)).sum::<usize>()
}

/// The columns as they are drawn: the widest give way first, all to the same width.
fn rules(columns: &[Fit], room: usize) -> Vec<Rule> {
    let cap = (0..=room).rev().find(|cap| total(columns, *cap) <= room).unwrap_or(0);
    columns.iter().map(|fit| Rule { width: fit.most.min(cap).max(fit.least), right: fit.right }).collect()
}

fn in_words(cell: &Cell, lang: Lang) -> String {
    one_line(&words(cell, Reader::Person(lang)))
}

/// Numbers, days and the like lose their meaning when they are broken.
fn is_whole(cell: &Cell) -> bool {
    match cell {
        Cell::Worded(_, typed) => is_whole(typed),
        other => !matches!(other, Cell::Text(_) | Cell::Marked(..) | Cell::List(_) | Cell::Object(_) | Cell::Table(_)),
    }
}

fn fitted(line: &str, canvas: &Canvas) -> Vec<String> {
    let line = shown(line);
    canvas.width.map_or_else(|| vec![line.trim_end().to_owned()], |width| wrap(&line, width))
}

fn write_bold(words: &str, canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    fitted(&one_line(words), canvas).iter().try_for_each(|line| writeln!(out, "{}", canvas.bold(line)))
}
