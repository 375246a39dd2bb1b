//! Days and periods as people write them: 2022 · 2022H1 · 2022Q1 · 2022-03 · a..b · 上月.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::day::{Written, is_divided, plain, whole_number};
use crate::error::{Error, Result};
use crate::text::Lang;

/// The first year that can be written.
const FIRST_YEAR: i32 = 1900;

/// A closed span of days, with its canonical name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// `2022`, `2022H1`, `2022Q1`, `2022-03` or `2022-01-15..2022-03-20`.
    pub name: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// A calendar year.
    ///
    /// # Panics
    /// Only for years that the calendar does not have.
    pub fn year(year: i32) -> Period {
        Period::months_of(year, 1, 12).expect("a year of the calendar")
    }

    /// The month in which a day lies.
    pub fn month(day: NaiveDate) -> Period {
        Period::spanning(day.with_day(1).unwrap_or(day), end_of_month(day))
    }

    /// Reads a period; `today` tells which year 今年 is.
    pub fn read(text: &str, today: NaiveDate) -> Result<Period> {
        let plain = plain(text);
        let read = match plain.split_once("..") {
            _ if is_divided(text) => None,
            Some((from, to)) => Period::between(from, to, today),
            None => Period::named(&plain, today),
        };
        match read {
            Some(period) if period.from <= period.to => Ok(period),
            Some(_) => Err(usage!("bad_period": "“{text}”的起点在终点之后", "“{text}” ends before it begins";
                "把两头对调", "turn the two ends round")),
            None => Err(usage!("bad_period": "“{text}”不是一个时段", "“{text}” is no period";
                "写 2022、2022H1、2022Q1、2022-03、上月、去年 或 2022-01-15..2022-03-20",
                "write 2022, 2022H1, 2022Q1, 2022-03, last month or 2022-01-15..2022-03-20")),
        }
    }

    /// The period just before: the year before, the quarter before, as many days before.
    pub fn before(&self) -> Period {
        let last = self.from.checked_sub_days(Days::new(1)).unwrap_or(self.from);
        let first = match self.whole_months() {
            Some(months) => self.from.checked_sub_months(Months::new(months)),
            None => last.checked_sub_days(Days::new((self.to - self.from).num_days().unsigned_abs())),
        };
        Period::spanning(first.unwrap_or(last), last)
    }

    /// The same span a year before.
    pub fn year_before(&self) -> Option<Period> {
        let year = Months::new(12);
        let ends_month = self.to == end_of_month(self.to);
        let to = self.to.checked_sub_months(year).map(|to| if ends_month { end_of_month(to) } else { to });
        Some(Period::spanning(self.from.checked_sub_months(year)?, to?))
    }

    /// The days since January until its end, and the same of the year before; while it is running, those until today.
    pub fn to_date(&self, today: NaiveDate) -> [Period; 2] {
        let since = |day: NaiveDate| Period::spanning(day.with_ordinal(1).unwrap_or(day), day);
        let counted = since(if self.is_running(today) { today } else { self.to });
        let before = counted.year_before().unwrap_or(counted);
        [since(self.to), before]
    }

    /// What people call it: 2022年, 2022年上半年, 2022年第一季度, 2022年3月, 2022年1月15日至3月20日.
    pub fn label(&self, lang: Lang) -> String {
        let (year, month) = (self.from.year(), self.from.month());
        match (self.whole_months(), self.from.year() == self.to.year()) {
            (Some(12), true) => phrase!(lang, "{year}年", "{year}"),
            (Some(6), true) if month % 6 == 1 => {
                let second = usize::from(month > 1);
                let (zh, en) = (["上", "下"][second], ["first", "second"][second]);
                phrase!(lang, "{year}年{zh}半年", "the {en} half of {year}")
            }
            (Some(3), true) if month % 3 == 1 => {
                let quarter = (month / 3) as usize;
                let (zh, en) = (["一", "二", "三", "四"][quarter], ["first", "second", "third", "fourth"][quarter]);
                phrase!(lang, "{year}年第{zh}季度", "the {en} quarter of {year}")
            }
            (Some(1), _) => lang.pick(format!("{year}年{month}月"), self.from.format("%B %Y").to_string()),
            (_, same_year) => self.days_label(same_year, lang),
        }
    }

    /// What it is compared with by itself: 上年 for a year, the name of the period before for others.
    pub fn before_label(&self, lang: Lang) -> String {
        match self.whole_months() {
            Some(12) if self.is_year() => lang.pick("上年", "the year before").to_owned(),
            _ => self.before().label(lang),
        }
    }

    /// The first and the last month, `2022-01` and `2022-12`, of a period of whole months.
    pub fn months(&self) -> Option<(String, String)> {
        self.whole_months().map(|_| (month_name(self.from), month_name(self.to)))
    }

    /// The months of which only some days lie in it.
    pub fn cut_months(&self) -> Vec<Period> {
        let [first, last] = [self.from, self.to].map(Period::month);
        let mut cut: Vec<Period> = Some(first).filter(|first| first.from != self.from).into_iter().collect();
        cut.extend(Some(last).filter(|last| last.to != self.to && !cut.contains(last)));
        cut
    }

    /// Whether it is a calendar year.
    pub fn is_year(&self) -> bool {
        self.whole_months() == Some(12) && self.from.month() == 1
    }

    /// Whether a day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Whether it has begun and not ended.
    pub fn is_running(&self, today: NaiveDate) -> bool {
        self.contains(today) && today < self.to
    }

    /// How many months, if it begins and ends with a month.
    fn whole_months(&self) -> Option<u32> {
        let ends_month = self.to.succ_opt().is_none_or(|next| next.day() == 1);
        let month = |day: NaiveDate| day.year() * 12 + day.month().cast_signed();
        let months = month(self.to) - month(self.from) + 1;
        (self.from.day() == 1 && ends_month && months > 0).then_some(months.cast_unsigned())
    }

    fn days_label(&self, same_year: bool, lang: Lang) -> String {
        let (from, to) = (day_label(self.from, lang), day_label(self.to, lang));
        match lang {
            _ if self.from == self.to => from,
            // Nothing is recorded of the days before.
            _ if self.from.ordinal() == 1 && self.from.year() == FIRST_YEAR && !same_year => {
                phrase!(lang, "截至{to}", "until {to}")
            }
            Lang::Zh if same_year => format!("{from}至{}月{}日", self.to.month(), self.to.day()),
            Lang::Zh => format!("{from}至{to}"),
            Lang::En if same_year => format!("{} to {to}", self.from.format("%-d %B")),
            Lang::En => format!("{from} to {to}"),
        }
    }

    fn months_of(year: i32, first: u32, last: u32) -> Option<Period> {
        let (from, to) = (NaiveDate::from_ymd_opt(year, first, 1)?, last_of_month(year, last)?);
        (FIRST_YEAR..10_000).contains(&year).then(|| Period::spanning(from, to))
    }

    /// The canonical period of a span of days.
    fn spanning(from: NaiveDate, to: NaiveDate) -> Period {
        let days = Period { name: format!("{from}..{to}"), from, to };
        let (year, month) = (from.year(), from.month());
        let name = match days.whole_months() {
            Some(12) if month == 1 => year.to_string(),
            Some(6) if month % 6 == 1 => format!("{year}H{}", month / 6 + 1),
            Some(3) if month % 3 == 1 => format!("{year}Q{}", month / 3 + 1),
            Some(1) => month_name(from),
            _ => return days,
        };
        Period { name, ..days }
    }

    /// Ends may lie as far ahead as years may, or a span of years would not be read again by its name. Without a first day it is
    /// everything until the last, without a last day everything until today.
    fn between(from: &str, to: &str, today: NaiveDate) -> Option<Period> {
        let end = |text: &str| match Period::named(text, today) {
            Some(Period { from, to, .. }) => Some((from, to)),
            None => written_day(text, today).ok().filter(|day| day.year() >= FIRST_YEAR).map(|day| (day, day)),
        };
        let (first, last) = match (from.is_empty(), to.is_empty()) {
            (true, true) => return None,
            (true, false) => (NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1)?, end(to)?.1),
            (false, true) => (end(from)?.0, today),
            (false, false) => (end(from)?.0, end(to)?.1),
        };
        Some(Period::spanning(first, last))
    }

    fn named(text: &str, today: NaiveDate) -> Option<Period> {
        if let Some(period) = Period::of_today(text, today) {
            return Some(period);
        }
        let years = [("今年", 0), ("本年", 0), ("去年", 1), ("上年", 1), ("前年", 2)];
        let said = |(word, back)| Some((today.year() - back, format!("年{}", text.strip_prefix(word)?)));
        let written = |(year, part): (&str, &str)| Some((whole_number(year)?.cast_signed(), part.to_owned()));
        let said = years.into_iter().find_map(said).or_else(|| text.split_at_checked(4).and_then(written));
        let Some((year, part)) = said else {
            // Without its year, it is the last that has begun.
            let (first, last) = part_of_year(text).or_else(|| month_of_year(text)).filter(|_| !text.is_ascii())?;
            return Period::months_of(today.year() - i32::from(first > today.month()), first, last);
        };
        let apart = part.strip_prefix(['年', '-', '/', '.']);
        let (first, last) = match apart.unwrap_or(&part) {
            "" if matches!(&*part, "" | "年") => (1, 12),
            named => part_of_year(named).or_else(|| month_of_year(apart?))?,
        };
        Period::months_of(year, first, last)
    }

    /// The year, quarter, month or week in which today lies, or the one before: 本月, 上周.
    fn of_today(text: &str, today: NaiveDate) -> Option<Period> {
        let words = [("本", 0), ("这个", 0), ("今", 0), ("this", 0), ("上个", 1), ("上", 1), ("去", 1), ("last", 1)];
        let (back, span) = words.into_iter().find_map(|(word, back)| Some((back, text.strip_prefix(word)?)))?;
        let (year, month) = (today.year(), today.month());
        let quarter = (month - 1) / 3 * 3 + 1;
        let this = match span {
            "年" | "year" => Period::months_of(year, 1, 12)?,
            "季度" | "季" | "quarter" => Period::months_of(year, quarter, quarter + 2)?,
            "月" | "month" => Period::months_of(year, month, month)?,
            "周" | "星期" | "week" => {
                let week = today.week(Weekday::Mon);
                Period::spanning(week.checked_first_day()?, week.checked_last_day()?)
            }
            _ => return None,
        };
        Some(if back == 0 { this } else { this.before() })
    }
}

/// The first and the last month of half a year or a quarter: h1, 下半年, q1, 第一季度, 2季度.
fn part_of_year(text: &str) -> Option<(u32, u32)> {
    match text {
        "h1" | "上半年" => return Some((1, 6)),
        "h2" | "下半年" => return Some((7, 12)),
        _ => {}
    }
    let quarter = text.strip_prefix('q').or_else(|| text.strip_suffix("季度"))?;
    let quarter = quarter.strip_prefix('第').unwrap_or(quarter);
    let first = [["1", "一"], ["2", "二"], ["3", "三"], ["4", "四"]].into_iter().zip([1, 4, 7, 10]);
    first.filter(|(names, _)| names.contains(&quarter)).map(|(_, first)| (first, first + 2)).next()
}

/// The month that is written as 3, 03 or 3月.
fn month_of_year(text: &str) -> Option<(u32, u32)> {
    let month = text.strip_suffix('月').unwrap_or(text);
    whole_number(month).filter(|_| month.len() <= 2).map(|month| (month, month))
}

/// Reads a day: 2022-05-01, 20220501, 2022/5/1, 2022年5月1日（周日）, 今天, 昨天, and 5-1 or 5月1日 for the nearest one past.
/// A day before 1900 or more than a year ahead is refused.
pub fn read_day(text: &str, today: NaiveDate) -> Result<NaiveDate> {
    read_day_within(text, today, 1)
}

/// The same where a day may lie so many years ahead.
pub fn read_day_within(text: &str, today: NaiveDate, years: u32) -> Result<NaiveDate> {
    let (day, last) = (written_day(text, today)?, today.checked_add_months(Months::new(12 * years)).unwrap_or(today));
    if day.year() >= FIRST_YEAR && day <= last {
        return Ok(day);
    }
    Err(usage!("bad_date": "“{text}”离今天太远", "“{text}” is too far away";
        "可记{FIRST_YEAR}年1月1日到{last}之间的日子", "days from {FIRST_YEAR}-01-01 to {last} can be recorded"))
}

/// The same of a day that must not be guessed: without its year it is refused where the one to come may be meant as well.
/// `plans` says that days ahead are as likely as past ones.
pub fn read_sure_day(text: &str, today: NaiveDate, plans: bool) -> Result<NaiveDate> {
    let day = read_day(text, today)?;
    coming(text, today, plans).map_or(Ok(day), |coming| Err(unclear_year(text, day, coming)))
}

/// So many days ahead, a day without its year is more likely the one to come than that of last year.
const SOON: i64 = 31;
/// Where days ahead are as likely as past ones, the nearer of the two may be meant.
const HALF_A_YEAR: i64 = 183;

/// The day to come that one without its year may mean as well as the nearest one past.
pub fn coming(text: &str, today: NaiveDate, plans: bool) -> Option<NaiveDate> {
    let Written { year: None, month, day } = Written::read(text)? else { return None };
    let next = [0, 1].into_iter().filter_map(|on| NaiveDate::from_ymd_opt(today.year() + on, month, day.unwrap_or(1)));
    let next = next.filter(|next| *next > today).min()?;
    let is_today = month == today.month() && day.is_none_or(|day| day == today.day());
    let ahead = (next - today).num_days();
    // In December a day of January is that of this year, which is past.
    let is_likely = if plans { ahead <= HALF_A_YEAR } else { ahead <= SOON && next.year() == today.year() };
    (is_likely && !is_today).then_some(next)
}

/// Of a day that is written without its year, the first one on or after another; none where that is more than half a year into the next.
pub fn first_from(text: &str, from: NaiveDate) -> Option<NaiveDate> {
    let Written { year: None, month, day: Some(day) } = Written::read(text)? else { return None };
    let mut days = (0..2).filter_map(|on| NaiveDate::from_ymd_opt(from.year() + on, month, day));
    let next = days.find(|day| *day >= from)?;
    (next.year() == from.year() || (next - from).num_days() <= HALF_A_YEAR).then_some(next)
}

/// A day without its year that may be one of two.
pub fn unclear_year(text: &str, past: NaiveDate, coming: NaiveDate) -> Error {
    let (past, coming) = (as_written(text, past), as_written(text, coming));
    usage!("unclear_year": "“{text}”没有写年份：是{past}，还是{coming}？",
        "“{text}” has no year: is it {past} or {coming}?"; "写上年份，如 {past}", "write the year, such as {past}")
}

/// Whether a day is written without its year.
pub fn lacks_year(text: &str) -> bool {
    text.as_bytes().get(4) != Some(&b'-') && in_year(text, 0).is_some()
}

/// The year that is written in a day.
pub fn written_year(text: &str) -> Option<i32> {
    Written::read(text)?.year
}

/// The name of a day that is written so: where only its month is, that of the month.
pub fn as_written(text: &str, day: NaiveDate) -> String {
    let is_month = Written::read(text).is_some_and(|written| written.day.is_none());
    if is_month { month_name(day) } else { day.to_string() }
}

/// Whether a day lies more than two years back.
pub fn is_long_ago(day: NaiveDate, today: NaiveDate) -> bool {
    today.checked_sub_months(Months::new(24)).is_some_and(|bound| day < bound)
}

/// A day in any of its forms, however far away.
fn written_day(text: &str, today: NaiveDate) -> Result<NaiveDate> {
    let plain = plain(text);
    let back = |days| today.checked_sub_days(Days::new(days)).ok_or_else(|| unreadable_day(text));
    match plain.as_str() {
        "今天" | "today" => return Ok(today),
        "昨天" | "yesterday" => return back(1),
        "前天" => return back(2),
        _ => {}
    }
    match Written::read(text) {
        Some(Written { year: Some(year), month, day: Some(day) }) => exact_day(text, year, month, day),
        Some(Written { year: None, month, day: Some(day) }) => {
            // The last time it came round; the 29th of February waits for a leap year.
            let years = (0..=8).map(|back| today.year() - back);
            let past = years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|day| *day <= today);
            past.map_or_else(|| exact_day(text, today.year(), month, day), Ok)
        }
        Some(Written { year, month, day: None }) if !(1..=12).contains(&month) => {
            exact_day(text, year.unwrap_or(today.year()), month, 1)
        }
        _ if first_of_month(text, today).is_some() => {
            Err(usage!("bad_date": "“{text}”只有月份，没有日", "“{text}” is a month; the day is missing";
                "写上是哪一天，如 2022-05-01", "write the day as well, such as 2022-05-01"))
        }
        _ => Err(unreadable_day(text)),
    }
}

/// The first day of a month of which no day is written: 2022-03, 2022年3月上旬, 上月, and 3月 for the last that has begun. None where
/// it is no month, or one that ended before 1900.
pub fn first_of_month(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    // Nearly every day is written so.
    if text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' {
        return None;
    }
    let period = match Written::read(text) {
        Some(Written { day: Some(_), .. }) => None,
        Some(Written { year, month, day: None }) => {
            Period::months_of(year.unwrap_or(today.year() - i32::from(month > today.month())), month, month)
        }
        None if is_divided(text) => None,
        None => Period::named(&plain(text), today).filter(|period| period.whole_months() == Some(1)),
    };
    period.map(|period| period.from)
}

/// A day that is written without its year, with this one: 3月5日, 12-20.
pub fn in_year(text: &str, year: i32) -> Option<String> {
    match Written::read(text)? {
        Written { year: None, month, day: Some(day) } => Some(format!("{year}-{month:02}-{day:02}")),
        Written { year: None, month, day: None } => Some(format!("{year}-{month:02}")),
        _ => None,
    }
}

/// A day in words: 2022年5月1日, 1 May 2022.
pub fn day_label(day: NaiveDate, lang: Lang) -> String {
    let (year, month, number) = (day.year(), day.month(), day.day());
    lang.pick(format!("{year}年{month}月{number}日"), day.format("%-d %B %Y").to_string())
}

fn exact_day(text: &str, year: i32, month: u32, day: u32) -> Result<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
        let error = usage!("bad_date": "没有“{text}”这一天", "there is no day “{text}”");
        match last_of_month(year, month).map(|last| last.day()) {
            Some(days) => error.hint(message!("{year}年{month}月只有{days}天", "{year}-{month:02} has {days} days")),
            None => error.hint(message!("一年有12个月", "a year has 12 months")),
        }
    })
}

/// The last day of the month of a day.
pub fn end_of_month(day: NaiveDate) -> NaiveDate {
    last_of_month(day.year(), day.month()).unwrap_or(day)
}

fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt()
}

/// A month as it is written in lists: 2022-03.
pub fn month_name(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

fn unreadable_day(text: &str) -> Error {
    usage!("bad_date": "“{text}”不是日期", "“{text}” is no date";
        "写 2022-05-01、2022年5月1日、5-1（最近的5月1日）或 昨天",
        "write 2022-05-01, 5-1 (the nearest one past) or yesterday")
}
