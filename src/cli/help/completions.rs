//! `completions`: a script for each shell, which asks this program at every press of the key. So it knows what the program knows: the
//! commands, their options, the office's words, and the numbers of the records in the ledger file.

use std::collections::BTreeSet;
use std::path::Path;

use clap::{Arg, Command};

use crate::cli::args::{Given, TOLD, argument};
use crate::cli::desk::{Desk, Opened};
use crate::cli::task::Task;
use crate::cli::verbs;
use crate::error::Result;
use crate::figure::figures;
use crate::format::Format;
use crate::guide::{PAGES, Page};
use crate::ledger::{Field, LEDGERS, Ledger, MOTIONS, Record, Type, Value};
use crate::lookup::offer;
use crate::sheet::{Block, Cell, Sheet};
use crate::store::{Access, Query, Store};
use crate::text::{Lang, text};
use crate::vocabulary::{PRESETS, Set};

/// `completions SHELL`.
pub const TASK: Task = Task::reads("completions", complete).with(|command, _| {
    let shell = argument("shell", "SHELL", TOLD).required(true);
    command.arg(shell).arg(Arg::new("words").num_args(0..).last(true).hide(true))
});

const SHELLS: [(&str, &str); 4] = [
    ("bash", include_str!("shells/bash.sh")),
    ("zsh", include_str!("shells/zsh.sh")),
    ("fish", include_str!("shells/fish.fish")),
    ("powershell", include_str!("shells/powershell.ps1")),
];

/// Stands between a word and what is said of it.
const SAID: &str = "  ";

/// Where a matter stands, which follows from what hangs on it.
static STAGE: Field = Field::new("stage", text("环节", "stage"), Type::Term(Set::Stage));

/// More records than these are no help.
const RECORDS: usize = 200;

/// The script of a shell; behind `--` is a command line, and what may stand in place of its last word is answered.
fn complete(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let shell = given.text("shell").unwrap_or_default();
    let Some((_, script)) = SHELLS.iter().find(|(name, _)| *name == shell.to_lowercase()) else {
        let hint = offer(shell, &SHELLS.map(|(name, _)| name));
        return Err(usage!("unknown_shell": "没有“{shell}”的补全", "there are no completions for “{shell}”").hint(hint));
    };
    let words: Vec<&str> = given.texts("words").collect();
    let text = match words.split_last() {
        None => (*script).to_owned(),
        Some((last, before)) => {
            let (head, last) = last.split_once('=').filter(|_| last.starts_with("--")).unwrap_or(("", last));
            let found = Line::of(desk, before, head).candidates(desk, last.trim_matches(['"', '\'', '=']));
            let head = if head.is_empty() { String::new() } else { format!("{head}=") };
            let line = |(word, about): &(String, String)| format!("{head}{word}{SAID}{}\n", about.replace('\n', " "));
            found.iter().map(line).collect()
        }
    };
    let page = vec![Block::Verbatim(text.trim_end().to_owned())];
    Ok(Sheet::object([("text", Cell::Text(text))], page))
}

/// A command line up to its last word.
struct Line {
    /// The command so far.
    command: Command,
    path: Vec<String>,
    /// What the last word is for, where it is no option and no command.
    argument: Option<Arg>,
    db: Option<String>,
}

impl Line {
    /// Reads the words behind the program's name; `head` is the option that stands in the last word itself.
    fn of(desk: &Desk, before: &[&str], head: &str) -> Line {
        let mut command = (desk.command_line)(desk.lang, None);
        command.build();
        let (mut path, mut option, mut place, mut db) = (Vec::new(), None::<Arg>, 0, None);
        // Bash takes --kind=x for three words.
        for word in before.iter().skip(1).filter(|word| **word != "=").chain((!head.is_empty()).then_some(&head)) {
            if let Some(of) = option.take() {
                db = if of.get_id() == "db" { Some((*word).to_owned()) } else { db };
            } else if word.starts_with('-') {
                let named = |arg: &&Arg| match (word.strip_prefix("--"), arg.get_short()) {
                    (Some(long), _) => arg.get_long() == Some(long),
                    (None, short) => short.is_some_and(|short| word[1..] == *short.encode_utf8(&mut [0; 4])),
                };
                let known = command.get_arguments().find(named).filter(|arg| arg.get_action().takes_values());
                let is_open = |arg: &&Arg| *word == head || !arg.is_require_equals_set();
                option = known.filter(is_open).cloned();
            } else if let Some(below) = command.find_subcommand(word).cloned() {
                path.push(below.get_name().to_owned());
                command = below;
            } else {
                place += 1;
            }
        }
        let positional = || command.get_positionals().nth(place).or(command.get_positionals().last()).cloned();
        let argument = option.or_else(positional);
        Line { command, path, argument, db }
    }

    /// What may stand there, each with what is said of it.
    fn candidates(&self, desk: &Desk, last: &str) -> Vec<(String, String)> {
        let own = desk.words();
        let said = |about: Option<&clap::builder::StyledStr>| {
            about.map_or_else(String::new, |about| own.filled(&about.to_string(), desk.lang))
        };
        let mut found: Vec<(String, String)> = if last.starts_with('-') {
            let named = |arg: &Arg| Some((format!("--{}", arg.get_long()?), said(arg.get_help())));
            self.command.get_arguments().filter_map(named).collect()
        } else if self.command.has_subcommands() && self.argument.is_none() {
            self.command.get_subcommands().map(|one| (one.get_name().to_owned(), said(one.get_about()))).collect()
        } else {
            self.values(desk, last).unwrap_or_default()
        };
        found.retain(|(word, _)| word.starts_with(last));
        found
    }

    /// What an argument or an option takes.
    fn values(&self, desk: &Desk, last: &str) -> Option<Vec<(String, String)>> {
        let name = self.argument.as_ref()?.get_id().as_str().trim_matches(['<', '>']);
        let plain = |words: &[&str]| Some(words.iter().map(|word| ((*word).to_owned(), String::new())).collect());
        let home = self.path.first().and_then(|word| Ledger::find(word));
        let named =
            |home: &'static Ledger| verbs::of(home).find(|named| self.path.get(1).is_some_and(|it| it == named.name));
        let ledger = home.and_then(named).map(|named| named.ledger);
        match name {
            "no" | "of" => return self.records(desk, home?, last),
            "lead" | "assist" | "unit" => return self.written(desk, home, &["lead", "assist"]),
            "proposer" => return self.written(desk, home, &["proposer"]),
            "session" => return self.written(desk, home, &["session"]),
            "format" => return plain(&Format::ALL.map(Format::key)),
            "shell" => return plain(&SHELLS.map(|(name, _)| name)),
            "preset" => return plain(&PRESETS.map(|(name, _)| name)),
            "lang" => return plain(&["zh", "en"]),
            "color" => return plain(&["auto", "always", "never"]),
            "ledger" => {
                let own = desk.words();
                let called = |it: &Ledger| it.called_by(&own).lang(desk.lang).to_owned();
                return Some(LEDGERS.iter().map(|it| (it.key.to_owned(), called(it))).collect());
            }
            "word" => {
                let page = |page: &Page| (page.name(desk.lang).to_owned(), page.about.lang(desk.lang).to_owned());
                return Some(PAGES.iter().map(page).collect());
            }
            _ => {}
        }
        let store = self.store(desk)?;
        if let "trace" | "figure" = name {
            let all = figures(store.vocabulary());
            return Some(all.iter().map(|it| (it.key.to_string(), it.name(desk.lang).to_owned())).collect());
        }
        // Towns, platforms and departments are asked for by commands of no ledger, too.
        let any = || Ledger::all().find(|ledger| !ledger.is_of_office()).filter(|_| name != "kind");
        let ledger = ledger.or_else(any)?;
        // A list is asked for what follows from records, too, and a change is of what hangs on one.
        let own = |of: &'static Ledger| of.field(name).map(|field| (of, field));
        let filter = || ledger.filters.iter().find(|filter| filter.key == name).map(|filter| (ledger, filter));
        let below = || ledger.with_children().into_iter().find_map(own);
        let stage = || Some((ledger, &STAGE)).filter(|_| name == STAGE.key);
        let (of, field) = own(ledger).or_else(filter).or_else(below).or_else(stage)?;
        let words = field.words(of, store.vocabulary(), desk.lang);
        let word = |(key, label): (&str, &str)| {
            // A name is as good as its key, where it can be typed as it is.
            let by_key = desk.lang == Lang::En || label.contains(|c: char| !c.is_alphanumeric());
            let by_key = if last.is_empty() { by_key } else { key.starts_with(last) };
            if by_key { (key.to_owned(), label.to_owned()) } else { (label.to_owned(), key.to_owned()) }
        };
        Some(words.into_iter().map(word).collect())
    }

    /// The latest records of a ledger by their numbers; those that hang on them by their names.
    fn records(&self, desk: &Desk, home: &'static Ledger, last: &str) -> Option<Vec<(String, String)>> {
        let (store, mut found) = (self.store(desk)?, Vec::new());
        let void = self.path.last().is_some_and(|verb| verb == "unvoid");
        let is_named = last.starts_with(|c: char| c.is_ascii_alphabetic());
        for ledger in home.with_children().into_iter().take(if is_named { usize::MAX } else { 1 }) {
            let query = Query { void: Some(void), limit: (!is_named).then_some(RECORDS), ..Query::of(ledger) };
            let records = store.list(&query).ok()?;
            let word = |it: &Record| if is_named { it.name() } else { it.no.to_string() };
            found.extend(records.iter().map(|it| (word(it), desk.shown(&store).briefly(it))));
        }
        Some(found)
    }

    /// The names that were written in these fields, to be written alike; a report has those of motions.
    fn written(&self, desk: &Desk, home: Option<&'static Ledger>, keys: &[&str]) -> Option<Vec<(String, String)>> {
        let (store, mut names) = (self.store(desk)?, BTreeSet::new());
        let ledgers = home.unwrap_or(MOTIONS).with_children().into_iter();
        for ledger in ledgers.filter(|ledger| keys.iter().any(|key| ledger.field(key).is_some())) {
            for record in store.list(&Query::of(ledger)).ok()? {
                for key in keys {
                    match record.get(key) {
                        Some(Value::Text(name)) => names.extend([name.clone()]),
                        Some(Value::List(list)) => names.extend(list.iter().cloned()),
                        _ => {}
                    }
                }
            }
        }
        Some(names.into_iter().map(|name| (name, String::new())).collect())
    }

    /// The ledger file of that command line.
    fn store(&self, desk: &Desk) -> Option<Opened> {
        let Some(db) = &self.db else { return desk.reader().ok() };
        let home = desk.outside.variable("HOME").unwrap_or_default();
        let path = db.strip_prefix("~/").map_or(Path::new(db).to_owned(), |rest| Path::new(home).join(rest));
        Store::open(&path, Access::Read).ok().map(|store| desk.hold(store))
    }
}
