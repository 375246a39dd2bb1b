//! What a person answers about tables: what all rows of one share, what headings mean, and one answer for each sort of open point.
//! Recipes are what was answered about tables with the same headings, kept under a name, and followed when such a table comes again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::Encoding;
use serde_json::{Value as Json, json};

use super::file::{Grid, GridRow, decode, encoding_named, gbk_by_chance, read_csv};
use super::incoming::Wishes;
use super::table::{heading_row, says_day};
use crate::error::Error;
use crate::ledger::{Ledger, Record};
use crate::lookup::folded;
use crate::text::{Text, quoted, text};
use crate::vocabulary::Vocabulary;

/// A sort of open points of tables: the same answer holds for all of them.
pub struct Question {
    /// The option that answers it.
    pub key: &'static str,
    /// What is asked.
    pub asks: Text,
    /// What can be answered, and what each answer does.
    pub ways: &'static [(&'static str, Text)],
    /// The codes of the errors that it answers.
    codes: &'static [&'static str],
}

/// Every sort of open point with an answer of its own.
pub static QUESTIONS: [Question; 8] = [
    Question {
        key: "rest",
        asks: text("看不懂的列怎么办？", "what becomes of columns that mean nothing?"),
        ways: &[
            ("note", text("连表头记进备注", "into the note, each with its heading")),
            ("skip", text("略去", "left out")),
        ],
        codes: &["unknown_heading"],
    },
    Question {
        key: "columns",
        asks: text("几列说的是同一项数，怎么记？", "several columns are one number: what is recorded?"),
        ways: &[("add", text("相加", "their sum")), ("apart", text("每列各记一条", "a record for each column"))],
        codes: &["several_columns"],
    },
    Question {
        key: "merged",
        asks: text("合并在几行上的数是什么？", "what are numbers that are merged over several rows?"),
        ways: &[
            ("each", text("每行都是这个数", "the number of each of them")),
            ("once", text("几行合起来的数，记在第一行", "the number of all together, recorded with the first")),
        ],
        codes: &["merged_number"],
    },
    Question {
        key: "persons",
        asks: text(
            "几场共多少人，或人数、人次两栏都有：人数是人次吗？",
            "are persons of several events, or beside turns, turns?",
        ),
        ways: &[
            ("turns", text("人数就是人次", "persons are turns")),
            ("skip", text("不计人数", "persons are not counted")),
        ],
        codes: &["persons_and_turns"],
    },
    Question {
        key: "serials",
        asks: text("日期栏里的数字是日期序号吗？", "are the numbers in the column of days those of days?"),
        ways: &[("days", text("是，按日期读", "yes, they are read as days"))],
        codes: &["serial_date"],
    },
    Question {
        key: "hidden",
        asks: text("隐藏的行和工作表怎么办？", "what becomes of hidden rows and sheets?"),
        ways: &[("skip", text("略过", "left out")), ("take", text("照样记", "recorded as others are"))],
        codes: &["hidden_rows", "hidden_sheet"],
    },
    Question {
        key: "totals",
        asks: text("合计与各行不符，照各行记吗？", "the totals differ from the rows: are the rows recorded?"),
        ways: &[("keep", text("照各行记", "yes, the rows are right"))],
        codes: &["total_differs"],
    },
    Question {
        key: "duplicates",
        asks: text("可能已经记过的行怎么办？", "what becomes of rows that may be recorded already?"),
        ways: &[
            ("ask", text("问", "ask")),
            ("skip", text("略过", "left out")),
            ("replace", text("按文件改", "what is there is corrected")),
            ("keep", text("照记为另一件", "recorded as other things")),
        ],
        codes: &[],
    },
];

impl Question {
    /// Whether an error is an open point that it answers.
    pub fn is_of(&self, error: &Error) -> bool {
        self.codes.contains(&error.code)
    }
}

/// What was answered about tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// Headings, and what they mean.
    pub map: Vec<(String, String)>,
    /// What is the same for all rows: as if there were a column with this heading, and the value in every row.
    pub set: Vec<(String, String)>,
    /// The same that a recipe says: it gives way to what the titles of a table say.
    pub kept: Vec<(String, String)>,
    /// The encoding of text.
    pub encoding: Option<&'static Encoding>,
    /// The answers to [`QUESTIONS`], by their keys.
    pub ways: BTreeMap<&'static str, &'static str>,
}

impl Answers {
    /// Nothing was said.
    pub const NONE: &'static Answers =
        &Answers { map: Vec::new(), set: Vec::new(), kept: Vec::new(), encoding: None, ways: BTreeMap::new() };

    /// What was answered to a question.
    pub fn way(&self, question: &str) -> Option<&'static str> {
        self.ways.get(question).copied()
    }

    /// These answers, and others where these say nothing.
    pub fn before(&self, others: &Answers) -> Answers {
        let Answers { mut map, mut set, kept, encoding, mut ways } = self.clone();
        let is_new = |said: &[(String, String)], one: &(String, String)| said.iter().all(|(key, _)| *key != one.0);
        map.extend(others.map.iter().filter(|one| is_new(&self.map, one)).cloned());
        set.extend(others.set.iter().chain(&others.kept).filter(|one| is_new(&self.set, one)).cloned());
        for (key, way) in &others.ways {
            ways.entry(key).or_insert(way);
        }
        Answers { map, set, kept, encoding: encoding.or(others.encoding), ways }
    }

    /// The options of the command line that say the same, each with its value.
    pub fn options(&self) -> Vec<(&'static str, String)> {
        let pairs = |option, pairs: &[(String, String)]| -> Vec<(&'static str, String)> {
            pairs.iter().map(|(one, other)| (option, format!("{one}={other}"))).collect()
        };
        let encoding = self.encoding.map(|encoding| ("encoding", encoding.name().to_lowercase()));
        let ways = QUESTIONS.iter().filter_map(|it| Some((it.key, self.way(it.key)?.to_owned())));
        [pairs("set", &self.set), pairs("set", &self.kept), pairs("map", &self.map)]
            .concat()
            .into_iter()
            .chain(encoding)
            .chain(ways)
            .collect()
    }

    /// The same as it is written on a command line.
    pub fn words(&self) -> String {
        let words = self.options().into_iter().map(|(option, value)| format!("--{option} {}", quoted(&value)));
        words.collect::<Vec<_>>().join(" ")
    }
}

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
