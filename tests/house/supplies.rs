//! What is taken in from others says why it is there, and comes from one place, under licences that `deny.toml` allows, and once
//! each. `cargo deny check` reads the same rules, and knows of holes that were found since.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

const RULES: &str = include_str!("../../deny.toml");

/// The text that stands behind a key in every line of the rules that has it.
fn named(line: &'static str, key: &str) -> Vec<&'static str> {
    let Some((_, rest)) = line.split_once(key) else { return Vec::new() };
    rest.split(']').next().unwrap_or_default().split('"').skip(1).step_by(2).collect()
}

/// What every crate that is built here says of itself.
fn packages() -> Vec<Value> {
    let all = ["metadata", "--locked", "--all-features", "--format-version", "1"];
    let words = all.into_iter().chain(["--filter-platform", "x86_64-unknown-linux-gnu"]);
    let said = Command::new(env!("CARGO")).args(words).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let said: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    said["packages"].as_array().expect("a list").clone()
}

/// Whether one may do what an expression of licences asks for: any of those between `OR`, all of those between `AND`.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], "");
    let one = |name: &str| allowed.contains(&name.trim().split(" WITH ").next().unwrap_or_default());
    expression.split(" AND ").all(|part| part.split(" OR ").any(one))
}

#[test]
fn whatever_is_taken_in_may_be_handed_on_and_comes_from_one_place_and_once() {
    let allowed: Vec<&str> =
        RULES.lines().filter(|line| line.starts_with("allow = ")).flat_map(|line| named(line, "allow = ")).collect();
    assert!(
        allowed.contains(&"MIT")
            && is_allowed("(MPL-2.0 OR MIT) AND Zlib", &allowed)
            && !is_allowed("MIT AND MPL-2.0", &allowed)
    );
    let exceptions: BTreeMap<&str, Vec<&str>> = RULES
        .lines()
        .filter(|line| line.contains("crate = ") && line.contains("allow = "))
        .map(|line| (named(line, "crate = ")[0], named(line, "allow = ")))
        .collect();
    let mut wrong = Vec::new();
    for package in packages() {
        let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
        let (name, license, source) = (text("name"), text("license"), text("source"));
        let known = exceptions.get(&*name).unwrap_or(&allowed);
        if !is_allowed(&license, known) {
            wrong.push(format!("{name}: {license} is not among the licences of deny.toml"));
        }
        if name != "qjcppcc" && source != "registry+https://github.com/rust-lang/crates.io-index" {
            wrong.push(format!("{name} comes from {source}"));
        }
    }
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in include_str!("../../Cargo.lock").split("[[package]]").skip(1) {
        let text =
            |key: &str| package.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim_matches('"');
        versions.entry(text("name = ")).or_default().push(text("version = "));
    }
    let skipped: Vec<(&str, &str)> = RULES
        .lines()
        .filter(|line| line.contains("reason = "))
        .filter_map(|line| named(line, "crate = ")[0].split_once('@'))
        .collect();
    for (name, versions) in versions.iter().filter(|(_, versions)| versions.len() > 1) {
        // Systems on which nobody has this program ask for others.
        let left = versions.iter().filter(|version| {
            !skipped.iter().any(|(skipped, old)| skipped == name && version.starts_with(&format!("{old}.")))
        });
        if left.count() > 1 && *name != "r-efi" {
            wrong.push(format!("{name} is there as {versions:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let mut table = "";
    let mut before = "";
    let mut reasons = BTreeMap::new();
    for line in include_str!("../../Cargo.toml").lines() {
        if line.starts_with('[') {
            table = line;
        }
        if let Some((name, _)) =
            line.split_once(" = ").filter(|_| table.ends_with("dependencies]") && !line.starts_with('#'))
        {
            let reason = before.strip_prefix("# ").unwrap_or_else(|| panic!("{name}: no line above it says why"));
            assert!(reason.ends_with('.') && reason.contains(' '), "{name}: “{reason}” is no sentence");
            if let Some(other) = reasons.insert(reason, name) {
                panic!("{name} and {other} are there for the same reason");
            }
        }
        before = line;
    }
    assert!(reasons.len() > 30, "{}", reasons.len());
}
