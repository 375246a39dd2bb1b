//! A workbook for screen and paper: a worksheet a table, with typed cells, a frozen head and borders; one of charts, and one of
//! words. All text is written as text, so that nothing in a record is ever calculated.

use std::any::Any;
use std::io::{self, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use rust_xlsxwriter::{
    Chart as Drawing, ChartDataLabel, ChartFormat, ChartLegendPosition, ChartSolidFill, Color, DocProperties,
    ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::canvas::wrap;
use super::excel::{Forms, LONGEST, Result, WIDEST, exact, set_in, sheet_name, text};
use super::flat::{Flat, FlatRow};
use super::paper::Paper;
use crate::sheet::{Block, Chart, Face, Form, Formal, Rank, Table};
use crate::text::Lang;

/// The widest that a heading makes a column of numbers: a longer one is broken into lines.
const HEADING: usize = 12;

/// What the button of the filter takes of a heading, in cells.
const BUTTON: usize = 2;

/// The cells that stand across a page of A4 that is not turned.
const UPRIGHT: usize = 96;

/// The rows of a table that are kept on one page.
const ONE_PAGE: u32 = 36;

/// The cells in a line of text, and the lines that a row has room for.
const LINE: usize = 80;
const LINES: usize = 18;

/// The height of a line of a text and of a table, in points.
const TEXT: f64 = 19.0;
const ROW: f64 = 14.5;

/// How Excel calls the paper.
const A4: u8 = 9;

/// A table takes the heading before it as the name of its worksheet, and the title of the page as its own; words stand on one of
/// their own, the last.
pub(super) fn write(page: &[Block], lang: Lang, paper: &Paper, out: &mut dyn Write) -> io::Result<()> {
    let done = catch_unwind(AssertUnwindSafe(|| written(page, lang, paper, out)));
    done.unwrap_or_else(|panic| Err(XlsxError::IoError(torn(panic)))).map_err(fault)
}

/// What the system said when a temporary file could not be written: there the library panics. Any other panic goes on.
fn torn(panic: Box<dyn Any + Send>) -> io::Error {
    let words = panic.downcast_ref::<String>().and_then(|words| words.split_once("Os { code: "));
    let code = words.and_then(|(_, rest)| rest.split(',').next()?.parse().ok());
    code.map_or_else(|| resume_unwind(panic), io::Error::from_raw_os_error)
}

fn written(page: &[Block], lang: Lang, paper: &Paper, out: &mut dyn Write) -> Result<()> {
    let mut book = Book::new(lang, paper)?;
    let mut blocks = page.iter().peekable();
    while let Some(block) = blocks.next() {
        match block {
            Block::Heading(rank, words) => {
                let place = if *rank == Rank::Title { &mut book.title } else { &mut book.heading };
                *place = Some(words);
                book.above.retain(|(above, _)| above < rank);
                book.above.push((*rank, block));
            }
            Block::Line(_) | Block::Formal(..) | Block::Verbatim(_) => {
                book.said.extend(book.above.drain(..).map(|(_, heading)| heading).chain([block]));
            }
            Block::Table(table) => {
                // What is said below a part of a page stays with its table.
                let is_part = book.title.is_some() && book.heading.is_some();
                let below = blocks.next_if(|next| is_part && matches!(next, Block::Line(_)));
                book.above.pop_if(|_| is_part);
                book.write_table(table, below)?;
            }
            Block::Board(board) => book.write_table(&board.table(), None)?,
            Block::Chart(chart) => book.charts.push(chart),
        }
    }
    book.finish(out)
}

/// A workbook under way. Its rows wait in a temporary file and not in memory, however many they are.
struct Book<'a> {
    workbook: Workbook,
    forms: Forms,
    office: &'a str,
    names: Vec<String>,
    /// What stands on a worksheet of its own, and the headings that nothing was said under yet.
    said: Vec<&'a Block>,
    above: Vec<(Rank, &'a Block)>,
    charts: Vec<&'a Chart>,
    /// How many cells have no room for all of their text.
    cut: usize,
    /// The title of the page.
    title: Option<&'a str>,
    /// A heading that no table has taken yet.
    heading: Option<&'a str>,
}

impl<'a> Book<'a> {
    fn new(lang: Lang, paper: &'a Paper) -> Result<Book<'a>> {
        let mut workbook = Workbook::new();
        let forms = Forms::new(lang, paper);
        // The widths of columns are in digits of this font, half as wide as a Chinese character.
        workbook.set_default_format(&set_in(&paper.body, 11), 22, 72)?;
        Ok(Book {
            workbook,
            forms,
            office: &paper.office,
            names: Vec::new(),
            said: Vec::new(),
            above: Vec::new(),
            charts: Vec::new(),
            cut: 0,
            title: None,
            heading: None,
        })
    }

    fn write_table(&mut self, table: &Table, below: Option<&Block>) -> Result<()> {
        let mut flat = Flat::new(table, Face::Book);
        flat.settle(None)?;
        let heading = self.heading.take();
        // A first column names what stands below it, but for days.
        let first = flat.columns.first().filter(|column| self.title.is_none() || column.key != "date");
        let first = first.filter(|_| self.title.is_none() || !self.names.is_empty()).map(|column| &*column.label);
        let name = sheet_name(heading.or(first).or(self.title).unwrap_or_default(), &mut self.names);
        let sheet = self.workbook.add_worksheet_with_constant_memory()?.set_name(name)?;
        let right = u16::try_from(flat.columns.len().saturating_sub(1)).unwrap_or(0);
        let mut top = 0;
        for (words, form) in
            self.title.iter().chain(heading.iter().filter(|_| self.title.is_some())).zip(&self.forms.ranks)
        {
            across(sheet, (top, right), &text(words, self.forms.lang), form)?;
            sheet.set_row_height(top, if top == 0 { 32 } else { 24 })?;
            top += 1;
        }
        let (last, mut widths, cut) = self.forms.write_rows(sheet, &flat, top)?;
        self.cut += cut;
        let hidden: Vec<bool> = flat.columns.iter().map(|it| it.key == "id" || it.key.ends_with("_id")).collect();
        let total =
            |widths: &[usize]| widths.iter().zip(&hidden).filter(|(_, hidden)| !**hidden).map(|(it, _)| it).sum();
        // A title needs half as much again as the words of the table.
        let titled = self.title.map_or(0, |title| title.width() * 3 / 2 + 4);
        while total(&widths) < titled && hidden.contains(&false) {
            widths = widths.iter().map(|width| width + 1).collect();
        }
        for ((at, width), hidden) in (0u16..).zip(&widths).zip(&hidden) {
            sheet.set_column_width(at, f64::from(u16::try_from(*width).unwrap_or(20)))?;
            if *hidden {
                sheet.set_column_hidden(at)?;
            }
        }
        let total: usize = total(&widths);
        if let Some(Block::Line(words)) = below {
            let lines = words.lines().map(|line| wrap(line, total.max(HEADING) - 2).len()).sum();
            across(sheet, (last + 1, right), &text(words, self.forms.lang), &self.forms.text)?;
            sheet.set_row_height(last + 1, height(lines, TEXT))?;
        }
        // On paper a row stays on one page, under its head.
        sheet.set_freeze_panes(top + 1, 0)?.set_repeat_rows(top, top)?;
        let named = self.title.is_none().then_some(self.office);
        on_paper(sheet, self.forms.lang, named, u16::from(last - top <= ONE_PAGE), total > UPRIGHT);
        Ok(())
    }

    /// Ends the workbook and writes it. It is put together in a file, because only a file can be handed to the packer.
    fn finish(mut self, out: &mut dyn Write) -> Result<()> {
        let lang = self.forms.lang;
        let mut cut = None;
        if self.cut > 0 {
            let count = self.cut;
            let zh = format!("有{count}格的文字超过 Excel 一格的{LONGEST}字，没有写全；全文见 JSON 或 CSV");
            let one = format!(
                "of {count} texts longer than the {LONGEST} characters of a cell of Excel only the beginning is here"
            );
            cut = Some(Block::Line(lang.pick(zh, format!("{one}; JSON and CSV have all of them"))));
        }
        if !self.charts.is_empty() {
            let name = sheet_name(lang.pick("图表", "Charts"), &mut self.names);
            let sheet = self.workbook.add_worksheet().set_name(&name)?;
            let scale = self.forms.draw(sheet, &name, &self.charts)?;
            on_paper(sheet, lang, Some(self.office), 0, false);
            sheet.set_print_scale(scale);
        }
        let said: Vec<&Block> = self.said.iter().copied().chain(&cut).collect();
        if self.names.is_empty() || !said.is_empty() {
            let title = self.title.filter(|_| self.names.is_empty());
            let name = sheet_name(title.unwrap_or(lang.pick("说明", "notes")), &mut self.names);
            let sheet = self.workbook.add_worksheet().set_name(name)?;
            sheet.set_column_width(0, f64::from(u16::try_from(LINE).unwrap_or(80)))?;
            self.forms.write_text(sheet, &said)?;
            on_paper(sheet, lang, None, 0, false);
        }
        // The same sheet gives the same bytes: no moment of making is written into the file.
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        let title = text(self.title.unwrap_or(&self.names[0]), lang);
        let properties = DocProperties::new().set_author(self.office).set_title(title).set_creation_datetime(&made);
        self.workbook.set_properties(&properties);
        let mut whole = tempfile::tempfile()?;
        self.workbook.save_to_writer(&whole)?;
        whole.rewind()?;
        io::copy(&mut whole, out)?;
        Ok(())
    }
}

/// How a worksheet is printed: one page across, its pages counted; a table without a title under the office's name and its own.
fn on_paper(sheet: &mut Worksheet, lang: Lang, named: Option<&str>, pages: u16, turned: bool) {
    sheet.set_header(named.map_or_else(String::new, |office| format!("&C{}　&A", office.replace('&', "&&"))));
    sheet.set_footer(lang.pick("&C第 &P 页 / 共 &N 页", "&Cpage &P of &N"));
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, pages).set_print_center_horizontally(true);
    sheet.set_margins(0.6, 0.6, 0.75, 0.75, 0.35, 0.35);
    if turned {
        sheet.set_landscape();
    }
}

/// Words across a row, as far as the table goes.
fn across(sheet: &mut Worksheet, (row, right): (u32, u16), words: &str, form: &Format) -> Result<()> {
    if right == 0 {
        sheet.write_string_with_format(row, 0, words, form)?;
    } else {
        sheet.merge_range(row, 0, row, right, words, form)?;
    }
    Ok(())
}

/// The height of a row of so many lines, each so high, in points; Excel knows no row higher than that.
fn height(lines: usize, each: f64) -> f64 {
    (f64::from(u16::try_from(lines).unwrap_or(u16::MAX)) * each + 5.0).min(409.0)
}

impl Forms {
    /// Writes the head in a row and all rows below it. Answers the last of them, how wide the columns have to be, and how many cells
    /// had to be cut.
    fn write_rows(&self, sheet: &mut Worksheet, flat: &Flat, top: u32) -> Result<(u32, Vec<usize>, usize)> {
        let (mut widths, mut lines): (Vec<usize>, usize) = (Vec::new(), 1);
        for (at, column) in (0u16..).zip(&flat.columns) {
            let mut label = text(&column.label, self.lang);
            if top > 0 && column.right && label.width() > HEADING {
                label = label.replace('（', "\n（");
            }
            let room = if column.right { HEADING } else { WIDEST };
            sheet.write_string_with_format(top, at, &label, &self.head[usize::from(column.right)])?;
            lines = lines.max(label.lines().map(|line| wrap(line, room).len()).sum());
            widths.push(label.width().min(room) + BUTTON);
        }
        sheet.set_row_height(top, height(lines, ROW))?;
        // Where a column says the section of each row, the filter has no use for lines between the rows.
        let in_columns = flat.columns.iter().any(|column| column.face == Face::Book);
        let (mut last, mut cut) = (top, 0);
        flat.each(&mut |row| {
            match row {
                FlatRow::Section(_) if in_columns => {}
                FlatRow::Section(title) => {
                    last += 1;
                    sheet.write_string_with_format(last, 0, text(title, self.lang), &self.section).map_err(fault)?;
                }
                FlatRow::Cells(cells) => {
                    last += 1;
                    let mut lines = 1;
                    for (((at, cell), column), width) in (0u16..).zip(cells).zip(&flat.columns).zip(&mut widths) {
                        let written = self.write(sheet, (last, at), cell, column.right).map_err(fault)?;
                        (*width, lines) = (written.0.max(*width), written.1.max(lines));
                        cut += usize::from(written.2);
                    }
                    if lines > 1 {
                        sheet.set_row_height(last, height(lines, ROW)).map_err(fault)?;
                    }
                }
            }
            Ok(())
        })?;
        if last > top + 3 && widths.len() > 2 {
            sheet.autofilter(top, 0, last, u16::try_from(widths.len() - 1).unwrap_or(0))?;
        }
        Ok((last, widths.iter().map(|width| width.min(&WIDEST) + 1).collect(), cut))
    }

    /// Draws charts one below the other, each beside its numbers. Colours differ in grey print and for colour-blind eyes, too.
    /// Answers in how many hundredths of their size a page has room for them: none is divided by its end.
    fn draw(&self, sheet: &mut Worksheet, name: &str, charts: &[&Chart]) -> Result<u16> {
        let most = charts.iter().map(|chart| chart.series.len()).max().unwrap_or(1);
        let beside = u16::try_from(most + 2).unwrap_or(u16::MAX);
        let number = |index: usize| u16::try_from(index).unwrap_or(u16::MAX);
        sheet.set_column_width(0, 20)?.set_column_range_width(1, beside - 2, 14)?.set_column_width(beside - 1, 2)?;
        let scale = number(56_000 / (22 * 8 + most * 14 * 8 + 620)).clamp(10, 100);
        let (mut top, mut page, mut breaks) = (0, 0, Vec::new());
        for chart in charts {
            let (items, is_bars) = (u32::from(number(chart.items.len())), chart.form == Form::Bars);
            let Chart { title, unit, .. } = chart;
            let title = phrase!(self.lang, "{title}（{unit}）", "{title} ({unit})");
            let mut drawing = if is_bars { Drawing::new_bar() } else { Drawing::new_column() };
            sheet.write_string_with_format(top, 0, &title, &self.text.clone().unset_text_wrap())?;
            for (row, item) in (top + 2..).zip(&chart.items) {
                sheet.write_string_with_format(row, 0, &item.label, &self.plain)?;
            }
            for (at, series) in chart.series.iter().enumerate() {
                let (column, last, parts) = (number(at + 1), top + 1 + items, chart.measure.parts());
                sheet.write_string_with_format(top + 1, column, series, &self.head[1])?;
                for (row, item) in (top + 2..).zip(&chart.items) {
                    let Some(Some(point)) = item.points.get(at) else { continue };
                    let form = &self.amount[usize::from(point.value % parts != 0)];
                    sheet.write_number_with_format(row, column, exact(point.value, parts), form)?;
                }
                let colour = Color::RGB([0x00_72B2, 0xE6_9F00, 0x00_9E73, 0xCC_79A7][at % 4]);
                let drawn = drawing.add_series().set_name((name, top + 1, column));
                drawn.set_categories((name, top + 2, 0, last, 0)).set_values((name, top + 2, column, last, column));
                drawn.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)));
                drawn.set_gap(50).set_data_label(ChartDataLabel::new().show_value());
            }
            drawing.title().set_name(&title);
            drawing.legend().set_position(ChartLegendPosition::Bottom);
            if chart.series.len() == 1 {
                drawing.legend().set_hidden();
            }
            // The numbers stand at the bars; the first item is the topmost.
            if is_bars {
                drawing.y_axis().set_reverse();
                drawing.x_axis().set_hidden(true).set_major_gridlines(false);
            } else {
                drawing.y_axis().set_hidden(true).set_major_gridlines(false);
            }
            let high = if is_bars { 110 + items * u32::from(number(chart.series.len() * 16 + 8)) } else { 320 };
            sheet.insert_chart(top, beside, drawing.set_width(620).set_height(high))?;
            let next = top + (items + 3).max(high / 22 + 2);
            if next > page + 90_000 / u32::from(scale) / 22 && top > page {
                page = top;
                breaks.push(top);
            }
            top = next;
        }
        sheet.set_page_breaks(&breaks)?;
        Ok(scale)
    }

    /// Writes words one below the other, each row as high as its lines: a row that is too high for Excel is divided at a sentence.
    fn write_text(&self, sheet: &mut Worksheet, said: &[&Block]) -> Result<()> {
        let (mut row, signature) = (0, self.text.clone().set_align(FormatAlign::Right));
        for block in said {
            let (words, form) = match block {
                Block::Heading(rank, words) => (words, &self.ranks[*rank as usize]),
                Block::Formal(Formal::Signature, words) => (words, &signature),
                Block::Line(words) | Block::Verbatim(words) | Block::Formal(_, words) => (words, &self.text),
                _ => continue,
            };
            for part in words.lines().flat_map(parts) {
                let wide = if let Block::Heading(Rank::Title | Rank::First, _) = block { LINE / 2 } else { LINE - 4 };
                sheet.write_string_with_format(row, 0, text(&part, self.lang), form)?;
                sheet.set_row_height(row, height(wrap(&part, wide).len(), TEXT))?;
                row += 1;
            }
        }
        Ok(())
    }
}

/// A text in parts that a row has room for, divided behind sentences.
fn parts(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for sentence in line.split_inclusive(['。', '；', '.', ';']) {
        let part = parts.last_mut().expect("there is one from the start");
        if !part.is_empty() && part.width() + sentence.width() > LINES * LINE {
            parts.push(sentence.to_owned());
        } else {
            part.push_str(sentence);
        }
    }
    parts
}

/// What could not be written; what the system said about it is kept.
fn fault(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(fault) | XlsxError::TempFileError(_, fault) => fault,
        other => io::Error::other(other),
    }
}
