//! Every file has its place: on the map of the house, in the runner of the tests, and with a first line that says what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::files::files;

/// The map in the documentation of the library.
fn map() -> Vec<&'static str> {
    let lines = include_str!("../../src/lib.rs").lines().skip_while(|line| !line.contains("map of the house:"));
    let lines = lines.skip_while(|line| *line != "//! ```text").skip(1);
    lines.take_while(|line| *line != "//! ```").filter_map(|line| line.strip_prefix("//! ")).collect()
}

#[test]
fn the_map_of_the_house_names_every_folder_and_every_file_beside_them() {
    let map = map();
    let is_sign = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':');
    let named: BTreeSet<&str> = map.iter().flat_map(|line| line.split(is_sign)).filter_map(named_place).collect();
    let mut there = BTreeSet::new();
    let mut within = BTreeSet::new();
    for (path, _) in files("src") {
        let folders: Vec<&str> = path.split('/').collect();
        let (name, folders) = folders.split_last().expect("a name");
        match folders.first() {
            Some(first) => there.insert(format!("{first}/")),
            None => there.insert((*name).to_owned()),
        };
        within.extend(folders.iter().map(|folder| format!("{folder}/")));
    }
    let missing: Vec<&String> = there.iter().filter(|place| !named.contains(place.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new(), "stand nowhere on the map");
    let gone = |place: &&&str| !there.contains(**place) && !within.contains(**place);
    assert_eq!(named.iter().find(gone), None, "stands on the map only");
    assert!(map.len() <= 10, "{} lines", map.len());
}

/// A folder or a file, by its name in its own folder.
fn named_place(word: &str) -> Option<&str> {
    let place = word.strip_prefix("src/").unwrap_or(word).trim_end_matches('.');
    Some(place)
        .filter(|place| place.ends_with('/') || Path::new(place).extension().is_some_and(|ending| ending == "rs"))
}

#[test]
fn every_file_says_first_what_it_is_and_no_two_say_the_same() {
    let mut said = BTreeMap::new();
    for (path, source) in files("src") {
        let first = source.lines().next().unwrap_or_default().to_owned();
        assert!(first.starts_with("//! "), "{path} begins with {first}");
        if let Some(other) = said.insert(first, path.clone()) {
            panic!("{path} and {other} begin with the same line");
        }
    }
}

/// The files that a file of `tests` names by its `mod` lines, in rooms of its own, too.
fn named(path: &str, source: &str) -> Vec<String> {
    let mut folders: Vec<&str> = path.split('/').collect();
    folders.pop();
    let mut found = Vec::new();
    for line in source.lines().map(str::trim) {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let name = line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix([';', '{']));
        match name.map(str::trim) {
            Some(name) if line.ends_with(';') => found.push([&folders[..], &[name]].concat().join("/")),
            Some(name) if path == "main.rs" => folders.push(name),
            _ if line == "}" && path == "main.rs" => drop(folders.pop()),
            _ => {}
        }
    }
    found
}

#[test]
fn no_file_of_tests_is_forgotten() {
    let files = files("tests");
    let named: BTreeSet<String> = files.iter().flat_map(|(path, source)| named(path, source)).collect();
    let forgotten: Vec<&String> = files
        .iter()
        .map(|(path, _)| path)
        .filter(|path| {
            let module = path.trim_end_matches(".rs");
            *path != "main.rs" && !named.contains(module.strip_suffix("/mod").unwrap_or(module))
        })
        .collect();
    assert_eq!(forgotten, Vec::<&String>::new());
}
