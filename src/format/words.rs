//! A cell in words: for people as they say it, for programs as they read it. Not yet escaped for any format.

use super::json;
use crate::sheet::{Block, Cell, Table};
use crate::text::{Lang, shown};

/// The parts of a page that people read: where more is said, no table without rows, which is for workbooks, which have its head.
pub(super) fn seen(page: &[Block]) -> impl Iterator<Item = &Block> {
    page.iter().filter(|block| page.len() == 1 || !block.table().is_some_and(Table::is_blank))
}

/// The same as text, without charts.
pub(super) fn read(page: &[Block]) -> impl Iterator<Item = &Block> {
    seen(page).filter(|block| !matches!(block, Block::Chart(_)))
}

/// The first heading of a page.
pub(super) fn title(page: &[Block]) -> Option<&str> {
    page.iter().find_map(|block| if let Block::Heading(_, words) = block { Some(&**words) } else { None })
}

/// To whom a cell is put into words.
#[derive(Clone, Copy)]
pub(super) enum Reader {
    Person(Lang),
    Program,
}

/// A cell in words, not yet escaped for any format.
pub(super) fn words(cell: &Cell, reader: Reader) -> String {
    match (cell, reader) {
        (Cell::Empty, Reader::Person(_)) => "—".to_owned(),
        (Cell::Empty, Reader::Program) => String::new(),
        (Cell::Text(words) | Cell::Marked(_, words) | Cell::Unset(words) | Cell::Decimal(words), _)
        | (Cell::Worded(words, _), Reader::Person(_)) => words.clone(),
        (Cell::Worded(words, cell), Reader::Program) if is_list_of_objects(cell) => words.clone(),
        (Cell::Worded(_, cell), Reader::Program) => self::words(cell, reader),
        (Cell::Whole(number), _) => number.to_string(),
        (Cell::Amount(amount, measure), Reader::Person(_)) => amount.digits(*measure),
        (Cell::Amount(amount, measure), Reader::Program) => amount.decimal(*measure),
        (Cell::Date(day), _) => day.to_string(),
        (Cell::Moment(moment), _) => moment.format("%Y-%m-%d %H:%M").to_string(),
        (Cell::Flag(yes), Reader::Person(lang)) => {
            if *yes { lang.pick("是", "yes") } else { lang.pick("否", "no") }.to_owned()
        }
        (Cell::Flag(yes), Reader::Program) => yes.to_string(),
        (Cell::List(_), _) if is_list_of_objects(cell) => json::compact(cell),
        (Cell::List(items), _) => {
            let mark = if let Reader::Person(Lang::En) = reader { ", " } else { "、" };
            items.iter().map(|item| words(item, reader)).collect::<Vec<_>>().join(mark)
        }
        (Cell::Object(_) | Cell::Table(_), _) => json::compact(cell),
    }
}

/// A line has no room for objects; where there are words for them, those stand in it.
pub(super) fn is_list_of_objects(cell: &Cell) -> bool {
    matches!(cell, Cell::List(items) if items.iter().any(|item| matches!(item, Cell::Object(_) | Cell::Table(_))))
}

/// Text on one line, without a character that could act.
pub(super) fn one_line(words: &str) -> String {
    shown(&words.replace("\r\n", " ").replace(['\n', '\r'], " "))
}

/// Text as XML has it: no character acts, nothing is lost that it cannot hold, and this stands between its lines.
pub(super) fn escaped(words: &str, join: &str) -> String {
    let line = |line: &str| {
        let line = shown(line).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        line.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
    };
    words.lines().map(line).collect::<Vec<_>>().join(join)
}
