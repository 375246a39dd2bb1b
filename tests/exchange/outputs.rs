//! Files that a run writes: none that it reads or writes elsewhere, no wider open than what is in them, and nothing left half made.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::world::World;
use crate::world::process::{qjcppcc, run};

const GOOD: &str = "{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\"}\n";
const BAD: &str = "日期,类别,标题\n2022-05-01,主席会议,甲\n2022-13-01,主席会议,乙\n";

fn year() -> World {
    let mut world = World::with(&[("in.jsonl", GOOD), ("bad.csv", BAD), ("t.j2", "{{ period }}"), ("签到.csv", BAD)]);
    world.run("qjcppcc init x.db");
    world.run("qjcppcc init y.db");
    fs::create_dir(world.path("links")).expect("a folder");
    symlink("../in.jsonl", world.path("links/link.jsonl")).expect("a link");
    fs::hard_link(world.path("in.jsonl"), world.path("hard.jsonl")).expect("a link");
    world
}

#[test]
fn what_a_run_reads_is_never_what_it_writes() {
    let mut world = year();
    let mut names: Vec<String> = vec!["in.jsonl".to_owned(), "hard.jsonl".to_owned()];
    names.push(world.path("links/link.jsonl").display().to_string());
    names.push(world.path("links/../in.jsonl").display().to_string());
    let files = ["in.jsonl", "bad.csv", "t.j2", "签到.csv", "x.db"].map(|name| (name, fs::read(world.path(name))));
    let mut commands: Vec<String> = Vec::new();
    for name in &names {
        commands.push(format!("--db x.db import in.jsonl --dry-run -O json -o {name}"));
        commands.push(format!("--db x.db import in.jsonl -O json -o {name}"));
        commands.push(format!("--db x.db import bad.csv in.jsonl --errors {name} --ledger study"));
        commands.push(format!("report 2022 --from in.jsonl -o {name}"));
        commands.push(format!("export --from in.jsonl -o {name}"));
    }
    commands.push("--db x.db import bad.csv --ledger study --skip-bad --refused bad.csv".to_owned());
    commands.push("--db x.db import bad.csv --ledger study --skip-bad -o bad.csv".to_owned());
    commands.push("--db x.db report 2022 --template t.j2 -O md -o t.j2".to_owned());
    commands.push("--db x.db study add 主席会议 --evidence 签到.csv -o 签到.csv".to_owned());
    commands.push(format!("--db x.db verify --evidence {} -O csv -o 签到.csv", world.path(".").display()));
    commands.push("restore y.db --to z.db -O json -o y.db".to_owned());
    for command in commands {
        let refused = world.run(&format!("qjcppcc {command}"));
        assert!(refused.contains("这是这次要读的文件") && refused.contains("[exit 2]"), "{command}: {refused}");
        for (name, bytes) in &files {
            assert_eq!(fs::read(world.path(name)).ok().as_ref(), bytes.as_ref().ok(), "{command}: {name}");
        }
    }
    assert!(!world.path("z.db").exists());
    let english = world.run("qjcppcc report 2022 --from in.jsonl -o in.jsonl --lang en");
    assert!(english.contains("this is a file that is read here; it is not overwritten"), "{english}");
    // What is only named alike, or reads nothing of it, is written.
    assert!(!world.run("qjcppcc export --from in.jsonl -o out.jsonl").contains("exit"));
    assert!(!world.run("qjcppcc --db x.db import in.jsonl -q -O json -o /dev/null").contains("exit"));
}

#[test]
fn two_answers_never_go_to_one_file() {
    let mut world = year();
    for command in [
        "--db x.db import bad.csv --ledger study --skip-bad --refused r.csv --errors r.csv",
        "--db x.db import bad.csv --ledger study --skip-bad --refused r.csv -o r.csv",
        "--db x.db backup copy.db -O json -o copy.db",
        "restore x.db --to copy.db -O json -o copy.db",
    ] {
        let refused = world.run(&format!("qjcppcc {command}"));
        assert!(refused.contains("两处要写的是同一个文件") && refused.contains("[exit 2]"), "{command}: {refused}");
        assert!(!world.path("r.csv").exists() && !world.path("copy.db").exists(), "{command}");
    }
    let english = world.run("qjcppcc --db x.db backup copy.db -O json -o copy.db --lang en");
    assert!(english.contains("two options write one and the same file"), "{english}");
}

/// The names of several files of refused rows follow from the one that was given: they may be anybody's.
#[test]
fn refused_rows_are_never_put_over_something_else() {
    let mut world = year();
    fs::write(world.path("r.1.csv"), BAD).expect("a file");
    let refused =
        world.run("qjcppcc --db x.db import r.1.csv in.jsonl bad.csv --ledger study --skip-bad --refused r.csv");
    assert!(refused.contains("这是这次要读的文件") && refused.contains("[exit 2]"), "{refused}");
    assert_eq!(fs::read_to_string(world.path("r.1.csv")).expect("the file"), BAD);
    assert!(world.run("qjcppcc --db x.db study list --tally").starts_with("0条"));
    for target in ["somebody's.txt", "nothing"] {
        fs::write(world.path("somebody's.txt"), "precious").expect("a file");
        let planted = world.path("bad.csv.refused.csv");
        let _ = fs::remove_file(&planted);
        symlink(target, &planted).expect("a link");
        let refused = world.run("qjcppcc --db x.db import bad.csv --ledger study --skip-bad");
        assert!(refused.contains("上次略过的行还在这里") && refused.contains("[exit 4]"), "{target}: {refused}");
        assert_eq!(fs::read_to_string(world.path("somebody's.txt")).expect("the file"), "precious");
        assert!(!world.path("nothing").exists());
    }
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap_or_else(|_| panic!("{} is there", file.display())).permissions().mode() & 0o777
}

#[test]
fn a_new_file_is_no_wider_open_than_what_it_is_made_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path();
    fs::write(home.join("bad.csv"), BAD).expect("a file");
    fs::write(home.join("in.jsonl"), GOOD).expect("a file");
    assert!(run(home, &["init", "x.db"]).status.success());
    let usual = mode(&home.join("in.jsonl"));
    let set =
        |name: &str, mode| fs::set_permissions(home.join(name), fs::Permissions::from_mode(mode)).expect("a mode");
    // Its owner may write it all the same.
    let usual_of = |sources: &[u32]| sources.iter().fold(usual, |mode, source| mode & (source | 0o600));
    for (ledger, input) in [(0o600, 0o644), (0o640, 0o600), (0o660, 0o640), (0o666, 0o444)] {
        set("x.db", ledger);
        set("bad.csv", input);
        set("in.jsonl", input);
        for (words, file, expected) in [
            (
                &["import", "bad.csv", "--ledger", "study", "--skip-bad", "--errors", "e.csv", "-o", "a.csv"][..],
                "bad.csv.refused.csv",
                usual_of(&[ledger, input]),
            ),
            (&["study", "list", "-o", "l.csv"], "l.csv", usual_of(&[ledger])),
            (&["export", "-o", "l.xlsx"], "l.xlsx", usual_of(&[ledger])),
            (&["template", "study", "-o", "t.xlsx"], "t.xlsx", usual_of(&[ledger])),
        ] {
            let done = run(home, &[&["--db", "x.db"], words].concat());
            assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
            assert_eq!(mode(&home.join(file)), expected, "{file} of {ledger:o} and {input:o}");
        }
        assert_eq!(
            (mode(&home.join("e.csv")), mode(&home.join("a.csv"))),
            (usual_of(&[ledger, input]), usual_of(&[ledger, input]))
        );
        // The ledger file of the office has no part in this one.
        let words = ["report", "2022", "--from", "in.jsonl", "-o", "r.md"];
        assert!(qjcppcc(home).args(words).env("QJCPPCC_DB", "x.db").output().expect("it starts").status.success());
        assert_eq!(mode(&home.join("r.md")), usual_of(&[input]));
        for file in ["bad.csv.refused.csv", "e.csv", "a.csv", "l.csv", "l.xlsx", "t.xlsx", "r.md"] {
            fs::remove_file(home.join(file)).expect("removed");
        }
    }
}

/// A folder of devices holds ordinary files too.
#[test]
fn a_file_in_a_folder_of_devices_is_replaced_like_any_other() {
    let Ok(folder) = tempfile::tempdir_in("/dev/shm") else { return };
    let mut world = year();
    let name = folder.path().join("figures.csv").display().to_string();
    let csv = world.run("qjcppcc figures -O csv --bom");
    for _ in 0..2 {
        assert_eq!(world.run(&format!("qjcppcc figures -o {name}")), "");
        assert_eq!(fs::read_to_string(&name).expect("the file"), csv);
    }
    // What a process has open is written to at its end, as it is.
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("out");
    fs::write(&file, "old\n").expect("a file");
    let out = fs::File::options().append(true).open(&file).expect("the file");
    let words = ["figures", "-O", "csv", "-o", "/dev/stdout"];
    assert!(qjcppcc(home.path()).args(words).stdout(out).status().expect("it starts").success());
    assert_eq!(fs::read_to_string(&file).expect("the file"), format!("old\n{}", world.run("qjcppcc figures -O csv")));
}

/// Input that comes through stdin from a file is not written over either.
#[test]
fn a_file_at_stdin_is_read_and_not_written() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("in.jsonl"), GOOD).expect("a file");
    for words in [&["export", "--from", "-", "-o", "in.jsonl"][..], &["import", "-", "-O", "json", "-o", "in.jsonl"]] {
        let stdin = fs::File::open(folder.path().join("in.jsonl")).expect("the file");
        let done = qjcppcc(folder.path()).args(words).stdin(stdin).output().expect("it starts");
        assert_eq!(done.status.code(), Some(2), "{words:?}");
        assert_eq!(fs::read_to_string(folder.path().join("in.jsonl")).expect("the file"), GOOD);
    }
}
