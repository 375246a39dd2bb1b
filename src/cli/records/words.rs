//! What people read of records: values in words, in one language, with the office's names for keys.

use uuid::Uuid;

use crate::amount::{Measure, Style};
use crate::cli::desk::Desk;
use crate::cli::records::columns::object;
use crate::ledger::{Evidence, Field, Ledger, RECIPES, Record, Type, Value, WORDINGS, ends_of, is_free, mask};
use crate::sheet::{Cell, Sheet};
use crate::store::Store;
use crate::text::{Lang, Message};
use crate::vocabulary::Set;

/// Columns that lists show only when somebody asks for them, and that are said last where a record is said in one line.
pub const BACKGROUND: &[&str] = &["doc", "evidence", "note", "platform", "department", "highlight", "link"];

/// Shows records in one language, with the office's names for keys.
pub struct Shown<'a> {
    /// The ledger, for the office's words and the names of other records.
    pub store: &'a Store,
    pub lang: Lang,
}

impl Desk<'_> {
    /// Shows records of a store in the language of this run.
    pub fn shown<'s>(&self, store: &'s Store) -> Shown<'s> {
        Shown { store, lang: self.lang }
    }

    /// The answer of a command that writes: the record, and for people one line that repeats what was understood.
    pub fn recorded(&self, store: &Store, record: &Record, done: &Message) -> Sheet {
        let (Message { zh, en }, record) = (done, record.clone().masked());
        let echo = self.shown(store).echo(&record);
        self.tell(object(&record), &message!("{zh} {echo}", "{en} {echo}"))
    }
}

impl<'a> Shown<'a> {
    /// One line that repeats what was understood.
    pub fn echo(&self, record: &Record) -> String {
        let parts = std::iter::once(self.called(record)).chain(self.said(record));
        parts.collect::<Vec<_>>().join(" · ")
    }

    /// What tells it from others at a glance: its day and what comes first.
    pub fn briefly(&self, record: &Record) -> String {
        let said = self.said(&record.clone().masked());
        said.iter().take(4).map(String::as_str).collect::<Vec<_>>().join(" · ")
    }

    /// Its name, in Chinese with what it is.
    pub fn called(&self, record: &Record) -> String {
        let (label, name) = (record.ledger.called_by(self.store.vocabulary()).zh, record.name());
        phrase!(self.lang, "{label} {name}", "{name}")
    }

    /// Field by field, what was changed: key, label, before, after; numbers of persons `full` or masked.
    pub fn changes(&self, before: &Record, after: &Record, full: bool) -> Vec<(String, &'a str, String, String)> {
        let (ledger, vocabulary) = (after.ledger, self.store.vocabulary());
        let words = |record: &Record, field: &Field| {
            let words = self.value(record, field).unwrap_or_else(|| "—".to_owned());
            if !full && is_free(field.holds) { mask(&words) } else { words }
        };
        let differs = |it: &&Field| match it.key {
            "span" => false,
            "date" => self.value(before, it) != self.value(after, it),
            key => before.get(key) != after.get(key),
        };
        let changed = ledger.all_fields().filter(differs);
        let label = |it: &Field| it.called_by(vocabulary).lang(self.lang);
        let change = |it: &Field| (it.key.to_owned(), label(it), words(before, it), words(after, it));
        changed.map(change).collect()
    }

    /// What was changed in a record, on one line; of one that was not changed, what it says.
    pub fn told(&self, changes: Option<&[(String, &str, String, String)]>, record: &Record) -> String {
        let change = |(_, label, from, to): &(String, &str, String, String)| format!("{label} {from}→{to}");
        match changes {
            Some(changes) => changes.iter().map(change).collect::<Vec<_>>().join(" · "),
            None => self.said(record).join(" · "),
        }
    }

    /// What a child says, without its day.
    pub fn content(&self, child: &Record) -> String {
        let mut content = self.said(child);
        content.remove(0);
        if let Some(reason) = &child.void {
            content.push(phrase!(self.lang, "（已作废：{reason}）", "(void: {reason})"));
        }
        content.join(" · ")
    }

    /// What the office calls a ledger.
    pub fn ledger(&self, ledger: &Ledger) -> Cell {
        Cell::words(Some(ledger.called_by(self.store.vocabulary()).lang(self.lang)))
    }

    /// The short name of another record; its id where it is not in this ledger.
    pub fn name_of(&self, id: &str) -> String {
        let found = Uuid::parse_str(id).ok().and_then(|id| self.store.called(id).ok().flatten());
        found.map_or_else(|| id.to_owned(), |(name, _)| name)
    }

    /// The fields that are set, in words: the date first, what is behind them last.
    fn said(&self, record: &Record) -> Vec<String> {
        let ledger = record.ledger;
        let fields = ledger.all_fields().filter(|field| field.key != "span");
        let fields = fields.filter_map(|field| record.get(field.key).map(|value| (field, value)));
        let (behind, said): (Vec<_>, Vec<_>) = fields.partition(|(field, _)| BACKGROUND.contains(&field.key));
        said.into_iter()
            .chain(behind)
            .map(|(field, value)| {
                let mut words = match (value, field.holds) {
                    // What is counted in the measure word of its kind is said back in it.
                    (Value::Amount(amount), Type::Amount(unit)) if unit.is_of_records() && field.key != "count" => {
                        let kind = |key| self.store.vocabulary().term(Set::Kind, ledger.key, key)?.word(self.lang);
                        let word = record.text("kind").and_then(kind).unwrap_or_default();
                        amount.printed(Style::Full, unit.measure, word, self.lang)
                    }
                    (Value::Day(_), _) if field.key == "date" => record.dated(),
                    _ => self.words(ledger, field, value),
                };
                if let Some(whole) = field.instead_of.and_then(|key| ledger.field(key)) {
                    let (zh, en) = (whole.label.zh, whole.label.en);
                    words += &match record.get(whole.key) {
                        Some(_) => phrase!(self.lang, "（已有{zh}，不计）", " (not counted beside {en})"),
                        None => phrase!(self.lang, "（计为{zh}）", " (counted as {en})"),
                    };
                }
                let label = field.label.lang(self.lang);
                let is_labelled = match field.holds {
                    // “18人次” says what it is; “人次 18人次” would say it twice.
                    Type::Amount(unit) => unit.word.lang(self.lang) != label,
                    // Beside what it hangs on there is another.
                    Type::Record(_) => ledger.linked == Some(field.key),
                    holds => matches!(holds, Type::Flag | Type::DayAhead | Type::Note),
                };
                if is_labelled { format!("{label} {words}") } else { words }
            })
            .collect()
    }

    /// What a record says in a field, as people read it: its day no more exactly than it is known.
    pub fn value(&self, record: &Record, field: &Field) -> Option<String> {
        let value = record.get(field.key)?;
        Some(if field.key == "date" { record.dated() } else { self.words(record.ledger, field, value) })
    }

    /// A value as people read it.
    pub fn words(&self, ledger: &Ledger, field: &Field, value: &Value) -> String {
        let lang = self.lang;
        let joined = |list: &[String]| list.join(lang.pick("、", ", "));
        let vocabulary = self.store.vocabulary();
        match (value, field.holds) {
            (Value::Text(id), Type::Record(_)) => self.name_of(id),
            (Value::Text(key), Type::Term(set)) => vocabulary.name(set, ledger.owner_of(set), key, lang).to_owned(),
            (Value::Text(template), Type::Note) if [WORDINGS, RECIPES].contains(&ledger) => {
                let length = template.chars().count();
                phrase!(lang, "{length}字", "{length} characters")
            }
            (Value::Text(ends), Type::Note) if ["ends", "entries"].contains(&field.key) => {
                let name = |(site, number)| self.store.sites().map(|sites| sites.entry_name(site, number));
                joined(&ends_of(ends).into_iter().filter_map(name).collect::<Vec<_>>())
            }
            (Value::Text(key), Type::Choice(choices)) => {
                let choice = choices.iter().find(|choice| choice.key == key);
                choice.map_or(key.as_str(), |choice| choice.label.lang(lang)).to_owned()
            }
            (Value::List(keys), Type::Terms(set)) => {
                joined(&keys.iter().map(|key| vocabulary.name(set, "", key, lang).to_owned()).collect::<Vec<_>>())
            }
            (Value::Amount(amount), Type::Amount(unit)) => {
                let word = if unit.is_of_records() { "" } else { unit.word.lang(lang) };
                amount.printed(Style::Full, unit.measure, word, lang)
            }
            (Value::Text(text), _) => text.clone(),
            (Value::Day(day), _) => day.to_string(),
            (Value::List(list), _) => joined(list),
            (Value::Amount(amount), _) => amount.digits(Measure::Count),
            (Value::Flag(flag), _) => if *flag { lang.pick("是", "yes") } else { lang.pick("否", "no") }.to_owned(),
            (Value::File(Evidence { name, size, .. }), _) => {
                phrase!(lang, "{name}（{size}字节）", "{name} ({size} bytes)")
            }
        }
    }
}
