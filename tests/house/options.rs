//! A name that the program asks for is the name of an argument or an option. A debug build panics on one that a command does not
//! have, a release takes it for one that was not given: this is found in the sources.

use super::files::files;

/// A source of the command line: its path below `src/cli`, and what it says without comments and without any space.
struct Source {
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let squeezed = |text: String| {
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        code.join("\n").split_whitespace().collect()
    };
    files("src/cli").into_iter().map(|(path, text)| Source { path, code: squeezed(text) }).collect()
}

/// The names that follow these words.
fn names_after<'s>(code: &'s str, words: &[&str]) -> Vec<&'s str> {
    let after = |word: &str| -> Vec<&'s str> {
        let found = code.match_indices(word).filter(|(at, _)| {
            // `.option("` asks for what `option("` declares.
            !code[..*at].ends_with(|before: char| before == '.' || before == '_' || before.is_alphanumeric())
        });
        found.filter_map(|(at, _)| code[at + word.len()..].split('"').next()).collect()
    };
    words.iter().flat_map(|word| after(word)).collect()
}

/// What declares a name that has a value, and what declares a switch.
const VALUES: [&str; 3] = ["option(\"", "argument(\"", "Arg::new(\""];
const SWITCHES: [&str; 1] = ["switch(\""];

/// The files in which the names that one asks for may be declared: those of its room, those of all commands, and the verbs of every
/// ledger, which the case platform has, too.
fn is_near(asking: &str, declaring: &str) -> bool {
    let room = |path: &str| path.split('/').next().map(str::to_owned);
    ["args", "records"].contains(&room(declaring).unwrap_or_default().as_str()) || room(asking) == room(declaring)
}

#[test]
fn every_name_that_is_asked_for_is_declared() {
    let sources = sources();
    let mut asked = 0;
    let mut unknown = Vec::new();
    for Source { path, code } in &sources {
        let mut check = |name: &str, words: &[&str]| {
            asked += 1;
            let declares =
                |other: &Source| is_near(path, &other.path) && names_after(&other.code, words).contains(&name);
            if !sources.iter().any(declares) {
                unknown.push(format!("{path}: {name}"));
            }
        };
        let values =
            ["given.text(\"", "given.read(\"", "given.texts(\"", "self.text(\"", "desk.option(\"", "self.option(\""];
        for name in names_after(code, &values) {
            check(name, &VALUES);
        }
        let switches = ["given.switch(\"", "desk.switched(\"", "self.switched(\""];
        for name in names_after(code, &switches) {
            check(name, &SWITCHES);
        }
    }
    assert_eq!(unknown, Vec::<String>::new());
    assert!(asked > 100, "this test knows how names are asked for: {asked}");
}

#[test]
fn what_was_said_of_a_command_has_one_name() {
    // By that name the test above finds what is asked of it.
    for Source { path, code } in sources() {
        let others = code.match_indices(":&Given").filter(|(at, _)| {
            let before = &code[..*at];
            !(before.ends_with("given") || before.ends_with('_'))
        });
        assert_eq!(others.count(), 0, "{path} calls it something else");
    }
}

#[test]
fn only_given_asks_clap_what_was_said() {
    // Whoever tries clap itself gets “not given” for a slip, in a release at least.
    let asks = ["get_one", "get_many", "get_flag", "get_raw", "value_source", "contains_id"];
    for Source { path, code } in sources().iter().filter(|source| source.path != "args/given.rs") {
        assert!(!asks.iter().any(|word| code.contains(word)), "{path} asks clap");
    }
}
