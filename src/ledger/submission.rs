//! 请示报告: requests and reports to the Party committee.

use super::Ledger;
use crate::text::text;

pub static LEDGER: Ledger = Ledger {
    key: "submission",
    label: text("请示报告", "submissions"),
    about: text("向党委的一次请示或报告", "one request or report to the Party committee"),
    kinds: true,
    defaults: &[("kind", "mixed")],
    required: &["kind"],
    counted: true,
    post: |_, _, book| book.count("submission.count"),
    asked: |_, _| &["doc"],
    ..Ledger::BLANK
};
