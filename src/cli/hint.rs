//! Commands in hints, so that they can be run as they are printed: with the same ledger file, or on the same input.

use crate::text::{Message, quoted};

/// The program with its first word after it.
const PROGRAM: &str = "qjcppcc ";

/// A message whose commands ask this ledger file.
pub fn with_ledger_file(message: &Message, db: &str) -> Message {
    let option = format!("--db {} ", quoted(db));
    let repeated = |words: &str| {
        let mut parts = words.split(PROGRAM);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |said, rest| {
            // `init` makes a ledger file, whose name is its own business.
            let is_command = rest.starts_with(|c: char| c.is_ascii_lowercase()) && !rest.starts_with("init");
            said + PROGRAM + if is_command { &option } else { "" } + rest
        })
    };
    Message { zh: repeated(&message.zh), en: repeated(&message.en) }
}
