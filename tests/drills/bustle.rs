//! A busy day: thirteen desks do everything that the program can, all at once and on one ledger. Afterwards the file is sound,
//! every publication equals the state that it names, and nobody was told anything but an answer or a rule.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;

use super::ground::{Ground, Said, drawn};

const DESKS: usize = 13;

#[test]
fn a_busy_moment_leaves_everything_in_order() {
    bustle(Duration::from_secs(3));
}

#[test]
#[ignore = "takes minutes: thirteen desks for two minutes, then every publication is looked at"]
fn a_busy_day_leaves_everything_in_order() {
    let seconds = std::env::var("QJCPPCC_DRILL_SECONDS").map_or(120, |text| text.parse().expect("a number of seconds"));
    bustle(Duration::from_secs(seconds));
}

/// What was answered: the command, the exit code, and the word for the error.
type Answer = (String, i32, String);

struct Office<'g> {
    ground: &'g Ground,
    start: Instant,
    length: Duration,
    /// The last numbers given to study sessions and matters, so that the desks meet over the same records.
    studies: AtomicI64,
    cases: AtomicI64,
    /// Counts what has to be named anew each time.
    names: AtomicUsize,
    answers: Mutex<BTreeMap<Answer, usize>>,
    /// What nobody should have been told.
    wrong: Mutex<Vec<Said>>,
}

fn bustle(length: Duration) {
    let mut rng = drawn("a busy day");
    let ground = Ground::with(50);
    for no in 0..10 {
        ground.run(&["case", "add", &format!("matter {no}"), "-t", "永新", "-d", "2022-01-10", "--yes"]).succeeds();
    }
    let office = Office {
        ground: &ground,
        start: Instant::now(),
        length,
        studies: AtomicI64::new(50),
        cases: AtomicI64::new(10),
        names: AtomicUsize::new(0),
        answers: Mutex::default(),
        wrong: Mutex::default(),
    };
    thread::scope(|scope| {
        for desk in 0..DESKS {
            let (rng, office) = (rng.fork(), &office);
            scope.spawn(move || office.work(desk, rng));
        }
    });
    for ((command, code, error), times) in office.answers.lock().expect("the answers").iter() {
        eprintln!("a busy day: {times:>6} × {command} → {code} {error}");
    }
    let wrong = office.wrong.lock().expect("the answers");
    let (differing, publications) = office.differing();
    eprintln!("a busy day: {} answers were wrong; {differing} of {publications} publications differ", wrong.len());
    let verified = ground.run(&["verify"]);
    assert_eq!(verified.code(), Some(0), "{verified:?}");
    assert!(wrong.is_empty(), "{} were told what nobody should be told, first: {:#?}", wrong.len(), wrong[0]);
    assert!(publications > 0, "something was published");
    assert_eq!(differing, 0, "of {publications} publications some are not the state that they name");
    ground.run(&["publish", "2022"]).succeeds();
    let report: Value = json(&ground.run(&["report", "2022", "--json"]).succeeds());
    assert_eq!(report["published"]["changes"].as_array().map(Vec::len), Some(0), "{}", report["published"]);
    assert_eq!(ground.files(), ["l.db"], "something was left behind");
}

impl Office<'_> {
    fn work(&self, desk: usize, mut rng: Rng) {
        let actor = format!("desk {desk}");
        while self.start.elapsed() < self.length {
            let words = self.drawn(&mut rng);
            let mut line: Vec<&str> = words.iter().map(String::as_str).collect();
            line.extend(["--json", "--actor", &actor]);
            let said = self.ground.run(&line);
            self.look_at(&words, said);
        }
    }

    /// Keeps what was answered. Only an answer, a rule or a record that is not there is what somebody may be told.
    fn look_at(&self, words: &[String], said: Said) {
        let (code, error) = (said.code().unwrap_or(-1), said.error());
        let subject = words[1].starts_with(|letter: char| letter.is_ascii_lowercase()) && words[0] != "export";
        let command = if subject { words[..2].join(" ") } else { words[0].clone() };
        if code == 0 && command.ends_with(" add") {
            let number = json(&said)["no"].as_i64().unwrap_or(0);
            match &*command {
                "study add" => drop(self.studies.fetch_max(number, Ordering::Relaxed)),
                "case add" => drop(self.cases.fetch_max(number, Ordering::Relaxed)),
                _ => {}
            }
        }
        *self.answers.lock().expect("the answers").entry((command, code, error.clone())).or_default() += 1;
        let may_be = code == 0 || (matches!(code, 3 | 4) && !error.is_empty());
        if !may_be {
            self.wrong.lock().expect("the answers").push(said);
        }
    }

    /// A command, drawn.
    fn drawn(&self, rng: &mut Rng) -> Vec<String> {
        let day = format!("202{}-{:02}-{:02}", rng.u8(1..3), rng.u8(1..13), rng.u8(1..29));
        let turns = rng.u8(1..99).to_string();
        let study = rng.i64(1..=self.studies.load(Ordering::Relaxed)).to_string();
        let case = rng.i64(1..=self.cases.load(Ordering::Relaxed)).to_string();
        let name = self.names.fetch_add(1, Ordering::Relaxed).to_string();
        // A new word comes up twice a second: while one desk makes it and takes it back, the others record with it.
        let word = (self.start.elapsed().as_millis() / 500 + u128::from(rng.bool())).to_string();
        let scope = ["community", "epidemic", "none"][rng.usize(..3)];
        let period = ["2022", "2022H1", "2022-03", "2021"][rng.usize(..4)];
        let words: &[&str] = match rng.u8(..64) {
            0..8 => &["study", "add", "chair", &format!("session {name}"), "-d", &day, "--yes", "-n", &turns],
            8..10 => &["study", "edit", &study, "--turns", &turns],
            10..12 => &["study", "void", &study, "--reason", "twice"],
            12 => &["study", "unvoid", &study, "--reason", "not twice"],
            13..19 => {
                &["volunteer", "add", &format!("w{word}"), &format!("turn {name}"), "-d", &day, "--yes", "-n", &turns]
            }
            19..22 => &["case", "add", &format!("matter {name}"), "-t", "永新", "-d", &day, "--yes"],
            22 => &["case", "advance", &case, "-d", "2022-11-01", "--yes"],
            23 => &["case", "meet", &case, "-d", "2022-11-02", "--yes", "--stage", "onsite", "-n", &turns],
            24 => &["case", "fund", &case, "35万", "--source", "区水利局", "-d", &day, "--yes"],
            25..27 => &["case", "solve", &case, "-d", "2022-11-03", "--yes"],
            27 => &["case", "void", &case, "--reason", "twice"],
            28..34 => {
                &["vocab", "add", "kind", "volunteer", &format!("w{word}"), &format!("词{word}"), "--scope", scope]
            }
            34 => &["vocab", "rename", "kind", "volunteer", &format!("w{word}"), &format!("词{word}改")],
            35 => &["vocab", "retire", "kind", "volunteer", &format!("w{word}"), "--from", &day],
            36..41 => &["undo", "--yes"],
            41 => &["setting", "set", "case.limit.filing", &format!("{turns}d")],
            42 => &["setting", "unset", "case.limit.filing"],
            43 => &["close", "2021"],
            44 => &["reopen", "2021", "--reason", "late"],
            45 => &["study", "edit", &study, "--turns", &turns, "--late", "a late count"],
            46..50 => &["publish", period, "-m", &name],
            50 => &["publish", "2022", "--through", "2022-08-31"],
            51 => &["case", "show", &case],
            52 => &["import", &self.file(&name, Some(&word).filter(|_| rng.bool()))],
            53 => &["backup", &self.ground.outside(&format!("backup {name}.db")).display().to_string()],
            54..57 => &["report", period],
            57 => &["report", "2022", "--by", "kind"],
            58 => &["report", "2022", "--trace", "study.turns"],
            59 => &["study", "list"],
            60 => &["case", "due"],
            61 => &["log", "--limit", "20"],
            62 => &["vocab", "list", "kind", "volunteer"],
            _ => &["export", "volunteer"],
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    /// A file to read in, perhaps with a word that comes and goes in one of its records.
    fn file(&self, name: &str, word: Option<&String>) -> String {
        let path = self.ground.file(&format!("read in {name}"), 5);
        let line = |word| {
            format!("{{\"ledger\":\"volunteer\",\"date\":\"2022-06-01\",\"kind\":\"w{word}\",\"title\":\"read in\"}}\n")
        };
        let more = word.map(line).unwrap_or_default();
        fs::write(&path, fs::read_to_string(&path).expect("the file") + &more).expect("a file");
        path
    }

    /// How many publications are not what the ledger said in the state that they name, and how many there are.
    fn differing(&self) -> (usize, usize) {
        let publications = json(&self.ground.run(&["publication", "list", "--json"]).succeeds());
        let publications = publications.as_array().expect("a list");
        let next = AtomicUsize::new(0);
        let differing = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while let Some(publication) = publications.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if self.differs(publication) {
                            differing.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        (differing.into_inner(), publications.len())
    }

    fn differs(&self, publication: &Value) -> bool {
        let text = |key: &str| publication[key].as_str();
        let period = match text("through") {
            Some(day) => format!("{}-01-01..{day}", &day[..4]),
            None => text("period").expect("a period").to_owned(),
        };
        let head = text("head").expect("a state");
        let said = self.ground.run(&["report", &period, "--as-of", head, "--json"]);
        if said.code() != Some(0) {
            eprintln!("a busy day: the state {head} cannot be had: {}", said.error());
            return true;
        }
        let report = json(&said);
        let figures = |list: &Value| -> BTreeMap<String, (Value, Value, Value)> {
            // What stands on no page is not given to the public.
            let is_printed = |figure: &&Value| !figure["key"].as_str().is_some_and(|key| key.starts_with("platform."));
            let all = list.as_array().expect("figures").iter().filter(is_printed);
            let counted = all.filter(|figure| !figure["value"].is_null());
            let of = |figure: &Value, key: &str| figure[key].clone();
            counted
                .map(|figure| {
                    let key = figure["key"].as_str().expect("a key").to_owned();
                    (key, (of(figure, "value"), of(figure, "bound"), of(figure, "text")))
                })
                .collect()
        };
        let (given, then) = (figures(&publication["figures"]), figures(&report["figures"]));
        if given != then {
            let only = |some: &BTreeMap<_, _>, others: &BTreeMap<_, _>| -> Vec<String> {
                some.iter()
                    .filter(|(key, value)| others.get(*key) != Some(*value))
                    .map(|one| format!("{one:?}"))
                    .collect()
            };
            let (no, given, then) = (&publication["no"], only(&given, &then), only(&then, &given));
            eprintln!("a busy day: publication {no} of {period} at {head}: given {given:?}, but then {then:?}");
        }
        given != then
    }
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.stdout).unwrap_or_else(|fault| panic!("an answer in JSON: {fault}: {said:?}"))
}
