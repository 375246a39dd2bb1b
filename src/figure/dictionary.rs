//! The dictionary of everything that is counted.
//!
//! To add a figure, write a line for it into `figures.txt`, in the order of the report, and post to it in the `post` of its ledger.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::definition::{Figure, Reading};
use crate::amount::Measure;
use crate::text::{cells, lines, text};

const LINES: &str = include_str!("figures.txt");

/// So many things says a line; the first one has what they are called.
const WIDTH: usize = 9;

/// The lines, taken apart while the program is made.
static CELLS: [[&str; WIDTH]; lines(LINES)] = cells(LINES);

/// The dictionary, in the order of the report.
pub static FIGURES: LazyLock<Vec<Figure>> = LazyLock::new(|| CELLS[1..].iter().map(figure).collect());

/// The figure of everybody who is named on a motion.
pub static PROPOSERS: LazyLock<&Figure> =
    LazyLock::new(|| FIGURES.iter().find(|figure| figure.key == "motion.people").expect("it has a line"));

/// The parts of the office: no record counts them, so that they are in no report by themselves; a rate is of them.
pub static TOWNS: LazyLock<Figure> = LazyLock::new(|| {
    let about = ["期末当日在用的（vocab list town）", "those in use on the last day (vocab list town)"];
    figure(&["town.count", "在用的属地", "parts in use", "个", "places", "stock", "", about[0], about[1]])
});

/// The rate of [`TOWNS`], whose key no kind of station may take.
pub const COVERAGE: &str = "station.coverage";

fn figure([key, zh, en, word, word_en, reading, print, about_zh, about_en]: &[&'static str; WIDTH]) -> Figure {
    Figure {
        key: Cow::Borrowed(key),
        label: Cow::Borrowed(zh),
        english: Cow::Borrowed(en),
        renamed: false,
        unit: Cow::Borrowed(word),
        unit_english: Cow::Borrowed(word_en),
        measure: match *word {
            "元" => Measure::Money,
            "小时" => Measure::Hours,
            _ => Measure::Count,
        },
        reading: Reading::from_key(reading).expect("a reading"),
        house: print.starts_with("rounded"),
        section: Cow::Borrowed(""),
        // Few offices have it, or something is wrong where there is any.
        rare: print.ends_with("rare"),
        about: text(about_zh, about_en),
        family: None,
    }
}
