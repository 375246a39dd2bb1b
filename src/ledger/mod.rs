//! The ledgers: what the office records. Each is a struct, a field table, a rule and a `post` function, in a file of its own;
//! flags, help, columns, JSON keys and import all come from the field tables.
//!
//! No SQL, no clap, no clock and no output in here.

mod advice;
mod aid;
mod case;
mod claim;
mod closing;
mod consult;
mod course;
mod endorsement;
mod info;
mod late;
mod liaison;
mod media;
mod member;
mod publication;
mod study;
mod submission;
mod term;
mod volunteer;

mod field;
mod id;
mod line;
mod mask;
mod own;
mod posting;
mod record;
mod seed;
mod setting;

pub use case::{STAGES, outcome_label};
pub use claim::Claim;
pub use closing::{Closed, Closing, year_of};
pub use course::{Course, Due, State, Step, in_order};
pub use field::{Choice, Door, Evidence, Field, NOTE_LIMIT, TEXT_LIMIT, Type, Unit, Value, one_line};
pub use id::named_id;
pub use late::late_change;
pub use line::{Copyist, Layout};
pub use mask::{is_free, mask};
pub use posting::{Book, Family, Kin, Posting, alone, postings};
pub use publication::{Printed, Publication};
pub use record::{Place, Record, damaged_entry};
pub use seed::seed_vocabulary;
pub use setting::{known_settings, limit_of, no_such_setting, read_days};
pub use term::{known_words, term_of, words_of};

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::error::Result;
use crate::text::{Message, Text, text};

/// The ledgers of the yearly summary, in its order. To add a ledger, write its file and name it here.
pub static LEDGERS: &[&Ledger] = &[
    &study::LEDGER,
    &consult::LEDGER,
    &advice::LEDGER,
    &info::LEDGER,
    &case::LEDGER,
    &volunteer::LEDGER,
    &aid::LEDGER,
    &media::LEDGER,
    &liaison::LEDGER,
    &submission::LEDGER,
    &member::LEDGER,
];

/// The ledger in which the office's own vocabulary is kept.
pub static VOCABULARY: &Ledger = &term::LEDGER;

/// The ledger in which the office's own rules are kept.
pub static SETTINGS: &Ledger = &setting::LEDGER;

/// The ledger of figures that were given to the public.
pub static PUBLICATIONS: &Ledger = &publication::LEDGER;

/// The ledger of years that are closed.
pub static CLOSINGS: &Ledger = &closing::LEDGER;

/// The ledger of changes to closed years.
pub static LATE: &Ledger = &late::LEDGER;

/// The ledger of figures that somebody else has given.
pub static CLAIMS: &Ledger = &claim::LEDGER;

/// What the office settles about its records, in ledgers with commands of their own. Their records count in no figure.
pub static OFFICE: &[&Ledger] = &[VOCABULARY, SETTINGS, CLOSINGS, LATE, PUBLICATIONS, CLAIMS];

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
    /// The kinds a new ledger file starts with; empty where records have no kinds.
    pub kinds: &'static [KindSeed],
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
    /// The ledgers whose records hang on this one's.
    pub children: &'static [&'static Ledger],
    /// What must hold between the fields of one record.
    pub rule: fn(&Record) -> Result<()>,
    /// The fields that `complete` fills in.
    pub filled: &'static [&'static str],
    /// What the program fills in at the keyboard, and what it says about it.
    pub complete: fn(&mut Record, &[Family]) -> Result<Completion>,
    /// What a live record contributes to the figures.
    pub post: fn(&Record, &Kin, &mut Book),
    /// Which fields of a record will be asked for at year end.
    pub asked: fn(&Record) -> &'static [&'static str],
    /// What its lists say beyond the fields: keys that follow from other records, which an import passes over.
    pub derived: &'static [(&'static str, Text)],
    /// Command lines to copy, shown by the help.
    pub examples: &'static [&'static str],
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

/// A kind with which a new ledger file starts.
pub struct KindSeed {
    /// The key; never changes.
    pub key: &'static str,
    /// The office's word.
    pub label: Text,
    /// The measure word of its number.
    pub unit: Text,
    /// A group of kinds counted together.
    pub scope: Option<&'static str>,
    /// What tells it from its neighbours.
    pub about: Text,
}

/// Makes a [`KindSeed`] without a scope.
const fn kind(key: &'static str, label: Text, unit: Text, about: Text) -> KindSeed {
    KindSeed { key, label, unit, scope: None, about }
}

impl KindSeed {
    const fn scope(mut self, scope: &'static str) -> KindSeed {
        self.scope = Some(scope);
        self
    }
}

/// The kind that every ledger with kinds has for what fits nowhere.
const fn other(unit: Text) -> KindSeed {
    kind("other", text("其他", "other"), unit, text("不属于以上各类的", "whatever fits none of the kinds above"))
}

const TIMES: Text = text("次", "times");
const SESSIONS: Text = text("场", "sessions");
const PIECES: Text = text("篇", "pieces");
const ITEMS: Text = text("项", "items");

impl Ledger {
    /// A ledger with nothing in it, to be completed with `..Ledger::BLANK`.
    const BLANK: Ledger = Ledger {
        key: "",
        label: text("", ""),
        about: text("", ""),
        verb: "add",
        kinds: &[],
        fields: &[],
        positional: &["kind", "title"],
        required: &[],
        defaults: &[],
        counted: false,
        parents: &[],
        several: false,
        children: &[],
        rule: |_| Ok(()),
        filled: &[],
        complete: |_, _| Ok(Completion::default()),
        post: |_, _, _| {},
        asked: |_| &[],
        derived: &[],
        examples: &[],
    };

    /// The labels of the ledgers with these keys, one after the other.
    #[must_use]
    pub fn labels(keys: &[&str]) -> Message {
        let labels: Vec<Text> = keys.iter().filter_map(|key| Ledger::find(key)).map(|ledger| ledger.label).collect();
        let [zh, en] =
            [|label: &Text| label.zh, |label: &Text| label.en].map(|of| labels.iter().map(of).collect::<Vec<_>>());
        Message { zh: zh.join("、"), en: en.join(", ") }
    }

    /// The ledger with this key, children and the vocabulary included.
    #[must_use]
    pub fn find(key: &str) -> Option<&'static Ledger> {
        static BY_KEY: LazyLock<HashMap<&'static str, &'static Ledger>> =
            LazyLock::new(|| Ledger::all().map(|ledger| (ledger.key, ledger)).collect());
        BY_KEY.get(key).copied()
    }

    /// Every ledger: those of the office, then each of [`LEDGERS`] with its children behind it.
    pub fn all() -> impl Iterator<Item = &'static Ledger> {
        let families =
            LEDGERS.iter().flat_map(|ledger| std::iter::once(*ledger).chain(ledger.children.iter().copied()));
        let mut seen: Vec<&str> = Vec::new();
        OFFICE.iter().copied().chain(families).filter(move |ledger| {
            let new = !seen.contains(&ledger.key);
            seen.push(ledger.key);
            new
        })
    }

    /// Its place in [`Ledger::all`].
    #[must_use]
    pub fn rank(&self) -> usize {
        static RANKS: LazyLock<HashMap<&str, usize>> =
            LazyLock::new(|| Ledger::all().map(|ledger| ledger.key).zip(0..).collect());
        RANKS.get(self.key).copied().unwrap_or(usize::MAX)
    }

    /// Whether it is one of [`OFFICE`].
    #[must_use]
    pub fn is_of_office(&self) -> bool {
        OFFICE.iter().any(|ledger| ledger.key == self.key)
    }

    /// The ledger and its children: the records that its commands may name.
    #[must_use]
    pub fn with_children(&'static self) -> Vec<&'static Ledger> {
        std::iter::once(self).chain(self.children.iter().copied()).collect()
    }

    /// The ledger whose commands its records have: its own, or the first of those that they hang on.
    #[must_use]
    pub fn home(&'static self) -> &'static Ledger {
        self.parents.first().and_then(|key| Ledger::find(key)).unwrap_or(self)
    }

    /// The command that lists its records, in `home` where they may hang on that.
    #[must_use]
    pub fn listed_by(&self, home: &Ledger) -> String {
        match (self.key, self.parents) {
            ("vocabulary", _) => "vocab list".to_owned(),
            ("closing" | "late", _) => "log".to_owned(),
            (key, []) => format!("{key} list"),
            (key, [first, ..]) => {
                let home = if self.parents.contains(&home.key) { home.key } else { first };
                format!("{home} list {key}")
            }
        }
    }

    /// Whether its records hang on others.
    #[must_use]
    pub fn is_child(&self) -> bool {
        !self.parents.is_empty()
    }

    /// Whether its lists have this key beyond the fields.
    #[must_use]
    pub fn derives(&self, key: &str) -> bool {
        self.derived.iter().any(|(known, _)| *known == key)
    }

    /// Whether its records are sorted into kinds.
    #[must_use]
    pub fn has_kinds(&self) -> bool {
        !self.kinds.is_empty()
    }

    /// Every field of a record, the common ones first: the order of JSON keys, columns and flags.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        let counted = self.counted;
        let common = field::COMMON.iter().filter(move |field| field.key != "count" || counted);
        common.chain(self.fields.iter())
    }

    /// The field with this key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.all_fields().find(|field| field.key == key)
    }

    /// Whether a record must have this field.
    #[must_use]
    pub fn requires(&self, field: &Field) -> bool {
        field.required || self.required.contains(&field.key)
    }

    /// Whether a person must give this field: it is required, and nothing fills it in.
    #[must_use]
    pub fn must_be_told(&self, field: &Field) -> bool {
        let has_default = self.defaults.iter().any(|(key, _)| *key == field.key);
        self.requires(field) && !has_default && !self.filled.contains(&field.key)
    }

    /// A line on one of its fields; what is said of a field of all ledgers is said where it may be left out.
    #[must_use]
    pub fn about_field(&self, field: &Field) -> Text {
        let is_own = self.fields.iter().any(|own| own.key == field.key);
        if is_own || !self.must_be_told(field) { field.about } else { text("", "") }
    }

    /// Whether people can fill in this field: every one but `kind` where there are no kinds.
    #[must_use]
    pub fn offers(&self, field: &Field) -> bool {
        field.key != "kind" || self.has_kinds()
    }
}

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
