//! What every command works with: outside world, language, common options, ledger file, remarks. Knows no command.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{File, FileType};
use std::io::Read;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta};

use crate::cli::args::{Given, WRITING};
use crate::error::{Error, Kind, Result};
use crate::format::{Format, Paper};
use crate::import::LARGEST;
use crate::ledger::{Breach, Door, Ledger, SETTINGS, one_line, setting_of};
use crate::lookup::pick;
use crate::outside::{Ask, Outside, Question};
use crate::sheet::{Block, Cell, Data, Sheet};
use crate::store::{Access, Change, Query, Stamp, Store};
use crate::text::{Lang, Message, cut, quoted, shown};
use crate::vocabulary::{Vocabulary, seed_vocabulary};

/// A store that a command has open. Taking its memory apart would cost a small command a twelfth of its time, so where the
/// process ends all the same, that is left to the system; whatever had to be written was written before. The answer is printed
/// after this, and nobody waits for that: the file is let go here.
pub struct Opened {
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

/// The program with its first word after it, as commands in hints begin.
const PROGRAM: &str = "qjcppcc ";

/// When a command begins anew.
pub enum Anew {
    /// When the person has answered a question.
    Answered(String),
    /// When its command line has these words more, which the person was asked for.
    Told(Vec<String>),
    /// At once: others have recorded in a ledger file that was not there a moment ago.
    Overtaken,
}

/// What every command works with: the outside world, the language, the common options, and a place for remarks.
pub struct Desk<'a> {
    /// All commands, as clap knows them in a language, with the help of the whole program if it is wanted.
    pub command_line: fn(Lang, Option<String>) -> clap::Command,
    pub outside: &'a Outside<'a>,
    pub lang: Lang,
    /// What was said at each word of the command, the last of them first: common options may stand anywhere.
    pub given: Vec<Given<'a>>,
    /// Whether the command may change something, so that it can be told not to write.
    pub changes: bool,
    /// What is left to be said on stderr.
    pub remarks: String,
    /// Whether the command is to begin anew.
    pub anew: Option<Anew>,
    /// The questions that were answered.
    pub answers: Vec<(String, bool)>,
    /// What was read through pipes, stdin among them.
    pub streams: RefCell<HashMap<String, Rc<Vec<u8>>>>,
    /// The exit code of a command that did its work.
    pub code: u8,
    /// Whether something was recorded, whatever becomes of the answer.
    pub kept: bool,
    /// What a command refuses that answers all the same.
    pub refused: Option<Error>,
    /// The default ledger file where a command looked for it in vain.
    pub missed: RefCell<Option<PathBuf>>,
    /// The format of the answer that was asked for, or that its command prefers where none was.
    pub format: Option<Format>,
    /// A document that is ready, and goes out in place of the answer.
    pub ready: Option<Vec<u8>>,
    /// What its pages are set in, by the office whose ledger file was asked.
    pub paper: RefCell<Paper>,
}

impl<'a> Desk<'a> {
    /// Whether the answer becomes a workbook, whose cells have types.
    pub fn is_workbook(&self) -> bool {
        self.format == Some(Format::Xlsx)
    }

    /// Whether the answer shows a page, so that it has to be made.
    pub fn shows_page(&self) -> bool {
        self.format.is_none_or(Format::shows_page)
    }

    /// Whether the answer is a page on a terminal, with all its columns.
    pub fn is_on_screen(&self) -> bool {
        let is_table = matches!(self.format, None | Some(Format::Table)) && !self.chooses();
        is_table && self.outside.width.is_some() && self.output().is_none()
    }

    /// Whether some columns of the data are chosen, which people see, too.
    pub fn chooses(&self) -> bool {
        self.option("fields").is_some()
    }

    /// An option of all commands, or of all that change something.
    pub fn option(&self, name: &str) -> Option<&'a str> {
        self.places(name).find_map(|given| given.text(name))
    }

    /// The file that the answer is written to; `-` is stdout.
    pub fn output(&self) -> Option<&'a str> {
        self.option("output").filter(|file| *file != "-")
    }

    /// The same of a switch.
    pub fn switched(&self, name: &str) -> bool {
        self.places(name).any(|given| given.switch(name))
    }

    /// Where an option may stand: a common one at each word of the command; one for changes before it, or after one that makes some.
    fn places(&self, name: &str) -> impl Iterator<Item = &Given<'a>> {
        let is_common = !WRITING.contains(&name);
        let each = self.given.iter().enumerate();
        let has = move |at: usize| is_common || at + 1 == self.given.len() || (at == 0 && self.changes);
        each.filter(move |(at, _)| has(*at)).map(|(_, given)| given)
    }

    /// The door through which what is written at the keyboard comes into a ledger.
    pub fn door<'s>(&self, store: &'s Store, ledger: &'static Ledger) -> Door<'s> {
        Door { vocabulary: store.vocabulary(), ledger, today: self.outside.today(), pick }
    }

    /// Says something on stderr, unless only the answer is wanted.
    pub fn remark(&mut self, message: &Message) {
        if !self.switched("quiet") {
            self.warn(message);
        }
    }

    /// Says something on stderr that must be read.
    pub fn warn(&mut self, message: &Message) {
        let message = self.repeating(message.clone());
        let said = shown(&cut(message.lang(self.lang), self.lang)) + "\n";
        // What holds for several records is said once.
        if !self.remarks.split_inclusive('\n').any(|line| line == said) {
            self.remarks.push_str(&said);
        }
    }

    /// Says before a long work what has to be known while it lasts.
    pub fn say_at_once(&self, message: &Message) {
        (self.outside.say)(&shown(&cut(message.lang(self.lang), self.lang)));
    }

    /// How the person is asked, if there is one who wants to be.
    fn asks(&self) -> Option<Ask<'a>> {
        self.outside.ask.filter(|_| !self.switched("no-input"))
    }

    /// The same for what a command lacks: on a terminal to the end. Whoever answers beforehand, or wants data, is a script.
    pub fn asks_for_more(&self) -> Option<Ask<'a>> {
        let is_script = ["yes", "json"].iter().any(|name| self.switched(name)) || self.option("format").is_some();
        self.asks().filter(|_| self.outside.width.is_some() && !is_script && self.output().is_none())
    }

    /// Asks the person, who ends the command with `no`; `--yes` answers for them. Where nobody can be asked, nobody has agreed. Nobody is
    /// kept waiting meanwhile: the command ends here, and begins anew with the answer.
    pub fn agreed(&mut self, question: &Message, no: Error) -> Result<bool> {
        if self.switched("yes") {
            return Ok(true);
        }
        if self.asks().is_none() {
            return Ok(false);
        }
        let lines: Vec<String> = question.lang(self.lang).lines().map(|line| shown(&cut(line, self.lang))).collect();
        let question = lines.join("\n");
        if let Some((_, answer)) = self.answers.iter().find(|(asked, _)| *asked == question) {
            return if *answer { Ok(true) } else { Err(no) };
        }
        Err(self.begin_anew(Anew::Answered(question)))
    }

    /// Does the work of a command, from the start again after a question, on what is there by then.
    pub fn doing<T>(&mut self, work: impl Fn(&mut Desk<'a>) -> Result<T>) -> Result<T> {
        let (remarks, code) = (self.remarks.clone(), self.code);
        loop {
            let done = work(self);
            match self.anew.take() {
                None => return done,
                Some(Anew::Answered(question)) => {
                    let answer = self.asks().and_then(|ask| ask(&question, Question::Agree));
                    self.answers.push((question, answer.is_some()));
                }
                Some(Anew::Told(words)) => {
                    self.anew = Some(Anew::Told(words));
                    return done;
                }
                Some(Anew::Overtaken) => {}
            }
            self.remarks.clone_from(&remarks);
            self.code = code;
        }
    }

    /// Ends the command, so that it begins anew.
    pub fn begin_anew(&mut self, when: Anew) -> Error {
        self.anew = Some(when);
        Error::new(Kind::Failed, "begins_anew", Message::default())
    }

    /// All that is in a file, a pipe or stdin (`-`). A device may have no end, and is none of them.
    pub fn bytes(&self, file: &str) -> std::io::Result<Rc<Vec<u8>>> {
        let streamed = self.streams.borrow().get(file).cloned();
        if let Some(bytes) = streamed {
            return Ok(bytes);
        }
        if file == "-" {
            return (self.outside.stdin)().and_then(not_too_large).map(|bytes| self.streamed(file, bytes));
        }
        let opened = File::open(file)?;
        let facts = opened.metadata()?;
        if is_device(facts.file_type()) {
            return Err(std::io::ErrorKind::Unsupported.into());
        }
        let mut bytes = Vec::new();
        if facts.len() > LARGEST {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        opened.take(LARGEST + 1).read_to_end(&mut bytes)?;
        let bytes = not_too_large(bytes)?;
        Ok(if facts.is_file() { Rc::new(bytes) } else { self.streamed(file, bytes) })
    }

    /// What came through a pipe comes only once: a command that begins anew finds it here.
    fn streamed(&self, file: &str, bytes: Vec<u8>) -> Rc<Vec<u8>> {
        let bytes = Rc::new(bytes);
        self.streams.borrow_mut().insert(file.to_owned(), Rc::clone(&bytes));
        bytes
    }

    /// The language of what a report says: Chinese unless somebody chose another.
    pub fn report_language(&self) -> Lang {
        let chosen = self.option("lang").or_else(|| self.outside.variable("QJCPPCC_LANG"));
        chosen.and_then(Lang::read).unwrap_or(Lang::Zh)
    }

    /// Who makes a change, and when.
    pub fn stamp(&self) -> Result<Stamp> {
        let user = (self.outside.user)();
        let os = format!("{user}@{}", (self.outside.host)());
        let actor = self.option("actor").or_else(|| self.outside.variable("QJCPPCC_ACTOR"));
        let actor = actor.map_or(Ok(user), one_line).map_err(|error| error.field("actor"))?;
        Ok(Stamp { at: self.outside.at(), actor, os })
    }

    /// Why a closed year is changed all the same.
    pub fn late(&self) -> Result<Option<String>> {
        self.option("late").map(one_line).transpose().map_err(|error| error.field("late"))
    }

    /// The ledger file, and whether somebody named it.
    pub fn file(&self) -> Result<(PathBuf, bool)> {
        ledger_file(self.option("db"), self.outside)
    }

    /// The office's words where no ledger file is open.
    pub fn words(&self) -> Vocabulary {
        words(self.option("db"), self.outside)
    }

    /// An error about the ledger file with its name.
    pub fn about_ledger_file(&self, error: Error) -> Error {
        match self.file() {
            Ok((path, _)) if error.kind == Kind::Database => error.file(&path.display().to_string()),
            _ => error,
        }
    }

    /// An error whose hints ask the ledger file that was asked.
    pub fn asking_again(&self, mut error: Error) -> Error {
        let hints = error.more.iter_mut().map(|other| &mut other.hint).chain([&mut error.hint]);
        for hint in hints.flatten() {
            **hint = self.repeating(std::mem::take(hint));
        }
        error
    }

    /// A message whose commands repeat the ledger file that was named, so that they can be run as they are printed.
    pub fn repeating(&self, message: Message) -> Message {
        let Some(db) = self.option("db") else { return message };
        let option = format!("--db {} ", quoted(db));
        let repeated = |words: &str| {
            let mut parts = words.split(PROGRAM);
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |said, rest| {
                // `init` makes a ledger file, whose name is its own business.
                let is_command = rest.starts_with(|c: char| c.is_ascii_lowercase()) && !rest.starts_with("init");
                said + PROGRAM + if is_command { &option } else { "" } + rest
            })
        };
        Message { zh: repeated(&message.zh), en: repeated(&message.en) }
    }

    /// The ledger file for reading. The default file need not exist yet: it is as good as empty.
    pub fn reader(&self) -> Result<Opened> {
        self.opened(Access::Read)
    }

    /// The ledger file for writing. While there is no default file yet, an empty one in memory stands for it.
    pub fn writer(&self) -> Result<Opened> {
        self.opened(if self.switched("dry-run") { Access::DryRun } else { Access::Write })
    }

    fn opened(&self, access: Access) -> Result<Opened> {
        let (path, named) = self.file()?;
        // One in a folder that may not be looked into is not taken for missing.
        let store = if !named && !path.try_exists().unwrap_or(true) {
            *self.missed.borrow_mut() = Some(path);
            Store::memory()
        } else {
            Store::open(&path, access)
        };
        Ok(self.hold(store?))
    }

    /// A store for the rest of this run.
    pub fn hold(&self, store: Store) -> Opened {
        self.take_paper(&store);
        Opened { store: Some(store), ends: self.outside.ends }
    }

    /// Takes the paper of the office whose store this is, where its pages or letters are wanted.
    pub fn take_paper(&self, store: &Store) {
        if self.format.is_some_and(Format::is_for_paper) || self.given.first().is_some_and(Given::is_letter) {
            let settings = store.list(&Query::of(SETTINGS)).unwrap_or_default();
            let said = |key: &str| setting_of(&settings, &format!("print.{key}")).map(str::to_owned);
            *self.paper.borrow_mut() = Paper::of(store.vocabulary().office("name").lang(self.report_language()), said);
        }
    }

    /// Makes one change in the ledger file. Only the default file is made here, by the first change that is really made.
    pub fn change<T>(&mut self, store: &mut Store, work: impl FnOnce(&mut Change) -> Result<T>) -> Result<T> {
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
            if store.head()?.is_some() {
                return Err(self.begin_anew(Anew::Overtaken));
            }
        }
        self.trust_clock(store, &stamp)?;
        let late = self.late()?;
        let today = self.outside.today();
        let (done, recorded, said) = store.change(&stamp, dry_run, |change| {
            if let Some(why) = &late {
                change.allow_late(why, today);
            }
            let done = work(change)?;
            let breaches = change.breaches()?.into_iter().map(|(_, breach)| breach);
            let (said, refused): (Vec<_>, Vec<_>) = breaches.partition(|breach| breach.figure.is_empty());
            match refused.into_iter().next() {
                Some(breach) => Err(breach.error),
                None => Ok((done, change.has_recorded(), said)),
            }
        })?;
        for Breach { error, .. } in said.iter().filter(|breach| breach.error.code == "which_person") {
            let (Message { zh, en }, hint) = (&error.message, error.hint.clone().unwrap_or_default());
            self.warn(&message!("注意：{zh}；{}", "note: {en}; {}", hint.lang(self.lang)));
        }
        self.kept |= recorded && !dry_run;
        Ok(done)
    }

    /// Asks whether the clock of this machine is right where it is more than a day behind the log; a script is warned.
    fn trust_clock(&mut self, store: &Store, stamp: &Stamp) -> Result<()> {
        let moment = |at: &str| DateTime::parse_from_rfc3339(at).ok();
        let Some(log) = store.clock()? else { return Ok(()) };
        let behind = moment(&log).zip(moment(&stamp.at)).map(|(log, now)| log - now);
        let Some(behind) = behind.filter(|behind| *behind > TimeDelta::days(1)) else { return Ok(()) };
        let (now, log, days) = (&stamp.at[..10], &log[..10], behind.num_days());
        let question = message!(
            "这台机器的时钟是{now}，比台账里记到的{log}慢{days}天。时钟没有错，就这样记吗？",
            "the clock of this machine says {now}: {days} days behind {log}, when something was recorded already. Is it right, go on?"
        );
        let no = Error::said_no(message!("没有记录", "nothing was recorded"));
        if !self.agreed(&question, no.hint(message!("先把时钟调准", "set the clock first")))? {
            self.warn(&message!(
                "注意：这台机器的时钟是{now}，比台账里记到的{log}慢{days}天；先调准时钟",
                "note: the clock of this machine says {now}, {days} days behind {log}, when something was recorded already; set it"
            ));
        }
        Ok(())
    }

    /// The answer of a command that wrote something: one object, and for people one line that `--quiet` leaves out.
    pub fn done(&self, members: impl IntoIterator<Item = (impl Into<String>, Cell)>, words: &str) -> Sheet {
        let page = if self.switched("quiet") { Vec::new() } else { vec![Block::Line(words.to_owned())] };
        Sheet::object(members, page)
    }

    /// The same, where what stands before it says that nothing was written.
    pub fn tell(&self, members: impl IntoIterator<Item = (impl Into<String>, Cell)>, words: &Message) -> Sheet {
        self.done(members, &(self.rehearsed().to_owned() + words.lang(self.lang)))
    }

    /// What stands before an answer when nothing was written.
    pub fn rehearsed(&self) -> &'static str {
        let words = self.lang.pick("（演练，未写入）", "(dry run, nothing written) ");
        if self.switched("dry-run") { words } else { "" }
    }

    /// An answer of one object that people read as one line.
    pub fn said(&self, members: impl IntoIterator<Item = (impl Into<String>, Cell)>, words: &Message) -> Sheet {
        Sheet::object(members, vec![Block::Line(words.lang(self.lang).to_owned())])
    }
}

/// The ledger file that somebody names, or else that of the environment or the default one; and whether it was named.
fn ledger_file(named: Option<&str>, outside: &Outside) -> Result<(PathBuf, bool)> {
    if let Some(named) = named.or_else(|| outside.variable("QJCPPCC_DB")) {
        return Ok((PathBuf::from(named), true));
    }
    let folder = outside.data_folder.as_ref().ok_or_else(|| {
        let none = message!("找不到存放台账文件的默认文件夹", "there is no default folder for the ledger file");
        let hint = message!("用 --db 写明文件", "name a file with --db");
        Error::new(Kind::Database, "no_data_folder", none).hint(hint)
    })?;
    Ok((folder.join("qjcppcc").join("ledger.db"), false))
}

/// The office's words in that file; where it cannot be read, those that a new one starts with.
pub fn words(named: Option<&str>, outside: &Outside) -> Vocabulary {
    let store = ledger_file(named, outside).and_then(|(path, _)| Store::open(&path, Access::Read));
    store.map_or_else(|_| seed_vocabulary().clone(), |store| store.vocabulary().clone())
}

/// A table without rows says so to people.
pub fn or_none(mut sheet: Sheet, words: &str) -> Sheet {
    if matches!(&sheet.data, Data::List(table) if table.cells().next().is_none()) {
        sheet.page.push(Block::Line(words.to_owned()));
    }
    sheet
}

#[cfg(unix)]
fn is_device(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: FileType) -> bool {
    false
}

fn not_too_large(bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
    if bytes.len() as u64 > LARGEST { Err(std::io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}
