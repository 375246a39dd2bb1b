//! 办理情况通报: the units that handle motions, a line for each, below the text of the circular.

use super::breakdown::Broken;
use super::number::digits;
use super::structure::blocks;
use crate::figure::{Counted, Figure};
use crate::sheet::{Block, Cell, Column, Table};
use crate::text::Lang;

/// What one unit did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLine {
    /// Its main spelling; empty where none is named.
    pub name: String,
    /// What each figure comes to for it.
    pub counted: Vec<(Figure, Counted)>,
}

impl UnitLine {
    /// What the figure with this key comes to.
    pub fn of(&self, key: &str) -> Option<&(Figure, Counted)> {
        self.counted.iter().find(|(figure, _)| figure.key == key)
    }
}

/// The figures of units turned round: a line for each unit, the one that leads most first.
pub fn by_unit(broken: &[Broken]) -> Vec<UnitLine> {
    let mut units: Vec<UnitLine> = Vec::new();
    for Broken { figure, parts, .. } in broken {
        for (part, name) in parts {
            let at = units.iter().position(|unit| unit.name == *name).unwrap_or_else(|| {
                units.push(UnitLine { name: name.clone(), counted: Vec::new() });
                units.len() - 1
            });
            units[at].counted.push((figure.clone(), part.counted));
        }
    }
    let led = |unit: &UnitLine| unit.of("motion.unit.lead").and_then(|(_, counted)| counted.amount);
    units.sort_by_key(|unit| std::cmp::Reverse(led(unit).map_or(0, |amount| amount.value)));
    units
}

/// The text of the circular and its table, the whole in the last line.
pub fn circular(text: &str, broken: &[Broken], units: &[UnitLine], lang: Lang) -> Vec<Block> {
    let mut columns = vec![Column::new("unit", lang.pick("承办单位", "unit"))];
    columns.extend(broken.iter().map(|one| Column::new(&one.figure.key, heading(&one.figure, lang)).right()));
    let mut table = Table::new(columns);
    let cell = |figure: &Figure, counted: Option<&Counted>| counted.map_or(Cell::Empty, |it| digits(figure, it.amount));
    for unit in units {
        let numbers = broken.iter().map(|one| cell(&one.figure, unit.of(&one.figure.key).map(|(_, counted)| counted)));
        table.push(std::iter::once(Cell::Text(unit.name.clone())).chain(numbers).collect());
    }
    let whole = broken.iter().map(|one| cell(&one.figure, Some(&one.whole)));
    table.push(std::iter::once(Cell::text(lang.pick("合计", "all"))).chain(whole).collect());
    let mut page = blocks(text, lang);
    page.push(Block::Table(table));
    page
}

/// What a figure is called in a table that is by unit as a whole.
fn heading(figure: &Figure, lang: Lang) -> &str {
    let name = figure.name(lang);
    let alone = lang.pick(name.strip_suffix("件次"), name.strip_suffix(", by unit"));
    figure.family.as_ref().map_or(alone.unwrap_or(name), |member| lang.pick(&member.label, &member.english))
}
