//! What people call the fields that an error is about.

use crate::cli::desk::Desk;
use crate::error::Error;
use crate::ledger::{CLAIMS, CLOSINGS, Ledger, SETTINGS, VOCABULARY, WORDINGS};
use crate::text::{Text, text};

/// An error whose fields are called what people call them, in the ledger that the command is about.
pub fn in_words(error: Error, path: &str, desk: &Desk) -> Error {
    let words = std::cell::LazyCell::new(|| desk.words());
    let noun = path.split(' ').next().unwrap_or_default();
    let own = match noun {
        "vocab" => Some(VOCABULARY),
        "claim" => Some(CLAIMS),
        "setting" => Some(SETTINGS),
        "office" => Some(WORDINGS),
        "close" | "reopen" => Some(CLOSINGS),
        _ => desk.given[0].about(),
    };
    error.labelled(&|key| {
        let asked = ASKED.iter().find(|(known, _)| *known == key).map(|(_, label)| *label);
        let option = || OPTIONS.into_iter().find(|option| option.strip_prefix("--") == Some(key));
        let asked = asked.or_else(|| option().map(|option| text(option, option)));
        let any = || Ledger::all().find_map(|ledger| ledger.called(key, &words));
        own.and_then(|ledger| ledger.called(key, &words)).or(asked).or_else(any)
    })
}

/// What people call options that are no fields.
const ASKED: [(&str, Text); 5] = [
    ("actor", text("录入人（--actor）", "--actor")),
    ("outcome", text("结果", "outcome")),
    ("period", text("时段", "period")),
    ("reason", text("原因", "reason")),
    ("year", text("年份", "year")),
];

/// Options that go by their own names.
const OPTIONS: [&str; 8] = ["--as-of", "--bom", "--fields", "--from", "--late", "--on", "--since", "--through"];
