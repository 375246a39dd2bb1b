//! Running programs: wall clock, CPU time, peak memory and fsyncs of each run, rivals by turns.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::{ResUse, Wait4};

use crate::Result;
use crate::machine::{own_peak, tool};

/// A command line that can be run again and again.
#[derive(Clone, Debug)]
pub struct Run {
    program: PathBuf,
    arguments: Vec<OsString>,
    variables: Vec<(&'static str, OsString)>,
    folder: PathBuf,
}

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    pub wall: Duration,
    /// User and system time.
    pub cpu: Duration,
    /// The most memory it held at a time, in bytes.
    memory: u64,
}

impl Run {
    /// A run in a folder of the benchmark. The child sees no other environment than what is named here, and no other
    /// ledger.
    pub fn new(program: &Path, folder: &Path) -> Run {
        let variables = vec![
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
            ("HOME", folder.into()),
            ("LANG", "C.UTF-8".into()),
            ("TMPDIR", folder.into()),
            ("QJCPPCC_DB", folder.join("no-ledger-was-named").into()),
            ("QJCPPCC_LANG", "en".into()),
        ];
        Run { program: program.to_owned(), arguments: Vec::new(), variables, folder: folder.to_owned() }
    }

    pub fn arg(mut self, argument: impl Into<OsString>) -> Run {
        self.arguments.push(argument.into());
        self
    }

    pub fn args<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Run {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub fn ledger(mut self, path: &Path) -> Run {
        self.variables.retain(|(name, _)| *name != "QJCPPCC_DB");
        self.variables.push(("QJCPPCC_DB", path.into()));
        self
    }

    /// Where the answer of the last run is.
    pub fn answer(&self) -> PathBuf {
        self.folder.join("answer")
    }

    /// Runs it to its end. A program that fails is an error.
    pub fn measure(&self) -> Result<Usage> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).env_clear().envs(self.variables.iter().cloned()).current_dir(&self.folder);
        let complaints = self.folder.join("complaints");
        command.stdin(Stdio::null()).stdout(File::create(self.answer())?).stderr(File::create(&complaints)?);
        let start = Instant::now();
        let mut child = command.spawn().map_err(|fault| format!("{}: {fault}", self.program.display()))?;
        let ResUse { status, rusage } = child.wait4()?;
        let wall = start.elapsed();
        if !status.success() {
            let said = fs::read_to_string(&complaints).unwrap_or_default();
            let said = said.lines().take(5).collect::<Vec<_>>().join("\n");
            return Err(format!("{} {:?}: {status}\n{said}", self.program.display(), self.arguments).into());
        }
        Ok(Usage { wall, cpu: rusage.utime + rusage.stime, memory: rusage.maxrss })
    }

    /// What it answers, as JSON.
    pub fn answered(&self) -> Result<serde_json::Value> {
        self.measure()?;
        Ok(serde_json::from_reader(File::open(self.answer())?)?)
    }

    /// The same command line, run by another program.
    fn under(&self, program: &Path, arguments: &[&str]) -> Run {
        let mut run = Run { program: program.to_owned(), arguments: Vec::new(), ..self.clone() };
        run.arguments = arguments.iter().map(OsString::from).collect();
        run.arguments.push(self.program.clone().into());
        run.arguments.extend(self.arguments.iter().cloned());
        run
    }

    /// How often it has the disk write back what it wrote; `None` without strace.
    fn fsyncs(&self) -> Result<Option<u32>> {
        let Some(strace) = tool("strace") else { return Ok(None) };
        let trace = self.folder.join("trace");
        let at = trace.display().to_string();
        let calls = "trace=fsync,fdatasync,sync,syncfs,sync_file_range";
        self.under(&strace, &["-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-e", calls, "-o", &at]).measure()?;
        let seen = fs::read_to_string(&trace)?;
        // A call that another thread interrupts stands on two lines: counted where it begins.
        let calls = seen.lines().filter(|line| line.contains("sync") && !line.contains("resumed>"));
        Ok(Some(u32::try_from(calls.count())?))
    }

    /// The peak memory as a small program sees it that starts this one; `None` without GNU time.
    fn memory_from_outside(&self) -> Result<Option<u64>> {
        let Some(time) = tool("time") else { return Ok(None) };
        let noted = self.folder.join("memory");
        let at = noted.display().to_string();
        self.under(&time, &["-f", "%M", "-o", &at]).measure()?;
        Ok(fs::read_to_string(&noted)?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024))
    }
}

/// Something to be measured: who, at how many records, and how a run is made ready.
pub struct Contender<'a> {
    pub name: String,
    pub group: String,
    /// Whether fsyncs are counted, in one more run.
    counted: bool,
    ready: Box<dyn Fn() -> Result<Run> + 'a>,
}

impl<'a> Contender<'a> {
    pub fn new(name: &str, group: &str, ready: impl Fn() -> Result<Run> + 'a) -> Contender<'a> {
        Contender { name: name.to_owned(), group: group.to_owned(), counted: false, ready: Box::new(ready) }
    }

    pub fn counted(mut self) -> Self {
        self.counted = true;
        self
    }

    fn answer(&self, folder: &Path) -> PathBuf {
        folder.join(format!("answer-{}-{}", self.name, self.group).replace([' ', '/', ','], "_"))
    }
}

/// What a contender came to: medians in seconds, and the highest memory in megabytes.
#[derive(Clone, Debug)]
pub struct Timed {
    pub name: String,
    pub group: String,
    pub runs: usize,
    pub wall: f64,
    pub cpu: f64,
    pub memory: Option<f64>,
    pub fsyncs: Option<u32>,
    /// What its last run answered.
    pub answer: PathBuf,
}

/// Runs everybody by turns (A B A B …), so that a slow moment of the machine hits all alike; whoever has run for so many seconds in
/// all runs no more. Answers are kept in the folder.
pub fn interleave(contenders: &[Contender], rounds: usize, seconds: f64, folder: &Path) -> Result<Vec<Timed>> {
    let mut usages: Vec<Vec<Usage>> = vec![Vec::new(); contenders.len()];
    // Nobody always comes behind the same one: who runs after a long scan finds the machine's caches empty.
    let mut turns: Vec<usize> = (0..contenders.len()).collect();
    let mut dice = fastrand::Rng::with_seed(2022);
    for _ in 0..rounds {
        dice.shuffle(&mut turns);
        for turn in &turns {
            let (contender, usages) = (&contenders[*turn], &mut usages[*turn]);
            if usages.iter().map(|usage| usage.wall.as_secs_f64()).sum::<f64>() < seconds {
                let run = (contender.ready)()?;
                usages.push(run.measure()?);
                fs::rename(run.answer(), contender.answer(folder))?;
            }
        }
    }
    let all = contenders.iter().zip(usages);
    all.map(|(contender, usages)| timed(contender, &usages, folder)).collect()
}

/// The counts that need runs of their own, and the medians.
fn timed(contender: &Contender, usages: &[Usage], folder: &Path) -> Result<Timed> {
    let mut memory = usages.iter().map(|usage| usage.memory).max();
    // A child is born with the peak of its parent: what is near it is measured again from a smaller one.
    if memory.is_none_or(|memory| memory < own_peak() * 5 / 4) {
        memory = (contender.ready)()?.memory_from_outside()?;
    }
    let fsyncs = if contender.counted { (contender.ready)()?.fsyncs()? } else { None };
    Ok(Timed {
        name: contender.name.clone(),
        group: contender.group.clone(),
        runs: usages.len(),
        wall: median(usages.iter().map(|usage| usage.wall.as_secs_f64()).collect()),
        cpu: median(usages.iter().map(|usage| usage.cpu.as_secs_f64()).collect()),
        memory: memory.map(megabytes),
        fsyncs,
        answer: contender.answer(folder),
    })
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    let middle = all.len() / 2;
    if all.len() % 2 == 1 { all[middle] } else { f64::midpoint(all[middle - 1], all[middle]) }
}

#[expect(clippy::cast_precision_loss, reason = "bytes are told to a tenth of a megabyte")]
pub fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}
