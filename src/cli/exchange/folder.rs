//! What an import reads: files as they are named, all tables of a folder, all tables of a packed folder.

use std::fs;
use std::io;
use std::path::Path;
use std::rc::Rc;

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::cli::exchange::read::slurp;
use crate::error::{Error, Kind, Result};
use crate::import::{FileType, names_archive, packed_folder, unpack};
use crate::text::text;

/// So many files that are not read are named.
const NAMED: usize = 20;

/// The files to import: of folders all tables, in the order of their names. What Excel keeps beside a workbook while it is open is
/// none.
pub fn named_files(desk: &mut Desk, given: &Given) -> Result<Vec<String>> {
    let all = given.texts("file");
    let is_lock =
        |file: &&str| Path::new(file).file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
    let (locks, words): (Vec<&str>, Vec<&str>) = all.partition(is_lock);
    if words.is_empty() {
        return Ok(locks.into_iter().map(str::to_owned).collect());
    }
    for lock in locks {
        desk.remark(&message!(
            "{lock} 是表格软件打开文件时留下的，略过",
            "{lock} is only what a spreadsheet keeps beside an open file, and is left out"
        ));
    }
    let (mut names, mut others) = (Vec::new(), Vec::new());
    for word in words {
        let before = names.len();
        if !Path::new(word).is_dir() {
            names.push(word.to_owned());
            continue;
        }
        walk(Path::new(word), &mut names, &mut others).map_err(|fault| {
            let what = text("文件读不了", "the file cannot be read");
            Error::system(Kind::Failed, "unreadable_file", what, &fault).file(word)
        })?;
        if names.len() == before {
            return Err(no_tables().file(word));
        }
    }
    tell_others(desk, &others);
    Ok(names)
}

/// Takes down the tables of a folder and of those in it, and what else is there.
fn walk(folder: &Path, names: &mut Vec<String>, others: &mut Vec<String>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.path().to_string_lossy().into_owned());
        if is_left_out(&name) {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => walk(&path, names, others)?,
            false if path.is_dir() => {}
            false if is_table(&name) || name.to_lowercase().ends_with(".zip") => names.push(name),
            false => others.push(name),
        }
    }
    Ok(())
}

/// What is in the files, each with its name; packed folders are unpacked.
pub fn contents(desk: &mut Desk, names: Vec<String>) -> Result<Vec<(String, Rc<Vec<u8>>)>> {
    let (mut all, mut others) = (Vec::new(), Vec::new());
    for name in names {
        let bytes = slurp(desk, &name)?;
        let Some(archive) = packed_folder(&bytes) else {
            all.push((name, bytes));
            continue;
        };
        let mut wanted = |file: &str| {
            if file.split('/').any(is_left_out) {
                return false;
            }
            let is_wanted = is_table(file) || names_archive(file);
            if !is_wanted {
                others.push(format!("{name}/{file}"));
            }
            is_wanted
        };
        let files = unpack(archive, &mut wanted).map_err(|error| error.file(&name))?;
        if files.is_empty() {
            return Err(no_tables().file(&name));
        }
        all.extend(files.into_iter().map(|(file, bytes)| (format!("{name}/{file}"), Rc::new(bytes))));
    }
    tell_others(desk, &others);
    Ok(all)
}

fn is_table(name: &str) -> bool {
    FileType::of_ending(name).is_some()
}

/// What nobody means by the files of a folder: hidden ones, those of programs, and rows that an import has left out before.
fn is_left_out(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.starts_with('.') || name.starts_with("~$") || name == "__MACOSX" || name.contains(".refused.")
}

fn no_tables() -> Error {
    let types = FileType::ALL.map(FileType::key).join("、");
    refused!("no_tables": "里面没有表格", "there are no tables in it"; "能读的有：{types}", "types that are read: {types}")
}

fn tell_others(desk: &mut Desk, others: &[String]) {
    let (count, all) = (others.len(), others.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("、"));
    if count > NAMED {
        desk.remark(&message!(
            "不是表格，没有读：{all}等{count}个",
            "no tables, not read: {all} and others, {count} in all"
        ));
    } else if count > 0 {
        desk.remark(&message!("不是表格，没有读：{all}", "no tables, not read: {all}"));
    }
}
