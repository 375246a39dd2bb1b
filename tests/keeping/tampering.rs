//! Whoever edits the file around the program is found out by `verify`; what is only derived can be made anew.

use std::cell::Cell;
use std::fs;
use std::time::Duration;

use crate::world::World;
use qjcppcc::store::{Access, Store};
use rusqlite::Connection;

/// A ledger with something in every table: records, children, a shared meeting, lumps, an edit, a void record, a word.
fn ledger(world: &mut World) {
    let commands = [
        "qjcppcc init x.db",
        "qjcppcc --db x.db views",
        "qjcppcc --db x.db vocab add kind volunteer river 巡河护河 --scope community",
        "qjcppcc --db x.db study add 主席会议 -d 5-1 -n 18 --doc 示例1号",
        "qjcppcc --db x.db volunteer add river -t 永新 -n 40 -d 5-2 --highlight",
        "qjcppcc --db x.db volunteer add 抗疫 --count 30余 -n 3000余 -d 5-3 --department 办公室",
        "qjcppcc --db x.db case add 甲事 -t 永新 -d 5-4",
        "qjcppcc --db x.db case add 乙事 -t 三角 -d 5-4",
        "qjcppcc --db x.db case meet 1 2 --stage onsite -n 45 -d 5-5",
        "qjcppcc --db x.db case fund 1 35万 --source 区水利局 -d 5-6",
        "qjcppcc --db x.db case solve 1 -d 5-7",
        "qjcppcc --db x.db study edit 1 --turns 19 --reason 数错",
        "qjcppcc --db x.db case void fund-1 --reason 重复",
        "qjcppcc --db x.db case unvoid fund-1 --reason 没有重复",
        "qjcppcc --db x.db vocab add kind volunteer canal 护渠 --scope community",
        "qjcppcc --db x.db undo",
        "qjcppcc --db x.db publish 2022",
        "qjcppcc --db x.db claim add study.turns 19 --period 2022 --source 区报",
        "qjcppcc --db x.db close 2022",
        "qjcppcc --db x.db study edit 1 --turns 20 --late 数错",
        "qjcppcc --db x.db undo --late 没有数错",
    ];
    for (at, command) in commands.iter().enumerate() {
        // Some machines' clocks are behind those of others.
        world.wait_days([0, if at > 10 { 3 } else { 2 }, -2][at % 3]);
        let printed = world.run(command);
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
}

/// A copy of a ledger, changed by another program; what `verify` says of it.
fn tampered(world: &mut World, change: impl FnOnce(&Connection)) -> String {
    fs::copy(world.path("x.db"), world.path("copy.db")).expect("a copy");
    let connection = Connection::open(world.path("copy.db")).expect("plain SQLite");
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY").expect("in a hurry");
    change(&connection);
    drop(connection);
    world.run("qjcppcc --db copy.db verify")
}

/// A table as the ledger file itself describes it.
struct Made {
    name: String,
    columns: Vec<String>,
    /// Those of its columns that tell one row from another.
    key: Vec<String>,
}

impl Made {
    /// Every table of a ledger.
    fn all(connection: &Connection) -> Vec<Made> {
        let column = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).expect("a question");
            statement.query_map([], |row| row.get(0)).expect("rows").map(|name| name.expect("a name")).collect()
        };
        let tables = column("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
        let made = |name: String| {
            let columns = column(&format!("SELECT name FROM pragma_table_info('{name}')"));
            let key = column(&format!("SELECT name FROM pragma_table_info('{name}') WHERE pk > 0 ORDER BY pk"));
            Made { name, columns, key }
        };
        tables.into_iter().map(made).collect()
    }

    /// One row of it, as a condition: the first, in an order.
    fn one(&self, order: &str) -> String {
        let (key, name) = (self.key.join(", "), &self.name);
        format!("({key}) = (SELECT {key} FROM {name} ORDER BY {order}, {key} LIMIT 1)")
    }

    /// Whether an answer says where in this table something is wrong: an entry has a number, a row a place.
    fn is_named_in(&self, said: &str) -> bool {
        let place = if self.name == "entry" {
            "条流水被改动、删去或调换过".to_owned()
        } else {
            format!("表 {} ", self.name)
        };
        said.contains("[exit 6]") && said.contains(&place)
    }
}

/// Whatever a column holds, something else, and nothing, or something instead of nothing.
fn otherwise(column: &str) -> [String; 2] {
    let other = format!(
        "CASE typeof({column}) WHEN 'integer' THEN {column} + 1 WHEN 'blob' THEN CAST(substr({column}, 2) || 'x' AS BLOB)
            ELSE coalesce({column}, '') || 'x' END"
    );
    [other, format!("iif({column} IS NULL, 0, NULL)")]
}

#[test]
fn any_cell_of_any_table_changed_by_hand_is_found_and_named() {
    let mut world = World::new();
    ledger(&mut world);
    let tables = Made::all(&Connection::open(world.path("x.db")).expect("plain SQLite"));
    assert!(tables.iter().map(|table| table.columns.len()).sum::<usize>() > 50);
    for table in &tables {
        for column in &table.columns {
            let mut changed = 0;
            for other in otherwise(column) {
                let (name, one) = (&table.name, table.one(&format!("{column} DESC")));
                let change = format!("UPDATE {name} SET {column} = {other} WHERE {one}");
                let mut rows = 0;
                // Some columns cannot be empty, and some keys cannot be the next one.
                let said = tampered(&mut world, |file| rows = file.execute(&change, []).unwrap_or(0));
                assert!(rows == 0 || table.is_named_in(&said), "{change}: {said}");
                changed += rows;
            }
            assert!(changed > 0, "{}.{column} can be changed", table.name);
        }
    }
}

#[test]
fn any_row_added_taken_out_or_exchanged_with_another_is_found_and_named() {
    let mut world = World::new();
    ledger(&mut world);
    let tables = Made::all(&Connection::open(world.path("x.db")).expect("plain SQLite"));
    for table in &tables {
        let (name, columns, key) = (&table.name, table.columns.join(", "), &table.key);
        let last = key.last().expect("a key");
        let next = format!("iif(typeof({last}) = 'integer', {last} + 1000, {last} || 'x')");
        let copied = table.columns.iter().map(|column| if column == last { next.as_str() } else { column });
        let copied = copied.collect::<Vec<_>>().join(", ");
        // Whatever else must be there once only is made another one, too.
        let copied = if name == "record" {
            copied.replace(" id,", " randomblob(16),").replace("no,", "no + 1000,")
        } else {
            copied
        };
        let (first, other) = (table.one("1"), table.one(&format!("{last} DESC")));
        let rest: Vec<&String> = table.columns.iter().filter(|column| !key.contains(column)).collect();
        let rest = rest.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let backwards = key.iter().map(|column| format!("{column} DESC")).collect::<Vec<_>>().join(", ");
        let exchanged = format!(
            "CREATE TEMP TABLE kept AS SELECT * FROM {name}; DELETE FROM {name};
             INSERT INTO {name} ({}, {rest}) SELECT {}, {rest} FROM
                (SELECT {}, row_number() OVER (ORDER BY {}) place FROM kept) JOIN
                (SELECT {rest}, row_number() OVER (ORDER BY {backwards}) place FROM kept) USING (place)",
            key.join(", "),
            key.join(", "),
            key.join(", "),
            key.join(", ")
        );
        for change in [
            format!("INSERT INTO {name} ({columns}) SELECT {copied} FROM {name} WHERE {first}"),
            format!("DELETE FROM {name} WHERE {first}"),
            format!("DELETE FROM {name} WHERE {other}"),
            exchanged,
        ] {
            let said = tampered(&mut world, |file| {
                file.execute_batch(&change).unwrap_or_else(|fault| panic!("{change}: {fault}"));
            });
            // The last entry of all takes with it what was derived from it, so that this is what is missed.
            let named = table.is_named_in(&said) || (name == "entry" && said.contains("[exit 6]"));
            assert!(named, "{change}: {said}");
        }
    }
}

#[test]
fn an_entry_written_otherwise_that_would_be_read_alike_is_found_and_named() {
    let mut world = World::new();
    ledger(&mut world);
    let whole = Connection::open(world.path("x.db")).expect("plain SQLite");
    let sql = "SELECT seq, body FROM entry WHERE body LIKE '{\"ledger\":\"study\"%' ORDER BY seq LIMIT 1";
    let (seq, body): (i64, String) = whole.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("an entry");
    assert!(body.contains("\"turns\":18") && body.contains("示例1号"), "{body}");
    let head = world.run("qjcppcc --db x.db head");
    let disguises = [
        ("\"turns\":18", "\"turns\":99,\"turns\":18"),
        ("\"turns\":18", "\"turns\": 18"),
        ("\"turns\":18", "\"turns\":18.0"),
        ("\"turns\":18", "\"turns\":18,\"turns_bound\":\"exact\""),
        ("\"turns\":18", "\"turns\":18,\"unknown\":1"),
        ("\"turns\":18", "\"\\u0074urns\":18"),
        ("示例", "\\u793a例"),
        ("{\"ledger\":\"study\",", "{\"ledger\":\"case\",\"ledger\":\"study\","),
        ("{\"ledger\":\"study\",\"no\":1,", "{\"no\":1,\"ledger\":\"study\","),
        ("}", "}\n"),
        ("{", " {"),
    ];
    for (from, to) in disguises {
        let written = body.replacen(from, to, 1);
        assert_ne!(written, body);
        let said = tampered(&mut world, |file| {
            file.execute("UPDATE entry SET body = ?1 WHERE seq = ?2", (&written, seq)).expect("an entry");
        });
        assert!(said.contains(&format!("第{seq}条流水被改动")) && said.contains("[exit 6]"), "{written}: {said}");
        // Neither what was printed before nor what is made anew rests on it.
        let report = format!("report 2022 --as-of {}", head.trim());
        for command in ["rebuild", "log", "log study-1", &report] {
            let said = world.run(&format!("qjcppcc --db copy.db {command}"));
            assert!(said.contains(&format!("第{seq}条流水被改动")) && said.contains("[exit 6]"), "{command}: {said}");
        }
    }
}

#[test]
fn rows_taken_out_are_found_and_what_is_derived_can_be_made_anew() {
    let mut world = World::new();
    ledger(&mut world);
    let whole = world.path("x.db");
    let exported = world.run("qjcppcc --db x.db export");
    for table in ["record", "link", "posting", "total", "year_total", "part", "vocabulary"] {
        fs::copy(&whole, world.path("copy.db")).expect("a copy");
        let connection = Connection::open(world.path("copy.db")).expect("plain SQLite");
        assert!(connection.execute(&format!("DELETE FROM {table}"), []).expect("a deletion") > 0);
        drop(connection);
        let found = world.run("qjcppcc --db copy.db verify");
        assert!(found.contains("[exit 6]"), "{table}: {found}");
        assert!(!world.run("qjcppcc --db copy.db rebuild").contains("[exit"));
        assert!(world.run("qjcppcc --db copy.db verify").starts_with("完好"), "{table}");
        assert_eq!(world.run("qjcppcc --db copy.db export"), exported, "{table}");
        assert_eq!(world.run("qjcppcc --db copy.db head"), world.run("qjcppcc --db x.db head"));
    }
}

#[test]
fn a_record_whose_share_of_a_figure_was_taken_out_is_not_changed_before_the_tables_are_made_anew() {
    let mut world = World::new();
    world.run("qjcppcc init x.db");
    world.run("qjcppcc --db x.db study add 主席会议 -d 5-1 -n 18 --doc 示例1号");
    let connection = Connection::open(world.path("x.db")).expect("plain SQLite");
    connection.execute("DELETE FROM posting WHERE figure = 'study.turns'", []).expect("taken out");
    drop(connection);
    let bytes = fs::read(world.path("x.db")).expect("the file");
    let said = world.run("qjcppcc --db x.db --lang en study edit 1 --turns 19");
    assert!(said.contains(
        "what the ledger file has for the figure study.turns is not what its entries say; nothing was written"
    ));
    assert!(said.contains("rebuild") && said.contains("[exit 6]"), "{said}");
    assert!(fs::read(world.path("x.db")).expect("the file") == bytes);
    for command in ["rebuild", "study edit 1 --turns 19", "verify"] {
        let said = world.run(&format!("qjcppcc --db x.db {command}"));
        assert!(!said.contains("[exit"), "{command}: {said}");
    }
}

#[test]
fn an_entry_taken_out_swapped_or_cut_off_is_found() {
    let mut world = World::new();
    ledger(&mut world);
    let whole = world.path("x.db");
    let head = world.run("qjcppcc --db x.db head");
    let changes = [
        "DELETE FROM entry WHERE seq = 4",
        "UPDATE entry SET seq = CASE seq WHEN 4 THEN 500 ELSE seq END",
        "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)",
        "INSERT INTO entry SELECT seq + 100, at, actor, os, batch, op, record, reason, origin, body, hash FROM entry WHERE seq = 3",
    ];
    for change in changes {
        fs::copy(&whole, world.path("copy.db")).expect("a copy");
        Connection::open(world.path("copy.db")).expect("plain SQLite").execute(change, []).expect(change);
        let found = world.run("qjcppcc --db copy.db verify");
        assert!(found.contains("[exit 6]"), "{change}: {found}");
        assert!(
            world.run("qjcppcc --db copy.db rebuild").contains("[exit 6]") || change.contains("max(seq)"),
            "{change}"
        );
    }
    // A tail cut off together with all that was derived from it is found by a head that was printed before.
    fs::copy(&whole, world.path("copy.db")).expect("a copy");
    Connection::open(world.path("copy.db")).expect("plain SQLite").execute(changes[2], []).expect("a deletion");
    assert!(world.run("qjcppcc --db copy.db rebuild").starts_with("已从"));
    assert!(world.run("qjcppcc --db copy.db verify").starts_with("完好"));
    assert!(world.run(&format!("qjcppcc --db copy.db verify --head {}", head.trim())).contains("[exit 6]"));
    assert!(world.run(&format!("qjcppcc --db x.db verify --head {}", head.trim())).starts_with("完好"));
}

/// What `verify` and other commands say of a ledger whose tables were altered.
fn is_refused(world: &mut World, change: &str, zh: &str, others: &[&str]) {
    let said = tampered(world, |file| {
        file.execute_batch(change).unwrap_or_else(|fault| panic!("{change}: {fault}"));
    });
    assert!(
        said.contains(&format!("表结构被改动过，未作任何操作（{zh}）")) && said.contains("[exit 5]"),
        "{change}: {said}"
    );
    for command in others {
        let other = world.run(&format!("qjcppcc --db copy.db {command}"));
        assert!(other.contains(&format!("（{zh}）")) && other.contains("[exit 5]"), "{change}: {command}: {other}");
    }
    assert!(!world.path("safe.db").exists() && !world.path("new.db").exists());
}

#[test]
fn whatever_does_not_belong_into_a_ledger_is_named() {
    let others =
        ["study list", "study add chair -d 2022-06-01", "backup safe.db", "rebuild", "restore copy.db --to new.db"];
    let mut world = World::new();
    ledger(&mut world);
    for (change, name) in [
        ("CREATE TABLE more (a TEXT)", "table more"),
        ("CREATE VIEW more AS SELECT 1", "view more"),
        ("CREATE INDEX more ON entry (actor)", "index more"),
        // Nobody could record a second thing of a year.
        ("CREATE UNIQUE INDEX more ON record (ledger) WHERE key > 1000", "index more"),
        ("CREATE TRIGGER more AFTER INSERT ON entry BEGIN DELETE FROM total; END", "trigger more"),
        ("CREATE TRIGGER more INSTEAD OF INSERT ON ledger_all BEGIN DELETE FROM total; END", "trigger more"),
        (
            "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('table', 'more', 'more', 0, 'CREATE VIRTUAL TABLE more USING fts5(a)')",
            "table more",
        ),
        (
            "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('view', 'sqlite_more', 'sqlite_more', 0, 'CREATE VIEW sqlite_more AS SELECT 1')",
            "view sqlite_more",
        ),
    ] {
        is_refused(&mut world, change, &format!("不是本程序的：{name}"), &others);
    }
    let name = format!("\"{}\u{1b}[2J\"", "x".repeat(50));
    let long = format!("\"{}\"", "y".repeat(1_000));
    let said = tampered(&mut world, |file| {
        file.execute_batch(&format!("CREATE TABLE {name} (a); CREATE TABLE {long} (a)")).expect("tables");
    });
    assert!(said.contains("[exit 5]") && said.len() < 500 && !said.contains('\u{1b}'), "{said}");
    let english = world.run("qjcppcc --db copy.db verify --lang en");
    assert!(
        english.contains("the tables of this file were altered; nothing was done (not this program's: table x"),
        "{english}"
    );
    // What SQLite itself has counted is nobody's doing, and everything goes on.
    let said = tampered(&mut world, |file| file.execute_batch("ANALYZE").expect("counted"));
    assert!(said.starts_with("完好"), "{said}");
    let said = world.run("qjcppcc --db copy.db volunteer add 抗疫 -n 5 -d 2022-06-01 --late 补记");
    assert!(!said.contains("[exit"), "{said}");
}

#[test]
fn whatever_of_a_ledger_is_altered_or_missing_is_named() {
    let mut world = World::new();
    ledger(&mut world);
    let whole = Connection::open(world.path("x.db")).expect("plain SQLite");
    let mut statement = whole.prepare("SELECT type, name, sql FROM sqlite_schema").expect("a question");
    let parts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
    let parts: Vec<(String, String, String)> = parts.map(|part| part.expect("a statement")).collect();
    let of_sort = |sort: &str| parts.iter().filter(|part| part.0 == sort).count();
    assert!(of_sort("table") > 7 && of_sort("index") > 5 && of_sort("view") > 15);
    for (sort, name, sql) in &parts {
        // Views that read a table keep it from being dropped by its own name alone.
        let drop = format!("PRAGMA legacy_alter_table = ON; DROP {sort} {name};");
        if sort == "table" {
            let indexes = parts.iter().filter(|part| part.0 == "index" && part.2.contains(&format!(" ON {name} ")));
            let mut missing: Vec<&str> = indexes.map(|part| part.1.as_str()).chain([name.as_str()]).collect();
            missing.sort_unstable();
            is_refused(&mut world, &drop, &format!("缺：{}", missing.join(", ")), &[]);
            is_refused(
                &mut world,
                &format!("ALTER TABLE {name} ADD COLUMN more TEXT"),
                &format!("被改动：{name}"),
                &[],
            );
        } else {
            is_refused(&mut world, &drop, &format!("缺：{name}"), &[]);
            let other =
                if sort == "view" { format!("{sql} LIMIT 1") } else { format!("CREATE INDEX {name} ON entry (seq)") };
            is_refused(&mut world, &format!("{drop} {other}"), &format!("被改动：{name}"), &[]);
        }
    }
}

#[test]
fn what_is_checked_is_one_state_of_the_file_which_nobody_changes_meanwhile() {
    let mut world = World::new();
    ledger(&mut world);
    let other = Connection::open(world.path("x.db")).expect("plain SQLite");
    other.busy_timeout(Duration::ZERO).expect("no patience");
    let store = Store::open(&world.path("x.db"), Access::Read).expect("the ledger");
    let tries = Cell::new(0);
    let verified = store.verify(&|_, _| {
        tries.set(tries.get() + 1);
        other.execute_batch("BEGIN IMMEDIATE; UPDATE record SET title = 'x'").expect("begun");
        assert!(other.execute_batch("COMMIT").is_err(), "nobody commits");
        other.execute_batch("ROLLBACK").expect("taken back");
        true
    });
    assert!(verified.is_ok() && tries.get() > 1, "{verified:?}");
    let goes_on = Cell::new(true);
    let interrupted = store.verify(&|_, _| goes_on.replace(false)).expect_err("interrupted");
    assert_eq!(interrupted.code, "interrupted");
}
