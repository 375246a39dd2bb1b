//! What is found in a workbook, one finding behind the other, as it travels from the process that reads it to the one that asked.

use std::io::{self, ErrorKind, Read, Write};

/// Tables of records end above this row and left of this column; a cell beyond is a mistake or a trap.
pub const LAST_ROW: usize = 300_000;
pub const LAST_COLUMN: usize = 512;
/// The most places for cells that a workbook may have, those before a cell in its row counted with it.
pub const PLACES: usize = 5_000_000;
/// The most that a workbook may hold when it is unpacked, in bytes; the texts of its cells by themselves as well.
pub const UNPACKED: u64 = 200 << 20;

/// A row and a column, counted from 0.
pub type Place = (usize, usize);

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum What {
    /// A sheet begins, with this name.
    Sheet,
    /// A merged cell from here to the row and the column that its words say.
    Merged,
    /// Nothing; such a cell is not told of.
    Empty,
    /// A cell of text, or a number as it was written.
    Text,
    Day,
    /// A cell in which the spreadsheet says that something is wrong.
    Faulty,
    /// A number of which digits are lost.
    Long,
    /// A time or a duration.
    Time,
    /// A date that is no day.
    NoDay,
    /// A formula without a result.
    Uncounted,
    /// A number that is shown otherwise than it is kept, by this format.
    Otherwise,
    Whole,
    Damaged,
    Locked,
    /// It is larger than a list of records may be.
    TooLarge,
    /// A cell lies beyond any table; its words say how many rows are filled before it.
    Far,
    /// The sheet that is wanted is not there; these are.
    NoSheet,
    /// What the cell shows that comes next, where that is not what is read of it.
    Shown,
    /// Its row, its column or its sheet, as the words say, is hidden.
    Hidden,
}

impl What {
    const ALL: [What; 19] = {
        use What::{Damaged, Day, Empty, Far, Faulty, Hidden, Locked, Long, Merged, NoDay, NoSheet, Otherwise, Sheet};
        use What::{Shown, Text, Time, TooLarge, Uncounted, Whole};
        [
            Sheet, Merged, Empty, Text, Day, Faulty, Long, Time, NoDay, Uncounted, Otherwise, Whole, Damaged, Locked,
            TooLarge, Far, NoSheet, Shown, Hidden,
        ]
    };
}

/// One finding.
#[derive(Debug)]
pub struct Finding {
    pub what: What,
    pub place: Place,
    /// What there is to say about it.
    pub words: String,
}

impl Finding {
    /// One in a cell.
    pub fn new(what: What, place: Place, words: impl Into<String>) -> Finding {
        Finding { what, place, words: words.into() }
    }

    /// Receives the next one; an error where there is none, or it is cut short.
    pub fn read(input: &mut impl Read) -> io::Result<Finding> {
        let mut head = [0; 13];
        input.read_exact(&mut head)?;
        let number = |at: usize| head[at..at + 4].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte));
        let what = *What::ALL.get(usize::from(head[0])).ok_or(ErrorKind::InvalidData)?;
        let mut words = String::new();
        let length = number(9) as u64;
        if length > UNPACKED || input.take(length).read_to_string(&mut words)? as u64 != length {
            return Err(ErrorKind::InvalidData.into());
        }
        Ok(Finding { what, place: (number(1), number(5)), words })
    }
}

/// Sends a finding.
pub fn send(out: &mut impl Write, what: What, (row, column): Place, words: &str) -> io::Result<()> {
    if what == What::Empty {
        return Ok(());
    }
    let mut head = [what as u8; 13];
    for (part, number) in head[1..].chunks_exact_mut(4).zip([row, column, words.len()]) {
        part.copy_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
    }
    out.write_all(&head)?;
    out.write_all(words.as_bytes())
}
