//! An import as a process: Ctrl-C in the middle leaves the ledger as it was.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::world::process::{self, alone};

/// The program with a ledger of its own.
fn qjcppcc(home: &Path) -> Command {
    let mut command = process::qjcppcc(home);
    command.env("QJCPPCC_DB", home.join("l.db")).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(home: &Path, words: &[&str]) -> Output {
    qjcppcc(home).args(words).output().expect("the program starts")
}

#[test]
fn an_interrupted_import_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path();
    let lines: Vec<String> = (0..30_000)
        .map(|at| {
            let (month, day) = (at % 12 + 1, at % 28 + 1);
            format!("{{\"ledger\":\"study\",\"date\":\"2021-{month:02}-{day:02}\",\"kind\":\"chair\",\"title\":\"第{at}次\"}}\n")
        })
        .collect();
    fs::write(home.join("many.jsonl"), lines.concat()).expect("a file");
    assert!(run(home, &["init"]).status.success());
    assert!(run(home, &["study", "add", "chair", "-d", "2021-01-05", "--yes"]).status.success());
    let before = fs::read(home.join("l.db")).expect("the ledger");
    let head = run(home, &["head"]).stdout;
    let child = qjcppcc(home).args(["import", "many.jsonl"]).spawn().expect("the program starts");
    let start = Instant::now();
    let journal = home.join("l.db-journal");
    while !journal.exists() && start.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(journal.exists(), "the import has begun to write");
    let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a signal");
    assert!(signal.success());
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("已中断，什么也没有写入"), "{said}");
    assert!(!journal.exists());
    assert_eq!(fs::read(home.join("l.db")).expect("the ledger"), before);
    assert_eq!(run(home, &["head"]).stdout, head);
    assert!(run(home, &["verify"]).status.success());
}

/// The most memory that a command takes, in MB.
fn peak(home: &Path, words: &[&str]) -> u64 {
    use wait4::Wait4;
    let mut child = qjcppcc(home).args(words).stdout(Stdio::null()).spawn().expect("the program starts");
    let used = child.wait4().expect("it ends");
    assert!(used.status.success(), "{words:?}");
    used.rusage.maxrss >> 20
}

#[test]
fn long_lists_are_never_in_memory_as_a_whole() {
    if !alone("exchange::process::long_lists_are_never_in_memory_as_a_whole") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path();
    let note = "走访群众，听取意见。".repeat(300);
    // Line by line: what this process takes is counted as its children's.
    let mut file = BufWriter::new(fs::File::create(home.join("many.jsonl")).expect("a file"));
    for at in 1..=3_000 {
        let (month, day) = (at % 12 + 1, at % 28 + 1);
        writeln!(file, r#"{{"ledger":"study","date":"2021-{month:02}-{day:02}","kind":"chair","title":"第{at}次","turns":{at},"note":"{note}"}}"#)
            .expect("a line");
    }
    file.flush().expect("a file");
    assert!(fs::metadata(home.join("many.jsonl")).is_ok_and(|facts| facts.len() > 25 << 20));
    assert!(run(home, &["init"]).status.success());
    assert!(run(home, &["import", "many.jsonl", "-q"]).status.success());
    for words in [
        &["export", "-o", "a.xlsx"][..],
        &["export", "-o", "a.md"],
        &["export", "study", "-o", "a.csv"],
        &["study", "list", "-o", "l.xlsx"],
        &["study", "list", "-O", "table"],
        &["log", "-o", "log.json"],
    ] {
        let peak = peak(home, words);
        assert!(peak < 36, "{words:?}: {peak} MB");
    }
}
