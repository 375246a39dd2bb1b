//! JSON as rows: one object a line, or an array of objects.
//! Its numbers are read in any spelling that it allows: 1e2 is 100, and so are 100.0 and 1E+2.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Number, Value as Json};

use crate::error::{Error, Result};
use crate::import::hints::Granted;
use crate::import::ledger_name::{ledger_named, no_ledger};
use crate::ledger::{LEDGERS, Ledger};
use crate::text::Text;
use crate::vocabulary::Vocabulary;

/// Where an object begins: the line, counted from 1, and which it is of those that begin there, counted from 0.
pub type Start = (u32, u32);

/// The objects of a text: of JSON Lines one a line, of JSON those of its array.
pub fn objects(text: &str, by_line: bool) -> Box<dyn Iterator<Item = (Start, &str)> + '_> {
    let text = text.trim_start_matches('\u{feff}');
    if by_line {
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        return Box::new(lines.map(|(line, object)| ((line, 0), object)));
    }
    let mut last = (0, 0);
    Box::new(array(text).map(move |(line, object)| {
        last = if last.0 == line { (line, last.1 + 1) } else { (line, 0) };
        (last, object)
    }))
}

/// What stands for a comma that is missing between two objects, for one too many, and for the end of a file that was cut off.
const NO_COMMA: &str = "}{";
const COMMA: &str = ",";
const CUT_OFF: &str = "[";

/// What came last in an array.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Nothing,
    Comma,
    Object,
}

/// The objects of an array, each with its line, found by their braces; whatever stands between them that does not belong there is an
/// object that cannot be read.
fn array(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let (mut at, mut line, mut opened, mut last) = (0, 1, false, Last::Nothing);
    std::iter::from_fn(move || {
        while let Some(byte) = text.as_bytes().get(at) {
            let (from, begins, before) = (at, line, last);
            at += 1;
            match byte {
                b'\n' => line += 1,
                b' ' | b'\t' | b'\r' => {}
                b',' => {
                    last = Last::Comma;
                    if before != Last::Object {
                        return Some((line, COMMA));
                    }
                }
                b'[' if !opened => opened = true,
                b']' if opened && text[at..].trim().is_empty() => {
                    (opened, last) = (false, Last::Nothing);
                    if before == Last::Comma {
                        return Some((line, COMMA));
                    }
                }
                b'{' if opened && before == Last::Object => {
                    (at, last) = (from, Last::Comma);
                    return Some((line, NO_COMMA));
                }
                b'{' => {
                    let length = length(&text[from..]);
                    (opened, last) = (opened && length.is_some(), Last::Object);
                    at = length.map_or(text.len(), |length| from + length);
                    line += u32::try_from(text[from..at].matches('\n').count()).unwrap_or_default();
                    return Some((begins, &text[from..at]));
                }
                _ => {
                    (at, opened) = (text.len(), false);
                    return Some((line, &text[from..]));
                }
            }
        }
        // An array that is not closed was cut off.
        std::mem::take(&mut opened).then_some((line, CUT_OFF))
    })
}

/// How long an object is, from its brace to the one that closes it; none where that is missing.
fn length(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    let end = text.bytes().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.map(|end| end + 1)
}

/// A key with its value.
pub type Member<'a> = (Cow<'a, str>, Json);

/// The members of a JSON object in order, doubled keys and all.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Vec<Member<'de>>, A::Error> {
        let mut members = Vec::with_capacity(16);
        while let Some((Key(key), value)) = map.next_entry::<_, Json>()? {
            members.push((key, if value.as_str().is_some_and(is_unset) { Json::Null } else { value }));
        }
        Ok(members)
    }
}

/// Whether words are what other programs write where there is nothing.
pub fn is_unset(words: &str) -> bool {
    matches!(words, "" | "nan" | "NaN" | "NaT" | "<NA>")
}

/// A key, which stands in the text as it is unless something in it is escaped.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// What one row of a file says.
pub struct Row<'a> {
    /// The ledger that it is of.
    pub ledger: &'static Ledger,
    /// What it says of each field, as a member of an object.
    pub members: Vec<Member<'a>>,
    /// What of it cannot be read.
    pub troubles: Vec<Error>,
    /// What was taken for granted, and of what.
    pub granted: Vec<(Granted, Text)>,
    /// Where its members stand, where it is one of several of a row of a table, and hangs on the row's own record.
    pub columns: Option<Vec<(Cow<'a, str>, usize)>>,
    /// Whether it has no day of its own, and was put on the last one that its table tells of.
    pub is_undated: bool,
}

/// What a row says of its own record, and of what hangs on that.
pub type Rows<'a> = (Row<'a>, Vec<Row<'a>>);

impl<'a> Row<'a> {
    /// A row that says this of a record of its own.
    pub fn of(ledger: &'static Ledger, members: Vec<Member<'a>>) -> Row<'a> {
        Row { ledger, members, troubles: Vec::new(), granted: Vec::new(), columns: None, is_undated: false }
    }
}

/// The longest object, in bytes: a hundred times the longest record that people write.
pub const LONGEST: usize = 4 << 20;

/// The most keys that one may have: each is held against all others.
const KEYS: usize = 1000;

/// Reads one object, of the ledger that `said` names where the object does not. What is no whole object, says a key twice, or
/// names no ledger is refused.
pub fn read_object<'a>(line: &'a str, said: Option<&'static Ledger>, vocabulary: &Vocabulary) -> Result<Row<'a>> {
    let limit = LONGEST >> 20;
    let too_long = || {
        refused!("too_long": "这一条超过{limit}MB或{KEYS}个键", "it is longer than {limit} MB or has more than {KEYS} keys";
            "一条记录没有这么长：看看是不是少了换行或引号", "no record is so long: see whether a line end or a quote is missing")
    };
    if line.len() > LONGEST {
        return Err(too_long());
    }
    let mut json = serde_json::Deserializer::from_str(line);
    let members = json.deserialize_map(Members).and_then(|members| json.end().map(|()| members));
    let members = members.map_err(|fault| bad_json(line, &fault))?;
    if members.len() > KEYS {
        return Err(too_long());
    }
    for (at, (key, _)) in members.iter().enumerate() {
        if members[..at].iter().any(|(earlier, _)| earlier == key) {
            return Err(refused!("doubled_key" in key: "键“{key}”写了两次", "the key “{key}” stands twice";
                "留下一个", "leave one of them"));
        }
    }
    let named = members.iter().find(|(key, _)| key == "ledger").and_then(|(_, value)| value.as_str());
    // The office's own ledgers are not known by their labels: their lines are found by their keys.
    let by_label = |name: &str| ledger_named(name, vocabulary).filter(|ledger| !ledger.is_of_office());
    let found = |name: &str| Ledger::find(name).or_else(|| by_label(name));
    let all = || LEDGERS.iter().map(|ledger| ledger.key).collect::<Vec<_>>().join(", ");
    let ledger = named.map_or(said, found).ok_or_else(|| no_ledger(named, " ledger", &all()))?;
    Ok(Row::of(ledger, members))
}

/// The highest power of ten that a number may be written with: none that an office counts comes near.
const POWER: i32 = 40;

/// A number without its power of ten.
pub fn decimal(number: &Number) -> Result<Cow<'_, str>> {
    let text = number.as_str();
    let Some((digits, power)) = text.split_once(['e', 'E']) else { return Ok(text.into()) };
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if [whole, part].concat().bytes().all(|digit| digit == b'0') {
        return Ok("0".into());
    }
    let power: i32 = power.parse().ok().filter(|power| (-POWER..=POWER).contains(power)).ok_or_else(|| {
        refused!("bad_number": "“{text}”太大或太小，不是台账里的数", "“{text}” is too large or too small for any record";
            "写出这个数的每一位", "write out the digits of the number")
    })?;
    let mut digits = format!("{whole}{part}");
    let mut point = i32::try_from(whole.len()).unwrap_or(i32::MAX).saturating_add(power);
    while point < 1 {
        digits.insert(0, '0');
        point += 1;
    }
    let point = usize::try_from(point).unwrap_or_default();
    let digits = format!("{digits:0<point$}");
    let (whole, part) = digits.split_at(point);
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let (whole, dot) = (if whole.is_empty() { "0" } else { whole }, if part.is_empty() { "" } else { "." });
    Ok(format!("{sign}{whole}{dot}{part}").into())
}

/// A whole number, as 7, 7.0 and 70e-1 are.
pub fn whole(number: &Number) -> Result<Cow<'_, str>> {
    let text = decimal(number)?;
    Ok(match text.split_once('.') {
        Some((whole, part)) if part.bytes().all(|digit| digit == b'0') => whole.to_owned().into(),
        _ => text,
    })
}

/// What is wrong with a piece of text that should be an object.
fn bad_json(piece: &str, fault: &serde_json::Error) -> Error {
    let column = fault.column().max(1);
    match piece {
        NO_COMMA => refused!("bad_json": "前面少了一个逗号", "a comma is missing before it";
            "两个 {{…}} 之间写一个逗号", "write a comma between two {{…}}"),
        COMMA => refused!("bad_json": "多了一个逗号", "there is a comma too many";
            "两个 {{…}} 之间只写一个逗号，最后一个后面不写", "one comma between two {{…}}, and none behind the last"),
        CUT_OFF => refused!("bad_json": "文件没有写完，缺少最后的 ]", "the file ends too early: its last ] is missing";
            "多半是没有传完，请重新取一份", "most likely it was not copied whole: get it again"),
        _ if fault.is_eof() && piece.trim_start().starts_with('{') => refused!(
            "bad_json": "不是一个完整的 JSON 对象：没有写完就断了", "not one whole JSON object: it ends too early";
            "多半是没有传完，请重新取一份", "most likely it was not copied whole: get it again"),
        _ if piece.contains("NaN") => refused!(
            "bad_json": "不是一个完整的 JSON 对象（第{column}列）", "not one whole JSON object (column {column})";
            "JSON 里没有 NaN，空的写 null：pandas 用 to_json", "JSON has no NaN: what is empty is null, as to_json of pandas writes it"),
        _ => refused!(
            "bad_json": "不是一个完整的 JSON 对象（第{column}列）", "not one whole JSON object (column {column})";
            "每行一个 {{…}}，键和文字用双引号", "one {{…}} a line, keys and text in double quotes"),
    }
}
