//! 学习: study sessions.

use super::field::{ATTENDANCE, TURNS, Type};
use super::{Field, Ledger};
use crate::text::text;

pub static LEDGER: Ledger = Ledger {
    key: "study",
    label: text("学习", "study"),
    about: text("一次学习", "one study session"),
    kinds: true,
    fields: &[Field::new("turns", text("人次", "turns"), Type::Amount(&TURNS)).short('n').also(ATTENDANCE)],
    required: &["kind"],
    counted: true,
    post: |record, _, book| {
        book.count_kind();
        book.sum("study.turns", record.amount("turns"));
    },
    asked: |_, _| &["evidence"],
    ..Ledger::BLANK
};
