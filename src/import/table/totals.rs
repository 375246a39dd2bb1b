//! What a row is: a record, or a total, a remark, a title. A table's own totals are held against the rows that were read: where they
//! differ, something was read or added up wrongly.

use super::columns::Table;
use super::head::with_all;
use super::means::Means;
use super::unit::unit;
use crate::amount::{Amount, Bound, Style};
use crate::error::{Error, Result};
use crate::import::file::{Cell, GridRow, is_dated};
use crate::ledger::{Field, Type, Unit};
use crate::lookup::folded;
use crate::text::{Lang, Message};

/// Behind so many differences, and among so many groups of rows, nobody looks further.
const MOST: usize = 50;

/// A column of numbers: where it stands, its field, the unit of the field, and that of its heading.
#[derive(Clone, Copy)]
struct Numbers<'a>(usize, &'static Field, &'static Unit, Option<&'a str>);

/// Where a total differs from its rows: line, column, what is said of it, and whether by a power of ten; that is not known of one
/// that cannot be read.
type Difference = (usize, String, Message, Option<bool>);

impl Table {
    /// Holds every number in rows that add up others against the rows that were read. A difference is refused, or only told where
    /// the rows are to be kept; one by a power of ten is always refused.
    pub(super) fn compare_totals(&self, totals: &[GridRow], keep: bool, notes: &mut Vec<Message>) -> Option<Error> {
        let numbers = |at: usize| match self.first_means(at)?.inner() {
            Means::Field(field @ Field { holds: Type::Amount(wanted), .. }, unit) => {
                Some(Numbers(at, field, wanted, unit.as_deref()))
            }
            _ => None,
        };
        let columns = (0..self.headings.len()).filter_map(numbers);
        let (mut troubles, mut is_shifted) = (Vec::new(), false);
        for (line, column, what, is_power) in columns.flat_map(|column| self.differences(column, totals)).take(MOST) {
            if is_power.is_none() || (keep && is_power == Some(false)) {
                let Message { zh, en } = what;
                notes.push(message!(
                    "第{line}行 {column}：{zh}；按各行记",
                    "row {line}, {column}: {en}; the rows are recorded as they are"
                ));
            } else {
                is_shifted |= is_power == Some(true);
                troubles.push(Error::refused("total_differs", what).line(line).column(&column));
            }
        }
        if troubles.is_empty() {
            return None;
        }
        let count = troubles.len();
        let error = refused!("totals_differ": "合计与读到的各行不符（{count}处），一条也没有导入",
            "totals that differ from the rows: {count}; nothing was imported");
        let hint = if is_shifted {
            message!(
                "有的像是差了单位（万元、元）或小数点：改好再导入；合计本来不对，就改正或清空那一格",
                "some seem to be off by a unit (万元, 元) or a decimal point: mend the rows; if the total is wrong, correct or clear its cell"
            )
        } else {
            message!(
                "核对各行和合计；各行都对，就改正合计，或 import --totals keep",
                "check the rows and the total; if the rows are right, correct the total or import with --totals keep"
            )
        };
        Some(with_all(error.hint(hint), troubles))
    }

    /// Where the totals of a column differ from its rows, one after the other.
    fn differences(&self, numbers: Numbers<'_>, totals: &[GridRow]) -> impl Iterator<Item = Difference> {
        let Numbers(at, _, unit, _) = numbers;
        let read = self.rows.iter().map(|row| Ok(self.number(row, numbers)?.unwrap_or(Amount::exact(0))));
        // A cell that cannot be read is refused with its row.
        let rows = read.collect::<Result<Vec<Amount>>>().ok();
        let totals = if rows.is_some() { totals } else { &[] };
        totals.iter().filter_map(move |total| {
            let told = |what: Message, is_power: Option<bool>| Some((total.number, self.name(at), what, is_power));
            let Ok(said) = self.number(total, numbers) else {
                let is_its_name = added_up(&total.words(Some(at))).is_some();
                return told(message!("合计读不出数", "the total cannot be read"), None).filter(|_| !is_its_name);
            };
            let (said, words) = (said?, total.words(Some(at)));
            let is_sum = |sum: Amount| is_sum(said, sum, unit, &words);
            let (sum, values) = self.nearest(rows.as_deref()?, totals, total, said, &is_sum)?;
            let print = |amount: Amount| {
                [Lang::Zh, Lang::En].map(|lang| amount.printed(Style::Full, unit.measure, unit.word.lang(lang), lang))
            };
            let ([zh, en], [zh_sum, en_sum]) = (print(said), print(sum));
            let what = message!(
                "合计写着{zh}，读到的各行相加是{zh_sum}",
                "the total says {en}, the rows that were read come to {en_sum}"
            );
            told(what, Some(is_power(values, sum.value.into(), said.value.into())))
        })
    }

    /// The number of a column in a row, read as that of a record is.
    fn number(&self, row: &GridRow, Numbers(at, field, wanted, unit): Numbers) -> Result<Option<Amount>> {
        let cell = row.cells.get(at).map_or(&Cell::Empty, Cell::read);
        if let Cell::Broken(why) = cell {
            return Err((**why).clone());
        }
        if cell.is_empty() || is_nothing(&cell.words()) {
            return Ok(None);
        }
        let words = self.field(cell, field, unit)?;
        wanted.read(words.as_str().unwrap_or_default()).map(Some)
    }

    /// The rows whose sum comes nearest to a total, unless that is the sum of any that it may stand for: those since the total
    /// before or an earlier one, those below it up to the next or a later one, those that are called as it is (主席会议小计).
    fn nearest(
        &self,
        numbers: &[Amount],
        totals: &[GridRow],
        total: &GridRow,
        said: Amount,
        is_sum: &dyn Fn(Amount) -> bool,
    ) -> Option<(Amount, Vec<i64>)> {
        let place = |total: &GridRow| self.rows.partition_point(|row| row.number < total.number);
        let (own, at) = (place(total), totals.partition_point(|other| other.number < total.number));
        let above = totals[..at].iter().rev().take(MOST).map(place).chain([0]).map(|from| from..own);
        let below = totals[at + 1..].iter().take(MOST).map(place).chain([self.rows.len()]).map(|to| own..to);
        let called = total.said().iter().find_map(|words| added_up(words)).unwrap_or_default();
        let is_called = !called.is_empty() && totals.len().saturating_mul(self.rows.len()) < 1 << 20;
        let alike = |at: &usize| self.rows[*at].cells.iter().any(|cell| folded(&cell.words()) == called);
        let named = || (0..self.rows.len()).filter(|at| is_called && alike(at)).collect();
        let mut best: Option<(Amount, Vec<i64>)> = None;
        for group in above.chain(below).map(Iterator::collect::<Vec<usize>>).chain(std::iter::once_with(named)) {
            let Ok(Some(sum)) = Amount::sum(group.iter().map(|at| numbers[*at])) else { continue };
            if is_sum(sum) {
                return None;
            }
            let far = |sum: Amount| sum.value.abs_diff(said.value);
            if best.as_ref().is_none_or(|(known, _)| far(sum) < far(*known)) {
                best = Some((sum, group.iter().map(|at| numbers[*at].value).collect()));
            }
        }
        best
    }
}

/// Whether a total may stand over this sum: it says the same, or that to the last place behind its point; a sum that is bounded
/// may be a tenth off.
fn is_sum(said: Amount, sum: Amount, unit: &Unit, words: &str) -> bool {
    let far = i128::from(said.value.abs_diff(sum.value));
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let last = digits.parse().ok().filter(|number| *number > 0 && words.contains('.'));
    said.agrees(sum, unit.measure)
        || last.is_some_and(|number: i128| far * 2 <= i128::from(said.value) / number)
        || (sum.bound != Bound::Exact && far * 10 <= i128::from(sum.value))
}

/// Whether a sum is ten times its total or more, or a tenth or less; or comes to it when one row, the largest or the smallest ones
/// are taken for a power of ten more or less, as of 元 in a table of 万元.
fn is_power(mut values: Vec<i64>, sum: i128, said: i128) -> bool {
    if said == 0 || sum == 0 {
        return false;
    }
    values.sort_unstable();
    let comes_to = |value: i128, shifted: i128| sum - value + shifted == said;
    let shifts = (1..=8).map(|power| 10_i128.pow(power));
    let mut explained = shifts.flat_map(|by| {
        let (mut small, mut large) = (0, 0);
        let values = &values;
        (0..values.len()).map(move |at| {
            small += i128::from(values[at]);
            large += i128::from(values[values.len() - 1 - at]);
            let one = i128::from(values[at]);
            [(one, one * by), (small, small * by), (one, one / by), (large, large / by)]
        })
    });
    sum >= said * 10
        || said >= sum * 10
        || explained.any(|ways| ways.iter().any(|(value, other)| comes_to(*value, *other)))
}

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
