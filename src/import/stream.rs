//! JSON Lines read bit by bit, so that of what stands by itself never all is in memory.

use std::io::{BufRead, Read};

use chrono::NaiveDate;

use super::draft::{Draft, Reading};
use super::file::{LONGEST, read_object};
use super::incoming::{Batch, Spot};
use super::linking::Linking;
use crate::ledger::{Ledger, Posting, Record, VOCABULARY, alone};
use crate::vocabulary::Vocabulary;

/// So many records are handed over at once.
const AT_ONCE: usize = 128;

/// A record with everything about it that can be made before it is kept.
#[derive(Debug)]
pub struct Ready {
    /// The record.
    pub record: Record,
    /// Whether its row gives its id.
    pub given: bool,
    /// What it says, as text.
    pub content: String,
    /// What it contributes as long as nothing hangs on it.
    pub postings: Vec<Posting>,
}

/// Records that stand one behind the other.
#[derive(Debug, Default)]
pub struct Piece {
    /// In the order in which they are kept.
    pub records: Vec<Ready>,
    /// How many bytes of the file have been read.
    pub read: u64,
}

/// Reads lines for an empty ledger and hands them over piece by piece, for as long as they are wanted: what stands by itself,
/// then what hangs on others. Answers which lines say the same as an earlier one.
///
/// `None` where that will not do: something is wrong with a line or needs a word about it, or there are words of the vocabulary, which may come behind
/// their first use. Then all lines have to be read before anything is kept.
pub fn stream(
    mut input: impl BufRead,
    ledger: Option<&'static Ledger>,
    vocabulary: &Vocabulary,
    today: NaiveDate,
    hand_over: &mut dyn FnMut(Piece) -> bool,
) -> Option<Vec<(usize, usize)>> {
    let mut reading = Reading::new(vocabulary, today);
    let mut stream =
        Stream { vocabulary, linking: Linking::default(), batch: Batch::default(), piece: Piece::default(), hand_over };
    let mut children = Vec::new();
    let (mut line, mut number) = (String::new(), 0);
    loop {
        line.clear();
        let length = input.by_ref().take(LONGEST as u64 + 1).read_line(&mut line).ok()?;
        if length > LONGEST {
            return None;
        }
        if length == 0 {
            break;
        }
        number += 1;
        stream.piece.read += length as u64;
        let text = if number == 1 { line.trim_start_matches('\u{feff}') } else { &line };
        if text.trim().is_empty() {
            continue;
        }
        let row = read_object(text, ledger, vocabulary).ok()?;
        let spot = Spot { source: 0, part: 0, line: number, nth: 0 };
        let draft = reading.row(spot, row, &mut stream.batch.troubles)?;
        if draft.record.ledger == VOCABULARY || !reading.yearless.is_empty() || !reading.persons.is_empty() {
            return None;
        }
        if draft.record.ledger.is_child() {
            children.push(draft);
        } else {
            stream.take(draft)?;
        }
    }
    // What hangs on others may have pairs hanging on it in turn.
    children.sort_by_key(|draft| draft.record.ledger.depth());
    for draft in children {
        stream.take(draft)?;
    }
    let repeated =
        stream.batch.repeated.iter().map(|(line, first)| (line.line as usize, first.line as usize)).collect();
    (stream.hand_over)(stream.piece).then_some(repeated)
}

/// What has been read and not been handed over yet.
struct Stream<'a> {
    vocabulary: &'a Vocabulary,
    linking: Linking,
    batch: Batch,
    piece: Piece,
    hand_over: &'a mut dyn FnMut(Piece) -> bool,
}

impl Stream<'_> {
    /// Makes a record ready. `None` where it is not good, or nobody wants any more.
    fn take(&mut self, draft: Draft) -> Option<()> {
        let (incoming, content) =
            self.linking.take(draft, (self.vocabulary, &|_| Ok(None)), &mut self.batch).ok()??;
        if !self.batch.troubles.is_empty() {
            return None;
        }
        let postings = alone(&incoming.record, self.vocabulary);
        self.piece.records.push(Ready { record: incoming.record, given: incoming.given, content, postings });
        if self.piece.records.len() < AT_ONCE {
            return Some(());
        }
        let next = Piece { records: Vec::with_capacity(AT_ONCE), read: self.piece.read };
        (self.hand_over)(std::mem::replace(&mut self.piece, next)).then_some(())
    }
}
