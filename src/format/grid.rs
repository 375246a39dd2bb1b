//! Words in columns, drawn by comfy-table: a line under the head, two spaces between columns, and no other borders.
//!
//! Columns take the widths that they are given. Characters that could act on a terminal are not looked for here: whoever
//! brings words has cleaned them.

use comfy_table::{CellAlignment, ColumnConstraint, LineStyle, Row, Table, TableStyle, Width};

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
