//! Files of older versions: whoever writes has all that is derived made anew after a backup; whoever reads changes no byte.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;

use crate::world::World;

/// A version that never was: no log clock, another view, an index and a table that are gone, sums of another kind.
const OLDER: &str = "PRAGMA user_version = 1;
    DROP TABLE clock; DROP TABLE part; DROP VIEW ledger_study; CREATE VIEW ledger_study AS SELECT title FROM record;
    DROP VIEW figure_by_year; DROP INDEX record_date; UPDATE total SET value = value + 1; DELETE FROM posting WHERE figure LIKE 'study%'";

/// A ledger and the same of an older version.
fn older() -> World {
    let mut world = World::new();
    for command in [
        "init x.db",
        "--db x.db views",
        "--db x.db vocab add kind volunteer river 巡河护河 --scope community",
        "--db x.db study add 主席会议 -d 5-1 -n 18",
        "--db x.db volunteer add river -t 永新 -n 40 -d 5-2",
        "--db x.db case add 甲事 -t 永新 -d 5-4",
        "--db x.db case fund 1 35万 --source 区水利局 -d 5-6",
    ] {
        assert!(!world.run(&format!("qjcppcc {command}")).contains("[exit"), "{command}");
    }
    fs::copy(world.path("x.db"), world.path("old.db")).expect("a copy");
    plain(&world, "old.db", OLDER);
    world
}

fn plain(world: &World, file: &str, sql: &str) {
    Connection::open(world.path(file)).expect("plain SQLite").execute_batch(sql).expect(sql);
}

fn version(world: &World, file: &str) -> i64 {
    let connection = Connection::open(world.path(file)).expect("plain SQLite");
    connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a number")
}

fn is_still(world: &World, before: &[u8]) -> bool {
    fs::read(world.path("old.db")).expect("the ledger") == before
}

fn backups(world: &World) -> Vec<PathBuf> {
    let entries = fs::read_dir(world.path(".")).expect("the folder").flatten().map(|entry| entry.path());
    let mut backups: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().contains("backup")).collect();
    backups.sort();
    backups
}

#[test]
fn an_older_file_is_read_as_it_would_be_and_keeps_every_byte() {
    let mut world = older();
    let before = fs::read(world.path("old.db")).expect("the ledger");
    for command in [
        "report 2022",
        "report 2022 --json",
        "report 2022 --by town",
        "case list",
        "case show 1",
        "log",
        "head",
        "verify",
        "export",
        "study add 主席会议 -d 6-1 -n 9 --dry-run",
        "undo --dry-run",
    ] {
        let [old, new] = ["old.db", "x.db"].map(|file| world.run(&format!("qjcppcc --db {file} {command}")));
        assert_eq!(old.replace("old.db", "x.db"), new, "{command}");
        assert!(is_still(&world, &before), "{command}");
    }
    // Copies are of the version of the file.
    assert!(world.run("qjcppcc --db old.db backup safe.db").contains("核对完好"));
    assert!(world.run("qjcppcc restore old.db --to again.db").contains("核对完好"));
    assert_eq!((version(&world, "safe.db"), version(&world, "again.db")), (1, 1));
    assert!(is_still(&world, &before));
    assert_eq!(backups(&world), Vec::<PathBuf>::new());
}

#[test]
fn whoever_writes_leads_an_older_file_to_this_version_after_a_backup() {
    let mut world = older();
    let head = world.run("qjcppcc --db old.db head");
    assert!(world.run("qjcppcc --db old.db study add 主席会议 -d 6-1 -n 9").starts_with("已记 学习 study-2"));
    assert_eq!(version(&world, "old.db"), version(&world, "x.db"));
    assert!(world.run("qjcppcc --db old.db verify").starts_with("完好：6条流水"));
    let [backup] = backups(&world).try_into().expect("one backup");
    let backup = backup.file_name().expect("a name").to_string_lossy().into_owned();
    assert!(backup.starts_with("old.db.v1.backup-2022"), "{backup}");
    assert_eq!(version(&world, &backup), 1);
    fs::copy(world.path(&backup), world.path("safe.db")).expect("a copy");
    assert_eq!(world.run("qjcppcc --db safe.db head"), head);
    assert!(world.run("qjcppcc --db safe.db verify").starts_with("完好：5条流水"));
    world.run("qjcppcc --db old.db study add 主席会议 -d 6-2 -n 9");
    assert_eq!(backups(&world).len(), 1, "once is enough");
}

#[test]
fn a_backup_in_the_way_is_left_alone() {
    let mut world = older();
    let copy = |world: &World, from: &str, to: &str| fs::copy(world.path(from), world.path(to)).expect("a copy");
    copy(&world, "old.db", "again.db");
    world.run("qjcppcc --db old.db rebuild");
    let first = backups(&world)[0].clone();
    // The same file, backed up before: that backup serves.
    copy(&world, "again.db", "old.db");
    world.run("qjcppcc --db old.db rebuild");
    assert_eq!(backups(&world).len(), 1);
    // Something else: it stays, and the backup gets a number.
    copy(&world, "again.db", "old.db");
    fs::write(&first, "something else").expect("a file");
    world.run("qjcppcc --db old.db rebuild");
    assert_eq!(fs::read_to_string(&first).expect("the file"), "something else");
    let [one, two] = backups(&world).try_into().expect("two files");
    assert_eq!([one.clone(), two], [first.clone(), PathBuf::from(format!("{}-2", first.display()))]);
    assert!(world.run("qjcppcc --db old.db verify").starts_with("完好"));
}

#[test]
fn an_older_file_that_is_damaged_is_named_and_left_as_it_is() {
    for (damage, said) in [
        ("UPDATE entry SET body = replace(body, '18', '19')", "第2条流水被改动"),
        ("CREATE TRIGGER act AFTER INSERT ON entry BEGIN SELECT 1; END", "表结构被改动过"),
        ("DROP TABLE entry; CREATE TABLE entry (seq INTEGER PRIMARY KEY, at TEXT, hash BLOB) STRICT", ""),
    ] {
        let mut world = older();
        plain(&world, "old.db", damage);
        let before = fs::read(world.path("old.db")).expect("the ledger");
        for command in ["study add 主席会议 -d 6-1 -n 9", "rebuild", "report 2022"] {
            let refused = world.run(&format!("qjcppcc --db old.db {command}"));
            let is_named = refused.contains(said) && (refused.contains("[exit 5]") || refused.contains("[exit 6]"));
            // Whoever only reads does not meet what would act on a change.
            assert!(is_named || (said.contains("表结构") && command.starts_with("report")), "{command}: {refused}");
            assert!(is_still(&world, &before), "{command}");
        }
    }
}
