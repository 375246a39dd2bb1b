//! What stands once for several cells, or in several cells for one thing: 同上, columns that mean the same field, persons where turns
//! are wanted. Of one event persons are as many turns; of several, or beside turns, only the office knows.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::columns::{Table, is_counted};
use super::means::Means;
use super::unit::squeezed;
use crate::amount::{Amount, Bound};
use crate::door::persons_and_turns;
use crate::error::Error;
use crate::import::answers::Answers;
use crate::import::file::{Cell, Row};
use crate::import::files::Told;
use crate::ledger::{Field, Ledger, Type};
use crate::lookup::folded;
use crate::text::Message;

/// What people write instead of what stands above.
const DITTO: &[&str] = &["同上", "同前", "同", "〃", "″", "〞", "''", "′′", "\u{2033}"];

impl Table {
    /// Has cells that say 同上 say what stands above them; one in a column of numbers, or with nothing above it, is wrong.
    pub(super) fn repeat_dittos(&mut self, notes: &mut Vec<Message>) {
        let mut filled = 0;
        for at in 0..self.headings.len() {
            let counted = self.means(at, |means| means.holds(is_counted));
            if !self.means(at, |means| !matches!(means, Means::Nothing)) {
                continue;
            }
            let mut above = Cell::Empty;
            for row in &mut self.rows {
                let Some(cell) = row.cells.get_mut(at) else {
                    above = Cell::Empty;
                    continue;
                };
                let words = cell.words();
                if !DITTO.contains(&folded(&words).as_str()) && !["\"", "“", "”"].contains(&words.trim()) {
                    above = cell.clone();
                    continue;
                }
                *cell = match (counted, &above) {
                    (true, _) => Cell::from(
                        refused!("ditto_number": "数字栏里写着“{words}”：可能是这一行也是，也可能是几行合计",
                        "“{words}” in a column of numbers: it may be this row's or that of several";
                        "写上数字", "write the number"),
                    ),
                    (false, Cell::Empty) => Cell::from(refused!("ditto_of_nothing": "“{words}”上面是空的",
                        "there is nothing above “{words}”"; "写上内容", "write it out")),
                    (false, above) => {
                        filled += 1;
                        above.clone()
                    }
                };
            }
        }
        if filled > 0 {
            notes.push(message!(
                "同上、〃按上一行读（{filled}格）",
                "同上 and 〃 are read as the cell above (cells: {filled})"
            ));
        }
    }

    /// Refuses a table with all that was made of its records where one stands in several rows, as in a list of meetings: it would be
    /// recorded as often.
    pub(super) fn told_twice(&self) -> Option<Error> {
        let ledger = self.ledger?;
        self.column(|means| matches!(means, Means::Part(_) | Means::Status))?;
        let is_named = |means: &Means| ["id", "no", "ref", "code"].iter().any(|key| means.is(key));
        if self.column(is_named).is_some() {
            return None;
        }
        let (title, town) = (self.column(|means| means.is("title"))?, self.column(|means| means.is("town")));
        let mut known: HashMap<(String, String), usize> = HashMap::new();
        let rows = self.rows.iter().filter(|row| !row.words(Some(title)).is_empty());
        let again = rows.filter_map(|row| {
            let name = (folded(&row.words(Some(title))), folded(&row.words(town)));
            let earlier = *known.entry(name).or_insert(row.number);
            (earlier != row.number).then_some((earlier, row))
        });
        let again: Vec<_> = again.collect();
        let (earlier, row) = again.first()?;
        let (count, title) = (again.len(), squeezed(&row.words(Some(title))));
        let of_part = |at| if let Some(Means::Part(part)) = self.first_means(at) { Some(part.ledger) } else { None };
        let part = (0..self.headings.len()).find_map(of_part).or(ledger.children.first().copied())?.key;
        Some(
            refused!("told_twice" at (row.number): "“{title}”在第{earlier}行已经有了（这样的行有{count}行），会记成几件",
            "“{title}” stands in row {earlier} already (such rows: {count}) and would be recorded again";
            "同一件的并成一行，一行一次的表按那一项导入（--ledger {part}）；真是几件，就加一列编号",
            "put all of one into one row, or import a list of what hangs on it as such (--ledger {part}); if they are several, add a column of numbers (编号)"),
        )
    }

    /// Settles columns of one ledger that mean the same: numbers are added or kept apart as the person says, names listed together, and
    /// of texts all but the first go into the note. What cannot stand twice is wrong.
    pub(super) fn settle_doubled(
        &self,
        columns: &mut [Option<Means>],
        answers: &Answers,
        persons: Option<&str>,
        Told { points, notes }: &mut Told,
    ) -> Vec<Error> {
        let (mut troubles, mut first, mut left_out) = (Vec::new(), HashMap::new(), Vec::new());
        let before = columns.to_vec();
        for (at, means) in columns.iter_mut().enumerate() {
            let Some(key) = means.as_ref().and_then(Means::key) else { continue };
            let Some(earlier) = first.get(&key).copied() else {
                first.insert(key, at);
                continue;
            };
            let (one, two) = (self.name(earlier), self.name(at));
            if let (true, false) | (false, true) = (of_persons(before[earlier].as_ref()), of_persons(means.as_ref())) {
                let which = if of_persons(means.as_ref()) { at } else { earlier };
                match persons {
                    Some("skip") => left_out.push(which),
                    // Where the turns are given, they are.
                    Some(_) => {}
                    None => points.push(
                        persons_and_turns(
                            &key,
                            message!("{one}是一项，{two}又是一项", "there are both {one} and {two}"),
                        )
                        .column(&two),
                    ),
                }
                continue;
            }
            match means {
                Some(Means::Field(Field { holds: Type::Names | Type::Terms(_), .. }, _)) => {}
                Some(Means::Field(Field { holds: Type::Text | Type::Note, .. }, _)) => {
                    notes.push(message!(
                        "{one}和{two}是同一项，后一栏连表头记进备注",
                        "{one} and {two} are the same; the latter goes into the note with its heading"
                    ));
                    *means = Some(Means::Aside);
                }
                Some(means) if means.holds(is_counted) && means.key().as_deref() != Some("count") => {
                    if answers.way("columns").is_none() {
                        points.push(refused!("several_columns" in (&key): "{one}和{two}是同一项数",
                            "{one} and {two} are numbers of one field";
                            "相加就加 --columns add，每列各记一条就加 --columns apart，只要一列就写 --map 表头=-",
                            "--columns add records their sum, --columns apart a record for each; --map HEADING=- leaves one out")
                        .column(&two));
                    }
                }
                _ => troubles.push(
                    refused!("doubled_heading" in (&key): "{one}和{two}说的是同一项（{key}）",
                    "{one} and {two} mean the same ({key})"; "改一个表头，或用 --map 表头=- 略去一列；两张表并排的，把右边的移到左边的下面",
                    "change one, or leave a column out with --map HEADING=-; of two tables side by side, move the right one below the left")
                    .column(&two),
                ),
            }
        }
        for at in left_out {
            columns[at] = Some(Means::Nothing);
        }
        troubles
    }
}

/// Puts together what several columns of a row say of one field: names are listed, numbers added; or each further number is kept in a
/// record of its own, which is answered.
pub fn put_together(row: &mut Row<'static>, apart: bool) -> Vec<Row<'static>> {
    let (mut others, mut kept): (Vec<Row>, Vec<(std::borrow::Cow<str>, Json)>) = (Vec::new(), Vec::new());
    for (key, value) in std::mem::take(&mut row.members) {
        let Some(first) = kept.iter().position(|(known, _)| *known == key) else {
            kept.push((key, value));
            continue;
        };
        match row.ledger.field(&key).map(|field| field.holds) {
            Some(Type::Amount(_)) if apart => {
                others.push(Row::of(row.ledger, vec![(key, value)]));
            }
            Some(Type::Amount(unit)) => {
                let read = |value: &Json| unit.read(value.as_str().unwrap_or_default());
                let sum = [read(&kept[first].1), read(&value)].into_iter().collect::<Result<Vec<_>, _>>();
                match sum.and_then(|both: Vec<Amount>| Amount::sum(both)) {
                    Ok(Some(sum)) => {
                        kept[first].1 = sum.decimal(unit.measure).into();
                        if sum.bound != Bound::Exact {
                            kept.push((format!("{key}_bound").into(), sum.bound.key().into()));
                        }
                    }
                    Ok(None) => {}
                    Err(error) => row.troubles.push(error.field(&key)),
                }
            }
            _ => {
                let both = [&kept[first].1, &value].map(|one| one.as_str().unwrap_or_default()).join("、");
                kept[first].1 = both.into();
            }
        }
    }
    for other in &mut others {
        let is_word = |key: &str| row.ledger.field(key).is_none_or(|field| !matches!(field.holds, Type::Amount(_)));
        let stem = |key: &str| key.strip_suffix("_bound").map(str::to_owned);
        let words = kept
            .iter()
            .filter(|(key, _)| is_word(key) && stem(key).is_none() && !matches!(key.as_ref(), "id" | "no" | "ref"));
        other.members.extend(words.cloned());
    }
    row.members = kept;
    others
}

/// Whether a column has persons as turns: 参加人数.
pub fn of_persons(means: Option<&Means>) -> bool {
    matches!(means, Some(Means::Field(field, Some(unit))) if unit == "人" && field.counts_turns())
}

/// Whether a word says that there are persons, and not turns.
fn says_persons(words: &str) -> bool {
    words.contains('人') && !words.contains("人次")
}

/// How many events a row stands for, in its words.
pub fn count_of(ledger: &Ledger, words: &str) -> Option<Amount> {
    ledger.field("count").and_then(Field::unit).and_then(|unit| unit.read(words).ok())
}

/// Whether words for the number of events of a row say that there are several.
fn are_several(ledger: &Ledger, words: &str) -> bool {
    count_of(ledger, words).is_some_and(|number| number.value > 1)
}

impl Table {
    /// The open point of rows that stand for several events and have persons for turns.
    pub(super) fn lumps_of_persons(&self) -> Option<Error> {
        let count = self.column(|means| means.is("count")).filter(|_| self.persons.is_none())?;
        let ledger = self.ledger?;
        let turns: Vec<usize> = self.columns_of(Field::counts_turns).collect();
        let is_of_persons = |at: usize, words: &str| {
            !words.is_empty() && !words.contains("人次") && (says_persons(words) || of_persons(self.first_means(at)))
        };
        let lumps = self.rows.iter().filter(|row| are_several(ledger, &row.words(Some(count))));
        let mut found = lumps.filter_map(|row| {
            let at = turns.iter().copied().find(|at| is_of_persons(*at, &row.words(Some(*at))))?;
            Some((row, at))
        });
        let (first, at) = found.next()?;
        let (rows, key) = (found.count() + 1, self.first_means(at).and_then(Means::key).unwrap_or_default());
        let (events, words) = (first.words(Some(count)), first.words(Some(at)));
        let what = message!(
            "数量是{events}，写的是人数“{words}”（这样的有{rows}行）",
            "“{words}” persons at {events} events (such rows: {rows})"
        );
        Some(persons_and_turns(&key, what).line(first.number).column(&self.name(at)))
    }

    /// Takes persons out of a row where they are no turns: beside turns, and of several events where the office does not count them.
    pub(super) fn settle_persons(&self, row: &mut Row) {
        let ledger = row.ledger;
        let words = |at: usize| row.members[at].1.as_str().unwrap_or_default();
        let is_turns = |at: usize| ledger.field(&row.members[at].0).is_some_and(Field::counts_turns);
        let persons: Vec<usize> =
            (0..row.members.len()).filter(|at| says_persons(words(*at)) && is_turns(*at)).collect();
        let count = row.members.iter().find(|(key, _)| key == "count").and_then(|(_, count)| count.as_str());
        let is_lump = !persons.is_empty() && count.is_some_and(|count| are_several(ledger, count));
        for at in persons.into_iter().rev() {
            let (key, value) = &row.members[at];
            let is_beside = row.members.iter().filter(|(other, _)| other == key).count() > 1;
            if is_beside || (is_lump && self.persons == Some("skip")) {
                row.members.remove(at);
            } else if is_lump && self.persons.is_some() {
                let turns = value.as_str().unwrap_or_default().replace('人', "人次");
                row.members[at].1 = turns.into();
            }
        }
    }
}
