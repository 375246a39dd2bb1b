//! The machine that the figures are of, and the programs found on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program on the search path.
pub fn tool(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// How a program is linked: a dynamic one has its libraries found each time it starts, a static one has not.
pub fn linking(program: &Path) -> &'static str {
    let bytes = fs::read(program).unwrap_or_default();
    if bytes.starts_with(b"#!") {
        return "script";
    }
    let number = |at: usize, length: usize| {
        let bytes = bytes.get(at..at + length).unwrap_or_default();
        bytes.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    // An ELF file of 64 bits says where its segments are told of, how long each entry is, and how many there are; type 3 names the linker.
    let (start, length, count) = (number(32, 8), number(54, 2), number(56, 2));
    if !bytes.starts_with(b"\x7fELF\x02") {
        return "linked in a way of its own";
    }
    if (0..count).any(|entry| number(start + entry * length, 4) == 3) { "dynamic" } else { "static" }
}

/// The first line of what a program says of its version.
pub fn version(program: &Path) -> String {
    let output = Command::new(program).arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let line = String::from_utf8_lossy(&output).lines().next().unwrap_or_default().to_owned();
    let numbered = line.split_whitespace().find(|word| word.contains(|c: char| c.is_ascii_digit()));
    numbered
        .unwrap_or("")
        .trim_matches(|c: char| !c.is_ascii_alphanumeric())
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .to_owned()
}

/// CPU, cores, kernel and file system, in a line.
pub fn describe(folder: &Path) -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map(|(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse().ok());
    let gigabytes = memory.map_or("?".to_owned(), |kilobytes: u64| (kilobytes / 1_048_576).to_string());
    format!(
        "{}, {cores} cores, {gigabytes} GB, {} {}, {}",
        model.unwrap_or("unknown CPU"),
        std::env::consts::OS,
        kernel.trim(),
        file_system(folder)
    )
}

/// How busy the machine is: the load of the last minute.
pub fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().next().unwrap_or("?").to_owned()
}

/// The file system that a folder is on.
pub fn file_system(folder: &Path) -> String {
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        Some((words.next()?, words.next()?))
    });
    let holding = mounts.filter(|(point, _)| folder.starts_with(point)).max_by_key(|(point, _)| point.len());
    holding.map_or("unknown file system".to_owned(), |(_, kind)| kind.to_owned())
}

/// The most memory this process has held.
pub fn own_peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).map_or(0, |kilobytes| kilobytes * 1024)
}
