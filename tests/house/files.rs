//! The files that the rules of the house read.

use std::fs;
use std::path::Path;

/// Every Rust file below a folder of the project, by its path in there, with its text.
pub fn files(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let below = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                found.push((below, fs::read_to_string(&path).expect("a source is UTF-8")));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found.sort();
    assert!(found.len() > 30, "the sources are where they are looked for");
    found
}
