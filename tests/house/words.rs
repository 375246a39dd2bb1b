//! What one office calls things stands in its words alone: no source, no comment and no template of texts knows it.

use std::fs;
use std::path::Path;

use qjcppcc::vocabulary::{Set, seed_vocabulary};

/// Names of the default office, of those above it and of what it is made of.
const OWN: [&str; 6] = ["綦", "Qijiang", "区委", "镇街", "市级", "区本级"];

/// Every Rust file and template below `src`, by its path in there, and the tables of figures, of names and of answers.
fn sources() -> Vec<(String, String)> {
    let mut all = super::files::files("src");
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for table in [
        "figure/figures.txt",
        "cli/args/words.txt",
        "report/rates.txt",
        "report/text/names.zh.txt",
        "report/text/names.en.txt",
        "schema/answers.json",
    ] {
        all.push((table.to_owned(), fs::read_to_string(src.join(table)).expect("a table is UTF-8")));
    }
    let wordings = src.join("report/wording");
    for entry in fs::read_dir(wordings).expect("the folder is there") {
        let path = entry.expect("the entry can be read").path();
        all.push((path.display().to_string(), fs::read_to_string(&path).expect("a template is UTF-8")));
    }
    all
}

#[test]
fn no_source_knows_the_words_of_one_office() {
    let towns = seed_vocabulary().of(Set::Town, "").flat_map(|town| [&*town.label, &*town.key, &*town.english]);
    let own: Vec<&str> = towns.chain(OWN).collect();
    assert_eq!(own.len(), 21 * 3 + OWN.len());
    let mut found = Vec::new();
    for (path, source) in sources().iter().filter(|(path, _)| !path.starts_with("guide/")) {
        // The words by which the headings of people's tables are understood are theirs, whatever their office.
        let is_synonym = |line: &str| path == "ledger/field/shared.rs" && line.contains('、');
        let lines = (1..).zip(source.lines()).filter(|(_, line)| !is_synonym(line) && !line.contains(".also("));
        let lines = lines.filter(|(_, line)| own.iter().any(|word| line.contains(word)));
        found.extend(lines.map(|(number, line)| format!("{path}:{number}: {}", line.trim())));
    }
    assert!(sources().iter().any(|(path, _)| path.ends_with("note.zh.j2")), "templates are looked at");
    assert_eq!(found, Vec::<String>::new());
}
