//! Commands in hints are pasted into a shell: whatever names stand in them, the shell makes of them what was meant and nothing else.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::world::process::run;

const HOSTILE: [&str; 18] = [
    "a; touch x",
    "$(touch x)",
    "`touch x`",
    "a'; touch x; '",
    "\"甲\" 乙",
    "甲 乙",
    "a|touch x",
    "a&touch x",
    "a>x",
    "a<x",
    "~",
    "*",
    "a\\b",
    "#a",
    "{a,b}",
    "a!b",
    "see qjcppcc log",
    "一 二",
];

/// The words that a shell hands to the program when a command is pasted; nothing else may come of it.
fn pasted(command: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let script = format!("qjcppcc() {{ for word; do printf '%s\\000' \"$word\"; done; }}\n{command}\n");
    let done = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).output().expect("a shell");
    assert!(done.status.success() && done.stderr.is_empty(), "{command}: {done:?}");
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0, "{command} did something else");
    let words = String::from_utf8(done.stdout).expect("UTF-8");
    words.split_terminator('\0').map(str::to_owned).collect()
}

fn home() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// What is said on stderr between two marks, the last of them perhaps the end of the line.
fn said(home: &Path, words: &[&str], before: &str, behind: &str) -> String {
    let output = run(home, words);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    let (_, rest) = said.rsplit_once(before).unwrap_or_else(|| panic!("{words:?}: {said}"));
    rest.split(behind).next().unwrap_or_default().to_owned()
}

#[test]
fn a_word_that_is_missing_is_added_as_it_was_written() {
    let home = home();
    for name in HOSTILE {
        for (words, place) in [
            (["study", "add", name, "", ""], &["kind", "study"][..]),
            (["study", "add", "chair", "--platform", name], &["platform"]),
            (["case", "add", "题目", "--town", name], &["town"]),
        ] {
            let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            let command = said(home.path(), &words, "qjcppcc vocab add", "\n");
            let expected = [&["vocab", "add"], place, &["英文键", name]].concat();
            assert_eq!(pasted(&format!("qjcppcc vocab add{command}")), expected, "{words:?}");
        }
    }
}

#[test]
fn the_ledger_file_is_named_as_it_is_called() {
    let home = home();
    for name in HOSTILE {
        assert!(run(home.path(), &["init", name]).status.success(), "{name}");
        for words in [&["study", "show", "9"][..], &["study", "void", "9", "--reason", "x"]] {
            let command = said(home.path(), &[&["--db", name], words].concat(), "看有哪些：", "\n");
            assert_eq!(pasted(&command), ["--db", name, "study", "list"], "{name}: {words:?}");
        }
    }
}

#[test]
fn a_file_is_named_as_it_is_called() {
    let home = home();
    for name in HOSTILE {
        let workbook = format!("{name}.xlsx");
        let command = said(home.path(), &["template", "study", "-o", &workbook], "填好后 ", "\n");
        assert_eq!(pasted(&command), ["import", &workbook], "{name}");
        let lines = format!("{name}.jsonl");
        let record = "{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"turns\":";
        let two = format!("{record}\"约30\"}}\n{record}18}}\n{record}19}}\n");
        fs::write(home.path().join(&lines), two).expect("a file");
        let words = ["report", "2022", "--from", &lines, "--style", "note"];
        let command = said(home.path(), &words, "查：", "\n");
        let expected = ["report", "2022", "--trace", "study.turns", "--from", &lines];
        assert_eq!(pasted(&command), expected, "{name}");
    }
}

#[test]
fn a_heading_is_explained_as_it_is_written() {
    let home = home();
    for name in HOSTILE.into_iter().filter(|name| !name.starts_with('#') && !name.contains(['"', ','])) {
        let squeezed: String = name.split_whitespace().collect();
        let table = home.path().join("t.csv");
        fs::write(&table, format!("日期,类别,{name}\n2022-05-01,主席会议,5\n")).expect("a table");
        let words = ["import", "t.csv", "--ledger", "study"];
        let pair = said(home.path(), &words, "这一列就写 --map ", "，留作");
        assert_eq!(pasted(&format!("qjcppcc --map {pair}")), ["--map".to_owned(), format!("{squeezed}=-")], "{name}");
        fs::write(&table, "日期,类别,人次\n2022-05-01,主席会议,5\n").expect("a table");
        let mapped = format!("类={name}");
        let pair = said(home.path(), &[&words[..], &["--map", &mapped]].concat(), "写 --map ", "\n");
        assert_eq!(pasted(&format!("qjcppcc --map {pair}"))[1], format!("类别={name}"));
    }
}
