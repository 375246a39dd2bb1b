//! Records of a file that another desk may have recorded already: never merged, always pointed out.

use std::collections::{BTreeMap, HashMap};

use crate::cli::desk::Desk;
use crate::error::{Error, Result};
use crate::import::{Batch, Files, Incoming, nearly_same, spoken};
use crate::ledger::{Ledger, Record};
use crate::period::Period;
use crate::sheet::{Cell, Column, Row, Table};
use crate::store::{Query, Sort, Store};
use crate::text::{Lang, Message};
use crate::vocabulary::{Set, Vocabulary};

/// The most doubts that a question lists.
const ASKED: usize = 20;

/// A row that may be recorded already, and what it may be the same as: in words, and as a row of a table.
pub struct Doubt {
    words: Message,
    cells: Vec<Cell>,
}

/// What looks as if another desk had recorded it already: asked about at a terminal, pointed out in a script.
pub fn settle(desk: &mut Desk, store: &Store, files: &Files, batch: &Batch, most: usize) -> Result<Vec<Doubt>> {
    let doubts = doubles(store, files, batch, desk.lang)?;
    if doubts.is_empty() {
        return Ok(doubts);
    }
    if !desk.switched("dry-run") && desk.outside.ask.is_some() && !desk.switched("yes") {
        let no = Error::said_no(message!("没有导入", "nothing was imported"));
        let no = no.hint(message!("从文件里删去这些行再导入", "take these rows out of the file and import again"));
        return desk.agreed(&question(&doubts), no).map(|_| doubts);
    }
    for doubt in doubts.iter().take(most) {
        let words = doubt.words.lang(desk.lang);
        desk.warn(&message!("注意：可能已经记过：{words}", "note: it may be recorded already: {words}"));
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
    let mut lines: Vec<Message> = doubts.iter().take(ASKED).map(|doubt| doubt.words.clone()).collect();
    let more = count.saturating_sub(ASKED);
    if more > 0 {
        lines.push(message!("另有{more}条（全部列出：--dry-run）", "and {more} more (--dry-run lists them)"));
    }
    let Message { zh, en } = Message::lines(lines);
    message!(
        "有{count}条可能已经记过：\n  {zh}\n仍要全部导入吗？",
        "{count} may be recorded already:\n  {en}\nimport them all the same?"
    )
}

/// Doubts for scripts.
pub fn table(doubts: Vec<Doubt>) -> Table {
    let keys = ["file", "line", "title", "record", "other_file", "other_line", "other_title"];
    let mut table = Table::new(keys.iter().map(|key| Column::new(key, key)).collect());
    table.rows.extend(doubts.into_iter().map(|doubt| Row::Cells(doubt.cells)));
    table
}

/// Day by day, which new records are nearly the same as one of the ledger file or of another.
fn doubles(store: &Store, files: &Files, batch: &Batch, lang: Lang) -> Result<Vec<Doubt>> {
    let mut in_use: HashMap<&str, bool> = HashMap::new();
    for ledger in Ledger::all().filter(|ledger| !ledger.is_child() && !ledger.is_of_office()) {
        in_use.insert(ledger.key, store.has_any(ledger)?);
    }
    let several = files.names.len() > 1;
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
        let period = Some(Period { name: format!("{day}..{day}"), from: day, to: day });
        let sort = Sort { by: "no", backwards: false };
        let kept =
            if in_use[ledger.key] { store.list(&Query { period, sort, ..Query::of(ledger) })? } else { Vec::new() };
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
            let titles = |other: &Record| [&one.record, other].map(|record| title(record, store.vocabulary(), lang));
            let place = files.place(one.spot);
            if let Some(old) = old {
                if store.record(one.record.id)?.is_none() {
                    let (name, cell) = (old.name(), Cell::Text(old.name()));
                    found.push(doubt(
                        place,
                        day,
                        titles(old),
                        &message!("{name}", "{name} "),
                        [cell, Cell::Empty, Cell::Empty],
                    ));
                }
            } else if let Some(other) = earlier() {
                let (file, line) = files.place(other.spot);
                let cells = [Cell::Empty, Cell::words(Some(file)), Cell::count(line)];
                let name = message!("{file} 第{line}行", "{file} line {line} ");
                found.push(doubt(place, day, titles(&other.record), &name, cells));
            }
        }
    }
    Ok(found)
}

/// A doubt about a row in its place, of some day; its title and that of the other, what the other is called, and where it stands.
fn doubt(
    (file, line): (&str, usize),
    day: chrono::NaiveDate,
    [title, other]: [String; 2],
    name: &Message,
    stands: [Cell; 3],
) -> Doubt {
    let ((zh, en), Message { zh: zh_name, en: en_name }) = (spoken(file), name);
    let words = message!(
        "{zh}第{line}行“{title}”（{day}）与 {zh_name}“{other}”",
        "{en} line {line} “{title}” ({day}) and {en_name}“{other}”"
    );
    let [record, other_file, other_line] = stands;
    let cells = vec![
        Cell::words(Some(file)),
        Cell::count(line),
        Cell::Text(title),
        record,
        other_file,
        other_line,
        Cell::Text(other),
    ];
    Doubt { words, cells }
}

/// What a person knows a record by: its title, or else its kind.
fn title(record: &Record, words: &Vocabulary, lang: Lang) -> String {
    let kind = || record.text("kind").map(|kind| words.name(Set::Kind, record.ledger.key, kind, lang).to_owned());
    record.text("title").map(str::to_owned).or_else(kind).unwrap_or_default()
}
