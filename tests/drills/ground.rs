//! The ground of a drill: a folder with a ledger in use, the program to be run on it, and what is looked at afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;
use tempfile::TempDir;

use crate::world::process::PROGRAM;
/// Nobody waits longer for an answer: the promise of the guide.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How many rounds a drill runs, unless the environment says otherwise.
pub fn rounds(unless_told: usize) -> usize {
    std::env::var("QJCPPCC_DRILL_ROUNDS").map_or(unless_told, |rounds| rounds.parse().expect("a number of rounds"))
}

/// The source of everything that a drill draws. Its seed is printed, so that a drill that failed can be repeated.
pub fn drawn(drill: &str) -> Rng {
    let seed = std::env::var("QJCPPCC_DRILL_SEED")
        .map_or_else(|_| u64::from(fastrand::u32(..)), |seed| seed.parse().expect("a seed is a number"));
    eprintln!("{drill}: QJCPPCC_DRILL_SEED={seed}");
    Rng::with_seed(seed)
}

/// A folder with a ledger that has been in use for some time, and a copy of the ledger as it was then.
pub struct Ground {
    /// The ledger's folder, with nothing else in it.
    pub folder: PathBuf,
    /// The number of its records.
    pub start: usize,
    outside: TempDir,
}

impl Ground {
    /// A ledger with so many records.
    pub fn with(records: usize) -> Ground {
        let outside = tempfile::tempdir().expect("a temporary folder");
        let folder = outside.path().join("ledger");
        fs::create_dir(&folder).expect("a folder");
        let ground = Ground { folder, start: records, outside };
        ground.run(&["init", "l.db"]).succeeds();
        let earlier = ground.file("earlier", records);
        ground.run(&["import", &earlier]).succeeds();
        fs::copy(ground.ledger(), ground.outside("start.db")).expect("a copy");
        ground
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.join("l.db")
    }

    pub fn journal(&self) -> PathBuf {
        self.folder.join("l.db-journal")
    }

    /// A path beside the ledger's folder.
    pub fn outside(&self, name: &str) -> PathBuf {
        self.outside.path().join(name)
    }

    /// The bytes of the ledger as it was when the drill began.
    pub fn at_start(&self) -> Vec<u8> {
        fs::read(self.outside("start.db")).expect("the copy")
    }

    /// Keeps the ledger as it is now for [`Ground::reset`].
    pub fn start_from_here(&self) {
        fs::copy(self.ledger(), self.outside("start.db")).expect("a copy");
    }

    /// Puts the ledger back as it was when the drill began.
    pub fn reset(&self) {
        for entry in fs::read_dir(&self.folder).expect("the folder").flatten() {
            fs::remove_file(entry.path()).expect("removed");
        }
        fs::copy(self.outside("start.db"), self.ledger()).expect("a copy");
    }

    /// The same, with the journal that lay beside it, if one did.
    pub fn reset_with_journal(&self) {
        self.reset();
        let journal = self.outside("start.db-journal");
        if journal.exists() {
            fs::copy(journal, self.journal()).expect("a copy");
        }
    }

    /// A file of records to be imported: `NAME 0`, `NAME 1` and so on.
    pub fn file(&self, name: &str, records: usize) -> String {
        let line = |at: usize| {
            let (month, day) = (at % 12 + 1, at % 28 + 1);
            let title = titled(name, at);
            format!(
                "{{\"ledger\":\"study\",\"date\":\"2022-{month:02}-{day:02}\",\"kind\":\"chair\",\"title\":\"{title}\",\"turns\":3}}\n"
            )
        };
        let path = self.outside(&format!("{name}.jsonl"));
        fs::write(&path, (0..records).map(line).collect::<String>()).expect("a file");
        path.display().to_string()
    }

    /// The program, with the ledger as its own and nothing inherited.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        self.settle(&mut command);
        command.args(words);
        command
    }

    /// Gives any command the same world as the program.
    pub fn settle(&self, command: &mut Command) {
        command.env_clear().env("HOME", self.outside.path()).env("LANG", "en_GB.UTF-8");
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("QJCPPCC_DB", self.ledger());
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    }

    pub fn run(&self, words: &[&str]) -> Said {
        Said::of(words, &mut self.command(words))
    }

    /// Records one thing, and says what was answered.
    pub fn add(&self, title: &str) -> Said {
        self.run(&["study", "add", "chair", title, "-d", "2022-05-01", "--yes", "--json"])
    }

    /// Every record by its number, void ones included. No number is given twice.
    pub fn records(&self) -> BTreeMap<i64, Kept> {
        records(&self.run(&["export"]).succeeds().stdout)
    }

    /// Everything that the ledger says of its records.
    pub fn exported(&self) -> String {
        self.run(&["export"]).succeeds().stdout
    }

    /// Whatever happened: reading works and puts right what was cut off, the file is sound, every record that was
    /// acknowledged is there once, the next person can record, and nothing lies about.
    pub fn is_sound_with(&self, acknowledged: &BTreeSet<String>, round: &str) -> BTreeMap<i64, Kept> {
        self.run(&["report", "2022", "--json"]).succeeds();
        let verified = self.run(&["verify"]);
        assert_eq!(verified.code(), Some(0), "{round}: {verified:?}");
        let records = self.records();
        let titles: Vec<&str> = records.values().map(|kept| kept.title.as_str()).collect();
        let once: BTreeSet<&str> = titles.iter().copied().collect();
        assert_eq!(once.len(), titles.len(), "{round}: a record is there twice");
        let lost: Vec<&String> = acknowledged.iter().filter(|title| !once.contains(title.as_str())).collect();
        assert!(lost.is_empty(), "{round}: acknowledged and not there: {lost:?}");
        records
    }

    /// The next person's record goes in, and only the ledger itself is left in its folder.
    pub fn goes_on(&self, round: &str) {
        let next = self.add(&format!("afterwards: {round}"));
        assert_eq!(next.code(), Some(0), "{round}: {next:?}");
        assert_eq!(self.files(), ["l.db"], "{round}: something was left behind");
        assert_eq!(self.run(&["verify"]).code(), Some(0), "{round}");
    }

    /// What is in the ledger's folder.
    pub fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).expect("the folder").flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// The title of a record of [`Ground::file`].
pub fn titled(name: &str, at: usize) -> String {
    format!("{name} {at}")
}

/// The titles of all records of a file of [`Ground::file`].
pub fn titles(name: &str, records: usize) -> BTreeSet<String> {
    (0..records).map(|at| titled(name, at)).collect()
}

/// What a drill looks at in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub title: String,
    pub void: bool,
}

/// The records of an answer in JSON, line by line or as one list, by their numbers.
pub fn records(answer: &str) -> BTreeMap<i64, Kept> {
    let read = |text: &str| -> Value { serde_json::from_str(text).expect("an answer in JSON") };
    let list = match answer.strip_prefix('[') {
        Some(_) => read(answer).as_array().cloned().unwrap_or_default(),
        None => answer.lines().map(read).collect(),
    };
    let mut records = BTreeMap::new();
    for record in list {
        let Some(number) = record["no"].as_i64() else { continue };
        let title = record["title"].as_str().unwrap_or_default().to_owned();
        let kept = Kept { title, void: record["void"].as_bool().unwrap_or_default() };
        let before = records.insert(number, kept);
        assert_eq!(before, None, "the number {number} was given twice");
    }
    records
}

/// What a process answered, and how long it took.
#[derive(Debug)]
pub struct Said {
    #[expect(dead_code, reason = "is read by whoever reads why a drill failed")]
    pub words: String,
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

impl Said {
    /// Runs a command to its end. A program that panics, dies of a signal or lets somebody wait too long has failed its
    /// drill, whatever the drill is.
    pub fn of(words: &[&str], command: &mut Command) -> Said {
        let start = Instant::now();
        let output = command.output().expect("the program starts");
        let said = Said::from(words, output, start.elapsed());
        assert!(said.status.signal().is_none(), "{said:?}");
        said
    }

    /// What a process said before it ended or was ended.
    pub fn from(words: &[&str], output: Output, took: Duration) -> Said {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        let said = Said { words: words.join(" "), status: output.status, stdout, stderr, took };
        assert!(said.code() != Some(101) && !said.stderr.contains("panicked"), "{said:?}");
        assert!(took < 2 * PATIENCE, "nothing hangs: {said:?}");
        said
    }

    /// The exit code; none where it was killed.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// The same, of which nothing but success is expected.
    pub fn succeeds(self) -> Said {
        assert_eq!(self.code(), Some(0), "{self:?}");
        self
    }

    /// Whether somebody has read that it was recorded, even if the process was killed right after.
    pub fn acknowledges(&self) -> bool {
        self.code() == Some(0) || !self.stdout.is_empty()
    }

    /// The stable word for an error, when it was asked for as JSON.
    pub fn error(&self) -> String {
        let json: Value = serde_json::from_str(self.stderr.lines().last().unwrap_or_default()).unwrap_or_default();
        json["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}
