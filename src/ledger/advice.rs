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
    asked: |_, _| &["doc", "evidence"],
    ..Ledger::BLANK
};
