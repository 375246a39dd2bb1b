//! Backups and what is restored from them: whole, verified, and never over something else.

use std::fs;

use crate::world::World;

#[test]
fn a_backup_restores_to_the_same_ledger() {
    let mut world = World::new();
    world.run("qjcppcc init x.db");
    world.run("qjcppcc --db x.db import examples/qijiang-2022.jsonl");
    let backup = world.run("qjcppcc --db x.db backup safe.db");
    assert!(backup.starts_with("已备份到") && backup.contains("898条流水"), "{backup}");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &fs::metadata(world.path("safe.db")).expect("the backup").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    world.run("qjcppcc --db x.db study add 主席会议 -n 18");
    assert!(world.run("qjcppcc restore safe.db --to new.db").starts_with("已恢复到"));
    let head = |world: &mut World, file: &str| world.run(&format!("qjcppcc --db {file} head"));
    assert_eq!(head(&mut world, "new.db"), head(&mut world, "safe.db"));
    assert_ne!(head(&mut world, "new.db"), head(&mut world, "x.db"));
    assert_eq!(world.run("qjcppcc --db new.db export"), world.run("qjcppcc --db safe.db export"));
    assert_eq!(
        world.run("qjcppcc --db new.db report 2022 --json"),
        world.run("qjcppcc --db safe.db report 2022 --json")
    );
    assert!(world.run("qjcppcc --db new.db study add 主席会议 -n 18").starts_with("已记"));
}

#[test]
fn nothing_is_overwritten_and_nothing_unsound_is_restored() {
    let mut world = World::new();
    world.run("qjcppcc init x.db");
    world.run("qjcppcc --db x.db study add 主席会议 -n 18");
    fs::write(world.path("old.db"), "something else").expect("a file");
    for command in ["backup old.db", "restore x.db --to old.db"] {
        let refused = world.run(&format!("qjcppcc --db x.db {command}"));
        assert!(refused.contains("这里已有一个文件") && refused.contains("[exit 4]"), "{refused}");
    }
    assert_eq!(fs::read_to_string(world.path("old.db")).expect("the file"), "something else");
    rusqlite::Connection::open(world.path("x.db"))
        .expect("plain SQLite")
        .execute("DELETE FROM posting", [])
        .expect("a deletion");
    for command in ["backup new.db", "restore x.db --to new.db"] {
        let refused = world.run(&format!("qjcppcc --db x.db {command}"));
        assert!(refused.contains("[exit 6]"), "{refused}");
        assert!(!world.path("new.db").exists());
    }
    assert!(world.run("qjcppcc restore x.db").contains("[exit 2]"));
    let left: Vec<_> =
        fs::read_dir(world.path(".")).expect("the folder").flatten().map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".qjcppcc-")), "{left:?}");
}
