//! The structure of a text: its title, the headings that GB/T 9704 numbers, and its paragraphs.

use crate::sheet::{Block, Rank};
use crate::text::Lang;

/// A heading is no longer than this many characters; a paragraph may begin with a number, too.
const LONGEST: usize = 60;

/// A text as blocks: a first line that stands by itself is its title, and so does a short line with a number before it
/// and no mark of a sentence behind it make a heading.
pub fn blocks(text: &str, lang: Lang) -> Vec<Block> {
    let mut lines = text.lines().peekable();
    let mut blocks: Vec<Block> = Vec::new();
    while let Some(line) = lines.next() {
        let alone = lines.peek().is_some_and(|next| next.is_empty());
        let rank = match rank(line, lang) {
            None if blocks.is_empty() && alone => Some(Rank::Title),
            rank => rank,
        };
        let heading = rank.filter(|_| is_short(line)).map(|rank| Block::Heading(rank, line.to_owned()));
        blocks.extend((!line.is_empty()).then(|| heading.unwrap_or_else(|| Block::Line(line.to_owned()))));
    }
    blocks
}

/// The rank of the number before a line: 一、（一）1. in Chinese, 1. (1) in English.
fn rank(line: &str, lang: Lang) -> Option<Rank> {
    let is_numeral = |c: char| "一二三四五六七八九十百".contains(c) || c.is_ascii_digit();
    let inner = line.strip_prefix(['（', '(']).unwrap_or(line);
    let rest = inner.trim_start_matches(is_numeral);
    let (numeral, mark) = (&inner[..inner.len() - rest.len()], rest.chars().next()?);
    let is_arabic = numeral.starts_with(|c: char| c.is_ascii_digit());
    match (numeral.is_empty(), inner.len() < line.len(), is_arabic, mark) {
        (false, false, false, '、') => Some(Rank::First),
        (false, true, false, '）' | ')') => Some(Rank::Second),
        (false, false, true, '.' | '．') => Some(lang.pick(Rank::Third, Rank::First)),
        (false, true, true, '）' | ')') => Some(lang.pick(Rank::Third, Rank::Second)),
        _ => None,
    }
}

fn is_short(line: &str) -> bool {
    line.chars().count() <= LONGEST
        && !line.ends_with(['。', '；', '：', '，', '！', '？', '.', ';', ':', ',', '!', '?'])
}
