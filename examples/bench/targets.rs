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
    pub weights: &'a [f64],
    /// Megabytes of the program.
    pub program: f64,
    /// The program and the bare ones are linked in the same way.
    pub alike: bool,
}

struct Judge<'a> {
    measured: &'a Measured<'a>,
    verdicts: Vec<Verdict>,
}

/// Every target that this run can tell of; how long a cold build takes is not among them.
pub fn judge(measured: &Measured) -> Vec<Verdict> {
    let mut judge = Judge { measured, verdicts: Vec::new() };
    let Some((first, last)) = measured.sizes.first().zip(measured.sizes.last()) else { return judge.verdicts };
    if measured.alike {
        judge.most("help", first, "CPU to bare clap, linked the same way", judge.to("help", first, CLAP, cpu), 1.3);
    }
    for size in measured.sizes {
        judge.adding(first, size);
        judge.reporting(first, size);
        judge.daily(first, size);
        judge.keeping(size);
        judge.importing(size);
        judge.memory("export", size, 16.0);
    }
    judge.beside("json", last, SQLITE, 1.1);
    judge.beside("export", last, BARE, 1.5);
    for (size, weight) in measured.sizes.iter().zip(measured.weights) {
        judge.most("ledger file", size, "bytes to those of the export", Some(*weight), 2.5);
    }
    judge.say("program", last, "below 12 MB", Some(measured.program), megabytes, |found| found < 12.0);
    judge.verdicts
}

impl<'a> Judge<'a> {
    fn say(
        &mut self,
        name: &'static str,
        size: &Size,
        target: &str,
        found: Option<f64>,
        show: fn(f64) -> String,
        met: impl Fn(f64) -> bool,
    ) {
        let Some(found) = found else { return };
        let operation = self.section(name).map_or(name, |section| section.title);
        let (target, group) = (target.to_owned(), size.group.clone());
        self.verdicts.push(Verdict { operation, target, group, found: show(found), met: met(found) });
    }

    /// A ratio that is to be no greater.
    fn most(&mut self, name: &'static str, size: &Size, what: &str, found: Option<f64>, most: f64) {
        self.say(name, size, &format!("{what}: at most {most}×"), found, times, |found| found <= most);
    }

    /// A ratio that is to be no less.
    fn least(&mut self, name: &'static str, size: &Size, what: &str, found: Option<f64>, least: f64) {
        self.say(name, size, &format!("{what}: at least {least}×"), found, times, |found| found >= least);
    }

    /// Our memory in megabytes.
    fn memory(&mut self, name: &'static str, size: &Size, below: f64) {
        let found = self.find(name, size, OURS).and_then(|ours| ours.memory);
        self.say(name, size, &format!("memory below {below} MB"), found, megabytes, |found| found < below);
    }

    /// Our wall clock in seconds.
    fn seconds(&mut self, name: &'static str, size: &Size, most: f64) {
        let found = self.find(name, size, OURS).map(wall);
        self.say(name, size, &format!("at most {most:.1} s"), found, spent, |found| found <= most);
    }

    /// Our wall clock to a rival's.
    fn beside(&mut self, name: &'static str, size: &Size, rival: &str, most: f64) {
        let found = self.to(name, size, rival, wall);
        self.most(name, size, &format!("wall to {rival}"), found, most);
    }

    fn section(&self, name: &str) -> Option<&'a Section> {
        self.measured.sections.iter().find(|section| section.name == name)
    }

    fn find(&self, name: &str, size: &Size, who: &str) -> Option<&'a Timed> {
        self.section(name)?.find(&size.group, who)
    }

    fn to(&self, name: &str, size: &Size, rival: &str, of: fn(&Timed) -> f64) -> Option<f64> {
        Some(of(self.find(name, size, OURS)?) / of(self.find(name, size, rival)?))
    }

    /// CPU time to that at another size, where this is a greater one.
    fn growth(&self, name: &str, from: &Size, to: &Size) -> Option<f64> {
        let grown = from.records < to.records;
        grown.then_some(())?;
        Some(self.find(name, to, OURS)?.cpu / self.find(name, from, OURS)?.cpu)
    }

    /// How much longer each record takes than at 100,000.
    fn slower(&self, name: &str, size: &Size) -> Option<f64> {
        let from = self.measured.sizes.iter().find(|size| size.records >= 100_000)?;
        (from.records < size.records).then_some(())?;
        #[expect(clippy::cast_precision_loss, reason = "a count of records that were measured")]
        let records = size.records as f64 / from.records as f64;
        Some(wall(self.find(name, size, OURS)?) / wall(self.find(name, from, OURS)?) / records)
    }

    fn linear(&mut self, name: &'static str, size: &Size) {
        let found = self.slower(name, size);
        self.most(name, size, "linear, wall for a record to that at 100,000", found, 1.2);
    }

    fn adding(&mut self, first: &Size, size: &Size) {
        self.beside("add", size, SQLITE, 1.05);
        let fsyncs = |who: &str| self.find("add", size, who)?.fsyncs.map(f64::from);
        let theirs = fsyncs(SQLITE).unwrap_or_default();
        let target = "no more fsyncs than sqlite3";
        self.say("add", size, target, fsyncs(OURS), |found| found.to_string(), |found| found <= theirs);
        let grown = self.growth("add", first, size);
        self.say("add", size, "CPU to the smallest size: ±15%", grown, times, |grown| (0.85..=1.15).contains(&grown));
        self.memory("add", size, 7.5);
    }

    fn reporting(&mut self, first: &Size, size: &Size) {
        self.beside("report", size, BARE, 1.2);
        for name in ["report", "report-published"] {
            self.most(name, size, "CPU to the smallest size", self.growth(name, first, size), 1.2);
        }
        for (rival, factor) in [(COVERING, 5.0), ("jq", 100.0), ("hledger", 1000.0)] {
            let found = self.to("report", size, rival, wall).filter(|_| size.records >= 1_000_000);
            self.least("report", size, &format!("speed to {rival}"), found.map(f64::recip), factor);
        }
        if size.records == 100_000 {
            self.seconds("report-as-of", size, 0.5);
            self.memory("report-as-of", size, 128.0);
        }
    }

    fn daily(&mut self, first: &Size, size: &Size) {
        let most = if size.records <= 100_000 { 0.02 } else { 0.2 };
        let target = "CPU more than at the smallest: at most 20 ms, of 1,000,000 200 ms; memory below 16 MB";
        for name in DAILY {
            let Some((few, many)) = self.find(name, first, OURS).zip(self.find(name, size, OURS)) else { continue };
            let (cpu, held) = ((many.cpu - few.cpu).max(0.0), many.memory.unwrap_or_default());
            let operation = self.section(name).map_or(name, |section| section.title);
            let (target, group, met) = (target.to_owned(), size.group.clone(), cpu <= most && held < 16.0);
            let found = format!("{}, {}", spent(cpu), megabytes(held));
            self.verdicts.push(Verdict { operation, target, group, found, met });
        }
    }

    fn keeping(&mut self, size: &Size) {
        for name in ["verify", "backup"] {
            if size.records == 100_000 {
                self.seconds(name, size, 1.0);
            }
            self.linear(name, size);
            self.memory(name, size, 256.0);
        }
    }

    fn importing(&mut self, size: &Size) {
        let small = size.records <= 100_000;
        for (name, large) in [("import", 384.0), ("import-flat", 256.0)] {
            let speed = self.to(name, size, BARE, wall).filter(|_| size.records >= 100_000).map(f64::recip);
            let (least, below) = if small { (0.55, 128.0) } else { (0.76, large) };
            let target = "speed to bare rusqlite: at least 0.55×, of 1,000,000 0.76×";
            self.say(name, size, target, speed, times, |speed| speed >= least);
            self.least(name, size, "speed to that at 100,000", self.slower(name, size).map(f64::recip), 0.9);
            let held = self.find(name, size, OURS).and_then(|ours| ours.memory);
            let target = format!("memory below 128 MB, of 1,000,000 {large} MB");
            self.say(name, size, &target, held, megabytes, |held| held < below);
        }
        self.memory("import-csv", size, 128.0);
        self.memory("import-xlsx", size, 128.0);
        for (name, most) in [("import-filled", 1.3), ("undo-import", 1.5)] {
            let rows = self.find(name, size, OURS).zip(self.find("import", size, OURS));
            let found = rows.map(|(ours, empty)| wall(ours) / wall(empty));
            self.most(name, size, "wall to the import into an empty file", found, most);
        }
        self.linear("undo-import", size);
        self.memory("undo-import", size, 256.0);
    }
}

fn wall(row: &Timed) -> f64 {
    row.wall
}

fn cpu(row: &Timed) -> f64 {
    row.cpu
}
