//! What Windows leaves to a program: to spell out names of files, to know devices by name, to see whether a shell has started it.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

/// The arguments of an import, names with * and ? replaced by the files that fit, hidden ones left out; one that is a file, or fits
/// none, stays.
pub fn spelled_out(arguments: &[OsString]) -> Cow<'_, [OsString]> {
    let Some(first) = arguments.iter().position(|word| word == "import") else { return Cow::Borrowed(arguments) };
    let files = |word: &OsString| match word.to_str() {
        Some(name) if name.contains(['*', '?']) && !Path::new(name).exists() => fitting(Path::new(name)),
        _ => Vec::new(),
    };
    let words = arguments[first..].iter().flat_map(|word| match files(word) {
        none if none.is_empty() => vec![word.clone()],
        files => files.into_iter().map(PathBuf::into_os_string).collect(),
    });
    Cow::Owned(arguments[..first].iter().cloned().chain(words).collect())
}

/// The files of a folder whose names fit, by name; capital letters are small ones.
fn fitting(pattern: &Path) -> Vec<PathBuf> {
    let letters = |name: &OsStr| name.to_string_lossy().to_lowercase().chars().collect::<Vec<_>>();
    let (folder, wanted) = (pattern.parent().unwrap_or(pattern), letters(pattern.file_name().unwrap_or_default()));
    let entries = fs::read_dir(Path::new(".").join(folder)).into_iter().flatten().flatten();
    let names = entries.filter(|entry| entry.path().is_file()).map(|entry| entry.file_name());
    let names = names.filter(|name| !name.as_encoded_bytes().starts_with(b"."));
    let mut files: Vec<_> = names.filter(|name| fits(&wanted, &letters(name))).map(|name| folder.join(name)).collect();
    files.sort();
    files
}

fn fits(pattern: &[char], name: &[char]) -> bool {
    match (pattern, name) {
        ([], name) => name.is_empty(),
        (['*', rest @ ..], name) => (0..=name.len()).any(|at| fits(rest, &name[at..])),
        ([mark, rest @ ..], [c, name @ ..]) => (*mark == '?' || mark == c) && fits(rest, name),
        _ => false,
    }
}

/// Whether a device is meant by this name, in whichever folder.
pub fn names_device(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_ascii_uppercase();
    let is_port = |port| name.strip_prefix(port).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']));
    matches!(&*name, "NUL" | "CON" | "PRN" | "AUX" | "CONOUT$") || is_port("COM") || is_port("LPT")
}

/// Whether no shell has started the program: cmd, PowerShell and those of Unix leave traces in the environment, a double click none.
pub fn is_from_desktop(variable: impl Fn(&str) -> Option<String>) -> bool {
    let of_power_shell =
        variable("USERPROFILE").zip(variable("PSModulePath")).is_some_and(|(home, folders)| folders.contains(&home));
    !of_power_shell && !["PROMPT", "SHELL", "TERM", "MSYSTEM"].iter().any(|name| variable(name).is_some())
}
