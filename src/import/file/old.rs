//! Number formats and hidden rows of workbooks of Excel 97, which the library passes over: what is packed into the file, and what its records say.

use std::collections::HashMap;
use std::rc::Rc;

use super::grid::Hidden;
use super::number_format::NumberFormat;
use super::workbook::LAST_COLUMN;

/// The formats of the cells of a sheet, by row and column.
pub(super) type Formats = HashMap<(usize, usize), Rc<NumberFormat>>;

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

/// The formats of every sheet, in their order, and what is hidden of it; nothing of a file that cannot be followed.
pub(super) fn formats(bytes: &[u8]) -> Vec<(Formats, Hidden)> {
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
    sheets.into_iter().map(|begin| cells(&stream, begin, &styles)).collect()
}

fn cells(stream: &[u8], begin: usize, styles: &[Option<Rc<NumberFormat>>]) -> (Formats, Hidden) {
    let (mut formats, mut hidden, mut depth) = (Formats::new(), Hidden::default(), 0_usize);
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
                hidden.rows.extend(number(record, 0, 2).map(|row| row + 1));
                continue;
            }
            0x007d if says(8, 1) => {
                let (first, last) = (number(record, 0, 2).unwrap_or(1), number(record, 2, 2).unwrap_or(0));
                hidden.columns.extend(first..=last.min(LAST_COLUMN));
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
                formats.insert((row, first + at), Rc::clone(format));
            }
        }
    }
    (formats, hidden)
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
