//! What the library passes over: in workbooks of `LibreOffice` merged cells, formulas with an empty result, repeated rows, and what cells
//! show; in those of Excel 97 number formats and hidden rows, by what is packed into the file and what its records say.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::grid::{Hidden, Region};
use super::number_format::NumberFormat;
use super::packed::{said, unescaped};
use super::workbook::{Finding, LAST_COLUMN, LAST_ROW, PLACES, UNPACKED, What};

/// What is found in one sheet.
#[derive(Clone, Default)]
pub struct Found {
    pub merged: Vec<Region>,
    /// The formulas whose result is an empty text: row and column, counted from 0.
    pub empty_texts: HashSet<(usize, usize)>,
    /// What cells show that are no text, or do not say what they are.
    pub shown: HashMap<(usize, usize), Rc<str>>,
    /// The formats of its numbers, in a workbook of Excel 97.
    pub formats: Formats,
    pub hidden: Hidden,
}

/// What is found in every sheet, by its name. A row with something in it, repeated many times, fills the memory from a few bytes; so
/// does a cell far away: these are refused.
pub fn sheets(content: &str) -> Result<HashMap<String, Found>, Finding> {
    let (mut sheets, mut places, mut letters) = (HashMap::new(), 0_usize, 0_usize);
    for table in content.split("<table:table ").skip(1) {
        let table = table.split("</table:table>").next().unwrap_or_default();
        let mut found = Found::default();
        found.hidden.columns = hidden_columns(table);
        let (mut last, mut filled, mut wide) = (None, 0_usize, 0_usize);
        for cell @ CellTag { row, column, times, rows, tag, .. } in cells(table) {
            if cell.filled {
                if last != Some(row) {
                    filled += usize::from(last.is_some());
                    (last, wide) = (Some(row), 0);
                }
                wide = wide.saturating_add(times);
                if wide <= LAST_COLUMN && (row >= LAST_ROW || column >= LAST_COLUMN) {
                    return Err(Finding::new(What::Far, (row, column), filled.to_string()));
                }
                places = places.saturating_add(times.saturating_mul(rows));
                letters = letters.saturating_add(times.saturating_mul(rows).saturating_mul(cell.length));
                if wide > LAST_COLUMN || rows > 1000 || places > PLACES || letters as u64 > UNPACKED {
                    return Err(Finding::end(What::TooLarge));
                }
                found.hidden.rows.extend((row + 1..=row + rows).filter(|_| cell.hidden));
            }
            let (down, across) =
                (number_said(tag, "table:number-rows-spanned"), number_said(tag, "table:number-columns-spanned"));
            if down > 1 || across > 1 {
                let (bottom, right) = (row.saturating_add(down), column.saturating_add(across.saturating_sub(1)));
                found.merged.push(Region { top: row.saturating_add(1), bottom, left: column, right });
            }
            let is_text = tag.contains("value-type=\"string\"");
            if tag.contains("table:formula") && is_text {
                found.empty_texts.insert((row, column));
            }
            if cell.filled && !is_text && !tag.contains("value-type=\"error\"") {
                let words: Rc<str> = words(cell.inside).into();
                let places = (0..rows).flat_map(|down| (0..times).map(move |across| (row + down, column + across)));
                if !words.trim().is_empty() {
                    found.shown.extend(places.map(|place| (place, Rc::clone(&words))));
                }
            }
        }
        sheets.insert(unescaped(said(tag_of(table), "table:name").unwrap_or_default()), found);
    }
    Ok(sheets)
}

/// A cell of a sheet, with its place counted from 0.
struct CellTag<'a> {
    row: usize,
    column: usize,
    /// How often it stands there, one beside the other.
    times: usize,
    /// How often its row does.
    rows: usize,
    /// How long it is in the file.
    length: usize,
    tag: &'a str,
    inside: &'a str,
    filled: bool,
    /// Whether nobody sees its row.
    hidden: bool,
}

/// Whether a row or a column is folded away or filtered out.
fn is_hidden(tag: &str) -> bool {
    said(tag, "table:visibility").is_some_and(|how| how != "visible")
}

fn hidden_columns(table: &str) -> BTreeSet<usize> {
    let (mut hidden, mut next) = (BTreeSet::new(), 0_usize);
    for tag in table.split("<table:table-column").skip(1).map(tag_of).filter(|tag| tag.starts_with([' ', '/'])) {
        let end = next.saturating_add(number_said(tag, "table:number-columns-repeated"));
        hidden.extend((next..end.min(LAST_COLUMN)).filter(|_| is_hidden(tag)));
        next = end;
    }
    hidden
}

/// The cells of a sheet, one after the other.
fn cells(table: &str) -> impl Iterator<Item = CellTag<'_>> {
    let mut next = 0_usize;
    // A group of rows is no row.
    let lines = table.split("<table:table-row").skip(1).filter(|line| line.starts_with([' ', '>', '/']));
    lines.flat_map(move |line| {
        let hidden = is_hidden(tag_of(line));
        let (row, rows) = (next, number_said(tag_of(line), "table:number-rows-repeated"));
        next = next.saturating_add(rows);
        let line = line.split("</table:table-row>").next().unwrap_or_default();
        let is_cell = |part: &&str| part.starts_with("table-cell") || part.starts_with("covered-table-cell");
        let mut column = 0_usize;
        line.split("<table:").skip(1).filter(is_cell).map(move |part| {
            let (tag, at) = (tag_of(part), column);
            let times = number_said(tag, "table:number-columns-repeated");
            column = column.saturating_add(times);
            let filled = ["office:value", "<text:p", "table:formula"].iter().any(|sign| part.contains(sign));
            let inside = part.get(tag.len() + 1..).and_then(|rest| rest.split("</table:").next()).unwrap_or_default();
            CellTag { row, column: at, times, rows, length: part.len(), tag, inside, filled, hidden }
        })
    })
}

/// The number of an attribute; 1 where it is not there.
fn number_said(tag: &str, name: &str) -> usize {
    said(tag, name).map_or(1, |number| number.parse().unwrap_or(usize::MAX))
}

fn tag_of(part: &str) -> &str {
    part.split('>').next().unwrap_or_default()
}

/// The words of a cell, without what is remarked on it.
fn words(inside: &str) -> String {
    let mut words = String::new();
    let remarks = inside.split("<office:annotation");
    let said = remarks.enumerate().map(|(at, part)| match at {
        0 => part,
        _ => part.split_once("</office:annotation>").map_or("", |(_, rest)| rest),
    });
    for piece in said.flat_map(|part| part.split('<')) {
        let (tag, text) = piece.split_once('>').unwrap_or(("", ""));
        match tag.split([' ', '/']).next().unwrap_or_default() {
            "text:p" if !words.is_empty() => words.push('\n'),
            "text:line-break" => words.push('\n'),
            "text:tab" => words.push('\t'),
            "text:s" => words.extend(std::iter::repeat_n(' ', number_said(tag, "text:c").min(1000))),
            _ => {}
        }
        if tag != "/text:p" {
            words.push_str(&unescaped(text));
        }
    }
    words
}

/// The formats of the cells of a sheet, by row and column.
type Formats = HashMap<(usize, usize), Rc<NumberFormat>>;

/// The formats that are built in, by their numbers.
const BUILT_IN: &[(usize, &str)] = &[
    (1, "0"),
    (2, "0.00"),
    (3, "#,##0"),
    (4, "#,##0.00"),
    (9, "0%"),
    (10, "0.00%"),
    (11, "0.00E+00"),
    (12, "# ?/?"),
    (13, "# ??/??"),
    (37, "#,##0_);(#,##0)"),
    (38, "#,##0_);(#,##0)"),
    (39, "#,##0.00_);(#,##0.00)"),
    (40, "#,##0.00_);(#,##0.00)"),
    (41, "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)"),
    (43, "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)"),
    (14, "yyyy/m/d"),
    (20, "h:mm"),
    (21, "h:mm:ss"),
    (22, "m/d/yy h:mm"),
    (45, "mm:ss"),
    (46, "[h]:mm:ss"),
    (48, "##0.0E+0"),
];

/// The formats of every sheet of a workbook of Excel 97, in their order, and what is hidden of it; nothing of a file that cannot be
/// followed.
pub fn old_sheets(bytes: &[u8]) -> Vec<Found> {
    let Some(stream) = stream(bytes) else { return Vec::new() };
    let mut codes: HashMap<usize, String> = BUILT_IN.iter().map(|(at, code)| (*at, (*code).to_owned())).collect();
    let (mut styles, mut sheets) = (Vec::new(), Vec::new());
    for (kind, record) in records(&stream, 0) {
        match kind {
            0x041e => drop(number(record, 0, 2).zip(text(record)).map(|(at, code)| codes.insert(at, code))),
            0x00e0 => styles.push(number(record, 2, 2).unwrap_or_default()),
            0x0085 => sheets.extend(number(record, 0, 4)),
            0x000a => break,
            _ => {}
        }
    }
    let known = |code: &String| NumberFormat::of(code).map(Rc::new);
    let styles: Vec<Option<Rc<NumberFormat>>> = styles.iter().map(|at| codes.get(at).and_then(known)).collect();
    sheets.into_iter().map(|begin| old_cells(&stream, begin, &styles)).collect()
}

fn old_cells(stream: &[u8], begin: usize, styles: &[Option<Rc<NumberFormat>>]) -> Found {
    let (mut found, mut depth) = (Found::default(), 0_usize);
    for (kind, record) in records(stream, begin) {
        // Charts within the sheet have records of their own.
        match kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            _ => {}
        }
        let says = |at: usize, bit: usize| number(record, at, 2).is_some_and(|options| options & bit != 0);
        let width = match kind {
            _ if depth > 1 => continue,
            // What a row is like, and what some columns are.
            0x0208 if says(12, 0x20) => {
                found.hidden.rows.extend(number(record, 0, 2).map(|row| row + 1));
                continue;
            }
            0x007d if says(8, 1) => {
                let (first, last) = (number(record, 0, 2).unwrap_or(1), number(record, 2, 2).unwrap_or(0));
                found.hidden.columns.extend(first..=last.min(LAST_COLUMN));
                continue;
            }
            // A number, one in short, and the result of a formula; several in short.
            0x0203 | 0x027e | 0x0006 => 0,
            0x00bd => 6,
            _ => continue,
        };
        let (Some(row), Some(first)) = (number(record, 0, 2), number(record, 2, 2)) else { continue };
        let count = record.len().saturating_sub(6).checked_div(width).unwrap_or(1);
        for at in 0..count {
            let style = number(record, 4 + at * width, 2).and_then(|style| styles.get(style));
            if let Some(Some(format)) = style {
                found.formats.insert((row, first + at), Rc::clone(format));
            }
        }
    }
    found
}

/// The records from a place on, with their kinds.
fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = (usize, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (number(stream, at, 2)?, number(stream, at + 2, 2)?);
        let record = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, record))
    })
}

/// The code of a format behind its number: letters of one byte or of two.
fn text(record: &[u8]) -> Option<String> {
    let (length, wide) = (number(record, 2, 2)?, record.get(4)? & 1 == 1);
    let letters = record.get(5..)?;
    if wide {
        let units = letters.chunks_exact(2).take(length).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        return String::from_utf16(&units.collect::<Vec<_>>()).ok();
    }
    Some(letters.iter().take(length).map(|letter| char::from(*letter)).collect())
}

/// The stream of the workbook within the file, which is divided into sectors as a disk is.
fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    const FREE: usize = 0xffff_fff0;
    let size =
        1_usize.checked_shl(u32::try_from(number(bytes, 30, 2)?).ok()?).filter(|size| (64..=65536).contains(size))?;
    let sector = |at: usize| bytes.get((at + 1) * size..).map(|rest| &rest[..size.min(rest.len())]);
    let entries = |sector: &[u8]| (0..sector.len() / 4).filter_map(|at| number(sector, at * 4, 4)).collect::<Vec<_>>();
    // Where the table of what follows what stands: in the head of the file, and in sectors that are linked to each other.
    let mut places = entries(bytes.get(76..512)?);
    let mut next = number(bytes, 68, 4)?;
    for _ in 0..bytes.len() / size {
        let Some(more) = (next < FREE).then(|| sector(next)).flatten() else { break };
        let mut more = entries(more);
        next = more.pop()?;
        places.extend(more);
    }
    let table: Vec<usize> =
        places.into_iter().filter(|place| *place < FREE).filter_map(sector).flat_map(entries).collect();
    let chain = |table: &[usize], begin: usize| {
        let follow = |at: &usize| table.get(*at).copied().filter(|next| *next < FREE);
        std::iter::successors(Some(begin).filter(|at| *at < FREE), follow)
            .take(bytes.len() / 64 + 1)
            .collect::<Vec<_>>()
    };
    let whole =
        |begin: usize| -> Vec<u8> { chain(&table, begin).into_iter().filter_map(sector).flatten().copied().collect() };
    let folder = whole(number(bytes, 48, 4)?);
    let entry = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        folder.chunks_exact(128).find(|entry| entry.starts_with(&name))
    };
    let book = entry("Workbook").or_else(|| entry("Book"))?;
    let (begin, length) = (number(book, 116, 4)?, number(book, 120, 4)?);
    let mut stream = if length >= number(bytes, 56, 4)? {
        whole(begin)
    } else {
        // A short one is packed with others of its kind.
        let short = whole(number(folder.get(..128)?, 116, 4)?);
        let table = entries(&whole(number(bytes, 60, 4)?));
        let parts = chain(&table, begin).into_iter().filter_map(|at| short.get(at * 64..at * 64 + 64));
        parts.flatten().copied().collect()
    };
    stream.truncate(length);
    Some(stream)
}

/// A number of so many bytes, the lowest first.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<usize> {
    Some(bytes.get(at..at + width)?.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}
