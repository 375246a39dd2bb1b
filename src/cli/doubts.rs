//! Records of a file that another desk may have recorded already: never merged, always pointed out.

use std::collections::{BTreeMap, HashMap};

use super::Desk;
use crate::error::{Error, Kind, Result};
use crate::import::{Batch, Files, Incoming, nearly_same, spoken};
use crate::ledger::{Ledger, Record};
use crate::message;
use crate::period::Period;
use crate::store::{Query, Sort, Store};
use crate::text::Message;

/// What looks as if another desk had recorded it already: asked about at a terminal, pointed out in a script.
pub fn settle(desk: &mut Desk, store: &Store, files: &Files, batch: &Batch, most: usize) -> Result<()> {
    let doubts = doubles(store, files, batch)?;
    if doubts.is_empty() {
        return Ok(());
    }
    let count = doubts.len();
    let (shown, more) = (&doubts[..count.min(most)], count.saturating_sub(most));
    if !desk.switched("dry-run") && desk.setting.ask.is_some() && !desk.switched("yes") {
        let list = |pick: fn(&Message) -> &String| {
            shown.iter().flat_map(|doubt| [pick(doubt).as_str(), "；"]).collect::<String>()
        };
        let (zh, en) = (list(|doubt| &doubt.zh), list(|doubt| &doubt.en));
        let question = message!(
            "有{count}条可能已经记过：{zh}仍要全部导入吗？",
            "{count} may be recorded already: {en} import them all the same?"
        );
        return match desk.ask(&question) {
            Some(false) => Err(Error::new(Kind::Failed, "said_no", message!("没有导入", "nothing was imported"))
                .hint(message!("从文件里删去这些行再导入", "take these rows out of the file and import again"))),
            _ => Ok(()),
        };
    }
    for doubt in shown {
        desk.warn(&message!("注意：可能已经记过：{}", "note: it may be recorded already: {}", doubt.lang(desk.lang)));
    }
    if more > 0 {
        desk.warn(&message!("注意：另有{more}条可能已经记过", "note: {more} more may be recorded already"));
    }
    Ok(())
}

/// Day by day, which new records are nearly the same as one of the ledger or of another file.
fn doubles(store: &Store, files: &Files, batch: &Batch) -> Result<Vec<Message>> {
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
            let title = |record: &Record| record.text("title").or(record.text("kind")).unwrap_or_default().to_owned();
            let (file, line) = files.place(one.spot);
            let (zh, en) = spoken(file);
            let own = title(&one.record);
            if let Some(old) = old {
                if store.record(one.record.id)?.is_none() {
                    let (name, theirs) = (old.name(), title(old));
                    found.push(message!(
                        "{zh}第{line}行“{own}”（{day}）与 {name}“{theirs}”",
                        "{en} line {line} “{own}” ({day}) and {name} “{theirs}”"
                    ));
                }
            } else if let Some(other) = earlier() {
                let (other_file, other_line) = files.place(other.spot);
                let theirs = title(&other.record);
                found.push(message!(
                    "{zh}第{line}行“{own}”（{day}）与 {other_file} 第{other_line}行“{theirs}”",
                    "{en} line {line} “{own}” ({day}) and {other_file} line {other_line} “{theirs}”"
                ));
            }
        }
    }
    Ok(found)
}
