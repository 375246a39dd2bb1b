//! An import of many records taken back and done again as a whole: what is derived from the entries is as it was, and others' records stay.

use rusqlite::Connection;

use crate::world::World;

const EXAMPLE: &str = include_str!("../../examples/qijiang-2022.jsonl");

/// Everything that is derived from the entries but which of them a record's is, and whether it is void.
const DERIVED: [&str; 6] = [
    "SELECT * FROM posting ORDER BY figure, date, record, subject",
    "SELECT * FROM total ORDER BY figure, month, bound",
    "SELECT * FROM year_total ORDER BY year, figure, bound",
    "SELECT * FROM part ORDER BY figure, year, facet, part",
    "SELECT * FROM link ORDER BY child, parent",
    "SELECT name, tbl_name, sql FROM sqlite_schema ORDER BY name",
];

fn rows(world: &World, sql: &str) -> Vec<String> {
    let connection = Connection::open(world.path("x.db")).expect("plain SQLite");
    let mut statement = connection.prepare(sql).expect("a statement");
    let columns = statement.column_count();
    let row = |row: &rusqlite::Row| (0..columns).map(|at| Ok(format!("{:?}|", row.get_ref(at)?))).collect();
    statement.query_map([], row).expect("rows").collect::<Result<_, _>>().expect("rows")
}

fn derived(world: &World) -> Vec<Vec<String>> {
    DERIVED.iter().map(|sql| rows(world, sql)).collect()
}

/// The example twice over, more than are put in one by one, and some of it void.
fn twice() -> String {
    let again = |line: &str| line.replace("\"ref\": \"", "\"ref\": \"B").replace("\"of\": [\"", "\"of\": [\"B");
    let void = |(at, line): (usize, String)| match at % 40 {
        7 if !line.contains("\"ref\"") => line.replacen('{', "{\"void\": true, \"reason\": \"重复\", ", 1),
        _ => line,
    };
    let first = EXAMPLE.lines().map(str::to_owned);
    let all = first.chain(EXAMPLE.lines().map(again).map(|line| line.replace("虚构示例", "虚构示例二")));
    all.enumerate().map(void).map(|line| line + "\n").collect()
}

/// So many records are there before.
const OWN: usize = 300;

fn filled() -> World {
    let renamed = |line: &str| line.replace("\"ref\": \"", "\"ref\": \"A").replace("\"of\": [\"", "\"of\": [\"A");
    let own = EXAMPLE.lines().take(OWN).map(|line| renamed(line).replace("虚构示例", "原有的") + "\n");
    let mut world = World::with(&[("own.jsonl", &own.collect::<String>()), ("all.jsonl", &twice())]);
    for command in ["init x.db", "--db x.db import own.jsonl", "--db x.db case void 3 --reason 记错"] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
    world
}

#[test]
fn an_import_of_many_is_taken_back_and_done_again_and_leaves_no_trace_in_the_figures() {
    let mut world = filled();
    let before = derived(&world);
    let printed = world.run("qjcppcc --db x.db import all.jsonl --duplicates keep --yes");
    assert!(!printed.contains("[exit"), "{printed}");
    let (after, live) = (derived(&world), rows(&world, "SELECT key, void FROM record ORDER BY key"));
    let added = live.len() - OWN;
    assert!(added > 1_500, "{added}");
    let printed = world.run("qjcppcc --db x.db undo --yes");
    assert!(printed.starts_with("已撤销第"), "{printed}");
    let taken_back = derived(&world);
    // What hangs on what stands in the entries, and stays.
    assert_eq!(before[..4], taken_back[..4]);
    assert_eq!((&after[4], &before[5]), (&taken_back[4], &taken_back[5]));
    // Every record that counted has an entry of its own, the last one first.
    let voids = rows(
        &world,
        "SELECT r.key, e.seq FROM entry e JOIN record r ON r.head = e.seq WHERE e.origin LIKE '{\"undo\":%' ORDER BY seq",
    );
    let keys: Vec<String> = voids.iter().map(|row| row.split('|').next().expect("a key").to_owned()).collect();
    let were_live = |row: &&String| row.ends_with("Integer(0)|");
    let expected = live[OWN..].iter().rev().filter(were_live);
    let expected: Vec<String> = expected.map(|row| row.split('|').next().expect("a key").to_owned()).collect();
    let mut sorted = keys.clone();
    sorted.sort();
    let mut all = expected.clone();
    all.sort();
    assert_eq!(sorted, all);
    assert!(world.run("qjcppcc --db x.db verify").starts_with("完好"));
    let printed = world.run("qjcppcc --db x.db redo --yes --json");
    assert!(printed.contains("\"unvoid\"") && !printed.contains("\"edit\""), "{printed}");
    assert_eq!(derived(&world)[..4], after[..4]);
    assert_eq!(rows(&world, "SELECT key, void FROM record ORDER BY key"), live);
    assert!(world.run("qjcppcc --db x.db verify").starts_with("完好"));
}

#[test]
fn what_was_recorded_since_keeps_an_import_of_many_and_nothing_is_written() {
    let mut world = filled();
    let printed = world.run("qjcppcc --db x.db import all.jsonl --duplicates keep --yes");
    assert!(!printed.contains("[exit"), "{printed}");
    let first = rows(&world, "SELECT max(batch) FROM entry")[0].replace(|c: char| !c.is_ascii_digit(), "");
    let undo = format!("qjcppcc --db x.db undo {first} --yes");
    for (command, refused) in
        [("case edit 60 --note 改过", "case-60 后来又改过"), ("case fund 60 3万 -d 2022-12-30", "后来的 fund-")]
    {
        let printed = world.run(&format!("qjcppcc --db x.db {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
        let before = (derived(&world), rows(&world, "SELECT hash FROM entry"));
        let printed = world.run(&undo);
        assert!(printed.contains(refused) && printed.contains("[exit 4]"), "{command}: {printed}");
        assert_eq!((derived(&world), rows(&world, "SELECT hash FROM entry")), before);
        let printed = world.run("qjcppcc --db x.db undo");
        assert!(printed.starts_with("已撤销第"), "{printed}");
    }
    let connection = Connection::open(world.path("x.db")).expect("plain SQLite");
    let change = "UPDATE posting SET date = '2022-12-31' WHERE record = (SELECT key FROM record WHERE ledger = 'study' AND no = 100)";
    assert!(connection.execute(change, []).expect("changed") > 0);
    drop(connection);
    let printed = world.run(&undo);
    assert!(printed.contains("的账与流水不符") && printed.contains("[exit 6]"), "{printed}");
}
