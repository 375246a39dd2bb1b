//! What stands around a table and holds for all its rows: the year and the unit of money, in titles, remarks and names.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::unit::money_unit;
use crate::error::{Error, Result};
use crate::import::file::GridRow;
use crate::period::{end_of_month, lacks_year, written_year};
use crate::text::plain;

/// What stands around a table: lines above and below it, with their numbers, and the names of its sheet and file.
pub struct Titles {
    /// The lines, each with its number.
    pub lines: Vec<(usize, String)>,
    /// How many of them stand above the table.
    above: usize,
    names: Vec<String>,
    /// What rows between the others say of those below them, with their numbers.
    pub sections: Vec<(usize, String)>,
}

impl Titles {
    /// The lines above a table, and its names.
    pub fn of<'a>(above: &[GridRow], names: impl Iterator<Item = &'a str>) -> Titles {
        let line = |row: &GridRow| (row.number, row.said().join("  "));
        Titles {
            lines: above.iter().map(line).collect(),
            above: above.len(),
            names: names.map(str::to_owned).collect(),
            sections: Vec::new(),
        }
    }

    /// What the table is called: the lines above it, then the names of sheet and file.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.lines[..self.above].iter().map(|(_, line)| line).chain(&self.names).map(String::as_str)
    }

    /// The only month or day that what the table is called says, and where: 2022年3月志愿服务, a sheet 3月 in a table of 2022.
    pub fn month(&self) -> Option<(String, &str)> {
        let year = self.years().only();
        self.texts().find_map(|text| month_of(text, year).map(|month| (month, text)))
    }

    /// The years that the titles and names say.
    pub fn years(&self) -> Years {
        let titles = self.lines.iter().flat_map(|(_, line)| years_of(line, false));
        let names = |bare: bool| self.names.iter().flat_map(move |name| years_of(name, bare));
        Years {
            said: titles.clone().chain(names(true)).collect(),
            titled: titles.collect(),
            named: names(false).collect(),
        }
    }

    /// The last day that is told of: 截至2022年11月30日, the end of the only month or quarter, 2022年1-11月.
    pub fn until(&self) -> Option<NaiveDate> {
        let texts = || self.lines.iter().map(|(_, line)| line).chain(&self.names);
        let days = |is_day| texts().filter_map(|text| last_day_of(text, is_day)).collect::<BTreeSet<NaiveDate>>();
        let days = Some(days(true)).filter(|said| !said.is_empty()).unwrap_or_else(|| days(false));
        days.first().copied().filter(|_| days.len() == 1)
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

/// The years that are said around a table.
#[derive(Default)]
pub struct Years {
    /// By titles and names.
    said: BTreeSet<i32>,
    /// By titles alone.
    titled: BTreeSet<i32>,
    /// By names of sheet and file, but no bare numbers: a file is called after the year of its making, too.
    named: BTreeSet<i32>,
}

impl Years {
    /// The only one that is said.
    pub fn only(&self) -> Option<i32> {
        self.said.first().copied().filter(|_| self.said.len() == 1)
    }

    /// Whether names of sheet and file say other years than that of a day, where no title says any.
    pub fn belie(&self, day: &str) -> bool {
        self.titled.is_empty() && written_year(day).is_some_and(|year| is_beyond(&self.named, year))
    }

    /// The years that the names say, in words.
    pub fn of_names(&self) -> String {
        list(&self.named)
    }

    /// Refuses a day of a year of which the table is not, and one without its year where the table says several.
    pub fn take(&self, day: &str) -> Result<()> {
        if lacks_year(day) && self.only().is_none() && self.said.len() > 1 {
            let years = list(&self.said);
            return Err(refused!("unclear_year": "“{day}”没有写年份，表上写了几个年份：{years}",
                "“{day}” has no year, and the table names several: {years}";
                "每一行都写上年份，或按年分成几张表", "write the year in every row, or make a table of each year"));
        }
        let Some(year) = written_year(day).filter(|year| is_beyond(&self.titled, *year)) else { return Ok(()) };
        let years = list(&self.titled);
        Err(refused!("other_year": "“{day}”是{year}年的，表上写的是{years}年",
            "“{day}” lies in {year}, and the table says {years}";
            "核对日期；没有错就改掉表上的年份，或另放一张表", "check the day; if it is right, correct the year of the table, or move the row to another"))
    }
}

/// Whether a year lies before or behind all years that are said.
fn is_beyond(years: &BTreeSet<i32>, year: i32) -> bool {
    years.first().is_some_and(|first| year < *first) || years.last().is_some_and(|last| year > *last)
}

fn list(years: &BTreeSet<i32>) -> String {
    years.iter().map(i32::to_string).collect::<Vec<_>>().join("、")
}

/// What stands before a year in which a table was filled in, not the one it is about.
const FILLED_IN: &[&str] = &["填报", "填表", "制表", "报送", "上报", "打印", "印制", "更新", "统计"];

/// Whether a year is that in which the table was filled in, by what stands before it: 填报时间：2023年1月.
fn is_of_filling(before: &str) -> bool {
    let is_apart = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '（' | '(');
    let mut words = before.trim_end_matches(is_apart);
    for word in ["时间", "日期", "年月"] {
        words = words.strip_suffix(word).unwrap_or(words);
    }
    FILLED_IN.iter().any(|word| words.ends_with(word))
}

/// The day up to which a text says that it tells, or else the last day of the months that it is about.
fn last_day_of(text: &str, is_day: bool) -> Option<NaiveDate> {
    let text: String = plain(text).collect();
    let (before, behind) = text.split_once('年')?;
    let digits = before.len().checked_sub(4).and_then(|at| before.get(at..));
    let year: i32 = digits?.parse().ok().filter(|year| (1900..2200).contains(year))?;
    let before = &before[..before.len() - 4];
    if is_of_filling(before) {
        return None;
    }
    let parts = [("上半年", 6), ("下半年", 12), ("一季度", 3), ("二季度", 6), ("三季度", 9), ("四季度", 12)];
    let part = parts.into_iter().find(|(name, _)| behind.trim_start_matches('第').starts_with(name));
    let months = behind.find(|c: char| !(c.is_ascii_digit() || "-—–~至到月份".contains(c))).unwrap_or(behind.len());
    let last = behind[..months].rfind('月').map(|at| (&behind[..at], &behind[at + '月'.len_utf8()..]));
    let number = |text: &str| text[text.trim_end_matches(|c: char| c.is_ascii_digit()).len()..].parse::<u32>().ok();
    let day = last.and_then(|(_, rest)| rest.split_once('日')).and_then(|(day, _)| day.parse::<u32>().ok());
    let month = last.and_then(|(month, _)| number(month)).or(part.map(|(_, month)| month))?;
    let ends = ["截至", "截止", "截止到", "截至到", "统计至", "止"].iter().any(|word| before.ends_with(word));
    match (day, is_day) {
        (Some(day), true) if ends => NaiveDate::from_ymd_opt(year, month, day),
        (None, false) => NaiveDate::from_ymd_opt(year, month, 1).map(end_of_month),
        _ => None,
    }
}

/// The only month or day that a text says, but not that of filling in, nor where it ends: 2022年3月, 2022年3月5日, and 3月 of a year.
fn month_of(text: &str, year: Option<i32>) -> Option<String> {
    let text: String = plain(text).collect();
    let number_before = |at: usize| {
        let start = text[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
        (start, text[start..at].parse::<u32>().ok())
    };
    let mut found = None;
    for (at, _) in text.match_indices('月') {
        let (start, Some(month)) = number_before(at) else { continue };
        let written = text[..start].strip_suffix('年').map(|before| (before.len(), number_before(before.len())));
        let (start, year) = match written {
            Some((_, (start, Some(year)))) if (1900..2200).contains(&year) => (start, i32::try_from(year).ok()),
            Some(_) => continue,
            None => (start, year),
        };
        let before = &text[..start];
        let behind = &text[at + '月'.len_utf8()..];
        let digits = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
        let day = Some(&behind[..digits]).filter(|day| !day.is_empty() && behind[digits..].starts_with(['日', '号']));
        if is_of_filling(before)
            || ["截至", "截止", "至", "到", "-", "—", "~"].iter().any(|end| before.ends_with(end))
            || found.is_some()
        {
            return None;
        }
        let day = day.map_or(String::new(), |day| format!("{day}日"));
        found = Some(format!("{}年{month}月{day}", year?)).filter(|_| (1..=12).contains(&month));
    }
    found
}

/// The years that a title says: 2022年, 2022年度, but not the day on which the table was filled in. In a name 2022 is a year as well.
fn years_of(words: &str, is_name: bool) -> Vec<i32> {
    let number = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut years = Vec::new();
    let mut rest = words;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let before = &rest[..at];
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
        years.extend(year.filter(|_| said && !is_of_filling(before)));
    }
    years
}
