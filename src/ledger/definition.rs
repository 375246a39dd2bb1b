//! What a ledger is, and what its functions are handed: a record, its relatives, the book of its postings.
//!
//! A ledger knows its records and a record its ledger, so the types stand in one file; what they can do stands elsewhere.

use uuid::Uuid;

use super::course::Procedure;
use super::field::{COMMON, Field, SPAN, Type, Value};
use super::posting::Book;
use crate::error::Result;
use crate::text::{Lang, Message, Text, text};
use crate::vocabulary::{Called, Set, Vocabulary};

/// A list of records of one sort.
pub struct Ledger {
    /// The English key: command, JSON value, part of figure keys.
    pub key: &'static str,
    /// Its name.
    pub label: Text,
    /// What one record stands for.
    pub about: Text,
    /// The command that records one: `add`, or a child's own word such as `meet`.
    pub verb: &'static str,
    /// Whether records are sorted into kinds, which are the office's words.
    pub kinds: bool,
    /// The ledger's own fields, after the common ones.
    pub fields: &'static [Field],
    /// Fields that may be given without their flag, in order.
    pub positional: &'static [&'static str],
    /// Common fields that a record must have.
    pub required: &'static [&'static str],
    /// Values taken where nothing is said: field and value.
    pub defaults: &'static [(&'static str, &'static str)],
    /// Whether a record can stand for many (`count`).
    pub counted: bool,
    /// The ledgers a child can hang on; empty for a ledger of its own.
    pub parents: &'static [&'static str],
    /// Whether a child can hang on several records at once.
    pub several: bool,
    /// A field of a child that names another record on which it hangs, too.
    pub linked: Option<&'static str>,
    /// The setting of the days after which `due` is, where it is not told.
    pub limit: Option<&'static str>,
    /// The ledgers whose records hang on this one's.
    pub children: &'static [&'static Ledger],
    /// What must hold between the fields of one record.
    pub rule: fn(&Record) -> Result<()>,
    /// The fields that `fill` and `complete` fill in.
    pub filled: &'static [&'static str],
    /// What follows from the office's words where it is not told.
    pub fill: fn(&mut Record, &Vocabulary),
    /// What the program fills in at the keyboard, and what it says about it; the person may ask for the next stage.
    pub complete: fn(&mut Record, &[Family], &Vocabulary, bool) -> Result<Completion>,
    /// What a live record contributes to the figures.
    pub post: fn(&Record, &Kin, &mut Book),
    /// Which fields of a record will be asked for at year end.
    pub asked: fn(&Record, &Vocabulary) -> &'static [&'static str],
    /// The way that its records go, where they are matters.
    pub procedure: &'static Procedure,
    /// What its lists say beyond the fields: keys that follow from other records, which an import passes over.
    pub derived: &'static [(&'static str, Text)],
    /// What its lists can be asked for beyond that: how each is read, and what help says of it.
    pub filters: &'static [Field],
}

/// What [`Ledger::complete`] did: remarks for the person, and records that follow from this one.
#[derive(Default)]
pub struct Completion {
    /// What was understood or filled in.
    pub remarks: Vec<Message>,
    /// What looks wrong and must be read.
    pub warnings: Vec<Message>,
    /// Further records to keep in the same change.
    pub records: Vec<Record>,
}

/// One record of one ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its identity, the same in every office's file.
    pub id: Uuid,
    /// The ledger it belongs to.
    pub ledger: &'static Ledger,
    /// The short number people use; 0 until the store has given one.
    pub no: i64,
    /// What the other site is called that has given the number; `None` where it is this one's.
    pub site: Option<Box<str>>,
    /// The records it hangs on.
    pub of: Vec<Uuid>,
    /// Why it no longer counts; `None` while it does.
    pub void: Option<String>,
    /// The fields that are set, each with its place in the tables of fields, in that order: most are not.
    pub(super) values: Vec<(u8, Value)>,
}

/// A live record and the live records that hang on it.
#[derive(Clone, Debug)]
pub struct Family<'a> {
    /// The record.
    pub parent: &'a Record,
    /// What hangs on it, in order of date, then of number.
    pub children: Vec<&'a Record>,
}

/// The live relatives of a record.
#[derive(Clone, Debug, Default)]
pub struct Kin<'a> {
    /// The records it hangs on, in the order in which it names them.
    pub parents: Vec<Family<'a>>,
    /// The records that hang on it, in order of date, then of number.
    pub children: Vec<&'a Record>,
}

impl Ledger {
    /// A ledger with nothing in it, to be completed with `..Ledger::BLANK`.
    pub(super) const BLANK: Ledger = Ledger {
        key: "",
        label: text("", ""),
        about: text("", ""),
        verb: "add",
        kinds: false,
        fields: &[],
        positional: &["kind", "title"],
        required: &[],
        defaults: &[],
        counted: false,
        parents: &[],
        several: false,
        linked: None,
        limit: None,
        children: &[],
        rule: |_| Ok(()),
        filled: &[],
        fill: |_, _| {},
        complete: |_, _, _, _| Ok(Completion::default()),
        post: |_, _, _| {},
        asked: |_, _| &[],
        procedure: &Procedure::NONE,
        derived: &[],
        filters: &[],
    };

    /// The ledger and its children: the records that its commands may name.
    pub fn with_children(&'static self) -> Vec<&'static Ledger> {
        std::iter::once(self).chain(self.children.iter().copied()).collect()
    }

    /// The ledger with this key whose records hang on its own.
    pub fn child(&self, key: &str) -> Option<&'static Ledger> {
        self.children.iter().copied().find(|child| child.key == key)
    }

    /// Whether its records hang on others.
    pub fn is_child(&self) -> bool {
        !self.parents.is_empty()
    }

    /// Whether its records last from their day until another, as people on a roster do.
    pub fn is_roster(&self) -> bool {
        self.field("until").is_some()
    }

    /// Whether its lists have this key beyond the fields.
    pub fn derives(&self, key: &str) -> bool {
        self.derived.iter().any(|(known, _)| *known == key)
    }

    /// Whether words of a set can be its own: kinds where it has kinds, stages where it has a course, other closed lists where
    /// something of its matters takes a word of them.
    pub fn has_words(&self, set: Set) -> bool {
        let takes = |field: &Field| matches!(field.holds, Type::Term(of) if of == set);
        match set {
            Set::Stage => self.has_course(),
            _ if set.is_closed() => self.children.iter().any(|child| child.fields.iter().any(takes)),
            _ => self.kinds && !self.is_child(),
        }
    }

    /// Whether its records are matters that go through stages.
    pub fn has_course(&self) -> bool {
        !self.procedure.events.is_empty()
    }

    /// What each step of its matters' courses says beside its day: the fields that some of the records have which move them.
    pub fn step_fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        let events = self.procedure.events;
        let said = ["doc", "lead", "skip", "grounds", "unit", "result", "contact", "grade", "on"].into_iter();
        said.filter_map(move |key| events.iter().find_map(|event| Ledger::find(event)?.field(key)))
    }

    /// The ledger whose words of a set its records use: the kinds are its own, the closed lists those of its matters.
    pub fn owner_of(&self, set: Set) -> &'static str {
        match set {
            Set::Scope => self.key,
            _ if set == Set::Kind || set.is_closed() => self.parents.first().copied().unwrap_or(self.key),
            _ => "",
        }
    }

    /// What the office calls it.
    pub fn called_by<'v>(&self, vocabulary: &'v Vocabulary) -> Called<'v> {
        vocabulary.ledger(self.key).unwrap_or(self.label)
    }

    /// The same with what a record of it is, where help and schemas are made, before the office's words are filled in.
    pub fn slots(&self, lang: Lang) -> String {
        let (key, label, about) = (self.key, self.label.lang(lang), self.about.lang(lang));
        format!("{{ledger:{key}:{label}}}{}{{about:{key}:{about}}}", lang.pick("：", ": "))
    }

    /// Whether one and the same can be said of several records at once, one for each. An amount cannot: it might be meant to be divided.
    pub fn is_one_for_each(&self) -> bool {
        self.is_child()
            && !self.several
            && !self.fields.iter().any(|field| matches!(field.holds, Type::Amount(_)) && !field.of_total)
    }

    /// Every field of a record, the common ones first: the order of JSON keys, columns and flags. How much is known of its day comes
    /// last, for it came last.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        let counted = self.counted;
        let common = COMMON.iter().filter(move |field| field.key != "count" || counted);
        common.chain(self.fields.iter()).chain((!self.is_of_office()).then_some(&SPAN))
    }

    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.all_fields().find(|field| field.key == key)
    }

    /// What people call a key of a record, if it has a name.
    pub fn called<'v>(&self, key: &str, vocabulary: &'v Vocabulary) -> Option<Called<'v>> {
        let around = AROUND.iter().chain(self.derived).find(|(known, _)| *known == key).map(|(_, label)| *label);
        self.field(key).map(|field| field.called_by(vocabulary)).or(around)
    }

    /// Whether a record must have this field.
    pub fn requires(&self, field: &Field) -> bool {
        field.required || self.required.contains(&field.key)
    }

    /// Whether a person must give this field: it is required, and nothing fills it in.
    pub fn must_be_told(&self, field: &Field) -> bool {
        let has_default = self.defaults.iter().any(|(key, _)| *key == field.key);
        self.requires(field) && !has_default && !self.filled.contains(&field.key)
    }

    /// A line on one of its fields; what is said of a field of all ledgers is said where it may be left out.
    pub fn about_field(&self, field: &Field) -> Text {
        if field.key == "date" && self.is_roster() {
            return text("第一天", "the first day");
        }
        let is_own = self.fields.iter().any(|own| own.key == field.key);
        if is_own || !self.must_be_told(field) { field.about } else { text("", "") }
    }

    /// Whether people can fill in this field: every one but `kind` where there are no kinds, and what is said with the date.
    pub fn offers(&self, field: &Field) -> bool {
        field.key != "span" && (field.key != "kind" || self.kinds)
    }
}

/// Two lists as one, in a table.
pub(super) const fn joined<T: Copy, const N: usize>(first: &[T], second: &[T]) -> [T; N] {
    let (mut all, mut at) = ([first[0]; N], 0);
    while at < N {
        all[at] = if at < first.len() { first[at] } else { second[at - first.len()] };
        at += 1;
    }
    all
}

/// What people call what stands in a record beside its fields.
const AROUND: [(&str, Text); 7] = [
    ("ledger", text("台账", "ledger")),
    ("no", text("编号", "no")),
    ("site", text("站点", "site")),
    ("of", text("所属编号", "of")),
    ("void", text("作废", "void")),
    ("reason", text("作废原因", "reason")),
    ("children", text("子记录", "children")),
];

impl PartialEq for Ledger {
    fn eq(&self, other: &Ledger) -> bool {
        self.key == other.key
    }
}

impl Eq for Ledger {}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}
