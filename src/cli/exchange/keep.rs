//! Records of files kept: new ones are added, known ones compared, and changed where that is wanted; or, as `--from` reads them, kept in
//! a store in memory, whole or not at all.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::Datelike;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::cli::args::Given;
use crate::cli::desk::{Desk, Opened};
use crate::cli::exchange::read::{refusal, settle_days, slurp, understood};
use crate::cli::exchange::refused::{SHOWN, warn_of};
use crate::cli::exchange::tally::{Done, Tally};
use crate::error::{Error, Kind, Result};
use crate::import::{Batch, Files, Incoming, Progress, Source, Spot, Trouble, Wishes, interrupted, open, spoken};
use crate::ledger::{Breach, Record};
use crate::store::{Change, Store};
use crate::text::{Message, text};
use crate::vocabulary::{Called, Vocabulary};

/// Between two looks at whether to go on lie so many records.
const STEP: usize = 256;

/// How records that are known already are treated.
#[derive(Clone, Copy)]
pub struct Manner {
    /// Those that differ become what the file says.
    pub update: bool,
    /// Those that are void count again.
    pub restore: bool,
    /// Bad rows are left out.
    pub skip_bad: bool,
}

/// Keeps a batch: new records are added, known ones compared. Its records are gone afterwards.
pub fn keep(change: &mut Change, batch: &mut Batch, manner: Manner, progress: Progress) -> Result<Done> {
    let mut done = Done::default();
    batch.known.iter().for_each(|(spot, ledger)| done.of(spot.part, Some(ledger)).unchanged += 1);
    let (mut rows, total) = (HashMap::new(), batch.records.len());
    if total >= Change::MANY {
        change.expect_many()?;
    }
    for (at, mut incoming) in std::mem::take(&mut batch.records).into_iter().enumerate() {
        if at % STEP == 0 && !progress(total + at, total * 2) {
            return Err(interrupted());
        }
        let (ledger, part) = (Some(incoming.record.ledger), incoming.spot.part);
        let Some(mut old) = change.record(incoming.record.id)? else {
            incoming.record.forget_foreign_number();
            let wanted = incoming.record.no;
            change.exported = incoming.given;
            change.add_as_it_stands(&mut incoming.record)?;
            rows.extend((!incoming.given).then_some((incoming.record.id, (incoming.spot, ledger))));
            done.add(part, &incoming.record, wanted);
            continue;
        };
        let replaces = batch.replaced.contains(&old.id);
        if replaces {
            // What the row does not say stays as it was.
            for field in old.ledger.all_fields().filter(|field| field.key != "span") {
                let said = incoming.record.get(field.key).or(old.get(field.key)).cloned();
                incoming.record.set(field.key, said);
            }
        }
        if old.ledger == incoming.record.ledger {
            if old.void.is_some() && meet_void(change, &mut old, &incoming, manner, &mut done)? {
                rows.insert(old.id, (incoming.spot, ledger));
            }
            incoming.record.unmask_from(&old);
            if !incoming.says_void {
                incoming.record.void.clone_from(&old.void);
            }
        }
        let differences = differences(change, &old, &incoming)?;
        // Without an id of its own a row is known by its content: what has become of the record since is no concern of the file.
        let update = manner.update || replaces;
        let is_same = !incoming.given && !update && old.ledger == incoming.record.ledger;
        if differences.is_empty() || is_same {
            done.of(part, ledger).unchanged += 1;
        } else if update && old.ledger == incoming.record.ledger {
            let reason = if replaces { "import --duplicates replace" } else { "import --update" };
            rows.insert(old.id, (incoming.spot, ledger));
            let (void, mut record) = (incoming.record.void.take(), incoming.record);
            (record.no, record.site) = (old.no, old.site.clone());
            change.edit(&record, Some(reason))?;
            match (&old.void, void) {
                (_, Some(void)) => change.void(&record, &void)?,
                (Some(_), None) => change.unvoid(&record, reason)?,
                (None, None) => {}
            }
            done.of(part, ledger).updated += 1;
        } else {
            let spot = incoming.spot;
            done.troubles.extend(differences.into_iter().map(|error| Trouble { spot, ledger, error }));
        }
    }
    for (id, Breach { figure, error }) in change.breaches()? {
        // What breaks a rule because of a row, and is no row itself, has a name.
        let Some((spot, ledger)) = rows.get(&id).copied() else { return Err(error) };
        let list = if figure.is_empty() { &mut done.said } else { &mut done.troubles };
        list.push(Trouble { spot, ledger, error });
    }
    change.exported = true;
    for mut pair in std::mem::take(&mut batch.pairs) {
        change.add(&mut pair)?;
    }
    done.skipped = batch.skipped;
    Ok(done)
}

/// Puts a void record back where that is wanted, which is answered, and otherwise takes it down.
fn meet_void(change: &mut Change, old: &mut Record, row: &Incoming, manner: Manner, done: &mut Done) -> Result<bool> {
    if manner.restore && row.record.void.is_none() {
        change.unvoid(old, "import --restore")?;
        old.void = None;
        done.restored += 1;
        return Ok(true);
    }
    if !row.says_void {
        done.void += 1;
        if done.first_void.is_none() {
            let (at, undone) = change.void_since(old.id)?;
            done.first_void = Some((old.clone(), at, undone));
        }
    }
    Ok(false)
}

/// Whether a row says something else than the ledger file.
fn differs(trouble: &Trouble) -> bool {
    ["differs", "other_ledger"].contains(&trouble.error.code)
}

/// Refuses files that break rules, or differ from what is in the ledger file.
pub fn agreed(files: &Files, troubles: &[Trouble], manner: Manner) -> Result<()> {
    if troubles.is_empty() || manner.skip_bad {
        return Ok(());
    }
    if !troubles.iter().any(differs) {
        return Err(refusal(files, troubles, None));
    }
    let count = troubles.len();
    let mut error = files.refusal(troubles, SHOWN);
    error.code = "differs";
    error.message = message!(
        "有{count}处与台账文件里的不同，一条也没有导入",
        "differences from what is in the ledger file: {count}; nothing was imported"
    );
    if !troubles.iter().any(|trouble| trouble.error.code == "differs") {
        return Err(error);
    }
    Err(error.hint(message!("以文件为准，加 --update", "if the file is right, add --update")))
}

/// Field by field, where a row differs from the record that has its id.
fn differences(change: &mut Change, old: &Record, incoming: &Incoming) -> Result<Vec<Error>> {
    let new = &incoming.record;
    let name = old.name();
    let differs = |key: &str, before: String, now: String| refused!("differs" in key: "{name} 里是 {before}，文件里是 {now}", "{name} has {before}, the file has {now}");
    if old.ledger != new.ledger {
        let Called { zh, en } = old.ledger.called_by(change.vocabulary());
        let error = refused!("other_ledger": "{name} 已在{zh}台账里", "{name} is in the ledger {en}";
            "一条记录不能换台账；去掉 id 就记为新的一条",
            "a record stays in its ledger; without its id the row is a new one");
        return Ok(vec![error.field("ledger").label(new.ledger.called("ledger", change.vocabulary()))]);
    }
    let (before, now) = (old.content(), new.content());
    let keys: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let changed = keys.into_iter().filter(|key| before.get(*key) != now.get(*key));
    let mut troubles: Vec<Error> =
        changed.map(|key| differs(key, words(before.get(key)), words(now.get(key)))).collect();
    if old.of != new.of {
        troubles.push(differs("of", names(change, &old.of)?, names(change, &new.of)?));
    }
    if old.void.is_some() != new.void.is_some() {
        troubles.push(differs("void", old.void.is_some().to_string(), new.void.is_some().to_string()));
    }
    let label = |key: &str| new.ledger.called(key, change.vocabulary());
    Ok(troubles.into_iter().map(|trouble| trouble.labelled(&label)).collect())
}

/// A kept value as a person would write it.
fn words(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => "—".to_owned(),
        Some(Json::String(text)) => text.clone(),
        Some(Json::Array(list)) => list.iter().map(|one| words(Some(one))).collect::<Vec<_>>().join("、"),
        Some(other) => other.to_string(),
    }
}

/// What people call some records, as they stand in the middle of a change.
fn names(change: &mut Change, ids: &[Uuid]) -> Result<String> {
    let mut name = |id: &Uuid| Ok(change.record(*id)?.map_or_else(|| id.to_string(), |record| record.name()));
    let names = ids.iter().map(&mut name).collect::<Result<Vec<_>>>()?;
    Ok(if names.is_empty() { "—".to_owned() } else { names.join("、") })
}

/// Puts the rows that break a rule with the bad ones. Answers what the good rows would do; nothing where they would be refused.
pub fn sort_out(desk: &Desk, store: &mut Store, batch: &mut Batch, manner: Manner) -> Result<Option<Done>> {
    let manner = Manner { skip_bad: true, ..manner };
    loop {
        let keeps = |change: &mut Change| keep(change, &mut batch.clone(), manner, desk.outside.progress);
        let done = match desk.stamp().and_then(|stamp| store.change(&stamp, true, keeps)) {
            // The refusal that follows says more than a second one of the good rows alone.
            Err(error) if error.kind == Kind::Refused => return Ok(None),
            done => done?,
        };
        let bad: Vec<Trouble> = done.troubles.iter().filter(|trouble| !differs(trouble)).cloned().collect();
        if bad.is_empty() {
            return Ok(Some(done));
        }
        // Without them others may break one in turn.
        let spots: HashSet<Spot> = bad.iter().map(|trouble| trouble.spot).collect();
        batch.records.retain(|incoming| !spots.contains(&incoming.spot));
        batch.troubles.extend(bad);
        batch.troubles.sort_by_key(|trouble| trouble.spot);
    }
}

/// Before a refusal, a dry run says what the good rows would do.
pub fn foretell(desk: &mut Desk, words: &Vocabulary, done: &Done) {
    for (ledger, Tally { added, unchanged, refused, .. }) in done.ledgers() {
        let unknown = text("看不出的", "unknown");
        let Called { zh, en } = ledger.map_or(unknown, |ledger| ledger.called_by(words));
        desk.remark(&message!(
            "{zh}：新{added}，已有{unchanged}，不对{refused}",
            "{en}: {added} new, {unchanged} known, {refused} bad"
        ));
    }
}

/// Says what breaks a custom and came in all the same, by line.
pub fn tell(desk: &mut Desk, files: &Files, done: &Done) {
    let one = |Trouble { spot, error, .. }: &Trouble| {
        let ((file, line), Message { zh, en }) = (files.place(*spot), &error.message);
        let (zh_file, en_file) = spoken(file);
        message!(
            "注意：{zh_file}第{line}行：{zh}；照表记下",
            "note: {en_file} line {line}: {en}; recorded as the table has it"
        )
    };
    let more = |more: usize| message!("注意：另有{more}行也是这样", "note: {more} more lines of this sort");
    warn_of(desk, done.said.iter().map(one), more);
}

/// Which rows of the files belong to years that are closed.
pub fn in_closed_years(store: &Store, files: &Files, batch: &Batch) -> Result<Option<Message>> {
    let closed: Vec<i32> = store.closed()?.iter().map(|closed| closed.year).collect();
    let is_late = |incoming: &&Incoming| closed.contains(&incoming.record.date().year());
    let spots: Vec<Spot> = batch.records.iter().filter(is_late).map(|incoming| incoming.spot).collect();
    let Some(first) = spots.iter().min() else { return Ok(None) };
    let ((file, line), count) = (files.place(*first), spots.len());
    let several = files.names.len() > 1;
    let (zh, en) = if several { (spoken(file).0, format!(" {}", spoken(file).1)) } else { ("", String::new()) };
    Ok(Some(message!(
        "已关账年份的有{count}行，最前的是{zh}第{line}行；也可以删去这些行再导入",
        "rows of closed years: {count}, the first of them{en} line {line}; or take them out and import again"
    )))
}

/// A refusal for a closed year with the rows it is about.
pub fn with_rows(mut error: Error, late: Option<Message>) -> Error {
    if let (true, Some(late), Some(hint)) = (error.code == "closed_year", late, error.hint.as_mut()) {
        hint.zh = format!("{}。{}", hint.zh, late.zh);
        hint.en = format!("{}; {}", hint.en, late.en);
    }
    error
}

/// The store that a command asks: one in memory, filled from the file that it was given, or that of the office.
pub fn asked(desk: &mut Desk, given: &Given) -> Result<Opened> {
    if let Some(file) = given.text("from") { from_file(desk, file) } else { desk.reader() }
}

/// A store in memory, filled from a file, whole or not at all.
fn from_file(desk: &mut Desk, file: &str) -> Result<Opened> {
    if desk.option("db").is_some() {
        return Err(usage!("from_and_db": "--from 和 --db 不能一起用", "--from and --db cannot be used together";
            "--from 只读文件里的记录，不用台账文件", "--from reads the records of a file and needs no ledger file"));
    }
    let mut store = desk.hold(Store::memory()?);
    let bytes = slurp(desk, file)?;
    let mut files = open(&[Source { name: file, bytes: &bytes }], &Wishes::default(), desk.outside.workbook)?;
    let mut batch = understood(desk, &store, &mut files, 1)?;
    if !files.told.points.is_empty() {
        return Err(files.open_page(&batch.troubles, SHOWN));
    }
    if !batch.troubles.is_empty() {
        return Err(refusal(&files, &batch.troubles, None).file(file));
    }
    settle_days(desk, &files, &batch)?;
    let manner = Manner { update: false, restore: false, skip_bad: false };
    let progress = desk.outside.progress;
    let kept = store.change(&desk.stamp()?, false, |change| {
        let done = keep(change, &mut batch, manner, progress)?;
        agreed(&files, &done.troubles, manner).map(|()| done)
    });
    let done = kept.map_err(|error| error.file(file))?;
    tell(desk, &files, &done);
    desk.take_paper(&store);
    Ok(store)
}
