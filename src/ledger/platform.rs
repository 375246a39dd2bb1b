//! 履职平台: what each of them held, took up and brought about, over all ledgers.

use super::{Book, Record};
use crate::amount::Amount;

/// The ledgers whose records a platform holds.
const EVENTS: [&str; 7] = ["study", "consult", "liaison", "volunteer", "aid", "activity", "meeting"];

/// What counts on a platform of that which a record contributes to the figures of its ledger.
fn measure(figure: &str) -> Option<&'static str> {
    match figure {
        "case.count" => Some("matters"),
        "advice.count" | "info.count" | "case.solved" => Some("results"),
        // The turns of a ledger, not those of a scope, which are among them.
        _ => (figure.split_once('.')?.1 == "turns").then_some("turns"),
    }
}

/// Adds what a record contributes to its platform, its own or that of what it hangs on.
pub fn post(record: &Record, book: &mut Book) {
    let Some(platform) = book.place.platform.clone() else { return };
    let held = EVENTS.contains(&record.ledger.key).then_some(("events", book.count));
    let brought = book.postings.iter().filter_map(|posting| Some((measure(&posting.figure)?, posting.amount)));
    let told: Vec<(&str, Amount)> = held.into_iter().chain(brought).collect();
    for (what, amount) in &told {
        book.sum(format!("platform.{platform}.{what}"), Some(*amount));
    }
    if !told.is_empty() {
        book.once("platform.count", &platform);
    }
}
