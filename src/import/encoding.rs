//! Bytes as text: UTF-8, UTF-16 and GB18030, found without asking.

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

use crate::error::{Error, Result};
use crate::message;

/// Reads bytes as text and says in which encoding they were: a byte-order mark decides; then noughts, which only UTF-16
/// has; then UTF-8, which nothing else passes for; then GB18030.
///
/// # Errors
/// Bytes that are none of these, with the first line that is not.
pub fn decode(bytes: &[u8]) -> Result<(String, &'static str)> {
    let strict = |encoding: &'static Encoding, bytes: &[u8], name: &'static str| {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        if broken || (name != "GB18030" && bytes.len() % 2 == 1) {
            return Err(unreadable(&text));
        }
        Ok((text.into_owned(), name))
    };
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return strict(UTF_16LE, rest, "UTF-16LE");
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return strict(UTF_16BE, rest, "UTF-16BE");
    }
    if bytes.contains(&0) {
        let noughts = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
        let (high_first, low_first) = (noughts(0), noughts(1));
        return if high_first > low_first {
            strict(UTF_16BE, bytes, "UTF-16BE")
        } else {
            strict(UTF_16LE, bytes, "UTF-16LE")
        };
    }
    match std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) {
        Ok(text) => Ok((text.to_owned(), "UTF-8")),
        Err(_) => strict(GB18030, bytes, "GB18030"),
    }
}

fn unreadable(text: &str) -> Error {
    let good = text.split('\u{fffd}').next().unwrap_or_default();
    let line = good.split('\n').count();
    Error::refused(
        "bad_encoding",
        message!("既不是 UTF-8、UTF-16，也不是 GB18030 编码", "it is neither UTF-8 nor UTF-16 nor GB18030"),
    )
    .hint(message!("在表格软件里另存为 UTF-8 的 CSV 或 xlsx", "save it as CSV in UTF-8, or as xlsx"))
    .line(line)
}
