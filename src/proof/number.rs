//! Numbers in running text: where they stand, what they come to with their bound and measure word, and which of them count nothing:
//! years, days, sessions, document numbers, names.

use crate::amount::{Amount, Bound, Measure};
use crate::text::{Text, text};

/// The text of a draft as it is read: one plain character for each of its own.
pub type Plain = Vec<char>;

/// A number in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Where it begins with its bound, and where it ends with its measure word, in characters.
    pub from: usize,
    /// The character behind it.
    pub to: usize,
    /// What it is.
    pub says: Says,
}

/// What a number in a text is.
#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    /// So many of something: the amount in hundredths, and the measure word; `元` for all money of this country, `%` for every percent.
    Much(Amount, String),
    /// It counts nothing.
    Nothing(Text),
}

/// The words that stand behind numbers, in any order.
const MEASURES: &str = include_str!("measures.txt");

/// What stands before a number and bounds it, the longer ones first.
const BEFORE: &[&str] = &[
    "不少于",
    "不低于",
    "不下于",
    "超过",
    "突破",
    "至少",
    "大约",
    "不到",
    "不足",
    "将近",
    "接近",
    "超",
    "逾",
    "约",
    "近",
    "上",
    "≥",
    "≧",
    ">",
    "<",
    "at least ",
    "more than ",
    "over ",
    "about ",
    "nearly ",
    "less than ",
    "under ",
];
/// What makes another word of such a mark: 节约, 附近, 以上.
const OTHERWISE: &[(char, &str)] =
    &[('约', "节条公预签特合制契简"), ('近', "附最邻亲贴靠相临远"), ('超', "赶反"), ('上', "以之线网路会街身晚早马岗")];
/// What stands behind the measure word and bounds the number.
const BEHIND: &[&str] = &["以上", "左右", "上下", "+"];

const POWERS: &str = "十百千万亿";
const DIGITS: &str = "一二三四五六七八九两零〇";

const YEAR: Text = text("年份或日期", "a year or a day");
const SESSION: Text = text("届次、次序", "a session, or a place in an order");
const DOCUMENT: Text = text("文号、编号", "a document number");
pub const NAME: Text = text("名称里的数", "part of a name");
const BARE: Text = text("没有量词", "no measure word");

/// A text in plain characters: full-width forms as usual ones, but for ；, which ends more than ; does; small letters.
pub fn plain(text: &str) -> Plain {
    text.chars()
        .map(|c| match if c == '；' { c } else { crate::text::narrow(c) } {
            '﹪' => '%',
            '萬' => '万',
            '億' => '亿',
            '餘' => '余',
            c => c.to_ascii_lowercase(),
        })
        .collect()
}

/// All numbers of a text, in order. In a cell of a table a number needs no measure word.
pub fn numbers(text: &[char], in_cell: bool) -> Vec<Number> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let c = text[at];
        let number = if c.is_ascii_digit() {
            Some(arabic(text, at, in_cell))
        } else if in_words(c) {
            words(text, at)
        } else {
            doubled(text, at)
        };
        match number {
            Some(number) => {
                at = number.to.max(at + 1);
                found.push(number);
            }
            None if in_words(c) => at += text[at..].iter().take_while(|c| in_words(**c)).count(),
            None if c.is_ascii_alphabetic() => {
                // Letters and digits in one are a name: G85, A4.
                at += text[at..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
            }
            None => at += 1,
        }
    }
    found
}

/// 翻番: a growth of about a hundred percent.
fn doubled(text: &[char], from: usize) -> Option<Number> {
    let word = ["翻番", "翻一番", "翻了一番"].into_iter().find(|word| starts(&text[from..], word))?;
    let amount = Amount::new(100 * Measure::Hours.parts(), Bound::About);
    Some(Number { from, to: from + word.chars().count(), says: Says::Much(amount, "%".to_owned()) })
}

fn in_words(c: char) -> bool {
    DIGITS.contains(c) || POWERS.contains(c)
}

fn starts(text: &[char], word: &str) -> bool {
    let mut at = text.iter();
    word.chars().all(|c| at.next() == Some(&c))
}

fn ends(text: &[char], word: &str) -> bool {
    let mut at = text.iter().rev();
    word.chars().rev().all(|c| at.next() == Some(&c))
}

/// A number that begins with a digit.
fn arabic(text: &[char], from: usize, in_cell: bool) -> Number {
    let mut to = from + digits(&text[from..]);
    let nothing = |to: usize, why| Number { from, to, says: Says::Nothing(why) };
    let before = &text[..from];
    let last = before.last().copied().unwrap_or(' ');
    if let Some(end) = dated(text, from, to) {
        return nothing(end, YEAR);
    }
    if let Some(end) = joined(text, from, to) {
        return nothing(end, NAME);
    }
    if last == '第' {
        return nothing(to, SESSION);
    }
    // 12.34万, 3万5千, 1200余万, 3000+.
    to += text[to..].iter().take_while(|c| POWERS.contains(**c) || matches!(c, '余' | '多' | '几')).count();
    if text.get(to) == Some(&'+') {
        to += 1;
    }
    while to < text.len() && text[to].is_ascii_digit() && text[to - 1] != '+' && POWERS.contains(text[to - 1]) {
        to += digits(&text[to..]);
        to += text[to..].iter().take_while(|c| POWERS.contains(**c) || matches!(c, '余' | '多')).count();
    }
    let behind = &text[to..];
    if starts(behind, "届")
        || (ends(before, "届") && starts(behind, "次"))
        || starts(behind, "号")
        || starts(behind, "次会议")
    {
        return nothing(to + 1, if starts(behind, "号") { DOCUMENT } else { SESSION });
    }
    if matches!(last, '〔' | '[' | '【') || behind.first().is_some_and(|c| matches!(c, '〕' | ']' | '】')) {
        return nothing(to, DOCUMENT);
    }
    measured(text, from, to, in_cell).unwrap_or_else(|| nothing(to, BARE))
}

/// A number that is written in words: 三十余, 两万, 一百二十; one digit alone is rather part of a name or a turn of speech.
fn words(text: &[char], from: usize) -> Option<Number> {
    let length = text[from..].iter().take_while(|c| in_words(**c) || matches!(c, '余' | '多')).count();
    let (run, before) = (&text[from..from + length], &text[..from]);
    let is_bounded = run.iter().any(|c| matches!(c, '余' | '多')) || bound_before(before, run[0]).is_some();
    let has_power = run.iter().any(|c| POWERS.contains(*c));
    let is_one = run.len() == 1 || (run.len() == 2 && !in_words(run[1]));
    if !has_power || (is_one && !is_bounded) || matches!(before.last(), Some('第' | '初' | '周' | '期')) {
        return None;
    }
    measured(text, from, from + length, false)
}

/// How many characters of digits, with groups and decimals, a text begins with.
fn digits(text: &[char]) -> usize {
    let run = |text: &[char]| text.iter().take_while(|c| c.is_ascii_digit()).count();
    let mut length = run(text);
    if (1..=3).contains(&length) {
        while text.get(length) == Some(&',') && run(&text[length + 1..]) == 3 {
            length += 4;
        }
    }
    match text.get(length) {
        Some('.') if run(&text[length + 1..]) > 0 => length + 1 + run(&text[length + 1..]),
        _ => length,
    }
}

/// The end of a year, a day or a time that begins there.
fn dated(text: &[char], from: usize, to: usize) -> Option<usize> {
    let (number, behind) = (&text[from..to], &text[to..]);
    let is_year = number.len() == 4 && matches!(number[0], '1' | '2') && !number.contains(&'.');
    let next = behind.first().copied().unwrap_or(' ');
    if is_year
        && (next == '年' || starts(behind, "—") || starts(behind, "-") || starts(behind, "至") || starts(behind, "~"))
    {
        return Some(to + usize::from(next == '年'));
    }
    if is_year && matches!(text[..from].last(), Some('〔' | '—' | '-' | '[' | '(' | '\'')) && !starts(behind, "个")
    {
        return Some(to);
    }
    if number.len() <= 2 && (matches!(next, '月' | '日' | '时' | '点' | '号')) && !starts(behind, "点位") {
        let is_clock = !matches!(next, '时' | '点')
            || starts(&behind[1..], "至")
            || behind.get(1).is_some_and(char::is_ascii_digit);
        return is_clock.then_some(to + 1);
    }
    // 2022-01-14, 2022/1/14, 2022.1.14, 9:30: whatever else divides digits is no number of things either.
    let divided = matches!(next, '-' | '/' | '.' | ':') && behind.get(1).is_some_and(char::is_ascii_digit);
    let is_decimal = number.contains(&'.') && next != '.';
    if divided && !is_decimal {
        let more = behind.iter().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ':')).count();
        return Some(to + more);
    }
    None
}

/// The end of a name that a number is part of: 1+6+N, 5g, 3a级.
fn joined(text: &[char], from: usize, to: usize) -> Option<usize> {
    let behind = &text[to..];
    let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '_');
    let is_plus = behind.first() == Some(&'+') && behind.get(1).is_some_and(char::is_ascii_alphanumeric);
    let is_letter = behind.first().is_some_and(char::is_ascii_alphabetic);
    let follows_plus = from > 0 && text[from - 1] == '+';
    (is_plus || is_letter || follows_plus).then(|| to + behind.iter().take_while(|c| is_part(c)).count())
}

/// The bound that stands before a number, as characters.
fn bound_before(before: &[char], first: char) -> Option<usize> {
    let mark = BEFORE.iter().find(|mark| ends(before, mark))?;
    let length = mark.chars().count();
    let ahead = before[..before.len() - length].last().copied().unwrap_or(' ');
    let is_other = OTHERWISE.iter().any(|(last, ahead_of)| mark.ends_with(*last) && ahead_of.contains(ahead));
    let is_up_to = *mark != "上" || "百千万亿".contains(first);
    (!is_other && is_up_to).then_some(length)
}

/// The number with its bounds and its measure word; `None` where it has none.
fn measured(text: &[char], from: usize, to: usize, in_cell: bool) -> Option<Number> {
    let is_digit = text[from].is_ascii_digit();
    let behind = &text[to..];
    let lead = bound_before(&text[..from], text[from]).unwrap_or(0);
    let spelt = |from: usize, to: usize| text[from..to].iter().collect::<String>();
    let mut number = spelt(from - lead, to).replace('几', "");
    let is_percent_of = from - lead >= 3 && ends(&text[..from - lead], "百分之");
    // 个 before another measure word says nothing: 3个小时.
    let skipped = usize::from(["个小时", "个百分点", "个课时", "个学时"].iter().any(|words| starts(behind, words)));
    let word = if is_percent_of { Some("") } else { measure(&behind[skipped..]) };
    let is_english = behind.first() == Some(&' ');
    let (mut unit, mut end) = match word {
        Some(word) => (word.to_owned(), to + skipped + word.chars().count()),
        None if is_english => english(text, to, &mut number)?,
        None if in_cell && behind.iter().all(|c| c.is_whitespace()) => (String::new(), to),
        None if behind.first().is_none_or(|c| "，。；、,;)）".contains(*c))
            && is_digit
            && announced(&text[..from - lead]) =>
        {
            (String::new(), to)
        }
        None => return None,
    };
    if is_percent_of {
        "%".clone_into(&mut unit);
    }
    if unit == "块" && !starts(&text[end..], "钱") {
        return None;
    }
    for mark in BEHIND {
        if starts(&text[end..], mark) {
            number += mark;
            end += mark.chars().count();
        }
    }
    // 338万元人民币.
    let measure = if matches!(&*unit, "元") { Measure::Money } else { Measure::Hours };
    let amount = Amount::read(&number, measure, &[&unit]).ok()?;
    let from = from - lead - if is_percent_of { 3 } else { 0 };
    Some(Number { from, to: end, says: Says::Much(amount, unit) })
}

/// Whether what stands before a bare number says that one comes: 达到, 共, 数为.
fn announced(before: &[char]) -> bool {
    ["为", "达", "达到", "共", "数", "是", "计", "到", "："].iter().any(|word| ends(before, word)) || ends(before, ":")
}

/// The longest measure word that a text begins with.
pub fn measure(text: &[char]) -> Option<&'static str> {
    let words = MEASURES.split_whitespace().filter(|word| starts(text, word));
    words.max_by_key(|word| word.len())
}

/// The measure word of an English number, with what it is multiplied by: 1.2 million yuan.
fn english(text: &[char], to: usize, number: &mut String) -> Option<(String, usize)> {
    let word = |from: usize| {
        let letters = text.get(from + 1..)?.iter().take_while(|c| c.is_ascii_alphabetic()).count();
        (letters > 0).then(|| (text[from + 1..=from + letters].iter().collect::<String>(), from + 1 + letters))
    };
    let (mut unit, mut end) = word(to)?;
    if matches!(&*unit, "million" | "billion" | "thousand") {
        number.push_str(&unit);
        (unit, end) = word(end)?;
    }
    if unit == "of" {
        return Some((String::new(), to));
    }
    if unit == "yuan" {
        "元".clone_into(&mut unit);
    }
    Some((unit, end))
}
