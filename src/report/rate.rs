//! Rates: always with both numbers, and never a part that passes its whole.

use super::number::{Line, percent, printed, worded};
use crate::amount::{Amount, Bound};
use crate::sheet::{Cell, Column, Face, Table};
use crate::text::{Lang, Text, text};

/// How a rate is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// Of a whole, in percent.
    Share,
    /// So many to each.
    Each,
}

/// A rate: its key, the keys of the part and of the whole, and what it is called.
type Rate = (&'static str, [&'static str; 2], Reads, Text);

/// The rates of the case platform, by cohort: what was filed in the period, what was voiced, what met.
static RATES: [Rate; 3] = [
    ("case.filed.rate", ["case.filed.solved", "case.filed"], Reads::Share, FILED),
    ("case.adopted.rate", ["case.adopted", "case.opinions"], Reads::Share, text("意见采纳", "opinions adopted")),
    ("case.meetings.each", ["case.meetings", "case.met"], Reads::Each, text("平均每件开会", "meetings a matter")),
];

const FILED: Text = text("当期立案、期末已解决", "filed in the period and solved by its end");

/// The figures that rates are made of.
pub fn rated() -> impl Iterator<Item = &'static str> {
    RATES.iter().flat_map(|(_, figures, ..)| *figures)
}

/// The rates of some figures; those whose figures were not recorded are left out.
pub(super) fn rates(lines: &[Line], exact: bool, lang: Lang) -> Table {
    let mut table = Table::new(vec![
        Column::new("key", "key").face(Face::Data),
        Column::new("label", lang.pick("比率", "rate")),
        Column::new("value", "value").face(Face::Data),
        Column::new("text", lang.pick("值", "value")).right(),
        Column::new("part", "part").face(Face::Data),
        Column::new("part_bound", "part_bound").face(Face::Data),
        Column::new("whole", "whole").face(Face::Data),
        Column::new("whole_bound", "whole_bound").face(Face::Data),
        Column::new("part_text", lang.pick("分子", "part")).right().face(Face::Page),
        Column::new("whole_text", lang.pick("分母", "whole")).right().face(Face::Page),
    ]);
    for &(key, figures, reads, label) in &RATES {
        let [Some(part), Some(whole)] = figures.map(|key| lines.iter().find(|line| line.figure.key == key)) else {
            continue;
        };
        let (Some(few), Some(many)) = (part.counted.amount, whole.counted.amount) else { continue };
        // A lump of meetings names no matters, so that nothing can be said of each.
        let unsaid = reads == Reads::Each && part.counted.lumps > 0;
        let value = if unsaid { None } else { tenths(few, many, reads) };
        let said = value.map_or_else(|| "—".to_owned(), |value| in_words(value, few, many, reads, lang));
        let number = |figure, amount| worded(figure, Some(amount), |amount| printed(figure, Some(amount), exact, lang));
        table.push(vec![
            Cell::Text(key.to_owned()),
            Cell::Text(label.lang(lang).to_owned()),
            value.map_or(Cell::Empty, |value| Cell::Decimal(percent(value))),
            Cell::Text(said),
            Cell::Amount(few, part.figure.measure),
            Cell::Text(few.bound.key().to_owned()),
            Cell::Amount(many, whole.figure.measure),
            Cell::Text(many.bound.key().to_owned()),
            number(&part.figure, few),
            number(&whole.figure, many),
        ]);
    }
    table
}

/// The rate in tenths, of a percent or of one; none where the whole is nought or smaller than its part.
fn tenths(part: Amount, whole: Amount, reads: Reads) -> Option<i64> {
    if whole.value <= 0 || (reads == Reads::Share && part.value > whole.value) {
        return None;
    }
    let scale = if reads == Reads::Share { 1000 } else { 10 };
    let (part, whole) = (i128::from(part.value) * scale, i128::from(whole.value));
    i64::try_from((part + whole / 2) / whole).ok()
}

fn in_words(tenths: i64, part: Amount, whole: Amount, reads: Reads, lang: Lang) -> String {
    let number = percent(tenths);
    let sure = part.bound == Bound::Exact && whole.bound == Bound::Exact;
    let about = if sure { "" } else { lang.pick("约", "about ") };
    match reads {
        Reads::Share => format!("{about}{number}%"),
        Reads::Each => phrase!(lang, "{about}{number}场", "{about}{number}"),
    }
}
