//! Files that are no ledger, or no whole one: named for what they are, and left as they are.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::ground::{Ground, drawn, rounds};
use super::trouble::tally;

const PAGE: usize = 4096;

/// Commands that look and commands that write.
const COMMANDS: &[&[&str]] = &[
    &["verify"],
    &["report", "2022"],
    &["export"],
    &["head"],
    &["study", "add", "chair", "added", "-d", "2022-05-01", "--yes"],
    &["study", "void", "1", "--reason", "wrong"],
    &["undo"],
    &["rebuild"],
    &["views"],
    &["backup", "../safe.db"],
];

/// Every command says the same of it with exit 5, and nothing is changed or left behind.
fn is_refused(ground: &Ground, file: &Path, code: &str) {
    let before = fs::read(file).ok();
    let files = ground.files();
    for command in COMMANDS {
        let said = ground.run(&[&["--json", "--db", &file.display().to_string()], *command].concat());
        assert_eq!((said.code(), said.error().as_str()), (Some(5), code), "{}: {said:?}", file.display());
        let named = file.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(said.stderr.contains(&named) && said.stdout.is_empty(), "{said:?}");
        assert_eq!(fs::read(file).ok(), before, "{} was touched by {command:?}", file.display());
        assert_eq!(ground.files(), files, "{command:?}");
        assert!(!ground.outside("safe.db").exists());
    }
}

#[test]
fn what_is_cut_short_is_named_and_left_as_it_is() {
    let mut rng = drawn("cut short");
    let ground = Ground::with(60);
    let whole = ground.at_start();
    let mut lengths = vec![1, 99, 100, PAGE, whole.len() - PAGE, whole.len() - 1];
    lengths.extend((0..rounds(3)).map(|_| rng.usize(101..whole.len())));
    for length in lengths {
        fs::write(ground.ledger(), &whole[..length]).expect("a file");
        is_refused(&ground, &ground.ledger(), if length < 100 { "not_a_ledger" } else { "truncated" });
    }
}

#[test]
fn what_is_no_ledger_at_all_is_named_and_left_as_it_is() {
    let ground = Ground::with(10);
    let named = |name: &str| ground.folder.join(name);
    let sqlite = |name: &str, sql: &str| Connection::open(named(name)).expect("plain SQLite").execute_batch(sql);
    sqlite("other.db", "CREATE TABLE contact (name TEXT); INSERT INTO contact VALUES ('someone')")
        .expect("another file");
    fs::copy(ground.ledger(), named("newer.db")).expect("a copy");
    sqlite("newer.db", "PRAGMA user_version = 99").expect("a newer file");
    fs::copy(ground.ledger(), named("altered.db")).expect("a copy");
    sqlite("altered.db", "DROP TABLE total").expect("an altered file");
    fs::write(named("empty.db"), "").expect("an empty file");
    fs::write(named("words.db"), "date,title\n".repeat(20)).expect("a file of words");
    fs::create_dir(named("folder.db")).expect("a folder");
    let cases = [
        ("other.db", "foreign_file"),
        ("newer.db", "newer_file"),
        ("altered.db", "altered_tables"),
        ("empty.db", "empty_file"),
        ("words.db", "not_a_ledger"),
        ("folder.db", "not_a_file"),
        ("missing.db", "no_ledger_file"),
        ("missing/x.db", "no_ledger_file"),
        ("words.db/x.db", "no_ledger_file"),
    ];
    for (name, code) in cases {
        is_refused(&ground, &named(name), code);
    }
}

/// Another program may have set the file to keep its changes in a log beside it. A copy made by hand would lack them.
#[test]
fn what_another_program_set_to_keep_a_log_beside_it_is_whole_in_itself_after_the_next_record() {
    let ground = Ground::with(60);
    let other = Connection::open(ground.ledger()).expect("plain SQLite");
    let mode = |mode: &str| -> String {
        other.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |row| row.get(0)).expect("a mode")
    };
    assert_eq!(mode("wal"), "wal");
    ground.run(&["report", "2022"]).succeeds();
    ground.add("recorded while the other program has it open").succeeds();
    drop(other);
    ground.add("recorded after that").succeeds();
    assert_eq!(fs::read(ground.ledger()).expect("the ledger")[18..20], [1, 1]);
    let copy = ground.outside("copy.db");
    fs::copy(ground.ledger(), &copy).expect("a copy made by hand");
    let copied = ground.run(&["--db", &copy.display().to_string(), "export"]).succeeds().stdout;
    assert_eq!((copied.lines().count(), copied), (62, ground.exported()));
    ground.goes_on("a log beside");
}

#[test]
fn a_byte_changed_in_any_page_is_found_or_changes_nothing() {
    change_a_byte_in_every_page(30, rounds(1));
}

#[test]
#[ignore = "takes minutes: a larger ledger, five bytes in every page"]
fn five_bytes_changed_in_every_page_are_found_or_change_nothing() {
    change_a_byte_in_every_page(1_000, rounds(5));
}

/// What a changed byte came to.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    /// `verify` names it.
    Named,
    /// The file cannot be used at all.
    Refused,
    /// It lies where nothing is kept: all is read as before.
    NothingThere,
}

fn change_a_byte_in_every_page(records: usize, rounds: usize) {
    let mut rng = drawn("a changed byte");
    let ground = Ground::with(records);
    let whole = ground.at_start();
    let (exported, reported) = (ground.exported(), ground.run(&["report", "2022"]).succeeds().stdout);
    let mut found = Vec::new();
    for page in 0..whole.len() / PAGE {
        for _ in 0..rounds {
            let (at, change) = (page * PAGE + rng.usize(0..PAGE), rng.u8(1..));
            let mut bytes = whole.clone();
            bytes[at] ^= change;
            fs::write(ground.ledger(), &bytes).expect("a file");
            let place = format!("byte {at} (page {page}) changed by {change}");
            found.push(look(&ground, &bytes, &place, (&exported, &reported)));
            record_all_the_same(&ground, &bytes, &place);
        }
    }
    tally("a changed byte", found);
}

fn look(ground: &Ground, bytes: &[u8], place: &str, (exported, reported): (&str, &str)) -> Found {
    let verified = ground.run(&["verify"]);
    let (export, report) = (ground.run(&["export"]), ground.run(&["report", "2022"]));
    assert!(fs::read(ground.ledger()).expect("the file") == bytes, "{place}: it was touched");
    assert_eq!(ground.files(), ["l.db"], "{place}");
    for said in [&export, &report] {
        assert!(matches!(said.code(), Some(0 | 5 | 6)), "{place}: {said:?}");
    }
    match verified.code() {
        Some(5) => Found::Refused,
        Some(6) => Found::Named,
        code => {
            assert_eq!(code, Some(0), "{place}: {verified:?}");
            assert!(export.stdout == exported && report.stdout == reported, "{place}: it changes what is read");
            Found::NothingThere
        }
    }
}

/// Recording into a damaged file: what cannot be done is said, and then nothing was touched.
fn record_all_the_same(ground: &Ground, bytes: &[u8], place: &str) {
    let said = ground.add("added");
    assert!(matches!(said.code(), Some(0 | 5 | 6)), "{place}: {said:?}");
    assert_eq!(ground.files(), ["l.db"], "{place}: {said:?}");
    if said.code() != Some(0) {
        assert!(!said.error().is_empty(), "{place}: {said:?}");
        assert!(fs::read(ground.ledger()).expect("the file") == bytes, "{place}: it was touched: {said:?}");
    }
}
