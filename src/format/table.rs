//! The page as text for a terminal: light tables, Chinese two cells wide, nothing wider than the terminal.

use std::io::{self, Write};

use comfy_table::{CellAlignment, LineStyle, TableStyle};
use unicode_width::UnicodeWidthStr;

use super::walk::{Flat, FlatRow};
use super::wrap::wrap;
use super::{Canvas, Reader, board, coloured, one_line, words};
use crate::sheet::{Block, Cell, Face, Table, Tone};
use crate::text::shown;

/// A rule under the header and no other line.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// The spaces between two columns.
const GAP: u16 = 2;

/// The cells below which a column of words is not narrowed: four Chinese characters.
const LEAST: usize = 8;

/// The cells beyond which even a table without a width is wrapped, because comfy-table counts cells in 16 bits.
const MOST: usize = 60_000;

pub(super) fn write(page: &[Block], canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    for (index, block) in page.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        match block {
            Block::Heading(words) => write_bold(words, canvas, out)?,
            Block::Line(words) => {
                for line in words.lines().flat_map(|line| fitted(line, canvas)) {
                    writeln!(out, "{line}")?;
                }
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
    let grid = Grid::new(table, canvas);
    let Some(room) = canvas.width else { return grid.write(&grid.widths(MOST), canvas, out) };
    if grid.fits(room) {
        return grid.write(&grid.widths(room), canvas, out);
    }
    let upright = grid.upright();
    upright.write(&upright.widths(room), canvas, out)
}

/// A table in words, with what is known of its columns.
struct Grid {
    head: Option<Vec<String>>,
    rows: Vec<Line>,
    columns: Vec<Fit>,
}

enum Line {
    Section(String),
    Cells(Vec<String>, Option<Tone>),
}

/// How wide a column can be.
#[derive(Clone, Copy, Default)]
struct Fit {
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

impl Grid {
    fn new(table: &Table, canvas: &Canvas) -> Grid {
        let flat = Flat::new(table, Face::Page);
        let head: Vec<String> = flat.columns.iter().map(|column| one_line(&column.label)).collect();
        let mut columns: Vec<Fit> =
            flat.columns.iter().map(|column| Fit { right: column.right, ..Fit::default() }).collect();
        for (fit, label) in columns.iter_mut().zip(&head) {
            fit.hold(label, false);
        }
        let mut in_words = |cell: &Cell, at: usize| {
            let words = one_line(&words(cell, Reader::Person(canvas.lang)));
            let fit = &mut columns[at];
            fit.hold(&words, fit.right || is_whole(cell));
            words
        };
        let rows = flat
            .rows()
            .map(|row| match row {
                FlatRow::Section(title) => Line::Section(title.to_owned()),
                FlatRow::Cells(cells) => {
                    // A row is coloured as a whole: comfy-table would count the codes as cells.
                    let tone =
                        cells.iter().find_map(|cell| if let Cell::Marked(tone, _) = cell { Some(*tone) } else { None });
                    Line::Cells(cells.into_iter().enumerate().map(|(at, cell)| in_words(cell, at)).collect(), tone)
                }
            })
            .collect();
        Grid { head: Some(head), rows, columns }
    }

    /// The cells that the columns take together where none is wider than `cap`, unless it has to be.
    fn total(&self, cap: usize) -> usize {
        let gaps = usize::from(GAP) * self.columns.len().saturating_sub(1);
        gaps + self.columns.iter().map(|fit| fit.most.min(cap).max(fit.least)).sum::<usize>()
    }

    fn fits(&self, room: usize) -> bool {
        self.total(0) <= room
    }

    /// The widths of the columns: the widest give way first, all to the same width.
    fn widths(&self, room: usize) -> Vec<usize> {
        let cap = (0..=room).rev().find(|cap| self.total(*cap) <= room).unwrap_or(0);
        self.columns.iter().map(|fit| fit.most.min(cap).max(fit.least)).collect()
    }

    /// Each row as lines of label and words, for a terminal that is too narrow for the columns side by side.
    fn upright(self) -> Grid {
        let head = self.head.unwrap_or_default();
        let mut columns = [Fit::default(); 2];
        let mut rows = Vec::new();
        for row in self.rows {
            if matches!(rows.last(), Some(Line::Cells(..))) {
                rows.push(Line::Section(String::new()));
            }
            match row {
                Line::Section(title) => rows.push(Line::Section(title)),
                Line::Cells(cells, tone) => {
                    for (label, words) in head.iter().zip(cells) {
                        columns[0].hold(label, false);
                        columns[1].hold(&words, false);
                        rows.push(Line::Cells(vec![label.clone(), words], tone));
                    }
                }
            }
        }
        Grid { head: None, rows, columns: columns.to_vec() }
    }

    /// comfy-table sets the columns and has no rows across all of them; the sections go between its lines, for
    /// which the height of each row must be known. So the words are wrapped before it gets them.
    fn write(&self, widths: &[usize], canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
        if self.columns.is_empty() {
            return Ok(());
        }
        let head = self.head.as_ref().map(|labels| wrapped(labels, widths));
        let rows: Vec<Line> = self.rows.iter().map(|row| row.wrapped(widths)).collect();
        let table = self.set(head.as_ref(), &rows);
        let mut lines = table.lines();
        if let Some(head) = &head {
            for line in lines.by_ref().take(height(head)) {
                writeln!(out, "{}", bold(line.trim_end(), canvas))?;
            }
            writeln!(out, "{}", lines.next().unwrap_or_default())?;
        }
        for row in &rows {
            match row {
                Line::Section(title) => write_bold(title, canvas, out)?,
                Line::Cells(cells, tone) => {
                    for line in lines.by_ref().take(height(cells)) {
                        writeln!(out, "{}", coloured(line.trim_end(), *tone, canvas))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn set(&self, head: Option<&Vec<String>>, rows: &[Line]) -> comfy_table::Table {
        let mut table = comfy_table::Table::new();
        table.load_style(STYLE);
        if let Some(head) = head {
            table.set_header(head);
        }
        for row in rows {
            if let Line::Cells(cells, _) = row {
                table.add_row(cells);
            }
        }
        for (column, fit) in table.column_iter_mut().zip(&self.columns) {
            let last = column.index + 1 == self.columns.len();
            column.set_padding((0, if last { 0 } else { GAP }));
            column.set_cell_alignment(if fit.right { CellAlignment::Right } else { CellAlignment::Left });
        }
        table
    }
}

impl Line {
    fn wrapped(&self, widths: &[usize]) -> Line {
        match self {
            Line::Section(title) => Line::Section(title.clone()),
            Line::Cells(cells, tone) => Line::Cells(wrapped(cells, widths), *tone),
        }
    }
}

/// Numbers, days and the like lose their meaning when they are broken.
fn is_whole(cell: &Cell) -> bool {
    !matches!(
        cell,
        Cell::Text(_) | Cell::Worded(..) | Cell::Marked(..) | Cell::List(_) | Cell::Object(_) | Cell::Table(_)
    )
}

fn wrapped(cells: &[String], widths: &[usize]) -> Vec<String> {
    cells.iter().zip(widths).map(|(words, width)| wrap(words, *width).join("\n")).collect()
}

fn height(cells: &[String]) -> usize {
    cells.iter().map(|cell| cell.split('\n').count()).max().unwrap_or(0)
}

fn fitted(line: &str, canvas: &Canvas) -> Vec<String> {
    let line = shown(line);
    canvas.width.map_or_else(|| vec![line.trim_end().to_owned()], |width| wrap(&line, width))
}

fn write_bold(words: &str, canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    for line in fitted(&one_line(words), canvas) {
        writeln!(out, "{}", bold(&line, canvas))?;
    }
    Ok(())
}

fn bold(line: &str, canvas: &Canvas) -> String {
    if canvas.colour && !line.is_empty() { format!("\u{1b}[1m{line}\u{1b}[0m") } else { line.to_owned() }
}
