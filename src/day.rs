//! Days and months as they are written: 2022-05-01, 2022、5、1, 5月1日, 二〇二二年五月一日, 2022年5月, 5月上旬.

/// What is written of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its year; none where it is left out.
    pub year: Option<i32>,
    /// Its month.
    pub month: u32,
    /// Its day; none where only the month is written.
    pub day: Option<u32>,
}

/// How a part of a month is written behind it.
const PARTS: [&str; 8] = ["上旬", "中旬", "下旬", "份", "初", "中", "底", "末"];

impl Written {
    /// Reads one of the ways to write a day or a month; a time, a weekday or half a day behind it is left out.
    pub fn read(text: &str) -> Option<Written> {
        // Nearly every day is written as programs do.
        if let [_, _, _, _, b'-', _, _, b'-', _, _] = text.as_bytes()
            && text.is_ascii()
            && let [Some(year), Some(month), Some(day)] = [&text[..4], &text[5..7], &text[8..]].map(whole_number)
        {
            return Some(Written::of(Some(year), month, Some(day)));
        }
        let text = without_time(text);
        if is_divided(text) {
            return None;
        }
        let plain = plain(text);
        if plain.len() == 8 && plain.bytes().all(|digit| digit.is_ascii_digit()) {
            return Some(Written::of(
                whole_number(&plain[..4]),
                whole_number(&plain[4..6])?,
                whole_number(&plain[6..]),
            ));
        }
        let part = PARTS.iter().find_map(|part| plain.strip_suffix(part)).filter(|month| month.ends_with('月'));
        let words = part.unwrap_or(&plain);
        let words = if words.contains(['年', '月']) { in_digits(words) } else { words.to_owned() };
        let (month_last, year) = (words.ends_with('月'), words.split_once('年').map_or("", |(year, _)| year));
        let spelt = words.replace(['年', '月'], "-");
        let spelt = if month_last { spelt.trim_end_matches('-') } else { spelt.trim_end_matches(['日', '号']) };
        let parts: Vec<&str> = spelt.split(['-', '/', '.', '、']).collect();
        let is_listed = spelt.contains('、') && (parts.len() < 3 || parts[0].len() != 4);
        let numbers = parts.iter().map(|part| whole_number(part)).collect::<Option<Vec<u32>>>()?;
        let short = |part: &str| part.len() <= 2;
        let of_year = parts[0].len() == 4 || (short(parts[0]) && parts[0] == year);
        let year = || Some(if short(parts[0]) { 2000 + numbers[0] } else { numbers[0] });
        match numbers[..] {
            _ if is_listed || !parts[1..].iter().all(|part| short(part)) => None,
            [_, month, day] if of_year && !month_last => Some(Written::of(year(), month, Some(day))),
            [_, month] if of_year => Some(Written::of(year(), month, None)),
            [month, day] if short(parts[0]) && !month_last => Some(Written::of(None, month, Some(day))),
            [month] if short(parts[0]) && month_last => Some(Written::of(None, month, None)),
            _ => None,
        }
    }

    fn of(year: Option<u32>, month: u32, day: Option<u32>) -> Written {
        Written { year: year.map(u32::cast_signed), month, day }
    }
}

/// The first of several days as it is written: 2022年3月5日—7日, 3月5日至6日, 2022.3.5-3.7. None where the last does not follow it.
pub fn first_of_days(text: &str) -> Option<&str> {
    const TO: [char; 9] = ['—', '–', '-', '~', '～', '－', '至', '到', '―'];
    if text.len() > 100 || Written::read(text).is_some() {
        return None;
    }
    let follows = |first: Written, last: &str| {
        let number = || whole_number(in_digits(&plain(without_time(last))).trim_end_matches(['日', '号']));
        let last = Written::read(last)
            .or_else(|| number().map(|day| Written { day: Some(day), ..first }))
            .filter(|last| (1..=12).contains(&last.month) && last.day.is_some_and(|day| (1..=31).contains(&day)))?;
        let year = last.year.or(first.year);
        Some((year, last.month, last.day) > (first.year, first.month, first.day))
    };
    text.match_indices(TO).find_map(|(at, _)| {
        let first = text[..at].trim();
        let written = Written::read(first).filter(|first| first.day.is_some())?;
        let last = text[at..].trim_start_matches(TO).trim();
        // 3-5-7 says nothing.
        let is_clear = written.year.is_some() || !first.contains(TO);
        (is_clear && follows(written, last) == Some(true)).then_some(first)
    })
}

/// Chinese numbers in digits: 二〇二二年三月十五日.
fn in_digits(words: &str) -> String {
    let digit = |c: char| "〇一二三四五六七八九".chars().chain(['零', '○']).position(|known| known == c);
    let chars: Vec<char> = words.chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| digit(*chars.get(at)?)).is_some();
    let one = |(at, c): (usize, &char)| match (digit(*c), is_digit(at.checked_sub(1)), is_digit(Some(at + 1))) {
        (Some(digit), ..) => if digit < 10 { digit } else { 0 }.to_string(),
        (None, true, true) if *c == '十' => String::new(),
        (None, true, false) if *c == '十' => "0".to_owned(),
        (None, false, true) if *c == '十' => "1".to_owned(),
        (None, false, false) if *c == '十' => "10".to_owned(),
        _ => c.to_string(),
    };
    chars.iter().enumerate().map(one).collect()
}

/// Whether blanks stand between two digits: 5-1 2 may be the 1st or the 12th. 2022 05 01 is clear.
pub fn is_divided(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_day = words.iter().map(|word| word.chars().count()).eq([4, 2, 2]);
    !is_day && words.windows(2).any(|pair| pair[0].ends_with(is_digit) && pair[1].starts_with(is_digit))
}

/// What is written of a day without the time, the weekday or the half of the day behind it.
fn without_time(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some(shorter) = without_last(rest) {
        rest = shorter.trim_end();
    }
    rest
}

fn without_last(text: &str) -> Option<&str> {
    let inner = text.strip_suffix([')', '）']).and_then(|open| open.rsplit_once(['(', '（']));
    if let Some((before, inner)) = inner {
        return without_time(inner).is_empty().then_some(before);
    }
    let weekday = |text: &'_ str| -> Option<usize> {
        let (at, _) = text.char_indices().last().filter(|(_, c)| "一二三四五六日天".contains(*c))?;
        ["星期", "礼拜", "周"].iter().find(|word| text[..at].ends_with(**word)).map(|word| at - word.len())
    };
    let halves = ["上午", "下午", "中午", "晚上", "早上", "凌晨", "全天"];
    if let Some(at) = weekday(text) {
        return Some(&text[..at]);
    }
    if let Some(before) = halves.iter().find_map(|half| text.strip_suffix(half)) {
        return Some(before);
    }
    let of_time = |c: char| c.is_ascii_digit() || ":：.+Zz时点分秒整半".contains(c);
    let before = text.trim_end_matches(of_time);
    let time = &text[before.len()..];
    let is_apart = before.is_empty() || before.ends_with([' ', '\u{3000}', 'T', 't', '日', '号', '午', '上', '晨']);
    // A time of another zone may belong to the day before or after.
    let is_local = !time.contains(['+', 'Z', 'z']) || time.starts_with("00:00");
    let is_time = time.contains([':', '：', '时', '点']) && is_apart && is_local;
    is_time.then(|| before.strip_suffix(['T', 't']).unwrap_or(before))
}

/// A number of at most four digits, without a sign.
pub fn whole_number(text: &str) -> Option<u32> {
    let plain = text.len() <= 4 && text.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// The text as it is read, with one form of a dash.
pub fn plain(text: &str) -> String {
    crate::text::plain(text).map(|c| if matches!(c, '—' | '–') { '-' } else { c }).collect()
}
