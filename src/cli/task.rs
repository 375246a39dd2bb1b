//! What the tables of commands and verbs are made of, each in the file of its command: name, what it does, options, work.

use clap::Command;

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::sheet::Sheet;
use crate::text::Lang;

/// A command, or a verb of a command that is no ledger.
pub struct Task {
    /// The word on the command line.
    pub name: &'static str,
    /// Its arguments and options.
    pub options: fn(Command, Lang) -> Command,
    /// What it does when it is called.
    pub work: Work,
}

/// What a command does that answers with a sheet.
type Answers = fn(&mut Desk, &Given) -> Result<Sheet>;

impl Task {
    /// One that takes nothing but what every command takes.
    pub const fn new(name: &'static str, work: Work) -> Task {
        Task { name, options: |command, _| command, work }
    }

    /// One that changes nothing.
    pub const fn reads(name: &'static str, work: Answers) -> Task {
        Task::new(name, Work::Reads(work))
    }

    /// One that may change the ledger file.
    pub const fn changes(name: &'static str, work: Answers) -> Task {
        Task::new(name, Work::Changes(work))
    }

    /// Its arguments and options.
    pub const fn with(self, options: fn(Command, Lang) -> Command) -> Task {
        Task { options, ..self }
    }
}

/// A verb of ledgers.
pub struct Verb {
    pub name: &'static str,
    /// The ledgers that have it.
    pub of: fn(&Ledger) -> bool,
    /// Its arguments and options in a ledger.
    pub options: fn(Command, &'static Ledger, Lang) -> Command,
    pub work: Work,
}

impl Verb {
    /// One that takes nothing but what every command takes.
    pub const fn new(name: &'static str, of: fn(&Ledger) -> bool, work: Work) -> Verb {
        Verb { name, of, options: |command, _, _| command, work }
    }

    /// Its arguments and options.
    pub const fn with(self, options: fn(Command, &'static Ledger, Lang) -> Command) -> Verb {
        Verb { options, ..self }
    }
}

/// What a command does when it is called.
#[derive(Clone, Copy)]
pub enum Work {
    /// Changes nothing, and answers with a sheet.
    Reads(Answers),
    /// May change the ledger file, so that it has a dry run, and answers with a sheet.
    Changes(Answers),
    /// The same, and asks the person for what was not said.
    Asks(Answers),
    /// Writes a file, unless it is a dry run, and has no answer.
    Writes(fn(&mut Desk, &Given) -> Result<()>),
    /// Says how the program is used, which the table of commands knows.
    Explains,
    /// Has verbs of its own.
    Verbs(&'static [Task]),
    /// The same, and may change the ledger file where none of them is named.
    ChangesOr(Answers, &'static [Task]),
}

impl Work {
    /// Whether something may be different afterwards.
    pub fn changes(self) -> bool {
        matches!(self, Work::Changes(_) | Work::Asks(_) | Work::Writes(_) | Work::ChangesOr(..))
    }
}

/// Verbs that all ledgers have.
pub fn of_all(_: &Ledger) -> bool {
    true
}

/// Verbs that ledgers without a course have; the others have their own of the same name.
pub fn of_plain(ledger: &Ledger) -> bool {
    !ledger.has_course()
}
