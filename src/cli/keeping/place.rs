//! `init` and `where`: a new ledger file, and which one is asked.

use std::path::PathBuf;

use clap::Command;

use crate::cli::args::{Given, argument};
use crate::cli::desk::Desk;
use crate::cli::task::{Task, Work, none};
use crate::error::{Error, Result};
use crate::sheet::{Cell, Sheet};
use crate::store::Store;
use crate::text::{Lang, text};

/// `init [FILE]`.
pub const INIT: Task =
    Task {
        name: "init", about: text("新建台账文件", "make a new ledger file"), options, work: Work::Changes(init)
    };

/// `where`.
pub const WHERE: Task = Task {
    name: "where",
    about: text("台账文件在哪里", "where the ledger file is"),
    options: none,
    work: Work::Reads(whereabouts),
};

fn options(command: Command, lang: Lang) -> Command {
    let about = lang
        .pick("新文件（否则 --db、QJCPPCC_DB、默认位置）", "the new file (else --db, QJCPPCC_DB, the default place)");
    command.arg(argument("file", "FILE", about))
}

fn init(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let path = match (given.text("file"), desk.option("db")) {
        (Some(_), Some(_)) => {
            return Err(Error::usage("given_twice", message!("文件写了两次", "the file is given twice"))
                .hint(message!("只写一次：qjcppcc init 文件", "once is enough: qjcppcc init FILE")));
        }
        (Some(file), None) => PathBuf::from(file),
        _ => desk.file()?.0,
    };
    if !desk.switched("dry-run") {
        Store::create(&path)?;
    }
    let words = message!("已新建台账文件 {}", "made the ledger file {}", path.display());
    Ok(desk.done(vec![("file".to_owned(), Cell::Text(path.display().to_string()))], words.lang(desk.lang)))
}

fn whereabouts(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let (path, _) = desk.file()?;
    let words = message!("{}", "{}", path.display());
    let exists = Cell::Flag(path.exists());
    Ok(desk
        .said(vec![("file".to_owned(), Cell::Text(path.display().to_string())), ("exists".to_owned(), exists)], &words))
}
