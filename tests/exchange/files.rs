//! Files as offices keep them, made for a test: text in an encoding, workbooks cell by cell, packed files with a part changed.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use zip::write::SimpleFileOptions;

use crate::world::World;

pub const STUDY: &str =
    "活动日期,学习类别,参加人数,学习主题\n2022-05-01,主席会议,18,学习甲\n2022/5/3,党组会议,30余,学习乙\n";

pub fn written(name: &str, bytes: &[u8]) -> World {
    World::with(&[(name, bytes)])
}

pub fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let text = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

pub fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

pub fn workbook(fill: impl Fn(&mut Workbook) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook).expect("a workbook");
    workbook.save_to_buffer().expect("a workbook")
}

/// A workbook with one sheet.
pub fn sheet(name: &str, fill: impl Fn(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    workbook(|workbook| {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        fill(sheet)
    })
}

pub fn row(sheet: &mut Worksheet, row: u32, cells: &[&str]) -> Result<(), XlsxError> {
    for (at, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        sheet.write_string(row, at, *cell)?;
    }
    Ok(())
}

/// A workbook whose only sheet is these rows of XML.
pub fn raw(rows: &str) -> Vec<u8> {
    let whole = sheet("学习", |_| Ok(()));
    replaced(&whole, "xl/worksheets/sheet1.xml", |_| {
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
        )
        .into_bytes()
    })
}

/// Packed with little effort: some parts are hundreds of megabytes long.
fn quick() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_level(Some(1))
}

/// A packed file with one part changed.
pub fn replaced(bytes: &[u8], part: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a packed file");
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a part");
        let mut content = Vec::new();
        std::io::copy(&mut file, &mut content).expect("it can be read");
        let name = file.name().expect("a name").into_owned();
        if name == part {
            content = change(content);
        }
        packed.start_file(name, quick()).expect("a part");
        packed.write_all(&content).expect("it can be packed");
    }
    packed.finish().expect("a packed file").into_inner()
}

pub fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let stored = quick().compression_level(None).compression_method(zip::CompressionMethod::Stored);
        let way = if *name == "mimetype" { stored } else { quick() };
        packed.start_file(name.to_owned(), way).expect("a part");
        packed.write_all(content).expect("it can be packed");
    }
    packed.finish().expect("a packed file").into_inner()
}

/// An old file of an office program: its head, and the directory of its streams.
pub fn old_file(streams: &[&str]) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(1024, 0xff);
    for name in std::iter::once(&"Root Entry").chain(streams) {
        let entry = utf16(name, true, false);
        bytes.extend(entry.iter().copied().chain(std::iter::repeat(0)).take(128));
    }
    bytes
}

/// A workbook of `LibreOffice` with these rows.
pub fn ods(rows: &str) -> Vec<u8> {
    ods_of("学习", rows)
}

/// The same with a sheet of this name.
pub fn ods_of(name: &str, rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body><office:spreadsheet><table:table table:name="{name}">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let manifest = r#"<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"#;
    packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

/// A cell of text for [`ods`].
pub fn cell(word: &str) -> String {
    cell_with("", word)
}

/// The same with more attributes.
pub fn cell_with(more: &str, word: &str) -> String {
    format!(r#"<table:table-cell {more} office:value-type="string"><text:p>{word}</text:p></table:table-cell>"#)
}

/// A row for [`ods`], cells of text and others.
pub fn line(cells: &[&str]) -> String {
    let cells = cells.iter().map(|word| if word.starts_with('<') { (*word).to_owned() } else { cell(word) });
    format!("<table:table-row>{}</table:table-row>", cells.collect::<String>())
}
