//! What is said of the rows of a file: errors without the words of the command line, and what is taken for granted of a row that is
//! several records: days, stages, steps that it does not tell.

use chrono::NaiveDate;

use crate::error::Error;
use crate::ledger::mask;
use crate::text::{Message, Text};

/// The error as somebody needs it who fills in a table: a cell instead of a flag, a number instead of a ref.
pub(super) fn in_words_of_tables(mut error: Error) -> Error {
    error.message.zh = without_keys(&error.message.zh).replace("ref “", "编号“");
    let hint = match error.code {
        "no_date" => message!("每一行都要有日期", "every row needs a date"),
        "no_parent" => {
            message!(
                "写上它所属记录的编号，如 12 或 case-12；提案的写提案号也可",
                "give the number of the record, such as 12 or case-12; of a motion its code under 提案号 will do"
            )
        }
        "no_such_parent" => message!(
            "写本文件里那一行的编号，或台账文件里的编号，如 case-12",
            "give the number of its row in this file, or its number in the ledger file, such as case-12"
        ),
        "hangs_on_nothing" => message!("清空这一格", "clear the cell"),
        "one_parent" => message!("分成几行，每行写一个编号", "write a row for each, with one number"),
        "bad_id" => message!("自己编的号写在“编号”一栏", "a number of your own goes under 编号"),
        "missing_field" if error.place.field.as_deref() != Some("kind") => message!("填上这一格", "fill in the cell"),
        "text_too_long" => message!("请缩短", "shorten it"),
        "empty_text" => message!("填上，或清空这一格", "write it, or clear the cell"),
        "several_leads" => message!(
            "各自答复的，“分办”写 是；一家主办的，其余写在“协办”",
            "write yes under 分办 where each answers by itself; else one leads, and the others stand under 协办"
        ),
        "one_lead" => message!("写几个主办单位，或清空“分办”", "write several leads, or clear 分办"),
        "merged_into_nothing" => message!(
            "“并入”写留下的那一件：表里写提案号的写提案号，写编号的写编号",
            "write the motion that stays under 并入: its code in a table of codes, else its number"
        ),
        "merged_into_itself" => message!("写留下的另一件", "write the motion that stays"),
        "not_merged" => message!("清空这一格，或审查结果写 并案", "clear the cell, or write 并案 as the outcome"),
        "several_names" if error.place.field.as_deref() == Some("form") => {
            message!("几人联名的写 联名", "write joint where several signed")
        }
        "nothing_counted" => message!("例如人次写 40", "such as 40 under turns"),
        "bad_evidence" => message!(
            "用 --map 佐证=- 略去这一列，或 --map 佐证=备注 记成备注；文件导入后再补",
            "leave the column out with --map 佐证=-, or keep it as a note with --map 佐证=备注; files are added afterwards"
        ),
        _ => return error,
    };
    error.hint(hint)
}

/// The error as somebody needs it who writes JSON: a key instead of a flag.
pub(super) fn in_words_of_json(error: Error) -> Error {
    let key = error.place.field.as_deref().filter(|key| *key != "kind");
    let hint = match (error.code, key) {
        ("missing_field", Some(key)) => message!("写上键 {key}", "give the key {key}"),
        ("text_too_long", _) => message!("请缩短", "shorten it"),
        ("empty_text", _) => message!("写上，或去掉这个键", "write it, or leave the key out"),
        _ => return error,
    };
    error.hint(hint)
}

/// Chinese words without the English key in brackets behind each: 缺少日期（date）.
fn without_keys(words: &str) -> String {
    let is_key = |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut parts = words.split('（');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| match part.split_once('）') {
        Some((key, after)) if is_key(key) => plain + after,
        _ => plain + "（" + part,
    })
}

/// An error that shows numbers of persons in part only, wherever it quotes a cell.
pub(super) fn masked(mut error: Error) -> Error {
    let hidden = |said: &Message| Message { zh: mask(&said.zh), en: mask(&said.en) };
    error.message = hidden(&error.message);
    error.hint = error.hint.map(|hint| Box::new(hidden(&hint)));
    error.more = error.more.into_iter().map(masked).collect();
    error
}

/// What was taken for granted of a row, each told once for its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Granted {
    /// What has no day is on the last one that the table tells of.
    OnLast(NaiveDate),
    /// … on the last day of its row.
    InRow,
    /// … on the day of the step that it belongs to.
    AtStep,
    /// … on the day of the record itself.
    WithRecord,
    /// What several meetings brought is put down with the first of them.
    WithFirst,
    /// Meetings of no stage are those of the first one that has any.
    AtFirst,
    /// What was replied to was handed over, and filed before.
    Before,
    /// Names that are several are kept as their number, the names in the note.
    Counted,
}

impl Granted {
    /// Says what was taken for granted of the rows of a table.
    pub fn told(self, of: &[Text]) -> Message {
        let Message { zh, en } = Message::list(of.iter().copied());
        let first = of.first().map_or("", |first| first.zh);
        match self {
            Granted::OnLast(day) => message!(
                "{zh}没有写日子，记在{day}；要写明就加 --set {first}日期=…",
                "what has no day is recorded on {day} ({en}); to say another, --set {first}日期=…"
            ),
            Granted::InRow => message!(
                "{zh}没有写日子，记在该行最后的日子；要写明就加 --set {first}日期=…",
                "what has no day is recorded on the last day of its row ({en}); to say another, --set {first}日期=…"
            ),
            Granted::AtStep => message!(
                "{zh}没有写日子，记在该行同一环节或相邻一步的日子",
                "what has no day is recorded on the day of its stage, or of the step beside it ({en})"
            ),
            Granted::WithRecord => message!(
                "{zh}没有写日子，记在该行的日期；要写明就加一列“{first}日期”",
                "what has no day is recorded on the day of its row ({en}); to say another, add a column {first}日期"
            ),
            Granted::WithFirst => message!(
                "{zh}不分环节的，记在第一个有场次的环节",
                "numbers of no stage are recorded with the first that has meetings ({en})"
            ),
            Granted::AtFirst => message!(
                "{zh}没有写环节，记在第一个开会的环节",
                "what has no stage is recorded at the first that has meetings ({en})"
            ),
            Granted::Before => message!(
                "表里没有写{zh}，办到后一步的都照补一条",
                "the table does not speak of {en}; one is recorded for what has come to a later step"
            ),
            Granted::Counted => message!(
                "{zh}写了几家的，记作家数，名字记在备注",
                "where several are named, their number is recorded and the names are kept in the note ({en})"
            ),
        }
    }
}
