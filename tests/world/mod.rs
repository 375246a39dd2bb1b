//! A small world for transcripts: a folder, a clock that stands still, one random source, and a shell of a few words.

pub mod process;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::ffi::OsString;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use chrono::DateTime;
use qjcppcc::cli::{Outcome, run};
use qjcppcc::import::find;
use qjcppcc::outside::{Outside, Question};
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

/// The moment at which every transcript is told.
const NOW: &str = "2022-12-31T09:30:00+08:00";

/// One story's world.
pub struct World {
    folder: TempDir,
    random: Cell<u64>,
    now: Cell<DateTime<chrono::FixedOffset>>,
    /// What the person at the terminal answers to every question; `None`: nobody is there.
    pub answer: Cell<Option<bool>>,
    /// The width of the terminal that stdout is; `None`: it is none.
    pub width: Cell<Option<usize>>,
    /// Whether somebody presses Ctrl-C during the next long work.
    pub interrupted: Cell<bool>,
    /// What the person writes or chooses, one answer after the other; `ESC` gives up.
    pub answers: RefCell<VecDeque<&'static str>>,
    /// What the person makes of a page in an editor.
    pub editor: Cell<fn(&str) -> String>,
    /// The questions that were asked, and what was wrong with an answer.
    pub asked: RefCell<Vec<String>>,
    /// The language of the person, as the environment has it.
    pub language: &'static str,
    /// What somebody else does while the next question is asked, a command each.
    pub meanwhile: RefCell<Vec<&'static str>>,
}

impl World {
    /// An empty folder with the examples in it; no ledger yet.
    pub fn new() -> World {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let examples = folder.path().join("examples");
        fs::create_dir(&examples).expect("a folder");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        for entry in fs::read_dir(&source).expect("the examples").flatten() {
            if entry.path().is_file() {
                fs::copy(entry.path(), examples.join(entry.file_name())).expect("a copy");
            }
        }
        let towns = examples.join("towns-2023");
        fs::create_dir(&towns).expect("a folder");
        for entry in fs::read_dir(source.join("towns-2023")).expect("the tables of the towns").flatten() {
            fs::copy(entry.path(), towns.join(entry.file_name())).expect("a copy");
        }
        World {
            folder,
            random: Cell::new(1),
            now: Cell::new(DateTime::parse_from_rfc3339(NOW).expect("a moment")),
            answer: Cell::new(None),
            width: Cell::new(None),
            interrupted: Cell::new(false),
            answers: RefCell::default(),
            editor: Cell::new(str::to_owned),
            asked: RefCell::default(),
            language: "",
            meanwhile: RefCell::default(),
        }
    }

    /// Sets the clock, in RFC 3339.
    pub fn set_clock(&self, moment: &str) {
        self.now.set(DateTime::parse_from_rfc3339(moment).expect("a moment"));
    }

    /// One with these files in its folder.
    pub fn with<T: AsRef<[u8]>>(files: &[(&str, T)]) -> World {
        let world = World::new();
        for (name, content) in files {
            fs::write(world.path(name), content).expect("the file can be written");
        }
        world
    }

    /// Lets days go by.
    pub fn wait_days(&self, days: i64) {
        self.now.set(self.now.get() + chrono::Duration::days(days));
    }

    /// Runs one command line; answers what it prints, with the exit code in a last line if it is not nought.
    pub fn run(&mut self, command: &str) -> String {
        let (command, stdin) = here_document(command);
        let command = command.replace("\\\n", " ");
        let mut words = words(&command);
        if words.first().is_some_and(|word| word == "cargo") {
            // `cargo run --release -- …` in a transcript is the program itself.
            let at = words.iter().position(|word| word == "--").expect("cargo run is followed by --");
            words.splice(..=at, ["qjcppcc".to_owned()]);
        }
        let (words, pipe) = split_at(words, "|");
        let (mut words, target) = split_at(words, ">");
        let mut environment = HashMap::from([("LANG".to_owned(), "zh_CN.UTF-8".to_owned())]);
        environment.insert("QJCPPCC_LANG".to_owned(), self.language.to_owned());
        while let Some((name, value)) = words
            .first()
            .and_then(|word| word.split_once('='))
            .filter(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        {
            environment.insert(name.to_owned(), value.to_owned());
            words.remove(0);
        }
        let Outcome { stdout, stderr, code, .. } = match words.first().map(String::as_str) {
            Some("qjcppcc") => self.program(&words, stdin.as_deref(), environment),
            Some("cat") => {
                let mut outcome = Outcome::default();
                let bytes = fs::read(self.path(&words[1])).expect("the file is there");
                outcome.stdout.write_all(&bytes).expect("memory takes it");
                outcome
            }
            other => panic!("transcripts do not know the command {other:?}"),
        };
        let bytes = stdout.into_bytes().expect("it can be read back");
        let mut printed = String::from_utf8(bytes).expect("the program prints UTF-8");
        if let Some(file) = target.first() {
            fs::write(self.path(file), &printed).expect("the file can be written");
            printed.clear();
        }
        if !pipe.is_empty() {
            printed = piped(&printed, &pipe);
        }
        printed.push_str(&stderr);
        if !printed.is_empty() && !printed.ends_with('\n') {
            printed.push('\n');
        }
        if code != 0 {
            printed.push_str(&format!("[exit {code}]\n"));
        }
        printed.replace(&self.folder.path().display().to_string(), "~")
    }

    /// Runs one command line that answers in JSON.
    pub fn json(&mut self, command: &str) -> Value {
        let printed = self.run(command);
        serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{command}: {printed}"))
    }

    /// Runs one command line, with a here-document perhaps, and nothing else of a shell: stdout, stderr and exit code.
    pub fn streams(&mut self, command: &str) -> (String, String, u8) {
        let (command, stdin) = here_document(command);
        let environment = HashMap::from([("LANG".to_owned(), "zh_CN.UTF-8".to_owned())]);
        let Outcome { stdout, stderr, code, .. } = self.program(&words(&command), stdin.as_deref(), environment);
        let bytes = stdout.into_bytes().expect("it can be read back");
        (String::from_utf8(bytes).expect("the program prints UTF-8"), stderr, code)
    }

    fn program(&self, words: &[String], stdin: Option<&str>, environment: HashMap<String, String>) -> Outcome {
        let mut arguments: Vec<OsString> = words.iter().map(OsString::from).collect();
        // Paths are meant from the story's folder; the test process itself stays where it is.
        for word in &mut arguments {
            let named = word.to_str().is_some_and(is_path);
            if named {
                *word = self.path(&word.to_string_lossy()).into_os_string();
            }
        }
        self.now.set(self.now.get() + chrono::Duration::minutes(1));
        let ask = |words: &str, question: Question| {
            self.asked.borrow_mut().push(words.to_owned());
            for command in self.meanwhile.take() {
                let Outcome { stderr, code, .. } = self.program(&self::words(command), None, HashMap::new());
                assert_eq!(code, 0, "{command}: {stderr}");
            }
            let next = || self.answers.borrow_mut().pop_front().unwrap_or_else(|| panic!("an answer to {words}"));
            match question {
                Question::Agree => (self.answer.get() == Some(true)).then(String::new),
                Question::Choice(list) => {
                    let answer = next();
                    let chosen = list.iter().find(|one| one.starts_with(answer)).cloned();
                    assert!(answer == "ESC" || chosen.is_some(), "{words} {answer}: {list:?}");
                    chosen
                }
                #[cfg(feature = "server")]
                Question::Secret => Some(next().to_owned()),
                Question::Line { check, .. } => loop {
                    let answer = next();
                    match check(answer) {
                        _ if answer == "ESC" => break None,
                        Ok(()) => break Some(answer.to_owned()),
                        Err(wrong) => self.asked.borrow_mut().push(wrong),
                    }
                },
            }
        };
        let said = RefCell::new(String::new());
        let outside = Outside {
            environment: environment
                .into_iter()
                .map(|(name, value)| (name.clone(), self.in_folder(&name, value)))
                .collect(),
            now: self.now.get(),
            user: &|| "zhang".to_owned(),
            host: &|| "office".to_owned(),
            data_folder: Some(self.folder.path().join("data")),
            file: None,
            width: self.width.get(),
            ask: self.answer.get().is_some().then_some(&ask),
            editor: &|file| fs::write(file, self.editor.get()(&fs::read_to_string(file)?)),
            stdin: &|| Ok(stdin.unwrap_or_default().as_bytes().to_vec()),
            workbook: &|bytes, sheet| {
                let mut found = Vec::new();
                find(bytes, sheet, &mut found)?;
                Ok(Box::new(Cursor::new(found)))
            },
            say: &|line| {
                said.borrow_mut().push_str(line);
                said.borrow_mut().push('\n');
            },
            progress: &|_, _| !self.interrupted.get(),
            ends: false,
            random: &|| {
                self.random.set(
                    self.random.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407),
                );
                let mut bytes = [0; 10];
                bytes[..8].copy_from_slice(&self.random.get().to_le_bytes());
                bytes
            },
        };
        let Outcome { stdout, stderr, code, .. } = run(&arguments, &outside);
        Outcome { stdout, stderr: said.take() + &stderr, code, ..Outcome::default() }
    }

    fn in_folder(&self, name: &str, value: String) -> String {
        if name == "QJCPPCC_DB" { self.path(&value).display().to_string() } else { value }
    }

    /// A file of the story.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Whether a here-document has begun and not ended.
pub fn waits_for_more(command: &str) -> bool {
    command.contains("<<'END'") && !command.ends_with("\nEND")
}

fn here_document(command: &str) -> (String, Option<String>) {
    match command.split_once(" <<'END'\n") {
        Some((command, rest)) => (command.to_owned(), Some(rest.strip_suffix("END").unwrap_or(rest).to_owned())),
        None => (command.to_owned(), None),
    }
}

fn split_at(words: Vec<String>, mark: &str) -> (Vec<String>, Vec<String>) {
    match words.iter().position(|word| word == mark) {
        Some(at) => (words[..at].to_vec(), words[at + 1..].to_vec()),
        None => (words, Vec::new()),
    }
}

fn piped(text: &str, command: &[String]) -> String {
    match command {
        [name, count] if name == "head" => {
            let count: usize = count.trim_start_matches('-').parse().expect("a number of lines");
            text.split_inclusive('\n').take(count).collect()
        }
        [name, count] if name == "tail" => {
            let count: usize = count.trim_start_matches('-').parse().expect("a number of lines");
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            lines[lines.len().saturating_sub(count)..].concat()
        }
        other => panic!("transcripts do not know the pipe {other:?}"),
    }
}

/// The endings of what is a file in a story.
const ENDINGS: &str =
    "jsonl json db qjb csv tsv xlsx xls ods md html txt j2 pdf et wps doc docx odt pptx msg xml fods jpg rar zip";

fn is_path(word: &str) -> bool {
    let ending = Path::new(word).extension().and_then(|ending| ending.to_str());
    let is_file = ending.is_some_and(|ending| ENDINGS.split(' ').any(|known| known == ending));
    (is_file && (ending == Some("db") || !word.contains(' '))) || word == "examples" || word.ends_with('/')
}

/// The rows that a statement finds, one a line.
pub fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).expect("a question");
    let columns = statement.column_count();
    let cell = |row: &rusqlite::Row, at| format!("{:?}", row.get_ref(at).expect("a cell"));
    let row = |row: &rusqlite::Row| Ok((0..columns).map(|at| cell(row, at)).collect::<Vec<_>>().join(" "));
    statement.query_map([], row).expect("rows").map(|row| row.expect("a row")).collect()
}

/// The rows of all tables of a ledger file but for some, behind the names of their tables.
pub fn rows_of_tables(connection: &Connection, but: &[&str]) -> Vec<String> {
    let mut names =
        connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").expect("a question");
    let names: Vec<String> = names.query_map([], |row| row.get(0)).expect("rows").flatten().collect();
    let kept = names.iter().filter(|name| !but.contains(&name.as_str()));
    kept.flat_map(|name| rows(connection, &format!("SELECT '{name}', * FROM {name}"))).collect()
}

/// Splits a command line at spaces, outside quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
