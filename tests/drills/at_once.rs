//! The same thing done at several desks in the same moment: it is kept once, and everybody else is told which rule stands in the way.

use std::sync::Barrier;
use std::thread;

use super::ground::{Ground, Said, rounds};

/// What several people do at once, of which the rules allow one.
struct Rush<'a> {
    what: &'a str,
    /// What is done beforehand, in every round anew.
    before: &'a [&'a str],
    /// A command for each desk. `{round}` is the number of the round, `{year}` with two digits, `{file}` a file of three records.
    desks: &'a [&'a str],
    /// The rules by which the others are refused; where there are none, everybody's work is done and only the first one's kept.
    refusals: &'a [&'a str],
    /// How many records more there are afterwards.
    kept: usize,
    rounds: usize,
}

const STUDY: &str = "study add chair same-{round} -d yesterday";
const MATTER: &str = "case add matter-{round} -t 永新 -d 2022-03-01 --yes";

const RUSHES: &[Rush<'_>] = &[
    Rush {
        what: "the same record",
        before: &[],
        desks: &[STUDY; 4],
        refusals: &["recorded_already"],
        kept: 1,
        rounds: 20,
    },
    Rush {
        what: "two solutions of one matter",
        before: &[MATTER],
        desks: &["case solve {round} -d 2022-05-01 --yes", "case solve {round} -d 2022-05-02 --yes -m another"],
        refusals: &["solved_already"],
        kept: 2,
        rounds: 12,
    },
    Rush {
        what: "one word with two scopes",
        before: &[],
        desks: &[
            "vocab add kind volunteer w{round} 词{round} --scope community",
            "vocab add kind volunteer w{round} 词{round} --scope epidemic",
        ],
        refusals: &["word_exists"],
        kept: 1,
        rounds: 8,
    },
    Rush {
        what: "a year closed",
        before: &[],
        desks: &["close 20{year}"; 3],
        refusals: &["closed_already"],
        kept: 1,
        rounds: 8,
    },
    Rush {
        what: "a record taken out",
        before: &[STUDY],
        desks: &["study void {round} --reason twice"; 3],
        refusals: &["void_already", "changed_meanwhile"],
        kept: 1,
        rounds: 8,
    },
    Rush { what: "a file read in", before: &[], desks: &["import {file}"; 3], refusals: &[], kept: 3, rounds: 8 },
];

#[test]
fn what_is_done_twice_at_once_is_kept_once() {
    let mut wrong = Vec::new();
    for rush in RUSHES {
        let ground = Ground::with(0);
        let rounds = rounds(rush.rounds);
        let failed: Vec<String> = (1..=rounds).filter_map(|round| rush.once(&ground, round).err()).collect();
        eprintln!("at once: {}: {} of {rounds} rounds went wrong", rush.what, failed.len());
        wrong.extend(failed.first().map(|first| format!("{}: {} of {rounds}: {first}", rush.what, failed.len())));
        if failed.is_empty() {
            ground.run(&["verify"]).succeeds();
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

impl Rush<'_> {
    fn once(&self, ground: &Ground, round: usize) -> Result<(), String> {
        let file = ground.file(&format!("round-{round}"), 3);
        let run = |line: &str| -> Said {
            let line = line.replace("{round}", &round.to_string()).replace("{year}", &format!("{round:02}"));
            let line = line.replace("{file}", &file);
            ground.run(&line.split(' ').chain(["--json"]).collect::<Vec<_>>())
        };
        let before = ground.exported().lines().count();
        self.before.iter().for_each(|line| drop(run(line).succeeds()));
        let ready = Barrier::new(self.desks.len());
        let said: Vec<Said> = thread::scope(|scope| {
            let desks = self.desks.iter().map(|desk| {
                scope.spawn(|| {
                    ready.wait();
                    run(desk)
                })
            });
            let desks: Vec<_> = desks.collect();
            desks.into_iter().map(|desk| desk.join().expect("an answer")).collect()
        });
        let kept = ground.exported().lines().count() - before;
        let done = said.iter().filter(|said| said.code() == Some(0)).count();
        let refused = |said: &&Said| said.code() == Some(4) && self.refusals.contains(&said.error().as_str());
        let refused = said.iter().filter(refused).count();
        let expected = if self.refusals.is_empty() { (self.desks.len(), 0) } else { (1, self.desks.len() - 1) };
        if (done, refused) == expected && kept == self.kept {
            return Ok(());
        }
        let answers: Vec<_> = said.iter().map(|said| (said.code(), said.error())).collect();
        Err(format!("{kept} records more, of which there should be {}: {answers:?}", self.kept))
    }
}
