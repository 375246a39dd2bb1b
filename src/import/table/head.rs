//! Which row of a table is its heading, and a heading that goes over several rows: groups such as 参与情况 above 人数 and 人次, joined
//! into one heading each.

use std::ops::Range;

use super::heading::{Mapping, UNKNOWN, is_heading_of, is_known};
use super::means::Means;
use super::totals::{above_heading, is_day, is_record};
use super::unit::unit;
use crate::error::{Error, Result};
use crate::import::file::{Cell, Grid, GridRow};
use crate::ledger::{LEDGERS, Ledger, MOTIONS, Type};

/// Above the heading there are at most so many rows of titles.
const TITLE_ROWS: usize = 30;

/// Of so many bad headings it is said what can be done.
const SHOWN_HINTS: usize = 10;

/// Whether a column of the table says the ledger.
pub fn names_ledgers(grid: &Grid, mapping: &Mapping) -> bool {
    matches!(heading_row(grid, None, mapping), Ok((_, Some(_))))
}

/// The row that is a heading in a ledger, and its words, where most of them are known.
fn headed(grid: &Grid, ledger: &'static Ledger, mapping: &Mapping) -> Option<(usize, Vec<String>)> {
    let (at, _) = heading_row(grid, Some(ledger), mapping).ok()?;
    let (known, all) = known(&grid.rows[at], Some(ledger), mapping);
    (known >= 2 && known * 2 > all).then(|| (at, grid.rows[at].said()))
}

/// Whether a sheet has a heading like that of records and something below it: most of its words known in one ledger, a day
/// among them.
pub fn holds_records(grid: &Grid, mapping: &Mapping) -> bool {
    Ledger::all().filter(|ledger| !ledger.is_of_office()).any(|ledger| {
        let is_date = |word: &String| is_heading_of(word, ledger, mapping, |means| means.is("date"));
        headed(grid, ledger, mapping).is_some_and(|(at, words)| words.iter().any(is_date) && grid.rows.len() > at + 1)
    })
}

/// Whether a sheet is a list of words, as one of the kinds is: its headings say no day, no part and no number.
pub fn is_word_list(grid: &Grid, mapping: &Mapping) -> bool {
    let says_more = |means: &Means| {
        means.is("town") || means.holds(|field| matches!(field.holds, Type::Amount(_) | Type::Day | Type::DayAhead))
    };
    let words: Vec<String> = grid.rows.iter().take(TITLE_ROWS).flat_map(GridRow::said).collect();
    !LEDGERS.iter().any(|ledger| words.iter().any(|word| is_heading_of(word, ledger, mapping, says_more)))
}

/// Whether most headings of a table mean something in a ledger.
pub fn has_headings_of(grid: &Grid, ledger: &'static Ledger, mapping: &Mapping) -> bool {
    let is_name = |word: &String| is_heading_of(word, ledger, mapping, |means| means.is("title"));
    headed(grid, ledger, mapping).is_some_and(|(_, words)| !ledger.is_roster() || words.iter().any(is_name))
}

/// Whether a row below the heading is that of another table: most of its cells are headings, and no day is among them.
pub fn is_heading_again(row: &GridRow, ledger: &'static Ledger, mapping: &Mapping) -> bool {
    let mut words = row.cells.iter().filter(|cell| !cell.is_empty());
    if !words.next().is_some_and(|first| matches!(first, Cell::Text(words) if is_known(words, Some(ledger), mapping))) {
        return false;
    }
    let (known, all) = known(row, Some(ledger), mapping);
    known >= 2 && known * 4 >= all * 3
}

/// The titles of a table: what stands alone in its row, above everything else.
pub fn titles(grid: &Grid) -> Vec<String> {
    grid.rows.iter().map(GridRow::said).take_while(|said| said.len() == 1).take(3).flatten().collect()
}

/// The list of motions, or of what became of them, that a table with their codes is by its other headings: the one in which
/// most of them mean something, and one of its own fields is among them. It is one of motions with all that was made of them where no
/// list alone knows as many of its headings; or as many, and it says of motions what only their list does.
pub fn told_by_headings(grid: &Grid, mapping: &Mapping) -> Option<&'static Ledger> {
    let Ok((at, None)) = heading_row(grid, Some(MOTIONS), mapping) else { return None };
    let words = grid.rows[at].said();
    let is = |ledger, means: &dyn Fn(&Means) -> bool| {
        words.iter().filter(|word| is_heading_of(word, ledger, mapping, means)).count()
    };
    if is(MOTIONS, &|means| means.is("code")) == 0 {
        return None;
    }
    let by_itself = |means: &Means| !matches!(means, Means::Part(_));
    let all = |ledger| is(ledger, &|_| true);
    let of_motions = |key: &str| is(MOTIONS, &|means| means.is(key)) > 0;
    let most_of_part = MOTIONS.children.iter().map(|part| all(*part)).max().unwrap_or(0);
    let is_list = of_motions("date") && ["form", "kind", "between"].into_iter().any(of_motions);
    let has_parts = of_motions("title") && is(MOTIONS, &|means| !by_itself(means)) > 0;
    if has_parts && (all(MOTIONS) > most_of_part || (is_list && all(MOTIONS) == most_of_part)) {
        return Some(MOTIONS);
    }
    let fitting = MOTIONS.with_children().into_iter().filter_map(|ledger| {
        let own = |means: &Means| {
            by_itself(means)
                && means.holds(|field| {
                    field.key != "code" && !field.of_total && ledger.fields.iter().any(|own| own.key == field.key)
                })
        };
        let own = is(ledger, &own);
        (own > 0).then(|| ((is(ledger, &by_itself), own), ledger))
    });
    let fitting: Vec<_> = fitting.collect();
    let most = fitting.iter().map(|(known, _)| *known).max()?;
    let mut best = fitting.into_iter().filter(|(known, _)| *known == most);
    best.next().filter(|_| best.next().is_none()).map(|(_, ledger)| ledger)
}

/// How many cells of a row are known as headings, in a ledger or in any, and how many have something in them.
fn known(row: &GridRow, ledger: Option<&'static Ledger>, mapping: &Mapping) -> (usize, usize) {
    let words = row.said();
    (words.iter().filter(|word| is_known(word, ledger, mapping)).count(), words.len())
}

/// The heading row: the first in which most cells are known headings; else the one with most of them. With it, the column
/// that names the ledger row by row.
pub fn heading_row(grid: &Grid, ledger: Option<&'static Ledger>, mapping: &Mapping) -> Result<(usize, Option<usize>)> {
    let width = |row: &GridRow| row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let width = grid.rows.iter().map(width).max().unwrap_or(0);
    let mut best: Option<(usize, usize)> = None;
    for (at, row) in grid.rows.iter().take(TITLE_ROWS).enumerate() {
        let (known, all) = known(row, ledger, mapping);
        if known * 2 > all && (known > 1 || width <= 1) {
            best = Some((at, known));
            break;
        }
        if known > best.map_or(0, |(_, most)| most) {
            best = Some((at, known));
        }
    }
    let Some((at, _)) = best.filter(|_| width > 0) else { return Err(no_headings(grid, ledger, mapping)) };
    let is_ledger = |means: &Means| means.is("ledger");
    let mut cells = grid.rows[at].cells.iter();
    let column = cells.position(|cell| is_heading_of(&cell.words(), LEDGERS[0], mapping, is_ledger));
    if column.is_none() && ledger.is_none() {
        let name = |ledger: &&Ledger| format!("{}（{}）", ledger.key, ledger.called_by(mapping.words).zh);
        let all = LEDGERS.iter().map(name).collect::<Vec<_>>().join("、");
        return Err(refused!("no_ledger" in "ledger": "看不出是哪个台账", "it does not say which ledger it is";
            "用 --ledger 写明：{all}", "say it with --ledger: {all}"));
    }
    Ok((at, column))
}

fn no_headings(grid: &Grid, ledger: Option<&'static Ledger>, mapping: &Mapping) -> Error {
    let Some(first) = grid.rows.first() else {
        return refused!("empty_table": "表里什么也没有", "the table is empty";
            "空表可用 qjcppcc template 台账 -o 文件.xlsx 生成",
            "qjcppcc template LEDGER -o FILE.xlsx makes one to fill in");
    };
    let words = first.said().join("");
    if first.cells.len() == 1 && (words.contains('，') || words.contains("  ")) {
        return refused!("no_headings" at (first.number): "找不到表头：各栏像是用“，”或空格分开的，读成了一格",
            "there is no heading row: the columns seem to be divided by “，” or blanks, and were read as one cell";
            "在表格软件里分列，另存为 xlsx；或改用英文逗号", "divide them in a spreadsheet and save it as xlsx, or use commas");
    }
    let labels = |ledger: &'static Ledger| -> Vec<&str> {
        let offered = ledger.all_fields().filter(|field| ledger.offers(field));
        offered.map(|field| field.called_by(mapping.words).zh).collect()
    };
    let wanted = ledger.map_or(vec!["日期", "标题", "类别"], labels).join("、");
    refused!("no_headings" at (first.number): "找不到表头", "there is no heading row";
        "表头要有这些中的几个：{wanted}", "the heading has some of: {wanted}")
}

/// Refuses a table with records above its heading, whose first row and the one that was found are these: they would be passed
/// over as titles.
pub fn refuse_above(
    rows: &[GridRow],
    first: usize,
    found: usize,
    ledger: Option<&'static Ledger>,
    mapping: &Mapping,
) -> Result<()> {
    let (head, ledger) = (&rows[found], ledger.unwrap_or(LEDGERS[0]));
    let is_date = |cell: &Cell| is_heading_of(&cell.words(), ledger, mapping, |means| means.is("date"));
    let date = head.cells.iter().position(is_date);
    let records = rows[..first].iter().filter(|row| is_record(row, head, date));
    let troubles: Vec<Error> = records.map(|row| above_heading(row, head.number)).collect();
    if troubles.is_empty() { Ok(()) } else { Err(bad_table(troubles)) }
}

/// All troubles of a table as one error.
pub fn bad_table(troubles: Vec<Error>) -> Error {
    let count = troubles.len();
    let error = refused!("bad_table": "表里有{count}处不对，一条也没有导入",
        "troubles in the table: {count}; nothing was imported"; "改好后重新导入", "mend them and import again");
    with_all(error, troubles)
}

/// All troubles of the heading on a line as one error.
pub fn bad_headings(troubles: Vec<Error>, line: usize) -> Error {
    let count = troubles.len();
    let error = refused!("bad_headings": "表头有{count}处不对，一条也没有导入",
        "troubles in the heading: {count}; nothing was imported");
    let hint = if troubles.iter().all(|trouble| trouble.code == UNKNOWN) {
        message!(
            "改表头，或用 --map 写明；都不用就加 --rest note（连表头记进备注）或 --rest skip（略去）",
            "change the heading, or say what it means with --map; --rest note keeps all such columns in the note, --rest skip leaves them out"
        )
    } else {
        message!("改表头，或用 --map 写明", "change the heading, or say what it means with --map")
    };
    // Beyond these, what can be done is known.
    let told = |(at, mut error): (usize, Error)| {
        error.hint.take_if(|_| at >= SHOWN_HINTS);
        error.line(line)
    };
    with_all(error.hint(hint), troubles.into_iter().enumerate().map(told).collect())
}

/// An error that lists others and stands where the first of them does.
pub fn with_all(mut error: Error, troubles: Vec<Error>) -> Error {
    error.place.line = troubles[0].place.line;
    error.more = troubles;
    error
}

const BRACKETS: [char; 4] = ['（', '）', '(', ')'];

/// At most so many rows make a heading.
const MOST: usize = 3;

/// The rows of a heading, of which one was found, and what each column is called in them together.
pub fn joined(
    grid: &Grid,
    found: usize,
    ledger: Option<&'static Ledger>,
    mapping: &Mapping,
) -> (Range<usize>, Vec<String>) {
    let means = |words: &str| is_known(words, ledger, mapping);
    let belongs = |above: usize| is_one_heading(grid, above, &means);
    let first =
        (found.saturating_sub(MOST - 1)..found).rev().take_while(|above| belongs(*above)).last().unwrap_or(found);
    let mut headings: Vec<String> = grid.rows[first].cells.iter().map(Cell::words).collect();
    let mut last = first;
    while last + 1 < first + MOST && (last < found || belongs(last)) {
        headings = with_row_below(grid, last, &headings, &means);
        last += 1;
    }
    (first..last + 1, headings)
}

/// Whether a row and the one below it are one heading: cells are merged over both, or below a group; or, where a file has no merged
/// cells, the lower one only has headings, in columns that are empty above or stand below a group.
fn is_one_heading(grid: &Grid, above: usize, means: &dyn Fn(&str) -> bool) -> bool {
    let (Some(upper), Some(lower)) = (grid.rows.get(above), grid.rows.get(above + 1)) else { return false };
    let (said, below) = (upper.said(), lower.said());
    let is_label = |words: &String| words.contains([':', '：']);
    let is_word = |cell: &Cell| !is_day(cell) && !cell.words().starts_with(|c: char| c.is_ascii_digit());
    let is_next = lower.number == upper.number + 1 && said.len() > 1 && !said.iter().any(is_label);
    if !is_next || below.is_empty() || !lower.cells.iter().all(is_word) {
        return false;
    }
    if below.iter().all(|words| is_unit(words)) {
        return true;
    }
    let filled = |row: &GridRow, at: usize| row.cells.get(at).is_some_and(|cell| !cell.is_empty());
    let of_upper = || grid.merged.iter().filter(|region| region.top == upper.number);
    let spans = of_upper().any(|region| region.bottom >= lower.number && region.bottom <= upper.number + MOST);
    let groups = of_upper().any(|region| {
        region.bottom == upper.number
            && region.right > region.left
            && (region.left..=region.right).filter(|at| filled(lower, *at)).count() > 1
    });
    let known = below.iter().filter(|words| means(words) || unit(words).is_some()).count();
    if spans || groups {
        return known > 0 || groups;
    }
    let is_below_group = |at: usize| !filled(upper, at) || !filled(upper, at + 1);
    let is_bare = |at: usize| filled(lower, at) && !filled(upper, at);
    grid.merged.is_empty()
        && known * 2 >= below.len()
        && (0..lower.cells.len()).any(is_bare)
        && (0..lower.cells.len()).all(|at| !filled(lower, at) || is_below_group(at))
}

/// Whether words of a heading are no more than a unit, or how a day is written: （万元）, 年月日.
fn is_unit(words: &str) -> bool {
    let inner = words.trim().trim_matches(BRACKETS);
    unit(inner).is_some() || inner == "年月日"
}

/// What columns are called with the row below: the first way to put the two together that means something, or both.
fn with_row_below(grid: &Grid, above: usize, headings: &[String], means: &dyn Fn(&str) -> bool) -> Vec<String> {
    let (upper, lower) = (&grid.rows[above], &grid.rows[above + 1]);
    let group = |at: usize| {
        let own = headings.get(at).cloned().unwrap_or_default();
        let region = || grid.merged.iter().find(|it| it.top == upper.number && (it.left..=it.right).contains(&at));
        // Where nothing is merged, a group goes on as long as nothing else stands beside it.
        let from = || {
            if grid.merged.is_empty() {
                (0..at).rev().find(|at| !headings.get(*at).is_none_or(String::is_empty))
            } else {
                region().map(|region| region.left)
            }
        };
        if own.is_empty() { from().and_then(|from| headings.get(from).cloned()).unwrap_or_default() } else { own }
    };
    let joined = |at: usize| {
        let own = lower.words(Some(at));
        if own.is_empty() {
            return headings.get(at).cloned().unwrap_or_default();
        }
        let group = group(at);
        if is_unit(&own) {
            let in_unit = format!("{group}（{}）", own.trim().trim_matches(BRACKETS));
            if let Some(way) = [in_unit, group.clone()].into_iter().find(|way| means(way)) {
                return way;
            }
        }
        let ways = [format!("{group}{own}"), format!("{own}{group}"), own.clone(), format!("{group}（{own}）")];
        ways.iter().find(|way| means(way)).unwrap_or(&ways[0]).clone()
    };
    (0..headings.len().max(lower.cells.len())).map(joined).collect()
}
