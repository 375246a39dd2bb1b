//! Fields: the table from which flags, columns, JSON keys and readers of every ledger are made.

use chrono::NaiveDate;
use uuid::Uuid;

use super::Ledger;
use crate::amount::{Amount, Measure};
use crate::error::{Error, Result};
use crate::lookup::{Candidate, Pick, Picker, pick};
use crate::message;
use crate::period::read_day;
use crate::text::{Message, Text, text};
use crate::vocabulary::{Set, Vocabulary};

/// The longest title, name or other one-line text, in characters.
pub const TEXT_LIMIT: usize = 500;
/// The longest note, in characters.
pub const NOTE_LIMIT: usize = 20_000;

/// One field of a ledger: struct field, flag, column and JSON key in one.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// One lower-case English word.
    pub key: &'static str,
    /// What people call it.
    pub label: Text,
    /// How it is read, kept and shown.
    pub holds: Type,
    /// Whether every record of the ledger must have it.
    pub required: bool,
    /// The letter of its short flag.
    pub short: Option<char>,
    /// The word people use for its flag, where the key cannot be one or says less.
    pub flag: Option<&'static str>,
    /// What else the heading of its column may say in people's tables.
    pub synonyms: &'static [&'static str],
    /// A line for the help, where the label does not say enough.
    pub about: Text,
    /// The unit in which what it names is counted: a number of them is no name.
    pub naming: Option<&'static Unit>,
}

/// What a field can hold.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// One line of text.
    Text,
    /// Text of several lines.
    Note,
    /// A day, not after today.
    Day,
    /// A day that may lie ahead, such as the end of an office.
    DayAhead,
    /// A number with its bound, in a unit.
    Amount(&'static Unit),
    /// One of a closed list that the program itself relies on.
    Choice(&'static [Choice]),
    /// One word of the office's vocabulary.
    Term(Set),
    /// Several words of the vocabulary.
    Terms(Set),
    /// Several names, as they are.
    Names,
    /// Yes or no.
    Flag,
    /// A file of which name, size and SHA-256 are kept.
    File,
    /// Another record of the ledger with this key; its id is kept.
    Record(&'static str),
}

/// The unit of an amount.
#[derive(Debug)]
pub struct Unit {
    /// Decides the smallest part that is kept.
    pub measure: Measure,
    /// The measure word, as printed.
    pub word: Text,
    /// The measure words that may be written behind a number.
    pub accepts: &'static [&'static str],
}

/// One value of a closed list.
#[derive(Debug)]
pub struct Choice {
    /// The key, as kept and as in JSON.
    pub key: &'static str,
    /// Its name.
    pub label: Text,
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A line of text, a note, the key of a choice or of a word of the vocabulary.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// A number with its bound.
    Amount(Amount),
    /// Several names or keys.
    List(Vec<String>),
    /// Yes or no.
    Flag(bool),
    /// What is kept of a file.
    File(Evidence),
}

/// 佐证: what is kept of a file that proves a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The file's name, without its folder.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

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

/// 次, 场 and so on: how many a record stands for. The measure word differs from kind to kind, so all are accepted.
pub static COUNT: Unit = Unit {
    measure: Measure::Count,
    word: text("次", "times"),
    accepts: &["次", "场", "场次", "期", "篇", "条", "件", "项", "个", "名", "位", "人", "家"],
};
/// 人次: every attendance counts; never added to persons.
pub static TURNS: Unit = Unit { measure: Measure::Count, word: text("人次", "turns"), accepts: &["人次", "turns"] };
/// 人: persons.
pub static PERSONS: Unit =
    Unit {
        measure: Measure::Count, word: text("人", "persons"), accepts: &["人", "名", "位", "persons", "people"]
    };
/// 名: people named or commended.
pub static NAMED: Unit =
    Unit {
        measure: Measure::Count, word: text("名", "persons"), accepts: &["名", "人", "位", "persons", "people"]
    };
/// 户: households; never added to persons.
pub static HOUSEHOLDS: Unit =
    Unit { measure: Measure::Count, word: text("户", "households"), accepts: &["户", "households"] };
/// 小时: hours of service, to the hundredth.
pub static HOURS: Unit =
    Unit { measure: Measure::Hours, word: text("小时", "hours"), accepts: &["小时", "时", "hours", "h"] };
/// 元: yuan, to the fen.
pub static YUAN: Unit =
    Unit { measure: Measure::Money, word: text("元", "yuan"), accepts: &["元", "圆", "块", "yuan"] };
/// 条: opinions and suggestions.
pub static OPINIONS: Unit =
    Unit { measure: Measure::Count, word: text("条", "opinions"), accepts: &["条", "件", "个", "opinions"] };
/// 家: firms.
pub static FIRMS: Unit =
    Unit { measure: Measure::Count, word: text("家", "firms"), accepts: &["家", "户", "个", "firms"] };
/// 个: districts and counties.
pub static PLACES: Unit =
    Unit { measure: Measure::Count, word: text("个", "places"), accepts: &["个", "处", "个区县", "places"] };

/// At which level something was adopted, endorsed or printed.
pub static LEVELS: &[Choice] = &[
    Choice { key: "district", label: text("区级", "district") },
    Choice { key: "city", label: text("市级", "city") },
    Choice { key: "nation", label: text("国家级", "nation") },
];

/// The fields of every record, in the order of columns and keys.
pub(super) static COMMON: &[Field] = &[
    Field::new("date", text("日期", "date"), Type::Day).short('d').also(DATES),
    Field::new("title", text("标题", "title"), Type::Text).also(TITLES),
    Field::new("kind", text("类别", "kind"), Type::Term(Set::Kind)).also(KINDS),
    Field::new("town", text("镇街", "town"), Type::Term(Set::Town))
        .short('t')
        .also(TOWNS)
        .about(text("不填即区本级", "none: the district itself")),
    Field::new("platform", text("履职平台", "platform"), Type::Term(Set::Platform)).also(&["平台", "协商平台"]),
    Field::new("department", text("部门", "department"), Type::Term(Set::Department))
        .also(DEPARTMENTS)
        .about(text("谁组织谁记录", "who organises, records")),
    Field::new("doc", text("文号", "document"), Type::Text).also(&[
        "文件号",
        "发文字号",
        "文件字号",
        "文件编号",
        "发文号",
        "发文编号",
        "来文号",
        "document number",
    ]),
    Field::new("evidence", text("佐证", "evidence"), Type::File)
        .also(&["佐证材料", "证明材料", "附件", "佐证附件"])
        .about(text("文件；只存文件名、大小和SHA-256", "a file: its name, size and SHA-256 are kept")),
    Field::new("highlight", text("亮点", "highlight"), Type::Flag)
        .also(&["是否亮点", "亮点工作", "重点", "是否重点"])
        .about(text("标题写进年度手记", "its title is named in the yearly note")),
    Field::new("note", text("备注", "note"), Type::Note).short('m').also(&[
        "说明",
        "备注说明",
        "补充说明",
        "其他说明",
        "情况说明",
        "附注",
        "notes",
        "remark",
        "remarks",
        "comment",
        "comments",
    ]),
    Field::new("count", text("数量", "count"), Type::Amount(&COUNT))
        .also(&["次数", "场次", "场数", "件数", "篇数", "条数", "期数", "份数", "项数", "个数", "总数", "number"])
        .about(text("本条代表多少，如 30余，默认1", "how many this record stands for, such as 30余; default 1")),
];

const DATES: &[&str] = &[
    "时间",
    "年月日",
    "活动日期",
    "活动时间",
    "会议日期",
    "会议时间",
    "学习日期",
    "学习时间",
    "举办日期",
    "举办时间",
    "召开日期",
    "召开时间",
    "开展日期",
    "开展时间",
    "发生日期",
    "发生时间",
    "服务日期",
    "服务时间",
    "协商日期",
    "协商时间",
    "报送日期",
    "报送时间",
    "提交日期",
    "提交时间",
    "刊登日期",
    "刊登时间",
    "刊发日期",
    "刊发时间",
    "发布日期",
    "发布时间",
    "走访日期",
    "走访时间",
    "接待日期",
    "接待时间",
    "考察日期",
    "考察时间",
    "登记日期",
    "记录日期",
    "填报日期",
    "采用日期",
    "采用时间",
    "转送日期",
    "转送时间",
    "签批日期",
    "签批时间",
    "批示日期",
    "批示时间",
    "任职日期",
    "任职时间",
    "聘任日期",
    "聘任时间",
    "起始日期",
    "开始日期",
    "到位日期",
    "到位时间",
    "解决日期",
    "解决时间",
    "办结日期",
    "办结时间",
    "day",
];

const TITLES: &[&str] = &[
    "题目",
    "主题",
    "名称",
    "内容",
    "标题名称",
    "活动名称",
    "活动主题",
    "活动内容",
    "会议名称",
    "会议主题",
    "会议内容",
    "学习主题",
    "学习内容",
    "学习专题",
    "专题",
    "议题",
    "协商议题",
    "协商主题",
    "课题",
    "课题名称",
    "调研课题",
    "视察内容",
    "事项",
    "事项名称",
    "事由",
    "案由",
    "商量事项",
    "民生实事",
    "项目",
    "项目名称",
    "信息标题",
    "信息题目",
    "稿件标题",
    "稿件名称",
    "文章标题",
    "新闻标题",
    "成果名称",
    "成果题目",
    "建议名称",
    "文件名称",
    "文件标题",
    "服务内容",
    "服务项目",
    "姓名",
    "subject",
    "topic",
    "name",
];

const KINDS: &[&str] = &[
    "类型",
    "分类",
    "种类",
    "活动类别",
    "活动类型",
    "活动形式",
    "会议类别",
    "会议类型",
    "学习类别",
    "学习类型",
    "学习形式",
    "协商类别",
    "协商类型",
    "协商形式",
    "成果类别",
    "成果类型",
    "成果形式",
    "信息类别",
    "信息类型",
    "服务类别",
    "服务类型",
    "帮扶类别",
    "帮扶方式",
    "联络类别",
    "报送类别",
    "人员类别",
    "人员类型",
    "身份",
    "type",
    "category",
];

const TOWNS: &[&str] = &[
    "镇",
    "街道",
    "乡镇",
    "街镇",
    "镇街道",
    "乡镇街道",
    "镇街名称",
    "所在镇街",
    "所属镇街",
    "所在乡镇",
    "所属乡镇",
    "所在街镇",
    "属地",
    "township",
];

const DEPARTMENTS: &[&str] = &[
    "科室",
    "主办科室",
    "处室",
    "组织部门",
    "组织单位",
    "主办部门",
    "主办单位",
    "责任部门",
    "责任单位",
    "责任科室",
    "牵头部门",
    "牵头单位",
    "填报部门",
    "填报单位",
    "填报科室",
    "记录部门",
    "office",
];

/// What people call the number of attendances where persons are not counted apart from them.
pub(super) const ATTENDANCE: &[&str] = &[
    "参加人次",
    "参与人次",
    "参会人次",
    "出席人次",
    "到会人次",
    "人次数",
    "总人次",
    "人数",
    "参加人数",
    "参与人数",
    "参会人数",
    "出席人数",
    "到会人数",
    "参训人数",
    "参训人次",
    "各方参与人次",
    "attendance",
];

/// What people call opinions and suggestions.
pub(super) const ADVICE_GIVEN: &[&str] = &[
    "意见",
    "建议",
    "意见数",
    "建议数",
    "意见条数",
    "建议条数",
    "意见建议数",
    "意见建议条数",
    "提出意见",
    "提出建议",
    "提出意见建议",
    "收集意见",
    "收集意见建议",
    "suggestions",
    "opinions",
];

/// How many fields every record has before its ledger's own.
pub(super) const COMMON_LEN: usize = 11;

impl Unit {
    /// Whether it counts whatever records stand for, so that its word differs from kind to kind.
    #[must_use]
    pub fn is_of_records(&self) -> bool {
        std::ptr::eq(self, &raw const COUNT)
    }

    /// Whether it counts attendances.
    #[must_use]
    pub fn counts_turns(&self) -> bool {
        std::ptr::eq(self, &raw const TURNS)
    }
}

impl Field {
    /// A field with neither short flag nor help.
    #[must_use]
    pub const fn new(key: &'static str, label: Text, holds: Type) -> Field {
        let about = text("", "");
        Field { key, label, holds, required: false, short: None, flag: None, synonyms: &[], about, naming: None }
    }

    /// The same field under a key; used by the table macro.
    #[must_use]
    pub(super) const fn named(mut self, key: &'static str) -> Field {
        self.key = key;
        self
    }

    /// The same field, required.
    #[must_use]
    pub const fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// The same field with a short flag.
    #[must_use]
    pub const fn short(mut self, letter: char) -> Field {
        self.short = Some(letter);
        self
    }

    /// The same field with another word for its flag.
    #[must_use]
    pub const fn flag(mut self, word: &'static str) -> Field {
        self.flag = Some(word);
        self
    }

    /// The same field with further headings that mean it.
    #[must_use]
    pub const fn also(mut self, synonyms: &'static [&'static str]) -> Field {
        self.synonyms = synonyms;
        self
    }

    /// The same field with a line for the help.
    #[must_use]
    pub const fn about(mut self, about: Text) -> Field {
        self.about = about;
        self
    }

    /// The same field, for names of what is counted in this unit.
    #[must_use]
    pub const fn naming(mut self, unit: &'static Unit) -> Field {
        self.naming = Some(unit);
        self
    }

    /// Reads one of a closed list, by key, name or unique short form.
    ///
    /// # Errors
    /// Lists what can be written; the field is named.
    pub fn choose(&self, text: &str, choices: &'static [Choice]) -> Result<String> {
        choose(text, choices, self.label, pick).map_err(|error| error.field(self.key))
    }

    /// Reads what a person wrote for this field.
    ///
    /// # Errors
    /// Says what is not understood and what would be; the field is named.
    pub fn read(&self, text: &str, door: &Door) -> Result<Value> {
        self.understand(text, door).map_err(|error| error.field(self.key))
    }

    /// A name, unless it is a number of what should be named: 12家, 甲公司等3家.
    fn true_name(&self, name: String, ledger: &Ledger) -> Result<String> {
        let Some(unit) = self.naming else { return Ok(name) };
        let is_number = |text: &str| Amount::read(text, unit.measure, unit.accepts).is_ok();
        let behind = name.rsplit_once('等').map_or("", |(_, behind)| behind);
        let begins = behind.char_indices().skip(1).map(|(at, _)| &behind[..at]).chain([behind]);
        if is_number(&name) || begins.into_iter().any(is_number) {
            return Err(Error::refused(
                "number_for_name",
                message!("“{name}”是个数，这里要的是名字", "“{name}” is a number; a name is wanted here"),
            )
            .hint(name_or_number(self, ledger)));
        }
        Ok(name)
    }

    /// The field of a ledger for a number of what this one names.
    #[must_use]
    pub fn number_of(&self, ledger: &Ledger) -> Option<&'static Field> {
        let unit = self.naming?;
        ledger.fields.iter().find(|field| matches!(field.holds, Type::Amount(other) if std::ptr::eq(other, unit)))
    }

    fn understand(&self, text: &str, door: &Door) -> Result<Value> {
        match self.holds {
            Type::Text => {
                if self.naming.is_some() && text.trim().contains(['、', '；']) {
                    return Err(several_names(text, self, door.ledger));
                }
                self.true_name(one_line(text)?, door.ledger).map(Value::Text)
            }
            Type::Note => long_text(text).map(Value::Text),
            Type::Day => past_day(text, door.today).map(Value::Day),
            Type::DayAhead => read_day(text, door.today).map(Value::Day),
            Type::Amount(unit) => Amount::read(text, unit.measure, unit.accepts).map(Value::Amount),
            Type::Choice(choices) => choose(text, choices, self.label, door.pick).map(Value::Text),
            Type::Term(set) => door.vocabulary.read_by(door.pick, set, door.ledger.key, text).map(Value::Text),
            Type::Terms(set) => {
                let keys: Result<Vec<String>> =
                    names(text)?.iter().map(|name| door.vocabulary.read_by(door.pick, set, door.ledger.key, name)).collect();
                keys.map(Value::List)
            }
            Type::Names => {
                let named: Result<Vec<String>> =
                    names(text)?.into_iter().map(|name| self.true_name(name, door.ledger)).collect();
                named.map(Value::List)
            }
            Type::Flag => flag(text).map(Value::Flag),
            Type::Record(_) => match Uuid::parse_str(text.trim()) {
                Ok(id) => Ok(Value::Text(id.to_string())),
                Err(_) => {
                    Err(Error::usage("not_an_id", message!("“{text}”不是记录的 id", "“{text}” is no id of a record"))
                        .hint(message!("写记录的 id（导出文件里的 id）", "write the record's id, as an export has it")))
                }
            },
            Type::File => Err(Error::usage(
                "bad_evidence",
                message!("佐证要写成一个对象：name、size、sha256", "evidence is an object with name, size and sha256"),
            )
            .hint(message!(
                "导入后用 edit 编号 --evidence 文件 补上；表格里的这一列用 --map 佐证=- 略去，或 --map 佐证=备注",
                "add it afterwards with edit NO --evidence FILE; a column of a table is left out with --map 佐证=-, or kept with --map 佐证=备注"
            ))),
        }
    }
}

/// One of a closed list, by key, name or unique short form.
fn choose(text: &str, choices: &'static [Choice], label: Text, pick: Picker) -> Result<String> {
    let candidates: Vec<Candidate> =
        choices.iter().map(|choice| Candidate::new(choice.key, &[choice.label.zh, choice.label.en])).collect();
    if let Pick::One(key) = pick(text, &candidates) {
        return Ok(key.to_owned());
    }
    let zh_list = choices.iter().map(|c| format!("{}（{}）", c.label.zh, c.key)).collect::<Vec<_>>().join("、");
    let en_list = choices.iter().map(|c| format!("{} ({})", c.key, c.label.zh)).collect::<Vec<_>>().join(", ");
    let (zh, en) = (label.zh, label.en);
    Err(Error::usage("not_a_choice", message!("“{text}”不是{zh}", "“{text}” is no {en}"))
        .hint(message!("可以写：{zh_list}", "write one of: {en_list}")))
}

fn past_day(text: &str, today: NaiveDate) -> Result<NaiveDate> {
    let day = read_day(text, today)?;
    if day > today {
        return Err(Error::refused(
            "date_ahead",
            message!("{day}还没有到（今天是{today}）", "{day} lies ahead (today is {today})"),
        )
        .hint(message!("只记录已经发生的事；请核对日期", "only what has happened is recorded; check the date")));
    }
    Ok(day)
}

/// Reads one line of text as every field of text does: trimmed, not empty, not too long, without control characters.
///
/// # Errors
/// Says which of these it is.
pub fn one_line(text: &str) -> Result<String> {
    checked_text(text.trim().replace(['\t', '\n', '\r'], " "), TEXT_LIMIT)
}

fn long_text(text: &str) -> Result<String> {
    checked_text(text.trim().replace("\r\n", "\n"), NOTE_LIMIT)
}

/// Refuses text that is empty, too long, or could act on a terminal.
fn checked_text(text: String, limit: usize) -> Result<String> {
    if text.is_empty() {
        return Err(Error::usage("empty_text", message!("这里没有写内容", "there is nothing in it"))
            .hint(message!("要清空一个字段，用 --unset 字段名", "to clear a field, use --unset FIELD")));
    }
    // No text has more characters than bytes.
    if text.len() > limit && text.chars().count() > limit {
        let length = text.chars().count();
        return Err(Error::refused(
            "text_too_long",
            message!("有{length}个字，最多{limit}个", "it has {length} characters; at most {limit} are kept"),
        )
        .hint(message!(
            "请缩短，全文可作为佐证文件（--evidence）",
            "shorten it; the whole text can be a file (--evidence)"
        )));
    }
    if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        let code = u32::from(c);
        return Err(Error::refused(
            "control_character",
            message!("含有控制字符 U+{code:04X}", "it has the control character U+{code:04X}"),
        )
        .hint(message!("请删去后再录入", "take it out and record again")));
    }
    Ok(text)
}

fn several_names(text: &str, field: &Field, ledger: &Ledger) -> Error {
    Error::refused("several_names", message!("“{text}”有几个名字", "“{text}” is several names"))
        .hint(name_or_number(field, ledger))
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

fn flag(text: &str) -> Result<bool> {
    match text.trim() {
        "是" | "true" | "yes" | "y" | "1" => Ok(true),
        "否" | "false" | "no" | "n" | "0" => Ok(false),
        _ => Err(Error::usage("not_a_flag", message!("“{text}”不是“是”或“否”", "“{text}” is neither yes nor no"))
            .hint(message!("写 是 或 否", "write yes or no"))),
    }
}
