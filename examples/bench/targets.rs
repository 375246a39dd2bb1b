//! What was asked for, and whether it was reached.

use crate::account::{OURS, Section, Verdict, megabytes, spent, times};
use crate::child::Timed;
use crate::files::Size;
use crate::suite::{BARE, CLAP, COVERING, SQLITE};

/// Commands of every day, which must not get slower as the ledger file grows.
const DAILY: [&str; 9] = ["show", "list", "board", "due", "missing", "search", "undo", "prefix", "log"];

/// Everything measured; what was not asked for is not there.
pub struct Measured<'a> {
    pub sections: &'a [Section],
    pub sizes: &'a [Size],
    /// Bytes of our file to those of its export, at each size.
    pub weights: &'a [(String, f64)],
    /// Megabytes of the program.
    pub program: f64,
    /// The program and the bare ones are linked in the same way.
    pub alike: bool,
}

struct Judge<'a> {
    measured: &'a Measured<'a>,
    verdicts: Vec<Verdict>,
}

/// Every target that this run can tell of.
pub fn judge(measured: &Measured) -> Vec<Verdict> {
    let mut judge = Judge { measured, verdicts: Vec::new() };
    if let (Some(first), true) = (measured.sizes.first(), measured.alike) {
        let found = judge.to("help", first, CLAP, |row| row.cpu);
        judge.most("--help", "CPU to bare clap, linked the same way", found, 1.3);
    }
    judge.adding();
    judge.reporting();
    judge.daily();
    judge.keeping();
    judge.importing();
    if let Some(most) = measured.sizes.last() {
        judge.beside("json", most, SQLITE, 1.1);
        judge.beside("export", most, BARE, 1.5);
    }
    for size in measured.sizes {
        judge.memory("export", size, 16.0);
    }
    for (group, found) in measured.weights {
        judge.most(&format!("file at {group}"), "bytes to those of the export", Some(*found), 2.5);
    }
    judge.say("program", "below 12 MB", Some(measured.program), megabytes, |found| found < 12.0);
    judge.verdicts
}

impl<'a> Judge<'a> {
    fn say(
        &mut self,
        operation: &str,
        target: &str,
        found: Option<f64>,
        show: fn(f64) -> String,
        met: impl Fn(f64) -> bool,
    ) {
        let Some(found) = found else { return };
        let (operation, target) = (operation.to_owned(), target.to_owned());
        self.verdicts.push(Verdict { operation, target, found: show(found), met: met(found) });
    }

    /// A ratio that is to be no greater.
    fn most(&mut self, operation: &str, what: &str, found: Option<f64>, most: f64) {
        self.say(operation, &format!("{what}: at most {most}×"), found, times, |found| found <= most);
    }

    /// A ratio that is to be no less.
    fn least(&mut self, operation: &str, what: &str, found: Option<f64>, least: f64) {
        self.say(operation, &format!("{what}: at least {least}×"), found, times, |found| found >= least);
    }

    /// Our memory in megabytes.
    fn memory(&mut self, name: &str, size: &Size, below: f64) {
        let found = self.find(name, size, OURS).and_then(|ours| ours.memory);
        let operation = self.called(name, size);
        self.say(&operation, &format!("memory below {below} MB"), found, megabytes, |found| found < below);
    }

    /// Our wall clock in seconds.
    fn wall(&mut self, name: &str, size: &Size, most: f64) {
        let found = self.find(name, size, OURS).map(|ours| ours.wall);
        let operation = self.called(name, size);
        self.say(&operation, &format!("at most {most} s"), found, spent, |found| found <= most);
    }

    /// Our wall clock to a rival's.
    fn beside(&mut self, name: &str, size: &Size, rival: &str, most: f64) {
        let found = self.to(name, size, rival, wall);
        self.most(&self.called(name, size), &format!("wall to {rival}"), found, most);
    }

    fn section(&self, name: &str) -> Option<&'a Section> {
        self.measured.sections.iter().find(|section| section.name == name)
    }

    fn find(&self, name: &str, size: &Size, who: &str) -> Option<&'a Timed> {
        self.section(name)?.find(&size.group, who)
    }

    fn called(&self, name: &str, size: &Size) -> String {
        format!("{} at {}", self.section(name).map_or(name, |section| section.title), size.group)
    }

    fn to(&self, name: &str, size: &Size, rival: &str, of: fn(&Timed) -> f64) -> Option<f64> {
        Some(of(self.find(name, size, OURS)?) / of(self.find(name, size, rival)?))
    }

    /// From one size to another: what it is called, and CPU time to CPU time.
    fn growth(&self, name: &str, from: &Size, to: &Size) -> Option<(String, f64)> {
        let found = self.find(name, to, OURS)?.cpu / self.find(name, from, OURS)?.cpu;
        Some((format!("{}, {} to {}", self.section(name)?.title, from.group, to.group), found))
    }

    /// From 100,000 to the largest size: what it is called, and how much longer each record takes.
    fn slower(&self, name: &str) -> Option<(String, f64)> {
        let mut large = self.measured.sizes.iter().filter(|size| size.records >= 100_000);
        let (from, to) = (large.next()?, large.next_back()?);
        let found = wall(self.find(name, to, OURS)?) / wall(self.find(name, from, OURS)?);
        let (title, _) = self.growth(name, from, to)?;
        #[expect(clippy::cast_precision_loss, reason = "a count of records that were measured")]
        let records = from.records as f64 / to.records as f64;
        Some((title, found * records))
    }

    fn linear(&mut self, name: &str) {
        if let Some((title, found)) = self.slower(name) {
            self.most(&title, "linear, time for a record", Some(found), 1.2);
        }
    }

    fn adding(&mut self) {
        for size in self.measured.sizes {
            self.beside("add", size, SQLITE, 1.05);
            let fsyncs = |who: &str| self.find("add", size, who).and_then(|row| row.fsyncs);
            if let (Some(ours), Some(theirs)) = (fsyncs(OURS), fsyncs(SQLITE)) {
                let (operation, target) = (self.called("add", size), "no more fsyncs than sqlite3".to_owned());
                self.verdicts.push(Verdict {
                    operation,
                    target,
                    found: format!("{ours} to {theirs}"),
                    met: ours <= theirs,
                });
            }
            self.memory("add", size, 7.5);
        }
        if let [first, .., last] = self.measured.sizes
            && let Some((title, found)) = self.growth("add", first, last)
        {
            self.say(&title, "CPU the same, ±15%", Some(found), times, |found| (0.85..=1.15).contains(&found));
        }
    }

    fn reporting(&mut self) {
        for size in self.measured.sizes {
            self.beside("report", size, BARE, 1.2);
            if size.records == 100_000 {
                self.wall("report-as-of", size, 0.5);
                self.memory("report-as-of", size, 128.0);
            }
            for (rival, factor) in [(COVERING, 5.0), ("jq", 100.0), ("hledger", 1000.0)] {
                let found = self.to("report", size, rival, wall).filter(|_| size.records >= 1_000_000);
                self.least(
                    &self.called("report", size),
                    &format!("speed to {rival}"),
                    found.map(|found| 1.0 / found),
                    factor,
                );
            }
        }
        if let [first, .., last] = self.measured.sizes {
            for name in ["report", "report-published"] {
                if let Some((title, found)) = self.growth(name, first, last) {
                    self.most(&title, "CPU", Some(found), 1.2);
                }
            }
        }
    }

    fn daily(&mut self) {
        let [first, rest @ ..] = self.measured.sizes else { return };
        for name in DAILY {
            for size in rest {
                let most = if size.records <= 100_000 { 0.02 } else { 0.2 };
                let rows = self.find(name, first, OURS).zip(self.find(name, size, OURS));
                let found = rows.map(|(few, many)| (many.cpu - few.cpu).max(0.0));
                let target = format!("CPU at most {} ms more than at {}", most * 1e3, first.group);
                self.say(&self.called(name, size), &target, found, spent, |found| found <= most);
            }
            self.memory(name, rest.last().unwrap_or(first), 16.0);
        }
    }

    fn keeping(&mut self) {
        for name in ["verify", "backup"] {
            for size in self.measured.sizes {
                if size.records == 100_000 {
                    self.wall(name, size, 1.0);
                }
                self.memory(name, size, 256.0);
            }
            self.linear(name);
        }
    }

    fn importing(&mut self) {
        for size in self.measured.sizes {
            let small = size.records <= 100_000;
            for (name, large) in [("import", 384.0), ("import-flat", 256.0)] {
                let found = self.to(name, size, BARE, wall).filter(|_| size.records >= 100_000);
                let (found, least) = (found.map(|found| 1.0 / found), if small { 0.55 } else { 0.76 });
                self.least(&self.called(name, size), "speed to bare rusqlite", found, least);
                self.memory(name, size, if small { 128.0 } else { large });
            }
            self.memory("import-csv", size, 128.0);
            self.memory("import-xlsx", size, 128.0);
            for (name, most) in [("import-filled", 1.3), ("undo-import", 1.5)] {
                let rows = self.find(name, size, OURS).zip(self.find("import", size, OURS));
                let found = rows.map(|(ours, empty)| wall(ours) / wall(empty));
                self.most(&self.called(name, size), "wall to the import into an empty file", found, most);
            }
            self.memory("undo-import", size, 256.0);
        }
        for name in ["import", "import-flat"] {
            if let Some((title, found)) = self.slower(name) {
                self.least(&title, "speed", Some(1.0 / found), 0.9);
            }
        }
        self.linear("undo-import");
    }
}

fn wall(row: &Timed) -> f64 {
    row.wall
}
