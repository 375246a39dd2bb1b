//! Rows that were refused, written so that they can be mended and imported again.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::file::{Start, objects};
use super::files::{Content, Files};
use super::incoming::Trouble;
use crate::format::csv;
use crate::text::{Lang, Text, is_fault, is_guarded, text};
use crate::vocabulary::Vocabulary;

/// The heading of the column that says why a row was refused; an import passes over it.
pub const REFUSED_BECAUSE: Text = text("拒收原因", "why refused");

/// The refused rows of one file, or of one sheet of it.
pub struct RefusedRows {
    /// The file they come from.
    pub source: String,
    /// The sheet they come from.
    pub sheet: Option<String>,
    /// Whether it is a table; otherwise JSON Lines.
    pub is_table: bool,
    /// What to write.
    pub bytes: Vec<u8>,
    /// How many rows.
    pub rows: usize,
}

/// Why rows are refused, by where they stand.
type Reasons = BTreeMap<Start, Vec<String>>;

impl Files<'_> {
    /// The rows with troubles, each with why in its last column, in the order of the files; in the office's words, in a language.
    /// Tables have tabs between their cells, or else commas.
    pub fn refused_rows(&self, troubles: &[Trouble], how: (&Vocabulary, Lang, bool)) -> Vec<RefusedRows> {
        let mut parts: BTreeMap<u32, Reasons> = BTreeMap::new();
        for Trouble { spot, error, .. } in troubles {
            let reasons = parts.entry(spot.part).or_default().entry((spot.line, spot.nth)).or_default();
            reasons.push(error.message.lang(how.1).to_owned());
        }
        parts.into_iter().map(|(part, lines)| self.refused_of(part, &lines, how)).collect()
    }

    fn refused_of(&self, part: u32, lines: &Reasons, how: (&Vocabulary, Lang, bool)) -> RefusedRows {
        let (part, (words, lang, tab)) = (&self.tried[part as usize], how);
        let source = self.names[part.source as usize].clone();
        let (is_table, text) = match &part.content {
            Some(Content::Table(table)) => {
                let (mut head, kept) = table.again(words, lang);
                head.push(REFUSED_BECAUSE.lang(lang).to_owned());
                let separator = if tab { '\t' } else { ',' };
                // The import takes the mark off again. What stands for a faulty cell stays one.
                let guarded = |words: String| {
                    if is_guarded(&words) && !is_fault(&words) { format!("'{words}") } else { words }
                };
                let mut text = csv::MARK.to_owned() + &csv::line(head.iter().cloned(), separator) + "\r\n";
                for ((number, _), why) in lines {
                    if let Some(mut words) = table.words_again(*number as usize, &kept) {
                        words.resize(head.len() - 1, String::new());
                        words.push(why.join("；"));
                        text += &csv::line(words.into_iter().map(guarded), separator);
                        text += "\r\n";
                    }
                }
                (true, text)
            }
            Some(Content::Lines { text, by_line, ledger }) => {
                let ledger = ledger.map(|ledger| ledger.key);
                let refused = objects(text, *by_line).filter_map(|(start, object)| Some((object, lines.get(&start)?)));
                let lines = refused.map(|(object, why)| with_reason(object, ledger, &why.join("；")) + "\n");
                (false, lines.collect())
            }
            None => (false, String::new()),
        };
        RefusedRows { source, sheet: part.sheet.clone(), is_table, bytes: text.into_bytes(), rows: lines.len() }
    }
}

/// The object with one member more. What is no object becomes one that holds it as text.
fn with_reason(object: &str, ledger: Option<&str>, why: &str) -> String {
    let why = Json::from(why);
    match serde_json::from_str::<serde_json::Map<String, Json>>(object) {
        Ok(mut map) if map.contains_key("why") => {
            map.insert("why".to_owned(), why);
            Json::Object(map).to_string()
        }
        // Written again as it stood: doubled keys are part of what is to be mended.
        Ok(map) => {
            let one_line = object.trim().replace(['\n', '\r'], " ");
            let inner = one_line.strip_suffix('}').unwrap_or(&one_line).trim_end();
            let named = ledger.filter(|_| !map.contains_key("ledger"));
            let ledger = named.map_or(String::new(), |ledger| format!(", \"ledger\": {}", Json::from(ledger)));
            let comma = if map.is_empty() && ledger.is_empty() { "" } else { ", " };
            format!("{inner}{ledger}{comma}\"why\": {why}}}")
        }
        Err(_) => format!("{{\"raw\": {}, \"why\": {why}}}", Json::from(object.trim())),
    }
}
