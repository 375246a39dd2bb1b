//! Clock, environment and arguments in; text and exit code out.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write, stderr, stdin, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use inquire::{InquireError, Select, Text};
use qjcppcc::cli::{Outcome, Printed, broken, not_printed, run};
use qjcppcc::import::{LARGEST, find};
use qjcppcc::outside::{Ask, Outside, Question};
use qjcppcc::windows::is_from_desktop;
use signal_hook::consts::{SIGINT, SIGTERM};
use terminal_size::terminal_size;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|word| word == READER) {
        return read_workbook(arguments.get(2).and_then(|sheet| sheet.to_str()));
    }
    // Past the limit of a file's size the system kills a program silently; with the signal caught, the write fails like any other.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
    let fault = Arc::new(Mutex::new(String::new()));
    keep_faults_in(&fault);
    let someone_there = stdin().is_terminal() && stderr().is_terminal();
    let patience: OnceLock<Patience> = OnceLock::new();
    let ask: Ask = &|words, question| match patience.get() {
        Some(patience) => patience.bar.suspend(|| ask(words, question)),
        None => ask(words, question),
    };
    let outside = Outside {
        environment: environment(),
        now: chrono::Local::now().fixed_offset(),
        user: &|| whoami::username().unwrap_or_default(),
        host: &|| whoami::hostname().unwrap_or_default(),
        data_folder: dirs::data_dir(),
        file: file_of_stdout(),
        width: stdout().is_terminal().then(|| terminal_size().map_or(80, |(width, _)| usize::from(width.0))),
        ask: someone_there.then_some(ask),
        editor: &edit,
        stdin: &|| {
            let mut bytes = Vec::new();
            stdin().take(LARGEST + 1).read_to_end(&mut bytes).map(|_| bytes)
        },
        workbook: &workbook,
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
    let outcome = catch_unwind(AssertUnwindSafe(|| run(&arguments, &outside)));
    let Outcome { stdout: mut answer, stderr: remarks, code, kept } = outcome.unwrap_or_else(|_| {
        let place = fault.lock().map(|place| place.clone()).unwrap_or_default();
        broken(&arguments, &outside, &place)
    });
    if let Some(patience) = patience.get() {
        patience.bar.finish_and_clear();
    }
    // Nobody is left to tell when stderr is gone.
    let _ = stderr().write_all(remarks.as_bytes());
    let printed = match pager(&outside, &mut answer) {
        Some(pager) => paged(pager, answer),
        None => answer.print(&mut stdout().lock()),
    };
    if cfg!(windows) && arguments.len() == 1 && someone_there && is_from_desktop(|name| std::env::var(name).ok()) {
        // The window is closed with the program.
        let _ = write!(stderr(), "\n按回车键关闭 (press Enter to close) ");
        let _ = stdin().read_line(&mut String::new());
    }
    let Some(fault) = printed.err().filter(|fault| fault.kind() != io::ErrorKind::BrokenPipe) else {
        return ExitCode::from(code);
    };
    let Outcome { stderr: words, code, .. } = not_printed(&arguments, &outside, kept, &fault);
    let _ = stderr().write_all(words.as_bytes());
    ExitCode::from(code)
}

fn environment() -> HashMap<String, String> {
    let said =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    // A console that takes no colours is as good as a terminal that is dumb.
    #[cfg(windows)]
    let is_dumb = stdout().is_terminal() && anstyle_query::windows::enable_ansi_colors() == Some(false);
    #[cfg(not(windows))]
    let is_dumb = false;
    said.chain(is_dumb.then(|| ("TERM".to_owned(), "dumb".to_owned()))).collect()
}

/// The pager, started where one is wanted; where it cannot be, that is said.
fn pager(outside: &Outside, answer: &mut Printed) -> Option<Child> {
    let pager = outside.pager()?;
    let height = terminal_size().map_or(24, |(_, height)| usize::from(height.0));
    // A prompt comes below.
    if !answer.is_longer(height.saturating_sub(1)) {
        return None;
    }
    let mut words = pager.split_whitespace();
    let mut command = Command::new(words.next()?);
    // It shows colours, and leaves on the screen what was read.
    let less = outside.variable("LESS").unwrap_or("FRX");
    let started = command.args(words).env("LESS", less).stdin(Stdio::piped()).spawn();
    started.inspect_err(|fault| drop(writeln!(stderr(), "{pager}: {fault}"))).ok()
}

/// Hands the answer to the pager and waits until it was read. Ctrl-C is for the pager.
fn paged(mut pager: Child, answer: Printed) -> io::Result<()> {
    let _ = signal_hook::flag::register(SIGINT, Arc::default());
    let printed = pager.stdin.take().map_or(Ok(()), |mut pipe| answer.print(&mut pipe));
    pager.wait()?;
    printed
}

/// The word with which this program starts itself to read a workbook; no person needs it.
const READER: &str = "--read-workbook";
/// How long anybody waits for the reading of a workbook.
const PATIENCE: Duration = Duration::from_secs(60);

/// Reads the workbook on stdin and tells on stdout what is in it. A damaged one may end this process in any way, silently.
fn read_workbook(sheet: Option<&str>) -> ExitCode {
    std::panic::set_hook(Box::new(|_| {}));
    #[cfg(unix)]
    limit_this_process();
    let mut bytes = Vec::new();
    let read = stdin().read_to_end(&mut bytes).and_then(|_| find(&bytes, sheet, &mut stdout().lock()));
    ExitCode::from(u8::from(read.is_err()))
}

/// What the reading of a workbook may take: bytes of memory, and seconds of a processor. One with as many rows as are taken takes a
/// third of it on a slow machine. Windows has no such limits: there what is measured beforehand and [`PATIENCE`] must do.
#[cfg(unix)]
fn limit_this_process() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in [(Resource::Data, 768 << 20), (Resource::Cpu, 20), (Resource::Core, 0)] {
        // Where it is not allowed, less than that is.
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

/// Has another process read a workbook; it answers what that one tells.
fn workbook(bytes: &[u8], sheet: Option<&str>) -> io::Result<Box<dyn Read>> {
    let mut command = Command::new(program()?);
    command.arg(READER).args(sheet).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let (input, told) = (child.stdin.take(), child.stdout.take());
    let (child, (done, ended)) = (Arc::new(Mutex::new(child)), channel());
    let watched = Arc::clone(&child);
    thread::spawn(move || {
        if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            let _ = watched.lock().map(|mut child| child.kill());
        }
    });
    // It takes all of it before it tells anything; if it ends before that, it tells nothing, which is found out there.
    let _ = input.map(|mut input| input.write_all(bytes));
    let told = told.ok_or(io::ErrorKind::BrokenPipe)?;
    Ok(Box::new(Reading { told, child, _done: done }))
}

/// This very program, even where its file was replaced or deleted meanwhile.
fn program() -> io::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() { Ok(running) } else { std::env::current_exe() }
}

/// A workbook being read by a process that ends when nobody wants to know more.
struct Reading {
    told: ChildStdout,
    child: Arc<Mutex<Child>>,
    _done: Sender<()>,
}

impl Read for Reading {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.told.read(bytes)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        // What has ended waits for somebody to take note of it.
        let _ = self.child.lock().map(|mut child| child.kill().and(child.wait()));
    }
}

/// Where the last fault of the program happened is kept and not printed: some faults are those of a damaged file, or of a full disk, and
/// are caught. No folder of whoever built the program is named.
fn keep_faults_in(fault: &Arc<Mutex<String>>) {
    let fault = Arc::clone(fault);
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(|place| {
            let file = Path::new(place.file()).file_name().unwrap_or_default().to_string_lossy();
            format!("{file}:{}", place.line())
        });
        let _ = fault.lock().map(|mut last| *last = place.unwrap_or_default());
    }));
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

fn ask(words: &str, question: Question) -> Option<String> {
    match question {
        Question::Agree => {
            let _ = write!(stderr(), "{words} [y/N] ");
            let mut answer = String::new();
            stdin().read_line(&mut answer).ok()?;
            matches!(answer.trim(), "y" | "Y" | "yes" | "是" | "好").then_some(answer)
        }
        Question::Choice(list) => prompt(|| Select::new(words, list.clone()).without_help_message().prompt()),
        #[cfg(feature = "server")]
        Question::Secret => prompt(|| {
            let hidden = inquire::PasswordDisplayMode::Hidden;
            inquire::Password::new(words).without_confirmation().with_display_mode(hidden).prompt()
        }),
        Question::Line { old, check } => {
            let mut said = old.to_owned();
            loop {
                said = prompt(|| Text::new(words).with_initial_value(&said).prompt())?;
                let Err(wrong) = check(&said) else { return Some(said) };
                let _ = writeln!(stderr(), "  {wrong}");
            }
        }
    }
}

/// An answer of the person; Esc is none, Ctrl-C ends the program.
fn prompt(ask: impl Fn() -> Result<String, InquireError>) -> Option<String> {
    static AT_EASE: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    let at_ease = AT_EASE.get_or_init(|| {
        let at_ease = Arc::new(AtomicBool::new(true));
        let _ = signal_hook::flag::register_conditional_default(SIGINT, Arc::clone(&at_ease));
        at_ease
    });
    at_ease.store(false, Ordering::Relaxed);
    #[cfg(unix)]
    let ask = || held(&ask);
    let answer = ask();
    at_ease.store(true, Ordering::Relaxed);
    match answer {
        Err(InquireError::IO(fault)) if fault.kind() == io::ErrorKind::Interrupted => {
            let _ = writeln!(stderr());
            std::process::exit(128 + SIGINT)
        }
        answer => answer.ok(),
    }
}

/// Has the terminal show nothing that is typed between two keys: pasted text comes at once.
#[cfg(unix)]
fn held<T>(ask: impl FnOnce() -> T) -> T {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
    // Where it cannot be done, it looks worse and is as right.
    let Ok(before) = tcgetattr(stdin()) else { return ask() };
    let set = |modes: &_| tcsetattr(stdin(), OptionalActions::Now, modes).unwrap_or_default();
    let mut held = before.clone();
    held.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
    set(&held);
    let answer = ask();
    set(&before);
    answer
}

/// Opens a file in the person's editor and waits until it is closed.
fn edit(file: &Path) -> io::Result<()> {
    let named =
        ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok().filter(|it| !it.trim().is_empty()));
    let editor = named.unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned());
    let mut words = editor.split_whitespace();
    let done = Command::new(words.next().unwrap_or_default()).args(words).arg(file).status()?;
    if done.success() { Ok(()) } else { Err(io::Error::other(format!("{editor}: {done}"))) }
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
        let _ = ProgressStyle::with_template("{bar:32} {percent:>3}%  {eta}").map(|style| bar.set_style(style));
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
