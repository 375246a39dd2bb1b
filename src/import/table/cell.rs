//! What a row says: its cells as the members of a record; or the row again, under headings that are read without a question.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde_json::{Number, Value as Json};
use uuid::Uuid;

use super::columns::{Table, is_counted, is_day};
use super::days::is_doubtful;
use super::means::Means;
use super::repeated::put_together;
use super::unit::{squeezed, with_heading_unit};
use super::whole::fates;
use crate::amount::Amount;
use crate::day::first_of_days;
use crate::error::Result;
use crate::import::file::{Cell, GridRow, Row, Rows, decimal};
use crate::import::hints::Granted;
use crate::ledger::{Field, Ledger, Record, Type, flag, name_by_code};
use crate::period::in_year;
use crate::text::Lang;
use crate::vocabulary::{Called, Set, Vocabulary};

impl Table {
    /// What a row says, with the cells that cannot be read, and what hangs on its record.
    pub fn row(&self, row: &GridRow, vocabulary: &Vocabulary, today: NaiveDate) -> Result<Rows<'static>> {
        let ledger = self.ledger_of(row, vocabulary)?;
        let mut read = Row::of(ledger, Vec::new());
        let mut pieces = Vec::new();
        let columns = self.columns.get(ledger.key).map_or(&[][..], Vec::as_slice);
        let words = |is: fn(&Means) -> bool| row.words(columns.iter().position(|it| it.as_ref().is_some_and(is)));
        let exported = !words(|means| means.is("id")).is_empty();
        let session = words(|means| means.is("session"));
        let session = Some(session).filter(|session| !session.is_empty());
        let mut asides = Vec::new();
        for (at, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let opened = self.opened.get(&(row.number, at)).copied();
            let Called { zh, en } = ledger.called_by(vocabulary);
            let done = match (columns.get(at).and_then(Option::as_ref), opened) {
                (None, _) => Err(refused!("not_of_ledger": "{zh}没有这一栏", "{en} has no such column";
                    "清空这一格", "clear the cell")),
                // Only notes have several lines.
                (Some(means), Some(line))
                    if !matches!(means, Means::Nothing | Means::Status)
                        && !means.holds(|field| matches!(field.holds, Type::Note)) =>
                {
                    Err(refused!("line_break" at line: "这一格里换了行", "there is a line end in the cell";
                        "多半是引号没有收尾，把后面的行并进来了：补上或删去引号；真要换行的写在备注里",
                        "most likely a quote was not closed and rows were swallowed: close it or take it out; only notes have several lines"))
                }
                (Some(Means::Aside), _) => {
                    asides.push(format!("{}：{}", squeezed(&self.headings[at]), cell.seen().words()));
                    Ok(())
                }
                (Some(means), _) => self.in_its_years(cell, means, ledger, exported).and_then(|()| match means {
                    Means::Part(part) => self.piece((cell, at), part, session.as_deref(), &mut pieces),
                    Means::Status => fates((&cell.seen().words(), at), ledger, vocabulary, &mut pieces),
                    _ => self.cell(cell, means, session.as_deref(), &mut read),
                }),
            };
            if let Err(error) = done {
                read.troubles.push(error.column(&self.name(at)));
            }
        }
        self.settle_persons(&mut read);
        asides.extend(if exported { None } else { count_named(&mut read) });
        // Only the first of several days is that of the record.
        let day = words(|means| means.is("date"));
        asides.extend(first_of_days(&day).map(|_| format!("日期：{day}")));
        if !asides.is_empty() {
            note_asides(asides, &mut read);
        }
        // A number in words would be forgotten otherwise.
        let number = words(|means| means.is("no"));
        let is_number = number.is_empty() || number_of(&number, ledger).is_some();
        if !is_number && !read.members.iter().any(|(key, _)| key == "doc") {
            read.members.push(("doc".into(), number.into()));
        }
        let mut others = put_together(&mut read, self.apart);
        self.note_columns(&mut others, row, columns);
        if !pieces.is_empty() {
            others.extend(self.whole(pieces, (row, &mut read), vocabulary, today));
        }
        if exported {
            let empty = columns.iter().enumerate().filter(|(at, _)| row.cells.get(*at).is_none_or(Cell::is_empty));
            // An export says by empty cells that nothing is recorded.
            read.members.extend(empty.filter_map(|(_, means)| match means.as_ref()? {
                Means::Field(field, _) => Some((Cow::Borrowed(field.key), Json::Null)),
                Means::Own("void") => Some((Cow::Borrowed("void"), false.into())),
                _ => None,
            }));
        }
        Ok((read, others))
    }

    /// Notes on each further number of a field, which is a record of its own, under which heading it stood.
    fn note_columns(&self, others: &mut [Row], row: &GridRow, columns: &[Option<Means>]) {
        for at in 0..others.len() {
            let key = others[at].members[0].0.clone();
            let nth = others[..=at].iter().filter(|other| other.members[0].0 == key).count();
            let is_told = |column: &usize| {
                columns[*column].as_ref().and_then(Means::key).is_some_and(|own| own == key)
                    && row.cells.get(*column).is_some_and(|cell| !cell.is_empty())
            };
            if let Some(column) = (0..columns.len()).filter(is_told).nth(nth) {
                note_asides(vec![squeezed(&self.headings[column])], &mut others[at]);
            }
        }
    }

    /// Refuses a day that is not of the years that the table says. What this program wrote comes in as it stood; people on a roster
    /// came when they came.
    fn in_its_years(&self, cell: &Cell, means: &Means, ledger: &Ledger, exported: bool) -> Result<()> {
        let Means::Field(field, _) = means.inner() else { return Ok(()) };
        if !matches!(field.holds, Type::Day) || exported || ledger.is_of_office() || ledger.is_roster() {
            return Ok(());
        }
        let words = cell.words();
        self.years.take(first_of_days(&words).unwrap_or(&words)).map_err(|error| error.field(field.key))
    }

    pub(super) fn cell(&self, cell: &Cell, means: &Means, session: Option<&str>, row: &mut Row) -> Result<()> {
        // Numbers, days and truths have one meaning however they look.
        let is_read = |field: &Field| matches!(field.holds, Type::Amount(_) | Type::Day | Type::DayAhead | Type::Flag);
        let cell = if means.holds(is_read) || means.is("void") { cell.read() } else { &cell.seen() };
        if let Cell::Broken(why) = cell {
            return means.key().map_or(Ok(()), |key| Err((**why).clone().field(&key)));
        }
        let words = cell.words();
        let mut put = |key: Cow<'static, str>, value: Json| row.members.push((key, value));
        match means {
            Means::Field(field @ Field { holds: Type::Record(_), .. }, _) if self.is_by_code() => {
                put(field.key.into(), of_code(&words, session).into());
            }
            Means::Field(field @ Field { holds: Type::Term(Set::Outcome), .. }, _) if self.merges(&words).is_some() => {
                put(field.key.into(), "merged".into());
                put("into".into(), of_code(self.merges(&words).unwrap_or_default(), session).into());
            }
            Means::Field(field, unit) => {
                let value = self.field(cell, field, unit.as_deref())?;
                put(field.key.into(), value);
            }
            Means::Bound(key) => put(format!("{key}_bound").into(), words.into()),
            Means::Of(ledger) => put("of".into(), names(&words, *ledger)),
            Means::Code(field) => {
                let names: Vec<String> = divided(&words).map(|code| of_code(code, session)).collect();
                let value = if let [name] = &names[..] { name.as_str().into() } else { names.into() };
                put(field.map_or("of", |field| field.key).into(), value);
            }
            Means::Own("no") => match number_of(&words, row.ledger) {
                Some(number) => {
                    put("no".into(), number.into());
                    put("ref".into(), format!("{}-{number}", row.ledger.key).into());
                }
                None => put("ref".into(), words.into()),
            },
            Means::Own("void") => put("void".into(), flag(&words).map_err(|error| error.field("void"))?.into()),
            Means::Own(key @ ("id" | "ref" | "site" | "reason" | "titled")) => put((*key).into(), words.into()),
            Means::Own(_) | Means::Aside | Means::Part(_) | Means::Happened | Means::Status | Means::Nothing => {}
        }
        Ok(())
    }

    /// The code in 并入3号, where the table has no column for it.
    fn merges<'w>(&self, outcome: &'w str) -> Option<&'w str> {
        let code = ["并入", "并案到", "合并到", "并案", "并到"].iter().find_map(|word| outcome.strip_prefix(word))?;
        let code =
            Some(code).filter(|code| !outcome.starts_with("并案") || code.contains(|c: char| c.is_ascii_digit()))?;
        let is_wanted = self.is_by_code() && self.column(|means| means.key().as_deref() == Some("into")).is_none();
        Some(code.trim_start_matches("提案").trim_end_matches("提案")).filter(|code| is_wanted && !code.is_empty())
    }

    /// A day in the year that the table says, where it has none of its own.
    pub(super) fn dated(&self, words: String) -> String {
        self.years.only().and_then(|year| in_year(&words, year)).unwrap_or(words)
    }

    /// The headings under which a row can be written again and read without being asked anything: the ledger in front, units in
    /// the headings, fields by name; and whether each column is kept.
    pub fn again(&self, vocabulary: &Vocabulary, lang: Lang) -> (Vec<String>, Vec<bool>) {
        let mut head: Vec<String> = self.ledger.iter().map(|_| lang.pick("台账", "ledger").to_owned()).collect();
        let mut kept = Vec::new();
        for (at, heading) in self.headings.iter().enumerate() {
            let name = self.first_means(at).filter(|means| !matches!(means, Means::Nothing)).map(|means| {
                let (label, unit) = match means {
                    Means::Field(field, unit) => (field.called_by(vocabulary).lang(lang), unit.as_ref()),
                    _ => (heading.as_str(), None),
                };
                // A unit that stands beside the table goes with it.
                let is_bare = matches!(means.inner(), Means::Field(field, None) if field.is_money());
                let unit = unit.or(self.money.as_ref().filter(|_| is_bare));
                unit.map_or(label.to_owned(), |unit| format!("{label}（{unit}）"))
            });
            kept.push(name.is_some());
            head.extend(name);
        }
        head.extend(self.last_day_of_parts().map(|_| "截至日期".to_owned()));
        (head, kept)
    }

    /// The row with this number, as words, under the headings of [`Table::again`].
    pub fn words_again(&self, number: usize, kept: &[bool]) -> Option<Vec<String>> {
        let row = self.rows.binary_search_by_key(&number, |row| row.number).ok().map(|at| &self.rows[at])?;
        let mut words: Vec<String> = self.ledger.iter().map(|ledger| ledger.key.to_owned()).collect();
        for (at, _) in kept.iter().enumerate().filter(|(_, keep)| **keep) {
            let cell = row.words(Some(at));
            // The title that says the year is not written again.
            words.push(if self.means(at, |means| means.holds(is_day)) { self.dated(cell) } else { cell });
        }
        words.extend(self.last_day_of_parts().map(|day| day.to_string()));
        Some(words)
    }

    pub(super) fn field(&self, cell: &Cell, field: &Field, unit: Option<&str>) -> Result<Json> {
        let words = match first_of_days(&cell.words()) {
            Some(first) if field.key == "date" => first.to_owned(),
            _ => cell.words(),
        };
        // 1e5, as programs write a large number, in digits.
        let number = if is_counted(field) && words.contains(['e', 'E']) { words.parse::<Number>().ok() } else { None };
        let digits = number.as_ref().and_then(|number| decimal(number).ok());
        let words = digits.map(Cow::into_owned).unwrap_or(words);
        if is_day(field) && is_doubtful(&words) {
            return Err(refused!("dotted_day" in (field.key): "“{words}”看不出是哪一天：表格软件会把 3.10 存成 3.1",
                "“{words}” may be two days: a spreadsheet makes 3.1 of 3.10"; "写成 2022-03-10", "write it as 2022-03-10"));
        }
        Ok(match (field.holds, cell) {
            (Type::Amount(_), Cell::Day(day)) => {
                return Err(refused!("date_for_number" in (field.key): "这里要数字，写的却是日期{day}",
                    "a number is wanted, and there is the day {day}"; "把这一格设为常规格式后重新填写",
                    "format the cell as general and write it again"));
            }
            (Type::Amount(_), _) => match unit.or_else(|| self.money.as_deref().filter(|_| field.is_money())) {
                Some(unit) => with_heading_unit(&words, field, unit)?.into(),
                None => words.into(),
            },
            (Type::Day | Type::DayAhead, _) => self.dated(words).into(),
            (Type::File, _) if words.starts_with('{') => serde_json::from_str(&words).unwrap_or(Json::String(words)),
            _ => words.into(),
        })
    }
}

/// 丙公司等12家, 丁公司、戊公司: where one name is wanted and there are several, their number is kept, and the names in the note.
fn count_named(row: &mut Row<'static>) -> Option<String> {
    let naming = row.ledger.fields.iter().find(|field| matches!(field.holds, Type::Text) && field.naming.is_some());
    let (field, number) = naming.and_then(|field| Some((field, field.number_of(row.ledger)?)))?;
    let said = |key: &str| row.members.iter().position(|(known, _)| known == key);
    let at = said(field.key).filter(|_| said(number.key).is_none())?;
    let (words, unit) = (row.members[at].1.as_str()?.to_owned(), field.naming?);
    let count = if let Some((_, behind)) = words.rsplit_once('等') {
        let told = unit.accepts.iter().find_map(|word| Some(&behind[..behind.find(word)? + word.len()]))?;
        Amount::read(told, unit.measure, unit.accepts).ok().map(|_| told.to_owned())?
    } else {
        let names = words.split(['、', '；', ';']).filter(|name| !name.trim().is_empty()).count();
        Some(names.to_string()).filter(|_| names > 1)?
    };
    row.members[at] = (number.key.into(), count.into());
    row.granted.push((Granted::Counted, field.label));
    Some(format!("{}：{words}", field.label.zh))
}

/// Puts what goes into the note into it, each with its heading, before what it says itself.
fn note_asides(mut asides: Vec<String>, row: &mut Row) {
    let note = row.members.iter().position(|(key, _)| key == "note").map(|at| row.members.remove(at).1);
    let own = note.as_ref().and_then(Json::as_str).zip(row.ledger.field("note"));
    asides.extend(own.map(|(note, field)| format!("{}：{note}", field.label.zh)));
    row.members.push(("note".into(), asides.join("\n").into()));
}

/// The number of a record: 12, case-12.
pub fn number_of(words: &str, ledger: &Ledger) -> Option<i64> {
    let digits = words.strip_prefix(ledger.key).and_then(|rest| rest.strip_prefix('-')).unwrap_or(words);
    // A column of numbers with an empty cell in it is one of fractions to other programs.
    digits.strip_suffix(".0").unwrap_or(digits).parse().ok().filter(|number| (1..=Record::LAST_NUMBER).contains(number))
}

/// What a row hangs on; bare numbers are those of the ledger that the heading names.
fn names(words: &str, ledger: Option<&str>) -> Json {
    let full = |name: &str| match ledger {
        Some(ledger) if name.bytes().all(|byte| byte.is_ascii_digit()) => format!("{ledger}-{name}"),
        _ => name.to_owned(),
    };
    divided(words).map(full).collect()
}

/// The names in a cell.
fn divided(words: &str) -> impl Iterator<Item = &str> {
    words.split(['、', '，', ',', ';', '；', '\n']).map(str::trim).filter(|name| !name.is_empty())
}

/// What is named by a code, or in full.
fn of_code(words: &str, session: Option<&str>) -> String {
    let is_full = words.starts_with("motion-") || Uuid::parse_str(words).is_ok();
    if is_full { words.to_owned() } else { name_by_code(words, session) }
}
