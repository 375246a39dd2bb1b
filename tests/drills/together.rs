//! Many at once: some record one by one, some import, some look, and nobody is turned away.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::ground::{Ground, PATIENCE, Said, drawn, records, rounds, titles};

/// Who is there.
struct Crowd {
    recording: usize,
    importing: usize,
    /// How many each of them records, a process a record.
    records: usize,
    /// How many lines a file has.
    lines: usize,
}

#[test]
fn many_at_once_lose_nothing() {
    work_together(&Crowd { recording: 8, importing: 2, records: rounds(4), lines: 150 });
}

#[test]
#[ignore = "takes a minute: 64 processes record 1,280 times while others read"]
fn nobody_is_turned_away_however_many_look() {
    let ground = Ground::with(200);
    let over = AtomicBool::new(false);
    let answers: Vec<Said> = thread::scope(|scope| {
        let (ground, over) = (&ground, &over);
        for looks in [&["report", "2022"][..], &["study", "list"], &["export"], &["verify"]] {
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    drop(ground.run(looks));
                }
            });
        }
        let record =
            |person: usize| titles(&recorded(person), rounds(20)).iter().map(|title| ground.add(title)).collect();
        let people: Vec<_> = (0..64).map(|person| scope.spawn(move || -> Vec<Said> { record(person) })).collect();
        let answers = people.into_iter().flat_map(|person| person.join().expect("an answer")).collect();
        over.store(true, Ordering::Relaxed);
        answers
    });
    let worst = answers.iter().map(|said| said.took).max().unwrap_or_default();
    let away: Vec<&Said> = answers.iter().filter(|said| said.code() != Some(0)).collect();
    eprintln!("turned away: {} of {}; the longest wait was {worst:?}", away.len(), answers.len());
    assert!(away.is_empty(), "{} of {}, first: {:?}", away.len(), answers.len(), away[0]);
    assert_eq!(ground.records().len(), ground.start + answers.len());
    ground.goes_on("afterwards");
}

#[test]
#[ignore = "takes minutes: 64 processes at a time"]
fn a_whole_office_at_once_loses_nothing() {
    for recording in [8, 32, 64] {
        work_together(&Crowd { recording, importing: 4, records: rounds(25), lines: 1_000 });
    }
}

fn work_together(crowd: &Crowd) {
    let mut rng = drawn("many at once");
    let ground = Ground::with(200);
    let over = AtomicBool::new(false);
    let (mut waits, looks) = thread::scope(|scope| {
        let (ground, over) = (&ground, &over);
        let looking = [0, 1].map(|turn| scope.spawn(move || look(ground, crowd, over, turn)));
        let mut working = Vec::new();
        for person in 0..crowd.recording {
            working.push(scope.spawn(move || record(ground, person, crowd.records)));
        }
        for person in 0..crowd.importing {
            let later = Duration::from_millis(rng.u64(0..300));
            working.push(scope.spawn(move || import(ground, person, crowd.lines, later)));
        }
        let joined: Vec<_> = working.into_iter().map(thread::ScopedJoinHandle::join).collect();
        over.store(true, Ordering::Relaxed);
        let waits: Vec<Duration> = joined.into_iter().flat_map(|waits| waits.expect("nobody is turned away")).collect();
        (waits, looking.map(|looks| looks.join().expect("whoever looks sees a whole ledger")))
    });
    waits.sort();
    let (middle, worst) = (waits[waits.len() / 2], waits[waits.len() - 1]);
    eprintln!(
        "many at once: {} recording, {} importing, {} commands; a wait of {middle:?} in the middle, {worst:?} at worst; looked {looks:?} times",
        crowd.recording,
        crowd.importing,
        waits.len()
    );
    assert!(worst < PATIENCE, "{worst:?}");
    let mut all = titles("earlier", ground.start);
    all.extend((0..crowd.importing).flat_map(|person| titles(&imported(person), crowd.lines)));
    all.extend((0..crowd.recording).flat_map(|person| titles(&recorded(person), crowd.records)));
    let kept = ground.is_sound_with(&all, "afterwards");
    assert_eq!(kept.len(), all.len(), "nothing is there that nobody recorded");
    assert_eq!(kept.keys().copied().collect::<Vec<_>>(), (1..).take(all.len()).collect::<Vec<i64>>());
    ground.goes_on("afterwards");
}

fn recorded(person: usize) -> String {
    format!("recorded by {person}")
}

fn imported(person: usize) -> String {
    format!("imported by {person}")
}

fn record(ground: &Ground, person: usize, count: usize) -> Vec<Duration> {
    titles(&recorded(person), count).iter().map(|title| ground.add(title).succeeds().took).collect()
}

fn import(ground: &Ground, person: usize, lines: usize, later: Duration) -> Vec<Duration> {
    let file = ground.file(&imported(person), lines);
    thread::sleep(later);
    vec![ground.run(&["import", &file]).succeeds().took]
}

/// Looks until all is over, in turn at the report and at the records, in which no import is ever seen half done. Answers
/// how often.
fn look(ground: &Ground, crowd: &Crowd, over: &AtomicBool, turn: usize) -> usize {
    let mut looks = 0;
    while !over.load(Ordering::Relaxed) {
        looks += 1;
        if turn == 0 {
            let report = ground.run(&["report", "2022", "--json"]).succeeds();
            serde_json::from_str::<serde_json::Value>(&report.stdout).expect("a report in JSON");
        } else {
            is_whole(&ground.run(&["study", "list", "-O", "jsonl"]).succeeds(), crowd);
        }
    }
    looks
}

fn is_whole(listed: &Said, crowd: &Crowd) {
    let seen: BTreeSet<String> = records(&listed.stdout).into_values().map(|kept| kept.title).collect();
    for person in 0..crowd.importing {
        let there = titles(&imported(person), crowd.lines).intersection(&seen).count();
        assert!(there == 0 || there == crowd.lines, "half an import is seen: {there} of {}", crowd.lines);
    }
}
