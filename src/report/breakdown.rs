//! 分解: figures with their parts by town, month, kind and so on.

use super::number::{bound, digits, printed, value};
use crate::figure::{By, Counted, Figure, Part};
use crate::sheet::{Block, Cell, Column, Data, Face, Row, Sheet, Table};
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

/// Figures broken down by something that is called `label`; the parts of each add up to it.
pub fn breakdown(period: &str, (by, label): (By, &str), broken: &[Broken], exact: bool, lang: Lang) -> Sheet {
    let column = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en)).face(Face::Data);
    let [value_column, bound_column] = [column("value", "实数", "number"), column("bound", "界", "bound")];
    let of_parts = vec![
        Column::new("part", label).face(Face::Data),
        value_column.clone(),
        bound_column.clone(),
        column("text", "印发数", "printed"),
        column("records", "记录数", "records"),
    ];
    let parts = column("parts", "分项", "parts").holding(of_parts.clone());
    let mut figures = Table::new(vec![column("key", "键", "key"), value_column, bound_column, parts]);
    let mut page = Table::new(vec![
        Column::new("figure", lang.pick("指标", "figure")).face(Face::Book),
        Column::new("key", lang.pick("键", "key")).face(Face::Book),
        Column::new("part", label),
        Column::new("text", lang.pick("印发数", "printed")).right(),
        Column::new("digits", lang.pick("实数", "number")).right(),
        Column::new("unit", lang.pick("单位", "unit")).face(Face::Book),
        Column::new("records", lang.pick("记录数", "records")).right(),
    ]);
    for Broken { figure, whole, parts } in broken {
        let mut nested = Table::new(of_parts.clone());
        let text = |counted: &Counted| Cell::Text(printed(figure, counted, exact, lang));
        let whole_text = printed(figure, whole, exact, lang);
        if !parts.is_empty() {
            page.rows.push(Row::Section(format!("{}　{whole_text}　{}", figure.name(lang), figure.key)));
        }
        for (part, name) in parts {
            nested.push(vec![
                // Data has null where no town is; a line of a table says what that means.
                part.part.clone().map_or_else(|| Cell::Unset(name.clone()), Cell::Text),
                value(figure, part.counted.amount),
                bound(part.counted.amount),
                text(&part.counted),
                Cell::Whole(part.counted.records),
            ]);
            page.push(vec![
                Cell::Text(figure.name(lang).to_owned()),
                Cell::Text(figure.key[..].to_owned()),
                Cell::Text(name.clone()),
                text(&part.counted),
                digits(figure, part.counted.amount),
                Cell::Text(figure.word(lang).to_owned()),
                Cell::Whole(part.counted.records),
            ]);
        }
        let (key, parts) = (Cell::text(&figure.key), Cell::Table(nested));
        figures.push(vec![key, value(figure, whole.amount), bound(whole.amount), parts]);
    }
    let data = Data::Object(vec![
        ("period".to_owned(), Cell::Text(period.to_owned())),
        ("by".to_owned(), Cell::Text(by.key().to_owned())),
        ("figures".to_owned(), Cell::Table(figures)),
        ("text".to_owned(), Cell::Empty),
    ]);
    let nothing = page.rows.is_empty().then(|| Block::Line(lang.pick("没有记录", "no records").to_owned()));
    Sheet { data, page: std::iter::once(Block::Table(page)).chain(nothing).collect() }
}

/// What figures are broken down by, as the office calls it.
pub fn part_label(by: By, vocabulary: &Vocabulary) -> Called<'_> {
    match Set::from_key(by.key()) {
        Some(set) => vocabulary.set_label(set),
        None if by == By::Month => text("月份", "month"),
        None => text("对象", "subject"),
    }
}
