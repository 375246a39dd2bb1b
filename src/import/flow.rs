//! JSON Lines read bit by bit, so that never all of them are in memory.

use std::io::BufRead;

use chrono::NaiveDate;

use super::draft::Reading;
use super::linking::Linking;
use super::{Batch, Incoming, Spot, lines};
use crate::ledger::{Ledger, VOCABULARY};
use crate::vocabulary::Vocabulary;

/// So many records are handed over at once.
const AT_ONCE: usize = 512;

/// Records that stand one behind the other.
#[derive(Debug)]
pub struct Piece {
    /// In the order in which they are kept.
    pub records: Vec<Incoming>,
    /// How many bytes of the file have been read.
    pub read: u64,
}

/// Reads lines for an empty ledger and hands them over piece by piece, for as long as they are wanted: what stands by itself,
/// then what hangs on others. Answers which lines say the same as an earlier one.
///
/// `None` where that will not do: something is wrong with a line, or there are words of the vocabulary, which may come behind
/// their first use. Then all lines have to be read before anything is kept.
pub fn flow(
    mut input: impl BufRead,
    ledger: Option<&'static Ledger>,
    vocabulary: &Vocabulary,
    today: NaiveDate,
    hand_over: &mut dyn FnMut(Piece) -> bool,
) -> Option<Vec<(usize, usize)>> {
    let mut reading = Reading::new(vocabulary, today);
    let mut linking = Linking::default();
    let mut batch = Batch::default();
    let mut children = Vec::new();
    let (mut line, mut number, mut read) = (String::new(), 0, 0);
    let mut take = |draft, read, batch: &mut Batch| {
        linking.take(draft, vocabulary, &|_| Ok(None), batch).ok()?;
        if !batch.troubles.is_empty() {
            return None;
        }
        let full = batch.records.len() == AT_ONCE;
        (!full || hand_over(Piece { records: std::mem::take(&mut batch.records), read })).then_some(())
    };
    loop {
        line.clear();
        let length = input.read_line(&mut line).ok()?;
        if length == 0 {
            break;
        }
        number += 1;
        read += length as u64;
        let text = if number == 1 { line.trim_start_matches('\u{feff}') } else { &line };
        if text.trim().is_empty() {
            continue;
        }
        let (ledger, members) = lines::members(text, ledger).ok()?;
        if ledger == VOCABULARY {
            return None;
        }
        let spot = Spot { source: 0, part: 0, line: number };
        let draft = reading.draft(spot, ledger, &members, &mut batch.troubles)?;
        if ledger.is_child() {
            children.push(draft);
        } else {
            take(draft, read, &mut batch)?;
        }
    }
    for draft in children {
        take(draft, read, &mut batch)?;
    }
    let repeated = batch.repeated.iter().map(|(line, first)| (line.line as usize, first.line as usize)).collect();
    hand_over(Piece { records: batch.records, read }).then_some(repeated)
}
