//! What stands around a table and holds for all its rows: the year and the unit of money, in titles, remarks and names.

use super::unit::money_unit;
use crate::error::{Error, Result};
use crate::import::file::{Cell, GridRow};

/// What stands around a table: lines above and below it, with their numbers, and the names of its sheet and file.
pub struct Titles {
    /// The lines, each with its number.
    pub lines: Vec<(usize, String)>,
    names: Vec<String>,
}

impl Titles {
    /// The lines above a table, and its names.
    pub fn of<'a>(above: &[GridRow], names: impl Iterator<Item = &'a str>) -> Titles {
        let line = |row: &GridRow| (row.number, row.cells.iter().map(Cell::words).collect::<Vec<_>>().join("  "));
        Titles { lines: above.iter().map(line).collect(), names: names.map(str::to_owned).collect() }
    }

    /// The only year that the titles and names say.
    pub fn year(&self) -> Option<i32> {
        let titles = self.lines.iter().flat_map(|(_, line)| years_of(line, false));
        let mut years: Vec<i32> = titles.chain(self.names.iter().flat_map(|name| years_of(name, true))).collect();
        years.sort_unstable();
        years.dedup();
        if let [year] = years[..] { Some(year) } else { None }
    }

    /// The unit of money that is said around the table: only one.
    pub fn money(&self) -> Result<Option<String>> {
        let lines = self.lines.iter().map(|(number, line)| (Some(*number), line));
        let mut found: Option<String> = None;
        for (number, line) in lines.chain(self.names.iter().map(|name| (None, name))) {
            let at = |error: Error| if let Some(number) = number { error.line(number) } else { error };
            let Some(unit) = money_unit(line).map_err(at)? else { continue };
            if let Some(earlier) = found.as_ref().filter(|earlier| **earlier != unit) {
                return Err(at(refused!("unclear_unit": "表上写了两个单位：{earlier}和{unit}",
                    "there are two units beside the table: {earlier} and {unit}";
                    "留下一个，或写在表头里，如 金额（万元）",
                    "leave one, or write it into the heading, such as 金额（万元）")));
            }
            found = Some(unit);
        }
        Ok(found)
    }
}

/// The years that a title says: 2022年, 2022年度, but not the day on which the table was filled in. In a name 2022 is a year as well.
fn years_of(words: &str, is_name: bool) -> Vec<i32> {
    let number = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut years = Vec::new();
    let mut rest = words;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (digits, behind) = rest[at..].split_at(number(&rest[at..]));
        rest = behind;
        let behind = behind.trim_start();
        // 2022-2023年: a span of years is none of them.
        let to = behind.strip_prefix(['-', '—', '–', '~', '～', '至']);
        let is_span = to.is_some_and(|to| number(to) == 4);
        let of_year = behind.strip_prefix('年').map(str::trim_start);
        let month = of_year.map(|behind| &behind[number(behind)..]);
        let day = month.and_then(|month| month.trim_start().strip_prefix('月')).map(str::trim_start);
        let is_day = day.is_some_and(|day| number(day) > 0);
        let said = if of_year.is_some() { !is_day } else { is_name || is_span };
        let year = digits.parse().ok().filter(|year| digits.len() == 4 && (1900..2200).contains(year));
        years.extend(year.filter(|_| said));
    }
    years
}
