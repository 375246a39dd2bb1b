//! The operations that are measured, each against its rivals in one interleaved run.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::account::{OURS, Section, thousands};
use crate::child::{Contender, Run, Timed, interleave};
use crate::{Result, bare, peers, records};

pub const BARE: &str = "bare rusqlite";
pub const SQLITE: &str = "sqlite3";
pub const CLAP: &str = "bare clap";
pub const COVERING: &str = "sqlite3, covering index";

/// How often the short ones are run.
const ROUNDS: usize = 15;

/// A number of records, and the files that hold them.
pub struct Size {
    pub records: usize,
    pub group: String,
    folder: PathBuf,
}

/// Where everything is.
pub struct Bench {
    pub folder: PathBuf,
    pub program: PathBuf,
    /// This program, which is also the bare ones.
    pub own: PathBuf,
    pub sqlite3: Option<PathBuf>,
    /// Rivals left out.
    pub without: Vec<String>,
    /// Runs of the long ones, when somebody said so.
    pub long_runs: Option<usize>,
}

impl Size {
    pub fn new(records: usize, folder: &Path) -> Size {
        Size { records, group: thousands(records), folder: folder.to_owned() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}-{name}", self.records))
    }

    pub fn ours(&self) -> PathBuf {
        self.path("ours.db")
    }

    pub fn bare(&self) -> PathBuf {
        self.path("bare.db")
    }

    pub fn sqlite(&self) -> PathBuf {
        self.path("sqlite.db")
    }

    pub fn covering(&self) -> PathBuf {
        self.path("covering.db")
    }

    pub fn lines(&self) -> PathBuf {
        self.path("lines.jsonl")
    }

    pub fn csv(&self) -> PathBuf {
        self.path("rows.csv")
    }
}

impl Bench {
    pub fn run(&self, program: &Path) -> Run {
        Run::new(program, &self.folder)
    }

    fn ours(&self, size: &Size) -> Run {
        self.run(&self.program).ledger(&size.ours())
    }

    fn bare(&self, name: &str) -> Run {
        self.run(&self.own).arg(bare::MARK).arg(name)
    }

    fn long_rounds(&self, records: usize) -> usize {
        self.long_runs.unwrap_or(match records {
            ..=10_000 => 9,
            10_001..=100_000 => 3,
            _ => 1,
        })
    }

    /// `--help` and `--version` against a program that is clap alone.
    pub fn start(&self) -> Result<Section> {
        let mut contenders = Vec::new();
        for option in ["--help", "--version"] {
            contenders.push(Contender::new(OURS, option, move || Ok(self.run(&self.program).arg(option))));
            contenders.push(Contender::new(CLAP, option, move || Ok(self.bare("clap").arg(option))));
        }
        if let Some(sqlite3) = &self.sqlite3 {
            contenders.push(Contender::new(SQLITE, "--version", || Ok(self.run(sqlite3).arg("-version"))));
        }
        let rows = interleave(&contenders, ROUNDS * 2, &self.folder)?;
        Ok(Section { title: "start", about: "option", rows, rate: false })
    }

    /// `import` into a new file.
    pub fn import(&self, size: &Size) -> Result<Vec<Timed>> {
        let count = size.records <= 10_000;
        let mut contenders = vec![
            Contender::new(OURS, &size.group, || {
                self.fresh(&size.ours())?;
                Ok(self.ours(size).arg("import").arg(size.lines()))
            })
            .counted(count),
            Contender::new(BARE, &size.group, || {
                self.fresh_bare(&size.bare())?;
                let manner = if size.records > 100_000 { bare::SPILL } else { bare::PLAIN };
                Ok(self.bare("import").arg(manner).arg(size.lines()).arg(size.bare()))
            })
            .counted(count),
        ];
        if let Some(sqlite3) = &self.sqlite3 {
            contenders.push(
                Contender::new(SQLITE, &size.group, || {
                    remove(&size.sqlite())?;
                    self.run(sqlite3).arg(size.sqlite()).arg(sqlite_tables()).measure()?;
                    Ok(self.sqlite_import(sqlite3, &size.sqlite(), &size.csv()))
                })
                .counted(count),
            );
        }
        interleave(&contenders, self.long_rounds(size.records), &self.folder)
    }

    fn fresh(&self, ledger: &Path) -> Result<()> {
        remove(ledger)?;
        self.run(&self.program).arg("init").arg(ledger).measure()?;
        Ok(())
    }

    fn fresh_bare(&self, ledger: &Path) -> Result<()> {
        remove(ledger)?;
        self.bare("tables").arg(ledger).measure()?;
        Ok(())
    }

    fn sqlite_import(&self, sqlite3: &Path, ledger: &Path, csv: &Path) -> Run {
        self.run(sqlite3)
            .arg(ledger)
            .args(["PRAGMA synchronous = EXTRA", ".mode csv"])
            .arg(format!(".import {} record", csv.display()))
    }

    /// Makes everybody's ledger without measuring, for the report of a very large one. Ours is filled as it always is; the
    /// others get only what their report reads, and need not be safe from a power cut while they grow.
    pub fn grow(&self, size: &Size) -> Result<()> {
        let lines = size.lines();
        records::write_jsonl(&lines, 0, size.records)?;
        self.fresh(&size.ours())?;
        self.ours(size).arg("import").arg(&lines).measure()?;
        self.fresh_bare(&size.bare())?;
        self.bare("import").arg(bare::HASTE).arg(&lines).arg(size.bare()).measure()?;
        if let Some(sqlite3) = &self.sqlite3 {
            records::write_csv(&size.csv(), 0, size.records)?;
            self.run(sqlite3).arg(size.covering()).arg(sqlite_table()).measure()?;
            let import = format!(".import {} record", size.csv().display());
            let haste = ["PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", ".mode csv", &import, COVER];
            self.run(sqlite3).arg(size.covering()).args(haste).measure()?;
            remove(&size.csv())?;
        }
        Ok(())
    }

    /// A copy of sqlite3's file with the index that its report needs.
    pub fn cover(&self, size: &Size) -> Result<()> {
        let Some(sqlite3) = &self.sqlite3 else { return Ok(()) };
        fs::copy(size.sqlite(), size.covering())?;
        self.run(sqlite3).arg(size.covering()).arg(COVER).measure()?;
        Ok(())
    }

    /// The report of 2022 as JSON, at every size; everybody's answer must be the same where it can be compared.
    pub fn report(&self, sizes: &[Size]) -> Result<Section> {
        let mut contenders = Vec::new();
        for size in sizes {
            let scans = if size.records >= 1_000_000 { 1 } else { 3 };
            contenders.push(
                Contender::new(OURS, &size.group, || Ok(self.ours(size).args(["report", "2022", "--json"])))
                    .answering(),
            );
            contenders.push(Contender::new(BARE, &size.group, || Ok(self.bare("report").arg(size.bare()))).answering());
            if let Some(sqlite3) = &self.sqlite3 {
                let ask = |from: &str| {
                    format!(
                        "SELECT ledger, kind, count(*) AS records, sum(turns) AS turns FROM {from}
                         WHERE date BETWEEN '2022-01-01' AND '2022-12-31' GROUP BY ledger, kind"
                    )
                };
                let (indexed, scan) = (ask("record INDEXED BY record_year"), ask("record NOT INDEXED"));
                let by = move |path: PathBuf, sql: String| {
                    move || Ok(self.run(sqlite3).arg("-readonly").arg("-json").arg(&path).arg(&sql))
                };
                contenders.push(Contender::new(COVERING, &size.group, by(size.covering(), indexed)).answering());
                contenders.push(
                    Contender::new("sqlite3, scan", &size.group, by(size.covering(), scan))
                        .at_most(scans * 3)
                        .answering(),
                );
            }
            contenders.extend(peers::reporting(self, size, scans)?);
        }
        let rows = interleave(&contenders, ROUNDS, &self.folder)?;
        for size in sizes {
            agree(rows.iter().filter(|row| row.group == size.group))?;
        }
        Ok(Section { title: "report 2022 --json", about: "records", rows, rate: false })
    }

    /// The newest thousand of one ledger as JSON.
    pub fn list(&self, sizes: &[Size]) -> Result<Section> {
        let mut contenders = Vec::new();
        for size in sizes {
            contenders.push(
                Contender::new(OURS, &size.group, || {
                    Ok(self.ours(size).args(["volunteer", "list", "--json", "--limit", "1000"]))
                })
                .answering(),
            );
            if let Some(sqlite3) = &self.sqlite3 {
                let sql = "SELECT * FROM record WHERE ledger = 'volunteer' ORDER BY date DESC, no DESC LIMIT 1000";
                contenders.push(
                    Contender::new(SQLITE, &size.group, move || {
                        Ok(self.run(sqlite3).args(["-readonly", "-json"]).arg(size.sqlite()).arg(sql))
                    })
                    .answering(),
                );
            }
        }
        let rows = interleave(&contenders, ROUNDS, &self.folder)?;
        for size in sizes {
            let listed = rows.iter().filter(|row| row.group == size.group).map(listed).collect::<Result<Vec<_>>>()?;
            if listed.iter().any(|count| *count != listed[0] || *count == 0) {
                return Err(format!("at {} records the lists have {listed:?} rows", size.group).into());
            }
        }
        let title = "volunteer list --json --limit 1000";
        Ok(Section { title, about: "records", rows, rate: false })
    }

    /// Everything, written to a file.
    pub fn export(&self, size: &Size) -> Result<Vec<Timed>> {
        let contenders = [
            Contender::new(OURS, &size.group, || Ok(self.ours(size).arg("export"))).answering(),
            Contender::new(BARE, &size.group, || Ok(self.bare("export").arg(size.bare()))).answering(),
        ];
        let rows = interleave(&contenders, self.long_rounds(size.records), &self.folder)?;
        for row in &rows {
            let Some(answer) = &row.answer else { continue };
            let lines = lines_of(answer)?;
            if lines != size.records {
                return Err(format!("{} exported {lines} of {} records", row.name, size.group).into());
            }
        }
        Ok(rows)
    }

    /// The whole chain and every derived table, against SQLite's own check of the same file.
    pub fn verify(&self, size: &Size) -> Result<Vec<Timed>> {
        let mut contenders = vec![Contender::new(OURS, &size.group, || Ok(self.ours(size).arg("verify")))];
        if let Some(sqlite3) = &self.sqlite3 {
            contenders.push(Contender::new("sqlite3 integrity_check", &size.group, || {
                Ok(self.run(sqlite3).arg("-readonly").arg(size.ours()).arg("PRAGMA integrity_check"))
            }));
        }
        interleave(&contenders, self.long_rounds(size.records), &self.folder)
    }

    /// One more record, on the disk before the program ends.
    pub fn add(&self, sizes: &[Size]) -> Result<Section> {
        let turn = Cell::new(0);
        let title = || {
            turn.set(turn.get() + 1);
            format!("虚构的新事第{}件", turn.get())
        };
        let title = &title;
        let mut contenders = Vec::new();
        for size in sizes {
            contenders.push(
                Contender::new(OURS, &size.group, move || {
                    Ok(self.ours(size).args(["case", "add"]).arg(title()).args(["-t", "永新", "-d", "2023-06-01"]))
                })
                .counted(true),
            );
            contenders.push(
                Contender::new(BARE, &size.group, move || Ok(self.bare("add").arg(size.bare()).arg(title())))
                    .counted(true),
            );
            if let Some(sqlite3) = &self.sqlite3 {
                let insert = move || {
                    let title = title();
                    let sql = format!(
                        "PRAGMA synchronous = EXTRA; INSERT INTO record (id, no, ledger, date, kind, title, town)
                         VALUES (lower(hex(randomblob(16))), 1, 'case', '2023-06-01', 'case', '{title}', '永新')"
                    );
                    Ok(self.run(sqlite3).arg(size.sqlite()).arg(sql))
                };
                contenders.push(Contender::new(SQLITE, &size.group, insert).counted(true));
            }
        }
        let rows = interleave(&contenders, ROUNDS * 2, &self.folder)?;
        Ok(Section { title: "case add", about: "records", rows, rate: false })
    }
}

/// The index from which sqlite3 can answer the report.
const COVER: &str = "CREATE INDEX record_year ON record (date, ledger, kind, turns)";

/// The table that sqlite3 fills from CSV, with two indexes.
fn sqlite_tables() -> String {
    format!(
        "{}; CREATE UNIQUE INDEX record_id ON record (id); CREATE INDEX record_date ON record (ledger, date, no)",
        sqlite_table()
    )
}

fn sqlite_table() -> String {
    let numbers = ["turns", "persons", "hours", "donated", "suggestions", "commended", "firms", "loan"];
    let columns = records::COLUMNS
        .iter()
        .map(|name| format!("{name} {}", if numbers.contains(name) { "INTEGER" } else { "TEXT" }));
    format!("CREATE TABLE record (id TEXT, no INTEGER, {})", columns.collect::<Vec<_>>().join(", "))
}

/// Removes a file that may not be there.
fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => Err(fault.into()),
        _ => Ok(()),
    }
}

pub fn lines_of(path: &Path) -> Result<usize> {
    let mut reader = BufReader::new(File::open(path)?);
    let (mut line, mut count) = (Vec::new(), 0);
    while reader.read_until(b'\n', &mut line)? > 0 {
        count += 1;
        line.clear();
    }
    Ok(count)
}

fn listed(row: &Timed) -> Result<usize> {
    let answer = row.answer.as_ref().ok_or("a list without an answer")?;
    let Json::Array(rows) = serde_json::from_reader(BufReader::new(File::open(answer)?))? else {
        return Err(format!("{}: not a list", row.name).into());
    };
    Ok(rows.len())
}

/// Whether all that say so have the same turns of study in 2022.
fn agree<'a>(rows: impl Iterator<Item = &'a Timed>) -> Result<()> {
    let mut found: Vec<(&str, i64)> = Vec::new();
    for row in rows {
        let answer = row.answer.as_ref().map(fs::read_to_string).transpose()?.unwrap_or_default();
        if let Some(turns) = serde_json::from_str(&answer).ok().and_then(|answer| study_turns(&answer)) {
            found.push((&row.name, turns));
        }
    }
    if found.first().is_none_or(|(name, _)| *name != OURS) || found.iter().any(|(_, turns)| *turns != found[0].1) {
        return Err(format!("the reports differ: {found:?}").into());
    }
    Ok(())
}

fn study_turns(answer: &Json) -> Option<i64> {
    if let Some(figures) = answer.get("figures") {
        return figures.as_array()?.iter().find(|figure| figure["key"] == "study.turns")?["value"].as_i64();
    }
    let rows = answer.as_array()?.iter().filter(|row| row["ledger"] == "study");
    rows.map(|row| row["turns"].as_i64()).sum()
}
