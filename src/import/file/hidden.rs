//! What nobody sees of a sheet: hidden rows and columns, and whether all of it is, which the library does not tell of packed workbooks.

use std::collections::{BTreeSet, HashMap};

use super::finding::{LAST_COLUMN, LAST_ROW};
use super::mend::{attribute, unescaped};

/// What is hidden of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Hidden {
    /// Whether all of it is.
    pub sheet: bool,
    /// Its rows, counted from 1.
    pub rows: BTreeSet<usize>,
    /// Its columns, counted from 0.
    pub columns: BTreeSet<usize>,
}

/// What is hidden of the sheets of an xlsx file, as its parts go by.
#[derive(Default)]
pub(super) struct Parts {
    book: String,
    links: String,
    sheets: HashMap<String, Hidden>,
}

impl Parts {
    /// One part more, by its name.
    pub fn take(&mut self, name: &str, xml: &str) {
        match name {
            "xl/workbook.xml" => xml.clone_into(&mut self.book),
            "xl/_rels/workbook.xml.rels" => xml.clone_into(&mut self.links),
            _ if xml.contains("sheetData") => drop(self.sheets.insert(name.to_owned(), of_sheet(xml))),
            _ => {}
        }
    }

    /// What is hidden of every sheet, by its name; nothing of a file that cannot be followed.
    pub fn by_sheet(mut self) -> HashMap<String, Hidden> {
        let said = |tag, name| attribute(tag, name).map(|(_, value)| value);
        let link = |id| tags(&self.links, "Relationship").find(|tag| said(tag, "Id") == Some(id));
        let sheet = |tag| {
            let target = said(link(said(tag, "r:id")?)?, "Target")?;
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            Some((unescaped(said(tag, "name")?), self.sheets.remove(&path)?))
        };
        tags(&self.book, "sheet").filter_map(sheet).collect()
    }
}

fn of_sheet(xml: &str) -> Hidden {
    let mut hidden = Hidden::default();
    let said = |tag, name| attribute(tag, name).map(|(_, value)| value);
    let number = |tag, name| said(tag, name).and_then(|value| value.trim().parse::<usize>().ok());
    let is_hidden = |tag, size| {
        matches!(said(tag, "hidden"), Some("1" | "true"))
            || said(tag, size).and_then(|size| size.parse().ok()) == Some(0.0)
    };
    // Columns are described before the rows.
    let head = xml.split("sheetData").next().unwrap_or_default();
    for tag in tags(head, "col").filter(|tag| is_hidden(tag, "width")) {
        let (first, last) = (number(tag, "min").unwrap_or(1), number(tag, "max").unwrap_or(0));
        hidden.columns.extend(first.saturating_sub(1)..last.min(LAST_COLUMN));
    }
    let mut row = 0;
    for tag in tags(xml, "row") {
        row = number(tag, "r").unwrap_or(row + 1).min(LAST_ROW);
        if is_hidden(tag, "ht") {
            hidden.rows.insert(row);
        }
    }
    hidden
}

/// The tags of a name, whatever stands before it.
fn tags<'a>(xml: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let is_named = move |part: &&str| {
        let end = part.find([' ', '\t', '\r', '\n', '/', '>']).unwrap_or(part.len());
        part[..end].rsplit(':').next() == Some(name)
    };
    xml.split('<').skip(1).filter(is_named).filter_map(|part| part.split('>').next())
}
