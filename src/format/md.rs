//! Markdown as GitHub reads it. Nothing in a record can act in a browser: no tag, picture, code or disguised link.

use std::fmt::Display;
use std::io::{self, Write};

use super::flat::{Flat, FlatRow};
use super::words::{Reader, read, words};
use crate::sheet::{Block, Column, Face, Table};
use crate::text::{Lang, shown};

pub(super) fn write(page: &[Block], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for (index, block) in read(page).enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        match block {
            Block::Heading(rank, words) => {
                writeln!(out, "{} {}", "#".repeat(1 + *rank as usize), escaped(words, " "))?;
            }
            Block::Line(words) | Block::Formal(_, words) => writeln!(out, "{}", paragraph(words))?,
            // Text that stands as it is, indented as Markdown wants it.
            Block::Verbatim(words) => words.lines().try_for_each(|line| writeln!(out, "    {}", shown(line)))?,
            Block::Table(table) => write_table(table, lang, out)?,
            Block::Board(board) => write_table(&board.table(), lang, out)?,
            Block::Chart(_) => {}
        }
    }
    Ok(())
}

fn write_table(table: &Table, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let mut flat = Flat::new(table, Face::Page);
    flat.settle(None)?;
    let mut begun = false;
    flat.each(&mut |row| {
        if !std::mem::replace(&mut begun, true) {
            write_head(&flat.columns, out)?;
        }
        match row {
            FlatRow::Cells(cells) => {
                write_row(cells.iter().map(|cell| escaped(&words(cell, Reader::Person(lang)), "<br>")), out)
            }
            // A section stands in the first of the columns.
            FlatRow::Section(title) => {
                let title = format!("**{}**", escaped(title.trim(), " "));
                write_row((0..flat.columns.len()).map(|at| if at == 0 { &*title } else { "" }), out)
            }
        }
    })?;
    match &table.nothing {
        _ if begun => Ok(()),
        Some(nothing) => writeln!(out, "{}", paragraph(nothing)),
        None => write_head(&flat.columns, out),
    }
}

/// The labels and the rule below them.
fn write_head(columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    write_row(columns.iter().map(|column| escaped(&column.label, " ")), out)?;
    write_row(columns.iter().map(|column| if column.right { "--:" } else { "---" }), out)
}

fn write_row(cells: impl Iterator<Item = impl Display>, out: &mut dyn Write) -> io::Result<()> {
    for cell in cells {
        write!(out, "| {cell} ")?;
    }
    writeln!(out, "|")
}

/// Text in lines, none of which begins like a heading, a list, a quotation or indented code.
fn paragraph(words: &str) -> String {
    let lines = words.trim().lines().map(|line| plain(line.trim()));
    lines.collect::<Vec<_>>().join("\\\n")
}

fn plain(line: &str) -> String {
    let text = escaped(line, " ");
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if text.starts_with(['#', '+', '-', '=']) {
        format!("\\{text}")
    } else if number.len() < text.len() && number.starts_with(['.', ')']) {
        format!("{}\\{number}", &text[..text.len() - number.len()])
    } else {
        text
    }
}

/// Text without a character that acts, its lines joined by this.
fn escaped(words: &str, join: &str) -> String {
    let escape = |c| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' | '$' => format!("\\{c}"),
        _ => c.to_string(),
    };
    let lines: Vec<String> = words.lines().map(|line| shown(line).chars().map(escape).collect()).collect();
    lines.join(join)
}
