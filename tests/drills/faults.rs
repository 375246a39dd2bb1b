//! System calls on the ledger, its journal and its folder that fail, one of them or all from one on, or at which the
//! program is killed: strace makes them fail.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use fastrand::Rng;

use super::ground::{Ground, Kept, Said, drawn, rounds};
use super::trouble::{Fate, Work, tally};
use crate::world::process::PROGRAM;

/// The calls that fail, and how.
const FAULTS: &[(&str, &str)] = &[
    ("fsync", "EIO"),
    ("fdatasync", "EIO"),
    ("pwrite64", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("write", "EIO"),
    ("write", "ENOSPC"),
    ("pread64", "EIO"),
    ("read", "EIO"),
    ("ftruncate", "EIO"),
    ("unlink", "EIO"),
    ("unlink", "EACCES"),
    ("openat", "EIO"),
    ("openat", "EACCES"),
    ("openat", "EMFILE"),
    ("fcntl", "ENOLCK"),
];

/// What happens at the call that was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Once,
    FromThenOn,
    Killed,
}

/// One command, and the call of it that goes wrong.
#[derive(Clone, Debug)]
struct Case {
    work: Work,
    call: &'static str,
    fault: &'static str,
    how: How,
    at: usize,
}

impl Case {
    fn injected(&self) -> String {
        let Case { call, fault, at, .. } = self;
        match self.how {
            How::Once => format!("inject={call}:error={fault}:when={at}"),
            How::FromThenOn => format!("inject={call}:error={fault}:when={at}+"),
            How::Killed => format!("inject={call}:signal=SIGKILL:when={at}"),
        }
    }
}

#[test]
#[ignore = "needs strace; takes minutes: 700 faults"]
fn a_call_that_fails_loses_nothing_and_is_told() {
    let mut rng = drawn("faults");
    let mut ground = Ground::with(300);
    Work::ready(&mut ground);
    let kinds: Vec<_> = [Work::Add, Work::Import, Work::Undo].into_iter().flat_map(faults_of).collect();
    let before = ground.records();
    let cases = drawn_cases(&ground, &kinds, rounds(700), &mut rng);
    let seen = drill("faults", &ground, &before, &cases);
    assert!(seen.contains_key(&Fate::NotKept), "nothing failed: nothing was proved");
}

#[test]
#[ignore = "needs strace; takes minutes: 300 faults"]
fn a_call_that_fails_while_half_a_save_is_rolled_back_loses_nothing() {
    let mut rng = drawn("faults while recovering");
    let mut ground = Ground::with(300);
    Work::ready(&mut ground);
    let before = ground.records();
    cut_a_save_in_half(&ground);
    let kinds: Vec<_> = [Work::Look, Work::Add].into_iter().flat_map(faults_of).collect();
    let cases = drawn_cases(&ground, &kinds, rounds(300), &mut rng);
    let seen = drill("faults while recovering", &ground, &before, &cases);
    assert!(seen.contains_key(&Fate::NotKept), "nothing failed: nothing was proved");
}

fn faults_of(work: Work) -> Vec<(Work, &'static str, &'static str, How)> {
    let failing = FAULTS.iter().flat_map(move |(call, fault)| {
        // A lock that fails for ever is waited for: that is half a minute each time, and the same answer.
        let hows: &[How] = if *call == "fcntl" { &[How::Once] } else { &[How::Once, How::FromThenOn] };
        hows.iter().map(move |how| (work, *call, *fault, *how))
    });
    let killed = ["pwrite64", "fsync", "unlink"].map(|call| (work, call, "", How::Killed));
    failing.chain(killed).collect()
}

/// Draws so many cases, the same number of every kind as far as a command makes so many calls; the rest from all that is
/// left.
fn drawn_cases(
    ground: &Ground,
    kinds: &[(Work, &'static str, &'static str, How)],
    wanted: usize,
    rng: &mut Rng,
) -> Vec<Case> {
    let mut calls: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for (work, call, fault, how) in kinds.iter().copied() {
        let count = *calls.entry((format!("{work:?}"), call)).or_insert_with(|| {
            ground.reset_with_journal();
            traced(ground, work, call, None).1
        });
        let mut places: Vec<usize> = (1..=count).collect();
        rng.shuffle(&mut places);
        let mut cases: Vec<Case> = places.into_iter().map(|at| Case { work, call, fault, how, at }).collect();
        let more = cases.split_off(cases.len().min(wanted / kinds.len() + 1));
        first.extend(cases);
        rest.extend(more);
    }
    eprintln!("calls of each command: {calls:?}");
    rng.shuffle(&mut rest);
    first.extend(rest);
    first.truncate(wanted);
    first
}

fn drill(name: &str, ground: &Ground, before: &BTreeMap<i64, Kept>, cases: &[Case]) -> BTreeMap<Fate, usize> {
    let mut seen = BTreeMap::new();
    let mut table = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        ground.reset_with_journal();
        let said = traced(ground, case.work, case.call, Some(&case.injected())).0;
        let round = format!("round {number}, {case:?}");
        let fate = case.work.judge(ground, before, &said, &round);
        assert!(fate != Fate::Killed || case.how == How::Killed, "{round}: {said:?}");
        if case.work == Work::Look && fate == Fate::Kept {
            assert_eq!(&super::ground::records(&said.stdout), before, "{round}: half a save was shown");
        }
        *seen.entry(fate).or_default() += 1;
        table.push((case.call, case.how, fate));
    }
    tally(name, table);
    eprintln!("{name}: {} runs, {seen:?}", cases.len());
    seen
}

/// Runs a command under strace. Answers what it said, and how often it made the call on the ledger, its journal or its
/// folder.
fn traced(ground: &Ground, work: Work, call: &str, inject: Option<&str>) -> (Said, usize) {
    let log = ground.outside("strace.log");
    let mut command = Command::new("strace");
    ground.settle(&mut command);
    command.args(["-f", "-qq", "-o"]).arg(&log);
    for path in [&ground.ledger(), &ground.journal(), &ground.folder] {
        command.arg("-P").arg(path);
    }
    command.args(["-e", &format!("trace={call}")]);
    command.args(inject.into_iter().flat_map(|inject| ["-e", inject]));
    command.arg(PROGRAM).args(work.words(ground));
    let start = std::time::Instant::now();
    let output = command.output().expect("strace is installed and may trace");
    let said = Said::from(&[&format!("{work:?}")], output, start.elapsed());
    let log = fs::read_to_string(&log).expect("what strace saw");
    let opening = format!("{call}(");
    (said, log.lines().filter(|line| line.contains(&opening)).count())
}

/// Kills an import in the middle of writing its pages; ledger and journal as they are then are what the drill starts from.
fn cut_a_save_in_half(ground: &Ground) {
    ground.reset();
    let (_, journaled_and_written) = traced(ground, Work::Import, "pwrite64", None);
    let whole = ground.records().len();
    for at in (1..=journaled_and_written).rev() {
        ground.reset();
        traced(ground, Work::Import, "pwrite64", Some(&format!("inject=pwrite64:signal=SIGKILL:when={at}")));
        let torn = ground.journal().exists() && fs::read(ground.ledger()).expect("the ledger") != ground.at_start();
        if torn && at + 8 < journaled_and_written {
            fs::copy(ground.journal(), ground.outside("start.db-journal")).expect("a copy");
            ground.start_from_here();
            return;
        }
    }
    panic!("no kill left the ledger half written, of {whole} records");
}
