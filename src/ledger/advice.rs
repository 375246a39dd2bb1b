//! 建言成果: written advice.

use super::field::{AUTHORS, Type};
use super::{Field, Ledger, endorsement};
use crate::text::text;

pub static LEDGER: Ledger = Ledger {
    key: "advice",
    label: text("建言成果", "advice"),
    about: text("一篇协商意见、调研报告、微建议……", "one written result"),
    kinds: true,
    fields: &[Field::new("author", text("作者", "author"), Type::Text).also(AUTHORS)],
    required: &["kind", "title"],
    counted: true,
    children: &[&endorsement::LEDGER],
    post: |_, _, book| {
        book.count("advice.count");
        book.count_kind();
    },
    examples: &[
        "qjcppcc advice add 微建议 \"厚植科技生态\" --author 科技界委员小组",
        "qjcppcc advice endorse 3 --who {zh:party}主要领导 --level {level} -d 2022-06-01",
        "qjcppcc advice endorse --count 16 --who 上级领导 --level {level:above}",
    ],
    asked: |_, _| &["doc", "evidence"],
    ..Ledger::BLANK
};
