//! The one table of what can be done with the records of a ledger: each verb is written once, in a file of its own.

use clap::Command;

use crate::cli::args::{about, dressed};
use crate::cli::course::{self, board, due, line};
use crate::cli::records::{add, edit, list, show, void};
use crate::cli::task::Verb;
use crate::ledger::Ledger;
use crate::text::{Lang, Text};
use crate::vocabulary::{Set, Vocabulary};

/// What every ledger can record, and what hangs on its records with a verb of its own (`case meet`).
const ADD: &Verb = &add::VERB;

/// What can be done with records that are there.
const VERBS: &[Verb] = &[
    list::VERB,
    course::list::VERB,
    show::VERB,
    course::show::VERB,
    edit::VERB,
    void::VOID,
    void::UNVOID,
    board::VERB,
    due::VERB,
    line::VERB,
];

/// A verb as a ledger has it.
pub struct Named {
    pub name: &'static str,
    pub about: Text,
    /// The ledger whose records it is about.
    pub ledger: &'static Ledger,
    pub verb: &'static Verb,
}

/// The verbs of a ledger, in the order of its help.
pub fn of(home: &'static Ledger) -> impl Iterator<Item = Named> {
    let add = Named { name: ADD.name, about: about("LEDGER add"), ledger: home, verb: ADD };
    let child = |child: &&'static Ledger| Named { name: child.verb, about: child.about, ledger: child, verb: ADD };
    let verbs = VERBS.iter().filter(move |verb| (verb.of)(home));
    let told = |name| about(&format!("LEDGER {name}"));
    let verbs = verbs.map(move |verb| Named { name: verb.name, about: told(verb.name), ledger: home, verb });
    std::iter::once(add).chain(home.children.iter().map(child)).chain(verbs)
}

/// The command of a ledger with its verbs. Of a verb there is what it does until it is written.
pub fn fill(command: Command, home: &'static Ledger, lang: Lang) -> Command {
    let verb: fn(Command) -> Command = match lang {
        Lang::Zh => |command| of_verb(command, Lang::Zh),
        Lang::En => |command| of_verb(command, Lang::En),
    };
    // Filled with the office's words where help is printed.
    let stages = if home.has_course() { format!("{{stages:{}}}", home.key) } else { String::new() };
    // All that a verb knows of its ledger is what is called its name for display, which is displayed nowhere.
    let bare = |named: Named| Command::new(named.name).display_name(home.key).about(named.about.lang(lang));
    let verbs = of(home).map(|named| bare(named).defer(verb));
    let command = command.subcommand_required(true).about(home.slots(lang)).after_help(stages).subcommands(verbs);
    dressed(command, home.key, false, lang)
}

fn of_verb(command: Command, lang: Lang) -> Command {
    let home = command.get_display_name().and_then(Ledger::find);
    let found = home.and_then(|home| Some((home, of(home).find(|named| named.name == command.get_name())?)));
    let Some((home, Named { name, ledger, verb, .. })) = found else { return command };
    dressed((verb.options)(command, ledger, lang), &format!("{} {name}", home.key), verb.work.changes(), lang)
}

/// The stages of a ledger's matters, in one line.
pub fn course(ledger: &'static Ledger, words: &Vocabulary, lang: Lang) -> String {
    let stages = words.of(Set::Stage, ledger.key).map(|stage| stage.name(lang)).collect::<Vec<_>>().join(" → ");
    let is_led = ledger.children.iter().any(|child| child.verb == "advance");
    let moves = lang.pick("（advance 往下走，reopen 退回）", " (advance goes on, reopen goes back)");
    let heading = lang.pick("环节", "the stages").to_owned() + if is_led { moves } else { "" };
    if stages.is_empty() { stages } else { format!("\n{heading}\n  {stages}\n") }
}
