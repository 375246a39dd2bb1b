//! What was said of a command. A name that the command does not have is a slip in the program: it panics, and never means “not
//! given”. Where a name exists for some commands only, their entry or the ledger's field table says so, not clap.

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::ledger::Field;

/// What was said of a command, by the names of its arguments and options.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    matches: &'a ArgMatches,
}

impl<'a> Given<'a> {
    /// What clap has read.
    pub fn of(matches: &'a ArgMatches) -> Given<'a> {
        Given { matches }
    }

    /// The verb that follows, and what was said of it.
    pub fn verb(&self) -> Option<(&'a str, Given<'a>)> {
        self.matches.subcommand().map(|(name, matches)| (name, Given { matches }))
    }

    /// What was written for an argument or an option.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.matches.get_one::<String>(name).map(String::as_str)
    }

    /// What was written for one that may be given several times.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.matches.get_many::<String>(name).into_iter().flatten().map(String::as_str)
    }

    /// Whether a switch is on.
    pub fn switch(&self, name: &str) -> bool {
        self.matches.get_flag(name)
    }

    /// Whether somebody wrote an option or a switch.
    pub fn writes(&self, name: &str) -> bool {
        self.matches.value_source(name) == Some(ValueSource::CommandLine)
    }

    /// What was written for a field with its flag; the command has one for each field that its ledger offers.
    pub fn field(&self, field: &Field) -> Option<&'a str> {
        self.text(field.key)
    }

    /// What was written for a field without its flag.
    pub fn loose(&self, field: &Field) -> Option<&'a str> {
        self.text(&loose(field.key))
    }
}

/// The name under which a field given without its flag is found.
pub fn loose(key: &str) -> String {
    format!("<{key}>")
}
