//! Transcripts: commands, what they print, and their exit codes, told as a person would type them.
//!
//! Every fenced `console` block of the READMEs, of the guide and of `tests/transcripts/*.md` is run: lines that begin with `$` are
//! commands, what follows is what they print (stdout, then stderr), and a line `[exit N]` ends those that fail. One file is
//! one story: its commands share a folder and a ledger. `cargo test` compares; with `TRANSCRIPTS=write` it writes what was
//! printed into the files, to be read before it is committed.
//!
//! The story of the tables of 2023 is told in December of that year, all others at the end of 2022.
//!
//! A small shell is understood: quotes, `\` at the end of a line, `<<'END'`, `> FILE`, `| head -N`, `| tail -N`, `NAME=value` in front, and `cat`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::world::World;

#[test]
fn transcripts() {
    check("tests/transcripts", "");
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    check("README.md", "en");
}

#[test]
fn the_chinese_readme_shows_what_the_program_prints() {
    check("README.zh.md", "zh");
}

#[test]
fn the_guide_shows_what_the_program_prints() {
    check("src/guide/en", "en");
}

#[test]
fn the_chinese_guide_shows_what_the_program_prints() {
    check("src/guide/zh", "zh");
}

/// Tells the story of a file, or those of all files in a folder, to a person with this language.
fn check(place: &str, language: &'static str) {
    let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(place);
    if !place.is_dir() {
        return check_file(&place, language);
    }
    let entries = fs::read_dir(&place).expect("transcripts");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in &files {
        check_file(file, language);
    }
}

fn check_file(file: &Path, language: &'static str) {
    let expected = fs::read_to_string(file).expect("a transcript is UTF-8");
    let printed = replay(&expected, language);
    if std::env::var_os("TRANSCRIPTS").is_some_and(|mode| mode == "write") {
        fs::write(file, &printed).expect("the transcript can be written");
        return;
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    for (number, (expected, printed)) in (1..).zip(expected.lines().zip(printed.lines())) {
        assert_eq!(printed, expected, "{name}, line {number} (printed on the left, expected on the right)");
    }
    assert_eq!(printed.lines().count(), expected.lines().count(), "{name}: number of lines");
}

/// The text with every command's output replaced by what it prints now.
fn replay(text: &str, language: &'static str) -> String {
    let mut world = World::new();
    world.language = language;
    if text.contains("examples/towns-2023/") {
        world.set_clock("2023-12-20T09:30:00+08:00");
    }
    let mut replayed = String::new();
    let mut lines = text.lines().peekable();
    let mut inside = false;
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            inside = line == "```console";
        }
        let Some(command) = line.strip_prefix("$ ").filter(|_| inside) else {
            writeln!(replayed, "{line}").expect("a string");
            continue;
        };
        writeln!(replayed, "{line}").expect("a string");
        let mut whole = command.to_owned();
        while whole.ends_with('\\') || crate::world::waits_for_more(&whole) {
            let next = lines.next().expect("the command goes on");
            writeln!(replayed, "{next}").expect("a string");
            whole.push('\n');
            whole.push_str(next);
        }
        let printed = world.run(&whole);
        // A byte order mark and the ends of lines of tables for Excel are no part of a page.
        let is_page = !language.is_empty();
        replayed.push_str(&if is_page { printed.replace(['\u{feff}', '\r'], "") } else { printed });
        while lines.peek().is_some_and(|next| !next.starts_with("$ ") && !next.starts_with("```")) {
            lines.next();
        }
    }
    replayed
}
