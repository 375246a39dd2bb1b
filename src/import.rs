//! Records from JSON Lines: every line read and checked, every trouble named, before anything is kept.

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::amount::{Amount, Bound};
use crate::error::{Error, Kind, Result};
use crate::figure::check_free;
use crate::ledger::{Door, Evidence, Field, LEDGERS, Ledger, Record, Type, VOCABULARY, Value, term_of};
use crate::lookup::{Pick, pick};
use crate::message;
use crate::vocabulary::{Term, Vocabulary};

/// What ids made from a line's content are derived from.
const NAMESPACE: Uuid = Uuid::from_u128(0x7169_6a69_616e_6770_7063_632d_6c69_6e65);

/// One record of a file, ready to be kept.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The line, counted from 1.
    pub line: usize,
    /// The record, with its id, its number if the line has one, and the reason why it is void.
    pub record: Record,
}

/// A file that was understood from end to end.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Its records: words of the vocabulary, then what stands by itself, then what hangs on others.
    pub records: Vec<Incoming>,
    /// Lines that say the same as an earlier one; both are kept.
    pub repeated: Vec<(usize, usize)>,
}

/// What is known already of a name that a line hangs on.
pub type Known<'a> = &'a dyn Fn(&str) -> Result<Option<Record>>;

/// Reads a whole file.
///
/// # Errors
/// All bad lines at once, each with line, field and what is wrong.
pub fn read(text: &str, vocabulary: &Vocabulary, today: NaiveDate, known: Known) -> Result<Batch> {
    let mut troubles = Vec::new();
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if !line.trim().is_empty() {
            match members(line) {
                Ok((ledger, members)) => lines.push(Line { number, ledger, members }),
                Err(error) => troubles.push(error.line(number)),
            }
        }
    }
    let (words, others): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.ledger == VOCABULARY);
    let mut drafts = Vec::new();
    drafts.extend(drafted(&words, vocabulary, today, &mut troubles));
    let vocabulary = with_words(vocabulary, &drafts);
    drafts.extend(drafted(&others, &vocabulary, today, &mut troubles));
    let batch = identified(drafts, &vocabulary, known, &mut troubles)?;
    if troubles.is_empty() {
        return Ok(batch);
    }
    troubles.sort_by_key(|trouble| trouble.place.line);
    let count = troubles.len();
    let mut error = Error::refused(
        "bad_lines",
        message!("有{count}处不对，一条也没有导入", "troubles: {count}; nothing was imported"),
    )
    .hint(message!(
        "改好后重新导入，已导入过的不会重复",
        "mend them and import again; what is in already is not doubled"
    ));
    error.place.line = troubles[0].place.line;
    error.place.field.clone_from(&troubles[0].place.field);
    error.more = troubles;
    Err(error)
}

struct Line {
    number: usize,
    ledger: &'static Ledger,
    members: Vec<(String, Json)>,
}

struct Draft {
    line: usize,
    record: Record,
    own_name: Option<String>,
    hangs_on: Vec<String>,
}

/// The members of a JSON object in order, doubled keys and all.
struct Members(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Members, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

fn members(line: &str) -> Result<(&'static Ledger, Vec<(String, Json)>)> {
    let Members(members) = serde_json::from_str(line).map_err(|fault| {
        let column = fault.column();
        Error::refused(
            "bad_json",
            message!("不是一个完整的 JSON 对象（第{column}列）", "not one whole JSON object (column {column})"),
        )
        .hint(message!("每行一个 {{…}}，键和文字用双引号", "one {{…}} a line, keys and text in double quotes"))
    })?;
    for (at, (key, _)) in members.iter().enumerate() {
        if members[..at].iter().any(|(earlier, _)| earlier == key) {
            return Err(Error::refused("doubled_key", message!("键“{key}”写了两次", "the key “{key}” stands twice"))
                .hint(message!("留下一个", "leave one of them"))
                .field(key));
        }
    }
    let named = members.iter().find(|(key, _)| key == "ledger").and_then(|(_, value)| value.as_str());
    let ledger = named.and_then(Ledger::find).ok_or_else(|| {
        let all = LEDGERS.iter().map(|ledger| ledger.key).collect::<Vec<_>>().join(", ");
        let error = match named {
            Some(name) => Error::refused("no_such_ledger", message!("没有台账“{name}”", "there is no ledger “{name}”")),
            None => Error::refused("no_ledger", message!("没有写 ledger", "there is no ledger")),
        };
        error.hint(message!("台账：{all}", "ledgers: {all}")).field("ledger")
    })?;
    Ok((ledger, members))
}

fn drafted(lines: &[Line], vocabulary: &Vocabulary, today: NaiveDate, troubles: &mut Vec<Error>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for line in lines {
        let door = Door { vocabulary, ledger: line.ledger, today };
        let before = troubles.len();
        let draft = draft(line, &door, troubles);
        if troubles.len() == before {
            drafts.push(draft);
        }
    }
    drafts
}

/// Reads every member of a line; each trouble is taken down, and reading goes on.
fn draft(line: &Line, door: &Door, troubles: &mut Vec<Error>) -> Draft {
    let mut record = Record::blank(line.ledger);
    let mut draft =
        Draft { line: line.number, record: Record::blank(line.ledger), own_name: None, hangs_on: Vec::new() };
    let mut void = false;
    let mut reason = None;
    let mut trouble = |error: Error| troubles.push(error.line(line.number));
    for (key, value) in &line.members {
        let done = match key.as_str() {
            "ledger" => Ok(()),
            "id" => text(value).and_then(|id| read_id(&id)).map(|id| record.id = id),
            "ref" => text(value).map(|name| draft.own_name = Some(name)),
            "no" => number(value).map(|no| record.no = no),
            "of" => names(value).map(|names| draft.hangs_on = names),
            "void" => flag(value).map(|flag| void = flag),
            "reason" => optional_text(value).map(|text| reason = text),
            key => member(&mut record, key, value, line, door),
        };
        if let Err(error) = done {
            trouble(error.field(key));
        }
    }
    if void {
        record.void = Some(reason.unwrap_or_default());
    }
    record.fill_defaults();
    // An export says of every field whether it is set: null is an answer, a key left out is none.
    let cleared =
        line.members.iter().filter(|(key, value)| value.is_null() && !line.ledger.required.contains(&key.as_str()));
    cleared.for_each(|(key, _)| record.set(key, None));
    if record.get("date").is_none() && !line.members.iter().any(|(key, value)| key == "date" && !value.is_null()) {
        trouble(
            Error::refused("no_date", message!("缺少日期（date）", "the date is missing"))
                .hint(message!("导入的每一行都要有日期", "every imported line needs a date"))
                .field("date"),
        );
    }
    draft.record = record;
    draft
}

fn member(record: &mut Record, key: &str, value: &Json, line: &Line, door: &Door) -> Result<()> {
    let ledger = line.ledger;
    if let Some(field) = ledger.field(key) {
        if value.is_null() {
            return Ok(());
        }
        if !ledger.offers(field) {
            let label = ledger.label;
            return Err(Error::refused("no_kinds", message!("{}不分类别", "{} has no kinds", label.zh)));
        }
        let bound =
            line.members.iter().find(|(other, _)| other.strip_suffix("_bound") == Some(key)).map(|(_, bound)| bound);
        record.set(key, Some(read_value(field, value, bound, door)?));
        return Ok(());
    }
    let of_amount = key.strip_suffix("_bound").and_then(|stem| ledger.field(stem));
    if of_amount.is_some_and(|field| matches!(field.holds, Type::Amount(_))) {
        return Ok(());
    }
    Err(unknown_key(ledger, key))
}

fn unknown_key(ledger: &'static Ledger, key: &str) -> Error {
    use crate::lookup::Candidate;
    let fields: Vec<&Field> = ledger.all_fields().collect();
    let candidates: Vec<Candidate> =
        fields.iter().map(|field| Candidate::new(field.key, &[field.label.zh, field.label.en])).collect();
    let (zh, en) = (ledger.label.zh, ledger.label.en);
    let all = fields.iter().map(|field| field.key).collect::<Vec<_>>().join(", ");
    let hint = match pick(key, &candidates) {
        Pick::One(near) | Pick::None(Some(near)) => message!("是不是 {near}？", "did you mean {near}?"),
        Pick::Several(_) | Pick::None(None) => message!("可用的键：{all}", "keys: {all}"),
    };
    Error::refused("unknown_key", message!("{zh}没有键“{key}”", "{en} has no key “{key}”")).hint(hint)
}

fn read_value(field: &Field, value: &Json, bound: Option<&Json>, door: &Door) -> Result<Value> {
    let read = match (field.holds, value) {
        (Type::Amount(unit), Json::Number(number)) => {
            let parts = Amount::parts_of_decimal(number.as_str(), unit.measure);
            match parts.filter(|parts| *parts >= 0) {
                Some(parts) => return with_bound(Amount::exact(parts), bound).map(Value::Amount),
                None => field.read(number.as_str(), door)?,
            }
        }
        (Type::Amount(_), Json::String(text)) => match field.read(text, door)? {
            Value::Amount(amount) => return with_bound(amount, bound).map(Value::Amount),
            other => other,
        },
        (Type::File, value) => match Evidence::from_json(value) {
            Some(evidence) => Value::File(evidence),
            None => return field.read("", door),
        },
        (Type::Flag, Json::Bool(flag)) => Value::Flag(*flag),
        (Type::Names | Type::Terms(_), Json::Array(_)) => match names(value)? {
            empty if empty.is_empty() => return Err(wrong_shape()),
            names => field.read(&names.join("、"), door)?,
        },
        (Type::Text | Type::Note, Json::Number(number)) => field.read(number.as_str(), door)?,
        (_, Json::String(text)) => field.read(text, door)?,
        _ => return Err(wrong_shape()),
    };
    Ok(read)
}

/// The bound of a number may stand beside it; one written into the text must agree with it.
fn with_bound(amount: Amount, bound: Option<&Json>) -> Result<Amount> {
    let Some(bound) = bound.filter(|bound| !bound.is_null()) else { return Ok(amount) };
    let known = bound.as_str().and_then(Bound::from_key);
    match known {
        Some(bound) if amount.bound == Bound::Exact || amount.bound == bound => Ok(Amount::new(amount.value, bound)),
        Some(_) => Err(Error::refused(
            "two_bounds",
            message!("数字和它的 _bound 说法不同", "the number and its _bound disagree"),
        )),
        None => Err(Error::refused("bad_bound", message!("_bound 不认得：{bound}", "unknown _bound: {bound}"))
            .hint(message!("可用：exact、at_least、about、below", "there are: exact, at_least, about, below"))),
    }
}

fn with_words(vocabulary: &Vocabulary, drafts: &[Draft]) -> Vocabulary {
    let words: Vec<Term> = drafts.iter().filter_map(|draft| term_of(&draft.record)).collect();
    let new =
        |old: &Term| words.iter().any(|word| (word.set, &word.ledger, &word.key) == (old.set, &old.ledger, &old.key));
    let kept = vocabulary.terms().iter().filter(|old| !new(old)).cloned();
    Vocabulary::new(kept.chain(words.iter().cloned()).collect())
}

/// Gives every record its id, those that others hang on first.
fn identified(drafts: Vec<Draft>, vocabulary: &Vocabulary, known: Known, troubles: &mut Vec<Error>) -> Result<Batch> {
    let (heads, children): (Vec<Draft>, Vec<Draft>) =
        drafts.into_iter().partition(|draft| !draft.record.ledger.is_child());
    let mut batch = Batch::default();
    let mut names = Names::new();
    let mut seen: HashMap<(String, usize), usize> = HashMap::new();
    for mut draft in heads.into_iter().chain(children) {
        match link(&mut draft, &names, known) {
            Err(error) if error.kind == Kind::Database => return Err(error),
            Err(error) => {
                troubles.push(error.field("of").line(draft.line));
                continue;
            }
            Ok(()) => {}
        }
        let given = !draft.record.id.is_nil();
        if !given {
            identify(&mut draft, &mut seen, &mut batch.repeated);
        }
        let (id, ledger) = (draft.record.id, draft.record.ledger);
        let doubled = names.insert(id.to_string(), (id, ledger)).is_some();
        if doubled {
            troubles.push(
                Error::refused(
                    "doubled_id",
                    message!("id {id} 在文件里出现两次", "the id {id} stands twice in the file"),
                )
                .field("id")
                .line(draft.line),
            );
        }
        if let Some(name) = draft.own_name
            && names.insert(name.clone(), (id, ledger)).is_some()
        {
            troubles.push(
                Error::refused(
                    "doubled_ref",
                    message!("ref “{name}”在文件里出现两次", "the ref “{name}” stands twice in the file"),
                )
                .field("ref")
                .line(draft.line),
            );
        }
        match checked(&draft.record, vocabulary) {
            Ok(()) => batch.records.push(Incoming { line: draft.line, record: draft.record }),
            Err(error) => troubles.push(error.line(draft.line)),
        }
    }
    Ok(batch)
}

fn checked(record: &Record, vocabulary: &Vocabulary) -> Result<()> {
    record.check()?;
    record.in_use(vocabulary)?;
    term_of(record).as_ref().map_or(Ok(()), check_free)
}

/// The names under which the records of a file are known.
type Names = HashMap<String, (Uuid, &'static Ledger)>;

/// Finds what a child hangs on: a ref or id of the file, or a record that is kept already.
fn link(draft: &mut Draft, names: &Names, known: Known) -> Result<()> {
    let ledger = draft.record.ledger;
    let hangs_on = std::mem::take(&mut draft.hangs_on);
    check_number(ledger, hangs_on.len())?;
    for name in hangs_on {
        let parent = parent(ledger, &name, names, known)?;
        if draft.record.of.contains(&parent) {
            return Err(Error::refused(
                "given_twice",
                message!("of 里的“{name}”写了两次", "“{name}” stands twice in of"),
            )
            .hint(message!("留下一个", "leave one of them")));
        }
        draft.record.of.push(parent);
    }
    Ok(())
}

/// On how many records a line may hang.
fn check_number(ledger: &Ledger, number: usize) -> Result<()> {
    let (zh, en) = (ledger.label.zh, ledger.label.en);
    match number {
        1.. if !ledger.is_child() => {
            Err(Error::refused("hangs_on_nothing", message!("{zh}不属于别的记录", "{en}: nothing it could hang on"))
                .hint(message!("去掉 of", "leave of out")))
        }
        2.. if !ledger.several => {
            Err(Error::refused("one_parent", message!("{zh}只能属于一条记录", "{en} hangs on one record only"))
                .hint(message!("分成几行，各写各的 of", "write a line for each, with an of of its own")))
        }
        _ => Ok(()),
    }
}

fn parent(ledger: &Ledger, name: &str, names: &Names, known: Known) -> Result<Uuid> {
    let found = match names.get(name) {
        Some(found) => Some(*found),
        None => known(name)?.map(|record| (record.id, record.ledger)),
    };
    let Some((id, parent)) = found else {
        return Err(Error::refused(
            "no_such_parent",
            message!("of 里的“{name}”找不到", "“{name}” in of is nowhere to be found"),
        )
        .hint(message!(
            "它要在本文件里（ref 或 id），或已在台账里",
            "it must be in this file (ref or id) or in the ledger"
        )));
    };
    if ledger.parents.contains(&parent.key) {
        return Ok(id);
    }
    let (zh, en, key, parents) = (ledger.label.zh, ledger.label.en, parent.key, ledger.parents.join(", "));
    Err(Error::refused("wrong_parent", message!("{zh}不能属于 {key}", "{en} cannot hang on a record of {key}"))
        .hint(message!("可以属于：{parents}", "it can hang on: {parents}")))
}

/// An id from the content: the same line always gets the same one, and the same line a second time another.
fn identify(draft: &mut Draft, seen: &mut HashMap<(String, usize), usize>, repeated: &mut Vec<(usize, usize)>) {
    let record = &mut draft.record;
    let of = record.of.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",");
    let content = format!("{}\n{of}\n{}", record.ledger.key, Json::Object(record.content()));
    let mut turn = 0;
    while let Some(first) = seen.get(&(content.clone(), turn)) {
        if turn == 0 {
            repeated.push((draft.line, *first));
        }
        turn += 1;
    }
    let name = if turn == 0 { content.clone() } else { format!("{content}\n{turn}") };
    record.id = Uuid::new_v5(&NAMESPACE, name.as_bytes());
    seen.insert((content, turn), draft.line);
}

fn read_id(text: &str) -> Result<Uuid> {
    Uuid::parse_str(text).map_err(|_| {
        Error::refused("bad_id", message!("“{text}”不是 UUID", "“{text}” is no UUID"))
            .hint(message!("自己起的名字写在 ref 里", "a name of your own goes into ref"))
    })
}

fn text(value: &Json) -> Result<String> {
    match value {
        Json::String(text) if !text.trim().is_empty() => Ok(text.clone()),
        Json::Number(number) => Ok(number.to_string()),
        _ => Err(wrong_shape()),
    }
}

fn optional_text(value: &Json) -> Result<Option<String>> {
    if value.is_null() { Ok(None) } else { text(value).map(Some) }
}

fn number(value: &Json) -> Result<i64> {
    value.as_i64().filter(|number| *number > 0).ok_or_else(wrong_shape)
}

fn flag(value: &Json) -> Result<bool> {
    value.as_bool().ok_or_else(wrong_shape)
}

fn names(value: &Json) -> Result<Vec<String>> {
    match value {
        Json::Array(list) => list.iter().map(text).collect(),
        one => text(one).map(|name| vec![name]),
    }
}

fn wrong_shape() -> Error {
    Error::refused("wrong_shape", message!("这里的值形式不对", "the value has the wrong shape")).hint(message!(
        "文字和日期用双引号，几个名字用 [ ]，数字不加引号也可",
        "text and dates in double quotes, several names in [ ], numbers with or without quotes"
    ))
}
