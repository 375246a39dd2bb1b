//! What a field is: struct field, flag, column and JSON key in one.

use super::unit::Unit;
use crate::amount::Measure;
use crate::text::{Text, text};
use crate::vocabulary::{Called, Set, Term, Vocabulary};

/// One field of a ledger: struct field, flag, column and JSON key in one.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// One lower-case English word.
    pub key: &'static str,
    /// What people call it.
    pub label: Text,
    /// How it is read, kept and shown.
    pub holds: Type,
    /// Whether every record of the ledger must have it.
    pub required: bool,
    /// The letter of its short flag.
    pub short: Option<char>,
    /// The word people use for its flag, where the key cannot be one or says less.
    pub flag: Option<&'static str>,
    /// What else the heading of its column may say in people's tables, divided by 、.
    synonyms: &'static str,
    /// What else people write for the words of its closed list: the key of each, and the spellings, divided by 、.
    pub spelt: &'static [(&'static str, &'static str)],
    /// A line for the help, where the label does not say enough.
    pub about: Text,
    /// The unit in which what it names is counted: a number of them is no name.
    pub naming: Option<&'static Unit>,
    /// Which words of its set it takes, where it does not take all of them.
    pub only: Option<fn(&Term) -> bool>,
    /// Whether it is for what is known as a total: what hangs on a single record has none, and the help of `edit` leaves it out.
    pub of_total: bool,
    /// The number in whose stead it counts where that is not given; beside it, it counts in nothing.
    pub instead_of: Option<&'static str>,
}

/// What a field can hold.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// One line of text.
    Text,
    /// Text of several lines.
    Note,
    /// A day, not after today.
    Day,
    /// A day that may lie ahead, such as the end of an office.
    DayAhead,
    /// A number with its bound, in a unit.
    Amount(&'static Unit),
    /// One of a closed list that the program itself relies on.
    Choice(&'static [Choice]),
    /// One word of the office's vocabulary.
    Term(Set),
    /// Several words of the vocabulary.
    Terms(Set),
    /// Several names, as they are.
    Names,
    /// Yes or no.
    Flag,
    /// A file of which name, size and SHA-256 are kept.
    File,
    /// Another record of the ledger with this key; its id is kept.
    Record(&'static str),
}

/// One value of a closed list.
#[derive(Debug)]
pub struct Choice {
    /// The key, as kept and as in JSON.
    pub key: &'static str,
    /// Its name.
    pub label: Text,
}

/// Makes the functions that say one thing more of a field in a table.
macro_rules! says {
    ($($(#[$doc:meta])* $name:ident($($told:ident: $of:ty)?) $part:ident = $value:expr;)*) => {
        $($(#[$doc])*
        pub const fn $name(mut self $(, $told: $of)?) -> Field {
            self.$part = $value;
            self
        })*
    };
}

impl Field {
    /// A field with neither short flag nor help.
    pub const fn new(key: &'static str, label: Text, holds: Type) -> Field {
        Field {
            key,
            label,
            holds,
            required: false,
            short: None,
            flag: None,
            synonyms: "",
            spelt: &[],
            about: text("", ""),
            naming: None,
            only: None,
            of_total: false,
            instead_of: None,
        }
    }

    says! {
        /// The same field, required.
        required() required = true;
        /// The same field with a short flag.
        short(letter: char) short = Some(letter);
        /// The same field with another word for its flag.
        flag(word: &'static str) flag = Some(word);
        /// The same field with further headings that mean it, divided by 、.
        also(synonyms: &'static str) synonyms = synonyms;
        /// The same field, whose closed list is written in these ways, too.
        spelt(spelt: &'static [(&'static str, &'static str)]) spelt = spelt;
        /// The same field with a line for the help.
        about(about: Text) about = about;
        /// The same field, for names of what is counted in this unit.
        naming(unit: &'static Unit) naming = Some(unit);
        /// The same field, only for what is known as a total.
        of_total() of_total = true;
        /// The same field, which takes only such words of its set.
        only(fits: fn(&Term) -> bool) only = Some(fits);
        /// The same field, for a number that counts where another is not given.
        instead_of(key: &'static str) instead_of = Some(key);
    }

    /// What the office calls it: of the town, whatever it calls its parts.
    pub fn called_by<'v>(&self, vocabulary: &'v Vocabulary) -> Called<'v> {
        if let Type::Term(set @ Set::Town) = self.holds { vocabulary.set_label(set) } else { self.label }
    }

    /// The same where help and schemas are made, before the office's words are filled in.
    pub fn slot(&self) -> Text {
        if let Type::Term(Set::Town) = self.holds { text("{part}", "{part}") } else { self.label }
    }

    /// What else the heading of its column may say in people's tables.
    pub fn synonyms(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.synonyms.split('、').filter(|heading| !heading.is_empty())
    }

    /// The measure of an amount field; a count for every other.
    pub fn measure(&self) -> Measure {
        if let Type::Amount(unit) = self.holds { unit.measure } else { Measure::Count }
    }

    /// The unit of an amount field.
    pub fn unit(&self) -> Option<&'static Unit> {
        if let Type::Amount(unit) = self.holds { Some(unit) } else { None }
    }

    /// Whether it holds numbers of attendances.
    pub fn counts_turns(&self) -> bool {
        self.unit().is_some_and(Unit::counts_turns)
    }

    /// Whether it holds amounts of money.
    pub fn is_money(&self) -> bool {
        self.measure() == Measure::Money
    }
}
