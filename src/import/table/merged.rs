//! Cells that were merged and stand for several.

use super::columns::{Table, is_counted};
use super::head::bad_table;
use super::heading::Means;
use crate::error::Result;
use crate::import::file::{Region, letters, put};
use crate::text::Message;

impl Table {
    /// Gives every row what was merged over it, and says how many cells were filled. A cell merged over several columns is refused,
    /// and a number over several rows: nobody knows whether it holds for each of them or for all together.
    pub(super) fn fill_merged(&mut self, merged: &[Region], notes: &mut Vec<Message>) -> Result<()> {
        let (mut filled, mut troubles) = (0, Vec::new());
        for region in merged {
            let Region { top, bottom, left, right } = *region;
            let Ok(first) = self.rows.binary_search_by_key(&top, |row| row.number) else { continue };
            let rows = first + 1..self.rows.partition_point(|row| row.number <= bottom);
            let Some(value) = self.rows[first].cells.get(left).filter(|cell| !cell.is_empty()).cloned() else {
                continue;
            };
            let is_read = |at: usize| self.means(at, |means| !matches!(means, Means::Nothing));
            let (words, range) = (value.words(), format!("{}{top}:{}{bottom}", letters(left), letters(right)));
            let error = if (left..=right).filter(|at| is_read(*at)).count() > 1 {
                refused!("merged_columns": "“{words}”合并在几栏上（{range}），看不出属于哪一栏",
                    "“{words}” is merged over several columns ({range}); it could belong to any of them";
                    "取消合并，写在该写的一栏", "take the merge apart and write it into its column")
            } else if !rows.is_empty() && self.means(left, |means| means.holds(is_counted)) {
                refused!("merged_number": "“{words}”合并在几行上（{range}），看不出是每行都是，还是合计",
                    "“{words}” is merged over several rows ({range}); it could be each row's or their sum";
                    "取消合并，每行各写各的数", "take the merge apart and write every row its own number")
            } else {
                let rows = if is_read(left) { rows } else { 0..0 };
                filled += rows.len();
                self.rows[rows].iter_mut().for_each(|row| put(&mut row.cells, left, value.clone()));
                continue;
            };
            troubles.push(error.line(top).column(&self.name(left)));
        }
        if !troubles.is_empty() {
            return Err(bad_table(troubles));
        }
        if filled > 0 {
            notes.push(message!(
                "合并的单元格，每行都按合并的内容读（补了{filled}格）",
                "merged cells were read as the content of each of their rows (cells filled: {filled})"
            ));
        }
        Ok(())
    }
}
