//! Telephone and identity numbers in free text, shown in part only.

use std::sync::LazyLock;

use super::{Evidence, Record, Type, Value};
use crate::text::{CUT, narrow};

/// The shapes of numbers that are masked: `#` is any digit, `m` one from 3 to 9, `a` one from 1 to 9, `x` a digit or X, another
/// digit itself; `*` is a digit that is not shown. `-` is a gap that may be there, `_` one that must, `.` a dot; the rest is itself.
/// `<` says that no other number stands before it, unless that is masked, too. Longer ones come first.
static SHAPES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "######-****-**-**-###x ###-###-****-****-###x ####-##**-****-**##-#x ######-******-### \
        +86-a##-****-#### +86-a#-****-#### +86-a##-***-#### 0086-a##-****-#### 0086-a#-****-#### 0086-a##-***-#### \
        861##****#### 1##****#### 1m#-****-#### 1m#.****.#### 1m##_***_#### 1m#_***_*#### \
        (1m#)-****-#### (0##)-****-#### (0###)-****-#### (0###)-***-#### (0##)-***-#### \
        0##-****#### 0###-****#### 0##_***#### 0###_***#### \
        <0##-****_#### <0###-****_#### <0##_***_#### <0###_***_####"
        .split(' ')
        .collect()
});

/// How many digits an identity number has, and had until 1999.
const IDENTITY: usize = 18;
const OLD_IDENTITY: usize = 15;

/// The most blanks and dashes that stand between two parts of a number.
const GAP: usize = 3;

impl Record {
    /// The record as tables and reports show it: numbers of persons in its free text are masked.
    pub fn masked(mut self) -> Record {
        self.void = self.void.as_deref().map(mask);
        for field in self.ledger.all_fields().filter(|field| is_free(field.holds)) {
            if let Some(value) = self.get(field.key).map(Value::masked) {
                self.set(field.key, Some(value));
            }
        }
        self
    }

    /// Gives the record back the numbers of `kept` that a list of it shows in part, and the texts for which a workbook had no room:
    /// such a list may be imported again.
    pub fn unmask_from(&mut self, kept: &Record) {
        for field in self.ledger.all_fields().filter(|field| is_free(field.holds)) {
            if let (Some(shown), Some(whole)) = (self.get(field.key), kept.get(field.key))
                && shown != whole
                && (*shown == whole.masked() || is_cut(shown, &whole.masked()))
            {
                self.set(field.key, Some(whole.clone()));
            }
        }
    }
}

/// Whether a text is the beginning of another one, as a workbook shows it that has no room for more.
fn is_cut(shown: &Value, whole: &Value) -> bool {
    let (Value::Text(shown), Value::Text(whole)) = (shown, whole) else { return false };
    let begin = [CUT.zh, CUT.en].into_iter().find_map(|mark| shown.strip_suffix(mark));
    begin.is_some_and(|begin| whole.starts_with(begin))
}

impl Value {
    fn masked(&self) -> Value {
        match self {
            Value::Text(text) => Value::Text(mask(text)),
            Value::List(names) => Value::List(names.iter().map(|name| mask(name)).collect()),
            Value::File(file) => Value::File(file.clone().masked()),
            other => other.clone(),
        }
    }
}

impl Evidence {
    /// The same file with the numbers of persons in its name masked.
    pub(super) fn masked(self) -> Evidence {
        Evidence { name: mask(&self.name), ..self }
    }
}

/// Whether people write what they like into it.
pub fn is_free(holds: Type) -> bool {
    matches!(holds, Type::Text | Type::Note | Type::Names | Type::File)
}

/// Whether the text may have as many digits as the shortest of the [`SHAPES`]; most texts have not. Every full-width digit has the
/// byte that is counted beside the digits.
pub(super) fn may_hold_number(text: &str) -> bool {
    text.bytes().filter(|byte| byte.is_ascii_digit() || *byte == 0xbc).count() >= 10
}

/// The text with telephone and identity numbers masked: 138****8000, 023-****5678, 500222********1234.
pub fn mask(text: &str) -> String {
    if !may_hold_number(text) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let (mut at, mut end) = (0, 0);
    while let Some(first) = chars.get(at) {
        let begins = digit(*first).is_some() && at.checked_sub(1).is_none_or(|before| digit(chars[before]).is_none());
        let number = (begins || matches!(narrow(*first), '(' | '+'))
            .then(|| {
                let gap = chars[end..at].iter().rev().take_while(|c| is_gap(**c)).count();
                let follows = at - gap > end && digit(chars[at - gap - 1]).is_some();
                let shapes = SHAPES.iter().filter(|shape| !(follows && shape.starts_with('<')));
                shapes.map(|shape| shape.trim_start_matches('<')).find_map(|shape| fit(&chars[at..], shape))
            })
            .flatten();
        if let Some(number) = number {
            at += number.len();
            end = at;
            masked.extend(number);
        } else {
            masked.push(*first);
            at += 1;
        }
    }
    masked
}

/// The number of this shape that the characters begin with, in part only.
fn fit(chars: &[char], shape: &str) -> Option<Vec<char>> {
    let (mut number, mut digits, mut gaps) = (Vec::new(), Vec::new(), 0);
    for mark in shape.chars() {
        let rest = &chars[number.len()..];
        if matches!(mark, '-' | '_') {
            let gap = rest.iter().take(GAP).take_while(|c| is_gap(**c)).count();
            if mark == '_' && gap == 0 {
                return None;
            }
            gaps += gap;
            number.extend(&rest[..gap]);
            continue;
        }
        let c = *rest.first()?;
        let value = digit(c);
        let fits = match mark {
            '#' | '*' => value.is_some(),
            'm' => value >= Some(3),
            'a' => value >= Some(1),
            'x' => value.is_some() || narrow(c).eq_ignore_ascii_case(&'x'),
            '.' => matches!(c, '.' | '．' | '·' | '。'),
            mark => narrow(c) == mark,
        };
        if !fits {
            return None;
        }
        if !matches!(mark, '(' | ')' | '+' | '.') {
            digits.push(value.unwrap_or_default());
        }
        number.push(if mark == '*' { '*' } else { c });
    }
    let ends = chars.get(number.len()).is_none_or(|c| digit(*c).is_none());
    // What only looks like an identity number is told from one by the birthday in it.
    let of_person = match digits.len() {
        OLD_IDENTITY if shape.starts_with('#') => is_born(&digits, &digits[8..12]),
        IDENTITY if gaps > 0 => matches!(digits[6..8], [1, 9] | [2, 0]) && is_born(&digits, &digits[10..14]),
        _ => true,
    };
    (ends && of_person).then_some(number)
}

/// Whether digits begin with a province and hold this month and day.
fn is_born(digits: &[u32], day: &[u32]) -> bool {
    let two = |digits: &[u32]| digits[0] * 10 + digits[1];
    let province = matches!(two(digits), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83);
    province && (1..=12).contains(&two(day)) && (1..=31).contains(&two(&day[2..]))
}

/// What a digit of either width is worth.
fn digit(c: char) -> Option<u32> {
    narrow(c).to_digit(10)
}

/// Whether it is a blank of some sort, or a dash.
fn is_gap(c: char) -> bool {
    let is_line_end = matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
    (c.is_whitespace() && !is_line_end)
        || matches!(c, '-' | '－' | '‐'..='―' | '−' | '﹣' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}
