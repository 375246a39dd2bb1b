//! An empty ledger that is filled with many records at once is the same as one that is filled bit by bit.

use std::fmt::Write;

use crate::world::World;
use rusqlite::{Connection, OpenFlags};

/// More records than are kept one by one: words, numbers out of order, children, void ones, things that count once.
fn records() -> String {
    let mut lines = String::from(
        "{\"ledger\":\"vocabulary\",\"date\":\"2022-01-01\",\"set\":\"kind\",\"within\":\"volunteer\",\"key\":\"river\",\"title\":\"巡河护河\",\"scope\":\"community\"}\n",
    );
    for number in 1..=600 {
        let (month, day, turns) = (number % 12 + 1, number % 28 + 1, number % 40 + 1);
        // Numbers come out of order, so that they have to be looked up.
        let no = if number % 2 == 0 { number - 1 } else { number + 1 };
        let void = if number % 50 == 0 { ",\"void\":true,\"reason\":\"记重\"" } else { "" };
        let kind = ["forest", "river"][number % 2];
        let place = ["", ",\"town\":\"永新\",\"department\":\"办公室\"", ",\"town\":\"石角\""][number % 3];
        writeln!(
            lines,
            "{{\"ledger\":\"volunteer\",\"no\":{no},\"date\":\"2022-{month:02}-{day:02}\",\"kind\":\"{kind}\",\"turns\":\"{turns}余\",\"title\":\"虚构志愿服务{number}\"{place}{void}}}"
        )
        .expect("text");
        writeln!(
            lines,
            "{{\"ledger\":\"aid\",\"date\":\"2022-{month:02}-{day:02}\",\"kind\":\"call\",\"firm\":\"虚构企业{}\",\"loan\":\"{turns}万\"}}",
            number % 90
        )
        .expect("text");
        if number % 5 == 0 {
            writeln!(
                lines,
                "{{\"ledger\":\"case\",\"ref\":\"事{number}\",\"date\":\"2022-{month:02}-{day:02}\",\"title\":\"虚构事项{number}\",\"town\":\"永新\"}}\n{{\"ledger\":\"solution\",\"of\":\"事{number}\",\"date\":\"2022-12-{day:02}\"}}"
            )
            .expect("text");
        }
    }
    lines
}

/// Every row of what is derived from the entries, but for keys and heads, which follow the order of the records.
fn derived(world: &World, file: &str) -> Vec<String> {
    let connection = Connection::open_with_flags(world.path(file), OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a ledger");
    let tables = [
        "SELECT 'total', * FROM total ORDER BY 2, 3, 4",
        "SELECT 'year', * FROM year_total ORDER BY 2, 3, 4",
        "SELECT 'part', * FROM part ORDER BY 2, 3, 4, 5",
        "SELECT 'posting', figure, p.date, hex(id), subject, p.kind, p.town, p.platform, p.department, value, bound, lump
         FROM posting p JOIN record ON key = record ORDER BY 2, 3, 4, 5",
        "SELECT 'record', hex(id), ledger, no, date, kind, title, town, platform, department, highlight, void FROM record
         ORDER BY 2",
        "SELECT 'link', hex(c.id), hex(p.id), rank FROM link JOIN record c ON c.key = child JOIN record p ON p.key = parent
         ORDER BY 2, 3",
        "SELECT 'schema', name, sql FROM sqlite_schema ORDER BY name",
    ];
    let mut seen = Vec::new();
    for table in tables {
        let mut statement = connection.prepare(table).expect("a table");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let cells: Vec<rusqlite::types::Value> = (0..columns).map(|at| row.get(at).expect("a cell")).collect();
            seen.push(format!("{cells:?}"));
        }
    }
    seen
}

#[test]
fn at_once_or_bit_by_bit() {
    let mut world = World::new();
    let records = records();
    world.run("qjcppcc init one.db");
    world.run("qjcppcc init two.db");
    std::fs::write(world.path("全部.jsonl"), &records).expect("a file");
    let printed = world.run("qjcppcc import 全部.jsonl --db one.db");
    assert!(printed.contains(&format!("新增{}条", records.lines().count())), "{printed}");
    let lines: Vec<&str> = records.lines().collect();
    // What hangs on a matter stands on the line after it, in the same part.
    for part in std::iter::once(&lines[..1]).chain(lines[1..].chunks(33 * 12)) {
        std::fs::write(world.path("部分.jsonl"), part.join("\n")).expect("a file");
        let printed = world.run("qjcppcc import 部分.jsonl --db two.db");
        assert!(!printed.contains("[exit"), "{printed}");
    }
    let (one, two) = (derived(&world, "one.db"), derived(&world, "two.db"));
    assert!(one.len() > 2_000, "{}", one.len());
    for (at, (one, two)) in one.iter().zip(&two).enumerate() {
        assert_eq!(one, two, "row {at}");
    }
    assert_eq!(one.len(), two.len());
    world.run("qjcppcc rebuild --db two.db");
    assert_eq!(derived(&world, "two.db"), one);
    for file in ["one.db", "two.db"] {
        let verified = world.run(&format!("qjcppcc verify --db {file}"));
        assert!(verified.starts_with("完好"), "{verified}");
    }
}

/// The same without words of its own, and long enough to be poured.
fn many() -> String {
    let mut lines: Vec<String> =
        records().lines().skip(1).map(|line| line.replace("\"river\"", "\"drought\"")).collect();
    // A line that says the same as another is a record of its own.
    lines.push(lines[1].clone());
    let note = "虚构".repeat(200);
    lines.iter().map(|line| line.replacen('{', &format!("{{\"note\":\"{note}\","), 1) + "\n").collect()
}

/// What the entries do, in their order.
fn operations(world: &World, file: &str) -> Vec<String> {
    let connection = Connection::open_with_flags(world.path(file), OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a ledger");
    let mut statement = connection.prepare("SELECT op FROM entry ORDER BY seq").expect("a table");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<rusqlite::Result<_>>().expect("operations")
}

#[test]
fn poured_or_read_as_a_whole() {
    poured_as_whole(&[]);
}

#[test]
fn what_an_office_has_set_beforehand_does_not_keep_a_file_from_being_poured() {
    poured_as_whole(&[
        "setting set case.limit.filing 30d",
        "vocab add kind volunteer river 巡河护河 --scope community",
    ]);
    // Settings in the file are held against those that are there.
    let mut world = World::new();
    world.run("qjcppcc setting set case.limit.filing 30d");
    let setting = world.run("qjcppcc export");
    std::fs::write(world.path("很多.jsonl"), setting.replace("30d", "40d") + &many()).expect("a file");
    let printed = world.run("qjcppcc import 很多.jsonl");
    assert!(printed.contains("setting-1 里是 30d，文件里是 40d") && printed.ends_with("[exit 4]\n"), "{printed}");
    let printed = world.run("qjcppcc import 很多.jsonl --update");
    assert!(printed.contains("更新1条"), "{printed}");
    assert!(world.run("qjcppcc verify").starts_with("完好"));
}

fn poured_as_whole(set: &[&str]) {
    let mut world = World::new();
    let many = many();
    assert!(many.len() > 1 << 20, "{}", many.len());
    std::fs::write(world.path("很多.jsonl"), &many).expect("a file");
    for file in ["poured.db", "whole.db"] {
        world.run(&format!("qjcppcc init {file}"));
        for command in set {
            let said = world.run(&format!("qjcppcc --db {file} {command}"));
            assert!(!said.contains("[exit"), "{said}");
        }
    }
    let poured = world.run("qjcppcc import 很多.jsonl --db poured.db");
    // Whoever leaves bad rows out has to read all of them first.
    let whole = world.run("qjcppcc import 很多.jsonl --skip-bad --db whole.db");
    assert_eq!(poured, whole);
    assert!(poured.contains("行与第2行相同，两条都算"), "{poured}");
    assert!(poured.contains(&format!("新增{}条", many.lines().count())), "{poured}");
    assert_eq!(
        operations(&world, "poured.db").iter().skip_while(|op| *op == "add").filter(|op| *op != "void").count(),
        0
    );
    assert_ne!(operations(&world, "whole.db"), operations(&world, "poured.db"));
    assert_eq!(derived(&world, "poured.db"), derived(&world, "whole.db"));
    let again = world.run("qjcppcc import 很多.jsonl --db poured.db");
    assert!(again.contains(&format!("{}条都已在台账文件里，没有变化", many.lines().count())), "{again}");
    let verified = world.run("qjcppcc verify --db poured.db");
    assert!(verified.starts_with("完好"), "{verified}");
}

#[test]
fn what_cannot_be_poured_is_refused_as_ever() {
    let mut world = World::new();
    let bad = many() + "{\"ledger\":\"study\",\"date\":\"2022-02-30\",\"kind\":\"chair\"}\n";
    std::fs::write(world.path("很多.jsonl"), &bad).expect("a file");
    world.run("qjcppcc init one.db");
    let printed = world.run("qjcppcc import 很多.jsonl --db one.db --lang en");
    let line = bad.lines().count();
    assert!(printed.contains(&format!("line {line}")) && printed.contains("2022-02-30"), "{printed}");
    assert!(printed.ends_with("[exit 4]\n"), "{printed}");
    assert!(operations(&world, "one.db").is_empty());
    std::fs::write(world.path("很多.jsonl"), many()).expect("a file");
    world.interrupted.set(true);
    let printed = world.run("qjcppcc import 很多.jsonl --db one.db --lang en");
    assert!(printed.starts_with("error: interrupted; nothing was written\n"), "{printed}");
    assert!(operations(&world, "one.db").is_empty());
}

#[test]
fn a_check_can_be_stopped() {
    let mut world = World::new();
    world.run("qjcppcc init");
    world.interrupted.set(true);
    let printed = world.run("qjcppcc verify --lang en");
    assert_eq!(
        printed,
        "error: ~/data/qjcppcc/ledger.db: interrupted; not everything was checked\nhint: check again\n[exit 130]\n"
    );
}

#[test]
fn a_very_large_import_says_before_it_begins_that_the_file_is_not_to_be_copied() {
    let mut world = World::new();
    let (note, mut lines, mut number) = ("虚构".repeat(9_000), String::new(), 0);
    while lines.len() < 48 << 20 {
        number += 1;
        writeln!(
            lines,
            "{{\"ledger\":\"case\",\"date\":\"2022-05-01\",\"title\":\"虚构{number}\",\"town\":\"永新\",\"note\":\"{note}\"}}"
        )
        .expect("text");
    }
    std::fs::write(world.path("huge.jsonl"), &lines).expect("a file");
    world.run("qjcppcc init l.db");
    assert_eq!(
        world.run("qjcppcc import huge.jsonl --db l.db"),
        format!("~/huge.jsonl：新增{number}条，更新0条，未变0条\n文件很大：导入完成以前，不要复制台账文件 ~/l.db\n")
    );
}
