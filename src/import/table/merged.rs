//! Cells that were merged and stand for several.

use crate::error::Error;
use crate::import::file::{Cell, GridRow, Region, letters};

/// What a column is to cells that were merged.
#[derive(Clone, Copy, PartialEq)]
pub enum Column {
    /// Nothing is read from it.
    Ignored,
    /// Words and days, which hold for every row they were merged over.
    Said,
    /// Numbers, of which nobody knows whether they hold for each row or for all together.
    Counted,
}

/// Gives every row what was merged over it; answers how many cells were filled.
///
/// # Errors
/// Numbers merged over several rows, and cells merged over several columns.
pub fn fill(
    rows: &mut [GridRow],
    merged: &[Region],
    columns: &[Column],
    name: &dyn Fn(usize) -> String,
) -> Result<usize, Vec<Error>> {
    let (mut filled, mut troubles) = (0, Vec::new());
    for region in merged {
        let Ok(first) = rows.binary_search_by_key(&region.top, |row| row.number) else { continue };
        let value = rows[first].cells.get(region.left).cloned().unwrap_or_default();
        if value.is_empty() {
            continue;
        }
        let column = |at: usize| columns.get(at).copied().unwrap_or(Column::Ignored);
        let covered = (region.left..=region.right).filter(|at| column(*at) != Column::Ignored).count();
        let last = rows.partition_point(|row| row.number <= region.bottom);
        if covered > 1 {
            troubles.push(over_columns(&value, region).column(&name(region.left)));
        } else if column(region.left) == Column::Counted && last - first > 1 {
            troubles.push(over_rows(&value, region).column(&name(region.left)));
        } else if column(region.left) == Column::Said {
            for row in &mut rows[first + 1..last] {
                if row.cells.len() <= region.left {
                    row.cells.resize(region.left + 1, Cell::Empty);
                }
                row.cells[region.left] = value.clone();
                filled += 1;
            }
        }
    }
    if troubles.is_empty() { Ok(filled) } else { Err(troubles) }
}

fn range(region: &Region) -> String {
    format!("{}{}:{}{}", letters(region.left), region.top, letters(region.right), region.bottom)
}

fn over_columns(value: &Cell, region: &Region) -> Error {
    let (words, range) = (value.words(), range(region));
    refused!("merged_columns": "“{words}”合并在几栏上（{range}），看不出属于哪一栏",
        "“{words}” is merged over several columns ({range}); it could belong to any of them";
        "取消合并，写在该写的一栏", "take the merge apart and write it into its column")
    .line(region.top)
}

fn over_rows(value: &Cell, region: &Region) -> Error {
    let (words, range) = (value.words(), range(region));
    refused!("merged_number": "“{words}”合并在几行上（{range}），看不出是每行都是，还是合计",
        "“{words}” is merged over several rows ({range}); it could be each row's or their sum";
        "取消合并，每行各写各的数", "take the merge apart and write every row its own number")
    .line(region.top)
}
