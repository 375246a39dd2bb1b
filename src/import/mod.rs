//! Records from files: JSON Lines, JSON, CSV and workbooks. Every row is read and checked, every trouble named, before
//! anything is kept.

mod around;
mod draft;
mod encoding;
mod flow;
mod grid;
mod heading;
mod leftover;
mod likely;
mod lines;
mod linking;
mod rows;
mod separated;
mod shape;
mod shown;
mod spans;
mod table;
mod unit;
mod wording;
mod workbook;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use encoding_rs::Encoding;

use crate::error::{Error, Place, Result};
use crate::ledger::{Ledger, Record, VOCABULARY, mask};
use crate::lookup::{Candidate, Pick, pick};
use crate::message;
use crate::text::Message;
use crate::vocabulary::Vocabulary;

use draft::{Draft, Reading, with_words};
use encoding::Decoded;
use table::{Table, ledger_of_name};
use wording::in_words_of_json;

pub use encoding::encoding_named;
pub use flow::{Piece, Ready, flow};
pub use heading::Mapping;
pub use leftover::{Leftover, REFUSED_BECAUSE};
pub use likely::nearly_same;
pub use shape::Shape;
pub use table::ledger_named;

/// A file to be read.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// As the person named it; `-` is stdin.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// What the person said about the files.
#[derive(Clone, Copy, Default)]
pub struct Wishes<'a> {
    /// How they are written, where their names do not say.
    pub shape: Option<Shape>,
    /// The ledger, where they do not say.
    pub ledger: Option<&'static Ledger>,
    /// The only sheet that is wanted.
    pub sheet: Option<&'a str>,
    /// Headings and what they mean.
    pub mapping: &'a Mapping,
    /// The encoding of text.
    pub encoding: Option<&'static Encoding>,
}

/// Where a row stands: the file, the part of it (a sheet), the line, counted from 1, and which it is of the objects of an array
/// that begin on that line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    source: u32,
    part: u32,
    line: u32,
    nth: u32,
}

/// One record of a file, ready to be kept.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Where it stands.
    pub spot: Spot,
    /// Whether the row gives its id; otherwise the id is made from its content.
    pub given: bool,
    /// Whether the row says if the record is void; otherwise a known one stays as it is.
    pub says_void: bool,
    /// The record, with its id, its number if the row has one, and the reason why it is void.
    pub record: Record,
}

/// Something wrong with a row.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// The row.
    pub spot: Spot,
    /// Its ledger, where that is known.
    pub ledger: Option<&'static Ledger>,
    /// What is wrong.
    pub error: Error,
}

/// Files that were understood as far as they can be.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The good records: words of the vocabulary, then what stands by itself, then what hangs on others.
    pub records: Vec<Incoming>,
    /// Rows that say the same as an earlier one; both are kept.
    pub repeated: Vec<(Spot, Spot)>,
    /// The ledgers of rows that say what another file of the same import said before them.
    pub known: Vec<&'static Ledger>,
    /// The records of the ledger that rows name by a bare number, as people do for whom there is only one list.
    pub numbered: Vec<Record>,
    /// What was taken for granted.
    pub notes: Vec<Message>,
    /// What is wrong, row by row.
    pub troubles: Vec<Trouble>,
}

/// So many rows are named in a note.
const SHOWN_ROWS: usize = 10;

/// What is known already of a name that a row hangs on.
pub type Known<'a> = &'a dyn Fn(&str) -> Result<Option<Record>>;
/// Told how many rows have been read, and of how many; answers whether to go on.
pub type Progress<'a> = &'a dyn Fn(usize, usize) -> bool;

/// Files opened and divided into rows.
pub struct Files<'a> {
    names: Vec<String>,
    parts: Vec<Part<'a>>,
    /// What was passed over or taken for granted.
    pub notes: Vec<Message>,
    /// The sheets that were not read: file and name.
    pub unread: Vec<(String, String)>,
}

struct Part<'a> {
    source: u32,
    content: Content<'a>,
}

enum Content<'a> {
    Lines { text: Cow<'a, str>, by_line: bool, ledger: Option<&'static Ledger> },
    Table(Table),
}

/// Opens files: finds out how each is written, and what the columns of its tables mean.
///
/// # Errors
/// A file that cannot be understood as a whole; its name is in the error.
pub fn open<'a>(sources: &[Source<'a>], wishes: &Wishes) -> Result<Files<'a>> {
    let mut files = Files { names: Vec::new(), parts: Vec::new(), notes: Vec::new(), unread: Vec::new() };
    for source in sources {
        let number = u32::try_from(files.names.len()).unwrap_or(u32::MAX);
        files.names.push(source.name.to_owned());
        let said = wishes.shape.or_else(|| Shape::of_ending(source.name));
        let mut notes = Vec::new();
        let mut unread = Vec::new();
        let contents =
            opened(source, said, wishes, &mut notes, &mut unread).map_err(|error| masked(error).file(source.name))?;
        files.unread.extend(unread.into_iter().map(|sheet| (source.name.to_owned(), sheet)));
        files.parts.extend(contents.into_iter().map(|content| Part { source: number, content }));
        let (zh, en) = spoken(source.name);
        let told = notes
            .into_iter()
            .map(|note| Message { zh: format!("{zh}：{}", note.zh), en: format!("{en}: {}", note.en) });
        files.notes.extend(told);
    }
    files.all_meant(wishes.mapping)?;
    Ok(files)
}

/// What a file is called in a sentence.
#[must_use]
pub fn spoken(file: &str) -> (&str, &str) {
    if file == "-" { ("标准输入", "stdin") } else { (file, file) }
}

/// The parts of one file.
fn opened<'a>(
    source: &Source<'a>,
    said: Option<Shape>,
    wishes: &Wishes,
    notes: &mut Vec<Message>,
    unread: &mut Vec<String>,
) -> Result<Vec<Content<'a>>> {
    let shape = Shape::of(said, source.bytes)?;
    let stem = source.name.rsplit(['/', '\\']).next().and_then(|name| name.rsplit_once('.')).map(|(stem, _)| stem);
    if shape.is_workbook() {
        return sheets(workbook::read(source.bytes, shape, wishes.sheet)?, wishes, stem, notes, unread);
    }
    if let Some(sheet) = wishes.sheet {
        return Err(Error::usage(
            "no_such_sheet",
            message!("不是工作簿，没有工作表“{sheet}”", "it is no workbook and has no sheet “{sheet}”"),
        )
        .hint(message!("去掉 --sheet", "leave --sheet out")));
    }
    let ledger = wishes.ledger.or_else(|| stem.and_then(ledger_of_name));
    if matches!(shape, Shape::Jsonl | Shape::Json) {
        let text = json_text(source.bytes, wishes.encoding)?;
        return Ok(vec![Content::Lines { text, by_line: shape == Shape::Jsonl, ledger: wishes.ledger }]);
    }
    let Decoded { text, name, guessed } = encoding::decode(source.bytes, wishes.encoding)?;
    let grid = separated::read(&text, (shape == Shape::Tsv).then_some('\t'))?;
    let first = first_row(&grid);
    if name != "UTF-8" {
        notes.push(message!("按 {name} 编码读，首行：{first}", "read as {name}; its first row: {first}"));
    }
    let broken = grid.opened.len();
    if broken > 0 {
        let (lines, rows) = (text.lines().count(), grid.rows.len());
        notes.push(message!(
            "{broken}格里有换行，{lines}行文字读成{rows}行",
            "cells with line ends: {broken}; {lines} lines of text became {rows} rows"
        ));
    }
    let table = Table::of(grid, ledger, wishes.mapping, stem, notes)?;
    if guessed && !table.speaks_chinese() {
        return Err(encoding::unsure(&first));
    }
    Ok(vec![Content::Table(table)])
}

/// The first row of a table, shortened, to see by it whether the encoding is right.
fn first_row(grid: &grid::Grid) -> String {
    let cells = grid.rows.first().map_or(&[][..], |row| &row.cells);
    let words: Vec<String> = cells.iter().map(grid::Cell::words).filter(|words| !words.is_empty()).collect();
    words.join("，").chars().filter(|c| !c.is_control()).take(40).collect()
}

/// JSON is UTF-8, or UTF-16 with a byte-order mark.
fn json_text<'a>(bytes: &'a [u8], said: Option<&'static Encoding>) -> Result<Cow<'a, str>> {
    if said.is_some() || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return encoding::decode(bytes, said).map(|decoded| decoded.text.into());
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|fault| {
        let good = &bytes[..fault.valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        Error::refused("not_utf8", message!("不是 UTF-8 编码", "it is not UTF-8"))
            .hint(message!(
                "另存为 UTF-8 再导入，或用 --encoding 写明编码",
                "save it as UTF-8 and import again, or say its encoding with --encoding"
            ))
            .line(line)
    })
}

/// The sheets that hold records: those named after a ledger or with a column that names it, or the only one there is.
fn sheets(
    grids: Vec<grid::Grid>,
    wishes: &Wishes,
    stem: Option<&str>,
    notes: &mut Vec<Message>,
    unread: &mut Vec<String>,
) -> Result<Vec<Content<'static>>> {
    let grids: Vec<grid::Grid> =
        grids.into_iter().filter(|grid| !grid.rows.is_empty() || wishes.sheet.is_some()).collect();
    let only = grids.len() == 1;
    let by_name: Vec<Option<&'static Ledger>> =
        grids.iter().map(|grid| grid.sheet.as_deref().and_then(ledger_of_name)).collect();
    let says = |grid: &grid::Grid| table::names_ledgers(grid, wishes.mapping);
    let some_say = by_name.iter().any(Option::is_some) || grids.iter().any(says);
    let all = grids.iter().filter_map(|grid| grid.sheet.clone()).collect::<Vec<_>>().join("、");
    let mut contents = Vec::new();
    for (grid, named) in grids.into_iter().zip(by_name) {
        let name = grid.sheet.clone().unwrap_or_default();
        if let (Some(named), Some(said)) = (named, wishes.ledger)
            && named != said
        {
            let (zh, en, key) = (named.label.zh, named.key, said.key);
            return Err(Error::usage(
                "ledger_differs",
                message!("工作表名是{zh}，--ledger 却写 {key}", "the sheet is named {en}, and --ledger says {key}"),
            )
            .hint(message!("去掉 --ledger，或改工作表名", "leave --ledger out, or rename the sheet"))
            .sheet(&name));
        }
        if named.is_none() && !only && some_say && !says(&grid) {
            if table::holds_records(&grid, wishes.mapping) {
                return Err(unnamed_sheet(&name));
            }
            unread.push(name.clone());
            notes.push(message!(
                "工作表“{name}”没有写是哪个台账，没有读",
                "the sheet “{name}” does not say its ledger and was not read"
            ));
            continue;
        }
        if named.is_none() && !only && !some_say {
            return Err(Error::usage(
                "which_sheet",
                message!("有几个工作表：{all}", "there are several sheets: {all}"),
            )
            .hint(message!(
                "用 --sheet 写明一个，或把工作表名改成台账名（如 学习）",
                "name one with --sheet, or name each sheet after its ledger (such as study)"
            )));
        }
        let table = Table::of(grid, named.or(wishes.ledger), wishes.mapping, stem, notes)
            .map_err(|error| of_sheet(error, &name))?;
        contents.push(Content::Table(table));
    }
    if contents.is_empty() {
        return Err(Error::refused(
            "empty_table",
            message!("工作簿里没有记录", "there are no records in the workbook"),
        )
        .hint(message!("核对文件；隐藏的工作表不读", "check the file; hidden sheets are not read")));
    }
    Ok(contents)
}

/// A sheet with records that does not say whose they are.
fn unnamed_sheet(name: &str) -> Error {
    Error::refused(
        "unnamed_sheet",
        message!("工作表“{name}”有记录，却没有写是哪个台账", "the sheet “{name}” has records and does not say its ledger"),
    )
    .hint(message!(
        "把它改名为台账名（如 学习），或用 --sheet 和 --ledger 单独导入；不要它就隐藏或删去",
        "name it after its ledger (such as study), or import it alone with --sheet and --ledger; hide or delete it if it is not wanted"
    ))
    .sheet(name)
}

/// An error that shows numbers of persons in part only, wherever it quotes a cell.
fn masked(mut error: Error) -> Error {
    let hidden = |said: &Message| Message { zh: mask(&said.zh), en: mask(&said.en) };
    error.message = hidden(&error.message);
    error.hint = error.hint.map(|hint| Box::new(hidden(&hint)));
    error.more = error.more.into_iter().map(masked).collect();
    error
}

/// An error, and all the troubles it lists, of one sheet.
fn of_sheet(mut error: Error, name: &str) -> Error {
    error.more = error.more.into_iter().map(|trouble| trouble.sheet(name)).collect();
    error.sheet(name)
}

impl Files<'_> {
    /// Reads every row.
    ///
    /// # Errors
    /// Only when the ledger cannot be read, or somebody stopped it; what is wrong with rows is in the batch.
    pub fn read(&self, vocabulary: &Vocabulary, today: NaiveDate, known: Known, progress: Progress) -> Result<Batch> {
        let mut batch = Batch::default();
        let mut drafts = Vec::new();
        self.draft(true, &mut Reading::new(vocabulary, today), &mut batch, &mut drafts, progress)?;
        let vocabulary = with_words(vocabulary, &drafts);
        let mut reading = Reading::new(&vocabulary, today);
        self.draft(false, &mut reading, &mut batch, &mut drafts, progress)?;
        batch.notes = self.told_years(&reading.yearless);
        linking::identified(drafts, reading.refused, &vocabulary, known, &mut batch)?;
        for trouble in &mut batch.troubles {
            let error = trouble.error.clone();
            let error = match self.parts.get(trouble.spot.part as usize).map(|part| &part.content) {
                Some(Content::Table(table)) => table.placed(error, trouble.ledger),
                _ => in_words_of_json(error),
            };
            trouble.error = masked(error);
        }
        batch.troubles.sort_by_cached_key(|trouble| (trouble.spot, column_rank(&trouble.error)));
        Ok(batch)
    }

    /// Which rows have days without a year, and in which year they were put: one note for each part of the files.
    fn told_years(&self, yearless: &[(Spot, i32)]) -> Vec<Message> {
        let mut parts: BTreeMap<u32, BTreeMap<i32, Vec<Spot>>> = BTreeMap::new();
        for (spot, year) in yearless {
            parts.entry(spot.part).or_default().entry(*year).or_default().push(*spot);
        }
        let told = |(part, years): (u32, BTreeMap<i32, Vec<Spot>>)| {
            let part = &self.parts[part as usize];
            let (zh, en) = spoken(&self.names[part.source as usize]);
            let (mut zh_years, mut en_years) = (Vec::new(), Vec::new());
            for (year, spots) in years.iter().rev() {
                let (count, shown) = (spots.len(), spots.iter().take(SHOWN_ROWS));
                let lines: Vec<String> = shown.map(|spot| spot.line.to_string()).collect();
                let (zh_more, en_more) =
                    if count > SHOWN_ROWS { (format!("等{count}"), ", …") } else { (String::new(), "") };
                zh_years.push(format!("第{}{zh_more}行按{year}年", lines.join("、")));
                en_years.push(format!("{year} for {}{en_more}", lines.join(", ")));
            }
            let (zh_years, en_years) = (zh_years.join("，"), en_years.join("; "));
            message!(
                "{zh}：有的日子没有写年份，{zh_years}读；不对就在文件里写上年份",
                "{en}: days without a year were given one, by rows: {en_years}; if that is wrong, write the year in the file"
            )
        };
        parts.into_iter().map(told).collect()
    }

    /// Drafts the words of the vocabulary, or everything else.
    fn draft(
        &self,
        words: bool,
        reading: &mut Reading,
        batch: &mut Batch,
        drafts: &mut Vec<Draft>,
        progress: Progress,
    ) -> Result<()> {
        let total = self.rows();
        let mut done = 0;
        let mut go_on = || {
            done += 1;
            if done % 512 == 0 && !progress(done, total) { Err(interrupted()) } else { Ok(()) }
        };
        for (number, part) in (0..).zip(&self.parts) {
            let spot = |(line, nth): lines::Start| Spot { source: part.source, part: number, line, nth };
            match &part.content {
                Content::Lines { text, by_line, ledger } => {
                    for (start, object) in lines::objects(text, *by_line) {
                        go_on()?;
                        if words && !object.contains("\"vocabulary\"") {
                            continue;
                        }
                        match lines::members(object, *ledger) {
                            Ok((ledger, members)) if (ledger == VOCABULARY) == words => {
                                drafts.extend(reading.draft(spot(start), ledger, &members, &mut batch.troubles));
                            }
                            Err(error) if !words => {
                                batch.troubles.push(Trouble { spot: spot(start), ledger: *ledger, error });
                            }
                            _ => {}
                        }
                    }
                }
                Content::Table(table) => {
                    for row in table.rows() {
                        go_on()?;
                        let line = u32::try_from(row.number).unwrap_or(u32::MAX);
                        draft_row(table, row, spot((line, 0)), words, reading, batch, drafts);
                    }
                }
            }
        }
        Ok(())
    }

    /// Refuses an explanation of a heading that no table has: a slip of the pen would be passed over otherwise.
    fn all_meant(&self, mapping: &Mapping) -> Result<()> {
        let tables = || {
            self.parts.iter().filter_map(|part| match &part.content {
                Content::Table(table) => Some(table),
                Content::Lines { .. } => None,
            })
        };
        let Some((from, target)) = mapping.iter().find(|(from, _)| !tables().any(|table| table.has(from))) else {
            return Ok(());
        };
        let headings: Vec<String> =
            tables().flat_map(Table::headings).map(|heading| heading.split_whitespace().collect()).collect();
        let candidates: Vec<Candidate> = headings.iter().map(|heading| Candidate::new(heading, &[])).collect();
        let all = headings.join("、");
        let hint = match pick(from, &candidates) {
            Pick::One(near) | Pick::None(Some(near)) => {
                message!("是不是“{near}”？写 --map {near}={target}", "did you mean “{near}”? say --map {near}={target}")
            }
            _ if headings.is_empty() => message!("只有表格才用 --map", "--map is for tables only"),
            _ => message!("表头有：{all}", "the headings are: {all}"),
        };
        Err(Error::usage("unused_map", message!("没有一列的表头是“{from}”", "no column has the heading “{from}”"))
            .hint(hint))
    }

    /// How many rows there are, about.
    fn rows(&self) -> usize {
        let count = |part: &Part| match &part.content {
            Content::Lines { text, .. } => text.bytes().filter(|byte| *byte == b'\n').count(),
            Content::Table(table) => table.rows().count(),
        };
        self.parts.iter().map(count).sum()
    }

    /// How many files there are.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// An error with its place: the file, where there are several; the sheet; the line.
    #[must_use]
    pub fn placed(&self, spot: Spot, error: Error) -> Error {
        let error = error.line(spot.line as usize);
        let error = match self.parts.get(spot.part as usize).map(|part| &part.content) {
            Some(Content::Table(Table { sheet: Some(sheet), .. })) => error.sheet(sheet),
            _ => error,
        };
        if self.names.len() > 1 { error.file(&self.names[spot.source as usize]) } else { error }
    }

    /// The file of a row, and its line.
    #[must_use]
    pub fn place(&self, spot: Spot) -> (&str, usize) {
        (&self.names[spot.source as usize], spot.line as usize)
    }

    /// All troubles as one error; those behind the first `shown` are only counted.
    #[must_use]
    pub fn refusal(&self, troubles: &[Trouble], shown: usize) -> Error {
        let count = troubles.len();
        let mut error = Error::refused(
            "bad_lines",
            message!("有{count}处不对，一条也没有导入", "problems: {count}; nothing was imported"),
        )
        .hint(message!(
            "改好后重新导入，已导入过的不会重复",
            "mend them and import again; rows that were imported before are not added twice"
        ));
        error.more =
            troubles.iter().take(shown).map(|trouble| self.placed(trouble.spot, trouble.error.clone())).collect();
        if let Some(first) = error.more.first() {
            error.place = Box::new(Place { file: None, ..(*first.place).clone() });
        }
        error
    }
}

/// Where in its row a trouble stands: column by column, and what is in none last.
fn column_rank(error: &Error) -> (usize, String) {
    let Some(column) = &error.place.column else { return (usize::MAX, String::new()) };
    let letters: String = column.chars().take_while(char::is_ascii_uppercase).collect();
    (letters.len(), letters)
}

fn draft_row(
    table: &Table,
    row: &grid::GridRow,
    spot: Spot,
    words: bool,
    reading: &mut Reading,
    batch: &mut Batch,
    drafts: &mut Vec<Draft>,
) {
    let read = match table.row(row) {
        Ok(read) if (read.ledger == VOCABULARY) == words => read,
        Ok(_) => return,
        Err(error) => {
            if !words {
                batch.troubles.push(Trouble { spot, ledger: table.ledger(), error });
            }
            return;
        }
    };
    let mut found = Vec::new();
    let draft = reading.draft(spot, read.ledger, &read.members, &mut found);
    let bad_already = |error: &Error| {
        error.code == "no_date" && read.troubles.iter().any(|trouble| trouble.place.field.as_deref() == Some("date"))
    };
    found.retain(|trouble| !bad_already(&trouble.error));
    match draft {
        Some(draft) if read.troubles.is_empty() => drafts.push(draft),
        Some(Draft { spot, names, record, .. }) => reading.refused.note(spot, names, record.id),
        None => {}
    }
    let placed =
        |error: Error| Trouble { spot, ledger: Some(read.ledger), error: table.placed(error, Some(read.ledger)) };
    batch.troubles.extend(read.troubles.into_iter().chain(found.into_iter().map(|trouble| trouble.error)).map(placed));
}

/// Somebody stopped the work.
#[must_use]
pub fn interrupted() -> Error {
    Error::new(
        crate::error::Kind::Interrupted,
        "interrupted",
        message!("已中断，什么也没有写入", "interrupted; nothing was written"),
    )
    .hint(message!("重新导入即可", "import again"))
}
