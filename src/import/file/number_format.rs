//! Numbers that a workbook shows with 万 or 亿 behind them: 35 in the format `#,##0"万元"` is 35万元, as everybody reads it.

use super::finding::What;

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

    /// What a number in a cell of this format is to whoever looks at it.
    pub fn number(&self, number: &str) -> (What, String) {
        match self {
            Shown::InUnit(unit) => (What::Text, format!("{number}{unit}")),
            Shown::Otherwise(format) => (What::Otherwise, format.clone()),
        }
    }
}
