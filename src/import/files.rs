//! Files divided into rows, and all their rows read; those that were refused are written so that they can be mended and imported again.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::answers::Answers;
use super::draft::{Draft, Reading, with_words};
use super::file::{Rows, Start, objects, read_object};
use super::hints::{in_words_of_json, masked};
use super::incoming::{Batch, Known, Progress, Spot, Trouble, interrupted};
use super::linking;
use super::table::Table;
use crate::error::{Error, Place, Result};
use crate::format::csv;
use crate::ledger::{Field, Ledger, VOCABULARY};
use crate::text::{Lang, Message, Text, is_fault, is_guarded, text};
use crate::vocabulary::Vocabulary;

/// Behind so many troubles nobody reads on.
const MOST_TROUBLES: usize = 100_000;

/// So many rows are named in a note.
const SHOWN_ROWS: usize = 10;

/// Files opened and divided into rows.
#[derive(Default)]
pub struct Files<'a> {
    /// What they are called.
    pub names: Vec<String>,
    /// What was said about them.
    pub told: Told,
    /// The sheets that were not read: file and name.
    pub unread: Vec<(String, String)>,
    /// What was read, or tried to be, table by table.
    pub tried: Vec<Tried<'a>>,
    /// Whether rows are still wanted when they have been read, to write again those that are left out.
    pub keeps_rows: bool,
    /// What becomes of rows that may be recorded already, where that was said.
    pub duplicates: Option<&'static str>,
    /// The recipes that were followed, by name: what they say, and for how many tables.
    pub(super) followed: BTreeMap<String, (String, usize)>,
}

/// A table or the lines of a file that were read, or tried to be. Its rows know it by its number among all of them.
#[derive(Default)]
pub struct Tried<'a> {
    /// The number of its file.
    pub source: u32,
    /// Its sheet.
    pub sheet: Option<String>,
    /// The ledger of all its rows.
    pub ledger: Option<&'static Ledger>,
    /// Its headings, as recipes know them.
    pub shape: Option<String>,
    /// What was answered about it, here or in a recipe.
    pub answers: Answers,
    /// What is in it, where it was understood.
    pub(super) content: Option<Content<'a>>,
}

/// What is said about files when they are opened.
#[derive(Default)]
pub struct Told {
    /// What was passed over or taken for granted.
    pub notes: Vec<Message>,
    /// What has to be mended or answered before anything is recorded. Reading goes on behind them, so that all of them are known at
    /// once; each may list others.
    pub points: Vec<Error>,
}

pub(super) enum Content<'a> {
    Lines { text: Cow<'a, str>, by_line: bool, ledger: Option<&'static Ledger> },
    Table(Box<Table>),
}

impl Tried<'_> {
    /// It, where it is a table that was understood.
    pub(super) fn table(&self) -> Option<&Table> {
        if let Some(Content::Table(table)) = &self.content { Some(table) } else { None }
    }

    /// Whether it was understood.
    pub fn is_understood(&self) -> bool {
        self.content.is_some()
    }
}

/// What is said of a file, with its name before it.
pub(super) fn said_of(file: &str, Message { zh, en }: &Message) -> Message {
    let (zh_file, en_file) = spoken(file);
    message!("{zh_file}：{zh}", "{en_file}: {en}")
}

/// What a file is called in a sentence.
pub fn spoken(file: &str) -> (&str, &str) {
    if file == "-" { ("标准输入", "stdin") } else { (file, file) }
}

impl Files<'_> {
    /// Reads every row. An error is about the ledger, or that somebody stopped it; what is wrong with rows is in the batch.
    pub fn read(
        &mut self,
        vocabulary: &Vocabulary,
        today: NaiveDate,
        known: Known,
        progress: Progress,
    ) -> Result<Batch> {
        let mut batch = Batch::default();
        let mut drafts = Vec::new();
        self.draft(true, &mut Reading::new(vocabulary, today), &mut batch, &mut drafts, progress)?;
        let vocabulary = with_words(vocabulary, &drafts);
        let mut reading = Reading::new(&vocabulary, today);
        self.draft(false, &mut reading, &mut batch, &mut drafts, progress)?;
        batch.notes = self.told_years(&reading.yearless);
        let of_part = |part: u32, note: &Message| said_of(self.name_of(part), note);
        for spots in reading.persons.chunk_by(|one, other| one.part == other.part) {
            let count = spots.len();
            let note = message!(
                "“人数”按一场一次记作人次（{count}行）",
                "persons at one event are recorded as turns (rows: {count})"
            );
            batch.notes.push(of_part(spots[0].part, &note));
        }
        batch.notes.extend(reading.granted.iter().map(|((part, granted), of)| of_part(*part, &granted.told(of))));
        batch.unsure = std::mem::take(&mut reading.unsure);
        linking::identified(drafts, reading, known, &mut batch)?;
        // What no column says is said of all rows at once.
        batch.troubles.retain(|Trouble { spot, error, .. }| {
            let lacking = self.tried[spot.part as usize].table().map_or(&[][..], |table| &table.lacking);
            !["no_date", "missing_field"].contains(&error.code)
                || !lacking.iter().any(|field| error.place.field.as_deref() == Some(field.key))
        });
        for Trouble { spot, ledger, error } in &mut batch.troubles {
            let label = |key: &str| ledger.and_then(|ledger| ledger.called(key, &vocabulary));
            *error = masked(match self.tried[spot.part as usize].table() {
                Some(table) => table.placed(error.clone(), *ledger),
                None => in_words_of_json(error.clone()),
            })
            .labelled(&label);
        }
        // In a row column by column, and what is in none last.
        batch.troubles.sort_by_cached_key(|Trouble { spot, error, .. }| {
            let letters = |column: &String| column.chars().take_while(char::is_ascii_uppercase).collect::<String>();
            let column = error.place.column.as_ref().map(letters);
            (*spot, column.is_none(), column.as_ref().map(String::len), column)
        });
        Ok(batch)
    }

    /// The file of a part.
    fn name_of(&self, part: u32) -> &str {
        &self.names[self.tried[part as usize].source as usize]
    }

    /// Which rows have days without a year, and in which year they were put: one note for each part of the files.
    fn told_years(&self, yearless: &[(Spot, i32)]) -> Vec<Message> {
        let mut parts: BTreeMap<u32, BTreeMap<i32, Vec<Spot>>> = BTreeMap::new();
        for (spot, year) in yearless {
            parts.entry(spot.part).or_default().entry(*year).or_default().push(*spot);
        }
        let told = |(part, years): (u32, BTreeMap<i32, Vec<Spot>>)| {
            let (mut zh_years, mut en_years) = (Vec::new(), Vec::new());
            for (year, spots) in years.iter().rev() {
                let lines: Vec<String> = spots.iter().take(SHOWN_ROWS).map(|spot| spot.line.to_string()).collect();
                let count = spots.len();
                let more = if count > SHOWN_ROWS { message!("等{count}", ", …") } else { Message::default() };
                zh_years.push(format!("第{}{}行按{year}年", lines.join("、"), more.zh));
                en_years.push(format!("{year} for {}{}", lines.join(", "), more.en));
            }
            let (zh_years, en_years) = (zh_years.join("，"), en_years.join("; "));
            let note = message!(
                "有的日子没有写年份，{zh_years}读；不对就在文件里写上年份",
                "days without a year were given one, by rows: {en_years}; if that is wrong, write the year in the file"
            );
            said_of(self.name_of(part), &note)
        };
        parts.into_iter().map(told).collect()
    }

    /// Drafts the words of the vocabulary, or everything else.
    fn draft(
        &mut self,
        words: bool,
        reading: &mut Reading,
        batch: &mut Batch,
        drafts: &mut Vec<Draft>,
        progress: Progress,
    ) -> Result<()> {
        let rows = |content: &Content| match content {
            Content::Lines { text, .. } => text.bytes().filter(|byte| *byte == b'\n').count(),
            Content::Table(table) => table.rows.len(),
        };
        let (vocabulary, names, keeps_rows) = (reading.vocabulary, &self.names, self.keeps_rows || words);
        let (mut done, total) = (0, self.tried.iter().filter_map(|part| part.content.as_ref()).map(rows).sum());
        let mut go_on = || {
            done += 1;
            if done % 512 == 0 && !progress(done, total) { Err(interrupted()) } else { Ok(()) }
        };
        let today = reading.today;
        let mut take = |spot: Spot, content: &Content, rows: Result<Rows>| {
            let (ledger, name): (_, &dyn Fn(usize) -> String) = match content {
                Content::Table(table) => (table.ledger, &|at| table.name(at)),
                Content::Lines { ledger, .. } => (*ledger, &|_| String::new()),
            };
            match rows {
                Ok(rows) if (rows.0.ledger == VOCABULARY) == words => {
                    reading.rows(spot, rows, name, (drafts, &mut batch.troubles));
                }
                Err(error) if !words => batch.troubles.push(Trouble { spot, ledger, error }),
                _ => {}
            }
            if batch.troubles.len() <= MOST_TROUBLES {
                return Ok(());
            }
            // Hardly anything in the files is a record.
            Err(refused!("too_many_troubles": "不对之处超过{MOST_TROUBLES}处，没有再读下去",
                "there are more than {MOST_TROUBLES} troubles; the rest was not read";
                "先用前几行试一试：看看文件、台账和表头对不对",
                "try its first rows alone: see whether file, ledger and heading are right")
            .file(&names[spot.source as usize]))
        };
        for (part, Tried { source, content, .. }) in (0..).zip(&mut self.tried) {
            let spot = |(line, nth): Start| Spot { source: *source, part, line, nth };
            // Rows need much room: each is gone when it has been read.
            let (mut rows, mut kept) = (Vec::new(), Vec::new());
            if let Some(Content::Table(table)) = content {
                if words && table.ledger.is_some_and(|ledger| ledger != VOCABULARY) {
                    continue;
                }
                rows = std::mem::take(&mut table.rows);
            }
            let Some(content) = content else { continue };
            match &*content {
                Content::Lines { text, by_line, ledger } => {
                    for (start, object) in objects(text, *by_line) {
                        go_on()?;
                        if !words || object.contains("\"vocabulary\"") {
                            let row = read_object(object, *ledger, vocabulary);
                            take(spot(start), content, row.map(|row| (row, Vec::new())))?;
                        }
                    }
                }
                Content::Table(table) => {
                    for row in rows {
                        go_on()?;
                        let line = u32::try_from(row.number).unwrap_or(u32::MAX);
                        take(spot((line, 0)), content, table.row(&row, vocabulary, today))?;
                        kept.extend(keeps_rows.then_some(row));
                    }
                }
            }
            if let Content::Table(table) = content {
                table.rows = kept;
            }
        }
        Ok(())
    }

    /// The open points of all files, one by one: each with its place and what would settle it.
    pub fn open_points(&self) -> Vec<Error> {
        let mut all = Vec::new();
        for point in &self.told.points {
            if point.more.is_empty() {
                all.push(point.clone());
            }
            let file = point.place.file.as_deref().unwrap_or_default();
            let of_all = |mut error: Error| {
                error.hint = error.hint.or_else(|| point.hint.clone());
                error.file(file)
            };
            all.extend(point.more.iter().cloned().map(of_all));
        }
        all
    }

    /// The open points as one error, and behind them what is wrong with rows of the tables that were understood. What those hang on may
    /// stand in the others.
    pub fn open_page(&self, troubles: &[Trouble], shown: usize) -> Error {
        if let ([point], []) = (&self.told.points[..], troubles) {
            return point.clone();
        }
        let mut more = self.open_points();
        let count = more.len() + troubles.len();
        let troubles = troubles.iter().take(shown);
        more.extend(troubles.map(|it| self.placed(it.spot, it.error.clone()).file(self.place(it.spot).0)));
        let mut page = refused!("open_points": "有{count}处要先改好或说明，一条也没有导入",
            "points to be mended or answered first: {count}; nothing was imported");
        page.more = more;
        page
    }

    /// Leaves what is wrong with rows whatever becomes of the open points: what a row hangs on may stand in a table that was not understood,
    /// what it lacks in a column that was not, and a cell may be one of those that are asked about.
    pub fn leave_certain(&self, troubles: &mut Vec<Trouble>) {
        let points = self.open_points();
        let asked = |part: &Tried| -> HashSet<Option<String>> {
            let sheet = part.sheet.as_ref();
            let file = self.names.get(part.source as usize);
            let here = points.iter().filter(|it| it.place.file.as_ref() == file && it.place.sheet.as_ref() == sheet);
            here.map(|point| point.place.column.clone()).collect()
        };
        let asked: Vec<_> = self.tried.iter().map(asked).collect();
        troubles.retain(|Trouble { spot, error, .. }| {
            let (asked, column) = (&asked[spot.part as usize], &error.place.column);
            error.code != "no_such_parent" && (asked.is_empty() || (column.is_some() && !asked.contains(column)))
        });
    }

    /// What no column of a table says and every record needs, each once.
    pub fn lacking(&self) -> Vec<(&'static Ledger, &'static Field)> {
        let mut all: Vec<(&'static Ledger, &'static Field)> = Vec::new();
        for table in self.tables() {
            let Some(ledger) = table.ledger else { continue };
            for field in &table.lacking {
                if all.iter().all(|(of, known)| (*of, known.key) != (ledger, field.key)) {
                    all.push((ledger, field));
                }
            }
        }
        all
    }

    /// Whether tables of several ledgers are read.
    pub fn are_of_several(&self) -> bool {
        let mut ledgers = self.tables().filter_map(|table| table.ledger);
        let first = ledgers.next();
        ledgers.any(|other| Some(other) != first)
    }

    /// Its tables that were understood.
    pub(super) fn tables(&self) -> impl Iterator<Item = &Table> + Clone {
        self.tried.iter().filter_map(Tried::table)
    }

    /// An error with its place: the file, where there are several; the sheet; the line.
    pub fn placed(&self, spot: Spot, error: Error) -> Error {
        let error = error.line(spot.line as usize);
        let table = self.tried[spot.part as usize].table();
        let error = table.and_then(|it| it.sheet.as_ref()).into_iter().fold(error, |error, sheet| error.sheet(sheet));
        if self.names.len() > 1 { error.file(&self.names[spot.source as usize]) } else { error }
    }

    /// The file of a row, and its line.
    pub fn place(&self, spot: Spot) -> (&str, usize) {
        (&self.names[spot.source as usize], spot.line as usize)
    }

    /// All troubles as one error; those behind the first `shown` are only counted.
    pub fn refusal(&self, troubles: &[Trouble], shown: usize) -> Error {
        let count = troubles.len();
        let mut error = refused!("bad_lines": "有{count}处不对，一条也没有导入",
            "problems: {count}; nothing was imported"; "改好后重新导入，已导入过的不会重复",
            "mend them and import again; rows that were imported before are not added twice");
        error.more =
            troubles.iter().take(shown).map(|trouble| self.placed(trouble.spot, trouble.error.clone())).collect();
        if let Some(first) = error.more.first() {
            error.place = Box::new(Place { file: None, ..(*first.place).clone() });
        }
        error
    }
}

/// The heading of the column that says why a row was refused; an import passes over it.
pub const REFUSED_BECAUSE: Text = text("拒收原因", "why refused");

/// The refused rows of one file, or of one sheet of it.
pub struct RefusedRows {
    /// The file they come from.
    pub source: String,
    /// The sheet they come from.
    pub sheet: Option<String>,
    /// Whether it is a table; otherwise JSON Lines.
    pub is_table: bool,
    /// What to write.
    pub bytes: Vec<u8>,
    /// How many rows.
    pub rows: usize,
}

/// Why rows are refused, by where they stand.
type Reasons = BTreeMap<Start, Vec<String>>;

impl Files<'_> {
    /// The rows with troubles, each with why in its last column, in the order of the files; in the office's words, in a language.
    /// Tables have tabs between their cells, or else commas.
    pub fn refused_rows(&self, troubles: &[Trouble], how: (&Vocabulary, Lang, bool)) -> Vec<RefusedRows> {
        let mut parts: BTreeMap<u32, Reasons> = BTreeMap::new();
        for Trouble { spot, error, .. } in troubles {
            let reasons = parts.entry(spot.part).or_default().entry((spot.line, spot.nth)).or_default();
            reasons.push(error.message.lang(how.1).to_owned());
        }
        parts.into_iter().map(|(part, lines)| self.refused_of(part, &lines, how)).collect()
    }

    fn refused_of(&self, part: u32, lines: &Reasons, how: (&Vocabulary, Lang, bool)) -> RefusedRows {
        let (part, (words, lang, tab)) = (&self.tried[part as usize], how);
        let source = self.names[part.source as usize].clone();
        let (is_table, text) = match &part.content {
            Some(Content::Table(table)) => {
                let (mut head, kept) = table.again(words, lang);
                head.push(REFUSED_BECAUSE.lang(lang).to_owned());
                let separator = if tab { '\t' } else { ',' };
                // The import takes the mark off again. What stands for a faulty cell stays one.
                let guarded = |words: String| {
                    if is_guarded(&words) && !is_fault(&words) { format!("'{words}") } else { words }
                };
                let mut text = csv::MARK.to_owned() + &csv::line(head.iter().cloned(), separator) + "\r\n";
                for ((number, _), why) in lines {
                    if let Some(mut words) = table.words_again(*number as usize, &kept) {
                        words.resize(head.len() - 1, String::new());
                        words.push(why.join("；"));
                        text += &csv::line(words.into_iter().map(guarded), separator);
                        text += "\r\n";
                    }
                }
                (true, text)
            }
            Some(Content::Lines { text, by_line, ledger }) => {
                let ledger = ledger.map(|ledger| ledger.key);
                let refused = objects(text, *by_line).filter_map(|(start, object)| Some((object, lines.get(&start)?)));
                let lines = refused.map(|(object, why)| with_reason(object, ledger, &why.join("；")) + "\n");
                (false, lines.collect())
            }
            None => (false, String::new()),
        };
        RefusedRows { source, sheet: part.sheet.clone(), is_table, bytes: text.into_bytes(), rows: lines.len() }
    }
}

/// The object with one member more. What is no object becomes one that holds it as text.
fn with_reason(object: &str, ledger: Option<&str>, why: &str) -> String {
    let why = Json::from(why);
    match serde_json::from_str::<serde_json::Map<String, Json>>(object) {
        Ok(mut map) if map.contains_key("why") => {
            map.insert("why".to_owned(), why);
            Json::Object(map).to_string()
        }
        // Written again as it stood: doubled keys are part of what is to be mended.
        Ok(map) => {
            let one_line = object.trim().replace(['\n', '\r'], " ");
            let inner = one_line.strip_suffix('}').unwrap_or(&one_line).trim_end();
            let named = ledger.filter(|_| !map.contains_key("ledger"));
            let ledger = named.map_or(String::new(), |ledger| format!(", \"ledger\": {}", Json::from(ledger)));
            let comma = if map.is_empty() && ledger.is_empty() { "" } else { ", " };
            format!("{inner}{ledger}{comma}\"why\": {why}}}")
        }
        Err(_) => format!("{{\"raw\": {}, \"why\": {why}}}", Json::from(object.trim())),
    }
}
