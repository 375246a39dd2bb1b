//! Lists of records: which ones, in which order, and how many there are.

use std::borrow::Cow;

use chrono::NaiveDate;
use rusqlite::{Row, params, params_from_iter};

use super::connection::Store;
use super::row::{all, body, copy, first, record};
use crate::amount::Amount;
use crate::error::{Error, Result};
use crate::figure::By;
use crate::ledger::{Copyist, Evidence, Field, Ledger, OFFICE, Procedure, Record, Type, Value};
use crate::period::Period;
use crate::text::Lang;
use crate::vocabulary::Vocabulary;

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
    /// With each of these words, between blanks, somewhere in what people read of their text.
    pub search: Option<String>,
    /// Without matters that were closed before the first of these days for good, and that nothing moved from then to the last.
    pub open: Option<(NaiveDate, NaiveDate)>,
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

impl Query {
    /// All live records of a ledger, the latest first.
    pub fn of(ledger: &'static Ledger) -> Query {
        Query {
            ledger,
            home: None,
            period: None,
            within: Vec::new(),
            chosen: Vec::new(),
            search: None,
            open: None,
            void: Some(false),
            sort: Sort { by: "date", backwards: true },
            limit: None,
        }
    }

    /// All live records of a ledger, by their numbers.
    pub fn by_number(ledger: &'static Ledger) -> Query {
        Query { sort: Sort { by: "no", backwards: false }, ..Query::of(ledger) }
    }

    /// Whether a record must be read to know whether it is wanted.
    pub fn looks_inside(&self) -> bool {
        self.search.is_some() || !self.chosen.is_empty()
    }
}

impl Store {
    /// The records that a query asks for.
    pub fn list(&self, query: &Query) -> Result<Vec<Record>> {
        let mut found = Vec::new();
        self.each(query, |record| {
            found.push(record);
            Ok(())
        })?;
        Ok(found)
    }

    /// Hands over the records that a query asks for, one at a time.
    pub fn each(&self, query: &Query, mut take: impl FnMut(Record) -> Result<()>) -> Result<()> {
        self.each_while(query, |record| take(record).map(|()| true))
    }

    /// Hands over the records that a query asks for, one at a time, as long as `take` wants more.
    pub fn each_while(&self, query: &Query, mut take: impl FnMut(Record) -> Result<bool>) -> Result<()> {
        if !query.looks_inside() {
            return self.rows(query, |row| take(record(row)?));
        }
        let mut left = query.limit.unwrap_or(usize::MAX);
        let may_say = query.search.as_deref().map(|words| sought(words, self.vocabulary()));
        self.rows(&Query { limit: None, ..query.clone() }, |row| {
            let kept = body(row, 2)?;
            if left == 0 || may_say.as_ref().is_some_and(|may_say| !may_say(kept)) {
                return Ok(left > 0);
            }
            let record = record(row)?;
            let chosen = query.chosen.iter().all(|(key, word)| record.text(key) == Some(word));
            if !chosen || query.search.as_deref().is_some_and(|words| !self.says(&record, words)) {
                return Ok(true);
            }
            left -= 1;
            take(record)
        })
    }

    /// The rows of a record that a query asks for, while they are wanted. What has to be put in order is put in order without
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
        let wanted = wanted.into_iter().filter_map(|(test, value)| Some((test.to_owned(), vec![Some(value?)])));
        let within = query.within.iter();
        let within = within.map(|(by, part)| (format!("{} IS ?", placed(query.ledger, *by)), vec![part.clone()]));
        let open = query.open.filter(|_| query.void == Some(false)).and_then(|days| open(query.ledger, days));
        // The few that are open are known one by one.
        let table = if open.is_some() { "record r NOT INDEXED" } else { "record r" };
        let (tests, values): (Vec<String>, Vec<_>) = wanted.chain(within).chain(open).unzip();
        let void = query.void.map(|void| format!(" AND r.void = {}", i64::from(void))).unwrap_or_default();
        let limit = query.limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1);
        let sql = format!(
            "SELECT e.record, r.void, e.body, e.reason, r.no, iif(r.site, site_name(r.site), NULL)
             FROM (SELECT void, head, no, site FROM {table} WHERE {}{void} ORDER BY {} LIMIT {limit}) r
             CROSS JOIN entry e ON e.seq = r.head",
            tests.join(" AND "),
            order(query)
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values.concat()))?;
        while let Some(row) = rows.next()? {
            if !take(row)? {
                break;
            }
        }
        Ok(())
    }

    /// Hands over the JSON objects of the records that a query asks for, one at a time. What they say is not looked at.
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
    pub fn copies_of_all(
        &self,
        copyists: &[Copyist],
        no_others: bool,
        mut take: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let keys = copyists.iter().map(|copyist| copyist.ledger).collect::<serde_json::Value>().to_string();
        let mut statement = self.connection.prepare_cached(
            "SELECT e.record, r.void, e.body, e.reason, r.no, iif(r.site, site_name(r.site), NULL), r.ledger
             FROM record r CROSS JOIN entry e ON e.seq = r.head
             WHERE ?1 IS NULL OR r.ledger IN (SELECT value FROM json_each(?1)) ORDER BY r.key",
        )?;
        let mut rows = statement.query(params![(!no_others).then_some(keys)])?;
        let mut object = Vec::new();
        while let Some(row) = rows.next()? {
            let ledger = row.get_ref(6)?.as_bytes().map_err(rusqlite::Error::from)?;
            let Some(copyist) = copyists.iter().find(|copyist| copyist.ledger.as_bytes() == ledger) else { continue };
            copy(row, copyist, &mut object)?;
            take(&object)?;
        }
        Ok(())
    }

    /// Whether each of the words stands in some text of the record, or in what a word of the office is called, capital letters or not.
    fn says(&self, record: &Record, words: &str) -> bool {
        let named = |field: &Field, key: &str| match field.holds {
            Type::Term(set) | Type::Terms(set) => {
                let name = |lang| self.vocabulary().name(set, record.ledger.owner_of(set), key, lang);
                [key, name(Lang::Zh), name(Lang::En)].join("\n")
            }
            Type::Choice(choices) => {
                let choice = choices.iter().find(|choice| choice.key == key);
                choice.map_or(key.to_owned(), |choice| [key, choice.label.zh, choice.label.en].join("\n"))
            }
            _ => key.to_owned(),
        };
        let fields = record.ledger.all_fields().filter_map(|field| Some((field, record.get(field.key)?)));
        let texts = fields.map(|(field, value)| match value {
            Value::Text(text) => named(field, text),
            Value::List(list) => list.iter().map(|text| named(field, text)).collect::<Vec<_>>().join("\n"),
            Value::File(Evidence { name, .. }) => name.clone(),
            Value::Day(_) | Value::Amount(_) | Value::Flag(_) => String::new(),
        });
        let said = texts.collect::<Vec<_>>().join("\n").to_lowercase();
        words.split_whitespace().all(|word| said.contains(&word.to_lowercase()))
    }

    /// Hands over the live records of all ledgers but the office's own that say these words, in no order. The file is read once,
    /// from front to back.
    pub fn search(&self, words: &str, mut take: impl FnMut(Record) -> Result<()>) -> Result<()> {
        let may_say = sought(words, self.vocabulary());
        let mut statement = self.connection.prepare_cached("SELECT seq, body FROM entry")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if may_say(body(row, 1)?) {
                let live = "SELECT e.record, r.void, e.body, e.reason, r.no, iif(r.site, site_name(r.site), NULL)
                    FROM entry e JOIN record r ON r.id = e.record AND r.head = e.seq WHERE e.seq = ?1 AND r.void = 0";
                let found = first(&self.connection, live, [row.get::<_, i64>(0)?], record)?;
                let found = found.filter(|it| !it.ledger.is_of_office() && self.says(it, words));
                found.map_or(Ok(()), &mut take)?;
            }
        }
        Ok(())
    }

    /// How many records a query finds, and the sum of their counts.
    pub fn tally(&self, query: &Query) -> Result<Tally> {
        let mut tally = Tally { records: 0, count: None };
        let mut add = |count| {
            tally.records += 1;
            tally.count = Amount::sum(tally.count.into_iter().chain([count]))?;
            Ok(true)
        };
        if query.looks_inside() {
            self.each_while(query, |record| add(record.count()))?;
        } else {
            // What stands for one thing does not say so, and need not be read.
            let says = |row: &Row| Ok::<_, Error>(body(row, 2)?.contains("\"count\":"));
            self.rows(query, |row| add(if says(row)? { record(row)?.count() } else { Amount::exact(1) }))?;
        }
        Ok(tally)
    }

    /// The years in which something is dated, each with its number of live records.
    pub fn years(&self) -> Result<Vec<(String, i64)>> {
        let sql = "SELECT substr(date, 1, 4), count(*) FROM record
             WHERE void = 0 AND ledger NOT IN (SELECT value FROM json_each(?1)) GROUP BY 1 ORDER BY 1";
        let office: serde_json::Value = OFFICE.iter().map(|ledger| ledger.key).collect();
        all(&self.connection, sql, [office.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}

/// Whether a record hangs on one of a ledger.
const HANGS_ON: &str = "? IN (SELECT p.ledger FROM link l JOIN record p ON p.key = l.parent WHERE l.child = r.key
        UNION ALL SELECT body ->> 'piece' FROM entry WHERE seq = r.head)";

/// Whether a matter is one that is open after all that is recorded, was opened or closed from a day on, or was moved between that
/// and another one. Those that are open are found by the days on which they began.
fn open(ledger: &Ledger, (from, until): (NaiveDate, NaiveDate)) -> Option<(String, Vec<Option<String>>)> {
    let Procedure { open, events, .. } = ledger.procedure;
    let moving = [ledger.key].iter().chain(*events).map(|key| format!("'{key}'")).collect::<Vec<_>>().join(", ");
    let test = format!(
        "r.key IN (SELECT key FROM record WHERE ledger = '{}'
                AND date IN (SELECT part FROM part WHERE figure = '{open}' AND facet = 'begun')
            UNION ALL SELECT record FROM posting WHERE figure = '{open}' AND date >= ?
            UNION ALL SELECT coalesce(parent, key) FROM record LEFT JOIN link ON child = key
                WHERE ledger IN ({moving}) AND date BETWEEN ? AND ?)",
        ledger.key
    );
    (!open.is_empty()).then(|| (test, [from, from, until].map(|day| Some(day.to_string())).to_vec()))
}

/// Tells whether a record that is kept so can say all of these words, in its texts or by the keys of what is called so.
fn sought(words: &str, vocabulary: &Vocabulary) -> impl Fn(&str) -> bool + use<> {
    let choices = Ledger::all().flat_map(|ledger| ledger.fields).filter_map(|field| match field.holds {
        Type::Choice(choices) => Some(choices.iter().map(|choice| (choice.key, choice.label))),
        _ => None,
    });
    let called = vocabulary.terms().iter().map(|term| (&*term.key, term.called())).chain(choices.flatten());
    let called: Vec<_> = called.map(|(key, name)| (key, [name.zh, name.en].join("\n").to_lowercase())).collect();
    let quoted = |word: &str| serde_json::Value::from(word.to_lowercase()).to_string();
    let word = |word: &str| {
        let small = word.to_lowercase();
        let keys = called.iter().filter(|(_, names)| names.contains(&small)).map(|(key, _)| quoted(key));
        keys.chain([quoted(word).trim_matches('"').to_owned()]).collect()
    };
    let words: Vec<Vec<String>> = words.split_whitespace().map(word).collect();
    let has_letters = words.iter().flatten().any(|word| word.contains(char::is_lowercase));
    move |kept| {
        let small = if has_letters { Cow::Owned(kept.to_lowercase()) } else { Cow::Borrowed(kept) };
        words.iter().all(|word| word.iter().any(|either| small.contains(either)))
    }
}

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
    let first = match query.sort.by {
        "no" => return format!("r.site{back}, r.no{back}"),
        "title" => format!("r.title{back}, "),
        by => By::OFFERED.into_iter().find(|offered| offered.key() == by).map_or_else(String::new, |by| {
            let ledger = if by == By::Kind { query.home.unwrap_or(query.ledger).key } else { "" };
            let (name, word) = (by.key(), placed(query.ledger, by));
            format!(
                "{word} IS NULL{back}, (SELECT rank FROM vocabulary
                    WHERE name = '{name}' AND ledger = '{ledger}' AND key = {word}){back}, {word}{back}, "
            )
        }),
    };
    format!("{first}r.date{back}, r.no{back}")
}
