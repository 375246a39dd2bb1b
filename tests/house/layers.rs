//! What must never be: each rule of the house, kept by reading the sources.

use std::collections::{BTreeMap, BTreeSet};

use qjcppcc::ledger::Ledger;

use super::files::files;

/// Every source file of the program, with its path below `src`, as [`code`].
fn sources() -> Vec<(String, String)> {
    files("src").into_iter().map(|(path, source)| (path, code(&source))).collect()
}

/// The source without its comments, in which anything may be named, and with every `use a::{b, c};` also as `a::b` and `a::c`.
fn code(source: &str) -> String {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let lists = code.split("use ").skip(1).filter_map(|rest| rest.split(';').next()?.split_once("::{"));
    let paths: Vec<String> = lists
        .flat_map(|(path, names)| names.split([',', '{', '}']).map(move |name| format!("{path}::{}", name.trim())))
        .collect();
    format!("{code}\n{}", paths.join("\n"))
}

fn offenders(allowed: &[&str], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, code) in sources() {
        if allowed.iter().any(|prefix| path.starts_with(prefix)) {
            continue;
        }
        found.extend(words.iter().filter(|word| code.contains(**word)).map(|word| format!("{path}: {word}")));
    }
    found
}

#[test]
fn only_the_store_has_sql() {
    let words = ["rusqlite", "SELECT ", "INSERT INTO", "DELETE FROM", "PRAGMA"];
    // That of a server is in a room of its own, and knows one table.
    assert_eq!(offenders(&["store/", "server/"], &words), Vec::<String>::new());
    assert_eq!(offenders(&["store/"], &["rusqlite"]), Vec::<String>::new());
    assert_eq!(offenders(&["server/"], &["tokio", "rustls"]), Vec::<String>::new());
}

#[test]
fn only_the_command_line_names_clap() {
    assert_eq!(offenders(&["cli/"], &["clap"]), Vec::<String>::new());
}

#[test]
fn a_release_unwinds_for_the_reader_of_workbooks() {
    assert_ne!(sources().iter().filter(|(_, code)| code.contains("catch_unwind(")).count(), 0);
    assert!(
        !include_str!("../../Cargo.toml").contains("panic = \"abort\""),
        "what is caught there would end a release"
    );
}

#[test]
fn nothing_asks_clap_whether_a_name_exists() {
    // A release answers that otherwise than a debug build, which is what the tests run.
    assert_eq!(offenders(&[], &["try_contains_id"]), Vec::<String>::new());
}

#[test]
fn only_main_prints_reads_the_clock_or_the_environment_and_exits() {
    let words = [
        "println!",
        "print!(",
        "eprint",
        "io::stdout",
        "io::stderr",
        "std::env",
        "Local::now",
        "Utc::now",
        "SystemTime",
        "process::exit",
        "getrandom",
        "whoami",
    ];
    assert_eq!(offenders(&["main.rs"], &words), Vec::<String>::new());
}

#[test]
fn the_core_is_pure() {
    let core = [
        "ledger/",
        "report/",
        "proof/",
        "schema/",
        "amount/",
        "day.rs",
        "period.rs",
        "figure/",
        "vocabulary.rs",
        "door.rs",
        "import/",
        "sheet.rs",
        "text.rs",
        "format/",
        "guide/",
    ];
    let words = ["std::fs", "std::net", "Instant::now", "clap", "rusqlite", "crate::cli", "crate::outside"];
    let outside: Vec<String> = offenders(&[], &words)
        .into_iter()
        .filter(|found| core.iter().any(|prefix| found.starts_with(prefix)))
        .collect();
    assert_eq!(outside, Vec::<String>::new());
    let temporary = offenders(&["cli/", "store/", "format/xlsx.rs"], &["tempfile"]);
    assert_eq!(temporary, Vec::<String>::new(), "only a workbook grows in a temporary file");
}

#[test]
fn formats_know_sheets_and_nothing_of_where_they_came_from() {
    let known: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| path.starts_with("format/"))
        .flat_map(|(path, code)| {
            let uses = code.match_indices("crate::").map(|(at, _)| &code[at + 7..]);
            let names =
                uses.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>());
            names
                .filter(|name| !["amount", "format", "sheet", "text"].contains(&name.as_str()))
                .map(|name| format!("{path}: {name}"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(known, Vec::<String>::new());
}

#[test]
fn files_are_written_in_one_place() {
    let words = [
        "File::create",
        "fs::write",
        "fs::rename",
        "OpenOptions",
        "File::options",
        ".persist(",
        "tempfile_in",
        "new_in(",
    ];
    assert_eq!(offenders(&["cli/output/file.rs", "store/"], &words), Vec::<String>::new());
}

#[test]
fn a_trait_has_more_than_one_implementation() {
    let sources = sources();
    let declared = sources.iter().flat_map(|(_, code)| code.lines()).filter_map(|line| line.split_once("trait "));
    let is_open = |before: &str| before.split_whitespace().all(|word| word.starts_with("pub"));
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
    let names: Vec<String> = declared
        .filter(|(before, _)| is_open(before))
        .map(|(_, rest)| name(rest))
        .filter(|name| !name.is_empty())
        .collect();
    for name in names {
        let implementing = format!("{name} for ");
        let directly: usize = sources.iter().map(|(_, code)| code.matches(&implementing).count()).sum();
        // One that a macro writes is written for each of its uses.
        let by_macro = sources.iter().any(|(_, code)| code.contains(&format!("{name} for $")));
        assert!(directly > 1 || by_macro, "{name} is a trait with one implementation");
    }
}

#[test]
fn no_file_is_a_place_for_everything() {
    let vague = ["util", "utils", "helper", "helpers", "common", "misc", "manager"];
    let found: Vec<String> = sources()
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| path.split(['/', '.']).any(|part| vague.contains(&part)))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn no_file_is_too_long_to_be_read() {
    let long = files("src").into_iter().filter(|(_, source)| source.lines().count() > 500).map(|(path, _)| path);
    assert_eq!(long.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn no_comment_asks_to_keep_things_in_sync() {
    for (path, source) in files("src") {
        let source = source.to_lowercase();
        for phrase in ["keep in sync", "must match the", "todo", "fixme"] {
            assert!(!source.contains(phrase), "{path}: {phrase}");
        }
    }
}

#[test]
fn functions_fit_on_a_page() {
    let (mut long, mut counted) = (Vec::new(), 0);
    for (path, code) in sources() {
        let lines: Vec<&str> = code.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let words = line.trim_start();
            let indent = line.len() - words.len();
            let is_function = words.split_once("fn ").is_some_and(|(before, _)| {
                before.split_whitespace().all(|word| word.starts_with("pub") || word == "const")
            });
            // A function on one line, or one that a trait or a macro only names, has no page to fit on.
            let opens = lines[at..].iter().take_while(|line| !line.ends_with(';')).position(|line| line.ends_with('{'));
            if let Some(opens) = opens.filter(|_| is_function && !line.ends_with('}') && !words.contains("fn $")) {
                let body = &lines[at + opens..];
                let end = body.iter().position(|line| *line == format!("{}}}", " ".repeat(indent)));
                let end = end.unwrap_or_else(|| panic!("{path}: the end of {words} is not where it is looked for"));
                counted += 1;
                if end > 70 {
                    long.push(format!("{path}: {words} ({end} lines)"));
                }
            }
        }
    }
    assert!(counted > 1000, "{counted} functions were looked at");
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn a_misspelt_option_is_found() {
    // What a command is asked for by name is written once more, where its option is made, or is the key of a field.
    let cli: String =
        sources().into_iter().filter(|(path, _)| path.starts_with("cli/")).map(|(_, code)| code).collect();
    let calls = [".text(\"", ".texts(\"", ".switch(\"", ".writes(\""];
    let asked = calls.iter().flat_map(|call| cli.split(call).skip(1)).filter_map(|rest| rest.split('"').next());
    let mut times = BTreeMap::<&str, usize>::new();
    asked.for_each(|name| *times.entry(name).or_default() += 1);
    assert!(times.len() > 40, "{times:?}");
    let fields: BTreeSet<&str> = Ledger::all().flat_map(Ledger::all_fields).map(|field| field.key).collect();
    for (name, times) in times {
        let made = cli.matches(&format!("\"{name}\"")).count() > times;
        assert!(made || fields.contains(name), "no command has an option “{name}”");
    }
}
