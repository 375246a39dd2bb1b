//! How fast the program is, beside the tools that people know and beside what rusqlite or clap alone would need, in one
//! interleaved run on made-up records.
//!
//!     cargo run --release --example bench -- [N …] [--report-at N] [--markdown FILE]
//!
//! The rivals called “bare” are this program itself, started again with a hidden first argument.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints what it measured")]

mod account;
mod bare;
mod child;
mod machine;
mod peers;
mod records;
mod suite;
mod targets;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use account::{Section, thousands};
use suite::{Bench, Size, lines_of};
use targets::Measured;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let done = match arguments.get(1) {
        Some(mark) if mark == bare::MARK => bare::run(&arguments[2..]),
        _ => measure(&command().get_matches()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("bench: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> clap::Command {
    let number = || value_parser!(usize);
    clap::Command::new("bench").about("measures qjcppcc beside other programs, on made-up records").args([
        Arg::new("records").num_args(0..).value_parser(number()).help("numbers of records; default 1000 100000"),
        Arg::new("report-at")
            .long("report-at")
            .value_name("N")
            .action(ArgAction::Append)
            .value_parser(number())
            .help("measure the report at this many records, too"),
        Arg::new("markdown").long("markdown").value_name("FILE").value_parser(value_parser!(PathBuf)).help(
            "write the tables as Markdown; in a file with <!-- bench --> and <!-- end of bench -->, between them",
        ),
        Arg::new("program")
            .long("program")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("measure this program; default: the release binary, which is built when it is not up to date"),
        Arg::new("without")
            .long("without")
            .value_name("NAME")
            .action(ArgAction::Append)
            .help("leave out a rival: jq, mlr, duckdb, hledger, task"),
        Arg::new("keep")
            .long("keep")
            .action(ArgAction::SetTrue)
            .help("leave the ledgers where they are, to be looked at"),
        Arg::new("long-runs")
            .long("long-runs")
            .value_name("N")
            .value_parser(number())
            .help("runs of import, export and verify; default 9 up to 10,000 records, 3 up to 100,000, then 1"),
    ])
}

fn measure(matches: &ArgMatches) -> Result<()> {
    if cfg!(debug_assertions) {
        return Err("run it with --release: the bare rivals are in this program".into());
    }
    let own = std::env::current_exe()?;
    // …/target/release/examples/bench
    let target = own.ancestors().nth(3).ok_or("this program is not in a target folder")?.to_owned();
    let program = match matches.get_one::<PathBuf>("program") {
        Some(program) => program.canonicalize()?,
        None => release_binary(&target)?,
    };
    let keep = matches.get_flag("keep");
    let temporary = tempfile::Builder::new().prefix("bench-").disable_cleanup(keep).tempdir_in(&target)?;
    let folder = temporary.path().canonicalize()?;
    if machine::file_system(&folder) == "tmpfs" {
        return Err(format!("{} is in memory; nothing durable can be measured there", folder.display()).into());
    }
    let bench = Bench {
        sqlite3: machine::tool("sqlite3"),
        without: matches.get_many("without").unwrap_or_default().cloned().collect(),
        long_runs: matches.get_one("long-runs").copied(),
        folder,
        program,
        own,
    };
    let mut numbers: Vec<usize> = matches.get_many("records").unwrap_or_default().copied().collect();
    if numbers.is_empty() {
        numbers = vec![1_000, 100_000];
    }
    numbers.sort_unstable();
    numbers.dedup();
    let extra: Vec<usize> = matches.get_many("report-at").unwrap_or_default().copied().collect();
    all(&bench, &numbers, &extra, matches)
}

/// The program beside this one, built when its sources are newer.
fn release_binary(target: &Path) -> Result<PathBuf> {
    let program = target.join("release").join(format!("qjcppcc{}", std::env::consts::EXE_SUFFIX));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    eprintln!("making sure that {} is up to date", program.display());
    let built = Command::new(cargo)
        .args(["build", "--release", "--quiet", "--bin", "qjcppcc", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .status()?;
    if built.success() { Ok(program) } else { Err("cargo build --release failed".into()) }
}

fn all(bench: &Bench, numbers: &[usize], extra: &[usize], matches: &ArgMatches) -> Result<()> {
    let began = Instant::now();
    let about = machine::describe(&bench.folder);
    println!("{about}; load {}\n{}", machine::load(), peers::versions());
    for name in peers::missing() {
        println!("{name} is not installed: left out");
    }
    println!();
    // Rough, for the person who waits: half a minute for the short ones, then by the number of records.
    let work: usize = numbers.iter().map(|n| n * if *n <= 100_000 { 5 } else { 2 }).chain(extra.iter().copied()).sum();
    let space: usize = numbers.iter().chain(extra).sum::<usize>() / 200_000;
    eprintln!("this takes roughly {} min and {} GB below {}", 1 + work / 1_000_000, 1 + space, bench.folder.display());

    let sizes: Vec<Size> = numbers.iter().map(|records| Size::new(*records, &bench.folder)).collect();
    let mut sections =
        ["import", "export", "verify"].map(|title| Section { title, about: "records", rows: Vec::new(), rate: true });
    for size in &sizes {
        eprintln!("{} records: import, export, verify", size.group);
        let bytes = records::write_jsonl(&size.lines(), 0, size.records)?;
        eprintln!("  {} bytes a line", bytes / size.records.max(1) as u64);
        records::write_csv(&size.csv(), 0, size.records)?;
        sections[0].rows.extend(bench.import(size)?);
        bench.cover(size)?;
        sections[1].rows.extend(bench.export(size)?);
        sections[2].rows.extend(bench.verify(size)?);
    }
    let [import, export, verify] = sections;
    let weights = sizes.iter().map(|size| weigh(size, &export)).collect::<Result<Vec<_>>>()?;

    let mut report_sizes: Vec<Size> = numbers.iter().map(|records| Size::new(*records, &bench.folder)).collect();
    for records in extra.iter().filter(|records| !numbers.contains(records)) {
        let size = Size::new(*records, &bench.folder);
        eprintln!("{} records, for the report alone", size.group);
        bench.grow(&size)?;
        report_sizes.push(size);
    }
    report_sizes.sort_by_key(|size| size.records);
    eprintln!("start, report, list, add");
    let (start, report) = (bench.start()?, bench.report(&report_sizes)?);
    let (list, add) = (bench.list(&sizes)?, bench.add(&sizes)?);

    let bytes: Vec<(String, u64, u64)> =
        sizes.iter().zip(&weights).map(|(size, weight)| (size.group.clone(), weight.ours, weight.exported)).collect();
    let measured = Measured {
        start: &start,
        add: &add,
        import: &import,
        report: &report,
        list: &list,
        export: &export,
        sizes: &bytes,
        program: std::fs::metadata(&bench.program)?.len(),
    };
    let verdicts = targets::judge(&measured, &sizes, &report_sizes);
    let weights: Vec<[String; 4]> = weights.into_iter().map(|weight| weight.cells).collect();
    let sections = [start, add, import, report, list, export, verify];
    for section in &sections {
        println!("{}", section.table());
    }
    println!("{}", account::size_table(&weights));
    println!("{}", account::verdict_table(&verdicts));
    let day = chrono::Local::now().format("%Y-%m-%d");
    let told = format!("{day}: {about}. {}.", peers::versions());
    let tables = account::markdown(&sections, &verdicts, &weights, &told);
    println!("{tables}");
    if let Some(path) = matches.get_one::<PathBuf>("markdown") {
        account::place(path, &tables)?;
    }
    eprintln!("it took {:.0} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// How many bytes the files of a size have.
struct Weight {
    ours: u64,
    exported: u64,
    /// Records, and bytes a record of our file, of the export, and of the bare program's file.
    cells: [String; 4],
}

fn weigh(size: &Size, export: &Section) -> Result<Weight> {
    let length = |path: &Path| std::fs::metadata(path).map(|facts| facts.len());
    let exported = export.find(&size.group, account::OURS).and_then(|ours| ours.answer.clone());
    let exported = exported.ok_or("there is no export")?;
    let records = lines_of(&exported)?.max(1) as u64;
    let (ours, exported) = (length(&size.ours())?, length(&exported)?);
    let each = |bytes: u64| (bytes / records).to_string();
    let cells = [thousands(size.records), each(ours), each(exported), each(length(&size.bare())?)];
    Ok(Weight { ours, exported, cells })
}
