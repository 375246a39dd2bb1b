//! The page as one file for a browser: no script, nothing fetched, and nothing in a record can act.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::chart;
use super::flat::{Flat, FlatRow, sees};
use super::paper::Paper;
use super::words::{self, Reader, seen, title, words};
use crate::sheet::{Block, Board, Cell, Column, Face, Table, Tone};
use crate::text::Lang;

/// What stands around every page.
const SHELL: &str = include_str!("page.html");

/// A table of more columns lies on its side on paper.
const UPRIGHT: usize = 8;

/// The headings of a table of more columns are broken.
const BROAD: usize = 6;

/// Words that take no more cells stay on one line of a table.
const SHORT: usize = 20;

pub(super) fn write(page: &[Block], lang: Lang, paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    let (head, foot) = SHELL.split_once("{{ page }}").unwrap_or((SHELL, ""));
    let is_wide = page
        .iter()
        .filter_map(Block::table)
        .any(|it| it.columns.iter().filter(|column| sees(Face::Page, column)).count() > UPRIGHT);
    let head = head.replace("{{ lang }}", spoken(page, lang).pick("zh-CN", "en"));
    let head = head.replace("{{ way }}", if is_wide { "wide" } else { "" });
    write!(out, "{}", head.replace("{{ title }}", &escaped(title(page).unwrap_or(&paper.office), " ")))?;
    let mut in_charts = false;
    for block in seen(page) {
        let is_chart = matches!(block, Block::Chart(_));
        match (std::mem::replace(&mut in_charts, is_chart), is_chart) {
            (false, true) => writeln!(out, "<div class=\"charts\">")?,
            (true, false) => writeln!(out, "</div>")?,
            _ => {}
        }
        match block {
            Block::Heading(rank, words) => {
                let rank = 1 + *rank as usize;
                writeln!(out, "<h{rank}>{}</h{rank}>", escaped(words, " "))?;
            }
            Block::Line(words) => writeln!(out, "<p>{}</p>", escaped(words, "<br>"))?,
            Block::Formal(part, words) => {
                let class = ["to", "with", "sign"][*part as usize];
                writeln!(out, "<p class=\"{class}\">{}</p>", escaped(words, "<br>"))?;
            }
            Block::Verbatim(words) => writeln!(out, "<pre>{}</pre>", escaped(words, "\n"))?,
            Block::Table(table) => write_table(table, lang, out)?,
            Block::Board(board) => write_board(board, out)?,
            Block::Chart(chart) => chart::write(chart, out)?,
        }
    }
    write!(out, "{}{}", if in_charts { "</div>\n" } else { "" }, &foot)
}

/// The language of a page: that of the headings of its columns, which are no words of records.
fn spoken(page: &[Block], lang: Lang) -> Lang {
    let has_han = |column: &Column| column.label.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    page.iter()
        .find_map(Block::table)
        .map_or(lang, |table| if table.columns.iter().any(has_han) { Lang::Zh } else { Lang::En })
}

/// Writes row by row, however many there are. A table in a cell opens below its row, where it has room.
fn write_table(table: &Table, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let mut flat = Flat::new(table, Face::Page);
    flat.settle(None)?;
    let mut begun = false;
    flat.each(&mut |row| {
        if !std::mem::replace(&mut begun, true) {
            write_head(&flat.columns, out)?;
        }
        let width = flat.columns.len();
        let cells = match row {
            FlatRow::Cells(cells) => cells,
            FlatRow::Section(title) => {
                let title = escaped(title.trim(), " ");
                return writeln!(
                    out,
                    "<tr><th class=\"part\" colspan=\"{width}\" scope=\"rowgroup\">{title}</th></tr>"
                );
            }
        };
        write!(out, "<tr>")?;
        for (cell, column) in cells.iter().zip(&flat.columns) {
            write_cell(cell, column, lang, out)?;
        }
        writeln!(out, "</tr>")?;
        for (cell, column) in cells.iter().zip(&flat.columns) {
            let Cell::Worded(words, inner) = cell else { continue };
            let Some(inner) = inner.table() else { continue };
            let (label, words, mark) = (escaped(&column.label, " "), escaped(words, " "), lang.pick("：", ": "));
            writeln!(
                out,
                "<tr class=\"open\"><td colspan=\"{width}\"><details><summary>{label}{mark}{words}</summary>"
            )?;
            write_table(inner, lang, out)?;
            writeln!(out, "</details></td></tr>")?;
        }
        Ok(())
    })?;
    match &table.nothing {
        Some(nothing) if !begun => return writeln!(out, "<p>{}</p>", escaped(nothing, "<br>")),
        None if !begun => write_head(&flat.columns, out)?,
        _ => {}
    }
    writeln!(out, "</tbody></table></div>")
}

fn write_head(columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    // Numbers beside one name stand in columns of one width, so that those of several tables are below each other.
    let class = match columns {
        _ if columns.len() > BROAD => "many",
        [_, numbers @ ..] if numbers.iter().all(|column| column.right) => "sums",
        _ => "",
    };
    write!(out, "<div class=\"box\"><table class=\"{class}\"><thead><tr>")?;
    for column in columns {
        let class = if column.right { " class=\"n\"" } else { "" };
        write!(out, "<th scope=\"col\"{class}>{}</th>", escaped(&column.label, " "))?;
    }
    writeln!(out, "</tr></thead><tbody>")
}

fn write_cell(cell: &Cell, column: &Column, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let words = words(cell, Reader::Person(lang));
    let place = match column.right {
        true => "n",
        false if words.width() <= SHORT && !words.contains('\n') => "k",
        false => "",
    };
    let tone = if let Cell::Marked(tone, _) = cell { toned(Some(*tone)) } else { "" };
    write!(out, "<td class=\"{place}{tone}\">{}</td>", escaped(&words, "<br>"))
}

fn toned(tone: Option<Tone>) -> &'static str {
    tone.map_or("", |tone| [" good", " soon", " late"][tone as usize])
}

fn write_board(board: &Board, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<div class=\"board\">")?;
    for lane in &board.lanes {
        writeln!(out, "<section><h3>{}</h3><ul>", escaped(&lane.label, " "))?;
        for card in &lane.cards {
            let [no, title, about, mark] = [&card.no, &card.title, &card.about, &card.mark].map(|it| escaped(it, " "));
            let tone = toned(card.tone);
            writeln!(out, "<li>{no} {title}<small>{about}</small><small class=\"{tone}\">{mark}</small></li>")?;
        }
        writeln!(out, "</ul></section>")?;
    }
    writeln!(out, "</div>")
}

/// Text in which no character acts, its lines joined by this.
pub(super) fn escaped(text: &str, join: &str) -> String {
    words::escaped(text, join).replace('\'', "&#39;")
}
