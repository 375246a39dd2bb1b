//! Numbers that a workbook shows with 万 or 亿 behind them: 35 in the format `#,##0"万元"` is 35万元, as everybody reads it.

use super::grid::Cell;

/// What a number format makes of a number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown {
    /// The number with this unit behind it.
    InUnit(String),
    /// Another number than is kept: in ten thousands of it, or with words before it.
    Otherwise(String),
}

impl Shown {
    /// What a format does with numbers, where it speaks of 万 or 亿.
    pub fn of(format: &str) -> Option<Shown> {
        let first = format.split(';').next().unwrap_or_default();
        if !first.contains(['万', '亿']) {
            return None;
        }
        let otherwise = Some(Shown::Otherwise(format.to_owned()));
        let is_place = |c: char| matches!(c, '0' | '#' | '?' | 'l' | '式');
        let (Some(begin), Some(end)) = (first.find(is_place), first.rfind(is_place)) else { return otherwise };
        let (before, behind) = (&first[..begin], &first[end..]);
        let mut behind = behind.chars().skip(1).peekable();
        // A comma behind the last digit divides by a thousand, an exclamation mark sets a point where there is none.
        let is_scaled = behind.peek() == Some(&',') || first.contains(['!', '%']) || first.contains("\\.");
        let is_worded = before.chars().any(|c| !c.is_ascii() && c != '￥' && c != '¥') && !before.contains("通用格");
        if is_scaled || is_worded || first.contains(['>', '<', '=']) {
            return otherwise;
        }
        let mut unit = String::new();
        while let Some(c) = behind.next() {
            match c {
                // The width of the next character, and one that fills the cell.
                '_' | '*' => drop(behind.next()),
                '"' | '\\' | ' ' => {}
                c => unit.push(c),
            }
        }
        Some(Shown::InUnit(unit))
    }

    /// A number in a cell of this format.
    pub fn cell(&self, number: &Cell) -> Cell {
        match self {
            Shown::InUnit(unit) => Cell::of(&format!("{}{unit}", number.words())),
            Shown::Otherwise(format) => Cell::from(refused!(
                "bad_cell": "这一格用格式“{format}”显示，看到的和存的不是同一个数",
                "the cell is shown in the format “{format}”; what it keeps is not what everybody sees";
                "把这一列设为常规格式，核对数字，单位写在表头里",
                "format the column as general, check the numbers, and write the unit into the heading")),
        }
    }
}
