//! Words that other programs have for what is done here.

use std::ffi::OsString;

use crate::ledger::LEDGERS;
use crate::text::{Message, quoted};

/// Words, what they mean, and what they mean of a ledger; where that is left out, it is the same. What was written behind the word
/// stands in brackets; a word in them stands where there was nothing.
const WORDS: &[(&str, &str, &str)] = &[
    ("delete del rm remove erase 删除 删", "LEDGER void [NO] --reason WHY", ""),
    ("find search grep 查找 搜索 查", "search [WORDS]", "LEDGER list --search [WORDS]"),
    ("total sum summary count 汇总 统计 合计", "report []", "LEDGER list --tally []"),
    ("new create insert 新增 新建 录入", "LEDGER add []", ""),
    ("view 查看 看", "LEDGER show [NO]", ""),
    ("change modify 修改 改", "LEDGER edit [NO]", ""),
    ("print 打印", "report [] -o FILE", "LEDGER list [] -o FILE"),
    ("config settings 设置 配置", "setting list", ""),
    ("help manual guide 帮助 手册 说明", "help []", "help LEDGER"),
];

/// What stands for something to be written, in Chinese.
const CHINESE: [(&str, &str); 5] =
    [("LEDGER", "台账"), ("NO", "编号"), ("WHY", "原因"), ("WORDS", "文字"), ("FILE", "文件")];

/// The command that a wrong word in these arguments means, in place of it; `within` says whether it stands behind a command.
pub fn meant(word: &str, arguments: &[OsString], within: bool) -> Option<Message> {
    let (_, alone, of_ledger) = WORDS.iter().find(|(words, ..)| words.split(' ').any(|one| one == word))?;
    let arguments: Vec<_> = arguments.iter().skip(1).map(|argument| argument.to_string_lossy()).collect();
    let (before, rest) = arguments.split_at(arguments.iter().position(|argument| argument == word)?);
    let ledger = before.iter().find(|word| LEDGERS.iter().any(|ledger| *word == ledger.key));
    if within && ledger.is_none() {
        return None;
    }
    let pattern = if ledger.is_none() || of_ledger.is_empty() { alone } else { of_ledger };
    let mut rest: Vec<String> = rest.iter().skip(1).filter(|word| *word != "--help").map(ToString::to_string).collect();
    let words = rest.iter().take_while(|word| !word.starts_with('-')).count();
    if pattern.contains("--search") && words > 1 {
        // One option takes them all.
        let all = rest.drain(..words).collect::<Vec<_>>().join(" ");
        rest.insert(0, all);
    }
    let rest: Vec<_> = rest.iter().map(|word| quoted(word)).collect();
    // An option that is written already is not written twice.
    let is_written = rest.iter().any(|word| word.starts_with('-') && pattern.contains(word.as_str()));
    let bare = pattern.split(['[', '-']).next().unwrap_or_default().to_owned() + "[]";
    let mut command: Vec<String> =
        before.iter().filter(|word| Some(*word) != ledger).map(|word| quoted(word)).collect();
    for part in if is_written { &bare } else { *pattern }.split(' ') {
        match part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) {
            Some(needed) if rest.is_empty() && !needed.is_empty() => command.push(needed.to_owned()),
            Some(_) => command.extend(rest.iter().cloned()),
            None if part == "LEDGER" => command.push(ledger.map_or(part, |key| key).to_owned()),
            None => command.push(part.to_owned()),
        }
    }
    let which = command.iter().any(|part| part == "LEDGER");
    let chinese = |part| CHINESE.iter().find(|(name, _)| *name == part).map_or(part, |(_, name)| (*name).to_owned());
    let (en, zh) = (command.join(" "), command.into_iter().map(chinese).collect::<Vec<String>>().join(" "));
    Some(if which {
        message!("用 qjcppcc {zh}（台账如 study、case）", "use qjcppcc {en} (LEDGER: such as study, case)")
    } else {
        message!("用 qjcppcc {zh}", "use qjcppcc {en}")
    })
}
