//! Records of a file that may be recorded already, in the ledger file or in another of the files: found, settled as the person wants.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::cli::desk::Desk;
use crate::cli::exchange::refused::{SHOWN, warn_of};
use crate::cli::records::words::Shown;
use crate::error::{Error, Result};
use crate::import::{Batch, Files, Incoming, Likeness, Spot, Titled, likeness, spoken};
use crate::ledger::{DUPLICATES, Ledger, Record, Type, Value, pair};
use crate::period::Period;
use crate::sheet::{Cell, Column, Row, Table};
use crate::store::{Query, Store};
use crate::text::{Lang, Message, Text, text};
use crate::vocabulary::{Set, seed_vocabulary};

/// The most doubts that a question lists.
const ASKED: usize = 20;

/// A row that may be recorded already.
pub struct Doubt {
    sort: Likeness,
    spot: Spot,
    day: NaiveDate,
    row: Uuid,
    /// What it may be the same as: a record, or an earlier row.
    other: Uuid,
    /// Both in words, and as a row of a table.
    words: Message,
    cells: Vec<Cell>,
}

/// What looks as if it had been recorded already: settled as the person said beforehand, or says at the terminal, all of a sort
/// alike. A script is stopped, and a dry run says what there is.
pub fn settle(desk: &mut Desk, store: &Store, files: &Files, batch: &mut Batch) -> Result<Vec<Doubt>> {
    let way = files.duplicates.unwrap_or("ask");
    let Search { doubts, known, .. } = Search::of(store, files, batch, desk.lang)?;
    let mut ways = HashMap::new();
    for sort in Likeness::ALL.into_iter().filter(|sort| doubts.iter().any(|doubt| doubt.sort == *sort)) {
        let chosen = match way {
            "ask" if desk.switched("dry-run") => "keep",
            "ask" => asked(desk, files, &doubts, sort)?,
            said => said,
        };
        ways.insert(sort, chosen);
    }
    if desk.switched("dry-run") {
        tell(desk, files, &doubts);
    }
    apply(batch, &doubts, &ways, &known);
    Ok(doubts)
}

/// What the person does with doubts of a sort; the first question has all there are before it.
fn asked(desk: &mut Desk, files: &Files, doubts: &[Doubt], sort: Likeness) -> Result<&'static str> {
    // Whoever answers all questions beforehand has not said what becomes of these.
    if desk.switched("yes") {
        return Err(refusal(files, doubts));
    }
    let of = |sort| doubts.iter().filter(move |doubt| doubt.sort == sort);
    let is_first = doubts.iter().all(|doubt| doubt.sort >= sort);
    let mut page = Message::default();
    for sort in Likeness::ALL.into_iter().filter(|other| is_first && of(*other).next().is_some()) {
        let (count, Text { zh, en }) = (of(sort).count(), sort.said().1);
        let (lines, more) = (of(sort).take(ASKED).map(|doubt| placed(files, doubt)), count.saturating_sub(ASKED));
        let rest = || message!("另有{more}条（全部列出：--dry-run）", "and {more} more (--dry-run lists them)");
        let Message { zh: zh_lines, en: en_lines } = Message::lines(lines.chain((more > 0).then(rest)));
        page.zh += &format!("有{count}条{zh}：\n  {zh_lines}\n");
        page.en += &format!("{count} {en}:\n  {en_lines}\n");
    }
    let (way, Text { zh, en }) = match sort {
        Likeness::Same => ("skip", text("略过已经记过的吗？", "leave out what is recorded already?")),
        Likeness::Update => ("replace", text("改了数的，按文件更正吗？", "correct the numbers as the file has them?")),
        Likeness::Near => ("keep", text("仍要全部导入吗？", "import them all the same?")),
    };
    let question = message!("{}{zh}", "{}{en}", page.lang(desk.lang));
    let no = Error::said_no(message!("没有导入", "nothing was imported"));
    if desk.agreed(&question, no.hint(ways()))? { Ok(way) } else { Err(refusal(files, doubts)) }
}

/// What a script does next.
fn ways() -> Message {
    message!(
        "--duplicates skip 略过，replace 按文件改，keep 照记为另一件；也可先从文件里删去这些行",
        "--duplicates skip leaves them out, replace corrects what is there, keep records them as other things; or take the rows out of the file"
    )
}

fn refusal(files: &Files, doubts: &[Doubt]) -> Error {
    let (count, more) = (doubts.len(), doubts.len().saturating_sub(SHOWN));
    let mut error = refused!("recorded_already": "有{count}条可能已经记过，一条也没有导入",
        "{count} may be recorded already; nothing was imported");
    let said = |Doubt { sort, spot, words: Message { zh, en }, .. }: &Doubt| {
        let Text { zh: zh_sort, en: en_sort } = sort.said().1;
        files.placed(*spot, refused!("recorded_already": "{zh_sort}：{zh}", "{en_sort}: {en}"))
    };
    error.more = doubts.iter().take(SHOWN).map(said).collect();
    let Message { zh, en } = ways();
    let further = message!("另有{more}条（--dry-run 全部列出）；{zh}", "and {more} more (--dry-run lists them); {en}");
    error.hint(if more > 0 { further } else { Message { zh, en } })
}

/// Says in a rehearsal what looks recorded already.
fn tell(desk: &mut Desk, files: &Files, doubts: &[Doubt]) {
    let one = |doubt: &Doubt| {
        let (Message { zh, en }, Text { zh: zh_sort, en: en_sort }) = (placed(files, doubt), doubt.sort.said().1);
        message!("注意：{zh_sort}：{zh}", "note: {en_sort}: {en}")
    };
    let more = |more: usize| message!("注意：另有{more}条可能已经记过", "note: {more} more may be recorded already");
    warn_of(desk, doubts.iter().map(one), more);
}

/// A doubt with its place before it.
fn placed(files: &Files, doubt: &Doubt) -> Message {
    let (file, line) = files.place(doubt.spot);
    let ((zh_file, en_file), Message { zh, en }) = (spoken(file), &doubt.words);
    message!("{zh_file}第{line}行{zh}", "{en_file} line {line} {en}")
}

/// Doubts for scripts.
pub fn table(doubts: Vec<Doubt>) -> Table {
    let keys = ["file", "line", "title", "record", "other_file", "other_line", "other_title", "sort"];
    let mut table = Table::new(keys.iter().map(|key| Column::new(key, key)).collect());
    let sort = |doubt: &Doubt| Cell::words(Some(doubt.sort.said().0));
    table.rows.extend(doubts.into_iter().map(|one| Row::Cells([one.cells.clone(), vec![sort(&one)]].concat())));
    table
}

/// Leaves rows out, puts them in place of what is there, or beside it in a settled pair. What hangs on a row that is gone hangs on it.
fn apply(batch: &mut Batch, doubts: &[Doubt], ways: &HashMap<Likeness, &str>, known: &HashMap<Uuid, Uuid>) {
    let mut gone = known.clone();
    for Doubt { sort, day, row, other, .. } in doubts {
        let other = *gone.get(other).unwrap_or(other);
        match ways[sort] {
            "keep" => batch.pairs.push(pair(other, *row, *day, Some("different"))),
            way => {
                gone.insert(*row, other);
                if way == "replace" {
                    batch.replaced.insert(other);
                } else {
                    batch.skipped += 1;
                }
            }
        }
    }
    if gone.is_empty() {
        return;
    }
    batch.records.retain_mut(|one| {
        hang_on(&mut one.record, &gone);
        // A pair of which one thing is left is none.
        let Some(other) = gone.get(&one.record.id) else { return one.record.check(seed_vocabulary()).is_ok() };
        batch.known.extend(known.get(&one.record.id).map(|_| (one.spot, one.record.ledger)));
        one.record.id = *other;
        batch.replaced.contains(other)
    });
}

/// Has a record name others instead of those that it names, each once.
fn hang_on(record: &mut Record, instead: &HashMap<Uuid, Uuid>) {
    let mut seen = HashSet::new();
    record.of.iter_mut().for_each(|parent| *parent = *instead.get(parent).unwrap_or(parent));
    record.of.retain(|parent| seen.insert(*parent));
    for field in record.ledger.fields.iter().filter(|field| matches!(field.holds, Type::Record(_))) {
        let other = record.text(field.key).and_then(|id| instead.get(&Uuid::parse_str(id).ok()?));
        if let Some(other) = other {
            record.set(field.key, Some(Value::Text(other.to_string())));
        }
    }
}

/// What rows are held against.
struct Search<'a> {
    files: &'a Files<'a>,
    shown: Shown<'a>,
    /// The ledgers in which something is recorded.
    in_use: HashSet<&'static str>,
    /// The pairs that the files bring with them.
    paired: HashSet<BTreeSet<Uuid>>,
    /// What rows are like, for what hangs on them.
    like: HashMap<Uuid, Uuid>,
    doubts: Vec<Doubt>,
    /// Rows that say nothing that a record does not say since it was corrected.
    known: HashMap<Uuid, Uuid>,
}

impl<'a> Search<'a> {
    fn of(store: &'a Store, files: &'a Files, batch: &Batch, lang: Lang) -> Result<Search<'a>> {
        let used = |ledger: &'static Ledger| Ok(store.has_any(ledger)?.then_some(ledger.key));
        let all = Ledger::all().filter(|ledger| !ledger.is_of_office()).map(used).collect::<Result<Vec<_>>>()?;
        let in_use = all.into_iter().flatten().collect();
        let pairs = batch.records.iter().filter(|one| one.record.ledger == DUPLICATES);
        let paired = pairs.map(|one| one.record.of.iter().copied().collect()).collect();
        let (shown, like, known, doubts) = (Shown { store, lang }, HashMap::new(), HashMap::new(), Vec::new());
        let mut search = Search { files, shown, in_use, paired, like, doubts, known };
        search.look(batch)?;
        Ok(search)
    }

    /// Day by day, which new records are like one of the ledger file or of another file.
    fn look(&mut self, batch: &Batch) -> Result<()> {
        let mut days: BTreeMap<(usize, NaiveDate), Vec<&Incoming>> = BTreeMap::new();
        for one in &batch.records {
            let comparable = self.in_use.contains(one.record.ledger.key) || self.files.names.len() > 1;
            if comparable && one.record.void.is_none() && !one.record.ledger.is_of_office() {
                days.entry((one.record.ledger.rank(), one.record.date())).or_default().push(one);
            }
        }
        for rows in days.into_values() {
            let (ledger, day) = (rows[0].record.ledger, rows[0].record.date());
            let period = Some(Period { name: format!("{day}..{day}"), from: day, to: day });
            let in_use = self.in_use.contains(ledger.key);
            let query = Query { period, ..Query::by_number(ledger) };
            let mut kept = if in_use { self.shown.store.list(&query)? } else { Vec::new() };
            let of_day = kept.len();
            if in_use {
                self.add_of_other_days(&rows, &mut kept)?;
            }
            // A day with a whole register on it is not compared one by one.
            if kept.len().saturating_mul(rows.len()) <= 1 << 18 && rows.len() <= 1 << 10 {
                self.of_day(&rows, &kept, of_day)?;
            }
        }
        Ok(())
    }

    /// A list that is kept through the year tells of all meetings of a matter, or all its money, up to its day: what was taken from an
    /// earlier one is put on that day, to be held against it.
    fn add_of_other_days(&self, rows: &[&Incoming], kept: &mut Vec<Record>) -> Result<()> {
        let mut known: HashSet<Uuid> = kept.iter().map(|old| old.id).collect();
        for one in rows.iter().filter(|one| one.is_undated) {
            for parent in &one.record.of {
                for mut old in self.shown.store.children(*self.like.get(parent).unwrap_or(parent), &[])? {
                    if old.ledger == one.record.ledger && old.void.is_none() && known.insert(old.id) {
                        old.set("date", Some(Value::Day(one.record.date())));
                        kept.push(old);
                    }
                }
            }
        }
        Ok(())
    }

    /// Those behind `of_day` are of other days.
    fn of_day(&mut self, rows: &[&Incoming], kept: &[Record], of_day: usize) -> Result<()> {
        let first = self.doubts.len();
        // A record is the same as one row only: that of its id, or the first that is like it in all.
        let mut taken: HashSet<Uuid> = rows.iter().map(|one| one.record.id).collect();
        let ids: HashSet<Uuid> = kept.iter().map(|old| old.id).collect();
        let moved: HashSet<Uuid> = kept[of_day..].iter().map(|old| old.id).collect();
        let free = kept.iter().filter(|old| !taken.contains(&old.id)).map(Titled::of).collect::<Vec<_>>();
        let several = self.files.names.len() > 1;
        let earlier: Vec<Titled> = rows.iter().filter(|_| several).map(|one| Titled::of(&one.record)).collect();
        for (at, one) in rows.iter().enumerate() {
            if ids.contains(&one.record.id) || (free.is_empty() && !several) {
                continue;
            }
            let mut said = Cow::Borrowed(&one.record);
            if said.ledger.is_child() {
                hang_on(said.to_mut(), &self.like);
            }
            let titled = Titled::of(&said);
            let is_held = |old: &&Titled| one.is_undated || !moved.contains(&old.record.id);
            let olds = free.iter().filter(is_held).filter(|old| !taken.contains(&old.record.id)).map(|old| (old, None));
            let earlier = earlier.iter().take(at).zip(rows).filter(|(_, row)| row.spot.source != one.spot.source);
            let others = olds.chain(earlier.map(|(other, row)| (other, Some(row.spot))));
            let alike = others.filter_map(|(other, spot)| Some((likeness(&titled, other)?, other.record, spot)));
            let pair = |other: &Record| BTreeSet::from([one.record.id, other.id]);
            let alike: Vec<_> = alike.filter(|(_, other, _)| !self.paired.contains(&pair(other))).collect();
            let Some((sort, other, spot)) = alike.iter().min_by_key(|(sort, ..)| *sort).copied() else { continue };
            if self.shown.store.record(one.record.id)?.is_some() {
                continue;
            }
            self.like.insert(one.record.id, other.id);
            if sort == Likeness::Same {
                taken.insert(other.id);
                if spot.is_none() && says_no_more(&said, other) && self.shown.store.is_edited(other.id)? {
                    self.known.insert(one.record.id, other.id);
                    continue;
                }
            }
            let mut doubt = self.doubt(sort, one, other, spot);
            // A correction is of one record that is known for sure.
            if sort == Likeness::Update && alike.iter().filter(|(sort, ..)| *sort == Likeness::Update).count() > 1 {
                doubt.sort = Likeness::Near;
            }
            self.doubts.push(doubt);
        }
        let others: Vec<Uuid> = self.doubts[first..].iter().map(|doubt| doubt.other).collect();
        for doubt in &mut self.doubts[first..] {
            if doubt.sort == Likeness::Update && others.iter().filter(|other| **other == doubt.other).count() > 1 {
                doubt.sort = Likeness::Near;
            }
        }
        Ok(())
    }

    /// A doubt about a row and a record, or an earlier row in its place.
    fn doubt(&self, sort: Likeness, one: &Incoming, other: &Record, spot: Option<Spot>) -> Doubt {
        let [row, known] = [&one.record, other].map(|record| record.clone().masked());
        let (title, other_title, day) = (self.title(&row), self.title(&known), row.dated());
        let numbers = self.shown.changes(&known, &row, false).into_iter().filter(|(key, ..)| {
            sort == Likeness::Update && row.ledger.field(key).is_some_and(|it| matches!(it.holds, Type::Amount(_)))
        });
        let numbers: Vec<String> = numbers.map(|(_, label, old, new)| format!("{label} {old} → {new}")).collect();
        let gap = if numbers.is_empty() { text("", "") } else { text("：", ": ") };
        let (zh_numbers, en_numbers) =
            (gap.zh.to_owned() + &numbers.join("，"), gap.en.to_owned() + &numbers.join(", "));
        let place = spot.map(|spot| self.files.place(spot));
        let called = match place {
            Some((file, line)) => message!("{file} 第{line}行", "{file} line {line} "),
            None => message!("{}", "{} ", other.name()),
        };
        let words = message!(
            "“{title}”（{day}）与 {}“{other_title}”{zh_numbers}",
            "“{title}” ({day}) and {}“{other_title}”{en_numbers}",
            called.lang(self.shown.lang)
        );
        let (file, line) = self.files.place(one.spot);
        let cells = vec![
            Cell::words(Some(file)),
            Cell::count(line),
            Cell::Text(title),
            Cell::words(place.is_none().then(|| other.name())),
            Cell::words(place.map(|(file, _)| file)),
            place.map_or(Cell::Empty, |(_, line)| Cell::count(line)),
            Cell::Text(other_title),
        ];
        Doubt { sort, spot: one.spot, day: row.date(), row: one.record.id, other: other.id, words, cells }
    }

    /// What a person knows a record by: its title, or else its kind, or its ledger.
    fn title(&self, record: &Record) -> String {
        let (words, lang) = (self.shown.store.vocabulary(), self.shown.lang);
        let kind = || record.text("kind").map(|kind| words.name(Set::Kind, record.ledger.key, kind, lang).to_owned());
        let title = record.text("title").map(str::to_owned).or_else(kind);
        title.unwrap_or_else(|| record.ledger.called_by(words).lang(lang).to_owned())
    }
}

/// Whether a record says nothing that another does not say.
fn says_no_more(one: &Record, other: &Record) -> bool {
    one.ledger.all_fields().all(|field| one.get(field.key).is_none_or(|value| other.get(field.key) == Some(value)))
}
