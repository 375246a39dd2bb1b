//! The line of an export, made from the kept body of a record without taking it apart: for many records at once.

use std::io::{self, Write};

use uuid::Uuid;

use super::Ledger;
use super::field::Type;
use crate::text::is_unsafe;

/// Writes the line that an export has for a record with this body: every key in table order, `null` where nothing is set.
/// The body is one that [`super::Record::body`] wrote.
///
/// # Errors
/// Only what `out` itself reports.
pub fn write_line(ledger: &Ledger, id: Uuid, body: &str, void: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    let mut members = Members { rest: body.strip_prefix('{').unwrap_or(body) }.peekable();
    let mut own = |key: &str| members.next_if(|(known, _)| *known == key).map(|(_, value)| value);
    own("ledger");
    write!(out, "{{\"ledger\":\"{}\",\"id\":\"{id}\",\"no\":{}", ledger.key, own("no").unwrap_or("null"))?;
    if ledger.is_child() {
        write!(out, ",\"of\":{}", own("of").unwrap_or("[]"))?;
    }
    for field in ledger.all_fields() {
        let value = own(field.key);
        write!(out, ",\"{}\":", field.key)?;
        write_value(value.unwrap_or("null"), out)?;
        if let Type::Amount(_) = field.holds {
            write!(out, ",\"{}_bound\":", field.key)?;
            let bound = members_bound(&mut own, field.key);
            out.write_all(bound.or(value.map(|_| "\"exact\"")).unwrap_or("null").as_bytes())?;
        }
    }
    write!(out, ",\"void\":{},\"reason\":", void.is_some())?;
    match void {
        Some(reason) => write_value(&serde_json::Value::from(reason).to_string(), out)?,
        None => out.write_all(b"null")?,
    }
    out.write_all(b"}\n")
}

/// The bound that stands behind an amount, if it is not exact.
fn members_bound<'a>(own: &mut impl FnMut(&str) -> Option<&'a str>, key: &str) -> Option<&'a str> {
    own(&format!("{key}_bound"))
}

/// Writes JSON as it is, but for the characters that could act on a terminal.
fn write_value(json: &str, out: &mut impl Write) -> io::Result<()> {
    // Chinese text has none of these first bytes, but for its quotation marks.
    let suspicious = |byte: &u8| matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3);
    if !json.as_bytes().iter().any(suspicious) {
        return out.write_all(json.as_bytes());
    }
    let mut written = 0;
    for (at, found) in json.match_indices(is_unsafe) {
        out.write_all(&json.as_bytes()[written..at])?;
        for unit in found.encode_utf16() {
            write!(out, "\\u{unit:04x}")?;
        }
        written = at + found.len();
    }
    out.write_all(&json.as_bytes()[written..])
}

/// The members of an object: key and value as they stand.
struct Members<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let rest = self.rest.trim_start_matches(',').strip_prefix('"')?;
        let (key, rest) = rest.split_once("\":")?;
        let (value, rest) = rest.split_at(length_of_value(rest.as_bytes()));
        self.rest = rest;
        Some((key, value))
    }
}

/// How many bytes the value at the beginning takes.
fn length_of_value(json: &[u8]) -> usize {
    let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
    for (at, byte) in json.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => depth += 1,
            b'}' | b',' if depth == 0 => return at,
            b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    json.len()
}
