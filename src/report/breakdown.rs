//! 分解: figures with their parts by town, month, kind and so on.

use crate::figure::{By, Counted, Figure, Part};
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
    /// What the part with this key came to.
    pub fn of(&self, key: Option<&str>) -> Option<Counted> {
        self.parts.iter().find(|(part, _)| part.part.as_deref() == key).map(|(part, _)| part.counted)
    }

    /// What a part is called: towns and kinds by the office's words, months by themselves.
    pub fn name(figure: &Figure, by: By, part: Option<&str>, vocabulary: &Vocabulary, lang: Lang) -> String {
        let ledger = figure.ledger();
        match (part, by.set()) {
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

/// What figures are broken down by, as the office calls it.
pub fn part_label(by: By, vocabulary: &Vocabulary) -> Called<'_> {
    match by.set() {
        Some(set) => vocabulary.set_label(set),
        None if by == By::Month => text("月份", "month"),
        None if by == By::Author => text("作者", "author"),
        None if by == By::Office => text("单位", "office"),
        None => text("对象", "subject"),
    }
}

/// Where a part of the figures of a ledger stands: in the office's order, as far as it has one, and what names none last.
pub fn rank(by: By, ledger: &str, key: Option<&str>, vocabulary: &Vocabulary) -> usize {
    let own = || key.map_or(usize::MAX, |_| 0);
    by.set().map_or_else(own, |set| vocabulary.rank(set, ledger, key))
}
