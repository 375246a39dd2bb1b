//! A heading that goes over several rows: groups such as 参与情况 above 人数 and 人次, joined into one heading each.

use std::ops::Range;

use super::heading::{Mapping, is_known};
use super::role::is_day;
use super::unit::unit;
use crate::import::file::{Cell, Grid, GridRow};
use crate::ledger::Ledger;

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
