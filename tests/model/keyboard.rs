//! The other hand: the same changes typed at the command line.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use qjcppcc::amount::Bound;
use qjcppcc::ledger::Ledger;
use qjcppcc::outside::Outside;
use qjcppcc::store::Store;
use uuid::Uuid;

use super::draw::{Step, note_down};
use super::figure::{Fate, Standing, View, is_of_another_level, surpasses};
use super::motion::doubt;
use super::office::{ROLES, STAGES, in_hundredths, parents_of};
use super::row::{Row, Said};

pub struct Office {
    pub folder: tempfile::TempDir,
    pub random: Cell<u64>,
}

impl Office {
    pub fn new() -> Office {
        Office { folder: tempfile::tempdir().expect("a folder"), random: Cell::new(0) }
    }

    pub fn ledger(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        Store::create(&path).expect("a new ledger");
        path
    }

    pub fn run(&self, ledger: &Path, words: &[String], stdin: &[u8]) -> (Vec<u8>, u8) {
        let outside = Outside {
            environment: HashMap::new(),
            now: DateTime::parse_from_rfc3339("2024-06-01T09:00:00+08:00").expect("a moment"),
            user: &|| "zhang".to_owned(),
            host: &|| "office".to_owned(),
            data_folder: None,
            file: None,
            width: None,
            ask: None,
            editor: &|_| Ok(()),
            stdin: &|| Ok(stdin.to_vec()),
            workbook: &|_, _| unreachable!("lines and tables are text here"),
            progress: &|_, _| true,
            say: &|_| {},
            ends: false,
            random: &|| {
                self.random.set(self.random.get() + 1);
                let mut bytes = [0; 10];
                bytes[..8].copy_from_slice(&self.random.get().to_be_bytes());
                bytes
            },
        };
        let start = [OsString::from("qjcppcc"), OsString::from("--db"), ledger.into()];
        // Years long ago are asked about; here they are meant.
        let yes = words.iter().any(|word| word == "--date").then(|| OsString::from("--yes"));
        let arguments: Vec<OsString> = start.into_iter().chain(words.iter().map(OsString::from)).chain(yes).collect();
        let outcome = qjcppcc::cli::run(&arguments, &outside);
        assert!(matches!(outcome.code, 0 | 4), "{words:?} ended with {}: {}", outcome.code, outcome.stderr);
        (outcome.stdout.into_bytes().expect("memory"), outcome.code)
    }

    pub fn export(&self, ledger: &Path) -> Vec<u8> {
        let (lines, code) = self.run(ledger, &["export".to_owned()], b"");
        assert_eq!(code, 0);
        lines
    }

    /// An export copies what is kept; with the columns named one by one it takes every record apart. Both say the same.
    pub fn check_lines(&self, path: &Path) -> TestCaseResult {
        for ledger in Ledger::all() {
            let command = |more: &[&str]| {
                let words = [&["export", ledger.key], more].concat();
                self.run(path, &words.into_iter().map(str::to_owned).collect::<Vec<_>>(), b"").0
            };
            let copied = String::from_utf8(command(&[])).expect("UTF-8");
            let Some(first) = copied.lines().next() else { continue };
            let line: serde_json::Value = serde_json::from_str(first).expect("JSON");
            let keys = line.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(",");
            prop_assert_eq!(&copied, &String::from_utf8(command(&["--fields", &keys])).expect("UTF-8"));
        }
        Ok(())
    }

    /// Types one step; what must be refused must leave everything as it was.
    pub fn type_in(&self, ledger: &Path, rows: &mut Vec<Row>, mut step: Step) -> TestCaseResult {
        let Some(words) = typed(&step, rows).filter(|_| !moves_a_case(&step, rows)) else { return Ok(()) };
        let (answer, code) = self.run(ledger, &words, b"");
        let expected = if is_refused(&step, rows) { 4 } else { 0 };
        prop_assert_eq!(code, expected, "{:?}", words);
        if code == 4 {
            return Ok(());
        }
        if let Step::Add(row) = &mut step {
            let json: serde_json::Value = serde_json::from_slice(&answer).expect("an object");
            row.id = json["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
            row.no = json["no"].as_i64().expect("a number");
            // At a keyboard a meeting keeps the town that its matters have now, whatever becomes of theirs.
            if let (true, Some(town)) = (row.ledger == "meeting", json["town"].as_str()) {
                row.fields.insert("town", Said::Word(town.to_owned()));
            }
        }
        note_down(rows, step);
        Ok(())
    }
}

/// What people may not do, though what was exported comes in: hang something on a void record, solve a matter twice.
fn is_refused(step: &Step, rows: &[Row]) -> bool {
    let Step::Add(row) = step else { return breaks_a_rule(step, rows) };
    let on_void = rows.iter().any(|parent| parent.void && row.of.contains(&parent.id));
    on_void
        || of_cases(row, rows).any(|(case, standing)| is_against_the_course(row, case.date(), &standing))
        || breaks_a_rule(step, rows)
}

/// Whether a row breaks a rule after a step that it did not break before: the one of the step any rule, others that of their course.
fn breaks_a_rule(step: &Step, rows: &[Row]) -> bool {
    let mut after = rows.to_vec();
    let mut step = step.clone();
    if let Step::Add(row) = &mut step {
        // As the program will number it.
        (row.id, row.no) = (Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000), i64::MAX);
    }
    note_down(&mut after, step.clone());
    let (one, op) = match step {
        Step::Add(_) => (rows.len(), "add"),
        Step::Edit(at, _) => (at, "edit"),
        Step::Void(at) => (at, "void"),
        Step::Unvoid(at) => (at, "unvoid"),
    };
    let row = &after[one];
    if op == "unvoid" {
        let gone = |id: &Uuid| after.iter().any(|parent| parent.id == *id && parent.void);
        if !row.of.is_empty() && row.of.iter().all(gone) {
            return true;
        }
        // What hangs on it comes back as it was.
        if parents_of(row.ledger).is_empty() {
            return false;
        }
    }
    let against = |rows: &[Row], at: usize| {
        let view = View { rows, town: None };
        rows.get(at).is_some_and(|row| view.counts(row) && view.is_against_the_course(row))
    };
    let rules: [fn(&Row) -> bool; 3] = [
        |row| matches!(row.ledger, "meeting" | "consult") && surpasses(row, &ROLES, "turns"),
        |row| row.ledger == "meeting" && surpasses(row, &["adopted"], "opinions"),
        is_of_another_level,
    ];
    let (view, view_before) = (View { rows: &after, town: None }, View { rows, town: None });
    let of_motion = doubt(&view, row);
    if matches!(op, "add" | "edit")
        && of_motion.is_some()
        && rows.get(one).and_then(|before| doubt(&view_before, before)) != of_motion
    {
        return true;
    }
    let new = |rule: &fn(&Row) -> bool| {
        view.counts(row) && rule(row) && !rows.get(one).is_some_and(|before| view.counts(row) && rule(before))
    };
    (matches!(op, "add" | "edit") && rules.iter().any(new))
        || (0..after.len()).any(|at| against(&after, at) && !against(rows, at))
}

/// The cases that a row hangs on, each with where it stands after everything that was recorded.
fn of_cases<'a>(row: &'a Row, rows: &'a [Row]) -> impl Iterator<Item = (&'a Row, Standing)> {
    let cases = rows.iter().filter(|case| case.ledger == "case" && row.of.contains(&case.id));
    cases.map(|case| (case, View { rows, town: None }.stands(case, NaiveDate::MAX)))
}

fn is_against_the_course(row: &Row, opened: NaiveDate, standing: &Standing) -> bool {
    let Standing { stage, fate, last } = *standing;
    let target = row.word("stage").and_then(|key| STAGES.iter().position(|stage| *stage == key)).unwrap_or(0);
    let skips = row.word("skip").is_some();
    match row.ledger {
        "stage" => fate == Fate::Ended || target <= stage || (target > stage + 1) != skips || row.last_day() < last,
        "meeting" => fate == Fate::Ended,
        "solution" => fate != Fate::Open || row.last_day() < opened,
        "outcome" => fate != Fate::Open || row.last_day() < last,
        "reopening" => {
            let latest = if fate == Fate::Open { stage.checked_sub(1) } else { Some(stage) };
            latest.is_none_or(|latest| target > latest) || row.last_day() < last
        }
        _ => false,
    }
}

/// A meeting at a keyboard takes along the cases whose next stage it is; the model has no names for what follows.
fn moves_a_case(step: &Step, rows: &[Row]) -> bool {
    let Step::Add(row) = step else { return false };
    let stage = row.word("stage").and_then(|key| STAGES.iter().position(|stage| *stage == key)).unwrap_or(0);
    let next = |(_, standing): (&Row, Standing)| standing.stage + 1 == stage && row.last_day() >= standing.last;
    row.ledger == "meeting" && of_cases(row, rows).any(next)
}

/// The command line of a step; `None` where there is none, as for moving a child to another parent.
fn typed(step: &Step, rows: &[Row]) -> Option<Vec<String>> {
    let ledger = match step {
        Step::Add(row) | Step::Edit(_, row) => row.ledger,
        Step::Void(at) | Step::Unvoid(at) => rows[*at].ledger,
    };
    // A pair is settled at a keyboard, and made by nobody.
    if ledger == "duplicate" {
        return None;
    }
    let parent = |row: &Row| rows.iter().find(|parent| row.of.first() == Some(&parent.id));
    let home = |row: &Row| match parent(row) {
        Some(parent) => parent.ledger,
        None => *parents_of(row.ledger).first().unwrap_or(&row.ledger),
    };
    let named =
        |verb: &str, row: &Row| vec![home(row).to_owned(), verb.to_owned(), format!("{}-{}", row.ledger, row.no)];
    let switched = |verb, at: usize| [named(verb, &rows[at]), vec!["--reason".to_owned(), "核对".to_owned()]].concat();
    Some(match step {
        Step::Void(at) => switched("void", *at),
        Step::Unvoid(at) => switched("unvoid", *at),
        Step::Add(row) => {
            let mut words = vec![home(row).to_owned(), verb(row.ledger).to_owned()];
            let number = |id: &Uuid| rows.iter().find(|parent| parent.id == *id).map(|parent| parent.no.to_string());
            let mut of = row.of.iter().filter_map(number);
            if row.ledger == "review" {
                words.extend(of.next());
                words.extend(of.flat_map(|into| ["--into".to_owned(), into]));
            } else {
                words.extend(of);
            }
            words.extend(row.fields.iter().flat_map(|(key, said)| flagged(row, key, said)));
            words.extend(["--again".to_owned(), "--json".to_owned()]);
            words
        }
        Step::Edit(at, row) => {
            let before = &rows[*at];
            if before.of != row.of {
                return None;
            }
            let mut words = named("edit", row);
            for key in before.fields.keys().chain(row.fields.keys()).copied().collect::<BTreeSet<_>>() {
                match row.fields.get(key) {
                    // The day says whether it is one.
                    now if key == "span" && now != before.fields.get(key) => {
                        words.extend(flagged(row, "date", &row.fields["date"]));
                    }
                    None => words.extend(["--unset".to_owned(), key.to_owned()]),
                    now if now == before.fields.get(key) => {}
                    Some(said) if key != "date" || row.is_of_month() == before.is_of_month() => {
                        words.extend(flagged(row, key, said));
                    }
                    Some(_) => {}
                }
            }
            words
        }
    })
}

/// A flag with its word. Into which a motion is merged is said by its number.
fn flagged(row: &Row, key: &str, said: &Said) -> Vec<String> {
    match said {
        Said::Yes => vec![format!("--{key}=是")],
        _ if matches!(key, "into" | "span") => Vec::new(),
        Said::Day(day) if key == "date" && row.is_of_month() => {
            vec!["--date".to_owned(), day.format("%Y年%-m月").to_string()]
        }
        _ => vec![format!("--{key}"), spelt(row.ledger, key, said)],
    }
}

fn verb(ledger: &str) -> &str {
    match ledger {
        "assignment" => "assign",
        "chasing" => "key",
        "commendation" => "award",
        "stage" => "advance",
        "meeting" => "meet",
        "solution" => "solve",
        "outcome" => "end",
        "reopening" | "rehandling" => "reopen",
        "endorsement" => "endorse",
        "adoption" => "adopt",
        "forwarding" => "forward",
        "fund" | "benefit" | "review" | "reply" | "feedback" => ledger,
        _ => "add",
    }
}

fn spelt(ledger: &str, key: &str, said: &Said) -> String {
    match said {
        Said::Word(word) => word.clone(),
        Said::Day(day) => day.to_string(),
        Said::Names(names) => names.join("、"),
        Said::Yes => "是".to_owned(),
        Said::Number((value, bound)) => {
            let number = if in_hundredths(ledger, key) {
                format!("{}.{:02}", value / 100, value % 100)
            } else {
                value.to_string()
            };
            match bound {
                Bound::Exact => number,
                Bound::AtLeast => format!("至少{number}"),
                Bound::About => format!("约{number}"),
                Bound::Below => format!("近{number}"),
            }
        }
    }
}
