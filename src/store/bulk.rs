//! Changes of very many records: postings are put in and taken out in the order of their table, and indexes that would change as a
//! whole are made when all rows are there. That is several times faster than keeping everything in order row by row.

use chrono::NaiveDate;
use foldhash::HashMap;
use rusqlite::{Connection, Statement, params};
use uuid::Uuid;

use super::row::run;
use super::schema::{indexes, name_of};
use crate::amount::Bound;
use crate::error::{Error, Result};
use crate::ledger::{Posting, RECIPES, SETTINGS, SITES, VOCABULARY, WORDINGS};

/// So many postings are sorted at once at first, and at most, each time twice as many: 192 thousand take about 9 MB.
const AT_FIRST: usize = 1 << 15;
const AT_ONCE: usize = 3 << 16;
/// So many different words are remembered from one time to the next.
const REMEMBERED: usize = 1 << 14;

/// Puts one posting into the file.
pub(super) const ENTER: &str =
    "INSERT INTO posting (figure, date, record, subject, kind, town, platform, department, value, bound, lump)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// Takes one out.
pub(super) const WITHDRAW: &str =
    "DELETE FROM posting WHERE figure = ?1 AND date = ?2 AND record = ?3 AND subject = ?4";

/// So many postings go into one statement: between the rows of a statement SQLite keeps its place in the table.
const ROWS: usize = 64;
const COLUMNS: usize = 11;

/// What waits to be done to the indexes of a store.
#[derive(Default)]
pub(super) struct Bulk {
    /// Of the records that were put in and on which something can hang.
    pub keys: HashMap<Uuid, i64>,
    missing: Vec<&'static str>,
}

/// Postings that wait until there are many of them: those to be taken out, then those to be put in.
#[derive(Default)]
pub(super) struct Sorted {
    figures: Words,
    words: Words,
    leaving: Vec<Waiting>,
    coming: Vec<Waiting>,
    /// So often they were sorted.
    times: u32,
}

/// A posting in few bytes. The figure and the words are numbers of [`Words`].
#[derive(Clone, Copy)]
struct Waiting {
    figure: u32,
    date: NaiveDate,
    record: i64,
    /// Subject, kind, town, platform and department.
    words: [u32; 5],
    value: i64,
    bound: Bound,
    lump: bool,
}

/// A statement for some postings at a time. What is the same as in the same row the time before stays bound.
struct Rows<'c, 'w> {
    statement: Statement<'c>,
    figures: &'w Words,
    words: &'w Words,
    bound: Vec<Waiting>,
}

impl<'c, 'w> Rows<'c, 'w> {
    fn new(connection: &'c Connection, rows: usize, figures: &'w Words, words: &'w Words) -> Result<Rows<'c, 'w>> {
        let row = format!("({})", ["?"; COLUMNS].join(", "));
        let (start, _) = ENTER.split_once("VALUES").unwrap_or((ENTER, ""));
        let sql = format!("{start}VALUES {}", vec![row; rows].join(", "));
        Ok(Rows { statement: connection.prepare(&sql)?, figures, words, bound: Vec::new() })
    }

    fn put_in(&mut self, some: &[Waiting]) -> Result<()> {
        some.iter().enumerate().try_for_each(|(row, one)| self.bind(row, one))?;
        self.statement.raw_execute()?;
        self.bound.clear();
        self.bound.extend_from_slice(some);
        Ok(())
    }

    fn bind(&mut self, row: usize, one: &Waiting) -> Result<()> {
        let (statement, before) = (&mut self.statement, self.bound.get(row));
        let column = |number: usize| row * COLUMNS + number;
        if before.is_none_or(|before| before.figure != one.figure) {
            statement.raw_bind_parameter(column(1), self.figures.word(one.figure))?;
        }
        if before.is_none_or(|before| before.date != one.date) {
            statement.raw_bind_parameter(column(2), one.date.to_string())?;
        }
        statement.raw_bind_parameter(column(3), one.record)?;
        for at in 0..5 {
            if before.is_none_or(|before| before.words[at] != one.words[at]) {
                statement.raw_bind_parameter(column(4 + at), self.words.word(one.words[at]))?;
            }
        }
        statement.raw_bind_parameter(column(9), one.value)?;
        statement.raw_bind_parameter(column(10), one.bound.code())?;
        statement.raw_bind_parameter(column(11), one.lump)?;
        Ok(())
    }
}

/// Words that occur over and over, each kept once. The first one, number 0, stands for none.
#[derive(Default)]
struct Words {
    numbers: HashMap<String, u32>,
    words: Vec<String>,
}

impl Words {
    fn number(&mut self, word: Option<&str>) -> u32 {
        let Some(word) = word else { return 0 };
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        self.words.push(word.to_owned());
        let number = u32::try_from(self.words.len()).expect("there are not so many words");
        self.numbers.insert(word.to_owned(), number);
        number
    }

    fn word(&self, number: u32) -> Option<&str> {
        number.checked_sub(1).map(|place| self.words[place as usize].as_str())
    }

    /// For every number, its place in the order of the words.
    fn ranks(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..).take(self.words.len() + 1).collect();
        numbers.sort_unstable_by_key(|number| self.word(*number));
        let mut ranks = vec![0; numbers.len()];
        for (rank, number) in (0..).zip(numbers) {
            ranks[number as usize] = rank;
        }
        ranks
    }
}

/// Whether there is nothing yet but what an office has set and calls by its own names.
pub(super) fn is_bare(connection: &Connection) -> Result<bool> {
    let set: serde_json::Value =
        [SETTINGS, VOCABULARY, WORDINGS, RECIPES, SITES].map(|ledger| ledger.key).into_iter().collect();
    let other = "SELECT 1 FROM record WHERE ledger NOT IN (SELECT value FROM json_each(?1)) LIMIT 1";
    Ok(!connection.prepare_cached(other)?.exists([set.to_string()])?)
}

impl Bulk {
    /// Takes the indexes of a store away that is as good as empty; `None` where there are records of the work.
    pub fn begin(connection: &Connection) -> Result<Option<Bulk>> {
        if !is_bare(connection)? {
            return Ok(None);
        }
        // What hangs on what is asked for all the time; hardly any entry of a new ledger file is a change, or a record a highlight.
        let kept = ["link_parent", "entry_change", "record_highlight"];
        Bulk::without(connection, |index| !kept.contains(&index)).map(Some)
    }

    /// Takes some indexes away.
    pub fn without(connection: &Connection, goes: impl Fn(&str) -> bool) -> Result<Bulk> {
        let missing: Vec<_> = indexes().filter(|statement| goes(name_of(statement))).collect();
        for statement in &missing {
            connection.execute_batch(&format!("DROP INDEX {}", name_of(statement)))?;
        }
        Ok(Bulk { missing, ..Bulk::default() })
    }

    /// Makes an index that is needed at once after all.
    pub fn make(&mut self, connection: &Connection, wanted: &str) -> Result<()> {
        if let Some(place) = self.missing.iter().position(|statement| name_of(statement) == wanted) {
            connection.execute_batch(self.missing.remove(place))?;
        }
        Ok(())
    }

    /// Makes the indexes.
    pub fn end(self, connection: &Connection) -> Result<()> {
        self.missing.iter().try_for_each(|statement| Ok(connection.execute_batch(statement)?))
    }
}

impl Sorted {
    /// Keeps the postings of one record until there are many of them, to be put in, or to be taken out if they are `leaving`.
    pub fn note(&mut self, connection: &Connection, record: i64, some: &[Posting], leaving: bool) -> Result<()> {
        let Some(place) = some.first().map(|posting| &posting.place) else { return Ok(()) };
        let parts = [&place.kind, &place.town, &place.platform, &place.department];
        let [kind, town, platform, department] = parts.map(|part| self.words.number(part.as_deref()));
        let waiting = if leaving { &mut self.leaving } else { &mut self.coming };
        for posting in some {
            waiting.push(Waiting {
                figure: self.figures.number(Some(&posting.figure)),
                date: posting.date,
                record,
                words: [self.words.number(Some(&posting.subject)), kind, town, platform, department],
                value: posting.amount.value,
                bound: posting.amount.bound,
                lump: posting.lump,
            });
        }
        let is_many = waiting.len() >= AT_ONCE.min(AT_FIRST << self.times.min(8));
        if is_many { self.settle(connection) } else { Ok(()) }
    }

    /// Takes out and puts in what is waiting. What is put in again under the same key was taken out before.
    pub fn settle(&mut self, connection: &Connection) -> Result<()> {
        let (figures, words) = (self.figures.ranks(), self.words.ranks());
        let order = |one: &Waiting| (figures[one.figure as usize], one.date, one.record, words[one.words[0] as usize]);
        self.leaving.sort_unstable_by_key(order);
        self.coming.sort_unstable_by_key(order);
        for Waiting { figure, date, record, words, .. } in &self.leaving {
            let (figure, subject) = (self.figures.word(*figure), self.words.word(words[0]));
            if run(connection, WITHDRAW, params![figure, date.to_string(), record, subject])? == 0 {
                return Err(lost(figure.unwrap_or_default()));
            }
        }
        let (some, rest) = self.coming.as_chunks::<ROWS>();
        if !some.is_empty() {
            let mut rows = Rows::new(connection, ROWS, &self.figures, &self.words)?;
            some.iter().try_for_each(|some| rows.put_in(some))?;
        }
        if !rest.is_empty() {
            Rows::new(connection, rest.len(), &self.figures, &self.words)?.put_in(rest)?;
        }
        self.leaving.clear();
        self.coming.clear();
        self.times += 1;
        if self.words.words.len() > REMEMBERED {
            self.words = Words::default();
        }
        Ok(())
    }
}

/// What the entries say of a figure is not in the table.
pub(super) fn lost(figure: &str) -> Error {
    error_of!(Differs, "lost_posting": "数字 {figure} 的账与流水不符，什么也没有写入",
        "what the ledger file has for the figure {figure} is not what its entries say; nothing was written";
        "有人绕过程序改过文件：用 verify 核对，用 rebuild 从流水重做各表",
        "the file was changed around the program: check with verify, make the tables anew from the entries with rebuild")
}
