//! Whoever edits the file around the program is found out by `verify`; what is only derived can be made anew.

use std::fs;

use crate::world::World;
use rusqlite::Connection;

/// A ledger with something in every table: records, children, a shared meeting, lumps, an edit, a void record, a word.
fn ledger(world: &mut World) {
    let commands = [
        "qjcppcc init x.db",
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
    for command in commands {
        let printed = world.run(command);
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
}

/// Every column of every table, each with a way to change what stands in it.
fn columns(connection: &Connection) -> Vec<(String, String)> {
    let tables = ["entry", "record", "link", "posting", "total", "year_total", "part", "vocabulary"];
    let mut columns = Vec::new();
    for table in tables {
        let statement = connection.prepare(&format!("SELECT * FROM {table}")).expect("the table is there");
        columns.extend(statement.column_names().map(|column| (table.to_owned(), column.to_owned())));
    }
    columns
}

#[test]
fn any_cell_of_any_table_changed_by_hand_is_found() {
    let mut world = World::new();
    ledger(&mut world);
    let whole = world.path("x.db");
    let columns = columns(&Connection::open(&whole).expect("plain SQLite"));
    assert!(columns.len() > 50);
    for (table, column) in columns {
        let copy = world.path("copy.db");
        fs::copy(&whole, &copy).expect("a copy");
        let connection = Connection::open(&copy).expect("plain SQLite");
        let change = format!(
            "UPDATE {table} SET {column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 1000
                WHEN 'blob' THEN x'00112233445566778899aabbccddeeff' ELSE coalesce({column}, '') || 'x' END
             WHERE {column} IS (SELECT max({column}) FROM {table})"
        );
        let rows = connection.execute(&change, []).unwrap_or_else(|fault| panic!("{table}.{column}: {fault}"));
        assert!(rows > 0, "{table}.{column}");
        drop(connection);
        let printed = world.run("qjcppcc --db copy.db verify");
        assert!(printed.contains("[exit 6]") || printed.contains("[exit 5]"), "{table}.{column}: {printed}");
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

#[test]
fn tables_altered_or_triggers_added_are_refused() {
    for change in [
        "ALTER TABLE posting ADD COLUMN more TEXT",
        "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM total; END",
    ] {
        let mut world = World::new();
        ledger(&mut world);
        Connection::open(world.path("x.db")).expect("plain SQLite").execute_batch(change).expect(change);
        let refused = world.run("qjcppcc --db x.db study list");
        assert!(refused.contains("表结构被改动过") && refused.contains("[exit 5]"), "{refused}");
    }
}
