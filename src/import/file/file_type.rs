//! The types of files in which records come: which one a file has.

use super::stranger::stranger;
use crate::error::{Error, Result};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileType {
    /// One JSON object a line.
    Jsonl,
    /// A JSON array of objects, or one object.
    Json,
    /// A table with commas, semicolons or tabs.
    Csv,
    /// A table with tabs.
    Tsv,
    /// A workbook of Excel or WPS.
    Xlsx,
    /// An old workbook of Excel.
    Xls,
    /// A workbook of `LibreOffice`.
    Ods,
}

impl FileType {
    /// Every type.
    pub const ALL: [FileType; 7] =
        [FileType::Jsonl, FileType::Json, FileType::Csv, FileType::Tsv, FileType::Xlsx, FileType::Xls, FileType::Ods];

    /// Its name: what `--format` takes, and the ending of a file.
    pub fn key(self) -> &'static str {
        ["jsonl", "json", "csv", "tsv", "xlsx", "xls", "ods"][self as usize]
    }

    /// The type with this name.
    pub fn from_key(key: &str) -> Option<FileType> {
        FileType::ALL.into_iter().find(|known| known.key() == key)
    }

    /// The type that a file's ending names.
    pub fn of_ending(name: &str) -> Option<FileType> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "ndjson" => Some(FileType::Jsonl),
            "xlsm" | "et" => Some(FileType::Xlsx),
            "tab" => Some(FileType::Tsv),
            ending => FileType::from_key(ending),
        }
    }

    /// Whether it is a workbook.
    pub fn is_workbook(self) -> bool {
        matches!(self, FileType::Xlsx | FileType::Xls | FileType::Ods)
    }

    /// The type of a file: what was said, or what its ending says, or what its first bytes look like. A workbook is known
    /// by its bytes, whatever its ending says: WPS saves one as the other.
    pub fn of(said: Option<FileType>, bytes: &[u8]) -> Result<FileType> {
        if let Some(error) = stranger(bytes) {
            return Err(error);
        }
        let start = bytes.trim_ascii_start();
        if bytes.starts_with(b"PK\x03\x04") {
            let ods = bytes.len() > 60 && bytes[30..].starts_with(b"mimetypeapplication/vnd.oasis");
            return Ok(if ods { FileType::Ods } else { FileType::Xlsx });
        }
        match said {
            _ if bytes.starts_with(b"\xd0\xcf\x11\xe0") => Ok(FileType::Xls),
            Some(said) if said.is_workbook() => Err(no_workbook(start)),
            Some(said) => Ok(said),
            None => {
                let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
                let mut lines = start.split(|byte| *byte == b'\n').take(20);
                Ok(match start.first() {
                    Some(b'[') => FileType::Json,
                    _ if lines.any(|line| line.trim_ascii_start().starts_with(b"{")) => FileType::Jsonl,
                    _ => FileType::Csv,
                })
            }
        }
    }
}

fn no_workbook(start: &[u8]) -> Error {
    let (zh, en) =
        if start.is_empty() { ("是空文件", "it is empty") } else { ("不是工作簿", "it is no workbook") };
    refused!("not_a_workbook": "{zh}", "{en}"; "用表格软件打开，另存为 xlsx；是 CSV 的写 --format csv",
        "open it and save it as xlsx; for a CSV file give --format csv")
}
