//! What the tables of commands and of verbs are made of: a name, what it does, its options, its work. Each stands in the file of
//! its command.

use clap::Command;

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::sheet::Sheet;
use crate::text::{Lang, Text};

/// A command, or a verb of a command that is no ledger.
pub struct Task {
    /// The word on the command line.
    pub name: &'static str,
    /// What it does.
    pub about: Text,
    /// Its arguments and options.
    pub options: fn(Command, Lang) -> Command,
    /// What it does when it is called.
    pub work: Work,
}

/// A verb of ledgers.
pub struct Verb {
    /// The word on the command line.
    pub name: &'static str,
    /// What it does.
    pub about: Text,
    /// The ledgers that have it.
    pub of: fn(&Ledger) -> bool,
    /// Its arguments and options in a ledger.
    pub options: fn(Command, &'static Ledger, Lang) -> Command,
    /// What it does when it is called.
    pub work: Work,
}

/// What a command does when it is called.
#[derive(Clone, Copy)]
pub enum Work {
    /// Changes nothing, and answers with a sheet.
    Reads(fn(&mut Desk, &Given) -> Result<Sheet>),
    /// May change the ledger file, so that it has a dry run, and answers with a sheet.
    Changes(fn(&mut Desk, &Given) -> Result<Sheet>),
    /// The same, and asks the person for what was not said.
    Asks(fn(&mut Desk, &Given) -> Result<Sheet>),
    /// Writes a file, unless it is a dry run, and has no answer.
    Writes(fn(&mut Desk, &Given) -> Result<()>),
    /// Says how the program is used, which the table of commands knows.
    Explains,
    /// Has verbs of its own.
    Verbs(&'static [Task]),
}

impl Work {
    /// Whether something may be different afterwards.
    pub fn changes(self) -> bool {
        matches!(self, Work::Changes(_) | Work::Asks(_) | Work::Writes(_))
    }
}

/// The options of a command that has none.
pub fn none(command: Command, _: Lang) -> Command {
    command
}

/// Verbs that all ledgers have.
pub fn of_all(_: &Ledger) -> bool {
    true
}

/// Verbs that only the case platform has: those of a course.
pub fn of_course(ledger: &Ledger) -> bool {
    ledger.key == "case"
}

/// Verbs that ledgers without a course have; the others have their own of the same name.
pub fn of_plain(ledger: &Ledger) -> bool {
    !of_course(ledger)
}
