//! How fields are read: what people write at a keyboard and in files becomes a value, or is refused with what would be right.

use chrono::NaiveDate;
use uuid::Uuid;

use super::Value;
use super::{Field, Type};
use crate::amount::Amount;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::lookup::{Candidate, Pick, Picker, folded};
use crate::period::{as_written, first_of_month, read_day, read_day_within};
use crate::text::{Lang, Message, Text};
use crate::vocabulary::{Called, Term, Vocabulary};

/// The longest title, name or other one-line text, in characters.
pub const TEXT_LIMIT: usize = 500;
/// The longest note, in characters.
pub const NOTE_LIMIT: usize = 20_000;

/// What a reader must know of the world to understand what people write.
pub struct Door<'a> {
    /// The office's words.
    pub vocabulary: &'a Vocabulary,
    /// The ledger the record goes into: its kinds are looked up.
    pub ledger: &'static Ledger,
    /// The day on which it is written.
    pub today: NaiveDate,
    /// How words are looked up.
    pub pick: Picker,
}

impl Field {
    /// Reads what a person wrote for this field; the error says what would be understood, and names the field.
    pub fn read(&self, text: &str, door: &Door) -> Result<Value> {
        self.understand(text, door).map_err(|error| error.field(self.key).label(Some(self.called_by(door.vocabulary))))
    }

    /// The closed list that it takes from, each with its name: one of the program, or one of the office's.
    pub fn choices<'v>(&self, ledger: &Ledger, words: &'v Vocabulary) -> Option<Vec<(&'v str, Called<'v>)>> {
        match self.holds {
            Type::Choice(choices) => Some(choices.iter().map(|choice| (choice.key, choice.label)).collect()),
            Type::Term(set) if set.is_closed() => {
                let terms = words.of(set, ledger.owner_of(set)).filter(|term| self.takes(term));
                Some(terms.map(|term| (&*term.key, term.called())).collect())
            }
            _ => None,
        }
    }

    /// Whether it takes from a closed list in any office.
    pub fn has_choices(&self) -> bool {
        match self.holds {
            Type::Term(set) => set.is_closed(),
            _ => matches!(self.holds, Type::Choice(_)),
        }
    }

    fn takes(&self, term: &Term) -> bool {
        self.only.is_none_or(|fits| fits(term))
    }

    /// The words that it takes, in order, where it takes no others: the key of each, and its name.
    pub fn words<'v>(
        &self,
        ledger: &'static Ledger,
        vocabulary: &'v Vocabulary,
        lang: Lang,
    ) -> Vec<(&'v str, &'v str)> {
        match self.holds {
            Type::Term(set) | Type::Terms(set) => {
                let in_use = vocabulary.of(set, ledger.owner_of(set)).filter(|term| term.retired.is_none());
                in_use.filter(|term| self.takes(term)).map(|term| (&*term.key, term.name(lang))).collect()
            }
            Type::Choice(choices) => choices.iter().map(|choice| (choice.key, choice.label.lang(lang))).collect(),
            Type::Flag => lang.pick(vec![("yes", "是"), ("no", "否")], vec![("yes", "yes"), ("no", "no")]),
            _ => Vec::new(),
        }
    }

    /// A name, unless it is a number of what should be named: 12家, 甲公司等3家.
    fn true_name(&self, name: String, ledger: &Ledger) -> Result<String> {
        let Some(unit) = self.naming else { return Ok(name) };
        let is_number = |text: &str| {
            let whole: String = text.split_whitespace().collect();
            Amount::read(&whole, unit.measure, unit.accepts).is_ok()
        };
        let behind = name.rsplit_once('等').map_or("", |(_, behind)| behind);
        let begins = behind.char_indices().skip(1).map(|(at, _)| &behind[..at]).chain([behind]);
        if begins.chain([&*name]).any(is_number) {
            return Err(refused!("number_for_name": "“{name}”是个数，这里要的是名字",
                "“{name}” is a number; a name is wanted here")
            .hint(name_or_number(self, ledger)));
        }
        Ok(name)
    }

    /// The field of a ledger for a number of what this one names.
    pub fn number_of(&self, ledger: &Ledger) -> Option<&'static Field> {
        let unit = self.naming?;
        ledger.fields.iter().find(|field| matches!(field.holds, Type::Amount(other) if std::ptr::eq(other, unit)))
    }

    /// Reads one of a closed list, by key, name or unique short form; the error lists them.
    fn choose(&self, text: &str, door: &Door) -> Result<String> {
        let choices = self.choices(door.ledger, door.vocabulary).unwrap_or_default();
        // A key means itself; most of what is read in bulk is keys.
        if choices.iter().any(|(key, _)| *key == text) {
            return Ok(text.to_owned());
        }
        let candidates: Vec<Candidate> =
            choices.iter().map(|(key, Called { zh, en })| Candidate::new(key, &[zh, en])).collect();
        if let Pick::One(key) = (door.pick)(text, &candidates) {
            return Ok(key.to_owned());
        }
        let is_spelt = |(_, words): &&(&str, &str)| words.split('、').any(|word| folded(word) == folded(text));
        let spelt = self.spelt.iter().find(is_spelt).filter(|(key, _)| choices.iter().any(|(known, _)| known == key));
        if let Some((key, _)) = spelt {
            return Ok((*key).to_owned());
        }
        let choice = |(key, Called { zh, .. }): &(&str, Called)| message!("{zh}（{key}）", "{key} ({zh})");
        let (Text { zh, en }, list) = (self.label, Message::list(choices.iter().map(choice)));
        let Message { zh: zh_list, en: en_list } = list;
        Err(usage!("not_a_choice": "“{text}”不是{zh}", "“{text}” is no {en}";
            "可以写：{zh_list}", "write one of: {en_list}"))
    }

    /// The first day of a month that is written for the day of a record: no more than the month is known.
    pub fn month(&self, text: &str, door: &Door) -> Option<NaiveDate> {
        let takes_months = self.key == "date" && !door.ledger.is_of_office();
        takes_months.then(|| first_of_month(text, door.today)).flatten()
    }

    fn past_day(&self, text: &str, door: &Door) -> Result<NaiveDate> {
        let (today, month) = (door.today, self.month(text, door));
        let day = month.map_or_else(|| read_day(text, today), Ok)?;
        if day > today {
            let day = as_written(text, day);
            return Err(
                refused!("date_ahead": "{day}还没有到（今天是{today}）", "{day} lies ahead (today is {today})";
                "只记录已经发生的事；请核对日期", "only what has happened is recorded; check the date"),
            );
        }
        Ok(day)
    }

    fn understand(&self, text: &str, door: &Door) -> Result<Value> {
        match self.holds {
            Type::Text => {
                if self.naming.is_some() && text.trim().contains(['、', '；']) {
                    return Err(refused!("several_names": "“{text}”有几个名字", "“{text}” is several names")
                        .hint(name_or_number(self, door.ledger)));
                }
                self.true_name(one_line(text)?, door.ledger).map(Value::Text)
            }
            Type::Note => checked_text(text.trim().replace("\r\n", "\n"), NOTE_LIMIT).map(Value::Text),
            Type::Day => self.past_day(text, door).map(Value::Day),
            // A term has five years, and begins some time after it is settled.
            Type::DayAhead => {
                let years = if door.ledger.is_roster() { 6 } else { 1 };
                read_day_within(text, door.today, years).map(Value::Day)
            }
            Type::Amount(unit) => unit.read(text).map(Value::Amount),
            Type::Choice(_) => self.choose(text, door).map(Value::Text),
            Type::Term(set) if set.is_closed() => self.choose(text, door).map(Value::Text),
            Type::Term(set) => {
                door.vocabulary.read_by(door.pick, set, door.ledger.owner_of(set), text).map(Value::Text)
            }
            Type::Terms(set) => {
                let key = |name: String| door.vocabulary.read_by(door.pick, set, door.ledger.owner_of(set), &name);
                names(text)?.into_iter().map(key).collect::<Result<_>>().map(Value::List)
            }
            Type::Names => {
                let true_name = |name| self.true_name(name, door.ledger);
                names(text)?.into_iter().map(true_name).collect::<Result<_>>().map(Value::List)
            }
            Type::Flag => {
                // People write 分办 under 是否分办.
                let says_so = |name: &str| folded(name) == folded(text);
                let is_named = says_so(self.label.zh) || self.synonyms().any(says_so);
                if is_named { Ok(Value::Flag(true)) } else { flag(text).map(Value::Flag) }
            }
            Type::Record(_) => match Uuid::parse_str(text.trim()) {
                Ok(id) => Ok(Value::Text(id.to_string())),
                Err(_) => Err(usage!("not_an_id": "“{text}”不是记录的 id", "“{text}” is no id of a record";
                    "写记录的 id（导出文件里的 id）", "write the record's id, as an export has it")),
            },
            Type::File => Err(usage!("bad_evidence": "佐证要写成一个对象：name、size、sha256",
                "evidence is an object with name, size and sha256";
                "导入后用 edit 编号 --evidence 文件 补上；表格里的这一列用 --map 佐证=- 略去，或 --map 佐证=备注",
                "add it afterwards with edit NO --evidence FILE; a column of a table is left out with --map 佐证=-, or kept with --map 佐证=备注")),
        }
    }
}

/// Reads one line of text as every field of text does: trimmed, not empty, not too long, without control characters.
pub fn one_line(text: &str) -> Result<String> {
    checked_text(text.trim().replace(['\t', '\n', '\r'], " "), TEXT_LIMIT)
}

/// Refuses text that is empty, too long, or could act on a terminal.
fn checked_text(text: String, limit: usize) -> Result<String> {
    if text.is_empty() {
        return Err(usage!("empty_text": "这里没有写内容", "there is nothing in it";
            "要清空一个字段，用 --unset 字段名", "to clear a field, use --unset FIELD"));
    }
    // No text has more characters than bytes.
    if text.len() > limit && text.chars().count() > limit {
        let length = text.chars().count();
        return Err(refused!("text_too_long": "有{length}个字，最多{limit}个",
            "it has {length} characters; at most {limit} are kept"; "请缩短，全文可作为佐证文件（--evidence）",
            "shorten it; the whole text can be a file (--evidence)"));
    }
    if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        let code = u32::from(c);
        return Err(refused!("control_character": "含有控制字符 U+{code:04X}",
            "it has the control character U+{code:04X}"; "请删去后再录入", "take it out and record again"));
    }
    Ok(text)
}

/// How to record several of what a field names.
fn name_or_number(field: &Field, ledger: &Ledger) -> Message {
    let Text { zh: name, en: name_en } = field.label;
    let (zh, en) = field.number_of(ledger).map_or((String::new(), String::new()), |number| {
        let Text { zh, en } = number.label;
        (format!("，或把数量写在“{zh}”一栏"), format!(", or the number under {en}"))
    });
    if matches!(field.holds, Type::Names) {
        return message!("写{name}的名字，用顿号分开{zh}", "write the names ({name_en}), divided by commas{en}");
    }
    message!("一家一行，写{name}的名字{zh}", "write one line for each, with its name ({name_en}){en}")
}

/// Several names, divided by 、 ， , or ; or by line ends, and places by blanks: 巴南区 南川区.
fn names(text: &str) -> Result<Vec<String>> {
    let mut list: Vec<String> = Vec::new();
    let parts = text.split(['、', '，', ',', ';', '；', '\n', '\r']).flat_map(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        if words.iter().all(|word| word.ends_with(['区', '县', '市'])) { words } else { vec![part] }
    });
    for part in parts.filter(|part| !part.trim().is_empty()) {
        let name = one_line(part)?;
        if !list.contains(&name) {
            list.push(name);
        }
    }
    if list.is_empty() { Err(one_line("").unwrap_err()) } else { Ok(list) }
}

/// Reads yes or no, in words, as the sign that people put into a table, or as other programs write them: True, 1.0.
pub fn flag(text: &str) -> Result<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "是" | "true" | "yes" | "y" | "1" | "1.0" | "√" | "✓" | "✔" => Ok(true),
        "否" | "false" | "no" | "n" | "0" | "0.0" | "×" | "✗" => Ok(false),
        _ => Err(usage!("not_a_flag": "“{text}”不是“是”或“否”", "“{text}” is neither yes nor no";
            "写 是 或 否", "write yes or no")),
    }
}
