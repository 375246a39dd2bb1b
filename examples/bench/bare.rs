//! The bare programs: what clap or rusqlite alone would need. The benchmark starts itself as each of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write, stdout};
use std::path::Path;

use clap::{Arg, Command};
use rusqlite::{Connection, params};
use serde::Deserialize;

use crate::{Result, records};

/// The first argument that makes this program a bare one.
pub const MARK: &str = "as-bare";

/// How an import is made: with all pages in memory until its end, or so that SQLite may write some before.
pub const PLAIN: &str = "plain";
pub const SPILL: &str = "spill";

const TABLES: &str = "
    CREATE TABLE record (id BLOB NOT NULL, ledger TEXT NOT NULL, no INTEGER NOT NULL, date TEXT NOT NULL,
        kind TEXT, title TEXT, town TEXT, parent TEXT, turns INTEGER, money INTEGER) STRICT;
    CREATE UNIQUE INDEX record_id ON record (id);
    CREATE INDEX record_date ON record (ledger, date);
    CREATE TABLE audit (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, op TEXT NOT NULL,
        record BLOB NOT NULL, payload TEXT NOT NULL) STRICT;
    CREATE TABLE rollup (ledger TEXT NOT NULL, kind TEXT NOT NULL, month TEXT NOT NULL,
        records INTEGER NOT NULL, turns INTEGER NOT NULL, money INTEGER NOT NULL,
        PRIMARY KEY (ledger, kind, month)) STRICT, WITHOUT ROWID;";

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    ledger: Cow<'a, str>,
    #[serde(borrow)]
    date: Cow<'a, str>,
    #[serde(borrow)]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    title: Option<Cow<'a, str>>,
    #[serde(borrow)]
    town: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    of: Vec<Cow<'a, str>>,
    turns: Option<i64>,
    donated: Option<i64>,
    loan: Option<i64>,
    amount: Option<i64>,
}

/// Runs as the bare program that the arguments name.
pub fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["clap", rest @ ..] => {
            clap_alone(rest);
            Ok(())
        }
        ["tables", ledger] => Ok(open(Path::new(ledger), false)?.execute_batch(TABLES)?),
        ["import", manner, lines, ledger] => import(Path::new(lines), Path::new(ledger), manner),
        ["add", ledger, title] => add(Path::new(ledger), title),
        ["report", ledger] => report(Path::new(ledger)),
        ["export", ledger] => export(Path::new(ledger)),
        other => Err(format!("no such bare program: {other:?}").into()),
    }
}

/// A program of one command, made with clap and nothing else.
fn clap_alone(arguments: &[&str]) {
    let add = Command::new("add").about("record one").args([
        Arg::new("title"),
        Arg::new("date").short('d').long("date"),
        Arg::new("town").short('t').long("town"),
    ]);
    let bare = Command::new("bare").version("0.1.0").about("a bare clap program").subcommand(add);
    let _ = bare.get_matches_from(std::iter::once("bare").chain(arguments.iter().copied()));
}

/// Opens a file with the pragmas that the ledger has.
fn open(path: &Path, spill: bool) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;",
    )?;
    connection.execute_batch(if spill { "PRAGMA cache_spill = ON" } else { "PRAGMA cache_spill = OFF" })?;
    Ok(connection)
}

fn import(lines: &Path, path: &Path, manner: &str) -> Result<()> {
    let mut connection = open(path, manner != PLAIN)?;
    let transaction = connection.transaction()?;
    let mut sums: BTreeMap<(String, String, String), (i64, i64, i64)> = BTreeMap::new();
    {
        let last: i64 = transaction.query_row("SELECT coalesce(max(seq), 0) FROM audit", [], |row| row.get(0))?;
        let mut record = transaction.prepare("INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
        let mut audit = transaction.prepare("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        let mut reader = BufReader::new(File::open(lines)?);
        let mut text = String::new();
        let mut number = last;
        while reader.read_line(&mut text)? > 0 {
            let payload = text.trim_end();
            let line: Line = serde_json::from_str(payload)?;
            let id = records::id(usize::try_from(number)?).to_be_bytes();
            number += 1;
            let money = line.loan.or(line.donated).or(line.amount);
            record.execute(params![
                id,
                line.ledger,
                number,
                line.date,
                line.kind,
                line.title,
                line.town,
                line.of.first(),
                line.turns,
                money
            ])?;
            audit.execute(params![number, "2026-01-01T00:00:00.000Z", "bare", "add", id, payload])?;
            let month = line.date.get(..7).unwrap_or_default().to_owned();
            let sum =
                sums.entry((line.ledger.into_owned(), line.kind.unwrap_or_default().into_owned(), month)).or_default();
            sum.0 += 1;
            sum.1 += line.turns.unwrap_or(0);
            sum.2 += money.unwrap_or(0);
            text.clear();
        }
        for ((ledger, kind, month), (records, turns, money)) in sums {
            add_up(&transaction, [&ledger, &kind, &month], [records, turns, money])?;
        }
    }
    transaction.commit()?;
    Ok(())
}

fn add_up(connection: &Connection, place: [&str; 3], sums: [i64; 3]) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO rollup VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (ledger, kind, month)
         DO UPDATE SET records = records + ?4, turns = turns + ?5, money = money + ?6",
    )?;
    statement.execute(params![place[0], place[1], place[2], sums[0], sums[1], sums[2]])?;
    Ok(())
}

/// One record with its audit row and its place in the roll-up.
fn add(path: &Path, title: &str) -> Result<()> {
    let mut connection = open(path, false)?;
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let last: i64 = transaction.query_row("SELECT coalesce(max(seq), 0) FROM audit", [], |row| row.get(0))?;
    let id = records::id(usize::try_from(last)?).to_be_bytes();
    transaction.execute(
        "INSERT INTO record VALUES (?1, 'case', ?2, '2023-06-01', 'case', ?3, '永新', NULL, NULL, NULL)",
        params![id, last + 1, title],
    )?;
    let payload =
        serde_json::json!({"ledger": "case", "date": "2023-06-01", "title": title, "town": "永新"}).to_string();
    transaction.execute(
        "INSERT INTO audit VALUES (?1, '2026-01-01T00:00:00.000Z', 'bare', 'add', ?2, ?3)",
        params![last + 1, id, payload],
    )?;
    add_up(&transaction, ["case", "case", "2023-06"], [1, 0, 0])?;
    transaction.commit()?;
    Ok(())
}

/// The year 2022 from the roll-up table.
fn report(path: &Path) -> Result<()> {
    let connection = open(path, false)?;
    let mut statement = connection.prepare(
        "SELECT ledger, kind, sum(records), sum(turns), sum(money) FROM rollup
         WHERE month BETWEEN '2022-01' AND '2022-12' GROUP BY ledger, kind",
    )?;
    let mut rows = statement.query([])?;
    let mut figures = Vec::new();
    while let Some(row) = rows.next()? {
        let (ledger, kind): (String, String) = (row.get(0)?, row.get(1)?);
        let (records, turns, money): (i64, i64, i64) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let figure = serde_json::json!({
            "ledger": ledger, "kind": kind, "records": records, "turns": turns, "money": money,
        });
        figures.push(figure);
    }
    serde_json::to_writer_pretty(stdout().lock(), &figures)?;
    Ok(())
}

/// Every payload, in the order in which they came.
fn export(path: &Path) -> Result<()> {
    let connection = open(path, false)?;
    let mut out = BufWriter::new(stdout().lock());
    let mut statement = connection.prepare("SELECT payload FROM audit ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        out.write_all(row.get_ref(0)?.as_bytes()?)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}
