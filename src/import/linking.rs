//! Which record hangs on which, and the id of each: given, or made from its content.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZeroU32;

use foldhash::HashMap;
use uuid::Uuid;

use super::draft::{Draft, Reading, RefusedNames, Whole};
use super::incoming::{Batch, Incoming, Known, Spot, Trouble};
use super::nearly_same::{Titles, is_titled, name_by_title};
use crate::door::{admit, fall_due, hang, refuse_void};
use crate::error::{Error, Kind, Result};
use crate::ledger::{Codes, Ledger, MOTIONS, Record, Type, Value, is_code, spoken_code};
use crate::text::Message;
use crate::vocabulary::{Called, Vocabulary};

/// What ids made from a line's content are derived from.
const NAMESPACE: Uuid = Uuid::from_u128(0x7169_6a69_616e_6770_7063_632d_6c69_6e65);

/// A record of the files that can be hung on.
#[derive(Clone, Copy)]
struct Target {
    source: u32,
    id: Uuid,
    ledger: &'static Ledger,
}

/// A record that was entered: the rank of its ledger, and its place among the good ones, counted from 1. There can be very many: it
/// is kept small.
#[derive(Clone, Copy)]
struct Entered {
    ledger: u8,
    place: Option<NonZeroU32>,
}

/// Where the line stood that got an id from its content, and how many have said the same since.
#[derive(Clone, Copy)]
struct Seen {
    part: u32,
    line: u32,
    times: u32,
}

/// Gives every record its id, those that others hang on first.
pub(super) fn identified(mut drafts: Vec<Draft>, reading: Reading, known: Known, batch: &mut Batch) -> Result<()> {
    drafts.sort_by_key(|draft| draft.record.ledger.depth());
    batch.records.reserve_exact(drafts.len());
    let mut linking = Linking { refused: reading.refused, ..Linking::default() };
    for draft in drafts {
        if let Some((record, _)) = linking.take(draft, (reading.vocabulary, known), batch)? {
            batch.records.push(record);
        }
    }
    keep_whole(batch);
    batch.numbered = linking.numbered.into_values().collect();
    Ok(())
}

/// Takes out what is left of rows of which something is wrong, and what hangs on that.
fn keep_whole(batch: &mut Batch) {
    loop {
        let bad: HashSet<Spot> = batch.troubles.iter().map(|trouble| trouble.spot).collect();
        let is_bad = |one: &Incoming| bad.contains(&one.spot);
        let known = |Incoming { spot, record, .. }: &Incoming| {
            (record.id, (*spot, record.text("title").unwrap_or_default().to_owned()))
        };
        let gone: HashMap<Uuid, (Spot, String)> = batch.records.iter().filter(|one| is_bad(one)).map(known).collect();
        if gone.is_empty() {
            return;
        }
        batch.records.retain(|one| !bad.contains(&one.spot));
        for Incoming { spot, record, .. } in &batch.records {
            let Some((parent, title)) = record.of.iter().find_map(|id| gone.get(id)) else { continue };
            let line = (parent.source == spot.source).then_some(parent.line);
            let error = parent_refused(title, line).field("of");
            batch.troubles.push(Trouble { spot: *spot, ledger: Some(record.ledger), error });
        }
    }
}

/// What the ledger file has: the office's words, and its records by name.
type Kept<'a> = (&'a Vocabulary, Known<'a>);

/// A record that a name means: its id and its ledger.
type Found = (Uuid, &'static Ledger);

/// What has been identified so far: the records of all files, by id and by the names they have in their files.
#[derive(Default)]
pub(super) struct Linking {
    ids: HashMap<Uuid, Entered>,
    by_name: HashMap<String, Vec<Target>>,
    seen: HashMap<(u32, Uuid), Seen>,
    refused: RefusedNames,
    /// The records of the files by their numbers, made when the first is asked for.
    numbers: Option<HashMap<String, Vec<Target>>>,
    /// The motions of the files by their codes, made likewise.
    codes: Option<Codes>,
    /// The records of rows that are several, on which the others hang.
    rows: HashMap<Spot, Uuid>,
    /// The records of the files by their titles.
    titles: Option<Titles>,
    /// The records of the ledger file that rows name by a bare number.
    numbered: BTreeMap<(usize, i64), Record>,
}

impl Linking {
    /// Identifies one more record. Answers it with what it says, as text, if it is good and new; what else there is to say
    /// about it goes into the batch.
    pub fn take(&mut self, mut draft: Draft, kept: Kept, batch: &mut Batch) -> Result<Option<(Incoming, String)>> {
        let (spot, ledger, (vocabulary, known)) = (draft.spot, Some(draft.record.ledger), kept);
        if draft.whole == Whole::Part {
            let Some(own) = self.rows.get(&spot) else { return Ok(None) };
            draft.record.of.push(*own);
        }
        match self.link(&mut draft, kept, &batch.records) {
            Err(error) if error.kind == Kind::Database => return Err(error),
            Err(error) => {
                batch.troubles.push(Trouble { spot, ledger, error: error.field("of") });
                return Ok(None);
            }
            Ok(()) => {}
        }
        let given = !draft.record.id.is_nil();
        let mut content = draft.record.content_text();
        if !given {
            // A table that tells of later days says the same of what has none.
            let known_by = draft.is_undated.then(|| {
                let mut record = draft.record.clone();
                record.set("date", None);
                record.content_text()
            });
            let first = identify(&mut draft, known_by.as_ref().unwrap_or(&content), &mut self.seen);
            if let Some(first) = first.filter(|_| draft.whole != Whole::Part) {
                batch.repeated.push((spot, first));
            }
            if is_due(&mut draft.record, known)? {
                content = draft.record.content_text();
            }
        }
        let (id, record) = (draft.record.id, &draft.record);
        if draft.whole == Whole::Own {
            self.rows.insert(spot, id);
        }
        let target = Target { source: spot.source, id, ledger: record.ledger };
        let twin = self.ids.get(&id).and_then(|known| batch.records.get(known.place?.get() as usize - 1));
        let says_the_same = |Incoming { record: twin, .. }: &Incoming| {
            (twin.ledger, &twin.of, &twin.void) == (record.ledger, &record.of, &record.void)
                && twin.content() == record.content()
        };
        let is_same = twin.is_some_and(|twin| twin.spot.source != spot.source && says_the_same(twin));
        let (is_first, admitted) = (!self.ids.contains_key(&id), admit(record, vocabulary));
        let Draft { names, says_void, is_undated, record, .. } = draft;
        let mut errors = self.enter(target, names, is_same, batch.records.len());
        if is_same && admitted.is_ok() {
            batch.known.push((spot, target.ledger));
        }
        errors.extend(admitted.err());
        if errors.is_empty() && !is_same {
            return Ok(Some((Incoming { spot, given, says_void, is_undated, record }, content)));
        }
        batch.troubles.extend(errors.into_iter().map(|error| Trouble { spot, ledger, error }));
        if is_first {
            // A record that is not good after all is nobody's twin, and nothing can hang on it.
            self.ids.entry(id).and_modify(|entered| entered.place = None);
            self.refused.note(spot, Vec::new(), &record);
        }
        Ok(None)
    }

    /// Enters a record under its id and names; answers what stands twice. Another file may say the same again.
    fn enter(&mut self, target: Target, own: Vec<String>, is_same: bool, place: usize) -> Vec<Error> {
        let mut troubles = Vec::new();
        let (id, doubled) = (target.id, self.ids.contains_key(&target.id));
        if !doubled {
            let ledger = u8::try_from(target.ledger.rank()).unwrap_or(u8::MAX);
            let place = u32::try_from(place + 1).ok().and_then(NonZeroU32::new);
            self.ids.insert(id, Entered { ledger, place });
        } else if !is_same {
            troubles.push(refused!("doubled_id" in "id": "id {id} 在文件里出现两次",
                "the id {id} stands twice in the file"; "删去一条", "take one of them out"));
        }
        for name in own {
            let targets = self.by_name.entry(name.clone()).or_default();
            if targets.iter().any(|other| other.source == target.source) {
                troubles.push(refused!("doubled_ref" in "ref": "ref “{name}”在文件里出现两次",
                    "the ref “{name}” stands twice in the file"; "换一个名字或编号",
                    "give one of them another name or number"));
            }
            targets.push(target);
        }
        troubles
    }

    /// Finds what a child hangs on: a name or id of the files, or a record that is kept already.
    fn link(&mut self, draft: &mut Draft, (vocabulary, known): Kept, records: &[Incoming]) -> Result<()> {
        let ledger = draft.record.ledger;
        let hangs_on = std::mem::take(&mut draft.hangs_on);
        let Called { zh, en } = ledger.called_by(vocabulary);
        if !hangs_on.is_empty() && !ledger.is_child() {
            return Err(refused!("hangs_on_nothing": "{zh}不属于别的记录", "{en}: such a record belongs to no other";
                "去掉 of", "leave of out"));
        }
        if hangs_on.len() > 1 && !ledger.several && ledger.linked.is_none() {
            return Err(refused!("one_parent": "{zh}只能属于一条记录", "{en}: it belongs to one record only";
                "分成几行，各写各的 of", "write a line for each, with an of of its own"));
        }
        let town = draft.record.text("town").map(str::to_owned);
        if let Some(title) = draft.titled.take() {
            let found = self.of_title(ledger.parents, &title, town.as_deref(), known, records)?;
            let (id, _) = found.ok_or_else(|| {
                refused!("no_such_title": "没有标题是“{title}”的记录", "there is no record with the title “{title}”";
                    "它要在本文件里，或已在台账文件里；标题写成一样，或写编号，如 case-12",
                    "it must be in this file or in the ledger file, with the same title; or give its number, such as case-12")
            })?;
            hang(&mut draft.record, id, &title)?;
        }
        for name in hangs_on {
            let found = match self.find(ledger.parents, &name, draft.spot, known, records) {
                Err(error) if error.code == "no_such_parent" && is_titled(&name) => {
                    self.of_title(ledger.parents, &name, town.as_deref(), known, records)?.ok_or(error)?
                }
                found => found?,
            };
            hang(&mut draft.record, one_of(ledger.parents, found, ledger, vocabulary)?, &spoken_code(&name))?;
        }
        for field in ledger.fields {
            if let Type::Record(key) = field.holds
                && let Some(name) = draft.record.text(field.key).map(str::to_owned)
            {
                let found = self.find(&[key], &name, draft.spot, known, records);
                let other = found.and_then(|found| one_of(&[key], found, ledger, vocabulary));
                let other = other.map_err(|error| error.field(field.key))?;
                draft.record.set(field.key, Some(Value::Text(other.to_string())));
            }
        }
        draft.record.hang_on_linked();
        Ok(())
    }

    /// A record of the files by name: of the same file first, then of the only other one that has it.
    fn named(&self, name: &str, spot: Spot) -> Result<Option<Found>> {
        let targets = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        let own = targets.iter().find(|target| target.source == spot.source);
        match (own, targets) {
            (Some(target), _) | (None, [target]) => Ok(Some((target.id, target.ledger))),
            (None, []) => Ok(Uuid::parse_str(name).ok().and_then(|id| {
                let rank = self.ids.get(&id)?.ledger;
                Some((id, Ledger::all().nth(rank.into())?))
            })),
            (None, _) => {
                Err(refused!("ambiguous_parent": "不止一个文件里有“{name}”", "more than one file has “{name}”";
                "分开导入，或写 id", "import them one by one, or give the id"))
            }
        }
    }

    /// A record of the files by the number that its line of JSON gives: whatever number it gets in the ledger file, theirs is meant.
    fn of_number(&mut self, allowed: &[&str], name: &str, spot: Spot, records: &[Incoming]) -> Result<Option<Found>> {
        let numbers = self.numbers.get_or_insert_with(|| {
            let mut numbers: HashMap<String, Vec<Target>> = HashMap::default();
            let numbered = records.iter().filter(|it| it.record.no > 0 && !it.record.ledger.is_child());
            for Incoming { spot, record, .. } in numbered {
                let target = Target { source: spot.source, id: record.id, ledger: record.ledger };
                numbers.entry(record.name()).or_default().push(target);
            }
            numbers
        });
        let full = allowed.iter().map(|parent| format!("{parent}-{name}")).chain([name.to_owned()]);
        let all: Vec<Target> = full.filter_map(|name| numbers.get(&name)).flatten().copied().collect();
        let own: Vec<Target> = all.iter().filter(|target| target.source == spot.source).copied().collect();
        match if own.is_empty() { all } else { own }[..] {
            [] => Ok(None),
            [Target { id, ledger, .. }] => Ok(Some((id, ledger))),
            _ => Err(refused!("ambiguous_parent": "“{name}”不止一条记录", "“{name}” is more than one record";
                "写 id 或 ref", "give its id or a ref")),
        }
    }

    /// A motion of the files by its code.
    fn coded(&mut self, name: &str, records: &[Incoming]) -> Result<Option<Found>> {
        let codes = self.codes.get_or_insert_with(|| noted(records, Codes::note));
        Ok(codes.find(name)?.map(|id| (id, MOTIONS)))
    }

    /// The record with a title, of a town where one is said: of the files first, then of the ledger file.
    fn of_title(
        &mut self,
        allowed: &[&str],
        title: &str,
        town: Option<&str>,
        known: Known,
        records: &[Incoming],
    ) -> Result<Option<Found>> {
        let titles = self.titles.get_or_insert_with(|| noted(records, Titles::note));
        for parent in allowed {
            let name = name_by_title(parent, town, title);
            let found = match titles.find(&name) {
                Err(error) if error.code == "ambiguous_title" => return Err(error),
                Ok(Some(id)) => Some(id),
                in_files => match known(&name)? {
                    Some(record) => Some(record.id),
                    None => in_files?,
                },
            };
            if let (Some(id), Some(ledger)) = (found, Ledger::find(parent)) {
                return Ok(Some((id, ledger)));
            }
        }
        Ok(None)
    }

    /// The record that a name means, of the ledgers that are allowed first.
    fn find(&mut self, allowed: &[&str], name: &str, spot: Spot, known: Known, records: &[Incoming]) -> Result<Found> {
        let name = name.trim();
        let mut found = self.named(name, spot)?;
        for parent in allowed {
            if found.is_none() {
                found = self.named(&format!("{parent}-{name}"), spot)?;
            }
        }
        if found.is_none() && is_code(name) {
            found = self.coded(name, records)?;
        } else if found.is_none() && Uuid::parse_str(name).is_err() {
            found = self.of_number(allowed, name, spot, records)?;
        }
        let refused = match found {
            Some((id, _)) => self.refused.ids.get(&id).copied(),
            None => self.refused.named(allowed, name, spot.source),
        };
        if let Some(parent) = refused {
            return Err(parent_refused(&spoken_code(name), (parent.source == spot.source).then_some(parent.line)));
        }
        if found.is_none() {
            let record = if name.bytes().all(|byte| byte.is_ascii_digit()) {
                let record = numbered(allowed, name, known)?;
                self.numbered.extend(record.clone().map(|record| ((record.ledger.rank(), record.no), record)));
                record
            } else {
                known(name)?
            };
            // An export names records by their ids, and what hangs on void ones comes back with it; people write numbers.
            if let Some(record) = record.as_ref().filter(|_| Uuid::parse_str(name).is_err()) {
                refuse_void(record)?;
            }
            found = record.map(|record| (record.id, record.ledger));
        }
        found.ok_or_else(|| nowhere(name))
    }
}

/// The records of the files, each noted with its line.
fn noted<T: Default>(records: &[Incoming], note: impl Fn(&mut T, &Record, Message)) -> T {
    let mut all = T::default();
    for Incoming { spot: Spot { line, .. }, record, .. } in records {
        note(&mut all, record, message!("第{line}行", "line {line},"));
    }
    all
}

/// What was found, where it is of one of the ledgers that a record of this one can hang on.
fn one_of(allowed: &[&str], (id, parent): (Uuid, &Ledger), ledger: &Ledger, vocabulary: &Vocabulary) -> Result<Uuid> {
    if allowed.contains(&parent.key) {
        return Ok(id);
    }
    let (Called { zh, en }, of) = (ledger.called_by(vocabulary), parent.called_by(vocabulary));
    let (Called { zh: zh_of, en: en_of }, all) = (of, Ledger::labels(allowed, vocabulary));
    let Message { zh: zh_all, en: en_all } = all;
    Err(refused!("wrong_parent": "{zh}不能属于{zh_of}", "{en}: it cannot belong to a record of {en_of}";
        "可以属于：{zh_all}", "it can belong to: {en_all}"))
}

/// The record with a bare number, among the ledgers that can be hung on: only one of them may have it.
fn numbered(allowed: &[&str], number: &str, known: Known) -> Result<Option<Record>> {
    let mut found = Vec::new();
    for parent in allowed {
        found.extend(known(&format!("{parent}-{number}"))?);
    }
    if let [first, second, ..] = found.as_slice() {
        let (first, second) = (first.name(), second.name());
        return Err(refused!("ambiguous_parent": "“{number}”可以是 {first}，也可以是 {second}",
            "“{number}” can be {first} or {second}"; "写全，如 {first}", "write it in full, such as {first}"));
    }
    Ok(found.pop())
}

fn nowhere(name: &str) -> Error {
    if is_code(name) {
        let name = spoken_code(name);
        return refused!("no_such_code": "没有{name}", "there is no motion of {name}";
            "核对提案号和届次；提案清单先导入，或一起导入",
            "check code and session; the list of motions comes in before, or in the same import");
    }
    refused!("no_such_parent": "找不到所属的记录“{name}”",
        "the record “{name}” that it belongs to is nowhere to be found";
        "它要在本文件里（编号、ref 或 id），或已在台账文件里（如 case-12）",
        "it must be in this file (number, ref or id) or in the ledger file (such as case-12)")
}

fn parent_refused(name: &str, line: Option<u32>) -> Error {
    let Message { zh, en } = match line {
        Some(line) => message!("（第{line}行）", " (line {line}),"),
        None => message!("在另一个文件里，", " of another file,"),
    };
    refused!("parent_refused": "它所属的“{name}”{zh}没有通过", "“{name}”{en} which it belongs to, was refused";
        "先改好那一行", "mend that line first")
}

/// Sets the day on which something is due that is handed over, where its row does not say it: as it is kept already, whatever the
/// limit has become since. Answers whether it is set. What comes back from an export says it itself.
fn is_due(record: &mut Record, known: Known) -> Result<bool> {
    if record.ledger.limit.is_none() || record.get("due").is_some() || record.get("date").is_none() {
        return Ok(false);
    }
    match known(&record.id.to_string())? {
        Some(kept) => record.set("due", kept.get("due").cloned()),
        None => fall_due(record, |id| known(&id.to_string())).map(|_| ())?,
    }
    Ok(record.get("due").is_some())
}

/// An id from the content: the same line always gets the same one, and the same line a second time another. Answers where it
/// stood first.
fn identify(draft: &mut Draft, content: &str, seen: &mut HashMap<(u32, Uuid), Seen>) -> Option<Spot> {
    let record = &mut draft.record;
    let of = record.of.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",");
    let mut words = [record.ledger.key, "\n", &of, "\n", content].concat();
    let base = Uuid::new_v5(&NAMESPACE, words.as_bytes());
    let Spot { source, part, line, .. } = draft.spot;
    let Some(first) = seen.get_mut(&(source, base)) else {
        record.id = base;
        seen.insert((source, base), Seen { part, line, times: 1 });
        return None;
    };
    words.push_str(&format!("\n{}", first.times));
    record.id = Uuid::new_v5(&NAMESPACE, words.as_bytes());
    first.times += 1;
    Some(Spot { source, part: first.part, line: first.line, nth: 0 })
}
