//! What a row is: a record, or a total, a remark, a title.

use super::unit::unit;
use crate::error::Error;
use crate::import::file::{Cell, GridRow, is_dated};
use crate::lookup::folded;

/// How labels of a title line end: 填报单位, 制表日期.
const LABELS: &[&str] = &["日期", "时间", "单位", "部门", "填报人", "填表人", "制表人", "审核人", "联系人", ":", "："];

/// What people write where there is nothing to write.
const NOTHING: &[&str] = &[
    "无", "暂无", "没有", "空", "/", "\\", "-", "--", "—", "——", "–", "null", "none", "nil", "na", "n/a", "nan", "nat",
    "<na>",
];

/// Whether words only say that there is nothing.
pub fn is_nothing(words: &str) -> bool {
    NOTHING.contains(&folded(words).trim_end_matches(['。', '.']))
}

/// What a row is called that only adds up others, and of these what may end a title as well.
const TOTALS: &[&str] = &["总合计", "总数", "合计", "总计", "小计", "共计", "累计", "汇总", "total", "sum", "共"];
const TITLE_ENDS: &[&str] = &["累计", "汇总", "total", "sum", "共"];
/// What rows are called that say something about the others, or of another year.
const DERIVED: &str =
    "平均、平均数、人均、占比、比例、比重、同比、环比、同比增长、增幅、增长率、完成率、同期、上年同期、去年同期";
/// How lines below a table begin that are no records: who filled it in and when, and what is said about it.
const SIGNED: &[&str] = &["填表人", "填报人", "填报单位", "填表日期", "制表", "审核", "联系人", "负责人", "经办人"];
const REMARKS: &[&str] = &["注:", "说明:", "备注:", "填表说明", "单位:", "金额单位", "续表", "(续", "※", "以上由"];

/// What a row below a heading is.
#[derive(Clone, Copy, PartialEq)]
pub enum Role {
    /// To be read.
    Record,
    /// It adds up others.
    Total,
    /// It says something about the others: 占比, 上年同期.
    Derived,
    /// A remark below the table.
    Footer,
}

impl Role {
    /// What a row is, by its own cells without its number; `dated` says that it has a day of its own, `named` are the cells that
    /// say what it is: title and kind.
    pub fn of(cells: &[String], dated: bool, named: &[String]) -> Role {
        let Some(first) = cells.first() else { return Role::Record };
        let plain = folded(first);
        let labelled = plain.contains(':') && !dated;
        let mut sums = std::iter::once(first).chain(named).filter_map(|words| Sum::of(words));
        if sums.any(|sum| sum == Sum::Alone || !dated) {
            Role::Total
        } else if !dated && DERIVED.split('、').any(|word| word == plain) {
            Role::Derived
        } else if SIGNED.iter().chain(REMARKS).any(|mark| plain.starts_with(mark)) && (cells.len() == 1 || labelled) {
            Role::Footer
        } else {
            Role::Record
        }
    }
}

/// How words say that something was added up.
#[derive(PartialEq)]
enum Sum {
    /// 合计, 小计（2次）, 上半年小计: nothing else is said, and no record has such a title.
    Alone,
    /// 主席会议小计, 汇总: it might be a title, where there is a day as well.
    Perhaps,
}

impl Sum {
    fn of(words: &str) -> Option<Sum> {
        let plain = folded(words);
        let plain = plain.trim_matches([':', '.', '。']);
        let word = TOTALS.iter().find(|word| plain.starts_with(**word) || plain.ends_with(**word))?;
        let is_weak = TITLE_ENDS.contains(word);
        let (before, behind) = match plain.strip_prefix(word) {
            Some(behind) => ("", behind.trim_start_matches(':')),
            None => (plain.strip_suffix(word)?, ""),
        };
        // Behind a number there is no more than a measure word: 2次, 35万元.
        let measured = behind.trim_start_matches(|c: char| c.is_ascii_digit() || "万亿千百余,.".contains(c));
        let is_number = measured.len() < behind.len() && measured.chars().count() <= 3;
        let is_short = behind.is_empty() || unit(behind).is_some() || is_number;
        let of_period = before.chars().all(|c| c.is_ascii_digit() || "本上下半全年月页季度第一二三四".contains(c));
        // 合计（某某镇）: the brackets are no part of a name.
        let unbroken: String = words.chars().filter(|c| !c.is_whitespace()).collect();
        let is_marked = unbroken.get(word.len()..).is_some_and(|rest| rest.starts_with([':', '：', '(', '（']));
        match (before.is_empty(), is_short) {
            (true, true) if !is_weak => Some(Sum::Alone),
            (true, true) => Some(Sum::Perhaps),
            (false, _) if of_period && !is_weak => Some(Sum::Alone),
            (false, _) if of_period || !is_weak => Some(Sum::Perhaps),
            (true, false) if is_marked => Some(Sum::Perhaps),
            _ => None,
        }
    }
}

/// Whose sum a row says to be, by the cell that says so: 主席会议小计; empty for all of them. None where it is no sum of these rows
/// alone: 累计, 上年合计.
pub fn added_up(words: &str) -> Option<String> {
    Sum::of(words)?;
    let plain = TOTALS.iter().fold(folded(words), |plain, word| plain.replace(word, ""));
    Some(plain.trim_matches([':', '.', '。', '(', ')']).to_owned())
}

/// Whether the number of a row, or what it begins with, says that it only shows how to fill in the others: 例, 示例：….
pub fn is_example(words: &str) -> bool {
    let plain = folded(words);
    matches!(plain.split(':').next(), Some("例" | "示例" | "样例" | "范例" | "例如" | "example"))
}

/// Whether words are the number of a row: 12, 十二, （3）.
pub fn is_row_number(words: &str) -> bool {
    folded(words).chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十百.、-".contains(c))
}

/// Whether a day stands in a cell.
pub fn is_day(cell: &Cell) -> bool {
    matches!(cell.read(), Cell::Day(_)) || is_dated(&cell.words())
}

/// Whether a row above the heading is a record rather than a title: a day in the column of days, or as wide as the heading and a
/// day in it.
pub fn is_record(row: &GridRow, heading: &GridRow, date: Option<usize>) -> bool {
    let filled = |row: &GridRow| row.said().len();
    let label = |cell: &Cell| LABELS.iter().any(|label| cell.words().trim_end().ends_with(label));
    if filled(row) < 2 || row.cells.iter().any(label) {
        return false;
    }
    let in_place = date.and_then(|at| row.cells.get(at)).is_some_and(is_day);
    in_place || (filled(row) >= filled(heading).max(3) && row.cells.iter().any(is_day))
}

/// A record that stands above the heading.
pub fn above_heading(row: &GridRow, heading: usize) -> Error {
    let words = row.said().into_iter().take(4).collect::<Vec<_>>().join("，");
    refused!("above_heading" at (row.number): "“{words}”在表头（第{heading}行）上面，像一条记录",
        "“{words}” stands above the heading (row {heading}) and looks like a record"; "把表头移到第一条记录上面",
        "move the heading above the first record")
}
