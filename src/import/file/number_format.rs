//! What a workbook shows of a number: 35 in the format `#,##0"万元"` is 35万元, as everybody reads it, and 0.12 in `0%` is 12%; and
//! of a day with a time, of a time and of a duration: 14:30, 2023/1/5 14:30.

use super::workbook::What;
use crate::amount::grouped;

/// A number format, understood.
#[derive(Clone, Debug)]
pub(super) struct NumberFormat {
    code: String,
    /// For all numbers; or for those that are not negative, for negative ones, and for nought.
    sections: Vec<Section>,
}

/// One part of a format.
#[derive(Clone, Debug, Default)]
struct Section {
    before: String,
    /// The places of digits, the point and commas among them; `G` where the number stands as it is.
    places: String,
    behind: String,
    /// How often it is multiplied by a hundred.
    percents: i32,
    /// Whether it does anything else to the number: conditions, powers of ten, fractions, words between the digits.
    odd: bool,
}

/// All that a cell shows, none where that cannot be said, and what it is to a column of numbers or days.
pub(super) type Seen = (Option<String>, (What, String));

impl NumberFormat {
    /// A format that changes what is seen of a number.
    pub fn of(code: &str) -> Option<NumberFormat> {
        if matches!(code, "" | "@" | "General" | "GENERAL") {
            return None;
        }
        let (mut quoted, mut escaped) = (false, false);
        let divides = |c: char| {
            let is_end = c == ';' && !quoted && !escaped;
            quoted ^= c == '"' && !escaped;
            escaped = !escaped && !quoted && matches!(c, '\\' | '!' | '_' | '*');
            is_end
        };
        Some(NumberFormat { code: code.to_owned(), sections: code.split(divides).map(Section::of).collect() })
    }

    pub fn code(&self) -> &str {
        &self.code
    }

    /// What a number is to whoever looks at it; `kept` are its digits.
    pub fn number(&self, value: f64, kept: &str) -> Seen {
        let otherwise = (What::Otherwise, self.code.clone());
        let (section, signed) = match &self.sections[..] {
            [_, negative, ..] if value < 0.0 => (negative, false),
            [_, _, zero, ..] if value == 0.0 => (zero, false),
            [first, ..] => (first, value < 0.0),
            [] => return (None, otherwise),
        };
        if section.odd {
            return (None, otherwise);
        }
        let digits = section.digits(value.abs(), kept.trim_start_matches('-'));
        let sign = if signed { "-" } else { "" };
        let words = format!("{sign}{}{digits}{}", section.before, section.behind).trim().to_owned();
        let read = read_of([&section.before, &digits, &section.behind], value, kept);
        (Some(words), read.map_or(otherwise, |read| (What::Text, read)))
    }
}

impl Section {
    fn of(part: &str) -> Section {
        let mut section = Section::default();
        let mut chars = part.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' => chars.by_ref().take_while(|c| *c != '"').for_each(|c| section.say(c)),
                '\\' | '!' => chars.next().into_iter().for_each(|c| section.say(c)),
                // The width of the next character, and one that fills the cell.
                '_' | '*' => drop(chars.next()),
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    section.odd |= inside.starts_with(['<', '>', '=']);
                    let currency = inside.strip_prefix('$').and_then(|rest| rest.split('-').next());
                    currency.unwrap_or_default().chars().for_each(|c| section.say(c));
                }
                '0' | '#' | '?' => section.place(c),
                '.' if !section.places.is_empty() || matches!(chars.peek(), Some('0' | '#' | '?')) => section.place(c),
                ',' if !section.places.is_empty() && section.behind.is_empty() => section.places.push(c),
                '%' => {
                    section.percents += 1;
                    section.say(c);
                }
                'E' | 'e' if matches!(chars.peek(), Some('+' | '-')) => section.odd = true,
                '@' => section.place('G'),
                c => section.say(c),
            }
        }
        let general = ["G/通用格式", "通用格式", "General"].iter().find_map(|it| section.before.split_once(it));
        if let Some((before, behind)) = general.filter(|_| section.places.is_empty()) {
            (section.before, section.places, section.behind) = (before.to_owned(), "G".to_owned(), behind.to_owned());
        }
        section
    }

    fn say(&mut self, c: char) {
        if self.places.is_empty() { self.before.push(c) } else { self.behind.push(c) }
    }

    fn place(&mut self, c: char) {
        self.odd |= !self.behind.is_empty();
        self.places.push(c);
    }

    /// The digits of a number that is not negative.
    fn digits(&self, value: f64, kept: &str) -> String {
        if self.places.is_empty() || self.places == "G" {
            return if self.places.is_empty() { String::new() } else { kept.to_owned() };
        }
        let (whole, part) = self.places.split_once('.').unwrap_or((&self.places, ""));
        // A comma behind the last digit divides by a thousand.
        let scale = (whole.len() - whole.trim_end_matches(',').len()) + part.matches(',').count();
        let groups = whole.trim_end_matches(',').contains(',');
        let nought = |places: &str| places.matches('0').count();
        let part = part.replace(',', "");
        let shift = 2 * self.percents - 3 * i32::try_from(scale).unwrap_or_default();
        let text = format!("{:.*}", part.len(), if shift == 0 { value } else { value * 10_f64.powi(shift) });
        let (digits, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let digits = format!("{:0>1$}", digits.trim_start_matches('0'), nought(whole));
        let least = part.rfind('0').map_or(0, |last| last + 1);
        let more = decimals.get(least..).unwrap_or_default().trim_end_matches('0').len();
        let decimals = decimals.get(..least + more).unwrap_or_default();
        let digits = if groups { grouped(&digits) } else { digits };
        let point = if decimals.is_empty() { "" } else { "." };
        format!("{digits}{point}{decimals}")
    }
}

/// What a number is, of which a cell shows these words; `kept` are its digits.
pub(super) fn read_of_words(words: &str, value: f64, kept: &str) -> (What, String) {
    let first = words.find(|c: char| c.is_ascii_digit()).unwrap_or(words.len());
    let last = words.rfind(|c: char| c.is_ascii_digit()).map_or(first, |last| last + 1);
    let read = read_of([&words[..first], &words[first..last], &words[last..]], value, kept);
    read.map_or_else(|| (What::Otherwise, words.to_owned()), |read| (What::Text, read))
}

/// What a number is that is shown as digits with something before and behind them; none where that is another number.
fn read_of([before, digits, behind]: [&str; 3], value: f64, kept: &str) -> Option<String> {
    let bare = |words: &str| words.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let (before, behind) = (bare(before), bare(behind));
    let is_worded = before.chars().any(|c| !c.is_ascii() && !"￥¥€£人民币约近".contains(c));
    if digits.is_empty() {
        // Nought may be shown as a dash, or as nothing.
        return (value == 0.0).then_some(before + &behind);
    }
    if behind.contains(['%', '％', '‰']) {
        return Some(format!("{before}{digits}{behind}"));
    }
    let is_kept = same(digits, kept.trim_start_matches('-'));
    match value < 0.0 {
        _ if is_worded || !is_kept => None,
        true => Some(kept.to_owned()),
        false => Some(format!("{before}{kept}{behind}")),
    }
}

/// Whether digits say the same number.
fn same(shown: &str, kept: &str) -> bool {
    let plain = |digits: &str| {
        let digits = digits.replace([',', '，', ' '], "");
        let digits = digits.trim_start_matches('0');
        let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
        digits.to_owned()
    };
    plain(shown) == plain(kept)
}

/// A moment in parts: year, month, day, hour, minute, second.
pub(super) type Parts = [u32; 6];

/// Whether a format shows a day, and whether it shows a time.
pub(super) fn kinds(code: &str) -> (bool, bool) {
    let Some(signs) = signs(code) else { return (true, code.contains(['h', 'H'])) };
    let has = |units: &str| signs.iter().any(|sign| matches!(sign, Sign::Unit(unit, _) if units.contains(*unit)));
    (has("yd"), has("hs[") || (!has("yd") && has("m")))
}

/// Whether a format shows year and month, and no day: everybody sees a month.
pub(super) fn shows_month(code: &str) -> bool {
    let (mut quoted, mut bracketed) = (false, false);
    let is_sign = |c: &char| {
        quoted ^= *c == '"';
        bracketed = (bracketed || *c == '[') && *c != ']';
        !quoted && !bracketed
    };
    let signs: String = code.chars().filter(is_sign).map(|c| c.to_ascii_lowercase()).collect();
    signs.contains('y') && signs.contains('m') && !signs.contains(['d', 'h', 's', 'g'])
}

/// A moment as a format shows it; `hours` are those of a duration, which may be more than a day has.
pub(super) fn shown(code: &str, parts: Parts, hours: u32) -> String {
    let [year, month, day, hour, minute, second] = parts;
    let (dated, _) = kinds(code);
    let Some(signs) = signs(code).filter(|_| code != "m/d/yy h:mm") else {
        let time = if second > 0 { format!("{hour}:{minute:02}:{second:02}") } else { format!("{hour}:{minute:02}") };
        return if dated && year > 1900 { format!("{year}/{month}/{day} {time}") } else { time };
    };
    let halved = signs.iter().any(|sign| matches!(sign, Sign::Half(..)));
    let mut words = String::new();
    for (at, sign) in signs.iter().enumerate() {
        let unit = |sign: &Sign| if let Sign::Unit(unit, _) = sign { Some(*unit) } else { None };
        let of_hour = signs[..at].iter().rev().find_map(unit).is_some_and(|unit| "h[".contains(unit))
            || signs[at + 1..].iter().find_map(unit) == Some('s');
        let (number, width) = match sign {
            Sign::Word(c) => {
                words.push(*c);
                continue;
            }
            Sign::Half(morning, evening) => {
                words.push_str(if hour < 12 { morning } else { evening });
                continue;
            }
            Sign::Unit('y', width) => (if *width < 3 { year % 100 } else { year }, *width),
            Sign::Unit('m', width) => (if of_hour { minute } else { month }, *width),
            Sign::Unit('d', width) => (day, *width),
            Sign::Unit('h', width) => (if halved { (hour + 11) % 12 + 1 } else { hour }, *width),
            Sign::Unit('[', width) => (hours, *width),
            Sign::Unit(_, width) => (second, *width),
        };
        words.push_str(&format!("{number:0width$}"));
    }
    words.trim().to_owned()
}

/// What a format of days and times is made of.
enum Sign {
    /// A number of year, month or minute, day, hour, second; `[` is the hours of a duration.
    Unit(char, usize),
    /// Morning and evening.
    Half(&'static str, &'static str),
    Word(char),
}

/// The signs of a format; none where it has others: names of months and of days of the week, eras, parts of a second.
fn signs(code: &str) -> Option<Vec<Sign>> {
    let mut signs = Vec::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let lower = c.to_ascii_lowercase();
        let width = rest.chars().take_while(|other| other.to_ascii_lowercase() == lower).count();
        let half = [("AM/PM", "AM", "PM"), ("上午/下午", "上午", "下午"), ("A/P", "A", "P")];
        let half = half.into_iter().find(|(sign, ..)| rest.starts_with(sign));
        let step = match (c, lower) {
            _ if half.is_some() => {
                let (sign, morning, evening) = half?;
                signs.push(Sign::Half(morning, evening));
                sign.len()
            }
            (';', _) => break,
            (_, 'm' | 'd') if width > 2 => return None,
            (_, 'y' | 'm' | 'd' | 'h' | 's') => {
                signs.push(Sign::Unit(lower, width));
                width
            }
            ('"', _) => {
                let words = rest[1..].split('"').next()?;
                signs.extend(words.chars().map(Sign::Word));
                (words.len() + 2).min(rest.len())
            }
            ('[', _) => {
                let inside = rest[1..].split(']').next()?;
                match inside {
                    "h" | "hh" | "H" | "HH" => signs.push(Sign::Unit('[', inside.len())),
                    _ if inside.starts_with('$') => {}
                    _ => return None,
                }
                (inside.len() + 2).min(rest.len())
            }
            ('\\' | '!', _) => {
                let next = rest[1..].chars().next()?;
                signs.push(Sign::Word(next));
                1 + next.len_utf8()
            }
            ('_' | '*', _) => 1 + rest[1..].chars().next()?.len_utf8(),
            ('@', _) => 1,
            (_, 'a'..='z' | '0') => return None,
            _ => {
                signs.push(Sign::Word(c));
                c.len_utf8()
            }
        };
        rest = &rest[step..];
    }
    Some(signs)
}
