//! 社情民意信息: reports of what people say and need, and where they were adopted.

use super::field::{AUTHORS, Choice, Type};
use super::{Field, Ledger, endorsement};
use crate::text::text;
use crate::vocabulary::Set;

static MODES: &[Choice] = &[
    Choice { key: "single", label: text("单篇", "single") },
    Choice { key: "combined", label: text("综合", "combined") },
];

pub static LEDGER: Ledger = Ledger {
    key: "info",
    label: text("社情民意信息", "information"),
    about: text("一篇信息，或一类信息的数量", "one piece, or a number of one kind"),
    kinds: true,
    fields: &[Field::new("author", text("作者", "author"), Type::Text).also(AUTHORS)],
    defaults: &[("kind", "piece")],
    required: &["kind"],
    counted: true,
    children: &[&ADOPTION, &FORWARDING, &endorsement::LEDGER],
    post: |record, _, book| match record.text("kind") {
        Some("piece") => book.count("info.count"),
        _ => book.count_kind(),
    },
    ..Ledger::BLANK
};

pub static ADOPTION: Ledger = Ledger {
    key: "adoption",
    label: text("采用", "adoption"),
    about: text("一篇信息被采用一次", "a piece was adopted once"),
    verb: "adopt",
    fields: &[
        Field::new("level", text("级别", "level"), Type::Term(Set::Level)).required().also("采用级别、采用层级、层级"),
        Field::new("mode", text("方式", "mode"), Type::Choice(MODES)).also("采用方式、采用形式"),
        Field::new("issue", text("期号", "issue"), Type::Text).also("期数、刊期、刊物期号、采用期号"),
        Field::new("by", text("采用单位", "by"), Type::Text)
            .also("采用机构、采用刊物、刊物、采用部门")
            .about(text("谁采用的，如 市政协、市委办公厅、全国政协", "whose paper took it")),
    ],
    positional: &["level"],
    defaults: &[("mode", "single")],
    parents: &["info"],
    counted: true,
    post: |record, kin, book| {
        let level = record.text("level").unwrap_or_default();
        book.once_each(&format!("info.{level}"), kin);
    },
    asked: |_, _| &["evidence"],
    ..Ledger::BLANK
};

pub static FORWARDING: Ledger = Ledger {
    key: "forwarding",
    label: text("转送", "forwarding"),
    about: text("一篇信息被转送一次", "a piece was forwarded once"),
    verb: "forward",
    fields: &[Field::new("level", text("级别", "level"), Type::Term(Set::Level))
        .required()
        .also("转送级别、转送层级、层级")],
    positional: &["level"],
    parents: &["info"],
    counted: true,
    post: |_, kin, book| book.once_each("info.forwarded", kin),
    asked: |_, _| &["doc"],
    ..Ledger::BLANK
};
