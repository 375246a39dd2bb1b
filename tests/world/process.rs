//! The program as a process, where only the real thing will do.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program, as it was built for the tests.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_qjcppcc");

/// The program in a world of its own: empty HOME, Chinese, nothing inherited.
pub fn qjcppcc(home: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("HOME", home).env("LANG", "zh_CN.UTF-8").current_dir(home).stdin(Stdio::null());
    command
}

pub fn run(home: &Path, words: &[&str]) -> Output {
    qjcppcc(home).args(words).output().expect("the program starts")
}

/// The test in a process of its own: what a process has once taken is counted as its children's, and this one runs many tests.
pub fn alone(test: &str) -> bool {
    const ALONE: &str = "QJCPPCC_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let runner = std::env::current_exe().expect("the runner");
    let done = Command::new(runner).args(["--exact", test]).env(ALONE, "1").output().expect("it starts");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
    false
}
