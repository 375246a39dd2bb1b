//! A record: the values of one ledger's fields, what must hold among them, and what it contributes to the figures.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::course::rules;
use super::field::{COMMON, COMMON_LEN, SPAN};
use super::posting::post_platform;
use super::{Book, Breach, Field, Kin, Ledger, Place, Posting, Record, Type, Value};
use crate::amount::Amount;
use crate::error::{Error, Result};
use crate::period::{end_of_month, month_name};
use crate::text::{Message, text};
use crate::vocabulary::{Called, Set, Term, Vocabulary};

/// The places of some common fields in their table, for what is asked for all the time.
const DATE: u8 = 0;
const KIND: u8 = 2;
const TOWN: u8 = 3;
const PLATFORM: u8 = 4;
const DEPARTMENT: u8 = 5;
pub(super) const COUNT: u8 = 10;
/// Behind all others, so that bodies without it keep their bytes.
pub(super) const SPANNED: u8 = u8::MAX;

impl Record {
    /// The largest number that a record can bring with it.
    pub const LAST_NUMBER: i64 = 999_999_999;

    /// A record with nothing in it.
    pub fn blank(ledger: &'static Ledger) -> Record {
        Record { id: Uuid::nil(), ledger, no: 0, site: None, of: Vec::new(), void: None, values: Vec::with_capacity(8) }
    }

    /// The value of a field; `None` when unset or no field of this ledger.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.slot(key).and_then(|slot| self.at(slot))
    }

    /// Sets or clears a field. A key that is no field of this ledger is passed over.
    pub fn set(&mut self, key: &str, value: Option<Value>) {
        let Some(slot) = self.slot(key) else { return };
        match (self.values.binary_search_by_key(&slot, |(at, _)| *at), value) {
            (Ok(found), Some(value)) => self.values[found].1 = value,
            (Ok(found), None) => drop(self.values.remove(found)),
            (Err(place), Some(value)) => self.values.insert(place, (slot, value)),
            (Err(_), None) => {}
        }
    }

    /// Text, or the key of a choice or word.
    pub fn text(&self, key: &str) -> Option<&str> {
        if let Some(Value::Text(text)) = self.get(key) { Some(text) } else { None }
    }

    /// The names or keys in a field of several; none where nothing is set.
    pub fn names(&self, key: &str) -> &[String] {
        if let Some(Value::List(names)) = self.get(key) { names } else { &[] }
    }

    /// The day in a field.
    pub fn day(&self, key: &str) -> Option<NaiveDate> {
        if let Some(Value::Day(day)) = self.get(key) { Some(*day) } else { None }
    }

    /// The number in a field.
    pub fn amount(&self, key: &str) -> Option<Amount> {
        if let Some(Value::Amount(amount)) = self.get(key) { Some(*amount) } else { None }
    }

    /// Whether a field says yes.
    pub fn says(&self, key: &str) -> bool {
        self.get(key) == Some(&Value::Flag(true))
    }

    /// The day it is dated.
    ///
    /// # Panics
    /// Never for a record that came through the door: every record has a date.
    pub fn date(&self) -> NaiveDate {
        match self.at(DATE) {
            Some(Value::Day(day)) => *day,
            _ => panic!("a record without a date was let in"),
        }
    }

    /// Whether only the month of its day is known.
    pub fn is_of_month(&self) -> bool {
        self.at(SPANNED).is_some()
    }

    /// The last day on which it may have been: its own, or that of its month.
    pub fn last_day(&self) -> NaiveDate {
        if self.is_of_month() { end_of_month(self.date()) } else { self.date() }
    }

    /// Its day as far as it is known, as people read it: 2022-03-05, 2022-03.
    pub fn dated(&self) -> String {
        if self.is_of_month() { month_name(self.date()) } else { self.date().to_string() }
    }

    /// How many it stands for: one unless said otherwise.
    pub fn count(&self) -> Amount {
        if let Some(Value::Amount(amount)) = self.at(COUNT) { *amount } else { Amount::exact(1) }
    }

    /// 汇总填报: whether it stands for many that are recorded nowhere one by one.
    pub fn is_lump(&self) -> bool {
        self.count() != Amount::exact(1)
    }

    /// Where it belongs by its own fields.
    pub fn place(&self) -> Place {
        let own = |slot| if let Some(Value::Text(text)) = self.at(slot) { Some(text.clone()) } else { None };
        Place { kind: own(KIND), town: own(TOWN), platform: own(PLATFORM), department: own(DEPARTMENT) }
    }

    /// Hangs it on what one of its fields names, too, and on nothing else beside its own.
    pub fn hang_on_linked(&mut self) {
        let Some(key) = self.ledger.linked else { return };
        self.of.truncate(1);
        let linked = self.text(key).and_then(|id| Uuid::parse_str(id).ok());
        if !self.of.is_empty() {
            self.of.extend(linked);
        }
    }

    /// What people and other programs call it: `case-12`, or `case-12@永兴` where another site has numbered it.
    pub fn name(&self) -> String {
        name_of(self.ledger, self.no, self.site.as_deref())
    }

    /// A number that another site has given is not its number here, where it is new.
    pub fn forget_foreign_number(&mut self) {
        if self.site.take().is_some() {
            self.no = 0;
        }
    }

    /// What postings about it have as their subject: its id, as SQLite's `hex` writes it, which no two sites have.
    pub fn subject(&self) -> String {
        format!("{:X}", self.id.simple())
    }

    /// Gives back the memory that is no longer needed once every field is set.
    pub fn settle(&mut self) {
        self.values.shrink_to_fit();
    }

    /// Fills in the ledger's defaults where nothing was said and the office has such words, and what follows from the office's words.
    pub fn fill_defaults(&mut self, vocabulary: &Vocabulary) {
        (self.ledger.fill)(self, vocabulary);
        // What holds for one piece unless it is said otherwise is not known of a number of them.
        let is_total = self.ledger.is_child() && self.is_lump();
        for (key, value) in self.ledger.defaults {
            let has = |set| vocabulary.term(set, self.ledger.owner_of(set), value).is_some();
            if self.get(key).is_none() && !is_total && Set::from_key(key).is_none_or(has) {
                self.set(key, Some(Value::Text((*value).to_owned())));
            }
        }
    }

    /// Everything that must hold within one record: required fields, what it hangs on, and the ledger's own rule. Only
    /// what stands for many that are known only as a number hangs on nothing.
    pub fn check(&self, vocabulary: &Vocabulary) -> Result<()> {
        for field in self.ledger.all_fields().filter(|field| self.ledger.requires(field)) {
            let named_by_count = field.key == "title" && self.get("count").is_some();
            if self.get(field.key).is_none() && !named_by_count {
                return Err(missing(self.ledger, field, vocabulary));
            }
        }
        if self.is_of_month() && self.day("date").is_some_and(|day| day.day() != 1) {
            let day = self.date();
            return Err(refused!("day_of_month" in "span": "只知道月份的，日期写当月1日，这里是{day}",
                "where only the month is known, the date is its first day; this is {day}";
                "知道是哪一天的，去掉 span", "leave span out where the day is known"));
        }
        if self.ledger.is_child() && self.of.is_empty() && self.get("count").is_none() {
            return Err(homeless(self.ledger, vocabulary));
        }
        let own = self.ledger.fields.iter().filter(|field| field.of_total).map(|field| field.key);
        let of_total = own.chain(["piece"]).find(|key| self.get(key).is_some());
        let of_total = if self.is_lump() { Some("count") } else { of_total };
        if let Some(key) = of_total.filter(|_| !self.of.is_empty() && !self.ledger.several) {
            let Called { zh, en } = self.ledger.called(key, vocabulary).unwrap_or(text("", ""));
            return Err(refused!("lump_of_one": "写了编号就是那一条，不能再写{zh}", "with a number it is about that one record, and has no {en}";
                "只知道总数的，去掉编号", "leave the number out where only the total is known")
            .field(key));
        }
        (self.ledger.rule)(self)
    }

    /// Refuses words that were out of use on the day of the record.
    pub fn in_use(&self, vocabulary: &Vocabulary) -> Result<()> {
        for (field, set, key) in self.words() {
            let term = vocabulary.term(set, self.ledger.owner_of(set), key);
            if let Some((label, retired)) = term.and_then(|term| Some((&term.label, term.retired?)))
                && retired <= self.date()
            {
                return Err(refused!("retired_word": "“{label}”自{retired}起停用",
                    "“{label}” is out of use from {retired}"; "换一个在用的，或核对日期",
                    "use another word, or check the date")
                .field(field.key));
            }
        }
        Ok(())
    }

    /// The words of the vocabulary that it uses, each with its field and its set.
    pub(super) fn words(&self) -> impl Iterator<Item = (&'static Field, Set, &str)> {
        self.values.iter().flat_map(|(slot, value)| {
            let field = self.field_at(*slot);
            let (set, keys) = match (field.holds, value) {
                (Type::Term(set), Value::Text(key)) => (set, std::slice::from_ref(key)),
                (Type::Terms(set), Value::List(keys)) => (set, keys.as_slice()),
                _ => (Set::Kind, [].as_slice()),
            };
            keys.iter().map(move |key| (field, set, key.as_str()))
        })
    }

    fn slot(&self, key: &str) -> Option<u8> {
        match COMMON.iter().chain(self.ledger.fields.iter()).position(|field| field.key == key) {
            Some(slot) => u8::try_from(slot).ok(),
            None => (key == SPAN.key && !self.ledger.is_of_office()).then_some(SPANNED),
        }
    }

    pub(super) fn field_at(&self, slot: u8) -> &'static Field {
        if slot == SPANNED {
            return &SPAN;
        }
        let slot = usize::from(slot);
        COMMON.get(slot).unwrap_or_else(|| &self.ledger.fields[slot - COMMON_LEN])
    }

    fn at(&self, slot: u8) -> Option<&Value> {
        let found = self.values.binary_search_by_key(&slot, |(at, _)| *at).ok()?;
        Some(&self.values[found].1)
    }
}

/// What people call a record of a ledger with this number, of another site if it is one: `case-12@永兴`.
pub fn name_of(ledger: &Ledger, no: i64, site: Option<&str>) -> String {
    let (key, at) = (ledger.key, if site.is_some() { "@" } else { "" });
    format!("{key}-{no}{at}{}", site.unwrap_or_default())
}

/// Everything that a live record contributes to the figures, given its live relatives, and the rules that it breaks.
pub fn postings(record: &Record, kin: &Kin, vocabulary: &Vocabulary) -> (Vec<Posting>, Vec<Breach>) {
    let mut place = record.place();
    if let Some(family) = kin.parents.first() {
        let inherited = family.parent.place();
        place.kind = place.kind.or(inherited.kind);
        place.town = place.town.or(inherited.town);
        place.platform = place.platform.or(inherited.platform);
        place.department = place.department.or(inherited.department);
    }
    let (ledger, date, count, place) = (record.ledger.key, record.date(), record.count(), Arc::new(place));
    let mut book = Book { ledger, date, count, place, vocabulary, postings: Vec::new(), breaches: Vec::new() };
    (record.ledger.post)(record, kin, &mut book);
    rules::hold(record, kin, &mut book);
    post_platform(record, &mut book);
    (book.postings, book.breaches)
}

/// What a new record contributes as long as nothing hangs on it; what hangs on others contributes nothing by itself.
pub fn alone(record: &Record, vocabulary: &Vocabulary) -> Vec<Posting> {
    if record.ledger.is_child() { Vec::new() } else { postings(record, &Kin::default(), vocabulary).0 }
}

fn homeless(ledger: &Ledger, vocabulary: &Vocabulary) -> Error {
    let Message { zh, en } = Ledger::labels(ledger.parents, vocabulary);
    let (total, total_en) = if ledger.counted {
        ("；只知道总数的不写编号，用 --count 31余", "; many that are known only as a total have none: --count 31余")
    } else {
        ("", "")
    };
    usage!("no_parent" in "of": "没有写属于哪条记录（{zh}）", "it does not say which record it belongs to ({en})";
        "写上编号（导入时 of 写编号、ref 或 id）{total}", "give the number (in an import, of takes a number, ref or id){total_en}")
}

fn missing(ledger: &Ledger, field: &Field, vocabulary: &Vocabulary) -> Error {
    let (Called { zh, en }, key) = (field.called_by(vocabulary), field.key);
    let error = Error::usage("missing_field", message!("缺少{zh}（{key}）", "the {en} ({key}) is missing")).field(key);
    match key {
        "kind" => {
            let kinds = vocabulary.of(Set::Kind, ledger.key).filter(|kind| kind.retired.is_none());
            let Message { zh, en } = Message::list(kinds.map(Term::called));
            error.hint(message!("类别可写：{zh}", "kinds: {en}"))
        }
        "title" if ledger.counted => error.hint(message!(
            "写上标题；只知道总数的，用 --count 30余",
            "give a title; a list known only as a number is entered with --count 30余"
        )),
        _ => {
            let flag = field.flag.unwrap_or(key);
            error.hint(message!("用 --{flag} 写上", "give it with --{flag}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_are_those_of_the_table() {
        let places = [DATE, KIND, TOWN, PLATFORM, DEPARTMENT, COUNT];
        let keys = places.map(|place| COMMON[usize::from(place)].key);
        assert_eq!(keys, ["date", "kind", "town", "platform", "department", "count"]);
        assert_eq!(COMMON.len(), COMMON_LEN);
    }
}
