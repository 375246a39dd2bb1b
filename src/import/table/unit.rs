//! The unit in a heading or above a table: 万元, 人民币万元, （到位，万元）. What looks like a unit and is none of the field's is
//! refused: read as yuan, money would be ten thousand times too small.

use std::sync::LazyLock;

use crate::amount::{Amount, Measure, OwnUnit};
use crate::error::{Error, Result};
use crate::ledger::{Field, Ledger, Type, Unit};
use crate::text::{narrow, quoted};

/// What may divide a heading from the unit or the remark behind it.
pub const MARKS: &[char] = &[
    '(', '（', '[', '【', '〔', '/', '／', '\n', ':', '：', '_', '＿', '-', '－', '—', '–', ',', '，', '、', ';', '；',
    '|',
];

/// A unit is looked for in so many first characters of a text: every part of it is held against every unit.
const LONGEST: usize = 1000;

fn beginning(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

/// Money of other countries.
const FOREIGN: &[&str] = &[
    "美元", "美金", "欧元", "英镑", "日元", "日圆", "港元", "港币", "港幣", "澳元", "加元", "韩元", "新元", "台币",
    "卢布", "法郎", "外币", "外汇", "usd", "eur", "gbp", "jpy", "hkd", "$", "€", "£",
];
/// Ways to say that money is that of the country, before or behind its unit.
const OWN: &[&str] = &["人民币", "rmb", "cny", "¥", "￥"];
/// What may stand in front of a unit to announce it.
const ANNOUNCED: &[&str] = &["计量单位", "金额单位", "货币单位", "资金单位", "数量单位", "单位", "币种", "币别"];
/// What else a unit of money is said with: 金额以万元计, 按万元填写, 万元为单位.
const BEFORE: &[&str] = &["金额", "资金", "捐款", "贷款", "均", "以", "按", "为"];
const BEHIND: &[&str] = &["为单位", "计算", "计价", "填写", "填报", "统计", "计", "填"];
/// A power in digits: 10000元.
const IN_DIGITS: &[(&str, &str)] = &[("100000000", "亿"), ("10000", "万"), ("1000", "千")];
/// Signs of a unit of money, of any other number, and of time.
const OF_MONEY: &[&str] = &["元", "万", "亿", "千", "百", "币", "镑", "¥", "￥"];
const OF_NUMBERS: &[&str] = &["元", "万", "亿", "千", "百"];
const OF_TIME: &[&str] = &["分", "天", "日", "秒", "min", "day"];

/// A unit: a power and the measure word behind it, either of which may be missing.
pub struct Written<'a> {
    /// 万, 亿 and the like.
    pub power: &'a str,
    /// 元, 人次 and the like.
    pub word: &'a str,
}

/// Reads a unit that is written plainly; `None` where it is none.
pub fn unit(text: &str) -> Option<Written<'_>> {
    static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let units = Ledger::all().flat_map(Ledger::all_fields).filter_map(|field| match field.holds {
            Type::Amount(unit) => Some(unit.accepts),
            _ => None,
        });
        units.flatten().copied().collect()
    });
    let text = text.trim();
    let word = text.trim_start_matches(['十', '百', '千', '万', '亿']);
    let power = &text[..text.len() - word.len()];
    let known = (word.is_empty() && !power.is_empty()) || WORDS.contains(&word);
    known.then_some(Written { power, word })
}

/// The unit that an aside of a heading names: what stands in its brackets or behind its stroke. `None` for a remark. A unit of
/// something else, of other money, or one that cannot be made out is refused.
pub fn aside_unit(aside: &str, field: &Field, wanted: &Unit, heading: &str) -> Result<Option<String>> {
    let aside = beginning(aside).trim().trim_end_matches([')', '）', ']', '】', '〕']);
    let mut found: Option<String> = None;
    let mut own_money = false;
    for part in parts(aside) {
        if FOREIGN.iter().any(|name| part.contains(name)) {
            return Err(foreign(&part, field));
        }
        let Some(written) = unit(&part) else {
            if OWN.contains(&part.as_str()) {
                own_money = true;
            } else if looks_like_unit(&part, wanted.measure) {
                return Err(unclear(aside, field, heading));
            }
            continue;
        };
        // 参加人次（人）: attendances, which people write down as persons.
        let persons = is_persons(&part) && wanted.counts_turns();
        if !written.word.is_empty() && !wanted.takes(written.word) && !persons {
            let (zh, en, word) = (field.label.zh, field.label.en, wanted.accepts.first().copied().unwrap_or_default());
            return Err(refused!("wrong_unit" in (field.key): "表头的单位是“{aside}”，{zh}要的是“{word}”",
                "the heading is in “{aside}”; {en} wants “{word}”"; "改表头，或用 --map 表头=字段 写明它是哪一项",
                "change the heading, or say which field it is with --map HEADING=FIELD"));
        }
        match &found {
            Some(earlier) if *earlier == part => {}
            // 意见（条、件）: words of one measure, and the number is the same in each.
            Some(earlier) if written.power.is_empty() && unit(earlier).is_some_and(|unit| unit.power.is_empty()) => {}
            Some(_) => return Err(unclear(aside, field, heading)),
            None => found = Some(part),
        }
    }
    if own_money && found.is_none() && wanted.measure == Measure::Money {
        return Err(unclear(aside, field, heading));
    }
    Ok(found)
}

/// The unit in a heading that says nothing else that is known: 到位资金万元, 支持-万元; refused as in [`aside_unit`].
pub fn unit_within(heading: &str, field: &Field, wanted: &Unit) -> Result<Option<String>> {
    let heading = beginning(heading);
    if let Some((_, aside)) = heading.split_once(MARKS)
        && let Some(found) = aside_unit(aside, field, wanted, heading)?
    {
        return Ok(Some(found));
    }
    let whole = squeezed(&narrowed(heading));
    if wanted.measure == Measure::Money && FOREIGN.iter().any(|name| whole.contains(name)) {
        return Err(foreign(heading.trim(), field));
    }
    let mut tails = whole.char_indices().map(|(at, _)| &whole[at..]);
    if let Some(tail) = tails.find(|tail| unit(tail).is_some_and(|found| found.word == "元" || !found.power.is_empty()))
    {
        return aside_unit(tail, field, wanted, heading);
    }
    if wanted.measure == Measure::Money && whole.contains(['万', '亿']) {
        return Err(unclear(heading.trim(), field, heading));
    }
    Ok(None)
}

/// A unit of money that is said once for the whole table, beside it: 单位：万元, 金额单位：人民币万元, （万元）, 万元. Money of other
/// countries is refused, and what ends like money and cannot be made out.
pub fn money_unit(line: &str) -> Result<Option<String>> {
    let line = narrowed(beginning(line));
    for (at, word) in line.match_indices("单位") {
        let before = line[..at].trim_end_matches(['(', '[', '【', '〔', ' ']);
        let announces = ANNOUNCED.iter().filter_map(|word| word.strip_suffix("单位"));
        let of_money = !before.ends_with(char::is_alphanumeric)
            || line[..at].ends_with(' ')
            || announces.filter(|word| !word.is_empty()).any(|word| before.ends_with(word));
        let behind = line[at + word.len()..].trim_start_matches([':', ' ']);
        let behind = behind.split([')', ']', '】', '〕']).next().unwrap_or_default();
        if let Some(found) = one_money(behind, of_money)? {
            return Ok(Some(found));
        }
    }
    let inner = line.trim_end().strip_suffix([')', ']', '】']).and_then(|open| open.rsplit_once(['(', '[', '【']));
    let inner = inner.map_or(Ok(None), |(_, inner)| one_money(inner, false))?;
    let alone =
        || parts(&line).into_iter().find(|part| part.ends_with('元') && has_power(part) && unit(part).is_some());
    // 万元 or 亿元 without a number before it.
    let is_counted = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千两几数余多万.".contains(c);
    let mut powers = ["万元", "亿元"].iter().flat_map(|word| line.match_indices(word));
    match inner.or_else(alone) {
        None if powers.any(|(at, _)| !line[..at].trim_end().ends_with(is_counted)) => Err(unclear_above(line.trim())),
        found => Ok(found),
    }
}

/// The only unit of money in a list of units.
fn one_money(text: &str, strict: bool) -> Result<Option<String>> {
    let mut found: Option<String> = None;
    for part in parts(text) {
        // A bare power is one of yuan.
        let money = unit(&part).is_some_and(|unit| matches!(unit.word, "元" | ""));
        let foreign = FOREIGN.iter().any(|name| part.ends_with(name));
        let strange = foreign || part.ends_with('元') || OWN.contains(&part.as_str());
        if money && found.as_ref().is_none_or(|earlier| *earlier == part) {
            found = Some(part);
        } else if money || (strict && strange && found.is_none()) {
            return Err(unclear_above(text.trim()));
        }
    }
    Ok(found)
}

fn unclear_above(text: &str) -> Error {
    refused!("unclear_unit": "表上的单位“{text}”看不明白", "the unit above the table, “{text}”, cannot be made out";
        "写 单位：元 或 单位：万元，或写在表头里，如 金额（万元）；外币先折成人民币",
        "write 单位：元 or 单位：万元, or write it into the heading, such as 金额（万元）; change other money into yuan first")
}

/// Puts the unit of a heading behind the number of a cell. A cell with a unit of its own keeps it; in another measure word than its
/// heading it is refused, and where nobody knows whether the heading's power is meant too.
pub fn with_heading_unit(cell: &str, field: &Field, heading: &str) -> Result<String> {
    let Type::Amount(wanted) = field.holds else { return Ok(cell.to_owned()) };
    let said = unit(heading);
    let own = Amount::own_unit(cell, wanted.measure);
    if is_persons(heading) && wanted.counts_turns() {
        let persons = own == OwnUnit::Missing || matches!(&own, OwnUnit::Written(word) if is_persons(word));
        return Ok(if persons { Amount::with_unit(cell, wanted.measure, "人") } else { cell.to_owned() });
    }
    let word = match own {
        OwnUnit::Written(word) => word,
        OwnUnit::Unclear if said.as_ref().is_some_and(|said| !said.power.is_empty()) => {
            return Err(refused!("unclear_unit" in (field.key): "“{cell}”在单位是“{heading}”的一栏里，看不出是多少",
                "“{cell}” in a column of “{heading}”: nobody can tell how much that is";
                "只写数字（以{heading}计），或写全，如 3000元、0.3万元",
                "write only the number (of {heading}), or all of it, such as 3000元 or 0.3万元"));
        }
        OwnUnit::Unclear | OwnUnit::Missing => return Ok(Amount::with_unit(cell, wanted.measure, heading)),
    };
    let said = said.map_or("", |said| said.word);
    if !word.is_empty() && word.contains(|c: char| c.is_ascii_digit()) {
        return Err(refused!("bad_amount" in (field.key): "“{cell}”不止一个数", "“{cell}” is more than a number";
            "只写数字，别的话写在备注", "write only the number; anything else goes into the note"));
    }
    let differs = !word.is_empty() && !said.is_empty() && word != said;
    if differs && (wanted.is_of_records() || !wanted.takes(&word)) {
        return Err(refused!("units_differ" in (field.key): "“{cell}”的单位是“{word}”，表头的是“{said}”",
            "“{cell}” is in “{word}”, its heading in “{said}”"; "只写数字，或与表头写成一样；别的话写在备注",
            "write only the number, or the same unit as the heading; anything else goes into the note"));
    }
    Ok(cell.to_owned())
}

/// What an aside is made of, each part without what only announces a unit or says that it is of this country.
fn parts(aside: &str) -> Vec<String> {
    let text = narrowed(aside);
    let marks = [',', '、', ';', '(', ')', '[', ']', '【', '】', '〔', '〕', ':', '|', '。', '_'];
    let parts = text.split(marks).flat_map(|part| {
        let whole = plain(&squeezed(part));
        if unit(&whole).is_some() { vec![whole] } else { part.split_whitespace().map(plain).collect() }
    });
    parts.filter(|part| !part.is_empty()).collect()
}

fn plain(part: &str) -> String {
    let mut part = part.trim_matches('-');
    part = ANNOUNCED.iter().find_map(|word| part.strip_prefix(word)).unwrap_or(part);
    for own in OWN {
        let bare = part.strip_prefix(own).or_else(|| part.strip_suffix(own));
        part = bare.filter(|rest| !rest.is_empty()).unwrap_or(part);
    }
    let said = within(part);
    if unit(&said).is_some() { said } else { part.to_owned() }
}

/// A unit without the words that it is said with.
fn within(part: &str) -> String {
    let mut rest = part;
    let stripped = |rest: &str| {
        let before = BEFORE.iter().chain(ANNOUNCED).find_map(|word| rest.strip_prefix(word)).map(str::len);
        let behind = BEHIND.iter().find_map(|word| rest.strip_suffix(word)).map(str::len);
        before.map(|length| rest.len() - length..rest.len()).or(behind.map(|length| 0..length))
    };
    while let Some(range) = stripped(rest).filter(|range| !range.is_empty()) {
        rest = &rest[range];
    }
    let in_words = IN_DIGITS.iter().find_map(|(digits, power)| Some(format!("{power}{}", rest.strip_prefix(digits)?)));
    in_words.unwrap_or_else(|| rest.to_owned())
}

/// Whether a unit is that of persons.
pub fn is_persons(unit: &str) -> bool {
    matches!(unit, "人" | "名" | "位")
}

/// Whether a heading speaks of 万 or 亿: its numbers are no plain yuan.
pub fn has_power(heading: &str) -> bool {
    narrowed(heading).contains(['万', '亿'])
}

fn looks_like_unit(part: &str, measure: Measure) -> bool {
    let signs = match measure {
        Measure::Money => OF_MONEY,
        Measure::Hours => OF_TIME,
        Measure::Count => OF_NUMBERS,
    };
    let latin =
        part.bytes().all(|byte| byte.is_ascii_alphanumeric()) && part.contains(|c: char| c.is_ascii_alphabetic());
    let short = part.len() <= 4 && latin;
    let small = matches!(part, "角" | "分");
    signs.iter().any(|sign| part.contains(sign)) || (measure == Measure::Money && (short || small))
}

/// Half-width, small letters, the short forms of powers.
fn narrowed(text: &str) -> String {
    let usual = |c: char| match c {
        '萬' => '万',
        '億' => '亿',
        '仟' => '千',
        '佰' => '百',
        '拾' => '十',
        '—' | '–' => '-',
        c if c.is_whitespace() => ' ',
        c => narrow(c),
    };
    text.chars().map(usual).flat_map(char::to_lowercase).collect()
}

/// Without blanks.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn foreign(text: &str, field: &Field) -> Error {
    let (zh, en) = (field.label.zh, field.label.en);
    refused!("foreign_money" in (field.key): "表头写的是外币“{text}”，这里记人民币",
        "the heading is in other money, “{text}”; yuan are kept here"; "折成人民币，表头写 {zh}（元）或 {zh}（万元）",
        "change it into yuan, and write the heading {en} (元) or {en} (万元)")
}

fn unclear(text: &str, field: &Field, heading: &str) -> Error {
    let (zh, en) = (field.label.zh, field.label.en);
    let word = match field.holds {
        Type::Amount(unit) => unit.accepts.first().copied().unwrap_or_default(),
        _ => "",
    };
    let map = |to: &str| quoted(&format!("{}={to}", squeezed(heading)));
    let hint = if has_power(heading) {
        let out = map("-");
        message!(
            "表头写成 {zh}（万{word}），每格只写这个单位的总数；不要这一列就写 --map {out}",
            "write the heading {en} (万{word}) and in each cell the whole in this unit; to leave the column out, --map {out}"
        )
    } else {
        let (pair, pair_en) = (map(&format!("{zh}（{word}）")), map(&format!("{en} ({word})")));
        message!(
            "表头写成 {zh}（{word}）或 {zh}（万{word}），或用 --map {pair} 写明",
            "write the heading {en} ({word}) or {en} (万{word}), or say it with --map {pair_en}"
        )
    };
    refused!("unclear_unit" in (field.key): "表头里的单位“{text}”看不明白",
        "the unit in the heading, “{text}”, cannot be made out")
    .hint(hint)
}
