//! What an import did: how many of what, ledger by ledger, the money, and what is left to be looked at.

use std::collections::BTreeMap;
use std::ops::{AddAssign, RangeInclusive};

use chrono::DateTime;

use crate::amount::{Amount, Measure};
use crate::cli::desk::Desk;
use crate::cli::exchange::doubles::{self, Doubt};
use crate::error::Error;
use crate::import::{Batch, Files, Tried, Trouble, spoken};
use crate::ledger::{Field, Ledger, Record, Value};
use crate::sheet::{Block, Cell, Column, Face, Reader, Sheet, Table};
use crate::text::Lang;
use crate::vocabulary::Vocabulary;

/// So many records that are not what one might think are named on the screen.
pub const TOLD: usize = 5;

/// What an import did, for one ledger.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    pub added: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub refused: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.added += other.added;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
    }
}

/// What an import did.
#[derive(Default)]
pub struct Done {
    /// By the part of the files and the rank of the ledger.
    tallies: BTreeMap<(u32, usize), (Option<&'static Ledger>, Tally)>,
    pub troubles: Vec<Trouble>,
    /// Rows whose records count again.
    pub restored: usize,
    /// How many rows have records that are void, and the first of these: since when, and whether by an undo.
    pub void: usize,
    pub first_void: Option<(Record, String, bool)>,
    /// What is not as it should be and comes in all the same.
    pub said: Vec<Trouble>,
    /// Rows that were left out because they are recorded already.
    pub skipped: usize,
    renumbered: Vec<Renumbered>,
}

/// A record whose number was taken.
struct Renumbered {
    name: String,
    title: String,
    ledger: &'static Ledger,
    /// The number that its row has.
    wanted: i64,
}

impl Done {
    /// One more record that is new, of a part of the files; its row has the number `wanted`, or 0.
    pub fn add(&mut self, part: u32, record: &Record, wanted: i64) {
        self.of(part, Some(record.ledger)).added += 1;
        if wanted > 0 && wanted != record.no {
            let title = record.text("title").map_or(String::new(), |title| format!("“{title}”"));
            self.renumbered.push(Renumbered { name: record.name(), title, ledger: record.ledger, wanted });
        }
    }

    /// What was done, ledger by ledger; the last may be that of rows that do not say theirs.
    pub fn ledgers(&self) -> impl Iterator<Item = (Option<&'static Ledger>, Tally)> {
        let mut ledgers = BTreeMap::new();
        for ((_, rank), (ledger, tally)) in &self.tallies {
            ledgers.entry(*rank).or_insert((*ledger, Tally::default())).1 += *tally;
        }
        ledgers.into_values()
    }

    /// What was done with some parts of the files.
    fn sum(&self, parts: RangeInclusive<u32>) -> Tally {
        let mut sum = Tally::default();
        let wanted = self.tallies.range((*parts.start(), 0)..=(*parts.end(), usize::MAX));
        wanted.for_each(|(_, (_, tally))| sum += *tally);
        sum
    }

    /// Whether nothing was kept because every row was refused, or because what is there is void.
    pub fn kept_nothing(&self) -> bool {
        let Tally { added, updated, unchanged, .. } = self.sum(0..=u32::MAX);
        let is_refused = !self.troubles.is_empty() && unchanged == 0;
        added + updated == 0 && (is_refused || (self.void > 0 && self.restored == 0))
    }

    /// How many of the records that are there are void, or count again.
    fn said_of_void(&self, desk: &Desk) -> String {
        let (lang, restored, void) = (desk.lang, self.restored, self.void);
        let Some((record, at, undone)) = &self.first_void else {
            let said = phrase!(lang, "；恢复{restored}条", "; put back: {restored}");
            return if restored > 0 { said } else { String::new() };
        };
        let local = |at: DateTime<_>| at.with_timezone(&desk.outside.now.timezone()).date_naive();
        let (name, day) = (record.name(), DateTime::parse_from_rfc3339(at).map(local).unwrap_or_default());
        let (zh, en) = if *undone { ("撤销", "undone") } else { ("作废", "voided") };
        phrase!(
            lang,
            "；其中{void}条已作废（{name} 是{day}{zh}的），要恢复就加 --restore",
            "; {void} of them are void ({name} was {en} on {day}); --restore puts them back"
        )
    }

    /// What was done with the rows of a ledger in a part of the files.
    pub fn of(&mut self, part: u32, ledger: Option<&'static Ledger>) -> &mut Tally {
        let rank = ledger.map_or(usize::MAX, Ledger::rank);
        &mut self.tallies.entry((part, rank)).or_insert((ledger, Tally::default())).1
    }

    /// Puts more troubles among those that are there, in the order of their rows, and counts the rows, each once.
    pub fn refuse(&mut self, more: Vec<Trouble>) {
        let mut troubles = std::mem::take(&mut self.troubles);
        troubles.extend(more);
        troubles.sort_by_key(|trouble| trouble.spot);
        for row in troubles.chunk_by(|one, next| one.spot == next.spot) {
            self.of(row[0].spot.part, row[0].ledger).refused += 1;
        }
        self.troubles = troubles;
    }

    /// Says which records have another number than their rows.
    pub fn tell_renumbered(&self, desk: &mut Desk) {
        for Renumbered { name, title, ledger: Ledger { key, .. }, wanted } in self.renumbered.iter().take(TOLD) {
            let gap = if title.is_empty() { "" } else { " " };
            desk.remark(&message!(
                "编号 {key}-{wanted} 已有记录，{title}记为 {name}",
                "the number {key}-{wanted} is taken; {title}{gap}became {name}"
            ));
        }
        let more = self.renumbered.len().saturating_sub(TOLD);
        if more > 0 {
            desk.remark(&message!("另有{more}条也另编了号", "{more} more have got other numbers"));
        }
    }
}

/// What an import leaves to be looked at.
#[derive(Default)]
pub struct Beside {
    pub doubts: Vec<Doubt>,
    /// The sheets that were not read: file and name.
    pub unread: Vec<(String, String)>,
    /// What was done file by file.
    pub by_file: Table,
}

/// The answer: how many of what; in a dry run ledger by ledger, and between which bounds the money lies.
pub fn answer(desk: &Desk, words: &Vocabulary, names: &[&str], done: &Done, money: Money, beside: Beside) -> Sheet {
    let Tally { added, updated, unchanged, refused } = done.sum(0..=u32::MAX);
    let (lang, skipped) = (desk.lang, done.skipped);
    let (by_ledger, money) = (by_ledger(done, words, lang), money.table(words, lang));
    let mut members = vec![
        ("file", Cell::words((names.len() == 1).then(|| names[0]))),
        ("added", Cell::count(added)),
        ("updated", Cell::count(updated)),
        ("unchanged", Cell::count(unchanged)),
        ("refused", Cell::count(refused)),
        ("void", Cell::count(done.void)),
        ("restored", Cell::count(done.restored)),
        ("skipped", Cell::count(skipped)),
        ("files", Cell::List(names.iter().map(|name| Cell::text(name)).collect())),
        ("ledgers", Cell::Table(by_ledger.clone())),
        ("money", Cell::Table(money.clone())),
    ];
    let mut unread = Table::new(["file", "sheet"].map(|key| Column::new(key, key)).to_vec());
    beside.unread.into_iter().for_each(|(file, sheet)| unread.push(vec![Cell::Text(file), Cell::Text(sheet)]));
    let mut renumbered = Table::new(["record", "wanted"].map(|key| Column::new(key, key)).to_vec());
    done.renumbered.iter().for_each(|it| renumbered.push(vec![Cell::text(&it.name), Cell::Whole(it.wanted)]));
    let (doubts, by_file) = (doubles::table(beside.doubts), beside.by_file);
    let tables = [("doubts", doubts), ("unread", unread), ("renumbered", renumbered), ("by_file", by_file.clone())];
    members.extend(tables.map(|(key, table)| (key, Cell::Table(table))));
    let (rehearsed, count) = (desk.rehearsed(), names.len());
    let file = match names {
        [name] => lang.pick(spoken(name).0, spoken(name).1).to_owned(),
        _ => phrase!(lang, "{count}个文件", "{count} files"),
    };
    let mut left =
        if refused == 0 { String::new() } else { phrase!(lang, "，略过{refused}行", ", {refused} left out") };
    if skipped > 0 {
        left += &phrase!(lang, "，已经记过而略过{skipped}行", ", {skipped} left out as recorded already");
    }
    let words = if added + updated + refused + unchanged + skipped == 0 {
        phrase!(lang, "{file}：没有记录", "{file}: there are no records")
    } else if added + updated + refused + skipped + done.restored == 0 {
        phrase!(
            lang,
            "{file}：{unchanged}条都已在台账文件里，没有变化",
            "{file}: all {unchanged} records are in the ledger file already; nothing changed"
        )
    } else {
        phrase!(
            lang,
            "{rehearsed}{file}：新增{added}条，更新{updated}条，未变{unchanged}条{left}",
            "{rehearsed}{file}: {added} added, {updated} updated, {unchanged} unchanged{left}"
        )
    };
    let mut sheet = desk.done(members, &(words + &done.said_of_void(desk)));
    if desk.switched("dry-run") && !desk.switched("quiet") {
        let by_file = if names.len() > 1 { by_file } else { Table::default() };
        let tables = [by_file, by_ledger, money].into_iter();
        sheet.page.extend(tables.filter(|table| !table.rows.is_empty()).map(Block::Table));
    }
    sheet
}

/// How much of the names of files is the folder in which all of them lie.
fn common_folder(names: &[String]) -> usize {
    let ends = |name: &str| name.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let Some(first) = names.first() else { return 0 };
    let mut length = ends(first);
    while !names.iter().all(|name| name.starts_with(&first[..length])) {
        length = ends(&first[..length - 1]);
    }
    length
}

/// One line for each table of the files: what goes in, is known, is asked, is refused. Files that were not understood have one as well.
pub fn by_file(files: &Files, done: &Done, words: &Vocabulary, lang: Lang) -> Table {
    let number = |key, zh, en| Column::new(key, lang.pick(zh, en)).right();
    let mut table = Table::new(vec![
        Column::data("file"),
        Column::new("name", lang.pick("文件", "file")).face(Face::Page),
        Column::new("sheet", lang.pick("工作表", "sheet")).sparse(),
        Column::data("ledger"),
        Column::new("label", lang.pick("台账", "ledger")).face(Face::Page),
        number("added", "新", "new"),
        number("updated", "更新", "updated"),
        number("unchanged", "已有", "known"),
        number("asked", "待答", "asked"),
        number("refused", "不对", "bad"),
    ]);
    let (points, folder) = (files.open_points(), common_folder(&files.names));
    for (source, name) in (0..).zip(&files.names) {
        let nothing = Tried::default();
        let mut tried: Vec<(u32, &Tried)> =
            (0..).zip(&files.tried).filter(|(_, tried)| tried.source == source).collect();
        let of_file = || points.iter().filter(|point| point.place.file.as_ref() == Some(name));
        let is_of = |point: &Error, tried: &Tried| point.place.sheet == tried.sheet;
        if tried.is_empty() {
            tried.push((u32::MAX, &nothing));
        }
        let lost = of_file().filter(|point| !tried.iter().any(|(_, tried)| is_of(point, tried))).count();
        for (at, (part, tried)) in tried.into_iter().enumerate() {
            let own = of_file().filter(|point| is_of(point, tried)).count();
            // What is asked about the file as a whole stands with its first table.
            let asked = if at == 0 { own + lost } else { own };
            let Tally { added, updated, unchanged, refused } = done.sum(part..=part);
            let mut cells = vec![Cell::text(name), Cell::text(&name[folder..]), Cell::words(tried.sheet.clone())];
            cells.push(Cell::words(tried.ledger.map(|ledger| ledger.key)));
            cells.push(Cell::words(tried.ledger.map(|ledger| ledger.called_by(words).lang(lang))));
            cells.extend([added, updated, unchanged, asked, refused].map(Cell::count));
            table.push(cells);
        }
    }
    table
}

fn by_ledger(done: &Done, words: &Vocabulary, lang: Lang) -> Table {
    let label = |ledger: &Ledger| ledger.called_by(words).lang(lang);
    let number = |key, zh, en| Column::new(key, lang.pick(zh, en)).right();
    let columns: [Reader<(Option<&Ledger>, Tally)>; 6] = [
        (Column::data("ledger"), &|(ledger, _)| Cell::words(ledger.map(|ledger| ledger.key))),
        (Column::new("label", lang.pick("台账", "ledger")).face(Face::Page), &|(it, _)| Cell::words(it.map(label))),
        (number("added", "新", "new"), &|(_, tally)| Cell::count(tally.added)),
        (number("updated", "更新", "updated"), &|(_, tally)| Cell::count(tally.updated)),
        (number("unchanged", "已有", "known"), &|(_, tally)| Cell::count(tally.unchanged)),
        (number("refused", "不对", "bad"), &|(_, tally)| Cell::count(tally.refused)),
    ];
    Table::of(done.ledgers(), columns)
}

/// The amounts of every money column.
#[derive(Default)]
pub struct Money {
    columns: BTreeMap<(usize, &'static str), (&'static Ledger, &'static Field, Vec<Amount>)>,
}

impl Money {
    pub fn of(batch: &Batch) -> Money {
        let mut money = Money::default();
        batch.records.iter().for_each(|incoming| money.note(&incoming.record));
        money
    }

    pub fn note(&mut self, record: &Record) {
        let ledger = record.ledger;
        for field in ledger.fields.iter().filter(|field| field.measure() == Measure::Money) {
            if let Some(Value::Amount(amount)) = record.get(field.key) {
                let place = (ledger.rank(), field.key);
                self.columns.entry(place).or_insert((ledger, field, Vec::new())).2.push(*amount);
            }
        }
    }

    /// Of every column the smallest, the middle and the largest amount: a 万 too few or too many is seen at once.
    fn table(self, words: &Vocabulary, lang: Lang) -> Table {
        let mut table = Table::new(vec![
            Column::data("ledger"),
            Column::data("field"),
            Column::new("label", lang.pick("金额", "money")).face(Face::Page),
            Column::new("smallest", lang.pick("最小（元）", "smallest (yuan)")).right(),
            Column::new("median", lang.pick("中位（元）", "median (yuan)")).right(),
            Column::new("largest", lang.pick("最大（元）", "largest (yuan)")).right(),
        ]);
        for (ledger, field, mut amounts) in self.columns.into_values() {
            amounts.sort_by_key(|amount| amount.value);
            let cell = |at: usize| Cell::Amount(amounts[at], Measure::Money);
            let label = [ledger.called_by(words).lang(lang), field.label.lang(lang)].join(lang.pick("·", ": "));
            let words = [ledger.key, field.key, &label].map(|words| Cell::words(Some(words)));
            let last = amounts.len() - 1;
            table.push(words.into_iter().chain([0, last / 2, last].map(cell)).collect());
        }
        table
    }
}
