//! The shapes in which records come: which one a file has.

use crate::error::{Error, Result};
use crate::message;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
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

impl Shape {
    /// Every shape.
    pub const ALL: [Shape; 7] =
        [Shape::Jsonl, Shape::Json, Shape::Csv, Shape::Tsv, Shape::Xlsx, Shape::Xls, Shape::Ods];

    /// Its name: what `--format` takes, and the ending of a file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Shape::Jsonl => "jsonl",
            Shape::Json => "json",
            Shape::Csv => "csv",
            Shape::Tsv => "tsv",
            Shape::Xlsx => "xlsx",
            Shape::Xls => "xls",
            Shape::Ods => "ods",
        }
    }

    /// The shape with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Shape> {
        Shape::ALL.into_iter().find(|shape| shape.key() == key)
    }

    /// The shape that a file's ending names.
    #[must_use]
    pub fn of_ending(name: &str) -> Option<Shape> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "ndjson" => Some(Shape::Jsonl),
            "xlsm" | "et" => Some(Shape::Xlsx),
            "tab" => Some(Shape::Tsv),
            ending => Shape::from_key(ending),
        }
    }

    /// Whether it is a workbook.
    #[must_use]
    pub fn is_workbook(self) -> bool {
        matches!(self, Shape::Xlsx | Shape::Xls | Shape::Ods)
    }

    /// The shape of a file: what was said, or what its ending says, or what its first bytes look like. A workbook is known
    /// by its bytes, whatever its ending says: WPS saves one as the other.
    ///
    /// # Errors
    /// A file that is said to be a workbook and is none.
    pub fn of(said: Option<Shape>, bytes: &[u8]) -> Result<Shape> {
        let start = bytes.trim_ascii_start();
        let found = if bytes.starts_with(b"PK\x03\x04") {
            let ods = bytes.len() > 60 && bytes[30..].starts_with(b"mimetypeapplication/vnd.oasis");
            Some(if ods { Shape::Ods } else { Shape::Xlsx })
        } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            Some(Shape::Xls)
        } else {
            None
        };
        match (said, found) {
            (_, Some(found)) => Ok(found),
            (Some(said), None) if said.is_workbook() => Err(no_workbook(start)),
            (Some(said), None) => Ok(said),
            (None, None) => Ok(sniffed(start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start())),
        }
    }
}

fn sniffed(start: &[u8]) -> Shape {
    let objects = || start.split(|byte| *byte == b'\n').take(20).any(|line| line.trim_ascii_start().starts_with(b"{"));
    match start.first() {
        Some(b'[') => Shape::Json,
        _ if objects() => Shape::Jsonl,
        _ => Shape::Csv,
    }
}

fn no_workbook(start: &[u8]) -> Error {
    let head = String::from_utf8_lossy(&start[..start.len().min(200)]).to_lowercase();
    let (zh, en) = if start.is_empty() {
        ("是空文件", "it is empty")
    } else if head.contains("<html") || head.contains("<table") || head.contains("<?xml") {
        ("其实是网页，不是工作簿", "it is really a web page, not a workbook")
    } else {
        ("不是工作簿", "it is no workbook")
    };
    Error::refused("not_a_workbook", message!("{zh}", "{en}")).hint(message!(
        "用表格软件打开，另存为 xlsx；是 CSV 的写 --format csv",
        "open it and save it as xlsx; for a CSV file give --format csv"
    ))
}
