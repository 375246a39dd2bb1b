//! The types of files in which records come: which one a file has. One that is no table, whatever its ending says, is named for what
//! it is, with the way to make a table of it.

use std::io::Cursor;

use zip::ZipArchive;

use crate::error::{Error, Result};
use crate::text::{Text, text};

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
        stranger(bytes).map_or(Ok(()), Err)?;
        let start = bytes.trim_ascii_start();
        if bytes.starts_with(b"PK\x03\x04") {
            let ods = bytes.len() > 60 && bytes[30..].starts_with(b"mimetypeapplication/vnd.oasis");
            return Ok(if ods { FileType::Ods } else { FileType::Xlsx });
        }
        match said {
            _ if bytes.starts_with(b"\xd0\xcf\x11\xe0") => Ok(FileType::Xls),
            Some(said) if said.is_workbook() => {
                let (zh, en) = if start.is_empty() {
                    ("是空文件", "it is empty")
                } else {
                    ("不是工作簿", "it is no workbook")
                };
                Err(refused!("not_a_workbook": "{zh}", "{en}"; "用表格软件打开，另存为 xlsx；是 CSV 的写 --format csv",
                    "open it and save it as xlsx; for a CSV file give --format csv"))
            }
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

/// How a table is made of a file: a spreadsheet opens it, its table is copied, tables are packed in it.
const SAVE_AS: Text = text("用表格软件打开，另存为 xlsx", "open it with a spreadsheet and save it as xlsx");
const COPY: Text = text(
    "把里面的表格复制到表格软件，另存为 xlsx；最好向填表的人要表格原件",
    "copy its table into a spreadsheet and save that as xlsx; better ask for the table itself",
);
const UNPACK: Text = text("先解压，再导入里面的表格", "unpack it and import the tables in it");

const WRITING: Text = text("文字文档（Word 或 WPS 文字）", "a document of Word or WPS Writer");
const SLIDES: Text = text("演示文稿", "a presentation");
const PICTURE: Text = text("图片", "a picture");
const ARCHIVE: Text = text("压缩包", "an archive");

/// How files begin.
const BEGIN: &[(&[u8], Text, Text)] = &[
    (b"%PDF", text(" PDF 文档", "a PDF document"), COPY),
    (b"{\\rtf", WRITING, COPY),
    (b"\x89PNG", PICTURE, COPY),
    (b"\xff\xd8\xff", PICTURE, COPY),
    (b"GIF8", PICTURE, COPY),
    (b"MIME-Version:", WEB, SAVE_AS),
    (b"Rar!", ARCHIVE, UNPACK),
    (b"7z\xbc\xaf", ARCHIVE, UNPACK),
    (b"\x1f\x8b", ARCHIVE, UNPACK),
];

/// What stands near the beginning of markup, in small letters.
const MARKUP: &[(&str, Text)] = &[
    ("urn:schemas-microsoft-com:office:spreadsheet", text(" XML 表格 2003", "an XML Spreadsheet 2003")),
    ("progid=\"excel.sheet\"", text(" XML 表格 2003", "an XML Spreadsheet 2003")),
    ("<office:document", text("单个 XML 文件的 ODF 文档（fods）", "a flat XML document (fods)")),
    ("<html", WEB),
    ("<table", WEB),
    ("<!doctype html", WEB),
    ("<?xml", text(" XML 文件", "an XML file")),
];
const WEB: Text = text("网页", "a web page");

/// The streams by which an old file of an office program is known, and what it is; none where it is a workbook.
const STREAMS: &[(&str, Option<Text>)] = &[
    ("Workbook", None),
    ("Book", None),
    ("EncryptedPackage", None),
    ("WordDocument", Some(WRITING)),
    ("PowerPoint Document", Some(SLIDES)),
    ("__properties_version1.0", Some(text("邮件（Outlook）", "a message of Outlook"))),
];

/// The parts by which a packed file is known.
const PARTS: &[(&str, Text)] =
    &[("word/", WRITING), ("ppt/", SLIDES), ("visio/", text(" Visio 图", "a Visio drawing"))];
const MIME: &[(&str, Text)] = &[("text", WRITING), ("presentation", SLIDES), ("graphics", PICTURE)];

/// What is no table: the error names it. A file that may be damaged is none of these.
fn stranger(bytes: &[u8]) -> Option<Error> {
    let start = bytes.trim_ascii_start();
    let (what, way) = if let Some((_, what, way)) = BEGIN.iter().find(|(begin, ..)| start.starts_with(begin)) {
        (Some(*what), *way)
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        (of_streams(bytes), COPY)
    } else if bytes.starts_with(b"PK\x03\x04") {
        (of_parts(bytes), COPY)
    } else {
        let head = String::from_utf8_lossy(&start[..start.len().min(2_000)]).to_lowercase();
        let head = head.trim_start_matches('\u{feff}').trim_start();
        let found = MARKUP.iter().find(|(mark, _)| head.starts_with('<') && head.contains(mark));
        (found.map(|(_, what)| *what), SAVE_AS)
    };
    let Text { zh, en } = what?;
    Some(refused!("not_a_workbook": "其实是{zh}，不是工作簿", "it is really {en}, not a workbook").hint(way.into()))
}

/// An old file of an office program, by the first stream of its directory that says what it is.
fn of_streams(bytes: &[u8]) -> Option<Text> {
    // The entries of its directory are so long, and the first is that of the root.
    let entries = || bytes.chunks_exact(128);
    let is = |entry: &[u8], name: &str| {
        let mut units = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).zip(entry);
        units.all(|(wanted, byte)| wanted == *byte)
    };
    let known = entries().find_map(|entry| STREAMS.iter().find(|(name, _)| is(entry, name)));
    let unknown = text("老格式的 Office 文件，里面没有工作表", "an old file of an office program without a workbook");
    known.map_or_else(|| entries().any(|entry| is(entry, "Root Entry")).then_some(unknown), |(_, what)| *what)
}

/// A packed file, by its parts.
fn of_parts(bytes: &[u8]) -> Option<Text> {
    let open = b"mimetypeapplication/vnd.oasis.opendocument.";
    if let Some(mime) = bytes.get(30..).and_then(|rest| rest.strip_prefix(open)) {
        return MIME.iter().find(|(mark, _)| mime.starts_with(mark.as_bytes())).map(|(_, what)| *what);
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let has = |part: &str| archive.file_names().flatten().any(|name| name.starts_with(part));
    PARTS.iter().find(|(part, _)| has(part) && !has("xl/")).map(|(_, what)| *what)
}
