//! `init` and `where`: a new ledger file, and which one is asked.

use std::path::PathBuf;

use crate::cli::args::given::Given;
use crate::cli::desk::Desk;
use crate::error::{Error, Result};
use crate::message;
use crate::sheet::{Cell, Sheet};
use crate::store::Store;

/// `init [FILE]`.
pub fn init(desk: &mut Desk, given: &Given) -> Result<Sheet> {
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

/// `where`.
pub fn whereabouts(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let (path, _) = desk.file()?;
    let words = message!("{}", "{}", path.display());
    let exists = Cell::Flag(path.exists());
    Ok(desk
        .said(vec![("file".to_owned(), Cell::Text(path.display().to_string())), ("exists".to_owned(), exists)], &words))
}
