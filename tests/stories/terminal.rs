//! The program at a real terminal: somebody types Chinese, mistypes, takes back, mends and records.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

use crate::world::process::{qjcppcc, run};

/// The program with a terminal of its own.
struct Terminal {
    keys: File,
    screen: Receiver<Vec<u8>>,
    side: OwnedFd,
    program: Child,
    said: String,
}

impl Terminal {
    fn of(home: &Path, words: &[&str]) -> Terminal {
        let keys = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&keys).and_then(|()| unlockpt(&keys)).expect("it may be used");
        let name = ptsname(&keys, Vec::new()).expect("its name");
        let side = rustix::fs::open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("its other side");
        tcsetwinsize(&side, Winsize { ws_row: 24, ws_col: 60, ws_xpixel: 0, ws_ypixel: 0 }).expect("a size");
        let end = || Stdio::from(side.try_clone().expect("a copy"));
        let mut command = qjcppcc(home);
        command.args(words).env("TERM", "xterm").stdin(end()).stdout(end()).stderr(end());
        let program = command.spawn().expect("the program starts");
        let (sent, screen) = channel();
        let mut shown = File::from(keys.try_clone().expect("a copy"));
        thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(read @ 1..) = shown.read(&mut part) {
                if sent.send(part[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Terminal { keys: File::from(keys), screen, side, program, said: String::new() }
    }

    /// Waits until the screen says this; what it said before is forgotten.
    fn shows(&mut self, words: &str) {
        let mut bytes = std::mem::take(&mut self.said).into_bytes();
        let since = Instant::now();
        while !String::from_utf8_lossy(&bytes).contains(words) {
            if let Ok(more) = self.screen.recv_timeout(Duration::from_millis(100)) {
                bytes.extend(more);
            }
            let is_late = since.elapsed() > Duration::from_secs(20);
            assert!(!is_late, "{words} is not on the screen: {:?}", String::from_utf8_lossy(&bytes));
        }
        let said = String::from_utf8_lossy(&bytes).into_owned();
        said[said.find(words).unwrap_or_default() + words.len()..].clone_into(&mut self.said);
    }

    fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("it is typed");
    }

    /// The exit code; the terminal is as it was before.
    fn ends(mut self) -> Option<i32> {
        let code = self.program.wait().expect("it ends").code();
        let modes = tcgetattr(&self.side).expect("its modes").local_modes;
        assert!(modes.contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG), "{modes:?}");
        code
    }
}

const BACK: &str = "\u{7f}";

#[test]
fn somebody_types_chinese_mistypes_mends_and_records() {
    let home = tempfile::tempdir().expect("a folder");
    let mut terminal = Terminal::of(home.path(), &["case", "add"]);
    terminal.shows("标题：");
    terminal.types("清溪和");
    terminal.shows("清溪和");
    terminal.types(BACK);
    // Drawn anew without the character of two cells that was taken back.
    terminal.shows("清溪");
    terminal.types("河违法建筑整治\r");
    terminal.shows("镇街：");
    terminal.types("永");
    terminal.shows("永城镇");
    terminal.types("\r");
    terminal.shows("还有别的吗？");
    terminal.types("\r");
    terminal.shows("已记 一镇一事商量办 case-1 · ");
    terminal.shows("命令：qjcppcc case add 清溪河违法建筑整治 -t 永新镇");
    assert_eq!(terminal.ends(), Some(0));
    // A wrong answer is mended where it stands.
    let mut terminal = Terminal::of(home.path(), &["case", "fund", "1"]);
    terminal.shows("金额：");
    terminal.types("很多\r");
    terminal.shows("“很多”不是");
    terminal.shows("很多");
    terminal.types(&format!("{BACK}{BACK}35万\r"));
    terminal.shows("还有别的吗？");
    terminal.types("来源");
    terminal.shows("来源");
    terminal.types("\r");
    terminal.shows("来源（可不填）：");
    // Pasted at once, over more than one line of the screen.
    let long = "区水利局和区农业农村委以及永新镇人民政府共同安排的资金，分两次到位，第一次在六月";
    terminal.types(&format!("{long}\r"));
    terminal.shows("还有别的吗？");
    terminal.types("\r");
    terminal.shows("命令：qjcppcc case fund 1 35万 --source ");
    assert_eq!(terminal.ends(), Some(0));
    let shown = run(home.path(), &["case", "show", "fund-1", "--json"]);
    let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).expect("JSON");
    assert_eq!((&shown["amount"], &shown["source"]), (&350_000.into(), &long.into()));
}

#[test]
fn who_gives_up_records_nothing_and_has_the_terminal_back() {
    let home = tempfile::tempdir().expect("a folder");
    for (key, code) in [("\u{1b}", 1), ("\u{3}", 130)] {
        let mut terminal = Terminal::of(home.path(), &["case", "add"]);
        terminal.shows("标题：");
        terminal.types("清溪河");
        terminal.shows("清溪河");
        terminal.types(key);
        assert_eq!(terminal.ends(), Some(code));
    }
    assert!(!home.path().join(".local/share/qjcppcc/ledger.db").exists());
}
