//! What is written for people beside the program: short enough to be read, the same in both languages, and whole: every link leads
//! to something, and whoever is given the package has all of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The READMEs, and the folder of the guide in their language.
const READMES: [(&str, &str); 2] = [("README.md", "src/guide/en"), ("README.zh.md", "src/guide/zh")];

/// The parts of a README, in both languages.
const PARTS: [[&str; 2]; 5] = [
    ["A report", "一份年报"],
    ["Two commands", "两条命令"],
    ["The first day", "第一天"],
    ["Where things are", "都在哪里"],
    ["Licence", "许可"],
];

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(home().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the pages of a guide, in order.
fn pages(guide: &str) -> BTreeSet<String> {
    let found = fs::read_dir(home().join(guide)).unwrap_or_else(|error| panic!("{guide}: {error}"));
    found.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

/// The lines outside fenced blocks.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    page.lines().filter(move |line| {
        let is_fence = line.starts_with("```");
        inside ^= is_fence;
        !inside && !is_fence
    })
}

/// The headings of a page: how deep each is, and what it says.
fn headings(page: &str) -> Vec<(usize, &str)> {
    let depth = |line: &str| line.len() - line.trim_start_matches('#').len();
    let heads = prose(page).map(|line| (depth(line), line)).filter(|(depth, _)| *depth > 0);
    heads.map(|(depth, line)| (depth, line[depth..].trim())).collect()
}

/// What the links of a page lead to, but for other sites and places on the page itself.
fn links(page: &str) -> Vec<&str> {
    // What stands between backquotes is shown, not followed.
    let shown = prose(page).flat_map(|line| line.split('`').step_by(2));
    let named = shown.flat_map(|part| part.split("](").skip(1)).filter_map(|rest| rest.split(')').next());
    let files = named.map(|link| link.split('#').next().unwrap_or_default());
    files.filter(|file| !file.is_empty() && !file.contains("://")).collect()
}

#[test]
fn a_newcomer_reads_a_short_page_with_the_same_parts_in_both_languages() {
    for (language, (readme, guide)) in READMES.into_iter().enumerate() {
        let page = text(readme);
        assert!(page.len() <= 8_000, "{readme} has {} bytes", page.len());
        let parts: Vec<&str> = headings(&page).iter().filter(|(depth, _)| *depth == 2).map(|(_, said)| *said).collect();
        assert_eq!(parts, PARTS.map(|part| part[language]), "{readme}");
        let links = links(&page);
        for page in pages(guide) {
            assert!(links.contains(&&*format!("{guide}/{page}")), "{readme} does not lead to {guide}/{page}");
        }
    }
}

#[test]
fn whoever_builds_the_program_reads_one_screen() {
    for (page, most) in [("CONTRIBUTING.md", 64), ("SECURITY.md", 20), ("CHANGELOG.md", 200)] {
        let lines = text(page).lines().count();
        assert!(lines <= most, "{page} has {lines} lines");
    }
    let version = concat!("## [", env!("CARGO_PKG_VERSION"), "]");
    assert!(text("CHANGELOG.md").contains(version), "{version} has no changes");
}

#[test]
fn the_guide_has_the_same_pages_and_headings_in_both_languages() {
    let [english, chinese] = READMES.map(|(_, guide)| guide);
    assert_eq!(pages(english), pages(chinese));
    assert!(pages(english).len() >= 8, "{:?}", pages(english));
    for page in pages(english) {
        let depths = |guide: &str| -> Vec<usize> {
            headings(&text(&format!("{guide}/{page}"))).iter().map(|(depth, _)| *depth).collect()
        };
        assert_eq!(depths(english), depths(chinese), "{page}: how deep the headings are, English on the left");
        assert_eq!(depths(english).iter().filter(|depth| **depth == 1).count(), 1, "{page} has one title");
    }
}

#[test]
fn every_link_leads_to_something() {
    let mut papers: Vec<String> = READMES.iter().map(|(readme, _)| (*readme).to_owned()).collect();
    papers.extend(["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map(str::to_owned));
    papers.extend(["examples/README.md", "examples/bench/README.md"].map(str::to_owned));
    for (_, guide) in READMES.iter().filter(|(_, guide)| home().join(guide).is_dir()) {
        papers.extend(pages(guide).iter().map(|page| format!("{guide}/{page}")));
    }
    let mut followed = 0;
    for paper in &papers {
        let folder = home().join(paper).parent().map(PathBuf::from).expect("a folder");
        for link in links(&text(paper)) {
            assert!(folder.join(link).exists(), "{paper} leads to {link}, which is not there");
            followed += 1;
        }
    }
    assert!(followed > 10, "{followed} links were followed");
}

/// Every file below a folder, by its path in the project.
fn below(folder: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(home().join(folder)).expect("the folder is there").flatten() {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.append(&mut below(&path));
        } else {
            found.insert(path);
        }
    }
    found
}

#[test]
fn the_package_has_what_a_user_needs_and_no_tests() {
    let words = ["package", "--list", "--allow-dirty", "--offline", "--quiet"];
    let said = Command::new(env!("CARGO")).args(words).current_dir(home()).output().expect("cargo");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let listed = String::from_utf8(said.stdout).expect("UTF-8").replace('\\', "/");
    let packed: BTreeSet<&str> = listed.lines().collect();
    let papers = ["README.md", "README.zh.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];
    let papers = papers.iter().chain(&["LICENSE-MIT", "LICENSE-APACHE", "Cargo.lock", ".cargo/config.toml"]);
    let needed = papers.map(|paper| (*paper).to_owned()).chain(below("src")).chain(below("examples"));
    let missing: Vec<String> = needed.filter(|path| !packed.contains(&**path)).collect();
    assert_eq!(missing, Vec::<String>::new(), "are not in the package");
    let idle: Vec<&&str> = packed.iter().filter(|path| path.starts_with("tests/")).collect();
    assert_eq!(idle, Vec::<&&str>::new(), "nobody needs them to use the program");
}
