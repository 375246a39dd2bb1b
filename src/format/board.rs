//! A board: lanes side by side on a wide terminal, one under the other elsewhere.

use std::io::{self, Write};

use comfy_table::{Cell, Row};

use super::canvas::Canvas;
use super::grid::{self, GAP, Rule};
use super::words::one_line;
use crate::sheet::{Board, Lane};

/// The cells that a lane needs: six Chinese characters.
const LEAST: usize = 12;

/// The cells of one lane where all of them fit side by side.
pub(super) fn lane_width(board: &Board, canvas: &Canvas) -> Option<usize> {
    let lanes = board.lanes.len().max(1);
    let gap = usize::from(GAP);
    let width = (canvas.width? + gap) / lanes;
    width.checked_sub(gap).filter(|width| *width >= LEAST)
}

/// Writes the lanes side by side, each `width` cells wide; what is longer is cut.
pub(super) fn write(board: &Board, width: usize, canvas: &Canvas, out: &mut dyn Write) -> io::Result<()> {
    let lanes: Vec<Vec<String>> = board.lanes.iter().map(|lane| lines(lane, width, canvas)).collect();
    let height = lanes.iter().map(Vec::len).max().unwrap_or(0);
    let (nothing, gap) = (" ".repeat(width), " ".repeat(GAP.into()));
    for at in 0..height {
        let line: Vec<&str> = lanes.iter().map(|lines| lines.get(at).unwrap_or(&nothing).as_str()).collect();
        writeln!(out, "{}", line.join(&gap).trim_end())?;
    }
    Ok(())
}

/// A lane as a table of one column: its label, and of each card number and about, title, and mark in its colour.
fn lines(lane: &Lane, width: usize, canvas: &Canvas) -> Vec<String> {
    let cards = lane.cards.iter().enumerate().flat_map(|(at, card)| {
        let blank = (at > 0).then(String::new);
        blank.into_iter().chain([format!("{} {}", card.no, card.about), card.title.clone(), card.mark.clone()])
    });
    let drawn = grid::lines(&[Rule { width, right: false }], Some(cut(&lane.label)), cards.map(|words| cut(&words)));
    let coloured = |(at, line): (usize, String)| match at {
        0 => canvas.bold(&line),
        // The marks are the third of four lines, behind two of the head.
        _ if at >= 4 && at % 4 == 0 => {
            let (mark, rest) = line.split_at(line.trim_end().len());
            canvas.coloured(mark, lane.cards.get(at / 4 - 1).and_then(|card| card.tone)) + rest
        }
        _ => line,
    };
    drawn.into_iter().enumerate().map(coloured).collect()
}

/// Words of which only one line is drawn, cut with … wherever its room ends.
fn cut(words: &str) -> Row {
    let mut row = Row::from([Cell::new_owned(one_line(words)).set_delimiter('\n')]);
    row.max_height(1);
    row
}
