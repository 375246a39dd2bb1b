//! Reading records: one by its number or id, lists, and what hangs on what.

use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use super::Store;
use crate::amount::Amount;
use crate::counted::By;
use crate::error::{Error, Kind, Result};
use crate::ledger::{Copyist, Evidence, Ledger, Record, Value, damaged_entry};
use crate::message;
use crate::period::Period;

/// Which records of one ledger are wanted.
#[derive(Clone, Debug)]
pub struct Query {
    /// The ledger.
    pub ledger: &'static Ledger,
    /// The ledger whose children are wanted, where several have such children.
    pub home: Option<&'static Ledger>,
    /// Dated in this period.
    pub period: Option<Period>,
    /// Of these towns, kinds …; what hangs on a record has those of the record unless it has its own, as in the figures.
    pub within: Vec<(By, Option<String>)>,
    /// Whose fields with these keys say this.
    pub chosen: Vec<(&'static str, String)>,
    /// With these words somewhere in their text.
    pub search: Option<String>,
    /// The void ones instead of the live ones; `None` for both.
    pub void: Option<bool>,
    /// In this order.
    pub sort: Sort,
    /// At most so many.
    pub limit: Option<usize>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field; `no` is the number.
    pub by: &'static str,
    /// The largest or latest first.
    pub backwards: bool,
}

/// How many records a list has, and how many things they stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Rows.
    pub records: usize,
    /// The sum of their counts; `None` without rows.
    pub count: Option<Amount>,
}

pub(super) const READ: &str = "SELECT e.record, r.void, e.body, e.reason FROM record r JOIN entry e ON e.seq = r.head";

impl Query {
    /// All live records of a ledger, the latest first.
    #[must_use]
    pub fn of(ledger: &'static Ledger) -> Query {
        Query {
            ledger,
            home: None,
            period: None,
            within: Vec::new(),
            chosen: Vec::new(),
            search: None,
            void: Some(false),
            sort: Sort { by: "date", backwards: true },
            limit: None,
        }
    }

    /// Whether a record must be read to know whether it is wanted.
    #[must_use]
    pub fn looks_inside(&self) -> bool {
        self.search.is_some() || !self.chosen.is_empty()
    }

    fn wants(&self, record: &Record) -> bool {
        let chosen = |(key, word): &(&str, String)| record.text(key) == Some(word);
        self.search.as_deref().is_none_or(|words| says(record, words)) && self.chosen.iter().all(chosen)
    }
}

impl Store {
    /// The records that a query asks for.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn list(&self, query: &Query) -> Result<Vec<Record>> {
        let mut found = Vec::new();
        self.each(query, |record| {
            found.push(record);
            Ok(())
        })?;
        Ok(found)
    }

    /// Hands over the records that a query asks for, one at a time.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read, and what `take` reports.
    pub fn each(&self, query: &Query, mut take: impl FnMut(Record) -> Result<()>) -> Result<()> {
        self.each_while(query, |record| take(record).map(|()| true))
    }

    /// Hands over the records that a query asks for, one at a time, as long as `take` wants more.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read, and what `take` reports.
    pub fn each_while(&self, query: &Query, mut take: impl FnMut(Record) -> Result<bool>) -> Result<()> {
        if !query.looks_inside() {
            return self.rows(query, |row| take(record(row)?));
        }
        let mut left = query.limit.unwrap_or(usize::MAX);
        self.rows(&Query { limit: None, ..query.clone() }, |row| {
            if left == 0 {
                return Ok(false);
            }
            let record = record(row)?;
            if !query.wants(&record) {
                return Ok(true);
            }
            left -= 1;
            take(record)
        })
    }

    /// The rows of [`READ`] that a query asks for, while they are wanted. What has to be put in order is put in order without
    /// what it says.
    fn rows(&self, query: &Query, mut take: impl FnMut(&Row) -> Result<bool>) -> Result<()> {
        let period = query.period.as_ref();
        let home = query.home.filter(|_| query.ledger.parents.len() > 1);
        let wanted = [
            ("r.ledger = ?", Some(query.ledger.key.to_owned())),
            ("r.date >= ?", period.map(|period| period.from.to_string())),
            ("r.date <= ?", period.map(|period| period.to.to_string())),
            (HANGS_ON, home.map(|home| home.key.to_owned())),
        ];
        let wanted = wanted.into_iter().filter_map(|(test, value)| Some((test.to_owned(), Some(value?))));
        let within =
            query.within.iter().map(|(by, part)| (format!("{} IS ?", placed(query.ledger, *by)), part.clone()));
        let (tests, values): (Vec<String>, Vec<Option<String>>) = wanted.chain(within).unzip();
        let void = query.void.map(|void| format!(" AND r.void = {}", i64::from(void))).unwrap_or_default();
        let limit = query.limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1);
        let sql = format!(
            "SELECT e.record, r.void, e.body, e.reason
             FROM (SELECT void, head FROM record r WHERE {}{void} ORDER BY {} LIMIT {limit}) r
             CROSS JOIN entry e ON e.seq = r.head",
            tests.join(" AND "),
            order(query)
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            if !take(row)? {
                break;
            }
        }
        Ok(())
    }

    /// Hands over the JSON objects of the records that a query asks for, one at a time. What they say is not looked at.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read, and what `take` reports.
    pub fn copies(&self, query: &Query, copyist: &Copyist, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut object = Vec::new();
        self.rows(query, |row| {
            copy(row, copyist, &mut object)?;
            take(&object)?;
            Ok(true)
        })
    }

    /// Hands over the JSON objects of the records of some ledgers, void ones too, one at a time, in the order in which they were
    /// recorded: the file is read once, from front to back. Faster where there are no others.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read, and what `take` reports.
    pub fn copies_of_all(
        &self,
        copyists: &[Copyist],
        no_others: bool,
        mut take: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let keys = copyists.iter().map(Copyist::ledger).collect::<serde_json::Value>().to_string();
        let mut statement = self.connection.prepare_cached(
            "SELECT e.record, r.void, e.body, e.reason, r.ledger FROM record r CROSS JOIN entry e ON e.seq = r.head
             WHERE ?1 IS NULL OR r.ledger IN (SELECT value FROM json_each(?1)) ORDER BY r.key",
        )?;
        let mut rows = statement.query(params![(!no_others).then_some(keys)])?;
        let mut object = Vec::new();
        while let Some(row) = rows.next()? {
            let ledger = row.get_ref(4)?.as_bytes().map_err(rusqlite::Error::from)?;
            let Some(copyist) = copyists.iter().find(|copyist| copyist.ledger().as_bytes() == ledger) else { continue };
            copy(row, copyist, &mut object)?;
            take(&object)?;
        }
        Ok(())
    }

    /// How many records a query finds, and the sum of their counts.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read; an overflow is an error, too.
    pub fn tally(&self, query: &Query) -> Result<Tally> {
        let mut tally = Tally { records: 0, count: None };
        self.each(query, |record| {
            tally.records += 1;
            tally.count = Amount::sum(tally.count.into_iter().chain([record.count()]))?;
            Ok(())
        })?;
        Ok(tally)
    }

    /// The record that people call `12`, `case-12`, by its UUID or by a beginning of it.
    ///
    /// # Errors
    /// Exit 3 when there is none among these ledgers; exit 2 when a beginning fits several.
    pub fn find(&self, name: &str, ledgers: &[&'static Ledger]) -> Result<Record> {
        let name = name.trim();
        let (key, number) = match name.rsplit_once('-') {
            Some((key, number)) if Ledger::find(key).is_some() => (key, number),
            _ => (ledgers.first().map_or("", |ledger| ledger.key), name),
        };
        let named = match number.parse::<i64>() {
            Ok(number) if number.to_string() == name.rsplit('-').next().unwrap_or(name) => {
                self.by_number(key, number)?
            }
            _ => self.by_id(name)?,
        };
        match named {
            Some(record) if ledgers.contains(&record.ledger) => Ok(record),
            Some(record) => Err(elsewhere(name, &record)),
            None => Err(no_such_record(name, key, ledgers)),
        }
    }

    /// The record with this id.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn record(&self, id: Uuid) -> Result<Option<Record>> {
        let mut statement = self.connection.prepare_cached(&format!("{READ} WHERE r.id = ?1"))?;
        let mut rows = statement.query(params![id.as_bytes()])?;
        rows.next()?.map(record).transpose()
    }

    /// What a record is called: its short name, and its title.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn called(&self, id: Uuid) -> Result<Option<(String, Option<String>)>> {
        let mut statement =
            self.connection.prepare_cached("SELECT ledger || '-' || no, title FROM record WHERE id = ?1")?;
        let mut rows = statement.query(params![id.as_bytes()])?;
        Ok(rows.next()?.map(|row| Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?))).transpose()?)
    }

    /// Who recorded it first.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn recorded_by(&self, id: Uuid) -> Result<Option<String>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT actor FROM entry WHERE seq = (SELECT added FROM record WHERE id = ?1)")?;
        let mut rows = statement.query(params![id.as_bytes()])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
    }

    /// What hangs on a record, in order of date, then of number.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn children(&self, id: Uuid) -> Result<Vec<Record>> {
        let mut children = self.linked(
            &format!(
                "{READ} JOIN link l ON l.child = r.key JOIN record p ON p.key = l.parent WHERE p.id = ?1 ORDER BY r.key"
            ),
            id,
        )?;
        children.sort_by_key(|child| (child.date(), child.ledger.rank(), child.no));
        Ok(children)
    }

    /// What a record hangs on, in the order in which it names them.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn parents(&self, id: Uuid) -> Result<Vec<Record>> {
        self.linked(
            &format!("{READ} JOIN link l ON l.parent = r.key JOIN record c ON c.key = l.child WHERE c.id = ?1 ORDER BY l.rank"),
            id,
        )
    }

    /// A live record that says the same thing: ledger, kind, day, town and title; without a title, and for a child,
    /// everything must be the same.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn twin(&self, draft: &Record) -> Result<Option<Record>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{READ} WHERE r.ledger = ?1 AND r.date = ?2 AND r.void = 0 AND r.kind IS ?3 AND r.town IS ?4 AND r.title IS ?5 ORDER BY r.no"
        ))?;
        let place = draft.place();
        let mut rows = statement.query(params![
            draft.ledger.key,
            draft.date().to_string(),
            place.kind,
            place.town,
            draft.text("title")
        ])?;
        while let Some(row) = rows.next()? {
            let other = record(row)?;
            let titled = !draft.ledger.is_child() && draft.text("title").is_some();
            if titled || (other.of == draft.of && other.content() == draft.content()) {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }

    /// The state of the ledger in one line: the number of entries and the beginning of the last one's hash. `None`
    /// while nothing is recorded.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn head(&self) -> Result<Option<String>> {
        let mut statement =
            self.connection.prepare_cached("SELECT seq, hex(hash) FROM entry ORDER BY seq DESC LIMIT 1")?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let (entries, hash): (i64, String) = (row.get(0)?, row.get(1)?);
        Ok(Some(format!("{entries}-{}", hash.chars().take(12).collect::<String>().to_lowercase())))
    }

    /// The years in which something is dated, each with its number of live records.
    ///
    /// # Errors
    /// Exit 5 when the file cannot be read.
    pub fn years(&self) -> Result<Vec<(String, i64)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT substr(date, 1, 4), ledger, count(*) FROM record WHERE void = 0 GROUP BY 1, 2 ORDER BY 1, 2",
        )?;
        let mut rows = statement.query([])?;
        let mut years: Vec<(String, i64)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (year, ledger, records): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if Ledger::find(&ledger).is_some_and(Ledger::is_of_office) {
                continue;
            }
            match years.last_mut().filter(|(known, _)| *known == year) {
                Some((_, sum)) => *sum += records,
                None => years.push((year, records)),
            }
        }
        Ok(years)
    }

    fn by_number(&self, ledger: &str, number: i64) -> Result<Option<Record>> {
        let mut statement = self.connection.prepare_cached(&format!("{READ} WHERE r.ledger = ?1 AND r.no = ?2"))?;
        let mut rows = statement.query(params![ledger, number])?;
        rows.next()?.map(record).transpose()
    }

    fn by_id(&self, text: &str) -> Result<Option<Record>> {
        if let Ok(id) = Uuid::parse_str(text) {
            return self.record(id);
        }
        let digits: String = text.chars().filter(|c| *c != '-').collect::<String>().to_lowercase();
        if digits.len() < 4 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let mut statement =
            self.connection.prepare_cached("SELECT id FROM record WHERE lower(hex(id)) LIKE ?1 || '%' LIMIT 2")?;
        let found: Vec<[u8; 16]> =
            statement.query_map(params![digits], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        match found.as_slice() {
            [] => Ok(None),
            [id] => self.record(Uuid::from_bytes(*id)),
            _ => Err(Error::usage(
                "ambiguous_id",
                message!("“{text}”是几条记录的开头", "“{text}” is the beginning of several ids"),
            )
            .hint(message!("多写几位", "write more of it"))),
        }
    }

    fn linked(&self, sql: &str, id: Uuid) -> Result<Vec<Record>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![id.as_bytes()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(record(row)?);
        }
        Ok(found)
    }
}

/// A record by its key in the tables of `connection`; its body stands in the entries of `archive`.
pub(super) fn record_by_key(connection: &Connection, archive: &Connection, key: i64) -> Result<Record> {
    let mut kept = connection.prepare_cached("SELECT id, void, head FROM record WHERE key = ?1")?;
    let (id, void, head): ([u8; 16], bool, i64) =
        kept.query_row(params![key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut said = archive.prepare_cached("SELECT body, reason FROM entry WHERE seq = ?1")?;
    let mut rows = said.query(params![head])?;
    let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let mut record = Record::from_body(Uuid::from_bytes(id), body(row, 0)?)?;
    if void {
        record.void = Some(row.get::<_, Option<String>>(1)?.unwrap_or_default());
    }
    Ok(record)
}

/// Reads the columns of [`READ`].
pub(super) fn record(row: &Row) -> Result<Record> {
    let id: [u8; 16] = row.get(0)?;
    let void: bool = row.get(1)?;
    let body = body(row, 2)?;
    let mut record = Record::from_body(Uuid::from_bytes(id), body)?;
    if void {
        record.void = Some(row.get::<_, Option<String>>(3)?.unwrap_or_default());
    }
    Ok(record)
}

/// A body, where it stands.
fn body<'r>(row: &'r Row, column: usize) -> Result<&'r str> {
    let text = row.get_ref(column)?;
    let known = text.as_bytes().ok().and_then(|bytes| simdutf8::basic::from_utf8(bytes).ok());
    Ok(known.map_or_else(|| text.as_str(), Ok).map_err(rusqlite::Error::from)?)
}

/// The JSON object of the record in the columns of [`READ`].
fn copy(row: &Row, copyist: &Copyist, object: &mut Vec<u8>) -> Result<()> {
    let id = Uuid::from_bytes(row.get(0)?);
    let void: bool = row.get(1)?;
    let body = body(row, 2)?;
    let reason: Option<String> = if void { row.get(3)? } else { None };
    let reason = void.then(|| reason.unwrap_or_default());
    object.clear();
    if copyist.copy(id, body, reason.as_deref(), object).is_none() {
        let record = Record::from_body(id, body)?;
        object.clear();
        copyist.copy(id, &record.body(), reason.as_deref(), object).ok_or_else(|| damaged_entry(id))?;
    }
    Ok(())
}

/// Whether a record hangs on one of a ledger.
const HANGS_ON: &str =
    "EXISTS (SELECT 1 FROM link l JOIN record p ON p.key = l.parent WHERE l.child = r.key AND p.ledger = ?)";

/// The town, kind … of a record as the figures have it: what hangs on others has it from the first that counts, unless it has
/// its own.
fn placed(ledger: &Ledger, by: By) -> String {
    let column = by.key();
    if !ledger.is_child() {
        return format!("r.{column}");
    }
    format!(
        "coalesce(r.{column}, (SELECT p.{column} FROM link l JOIN record p ON p.key = l.parent WHERE l.child = r.key
            ORDER BY p.void, l.rank LIMIT 1))"
    )
}

/// How a list is put in order; by a word of the vocabulary in the office's order, what has none last.
fn order(query: &Query) -> String {
    let back = if query.sort.backwards { " DESC" } else { "" };
    let columns = match query.sort.by {
        "no" => vec!["r.no".to_owned()],
        "title" => ["r.title", "r.date", "r.no"].map(str::to_owned).to_vec(),
        by => match By::OFFERED.into_iter().find(|offered| offered.key() == by) {
            None => ["r.date", "r.no"].map(str::to_owned).to_vec(),
            Some(by) => {
                let ledger = if by == By::Kind { query.home.unwrap_or(query.ledger).key } else { "" };
                let (name, word) = (by.key(), placed(query.ledger, by));
                let rank = format!(
                    "(SELECT rank FROM vocabulary WHERE name = '{name}' AND ledger = '{ledger}' AND key = {word})"
                );
                vec![format!("{word} IS NULL"), rank, word, "r.date".to_owned(), "r.no".to_owned()]
            }
        },
    };
    columns.iter().map(|column| format!("{column}{back}")).collect::<Vec<_>>().join(", ")
}

/// Whether some text of the record has the words in it, capital letters or not.
fn says(record: &Record, words: &str) -> bool {
    let words = words.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&words);
    record.ledger.all_fields().filter_map(|field| record.get(field.key)).any(|value| match value {
        Value::Text(text) => has(text),
        Value::List(list) => list.iter().any(|text| has(text)),
        Value::File(Evidence { name, .. }) => has(name),
        Value::Day(_) | Value::Amount(_) | Value::Flag(_) => false,
    })
}

fn no_such_record(name: &str, key: &str, ledgers: &[&'static Ledger]) -> Error {
    let home = ledgers.first().copied();
    // Where a record of any ledger could be meant, a name without one tells nothing of where to look.
    let anywhere = home.is_some_and(|home| home.is_of_office() && ledgers.len() > 1) && !name.starts_with(key);
    let lists = match (Ledger::find(key), home) {
        (Some(ledger), Some(home)) if !anywhere => ledger.listed_by(home),
        _ => "log".to_owned(),
    };
    Error::new(Kind::Missing, "no_such_record", message!("没有编号为“{name}”的记录", "there is no record “{name}”"))
        .hint(message!("看有哪些：qjcppcc {lists}", "see what there is: qjcppcc {lists}"))
}

/// A record that is there, but not where it was looked for.
fn elsewhere(name: &str, record: &Record) -> Error {
    let home = record.ledger.home();
    let (zh, en, key) = (home.label.zh, home.label.en, record.name());
    let see = if home.is_of_office() { home.listed_by(home) } else { format!("{} show {key}", home.key) };
    Error::new(Kind::Missing, "no_such_record", message!("“{name}”在{zh}里", "“{name}” is in the ledger {en}"))
        .hint(message!("看：qjcppcc {see}", "see it: qjcppcc {see}"))
}
