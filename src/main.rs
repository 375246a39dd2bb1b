//! Clock, environment and arguments in; text and exit code out.

use std::fs::File;
use std::io::{IsTerminal, Read, Write, stderr, stdin, stdout};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use qjcppcc::cli::{Outcome, not_printed, run};
use qjcppcc::outside::Outside;

fn main() -> ExitCode {
    refuse_to_die_of_large_files();
    leave_templates_to_their_error();
    let someone_there = stdin().is_terminal() && stderr().is_terminal();
    let patience: OnceLock<Patience> = OnceLock::new();
    let ask: &dyn Fn(&str) -> bool = &|question| match patience.get() {
        Some(patience) => patience.bar.suspend(|| ask(question)),
        None => ask(question),
    };
    let outside = Outside {
        environment: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
        now: chrono::Local::now().fixed_offset(),
        user: &|| whoami::username().unwrap_or_default(),
        host: &|| whoami::hostname().unwrap_or_default(),
        data_folder: dirs::data_dir(),
        file: file_of_stdout(),
        width: stdout().is_terminal().then(terminal_width),
        ask: someone_there.then_some(ask),
        stdin: &|| {
            let mut bytes = Vec::new();
            stdin().read_to_end(&mut bytes).map(|_| bytes)
        },
        // Nobody is left to tell when stderr is gone.
        say: &|line| drop(writeln!(stderr(), "{line}")),
        progress: &|done, total| progress(&patience, done, total),
        ends: true,
        random: &|| {
            let mut bytes = [0; 10];
            getrandom::fill(&mut bytes).expect("the operating system has random bytes");
            bytes
        },
    };
    let arguments: Vec<_> = std::env::args_os().collect();
    let Outcome { stdout: answer, stderr: remarks, code } = run(&arguments, &outside);
    if let Some(patience) = patience.get() {
        patience.bar.finish_and_clear();
    }
    // Nobody is left to tell when stderr is gone.
    let _ = stderr().write_all(remarks.as_bytes());
    match answer.print(&mut stdout().lock()) {
        Err(fault) if fault.kind() != std::io::ErrorKind::BrokenPipe => {
            let Outcome { stderr: words, code, .. } = not_printed(&arguments, &outside, &fault);
            let _ = stderr().write_all(words.as_bytes());
            ExitCode::from(code)
        }
        _ => ExitCode::from(code),
    }
}

/// What stdout is, where that is an ordinary file.
#[cfg(unix)]
fn file_of_stdout() -> Option<File> {
    let file = File::from(std::os::fd::AsFd::as_fd(&stdout()).try_clone_to_owned().ok()?);
    file.metadata().is_ok_and(|facts| facts.is_file()).then_some(file)
}

#[cfg(not(unix))]
fn file_of_stdout() -> Option<File> {
    None
}

/// An office's own template that drives its reader into a panic is an error of ours, with no raw text before it.
fn leave_templates_to_their_error() {
    let told = std::panic::take_hook();
    let is_theirs = || std::thread::current().name() == Some(qjcppcc::report::TEMPLATES);
    std::panic::set_hook(Box::new(move |panic| {
        if !is_theirs() {
            told(panic);
        }
    }));
}

/// Past the limit of a file's size the system kills a program silently; with the signal caught, the write fails and is
/// reported like any other.
fn refuse_to_die_of_large_files() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default());
}

#[cfg(unix)]
const SIGXFSZ: i32 = 25;

fn ask(question: &str) -> bool {
    let _ = write!(stderr(), "{question} [y/N] ");
    let mut answer = String::new();
    stdin().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes" | "是" | "好")
}

/// A long work: since when, its bar, and whether somebody has pressed Ctrl-C.
struct Patience {
    since: Instant,
    bar: ProgressBar,
    stopped: Arc<AtomicBool>,
}

/// Work that takes less than this needs no bar.
const SHORT: Duration = Duration::from_millis(500);

/// Shows how far a long work has come, on a terminal only. From the first call on, Ctrl-C and whoever ends the program ask the
/// work to stop, so that it can leave things as they were; asked a second time, the program ends.
fn progress(patience: &OnceLock<Patience>, done: usize, total: usize) -> bool {
    let patience = patience.get_or_init(|| {
        let stopped = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            let _ = signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&stopped));
            let _ = signal_hook::flag::register(signal, Arc::clone(&stopped));
        }
        let bar = ProgressBar::hidden();
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {percent:>3}%  {eta}") {
            bar.set_style(style);
        }
        Patience { since: Instant::now(), bar, stopped }
    });
    if patience.since.elapsed() > SHORT && stderr().is_terminal() {
        if patience.bar.is_hidden() {
            patience.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        patience.bar.set_length(total as u64);
        patience.bar.set_position(done as u64);
    }
    !patience.stopped.load(Ordering::Relaxed)
}

const SIGINT: i32 = 2;
const SIGTERM: i32 = 15;

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0))
}
