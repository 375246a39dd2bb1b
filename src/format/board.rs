//! A board: lanes side by side on a wide terminal, one under the other elsewhere.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::canvas::Canvas;
use super::words::one_line;
use crate::sheet::{Board, Card, Lane};

/// The cells that a lane needs: six Chinese characters.
const LEAST: usize = 12;

/// The spaces between two lanes.
const GAP: usize = 2;

/// The cells of one lane where all of them fit side by side.
pub(super) fn lane_width(board: &Board, canvas: &Canvas) -> Option<usize> {
    let lanes = board.lanes.len().max(1);
    let width = (canvas.width? + GAP) / lanes;
    width.checked_sub(GAP).filter(|width| *width >= LEAST)
}

/// Writes the lanes side by side, each `width` cells wide; what is longer is cut.
pub(super) fn write(board: &Board, width: usize, canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    row(board.lanes.iter().map(|lane| Some(canvas.bold(&padded(&lane.label, width)))), width, out)?;
    row(board.lanes.iter().map(|_| Some("─".repeat(width))), width, out)?;
    let height = board.lanes.iter().map(|lane| lane.cards.len()).max().unwrap_or(0);
    for at in 0..height {
        let cards: Vec<Option<&Card>> = board.lanes.iter().map(|lane: &Lane| lane.cards.get(at)).collect();
        let plain = |words: fn(&Card) -> String| {
            cards.iter().map(move |card| card.map(|card| padded(&words(card), width))).collect::<Vec<_>>()
        };
        row(plain(|card| format!("{} {}", card.no, card.about)).into_iter(), width, out)?;
        row(plain(|card| card.title.clone()).into_iter(), width, out)?;
        let marks = cards.iter().map(|card| {
            let words = padded(&card.as_ref()?.mark, width);
            let (mark, rest) = words.split_at(words.trim_end().len());
            Some(canvas.coloured(mark, card.and_then(|card| card.tone)) + rest)
        });
        row(marks, width, out)?;
        if at + 1 < height {
            writeln!(out)?;
        }
    }
    Ok(())
}

fn row(cells: impl Iterator<Item = Option<String>>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<String> = cells.map(|cell| cell.unwrap_or_else(|| " ".repeat(width))).collect();
    writeln!(out, "{}", cells.join(&" ".repeat(GAP)).trim_end())
}

/// Exactly so many cells: cut with … or filled up with spaces.
fn padded(words: &str, width: usize) -> String {
    let words = one_line(words);
    let cut = if words.width() <= width { words } else { cut(&words, width) };
    let missing = width.saturating_sub(cut.width());
    cut + &" ".repeat(missing)
}

/// The beginning of a text with … behind it, at most so many cells wide.
fn cut(words: &str, width: usize) -> String {
    let mut kept = String::new();
    let mut used = 1;
    for c in words.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(c);
    }
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_cut_by_cells_and_never_through_a_character() {
        assert_eq!(padded("清溪河违法建筑整治", 12), "清溪河违法… ");
        assert_eq!(padded("清溪河违法建筑整治", 13), "清溪河违法建…");
        assert_eq!(padded("清溪河", 6), "清溪河");
        assert_eq!(padded("清溪河", 8), "清溪河  ");
        assert!((2..40).all(|width| padded("清溪河abc违法建筑整治", width).width() == width));
    }
}
