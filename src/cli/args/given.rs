//! What was said of a command. A name that the command does not have is a slip in the program: it panics, and never means “not
//! given”. Where a name exists for some commands only, their entry or the ledger's field table says so, not clap.

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::cli::args::options::{FILES, LETTER};
use crate::error::Result;
use crate::ledger::{Field, Ledger, one_line};
use crate::lookup::offer;

/// What was said of a command, by the names of its arguments and options.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    matches: &'a ArgMatches,
    ledgers: Option<(&'static Ledger, &'static Ledger)>,
}

impl<'a> Given<'a> {
    /// What clap has read.
    pub fn of(matches: &'a ArgMatches) -> Given<'a> {
        Given { matches, ledgers: None }
    }

    /// The same of a verb of `home`; it is about the records of `ledger`, which may hang on those of `home`.
    pub fn of_verb(matches: &'a ArgMatches, home: &'static Ledger, ledger: &'static Ledger) -> Given<'a> {
        Given { matches, ledgers: Some((home, ledger)) }
    }

    /// The ledger whose records it is about, if it is a verb of a ledger.
    pub fn about(&self) -> Option<&'static Ledger> {
        self.ledgers.map(|(_, ledger)| ledger)
    }

    /// The ledger whose verb it is.
    pub fn home(&self) -> &'static Ledger {
        self.ledgers.expect("a verb of a ledger").0
    }

    /// The ledger whose records a verb is about.
    pub fn ledger(&self) -> &'static Ledger {
        self.ledgers.expect("a verb of a ledger").1
    }

    /// The value of an option that has one of these.
    pub fn one_of<'w>(&self, name: &'static str, ways: &[&'w str]) -> Result<Option<&'w str>> {
        let Some(said) = self.text(name) else { return Ok(None) };
        let known = ways.iter().find(|way| **way == said).copied();
        known.map(Some).ok_or_else(|| {
            let error = usage!("unknown_way": "--{name} 没有“{said}”", "--{name} has no “{said}”");
            error.hint(offer(said, ways)).field(name)
        })
    }

    /// What was written for an argument or an option.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.matches.get_one::<String>(name).map(String::as_str)
    }

    /// The same, as somebody understands it; an error says whose value it is about.
    pub fn read<T>(&self, name: &str, understand: impl FnOnce(&str) -> Result<T>) -> Result<Option<T>> {
        self.text(name).map(understand).transpose().map_err(|error| error.field(name))
    }

    /// What was written for one that may be given several times.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.matches.get_many::<String>(name).into_iter().flatten().map(String::as_str)
    }

    /// What was written for the arguments and options that name files, each with its name.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &'a str)> + use<'a> {
        let said = self.matches.ids().filter_map(|id| FILES.into_iter().find(|name| id.as_str() == *name));
        let matches = self.matches;
        said.flat_map(move |name| {
            matches.get_many::<String>(name).into_iter().flatten().map(move |file| (name, file.as_str()))
        })
    }

    /// Whether a switch is on.
    pub fn switch(&self, name: &str) -> bool {
        self.matches.get_flag(name)
    }

    /// Whether somebody wrote an option or a switch.
    pub fn writes(&self, name: &str) -> bool {
        self.matches.value_source(name) == Some(ValueSource::CommandLine)
    }

    /// Whether the answer is to go out as a letter, which not every command knows.
    pub fn is_letter(&self) -> bool {
        self.matches.ids().any(|id| LETTER.contains(&id.as_str()))
    }

    /// The reason that a command insists on.
    pub fn reason(&self) -> Result<String> {
        let Some(reason) = self.text("reason").filter(|reason| !reason.trim().is_empty()) else {
            return Err(usage!("missing_reason": "没有写原因", "there is no reason";
                "加上 --reason 原因，日后查得到", "add --reason WHY; it is kept with the record")
            .field("reason"));
        };
        one_line(reason).map_err(|error| error.field("reason"))
    }

    /// What was written for a field with its flag; the command has one for each field that its ledger offers.
    pub fn field(&self, field: &Field) -> Option<&'a str> {
        self.text(field.key)
    }

    /// What was written for a field without its flag.
    pub fn loose(&self, field: &Field) -> Option<&'a str> {
        let is_first = self.ledger().positional.first() == Some(&field.key);
        if is_first && self.names_none() { self.text("of") } else { self.text(&loose(field.key)) }
    }

    /// The records that a new one hangs on, as they were written.
    pub fn parents(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let hangs = self.ledger().is_child() && !self.names_none();
        hangs.then(|| self.texts("of")).into_iter().flatten()
    }

    /// Whether a new record is said to stand for a number of things.
    pub fn counts(&self) -> bool {
        self.ledger().field("count").is_some_and(|count| self.field(count).is_some())
    }

    /// `info adopt 市 --count 180`: whether the only word is the first field, since a total hangs on no record.
    fn names_none(&self) -> bool {
        let ledger = self.ledger();
        let is_alone = |key: &&str| self.text(key).or(self.text(&loose(key))).is_none();
        let is_total = ledger.is_child() && !ledger.several && self.counts();
        ledger.positional.first().filter(|_| is_total).is_some_and(is_alone)
    }
}

/// The name under which a field given without its flag is found.
pub fn loose(key: &str) -> String {
    format!("<{key}>")
}
