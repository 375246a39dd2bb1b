//! How fast the program is, beside the tools that people know and beside what rusqlite or clap alone would need, in one
//! interleaved run on made-up records.
//!
//!     cargo run --release --example bench -- [N …] [--only ROW,…] [--markdown FILE]
//!
//! The rivals called “bare” are this program itself, started again with a hidden first argument.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints what it measured")]

mod account;
mod bare;
mod child;
mod families;
mod files;
mod machine;
mod peers;
mod records;
mod rows;
mod suite;
mod targets;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, value_parser};

use files::Size;
use rows::{Bench, ROWS};
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
    let file = || value_parser!(PathBuf);
    let rows = ROWS.iter().map(|row| PossibleValue::new(row.name).help(row.title));
    clap::Command::new("bench").about("measures qjcppcc beside other programs, on made-up records").args([
        Arg::new("records")
            .num_args(0..)
            .value_parser(value_parser!(usize))
            .default_values(["1000", "100000"])
            .help("numbers of records"),
        Arg::new("only")
            .long("only")
            .value_name("ROW,…")
            .value_delimiter(',')
            .value_parser(PossibleValuesParser::new(rows))
            .help("measure these operations only"),
        Arg::new("markdown").long("markdown").value_name("FILE").value_parser(file()).help(
            "write the tables as Markdown; in a file with <!-- bench --> and <!-- end of bench -->, between them",
        ),
        Arg::new("program")
            .long("program")
            .value_name("FILE")
            .value_parser(file())
            .help("measure this program; default: the release binary, which is built when it is not up to date"),
        Arg::new("without")
            .long("without")
            .value_name("NAME,…")
            .value_delimiter(',')
            .value_parser(PossibleValuesParser::new(peers::KNOWN.map(|(name, _)| name)))
            .help("leave out a rival"),
        Arg::new("seconds")
            .long("seconds")
            .value_name("N")
            .value_parser(value_parser!(f64))
            .default_value("5")
            .help("who has run for so long at one operation and size runs no more; each runs once at least"),
        Arg::new("keep")
            .long("keep")
            .action(ArgAction::SetTrue)
            .help("leave the ledgers where they are, to be looked at"),
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
        seconds: matches.get_one("seconds").copied().unwrap_or_default(),
        scratch: folder.join("scratch"),
        folder,
        program,
        own,
    };
    let mut numbers: Vec<usize> = matches.get_many("records").unwrap_or_default().copied().collect();
    numbers.sort_unstable();
    numbers.dedup();
    let only: Vec<String> = matches.get_many("only").unwrap_or_default().cloned().collect();
    all(&bench, &numbers, &only, matches.get_one("markdown"))
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

fn all(bench: &Bench, numbers: &[usize], only: &[String], place: Option<&PathBuf>) -> Result<()> {
    let began = Instant::now();
    let (described, load) = (machine::describe(&bench.folder), machine::load());
    let about = format!("{described}; load at the start {load}. {}", peers::versions(bench));
    println!("{about}");
    for name in peers::missing() {
        println!("{name} is not installed: left out");
    }
    let alike = machine::linking(&bench.program) == machine::linking(&bench.own);
    if !alike {
        println!("the bare programs are not linked as {} is: start-up is not to be compared", account::OURS);
    }
    println!();
    let space = 1 + numbers.iter().sum::<usize>() / 100_000;
    eprintln!("up to {space} GB are needed below {}", bench.folder.display());

    let sizes: Vec<Size> = numbers.iter().map(|records| Size::new(*records, &bench.folder)).collect();
    let (mut sections, mut weights) = (Vec::new(), Vec::new());
    for row in ROWS.iter().filter(|row| only.is_empty() || only.iter().any(|name| name == row.name)) {
        eprintln!("{:.0} s: {}", began.elapsed().as_secs_f64(), row.title);
        let section = bench.measure(row, &sizes)?;
        println!("{}", section.table());
        if row.name == "export" {
            let weight = |path: &Path| std::fs::metadata(path).map(|facts| child::megabytes(facts.len()));
            for (size, ours) in sizes.iter().filter_map(|size| Some((size, section.find(&size.group, account::OURS)?)))
            {
                weights.push(weight(&size.ours())? / weight(&ours.answer)?);
            }
        }
        std::fs::remove_dir_all(&bench.scratch)?;
        sections.push(section);
    }
    let program = child::megabytes(std::fs::metadata(&bench.program)?.len());
    let measured = Measured { sections: &sections, sizes: &sizes, weights: &weights, program, alike };
    let verdicts = targets::judge(&measured);
    let groups: Vec<String> = sizes.iter().map(|size| size.group.clone()).collect();
    println!("{}", account::verdict_table(&verdicts, &groups));
    if let Some(path) = place {
        let day = chrono::Local::now().format("%Y-%m-%d");
        let tables = account::markdown(&sections, &verdicts, &groups, &format!("{day}: {about}."));
        account::place(path, &tables)?;
    }
    eprintln!("it took {:.0} s", began.elapsed().as_secs_f64());
    Ok(())
}
