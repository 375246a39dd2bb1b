//! One row of a file as a draft: every member read and checked, every trouble taken down.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use serde_json::Value as Json;
use uuid::Uuid;

use super::file::{Member, Row, Rows, decimal, whole};
use super::hints::Granted;
use super::incoming::{Spot, Trouble, Unsure};
use crate::amount::{Amount, Bound};
use crate::door::{are_persons, place_due};
use crate::error::{Error, Result};
use crate::ledger::{
    Door, Evidence, Field, Ledger, Record, Type, Value, flag, name_by_code, name_of, one_line, term_of,
};
use crate::lookup::{Candidate, pick, pick_surely};
use crate::period::{coming, is_long_ago, lacks_year};
use crate::text::{Message, Text};
use crate::vocabulary::{Called, Term, Vocabulary};

/// A record that does not know yet what it hangs on.
pub(super) struct Draft {
    pub spot: Spot,
    pub record: Record,
    /// The names by which other rows of its file can call it.
    pub names: Vec<String>,
    pub hangs_on: Vec<String>,
    /// The title of what it hangs on, where only that is said.
    pub titled: Option<String>,
    pub whole: Whole,
    /// Whether the row says if the record is void.
    pub says_void: bool,
    /// Whether its day is only the last one that its table tells of.
    pub is_undated: bool,
}

/// Whether a record is all that its row says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Whole {
    /// It is.
    Alone,
    /// Others of its row hang on it.
    Own,
    /// It hangs on that one.
    Part,
}

/// The names of rows that were refused, and where they stand: what hangs on them is refused with them.
#[derive(Debug, Default)]
pub(super) struct RefusedNames {
    pub by_name: HashMap<String, Vec<Spot>>,
    pub ids: HashMap<Uuid, Spot>,
}

impl RefusedNames {
    /// One more row, by the names, the number and the id that it gives itself.
    pub fn note(&mut self, spot: Spot, names: Vec<String>, record: &Record) {
        let code = record.text("code");
        let codes = code.map(|code| [None, record.text("session")].map(|session| name_by_code(code, session)));
        let all = names.into_iter().chain((record.no > 0).then(|| record.name())).chain(codes.into_iter().flatten());
        for name in all {
            self.by_name.entry(name).or_default().push(spot);
        }
        if !record.id.is_nil() {
            self.ids.insert(record.id, spot);
        }
    }

    /// The row that a name means, of the same file first.
    pub fn named(&self, ledgers: &[&str], name: &str, source: u32) -> Option<Spot> {
        let full = ledgers.iter().map(|ledger| format!("{ledger}-{name}"));
        let names = std::iter::once(name.to_owned()).chain(full);
        let rows: Vec<&Spot> = names.filter_map(|name| self.by_name.get(&name)).flatten().collect();
        let by_name = rows.iter().find(|spot| spot.source == source).or(rows.first()).copied();
        by_name.or_else(|| self.ids.get(&Uuid::parse_str(name).ok()?)).copied()
    }
}

/// The most readings of words that are remembered.
const REMEMBERED: usize = 10_000;

/// Reads rows against the office's words. A word that was read once is remembered: a file says the same few over and over.
pub(super) struct Reading<'a> {
    pub vocabulary: &'a Vocabulary,
    pub today: NaiveDate,
    /// The rows with troubles.
    pub refused: RefusedNames,
    /// The rows with a day without its year, and the year it was given.
    pub yearless: Vec<(Spot, i32)>,
    /// The rows with a day without its year that may be another one.
    pub unsure: Vec<Unsure>,
    /// The rows with turns that are written as persons.
    pub persons: Vec<Spot>,
    /// What was taken for granted in the parts of the files, and of what.
    pub granted: BTreeMap<(u32, Granted), Vec<Text>>,
    words: HashMap<(&'static str, &'static str), HashMap<String, Option<Value>>>,
}

impl<'a> Reading<'a> {
    pub fn new(vocabulary: &'a Vocabulary, today: NaiveDate) -> Reading<'a> {
        let ((refused, words, granted), (yearless, unsure, persons)) = Default::default();
        Reading { vocabulary, today, refused, yearless, unsure, persons, granted, words }
    }

    /// Drafts all records of a row, or none of them. A trouble of what hangs on its own record is that of a column, which `name` names.
    pub fn rows(
        &mut self,
        spot: Spot,
        (mut own, parts): Rows,
        name: &dyn Fn(usize) -> String,
        (drafts, troubles): (&mut Vec<Draft>, &mut Vec<Trouble>),
    ) {
        let (before, first) = (troubles.len(), drafts.len());
        for (granted, of) in std::mem::take(&mut own.granted) {
            let known = self.granted.entry((spot.part, granted)).or_default();
            if !known.contains(&of) {
                known.push(of);
            }
        }
        let whole = if parts.is_empty() { Whole::Alone } else { Whole::Own };
        drafts.extend(self.row(spot, own, troubles).map(|draft| Draft { whole, ..draft }));
        let is_undated = troubles.len() > before;
        for mut part in parts {
            let columns = part.columns.take();
            let whole = if columns.is_some() { Whole::Part } else { Whole::Alone };
            let (columns, mut found) = (columns.unwrap_or_default(), Vec::new());
            drafts.extend(self.row(spot, part, &mut found).map(|draft| Draft { whole, ..draft }));
            found.retain(|trouble| !is_undated || trouble.error.code != "no_date");
            for Trouble { error, .. } in &mut found {
                if let Some((_, at)) = columns.iter().find(|(key, _)| error.place.field.as_deref() == Some(key)) {
                    *error = error.clone().column(&name(*at));
                }
            }
            troubles.extend(found);
        }
        if whole == Whole::Own && troubles.len() > before {
            for draft in drafts.drain(first..).filter(|draft| draft.whole != Whole::Part) {
                self.refused.note(spot, draft.names, &draft.record);
            }
        }
    }

    /// Drafts a row, of which some cells may have been found to be wrong already.
    pub fn row(&mut self, spot: Spot, mut row: Row, troubles: &mut Vec<Trouble>) -> Option<Draft> {
        let (wrong, ledger) = (std::mem::take(&mut row.troubles), row.ledger);
        if wrong.is_empty() {
            return self.draft(spot, &row, troubles);
        }
        let mut found = Vec::new();
        if let Some(Draft { names, record, .. }) = self.draft(spot, &row, &mut found) {
            self.refused.note(spot, names, &record);
        }
        // A day that cannot be read is not missing.
        let has_day = wrong.iter().any(|error| error.place.field.as_deref() == Some("date"));
        troubles.extend(wrong.into_iter().map(|error| Trouble { spot, ledger: Some(ledger), error }));
        troubles.extend(found.into_iter().filter(|trouble| !has_day || trouble.error.code != "no_date"));
        None
    }

    /// Reads every member of a row; each trouble is taken down, and reading goes on. `None` if there was any.
    fn draft(&mut self, spot: Spot, row: &Row, troubles: &mut Vec<Trouble>) -> Option<Draft> {
        let (before, ledger, members) = (troubles.len(), row.ledger, &row.members);
        let mut record = Record::blank(ledger);
        let (mut names, mut hangs_on, mut titled) = (Vec::new(), Vec::new(), None);
        let (mut void, mut reason) = (None, None);
        let mut trouble = |error: Error| troubles.push(Trouble { spot, ledger: Some(ledger), error });
        for (key, value) in members {
            let done = match key.as_ref() {
                "ledger" => Ok(()),
                "id" | "ref" | "no" | "site" | "of" | "void" | "reason" if value.is_null() => Ok(()),
                // Why a row was refused before; only a late change has a reason of that name.
                "why" if ledger.field("why").is_none() => Ok(()),
                "id" => text(value).and_then(|id| {
                    record.id = Uuid::parse_str(&id).map_err(|_| {
                        refused!("bad_id": "“{id}”不是 UUID", "“{id}” is no UUID"; "自己起的名字写在 ref 里",
                            "a name of your own goes into ref")
                    })?;
                    Ok(())
                }),
                "ref" => text(value).map(|name| names.push(name)),
                "no" => number(value).map(|no| record.no = no),
                "site" => text(value).map(|site| record.site = Some(site.into())),
                "of" => several(value).map(|names| hangs_on = names),
                "titled" if ledger.is_child() => text(value).map(|title| titled = Some(title)),
                "void" => truth(value).map(|flag| void = Some(flag)),
                "reason" => text(value).and_then(|text| one_line(&text)).map(|text| reason = Some(text)),
                key => self.member(&mut record, key, value, members),
            };
            if let Err(error) = done {
                trouble(error.field(key));
            }
        }
        if record.site.is_some() {
            let alone = name_of(ledger, record.no, None);
            names.iter_mut().filter(|name| **name == alone).for_each(|name| *name = record.name());
        }
        if void == Some(true) {
            record.void = Some(reason.unwrap_or_default());
        } else if reason.is_some() {
            trouble(refused!("reason_without_void" in "reason": "写了作废原因，却没有作废",
                    "there is a reason, and the record is not void"; "作废就写明（作废：是），没有作废就删去原因",
                    "say that it is void, or take the reason out"));
        }
        record.fill_defaults(self.vocabulary);
        // An export says of every field whether it is set: null is an answer, a key left out is none.
        let stays = |key: &str| key == "span" || ledger.required.contains(&key);
        let cleared = members.iter().filter(|(key, value)| value.is_null() && !stays(key));
        cleared.for_each(|(key, _)| record.set(key, None));
        if record.get("date").is_none() && !members.iter().any(|(key, value)| key == "date" && !value.is_null()) {
            trouble(refused!("no_date" in "date": "缺少日期（date）", "the date is missing"; "导入的每一行都要有日期",
                    "every imported line needs a date"));
        }
        let due = members.iter().find(|(key, _)| key == "due").and_then(|(_, value)| value.as_str());
        place_due(&mut record, due);
        self.note_yearless(spot, &record, members);
        for (key, value) in members {
            let field = value.as_str().filter(|words| words.contains('人')).and_then(|_| ledger.field(key));
            match field.map(|field| are_persons(&record, field, value.as_str().unwrap_or_default())) {
                Some(Ok(true)) if self.persons.last() != Some(&spot) => self.persons.push(spot),
                Some(Err(error)) => trouble(error),
                _ => {}
            }
        }
        record.settle();
        if troubles.len() > before {
            self.refused.note(spot, names, &record);
            return None;
        }
        let (whole, says_void, is_undated) = (Whole::Alone, void.is_some(), row.is_undated);
        Some(Draft { spot, record, names, hangs_on, titled, whole, says_void, is_undated })
    }

    /// Takes down in which year the days of a row were put that are written without one, and which of them may lie in another.
    fn note_yearless(&mut self, spot: Spot, record: &Record, members: &[Member]) {
        let said = |key: &str| members.iter().find(|(known, _)| known == key)?.1.as_str();
        let mut is_noted = false;
        for field in record.ledger.all_fields().filter(|field| field.key != "due") {
            let plans = matches!(field.holds, Type::DayAhead);
            let Some(Value::Day(day)) = record.get(field.key).filter(|_| plans || matches!(field.holds, Type::Day))
            else {
                continue;
            };
            let Some(words) = said(field.key).filter(|words| lacks_year(words)) else { continue };
            if !std::mem::replace(&mut is_noted, true) {
                let one = (spot, day.year());
                if self.yearless.last() != Some(&one) {
                    self.yearless.push(one);
                }
            }
            let coming = coming(words, self.today, plans);
            if coming.is_some() || is_long_ago(*day, self.today) {
                self.unsure.push(Unsure { spot, words: words.to_owned(), day: *day, coming });
            }
        }
    }

    fn door(&self, ledger: &'static Ledger) -> Door<'a> {
        Door { vocabulary: self.vocabulary, ledger, today: self.today, pick: pick_surely }
    }

    /// Reads one field's text; words of the vocabulary and choices only once each.
    fn read(&mut self, field: &Field, text: &str, ledger: &'static Ledger) -> Result<Option<Value>> {
        let door = self.door(ledger);
        if !matches!(field.holds, Type::Term(_) | Type::Terms(_) | Type::Choice(_)) {
            return door.value(field, text);
        }
        let words = self.words.entry((ledger.key, field.key)).or_default();
        if let Some(known) = words.get(text) {
            return Ok(known.clone());
        }
        let value = door.value(field, text)?;
        if words.len() < REMEMBERED {
            words.insert(text.to_owned(), value.clone());
        }
        Ok(value)
    }

    fn member(&mut self, record: &mut Record, key: &str, value: &Json, members: &[Member]) -> Result<()> {
        let ledger = record.ledger;
        if let Some(field) = ledger.field(key) {
            if value.is_null() {
                return Ok(());
            }
            if key == "kind" && !ledger.kinds {
                let Called { zh, en } = ledger.called_by(self.vocabulary);
                return Err(refused!("no_kinds": "{zh}不分类别", "{en} has no kinds"; "去掉 kind", "leave kind out"));
            }
            let words = value.as_str();
            let value = match self.read_value(field, value, ledger)? {
                Some(Value::Amount(amount)) => {
                    let bound = members.iter().find(|(other, _)| other.strip_suffix("_bound") == Some(key));
                    Some(Value::Amount(with_bound(amount, bound.map(|(_, bound)| bound))?))
                }
                other => other,
            };
            record.set(key, value);
            if let Some(words) = words {
                self.door(ledger).put_span(record, field, words);
            }
            return Ok(());
        }
        let stem = key.strip_suffix("_bound");
        let of_amount = stem.and_then(|stem| ledger.field(stem));
        let is_bound = of_amount.is_some_and(|field| matches!(field.holds, Type::Amount(_)));
        // A table of several ledgers has the columns of all of them.
        let is_of_other = || Ledger::all().any(|other| other.field(stem.unwrap_or(key)).is_some());
        if is_bound || ledger.derives(key) || (value.is_null() && is_of_other()) {
            return Ok(());
        }
        Err(unknown_key(ledger, key, self.vocabulary))
    }

    fn read_value(&mut self, field: &Field, value: &Json, ledger: &'static Ledger) -> Result<Option<Value>> {
        let value = match (field.holds, value) {
            (Type::Amount(unit), Json::Number(number)) => {
                let number = decimal(number)?;
                match Amount::parts_of_decimal(&number, unit.measure).filter(|parts| *parts >= 0) {
                    Some(parts) => Value::Amount(Amount::exact(parts)),
                    None => return self.read(field, &number, ledger),
                }
            }
            (Type::File, value) => match Evidence::from_json(value) {
                Some(evidence) => Value::File(evidence),
                None => return self.read(field, "", ledger),
            },
            (Type::Flag, Json::Bool(_) | Json::Number(_)) => Value::Flag(truth(value)?),
            (Type::Names | Type::Terms(_), Json::Array(names)) if !names.is_empty() => {
                return self.read(field, &several(value)?.join("、"), ledger);
            }
            // Whom it names is found when all records of the files are known.
            (Type::Record(_), Json::String(name)) => Value::Text(one_line(name)?),
            (Type::Record(_), Json::Number(number)) => Value::Text(whole(number)?.into_owned()),
            (Type::Text | Type::Note, Json::Number(number)) => return self.read(field, number.as_str(), ledger),
            (_, Json::String(text)) => return self.read(field, text, ledger),
            _ => return Err(wrong_shape()),
        };
        Ok(Some(value))
    }
}

fn unknown_key(ledger: &'static Ledger, key: &str, vocabulary: &Vocabulary) -> Error {
    let label = |field: &'static Field| field.called_by(vocabulary);
    let candidate = |field: &'static Field| Candidate::new(field.key, &[label(field).zh, label(field).en]);
    let candidates: Vec<Candidate> = ledger.all_fields().map(candidate).collect();
    let Called { zh, en } = ledger.called_by(vocabulary);
    // A file has keys; people are told what each is called.
    let called = |key: &str| {
        let label = ledger.field(key).map_or(key, |field| label(field).zh);
        message!("{key}（{label}）", "{key}")
    };
    let hint = if let Some(near) = pick(key, &candidates).near() {
        let Message { zh, en } = called(near);
        message!("是不是 {zh}？", "did you mean {en}?")
    } else {
        let Message { zh, en } = Message::list(candidates.iter().map(|candidate| called(candidate.key)));
        message!("可用的键：{zh}", "keys: {en}")
    };
    refused!("unknown_key": "{zh}没有键“{key}”", "{en} has no key “{key}”").hint(hint)
}

/// The bound of a number may stand beside it; one written into the text must agree with it.
fn with_bound(amount: Amount, bound: Option<&Json>) -> Result<Amount> {
    let Some(bound) = bound.filter(|bound| !bound.is_null()) else { return Ok(amount) };
    match bound.as_str().and_then(Bound::from_key) {
        Some(bound) if amount.bound == Bound::Exact || amount.bound == bound => Ok(Amount::new(amount.value, bound)),
        Some(_) => Err(refused!("two_bounds": "数字和它的 _bound 说法不同", "the number and its _bound disagree";
            "只在一处写明", "say it in one place only")),
        None => Err(refused!("bad_bound": "_bound 不认得：{bound}", "unknown _bound: {bound}";
            "可用：exact、at_least、about、below", "there are: exact, at_least, about, below")),
    }
}

/// The office's words with those that the file brings.
pub(super) fn with_words(vocabulary: &Vocabulary, drafts: &[Draft]) -> Vocabulary {
    let words: Vec<Term> = drafts.iter().filter_map(|draft| term_of(&draft.record)).collect();
    let kept = vocabulary.terms().iter().filter(|old| !words.iter().any(|word| word.is_same_word(old))).cloned();
    Vocabulary::new(kept.chain(words.iter().cloned()).collect())
}

fn text(value: &Json) -> Result<String> {
    match value {
        Json::String(text) if !text.trim().is_empty() => Ok(text.clone()),
        Json::Number(number) => Ok(whole(number)?.into_owned()),
        _ => Err(wrong_shape()),
    }
}

/// Yes or no, in words or numbers where a program knows nothing else.
fn truth(value: &Json) -> Result<bool> {
    value.as_bool().map_or_else(|| flag(&text(value)?), Ok)
}

fn number(value: &Json) -> Result<i64> {
    let number = text(value)?;
    number.parse().ok().filter(|number| (1..=Record::LAST_NUMBER).contains(number)).ok_or_else(|| {
        let most = Record::LAST_NUMBER;
        refused!("bad_number": "编号不能是{number}", "a record cannot have the number {number}";
            "编号是1到{most}的整数", "numbers are whole, from 1 to {most}")
    })
}

fn several(value: &Json) -> Result<Vec<String>> {
    match value {
        Json::Array(list) => list.iter().map(text).collect(),
        one => text(one).map(|name| vec![name]),
    }
}

fn wrong_shape() -> Error {
    refused!("wrong_shape": "这里的值形式不对", "the value has the wrong shape";
        "文字和日期用双引号，几个名字用 [ ]，数字不加引号也可",
        "text and dates in double quotes, several names in [ ], numbers with or without quotes")
}
