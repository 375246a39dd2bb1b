//! What a page is written on: how wide it is, whether it takes colour, whose language it speaks.
//! Lines are broken to its width by the cells that characters take and the rules of Chinese type.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::sheet::Tone;
use crate::text::Lang;

/// What the page is written on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Canvas {
    /// The cells in a line of the terminal; `None` where nothing needs to be wrapped, as in a file or a pipe.
    pub width: Option<usize>,
    /// Whether headings may be set in bold, and marks in colour, with terminal codes.
    pub colour: bool,
    /// Whether CSV and TSV are for a spreadsheet, with a byte-order mark and CRLF; pipes have neither.
    pub marked: bool,
    /// The language of the few words that the formats add: yes and no, and the mark between the values of a list.
    pub lang: Lang,
}

impl Canvas {
    /// A line in bold.
    pub(super) fn bold(&self, line: &str) -> String {
        self.coded(1, line)
    }

    /// A line in the colour of its tone.
    pub(super) fn coloured(&self, line: &str, tone: Option<Tone>) -> String {
        match tone {
            None => line.to_owned(),
            Some(Tone::Good) => self.coded(32, line),
            Some(Tone::Soon) => self.coded(33, line),
            Some(Tone::Late) => self.coded(31, line),
        }
    }

    fn coded(&self, code: u8, line: &str) -> String {
        if self.colour && !line.trim().is_empty() { format!("\u{1b}[{code}m{line}\u{1b}[0m") } else { line.to_owned() }
    }
}

/// Marks that may not begin a line.
const CLOSING: &str = "，。；：、）》」』】〉〕”’！？…·％℃,.;:!?)]}%";

/// Marks that may not end a line.
const OPENING: &str = "（《「『【〈〔“‘([{";

/// Breaks a line so that none is wider than `width` cells, unless a single character is.
///
/// Spaces and Chinese characters give way to a break, English words and numbers only where one alone is too wide.
/// A mark that may not begin a line takes the character before it along.
pub(super) fn wrap(line: &str, width: usize) -> Vec<String> {
    if line.width() <= width {
        return vec![line.trim_end().to_owned()];
    }
    let (mut lines, mut current, mut used) = (Vec::new(), String::new(), 0);
    for piece in split(line, may_break).into_iter().flat_map(|piece| forced(piece, width)) {
        if used > 0 && used + piece.trim_end().width() > width {
            lines.push(current.trim_end().to_owned());
            current.clear();
            used = 0;
        }
        current.push_str(piece);
        used += piece.width();
    }
    lines.push(current.trim_end().to_owned());
    lines
}

fn may_break(before: char, after: char) -> bool {
    let joined = after == ' ' || joins(after) || CLOSING.contains(after) || OPENING.contains(before);
    let wide = |c: char| c.width() == Some(2);
    !joined && (before == ' ' || wide(before) || wide(after))
}

/// A piece that is wider than a whole line, character by character.
fn forced(piece: &str, width: usize) -> Vec<&str> {
    if piece.trim_end().width() <= width { vec![piece] } else { split(piece, |_, after| !joins(after)) }
}

/// Whether a character sits on the one before it, as accents do.
fn joins(c: char) -> bool {
    c.width() == Some(0)
}

/// The parts of a text, cut wherever two characters may be parted.
fn split(text: &str, may_part: impl Fn(char, char) -> bool) -> Vec<&str> {
    let mut start = 0;
    let pairs = text.chars().zip(text.char_indices().skip(1));
    let cuts = pairs.filter(|(before, (_, after))| may_part(*before, *after)).map(|(_, (at, _))| at);
    let mut parts: Vec<&str> = cuts.map(|at| &text[std::mem::replace(&mut start, at)..at]).collect();
    parts.push(&text[start..]);
    parts
}
