//! How each operation is made ready, for this program and its rivals, and how what they answer is held against each other.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::account::OURS;
use crate::child::{Contender, Run, Timed};
use crate::files::{Size, copy, remove};
use crate::rows::Bench;
use crate::{Result, bare, peers, records};

pub const BARE: &str = "bare rusqlite";
pub const SQLITE: &str = "sqlite3";
pub const CLAP: &str = "bare clap";
pub const COVERING: &str = "sqlite3, index by year";

type Contenders<'a> = Result<Vec<Contender<'a>>>;

/// The programs at one number of records.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub bench: &'a Bench,
    pub size: &'a Size,
}

impl<'a> At<'a> {
    pub fn contender(self, name: &str, ready: impl Fn() -> Result<Run> + 'a) -> Contender<'a> {
        Contender::new(name, &self.size.group, ready)
    }

    /// sqlite3, where it is installed.
    pub fn sqlite3(self, name: &str, ready: impl Fn(Run) -> Result<Run> + 'a) -> Option<Contender<'a>> {
        let program = self.bench.sqlite3.as_ref()?;
        Some(self.contender(name, move || ready(self.bench.run(program))))
    }

    fn on(self, ledger: &Path) -> Run {
        self.bench.run(&self.bench.program).ledger(ledger)
    }

    /// Our program on our file.
    pub fn ours(self) -> Run {
        self.on(&self.size.ours())
    }

    fn bare(self, name: &str) -> Run {
        self.bench.run(&self.bench.own).arg(bare::MARK).arg(name)
    }

    fn scratch(self, name: &str) -> PathBuf {
        self.bench.scratch.join(format!("{}-{name}", self.size.records))
    }

    /// A new ledger file.
    fn fresh(self, ledger: &Path) -> Result<Run> {
        let empty = self.size.made("empty.db", |path| self.on(path).arg("init").arg(path).measure().map(drop))?;
        copy(&empty, ledger)?;
        Ok(self.on(ledger))
    }

    /// Our file of an office that has limits, so that something can be due; nothing after this takes its import back.
    pub fn limited(self) -> Result<()> {
        let made = self.size.made("limits", |path| {
            for stage in ["filing", "assignment", "pre", "onsite", "followup", "conclusion"] {
                self.ours().args(["setting", "set", &format!("case.limit.{stage}"), "30d"]).measure()?;
            }
            Ok(fs::write(path, "")?)
        });
        made.map(drop)
    }

    /// Everybody's file with all records; an import that was measured has left it.
    pub fn filled(self) -> Result<Self> {
        let (ours, bare, sqlite) = (self.size.ours(), self.size.bare(), self.size.sqlite());
        if !ours.exists() || !bare.exists() || (self.bench.sqlite3.is_some() && !sqlite.exists()) {
            self.fresh(&ours)?.arg("import").arg(self.size.lines()?).measure()?;
            remove(&bare)?;
            self.bare_import(&bare, &self.size.lines()?)?.measure()?;
            if let Some(sqlite3) = &self.bench.sqlite3 {
                self.sqlite_import(self.bench.run(sqlite3))?.measure()?;
            }
        }
        Ok(self)
    }

    /// An import by rusqlite into a new file, or into what is there.
    fn bare_import(self, ledger: &Path, lines: &Path) -> Result<Run> {
        if !ledger.exists() {
            self.bare("tables").arg(ledger).measure()?;
        }
        let manner = if self.size.records > 100_000 { bare::SPILL } else { bare::PLAIN };
        Ok(self.bare("import").arg(manner).arg(lines).arg(ledger))
    }

    fn sqlite_import(self, sqlite3: Run) -> Result<Run> {
        let ledger = self.size.sqlite();
        remove(&ledger)?;
        sqlite3.clone().arg(&ledger).arg(sqlite_tables()).measure()?;
        let import = format!(".import {} record", self.size.csv()?.display());
        Ok(sqlite3.arg(&ledger).args(["PRAGMA synchronous = EXTRA", ".mode csv", &import]))
    }

    /// Our program on a copy in which a year was published, about to read as many records again of later years.
    fn growing(self) -> Result<Run> {
        copy(&self.size.ours(), &self.size.longer())?;
        self.on(&self.size.longer()).args(["publish", "2022"]).measure()?;
        Ok(self.on(&self.size.longer()).arg("import").arg(self.size.later_lines()?))
    }

    /// Of a day long past, which is asked about unless there is a yes.
    fn adding(self) -> Run {
        let title = format!("虚构的新事{:x}", fastrand::u64(..));
        self.ours().args(["case", "add", &title, "-t", "永新", "-d", "2023-06-01", "--yes"])
    }
}

/// `--help` or `--version`, which need no ledger file.
pub fn starting<'a>(at: At<'a>, option: &'static str) -> Vec<Contender<'a>> {
    let mut contenders = vec![
        at.contender(OURS, move || Ok(at.ours().arg(option))),
        at.contender(CLAP, move || Ok(at.bare("clap").arg(option))),
    ];
    let theirs = at.sqlite3(SQLITE, |sqlite3| Ok(sqlite3.arg("-version")));
    contenders.extend(theirs.filter(|_| option == "--version"));
    contenders
}

pub fn import(at: At) -> Contenders {
    let lines = at.size.lines()?;
    let mut contenders = vec![at.contender(OURS, move || Ok(at.fresh(&at.size.ours())?.arg("import").arg(&lines)))];
    contenders.push(at.contender(BARE, move || {
        remove(&at.size.bare())?;
        at.bare_import(&at.size.bare(), &at.size.lines()?)
    }));
    contenders.extend(at.sqlite3(SQLITE, move |sqlite3| at.sqlite_import(sqlite3)));
    Ok(contenders)
}

pub fn import_flat(at: At) -> Contenders {
    let (ours, bare, lines) = (at.scratch("ours.db"), at.scratch("bare.db"), at.size.flat_lines()?);
    let flat = lines.clone();
    Ok(vec![
        at.contender(OURS, move || Ok(at.fresh(&ours)?.arg("import").arg(&flat))),
        at.contender(BARE, move || {
            remove(&bare)?;
            at.bare_import(&bare, &lines)
        }),
    ])
}

pub fn import_csv(at: At) -> Contenders {
    Ok(tabular(at, at.size.table()?))
}

pub fn import_xlsx(at: At) -> Contenders {
    Ok(tabular(at, at.size.workbook()?))
}

fn tabular(at: At, file: PathBuf) -> Vec<Contender> {
    vec![at.contender(OURS, move || {
        Ok(at.fresh(&at.scratch("ours.db"))?.arg("import").arg(&file).args(["--ledger", "volunteer"]))
    })]
}

pub fn import_filled(at: At) -> Contenders {
    at.filled()?;
    let lines = at.size.later_lines()?;
    Ok(vec![
        at.contender(OURS, move || at.growing()),
        at.contender(BARE, move || {
            let ledger = at.scratch("bare.db");
            copy(&at.size.bare(), &ledger)?;
            at.bare_import(&ledger, &lines)
        }),
    ])
}

/// The import is the last change of the file.
pub fn undo_import(at: At) -> Contenders {
    at.filled()?;
    Ok(vec![at.contender(OURS, move || {
        let ledger = at.scratch("ours.db");
        copy(&at.size.ours(), &ledger)?;
        Ok(at.on(&ledger).args(["undo", "--yes"]))
    })])
}

/// Everything, written to a file.
pub fn export(at: At) -> Contenders {
    at.filled()?;
    Ok(vec![
        at.contender(OURS, move || Ok(at.ours().arg("export"))),
        at.contender(BARE, move || Ok(at.bare("export").arg(at.size.bare()))),
    ])
}

/// The whole chain and every derived table, against SQLite's own check of the same file.
pub fn verify(at: At) -> Contenders {
    at.filled()?;
    let mut contenders = vec![at.contender(OURS, move || Ok(at.ours().arg("verify")))];
    contenders.extend(at.sqlite3("sqlite3 integrity_check", move |sqlite3| {
        Ok(sqlite3.arg("-readonly").arg(at.size.ours()).arg("PRAGMA integrity_check"))
    }));
    Ok(contenders)
}

/// A copy that was verified, against a copy.
pub fn backup(at: At) -> Contenders {
    at.filled()?;
    let (ours, theirs) = (at.scratch("ours.db"), at.scratch("theirs.db"));
    let mut contenders = vec![at.contender(OURS, move || {
        remove(&ours)?;
        Ok(at.ours().arg("backup").arg(&ours))
    })];
    contenders.extend(at.sqlite3("sqlite3 .backup", move |sqlite3| {
        remove(&theirs)?;
        Ok(sqlite3.arg("-readonly").arg(at.size.ours()).arg(format!(".backup {}", theirs.display())))
    }));
    Ok(contenders)
}

/// The report of 2022 as JSON; sqlite3 once with all that an index can do for it, once without.
pub fn report(at: At) -> Contenders {
    at.filled()?;
    let mut contenders = vec![
        at.contender(OURS, move || Ok(at.ours().args(["report", "2022", "--json"]))),
        at.contender(BARE, move || Ok(at.bare("report").arg(at.size.bare()))),
    ];
    if let Some(sqlite3) = &at.bench.sqlite3 {
        let covering = at.size.made("covering.db", |path| {
            copy(&at.size.sqlite(), path)?;
            at.bench.run(sqlite3).arg(path).arg(COVER).measure()?;
            Ok(())
        })?;
        for (name, place) in [
            (COVERING, "record INDEXED BY record_year WHERE year = 2022"),
            ("sqlite3, scan", "record NOT INDEXED WHERE date BETWEEN '2022-01-01' AND '2022-12-31'"),
        ] {
            let figures = "ledger, kind, count(*) AS records, sum(turns) AS turns";
            let sql = format!("SELECT {figures} FROM {place} GROUP BY ledger, kind");
            let covering = covering.clone();
            contenders.extend(
                at.sqlite3(name, move |sqlite3| Ok(sqlite3.args(["-readonly", "-json"]).arg(&covering).arg(&sql))),
            );
        }
    }
    contenders.extend(peers::reporting(at)?);
    Ok(contenders)
}

pub fn report_published(at: At) -> Contenders {
    if !at.size.longer().exists() {
        at.filled()?.growing()?.measure()?;
    }
    Ok(vec![at.contender(OURS, move || Ok(at.on(&at.size.longer()).args(["report", "2022", "--json"])))])
}

/// As the file stood before its last few changes.
pub fn report_as_of(at: At) -> Contenders {
    let state = at.filled()?.ours().args(["head", "--json"]).answered()?;
    let head = state["head"].as_str().ok_or("no head")?.to_owned();
    for _ in 0..10 {
        at.adding().measure()?;
    }
    Ok(vec![at.contender(OURS, move || Ok(at.ours().args(["report", "2022", "--json", "--as-of", &head])))])
}

/// A matter by the first part of its id.
pub fn prefix(at: At) -> Contenders {
    let matter = at.filled()?.ours().args(["case", "show", "case-3", "--json"]).answered()?;
    let prefix = matter["id"].as_str().and_then(|id| id.get(..13)).ok_or("a matter without an id")?.to_owned();
    Ok(vec![at.contender(OURS, move || Ok(at.ours().args(["case", "show", &prefix])))])
}

/// One more record, on the disk before the program ends.
pub fn add(at: At) -> Contenders {
    at.filled()?;
    let mut contenders = vec![
        at.contender(OURS, move || Ok(at.adding())).counted(),
        at.contender(BARE, move || Ok(at.bare("add").arg(at.size.bare()).arg("虚构的新事"))).counted(),
    ];
    let insert = "PRAGMA synchronous = EXTRA; INSERT INTO record (id, no, ledger, date, kind, title, town)
        VALUES (lower(hex(randomblob(16))), 1, 'case', '2023-06-01', 'case', '虚构的新事', '永新')";
    let theirs = at.sqlite3(SQLITE, move |sqlite3| Ok(sqlite3.arg(at.size.sqlite()).arg(insert)));
    contenders.extend(theirs.map(Contender::counted));
    Ok(contenders)
}

pub fn undo(at: At) -> Contenders {
    at.filled()?;
    Ok(vec![at.contender(OURS, move || {
        at.adding().measure()?;
        Ok(at.ours().args(["undo", "--yes"]))
    })])
}

/// The index from which sqlite3 can answer the report, with the year before all else.
const COVER: &str = "ALTER TABLE record ADD COLUMN year INTEGER; UPDATE record SET year = substr(date, 1, 4);
    CREATE INDEX record_year ON record (year, ledger, kind, turns)";

/// The table that sqlite3 fills from CSV, with two indexes.
fn sqlite_tables() -> String {
    let numbers = ["turns", "persons", "hours", "donated", "suggestions", "commended", "firms", "loan", "amount"];
    let columns = records::COLUMNS.split(' ');
    let columns = columns.map(|name| format!("{name} {}", if numbers.contains(&name) { "INTEGER" } else { "TEXT" }));
    format!(
        "CREATE TABLE record (id TEXT, no INTEGER, {}); CREATE UNIQUE INDEX record_id ON record (id);
         CREATE INDEX record_date ON record (ledger, date, no);
         CREATE VIEW volunteer AS SELECT * FROM record WHERE ledger = 'volunteer'",
        columns.collect::<Vec<_>>().join(", ")
    )
}

/// Everybody found something.
pub fn answered(_: &Size, rows: &[&Timed]) -> Result<()> {
    for row in rows {
        if fs::metadata(&row.answer)?.len() < 4 {
            return Err(format!("{} found nothing", row.name).into());
        }
    }
    Ok(())
}

/// All records are in the export.
pub fn whole(size: &Size, rows: &[&Timed]) -> Result<()> {
    for row in rows {
        let (mut reader, mut line, mut count) = (BufReader::new(File::open(&row.answer)?), Vec::new(), 0);
        while reader.read_until(b'\n', &mut line)? > 0 {
            count += 1;
            line.clear();
        }
        // The settings of the ledger file go out with its records.
        if count < size.records {
            return Err(format!("{} exported {count} records", row.name).into());
        }
    }
    Ok(())
}

/// All lists have as many records.
pub fn as_long(_: &Size, rows: &[&Timed]) -> Result<()> {
    let mut lengths = Vec::new();
    for row in rows {
        let list: Vec<Json> = serde_json::from_reader(BufReader::new(File::open(&row.answer)?))?;
        lengths.push(list.len());
    }
    if lengths.iter().any(|length| *length != lengths[0] || *length == 0) {
        return Err(format!("the lists have {lengths:?} records").into());
    }
    Ok(())
}

/// All that say so have the same turns of study in 2022.
pub fn agree(_: &Size, rows: &[&Timed]) -> Result<()> {
    let mut found: Vec<(&str, i64)> = Vec::new();
    for row in rows {
        let answer = fs::read_to_string(&row.answer)?;
        if let Some(turns) = serde_json::from_str(&answer).ok().and_then(|answer| study_turns(&answer)) {
            found.push((&row.name, turns));
        }
    }
    match found.first() {
        Some((OURS, turns)) if found.iter().all(|(_, others)| others == turns) => Ok(()),
        _ => Err(format!("the reports differ: {found:?}").into()),
    }
}

fn study_turns(answer: &Json) -> Option<i64> {
    if let Some(figures) = answer.get("figures") {
        return figures.as_array()?.iter().find(|figure| figure["key"] == "study.turns")?["value"].as_i64();
    }
    let rows = answer.as_array()?.iter().filter(|row| row["ledger"] == "study");
    rows.map(|row| row["turns"].as_i64()).sum()
}
