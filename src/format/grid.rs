//! Words in columns, drawn by comfy-table: a line under the head, two spaces between columns, and no other borders.
//!
//! Numbers and days are never broken, and the widest columns of words give way first. Characters that could act on a terminal
//! are not looked for here: whoever brings words has cleaned them.

use std::io;

use comfy_table::{CellAlignment, ColumnConstraint, LineStyle, Row, Table, TableStyle, Width};
use unicode_width::UnicodeWidthStr;

use super::flat::{Flat, FlatRow};
use super::words::{Reader, one_line, words};
use crate::sheet::{Cell, Column};
use crate::text::Lang;

/// The spaces between two columns.
pub(super) const GAP: u16 = 2;

const LOOK: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// A column as it is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub width: usize,
    pub right: bool,
}

/// The lines that a head and rows come to, each as wide as all columns together.
pub(super) fn lines(rules: &[Rule], head: Option<Row>, rows: impl IntoIterator<Item = Row>) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(LOOK).add_rows(rows);
    if let Some(head) = head {
        table.set_header(head);
    }
    for (column, rule) in table.column_iter_mut().zip(rules) {
        let gap = if column.index == 0 { 0 } else { GAP };
        let width = u16::try_from(rule.width).unwrap_or(u16::MAX).saturating_add(gap);
        column.set_padding((gap, 0)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        column.set_cell_alignment(if rule.right { CellAlignment::Right } else { CellAlignment::Left });
    }
    table.lines().collect()
}

/// The cells below which a column of words is not narrowed: four Chinese characters.
const LEAST: usize = 8;

/// The cells beyond which even a table without a width is wrapped.
pub(super) const MOST: usize = 60_000;

/// How wide the columns of a table have to be, learnt row by row before the first of them is written.
pub(super) struct Survey {
    /// How wide each column can be.
    pub columns: Vec<Fit>,
    /// How many rows there are.
    pub rows: usize,
    lang: Lang,
    /// Labels and words, for rows that are set upright.
    pub upright: [Fit; 2],
}

/// How wide a column can be.
#[derive(Default)]
pub(super) struct Fit {
    pub label: String,
    /// The cells it needs at least.
    least: usize,
    /// The cells in which everything stands on one line.
    pub most: usize,
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
    /// Settles which columns of a table stay, and looks at its rows.
    pub fn of(flat: &mut Flat, lang: Lang) -> io::Result<Survey> {
        let fit = |column: &Column| {
            let label = one_line(&column.label);
            let mut fit = Fit { right: column.right, ..Fit::default() };
            fit.hold(&label, false);
            Fit { label, ..fit }
        };
        let columns = flat.columns.iter().map(fit).collect();
        let mut survey = Survey { columns, rows: 0, lang, upright: Default::default() };
        if let Some(stay) = flat.settle(Some(&mut |row| survey.look(row)))? {
            let mut each = stay.iter();
            survey.columns.retain(|_| each.next() == Some(&true));
        }
        Ok(survey)
    }

    fn look(&mut self, row: &FlatRow) {
        self.rows += 1;
        let FlatRow::Cells(cells) = row else { return };
        for (fit, cell) in self.columns.iter_mut().zip(cells) {
            let words = in_words(cell, self.lang);
            fit.hold(&words, fit.right || is_whole(cell));
            self.upright[0].hold(&fit.label, false);
            self.upright[1].hold(&words, false);
        }
    }
}

/// The cells that columns take together where none is wider than `cap`, unless it has to be.
pub(super) fn total(columns: &[Fit], cap: usize) -> usize {
    let gaps = usize::from(GAP) * columns.len().saturating_sub(1);
    gaps + columns.iter().map(|fit| fit.most.min(cap).max(fit.least)).sum::<usize>()
}

/// The columns as they are drawn: the widest give way first, all to the same width.
pub(super) fn rules(columns: &[Fit], room: usize) -> Vec<Rule> {
    let cap = (0..=room).rev().find(|cap| total(columns, *cap) <= room).unwrap_or(0);
    columns.iter().map(|fit| Rule { width: fit.most.min(cap).max(fit.least), right: fit.right }).collect()
}

/// A cell as people read it on one line.
pub(super) fn in_words(cell: &Cell, lang: Lang) -> String {
    one_line(&words(cell, Reader::Person(lang)))
}

/// Numbers, days and the like lose their meaning when they are broken.
fn is_whole(cell: &Cell) -> bool {
    match cell {
        Cell::Worded(_, typed) => is_whole(typed),
        other => !matches!(other, Cell::Text(_) | Cell::Marked(..) | Cell::List(_) | Cell::Object(_) | Cell::Table(_)),
    }
}
