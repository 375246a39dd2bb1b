//! Three desks record, change and take back what they like, send each other what they have in any order, twice, in parts: in the end all
//! files say the same, row by row, and nothing that was acknowledged is lost.

use std::collections::BTreeSet;
use std::fs;

use fastrand::Rng;
use rusqlite::Connection;

use crate::drills::ground::{drawn, rounds};
use crate::world::{World, rows_of_tables};

const SITES: [(&str, &str); 3] = [("机关", "office"), ("一站", "desk"), ("二站", "desk")];

#[test]
fn whatever_is_done_in_whatever_order_all_files_end_the_same() {
    let mut rng = drawn("convergence");
    for round in 0..rounds(6) {
        converge(&mut rng, 60, round);
    }
}

#[test]
#[ignore = "takes minutes: 200 years of three desks"]
fn two_hundred_years_of_three_desks_end_the_same() {
    let mut rng = drawn("long convergence");
    for round in 0..rounds(200) {
        converge(&mut rng, 120, round);
    }
}

/// The year of three desks.
struct Year<'r> {
    world: World,
    rng: &'r mut Rng,
    /// The titles of what was acknowledged.
    added: BTreeSet<String>,
    minute: i64,
    done: Vec<String>,
}

fn converge(rng: &mut Rng, steps: usize, round: usize) {
    let mut year = Year { world: World::new(), rng, added: BTreeSet::new(), minute: 0, done: Vec::new() };
    for (name, role) in SITES {
        let made = year.run(&format!("init {name}.db --site {name} --role {role}"));
        assert!(made.starts_with("已新建"), "{made}");
    }
    for _ in 0..steps {
        year.step();
    }
    year.settle(round);
}

impl Year<'_> {
    fn run(&mut self, command: &str) -> String {
        self.minute += 1;
        // No two machines have one clock.
        let skew = self.rng.i64(0..40);
        let (hour, minute) = (9 + (self.minute / 60) % 12, (self.minute + skew) % 60);
        let day = 1 + self.minute / 720;
        self.world.set_clock(&format!("2022-12-{day:02}T{hour:02}:{minute:02}:00+08:00"));
        let reads = ["export", "head", "verify", "log"].iter().any(|reads| command.starts_with(reads));
        let yes = if reads || command.contains(" list ") { "" } else { " --yes" };
        let printed = self.world.run(&format!("qjcppcc {command}{yes}"));
        self.done.push(format!("{command}\n{printed}"));
        assert!(!printed.contains("[exit 1]") && !printed.contains("[exit 5]"), "{}", self.done.join("\n"));
        assert!(!printed.contains("[exit 6]"), "{}", self.done.join("\n"));
        printed
    }

    fn step(&mut self) {
        let site = SITES[self.rng.usize(..3)].0;
        match self.rng.u32(..20) {
            0..=6 => self.add(site),
            7..=12 => self.change(site),
            13 => drop(self.run(&format!("undo --db {site}.db"))),
            14 => drop(self.run(&format!("redo --db {site}.db"))),
            15 => self.office(),
            _ => self.send(site),
        }
        self.is_sound(site);
    }

    /// Whatever was done, the file is sound.
    fn is_sound(&mut self, site: &str) {
        let verified = self.run(&format!("verify --db {site}.db"));
        assert!(verified.starts_with("完好"), "{verified}: {}", self.done.join("\n"));
    }

    fn add(&mut self, site: &str) {
        let title = format!("题{}", self.done.len());
        let year = 2021 + self.rng.u32(..2);
        let month = 1 + self.rng.u32(..9);
        let command = match self.rng.u32(..3) {
            0 => format!("study add chair {title} -d {year}-0{month}-1 -n {}", self.rng.u32(1..90)),
            1 => format!("case add {title} -t 永新 -d {year}-0{month}-2"),
            _ => format!("volunteer add 公益 {title} -t 三江 -n 9 -d {year}-0{month}-3"),
        };
        let printed = self.run(&format!("{command} --db {site}.db"));
        if printed.starts_with("已记") {
            self.added.insert(title);
        }
    }

    /// Changes something, whoever's it is.
    fn change(&mut self, site: &str) {
        let ledger = ["study", "case", "volunteer"][self.rng.usize(..3)];
        let listed = self.run(&format!("{ledger} list -O id --db {site}.db"));
        let names: Vec<&str> = listed.lines().filter(|line| line.starts_with(ledger)).collect();
        if names.is_empty() {
            return;
        }
        let name = names[self.rng.usize(..names.len())].to_owned();
        let command = match self.rng.u32(..6) {
            0 => format!("{ledger} void {name} --reason 记错"),
            1 => format!("{ledger} unvoid {name} --reason 没错"),
            2 if ledger == "case" => format!("case meet {name} --stage onsite -n 5 -d 2022-10-1"),
            3 if ledger == "case" => format!("case fund {name} 3万 --source 甲局 -d 2022-10-2"),
            4 if ledger == "case" => format!("case solve {name} -d 2022-11-1"),
            _ => format!("{ledger} edit {name} -m 改{}", self.done.len()),
        };
        drop(self.run(&format!("{command} --late 补 --db {site}.db")));
    }

    fn office(&mut self) {
        let command = match self.rng.u32(..6) {
            0 => "close 2021".to_owned(),
            1 => "reopen 2021 --reason 再看".to_owned(),
            2 => format!("vocab add kind volunteer k{} 类{0}", self.done.len()),
            3 => "publish 2022 -m 区报".to_owned(),
            4 => "accept all --late 补报".to_owned(),
            _ => format!("setting set case.limit.filing {}d", self.rng.u32(3..30)),
        };
        drop(self.run(&format!("{command} --db 机关.db")));
    }

    /// Sends what a site has, or has new since some state, to another one: once, twice, or only the beginning of it.
    fn send(&mut self, site: &str) {
        let other = SITES[self.rng.usize(..3)].0;
        let since = self.run(&format!("head --db {other}.db"));
        let known = self.run(&format!("export -o 包.qjb --since {} --db {site}.db", since.trim()));
        if known.contains("[exit") {
            drop(self.run(&format!("export -o 包.qjb --db {site}.db")));
        }
        let path = self.world.path("包.qjb");
        let Ok(whole) = fs::read(&path) else { return };
        if self.rng.bool() {
            let cut = self.rng.usize(..whole.len());
            fs::write(&path, &whole[..cut]).expect("a file");
            let before = fs::read(self.world.path(&format!("{other}.db"))).expect("a ledger file");
            let printed = self.run(&format!("import 包.qjb --db {other}.db"));
            assert!(printed.contains("[exit 4]"), "{cut} of {}: {printed}", whole.len());
            let after = fs::read(self.world.path(&format!("{other}.db"))).expect("a ledger file");
            assert!(before == after, "a refused bundle changes nothing");
            fs::write(&path, &whole).expect("a file");
        }
        drop(self.run(&format!("import 包.qjb --db {other}.db")));
        if self.rng.bool() {
            let again = self.run(&format!("import 包.qjb --db {other}.db"));
            assert!(again.starts_with("~/包.qjb：都已经有了") || again.contains("[exit 4]"), "{again}");
        }
    }

    /// All exchange all, until nothing is new: the files are the same, sound, and have all that was recorded.
    fn settle(&mut self, round: usize) {
        let told = |year: &Year| format!("round {round}\n{}", year.done.join("\n"));
        for _ in 0..3 {
            for (from, _) in SITES {
                drop(self.run(&format!("export -o 包.qjb --db {from}.db")));
                for (to, _) in SITES {
                    let printed = self.run(&format!("import 包.qjb --db {to}.db"));
                    assert!(!printed.contains("[exit"), "{}", told(self));
                }
            }
        }
        let [first, rest @ ..] = SITES.map(|(site, _)| derived(&self.world, site));
        for other in rest {
            for (one, two) in first.iter().zip(&other) {
                assert_eq!(one, two, "{}", told(self));
            }
            assert_eq!(first.len(), other.len());
        }
        for (site, _) in SITES {
            let verified = self.run(&format!("verify --db {site}.db"));
            assert!(verified.starts_with("完好"), "{verified}: {}", told(self));
            drop(self.run(&format!("rebuild --db {site}.db")));
            assert_eq!(derived(&self.world, site), first, "{}", told(self));
        }
        let log = self.run("log --unmask --limit 100000 --db 机关.db");
        let lost: Vec<&String> = self.added.iter().filter(|title| !log.contains(title.as_str())).collect();
        assert!(lost.is_empty(), "{lost:?}: {}", told(self));
    }
}

/// Every row of a ledger file but what is its own: who it is, and when the others' entries came.
pub fn derived(world: &World, site: &str) -> Vec<String> {
    let connection = Connection::open(world.path(&format!("{site}.db"))).expect("plain SQLite");
    let mut all = rows_of_tables(&connection, &["here", "arrival"]);
    all.sort_unstable();
    all
}
