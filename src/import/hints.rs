//! Errors about the rows of a file, without the words of the command line.

use crate::error::Error;
use crate::ledger::mask;
use crate::text::Message;

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
