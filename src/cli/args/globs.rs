//! Names of files with * and ? in them, spelled out where no shell has done it, as on Windows.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The arguments of an import with the files that are there in place of such a name; one that is a file itself, or fits none, stays.
pub fn spelled_out(arguments: &[OsString], shell_does_it: bool) -> Cow<'_, [OsString]> {
    if shell_does_it || !arguments.iter().any(|word| word == "import") {
        return Cow::Borrowed(arguments);
    }
    let files = |word: &OsString| match word.to_str() {
        Some(name) if name.contains(['*', '?']) && !Path::new(name).exists() => fitting(Path::new(name)),
        _ => Vec::new(),
    };
    let words = arguments.iter().flat_map(|word| match files(word) {
        none if none.is_empty() => vec![word.clone()],
        files => files.into_iter().map(PathBuf::into_os_string).collect(),
    });
    Cow::Owned(words.collect())
}

/// The files of a folder whose names fit, by name; capital letters are small ones.
fn fitting(pattern: &Path) -> Vec<PathBuf> {
    let folder = pattern.parent().unwrap_or(Path::new(""));
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let letters = |name: &std::ffi::OsStr| name.to_string_lossy().to_lowercase().chars().collect::<Vec<_>>();
    let wanted = letters(pattern.file_name().unwrap_or_default());
    let entries = fs::read_dir(here).into_iter().flatten().flatten().filter(|entry| entry.path().is_file());
    let names = entries.map(|entry| entry.file_name()).filter(|name| fits(&wanted, &letters(name)));
    let mut files: Vec<PathBuf> = names.map(|name| folder.join(name)).collect();
    files.sort();
    files
}

fn fits(pattern: &[char], name: &[char]) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some(('*', rest)) => (0..=name.len()).any(|at| fits(rest, &name[at..])),
        Some((mark, rest)) => {
            name.split_first().is_some_and(|(c, name)| (*mark == '?' || mark == c) && fits(rest, name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_as_a_whole() {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        for (pattern, name, wanted) in [
            ("*", "", true),
            ("*.csv", "一季度 表.csv", true),
            ("*.csv", "一季度.csv.xlsx", false),
            ("?季度*", "二季度.xlsx", true),
            ("?季度*", "季度.xlsx", false),
            ("*[1].csv", "a[1].csv", true),
            ("*[1].csv", "a1.csv", false),
            ("a*b*c", "abbc", true),
            ("a*b*c", "abcb", false),
        ] {
            assert_eq!(fits(&letters(pattern), &letters(name)), wanted, "{pattern} {name}");
        }
    }

    #[test]
    fn what_fits_is_put_in_where_no_shell_has_done_it_and_an_import_is_meant() {
        let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide/zh");
        let page = |name: &str| guide.join(name).into_os_string();
        let import = ["qjcppcc".into(), "import".into(), page("*ING.MD"), "--update".into()];
        let wanted = ["qjcppcc".into(), "import".into(), page("mending.md"), page("recording.md"), "--update".into()];
        assert_eq!(*spelled_out(&import, false), wanted);
        assert_eq!(*spelled_out(&import, true), import, "a shell has done it");
        for stays in [[OsString::from("import"), page("*.xlsx")], ["import".into(), page("start.md")]] {
            assert_eq!(*spelled_out(&stays, false), stays);
        }
        let title = ["study".into(), "add".into(), page("*.md")];
        assert_eq!(*spelled_out(&title, false), title, "a title is no file");
    }
}
