//! A number of records, and the files that hold them: each made when something asks for it, and kept until the end.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::Result;
use crate::account::thousands;
use crate::families::Families;
use crate::records;

pub struct Size {
    pub records: usize,
    pub group: String,
    folder: PathBuf,
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

    /// Ours, with a published year and as many records of later years.
    pub fn longer(&self) -> PathBuf {
        self.path("longer.db")
    }

    pub fn bare(&self) -> PathBuf {
        self.path("bare.db")
    }

    pub fn sqlite(&self) -> PathBuf {
        self.path("sqlite.db")
    }

    /// The records that all programs have.
    pub fn lines(&self) -> Result<PathBuf> {
        self.made("lines.jsonl", |path| records::write_jsonl(path, Families::new(self.records)))
    }

    pub fn later_lines(&self) -> Result<PathBuf> {
        self.made("later.jsonl", |path| records::write_jsonl(path, Families::later(self.records)))
    }

    pub fn flat_lines(&self) -> Result<PathBuf> {
        self.made("flat.jsonl", |path| records::write_jsonl(path, records::flat(self.records)))
    }

    /// What `lines` has, for sqlite3.
    pub fn csv(&self) -> Result<PathBuf> {
        self.made("lines.csv", |path| records::write_csv(path, Families::new(self.records)))
    }

    pub fn table(&self) -> Result<PathBuf> {
        self.made("table.csv", |path| records::write_table(path, self.records))
    }

    pub fn workbook(&self) -> Result<PathBuf> {
        self.made("table.xlsx", |path| records::write_workbook(path, self.records))
    }

    pub fn made(&self, name: &str, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let path = self.path(name);
        if !path.exists() {
            make(&path)?;
        }
        Ok(path)
    }
}

/// Removes a file that may not be there.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => Err(fault.into()),
        _ => Ok(()),
    }
}

/// A copy that is on the disk: nobody who is measured later waits for it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)?;
    Ok(File::open(to)?.sync_all()?)
}
