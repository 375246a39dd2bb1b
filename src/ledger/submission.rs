//! 请示报告: requests and reports to the district Party committee.

use super::{KindSeed, Ledger, TIMES, kind, other};
use crate::text::text;

const KINDS: &[KindSeed] = &[
    kind("request", TIMES, "请示", "requests").about("等待批复的", "an answer is asked for"),
    kind("report", TIMES, "报告", "reports").about("不需要批复的", "no answer is asked for"),
    kind("mixed", TIMES, "请示报告", "requests and reports").about("未分开的", "not told apart"),
    other(TIMES),
];

pub static LEDGER: Ledger = Ledger {
    key: "submission",
    label: text("请示报告", "submissions"),
    about: text("向区委的一次请示或报告", "one request or report to the district Party committee"),
    kinds: KINDS,
    defaults: &[("kind", "mixed")],
    required: &["kind"],
    counted: true,
    post: |_, _, book| book.count("submission.count"),
    examples: &["qjcppcc submission add 报告 \"年度工作报告\" --doc 綦政协〔2022〕3号"],
    asked: |_| &["doc"],
    ..Ledger::BLANK
};
