//! Records of a file that another desk may have recorded already: never merged, always pointed out.

use std::collections::{BTreeMap, HashMap};

use crate::cli::desk::Desk;
use crate::error::{Error, Kind, Result};
use crate::import::{Batch, Files, Incoming, nearly_same, spoken};
use crate::ledger::{Ledger, Record};
use crate::period::Period;
use crate::sheet::{Cell, Column, Table};
use crate::store::{Query, Sort, Store};
use crate::text::{Lang, Message};
use crate::vocabulary::{Set, Vocabulary};

/// The most doubts that a question lists.
const ASKED: usize = 20;

/// A row that may be recorded already: where it stands, and what it may be the same as.
pub struct Doubt {
    file: String,
    line: usize,
    title: String,
    day: chrono::NaiveDate,
    other: Other,
    other_title: String,
}

/// A record of the ledger, or a row of another file.
enum Other {
    Record(String),
    Row(String, usize),
}

impl Doubt {
    fn words(&self) -> Message {
        let Doubt { line, title, day, other_title, .. } = self;
        let (zh, en) = spoken(&self.file);
        match &self.other {
            Other::Record(name) => message!(
                "{zh}第{line}行“{title}”（{day}）与 {name}“{other_title}”",
                "{en} line {line} “{title}” ({day}) and {name} “{other_title}”"
            ),
            Other::Row(file, other) => message!(
                "{zh}第{line}行“{title}”（{day}）与 {file} 第{other}行“{other_title}”",
                "{en} line {line} “{title}” ({day}) and {file} line {other} “{other_title}”"
            ),
        }
    }
}

/// What looks as if another desk had recorded it already: asked about at a terminal, pointed out in a script.
pub fn settle(desk: &mut Desk, store: &Store, files: &Files, batch: &Batch, most: usize) -> Result<Vec<Doubt>> {
    let doubts = doubles(store, files, batch, desk.lang)?;
    if doubts.is_empty() {
        return Ok(doubts);
    }
    if !desk.switched("dry-run") && desk.outside.ask.is_some() && !desk.switched("yes") {
        return match desk.ask(&question(&doubts)) {
            Some(false) => Err(Error::new(Kind::Failed, "said_no", message!("没有导入", "nothing was imported"))
                .hint(message!("从文件里删去这些行再导入", "take these rows out of the file and import again"))),
            _ => Ok(doubts),
        };
    }
    for doubt in doubts.iter().take(most) {
        let words = doubt.words();
        desk.warn(&message!("注意：可能已经记过：{}", "note: it may be recorded already: {}", words.lang(desk.lang)));
    }
    let more = doubts.len().saturating_sub(most);
    if more > 0 {
        desk.warn(&message!("注意：另有{more}条可能已经记过", "note: {more} more may be recorded already"));
    }
    Ok(doubts)
}

/// The question about doubts, one a line.
fn question(doubts: &[Doubt]) -> Message {
    let count = doubts.len();
    let mut question = message!("有{count}条可能已经记过：\n", "{count} may be recorded already:\n");
    for doubt in doubts.iter().take(ASKED) {
        let Message { zh, en } = doubt.words();
        question.zh += &format!("  {zh}\n");
        question.en += &format!("  {en}\n");
    }
    let more = count.saturating_sub(ASKED);
    if more > 0 {
        question.zh += &format!("  另有{more}条（全部列出：--dry-run）\n");
        question.en += &format!("  and {more} more (--dry-run lists them)\n");
    }
    question.zh += "仍要全部导入吗？";
    question.en += "import them all the same?";
    question
}

/// Doubts for scripts.
pub fn table(doubts: Vec<Doubt>) -> Table {
    let keys = ["file", "line", "title", "record", "other_file", "other_line", "other_title"];
    let mut table = Table::new(keys.iter().map(|key| Column::new(key, key)).collect());
    for doubt in doubts {
        let (record, file, line) = match doubt.other {
            Other::Record(name) => (Cell::Text(name), Cell::Empty, Cell::Empty),
            Other::Row(file, line) => (Cell::Empty, Cell::Text(file), Cell::count(line)),
        };
        table.push(vec![
            Cell::Text(doubt.file),
            Cell::count(doubt.line),
            Cell::Text(doubt.title),
            record,
            file,
            line,
            Cell::Text(doubt.other_title),
        ]);
    }
    table
}

/// Day by day, which new records are nearly the same as one of the ledger or of another file.
fn doubles(store: &Store, files: &Files, batch: &Batch, lang: Lang) -> Result<Vec<Doubt>> {
    let sort = Sort { by: "no", backwards: false };
    let mut in_use: HashMap<&str, bool> = HashMap::new();
    for ledger in Ledger::all().filter(|ledger| !ledger.is_child() && !ledger.is_of_office()) {
        let some = store.list(&Query { limit: Some(1), sort, ..Query::of(ledger) })?;
        in_use.insert(ledger.key, !some.is_empty());
    }
    let several = files.names().len() > 1;
    let mut days: BTreeMap<(usize, chrono::NaiveDate), Vec<&Incoming>> = BTreeMap::new();
    for incoming in &batch.records {
        let record = &incoming.record;
        let comparable = in_use.get(record.ledger.key).is_some_and(|in_use| *in_use || several);
        if comparable && record.void.is_none() {
            days.entry((record.ledger.rank(), record.date())).or_default().push(incoming);
        }
    }
    let mut found = Vec::new();
    for ((_, day), incoming) in days {
        let ledger = incoming[0].record.ledger;
        let kept = if in_use[ledger.key] {
            let period = Period { name: format!("{day}..{day}"), from: day, to: day };
            store.list(&Query { period: Some(period), sort, ..Query::of(ledger) })?
        } else {
            Vec::new()
        };
        // A day with a whole register on it is not compared one by one.
        if kept.len().saturating_mul(incoming.len()) > 1 << 18 || incoming.len() > 1 << 10 {
            continue;
        }
        let is_known = |one: &Incoming| kept.iter().any(|old| old.id == one.record.id);
        for (at, one) in incoming.iter().enumerate().filter(|(_, one)| !is_known(one)) {
            let old = kept.iter().find(|old| nearly_same(&one.record, old));
            let earlier = || {
                incoming[..at].iter().find(|other| {
                    several
                        && files.place(other.spot).0 != files.place(one.spot).0
                        && nearly_same(&one.record, &other.record)
                })
            };
            let title = |record: &Record| title(record, store.vocabulary(), lang);
            let (file, line) = files.place(one.spot);
            let doubt = |other: Other, record: &Record| Doubt {
                file: file.to_owned(),
                line,
                title: title(&one.record),
                day,
                other,
                other_title: title(record),
            };
            if let Some(old) = old {
                if store.record(one.record.id)?.is_none() {
                    found.push(doubt(Other::Record(old.name()), old));
                }
            } else if let Some(other) = earlier() {
                let (other_file, other_line) = files.place(other.spot);
                found.push(doubt(Other::Row(other_file.to_owned(), other_line), &other.record));
            }
        }
    }
    Ok(found)
}

/// What a person knows a record by: its title, or else its kind.
fn title(record: &Record, words: &Vocabulary, lang: Lang) -> String {
    let kind = || record.text("kind").map(|kind| words.name(Set::Kind, record.ledger.key, kind, lang).to_owned());
    record.text("title").map(str::to_owned).or_else(kind).unwrap_or_default()
}
