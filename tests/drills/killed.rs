//! kill -9 at any moment: what was acknowledged is there, an import is there whole or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;
use rusqlite::Connection;

use super::ground::{Ground, Said, drawn, rounds, titled, titles};
use super::trouble::tally;

#[test]
fn a_killed_import_is_whole_or_not_there() {
    let seen = kill_imports(500, 2_000, rounds(8));
    assert!(seen.inside > 0, "no kill met the import at work");
}

#[test]
#[ignore = "takes minutes: 200 imports of 20,000 lines onto 20,000 records, each killed"]
fn two_hundred_killed_imports_are_whole_or_not_there() {
    let rounds = rounds(200);
    let seen = kill_imports(20_000, 20_000, rounds);
    assert!(seen.inside >= rounds / 2, "too few kills met the import at work");
    assert!(seen.torn > 0, "no kill met the ledger half written");
    assert!(seen.unsound_alone > 0, "the journal was never needed: nothing was proved");
}

#[test]
fn what_killed_people_had_recorded_is_there() {
    kill_adders(4, rounds(3));
}

#[test]
#[ignore = "takes minutes: 100 groups of 8, each killed"]
fn what_a_hundred_killed_groups_had_recorded_is_there() {
    kill_adders(8, rounds(100));
}

/// What the kills met.
#[derive(Default)]
struct Seen {
    /// The import had not ended.
    inside: usize,
    /// The ledger was being written: it was not what it had been, and its journal lay beside it.
    torn: usize,
    /// Of these, the ledgers that are not sound without their journal: this is what the drill would see of a program that
    /// kept none.
    unsound_alone: usize,
}

fn kill_imports(records: usize, lines: usize, rounds: usize) -> Seen {
    let mut rng = drawn("killed imports");
    let ground = Ground::with(records);
    let file = ground.file("imported", lines);
    let whole = ground.run(&["import", &file]).succeeds().took;
    let start = ground.at_start();
    let mut seen = Seen::default();
    let mut fates = Vec::new();
    for round in 0..rounds {
        ground.reset();
        let moment = Moment::drawn(round, whole, &mut rng);
        let said = cut_off(&ground, &["import", &file], &moment);
        let inside = said.code().is_none();
        let torn = inside && ground.journal().exists() && fs::read(ground.ledger()).expect("the ledger") != start;
        seen.inside += usize::from(inside);
        seen.torn += usize::from(torn);
        seen.unsound_alone += usize::from(torn && !is_sound_alone(&ground));
        if torn {
            a_copy_with_its_journal_is_rolled_back(&ground);
        }
        let round = format!("round {round}, killed {moment:?}");
        let there = ground.is_sound_with(&titles("earlier", records), &round).len() - records;
        assert!(there == 0 || there == lines, "{round}: {there} of {lines} imported");
        assert!(there == lines || !said.acknowledges(), "{round}: an acknowledged import is not there");
        ground.goes_on(&round);
        fates.push((if inside { "killed" } else { "ended" }, if there == 0 { "not there" } else { "whole" }));
    }
    tally("killed imports", fates);
    let Seen { inside, torn, unsound_alone } = seen;
    eprintln!(
        "killed imports: {inside} of {rounds} at work, {torn} with the ledger half written ({unsound_alone} of them unsound without the journal)"
    );
    seen
}

/// When to kill: a while after something has been seen.
#[derive(Debug)]
enum Moment {
    After(Duration),
    /// The journal is there: records are being derived and kept.
    AfterJournal(Duration),
    /// The ledger itself has begun to change: this is the commit.
    AfterFirstPage(Duration),
}

impl Moment {
    fn drawn(round: usize, whole: Duration, rng: &mut Rng) -> Moment {
        let part = |of: Duration, rng: &mut Rng| of.mul_f64(rng.f64());
        match round % 4 {
            0 => Moment::After(part(whole, rng)),
            1 => Moment::AfterJournal(part(whole / 2, rng)),
            _ => Moment::AfterFirstPage(part(Duration::from_millis(2), rng)),
        }
    }

    /// Waits for the moment, or until the process has ended by itself.
    fn wait(&self, ground: &Ground, child: &mut Child) {
        let state = |path: &Path| fs::metadata(path).ok().map(|facts| (facts.len(), facts.modified().ok()));
        let before = state(&ground.ledger());
        let (path, before, pause) = match self {
            Moment::After(pause) => return thread::sleep(*pause),
            Moment::AfterJournal(pause) => (ground.journal(), None, pause),
            Moment::AfterFirstPage(pause) => (ground.ledger(), before, pause),
        };
        while state(&path) == before && child.try_wait().expect("a process").is_none() {
            std::hint::spin_loop();
        }
        let since = Instant::now();
        while since.elapsed() < *pause {
            std::hint::spin_loop();
        }
    }
}

fn cut_off(ground: &Ground, words: &[&str], moment: &Moment) -> Said {
    let start = Instant::now();
    let mut child = ground.command(words).spawn().expect("the program starts");
    moment.wait(ground, &mut child);
    child.kill().expect("killed, or ended before");
    Said::from(words, child.wait_with_output().expect("it has ended"), start.elapsed())
}

/// Whether the ledger would be sound without its journal. It is asked of a copy.
fn is_sound_alone(ground: &Ground) -> bool {
    let alone = ground.outside("alone.db");
    fs::copy(ground.ledger(), &alone).expect("a copy");
    let sound = ground.run(&["--db", &alone.display().to_string(), "verify"]).code() == Some(0);
    fs::remove_file(&alone).expect("removed");
    sound
}

/// Ledger and journal copied in the middle of a save are the ledger as it was before, wherever they are read.
fn a_copy_with_its_journal_is_rolled_back(ground: &Ground) {
    let copied = ground.outside("copied.db");
    let name = copied.display().to_string();
    fs::copy(ground.ledger(), &copied).expect("a copy");
    fs::copy(ground.journal(), ground.outside("copied.db-journal")).expect("a copy");
    ground.run(&["--db", &name, "report", "2022"]).succeeds();
    assert_eq!(fs::read(&copied).expect("the copy"), ground.at_start(), "the copy was not rolled back");
    assert!(!ground.outside("copied.db-journal").exists(), "the journal was left behind");
    fs::remove_file(&copied).expect("removed");
}

fn kill_adders(people: usize, rounds: usize) {
    let mut rng = drawn("killed people");
    let ground = Ground::with(200);
    let mut acknowledged = titles("earlier", ground.start);
    let (mut attempted, mut killed) = (0, 0);
    for round in 0..rounds {
        let cut = AtomicBool::new(false);
        let answers: Vec<Vec<Answer>> = thread::scope(|scope| {
            let people: Vec<_> = (0..people)
                .map(|person| {
                    let (ground, cut) = (&ground, &cut);
                    scope.spawn(move || record_until_cut_off(ground, &format!("round {round}, person {person}"), cut))
                })
                .collect();
            thread::sleep(Duration::from_millis(rng.u64(20..800)));
            cut.store(true, Ordering::Relaxed);
            people.into_iter().map(|person| person.join().expect("nobody is turned away")).collect()
        });
        let answers: Vec<Answer> = answers.into_iter().flatten().collect();
        attempted += answers.len();
        killed += answers.iter().filter(|answer| answer.killed).count();
        acknowledged.extend(answers.iter().filter(|answer| answer.acknowledged).map(|answer| answer.title.clone()));
        let round = format!("round {round}");
        let there: BTreeSet<String> =
            ground.is_sound_with(&acknowledged, &round).into_values().map(|kept| kept.title).collect();
        // Whoever was killed may or may not be there, but nobody else.
        let open: BTreeSet<String> = answers.into_iter().map(|answer| answer.title).collect();
        let more: Vec<&String> = there.difference(&acknowledged).filter(|title| !open.contains(*title)).collect();
        assert!(more.is_empty(), "{round}: nobody recorded {more:?}");
        ground.goes_on(&round);
        acknowledged = there;
        acknowledged.insert(format!("afterwards: {round}"));
    }
    eprintln!("killed people: {rounds} rounds of {people}, {attempted} records, {killed} killed while recording");
    assert!(killed > 0, "nobody was killed while recording");
}

/// What became of one record.
struct Answer {
    title: String,
    acknowledged: bool,
    killed: bool,
}

fn record_until_cut_off(ground: &Ground, who: &str, cut: &AtomicBool) -> Vec<Answer> {
    let mut answers = Vec::new();
    while !cut.load(Ordering::Relaxed) {
        let title = titled(who, answers.len());
        let words = ["study", "add", "chair", &title, "-d", "2022-05-01", "--yes"];
        let start = Instant::now();
        let mut child = ground.command(&words).spawn().expect("the program starts");
        while child.try_wait().expect("a process").is_none() {
            if cut.load(Ordering::Relaxed) {
                child.kill().expect("killed, or ended before");
            }
            thread::sleep(Duration::from_micros(200));
        }
        let said = Said::from(&words, child.wait_with_output().expect("it has ended"), start.elapsed());
        assert!(matches!(said.code(), None | Some(0)), "{said:?}");
        answers.push(Answer { acknowledged: said.acknowledges(), killed: said.code().is_none(), title });
    }
    answers
}

/// Half a save made by hand, so that it is there without any luck: the ledger on the disk with some of its pages new, and
/// the journal that has the old ones.
pub fn half_a_save(ground: &Ground) {
    let (torn, journal) = (ground.outside("torn.db"), ground.outside("torn.db-journal"));
    let connection = Connection::open(ground.ledger()).expect("plain SQLite");
    connection
        .execute_batch(
            "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;
             UPDATE record SET title = title || ' and something that needs more room than there was';",
        )
        .expect("half a save");
    fs::copy(ground.ledger(), &torn).expect("a copy");
    fs::copy(ground.journal(), &journal).expect("a copy");
    connection.execute_batch("ROLLBACK").expect("rolled back");
    drop(connection);
    fs::rename(torn, ground.ledger()).expect("put in its place");
    fs::rename(journal, ground.journal()).expect("put in its place");
}

#[test]
fn half_a_save_is_rolled_back_by_whoever_comes_next_and_is_unsound_without_its_journal() {
    let ground = Ground::with(400);
    for words in [&["report", "2022"][..], &["study", "list"], &["verify"], &["head"], &["backup", "../safe.db"]] {
        ground.reset();
        half_a_save(&ground);
        assert_ne!(fs::read(ground.ledger()).expect("the ledger"), ground.at_start());
        assert!(!is_sound_alone(&ground), "the save was not cut in half: nothing was proved");
        ground.run(words).succeeds();
        assert_eq!(fs::read(ground.ledger()).expect("the ledger"), ground.at_start(), "{words:?}");
        assert_eq!(ground.files(), ["l.db"], "{words:?}");
    }
    ground.reset();
    half_a_save(&ground);
    ground.add("the next one").succeeds();
    let records = ground.is_sound_with(&titles("earlier", ground.start), "after half a save");
    assert_eq!(records.len(), ground.start + 1);
    ground.goes_on("after half a save");
}

/// Whoever puts an old copy in the place of a ledger whose save was cut off leaves a journal beside it that belongs to
/// another file. SQLite cannot know; `verify` must.
#[test]
fn an_old_copy_put_back_beside_the_journal_of_half_a_save_never_passes_for_sound() {
    let ground = Ground::with(400);
    let old = ground.at_start();
    for at in 0..20 {
        ground.add(&titled("recorded since", at)).succeeds();
    }
    let (head, exported) = (ground.run(&["head"]).succeeds().stdout, ground.exported());
    half_a_save(&ground);
    fs::write(ground.ledger(), &old).expect("the old copy");
    let verified = ground.run(&["verify", "--head", head.trim()]);
    match verified.code() {
        Some(0) => assert_eq!(ground.exported(), exported, "{verified:?}"),
        code => assert!(matches!(code, Some(5 | 6)), "{verified:?}"),
    }
    ground.reset();
    let verified = ground.run(&["verify", "--head", head.trim(), "--json"]);
    assert_eq!((verified.code(), verified.error().as_str()), (Some(6), "other_history"));
}

/// The person moves the ledger away and not its journal, and restores a backup under the old name: the journal would be played into it.
#[test]
fn a_backup_is_not_restored_beside_the_journal_of_half_a_save() {
    let ground = Ground::with(400);
    ground.run(&["backup", "../safe.db"]).succeeds();
    half_a_save(&ground);
    let (away, journal) = (ground.outside("away.db"), ground.outside("away.db-journal"));
    fs::rename(ground.ledger(), &away).expect("moved away");
    for words in [&["restore", "../safe.db", "--to", "l.db"][..], &["init", "l.db"], &["init"]] {
        let said = ground.run(&[words, &["--json"]].concat());
        assert_eq!((said.code(), said.error().as_str()), (Some(4), "sidecar_left"), "{said:?}");
        assert!(said.stderr.contains("l.db-journal") && said.stderr.contains("beside that file"), "{said:?}");
        assert_eq!(ground.files(), ["l.db-journal"]);
    }
    // What it says helps: the journal beside its own file rescues that, and the backup is restored.
    fs::rename(ground.journal(), &journal).expect("moved, too");
    ground.run(&["--db", &away.display().to_string(), "verify"]).succeeds();
    assert_eq!(fs::read(&away).expect("the ledger"), ground.at_start(), "it was not rescued");
    ground.run(&["restore", "../safe.db", "--to", "l.db"]).succeeds();
    ground.is_sound_with(&titles("earlier", ground.start), "restored");
    ground.goes_on("restored");
}

/// Wherever an answer is cut off, its file is the old one or the new one, and nothing lies beside it.
#[test]
fn a_killed_answer_leaves_nothing_beside_its_file() {
    let mut rng = drawn("killed answers");
    let ground = Ground::with(2_000);
    let words = ["export", "-o", "all.jsonl"];
    let whole = ground.run(&words).succeeds().took;
    let new = fs::read(ground.folder.join("all.jsonl")).expect("the answer");
    let (mut fates, mut caught) = (Vec::new(), 0);
    for round in 0..rounds(12) {
        fs::write(ground.folder.join("all.jsonl"), "old").expect("an old file");
        let said = cut_off(&ground, &words, &Moment::After(whole.mul_f64(rng.f64())));
        let there = fs::read(ground.folder.join("all.jsonl")).expect("a file");
        assert!(there == b"old" || there == new, "round {round}: half an answer");
        assert!(there == new || said.code() != Some(0), "round {round}: {said:?}");
        // Only for the moment in which it takes its place has the whole answer another name.
        for name in ground.files().into_iter().filter(|name| !["all.jsonl", "l.db"].contains(&name.as_str())) {
            let left = ground.folder.join(name);
            assert!(fs::read(&left).expect("a file") == new, "round {round}: {} was left", left.display());
            fs::remove_file(left).expect("removed");
            caught += 1;
        }
        fates.push((said.code().is_some(), there == new));
    }
    assert!(caught <= 1, "the moment is a long one: {caught}");
    tally("killed answers (ended, new)", fates);
}

/// A backup that is told to end clears away what it has made.
#[test]
fn a_backup_that_is_told_to_end_leaves_nothing() {
    let ground = Ground::with(2_000);
    let mut ended = 0;
    for signal in ["-INT", "-TERM"] {
        for round in 0..rounds(3) {
            let start = Instant::now();
            let mut child = ground.command(&["backup", "copy.db", "--json"]).spawn().expect("the program starts");
            while ground.files() == ["l.db"] && child.try_wait().expect("a process").is_none() {
                std::hint::spin_loop();
            }
            Command::new("kill").args([signal, &child.id().to_string()]).status().expect("a signal");
            let said = Said::from(&["backup"], child.wait_with_output().expect("it has ended"), start.elapsed());
            match said.code() {
                Some(130) => assert_eq!(ground.files(), ["l.db"], "{signal}, round {round}: {said:?}"),
                code => assert_eq!((code, ground.files().len()), (Some(0), 2), "{signal}, round {round}: {said:?}"),
            }
            ended += usize::from(said.error() == "interrupted");
            let _ = fs::remove_file(ground.folder.join("copy.db"));
        }
    }
    assert!(ended > 0, "no signal met a backup at work");
}

#[test]
fn a_killed_bundle_is_whole_or_not_there() {
    kill_bundles(300, 600, rounds(8));
}

#[test]
#[ignore = "takes minutes: 100 bundles of 10,000 entries, each killed"]
fn a_hundred_killed_bundles_are_whole_or_not_there() {
    kill_bundles(5_000, 10_000, rounds(100));
}

/// A desk's bundle is taken in by a ledger of so many records, and killed.
fn kill_bundles(records: usize, entries: usize, rounds: usize) {
    let mut rng = drawn("killed bundles");
    let ground = Ground::with(records);
    let (desk, bundle) = (ground.outside("desk.db"), ground.outside("desk.qjb"));
    let [desk, bundle] = [desk, bundle].map(|path| path.display().to_string());
    ground.run(&["init", &desk]).succeeds();
    let file = ground.file("desk", entries);
    ground.run(&["import", &file, "--db", &desk]).succeeds();
    ground.run(&["export", "-o", &bundle, "--db", &desk]).succeeds();
    let whole = ground.run(&["import", &bundle]).succeeds().took;
    let (mut inside, mut fates) = (0, Vec::new());
    for round in 0..rounds {
        ground.reset();
        let moment = Moment::drawn(round, whole, &mut rng);
        let said = cut_off(&ground, &["import", &bundle], &moment);
        inside += usize::from(said.code().is_none());
        let round = format!("round {round}, killed {moment:?}");
        assert_eq!(ground.run(&["verify"]).code(), Some(0), "{round}");
        let there = ground.exported().lines().filter(|line| line.contains("\"title\":\"desk")).count();
        assert!(there == 0 || there == entries, "{round}: {there} of {entries}");
        assert!(there == entries || !said.acknowledges(), "{round}: an acknowledged bundle is not there");
        ground.run(&["import", &bundle]).succeeds();
        ground.goes_on(&round);
        fates.push((
            if said.code().is_none() { "killed" } else { "ended" },
            if there == 0 { "not there" } else { "whole" },
        ));
    }
    tally("killed bundles", fates);
    eprintln!("killed bundles: {inside} of {rounds} at work");
    assert!(inside > 0, "no kill met the work");
}
