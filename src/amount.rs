//! Amounts: a number and how far it can be trusted (30余次, 约380, 近3000), read, added and printed as the office does.
//!
//! Everything is whole numbers of the smallest part, never a float. A sum that does not fit is an error.

use crate::error::{Error, Result};
use crate::message;
use crate::text::Lang;

/// Amounts of this many whole units (yuan, persons, turns) or more are refused at the door: 10^15.
pub const LIMIT: i64 = 1_000_000_000_000_000;

/// How a written number relates to the true one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bound {
    /// The number itself.
    Exact,
    /// 余、多、以上: the number or more.
    AtLeast,
    /// 约、左右: near the number.
    About,
    /// 近、不到: somewhat less.
    Below,
}

/// What is measured; decides the smallest part that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Whole things.
    Count,
    /// Hours, to the hundredth.
    Hours,
    /// Yuan, to the fen.
    Money,
}

/// How an amount is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// 取整: as summaries print turns, money and people: 3000余人次.
    House,
    /// As it is, but for what only a lower bound is known of, which is cut: 30余次.
    Plain,
    /// Every digit, with its bound.
    Full,
}

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

/// A value in the measure's smallest part, and its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    /// The number, in the smallest part of its measure (whole things, hundredths of an hour, fen).
    pub value: i64,
    /// How it relates to the true one.
    pub bound: Bound,
}

impl Bound {
    /// Every bound, in the order of their codes.
    pub const ALL: [Bound; 4] = [Bound::Exact, Bound::AtLeast, Bound::About, Bound::Below];

    /// Its key in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Bound::Exact => "exact",
            Bound::AtLeast => "at_least",
            Bound::About => "about",
            Bound::Below => "below",
        }
    }

    /// The bound with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Bound> {
        Bound::ALL.into_iter().find(|bound| bound.key() == key)
    }

    /// Its code in the ledger file: 0 to 3.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Bound::Exact => 0,
            Bound::AtLeast => 1,
            Bound::About => 2,
            Bound::Below => 3,
        }
    }

    /// The bound with this code.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Bound> {
        Bound::ALL.into_iter().find(|bound| bound.code() == code)
    }

    /// The bound of a sum: what is only bounded from opposite sides is no longer bounded at all.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "named as the addition of amounts, which can fail")]
    pub fn add(self, other: Bound) -> Bound {
        match (self, other) {
            (Bound::Exact, bound) | (bound, Bound::Exact) => bound,
            (Bound::AtLeast, Bound::AtLeast) => Bound::AtLeast,
            (Bound::Below, Bound::Below) => Bound::Below,
            _ => Bound::About,
        }
    }
}

impl Measure {
    /// How many of the smallest parts make one unit.
    #[must_use]
    pub fn parts(self) -> i64 {
        match self {
            Measure::Count => 1,
            Measure::Hours | Measure::Money => 100,
        }
    }
}

/// A sum that does not fit (exit 4).
pub(crate) fn too_large() -> Error {
    Error::refused("overflow", message!("合计超出可表示的范围", "the sum is too large to be kept"))
        .hint(message!("查一查有没有录错的大数", "look for a number that was entered wrongly"))
}

impl Amount {
    /// An exact amount.
    #[must_use]
    pub const fn exact(value: i64) -> Amount {
        Amount { value, bound: Bound::Exact }
    }

    /// An amount with its bound.
    #[must_use]
    pub const fn new(value: i64, bound: Bound) -> Amount {
        Amount { value, bound }
    }

    /// Reads an amount as people write it: `3000余`, `1200余万元`, `2万3千`, `三千余`, `１２３`, `1,200`, `5次以上`.
    /// `words` are the measure words that may stand behind the number.
    ///
    /// # Errors
    /// Exit 2, with what is wrong and what would be right.
    pub fn read(text: &str, measure: Measure, words: &[&str]) -> Result<Amount> {
        reading::read(text, measure, words)
    }

    /// Whether a written amount has a unit of its own, as [`Amount::read`] would find it.
    #[must_use]
    pub fn own_unit(text: &str, measure: Measure) -> OwnUnit {
        reading::own_unit(text, measure)
    }

    /// A written amount without a unit of its own, with this one behind its number: 约35, 35以上 and 35+ alike.
    #[must_use]
    pub fn with_unit(text: &str, measure: Measure, unit: &str) -> String {
        reading::with_unit(text, measure, unit)
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// A sum that does not fit is an error (exit 4).
    #[expect(clippy::should_implement_trait, reason = "an operator could not return an error as plainly")]
    pub fn add(self, other: Amount) -> Result<Amount> {
        let value = self.value.checked_add(other.value).ok_or_else(too_large)?;
        Ok(Amount { value, bound: self.bound.add(other.bound) })
    }

    /// The sum of amounts; `None` of none.
    ///
    /// # Errors
    /// As for [`Amount::add`].
    pub fn sum<I: IntoIterator<Item = Amount>>(amounts: I) -> Result<Option<Amount>> {
        amounts.into_iter().try_fold(None, |sum: Option<Amount>, amount| match sum {
            None => Ok(Some(amount)),
            Some(sum) => sum.add(amount).map(Some),
        })
    }

    /// The amount with its measure word, as printed in a style.
    #[must_use]
    pub fn printed(self, style: Style, measure: Measure, word: &str, lang: Lang) -> String {
        if self.value < 0 {
            let size = Amount { value: self.value.saturating_neg(), ..self };
            return format!("-{}", size.printed(style, measure, word, lang));
        }
        match lang {
            Lang::Zh => printing::chinese(self, style, measure, word),
            Lang::En => printing::english(self, style, measure, word),
        }
    }

    /// Whether this number, as somebody else gives it, agrees with one that was counted: it is what printing the counted
    /// one would give, in a style of ours, in full, or with the bound it is given with. A lower bound may also keep more
    /// digits than the house style does (3100余 of 3126); what is about or nearly the number lies within a tenth of it.
    #[must_use]
    pub fn agrees(self, counted: Amount, measure: Measure) -> bool {
        let styles = [Style::House, Style::Plain, Style::Full];
        let bounds = [counted.bound, self.bound];
        let prints = |style| bounds.map(|bound| printing::rounded(Amount::new(counted.value, bound), style, measure));
        if styles.into_iter().flat_map(prints).any(|print| print == self) {
            return true;
        }
        let (given, ours) = (i128::from(self.value), i128::from(counted.value));
        let near = (given - ours).abs() * 10 <= given.abs();
        match self.bound {
            Bound::Exact => false,
            Bound::AtLeast => near && printing::is_cut_of(self.value, counted.value, measure),
            Bound::About => near,
            Bound::Below => near && ours < given,
        }
    }

    /// The bare number for a column of numbers: `3,126`, `3,000+`, `约380`, `<3,000`.
    #[must_use]
    pub fn digits(self, measure: Measure) -> String {
        let number = printing::grouped(&self.decimal(measure));
        match self.bound {
            Bound::Exact => number,
            Bound::AtLeast => format!("{number}+"),
            Bound::About => format!("约{number}"),
            Bound::Below => format!("<{number}"),
        }
    }

    /// The exact number for other programs: `1234.5`, no separators, no trailing noughts.
    #[must_use]
    pub fn decimal(self, measure: Measure) -> String {
        let parts = measure.parts().unsigned_abs();
        let (whole, rest) = (self.value.unsigned_abs() / parts, self.value.unsigned_abs() % parts);
        let sign = if self.value < 0 { "-" } else { "" };
        if rest == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{rest:02}").trim_end_matches('0').to_owned()
        }
    }

    /// Reads a plain decimal number exactly, in the measure's smallest part; `None` where anything would be lost or the
    /// limit is passed.
    #[must_use]
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

mod printing {
    //! Printing, by the rules of the office's house style.

    use super::{Amount, Bound, Measure, Style};

    const WAN: i64 = 10_000;
    const YI: i64 = 100_000_000;

    /// What is left of a number in print, and whether more is behind it.
    struct Cut {
        /// Whole units, or parts where nothing was cut.
        value: i64,
        more: bool,
    }

    /// Cuts a number to the digits that a style prints. The value stays in the smallest part.
    fn cut(amount: Amount, style: Style, measure: Measure) -> Cut {
        let parts = measure.parts();
        let whole = amount.value / parts;
        let kept = |digits: u32| leading(whole, digits) * parts;
        let loses_little = |value: i64| i128::from(amount.value - value) * 10 <= i128::from(amount.value);
        match (amount.bound, style) {
            (Bound::Exact, Style::House) if whole >= 100 => {
                let value = (1..=19).map(kept).find(|value| loses_little(*value)).unwrap_or(amount.value);
                Cut { value, more: value != amount.value }
            }
            (Bound::AtLeast, Style::House | Style::Plain) if whole >= 10 => {
                let one = kept(1);
                let value = if loses_little(one) || whole < 100 { one } else { kept(2) };
                Cut { value, more: true }
            }
            (Bound::AtLeast, _) => Cut { value: amount.value, more: true },
            _ => Cut { value: amount.value, more: false },
        }
    }

    /// What is left of an amount in print, with the bound it is printed with.
    pub fn rounded(amount: Amount, style: Style, measure: Measure) -> Amount {
        let Cut { value, more } = cut(amount, style, measure);
        Amount { value, bound: if more { Bound::AtLeast } else { amount.bound } }
    }

    /// Whether a number is another one with some of its last digits turned to noughts.
    pub fn is_cut_of(cut: i64, amount: i64, measure: Measure) -> bool {
        let whole = amount / measure.parts();
        (1..=19).any(|digits| leading(whole, digits) * measure.parts() == cut)
    }

    /// The number with all but its first digits turned to noughts.
    fn leading(number: i64, digits: u32) -> i64 {
        let unit = 10_i64.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(digits - 1));
        number / unit * unit
    }

    pub fn chinese(amount: Amount, style: Style, measure: Measure, word: &str) -> String {
        let Cut { value, more } = cut(amount, style, measure);
        let plain = |value| format!("{}{word}", number(value, measure));
        match amount.bound {
            _ if more => with_more(value, measure, word).unwrap_or_else(|| format!("{}以上", plain(value))),
            Bound::About => format!("约{}", plain(value)),
            Bound::Below => format!("近{}", plain(value)),
            Bound::Exact | Bound::AtLeast => plain(value),
        }
    }

    /// A number without 余: counts digit by digit, money in 亿 or 万 where one decimal says it fully.
    fn number(value: i64, measure: Measure) -> String {
        if measure == Measure::Money {
            for (unit, name) in [(YI, "亿"), (WAN, "万")] {
                if let Some(head) = in_unit(value, unit, measure) {
                    return format!("{head}{name}");
                }
            }
        }
        Amount::exact(value).decimal(measure)
    }

    /// The number counted in 万 or 亿, if one decimal says it fully.
    fn in_unit(value: i64, unit: i64, measure: Measure) -> Option<String> {
        let tenth = unit / 10 * measure.parts();
        if value < tenth * 10 || value % tenth != 0 {
            return None;
        }
        let (whole, rest) = (value / tenth / 10, value / tenth % 10);
        Some(if rest == 0 { whole.to_string() } else { format!("{whole}.{rest}") })
    }

    /// A number with 余 in its place; `None` where 余 has none: behind a units digit that is not nought.
    fn with_more(value: i64, measure: Measure, word: &str) -> Option<String> {
        for (unit, name) in [(YI, "亿"), (WAN, "万")] {
            if let Some(head) = in_unit(value, unit, measure) {
                let round = !head.contains('.') && head.len() > 1 && head.ends_with('0');
                return Some(if round { format!("{head}余{name}{word}") } else { format!("{head}{name}余{word}") });
            }
        }
        let whole = value / measure.parts();
        let round = value % measure.parts() == 0 && whole >= 10 && whole % 10 == 0;
        round.then(|| format!("{whole}余{word}"))
    }

    pub fn english(amount: Amount, style: Style, measure: Measure, word: &str) -> String {
        let Cut { value, more } = cut(amount, style, measure);
        let word = if value == measure.parts() { word.trim_end_matches('s') } else { word };
        let number = format!("{} {word}", in_words(value, measure));
        let number = number.trim_end();
        let small = value < 10 * measure.parts();
        match amount.bound {
            _ if more && (small || style == Style::Full) => format!("at least {number}"),
            _ if more => format!("over {number}"),
            Bound::About => format!("about {number}"),
            Bound::Below => format!("nearly {number}"),
            Bound::Exact | Bound::AtLeast => number.to_owned(),
        }
    }

    /// Money from a million on is said in millions or billions where two decimals say it fully.
    fn in_words(value: i64, measure: Measure) -> String {
        for (unit, name) in [(1_000_000_000, "billion"), (1_000_000, "million")] {
            let hundredth = unit / 100 * measure.parts();
            if measure == Measure::Money && value >= hundredth * 100 && value % hundredth == 0 {
                return format!("{} {name}", Amount::exact(value / hundredth).decimal(Measure::Hours));
            }
        }
        grouped(&Amount::exact(value).decimal(measure))
    }

    /// A decimal number with a comma before every third digit of its whole part.
    pub fn grouped(decimal: &str) -> String {
        let (sign, rest) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("-", rest));
        let (whole, places) = rest.split_once('.').map_or((rest, None), |(whole, places)| (whole, Some(places)));
        let mut grouped = String::from(sign);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        places.map_or(grouped.clone(), |places| format!("{grouped}.{places}"))
    }
}

mod reading {
    //! Reading: bounds before and behind the number, digits of either script, 万 and 亿, then a measure word.

    use super::{Amount, Bound, Error, LIMIT, Measure, OwnUnit, Result};
    use crate::message;

    /// Numbers are read with this many decimal places, more than 亿 and fen need together.
    const SCALE: i128 = 10_i128.pow(10);

    /// The powers of ten that are written as words, the highest first.
    const POWERS: &[(char, i128)] = &[('亿', 100_000_000), ('万', 10_000), ('千', 1_000), ('百', 100), ('十', 10)];

    const BEFORE: &[(&str, Bound)] = &[
        ("不少于", Bound::AtLeast),
        ("超过", Bound::AtLeast),
        ("至少", Bound::AtLeast),
        ("超", Bound::AtLeast),
        ("逾", Bound::AtLeast),
        ("atleast", Bound::AtLeast),
        ("morethan", Bound::AtLeast),
        ("over", Bound::AtLeast),
        ("大约", Bound::About),
        ("约", Bound::About),
        ("about", Bound::About),
        ("不到", Bound::Below),
        ("不足", Bound::Below),
        ("近", Bound::Below),
        ("nearly", Bound::Below),
        ("lessthan", Bound::Below),
        ("under", Bound::Below),
    ];

    const BEHIND: &[(&str, Bound)] = &[
        ("以上", Bound::AtLeast),
        ("余", Bound::AtLeast),
        ("多", Bound::AtLeast),
        ("+", Bound::AtLeast),
        ("左右", Bound::About),
        ("上下", Bound::About),
    ];

    pub fn read(text: &str, measure: Measure, words: &[&str]) -> Result<Amount> {
        let plain = plain(text);
        if plain.is_empty() {
            return Err(Error::usage("bad_amount", message!("没有写数字", "there is no number")).hint(examples()));
        }
        if plain.starts_with('-') {
            return Err(Error::usage("bad_amount", message!("“{text}”是负数", "“{text}” is negative")).hint(message!(
                "数量不能为负；记错的用 void 作废",
                "amounts are never negative; take a mistake back with void"
            )));
        }
        let Pieces { number, unit, mut bounds, .. } = Pieces::of(&plain, measure);
        let value = match number.split_once(is_more) {
            None => evaluate(number),
            Some((head, powers)) => {
                bounds.push(Bound::AtLeast);
                let in_place = powers.chars().all(|c| matches!(c, '万' | '亿'));
                // 百余, 万余: the one before the power is left out.
                let one = if ["百", "千", "万", "亿"].contains(&head) { "一" } else { "" };
                in_place.then(|| evaluate(&format!("{one}{head}{powers}"))).flatten()
            }
        };
        let value = value.ok_or_else(|| not_a_number(text))?;
        check_unit(text, unit, measure, words)?;
        let bound = one_bound(text, &bounds)?;
        Ok(Amount { value: in_parts(text, value, measure)?, bound })
    }

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

    pub fn with_unit(text: &str, measure: Measure, unit: &str) -> String {
        let plain = plain(text);
        let Pieces { before, number, behind, .. } = Pieces::of(&plain, measure);
        format!("{before}{number}{unit}{behind}")
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
            let mut rest = plain;
            if measure == Measure::Money {
                rest = ["¥", "￥", "rmb", "人民币"].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
            }
            if let Some((mark, bound)) = BEFORE.iter().find(|(mark, _)| rest.starts_with(mark)) {
                bounds.push(*bound);
                rest = &rest[mark.len()..];
            }
            let before = &plain[..plain.len() - rest.len()];
            let end = rest.find(|c| !is_of_number(c)).unwrap_or(rest.len());
            let (number, unit) = rest.split_at(end);
            let mark = BEHIND.iter().find(|(mark, _)| unit.ends_with(mark));
            bounds.extend(mark.map(|(_, bound)| *bound));
            let (unit, behind) = unit.split_at(unit.len() - mark.map_or(0, |(mark, _)| mark.len()));
            Pieces { before, number, unit, behind, bounds }
        }
    }

    /// Full-width forms as plain ones, small letters, no spaces.
    fn plain(text: &str) -> String {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
                '〇' => '零',
                '萬' => '万',
                '億' => '亿',
                '余' | '餘' => '余',
                _ => c,
            })
            .flat_map(char::to_lowercase)
            .collect()
    }

    fn is_more(c: char) -> bool {
        matches!(c, '余' | '多' | '+')
    }

    fn is_of_number(c: char) -> bool {
        c.is_ascii_digit() || matches!(c, '.' | ',') || is_more(c) || digit(c).is_some() || is_power(c) || c == '零'
    }

    fn digit(c: char) -> Option<i128> {
        let digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
        let value = if c == '两' { Some(2) } else { digits.iter().position(|digit| *digit == c) };
        value.filter(|value| *value > 0).and_then(|value| i128::try_from(value).ok())
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
        let rest = if tail.is_empty() { 0 } else { trailing(tail, *power, lower)? };
        let clear = tail.is_empty() || (times % SCALE == 0 && rest < power * SCALE);
        clear.then(|| times.saturating_mul(*power).saturating_add(rest))
    }

    /// What stands behind a power. 三万五 may mean 35,000 or 30,005 and is not read; 三万五千 and 三万零五 are clear.
    fn trailing(tail: &str, power: i128, lower: &[(char, i128)]) -> Option<i128> {
        match tail.strip_prefix('零') {
            Some(tail) => composed(tail, lower),
            None if power == 10 || tail.contains(is_power) => composed(tail, lower),
            None => None,
        }
    }

    /// A number without powers: digits, or one digit in words.
    fn single(text: &str) -> Option<i128> {
        let mut chars = text.chars();
        match (chars.next().and_then(digit), chars.next()) {
            (Some(value), None) => Some(value * SCALE),
            _ => arabic(text),
        }
    }

    /// 1200, 1,200, 11.7: separators only where they belong.
    fn arabic(text: &str) -> Option<i128> {
        let (whole, places) = text.split_once('.').map_or((text, ""), |(whole, places)| (whole, places));
        let dotted = text.contains('.');
        let groups: Vec<&str> = whole.split(',').collect();
        let grouped = groups.len() > 1;
        let well_grouped = !grouped
            || (groups[0].len() <= 3 && !groups[0].is_empty() && groups[1..].iter().all(|group| group.len() == 3));
        let plain = places.bytes().all(|digit| digit.is_ascii_digit());
        if !well_grouped || !plain || (dotted && places.is_empty()) || whole.is_empty() || places.len() > 10 {
            return None;
        }
        let digits: String = whole.chars().filter(|c| *c != ',').collect();
        let digits = digits.trim_start_matches('0');
        if digits.len() > 20 {
            return Some(i128::from(LIMIT) * SCALE);
        }
        let whole: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        let places: i128 = format!("{places:0<10}").parse().ok()?;
        Some(whole * SCALE + places)
    }

    fn check_unit(text: &str, unit: &str, measure: Measure, words: &[&str]) -> Result<()> {
        if unit.is_empty() || words.contains(&unit) {
            return Ok(());
        }
        let wanted = words.first().copied().unwrap_or_default();
        if unit.chars().any(|c| c.is_ascii_digit() || matches!(c, '-' | '~' | '.' | ',' | '几' | '数'))
            || words.is_empty()
        {
            return Err(not_a_number(text));
        }
        let error = Error::usage(
            "wrong_unit",
            message!(
                "“{text}”的单位是“{unit}”，这里要的是“{wanted}”",
                "“{text}” is in “{unit}”; “{wanted}” is wanted here"
            ),
        );
        Err(match measure {
            Measure::Money => {
                error.hint(message!("金额写成 35万、12.5万元 或 1.2亿", "write money as 35万, 12.5万元 or 1.2亿"))
            }
            _ => error.hint(message!(
                "单位不同不能混记；只写数字也可以",
                "different units are never mixed; the bare number will do"
            )),
        })
    }

    fn one_bound(text: &str, bounds: &[Bound]) -> Result<Bound> {
        let first = bounds.first().copied().unwrap_or(Bound::Exact);
        if bounds.iter().all(|bound| *bound == first) {
            return Ok(first);
        }
        Err(Error::usage("bad_amount", message!("“{text}”的说法自相矛盾", "“{text}” contradicts itself"))
            .hint(message!("余、约、近只留一个", "keep only one of 余, 约 and 近")))
    }

    fn in_parts(text: &str, value: i128, measure: Measure) -> Result<i64> {
        if value >= i128::from(LIMIT) * SCALE {
            return Err(Error::usage("bad_amount", message!("“{text}”太大", "“{text}” is too large")).hint(message!(
                "最大到一千万亿；查一查有没有多写零",
                "amounts stay below 10^15; look for noughts too many"
            )));
        }
        let parts = value * i128::from(measure.parts());
        if parts % SCALE != 0 {
            let zh = if measure == Measure::Count { "这里只能是整数" } else { "最多两位小数" };
            let en = if measure == Measure::Count { "only whole numbers are counted" } else { "two decimals at most" };
            return Err(Error::usage("bad_amount", message!("“{text}”的小数太细", "“{text}” has too many decimals"))
                .hint(message!("{zh}", "{en}")));
        }
        i64::try_from(parts / SCALE).map_err(|_| not_a_number(text))
    }

    fn not_a_number(text: &str) -> Error {
        Error::usage("bad_amount", message!("“{text}”不是一个数", "“{text}” is no number")).hint(examples())
    }

    fn examples() -> crate::text::Message {
        message!("写 45、3000余、约380、35万 或 1.2亿", "write 45, 3000余, about 380, 35万 or 1.2亿")
    }
}
