//! The rows of records and of what they hang on.

use std::collections::HashMap;

use rusqlite::{Connection, Statement, params};
use uuid::Uuid;

use super::bulk::Bulk;
use super::row::{key_of, one, run};
use crate::error::Result;
use crate::ledger::Record;

const KEEP: &str =
    "INSERT INTO record (id, ledger, no, date, kind, title, town, platform, department, highlight, added, head, void, site)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, 0, ?12)";

/// The fields that are columns of their own.
pub const WORDS: [&str; 5] = ["kind", "title", "town", "platform", "department"];

/// The tables `record` and `link`, and the numbers that are given out.
pub struct RecordTable<'s> {
    connection: &'s Connection,
    last_numbers: HashMap<(&'static str, i64), i64>,
    /// The site that gives the numbers, by its place.
    pub site: i64,
    /// Whether there may be records that wait, which are not in the table and have their numbers all the same.
    pub some_wait: bool,
    /// Set while indexes of the store are missing.
    pub bulk: Option<Bulk>,
    /// The key of the first record that the change has put in since all was settled.
    pub first: Option<i64>,
    /// At hand once it was used: every new record needs it.
    statement: Option<Statement<'s>>,
}

impl<'s> RecordTable<'s> {
    /// Those of a ledger.
    pub fn of(connection: &'s Connection) -> RecordTable<'s> {
        let last_numbers = HashMap::new();
        RecordTable { connection, last_numbers, site: 0, some_wait: false, bulk: None, first: None, statement: None }
    }

    /// The key of the record with this id.
    pub fn known_key(&mut self, id: Uuid) -> Result<Option<i64>> {
        if let Some(bulk) = &mut self.bulk {
            if let Some(key) = bulk.keys.get(&id) {
                return Ok(Some(*key));
            }
            bulk.make(self.connection, "record_id")?;
        }
        key_of(self.connection, id)
    }

    /// What was put in since may have been taken out again.
    pub fn forget_numbers(&mut self) {
        self.last_numbers.clear();
    }

    /// Whether the change has put in the record with this key, and not settled it since.
    pub fn is_new(&self, key: i64) -> bool {
        self.first.is_some_and(|first| key >= first)
    }

    /// The key of a record that has to be there.
    pub fn key_of(&mut self, id: Uuid) -> Result<i64> {
        self.known_key(id)?.ok_or_else(
            || refused!("no_such_parent": "所属的记录{id}不存在", "the record {id} that it belongs to is not there"),
        )
    }

    /// The number that a record brings, if it is free, or else the next one.
    pub fn free_number(&mut self, record: &Record) -> Result<i64> {
        let (ledger, site) = (record.ledger.key, self.site);
        let highest = "SELECT coalesce(max(no), 0) FROM record WHERE ledger = ?1 AND site = ?2";
        let last = if let Some(last) = self.last_numbers.get(&(ledger, site)) {
            *last
        } else {
            let last: i64 = one(self.connection, highest, params![ledger, site], |row| Ok(row.get(0)?))?;
            last.max(self.last_waiting(ledger)?)
        };
        let mut is_free = record.no > last;
        if record.no > 0 && !is_free {
            if let Some(bulk) = &mut self.bulk {
                bulk.make(self.connection, "record_no")?;
            }
            let taken = "SELECT 1 FROM record WHERE ledger = ?1 AND site = ?2 AND no = ?3";
            is_free = record.no > self.last_waiting(ledger)?
                && !self.connection.prepare_cached(taken)?.exists(params![ledger, site, record.no])?;
        }
        let number = if record.no > 0 && is_free {
            record.no
        } else {
            // Only a file that was changed around the program has no number left: what comes in is at most
            // [`Record::LAST_NUMBER`].
            last.checked_add(1).ok_or_else(|| {
                error_of!(Database, "no_number_left":
                    "编号已用到最大，不能再编", "the largest number is in use; there is none left";
                    "用 verify 核对文件，换用备份", "check the file with verify, and use a backup")
            })?
        };
        self.last_numbers.insert((ledger, site), last.max(number));
        Ok(number)
    }

    /// The highest number of the site's records that wait.
    fn last_waiting(&self, ledger: &str) -> Result<i64> {
        if !self.some_wait {
            return Ok(0);
        }
        let highest =
            "SELECT coalesce(max(body ->> 'no'), 0) FROM waiting JOIN entry USING (seq) JOIN place USING (seq)
             WHERE site = ?2 AND op = 'add' AND body ->> 'ledger' = ?1";
        one(self.connection, highest, params![ledger, self.site], |row| Ok(row.get(0)?))
    }

    /// Puts in a new record that the entry `seq` has added. Answers its key.
    pub fn insert(&mut self, record: &Record, seq: i64) -> Result<i64> {
        let statement = match &mut self.statement {
            Some(statement) => statement,
            none => none.insert(self.connection.prepare(KEEP)?),
        };
        let (id, ledger, no, date) = (record.id.as_bytes(), record.ledger.key, record.no, record.date().to_string());
        let [kind, title, town, platform, department] = WORDS.map(|key| record.text(key));
        let highlight = record.says("highlight");
        let site = self.site;
        statement
            .execute(params![id, ledger, no, date, kind, title, town, platform, department, highlight, seq, site])?;
        let key = self.connection.last_insert_rowid();
        self.first.get_or_insert(key);
        if let Some(bulk) = self.bulk.as_mut().filter(|_| !record.ledger.children.is_empty()) {
            bulk.keys.insert(record.id, key);
        }
        self.link(key, record)?;
        Ok(key)
    }

    /// Has a record say what the entry `seq` says. It stays in the ledger it was recorded in.
    pub fn update(&mut self, key: i64, record: &Record, seq: i64) -> Result<()> {
        let (ledger, date, highlight) = (record.ledger.key, record.date().to_string(), record.says("highlight"));
        let [kind, title, town, platform, department] = WORDS.map(|key| record.text(key));
        let stays = self.connection.execute(
            "UPDATE record SET date = ?2, kind = ?3, title = ?4, town = ?5, platform = ?6, department = ?7, highlight = ?8, head = ?9
             WHERE key = ?1 AND ledger = ?10",
            params![key, date, kind, title, town, platform, department, highlight, seq, ledger],
        )?;
        if stays == 0 {
            let id = record.id;
            return Err(refused!("other_ledger": "记录{id}在另一个台账里", "the record {id} is in another ledger";
                "作废那一条，再录一条新的", "make that one void and record a new one"));
        }
        run(self.connection, "DELETE FROM link WHERE child = ?1", [key])?;
        self.link(key, record)
    }

    /// Has the entry `seq` make a record void or not.
    pub fn switch(&self, key: i64, void: bool, seq: i64) -> Result<()> {
        run(self.connection, "UPDATE record SET void = ?2, head = ?3 WHERE key = ?1", params![key, void, seq]).map(drop)
    }

    fn link(&mut self, key: i64, record: &Record) -> Result<()> {
        for (rank, parent) in (0i64..).zip(&record.of) {
            let row = params![key, self.key_of(*parent)?, rank];
            run(self.connection, "INSERT INTO link (child, parent, rank) VALUES (?1, ?2, ?3)", row)?;
        }
        Ok(())
    }
}
