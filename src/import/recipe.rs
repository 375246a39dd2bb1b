//! Recipes: what was answered about tables with the same headings, kept under a name, and followed when such a table comes again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::Encoding;
use serde_json::{Value as Json, json};

use super::answers::{Answers, QUESTIONS};
use super::file::{Grid, GridRow, decode, encoding_named, gbk_by_chance, read_csv};
use super::incoming::Wishes;
use super::table::{heading_row, says_day};
use crate::ledger::{Ledger, Record};
use crate::lookup::folded;
use crate::vocabulary::Vocabulary;

/// The heading of a table stands in one of so many rows.
const TOP: usize = 30;

/// What was answered about tables of some shapes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recipe {
    /// What it is called.
    pub name: String,
    /// The shapes of the tables it is for, each with its ledger, where that is one.
    pub tables: BTreeMap<String, Option<&'static Ledger>>,
    /// What was answered.
    pub answers: Answers,
}

/// What holds for a table: the answers of the command line, and behind them those of its recipe.
pub struct Followed<'a> {
    pub answers: Cow<'a, Answers>,
    /// The ledger that the recipe says.
    pub ledger: Option<&'static Ledger>,
    pub recipe: Option<&'a Recipe>,
    /// One that was kept before, and is for such a table as well.
    pub instead: Option<&'a Recipe>,
}

impl Recipe {
    /// The recipe that a live record keeps.
    pub fn of(record: &Record) -> Option<Recipe> {
        record.void.is_none().then_some(())?;
        let json: Json = serde_json::from_str(record.text("recipe")?).ok()?;
        let pairs = |key: &str| -> Option<Vec<(String, String)>> { serde_json::from_value(json[key].clone()).ok() };
        let tables: BTreeMap<String, Option<String>> = serde_json::from_value(json["tables"].clone()).ok()?;
        let ledger = |key: Option<String>| key.and_then(|key| Ledger::find(&key));
        let said: BTreeMap<String, String> = serde_json::from_value(json["ways"].clone()).unwrap_or_default();
        let ways = QUESTIONS.iter().filter_map(|question| {
            let said = said.get(question.key)?;
            question.ways.iter().find(|(way, _)| way == said).map(|(way, _)| (question.key, *way))
        });
        let encoding = json["encoding"].as_str().and_then(|name| encoding_named(name).ok());
        Some(Recipe {
            name: record.text("name")?.to_owned(),
            tables: tables.into_iter().map(|(shape, key)| (shape, ledger(key))).collect(),
            answers: Answers {
                map: pairs("map")?,
                set: pairs("set")?,
                encoding,
                ways: ways.collect(),
                ..Answers::default()
            },
        })
    }

    /// The ledgers of its tables, each once.
    pub fn ledgers(&self) -> impl Iterator<Item = &'static Ledger> {
        let ledgers: BTreeMap<usize, &'static Ledger> =
            self.tables.values().flatten().map(|ledger| (ledger.rank(), *ledger)).collect();
        ledgers.into_values()
    }

    /// Takes out the days that were said of all rows, and answers them: those of the next table are others.
    pub fn forget_days(&mut self, words: &Vocabulary) -> Answers {
        let is_day = |(said, _): &(String, String)| self.ledgers().any(|ledger| says_day(said, ledger, words));
        let (days, lasting) = self.answers.set.iter().cloned().partition(is_day);
        self.answers.set = lasting;
        Answers { set: days, ..Answers::default() }
    }

    /// How it reads, as its record keeps it.
    pub fn kept(&self) -> String {
        let Answers { map, set, encoding, ways, .. } = &self.answers;
        let tables: BTreeMap<&String, _> =
            self.tables.iter().map(|(shape, ledger)| (shape, ledger.map(|ledger| ledger.key))).collect();
        let encoding = encoding.map(Encoding::name);
        json!({ "encoding": encoding, "map": map, "set": set, "tables": tables, "ways": ways }).to_string()
    }

    /// Whether a table has a shape that it is for, and which.
    fn fits(&self, grid: &Grid) -> Option<(&str, Option<&'static Ledger>)> {
        let mut shapes = grid.rows.iter().take(TOP).map(shape);
        let found = shapes.find_map(|shape| self.tables.get_key_value(&shape));
        found.map(|(shape, ledger)| (&**shape, *ledger))
    }
}

impl<'a> Wishes<'a> {
    /// What holds for a table that its names say to be of a ledger: the last recipe kept for its shape is followed, and what the
    /// command line says comes first.
    pub(super) fn followed(&self, grid: &Grid, named: Option<&'static Ledger>) -> Followed<'a> {
        let said = self.ledger.or(named);
        let fits = |recipe: &'a Recipe| {
            let (_, ledger) = recipe.fits(grid)?;
            (said.is_none() || ledger.is_none() || said == ledger).then_some((recipe, ledger))
        };
        let mut fitting = self.recipes.iter().rev().filter_map(fits);
        let Some((recipe, ledger)) = fitting.next() else {
            return Followed { answers: Cow::Borrowed(self.answers), ledger: None, recipe: None, instead: None };
        };
        let mut answers = self.answers.before(&recipe.answers);
        answers.kept = answers.set.split_off(self.answers.set.len());
        let answers = Cow::Owned(answers);
        let instead = fitting.next().map(|(other, _)| other);
        Followed { answers, ledger: ledger.filter(|_| said.is_none()), recipe: Some(recipe), instead }
    }

    /// The answers with the encoding of a recipe, where text without Chinese that is sure is such a table when it is read in that.
    pub(super) fn encoding_by_recipe(&self, bytes: &[u8], separator: Option<char>) -> Option<Answers> {
        if self.answers.encoding.is_some() || std::str::from_utf8(bytes).is_ok_and(|text| gbk_by_chance(text).is_none())
        {
            return None;
        }
        self.recipes.iter().rev().find_map(|recipe| {
            let text = decode(bytes, Some(recipe.answers.encoding?)).ok()?.text;
            let grid = read_csv(&text, separator).ok()?;
            recipe.fits(&grid)?;
            Some(Answers { encoding: recipe.answers.encoding, ..self.answers.clone() })
        })
    }
}

/// The row of a table that holds its headings, as a recipe knows it: none where there is no heading.
pub fn shape_of(grid: &Grid, ledger: Option<&'static Ledger>, wishes: &Wishes) -> Option<String> {
    let (at, _) = heading_row(grid, ledger, &wishes.mapping()).ok()?;
    Some(shape(&grid.rows[at]))
}

/// The headings of a row without blanks, joined.
fn shape(row: &GridRow) -> String {
    let words = row.cells.iter().map(|cell| folded(&cell.words()).split_whitespace().collect::<String>());
    words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("|")
}
