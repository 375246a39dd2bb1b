//! The command line: arguments in, text and exit code out. The only place that names clap.

mod args;
mod case;
mod commands;
mod exchange;
mod hint;
mod keeping;
mod office;
mod output;
mod records;
mod reports;

use std::ffi::OsString;
use std::io::Write;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::error::{Error, Kind, Result};
use crate::figure::figures;
use crate::format::Format;
use crate::ledger::{Ledger, one_line};
use crate::message;
use crate::outside::Outside;
use crate::sheet::{Block, Cell, Column, Data, Face, Row, Sheet, Table};
use crate::store::{Access, Change, Stamp, Store};
use crate::text::{Lang, Message, shown, text};

use crate::cli::commands::Extent;
use crate::cli::output::answer::Answer;
use crate::cli::records::words::Shown;

pub use crate::cli::output::printed::Printed;

use crate::cli::args::usage;
use crate::cli::commands as command;
use crate::cli::exchange::export;
use crate::cli::exchange::import as intake;
use crate::cli::exchange::schema;
use crate::cli::keeping::copies as safekeeping;
use crate::cli::keeping::undo;
use crate::cli::office::claim;
use crate::cli::office::closing;
use crate::cli::office::publication;
use crate::cli::office::settings;
use crate::cli::office::vocab;
use crate::cli::office::wording;
use crate::cli::output::answer;
use crate::cli::output::fields;
use crate::cli::records::edit as ledgers;
use crate::cli::records::list as reading;
use crate::cli::reports::missing;
use crate::cli::reports::report;

/// What a run of the program leaves: text and exit code.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The answer.
    pub stdout: Printed,
    /// Remarks, warnings and errors.
    pub stderr: String,
    /// The exit code of the process.
    pub code: u8,
}

/// The whole program: arguments, with the program's name first, and the outside world in; text and exit code out.
#[must_use]
pub fn run(arguments: &[OsString], outside: &Outside) -> Outcome {
    let lang = wanted_language(arguments, outside);
    let wants_json = asks_for_json(arguments);
    let read = |extent: Extent| command::command(lang, extent).try_get_matches_from(arguments);
    let matches = read(Extent::named(arguments))
        .or_else(|error| if error.use_stderr() { read(Extent::whole(arguments)) } else { Err(error) });
    let matches = match matches {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => {
            let mut stdout = Printed::default();
            return match write!(stdout, "{error}") {
                Ok(()) => Outcome { stdout, ..Outcome::default() },
                Err(fault) => failed(&answer::not_written(None, &fault), lang, wants_json, String::new()),
            };
        }
        Err(error) => {
            return failed(&usage::explain(&error, arguments, lang), lang, wants_json, String::new());
        }
    };
    let mut desk = Desk { outside, lang, matches: &matches, remarks: String::new(), code: 0, workbook: false };
    let json = desk.switched("json") || desk.option("format") == Some("json");
    match desk.work() {
        Ok(stdout) => {
            desk.tell_of_file();
            Outcome { stdout, stderr: desk.remarks, code: desk.code }
        }
        Err(error) => {
            let error = desk.asking_again(desk.about_ledger(error));
            failed(&error, lang, json, desk.remarks)
        }
    }
}

/// What is left to say when the answer cannot be printed.
#[must_use]
pub fn not_printed(arguments: &[OsString], outside: &Outside, fault: &std::io::Error) -> Outcome {
    let what = text("标准输出没有写成", "stdout could not be written");
    let error = Error::system(Kind::Failed, "not_written", what, fault).hint(message!(
        "检查剩余空间；用 -o 文件 写文件，写不成时原有的不动",
        "check the space on the disk; -o FILE writes a file, and an old one stays until the new one is whole"
    ));
    failed(&error, wanted_language(arguments, outside), asks_for_json(arguments), String::new())
}

/// A ledger that a command has open. Taking its memory apart would cost a small command a twelfth of its time, so where the
/// process ends all the same, that is left to the system; whatever had to be written was written before. The answer is printed
/// after this, and nobody waits for that: the file is let go here.
struct Opened {
    store: Option<Store>,
    ends: bool,
}

impl Deref for Opened {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store.as_ref().expect("a ledger is there until it is dropped")
    }
}

impl DerefMut for Opened {
    fn deref_mut(&mut self) -> &mut Store {
        self.store.as_mut().expect("a ledger is there until it is dropped")
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if let Some(store) = self.store.take_if(|_| self.ends) {
            store.let_go();
            std::mem::forget(store);
        }
    }
}

/// What every command works with: the outside world, the language, the common options, and a place for remarks.
struct Desk<'a> {
    outside: &'a Outside<'a>,
    lang: Lang,
    matches: &'a ArgMatches,
    remarks: String,
    /// The exit code of a command that did its work.
    code: u8,
    /// Whether the answer becomes a workbook, whose cells have types.
    workbook: bool,
}

impl<'a> Desk<'a> {
    fn work(&mut self) -> Result<Printed> {
        if let Some(lang) = self.option("lang").filter(|lang| Lang::read(lang).is_none()) {
            return Err(Error::usage("bad_language", message!("没有语言“{lang}”", "there is no language “{lang}”"))
                .hint(message!("写 zh 或 en", "write zh or en")));
        }
        if let Some(("template", matches)) = self.matches.subcommand() {
            return exchange::form::template(self, matches);
        }
        if let Some(name) = usage::idle(self.matches, last(self.matches)) {
            return Err(usage::unknown_option(&format!("--{name}"), ""));
        }
        if let Some(names) = self.fields()?.filter(|_| may_change(last(self.matches))) {
            fields::foresee(&names, &self.path().join(" "), self.lang)?;
        }
        // A wrong format or file name is refused before anything is written.
        let answer = Answer::of(self)?;
        self.workbook = answer.format == Some(Format::Xlsx);
        let Some((name, matches)) = self.matches.subcommand() else { return Ok(Printed::default()) };
        let mut sheet = match name {
            "report" => report::report(self, matches, &answer)?,
            "missing" => match missing::flow(self, matches, &answer)? {
                Some(printed) => return Ok(printed),
                None => missing::missing(self, matches)?,
            },
            "figures" => self.figures()?,
            "import" => intake::import(self, matches)?,
            "export" => return export::export(self, matches, &answer),
            "schema" => match schema::named(self, matches, &answer)? {
                Some(printed) => return Ok(printed),
                None => schema::list(self),
            },
            "init" => self.init(matches)?,
            "where" => self.whereabouts()?,
            "log" => return safekeeping::log(self, matches, &answer),
            "verify" => safekeeping::verify(self, matches)?,
            "rebuild" => safekeeping::rebuild(self)?,
            "head" => safekeeping::head(self)?,
            "backup" => safekeeping::backup(self, matches)?,
            "restore" => safekeeping::restore(self, matches)?,
            "undo" => undo::undo(self, matches)?,
            "publish" => publication::publish(self, matches)?,
            "publication" => publication::run(self, matches)?,
            "close" => closing::close(self, matches)?,
            "reopen" => closing::reopen(self, matches)?,
            "claim" => claim::run(self, matches)?,
            "vocab" => vocab::run(self, matches)?,
            "setting" => settings::run(self, matches)?,
            "office" => match wording::printed(self, matches, &answer)? {
                Some(printed) => return Ok(printed),
                None => wording::run(self, matches)?,
            },
            ledger => match reading::flow(self, ledger, matches, &answer)? {
                Some(printed) => return Ok(printed),
                None => ledgers::run(self, ledger, matches)?,
            },
        };
        if let Some(names) = self.fields()? {
            fields::keep(&mut sheet, &names, self.lang)?;
        }
        answer.give(&sheet)
    }

    /// A common option.
    fn option(&self, name: &str) -> Option<&'a str> {
        text_of(self.matches, name)
    }

    /// The words of the command, such as `study add`.
    fn path(&self) -> Vec<&'a str> {
        std::iter::successors(self.matches.subcommand(), |(_, inner)| inner.subcommand())
            .map(|(name, _)| name)
            .collect()
    }

    /// The file that the answer is written to; `-` is stdout.
    fn output(&self) -> Option<&'a str> {
        self.option("output").filter(|file| *file != "-")
    }

    /// The names of the columns that are wanted, where not all are.
    fn fields(&self) -> Result<Option<Vec<String>>> {
        self.option("fields").map(fields::read).transpose()
    }

    /// The keys that are wanted of records of these ledgers, where not all are; `beyond` their columns, too.
    fn fields_of(&self, ledgers: &[&'static Ledger], beyond: bool) -> Result<Option<Vec<String>>> {
        let names = self.fields()?;
        names.map(|names| fields::keys(&names, &fields::of_records(ledgers, beyond, self.lang))).transpose()
    }

    /// Shows records of a store in the language of this run.
    fn shown<'s>(&self, store: &'s Store) -> Shown<'s> {
        Shown { store, lang: self.lang, typed: self.workbook }
    }

    /// A switch that every command has, or every command that may change something.
    fn switched(&self, name: &str) -> bool {
        let given = |matches: &ArgMatches| matches.try_get_one::<bool>(name).ok().flatten() == Some(&true);
        given(self.matches) || given(last(self.matches))
    }

    /// Says something on stderr, unless only the answer is wanted.
    fn remark(&mut self, message: &Message) {
        if !self.switched("quiet") {
            self.warn(message);
        }
    }

    /// Says something on stderr that must be read.
    fn warn(&mut self, message: &Message) {
        self.remarks.push_str(&shown(self.repeating(message.clone()).lang(self.lang)));
        self.remarks.push('\n');
    }

    /// Says before a long work what has to be known while it lasts.
    fn say_at_once(&self, message: &Message) {
        (self.outside.say)(&shown(message.lang(self.lang)));
    }

    /// A dry run is about the ledger; a file that was asked for is written all the same.
    fn tell_of_file(&mut self) {
        let is_template = self.matches.subcommand_name() == Some("template");
        if let Some(file) = self.output().filter(|_| self.switched("dry-run") && !is_template) {
            self.remark(&message!(
                "演练只是不动台账，{file} 已写出",
                "a dry run leaves the ledger alone; {file} was written"
            ));
        }
    }

    /// Asks the person; `--yes` answers for them. Without a person there is no answer.
    fn ask(&self, question: &Message) -> Option<bool> {
        if self.switched("yes") {
            return Some(true);
        }
        let lines: Vec<String> = question.lang(self.lang).lines().map(shown).collect();
        self.outside.ask.map(|ask| ask(&lines.join("\n")))
    }

    /// The language of what a report says: Chinese unless somebody chose another.
    fn report_language(&self) -> Lang {
        let chosen = self.option("lang").or_else(|| self.outside.variable("QJCPPCC_LANG"));
        chosen.and_then(Lang::read).unwrap_or(Lang::Zh)
    }

    fn stamp(&self) -> Result<Stamp> {
        let user = (self.outside.user)();
        let os = format!("{user}@{}", (self.outside.host)());
        let actor = self.option("actor").or_else(|| self.outside.variable("QJCPPCC_ACTOR"));
        let actor = actor.map_or(Ok(user), one_line).map_err(|error| error.field("actor"))?;
        Ok(Stamp { at: self.outside.at(), actor, os })
    }

    /// Why a closed year is changed all the same.
    fn late(&self) -> Result<Option<String>> {
        self.option("late")
            .or_else(|| text_of(last(self.matches), "late"))
            .map(one_line)
            .transpose()
            .map_err(|error| error.field("late"))
    }

    /// The ledger file, and whether somebody named it.
    fn file(&self) -> Result<(PathBuf, bool)> {
        let named = self.option("db").or_else(|| self.outside.variable("QJCPPCC_DB"));
        if let Some(named) = named {
            return Ok((PathBuf::from(named), true));
        }
        let folder = self.outside.data_folder.as_ref().ok_or_else(|| {
            Error::new(
                Kind::Database,
                "no_data_folder",
                message!("找不到存放台账的默认文件夹", "there is no default folder for the ledger"),
            )
            .hint(message!("用 --db 写明文件", "name a file with --db"))
        })?;
        Ok((folder.join("qjcppcc").join("ledger.db"), false))
    }

    /// An error about the ledger file with its name.
    fn about_ledger(&self, error: Error) -> Error {
        match self.file() {
            Ok((path, _)) if error.kind == Kind::Database => error.file(&path.display().to_string()),
            _ => error,
        }
    }

    /// An error whose hints ask the ledger that was asked.
    fn asking_again(&self, mut error: Error) -> Error {
        let hints = error.more.iter_mut().map(|other| &mut other.hint).chain([&mut error.hint]);
        for hint in hints.flatten() {
            **hint = self.repeating(std::mem::take(hint));
        }
        error
    }

    /// A message whose commands repeat the ledger that was named, so that they can be run as they are printed.
    fn repeating(&self, message: Message) -> Message {
        match self.option("db") {
            Some(db) => hint::with_ledger(&message, db),
            None => message,
        }
    }

    /// The ledger for reading. The default file need not exist yet: it is as good as empty.
    fn reader(&self) -> Result<Opened> {
        self.opened(Access::Read)
    }

    /// The ledger for writing. While there is no default file yet, an empty one in memory stands for it.
    fn writer(&self) -> Result<Opened> {
        self.opened(Access::Write)
    }

    fn opened(&self, access: Access) -> Result<Opened> {
        let (path, named) = self.file()?;
        let store = if !named && is_missing(&path) { Store::memory() } else { Store::open(&path, access) };
        Ok(self.hold(store?))
    }

    /// A ledger for the rest of this run.
    fn hold(&self, store: Store) -> Opened {
        Opened { store: Some(store), ends: self.outside.ends }
    }

    /// Makes one change in the ledger. Only the default file is made here, by the first change that is really made.
    fn change<T>(&mut self, store: &mut Store, work: impl FnOnce(&mut Change) -> Result<T>) -> Result<T> {
        let (stamp, dry_run) = (self.stamp()?, self.switched("dry-run"));
        if store.path().is_none() && !dry_run {
            let (path, _) = self.file()?;
            match Store::create(&path) {
                Err(error) if error.code == "exists_already" => {}
                made => {
                    made?;
                    let path = path.display();
                    self.remark(&message!("新建了台账文件 {path}", "made the ledger file {path}"));
                }
            }
            *store = Store::open(&path, Access::Write)?;
        }
        let late = self.late()?;
        let today = self.outside.today();
        store.change(&stamp, dry_run, |change| {
            if let Some(why) = &late {
                change.allow_late(why, today);
            }
            work(change)
        })
    }

    fn init(&mut self, matches: &ArgMatches) -> Result<Sheet> {
        let path = match (text_of(matches, "file"), self.option("db")) {
            (Some(_), Some(_)) => {
                return Err(Error::usage("given_twice", message!("文件写了两次", "the file is given twice"))
                    .hint(message!("只写一次：qjcppcc init 文件", "once is enough: qjcppcc init FILE")));
            }
            (Some(file), None) => PathBuf::from(file),
            _ => self.file()?.0,
        };
        if !self.switched("dry-run") {
            Store::create(&path)?;
        }
        let words = message!("已新建台账文件 {}", "made the ledger file {}", path.display());
        Ok(self.done(vec![("file".to_owned(), Cell::Text(path.display().to_string()))], words.lang(self.lang)))
    }

    fn whereabouts(&self) -> Result<Sheet> {
        let (path, _) = self.file()?;
        let words = message!("{}", "{}", path.display());
        let exists = Cell::Flag(path.exists());
        Ok(self.said(
            vec![("file".to_owned(), Cell::Text(path.display().to_string())), ("exists".to_owned(), exists)],
            &words,
        ))
    }

    fn figures(&self) -> Result<Sheet> {
        let lang = self.report_language();
        let label = |zh, en| lang.pick(zh, en);
        let mut table = Table::new(vec![
            Column::new("key", label("键", "key")),
            Column::new("label", label("指标", "figure")),
            Column::new("unit", label("量词", "unit")),
            Column::new("reading", "reading").face(Face::Data),
            Column::new("style", "style").face(Face::Data),
            Column::new("read", label("读法", "reading")).face(Face::Page),
            Column::new("printed", label("印法", "printed")).face(Face::Page),
            Column::new("about", label("数什么", "what it counts")),
        ]);
        for figure in figures(self.reader()?.vocabulary()) {
            let printed = if figure.house { label("取整", "house") } else { label("实数", "exactly") };
            table.push(vec![
                Cell::Text(figure.key.to_string()),
                Cell::Text(figure.name(lang).to_owned()),
                Cell::Text(figure.word(lang).to_owned()),
                Cell::Text(figure.reading.key().to_owned()),
                Cell::Text(if figure.house { "house" } else { "exactly" }.to_owned()),
                Cell::Text(figure.reading.label().lang(lang).to_owned()),
                Cell::Text(printed.to_owned()),
                Cell::Text(figure.about.lang(lang).to_owned()),
            ]);
        }
        Ok(Sheet::list(table))
    }

    /// The answer of a command that wrote something: one object, and for people one line that `--quiet` leaves out.
    fn done(&self, members: Vec<(String, Cell)>, words: &str) -> Sheet {
        let page = if self.switched("quiet") { Vec::new() } else { vec![Block::Line(words.to_owned())] };
        Sheet { data: Data::Object(members), page }
    }

    /// What stands before an answer when nothing was written.
    fn rehearsed(&self) -> &'static str {
        if self.switched("dry-run") {
            self.lang.pick("（演练，未写入）", "(dry run, nothing written) ")
        } else {
            ""
        }
    }

    /// An answer of one object that people read as one line.
    fn said(&self, members: Vec<(String, Cell)>, words: &Message) -> Sheet {
        Sheet { data: Data::Object(members), page: vec![Block::Line(words.lang(self.lang).to_owned())] }
    }
}

/// A table without rows says so to people.
fn or_none(mut sheet: Sheet, words: &str) -> Sheet {
    if matches!(&sheet.data, Data::List(table) if !table.rows.iter().any(|row| matches!(row, Row::Cells(_)))) {
        sheet.page.push(Block::Line(words.to_owned()));
    }
    sheet
}

/// Whether there is surely no such file; one in a folder that may not be looked into is not taken for missing.
fn is_missing(path: &Path) -> bool {
    !path.try_exists().unwrap_or(true)
}

/// Whether a command may change something: only such commands have the switch `--dry-run`, which is on or off. Asking clap for the
/// name alone will not do: where there is no such name, that is an error in a debug build only.
fn may_change(command: &ArgMatches) -> bool {
    matches!(command.try_get_one::<bool>("dry-run"), Ok(Some(_)))
}

/// What was said of the command itself, such as `add` of `study add`.
fn last(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, inner)| last(inner))
}

fn text_of<'m>(matches: &'m ArgMatches, name: &str) -> Option<&'m str> {
    matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
}

/// Help and errors are written before the arguments are understood, so the language is looked for by hand.
fn wanted_language(arguments: &[OsString], outside: &Outside) -> Lang {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(word) = words.next() {
        let value = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        if let Some(lang) = value.and_then(Lang::read) {
            return lang;
        }
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| outside.variable(name)).unwrap_or_default();
    outside.variable("QJCPPCC_LANG").and_then(Lang::read).unwrap_or_else(|| Lang::of_locale(locale))
}

fn asks_for_json(arguments: &[OsString]) -> bool {
    arguments.windows(2).any(|pair| (pair[0] == "-O" || pair[0] == "--format") && pair[1] == "json")
        || arguments.iter().any(|argument| ["--json", "-Ojson", "--format=json"].iter().any(|word| argument == word))
}

fn failed(error: &Error, lang: Lang, json: bool, mut stderr: String) -> Outcome {
    if json {
        stderr.push_str(&error.for_scripts(lang).to_string());
        stderr.push('\n');
    } else {
        stderr.push_str(&error.for_people(lang));
    }
    Outcome { stdout: Printed::default(), stderr, code: error.kind.exit_code() }
}
