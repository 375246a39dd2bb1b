//! The report of a period: figures as people and scripts read them. Pure functions over what the store counted.

mod kept;
mod line;
mod rate;
mod tables;
mod text;

use chrono::NaiveDate;

use crate::amount::{Amount, Bound, Style};
use crate::counted::{By, Counted, Part, Source};
use crate::figure::Figure;
use crate::period::Period;
use crate::text::{Lang, Message, Text, text};
use crate::vocabulary::{Set, Vocabulary};

pub use kept::{Change, Kept, Moved, Published};
pub use line::{APART, PlatformLine, SAID, Told};
pub use rate::RATED;
pub use tables::{Show, breakdown, overview, traced};
pub use text::{GROWN, Name, PLAN, Wording, fill, names};

/// 印发单位: whose report it is.
pub const OFFICE: Text = text("綦江区政协", "Qijiang District CPPCC Committee");

/// One figure of a report.
#[derive(Clone, Debug)]
pub struct Line {
    /// The figure.
    pub figure: Figure,
    /// What it came to.
    pub counted: Counted,
    /// What it came to in the period it is compared with.
    pub before: Option<Counted>,
}

/// What the texts say beyond the figures.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// For each figure of the plan, who held what it counts; `None` where nobody is named.
    pub hosts: Vec<(String, Vec<Option<String>>)>,
    /// The kinds of community service in the period, in the office's order.
    pub service: Vec<String>,
    /// The national outlets of the period, in the office's order.
    pub outlets: Vec<String>,
    /// Titles of national manuscripts marked as highlights.
    pub titles: Vec<String>,
    /// Kind of advice, post, and how many pieces of the kind the post endorsed.
    pub endorsers: Vec<(String, String, i64)>,
    /// What figures came to in the period before, where a text says how they have grown.
    pub before: Vec<(String, Counted)>,
}

/// Everything that a report of a period says.
#[derive(Clone, Debug)]
pub struct Report {
    /// The period.
    pub period: Period,
    /// The period it is compared with, where the figures are set side by side.
    pub compared: Option<Period>,
    /// The day on which it is made.
    pub today: NaiveDate,
    /// The language of labels, numbers and texts.
    pub lang: Lang,
    /// Whether every number is printed in full.
    pub exact: bool,
    /// The figures, in the order of the dictionary.
    pub lines: Vec<Line>,
    /// What the texts say beyond them.
    pub facts: Facts,
    /// The state of the ledger; none for records read from a file.
    pub head: Option<String>,
    /// What a reader should know.
    pub warnings: Vec<Message>,
    /// What looks wrong about the records behind the figures.
    pub doubts: Vec<Message>,
    /// The same for people, with commands that name the file again: data says the same whatever the file is called.
    pub said: Vec<Message>,
    /// As of when, which years are closed, what has changed since it was published.
    pub kept: Kept,
}

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
    #[must_use]
    pub fn name(figure: &Figure, by: By, part: Option<&str>, vocabulary: &Vocabulary, lang: Lang) -> String {
        let ledger = figure.ledger();
        match (part, Set::from_key(by.key())) {
            (Some(key), Some(set)) => vocabulary.name(set, ledger, key, lang).to_owned(),
            (Some(part), None) => part.to_owned(),
            (None, _) => by.unset().lang(lang).to_owned(),
        }
    }
}

/// The records behind one figure.
#[derive(Clone, Debug)]
pub struct Traced<'a> {
    /// The figure.
    pub figure: Figure,
    /// The period.
    pub period: Period,
    /// What it came to, or the part of it that is wanted.
    pub amount: Option<Amount>,
    /// The part that is wanted.
    pub within: Vec<(By, Option<String>)>,
    /// The records, in order of date.
    pub sources: Vec<Source>,
    /// The office's words, for the names of towns and kinds.
    pub vocabulary: &'a Vocabulary,
}

impl Report {
    /// Whether anything was recorded at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.counted.amount.is_none())
    }

    /// A number with its unit, as printed; `—` when nothing was recorded.
    #[must_use]
    pub fn printed(&self, figure: &Figure, amount: Option<Amount>) -> String {
        printed(figure, amount, self.exact, self.lang)
    }
}

/// A number with its unit, as printed; `—` when nothing was recorded.
#[must_use]
pub fn printed(figure: &Figure, amount: Option<Amount>, exact: bool, lang: Lang) -> String {
    let style = if exact { Style::Full } else { figure.style() };
    amount.map_or("—".to_owned(), |amount| amount.printed(style, figure.measure, figure.word(lang), lang))
}

impl Line {
    /// The difference from the period before, in the figure's smallest part; none where either is not recorded.
    #[must_use]
    pub fn change(&self) -> Option<i64> {
        self.counted.amount?.value.checked_sub(self.before?.amount?.value)
    }

    /// The growth over the period before; none where either is not recorded.
    #[must_use]
    pub fn growth(&self) -> Option<i64> {
        growth(self.counted.amount?, self.before?.amount?)
    }
}

/// The growth in tenths of a percent, rounded half away from nought; none where the number before is nought or not
/// exact.
fn growth(now: Amount, before: Amount) -> Option<i64> {
    if before.bound != Bound::Exact || before.value == 0 {
        return None;
    }
    let (change, base) = (i128::from(now.value.checked_sub(before.value)?) * 1000, i128::from(before.value));
    let half = base.abs() / 2 * change.signum() * base.signum();
    i64::try_from((change + half) / base).ok()
}

/// Tenths of a percent as a decimal: `1000` is `100`, `333` is `33.3`.
#[must_use]
pub fn percent(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}
