//! What can be measured: one row an operation.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;
use crate::account::{OURS, Section};
use crate::child::{Contender, Run, Timed, interleave};
use crate::files::Size;
use crate::suite::{self, At};

/// Where everything is.
pub struct Bench {
    pub folder: PathBuf,
    /// What one row needs; emptied after it.
    pub scratch: PathBuf,
    pub program: PathBuf,
    /// This program, which is also the bare ones.
    pub own: PathBuf,
    pub sqlite3: Option<PathBuf>,
    /// Rivals left out.
    pub without: Vec<String>,
    /// Whoever has run for so long in all runs no more.
    pub seconds: f64,
}

type Made = for<'a> fn(At<'a>) -> Result<Vec<Contender<'a>>>;

/// What the answers must have in common.
type Check = fn(&Size, &[&Timed]) -> Result<()>;

/// What is run, beside whom.
enum Work {
    /// Nothing but to start, with this option; it is the same at every size.
    Start(&'static str),
    Made(Made),
    /// A command that only reads the ledger file, and what sqlite3 is to select for the same, where it can.
    Read(&'static str, Option<&'static str>),
}

pub struct Row {
    pub name: &'static str,
    pub title: &'static str,
    /// The most records with which it is run; 0: it is the same at every size.
    most: usize,
    /// The most runs.
    rounds: usize,
    work: Work,
    check: Option<Check>,
}

const fn start(name: &'static str, option: &'static str) -> Row {
    Row { name, title: option, most: 0, rounds: 30, work: Work::Start(option), check: None }
}

const fn made(name: &'static str, title: &'static str, work: Made) -> Row {
    Row { name, title, most: usize::MAX, rounds: 15, work: Work::Made(work), check: None }
}

const fn read(name: &'static str, command: &'static str, sql: Option<&'static str>) -> Row {
    let work = Work::Read(command, sql);
    Row { name, title: command, most: usize::MAX, rounds: 15, work, check: Some(suite::answered) }
}

impl Row {
    const fn check(self, check: Check) -> Row {
        Row { check: Some(check), ..self }
    }
}

/// In this order they are measured: first what fills ledger files, then what reads them, then what changes them.
pub const ROWS: &[Row] = &[
    start("help", "--help"),
    start("version", "--version"),
    made("import", "import", suite::import),
    made("import-flat", "import, no record of another", suite::import_flat),
    made("import-filled", "import into as many", suite::import_filled),
    Row { most: 100_000, ..made("import-csv", "import of CSV", suite::import_csv) },
    Row { most: 100_000, ..made("import-xlsx", "import of xlsx", suite::import_xlsx) },
    made("undo-import", "undo of an import", suite::undo_import),
    made("export", "export", suite::export).check(suite::whole),
    made("verify", "verify", suite::verify),
    made("backup", "backup", suite::backup),
    made("report", "report 2022 --json", suite::report).check(suite::agree),
    made("report-published", "report 2022 --json, published, as many records later", suite::report_published),
    read("json", "volunteer list --json --limit 1000", Some("* FROM volunteer ORDER BY date DESC, no DESC LIMIT 1000"))
        .check(suite::as_long),
    read("show", "case show case-3", None),
    read("list", "volunteer list --limit 20", Some("* FROM volunteer ORDER BY date DESC, no DESC LIMIT 20")),
    read("board", "case board --year 2022", None),
    read("due", "case due", None),
    read("late", "case list --late", None),
    read("missing", "missing 2022", None),
    read(
        "search",
        "volunteer list --search 虚构第7号",
        Some("* FROM volunteer WHERE title || note LIKE '%虚构第7号%'"),
    ),
    read("tally", "volunteer list --tally", Some("count(*) FROM volunteer")),
    made("prefix", "case show ID", suite::prefix).check(suite::answered),
    read("log", "log --limit 20", None),
    Row { rounds: 30, ..made("add", "case add", suite::add) },
    made("undo", "undo", suite::undo),
    made("report-as-of", "report 2022 --json --as-of HEAD", suite::report_as_of),
];

impl Bench {
    /// Everybody at every size, by turns.
    pub fn measure(&self, row: &Row, sizes: &[Size]) -> Result<Section> {
        fs::create_dir_all(&self.scratch)?;
        let sizes = match row.most {
            0 => &sizes[..1],
            most => &sizes[..sizes.partition_point(|size| size.records <= most)],
        };
        let mut contenders = Vec::new();
        for size in sizes {
            contenders.extend(match &row.work {
                Work::Start(option) => suite::starting(At { bench: self, size }, option),
                Work::Made(work) => work(At { bench: self, size })?,
                Work::Read(command, sql) => reading(At { bench: self, size }, command, *sql)?,
            });
        }
        let rows = interleave(&contenders, row.rounds, self.seconds, &self.scratch)?;
        for (size, check) in sizes.iter().zip(row.check.iter().cycle()) {
            let rows: Vec<&Timed> = rows.iter().filter(|row| row.group == size.group).collect();
            check(size, &rows).map_err(|fault| format!("{} at {}: {fault}", row.title, size.group))?;
        }
        Ok(Section { name: row.name, title: row.title, rows })
    }

    pub fn run(&self, program: &Path) -> Run {
        Run::new(program, &self.folder)
    }
}

fn reading<'a>(at: At<'a>, command: &'static str, sql: Option<&'static str>) -> Result<Vec<Contender<'a>>> {
    at.filled()?;
    if command.ends_with("due") || command.ends_with("late") {
        at.limited()?;
    }
    let mut contenders = vec![at.contender(OURS, move || Ok(at.ours().args(command.split(' '))))];
    contenders.extend(sql.and_then(|sql| {
        at.sqlite3(suite::SQLITE, move |sqlite3| {
            Ok(sqlite3.args(["-readonly", "-json"]).arg(at.size.sqlite()).arg(format!("SELECT {sql}")))
        })
    }));
    Ok(contenders)
}
