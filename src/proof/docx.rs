//! A Word document as it is proof-read: its paragraphs and cells, and the same document with comments at some of their words.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::write::SimpleFileOptions;

use super::draft::{Line, cells};
use crate::error::{Error, Result};
use crate::import::repacked;

/// The most bytes that the parts which are read may have unpacked.
const UNPACKED: u64 = 64 << 20;
const BODY: &str = "word/document.xml";
const COMMENTS: &str = "word/comments.xml";
const TYPES: &str = "[Content_Types].xml";
const LINKS: &str = "word/_rels/document.xml.rels";

/// A Word document.
pub struct Document {
    packed: Vec<u8>,
    /// The part with the text.
    body: String,
    paragraphs: Vec<Paragraph>,
}

/// A paragraph with the pieces of its text.
#[derive(Default)]
struct Paragraph {
    /// The page that it begins on, where the document was last shown on pages.
    page: Option<usize>,
    /// The table, the row and the cell that it stands in.
    cell: Option<[usize; 3]>,
    pieces: Vec<Piece>,
}

/// The text of one run, or a part of it.
struct Piece {
    /// Where its text stands in the body, escaped.
    span: Range<usize>,
    /// The properties of its run, as they stand there.
    dress: Range<usize>,
    text: String,
}

/// Words that get a comment: the paragraph, the characters of its text, and what is said of them.
pub struct Remark {
    /// The paragraph, counted from 1.
    pub paragraph: usize,
    /// The characters.
    pub span: Range<usize>,
    /// The comment.
    pub text: String,
}

impl Document {
    /// Reads a document. Exit 4 when it is damaged or too large unpacked.
    pub fn read(packed: &[u8]) -> Result<Document> {
        let body = part(packed, BODY)?.ok_or_else(|| damaged(BODY))?;
        let paragraphs = paragraphs(&body)?;
        Ok(Document { packed: packed.to_vec(), body, paragraphs })
    }

    /// Its lines: paragraphs, and cells with the names of their rows and columns.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let numbered: Vec<(usize, &Paragraph)> =
            self.paragraphs.iter().enumerate().map(|(at, it)| (at + 1, it)).collect();
        let table = |paragraph: &Paragraph| paragraph.cell.map(|[table, ..]| table);
        for group in numbered.chunk_by(|(_, one), (_, next)| table(one) == table(next)) {
            if table(group[0].1).is_none() {
                lines.extend(group.iter().map(|(number, it)| Line { page: it.page, ..Line::new(*number, &it.text()) }));
                continue;
            }
            let rows: Vec<&[(usize, &Paragraph)]> = group
                .chunk_by(|(_, one), (_, next)| one.cell.map(|cell| cell[1]) == next.cell.map(|cell| cell[1]))
                .collect();
            let places = rows.iter().flat_map(|row| row.iter());
            let texts = rows.iter().map(|row| (0, row.iter().map(|(_, it)| it.text()).collect())).collect();
            let of_table = cells(texts, &mut Vec::new()).into_iter().zip(places);
            lines.extend(of_table.map(|(line, (number, it))| Line { number: *number, page: it.page, ..line }));
        }
        lines
    }

    /// The same document with comments, and nothing else changed. `by` is who says them, `at` the moment in UTC.
    pub fn annotated(&self, remarks: &[Remark], by: &str, at: &str) -> Result<Vec<u8>> {
        let old = part(&self.packed, COMMENTS)?;
        let first = old.as_deref().map_or(0, next_id);
        let mut comments = String::new();
        let mut marks: BTreeMap<(usize, usize), String> = BTreeMap::new();
        let mut known = BTreeMap::new();
        for (id, remark) in (first..).zip(remarks) {
            let text = escape(&remark.text);
            let places = known
                .entry(remark.paragraph)
                .or_insert_with(|| self.paragraphs[remark.paragraph - 1].places(&self.body));
            let mut put = |piece: usize, at: usize, mark: String| marks.entry((piece, at)).or_default().push_str(&mark);
            // The end of words stands at the end of a piece rather than at the beginning of the next one.
            let [(piece, begin), (last, end)] = [&places[remark.span.start], &places[remark.span.end - 1]];
            put(*piece, begin.start, format!("<w:commentRangeStart w:id=\"{id}\"/>"));
            let reference = format!("<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>");
            put(*last, end.end, reference);
            comments += &format!(
                "<w:comment w:id=\"{id}\" w:author=\"{}\" w:date=\"{at}\"><w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p></w:comment>",
                escape(by)
            );
        }
        let mut changed = BTreeMap::from([(BODY.to_owned(), self.with_marks(&marks))]);
        let whole = if let Some(old) = old {
            with_last(&old, "w:comments", &comments)
        } else {
            let types = part(&self.packed, TYPES)?.ok_or_else(|| damaged(TYPES))?;
            changed.insert(TYPES.to_owned(), with_last(&types, "Types", KIND));
            let links = part(&self.packed, LINKS)?.unwrap_or_else(|| NO_LINKS.to_owned());
            changed.insert(LINKS.to_owned(), with_last(&links, "Relationships", LINK));
            format!(
                "{DECLARED}\n<w:comments xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">{comments}</w:comments>"
            )
        };
        changed.insert(COMMENTS.to_owned(), whole);
        repacked(&self.packed, changed, SimpleFileOptions::default()).map_err(|_| damaged("ZIP"))
    }

    /// The body with marks inside its runs, each of which is divided there into two of the same dress.
    fn with_marks(&self, marks: &BTreeMap<(usize, usize), String>) -> String {
        let dresses: BTreeMap<usize, &Range<usize>> =
            self.paragraphs.iter().flat_map(|it| &it.pieces).map(|piece| (piece.span.start, &piece.dress)).collect();
        let (mut body, mut kept) = (String::with_capacity(self.body.len() + marks.len() * 200), 0);
        for ((piece, at), mark) in marks {
            let dress = dresses.get(piece).map_or("", |dress| &self.body[(*dress).clone()]);
            // Blanks at the end of what is now a piece of its own would be lost.
            if self.body[..*at].ends_with(' ') && kept < *piece && self.body[..*piece].ends_with("<w:t>") {
                body += &self.body[kept..*piece - 1];
                body += " xml:space=\"preserve\">";
                kept = *piece;
            }
            body += &self.body[kept..*at];
            body += &format!("</w:t></w:r>{mark}<w:r>{dress}<w:t xml:space=\"preserve\">");
            kept = *at;
        }
        body + &self.body[kept..]
    }
}

/// What a package says of a part with comments, where it had none.
const DECLARED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
const KIND: &str = "<Override PartName=\"/word/comments.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml\"/>";
const LINK: &str = "<Relationship Id=\"rIdProof\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" Target=\"comments.xml\"/>";
const NO_LINKS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

impl Paragraph {
    fn text(&self) -> String {
        self.pieces.iter().map(|piece| &*piece.text).collect()
    }

    /// Where each character of its text stands in the body: the beginning of its piece, its own beginning and its end, escaped.
    fn places(&self, body: &str) -> Vec<(usize, Range<usize>)> {
        let mut places = Vec::new();
        for Piece { span, .. } in &self.pieces {
            let mut from = span.start;
            while let Some(c) = body[from..span.end].chars().next() {
                let reference = body[from..span.end].find(';').filter(|_| c == '&');
                let to = from + reference.map_or(c.len_utf8(), |end| end + 1);
                places.push((span.start, from..to));
                from = to;
            }
        }
        places
    }
}

/// Takes a body apart into its paragraphs.
fn paragraphs(body: &str) -> Result<Vec<Paragraph>> {
    let mut reader = Reader::from_str(body);
    let (mut all, mut open): (Vec<Paragraph>, Vec<Paragraph>) = (Vec::new(), Vec::new());
    let (mut page, mut tables, mut cells): (Option<usize>, usize, Vec<[usize; 3]>) = (None, 0, Vec::new());
    let (mut dress, mut dressing, mut is_text) = (0..0, Vec::new(), false);
    // What older programs are to show in place of a text box says the same once more.
    let mut others = 0;
    loop {
        let from = place(&reader);
        let event = reader.read_event().map_err(|_| damaged(BODY))?;
        let to = place(&reader);
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let is_empty = matches!(event, Event::Empty(_));
                match tag.name().as_ref() {
                    "w:p" => {
                        let paragraph = Paragraph { page, cell: cells.last().copied(), pieces: Vec::new() };
                        if is_empty { all.push(paragraph) } else { open.push(paragraph) }
                    }
                    "w:tbl" if !is_empty => {
                        tables += 1;
                        cells.push([tables, 0, 0]);
                    }
                    "w:tr" => cells.last_mut().into_iter().for_each(|cell| cell[1] += 1),
                    "w:tc" => cells.last_mut().into_iter().for_each(|cell| cell[2] += 1),
                    "w:r" => dress = 0..0,
                    // What they were before they were changed stands inside.
                    "w:rPr" if !is_empty => dressing.push(from),
                    "w:t" => is_text = !is_empty && others == 0,
                    "mc:Fallback" if !is_empty => others += 1,
                    "w:lastRenderedPageBreak" => page = Some(page.unwrap_or(1) + 1),
                    _ => {}
                }
                if open.len() > 100 {
                    return Err(damaged(BODY));
                }
            }
            Event::End(tag) => match tag.name().as_ref() {
                "w:p" => all.extend(open.pop()),
                "w:tbl" => drop(cells.pop()),
                "w:rPr" => dress = dressing.pop().unwrap_or(to)..to,
                "mc:Fallback" => others -= 1,
                "w:t" => is_text = false,
                _ => {}
            },
            Event::Text(_) | Event::GeneralRef(_) if is_text => {
                if let Some(paragraph) = open.last_mut() {
                    put(paragraph, body, from..to, &dress);
                }
            }
            _ => {}
        }
    }
    all.extend(open);
    Ok(all)
}

/// Adds text to a paragraph: to its last piece, where it goes on there.
fn put(paragraph: &mut Paragraph, body: &str, span: Range<usize>, dress: &Range<usize>) {
    let text = quick_xml::escape::unescape(&body[span.clone()])
        .map_or_else(|_| body[span.clone()].to_owned(), Cow::into_owned);
    match paragraph.pieces.last_mut() {
        Some(last) if last.span.end == span.start => {
            last.span.end = span.end;
            last.text += &text;
        }
        _ => paragraph.pieces.push(Piece { span, dress: dress.clone(), text }),
    }
}

fn place(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// A part with one more element at the end of its only outer one, which may be empty.
fn with_last(part: &str, outer: &str, last: &str) -> String {
    let end = format!("</{outer}>");
    let (ahead, behind) = part.rsplit_once(&end).or_else(|| part.rsplit_once("/>")).unwrap_or((part, ""));
    let open = if part.contains(&end) { "" } else { ">" };
    format!("{ahead}{open}{last}{end}{behind}")
}

/// The first number that no comment has.
fn next_id(comments: &str) -> usize {
    let ids = comments.split("w:id=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<usize>().ok());
    ids.max().map_or(0, |id| id + 1)
}

/// A part of a packed document, if it is there.
fn part(packed: &[u8], name: &str) -> Result<Option<String>> {
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(|_| damaged("ZIP"))?;
    let Ok(file) = archive.by_name(name) else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(UNPACKED + 1).read_to_end(&mut bytes).map_err(|_| damaged(name))?;
    if bytes.len() as u64 > UNPACKED {
        return Err(refused!("too_large_unpacked": "这个文档解开以后太大", "this document is too large unpacked";
            "最多 64 MB；拆成几份", "64 MB at most; divide it"));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| damaged(name))
}

fn damaged(what: &str) -> Error {
    refused!("damaged_document": "这个 Word 文档读不出来（{what}）", "this Word document cannot be read ({what})";
        "在 Word 或 WPS 里打开，另存为 docx 再试", "open it in Word or WPS, save it as docx, and try again")
}
