//! Whoever is told that something was kept can pull the plug: every command that writes has its files, the journal before them and
//! the names in their folder on the disk before it answers. Seen from beside the program, by a library that is loaded before it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::commands::{Known, Ledger};

/// Builds the library that sees what the program asks of the disk. The compiler is there: SQLite is built with it, too.
fn library(folder: &Path) -> PathBuf {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories/syncs.c");
    let library = folder.join("syncs.so");
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let built = Command::new(compiler).args(["-shared", "-fPIC", "-o"]).arg(&library).args([source, "-ldl"]).output();
    let built = built.expect("a C compiler");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    library
}

/// What is not on the disk yet, while one call after another is looked at.
#[derive(Default)]
struct Disk {
    /// Files with something in them that would be lost.
    dirty: BTreeSet<String>,
    /// Names that would not be there, or would be there again.
    names: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Disk {
    /// One call on a file of the ledger's folder.
    fn take(&mut self, call: &str, path: &str) -> Result<(), String> {
        let is_new = self.seen.insert(path.to_owned()) && !is_ledger(path);
        match call {
            "write" => {
                let journal = format!("{path}-journal");
                if self.dirty.contains(&journal) || self.names.contains(&journal) {
                    return Err(format!("{path} was written before its journal was on the disk"));
                }
                self.dirty.insert(path.to_owned());
                self.names.extend(is_new.then(|| path.to_owned()));
            }
            "sync" if Path::new(path).is_dir() => {
                self.names.retain(|name| Path::new(name).parent() != Some(path.as_ref()));
            }
            "sync" => {
                self.dirty.remove(path);
                // A file that is written beside gets its name after this.
                self.names.extend((!is_ledger(path) && !path.ends_with("-journal")).then(|| path.to_owned()));
            }
            _ => {
                self.dirty.remove(path);
                self.names.insert(path.to_owned());
            }
        }
        Ok(())
    }

    fn is_clean(&self, when: &str) -> Result<(), String> {
        let Disk { dirty, names, .. } = self;
        let clean = dirty.is_empty() && names.is_empty();
        if clean { Ok(()) } else { Err(format!("{when} not on the disk: {dirty:?}, nor the names {names:?}")) }
    }
}

/// Whether a path is that of a ledger, which was there before.
fn is_ledger(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "db")
}

/// A file that has no name yet (`#…`) gets one; one that is deleted has none to lose.
fn counts(place: &str) -> bool {
    place.contains("/#") || !place.ends_with(" (deleted)")
}

/// Whether everything was on the disk when the program answered. Answers how many writes were seen.
fn is_kept(log: &str, folder: &str) -> Result<usize, String> {
    let mut disk = Disk::default();
    let mut writes = 0;
    for line in log.lines() {
        let (call, path) = line.split_once(' ').expect("a call and a path");
        if call == "answer" {
            disk.is_clean("when it answered")?;
        } else if path.strip_prefix(folder).is_some_and(counts) {
            writes += usize::from(call == "write");
            disk.take(call, path)?;
        }
    }
    disk.is_clean("in the end").map(|()| writes)
}

#[test]
fn what_a_command_wrote_is_on_the_disk_before_it_answers() {
    let ledger = Ledger::new();
    let tools = tempfile::tempdir().expect("a temporary folder");
    let (library, log) = (library(tools.path()), tools.path().join("log"));
    let folder = fs::canonicalize(ledger.home.path()).expect("the folder");
    let before = ledger.files();
    let lines = Known::all(ledger.home.path()).into_iter().map(|command| (command.line(&ledger), command.writes));
    let more = ["report 2022 -o report.md", "study list -o list.xlsx"].map(|line| (line.to_owned(), true));
    let (mut wrong, mut wrote) = (Vec::new(), 0);
    // With nothing behind them these only list.
    let lists = |line: &str| ["accept", "conflicts"].contains(&line.trim());
    for (line, _) in lines.chain(more).filter(|(line, writes)| *writes && !lists(line)) {
        fs::remove_file(&log).unwrap_or_default();
        if line.starts_with("init") {
            fs::remove_file(ledger.home.path().join("x.db")).expect("removed");
        }
        let output = ledger.command(&line).env("LD_PRELOAD", &library).env("SYNCS_LOG", &log).output();
        let output = output.expect("the program starts");
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        let seen = fs::read_to_string(&log).expect("what was seen");
        match is_kept(&seen, &folder.display().to_string()) {
            Ok(0) => wrong.push(format!("{line}: nothing was written: {seen}")),
            Ok(_) => wrote += 1,
            Err(what) => wrong.push(format!("{line}: {what}")),
        }
        ledger.reset(&before);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(wrote > 60, "{wrote}");
}
