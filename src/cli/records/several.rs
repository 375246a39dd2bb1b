//! Several records at once: a question before many are changed, and one answer about all of them.

use std::collections::HashMap;

use crate::cli::desk::Desk;
use crate::error::{Error, Result};
use crate::ledger::{Record, mask};
use crate::sheet::{Block, Cell, Column, Data, Sheet, Table};
use crate::store::Store;
use crate::text::Message;

/// More records than this are changed at once only after a yes.
pub const MANY: usize = 20;

/// Asks before many records are changed: `question` is what is to be done with them.
pub fn sure_of_many(desk: &mut Desk, records: &[Record], did: &Message) -> Result<()> {
    if records.len() <= MANY || desk.switched("dry-run") {
        return Ok(());
    }
    let (count, Message { zh, en }) = (records.len(), did);
    let (first, last) = (records[0].name(), records[count - 1].name());
    let question = message!("{zh} {first} 到 {last} 共{count}条吗？", "{en} {count} records, {first} to {last}?");
    sure(desk, &question, message!("没有改动", "nothing was changed"))
}

/// Asks for a yes without which nothing is done.
pub fn sure(desk: &mut Desk, question: &Message, no: Message) -> Result<()> {
    if desk.agreed(question, Error::said_no(no))? {
        return Ok(());
    }
    // What comes in lines before the question is what --dry-run shows.
    let [zh, en] = [&question.zh, &question.en].map(|words| words.lines().last().unwrap_or_default());
    Err(usage!("not_confirmed": "要先确认，没有改动：{zh}", "it needs a yes, and nothing was changed: {en}";
        "先用 --dry-run 看一看，再加 --yes", "look with --dry-run, then add --yes"))
}

impl Desk<'_> {
    /// The answer of a command that writes several records: all of them, and for people the first ones.
    pub fn recorded_all(&self, store: &Store, records: &[Record], done: &Message) -> Sheet {
        let one = |record: &Record| {
            let mut sheet = self.recorded(store, record, done);
            // Among several, each says whose it is; so does one of what people call by numbers of their own, where a slip is near.
            let is_coded = record.ledger.is_child() && record.ledger.home().field("code").is_some();
            if let ([Block::Line(line)], Some(home)) = (&mut sheet.page[..], record.of.first())
                && (is_coded || records.len() > 1)
            {
                let (name, title) = store.called(*home).ok().flatten().unwrap_or_else(|| (home.to_string(), None));
                let title = title.filter(|_| is_coded).map_or(String::new(), |title| format!(" {}", mask(&title)));
                *line += &format!(" · {name}{title}");
            }
            sheet
        };
        if let [record] = records {
            return one(record);
        }
        let mut sheet = joined(records.iter().map(one).collect());
        let more = sheet.page.len().saturating_sub(MANY);
        let rest = (more > 0).then(|| phrase!(self.lang, "另有{more}条", "and {more} more"));
        let said = |block| if let Block::Line(line) = block { Some(line) } else { None };
        let lines: Vec<String> = sheet.page.into_iter().take(MANY).filter_map(said).chain(rest).collect();
        sheet.page = if lines.is_empty() { Vec::new() } else { vec![Block::Verbatim(lines.join("\n"))] };
        sheet
    }
}

/// Answers about one record each, as one: a single one as it is, of several an array.
pub fn joined(mut sheets: Vec<Sheet>) -> Sheet {
    if sheets.len() == 1 {
        return sheets.remove(0);
    }
    let (mut keys, mut objects, mut page) = (Vec::<String>::new(), Vec::new(), Vec::new());
    for sheet in sheets {
        page.extend(sheet.page);
        let Data::Object(members) = sheet.data else { continue };
        let new: Vec<_> = members.iter().filter(|(key, _)| !keys.contains(key)).map(|(key, _)| key.clone()).collect();
        keys.extend(new);
        objects.push(members.into_iter().collect::<HashMap<_, _>>());
    }
    let mut table = Table::new(keys.iter().map(|key| Column::data(key)).collect());
    for mut object in objects {
        table.push(keys.iter().map(|key| object.remove(key).unwrap_or(Cell::Empty)).collect());
    }
    Sheet { data: Data::List(table), page }
}
