//! What comes in with an import: the files and what was said of them, and the records and troubles found in them.

use std::collections::HashSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::answers::Answers;
use super::answers::Recipe;
use super::file::FileType;
use super::table::Mapping;
use crate::error::{Error, Kind, Result};
use crate::ledger::{Ledger, Record};
use crate::text::Message;
use crate::vocabulary::{Vocabulary, seed_vocabulary};

/// The largest file that is read as a whole, in bytes.
pub const LARGEST: u64 = 1 << 30;

/// A file to be read.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// As the person named it; `-` is stdin.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// What the person said about the files.
#[derive(Clone, Copy)]
pub struct Wishes<'a> {
    /// How they are written, where their names do not say.
    pub file_type: Option<FileType>,
    /// The ledger, where they do not say.
    pub ledger: Option<&'static Ledger>,
    /// The only sheet that is wanted.
    pub sheet: Option<&'a str>,
    /// What was answered about their tables.
    pub answers: &'a Answers,
    /// What the office has settled persons to be where turns are wanted.
    pub persons: Option<&'static str>,
    /// What the office calls things.
    pub words: &'a Vocabulary,
    /// What was answered about such tables before, the latest last.
    pub recipes: &'a [Recipe],
}

impl<'a> Wishes<'a> {
    /// How headings are understood.
    pub fn mapping(&self) -> Mapping<'a> {
        Mapping { said: &self.answers.map, words: self.words }
    }
}

impl Default for Wishes<'_> {
    fn default() -> Self {
        let (answers, words) = (Answers::NONE, seed_vocabulary());
        Wishes { file_type: None, ledger: None, sheet: None, answers, persons: None, words, recipes: &[] }
    }
}

/// Where a row stands: the file, the part of it (a sheet), the line, counted from 1, and which it is of the objects of an array
/// that begin on that line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The file in which it stands.
    pub source: u32,
    /// The table or the lines of it.
    pub part: u32,
    pub(super) line: u32,
    pub(super) nth: u32,
}

/// One record of a file, ready to be kept.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Where it stands.
    pub spot: Spot,
    /// Whether the row gives its id; otherwise the id is made from its content.
    pub given: bool,
    /// Whether the row says if the record is void; otherwise a known one stays as it is.
    pub says_void: bool,
    /// Whether its day is only the last one that its table tells of.
    pub is_undated: bool,
    /// The record, with its id, its number if the row has one, and the reason why it is void.
    pub record: Record,
}

/// Something wrong with a row.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// The row.
    pub spot: Spot,
    /// Its ledger, where that is known.
    pub ledger: Option<&'static Ledger>,
    /// What is wrong.
    pub error: Error,
}

/// A day of a row without its year that may not be the one that was meant.
#[derive(Clone, Debug)]
pub struct Unsure {
    /// The row.
    pub spot: Spot,
    /// The day as it is written.
    pub words: String,
    /// The day as it was read: the nearest one past.
    pub day: NaiveDate,
    /// The one to come that may be meant as well.
    pub coming: Option<NaiveDate>,
}

/// Files that were understood as far as they can be.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The good records: words of the vocabulary, then what stands by itself, then what hangs on others.
    pub records: Vec<Incoming>,
    /// Rows that say the same as an earlier one; both are kept.
    pub repeated: Vec<(Spot, Spot)>,
    /// The rows that say what another file of the same import said before them, and their ledgers.
    pub known: Vec<(Spot, &'static Ledger)>,
    /// The records of the ledger file that rows name by a bare number, as people do for whom there is only one list.
    pub numbered: Vec<Record>,
    /// The days that may not be the ones that were meant.
    pub unsure: Vec<Unsure>,
    /// The ids of records of the ledger file that rows take the place of.
    pub replaced: HashSet<Uuid>,
    /// Records and rows that are alike and are two things all the same.
    pub pairs: Vec<Record>,
    /// How many rows were left out because they are recorded already.
    pub skipped: usize,
    /// What was taken for granted.
    pub notes: Vec<Message>,
    /// What is wrong, row by row.
    pub troubles: Vec<Trouble>,
}

/// What is known already of a name that a row hangs on.
pub type Known<'a> = &'a dyn Fn(&str) -> Result<Option<Record>>;
/// Told how many rows have been read, and of how many; answers whether to go on.
pub type Progress<'a> = &'a dyn Fn(usize, usize) -> bool;

/// Somebody stopped the work.
pub fn interrupted() -> Error {
    Error::new(Kind::Interrupted, "interrupted", message!("已中断，什么也没有写入", "interrupted; nothing was written"))
        .hint(message!("重新导入即可", "import again"))
}
