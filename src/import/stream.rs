//! JSON Lines read bit by bit, so that never all of them are in memory: what hangs on others is read when these are in.

use std::io::{BufRead, BufReader, Read, Seek};

use chrono::NaiveDate;

use super::draft::Reading;
use super::file::{LONGEST, Row, read_object};
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
    mut input: BufReader<impl Read + Seek>,
    ledger: Option<&'static Ledger>,
    vocabulary: &Vocabulary,
    today: NaiveDate,
    hand_over: &mut dyn FnMut(Piece) -> bool,
) -> Option<Vec<(usize, usize)>> {
    let (reading, linking, batch, piece) =
        (Reading::new(vocabulary, today), Linking::default(), Batch::default(), Piece::default());
    let mut stream = Stream { reading, linking, batch, piece, hand_over };
    // Where the lines stand of what hangs on others, and of what hangs on these in turn.
    let mut waiting = [Vec::new(), Vec::new(), Vec::new()];
    let (mut line, mut number, mut at) = (String::new(), 0, 0);
    loop {
        let length = next_line(&mut input, &mut line)?;
        if length == 0 {
            break;
        }
        number += 1;
        let text = if number == 1 { line.trim_start_matches('\u{feff}') } else { &line };
        match begins_with_child(text) {
            _ if text.trim().is_empty() => {}
            Some(child) => waiting[child.depth()].push((at, number)),
            None => {
                let row = read_object(text, ledger, vocabulary).ok()?;
                match row.ledger.depth() {
                    0 => stream.take(number, row)?,
                    depth => waiting[depth].push((at, number)),
                }
            }
        }
        at += length;
        stream.piece.read = at as u64;
    }
    for (from, number) in waiting.into_iter().flatten() {
        input.seek_relative(i64::try_from(from).ok()? - i64::try_from(at).ok()?).ok()?;
        at = from + next_line(&mut input, &mut line)?;
        stream.take(number, read_object(line.trim_start_matches('\u{feff}'), ledger, vocabulary).ok()?)?;
    }
    let repeated =
        stream.batch.repeated.iter().map(|(line, first)| (line.line as usize, first.line as usize)).collect();
    (stream.hand_over)(stream.piece).then_some(repeated)
}

/// The next line and its length; `None` where it is too long, or cannot be read.
fn next_line(input: &mut impl BufRead, line: &mut String) -> Option<usize> {
    line.clear();
    input.take(LONGEST as u64 + 1).read_line(line).ok().filter(|length| *length <= LONGEST)
}

/// The ledger of what hangs on others, where a line begins with its name.
fn begins_with_child(line: &str) -> Option<&'static Ledger> {
    let name = line.strip_prefix("{\"ledger\":")?.trim_start().strip_prefix('"')?.split('"').next()?;
    Ledger::find(name).filter(|ledger| ledger.is_child())
}

/// What has been read and not been handed over yet.
struct Stream<'a> {
    reading: Reading<'a>,
    linking: Linking,
    batch: Batch,
    piece: Piece,
    hand_over: &'a mut dyn FnMut(Piece) -> bool,
}

impl Stream<'_> {
    /// Makes a record of a line ready. `None` where it is not good, or nobody wants any more.
    fn take(&mut self, line: u32, row: Row) -> Option<()> {
        let (spot, vocabulary) = (Spot { source: 0, part: 0, line, nth: 0 }, self.reading.vocabulary);
        let draft = self.reading.row(spot, row, &mut self.batch.troubles)?;
        if draft.record.ledger == VOCABULARY || !self.reading.yearless.is_empty() || !self.reading.persons.is_empty() {
            return None;
        }
        let (incoming, content) = self.linking.take(draft, (vocabulary, &|_| Ok(None)), &mut self.batch).ok()??;
        if !self.batch.troubles.is_empty() {
            return None;
        }
        let postings = alone(&incoming.record, vocabulary);
        self.piece.records.push(Ready { record: incoming.record, given: incoming.given, content, postings });
        if self.piece.records.len() < AT_ONCE {
            return Some(());
        }
        let next = Piece { records: Vec::with_capacity(AT_ONCE), read: self.piece.read };
        (self.hand_over)(std::mem::replace(&mut self.piece, next)).then_some(())
    }
}
