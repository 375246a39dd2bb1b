//! What is the same for all rows of a table, as a column more: said by the person, or by the titles and the names of sheet and file.

use super::columns::{Table, is_day};
use super::heading::{Mapping, is_heading_of, understand};
use super::means::named_in_parts;
use super::means::{Means, bare};
use super::titles::Titles;
use crate::error::Error;
use crate::import::file::{Cell, put};
use crate::import::files::Told;
use crate::import::ledger_name::ledger_named;
use crate::ledger::{Field, Ledger, Type};
use crate::lookup::folded;
use crate::text::{Lang, Message, quoted};
use crate::vocabulary::{Called, Set, Term, Vocabulary};

impl Table {
    /// Adds what the person said of all rows (`--set`). A column that is there already keeps what its cells say; its empty ones are filled.
    pub(super) fn set(&mut self, said: &[(String, String)], mapping: &Mapping, notes: &mut Vec<Message>) {
        let Some(ledger) = self.ledger else {
            let what =
                message!("表上有“台账”一栏，不用 --set", "a column says the ledgers: --set is not for this table");
            return notes.extend((!said.is_empty()).then_some(what));
        };
        let key = |heading: &str| understand(heading, ledger, mapping).ok().and_then(|means| means.key());
        for (heading, value) in said {
            let Some(heading) = heading_for(heading, ledger, mapping.words) else { continue };
            let Some(wanted) = key(heading) else { continue };
            // 会议日期 beside the day of the matter is that of what hangs on it.
            let names_part = named_in_parts(&bare(heading), ledger, mapping.words).is_some();
            let is_it =
                |own: &String| key(own).as_ref() == Some(&wanted) && (!names_part || bare(own) == bare(heading));
            let column = self.headings.iter().position(is_it);
            let (mut kept, mut filled) = (0, self.rows.len());
            if let Some(at) = column {
                let empty = self.rows.iter_mut().filter(|row| row.cells.get(at).is_none_or(Cell::is_empty));
                let set = empty.map(|row| put(&mut row.cells, at, Cell::of(value))).count();
                (kept, filled) = (filled - set, set);
            } else {
                self.add_column(heading, value);
            }
            let label = ledger.field(&wanted).filter(|field| field.key == heading);
            let heading = label.map_or(heading, |field| field.called_by(mapping.words).zh);
            let Message { zh, en } = match (kept, filled) {
                (0, _) => Message::default(),
                (_, 0) => {
                    notes.push(message!(
                        "--set：各行都写了“{heading}”，照表",
                        "--set: all rows say “{heading}” themselves"
                    ));
                    continue;
                }
                _ => message!("；表上写了的{kept}行照表", "; rows that say it themselves: {kept}"),
            };
            notes.push(message!(
                "--set：{filled}行的“{heading}”都是“{value}”{zh}",
                "--set: “{heading}” is “{value}” (rows: {filled}){en}"
            ));
        }
    }

    /// Adds what the titles and names say of all rows and no column says: kind, town, level, the month.
    pub(super) fn add_what_is_told(&mut self, titles: &Titles, words: &Vocabulary, told: &mut Told) {
        let Some(ledger) = self.ledger.filter(|ledger| !ledger.is_of_office()) else { return };
        for field in ledger.all_fields().filter(|field| ledger.offers(field)) {
            let Told { notes, points } = &mut *told;
            let told = match field.holds {
                _ if self.column(|means| means.is(field.key)).is_some() => None,
                Type::Term(set @ (Set::Kind | Set::Town | Set::Level)) => {
                    let spoken_of = |text| spoken_of(text, set, ledger, words);
                    if titles.sections.iter().any(|(_, text)| spoken_of(text).is_some()) {
                        points.extend(self.add_sections(&titles.sections, field, spoken_of, words, notes));
                        continue;
                    }
                    titles.texts().find_map(spoken_of).map(|(term, text)| (term.called().into(), text))
                }
                Type::Day if field.key == "date" && !ledger.is_roster() => {
                    titles.month().map(|(month, text)| (Message { zh: month.clone(), en: month }, text))
                }
                _ => None,
            };
            let Some((Message { zh: value, en: value_en }, text)) = told else { continue };
            let Called { zh, en } = field.called_by(words);
            notes.push(message!("按“{text}”，各行的{zh}是{value}", "by “{text}”, the {en} of all rows is {value_en}"));
            self.add_column(field.label.zh, &value);
        }
    }

    /// Adds a column of what the line above each row says, which has to be said by all such lines.
    fn add_sections<'t>(
        &mut self,
        sections: &'t [(usize, String)],
        field: &Field,
        spoken_of: impl Fn(&'t str) -> Option<(&'t Term, &'t str)>,
        words: &Vocabulary,
        notes: &mut Vec<Message>,
    ) -> Option<Error> {
        let Called { zh, en } = field.called_by(words);
        let (mut values, mut silent) = (Vec::new(), None);
        for (number, text) in sections {
            match spoken_of(text) {
                Some((term, _)) => values.push((*number, term)),
                None => silent = silent.or(Some((*number, text.clone()))),
            }
        }
        self.add_column(field.label.zh, "");
        let at = self.headings.len() - 1;
        for row in &mut self.rows {
            let above = values.partition_point(|(number, _)| *number < row.number);
            if let Some((_, term)) = above.checked_sub(1).map(|last| values[last]) {
                row.cells[at] = Cell::of(&term.label);
            }
        }
        let bare = self.rows.iter().find(|row| row.cells[at].is_empty()).map(|row| (row.number, row.said().join("，")));
        if let Some((number, text)) = silent.or(bare) {
            return Some(refused!("unclear_section" at number: "有的小标题写着{zh}，这里（“{text}”）看不出{zh}",
                "some lines between the rows say the {en}, here (“{text}”) it is not clear";
                "在表上加一列{zh}", "add a column {en} to the table"));
        }
        let one = |(number, term): &(usize, &Term)| {
            let Called { zh, en } = term.called();
            message!("第{number}行{zh}", "row {number} {en}")
        };
        let Message { zh: all, en: all_en } = Message::list(values.iter().map(one));
        notes.push(message!(
            "各行的{zh}按上面的小标题：{all}",
            "the {en} of the rows is that of the line above them: {all_en}"
        ));
        None
    }

    fn add_column(&mut self, heading: &str, value: &str) {
        let at = self.rows.iter().map(|row| row.cells.len()).chain([self.headings.len()]).max().unwrap_or(0);
        self.headings.resize(at, String::new());
        self.headings.push(heading.to_owned());
        self.rows.iter_mut().for_each(|row| put(&mut row.cells, at, Cell::of(value)));
    }

    /// Finds the fields that every record needs and no column says: one answer would do for all rows. Answers the error about each.
    pub(super) fn find_lacking(&mut self, words: &Vocabulary) -> Vec<Error> {
        let Some(ledger) = self.ledger.filter(|_| !self.rows.is_empty()) else { return Vec::new() };
        let is_needed = |field: &&Field| field.key == "date" || ledger.must_be_told(field);
        let may_lack =
            |field: &Field| field.key == "title" && ledger.counted && self.column(|means| means.is("count")).is_some();
        let is_said = |field: &Field| self.column(|means| means.key().as_deref() == Some(field.key)).is_some();
        self.lacking =
            ledger.all_fields().filter(is_needed).filter(|field| !may_lack(field) && !is_said(field)).collect();
        let error = |field: &&'static Field| {
            let Called { zh, en } = field.called_by(words);
            let all = field.words(ledger, words, Lang::Zh).iter().map(|(_, name)| *name).collect::<Vec<_>>().join("、");
            let Message { zh: may, en: may_en } = match field.holds {
                Type::Day => message!("，如 2022-12-31", ", such as 2022-12-31"),
                _ if all.is_empty() => Message::default(),
                _ => message!("，可写：{all}", ", one of: {all}"),
            };
            let pair = set_for(field, ledger, words, false);
            refused!("no_column" in (field.key) at (self.line): "没有“{zh}”这一栏", "there is no column “{en}”";
                "各行都一样的，加 {pair}{may}；不一样的，在表上加一栏",
                "where it is the same for all rows, give {pair}{may_en}; else add the column to the table")
        };
        self.lacking.iter().map(error).collect()
    }
}

/// What `--set` means for tables of a ledger: 助企纾困.类别 is for those of 助企纾困 alone.
pub fn heading_for<'s>(said: &'s str, ledger: &'static Ledger, words: &Vocabulary) -> Option<&'s str> {
    let of = |(name, heading)| Some((ledger_named(name, words)?, heading));
    match said.split_once('.').and_then(of) {
        Some((named, heading)) => (named == ledger).then_some(heading),
        None => Some(said),
    }
}

/// Whether `--set` says a day of tables of a ledger, which is another one in the next of them.
pub fn says_day(said: &str, ledger: &'static Ledger, words: &Vocabulary) -> bool {
    let is = |means: &Means| means.holds(is_day) || means.is("as of");
    let mapping = Mapping { said: &[], words };
    heading_for(said, ledger, words).is_some_and(|heading| is_heading_of(heading, ledger, &mapping, is))
}

/// The option that says a field of all rows, or of those of its ledger alone, with room for the value.
pub fn set_for(field: &Field, ledger: &'static Ledger, words: &Vocabulary, is_alone: bool) -> String {
    let of = if is_alone { format!("{}.", ledger.called_by(words).zh) } else { String::new() };
    format!("--set {}", quoted(&format!("{of}{}=…", field.called_by(words).zh)))
}

/// The only word of a set that a text has in it, and the text.
fn spoken_of<'t>(text: &'t str, set: Set, ledger: &Ledger, words: &'t Vocabulary) -> Option<(&'t Term, &'t str)> {
    let ledger_names = [ledger.called_by(words).zh, ledger.label.zh];
    let plain = ledger_names.iter().fold(folded(text), |plain, name| plain.replace(&folded(name), "\n"));
    let stem = |term: &Term| {
        let whole = folded(&term.label);
        let ranks = if set == Set::Town { &["街道", "镇", "乡", "区", "县", "市"][..] } else { &[] };
        let end = ranks.iter().find_map(|rank| whole.strip_suffix(rank));
        end.filter(|stem| stem.chars().count() >= 2).unwrap_or(&whole).to_owned()
    };
    let terms = words.of(set, ledger.owner_of(set)).filter(|term| term.key != "other");
    let mut found: Vec<(String, &Term)> =
        terms.map(|term| (stem(term), term)).filter(|(stem, _)| plain.contains(stem)).collect();
    // 基本满意 has 满意 in it.
    found.sort_by_key(|(stem, _)| std::cmp::Reverse(stem.len()));
    let (longest, term) = found.first()?;
    found.iter().all(|(stem, _)| longest.contains(stem.as_str())).then_some((*term, text))
}
