//! What a page is written on: how wide it is, whether it takes colour, whose language it speaks.

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
