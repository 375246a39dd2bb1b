//! What is packed, unpacked within limits: folders of files, in memory; workbooks, written out plainly where the library reads wrongly
//! what they say rightly (comments and CDATA in cells, blanks around numbers, errors of new versions), with what is hidden in them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read, Write};

use calamine::CellErrorType;
use encoding_rs::GB18030;
use zip::result::{ZipError, ZipResult};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::grid::Hidden;
use super::workbook::{Finding, LAST_COLUMN, LAST_ROW, UNPACKED, What};
use crate::error::{Error, Result};

/// The most files that are read of a packed folder, and the most parts a workbook may be packed of.
const MOST: usize = 10_000;

/// What stands before an error that the library does not know: it is handed over as text, and no text of a person begins so.
pub(super) const FAULT: char = '\u{e000}';

/// The workbook written out plainly; none where it is so already. `seen` is shown its parts of XML on the way. One whose parts, by its
/// own directory or in truth, are too large is refused.
pub(super) fn plainly(bytes: &[u8], seen: &mut dyn FnMut(&str, &str)) -> std::result::Result<Option<Vec<u8>>, Finding> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Finding::damaged)?;
    if archive.len() > MOST {
        return Err(Finding::end(What::TooLarge));
    }
    let (mut room, mut parts) = (UNPACKED, BTreeMap::new());
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(Finding::damaged)?;
        if file.size() > room {
            return Err(Finding::end(What::TooLarge));
        }
        let (name, mut part) = (file.name().map(Cow::into_owned), Vec::new());
        let length = file.take(room + 1).read_to_end(&mut part).map_err(Finding::damaged)?;
        room = room.checked_sub(length as u64).ok_or_else(|| Finding::end(What::TooLarge))?;
        let is_text = |name: &String| [".xml", ".rels"].iter().any(|ending| name.to_lowercase().ends_with(ending));
        let (Some(name), Ok(part)) = (name.ok().filter(is_text), String::from_utf8(part)) else { continue };
        let plain = plain(&part);
        seen(&name, plain.as_deref().unwrap_or(&part));
        parts.extend(plain.map(|plain| (name, plain)));
    }
    if parts.is_empty() {
        return Ok(None);
    }
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    repacked(bytes, parts, stored).map(Some).map_err(Finding::damaged)
}

/// The same package with these parts in place of its own, or beside them, packed so; all others are copied as they are.
pub fn repacked(bytes: &[u8], mut parts: BTreeMap<String, String>, how: SimpleFileOptions) -> ZipResult<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    let put = |packed: &mut ZipWriter<_>, name: String, part: String| {
        packed.start_file(name, how)?;
        Ok::<_, ZipError>(packed.write_all(part.as_bytes())?)
    };
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at)?;
        match file.name().ok().and_then(|name| parts.remove_entry(&*name)) {
            Some((name, part)) => put(&mut packed, name, part)?,
            None => packed.raw_copy_file(file)?,
        }
    }
    parts.into_iter().try_for_each(|(name, part)| put(&mut packed, name, part))?;
    Ok(packed.finish()?.into_inner())
}

fn plain(part: &str) -> Option<String> {
    let whole = without_asides(part);
    let cells = if whole.contains("sheetData") { plain_cells(&whole) } else { None };
    cells.or(if let Cow::Owned(whole) = whole { Some(whole) } else { None })
}

/// XML without comments and instructions, and with CDATA as text.
fn without_asides(xml: &str) -> Cow<'_, str> {
    let is_declared = xml.trim_start_matches('\u{feff}').starts_with("<?xml");
    let begin = xml.find("?>").filter(|_| is_declared).map_or(0, |end| end + 2);
    if !xml[begin..].contains("<!") && !xml[begin..].contains("<?") {
        return Cow::Borrowed(xml);
    }
    let mut plain = xml[..begin].to_owned();
    let mut rest = &xml[begin..];
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let aside = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        let Some((begins, ends)) = aside.into_iter().find(|(begins, _)| rest.starts_with(begins)) else {
            let (tag, behind) = rest.split_at(rest.find('>').map_or(rest.len(), |end| end + 1));
            plain.push_str(tag);
            rest = behind;
            continue;
        };
        let (inside, behind) = rest[begins.len()..].split_once(ends).unwrap_or((&rest[begins.len()..], ""));
        if begins == "<![CDATA[" {
            plain.push_str(&escaped(inside));
        }
        rest = behind;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// A sheet whose cells the library reads rightly; none where it does so anyway.
fn plain_cells(sheet: &str) -> Option<String> {
    let (mut changed, mut kept, mut at) = (String::new(), 0, 0);
    // The names of a sheet may have a prefix, which is that of all of them.
    let prefix = sheet.split("sheetData").next().and_then(|head| head.rsplit('<').next()).unwrap_or_default();
    let (begins, ends) = (format!("<{prefix}c"), format!("</{prefix}c>"));
    while let Some(begin) = sheet[at..].find(&begins).map(|found| at + found) {
        at = begin + begins.len();
        let tag = sheet[begin..].split('>').next().unwrap_or_default();
        if !sheet[at..].starts_with([' ', '\t', '\r', '\n', '>']) || tag.ends_with('/') {
            continue;
        }
        let Some(end) = sheet[at..].find(&ends).map(|found| at + found) else { break };
        if let Some(cell) = plain_cell(tag, &sheet[begin + tag.len()..end], prefix) {
            changed += &sheet[kept..begin];
            changed += &cell;
            kept = end;
        }
        at = end;
    }
    (kept > 0).then(|| changed + &sheet[kept..])
}

/// A cell written plainly, up to its end; none where it is so.
fn plain_cell(tag: &str, inside: &str, prefix: &str) -> Option<String> {
    let value = format!("<{prefix}v");
    let begin = inside.find(&value).filter(|at| inside[at + value.len()..].starts_with(['>', ' ']))?;
    let open = begin + inside[begin..].find('>')? + 1;
    let close = open + inside[open..].find(&format!("</{prefix}v"))?;
    let end = close + inside[close..].find('>')? + 1;
    let words = &inside[open..close];
    let (_, kind) = attribute(tag, "t").unwrap_or_default();
    let (_, style) = attribute(tag, "s").unwrap_or_default();
    if matches!(kind, "inlineStr" | "is") {
        return (begin > 0).then(|| format!("{tag}{}{}", &inside[..begin], &inside[end..]));
    }
    let trimmed = if matches!(kind, "str" | "d") { Cow::Borrowed(words) } else { Cow::Owned(unescaped(words.trim())) };
    let is_number = trimmed.parse::<f64>().is_ok() || trimmed.is_empty();
    let (new_kind, trimmed) = match kind {
        "e" if trimmed.parse::<CellErrorType>().is_err() => ("str", Cow::Owned(format!("{FAULT}{trimmed}"))),
        // An index that is none would be read as the first text.
        "s" if !trimmed.bytes().all(|byte| byte.is_ascii_digit()) => ("str", Cow::Owned(format!("{FAULT}#REF!"))),
        "n" if !is_number => ("str", trimmed),
        kind => (kind, trimmed),
    };
    if trimmed == words && new_kind == kind && style.trim() == style {
        return None;
    }
    let with = |tag: &str, name: &str, value: &str| match attribute(tag, name) {
        Some((at, old)) => format!("{}{value}{}", &tag[..at], &tag[at + old.len()..]),
        None => tag.to_owned(),
    };
    let tag = with(&with(tag, "t", new_kind), "s", style.trim());
    let words =
        if matches!(new_kind, "str" | "d") && trimmed != words { escaped(&trimmed) } else { trimmed.into_owned() };
    Some(format!("{tag}{}{words}{}", &inside[..open], &inside[close..]))
}

/// What is hidden of the sheets of an xlsx file, as its parts go by.
#[derive(Default)]
pub(super) struct Parts {
    book: String,
    links: String,
    sheets: HashMap<String, Hidden>,
}

impl Parts {
    /// One part more, by its name.
    pub fn take(&mut self, name: &str, xml: &str) {
        match name {
            "xl/workbook.xml" => xml.clone_into(&mut self.book),
            "xl/_rels/workbook.xml.rels" => xml.clone_into(&mut self.links),
            _ if xml.contains("sheetData") => drop(self.sheets.insert(name.to_owned(), hidden_of(xml))),
            _ => {}
        }
    }

    /// What is hidden of every sheet, by its name; nothing of a file that cannot be followed.
    pub fn by_sheet(mut self) -> HashMap<String, Hidden> {
        let link = |id| tags(&self.links, "Relationship").find(|tag| said(tag, "Id") == Some(id));
        let sheet = |tag| {
            let target = said(link(said(tag, "r:id")?)?, "Target")?;
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            Some((unescaped(said(tag, "name")?), self.sheets.remove(&path)?))
        };
        tags(&self.book, "sheet").filter_map(sheet).collect()
    }
}

fn hidden_of(xml: &str) -> Hidden {
    let mut hidden = Hidden::default();
    let number = |tag, name| said(tag, name).and_then(|value| value.trim().parse::<usize>().ok());
    let is_hidden = |tag, size| {
        matches!(said(tag, "hidden"), Some("1" | "true"))
            || said(tag, size).and_then(|size| size.parse().ok()) == Some(0.0)
    };
    // Columns are described before the rows.
    let head = xml.split("sheetData").next().unwrap_or_default();
    for tag in tags(head, "col").filter(|tag| is_hidden(tag, "width")) {
        let (first, last) = (number(tag, "min").unwrap_or(1), number(tag, "max").unwrap_or(0));
        hidden.columns.extend(first.saturating_sub(1)..last.min(LAST_COLUMN));
    }
    let mut row = 0;
    for tag in tags(xml, "row") {
        row = number(tag, "r").unwrap_or(row + 1).min(LAST_ROW);
        hidden.rows.extend(is_hidden(tag, "ht").then_some(row));
    }
    hidden
}

/// The tags of a name, whatever stands before it.
fn tags<'a>(xml: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let is_named = move |part: &&str| {
        let end = part.find([' ', '\t', '\r', '\n', '/', '>']).unwrap_or(part.len());
        part[..end].rsplit(':').next() == Some(name)
    };
    xml.split('<').skip(1).filter(is_named).filter_map(|part| part.split('>').next())
}

/// The value of an attribute.
pub(super) fn said<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    attribute(tag, name).map(|(_, value)| value)
}

/// The value of an attribute and where it begins.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<(usize, &'a str)> {
    let blank = |c: char| c.is_ascii_whitespace();
    let mut at = 0;
    while let Some(found) = tag[at..].find(name).map(|found| at + found) {
        at = found + name.len();
        let value = tag[at..].trim_start_matches(blank).strip_prefix('=').map(|value| value.trim_start_matches(blank));
        if let Some(value) =
            value.filter(|value| (found == 0 || tag[..found].ends_with(blank)) && value.starts_with(['"', '\'']))
        {
            let begin = tag.len() - value.len() + 1;
            let end = begin + tag[begin..].find(value.chars().next()?)?;
            return Some((begin, &tag[begin..end]));
        }
    }
    None
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text with its signs in the place of their names and numbers.
pub(super) fn unescaped(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(';').unwrap_or((part, ""));
        let number = name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16));
        let number = number.or_else(|| name.strip_prefix('#').map(str::parse));
        let known = [("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("amp", '&')];
        let sign = known.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign);
        plain.extend(sign.or_else(|| number.transpose().ok().flatten().and_then(char::from_u32)));
        plain.push_str(rest);
    }
    plain
}

/// A packed folder, opened. A workbook is packed as well, and is none; nor is what cannot be opened, which others say more of.
pub fn packed_folder(bytes: &[u8]) -> Option<ZipArchive<Cursor<&[u8]>>> {
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return None;
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    // Parts of a workbook, whole or not, are called so.
    let parts = ["[Content_Types].xml", "mimetype", "content.xml", "_rels/", "xl/"];
    let is_part = |name: &[u8]| parts.iter().any(|part| name.starts_with(part.as_bytes()));
    let is_workbook = archive.file_names_raw().any(is_part);
    (!is_workbook).then_some(archive)
}

/// The files in a packed folder whose names are wanted, in the order of their names. Folders in it are names with slashes.
pub fn unpack(
    mut archive: ZipArchive<Cursor<&[u8]>>,
    wanted: &mut dyn FnMut(&str) -> bool,
) -> Result<Vec<(String, Vec<u8>)>> {
    if archive.len() > MOST {
        return Err(too_large());
    }
    let mut names = Vec::new();
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).map_err(|_| damaged())?;
        let raw = file.name_raw();
        let name = std::str::from_utf8(raw).map_or_else(|_| GB18030.decode(raw).0.into_owned(), str::to_owned);
        let name = name.replace('\\', "/");
        if file.is_dir() || name.ends_with('/') {
            continue;
        }
        if file.encrypted() {
            return Err(refused!("locked_archive": "压缩包加了密码", "the archive is locked with a password";
                "去掉密码再压缩，或解开后导入文件夹", "pack it without a password, or unpack it and import the folder"));
        }
        names.push((name, at));
    }
    names.sort();
    let (mut files, mut room) = (Vec::new(), UNPACKED);
    for (name, at) in names {
        if !wanted(&name) {
            continue;
        }
        if names_archive(&name) {
            return Err(
                refused!("nested_archive": "压缩包里还有压缩包 {name}", "there is an archive in the archive: {name}";
                "解开后导入文件夹", "unpack it and import the folder"),
            );
        }
        let mut bytes = Vec::new();
        let file = archive.by_index(at).map_err(|_| damaged())?;
        let read = file.take(room + 1).read_to_end(&mut bytes).map_err(|_| damaged())?;
        room = room.checked_sub(read as u64).ok_or_else(too_large)?;
        files.push((name, bytes));
    }
    Ok(files)
}

/// Whether a file is a packed folder by its name.
pub fn names_archive(name: &str) -> bool {
    [".zip", ".rar", ".7z"].iter().any(|ending| name.to_lowercase().ends_with(ending))
}

fn too_large() -> Error {
    let limit = UNPACKED >> 20;
    refused!("archive_too_large": "压缩包解开后超过{limit}MB或{MOST}个文件", "unpacked it is larger than {limit} MB or {MOST} files";
        "分几次导入", "import it in parts")
}

fn damaged() -> Error {
    refused!("damaged_archive": "压缩包已损坏，或压缩的方法不认得", "the archive is damaged, or packed in an unknown way";
        "重新压缩成 zip，或解开后导入文件夹", "pack it as zip again, or unpack it and import the folder")
}
