//! The other programs that can report a year, where they are installed.

use std::fs;

use crate::Result;
use crate::account::OURS;
use crate::child::Contender;
use crate::machine::{tool, version};
use crate::records;
use crate::suite::{Bench, Size};

/// The programs, by the name of their command, and the most records each can be asked about in reasonable time.
const KNOWN: &[(&str, usize)] =
    &[("jq", usize::MAX), ("mlr", usize::MAX), ("duckdb", usize::MAX), ("hledger", 1_000_000), ("task", 100_000)];

fn names() -> impl Iterator<Item = &'static str> {
    ["sqlite3", "strace", "time"].into_iter().chain(KNOWN.iter().map(|(name, _)| *name))
}

/// What is measured beside ours, with versions.
pub fn versions() -> String {
    let found = names().filter_map(|name| Some(format!("{name} {}", version(&tool(name)?)).trim_end().to_owned()));
    let found = found.filter(|name| !name.starts_with("time") && !name.starts_with("strace"));
    let built_in = format!("SQLite {} in {OURS} and bare rusqlite", rusqlite::version());
    std::iter::once(built_in).chain(found).collect::<Vec<_>>().join("; ")
}

/// What is not here.
pub fn missing() -> Vec<&'static str> {
    names().filter(|name| tool(name).is_none()).collect()
}

/// The other programs, made ready for the report of 2022.
pub fn reporting<'a>(bench: &'a Bench, size: &'a Size, runs: usize) -> Result<Vec<Contender<'a>>> {
    let mut contenders = Vec::new();
    for (name, most) in KNOWN {
        let Some(program) = tool(name) else { continue };
        if bench.without.iter().any(|left_out| left_out == name) {
            continue;
        }
        if size.records > *most {
            eprintln!("  {name} is not asked about {} records", size.group);
            continue;
        }
        let arguments = arguments(name, bench, size)?;
        contenders.push(
            Contender::new(name, &size.group, move || Ok(bench.run(&program).args(arguments.clone())))
                .at_most(if *name == "duckdb" { usize::MAX } else { runs })
                .answering(),
        );
    }
    Ok(contenders)
}

/// The command line of a program, with its own file made from the same records.
fn arguments(name: &str, bench: &Bench, size: &Size) -> Result<Vec<String>> {
    let path = |name: &str| size.path(name).display().to_string();
    let lines = size.lines().display().to_string();
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
            if let Some(duckdb) = tool("duckdb") {
                bench.run(&duckdb).args([ledger.as_str(), "-c", &make]).measure()?;
            }
            vec!["-readonly".into(), "-json".into(), ledger, "-c".into(), DUCKDB.into()]
        }
        "hledger" => {
            records::write_journal(&size.path("journal"), size.records)?;
            vec!["-f".into(), path("journal"), "balance".into(), "-p".into(), "2022".into()]
        }
        _ => {
            records::write_tasks(&size.path("tasks"), size.records)?;
            fs::create_dir_all(size.path("taskdata"))?;
            let settings = format!("data.location={}\nconfirmation=off\nhooks=off\n", path("taskdata"));
            fs::write(size.path("taskrc"), settings)?;
            let settings = format!("rc:{}", path("taskrc"));
            if let Some(task) = tool("task") {
                bench.run(&task).args([settings.as_str(), "import", &path("tasks")]).measure()?;
            }
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
