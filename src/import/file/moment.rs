//! What a workbook shows of a day with a time, of a time and of a duration: 14:30, 2023/1/5 14:30.

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
