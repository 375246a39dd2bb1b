//! The tables from which the program is made: fields, kinds, figures and commands, held against their own rules.

use std::collections::HashSet;

use crate::world::World;
use qjcppcc::figure::{figures, find};
use qjcppcc::ledger::{LEDGERS, Ledger, Type};
use qjcppcc::vocabulary::{Set, seed_vocabulary};

#[test]
fn fields_are_named_once_with_lower_case_words_and_in_both_languages() {
    for ledger in Ledger::all() {
        let mut keys = HashSet::new();
        let mut letters = HashSet::new();
        for field in ledger.all_fields() {
            assert!(field.key.bytes().all(|b| b.is_ascii_lowercase()), "{} {}", ledger.key, field.key);
            assert!(keys.insert(field.key), "{} has {} twice", ledger.key, field.key);
            assert!(!field.label.zh.is_empty() && !field.label.en.is_empty(), "{} {}", ledger.key, field.key);
            assert!(field.short.is_none_or(|letter| letters.insert(letter)), "{} has a letter twice", ledger.key);
        }
        let known = |key: &&str| ledger.field(key).is_some();
        assert!(ledger.positional.iter().filter(|key| **key != "kind").all(known), "{}", ledger.key);
        assert!(ledger.required.iter().all(known), "{}", ledger.key);
        assert!(ledger.defaults.iter().all(|(key, _)| known(key)), "{}", ledger.key);
        assert!(ledger.filled.iter().all(known), "{}", ledger.key);
        if ledger.is_of_office() {
            // A pair may be of records of any ledger that is counted, and shows in none.
            let counted = Ledger::all()
                .filter(|one| !one.is_of_office())
                .map(|one| one.key)
                .collect::<std::collections::BTreeSet<_>>();
            let parents = ledger.parents.iter().copied().collect::<std::collections::BTreeSet<_>>();
            assert!(parents.is_empty() || parents == counted, "{}", ledger.key);
            continue;
        }
        assert!(
            ledger
                .parents
                .iter()
                .all(|parent| Ledger::find(parent).is_some_and(|parent| parent.children.contains(&ledger)))
        );
    }
}

#[test]
fn every_ledger_with_kinds_has_other_and_every_kind_says_what_tells_it_apart() {
    for ledger in LEDGERS.iter().filter(|ledger| ledger.kinds) {
        let kinds: Vec<_> = seed_vocabulary().of(Set::Kind, ledger.key).collect();
        assert_eq!(kinds.last().map(|kind| &*kind.key), Some("other"), "{}", ledger.key);
        for kind in kinds {
            let said = [&kind.unit, &kind.unit_english, &kind.about, &kind.about_english];
            assert!(
                said.iter().all(|text| text.as_ref().is_some_and(|text| !text.is_empty())),
                "{} {}",
                ledger.key,
                kind.key
            );
            assert!(!kind.label.is_empty() && !kind.english.is_empty(), "{} {}", ledger.key, kind.key);
        }
    }
}

#[test]
fn defaults_are_words_of_the_vocabulary() {
    let vocabulary = seed_vocabulary();
    for ledger in Ledger::all() {
        for (key, value) in ledger.defaults {
            let known = match ledger.field(key).map(|field| field.holds) {
                Some(Type::Term(set)) => vocabulary.term(set, ledger.owner_of(set), value).is_some(),
                Some(Type::Choice(choices)) => choices.iter().any(|choice| choice.key == *value),
                _ => false,
            };
            assert!(known, "{} {key} {value}", ledger.key);
        }
    }
}

#[test]
fn the_office_starts_with_21_towns_in_its_own_order() {
    let vocabulary = seed_vocabulary();
    let towns: Vec<&str> = vocabulary.of(Set::Town, "").map(|town| town.label.as_str()).collect();
    assert_eq!(towns.len(), 21);
    assert_eq!((towns[0], towns[4], towns[5], towns[20]), ("古南街道", "新盛街道", "石角镇", "横山镇"));
}

#[test]
fn figures_are_named_once_and_say_what_they_count() {
    let all = figures(seed_vocabulary());
    let keys: HashSet<&str> = all.iter().map(|figure| &*figure.key).collect();
    assert_eq!(keys.len(), all.len(), "a key stands twice");
    let labels: HashSet<&str> = all.iter().map(|figure| &*figure.label).collect();
    assert_eq!(labels.len(), all.len(), "two figures have the same name: {:?}", {
        let mut seen = HashSet::new();
        all.iter().map(|figure| &figure.label).filter(|label| !seen.insert(*label)).collect::<Vec<_>>()
    });
    for figure in &all {
        let texts =
            [&*figure.label, &figure.english, &figure.unit, &figure.unit_english, figure.about.zh, figure.about.en];
        assert!(texts.iter().all(|text| !text.is_empty() && !text.contains(['<', '{'])), "{}", figure.key);
        let home = figure.key.split('.').next().expect("a part");
        assert!(Ledger::find(home).is_some() || figure.is_doubt() || figure.is_of_platform(), "{}", figure.key);
    }
}

/// The figures that are rounded in print, by the rule of the office; all others are printed exactly.
#[test]
fn house_style_is_for_these_figures_only() {
    let measures =
        ["turns", "hours", "donated", "suggestions", "commended", "helped", "served", "households", "jobs", "books"];
    let roles = ["members", "leaders", "officials", "public", "experts"];
    let named = [
        "submission.count",
        "consult.turns",
        "consult.opinions",
        "liaison.turns",
        "liaison.places",
        "study.turns",
        "activity.turns",
        "case.turns",
        "case.opinions",
        "case.adopted",
        "case.funds",
        "case.benefited",
    ];
    for figure in figures(seed_vocabulary()) {
        let last = figure.key.rsplit('.').next().expect("a part");
        let of_family = match figure.key.split('.').next() {
            Some("volunteer") => measures.contains(&last),
            Some("activity") => last == "money",
            Some("platform") => last == "turns",
            _ => false,
        };
        // The members who proposed motions are persons on a roster, and no turns.
        let is_role = roles.contains(&last) && !figure.is_doubt() && figure.key != "motion.members";
        let expected = named.contains(&&*figure.key) || of_family || is_role;
        assert_eq!(figure.house, expected, "{}", figure.key);
    }
}

#[test]
fn every_posting_of_the_example_is_a_figure_of_the_dictionary() {
    let mut world = World::new();
    world.run("qjcppcc init year.db");
    world.run("qjcppcc --db year.db import examples/qijiang-2022.jsonl");
    let connection = rusqlite::Connection::open(world.path("year.db")).expect("the ledger opens as plain SQLite");
    let mut statement = connection.prepare("SELECT DISTINCT figure FROM posting").expect("the table is there");
    let posted: Vec<String> =
        statement.query_map([], |row| row.get(0)).expect("rows").map(|row| row.expect("text")).collect();
    assert!(posted.len() > 50);
    let dictionary = figures(seed_vocabulary());
    for key in &posted {
        assert!(find(&dictionary, key).is_ok(), "{key}");
    }
}

#[test]
fn every_command_has_help_in_both_languages() {
    let mut world = World::new();
    let mut commands: Vec<String> = [
        "report",
        "figures",
        "import",
        "export",
        "schema",
        "init",
        "where",
        "vocab",
        "vocab list",
        "vocab add",
        "vocab rename",
        "vocab retire",
        "vocab alias",
        "missing",
        "setting",
        "setting list",
        "setting set",
        "setting unset",
        "office wording",
        "office wording list",
        "office wording show",
        "office wording set",
        "office wording reset",
        "case board",
        "case due",
        "case line",
    ]
    .map(str::to_owned)
    .to_vec();
    for ledger in LEDGERS {
        let verbs = ["add", "list", "show", "edit", "void", "unvoid"]
            .into_iter()
            .chain(ledger.children.iter().map(|child| child.verb));
        commands.push(ledger.key.to_owned());
        commands.extend(verbs.map(|verb| format!("{} {verb}", ledger.key)));
    }
    for command in &commands {
        let chinese = world.run(&format!("qjcppcc {command} --help"));
        let english = world.run(&format!("qjcppcc {command} --help --lang en"));
        assert!(chinese.contains(&format!("用法：qjcppcc {command}")), "{chinese}");
        assert!(english.contains(&format!("Usage: qjcppcc {command}")), "{english}");
        for heading in ["Options:", "Commands:", "Arguments:", "Print help"] {
            assert!(!chinese.contains(heading), "{command}: {heading}");
        }
    }
    let overview = world.run("qjcppcc --help");
    for command in commands.iter().filter(|command| !command.contains(' ')) {
        assert!(overview.lines().any(|line| line.trim_start().starts_with(command.as_str())), "{command}");
    }
}
