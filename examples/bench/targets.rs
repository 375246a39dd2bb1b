//! What was asked for, and whether it was reached.

use crate::account::{OURS, Section, Verdict, megabytes, per_second, ratio, spent, times};
use crate::suite::{BARE, CLAP, COVERING, SQLITE, Size};

const MEGABYTE: u64 = 1_048_576;

/// Everything measured, by operation.
pub struct Measured<'a> {
    pub start: &'a Section,
    pub add: &'a Section,
    pub import: &'a Section,
    pub report: &'a Section,
    pub list: &'a Section,
    pub export: &'a Section,
    /// Bytes of our file and of our export at each size.
    pub sizes: &'a [(String, u64, u64)],
    /// Bytes of the program.
    pub program: u64,
}

struct Judge(Vec<Verdict>);

impl Judge {
    fn say(&mut self, operation: &str, target: &str, found: String, met: bool) {
        self.0.push(Verdict { operation: operation.to_owned(), target: target.to_owned(), found, met });
    }

    /// Ours against a rival's: at most so many times as much wall clock.
    fn at_most(&mut self, section: &Section, size: &Size, rival: &str, most: f64) {
        let Some((ours, theirs)) = section.pair(&size.group, rival) else { return };
        let found = ratio(ours.wall, theirs.wall);
        let operation = format!("{} at {}", section.title, size.group);
        self.say(&operation, &format!("wall at most {most}× {rival}"), times(found), found <= most);
    }

    /// Our memory: below so many megabytes.
    fn below(&mut self, section: &Section, size: &Size, megs: u64) {
        let Some(memory) = section.find(&size.group, OURS).and_then(|ours| ours.memory) else { return };
        let operation = format!("{} at {}", section.title, size.group);
        self.say(&operation, &format!("memory below {megs} MB"), megabytes(memory), memory < megs * MEGABYTE);
    }
}

/// Every target that this run can tell of.
pub fn judge(measured: &Measured, sizes: &[Size], report_sizes: &[Size]) -> Vec<Verdict> {
    let mut judge = Judge(Vec::new());
    if let Some((ours, theirs)) = measured.start.pair("--help", CLAP) {
        let found = ratio(ours.cpu, theirs.cpu);
        judge.say("start, --help", "CPU at most 1.5× bare clap", times(found), found <= 1.5);
    }
    adding(&mut judge, measured.add, sizes);
    importing(&mut judge, measured.import, sizes);
    reporting(&mut judge, measured.report, report_sizes);
    // How fast many records are read and written is asked of the most that were measured.
    if let Some(most) = sizes.last() {
        judge.at_most(measured.list, most, SQLITE, 1.3);
        judge.at_most(measured.export, most, BARE, 1.3);
    }
    for size in sizes {
        judge.below(measured.export, size, 16);
    }
    for (group, file, exported) in measured.sizes {
        #[expect(clippy::cast_precision_loss, reason = "a ratio of sizes, printed to a hundredth")]
        let found = *file as f64 / *exported as f64;
        judge.say(&format!("file at {group}"), "bytes at most 2.5× the export", times(found), found <= 2.5);
    }
    judge.say("program", "below 12 MB", megabytes(measured.program), measured.program < 12 * MEGABYTE);
    judge.0
}

fn adding(judge: &mut Judge, add: &Section, sizes: &[Size]) {
    for size in sizes {
        judge.at_most(add, size, SQLITE, 1.2);
        let counts = add.pair(&size.group, SQLITE).map(|(ours, theirs)| (ours.fsyncs, theirs.fsyncs));
        if let Some((Some(ours), Some(theirs))) = counts {
            let found = format!("{ours} to {theirs}");
            judge.say(&format!("case add at {}", size.group), "no more fsyncs than sqlite3", found, ours <= theirs);
        }
        judge.below(add, size, 8);
    }
    if let Some((small, large, found)) = growth(add, sizes) {
        let met = (0.85..=1.15).contains(&found);
        judge.say(&format!("case add, {small} to {large}"), "CPU the same, ±15%", times(found), met);
    }
}

fn importing(judge: &mut Judge, import: &Section, sizes: &[Size]) {
    if let Some(most) = sizes.last()
        && let Some((ours, theirs)) = import.pair(&most.group, BARE)
    {
        let found = per_second(ours) / per_second(theirs);
        let said = format!("{found:.2} ({:.0}k/s to {:.0}k/s)", per_second(ours) / 1e3, per_second(theirs) / 1e3);
        judge.say(
            &format!("import of {}", most.group),
            "records/s at least 0.72 of bare rusqlite's",
            said,
            found >= 0.72,
        );
    }
    for size in sizes {
        judge.below(import, size, if size.records <= 100_000 { 128 } else { 256 });
    }
    let large: Vec<&Size> = sizes.iter().filter(|size| size.records >= 100_000).collect();
    if let [first, .., last] = large.as_slice()
        && let (Some(few), Some(many)) = (import.find(&first.group, OURS), import.find(&last.group, OURS))
    {
        let found = per_second(many) / per_second(few);
        let operation = format!("import, {} to {}", first.group, last.group);
        judge.say(&operation, "records/s the same, at most 15% fewer", times(found), found >= 0.85);
    }
}

fn reporting(judge: &mut Judge, report: &Section, sizes: &[Size]) {
    for size in sizes {
        judge.at_most(report, size, BARE, 1.2);
    }
    if let Some((small, large, found)) = growth(report, sizes) {
        judge.say(&format!("report, {small} to {large}"), "CPU at most 1.2×", times(found), found <= 1.2);
    }
    for size in sizes.iter().filter(|size| size.records >= 1_000_000) {
        for (rival, factor) in [(COVERING, 5.0), ("jq", 100.0), ("hledger", 1000.0)] {
            if let Some((ours, theirs)) = report.pair(&size.group, rival) {
                let found = ratio(theirs.wall, ours.wall);
                let said = format!("{found:.1}× ({} to {})", spent(ours.wall), spent(theirs.wall));
                let target = format!("{factor:.0}× as fast as {rival}");
                judge.say(&format!("report at {}", size.group), &target, said, found >= factor);
            }
        }
    }
}

/// The CPU time of the largest against that of the smallest.
fn growth<'a>(section: &Section, sizes: &'a [Size]) -> Option<(&'a str, &'a str, f64)> {
    let (first, last) = (sizes.first()?, sizes.last()?);
    let (few, many) = (section.find(&first.group, OURS)?, section.find(&last.group, OURS)?);
    (first.records < last.records).then(|| (first.group.as_str(), last.group.as_str(), ratio(many.cpu, few.cpu)))
}
