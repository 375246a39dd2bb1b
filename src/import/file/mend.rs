//! Packed workbooks whose XML says rightly what the library reads wrongly: comments and CDATA in cells, blanks around numbers,
//! errors of new versions. They are written out plainly before it reads them.

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};

use calamine::CellErrorType;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What stands before an error that the library does not know: it is handed over as text, and no text of a person begins so.
pub(super) const FAULT: char = '\u{e000}';

/// The workbook written out plainly; none where it is so already, or is none. `seen` is shown its parts of XML on the way.
pub(super) fn mended(bytes: &[u8], seen: &mut dyn FnMut(&str, &str)) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).ok()?;
        let name = file.name().ok()?.into_owned();
        let mut part = String::new();
        let is_text = [".xml", ".rels"].iter().any(|ending| name.to_lowercase().ends_with(ending));
        if !is_text || file.read_to_string(&mut part).is_err() {
            continue;
        }
        let plain = plain(&part);
        seen(&name, plain.as_deref().unwrap_or(&part));
        parts.extend(plain.map(|plain| (name, plain)));
    }
    if parts.is_empty() {
        return None;
    }
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).ok()?;
        let name = file.name().ok()?.into_owned();
        match parts.iter().find(|(part, _)| *part == name) {
            Some((_, part)) => {
                packed.start_file(name, stored).ok()?;
                packed.write_all(part.as_bytes()).ok()?;
            }
            None => packed.raw_copy_file(file).ok()?,
        }
    }
    Some(packed.finish().ok()?.into_inner())
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
        let found = aside.into_iter().find(|(begins, _)| rest.starts_with(begins));
        let Some((begins, ends)) = found else {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            plain.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        };
        let inside = rest[begins.len()..].split(ends).next().unwrap_or_default();
        if begins == "<![CDATA[" {
            plain.push_str(&escaped(inside));
        }
        rest = rest.get(begins.len() + inside.len() + ends.len()..).unwrap_or_default();
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// A sheet whose cells the library reads rightly; none where it does so anyway.
fn plain_cells(sheet: &str) -> Option<String> {
    let mut changed = None;
    let mut kept = 0;
    let mut at = 0;
    // The names of a sheet may have a prefix, which is that of all of them.
    let prefix = sheet.split("sheetData").next().and_then(|head| head.rsplit('<').next()).unwrap_or_default();
    let (begins, ends) = (format!("<{prefix}c"), format!("</{prefix}c>"));
    while let Some(begin) = sheet[at..].find(&begins).map(|found| at + found) {
        at = begin + begins.len();
        if !sheet[at..].starts_with([' ', '\t', '\r', '\n', '>']) {
            continue;
        }
        let tag = sheet[begin..].split('>').next().unwrap_or_default();
        if tag.ends_with('/') {
            continue;
        }
        let Some(end) = sheet[at..].find(&ends).map(|found| at + found) else { break };
        if let Some(cell) = plain_cell(&sheet[begin..begin + tag.len()], &sheet[begin + tag.len()..end], prefix) {
            let changed = changed.get_or_insert_with(String::new);
            changed.push_str(&sheet[kept..begin]);
            changed.push_str(&cell);
            kept = end;
        }
        at = end;
    }
    changed.map(|changed| changed + &sheet[kept..])
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
    let styled = attribute(tag, "s").filter(|(_, style)| style.trim() != *style);
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
    if trimmed == words && new_kind == kind && styled.is_none() {
        return None;
    }
    let tag = match attribute(tag, "t") {
        Some((at, kind)) => format!("{}{new_kind}{}", &tag[..at], &tag[at + kind.len()..]),
        None => tag.to_owned(),
    };
    let tag = match attribute(&tag, "s") {
        Some((at, style)) => format!("{}{}{}", &tag[..at], style.trim(), &tag[at + style.len()..]),
        None => tag,
    };
    let words =
        if matches!(new_kind, "str" | "d") && trimmed != words { escaped(&trimmed) } else { trimmed.into_owned() };
    Some(format!("{tag}{}{words}{}", &inside[..open], &inside[close..]))
}

/// The value of an attribute and where it begins.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<(usize, &'a str)> {
    let blank = |c: char| c.is_ascii_whitespace();
    let mut at = 0;
    while let Some(found) = tag[at..].find(name).map(|found| at + found) {
        at = found + name.len();
        let value = tag[at..].trim_start_matches(blank).strip_prefix('=').map(|value| value.trim_start_matches(blank));
        if let Some(value) = value.filter(|value| tag[..found].ends_with(blank) && value.starts_with(['"', '\''])) {
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
    let mut plain = String::with_capacity(text.len());
    let mut parts = text.split('&');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once(';').unwrap_or((part, ""));
        let number = name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16));
        let number = number.or_else(|| name.strip_prefix('#').map(str::parse));
        let known = [("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("amp", '&')];
        let sign = known.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign);
        plain.extend(sign.or_else(|| number.and_then(Result::ok).and_then(char::from_u32)));
        plain.push_str(rest);
    }
    plain
}
