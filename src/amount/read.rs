//! Amounts read as people write them: a bound before or behind the number, digits of either script, 万 and 亿, a measure word.

use super::number::{Amount, Bound, LIMIT, Measure};
use crate::error::{Error, Result};
use crate::text::Message;

/// What a written amount says of its own unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnUnit {
    /// Nothing: the unit of its heading is meant.
    Missing,
    /// 35万, 12元: its own, with the measure word, which may be empty.
    Written(String),
    /// 3千 in a column of 万元 may be either.
    Unclear,
}

/// Numbers are read with this many decimal places, more than 亿 and fen need together.
const SCALE: i128 = 10_i128.pow(10);

/// The powers of ten that are written as words, the highest first.
const POWERS: &[(char, i128)] = &[('亿', 100_000_000), ('万', 10_000), ('千', 1_000), ('百', 100), ('十', 10)];

/// English powers in the words that are understood.
const ENGLISH: &[(&str, &str)] = &[("billion", "十亿"), ("million", "百万"), ("thousand", "千")];

/// What only stresses a number, or announces it.
const ANNOUNCED: &[&str] = &["达到", "达", "多达", "高达", "已", "有", "共计", "共", "累计", "折合", "合"];

const CURRENCY: &[&str] = &["¥", "￥", "rmb", "人民币"];

const BEFORE: &[(Bound, &[&str])] = &[
    (Bound::AtLeast, &["不少于", "不低于", "不下于", "超过", "突破", "至少", "超", "逾"]),
    (Bound::AtLeast, &["≥", "≧", ">=", ">", "atleast", "morethan", "over"]),
    (Bound::About, &["大约", "约", "about"]),
    (Bound::Below, &["不到", "不足", "将近", "接近", "近", "<", "nearly", "lessthan", "under"]),
];

const BEHIND: &[(Bound, &[&str])] = &[(Bound::AtLeast, &["以上", "余", "多", "+"]), (Bound::About, &["左右", "上下"])];

/// What stands before the power where one of it is meant: 百余, 近百, 上千.
const OF_ONE: [char; 4] = ['百', '千', '万', '亿'];

impl Amount {
    /// Reads an amount as people write it: `3000余`, `1200余万元`, `2万3千`, `三千余`, `１２３`, `1,200`, `5次以上`.
    /// `words` are the measure words that may stand behind the number.
    pub fn read(text: &str, measure: Measure, words: &[&str]) -> Result<Amount> {
        let plain = plain(text);
        if plain.is_empty() {
            return Err(Error::usage("bad_amount", message!("没有写数字", "there is no number")).hint(examples()));
        }
        if plain.starts_with('-') {
            return Err(usage!("bad_amount": "“{text}”是负数", "“{text}” is negative";
                "数量不能为负；记错的用 void 作废", "amounts are never negative; take a mistake back with void"));
        }
        if !is_one(text) {
            return Err(usage!("bad_amount": "“{text}”里的空白不是三位一组，看不出是几个数",
                "“{text}” has blanks that do not group by three, and may be several numbers";
                "一个数连着写，或三位一组：1230、1 230、1,230；几个数分几条记",
                "write one number in one piece or in groups of three: 1230, 1 230, 1,230; several are several records"));
        }
        let Pieces { number, unit, mut bounds, .. } = Pieces::of(&plain, measure);
        let one = |bounded: bool| if bounded && number.starts_with(OF_ONE) { "一" } else { "" };
        let value = match number.split_once(is_more) {
            None => evaluate(&format!("{}{number}", one(!bounds.is_empty()))),
            Some((head, powers)) => {
                bounds.push(Bound::AtLeast);
                let in_place = powers.chars().all(|c| matches!(c, '万' | '亿'));
                in_place.then(|| evaluate(&format!("{}{head}{powers}", one(true)))).flatten()
            }
        };
        let value = value.ok_or_else(|| not_a_number(text))?;
        check_unit(text, unit, measure, words)?;
        let bound = one_bound(text, &bounds)?;
        Ok(Amount { value: in_parts(text, value, measure)?, bound })
    }

    /// Whether a written amount has a unit of its own, as [`Amount::read`] would find it.
    pub fn own_unit(text: &str, measure: Measure) -> OwnUnit {
        let plain = plain(text);
        let Pieces { number, unit, .. } = Pieces::of(&plain, measure);
        let small_power = number.contains(is_power) && number.contains(|c: char| c.is_ascii_digit());
        if number.is_empty() {
            // It is no amount, which whoever reads it will say.
            OwnUnit::Written(String::new())
        } else if !unit.is_empty() || number.contains(['万', '亿']) {
            OwnUnit::Written(unit.to_owned())
        } else if small_power {
            OwnUnit::Unclear
        } else {
            OwnUnit::Missing
        }
    }

    /// A written amount without a unit of its own, with this one behind its number: 约35, 35以上 and 35+ alike.
    pub fn with_unit(text: &str, measure: Measure, unit: &str) -> String {
        if !is_one(text) {
            return text.to_owned();
        }
        let plain = plain(text);
        let Pieces { before, number, behind, .. } = Pieces::of(&plain, measure);
        format!("{before}{number}{unit}{behind}")
    }

    /// Reads a plain decimal number exactly, in the measure's smallest part; `None` where anything would be lost or the
    /// limit is passed.
    pub fn parts_of_decimal(text: &str, measure: Measure) -> Option<i64> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let rest = rest.trim_end_matches('0');
        let plain = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
        let places = if measure == Measure::Count { 0 } else { 2 };
        if whole.is_empty() || !plain(whole) || !plain(rest) || rest.len() > places {
            return None;
        }
        let whole: i64 = whole.parse().ok().filter(|whole| *whole < LIMIT)?;
        let rest: i64 = format!("{rest:0<places$}").parse().unwrap_or(0);
        whole.checked_mul(measure.parts())?.checked_add(rest)?.checked_mul(sign)
    }
}

/// What a written amount is made of, in the order in which it stands there.
struct Pieces<'a> {
    /// The sign of the currency, and a bound.
    before: &'a str,
    number: &'a str,
    unit: &'a str,
    /// Another bound.
    behind: &'a str,
    bounds: Vec<Bound>,
}

impl Pieces<'_> {
    fn of(plain: &str, measure: Measure) -> Pieces<'_> {
        let mut bounds = Vec::new();
        let currency = if measure == Measure::Money { CURRENCY } else { &[] };
        let mut rest = plain;
        loop {
            let announced = ANNOUNCED.iter().chain(currency).find_map(|mark| rest.strip_prefix(mark));
            let bounded = announced.is_none().then(|| bounded(rest)).flatten().filter(|_| bounds.is_empty());
            bounds.extend(bounded.map(|(bound, _)| bound));
            let Some(next) = announced.or(bounded.map(|(_, next)| next)) else { break };
            rest = next;
        }
        let before = &plain[..plain.len() - rest.len()];
        let end = rest.find(|c| !is_of_number(c)).unwrap_or(rest.len());
        let (number, unit) = rest.split_at(end);
        let mark = marked(BEHIND, |mark| unit.ends_with(mark));
        bounds.extend(mark.map(|(bound, _)| bound));
        let (unit, behind) = unit.split_at(unit.len() - mark.map_or(0, |(_, mark)| mark.len()));
        // 338万元人民币, 338万人民币.
        let unit = match unit.strip_suffix("人民币").filter(|_| measure == Measure::Money) {
            Some("") => "元",
            Some(unit) => unit,
            None => unit,
        };
        Pieces { before, number, unit, behind, bounds }
    }
}

/// The bound that stands before a number, and what stands behind it. 上 is one before a power alone: 上千.
fn bounded(text: &str) -> Option<(Bound, &str)> {
    let up_to = text.strip_prefix('上').filter(|rest| rest.starts_with(OF_ONE));
    let mark = || marked(BEFORE, |mark| text.starts_with(mark)).map(|(bound, mark)| (bound, &text[mark.len()..]));
    up_to.map(|rest| (Bound::AtLeast, rest)).or_else(mark)
}

/// The first mark of a bound that stands there.
fn marked(marks: &[(Bound, &[&'static str])], stands: impl Fn(&str) -> bool) -> Option<(Bound, &'static str)> {
    let mut all = marks.iter().flat_map(|(bound, marks)| marks.iter().map(|mark| (*bound, *mark)));
    all.find(|(_, mark)| stands(mark))
}

/// The text as it is read, with one form of every number word.
fn plain(text: &str) -> String {
    let usual = |c| match c {
        '〇' => '零',
        '萬' => '万',
        '億' => '亿',
        '餘' => '余',
        _ => c,
    };
    let plain: String = if text.contains('〇') {
        in_digits(&crate::text::plain(text).collect::<String>()).chars().map(usual).collect()
    } else {
        crate::text::plain(text).map(usual).collect()
    };
    ENGLISH
        .iter()
        .fold(plain, |plain, (word, power)| if plain.contains(word) { plain.replace(word, power) } else { plain })
}

/// A number that is written digit by digit with 〇 (二〇二二) in the digits of today; 一千〇五 is none.
fn in_digits(text: &str) -> String {
    let value = |c: char| if c == '〇' { Some(0) } else { digit(c).filter(|_| c != '两') };
    let chars: Vec<char> = text.chars().collect();
    let runs = chars.chunk_by(|one, next| value(*one).is_some() == value(*next).is_some());
    let plain = runs.flat_map(|run| {
        let is_spelt = run[0] != '〇' && run.contains(&'〇');
        run.iter().map(move |c| {
            if is_spelt { value(*c).and_then(|value| char::from_digit(value, 10)).unwrap_or(*c) } else { *c }
        })
    });
    plain.collect()
}

/// Whether no blanks divide a number. One that groups digits by three (1 230) divides nothing, nor do those beside 万 and 亿.
fn is_one(text: &str) -> bool {
    let text = text.trim();
    if !text.contains(char::is_whitespace) {
        return true;
    }
    let (mut left, mut gap, mut grouped) = (String::new(), String::new(), false);
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = plain(piece);
        if !word.is_empty() {
            let is_within = left.ends_with(is_of_number) && word.starts_with(is_of_number);
            let is_group = left.ends_with(is_of_digits) && word.starts_with(is_of_digits);
            if is_within && (gap.contains(char::is_control) || gap.contains(['\u{2028}', '\u{2029}'])) {
                return false;
            }
            if is_group && (gap.chars().count() > 1 || !group_by_three(&left, &word, grouped)) {
                return false;
            }
            (left, grouped) = (word, is_group);
            gap.clear();
        }
        gap.extend(piece.chars().filter(|c| c.is_whitespace()));
    }
    true
}

/// Whether the digits before a blank and those behind it are groups, the one before it perhaps the first.
fn group_by_three(left: &str, right: &str, grouped: bool) -> bool {
    let rest = left.trim_end_matches(|c: char| c.is_ascii_digit());
    let (digits, behind) = (&left[rest.len()..], right.trim_start_matches(|c: char| c.is_ascii_digit()));
    let is_first = (1..=3).contains(&digits.len()) && !digits.starts_with('0') && !rest.ends_with(is_of_digits);
    (grouped || is_first) && right.len() - behind.len() == 3
}

fn is_of_digits(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',')
}

fn is_more(c: char) -> bool {
    matches!(c, '余' | '多' | '+')
}

fn is_of_number(c: char) -> bool {
    is_of_digits(c) || is_more(c) || digit(c).is_some() || is_power(c) || c == '零'
}

fn digit(c: char) -> Option<u32> {
    let mut digits = (1..).zip(['一', '二', '三', '四', '五', '六', '七', '八', '九']).chain([(2, '两')]);
    digits.find(|(_, digit)| *digit == c).map(|(value, _)| value)
}

fn is_power(c: char) -> bool {
    POWERS.iter().any(|(name, _)| *name == c)
}

/// The value of a number without bounds, scaled; `None` where it is no number.
fn evaluate(text: &str) -> Option<i128> {
    if text == "零" { Some(0) } else { composed(text, POWERS) }
}

/// Splits at the highest of the powers, so that 2万3千 is 2 times 万 with 3千 behind it. Before 万 and 亿 stands
/// any number of lower powers (1万2千亿), before the others a single one.
fn composed(text: &str, powers: &[(char, i128)]) -> Option<i128> {
    let Some(((name, power), lower)) = powers.split_first() else { return single(text) };
    let Some((head, tail)) = text.split_once(*name) else { return composed(text, lower) };
    let times = match (head, *power) {
        ("", 10) => SCALE,
        (_, ..10_000) => single(head)?,
        _ => composed(head, lower)?,
    };
    let rest = match tail.strip_prefix('零') {
        _ if tail.is_empty() => 0,
        Some(tail) => composed(tail, lower)?,
        // 三万五 may mean 35,000 or 30,005; 三万五千 and 三万零五 are clear.
        None if *power < 100 || tail.contains(is_power) => composed(tail, lower)?,
        None => return None,
    };
    let clear = tail.is_empty() || (times % SCALE == 0 && rest < power * SCALE);
    clear.then(|| times.saturating_mul(*power).saturating_add(rest))
}

/// A number without powers: digits, or one digit in words.
fn single(text: &str) -> Option<i128> {
    let mut chars = text.chars();
    match (chars.next().and_then(digit), chars.next()) {
        (Some(value), None) => Some(i128::from(value) * SCALE),
        _ => arabic(text),
    }
}

/// 1200, 1,200, 11.7: separators only where they belong.
fn arabic(text: &str) -> Option<i128> {
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let (first, groups) = whole.split_once(',').unwrap_or((whole, ""));
    let grouped = whole.contains(',');
    let well_grouped =
        !grouped || (first.len() <= 3 && !first.starts_with('0') && groups.split(',').all(|group| group.len() == 3));
    let plain = places.bytes().all(|digit| digit.is_ascii_digit());
    if !well_grouped || !plain || first.is_empty() || places.is_empty() || places.len() > 10 {
        return None;
    }
    let digits = whole.replace(',', "");
    let digits = digits.trim_start_matches('0');
    if digits.len() > 20 {
        return Some(i128::from(LIMIT) * SCALE);
    }
    let whole: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let places: i128 = format!("{places:0<10}").parse().ok()?;
    Some(whole * SCALE + places)
}

fn check_unit(text: &str, unit: &str, measure: Measure, words: &[&str]) -> Result<()> {
    let wanted = words.first().copied().unwrap_or_default();
    // 16个小时, 3个人: 个 says nothing of the thing.
    let takes = |unit| words.contains(&unit) || words.iter().any(|word| same_thing(unit, word));
    if unit.is_empty() || takes(unit) || unit.strip_prefix('个').is_some_and(|unit| words.contains(&unit)) {
        return Ok(());
    }
    if unit.chars().any(|c| c.is_ascii_digit() || matches!(c, '-' | '~' | '.' | ',' | '几' | '数')) || words.is_empty()
    {
        return Err(not_a_number(text));
    }
    let (zh, en) = match measure {
        Measure::Money => ("金额写成 35万、12.5万元 或 1.2亿", "write money as 35万, 12.5万元 or 1.2亿"),
        _ => ("单位不同不能混记；只写数字也可以", "different units are never mixed; the bare number will do"),
    };
    Err(usage!("wrong_unit": "“{text}”的单位是“{unit}”，这里要的是“{wanted}”",
        "“{text}” is in “{unit}”; “{wanted}” is wanted here"; "{zh}", "{en}"))
}

fn one_bound(text: &str, bounds: &[Bound]) -> Result<Bound> {
    let first = bounds.first().copied().unwrap_or(Bound::Exact);
    // 约有3万多: anything that is about is about, as in a sum.
    if bounds.contains(&Bound::About) && !bounds.contains(&Bound::Below) {
        return Ok(Bound::About);
    }
    if bounds.iter().all(|bound| *bound == first) {
        return Ok(first);
    }
    Err(usage!("bad_amount": "“{text}”的说法自相矛盾", "“{text}” contradicts itself";
        "余、约、近只留一个", "keep only one of 余, 约 and 近"))
}

fn in_parts(text: &str, value: i128, measure: Measure) -> Result<i64> {
    if value >= i128::from(LIMIT) * SCALE {
        return Err(usage!("bad_amount": "“{text}”太大", "“{text}” is too large";
            "最大到一千万亿；查一查有没有多写零", "amounts stay below 10^15; look for noughts too many"));
    }
    let parts = value * i128::from(measure.parts());
    if parts % SCALE != 0 {
        let (zh, en) = match measure {
            Measure::Count => ("这里只能是整数", "only whole numbers are counted"),
            _ => ("最多两位小数", "two decimals at most"),
        };
        return Err(usage!("bad_amount": "“{text}”的小数太细", "“{text}” has too many decimals"; "{zh}", "{en}"));
    }
    i64::try_from(parts / SCALE).map_err(|_| not_a_number(text))
}

fn not_a_number(text: &str) -> Error {
    Error::usage("bad_amount", message!("“{text}”不是一个数", "“{text}” is no number")).hint(examples())
}

fn examples() -> Message {
    message!("写 45、3000余、约380、35万 或 1.2亿", "write 45, 3000余, about 380, 35万 or 1.2亿")
}

/// Words of one thing. What is said of attendances, money and time has no other word.
const SAME: &[&[&str]] = &[
    &["份", "篇", "件", "项"],
    &["名", "位", "人"],
    &["次", "场", "场次", "期", "项", "批", "批次"],
    &["则", "条"],
    &["册", "本"],
];

/// What 个 counts as well as its own word.
const THINGS: &[&str] = &["份", "篇", "件", "项", "次", "场", "条", "家", "处"];

/// Whether a number in a measure word may be meant where another one is wanted.
pub fn same_thing(word: &str, wanted: &str) -> bool {
    let together = |words: &&[&str]| words.contains(&word) && words.contains(&wanted);
    word == wanted
        || SAME.iter().any(together)
        || (word == "个" && THINGS.contains(&wanted))
        // 1 turn, 2 turns.
        || wanted.strip_suffix('s').is_some_and(|one| !one.is_empty() && one == word)
}
