//! The other programs that can report a year, where they are installed.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::account::OURS;
use crate::child::Contender;
use crate::families::Families;
use crate::files::Size;
use crate::machine::{linking, tool, version};
use crate::records;
use crate::rows::Bench;
use crate::suite::At;

/// The programs, by the name of their command, and the most records each can be asked about in reasonable time.
pub const KNOWN: [(&str, usize); 5] =
    [("jq", usize::MAX), ("mlr", usize::MAX), ("duckdb", usize::MAX), ("hledger", 1_000_000), ("task", 100_000)];

fn names() -> impl Iterator<Item = &'static str> {
    ["sqlite3", "strace", "time"].into_iter().chain(KNOWN.iter().map(|(name, _)| *name))
}

/// What is measured beside ours, with versions and how each is linked.
pub fn versions(bench: &Bench) -> String {
    let (ours, bare) = (linking(&bench.program), linking(&bench.own));
    let built_in = format!("{OURS} ({ours}) and the bare programs ({bare}) with SQLite {}", rusqlite::version());
    let found = names().filter(|name| !["time", "strace"].contains(name)).filter_map(|name| {
        let program = tool(name)?;
        Some(format!("{name} {} ({})", version(&program), linking(&program)))
    });
    std::iter::once(built_in).chain(found).collect::<Vec<_>>().join("; ")
}

/// What is not here.
pub fn missing() -> Vec<&'static str> {
    names().filter(|name| tool(name).is_none()).collect()
}

/// The other programs, made ready for the report of 2022.
pub fn reporting(at: At) -> Result<Vec<Contender>> {
    let At { bench, size } = at;
    let mut contenders = Vec::new();
    for (name, most) in KNOWN {
        let Some(program) = tool(name) else { continue };
        if bench.without.iter().any(|left_out| left_out == name) {
            continue;
        }
        if size.records > most {
            eprintln!("  {name} is not asked about {} records", size.group);
            continue;
        }
        let arguments = arguments(name, &program, bench, size)?;
        // What pip installs as `duckdb` starts Python first.
        let called = if linking(&program) == "script" { format!("{name} (a script)") } else { name.to_owned() };
        contenders.push(Contender::new(&called, &size.group, move || Ok(bench.run(&program).args(arguments.clone()))));
    }
    Ok(contenders)
}

/// The command line of a program, with its own file made from the same records.
fn arguments(name: &str, program: &Path, bench: &Bench, size: &Size) -> Result<Vec<String>> {
    let path = |name: &str| size.path(name).display().to_string();
    let lines = size.lines()?.display().to_string();
    let records = || Families::new(size.records);
    let words: Vec<String> = match name {
        "jq" => vec!["-n".into(), JQ.into(), lines],
        "mlr" => {
            let year = r#"$date >= "2022-01-01" && $date <= "2022-12-31""#;
            let mut words: Vec<&str> = vec!["--ijsonl", "--ojson", "filter", year, "then"];
            words.extend(["stats1", "-a", "count,sum", "-f", "turns", "-g", "ledger,kind", "then"]);
            words.extend(["rename", "turns_count,records,turns_sum,turns"]);
            words.into_iter().map(str::to_owned).chain([lines]).collect()
        }
        "duckdb" => {
            let ledger = path("duck.db");
            let make = format!(
                "CREATE TABLE record AS SELECT * FROM read_json('{lines}', format = 'newline_delimited');
                 CREATE INDEX record_date ON record (date); CREATE INDEX record_ledger ON record (ledger)"
            );
            bench.run(program).args([ledger.as_str(), "-c", &make]).measure()?;
            vec!["-readonly".into(), "-json".into(), ledger, "-c".into(), DUCKDB.into()]
        }
        "hledger" => {
            records::write_journal(&size.path("journal"), records())?;
            vec!["-f".into(), path("journal"), "balance".into(), "-p".into(), "2022".into()]
        }
        _ => {
            records::write_tasks(&size.path("tasks"), records())?;
            fs::create_dir_all(size.path("taskdata"))?;
            let settings = format!("data.location={}\nconfirmation=off\nhooks=off\n", path("taskdata"));
            fs::write(size.path("taskrc"), settings)?;
            let settings = format!("rc:{}", path("taskrc"));
            bench.run(program).args([settings.as_str(), "import", &path("tasks")]).measure()?;
            let rest = ["count", "project:study", "entry.after:2021-12-31", "entry.before:2023-01-01"];
            std::iter::once(settings).chain(rest.map(str::to_owned)).collect()
        }
    };
    Ok(words)
}

const JQ: &str = r#"reduce (inputs | select(.date >= "2022-01-01" and .date <= "2022-12-31")) as $r ({};
    .[$r.ledger + " " + $r.kind] |= {ledger: $r.ledger, kind: $r.kind, records: (.records + 1),
        turns: (.turns + ($r.turns // 0))}) | [.[]]"#;

const DUCKDB: &str = "SELECT ledger, kind, count(*) AS records, sum(turns)::BIGINT AS turns FROM record
    WHERE date BETWEEN '2022-01-01' AND '2022-12-31' GROUP BY ledger, kind";
