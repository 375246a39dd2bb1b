//! 分解: figures with their parts by town, month, kind and so on.

use super::number::{bound, printed, value};
use crate::figure::{By, Counted, Figure, Part};
use crate::sheet::{Block, Cell, Column, Data, Face, Reader, Sheet, Table};
use crate::text::{Lang, text};
use crate::vocabulary::{Called, Set, Vocabulary};

/// One figure broken down.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The figure.
    pub figure: Figure,
    /// The whole.
    pub whole: Counted,
    /// The parts, each with its name for people.
    pub parts: Vec<(Part, String)>,
}

impl Broken {
    /// What a part is called: towns and kinds by the office's words, months by themselves.
    pub fn name(figure: &Figure, by: By, part: Option<&str>, vocabulary: &Vocabulary, lang: Lang) -> String {
        let ledger = figure.ledger();
        match (part, Set::from_key(by.key())) {
            // Platforms have no kinds of their own, but those of what they held.
            (Some(key), Some(Set::Kind)) if figure.is_of_platform() => {
                let kind = vocabulary.terms().iter().find(|term| term.set == Set::Kind && term.key == key);
                kind.map_or(key, |kind| kind.name(lang)).to_owned()
            }
            (Some(key), Some(set)) => vocabulary.name(set, ledger, key, lang).to_owned(),
            (Some(part), None) => part.to_owned(),
            (None, _) => by.unset(vocabulary).lang(lang).to_owned(),
        }
    }
}

/// Figures broken down by something that is called `label`; the parts of each add up to it. The page is up to who asks.
pub fn breakdown(period: &str, (by, label): (By, &str), broken: &[Broken], exact: bool, lang: Lang) -> Sheet {
    let new = |key, zh, en| Column::new(key, lang.pick(zh, en));
    let data = |key, zh, en| new(key, zh, en).face(Face::Data);
    let text = |figure: &Figure, counted: &Counted| Cell::Text(printed(figure, counted, exact, lang));
    let of_parts: [Reader<(&Figure, &Part, &str)>; 5] = [
        // Data has null where no town is; a line of a table says what that means.
        (Column::new("part", label).face(Face::Data), &|(_, it, name)| {
            it.part.clone().map_or_else(|| Cell::Unset((*name).to_owned()), Cell::Text)
        }),
        (data("value", "实数", "number"), &|(figure, it, _)| value(figure, it.counted.amount)),
        (data("bound", "界", "bound"), &|(_, it, _)| bound(it.counted.amount)),
        (data("text", "印发数", "printed"), &|(figure, it, _)| text(figure, &it.counted)),
        (data("records", "记录数", "records"), &|(_, it, _)| Cell::Whole(it.counted.records)),
    ];
    let (nested, part_of) = Table::by(of_parts);
    let parts = data("parts", "分项", "parts").holding(nested.columns.clone());
    let whole = [data("key", "键", "key"), nested.columns[1].clone(), nested.columns[2].clone(), parts];
    let mut figures = Table::new(whole.to_vec());
    for Broken { figure, whole, parts } in broken {
        let parts: Vec<_> = parts.iter().map(|(part, name)| (figure, part, name.as_str())).collect();
        let parts = Table { rows: parts.iter().map(&part_of).collect(), ..nested.clone() };
        let (key, parts) = (Cell::text(&figure.key), Cell::Table(parts));
        figures.push(vec![key, value(figure, whole.amount), bound(whole.amount), parts]);
    }
    let data = Data::Object(vec![
        ("period".to_owned(), Cell::Text(period.to_owned())),
        ("by".to_owned(), Cell::Text(by.key().to_owned())),
        ("figures".to_owned(), Cell::Table(figures)),
        ("text".to_owned(), Cell::Empty),
    ]);
    Sheet { data, page: vec![Block::Line(lang.pick("没有记录", "no records").to_owned())] }
}

/// What figures are broken down by, as the office calls it.
pub fn part_label(by: By, vocabulary: &Vocabulary) -> Called<'_> {
    match Set::from_key(by.key()) {
        Some(set) => vocabulary.set_label(set),
        None if by == By::Month => text("月份", "month"),
        None if by == By::Author => text("作者", "author"),
        None => text("对象", "subject"),
    }
}
