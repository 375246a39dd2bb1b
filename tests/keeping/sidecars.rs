//! What SQLite keeps beside a file: never played into a new one, and no name for anything else.

use std::fs;

use crate::world::World;

/// The commands that make a ledger file, each with what it makes.
const MAKERS: [(&str, &str); 4] = [
    ("qjcppcc init new.db", "new.db"),
    ("qjcppcc --db x.db backup new.db", "new.db"),
    ("qjcppcc restore x.db --to new.db", "new.db"),
    ("qjcppcc study add 主席会议", "data/qjcppcc/ledger.db"),
];

fn ready() -> World {
    let mut world = World::new();
    world.run("qjcppcc init x.db");
    world.run("qjcppcc --db x.db study add 主席会议 -n 18");
    fs::create_dir_all(world.path("data/qjcppcc")).expect("the default folder");
    world
}

#[test]
fn no_file_is_made_where_a_sidecar_lies_that_would_be_played_into_it() {
    let mut world = ready();
    for (command, made) in MAKERS {
        for ending in ["-journal", "-wal", "-shm"] {
            let sidecar = world.path(&format!("{made}{ending}"));
            fs::write(&sidecar, b"\xd9\xd5 the rescue of another file").expect("a sidecar");
            let refused = world.run(command);
            assert!(refused.contains("[exit 4]") && refused.contains(&format!("{made}{ending}")), "{refused}");
            assert!(refused.contains("旁边留有") && refused.contains("把它移到那个文件旁边"), "{refused}");
            assert!(!world.path(made).exists(), "{command}");
            assert!(fs::read(&sidecar).is_ok_and(|bytes| bytes.ends_with(b"another file")), "{command}");
            fs::remove_file(&sidecar).expect("removed");
        }
        let english = world.run(&format!("{command} --lang en --json"));
        assert!(!english.contains("sidecar_left"), "{english}");
        assert!(world.path(made).exists(), "{command}");
        let _ = fs::remove_file(world.path(made));
    }
    fs::write(world.path("new.db-journal"), b"\xd9").expect("a sidecar");
    let english = world.run("qjcppcc init new.db --lang en --json");
    assert!(english.contains(r#""code":"sidecar_left""#) && english.contains("would be played into"), "{english}");
}

/// SQLite passes over a journal that is empty or whose head was wiped out: that is how other programs leave one.
#[test]
fn a_sidecar_that_counts_for_nothing_is_in_nobodys_way() {
    for left in [&b""[..], &[0; 512]] {
        let mut world = ready();
        fs::write(world.path("new.db-journal"), left).expect("a sidecar");
        assert!(world.run("qjcppcc restore x.db --to new.db").starts_with("已恢复到"));
        assert_eq!(world.run("qjcppcc --db new.db export"), world.run("qjcppcc --db x.db export"));
        assert!(world.run("qjcppcc --db new.db study add 主席会议 -n 19").starts_with("已记"));
        assert!(!world.run("qjcppcc --db new.db verify").contains("exit"));
    }
}

#[test]
fn a_file_that_is_there_is_named_before_what_lies_beside_it() {
    let mut world = ready();
    fs::write(world.path("new.db-journal"), b"\xd9").expect("a sidecar");
    fs::write(world.path("new.db"), "something").expect("a file");
    let refused = world.run("qjcppcc init new.db");
    assert!(refused.contains("这里已有一个文件") && refused.contains("[exit 4]"), "{refused}");
}

#[test]
fn names_that_the_database_has_a_use_for_are_refused_at_every_door() {
    let mut world = ready();
    let before = fs::read(world.path("x.db")).expect("the ledger");
    for name in ["x.db-journal", "X.DB-WAL", "other-shm", "new.db-journal"] {
        let full = world.path(name).display().to_string();
        for command in [
            format!("init {full}"),
            format!("--db x.db backup {full}"),
            format!("restore x.db --to {full}"),
            format!("--db x.db export -O jsonl -o {full}"),
            format!("--db x.db import examples/qijiang-2022.jsonl -O json -o {full}"),
        ] {
            let refused = world.run(&format!("qjcppcc {command}"));
            assert!(refused.contains("数据库自己用的") && refused.contains("[exit 4]"), "{command}: {refused}");
            assert!(!world.path(name).exists(), "{command}");
        }
    }
    assert_eq!(fs::read(world.path("x.db")).expect("the ledger"), before);
    let english = world.run("qjcppcc init x-wal --lang en --json");
    assert!(english.contains(r#""code":"reserved_name""#) && english.contains("are the database's own"), "{english}");
}

#[cfg(unix)]
#[test]
fn no_link_leads_around_that() {
    let mut world = ready();
    let before = fs::read(world.path("x.db")).expect("the ledger");
    std::os::unix::fs::symlink("x.db-journal", world.path("link.csv")).expect("a link");
    let refused = world.run("qjcppcc --db x.db study list -o link.csv");
    assert!(refused.contains("数据库自己用的"), "{refused}");
    std::os::unix::fs::symlink("x.db", world.path("named.db")).expect("a link");
    fs::hard_link(world.path("x.db"), world.path("hard.csv")).expect("a link");
    for db in ["x.db", "named.db"] {
        let refused = world.run(&format!("qjcppcc --db {db} study list -o hard.csv"));
        assert!(refused.contains("台账文件本身") && refused.contains("[exit 4]"), "{refused}");
    }
    assert_eq!(fs::read(world.path("x.db")).expect("the ledger"), before);
}

#[test]
fn a_rehearsed_init_looks_and_makes_nothing() {
    let mut world = World::new();
    assert!(world.run("qjcppcc init x.db --dry-run").starts_with("（演练，未写入）已新建台账文件"));
    assert!(!world.path("x.db").exists());
    world.run("qjcppcc init x.db");
    assert!(world.run("qjcppcc init x.db --dry-run").contains("这里已有一个文件"));
    assert!(world.run("qjcppcc init x-journal --dry-run").contains("[exit 4]"));
}
